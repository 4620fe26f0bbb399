actor User {}

resource Folder {
  roles = ["reader"];
  permissions = ["read"];
  relations = { parent: Folder };

  "reader" if "reader" on "parent";
  "read" if "reader";
}
