# A recursive relation between actors, and a folder tree: both may contain circles.

actor User {
  relations = { manager: User };
  roles = ["superior"];

  "superior" if "manager";
  "superior" if "superior" on "manager";
}

resource Folder {
  roles = ["viewer"];
  permissions = ["view"];
  relations = { parent: Folder };

  role if role on "parent";
  "view" if "viewer";
}

resource Review {
  permissions = ["read"];
  relations = { subject: User };

  "read" if "superior" on "subject";
  "read" if "subject";
}

test fixture chart {
  has_relation(User{"dev"}, "manager", User{"lead"});
  has_relation(User{"lead"}, "manager", User{"head"});
  has_relation(User{"head"}, "manager", User{"boss"});
  has_relation(Review{"r-dev"}, "subject", User{"dev"});
  has_relation(Review{"r-head"}, "subject", User{"head"});
}

test "everybody above reads a review, and so does its subject" {
  setup { fixture chart; }

  assert allow(user: User, "read", Review{"r-dev"})
    iff user in [User{"dev"}, User{"lead"}, User{"head"}, User{"boss"}];
  assert allow(user: User, "read", Review{"r-head"}) iff user in [User{"head"}, User{"boss"}];
  assert_not allow(User{"dev"}, "read", Review{"r-head"});
  assert allow(User{"lead"}, "read", review: Review) iff review in [Review{"r-dev"}];
  assert has_role(User{"boss"}, "superior", user: User) iff user in [User{"dev"}, User{"lead"}, User{"head"}];
}

test "a circle of managers ends" {
  setup {
    has_relation(User{"a"}, "manager", User{"b"});
    has_relation(User{"b"}, "manager", User{"a"});
    has_relation(User{"c"}, "manager", User{"c"});
  }

  assert has_role(User{"a"}, "superior", User{"a"});
  assert has_role(user: User, "superior", User{"a"}) iff user in [User{"a"}, User{"b"}];
  assert has_role(user: User, "superior", User{"c"}) iff user in [User{"c"}];
}

test "folders inherit from above, however deep" {
  setup {
    has_relation(Folder{"2"}, "parent", Folder{"1"});
    has_relation(Folder{"3"}, "parent", Folder{"2"});
    has_relation(Folder{"4"}, "parent", Folder{"3"});
    has_relation(Folder{"x"}, "parent", Folder{"y"});
    has_relation(Folder{"y"}, "parent", Folder{"x"});
    has_role(User{"vic"}, "viewer", Folder{"2"});
  }

  assert allow(User{"vic"}, "view", folder: Folder) iff folder in [Folder{"2"}, Folder{"3"}, Folder{"4"}];
  assert_not allow(User{"vic"}, "view", Folder{"1"});
  assert_not allow(User{"vic"}, "view", Folder{"x"});
}
