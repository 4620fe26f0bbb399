-- Rivals of the tracker's questions on MariaDB. Sections are named as in tracker.sql; of a query with conditions, `where` is a
-- condition on issues AS i, `rows` a query for the rows, `count`, `list` and `page` the whole statement. $1 is the actor, $2
-- the resource or a JSON array of ids, $2* the ids one by one. Of several sections by hand the fastest counts.

-- == read where: hand [none light medium heavy]
(i.creator_id = $1 OR i.repo_id IN (SELECT q.id FROM (
  WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
  SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1
  UNION ALL SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1
  UNION ALL SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id) q))

-- == read page: hand [none light medium heavy]
SELECT i.id FROM issues i FORCE INDEX (issues_created) WHERE (i.creator_id = $1 OR i.repo_id IN (SELECT q.id FROM (
  WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
  SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1
  UNION ALL SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1
  UNION ALL SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id) q)) ORDER BY i.created_at DESC LIMIT 20

-- == read rows: hand [none light medium heavy]
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
SELECT i.id, i.created_at FROM (
  SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1
  UNION SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1
  UNION SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id) g STRAIGHT_JOIN issues i ON i.repo_id = g.id
UNION SELECT i.id, i.created_at FROM issues i WHERE i.creator_id = $1

-- == read rows: hand [none light medium heavy]
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
SELECT i.id, i.created_at FROM (
  SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1
  UNION SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1
  UNION SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id) g STRAIGHT_JOIN issues i ON i.repo_id = g.id
UNION ALL SELECT i.id, i.created_at FROM issues i WHERE i.creator_id = $1 AND i.repo_id NOT IN (SELECT q.id FROM (
  SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1
  UNION SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1
  UNION SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id) q)

-- == read count: hand [none light medium heavy]
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
SELECT (SELECT count(*) FROM (
  SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1
  UNION SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1
  UNION SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id) g STRAIGHT_JOIN issues i ON i.repo_id = g.id)
  + (SELECT count(*) FROM issues i WHERE i.creator_id = $1 AND i.repo_id NOT IN (SELECT q.id FROM (
  SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1
  UNION SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1
  UNION SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id) q))

-- == read where: hand [admin]
1

-- == read count: hand [admin]
SELECT count(*) FROM issues i

-- == read page: hand [admin]
SELECT i.id FROM issues i ORDER BY i.created_at DESC LIMIT 20

-- == browse count: hand [admin]
SELECT count(*) FROM issues i

-- == browse page: hand [admin]
SELECT i.id FROM issues i ORDER BY i.created_at DESC LIMIT 20

-- == read with facts count: hand [admin]
SELECT count(*) FROM issues i

-- == read with facts page: hand [admin]
SELECT i.id FROM issues i ORDER BY i.created_at DESC LIMIT 20

-- == read where: app
(SELECT is_admin FROM users WHERE id = $1)
OR i.creator_id = $1
OR EXISTS (SELECT 1 FROM repositories r JOIN org_members m ON m.org_id = r.org_id WHERE r.id = i.repo_id AND m.user_id = $1)
OR EXISTS (SELECT 1 FROM repo_collaborators c WHERE c.repo_id = i.repo_id AND c.user_id = $1)
OR i.repo_id IN (
  WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
  SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id)

-- == read check: hand
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
SELECT EXISTS (SELECT 1 FROM issues i WHERE i.id = $2 AND (
  i.creator_id = $1
  OR EXISTS (SELECT 1 FROM repo_collaborators c WHERE c.user_id = $1 AND c.repo_id = i.repo_id)
  OR EXISTS (SELECT 1 FROM repositories r JOIN org_members m ON m.org_id = r.org_id WHERE r.id = i.repo_id AND m.user_id = $1)
  OR EXISTS (SELECT 1 FROM users u WHERE u.id = $1 AND u.is_admin)
  OR EXISTS (SELECT 1 FROM team_repo_roles g JOIN t ON t.id = g.team_id WHERE g.repo_id = i.repo_id)))

-- == read check: hand
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
SELECT EXISTS (SELECT 1 FROM issues i WHERE i.id = $2 AND (
  i.creator_id = $1
  OR EXISTS (SELECT 1 FROM users u WHERE u.id = $1 AND u.is_admin)
  OR EXISTS (SELECT 1 FROM repo_collaborators c WHERE c.user_id = $1 AND c.repo_id = i.repo_id)
  OR EXISTS (SELECT 1 FROM repositories r JOIN org_members m ON m.org_id = r.org_id WHERE r.id = i.repo_id AND m.user_id = $1)
  OR EXISTS (SELECT 1 FROM t STRAIGHT_JOIN team_repo_roles g ON g.team_id = t.id AND g.repo_id = i.repo_id)))

-- == read check: hand [admin]
SELECT EXISTS (SELECT 1 FROM issues i WHERE i.id = $2) AND EXISTS (SELECT 1 FROM users u WHERE u.id = $1 AND u.is_admin)

-- == read check: hand
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
SELECT EXISTS (SELECT 1 FROM issues i WHERE i.id = $2 AND i.creator_id = $1
  UNION ALL SELECT 1 FROM users u WHERE u.id = $1 AND u.is_admin
  UNION ALL SELECT 1 FROM issues i JOIN repo_collaborators c ON c.user_id = $1 AND c.repo_id = i.repo_id WHERE i.id = $2
  UNION ALL SELECT 1 FROM issues i JOIN repositories r ON r.id = i.repo_id JOIN org_members m ON m.org_id = r.org_id AND m.user_id = $1 WHERE i.id = $2
  UNION ALL SELECT 1 FROM issues i JOIN team_repo_roles g ON g.repo_id = i.repo_id JOIN t ON t.id = g.team_id WHERE i.id = $2 LIMIT 1)

-- == read check: app
SELECT EXISTS (SELECT 1 FROM issues i WHERE i.id = $2 AND (
(SELECT is_admin FROM users WHERE id = $1)
OR i.creator_id = $1
OR EXISTS (SELECT 1 FROM repositories r JOIN org_members m ON m.org_id = r.org_id WHERE r.id = i.repo_id AND m.user_id = $1)
OR EXISTS (SELECT 1 FROM repo_collaborators c WHERE c.repo_id = i.repo_id AND c.user_id = $1)
OR i.repo_id IN (
  WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
  SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id)))

-- == read many: hand
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
SELECT i.id FROM issues i WHERE i.id IN ($2*) AND (
  i.creator_id = $1
  OR EXISTS (SELECT 1 FROM repo_collaborators c WHERE c.user_id = $1 AND c.repo_id = i.repo_id)
  OR EXISTS (SELECT 1 FROM repositories r JOIN org_members m ON m.org_id = r.org_id WHERE r.id = i.repo_id AND m.user_id = $1)
  OR i.repo_id IN (SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id)
  OR EXISTS (SELECT 1 FROM users u WHERE u.id = $1 AND u.is_admin))

-- == read many: hand
SELECT i.id FROM issues i WHERE i.id IN ($2*) AND (i.creator_id = $1 OR (SELECT is_admin FROM users WHERE id = $1) OR i.repo_id IN (SELECT q.id FROM (
  WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
  SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1
  UNION ALL SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1
  UNION ALL SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id) q))

-- == read many: hand [admin]
SELECT i.id FROM issues i WHERE i.id IN ($2*) AND (SELECT is_admin FROM users WHERE id = $1)

-- == read many: hand
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
SELECT i.id FROM JSON_TABLE($2, '$[*]' COLUMNS (id BIGINT PATH '$')) j STRAIGHT_JOIN issues i ON i.id = j.id WHERE
  i.creator_id = $1
  OR EXISTS (SELECT 1 FROM repo_collaborators c WHERE c.user_id = $1 AND c.repo_id = i.repo_id)
  OR EXISTS (SELECT 1 FROM repositories r JOIN org_members m ON m.org_id = r.org_id WHERE r.id = i.repo_id AND m.user_id = $1)
  OR EXISTS (SELECT 1 FROM team_repo_roles g JOIN t ON t.id = g.team_id WHERE g.repo_id = i.repo_id)
  OR EXISTS (SELECT 1 FROM users u WHERE u.id = $1 AND u.is_admin)

-- == read many: hand
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
SELECT i.id FROM JSON_TABLE($2, '$[*]' COLUMNS (id BIGINT PATH '$')) j STRAIGHT_JOIN issues i ON i.id = j.id WHERE
  i.creator_id = $1
  OR EXISTS (SELECT 1 FROM repo_collaborators c WHERE c.user_id = $1 AND c.repo_id = i.repo_id)
  OR EXISTS (SELECT 1 FROM repositories r JOIN org_members m ON m.org_id = r.org_id WHERE r.id = i.repo_id AND m.user_id = $1)
  OR i.repo_id IN (SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id)
  OR EXISTS (SELECT 1 FROM users u WHERE u.id = $1 AND u.is_admin)

-- == read many: app
SELECT i.id FROM issues i JOIN repositories r ON r.id = i.repo_id WHERE i.id IN ($2*) AND (
  (SELECT is_admin FROM users WHERE id = $1)
  OR i.creator_id = $1
  OR r.org_id IN (SELECT org_id FROM org_members WHERE user_id = $1)
  OR r.id IN (SELECT repo_id FROM repo_collaborators WHERE user_id = $1)
  OR r.id IN (
    WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
    SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id))

-- == actions: hand
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
SELECT a.action FROM (
  SELECT i.creator_id = $1 AS creator, i.locked, (SELECT r.is_public FROM repositories r WHERE r.id = i.repo_id) AS public,
    EXISTS (SELECT 1 FROM users u WHERE u.id = $1 AND u.is_admin) AS admin,
    EXISTS (SELECT 1 FROM org_blocks b JOIN repositories r ON r.org_id = b.org_id WHERE r.id = i.repo_id AND b.user_id = $1) AS blocked,
    coalesce((SELECT max(CASE q.role WHEN 'maintainer' THEN 4 WHEN 'owner' THEN 4 WHEN 'writer' THEN 3 WHEN 'triager' THEN 2 ELSE 1 END) FROM (
      SELECT m.role FROM org_members m JOIN repositories r ON r.org_id = m.org_id JOIN issues i ON i.repo_id = r.id WHERE i.id = $2 AND m.user_id = $1
      UNION ALL SELECT c.role FROM issues i JOIN repo_collaborators c ON c.repo_id = i.repo_id AND c.user_id = $1 WHERE i.id = $2
      UNION ALL SELECT g.role FROM issues i JOIN team_repo_roles g ON g.repo_id = i.repo_id JOIN t ON t.id = g.team_id WHERE i.id = $2) q), 0) AS held
  FROM issues i WHERE i.id = $2 LIMIT 1) f
JOIN (SELECT 'read' AS action UNION ALL SELECT 'browse' UNION ALL SELECT 'comment' UNION ALL SELECT 'edit' UNION ALL SELECT 'close' UNION ALL SELECT 'label' UNION ALL SELECT 'lock' UNION ALL SELECT 'delete') a ON CASE a.action
  WHEN 'read' THEN f.creator OR f.admin OR f.held >= 1
  WHEN 'browse' THEN f.creator OR f.admin OR f.public OR f.held >= 1
  WHEN 'comment' THEN f.held >= 1 AND NOT f.locked AND NOT f.blocked
  WHEN 'edit' THEN f.creator OR f.held >= 3
  WHEN 'close' THEN f.creator OR f.held >= 2
  WHEN 'label' THEN f.held >= 2
  ELSE f.held = 4 END

-- == actions: app
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL),
  roles(role) AS (
    SELECT CASE m.role WHEN 'owner' THEN 'maintainer' ELSE 'reader' END FROM issues i JOIN repositories r ON r.id = i.repo_id JOIN org_members m ON m.org_id = r.org_id WHERE i.id = $2 AND m.user_id = $1
    UNION SELECT c.role FROM issues i JOIN repo_collaborators c ON c.repo_id = i.repo_id WHERE i.id = $2 AND c.user_id = $1
    UNION SELECT g.role FROM issues i JOIN team_repo_roles g ON g.repo_id = i.repo_id JOIN t ON t.id = g.team_id WHERE i.id = $2
    UNION SELECT 'creator' FROM issues WHERE id = $2 AND creator_id = $1
    UNION SELECT 'admin' FROM users WHERE id = $1 AND is_admin
    UNION SELECT 'public' FROM issues i JOIN repositories r ON r.id = i.repo_id WHERE i.id = $2 AND r.is_public)
SELECT DISTINCT a.action FROM roles JOIN (SELECT 'reader' AS role, 'read' AS action UNION ALL SELECT 'triager', 'read' UNION ALL SELECT 'writer', 'read' UNION ALL SELECT 'maintainer', 'read' UNION ALL SELECT 'creator', 'read' UNION ALL SELECT 'admin', 'read' UNION ALL SELECT 'reader', 'browse' UNION ALL SELECT 'triager', 'browse' UNION ALL SELECT 'writer', 'browse' UNION ALL SELECT 'maintainer', 'browse' UNION ALL SELECT 'creator', 'browse' UNION ALL SELECT 'admin', 'browse' UNION ALL SELECT 'public', 'browse' UNION ALL SELECT 'reader', 'comment' UNION ALL SELECT 'triager', 'comment' UNION ALL SELECT 'writer', 'comment' UNION ALL SELECT 'maintainer', 'comment' UNION ALL SELECT 'creator', 'edit' UNION ALL SELECT 'writer', 'edit' UNION ALL SELECT 'maintainer', 'edit' UNION ALL SELECT 'creator', 'close' UNION ALL SELECT 'triager', 'close' UNION ALL SELECT 'writer', 'close' UNION ALL SELECT 'maintainer', 'close' UNION ALL SELECT 'triager', 'label' UNION ALL SELECT 'writer', 'label' UNION ALL SELECT 'maintainer', 'label' UNION ALL SELECT 'maintainer', 'lock' UNION ALL SELECT 'maintainer', 'delete') a ON a.role = roles.role
WHERE a.action <> 'comment' OR NOT EXISTS (SELECT 1 FROM issues i JOIN repositories r ON r.id = i.repo_id WHERE i.id = $2
  AND (i.locked OR EXISTS (SELECT 1 FROM org_blocks b WHERE b.org_id = r.org_id AND b.user_id = $1)))

-- == read actors: hand
WITH RECURSIVE t(id) AS (
    SELECT g.team_id FROM issues i JOIN team_repo_roles g ON g.repo_id = i.repo_id WHERE i.id = $2
    UNION SELECT c.id FROM t JOIN teams c ON c.parent_id = t.id)
SELECT i.creator_id FROM issues i WHERE i.id = $2
UNION SELECT m.user_id FROM issues i JOIN repositories r ON r.id = i.repo_id JOIN org_members m ON m.org_id = r.org_id WHERE i.id = $2
UNION SELECT c.user_id FROM issues i JOIN repo_collaborators c ON c.repo_id = i.repo_id WHERE i.id = $2
UNION SELECT m.user_id FROM t JOIN team_members m ON m.team_id = t.id
UNION SELECT id FROM users WHERE is_admin

-- == read actors: hand
WITH RECURSIVE t(id) AS (
    SELECT g.team_id FROM issues i JOIN team_repo_roles g ON g.repo_id = i.repo_id WHERE i.id = $2
    UNION SELECT c.id FROM t JOIN teams c ON c.parent_id = t.id)
SELECT i.creator_id FROM issues i WHERE i.id = $2
UNION SELECT m.user_id FROM issues i JOIN repositories r ON r.id = i.repo_id JOIN org_members m ON m.org_id = r.org_id WHERE i.id = $2
UNION SELECT c.user_id FROM issues i JOIN repo_collaborators c ON c.repo_id = i.repo_id WHERE i.id = $2
UNION SELECT m.user_id FROM t STRAIGHT_JOIN team_members m ON m.team_id = t.id
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
NOT i.locked AND i.repo_id NOT IN (SELECT r.id FROM org_blocks b JOIN repositories r ON r.org_id = b.org_id WHERE b.user_id = $1) AND (i.repo_id IN (SELECT q.id FROM (
  WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
  SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1
  UNION ALL SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1
  UNION ALL SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id) q))

-- == comment page: hand
SELECT i.id FROM issues i FORCE INDEX (issues_created) WHERE NOT i.locked AND i.repo_id NOT IN (SELECT r.id FROM org_blocks b JOIN repositories r ON r.org_id = b.org_id WHERE b.user_id = $1) AND (i.repo_id IN (SELECT q.id FROM (
  WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
  SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1
  UNION ALL SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1
  UNION ALL SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id) q)) ORDER BY i.created_at DESC LIMIT 20

-- == comment rows: hand
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
SELECT i.id, i.created_at FROM (
  SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1
  UNION SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1
  UNION SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id) g STRAIGHT_JOIN issues i ON i.repo_id = g.id WHERE NOT i.locked AND i.repo_id NOT IN (SELECT r.id FROM org_blocks b JOIN repositories r ON r.org_id = b.org_id WHERE b.user_id = $1)

-- == comment where: hand
NOT i.locked AND NOT EXISTS (SELECT 1 FROM repositories r JOIN org_blocks b ON b.org_id = r.org_id WHERE r.id = i.repo_id AND b.user_id = $1) AND (i.repo_id IN (SELECT q.id FROM (
  WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
  SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1
  UNION ALL SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1
  UNION ALL SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id) q))

-- == comment page: hand
SELECT i.id FROM issues i FORCE INDEX (issues_created) WHERE NOT i.locked AND NOT EXISTS (SELECT 1 FROM repositories r JOIN org_blocks b ON b.org_id = r.org_id WHERE r.id = i.repo_id AND b.user_id = $1) AND (i.repo_id IN (SELECT q.id FROM (
  WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
  SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1
  UNION ALL SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1
  UNION ALL SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id) q)) ORDER BY i.created_at DESC LIMIT 20

-- == comment rows: hand
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
SELECT i.id, i.created_at FROM (
  SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1
  UNION SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1
  UNION SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id) g STRAIGHT_JOIN issues i ON i.repo_id = g.id WHERE NOT i.locked AND NOT EXISTS (SELECT 1 FROM repositories r JOIN org_blocks b ON b.org_id = r.org_id WHERE r.id = i.repo_id AND b.user_id = $1)

-- == comment where: hand
NOT i.locked AND (i.repo_id IN (SELECT q.id FROM (
  WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
  SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1 AND r.org_id NOT IN (SELECT b.org_id FROM org_blocks b WHERE b.user_id = $1)
  UNION ALL SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1 AND c.repo_id NOT IN (SELECT r.id FROM org_blocks b JOIN repositories r ON r.org_id = b.org_id WHERE b.user_id = $1)
  UNION ALL SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id WHERE g.repo_id NOT IN (SELECT r.id FROM org_blocks b JOIN repositories r ON r.org_id = b.org_id WHERE b.user_id = $1)) q))

-- == comment page: hand
SELECT i.id FROM issues i FORCE INDEX (issues_created) WHERE NOT i.locked AND (i.repo_id IN (SELECT q.id FROM (
  WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
  SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1 AND r.org_id NOT IN (SELECT b.org_id FROM org_blocks b WHERE b.user_id = $1)
  UNION ALL SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1 AND c.repo_id NOT IN (SELECT r.id FROM org_blocks b JOIN repositories r ON r.org_id = b.org_id WHERE b.user_id = $1)
  UNION ALL SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id WHERE g.repo_id NOT IN (SELECT r.id FROM org_blocks b JOIN repositories r ON r.org_id = b.org_id WHERE b.user_id = $1)) q)) ORDER BY i.created_at DESC LIMIT 20

-- == comment rows: hand
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
SELECT i.id, i.created_at FROM (
  SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1 AND r.org_id NOT IN (SELECT b.org_id FROM org_blocks b WHERE b.user_id = $1)
  UNION SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1 AND c.repo_id NOT IN (SELECT r.id FROM org_blocks b JOIN repositories r ON r.org_id = b.org_id WHERE b.user_id = $1)
  UNION SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id WHERE g.repo_id NOT IN (SELECT r.id FROM org_blocks b JOIN repositories r ON r.org_id = b.org_id WHERE b.user_id = $1)) g STRAIGHT_JOIN issues i ON i.repo_id = g.id WHERE NOT i.locked

-- == comment where: app
NOT i.locked
AND NOT EXISTS (SELECT 1 FROM org_blocks b JOIN repositories r ON r.org_id = b.org_id WHERE r.id = i.repo_id AND b.user_id = $1)
AND (EXISTS (SELECT 1 FROM repositories r JOIN org_members m ON m.org_id = r.org_id WHERE r.id = i.repo_id AND m.user_id = $1)
  OR EXISTS (SELECT 1 FROM repo_collaborators c WHERE c.repo_id = i.repo_id AND c.user_id = $1)
  OR i.repo_id IN (
    WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
    SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id))

-- == browse where: hand [none light medium heavy]
(i.creator_id = $1 OR i.repo_id IN (SELECT q.id FROM (
  WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
  SELECT r.id FROM repositories r WHERE r.is_public
  UNION ALL SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1
  UNION ALL SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1
  UNION ALL SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id) q))

-- == browse page: hand [none light medium heavy]
SELECT i.id FROM issues i FORCE INDEX (issues_created) WHERE (i.creator_id = $1 OR i.repo_id IN (SELECT q.id FROM (
  WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
  SELECT r.id FROM repositories r WHERE r.is_public
  UNION ALL SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1
  UNION ALL SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1
  UNION ALL SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id) q)) ORDER BY i.created_at DESC LIMIT 20

-- == browse rows: hand [none light medium heavy]
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
SELECT i.id, i.created_at FROM (
  SELECT r.id FROM repositories r WHERE r.is_public
  UNION SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1
  UNION SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1
  UNION SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id) g STRAIGHT_JOIN issues i ON i.repo_id = g.id
UNION SELECT i.id, i.created_at FROM issues i WHERE i.creator_id = $1

-- == browse rows: hand [none light medium heavy]
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
SELECT i.id, i.created_at FROM (
  SELECT r.id FROM repositories r WHERE r.is_public
  UNION SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1
  UNION SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1
  UNION SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id) g STRAIGHT_JOIN issues i ON i.repo_id = g.id
UNION ALL SELECT i.id, i.created_at FROM issues i WHERE i.creator_id = $1 AND i.repo_id NOT IN (SELECT q.id FROM (
  SELECT r.id FROM repositories r WHERE r.is_public
  UNION SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1
  UNION SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1
  UNION SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id) q)

-- == browse count: hand [none light medium heavy]
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
SELECT (SELECT count(*) FROM (
  SELECT r.id FROM repositories r WHERE r.is_public
  UNION SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1
  UNION SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1
  UNION SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id) g STRAIGHT_JOIN issues i ON i.repo_id = g.id)
  + (SELECT count(*) FROM issues i WHERE i.creator_id = $1 AND i.repo_id NOT IN (SELECT q.id FROM (
  SELECT r.id FROM repositories r WHERE r.is_public
  UNION SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1
  UNION SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1
  UNION SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id) q))

-- == browse page: hand [none light medium heavy]
SELECT i.id FROM issues i FORCE INDEX (issues_created) WHERE i.creator_id = $1 OR EXISTS (SELECT 1 FROM repositories r WHERE r.id = i.repo_id AND r.is_public) OR i.repo_id IN (SELECT q.id FROM (
  WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
  SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1
  UNION ALL SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1
  UNION ALL SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id) q) ORDER BY i.created_at DESC LIMIT 20

-- == browse where: app
(SELECT is_admin FROM users WHERE id = $1)
OR i.creator_id = $1
OR EXISTS (SELECT 1 FROM repositories r WHERE r.id = i.repo_id AND r.is_public)
OR EXISTS (SELECT 1 FROM repositories r JOIN org_members m ON m.org_id = r.org_id WHERE r.id = i.repo_id AND m.user_id = $1)
OR EXISTS (SELECT 1 FROM repo_collaborators c WHERE c.repo_id = i.repo_id AND c.user_id = $1)
OR i.repo_id IN (
  WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
  SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id)

-- == read with facts where: hand [none light medium heavy]
(i.creator_id = $1 OR i.repo_id IN (SELECT q.id FROM (
  WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
  SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1
  UNION ALL SELECT j.id FROM JSON_TABLE($2, '$[*]' COLUMNS (id BIGINT PATH '$')) j
  UNION ALL SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1
  UNION ALL SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id) q))

-- == read with facts page: hand [none light medium heavy]
SELECT i.id FROM issues i FORCE INDEX (issues_created) WHERE (i.creator_id = $1 OR i.repo_id IN (SELECT q.id FROM (
  WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
  SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1
  UNION ALL SELECT j.id FROM JSON_TABLE($2, '$[*]' COLUMNS (id BIGINT PATH '$')) j
  UNION ALL SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1
  UNION ALL SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id) q)) ORDER BY i.created_at DESC LIMIT 20

-- == read with facts rows: hand [none light medium heavy]
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
SELECT i.id, i.created_at FROM (
  SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1
  UNION SELECT j.id FROM JSON_TABLE($2, '$[*]' COLUMNS (id BIGINT PATH '$')) j
  UNION SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1
  UNION SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id) g STRAIGHT_JOIN issues i ON i.repo_id = g.id
UNION SELECT i.id, i.created_at FROM issues i WHERE i.creator_id = $1

-- == read with facts rows: hand [none light medium heavy]
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
SELECT i.id, i.created_at FROM (
  SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1
  UNION SELECT j.id FROM JSON_TABLE($2, '$[*]' COLUMNS (id BIGINT PATH '$')) j
  UNION SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1
  UNION SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id) g STRAIGHT_JOIN issues i ON i.repo_id = g.id
UNION ALL SELECT i.id, i.created_at FROM issues i WHERE i.creator_id = $1 AND i.repo_id NOT IN (SELECT q.id FROM (
  SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1
  UNION SELECT j.id FROM JSON_TABLE($2, '$[*]' COLUMNS (id BIGINT PATH '$')) j
  UNION SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1
  UNION SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id) q)

-- == read with facts count: hand [none light medium heavy]
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
SELECT (SELECT count(*) FROM (
  SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1
  UNION SELECT j.id FROM JSON_TABLE($2, '$[*]' COLUMNS (id BIGINT PATH '$')) j
  UNION SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1
  UNION SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id) g STRAIGHT_JOIN issues i ON i.repo_id = g.id)
  + (SELECT count(*) FROM issues i WHERE i.creator_id = $1 AND i.repo_id NOT IN (SELECT q.id FROM (
  SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1
  UNION SELECT j.id FROM JSON_TABLE($2, '$[*]' COLUMNS (id BIGINT PATH '$')) j
  UNION SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1
  UNION SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id) q))

-- == read with facts page: hand [none light medium heavy]
SELECT i.id FROM issues i FORCE INDEX (issues_created) WHERE i.creator_id = $1 OR i.repo_id IN ($2*) OR i.repo_id IN (SELECT q.id FROM (
  WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
  SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = $1
  UNION ALL SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = $1
  UNION ALL SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id) q) ORDER BY i.created_at DESC LIMIT 20

-- == read with facts where: app
(SELECT is_admin FROM users WHERE id = $1)
OR i.creator_id = $1
OR i.repo_id IN ($2*)
OR EXISTS (SELECT 1 FROM repositories r JOIN org_members m ON m.org_id = r.org_id WHERE r.id = i.repo_id AND m.user_id = $1)
OR EXISTS (SELECT 1 FROM repo_collaborators c WHERE c.repo_id = i.repo_id AND c.user_id = $1)
OR i.repo_id IN (
  WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
  SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id)

-- == browse where: hand [admin]
1

-- == read with facts where: hand [admin]
1
