-- The data of the benchmark. `:rows` is the number of issues; everything else follows from it.
-- Actors: 1 has nothing, 2 a little, 3 a middling amount, 4 much, 5 is an administrator.
-- Sizes are skewed: the number drawn is a power of a uniform one, so that small ids come often.
SET max_parallel_workers_per_gather = 0;
SELECT setseed(0.42);

CREATE TABLE sizes AS
  SELECT n AS issues, greatest(n / 30, 300) AS repos, greatest(n / 600, 100) AS orgs, greatest(n / 60, 500) AS users,
    greatest(n / 300, 100) AS teams, greatest(n / 10, 2000) AS folders, greatest(n / 3, 5000) AS documents,
    greatest(n / 1000, 100) AS spaces, greatest(n / 6, 5000) AS pages
  FROM (SELECT :rows::bigint AS n) AS given;

CREATE FUNCTION skewed(size bigint, power float8) RETURNS bigint LANGUAGE sql VOLATILE
  AS 'SELECT 1 + floor(size * pow(random(), power))::bigint';
CREATE FUNCTION somebody(size bigint) RETURNS bigint LANGUAGE sql VOLATILE
  AS 'SELECT 10 + floor((size - 10) * pow(random(), 1.7))::bigint';

-- An issue tracker: organisations, nested teams, repositories, issues.
CREATE TABLE users (id bigint NOT NULL, is_admin boolean NOT NULL, clearance int NOT NULL);
INSERT INTO users SELECT n, n = 5 OR n % 5000 = 77, CASE WHEN n <= 5 THEN 3 ELSE floor(random() * 5)::int END
  FROM sizes, generate_series(1, sizes.users) AS n;
CREATE TABLE organizations (id bigint NOT NULL, name text NOT NULL);
INSERT INTO organizations SELECT n, 'org ' || n FROM sizes, generate_series(1, sizes.orgs) AS n;
CREATE TABLE repositories (id bigint NOT NULL, org_id bigint NOT NULL, is_public boolean NOT NULL, name text NOT NULL);
INSERT INTO repositories SELECT n, skewed(sizes.orgs, 3), random() < 0.02, 'repository ' || n FROM sizes, generate_series(1, sizes.repos) AS n;
CREATE TABLE org_members (user_id bigint NOT NULL, org_id bigint NOT NULL, role text NOT NULL);
INSERT INTO org_members SELECT DISTINCT ON (1, 2) somebody(sizes.users), skewed(sizes.orgs, 1.5), CASE WHEN random() < 0.9 THEN 'member' ELSE 'owner' END
  FROM sizes, generate_series(1, sizes.issues / 17);
INSERT INTO org_members
  SELECT 2, id, 'member' FROM sizes JOIN organizations ON id > sizes.orgs - 2 UNION ALL
  SELECT 3, id, 'member' FROM sizes JOIN organizations ON id > sizes.orgs - 1 - sizes.orgs / 120 UNION ALL
  SELECT 4, id, CASE WHEN id % 4 = 0 THEN 'owner' ELSE 'member' END FROM sizes JOIN organizations ON id <= greatest(sizes.orgs * 3 / 100, 3);
CREATE TABLE org_blocks (org_id bigint NOT NULL, user_id bigint NOT NULL);
INSERT INTO org_blocks SELECT DISTINCT skewed(sizes.orgs, 1.5), somebody(sizes.users) FROM sizes, generate_series(1, sizes.users / 10);
INSERT INTO org_blocks SELECT 3, 4;
CREATE TABLE repo_collaborators (user_id bigint NOT NULL, repo_id bigint NOT NULL, role text NOT NULL);
INSERT INTO repo_collaborators SELECT DISTINCT ON (1, 2) somebody(sizes.users), skewed(sizes.repos, 1.6), ('{reader,triager,writer,maintainer}'::text[])[1 + floor(random() * 4)::int]
  FROM sizes, generate_series(1, sizes.issues / 7);
INSERT INTO repo_collaborators SELECT a, r, ('{reader,triager,writer,maintainer}'::text[])[1 + r % 4]
  FROM sizes, (VALUES (2, 20), (3, 120), (4, 600)) AS given(a, amount), generate_series(1, given.amount) AS n, LATERAL (SELECT 1 + (n * 7919) % sizes.repos) AS p(r)
  GROUP BY a, r;
CREATE TABLE teams (id bigint NOT NULL, parent_id bigint);
INSERT INTO teams SELECT n, CASE WHEN n > 20 THEN 1 + floor(random() * (n - 1))::bigint END FROM sizes, generate_series(1, sizes.teams) AS n;
CREATE TABLE team_members (user_id bigint NOT NULL, team_id bigint NOT NULL);
INSERT INTO team_members SELECT DISTINCT somebody(sizes.users), skewed(sizes.teams, 1.5) FROM sizes, generate_series(1, sizes.issues / 40);
INSERT INTO team_members
  SELECT 2, sizes.teams FROM sizes UNION ALL SELECT 3, n FROM sizes, generate_series(sizes.teams - 3, sizes.teams - 1) AS n UNION ALL
  SELECT 4, n FROM sizes, generate_series(sizes.teams / 2, sizes.teams / 2 + 30) AS n;
CREATE TABLE team_repo_roles (team_id bigint NOT NULL, repo_id bigint NOT NULL, role text NOT NULL);
INSERT INTO team_repo_roles SELECT DISTINCT ON (1, 2) 21 + floor(random() * (sizes.teams - 21))::bigint, skewed(sizes.repos, 1.3), ('{reader,triager,writer,maintainer}'::text[])[1 + floor(random() * 4)::int]
  FROM sizes, generate_series(1, sizes.repos);
CREATE TABLE issues (id bigint NOT NULL, repo_id bigint NOT NULL, creator_id bigint NOT NULL, locked boolean NOT NULL, created_at timestamptz NOT NULL, title text NOT NULL);
INSERT INTO issues SELECT n, skewed(sizes.repos, 1.3), CASE WHEN n % 50000 = 7 THEN 2 + (n / 50000) % 3 ELSE somebody(sizes.users) END,
    random() < 0.03, timestamptz '2020-01-01' + n * interval '1 minute', 'issue number ' || n
  FROM sizes, generate_series(1, sizes.issues) AS n;

ALTER TABLE users ADD PRIMARY KEY (id);
ALTER TABLE organizations ADD PRIMARY KEY (id);
ALTER TABLE repositories ADD PRIMARY KEY (id);
CREATE INDEX ON repositories (org_id);
CREATE INDEX ON repositories (id) WHERE is_public;
ALTER TABLE org_members ADD PRIMARY KEY (user_id, org_id);
CREATE INDEX ON org_members (org_id);
ALTER TABLE org_blocks ADD PRIMARY KEY (user_id, org_id);
ALTER TABLE repo_collaborators ADD PRIMARY KEY (user_id, repo_id);
CREATE INDEX ON repo_collaborators (repo_id);
ALTER TABLE teams ADD PRIMARY KEY (id);
CREATE INDEX ON teams (parent_id);
ALTER TABLE team_members ADD PRIMARY KEY (user_id, team_id);
CREATE INDEX ON team_members (team_id);
ALTER TABLE team_repo_roles ADD PRIMARY KEY (team_id, repo_id);
CREATE INDEX ON team_repo_roles (repo_id);
ALTER TABLE issues ADD PRIMARY KEY (id);
CREATE INDEX ON issues (repo_id);
CREATE INDEX ON issues (creator_id);
CREATE INDEX ON issues (created_at);
CREATE INDEX ON users (id) WHERE is_admin;

-- A drive: folders to depth 12, documents in them, shares for users and for teams.
CREATE TABLE folders (id bigint NOT NULL, parent_id bigint, creator_id bigint NOT NULL);
-- Level k holds the ids from size * (k / 12)^3 on; a parent is a folder of the level above.
INSERT INTO folders
  SELECT n, CASE WHEN level > 0 THEN least(n - 1, 1 + floor(size * pow((level - 1) / 12.0, 3) + random() * size * (pow(level / 12.0, 3) - pow((level - 1) / 12.0, 3)))::bigint) END,
    somebody(users)
  FROM (SELECT n, folders AS size, users, least(11, floor(12 * pow(n::float8 / (folders + 1), 1 / 3.0)))::int AS level FROM sizes, generate_series(1, sizes.folders) AS n) AS placed;
CREATE TABLE folder_shares (user_id bigint, team_id bigint, folder_id bigint NOT NULL, role text NOT NULL);
INSERT INTO folder_shares (user_id, folder_id, role) SELECT somebody(sizes.users), sizes.folders + 1 - skewed(sizes.folders, 1.5), ('{viewer,editor,owner}'::text[])[1 + floor(random() * 3)::int]
  FROM sizes, generate_series(1, sizes.folders / 3);
INSERT INTO folder_shares (team_id, folder_id, role) SELECT 21 + floor(random() * (sizes.teams - 21))::bigint, sizes.folders + 1 - skewed(sizes.folders, 1.2), ('{viewer,editor}'::text[])[1 + floor(random() * 2)::int]
  FROM sizes, generate_series(1, sizes.folders / 10);
INSERT INTO folder_shares (user_id, folder_id, role)
  SELECT 2, sizes.folders * 4 / 5 + n, 'viewer' FROM sizes, generate_series(1, 10) AS n UNION ALL
  SELECT 3, greatest(sizes.folders / 3 + n * 17, 1), 'editor' FROM sizes, generate_series(1, 60) AS n UNION ALL
  SELECT 4, 2 * n + (sizes.folders * pow(2 / 12.0, 3))::bigint, 'viewer' FROM sizes, generate_series(1, greatest(2, sizes.folders / 1000)) AS n;
CREATE TABLE documents (id uuid NOT NULL, folder_id bigint NOT NULL, creator_id bigint NOT NULL, trashed boolean NOT NULL, created_at timestamptz NOT NULL);
INSERT INTO documents SELECT md5('document ' || n)::uuid, sizes.folders + 1 - skewed(sizes.folders, 1.3), CASE WHEN n % 20000 = 7 THEN 2 + (n / 20000) % 3 ELSE somebody(sizes.users) END,
    random() < 0.05, timestamptz '2020-01-01' + n * interval '1 minute'
  FROM sizes, generate_series(1, sizes.documents) AS n;
ALTER TABLE folders ADD PRIMARY KEY (id);
CREATE INDEX ON folders (parent_id);
CREATE INDEX ON folders (creator_id);
CREATE INDEX ON folder_shares (user_id, folder_id);
CREATE INDEX ON folder_shares (team_id, folder_id);
CREATE INDEX ON folder_shares (folder_id);
ALTER TABLE documents ADD PRIMARY KEY (id);
CREATE INDEX ON documents (folder_id);
CREATE INDEX ON documents (creator_id);
CREATE INDEX ON documents (created_at);

-- A wiki with roles made of data: text and uuid keys, denials, clearances.
CREATE TABLE spaces (key text NOT NULL, name text NOT NULL);
INSERT INTO spaces SELECT 'space-' || n, 'Space ' || n FROM sizes, generate_series(1, sizes.spaces) AS n;
CREATE TABLE role_permissions (role_id text NOT NULL, permission text NOT NULL);
INSERT INTO role_permissions SELECT 'role-' || n, p FROM generate_series(1, 40) AS n, unnest('{view,edit,comment,publish}'::text[]) WITH ORDINALITY AS granted(p, nth) WHERE n % 5 >= nth;
CREATE TABLE space_roles (user_id bigint NOT NULL, space_key text NOT NULL, role_id text NOT NULL);
INSERT INTO space_roles SELECT DISTINCT somebody(sizes.users), 'space-' || skewed(sizes.spaces, 2), 'role-' || skewed(40, 1) FROM sizes, generate_series(1, sizes.users * 3);
INSERT INTO space_roles
  SELECT 2, 'space-' || sizes.spaces - n, 'role-' || n FROM sizes, generate_series(1, 2) AS n UNION ALL
  SELECT 3, 'space-' || sizes.spaces - n, 'role-' || 1 + n % 40 FROM sizes, generate_series(1, sizes.spaces / 50) AS n UNION ALL
  SELECT 4, 'space-' || n, 'role-' || 1 + n % 40 FROM sizes, generate_series(1, sizes.spaces / 3) AS n UNION ALL
  SELECT 5, key, 'role-4' FROM spaces;
CREATE TABLE space_denials (user_id bigint NOT NULL, space_key text NOT NULL);
INSERT INTO space_denials SELECT DISTINCT somebody(sizes.users), 'space-' || skewed(sizes.spaces, 2) FROM sizes, generate_series(1, sizes.users / 20);
INSERT INTO space_denials SELECT 3, 'space-' || sizes.spaces - 3 FROM sizes UNION ALL SELECT 4, 'space-7';
CREATE TABLE pages (id uuid NOT NULL, space_key text NOT NULL, author_id bigint NOT NULL, level int NOT NULL, created_at timestamptz NOT NULL);
INSERT INTO pages SELECT md5('page ' || n)::uuid, 'space-' || skewed(sizes.spaces, 1.4), CASE WHEN n % 20000 = 7 THEN 2 + (n / 20000) % 3 ELSE somebody(sizes.users) END,
    floor(random() * 5)::int, timestamptz '2020-01-01' + n * interval '1 minute'
  FROM sizes, generate_series(1, sizes.pages) AS n;
ALTER TABLE spaces ADD PRIMARY KEY (key);
ALTER TABLE role_permissions ADD PRIMARY KEY (role_id, permission);
CREATE INDEX ON role_permissions (permission);
ALTER TABLE space_roles ADD PRIMARY KEY (user_id, space_key, role_id);
CREATE INDEX ON space_roles (space_key);
ALTER TABLE space_denials ADD PRIMARY KEY (user_id, space_key);
ALTER TABLE pages ADD PRIMARY KEY (id);
CREATE INDEX ON pages (space_key);
CREATE INDEX ON pages (author_id);
CREATE INDEX ON pages (created_at);
