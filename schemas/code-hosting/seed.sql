-- Data of the code host: the same rows on every run. The setting `arctos.scale` (1.0 where it is not set) makes the
-- copy smaller or larger. Users 1-20, organisations 1-10, repositories 1-20 and issues 1-240 are laid out by hand and
-- are there at every scale; README.md says who is who.

CREATE OR REPLACE FUNCTION pg_temp.scaled(full_size bigint, minimum bigint) RETURNS bigint LANGUAGE sql STABLE AS
'SELECT greatest(minimum, (full_size * coalesce(nullif(current_setting(''arctos.scale'', true), ''''), ''1.0'')::numeric)::bigint)';

-- A number in [0, 1) that looks random and depends on its arguments alone.
CREATE OR REPLACE FUNCTION pg_temp.chance(salt text, n bigint) RETURNS double precision LANGUAGE sql IMMUTABLE AS
'SELECT (''x'' || substr(md5(salt || n::text), 1, 8))::bit(32)::bigint / 4294967296.0::double precision';

-- One of first..last, low numbers more often: the first quarter of the range gets half of the draws.
CREATE OR REPLACE FUNCTION pg_temp.skewed(salt text, n bigint, first bigint, last bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
'SELECT first + floor((last - first + 1) * pg_temp.chance(salt, n) ^ 2)::bigint';

INSERT INTO users (id, login, plan, banned_at)
SELECT n,
       'user-' || n,
       CASE WHEN n IN (6, 7) OR (n > 20 AND pg_temp.chance('plan', n) < 0.2) THEN 'pro' ELSE 'free' END,
       CASE WHEN n = 2 OR (n > 20 AND n % 97 = 0) THEN timestamptz '2024-01-01 00:00:00+00' END
FROM generate_series(1, pg_temp.scaled(5000, 60)) AS n;

INSERT INTO staff (user_id, role) VALUES (1, 'admin'), (10, 'auditor');

INSERT INTO organizations (id, name, members_can_create_repositories)
SELECT n, 'org-' || n, n % 3 = 0
FROM generate_series(1, pg_temp.scaled(100, 30)) AS n;

INSERT INTO org_members (user_id, org_id, role) VALUES
  (2, 1, 'owner'), (6, 1, 'member'), (8, 4, 'owner'), (9, 1, 'billing_manager'), (9, 3, 'billing_manager'),
  (11, 5, 'member'), (12, 5, 'owner');

INSERT INTO org_members (user_id, org_id, role)
SELECT 6, n, (CASE WHEN n = 11 THEN 'owner' ELSE 'member' END)::org_role
FROM generate_series(11, 10 + round((pg_temp.scaled(100, 30) - 10) * 0.11)::bigint) AS n;

INSERT INTO org_members (user_id, org_id, role)
SELECT 5, pg_temp.scaled(100, 30) - n, 'member' FROM unnest(ARRAY[1, 3]) AS n;

INSERT INTO org_members (user_id, org_id, role)
SELECT u.id,
       pg_temp.skewed('member-org', u.id * 8 + k, 11, pg_temp.scaled(100, 30)),
       (CASE WHEN pg_temp.chance('member-role', u.id * 8 + k) < 0.03 THEN 'owner'
             WHEN pg_temp.chance('member-role', u.id * 8 + k) < 0.05 THEN 'billing_manager'
             ELSE 'member' END)::org_role
FROM users AS u
CROSS JOIN generate_series(1, 3) AS k
WHERE u.id > 20 AND (k = 1 OR pg_temp.chance('member-more', u.id * 8 + k) < 0.4)
ORDER BY u.id, k
ON CONFLICT DO NOTHING;

-- Eight teams for each organisation: 4 under 3 under 2 under 1; 6 and 7 under 5 under 1; 8 alone.
INSERT INTO teams (id, org_id, parent_id, name)
SELECT (o.id - 1) * 8 + k,
       o.id,
       (o.id - 1) * 8 + CASE k WHEN 2 THEN 1 WHEN 3 THEN 2 WHEN 4 THEN 3 WHEN 5 THEN 1 WHEN 6 THEN 5 WHEN 7 THEN 5 END,
       'team-' || o.id || '-' || k
FROM organizations AS o
CROSS JOIN generate_series(1, 8) AS k;

INSERT INTO team_members (user_id, team_id, role, accepted_at) VALUES
  (7, 20, 'member', '2024-01-01 00:00:00+00'),
  (5, 26, 'member', '2024-01-01 00:00:00+00'),
  (13, 17, 'maintainer', '2024-01-01 00:00:00+00'),
  (3, 17, 'member', NULL);

INSERT INTO team_members (user_id, team_id, role, accepted_at)
SELECT m.user_id,
       (m.org_id - 1) * 8 + 1 + floor(8 * pg_temp.chance('team', m.user_id * 1000 + m.org_id))::bigint,
       CASE WHEN pg_temp.chance('team-role', m.user_id * 1000 + m.org_id) < 0.1 THEN 'maintainer' ELSE 'member' END,
       CASE WHEN pg_temp.chance('team-accepted', m.user_id * 1000 + m.org_id) < 0.95 THEN timestamptz '2024-02-01 00:00:00+00' END
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
SELECT n,
       CASE WHEN pg_temp.chance('personal', n) >= 0.105 THEN pg_temp.skewed('repo-org', n, 11, pg_temp.scaled(100, 30)) END,
       CASE WHEN pg_temp.chance('personal', n) < 0.1 THEN pg_temp.skewed('repo-owner', n, 21, pg_temp.scaled(5000, 60)) END,
       'repository-' || n,
       'private',
       pg_temp.chance('archived', n) < 0.05
FROM generate_series(21, pg_temp.scaled(5000, 60)) AS n;

INSERT INTO repository_roles (id, name) VALUES
  (1, 'reader'), (2, 'triager'), (3, 'writer'), (4, 'maintainer'), (5, 'watcher');

INSERT INTO team_repositories (team_id, repo_id, role_id) VALUES
  (17, 9, 1), (17, 15, 4), (19, 10, 3), (20, 11, 5), (18, 6, 2), (25, 13, 3), (33, 20, 1);

-- Most teams work on repositories of their own organisation, one row in ten crosses over.
INSERT INTO team_repositories (team_id, repo_id, role_id)
SELECT (CASE WHEN pg_temp.chance('guest-team', r.id * 4 + k) < 0.1
             THEN pg_temp.skewed('guest-org', r.id * 4 + k, 11, pg_temp.scaled(100, 30)) ELSE r.org_id END - 1) * 8
       + 1 + floor(8 * pg_temp.chance('repo-team', r.id * 4 + k))::bigint,
       r.id,
       1 + floor(5 * pg_temp.chance('repo-team-role', r.id * 4 + k))::bigint
FROM repositories AS r
CROSS JOIN generate_series(1, 2) AS k
WHERE r.id > 20 AND r.org_id IS NOT NULL
ORDER BY r.id, k
ON CONFLICT DO NOTHING;

INSERT INTO collaborators (user_id, repo_id, role) VALUES
  (4, 6, 'reader'), (4, 7, 'triager'), (4, 11, NULL), (3, 11, 'watcher'), (14, 12, 'writer'), (14, 19, 'maintainer'),
  (7, 15, 'watcher'), (2, 16, 'maintainer');

INSERT INTO collaborators (user_id, repo_id, role)
SELECT 6, n * 2 + 21, 'triager' FROM generate_series(1, pg_temp.scaled(60, 10)) AS n;

INSERT INTO collaborators (user_id, repo_id, role)
SELECT pg_temp.skewed('collaborator', r.id * 8 + k, 21, pg_temp.scaled(5000, 60)),
       r.id,
       CASE WHEN pg_temp.chance('collaborator-role', r.id * 8 + k) < 0.4 THEN 'reader'
            WHEN pg_temp.chance('collaborator-role', r.id * 8 + k) < 0.6 THEN 'triager'
            WHEN pg_temp.chance('collaborator-role', r.id * 8 + k) < 0.8 THEN 'writer'
            WHEN pg_temp.chance('collaborator-role', r.id * 8 + k) < 0.9 THEN 'maintainer'
            WHEN pg_temp.chance('collaborator-role', r.id * 8 + k) < 0.95 THEN 'watcher' END
FROM repositories AS r
CROSS JOIN generate_series(1, 3) AS k
WHERE r.id > 20
ORDER BY r.id, k
ON CONFLICT DO NOTHING;

-- Issues 1-240: twelve for each of repositories 1-20.
INSERT INTO issues (id, repo_id, creator_id, assignee_id, state, locked, title, created_at)
SELECT n,
       CASE WHEN n NOT IN (184, 185) THEN (n - 1) / 12 + 1 END,
       CASE WHEN n IN (181, 182, 184) THEN 4 WHEN n = 187 THEN 2 WHEN n NOT IN (185, 188) THEN 21 + n % 20 END,
       CASE WHEN n = 183 THEN 4 WHEN n = 189 THEN 2 WHEN n % 5 = 0 AND n <> 185 THEN 21 + n % 17 END,
       CASE WHEN n % 3 = 0 THEN 'closed' ELSE 'open' END,
       n = 182 OR n % 4 = 0,
       'Issue ' || n,
       timestamptz '2024-03-01 00:00:00+00' + n * interval '1 minute'
FROM generate_series(1, 240) AS n;

INSERT INTO issues (id, repo_id, creator_id, assignee_id, state, locked, title, created_at)
SELECT n,
       CASE WHEN n % 500 <> 0 THEN pg_temp.skewed('issue-repo', n, 21, pg_temp.scaled(5000, 60)) END,
       CASE WHEN n % 5000 = 7 THEN 4 WHEN n % 300 <> 0 THEN pg_temp.skewed('issue-creator', n, 21, pg_temp.scaled(5000, 60)) END,
       CASE WHEN n % 10000 = 8 THEN 4 WHEN pg_temp.chance('assigned', n) < 0.3 THEN pg_temp.skewed('issue-assignee', n, 21, pg_temp.scaled(5000, 60)) END,
       CASE WHEN pg_temp.chance('state', n) < 0.6 THEN 'closed' ELSE 'open' END,
       pg_temp.chance('locked', n) < 0.05,
       'Issue ' || n,
       timestamptz '2024-03-01 00:00:00+00' + n * interval '1 minute'
FROM generate_series(241, pg_temp.scaled(150000, 900)) AS n;

DROP FUNCTION pg_temp.skewed(text, bigint, bigint, bigint);
DROP FUNCTION pg_temp.chance(text, bigint);
DROP FUNCTION pg_temp.scaled(bigint, bigint);

ANALYZE;
