# Roles without a resource.

actor User {}

global {
  roles = ["support", "admin"];
  permissions = ["create_org", "impersonate"];

  "support" if "admin";
  "impersonate" if "support";
  "create_org" if "admin";
}

resource Organization {
  roles = ["member"];
  permissions = ["read", "delete"];

  "read" if "member" or global "support";
  "delete" if global "admin";
}

test fixture staff {
  has_role(User{"root"}, "admin");
  has_role(User{"sue"}, "support");
  has_role(User{"mel"}, "member", Organization{"acme"});
}

test "global permissions" {
  setup { fixture staff; }

  assert allow(User{"root"}, "create_org");
  assert allow(User{"root"}, action: String) iff action in ["create_org", "impersonate"];
  assert allow(User{"sue"}, action: String) iff action in ["impersonate"];
  assert_not allow(User{"mel"}, action: String);
  assert allow(user: User, "impersonate") iff user in [User{"root"}, User{"sue"}];
  assert has_permission(User{"sue"}, "impersonate");
  assert_not has_permission(User{"sue"}, "create_org");
}

test "a global role counts on every organization" {
  setup { fixture staff; }

  assert allow(User{"root"}, "delete", Organization{"acme"});
  assert allow(User{"sue"}, "read", Organization{"never-heard-of"});
  assert_not allow(User{"sue"}, "delete", Organization{"acme"});
  assert allow(User{"mel"}, "read", organization: Organization) iff organization in [Organization{"acme"}];
  assert has_role(User{"root"}, role: String) iff role in ["support", "admin"];
  assert_not has_role(User{"mel"}, role: String);
}
