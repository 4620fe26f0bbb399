# Relations that lead to actors and count as roles; actors that belong to actors.

actor User {}

actor Team {
  relations = { lead: User };
}

resource Document {
  roles = ["editor"];
  permissions = ["read", "edit", "publish"];
  relations = { author: User, reviewer: User, team: Team };

  "editor" if "author";
  "read" if "editor" or "reviewer";
  "edit" if "editor";
  "publish" if "lead" on "team";
  "edit" if "team";
}

test "authors edit, reviewers read" {
  setup {
    has_relation(Document{"plan"}, "author", User{"ann"});
    has_relation(Document{"plan"}, "reviewer", User{"rob"});
  }

  assert allow(User{"ann"}, action: String, Document{"plan"}) iff action in ["read", "edit"];
  assert allow(User{"rob"}, action: String, Document{"plan"}) iff action = "read";
  assert_not allow(User{"eve"}, "read", Document{"plan"});
  assert_not allow(User{"ann"}, "read", Document{"other"});
  assert has_role(user: User, "editor", Document{"plan"}) iff user in [User{"ann"}];
}

test "the team edits as such, its lead publishes" {
  setup {
    has_relation(Document{"plan"}, "team", Team{"docs"});
    has_relation(Team{"docs"}, "lead", User{"lea"});
  }

  assert allow(Team{"docs"}, "edit", Document{"plan"});
  assert allow(User{"lea"}, "publish", Document{"plan"});
  assert_not allow(User{"lea"}, "edit", Document{"plan"});
  assert_not allow(Team{"docs"}, "publish", Document{"plan"});
  assert_not allow(User{"docs"}, "edit", Document{"plan"});
  assert allow(actor: Actor, "edit", Document{"plan"}) iff actor in [Team{"docs"}];
}
