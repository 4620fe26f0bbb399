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

-- question: authorize User:92877af7-0a45-fd6a-2ed7-fe81e1236b78 read Document:cd67fae6-dec5-8824-8d9a-b69cc499470f
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT folder_id FROM documents WHERE id = 'cd67fae6-dec5-8824-8d9a-b69cc499470f' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = 'cd67fae6-dec5-8824-8d9a-b69cc499470f' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' AND suspended)
  AND (
    EXISTS (SELECT 1 FROM users WHERE id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' AND is_auditor)
    OR EXISTS (
      SELECT 1
      FROM documents AS d
      WHERE d.id = 'cd67fae6-dec5-8824-8d9a-b69cc499470f'
        AND NOT (d.trashed_at IS NOT NULL OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL))
        AND (
          d.creator_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78'
          OR EXISTS (SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' OR f.link_public)
          OR EXISTS (
            SELECT 1 FROM document_shares AS s
            WHERE s.document_id = d.id AND s.role IN ('viewer', 'editor', 'owner') AND (s.expires_epoch IS NULL OR s.expires_epoch > extract(epoch FROM now()))
              AND (s.user_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' OR s.group_id IN (SELECT id FROM my_groups)))
          OR EXISTS (
            SELECT 1 FROM up JOIN folder_shares AS s ON s.folder_id = up.id
            WHERE s.role IN ('viewer', 'editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
              AND (s.user_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' OR s.group_id IN (SELECT id FROM my_groups)))
          OR EXISTS (SELECT 1 FROM reviews AS r WHERE r.document_id = d.id AND r.reviewer_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' AND NOT r.done)
          OR EXISTS (
            SELECT 1 FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
            WHERE u.id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78')
        )
    )
  );

-- question: authorize User:92877af7-0a45-fd6a-2ed7-fe81e1236b78 read Document:452be201-177a-7474-f377-c87e45942ae3
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT folder_id FROM documents WHERE id = '452be201-177a-7474-f377-c87e45942ae3' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = '452be201-177a-7474-f377-c87e45942ae3' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' AND suspended)
  AND (
    EXISTS (SELECT 1 FROM users WHERE id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' AND is_auditor)
    OR EXISTS (
      SELECT 1
      FROM documents AS d
      WHERE d.id = '452be201-177a-7474-f377-c87e45942ae3'
        AND NOT (d.trashed_at IS NOT NULL OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL))
        AND (
          d.creator_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78'
          OR EXISTS (SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' OR f.link_public)
          OR EXISTS (
            SELECT 1 FROM document_shares AS s
            WHERE s.document_id = d.id AND s.role IN ('viewer', 'editor', 'owner') AND (s.expires_epoch IS NULL OR s.expires_epoch > extract(epoch FROM now()))
              AND (s.user_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' OR s.group_id IN (SELECT id FROM my_groups)))
          OR EXISTS (
            SELECT 1 FROM up JOIN folder_shares AS s ON s.folder_id = up.id
            WHERE s.role IN ('viewer', 'editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
              AND (s.user_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' OR s.group_id IN (SELECT id FROM my_groups)))
          OR EXISTS (SELECT 1 FROM reviews AS r WHERE r.document_id = d.id AND r.reviewer_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' AND NOT r.done)
          OR EXISTS (
            SELECT 1 FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
            WHERE u.id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78')
        )
    )
  );

-- question: authorize User:92877af7-0a45-fd6a-2ed7-fe81e1236b78 read Document:dc5111d2-303a-54ac-0f7c-969f8a684c77
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT folder_id FROM documents WHERE id = 'dc5111d2-303a-54ac-0f7c-969f8a684c77' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = 'dc5111d2-303a-54ac-0f7c-969f8a684c77' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' AND suspended)
  AND (
    EXISTS (SELECT 1 FROM users WHERE id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' AND is_auditor)
    OR EXISTS (
      SELECT 1
      FROM documents AS d
      WHERE d.id = 'dc5111d2-303a-54ac-0f7c-969f8a684c77'
        AND NOT (d.trashed_at IS NOT NULL OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL))
        AND (
          d.creator_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78'
          OR EXISTS (SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' OR f.link_public)
          OR EXISTS (
            SELECT 1 FROM document_shares AS s
            WHERE s.document_id = d.id AND s.role IN ('viewer', 'editor', 'owner') AND (s.expires_epoch IS NULL OR s.expires_epoch > extract(epoch FROM now()))
              AND (s.user_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' OR s.group_id IN (SELECT id FROM my_groups)))
          OR EXISTS (
            SELECT 1 FROM up JOIN folder_shares AS s ON s.folder_id = up.id
            WHERE s.role IN ('viewer', 'editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
              AND (s.user_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' OR s.group_id IN (SELECT id FROM my_groups)))
          OR EXISTS (SELECT 1 FROM reviews AS r WHERE r.document_id = d.id AND r.reviewer_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' AND NOT r.done)
          OR EXISTS (
            SELECT 1 FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
            WHERE u.id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78')
        )
    )
  );

-- question: authorize User:92877af7-0a45-fd6a-2ed7-fe81e1236b78 read Document:b5db013b-66ad-8956-6e10-85085ba6fd30
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT folder_id FROM documents WHERE id = 'b5db013b-66ad-8956-6e10-85085ba6fd30' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = 'b5db013b-66ad-8956-6e10-85085ba6fd30' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' AND suspended)
  AND (
    EXISTS (SELECT 1 FROM users WHERE id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' AND is_auditor)
    OR EXISTS (
      SELECT 1
      FROM documents AS d
      WHERE d.id = 'b5db013b-66ad-8956-6e10-85085ba6fd30'
        AND NOT (d.trashed_at IS NOT NULL OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL))
        AND (
          d.creator_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78'
          OR EXISTS (SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' OR f.link_public)
          OR EXISTS (
            SELECT 1 FROM document_shares AS s
            WHERE s.document_id = d.id AND s.role IN ('viewer', 'editor', 'owner') AND (s.expires_epoch IS NULL OR s.expires_epoch > extract(epoch FROM now()))
              AND (s.user_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' OR s.group_id IN (SELECT id FROM my_groups)))
          OR EXISTS (
            SELECT 1 FROM up JOIN folder_shares AS s ON s.folder_id = up.id
            WHERE s.role IN ('viewer', 'editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
              AND (s.user_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' OR s.group_id IN (SELECT id FROM my_groups)))
          OR EXISTS (SELECT 1 FROM reviews AS r WHERE r.document_id = d.id AND r.reviewer_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' AND NOT r.done)
          OR EXISTS (
            SELECT 1 FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
            WHERE u.id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78')
        )
    )
  );

-- question: authorize User:92877af7-0a45-fd6a-2ed7-fe81e1236b78 read Document:9c8ff3cc-628b-f718-07b0-5ea1bb6db774
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT folder_id FROM documents WHERE id = '9c8ff3cc-628b-f718-07b0-5ea1bb6db774' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = '9c8ff3cc-628b-f718-07b0-5ea1bb6db774' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' AND suspended)
  AND (
    EXISTS (SELECT 1 FROM users WHERE id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' AND is_auditor)
    OR EXISTS (
      SELECT 1
      FROM documents AS d
      WHERE d.id = '9c8ff3cc-628b-f718-07b0-5ea1bb6db774'
        AND NOT (d.trashed_at IS NOT NULL OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL))
        AND (
          d.creator_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78'
          OR EXISTS (SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' OR f.link_public)
          OR EXISTS (
            SELECT 1 FROM document_shares AS s
            WHERE s.document_id = d.id AND s.role IN ('viewer', 'editor', 'owner') AND (s.expires_epoch IS NULL OR s.expires_epoch > extract(epoch FROM now()))
              AND (s.user_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' OR s.group_id IN (SELECT id FROM my_groups)))
          OR EXISTS (
            SELECT 1 FROM up JOIN folder_shares AS s ON s.folder_id = up.id
            WHERE s.role IN ('viewer', 'editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
              AND (s.user_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' OR s.group_id IN (SELECT id FROM my_groups)))
          OR EXISTS (SELECT 1 FROM reviews AS r WHERE r.document_id = d.id AND r.reviewer_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' AND NOT r.done)
          OR EXISTS (
            SELECT 1 FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
            WHERE u.id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78')
        )
    )
  );

-- question: authorize User:7e58d63b-6019-7ceb-55a1-c487989a3720 read Document:9c8ff3cc-628b-f718-07b0-5ea1bb6db774
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '7e58d63b-6019-7ceb-55a1-c487989a3720'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT folder_id FROM documents WHERE id = '9c8ff3cc-628b-f718-07b0-5ea1bb6db774' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = '9c8ff3cc-628b-f718-07b0-5ea1bb6db774' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = '7e58d63b-6019-7ceb-55a1-c487989a3720' AND suspended)
  AND (
    EXISTS (SELECT 1 FROM users WHERE id = '7e58d63b-6019-7ceb-55a1-c487989a3720' AND is_auditor)
    OR EXISTS (
      SELECT 1
      FROM documents AS d
      WHERE d.id = '9c8ff3cc-628b-f718-07b0-5ea1bb6db774'
        AND NOT (d.trashed_at IS NOT NULL OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL))
        AND (
          d.creator_id = '7e58d63b-6019-7ceb-55a1-c487989a3720'
          OR EXISTS (SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = '7e58d63b-6019-7ceb-55a1-c487989a3720' OR f.link_public)
          OR EXISTS (
            SELECT 1 FROM document_shares AS s
            WHERE s.document_id = d.id AND s.role IN ('viewer', 'editor', 'owner') AND (s.expires_epoch IS NULL OR s.expires_epoch > extract(epoch FROM now()))
              AND (s.user_id = '7e58d63b-6019-7ceb-55a1-c487989a3720' OR s.group_id IN (SELECT id FROM my_groups)))
          OR EXISTS (
            SELECT 1 FROM up JOIN folder_shares AS s ON s.folder_id = up.id
            WHERE s.role IN ('viewer', 'editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
              AND (s.user_id = '7e58d63b-6019-7ceb-55a1-c487989a3720' OR s.group_id IN (SELECT id FROM my_groups)))
          OR EXISTS (SELECT 1 FROM reviews AS r WHERE r.document_id = d.id AND r.reviewer_id = '7e58d63b-6019-7ceb-55a1-c487989a3720' AND NOT r.done)
          OR EXISTS (
            SELECT 1 FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
            WHERE u.id = '7e58d63b-6019-7ceb-55a1-c487989a3720')
        )
    )
  );

-- question: authorize User:3e0469fb-1349-91f8-f75a-2760e409c6ed edit Document:5e8a50a4-4a76-f880-93f9-8ce505102a6f
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT folder_id FROM documents WHERE id = '5e8a50a4-4a76-f880-93f9-8ce505102a6f' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = '5e8a50a4-4a76-f880-93f9-8ce505102a6f' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = '3e0469fb-1349-91f8-f75a-2760e409c6ed' AND suspended)
  AND EXISTS (
    SELECT 1
    FROM documents AS d
    WHERE d.id = '5e8a50a4-4a76-f880-93f9-8ce505102a6f'
      AND NOT (d.trashed_at IS NOT NULL OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL))
      AND (
        d.creator_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed'
        OR EXISTS (SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed')
        OR EXISTS (
          SELECT 1 FROM document_shares AS s
          WHERE s.document_id = d.id AND s.role IN ('editor', 'owner') AND (s.expires_epoch IS NULL OR s.expires_epoch > extract(epoch FROM now()))
            AND (s.user_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed' OR s.group_id IN (SELECT id FROM my_groups)))
        OR EXISTS (
          SELECT 1 FROM up JOIN folder_shares AS s ON s.folder_id = up.id
          WHERE s.role IN ('editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
            AND (s.user_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed' OR s.group_id IN (SELECT id FROM my_groups)))
      )
  );

-- question: authorize User:3e0469fb-1349-91f8-f75a-2760e409c6ed share Document:5e8a50a4-4a76-f880-93f9-8ce505102a6f
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT folder_id FROM documents WHERE id = '5e8a50a4-4a76-f880-93f9-8ce505102a6f' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = '5e8a50a4-4a76-f880-93f9-8ce505102a6f' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = '3e0469fb-1349-91f8-f75a-2760e409c6ed' AND suspended)
  AND EXISTS (
    SELECT 1
    FROM documents AS d
    WHERE d.id = '5e8a50a4-4a76-f880-93f9-8ce505102a6f'
      AND NOT (d.trashed_at IS NOT NULL OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL))
      AND (
        d.creator_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed'
        OR EXISTS (SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed')
        OR EXISTS (
          SELECT 1 FROM document_shares AS s
          WHERE s.document_id = d.id AND s.role IN ('owner') AND (s.expires_epoch IS NULL OR s.expires_epoch > extract(epoch FROM now()))
            AND (s.user_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed' OR s.group_id IN (SELECT id FROM my_groups)))
        OR EXISTS (
          SELECT 1 FROM up JOIN folder_shares AS s ON s.folder_id = up.id
          WHERE s.role IN ('owner') AND (s.expires_at IS NULL OR s.expires_at > now())
            AND (s.user_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed' OR s.group_id IN (SELECT id FROM my_groups)))
      )
  );

-- question: authorize User:3e0469fb-1349-91f8-f75a-2760e409c6ed read Document:e9e9bf4d-b560-93ae-9fb1-9fb2ab532f9e
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT folder_id FROM documents WHERE id = 'e9e9bf4d-b560-93ae-9fb1-9fb2ab532f9e' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = 'e9e9bf4d-b560-93ae-9fb1-9fb2ab532f9e' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = '3e0469fb-1349-91f8-f75a-2760e409c6ed' AND suspended)
  AND (
    EXISTS (SELECT 1 FROM users WHERE id = '3e0469fb-1349-91f8-f75a-2760e409c6ed' AND is_auditor)
    OR EXISTS (
      SELECT 1
      FROM documents AS d
      WHERE d.id = 'e9e9bf4d-b560-93ae-9fb1-9fb2ab532f9e'
        AND NOT (d.trashed_at IS NOT NULL OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL))
        AND (
          d.creator_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed'
          OR EXISTS (SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed' OR f.link_public)
          OR EXISTS (
            SELECT 1 FROM document_shares AS s
            WHERE s.document_id = d.id AND s.role IN ('viewer', 'editor', 'owner') AND (s.expires_epoch IS NULL OR s.expires_epoch > extract(epoch FROM now()))
              AND (s.user_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed' OR s.group_id IN (SELECT id FROM my_groups)))
          OR EXISTS (
            SELECT 1 FROM up JOIN folder_shares AS s ON s.folder_id = up.id
            WHERE s.role IN ('viewer', 'editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
              AND (s.user_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed' OR s.group_id IN (SELECT id FROM my_groups)))
          OR EXISTS (SELECT 1 FROM reviews AS r WHERE r.document_id = d.id AND r.reviewer_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed' AND NOT r.done)
          OR EXISTS (
            SELECT 1 FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
            WHERE u.id = '3e0469fb-1349-91f8-f75a-2760e409c6ed')
        )
    )
  );

-- question: authorize User:990d67a9-f946-96b1-abe2-dccf06900322 read Document:6d1f8d9d-34a8-4258-f06d-50eff2611c7d
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '990d67a9-f946-96b1-abe2-dccf06900322'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT folder_id FROM documents WHERE id = '6d1f8d9d-34a8-4258-f06d-50eff2611c7d' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = '6d1f8d9d-34a8-4258-f06d-50eff2611c7d' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = '990d67a9-f946-96b1-abe2-dccf06900322' AND suspended)
  AND (
    EXISTS (SELECT 1 FROM users WHERE id = '990d67a9-f946-96b1-abe2-dccf06900322' AND is_auditor)
    OR EXISTS (
      SELECT 1
      FROM documents AS d
      WHERE d.id = '6d1f8d9d-34a8-4258-f06d-50eff2611c7d'
        AND NOT (d.trashed_at IS NOT NULL OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL))
        AND (
          d.creator_id = '990d67a9-f946-96b1-abe2-dccf06900322'
          OR EXISTS (SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = '990d67a9-f946-96b1-abe2-dccf06900322' OR f.link_public)
          OR EXISTS (
            SELECT 1 FROM document_shares AS s
            WHERE s.document_id = d.id AND s.role IN ('viewer', 'editor', 'owner') AND (s.expires_epoch IS NULL OR s.expires_epoch > extract(epoch FROM now()))
              AND (s.user_id = '990d67a9-f946-96b1-abe2-dccf06900322' OR s.group_id IN (SELECT id FROM my_groups)))
          OR EXISTS (
            SELECT 1 FROM up JOIN folder_shares AS s ON s.folder_id = up.id
            WHERE s.role IN ('viewer', 'editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
              AND (s.user_id = '990d67a9-f946-96b1-abe2-dccf06900322' OR s.group_id IN (SELECT id FROM my_groups)))
          OR EXISTS (SELECT 1 FROM reviews AS r WHERE r.document_id = d.id AND r.reviewer_id = '990d67a9-f946-96b1-abe2-dccf06900322' AND NOT r.done)
          OR EXISTS (
            SELECT 1 FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
            WHERE u.id = '990d67a9-f946-96b1-abe2-dccf06900322')
        )
    )
  );

-- question: authorize User:7668f673-d566-9995-175e-f91b5d171945 read Document:66633a3f-73be-3eb8-626d-7142a450d2dd
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '7668f673-d566-9995-175e-f91b5d171945'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT folder_id FROM documents WHERE id = '66633a3f-73be-3eb8-626d-7142a450d2dd' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = '66633a3f-73be-3eb8-626d-7142a450d2dd' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = '7668f673-d566-9995-175e-f91b5d171945' AND suspended)
  AND (
    EXISTS (SELECT 1 FROM users WHERE id = '7668f673-d566-9995-175e-f91b5d171945' AND is_auditor)
    OR EXISTS (
      SELECT 1
      FROM documents AS d
      WHERE d.id = '66633a3f-73be-3eb8-626d-7142a450d2dd'
        AND NOT (d.trashed_at IS NOT NULL OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL))
        AND (
          d.creator_id = '7668f673-d566-9995-175e-f91b5d171945'
          OR EXISTS (SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = '7668f673-d566-9995-175e-f91b5d171945' OR f.link_public)
          OR EXISTS (
            SELECT 1 FROM document_shares AS s
            WHERE s.document_id = d.id AND s.role IN ('viewer', 'editor', 'owner') AND (s.expires_epoch IS NULL OR s.expires_epoch > extract(epoch FROM now()))
              AND (s.user_id = '7668f673-d566-9995-175e-f91b5d171945' OR s.group_id IN (SELECT id FROM my_groups)))
          OR EXISTS (
            SELECT 1 FROM up JOIN folder_shares AS s ON s.folder_id = up.id
            WHERE s.role IN ('viewer', 'editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
              AND (s.user_id = '7668f673-d566-9995-175e-f91b5d171945' OR s.group_id IN (SELECT id FROM my_groups)))
          OR EXISTS (SELECT 1 FROM reviews AS r WHERE r.document_id = d.id AND r.reviewer_id = '7668f673-d566-9995-175e-f91b5d171945' AND NOT r.done)
          OR EXISTS (
            SELECT 1 FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
            WHERE u.id = '7668f673-d566-9995-175e-f91b5d171945')
        )
    )
  );

-- question: authorize User:8808a13b-854c-2563-da1a-5f6cb2130868 read Document:d3f10b7e-fa9a-844b-5d37-63734cbced6b
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '8808a13b-854c-2563-da1a-5f6cb2130868'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT folder_id FROM documents WHERE id = 'd3f10b7e-fa9a-844b-5d37-63734cbced6b' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = 'd3f10b7e-fa9a-844b-5d37-63734cbced6b' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = '8808a13b-854c-2563-da1a-5f6cb2130868' AND suspended)
  AND (
    EXISTS (SELECT 1 FROM users WHERE id = '8808a13b-854c-2563-da1a-5f6cb2130868' AND is_auditor)
    OR EXISTS (
      SELECT 1
      FROM documents AS d
      WHERE d.id = 'd3f10b7e-fa9a-844b-5d37-63734cbced6b'
        AND NOT (d.trashed_at IS NOT NULL OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL))
        AND (
          d.creator_id = '8808a13b-854c-2563-da1a-5f6cb2130868'
          OR EXISTS (SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = '8808a13b-854c-2563-da1a-5f6cb2130868' OR f.link_public)
          OR EXISTS (
            SELECT 1 FROM document_shares AS s
            WHERE s.document_id = d.id AND s.role IN ('viewer', 'editor', 'owner') AND (s.expires_epoch IS NULL OR s.expires_epoch > extract(epoch FROM now()))
              AND (s.user_id = '8808a13b-854c-2563-da1a-5f6cb2130868' OR s.group_id IN (SELECT id FROM my_groups)))
          OR EXISTS (
            SELECT 1 FROM up JOIN folder_shares AS s ON s.folder_id = up.id
            WHERE s.role IN ('viewer', 'editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
              AND (s.user_id = '8808a13b-854c-2563-da1a-5f6cb2130868' OR s.group_id IN (SELECT id FROM my_groups)))
          OR EXISTS (SELECT 1 FROM reviews AS r WHERE r.document_id = d.id AND r.reviewer_id = '8808a13b-854c-2563-da1a-5f6cb2130868' AND NOT r.done)
          OR EXISTS (
            SELECT 1 FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
            WHERE u.id = '8808a13b-854c-2563-da1a-5f6cb2130868')
        )
    )
  );

-- question: authorize User:8808a13b-854c-2563-da1a-5f6cb2130868 edit Document:d3f10b7e-fa9a-844b-5d37-63734cbced6b
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '8808a13b-854c-2563-da1a-5f6cb2130868'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT folder_id FROM documents WHERE id = 'd3f10b7e-fa9a-844b-5d37-63734cbced6b' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = 'd3f10b7e-fa9a-844b-5d37-63734cbced6b' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = '8808a13b-854c-2563-da1a-5f6cb2130868' AND suspended)
  AND EXISTS (
    SELECT 1
    FROM documents AS d
    WHERE d.id = 'd3f10b7e-fa9a-844b-5d37-63734cbced6b'
      AND NOT (d.trashed_at IS NOT NULL OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL))
      AND (
        d.creator_id = '8808a13b-854c-2563-da1a-5f6cb2130868'
        OR EXISTS (SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = '8808a13b-854c-2563-da1a-5f6cb2130868')
        OR EXISTS (
          SELECT 1 FROM document_shares AS s
          WHERE s.document_id = d.id AND s.role IN ('editor', 'owner') AND (s.expires_epoch IS NULL OR s.expires_epoch > extract(epoch FROM now()))
            AND (s.user_id = '8808a13b-854c-2563-da1a-5f6cb2130868' OR s.group_id IN (SELECT id FROM my_groups)))
        OR EXISTS (
          SELECT 1 FROM up JOIN folder_shares AS s ON s.folder_id = up.id
          WHERE s.role IN ('editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
            AND (s.user_id = '8808a13b-854c-2563-da1a-5f6cb2130868' OR s.group_id IN (SELECT id FROM my_groups)))
      )
  );

-- question: authorize User:8808a13b-854c-2563-da1a-5f6cb2130868 read Document:80b3640b-1cb9-d928-b504-15e3ff992f14
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '8808a13b-854c-2563-da1a-5f6cb2130868'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT folder_id FROM documents WHERE id = '80b3640b-1cb9-d928-b504-15e3ff992f14' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = '80b3640b-1cb9-d928-b504-15e3ff992f14' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = '8808a13b-854c-2563-da1a-5f6cb2130868' AND suspended)
  AND (
    EXISTS (SELECT 1 FROM users WHERE id = '8808a13b-854c-2563-da1a-5f6cb2130868' AND is_auditor)
    OR EXISTS (
      SELECT 1
      FROM documents AS d
      WHERE d.id = '80b3640b-1cb9-d928-b504-15e3ff992f14'
        AND NOT (d.trashed_at IS NOT NULL OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL))
        AND (
          d.creator_id = '8808a13b-854c-2563-da1a-5f6cb2130868'
          OR EXISTS (SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = '8808a13b-854c-2563-da1a-5f6cb2130868' OR f.link_public)
          OR EXISTS (
            SELECT 1 FROM document_shares AS s
            WHERE s.document_id = d.id AND s.role IN ('viewer', 'editor', 'owner') AND (s.expires_epoch IS NULL OR s.expires_epoch > extract(epoch FROM now()))
              AND (s.user_id = '8808a13b-854c-2563-da1a-5f6cb2130868' OR s.group_id IN (SELECT id FROM my_groups)))
          OR EXISTS (
            SELECT 1 FROM up JOIN folder_shares AS s ON s.folder_id = up.id
            WHERE s.role IN ('viewer', 'editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
              AND (s.user_id = '8808a13b-854c-2563-da1a-5f6cb2130868' OR s.group_id IN (SELECT id FROM my_groups)))
          OR EXISTS (SELECT 1 FROM reviews AS r WHERE r.document_id = d.id AND r.reviewer_id = '8808a13b-854c-2563-da1a-5f6cb2130868' AND NOT r.done)
          OR EXISTS (
            SELECT 1 FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
            WHERE u.id = '8808a13b-854c-2563-da1a-5f6cb2130868')
        )
    )
  );

-- question: authorize User:8808a13b-854c-2563-da1a-5f6cb2130868 read Document:d33ce9b0-1940-1d6d-05e5-09b4c80b505c
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '8808a13b-854c-2563-da1a-5f6cb2130868'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT folder_id FROM documents WHERE id = 'd33ce9b0-1940-1d6d-05e5-09b4c80b505c' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = 'd33ce9b0-1940-1d6d-05e5-09b4c80b505c' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = '8808a13b-854c-2563-da1a-5f6cb2130868' AND suspended)
  AND (
    EXISTS (SELECT 1 FROM users WHERE id = '8808a13b-854c-2563-da1a-5f6cb2130868' AND is_auditor)
    OR EXISTS (
      SELECT 1
      FROM documents AS d
      WHERE d.id = 'd33ce9b0-1940-1d6d-05e5-09b4c80b505c'
        AND NOT (d.trashed_at IS NOT NULL OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL))
        AND (
          d.creator_id = '8808a13b-854c-2563-da1a-5f6cb2130868'
          OR EXISTS (SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = '8808a13b-854c-2563-da1a-5f6cb2130868' OR f.link_public)
          OR EXISTS (
            SELECT 1 FROM document_shares AS s
            WHERE s.document_id = d.id AND s.role IN ('viewer', 'editor', 'owner') AND (s.expires_epoch IS NULL OR s.expires_epoch > extract(epoch FROM now()))
              AND (s.user_id = '8808a13b-854c-2563-da1a-5f6cb2130868' OR s.group_id IN (SELECT id FROM my_groups)))
          OR EXISTS (
            SELECT 1 FROM up JOIN folder_shares AS s ON s.folder_id = up.id
            WHERE s.role IN ('viewer', 'editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
              AND (s.user_id = '8808a13b-854c-2563-da1a-5f6cb2130868' OR s.group_id IN (SELECT id FROM my_groups)))
          OR EXISTS (SELECT 1 FROM reviews AS r WHERE r.document_id = d.id AND r.reviewer_id = '8808a13b-854c-2563-da1a-5f6cb2130868' AND NOT r.done)
          OR EXISTS (
            SELECT 1 FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
            WHERE u.id = '8808a13b-854c-2563-da1a-5f6cb2130868')
        )
    )
  );

-- question: authorize User:8808a13b-854c-2563-da1a-5f6cb2130868 read Document:1c85effe-affd-6de1-d8fe-451246338b2d
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '8808a13b-854c-2563-da1a-5f6cb2130868'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT folder_id FROM documents WHERE id = '1c85effe-affd-6de1-d8fe-451246338b2d' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = '1c85effe-affd-6de1-d8fe-451246338b2d' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = '8808a13b-854c-2563-da1a-5f6cb2130868' AND suspended)
  AND (
    EXISTS (SELECT 1 FROM users WHERE id = '8808a13b-854c-2563-da1a-5f6cb2130868' AND is_auditor)
    OR EXISTS (
      SELECT 1
      FROM documents AS d
      WHERE d.id = '1c85effe-affd-6de1-d8fe-451246338b2d'
        AND NOT (d.trashed_at IS NOT NULL OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL))
        AND (
          d.creator_id = '8808a13b-854c-2563-da1a-5f6cb2130868'
          OR EXISTS (SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = '8808a13b-854c-2563-da1a-5f6cb2130868' OR f.link_public)
          OR EXISTS (
            SELECT 1 FROM document_shares AS s
            WHERE s.document_id = d.id AND s.role IN ('viewer', 'editor', 'owner') AND (s.expires_epoch IS NULL OR s.expires_epoch > extract(epoch FROM now()))
              AND (s.user_id = '8808a13b-854c-2563-da1a-5f6cb2130868' OR s.group_id IN (SELECT id FROM my_groups)))
          OR EXISTS (
            SELECT 1 FROM up JOIN folder_shares AS s ON s.folder_id = up.id
            WHERE s.role IN ('viewer', 'editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
              AND (s.user_id = '8808a13b-854c-2563-da1a-5f6cb2130868' OR s.group_id IN (SELECT id FROM my_groups)))
          OR EXISTS (SELECT 1 FROM reviews AS r WHERE r.document_id = d.id AND r.reviewer_id = '8808a13b-854c-2563-da1a-5f6cb2130868' AND NOT r.done)
          OR EXISTS (
            SELECT 1 FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
            WHERE u.id = '8808a13b-854c-2563-da1a-5f6cb2130868')
        )
    )
  );

-- question: authorize User:24c9e15e-52af-c47c-225b-757e7bee1f9d read Document:82fe21a8-9d35-4395-882f-205ee5ee17dd
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '24c9e15e-52af-c47c-225b-757e7bee1f9d'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT folder_id FROM documents WHERE id = '82fe21a8-9d35-4395-882f-205ee5ee17dd' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = '82fe21a8-9d35-4395-882f-205ee5ee17dd' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = '24c9e15e-52af-c47c-225b-757e7bee1f9d' AND suspended)
  AND (
    EXISTS (SELECT 1 FROM users WHERE id = '24c9e15e-52af-c47c-225b-757e7bee1f9d' AND is_auditor)
    OR EXISTS (
      SELECT 1
      FROM documents AS d
      WHERE d.id = '82fe21a8-9d35-4395-882f-205ee5ee17dd'
        AND NOT (d.trashed_at IS NOT NULL OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL))
        AND (
          d.creator_id = '24c9e15e-52af-c47c-225b-757e7bee1f9d'
          OR EXISTS (SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = '24c9e15e-52af-c47c-225b-757e7bee1f9d' OR f.link_public)
          OR EXISTS (
            SELECT 1 FROM document_shares AS s
            WHERE s.document_id = d.id AND s.role IN ('viewer', 'editor', 'owner') AND (s.expires_epoch IS NULL OR s.expires_epoch > extract(epoch FROM now()))
              AND (s.user_id = '24c9e15e-52af-c47c-225b-757e7bee1f9d' OR s.group_id IN (SELECT id FROM my_groups)))
          OR EXISTS (
            SELECT 1 FROM up JOIN folder_shares AS s ON s.folder_id = up.id
            WHERE s.role IN ('viewer', 'editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
              AND (s.user_id = '24c9e15e-52af-c47c-225b-757e7bee1f9d' OR s.group_id IN (SELECT id FROM my_groups)))
          OR EXISTS (SELECT 1 FROM reviews AS r WHERE r.document_id = d.id AND r.reviewer_id = '24c9e15e-52af-c47c-225b-757e7bee1f9d' AND NOT r.done)
          OR EXISTS (
            SELECT 1 FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
            WHERE u.id = '24c9e15e-52af-c47c-225b-757e7bee1f9d')
        )
    )
  );

-- question: authorize User:24c9e15e-52af-c47c-225b-757e7bee1f9d edit Document:82fe21a8-9d35-4395-882f-205ee5ee17dd
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '24c9e15e-52af-c47c-225b-757e7bee1f9d'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT folder_id FROM documents WHERE id = '82fe21a8-9d35-4395-882f-205ee5ee17dd' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = '82fe21a8-9d35-4395-882f-205ee5ee17dd' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = '24c9e15e-52af-c47c-225b-757e7bee1f9d' AND suspended)
  AND EXISTS (
    SELECT 1
    FROM documents AS d
    WHERE d.id = '82fe21a8-9d35-4395-882f-205ee5ee17dd'
      AND NOT (d.trashed_at IS NOT NULL OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL))
      AND (
        d.creator_id = '24c9e15e-52af-c47c-225b-757e7bee1f9d'
        OR EXISTS (SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = '24c9e15e-52af-c47c-225b-757e7bee1f9d')
        OR EXISTS (
          SELECT 1 FROM document_shares AS s
          WHERE s.document_id = d.id AND s.role IN ('editor', 'owner') AND (s.expires_epoch IS NULL OR s.expires_epoch > extract(epoch FROM now()))
            AND (s.user_id = '24c9e15e-52af-c47c-225b-757e7bee1f9d' OR s.group_id IN (SELECT id FROM my_groups)))
        OR EXISTS (
          SELECT 1 FROM up JOIN folder_shares AS s ON s.folder_id = up.id
          WHERE s.role IN ('editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
            AND (s.user_id = '24c9e15e-52af-c47c-225b-757e7bee1f9d' OR s.group_id IN (SELECT id FROM my_groups)))
      )
  );

-- question: authorize User:3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6 edit Document:8ccfaf1b-fcdc-a37d-c407-5a2038632a7d
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT folder_id FROM documents WHERE id = '8ccfaf1b-fcdc-a37d-c407-5a2038632a7d' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = '8ccfaf1b-fcdc-a37d-c407-5a2038632a7d' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' AND suspended)
  AND EXISTS (
    SELECT 1
    FROM documents AS d
    WHERE d.id = '8ccfaf1b-fcdc-a37d-c407-5a2038632a7d'
      AND NOT (d.trashed_at IS NOT NULL OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL))
      AND (
        d.creator_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6'
        OR EXISTS (SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6')
        OR EXISTS (
          SELECT 1 FROM document_shares AS s
          WHERE s.document_id = d.id AND s.role IN ('editor', 'owner') AND (s.expires_epoch IS NULL OR s.expires_epoch > extract(epoch FROM now()))
            AND (s.user_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' OR s.group_id IN (SELECT id FROM my_groups)))
        OR EXISTS (
          SELECT 1 FROM up JOIN folder_shares AS s ON s.folder_id = up.id
          WHERE s.role IN ('editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
            AND (s.user_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' OR s.group_id IN (SELECT id FROM my_groups)))
      )
  );

-- question: authorize User:3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6 read Document:a013fe8c-9430-feff-3045-d6d233650b91
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT folder_id FROM documents WHERE id = 'a013fe8c-9430-feff-3045-d6d233650b91' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = 'a013fe8c-9430-feff-3045-d6d233650b91' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' AND suspended)
  AND (
    EXISTS (SELECT 1 FROM users WHERE id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' AND is_auditor)
    OR EXISTS (
      SELECT 1
      FROM documents AS d
      WHERE d.id = 'a013fe8c-9430-feff-3045-d6d233650b91'
        AND NOT (d.trashed_at IS NOT NULL OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL))
        AND (
          d.creator_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6'
          OR EXISTS (SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' OR f.link_public)
          OR EXISTS (
            SELECT 1 FROM document_shares AS s
            WHERE s.document_id = d.id AND s.role IN ('viewer', 'editor', 'owner') AND (s.expires_epoch IS NULL OR s.expires_epoch > extract(epoch FROM now()))
              AND (s.user_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' OR s.group_id IN (SELECT id FROM my_groups)))
          OR EXISTS (
            SELECT 1 FROM up JOIN folder_shares AS s ON s.folder_id = up.id
            WHERE s.role IN ('viewer', 'editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
              AND (s.user_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' OR s.group_id IN (SELECT id FROM my_groups)))
          OR EXISTS (SELECT 1 FROM reviews AS r WHERE r.document_id = d.id AND r.reviewer_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' AND NOT r.done)
          OR EXISTS (
            SELECT 1 FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
            WHERE u.id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6')
        )
    )
  );

-- question: authorize User:3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6 restore Document:d70deca0-2ef4-6a92-ed1d-7153d6bd80d7
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT folder_id FROM documents WHERE id = 'd70deca0-2ef4-6a92-ed1d-7153d6bd80d7' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = 'd70deca0-2ef4-6a92-ed1d-7153d6bd80d7' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' AND suspended)
  AND EXISTS (
    SELECT 1
    FROM documents AS d
    WHERE d.id = 'd70deca0-2ef4-6a92-ed1d-7153d6bd80d7'
      AND (d.trashed_at IS NOT NULL OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL))
      AND (
        d.creator_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6'
        OR EXISTS (SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6')
        OR EXISTS (
          SELECT 1 FROM document_shares AS s
          WHERE s.document_id = d.id AND s.role IN ('owner') AND (s.expires_epoch IS NULL OR s.expires_epoch > extract(epoch FROM now()))
            AND (s.user_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' OR s.group_id IN (SELECT id FROM my_groups)))
        OR EXISTS (
          SELECT 1 FROM up JOIN folder_shares AS s ON s.folder_id = up.id
          WHERE s.role IN ('owner') AND (s.expires_at IS NULL OR s.expires_at > now())
            AND (s.user_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' OR s.group_id IN (SELECT id FROM my_groups)))
      )
  );

-- question: authorize User:3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6 restore Document:fe53670c-4164-7615-1076-e1a824217732
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT folder_id FROM documents WHERE id = 'fe53670c-4164-7615-1076-e1a824217732' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = 'fe53670c-4164-7615-1076-e1a824217732' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' AND suspended)
  AND EXISTS (
    SELECT 1
    FROM documents AS d
    WHERE d.id = 'fe53670c-4164-7615-1076-e1a824217732'
      AND (d.trashed_at IS NOT NULL OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL))
      AND (
        d.creator_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6'
        OR EXISTS (SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6')
        OR EXISTS (
          SELECT 1 FROM document_shares AS s
          WHERE s.document_id = d.id AND s.role IN ('owner') AND (s.expires_epoch IS NULL OR s.expires_epoch > extract(epoch FROM now()))
            AND (s.user_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' OR s.group_id IN (SELECT id FROM my_groups)))
        OR EXISTS (
          SELECT 1 FROM up JOIN folder_shares AS s ON s.folder_id = up.id
          WHERE s.role IN ('owner') AND (s.expires_at IS NULL OR s.expires_at > now())
            AND (s.user_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' OR s.group_id IN (SELECT id FROM my_groups)))
      )
  );

-- question: authorize User:8808a13b-854c-2563-da1a-5f6cb2130868 preview Document:70a46483-8660-af76-ba3c-ce870a9081e9
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '8808a13b-854c-2563-da1a-5f6cb2130868'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT folder_id FROM documents WHERE id = '70a46483-8660-af76-ba3c-ce870a9081e9' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = '70a46483-8660-af76-ba3c-ce870a9081e9' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = '8808a13b-854c-2563-da1a-5f6cb2130868' AND suspended)
  AND (
    EXISTS (SELECT 1 FROM users WHERE id = '8808a13b-854c-2563-da1a-5f6cb2130868' AND is_auditor)
    OR EXISTS (
      SELECT 1
      FROM documents AS d
      WHERE d.id = '70a46483-8660-af76-ba3c-ce870a9081e9'
        AND NOT (d.trashed_at IS NOT NULL OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL))
        AND (
          d.creator_id = '8808a13b-854c-2563-da1a-5f6cb2130868'
          OR EXISTS (SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = '8808a13b-854c-2563-da1a-5f6cb2130868' OR f.link_public)
          OR EXISTS (
            SELECT 1 FROM document_shares AS s
            WHERE s.document_id = d.id AND s.role IN ('viewer', 'editor', 'owner') AND (s.expires_epoch IS NULL OR s.expires_epoch > extract(epoch FROM now()))
              AND (s.user_id = '8808a13b-854c-2563-da1a-5f6cb2130868' OR s.group_id IN (SELECT id FROM my_groups)))
          OR EXISTS (
            SELECT 1 FROM up JOIN folder_shares AS s ON s.folder_id = up.id
            WHERE s.role IN ('viewer', 'editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
              AND (s.user_id = '8808a13b-854c-2563-da1a-5f6cb2130868' OR s.group_id IN (SELECT id FROM my_groups)))
          OR EXISTS (SELECT 1 FROM reviews AS r WHERE r.document_id = d.id AND r.reviewer_id = '8808a13b-854c-2563-da1a-5f6cb2130868' AND NOT r.done)
          OR EXISTS (
            SELECT 1 FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
            WHERE u.id = '8808a13b-854c-2563-da1a-5f6cb2130868')
        )
    )
  )
  AND EXISTS (SELECT 1 FROM documents WHERE id = '70a46483-8660-af76-ba3c-ce870a9081e9' AND bytes <= 1000000);

-- question: authorize User:8808a13b-854c-2563-da1a-5f6cb2130868 preview Document:4041f2c6-0f48-8a71-3c25-0adf8d27d937
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '8808a13b-854c-2563-da1a-5f6cb2130868'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT folder_id FROM documents WHERE id = '4041f2c6-0f48-8a71-3c25-0adf8d27d937' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = '4041f2c6-0f48-8a71-3c25-0adf8d27d937' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = '8808a13b-854c-2563-da1a-5f6cb2130868' AND suspended)
  AND (
    EXISTS (SELECT 1 FROM users WHERE id = '8808a13b-854c-2563-da1a-5f6cb2130868' AND is_auditor)
    OR EXISTS (
      SELECT 1
      FROM documents AS d
      WHERE d.id = '4041f2c6-0f48-8a71-3c25-0adf8d27d937'
        AND NOT (d.trashed_at IS NOT NULL OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL))
        AND (
          d.creator_id = '8808a13b-854c-2563-da1a-5f6cb2130868'
          OR EXISTS (SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = '8808a13b-854c-2563-da1a-5f6cb2130868' OR f.link_public)
          OR EXISTS (
            SELECT 1 FROM document_shares AS s
            WHERE s.document_id = d.id AND s.role IN ('viewer', 'editor', 'owner') AND (s.expires_epoch IS NULL OR s.expires_epoch > extract(epoch FROM now()))
              AND (s.user_id = '8808a13b-854c-2563-da1a-5f6cb2130868' OR s.group_id IN (SELECT id FROM my_groups)))
          OR EXISTS (
            SELECT 1 FROM up JOIN folder_shares AS s ON s.folder_id = up.id
            WHERE s.role IN ('viewer', 'editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
              AND (s.user_id = '8808a13b-854c-2563-da1a-5f6cb2130868' OR s.group_id IN (SELECT id FROM my_groups)))
          OR EXISTS (SELECT 1 FROM reviews AS r WHERE r.document_id = d.id AND r.reviewer_id = '8808a13b-854c-2563-da1a-5f6cb2130868' AND NOT r.done)
          OR EXISTS (
            SELECT 1 FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
            WHERE u.id = '8808a13b-854c-2563-da1a-5f6cb2130868')
        )
    )
  )
  AND EXISTS (SELECT 1 FROM documents WHERE id = '4041f2c6-0f48-8a71-3c25-0adf8d27d937' AND bytes <= 1000000);

-- question: authorize User:d09979d7-94a6-ee60-d836-f884739f7196 read Document:9dcf226e-2eaa-e5fe-c51a-8948555e7c69
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = 'd09979d7-94a6-ee60-d836-f884739f7196'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT folder_id FROM documents WHERE id = '9dcf226e-2eaa-e5fe-c51a-8948555e7c69' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = '9dcf226e-2eaa-e5fe-c51a-8948555e7c69' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = 'd09979d7-94a6-ee60-d836-f884739f7196' AND suspended)
  AND (
    EXISTS (SELECT 1 FROM users WHERE id = 'd09979d7-94a6-ee60-d836-f884739f7196' AND is_auditor)
    OR EXISTS (
      SELECT 1
      FROM documents AS d
      WHERE d.id = '9dcf226e-2eaa-e5fe-c51a-8948555e7c69'
        AND NOT (d.trashed_at IS NOT NULL OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL))
        AND (
          d.creator_id = 'd09979d7-94a6-ee60-d836-f884739f7196'
          OR EXISTS (SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = 'd09979d7-94a6-ee60-d836-f884739f7196' OR f.link_public)
          OR EXISTS (
            SELECT 1 FROM document_shares AS s
            WHERE s.document_id = d.id AND s.role IN ('viewer', 'editor', 'owner') AND (s.expires_epoch IS NULL OR s.expires_epoch > extract(epoch FROM now()))
              AND (s.user_id = 'd09979d7-94a6-ee60-d836-f884739f7196' OR s.group_id IN (SELECT id FROM my_groups)))
          OR EXISTS (
            SELECT 1 FROM up JOIN folder_shares AS s ON s.folder_id = up.id
            WHERE s.role IN ('viewer', 'editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
              AND (s.user_id = 'd09979d7-94a6-ee60-d836-f884739f7196' OR s.group_id IN (SELECT id FROM my_groups)))
          OR EXISTS (SELECT 1 FROM reviews AS r WHERE r.document_id = d.id AND r.reviewer_id = 'd09979d7-94a6-ee60-d836-f884739f7196' AND NOT r.done)
          OR EXISTS (
            SELECT 1 FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
            WHERE u.id = 'd09979d7-94a6-ee60-d836-f884739f7196')
        )
    )
  );

-- question: authorize User:d09979d7-94a6-ee60-d836-f884739f7196 edit Document:9dcf226e-2eaa-e5fe-c51a-8948555e7c69
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = 'd09979d7-94a6-ee60-d836-f884739f7196'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT folder_id FROM documents WHERE id = '9dcf226e-2eaa-e5fe-c51a-8948555e7c69' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = '9dcf226e-2eaa-e5fe-c51a-8948555e7c69' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = 'd09979d7-94a6-ee60-d836-f884739f7196' AND suspended)
  AND EXISTS (
    SELECT 1
    FROM documents AS d
    WHERE d.id = '9dcf226e-2eaa-e5fe-c51a-8948555e7c69'
      AND NOT (d.trashed_at IS NOT NULL OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL))
      AND (
        d.creator_id = 'd09979d7-94a6-ee60-d836-f884739f7196'
        OR EXISTS (SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = 'd09979d7-94a6-ee60-d836-f884739f7196')
        OR EXISTS (
          SELECT 1 FROM document_shares AS s
          WHERE s.document_id = d.id AND s.role IN ('editor', 'owner') AND (s.expires_epoch IS NULL OR s.expires_epoch > extract(epoch FROM now()))
            AND (s.user_id = 'd09979d7-94a6-ee60-d836-f884739f7196' OR s.group_id IN (SELECT id FROM my_groups)))
        OR EXISTS (
          SELECT 1 FROM up JOIN folder_shares AS s ON s.folder_id = up.id
          WHERE s.role IN ('editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
            AND (s.user_id = 'd09979d7-94a6-ee60-d836-f884739f7196' OR s.group_id IN (SELECT id FROM my_groups)))
      )
  );

-- question: authorize User:24c9e15e-52af-c47c-225b-757e7bee1f9d read Document:34b3afa2-7005-b4f4-afde-454e697a67ae
SELECT EXISTS (SELECT 1 FROM users WHERE id = '24c9e15e-52af-c47c-225b-757e7bee1f9d' AND is_auditor) AND NOT EXISTS (SELECT 1 FROM users WHERE id = '24c9e15e-52af-c47c-225b-757e7bee1f9d' AND suspended);

-- question: authorize User:d6d77053-92bc-7af6-3332-8bea8c4c6904 read Document:cd67fae6-dec5-8824-8d9a-b69cc499470f
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = 'd6d77053-92bc-7af6-3332-8bea8c4c6904'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT folder_id FROM documents WHERE id = 'cd67fae6-dec5-8824-8d9a-b69cc499470f' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = 'cd67fae6-dec5-8824-8d9a-b69cc499470f' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
)
SELECT
  NOT EXISTS (SELECT 1 FROM users WHERE id = 'd6d77053-92bc-7af6-3332-8bea8c4c6904' AND suspended)
  AND (
    EXISTS (SELECT 1 FROM users WHERE id = 'd6d77053-92bc-7af6-3332-8bea8c4c6904' AND is_auditor)
    OR EXISTS (
      SELECT 1
      FROM documents AS d
      WHERE d.id = 'cd67fae6-dec5-8824-8d9a-b69cc499470f'
        AND NOT (d.trashed_at IS NOT NULL OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL))
        AND (
          d.creator_id = 'd6d77053-92bc-7af6-3332-8bea8c4c6904'
          OR EXISTS (SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = 'd6d77053-92bc-7af6-3332-8bea8c4c6904' OR f.link_public)
          OR EXISTS (
            SELECT 1 FROM document_shares AS s
            WHERE s.document_id = d.id AND s.role IN ('viewer', 'editor', 'owner') AND (s.expires_epoch IS NULL OR s.expires_epoch > extract(epoch FROM now()))
              AND (s.user_id = 'd6d77053-92bc-7af6-3332-8bea8c4c6904' OR s.group_id IN (SELECT id FROM my_groups)))
          OR EXISTS (
            SELECT 1 FROM up JOIN folder_shares AS s ON s.folder_id = up.id
            WHERE s.role IN ('viewer', 'editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
              AND (s.user_id = 'd6d77053-92bc-7af6-3332-8bea8c4c6904' OR s.group_id IN (SELECT id FROM my_groups)))
          OR EXISTS (SELECT 1 FROM reviews AS r WHERE r.document_id = d.id AND r.reviewer_id = 'd6d77053-92bc-7af6-3332-8bea8c4c6904' AND NOT r.done)
          OR EXISTS (
            SELECT 1 FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
            WHERE u.id = 'd6d77053-92bc-7af6-3332-8bea8c4c6904')
        )
    )
  );

-- question: list User:24c9e15e-52af-c47c-225b-757e7bee1f9d read Document
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '24c9e15e-52af-c47c-225b-757e7bee1f9d'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), trash (id) AS (
  SELECT id FROM folders WHERE trashed_at IS NOT NULL
  UNION
  SELECT f.id FROM trash AS t JOIN folders AS f ON f.parent_id = t.id
), mine (id) AS (
  (
    SELECT id FROM folders WHERE creator_id = '24c9e15e-52af-c47c-225b-757e7bee1f9d'
    UNION ALL
    SELECT id FROM folders WHERE link_public
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE user_id = '24c9e15e-52af-c47c-225b-757e7bee1f9d' AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT d.folder_id FROM domain_shares AS d JOIN users AS u ON split_part(u.email, '@', 2) = d.domain WHERE u.id = '24c9e15e-52af-c47c-225b-757e7bee1f9d'
  )
  UNION
  SELECT f.id FROM mine AS m JOIN folders AS f ON f.parent_id = m.id WHERE NOT f.restricted
), shared (id) AS (
  SELECT document_id FROM document_shares WHERE user_id = '24c9e15e-52af-c47c-225b-757e7bee1f9d' AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT document_id FROM document_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT document_id FROM reviews WHERE reviewer_id = '24c9e15e-52af-c47c-225b-757e7bee1f9d' AND NOT done
)
SELECT d.id
FROM documents AS d
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = '24c9e15e-52af-c47c-225b-757e7bee1f9d' AND suspended)
  AND d.trashed_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM trash AS t WHERE t.id = d.folder_id)
  AND (
    d.creator_id = '24c9e15e-52af-c47c-225b-757e7bee1f9d'
    OR d.folder_id = ANY (ARRAY(SELECT id FROM mine))
    OR d.id = ANY (ARRAY(SELECT id FROM shared))
  )
UNION ALL
SELECT d.id
FROM documents AS d
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = '24c9e15e-52af-c47c-225b-757e7bee1f9d' AND suspended)
  AND EXISTS (SELECT 1 FROM users WHERE id = '24c9e15e-52af-c47c-225b-757e7bee1f9d' AND is_auditor);

-- question: list User:7e58d63b-6019-7ceb-55a1-c487989a3720 read Document
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '7e58d63b-6019-7ceb-55a1-c487989a3720'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), trash (id) AS (
  SELECT id FROM folders WHERE trashed_at IS NOT NULL
  UNION
  SELECT f.id FROM trash AS t JOIN folders AS f ON f.parent_id = t.id
), mine (id) AS (
  (
    SELECT id FROM folders WHERE creator_id = '7e58d63b-6019-7ceb-55a1-c487989a3720'
    UNION ALL
    SELECT id FROM folders WHERE link_public
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE user_id = '7e58d63b-6019-7ceb-55a1-c487989a3720' AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT d.folder_id FROM domain_shares AS d JOIN users AS u ON split_part(u.email, '@', 2) = d.domain WHERE u.id = '7e58d63b-6019-7ceb-55a1-c487989a3720'
  )
  UNION
  SELECT f.id FROM mine AS m JOIN folders AS f ON f.parent_id = m.id WHERE NOT f.restricted
), shared (id) AS (
  SELECT document_id FROM document_shares WHERE user_id = '7e58d63b-6019-7ceb-55a1-c487989a3720' AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT document_id FROM document_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT document_id FROM reviews WHERE reviewer_id = '7e58d63b-6019-7ceb-55a1-c487989a3720' AND NOT done
)
SELECT d.id
FROM documents AS d
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = '7e58d63b-6019-7ceb-55a1-c487989a3720' AND suspended)
  AND d.trashed_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM trash AS t WHERE t.id = d.folder_id)
  AND (
    d.creator_id = '7e58d63b-6019-7ceb-55a1-c487989a3720'
    OR d.folder_id = ANY (ARRAY(SELECT id FROM mine))
    OR d.id = ANY (ARRAY(SELECT id FROM shared))
  )
UNION ALL
SELECT d.id
FROM documents AS d
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = '7e58d63b-6019-7ceb-55a1-c487989a3720' AND suspended)
  AND EXISTS (SELECT 1 FROM users WHERE id = '7e58d63b-6019-7ceb-55a1-c487989a3720' AND is_auditor);

-- question: list User:92877af7-0a45-fd6a-2ed7-fe81e1236b78 read Document
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), trash (id) AS (
  SELECT id FROM folders WHERE trashed_at IS NOT NULL
  UNION
  SELECT f.id FROM trash AS t JOIN folders AS f ON f.parent_id = t.id
), mine (id) AS (
  (
    SELECT id FROM folders WHERE creator_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78'
    UNION ALL
    SELECT id FROM folders WHERE link_public
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE user_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT d.folder_id FROM domain_shares AS d JOIN users AS u ON split_part(u.email, '@', 2) = d.domain WHERE u.id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78'
  )
  UNION
  SELECT f.id FROM mine AS m JOIN folders AS f ON f.parent_id = m.id WHERE NOT f.restricted
), shared (id) AS (
  SELECT document_id FROM document_shares WHERE user_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT document_id FROM document_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT document_id FROM reviews WHERE reviewer_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' AND NOT done
)
SELECT d.id
FROM documents AS d
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' AND suspended)
  AND d.trashed_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM trash AS t WHERE t.id = d.folder_id)
  AND (
    d.creator_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78'
    OR d.folder_id = ANY (ARRAY(SELECT id FROM mine))
    OR d.id = ANY (ARRAY(SELECT id FROM shared))
  )
UNION ALL
SELECT d.id
FROM documents AS d
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' AND suspended)
  AND EXISTS (SELECT 1 FROM users WHERE id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' AND is_auditor);

-- question: list User:3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6 read Document
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), trash (id) AS (
  SELECT id FROM folders WHERE trashed_at IS NOT NULL
  UNION
  SELECT f.id FROM trash AS t JOIN folders AS f ON f.parent_id = t.id
), mine (id) AS (
  (
    SELECT id FROM folders WHERE creator_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6'
    UNION ALL
    SELECT id FROM folders WHERE link_public
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE user_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT d.folder_id FROM domain_shares AS d JOIN users AS u ON split_part(u.email, '@', 2) = d.domain WHERE u.id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6'
  )
  UNION
  SELECT f.id FROM mine AS m JOIN folders AS f ON f.parent_id = m.id WHERE NOT f.restricted
), shared (id) AS (
  SELECT document_id FROM document_shares WHERE user_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT document_id FROM document_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT document_id FROM reviews WHERE reviewer_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' AND NOT done
)
SELECT d.id
FROM documents AS d
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' AND suspended)
  AND d.trashed_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM trash AS t WHERE t.id = d.folder_id)
  AND (
    d.creator_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6'
    OR d.folder_id = ANY (ARRAY(SELECT id FROM mine))
    OR d.id = ANY (ARRAY(SELECT id FROM shared))
  )
UNION ALL
SELECT d.id
FROM documents AS d
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' AND suspended)
  AND EXISTS (SELECT 1 FROM users WHERE id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' AND is_auditor);

-- question: list User:0a791842-f52a-0acf-bb3a-783378c066b8 read Document
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '0a791842-f52a-0acf-bb3a-783378c066b8'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), trash (id) AS (
  SELECT id FROM folders WHERE trashed_at IS NOT NULL
  UNION
  SELECT f.id FROM trash AS t JOIN folders AS f ON f.parent_id = t.id
), mine (id) AS (
  (
    SELECT id FROM folders WHERE creator_id = '0a791842-f52a-0acf-bb3a-783378c066b8'
    UNION ALL
    SELECT id FROM folders WHERE link_public
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE user_id = '0a791842-f52a-0acf-bb3a-783378c066b8' AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT d.folder_id FROM domain_shares AS d JOIN users AS u ON split_part(u.email, '@', 2) = d.domain WHERE u.id = '0a791842-f52a-0acf-bb3a-783378c066b8'
  )
  UNION
  SELECT f.id FROM mine AS m JOIN folders AS f ON f.parent_id = m.id WHERE NOT f.restricted
), shared (id) AS (
  SELECT document_id FROM document_shares WHERE user_id = '0a791842-f52a-0acf-bb3a-783378c066b8' AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT document_id FROM document_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT document_id FROM reviews WHERE reviewer_id = '0a791842-f52a-0acf-bb3a-783378c066b8' AND NOT done
)
SELECT d.id
FROM documents AS d
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = '0a791842-f52a-0acf-bb3a-783378c066b8' AND suspended)
  AND d.trashed_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM trash AS t WHERE t.id = d.folder_id)
  AND (
    d.creator_id = '0a791842-f52a-0acf-bb3a-783378c066b8'
    OR d.folder_id = ANY (ARRAY(SELECT id FROM mine))
    OR d.id = ANY (ARRAY(SELECT id FROM shared))
  )
UNION ALL
SELECT d.id
FROM documents AS d
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = '0a791842-f52a-0acf-bb3a-783378c066b8' AND suspended)
  AND EXISTS (SELECT 1 FROM users WHERE id = '0a791842-f52a-0acf-bb3a-783378c066b8' AND is_auditor);

-- question: list User:affec3b6-4cf9-0492-377a-8114c86fc093 read Document
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = 'affec3b6-4cf9-0492-377a-8114c86fc093'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), trash (id) AS (
  SELECT id FROM folders WHERE trashed_at IS NOT NULL
  UNION
  SELECT f.id FROM trash AS t JOIN folders AS f ON f.parent_id = t.id
), mine (id) AS (
  (
    SELECT id FROM folders WHERE creator_id = 'affec3b6-4cf9-0492-377a-8114c86fc093'
    UNION ALL
    SELECT id FROM folders WHERE link_public
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE user_id = 'affec3b6-4cf9-0492-377a-8114c86fc093' AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT d.folder_id FROM domain_shares AS d JOIN users AS u ON split_part(u.email, '@', 2) = d.domain WHERE u.id = 'affec3b6-4cf9-0492-377a-8114c86fc093'
  )
  UNION
  SELECT f.id FROM mine AS m JOIN folders AS f ON f.parent_id = m.id WHERE NOT f.restricted
), shared (id) AS (
  SELECT document_id FROM document_shares WHERE user_id = 'affec3b6-4cf9-0492-377a-8114c86fc093' AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT document_id FROM document_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT document_id FROM reviews WHERE reviewer_id = 'affec3b6-4cf9-0492-377a-8114c86fc093' AND NOT done
)
SELECT d.id
FROM documents AS d
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 'affec3b6-4cf9-0492-377a-8114c86fc093' AND suspended)
  AND d.trashed_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM trash AS t WHERE t.id = d.folder_id)
  AND (
    d.creator_id = 'affec3b6-4cf9-0492-377a-8114c86fc093'
    OR d.folder_id = ANY (ARRAY(SELECT id FROM mine))
    OR d.id = ANY (ARRAY(SELECT id FROM shared))
  )
UNION ALL
SELECT d.id
FROM documents AS d
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 'affec3b6-4cf9-0492-377a-8114c86fc093' AND suspended)
  AND EXISTS (SELECT 1 FROM users WHERE id = 'affec3b6-4cf9-0492-377a-8114c86fc093' AND is_auditor);

-- question: list User:3e0469fb-1349-91f8-f75a-2760e409c6ed read Document
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), trash (id) AS (
  SELECT id FROM folders WHERE trashed_at IS NOT NULL
  UNION
  SELECT f.id FROM trash AS t JOIN folders AS f ON f.parent_id = t.id
), mine (id) AS (
  (
    SELECT id FROM folders WHERE creator_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed'
    UNION ALL
    SELECT id FROM folders WHERE link_public
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE user_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed' AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT d.folder_id FROM domain_shares AS d JOIN users AS u ON split_part(u.email, '@', 2) = d.domain WHERE u.id = '3e0469fb-1349-91f8-f75a-2760e409c6ed'
  )
  UNION
  SELECT f.id FROM mine AS m JOIN folders AS f ON f.parent_id = m.id WHERE NOT f.restricted
), shared (id) AS (
  SELECT document_id FROM document_shares WHERE user_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed' AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT document_id FROM document_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT document_id FROM reviews WHERE reviewer_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed' AND NOT done
)
SELECT d.id
FROM documents AS d
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = '3e0469fb-1349-91f8-f75a-2760e409c6ed' AND suspended)
  AND d.trashed_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM trash AS t WHERE t.id = d.folder_id)
  AND (
    d.creator_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed'
    OR d.folder_id = ANY (ARRAY(SELECT id FROM mine))
    OR d.id = ANY (ARRAY(SELECT id FROM shared))
  )
UNION ALL
SELECT d.id
FROM documents AS d
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = '3e0469fb-1349-91f8-f75a-2760e409c6ed' AND suspended)
  AND EXISTS (SELECT 1 FROM users WHERE id = '3e0469fb-1349-91f8-f75a-2760e409c6ed' AND is_auditor);

-- question: list User:7668f673-d566-9995-175e-f91b5d171945 read Document
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '7668f673-d566-9995-175e-f91b5d171945'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), trash (id) AS (
  SELECT id FROM folders WHERE trashed_at IS NOT NULL
  UNION
  SELECT f.id FROM trash AS t JOIN folders AS f ON f.parent_id = t.id
), mine (id) AS (
  (
    SELECT id FROM folders WHERE creator_id = '7668f673-d566-9995-175e-f91b5d171945'
    UNION ALL
    SELECT id FROM folders WHERE link_public
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE user_id = '7668f673-d566-9995-175e-f91b5d171945' AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT d.folder_id FROM domain_shares AS d JOIN users AS u ON split_part(u.email, '@', 2) = d.domain WHERE u.id = '7668f673-d566-9995-175e-f91b5d171945'
  )
  UNION
  SELECT f.id FROM mine AS m JOIN folders AS f ON f.parent_id = m.id WHERE NOT f.restricted
), shared (id) AS (
  SELECT document_id FROM document_shares WHERE user_id = '7668f673-d566-9995-175e-f91b5d171945' AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT document_id FROM document_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT document_id FROM reviews WHERE reviewer_id = '7668f673-d566-9995-175e-f91b5d171945' AND NOT done
)
SELECT d.id
FROM documents AS d
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = '7668f673-d566-9995-175e-f91b5d171945' AND suspended)
  AND d.trashed_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM trash AS t WHERE t.id = d.folder_id)
  AND (
    d.creator_id = '7668f673-d566-9995-175e-f91b5d171945'
    OR d.folder_id = ANY (ARRAY(SELECT id FROM mine))
    OR d.id = ANY (ARRAY(SELECT id FROM shared))
  )
UNION ALL
SELECT d.id
FROM documents AS d
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = '7668f673-d566-9995-175e-f91b5d171945' AND suspended)
  AND EXISTS (SELECT 1 FROM users WHERE id = '7668f673-d566-9995-175e-f91b5d171945' AND is_auditor);

-- question: list User:8808a13b-854c-2563-da1a-5f6cb2130868 read Document
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '8808a13b-854c-2563-da1a-5f6cb2130868'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), trash (id) AS (
  SELECT id FROM folders WHERE trashed_at IS NOT NULL
  UNION
  SELECT f.id FROM trash AS t JOIN folders AS f ON f.parent_id = t.id
), mine (id) AS (
  (
    SELECT id FROM folders WHERE creator_id = '8808a13b-854c-2563-da1a-5f6cb2130868'
    UNION ALL
    SELECT id FROM folders WHERE link_public
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE user_id = '8808a13b-854c-2563-da1a-5f6cb2130868' AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT d.folder_id FROM domain_shares AS d JOIN users AS u ON split_part(u.email, '@', 2) = d.domain WHERE u.id = '8808a13b-854c-2563-da1a-5f6cb2130868'
  )
  UNION
  SELECT f.id FROM mine AS m JOIN folders AS f ON f.parent_id = m.id WHERE NOT f.restricted
), shared (id) AS (
  SELECT document_id FROM document_shares WHERE user_id = '8808a13b-854c-2563-da1a-5f6cb2130868' AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT document_id FROM document_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT document_id FROM reviews WHERE reviewer_id = '8808a13b-854c-2563-da1a-5f6cb2130868' AND NOT done
)
SELECT d.id
FROM documents AS d
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = '8808a13b-854c-2563-da1a-5f6cb2130868' AND suspended)
  AND d.trashed_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM trash AS t WHERE t.id = d.folder_id)
  AND (
    d.creator_id = '8808a13b-854c-2563-da1a-5f6cb2130868'
    OR d.folder_id = ANY (ARRAY(SELECT id FROM mine))
    OR d.id = ANY (ARRAY(SELECT id FROM shared))
  )
UNION ALL
SELECT d.id
FROM documents AS d
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = '8808a13b-854c-2563-da1a-5f6cb2130868' AND suspended)
  AND EXISTS (SELECT 1 FROM users WHERE id = '8808a13b-854c-2563-da1a-5f6cb2130868' AND is_auditor);

-- question: list User:990d67a9-f946-96b1-abe2-dccf06900322 read Document
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '990d67a9-f946-96b1-abe2-dccf06900322'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), trash (id) AS (
  SELECT id FROM folders WHERE trashed_at IS NOT NULL
  UNION
  SELECT f.id FROM trash AS t JOIN folders AS f ON f.parent_id = t.id
), mine (id) AS (
  (
    SELECT id FROM folders WHERE creator_id = '990d67a9-f946-96b1-abe2-dccf06900322'
    UNION ALL
    SELECT id FROM folders WHERE link_public
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE user_id = '990d67a9-f946-96b1-abe2-dccf06900322' AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT d.folder_id FROM domain_shares AS d JOIN users AS u ON split_part(u.email, '@', 2) = d.domain WHERE u.id = '990d67a9-f946-96b1-abe2-dccf06900322'
  )
  UNION
  SELECT f.id FROM mine AS m JOIN folders AS f ON f.parent_id = m.id WHERE NOT f.restricted
), shared (id) AS (
  SELECT document_id FROM document_shares WHERE user_id = '990d67a9-f946-96b1-abe2-dccf06900322' AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT document_id FROM document_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT document_id FROM reviews WHERE reviewer_id = '990d67a9-f946-96b1-abe2-dccf06900322' AND NOT done
)
SELECT d.id
FROM documents AS d
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = '990d67a9-f946-96b1-abe2-dccf06900322' AND suspended)
  AND d.trashed_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM trash AS t WHERE t.id = d.folder_id)
  AND (
    d.creator_id = '990d67a9-f946-96b1-abe2-dccf06900322'
    OR d.folder_id = ANY (ARRAY(SELECT id FROM mine))
    OR d.id = ANY (ARRAY(SELECT id FROM shared))
  )
UNION ALL
SELECT d.id
FROM documents AS d
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = '990d67a9-f946-96b1-abe2-dccf06900322' AND suspended)
  AND EXISTS (SELECT 1 FROM users WHERE id = '990d67a9-f946-96b1-abe2-dccf06900322' AND is_auditor);

-- question: list User:d6d77053-92bc-7af6-3332-8bea8c4c6904 read Document
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = 'd6d77053-92bc-7af6-3332-8bea8c4c6904'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), trash (id) AS (
  SELECT id FROM folders WHERE trashed_at IS NOT NULL
  UNION
  SELECT f.id FROM trash AS t JOIN folders AS f ON f.parent_id = t.id
), mine (id) AS (
  (
    SELECT id FROM folders WHERE creator_id = 'd6d77053-92bc-7af6-3332-8bea8c4c6904'
    UNION ALL
    SELECT id FROM folders WHERE link_public
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE user_id = 'd6d77053-92bc-7af6-3332-8bea8c4c6904' AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT d.folder_id FROM domain_shares AS d JOIN users AS u ON split_part(u.email, '@', 2) = d.domain WHERE u.id = 'd6d77053-92bc-7af6-3332-8bea8c4c6904'
  )
  UNION
  SELECT f.id FROM mine AS m JOIN folders AS f ON f.parent_id = m.id WHERE NOT f.restricted
), shared (id) AS (
  SELECT document_id FROM document_shares WHERE user_id = 'd6d77053-92bc-7af6-3332-8bea8c4c6904' AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT document_id FROM document_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT document_id FROM reviews WHERE reviewer_id = 'd6d77053-92bc-7af6-3332-8bea8c4c6904' AND NOT done
)
SELECT d.id
FROM documents AS d
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 'd6d77053-92bc-7af6-3332-8bea8c4c6904' AND suspended)
  AND d.trashed_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM trash AS t WHERE t.id = d.folder_id)
  AND (
    d.creator_id = 'd6d77053-92bc-7af6-3332-8bea8c4c6904'
    OR d.folder_id = ANY (ARRAY(SELECT id FROM mine))
    OR d.id = ANY (ARRAY(SELECT id FROM shared))
  )
UNION ALL
SELECT d.id
FROM documents AS d
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 'd6d77053-92bc-7af6-3332-8bea8c4c6904' AND suspended)
  AND EXISTS (SELECT 1 FROM users WHERE id = 'd6d77053-92bc-7af6-3332-8bea8c4c6904' AND is_auditor);

-- question: list User:3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6 edit Document
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), trash (id) AS (
  SELECT id FROM folders WHERE trashed_at IS NOT NULL
  UNION
  SELECT f.id FROM trash AS t JOIN folders AS f ON f.parent_id = t.id
), mine (id) AS (
  (
    SELECT id FROM folders WHERE creator_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6'
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE user_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' AND role IN ('editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
  )
  UNION
  SELECT f.id FROM mine AS m JOIN folders AS f ON f.parent_id = m.id WHERE NOT f.restricted
), shared (id) AS (
  SELECT document_id FROM document_shares WHERE user_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' AND role IN ('editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT document_id FROM document_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
)
SELECT d.id
FROM documents AS d
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' AND suspended)
  AND d.trashed_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM trash AS t WHERE t.id = d.folder_id)
  AND (
    d.creator_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6'
    OR d.folder_id = ANY (ARRAY(SELECT id FROM mine))
    OR d.id = ANY (ARRAY(SELECT id FROM shared))
  );

-- question: list User:affec3b6-4cf9-0492-377a-8114c86fc093 edit Document
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = 'affec3b6-4cf9-0492-377a-8114c86fc093'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), trash (id) AS (
  SELECT id FROM folders WHERE trashed_at IS NOT NULL
  UNION
  SELECT f.id FROM trash AS t JOIN folders AS f ON f.parent_id = t.id
), mine (id) AS (
  (
    SELECT id FROM folders WHERE creator_id = 'affec3b6-4cf9-0492-377a-8114c86fc093'
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE user_id = 'affec3b6-4cf9-0492-377a-8114c86fc093' AND role IN ('editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
  )
  UNION
  SELECT f.id FROM mine AS m JOIN folders AS f ON f.parent_id = m.id WHERE NOT f.restricted
), shared (id) AS (
  SELECT document_id FROM document_shares WHERE user_id = 'affec3b6-4cf9-0492-377a-8114c86fc093' AND role IN ('editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT document_id FROM document_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
)
SELECT d.id
FROM documents AS d
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 'affec3b6-4cf9-0492-377a-8114c86fc093' AND suspended)
  AND d.trashed_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM trash AS t WHERE t.id = d.folder_id)
  AND (
    d.creator_id = 'affec3b6-4cf9-0492-377a-8114c86fc093'
    OR d.folder_id = ANY (ARRAY(SELECT id FROM mine))
    OR d.id = ANY (ARRAY(SELECT id FROM shared))
  );

-- question: list User:8808a13b-854c-2563-da1a-5f6cb2130868 edit Document
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '8808a13b-854c-2563-da1a-5f6cb2130868'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), trash (id) AS (
  SELECT id FROM folders WHERE trashed_at IS NOT NULL
  UNION
  SELECT f.id FROM trash AS t JOIN folders AS f ON f.parent_id = t.id
), mine (id) AS (
  (
    SELECT id FROM folders WHERE creator_id = '8808a13b-854c-2563-da1a-5f6cb2130868'
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE user_id = '8808a13b-854c-2563-da1a-5f6cb2130868' AND role IN ('editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
  )
  UNION
  SELECT f.id FROM mine AS m JOIN folders AS f ON f.parent_id = m.id WHERE NOT f.restricted
), shared (id) AS (
  SELECT document_id FROM document_shares WHERE user_id = '8808a13b-854c-2563-da1a-5f6cb2130868' AND role IN ('editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT document_id FROM document_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
)
SELECT d.id
FROM documents AS d
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = '8808a13b-854c-2563-da1a-5f6cb2130868' AND suspended)
  AND d.trashed_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM trash AS t WHERE t.id = d.folder_id)
  AND (
    d.creator_id = '8808a13b-854c-2563-da1a-5f6cb2130868'
    OR d.folder_id = ANY (ARRAY(SELECT id FROM mine))
    OR d.id = ANY (ARRAY(SELECT id FROM shared))
  );

-- question: list User:0a791842-f52a-0acf-bb3a-783378c066b8 preview Document
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '0a791842-f52a-0acf-bb3a-783378c066b8'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), trash (id) AS (
  SELECT id FROM folders WHERE trashed_at IS NOT NULL
  UNION
  SELECT f.id FROM trash AS t JOIN folders AS f ON f.parent_id = t.id
), mine (id) AS (
  (
    SELECT id FROM folders WHERE creator_id = '0a791842-f52a-0acf-bb3a-783378c066b8'
    UNION ALL
    SELECT id FROM folders WHERE link_public
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE user_id = '0a791842-f52a-0acf-bb3a-783378c066b8' AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT d.folder_id FROM domain_shares AS d JOIN users AS u ON split_part(u.email, '@', 2) = d.domain WHERE u.id = '0a791842-f52a-0acf-bb3a-783378c066b8'
  )
  UNION
  SELECT f.id FROM mine AS m JOIN folders AS f ON f.parent_id = m.id WHERE NOT f.restricted
), shared (id) AS (
  SELECT document_id FROM document_shares WHERE user_id = '0a791842-f52a-0acf-bb3a-783378c066b8' AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT document_id FROM document_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT document_id FROM reviews WHERE reviewer_id = '0a791842-f52a-0acf-bb3a-783378c066b8' AND NOT done
)
SELECT d.id
FROM documents AS d
WHERE d.bytes <= 1000000
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = '0a791842-f52a-0acf-bb3a-783378c066b8' AND suspended)
  AND d.trashed_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM trash AS t WHERE t.id = d.folder_id)
  AND (
    d.creator_id = '0a791842-f52a-0acf-bb3a-783378c066b8'
    OR d.folder_id = ANY (ARRAY(SELECT id FROM mine))
    OR d.id = ANY (ARRAY(SELECT id FROM shared))
  )
UNION ALL
SELECT d.id
FROM documents AS d
WHERE d.bytes <= 1000000
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = '0a791842-f52a-0acf-bb3a-783378c066b8' AND suspended)
  AND EXISTS (SELECT 1 FROM users WHERE id = '0a791842-f52a-0acf-bb3a-783378c066b8' AND is_auditor);

-- question: list User:92877af7-0a45-fd6a-2ed7-fe81e1236b78 read Folder
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), trash (id) AS (
  SELECT id FROM folders WHERE trashed_at IS NOT NULL
  UNION
  SELECT f.id FROM trash AS t JOIN folders AS f ON f.parent_id = t.id
), mine (id) AS (
  (
    SELECT id FROM folders WHERE creator_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78'
    UNION ALL
    SELECT id FROM folders WHERE link_public
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE user_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT d.folder_id FROM domain_shares AS d JOIN users AS u ON split_part(u.email, '@', 2) = d.domain WHERE u.id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78'
  )
  UNION
  SELECT f.id FROM mine AS m JOIN folders AS f ON f.parent_id = m.id WHERE NOT f.restricted
)
SELECT f.id
FROM folders AS f
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' AND suspended)
  AND NOT EXISTS (SELECT 1 FROM trash AS t WHERE t.id = f.id)
  AND f.id IN (SELECT id FROM mine);

-- question: list User:3e0469fb-1349-91f8-f75a-2760e409c6ed read Folder
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), trash (id) AS (
  SELECT id FROM folders WHERE trashed_at IS NOT NULL
  UNION
  SELECT f.id FROM trash AS t JOIN folders AS f ON f.parent_id = t.id
), mine (id) AS (
  (
    SELECT id FROM folders WHERE creator_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed'
    UNION ALL
    SELECT id FROM folders WHERE link_public
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE user_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed' AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT d.folder_id FROM domain_shares AS d JOIN users AS u ON split_part(u.email, '@', 2) = d.domain WHERE u.id = '3e0469fb-1349-91f8-f75a-2760e409c6ed'
  )
  UNION
  SELECT f.id FROM mine AS m JOIN folders AS f ON f.parent_id = m.id WHERE NOT f.restricted
)
SELECT f.id
FROM folders AS f
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = '3e0469fb-1349-91f8-f75a-2760e409c6ed' AND suspended)
  AND NOT EXISTS (SELECT 1 FROM trash AS t WHERE t.id = f.id)
  AND f.id IN (SELECT id FROM mine);

-- question: list User:affec3b6-4cf9-0492-377a-8114c86fc093 read Folder
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = 'affec3b6-4cf9-0492-377a-8114c86fc093'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), trash (id) AS (
  SELECT id FROM folders WHERE trashed_at IS NOT NULL
  UNION
  SELECT f.id FROM trash AS t JOIN folders AS f ON f.parent_id = t.id
), mine (id) AS (
  (
    SELECT id FROM folders WHERE creator_id = 'affec3b6-4cf9-0492-377a-8114c86fc093'
    UNION ALL
    SELECT id FROM folders WHERE link_public
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE user_id = 'affec3b6-4cf9-0492-377a-8114c86fc093' AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT d.folder_id FROM domain_shares AS d JOIN users AS u ON split_part(u.email, '@', 2) = d.domain WHERE u.id = 'affec3b6-4cf9-0492-377a-8114c86fc093'
  )
  UNION
  SELECT f.id FROM mine AS m JOIN folders AS f ON f.parent_id = m.id WHERE NOT f.restricted
)
SELECT f.id
FROM folders AS f
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 'affec3b6-4cf9-0492-377a-8114c86fc093' AND suspended)
  AND NOT EXISTS (SELECT 1 FROM trash AS t WHERE t.id = f.id)
  AND f.id IN (SELECT id FROM mine);

-- question: list User:7e58d63b-6019-7ceb-55a1-c487989a3720 read Folder
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '7e58d63b-6019-7ceb-55a1-c487989a3720'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), trash (id) AS (
  SELECT id FROM folders WHERE trashed_at IS NOT NULL
  UNION
  SELECT f.id FROM trash AS t JOIN folders AS f ON f.parent_id = t.id
), mine (id) AS (
  (
    SELECT id FROM folders WHERE creator_id = '7e58d63b-6019-7ceb-55a1-c487989a3720'
    UNION ALL
    SELECT id FROM folders WHERE link_public
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE user_id = '7e58d63b-6019-7ceb-55a1-c487989a3720' AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT d.folder_id FROM domain_shares AS d JOIN users AS u ON split_part(u.email, '@', 2) = d.domain WHERE u.id = '7e58d63b-6019-7ceb-55a1-c487989a3720'
  )
  UNION
  SELECT f.id FROM mine AS m JOIN folders AS f ON f.parent_id = m.id WHERE NOT f.restricted
)
SELECT f.id
FROM folders AS f
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = '7e58d63b-6019-7ceb-55a1-c487989a3720' AND suspended)
  AND NOT EXISTS (SELECT 1 FROM trash AS t WHERE t.id = f.id)
  AND f.id IN (SELECT id FROM mine);

-- question: list User:8808a13b-854c-2563-da1a-5f6cb2130868 create Folder
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '8808a13b-854c-2563-da1a-5f6cb2130868'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), trash (id) AS (
  SELECT id FROM folders WHERE trashed_at IS NOT NULL
  UNION
  SELECT f.id FROM trash AS t JOIN folders AS f ON f.parent_id = t.id
), mine (id) AS (
  (
    SELECT id FROM folders WHERE creator_id = '8808a13b-854c-2563-da1a-5f6cb2130868'
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE user_id = '8808a13b-854c-2563-da1a-5f6cb2130868' AND role IN ('editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
  )
  UNION
  SELECT f.id FROM mine AS m JOIN folders AS f ON f.parent_id = m.id WHERE NOT f.restricted
)
SELECT f.id
FROM folders AS f
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = '8808a13b-854c-2563-da1a-5f6cb2130868' AND suspended)
  AND NOT EXISTS (SELECT 1 FROM trash AS t WHERE t.id = f.id)
  AND f.id IN (SELECT id FROM mine);

-- question: list User:d781eaae-8248-db6c-e1a7-b82e58e60435 create Folder
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = 'd781eaae-8248-db6c-e1a7-b82e58e60435'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), trash (id) AS (
  SELECT id FROM folders WHERE trashed_at IS NOT NULL
  UNION
  SELECT f.id FROM trash AS t JOIN folders AS f ON f.parent_id = t.id
), mine (id) AS (
  (
    SELECT id FROM folders WHERE creator_id = 'd781eaae-8248-db6c-e1a7-b82e58e60435'
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE user_id = 'd781eaae-8248-db6c-e1a7-b82e58e60435' AND role IN ('editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
  )
  UNION
  SELECT f.id FROM mine AS m JOIN folders AS f ON f.parent_id = m.id WHERE NOT f.restricted
)
SELECT f.id
FROM folders AS f
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 'd781eaae-8248-db6c-e1a7-b82e58e60435' AND suspended)
  AND NOT EXISTS (SELECT 1 FROM trash AS t WHERE t.id = f.id)
  AND f.id IN (SELECT id FROM mine);

-- question: list User:d09979d7-94a6-ee60-d836-f884739f7196 delete Folder
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = 'd09979d7-94a6-ee60-d836-f884739f7196'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), trash (id) AS (
  SELECT id FROM folders WHERE trashed_at IS NOT NULL
  UNION
  SELECT f.id FROM trash AS t JOIN folders AS f ON f.parent_id = t.id
), mine (id) AS (
  (
    SELECT id FROM folders WHERE creator_id = 'd09979d7-94a6-ee60-d836-f884739f7196'
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE user_id = 'd09979d7-94a6-ee60-d836-f884739f7196' AND role IN ('owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('owner') AND (expires_at IS NULL OR expires_at > now())
  )
  UNION
  SELECT f.id FROM mine AS m JOIN folders AS f ON f.parent_id = m.id WHERE NOT f.restricted
)
SELECT f.id
FROM folders AS f
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 'd09979d7-94a6-ee60-d836-f884739f7196' AND suspended)
  AND f.id IN (SELECT id FROM mine);

-- question: list User:3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6 delete Folder
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), trash (id) AS (
  SELECT id FROM folders WHERE trashed_at IS NOT NULL
  UNION
  SELECT f.id FROM trash AS t JOIN folders AS f ON f.parent_id = t.id
), mine (id) AS (
  (
    SELECT id FROM folders WHERE creator_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6'
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE user_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' AND role IN ('owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('owner') AND (expires_at IS NULL OR expires_at > now())
  )
  UNION
  SELECT f.id FROM mine AS m JOIN folders AS f ON f.parent_id = m.id WHERE NOT f.restricted
)
SELECT f.id
FROM folders AS f
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' AND suspended)
  AND f.id IN (SELECT id FROM mine);

-- question: list User:d09979d7-94a6-ee60-d836-f884739f7196 restore Folder
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = 'd09979d7-94a6-ee60-d836-f884739f7196'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), trash (id) AS (
  SELECT id FROM folders WHERE trashed_at IS NOT NULL
  UNION
  SELECT f.id FROM trash AS t JOIN folders AS f ON f.parent_id = t.id
), mine (id) AS (
  (
    SELECT id FROM folders WHERE creator_id = 'd09979d7-94a6-ee60-d836-f884739f7196'
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE user_id = 'd09979d7-94a6-ee60-d836-f884739f7196' AND role IN ('owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('owner') AND (expires_at IS NULL OR expires_at > now())
  )
  UNION
  SELECT f.id FROM mine AS m JOIN folders AS f ON f.parent_id = m.id WHERE NOT f.restricted
)
SELECT f.id
FROM folders AS f
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 'd09979d7-94a6-ee60-d836-f884739f7196' AND suspended)
  AND f.id IN (SELECT id FROM trash)
  AND f.id IN (SELECT id FROM mine);

-- question: list User:c6f273ac-241a-0421-6e0a-703c18c36532 restore Folder
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = 'c6f273ac-241a-0421-6e0a-703c18c36532'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), trash (id) AS (
  SELECT id FROM folders WHERE trashed_at IS NOT NULL
  UNION
  SELECT f.id FROM trash AS t JOIN folders AS f ON f.parent_id = t.id
), mine (id) AS (
  (
    SELECT id FROM folders WHERE creator_id = 'c6f273ac-241a-0421-6e0a-703c18c36532'
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE user_id = 'c6f273ac-241a-0421-6e0a-703c18c36532' AND role IN ('owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('owner') AND (expires_at IS NULL OR expires_at > now())
  )
  UNION
  SELECT f.id FROM mine AS m JOIN folders AS f ON f.parent_id = m.id WHERE NOT f.restricted
)
SELECT f.id
FROM folders AS f
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 'c6f273ac-241a-0421-6e0a-703c18c36532' AND suspended)
  AND f.id IN (SELECT id FROM trash)
  AND f.id IN (SELECT id FROM mine);

-- question: filter User:92877af7-0a45-fd6a-2ed7-fe81e1236b78 read Document
-- caller: SELECT d.id FROM documents AS d WHERE d.changed_at >= '2024-03-01 01:00:00+00' AND d.changed_at < '2024-03-01 12:00:00+00'
-- column: d.id
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), trash (id) AS (
  SELECT id FROM folders WHERE trashed_at IS NOT NULL
  UNION
  SELECT f.id FROM trash AS t JOIN folders AS f ON f.parent_id = t.id
), mine (id) AS (
  (
    SELECT id FROM folders WHERE creator_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78'
    UNION ALL
    SELECT id FROM folders WHERE link_public
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE user_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT d.folder_id FROM domain_shares AS d JOIN users AS u ON split_part(u.email, '@', 2) = d.domain WHERE u.id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78'
  )
  UNION
  SELECT f.id FROM mine AS m JOIN folders AS f ON f.parent_id = m.id WHERE NOT f.restricted
), shared (id) AS (
  SELECT document_id FROM document_shares WHERE user_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT document_id FROM document_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT document_id FROM reviews WHERE reviewer_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' AND NOT done
)
SELECT d.id
FROM documents AS d
WHERE d.changed_at >= '2024-03-01 01:00:00+00' AND d.changed_at < '2024-03-01 12:00:00+00'
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' AND suspended)
  AND d.trashed_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM trash AS t WHERE t.id = d.folder_id)
  AND (
    d.creator_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78'
    OR d.folder_id = ANY (ARRAY(SELECT id FROM mine))
    OR d.id = ANY (ARRAY(SELECT id FROM shared))
  )
UNION ALL
SELECT d.id
FROM documents AS d
WHERE d.changed_at >= '2024-03-01 01:00:00+00' AND d.changed_at < '2024-03-01 12:00:00+00'
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' AND suspended)
  AND EXISTS (SELECT 1 FROM users WHERE id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' AND is_auditor);

-- question: filter User:3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6 read Document
-- caller: SELECT d.id FROM documents AS d WHERE d.changed_at >= '2024-03-01 01:00:00+00' AND d.changed_at < '2024-03-01 12:00:00+00'
-- column: d.id
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), trash (id) AS (
  SELECT id FROM folders WHERE trashed_at IS NOT NULL
  UNION
  SELECT f.id FROM trash AS t JOIN folders AS f ON f.parent_id = t.id
), mine (id) AS (
  (
    SELECT id FROM folders WHERE creator_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6'
    UNION ALL
    SELECT id FROM folders WHERE link_public
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE user_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT d.folder_id FROM domain_shares AS d JOIN users AS u ON split_part(u.email, '@', 2) = d.domain WHERE u.id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6'
  )
  UNION
  SELECT f.id FROM mine AS m JOIN folders AS f ON f.parent_id = m.id WHERE NOT f.restricted
), shared (id) AS (
  SELECT document_id FROM document_shares WHERE user_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT document_id FROM document_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT document_id FROM reviews WHERE reviewer_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' AND NOT done
)
SELECT d.id
FROM documents AS d
WHERE d.changed_at >= '2024-03-01 01:00:00+00' AND d.changed_at < '2024-03-01 12:00:00+00'
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' AND suspended)
  AND d.trashed_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM trash AS t WHERE t.id = d.folder_id)
  AND (
    d.creator_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6'
    OR d.folder_id = ANY (ARRAY(SELECT id FROM mine))
    OR d.id = ANY (ARRAY(SELECT id FROM shared))
  )
UNION ALL
SELECT d.id
FROM documents AS d
WHERE d.changed_at >= '2024-03-01 01:00:00+00' AND d.changed_at < '2024-03-01 12:00:00+00'
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' AND suspended)
  AND EXISTS (SELECT 1 FROM users WHERE id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' AND is_auditor);

-- question: filter User:affec3b6-4cf9-0492-377a-8114c86fc093 read Document
-- caller: SELECT d.id FROM documents AS d WHERE d.changed_at >= '2024-03-01 01:00:00+00' AND d.changed_at < '2024-03-01 12:00:00+00'
-- column: d.id
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = 'affec3b6-4cf9-0492-377a-8114c86fc093'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), trash (id) AS (
  SELECT id FROM folders WHERE trashed_at IS NOT NULL
  UNION
  SELECT f.id FROM trash AS t JOIN folders AS f ON f.parent_id = t.id
), mine (id) AS (
  (
    SELECT id FROM folders WHERE creator_id = 'affec3b6-4cf9-0492-377a-8114c86fc093'
    UNION ALL
    SELECT id FROM folders WHERE link_public
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE user_id = 'affec3b6-4cf9-0492-377a-8114c86fc093' AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT d.folder_id FROM domain_shares AS d JOIN users AS u ON split_part(u.email, '@', 2) = d.domain WHERE u.id = 'affec3b6-4cf9-0492-377a-8114c86fc093'
  )
  UNION
  SELECT f.id FROM mine AS m JOIN folders AS f ON f.parent_id = m.id WHERE NOT f.restricted
), shared (id) AS (
  SELECT document_id FROM document_shares WHERE user_id = 'affec3b6-4cf9-0492-377a-8114c86fc093' AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT document_id FROM document_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT document_id FROM reviews WHERE reviewer_id = 'affec3b6-4cf9-0492-377a-8114c86fc093' AND NOT done
)
SELECT d.id
FROM documents AS d
WHERE d.changed_at >= '2024-03-01 01:00:00+00' AND d.changed_at < '2024-03-01 12:00:00+00'
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = 'affec3b6-4cf9-0492-377a-8114c86fc093' AND suspended)
  AND d.trashed_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM trash AS t WHERE t.id = d.folder_id)
  AND (
    d.creator_id = 'affec3b6-4cf9-0492-377a-8114c86fc093'
    OR d.folder_id = ANY (ARRAY(SELECT id FROM mine))
    OR d.id = ANY (ARRAY(SELECT id FROM shared))
  )
UNION ALL
SELECT d.id
FROM documents AS d
WHERE d.changed_at >= '2024-03-01 01:00:00+00' AND d.changed_at < '2024-03-01 12:00:00+00'
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = 'affec3b6-4cf9-0492-377a-8114c86fc093' AND suspended)
  AND EXISTS (SELECT 1 FROM users WHERE id = 'affec3b6-4cf9-0492-377a-8114c86fc093' AND is_auditor);

-- question: filter User:7e58d63b-6019-7ceb-55a1-c487989a3720 read Document
-- caller: SELECT d.id FROM documents AS d WHERE d.changed_at >= '2024-03-01 01:00:00+00' AND d.changed_at < '2024-03-01 12:00:00+00'
-- column: d.id
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '7e58d63b-6019-7ceb-55a1-c487989a3720'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), trash (id) AS (
  SELECT id FROM folders WHERE trashed_at IS NOT NULL
  UNION
  SELECT f.id FROM trash AS t JOIN folders AS f ON f.parent_id = t.id
), mine (id) AS (
  (
    SELECT id FROM folders WHERE creator_id = '7e58d63b-6019-7ceb-55a1-c487989a3720'
    UNION ALL
    SELECT id FROM folders WHERE link_public
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE user_id = '7e58d63b-6019-7ceb-55a1-c487989a3720' AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT d.folder_id FROM domain_shares AS d JOIN users AS u ON split_part(u.email, '@', 2) = d.domain WHERE u.id = '7e58d63b-6019-7ceb-55a1-c487989a3720'
  )
  UNION
  SELECT f.id FROM mine AS m JOIN folders AS f ON f.parent_id = m.id WHERE NOT f.restricted
), shared (id) AS (
  SELECT document_id FROM document_shares WHERE user_id = '7e58d63b-6019-7ceb-55a1-c487989a3720' AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT document_id FROM document_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT document_id FROM reviews WHERE reviewer_id = '7e58d63b-6019-7ceb-55a1-c487989a3720' AND NOT done
)
SELECT d.id
FROM documents AS d
WHERE d.changed_at >= '2024-03-01 01:00:00+00' AND d.changed_at < '2024-03-01 12:00:00+00'
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = '7e58d63b-6019-7ceb-55a1-c487989a3720' AND suspended)
  AND d.trashed_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM trash AS t WHERE t.id = d.folder_id)
  AND (
    d.creator_id = '7e58d63b-6019-7ceb-55a1-c487989a3720'
    OR d.folder_id = ANY (ARRAY(SELECT id FROM mine))
    OR d.id = ANY (ARRAY(SELECT id FROM shared))
  )
UNION ALL
SELECT d.id
FROM documents AS d
WHERE d.changed_at >= '2024-03-01 01:00:00+00' AND d.changed_at < '2024-03-01 12:00:00+00'
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = '7e58d63b-6019-7ceb-55a1-c487989a3720' AND suspended)
  AND EXISTS (SELECT 1 FROM users WHERE id = '7e58d63b-6019-7ceb-55a1-c487989a3720' AND is_auditor);

-- question: filter User:24c9e15e-52af-c47c-225b-757e7bee1f9d read Document
-- caller: SELECT d.id FROM documents AS d WHERE d.changed_at >= '2024-03-01 01:00:00+00' AND d.changed_at < '2024-03-01 12:00:00+00'
-- column: d.id
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '24c9e15e-52af-c47c-225b-757e7bee1f9d'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), trash (id) AS (
  SELECT id FROM folders WHERE trashed_at IS NOT NULL
  UNION
  SELECT f.id FROM trash AS t JOIN folders AS f ON f.parent_id = t.id
), mine (id) AS (
  (
    SELECT id FROM folders WHERE creator_id = '24c9e15e-52af-c47c-225b-757e7bee1f9d'
    UNION ALL
    SELECT id FROM folders WHERE link_public
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE user_id = '24c9e15e-52af-c47c-225b-757e7bee1f9d' AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('viewer', 'editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT d.folder_id FROM domain_shares AS d JOIN users AS u ON split_part(u.email, '@', 2) = d.domain WHERE u.id = '24c9e15e-52af-c47c-225b-757e7bee1f9d'
  )
  UNION
  SELECT f.id FROM mine AS m JOIN folders AS f ON f.parent_id = m.id WHERE NOT f.restricted
), shared (id) AS (
  SELECT document_id FROM document_shares WHERE user_id = '24c9e15e-52af-c47c-225b-757e7bee1f9d' AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT document_id FROM document_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT document_id FROM reviews WHERE reviewer_id = '24c9e15e-52af-c47c-225b-757e7bee1f9d' AND NOT done
)
SELECT d.id
FROM documents AS d
WHERE d.changed_at >= '2024-03-01 01:00:00+00' AND d.changed_at < '2024-03-01 12:00:00+00'
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = '24c9e15e-52af-c47c-225b-757e7bee1f9d' AND suspended)
  AND d.trashed_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM trash AS t WHERE t.id = d.folder_id)
  AND (
    d.creator_id = '24c9e15e-52af-c47c-225b-757e7bee1f9d'
    OR d.folder_id = ANY (ARRAY(SELECT id FROM mine))
    OR d.id = ANY (ARRAY(SELECT id FROM shared))
  )
UNION ALL
SELECT d.id
FROM documents AS d
WHERE d.changed_at >= '2024-03-01 01:00:00+00' AND d.changed_at < '2024-03-01 12:00:00+00'
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = '24c9e15e-52af-c47c-225b-757e7bee1f9d' AND suspended)
  AND EXISTS (SELECT 1 FROM users WHERE id = '24c9e15e-52af-c47c-225b-757e7bee1f9d' AND is_auditor);

-- question: filter User:affec3b6-4cf9-0492-377a-8114c86fc093 edit Document
-- caller: SELECT d.id FROM documents AS d WHERE d.title LIKE 'Document 1%'
-- column: d.id
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = 'affec3b6-4cf9-0492-377a-8114c86fc093'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), trash (id) AS (
  SELECT id FROM folders WHERE trashed_at IS NOT NULL
  UNION
  SELECT f.id FROM trash AS t JOIN folders AS f ON f.parent_id = t.id
), mine (id) AS (
  (
    SELECT id FROM folders WHERE creator_id = 'affec3b6-4cf9-0492-377a-8114c86fc093'
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE user_id = 'affec3b6-4cf9-0492-377a-8114c86fc093' AND role IN ('editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
  )
  UNION
  SELECT f.id FROM mine AS m JOIN folders AS f ON f.parent_id = m.id WHERE NOT f.restricted
), shared (id) AS (
  SELECT document_id FROM document_shares WHERE user_id = 'affec3b6-4cf9-0492-377a-8114c86fc093' AND role IN ('editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT document_id FROM document_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
)
SELECT d.id
FROM documents AS d
WHERE d.title LIKE 'Document 1%'
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = 'affec3b6-4cf9-0492-377a-8114c86fc093' AND suspended)
  AND d.trashed_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM trash AS t WHERE t.id = d.folder_id)
  AND (
    d.creator_id = 'affec3b6-4cf9-0492-377a-8114c86fc093'
    OR d.folder_id = ANY (ARRAY(SELECT id FROM mine))
    OR d.id = ANY (ARRAY(SELECT id FROM shared))
  );

-- question: filter User:3e0469fb-1349-91f8-f75a-2760e409c6ed edit Document
-- caller: SELECT d.id FROM documents AS d WHERE d.title LIKE 'Document 1%'
-- column: d.id
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), trash (id) AS (
  SELECT id FROM folders WHERE trashed_at IS NOT NULL
  UNION
  SELECT f.id FROM trash AS t JOIN folders AS f ON f.parent_id = t.id
), mine (id) AS (
  (
    SELECT id FROM folders WHERE creator_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed'
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE user_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed' AND role IN ('editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
    UNION ALL
    SELECT folder_id FROM folder_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('editor', 'owner') AND (expires_at IS NULL OR expires_at > now())
  )
  UNION
  SELECT f.id FROM mine AS m JOIN folders AS f ON f.parent_id = m.id WHERE NOT f.restricted
), shared (id) AS (
  SELECT document_id FROM document_shares WHERE user_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed' AND role IN ('editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT document_id FROM document_shares WHERE group_id IN (SELECT id FROM my_groups) AND role IN ('editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
)
SELECT d.id
FROM documents AS d
WHERE d.title LIKE 'Document 1%'
  AND NOT EXISTS (SELECT 1 FROM users WHERE id = '3e0469fb-1349-91f8-f75a-2760e409c6ed' AND suspended)
  AND d.trashed_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM trash AS t WHERE t.id = d.folder_id)
  AND (
    d.creator_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed'
    OR d.folder_id = ANY (ARRAY(SELECT id FROM mine))
    OR d.id = ANY (ARRAY(SELECT id FROM shared))
  );

-- question: actions User:3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6 Document:fe53670c-4164-7615-1076-e1a824217732
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT folder_id FROM documents WHERE id = 'fe53670c-4164-7615-1076-e1a824217732' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = 'fe53670c-4164-7615-1076-e1a824217732' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
), level (n) AS (
  SELECT max(n)
  FROM (
    SELECT 3 FROM documents WHERE id = 'fe53670c-4164-7615-1076-e1a824217732' AND creator_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6'
    UNION ALL
    SELECT 3 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6'
    UNION ALL
    SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.link_public
    UNION ALL
    SELECT 1 FROM reviews WHERE document_id = 'fe53670c-4164-7615-1076-e1a824217732' AND reviewer_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' AND NOT done
    UNION ALL
    SELECT CASE role WHEN 'owner' THEN 3 WHEN 'editor' THEN 2 WHEN 'viewer' THEN 1 ELSE 0 END FROM document_shares
    WHERE document_id = 'fe53670c-4164-7615-1076-e1a824217732' AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now())) AND (user_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' OR group_id IN (SELECT id FROM my_groups))
    UNION ALL
    SELECT CASE s.role WHEN 'owner' THEN 3 WHEN 'editor' THEN 2 WHEN 'viewer' THEN 1 ELSE 0 END FROM up JOIN folder_shares AS s ON s.folder_id = up.id
    WHERE (s.expires_at IS NULL OR s.expires_at > now()) AND (s.user_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' OR s.group_id IN (SELECT id FROM my_groups))
    UNION ALL
    SELECT 1 FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
    WHERE u.id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6'
  ) AS found (n)
)
SELECT a.action
FROM documents AS d
CROSS JOIN level AS l
CROSS JOIN LATERAL (
  SELECT d.trashed_at IS NOT NULL
      OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL) AS gone
) AS t
CROSS JOIN LATERAL (SELECT (l.n >= 1 AND NOT t.gone) OR EXISTS (SELECT 1 FROM users WHERE id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' AND is_auditor) AS reads) AS r
CROSS JOIN LATERAL (VALUES
  ('read', r.reads),
  ('preview', r.reads AND d.bytes <= 1000000),
  ('edit', l.n >= 2 AND NOT t.gone),
  ('share', l.n >= 3 AND NOT t.gone),
  ('delete', l.n >= 3),
  ('restore', l.n >= 3 AND t.gone)
) AS a (action, allowed)
WHERE d.id = 'fe53670c-4164-7615-1076-e1a824217732' AND a.allowed AND NOT EXISTS (SELECT 1 FROM users WHERE id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' AND suspended);

-- question: actions User:3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6 Document:d70deca0-2ef4-6a92-ed1d-7153d6bd80d7
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT folder_id FROM documents WHERE id = 'd70deca0-2ef4-6a92-ed1d-7153d6bd80d7' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = 'd70deca0-2ef4-6a92-ed1d-7153d6bd80d7' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
), level (n) AS (
  SELECT max(n)
  FROM (
    SELECT 3 FROM documents WHERE id = 'd70deca0-2ef4-6a92-ed1d-7153d6bd80d7' AND creator_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6'
    UNION ALL
    SELECT 3 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6'
    UNION ALL
    SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.link_public
    UNION ALL
    SELECT 1 FROM reviews WHERE document_id = 'd70deca0-2ef4-6a92-ed1d-7153d6bd80d7' AND reviewer_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' AND NOT done
    UNION ALL
    SELECT CASE role WHEN 'owner' THEN 3 WHEN 'editor' THEN 2 WHEN 'viewer' THEN 1 ELSE 0 END FROM document_shares
    WHERE document_id = 'd70deca0-2ef4-6a92-ed1d-7153d6bd80d7' AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now())) AND (user_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' OR group_id IN (SELECT id FROM my_groups))
    UNION ALL
    SELECT CASE s.role WHEN 'owner' THEN 3 WHEN 'editor' THEN 2 WHEN 'viewer' THEN 1 ELSE 0 END FROM up JOIN folder_shares AS s ON s.folder_id = up.id
    WHERE (s.expires_at IS NULL OR s.expires_at > now()) AND (s.user_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' OR s.group_id IN (SELECT id FROM my_groups))
    UNION ALL
    SELECT 1 FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
    WHERE u.id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6'
  ) AS found (n)
)
SELECT a.action
FROM documents AS d
CROSS JOIN level AS l
CROSS JOIN LATERAL (
  SELECT d.trashed_at IS NOT NULL
      OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL) AS gone
) AS t
CROSS JOIN LATERAL (SELECT (l.n >= 1 AND NOT t.gone) OR EXISTS (SELECT 1 FROM users WHERE id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' AND is_auditor) AS reads) AS r
CROSS JOIN LATERAL (VALUES
  ('read', r.reads),
  ('preview', r.reads AND d.bytes <= 1000000),
  ('edit', l.n >= 2 AND NOT t.gone),
  ('share', l.n >= 3 AND NOT t.gone),
  ('delete', l.n >= 3),
  ('restore', l.n >= 3 AND t.gone)
) AS a (action, allowed)
WHERE d.id = 'd70deca0-2ef4-6a92-ed1d-7153d6bd80d7' AND a.allowed AND NOT EXISTS (SELECT 1 FROM users WHERE id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' AND suspended);

-- question: actions User:3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6 Document:8ccfaf1b-fcdc-a37d-c407-5a2038632a7d
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT folder_id FROM documents WHERE id = '8ccfaf1b-fcdc-a37d-c407-5a2038632a7d' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = '8ccfaf1b-fcdc-a37d-c407-5a2038632a7d' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
), level (n) AS (
  SELECT max(n)
  FROM (
    SELECT 3 FROM documents WHERE id = '8ccfaf1b-fcdc-a37d-c407-5a2038632a7d' AND creator_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6'
    UNION ALL
    SELECT 3 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6'
    UNION ALL
    SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.link_public
    UNION ALL
    SELECT 1 FROM reviews WHERE document_id = '8ccfaf1b-fcdc-a37d-c407-5a2038632a7d' AND reviewer_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' AND NOT done
    UNION ALL
    SELECT CASE role WHEN 'owner' THEN 3 WHEN 'editor' THEN 2 WHEN 'viewer' THEN 1 ELSE 0 END FROM document_shares
    WHERE document_id = '8ccfaf1b-fcdc-a37d-c407-5a2038632a7d' AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now())) AND (user_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' OR group_id IN (SELECT id FROM my_groups))
    UNION ALL
    SELECT CASE s.role WHEN 'owner' THEN 3 WHEN 'editor' THEN 2 WHEN 'viewer' THEN 1 ELSE 0 END FROM up JOIN folder_shares AS s ON s.folder_id = up.id
    WHERE (s.expires_at IS NULL OR s.expires_at > now()) AND (s.user_id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' OR s.group_id IN (SELECT id FROM my_groups))
    UNION ALL
    SELECT 1 FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
    WHERE u.id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6'
  ) AS found (n)
)
SELECT a.action
FROM documents AS d
CROSS JOIN level AS l
CROSS JOIN LATERAL (
  SELECT d.trashed_at IS NOT NULL
      OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL) AS gone
) AS t
CROSS JOIN LATERAL (SELECT (l.n >= 1 AND NOT t.gone) OR EXISTS (SELECT 1 FROM users WHERE id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' AND is_auditor) AS reads) AS r
CROSS JOIN LATERAL (VALUES
  ('read', r.reads),
  ('preview', r.reads AND d.bytes <= 1000000),
  ('edit', l.n >= 2 AND NOT t.gone),
  ('share', l.n >= 3 AND NOT t.gone),
  ('delete', l.n >= 3),
  ('restore', l.n >= 3 AND t.gone)
) AS a (action, allowed)
WHERE d.id = '8ccfaf1b-fcdc-a37d-c407-5a2038632a7d' AND a.allowed AND NOT EXISTS (SELECT 1 FROM users WHERE id = '3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6' AND suspended);

-- question: actions User:3e0469fb-1349-91f8-f75a-2760e409c6ed Document:5e8a50a4-4a76-f880-93f9-8ce505102a6f
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT folder_id FROM documents WHERE id = '5e8a50a4-4a76-f880-93f9-8ce505102a6f' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = '5e8a50a4-4a76-f880-93f9-8ce505102a6f' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
), level (n) AS (
  SELECT max(n)
  FROM (
    SELECT 3 FROM documents WHERE id = '5e8a50a4-4a76-f880-93f9-8ce505102a6f' AND creator_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed'
    UNION ALL
    SELECT 3 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed'
    UNION ALL
    SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.link_public
    UNION ALL
    SELECT 1 FROM reviews WHERE document_id = '5e8a50a4-4a76-f880-93f9-8ce505102a6f' AND reviewer_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed' AND NOT done
    UNION ALL
    SELECT CASE role WHEN 'owner' THEN 3 WHEN 'editor' THEN 2 WHEN 'viewer' THEN 1 ELSE 0 END FROM document_shares
    WHERE document_id = '5e8a50a4-4a76-f880-93f9-8ce505102a6f' AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now())) AND (user_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed' OR group_id IN (SELECT id FROM my_groups))
    UNION ALL
    SELECT CASE s.role WHEN 'owner' THEN 3 WHEN 'editor' THEN 2 WHEN 'viewer' THEN 1 ELSE 0 END FROM up JOIN folder_shares AS s ON s.folder_id = up.id
    WHERE (s.expires_at IS NULL OR s.expires_at > now()) AND (s.user_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed' OR s.group_id IN (SELECT id FROM my_groups))
    UNION ALL
    SELECT 1 FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
    WHERE u.id = '3e0469fb-1349-91f8-f75a-2760e409c6ed'
  ) AS found (n)
)
SELECT a.action
FROM documents AS d
CROSS JOIN level AS l
CROSS JOIN LATERAL (
  SELECT d.trashed_at IS NOT NULL
      OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL) AS gone
) AS t
CROSS JOIN LATERAL (SELECT (l.n >= 1 AND NOT t.gone) OR EXISTS (SELECT 1 FROM users WHERE id = '3e0469fb-1349-91f8-f75a-2760e409c6ed' AND is_auditor) AS reads) AS r
CROSS JOIN LATERAL (VALUES
  ('read', r.reads),
  ('preview', r.reads AND d.bytes <= 1000000),
  ('edit', l.n >= 2 AND NOT t.gone),
  ('share', l.n >= 3 AND NOT t.gone),
  ('delete', l.n >= 3),
  ('restore', l.n >= 3 AND t.gone)
) AS a (action, allowed)
WHERE d.id = '5e8a50a4-4a76-f880-93f9-8ce505102a6f' AND a.allowed AND NOT EXISTS (SELECT 1 FROM users WHERE id = '3e0469fb-1349-91f8-f75a-2760e409c6ed' AND suspended);

-- question: actions User:92877af7-0a45-fd6a-2ed7-fe81e1236b78 Document:cd67fae6-dec5-8824-8d9a-b69cc499470f
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT folder_id FROM documents WHERE id = 'cd67fae6-dec5-8824-8d9a-b69cc499470f' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = 'cd67fae6-dec5-8824-8d9a-b69cc499470f' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
), level (n) AS (
  SELECT max(n)
  FROM (
    SELECT 3 FROM documents WHERE id = 'cd67fae6-dec5-8824-8d9a-b69cc499470f' AND creator_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78'
    UNION ALL
    SELECT 3 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78'
    UNION ALL
    SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.link_public
    UNION ALL
    SELECT 1 FROM reviews WHERE document_id = 'cd67fae6-dec5-8824-8d9a-b69cc499470f' AND reviewer_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' AND NOT done
    UNION ALL
    SELECT CASE role WHEN 'owner' THEN 3 WHEN 'editor' THEN 2 WHEN 'viewer' THEN 1 ELSE 0 END FROM document_shares
    WHERE document_id = 'cd67fae6-dec5-8824-8d9a-b69cc499470f' AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now())) AND (user_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' OR group_id IN (SELECT id FROM my_groups))
    UNION ALL
    SELECT CASE s.role WHEN 'owner' THEN 3 WHEN 'editor' THEN 2 WHEN 'viewer' THEN 1 ELSE 0 END FROM up JOIN folder_shares AS s ON s.folder_id = up.id
    WHERE (s.expires_at IS NULL OR s.expires_at > now()) AND (s.user_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' OR s.group_id IN (SELECT id FROM my_groups))
    UNION ALL
    SELECT 1 FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
    WHERE u.id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78'
  ) AS found (n)
)
SELECT a.action
FROM documents AS d
CROSS JOIN level AS l
CROSS JOIN LATERAL (
  SELECT d.trashed_at IS NOT NULL
      OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL) AS gone
) AS t
CROSS JOIN LATERAL (SELECT (l.n >= 1 AND NOT t.gone) OR EXISTS (SELECT 1 FROM users WHERE id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' AND is_auditor) AS reads) AS r
CROSS JOIN LATERAL (VALUES
  ('read', r.reads),
  ('preview', r.reads AND d.bytes <= 1000000),
  ('edit', l.n >= 2 AND NOT t.gone),
  ('share', l.n >= 3 AND NOT t.gone),
  ('delete', l.n >= 3),
  ('restore', l.n >= 3 AND t.gone)
) AS a (action, allowed)
WHERE d.id = 'cd67fae6-dec5-8824-8d9a-b69cc499470f' AND a.allowed AND NOT EXISTS (SELECT 1 FROM users WHERE id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' AND suspended);

-- question: actions User:92877af7-0a45-fd6a-2ed7-fe81e1236b78 Document:ce58820a-978d-530f-5392-dfa5d685b64b
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT folder_id FROM documents WHERE id = 'ce58820a-978d-530f-5392-dfa5d685b64b' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = 'ce58820a-978d-530f-5392-dfa5d685b64b' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
), level (n) AS (
  SELECT max(n)
  FROM (
    SELECT 3 FROM documents WHERE id = 'ce58820a-978d-530f-5392-dfa5d685b64b' AND creator_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78'
    UNION ALL
    SELECT 3 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78'
    UNION ALL
    SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.link_public
    UNION ALL
    SELECT 1 FROM reviews WHERE document_id = 'ce58820a-978d-530f-5392-dfa5d685b64b' AND reviewer_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' AND NOT done
    UNION ALL
    SELECT CASE role WHEN 'owner' THEN 3 WHEN 'editor' THEN 2 WHEN 'viewer' THEN 1 ELSE 0 END FROM document_shares
    WHERE document_id = 'ce58820a-978d-530f-5392-dfa5d685b64b' AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now())) AND (user_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' OR group_id IN (SELECT id FROM my_groups))
    UNION ALL
    SELECT CASE s.role WHEN 'owner' THEN 3 WHEN 'editor' THEN 2 WHEN 'viewer' THEN 1 ELSE 0 END FROM up JOIN folder_shares AS s ON s.folder_id = up.id
    WHERE (s.expires_at IS NULL OR s.expires_at > now()) AND (s.user_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' OR s.group_id IN (SELECT id FROM my_groups))
    UNION ALL
    SELECT 1 FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
    WHERE u.id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78'
  ) AS found (n)
)
SELECT a.action
FROM documents AS d
CROSS JOIN level AS l
CROSS JOIN LATERAL (
  SELECT d.trashed_at IS NOT NULL
      OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL) AS gone
) AS t
CROSS JOIN LATERAL (SELECT (l.n >= 1 AND NOT t.gone) OR EXISTS (SELECT 1 FROM users WHERE id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' AND is_auditor) AS reads) AS r
CROSS JOIN LATERAL (VALUES
  ('read', r.reads),
  ('preview', r.reads AND d.bytes <= 1000000),
  ('edit', l.n >= 2 AND NOT t.gone),
  ('share', l.n >= 3 AND NOT t.gone),
  ('delete', l.n >= 3),
  ('restore', l.n >= 3 AND t.gone)
) AS a (action, allowed)
WHERE d.id = 'ce58820a-978d-530f-5392-dfa5d685b64b' AND a.allowed AND NOT EXISTS (SELECT 1 FROM users WHERE id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' AND suspended);

-- question: actions User:24c9e15e-52af-c47c-225b-757e7bee1f9d Document:82fe21a8-9d35-4395-882f-205ee5ee17dd
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '24c9e15e-52af-c47c-225b-757e7bee1f9d'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT folder_id FROM documents WHERE id = '82fe21a8-9d35-4395-882f-205ee5ee17dd' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = '82fe21a8-9d35-4395-882f-205ee5ee17dd' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
), level (n) AS (
  SELECT max(n)
  FROM (
    SELECT 3 FROM documents WHERE id = '82fe21a8-9d35-4395-882f-205ee5ee17dd' AND creator_id = '24c9e15e-52af-c47c-225b-757e7bee1f9d'
    UNION ALL
    SELECT 3 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = '24c9e15e-52af-c47c-225b-757e7bee1f9d'
    UNION ALL
    SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.link_public
    UNION ALL
    SELECT 1 FROM reviews WHERE document_id = '82fe21a8-9d35-4395-882f-205ee5ee17dd' AND reviewer_id = '24c9e15e-52af-c47c-225b-757e7bee1f9d' AND NOT done
    UNION ALL
    SELECT CASE role WHEN 'owner' THEN 3 WHEN 'editor' THEN 2 WHEN 'viewer' THEN 1 ELSE 0 END FROM document_shares
    WHERE document_id = '82fe21a8-9d35-4395-882f-205ee5ee17dd' AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now())) AND (user_id = '24c9e15e-52af-c47c-225b-757e7bee1f9d' OR group_id IN (SELECT id FROM my_groups))
    UNION ALL
    SELECT CASE s.role WHEN 'owner' THEN 3 WHEN 'editor' THEN 2 WHEN 'viewer' THEN 1 ELSE 0 END FROM up JOIN folder_shares AS s ON s.folder_id = up.id
    WHERE (s.expires_at IS NULL OR s.expires_at > now()) AND (s.user_id = '24c9e15e-52af-c47c-225b-757e7bee1f9d' OR s.group_id IN (SELECT id FROM my_groups))
    UNION ALL
    SELECT 1 FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
    WHERE u.id = '24c9e15e-52af-c47c-225b-757e7bee1f9d'
  ) AS found (n)
)
SELECT a.action
FROM documents AS d
CROSS JOIN level AS l
CROSS JOIN LATERAL (
  SELECT d.trashed_at IS NOT NULL
      OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL) AS gone
) AS t
CROSS JOIN LATERAL (SELECT (l.n >= 1 AND NOT t.gone) OR EXISTS (SELECT 1 FROM users WHERE id = '24c9e15e-52af-c47c-225b-757e7bee1f9d' AND is_auditor) AS reads) AS r
CROSS JOIN LATERAL (VALUES
  ('read', r.reads),
  ('preview', r.reads AND d.bytes <= 1000000),
  ('edit', l.n >= 2 AND NOT t.gone),
  ('share', l.n >= 3 AND NOT t.gone),
  ('delete', l.n >= 3),
  ('restore', l.n >= 3 AND t.gone)
) AS a (action, allowed)
WHERE d.id = '82fe21a8-9d35-4395-882f-205ee5ee17dd' AND a.allowed AND NOT EXISTS (SELECT 1 FROM users WHERE id = '24c9e15e-52af-c47c-225b-757e7bee1f9d' AND suspended);

-- question: actions User:7e58d63b-6019-7ceb-55a1-c487989a3720 Document:22983db2-499d-42e0-7e09-985c1553ef36
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '7e58d63b-6019-7ceb-55a1-c487989a3720'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT folder_id FROM documents WHERE id = '22983db2-499d-42e0-7e09-985c1553ef36' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = '22983db2-499d-42e0-7e09-985c1553ef36' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
), level (n) AS (
  SELECT max(n)
  FROM (
    SELECT 3 FROM documents WHERE id = '22983db2-499d-42e0-7e09-985c1553ef36' AND creator_id = '7e58d63b-6019-7ceb-55a1-c487989a3720'
    UNION ALL
    SELECT 3 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = '7e58d63b-6019-7ceb-55a1-c487989a3720'
    UNION ALL
    SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.link_public
    UNION ALL
    SELECT 1 FROM reviews WHERE document_id = '22983db2-499d-42e0-7e09-985c1553ef36' AND reviewer_id = '7e58d63b-6019-7ceb-55a1-c487989a3720' AND NOT done
    UNION ALL
    SELECT CASE role WHEN 'owner' THEN 3 WHEN 'editor' THEN 2 WHEN 'viewer' THEN 1 ELSE 0 END FROM document_shares
    WHERE document_id = '22983db2-499d-42e0-7e09-985c1553ef36' AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now())) AND (user_id = '7e58d63b-6019-7ceb-55a1-c487989a3720' OR group_id IN (SELECT id FROM my_groups))
    UNION ALL
    SELECT CASE s.role WHEN 'owner' THEN 3 WHEN 'editor' THEN 2 WHEN 'viewer' THEN 1 ELSE 0 END FROM up JOIN folder_shares AS s ON s.folder_id = up.id
    WHERE (s.expires_at IS NULL OR s.expires_at > now()) AND (s.user_id = '7e58d63b-6019-7ceb-55a1-c487989a3720' OR s.group_id IN (SELECT id FROM my_groups))
    UNION ALL
    SELECT 1 FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
    WHERE u.id = '7e58d63b-6019-7ceb-55a1-c487989a3720'
  ) AS found (n)
)
SELECT a.action
FROM documents AS d
CROSS JOIN level AS l
CROSS JOIN LATERAL (
  SELECT d.trashed_at IS NOT NULL
      OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL) AS gone
) AS t
CROSS JOIN LATERAL (SELECT (l.n >= 1 AND NOT t.gone) OR EXISTS (SELECT 1 FROM users WHERE id = '7e58d63b-6019-7ceb-55a1-c487989a3720' AND is_auditor) AS reads) AS r
CROSS JOIN LATERAL (VALUES
  ('read', r.reads),
  ('preview', r.reads AND d.bytes <= 1000000),
  ('edit', l.n >= 2 AND NOT t.gone),
  ('share', l.n >= 3 AND NOT t.gone),
  ('delete', l.n >= 3),
  ('restore', l.n >= 3 AND t.gone)
) AS a (action, allowed)
WHERE d.id = '22983db2-499d-42e0-7e09-985c1553ef36' AND a.allowed AND NOT EXISTS (SELECT 1 FROM users WHERE id = '7e58d63b-6019-7ceb-55a1-c487989a3720' AND suspended);

-- question: actions User:8808a13b-854c-2563-da1a-5f6cb2130868 Document:eaee4d74-c5b8-c771-6aa7-82f5b84dd4f4
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '8808a13b-854c-2563-da1a-5f6cb2130868'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT folder_id FROM documents WHERE id = 'eaee4d74-c5b8-c771-6aa7-82f5b84dd4f4' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = 'eaee4d74-c5b8-c771-6aa7-82f5b84dd4f4' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
), level (n) AS (
  SELECT max(n)
  FROM (
    SELECT 3 FROM documents WHERE id = 'eaee4d74-c5b8-c771-6aa7-82f5b84dd4f4' AND creator_id = '8808a13b-854c-2563-da1a-5f6cb2130868'
    UNION ALL
    SELECT 3 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = '8808a13b-854c-2563-da1a-5f6cb2130868'
    UNION ALL
    SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.link_public
    UNION ALL
    SELECT 1 FROM reviews WHERE document_id = 'eaee4d74-c5b8-c771-6aa7-82f5b84dd4f4' AND reviewer_id = '8808a13b-854c-2563-da1a-5f6cb2130868' AND NOT done
    UNION ALL
    SELECT CASE role WHEN 'owner' THEN 3 WHEN 'editor' THEN 2 WHEN 'viewer' THEN 1 ELSE 0 END FROM document_shares
    WHERE document_id = 'eaee4d74-c5b8-c771-6aa7-82f5b84dd4f4' AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now())) AND (user_id = '8808a13b-854c-2563-da1a-5f6cb2130868' OR group_id IN (SELECT id FROM my_groups))
    UNION ALL
    SELECT CASE s.role WHEN 'owner' THEN 3 WHEN 'editor' THEN 2 WHEN 'viewer' THEN 1 ELSE 0 END FROM up JOIN folder_shares AS s ON s.folder_id = up.id
    WHERE (s.expires_at IS NULL OR s.expires_at > now()) AND (s.user_id = '8808a13b-854c-2563-da1a-5f6cb2130868' OR s.group_id IN (SELECT id FROM my_groups))
    UNION ALL
    SELECT 1 FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
    WHERE u.id = '8808a13b-854c-2563-da1a-5f6cb2130868'
  ) AS found (n)
)
SELECT a.action
FROM documents AS d
CROSS JOIN level AS l
CROSS JOIN LATERAL (
  SELECT d.trashed_at IS NOT NULL
      OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL) AS gone
) AS t
CROSS JOIN LATERAL (SELECT (l.n >= 1 AND NOT t.gone) OR EXISTS (SELECT 1 FROM users WHERE id = '8808a13b-854c-2563-da1a-5f6cb2130868' AND is_auditor) AS reads) AS r
CROSS JOIN LATERAL (VALUES
  ('read', r.reads),
  ('preview', r.reads AND d.bytes <= 1000000),
  ('edit', l.n >= 2 AND NOT t.gone),
  ('share', l.n >= 3 AND NOT t.gone),
  ('delete', l.n >= 3),
  ('restore', l.n >= 3 AND t.gone)
) AS a (action, allowed)
WHERE d.id = 'eaee4d74-c5b8-c771-6aa7-82f5b84dd4f4' AND a.allowed AND NOT EXISTS (SELECT 1 FROM users WHERE id = '8808a13b-854c-2563-da1a-5f6cb2130868' AND suspended);

-- question: actions User:ef06d5cb-f353-86ff-2203-d186eeff7923 Document:98023e4f-fa0d-3a7a-78d7-3c56c7414b61
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = 'ef06d5cb-f353-86ff-2203-d186eeff7923'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT folder_id FROM documents WHERE id = '98023e4f-fa0d-3a7a-78d7-3c56c7414b61' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = '98023e4f-fa0d-3a7a-78d7-3c56c7414b61' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
), level (n) AS (
  SELECT max(n)
  FROM (
    SELECT 3 FROM documents WHERE id = '98023e4f-fa0d-3a7a-78d7-3c56c7414b61' AND creator_id = 'ef06d5cb-f353-86ff-2203-d186eeff7923'
    UNION ALL
    SELECT 3 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = 'ef06d5cb-f353-86ff-2203-d186eeff7923'
    UNION ALL
    SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.link_public
    UNION ALL
    SELECT 1 FROM reviews WHERE document_id = '98023e4f-fa0d-3a7a-78d7-3c56c7414b61' AND reviewer_id = 'ef06d5cb-f353-86ff-2203-d186eeff7923' AND NOT done
    UNION ALL
    SELECT CASE role WHEN 'owner' THEN 3 WHEN 'editor' THEN 2 WHEN 'viewer' THEN 1 ELSE 0 END FROM document_shares
    WHERE document_id = '98023e4f-fa0d-3a7a-78d7-3c56c7414b61' AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now())) AND (user_id = 'ef06d5cb-f353-86ff-2203-d186eeff7923' OR group_id IN (SELECT id FROM my_groups))
    UNION ALL
    SELECT CASE s.role WHEN 'owner' THEN 3 WHEN 'editor' THEN 2 WHEN 'viewer' THEN 1 ELSE 0 END FROM up JOIN folder_shares AS s ON s.folder_id = up.id
    WHERE (s.expires_at IS NULL OR s.expires_at > now()) AND (s.user_id = 'ef06d5cb-f353-86ff-2203-d186eeff7923' OR s.group_id IN (SELECT id FROM my_groups))
    UNION ALL
    SELECT 1 FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
    WHERE u.id = 'ef06d5cb-f353-86ff-2203-d186eeff7923'
  ) AS found (n)
)
SELECT a.action
FROM documents AS d
CROSS JOIN level AS l
CROSS JOIN LATERAL (
  SELECT d.trashed_at IS NOT NULL
      OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL) AS gone
) AS t
CROSS JOIN LATERAL (SELECT (l.n >= 1 AND NOT t.gone) OR EXISTS (SELECT 1 FROM users WHERE id = 'ef06d5cb-f353-86ff-2203-d186eeff7923' AND is_auditor) AS reads) AS r
CROSS JOIN LATERAL (VALUES
  ('read', r.reads),
  ('preview', r.reads AND d.bytes <= 1000000),
  ('edit', l.n >= 2 AND NOT t.gone),
  ('share', l.n >= 3 AND NOT t.gone),
  ('delete', l.n >= 3),
  ('restore', l.n >= 3 AND t.gone)
) AS a (action, allowed)
WHERE d.id = '98023e4f-fa0d-3a7a-78d7-3c56c7414b61' AND a.allowed AND NOT EXISTS (SELECT 1 FROM users WHERE id = 'ef06d5cb-f353-86ff-2203-d186eeff7923' AND suspended);

-- question: actions User:9ece8c40-20f8-aed1-0676-cd1c56a41889 Document:e9e9bf4d-b560-93ae-9fb1-9fb2ab532f9e
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '9ece8c40-20f8-aed1-0676-cd1c56a41889'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT folder_id FROM documents WHERE id = 'e9e9bf4d-b560-93ae-9fb1-9fb2ab532f9e' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = 'e9e9bf4d-b560-93ae-9fb1-9fb2ab532f9e' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
), level (n) AS (
  SELECT max(n)
  FROM (
    SELECT 3 FROM documents WHERE id = 'e9e9bf4d-b560-93ae-9fb1-9fb2ab532f9e' AND creator_id = '9ece8c40-20f8-aed1-0676-cd1c56a41889'
    UNION ALL
    SELECT 3 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = '9ece8c40-20f8-aed1-0676-cd1c56a41889'
    UNION ALL
    SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.link_public
    UNION ALL
    SELECT 1 FROM reviews WHERE document_id = 'e9e9bf4d-b560-93ae-9fb1-9fb2ab532f9e' AND reviewer_id = '9ece8c40-20f8-aed1-0676-cd1c56a41889' AND NOT done
    UNION ALL
    SELECT CASE role WHEN 'owner' THEN 3 WHEN 'editor' THEN 2 WHEN 'viewer' THEN 1 ELSE 0 END FROM document_shares
    WHERE document_id = 'e9e9bf4d-b560-93ae-9fb1-9fb2ab532f9e' AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now())) AND (user_id = '9ece8c40-20f8-aed1-0676-cd1c56a41889' OR group_id IN (SELECT id FROM my_groups))
    UNION ALL
    SELECT CASE s.role WHEN 'owner' THEN 3 WHEN 'editor' THEN 2 WHEN 'viewer' THEN 1 ELSE 0 END FROM up JOIN folder_shares AS s ON s.folder_id = up.id
    WHERE (s.expires_at IS NULL OR s.expires_at > now()) AND (s.user_id = '9ece8c40-20f8-aed1-0676-cd1c56a41889' OR s.group_id IN (SELECT id FROM my_groups))
    UNION ALL
    SELECT 1 FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
    WHERE u.id = '9ece8c40-20f8-aed1-0676-cd1c56a41889'
  ) AS found (n)
)
SELECT a.action
FROM documents AS d
CROSS JOIN level AS l
CROSS JOIN LATERAL (
  SELECT d.trashed_at IS NOT NULL
      OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL) AS gone
) AS t
CROSS JOIN LATERAL (SELECT (l.n >= 1 AND NOT t.gone) OR EXISTS (SELECT 1 FROM users WHERE id = '9ece8c40-20f8-aed1-0676-cd1c56a41889' AND is_auditor) AS reads) AS r
CROSS JOIN LATERAL (VALUES
  ('read', r.reads),
  ('preview', r.reads AND d.bytes <= 1000000),
  ('edit', l.n >= 2 AND NOT t.gone),
  ('share', l.n >= 3 AND NOT t.gone),
  ('delete', l.n >= 3),
  ('restore', l.n >= 3 AND t.gone)
) AS a (action, allowed)
WHERE d.id = 'e9e9bf4d-b560-93ae-9fb1-9fb2ab532f9e' AND a.allowed AND NOT EXISTS (SELECT 1 FROM users WHERE id = '9ece8c40-20f8-aed1-0676-cd1c56a41889' AND suspended);

-- question: actions User:990d67a9-f946-96b1-abe2-dccf06900322 Document:9c8ff3cc-628b-f718-07b0-5ea1bb6db774
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '990d67a9-f946-96b1-abe2-dccf06900322'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT folder_id FROM documents WHERE id = '9c8ff3cc-628b-f718-07b0-5ea1bb6db774' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = '9c8ff3cc-628b-f718-07b0-5ea1bb6db774' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
), level (n) AS (
  SELECT max(n)
  FROM (
    SELECT 3 FROM documents WHERE id = '9c8ff3cc-628b-f718-07b0-5ea1bb6db774' AND creator_id = '990d67a9-f946-96b1-abe2-dccf06900322'
    UNION ALL
    SELECT 3 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = '990d67a9-f946-96b1-abe2-dccf06900322'
    UNION ALL
    SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.link_public
    UNION ALL
    SELECT 1 FROM reviews WHERE document_id = '9c8ff3cc-628b-f718-07b0-5ea1bb6db774' AND reviewer_id = '990d67a9-f946-96b1-abe2-dccf06900322' AND NOT done
    UNION ALL
    SELECT CASE role WHEN 'owner' THEN 3 WHEN 'editor' THEN 2 WHEN 'viewer' THEN 1 ELSE 0 END FROM document_shares
    WHERE document_id = '9c8ff3cc-628b-f718-07b0-5ea1bb6db774' AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now())) AND (user_id = '990d67a9-f946-96b1-abe2-dccf06900322' OR group_id IN (SELECT id FROM my_groups))
    UNION ALL
    SELECT CASE s.role WHEN 'owner' THEN 3 WHEN 'editor' THEN 2 WHEN 'viewer' THEN 1 ELSE 0 END FROM up JOIN folder_shares AS s ON s.folder_id = up.id
    WHERE (s.expires_at IS NULL OR s.expires_at > now()) AND (s.user_id = '990d67a9-f946-96b1-abe2-dccf06900322' OR s.group_id IN (SELECT id FROM my_groups))
    UNION ALL
    SELECT 1 FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
    WHERE u.id = '990d67a9-f946-96b1-abe2-dccf06900322'
  ) AS found (n)
)
SELECT a.action
FROM documents AS d
CROSS JOIN level AS l
CROSS JOIN LATERAL (
  SELECT d.trashed_at IS NOT NULL
      OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL) AS gone
) AS t
CROSS JOIN LATERAL (SELECT (l.n >= 1 AND NOT t.gone) OR EXISTS (SELECT 1 FROM users WHERE id = '990d67a9-f946-96b1-abe2-dccf06900322' AND is_auditor) AS reads) AS r
CROSS JOIN LATERAL (VALUES
  ('read', r.reads),
  ('preview', r.reads AND d.bytes <= 1000000),
  ('edit', l.n >= 2 AND NOT t.gone),
  ('share', l.n >= 3 AND NOT t.gone),
  ('delete', l.n >= 3),
  ('restore', l.n >= 3 AND t.gone)
) AS a (action, allowed)
WHERE d.id = '9c8ff3cc-628b-f718-07b0-5ea1bb6db774' AND a.allowed AND NOT EXISTS (SELECT 1 FROM users WHERE id = '990d67a9-f946-96b1-abe2-dccf06900322' AND suspended);

-- question: actions User:d09979d7-94a6-ee60-d836-f884739f7196 Folder:64dd8c83-2beb-74fc-94ca-a8ad5244befd
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = 'd09979d7-94a6-ee60-d836-f884739f7196'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT id FROM folders WHERE id = '64dd8c83-2beb-74fc-94ca-a8ad5244befd'
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT id FROM folders WHERE id = '64dd8c83-2beb-74fc-94ca-a8ad5244befd'
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
), level (n) AS (
  SELECT max(n)
  FROM (
    SELECT 3 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = 'd09979d7-94a6-ee60-d836-f884739f7196'
    UNION ALL
    SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.link_public
    UNION ALL
    SELECT CASE s.role WHEN 'owner' THEN 3 WHEN 'editor' THEN 2 WHEN 'viewer' THEN 1 ELSE 0 END FROM up JOIN folder_shares AS s ON s.folder_id = up.id
    WHERE (s.expires_at IS NULL OR s.expires_at > now()) AND (s.user_id = 'd09979d7-94a6-ee60-d836-f884739f7196' OR s.group_id IN (SELECT id FROM my_groups))
    UNION ALL
    SELECT 1 FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
    WHERE u.id = 'd09979d7-94a6-ee60-d836-f884739f7196'
  ) AS found (n)
), gone (yes) AS (
  SELECT EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL)
)
SELECT a.action
FROM level AS l
CROSS JOIN gone AS g
CROSS JOIN LATERAL (VALUES
  ('read', l.n >= 1 AND NOT g.yes),
  ('create', l.n >= 2 AND NOT g.yes),
  ('share', l.n >= 3 AND NOT g.yes),
  ('delete', l.n >= 3),
  ('restore', l.n >= 3 AND g.yes)
) AS a (action, allowed)
WHERE a.allowed AND NOT EXISTS (SELECT 1 FROM users WHERE id = 'd09979d7-94a6-ee60-d836-f884739f7196' AND suspended);

-- question: actions User:d09979d7-94a6-ee60-d836-f884739f7196 Folder:c994bc73-6bbb-c46c-313b-5d46077a6180
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = 'd09979d7-94a6-ee60-d836-f884739f7196'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT id FROM folders WHERE id = 'c994bc73-6bbb-c46c-313b-5d46077a6180'
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT id FROM folders WHERE id = 'c994bc73-6bbb-c46c-313b-5d46077a6180'
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
), level (n) AS (
  SELECT max(n)
  FROM (
    SELECT 3 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = 'd09979d7-94a6-ee60-d836-f884739f7196'
    UNION ALL
    SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.link_public
    UNION ALL
    SELECT CASE s.role WHEN 'owner' THEN 3 WHEN 'editor' THEN 2 WHEN 'viewer' THEN 1 ELSE 0 END FROM up JOIN folder_shares AS s ON s.folder_id = up.id
    WHERE (s.expires_at IS NULL OR s.expires_at > now()) AND (s.user_id = 'd09979d7-94a6-ee60-d836-f884739f7196' OR s.group_id IN (SELECT id FROM my_groups))
    UNION ALL
    SELECT 1 FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
    WHERE u.id = 'd09979d7-94a6-ee60-d836-f884739f7196'
  ) AS found (n)
), gone (yes) AS (
  SELECT EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL)
)
SELECT a.action
FROM level AS l
CROSS JOIN gone AS g
CROSS JOIN LATERAL (VALUES
  ('read', l.n >= 1 AND NOT g.yes),
  ('create', l.n >= 2 AND NOT g.yes),
  ('share', l.n >= 3 AND NOT g.yes),
  ('delete', l.n >= 3),
  ('restore', l.n >= 3 AND g.yes)
) AS a (action, allowed)
WHERE a.allowed AND NOT EXISTS (SELECT 1 FROM users WHERE id = 'd09979d7-94a6-ee60-d836-f884739f7196' AND suspended);

-- question: actions User:d09979d7-94a6-ee60-d836-f884739f7196 Folder:d40796c2-a33b-32d8-d199-570bf9c059c7
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = 'd09979d7-94a6-ee60-d836-f884739f7196'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT id FROM folders WHERE id = 'd40796c2-a33b-32d8-d199-570bf9c059c7'
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT id FROM folders WHERE id = 'd40796c2-a33b-32d8-d199-570bf9c059c7'
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
), level (n) AS (
  SELECT max(n)
  FROM (
    SELECT 3 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = 'd09979d7-94a6-ee60-d836-f884739f7196'
    UNION ALL
    SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.link_public
    UNION ALL
    SELECT CASE s.role WHEN 'owner' THEN 3 WHEN 'editor' THEN 2 WHEN 'viewer' THEN 1 ELSE 0 END FROM up JOIN folder_shares AS s ON s.folder_id = up.id
    WHERE (s.expires_at IS NULL OR s.expires_at > now()) AND (s.user_id = 'd09979d7-94a6-ee60-d836-f884739f7196' OR s.group_id IN (SELECT id FROM my_groups))
    UNION ALL
    SELECT 1 FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
    WHERE u.id = 'd09979d7-94a6-ee60-d836-f884739f7196'
  ) AS found (n)
), gone (yes) AS (
  SELECT EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL)
)
SELECT a.action
FROM level AS l
CROSS JOIN gone AS g
CROSS JOIN LATERAL (VALUES
  ('read', l.n >= 1 AND NOT g.yes),
  ('create', l.n >= 2 AND NOT g.yes),
  ('share', l.n >= 3 AND NOT g.yes),
  ('delete', l.n >= 3),
  ('restore', l.n >= 3 AND g.yes)
) AS a (action, allowed)
WHERE a.allowed AND NOT EXISTS (SELECT 1 FROM users WHERE id = 'd09979d7-94a6-ee60-d836-f884739f7196' AND suspended);

-- question: actions User:3e0469fb-1349-91f8-f75a-2760e409c6ed Folder:0deb69db-cace-036c-aba5-c1c9450dfee4
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT id FROM folders WHERE id = '0deb69db-cace-036c-aba5-c1c9450dfee4'
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT id FROM folders WHERE id = '0deb69db-cace-036c-aba5-c1c9450dfee4'
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
), level (n) AS (
  SELECT max(n)
  FROM (
    SELECT 3 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed'
    UNION ALL
    SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.link_public
    UNION ALL
    SELECT CASE s.role WHEN 'owner' THEN 3 WHEN 'editor' THEN 2 WHEN 'viewer' THEN 1 ELSE 0 END FROM up JOIN folder_shares AS s ON s.folder_id = up.id
    WHERE (s.expires_at IS NULL OR s.expires_at > now()) AND (s.user_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed' OR s.group_id IN (SELECT id FROM my_groups))
    UNION ALL
    SELECT 1 FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
    WHERE u.id = '3e0469fb-1349-91f8-f75a-2760e409c6ed'
  ) AS found (n)
), gone (yes) AS (
  SELECT EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL)
)
SELECT a.action
FROM level AS l
CROSS JOIN gone AS g
CROSS JOIN LATERAL (VALUES
  ('read', l.n >= 1 AND NOT g.yes),
  ('create', l.n >= 2 AND NOT g.yes),
  ('share', l.n >= 3 AND NOT g.yes),
  ('delete', l.n >= 3),
  ('restore', l.n >= 3 AND g.yes)
) AS a (action, allowed)
WHERE a.allowed AND NOT EXISTS (SELECT 1 FROM users WHERE id = '3e0469fb-1349-91f8-f75a-2760e409c6ed' AND suspended);

-- question: actions User:3e0469fb-1349-91f8-f75a-2760e409c6ed Folder:b86b29ef-ec5b-a438-6439-6790ab59c89d
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT id FROM folders WHERE id = 'b86b29ef-ec5b-a438-6439-6790ab59c89d'
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT id FROM folders WHERE id = 'b86b29ef-ec5b-a438-6439-6790ab59c89d'
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
), level (n) AS (
  SELECT max(n)
  FROM (
    SELECT 3 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed'
    UNION ALL
    SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.link_public
    UNION ALL
    SELECT CASE s.role WHEN 'owner' THEN 3 WHEN 'editor' THEN 2 WHEN 'viewer' THEN 1 ELSE 0 END FROM up JOIN folder_shares AS s ON s.folder_id = up.id
    WHERE (s.expires_at IS NULL OR s.expires_at > now()) AND (s.user_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed' OR s.group_id IN (SELECT id FROM my_groups))
    UNION ALL
    SELECT 1 FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
    WHERE u.id = '3e0469fb-1349-91f8-f75a-2760e409c6ed'
  ) AS found (n)
), gone (yes) AS (
  SELECT EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL)
)
SELECT a.action
FROM level AS l
CROSS JOIN gone AS g
CROSS JOIN LATERAL (VALUES
  ('read', l.n >= 1 AND NOT g.yes),
  ('create', l.n >= 2 AND NOT g.yes),
  ('share', l.n >= 3 AND NOT g.yes),
  ('delete', l.n >= 3),
  ('restore', l.n >= 3 AND g.yes)
) AS a (action, allowed)
WHERE a.allowed AND NOT EXISTS (SELECT 1 FROM users WHERE id = '3e0469fb-1349-91f8-f75a-2760e409c6ed' AND suspended);

-- question: actions User:d781eaae-8248-db6c-e1a7-b82e58e60435 Folder:5f71e998-5de4-7091-5f87-d053e9b234d5
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = 'd781eaae-8248-db6c-e1a7-b82e58e60435'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT id FROM folders WHERE id = '5f71e998-5de4-7091-5f87-d053e9b234d5'
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT id FROM folders WHERE id = '5f71e998-5de4-7091-5f87-d053e9b234d5'
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
), level (n) AS (
  SELECT max(n)
  FROM (
    SELECT 3 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = 'd781eaae-8248-db6c-e1a7-b82e58e60435'
    UNION ALL
    SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.link_public
    UNION ALL
    SELECT CASE s.role WHEN 'owner' THEN 3 WHEN 'editor' THEN 2 WHEN 'viewer' THEN 1 ELSE 0 END FROM up JOIN folder_shares AS s ON s.folder_id = up.id
    WHERE (s.expires_at IS NULL OR s.expires_at > now()) AND (s.user_id = 'd781eaae-8248-db6c-e1a7-b82e58e60435' OR s.group_id IN (SELECT id FROM my_groups))
    UNION ALL
    SELECT 1 FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
    WHERE u.id = 'd781eaae-8248-db6c-e1a7-b82e58e60435'
  ) AS found (n)
), gone (yes) AS (
  SELECT EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL)
)
SELECT a.action
FROM level AS l
CROSS JOIN gone AS g
CROSS JOIN LATERAL (VALUES
  ('read', l.n >= 1 AND NOT g.yes),
  ('create', l.n >= 2 AND NOT g.yes),
  ('share', l.n >= 3 AND NOT g.yes),
  ('delete', l.n >= 3),
  ('restore', l.n >= 3 AND g.yes)
) AS a (action, allowed)
WHERE a.allowed AND NOT EXISTS (SELECT 1 FROM users WHERE id = 'd781eaae-8248-db6c-e1a7-b82e58e60435' AND suspended);

-- question: actions User:24c9e15e-52af-c47c-225b-757e7bee1f9d Folder:3ad34d28-f40e-d165-8765-b2936cfe65b4
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '24c9e15e-52af-c47c-225b-757e7bee1f9d'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT id FROM folders WHERE id = '3ad34d28-f40e-d165-8765-b2936cfe65b4'
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT id FROM folders WHERE id = '3ad34d28-f40e-d165-8765-b2936cfe65b4'
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
), level (n) AS (
  SELECT max(n)
  FROM (
    SELECT 3 FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = '24c9e15e-52af-c47c-225b-757e7bee1f9d'
    UNION ALL
    SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.link_public
    UNION ALL
    SELECT CASE s.role WHEN 'owner' THEN 3 WHEN 'editor' THEN 2 WHEN 'viewer' THEN 1 ELSE 0 END FROM up JOIN folder_shares AS s ON s.folder_id = up.id
    WHERE (s.expires_at IS NULL OR s.expires_at > now()) AND (s.user_id = '24c9e15e-52af-c47c-225b-757e7bee1f9d' OR s.group_id IN (SELECT id FROM my_groups))
    UNION ALL
    SELECT 1 FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
    WHERE u.id = '24c9e15e-52af-c47c-225b-757e7bee1f9d'
  ) AS found (n)
), gone (yes) AS (
  SELECT EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL)
)
SELECT a.action
FROM level AS l
CROSS JOIN gone AS g
CROSS JOIN LATERAL (VALUES
  ('read', l.n >= 1 AND NOT g.yes),
  ('create', l.n >= 2 AND NOT g.yes),
  ('share', l.n >= 3 AND NOT g.yes),
  ('delete', l.n >= 3),
  ('restore', l.n >= 3 AND g.yes)
) AS a (action, allowed)
WHERE a.allowed AND NOT EXISTS (SELECT 1 FROM users WHERE id = '24c9e15e-52af-c47c-225b-757e7bee1f9d' AND suspended);

-- question: actors User read Document:6d1f8d9d-34a8-4258-f06d-50eff2611c7d
WITH RECURSIVE up (id) AS (
  SELECT folder_id FROM documents WHERE id = '6d1f8d9d-34a8-4258-f06d-50eff2611c7d' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = '6d1f8d9d-34a8-4258-f06d-50eff2611c7d' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
), gone (yes) AS (
  SELECT EXISTS (SELECT 1 FROM documents WHERE id = '6d1f8d9d-34a8-4258-f06d-50eff2611c7d' AND trashed_at IS NOT NULL)
      OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL)
), granted_groups (id) AS (
  (
    SELECT group_id FROM document_shares WHERE document_id = '6d1f8d9d-34a8-4258-f06d-50eff2611c7d' AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
    UNION ALL
    SELECT s.group_id FROM up JOIN folder_shares AS s ON s.folder_id = up.id WHERE s.role IN ('viewer', 'editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
  )
  UNION
  SELECT n.inner_id FROM granted_groups AS g JOIN group_nesting AS n ON n.outer_id = g.id
), granted (id) AS (
  SELECT creator_id FROM documents WHERE id = '6d1f8d9d-34a8-4258-f06d-50eff2611c7d'
  UNION ALL
  SELECT f.creator_id FROM up JOIN folders AS f ON f.id = up.id
  UNION ALL
  SELECT user_id FROM document_shares WHERE document_id = '6d1f8d9d-34a8-4258-f06d-50eff2611c7d' AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT s.user_id FROM up JOIN folder_shares AS s ON s.folder_id = up.id WHERE s.role IN ('viewer', 'editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
  UNION ALL
  SELECT m.user_id FROM granted_groups AS g JOIN group_members AS m ON m.group_id = g.id
  UNION ALL
  SELECT reviewer_id FROM reviews WHERE document_id = '6d1f8d9d-34a8-4258-f06d-50eff2611c7d' AND NOT done
  UNION ALL
  SELECT u.id FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
  UNION ALL
  SELECT u.id FROM users AS u WHERE EXISTS (SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.link_public)
)
SELECT u.id
FROM users AS u
WHERE NOT u.suspended
  AND (
    u.is_auditor OR (u.id IN (SELECT id FROM granted) AND NOT (SELECT yes FROM gone))
  );

-- question: actors User read Document:cd67fae6-dec5-8824-8d9a-b69cc499470f
WITH RECURSIVE up (id) AS (
  SELECT folder_id FROM documents WHERE id = 'cd67fae6-dec5-8824-8d9a-b69cc499470f' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = 'cd67fae6-dec5-8824-8d9a-b69cc499470f' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
), gone (yes) AS (
  SELECT EXISTS (SELECT 1 FROM documents WHERE id = 'cd67fae6-dec5-8824-8d9a-b69cc499470f' AND trashed_at IS NOT NULL)
      OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL)
), granted_groups (id) AS (
  (
    SELECT group_id FROM document_shares WHERE document_id = 'cd67fae6-dec5-8824-8d9a-b69cc499470f' AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
    UNION ALL
    SELECT s.group_id FROM up JOIN folder_shares AS s ON s.folder_id = up.id WHERE s.role IN ('viewer', 'editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
  )
  UNION
  SELECT n.inner_id FROM granted_groups AS g JOIN group_nesting AS n ON n.outer_id = g.id
), granted (id) AS (
  SELECT creator_id FROM documents WHERE id = 'cd67fae6-dec5-8824-8d9a-b69cc499470f'
  UNION ALL
  SELECT f.creator_id FROM up JOIN folders AS f ON f.id = up.id
  UNION ALL
  SELECT user_id FROM document_shares WHERE document_id = 'cd67fae6-dec5-8824-8d9a-b69cc499470f' AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT s.user_id FROM up JOIN folder_shares AS s ON s.folder_id = up.id WHERE s.role IN ('viewer', 'editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
  UNION ALL
  SELECT m.user_id FROM granted_groups AS g JOIN group_members AS m ON m.group_id = g.id
  UNION ALL
  SELECT reviewer_id FROM reviews WHERE document_id = 'cd67fae6-dec5-8824-8d9a-b69cc499470f' AND NOT done
  UNION ALL
  SELECT u.id FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
  UNION ALL
  SELECT u.id FROM users AS u WHERE EXISTS (SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.link_public)
)
SELECT u.id
FROM users AS u
WHERE NOT u.suspended
  AND (
    u.is_auditor OR (u.id IN (SELECT id FROM granted) AND NOT (SELECT yes FROM gone))
  );

-- question: actors User read Document:5e8a50a4-4a76-f880-93f9-8ce505102a6f
WITH RECURSIVE up (id) AS (
  SELECT folder_id FROM documents WHERE id = '5e8a50a4-4a76-f880-93f9-8ce505102a6f' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = '5e8a50a4-4a76-f880-93f9-8ce505102a6f' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
), gone (yes) AS (
  SELECT EXISTS (SELECT 1 FROM documents WHERE id = '5e8a50a4-4a76-f880-93f9-8ce505102a6f' AND trashed_at IS NOT NULL)
      OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL)
), granted_groups (id) AS (
  (
    SELECT group_id FROM document_shares WHERE document_id = '5e8a50a4-4a76-f880-93f9-8ce505102a6f' AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
    UNION ALL
    SELECT s.group_id FROM up JOIN folder_shares AS s ON s.folder_id = up.id WHERE s.role IN ('viewer', 'editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
  )
  UNION
  SELECT n.inner_id FROM granted_groups AS g JOIN group_nesting AS n ON n.outer_id = g.id
), granted (id) AS (
  SELECT creator_id FROM documents WHERE id = '5e8a50a4-4a76-f880-93f9-8ce505102a6f'
  UNION ALL
  SELECT f.creator_id FROM up JOIN folders AS f ON f.id = up.id
  UNION ALL
  SELECT user_id FROM document_shares WHERE document_id = '5e8a50a4-4a76-f880-93f9-8ce505102a6f' AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT s.user_id FROM up JOIN folder_shares AS s ON s.folder_id = up.id WHERE s.role IN ('viewer', 'editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
  UNION ALL
  SELECT m.user_id FROM granted_groups AS g JOIN group_members AS m ON m.group_id = g.id
  UNION ALL
  SELECT reviewer_id FROM reviews WHERE document_id = '5e8a50a4-4a76-f880-93f9-8ce505102a6f' AND NOT done
  UNION ALL
  SELECT u.id FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
  UNION ALL
  SELECT u.id FROM users AS u WHERE EXISTS (SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.link_public)
)
SELECT u.id
FROM users AS u
WHERE NOT u.suspended
  AND (
    u.is_auditor OR (u.id IN (SELECT id FROM granted) AND NOT (SELECT yes FROM gone))
  );

-- question: actors User read Document:98023e4f-fa0d-3a7a-78d7-3c56c7414b61
WITH RECURSIVE up (id) AS (
  SELECT folder_id FROM documents WHERE id = '98023e4f-fa0d-3a7a-78d7-3c56c7414b61' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = '98023e4f-fa0d-3a7a-78d7-3c56c7414b61' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
), gone (yes) AS (
  SELECT EXISTS (SELECT 1 FROM documents WHERE id = '98023e4f-fa0d-3a7a-78d7-3c56c7414b61' AND trashed_at IS NOT NULL)
      OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL)
), granted_groups (id) AS (
  (
    SELECT group_id FROM document_shares WHERE document_id = '98023e4f-fa0d-3a7a-78d7-3c56c7414b61' AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
    UNION ALL
    SELECT s.group_id FROM up JOIN folder_shares AS s ON s.folder_id = up.id WHERE s.role IN ('viewer', 'editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
  )
  UNION
  SELECT n.inner_id FROM granted_groups AS g JOIN group_nesting AS n ON n.outer_id = g.id
), granted (id) AS (
  SELECT creator_id FROM documents WHERE id = '98023e4f-fa0d-3a7a-78d7-3c56c7414b61'
  UNION ALL
  SELECT f.creator_id FROM up JOIN folders AS f ON f.id = up.id
  UNION ALL
  SELECT user_id FROM document_shares WHERE document_id = '98023e4f-fa0d-3a7a-78d7-3c56c7414b61' AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT s.user_id FROM up JOIN folder_shares AS s ON s.folder_id = up.id WHERE s.role IN ('viewer', 'editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
  UNION ALL
  SELECT m.user_id FROM granted_groups AS g JOIN group_members AS m ON m.group_id = g.id
  UNION ALL
  SELECT reviewer_id FROM reviews WHERE document_id = '98023e4f-fa0d-3a7a-78d7-3c56c7414b61' AND NOT done
  UNION ALL
  SELECT u.id FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
  UNION ALL
  SELECT u.id FROM users AS u WHERE EXISTS (SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.link_public)
)
SELECT u.id
FROM users AS u
WHERE NOT u.suspended
  AND (
    u.is_auditor OR (u.id IN (SELECT id FROM granted) AND NOT (SELECT yes FROM gone))
  );

-- question: actors User read Document:80b3640b-1cb9-d928-b504-15e3ff992f14
WITH RECURSIVE up (id) AS (
  SELECT folder_id FROM documents WHERE id = '80b3640b-1cb9-d928-b504-15e3ff992f14' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = '80b3640b-1cb9-d928-b504-15e3ff992f14' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
), gone (yes) AS (
  SELECT EXISTS (SELECT 1 FROM documents WHERE id = '80b3640b-1cb9-d928-b504-15e3ff992f14' AND trashed_at IS NOT NULL)
      OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL)
), granted_groups (id) AS (
  (
    SELECT group_id FROM document_shares WHERE document_id = '80b3640b-1cb9-d928-b504-15e3ff992f14' AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
    UNION ALL
    SELECT s.group_id FROM up JOIN folder_shares AS s ON s.folder_id = up.id WHERE s.role IN ('viewer', 'editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
  )
  UNION
  SELECT n.inner_id FROM granted_groups AS g JOIN group_nesting AS n ON n.outer_id = g.id
), granted (id) AS (
  SELECT creator_id FROM documents WHERE id = '80b3640b-1cb9-d928-b504-15e3ff992f14'
  UNION ALL
  SELECT f.creator_id FROM up JOIN folders AS f ON f.id = up.id
  UNION ALL
  SELECT user_id FROM document_shares WHERE document_id = '80b3640b-1cb9-d928-b504-15e3ff992f14' AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT s.user_id FROM up JOIN folder_shares AS s ON s.folder_id = up.id WHERE s.role IN ('viewer', 'editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
  UNION ALL
  SELECT m.user_id FROM granted_groups AS g JOIN group_members AS m ON m.group_id = g.id
  UNION ALL
  SELECT reviewer_id FROM reviews WHERE document_id = '80b3640b-1cb9-d928-b504-15e3ff992f14' AND NOT done
  UNION ALL
  SELECT u.id FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
  UNION ALL
  SELECT u.id FROM users AS u WHERE EXISTS (SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.link_public)
)
SELECT u.id
FROM users AS u
WHERE NOT u.suspended
  AND (
    u.is_auditor OR (u.id IN (SELECT id FROM granted) AND NOT (SELECT yes FROM gone))
  );

-- question: actors User read Document:db5a9c7c-69dc-d8ec-ab6a-c7d8ef046842
WITH RECURSIVE up (id) AS (
  SELECT folder_id FROM documents WHERE id = 'db5a9c7c-69dc-d8ec-ab6a-c7d8ef046842' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = 'db5a9c7c-69dc-d8ec-ab6a-c7d8ef046842' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
), gone (yes) AS (
  SELECT EXISTS (SELECT 1 FROM documents WHERE id = 'db5a9c7c-69dc-d8ec-ab6a-c7d8ef046842' AND trashed_at IS NOT NULL)
      OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL)
), granted_groups (id) AS (
  (
    SELECT group_id FROM document_shares WHERE document_id = 'db5a9c7c-69dc-d8ec-ab6a-c7d8ef046842' AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
    UNION ALL
    SELECT s.group_id FROM up JOIN folder_shares AS s ON s.folder_id = up.id WHERE s.role IN ('viewer', 'editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
  )
  UNION
  SELECT n.inner_id FROM granted_groups AS g JOIN group_nesting AS n ON n.outer_id = g.id
), granted (id) AS (
  SELECT creator_id FROM documents WHERE id = 'db5a9c7c-69dc-d8ec-ab6a-c7d8ef046842'
  UNION ALL
  SELECT f.creator_id FROM up JOIN folders AS f ON f.id = up.id
  UNION ALL
  SELECT user_id FROM document_shares WHERE document_id = 'db5a9c7c-69dc-d8ec-ab6a-c7d8ef046842' AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT s.user_id FROM up JOIN folder_shares AS s ON s.folder_id = up.id WHERE s.role IN ('viewer', 'editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
  UNION ALL
  SELECT m.user_id FROM granted_groups AS g JOIN group_members AS m ON m.group_id = g.id
  UNION ALL
  SELECT reviewer_id FROM reviews WHERE document_id = 'db5a9c7c-69dc-d8ec-ab6a-c7d8ef046842' AND NOT done
  UNION ALL
  SELECT u.id FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
  UNION ALL
  SELECT u.id FROM users AS u WHERE EXISTS (SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.link_public)
)
SELECT u.id
FROM users AS u
WHERE NOT u.suspended
  AND (
    u.is_auditor OR (u.id IN (SELECT id FROM granted) AND NOT (SELECT yes FROM gone))
  );

-- question: actors User read Document:d70deca0-2ef4-6a92-ed1d-7153d6bd80d7
WITH RECURSIVE up (id) AS (
  SELECT folder_id FROM documents WHERE id = 'd70deca0-2ef4-6a92-ed1d-7153d6bd80d7' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = 'd70deca0-2ef4-6a92-ed1d-7153d6bd80d7' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
), gone (yes) AS (
  SELECT EXISTS (SELECT 1 FROM documents WHERE id = 'd70deca0-2ef4-6a92-ed1d-7153d6bd80d7' AND trashed_at IS NOT NULL)
      OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL)
), granted_groups (id) AS (
  (
    SELECT group_id FROM document_shares WHERE document_id = 'd70deca0-2ef4-6a92-ed1d-7153d6bd80d7' AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
    UNION ALL
    SELECT s.group_id FROM up JOIN folder_shares AS s ON s.folder_id = up.id WHERE s.role IN ('viewer', 'editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
  )
  UNION
  SELECT n.inner_id FROM granted_groups AS g JOIN group_nesting AS n ON n.outer_id = g.id
), granted (id) AS (
  SELECT creator_id FROM documents WHERE id = 'd70deca0-2ef4-6a92-ed1d-7153d6bd80d7'
  UNION ALL
  SELECT f.creator_id FROM up JOIN folders AS f ON f.id = up.id
  UNION ALL
  SELECT user_id FROM document_shares WHERE document_id = 'd70deca0-2ef4-6a92-ed1d-7153d6bd80d7' AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT s.user_id FROM up JOIN folder_shares AS s ON s.folder_id = up.id WHERE s.role IN ('viewer', 'editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
  UNION ALL
  SELECT m.user_id FROM granted_groups AS g JOIN group_members AS m ON m.group_id = g.id
  UNION ALL
  SELECT reviewer_id FROM reviews WHERE document_id = 'd70deca0-2ef4-6a92-ed1d-7153d6bd80d7' AND NOT done
  UNION ALL
  SELECT u.id FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
  UNION ALL
  SELECT u.id FROM users AS u WHERE EXISTS (SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.link_public)
)
SELECT u.id
FROM users AS u
WHERE NOT u.suspended
  AND (
    u.is_auditor OR (u.id IN (SELECT id FROM granted) AND NOT (SELECT yes FROM gone))
  );

-- question: actors User read Document:01b96327-89b2-0c78-cfdc-5ce76cc1ff1f
WITH RECURSIVE up (id) AS (
  SELECT folder_id FROM documents WHERE id = '01b96327-89b2-0c78-cfdc-5ce76cc1ff1f' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = '01b96327-89b2-0c78-cfdc-5ce76cc1ff1f' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
), gone (yes) AS (
  SELECT EXISTS (SELECT 1 FROM documents WHERE id = '01b96327-89b2-0c78-cfdc-5ce76cc1ff1f' AND trashed_at IS NOT NULL)
      OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL)
), granted_groups (id) AS (
  (
    SELECT group_id FROM document_shares WHERE document_id = '01b96327-89b2-0c78-cfdc-5ce76cc1ff1f' AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
    UNION ALL
    SELECT s.group_id FROM up JOIN folder_shares AS s ON s.folder_id = up.id WHERE s.role IN ('viewer', 'editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
  )
  UNION
  SELECT n.inner_id FROM granted_groups AS g JOIN group_nesting AS n ON n.outer_id = g.id
), granted (id) AS (
  SELECT creator_id FROM documents WHERE id = '01b96327-89b2-0c78-cfdc-5ce76cc1ff1f'
  UNION ALL
  SELECT f.creator_id FROM up JOIN folders AS f ON f.id = up.id
  UNION ALL
  SELECT user_id FROM document_shares WHERE document_id = '01b96327-89b2-0c78-cfdc-5ce76cc1ff1f' AND role IN ('viewer', 'editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT s.user_id FROM up JOIN folder_shares AS s ON s.folder_id = up.id WHERE s.role IN ('viewer', 'editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
  UNION ALL
  SELECT m.user_id FROM granted_groups AS g JOIN group_members AS m ON m.group_id = g.id
  UNION ALL
  SELECT reviewer_id FROM reviews WHERE document_id = '01b96327-89b2-0c78-cfdc-5ce76cc1ff1f' AND NOT done
  UNION ALL
  SELECT u.id FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
  UNION ALL
  SELECT u.id FROM users AS u WHERE EXISTS (SELECT 1 FROM up JOIN folders AS f ON f.id = up.id WHERE f.link_public)
)
SELECT u.id
FROM users AS u
WHERE NOT u.suspended
  AND (
    u.is_auditor OR (u.id IN (SELECT id FROM granted) AND NOT (SELECT yes FROM gone))
  );

-- question: actors User edit Document:5e8a50a4-4a76-f880-93f9-8ce505102a6f
WITH RECURSIVE up (id) AS (
  SELECT folder_id FROM documents WHERE id = '5e8a50a4-4a76-f880-93f9-8ce505102a6f' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = '5e8a50a4-4a76-f880-93f9-8ce505102a6f' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
), gone (yes) AS (
  SELECT EXISTS (SELECT 1 FROM documents WHERE id = '5e8a50a4-4a76-f880-93f9-8ce505102a6f' AND trashed_at IS NOT NULL)
      OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL)
), granted_groups (id) AS (
  (
    SELECT group_id FROM document_shares WHERE document_id = '5e8a50a4-4a76-f880-93f9-8ce505102a6f' AND role IN ('editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
    UNION ALL
    SELECT s.group_id FROM up JOIN folder_shares AS s ON s.folder_id = up.id WHERE s.role IN ('editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
  )
  UNION
  SELECT n.inner_id FROM granted_groups AS g JOIN group_nesting AS n ON n.outer_id = g.id
), granted (id) AS (
  SELECT creator_id FROM documents WHERE id = '5e8a50a4-4a76-f880-93f9-8ce505102a6f'
  UNION ALL
  SELECT f.creator_id FROM up JOIN folders AS f ON f.id = up.id
  UNION ALL
  SELECT user_id FROM document_shares WHERE document_id = '5e8a50a4-4a76-f880-93f9-8ce505102a6f' AND role IN ('editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT s.user_id FROM up JOIN folder_shares AS s ON s.folder_id = up.id WHERE s.role IN ('editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
  UNION ALL
  SELECT m.user_id FROM granted_groups AS g JOIN group_members AS m ON m.group_id = g.id
)
SELECT u.id
FROM users AS u
WHERE NOT u.suspended
  AND (
    (u.id IN (SELECT id FROM granted) AND NOT (SELECT yes FROM gone))
  );

-- question: actors User edit Document:92dd1cba-26e0-0fb9-3cf6-e1759241c338
WITH RECURSIVE up (id) AS (
  SELECT folder_id FROM documents WHERE id = '92dd1cba-26e0-0fb9-3cf6-e1759241c338' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = '92dd1cba-26e0-0fb9-3cf6-e1759241c338' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
), gone (yes) AS (
  SELECT EXISTS (SELECT 1 FROM documents WHERE id = '92dd1cba-26e0-0fb9-3cf6-e1759241c338' AND trashed_at IS NOT NULL)
      OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL)
), granted_groups (id) AS (
  (
    SELECT group_id FROM document_shares WHERE document_id = '92dd1cba-26e0-0fb9-3cf6-e1759241c338' AND role IN ('editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
    UNION ALL
    SELECT s.group_id FROM up JOIN folder_shares AS s ON s.folder_id = up.id WHERE s.role IN ('editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
  )
  UNION
  SELECT n.inner_id FROM granted_groups AS g JOIN group_nesting AS n ON n.outer_id = g.id
), granted (id) AS (
  SELECT creator_id FROM documents WHERE id = '92dd1cba-26e0-0fb9-3cf6-e1759241c338'
  UNION ALL
  SELECT f.creator_id FROM up JOIN folders AS f ON f.id = up.id
  UNION ALL
  SELECT user_id FROM document_shares WHERE document_id = '92dd1cba-26e0-0fb9-3cf6-e1759241c338' AND role IN ('editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT s.user_id FROM up JOIN folder_shares AS s ON s.folder_id = up.id WHERE s.role IN ('editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
  UNION ALL
  SELECT m.user_id FROM granted_groups AS g JOIN group_members AS m ON m.group_id = g.id
)
SELECT u.id
FROM users AS u
WHERE NOT u.suspended
  AND (
    (u.id IN (SELECT id FROM granted) AND NOT (SELECT yes FROM gone))
  );

-- question: actors User edit Document:dd1fb7c3-b023-542e-d591-708d29c9b91c
WITH RECURSIVE up (id) AS (
  SELECT folder_id FROM documents WHERE id = 'dd1fb7c3-b023-542e-d591-708d29c9b91c' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = 'dd1fb7c3-b023-542e-d591-708d29c9b91c' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
), gone (yes) AS (
  SELECT EXISTS (SELECT 1 FROM documents WHERE id = 'dd1fb7c3-b023-542e-d591-708d29c9b91c' AND trashed_at IS NOT NULL)
      OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL)
), granted_groups (id) AS (
  (
    SELECT group_id FROM document_shares WHERE document_id = 'dd1fb7c3-b023-542e-d591-708d29c9b91c' AND role IN ('editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
    UNION ALL
    SELECT s.group_id FROM up JOIN folder_shares AS s ON s.folder_id = up.id WHERE s.role IN ('editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
  )
  UNION
  SELECT n.inner_id FROM granted_groups AS g JOIN group_nesting AS n ON n.outer_id = g.id
), granted (id) AS (
  SELECT creator_id FROM documents WHERE id = 'dd1fb7c3-b023-542e-d591-708d29c9b91c'
  UNION ALL
  SELECT f.creator_id FROM up JOIN folders AS f ON f.id = up.id
  UNION ALL
  SELECT user_id FROM document_shares WHERE document_id = 'dd1fb7c3-b023-542e-d591-708d29c9b91c' AND role IN ('editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT s.user_id FROM up JOIN folder_shares AS s ON s.folder_id = up.id WHERE s.role IN ('editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
  UNION ALL
  SELECT m.user_id FROM granted_groups AS g JOIN group_members AS m ON m.group_id = g.id
)
SELECT u.id
FROM users AS u
WHERE NOT u.suspended
  AND (
    (u.id IN (SELECT id FROM granted) AND NOT (SELECT yes FROM gone))
  );

-- question: actors User edit Document:48ad6eb1-6c6d-d56b-6667-2565bfd50ed5
WITH RECURSIVE up (id) AS (
  SELECT folder_id FROM documents WHERE id = '48ad6eb1-6c6d-d56b-6667-2565bfd50ed5' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), above (id) AS (
  SELECT folder_id FROM documents WHERE id = '48ad6eb1-6c6d-d56b-6667-2565bfd50ed5' AND folder_id IS NOT NULL
  UNION
  SELECT f.parent_id FROM above AS a JOIN folders AS f ON f.id = a.id WHERE f.parent_id IS NOT NULL
), gone (yes) AS (
  SELECT EXISTS (SELECT 1 FROM documents WHERE id = '48ad6eb1-6c6d-d56b-6667-2565bfd50ed5' AND trashed_at IS NOT NULL)
      OR EXISTS (SELECT 1 FROM above JOIN folders AS f ON f.id = above.id WHERE f.trashed_at IS NOT NULL)
), granted_groups (id) AS (
  (
    SELECT group_id FROM document_shares WHERE document_id = '48ad6eb1-6c6d-d56b-6667-2565bfd50ed5' AND role IN ('editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
    UNION ALL
    SELECT s.group_id FROM up JOIN folder_shares AS s ON s.folder_id = up.id WHERE s.role IN ('editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
  )
  UNION
  SELECT n.inner_id FROM granted_groups AS g JOIN group_nesting AS n ON n.outer_id = g.id
), granted (id) AS (
  SELECT creator_id FROM documents WHERE id = '48ad6eb1-6c6d-d56b-6667-2565bfd50ed5'
  UNION ALL
  SELECT f.creator_id FROM up JOIN folders AS f ON f.id = up.id
  UNION ALL
  SELECT user_id FROM document_shares WHERE document_id = '48ad6eb1-6c6d-d56b-6667-2565bfd50ed5' AND role IN ('editor', 'owner') AND (expires_epoch IS NULL OR expires_epoch > extract(epoch FROM now()))
  UNION ALL
  SELECT s.user_id FROM up JOIN folder_shares AS s ON s.folder_id = up.id WHERE s.role IN ('editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now())
  UNION ALL
  SELECT m.user_id FROM granted_groups AS g JOIN group_members AS m ON m.group_id = g.id
)
SELECT u.id
FROM users AS u
WHERE NOT u.suspended
  AND (
    (u.id IN (SELECT id FROM granted) AND NOT (SELECT yes FROM gone))
  );

-- question: actors User delete Folder:5f71e998-5de4-7091-5f87-d053e9b234d5
WITH RECURSIVE up (id) AS (
  SELECT id FROM folders WHERE id = '5f71e998-5de4-7091-5f87-d053e9b234d5'
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), granted_groups (id) AS (
  SELECT s.group_id FROM up JOIN folder_shares AS s ON s.folder_id = up.id WHERE s.role = 'owner' AND (s.expires_at IS NULL OR s.expires_at > now())
  UNION
  SELECT n.inner_id FROM granted_groups AS g JOIN group_nesting AS n ON n.outer_id = g.id
), granted (id) AS (
  SELECT f.creator_id FROM up JOIN folders AS f ON f.id = up.id
  UNION
  SELECT s.user_id FROM up JOIN folder_shares AS s ON s.folder_id = up.id WHERE s.role = 'owner' AND (s.expires_at IS NULL OR s.expires_at > now())
  UNION
  SELECT m.user_id FROM granted_groups AS g JOIN group_members AS m ON m.group_id = g.id
)
SELECT u.id FROM granted AS g JOIN users AS u ON u.id = g.id WHERE NOT u.suspended;

-- question: actors User delete Folder:64dd8c83-2beb-74fc-94ca-a8ad5244befd
WITH RECURSIVE up (id) AS (
  SELECT id FROM folders WHERE id = '64dd8c83-2beb-74fc-94ca-a8ad5244befd'
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), granted_groups (id) AS (
  SELECT s.group_id FROM up JOIN folder_shares AS s ON s.folder_id = up.id WHERE s.role = 'owner' AND (s.expires_at IS NULL OR s.expires_at > now())
  UNION
  SELECT n.inner_id FROM granted_groups AS g JOIN group_nesting AS n ON n.outer_id = g.id
), granted (id) AS (
  SELECT f.creator_id FROM up JOIN folders AS f ON f.id = up.id
  UNION
  SELECT s.user_id FROM up JOIN folder_shares AS s ON s.folder_id = up.id WHERE s.role = 'owner' AND (s.expires_at IS NULL OR s.expires_at > now())
  UNION
  SELECT m.user_id FROM granted_groups AS g JOIN group_members AS m ON m.group_id = g.id
)
SELECT u.id FROM granted AS g JOIN users AS u ON u.id = g.id WHERE NOT u.suspended;

-- question: query has_group(User:3e0469fb-1349-91f8-f75a-2760e409c6ed, ?group: Group) -> group
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '3e0469fb-1349-91f8-f75a-2760e409c6ed'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
)
SELECT id FROM my_groups;

-- question: query has_group(User:990d67a9-f946-96b1-abe2-dccf06900322, ?group: Group) -> group
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '990d67a9-f946-96b1-abe2-dccf06900322'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
)
SELECT id FROM my_groups;

-- question: query has_group(?user: User, Group:78733d0d-d44e-9bbc-a1d9-31c569676531) -> user
WITH RECURSIVE inner_groups (id) AS (
  SELECT '78733d0d-d44e-9bbc-a1d9-31c569676531'::uuid
  UNION
  SELECT n.inner_id FROM inner_groups AS g JOIN group_nesting AS n ON n.outer_id = g.id
)
SELECT DISTINCT m.user_id FROM inner_groups AS g JOIN group_members AS m ON m.group_id = g.id;

-- question: query in_trash(?folder: Folder) -> folder
WITH RECURSIVE trash (id) AS (
  SELECT id FROM folders WHERE trashed_at IS NOT NULL
  UNION
  SELECT f.id FROM trash AS t JOIN folders AS f ON f.parent_id = t.id
)
SELECT id FROM trash;

-- question: query has_role(User:8808a13b-854c-2563-da1a-5f6cb2130868, ?role: String, Folder:420cec62-2528-9162-f41f-6f20ab6758c3) -> role
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '8808a13b-854c-2563-da1a-5f6cb2130868'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
), up (id) AS (
  SELECT id FROM folders WHERE id = '420cec62-2528-9162-f41f-6f20ab6758c3'
  UNION
  SELECT f.parent_id FROM up AS u JOIN folders AS f ON f.id = u.id WHERE f.parent_id IS NOT NULL AND NOT f.restricted
), found (role) AS (
  SELECT s.role::text
  FROM folder_shares AS s
  WHERE s.folder_id = '420cec62-2528-9162-f41f-6f20ab6758c3' AND (s.expires_at IS NULL OR s.expires_at > now()) AND (s.user_id = '8808a13b-854c-2563-da1a-5f6cb2130868' OR s.group_id IN (SELECT id FROM my_groups))
  UNION ALL
  SELECT s.role::text
  FROM up JOIN folder_shares AS s ON s.folder_id = up.id
  WHERE s.role IN ('viewer', 'editor', 'owner') AND (s.expires_at IS NULL OR s.expires_at > now()) AND (s.user_id = '8808a13b-854c-2563-da1a-5f6cb2130868' OR s.group_id IN (SELECT id FROM my_groups))
  UNION ALL
  SELECT 'owner' FROM up JOIN folders AS f ON f.id = up.id WHERE f.creator_id = '8808a13b-854c-2563-da1a-5f6cb2130868'
  UNION ALL
  SELECT 'viewer' FROM up JOIN domain_shares AS s ON s.folder_id = up.id JOIN users AS u ON split_part(u.email, '@', 2) = s.domain
  WHERE u.id = '8808a13b-854c-2563-da1a-5f6cb2130868'
)
SELECT role FROM found WHERE role IS NOT NULL
UNION
SELECT i.implied
FROM found AS r
JOIN (VALUES ('owner', 'editor'), ('owner', 'viewer'), ('editor', 'viewer')) AS i (role, implied) ON i.role = r.role;

-- question: query has_role(User:92877af7-0a45-fd6a-2ed7-fe81e1236b78, commenter, ?folder: Folder) -> folder
WITH RECURSIVE my_groups (id) AS (
  SELECT group_id FROM group_members WHERE user_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78'
  UNION
  SELECT n.outer_id FROM my_groups AS g JOIN group_nesting AS n ON n.inner_id = g.id
)
SELECT s.folder_id
FROM folder_shares AS s
WHERE s.role = 'commenter' AND (s.expires_at IS NULL OR s.expires_at > now()) AND (s.user_id = '92877af7-0a45-fd6a-2ed7-fe81e1236b78' OR s.group_id IN (SELECT id FROM my_groups));

-- question: query has_relation(?document: Document, folder, ?folder: Folder), is_link_public(?folder: Folder) -> document
SELECT d.id
FROM documents AS d
JOIN folders AS f ON f.id = d.folder_id
WHERE f.link_public;

-- question: query has_role_until(?user: User, ?role: String, Document:ccaee60c-80a3-7af7-3845-ba622bb761b9, ?end: Integer) -> user
SELECT user_id FROM document_shares WHERE document_id = 'ccaee60c-80a3-7af7-3845-ba622bb761b9' AND user_id IS NOT NULL AND role IS NOT NULL AND expires_epoch IS NOT NULL;
