-- Tables of the code host for SQLite: those of schema.sql.

CREATE TABLE users (
  id integer PRIMARY KEY,
  login text NOT NULL UNIQUE,
  plan text NOT NULL CHECK (plan IN ('free', 'pro')),
  banned_at text
);

CREATE TABLE staff (
  user_id bigint NOT NULL REFERENCES users (id),
  role text NOT NULL CHECK (role IN ('admin', 'auditor')),
  PRIMARY KEY (user_id, role)
);

CREATE TABLE organizations (
  id integer PRIMARY KEY,
  name text NOT NULL UNIQUE,
  members_can_create_repositories boolean NOT NULL
);

CREATE TABLE org_members (
  user_id bigint NOT NULL REFERENCES users (id),
  org_id bigint NOT NULL REFERENCES organizations (id),
  role text NOT NULL CHECK (role IN ('member', 'owner', 'billing_manager')),
  PRIMARY KEY (user_id, org_id)
);
CREATE INDEX org_members_org_id ON org_members (org_id, user_id);

CREATE TABLE teams (
  id integer PRIMARY KEY,
  org_id bigint NOT NULL REFERENCES organizations (id),
  parent_id bigint REFERENCES teams (id),
  name text NOT NULL
);
CREATE INDEX teams_org_id ON teams (org_id);
CREATE INDEX teams_parent_id ON teams (parent_id);

-- An invitation that is not accepted yet has no `accepted_at` and grants nothing.
CREATE TABLE team_members (
  user_id bigint NOT NULL REFERENCES users (id),
  team_id bigint NOT NULL REFERENCES teams (id),
  role text NOT NULL CHECK (role IN ('member', 'maintainer')),
  accepted_at text,
  PRIMARY KEY (user_id, team_id)
);
CREATE INDEX team_members_team_id ON team_members (team_id, user_id);

-- An organisation's own repository has an organisation, a personal one has an owner, an abandoned one has neither.
CREATE TABLE repositories (
  id integer PRIMARY KEY,
  org_id bigint REFERENCES organizations (id),
  owner_id bigint REFERENCES users (id),
  name text NOT NULL,
  visibility text NOT NULL CHECK (visibility IN ('private', 'public')),
  archived boolean NOT NULL
);
CREATE INDEX repositories_org_id ON repositories (org_id);
CREATE INDEX repositories_owner_id ON repositories (owner_id);
CREATE INDEX repositories_public ON repositories (id) WHERE visibility = 'public';

-- Roles that a repository can give. The policy knows nothing of `watcher`.
CREATE TABLE repository_roles (
  id integer PRIMARY KEY,
  name text NOT NULL UNIQUE
);

CREATE TABLE team_repositories (
  team_id bigint NOT NULL REFERENCES teams (id),
  repo_id bigint NOT NULL REFERENCES repositories (id),
  role_id bigint NOT NULL REFERENCES repository_roles (id),
  PRIMARY KEY (team_id, repo_id)
);
CREATE INDEX team_repositories_repo_id ON team_repositories (repo_id, team_id);
CREATE INDEX team_repositories_role_id ON team_repositories (role_id);

-- An invitation that is not accepted yet has no role.
CREATE TABLE collaborators (
  user_id bigint NOT NULL REFERENCES users (id),
  repo_id bigint NOT NULL REFERENCES repositories (id),
  role text,
  PRIMARY KEY (user_id, repo_id)
);
CREATE INDEX collaborators_repo_id ON collaborators (repo_id, user_id);

-- An issue outlives its repository, its creator and its assignee.
CREATE TABLE issues (
  id integer PRIMARY KEY,
  repo_id bigint REFERENCES repositories (id),
  creator_id bigint REFERENCES users (id),
  assignee_id bigint REFERENCES users (id),
  state text NOT NULL CHECK (state IN ('open', 'closed')),
  locked boolean NOT NULL,
  title text NOT NULL,
  created_at text NOT NULL
);
CREATE INDEX issues_repo_id ON issues (repo_id);
CREATE INDEX issues_creator_id ON issues (creator_id);
CREATE INDEX issues_assignee_id ON issues (assignee_id);
CREATE INDEX issues_created_at ON issues (created_at DESC);
