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

-- question: authorize User:3 read Issue:1
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 3 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = 3 AND banned_at IS NOT NULL)
  AND (
    EXISTS (SELECT 1 FROM staff WHERE user_id = 3 AND role = 'admin')
    OR EXISTS (SELECT 1 FROM issues WHERE id = 1 AND 3 IN (creator_id, assignee_id))
    OR EXISTS (
      SELECT 1
      FROM issues AS i
      JOIN repositories AS r ON r.id = i.repo_id
      WHERE i.id = 1
        AND (
          r.visibility = 'public'
          OR r.owner_id = 3
          OR EXISTS (SELECT 1 FROM staff WHERE user_id = 3 AND role = 'auditor')
          OR EXISTS (SELECT 1 FROM collaborators AS c WHERE c.user_id = 3 AND c.repo_id = r.id AND c.role IN ('reader', 'triager', 'writer', 'maintainer'))
          OR EXISTS (SELECT 1 FROM org_members AS m WHERE m.user_id = 3 AND m.org_id = r.org_id AND m.role IN ('member', 'owner'))
          OR EXISTS (
            SELECT 1
            FROM team_repositories AS g
            JOIN repository_roles AS n ON n.id = g.role_id
            WHERE g.repo_id = r.id AND g.team_id IN (SELECT id FROM my_teams) AND n.name IN ('reader', 'triager', 'writer', 'maintainer'))
        )
    )
  );

-- question: authorize User:3 read Issue:61
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 3 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = 3 AND banned_at IS NOT NULL)
  AND (
    EXISTS (SELECT 1 FROM staff WHERE user_id = 3 AND role = 'admin')
    OR EXISTS (SELECT 1 FROM issues WHERE id = 61 AND 3 IN (creator_id, assignee_id))
    OR EXISTS (
      SELECT 1
      FROM issues AS i
      JOIN repositories AS r ON r.id = i.repo_id
      WHERE i.id = 61
        AND (
          r.visibility = 'public'
          OR r.owner_id = 3
          OR EXISTS (SELECT 1 FROM staff WHERE user_id = 3 AND role = 'auditor')
          OR EXISTS (SELECT 1 FROM collaborators AS c WHERE c.user_id = 3 AND c.repo_id = r.id AND c.role IN ('reader', 'triager', 'writer', 'maintainer'))
          OR EXISTS (SELECT 1 FROM org_members AS m WHERE m.user_id = 3 AND m.org_id = r.org_id AND m.role IN ('member', 'owner'))
          OR EXISTS (
            SELECT 1
            FROM team_repositories AS g
            JOIN repository_roles AS n ON n.id = g.role_id
            WHERE g.repo_id = r.id AND g.team_id IN (SELECT id FROM my_teams) AND n.name IN ('reader', 'triager', 'writer', 'maintainer'))
        )
    )
  );

-- question: authorize User:3 read Issue:121
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 3 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = 3 AND banned_at IS NOT NULL)
  AND (
    EXISTS (SELECT 1 FROM staff WHERE user_id = 3 AND role = 'admin')
    OR EXISTS (SELECT 1 FROM issues WHERE id = 121 AND 3 IN (creator_id, assignee_id))
    OR EXISTS (
      SELECT 1
      FROM issues AS i
      JOIN repositories AS r ON r.id = i.repo_id
      WHERE i.id = 121
        AND (
          r.visibility = 'public'
          OR r.owner_id = 3
          OR EXISTS (SELECT 1 FROM staff WHERE user_id = 3 AND role = 'auditor')
          OR EXISTS (SELECT 1 FROM collaborators AS c WHERE c.user_id = 3 AND c.repo_id = r.id AND c.role IN ('reader', 'triager', 'writer', 'maintainer'))
          OR EXISTS (SELECT 1 FROM org_members AS m WHERE m.user_id = 3 AND m.org_id = r.org_id AND m.role IN ('member', 'owner'))
          OR EXISTS (
            SELECT 1
            FROM team_repositories AS g
            JOIN repository_roles AS n ON n.id = g.role_id
            WHERE g.repo_id = r.id AND g.team_id IN (SELECT id FROM my_teams) AND n.name IN ('reader', 'triager', 'writer', 'maintainer'))
        )
    )
  );

-- question: authorize User:4 read Issue:61
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 4 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = 4 AND banned_at IS NOT NULL)
  AND (
    EXISTS (SELECT 1 FROM staff WHERE user_id = 4 AND role = 'admin')
    OR EXISTS (SELECT 1 FROM issues WHERE id = 61 AND 4 IN (creator_id, assignee_id))
    OR EXISTS (
      SELECT 1
      FROM issues AS i
      JOIN repositories AS r ON r.id = i.repo_id
      WHERE i.id = 61
        AND (
          r.visibility = 'public'
          OR r.owner_id = 4
          OR EXISTS (SELECT 1 FROM staff WHERE user_id = 4 AND role = 'auditor')
          OR EXISTS (SELECT 1 FROM collaborators AS c WHERE c.user_id = 4 AND c.repo_id = r.id AND c.role IN ('reader', 'triager', 'writer', 'maintainer'))
          OR EXISTS (SELECT 1 FROM org_members AS m WHERE m.user_id = 4 AND m.org_id = r.org_id AND m.role IN ('member', 'owner'))
          OR EXISTS (
            SELECT 1
            FROM team_repositories AS g
            JOIN repository_roles AS n ON n.id = g.role_id
            WHERE g.repo_id = r.id AND g.team_id IN (SELECT id FROM my_teams) AND n.name IN ('reader', 'triager', 'writer', 'maintainer'))
        )
    )
  );

-- question: authorize User:4 read Issue:121
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 4 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = 4 AND banned_at IS NOT NULL)
  AND (
    EXISTS (SELECT 1 FROM staff WHERE user_id = 4 AND role = 'admin')
    OR EXISTS (SELECT 1 FROM issues WHERE id = 121 AND 4 IN (creator_id, assignee_id))
    OR EXISTS (
      SELECT 1
      FROM issues AS i
      JOIN repositories AS r ON r.id = i.repo_id
      WHERE i.id = 121
        AND (
          r.visibility = 'public'
          OR r.owner_id = 4
          OR EXISTS (SELECT 1 FROM staff WHERE user_id = 4 AND role = 'auditor')
          OR EXISTS (SELECT 1 FROM collaborators AS c WHERE c.user_id = 4 AND c.repo_id = r.id AND c.role IN ('reader', 'triager', 'writer', 'maintainer'))
          OR EXISTS (SELECT 1 FROM org_members AS m WHERE m.user_id = 4 AND m.org_id = r.org_id AND m.role IN ('member', 'owner'))
          OR EXISTS (
            SELECT 1
            FROM team_repositories AS g
            JOIN repository_roles AS n ON n.id = g.role_id
            WHERE g.repo_id = r.id AND g.team_id IN (SELECT id FROM my_teams) AND n.name IN ('reader', 'triager', 'writer', 'maintainer'))
        )
    )
  );

-- question: authorize User:7 read Issue:97
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 7 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = 7 AND banned_at IS NOT NULL)
  AND (
    EXISTS (SELECT 1 FROM staff WHERE user_id = 7 AND role = 'admin')
    OR EXISTS (SELECT 1 FROM issues WHERE id = 97 AND 7 IN (creator_id, assignee_id))
    OR EXISTS (
      SELECT 1
      FROM issues AS i
      JOIN repositories AS r ON r.id = i.repo_id
      WHERE i.id = 97
        AND (
          r.visibility = 'public'
          OR r.owner_id = 7
          OR EXISTS (SELECT 1 FROM staff WHERE user_id = 7 AND role = 'auditor')
          OR EXISTS (SELECT 1 FROM collaborators AS c WHERE c.user_id = 7 AND c.repo_id = r.id AND c.role IN ('reader', 'triager', 'writer', 'maintainer'))
          OR EXISTS (SELECT 1 FROM org_members AS m WHERE m.user_id = 7 AND m.org_id = r.org_id AND m.role IN ('member', 'owner'))
          OR EXISTS (
            SELECT 1
            FROM team_repositories AS g
            JOIN repository_roles AS n ON n.id = g.role_id
            WHERE g.repo_id = r.id AND g.team_id IN (SELECT id FROM my_teams) AND n.name IN ('reader', 'triager', 'writer', 'maintainer'))
        )
    )
  );

-- question: authorize User:2 read Issue:133
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 2 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = 2 AND banned_at IS NOT NULL)
  AND (
    EXISTS (SELECT 1 FROM staff WHERE user_id = 2 AND role = 'admin')
    OR EXISTS (SELECT 1 FROM issues WHERE id = 133 AND 2 IN (creator_id, assignee_id))
    OR EXISTS (
      SELECT 1
      FROM issues AS i
      JOIN repositories AS r ON r.id = i.repo_id
      WHERE i.id = 133
        AND (
          r.visibility = 'public'
          OR r.owner_id = 2
          OR EXISTS (SELECT 1 FROM staff WHERE user_id = 2 AND role = 'auditor')
          OR EXISTS (SELECT 1 FROM collaborators AS c WHERE c.user_id = 2 AND c.repo_id = r.id AND c.role IN ('reader', 'triager', 'writer', 'maintainer'))
          OR EXISTS (SELECT 1 FROM org_members AS m WHERE m.user_id = 2 AND m.org_id = r.org_id AND m.role IN ('member', 'owner'))
          OR EXISTS (
            SELECT 1
            FROM team_repositories AS g
            JOIN repository_roles AS n ON n.id = g.role_id
            WHERE g.repo_id = r.id AND g.team_id IN (SELECT id FROM my_teams) AND n.name IN ('reader', 'triager', 'writer', 'maintainer'))
        )
    )
  );

-- question: authorize User:10 read Issue:157
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 10 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = 10 AND banned_at IS NOT NULL)
  AND (
    EXISTS (SELECT 1 FROM staff WHERE user_id = 10 AND role = 'admin')
    OR EXISTS (SELECT 1 FROM issues WHERE id = 157 AND 10 IN (creator_id, assignee_id))
    OR EXISTS (
      SELECT 1
      FROM issues AS i
      JOIN repositories AS r ON r.id = i.repo_id
      WHERE i.id = 157
        AND (
          r.visibility = 'public'
          OR r.owner_id = 10
          OR EXISTS (SELECT 1 FROM staff WHERE user_id = 10 AND role = 'auditor')
          OR EXISTS (SELECT 1 FROM collaborators AS c WHERE c.user_id = 10 AND c.repo_id = r.id AND c.role IN ('reader', 'triager', 'writer', 'maintainer'))
          OR EXISTS (SELECT 1 FROM org_members AS m WHERE m.user_id = 10 AND m.org_id = r.org_id AND m.role IN ('member', 'owner'))
          OR EXISTS (
            SELECT 1
            FROM team_repositories AS g
            JOIN repository_roles AS n ON n.id = g.role_id
            WHERE g.repo_id = r.id AND g.team_id IN (SELECT id FROM my_teams) AND n.name IN ('reader', 'triager', 'writer', 'maintainer'))
        )
    )
  );

-- question: authorize User:10 read Issue:185
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 10 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = 10 AND banned_at IS NOT NULL)
  AND (
    EXISTS (SELECT 1 FROM staff WHERE user_id = 10 AND role = 'admin')
    OR EXISTS (SELECT 1 FROM issues WHERE id = 185 AND 10 IN (creator_id, assignee_id))
    OR EXISTS (
      SELECT 1
      FROM issues AS i
      JOIN repositories AS r ON r.id = i.repo_id
      WHERE i.id = 185
        AND (
          r.visibility = 'public'
          OR r.owner_id = 10
          OR EXISTS (SELECT 1 FROM staff WHERE user_id = 10 AND role = 'auditor')
          OR EXISTS (SELECT 1 FROM collaborators AS c WHERE c.user_id = 10 AND c.repo_id = r.id AND c.role IN ('reader', 'triager', 'writer', 'maintainer'))
          OR EXISTS (SELECT 1 FROM org_members AS m WHERE m.user_id = 10 AND m.org_id = r.org_id AND m.role IN ('member', 'owner'))
          OR EXISTS (
            SELECT 1
            FROM team_repositories AS g
            JOIN repository_roles AS n ON n.id = g.role_id
            WHERE g.repo_id = r.id AND g.team_id IN (SELECT id FROM my_teams) AND n.name IN ('reader', 'triager', 'writer', 'maintainer'))
        )
    )
  );

-- question: authorize User:1 read Issue:185
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 1 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = 1 AND banned_at IS NOT NULL)
  AND (
    EXISTS (SELECT 1 FROM staff WHERE user_id = 1 AND role = 'admin')
    OR EXISTS (SELECT 1 FROM issues WHERE id = 185 AND 1 IN (creator_id, assignee_id))
    OR EXISTS (
      SELECT 1
      FROM issues AS i
      JOIN repositories AS r ON r.id = i.repo_id
      WHERE i.id = 185
        AND (
          r.visibility = 'public'
          OR r.owner_id = 1
          OR EXISTS (SELECT 1 FROM staff WHERE user_id = 1 AND role = 'auditor')
          OR EXISTS (SELECT 1 FROM collaborators AS c WHERE c.user_id = 1 AND c.repo_id = r.id AND c.role IN ('reader', 'triager', 'writer', 'maintainer'))
          OR EXISTS (SELECT 1 FROM org_members AS m WHERE m.user_id = 1 AND m.org_id = r.org_id AND m.role IN ('member', 'owner'))
          OR EXISTS (
            SELECT 1
            FROM team_repositories AS g
            JOIN repository_roles AS n ON n.id = g.role_id
            WHERE g.repo_id = r.id AND g.team_id IN (SELECT id FROM my_teams) AND n.name IN ('reader', 'triager', 'writer', 'maintainer'))
        )
    )
  );

-- question: authorize User:1 read Issue:999999999
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 1 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = 1 AND banned_at IS NOT NULL)
  AND (
    EXISTS (SELECT 1 FROM staff WHERE user_id = 1 AND role = 'admin')
    OR EXISTS (SELECT 1 FROM issues WHERE id = 999999999 AND 1 IN (creator_id, assignee_id))
    OR EXISTS (
      SELECT 1
      FROM issues AS i
      JOIN repositories AS r ON r.id = i.repo_id
      WHERE i.id = 999999999
        AND (
          r.visibility = 'public'
          OR r.owner_id = 1
          OR EXISTS (SELECT 1 FROM staff WHERE user_id = 1 AND role = 'auditor')
          OR EXISTS (SELECT 1 FROM collaborators AS c WHERE c.user_id = 1 AND c.repo_id = r.id AND c.role IN ('reader', 'triager', 'writer', 'maintainer'))
          OR EXISTS (SELECT 1 FROM org_members AS m WHERE m.user_id = 1 AND m.org_id = r.org_id AND m.role IN ('member', 'owner'))
          OR EXISTS (
            SELECT 1
            FROM team_repositories AS g
            JOIN repository_roles AS n ON n.id = g.role_id
            WHERE g.repo_id = r.id AND g.team_id IN (SELECT id FROM my_teams) AND n.name IN ('reader', 'triager', 'writer', 'maintainer'))
        )
    )
  );

-- question: authorize User:999999999 read Issue:1
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 999999999 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = 999999999 AND banned_at IS NOT NULL)
  AND (
    EXISTS (SELECT 1 FROM staff WHERE user_id = 999999999 AND role = 'admin')
    OR EXISTS (SELECT 1 FROM issues WHERE id = 1 AND 999999999 IN (creator_id, assignee_id))
    OR EXISTS (
      SELECT 1
      FROM issues AS i
      JOIN repositories AS r ON r.id = i.repo_id
      WHERE i.id = 1
        AND (
          r.visibility = 'public'
          OR r.owner_id = 999999999
          OR EXISTS (SELECT 1 FROM staff WHERE user_id = 999999999 AND role = 'auditor')
          OR EXISTS (SELECT 1 FROM collaborators AS c WHERE c.user_id = 999999999 AND c.repo_id = r.id AND c.role IN ('reader', 'triager', 'writer', 'maintainer'))
          OR EXISTS (SELECT 1 FROM org_members AS m WHERE m.user_id = 999999999 AND m.org_id = r.org_id AND m.role IN ('member', 'owner'))
          OR EXISTS (
            SELECT 1
            FROM team_repositories AS g
            JOIN repository_roles AS n ON n.id = g.role_id
            WHERE g.repo_id = r.id AND g.team_id IN (SELECT id FROM my_teams) AND n.name IN ('reader', 'triager', 'writer', 'maintainer'))
        )
    )
  );

-- question: authorize User:999999999 read Issue:133
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 999999999 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = 999999999 AND banned_at IS NOT NULL)
  AND (
    EXISTS (SELECT 1 FROM staff WHERE user_id = 999999999 AND role = 'admin')
    OR EXISTS (SELECT 1 FROM issues WHERE id = 133 AND 999999999 IN (creator_id, assignee_id))
    OR EXISTS (
      SELECT 1
      FROM issues AS i
      JOIN repositories AS r ON r.id = i.repo_id
      WHERE i.id = 133
        AND (
          r.visibility = 'public'
          OR r.owner_id = 999999999
          OR EXISTS (SELECT 1 FROM staff WHERE user_id = 999999999 AND role = 'auditor')
          OR EXISTS (SELECT 1 FROM collaborators AS c WHERE c.user_id = 999999999 AND c.repo_id = r.id AND c.role IN ('reader', 'triager', 'writer', 'maintainer'))
          OR EXISTS (SELECT 1 FROM org_members AS m WHERE m.user_id = 999999999 AND m.org_id = r.org_id AND m.role IN ('member', 'owner'))
          OR EXISTS (
            SELECT 1
            FROM team_repositories AS g
            JOIN repository_roles AS n ON n.id = g.role_id
            WHERE g.repo_id = r.id AND g.team_id IN (SELECT id FROM my_teams) AND n.name IN ('reader', 'triager', 'writer', 'maintainer'))
        )
    )
  );

-- question: authorize User:4 close Issue:181
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 4 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = 4 AND banned_at IS NOT NULL)
  AND (
    EXISTS (SELECT 1 FROM staff WHERE user_id = 4 AND role = 'admin')
    OR EXISTS (SELECT 1 FROM issues WHERE id = 181 AND (assignee_id = 4 OR (creator_id = 4 AND NOT locked)))
    OR EXISTS (
      SELECT 1
      FROM issues AS i
      JOIN repositories AS r ON r.id = i.repo_id
      WHERE i.id = 181
        AND (
          r.owner_id = 4
          OR EXISTS (SELECT 1 FROM collaborators AS c WHERE c.user_id = 4 AND c.repo_id = r.id AND c.role IN ('triager', 'writer', 'maintainer'))
          OR EXISTS (SELECT 1 FROM org_members AS m WHERE m.user_id = 4 AND m.org_id = r.org_id AND m.role = 'owner')
          OR EXISTS (
            SELECT 1
            FROM team_repositories AS g
            JOIN repository_roles AS n ON n.id = g.role_id
            WHERE g.repo_id = r.id AND g.team_id IN (SELECT id FROM my_teams) AND n.name IN ('triager', 'writer', 'maintainer'))
        )
    )
  );

-- question: authorize User:4 close Issue:182
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 4 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = 4 AND banned_at IS NOT NULL)
  AND (
    EXISTS (SELECT 1 FROM staff WHERE user_id = 4 AND role = 'admin')
    OR EXISTS (SELECT 1 FROM issues WHERE id = 182 AND (assignee_id = 4 OR (creator_id = 4 AND NOT locked)))
    OR EXISTS (
      SELECT 1
      FROM issues AS i
      JOIN repositories AS r ON r.id = i.repo_id
      WHERE i.id = 182
        AND (
          r.owner_id = 4
          OR EXISTS (SELECT 1 FROM collaborators AS c WHERE c.user_id = 4 AND c.repo_id = r.id AND c.role IN ('triager', 'writer', 'maintainer'))
          OR EXISTS (SELECT 1 FROM org_members AS m WHERE m.user_id = 4 AND m.org_id = r.org_id AND m.role = 'owner')
          OR EXISTS (
            SELECT 1
            FROM team_repositories AS g
            JOIN repository_roles AS n ON n.id = g.role_id
            WHERE g.repo_id = r.id AND g.team_id IN (SELECT id FROM my_teams) AND n.name IN ('triager', 'writer', 'maintainer'))
        )
    )
  );

-- question: authorize User:4 close Issue:183
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 4 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = 4 AND banned_at IS NOT NULL)
  AND (
    EXISTS (SELECT 1 FROM staff WHERE user_id = 4 AND role = 'admin')
    OR EXISTS (SELECT 1 FROM issues WHERE id = 183 AND (assignee_id = 4 OR (creator_id = 4 AND NOT locked)))
    OR EXISTS (
      SELECT 1
      FROM issues AS i
      JOIN repositories AS r ON r.id = i.repo_id
      WHERE i.id = 183
        AND (
          r.owner_id = 4
          OR EXISTS (SELECT 1 FROM collaborators AS c WHERE c.user_id = 4 AND c.repo_id = r.id AND c.role IN ('triager', 'writer', 'maintainer'))
          OR EXISTS (SELECT 1 FROM org_members AS m WHERE m.user_id = 4 AND m.org_id = r.org_id AND m.role = 'owner')
          OR EXISTS (
            SELECT 1
            FROM team_repositories AS g
            JOIN repository_roles AS n ON n.id = g.role_id
            WHERE g.repo_id = r.id AND g.team_id IN (SELECT id FROM my_teams) AND n.name IN ('triager', 'writer', 'maintainer'))
        )
    )
  );

-- question: authorize User:4 close Issue:73
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 4 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = 4 AND banned_at IS NOT NULL)
  AND (
    EXISTS (SELECT 1 FROM staff WHERE user_id = 4 AND role = 'admin')
    OR EXISTS (SELECT 1 FROM issues WHERE id = 73 AND (assignee_id = 4 OR (creator_id = 4 AND NOT locked)))
    OR EXISTS (
      SELECT 1
      FROM issues AS i
      JOIN repositories AS r ON r.id = i.repo_id
      WHERE i.id = 73
        AND (
          r.owner_id = 4
          OR EXISTS (SELECT 1 FROM collaborators AS c WHERE c.user_id = 4 AND c.repo_id = r.id AND c.role IN ('triager', 'writer', 'maintainer'))
          OR EXISTS (SELECT 1 FROM org_members AS m WHERE m.user_id = 4 AND m.org_id = r.org_id AND m.role = 'owner')
          OR EXISTS (
            SELECT 1
            FROM team_repositories AS g
            JOIN repository_roles AS n ON n.id = g.role_id
            WHERE g.repo_id = r.id AND g.team_id IN (SELECT id FROM my_teams) AND n.name IN ('triager', 'writer', 'maintainer'))
        )
    )
  );

-- question: authorize User:4 close Issue:61
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 4 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = 4 AND banned_at IS NOT NULL)
  AND (
    EXISTS (SELECT 1 FROM staff WHERE user_id = 4 AND role = 'admin')
    OR EXISTS (SELECT 1 FROM issues WHERE id = 61 AND (assignee_id = 4 OR (creator_id = 4 AND NOT locked)))
    OR EXISTS (
      SELECT 1
      FROM issues AS i
      JOIN repositories AS r ON r.id = i.repo_id
      WHERE i.id = 61
        AND (
          r.owner_id = 4
          OR EXISTS (SELECT 1 FROM collaborators AS c WHERE c.user_id = 4 AND c.repo_id = r.id AND c.role IN ('triager', 'writer', 'maintainer'))
          OR EXISTS (SELECT 1 FROM org_members AS m WHERE m.user_id = 4 AND m.org_id = r.org_id AND m.role = 'owner')
          OR EXISTS (
            SELECT 1
            FROM team_repositories AS g
            JOIN repository_roles AS n ON n.id = g.role_id
            WHERE g.repo_id = r.id AND g.team_id IN (SELECT id FROM my_teams) AND n.name IN ('triager', 'writer', 'maintainer'))
        )
    )
  );

-- question: authorize User:7 close Issue:109
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 7 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = 7 AND banned_at IS NOT NULL)
  AND (
    EXISTS (SELECT 1 FROM staff WHERE user_id = 7 AND role = 'admin')
    OR EXISTS (SELECT 1 FROM issues WHERE id = 109 AND (assignee_id = 7 OR (creator_id = 7 AND NOT locked)))
    OR EXISTS (
      SELECT 1
      FROM issues AS i
      JOIN repositories AS r ON r.id = i.repo_id
      WHERE i.id = 109
        AND (
          r.owner_id = 7
          OR EXISTS (SELECT 1 FROM collaborators AS c WHERE c.user_id = 7 AND c.repo_id = r.id AND c.role IN ('triager', 'writer', 'maintainer'))
          OR EXISTS (SELECT 1 FROM org_members AS m WHERE m.user_id = 7 AND m.org_id = r.org_id AND m.role = 'owner')
          OR EXISTS (
            SELECT 1
            FROM team_repositories AS g
            JOIN repository_roles AS n ON n.id = g.role_id
            WHERE g.repo_id = r.id AND g.team_id IN (SELECT id FROM my_teams) AND n.name IN ('triager', 'writer', 'maintainer'))
        )
    )
  );

-- question: authorize User:6 close Issue:133
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 6 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = 6 AND banned_at IS NOT NULL)
  AND (
    EXISTS (SELECT 1 FROM staff WHERE user_id = 6 AND role = 'admin')
    OR EXISTS (SELECT 1 FROM issues WHERE id = 133 AND (assignee_id = 6 OR (creator_id = 6 AND NOT locked)))
    OR EXISTS (
      SELECT 1
      FROM issues AS i
      JOIN repositories AS r ON r.id = i.repo_id
      WHERE i.id = 133
        AND (
          r.owner_id = 6
          OR EXISTS (SELECT 1 FROM collaborators AS c WHERE c.user_id = 6 AND c.repo_id = r.id AND c.role IN ('triager', 'writer', 'maintainer'))
          OR EXISTS (SELECT 1 FROM org_members AS m WHERE m.user_id = 6 AND m.org_id = r.org_id AND m.role = 'owner')
          OR EXISTS (
            SELECT 1
            FROM team_repositories AS g
            JOIN repository_roles AS n ON n.id = g.role_id
            WHERE g.repo_id = r.id AND g.team_id IN (SELECT id FROM my_teams) AND n.name IN ('triager', 'writer', 'maintainer'))
        )
    )
  );

-- question: authorize User:5 push Repository:13
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 5 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = 5 AND banned_at IS NOT NULL)
  AND (
    EXISTS (SELECT 1 FROM staff WHERE user_id = 5 AND role = 'admin')
    OR EXISTS (
      SELECT 1
      FROM repositories AS r
      WHERE r.id = 13
        AND NOT r.archived
        AND (
          r.owner_id = 5
          OR EXISTS (SELECT 1 FROM collaborators AS c WHERE c.user_id = 5 AND c.repo_id = r.id AND c.role IN ('writer', 'maintainer'))
          OR EXISTS (SELECT 1 FROM org_members AS m WHERE m.user_id = 5 AND m.org_id = r.org_id AND m.role = 'owner')
          OR EXISTS (
            SELECT 1
            FROM team_repositories AS g
            JOIN repository_roles AS n ON n.id = g.role_id
            WHERE g.repo_id = r.id AND g.team_id IN (SELECT id FROM my_teams) AND n.name IN ('writer', 'maintainer'))
        )
    )
  );

-- question: authorize User:7 push Repository:10
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 7 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = 7 AND banned_at IS NOT NULL)
  AND (
    EXISTS (SELECT 1 FROM staff WHERE user_id = 7 AND role = 'admin')
    OR EXISTS (
      SELECT 1
      FROM repositories AS r
      WHERE r.id = 10
        AND NOT r.archived
        AND (
          r.owner_id = 7
          OR EXISTS (SELECT 1 FROM collaborators AS c WHERE c.user_id = 7 AND c.repo_id = r.id AND c.role IN ('writer', 'maintainer'))
          OR EXISTS (SELECT 1 FROM org_members AS m WHERE m.user_id = 7 AND m.org_id = r.org_id AND m.role = 'owner')
          OR EXISTS (
            SELECT 1
            FROM team_repositories AS g
            JOIN repository_roles AS n ON n.id = g.role_id
            WHERE g.repo_id = r.id AND g.team_id IN (SELECT id FROM my_teams) AND n.name IN ('writer', 'maintainer'))
        )
    )
  );

-- question: authorize User:7 push Repository:15
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 7 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = 7 AND banned_at IS NOT NULL)
  AND (
    EXISTS (SELECT 1 FROM staff WHERE user_id = 7 AND role = 'admin')
    OR EXISTS (
      SELECT 1
      FROM repositories AS r
      WHERE r.id = 15
        AND NOT r.archived
        AND (
          r.owner_id = 7
          OR EXISTS (SELECT 1 FROM collaborators AS c WHERE c.user_id = 7 AND c.repo_id = r.id AND c.role IN ('writer', 'maintainer'))
          OR EXISTS (SELECT 1 FROM org_members AS m WHERE m.user_id = 7 AND m.org_id = r.org_id AND m.role = 'owner')
          OR EXISTS (
            SELECT 1
            FROM team_repositories AS g
            JOIN repository_roles AS n ON n.id = g.role_id
            WHERE g.repo_id = r.id AND g.team_id IN (SELECT id FROM my_teams) AND n.name IN ('writer', 'maintainer'))
        )
    )
  );

-- question: authorize User:4 push Repository:8
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 4 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = 4 AND banned_at IS NOT NULL)
  AND (
    EXISTS (SELECT 1 FROM staff WHERE user_id = 4 AND role = 'admin')
    OR EXISTS (
      SELECT 1
      FROM repositories AS r
      WHERE r.id = 8
        AND NOT r.archived
        AND (
          r.owner_id = 4
          OR EXISTS (SELECT 1 FROM collaborators AS c WHERE c.user_id = 4 AND c.repo_id = r.id AND c.role IN ('writer', 'maintainer'))
          OR EXISTS (SELECT 1 FROM org_members AS m WHERE m.user_id = 4 AND m.org_id = r.org_id AND m.role = 'owner')
          OR EXISTS (
            SELECT 1
            FROM team_repositories AS g
            JOIN repository_roles AS n ON n.id = g.role_id
            WHERE g.repo_id = r.id AND g.team_id IN (SELECT id FROM my_teams) AND n.name IN ('writer', 'maintainer'))
        )
    )
  );

-- question: list User:1 read Issue
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 1 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), readable (id) AS (
  SELECT id FROM repositories WHERE owner_id = 1
  UNION ALL
  SELECT id FROM repositories WHERE visibility = 'public'
  UNION ALL
  SELECT repo_id FROM collaborators WHERE user_id = 1 AND role IN ('reader', 'triager', 'writer', 'maintainer')
  UNION ALL
  SELECT g.repo_id
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS r ON r.id = g.role_id
  WHERE r.name IN ('reader', 'triager', 'writer', 'maintainer')
  UNION ALL
  SELECT r.id
  FROM org_members AS m
  JOIN repositories AS r ON r.org_id = m.org_id
  WHERE m.user_id = 1 AND m.role IN ('member', 'owner')
)
SELECT i.id
FROM issues AS i
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 1 AND banned_at IS NOT NULL)
  AND (i.creator_id = 1 OR i.assignee_id = 1 OR i.repo_id = ANY (ARRAY(SELECT id FROM readable)))
UNION ALL
SELECT i.id
FROM issues AS i
WHERE i.repo_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = 1 AND banned_at IS NOT NULL)
  AND EXISTS (SELECT 1 FROM staff WHERE user_id = 1 AND role = 'auditor')
UNION ALL
SELECT i.id
FROM issues AS i
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 1 AND banned_at IS NOT NULL)
  AND EXISTS (SELECT 1 FROM staff WHERE user_id = 1 AND role = 'admin');

-- question: list User:2 read Issue
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 2 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), readable (id) AS (
  SELECT id FROM repositories WHERE owner_id = 2
  UNION ALL
  SELECT id FROM repositories WHERE visibility = 'public'
  UNION ALL
  SELECT repo_id FROM collaborators WHERE user_id = 2 AND role IN ('reader', 'triager', 'writer', 'maintainer')
  UNION ALL
  SELECT g.repo_id
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS r ON r.id = g.role_id
  WHERE r.name IN ('reader', 'triager', 'writer', 'maintainer')
  UNION ALL
  SELECT r.id
  FROM org_members AS m
  JOIN repositories AS r ON r.org_id = m.org_id
  WHERE m.user_id = 2 AND m.role IN ('member', 'owner')
)
SELECT i.id
FROM issues AS i
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 2 AND banned_at IS NOT NULL)
  AND (i.creator_id = 2 OR i.assignee_id = 2 OR i.repo_id = ANY (ARRAY(SELECT id FROM readable)))
UNION ALL
SELECT i.id
FROM issues AS i
WHERE i.repo_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = 2 AND banned_at IS NOT NULL)
  AND EXISTS (SELECT 1 FROM staff WHERE user_id = 2 AND role = 'auditor')
UNION ALL
SELECT i.id
FROM issues AS i
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 2 AND banned_at IS NOT NULL)
  AND EXISTS (SELECT 1 FROM staff WHERE user_id = 2 AND role = 'admin');

-- question: list User:3 read Issue
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 3 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), readable (id) AS (
  SELECT id FROM repositories WHERE owner_id = 3
  UNION ALL
  SELECT id FROM repositories WHERE visibility = 'public'
  UNION ALL
  SELECT repo_id FROM collaborators WHERE user_id = 3 AND role IN ('reader', 'triager', 'writer', 'maintainer')
  UNION ALL
  SELECT g.repo_id
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS r ON r.id = g.role_id
  WHERE r.name IN ('reader', 'triager', 'writer', 'maintainer')
  UNION ALL
  SELECT r.id
  FROM org_members AS m
  JOIN repositories AS r ON r.org_id = m.org_id
  WHERE m.user_id = 3 AND m.role IN ('member', 'owner')
)
SELECT i.id
FROM issues AS i
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 3 AND banned_at IS NOT NULL)
  AND (i.creator_id = 3 OR i.assignee_id = 3 OR i.repo_id = ANY (ARRAY(SELECT id FROM readable)))
UNION ALL
SELECT i.id
FROM issues AS i
WHERE i.repo_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = 3 AND banned_at IS NOT NULL)
  AND EXISTS (SELECT 1 FROM staff WHERE user_id = 3 AND role = 'auditor')
UNION ALL
SELECT i.id
FROM issues AS i
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 3 AND banned_at IS NOT NULL)
  AND EXISTS (SELECT 1 FROM staff WHERE user_id = 3 AND role = 'admin');

-- question: list User:4 read Issue
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 4 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), readable (id) AS (
  SELECT id FROM repositories WHERE owner_id = 4
  UNION ALL
  SELECT id FROM repositories WHERE visibility = 'public'
  UNION ALL
  SELECT repo_id FROM collaborators WHERE user_id = 4 AND role IN ('reader', 'triager', 'writer', 'maintainer')
  UNION ALL
  SELECT g.repo_id
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS r ON r.id = g.role_id
  WHERE r.name IN ('reader', 'triager', 'writer', 'maintainer')
  UNION ALL
  SELECT r.id
  FROM org_members AS m
  JOIN repositories AS r ON r.org_id = m.org_id
  WHERE m.user_id = 4 AND m.role IN ('member', 'owner')
)
SELECT i.id
FROM issues AS i
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 4 AND banned_at IS NOT NULL)
  AND (i.creator_id = 4 OR i.assignee_id = 4 OR i.repo_id = ANY (ARRAY(SELECT id FROM readable)))
UNION ALL
SELECT i.id
FROM issues AS i
WHERE i.repo_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = 4 AND banned_at IS NOT NULL)
  AND EXISTS (SELECT 1 FROM staff WHERE user_id = 4 AND role = 'auditor')
UNION ALL
SELECT i.id
FROM issues AS i
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 4 AND banned_at IS NOT NULL)
  AND EXISTS (SELECT 1 FROM staff WHERE user_id = 4 AND role = 'admin');

-- question: list User:5 read Issue
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 5 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), readable (id) AS (
  SELECT id FROM repositories WHERE owner_id = 5
  UNION ALL
  SELECT id FROM repositories WHERE visibility = 'public'
  UNION ALL
  SELECT repo_id FROM collaborators WHERE user_id = 5 AND role IN ('reader', 'triager', 'writer', 'maintainer')
  UNION ALL
  SELECT g.repo_id
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS r ON r.id = g.role_id
  WHERE r.name IN ('reader', 'triager', 'writer', 'maintainer')
  UNION ALL
  SELECT r.id
  FROM org_members AS m
  JOIN repositories AS r ON r.org_id = m.org_id
  WHERE m.user_id = 5 AND m.role IN ('member', 'owner')
)
SELECT i.id
FROM issues AS i
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 5 AND banned_at IS NOT NULL)
  AND (i.creator_id = 5 OR i.assignee_id = 5 OR i.repo_id = ANY (ARRAY(SELECT id FROM readable)))
UNION ALL
SELECT i.id
FROM issues AS i
WHERE i.repo_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = 5 AND banned_at IS NOT NULL)
  AND EXISTS (SELECT 1 FROM staff WHERE user_id = 5 AND role = 'auditor')
UNION ALL
SELECT i.id
FROM issues AS i
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 5 AND banned_at IS NOT NULL)
  AND EXISTS (SELECT 1 FROM staff WHERE user_id = 5 AND role = 'admin');

-- question: list User:6 read Issue
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 6 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), readable (id) AS (
  SELECT id FROM repositories WHERE owner_id = 6
  UNION ALL
  SELECT id FROM repositories WHERE visibility = 'public'
  UNION ALL
  SELECT repo_id FROM collaborators WHERE user_id = 6 AND role IN ('reader', 'triager', 'writer', 'maintainer')
  UNION ALL
  SELECT g.repo_id
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS r ON r.id = g.role_id
  WHERE r.name IN ('reader', 'triager', 'writer', 'maintainer')
  UNION ALL
  SELECT r.id
  FROM org_members AS m
  JOIN repositories AS r ON r.org_id = m.org_id
  WHERE m.user_id = 6 AND m.role IN ('member', 'owner')
)
SELECT i.id
FROM issues AS i
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 6 AND banned_at IS NOT NULL)
  AND (i.creator_id = 6 OR i.assignee_id = 6 OR i.repo_id = ANY (ARRAY(SELECT id FROM readable)))
UNION ALL
SELECT i.id
FROM issues AS i
WHERE i.repo_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = 6 AND banned_at IS NOT NULL)
  AND EXISTS (SELECT 1 FROM staff WHERE user_id = 6 AND role = 'auditor')
UNION ALL
SELECT i.id
FROM issues AS i
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 6 AND banned_at IS NOT NULL)
  AND EXISTS (SELECT 1 FROM staff WHERE user_id = 6 AND role = 'admin');

-- question: list User:7 read Issue
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 7 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), readable (id) AS (
  SELECT id FROM repositories WHERE owner_id = 7
  UNION ALL
  SELECT id FROM repositories WHERE visibility = 'public'
  UNION ALL
  SELECT repo_id FROM collaborators WHERE user_id = 7 AND role IN ('reader', 'triager', 'writer', 'maintainer')
  UNION ALL
  SELECT g.repo_id
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS r ON r.id = g.role_id
  WHERE r.name IN ('reader', 'triager', 'writer', 'maintainer')
  UNION ALL
  SELECT r.id
  FROM org_members AS m
  JOIN repositories AS r ON r.org_id = m.org_id
  WHERE m.user_id = 7 AND m.role IN ('member', 'owner')
)
SELECT i.id
FROM issues AS i
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 7 AND banned_at IS NOT NULL)
  AND (i.creator_id = 7 OR i.assignee_id = 7 OR i.repo_id = ANY (ARRAY(SELECT id FROM readable)))
UNION ALL
SELECT i.id
FROM issues AS i
WHERE i.repo_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = 7 AND banned_at IS NOT NULL)
  AND EXISTS (SELECT 1 FROM staff WHERE user_id = 7 AND role = 'auditor')
UNION ALL
SELECT i.id
FROM issues AS i
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 7 AND banned_at IS NOT NULL)
  AND EXISTS (SELECT 1 FROM staff WHERE user_id = 7 AND role = 'admin');

-- question: list User:10 read Issue
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 10 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), readable (id) AS (
  SELECT id FROM repositories WHERE owner_id = 10
  UNION ALL
  SELECT id FROM repositories WHERE visibility = 'public'
  UNION ALL
  SELECT repo_id FROM collaborators WHERE user_id = 10 AND role IN ('reader', 'triager', 'writer', 'maintainer')
  UNION ALL
  SELECT g.repo_id
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS r ON r.id = g.role_id
  WHERE r.name IN ('reader', 'triager', 'writer', 'maintainer')
  UNION ALL
  SELECT r.id
  FROM org_members AS m
  JOIN repositories AS r ON r.org_id = m.org_id
  WHERE m.user_id = 10 AND m.role IN ('member', 'owner')
)
SELECT i.id
FROM issues AS i
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 10 AND banned_at IS NOT NULL)
  AND (i.creator_id = 10 OR i.assignee_id = 10 OR i.repo_id = ANY (ARRAY(SELECT id FROM readable)))
UNION ALL
SELECT i.id
FROM issues AS i
WHERE i.repo_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = 10 AND banned_at IS NOT NULL)
  AND EXISTS (SELECT 1 FROM staff WHERE user_id = 10 AND role = 'auditor')
UNION ALL
SELECT i.id
FROM issues AS i
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 10 AND banned_at IS NOT NULL)
  AND EXISTS (SELECT 1 FROM staff WHERE user_id = 10 AND role = 'admin');

-- question: list User:999999999 read Issue
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 999999999 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), readable (id) AS (
  SELECT id FROM repositories WHERE owner_id = 999999999
  UNION ALL
  SELECT id FROM repositories WHERE visibility = 'public'
  UNION ALL
  SELECT repo_id FROM collaborators WHERE user_id = 999999999 AND role IN ('reader', 'triager', 'writer', 'maintainer')
  UNION ALL
  SELECT g.repo_id
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS r ON r.id = g.role_id
  WHERE r.name IN ('reader', 'triager', 'writer', 'maintainer')
  UNION ALL
  SELECT r.id
  FROM org_members AS m
  JOIN repositories AS r ON r.org_id = m.org_id
  WHERE m.user_id = 999999999 AND m.role IN ('member', 'owner')
)
SELECT i.id
FROM issues AS i
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 999999999 AND banned_at IS NOT NULL)
  AND (i.creator_id = 999999999 OR i.assignee_id = 999999999 OR i.repo_id = ANY (ARRAY(SELECT id FROM readable)))
UNION ALL
SELECT i.id
FROM issues AS i
WHERE i.repo_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = 999999999 AND banned_at IS NOT NULL)
  AND EXISTS (SELECT 1 FROM staff WHERE user_id = 999999999 AND role = 'auditor')
UNION ALL
SELECT i.id
FROM issues AS i
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 999999999 AND banned_at IS NOT NULL)
  AND EXISTS (SELECT 1 FROM staff WHERE user_id = 999999999 AND role = 'admin');

-- question: list User:3 close Issue
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 3 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), triaged (id) AS (
  SELECT id FROM repositories WHERE owner_id = 3
  UNION ALL
  SELECT repo_id FROM collaborators WHERE user_id = 3 AND role IN ('triager', 'writer', 'maintainer')
  UNION ALL
  SELECT g.repo_id
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS r ON r.id = g.role_id
  WHERE r.name IN ('triager', 'writer', 'maintainer')
  UNION ALL
  SELECT r.id
  FROM org_members AS m
  JOIN repositories AS r ON r.org_id = m.org_id
  WHERE m.user_id = 3 AND m.role = 'owner'
)
SELECT i.id
FROM issues AS i
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 3 AND banned_at IS NOT NULL)
  AND (
    i.assignee_id = 3
    OR (i.creator_id = 3 AND NOT i.locked)
    OR i.repo_id = ANY (ARRAY(SELECT id FROM triaged))
  )
UNION ALL
SELECT i.id
FROM issues AS i
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 3 AND banned_at IS NOT NULL)
  AND EXISTS (SELECT 1 FROM staff WHERE user_id = 3 AND role = 'admin');

-- question: list User:4 close Issue
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 4 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), triaged (id) AS (
  SELECT id FROM repositories WHERE owner_id = 4
  UNION ALL
  SELECT repo_id FROM collaborators WHERE user_id = 4 AND role IN ('triager', 'writer', 'maintainer')
  UNION ALL
  SELECT g.repo_id
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS r ON r.id = g.role_id
  WHERE r.name IN ('triager', 'writer', 'maintainer')
  UNION ALL
  SELECT r.id
  FROM org_members AS m
  JOIN repositories AS r ON r.org_id = m.org_id
  WHERE m.user_id = 4 AND m.role = 'owner'
)
SELECT i.id
FROM issues AS i
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 4 AND banned_at IS NOT NULL)
  AND (
    i.assignee_id = 4
    OR (i.creator_id = 4 AND NOT i.locked)
    OR i.repo_id = ANY (ARRAY(SELECT id FROM triaged))
  )
UNION ALL
SELECT i.id
FROM issues AS i
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 4 AND banned_at IS NOT NULL)
  AND EXISTS (SELECT 1 FROM staff WHERE user_id = 4 AND role = 'admin');

-- question: list User:6 close Issue
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 6 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), triaged (id) AS (
  SELECT id FROM repositories WHERE owner_id = 6
  UNION ALL
  SELECT repo_id FROM collaborators WHERE user_id = 6 AND role IN ('triager', 'writer', 'maintainer')
  UNION ALL
  SELECT g.repo_id
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS r ON r.id = g.role_id
  WHERE r.name IN ('triager', 'writer', 'maintainer')
  UNION ALL
  SELECT r.id
  FROM org_members AS m
  JOIN repositories AS r ON r.org_id = m.org_id
  WHERE m.user_id = 6 AND m.role = 'owner'
)
SELECT i.id
FROM issues AS i
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 6 AND banned_at IS NOT NULL)
  AND (
    i.assignee_id = 6
    OR (i.creator_id = 6 AND NOT i.locked)
    OR i.repo_id = ANY (ARRAY(SELECT id FROM triaged))
  )
UNION ALL
SELECT i.id
FROM issues AS i
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 6 AND banned_at IS NOT NULL)
  AND EXISTS (SELECT 1 FROM staff WHERE user_id = 6 AND role = 'admin');

-- question: list User:4 comment Issue
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 4 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), readable (id) AS (
  SELECT id FROM repositories WHERE owner_id = 4
  UNION ALL
  SELECT id FROM repositories WHERE visibility = 'public'
  UNION ALL
  SELECT repo_id FROM collaborators WHERE user_id = 4 AND role IN ('reader', 'triager', 'writer', 'maintainer')
  UNION ALL
  SELECT g.repo_id
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS r ON r.id = g.role_id
  WHERE r.name IN ('reader', 'triager', 'writer', 'maintainer')
  UNION ALL
  SELECT r.id
  FROM org_members AS m
  JOIN repositories AS r ON r.org_id = m.org_id
  WHERE m.user_id = 4 AND m.role IN ('member', 'owner')
), written (id) AS (
  SELECT id FROM repositories WHERE owner_id = 4
  UNION ALL
  SELECT repo_id FROM collaborators WHERE user_id = 4 AND role IN ('writer', 'maintainer')
  UNION ALL
  SELECT g.repo_id
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS r ON r.id = g.role_id
  WHERE r.name IN ('writer', 'maintainer')
  UNION ALL
  SELECT r.id
  FROM org_members AS m
  JOIN repositories AS r ON r.org_id = m.org_id
  WHERE m.user_id = 4 AND m.role = 'owner'
)
SELECT i.id
FROM issues AS i
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 4 AND banned_at IS NOT NULL)
  AND (
    (
      NOT i.locked
      AND (
        i.creator_id = 4
        OR i.assignee_id = 4
        OR i.repo_id IN (SELECT id FROM readable)
        OR (i.repo_id IS NOT NULL AND EXISTS (SELECT 1 FROM staff WHERE user_id = 4 AND role = 'auditor'))
      )
    )
    OR i.repo_id IN (SELECT id FROM written)
    OR EXISTS (SELECT 1 FROM staff WHERE user_id = 4 AND role = 'admin')
  );

-- question: list User:1 push Repository
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 1 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), written (id) AS (
  SELECT id FROM repositories WHERE owner_id = 1
  UNION ALL
  SELECT repo_id FROM collaborators WHERE user_id = 1 AND role IN ('writer', 'maintainer')
  UNION ALL
  SELECT g.repo_id
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS r ON r.id = g.role_id
  WHERE r.name IN ('writer', 'maintainer')
  UNION ALL
  SELECT r.id
  FROM org_members AS m
  JOIN repositories AS r ON r.org_id = m.org_id
  WHERE m.user_id = 1 AND m.role = 'owner'
)
SELECT r.id
FROM repositories AS r
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 1 AND banned_at IS NOT NULL)
  AND (
    (NOT r.archived AND r.id IN (SELECT id FROM written))
    OR EXISTS (SELECT 1 FROM staff WHERE user_id = 1 AND role = 'admin')
  );

-- question: list User:7 push Repository
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 7 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), written (id) AS (
  SELECT id FROM repositories WHERE owner_id = 7
  UNION ALL
  SELECT repo_id FROM collaborators WHERE user_id = 7 AND role IN ('writer', 'maintainer')
  UNION ALL
  SELECT g.repo_id
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS r ON r.id = g.role_id
  WHERE r.name IN ('writer', 'maintainer')
  UNION ALL
  SELECT r.id
  FROM org_members AS m
  JOIN repositories AS r ON r.org_id = m.org_id
  WHERE m.user_id = 7 AND m.role = 'owner'
)
SELECT r.id
FROM repositories AS r
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 7 AND banned_at IS NOT NULL)
  AND (
    (NOT r.archived AND r.id IN (SELECT id FROM written))
    OR EXISTS (SELECT 1 FROM staff WHERE user_id = 7 AND role = 'admin')
  );

-- question: list User:6 push Repository
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 6 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), written (id) AS (
  SELECT id FROM repositories WHERE owner_id = 6
  UNION ALL
  SELECT repo_id FROM collaborators WHERE user_id = 6 AND role IN ('writer', 'maintainer')
  UNION ALL
  SELECT g.repo_id
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS r ON r.id = g.role_id
  WHERE r.name IN ('writer', 'maintainer')
  UNION ALL
  SELECT r.id
  FROM org_members AS m
  JOIN repositories AS r ON r.org_id = m.org_id
  WHERE m.user_id = 6 AND m.role = 'owner'
)
SELECT r.id
FROM repositories AS r
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 6 AND banned_at IS NOT NULL)
  AND (
    (NOT r.archived AND r.id IN (SELECT id FROM written))
    OR EXISTS (SELECT 1 FROM staff WHERE user_id = 6 AND role = 'admin')
  );

-- question: list User:6 run_workflow Repository
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 6 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), written (id) AS (
  SELECT id FROM repositories WHERE owner_id = 6
  UNION ALL
  SELECT repo_id FROM collaborators WHERE user_id = 6 AND role IN ('writer', 'maintainer')
  UNION ALL
  SELECT g.repo_id
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS r ON r.id = g.role_id
  WHERE r.name IN ('writer', 'maintainer')
  UNION ALL
  SELECT r.id
  FROM org_members AS m
  JOIN repositories AS r ON r.org_id = m.org_id
  WHERE m.user_id = 6 AND m.role = 'owner'
)
SELECT r.id
FROM repositories AS r
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 6 AND banned_at IS NOT NULL)
  AND (
    (
      NOT r.archived
      AND r.id IN (SELECT id FROM written)
      AND EXISTS (SELECT 1 FROM users WHERE id = 6 AND plan = 'pro')
    )
    OR EXISTS (SELECT 1 FROM staff WHERE user_id = 6 AND role = 'admin')
  );

-- question: list User:9 view Organization
SELECT o.id
FROM organizations AS o
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 9 AND banned_at IS NOT NULL)
  AND (
    EXISTS (SELECT 1 FROM org_members AS m WHERE m.user_id = 9 AND m.org_id = o.id AND m.role IN ('member', 'owner', 'billing_manager'))
    OR EXISTS (SELECT 1 FROM staff WHERE user_id = 9 AND role IN ('auditor', 'admin'))
  );

-- question: list User:10 view Organization
SELECT o.id
FROM organizations AS o
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 10 AND banned_at IS NOT NULL)
  AND (
    EXISTS (SELECT 1 FROM org_members AS m WHERE m.user_id = 10 AND m.org_id = o.id AND m.role IN ('member', 'owner', 'billing_manager'))
    OR EXISTS (SELECT 1 FROM staff WHERE user_id = 10 AND role IN ('auditor', 'admin'))
  );

-- question: list User:5 create_repository Organization
SELECT o.id
FROM organizations AS o
LEFT JOIN org_members AS m ON m.org_id = o.id AND m.user_id = 5
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 5 AND banned_at IS NOT NULL)
  AND (
    m.role = 'owner'
    OR (m.role = 'member' AND o.members_can_create_repositories)
    OR EXISTS (SELECT 1 FROM staff WHERE user_id = 5 AND role = 'admin')
  );

-- question: list User:8 manage Team
SELECT t.id
FROM teams AS t
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 8 AND banned_at IS NOT NULL)
  AND (
    EXISTS (SELECT 1 FROM org_members AS m WHERE m.user_id = 8 AND m.org_id = t.org_id AND m.role = 'owner')
    OR EXISTS (
      SELECT 1 FROM team_members AS m
      WHERE m.user_id = 8 AND m.team_id = t.id AND m.role = 'maintainer' AND m.accepted_at IS NOT NULL)
  );

-- question: list User:7 view Team
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 7 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
)
SELECT t.id
FROM teams AS t
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 7 AND banned_at IS NOT NULL)
  AND (
    t.id IN (SELECT id FROM my_teams)
    OR EXISTS (SELECT 1 FROM org_members AS m WHERE m.user_id = 7 AND m.org_id = t.org_id AND m.role IN ('member', 'owner'))
  );

-- question: filter User:3 read Issue
-- caller: SELECT i.id FROM issues AS i WHERE i.state = 'open' AND i.title LIKE '%7%'
-- column: i.id
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 3 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), readable (id) AS (
  SELECT id FROM repositories WHERE owner_id = 3
  UNION ALL
  SELECT id FROM repositories WHERE visibility = 'public'
  UNION ALL
  SELECT repo_id FROM collaborators WHERE user_id = 3 AND role IN ('reader', 'triager', 'writer', 'maintainer')
  UNION ALL
  SELECT g.repo_id
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS r ON r.id = g.role_id
  WHERE r.name IN ('reader', 'triager', 'writer', 'maintainer')
  UNION ALL
  SELECT r.id
  FROM org_members AS m
  JOIN repositories AS r ON r.org_id = m.org_id
  WHERE m.user_id = 3 AND m.role IN ('member', 'owner')
)
SELECT i.id
FROM issues AS i
WHERE i.state = 'open' AND i.title LIKE '%7%'
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = 3 AND banned_at IS NOT NULL)
  AND (i.creator_id = 3 OR i.assignee_id = 3 OR i.repo_id = ANY (ARRAY(SELECT id FROM readable)))
UNION ALL
SELECT i.id
FROM issues AS i
WHERE i.state = 'open' AND i.title LIKE '%7%'
  AND i.repo_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = 3 AND banned_at IS NOT NULL)
  AND EXISTS (SELECT 1 FROM staff WHERE user_id = 3 AND role = 'auditor')
UNION ALL
SELECT i.id
FROM issues AS i
WHERE i.state = 'open' AND i.title LIKE '%7%'
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = 3 AND banned_at IS NOT NULL)
  AND EXISTS (SELECT 1 FROM staff WHERE user_id = 3 AND role = 'admin');

-- question: filter User:5 read Issue
-- caller: SELECT i.id FROM issues AS i WHERE i.state = 'open' AND i.title LIKE '%7%'
-- column: i.id
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 5 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), readable (id) AS (
  SELECT id FROM repositories WHERE owner_id = 5
  UNION ALL
  SELECT id FROM repositories WHERE visibility = 'public'
  UNION ALL
  SELECT repo_id FROM collaborators WHERE user_id = 5 AND role IN ('reader', 'triager', 'writer', 'maintainer')
  UNION ALL
  SELECT g.repo_id
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS r ON r.id = g.role_id
  WHERE r.name IN ('reader', 'triager', 'writer', 'maintainer')
  UNION ALL
  SELECT r.id
  FROM org_members AS m
  JOIN repositories AS r ON r.org_id = m.org_id
  WHERE m.user_id = 5 AND m.role IN ('member', 'owner')
)
SELECT i.id
FROM issues AS i
WHERE i.state = 'open' AND i.title LIKE '%7%'
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = 5 AND banned_at IS NOT NULL)
  AND (i.creator_id = 5 OR i.assignee_id = 5 OR i.repo_id = ANY (ARRAY(SELECT id FROM readable)))
UNION ALL
SELECT i.id
FROM issues AS i
WHERE i.state = 'open' AND i.title LIKE '%7%'
  AND i.repo_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = 5 AND banned_at IS NOT NULL)
  AND EXISTS (SELECT 1 FROM staff WHERE user_id = 5 AND role = 'auditor')
UNION ALL
SELECT i.id
FROM issues AS i
WHERE i.state = 'open' AND i.title LIKE '%7%'
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = 5 AND banned_at IS NOT NULL)
  AND EXISTS (SELECT 1 FROM staff WHERE user_id = 5 AND role = 'admin');

-- question: filter User:6 read Issue
-- caller: SELECT i.id FROM issues AS i WHERE i.state = 'open' AND i.title LIKE '%7%'
-- column: i.id
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 6 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), readable (id) AS (
  SELECT id FROM repositories WHERE owner_id = 6
  UNION ALL
  SELECT id FROM repositories WHERE visibility = 'public'
  UNION ALL
  SELECT repo_id FROM collaborators WHERE user_id = 6 AND role IN ('reader', 'triager', 'writer', 'maintainer')
  UNION ALL
  SELECT g.repo_id
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS r ON r.id = g.role_id
  WHERE r.name IN ('reader', 'triager', 'writer', 'maintainer')
  UNION ALL
  SELECT r.id
  FROM org_members AS m
  JOIN repositories AS r ON r.org_id = m.org_id
  WHERE m.user_id = 6 AND m.role IN ('member', 'owner')
)
SELECT i.id
FROM issues AS i
WHERE i.state = 'open' AND i.title LIKE '%7%'
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = 6 AND banned_at IS NOT NULL)
  AND (i.creator_id = 6 OR i.assignee_id = 6 OR i.repo_id = ANY (ARRAY(SELECT id FROM readable)))
UNION ALL
SELECT i.id
FROM issues AS i
WHERE i.state = 'open' AND i.title LIKE '%7%'
  AND i.repo_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = 6 AND banned_at IS NOT NULL)
  AND EXISTS (SELECT 1 FROM staff WHERE user_id = 6 AND role = 'auditor')
UNION ALL
SELECT i.id
FROM issues AS i
WHERE i.state = 'open' AND i.title LIKE '%7%'
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = 6 AND banned_at IS NOT NULL)
  AND EXISTS (SELECT 1 FROM staff WHERE user_id = 6 AND role = 'admin');

-- question: filter User:2 read Issue
-- caller: SELECT i.id FROM issues AS i WHERE i.state = 'open' AND i.title LIKE '%7%'
-- column: i.id
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 2 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), readable (id) AS (
  SELECT id FROM repositories WHERE owner_id = 2
  UNION ALL
  SELECT id FROM repositories WHERE visibility = 'public'
  UNION ALL
  SELECT repo_id FROM collaborators WHERE user_id = 2 AND role IN ('reader', 'triager', 'writer', 'maintainer')
  UNION ALL
  SELECT g.repo_id
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS r ON r.id = g.role_id
  WHERE r.name IN ('reader', 'triager', 'writer', 'maintainer')
  UNION ALL
  SELECT r.id
  FROM org_members AS m
  JOIN repositories AS r ON r.org_id = m.org_id
  WHERE m.user_id = 2 AND m.role IN ('member', 'owner')
)
SELECT i.id
FROM issues AS i
WHERE i.state = 'open' AND i.title LIKE '%7%'
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = 2 AND banned_at IS NOT NULL)
  AND (i.creator_id = 2 OR i.assignee_id = 2 OR i.repo_id = ANY (ARRAY(SELECT id FROM readable)))
UNION ALL
SELECT i.id
FROM issues AS i
WHERE i.state = 'open' AND i.title LIKE '%7%'
  AND i.repo_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = 2 AND banned_at IS NOT NULL)
  AND EXISTS (SELECT 1 FROM staff WHERE user_id = 2 AND role = 'auditor')
UNION ALL
SELECT i.id
FROM issues AS i
WHERE i.state = 'open' AND i.title LIKE '%7%'
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = 2 AND banned_at IS NOT NULL)
  AND EXISTS (SELECT 1 FROM staff WHERE user_id = 2 AND role = 'admin');

-- question: filter User:1 read Issue
-- caller: SELECT i.id FROM issues AS i WHERE i.state = 'open' AND i.title LIKE '%7%'
-- column: i.id
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 1 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), readable (id) AS (
  SELECT id FROM repositories WHERE owner_id = 1
  UNION ALL
  SELECT id FROM repositories WHERE visibility = 'public'
  UNION ALL
  SELECT repo_id FROM collaborators WHERE user_id = 1 AND role IN ('reader', 'triager', 'writer', 'maintainer')
  UNION ALL
  SELECT g.repo_id
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS r ON r.id = g.role_id
  WHERE r.name IN ('reader', 'triager', 'writer', 'maintainer')
  UNION ALL
  SELECT r.id
  FROM org_members AS m
  JOIN repositories AS r ON r.org_id = m.org_id
  WHERE m.user_id = 1 AND m.role IN ('member', 'owner')
)
SELECT i.id
FROM issues AS i
WHERE i.state = 'open' AND i.title LIKE '%7%'
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = 1 AND banned_at IS NOT NULL)
  AND (i.creator_id = 1 OR i.assignee_id = 1 OR i.repo_id = ANY (ARRAY(SELECT id FROM readable)))
UNION ALL
SELECT i.id
FROM issues AS i
WHERE i.state = 'open' AND i.title LIKE '%7%'
  AND i.repo_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = 1 AND banned_at IS NOT NULL)
  AND EXISTS (SELECT 1 FROM staff WHERE user_id = 1 AND role = 'auditor')
UNION ALL
SELECT i.id
FROM issues AS i
WHERE i.state = 'open' AND i.title LIKE '%7%'
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = 1 AND banned_at IS NOT NULL)
  AND EXISTS (SELECT 1 FROM staff WHERE user_id = 1 AND role = 'admin');

-- question: filter User:4 close Issue
-- caller: SELECT i.id FROM issues AS i WHERE NOT i.locked AND i.created_at < '2024-03-01 12:00:00+00'
-- column: i.id
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 4 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), triaged (id) AS (
  SELECT id FROM repositories WHERE owner_id = 4
  UNION ALL
  SELECT repo_id FROM collaborators WHERE user_id = 4 AND role IN ('triager', 'writer', 'maintainer')
  UNION ALL
  SELECT g.repo_id
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS r ON r.id = g.role_id
  WHERE r.name IN ('triager', 'writer', 'maintainer')
  UNION ALL
  SELECT r.id
  FROM org_members AS m
  JOIN repositories AS r ON r.org_id = m.org_id
  WHERE m.user_id = 4 AND m.role = 'owner'
)
SELECT i.id
FROM issues AS i
WHERE NOT i.locked AND i.created_at < '2024-03-01 12:00:00+00'
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = 4 AND banned_at IS NOT NULL)
  AND (
    i.assignee_id = 4
    OR (i.creator_id = 4 AND NOT i.locked)
    OR i.repo_id = ANY (ARRAY(SELECT id FROM triaged))
  )
UNION ALL
SELECT i.id
FROM issues AS i
WHERE NOT i.locked AND i.created_at < '2024-03-01 12:00:00+00'
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = 4 AND banned_at IS NOT NULL)
  AND EXISTS (SELECT 1 FROM staff WHERE user_id = 4 AND role = 'admin');

-- question: filter User:6 close Issue
-- caller: SELECT i.id FROM issues AS i WHERE NOT i.locked AND i.created_at < '2024-03-01 12:00:00+00'
-- column: i.id
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 6 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), triaged (id) AS (
  SELECT id FROM repositories WHERE owner_id = 6
  UNION ALL
  SELECT repo_id FROM collaborators WHERE user_id = 6 AND role IN ('triager', 'writer', 'maintainer')
  UNION ALL
  SELECT g.repo_id
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS r ON r.id = g.role_id
  WHERE r.name IN ('triager', 'writer', 'maintainer')
  UNION ALL
  SELECT r.id
  FROM org_members AS m
  JOIN repositories AS r ON r.org_id = m.org_id
  WHERE m.user_id = 6 AND m.role = 'owner'
)
SELECT i.id
FROM issues AS i
WHERE NOT i.locked AND i.created_at < '2024-03-01 12:00:00+00'
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = 6 AND banned_at IS NOT NULL)
  AND (
    i.assignee_id = 6
    OR (i.creator_id = 6 AND NOT i.locked)
    OR i.repo_id = ANY (ARRAY(SELECT id FROM triaged))
  )
UNION ALL
SELECT i.id
FROM issues AS i
WHERE NOT i.locked AND i.created_at < '2024-03-01 12:00:00+00'
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = 6 AND banned_at IS NOT NULL)
  AND EXISTS (SELECT 1 FROM staff WHERE user_id = 6 AND role = 'admin');

-- question: actions User:4 Issue:181
WITH RECURSIVE issue AS (
  SELECT
    i.repo_id,
    i.locked,
    i.state = 'closed' AS closed,
    i.creator_id IS NOT DISTINCT FROM 4 AS created,
    i.assignee_id IS NOT DISTINCT FROM 4 AS assigned,
    r.id IS NOT NULL AS has_repo,
    coalesce(r.visibility = 'public', false) AS public
  FROM issues AS i
  LEFT JOIN repositories AS r ON r.id = i.repo_id
  WHERE i.id = 181
), my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 4 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), roles (name) AS (
  SELECT 'maintainer' FROM repositories WHERE id = (SELECT repo_id FROM issue) AND owner_id = 4
  UNION ALL
  SELECT CASE m.role WHEN 'owner' THEN 'maintainer' WHEN 'member' THEN 'reader' END
  FROM repositories AS r
  JOIN org_members AS m ON m.org_id = r.org_id
  WHERE r.id = (SELECT repo_id FROM issue) AND m.user_id = 4
  UNION ALL
  SELECT role FROM collaborators WHERE user_id = 4 AND repo_id = (SELECT repo_id FROM issue)
  UNION ALL
  SELECT n.name
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS n ON n.id = g.role_id
  WHERE g.repo_id = (SELECT repo_id FROM issue)
), level (n) AS (
  SELECT coalesce(max(CASE name WHEN 'maintainer' THEN 4 WHEN 'writer' THEN 3 WHEN 'triager' THEN 2 WHEN 'reader' THEN 1 END), 0)
  FROM roles
), person (is_admin, is_auditor, is_pro, is_banned) AS (
  SELECT
    EXISTS (SELECT 1 FROM staff WHERE user_id = 4 AND role = 'admin'),
    EXISTS (SELECT 1 FROM staff WHERE user_id = 4 AND role IN ('auditor', 'admin')),
    EXISTS (SELECT 1 FROM users WHERE id = 4 AND plan = 'pro'),
    EXISTS (SELECT 1 FROM users WHERE id = 4 AND banned_at IS NOT NULL)
)
SELECT a.action
FROM issue AS i
CROSS JOIN level AS l
CROSS JOIN person AS p
CROSS JOIN LATERAL (
  SELECT i.created OR i.assigned OR i.public OR l.n >= 1 OR (p.is_auditor AND i.has_repo) AS reads,
         (i.created AND NOT i.locked) OR i.assigned OR l.n >= 2 AS closes
) AS c
CROSS JOIN LATERAL (VALUES
  ('read', c.reads),
  ('comment', (c.reads AND NOT i.locked) OR l.n >= 3),
  ('edit', (i.created AND NOT i.locked) OR l.n >= 3),
  ('close', c.closes),
  ('reopen', c.closes AND i.closed),
  ('label', l.n >= 2),
  ('lock', l.n >= 4),
  ('delete', l.n >= 4)
) AS a (action, allowed)
WHERE NOT p.is_banned AND (p.is_admin OR a.allowed);

-- question: actions User:4 Issue:182
WITH RECURSIVE issue AS (
  SELECT
    i.repo_id,
    i.locked,
    i.state = 'closed' AS closed,
    i.creator_id IS NOT DISTINCT FROM 4 AS created,
    i.assignee_id IS NOT DISTINCT FROM 4 AS assigned,
    r.id IS NOT NULL AS has_repo,
    coalesce(r.visibility = 'public', false) AS public
  FROM issues AS i
  LEFT JOIN repositories AS r ON r.id = i.repo_id
  WHERE i.id = 182
), my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 4 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), roles (name) AS (
  SELECT 'maintainer' FROM repositories WHERE id = (SELECT repo_id FROM issue) AND owner_id = 4
  UNION ALL
  SELECT CASE m.role WHEN 'owner' THEN 'maintainer' WHEN 'member' THEN 'reader' END
  FROM repositories AS r
  JOIN org_members AS m ON m.org_id = r.org_id
  WHERE r.id = (SELECT repo_id FROM issue) AND m.user_id = 4
  UNION ALL
  SELECT role FROM collaborators WHERE user_id = 4 AND repo_id = (SELECT repo_id FROM issue)
  UNION ALL
  SELECT n.name
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS n ON n.id = g.role_id
  WHERE g.repo_id = (SELECT repo_id FROM issue)
), level (n) AS (
  SELECT coalesce(max(CASE name WHEN 'maintainer' THEN 4 WHEN 'writer' THEN 3 WHEN 'triager' THEN 2 WHEN 'reader' THEN 1 END), 0)
  FROM roles
), person (is_admin, is_auditor, is_pro, is_banned) AS (
  SELECT
    EXISTS (SELECT 1 FROM staff WHERE user_id = 4 AND role = 'admin'),
    EXISTS (SELECT 1 FROM staff WHERE user_id = 4 AND role IN ('auditor', 'admin')),
    EXISTS (SELECT 1 FROM users WHERE id = 4 AND plan = 'pro'),
    EXISTS (SELECT 1 FROM users WHERE id = 4 AND banned_at IS NOT NULL)
)
SELECT a.action
FROM issue AS i
CROSS JOIN level AS l
CROSS JOIN person AS p
CROSS JOIN LATERAL (
  SELECT i.created OR i.assigned OR i.public OR l.n >= 1 OR (p.is_auditor AND i.has_repo) AS reads,
         (i.created AND NOT i.locked) OR i.assigned OR l.n >= 2 AS closes
) AS c
CROSS JOIN LATERAL (VALUES
  ('read', c.reads),
  ('comment', (c.reads AND NOT i.locked) OR l.n >= 3),
  ('edit', (i.created AND NOT i.locked) OR l.n >= 3),
  ('close', c.closes),
  ('reopen', c.closes AND i.closed),
  ('label', l.n >= 2),
  ('lock', l.n >= 4),
  ('delete', l.n >= 4)
) AS a (action, allowed)
WHERE NOT p.is_banned AND (p.is_admin OR a.allowed);

-- question: actions User:4 Issue:183
WITH RECURSIVE issue AS (
  SELECT
    i.repo_id,
    i.locked,
    i.state = 'closed' AS closed,
    i.creator_id IS NOT DISTINCT FROM 4 AS created,
    i.assignee_id IS NOT DISTINCT FROM 4 AS assigned,
    r.id IS NOT NULL AS has_repo,
    coalesce(r.visibility = 'public', false) AS public
  FROM issues AS i
  LEFT JOIN repositories AS r ON r.id = i.repo_id
  WHERE i.id = 183
), my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 4 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), roles (name) AS (
  SELECT 'maintainer' FROM repositories WHERE id = (SELECT repo_id FROM issue) AND owner_id = 4
  UNION ALL
  SELECT CASE m.role WHEN 'owner' THEN 'maintainer' WHEN 'member' THEN 'reader' END
  FROM repositories AS r
  JOIN org_members AS m ON m.org_id = r.org_id
  WHERE r.id = (SELECT repo_id FROM issue) AND m.user_id = 4
  UNION ALL
  SELECT role FROM collaborators WHERE user_id = 4 AND repo_id = (SELECT repo_id FROM issue)
  UNION ALL
  SELECT n.name
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS n ON n.id = g.role_id
  WHERE g.repo_id = (SELECT repo_id FROM issue)
), level (n) AS (
  SELECT coalesce(max(CASE name WHEN 'maintainer' THEN 4 WHEN 'writer' THEN 3 WHEN 'triager' THEN 2 WHEN 'reader' THEN 1 END), 0)
  FROM roles
), person (is_admin, is_auditor, is_pro, is_banned) AS (
  SELECT
    EXISTS (SELECT 1 FROM staff WHERE user_id = 4 AND role = 'admin'),
    EXISTS (SELECT 1 FROM staff WHERE user_id = 4 AND role IN ('auditor', 'admin')),
    EXISTS (SELECT 1 FROM users WHERE id = 4 AND plan = 'pro'),
    EXISTS (SELECT 1 FROM users WHERE id = 4 AND banned_at IS NOT NULL)
)
SELECT a.action
FROM issue AS i
CROSS JOIN level AS l
CROSS JOIN person AS p
CROSS JOIN LATERAL (
  SELECT i.created OR i.assigned OR i.public OR l.n >= 1 OR (p.is_auditor AND i.has_repo) AS reads,
         (i.created AND NOT i.locked) OR i.assigned OR l.n >= 2 AS closes
) AS c
CROSS JOIN LATERAL (VALUES
  ('read', c.reads),
  ('comment', (c.reads AND NOT i.locked) OR l.n >= 3),
  ('edit', (i.created AND NOT i.locked) OR l.n >= 3),
  ('close', c.closes),
  ('reopen', c.closes AND i.closed),
  ('label', l.n >= 2),
  ('lock', l.n >= 4),
  ('delete', l.n >= 4)
) AS a (action, allowed)
WHERE NOT p.is_banned AND (p.is_admin OR a.allowed);

-- question: actions User:7 Issue:180
WITH RECURSIVE issue AS (
  SELECT
    i.repo_id,
    i.locked,
    i.state = 'closed' AS closed,
    i.creator_id IS NOT DISTINCT FROM 7 AS created,
    i.assignee_id IS NOT DISTINCT FROM 7 AS assigned,
    r.id IS NOT NULL AS has_repo,
    coalesce(r.visibility = 'public', false) AS public
  FROM issues AS i
  LEFT JOIN repositories AS r ON r.id = i.repo_id
  WHERE i.id = 180
), my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 7 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), roles (name) AS (
  SELECT 'maintainer' FROM repositories WHERE id = (SELECT repo_id FROM issue) AND owner_id = 7
  UNION ALL
  SELECT CASE m.role WHEN 'owner' THEN 'maintainer' WHEN 'member' THEN 'reader' END
  FROM repositories AS r
  JOIN org_members AS m ON m.org_id = r.org_id
  WHERE r.id = (SELECT repo_id FROM issue) AND m.user_id = 7
  UNION ALL
  SELECT role FROM collaborators WHERE user_id = 7 AND repo_id = (SELECT repo_id FROM issue)
  UNION ALL
  SELECT n.name
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS n ON n.id = g.role_id
  WHERE g.repo_id = (SELECT repo_id FROM issue)
), level (n) AS (
  SELECT coalesce(max(CASE name WHEN 'maintainer' THEN 4 WHEN 'writer' THEN 3 WHEN 'triager' THEN 2 WHEN 'reader' THEN 1 END), 0)
  FROM roles
), person (is_admin, is_auditor, is_pro, is_banned) AS (
  SELECT
    EXISTS (SELECT 1 FROM staff WHERE user_id = 7 AND role = 'admin'),
    EXISTS (SELECT 1 FROM staff WHERE user_id = 7 AND role IN ('auditor', 'admin')),
    EXISTS (SELECT 1 FROM users WHERE id = 7 AND plan = 'pro'),
    EXISTS (SELECT 1 FROM users WHERE id = 7 AND banned_at IS NOT NULL)
)
SELECT a.action
FROM issue AS i
CROSS JOIN level AS l
CROSS JOIN person AS p
CROSS JOIN LATERAL (
  SELECT i.created OR i.assigned OR i.public OR l.n >= 1 OR (p.is_auditor AND i.has_repo) AS reads,
         (i.created AND NOT i.locked) OR i.assigned OR l.n >= 2 AS closes
) AS c
CROSS JOIN LATERAL (VALUES
  ('read', c.reads),
  ('comment', (c.reads AND NOT i.locked) OR l.n >= 3),
  ('edit', (i.created AND NOT i.locked) OR l.n >= 3),
  ('close', c.closes),
  ('reopen', c.closes AND i.closed),
  ('label', l.n >= 2),
  ('lock', l.n >= 4),
  ('delete', l.n >= 4)
) AS a (action, allowed)
WHERE NOT p.is_banned AND (p.is_admin OR a.allowed);

-- question: actions User:7 Issue:98
WITH RECURSIVE issue AS (
  SELECT
    i.repo_id,
    i.locked,
    i.state = 'closed' AS closed,
    i.creator_id IS NOT DISTINCT FROM 7 AS created,
    i.assignee_id IS NOT DISTINCT FROM 7 AS assigned,
    r.id IS NOT NULL AS has_repo,
    coalesce(r.visibility = 'public', false) AS public
  FROM issues AS i
  LEFT JOIN repositories AS r ON r.id = i.repo_id
  WHERE i.id = 98
), my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 7 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), roles (name) AS (
  SELECT 'maintainer' FROM repositories WHERE id = (SELECT repo_id FROM issue) AND owner_id = 7
  UNION ALL
  SELECT CASE m.role WHEN 'owner' THEN 'maintainer' WHEN 'member' THEN 'reader' END
  FROM repositories AS r
  JOIN org_members AS m ON m.org_id = r.org_id
  WHERE r.id = (SELECT repo_id FROM issue) AND m.user_id = 7
  UNION ALL
  SELECT role FROM collaborators WHERE user_id = 7 AND repo_id = (SELECT repo_id FROM issue)
  UNION ALL
  SELECT n.name
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS n ON n.id = g.role_id
  WHERE g.repo_id = (SELECT repo_id FROM issue)
), level (n) AS (
  SELECT coalesce(max(CASE name WHEN 'maintainer' THEN 4 WHEN 'writer' THEN 3 WHEN 'triager' THEN 2 WHEN 'reader' THEN 1 END), 0)
  FROM roles
), person (is_admin, is_auditor, is_pro, is_banned) AS (
  SELECT
    EXISTS (SELECT 1 FROM staff WHERE user_id = 7 AND role = 'admin'),
    EXISTS (SELECT 1 FROM staff WHERE user_id = 7 AND role IN ('auditor', 'admin')),
    EXISTS (SELECT 1 FROM users WHERE id = 7 AND plan = 'pro'),
    EXISTS (SELECT 1 FROM users WHERE id = 7 AND banned_at IS NOT NULL)
)
SELECT a.action
FROM issue AS i
CROSS JOIN level AS l
CROSS JOIN person AS p
CROSS JOIN LATERAL (
  SELECT i.created OR i.assigned OR i.public OR l.n >= 1 OR (p.is_auditor AND i.has_repo) AS reads,
         (i.created AND NOT i.locked) OR i.assigned OR l.n >= 2 AS closes
) AS c
CROSS JOIN LATERAL (VALUES
  ('read', c.reads),
  ('comment', (c.reads AND NOT i.locked) OR l.n >= 3),
  ('edit', (i.created AND NOT i.locked) OR l.n >= 3),
  ('close', c.closes),
  ('reopen', c.closes AND i.closed),
  ('label', l.n >= 2),
  ('lock', l.n >= 4),
  ('delete', l.n >= 4)
) AS a (action, allowed)
WHERE NOT p.is_banned AND (p.is_admin OR a.allowed);

-- question: actions User:3 Issue:1
WITH RECURSIVE issue AS (
  SELECT
    i.repo_id,
    i.locked,
    i.state = 'closed' AS closed,
    i.creator_id IS NOT DISTINCT FROM 3 AS created,
    i.assignee_id IS NOT DISTINCT FROM 3 AS assigned,
    r.id IS NOT NULL AS has_repo,
    coalesce(r.visibility = 'public', false) AS public
  FROM issues AS i
  LEFT JOIN repositories AS r ON r.id = i.repo_id
  WHERE i.id = 1
), my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 3 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), roles (name) AS (
  SELECT 'maintainer' FROM repositories WHERE id = (SELECT repo_id FROM issue) AND owner_id = 3
  UNION ALL
  SELECT CASE m.role WHEN 'owner' THEN 'maintainer' WHEN 'member' THEN 'reader' END
  FROM repositories AS r
  JOIN org_members AS m ON m.org_id = r.org_id
  WHERE r.id = (SELECT repo_id FROM issue) AND m.user_id = 3
  UNION ALL
  SELECT role FROM collaborators WHERE user_id = 3 AND repo_id = (SELECT repo_id FROM issue)
  UNION ALL
  SELECT n.name
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS n ON n.id = g.role_id
  WHERE g.repo_id = (SELECT repo_id FROM issue)
), level (n) AS (
  SELECT coalesce(max(CASE name WHEN 'maintainer' THEN 4 WHEN 'writer' THEN 3 WHEN 'triager' THEN 2 WHEN 'reader' THEN 1 END), 0)
  FROM roles
), person (is_admin, is_auditor, is_pro, is_banned) AS (
  SELECT
    EXISTS (SELECT 1 FROM staff WHERE user_id = 3 AND role = 'admin'),
    EXISTS (SELECT 1 FROM staff WHERE user_id = 3 AND role IN ('auditor', 'admin')),
    EXISTS (SELECT 1 FROM users WHERE id = 3 AND plan = 'pro'),
    EXISTS (SELECT 1 FROM users WHERE id = 3 AND banned_at IS NOT NULL)
)
SELECT a.action
FROM issue AS i
CROSS JOIN level AS l
CROSS JOIN person AS p
CROSS JOIN LATERAL (
  SELECT i.created OR i.assigned OR i.public OR l.n >= 1 OR (p.is_auditor AND i.has_repo) AS reads,
         (i.created AND NOT i.locked) OR i.assigned OR l.n >= 2 AS closes
) AS c
CROSS JOIN LATERAL (VALUES
  ('read', c.reads),
  ('comment', (c.reads AND NOT i.locked) OR l.n >= 3),
  ('edit', (i.created AND NOT i.locked) OR l.n >= 3),
  ('close', c.closes),
  ('reopen', c.closes AND i.closed),
  ('label', l.n >= 2),
  ('lock', l.n >= 4),
  ('delete', l.n >= 4)
) AS a (action, allowed)
WHERE NOT p.is_banned AND (p.is_admin OR a.allowed);

-- question: actions User:3 Issue:4
WITH RECURSIVE issue AS (
  SELECT
    i.repo_id,
    i.locked,
    i.state = 'closed' AS closed,
    i.creator_id IS NOT DISTINCT FROM 3 AS created,
    i.assignee_id IS NOT DISTINCT FROM 3 AS assigned,
    r.id IS NOT NULL AS has_repo,
    coalesce(r.visibility = 'public', false) AS public
  FROM issues AS i
  LEFT JOIN repositories AS r ON r.id = i.repo_id
  WHERE i.id = 4
), my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 3 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), roles (name) AS (
  SELECT 'maintainer' FROM repositories WHERE id = (SELECT repo_id FROM issue) AND owner_id = 3
  UNION ALL
  SELECT CASE m.role WHEN 'owner' THEN 'maintainer' WHEN 'member' THEN 'reader' END
  FROM repositories AS r
  JOIN org_members AS m ON m.org_id = r.org_id
  WHERE r.id = (SELECT repo_id FROM issue) AND m.user_id = 3
  UNION ALL
  SELECT role FROM collaborators WHERE user_id = 3 AND repo_id = (SELECT repo_id FROM issue)
  UNION ALL
  SELECT n.name
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS n ON n.id = g.role_id
  WHERE g.repo_id = (SELECT repo_id FROM issue)
), level (n) AS (
  SELECT coalesce(max(CASE name WHEN 'maintainer' THEN 4 WHEN 'writer' THEN 3 WHEN 'triager' THEN 2 WHEN 'reader' THEN 1 END), 0)
  FROM roles
), person (is_admin, is_auditor, is_pro, is_banned) AS (
  SELECT
    EXISTS (SELECT 1 FROM staff WHERE user_id = 3 AND role = 'admin'),
    EXISTS (SELECT 1 FROM staff WHERE user_id = 3 AND role IN ('auditor', 'admin')),
    EXISTS (SELECT 1 FROM users WHERE id = 3 AND plan = 'pro'),
    EXISTS (SELECT 1 FROM users WHERE id = 3 AND banned_at IS NOT NULL)
)
SELECT a.action
FROM issue AS i
CROSS JOIN level AS l
CROSS JOIN person AS p
CROSS JOIN LATERAL (
  SELECT i.created OR i.assigned OR i.public OR l.n >= 1 OR (p.is_auditor AND i.has_repo) AS reads,
         (i.created AND NOT i.locked) OR i.assigned OR l.n >= 2 AS closes
) AS c
CROSS JOIN LATERAL (VALUES
  ('read', c.reads),
  ('comment', (c.reads AND NOT i.locked) OR l.n >= 3),
  ('edit', (i.created AND NOT i.locked) OR l.n >= 3),
  ('close', c.closes),
  ('reopen', c.closes AND i.closed),
  ('label', l.n >= 2),
  ('lock', l.n >= 4),
  ('delete', l.n >= 4)
) AS a (action, allowed)
WHERE NOT p.is_banned AND (p.is_admin OR a.allowed);

-- question: actions User:1 Issue:185
WITH RECURSIVE issue AS (
  SELECT
    i.repo_id,
    i.locked,
    i.state = 'closed' AS closed,
    i.creator_id IS NOT DISTINCT FROM 1 AS created,
    i.assignee_id IS NOT DISTINCT FROM 1 AS assigned,
    r.id IS NOT NULL AS has_repo,
    coalesce(r.visibility = 'public', false) AS public
  FROM issues AS i
  LEFT JOIN repositories AS r ON r.id = i.repo_id
  WHERE i.id = 185
), my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 1 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), roles (name) AS (
  SELECT 'maintainer' FROM repositories WHERE id = (SELECT repo_id FROM issue) AND owner_id = 1
  UNION ALL
  SELECT CASE m.role WHEN 'owner' THEN 'maintainer' WHEN 'member' THEN 'reader' END
  FROM repositories AS r
  JOIN org_members AS m ON m.org_id = r.org_id
  WHERE r.id = (SELECT repo_id FROM issue) AND m.user_id = 1
  UNION ALL
  SELECT role FROM collaborators WHERE user_id = 1 AND repo_id = (SELECT repo_id FROM issue)
  UNION ALL
  SELECT n.name
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS n ON n.id = g.role_id
  WHERE g.repo_id = (SELECT repo_id FROM issue)
), level (n) AS (
  SELECT coalesce(max(CASE name WHEN 'maintainer' THEN 4 WHEN 'writer' THEN 3 WHEN 'triager' THEN 2 WHEN 'reader' THEN 1 END), 0)
  FROM roles
), person (is_admin, is_auditor, is_pro, is_banned) AS (
  SELECT
    EXISTS (SELECT 1 FROM staff WHERE user_id = 1 AND role = 'admin'),
    EXISTS (SELECT 1 FROM staff WHERE user_id = 1 AND role IN ('auditor', 'admin')),
    EXISTS (SELECT 1 FROM users WHERE id = 1 AND plan = 'pro'),
    EXISTS (SELECT 1 FROM users WHERE id = 1 AND banned_at IS NOT NULL)
)
SELECT a.action
FROM issue AS i
CROSS JOIN level AS l
CROSS JOIN person AS p
CROSS JOIN LATERAL (
  SELECT i.created OR i.assigned OR i.public OR l.n >= 1 OR (p.is_auditor AND i.has_repo) AS reads,
         (i.created AND NOT i.locked) OR i.assigned OR l.n >= 2 AS closes
) AS c
CROSS JOIN LATERAL (VALUES
  ('read', c.reads),
  ('comment', (c.reads AND NOT i.locked) OR l.n >= 3),
  ('edit', (i.created AND NOT i.locked) OR l.n >= 3),
  ('close', c.closes),
  ('reopen', c.closes AND i.closed),
  ('label', l.n >= 2),
  ('lock', l.n >= 4),
  ('delete', l.n >= 4)
) AS a (action, allowed)
WHERE NOT p.is_banned AND (p.is_admin OR a.allowed);

-- question: actions User:10 Issue:157
WITH RECURSIVE issue AS (
  SELECT
    i.repo_id,
    i.locked,
    i.state = 'closed' AS closed,
    i.creator_id IS NOT DISTINCT FROM 10 AS created,
    i.assignee_id IS NOT DISTINCT FROM 10 AS assigned,
    r.id IS NOT NULL AS has_repo,
    coalesce(r.visibility = 'public', false) AS public
  FROM issues AS i
  LEFT JOIN repositories AS r ON r.id = i.repo_id
  WHERE i.id = 157
), my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 10 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), roles (name) AS (
  SELECT 'maintainer' FROM repositories WHERE id = (SELECT repo_id FROM issue) AND owner_id = 10
  UNION ALL
  SELECT CASE m.role WHEN 'owner' THEN 'maintainer' WHEN 'member' THEN 'reader' END
  FROM repositories AS r
  JOIN org_members AS m ON m.org_id = r.org_id
  WHERE r.id = (SELECT repo_id FROM issue) AND m.user_id = 10
  UNION ALL
  SELECT role FROM collaborators WHERE user_id = 10 AND repo_id = (SELECT repo_id FROM issue)
  UNION ALL
  SELECT n.name
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS n ON n.id = g.role_id
  WHERE g.repo_id = (SELECT repo_id FROM issue)
), level (n) AS (
  SELECT coalesce(max(CASE name WHEN 'maintainer' THEN 4 WHEN 'writer' THEN 3 WHEN 'triager' THEN 2 WHEN 'reader' THEN 1 END), 0)
  FROM roles
), person (is_admin, is_auditor, is_pro, is_banned) AS (
  SELECT
    EXISTS (SELECT 1 FROM staff WHERE user_id = 10 AND role = 'admin'),
    EXISTS (SELECT 1 FROM staff WHERE user_id = 10 AND role IN ('auditor', 'admin')),
    EXISTS (SELECT 1 FROM users WHERE id = 10 AND plan = 'pro'),
    EXISTS (SELECT 1 FROM users WHERE id = 10 AND banned_at IS NOT NULL)
)
SELECT a.action
FROM issue AS i
CROSS JOIN level AS l
CROSS JOIN person AS p
CROSS JOIN LATERAL (
  SELECT i.created OR i.assigned OR i.public OR l.n >= 1 OR (p.is_auditor AND i.has_repo) AS reads,
         (i.created AND NOT i.locked) OR i.assigned OR l.n >= 2 AS closes
) AS c
CROSS JOIN LATERAL (VALUES
  ('read', c.reads),
  ('comment', (c.reads AND NOT i.locked) OR l.n >= 3),
  ('edit', (i.created AND NOT i.locked) OR l.n >= 3),
  ('close', c.closes),
  ('reopen', c.closes AND i.closed),
  ('label', l.n >= 2),
  ('lock', l.n >= 4),
  ('delete', l.n >= 4)
) AS a (action, allowed)
WHERE NOT p.is_banned AND (p.is_admin OR a.allowed);

-- question: actions User:2 Issue:133
WITH RECURSIVE issue AS (
  SELECT
    i.repo_id,
    i.locked,
    i.state = 'closed' AS closed,
    i.creator_id IS NOT DISTINCT FROM 2 AS created,
    i.assignee_id IS NOT DISTINCT FROM 2 AS assigned,
    r.id IS NOT NULL AS has_repo,
    coalesce(r.visibility = 'public', false) AS public
  FROM issues AS i
  LEFT JOIN repositories AS r ON r.id = i.repo_id
  WHERE i.id = 133
), my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 2 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), roles (name) AS (
  SELECT 'maintainer' FROM repositories WHERE id = (SELECT repo_id FROM issue) AND owner_id = 2
  UNION ALL
  SELECT CASE m.role WHEN 'owner' THEN 'maintainer' WHEN 'member' THEN 'reader' END
  FROM repositories AS r
  JOIN org_members AS m ON m.org_id = r.org_id
  WHERE r.id = (SELECT repo_id FROM issue) AND m.user_id = 2
  UNION ALL
  SELECT role FROM collaborators WHERE user_id = 2 AND repo_id = (SELECT repo_id FROM issue)
  UNION ALL
  SELECT n.name
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS n ON n.id = g.role_id
  WHERE g.repo_id = (SELECT repo_id FROM issue)
), level (n) AS (
  SELECT coalesce(max(CASE name WHEN 'maintainer' THEN 4 WHEN 'writer' THEN 3 WHEN 'triager' THEN 2 WHEN 'reader' THEN 1 END), 0)
  FROM roles
), person (is_admin, is_auditor, is_pro, is_banned) AS (
  SELECT
    EXISTS (SELECT 1 FROM staff WHERE user_id = 2 AND role = 'admin'),
    EXISTS (SELECT 1 FROM staff WHERE user_id = 2 AND role IN ('auditor', 'admin')),
    EXISTS (SELECT 1 FROM users WHERE id = 2 AND plan = 'pro'),
    EXISTS (SELECT 1 FROM users WHERE id = 2 AND banned_at IS NOT NULL)
)
SELECT a.action
FROM issue AS i
CROSS JOIN level AS l
CROSS JOIN person AS p
CROSS JOIN LATERAL (
  SELECT i.created OR i.assigned OR i.public OR l.n >= 1 OR (p.is_auditor AND i.has_repo) AS reads,
         (i.created AND NOT i.locked) OR i.assigned OR l.n >= 2 AS closes
) AS c
CROSS JOIN LATERAL (VALUES
  ('read', c.reads),
  ('comment', (c.reads AND NOT i.locked) OR l.n >= 3),
  ('edit', (i.created AND NOT i.locked) OR l.n >= 3),
  ('close', c.closes),
  ('reopen', c.closes AND i.closed),
  ('label', l.n >= 2),
  ('lock', l.n >= 4),
  ('delete', l.n >= 4)
) AS a (action, allowed)
WHERE NOT p.is_banned AND (p.is_admin OR a.allowed);

-- question: actions User:14 Issue:141
WITH RECURSIVE issue AS (
  SELECT
    i.repo_id,
    i.locked,
    i.state = 'closed' AS closed,
    i.creator_id IS NOT DISTINCT FROM 14 AS created,
    i.assignee_id IS NOT DISTINCT FROM 14 AS assigned,
    r.id IS NOT NULL AS has_repo,
    coalesce(r.visibility = 'public', false) AS public
  FROM issues AS i
  LEFT JOIN repositories AS r ON r.id = i.repo_id
  WHERE i.id = 141
), my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 14 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), roles (name) AS (
  SELECT 'maintainer' FROM repositories WHERE id = (SELECT repo_id FROM issue) AND owner_id = 14
  UNION ALL
  SELECT CASE m.role WHEN 'owner' THEN 'maintainer' WHEN 'member' THEN 'reader' END
  FROM repositories AS r
  JOIN org_members AS m ON m.org_id = r.org_id
  WHERE r.id = (SELECT repo_id FROM issue) AND m.user_id = 14
  UNION ALL
  SELECT role FROM collaborators WHERE user_id = 14 AND repo_id = (SELECT repo_id FROM issue)
  UNION ALL
  SELECT n.name
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS n ON n.id = g.role_id
  WHERE g.repo_id = (SELECT repo_id FROM issue)
), level (n) AS (
  SELECT coalesce(max(CASE name WHEN 'maintainer' THEN 4 WHEN 'writer' THEN 3 WHEN 'triager' THEN 2 WHEN 'reader' THEN 1 END), 0)
  FROM roles
), person (is_admin, is_auditor, is_pro, is_banned) AS (
  SELECT
    EXISTS (SELECT 1 FROM staff WHERE user_id = 14 AND role = 'admin'),
    EXISTS (SELECT 1 FROM staff WHERE user_id = 14 AND role IN ('auditor', 'admin')),
    EXISTS (SELECT 1 FROM users WHERE id = 14 AND plan = 'pro'),
    EXISTS (SELECT 1 FROM users WHERE id = 14 AND banned_at IS NOT NULL)
)
SELECT a.action
FROM issue AS i
CROSS JOIN level AS l
CROSS JOIN person AS p
CROSS JOIN LATERAL (
  SELECT i.created OR i.assigned OR i.public OR l.n >= 1 OR (p.is_auditor AND i.has_repo) AS reads,
         (i.created AND NOT i.locked) OR i.assigned OR l.n >= 2 AS closes
) AS c
CROSS JOIN LATERAL (VALUES
  ('read', c.reads),
  ('comment', (c.reads AND NOT i.locked) OR l.n >= 3),
  ('edit', (i.created AND NOT i.locked) OR l.n >= 3),
  ('close', c.closes),
  ('reopen', c.closes AND i.closed),
  ('label', l.n >= 2),
  ('lock', l.n >= 4),
  ('delete', l.n >= 4)
) AS a (action, allowed)
WHERE NOT p.is_banned AND (p.is_admin OR a.allowed);

-- question: actions User:7 Repository:15
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 7 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), roles (name) AS (
  SELECT 'maintainer' FROM repositories WHERE id = 15 AND owner_id = 7
  UNION ALL
  SELECT CASE m.role WHEN 'owner' THEN 'maintainer' WHEN 'member' THEN 'reader' END
  FROM repositories AS r
  JOIN org_members AS m ON m.org_id = r.org_id
  WHERE r.id = 15 AND m.user_id = 7
  UNION ALL
  SELECT role FROM collaborators WHERE user_id = 7 AND repo_id = 15
  UNION ALL
  SELECT n.name
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS n ON n.id = g.role_id
  WHERE g.repo_id = 15
), level (n) AS (
  SELECT coalesce(max(CASE name WHEN 'maintainer' THEN 4 WHEN 'writer' THEN 3 WHEN 'triager' THEN 2 WHEN 'reader' THEN 1 END), 0)
  FROM roles
), person (is_admin, is_auditor, is_pro, is_banned) AS (
  SELECT
    EXISTS (SELECT 1 FROM staff WHERE user_id = 7 AND role = 'admin'),
    EXISTS (SELECT 1 FROM staff WHERE user_id = 7 AND role IN ('auditor', 'admin')),
    EXISTS (SELECT 1 FROM users WHERE id = 7 AND plan = 'pro'),
    EXISTS (SELECT 1 FROM users WHERE id = 7 AND banned_at IS NOT NULL)
)
SELECT a.action
FROM repositories AS r
LEFT JOIN org_members AS m ON m.org_id = r.org_id AND m.user_id = 7
CROSS JOIN level AS l
CROSS JOIN person AS p
CROSS JOIN LATERAL (SELECT l.n >= 1 OR r.visibility = 'public' OR p.is_auditor AS reads) AS c
CROSS JOIN LATERAL (VALUES
  ('read', c.reads),
  ('create_issue', c.reads AND NOT r.archived),
  ('push', l.n >= 3 AND NOT r.archived),
  ('run_workflow', l.n >= 3 AND NOT r.archived AND p.is_pro),
  ('manage', l.n >= 4),
  ('delete', m.role = 'owner' OR r.owner_id = 7)
) AS a (action, allowed)
WHERE r.id = 15 AND NOT p.is_banned AND (p.is_admin OR a.allowed);

-- question: actions User:6 Repository:12
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 6 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), roles (name) AS (
  SELECT 'maintainer' FROM repositories WHERE id = 12 AND owner_id = 6
  UNION ALL
  SELECT CASE m.role WHEN 'owner' THEN 'maintainer' WHEN 'member' THEN 'reader' END
  FROM repositories AS r
  JOIN org_members AS m ON m.org_id = r.org_id
  WHERE r.id = 12 AND m.user_id = 6
  UNION ALL
  SELECT role FROM collaborators WHERE user_id = 6 AND repo_id = 12
  UNION ALL
  SELECT n.name
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS n ON n.id = g.role_id
  WHERE g.repo_id = 12
), level (n) AS (
  SELECT coalesce(max(CASE name WHEN 'maintainer' THEN 4 WHEN 'writer' THEN 3 WHEN 'triager' THEN 2 WHEN 'reader' THEN 1 END), 0)
  FROM roles
), person (is_admin, is_auditor, is_pro, is_banned) AS (
  SELECT
    EXISTS (SELECT 1 FROM staff WHERE user_id = 6 AND role = 'admin'),
    EXISTS (SELECT 1 FROM staff WHERE user_id = 6 AND role IN ('auditor', 'admin')),
    EXISTS (SELECT 1 FROM users WHERE id = 6 AND plan = 'pro'),
    EXISTS (SELECT 1 FROM users WHERE id = 6 AND banned_at IS NOT NULL)
)
SELECT a.action
FROM repositories AS r
LEFT JOIN org_members AS m ON m.org_id = r.org_id AND m.user_id = 6
CROSS JOIN level AS l
CROSS JOIN person AS p
CROSS JOIN LATERAL (SELECT l.n >= 1 OR r.visibility = 'public' OR p.is_auditor AS reads) AS c
CROSS JOIN LATERAL (VALUES
  ('read', c.reads),
  ('create_issue', c.reads AND NOT r.archived),
  ('push', l.n >= 3 AND NOT r.archived),
  ('run_workflow', l.n >= 3 AND NOT r.archived AND p.is_pro),
  ('manage', l.n >= 4),
  ('delete', m.role = 'owner' OR r.owner_id = 6)
) AS a (action, allowed)
WHERE r.id = 12 AND NOT p.is_banned AND (p.is_admin OR a.allowed);

-- question: actions User:4 Repository:8
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 4 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), roles (name) AS (
  SELECT 'maintainer' FROM repositories WHERE id = 8 AND owner_id = 4
  UNION ALL
  SELECT CASE m.role WHEN 'owner' THEN 'maintainer' WHEN 'member' THEN 'reader' END
  FROM repositories AS r
  JOIN org_members AS m ON m.org_id = r.org_id
  WHERE r.id = 8 AND m.user_id = 4
  UNION ALL
  SELECT role FROM collaborators WHERE user_id = 4 AND repo_id = 8
  UNION ALL
  SELECT n.name
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS n ON n.id = g.role_id
  WHERE g.repo_id = 8
), level (n) AS (
  SELECT coalesce(max(CASE name WHEN 'maintainer' THEN 4 WHEN 'writer' THEN 3 WHEN 'triager' THEN 2 WHEN 'reader' THEN 1 END), 0)
  FROM roles
), person (is_admin, is_auditor, is_pro, is_banned) AS (
  SELECT
    EXISTS (SELECT 1 FROM staff WHERE user_id = 4 AND role = 'admin'),
    EXISTS (SELECT 1 FROM staff WHERE user_id = 4 AND role IN ('auditor', 'admin')),
    EXISTS (SELECT 1 FROM users WHERE id = 4 AND plan = 'pro'),
    EXISTS (SELECT 1 FROM users WHERE id = 4 AND banned_at IS NOT NULL)
)
SELECT a.action
FROM repositories AS r
LEFT JOIN org_members AS m ON m.org_id = r.org_id AND m.user_id = 4
CROSS JOIN level AS l
CROSS JOIN person AS p
CROSS JOIN LATERAL (SELECT l.n >= 1 OR r.visibility = 'public' OR p.is_auditor AS reads) AS c
CROSS JOIN LATERAL (VALUES
  ('read', c.reads),
  ('create_issue', c.reads AND NOT r.archived),
  ('push', l.n >= 3 AND NOT r.archived),
  ('run_workflow', l.n >= 3 AND NOT r.archived AND p.is_pro),
  ('manage', l.n >= 4),
  ('delete', m.role = 'owner' OR r.owner_id = 4)
) AS a (action, allowed)
WHERE r.id = 8 AND NOT p.is_banned AND (p.is_admin OR a.allowed);

-- question: actions User:14 Repository:19
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 14 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), roles (name) AS (
  SELECT 'maintainer' FROM repositories WHERE id = 19 AND owner_id = 14
  UNION ALL
  SELECT CASE m.role WHEN 'owner' THEN 'maintainer' WHEN 'member' THEN 'reader' END
  FROM repositories AS r
  JOIN org_members AS m ON m.org_id = r.org_id
  WHERE r.id = 19 AND m.user_id = 14
  UNION ALL
  SELECT role FROM collaborators WHERE user_id = 14 AND repo_id = 19
  UNION ALL
  SELECT n.name
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS n ON n.id = g.role_id
  WHERE g.repo_id = 19
), level (n) AS (
  SELECT coalesce(max(CASE name WHEN 'maintainer' THEN 4 WHEN 'writer' THEN 3 WHEN 'triager' THEN 2 WHEN 'reader' THEN 1 END), 0)
  FROM roles
), person (is_admin, is_auditor, is_pro, is_banned) AS (
  SELECT
    EXISTS (SELECT 1 FROM staff WHERE user_id = 14 AND role = 'admin'),
    EXISTS (SELECT 1 FROM staff WHERE user_id = 14 AND role IN ('auditor', 'admin')),
    EXISTS (SELECT 1 FROM users WHERE id = 14 AND plan = 'pro'),
    EXISTS (SELECT 1 FROM users WHERE id = 14 AND banned_at IS NOT NULL)
)
SELECT a.action
FROM repositories AS r
LEFT JOIN org_members AS m ON m.org_id = r.org_id AND m.user_id = 14
CROSS JOIN level AS l
CROSS JOIN person AS p
CROSS JOIN LATERAL (SELECT l.n >= 1 OR r.visibility = 'public' OR p.is_auditor AS reads) AS c
CROSS JOIN LATERAL (VALUES
  ('read', c.reads),
  ('create_issue', c.reads AND NOT r.archived),
  ('push', l.n >= 3 AND NOT r.archived),
  ('run_workflow', l.n >= 3 AND NOT r.archived AND p.is_pro),
  ('manage', l.n >= 4),
  ('delete', m.role = 'owner' OR r.owner_id = 14)
) AS a (action, allowed)
WHERE r.id = 19 AND NOT p.is_banned AND (p.is_admin OR a.allowed);

-- question: actions User:3 Repository:3
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 3 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), roles (name) AS (
  SELECT 'maintainer' FROM repositories WHERE id = 3 AND owner_id = 3
  UNION ALL
  SELECT CASE m.role WHEN 'owner' THEN 'maintainer' WHEN 'member' THEN 'reader' END
  FROM repositories AS r
  JOIN org_members AS m ON m.org_id = r.org_id
  WHERE r.id = 3 AND m.user_id = 3
  UNION ALL
  SELECT role FROM collaborators WHERE user_id = 3 AND repo_id = 3
  UNION ALL
  SELECT n.name
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS n ON n.id = g.role_id
  WHERE g.repo_id = 3
), level (n) AS (
  SELECT coalesce(max(CASE name WHEN 'maintainer' THEN 4 WHEN 'writer' THEN 3 WHEN 'triager' THEN 2 WHEN 'reader' THEN 1 END), 0)
  FROM roles
), person (is_admin, is_auditor, is_pro, is_banned) AS (
  SELECT
    EXISTS (SELECT 1 FROM staff WHERE user_id = 3 AND role = 'admin'),
    EXISTS (SELECT 1 FROM staff WHERE user_id = 3 AND role IN ('auditor', 'admin')),
    EXISTS (SELECT 1 FROM users WHERE id = 3 AND plan = 'pro'),
    EXISTS (SELECT 1 FROM users WHERE id = 3 AND banned_at IS NOT NULL)
)
SELECT a.action
FROM repositories AS r
LEFT JOIN org_members AS m ON m.org_id = r.org_id AND m.user_id = 3
CROSS JOIN level AS l
CROSS JOIN person AS p
CROSS JOIN LATERAL (SELECT l.n >= 1 OR r.visibility = 'public' OR p.is_auditor AS reads) AS c
CROSS JOIN LATERAL (VALUES
  ('read', c.reads),
  ('create_issue', c.reads AND NOT r.archived),
  ('push', l.n >= 3 AND NOT r.archived),
  ('run_workflow', l.n >= 3 AND NOT r.archived AND p.is_pro),
  ('manage', l.n >= 4),
  ('delete', m.role = 'owner' OR r.owner_id = 3)
) AS a (action, allowed)
WHERE r.id = 3 AND NOT p.is_banned AND (p.is_admin OR a.allowed);

-- question: actions User:12 Repository:16
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 12 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), roles (name) AS (
  SELECT 'maintainer' FROM repositories WHERE id = 16 AND owner_id = 12
  UNION ALL
  SELECT CASE m.role WHEN 'owner' THEN 'maintainer' WHEN 'member' THEN 'reader' END
  FROM repositories AS r
  JOIN org_members AS m ON m.org_id = r.org_id
  WHERE r.id = 16 AND m.user_id = 12
  UNION ALL
  SELECT role FROM collaborators WHERE user_id = 12 AND repo_id = 16
  UNION ALL
  SELECT n.name
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS n ON n.id = g.role_id
  WHERE g.repo_id = 16
), level (n) AS (
  SELECT coalesce(max(CASE name WHEN 'maintainer' THEN 4 WHEN 'writer' THEN 3 WHEN 'triager' THEN 2 WHEN 'reader' THEN 1 END), 0)
  FROM roles
), person (is_admin, is_auditor, is_pro, is_banned) AS (
  SELECT
    EXISTS (SELECT 1 FROM staff WHERE user_id = 12 AND role = 'admin'),
    EXISTS (SELECT 1 FROM staff WHERE user_id = 12 AND role IN ('auditor', 'admin')),
    EXISTS (SELECT 1 FROM users WHERE id = 12 AND plan = 'pro'),
    EXISTS (SELECT 1 FROM users WHERE id = 12 AND banned_at IS NOT NULL)
)
SELECT a.action
FROM repositories AS r
LEFT JOIN org_members AS m ON m.org_id = r.org_id AND m.user_id = 12
CROSS JOIN level AS l
CROSS JOIN person AS p
CROSS JOIN LATERAL (SELECT l.n >= 1 OR r.visibility = 'public' OR p.is_auditor AS reads) AS c
CROSS JOIN LATERAL (VALUES
  ('read', c.reads),
  ('create_issue', c.reads AND NOT r.archived),
  ('push', l.n >= 3 AND NOT r.archived),
  ('run_workflow', l.n >= 3 AND NOT r.archived AND p.is_pro),
  ('manage', l.n >= 4),
  ('delete', m.role = 'owner' OR r.owner_id = 12)
) AS a (action, allowed)
WHERE r.id = 16 AND NOT p.is_banned AND (p.is_admin OR a.allowed);

-- question: actions User:9 Organization:1
SELECT a.action
FROM (VALUES
  ('view', ARRAY['member', 'owner', 'billing_manager']),
  ('invite', ARRAY['owner']),
  ('create_repository', ARRAY['owner', CASE WHEN (SELECT members_can_create_repositories FROM organizations WHERE id = 1) THEN 'member' END]),
  ('view_billing', ARRAY['owner', 'billing_manager']),
  ('delete', ARRAY['owner'])
) AS a (action, roles)
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 9 AND banned_at IS NOT NULL)
  AND (
    EXISTS (SELECT 1 FROM org_members WHERE user_id = 9 AND org_id = 1 AND role::text = ANY (a.roles))
    OR (a.action = 'view' AND EXISTS (SELECT 1 FROM staff WHERE user_id = 9 AND role = 'auditor'))
    OR EXISTS (SELECT 1 FROM staff WHERE user_id = 9 AND role = 'admin')
  );

-- question: actions User:8 Organization:4
SELECT a.action
FROM (VALUES
  ('view', ARRAY['member', 'owner', 'billing_manager']),
  ('invite', ARRAY['owner']),
  ('create_repository', ARRAY['owner', CASE WHEN (SELECT members_can_create_repositories FROM organizations WHERE id = 4) THEN 'member' END]),
  ('view_billing', ARRAY['owner', 'billing_manager']),
  ('delete', ARRAY['owner'])
) AS a (action, roles)
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 8 AND banned_at IS NOT NULL)
  AND (
    EXISTS (SELECT 1 FROM org_members WHERE user_id = 8 AND org_id = 4 AND role::text = ANY (a.roles))
    OR (a.action = 'view' AND EXISTS (SELECT 1 FROM staff WHERE user_id = 8 AND role = 'auditor'))
    OR EXISTS (SELECT 1 FROM staff WHERE user_id = 8 AND role = 'admin')
  );

-- question: actors User read Issue:97
WITH RECURSIVE granted_teams (id) AS (
  SELECT g.team_id
  FROM team_repositories AS g
  JOIN repository_roles AS n ON n.id = g.role_id
  WHERE g.repo_id = (SELECT repo_id FROM issues WHERE id = 97) AND n.name IN ('reader', 'triager', 'writer', 'maintainer')
  UNION
  SELECT t.id FROM granted_teams AS p JOIN teams AS t ON t.parent_id = p.id
), granted (id) AS (
  SELECT owner_id FROM repositories WHERE id = (SELECT repo_id FROM issues WHERE id = 97)
  UNION ALL
  SELECT user_id FROM collaborators WHERE repo_id = (SELECT repo_id FROM issues WHERE id = 97) AND role IN ('reader', 'triager', 'writer', 'maintainer')
  UNION ALL
  SELECT m.user_id
  FROM repositories AS r
  JOIN org_members AS m ON m.org_id = r.org_id
  WHERE r.id = (SELECT repo_id FROM issues WHERE id = 97) AND m.role IN ('member', 'owner')
  UNION ALL
  SELECT m.user_id
  FROM granted_teams AS g
  JOIN team_members AS m ON m.team_id = g.id
  WHERE m.accepted_at IS NOT NULL AND m.role IN ('member', 'maintainer')
  UNION ALL
  SELECT creator_id FROM issues WHERE id = 97
  UNION ALL
  SELECT assignee_id FROM issues WHERE id = 97
  UNION ALL
  SELECT user_id FROM staff WHERE role = 'admin' OR (role = 'auditor' AND (SELECT repo_id FROM issues WHERE id = 97) IS NOT NULL)
)
SELECT u.id
FROM users AS u
WHERE u.banned_at IS NULL
  AND (
    u.id IN (SELECT id FROM granted)
    OR EXISTS (SELECT 1 FROM issues AS i JOIN repositories AS r ON r.id = i.repo_id WHERE i.id = 97 AND r.visibility = 'public')
  );

-- question: actors User read Issue:1
WITH RECURSIVE granted_teams (id) AS (
  SELECT g.team_id
  FROM team_repositories AS g
  JOIN repository_roles AS n ON n.id = g.role_id
  WHERE g.repo_id = (SELECT repo_id FROM issues WHERE id = 1) AND n.name IN ('reader', 'triager', 'writer', 'maintainer')
  UNION
  SELECT t.id FROM granted_teams AS p JOIN teams AS t ON t.parent_id = p.id
), granted (id) AS (
  SELECT owner_id FROM repositories WHERE id = (SELECT repo_id FROM issues WHERE id = 1)
  UNION ALL
  SELECT user_id FROM collaborators WHERE repo_id = (SELECT repo_id FROM issues WHERE id = 1) AND role IN ('reader', 'triager', 'writer', 'maintainer')
  UNION ALL
  SELECT m.user_id
  FROM repositories AS r
  JOIN org_members AS m ON m.org_id = r.org_id
  WHERE r.id = (SELECT repo_id FROM issues WHERE id = 1) AND m.role IN ('member', 'owner')
  UNION ALL
  SELECT m.user_id
  FROM granted_teams AS g
  JOIN team_members AS m ON m.team_id = g.id
  WHERE m.accepted_at IS NOT NULL AND m.role IN ('member', 'maintainer')
  UNION ALL
  SELECT creator_id FROM issues WHERE id = 1
  UNION ALL
  SELECT assignee_id FROM issues WHERE id = 1
  UNION ALL
  SELECT user_id FROM staff WHERE role = 'admin' OR (role = 'auditor' AND (SELECT repo_id FROM issues WHERE id = 1) IS NOT NULL)
)
SELECT u.id
FROM users AS u
WHERE u.banned_at IS NULL
  AND (
    u.id IN (SELECT id FROM granted)
    OR EXISTS (SELECT 1 FROM issues AS i JOIN repositories AS r ON r.id = i.repo_id WHERE i.id = 1 AND r.visibility = 'public')
  );

-- question: actors User read Issue:185
WITH RECURSIVE granted_teams (id) AS (
  SELECT g.team_id
  FROM team_repositories AS g
  JOIN repository_roles AS n ON n.id = g.role_id
  WHERE g.repo_id = (SELECT repo_id FROM issues WHERE id = 185) AND n.name IN ('reader', 'triager', 'writer', 'maintainer')
  UNION
  SELECT t.id FROM granted_teams AS p JOIN teams AS t ON t.parent_id = p.id
), granted (id) AS (
  SELECT owner_id FROM repositories WHERE id = (SELECT repo_id FROM issues WHERE id = 185)
  UNION ALL
  SELECT user_id FROM collaborators WHERE repo_id = (SELECT repo_id FROM issues WHERE id = 185) AND role IN ('reader', 'triager', 'writer', 'maintainer')
  UNION ALL
  SELECT m.user_id
  FROM repositories AS r
  JOIN org_members AS m ON m.org_id = r.org_id
  WHERE r.id = (SELECT repo_id FROM issues WHERE id = 185) AND m.role IN ('member', 'owner')
  UNION ALL
  SELECT m.user_id
  FROM granted_teams AS g
  JOIN team_members AS m ON m.team_id = g.id
  WHERE m.accepted_at IS NOT NULL AND m.role IN ('member', 'maintainer')
  UNION ALL
  SELECT creator_id FROM issues WHERE id = 185
  UNION ALL
  SELECT assignee_id FROM issues WHERE id = 185
  UNION ALL
  SELECT user_id FROM staff WHERE role = 'admin' OR (role = 'auditor' AND (SELECT repo_id FROM issues WHERE id = 185) IS NOT NULL)
)
SELECT u.id
FROM users AS u
WHERE u.banned_at IS NULL
  AND (
    u.id IN (SELECT id FROM granted)
    OR EXISTS (SELECT 1 FROM issues AS i JOIN repositories AS r ON r.id = i.repo_id WHERE i.id = 185 AND r.visibility = 'public')
  );

-- question: actors User read Issue:300
WITH RECURSIVE granted_teams (id) AS (
  SELECT g.team_id
  FROM team_repositories AS g
  JOIN repository_roles AS n ON n.id = g.role_id
  WHERE g.repo_id = (SELECT repo_id FROM issues WHERE id = 300) AND n.name IN ('reader', 'triager', 'writer', 'maintainer')
  UNION
  SELECT t.id FROM granted_teams AS p JOIN teams AS t ON t.parent_id = p.id
), granted (id) AS (
  SELECT owner_id FROM repositories WHERE id = (SELECT repo_id FROM issues WHERE id = 300)
  UNION ALL
  SELECT user_id FROM collaborators WHERE repo_id = (SELECT repo_id FROM issues WHERE id = 300) AND role IN ('reader', 'triager', 'writer', 'maintainer')
  UNION ALL
  SELECT m.user_id
  FROM repositories AS r
  JOIN org_members AS m ON m.org_id = r.org_id
  WHERE r.id = (SELECT repo_id FROM issues WHERE id = 300) AND m.role IN ('member', 'owner')
  UNION ALL
  SELECT m.user_id
  FROM granted_teams AS g
  JOIN team_members AS m ON m.team_id = g.id
  WHERE m.accepted_at IS NOT NULL AND m.role IN ('member', 'maintainer')
  UNION ALL
  SELECT creator_id FROM issues WHERE id = 300
  UNION ALL
  SELECT assignee_id FROM issues WHERE id = 300
  UNION ALL
  SELECT user_id FROM staff WHERE role = 'admin' OR (role = 'auditor' AND (SELECT repo_id FROM issues WHERE id = 300) IS NOT NULL)
)
SELECT u.id
FROM users AS u
WHERE u.banned_at IS NULL
  AND (
    u.id IN (SELECT id FROM granted)
    OR EXISTS (SELECT 1 FROM issues AS i JOIN repositories AS r ON r.id = i.repo_id WHERE i.id = 300 AND r.visibility = 'public')
  );

-- question: actors User close Issue:109
WITH RECURSIVE granted_teams (id) AS (
  SELECT g.team_id
  FROM team_repositories AS g
  JOIN repository_roles AS n ON n.id = g.role_id
  WHERE g.repo_id = (SELECT repo_id FROM issues WHERE id = 109) AND n.name IN ('triager', 'writer', 'maintainer')
  UNION
  SELECT t.id FROM granted_teams AS p JOIN teams AS t ON t.parent_id = p.id
), granted (id) AS (
  SELECT owner_id FROM repositories WHERE id = (SELECT repo_id FROM issues WHERE id = 109)
  UNION ALL
  SELECT user_id FROM collaborators WHERE repo_id = (SELECT repo_id FROM issues WHERE id = 109) AND role IN ('triager', 'writer', 'maintainer')
  UNION ALL
  SELECT m.user_id
  FROM repositories AS r
  JOIN org_members AS m ON m.org_id = r.org_id
  WHERE r.id = (SELECT repo_id FROM issues WHERE id = 109) AND m.role = 'owner'
  UNION ALL
  SELECT m.user_id
  FROM granted_teams AS g
  JOIN team_members AS m ON m.team_id = g.id
  WHERE m.accepted_at IS NOT NULL AND m.role IN ('member', 'maintainer')
  UNION ALL
  SELECT creator_id FROM issues WHERE id = 109 AND NOT locked
  UNION ALL
  SELECT assignee_id FROM issues WHERE id = 109
  UNION ALL
  SELECT user_id FROM staff WHERE role = 'admin'
)
SELECT DISTINCT g.id
FROM granted AS g
JOIN users AS u ON u.id = g.id
WHERE u.banned_at IS NULL;

-- question: actors User close Issue:110
WITH RECURSIVE granted_teams (id) AS (
  SELECT g.team_id
  FROM team_repositories AS g
  JOIN repository_roles AS n ON n.id = g.role_id
  WHERE g.repo_id = (SELECT repo_id FROM issues WHERE id = 110) AND n.name IN ('triager', 'writer', 'maintainer')
  UNION
  SELECT t.id FROM granted_teams AS p JOIN teams AS t ON t.parent_id = p.id
), granted (id) AS (
  SELECT owner_id FROM repositories WHERE id = (SELECT repo_id FROM issues WHERE id = 110)
  UNION ALL
  SELECT user_id FROM collaborators WHERE repo_id = (SELECT repo_id FROM issues WHERE id = 110) AND role IN ('triager', 'writer', 'maintainer')
  UNION ALL
  SELECT m.user_id
  FROM repositories AS r
  JOIN org_members AS m ON m.org_id = r.org_id
  WHERE r.id = (SELECT repo_id FROM issues WHERE id = 110) AND m.role = 'owner'
  UNION ALL
  SELECT m.user_id
  FROM granted_teams AS g
  JOIN team_members AS m ON m.team_id = g.id
  WHERE m.accepted_at IS NOT NULL AND m.role IN ('member', 'maintainer')
  UNION ALL
  SELECT creator_id FROM issues WHERE id = 110 AND NOT locked
  UNION ALL
  SELECT assignee_id FROM issues WHERE id = 110
  UNION ALL
  SELECT user_id FROM staff WHERE role = 'admin'
)
SELECT DISTINCT g.id
FROM granted AS g
JOIN users AS u ON u.id = g.id
WHERE u.banned_at IS NULL;

-- question: actors User close Issue:189
WITH RECURSIVE granted_teams (id) AS (
  SELECT g.team_id
  FROM team_repositories AS g
  JOIN repository_roles AS n ON n.id = g.role_id
  WHERE g.repo_id = (SELECT repo_id FROM issues WHERE id = 189) AND n.name IN ('triager', 'writer', 'maintainer')
  UNION
  SELECT t.id FROM granted_teams AS p JOIN teams AS t ON t.parent_id = p.id
), granted (id) AS (
  SELECT owner_id FROM repositories WHERE id = (SELECT repo_id FROM issues WHERE id = 189)
  UNION ALL
  SELECT user_id FROM collaborators WHERE repo_id = (SELECT repo_id FROM issues WHERE id = 189) AND role IN ('triager', 'writer', 'maintainer')
  UNION ALL
  SELECT m.user_id
  FROM repositories AS r
  JOIN org_members AS m ON m.org_id = r.org_id
  WHERE r.id = (SELECT repo_id FROM issues WHERE id = 189) AND m.role = 'owner'
  UNION ALL
  SELECT m.user_id
  FROM granted_teams AS g
  JOIN team_members AS m ON m.team_id = g.id
  WHERE m.accepted_at IS NOT NULL AND m.role IN ('member', 'maintainer')
  UNION ALL
  SELECT creator_id FROM issues WHERE id = 189 AND NOT locked
  UNION ALL
  SELECT assignee_id FROM issues WHERE id = 189
  UNION ALL
  SELECT user_id FROM staff WHERE role = 'admin'
)
SELECT DISTINCT g.id
FROM granted AS g
JOIN users AS u ON u.id = g.id
WHERE u.banned_at IS NULL;

-- question: actors User close Issue:301
WITH RECURSIVE granted_teams (id) AS (
  SELECT g.team_id
  FROM team_repositories AS g
  JOIN repository_roles AS n ON n.id = g.role_id
  WHERE g.repo_id = (SELECT repo_id FROM issues WHERE id = 301) AND n.name IN ('triager', 'writer', 'maintainer')
  UNION
  SELECT t.id FROM granted_teams AS p JOIN teams AS t ON t.parent_id = p.id
), granted (id) AS (
  SELECT owner_id FROM repositories WHERE id = (SELECT repo_id FROM issues WHERE id = 301)
  UNION ALL
  SELECT user_id FROM collaborators WHERE repo_id = (SELECT repo_id FROM issues WHERE id = 301) AND role IN ('triager', 'writer', 'maintainer')
  UNION ALL
  SELECT m.user_id
  FROM repositories AS r
  JOIN org_members AS m ON m.org_id = r.org_id
  WHERE r.id = (SELECT repo_id FROM issues WHERE id = 301) AND m.role = 'owner'
  UNION ALL
  SELECT m.user_id
  FROM granted_teams AS g
  JOIN team_members AS m ON m.team_id = g.id
  WHERE m.accepted_at IS NOT NULL AND m.role IN ('member', 'maintainer')
  UNION ALL
  SELECT creator_id FROM issues WHERE id = 301 AND NOT locked
  UNION ALL
  SELECT assignee_id FROM issues WHERE id = 301
  UNION ALL
  SELECT user_id FROM staff WHERE role = 'admin'
)
SELECT DISTINCT g.id
FROM granted AS g
JOIN users AS u ON u.id = g.id
WHERE u.banned_at IS NULL;

-- question: actors User push Repository:13
WITH RECURSIVE granted_teams (id) AS (
  SELECT g.team_id
  FROM team_repositories AS g
  JOIN repository_roles AS n ON n.id = g.role_id
  WHERE g.repo_id = 13 AND n.name IN ('writer', 'maintainer')
  UNION
  SELECT t.id FROM granted_teams AS p JOIN teams AS t ON t.parent_id = p.id
), granted (id) AS (
  SELECT owner_id FROM repositories WHERE id = 13
  UNION ALL
  SELECT user_id FROM collaborators WHERE repo_id = 13 AND role IN ('writer', 'maintainer')
  UNION ALL
  SELECT m.user_id
  FROM repositories AS r
  JOIN org_members AS m ON m.org_id = r.org_id
  WHERE r.id = 13 AND m.role = 'owner'
  UNION ALL
  SELECT m.user_id
  FROM granted_teams AS g
  JOIN team_members AS m ON m.team_id = g.id
  WHERE m.accepted_at IS NOT NULL AND m.role IN ('member', 'maintainer')
)
SELECT u.id
FROM users AS u
WHERE u.banned_at IS NULL
  AND (
    EXISTS (SELECT 1 FROM staff AS s WHERE s.user_id = u.id AND s.role = 'admin')
    OR (
      u.id IN (SELECT id FROM granted)
      AND EXISTS (SELECT 1 FROM repositories WHERE id = 13 AND NOT archived)
    )
  );

-- question: actors User push Repository:10
WITH RECURSIVE granted_teams (id) AS (
  SELECT g.team_id
  FROM team_repositories AS g
  JOIN repository_roles AS n ON n.id = g.role_id
  WHERE g.repo_id = 10 AND n.name IN ('writer', 'maintainer')
  UNION
  SELECT t.id FROM granted_teams AS p JOIN teams AS t ON t.parent_id = p.id
), granted (id) AS (
  SELECT owner_id FROM repositories WHERE id = 10
  UNION ALL
  SELECT user_id FROM collaborators WHERE repo_id = 10 AND role IN ('writer', 'maintainer')
  UNION ALL
  SELECT m.user_id
  FROM repositories AS r
  JOIN org_members AS m ON m.org_id = r.org_id
  WHERE r.id = 10 AND m.role = 'owner'
  UNION ALL
  SELECT m.user_id
  FROM granted_teams AS g
  JOIN team_members AS m ON m.team_id = g.id
  WHERE m.accepted_at IS NOT NULL AND m.role IN ('member', 'maintainer')
)
SELECT u.id
FROM users AS u
WHERE u.banned_at IS NULL
  AND (
    EXISTS (SELECT 1 FROM staff AS s WHERE s.user_id = u.id AND s.role = 'admin')
    OR (
      u.id IN (SELECT id FROM granted)
      AND EXISTS (SELECT 1 FROM repositories WHERE id = 10 AND NOT archived)
    )
  );

-- question: query has_role(User:7, ?role: String, Repository:15) -> role
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 7 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), direct (role) AS (
  SELECT role FROM collaborators WHERE user_id = 7 AND repo_id = 15 AND role IS NOT NULL
  UNION
  SELECT n.name
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS n ON n.id = g.role_id
  WHERE g.repo_id = 15
  UNION
  SELECT 'maintainer' FROM repositories WHERE id = 15 AND owner_id = 7
  UNION
  SELECT CASE m.role WHEN 'owner' THEN 'maintainer' ELSE 'reader' END
  FROM repositories AS p
  JOIN org_members AS m ON m.org_id = p.org_id
  WHERE p.id = 15 AND m.user_id = 7 AND m.role IN ('owner', 'member')
)
SELECT role FROM direct
UNION
SELECT i.implied
FROM direct AS d
JOIN (VALUES
  ('maintainer', 'writer'), ('maintainer', 'triager'), ('maintainer', 'reader'),
  ('writer', 'triager'), ('writer', 'reader'), ('triager', 'reader')
) AS i (role, implied) ON i.role = d.role;

-- question: query has_role(User:12, ?role: String, Repository:16) -> role
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 12 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
), direct (role) AS (
  SELECT role FROM collaborators WHERE user_id = 12 AND repo_id = 16 AND role IS NOT NULL
  UNION
  SELECT n.name
  FROM my_teams AS m
  JOIN team_repositories AS g ON g.team_id = m.id
  JOIN repository_roles AS n ON n.id = g.role_id
  WHERE g.repo_id = 16
  UNION
  SELECT 'maintainer' FROM repositories WHERE id = 16 AND owner_id = 12
  UNION
  SELECT CASE m.role WHEN 'owner' THEN 'maintainer' ELSE 'reader' END
  FROM repositories AS p
  JOIN org_members AS m ON m.org_id = p.org_id
  WHERE p.id = 16 AND m.user_id = 12 AND m.role IN ('owner', 'member')
)
SELECT role FROM direct
UNION
SELECT i.implied
FROM direct AS d
JOIN (VALUES
  ('maintainer', 'writer'), ('maintainer', 'triager'), ('maintainer', 'reader'),
  ('writer', 'triager'), ('writer', 'reader'), ('triager', 'reader')
) AS i (role, implied) ON i.role = d.role;

-- question: query in_team(User:7, ?team: Team) -> team
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 7 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
)
SELECT id FROM my_teams;

-- question: query in_team(?user: User, Team:17) -> user
WITH RECURSIVE below (id) AS (
  SELECT 17::bigint
  UNION
  SELECT t.id FROM below AS b JOIN teams AS t ON t.parent_id = b.id
)
SELECT DISTINCT m.user_id
FROM below AS b
JOIN team_members AS m ON m.team_id = b.id
WHERE m.accepted_at IS NOT NULL AND m.role IN ('member', 'maintainer');

-- question: query has_permission(User:10, ?permission: String) -> permission
SELECT p.permission
FROM staff AS s
JOIN (VALUES ('admin', 'create_organization'), ('admin', 'view_audit_log'), ('auditor', 'view_audit_log')) AS p (role, permission)
  ON p.role = s.role
WHERE s.user_id = 10;

-- question: query has_relation(?issue: Issue, assignee, ?user: User), is_banned(?user: User) -> issue
SELECT i.id
FROM issues AS i
JOIN users AS u ON u.id = i.assignee_id
WHERE u.banned_at IS NOT NULL;

-- question: query has_role(?team: Team, maintainer, ?repository: Repository), in_team(User:7, ?team: Team) -> repository
WITH RECURSIVE my_teams (id) AS (
  SELECT team_id FROM team_members WHERE user_id = 7 AND accepted_at IS NOT NULL AND role IN ('member', 'maintainer')
  UNION
  SELECT t.parent_id FROM my_teams AS m JOIN teams AS t ON t.id = m.id WHERE t.parent_id IS NOT NULL
)
SELECT DISTINCT g.repo_id
FROM my_teams AS m
JOIN team_repositories AS g ON g.team_id = m.id
JOIN repository_roles AS n ON n.id = g.role_id
WHERE n.name = 'maintainer';
