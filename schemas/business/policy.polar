# Accounts and invoices of many tenants. Roles are global, per tenant, per account, or made by the tenants themselves and
# stored as data; managers see what their people own; single fields of an account have permissions of their own.

actor User {
  permissions = ["view_profile", "approve_leave"];
  relations = { manager: User };
}

global {
  roles = ["superuser", "support"];
  permissions = ["create_tenant", "see_metrics"];

  "support" if "superuser";

  "create_tenant" if "superuser";
  "see_metrics" if "support";
}

# The org chart. The chief's manager may be the chief.
manages(manager: User, report: User) if has_relation(report, "manager", manager);
manages(manager: User, report: User) if
  has_relation(report, "manager", between) and
  between matches User and
  manages(manager, between);

has_permission(user: User, "view_profile", user: User);
has_permission(manager: User, "view_profile", report: User) if manages(manager, report);
has_permission(manager: User, "approve_leave", report: User) if
  has_relation(report, "manager", manager) and
  manager != report;

resource Tenant {
  roles = ["member", "accountant", "admin"];
  permissions = ["view", "create_account", "see_revenue", "manage_roles"];

  "member" if "admin" or "accountant";

  "view" if "member" or global "support";
  "create_account" if "member" and below_quota(resource);
  "see_revenue" if "admin" or "accountant";
  "manage_roles" if "admin";
}

below_quota(tenant: Tenant) if
  usage(tenant, used) and
  quota(tenant, allowed) and
  used < allowed;
below_quota(tenant: Tenant) if is_unlimited(tenant);

# A role that a tenant made: what it grants is data, and it counts in its own tenant only.
resource Role {
  permissions = ["assign"];
  relations = { tenant: Tenant };

  "assign" if "manage_roles" on "tenant";
}

holds(user: User, role: Role, tenant: Tenant) if
  has_role(user, role, tenant) and
  has_relation(role, "tenant", tenant);

resource Account {
  roles = ["viewer", "editor"];
  permissions = ["read", "edit", "close", "export"];
  relations = { tenant: Tenant, owner: User };

  "viewer" if "editor" or "accountant" on "tenant";
  "editor" if "admin" on "tenant";
  "editor" if "owner" and "member" on "tenant";

  "read" if "viewer" or global "support";
  "edit" if "editor" and is_open(resource, true);
  "close" if "editor" and is_open(resource, true) and not has_debt(resource);
  "export" if "read" and "see_revenue" on "tenant";
}

has_role(manager: User, "viewer", account: Account) if
  has_relation(account, "owner", owner) and
  owner matches User and
  manages(manager, owner) and
  has_relation(account, "tenant", tenant) and
  tenant matches Tenant and
  has_role(manager, "member", tenant);

has_permission(user: User, action: String, account: Account) if
  has_relation(account, "tenant", tenant) and
  tenant matches Tenant and
  holds(user, role, tenant) and
  role matches Role and
  grants(role, action, "Account");

has_debt(account: Account) if
  has_relation(invoice, "account", account) and
  invoice matches Invoice and
  has_status(invoice, "open");

resource Invoice {
  permissions = ["read", "approve", "pay", "void", "dispute"];
  relations = { account: Account, creator: User };

  "read" if "read" on "account";
  "pay" if "approve" and has_status(resource, "open");
  "void" if "editor" on "account" and not has_status(resource, "paid");
  "dispute" if "viewer" on "account" and has_status(resource, "open");
}

# Nobody approves more than their limit, nor their own invoice.
has_permission(user: User, "approve", invoice: Invoice) if
  has_permission(user, "read", invoice) and
  amount(invoice, cents) and
  approval_limit(user, limit) and
  cents <= limit and
  not has_relation(invoice, "creator", user);

has_permission(user: User, action: String, invoice: Invoice) if
  has_relation(invoice, "account", account) and
  account matches Account and
  has_relation(account, "tenant", tenant) and
  tenant matches Tenant and
  holds(user, role, tenant) and
  role matches Role and
  grants(role, action, "Invoice");

has_permission(user: User, _: String, _: Tenant) if has_role(user, "superuser");
has_permission(user: User, _: String, _: Account) if has_role(user, "superuser");
has_permission(user: User, _: String, _: Invoice) if has_role(user, "superuser");

# Fields of an account.
resource Field {}

allow_field(user: User, "read", account: Account, _: Field) if has_role(user, "editor", account);
allow_field(user: User, "read", account: Account, Field{"name"}) if has_permission(user, "read", account);
allow_field(user: User, "read", account: Account, field: Field) if
  has_permission(user, "read", account) and
  field_group(field, "contact");
allow_field(user: User, "edit", account: Account, field: Field) if
  has_permission(user, "edit", account) and
  field_group(field, group) and
  group != "audit";
allow_field(user: User, action: String, account: Account, field: Field) if
  has_relation(account, "tenant", tenant) and
  tenant matches Tenant and
  holds(user, role, tenant) and
  role matches Role and
  grants_field(role, action, field);

test "owners and admins edit, but only within their tenant" {
  setup {
    has_role(User{"ann"}, "member", Tenant{"acme"});
    has_role(User{"adam"}, "admin", Tenant{"acme"});
    has_role(User{"carl"}, "accountant", Tenant{"acme"});
    has_relation(Account{"a"}, "tenant", Tenant{"acme"});
    has_relation(Account{"a"}, "owner", User{"ann"});
    has_relation(Account{"b"}, "tenant", Tenant{"other"});
    has_relation(Account{"b"}, "owner", User{"ann"});
    is_open(Account{"a"}, true);
    is_open(Account{"b"}, true);
  }
  assert allow(User{"ann"}, action: String, Account{"a"}) iff action in ["read", "edit", "close"];
  assert allow(User{"adam"}, action: String, Account{"a"}) iff action in ["read", "edit", "close", "export"];
  assert allow(User{"carl"}, action: String, Account{"a"}) iff action in ["read", "export"];
  assert_not allow(User{"ann"}, "read", Account{"b"});
}

test "an account with an open invoice is not closed" {
  setup {
    has_role(User{"adam"}, "admin", Tenant{"acme"});
    has_relation(Account{"a"}, "tenant", Tenant{"acme"});
    has_relation(Account{"b"}, "tenant", Tenant{"acme"});
    is_open(Account{"a"}, true);
    is_open(Account{"b"}, false);
    has_relation(Invoice{"i"}, "account", Account{"a"});
    has_relation(Invoice{"j"}, "account", Account{"b"});
    has_status(Invoice{"i"}, "open");
    has_status(Invoice{"j"}, "paid");
  }
  assert allow(User{"adam"}, "edit", Account{"a"});
  assert_not allow(User{"adam"}, "close", Account{"a"});
  assert_not allow(User{"adam"}, "edit", Account{"b"});
  assert allow(User{"adam"}, action: String, Invoice{"i"}) iff action in ["read", "void", "dispute"];
  assert allow(User{"adam"}, action: String, Invoice{"j"}) iff action = "read";
}

test "quotas" {
  setup {
    has_role(User{"ann"}, "member", Tenant{"low"});
    has_role(User{"ann"}, "member", Tenant{"full"});
    has_role(User{"ann"}, "admin", Tenant{"free"});
    usage(Tenant{"low"}, 9);
    quota(Tenant{"low"}, 10);
    usage(Tenant{"full"}, 10);
    quota(Tenant{"full"}, 10);
    usage(Tenant{"free"}, 99);
    is_unlimited(Tenant{"free"});
  }
  assert allow(User{"ann"}, "create_account", tenant: Tenant) iff tenant in [Tenant{"low"}, Tenant{"free"}];
}

test "roles stored as data count in their own tenant" {
  setup {
    has_role(User{"ann"}, Role{"clerk"}, Tenant{"acme"});
    has_role(User{"ben"}, Role{"foreign"}, Tenant{"acme"});
    has_relation(Role{"clerk"}, "tenant", Tenant{"acme"});
    has_relation(Role{"foreign"}, "tenant", Tenant{"other"});
    grants(Role{"clerk"}, "read", "Account");
    grants(Role{"clerk"}, "stamp", "Invoice");
    grants(Role{"foreign"}, "read", "Account");
    grants_field(Role{"clerk"}, "edit", Field{"tax id"});
    has_relation(Account{"a"}, "tenant", Tenant{"acme"});
    has_relation(Invoice{"i"}, "account", Account{"a"});
    field_group(Field{"e-mail"}, "contact");
    field_group(Field{"tax id"}, "money");
  }
  assert allow(User{"ann"}, action: String, Account{"a"}) iff action = "read";
  assert allow(User{"ann"}, action: String, Invoice{"i"}) iff action in ["read", "stamp"];
  assert_not allow(User{"ben"}, "read", Account{"a"});
  assert allow_field(User{"ann"}, "read", Account{"a"}, field: Field) iff field in [Field{"name"}, Field{"e-mail"}];
  assert allow_field(User{"ann"}, "edit", Account{"a"}, field: Field) iff field in [Field{"tax id"}];
}

test "fields: an editor reads all and edits all but the audit trail" {
  setup {
    has_role(User{"ed"}, "editor", Account{"a"});
    is_open(Account{"a"}, true);
    field_group(Field{"tax id"}, "money");
    field_group(Field{"changed by"}, "audit");
  }
  assert allow_field(User{"ed"}, "read", Account{"a"}, Field{"changed by"});
  assert allow_field(User{"ed"}, "read", Account{"a"}, Field{"that nobody knows"});
  assert allow_field(User{"ed"}, "edit", Account{"a"}, field: Field) iff field in [Field{"tax id"}];
}

test "managers, also when the chief reports to the chief" {
  setup {
    has_relation(User{"ann"}, "manager", User{"mo"});
    has_relation(User{"mo"}, "manager", User{"cleo"});
    has_relation(User{"cleo"}, "manager", User{"cleo"});
    has_role(User{"cleo"}, "member", Tenant{"acme"});
    has_relation(Account{"a"}, "tenant", Tenant{"acme"});
    has_relation(Account{"a"}, "owner", User{"ann"});
  }
  assert manages(User{"cleo"}, report: User) iff report in [User{"ann"}, User{"mo"}, User{"cleo"}];
  assert allow(User{"cleo"}, "read", Account{"a"});
  assert_not allow(User{"mo"}, "read", Account{"a"});
  assert allow(User{"mo"}, action: String, User{"ann"}) iff action in ["view_profile", "approve_leave"];
  assert allow(User{"cleo"}, action: String, User{"cleo"}) iff action = "view_profile";
  assert allow(User{"ann"}, "view_profile", User{"ann"});
}

test "approval" {
  setup {
    has_role(User{"carl"}, "accountant", Tenant{"acme"});
    approval_limit(User{"carl"}, 100000);
    has_relation(Account{"a"}, "tenant", Tenant{"acme"});
    has_relation(Invoice{"i"}, "account", Account{"a"});
    has_relation(Invoice{"j"}, "account", Account{"a"});
    has_relation(Invoice{"k"}, "account", Account{"a"});
    has_relation(Invoice{"k"}, "creator", User{"carl"});
    amount(Invoice{"i"}, 100000);
    amount(Invoice{"j"}, 100001);
    amount(Invoice{"k"}, 5);
    has_status(Invoice{"i"}, "open");
  }
  assert allow(User{"carl"}, "approve", invoice: Invoice) iff invoice in [Invoice{"i"}];
  assert allow(User{"carl"}, "pay", Invoice{"i"});
  assert_not allow(User{"carl"}, "pay", Invoice{"k"});
}

test "global roles" {
  setup {
    has_role(User{"root"}, "superuser");
    has_role(User{"desk"}, "support");
    has_relation(Account{"a"}, "tenant", Tenant{"acme"});
  }
  assert allow(User{"root"}, "create_tenant");
  assert allow(User{"root"}, "anything at all", Account{"a"});
  assert allow(User{"root"}, "void", Invoice{"that nobody knows"});
  assert allow(User{"desk"}, permission: String) iff permission = "see_metrics";
  assert allow(User{"desk"}, action: String, Account{"a"}) iff action = "read";
}
