-- Tables of the drive for MySQL and MariaDB: those of schema.sql.

CREATE TABLE users (
  id char(36) PRIMARY KEY,
  email varchar(191) NOT NULL UNIQUE,
  is_auditor boolean NOT NULL,
  suspended boolean NOT NULL
) COLLATE utf8mb4_bin;

CREATE TABLE `groups` (
  id char(36) PRIMARY KEY,
  name varchar(191) NOT NULL
) COLLATE utf8mb4_bin;

CREATE TABLE group_members (
  user_id char(36) NOT NULL REFERENCES users (id),
  group_id char(36) NOT NULL REFERENCES `groups` (id),
  PRIMARY KEY (user_id, group_id)
) COLLATE utf8mb4_bin;
CREATE INDEX group_members_group_id ON group_members (group_id, user_id);

-- Nothing keeps `groups` from containing each other.
CREATE TABLE group_nesting (
  inner_id char(36) NOT NULL REFERENCES `groups` (id),
  outer_id char(36) NOT NULL REFERENCES `groups` (id),
  PRIMARY KEY (inner_id, outer_id)
) COLLATE utf8mb4_bin;
CREATE INDEX group_nesting_outer_id ON group_nesting (outer_id, inner_id);

CREATE TABLE folders (
  id char(36) PRIMARY KEY,
  parent_id char(36) REFERENCES folders (id),
  creator_id char(36) REFERENCES users (id),
  name varchar(191) NOT NULL,
  restricted boolean NOT NULL,
  link_public boolean NOT NULL,
  trashed_at datetime
) COLLATE utf8mb4_bin;
CREATE INDEX folders_parent_id ON folders (parent_id);
CREATE INDEX folders_creator_id ON folders (creator_id);
CREATE INDEX folders_link_public ON folders (id);
CREATE INDEX folders_trashed ON folders (id);

CREATE TABLE domain_shares (
  folder_id char(36) NOT NULL REFERENCES folders (id),
  domain varchar(191) NOT NULL,
  PRIMARY KEY (domain, folder_id)
) COLLATE utf8mb4_bin;
CREATE INDEX domain_shares_folder_id ON domain_shares (folder_id);

-- For one user or one group. A share that is being negotiated has no role yet. The policy knows nothing of `commenter`.
CREATE TABLE folder_shares (
  id char(36) PRIMARY KEY,
  folder_id char(36) NOT NULL REFERENCES folders (id),
  user_id char(36) REFERENCES users (id),
  group_id char(36) REFERENCES `groups` (id),
  role ENUM ('viewer', 'commenter', 'editor', 'owner'),
  expires_at datetime,
  CHECK ((user_id IS NULL) <> (group_id IS NULL))
) COLLATE utf8mb4_bin;
CREATE INDEX folder_shares_folder_id ON folder_shares (folder_id);
CREATE INDEX folder_shares_user_id ON folder_shares (user_id, folder_id);
CREATE INDEX folder_shares_group_id ON folder_shares (group_id, folder_id);

CREATE TABLE documents (
  id char(36) PRIMARY KEY,
  folder_id char(36) REFERENCES folders (id),
  creator_id char(36) REFERENCES users (id),
  title varchar(191) NOT NULL,
  bytes bigint NOT NULL,
  trashed_at datetime,
  changed_at datetime NOT NULL
) COLLATE utf8mb4_bin;
CREATE INDEX documents_folder_id ON documents (folder_id);
CREATE INDEX documents_creator_id ON documents (creator_id);
CREATE INDEX documents_changed_at ON documents (changed_at DESC);

-- As `folder_shares`, but the end is in seconds since 1970.
CREATE TABLE document_shares (
  id char(36) PRIMARY KEY,
  document_id char(36) NOT NULL REFERENCES documents (id),
  user_id char(36) REFERENCES users (id),
  group_id char(36) REFERENCES `groups` (id),
  role varchar(191),
  expires_epoch bigint,
  CHECK ((user_id IS NULL) <> (group_id IS NULL))
) COLLATE utf8mb4_bin;
CREATE INDEX document_shares_document_id ON document_shares (document_id);
CREATE INDEX document_shares_user_id ON document_shares (user_id, document_id);
CREATE INDEX document_shares_group_id ON document_shares (group_id, document_id);

-- A review may wait for somebody to take it.
CREATE TABLE reviews (
  id char(36) PRIMARY KEY,
  document_id char(36) NOT NULL REFERENCES documents (id),
  reviewer_id char(36) REFERENCES users (id),
  done boolean NOT NULL
) COLLATE utf8mb4_bin;
CREATE INDEX reviews_document_id ON reviews (document_id);
CREATE INDEX reviews_reviewer_id ON reviews (reviewer_id, document_id);
