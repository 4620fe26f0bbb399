# Permissions on single fields: a predicate with four arguments.

actor User {}

resource Account {
  roles = ["visitor", "owner", "admin"];
  permissions = ["view"];

  "visitor" if "owner";
  "owner" if "admin";
  "view" if "visitor";
}

resource Field {}

allow_field(user: User, "read", account: Account, field: Field) if
  field in [Field{"name"}, Field{"avatar"}] and
  has_role(user, "visitor", account);
allow_field(user: User, "read", account: Account, Field{"email"}) if
  has_role(user, "owner", account);
allow_field(user: User, "edit", account: Account, field: Field) if
  has_role(user, "owner", account) and
  is_editable(field);
allow_field(user: User, _action: String, account: Account, _: Field) if
  has_role(user, "admin", account);

test "fields by role" {
  setup {
    has_role(User{"vic"}, "visitor", Account{"a"});
    has_role(User{"own"}, "owner", Account{"a"});
    has_role(User{"adm"}, "admin", Account{"a"});
    is_editable(Field{"avatar"});
  }

  assert allow_field(User{"vic"}, "read", Account{"a"}, field: Field) iff field in [Field{"name"}, Field{"avatar"}];
  assert allow_field(User{"own"}, "read", Account{"a"}, field: Field)
    iff field in [Field{"name"}, Field{"avatar"}, Field{"email"}];
  assert allow_field(User{"own"}, "edit", Account{"a"}, field: Field) iff field in [Field{"avatar"}];
  assert_not allow_field(User{"vic"}, "edit", Account{"a"}, field: Field);
  assert allow_field(User{"adm"}, "edit", Account{"a"}, Field{"anything"});
  assert allow_field(User{"adm"}, "edit", Account{"a"}, field: Field)
    iff field in [Field{"name"}, Field{"avatar"}, Field{"email"}];
  assert allow_field(user: User, "read", Account{"a"}, Field{"email"}) iff user in [User{"own"}, User{"adm"}];
  assert_not allow_field(User{"adm"}, "edit", Account{"b"}, field: Field);
  assert allow_field(User{"vic"}, action: String, Account{"a"}, Field{"name"}) iff action in ["read"];
  assert allow_field(User{"own"}, "edit", account: Account, Field{"avatar"}) iff account in [Account{"a"}];
}
