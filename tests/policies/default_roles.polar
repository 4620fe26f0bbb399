# A role that every member of an organization has on its repositories, unless the repository has it turned off.

actor User {}

resource Organization {
  roles = ["member"];
}

resource Repository {
  roles = ["reader", "editor"];
  permissions = ["read", "edit"];
  relations = { organization: Organization };

  "reader" if "editor";
  "read" if "reader";
  "edit" if "editor";
}

has_role(user: User, role: String, repository: Repository) if
  organization matches Organization and
  has_relation(repository, "organization", organization) and
  has_default_role(organization, role) and
  has_role(user, "member", organization) and
  not is_protected(repository);

test fixture acme {
  has_relation(Repository{"anvil"}, "organization", Organization{"acme"});
  has_relation(Repository{"vault"}, "organization", Organization{"acme"});
  is_protected(Repository{"vault"});
  has_role(User{"mia"}, "member", Organization{"acme"});
}

test "the default role counts where it is not turned off" {
  setup {
    fixture acme;
    has_default_role(Organization{"acme"}, "editor");
  }

  assert allow(User{"mia"}, action: String, Repository{"anvil"}) iff action in ["read", "edit"];
  assert_not allow(User{"mia"}, action: String, Repository{"vault"});
  assert allow(User{"mia"}, "edit", repository: Repository) iff repository in [Repository{"anvil"}];
  assert_not allow(User{"max"}, "read", Repository{"anvil"});
}

test "without a default role there is none" {
  setup {
    fixture acme;
    has_default_role(Organization{"other"}, "reader");
    has_role(User{"mia"}, "reader", Repository{"vault"});
  }

  assert_not allow(User{"mia"}, "read", Repository{"anvil"});
  assert allow(User{"mia"}, "read", Repository{"vault"});
  assert has_role(user: User, "reader", Repository{"vault"}) iff user in [User{"mia"}];
}
