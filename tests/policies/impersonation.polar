# An `allow` of its own: impersonation, and what is not available under it.

actor User {}

resource Invoice {
  roles = ["owner"];
  permissions = ["read", "pay"];

  "read" if "owner";
  "pay" if "owner";
}

global {
  permissions = ["audit"];
}

allow(user: User, action: String, resource: Resource) if
  has_permission(user, action, resource) and
  not is_locked(user);

allow(user: User, action: String, resource: Resource) if
  other matches User and
  impersonates(user, other) and
  has_permission(other, action, resource) and
  action != "pay";

has_permission(user: User, "audit") if is_auditor(user);

test "the impersonator reads but does not pay" {
  setup {
    has_role(User{"cus"}, "owner", Invoice{"1"});
    impersonates(User{"sue"}, User{"cus"});
  }

  assert allow(User{"sue"}, action: String, Invoice{"1"}) iff action in ["read"];
  assert allow(User{"cus"}, action: String, Invoice{"1"}) iff action in ["read", "pay"];
  assert allow(user: User, "read", Invoice{"1"}) iff user in [User{"sue"}, User{"cus"}];
  assert allow(user: User, "pay", Invoice{"1"}) iff user in [User{"cus"}];
  assert_not has_permission(User{"sue"}, "read", Invoice{"1"});
  assert_not allow(User{"sue"}, "read", Invoice{"2"});
}

test "a lock stops the user, not the impersonator" {
  setup {
    has_role(User{"cus"}, "owner", Invoice{"1"});
    impersonates(User{"sue"}, User{"cus"});
    is_locked(User{"cus"});
  }

  assert_not allow(User{"cus"}, action: String, Invoice{"1"});
  assert allow(User{"sue"}, "read", Invoice{"1"});
  assert allow(User{"sue"}, "read", invoice: Invoice) iff invoice in [Invoice{"1"}];
}

test "the two-argument form keeps its default" {
  setup { is_auditor(User{"aud"}); }

  assert allow(User{"aud"}, "audit");
  assert allow(User{"aud"}, action: String) iff action = "audit";
  assert_not allow(User{"cus"}, "audit");
}
