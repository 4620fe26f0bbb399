# A drive: folders in folders, documents in folders, shared with people, with groups of groups, with mail domains,
# or with whoever has the link; for ever or until a time.

actor User {}

resource Group {}

global {
  roles = ["auditor"];
}

resource Folder {
  roles = ["viewer", "editor", "owner"];
  permissions = ["read", "create", "share", "delete", "restore"];
  relations = { parent: Folder, creator: User };

  "viewer" if "editor";
  "editor" if "owner";
  "owner" if "creator";
  role if role on "parent" and not is_restricted(resource);

  "read" if ("viewer" or link_public(resource)) and not in_trash(resource);
  "create" if "editor" and not in_trash(resource);
  "share" if "owner" and not in_trash(resource);
  "delete" if "owner";
  "restore" if "owner" and in_trash(resource);
}

resource Document {
  roles = ["viewer", "editor", "owner"];
  permissions = ["read", "preview", "edit", "share", "delete", "restore"];
  relations = { folder: Folder, creator: User };

  "viewer" if "editor";
  "editor" if "owner";
  "owner" if "creator";
  role if role on "folder";

  "read" if ("viewer" or link_public(resource)) and not in_trash(resource);
  "read" if global "auditor";
  "preview" if "read" and is_small(resource);
  "edit" if "editor" and not in_trash(resource);
  "share" if "owner" and not in_trash(resource);
  "delete" if "owner";
  "restore" if "owner" and in_trash(resource);
}

# A share is for ever (`has_role`) or ends (`has_role_until`); it is for a user or for a group.
has_role(subject, role: String, item: Resource) if
  has_role_until(subject, role, item, expiry) and
  expiry > @current_unix_time;

has_role(user: User, role: String, item: Resource) if
  has_group(user, group) and
  group matches Group and
  has_role(group, role, item);

has_role(user: User, "viewer", folder: Folder) if
  in_domain(user, domain) and
  shared_with_domain(folder, domain);

# Groups contain users and groups, at worst themselves.
has_group(user: User, outer: Group) if
  has_group(user, inner) and
  inner matches Group and
  has_group(inner, outer);

link_public(folder: Folder) if is_link_public(folder);
link_public(folder: Folder) if
  has_relation(folder, "parent", parent) and
  parent matches Folder and
  link_public(parent) and
  not is_restricted(folder);
link_public(document: Document) if
  has_relation(document, "folder", folder) and
  folder matches Folder and
  link_public(folder);

# What lies in a folder in the trash is in the trash.
in_trash(item: Resource) if is_trashed(item);
in_trash(folder: Folder) if
  has_relation(folder, "parent", parent) and
  parent matches Folder and
  in_trash(parent);
in_trash(document: Document) if
  has_relation(document, "folder", folder) and
  folder matches Folder and
  in_trash(folder);

is_small(document: Document) if
  has_size(document, bytes) and
  bytes <= 1000000;

allow(actor: Actor, action: String, item: Resource) if
  has_permission(actor, action, item) and
  not is_suspended(actor);

test "roles come down the tree as far as a restricted folder" {
  setup {
    has_role(User{"ann"}, "editor", Folder{"top"});
    has_relation(Folder{"middle"}, "parent", Folder{"top"});
    has_relation(Folder{"bottom"}, "parent", Folder{"middle"});
    has_relation(Folder{"closed"}, "parent", Folder{"top"});
    has_relation(Document{"a"}, "folder", Folder{"bottom"});
    has_relation(Document{"b"}, "folder", Folder{"closed"});
    has_relation(Document{"b"}, "creator", User{"ben"});
    is_restricted(Folder{"closed"});
  }
  assert allow(User{"ann"}, action: String, Document{"a"}) iff action in ["read", "edit"];
  assert allow(User{"ann"}, "create", Folder{"bottom"});
  assert_not allow(User{"ann"}, "read", Document{"b"});
  assert_not allow(User{"ann"}, "read", Folder{"closed"});
  assert allow(User{"ben"}, action: String, Document{"b"}) iff action in ["read", "edit", "share", "delete"];
}

test fixture groups {
  has_group(User{"ann"}, Group{"inner"});
  has_group(Group{"inner"}, Group{"outer"});
  has_group(Group{"outer"}, Group{"ring"});
  has_group(Group{"ring"}, Group{"inner"});
  has_group(User{"ben"}, Group{"other"});
}

test "groups in groups, also in a ring" {
  setup {
    fixture groups;
    has_role(Group{"ring"}, "viewer", Document{"a"});
    has_role_until(Group{"outer"}, "editor", Document{"b"}, 4102444800);
    has_role_until(Group{"outer"}, "editor", Document{"c"}, 1);
  }
  assert has_group(User{"ann"}, group: Group) iff group in [Group{"inner"}, Group{"outer"}, Group{"ring"}];
  assert allow(User{"ann"}, "read", Document{"a"});
  assert allow(User{"ann"}, "edit", Document{"b"});
  assert_not allow(User{"ann"}, "read", Document{"c"});
  assert_not allow(User{"ben"}, "read", Document{"a"});
}

test "a share ends" {
  setup {
    has_role_until(User{"ann"}, "viewer", Folder{"past"}, 1577836800);
    has_role_until(User{"ann"}, "viewer", Folder{"future"}, 4102444800);
    has_relation(Document{"a"}, "folder", Folder{"past"});
    has_relation(Document{"b"}, "folder", Folder{"future"});
  }
  assert_not allow(User{"ann"}, "read", Document{"a"});
  assert allow(User{"ann"}, "read", Document{"b"});
}

test "what is in the trash is restored by its owner and otherwise gone" {
  setup {
    has_role(User{"ann"}, "viewer", Folder{"top"});
    has_role(User{"ben"}, "owner", Folder{"top"});
    has_role(User{"cleo"}, "auditor");
    is_trashed(Folder{"top"});
    has_relation(Folder{"below"}, "parent", Folder{"top"});
    has_relation(Document{"a"}, "folder", Folder{"below"});
    is_trashed(Document{"b"});
    is_link_public(Folder{"below"});
  }
  assert_not allow(User{"ann"}, "read", Document{"a"});
  assert allow(User{"ben"}, action: String, Document{"a"}) iff action in ["delete", "restore"];
  assert allow(User{"ben"}, action: String, Folder{"below"}) iff action in ["delete", "restore"];
  assert allow(User{"cleo"}, "read", Document{"a"});
  assert allow(User{"cleo"}, "read", Document{"b"});
}

test "links, mail domains, suspension" {
  setup {
    is_link_public(Folder{"open"});
    shared_with_domain(Folder{"house"}, "example.org");
    in_domain(User{"ann"}, "example.org");
    in_domain(User{"sam"}, "example.org");
    is_suspended(User{"sam"});
    has_relation(Document{"a"}, "folder", Folder{"open"});
    has_relation(Document{"b"}, "folder", Folder{"house"});
    has_size(Document{"a"}, 1000000);
    has_size(Document{"b"}, 1000001);
  }
  assert allow(User{"whoever"}, action: String, Document{"a"}) iff action in ["read", "preview"];
  assert allow(User{"ann"}, action: String, Document{"b"}) iff action = "read";
  assert_not allow(User{"whoever"}, "read", Document{"b"});
  assert_not allow(User{"sam"}, "read", Document{"a"});
}
