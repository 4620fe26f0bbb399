# Roles that come over a relation: from an organization to its repositories, from those to their issues.

actor User {}

resource Organization {
  roles = ["guest", "member", "owner"];
  "guest" if "member";
  "member" if "owner";
}

resource Repository {
  roles = ["reader", "admin"];
  permissions = ["read", "rename"];
  relations = { organization: Organization };

  "reader" if "member" on "organization";
  "admin" if "owner" on "organization";
  "reader" if "admin";
  "read" if "reader";
  "rename" if "admin";
}

resource Issue {
  permissions = ["read", "comment", "close"];
  relations = { repository: Repository };

  "read" if "reader" on "repository";
  "comment" if "read" on "repository";
  "close" if "admin" on "repository";
}

test fixture acme {
  has_relation(Repository{"anvil"}, "organization", Organization{"acme"});
  has_relation(Issue{"1"}, "repository", Repository{"anvil"});
  has_relation(Issue{"2"}, "repository", Repository{"rocket"});
}

test "an owner administers every repository" {
  setup {
    fixture acme;
    has_role(User{"olga"}, "owner", Organization{"acme"});
  }

  assert allow(User{"olga"}, "rename", Repository{"anvil"});
  assert allow(User{"olga"}, action: String, Issue{"1"}) iff action in ["read", "comment", "close"];
  assert_not allow(User{"olga"}, "read", Issue{"2"});
  assert allow(User{"olga"}, "read", issue: Issue) iff issue in [Issue{"1"}];
  assert has_role(User{"olga"}, role: String, Repository{"anvil"}) iff role in ["reader", "admin"];
}

test "a member reads, a guest does not" {
  setup {
    fixture acme;
    has_role(User{"mia"}, "member", Organization{"acme"});
    has_role(User{"gus"}, "guest", Organization{"acme"});
  }

  assert allow(User{"mia"}, "read", Repository{"anvil"});
  assert allow(User{"mia"}, "comment", Issue{"1"});
  assert_not allow(User{"mia"}, "close", Issue{"1"});
  assert_not allow(User{"gus"}, "read", Repository{"anvil"});
  assert_not allow(User{"gus"}, action: String, Issue{"1"});
  assert allow(user: User, "read", Issue{"1"}) iff user in [User{"mia"}];
}

test "a role on the repository itself needs no organization" {
  setup {
    fixture acme;
    has_role(User{"rex"}, "admin", Repository{"rocket"});
  }

  assert allow(User{"rex"}, "close", Issue{"2"});
  assert_not allow(User{"rex"}, "close", Issue{"1"});
}
