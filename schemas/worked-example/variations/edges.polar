actor User {}

resource Doc {
  permissions = ["read"];
}

has_permission(user: User, "read", doc: Doc) if
  share(user, doc, until) and @current_unix_time < until;

has_permission(user: User, "read", doc: Doc) if
  rank(user, mine) and secrecy(doc, theirs) and mine != theirs and theirs <= mine;

large(n: Integer) if n > 10;
