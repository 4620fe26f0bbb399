//! Shorthand rules and what they mean, row by row of the table.

use crate::support::{clean, rules, valid};

/// The rules of `shorthand` inside a block with something of every kind around it.
fn expand(shorthand: &str) -> Vec<String> {
    rules(&format!(
        r#"
        actor User {{ permissions = ["impersonate"]; relations = {{ manager: User }}; }}
        global {{ roles = ["admin"]; permissions = ["create_org"]; }}
        resource Org {{
          roles = ["member", "owner"];
          permissions = ["invite"];
          relations = {{ founder: User }};
        }}
        resource Repo {{
          roles = ["reader", "writer"];
          permissions = ["read", "push"];
          relations = {{ org: Org, creator: User, parent: Repo, subject: Resource, owner: Actor }};
          {shorthand}
        }}
        "#
    ))
}

#[test]
fn a_role_grants_a_permission() {
    assert_eq!(
        expand(r#""read" if "reader";"#),
        [r#"has_permission(actor: Actor, "read", resource: Repo) :- has_role(actor, "reader", resource)"#.to_owned() + "."]
    );
}

/// The body of the one rule that the shorthand stands for.
fn body(shorthand: &str) -> String {
    let rules = expand(shorthand);
    assert_eq!(rules.len(), 1, "{rules:#?}");
    let (_, body) = rules[0].split_once(" :- ").expect("a body");
    body.trim_end_matches('.').to_owned()
}

#[test]
fn the_head_is_a_role_or_a_permission() {
    assert_eq!(
        expand(r#""reader" if "writer";"#),
        [r#"has_role(actor: Actor, "reader", resource: Repo) :- has_role(actor, "writer", resource)."#]
    );
}

#[test]
fn names_of_the_block() {
    assert_eq!(body(r#""read" if "reader";"#), r#"has_role(actor, "reader", resource)"#);
    assert_eq!(body(r#""read" if "push";"#), r#"has_permission(actor, "push", resource)"#);
    assert_eq!(body(r#""read" if "creator";"#), r#"has_relation(resource, "creator", actor)"#);
    assert_eq!(body(r#""read" if "owner";"#), r#"has_relation(resource, "owner", actor)"#);
}

#[test]
fn names_of_the_related_type() {
    let step = r#"has_relation(resource, "org", _1: Org), "#;
    assert_eq!(body(r#""read" if "member" on "org";"#), format!(r#"{step}has_role(actor, "member", _1)"#));
    assert_eq!(body(r#""read" if "invite" on "org";"#), format!(r#"{step}has_permission(actor, "invite", _1)"#));
    assert_eq!(body(r#""read" if "founder" on "org";"#), format!(r#"{step}has_relation(_1, "founder", actor)"#));
    assert_eq!(
        body(r#""read" if "manager" on "creator";"#),
        r#"has_relation(resource, "creator", _1: User), has_relation(_1, "manager", actor)"#
    );
}

#[test]
fn a_related_type_may_be_the_block_itself() {
    assert_eq!(
        expand(r#""reader" if "reader" on "parent";"#),
        [concat!(
            r#"has_role(actor: Actor, "reader", resource: Repo) :- "#,
            r#"has_relation(resource, "parent", _1: Repo), has_role(actor, "reader", _1)."#
        )]
    );
}

#[test]
fn on_an_abstract_type_a_name_means_what_any_type_says() {
    // `impersonate` is a permission of `User`, the only actor type.
    assert_eq!(
        body(r#""read" if "impersonate" on "owner";"#),
        r#"has_relation(resource, "owner", _1: Actor), has_permission(actor, "impersonate", _1)"#
    );
    // Among all types, `owner` is a role of `Org` and a relation of `Repo`.
    assert_eq!(
        body(r#""read" if "owner" on "subject";"#),
        concat!(
            r#"has_relation(resource, "subject", _1: Resource), "#,
            r#"(has_role(actor, "owner", _1) or has_relation(_1, "owner", actor))"#
        )
    );
}

#[test]
fn global_names() {
    assert_eq!(body(r#""read" if global "admin";"#), r#"has_role(actor, "admin")"#);
    assert_eq!(body(r#""read" if global "create_org";"#), r#"has_permission(actor, "create_org")"#);
}

#[test]
fn inside_the_global_block_names_have_two_arguments() {
    let text = r#"
        actor User {}
        global {
          roles = ["admin", "staff"];
          permissions = ["create_org"];
          "staff" if "admin";
          "create_org" if global "staff" and not is_banned(actor);
        }
    "#;
    assert_eq!(
        rules(text),
        [
            r#"has_role(actor: Actor, "staff") :- has_role(actor, "admin")."#,
            r#"has_permission(actor: Actor, "create_org") :- has_role(actor, "staff"), not is_banned(actor)."#,
        ]
    );
}

#[test]
fn calls_use_the_variables_of_the_rule() {
    assert_eq!(body(r#""read" if is_public(resource);"#), "is_public(resource)");
    assert_eq!(body(r#""read" if flag(resource, "x", 3, actor, _);"#), r#"flag(resource, "x", 3, actor, _1)"#);
    assert_eq!(body(r#""read" if team(actor, t) and shared(resource, t);"#), "team(actor, t), shared(resource, t)");
}

#[test]
fn not_and_or_and_groups() {
    assert_eq!(
        body(r#""read" if "reader" and not is_locked(resource);"#),
        r#"has_role(actor, "reader", resource), not is_locked(resource)"#
    );
    assert_eq!(
        body(r#""read" if "reader" or ("writer" and is_open(resource)) or "owner" on "org";"#),
        concat!(
            r#"(has_role(actor, "reader", resource) or "#,
            r#"(has_role(actor, "writer", resource), is_open(resource)) or "#,
            r#"(has_relation(resource, "org", _1), _1 matches Org, has_role(actor, "owner", _1)))"#
        )
    );
    // Nested groups of one operator are one level.
    assert_eq!(body(r#""read" if a(actor) and (b(actor) and (c(actor)));"#), "a(actor), b(actor), c(actor)");
}

#[test]
fn keyword_heads_are_written_out_for_each_name() {
    assert_eq!(
        expand(r#"role if role on "parent";"#),
        [
            concat!(
                r#"has_role(actor: Actor, "reader", resource: Repo) :- "#,
                r#"has_relation(resource, "parent", _1: Repo), has_role(actor, "reader", _1)."#
            ),
            concat!(
                r#"has_role(actor: Actor, "writer", resource: Repo) :- "#,
                r#"has_relation(resource, "parent", _1: Repo), has_role(actor, "writer", _1)."#
            ),
        ]
    );
    assert_eq!(
        expand(r#"permission if "owner" on "org";"#),
        [
            concat!(
                r#"has_permission(actor: Actor, "read", resource: Repo) :- "#,
                r#"has_relation(resource, "org", _1: Org), has_role(actor, "owner", _1)."#
            ),
            concat!(
                r#"has_permission(actor: Actor, "push", resource: Repo) :- "#,
                r#"has_relation(resource, "org", _1: Org), has_role(actor, "owner", _1)."#
            ),
        ]
    );
}

#[test]
fn the_same_keyword_in_the_body_means_the_same_name() {
    let bodies: Vec<String> = expand(r#"permission if permission on "org" or role on "org";"#);
    assert_eq!(
        bodies[0],
        concat!(
            r#"has_permission(actor: Actor, "read", resource: Repo) :- "#,
            r#"((has_relation(resource, "org", _1), _1 matches Org, has_permission(actor, "read", _1)) or "#,
            r#"(has_relation(resource, "org", _2), _2 matches Org, has_role(actor, _3, _2)))."#
        )
    );
}

#[test]
fn a_keyword_under_a_quoted_head_means_any_name() {
    assert_eq!(body(r#""reader" if role on "org";"#), r#"has_relation(resource, "org", _1: Org), has_role(actor, _2, _1)"#);
    assert_eq!(body(r#""reader" if global role;"#), "has_role(actor, _1)");
    assert_eq!(body(r#""reader" if permission;"#), "has_permission(actor, _1, resource)");
}

#[test]
fn keyword_heads_in_the_global_block() {
    assert_eq!(
        rules(r#"global { roles = ["a", "b"]; permissions = ["p"]; permission if "a"; role if role; }"#),
        [
            r#"has_permission(actor: Actor, "p") :- has_role(actor, "a")."#,
            r#"has_role(actor: Actor, "a") :- has_role(actor, "a")."#,
            r#"has_role(actor: Actor, "b") :- has_role(actor, "b")."#,
        ]
    );
}

#[test]
fn on_resource_changes_nothing() {
    assert_eq!(expand(r#""read" if "reader" on resource;"#), expand(r#""read" if "reader";"#));
    assert_eq!(expand("role if role on resource;"), expand("role if role;"));
}

#[test]
fn a_tautology_is_a_rule() {
    assert_eq!(body(r#""reader" if "reader";"#), r#"has_role(actor, "reader", resource)"#);
}

#[test]
fn rules_of_one_predicate_stay_in_source_order_across_blocks_and_files() {
    let text = r#"
        has_role(_: User, "first", _: Org);
        actor User {}
        resource Org { roles = ["second", "third"]; "second" if "third"; }
        has_role(_: User, "last", _: Org);
    "#;
    let rules = rules(text);
    assert_eq!(
        rules,
        [
            r#"has_role(_1: User, "first", _2: Org)."#,
            r#"has_role(actor: Actor, "second", resource: Org) :- has_role(actor, "third", resource)."#,
            r#"has_role(_1: User, "last", _2: Org)."#,
        ]
    );
}

#[test]
fn each_expanded_rule_knows_its_line() {
    let text = "resource Org { roles = [\"a\", \"b\"];\n  permissions = [\"p\"];\n  \"p\" if \"a\";\n  role if\n    role;\n}\n";
    let loaded = valid(text);
    let shown = arctos_compiler::policy::display(&loaded.program, &loaded.sources);
    let lines: Vec<&str> = shown.lines().filter_map(|line| line.rsplit_once("  # ")).map(|(_, line)| line).collect();
    assert_eq!(lines, ["3", "4", "4", "default", "default"]);
}

#[test]
fn the_worked_example() {
    let text = r#"actor User {}
global { roles = ["admin"]; }

resource Organization {
  roles = ["member", "owner"];
  "member" if "owner";
}

resource Repository {
  roles = ["reader", "writer"];
  relations = { organization: Organization };
  "reader" if "writer";
  "reader" if "member" on "organization";
  "writer" if "owner" on "organization";
}

resource Issue {
  permissions = ["read", "close"];
  relations = { repository: Repository, creator: User };
  "read" if "reader" on "repository";
  "read" if "creator";
  "close" if "creator" and not is_locked(resource);
  "close" if "writer" on "repository";
}

has_permission(user: User, _: String, _: Issue) if has_role(user, "admin");
allow(actor: Actor, action: String, resource: Resource) if
  has_permission(actor, action, resource) and not is_banned(actor);
"#;
    let loaded = clean(text);
    let expected = r#"has_role(actor: Actor, "member", resource: Organization) :- has_role(actor, "owner", resource).  # 6
has_role(actor: Actor, "reader", resource: Repository) :- has_role(actor, "writer", resource).  # 12
has_role(actor: Actor, "reader", resource: Repository) :- has_relation(resource, "organization", _1: Organization), has_role(actor, "member", _1).  # 13
has_role(actor: Actor, "writer", resource: Repository) :- has_relation(resource, "organization", _1: Organization), has_role(actor, "owner", _1).  # 14
has_permission(actor: Actor, "read", resource: Issue) :- has_relation(resource, "repository", _1: Repository), has_role(actor, "reader", _1).  # 20
has_permission(actor: Actor, "read", resource: Issue) :- has_relation(resource, "creator", actor).  # 21
has_permission(actor: Actor, "close", resource: Issue) :- has_relation(resource, "creator", actor), not is_locked(resource).  # 22
has_permission(actor: Actor, "close", resource: Issue) :- has_relation(resource, "repository", _1: Repository), has_role(actor, "writer", _1).  # 23
has_permission(user: User, _1: String, _2: Issue) :- has_role(user, "admin").  # 26
allow(actor: Actor, action: String, resource: Resource) :- has_permission(actor, action, resource), not is_banned(actor).  # 27
allow(actor, action) :- has_permission(actor, action).  # default
"#;
    assert_eq!(arctos_compiler::policy::display(&loaded.program, &loaded.sources), expected);
}
