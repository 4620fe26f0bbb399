test "members close issues" {
  setup { fixture acme; }

  assert allow(User{"mia"}, action: String, Issue{"42"}) iff action in ["read", "edit"];
  assert_not allow(user: User, "close", Issue{"42"});
}
