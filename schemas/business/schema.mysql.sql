-- Tables of the business application for MySQL and MariaDB: those of schema.sql.

CREATE TABLE users (
  id varchar(191) PRIMARY KEY,
  manager_id varchar(191) REFERENCES users (id),
  approval_limit bigint
) COLLATE utf8mb4_bin;
CREATE INDEX users_manager_id ON users (manager_id);

CREATE TABLE global_roles (
  user_id varchar(191) NOT NULL REFERENCES users (id),
  role varchar(191) NOT NULL CHECK (role IN ('superuser', 'support')),
  PRIMARY KEY (user_id, role)
) COLLATE utf8mb4_bin;

-- Without a quota a tenant may have as many accounts as it likes.
CREATE TABLE tenants (
  id varchar(191) PRIMARY KEY,
  account_quota bigint
) COLLATE utf8mb4_bin;

-- An invitation has no role until it is accepted; who left stays in the table.
CREATE TABLE tenant_members (
  user_id varchar(191) NOT NULL REFERENCES users (id),
  tenant_id varchar(191) NOT NULL REFERENCES tenants (id),
  role varchar(191) CHECK (role IN ('member', 'accountant', 'admin')),
  left_at datetime,
  PRIMARY KEY (user_id, tenant_id)
) COLLATE utf8mb4_bin;
CREATE INDEX tenant_members_tenant_id ON tenant_members (tenant_id, user_id);

CREATE TABLE custom_roles (
  id varchar(191) PRIMARY KEY,
  tenant_id varchar(191) REFERENCES tenants (id)
) COLLATE utf8mb4_bin;
CREATE INDEX custom_roles_tenant_id ON custom_roles (tenant_id);

CREATE TABLE role_permissions (
  role_id varchar(191) NOT NULL REFERENCES custom_roles (id),
  on_type varchar(191) NOT NULL CHECK (on_type IN ('Account', 'Invoice')),
  action varchar(191) NOT NULL,
  PRIMARY KEY (role_id, on_type, action)
) COLLATE utf8mb4_bin;
CREATE INDEX role_permissions_action ON role_permissions (on_type, action, role_id);

CREATE TABLE fields (
  name varchar(191) PRIMARY KEY,
  field_group varchar(191) NOT NULL CHECK (field_group IN ('contact', 'money', 'audit'))
) COLLATE utf8mb4_bin;

CREATE TABLE role_fields (
  role_id varchar(191) NOT NULL REFERENCES custom_roles (id),
  action varchar(191) NOT NULL,
  field varchar(191) NOT NULL REFERENCES fields (name),
  PRIMARY KEY (role_id, action, field)
) COLLATE utf8mb4_bin;
CREATE INDEX role_fields_field ON role_fields (field, action, role_id);

-- Nothing keeps a role of one tenant from being assigned in another; the policy does.
CREATE TABLE role_assignments (
  user_id varchar(191) NOT NULL REFERENCES users (id),
  role_id varchar(191) NOT NULL REFERENCES custom_roles (id),
  tenant_id varchar(191) NOT NULL REFERENCES tenants (id),
  PRIMARY KEY (user_id, role_id, tenant_id)
) COLLATE utf8mb4_bin;
CREATE INDEX role_assignments_role_id ON role_assignments (role_id, tenant_id, user_id);
CREATE INDEX role_assignments_tenant_id ON role_assignments (tenant_id, user_id);

CREATE TABLE accounts (
  id varchar(191) PRIMARY KEY,
  tenant_id varchar(191) REFERENCES tenants (id),
  owner_id varchar(191) REFERENCES users (id),
  is_open boolean NOT NULL
) COLLATE utf8mb4_bin;
CREATE INDEX accounts_tenant_id ON accounts (tenant_id);
CREATE INDEX accounts_owner_id ON accounts (owner_id);

-- The policy knows nothing of the role `follower`.
CREATE TABLE account_team (
  user_id varchar(191) NOT NULL REFERENCES users (id),
  account_id varchar(191) NOT NULL REFERENCES accounts (id),
  role varchar(191) NOT NULL,
  PRIMARY KEY (user_id, account_id)
) COLLATE utf8mb4_bin;
CREATE INDEX account_team_account_id ON account_team (account_id, user_id);

CREATE TABLE delegations (
  from_user_id varchar(191) NOT NULL REFERENCES users (id),
  to_user_id varchar(191) NOT NULL REFERENCES users (id),
  active boolean NOT NULL,
  PRIMARY KEY (from_user_id, to_user_id)
) COLLATE utf8mb4_bin;
CREATE INDEX delegations_to_user_id ON delegations (to_user_id, from_user_id);

-- A draft may have no amount yet.
CREATE TABLE invoices (
  id varchar(191) PRIMARY KEY,
  account_id varchar(191) REFERENCES accounts (id),
  creator_id varchar(191) REFERENCES users (id),
  status ENUM ('draft', 'open', 'paid', 'void') NOT NULL,
  amount numeric(12, 2),
  issued_at datetime NOT NULL
) COLLATE utf8mb4_bin;
CREATE INDEX invoices_account_id ON invoices (account_id);
CREATE INDEX invoices_creator_id ON invoices (creator_id);
CREATE INDEX invoices_issued_at ON invoices (issued_at DESC);
