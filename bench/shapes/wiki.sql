-- Rivals of the wiki's questions; see tracker.sql. `where` is a condition on pages AS i.

-- == view where: hand
i.author_id = $1 OR (i.level <= (SELECT clearance FROM users WHERE id = $1) AND i.space_key = ANY(ARRAY(
  SELECT s.space_key FROM space_roles s JOIN role_permissions p ON p.role_id = s.role_id WHERE s.user_id = $1 AND p.permission = 'view'
    AND NOT EXISTS (SELECT FROM space_denials d WHERE d.user_id = $1 AND d.space_key = s.space_key))))

-- == view where: hand [heavy admin]
i.author_id = $1 OR (i.level <= (SELECT clearance FROM users WHERE id = $1) AND i.space_key IN (
  SELECT s.space_key FROM space_roles s JOIN role_permissions p ON p.role_id = s.role_id WHERE s.user_id = $1 AND p.permission = 'view'
    AND NOT EXISTS (SELECT FROM space_denials d WHERE d.user_id = $1 AND d.space_key = s.space_key)))

-- == view where: app
i.author_id = $1 OR (
  EXISTS (SELECT FROM space_roles s JOIN role_permissions p ON p.role_id = s.role_id WHERE s.space_key = i.space_key AND s.user_id = $1 AND p.permission = 'view')
  AND NOT EXISTS (SELECT FROM space_denials d WHERE d.space_key = i.space_key AND d.user_id = $1)
  AND EXISTS (SELECT FROM users u WHERE u.id = $1 AND i.level <= u.clearance))

-- == view: naive
WITH allowed AS MATERIALIZED (SELECT DISTINCT s.user_id, p.permission, s.space_key FROM space_roles s JOIN role_permissions p ON p.role_id = s.role_id),
  kept AS MATERIALIZED (SELECT user_id, permission, space_key FROM allowed EXCEPT SELECT d.user_id, a.permission, d.space_key FROM space_denials d JOIN allowed a ON a.user_id = d.user_id AND a.space_key = d.space_key),
  cleared AS MATERIALIZED (SELECT k.user_id, k.permission, g.id FROM kept k JOIN pages g ON g.space_key = k.space_key JOIN users u ON u.id = k.user_id WHERE g.level <= u.clearance),
  answer(user_id, id) AS MATERIALIZED (SELECT user_id, id FROM cleared WHERE permission = 'view' UNION SELECT author_id, id FROM pages)

-- == view check: hand
SELECT EXISTS (SELECT FROM pages i WHERE i.id = $2 AND (i.author_id = $1 OR (
  NOT EXISTS (SELECT FROM space_denials d WHERE d.user_id = $1 AND d.space_key = i.space_key)
  AND EXISTS (SELECT FROM users u WHERE u.id = $1 AND i.level <= u.clearance)
  AND EXISTS (SELECT FROM space_roles s JOIN role_permissions p ON p.role_id = s.role_id WHERE s.user_id = $1 AND s.space_key = i.space_key AND p.permission = 'view'))))

-- == view check: app
SELECT EXISTS (SELECT FROM pages i WHERE i.id = $2 AND (i.author_id = $1 OR (
  i.space_key IN (SELECT s.space_key FROM space_roles s WHERE s.user_id = $1 AND s.role_id IN (SELECT role_id FROM role_permissions WHERE permission = 'view'))
  AND i.space_key NOT IN (SELECT space_key FROM space_denials WHERE user_id = $1)
  AND i.level <= (SELECT clearance FROM users WHERE id = $1))))

-- == view many: hand
SELECT i.id FROM pages i WHERE i.id = ANY($2) AND (i.author_id = $1 OR (
  NOT EXISTS (SELECT FROM space_denials d WHERE d.user_id = $1 AND d.space_key = i.space_key)
  AND EXISTS (SELECT FROM users u WHERE u.id = $1 AND i.level <= u.clearance)
  AND EXISTS (SELECT FROM space_roles s JOIN role_permissions p ON p.role_id = s.role_id WHERE s.user_id = $1 AND s.space_key = i.space_key AND p.permission = 'view')))

-- == view many: hand
SELECT i.id FROM pages i WHERE i.id = ANY($2) AND (i.author_id = $1 OR (i.level <= (SELECT clearance FROM users WHERE id = $1) AND i.space_key IN (
  SELECT s.space_key FROM space_roles s JOIN role_permissions p ON p.role_id = s.role_id WHERE s.user_id = $1 AND p.permission = 'view'
    AND NOT EXISTS (SELECT FROM space_denials d WHERE d.user_id = $1 AND d.space_key = s.space_key))))

-- == view many: app
SELECT i.id FROM pages i WHERE i.id = ANY($2) AND (i.author_id = $1 OR (
  i.space_key IN (SELECT s.space_key FROM space_roles s WHERE s.user_id = $1 AND s.role_id IN (SELECT role_id FROM role_permissions WHERE permission = 'view'))
  AND i.space_key NOT IN (SELECT space_key FROM space_denials WHERE user_id = $1)
  AND i.level <= (SELECT clearance FROM users WHERE id = $1)))

-- == actions: hand
SELECT a.action FROM pages i CROSS JOIN (VALUES ('view'), ('edit')) a(action) WHERE i.id = $2 AND i.author_id = $1
UNION SELECT p.permission FROM pages i JOIN users u ON u.id = $1 AND i.level <= u.clearance
  JOIN space_roles s ON s.user_id = $1 AND s.space_key = i.space_key JOIN role_permissions p ON p.role_id = s.role_id
  WHERE i.id = $2 AND NOT EXISTS (SELECT FROM space_denials d WHERE d.user_id = $1 AND d.space_key = i.space_key)

-- == actions: app
SELECT DISTINCT p.permission FROM role_permissions p, pages i WHERE i.id = $2 AND (
  (i.author_id = $1 AND p.permission IN ('view', 'edit')) OR (
    p.role_id IN (SELECT s.role_id FROM space_roles s WHERE s.user_id = $1 AND s.space_key = i.space_key)
    AND i.space_key NOT IN (SELECT space_key FROM space_denials WHERE user_id = $1)
    AND i.level <= (SELECT clearance FROM users WHERE id = $1)))

-- == view actors: hand
SELECT i.author_id FROM pages i WHERE i.id = $2
UNION SELECT s.user_id FROM pages i JOIN space_roles s ON s.space_key = i.space_key JOIN role_permissions p ON p.role_id = s.role_id
  JOIN users u ON u.id = s.user_id AND i.level <= u.clearance
  WHERE i.id = $2 AND p.permission = 'view' AND NOT EXISTS (SELECT FROM space_denials d WHERE d.user_id = s.user_id AND d.space_key = i.space_key)

-- == view actors: app
SELECT u.id FROM users u, pages i WHERE i.id = $2 AND (u.id = i.author_id OR (
  u.clearance >= i.level
  AND u.id IN (SELECT s.user_id FROM space_roles s JOIN role_permissions p ON p.role_id = s.role_id WHERE s.space_key = i.space_key AND p.permission = 'view')
  AND u.id NOT IN (SELECT d.user_id FROM space_denials d WHERE d.space_key = i.space_key)))
