-- Rivals of the drive's questions on MariaDB; see tracker.mysql.sql. `where` is a condition on documents AS i.

-- == read where: hand
NOT i.trashed AND (i.creator_id = $1 OR i.folder_id IN (
  WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL),
    f(id) AS (
      SELECT folder_id FROM folder_shares WHERE user_id = $1
      UNION SELECT s.folder_id FROM t JOIN folder_shares s ON s.team_id = t.id
      UNION SELECT id FROM folders WHERE creator_id = $1
      UNION SELECT c.id FROM f JOIN folders c ON c.parent_id = f.id)
  SELECT id FROM f))

-- == read rows: hand
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL),
    f(id) AS (
      SELECT folder_id FROM folder_shares WHERE user_id = $1
      UNION SELECT s.folder_id FROM t JOIN folder_shares s ON s.team_id = t.id
      UNION SELECT id FROM folders WHERE creator_id = $1
      UNION SELECT c.id FROM f JOIN folders c ON c.parent_id = f.id)
SELECT i.id, i.created_at FROM f STRAIGHT_JOIN documents i ON i.folder_id = f.id WHERE NOT i.trashed
UNION SELECT i.id, i.created_at FROM documents i WHERE i.creator_id = $1 AND NOT i.trashed

-- == read rows: hand
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL),
    f(id) AS (
      SELECT folder_id FROM folder_shares WHERE user_id = $1
      UNION SELECT s.folder_id FROM t JOIN folder_shares s ON s.team_id = t.id
      UNION SELECT id FROM folders WHERE creator_id = $1
      UNION SELECT c.id FROM f JOIN folders c ON c.parent_id = f.id)
SELECT i.id, i.created_at FROM f STRAIGHT_JOIN documents i ON i.folder_id = f.id WHERE NOT i.trashed
UNION ALL SELECT i.id, i.created_at FROM documents i WHERE i.creator_id = $1 AND NOT i.trashed AND i.folder_id NOT IN (SELECT id FROM f)

-- == read page: hand
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL),
    f(id) AS (
      SELECT folder_id FROM folder_shares WHERE user_id = $1
      UNION SELECT s.folder_id FROM t JOIN folder_shares s ON s.team_id = t.id
      UNION SELECT id FROM folders WHERE creator_id = $1
      UNION SELECT c.id FROM f JOIN folders c ON c.parent_id = f.id)
SELECT i.id FROM documents i FORCE INDEX (documents_created) WHERE NOT i.trashed AND (i.creator_id = $1 OR i.folder_id IN (SELECT id FROM f)) ORDER BY i.created_at DESC LIMIT 20

-- == folders list: hand
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL),
    f(id) AS (
      SELECT folder_id FROM folder_shares WHERE user_id = $1
      UNION SELECT s.folder_id FROM t JOIN folder_shares s ON s.team_id = t.id
      UNION SELECT id FROM folders WHERE creator_id = $1
      UNION SELECT c.id FROM f JOIN folders c ON c.parent_id = f.id)
SELECT id FROM f

-- == read where: hand
NOT i.trashed AND (i.creator_id = $1 OR i.folder_id IN (
  WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL),
    f(id) AS (
      SELECT folder_id FROM folder_shares WHERE user_id = $1
      UNION SELECT s.folder_id FROM t STRAIGHT_JOIN folder_shares s ON s.team_id = t.id
      UNION SELECT id FROM folders WHERE creator_id = $1
      UNION SELECT c.id FROM f STRAIGHT_JOIN folders c ON c.parent_id = f.id)
  SELECT id FROM f))

-- == read rows: hand
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL),
    f(id) AS (
      SELECT folder_id FROM folder_shares WHERE user_id = $1
      UNION SELECT s.folder_id FROM t STRAIGHT_JOIN folder_shares s ON s.team_id = t.id
      UNION SELECT id FROM folders WHERE creator_id = $1
      UNION SELECT c.id FROM f STRAIGHT_JOIN folders c ON c.parent_id = f.id)
SELECT i.id, i.created_at FROM f STRAIGHT_JOIN documents i ON i.folder_id = f.id WHERE NOT i.trashed
UNION SELECT i.id, i.created_at FROM documents i WHERE i.creator_id = $1 AND NOT i.trashed

-- == read rows: hand
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL),
    f(id) AS (
      SELECT folder_id FROM folder_shares WHERE user_id = $1
      UNION SELECT s.folder_id FROM t STRAIGHT_JOIN folder_shares s ON s.team_id = t.id
      UNION SELECT id FROM folders WHERE creator_id = $1
      UNION SELECT c.id FROM f STRAIGHT_JOIN folders c ON c.parent_id = f.id)
SELECT i.id, i.created_at FROM f STRAIGHT_JOIN documents i ON i.folder_id = f.id WHERE NOT i.trashed
UNION ALL SELECT i.id, i.created_at FROM documents i WHERE i.creator_id = $1 AND NOT i.trashed AND i.folder_id NOT IN (SELECT id FROM f)

-- == read page: hand
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL),
    f(id) AS (
      SELECT folder_id FROM folder_shares WHERE user_id = $1
      UNION SELECT s.folder_id FROM t STRAIGHT_JOIN folder_shares s ON s.team_id = t.id
      UNION SELECT id FROM folders WHERE creator_id = $1
      UNION SELECT c.id FROM f STRAIGHT_JOIN folders c ON c.parent_id = f.id)
SELECT i.id FROM documents i FORCE INDEX (documents_created) WHERE NOT i.trashed AND (i.creator_id = $1 OR i.folder_id IN (SELECT id FROM f)) ORDER BY i.created_at DESC LIMIT 20

-- == folders list: hand
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL),
    f(id) AS (
      SELECT folder_id FROM folder_shares WHERE user_id = $1
      UNION SELECT s.folder_id FROM t STRAIGHT_JOIN folder_shares s ON s.team_id = t.id
      UNION SELECT id FROM folders WHERE creator_id = $1
      UNION SELECT c.id FROM f STRAIGHT_JOIN folders c ON c.parent_id = f.id)
SELECT id FROM f

-- == read where: hand
NOT i.trashed AND (i.creator_id = $1 OR i.folder_id IN (
  WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL),
    f(id) AS (
      SELECT q.folder_id FROM (SELECT folder_id FROM folder_shares WHERE user_id = $1
        UNION ALL SELECT s.folder_id FROM t JOIN folder_shares s ON s.team_id = t.id
        UNION ALL SELECT id FROM folders WHERE creator_id = $1) q
      UNION SELECT c.id FROM f STRAIGHT_JOIN folders c ON c.parent_id = f.id)
  SELECT id FROM f))

-- == read rows: hand
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL),
    f(id) AS (
      SELECT q.folder_id FROM (SELECT folder_id FROM folder_shares WHERE user_id = $1
        UNION ALL SELECT s.folder_id FROM t JOIN folder_shares s ON s.team_id = t.id
        UNION ALL SELECT id FROM folders WHERE creator_id = $1) q
      UNION SELECT c.id FROM f STRAIGHT_JOIN folders c ON c.parent_id = f.id)
SELECT i.id, i.created_at FROM f STRAIGHT_JOIN documents i ON i.folder_id = f.id WHERE NOT i.trashed
UNION SELECT i.id, i.created_at FROM documents i WHERE i.creator_id = $1 AND NOT i.trashed

-- == read rows: hand
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL),
    f(id) AS (
      SELECT q.folder_id FROM (SELECT folder_id FROM folder_shares WHERE user_id = $1
        UNION ALL SELECT s.folder_id FROM t JOIN folder_shares s ON s.team_id = t.id
        UNION ALL SELECT id FROM folders WHERE creator_id = $1) q
      UNION SELECT c.id FROM f STRAIGHT_JOIN folders c ON c.parent_id = f.id)
SELECT i.id, i.created_at FROM f STRAIGHT_JOIN documents i ON i.folder_id = f.id WHERE NOT i.trashed
UNION ALL SELECT i.id, i.created_at FROM documents i WHERE i.creator_id = $1 AND NOT i.trashed AND i.folder_id NOT IN (SELECT id FROM f)

-- == read page: hand
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL),
    f(id) AS (
      SELECT q.folder_id FROM (SELECT folder_id FROM folder_shares WHERE user_id = $1
        UNION ALL SELECT s.folder_id FROM t JOIN folder_shares s ON s.team_id = t.id
        UNION ALL SELECT id FROM folders WHERE creator_id = $1) q
      UNION SELECT c.id FROM f STRAIGHT_JOIN folders c ON c.parent_id = f.id)
SELECT i.id FROM documents i FORCE INDEX (documents_created) WHERE NOT i.trashed AND (i.creator_id = $1 OR i.folder_id IN (SELECT id FROM f)) ORDER BY i.created_at DESC LIMIT 20

-- == folders list: hand
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL),
    f(id) AS (
      SELECT q.folder_id FROM (SELECT folder_id FROM folder_shares WHERE user_id = $1
        UNION ALL SELECT s.folder_id FROM t JOIN folder_shares s ON s.team_id = t.id
        UNION ALL SELECT id FROM folders WHERE creator_id = $1) q
      UNION SELECT c.id FROM f STRAIGHT_JOIN folders c ON c.parent_id = f.id)
SELECT id FROM f

-- == read where: app
NOT i.trashed AND (i.creator_id = $1 OR i.folder_id IN (
  WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL),
    f(id) AS (
      SELECT id FROM folders WHERE creator_id = $1
        OR id IN (SELECT folder_id FROM folder_shares WHERE user_id = $1 OR team_id IN (SELECT id FROM t))
      UNION SELECT c.id FROM f JOIN folders c ON c.parent_id = f.id)
  SELECT id FROM f))

-- == folders list: app
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL),
    f(id) AS (
      SELECT id FROM folders WHERE creator_id = $1
        OR id IN (SELECT folder_id FROM folder_shares WHERE user_id = $1 OR team_id IN (SELECT id FROM t))
      UNION SELECT c.id FROM f JOIN folders c ON c.parent_id = f.id)
SELECT id FROM f

-- == read check: hand
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL), up(id) AS (SELECT folder_id FROM documents WHERE id = $2 AND NOT trashed UNION SELECT f.parent_id FROM up JOIN folders f ON f.id = up.id WHERE f.parent_id IS NOT NULL)
SELECT EXISTS (SELECT 1 FROM documents i WHERE i.id = $2 AND NOT i.trashed AND i.creator_id = $1)
  OR EXISTS (SELECT 1 FROM up JOIN folder_shares s ON s.user_id = $1 AND s.folder_id = up.id)
  OR EXISTS (SELECT 1 FROM up JOIN folders f ON f.id = up.id WHERE f.creator_id = $1)
  OR EXISTS (SELECT 1 FROM up JOIN folder_shares s ON s.folder_id = up.id JOIN t ON t.id = s.team_id)

-- == read check: hand
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL), up(id) AS (SELECT folder_id FROM documents WHERE id = $2 AND NOT trashed UNION SELECT f.parent_id FROM up JOIN folders f ON f.id = up.id WHERE f.parent_id IS NOT NULL)
SELECT EXISTS (SELECT 1 FROM documents i WHERE i.id = $2 AND NOT i.trashed AND i.creator_id = $1)
  OR EXISTS (SELECT 1 FROM up STRAIGHT_JOIN folder_shares s ON s.user_id = $1 AND s.folder_id = up.id)
  OR EXISTS (SELECT 1 FROM up STRAIGHT_JOIN folders f ON f.id = up.id WHERE f.creator_id = $1)
  OR EXISTS (SELECT 1 FROM up STRAIGHT_JOIN folder_shares s ON s.folder_id = up.id JOIN t ON t.id = s.team_id)

-- == read check: hand
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL), up(id) AS (SELECT folder_id FROM documents WHERE id = $2 AND NOT trashed UNION SELECT f.parent_id FROM up JOIN folders f ON f.id = up.id WHERE f.parent_id IS NOT NULL)
SELECT EXISTS (SELECT 1 FROM documents i WHERE i.id = $2 AND NOT i.trashed AND i.creator_id = $1)
  OR EXISTS (SELECT 1 FROM up WHERE EXISTS (SELECT 1 FROM folder_shares s WHERE s.user_id = $1 AND s.folder_id = up.id)
    OR EXISTS (SELECT 1 FROM folders f WHERE f.id = up.id AND f.creator_id = $1)
    OR EXISTS (SELECT 1 FROM folder_shares s WHERE s.folder_id = up.id AND s.team_id IN (SELECT id FROM t)))

-- == read check: app
SELECT EXISTS (SELECT 1 FROM documents i WHERE i.id = $2 AND NOT i.trashed AND (i.creator_id = $1 OR i.folder_id IN (
  WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL),
    f(id) AS (
      SELECT id FROM folders WHERE creator_id = $1
        OR id IN (SELECT folder_id FROM folder_shares WHERE user_id = $1 OR team_id IN (SELECT id FROM t))
      UNION SELECT c.id FROM f JOIN folders c ON c.parent_id = f.id)
  SELECT id FROM f)))

-- == read many: hand
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL),
    f(id) AS (
      SELECT q.folder_id FROM (SELECT folder_id FROM folder_shares WHERE user_id = $1
        UNION ALL SELECT s.folder_id FROM t JOIN folder_shares s ON s.team_id = t.id
        UNION ALL SELECT id FROM folders WHERE creator_id = $1) q
      UNION SELECT c.id FROM f STRAIGHT_JOIN folders c ON c.parent_id = f.id)
SELECT i.id FROM documents i WHERE i.id IN ($2*) AND NOT i.trashed AND (i.creator_id = $1 OR i.folder_id IN (SELECT id FROM f))

-- == read many: hand
WITH RECURSIVE page AS (SELECT i.id, i.folder_id, i.creator_id FROM documents i WHERE i.id IN ($2*) AND NOT i.trashed),
  t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL),
  up(start, id) AS (SELECT folder_id, folder_id FROM page UNION SELECT up.start, f.parent_id FROM up JOIN folders f ON f.id = up.id WHERE f.parent_id IS NOT NULL),
  nodes AS (SELECT DISTINCT id FROM up),
  granted AS (
    SELECT n.id FROM nodes n JOIN folder_shares s ON s.user_id = $1 AND s.folder_id = n.id
    UNION SELECT n.id FROM nodes n JOIN folders f ON f.id = n.id WHERE f.creator_id = $1
    UNION SELECT n.id FROM nodes n JOIN folder_shares s ON s.folder_id = n.id JOIN t ON t.id = s.team_id)
SELECT id FROM page WHERE creator_id = $1 OR folder_id IN (SELECT up.start FROM up JOIN granted ON granted.id = up.id)

-- == read many: hand
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL),
    f(id) AS (
      SELECT q.folder_id FROM (SELECT folder_id FROM folder_shares WHERE user_id = $1
        UNION ALL SELECT s.folder_id FROM t JOIN folder_shares s ON s.team_id = t.id
        UNION ALL SELECT id FROM folders WHERE creator_id = $1) q
      UNION SELECT c.id FROM f STRAIGHT_JOIN folders c ON c.parent_id = f.id)
SELECT i.id FROM JSON_TABLE($2, '$[*]' COLUMNS (id VARCHAR(36) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PATH '$')) j STRAIGHT_JOIN documents i ON i.id = j.id WHERE NOT i.trashed AND (i.creator_id = $1 OR i.folder_id IN (SELECT id FROM f))

-- == read many: hand
WITH RECURSIVE page AS (SELECT i.id, i.folder_id, i.creator_id FROM JSON_TABLE($2, '$[*]' COLUMNS (id VARCHAR(36) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PATH '$')) j STRAIGHT_JOIN documents i ON i.id = j.id WHERE NOT i.trashed),
  t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL),
  up(start, id) AS (SELECT folder_id, folder_id FROM page UNION SELECT up.start, f.parent_id FROM up JOIN folders f ON f.id = up.id WHERE f.parent_id IS NOT NULL),
  nodes AS (SELECT DISTINCT id FROM up),
  granted AS (
    SELECT n.id FROM nodes n JOIN folder_shares s ON s.user_id = $1 AND s.folder_id = n.id
    UNION SELECT n.id FROM nodes n JOIN folders f ON f.id = n.id WHERE f.creator_id = $1
    UNION SELECT n.id FROM nodes n JOIN folder_shares s ON s.folder_id = n.id JOIN t ON t.id = s.team_id)
SELECT id FROM page WHERE creator_id = $1 OR folder_id IN (SELECT up.start FROM up JOIN granted ON granted.id = up.id)

-- == read many: app
SELECT i.id FROM documents i WHERE i.id IN ($2*) AND NOT i.trashed AND (i.creator_id = $1 OR i.folder_id IN (
  WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL),
    f(id) AS (
      SELECT id FROM folders WHERE creator_id = $1
        OR id IN (SELECT folder_id FROM folder_shares WHERE user_id = $1 OR team_id IN (SELECT id FROM t))
      UNION SELECT c.id FROM f JOIN folders c ON c.parent_id = f.id)
  SELECT id FROM f))

-- == actions: hand
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL), up(id) AS (SELECT folder_id FROM documents WHERE id = $2 UNION SELECT f.parent_id FROM up JOIN folders f ON f.id = up.id WHERE f.parent_id IS NOT NULL)
SELECT a.action FROM (
  SELECT i.trashed, CASE WHEN i.creator_id = $1 THEN 3 ELSE coalesce((SELECT max(CASE q.role WHEN 'owner' THEN 3 WHEN 'editor' THEN 2 ELSE 1 END) FROM (
    SELECT s.role FROM up JOIN folder_shares s ON s.user_id = $1 AND s.folder_id = up.id
    UNION ALL SELECT 'owner' FROM up JOIN folders f ON f.id = up.id WHERE f.creator_id = $1
    UNION ALL SELECT s.role FROM up JOIN folder_shares s ON s.folder_id = up.id JOIN t ON t.id = s.team_id) q), 0) END AS held
  FROM documents i WHERE i.id = $2 LIMIT 1) f
JOIN (SELECT 'read' AS action UNION ALL SELECT 'edit' UNION ALL SELECT 'share') a ON CASE a.action
  WHEN 'read' THEN NOT f.trashed AND f.held >= 1
  WHEN 'edit' THEN NOT f.trashed AND f.held >= 2
  ELSE f.held = 3 END

-- == actions: hand
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL), up(id) AS (SELECT folder_id FROM documents WHERE id = $2 UNION SELECT f.parent_id FROM up JOIN folders f ON f.id = up.id WHERE f.parent_id IS NOT NULL)
SELECT a.action FROM (
  SELECT i.trashed, CASE WHEN i.creator_id = $1 THEN 3 ELSE coalesce((SELECT max(CASE q.role WHEN 'owner' THEN 3 WHEN 'editor' THEN 2 ELSE 1 END) FROM (
    SELECT s.role FROM up STRAIGHT_JOIN folder_shares s ON s.user_id = $1 AND s.folder_id = up.id
    UNION ALL SELECT 'owner' FROM up STRAIGHT_JOIN folders f ON f.id = up.id WHERE f.creator_id = $1
    UNION ALL SELECT s.role FROM up STRAIGHT_JOIN folder_shares s ON s.folder_id = up.id JOIN t ON t.id = s.team_id) q), 0) END AS held
  FROM documents i WHERE i.id = $2 LIMIT 1) f
JOIN (SELECT 'read' AS action UNION ALL SELECT 'edit' UNION ALL SELECT 'share') a ON CASE a.action
  WHEN 'read' THEN NOT f.trashed AND f.held >= 1
  WHEN 'edit' THEN NOT f.trashed AND f.held >= 2
  ELSE f.held = 3 END

-- == actions: app
WITH RECURSIVE up(id) AS (SELECT folder_id FROM documents WHERE id = $2 UNION SELECT f.parent_id FROM up JOIN folders f ON f.id = up.id WHERE f.parent_id IS NOT NULL), t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL),
  roles(role) AS (
    SELECT role FROM folder_shares WHERE folder_id IN (SELECT id FROM up) AND (user_id = $1 OR team_id IN (SELECT id FROM t))
    UNION SELECT 'owner' FROM folders WHERE id IN (SELECT id FROM up) AND creator_id = $1
    UNION SELECT 'owner' FROM documents WHERE id = $2 AND creator_id = $1)
SELECT DISTINCT a.action FROM roles JOIN (SELECT 'viewer' AS role, 'read' AS action UNION ALL SELECT 'editor', 'read' UNION ALL SELECT 'owner', 'read' UNION ALL SELECT 'editor', 'edit' UNION ALL SELECT 'owner', 'edit' UNION ALL SELECT 'owner', 'share') a ON a.role = roles.role
WHERE a.action = 'share' OR NOT (SELECT trashed FROM documents WHERE id = $2)

-- == read actors: hand
WITH RECURSIVE up(id) AS (SELECT folder_id FROM documents WHERE id = $2 AND NOT trashed UNION SELECT f.parent_id FROM up JOIN folders f ON f.id = up.id WHERE f.parent_id IS NOT NULL),
  down(id) AS (SELECT s.team_id FROM up JOIN folder_shares s ON s.folder_id = up.id WHERE s.team_id IS NOT NULL UNION SELECT c.id FROM down JOIN teams c ON c.parent_id = down.id)
SELECT i.creator_id FROM documents i WHERE i.id = $2 AND NOT i.trashed
UNION SELECT s.user_id FROM up JOIN folder_shares s ON s.folder_id = up.id WHERE s.user_id IS NOT NULL
UNION SELECT f.creator_id FROM up JOIN folders f ON f.id = up.id
UNION SELECT m.user_id FROM down JOIN team_members m ON m.team_id = down.id

-- == read actors: hand
WITH RECURSIVE up(id) AS (SELECT folder_id FROM documents WHERE id = $2 AND NOT trashed UNION SELECT f.parent_id FROM up JOIN folders f ON f.id = up.id WHERE f.parent_id IS NOT NULL),
  down(id) AS (SELECT s.team_id FROM up STRAIGHT_JOIN folder_shares s ON s.folder_id = up.id WHERE s.team_id IS NOT NULL UNION SELECT c.id FROM down STRAIGHT_JOIN teams c ON c.parent_id = down.id)
SELECT i.creator_id FROM documents i WHERE i.id = $2 AND NOT i.trashed
UNION SELECT s.user_id FROM up STRAIGHT_JOIN folder_shares s ON s.folder_id = up.id WHERE s.user_id IS NOT NULL
UNION SELECT f.creator_id FROM up STRAIGHT_JOIN folders f ON f.id = up.id
UNION SELECT m.user_id FROM down STRAIGHT_JOIN team_members m ON m.team_id = down.id

-- == read actors: app
WITH RECURSIVE up(id) AS (SELECT folder_id FROM documents WHERE id = $2 AND NOT trashed UNION SELECT f.parent_id FROM up JOIN folders f ON f.id = up.id WHERE f.parent_id IS NOT NULL),
  down(id) AS (SELECT team_id FROM folder_shares WHERE folder_id IN (SELECT id FROM up) AND team_id IS NOT NULL UNION SELECT c.id FROM down JOIN teams c ON c.parent_id = down.id)
SELECT u.id FROM users u WHERE u.id IN (SELECT user_id FROM folder_shares WHERE folder_id IN (SELECT id FROM up))
  OR u.id IN (SELECT creator_id FROM folders WHERE id IN (SELECT id FROM up))
  OR u.id IN (SELECT user_id FROM team_members WHERE team_id IN (SELECT id FROM down))
  OR u.id = (SELECT creator_id FROM documents WHERE id = $2 AND NOT trashed)
