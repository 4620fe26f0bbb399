-- Tables of the drive for SQLite: those of schema.sql.

CREATE TABLE users (
  id text NOT NULL PRIMARY KEY,
  email text NOT NULL UNIQUE,
  is_auditor integer NOT NULL,
  suspended integer NOT NULL
) STRICT;

CREATE TABLE groups (
  id text NOT NULL PRIMARY KEY,
  name text NOT NULL
) STRICT;

CREATE TABLE group_members (
  user_id text NOT NULL REFERENCES users (id),
  group_id text NOT NULL REFERENCES groups (id),
  PRIMARY KEY (user_id, group_id)
) STRICT;
CREATE INDEX group_members_group_id ON group_members (group_id, user_id);

-- Nothing keeps groups from containing each other.
CREATE TABLE group_nesting (
  inner_id text NOT NULL REFERENCES groups (id),
  outer_id text NOT NULL REFERENCES groups (id),
  PRIMARY KEY (inner_id, outer_id)
) STRICT;
CREATE INDEX group_nesting_outer_id ON group_nesting (outer_id, inner_id);

CREATE TABLE folders (
  id text NOT NULL PRIMARY KEY,
  parent_id text REFERENCES folders (id),
  creator_id text REFERENCES users (id),
  name text NOT NULL,
  restricted integer NOT NULL,
  link_public integer NOT NULL,
  trashed_at text
) STRICT;
CREATE INDEX folders_parent_id ON folders (parent_id);
CREATE INDEX folders_creator_id ON folders (creator_id);
CREATE INDEX folders_link_public ON folders (id) WHERE link_public;
CREATE INDEX folders_trashed ON folders (id) WHERE trashed_at IS NOT NULL;

CREATE TABLE domain_shares (
  folder_id text NOT NULL REFERENCES folders (id),
  domain text NOT NULL,
  PRIMARY KEY (domain, folder_id)
) STRICT;
CREATE INDEX domain_shares_folder_id ON domain_shares (folder_id);

-- For one user or one group. A share that is being negotiated has no role yet. The policy knows nothing of `commenter`.
CREATE TABLE folder_shares (
  id text NOT NULL PRIMARY KEY,
  folder_id text NOT NULL REFERENCES folders (id),
  user_id text REFERENCES users (id),
  group_id text REFERENCES groups (id),
  role text CHECK (role IN ('viewer', 'commenter', 'editor', 'owner')),
  expires_at text,
  CHECK ((user_id IS NULL) <> (group_id IS NULL))
) STRICT;
CREATE INDEX folder_shares_folder_id ON folder_shares (folder_id);
CREATE INDEX folder_shares_user_id ON folder_shares (user_id, folder_id);
CREATE INDEX folder_shares_group_id ON folder_shares (group_id, folder_id);

CREATE TABLE documents (
  id text NOT NULL PRIMARY KEY,
  folder_id text REFERENCES folders (id),
  creator_id text REFERENCES users (id),
  title text NOT NULL,
  bytes integer NOT NULL,
  trashed_at text,
  changed_at text NOT NULL
) STRICT;
CREATE INDEX documents_folder_id ON documents (folder_id);
CREATE INDEX documents_creator_id ON documents (creator_id);
CREATE INDEX documents_changed_at ON documents (changed_at DESC);

-- As `folder_shares`, but the end is in seconds since 1970.
CREATE TABLE document_shares (
  id text NOT NULL PRIMARY KEY,
  document_id text NOT NULL REFERENCES documents (id),
  user_id text REFERENCES users (id),
  group_id text REFERENCES groups (id),
  role text,
  expires_epoch integer,
  CHECK ((user_id IS NULL) <> (group_id IS NULL))
) STRICT;
CREATE INDEX document_shares_document_id ON document_shares (document_id);
CREATE INDEX document_shares_user_id ON document_shares (user_id, document_id);
CREATE INDEX document_shares_group_id ON document_shares (group_id, document_id);

-- A review may wait for somebody to take it.
CREATE TABLE reviews (
  id text NOT NULL PRIMARY KEY,
  document_id text NOT NULL REFERENCES documents (id),
  reviewer_id text REFERENCES users (id),
  done integer NOT NULL
) STRICT;
CREATE INDEX reviews_document_id ON reviews (document_id);
CREATE INDEX reviews_reviewer_id ON reviews (reviewer_id, document_id);
