actor User {}
resource Organization { roles = ["member", "owner"]; "member" if "owner"; }
resource Repository {
  roles = ["reader", "triager", "writer", "maintainer"];
  relations = { organization: Organization };
  "reader" if "triager"; "triager" if "writer"; "writer" if "maintainer";
  "reader" if "member" on "organization";
  "maintainer" if "owner" on "organization";
}
resource Issue {
  permissions = ["read"];
  relations = { repository: Repository, creator: User };
  "read" if "reader" on "repository";
  "read" if "creator";
}
has_permission(user: User, "read", _issue: Issue) if user.is_admin;
has_role(user: User, name: String, organization: Organization) if
  role in user.org_roles and role.role = name and role.organization = organization;
has_role(user: User, name: String, repository: Repository) if
  role in user.repo_roles and role.role = name and role.repository = repository;
has_role(user: User, name: String, repository: Repository) if
  team in user.all_teams and role in team.repo_roles and role.role = name and role.repository = repository;
has_relation(organization: Organization, "organization", repository: Repository) if organization = repository.organization;
has_relation(repository: Repository, "repository", issue: Issue) if repository = issue.repository;
has_relation(user: User, "creator", issue: Issue) if user = issue.creator;
allow(actor, action, resource) if has_permission(actor, action, resource);
