-- Another drive in place of the data set's: chains of `:depth` folders, everywhere as many folders and documents. Actor 3 may
-- see a tenth of the chains by shares at their tops, half of them through a team; actor 4 half of all.
TRUNCATE folders, folder_shares, documents;
INSERT INTO folders SELECT n, CASE WHEN n % :depth <> 0 THEN n - 1 END, 20 + n % 50 FROM generate_series(0, 12000 / :depth * :depth - 1) AS n;
INSERT INTO folder_shares (user_id, folder_id, role) SELECT u, f.id, 'viewer' FROM folders f, (VALUES (3, 20), (4, 4)) AS given(u, one_in) WHERE f.parent_id IS NULL AND (f.id / :depth) % one_in = 0;
INSERT INTO folder_shares (team_id, folder_id, role)
  SELECT m.team, f.id, 'viewer' FROM folders f, (VALUES (3, 20), (4, 4)) AS given(u, one_in), LATERAL (SELECT min(team_id) FROM team_members WHERE user_id = u) AS m(team)
  WHERE f.parent_id IS NULL AND (f.id / :depth) % one_in = one_in / 2;
INSERT INTO folder_shares (user_id, folder_id, role) SELECT 100 + (n * 7919) % 300, (n * 104729) % 12000, 'viewer' FROM generate_series(1, 4000) AS n;
INSERT INTO documents SELECT md5('document ' || n)::uuid, (n * 7919::bigint) % (12000 / :depth * :depth), 20 + n % 50, n % 20 = 0, timestamptz '2020-01-01' + n * interval '1 minute'
  FROM generate_series(1, 60000) AS n;
