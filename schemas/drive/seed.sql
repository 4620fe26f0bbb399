-- Data of the drive: the same rows on every run. The setting `arctos.scale` (1.0 where it is not set) makes the copy
-- smaller or larger. The key of, say, folder 7 is md5('folder7') as uuid. Users and groups 1-20, folders 1-30 and
-- documents 1-150 are laid out by hand and are there at every scale; README.md says who is who.

CREATE OR REPLACE FUNCTION pg_temp.scaled(full_size bigint, minimum bigint) RETURNS bigint LANGUAGE sql STABLE AS
'SELECT greatest(minimum, (full_size * coalesce(nullif(current_setting(''arctos.scale'', true), ''''), ''1.0'')::numeric)::bigint)';

CREATE OR REPLACE FUNCTION pg_temp.key(kind text, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
'SELECT md5(kind || n::text)::uuid';

-- A number in [0, 1) that looks random and depends on its arguments alone.
CREATE OR REPLACE FUNCTION pg_temp.chance(salt text, n bigint) RETURNS double precision LANGUAGE sql IMMUTABLE AS
'SELECT (''x'' || substr(md5(salt || n::text), 1, 8))::bit(32)::bigint / 4294967296.0::double precision';

-- One of first..last, low numbers more often: the first quarter of the range gets half of the draws.
CREATE OR REPLACE FUNCTION pg_temp.skewed(salt text, n bigint, first bigint, last bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
'SELECT first + floor((last - first + 1) * pg_temp.chance(salt, n) ^ 2)::bigint';

-- Folders 31 and up: a number of roots, then eleven levels of `level_size` folders each.
CREATE OR REPLACE FUNCTION pg_temp.roots() RETURNS bigint LANGUAGE sql STABLE AS
'SELECT pg_temp.scaled(300, 15)';

CREATE OR REPLACE FUNCTION pg_temp.level_size() RETURNS bigint LANGUAGE sql STABLE AS
'SELECT (pg_temp.scaled(30000, 200) - 30 - pg_temp.roots()) / 11';

CREATE OR REPLACE FUNCTION pg_temp.last_folder() RETURNS bigint LANGUAGE sql STABLE AS
'SELECT 30 + pg_temp.roots() + 11 * pg_temp.level_size()';

INSERT INTO users (id, email, is_auditor, suspended)
SELECT pg_temp.key('user', n),
       'user-' || n || '@' || CASE
         WHEN n = 9 THEN 'corp.example'
         WHEN n <= 20 THEN 'alone.example'
         WHEN n % 5 = 0 THEN 'corp.example'
         WHEN n % 11 = 0 THEN 'partner.example'
         ELSE 'mail-' || n % 40 || '.example' END,
       n = 1,
       n = 2 OR (n > 20 AND n % 83 = 0)
FROM generate_series(1, pg_temp.scaled(3000, 60)) AS n;

INSERT INTO groups (id, name)
SELECT pg_temp.key('group', n), 'group-' || n
FROM generate_series(1, pg_temp.scaled(300, 40)) AS n;

INSERT INTO group_members (user_id, group_id)
SELECT pg_temp.key('user', m.u), pg_temp.key('group', m.g)
FROM (VALUES (7, 1), (10, 5), (6, 9), (11, 7), (2, 3), (12, 2)) AS m (u, g);

INSERT INTO group_members (user_id, group_id)
SELECT pg_temp.key('user', n), pg_temp.key('group', pg_temp.skewed('member', n * 4 + k, 21, pg_temp.scaled(300, 40)))
FROM generate_series(21, pg_temp.scaled(3000, 60)) AS n
CROSS JOIN generate_series(1, 2) AS k
ON CONFLICT DO NOTHING;

-- 1 in 2 in 3; 4, 5 and 6 in a ring; 7 in itself; 9 in 8.
INSERT INTO group_nesting (inner_id, outer_id)
SELECT pg_temp.key('group', e.i), pg_temp.key('group', e.o)
FROM (VALUES (1, 2), (2, 3), (4, 5), (5, 6), (6, 4), (7, 7), (9, 8)) AS e (i, o);

INSERT INTO group_nesting (inner_id, outer_id)
SELECT pg_temp.key('group', n), pg_temp.key('group', pg_temp.skewed('nesting', n, 21, pg_temp.scaled(300, 40)))
FROM generate_series(21, pg_temp.scaled(300, 40)) AS n
WHERE pg_temp.chance('nested', n) < 0.5;

-- Folders 1-12 are a path of full depth; the rest of 1-30 is commented in README.md.
INSERT INTO folders (id, parent_id, creator_id, name, restricted, link_public, trashed_at)
SELECT pg_temp.key('folder', n),
       CASE WHEN n BETWEEN 2 AND 12 OR n IN (14, 15, 18, 22, 23) THEN pg_temp.key('folder', CASE n WHEN 15 THEN 14 ELSE n - 1 END)
            WHEN n = 16 THEN pg_temp.key('folder', 14) END,
       CASE WHEN n = 1 THEN pg_temp.key('user', 30)
            WHEN n = 17 THEN pg_temp.key('user', 4)
            WHEN n = 29 THEN pg_temp.key('user', 2)
            WHEN n NOT IN (13, 24) THEN pg_temp.key('user', 31 + n % 7) END,
       'folder-' || n,
       n IN (15, 18),
       n = 13,
       CASE WHEN n IN (16, 22) THEN timestamptz '2024-01-01 00:00:00+00' END
FROM generate_series(1, 30) AS n;

INSERT INTO folders (id, parent_id, creator_id, name, restricted, link_public, trashed_at)
SELECT pg_temp.key('folder', n),
       CASE WHEN l.level = 2 THEN pg_temp.key('folder', pg_temp.skewed('parent', n, 31, 30 + pg_temp.roots()))
            WHEN l.level > 2 THEN pg_temp.key('folder', pg_temp.skewed('parent', n,
                31 + pg_temp.roots() + (l.level - 3) * pg_temp.level_size(),
                30 + pg_temp.roots() + (l.level - 2) * pg_temp.level_size())) END,
       CASE WHEN n % 200 <> 0 THEN pg_temp.key('user', pg_temp.skewed('folder-creator', n, 21, pg_temp.scaled(3000, 60))) END,
       'folder-' || n,
       pg_temp.chance('restricted', n) < 0.01,
       false,
       CASE WHEN l.level > 4 AND pg_temp.chance('folder-trashed', n) < 0.005 THEN timestamptz '2024-01-01 00:00:00+00' END
FROM generate_series(31, pg_temp.last_folder()) AS n
CROSS JOIN LATERAL (
  SELECT CASE WHEN n <= 30 + pg_temp.roots() THEN 1
              ELSE 2 + (n - 31 - pg_temp.roots()) / pg_temp.level_size() END AS level
) AS l;

INSERT INTO domain_shares (folder_id, domain)
SELECT pg_temp.key('folder', d.n), d.domain
FROM (VALUES (28, 'corp.example'), (12, 'partner.example')) AS d (n, domain);

INSERT INTO folder_shares (id, folder_id, user_id, group_id, role, expires_at)
SELECT pg_temp.key('folder-share', s.n), pg_temp.key('folder', s.folder),
       pg_temp.key('user', s.u), pg_temp.key('group', s.g), s.role::share_role, s.expires_at::timestamptz
FROM (VALUES
  (1, 1, 2, NULL, 'owner', NULL),
  (2, 2, NULL, 4, 'viewer', NULL),
  (3, 19, 8, NULL, 'editor', '2020-01-01 00:00:00+00'),
  (4, 20, 9, NULL, 'editor', '2100-01-01 00:00:00+00'),
  (5, 21, NULL, 3, 'editor', NULL),
  (6, 24, NULL, 3, 'owner', '2020-01-01 00:00:00+00'),
  (7, 25, 3, NULL, 'commenter', NULL),
  (8, 26, 3, NULL, NULL, NULL),
  (9, 18, 13, NULL, 'viewer', NULL),
  (10, 17, 13, NULL, 'editor', '2100-01-01 00:00:00+00'),
  (11, 14, 13, NULL, 'owner', NULL),
  (12, 30, NULL, 7, 'editor', '2100-01-01 00:00:00+00'),
  (13, 10, 12, NULL, 'editor', NULL),
  (14, 16, 9, NULL, 'viewer', NULL),
  (15, 26, 8, NULL, NULL, '2100-01-01 00:00:00+00')
) AS s (n, folder, u, g, role, expires_at);

-- The heavy user, through group 8: a ninth of the roots, those with the most below them. The medium one: the last few.
INSERT INTO folder_shares (id, folder_id, user_id, group_id, role, expires_at)
SELECT pg_temp.key('folder-share-heavy', n), pg_temp.key('folder', 30 + n), NULL, pg_temp.key('group', 8),
       (CASE WHEN n % 3 = 1 THEN 'editor' ELSE 'viewer' END)::share_role,
       CASE WHEN n % 2 = 0 THEN timestamptz '2100-01-01 00:00:00+00' END
FROM generate_series(1, pg_temp.scaled(36, 2)) AS n;

INSERT INTO folder_shares (id, folder_id, user_id, group_id, role, expires_at)
SELECT pg_temp.key('folder-share-medium', n), pg_temp.key('folder', 31 + pg_temp.roots() - n), pg_temp.key('user', 5), NULL, 'editor', NULL
FROM generate_series(1, pg_temp.scaled(2, 2)) AS n;

INSERT INTO folder_shares (id, folder_id, user_id, group_id, role, expires_at)
SELECT pg_temp.key('folder-share', n),
       pg_temp.key('folder', 31 + pg_temp.roots() + floor(11 * pg_temp.level_size() * pg_temp.chance('shared-folder', n))::bigint),
       CASE WHEN pg_temp.chance('share-group', n) >= 0.3 THEN pg_temp.key('user', pg_temp.skewed('share-user', n, 21, pg_temp.scaled(3000, 60))) END,
       CASE WHEN pg_temp.chance('share-group', n) < 0.3 THEN pg_temp.key('group', pg_temp.skewed('share-which', n, 21, pg_temp.scaled(300, 40))) END,
       (CASE WHEN pg_temp.chance('share-role', n) < 0.5 THEN 'viewer'
             WHEN pg_temp.chance('share-role', n) < 0.8 THEN 'editor'
             WHEN pg_temp.chance('share-role', n) < 0.85 THEN 'owner'
             WHEN pg_temp.chance('share-role', n) < 0.95 THEN 'commenter' END)::share_role,
       CASE n % 5 WHEN 0 THEN timestamptz '2020-01-01 00:00:00+00' WHEN 1 THEN timestamptz '2100-01-01 00:00:00+00' END
FROM generate_series(21, pg_temp.scaled(12000, 120)) AS n;

-- Documents 1-135: five for each of folders 1-27, the fourth of them large, the fifth in the trash. 136-150 lie nowhere.
INSERT INTO documents (id, folder_id, creator_id, title, bytes, trashed_at, changed_at)
SELECT pg_temp.key('document', n),
       CASE WHEN n <= 135 THEN pg_temp.key('folder', (n - 1) / 5 + 1) WHEN n <= 138 THEN pg_temp.key('folder', n - 108) END,
       CASE WHEN n IN (36, 40, 141, 145) THEN pg_temp.key('user', 4)
            WHEN n = 142 THEN pg_temp.key('user', 2)
            WHEN n % 10 <> 1 THEN pg_temp.key('user', 22 + n % 9) END,
       'Document ' || n,
       CASE WHEN n % 5 = 4 THEN 5000000 ELSE n * 1000 END,
       CASE WHEN n % 5 = 0 THEN timestamptz '2024-02-01 00:00:00+00' END,
       timestamptz '2024-03-01 00:00:00+00' + n * interval '1 minute'
FROM generate_series(1, 150) AS n;

INSERT INTO documents (id, folder_id, creator_id, title, bytes, trashed_at, changed_at)
SELECT pg_temp.key('document', n),
       CASE WHEN n % 50 <> 0 THEN pg_temp.key('folder', 31 + floor((pg_temp.last_folder() - 30) * pg_temp.chance('folder-of', n))::bigint) END,
       CASE WHEN n % 7000 = 151 THEN pg_temp.key('user', 4)
            WHEN n % 300 <> 0 THEN pg_temp.key('user', pg_temp.skewed('creator', n, 21, pg_temp.scaled(3000, 60))) END,
       'Document ' || n,
       floor(3000000 * pg_temp.chance('bytes', n) ^ 3)::bigint,
       CASE WHEN pg_temp.chance('trashed', n) < 0.03 THEN timestamptz '2024-02-01 00:00:00+00' END,
       timestamptz '2024-03-01 00:00:00+00' + n * interval '1 minute'
FROM generate_series(151, pg_temp.scaled(150000, 1000)) AS n;

INSERT INTO document_shares (id, document_id, user_id, group_id, role, expires_epoch)
SELECT pg_temp.key('document-share', s.n), pg_temp.key('document', s.document),
       pg_temp.key('user', s.u), pg_temp.key('group', s.g), s.role, s.expires_epoch
FROM (VALUES
  (1, 131, 4, NULL, 'editor', NULL),
  (2, 132, 4, NULL, 'viewer', 4102444800),
  (3, 133, 4, NULL, 'owner', 1577836800),
  (4, 143, NULL, 2, 'viewer', NULL),
  (5, 144, NULL, 6, 'editor', 4102444800),
  (6, 145, NULL, 2, 'owner', NULL),
  (7, 146, 3, NULL, 'commenter', NULL),
  (8, 147, 3, NULL, NULL, 4102444800),
  (9, 130, 9, NULL, 'owner', NULL),
  (10, 148, 8, NULL, 'viewer', 1),
  (11, 107, 14, NULL, 'owner', NULL)
) AS s (n, document, u, g, role, expires_epoch);

INSERT INTO document_shares (id, document_id, user_id, group_id, role, expires_epoch)
SELECT pg_temp.key('document-share-light', n), pg_temp.key('document', n), pg_temp.key('user', 4), NULL, 'viewer',
       CASE WHEN n % 2 = 0 THEN 4102444800 END
FROM generate_series(151, pg_temp.scaled(150000, 1000)) AS n
WHERE n % 1700 = 209;

INSERT INTO document_shares (id, document_id, user_id, group_id, role, expires_epoch)
SELECT pg_temp.key('document-share', n),
       pg_temp.key('document', pg_temp.skewed('shared-document', n, 151, pg_temp.scaled(150000, 1000))),
       CASE WHEN pg_temp.chance('doc-share-group', n) >= 0.2 THEN pg_temp.key('user', pg_temp.skewed('doc-share-user', n, 21, pg_temp.scaled(3000, 60))) END,
       CASE WHEN pg_temp.chance('doc-share-group', n) < 0.2 THEN pg_temp.key('group', pg_temp.skewed('doc-share-which', n, 21, pg_temp.scaled(300, 40))) END,
       CASE WHEN pg_temp.chance('doc-share-role', n) < 0.6 THEN 'viewer'
            WHEN pg_temp.chance('doc-share-role', n) < 0.85 THEN 'editor'
            WHEN pg_temp.chance('doc-share-role', n) < 0.95 THEN 'commenter' END,
       CASE n % 4 WHEN 0 THEN 1577836800 WHEN 1 THEN 4102444800 END
FROM generate_series(21, pg_temp.scaled(20000, 200)) AS n;

INSERT INTO reviews (id, document_id, reviewer_id, done)
SELECT pg_temp.key('review', r.n), pg_temp.key('document', r.document), pg_temp.key('user', r.reviewer), r.done
FROM (VALUES (1, 149, 9, false), (2, 148, 9, true), (3, 130, 9, false), (4, 147, NULL, false)) AS r (n, document, reviewer, done);

INSERT INTO reviews (id, document_id, reviewer_id, done)
SELECT pg_temp.key('review', n),
       pg_temp.key('document', pg_temp.skewed('reviewed', n, 151, pg_temp.scaled(150000, 1000))),
       CASE WHEN n % 20 <> 0 THEN pg_temp.key('user', pg_temp.skewed('reviewer', n, 21, pg_temp.scaled(3000, 60))) END,
       n % 3 = 0
FROM generate_series(21, pg_temp.scaled(6000, 80)) AS n;

DROP FUNCTION pg_temp.last_folder();
DROP FUNCTION pg_temp.level_size();
DROP FUNCTION pg_temp.roots();
DROP FUNCTION pg_temp.skewed(text, bigint, bigint, bigint);
DROP FUNCTION pg_temp.chance(text, bigint);
DROP FUNCTION pg_temp.key(text, bigint);
DROP FUNCTION pg_temp.scaled(bigint, bigint);

ANALYZE;
