actor User {}

resource Organization {
  roles = ["member"];
}

resource Repository {
  roles = ["reader"];
  relations = { organization: Organization };
  "reader" if "member" on "organization";
}

resource Issue {
  permissions = ["read", "close"];
  relations = { repository: Repository, creator: User };
  "read" if "creator";
  "read" if "reader" on "repository";
  "close" if "creator" and not is_locked(resource);
}
