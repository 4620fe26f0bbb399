# Roles of a block that grant each other, and permissions that they grant.

actor User {}

resource Repository {
  roles = ["reader", "writer", "maintainer", "admin"];
  permissions = ["pull", "push", "settings", "delete"];

  "reader" if "writer";
  "writer" if "maintainer";
  "maintainer" if "admin";

  "pull" if "reader";
  "push" if "writer";
  "settings" if "maintainer";
  "delete" if "admin";
}

test fixture team {
  has_role(User{"rita"}, "reader", Repository{"core"});
  has_role(User{"walt"}, "writer", Repository{"core"});
  has_role(User{"ada"}, "admin", Repository{"core"});
}

test "each role has what the lesser ones have" {
  setup { fixture team; }

  assert allow(User{"rita"}, action: String, Repository{"core"}) iff action in ["pull"];
  assert allow(User{"walt"}, action: String, Repository{"core"}) iff action in ["pull", "push"];
  assert allow(User{"ada"}, action: String, Repository{"core"}) iff action in ["pull", "push", "settings", "delete"];
  assert has_role(User{"ada"}, role: String, Repository{"core"}) iff role in ["reader", "writer", "maintainer", "admin"];
  assert has_role(user: User, "writer", Repository{"core"}) iff user in [User{"walt"}, User{"ada"}];
}

test "roles do not reach other repositories" {
  setup {
    fixture team;
    has_role(User{"zoe"}, "maintainer", Repository{"docs"});
  }

  assert allow(User{"zoe"}, "settings", Repository{"docs"});
  assert_not allow(User{"zoe"}, "delete", Repository{"docs"});
  assert_not allow(User{"zoe"}, "pull", Repository{"core"});
  assert_not allow(User{"ada"}, "pull", Repository{"docs"});
  assert allow(user: User, "pull", Repository{"docs"}) iff user = User{"zoe"};
  assert allow(User{"ada"}, "delete", repository: Repository) iff repository in [Repository{"core"}];
}
