# The drive's rule about reading documents.
actor User {}

resource Folder {
  roles = ["viewer"];
  relations = { parent: Folder, creator: User };
  "viewer" if "creator";
  "viewer" if "viewer" on "parent";
}

resource Document {
  permissions = ["read"];
  relations = { folder: Folder, creator: User };
}

has_role(user: User, "viewer", folder: Folder) if
  share in user.shares and share.folder = folder;
has_role(user: User, "viewer", folder: Folder) if
  team in user.all_teams and share in team.shares and share.folder = folder;

has_relation(parent: Folder, "parent", folder: Folder) if parent = folder.parent;
has_relation(user: User, "creator", folder: Folder) if user = folder.creator;
has_relation(folder: Folder, "folder", document: Document) if folder = document.folder;

has_permission(user: User, "read", document: Document) if
  not document.trashed and user = document.creator;
has_permission(user: User, "read", document: Document) if
  not document.trashed and has_role(user, "viewer", document.folder);

allow(actor, action, resource) if has_permission(actor, action, resource);
