# Several kinds of recursion at once: roles over folders, groups in groups, and an exception on the way.

actor User {}

actor Group {
  relations = { member: User, subgroup: Group };
  roles = ["belongs"];

  "belongs" if "member";
  "belongs" if "belongs" on "subgroup";
}

resource Drive {
  roles = ["manager"];
}

resource Folder {
  roles = ["reader", "writer"];
  permissions = ["open", "upload"];
  relations = { parent: Folder, drive: Drive };

  "reader" if "writer";
  "writer" if "manager" on "drive";
  "reader" if "open" on "parent";
  "open" if "reader" and not is_quarantined(resource);
  "upload" if "writer" and not is_quarantined(resource);
}

has_role(user: User, role: String, folder: Folder) if
  group matches Group and
  shared_with(folder, group, role) and
  has_role(user, "belongs", group);

test fixture tree {
  has_relation(Folder{"top"}, "drive", Drive{"d"});
  has_relation(Folder{"mid"}, "parent", Folder{"top"});
  has_relation(Folder{"low"}, "parent", Folder{"mid"});
  has_relation(Folder{"leaf"}, "parent", Folder{"low"});
  has_relation(Group{"all"}, "subgroup", Group{"team"});
  has_relation(Group{"team"}, "subgroup", Group{"pair"});
  has_relation(Group{"pair"}, "member", User{"pia"});
  has_relation(Group{"team"}, "member", User{"tom"});
  has_relation(Group{"all"}, "member", User{"al"});
}

test "opening goes down the tree until a quarantine" {
  setup {
    fixture tree;
    has_role(User{"max"}, "manager", Drive{"d"});
    is_quarantined(Folder{"low"});
  }

  assert allow(User{"max"}, "open", folder: Folder) iff folder in [Folder{"top"}, Folder{"mid"}];
  assert allow(User{"max"}, "upload", folder: Folder) iff folder in [Folder{"top"}];
  assert_not allow(User{"max"}, action: String, Folder{"leaf"});
  assert has_role(User{"max"}, "reader", folder: Folder) iff folder in [Folder{"top"}, Folder{"mid"}, Folder{"low"}];
}

test "a share with a group reaches its sub-groups" {
  setup {
    fixture tree;
    shared_with(Folder{"mid"}, Group{"team"}, "writer");
  }

  assert allow(user: User, "open", Folder{"leaf"}) iff user in [User{"pia"}, User{"tom"}];
  assert allow(user: User, "upload", Folder{"mid"}) iff user in [User{"pia"}, User{"tom"}];
  assert_not allow(user: User, "upload", Folder{"low"});
  assert_not allow(User{"al"}, "open", Folder{"mid"});
  assert has_role(user: User, "belongs", Group{"all"}) iff user in [User{"al"}, User{"tom"}, User{"pia"}];
  assert_not allow(User{"pia"}, "open", Folder{"top"});
}
