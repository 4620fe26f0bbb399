# Exceptions: bans, opt-outs, and something that is granted only when nothing is missing.

actor User {}

resource Channel {
  roles = ["member"];
  permissions = ["post", "read", "leave"];

  "read" if "member" and not is_banned(actor, resource);
  "post" if "member" and not is_muted(actor) and not is_archived(resource);
  "leave" if "member";
}

resource Lab {
  permissions = ["enter"];
}

# A visitor needs every training that the lab asks for.
has_permission(user: User, "enter", lab: Lab) if
  is_visitor(user, lab) and
  not (requires(lab, training) and not completed(user, training));

test "bans and mutes take away" {
  setup {
    has_role(User{"amy"}, "member", Channel{"c"});
    has_role(User{"ben"}, "member", Channel{"c"});
    has_role(User{"cat"}, "member", Channel{"c"});
    is_banned(User{"ben"}, Channel{"c"});
    is_muted(User{"cat"});
  }

  assert allow(User{"amy"}, action: String, Channel{"c"}) iff action in ["post", "read", "leave"];
  assert allow(User{"ben"}, action: String, Channel{"c"}) iff action in ["post", "leave"];
  assert allow(User{"cat"}, action: String, Channel{"c"}) iff action in ["read", "leave"];
  assert allow(user: User, "read", Channel{"c"}) iff user in [User{"amy"}, User{"cat"}];
  assert_not allow(User{"dan"}, "leave", Channel{"c"});
}

test "nobody posts in an archive" {
  setup {
    has_role(User{"amy"}, "member", Channel{"c"});
    is_archived(Channel{"c"});
    is_banned(User{"amy"}, Channel{"d"});
  }

  assert_not allow(user: User, "post", Channel{"c"});
  assert allow(User{"amy"}, "read", Channel{"c"});
}

test "every training is needed" {
  setup {
    is_visitor(User{"amy"}, Lab{"laser"});
    is_visitor(User{"ben"}, Lab{"laser"});
    is_visitor(User{"ben"}, Lab{"open"});
    requires(Lab{"laser"}, "eyes");
    requires(Lab{"laser"}, "fire");
    completed(User{"amy"}, "eyes");
    completed(User{"amy"}, "fire");
    completed(User{"ben"}, "eyes");
  }

  assert allow(user: User, "enter", Lab{"laser"}) iff user in [User{"amy"}];
  assert allow(User{"ben"}, "enter", lab: Lab) iff lab in [Lab{"open"}];
  assert_not allow(User{"cat"}, "enter", Lab{"open"});
}
