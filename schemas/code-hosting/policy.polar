# A code host: organisations, nested teams, repositories, issues.
# Who may do what is decided on the repository; an issue mostly follows its repository.

actor User {}

global {
  roles = ["admin", "auditor"];
  permissions = ["create_organization", "view_audit_log"];

  "auditor" if "admin";

  "create_organization" if "admin";
  "view_audit_log" if "auditor";
}

resource Organization {
  roles = ["member", "owner", "billing_manager"];
  permissions = ["view", "invite", "create_repository", "view_billing", "delete"];

  "member" if "owner";

  "view" if "member" or "billing_manager" or global "auditor";
  "invite" if "owner";
  "create_repository" if "owner";
  "create_repository" if "member" and members_can_create(resource, true);
  "view_billing" if "owner" or "billing_manager";
  "delete" if "owner";
}

resource Team {
  roles = ["member", "maintainer"];
  permissions = ["view", "manage"];
  relations = { organization: Organization, parent: Team };

  "member" if "maintainer";

  "view" if "member" on "organization";
  "view" if in_team(actor, resource);
  "manage" if "maintainer";
  "manage" if "owner" on "organization";
}

# Belonging to a team means belonging to every team above it.
in_team(user: User, team: Team) if has_role(user, "member", team);
in_team(user: User, team: Team) if
  has_relation(child, "parent", team) and
  child matches Team and
  in_team(user, child);

resource Repository {
  roles = ["reader", "triager", "writer", "maintainer"];
  permissions = ["read", "create_issue", "push", "run_workflow", "manage", "delete"];
  relations = { organization: Organization, owner: User };

  "reader" if "triager";
  "triager" if "writer";
  "writer" if "maintainer";
  "maintainer" if "owner";                          # a personal repository
  "maintainer" if "owner" on "organization";
  "reader" if "member" on "organization";

  "read" if "reader";
  "read" if is_public(resource);
  "read" if global "auditor";
  "create_issue" if "read" and not is_archived(resource);
  "push" if "writer" and not is_archived(resource);
  "run_workflow" if "push" and on_plan(actor, "pro");
  "manage" if "maintainer";
  "delete" if "owner" or "owner" on "organization";
}

# A team's role on a repository is the role of everybody in the team.
has_role(user: User, role: String, repository: Repository) if
  in_team(user, team) and
  team matches Team and
  has_role(team, role, repository);

is_public(repository: Repository) if has_visibility(repository, "public");

resource Issue {
  permissions = ["read", "comment", "edit", "close", "reopen", "label", "lock", "delete"];
  relations = { repository: Repository, creator: User, assignee: User };

  "read" if "read" on "repository";
  "read" if "creator" or "assignee";
  "comment" if "read" and not is_locked(resource);
  "comment" if "writer" on "repository";
  "edit" if "creator" and not is_locked(resource);
  "edit" if "writer" on "repository";
  "close" if "creator" and not is_locked(resource);
  "close" if "assignee" or "triager" on "repository";
  "reopen" if "close" and has_state(resource, "closed");
  "label" if "triager" on "repository";
  "lock" if "maintainer" on "repository";
  "delete" if "maintainer" on "repository";
}

has_permission(user: User, _: String, _: Organization) if has_role(user, "admin");
has_permission(user: User, _: String, _: Repository) if has_role(user, "admin");
has_permission(user: User, _: String, _: Issue) if has_role(user, "admin");

allow(actor: Actor, action: String, resource: Resource) if
  has_permission(actor, action, resource) and
  not is_banned(actor);

test "a role on the organisation reaches its repositories and their issues" {
  setup {
    has_role(User{"1"}, "owner", Organization{"10"});
    has_role(User{"2"}, "member", Organization{"10"});
    has_role(User{"3"}, "billing_manager", Organization{"10"});
    has_relation(Repository{"20"}, "organization", Organization{"10"});
    has_relation(Issue{"30"}, "repository", Repository{"20"});
  }
  assert allow(User{"1"}, "push", Repository{"20"});
  assert allow(User{"1"}, "delete", Issue{"30"});
  assert allow(User{"2"}, "read", Issue{"30"});
  assert_not allow(User{"2"}, "close", Issue{"30"});
  assert_not allow(User{"3"}, "read", Issue{"30"});
  assert allow(User{"3"}, action: String, Organization{"10"}) iff action in ["view", "view_billing"];
}

test "members of a nested team have the roles of the teams above, not of those below" {
  setup {
    has_role(User{"1"}, "member", Team{"12"});
    has_role(User{"2"}, "maintainer", Team{"10"});
    has_relation(Team{"12"}, "parent", Team{"11"});
    has_relation(Team{"11"}, "parent", Team{"10"});
    has_role(Team{"10"}, "reader", Repository{"20"});
    has_role(Team{"12"}, "writer", Repository{"21"});
    has_relation(Issue{"31"}, "repository", Repository{"21"});
  }
  assert in_team(User{"1"}, team: Team) iff team in [Team{"10"}, Team{"11"}, Team{"12"}];
  assert allow(User{"1"}, "read", Repository{"20"});
  assert_not allow(User{"1"}, "push", Repository{"20"});
  assert allow(User{"1"}, "close", Issue{"31"});
  assert allow(User{"2"}, "read", Repository{"20"});
  assert_not allow(User{"2"}, "read", Issue{"31"});
}

test "a ring of teams ends" {
  setup {
    has_role(User{"1"}, "member", Team{"10"});
    has_relation(Team{"10"}, "parent", Team{"11"});
    has_relation(Team{"11"}, "parent", Team{"10"});
  }
  assert in_team(User{"1"}, team: Team) iff team in [Team{"10"}, Team{"11"}];
}

test "anybody reads what is public, nobody writes to what is archived" {
  setup {
    has_visibility(Repository{"20"}, "public");
    has_visibility(Repository{"21"}, "private");
    has_relation(Repository{"21"}, "owner", User{"1"});
    is_archived(Repository{"21"});
    has_relation(Issue{"30"}, "repository", Repository{"20"});
    is_locked(Issue{"30"});
  }
  assert allow(User{"9"}, action: String, Repository{"20"}) iff action in ["read", "create_issue"];
  assert allow(User{"9"}, action: String, Issue{"30"}) iff action = "read";
  assert_not allow(User{"9"}, "read", Repository{"21"});
  assert allow(User{"1"}, action: String, Repository{"21"}) iff action in ["read", "manage", "delete"];
}

test "the creator closes an issue until it is locked" {
  setup {
    has_relation(Issue{"30"}, "creator", User{"1"});
    has_relation(Issue{"31"}, "creator", User{"1"});
    has_relation(Issue{"31"}, "assignee", User{"2"});
    has_state(Issue{"31"}, "closed");
    is_locked(Issue{"31"});
  }
  assert allow(User{"1"}, "close", Issue{"30"});
  assert_not allow(User{"1"}, "reopen", Issue{"30"});
  assert_not allow(User{"1"}, "close", Issue{"31"});
  assert allow(User{"2"}, action: String, Issue{"31"}) iff action in ["read", "close", "reopen"];
}

test "an admin may do anything, an auditor looks, a banned user nothing" {
  setup {
    has_role(User{"1"}, "admin");
    has_role(User{"2"}, "auditor");
    has_role(User{"3"}, "admin");
    is_banned(User{"3"});
    has_relation(Issue{"30"}, "repository", Repository{"20"});
    has_relation(Issue{"30"}, "creator", User{"3"});
  }
  assert allow(User{"1"}, "lock", Issue{"30"});
  assert allow(User{"1"}, "read", Issue{"that nobody knows"});
  assert allow(User{"2"}, action: String, Issue{"30"}) iff action in ["read", "comment"];
  assert_not allow(User{"3"}, "read", Issue{"30"});
  assert has_permission(User{"1"}, permission: String) iff permission in ["create_organization", "view_audit_log"];
}
