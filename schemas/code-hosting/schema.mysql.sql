-- Tables of the code host for MySQL and MariaDB: those of schema.sql.

CREATE TABLE users (
  id bigint PRIMARY KEY,
  login varchar(191) NOT NULL UNIQUE,
  plan varchar(191) NOT NULL CHECK (plan IN ('free', 'pro')),
  banned_at datetime
) COLLATE utf8mb4_bin;

CREATE TABLE staff (
  user_id bigint NOT NULL REFERENCES users (id),
  role varchar(191) NOT NULL CHECK (role IN ('admin', 'auditor')),
  PRIMARY KEY (user_id, role)
) COLLATE utf8mb4_bin;

CREATE TABLE organizations (
  id bigint PRIMARY KEY,
  name varchar(191) NOT NULL UNIQUE,
  members_can_create_repositories boolean NOT NULL
) COLLATE utf8mb4_bin;

CREATE TABLE org_members (
  user_id bigint NOT NULL REFERENCES users (id),
  org_id bigint NOT NULL REFERENCES organizations (id),
  role ENUM ('member', 'owner', 'billing_manager') NOT NULL,
  PRIMARY KEY (user_id, org_id)
) COLLATE utf8mb4_bin;
CREATE INDEX org_members_org_id ON org_members (org_id, user_id);

CREATE TABLE teams (
  id bigint PRIMARY KEY,
  org_id bigint NOT NULL REFERENCES organizations (id),
  parent_id bigint REFERENCES teams (id),
  name varchar(191) NOT NULL
) COLLATE utf8mb4_bin;
CREATE INDEX teams_org_id ON teams (org_id);
CREATE INDEX teams_parent_id ON teams (parent_id);

-- An invitation that is not accepted yet has no `accepted_at` and grants nothing.
CREATE TABLE team_members (
  user_id bigint NOT NULL REFERENCES users (id),
  team_id bigint NOT NULL REFERENCES teams (id),
  role varchar(191) NOT NULL CHECK (role IN ('member', 'maintainer')),
  accepted_at datetime,
  PRIMARY KEY (user_id, team_id)
) COLLATE utf8mb4_bin;
CREATE INDEX team_members_team_id ON team_members (team_id, user_id);

-- An organisation's own repository has an organisation, a personal one has an owner, an abandoned one has neither.
CREATE TABLE repositories (
  id bigint PRIMARY KEY,
  org_id bigint REFERENCES organizations (id),
  owner_id bigint REFERENCES users (id),
  name varchar(191) NOT NULL,
  visibility varchar(191) NOT NULL CHECK (visibility IN ('private', 'public')),
  archived boolean NOT NULL
) COLLATE utf8mb4_bin;
CREATE INDEX repositories_org_id ON repositories (org_id);
CREATE INDEX repositories_owner_id ON repositories (owner_id);
CREATE INDEX repositories_public ON repositories (id);

-- Roles that a repository can give. The policy knows nothing of `watcher`.
CREATE TABLE repository_roles (
  id bigint PRIMARY KEY,
  name varchar(191) NOT NULL UNIQUE
) COLLATE utf8mb4_bin;

CREATE TABLE team_repositories (
  team_id bigint NOT NULL REFERENCES teams (id),
  repo_id bigint NOT NULL REFERENCES repositories (id),
  role_id bigint NOT NULL REFERENCES repository_roles (id),
  PRIMARY KEY (team_id, repo_id)
) COLLATE utf8mb4_bin;
CREATE INDEX team_repositories_repo_id ON team_repositories (repo_id, team_id);
CREATE INDEX team_repositories_role_id ON team_repositories (role_id);

-- An invitation that is not accepted yet has no role.
CREATE TABLE collaborators (
  user_id bigint NOT NULL REFERENCES users (id),
  repo_id bigint NOT NULL REFERENCES repositories (id),
  role varchar(191),
  PRIMARY KEY (user_id, repo_id)
) COLLATE utf8mb4_bin;
CREATE INDEX collaborators_repo_id ON collaborators (repo_id, user_id);

-- An issue outlives its repository, its creator and its assignee.
CREATE TABLE issues (
  id bigint PRIMARY KEY,
  repo_id bigint REFERENCES repositories (id),
  creator_id bigint REFERENCES users (id),
  assignee_id bigint REFERENCES users (id),
  state varchar(191) NOT NULL CHECK (state IN ('open', 'closed')),
  locked boolean NOT NULL,
  title varchar(191) NOT NULL,
  created_at datetime NOT NULL
) COLLATE utf8mb4_bin;
CREATE INDEX issues_repo_id ON issues (repo_id);
CREATE INDEX issues_creator_id ON issues (creator_id);
CREATE INDEX issues_assignee_id ON issues (assignee_id);
CREATE INDEX issues_created_at ON issues (created_at DESC);
