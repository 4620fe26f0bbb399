# Two integers from facts compared.

actor User {}

resource Project {
  roles = ["member"];
  permissions = ["add_seat", "warn"];

  "add_seat" if "member" and has_room(resource);
  "warn" if "member" and is_nearly_full(resource);
}

has_room(project: Project) if
  seats(project, limit) and
  in_use(project, used) and
  used < limit;

is_nearly_full(project: Project) if
  in_use(project, used) and
  (used >= 90 or (seats(project, limit) and used = limit)) and
  used != 91;

test fixture members {
  has_role(User{"pam"}, "member", Project{"small"});
  has_role(User{"pam"}, "member", Project{"full"});
  has_role(User{"pam"}, "member", Project{"large"});
  has_role(User{"pam"}, "member", Project{"odd"});
  seats(Project{"small"}, 10);
  in_use(Project{"small"}, 9);
  seats(Project{"full"}, 10);
  in_use(Project{"full"}, 10);
  seats(Project{"large"}, 100);
  in_use(Project{"large"}, 90);
  seats(Project{"odd"}, 100);
  in_use(Project{"odd"}, 91);
}

test "room" {
  setup { fixture members; }

  assert allow(User{"pam"}, "add_seat", project: Project) iff project in [Project{"small"}, Project{"large"}, Project{"odd"}];
  assert allow(User{"pam"}, "warn", project: Project) iff project in [Project{"full"}, Project{"large"}];
  assert_not allow(User{"pam"}, "add_seat", Project{"full"});
  assert_not has_room(Project{"unknown"});
  assert seats(project: Project, 100) iff project in [Project{"large"}, Project{"odd"}];
  assert in_use(Project{"large"}, used: Integer) iff used = 90;
}

test "without a limit there is no room" {
  setup {
    has_role(User{"pam"}, "member", Project{"p"});
    in_use(Project{"p"}, -1);
  }

  assert_not allow(User{"pam"}, action: String, Project{"p"});
  assert in_use(Project{"p"}, used: Integer) iff used < 0;
}
