# Facts that no rule asks for, names that nobody knows, arguments of the wrong type, ids of every sort.

actor User {}

resource Doc {
  roles = ["reader"];
  permissions = ["read"];

  "read" if "reader";
}

declare labelled(Doc, String);

has_permission(User{"nul\0l"}, "read", Doc{"constant\0"});

test "facts that only the test knows" {
  setup {
    has_role(User{"u"}, "unheard of", Doc{"d"});
    has_role(Doc{"d"}, "reader", User{"u"});
    unknown(User{"u"}, 1, true, "text", Planet{"mars"});
    labelled(Doc{"d"}, "blue");
    labelled(Doc{"d"}, Colour{"red"});
  }

  assert has_role(User{"u"}, role: String, Doc{"d"}) iff role in ["unheard of"];
  assert has_role(Doc{"d"}, "reader", User{"u"});
  assert_not allow(User{"u"}, "read", Doc{"d"});
  assert unknown(User{"u"}, 1, true, "text", Planet{"mars"});
  assert unknown(User{"u"}, 1, true, "text", planet: Planet) iff planet in [Planet{"mars"}];
  assert unknown(User{"u"}, number: Integer, true, "text", Planet{"mars"}) iff number in [1];
  assert_not unknown(User{"u"}, 1, true, "text", Planet{"venus"});
  assert_not unknown(User{"u"}, 1, true, "text");
  assert labelled(Doc{"d"}, label: String) iff label in ["blue"];
  assert labelled(Doc{"d"}, label) iff label in ["blue", Colour{"red"}];
}

test "what nobody knows is not derivable" {
  setup { has_role(User{"u"}, "reader", Doc{"d"}); }

  assert allow(User{"u"}, "read", Doc{"d"});
  assert_not allow(Doc{"d"}, "read", User{"u"});
  assert_not allow("u", "read", Doc{"d"});
  assert_not allow(User{"u"}, "read", "d");
  assert_not allow(User{"u"}, 1, Doc{"d"});
  assert_not allow(User{"u"}, "read", Martian{"d"});
  assert_not allow(User{"u"}, "raed", Doc{"d"});
  assert_not nothing(User{"u"});
  assert_not nothing(it: User);
  assert_not allow(User{"u"}, "read");
  assert_not allow(User{"u"}, "read", Doc{"d"}, Doc{"d"});
  assert_not allow(User{"u"}, action: Doc, Doc{"d"});
  assert_not allow(User{"u"}, "read", doc: User);
}

test "ids are compared byte for byte" {
  setup {
    has_role(User{""}, "reader", Doc{"d"});
    has_role(User{"it's \"quoted\" \\ $1 ? :x %s"}, "reader", Doc{"d"});
    has_role(User{"'; DROP TABLE arctos_test_0; --"}, "reader", Doc{"d"});
    has_role(User{"a\nb\tc\rd"}, "reader", Doc{"d"});
    has_role(User{"a\0b"}, "reader", Doc{"d"});
    has_role(User{"é"}, "reader", Doc{"d"});
    has_role(User{"日本語 🦀"}, "reader", Doc{"d"});
    has_role(User{"007"}, "reader", Doc{"d"});
    has_role(User{"{a,b}"}, "reader", Doc{"NULL"});
    has_role(User{"null"}, "reader", Doc{"␀0"});
  }

  assert allow(User{""}, "read", Doc{"d"});
  assert allow(User{"it's \"quoted\" \\ $1 ? :x %s"}, "read", Doc{"d"});
  assert allow(User{"a\0b"}, "read", Doc{"d"});
  assert_not allow(User{"a␀0b"}, "read", Doc{"d"});
  assert_not allow(User{"a"}, "read", Doc{"d"});
  assert_not allow(User{"ab"}, "read", Doc{"d"});
  assert_not allow(User{"é"}, "read", Doc{"d"});
  assert_not allow(User{"É"}, "read", Doc{"d"});
  assert_not allow(User{"7"}, "read", Doc{"d"});
  assert_not allow(User{" "}, "read", Doc{"d"});
  assert allow(User{"{a,b}"}, "read", doc: Doc) iff doc in [Doc{"NULL"}];
  assert allow(User{"null"}, "read", doc: Doc) iff doc in [Doc{"␀0"}];
  assert allow(User{"nul\0l"}, "read", doc: Doc) iff doc in [Doc{"constant\0"}];
  assert allow(user: User, "read", Doc{"constant\0"}) iff user in [User{"nul\0l"}];
  assert allow(user: User, "read", Doc{"d"}) iff user in [
    User{""}, User{"it's \"quoted\" \\ $1 ? :x %s"}, User{"'; DROP TABLE arctos_test_0; --"}, User{"a\nb\tc\rd"},
    User{"a\0b"}, User{"é"}, User{"日本語 🦀"}, User{"007"},
  ];
}
