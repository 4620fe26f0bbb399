# Grants that end.

actor User {}

resource Report {
  permissions = ["read", "archive"];
}

has_permission(user: User, "read", report: Report) if
  has_access_until(user, report, until) and
  @current_unix_time < until;

has_permission(user: User, "archive", report: Report) if
  has_access_until(user, report, until) and
  until <= @current_unix_time;

test "access ends" {
  setup {
    has_access_until(User{"now"}, Report{"q1"}, 33333333333);
    has_access_until(User{"then"}, Report{"q1"}, 1000000000);
    has_access_until(User{"zero"}, Report{"q1"}, 0);
    has_access_until(User{"ages"}, Report{"q1"}, -9223372036854775808);
    has_access_until(User{"ever"}, Report{"q1"}, 9223372036854775807);
  }

  assert allow(user: User, "read", Report{"q1"}) iff user in [User{"now"}, User{"ever"}];
  assert allow(user: User, "archive", Report{"q1"}) iff user in [User{"then"}, User{"zero"}, User{"ages"}];
  assert allow(User{"now"}, action: String, Report{"q1"}) iff action in ["read"];
  assert_not allow(User{"then"}, "read", Report{"q1"});
  assert_not allow(User{"nobody"}, action: String, Report{"q1"});
}

test "one valid grant of several is enough" {
  setup {
    has_access_until(User{"u"}, Report{"q1"}, 1);
    has_access_until(User{"u"}, Report{"q1"}, 33333333333);
    has_access_until(User{"u"}, Report{"q2"}, 1);
  }

  assert allow(User{"u"}, "read", report: Report) iff report in [Report{"q1"}];
  assert allow(User{"u"}, "archive", report: Report) iff report in [Report{"q1"}, Report{"q2"}];
  assert has_access_until(User{"u"}, Report{"q1"}, until: Integer) iff until in [1, 33333333333];
  assert has_access_until(User{"u"}, Report{"q1"}, until: Integer) iff until = 1 or until > 1000;
}
