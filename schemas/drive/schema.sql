-- Tables of the drive. Every foreign key is indexed; grant tables are indexed from both ends.

CREATE TYPE share_role AS ENUM ('viewer', 'commenter', 'editor', 'owner');

CREATE TABLE users (
  id uuid PRIMARY KEY,
  email text NOT NULL UNIQUE,
  is_auditor boolean NOT NULL,
  suspended boolean NOT NULL
);

CREATE TABLE groups (
  id uuid PRIMARY KEY,
  name text NOT NULL
);

CREATE TABLE group_members (
  user_id uuid NOT NULL REFERENCES users,
  group_id uuid NOT NULL REFERENCES groups,
  PRIMARY KEY (user_id, group_id)
);
CREATE INDEX group_members_group_id ON group_members (group_id, user_id);

-- Nothing keeps groups from containing each other.
CREATE TABLE group_nesting (
  inner_id uuid NOT NULL REFERENCES groups,
  outer_id uuid NOT NULL REFERENCES groups,
  PRIMARY KEY (inner_id, outer_id)
);
CREATE INDEX group_nesting_outer_id ON group_nesting (outer_id, inner_id);

CREATE TABLE folders (
  id uuid PRIMARY KEY,
  parent_id uuid REFERENCES folders,
  creator_id uuid REFERENCES users,
  name text NOT NULL,
  restricted boolean NOT NULL,
  link_public boolean NOT NULL,
  trashed_at timestamptz
);
CREATE INDEX folders_parent_id ON folders (parent_id);
CREATE INDEX folders_creator_id ON folders (creator_id);
CREATE INDEX folders_link_public ON folders (id) WHERE link_public;
CREATE INDEX folders_trashed ON folders (id) WHERE trashed_at IS NOT NULL;

CREATE TABLE domain_shares (
  folder_id uuid NOT NULL REFERENCES folders,
  domain text NOT NULL,
  PRIMARY KEY (domain, folder_id)
);
CREATE INDEX domain_shares_folder_id ON domain_shares (folder_id);

-- For one user or one group. A share that is being negotiated has no role yet. The policy knows nothing of `commenter`.
CREATE TABLE folder_shares (
  id uuid PRIMARY KEY,
  folder_id uuid NOT NULL REFERENCES folders,
  user_id uuid REFERENCES users,
  group_id uuid REFERENCES groups,
  role share_role,
  expires_at timestamptz,
  CHECK (num_nonnulls(user_id, group_id) = 1)
);
CREATE INDEX folder_shares_folder_id ON folder_shares (folder_id);
CREATE INDEX folder_shares_user_id ON folder_shares (user_id, folder_id);
CREATE INDEX folder_shares_group_id ON folder_shares (group_id, folder_id);

CREATE TABLE documents (
  id uuid PRIMARY KEY,
  folder_id uuid REFERENCES folders,
  creator_id uuid REFERENCES users,
  title text NOT NULL,
  bytes bigint NOT NULL,
  trashed_at timestamptz,
  changed_at timestamptz NOT NULL
);
CREATE INDEX documents_folder_id ON documents (folder_id);
CREATE INDEX documents_creator_id ON documents (creator_id);
CREATE INDEX documents_changed_at ON documents (changed_at DESC);

-- As `folder_shares`, but the end is in seconds since 1970.
CREATE TABLE document_shares (
  id uuid PRIMARY KEY,
  document_id uuid NOT NULL REFERENCES documents,
  user_id uuid REFERENCES users,
  group_id uuid REFERENCES groups,
  role text,
  expires_epoch bigint,
  CHECK (num_nonnulls(user_id, group_id) = 1)
);
CREATE INDEX document_shares_document_id ON document_shares (document_id);
CREATE INDEX document_shares_user_id ON document_shares (user_id, document_id);
CREATE INDEX document_shares_group_id ON document_shares (group_id, document_id);

-- A review may wait for somebody to take it.
CREATE TABLE reviews (
  id uuid PRIMARY KEY,
  document_id uuid NOT NULL REFERENCES documents,
  reviewer_id uuid REFERENCES users,
  done boolean NOT NULL
);
CREATE INDEX reviews_document_id ON reviews (document_id);
CREATE INDEX reviews_reviewer_id ON reviews (reviewer_id, document_id);
