# A drive: a role on a folder holds for everything below it; shares are for users and for teams of teams.

actor User {}

resource Team {
  roles = ["member"];
  relations = { parent: Team };
}

in_team(user: User, team: Team) if has_role(user, "member", team);
in_team(user: User, team: Team) if
  has_relation(child, "parent", team) and
  child matches Team and
  in_team(user, child);

resource Folder {
  roles = ["viewer", "editor", "owner"];
  permissions = ["read", "edit", "share"];
  relations = { parent: Folder, creator: User };

  "viewer" if "editor";
  "editor" if "owner";
  "owner" if "creator";
  role if role on "parent";

  "read" if "viewer";
  "edit" if "editor";
  "share" if "owner";
}

has_role(user: User, role: String, folder: Folder) if
  in_team(user, team) and
  team matches Team and
  has_role(team, role, folder);

resource Document {
  roles = ["viewer", "editor", "owner"];
  permissions = ["read", "edit", "share"];
  relations = { folder: Folder, creator: User };

  "viewer" if "editor";
  "editor" if "owner";
  "owner" if "creator";
  role if role on "folder";

  "read" if "viewer" and not is_trashed(resource);
  "edit" if "editor" and not is_trashed(resource);
  "share" if "owner";
}
