# What a variable of an assertion stands for, and what can stand after `iff`.

actor User {}

resource Doc {
  permissions = ["read", "write", "delete"];
}

has_permission(user: User, "read", doc: Doc) if not is_secret(doc) and is_staff(user);
has_permission(user: User, action: String, _: Doc) if is_admin(user) and action != "delete";
visible(doc: Doc) if not is_secret(doc);
not_seven(number: Integer) if number != 7;
between(number: Integer) if size(_doc, number) and number > 2 and number < 10;
unequal(left: User, right: User) if left != right;

test fixture docs {
  is_secret(Doc{"plans"});
  size(Doc{"plans"}, 1);
  size(Doc{"notes"}, 3);
  size(Doc{"notes"}, 5);
  size(Doc{"maps"}, 10);
  is_staff(User{"sam"});
  is_admin(User{"ada"});
}

test "known values stand for all that a rule does not exclude" {
  setup { fixture docs; }

  assert visible(doc: Doc) iff doc in [Doc{"notes"}, Doc{"maps"}];
  assert visible(doc: Doc) iff doc in [Doc{"notes"}, Doc{"maps"}, Doc{"named here"}];
  assert_not visible(doc: Doc) iff doc in [Doc{"notes"}];
  assert visible(doc: Doc);
  assert allow(User{"sam"}, "read", doc: Doc) iff doc in [Doc{"notes"}, Doc{"maps"}];
  assert allow(user: User, "read", Doc{"new"}) iff user in [User{"sam"}, User{"ada"}];
  assert_not visible(Doc{"plans"});
}

test "permissions of somebody who may do all but one thing" {
  setup { fixture docs; }

  assert allow(User{"ada"}, action: String, Doc{"plans"}) iff action in ["read", "write"];
  assert allow(User{"ada"}, "undeclared", Doc{"plans"});
  assert has_permission(User{"ada"}, permission: String, Doc{"plans"}) iff permission in ["read", "write"];
  assert_not allow(User{"ada"}, "delete", Doc{"plans"});
  assert allow(User{"sam"}, action: String, Doc{"plans"}) iff action in [];
}

test "conditions" {
  setup { fixture docs; }

  assert between(number: Integer) iff number in [3, 5];
  assert between(number: Integer) iff number = 3 or number = 5;
  assert between(number: Integer) iff number >= 3 and not (number = 10 or 7 <= number);
  assert between(number: Integer) iff 2 < number and number <= 5;
  assert size(doc: Doc, 10) iff doc matches Doc and doc != Doc{"notes"} and doc != Doc{"plans"};
  assert is_staff(user: User) iff (user = User{"sam"});
  assert_not is_staff(user: User) iff user = User{"ada"};
  assert_not is_staff(user: User) iff false;
  assert is_staff(User{"sam"}) iff true;
  assert is_staff(User{"ada"}) iff false;
  assert not_seven(8);
  assert_not not_seven(7);
  assert not_seven(number: Integer);
  assert unequal(User{"sam"}, user: User) iff user in [User{"ada"}];
  assert_not unequal(user: User, user: User);
  assert unequal(User{"sam"}, _: User);
}
