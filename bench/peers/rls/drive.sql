-- The drive's rule about reading documents as a policy of the database.
CREATE POLICY readable ON documents FOR SELECT TO peers_app USING (
  NOT trashed AND (
    creator_id = (SELECT current_setting('app.user')::bigint)
    OR folder_id IN (
      WITH RECURSIVE t(id) AS (
          SELECT team_id FROM team_members WHERE user_id = (SELECT current_setting('app.user')::bigint)
          UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL),
        f(id) AS (
          (SELECT folder_id FROM folder_shares WHERE user_id = (SELECT current_setting('app.user')::bigint)
           UNION ALL SELECT s.folder_id FROM t JOIN folder_shares s ON s.team_id = t.id
           UNION ALL SELECT id FROM folders WHERE creator_id = (SELECT current_setting('app.user')::bigint))
          UNION SELECT c.id FROM f JOIN folders c ON c.parent_id = f.id)
      SELECT id FROM f)));
ALTER TABLE documents ENABLE ROW LEVEL SECURITY;
