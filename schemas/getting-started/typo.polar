actor User {}

resource Issue {
  permissions = ["read"];
  relations = { creator: User };

  "read" if "creater";
}
