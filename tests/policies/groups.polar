# Roles of a group are roles of its members; groups may be members of groups.

actor User {}
actor Group {}

resource Wiki {
  roles = ["reader", "writer"];
  permissions = ["read", "write"];

  "reader" if "writer";
  "read" if "reader";
  "write" if "writer";
}

has_role(user: User, role: String, wiki: Wiki) if
  group matches Group and
  has_group(user, group) and
  has_role(group, role, wiki);

has_group(user: User, group: Group) if
  between matches Group and
  has_group(user, between) and
  has_group(between, group);

test "members have the roles of their group" {
  setup {
    has_group(User{"ann"}, Group{"eng"});
    has_role(Group{"eng"}, "writer", Wiki{"w"});
    has_role(User{"bob"}, "reader", Wiki{"w"});
  }

  assert allow(User{"ann"}, action: String, Wiki{"w"}) iff action in ["read", "write"];
  assert allow(User{"bob"}, action: String, Wiki{"w"}) iff action in ["read"];
  assert allow(Group{"eng"}, "write", Wiki{"w"});
  assert allow(actor: Actor, "write", Wiki{"w"}) iff actor in [User{"ann"}, Group{"eng"}];
  assert_not allow(User{"bob"}, "write", Wiki{"w"});
}

test "groups in groups" {
  setup {
    has_group(User{"ann"}, Group{"web"});
    has_group(Group{"web"}, Group{"eng"});
    has_group(Group{"eng"}, Group{"all"});
    has_group(Group{"all"}, Group{"web"});
    has_role(Group{"all"}, "reader", Wiki{"w"});
    has_role(Group{"ops"}, "writer", Wiki{"w"});
  }

  assert has_group(User{"ann"}, group: Group) iff group in [Group{"web"}, Group{"eng"}, Group{"all"}];
  assert allow(User{"ann"}, "read", Wiki{"w"});
  assert_not allow(User{"ann"}, "write", Wiki{"w"});
  assert allow(user: User, "read", Wiki{"w"}) iff user in [User{"ann"}];
  assert_not has_group(Group{"web"}, Group{"all"});
}
