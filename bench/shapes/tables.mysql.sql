-- The tables of data.sql for MariaDB, with the same keys and indexes; where PostgreSQL has a partial index, the condition is
-- the first column of an ordinary one. The rows are copied between the two parts.
ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE users (id BIGINT NOT NULL PRIMARY KEY, is_admin BOOLEAN NOT NULL, clearance INT NOT NULL);
CREATE TABLE organizations (id BIGINT NOT NULL PRIMARY KEY, name VARCHAR(100) NOT NULL);
CREATE TABLE repositories (id BIGINT NOT NULL PRIMARY KEY, org_id BIGINT NOT NULL, is_public BOOLEAN NOT NULL, name VARCHAR(100) NOT NULL);
CREATE TABLE org_members (user_id BIGINT NOT NULL, org_id BIGINT NOT NULL, role VARCHAR(36) NOT NULL, PRIMARY KEY (user_id, org_id));
CREATE TABLE org_blocks (org_id BIGINT NOT NULL, user_id BIGINT NOT NULL, PRIMARY KEY (user_id, org_id));
CREATE TABLE repo_collaborators (user_id BIGINT NOT NULL, repo_id BIGINT NOT NULL, role VARCHAR(36) NOT NULL, PRIMARY KEY (user_id, repo_id));
CREATE TABLE teams (id BIGINT NOT NULL PRIMARY KEY, parent_id BIGINT);
CREATE TABLE team_members (user_id BIGINT NOT NULL, team_id BIGINT NOT NULL, PRIMARY KEY (user_id, team_id));
CREATE TABLE team_repo_roles (team_id BIGINT NOT NULL, repo_id BIGINT NOT NULL, role VARCHAR(36) NOT NULL, PRIMARY KEY (team_id, repo_id));
CREATE TABLE issues (id BIGINT NOT NULL PRIMARY KEY, repo_id BIGINT NOT NULL, creator_id BIGINT NOT NULL, locked BOOLEAN NOT NULL, created_at DATETIME NOT NULL, title VARCHAR(100) NOT NULL);
CREATE TABLE folders (id BIGINT NOT NULL PRIMARY KEY, parent_id BIGINT, creator_id BIGINT NOT NULL);
CREATE TABLE folder_shares (user_id BIGINT, team_id BIGINT, folder_id BIGINT NOT NULL, role VARCHAR(36) NOT NULL);
CREATE TABLE documents (id VARCHAR(36) NOT NULL PRIMARY KEY, folder_id BIGINT NOT NULL, creator_id BIGINT NOT NULL, trashed BOOLEAN NOT NULL, created_at DATETIME NOT NULL);
CREATE TABLE spaces (`key` VARCHAR(36) NOT NULL PRIMARY KEY, name VARCHAR(100) NOT NULL);
CREATE TABLE role_permissions (role_id VARCHAR(36) NOT NULL, permission VARCHAR(36) NOT NULL, PRIMARY KEY (role_id, permission));
CREATE TABLE space_roles (user_id BIGINT NOT NULL, space_key VARCHAR(36) NOT NULL, role_id VARCHAR(36) NOT NULL, PRIMARY KEY (user_id, space_key, role_id));
CREATE TABLE space_denials (user_id BIGINT NOT NULL, space_key VARCHAR(36) NOT NULL, PRIMARY KEY (user_id, space_key));
CREATE TABLE pages (id VARCHAR(36) NOT NULL PRIMARY KEY, space_key VARCHAR(36) NOT NULL, author_id BIGINT NOT NULL, level INT NOT NULL, created_at DATETIME NOT NULL);
-- rows
CREATE INDEX repositories_org ON repositories (org_id);
CREATE INDEX repositories_public ON repositories (is_public, id);
CREATE INDEX org_members_org ON org_members (org_id);
CREATE INDEX repo_collaborators_repo ON repo_collaborators (repo_id);
CREATE INDEX teams_parent ON teams (parent_id);
CREATE INDEX team_members_team ON team_members (team_id);
CREATE INDEX team_repo_roles_repo ON team_repo_roles (repo_id);
CREATE INDEX issues_repo ON issues (repo_id);
CREATE INDEX issues_creator ON issues (creator_id);
CREATE INDEX issues_created ON issues (created_at);
CREATE INDEX users_admin ON users (is_admin, id);
CREATE INDEX folders_parent ON folders (parent_id);
CREATE INDEX folders_creator ON folders (creator_id);
CREATE INDEX folder_shares_user ON folder_shares (user_id, folder_id);
CREATE INDEX folder_shares_team ON folder_shares (team_id, folder_id);
CREATE INDEX folder_shares_folder ON folder_shares (folder_id);
CREATE INDEX documents_folder ON documents (folder_id);
CREATE INDEX documents_creator ON documents (creator_id);
CREATE INDEX documents_created ON documents (created_at);
CREATE INDEX role_permissions_permission ON role_permissions (permission);
CREATE INDEX space_roles_space ON space_roles (space_key);
CREATE INDEX pages_space ON pages (space_key);
CREATE INDEX pages_author ON pages (author_id);
CREATE INDEX pages_created ON pages (created_at);
ANALYZE TABLE users, organizations, repositories, org_members, org_blocks, repo_collaborators, teams, team_members, team_repo_roles, issues, folders, folder_shares, documents, spaces, role_permissions, space_roles, space_denials, pages
