# Roles that are data: an organization makes its own and says what they grant.

actor User {}

resource Organization {
  permissions = ["invite", "bill", "read"];
}

resource Role {
  relations = { organization: Organization };
}

has_permission(user: User, permission: String, organization: Organization) if
  role matches Role and
  has_role(user, role, organization) and
  has_relation(role, "organization", organization) and
  grants(role, permission);

test fixture roles {
  has_relation(Role{"clerk"}, "organization", Organization{"acme"});
  grants(Role{"clerk"}, "bill");
  grants(Role{"clerk"}, "read");
  has_relation(Role{"host"}, "organization", Organization{"acme"});
  grants(Role{"host"}, "invite");
}

test "a custom role grants what it lists" {
  setup {
    fixture roles;
    has_role(User{"cleo"}, Role{"clerk"}, Organization{"acme"});
  }

  assert allow(User{"cleo"}, action: String, Organization{"acme"}) iff action in ["bill", "read"];
  assert_not allow(User{"cleo"}, "invite", Organization{"acme"});
  assert has_role(User{"cleo"}, role: Role, Organization{"acme"}) iff role in [Role{"clerk"}];
  assert_not has_role(User{"cleo"}, role: String, Organization{"acme"});
  assert allow(user: User, "bill", Organization{"acme"}) iff user in [User{"cleo"}];
}

test "a role of another organization grants nothing" {
  setup {
    fixture roles;
    has_role(User{"cleo"}, Role{"clerk"}, Organization{"other"});
    has_role(User{"mole"}, "clerk", Organization{"acme"});
  }

  assert_not allow(User{"cleo"}, action: String, Organization{"other"});
  assert_not allow(User{"cleo"}, action: String, Organization{"acme"});
  assert_not allow(User{"mole"}, "bill", Organization{"acme"});
  assert grants(Role{"clerk"}, permission: String) iff permission in ["bill", "read"];
}
