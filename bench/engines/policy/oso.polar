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
}

resource Folder {
  roles = ["viewer"];
  relations = { parent: Folder };

  "viewer" if "viewer" on "parent";
}

resource Document {
  permissions = ["read"];
  relations = { folder: Folder };
}

allow(user: User, action: String, resource: Resource) if has_permission(user, action, resource);

has_permission(user: User, "close", issue: Issue) if
  has_relation(user, "creator", issue) and not is_locked(issue);
has_permission(user: User, "read", document: Document) if
  folder = document.folder and has_role(user, "viewer", folder) and not is_sealed(document);

has_role(user: User, "member", organization: Organization) if organization.id in user.member;
has_role(user: User, "reader", repository: Repository) if repository.id in user.reads;
has_role(user: User, "viewer", folder: Folder) if folder.id in user.views;

has_relation(organization: Organization, "organization", repository: Repository) if organization = repository.organization;
has_relation(repository: Repository, "repository", issue: Issue) if repository = issue.repository;
has_relation(user: User, "creator", issue: Issue) if user.id = issue.creator;
has_relation(parent: Folder, "parent", folder: Folder) if parent in folder.parent;
has_relation(folder: Folder, "folder", document: Document) if folder = document.folder;

is_locked(issue: Issue) if issue.locked = true;
is_sealed(document: Document) if document.sealed = true;
