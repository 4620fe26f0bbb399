test fixture acme {
  has_role(User{"olga"}, "owner", Organization{"acme"});
  has_role(User{"mia"}, "member", Organization{"acme"});
  has_relation(Issue{"42"}, "organization", Organization{"acme"});
  has_relation(Issue{"42"}, "creator", User{"mia"});
}

test "creators close their issues" {
  setup { fixture acme; }

  assert allow(User{"mia"}, "close", Issue{"42"});
  assert_not allow(User{"mia"}, "close", Issue{"43"});
  assert allow(User{"mia"}, action: String, Issue{"42"}) iff action in ["read", "close"];
}

test "owners close locked issues, creators do not" {
  setup {
    fixture acme;
    is_locked(Issue{"42"});
  }

  assert allow(user: User, "close", Issue{"42"}) iff user in [User{"olga"}];
  assert_not allow(User{"eve"}, action: String, Issue{"42"});
}
