-- Data of the business application: the same rows on every run. The setting `arctos.scale` (1.0 where it is not set)
-- makes the copy smaller or larger. Whatever has a name of its own is laid out by hand and is there at every scale;
-- README.md says who is who. The names are awkward on purpose: quotes, blanks, colons, other scripts, other case.

CREATE OR REPLACE FUNCTION pg_temp.scaled(full_size bigint, minimum bigint) RETURNS bigint LANGUAGE sql STABLE AS
'SELECT greatest(minimum, (full_size * coalesce(nullif(current_setting(''arctos.scale'', true), ''''), ''1.0'')::numeric)::bigint)';

-- A number in [0, 1) that looks random and depends on its arguments alone.
CREATE OR REPLACE FUNCTION pg_temp.chance(salt text, n bigint) RETURNS double precision LANGUAGE sql IMMUTABLE AS
'SELECT (''x'' || substr(md5(salt || n::text), 1, 8))::bit(32)::bigint / 4294967296.0::double precision';

-- One of 1..last, low numbers more often: the first quarter of the range gets half of the draws.
CREATE OR REPLACE FUNCTION pg_temp.skewed(salt text, n bigint, last bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
'SELECT 1 + floor(last * pg_temp.chance(salt, n) ^ 2)::bigint';

-- Sizes of the crowd, beside what is laid out by hand.
CREATE OR REPLACE FUNCTION pg_temp.users() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT pg_temp.scaled(4000, 60)';
CREATE OR REPLACE FUNCTION pg_temp.tenants() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT pg_temp.scaled(46, 16)';
CREATE OR REPLACE FUNCTION pg_temp.accounts() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT pg_temp.scaled(20000, 120)';

INSERT INTO users (id, manager_id, approval_limit) VALUES
  ('名前:chief', '名前:chief', 100000000),
  ('mid,manager', '名前:chief', 500000),
  ('root:0', NULL, NULL),
  ('support desk', NULL, 100000000),
  ('nobody', NULL, NULL),
  ('o''neil', 'mid,manager', NULL),
  ('zoë "z" żółć', '名前:chief', 200000),
  ('a.big\boss', NULL, 150000),
  ('left@acme.example', 'mid,manager', 500000),
  ('x:_y?', 'o''neil', NULL),
  ('clerk $1 --', 'mid,manager', NULL),
  ('100% (delegate)', NULL, 300000),
  ('CFO', NULL, 300000),
  ('cfo', NULL, NULL);

-- The crowd reports to each other, eight to one, and in the end to the manager in the middle.
INSERT INTO users (id, manager_id, approval_limit)
SELECT 'user:' || n,
       CASE WHEN n < 8 THEN 'mid,manager' WHEN n % 50 <> 0 THEN 'user:' || n / 8 END,
       CASE WHEN n % 10 = 0 THEN 100000 * (1 + n % 7) END
FROM generate_series(1, pg_temp.users()) AS n;

INSERT INTO global_roles (user_id, role) VALUES ('root:0', 'superuser'), ('support desk', 'support');

INSERT INTO tenants (id, account_quota) VALUES
  ('acme', 20), ('O''Brien & Söhne', 2), ('tenant:3 "three"', NULL), ('empty tenant', 0);

INSERT INTO tenants (id, account_quota)
SELECT 'tenant-' || n, CASE WHEN n % 5 <> 0 THEN 2 * pg_temp.accounts() / pg_temp.tenants() END
FROM generate_series(1, pg_temp.tenants()) AS n;

INSERT INTO tenant_members (user_id, tenant_id, role, left_at) VALUES
  ('o''neil', 'acme', 'member', NULL),
  ('zoë "z" żółć', 'acme', 'member', NULL),
  ('mid,manager', 'acme', 'member', NULL),
  ('名前:chief', 'acme', 'member', NULL),
  ('名前:chief', 'tenant-6', 'member', NULL),
  ('left@acme.example', 'acme', 'admin', '2024-01-01 00:00:00+00'),
  ('x:_y?', 'acme', 'member', NULL),
  ('clerk $1 --', 'acme', NULL, NULL),
  ('100% (delegate)', 'tenant:3 "three"', 'admin', NULL),
  ('CFO', 'O''Brien & Söhne', 'accountant', NULL),
  ('CFO', 'acme', 'member', NULL),
  ('cfo', 'empty tenant', 'member', NULL),
  ('a.big\boss', 'acme', 'member', NULL);

INSERT INTO tenant_members (user_id, tenant_id, role)
SELECT 'a.big\boss', 'tenant-' || n, CASE WHEN n % 2 = 1 THEN 'admin' ELSE 'accountant' END
FROM generate_series(1, round(pg_temp.tenants() * 0.11)::bigint) AS n;

INSERT INTO tenant_members (user_id, tenant_id, role) VALUES ('zoë "z" żółć', 'tenant-' || pg_temp.tenants(), 'accountant');

INSERT INTO tenant_members (user_id, tenant_id, role, left_at)
SELECT 'user:' || n,
       'tenant-' || pg_temp.skewed('member', n * 4 + k, pg_temp.tenants()),
       CASE WHEN pg_temp.chance('member-role', n * 4 + k) < 0.85 THEN 'member'
            WHEN pg_temp.chance('member-role', n * 4 + k) < 0.9 THEN 'accountant'
            WHEN pg_temp.chance('member-role', n * 4 + k) < 0.95 THEN 'admin' END,
       CASE WHEN pg_temp.chance('member-left', n * 4 + k) < 0.05 THEN timestamptz '2024-01-01 00:00:00+00' END
FROM generate_series(1, pg_temp.users()) AS n
CROSS JOIN generate_series(1, 2) AS k
ORDER BY n, k
ON CONFLICT DO NOTHING;

INSERT INTO custom_roles (id, tenant_id) VALUES
  ('role:clerk', 'acme'), ('rôle "audit"', 'acme'), ('role:foreign', 'O''Brien & Söhne'), ('role:floating', NULL);

INSERT INTO custom_roles (id, tenant_id)
SELECT 'role:' || n || '/' || k, 'tenant-' || n
FROM generate_series(1, pg_temp.tenants()) AS n
CROSS JOIN generate_series(1, 3) AS k;

INSERT INTO role_permissions (role_id, on_type, action) VALUES
  ('role:clerk', 'Invoice', 'read'), ('role:clerk', 'Invoice', 'stamp'), ('role:clerk', 'Account', 'archive'),
  ('rôle "audit"', 'Account', 'read'),
  ('role:foreign', 'Account', 'read'), ('role:foreign', 'Account', 'edit'),
  ('role:floating', 'Account', 'read'), ('role:floating', 'Invoice', 'read');

INSERT INTO role_permissions (role_id, on_type, action)
SELECT 'role:' || n || '/' || g.k, g.on_type, g.action
FROM generate_series(1, pg_temp.tenants()) AS n
CROSS JOIN (VALUES
  (1, 'Invoice', 'read'), (1, 'Invoice', 'dispute'), (2, 'Account', 'edit'), (2, 'Account', 'export'), (3, 'Invoice', 'stamp')
) AS g (k, on_type, action);

INSERT INTO fields (name, field_group) VALUES
  ('name', 'contact'), ('e-mail', 'contact'), ('phone number', 'contact'), ('tax id', 'money'), ('credit limit', 'money'),
  ('créé le', 'audit'), ('changed by', 'audit');

INSERT INTO role_fields (role_id, action, field) VALUES
  ('rôle "audit"', 'read', 'tax id'), ('rôle "audit"', 'read', 'créé le'), ('role:clerk', 'edit', 'phone number'),
  ('role:foreign', 'read', 'credit limit');

INSERT INTO role_fields (role_id, action, field)
SELECT 'role:' || n || '/2', 'edit', 'credit limit' FROM generate_series(1, pg_temp.tenants()) AS n;

INSERT INTO role_assignments (user_id, role_id, tenant_id) VALUES
  ('clerk $1 --', 'role:clerk', 'acme'),
  ('x:_y?', 'role:foreign', 'acme'),
  ('x:_y?', 'rôle "audit"', 'acme'),
  ('zoë "z" żółć', 'role:foreign', 'O''Brien & Söhne'),
  ('nobody', 'role:floating', 'acme'),
  ('nobody', 'role:clerk', 'O''Brien & Söhne');

-- One assignment in ten names a role of another tenant and so grants nothing.
INSERT INTO role_assignments (user_id, role_id, tenant_id)
SELECT m.user_id,
       'role:' || CASE WHEN u.n % 10 = 3 THEN 1 ELSE substr(m.tenant_id, 8)::bigint END || '/' || 1 + u.n % 3,
       m.tenant_id
FROM tenant_members AS m
CROSS JOIN LATERAL (SELECT substr(m.user_id, 6)::bigint AS n) AS u
WHERE m.user_id LIKE 'user:%' AND u.n % 4 = 3
ON CONFLICT DO NOTHING;

INSERT INTO accounts (id, tenant_id, owner_id, is_open) VALUES
  ('acc/1', 'acme', 'o''neil', true),
  ('acc "quoted"', 'acme', 'o''neil', true),
  ('acc''s', 'acme', 'left@acme.example', true),
  ('конто №7', 'O''Brien & Söhne', 'o''neil', true),
  ('acc/5', 'acme', 'mid,manager', true),
  ('acc/6', 'acme', 'zoë "z" żółć', false),
  ('acc/7', 'acme', NULL, true),
  ('acc/8', NULL, 'o''neil', true),
  ('acc/9', 'O''Brien & Söhne', 'CFO', true),
  ('acc/10', 'tenant:3 "three"', NULL, true),
  ('acc/11', 'acme', 'user:20', true),
  ('acc/12', NULL, NULL, false),
  ('ACC/1', 'acme', 'CFO', true);

INSERT INTO accounts (id, tenant_id, owner_id, is_open)
SELECT 'acc/' || n,
       CASE WHEN n % 200 <> 0 THEN 'tenant-' || pg_temp.skewed('account-tenant', n, pg_temp.tenants()) END,
       CASE WHEN pg_temp.chance('owned', n) < 0.9 THEN 'user:' || pg_temp.skewed('account-owner', n, pg_temp.users()) END,
       pg_temp.chance('open', n) < 0.9
FROM generate_series(21, pg_temp.accounts()) AS n;

INSERT INTO account_team (user_id, account_id, role) VALUES
  ('o''neil', 'acc/7', 'viewer'),
  ('nobody', 'acc/9', 'follower'),
  ('clerk $1 --', 'acc/10', 'editor'),
  ('zoë "z" żółć', 'acc/1', 'editor'),
  ('mid,manager', 'acc/9', 'viewer'),
  ('CFO', 'acc/12', 'editor');

-- The light user's crowd of accounts.
INSERT INTO account_team (user_id, account_id, role)
SELECT 'o''neil', 'acc/' || n, CASE WHEN n % 3 = 0 THEN 'editor' ELSE 'viewer' END
FROM generate_series(21, pg_temp.accounts()) AS n
WHERE n % 1500 = 42;

INSERT INTO account_team (user_id, account_id, role)
SELECT 'user:' || pg_temp.skewed('team', n * 4 + k, pg_temp.users()),
       'acc/' || n,
       CASE WHEN pg_temp.chance('team-role', n * 4 + k) < 0.5 THEN 'viewer'
            WHEN pg_temp.chance('team-role', n * 4 + k) < 0.9 THEN 'editor'
            ELSE 'follower' END
FROM generate_series(21, pg_temp.accounts()) AS n
CROSS JOIN generate_series(1, 2) AS k
WHERE pg_temp.chance('in-team', n * 4 + k) < 0.4
ORDER BY n, k
ON CONFLICT DO NOTHING;

INSERT INTO delegations (from_user_id, to_user_id, active) VALUES
  ('o''neil', '100% (delegate)', true), ('zoë "z" żółć', 'nobody', false);

INSERT INTO delegations (from_user_id, to_user_id, active)
SELECT 'user:' || n, 'user:' || n + 1, n % 40 <> 0
FROM generate_series(1, pg_temp.users() - 1) AS n
WHERE n % 20 = 0;

-- Eight invoices for each account laid out by hand: `INV-<account>/<1 to 8>`.
INSERT INTO invoices (id, account_id, creator_id, status, amount, issued_at)
SELECT 'INV-' || a.id || '/' || j,
       a.id,
       CASE j WHEN 1 THEN 'CFO' WHEN 2 THEN 'o''neil' WHEN 3 THEN 'zoë "z" żółć' WHEN 5 THEN 'a.big\boss' WHEN 6 THEN 'left@acme.example' END,
       (CASE WHEN a.id = 'acc/5' THEN 'paid' ELSE (ARRAY['open', 'draft', 'paid', 'void'])[1 + j % 4] END)::invoice_status,
       CASE WHEN j <> 5 THEN j * 500.00 END,
       timestamptz '2024-03-01 00:00:00+00' + j * interval '1 hour'
FROM accounts AS a
CROSS JOIN generate_series(1, 8) AS j
WHERE a.id NOT LIKE 'acc/__%' OR a.id IN ('acc/10', 'acc/11', 'acc/12');

INSERT INTO invoices (id, account_id, creator_id, status, amount, issued_at) VALUES
  ('INV of nobody''s account', NULL, 'o''neil', 'open', 10.00, '2024-03-01 00:00:00+00'),
  ('INV:"?"', NULL, NULL, 'draft', NULL, '2024-03-01 00:00:00+00');

INSERT INTO invoices (id, account_id, creator_id, status, amount, issued_at)
SELECT 'INV-' || n,
       CASE WHEN n % 400 <> 0 THEN 'acc/' || 20 + pg_temp.skewed('invoice-account', n, pg_temp.accounts() - 20) END,
       CASE WHEN n % 300 <> 0 THEN 'user:' || pg_temp.skewed('invoice-creator', n, pg_temp.users()) END,
       (CASE WHEN pg_temp.chance('status', n) < 0.1 THEN 'draft'
             WHEN pg_temp.chance('status', n) < 0.25 THEN 'open'
             WHEN pg_temp.chance('status', n) < 0.95 THEN 'paid'
             ELSE 'void' END)::invoice_status,
       CASE WHEN n % 25 <> 0 THEN round((10000 * pg_temp.chance('amount', n) ^ 3)::numeric, 2) END,
       timestamptz '2024-03-02 00:00:00+00' + n * interval '1 minute'
FROM generate_series(1, pg_temp.scaled(120000, 800)) AS n;

DROP FUNCTION pg_temp.accounts();
DROP FUNCTION pg_temp.tenants();
DROP FUNCTION pg_temp.users();
DROP FUNCTION pg_temp.skewed(text, bigint, bigint);
DROP FUNCTION pg_temp.chance(text, bigint);
DROP FUNCTION pg_temp.scaled(bigint, bigint);

ANALYZE;
