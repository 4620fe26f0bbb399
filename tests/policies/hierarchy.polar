# Types that extend types; abstract types; types that nobody declares.

actor User {}
actor Robot {}

resource Node {
  roles = ["viewer"];
  permissions = ["view"];
  relations = { parent: Node };

  "view" if "viewer";
  "viewer" if "viewer" on "parent";
}

resource Folder extends Node {
  permissions = ["create"];

  "create" if "viewer";
}

resource Text extends Node {}

tagged(thing: Resource, "any") if is_thing(thing);
tagged(thing: Actor, "actor") if is_thing(thing);
tagged(thing: Node, "node") if is_thing(thing);
tagged(thing, "untyped") if is_thing(thing);
tagged(thing: Ghost, "ghost") if is_thing(thing);

test "rules of a super-type count for its sub-types" {
  setup {
    has_role(User{"u"}, "viewer", Folder{"f"});
    has_relation(Text{"t"}, "parent", Folder{"f"});
    has_relation(Node{"n"}, "parent", Folder{"f"});
  }

  assert allow(User{"u"}, action: String, Folder{"f"}) iff action in ["view", "create"];
  assert allow(User{"u"}, action: String, Text{"t"}) iff action in ["view"];
  assert allow(User{"u"}, "view", node: Node) iff node in [Node{"n"}];
  assert allow(User{"u"}, "view", thing: Resource) iff thing in [Node{"n"}, Folder{"f"}, Text{"t"}];
  assert_not allow(User{"u"}, "view", Node{"f"});
  assert_not allow(User{"u"}, "create", Text{"t"});
  assert allow(actor: Actor, "view", Text{"t"}) iff actor in [User{"u"}];
}

test "facts of any type" {
  setup {
    is_thing(User{"1"});
    is_thing(Robot{"1"});
    is_thing(Folder{"1"});
    is_thing(Ghost{"1"});
    is_thing("1");
    is_thing(1);
    is_thing(true);
  }

  assert tagged(User{"1"}, tag: String) iff tag in ["any", "actor", "untyped"];
  assert tagged(Folder{"1"}, tag: String) iff tag in ["any", "node", "untyped"];
  assert tagged(Ghost{"1"}, tag: String) iff tag in ["ghost", "untyped"];
  assert tagged("1", tag: String) iff tag = "untyped";
  assert tagged(1, tag: String) iff tag = "untyped";
  assert tagged(true, tag: String) iff tag = "untyped";
  assert_not tagged(false, tag: String);
  assert tagged(thing: Actor, "actor") iff thing in [User{"1"}, Robot{"1"}];
  assert tagged(thing: Resource, "any") iff thing in [User{"1"}, Robot{"1"}, Folder{"1"}];
  assert tagged(thing, "untyped") iff thing in [User{"1"}, Robot{"1"}, Folder{"1"}, Ghost{"1"}, "1", 1, true];
  assert is_thing(thing: Ghost) iff thing in [Ghost{"1"}];
  assert_not tagged(Node{"1"}, "node");
}
