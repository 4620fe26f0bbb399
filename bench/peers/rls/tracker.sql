-- The tracker's rule about reading issues as policies of the database. `app.user` says who asks; the sub-selects keep it
-- from being asked for each row.
CREATE POLICY readable ON issues FOR SELECT TO peers_app USING (
  creator_id = (SELECT current_setting('app.user')::bigint)
  OR (SELECT u.is_admin FROM users u WHERE u.id = current_setting('app.user')::bigint)
  OR repo_id IN (
    SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = (SELECT current_setting('app.user')::bigint)
    UNION ALL SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = (SELECT current_setting('app.user')::bigint)
    UNION ALL SELECT g.repo_id FROM (
      WITH RECURSIVE t(id) AS (
        SELECT team_id FROM team_members WHERE user_id = (SELECT current_setting('app.user')::bigint)
        UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)
      SELECT id FROM t) t JOIN team_repo_roles g ON g.team_id = t.id));
ALTER TABLE issues ENABLE ROW LEVEL SECURITY;
