-- Questions and, for each, a query written by hand from policy.polar, with literal ids.
--
-- A block starts with a comment line `-- question:` and goes on to the next one. Its SQL is one statement that ends in
-- `;` and returns one column: a boolean, or ids or strings in any order and possibly more than once.
-- Every id is there at every scale of the seed, unless the question is about an id that nobody knows.
--
--   authorize ACTOR ACTION RESOURCE     a boolean: may it?
--   list ACTOR ACTION TYPE              ids of the resources
--   filter ACTOR ACTION TYPE            ids that the query in the comment line `-- caller:` returns once the filter on
--                                       the column in `-- column:` is appended to it with ` AND `
--   actions ACTOR RESOURCE              names of the actions
--   actors TYPE ACTION RESOURCE         ids of the actors of that type
--   query ATOM[, ATOM]... -> VAR       ids of one variable of a conjunction; without `-> VAR` a boolean: has it a solution?
--
-- Values are written `Type:id`, strings as bare words, variables as `?name: Type`. An id or a string with other characters
-- than ASCII letters, digits and `_ - . / @` stands in double quotes, with a backslash before `"` and `\`.

-- question: authorize User:"o'neil" edit Account:acc/1
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'acc/1'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'o''neil' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'o''neil'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'o''neil' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'o''neil'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'o''neil' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'o''neil' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'o''neil' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'o''neil'))
  ) AS p (editor)
)
SELECT
  p.superuser
  OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'edit')
  OR EXISTS (SELECT 1 FROM account AS a WHERE p.editor AND a.is_open)
FROM person AS p;

-- question: authorize User:"o'neil" read Account:"конто №7"
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'конто №7'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'o''neil' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'o''neil'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'o''neil' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'o''neil'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'o''neil' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'o''neil' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'o''neil' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'o''neil'))
  ) AS p (editor)
)
SELECT
  p.superuser
  OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'read')
  OR EXISTS (SELECT 1 FROM account AS a WHERE p.viewer OR p.support)
FROM person AS p;

-- question: authorize User:"o'neil" read Account:acc/8
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'acc/8'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'o''neil' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'o''neil'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'o''neil' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'o''neil'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'o''neil' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'o''neil' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'o''neil' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'o''neil'))
  ) AS p (editor)
)
SELECT
  p.superuser
  OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'read')
  OR EXISTS (SELECT 1 FROM account AS a WHERE p.viewer OR p.support)
FROM person AS p;

-- question: authorize User:"o'neil" edit Account:acc/7
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'acc/7'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'o''neil' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'o''neil'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'o''neil' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'o''neil'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'o''neil' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'o''neil' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'o''neil' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'o''neil'))
  ) AS p (editor)
)
SELECT
  p.superuser
  OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'edit')
  OR EXISTS (SELECT 1 FROM account AS a WHERE p.editor AND a.is_open)
FROM person AS p;

-- question: authorize User:left@acme.example read Account:"acc's"
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'acc''s'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'left@acme.example' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'left@acme.example'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'left@acme.example' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'left@acme.example'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'left@acme.example' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'left@acme.example' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'left@acme.example' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'left@acme.example'))
  ) AS p (editor)
)
SELECT
  p.superuser
  OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'read')
  OR EXISTS (SELECT 1 FROM account AS a WHERE p.viewer OR p.support)
FROM person AS p;

-- question: authorize User:CFO edit Account:ACC/1
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'ACC/1'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'CFO' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'CFO'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'CFO' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'CFO'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'CFO' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'CFO' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'CFO' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'CFO'))
  ) AS p (editor)
)
SELECT
  p.superuser
  OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'edit')
  OR EXISTS (SELECT 1 FROM account AS a WHERE p.editor AND a.is_open)
FROM person AS p;

-- question: authorize User:cfo read Account:ACC/1
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'ACC/1'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'cfo' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'cfo'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'cfo' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'cfo'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'cfo' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'cfo' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'cfo' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'cfo'))
  ) AS p (editor)
)
SELECT
  p.superuser
  OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'read')
  OR EXISTS (SELECT 1 FROM account AS a WHERE p.viewer OR p.support)
FROM person AS p;

-- question: authorize User:"mid,manager" read Account:"acc's"
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'acc''s'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'mid,manager' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'mid,manager'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'mid,manager' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'mid,manager'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'mid,manager' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'mid,manager' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'mid,manager' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'mid,manager'))
  ) AS p (editor)
)
SELECT
  p.superuser
  OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'read')
  OR EXISTS (SELECT 1 FROM account AS a WHERE p.viewer OR p.support)
FROM person AS p;

-- question: authorize User:"mid,manager" read Account:acc/9
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'acc/9'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'mid,manager' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'mid,manager'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'mid,manager' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'mid,manager'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'mid,manager' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'mid,manager' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'mid,manager' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'mid,manager'))
  ) AS p (editor)
)
SELECT
  p.superuser
  OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'read')
  OR EXISTS (SELECT 1 FROM account AS a WHERE p.viewer OR p.support)
FROM person AS p;

-- question: authorize User:"x:_y?" read Account:acc/9
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'acc/9'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'x:_y?' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'x:_y?'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'x:_y?' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'x:_y?'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'x:_y?' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'x:_y?' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'x:_y?' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'x:_y?'))
  ) AS p (editor)
)
SELECT
  p.superuser
  OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'read')
  OR EXISTS (SELECT 1 FROM account AS a WHERE p.viewer OR p.support)
FROM person AS p;

-- question: authorize User:"x:_y?" read Account:acc/5
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'acc/5'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'x:_y?' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'x:_y?'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'x:_y?' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'x:_y?'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'x:_y?' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'x:_y?' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'x:_y?' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'x:_y?'))
  ) AS p (editor)
)
SELECT
  p.superuser
  OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'read')
  OR EXISTS (SELECT 1 FROM account AS a WHERE p.viewer OR p.support)
FROM person AS p;

-- question: authorize User:"zoë \"z\" żółć" edit Account:"конто №7"
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'конто №7'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'zoë "z" żółć' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'zoë "z" żółć'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'zoë "z" żółć' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'zoë "z" żółć'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'zoë "z" żółć' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'zoë "z" żółć' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'zoë "z" żółć' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'zoë "z" żółć'))
  ) AS p (editor)
)
SELECT
  p.superuser
  OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'edit')
  OR EXISTS (SELECT 1 FROM account AS a WHERE p.editor AND a.is_open)
FROM person AS p;

-- question: authorize User:"100% (delegate)" read Account:acc/7
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'acc/7'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = '100% (delegate)' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = '100% (delegate)'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = '100% (delegate)' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = '100% (delegate)'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = '100% (delegate)' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = '100% (delegate)' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND '100% (delegate)' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = '100% (delegate)'))
  ) AS p (editor)
)
SELECT
  p.superuser
  OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'read')
  OR EXISTS (SELECT 1 FROM account AS a WHERE p.viewer OR p.support)
FROM person AS p;

-- question: authorize User:nobody read Account:acc/9
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'acc/9'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'nobody' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'nobody'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'nobody' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'nobody'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'nobody' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'nobody' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'nobody' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'nobody'))
  ) AS p (editor)
)
SELECT
  p.superuser
  OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'read')
  OR EXISTS (SELECT 1 FROM account AS a WHERE p.viewer OR p.support)
FROM person AS p;

-- question: authorize User:"root:0" close Account:"no such \"account\""
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'no such "account"'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'root:0' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'root:0'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'root:0' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'root:0'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'root:0' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'root:0' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'root:0' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'root:0'))
  ) AS p (editor)
)
SELECT
  p.superuser
  OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'close')
  OR EXISTS (SELECT 1 FROM account AS a WHERE p.editor AND a.is_open AND NOT EXISTS (SELECT 1 FROM invoices AS i WHERE i.account_id = a.id AND i.status = 'open'))
FROM person AS p;

-- question: authorize User:"support desk" read Account:acc/8
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'acc/8'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'support desk' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'support desk'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'support desk' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'support desk'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'support desk' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'support desk' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'support desk' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'support desk'))
  ) AS p (editor)
)
SELECT
  p.superuser
  OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'read')
  OR EXISTS (SELECT 1 FROM account AS a WHERE p.viewer OR p.support)
FROM person AS p;

-- question: authorize User:"support desk" edit Account:acc/8
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'acc/8'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'support desk' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'support desk'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'support desk' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'support desk'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'support desk' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'support desk' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'support desk' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'support desk'))
  ) AS p (editor)
)
SELECT
  p.superuser
  OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'edit')
  OR EXISTS (SELECT 1 FROM account AS a WHERE p.editor AND a.is_open)
FROM person AS p;

-- question: authorize User:"mid,manager" close Account:acc/5
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'acc/5'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'mid,manager' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'mid,manager'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'mid,manager' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'mid,manager'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'mid,manager' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'mid,manager' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'mid,manager' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'mid,manager'))
  ) AS p (editor)
)
SELECT
  p.superuser
  OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'close')
  OR EXISTS (SELECT 1 FROM account AS a WHERE p.editor AND a.is_open AND NOT EXISTS (SELECT 1 FROM invoices AS i WHERE i.account_id = a.id AND i.status = 'open'))
FROM person AS p;

-- question: authorize User:"o'neil" close Account:acc/1
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'acc/1'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'o''neil' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'o''neil'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'o''neil' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'o''neil'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'o''neil' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'o''neil' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'o''neil' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'o''neil'))
  ) AS p (editor)
)
SELECT
  p.superuser
  OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'close')
  OR EXISTS (SELECT 1 FROM account AS a WHERE p.editor AND a.is_open AND NOT EXISTS (SELECT 1 FROM invoices AS i WHERE i.account_id = a.id AND i.status = 'open'))
FROM person AS p;

-- question: authorize User:"ghost \"?\"" read Account:acc/1
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'acc/1'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'ghost "?"' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'ghost "?"'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'ghost "?"' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'ghost "?"'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'ghost "?"' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'ghost "?"' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'ghost "?"' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'ghost "?"'))
  ) AS p (editor)
)
SELECT
  p.superuser
  OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'read')
  OR EXISTS (SELECT 1 FROM account AS a WHERE p.viewer OR p.support)
FROM person AS p;

-- question: authorize User:"名前:chief" read Account:acc/11
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'acc/11'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = '名前:chief' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = '名前:chief'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = '名前:chief' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = '名前:chief'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = '名前:chief' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = '名前:chief' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND '名前:chief' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = '名前:chief'))
  ) AS p (editor)
)
SELECT
  p.superuser
  OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'read')
  OR EXISTS (SELECT 1 FROM account AS a WHERE p.viewer OR p.support)
FROM person AS p;

-- question: authorize User:"clerk $1 --" read Invoice:INV-acc/1/1
WITH RECURSIVE invoice AS (
  SELECT id, account_id, creator_id, status, amount FROM invoices WHERE id = 'INV-acc/1/1'
), account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = (SELECT account_id FROM invoice)
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'clerk $1 --' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'clerk $1 --'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'clerk $1 --' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'clerk $1 --'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'clerk $1 --' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'clerk $1 --' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'clerk $1 --' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'clerk $1 --'))
  ) AS p (editor)
), seen AS (
  SELECT
    i.*,
    coalesce(a.id IS NOT NULL AND (p.support OR p.viewer), false)
      OR EXISTS (SELECT 1 FROM granted WHERE action = 'read') AS reads
  FROM invoice AS i
  CROSS JOIN person AS p
  LEFT JOIN account AS a ON a.id = i.account_id
), approves (yes) AS (
  SELECT
    (s.reads
      AND s.creator_id IS DISTINCT FROM 'clerk $1 --'
      AND coalesce(s.amount * 100 <= (SELECT approval_limit FROM users WHERE id = 'clerk $1 --'), false))
    OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Invoice' AND action = 'approve')
  FROM seen AS s
)
SELECT
  p.superuser
  OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Invoice' AND action = 'read')
  OR EXISTS (SELECT 1 FROM seen AS s CROSS JOIN approves AS v WHERE s.reads)
FROM person AS p;

-- question: authorize User:"clerk $1 --" stamp Invoice:INV-acc/1/1
WITH RECURSIVE invoice AS (
  SELECT id, account_id, creator_id, status, amount FROM invoices WHERE id = 'INV-acc/1/1'
), account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = (SELECT account_id FROM invoice)
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'clerk $1 --' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'clerk $1 --'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'clerk $1 --' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'clerk $1 --'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'clerk $1 --' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'clerk $1 --' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'clerk $1 --' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'clerk $1 --'))
  ) AS p (editor)
), seen AS (
  SELECT
    i.*,
    coalesce(a.id IS NOT NULL AND (p.support OR p.viewer), false)
      OR EXISTS (SELECT 1 FROM granted WHERE action = 'read') AS reads
  FROM invoice AS i
  CROSS JOIN person AS p
  LEFT JOIN account AS a ON a.id = i.account_id
), approves (yes) AS (
  SELECT
    (s.reads
      AND s.creator_id IS DISTINCT FROM 'clerk $1 --'
      AND coalesce(s.amount * 100 <= (SELECT approval_limit FROM users WHERE id = 'clerk $1 --'), false))
    OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Invoice' AND action = 'approve')
  FROM seen AS s
)
SELECT p.superuser OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Invoice' AND action = 'stamp')
FROM person AS p;

-- question: authorize User:"clerk $1 --" pay Invoice:INV-acc/1/1
WITH RECURSIVE invoice AS (
  SELECT id, account_id, creator_id, status, amount FROM invoices WHERE id = 'INV-acc/1/1'
), account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = (SELECT account_id FROM invoice)
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'clerk $1 --' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'clerk $1 --'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'clerk $1 --' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'clerk $1 --'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'clerk $1 --' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'clerk $1 --' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'clerk $1 --' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'clerk $1 --'))
  ) AS p (editor)
), seen AS (
  SELECT
    i.*,
    coalesce(a.id IS NOT NULL AND (p.support OR p.viewer), false)
      OR EXISTS (SELECT 1 FROM granted WHERE action = 'read') AS reads
  FROM invoice AS i
  CROSS JOIN person AS p
  LEFT JOIN account AS a ON a.id = i.account_id
), approves (yes) AS (
  SELECT
    (s.reads
      AND s.creator_id IS DISTINCT FROM 'clerk $1 --'
      AND coalesce(s.amount * 100 <= (SELECT approval_limit FROM users WHERE id = 'clerk $1 --'), false))
    OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Invoice' AND action = 'approve')
  FROM seen AS s
)
SELECT
  p.superuser
  OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Invoice' AND action = 'pay')
  OR EXISTS (SELECT 1 FROM seen AS s CROSS JOIN approves AS v WHERE v.yes AND s.status = 'open')
FROM person AS p;

-- question: authorize User:CFO pay Invoice:"INV-конто №7/4"
WITH RECURSIVE invoice AS (
  SELECT id, account_id, creator_id, status, amount FROM invoices WHERE id = 'INV-конто №7/4'
), account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = (SELECT account_id FROM invoice)
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'CFO' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'CFO'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'CFO' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'CFO'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'CFO' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'CFO' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'CFO' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'CFO'))
  ) AS p (editor)
), seen AS (
  SELECT
    i.*,
    coalesce(a.id IS NOT NULL AND (p.support OR p.viewer), false)
      OR EXISTS (SELECT 1 FROM granted WHERE action = 'read') AS reads
  FROM invoice AS i
  CROSS JOIN person AS p
  LEFT JOIN account AS a ON a.id = i.account_id
), approves (yes) AS (
  SELECT
    (s.reads
      AND s.creator_id IS DISTINCT FROM 'CFO'
      AND coalesce(s.amount * 100 <= (SELECT approval_limit FROM users WHERE id = 'CFO'), false))
    OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Invoice' AND action = 'approve')
  FROM seen AS s
)
SELECT
  p.superuser
  OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Invoice' AND action = 'pay')
  OR EXISTS (SELECT 1 FROM seen AS s CROSS JOIN approves AS v WHERE v.yes AND s.status = 'open')
FROM person AS p;

-- question: authorize User:CFO approve Invoice:"INV-конто №7/1"
WITH RECURSIVE invoice AS (
  SELECT id, account_id, creator_id, status, amount FROM invoices WHERE id = 'INV-конто №7/1'
), account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = (SELECT account_id FROM invoice)
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'CFO' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'CFO'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'CFO' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'CFO'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'CFO' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'CFO' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'CFO' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'CFO'))
  ) AS p (editor)
), seen AS (
  SELECT
    i.*,
    coalesce(a.id IS NOT NULL AND (p.support OR p.viewer), false)
      OR EXISTS (SELECT 1 FROM granted WHERE action = 'read') AS reads
  FROM invoice AS i
  CROSS JOIN person AS p
  LEFT JOIN account AS a ON a.id = i.account_id
), approves (yes) AS (
  SELECT
    (s.reads
      AND s.creator_id IS DISTINCT FROM 'CFO'
      AND coalesce(s.amount * 100 <= (SELECT approval_limit FROM users WHERE id = 'CFO'), false))
    OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Invoice' AND action = 'approve')
  FROM seen AS s
)
SELECT
  p.superuser
  OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Invoice' AND action = 'approve')
  OR EXISTS (SELECT 1 FROM seen AS s CROSS JOIN approves AS v WHERE v.yes)
FROM person AS p;

-- question: authorize User:CFO approve Invoice:"INV-конто №7/7"
WITH RECURSIVE invoice AS (
  SELECT id, account_id, creator_id, status, amount FROM invoices WHERE id = 'INV-конто №7/7'
), account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = (SELECT account_id FROM invoice)
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'CFO' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'CFO'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'CFO' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'CFO'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'CFO' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'CFO' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'CFO' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'CFO'))
  ) AS p (editor)
), seen AS (
  SELECT
    i.*,
    coalesce(a.id IS NOT NULL AND (p.support OR p.viewer), false)
      OR EXISTS (SELECT 1 FROM granted WHERE action = 'read') AS reads
  FROM invoice AS i
  CROSS JOIN person AS p
  LEFT JOIN account AS a ON a.id = i.account_id
), approves (yes) AS (
  SELECT
    (s.reads
      AND s.creator_id IS DISTINCT FROM 'CFO'
      AND coalesce(s.amount * 100 <= (SELECT approval_limit FROM users WHERE id = 'CFO'), false))
    OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Invoice' AND action = 'approve')
  FROM seen AS s
)
SELECT
  p.superuser
  OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Invoice' AND action = 'approve')
  OR EXISTS (SELECT 1 FROM seen AS s CROSS JOIN approves AS v WHERE v.yes)
FROM person AS p;

-- question: authorize User:CFO approve Invoice:"INV-конто №7/5"
WITH RECURSIVE invoice AS (
  SELECT id, account_id, creator_id, status, amount FROM invoices WHERE id = 'INV-конто №7/5'
), account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = (SELECT account_id FROM invoice)
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'CFO' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'CFO'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'CFO' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'CFO'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'CFO' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'CFO' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'CFO' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'CFO'))
  ) AS p (editor)
), seen AS (
  SELECT
    i.*,
    coalesce(a.id IS NOT NULL AND (p.support OR p.viewer), false)
      OR EXISTS (SELECT 1 FROM granted WHERE action = 'read') AS reads
  FROM invoice AS i
  CROSS JOIN person AS p
  LEFT JOIN account AS a ON a.id = i.account_id
), approves (yes) AS (
  SELECT
    (s.reads
      AND s.creator_id IS DISTINCT FROM 'CFO'
      AND coalesce(s.amount * 100 <= (SELECT approval_limit FROM users WHERE id = 'CFO'), false))
    OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Invoice' AND action = 'approve')
  FROM seen AS s
)
SELECT
  p.superuser
  OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Invoice' AND action = 'approve')
  OR EXISTS (SELECT 1 FROM seen AS s CROSS JOIN approves AS v WHERE v.yes)
FROM person AS p;

-- question: authorize User:"o'neil" dispute Invoice:"INV-acc \"quoted\"/4"
WITH RECURSIVE invoice AS (
  SELECT id, account_id, creator_id, status, amount FROM invoices WHERE id = 'INV-acc "quoted"/4'
), account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = (SELECT account_id FROM invoice)
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'o''neil' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'o''neil'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'o''neil' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'o''neil'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'o''neil' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'o''neil' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'o''neil' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'o''neil'))
  ) AS p (editor)
), seen AS (
  SELECT
    i.*,
    coalesce(a.id IS NOT NULL AND (p.support OR p.viewer), false)
      OR EXISTS (SELECT 1 FROM granted WHERE action = 'read') AS reads
  FROM invoice AS i
  CROSS JOIN person AS p
  LEFT JOIN account AS a ON a.id = i.account_id
), approves (yes) AS (
  SELECT
    (s.reads
      AND s.creator_id IS DISTINCT FROM 'o''neil'
      AND coalesce(s.amount * 100 <= (SELECT approval_limit FROM users WHERE id = 'o''neil'), false))
    OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Invoice' AND action = 'approve')
  FROM seen AS s
)
SELECT
  p.superuser
  OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Invoice' AND action = 'dispute')
  OR EXISTS (SELECT 1 FROM seen AS s CROSS JOIN approves AS v WHERE p.viewer AND s.status = 'open')
FROM person AS p;

-- question: authorize User:"root:0" read Invoice:"INV:\"?\""
WITH RECURSIVE invoice AS (
  SELECT id, account_id, creator_id, status, amount FROM invoices WHERE id = 'INV:"?"'
), account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = (SELECT account_id FROM invoice)
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'root:0' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'root:0'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'root:0' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'root:0'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'root:0' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'root:0' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'root:0' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'root:0'))
  ) AS p (editor)
), seen AS (
  SELECT
    i.*,
    coalesce(a.id IS NOT NULL AND (p.support OR p.viewer), false)
      OR EXISTS (SELECT 1 FROM granted WHERE action = 'read') AS reads
  FROM invoice AS i
  CROSS JOIN person AS p
  LEFT JOIN account AS a ON a.id = i.account_id
), approves (yes) AS (
  SELECT
    (s.reads
      AND s.creator_id IS DISTINCT FROM 'root:0'
      AND coalesce(s.amount * 100 <= (SELECT approval_limit FROM users WHERE id = 'root:0'), false))
    OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Invoice' AND action = 'approve')
  FROM seen AS s
)
SELECT
  p.superuser
  OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Invoice' AND action = 'read')
  OR EXISTS (SELECT 1 FROM seen AS s CROSS JOIN approves AS v WHERE s.reads)
FROM person AS p;

-- question: authorize User:"support desk" read Invoice:"INV:\"?\""
WITH RECURSIVE invoice AS (
  SELECT id, account_id, creator_id, status, amount FROM invoices WHERE id = 'INV:"?"'
), account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = (SELECT account_id FROM invoice)
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'support desk' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'support desk'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'support desk' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'support desk'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'support desk' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'support desk' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'support desk' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'support desk'))
  ) AS p (editor)
), seen AS (
  SELECT
    i.*,
    coalesce(a.id IS NOT NULL AND (p.support OR p.viewer), false)
      OR EXISTS (SELECT 1 FROM granted WHERE action = 'read') AS reads
  FROM invoice AS i
  CROSS JOIN person AS p
  LEFT JOIN account AS a ON a.id = i.account_id
), approves (yes) AS (
  SELECT
    (s.reads
      AND s.creator_id IS DISTINCT FROM 'support desk'
      AND coalesce(s.amount * 100 <= (SELECT approval_limit FROM users WHERE id = 'support desk'), false))
    OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Invoice' AND action = 'approve')
  FROM seen AS s
)
SELECT
  p.superuser
  OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Invoice' AND action = 'read')
  OR EXISTS (SELECT 1 FROM seen AS s CROSS JOIN approves AS v WHERE s.reads)
FROM person AS p;

-- question: authorize User:"support desk" approve Invoice:INV-acc/12/8
WITH RECURSIVE invoice AS (
  SELECT id, account_id, creator_id, status, amount FROM invoices WHERE id = 'INV-acc/12/8'
), account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = (SELECT account_id FROM invoice)
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'support desk' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'support desk'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'support desk' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'support desk'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'support desk' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'support desk' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'support desk' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'support desk'))
  ) AS p (editor)
), seen AS (
  SELECT
    i.*,
    coalesce(a.id IS NOT NULL AND (p.support OR p.viewer), false)
      OR EXISTS (SELECT 1 FROM granted WHERE action = 'read') AS reads
  FROM invoice AS i
  CROSS JOIN person AS p
  LEFT JOIN account AS a ON a.id = i.account_id
), approves (yes) AS (
  SELECT
    (s.reads
      AND s.creator_id IS DISTINCT FROM 'support desk'
      AND coalesce(s.amount * 100 <= (SELECT approval_limit FROM users WHERE id = 'support desk'), false))
    OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Invoice' AND action = 'approve')
  FROM seen AS s
)
SELECT
  p.superuser
  OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Invoice' AND action = 'approve')
  OR EXISTS (SELECT 1 FROM seen AS s CROSS JOIN approves AS v WHERE v.yes)
FROM person AS p;

-- question: authorize User:"o'neil" read Invoice:"INV of nobody's account"
WITH RECURSIVE invoice AS (
  SELECT id, account_id, creator_id, status, amount FROM invoices WHERE id = 'INV of nobody''s account'
), account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = (SELECT account_id FROM invoice)
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'o''neil' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'o''neil'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'o''neil' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'o''neil'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'o''neil' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'o''neil' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'o''neil' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'o''neil'))
  ) AS p (editor)
), seen AS (
  SELECT
    i.*,
    coalesce(a.id IS NOT NULL AND (p.support OR p.viewer), false)
      OR EXISTS (SELECT 1 FROM granted WHERE action = 'read') AS reads
  FROM invoice AS i
  CROSS JOIN person AS p
  LEFT JOIN account AS a ON a.id = i.account_id
), approves (yes) AS (
  SELECT
    (s.reads
      AND s.creator_id IS DISTINCT FROM 'o''neil'
      AND coalesce(s.amount * 100 <= (SELECT approval_limit FROM users WHERE id = 'o''neil'), false))
    OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Invoice' AND action = 'approve')
  FROM seen AS s
)
SELECT
  p.superuser
  OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Invoice' AND action = 'read')
  OR EXISTS (SELECT 1 FROM seen AS s CROSS JOIN approves AS v WHERE s.reads)
FROM person AS p;

-- question: authorize User:"zoë \"z\" żółć" create_account Tenant:acme
SELECT
  EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'zoë "z" żółć' AND role = 'superuser')
  OR (
    EXISTS (
      SELECT 1 FROM tenant_members
      WHERE user_id = 'zoë "z" żółć' AND tenant_id = 'acme' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin'))
    AND EXISTS (
      SELECT 1 FROM tenants AS t
      WHERE t.id = 'acme'
        AND (t.account_quota IS NULL OR (SELECT count(*) FROM accounts AS a WHERE a.tenant_id = t.id) < t.account_quota))
  );

-- question: authorize User:CFO create_account Tenant:"O'Brien & Söhne"
SELECT
  EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'CFO' AND role = 'superuser')
  OR (
    EXISTS (
      SELECT 1 FROM tenant_members
      WHERE user_id = 'CFO' AND tenant_id = 'O''Brien & Söhne' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin'))
    AND EXISTS (
      SELECT 1 FROM tenants AS t
      WHERE t.id = 'O''Brien & Söhne'
        AND (t.account_quota IS NULL OR (SELECT count(*) FROM accounts AS a WHERE a.tenant_id = t.id) < t.account_quota))
  );

-- question: authorize User:"100% (delegate)" create_account Tenant:"tenant:3 \"three\""
SELECT
  EXISTS (SELECT 1 FROM global_roles WHERE user_id = '100% (delegate)' AND role = 'superuser')
  OR (
    EXISTS (
      SELECT 1 FROM tenant_members
      WHERE user_id = '100% (delegate)' AND tenant_id = 'tenant:3 "three"' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin'))
    AND EXISTS (
      SELECT 1 FROM tenants AS t
      WHERE t.id = 'tenant:3 "three"'
        AND (t.account_quota IS NULL OR (SELECT count(*) FROM accounts AS a WHERE a.tenant_id = t.id) < t.account_quota))
  );

-- question: authorize User:cfo create_account Tenant:"empty tenant"
SELECT
  EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'cfo' AND role = 'superuser')
  OR (
    EXISTS (
      SELECT 1 FROM tenant_members
      WHERE user_id = 'cfo' AND tenant_id = 'empty tenant' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin'))
    AND EXISTS (
      SELECT 1 FROM tenants AS t
      WHERE t.id = 'empty tenant'
        AND (t.account_quota IS NULL OR (SELECT count(*) FROM accounts AS a WHERE a.tenant_id = t.id) < t.account_quota))
  );

-- question: authorize User:left@acme.example create_account Tenant:acme
SELECT
  EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'left@acme.example' AND role = 'superuser')
  OR (
    EXISTS (
      SELECT 1 FROM tenant_members
      WHERE user_id = 'left@acme.example' AND tenant_id = 'acme' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin'))
    AND EXISTS (
      SELECT 1 FROM tenants AS t
      WHERE t.id = 'acme'
        AND (t.account_quota IS NULL OR (SELECT count(*) FROM accounts AS a WHERE a.tenant_id = t.id) < t.account_quota))
  );

-- question: authorize User:"mid,manager" view_profile User:"o'neil"
WITH RECURSIVE superiors (id) AS (
  SELECT manager_id FROM users WHERE id = 'o''neil'
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id
)
SELECT 'mid,manager' = 'o''neil' OR EXISTS (SELECT 1 FROM superiors WHERE id = 'mid,manager');

-- question: authorize User:"mid,manager" approve_leave User:"o'neil"
SELECT EXISTS (SELECT 1 FROM users WHERE id = 'o''neil' AND manager_id = 'mid,manager' AND manager_id <> id);

-- question: authorize User:"名前:chief" approve_leave User:"o'neil"
SELECT EXISTS (SELECT 1 FROM users WHERE id = 'o''neil' AND manager_id = '名前:chief' AND manager_id <> id);

-- question: authorize User:"名前:chief" view_profile User:"o'neil"
WITH RECURSIVE superiors (id) AS (
  SELECT manager_id FROM users WHERE id = 'o''neil'
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id
)
SELECT '名前:chief' = 'o''neil' OR EXISTS (SELECT 1 FROM superiors WHERE id = '名前:chief');

-- question: authorize User:"名前:chief" approve_leave User:"名前:chief"
SELECT EXISTS (SELECT 1 FROM users WHERE id = '名前:chief' AND manager_id = '名前:chief' AND manager_id <> id);

-- question: authorize User:"o'neil" view_profile User:"o'neil"
WITH RECURSIVE superiors (id) AS (
  SELECT manager_id FROM users WHERE id = 'o''neil'
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id
)
SELECT 'o''neil' = 'o''neil' OR EXISTS (SELECT 1 FROM superiors WHERE id = 'o''neil');

-- question: authorize User:"o'neil" view_profile User:"mid,manager"
WITH RECURSIVE superiors (id) AS (
  SELECT manager_id FROM users WHERE id = 'mid,manager'
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id
)
SELECT 'o''neil' = 'mid,manager' OR EXISTS (SELECT 1 FROM superiors WHERE id = 'o''neil');

-- question: list User:"root:0" read Invoice
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = 'root:0' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), reports (id) AS (
  SELECT id FROM users WHERE manager_id = 'root:0'
  UNION
  SELECT u.id FROM reports AS r JOIN users AS u ON u.manager_id = r.id
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = 'root:0'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = 'root:0' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'root:0'
), readable (id) AS (
  SELECT account_id FROM team WHERE role IN ('viewer', 'editor')
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = 'root:0' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role IN ('accountant', 'admin')
  UNION ALL
  SELECT a.id FROM reports AS r JOIN accounts AS a ON a.owner_id = r.id WHERE a.tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Account' AND g.action = 'read'
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Invoice' AND g.action = 'read'
)
SELECT i.id
FROM invoices AS i
WHERE i.account_id = ANY (ARRAY(SELECT id FROM readable))
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE i.account_id IS NOT NULL
  AND EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'root:0' AND role = 'support')
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'root:0' AND role = 'superuser');

-- question: list User:"support desk" read Invoice
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = 'support desk' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), reports (id) AS (
  SELECT id FROM users WHERE manager_id = 'support desk'
  UNION
  SELECT u.id FROM reports AS r JOIN users AS u ON u.manager_id = r.id
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = 'support desk'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = 'support desk' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'support desk'
), readable (id) AS (
  SELECT account_id FROM team WHERE role IN ('viewer', 'editor')
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = 'support desk' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role IN ('accountant', 'admin')
  UNION ALL
  SELECT a.id FROM reports AS r JOIN accounts AS a ON a.owner_id = r.id WHERE a.tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Account' AND g.action = 'read'
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Invoice' AND g.action = 'read'
)
SELECT i.id
FROM invoices AS i
WHERE i.account_id = ANY (ARRAY(SELECT id FROM readable))
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE i.account_id IS NOT NULL
  AND EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'support desk' AND role = 'support')
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'support desk' AND role = 'superuser');

-- question: list User:nobody read Invoice
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = 'nobody' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), reports (id) AS (
  SELECT id FROM users WHERE manager_id = 'nobody'
  UNION
  SELECT u.id FROM reports AS r JOIN users AS u ON u.manager_id = r.id
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = 'nobody'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = 'nobody' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'nobody'
), readable (id) AS (
  SELECT account_id FROM team WHERE role IN ('viewer', 'editor')
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = 'nobody' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role IN ('accountant', 'admin')
  UNION ALL
  SELECT a.id FROM reports AS r JOIN accounts AS a ON a.owner_id = r.id WHERE a.tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Account' AND g.action = 'read'
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Invoice' AND g.action = 'read'
)
SELECT i.id
FROM invoices AS i
WHERE i.account_id = ANY (ARRAY(SELECT id FROM readable))
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE i.account_id IS NOT NULL
  AND EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'nobody' AND role = 'support')
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'nobody' AND role = 'superuser');

-- question: list User:"o'neil" read Invoice
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = 'o''neil' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), reports (id) AS (
  SELECT id FROM users WHERE manager_id = 'o''neil'
  UNION
  SELECT u.id FROM reports AS r JOIN users AS u ON u.manager_id = r.id
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = 'o''neil'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = 'o''neil' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'o''neil'
), readable (id) AS (
  SELECT account_id FROM team WHERE role IN ('viewer', 'editor')
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = 'o''neil' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role IN ('accountant', 'admin')
  UNION ALL
  SELECT a.id FROM reports AS r JOIN accounts AS a ON a.owner_id = r.id WHERE a.tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Account' AND g.action = 'read'
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Invoice' AND g.action = 'read'
)
SELECT i.id
FROM invoices AS i
WHERE i.account_id = ANY (ARRAY(SELECT id FROM readable))
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE i.account_id IS NOT NULL
  AND EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'o''neil' AND role = 'support')
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'o''neil' AND role = 'superuser');

-- question: list User:"zoë \"z\" żółć" read Invoice
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = 'zoë "z" żółć' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), reports (id) AS (
  SELECT id FROM users WHERE manager_id = 'zoë "z" żółć'
  UNION
  SELECT u.id FROM reports AS r JOIN users AS u ON u.manager_id = r.id
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = 'zoë "z" żółć'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = 'zoë "z" żółć' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'zoë "z" żółć'
), readable (id) AS (
  SELECT account_id FROM team WHERE role IN ('viewer', 'editor')
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = 'zoë "z" żółć' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role IN ('accountant', 'admin')
  UNION ALL
  SELECT a.id FROM reports AS r JOIN accounts AS a ON a.owner_id = r.id WHERE a.tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Account' AND g.action = 'read'
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Invoice' AND g.action = 'read'
)
SELECT i.id
FROM invoices AS i
WHERE i.account_id = ANY (ARRAY(SELECT id FROM readable))
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE i.account_id IS NOT NULL
  AND EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'zoë "z" żółć' AND role = 'support')
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'zoë "z" żółć' AND role = 'superuser');

-- question: list User:"a.big\\boss" read Invoice
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = 'a.big\boss' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), reports (id) AS (
  SELECT id FROM users WHERE manager_id = 'a.big\boss'
  UNION
  SELECT u.id FROM reports AS r JOIN users AS u ON u.manager_id = r.id
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = 'a.big\boss'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = 'a.big\boss' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'a.big\boss'
), readable (id) AS (
  SELECT account_id FROM team WHERE role IN ('viewer', 'editor')
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = 'a.big\boss' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role IN ('accountant', 'admin')
  UNION ALL
  SELECT a.id FROM reports AS r JOIN accounts AS a ON a.owner_id = r.id WHERE a.tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Account' AND g.action = 'read'
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Invoice' AND g.action = 'read'
)
SELECT i.id
FROM invoices AS i
WHERE i.account_id = ANY (ARRAY(SELECT id FROM readable))
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE i.account_id IS NOT NULL
  AND EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'a.big\boss' AND role = 'support')
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'a.big\boss' AND role = 'superuser');

-- question: list User:"名前:chief" read Invoice
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = '名前:chief' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), reports (id) AS (
  SELECT id FROM users WHERE manager_id = '名前:chief'
  UNION
  SELECT u.id FROM reports AS r JOIN users AS u ON u.manager_id = r.id
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = '名前:chief'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = '名前:chief' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = '名前:chief'
), readable (id) AS (
  SELECT account_id FROM team WHERE role IN ('viewer', 'editor')
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = '名前:chief' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role IN ('accountant', 'admin')
  UNION ALL
  SELECT a.id FROM reports AS r JOIN accounts AS a ON a.owner_id = r.id WHERE a.tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Account' AND g.action = 'read'
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Invoice' AND g.action = 'read'
)
SELECT i.id
FROM invoices AS i
WHERE i.account_id = ANY (ARRAY(SELECT id FROM readable))
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE i.account_id IS NOT NULL
  AND EXISTS (SELECT 1 FROM global_roles WHERE user_id = '名前:chief' AND role = 'support')
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE EXISTS (SELECT 1 FROM global_roles WHERE user_id = '名前:chief' AND role = 'superuser');

-- question: list User:"mid,manager" read Invoice
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = 'mid,manager' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), reports (id) AS (
  SELECT id FROM users WHERE manager_id = 'mid,manager'
  UNION
  SELECT u.id FROM reports AS r JOIN users AS u ON u.manager_id = r.id
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = 'mid,manager'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = 'mid,manager' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'mid,manager'
), readable (id) AS (
  SELECT account_id FROM team WHERE role IN ('viewer', 'editor')
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = 'mid,manager' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role IN ('accountant', 'admin')
  UNION ALL
  SELECT a.id FROM reports AS r JOIN accounts AS a ON a.owner_id = r.id WHERE a.tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Account' AND g.action = 'read'
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Invoice' AND g.action = 'read'
)
SELECT i.id
FROM invoices AS i
WHERE i.account_id = ANY (ARRAY(SELECT id FROM readable))
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE i.account_id IS NOT NULL
  AND EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'mid,manager' AND role = 'support')
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'mid,manager' AND role = 'superuser');

-- question: list User:left@acme.example read Invoice
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = 'left@acme.example' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), reports (id) AS (
  SELECT id FROM users WHERE manager_id = 'left@acme.example'
  UNION
  SELECT u.id FROM reports AS r JOIN users AS u ON u.manager_id = r.id
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = 'left@acme.example'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = 'left@acme.example' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'left@acme.example'
), readable (id) AS (
  SELECT account_id FROM team WHERE role IN ('viewer', 'editor')
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = 'left@acme.example' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role IN ('accountant', 'admin')
  UNION ALL
  SELECT a.id FROM reports AS r JOIN accounts AS a ON a.owner_id = r.id WHERE a.tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Account' AND g.action = 'read'
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Invoice' AND g.action = 'read'
)
SELECT i.id
FROM invoices AS i
WHERE i.account_id = ANY (ARRAY(SELECT id FROM readable))
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE i.account_id IS NOT NULL
  AND EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'left@acme.example' AND role = 'support')
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'left@acme.example' AND role = 'superuser');

-- question: list User:"x:_y?" read Invoice
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = 'x:_y?' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), reports (id) AS (
  SELECT id FROM users WHERE manager_id = 'x:_y?'
  UNION
  SELECT u.id FROM reports AS r JOIN users AS u ON u.manager_id = r.id
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = 'x:_y?'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = 'x:_y?' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'x:_y?'
), readable (id) AS (
  SELECT account_id FROM team WHERE role IN ('viewer', 'editor')
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = 'x:_y?' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role IN ('accountant', 'admin')
  UNION ALL
  SELECT a.id FROM reports AS r JOIN accounts AS a ON a.owner_id = r.id WHERE a.tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Account' AND g.action = 'read'
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Invoice' AND g.action = 'read'
)
SELECT i.id
FROM invoices AS i
WHERE i.account_id = ANY (ARRAY(SELECT id FROM readable))
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE i.account_id IS NOT NULL
  AND EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'x:_y?' AND role = 'support')
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'x:_y?' AND role = 'superuser');

-- question: list User:"clerk $1 --" read Invoice
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = 'clerk $1 --' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), reports (id) AS (
  SELECT id FROM users WHERE manager_id = 'clerk $1 --'
  UNION
  SELECT u.id FROM reports AS r JOIN users AS u ON u.manager_id = r.id
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = 'clerk $1 --'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = 'clerk $1 --' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'clerk $1 --'
), readable (id) AS (
  SELECT account_id FROM team WHERE role IN ('viewer', 'editor')
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = 'clerk $1 --' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role IN ('accountant', 'admin')
  UNION ALL
  SELECT a.id FROM reports AS r JOIN accounts AS a ON a.owner_id = r.id WHERE a.tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Account' AND g.action = 'read'
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Invoice' AND g.action = 'read'
)
SELECT i.id
FROM invoices AS i
WHERE i.account_id = ANY (ARRAY(SELECT id FROM readable))
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE i.account_id IS NOT NULL
  AND EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'clerk $1 --' AND role = 'support')
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'clerk $1 --' AND role = 'superuser');

-- question: list User:"100% (delegate)" read Invoice
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = '100% (delegate)' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), reports (id) AS (
  SELECT id FROM users WHERE manager_id = '100% (delegate)'
  UNION
  SELECT u.id FROM reports AS r JOIN users AS u ON u.manager_id = r.id
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = '100% (delegate)'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = '100% (delegate)' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = '100% (delegate)'
), readable (id) AS (
  SELECT account_id FROM team WHERE role IN ('viewer', 'editor')
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = '100% (delegate)' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role IN ('accountant', 'admin')
  UNION ALL
  SELECT a.id FROM reports AS r JOIN accounts AS a ON a.owner_id = r.id WHERE a.tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Account' AND g.action = 'read'
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Invoice' AND g.action = 'read'
)
SELECT i.id
FROM invoices AS i
WHERE i.account_id = ANY (ARRAY(SELECT id FROM readable))
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE i.account_id IS NOT NULL
  AND EXISTS (SELECT 1 FROM global_roles WHERE user_id = '100% (delegate)' AND role = 'support')
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE EXISTS (SELECT 1 FROM global_roles WHERE user_id = '100% (delegate)' AND role = 'superuser');

-- question: list User:CFO read Invoice
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = 'CFO' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), reports (id) AS (
  SELECT id FROM users WHERE manager_id = 'CFO'
  UNION
  SELECT u.id FROM reports AS r JOIN users AS u ON u.manager_id = r.id
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = 'CFO'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = 'CFO' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'CFO'
), readable (id) AS (
  SELECT account_id FROM team WHERE role IN ('viewer', 'editor')
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = 'CFO' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role IN ('accountant', 'admin')
  UNION ALL
  SELECT a.id FROM reports AS r JOIN accounts AS a ON a.owner_id = r.id WHERE a.tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Account' AND g.action = 'read'
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Invoice' AND g.action = 'read'
)
SELECT i.id
FROM invoices AS i
WHERE i.account_id = ANY (ARRAY(SELECT id FROM readable))
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE i.account_id IS NOT NULL
  AND EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'CFO' AND role = 'support')
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'CFO' AND role = 'superuser');

-- question: list User:cfo read Invoice
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = 'cfo' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), reports (id) AS (
  SELECT id FROM users WHERE manager_id = 'cfo'
  UNION
  SELECT u.id FROM reports AS r JOIN users AS u ON u.manager_id = r.id
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = 'cfo'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = 'cfo' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'cfo'
), readable (id) AS (
  SELECT account_id FROM team WHERE role IN ('viewer', 'editor')
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = 'cfo' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role IN ('accountant', 'admin')
  UNION ALL
  SELECT a.id FROM reports AS r JOIN accounts AS a ON a.owner_id = r.id WHERE a.tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Account' AND g.action = 'read'
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Invoice' AND g.action = 'read'
)
SELECT i.id
FROM invoices AS i
WHERE i.account_id = ANY (ARRAY(SELECT id FROM readable))
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE i.account_id IS NOT NULL
  AND EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'cfo' AND role = 'support')
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'cfo' AND role = 'superuser');

-- question: list User:"ghost \"?\"" read Invoice
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = 'ghost "?"' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), reports (id) AS (
  SELECT id FROM users WHERE manager_id = 'ghost "?"'
  UNION
  SELECT u.id FROM reports AS r JOIN users AS u ON u.manager_id = r.id
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = 'ghost "?"'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = 'ghost "?"' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'ghost "?"'
), readable (id) AS (
  SELECT account_id FROM team WHERE role IN ('viewer', 'editor')
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = 'ghost "?"' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role IN ('accountant', 'admin')
  UNION ALL
  SELECT a.id FROM reports AS r JOIN accounts AS a ON a.owner_id = r.id WHERE a.tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Account' AND g.action = 'read'
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Invoice' AND g.action = 'read'
)
SELECT i.id
FROM invoices AS i
WHERE i.account_id = ANY (ARRAY(SELECT id FROM readable))
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE i.account_id IS NOT NULL
  AND EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'ghost "?"' AND role = 'support')
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'ghost "?"' AND role = 'superuser');

-- question: list User:"o'neil" read Account
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = 'o''neil' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), reports (id) AS (
  SELECT id FROM users WHERE manager_id = 'o''neil'
  UNION
  SELECT u.id FROM reports AS r JOIN users AS u ON u.manager_id = r.id
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = 'o''neil'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = 'o''neil' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'o''neil'
), readable (id) AS (
  SELECT account_id FROM team WHERE role IN ('viewer', 'editor')
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = 'o''neil' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role IN ('accountant', 'admin')
  UNION ALL
  SELECT a.id FROM reports AS r JOIN accounts AS a ON a.owner_id = r.id WHERE a.tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Account' AND g.action = 'read'
)
SELECT a.id
FROM accounts AS a
WHERE a.id = ANY (ARRAY(SELECT id FROM readable))
UNION ALL
SELECT a.id
FROM accounts AS a
WHERE EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'o''neil' AND role IN ('support', 'superuser'));

-- question: list User:"a.big\\boss" read Account
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = 'a.big\boss' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), reports (id) AS (
  SELECT id FROM users WHERE manager_id = 'a.big\boss'
  UNION
  SELECT u.id FROM reports AS r JOIN users AS u ON u.manager_id = r.id
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = 'a.big\boss'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = 'a.big\boss' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'a.big\boss'
), readable (id) AS (
  SELECT account_id FROM team WHERE role IN ('viewer', 'editor')
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = 'a.big\boss' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role IN ('accountant', 'admin')
  UNION ALL
  SELECT a.id FROM reports AS r JOIN accounts AS a ON a.owner_id = r.id WHERE a.tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Account' AND g.action = 'read'
)
SELECT a.id
FROM accounts AS a
WHERE a.id = ANY (ARRAY(SELECT id FROM readable))
UNION ALL
SELECT a.id
FROM accounts AS a
WHERE EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'a.big\boss' AND role IN ('support', 'superuser'));

-- question: list User:"名前:chief" read Account
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = '名前:chief' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), reports (id) AS (
  SELECT id FROM users WHERE manager_id = '名前:chief'
  UNION
  SELECT u.id FROM reports AS r JOIN users AS u ON u.manager_id = r.id
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = '名前:chief'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = '名前:chief' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = '名前:chief'
), readable (id) AS (
  SELECT account_id FROM team WHERE role IN ('viewer', 'editor')
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = '名前:chief' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role IN ('accountant', 'admin')
  UNION ALL
  SELECT a.id FROM reports AS r JOIN accounts AS a ON a.owner_id = r.id WHERE a.tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Account' AND g.action = 'read'
)
SELECT a.id
FROM accounts AS a
WHERE a.id = ANY (ARRAY(SELECT id FROM readable))
UNION ALL
SELECT a.id
FROM accounts AS a
WHERE EXISTS (SELECT 1 FROM global_roles WHERE user_id = '名前:chief' AND role IN ('support', 'superuser'));

-- question: list User:"mid,manager" read Account
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = 'mid,manager' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), reports (id) AS (
  SELECT id FROM users WHERE manager_id = 'mid,manager'
  UNION
  SELECT u.id FROM reports AS r JOIN users AS u ON u.manager_id = r.id
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = 'mid,manager'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = 'mid,manager' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'mid,manager'
), readable (id) AS (
  SELECT account_id FROM team WHERE role IN ('viewer', 'editor')
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = 'mid,manager' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role IN ('accountant', 'admin')
  UNION ALL
  SELECT a.id FROM reports AS r JOIN accounts AS a ON a.owner_id = r.id WHERE a.tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Account' AND g.action = 'read'
)
SELECT a.id
FROM accounts AS a
WHERE a.id = ANY (ARRAY(SELECT id FROM readable))
UNION ALL
SELECT a.id
FROM accounts AS a
WHERE EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'mid,manager' AND role IN ('support', 'superuser'));

-- question: list User:"x:_y?" read Account
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = 'x:_y?' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), reports (id) AS (
  SELECT id FROM users WHERE manager_id = 'x:_y?'
  UNION
  SELECT u.id FROM reports AS r JOIN users AS u ON u.manager_id = r.id
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = 'x:_y?'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = 'x:_y?' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'x:_y?'
), readable (id) AS (
  SELECT account_id FROM team WHERE role IN ('viewer', 'editor')
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = 'x:_y?' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role IN ('accountant', 'admin')
  UNION ALL
  SELECT a.id FROM reports AS r JOIN accounts AS a ON a.owner_id = r.id WHERE a.tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Account' AND g.action = 'read'
)
SELECT a.id
FROM accounts AS a
WHERE a.id = ANY (ARRAY(SELECT id FROM readable))
UNION ALL
SELECT a.id
FROM accounts AS a
WHERE EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'x:_y?' AND role IN ('support', 'superuser'));

-- question: list User:"o'neil" edit Account
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = 'o''neil' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = 'o''neil'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = 'o''neil' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'o''neil'
), editable (id) AS (
  SELECT account_id FROM team WHERE role = 'editor'
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = 'o''neil' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role = 'admin'
)
SELECT a.id
FROM accounts AS a
WHERE a.is_open AND a.id = ANY (ARRAY(SELECT id FROM editable))
UNION ALL
SELECT a.id
FROM granted AS g
JOIN accounts AS a ON a.tenant_id = g.tenant_id
WHERE g.on_type = 'Account' AND g.action = 'edit'
UNION ALL
SELECT a.id
FROM accounts AS a
WHERE EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'o''neil' AND role = 'superuser');

-- question: list User:"zoë \"z\" żółć" edit Account
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = 'zoë "z" żółć' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = 'zoë "z" żółć'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = 'zoë "z" żółć' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'zoë "z" żółć'
), editable (id) AS (
  SELECT account_id FROM team WHERE role = 'editor'
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = 'zoë "z" żółć' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role = 'admin'
)
SELECT a.id
FROM accounts AS a
WHERE a.is_open AND a.id = ANY (ARRAY(SELECT id FROM editable))
UNION ALL
SELECT a.id
FROM granted AS g
JOIN accounts AS a ON a.tenant_id = g.tenant_id
WHERE g.on_type = 'Account' AND g.action = 'edit'
UNION ALL
SELECT a.id
FROM accounts AS a
WHERE EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'zoë "z" żółć' AND role = 'superuser');

-- question: list User:"root:0" edit Account
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = 'root:0' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = 'root:0'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = 'root:0' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'root:0'
), editable (id) AS (
  SELECT account_id FROM team WHERE role = 'editor'
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = 'root:0' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role = 'admin'
)
SELECT a.id
FROM accounts AS a
WHERE a.is_open AND a.id = ANY (ARRAY(SELECT id FROM editable))
UNION ALL
SELECT a.id
FROM granted AS g
JOIN accounts AS a ON a.tenant_id = g.tenant_id
WHERE g.on_type = 'Account' AND g.action = 'edit'
UNION ALL
SELECT a.id
FROM accounts AS a
WHERE EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'root:0' AND role = 'superuser');

-- question: list User:"a.big\\boss" close Account
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = 'a.big\boss' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = 'a.big\boss'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = 'a.big\boss' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'a.big\boss'
), editable (id) AS (
  SELECT account_id FROM team WHERE role = 'editor'
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = 'a.big\boss' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role = 'admin'
)
SELECT a.id
FROM accounts AS a
WHERE a.is_open
  AND a.id = ANY (ARRAY(SELECT id FROM editable))
  AND NOT EXISTS (SELECT 1 FROM invoices AS i WHERE i.account_id = a.id AND i.status = 'open')
UNION ALL
SELECT a.id
FROM granted AS g
JOIN accounts AS a ON a.tenant_id = g.tenant_id
WHERE g.on_type = 'Account' AND g.action = 'close'
UNION ALL
SELECT a.id
FROM accounts AS a
WHERE EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'a.big\boss' AND role = 'superuser');

-- question: list User:"mid,manager" close Account
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = 'mid,manager' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = 'mid,manager'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = 'mid,manager' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'mid,manager'
), editable (id) AS (
  SELECT account_id FROM team WHERE role = 'editor'
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = 'mid,manager' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role = 'admin'
)
SELECT a.id
FROM accounts AS a
WHERE a.is_open
  AND a.id = ANY (ARRAY(SELECT id FROM editable))
  AND NOT EXISTS (SELECT 1 FROM invoices AS i WHERE i.account_id = a.id AND i.status = 'open')
UNION ALL
SELECT a.id
FROM granted AS g
JOIN accounts AS a ON a.tenant_id = g.tenant_id
WHERE g.on_type = 'Account' AND g.action = 'close'
UNION ALL
SELECT a.id
FROM accounts AS a
WHERE EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'mid,manager' AND role = 'superuser');

-- question: list User:CFO export Account
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = 'CFO' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), reports (id) AS (
  SELECT id FROM users WHERE manager_id = 'CFO'
  UNION
  SELECT u.id FROM reports AS r JOIN users AS u ON u.manager_id = r.id
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = 'CFO'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = 'CFO' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'CFO'
), readable (id) AS (
  SELECT account_id FROM team WHERE role IN ('viewer', 'editor')
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = 'CFO' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role IN ('accountant', 'admin')
  UNION ALL
  SELECT a.id FROM reports AS r JOIN accounts AS a ON a.owner_id = r.id WHERE a.tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Account' AND g.action = 'read'
)
SELECT a.id
FROM my_tenants AS t
JOIN accounts AS a ON a.tenant_id = t.id
WHERE t.role IN ('accountant', 'admin')
  AND (a.id IN (SELECT id FROM readable) OR EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'CFO' AND role = 'support'))
UNION ALL
SELECT a.id
FROM granted AS g
JOIN accounts AS a ON a.tenant_id = g.tenant_id
WHERE g.on_type = 'Account' AND g.action = 'export'
UNION ALL
SELECT a.id
FROM accounts AS a
WHERE EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'CFO' AND role = 'superuser');

-- question: list User:"a.big\\boss" export Account
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = 'a.big\boss' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), reports (id) AS (
  SELECT id FROM users WHERE manager_id = 'a.big\boss'
  UNION
  SELECT u.id FROM reports AS r JOIN users AS u ON u.manager_id = r.id
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = 'a.big\boss'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = 'a.big\boss' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'a.big\boss'
), readable (id) AS (
  SELECT account_id FROM team WHERE role IN ('viewer', 'editor')
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = 'a.big\boss' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role IN ('accountant', 'admin')
  UNION ALL
  SELECT a.id FROM reports AS r JOIN accounts AS a ON a.owner_id = r.id WHERE a.tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Account' AND g.action = 'read'
)
SELECT a.id
FROM my_tenants AS t
JOIN accounts AS a ON a.tenant_id = t.id
WHERE t.role IN ('accountant', 'admin')
  AND (a.id IN (SELECT id FROM readable) OR EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'a.big\boss' AND role = 'support'))
UNION ALL
SELECT a.id
FROM granted AS g
JOIN accounts AS a ON a.tenant_id = g.tenant_id
WHERE g.on_type = 'Account' AND g.action = 'export'
UNION ALL
SELECT a.id
FROM accounts AS a
WHERE EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'a.big\boss' AND role = 'superuser');

-- question: list User:CFO approve Invoice
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = 'CFO' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), reports (id) AS (
  SELECT id FROM users WHERE manager_id = 'CFO'
  UNION
  SELECT u.id FROM reports AS r JOIN users AS u ON u.manager_id = r.id
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = 'CFO'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = 'CFO' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'CFO'
), readable (id) AS (
  SELECT account_id FROM team WHERE role IN ('viewer', 'editor')
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = 'CFO' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role IN ('accountant', 'admin')
  UNION ALL
  SELECT a.id FROM reports AS r JOIN accounts AS a ON a.owner_id = r.id WHERE a.tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Account' AND g.action = 'read'
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Invoice' AND g.action = 'read'
)
SELECT i.id
FROM invoices AS i
WHERE i.account_id = ANY (ARRAY(SELECT id FROM readable))
  AND i.amount * 100 <= (SELECT approval_limit FROM users WHERE id = 'CFO')
  AND i.creator_id IS DISTINCT FROM 'CFO'
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE i.account_id IS NOT NULL
  AND EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'CFO' AND role = 'support')
  AND i.amount * 100 <= (SELECT approval_limit FROM users WHERE id = 'CFO')
  AND i.creator_id IS DISTINCT FROM 'CFO'
UNION ALL
SELECT i.id
FROM granted AS g
JOIN accounts AS a ON a.tenant_id = g.tenant_id
JOIN invoices AS i ON i.account_id = a.id
WHERE g.on_type = 'Invoice' AND g.action = 'approve'
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'CFO' AND role = 'superuser');

-- question: list User:"a.big\\boss" approve Invoice
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = 'a.big\boss' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), reports (id) AS (
  SELECT id FROM users WHERE manager_id = 'a.big\boss'
  UNION
  SELECT u.id FROM reports AS r JOIN users AS u ON u.manager_id = r.id
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = 'a.big\boss'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = 'a.big\boss' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'a.big\boss'
), readable (id) AS (
  SELECT account_id FROM team WHERE role IN ('viewer', 'editor')
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = 'a.big\boss' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role IN ('accountant', 'admin')
  UNION ALL
  SELECT a.id FROM reports AS r JOIN accounts AS a ON a.owner_id = r.id WHERE a.tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Account' AND g.action = 'read'
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Invoice' AND g.action = 'read'
)
SELECT i.id
FROM invoices AS i
WHERE i.account_id = ANY (ARRAY(SELECT id FROM readable))
  AND i.amount * 100 <= (SELECT approval_limit FROM users WHERE id = 'a.big\boss')
  AND i.creator_id IS DISTINCT FROM 'a.big\boss'
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE i.account_id IS NOT NULL
  AND EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'a.big\boss' AND role = 'support')
  AND i.amount * 100 <= (SELECT approval_limit FROM users WHERE id = 'a.big\boss')
  AND i.creator_id IS DISTINCT FROM 'a.big\boss'
UNION ALL
SELECT i.id
FROM granted AS g
JOIN accounts AS a ON a.tenant_id = g.tenant_id
JOIN invoices AS i ON i.account_id = a.id
WHERE g.on_type = 'Invoice' AND g.action = 'approve'
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'a.big\boss' AND role = 'superuser');

-- question: list User:"support desk" approve Invoice
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = 'support desk' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), reports (id) AS (
  SELECT id FROM users WHERE manager_id = 'support desk'
  UNION
  SELECT u.id FROM reports AS r JOIN users AS u ON u.manager_id = r.id
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = 'support desk'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = 'support desk' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'support desk'
), readable (id) AS (
  SELECT account_id FROM team WHERE role IN ('viewer', 'editor')
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = 'support desk' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role IN ('accountant', 'admin')
  UNION ALL
  SELECT a.id FROM reports AS r JOIN accounts AS a ON a.owner_id = r.id WHERE a.tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Account' AND g.action = 'read'
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Invoice' AND g.action = 'read'
)
SELECT i.id
FROM invoices AS i
WHERE i.account_id = ANY (ARRAY(SELECT id FROM readable))
  AND i.amount * 100 <= (SELECT approval_limit FROM users WHERE id = 'support desk')
  AND i.creator_id IS DISTINCT FROM 'support desk'
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE i.account_id IS NOT NULL
  AND EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'support desk' AND role = 'support')
  AND i.amount * 100 <= (SELECT approval_limit FROM users WHERE id = 'support desk')
  AND i.creator_id IS DISTINCT FROM 'support desk'
UNION ALL
SELECT i.id
FROM granted AS g
JOIN accounts AS a ON a.tenant_id = g.tenant_id
JOIN invoices AS i ON i.account_id = a.id
WHERE g.on_type = 'Invoice' AND g.action = 'approve'
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'support desk' AND role = 'superuser');

-- question: list User:CFO pay Invoice
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = 'CFO' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), reports (id) AS (
  SELECT id FROM users WHERE manager_id = 'CFO'
  UNION
  SELECT u.id FROM reports AS r JOIN users AS u ON u.manager_id = r.id
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = 'CFO'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = 'CFO' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'CFO'
), readable (id) AS (
  SELECT account_id FROM team WHERE role IN ('viewer', 'editor')
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = 'CFO' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role IN ('accountant', 'admin')
  UNION ALL
  SELECT a.id FROM reports AS r JOIN accounts AS a ON a.owner_id = r.id WHERE a.tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Account' AND g.action = 'read'
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Invoice' AND g.action = 'read'
)
SELECT i.id
FROM invoices AS i
WHERE i.account_id = ANY (ARRAY(SELECT id FROM readable))
  AND i.amount * 100 <= (SELECT approval_limit FROM users WHERE id = 'CFO')
  AND i.creator_id IS DISTINCT FROM 'CFO'
  AND i.status = 'open'
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE i.account_id IS NOT NULL
  AND EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'CFO' AND role = 'support')
  AND i.amount * 100 <= (SELECT approval_limit FROM users WHERE id = 'CFO')
  AND i.creator_id IS DISTINCT FROM 'CFO'
  AND i.status = 'open'
UNION ALL
SELECT i.id
FROM granted AS g
JOIN accounts AS a ON a.tenant_id = g.tenant_id
JOIN invoices AS i ON i.account_id = a.id
WHERE g.on_type = 'Invoice' AND g.action = 'approve'
  AND i.status = 'open'
UNION ALL
SELECT i.id
FROM granted AS g
JOIN accounts AS a ON a.tenant_id = g.tenant_id
JOIN invoices AS i ON i.account_id = a.id
WHERE g.on_type = 'Invoice' AND g.action = 'pay'
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'CFO' AND role = 'superuser');

-- question: list User:"o'neil" void Invoice
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = 'o''neil' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = 'o''neil'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = 'o''neil' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'o''neil'
), editable (id) AS (
  SELECT account_id FROM team WHERE role = 'editor'
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = 'o''neil' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role = 'admin'
)
SELECT i.id
FROM invoices AS i
WHERE i.account_id = ANY (ARRAY(SELECT id FROM editable)) AND i.status <> 'paid'
UNION ALL
SELECT i.id
FROM granted AS g
JOIN accounts AS a ON a.tenant_id = g.tenant_id
JOIN invoices AS i ON i.account_id = a.id
WHERE g.on_type = 'Invoice' AND g.action = 'void'
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'o''neil' AND role = 'superuser');

-- question: list User:"clerk $1 --" stamp Invoice
WITH granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'clerk $1 --'
)
SELECT i.id
FROM granted AS g
JOIN accounts AS a ON a.tenant_id = g.tenant_id
JOIN invoices AS i ON i.account_id = a.id
WHERE g.on_type = 'Invoice' AND g.action = 'stamp'
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'clerk $1 --' AND role = 'superuser');

-- question: list User:"root:0" stamp Invoice
WITH granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'root:0'
)
SELECT i.id
FROM granted AS g
JOIN accounts AS a ON a.tenant_id = g.tenant_id
JOIN invoices AS i ON i.account_id = a.id
WHERE g.on_type = 'Invoice' AND g.action = 'stamp'
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'root:0' AND role = 'superuser');

-- question: list User:"zoë \"z\" żółć" create_account Tenant
SELECT t.id
FROM tenants AS t
LEFT JOIN (SELECT tenant_id, count(*) AS used FROM accounts GROUP BY tenant_id) AS a ON a.tenant_id = t.id
WHERE EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'zoë "z" żółć' AND role = 'superuser')
  OR (
    EXISTS (
      SELECT 1 FROM tenant_members AS m
      WHERE m.user_id = 'zoë "z" żółć' AND m.tenant_id = t.id AND m.left_at IS NULL AND m.role IN ('member', 'accountant', 'admin'))
    AND (t.account_quota IS NULL OR coalesce(a.used, 0) < t.account_quota)
  );

-- question: list User:"a.big\\boss" create_account Tenant
SELECT t.id
FROM tenants AS t
LEFT JOIN (SELECT tenant_id, count(*) AS used FROM accounts GROUP BY tenant_id) AS a ON a.tenant_id = t.id
WHERE EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'a.big\boss' AND role = 'superuser')
  OR (
    EXISTS (
      SELECT 1 FROM tenant_members AS m
      WHERE m.user_id = 'a.big\boss' AND m.tenant_id = t.id AND m.left_at IS NULL AND m.role IN ('member', 'accountant', 'admin'))
    AND (t.account_quota IS NULL OR coalesce(a.used, 0) < t.account_quota)
  );

-- question: list User:"100% (delegate)" assign Role
SELECT r.id
FROM tenant_members AS m
JOIN custom_roles AS r ON r.tenant_id = m.tenant_id
WHERE m.user_id = '100% (delegate)' AND m.role = 'admin' AND m.left_at IS NULL
UNION
SELECT r.id
FROM custom_roles AS r
WHERE r.tenant_id IS NOT NULL AND EXISTS (SELECT 1 FROM global_roles WHERE user_id = '100% (delegate)' AND role = 'superuser');

-- question: list User:"a.big\\boss" assign Role
SELECT r.id
FROM tenant_members AS m
JOIN custom_roles AS r ON r.tenant_id = m.tenant_id
WHERE m.user_id = 'a.big\boss' AND m.role = 'admin' AND m.left_at IS NULL
UNION
SELECT r.id
FROM custom_roles AS r
WHERE r.tenant_id IS NOT NULL AND EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'a.big\boss' AND role = 'superuser');

-- question: list User:"mid,manager" view_profile User
WITH RECURSIVE reports (id) AS (
  SELECT id FROM users WHERE manager_id = 'mid,manager'
  UNION
  SELECT u.id FROM reports AS r JOIN users AS u ON u.manager_id = r.id
)
SELECT id FROM reports
UNION
SELECT 'mid,manager';

-- question: list User:"o'neil" view_profile User
WITH RECURSIVE reports (id) AS (
  SELECT id FROM users WHERE manager_id = 'o''neil'
  UNION
  SELECT u.id FROM reports AS r JOIN users AS u ON u.manager_id = r.id
)
SELECT id FROM reports
UNION
SELECT 'o''neil';

-- question: list User:nobody view_profile User
WITH RECURSIVE reports (id) AS (
  SELECT id FROM users WHERE manager_id = 'nobody'
  UNION
  SELECT u.id FROM reports AS r JOIN users AS u ON u.manager_id = r.id
)
SELECT id FROM reports
UNION
SELECT 'nobody';

-- question: filter User:nobody read Invoice
-- caller: SELECT i.id FROM invoices AS i WHERE i.status = 'open' AND i.amount > 2000
-- column: i.id
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = 'nobody' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), reports (id) AS (
  SELECT id FROM users WHERE manager_id = 'nobody'
  UNION
  SELECT u.id FROM reports AS r JOIN users AS u ON u.manager_id = r.id
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = 'nobody'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = 'nobody' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'nobody'
), readable (id) AS (
  SELECT account_id FROM team WHERE role IN ('viewer', 'editor')
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = 'nobody' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role IN ('accountant', 'admin')
  UNION ALL
  SELECT a.id FROM reports AS r JOIN accounts AS a ON a.owner_id = r.id WHERE a.tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Account' AND g.action = 'read'
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Invoice' AND g.action = 'read'
)
SELECT i.id
FROM invoices AS i
WHERE i.status = 'open' AND i.amount > 2000
  AND i.account_id = ANY (ARRAY(SELECT id FROM readable))
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE i.status = 'open' AND i.amount > 2000
  AND i.account_id IS NOT NULL
  AND EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'nobody' AND role = 'support')
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE i.status = 'open' AND i.amount > 2000
  AND EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'nobody' AND role = 'superuser');

-- question: filter User:"o'neil" read Invoice
-- caller: SELECT i.id FROM invoices AS i WHERE i.status = 'open' AND i.amount > 2000
-- column: i.id
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = 'o''neil' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), reports (id) AS (
  SELECT id FROM users WHERE manager_id = 'o''neil'
  UNION
  SELECT u.id FROM reports AS r JOIN users AS u ON u.manager_id = r.id
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = 'o''neil'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = 'o''neil' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'o''neil'
), readable (id) AS (
  SELECT account_id FROM team WHERE role IN ('viewer', 'editor')
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = 'o''neil' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role IN ('accountant', 'admin')
  UNION ALL
  SELECT a.id FROM reports AS r JOIN accounts AS a ON a.owner_id = r.id WHERE a.tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Account' AND g.action = 'read'
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Invoice' AND g.action = 'read'
)
SELECT i.id
FROM invoices AS i
WHERE i.status = 'open' AND i.amount > 2000
  AND i.account_id = ANY (ARRAY(SELECT id FROM readable))
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE i.status = 'open' AND i.amount > 2000
  AND i.account_id IS NOT NULL
  AND EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'o''neil' AND role = 'support')
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE i.status = 'open' AND i.amount > 2000
  AND EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'o''neil' AND role = 'superuser');

-- question: filter User:"zoë \"z\" żółć" read Invoice
-- caller: SELECT i.id FROM invoices AS i WHERE i.status = 'open' AND i.amount > 2000
-- column: i.id
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = 'zoë "z" żółć' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), reports (id) AS (
  SELECT id FROM users WHERE manager_id = 'zoë "z" żółć'
  UNION
  SELECT u.id FROM reports AS r JOIN users AS u ON u.manager_id = r.id
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = 'zoë "z" żółć'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = 'zoë "z" żółć' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'zoë "z" żółć'
), readable (id) AS (
  SELECT account_id FROM team WHERE role IN ('viewer', 'editor')
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = 'zoë "z" żółć' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role IN ('accountant', 'admin')
  UNION ALL
  SELECT a.id FROM reports AS r JOIN accounts AS a ON a.owner_id = r.id WHERE a.tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Account' AND g.action = 'read'
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Invoice' AND g.action = 'read'
)
SELECT i.id
FROM invoices AS i
WHERE i.status = 'open' AND i.amount > 2000
  AND i.account_id = ANY (ARRAY(SELECT id FROM readable))
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE i.status = 'open' AND i.amount > 2000
  AND i.account_id IS NOT NULL
  AND EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'zoë "z" żółć' AND role = 'support')
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE i.status = 'open' AND i.amount > 2000
  AND EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'zoë "z" żółć' AND role = 'superuser');

-- question: filter User:"a.big\\boss" read Invoice
-- caller: SELECT i.id FROM invoices AS i WHERE i.status = 'open' AND i.amount > 2000
-- column: i.id
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = 'a.big\boss' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), reports (id) AS (
  SELECT id FROM users WHERE manager_id = 'a.big\boss'
  UNION
  SELECT u.id FROM reports AS r JOIN users AS u ON u.manager_id = r.id
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = 'a.big\boss'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = 'a.big\boss' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'a.big\boss'
), readable (id) AS (
  SELECT account_id FROM team WHERE role IN ('viewer', 'editor')
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = 'a.big\boss' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role IN ('accountant', 'admin')
  UNION ALL
  SELECT a.id FROM reports AS r JOIN accounts AS a ON a.owner_id = r.id WHERE a.tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Account' AND g.action = 'read'
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Invoice' AND g.action = 'read'
)
SELECT i.id
FROM invoices AS i
WHERE i.status = 'open' AND i.amount > 2000
  AND i.account_id = ANY (ARRAY(SELECT id FROM readable))
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE i.status = 'open' AND i.amount > 2000
  AND i.account_id IS NOT NULL
  AND EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'a.big\boss' AND role = 'support')
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE i.status = 'open' AND i.amount > 2000
  AND EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'a.big\boss' AND role = 'superuser');

-- question: filter User:"root:0" read Invoice
-- caller: SELECT i.id FROM invoices AS i WHERE i.status = 'open' AND i.amount > 2000
-- column: i.id
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = 'root:0' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), reports (id) AS (
  SELECT id FROM users WHERE manager_id = 'root:0'
  UNION
  SELECT u.id FROM reports AS r JOIN users AS u ON u.manager_id = r.id
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = 'root:0'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = 'root:0' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'root:0'
), readable (id) AS (
  SELECT account_id FROM team WHERE role IN ('viewer', 'editor')
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = 'root:0' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role IN ('accountant', 'admin')
  UNION ALL
  SELECT a.id FROM reports AS r JOIN accounts AS a ON a.owner_id = r.id WHERE a.tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Account' AND g.action = 'read'
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Invoice' AND g.action = 'read'
)
SELECT i.id
FROM invoices AS i
WHERE i.status = 'open' AND i.amount > 2000
  AND i.account_id = ANY (ARRAY(SELECT id FROM readable))
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE i.status = 'open' AND i.amount > 2000
  AND i.account_id IS NOT NULL
  AND EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'root:0' AND role = 'support')
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE i.status = 'open' AND i.amount > 2000
  AND EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'root:0' AND role = 'superuser');

-- question: filter User:"support desk" read Invoice
-- caller: SELECT i.id FROM invoices AS i WHERE i.status = 'open' AND i.amount > 2000
-- column: i.id
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = 'support desk' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), reports (id) AS (
  SELECT id FROM users WHERE manager_id = 'support desk'
  UNION
  SELECT u.id FROM reports AS r JOIN users AS u ON u.manager_id = r.id
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = 'support desk'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = 'support desk' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'support desk'
), readable (id) AS (
  SELECT account_id FROM team WHERE role IN ('viewer', 'editor')
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = 'support desk' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role IN ('accountant', 'admin')
  UNION ALL
  SELECT a.id FROM reports AS r JOIN accounts AS a ON a.owner_id = r.id WHERE a.tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Account' AND g.action = 'read'
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Invoice' AND g.action = 'read'
)
SELECT i.id
FROM invoices AS i
WHERE i.status = 'open' AND i.amount > 2000
  AND i.account_id = ANY (ARRAY(SELECT id FROM readable))
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE i.status = 'open' AND i.amount > 2000
  AND i.account_id IS NOT NULL
  AND EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'support desk' AND role = 'support')
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE i.status = 'open' AND i.amount > 2000
  AND EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'support desk' AND role = 'superuser');

-- question: filter User:"a.big\\boss" approve Invoice
-- caller: SELECT i.id FROM invoices AS i WHERE i.issued_at < '2024-03-02 06:00:00+00' AND i.status <> 'void'
-- column: i.id
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = 'a.big\boss' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), reports (id) AS (
  SELECT id FROM users WHERE manager_id = 'a.big\boss'
  UNION
  SELECT u.id FROM reports AS r JOIN users AS u ON u.manager_id = r.id
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = 'a.big\boss'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = 'a.big\boss' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'a.big\boss'
), readable (id) AS (
  SELECT account_id FROM team WHERE role IN ('viewer', 'editor')
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = 'a.big\boss' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role IN ('accountant', 'admin')
  UNION ALL
  SELECT a.id FROM reports AS r JOIN accounts AS a ON a.owner_id = r.id WHERE a.tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Account' AND g.action = 'read'
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Invoice' AND g.action = 'read'
)
SELECT i.id
FROM invoices AS i
WHERE i.issued_at < '2024-03-02 06:00:00+00' AND i.status <> 'void'
  AND i.account_id = ANY (ARRAY(SELECT id FROM readable))
  AND i.amount * 100 <= (SELECT approval_limit FROM users WHERE id = 'a.big\boss')
  AND i.creator_id IS DISTINCT FROM 'a.big\boss'
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE i.issued_at < '2024-03-02 06:00:00+00' AND i.status <> 'void'
  AND i.account_id IS NOT NULL
  AND EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'a.big\boss' AND role = 'support')
  AND i.amount * 100 <= (SELECT approval_limit FROM users WHERE id = 'a.big\boss')
  AND i.creator_id IS DISTINCT FROM 'a.big\boss'
UNION ALL
SELECT i.id
FROM granted AS g
JOIN accounts AS a ON a.tenant_id = g.tenant_id
JOIN invoices AS i ON i.account_id = a.id
WHERE i.issued_at < '2024-03-02 06:00:00+00' AND i.status <> 'void'
  AND g.on_type = 'Invoice' AND g.action = 'approve'
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE i.issued_at < '2024-03-02 06:00:00+00' AND i.status <> 'void'
  AND EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'a.big\boss' AND role = 'superuser');

-- question: filter User:CFO approve Invoice
-- caller: SELECT i.id FROM invoices AS i WHERE i.issued_at < '2024-03-02 06:00:00+00' AND i.status <> 'void'
-- column: i.id
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = 'CFO' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), reports (id) AS (
  SELECT id FROM users WHERE manager_id = 'CFO'
  UNION
  SELECT u.id FROM reports AS r JOIN users AS u ON u.manager_id = r.id
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = 'CFO'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = 'CFO' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'CFO'
), readable (id) AS (
  SELECT account_id FROM team WHERE role IN ('viewer', 'editor')
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = 'CFO' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role IN ('accountant', 'admin')
  UNION ALL
  SELECT a.id FROM reports AS r JOIN accounts AS a ON a.owner_id = r.id WHERE a.tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Account' AND g.action = 'read'
  UNION ALL
  SELECT a.id FROM granted AS g JOIN accounts AS a ON a.tenant_id = g.tenant_id WHERE g.on_type = 'Invoice' AND g.action = 'read'
)
SELECT i.id
FROM invoices AS i
WHERE i.issued_at < '2024-03-02 06:00:00+00' AND i.status <> 'void'
  AND i.account_id = ANY (ARRAY(SELECT id FROM readable))
  AND i.amount * 100 <= (SELECT approval_limit FROM users WHERE id = 'CFO')
  AND i.creator_id IS DISTINCT FROM 'CFO'
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE i.issued_at < '2024-03-02 06:00:00+00' AND i.status <> 'void'
  AND i.account_id IS NOT NULL
  AND EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'CFO' AND role = 'support')
  AND i.amount * 100 <= (SELECT approval_limit FROM users WHERE id = 'CFO')
  AND i.creator_id IS DISTINCT FROM 'CFO'
UNION ALL
SELECT i.id
FROM granted AS g
JOIN accounts AS a ON a.tenant_id = g.tenant_id
JOIN invoices AS i ON i.account_id = a.id
WHERE i.issued_at < '2024-03-02 06:00:00+00' AND i.status <> 'void'
  AND g.on_type = 'Invoice' AND g.action = 'approve'
UNION ALL
SELECT i.id
FROM invoices AS i
WHERE i.issued_at < '2024-03-02 06:00:00+00' AND i.status <> 'void'
  AND EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'CFO' AND role = 'superuser');

-- question: filter User:"o'neil" edit Account
-- caller: SELECT a.id FROM accounts AS a WHERE a.is_open AND a.owner_id IS NOT NULL
-- column: a.id
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = 'o''neil' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = 'o''neil'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = 'o''neil' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'o''neil'
), editable (id) AS (
  SELECT account_id FROM team WHERE role = 'editor'
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = 'o''neil' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role = 'admin'
)
SELECT a.id
FROM accounts AS a
WHERE a.is_open AND a.owner_id IS NOT NULL
  AND a.is_open AND a.id = ANY (ARRAY(SELECT id FROM editable))
UNION ALL
SELECT a.id
FROM granted AS g
JOIN accounts AS a ON a.tenant_id = g.tenant_id
WHERE a.is_open AND a.owner_id IS NOT NULL
  AND g.on_type = 'Account' AND g.action = 'edit'
UNION ALL
SELECT a.id
FROM accounts AS a
WHERE a.is_open AND a.owner_id IS NOT NULL
  AND EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'o''neil' AND role = 'superuser');

-- question: filter User:"a.big\\boss" edit Account
-- caller: SELECT a.id FROM accounts AS a WHERE a.is_open AND a.owner_id IS NOT NULL
-- column: a.id
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = 'a.big\boss' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = 'a.big\boss'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = 'a.big\boss' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'a.big\boss'
), editable (id) AS (
  SELECT account_id FROM team WHERE role = 'editor'
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = 'a.big\boss' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role = 'admin'
)
SELECT a.id
FROM accounts AS a
WHERE a.is_open AND a.owner_id IS NOT NULL
  AND a.is_open AND a.id = ANY (ARRAY(SELECT id FROM editable))
UNION ALL
SELECT a.id
FROM granted AS g
JOIN accounts AS a ON a.tenant_id = g.tenant_id
WHERE a.is_open AND a.owner_id IS NOT NULL
  AND g.on_type = 'Account' AND g.action = 'edit'
UNION ALL
SELECT a.id
FROM accounts AS a
WHERE a.is_open AND a.owner_id IS NOT NULL
  AND EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'a.big\boss' AND role = 'superuser');

-- question: actions User:"o'neil" Account:acc/1
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'acc/1'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'o''neil' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'o''neil'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'o''neil' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'o''neil'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'o''neil' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'o''neil' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'o''neil' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'o''neil'))
  ) AS p (editor)
)
SELECT c.action
FROM account AS a
CROSS JOIN person AS p
CROSS JOIN LATERAL (VALUES
  ('read', p.viewer OR p.support),
  ('edit', p.editor AND a.is_open),
  ('close', p.editor AND a.is_open AND NOT EXISTS (SELECT 1 FROM invoices AS i WHERE i.account_id = a.id AND i.status = 'open')),
  ('export', (p.viewer OR p.support OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'read'))
    AND EXISTS (SELECT 1 FROM membership WHERE role IN ('accountant', 'admin')))
) AS c (action, allowed)
WHERE c.allowed OR p.superuser
UNION
SELECT action FROM granted WHERE on_type = 'Account';

-- question: actions User:"o'neil" Account:acc/7
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'acc/7'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'o''neil' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'o''neil'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'o''neil' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'o''neil'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'o''neil' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'o''neil' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'o''neil' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'o''neil'))
  ) AS p (editor)
)
SELECT c.action
FROM account AS a
CROSS JOIN person AS p
CROSS JOIN LATERAL (VALUES
  ('read', p.viewer OR p.support),
  ('edit', p.editor AND a.is_open),
  ('close', p.editor AND a.is_open AND NOT EXISTS (SELECT 1 FROM invoices AS i WHERE i.account_id = a.id AND i.status = 'open')),
  ('export', (p.viewer OR p.support OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'read'))
    AND EXISTS (SELECT 1 FROM membership WHERE role IN ('accountant', 'admin')))
) AS c (action, allowed)
WHERE c.allowed OR p.superuser
UNION
SELECT action FROM granted WHERE on_type = 'Account';

-- question: actions User:CFO Account:acc/9
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'acc/9'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'CFO' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'CFO'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'CFO' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'CFO'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'CFO' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'CFO' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'CFO' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'CFO'))
  ) AS p (editor)
)
SELECT c.action
FROM account AS a
CROSS JOIN person AS p
CROSS JOIN LATERAL (VALUES
  ('read', p.viewer OR p.support),
  ('edit', p.editor AND a.is_open),
  ('close', p.editor AND a.is_open AND NOT EXISTS (SELECT 1 FROM invoices AS i WHERE i.account_id = a.id AND i.status = 'open')),
  ('export', (p.viewer OR p.support OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'read'))
    AND EXISTS (SELECT 1 FROM membership WHERE role IN ('accountant', 'admin')))
) AS c (action, allowed)
WHERE c.allowed OR p.superuser
UNION
SELECT action FROM granted WHERE on_type = 'Account';

-- question: actions User:"zoë \"z\" żółć" Account:"конто №7"
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'конто №7'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'zoë "z" żółć' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'zoë "z" żółć'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'zoë "z" żółć' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'zoë "z" żółć'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'zoë "z" żółć' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'zoë "z" żółć' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'zoë "z" żółć' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'zoë "z" żółć'))
  ) AS p (editor)
)
SELECT c.action
FROM account AS a
CROSS JOIN person AS p
CROSS JOIN LATERAL (VALUES
  ('read', p.viewer OR p.support),
  ('edit', p.editor AND a.is_open),
  ('close', p.editor AND a.is_open AND NOT EXISTS (SELECT 1 FROM invoices AS i WHERE i.account_id = a.id AND i.status = 'open')),
  ('export', (p.viewer OR p.support OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'read'))
    AND EXISTS (SELECT 1 FROM membership WHERE role IN ('accountant', 'admin')))
) AS c (action, allowed)
WHERE c.allowed OR p.superuser
UNION
SELECT action FROM granted WHERE on_type = 'Account';

-- question: actions User:"zoë \"z\" żółć" Account:acc/6
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'acc/6'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'zoë "z" żółć' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'zoë "z" żółć'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'zoë "z" żółć' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'zoë "z" żółć'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'zoë "z" żółć' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'zoë "z" żółć' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'zoë "z" żółć' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'zoë "z" żółć'))
  ) AS p (editor)
)
SELECT c.action
FROM account AS a
CROSS JOIN person AS p
CROSS JOIN LATERAL (VALUES
  ('read', p.viewer OR p.support),
  ('edit', p.editor AND a.is_open),
  ('close', p.editor AND a.is_open AND NOT EXISTS (SELECT 1 FROM invoices AS i WHERE i.account_id = a.id AND i.status = 'open')),
  ('export', (p.viewer OR p.support OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'read'))
    AND EXISTS (SELECT 1 FROM membership WHERE role IN ('accountant', 'admin')))
) AS c (action, allowed)
WHERE c.allowed OR p.superuser
UNION
SELECT action FROM granted WHERE on_type = 'Account';

-- question: actions User:"root:0" Account:acc/12
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'acc/12'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'root:0' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'root:0'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'root:0' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'root:0'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'root:0' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'root:0' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'root:0' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'root:0'))
  ) AS p (editor)
)
SELECT c.action
FROM account AS a
CROSS JOIN person AS p
CROSS JOIN LATERAL (VALUES
  ('read', p.viewer OR p.support),
  ('edit', p.editor AND a.is_open),
  ('close', p.editor AND a.is_open AND NOT EXISTS (SELECT 1 FROM invoices AS i WHERE i.account_id = a.id AND i.status = 'open')),
  ('export', (p.viewer OR p.support OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'read'))
    AND EXISTS (SELECT 1 FROM membership WHERE role IN ('accountant', 'admin')))
) AS c (action, allowed)
WHERE c.allowed OR p.superuser
UNION
SELECT action FROM granted WHERE on_type = 'Account';

-- question: actions User:"clerk $1 --" Account:acc/10
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'acc/10'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'clerk $1 --' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'clerk $1 --'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'clerk $1 --' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'clerk $1 --'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'clerk $1 --' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'clerk $1 --' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'clerk $1 --' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'clerk $1 --'))
  ) AS p (editor)
)
SELECT c.action
FROM account AS a
CROSS JOIN person AS p
CROSS JOIN LATERAL (VALUES
  ('read', p.viewer OR p.support),
  ('edit', p.editor AND a.is_open),
  ('close', p.editor AND a.is_open AND NOT EXISTS (SELECT 1 FROM invoices AS i WHERE i.account_id = a.id AND i.status = 'open')),
  ('export', (p.viewer OR p.support OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'read'))
    AND EXISTS (SELECT 1 FROM membership WHERE role IN ('accountant', 'admin')))
) AS c (action, allowed)
WHERE c.allowed OR p.superuser
UNION
SELECT action FROM granted WHERE on_type = 'Account';

-- question: actions User:"clerk $1 --" Account:acc/1
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'acc/1'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'clerk $1 --' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'clerk $1 --'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'clerk $1 --' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'clerk $1 --'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'clerk $1 --' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'clerk $1 --' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'clerk $1 --' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'clerk $1 --'))
  ) AS p (editor)
)
SELECT c.action
FROM account AS a
CROSS JOIN person AS p
CROSS JOIN LATERAL (VALUES
  ('read', p.viewer OR p.support),
  ('edit', p.editor AND a.is_open),
  ('close', p.editor AND a.is_open AND NOT EXISTS (SELECT 1 FROM invoices AS i WHERE i.account_id = a.id AND i.status = 'open')),
  ('export', (p.viewer OR p.support OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'read'))
    AND EXISTS (SELECT 1 FROM membership WHERE role IN ('accountant', 'admin')))
) AS c (action, allowed)
WHERE c.allowed OR p.superuser
UNION
SELECT action FROM granted WHERE on_type = 'Account';

-- question: actions User:"mid,manager" Account:acc/5
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'acc/5'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'mid,manager' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'mid,manager'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'mid,manager' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'mid,manager'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'mid,manager' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'mid,manager' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'mid,manager' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'mid,manager'))
  ) AS p (editor)
)
SELECT c.action
FROM account AS a
CROSS JOIN person AS p
CROSS JOIN LATERAL (VALUES
  ('read', p.viewer OR p.support),
  ('edit', p.editor AND a.is_open),
  ('close', p.editor AND a.is_open AND NOT EXISTS (SELECT 1 FROM invoices AS i WHERE i.account_id = a.id AND i.status = 'open')),
  ('export', (p.viewer OR p.support OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'read'))
    AND EXISTS (SELECT 1 FROM membership WHERE role IN ('accountant', 'admin')))
) AS c (action, allowed)
WHERE c.allowed OR p.superuser
UNION
SELECT action FROM granted WHERE on_type = 'Account';

-- question: actions User:nobody Account:acc/9
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'acc/9'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'nobody' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'nobody'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'nobody' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'nobody'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'nobody' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'nobody' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'nobody' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'nobody'))
  ) AS p (editor)
)
SELECT c.action
FROM account AS a
CROSS JOIN person AS p
CROSS JOIN LATERAL (VALUES
  ('read', p.viewer OR p.support),
  ('edit', p.editor AND a.is_open),
  ('close', p.editor AND a.is_open AND NOT EXISTS (SELECT 1 FROM invoices AS i WHERE i.account_id = a.id AND i.status = 'open')),
  ('export', (p.viewer OR p.support OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'read'))
    AND EXISTS (SELECT 1 FROM membership WHERE role IN ('accountant', 'admin')))
) AS c (action, allowed)
WHERE c.allowed OR p.superuser
UNION
SELECT action FROM granted WHERE on_type = 'Account';

-- question: actions User:"support desk" Account:acc/5
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'acc/5'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'support desk' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'support desk'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'support desk' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'support desk'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'support desk' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'support desk' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'support desk' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'support desk'))
  ) AS p (editor)
)
SELECT c.action
FROM account AS a
CROSS JOIN person AS p
CROSS JOIN LATERAL (VALUES
  ('read', p.viewer OR p.support),
  ('edit', p.editor AND a.is_open),
  ('close', p.editor AND a.is_open AND NOT EXISTS (SELECT 1 FROM invoices AS i WHERE i.account_id = a.id AND i.status = 'open')),
  ('export', (p.viewer OR p.support OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'read'))
    AND EXISTS (SELECT 1 FROM membership WHERE role IN ('accountant', 'admin')))
) AS c (action, allowed)
WHERE c.allowed OR p.superuser
UNION
SELECT action FROM granted WHERE on_type = 'Account';

-- question: actions User:"clerk $1 --" Invoice:INV-acc/1/4
WITH RECURSIVE invoice AS (
  SELECT id, account_id, creator_id, status, amount FROM invoices WHERE id = 'INV-acc/1/4'
), account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = (SELECT account_id FROM invoice)
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'clerk $1 --' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'clerk $1 --'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'clerk $1 --' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'clerk $1 --'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'clerk $1 --' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'clerk $1 --' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'clerk $1 --' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'clerk $1 --'))
  ) AS p (editor)
), seen AS (
  SELECT
    i.*,
    coalesce(a.id IS NOT NULL AND (p.support OR p.viewer), false)
      OR EXISTS (SELECT 1 FROM granted WHERE action = 'read') AS reads
  FROM invoice AS i
  CROSS JOIN person AS p
  LEFT JOIN account AS a ON a.id = i.account_id
), approves (yes) AS (
  SELECT
    (s.reads
      AND s.creator_id IS DISTINCT FROM 'clerk $1 --'
      AND coalesce(s.amount * 100 <= (SELECT approval_limit FROM users WHERE id = 'clerk $1 --'), false))
    OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Invoice' AND action = 'approve')
  FROM seen AS s
)
SELECT c.action
FROM seen AS s
CROSS JOIN person AS p
CROSS JOIN approves AS v
CROSS JOIN LATERAL (VALUES
  ('read', s.reads),
  ('approve', v.yes),
  ('pay', v.yes AND s.status = 'open'),
  ('void', p.editor AND s.status <> 'paid'),
  ('dispute', p.viewer AND s.status = 'open')
) AS c (action, allowed)
WHERE c.allowed OR p.superuser
UNION
SELECT action FROM granted WHERE on_type = 'Invoice';

-- question: actions User:CFO Invoice:"INV-конто №7/4"
WITH RECURSIVE invoice AS (
  SELECT id, account_id, creator_id, status, amount FROM invoices WHERE id = 'INV-конто №7/4'
), account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = (SELECT account_id FROM invoice)
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'CFO' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'CFO'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'CFO' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'CFO'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'CFO' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'CFO' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'CFO' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'CFO'))
  ) AS p (editor)
), seen AS (
  SELECT
    i.*,
    coalesce(a.id IS NOT NULL AND (p.support OR p.viewer), false)
      OR EXISTS (SELECT 1 FROM granted WHERE action = 'read') AS reads
  FROM invoice AS i
  CROSS JOIN person AS p
  LEFT JOIN account AS a ON a.id = i.account_id
), approves (yes) AS (
  SELECT
    (s.reads
      AND s.creator_id IS DISTINCT FROM 'CFO'
      AND coalesce(s.amount * 100 <= (SELECT approval_limit FROM users WHERE id = 'CFO'), false))
    OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Invoice' AND action = 'approve')
  FROM seen AS s
)
SELECT c.action
FROM seen AS s
CROSS JOIN person AS p
CROSS JOIN approves AS v
CROSS JOIN LATERAL (VALUES
  ('read', s.reads),
  ('approve', v.yes),
  ('pay', v.yes AND s.status = 'open'),
  ('void', p.editor AND s.status <> 'paid'),
  ('dispute', p.viewer AND s.status = 'open')
) AS c (action, allowed)
WHERE c.allowed OR p.superuser
UNION
SELECT action FROM granted WHERE on_type = 'Invoice';

-- question: actions User:CFO Invoice:"INV-конто №7/8"
WITH RECURSIVE invoice AS (
  SELECT id, account_id, creator_id, status, amount FROM invoices WHERE id = 'INV-конто №7/8'
), account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = (SELECT account_id FROM invoice)
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'CFO' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'CFO'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'CFO' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'CFO'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'CFO' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'CFO' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'CFO' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'CFO'))
  ) AS p (editor)
), seen AS (
  SELECT
    i.*,
    coalesce(a.id IS NOT NULL AND (p.support OR p.viewer), false)
      OR EXISTS (SELECT 1 FROM granted WHERE action = 'read') AS reads
  FROM invoice AS i
  CROSS JOIN person AS p
  LEFT JOIN account AS a ON a.id = i.account_id
), approves (yes) AS (
  SELECT
    (s.reads
      AND s.creator_id IS DISTINCT FROM 'CFO'
      AND coalesce(s.amount * 100 <= (SELECT approval_limit FROM users WHERE id = 'CFO'), false))
    OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Invoice' AND action = 'approve')
  FROM seen AS s
)
SELECT c.action
FROM seen AS s
CROSS JOIN person AS p
CROSS JOIN approves AS v
CROSS JOIN LATERAL (VALUES
  ('read', s.reads),
  ('approve', v.yes),
  ('pay', v.yes AND s.status = 'open'),
  ('void', p.editor AND s.status <> 'paid'),
  ('dispute', p.viewer AND s.status = 'open')
) AS c (action, allowed)
WHERE c.allowed OR p.superuser
UNION
SELECT action FROM granted WHERE on_type = 'Invoice';

-- question: actions User:"o'neil" Invoice:INV-acc/1/4
WITH RECURSIVE invoice AS (
  SELECT id, account_id, creator_id, status, amount FROM invoices WHERE id = 'INV-acc/1/4'
), account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = (SELECT account_id FROM invoice)
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'o''neil' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'o''neil'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'o''neil' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'o''neil'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'o''neil' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'o''neil' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'o''neil' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'o''neil'))
  ) AS p (editor)
), seen AS (
  SELECT
    i.*,
    coalesce(a.id IS NOT NULL AND (p.support OR p.viewer), false)
      OR EXISTS (SELECT 1 FROM granted WHERE action = 'read') AS reads
  FROM invoice AS i
  CROSS JOIN person AS p
  LEFT JOIN account AS a ON a.id = i.account_id
), approves (yes) AS (
  SELECT
    (s.reads
      AND s.creator_id IS DISTINCT FROM 'o''neil'
      AND coalesce(s.amount * 100 <= (SELECT approval_limit FROM users WHERE id = 'o''neil'), false))
    OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Invoice' AND action = 'approve')
  FROM seen AS s
)
SELECT c.action
FROM seen AS s
CROSS JOIN person AS p
CROSS JOIN approves AS v
CROSS JOIN LATERAL (VALUES
  ('read', s.reads),
  ('approve', v.yes),
  ('pay', v.yes AND s.status = 'open'),
  ('void', p.editor AND s.status <> 'paid'),
  ('dispute', p.viewer AND s.status = 'open')
) AS c (action, allowed)
WHERE c.allowed OR p.superuser
UNION
SELECT action FROM granted WHERE on_type = 'Invoice';

-- question: actions User:"o'neil" Invoice:INV-acc/1/2
WITH RECURSIVE invoice AS (
  SELECT id, account_id, creator_id, status, amount FROM invoices WHERE id = 'INV-acc/1/2'
), account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = (SELECT account_id FROM invoice)
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'o''neil' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'o''neil'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'o''neil' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'o''neil'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'o''neil' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'o''neil' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'o''neil' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'o''neil'))
  ) AS p (editor)
), seen AS (
  SELECT
    i.*,
    coalesce(a.id IS NOT NULL AND (p.support OR p.viewer), false)
      OR EXISTS (SELECT 1 FROM granted WHERE action = 'read') AS reads
  FROM invoice AS i
  CROSS JOIN person AS p
  LEFT JOIN account AS a ON a.id = i.account_id
), approves (yes) AS (
  SELECT
    (s.reads
      AND s.creator_id IS DISTINCT FROM 'o''neil'
      AND coalesce(s.amount * 100 <= (SELECT approval_limit FROM users WHERE id = 'o''neil'), false))
    OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Invoice' AND action = 'approve')
  FROM seen AS s
)
SELECT c.action
FROM seen AS s
CROSS JOIN person AS p
CROSS JOIN approves AS v
CROSS JOIN LATERAL (VALUES
  ('read', s.reads),
  ('approve', v.yes),
  ('pay', v.yes AND s.status = 'open'),
  ('void', p.editor AND s.status <> 'paid'),
  ('dispute', p.viewer AND s.status = 'open')
) AS c (action, allowed)
WHERE c.allowed OR p.superuser
UNION
SELECT action FROM granted WHERE on_type = 'Invoice';

-- question: actions User:"root:0" Invoice:"INV:\"?\""
WITH RECURSIVE invoice AS (
  SELECT id, account_id, creator_id, status, amount FROM invoices WHERE id = 'INV:"?"'
), account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = (SELECT account_id FROM invoice)
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'root:0' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'root:0'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'root:0' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'root:0'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'root:0' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'root:0' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'root:0' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'root:0'))
  ) AS p (editor)
), seen AS (
  SELECT
    i.*,
    coalesce(a.id IS NOT NULL AND (p.support OR p.viewer), false)
      OR EXISTS (SELECT 1 FROM granted WHERE action = 'read') AS reads
  FROM invoice AS i
  CROSS JOIN person AS p
  LEFT JOIN account AS a ON a.id = i.account_id
), approves (yes) AS (
  SELECT
    (s.reads
      AND s.creator_id IS DISTINCT FROM 'root:0'
      AND coalesce(s.amount * 100 <= (SELECT approval_limit FROM users WHERE id = 'root:0'), false))
    OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Invoice' AND action = 'approve')
  FROM seen AS s
)
SELECT c.action
FROM seen AS s
CROSS JOIN person AS p
CROSS JOIN approves AS v
CROSS JOIN LATERAL (VALUES
  ('read', s.reads),
  ('approve', v.yes),
  ('pay', v.yes AND s.status = 'open'),
  ('void', p.editor AND s.status <> 'paid'),
  ('dispute', p.viewer AND s.status = 'open')
) AS c (action, allowed)
WHERE c.allowed OR p.superuser
UNION
SELECT action FROM granted WHERE on_type = 'Invoice';

-- question: actions User:"support desk" Invoice:INV-acc/11/4
WITH RECURSIVE invoice AS (
  SELECT id, account_id, creator_id, status, amount FROM invoices WHERE id = 'INV-acc/11/4'
), account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = (SELECT account_id FROM invoice)
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'support desk' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'support desk'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'support desk' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'support desk'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'support desk' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'support desk' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'support desk' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'support desk'))
  ) AS p (editor)
), seen AS (
  SELECT
    i.*,
    coalesce(a.id IS NOT NULL AND (p.support OR p.viewer), false)
      OR EXISTS (SELECT 1 FROM granted WHERE action = 'read') AS reads
  FROM invoice AS i
  CROSS JOIN person AS p
  LEFT JOIN account AS a ON a.id = i.account_id
), approves (yes) AS (
  SELECT
    (s.reads
      AND s.creator_id IS DISTINCT FROM 'support desk'
      AND coalesce(s.amount * 100 <= (SELECT approval_limit FROM users WHERE id = 'support desk'), false))
    OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Invoice' AND action = 'approve')
  FROM seen AS s
)
SELECT c.action
FROM seen AS s
CROSS JOIN person AS p
CROSS JOIN approves AS v
CROSS JOIN LATERAL (VALUES
  ('read', s.reads),
  ('approve', v.yes),
  ('pay', v.yes AND s.status = 'open'),
  ('void', p.editor AND s.status <> 'paid'),
  ('dispute', p.viewer AND s.status = 'open')
) AS c (action, allowed)
WHERE c.allowed OR p.superuser
UNION
SELECT action FROM granted WHERE on_type = 'Invoice';

-- question: actions User:"x:_y?" Invoice:INV-acc/5/1
WITH RECURSIVE invoice AS (
  SELECT id, account_id, creator_id, status, amount FROM invoices WHERE id = 'INV-acc/5/1'
), account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = (SELECT account_id FROM invoice)
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'x:_y?' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'x:_y?'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'x:_y?' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'x:_y?'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'x:_y?' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'x:_y?' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'x:_y?' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'x:_y?'))
  ) AS p (editor)
), seen AS (
  SELECT
    i.*,
    coalesce(a.id IS NOT NULL AND (p.support OR p.viewer), false)
      OR EXISTS (SELECT 1 FROM granted WHERE action = 'read') AS reads
  FROM invoice AS i
  CROSS JOIN person AS p
  LEFT JOIN account AS a ON a.id = i.account_id
), approves (yes) AS (
  SELECT
    (s.reads
      AND s.creator_id IS DISTINCT FROM 'x:_y?'
      AND coalesce(s.amount * 100 <= (SELECT approval_limit FROM users WHERE id = 'x:_y?'), false))
    OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Invoice' AND action = 'approve')
  FROM seen AS s
)
SELECT c.action
FROM seen AS s
CROSS JOIN person AS p
CROSS JOIN approves AS v
CROSS JOIN LATERAL (VALUES
  ('read', s.reads),
  ('approve', v.yes),
  ('pay', v.yes AND s.status = 'open'),
  ('void', p.editor AND s.status <> 'paid'),
  ('dispute', p.viewer AND s.status = 'open')
) AS c (action, allowed)
WHERE c.allowed OR p.superuser
UNION
SELECT action FROM granted WHERE on_type = 'Invoice';

-- question: actions User:cfo Invoice:INV-ACC/1/4
WITH RECURSIVE invoice AS (
  SELECT id, account_id, creator_id, status, amount FROM invoices WHERE id = 'INV-ACC/1/4'
), account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = (SELECT account_id FROM invoice)
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'cfo' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'cfo'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'cfo' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'cfo'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'cfo' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'cfo' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'cfo' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'cfo'))
  ) AS p (editor)
), seen AS (
  SELECT
    i.*,
    coalesce(a.id IS NOT NULL AND (p.support OR p.viewer), false)
      OR EXISTS (SELECT 1 FROM granted WHERE action = 'read') AS reads
  FROM invoice AS i
  CROSS JOIN person AS p
  LEFT JOIN account AS a ON a.id = i.account_id
), approves (yes) AS (
  SELECT
    (s.reads
      AND s.creator_id IS DISTINCT FROM 'cfo'
      AND coalesce(s.amount * 100 <= (SELECT approval_limit FROM users WHERE id = 'cfo'), false))
    OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Invoice' AND action = 'approve')
  FROM seen AS s
)
SELECT c.action
FROM seen AS s
CROSS JOIN person AS p
CROSS JOIN approves AS v
CROSS JOIN LATERAL (VALUES
  ('read', s.reads),
  ('approve', v.yes),
  ('pay', v.yes AND s.status = 'open'),
  ('void', p.editor AND s.status <> 'paid'),
  ('dispute', p.viewer AND s.status = 'open')
) AS c (action, allowed)
WHERE c.allowed OR p.superuser
UNION
SELECT action FROM granted WHERE on_type = 'Invoice';

-- question: actions User:"mid,manager" User:"o'neil"
WITH RECURSIVE superiors (id) AS (
  SELECT manager_id FROM users WHERE id = 'o''neil'
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id
)
SELECT 'view_profile' AS action WHERE 'mid,manager' = 'o''neil' OR EXISTS (SELECT 1 FROM superiors WHERE id = 'mid,manager')
UNION ALL
SELECT 'approve_leave' FROM users WHERE id = 'o''neil' AND manager_id = 'mid,manager' AND manager_id <> id;

-- question: actions User:"名前:chief" User:"名前:chief"
WITH RECURSIVE superiors (id) AS (
  SELECT manager_id FROM users WHERE id = '名前:chief'
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id
)
SELECT 'view_profile' AS action WHERE '名前:chief' = '名前:chief' OR EXISTS (SELECT 1 FROM superiors WHERE id = '名前:chief')
UNION ALL
SELECT 'approve_leave' FROM users WHERE id = '名前:chief' AND manager_id = '名前:chief' AND manager_id <> id;

-- question: actions User:CFO Tenant:"O'Brien & Söhne"
WITH me (role) AS (
  SELECT role FROM tenant_members
  WHERE user_id = 'CFO' AND tenant_id = 'O''Brien & Söhne' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), person (superuser, support) AS (
  SELECT EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'CFO' AND role = 'superuser'), EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'CFO' AND role IN ('support', 'superuser'))
)
SELECT c.action
FROM person AS p
CROSS JOIN LATERAL (VALUES
  ('view', p.support OR EXISTS (SELECT 1 FROM me)),
  ('create_account', EXISTS (SELECT 1 FROM me) AND EXISTS (
    SELECT 1 FROM tenants AS t
    WHERE t.id = 'O''Brien & Söhne'
      AND (t.account_quota IS NULL OR (SELECT count(*) FROM accounts AS a WHERE a.tenant_id = t.id) < t.account_quota))),
  ('see_revenue', EXISTS (SELECT 1 FROM me WHERE role IN ('accountant', 'admin'))),
  ('manage_roles', EXISTS (SELECT 1 FROM me WHERE role = 'admin'))
) AS c (action, allowed)
WHERE c.allowed OR p.superuser;

-- question: actors User read Account:acc/1
WITH RECURSIVE account AS (
  SELECT id, tenant_id, owner_id, is_open FROM accounts WHERE id = 'acc/1'
), members (user_id, role) AS (
  SELECT m.user_id, m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.left_at IS NULL AND m.role IS NOT NULL
), team (user_id, role) AS (
  SELECT t.user_id, t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id
  UNION ALL
  SELECT d.to_user_id, t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (user_id, on_type, action) AS (
  SELECT s.user_id, p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
)
SELECT user_id FROM team WHERE role IN ('viewer', 'editor')
UNION
SELECT user_id FROM members WHERE role IN ('accountant', 'admin')
UNION
SELECT a.owner_id FROM account AS a JOIN members AS m ON m.user_id = a.owner_id
UNION
SELECT m.user_id FROM superiors AS s JOIN members AS m ON m.user_id = s.id
UNION
SELECT user_id FROM granted WHERE on_type = 'Account' AND action = 'read'
UNION
SELECT user_id FROM global_roles WHERE role IN ('support', 'superuser');

-- question: actors User read Account:acc/9
WITH RECURSIVE account AS (
  SELECT id, tenant_id, owner_id, is_open FROM accounts WHERE id = 'acc/9'
), members (user_id, role) AS (
  SELECT m.user_id, m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.left_at IS NULL AND m.role IS NOT NULL
), team (user_id, role) AS (
  SELECT t.user_id, t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id
  UNION ALL
  SELECT d.to_user_id, t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (user_id, on_type, action) AS (
  SELECT s.user_id, p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
)
SELECT user_id FROM team WHERE role IN ('viewer', 'editor')
UNION
SELECT user_id FROM members WHERE role IN ('accountant', 'admin')
UNION
SELECT a.owner_id FROM account AS a JOIN members AS m ON m.user_id = a.owner_id
UNION
SELECT m.user_id FROM superiors AS s JOIN members AS m ON m.user_id = s.id
UNION
SELECT user_id FROM granted WHERE on_type = 'Account' AND action = 'read'
UNION
SELECT user_id FROM global_roles WHERE role IN ('support', 'superuser');

-- question: actors User read Account:acc/12
WITH RECURSIVE account AS (
  SELECT id, tenant_id, owner_id, is_open FROM accounts WHERE id = 'acc/12'
), members (user_id, role) AS (
  SELECT m.user_id, m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.left_at IS NULL AND m.role IS NOT NULL
), team (user_id, role) AS (
  SELECT t.user_id, t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id
  UNION ALL
  SELECT d.to_user_id, t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (user_id, on_type, action) AS (
  SELECT s.user_id, p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
)
SELECT user_id FROM team WHERE role IN ('viewer', 'editor')
UNION
SELECT user_id FROM members WHERE role IN ('accountant', 'admin')
UNION
SELECT a.owner_id FROM account AS a JOIN members AS m ON m.user_id = a.owner_id
UNION
SELECT m.user_id FROM superiors AS s JOIN members AS m ON m.user_id = s.id
UNION
SELECT user_id FROM granted WHERE on_type = 'Account' AND action = 'read'
UNION
SELECT user_id FROM global_roles WHERE role IN ('support', 'superuser');

-- question: actors User read Account:acc/11
WITH RECURSIVE account AS (
  SELECT id, tenant_id, owner_id, is_open FROM accounts WHERE id = 'acc/11'
), members (user_id, role) AS (
  SELECT m.user_id, m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.left_at IS NULL AND m.role IS NOT NULL
), team (user_id, role) AS (
  SELECT t.user_id, t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id
  UNION ALL
  SELECT d.to_user_id, t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (user_id, on_type, action) AS (
  SELECT s.user_id, p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
)
SELECT user_id FROM team WHERE role IN ('viewer', 'editor')
UNION
SELECT user_id FROM members WHERE role IN ('accountant', 'admin')
UNION
SELECT a.owner_id FROM account AS a JOIN members AS m ON m.user_id = a.owner_id
UNION
SELECT m.user_id FROM superiors AS s JOIN members AS m ON m.user_id = s.id
UNION
SELECT user_id FROM granted WHERE on_type = 'Account' AND action = 'read'
UNION
SELECT user_id FROM global_roles WHERE role IN ('support', 'superuser');

-- question: actors User read Account:acc/50
WITH RECURSIVE account AS (
  SELECT id, tenant_id, owner_id, is_open FROM accounts WHERE id = 'acc/50'
), members (user_id, role) AS (
  SELECT m.user_id, m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.left_at IS NULL AND m.role IS NOT NULL
), team (user_id, role) AS (
  SELECT t.user_id, t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id
  UNION ALL
  SELECT d.to_user_id, t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (user_id, on_type, action) AS (
  SELECT s.user_id, p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
)
SELECT user_id FROM team WHERE role IN ('viewer', 'editor')
UNION
SELECT user_id FROM members WHERE role IN ('accountant', 'admin')
UNION
SELECT a.owner_id FROM account AS a JOIN members AS m ON m.user_id = a.owner_id
UNION
SELECT m.user_id FROM superiors AS s JOIN members AS m ON m.user_id = s.id
UNION
SELECT user_id FROM granted WHERE on_type = 'Account' AND action = 'read'
UNION
SELECT user_id FROM global_roles WHERE role IN ('support', 'superuser');

-- question: actors User edit Account:acc/1
WITH RECURSIVE account AS (
  SELECT id, tenant_id, owner_id, is_open FROM accounts WHERE id = 'acc/1'
), members (user_id, role) AS (
  SELECT m.user_id, m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.left_at IS NULL AND m.role IS NOT NULL
), team (user_id, role) AS (
  SELECT t.user_id, t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id
  UNION ALL
  SELECT d.to_user_id, t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (user_id, on_type, action) AS (
  SELECT s.user_id, p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
), editors (user_id) AS (
  SELECT user_id FROM team WHERE role = 'editor'
  UNION
  SELECT user_id FROM members WHERE role = 'admin'
  UNION
  SELECT a.owner_id FROM account AS a JOIN members AS m ON m.user_id = a.owner_id
)
SELECT e.user_id FROM editors AS e JOIN account AS a ON a.is_open
UNION
SELECT user_id FROM granted WHERE on_type = 'Account' AND action = 'edit'
UNION
SELECT user_id FROM global_roles WHERE role = 'superuser';

-- question: actors User edit Account:acc/6
WITH RECURSIVE account AS (
  SELECT id, tenant_id, owner_id, is_open FROM accounts WHERE id = 'acc/6'
), members (user_id, role) AS (
  SELECT m.user_id, m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.left_at IS NULL AND m.role IS NOT NULL
), team (user_id, role) AS (
  SELECT t.user_id, t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id
  UNION ALL
  SELECT d.to_user_id, t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (user_id, on_type, action) AS (
  SELECT s.user_id, p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
), editors (user_id) AS (
  SELECT user_id FROM team WHERE role = 'editor'
  UNION
  SELECT user_id FROM members WHERE role = 'admin'
  UNION
  SELECT a.owner_id FROM account AS a JOIN members AS m ON m.user_id = a.owner_id
)
SELECT e.user_id FROM editors AS e JOIN account AS a ON a.is_open
UNION
SELECT user_id FROM granted WHERE on_type = 'Account' AND action = 'edit'
UNION
SELECT user_id FROM global_roles WHERE role = 'superuser';

-- question: actors User read Invoice:INV-acc/1/1
WITH RECURSIVE invoice AS (
  SELECT id, account_id, creator_id, status, amount FROM invoices WHERE id = 'INV-acc/1/1'
), account AS (
  SELECT id, tenant_id, owner_id, is_open FROM accounts WHERE id = (SELECT account_id FROM invoice)
), members (user_id, role) AS (
  SELECT m.user_id, m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.left_at IS NULL AND m.role IS NOT NULL
), team (user_id, role) AS (
  SELECT t.user_id, t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id
  UNION ALL
  SELECT d.to_user_id, t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (user_id, on_type, action) AS (
  SELECT s.user_id, p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
), readers (user_id) AS (
  SELECT user_id FROM team WHERE role IN ('viewer', 'editor')
  UNION
  SELECT user_id FROM members WHERE role IN ('accountant', 'admin')
  UNION
  SELECT a.owner_id FROM account AS a JOIN members AS m ON m.user_id = a.owner_id
  UNION
  SELECT m.user_id FROM superiors AS s JOIN members AS m ON m.user_id = s.id
  UNION
  SELECT user_id FROM granted WHERE action = 'read'
  UNION
  SELECT g.user_id FROM global_roles AS g JOIN account AS a ON true WHERE g.role = 'support'
  UNION
  SELECT user_id FROM global_roles WHERE role = 'superuser'
)
SELECT user_id FROM readers;

-- question: actors User read Invoice:"INV of nobody's account"
WITH RECURSIVE invoice AS (
  SELECT id, account_id, creator_id, status, amount FROM invoices WHERE id = 'INV of nobody''s account'
), account AS (
  SELECT id, tenant_id, owner_id, is_open FROM accounts WHERE id = (SELECT account_id FROM invoice)
), members (user_id, role) AS (
  SELECT m.user_id, m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.left_at IS NULL AND m.role IS NOT NULL
), team (user_id, role) AS (
  SELECT t.user_id, t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id
  UNION ALL
  SELECT d.to_user_id, t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (user_id, on_type, action) AS (
  SELECT s.user_id, p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
), readers (user_id) AS (
  SELECT user_id FROM team WHERE role IN ('viewer', 'editor')
  UNION
  SELECT user_id FROM members WHERE role IN ('accountant', 'admin')
  UNION
  SELECT a.owner_id FROM account AS a JOIN members AS m ON m.user_id = a.owner_id
  UNION
  SELECT m.user_id FROM superiors AS s JOIN members AS m ON m.user_id = s.id
  UNION
  SELECT user_id FROM granted WHERE action = 'read'
  UNION
  SELECT g.user_id FROM global_roles AS g JOIN account AS a ON true WHERE g.role = 'support'
  UNION
  SELECT user_id FROM global_roles WHERE role = 'superuser'
)
SELECT user_id FROM readers;

-- question: actors User read Invoice:INV-100
WITH RECURSIVE invoice AS (
  SELECT id, account_id, creator_id, status, amount FROM invoices WHERE id = 'INV-100'
), account AS (
  SELECT id, tenant_id, owner_id, is_open FROM accounts WHERE id = (SELECT account_id FROM invoice)
), members (user_id, role) AS (
  SELECT m.user_id, m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.left_at IS NULL AND m.role IS NOT NULL
), team (user_id, role) AS (
  SELECT t.user_id, t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id
  UNION ALL
  SELECT d.to_user_id, t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (user_id, on_type, action) AS (
  SELECT s.user_id, p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
), readers (user_id) AS (
  SELECT user_id FROM team WHERE role IN ('viewer', 'editor')
  UNION
  SELECT user_id FROM members WHERE role IN ('accountant', 'admin')
  UNION
  SELECT a.owner_id FROM account AS a JOIN members AS m ON m.user_id = a.owner_id
  UNION
  SELECT m.user_id FROM superiors AS s JOIN members AS m ON m.user_id = s.id
  UNION
  SELECT user_id FROM granted WHERE action = 'read'
  UNION
  SELECT g.user_id FROM global_roles AS g JOIN account AS a ON true WHERE g.role = 'support'
  UNION
  SELECT user_id FROM global_roles WHERE role = 'superuser'
)
SELECT user_id FROM readers;

-- question: actors User approve Invoice:"INV-конто №7/4"
WITH RECURSIVE invoice AS (
  SELECT id, account_id, creator_id, status, amount FROM invoices WHERE id = 'INV-конто №7/4'
), account AS (
  SELECT id, tenant_id, owner_id, is_open FROM accounts WHERE id = (SELECT account_id FROM invoice)
), members (user_id, role) AS (
  SELECT m.user_id, m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.left_at IS NULL AND m.role IS NOT NULL
), team (user_id, role) AS (
  SELECT t.user_id, t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id
  UNION ALL
  SELECT d.to_user_id, t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (user_id, on_type, action) AS (
  SELECT s.user_id, p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
), readers (user_id) AS (
  SELECT user_id FROM team WHERE role IN ('viewer', 'editor')
  UNION
  SELECT user_id FROM members WHERE role IN ('accountant', 'admin')
  UNION
  SELECT a.owner_id FROM account AS a JOIN members AS m ON m.user_id = a.owner_id
  UNION
  SELECT m.user_id FROM superiors AS s JOIN members AS m ON m.user_id = s.id
  UNION
  SELECT user_id FROM granted WHERE action = 'read'
  UNION
  SELECT g.user_id FROM global_roles AS g JOIN account AS a ON true WHERE g.role = 'support'
  UNION
  SELECT user_id FROM global_roles WHERE role = 'superuser'
)
SELECT u.id
FROM invoice AS i
CROSS JOIN readers AS r
JOIN users AS u ON u.id = r.user_id
WHERE i.amount * 100 <= u.approval_limit AND u.id IS DISTINCT FROM i.creator_id
UNION
SELECT user_id FROM granted WHERE on_type = 'Invoice' AND action = 'approve'
UNION
SELECT user_id FROM global_roles WHERE role = 'superuser';

-- question: actors User approve Invoice:INV-acc/9/1
WITH RECURSIVE invoice AS (
  SELECT id, account_id, creator_id, status, amount FROM invoices WHERE id = 'INV-acc/9/1'
), account AS (
  SELECT id, tenant_id, owner_id, is_open FROM accounts WHERE id = (SELECT account_id FROM invoice)
), members (user_id, role) AS (
  SELECT m.user_id, m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.left_at IS NULL AND m.role IS NOT NULL
), team (user_id, role) AS (
  SELECT t.user_id, t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id
  UNION ALL
  SELECT d.to_user_id, t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (user_id, on_type, action) AS (
  SELECT s.user_id, p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
), readers (user_id) AS (
  SELECT user_id FROM team WHERE role IN ('viewer', 'editor')
  UNION
  SELECT user_id FROM members WHERE role IN ('accountant', 'admin')
  UNION
  SELECT a.owner_id FROM account AS a JOIN members AS m ON m.user_id = a.owner_id
  UNION
  SELECT m.user_id FROM superiors AS s JOIN members AS m ON m.user_id = s.id
  UNION
  SELECT user_id FROM granted WHERE action = 'read'
  UNION
  SELECT g.user_id FROM global_roles AS g JOIN account AS a ON true WHERE g.role = 'support'
  UNION
  SELECT user_id FROM global_roles WHERE role = 'superuser'
)
SELECT u.id
FROM invoice AS i
CROSS JOIN readers AS r
JOIN users AS u ON u.id = r.user_id
WHERE i.amount * 100 <= u.approval_limit AND u.id IS DISTINCT FROM i.creator_id
UNION
SELECT user_id FROM granted WHERE on_type = 'Invoice' AND action = 'approve'
UNION
SELECT user_id FROM global_roles WHERE role = 'superuser';

-- question: actors User approve Invoice:INV-102
WITH RECURSIVE invoice AS (
  SELECT id, account_id, creator_id, status, amount FROM invoices WHERE id = 'INV-102'
), account AS (
  SELECT id, tenant_id, owner_id, is_open FROM accounts WHERE id = (SELECT account_id FROM invoice)
), members (user_id, role) AS (
  SELECT m.user_id, m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.left_at IS NULL AND m.role IS NOT NULL
), team (user_id, role) AS (
  SELECT t.user_id, t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id
  UNION ALL
  SELECT d.to_user_id, t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (user_id, on_type, action) AS (
  SELECT s.user_id, p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
), readers (user_id) AS (
  SELECT user_id FROM team WHERE role IN ('viewer', 'editor')
  UNION
  SELECT user_id FROM members WHERE role IN ('accountant', 'admin')
  UNION
  SELECT a.owner_id FROM account AS a JOIN members AS m ON m.user_id = a.owner_id
  UNION
  SELECT m.user_id FROM superiors AS s JOIN members AS m ON m.user_id = s.id
  UNION
  SELECT user_id FROM granted WHERE action = 'read'
  UNION
  SELECT g.user_id FROM global_roles AS g JOIN account AS a ON true WHERE g.role = 'support'
  UNION
  SELECT user_id FROM global_roles WHERE role = 'superuser'
)
SELECT u.id
FROM invoice AS i
CROSS JOIN readers AS r
JOIN users AS u ON u.id = r.user_id
WHERE i.amount * 100 <= u.approval_limit AND u.id IS DISTINCT FROM i.creator_id
UNION
SELECT user_id FROM granted WHERE on_type = 'Invoice' AND action = 'approve'
UNION
SELECT user_id FROM global_roles WHERE role = 'superuser';

-- question: actors User view_profile User:"user:20"
WITH RECURSIVE superiors (id) AS (
  SELECT 'user:20'
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
)
SELECT id FROM superiors;

-- question: query allow_field(User:"x:_y?", read, Account:acc/5, ?field: Field) -> field
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'acc/5'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'x:_y?' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'x:_y?'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'x:_y?' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'x:_y?'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'x:_y?' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'x:_y?' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'x:_y?' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'x:_y?'))
  ) AS p (editor)
), reads (yes) AS (
  SELECT EXISTS (SELECT 1 FROM account AS a CROSS JOIN person AS p WHERE p.viewer OR p.support)
      OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'read')
)
SELECT name FROM fields WHERE field_group = 'contact' AND (SELECT yes FROM reads)
UNION
SELECT 'name' WHERE (SELECT yes FROM reads)
UNION
SELECT f.field
FROM accounts AS a
JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
JOIN role_fields AS f ON f.role_id = r.id
WHERE a.id = 'acc/5' AND s.user_id = 'x:_y?' AND f.action = 'read';

-- question: query allow_field(User:"clerk $1 --", read, Account:acc/1, ?field: Field) -> field
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'acc/1'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'clerk $1 --' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'clerk $1 --'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'clerk $1 --' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'clerk $1 --'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'clerk $1 --' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'clerk $1 --' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'clerk $1 --' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'clerk $1 --'))
  ) AS p (editor)
), reads (yes) AS (
  SELECT EXISTS (SELECT 1 FROM account AS a CROSS JOIN person AS p WHERE p.viewer OR p.support)
      OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'read')
)
SELECT name FROM fields WHERE field_group = 'contact' AND (SELECT yes FROM reads)
UNION
SELECT 'name' WHERE (SELECT yes FROM reads)
UNION
SELECT f.field
FROM accounts AS a
JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
JOIN role_fields AS f ON f.role_id = r.id
WHERE a.id = 'acc/1' AND s.user_id = 'clerk $1 --' AND f.action = 'read';

-- question: query allow_field(User:nobody, read, Account:acc/1, ?field: Field) -> field
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'acc/1'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'nobody' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'nobody'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'nobody' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'nobody'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'nobody' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'nobody' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'nobody' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'nobody'))
  ) AS p (editor)
), reads (yes) AS (
  SELECT EXISTS (SELECT 1 FROM account AS a CROSS JOIN person AS p WHERE p.viewer OR p.support)
      OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'read')
)
SELECT name FROM fields WHERE field_group = 'contact' AND (SELECT yes FROM reads)
UNION
SELECT 'name' WHERE (SELECT yes FROM reads)
UNION
SELECT f.field
FROM accounts AS a
JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
JOIN role_fields AS f ON f.role_id = r.id
WHERE a.id = 'acc/1' AND s.user_id = 'nobody' AND f.action = 'read';

-- question: query allow_field(User:"mid,manager", read, Account:acc/1, ?field: Field) -> field
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'acc/1'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'mid,manager' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'mid,manager'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'mid,manager' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'mid,manager'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'mid,manager' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'mid,manager' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'mid,manager' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'mid,manager'))
  ) AS p (editor)
), reads (yes) AS (
  SELECT EXISTS (SELECT 1 FROM account AS a CROSS JOIN person AS p WHERE p.viewer OR p.support)
      OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'read')
)
SELECT name FROM fields WHERE field_group = 'contact' AND (SELECT yes FROM reads)
UNION
SELECT 'name' WHERE (SELECT yes FROM reads)
UNION
SELECT f.field
FROM accounts AS a
JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
JOIN role_fields AS f ON f.role_id = r.id
WHERE a.id = 'acc/1' AND s.user_id = 'mid,manager' AND f.action = 'read';

-- question: query allow_field(User:"o'neil", edit, Account:acc/1, ?field: Field) -> field
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'acc/1'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'o''neil' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'o''neil'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'o''neil' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'o''neil'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'o''neil' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'o''neil' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'o''neil' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'o''neil'))
  ) AS p (editor)
), edits (yes) AS (
  SELECT EXISTS (SELECT 1 FROM account AS a CROSS JOIN person AS p WHERE p.superuser OR (p.editor AND a.is_open))
      OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'edit')
)
SELECT name FROM fields WHERE field_group <> 'audit' AND (SELECT yes FROM edits)
UNION
SELECT f.field
FROM accounts AS a
JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
JOIN role_fields AS f ON f.role_id = r.id
WHERE a.id = 'acc/1' AND s.user_id = 'o''neil' AND f.action = 'edit';

-- question: query allow_field(User:"zoë \"z\" żółć", edit, Account:"конто №7", ?field: Field) -> field
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'конто №7'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'zoë "z" żółć' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'zoë "z" żółć'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'zoë "z" żółć' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'zoë "z" żółć'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'zoë "z" żółć' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'zoë "z" żółć' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'zoë "z" żółć' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'zoë "z" żółć'))
  ) AS p (editor)
), edits (yes) AS (
  SELECT EXISTS (SELECT 1 FROM account AS a CROSS JOIN person AS p WHERE p.superuser OR (p.editor AND a.is_open))
      OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'edit')
)
SELECT name FROM fields WHERE field_group <> 'audit' AND (SELECT yes FROM edits)
UNION
SELECT f.field
FROM accounts AS a
JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
JOIN role_fields AS f ON f.role_id = r.id
WHERE a.id = 'конто №7' AND s.user_id = 'zoë "z" żółć' AND f.action = 'edit';

-- question: query allow_field(User:"clerk $1 --", edit, Account:acc/1, ?field: Field) -> field
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'acc/1'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'clerk $1 --' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'clerk $1 --'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'clerk $1 --' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'clerk $1 --'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'clerk $1 --' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'clerk $1 --' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'clerk $1 --' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'clerk $1 --'))
  ) AS p (editor)
), edits (yes) AS (
  SELECT EXISTS (SELECT 1 FROM account AS a CROSS JOIN person AS p WHERE p.superuser OR (p.editor AND a.is_open))
      OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'edit')
)
SELECT name FROM fields WHERE field_group <> 'audit' AND (SELECT yes FROM edits)
UNION
SELECT f.field
FROM accounts AS a
JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
JOIN role_fields AS f ON f.role_id = r.id
WHERE a.id = 'acc/1' AND s.user_id = 'clerk $1 --' AND f.action = 'edit';

-- question: query allow_field(User:"zoë \"z\" żółć", edit, Account:acc/6, ?field: Field) -> field
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'acc/6'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'zoë "z" żółć' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'zoë "z" żółć'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'zoë "z" żółć' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'zoë "z" żółć'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'zoë "z" żółć' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'zoë "z" żółć' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'zoë "z" żółć' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'zoë "z" żółć'))
  ) AS p (editor)
), edits (yes) AS (
  SELECT EXISTS (SELECT 1 FROM account AS a CROSS JOIN person AS p WHERE p.superuser OR (p.editor AND a.is_open))
      OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'edit')
)
SELECT name FROM fields WHERE field_group <> 'audit' AND (SELECT yes FROM edits)
UNION
SELECT f.field
FROM accounts AS a
JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
JOIN role_fields AS f ON f.role_id = r.id
WHERE a.id = 'acc/6' AND s.user_id = 'zoë "z" żółć' AND f.action = 'edit';

-- question: query allow_field(User:"o'neil", read, Account:acc/1, Field:"changed by")
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'acc/1'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'o''neil' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'o''neil'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'o''neil' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'o''neil'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'o''neil' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'o''neil' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'o''neil' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'o''neil'))
  ) AS p (editor)
)
SELECT p.editor
    OR EXISTS (SELECT f.field FROM accounts AS a JOIN role_assignments AS s ON s.tenant_id = a.tenant_id JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id JOIN role_fields AS f ON f.role_id = r.id WHERE a.id = 'acc/1' AND s.user_id = 'o''neil' AND f.action = 'read' AND f.field = 'changed by')
    OR (
      (p.viewer OR p.support OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'read'))
      AND 'changed by' IN (SELECT 'name' UNION SELECT name FROM fields WHERE field_group = 'contact')
    )
FROM person AS p;

-- question: query allow_field(User:"o'neil", read, Account:acc/7, Field:"changed by")
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'acc/7'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'o''neil' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'o''neil'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'o''neil' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'o''neil'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'o''neil' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'o''neil' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'o''neil' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'o''neil'))
  ) AS p (editor)
)
SELECT p.editor
    OR EXISTS (SELECT f.field FROM accounts AS a JOIN role_assignments AS s ON s.tenant_id = a.tenant_id JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id JOIN role_fields AS f ON f.role_id = r.id WHERE a.id = 'acc/7' AND s.user_id = 'o''neil' AND f.action = 'read' AND f.field = 'changed by')
    OR (
      (p.viewer OR p.support OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'read'))
      AND 'changed by' IN (SELECT 'name' UNION SELECT name FROM fields WHERE field_group = 'contact')
    )
FROM person AS p;

-- question: query allow_field(User:"o'neil", read, Account:acc/7, Field:e-mail)
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'acc/7'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'o''neil' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'o''neil'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'o''neil' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'o''neil'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'o''neil' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'o''neil' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'o''neil' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'o''neil'))
  ) AS p (editor)
)
SELECT p.editor
    OR EXISTS (SELECT f.field FROM accounts AS a JOIN role_assignments AS s ON s.tenant_id = a.tenant_id JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id JOIN role_fields AS f ON f.role_id = r.id WHERE a.id = 'acc/7' AND s.user_id = 'o''neil' AND f.action = 'read' AND f.field = 'e-mail')
    OR (
      (p.viewer OR p.support OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'read'))
      AND 'e-mail' IN (SELECT 'name' UNION SELECT name FROM fields WHERE field_group = 'contact')
    )
FROM person AS p;

-- question: query allow_field(User:"x:_y?", read, Account:acc/5, Field:"tax id")
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'acc/5'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'x:_y?' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'x:_y?'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'x:_y?' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'x:_y?'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'x:_y?' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'x:_y?' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'x:_y?' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'x:_y?'))
  ) AS p (editor)
)
SELECT p.editor
    OR EXISTS (SELECT f.field FROM accounts AS a JOIN role_assignments AS s ON s.tenant_id = a.tenant_id JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id JOIN role_fields AS f ON f.role_id = r.id WHERE a.id = 'acc/5' AND s.user_id = 'x:_y?' AND f.action = 'read' AND f.field = 'tax id')
    OR (
      (p.viewer OR p.support OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'read'))
      AND 'tax id' IN (SELECT 'name' UNION SELECT name FROM fields WHERE field_group = 'contact')
    )
FROM person AS p;

-- question: query allow_field(User:"x:_y?", read, Account:acc/9, Field:"credit limit")
WITH RECURSIVE account AS (
  SELECT a.id, a.tenant_id, a.owner_id, a.is_open
  FROM accounts AS a
  WHERE a.id = 'acc/9'
), membership (role) AS (
  SELECT m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.user_id = 'x:_y?' AND m.left_at IS NULL AND m.role IS NOT NULL
), team (role) AS (
  SELECT t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id WHERE t.user_id = 'x:_y?'
  UNION ALL
  SELECT t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.to_user_id = 'x:_y?' AND d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (on_type, action) AS (
  SELECT p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE s.user_id = 'x:_y?'
), person (superuser, support, editor, viewer) AS (
  SELECT
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'x:_y?' AND role = 'superuser'),
    EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'x:_y?' AND role IN ('support', 'superuser')),
    p.editor,
    p.editor
      OR EXISTS (SELECT 1 FROM team WHERE role = 'viewer')
      OR EXISTS (SELECT 1 FROM membership WHERE role = 'accountant')
      OR (EXISTS (SELECT 1 FROM membership) AND 'x:_y?' IN (SELECT id FROM superiors))
  FROM (
    SELECT EXISTS (SELECT 1 FROM team WHERE role = 'editor')
        OR EXISTS (SELECT 1 FROM membership WHERE role = 'admin')
        OR (EXISTS (SELECT 1 FROM membership) AND EXISTS (SELECT 1 FROM account WHERE owner_id = 'x:_y?'))
  ) AS p (editor)
)
SELECT p.editor
    OR EXISTS (SELECT f.field FROM accounts AS a JOIN role_assignments AS s ON s.tenant_id = a.tenant_id JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id JOIN role_fields AS f ON f.role_id = r.id WHERE a.id = 'acc/9' AND s.user_id = 'x:_y?' AND f.action = 'read' AND f.field = 'credit limit')
    OR (
      (p.viewer OR p.support OR EXISTS (SELECT 1 FROM granted WHERE on_type = 'Account' AND action = 'read'))
      AND 'credit limit' IN (SELECT 'name' UNION SELECT name FROM fields WHERE field_group = 'contact')
    )
FROM person AS p;

-- question: query allow_field(?user: User, read, Account:acc/5, Field:"tax id") -> user
WITH RECURSIVE account AS (
  SELECT id, tenant_id, owner_id, is_open FROM accounts WHERE id = 'acc/5'
), members (user_id, role) AS (
  SELECT m.user_id, m.role
  FROM account AS a
  JOIN tenant_members AS m ON m.tenant_id = a.tenant_id
  WHERE m.left_at IS NULL AND m.role IS NOT NULL
), team (user_id, role) AS (
  SELECT t.user_id, t.role FROM account AS a JOIN account_team AS t ON t.account_id = a.id
  UNION ALL
  SELECT d.to_user_id, t.role
  FROM account AS a
  JOIN account_team AS t ON t.account_id = a.id
  JOIN delegations AS d ON d.from_user_id = t.user_id
  WHERE d.active
), superiors (id) AS (
  SELECT u.manager_id FROM account AS a JOIN users AS u ON u.id = a.owner_id WHERE u.manager_id IS NOT NULL
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id WHERE u.manager_id IS NOT NULL
), granted (user_id, on_type, action) AS (
  SELECT s.user_id, p.on_type, p.action
  FROM account AS a
  JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
  JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
)
SELECT user_id FROM team WHERE role = 'editor'
UNION
SELECT user_id FROM members WHERE role = 'admin'
UNION
SELECT a.owner_id FROM account AS a JOIN members AS m ON m.user_id = a.owner_id
UNION
SELECT s.user_id
FROM account AS a
JOIN role_assignments AS s ON s.tenant_id = a.tenant_id
JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
JOIN role_fields AS f ON f.role_id = r.id
WHERE f.action = 'read' AND f.field = 'tax id';

-- question: query allow_field(User:"o'neil", read, ?account: Account, Field:"tax id") -> account
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = 'o''neil' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = 'o''neil'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = 'o''neil' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'o''neil'
), editable (id) AS (
  SELECT account_id FROM team WHERE role = 'editor'
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = 'o''neil' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role = 'admin'
)
SELECT id FROM editable
UNION
SELECT a.id
FROM role_assignments AS s
JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
JOIN role_fields AS f ON f.role_id = r.id
JOIN accounts AS a ON a.tenant_id = r.tenant_id
WHERE s.user_id = 'o''neil' AND f.action = 'read' AND f.field = 'tax id';

-- question: query allow_field(User:"x:_y?", read, ?account: Account, Field:"tax id") -> account
WITH RECURSIVE my_tenants (id, role) AS (
  SELECT tenant_id, role FROM tenant_members
  WHERE user_id = 'x:_y?' AND left_at IS NULL AND role IN ('member', 'accountant', 'admin')
), team (account_id, role) AS (
  SELECT account_id, role FROM account_team WHERE user_id = 'x:_y?'
  UNION ALL
  SELECT t.account_id, t.role
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.to_user_id = 'x:_y?' AND d.active
), granted (tenant_id, on_type, action) AS (
  SELECT r.tenant_id, p.on_type, p.action
  FROM role_assignments AS a
  JOIN custom_roles AS r ON r.id = a.role_id AND r.tenant_id = a.tenant_id
  JOIN role_permissions AS p ON p.role_id = r.id
  WHERE a.user_id = 'x:_y?'
), editable (id) AS (
  SELECT account_id FROM team WHERE role = 'editor'
  UNION ALL
  SELECT id FROM accounts WHERE owner_id = 'x:_y?' AND tenant_id IN (SELECT id FROM my_tenants)
  UNION ALL
  SELECT a.id FROM my_tenants AS t JOIN accounts AS a ON a.tenant_id = t.id WHERE t.role = 'admin'
)
SELECT id FROM editable
UNION
SELECT a.id
FROM role_assignments AS s
JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
JOIN role_fields AS f ON f.role_id = r.id
JOIN accounts AS a ON a.tenant_id = r.tenant_id
WHERE s.user_id = 'x:_y?' AND f.action = 'read' AND f.field = 'tax id';

-- question: query manages(User:"名前:chief", ?report: User) -> report
WITH RECURSIVE reports (id) AS (
  SELECT id FROM users WHERE manager_id = '名前:chief'
  UNION
  SELECT u.id FROM reports AS r JOIN users AS u ON u.manager_id = r.id
)
SELECT id FROM reports;

-- question: query manages(?manager: User, User:"user:20") -> manager
WITH RECURSIVE superiors (id) AS (
  SELECT manager_id FROM users WHERE id = 'user:20'
  UNION
  SELECT u.manager_id FROM superiors AS s JOIN users AS u ON u.id = s.id
)
SELECT id FROM superiors WHERE id IS NOT NULL;

-- question: query below_quota(?tenant: Tenant) -> tenant
SELECT t.id
FROM tenants AS t
WHERE t.account_quota IS NULL OR (SELECT count(*) FROM accounts AS a WHERE a.tenant_id = t.id) < t.account_quota;

-- question: query holds(User:"x:_y?", ?role: Role, ?tenant: Tenant) -> role
SELECT s.role_id
FROM role_assignments AS s
JOIN custom_roles AS r ON r.id = s.role_id AND r.tenant_id = s.tenant_id
WHERE s.user_id = 'x:_y?';

-- question: query has_permission(User:"support desk", ?permission: String) -> permission
SELECT 'see_metrics' WHERE EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'support desk' AND role IN ('support', 'superuser'))
UNION
SELECT 'create_tenant' WHERE EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'support desk' AND role = 'superuser');

-- question: query has_permission(User:"root:0", create_tenant)
SELECT EXISTS (SELECT 1 FROM global_roles WHERE user_id = 'root:0' AND role = 'superuser');

-- question: query has_debt(?account: Account), has_relation(?account: Account, tenant, Tenant:acme) -> account
SELECT DISTINCT a.id
FROM accounts AS a
JOIN invoices AS i ON i.account_id = a.id
WHERE a.tenant_id = 'acme' AND i.status = 'open';

-- question: query has_role(?user: User, follower, ?account: Account), has_relation(?account: Account, tenant, ?tenant: Tenant), has_role(?user: User, admin, ?tenant: Tenant) -> user
SELECT DISTINCT f.user_id
FROM (
  SELECT user_id, account_id FROM account_team WHERE role = 'follower'
  UNION
  SELECT d.to_user_id, t.account_id
  FROM delegations AS d
  JOIN account_team AS t ON t.user_id = d.from_user_id
  WHERE d.active AND t.role = 'follower'
) AS f
JOIN accounts AS a ON a.id = f.account_id
JOIN tenant_members AS m ON m.tenant_id = a.tenant_id AND m.user_id = f.user_id
WHERE m.role = 'admin' AND m.left_at IS NULL;
