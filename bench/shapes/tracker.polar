# An issue tracker: organisations, nested teams, repositories, issues; roles reach an issue over two or three joins.

actor User {}

global {
  roles = ["admin"];
}

resource Organization {
  roles = ["member", "owner"];

  "member" if "owner";
}

resource Team {
  roles = ["member"];
  relations = { parent: Team };
}

in_team(user: User, team: Team) if has_role(user, "member", team);
in_team(user: User, team: Team) if
  has_relation(child, "parent", team) and
  child matches Team and
  in_team(user, child);

resource Repository {
  roles = ["reader", "triager", "writer", "maintainer"];
  permissions = ["browse"];
  relations = { organization: Organization };

  "browse" if is_public(resource);
  "reader" if "triager";
  "triager" if "writer";
  "writer" if "maintainer";
  "reader" if "member" on "organization";
  "maintainer" if "owner" on "organization";
}

has_role(user: User, role: String, repository: Repository) if
  in_team(user, team) and
  team matches Team and
  has_role(team, role, repository);

resource Issue {
  permissions = ["read", "browse", "comment", "edit", "close", "label", "lock", "delete"];
  relations = { repository: Repository, creator: User };

  "read" if "reader" on "repository";
  "read" if "creator";
  "read" if global "admin";
  "browse" if "read";
  "browse" if "browse" on "repository";
  "comment" if "reader" on "repository" and not is_locked(resource) and not blocked(actor, resource);
  "edit" if "creator" or "writer" on "repository";
  "close" if "creator" or "triager" on "repository";
  "label" if "triager" on "repository";
  "lock" if "maintainer" on "repository";
  "delete" if "maintainer" on "repository";
}

blocked(user: User, issue: Issue) if
  has_relation(issue, "repository", repository) and
  repository matches Repository and
  has_relation(repository, "organization", organization) and
  organization matches Organization and
  is_blocked(organization, user);
