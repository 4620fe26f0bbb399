# `or`, `and`, parentheses and fact calls in shorthand rules.

actor User {}

resource Document {
  roles = ["reader", "editor"];
  permissions = ["read", "edit", "share"];
  relations = { owner: User };

  "read" if "reader" or "editor" or "owner" or is_public(resource);
  "edit" if ("editor" or "owner") and is_open(resource);
  "share" if "owner" and is_open(resource) and is_verified(actor);
}

test "any of several reasons to read" {
  setup {
    has_role(User{"rae"}, "reader", Document{"1"});
    has_role(User{"edi"}, "editor", Document{"1"});
    has_relation(Document{"1"}, "owner", User{"owen"});
    is_public(Document{"2"});
  }

  assert allow(user: User, "read", Document{"1"}) iff user in [User{"rae"}, User{"edi"}, User{"owen"}];
  assert allow(User{"nobody"}, "read", Document{"2"});
  assert allow(User{"nobody"}, "read", document: Document) iff document in [Document{"2"}];
  assert_not allow(User{"nobody"}, "read", Document{"1"});
  assert_not allow(User{"owen"}, "edit", Document{"1"});
}

test "all of several conditions to share" {
  setup {
    has_relation(Document{"1"}, "owner", User{"owen"});
    has_relation(Document{"1"}, "owner", User{"olly"});
    has_relation(Document{"2"}, "owner", User{"owen"});
    has_role(User{"edi"}, "editor", Document{"1"});
    is_open(Document{"1"});
    is_verified(User{"owen"});
  }

  assert allow(user: User, "edit", Document{"1"}) iff user in [User{"owen"}, User{"olly"}, User{"edi"}];
  assert allow(user: User, "share", Document{"1"}) iff user = User{"owen"};
  assert_not allow(User{"owen"}, "share", Document{"2"});
  assert_not allow(User{"edi"}, "share", Document{"1"});
}
