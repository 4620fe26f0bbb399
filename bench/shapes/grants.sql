-- Other grants in place of the data set's: actor 3 collaborates on `:grants` of 120,000 repositories with 240,000 issues, and has
-- nothing else.
DELETE FROM org_members WHERE user_id = 3;
DELETE FROM team_members WHERE user_id = 3;
TRUNCATE repositories, repo_collaborators, team_repo_roles, issues;
INSERT INTO repositories SELECT n, 1 + n % 100, n % 50 = 0, 'repository ' || n FROM generate_series(1, 120000) AS n;
INSERT INTO repo_collaborators SELECT 3, 1 + (n * 7919::bigint) % 120000, 'reader' FROM generate_series(1, :grants) AS n;
INSERT INTO repo_collaborators SELECT 10 + n % 400, 1 + (n * 104729::bigint) % 120000, 'writer' FROM generate_series(1, 60000) AS n ON CONFLICT DO NOTHING;
INSERT INTO team_repo_roles SELECT 21 + n % 70, 1 + (n * 104729::bigint) % 120000, 'reader' FROM generate_series(1, 60000) AS n ON CONFLICT DO NOTHING;
INSERT INTO issues SELECT n, 1 + (n * 7907::bigint) % 120000, 10 + n % 400, n % 33 = 0, timestamptz '2020-01-01' + n * interval '1 minute', 'issue number ' || n
  FROM generate_series(1, 240000) AS n;
