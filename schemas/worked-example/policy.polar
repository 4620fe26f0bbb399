actor User {}

global {
  roles = ["admin"];
}

resource Organization {
  roles = ["member", "owner"];

  "member" if "owner";
}

resource Repository {
  roles = ["reader", "writer"];
  relations = { organization: Organization };

  "reader" if "writer";
  "reader" if "member" on "organization";
  "writer" if "owner" on "organization";
}

resource Issue {
  permissions = ["read", "close"];
  relations = { repository: Repository, creator: User };

  "read" if "reader" on "repository";
  "read" if "creator";
  "close" if "creator" and not is_locked(resource);
  "close" if "writer" on "repository";
}

has_permission(user: User, _: String, _: Issue) if has_role(user, "admin");

allow(actor: Actor, action: String, resource: Resource) if
  has_permission(actor, action, resource) and not is_banned(actor);
