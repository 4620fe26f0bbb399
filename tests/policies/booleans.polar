# Facts whose value is a truth value or a number.

actor User {}

resource Door {
  roles = ["keeper"];
  permissions = ["enter", "lock"];

  "enter" if is_open(resource, true);
  "lock" if "keeper" and is_open(resource, true);
  "enter" if "keeper" and is_open(resource, false);
}

opposite(true, false);
opposite(false, true);

contrary(door: Door, state: Boolean) if
  is_open(door, other) and
  opposite(other, state);

level(door: Door, level: Integer) if
  floor(door, floor) and
  level = floor;

test "open and closed doors" {
  setup {
    is_open(Door{"front"}, true);
    is_open(Door{"back"}, false);
    has_role(User{"kit"}, "keeper", Door{"front"});
    has_role(User{"kit"}, "keeper", Door{"back"});
  }

  assert allow(User{"any"}, "enter", Door{"front"});
  assert_not allow(User{"any"}, "enter", Door{"back"});
  assert allow(User{"kit"}, action: String, Door{"front"}) iff action in ["enter", "lock"];
  assert allow(User{"kit"}, action: String, Door{"back"}) iff action in ["enter"];
  assert is_open(Door{"front"}, state: Boolean) iff state = true;
  assert is_open(door: Door, false) iff door in [Door{"back"}];
  assert contrary(Door{"front"}, state: Boolean) iff state in [false];
  assert contrary(Door{"back"}, true);
  assert_not contrary(Door{"back"}, false);
  assert_not is_open(Door{"front"}, "true");
}

test "both at once" {
  setup {
    is_open(Door{"both"}, true);
    is_open(Door{"both"}, false);
  }

  assert is_open(Door{"both"}, state: Boolean) iff state in [true, false];
  assert contrary(Door{"both"}, state: Boolean) iff state in [false, true];
}

test "numbers" {
  setup {
    floor(Door{"cellar"}, -1);
    floor(Door{"front"}, 0);
    floor(Door{"roof"}, 9223372036854775807);
  }

  assert level(Door{"cellar"}, level: Integer) iff level = -1;
  assert level(Door{"roof"}, 9223372036854775807);
  assert_not level(Door{"roof"}, 9223372036854775806);
  assert level(door: Door, 0) iff door in [Door{"front"}];
  assert_not level(Door{"front"}, "0");
}
