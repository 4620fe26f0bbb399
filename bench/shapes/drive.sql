-- Rivals of the drive's questions; see tracker.sql. `where` is a condition on documents AS i.

-- == read where: hand
NOT i.trashed AND (i.creator_id = $1 OR i.folder_id = ANY(ARRAY(
  WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL),
    f(id) AS (
      (SELECT folder_id FROM folder_shares WHERE user_id = $1
       UNION ALL SELECT s.folder_id FROM t JOIN folder_shares s ON s.team_id = t.id
       UNION ALL SELECT id FROM folders WHERE creator_id = $1)
      UNION SELECT c.id FROM f CROSS JOIN LATERAL (SELECT c.id FROM folders c WHERE c.parent_id = f.id OFFSET 0) c)
  SELECT id FROM f)))

-- == read where: hand [heavy]
NOT i.trashed AND (i.creator_id = $1 OR i.folder_id IN (
  WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL),
    f(id) AS (
      (SELECT folder_id FROM folder_shares WHERE user_id = $1
       UNION ALL SELECT s.folder_id FROM t JOIN folder_shares s ON s.team_id = t.id
       UNION ALL SELECT id FROM folders WHERE creator_id = $1)
      UNION SELECT c.id FROM f CROSS JOIN LATERAL (SELECT c.id FROM folders c WHERE c.parent_id = f.id OFFSET 0) c)
  SELECT id FROM f))

-- == read where: app
NOT i.trashed AND (i.creator_id = $1 OR i.folder_id IN (
  WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL),
    f(id) AS (
      SELECT id FROM folders WHERE creator_id = $1
        OR id IN (SELECT folder_id FROM folder_shares WHERE user_id = $1 OR team_id IN (SELECT id FROM t))
      UNION SELECT c.id FROM f JOIN folders c ON c.parent_id = f.id)
  SELECT id FROM f))

-- == read: naive
WITH RECURSIVE in_team(user_id, team_id) AS (
    SELECT user_id, team_id FROM team_members
    UNION SELECT t.user_id, p.parent_id FROM in_team t JOIN teams p ON p.id = t.team_id WHERE p.parent_id IS NOT NULL),
  role_on_folder(user_id, role, folder_id) AS (
    SELECT user_id, role, folder_id FROM folder_shares WHERE user_id IS NOT NULL
    UNION SELECT t.user_id, s.role, s.folder_id FROM in_team t JOIN folder_shares s ON s.team_id = t.team_id
    UNION SELECT creator_id, 'owner', id FROM folders
    UNION SELECT r.user_id, r.role, c.id FROM role_on_folder r JOIN folders c ON c.parent_id = r.folder_id),
  viewer AS MATERIALIZED (
    SELECT r.user_id, d.id FROM role_on_folder r JOIN documents d ON d.folder_id = r.folder_id
    UNION SELECT creator_id, id FROM documents),
  answer(user_id, id) AS MATERIALIZED (SELECT v.user_id, v.id FROM viewer v JOIN documents d ON d.id = v.id WHERE NOT d.trashed)

-- == read check: hand
SELECT EXISTS (SELECT FROM documents i WHERE i.id = $2 AND NOT i.trashed AND (i.creator_id = $1 OR EXISTS (
  WITH RECURSIVE up(id) AS (SELECT i.folder_id UNION SELECT f.parent_id FROM up JOIN folders f ON f.id = up.id WHERE f.parent_id IS NOT NULL),
    t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
  SELECT FROM up WHERE EXISTS (SELECT FROM folder_shares s WHERE s.user_id = $1 AND s.folder_id = up.id)
    OR EXISTS (SELECT FROM folders f WHERE f.id = up.id AND f.creator_id = $1)
    OR EXISTS (SELECT FROM folder_shares s JOIN t ON t.id = s.team_id WHERE s.folder_id = up.id))))

-- == read check: app
SELECT EXISTS (SELECT FROM documents i WHERE i.id = $2 AND NOT i.trashed AND (i.creator_id = $1 OR i.folder_id IN (
  WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL),
    f(id) AS (
      SELECT id FROM folders WHERE creator_id = $1
        OR id IN (SELECT folder_id FROM folder_shares WHERE user_id = $1 OR team_id IN (SELECT id FROM t))
      UNION SELECT c.id FROM f JOIN folders c ON c.parent_id = f.id)
  SELECT id FROM f)))

-- == read many: hand
SELECT i.id FROM documents i WHERE i.id = ANY($2) AND NOT i.trashed AND (i.creator_id = $1 OR EXISTS (
  WITH RECURSIVE up(id) AS (SELECT i.folder_id UNION SELECT f.parent_id FROM up JOIN folders f ON f.id = up.id WHERE f.parent_id IS NOT NULL)
  SELECT FROM up WHERE EXISTS (SELECT FROM folder_shares s WHERE s.user_id = $1 AND s.folder_id = up.id)
    OR EXISTS (SELECT FROM folders f WHERE f.id = up.id AND f.creator_id = $1)
    OR EXISTS (SELECT FROM folder_shares s WHERE s.folder_id = up.id AND s.team_id IN (
      WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
      SELECT id FROM t))))

-- == read many: hand
WITH RECURSIVE page AS MATERIALIZED (SELECT i.id, i.folder_id, i.creator_id FROM documents i WHERE i.id = ANY($2) AND NOT i.trashed),
  t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL),
  up(start, id) AS (SELECT folder_id, folder_id FROM page UNION SELECT up.start, f.parent_id FROM up JOIN folders f ON f.id = up.id WHERE f.parent_id IS NOT NULL),
  nodes AS MATERIALIZED (SELECT DISTINCT id FROM up),
  granted AS MATERIALIZED (
    SELECT n.id FROM nodes n JOIN folder_shares s ON s.user_id = $1 AND s.folder_id = n.id
    UNION SELECT n.id FROM nodes n JOIN folders f ON f.id = n.id WHERE f.creator_id = $1
    UNION SELECT n.id FROM nodes n JOIN folder_shares s ON s.folder_id = n.id JOIN t ON t.id = s.team_id)
SELECT id FROM page WHERE creator_id = $1 OR folder_id IN (SELECT up.start FROM up JOIN granted ON granted.id = up.id)

-- == read many: hand
SELECT i.id FROM documents i WHERE i.id = ANY($2) AND NOT i.trashed AND (i.creator_id = $1 OR i.folder_id IN (
  WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL),
    f(id) AS (
      (SELECT folder_id FROM folder_shares WHERE user_id = $1
       UNION ALL SELECT s.folder_id FROM t JOIN folder_shares s ON s.team_id = t.id
       UNION ALL SELECT id FROM folders WHERE creator_id = $1)
      UNION SELECT c.id FROM f CROSS JOIN LATERAL (SELECT c.id FROM folders c WHERE c.parent_id = f.id OFFSET 0) c)
  SELECT id FROM f))

-- == read many: app
SELECT i.id FROM documents i WHERE i.id = ANY($2) AND NOT i.trashed AND (i.creator_id = $1 OR i.folder_id IN (
  WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL),
    f(id) AS (
      SELECT id FROM folders WHERE creator_id = $1
        OR id IN (SELECT folder_id FROM folder_shares WHERE user_id = $1 OR team_id IN (SELECT id FROM t))
      UNION SELECT c.id FROM f JOIN folders c ON c.parent_id = f.id)
  SELECT id FROM f))

-- == actions: hand
WITH found AS MATERIALIZED (
  SELECT i.creator_id = $1 AS creator, i.trashed, ARRAY(
    WITH RECURSIVE up(id) AS (SELECT i.folder_id UNION SELECT f.parent_id FROM up JOIN folders f ON f.id = up.id WHERE f.parent_id IS NOT NULL),
      t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
    SELECT s.role FROM up JOIN folder_shares s ON s.user_id = $1 AND s.folder_id = up.id
    UNION ALL SELECT 'owner' FROM up JOIN folders f ON f.id = up.id WHERE f.creator_id = $1
    UNION ALL SELECT s.role FROM up JOIN folder_shares s ON s.folder_id = up.id JOIN t ON t.id = s.team_id) AS roles
  FROM documents i WHERE i.id = $2)
SELECT 'read' FROM found WHERE NOT trashed AND (creator OR roles <> '{}')
UNION ALL SELECT 'edit' FROM found WHERE NOT trashed AND (creator OR roles && '{editor,owner}')
UNION ALL SELECT 'share' FROM found WHERE creator OR roles && '{owner}'

-- == actions: app
WITH RECURSIVE up(id) AS (SELECT folder_id FROM documents WHERE id = $2 UNION SELECT f.parent_id FROM up JOIN folders f ON f.id = up.id WHERE f.parent_id IS NOT NULL),
  t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL),
  roles(role) AS (
    SELECT role FROM folder_shares WHERE folder_id IN (SELECT id FROM up) AND (user_id = $1 OR team_id IN (SELECT id FROM t))
    UNION SELECT 'owner' FROM folders WHERE id IN (SELECT id FROM up) AND creator_id = $1
    UNION SELECT 'owner' FROM documents WHERE id = $2 AND creator_id = $1)
SELECT DISTINCT a.action FROM roles JOIN (VALUES ('viewer', 'read'), ('editor', 'read'), ('owner', 'read'), ('editor', 'edit'), ('owner', 'edit'), ('owner', 'share')) a(role, action) ON a.role = roles.role
WHERE a.action = 'share' OR NOT (SELECT trashed FROM documents WHERE id = $2)

-- == read actors: hand
SELECT i.creator_id FROM documents i WHERE i.id = $2 AND NOT i.trashed
UNION SELECT q.user_id FROM (
  WITH RECURSIVE up(id) AS (SELECT i.folder_id FROM documents i WHERE i.id = $2 AND NOT i.trashed UNION SELECT f.parent_id FROM up JOIN folders f ON f.id = up.id WHERE f.parent_id IS NOT NULL),
    down(id) AS (SELECT s.team_id FROM up JOIN folder_shares s ON s.folder_id = up.id WHERE s.team_id IS NOT NULL UNION SELECT c.id FROM down JOIN teams c ON c.parent_id = down.id)
  SELECT s.user_id FROM up JOIN folder_shares s ON s.folder_id = up.id WHERE s.user_id IS NOT NULL
  UNION ALL SELECT f.creator_id FROM up JOIN folders f ON f.id = up.id
  UNION ALL SELECT m.user_id FROM down JOIN team_members m ON m.team_id = down.id) q

-- == read actors: app
WITH RECURSIVE up(id) AS (SELECT folder_id FROM documents WHERE id = $2 AND NOT trashed UNION SELECT f.parent_id FROM up JOIN folders f ON f.id = up.id WHERE f.parent_id IS NOT NULL),
  down(id) AS (SELECT team_id FROM folder_shares WHERE folder_id IN (SELECT id FROM up) AND team_id IS NOT NULL UNION SELECT c.id FROM down JOIN teams c ON c.parent_id = down.id)
SELECT u.id FROM users u WHERE u.id IN (SELECT user_id FROM folder_shares WHERE folder_id IN (SELECT id FROM up))
  OR u.id IN (SELECT creator_id FROM folders WHERE id IN (SELECT id FROM up))
  OR u.id IN (SELECT user_id FROM team_members WHERE team_id IN (SELECT id FROM down))
  OR u.id = (SELECT creator_id FROM documents WHERE id = $2 AND NOT trashed)

-- == folders list: hand
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL),
  f(id) AS (
    (SELECT folder_id FROM folder_shares WHERE user_id = $1
     UNION ALL SELECT s.folder_id FROM t JOIN folder_shares s ON s.team_id = t.id
     UNION ALL SELECT id FROM folders WHERE creator_id = $1)
    UNION SELECT c.id FROM f CROSS JOIN LATERAL (SELECT c.id FROM folders c WHERE c.parent_id = f.id OFFSET 0) c)
SELECT id FROM f

-- == folders list: app
WITH RECURSIVE t(id) AS (SELECT team_id FROM team_members WHERE user_id = $1 UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL),
  f(id) AS (
    SELECT id FROM folders WHERE creator_id = $1
      OR id IN (SELECT folder_id FROM folder_shares WHERE user_id = $1 OR team_id IN (SELECT id FROM t))
    UNION SELECT c.id FROM f JOIN folders c ON c.parent_id = f.id)
SELECT id FROM f
