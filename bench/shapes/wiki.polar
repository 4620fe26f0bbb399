# A wiki whose roles are data: what a role grants is a table, denials take it back, and a page asks for a clearance.

actor User {}

resource Space {}

resource Role {}

resource Page {
  permissions = ["view", "edit", "comment", "publish"];
  relations = { space: Space, author: User };

  "view" if "author";
  "edit" if "author";
}

has_permission(user: User, action: String, page: Page) if
  has_relation(page, "space", space) and
  space matches Space and
  holds(user, role, space) and
  role matches Role and
  grants(role, action) and
  not is_denied(user, space) and
  level(page, level) and
  clearance(user, cleared) and
  level <= cleared;
