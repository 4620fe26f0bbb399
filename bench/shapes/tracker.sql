-- Rivals of the tracker's questions. A section says what it answers, and who wrote it: `hand` is the best SQL known (of
-- several the fastest counts; in brackets the actors it is right for), `app` the straightforward SQL of an application,
-- `naive` one materialised CTE for each predicate of the policy. `where` is a condition on issues AS i; $1 is the actor,
-- $2 the resource, or the ids.

-- == read where: hand [none light medium heavy]
i.creator_id = $1 OR i.repo_id = ANY(ARRAY(
  SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1
  UNION ALL SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1
  UNION ALL SELECT g.repo_id FROM (
    WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
    SELECT id FROM t) t JOIN team_repo_roles g ON g.team_id = t.id))

-- == read where: hand [heavy]
i.creator_id = $1 OR i.repo_id IN (
  SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1
  UNION ALL SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1
  UNION ALL SELECT g.repo_id FROM (
    WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
    SELECT id FROM t) t JOIN team_repo_roles g ON g.team_id = t.id)

-- == read where: hand [admin]
$1::bigint IS NOT NULL

-- == read where: app
(SELECT is_admin FROM users WHERE id = $1)
OR i.creator_id = $1
OR EXISTS (SELECT FROM repositories r JOIN org_members m ON m.org_id = r.org_id WHERE r.id = i.repo_id AND m.user_id = $1)
OR EXISTS (SELECT FROM repo_collaborators c WHERE c.repo_id = i.repo_id AND c.user_id = $1)
OR i.repo_id IN (
  WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
  SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id)

-- == read: naive
WITH RECURSIVE in_team(user_id, team_id) AS (
    SELECT user_id, team_id FROM team_members
    UNION SELECT t.user_id, p.parent_id FROM in_team t JOIN teams p ON p.id = t.team_id WHERE p.parent_id IS NOT NULL),
  role_on_org AS MATERIALIZED (SELECT user_id, role, org_id FROM org_members UNION SELECT user_id, 'member', org_id FROM org_members WHERE role = 'owner'),
  direct AS MATERIALIZED (
    SELECT user_id, role, repo_id FROM repo_collaborators
    UNION SELECT t.user_id, g.role, g.repo_id FROM in_team t JOIN team_repo_roles g ON g.team_id = t.team_id
    UNION SELECT o.user_id, CASE o.role WHEN 'owner' THEN 'maintainer' ELSE 'reader' END, r.id FROM role_on_org o JOIN repositories r ON r.org_id = o.org_id),
  role_on_repo AS MATERIALIZED (
    SELECT user_id, role, repo_id FROM direct
    UNION SELECT user_id, 'writer', repo_id FROM direct WHERE role = 'maintainer'
    UNION SELECT user_id, 'triager', repo_id FROM direct WHERE role IN ('maintainer', 'writer')
    UNION SELECT user_id, 'reader', repo_id FROM direct WHERE role IN ('maintainer', 'writer', 'triager')),
  answer(user_id, id) AS MATERIALIZED (
    SELECT p.user_id, i.id FROM role_on_repo p JOIN issues i ON i.repo_id = p.repo_id WHERE p.role = 'reader'
    UNION SELECT i.creator_id, i.id FROM issues i
    UNION SELECT u.id, i.id FROM users u CROSS JOIN issues i WHERE u.is_admin)

-- == read check: hand
SELECT EXISTS (SELECT FROM issues i WHERE i.id = $2 AND (
  i.creator_id = $1
  OR EXISTS (SELECT FROM users u WHERE u.id = $1 AND u.is_admin)
  OR EXISTS (SELECT FROM repo_collaborators c WHERE c.user_id = $1 AND c.repo_id = i.repo_id)
  OR EXISTS (SELECT FROM repositories r JOIN org_members m ON m.org_id = r.org_id WHERE r.id = i.repo_id AND m.user_id = $1)
  OR EXISTS (
    WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
    SELECT FROM t JOIN team_repo_roles g ON g.team_id = t.id WHERE g.repo_id = i.repo_id)))

-- == read check: app
SELECT EXISTS (SELECT FROM issues i WHERE i.id = $2 AND (
  (SELECT is_admin FROM users WHERE id = $1)
  OR i.creator_id = $1
  OR EXISTS (SELECT FROM repositories r JOIN org_members m ON m.org_id = r.org_id WHERE r.id = i.repo_id AND m.user_id = $1)
  OR EXISTS (SELECT FROM repo_collaborators c WHERE c.repo_id = i.repo_id AND c.user_id = $1)
  OR i.repo_id IN (
    WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
    SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id)))

-- == read many: hand
SELECT i.id FROM issues i WHERE i.id = ANY($2) AND (
  i.creator_id = $1
  OR EXISTS (SELECT FROM repo_collaborators c WHERE c.user_id = $1 AND c.repo_id = i.repo_id)
  OR EXISTS (SELECT FROM repositories r JOIN org_members m ON m.org_id = r.org_id WHERE r.id = i.repo_id AND m.user_id = $1)
  OR i.repo_id IN (
    WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
    SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id)
  OR EXISTS (SELECT FROM users u WHERE u.id = $1 AND u.is_admin))

-- == read many: hand
SELECT i.id FROM issues i WHERE i.id = ANY($2) AND (i.creator_id = $1 OR (SELECT is_admin FROM users WHERE id = $1) OR i.repo_id IN (
  SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1
  UNION ALL SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1
  UNION ALL SELECT g.repo_id FROM (
    WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
    SELECT id FROM t) t JOIN team_repo_roles g ON g.team_id = t.id))

-- == read many: hand [admin]
SELECT i.id FROM issues i WHERE i.id = ANY($2) AND (SELECT is_admin FROM users WHERE id = $1)

-- == read many: app
SELECT i.id FROM issues i JOIN repositories r ON r.id = i.repo_id WHERE i.id = ANY($2) AND (
  (SELECT is_admin FROM users WHERE id = $1)
  OR i.creator_id = $1
  OR r.org_id IN (SELECT org_id FROM org_members WHERE user_id = $1)
  OR r.id IN (SELECT repo_id FROM repo_collaborators WHERE user_id = $1)
  OR r.id IN (
    WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
    SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id))

-- == actions: hand
WITH found AS MATERIALIZED (
  SELECT i.creator_id = $1 AS creator, i.locked, (SELECT r.is_public FROM repositories r WHERE r.id = i.repo_id) AS public,
    EXISTS (SELECT FROM users u WHERE u.id = $1 AND u.is_admin) AS admin,
    EXISTS (SELECT FROM org_blocks b JOIN repositories r ON r.org_id = b.org_id WHERE r.id = i.repo_id AND b.user_id = $1) AS blocked,
    ARRAY(
      SELECT CASE m.role WHEN 'owner' THEN 'maintainer' ELSE 'reader' END FROM repositories r JOIN org_members m ON m.org_id = r.org_id WHERE r.id = i.repo_id AND m.user_id = $1
      UNION ALL SELECT c.role FROM repo_collaborators c WHERE c.user_id = $1 AND c.repo_id = i.repo_id
      UNION ALL SELECT g.role FROM (
        WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
        SELECT id FROM t) t JOIN team_repo_roles g ON g.team_id = t.id WHERE g.repo_id = i.repo_id) AS roles
  FROM issues i WHERE i.id = $2)
SELECT 'read' FROM found WHERE creator OR admin OR roles <> '{}'
UNION ALL SELECT 'browse' FROM found WHERE creator OR admin OR public OR roles <> '{}'
UNION ALL SELECT 'comment' FROM found WHERE roles <> '{}' AND NOT locked AND NOT blocked
UNION ALL SELECT 'edit' FROM found WHERE creator OR roles && '{writer,maintainer}'
UNION ALL SELECT 'close' FROM found WHERE creator OR roles && '{triager,writer,maintainer}'
UNION ALL SELECT 'label' FROM found WHERE roles && '{triager,writer,maintainer}'
UNION ALL SELECT 'lock' FROM found WHERE roles && '{maintainer}'
UNION ALL SELECT 'delete' FROM found WHERE roles && '{maintainer}'

-- == actions: app
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL),
  roles(role) AS (
    SELECT CASE m.role WHEN 'owner' THEN 'maintainer' ELSE 'reader' END FROM issues i JOIN repositories r ON r.id = i.repo_id JOIN org_members m ON m.org_id = r.org_id WHERE i.id = $2 AND m.user_id = $1
    UNION SELECT c.role FROM issues i JOIN repo_collaborators c ON c.repo_id = i.repo_id WHERE i.id = $2 AND c.user_id = $1
    UNION SELECT g.role FROM issues i JOIN team_repo_roles g ON g.repo_id = i.repo_id JOIN t ON t.id = g.team_id WHERE i.id = $2
    UNION SELECT 'creator' FROM issues WHERE id = $2 AND creator_id = $1
    UNION SELECT 'admin' FROM users WHERE id = $1 AND is_admin
    UNION SELECT 'public' FROM issues i JOIN repositories r ON r.id = i.repo_id WHERE i.id = $2 AND r.is_public)
SELECT DISTINCT a.action FROM roles JOIN (VALUES
  ('reader', 'read'), ('triager', 'read'), ('writer', 'read'), ('maintainer', 'read'), ('creator', 'read'), ('admin', 'read'),
  ('reader', 'browse'), ('triager', 'browse'), ('writer', 'browse'), ('maintainer', 'browse'), ('creator', 'browse'), ('admin', 'browse'), ('public', 'browse'),
  ('reader', 'comment'), ('triager', 'comment'), ('writer', 'comment'), ('maintainer', 'comment'),
  ('creator', 'edit'), ('writer', 'edit'), ('maintainer', 'edit'), ('creator', 'close'), ('triager', 'close'), ('writer', 'close'), ('maintainer', 'close'),
  ('triager', 'label'), ('writer', 'label'), ('maintainer', 'label'), ('maintainer', 'lock'), ('maintainer', 'delete')) a(role, action) ON a.role = roles.role
WHERE a.action <> 'comment' OR NOT EXISTS (SELECT FROM issues i JOIN repositories r ON r.id = i.repo_id WHERE i.id = $2
  AND (i.locked OR EXISTS (SELECT FROM org_blocks b WHERE b.org_id = r.org_id AND b.user_id = $1)))

-- == read actors: hand
SELECT i.creator_id FROM issues i WHERE i.id = $2
UNION SELECT m.user_id FROM issues i JOIN repositories r ON r.id = i.repo_id JOIN org_members m ON m.org_id = r.org_id WHERE i.id = $2
UNION SELECT c.user_id FROM issues i JOIN repo_collaborators c ON c.repo_id = i.repo_id WHERE i.id = $2
UNION SELECT m.user_id FROM (
  WITH RECURSIVE t(id) AS (
    SELECT g.team_id FROM issues i JOIN team_repo_roles g ON g.repo_id = i.repo_id WHERE i.id = $2
    UNION SELECT c.id FROM t JOIN teams c ON c.parent_id = t.id)
  SELECT id FROM t) t JOIN team_members m ON m.team_id = t.id
UNION SELECT id FROM users WHERE is_admin

-- == read actors: app
WITH RECURSIVE t(id) AS (
    SELECT g.team_id FROM issues i JOIN team_repo_roles g ON g.repo_id = i.repo_id WHERE i.id = $2
    UNION SELECT c.id FROM t JOIN teams c ON c.parent_id = t.id)
SELECT u.id FROM users u WHERE u.is_admin
  OR u.id = (SELECT creator_id FROM issues WHERE id = $2)
  OR u.id IN (SELECT m.user_id FROM issues i JOIN repositories r ON r.id = i.repo_id JOIN org_members m ON m.org_id = r.org_id WHERE i.id = $2)
  OR u.id IN (SELECT c.user_id FROM issues i JOIN repo_collaborators c ON c.repo_id = i.repo_id WHERE i.id = $2)
  OR u.id IN (SELECT m.user_id FROM team_members m JOIN t ON t.id = m.team_id)

-- == comment where: hand
NOT i.locked
AND i.repo_id = ANY(ARRAY(
  SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1
  UNION ALL SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1
  UNION ALL SELECT g.repo_id FROM (
    WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
    SELECT id FROM t) t JOIN team_repo_roles g ON g.team_id = t.id))
AND i.repo_id NOT IN (SELECT r.id FROM org_blocks b JOIN repositories r ON r.org_id = b.org_id WHERE b.user_id = $1)

-- == comment where: hand
NOT i.locked
AND i.repo_id = ANY(ARRAY(
  SELECT g.id FROM (
    SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1
    UNION ALL SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1
    UNION ALL SELECT g.repo_id FROM (
      WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
      SELECT id FROM t) t JOIN team_repo_roles g ON g.team_id = t.id) g
  WHERE g.id NOT IN (SELECT r.id FROM org_blocks b JOIN repositories r ON r.org_id = b.org_id WHERE b.user_id = $1)))

-- == comment where: app
NOT i.locked
AND NOT EXISTS (SELECT FROM org_blocks b JOIN repositories r ON r.org_id = b.org_id WHERE r.id = i.repo_id AND b.user_id = $1)
AND (EXISTS (SELECT FROM repositories r JOIN org_members m ON m.org_id = r.org_id WHERE r.id = i.repo_id AND m.user_id = $1)
  OR EXISTS (SELECT FROM repo_collaborators c WHERE c.repo_id = i.repo_id AND c.user_id = $1)
  OR i.repo_id IN (
    WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
    SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id))

-- == browse where: hand [none light medium heavy]
i.creator_id = $1 OR i.repo_id = ANY(ARRAY(
  SELECT r.id FROM repositories r WHERE r.is_public
  UNION ALL SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1
  UNION ALL SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1
  UNION ALL SELECT g.repo_id FROM (
    WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
    SELECT id FROM t) t JOIN team_repo_roles g ON g.team_id = t.id))

-- == browse where: hand [none light medium heavy]
i.creator_id = $1 OR i.repo_id IN (
  SELECT r.id FROM repositories r WHERE r.is_public
  UNION ALL SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1
  UNION ALL SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1
  UNION ALL SELECT g.repo_id FROM (
    WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
    SELECT id FROM t) t JOIN team_repo_roles g ON g.team_id = t.id)

-- == browse where: hand [admin]
$1::bigint IS NOT NULL

-- == browse where: app
(SELECT is_admin FROM users WHERE id = $1)
OR i.creator_id = $1
OR EXISTS (SELECT FROM repositories r WHERE r.id = i.repo_id AND r.is_public)
OR EXISTS (SELECT FROM repositories r JOIN org_members m ON m.org_id = r.org_id WHERE r.id = i.repo_id AND m.user_id = $1)
OR EXISTS (SELECT FROM repo_collaborators c WHERE c.repo_id = i.repo_id AND c.user_id = $1)
OR i.repo_id IN (
  WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
  SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id)

-- == read with facts where: hand [none light medium heavy]
i.creator_id = $1 OR i.repo_id = ANY($2) OR i.repo_id = ANY(ARRAY(
  SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1
  UNION ALL SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1
  UNION ALL SELECT g.repo_id FROM (
    WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
    SELECT id FROM t) t JOIN team_repo_roles g ON g.team_id = t.id))

-- == read with facts where: hand [none light medium heavy]
i.creator_id = $1 OR i.repo_id = ANY(ARRAY(
  SELECT unnest($2)
  UNION ALL SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1
  UNION ALL SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1
  UNION ALL SELECT g.repo_id FROM (
    WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
    SELECT id FROM t) t JOIN team_repo_roles g ON g.team_id = t.id))

-- == read with facts where: hand [admin]
$1::bigint IS NOT NULL AND $2 IS NOT NULL

-- == read with facts where: app
(SELECT is_admin FROM users WHERE id = $1)
OR i.creator_id = $1
OR i.repo_id = ANY($2)
OR EXISTS (SELECT FROM repositories r JOIN org_members m ON m.org_id = r.org_id WHERE r.id = i.repo_id AND m.user_id = $1)
OR EXISTS (SELECT FROM repo_collaborators c WHERE c.repo_id = i.repo_id AND c.user_id = $1)
OR i.repo_id IN (
  WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
  SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id)
