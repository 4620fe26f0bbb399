CREATE TABLE org_members (
  user_id bigint NOT NULL,
  org_id bigint NOT NULL,
  role text NOT NULL,
  PRIMARY KEY (user_id, org_id)
);

CREATE TABLE issues (
  id bigint PRIMARY KEY,
  org_id bigint NOT NULL,
  creator_id bigint NOT NULL,
  title text NOT NULL,
  locked boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX ON issues (org_id);
CREATE INDEX ON issues (creator_id);

INSERT INTO org_members (user_id, org_id, role) VALUES (7, 1, 'member'), (8, 1, 'owner'), (7, 2, 'owner');
INSERT INTO issues (id, org_id, creator_id, title, locked) VALUES
  (41, 1, 7, 'Typo on the front page', false),
  (42, 1, 7, 'Search finds nothing', true),
  (43, 2, 9, 'Add a dark theme', false),
  (44, 3, 9, 'Elsewhere', false);
