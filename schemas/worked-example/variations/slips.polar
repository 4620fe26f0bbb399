actor User {}

resource Doc {
  roles = ["reader", "editor"];
  permissions = ["read"];

  "reader" if "editor" on "folder";
  "read" if "raeder";
}

has_role(user: User, "guest", doc: Doc) if
  invited(user, doc) and not has_role(user, "reader", doc);
