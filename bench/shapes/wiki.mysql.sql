-- Rivals of the wiki's questions on MariaDB; see tracker.mysql.sql. `where` is a condition on pages AS i.

-- == view where: hand
i.author_id = $1 OR (i.level <= (SELECT clearance FROM users WHERE id = $1) AND i.space_key IN (SELECT q.space_key FROM (
  SELECT s.space_key FROM space_roles s JOIN role_permissions p ON p.role_id = s.role_id AND p.permission = 'view' WHERE s.user_id = $1
    AND NOT EXISTS (SELECT 1 FROM space_denials d WHERE d.user_id = $1 AND d.space_key = s.space_key) LIMIT 1000000000) q))

-- == view page: hand
SELECT i.id FROM pages i FORCE INDEX (pages_created) WHERE i.author_id = $1 OR (i.level <= (SELECT clearance FROM users WHERE id = $1) AND i.space_key IN (SELECT q.space_key FROM (
  SELECT s.space_key FROM space_roles s JOIN role_permissions p ON p.role_id = s.role_id AND p.permission = 'view' WHERE s.user_id = $1
    AND NOT EXISTS (SELECT 1 FROM space_denials d WHERE d.user_id = $1 AND d.space_key = s.space_key) LIMIT 1000000000) q)) ORDER BY i.created_at DESC LIMIT 20

-- == view where: hand
i.author_id = $1 OR (i.level <= (SELECT clearance FROM users WHERE id = $1) AND i.space_key IN (
  SELECT s.space_key FROM space_roles s JOIN role_permissions p ON p.role_id = s.role_id AND p.permission = 'view' WHERE s.user_id = $1
    AND NOT EXISTS (SELECT 1 FROM space_denials d WHERE d.user_id = $1 AND d.space_key = s.space_key)))

-- == view rows: hand
SELECT i.id, i.created_at FROM (SELECT DISTINCT q.space_key AS k FROM (
  SELECT s.space_key FROM space_roles s JOIN role_permissions p ON p.role_id = s.role_id AND p.permission = 'view' WHERE s.user_id = $1
    AND NOT EXISTS (SELECT 1 FROM space_denials d WHERE d.user_id = $1 AND d.space_key = s.space_key)) q) g STRAIGHT_JOIN pages i ON i.space_key = g.k WHERE i.level <= (SELECT clearance FROM users WHERE id = $1)
UNION SELECT i.id, i.created_at FROM pages i WHERE i.author_id = $1

-- == view rows: hand
SELECT i.id, i.created_at FROM (SELECT DISTINCT q.space_key AS k FROM (
  SELECT s.space_key FROM space_roles s JOIN role_permissions p ON p.role_id = s.role_id AND p.permission = 'view' WHERE s.user_id = $1
    AND NOT EXISTS (SELECT 1 FROM space_denials d WHERE d.user_id = $1 AND d.space_key = s.space_key)) q) g STRAIGHT_JOIN pages i ON i.space_key = g.k WHERE i.level <= (SELECT clearance FROM users WHERE id = $1)
UNION ALL SELECT i.id, i.created_at FROM pages i WHERE i.author_id = $1 AND NOT (i.level <= (SELECT clearance FROM users WHERE id = $1) AND i.space_key IN (SELECT g.k FROM (SELECT DISTINCT q.space_key AS k FROM (
  SELECT s.space_key FROM space_roles s JOIN role_permissions p ON p.role_id = s.role_id AND p.permission = 'view' WHERE s.user_id = $1
    AND NOT EXISTS (SELECT 1 FROM space_denials d WHERE d.user_id = $1 AND d.space_key = s.space_key)) q) g))

-- == view count: hand
SELECT (SELECT count(*) FROM (SELECT DISTINCT q.space_key AS k FROM (
  SELECT s.space_key FROM space_roles s JOIN role_permissions p ON p.role_id = s.role_id AND p.permission = 'view' WHERE s.user_id = $1
    AND NOT EXISTS (SELECT 1 FROM space_denials d WHERE d.user_id = $1 AND d.space_key = s.space_key)) q) g STRAIGHT_JOIN pages i ON i.space_key = g.k WHERE i.level <= (SELECT clearance FROM users WHERE id = $1))
  + (SELECT count(*) FROM pages i WHERE i.author_id = $1 AND NOT (i.level <= (SELECT clearance FROM users WHERE id = $1) AND i.space_key IN (SELECT g.k FROM (SELECT DISTINCT q.space_key AS k FROM (
  SELECT s.space_key FROM space_roles s JOIN role_permissions p ON p.role_id = s.role_id AND p.permission = 'view' WHERE s.user_id = $1
    AND NOT EXISTS (SELECT 1 FROM space_denials d WHERE d.user_id = $1 AND d.space_key = s.space_key)) q) g)))

-- == view where: app
i.author_id = $1 OR (
  EXISTS (SELECT 1 FROM space_roles s JOIN role_permissions p ON p.role_id = s.role_id WHERE s.space_key = i.space_key AND s.user_id = $1 AND p.permission = 'view')
  AND NOT EXISTS (SELECT 1 FROM space_denials d WHERE d.space_key = i.space_key AND d.user_id = $1)
  AND EXISTS (SELECT 1 FROM users u WHERE u.id = $1 AND i.level <= u.clearance))

-- == view check: hand
SELECT EXISTS (SELECT 1 FROM pages i WHERE i.id = $2 AND (i.author_id = $1 OR (
  NOT EXISTS (SELECT 1 FROM space_denials d WHERE d.user_id = $1 AND d.space_key = i.space_key)
  AND EXISTS (SELECT 1 FROM users u WHERE u.id = $1 AND i.level <= u.clearance)
  AND EXISTS (SELECT 1 FROM space_roles s JOIN role_permissions p ON p.role_id = s.role_id AND p.permission = 'view' WHERE s.user_id = $1 AND s.space_key = i.space_key))))

-- == view check: hand
SELECT EXISTS (SELECT 1 FROM pages i WHERE i.id = $2 AND (i.author_id = $1 OR (
  NOT EXISTS (SELECT 1 FROM space_denials d WHERE d.user_id = $1 AND d.space_key = i.space_key)
  AND EXISTS (SELECT 1 FROM users u WHERE u.id = $1 AND i.level <= u.clearance)
  AND EXISTS (SELECT 1 FROM space_roles s STRAIGHT_JOIN role_permissions p ON p.role_id = s.role_id AND p.permission = 'view' WHERE s.user_id = $1 AND s.space_key = i.space_key))))

-- == view check: app
SELECT EXISTS (SELECT 1 FROM pages i WHERE i.id = $2 AND (i.author_id = $1 OR (
  i.space_key IN (SELECT s.space_key FROM space_roles s WHERE s.user_id = $1 AND s.role_id IN (SELECT role_id FROM role_permissions WHERE permission = 'view'))
  AND i.space_key NOT IN (SELECT space_key FROM space_denials WHERE user_id = $1)
  AND i.level <= (SELECT clearance FROM users WHERE id = $1))))

-- == view many: hand
SELECT i.id FROM pages i WHERE i.id IN ($2*) AND (i.author_id = $1 OR (
  NOT EXISTS (SELECT 1 FROM space_denials d WHERE d.user_id = $1 AND d.space_key = i.space_key)
  AND EXISTS (SELECT 1 FROM users u WHERE u.id = $1 AND i.level <= u.clearance)
  AND EXISTS (SELECT 1 FROM space_roles s JOIN role_permissions p ON p.role_id = s.role_id AND p.permission = 'view' WHERE s.user_id = $1 AND s.space_key = i.space_key)))

-- == view many: hand
SELECT i.id FROM pages i WHERE i.id IN ($2*) AND (i.author_id = $1 OR (i.level <= (SELECT clearance FROM users WHERE id = $1) AND i.space_key IN (SELECT q.space_key FROM (
  SELECT s.space_key FROM space_roles s JOIN role_permissions p ON p.role_id = s.role_id AND p.permission = 'view' WHERE s.user_id = $1
    AND NOT EXISTS (SELECT 1 FROM space_denials d WHERE d.user_id = $1 AND d.space_key = s.space_key)) q)))

-- == view many: hand
SELECT i.id FROM JSON_TABLE($2, '$[*]' COLUMNS (id VARCHAR(36) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PATH '$')) j STRAIGHT_JOIN pages i ON i.id = j.id WHERE (i.author_id = $1 OR (
  NOT EXISTS (SELECT 1 FROM space_denials d WHERE d.user_id = $1 AND d.space_key = i.space_key)
  AND EXISTS (SELECT 1 FROM users u WHERE u.id = $1 AND i.level <= u.clearance)
  AND EXISTS (SELECT 1 FROM space_roles s JOIN role_permissions p ON p.role_id = s.role_id AND p.permission = 'view' WHERE s.user_id = $1 AND s.space_key = i.space_key)))

-- == view many: hand
SELECT i.id FROM JSON_TABLE($2, '$[*]' COLUMNS (id VARCHAR(36) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PATH '$')) j STRAIGHT_JOIN pages i ON i.id = j.id WHERE (i.author_id = $1 OR (i.level <= (SELECT clearance FROM users WHERE id = $1) AND i.space_key IN (SELECT q.space_key FROM (
  SELECT s.space_key FROM space_roles s JOIN role_permissions p ON p.role_id = s.role_id AND p.permission = 'view' WHERE s.user_id = $1
    AND NOT EXISTS (SELECT 1 FROM space_denials d WHERE d.user_id = $1 AND d.space_key = s.space_key)) q)))

-- == view many: app
SELECT i.id FROM pages i WHERE i.id IN ($2*) AND (i.author_id = $1 OR (
  i.space_key IN (SELECT s.space_key FROM space_roles s WHERE s.user_id = $1 AND s.role_id IN (SELECT role_id FROM role_permissions WHERE permission = 'view'))
  AND i.space_key NOT IN (SELECT space_key FROM space_denials WHERE user_id = $1)
  AND i.level <= (SELECT clearance FROM users WHERE id = $1)))

-- == actions: hand
SELECT a.action FROM pages i STRAIGHT_JOIN (SELECT 'view' AS action UNION ALL SELECT 'edit') a WHERE i.id = $2 AND i.author_id = $1
UNION SELECT p.permission FROM pages i JOIN users u ON u.id = $1 AND i.level <= u.clearance
  JOIN space_roles s ON s.user_id = $1 AND s.space_key = i.space_key JOIN role_permissions p ON p.role_id = s.role_id
  WHERE i.id = $2 AND NOT EXISTS (SELECT 1 FROM space_denials d WHERE d.user_id = $1 AND d.space_key = i.space_key)

-- == actions: app
SELECT DISTINCT p.permission FROM role_permissions p, pages i WHERE i.id = $2 AND (
  (i.author_id = $1 AND p.permission IN ('view', 'edit')) OR (
    p.role_id IN (SELECT s.role_id FROM space_roles s WHERE s.user_id = $1 AND s.space_key = i.space_key)
    AND i.space_key NOT IN (SELECT space_key FROM space_denials WHERE user_id = $1)
    AND i.level <= (SELECT clearance FROM users WHERE id = $1)))

-- == view actors: hand
SELECT i.author_id FROM pages i WHERE i.id = $2
UNION SELECT s.user_id FROM pages i JOIN space_roles s ON s.space_key = i.space_key JOIN role_permissions p ON p.role_id = s.role_id AND p.permission = 'view'
  JOIN users u ON u.id = s.user_id AND i.level <= u.clearance
  WHERE i.id = $2 AND NOT EXISTS (SELECT 1 FROM space_denials d WHERE d.user_id = s.user_id AND d.space_key = i.space_key)

-- == view actors: hand
SELECT i.author_id FROM pages i WHERE i.id = $2
UNION SELECT s.user_id FROM pages i STRAIGHT_JOIN space_roles s ON s.space_key = i.space_key STRAIGHT_JOIN role_permissions p ON p.role_id = s.role_id AND p.permission = 'view'
  STRAIGHT_JOIN users u ON u.id = s.user_id AND i.level <= u.clearance
  WHERE i.id = $2 AND NOT EXISTS (SELECT 1 FROM space_denials d WHERE d.user_id = s.user_id AND d.space_key = i.space_key)

-- == view actors: app
SELECT u.id FROM users u, pages i WHERE i.id = $2 AND (u.id = i.author_id OR (
  u.clearance >= i.level
  AND u.id IN (SELECT s.user_id FROM space_roles s JOIN role_permissions p ON p.role_id = s.role_id WHERE s.space_key = i.space_key AND p.permission = 'view')
  AND u.id NOT IN (SELECT d.user_id FROM space_denials d WHERE d.space_key = i.space_key)))
