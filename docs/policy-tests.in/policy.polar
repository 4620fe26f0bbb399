actor User {}

resource Organization {
  roles = ["member", "owner"];
  "member" if "owner";
}

resource Issue {
  permissions = ["read", "close"];
  relations = { organization: Organization, creator: User };
  "read" if "member" on "organization";
  "read" if "creator";
  "close" if "creator" and not is_locked(resource);
  "close" if "owner" on "organization";
}
