# Roles that come down a tree, from rules of which each counts a value as another role: as an editor the one rule takes an
# editor, the other only an owner, a third nobody but a curator. A role may have an odd name.

actor User {}

resource Team {}

resource Folder {
  roles = ["viewer", "editor", "owner", "#"];
  permissions = ["read", "edit", "share", "tag"];
  relations = { parent: Folder, creator: User };

  "viewer" if "editor";
  "viewer" if "#";
  "editor" if "owner";
  "owner" if "creator";
  role if role on "parent";

  "read" if "viewer";
  "edit" if "editor";
  "share" if "owner";
  "tag" if "#";
}

resource Document {
  roles = ["viewer", "editor", "owner", "#"];
  permissions = ["read", "edit", "share", "tag"];
  relations = { folder: Folder };

  "viewer" if "editor";
  "editor" if "owner";
  role if role on "folder";

  "read" if "viewer" or is_open(resource);
  "edit" if "editor";
  "share" if "owner";
  "tag" if "#";
}

has_role(user: User, "viewer", folder: Folder) if
  in_team(user, team) and
  team matches Team and
  team_share(team, "editor", folder);
has_role(user: User, "editor", folder: Folder) if
  in_team(user, team) and
  team matches Team and
  team_share(team, "owner", folder);
has_role(user: User, "owner", folder: Folder) if
  in_team(user, team) and
  team matches Team and
  team_share(team, "curator", folder);
has_role(_: User, "viewer", folder: Folder) if is_listed(folder);

is_open(document: Document) if
  has_relation(document, "folder", folder) and
  folder matches Folder and
  is_open(folder);
is_open(folder: Folder) if is_public(folder);
is_open(folder: Folder) if
  has_relation(folder, "parent", parent) and
  parent matches Folder and
  is_open(parent);

test fixture tree {
  has_relation(Folder{"mid"}, "parent", Folder{"top"});
  has_relation(Folder{"low"}, "parent", Folder{"mid"});
  has_relation(Folder{"side"}, "parent", Folder{"top"});
  has_relation(Document{"a"}, "folder", Folder{"low"});
  has_relation(Document{"b"}, "folder", Folder{"side"});
  has_relation(Document{"c"}, "folder", Folder{"other"});
}

test "a share with a user is the role" {
  setup {
    fixture tree;
    has_role(User{"vic"}, "viewer", Folder{"mid"});
    has_role(User{"eve"}, "editor", Folder{"mid"});
    has_role(User{"oda"}, "owner", Folder{"top"});
    has_role(User{"tim"}, "#", Folder{"low"});
    has_role(User{"ned"}, "commenter", Folder{"top"});
    has_relation(Folder{"mid"}, "creator", User{"cid"});
  }

  assert allow(User{"vic"}, action: String, Document{"a"}) iff action in ["read"];
  assert allow(User{"eve"}, action: String, Document{"a"}) iff action in ["read", "edit"];
  assert allow(User{"oda"}, action: String, Document{"a"}) iff action in ["read", "edit", "share"];
  assert allow(User{"tim"}, action: String, Document{"a"}) iff action in ["read", "tag"];
  assert allow(User{"cid"}, action: String, Document{"a"}) iff action in ["read", "edit", "share"];
  assert_not allow(User{"ned"}, action: String, Document{"a"});
  assert_not allow(User{"eve"}, action: String, Document{"b"});
  assert allow(User{"oda"}, action: String, Document{"b"}) iff action in ["read", "edit", "share"];
  assert_not allow(User{"oda"}, action: String, Document{"c"});
  assert allow(User{"eve"}, action: String, Folder{"low"}) iff action in ["read", "edit"];
}

test "a share with a team is a lesser role" {
  setup {
    fixture tree;
    in_team(User{"eve"}, Team{"editors"});
    in_team(User{"oda"}, Team{"owners"});
    in_team(User{"cora"}, Team{"curators"});
    in_team(User{"vic"}, Team{"viewers"});
    team_share(Team{"editors"}, "editor", Folder{"mid"});
    team_share(Team{"owners"}, "owner", Folder{"mid"});
    team_share(Team{"curators"}, "curator", Folder{"top"});
    team_share(Team{"viewers"}, "viewer", Folder{"mid"});
    team_share(Team{"viewers"}, "#", Folder{"mid"});
  }

  assert allow(User{"eve"}, action: String, Document{"a"}) iff action in ["read"];
  assert allow(User{"oda"}, action: String, Document{"a"}) iff action in ["read", "edit"];
  assert allow(User{"cora"}, action: String, Document{"a"}) iff action in ["read", "edit", "share"];
  assert allow(User{"cora"}, action: String, Document{"b"}) iff action in ["read", "edit", "share"];
  assert_not allow(User{"vic"}, action: String, Document{"a"});
  assert_not allow(User{"oda"}, action: String, Document{"b"});
}

test "what is open or listed is read by everybody" {
  setup {
    fixture tree;
    is_public(Folder{"top"});
    is_listed(Folder{"other"});
    has_role(User{"oda"}, "owner", Folder{"other"});
  }

  assert allow(User{"vic"}, action: String, Document{"a"}) iff action in ["read"];
  assert allow(User{"vic"}, action: String, Document{"c"}) iff action in ["read"];
  assert allow(User{"oda"}, action: String, Document{"c"}) iff action in ["read", "edit", "share"];
  assert_not allow(User{"vic"}, action: String, Folder{"top"});
  assert allow(User{"vic"}, action: String, Folder{"other"}) iff action in ["read"];
}
