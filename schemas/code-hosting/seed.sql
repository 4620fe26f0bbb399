-- Data of the code host: the same rows on every run. The setting `arctos.scale` (1.0 where it is not set) makes the
-- copy smaller or larger. Users 1-20, organisations 1-10, repositories 1-20 and issues 1-240 are laid out by hand and
-- are there at every scale; README.md says who is who.
--
-- The statements are those that PostgreSQL and SQLite have in common. What stands between two marks is for PostgreSQL
-- alone; whoever runs the rest in SQLite supplies the functions, as `arctos demo` does.

-- postgres {
CREATE FUNCTION seed_scaled(full_size bigint, minimum bigint) RETURNS bigint LANGUAGE sql STABLE AS
'SELECT greatest(minimum, (full_size * coalesce(nullif(current_setting(''arctos.scale'', true), ''''), ''1.0'')::numeric)::bigint)';

-- A number in [0, 1) that looks random and depends on its arguments alone.
CREATE FUNCTION seed_chance(salt text, n bigint) RETURNS double precision LANGUAGE sql IMMUTABLE AS
'SELECT (''x'' || substr(md5(salt || n::text), 1, 8))::bit(32)::bigint / 4294967296.0::double precision';

-- One of 1..last, each as often as the others.
CREATE FUNCTION seed_even(salt text, n bigint, last bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
'SELECT 1 + floor(last * seed_chance(salt, n))::bigint';

-- One of first..last, low numbers more often: the first quarter of the range gets half of the draws.
CREATE FUNCTION seed_skewed(salt text, n bigint, first bigint, last bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
'SELECT first + floor((last - first + 1) * seed_chance(salt, n) ^ 2)::bigint';

-- So many minutes after the first of March.
CREATE FUNCTION seed_time(minutes bigint) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS
'SELECT timestamptz ''2024-03-01 00:00:00+00'' + minutes * interval ''1 minute''';

CREATE FUNCTION seed_role(name text) RETURNS org_role LANGUAGE sql IMMUTABLE AS 'SELECT name::org_role';
-- }

INSERT INTO users (id, login, plan, banned_at)
SELECT value,
       'user-' || value,
       CASE WHEN value IN (6, 7) OR (value > 20 AND seed_chance('plan', value) < 0.2) THEN 'pro' ELSE 'free' END,
       CASE WHEN value = 2 OR (value > 20 AND value % 97 = 0) THEN seed_time(-86400) END
FROM generate_series(1, seed_scaled(5000, 60)) AS value;

INSERT INTO staff (user_id, role) VALUES (1, 'admin'), (10, 'auditor');

INSERT INTO organizations (id, name, members_can_create_repositories)
SELECT value, 'org-' || value, value % 3 = 0
FROM generate_series(1, seed_scaled(100, 30)) AS value;

INSERT INTO org_members (user_id, org_id, role) VALUES
  (2, 1, 'owner'), (6, 1, 'member'), (8, 4, 'owner'), (9, 1, 'billing_manager'), (9, 3, 'billing_manager'),
  (11, 5, 'member'), (12, 5, 'owner');

INSERT INTO org_members (user_id, org_id, role)
SELECT 6, value, seed_role(CASE WHEN value = 11 THEN 'owner' ELSE 'member' END)
FROM generate_series(11, 10 + CAST(round((seed_scaled(100, 30) - 10) * 0.11) AS bigint)) AS value;

INSERT INTO org_members (user_id, org_id, role) VALUES
  (5, seed_scaled(100, 30) - 1, 'member'), (5, seed_scaled(100, 30) - 3, 'member');

INSERT INTO org_members (user_id, org_id, role)
SELECT u.id,
       seed_skewed('member-org', u.id * 8 + value, 11, seed_scaled(100, 30)),
       seed_role(CASE WHEN seed_chance('member-role', u.id * 8 + value) < 0.03 THEN 'owner'
                      WHEN seed_chance('member-role', u.id * 8 + value) < 0.05 THEN 'billing_manager'
                      ELSE 'member' END)
FROM users AS u
CROSS JOIN generate_series(1, 3) AS value
WHERE u.id > 20 AND (value = 1 OR seed_chance('member-more', u.id * 8 + value) < 0.4)
ORDER BY u.id, value
ON CONFLICT DO NOTHING;

-- Eight teams for each organisation: 4 under 3 under 2 under 1; 6 and 7 under 5 under 1; 8 alone.
INSERT INTO teams (id, org_id, parent_id, name)
SELECT (o.id - 1) * 8 + value,
       o.id,
       (o.id - 1) * 8 + CASE value WHEN 2 THEN 1 WHEN 3 THEN 2 WHEN 4 THEN 3 WHEN 5 THEN 1 WHEN 6 THEN 5 WHEN 7 THEN 5 END,
       'team-' || o.id || '-' || value
FROM organizations AS o
CROSS JOIN generate_series(1, 8) AS value;

INSERT INTO team_members (user_id, team_id, role, accepted_at) VALUES
  (7, 20, 'member', seed_time(-86400)),
  (5, 26, 'member', seed_time(-86400)),
  (13, 17, 'maintainer', seed_time(-86400)),
  (3, 17, 'member', NULL);

INSERT INTO team_members (user_id, team_id, role, accepted_at)
SELECT m.user_id,
       (m.org_id - 1) * 8 + seed_even('team', m.user_id * 1000 + m.org_id, 8),
       CASE WHEN seed_chance('team-role', m.user_id * 1000 + m.org_id) < 0.1 THEN 'maintainer' ELSE 'member' END,
       CASE WHEN seed_chance('team-accepted', m.user_id * 1000 + m.org_id) < 0.95 THEN seed_time(-41760) END
FROM org_members AS m
WHERE m.user_id > 20;

INSERT INTO repositories (id, org_id, owner_id, name, visibility, archived) VALUES
  (1, 1, NULL, 'public-of-org-1', 'public', false),
  (2, 3, NULL, 'public-of-org-3', 'public', false),
  (3, 3, NULL, 'public-archived', 'public', true),
  (4, NULL, 30, 'public-personal', 'public', false),
  (5, NULL, NULL, 'public-abandoned', 'public', false),
  (6, 3, NULL, 'private-6', 'private', false),
  (7, 3, NULL, 'private-7', 'private', false),
  (8, NULL, 4, 'personal-of-user-4', 'private', false),
  (9, 3, NULL, 'private-9', 'private', false),
  (10, 3, NULL, 'private-archived', 'private', true),
  (11, 3, NULL, 'private-11', 'private', false),
  (12, 1, NULL, 'private-12', 'private', false),
  (13, 4, NULL, 'private-13', 'private', false),
  (14, NULL, NULL, 'private-abandoned', 'private', false),
  (15, 3, NULL, 'private-15', 'private', false),
  (16, 5, NULL, 'private-16', 'private', false),
  (17, 5, NULL, 'private-17', 'private', false),
  (18, 5, NULL, 'private-18', 'private', false),
  (19, 5, NULL, 'private-19', 'private', true),
  (20, 6, NULL, 'private-20', 'private', false);

INSERT INTO repositories (id, org_id, owner_id, name, visibility, archived)
SELECT value,
       CASE WHEN seed_chance('personal', value) >= 0.105 THEN seed_skewed('repo-org', value, 11, seed_scaled(100, 30)) END,
       CASE WHEN seed_chance('personal', value) < 0.1 THEN seed_skewed('repo-owner', value, 21, seed_scaled(5000, 60)) END,
       'repository-' || value,
       'private',
       seed_chance('archived', value) < 0.05
FROM generate_series(21, seed_scaled(5000, 60)) AS value;

INSERT INTO repository_roles (id, name) VALUES
  (1, 'reader'), (2, 'triager'), (3, 'writer'), (4, 'maintainer'), (5, 'watcher');

INSERT INTO team_repositories (team_id, repo_id, role_id) VALUES
  (17, 9, 1), (17, 15, 4), (19, 10, 3), (20, 11, 5), (18, 6, 2), (25, 13, 3), (33, 20, 1);

-- Most teams work on repositories of their own organisation, one row in ten crosses over.
INSERT INTO team_repositories (team_id, repo_id, role_id)
SELECT (CASE WHEN seed_chance('guest-team', r.id * 4 + value) < 0.1
             THEN seed_skewed('guest-org', r.id * 4 + value, 11, seed_scaled(100, 30)) ELSE r.org_id END - 1) * 8
       + seed_even('repo-team', r.id * 4 + value, 8),
       r.id,
       seed_even('repo-team-role', r.id * 4 + value, 5)
FROM repositories AS r
CROSS JOIN generate_series(1, 2) AS value
WHERE r.id > 20 AND r.org_id IS NOT NULL
ORDER BY r.id, value
ON CONFLICT DO NOTHING;

INSERT INTO collaborators (user_id, repo_id, role) VALUES
  (4, 6, 'reader'), (4, 7, 'triager'), (4, 11, NULL), (3, 11, 'watcher'), (14, 12, 'writer'), (14, 19, 'maintainer'),
  (7, 15, 'watcher'), (2, 16, 'maintainer');

INSERT INTO collaborators (user_id, repo_id, role)
SELECT 6, value * 2 + 21, 'triager' FROM generate_series(1, seed_scaled(60, 10)) AS value;

INSERT INTO collaborators (user_id, repo_id, role)
SELECT seed_skewed('collaborator', r.id * 8 + value, 21, seed_scaled(5000, 60)),
       r.id,
       CASE WHEN seed_chance('collaborator-role', r.id * 8 + value) < 0.4 THEN 'reader'
            WHEN seed_chance('collaborator-role', r.id * 8 + value) < 0.6 THEN 'triager'
            WHEN seed_chance('collaborator-role', r.id * 8 + value) < 0.8 THEN 'writer'
            WHEN seed_chance('collaborator-role', r.id * 8 + value) < 0.9 THEN 'maintainer'
            WHEN seed_chance('collaborator-role', r.id * 8 + value) < 0.95 THEN 'watcher' END
FROM repositories AS r
CROSS JOIN generate_series(1, 3) AS value
WHERE r.id > 20
ORDER BY r.id, value
ON CONFLICT DO NOTHING;

-- Issues 1-240: twelve for each of repositories 1-20.
INSERT INTO issues (id, repo_id, creator_id, assignee_id, state, locked, title, created_at)
SELECT value,
       CASE WHEN value NOT IN (184, 185) THEN (value - 1) / 12 + 1 END,
       CASE WHEN value IN (181, 182, 184) THEN 4 WHEN value = 187 THEN 2 WHEN value NOT IN (185, 188) THEN 21 + value % 20 END,
       CASE WHEN value = 183 THEN 4 WHEN value = 189 THEN 2 WHEN value % 5 = 0 AND value <> 185 THEN 21 + value % 17 END,
       CASE WHEN value % 3 = 0 THEN 'closed' ELSE 'open' END,
       value = 182 OR value % 4 = 0,
       'Issue ' || value,
       seed_time(value)
FROM generate_series(1, 240) AS value;

INSERT INTO issues (id, repo_id, creator_id, assignee_id, state, locked, title, created_at)
SELECT value,
       CASE WHEN value % 500 <> 0 THEN seed_skewed('issue-repo', value, 21, seed_scaled(5000, 60)) END,
       CASE WHEN value % 5000 = 7 THEN 4 WHEN value % 300 <> 0 THEN seed_skewed('issue-creator', value, 21, seed_scaled(5000, 60)) END,
       CASE WHEN value % 10000 = 8 THEN 4 WHEN seed_chance('assigned', value) < 0.3 THEN seed_skewed('issue-assignee', value, 21, seed_scaled(5000, 60)) END,
       CASE WHEN seed_chance('state', value) < 0.6 THEN 'closed' ELSE 'open' END,
       seed_chance('locked', value) < 0.05,
       'Issue ' || value,
       seed_time(value)
FROM generate_series(241, seed_scaled(150000, 900)) AS value;

-- postgres {
DROP FUNCTION seed_role(text);
DROP FUNCTION seed_time(bigint);
DROP FUNCTION seed_skewed(text, bigint, bigint, bigint);
DROP FUNCTION seed_even(text, bigint, bigint);
DROP FUNCTION seed_chance(text, bigint);
DROP FUNCTION seed_scaled(bigint, bigint);
-- }

ANALYZE;
