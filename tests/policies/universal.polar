# Facts with variables: public things, singletons, and rules that hold for everybody.

actor User {}

resource App {
  roles = ["operator"];
}

resource Page {
  permissions = ["read", "list", "edit"];
  relations = { app: App };

  "edit" if "operator" on "app";
}

resource Memo {
  permissions = ["read"];
}

has_permission(_: User, "list", _: Page);
has_permission(_: User, "read", Page{"home"});
has_permission(_: User, "read", _: Memo) if true;
has_permission(_: User, "edit", _: Memo) if false;
has_relation(_: Resource, "app", App{"main"});

test "everybody lists all pages and reads the one" {
  setup { has_role(User{"ann"}, "reader", Page{"about"}); }

  assert allow(User{"anyone"}, "list", Page{"anything"});
  assert allow(User{"anyone"}, "read", Page{"home"});
  assert_not allow(User{"anyone"}, "read", Page{"about"});
  assert_not allow(User{"anyone"}, "edit", Page{"home"});
  assert allow(User{"ann"}, "list", page: Page) iff page in [Page{"home"}, Page{"about"}];
  assert allow(User{"ann"}, "read", page: Page) iff page in [Page{"home"}];
  assert allow(user: User, "read", Page{"home"}) iff user in [User{"ann"}];
  assert allow(User{"ann"}, action: String, Page{"about"}) iff action in ["list"];
  assert allow(user: User, "list", Page{"home"});
  assert_not allow(user: User, "edit", Page{"home"});
}

test "the one app operates everything" {
  setup { has_role(User{"op"}, "operator", App{"main"}); }

  assert allow(User{"op"}, "edit", Page{"home"});
  assert allow(User{"op"}, action: String, Page{"home"}) iff action in ["read", "list", "edit"];
  assert has_relation(Page{"x"}, "app", app: App) iff app in [App{"main"}];
  assert_not has_relation(Page{"x"}, "app", App{"second"});
}

test "true and false as conditions" {
  assert allow(User{"x"}, "read", Memo{"m"});
  assert allow(User{"x"}, "read", memo: Memo);
  assert allow(user: User, "read", Memo{"m"});
  assert_not allow(User{"x"}, "edit", Memo{"m"});
  assert_not allow(User{"x"}, "edit", memo: Memo);
}
