CREATE TABLE members (user_id INTEGER NOT NULL, organization_id INTEGER NOT NULL, PRIMARY KEY (user_id, organization_id)) WITHOUT ROWID;
CREATE TABLE readers (user_id INTEGER NOT NULL, repository_id INTEGER NOT NULL, PRIMARY KEY (user_id, repository_id)) WITHOUT ROWID;
CREATE TABLE viewers (user_id INTEGER NOT NULL, folder_id INTEGER NOT NULL, PRIMARY KEY (user_id, folder_id)) WITHOUT ROWID;
CREATE TABLE repositories (id INTEGER PRIMARY KEY, organization_id INTEGER NOT NULL);
CREATE TABLE folders (id INTEGER PRIMARY KEY, parent_id INTEGER);
CREATE TABLE issues (
  id INTEGER PRIMARY KEY, repository_id INTEGER NOT NULL, creator_id INTEGER NOT NULL, locked BOOLEAN NOT NULL
);
CREATE TABLE documents (id INTEGER PRIMARY KEY, folder_id INTEGER NOT NULL, sealed BOOLEAN NOT NULL);
CREATE INDEX repositories_organization ON repositories (organization_id);
CREATE INDEX folders_parent ON folders (parent_id);
CREATE INDEX issues_repository ON issues (repository_id);
CREATE INDEX issues_creator ON issues (creator_id);
CREATE INDEX documents_folder ON documents (folder_id);
