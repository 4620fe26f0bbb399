//! The patterns of public policies: every one resolves without an error.

use crate::support::valid;

/// Loads a policy with a user, and says what it prints.
fn accepted(text: &str) -> Vec<String> {
    valid(&format!("actor User {{}}\n{text}")).rules()
}

#[test]
fn role_hierarchy_and_inheritance_over_relations() {
    accepted(
        r#"
        resource Org { roles = ["member", "owner"]; "member" if "owner"; }
        resource Repo {
          permissions = ["repo.read", "repo.issues.list"];
          roles = ["reader", "writer"];
          relations = { organization: Org, };
          "reader" if "writer";
          "reader" if "member" on "organization";
          "repo.read" if "reader";
        }
        "#,
    );
}

#[test]
fn org_charts() {
    let rules = accepted(
        r#"
        actor Person {
          relations = { manager: Person };
          roles = ["superior"];
          "superior" if "manager";
          "superior" if "superior" on "manager";
        }
        resource Record {
          permissions = ["view"];
          relations = { subject: Person };
          "view" if "subject";
          "view" if "superior" on "subject";
        }
        "#,
    );
    assert_eq!(
        rules[1],
        concat!(
            r#"has_role(actor: Actor, "superior", resource: Person) :- "#,
            r#"has_relation(resource, "manager", _1: Person), has_role(actor, "superior", _1)."#
        )
    );
}

#[test]
fn groups_and_nested_groups() {
    accepted(
        r#"
        resource Group {}
        resource Doc { roles = ["reader"]; permissions = ["read"]; "read" if "reader"; }
        has_role(user: User, role: String, doc: Doc) if
          group matches Group and has_group(user, group) and has_role(group, role, doc);
        has_group(user: User, group: Group) if has_group(user, inner) and has_group(inner, group);
        "#,
    );
}

#[test]
fn custom_roles_default_roles_and_toggles() {
    accepted(
        r#"
        resource Org { roles = ["member"]; permissions = ["read", "write"]; "read" if "member"; }
        has_permission(actor: Actor, action: String, org: Org) if
          role matches Role and has_role(actor, role, org) and grants_permission(role, action);
        has_role(user: User, role: String, org: Org) if
          has_default_role(org, role) and has_role(user, "member", org);
        has_permission(user: User, "write", org: Org) if
          has_role(user, "member", org) and not is_protected(org, true);
        declare grants_permission(Role, String);
        "#,
    );
}

#[test]
fn expiry_and_quotas() {
    accepted(
        r#"
        resource Repo { roles = ["reader"]; permissions = ["read", "create"]; "read" if "reader"; }
        has_role(user: User, role: String, repo: Repo) if
          has_role_with_expiry(user, role, repo, expiration) and expiration > @current_unix_time;
        has_permission(_: User, "create", repo: Repo) if
          quota(repo, "max", limit) and used(repo, count) and count < limit;
        "#,
    );
}

#[test]
fn universal_facts_literals_and_self_access() {
    accepted(
        r#"
        resource Account { permissions = ["read"]; roles = ["viewer"]; }
        resource App { roles = ["admin"]; }
        resource Field {}
        has_permission(_: User, "read", account: Account) if is_public(account);
        has_permission(_: Actor, "read", _: Account);
        has_permission(user: User, "read", user: User);
        has_relation(_: Resource, "app", App{"main"});
        has_role(User{"root"}, "admin", App{"main"});
        allow_field(u: User, "edit", a: Account, Field{"name"}) if has_permission(u, "edit", a);
        allow_field(u: User, "read", a: Account, _: Field) if has_permission(u, "read", a) and true;
        is_open(_: Account, true) if true;
        "#,
    );
}

#[test]
fn global_roles_and_keywords() {
    accepted(
        r#"
        global { roles = ["admin", "support"]; permissions = ["create_org"]; "support" if "admin"; "create_org" if "admin"; }
        resource Org {
          roles = ["viewer", "owner"];
          permissions = ["read", "delete"];
          relations = { parent: Org };
          role if role on "parent";
          role if global "admin";
          permission if "owner" or global "support";
          "viewer" if role on "parent";
          "read" if "viewer" on resource;
        }
        "#,
    );
}

#[test]
fn impersonation_with_a_custom_allow() {
    let rules = accepted(
        r#"
        resource Org { permissions = ["read"]; roles = ["member"]; "read" if "member"; }
        allow(user: Actor, action: String, resource: Resource) if
          has_permission(user, action, resource);
        allow(user: User, action: String, resource: Resource) if
          other matches User and is_impersonating(user, other) and has_permission(other, action, resource);
        "#,
    );
    assert!(rules.iter().filter(|rule| rule.starts_with("allow(")).count() == 2, "{rules:#?}");
}

#[test]
fn fields_children_and_resource_actors() {
    accepted(
        r#"
        resource Team { roles = ["lead"]; permissions = ["project.create"]; "project.create" if "lead"; }
        resource Project { relations = { team: Team, creator: User }; permissions = ["view"];
          "view" if "project.create" on "team" or ("creator" and is_open(resource, true)); }
        has_role(team: Team, role: String, location: Location) if assigned(team, role, location);
        has_role(actor: Actor, Role{"custom"}, resource: Resource) if custom(actor, resource);
        allow_action(user, action, project, _) if
          has_permission(user, action, project) and action in ["view", "edit"] and not archived(project);
        "#,
    );
}

#[test]
fn tests_and_fixtures_are_kept() {
    let loaded = valid(
        r#"
        actor User {}
        resource Org { roles = ["member"]; permissions = ["read"]; "read" if "member"; }
        test fixture base { has_role(User{"a"}, "member", Org{"1"}); }
        test "members read" {
          setup { fixture base; has_role(User{"b"}, "member", Org{"2"}); }
          assert allow(User{"a"}, "read", Org{"1"});
          assert_not allow(User{"b"}, "read", Org{"1"});
          assert allow(User{"a"}, action: String, Org{"1"}) iff action in ["read"];
        }
        test "empty" { setup {} }
        "#,
    );
    assert_eq!(loaded.program.tests.len(), 2);
    assert_eq!(loaded.program.fixtures["base"].len(), 1);
}
