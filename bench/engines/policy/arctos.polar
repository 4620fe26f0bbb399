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

resource Folder {
  roles = ["viewer"];
  relations = { parent: Folder };

  "viewer" if "viewer" on "parent";
}

resource Document {
  permissions = ["read"];
  relations = { folder: Folder };

  "read" if "viewer" on "folder" and not is_sealed(resource);
}
