# Entities in heads and bodies, self access, and permissions on children named by dotted strings.

actor User {}

resource Account {
  permissions = ["read", "invoices.read", "invoices.pay", "cards.add"];
}

resource Profile {
  permissions = ["view"];
}

has_permission(User{"root"}, _permission: String, _: Account);
has_permission(user: User, "invoices.read", account: Account) if is_accountant(user, account);
has_permission(user: User, "invoices.pay", account: Account) if
  has_permission(user, "invoices.read", account) and limit(user, amount) and amount in [1000, 5000];
has_permission(user: User, "read", Account{"demo"}) if user in [User{"guest"}, User{"tester"}];
is_self(user: User, user: User);
has_permission(user: User, "edit", other: User) if is_self(user, other);
has_permission(user: User, "view", profile: Profile) if
  has_relation(profile, "owner", owner) and owner = user and owner != User{"suspended"};

test "a user who may do everything" {
  setup { is_accountant(User{"acc"}, Account{"a"}); }

  assert allow(User{"root"}, "invoices.pay", Account{"a"});
  assert allow(User{"root"}, "not even declared", Account{"a"});
  assert allow(User{"root"}, action: String, Account{"a"})
    iff action in ["read", "invoices.read", "invoices.pay", "cards.add"];
  assert_not allow(User{"Root"}, "read", Account{"a"});
  assert allow(user: User, "invoices.read", Account{"a"}) iff user in [User{"root"}, User{"acc"}];
  assert allow(User{"root"}, "cards.add", account: Account) iff account in [Account{"a"}, Account{"demo"}];
}

test "dotted permissions are texts like any other" {
  setup {
    is_accountant(User{"acc"}, Account{"a"});
    is_accountant(User{"pay"}, Account{"a"});
    limit(User{"pay"}, 5000);
    limit(User{"acc"}, 2000);
  }

  assert allow(User{"pay"}, action: String, Account{"a"}) iff action in ["invoices.read", "invoices.pay"];
  assert allow(User{"acc"}, action: String, Account{"a"}) iff action in ["invoices.read"];
  assert_not allow(User{"acc"}, "invoices", Account{"a"});
  assert_not allow(User{"acc"}, "invoices.read", Account{"demo"});
}

test "literal entities" {
  assert allow(User{"guest"}, "read", Account{"demo"});
  assert_not allow(User{"guest"}, "read", Account{"a"});
  assert_not allow(User{"stranger"}, "read", Account{"demo"});
  assert allow(user: User, "read", Account{"demo"}) iff user in [User{"guest"}, User{"tester"}, User{"root"}];
}

test "only oneself" {
  setup {
    has_relation(Profile{"p"}, "owner", User{"me"});
    has_relation(Profile{"q"}, "owner", User{"suspended"});
  }

  assert is_self(User{"me"}, User{"me"});
  assert_not is_self(User{"me"}, User{"you"});
  assert is_self(User{"me"}, user: User) iff user in [User{"me"}];
  assert allow(User{"me"}, "edit", User{"me"});
  assert allow(user: User, "edit", User{"me"}) iff user = User{"me"};
  assert_not allow(User{"you"}, "edit", User{"me"});
  assert allow(User{"me"}, "view", Profile{"p"});
  assert_not allow(User{"suspended"}, "view", Profile{"q"});
  assert_not allow(user: User, "view", Profile{"q"});
}
