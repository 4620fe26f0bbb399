//! Which facts a policy can use.

use crate::support::valid;
use arctos_compiler::value::Value;

fn fact_types(text: &str) -> Vec<String> {
    let loaded = valid(text);
    let shapes = loaded.program.fact_types.iter().map(ToString::to_string);
    shapes.filter(|shape| !["has_permission(_, _, _)", "has_permission(_, _)"].contains(&shape.as_str())).collect()
}

const REPO: &str = r#"
    actor User {}
    resource Org { roles = ["member"]; }
    resource Repo {
      roles = ["reader"];
      permissions = ["read"];
      relations = { org: Org, creator: User };
      "read" if "reader" or "creator";
      "reader" if "member" on "org";
      "read" if is_protected(resource, false);
    }
    has_permission(a: Actor, "read", r: Repo) if expires(a, r, at) and at > @current_unix_time;
"#;

#[test]
fn calls_become_fact_types() {
    assert_eq!(
        fact_types(REPO),
        [
            r#"has_role(Actor, "reader", Repo)"#,
            r#"has_relation(Repo, "creator", Actor)"#,
            "is_protected(Repo, Boolean)",
            "expires(Actor, Repo, Integer)",
            r#"has_relation(Repo, "org", Org)"#,
            r#"has_role(Actor, "member", Org)"#,
        ]
    );
}

#[test]
fn declares_add_to_them() {
    assert_eq!(
        fact_types("actor User {} declare tag(User, String); declare tag(User); declare tag(User, String); p(x) if tag(x, 1);"),
        ["tag(_, Integer)", "tag(User, String)", "tag(User)"]
    );
}

#[test]
fn facts_have_one_to_five_arguments() {
    assert_eq!(fact_types("p(a, b, c, d, e, f) if q() and q(a, b, c, d, e) and q(a, b, c, d, e, f);"), ["q(_, _, _, _, _)"]);
}

#[test]
fn an_untyped_target_of_a_declared_relation_has_the_declared_type() {
    let text = r#"
        actor User {}
        resource Org { relations = { parent: Org }; }
        resource Repo { relations = { org: Org }; }
        allow(u: User, "read", r: Repo) if has_relation(r, "org", o) and has_relation(o, "parent", up) and member(u, up);
    "#;
    assert_eq!(
        fact_types(text),
        [r#"has_relation(Repo, "org", Org)"#, r#"has_relation(Org, "parent", Org)"#, "member(User, Org)"]
    );
}

#[test]
fn each_alternative_has_its_own_types() {
    assert_eq!(
        fact_types("actor User {} resource Org {} p(x) if (x matches User and q(x)) or (x matches Org and q(x)) or r(x);"),
        ["q(User)", "q(Org)", "r(_)"]
    );
    assert_eq!(
        fact_types("actor User {} resource Org {} p(x) if (x matches User or x matches Org) and q(x, x);"),
        ["q(User, User)", "q(Org, User)", "q(User, Org)", "q(Org, Org)"]
    );
}

#[test]
fn a_fact_is_admitted_when_it_fits_a_fact_type() {
    let program = valid(REPO).program;
    let user = Value::new("User", "1");
    let repo = Value::new("Repo", "2");
    let relation = |name: &str, target: &str| vec![repo.clone(), Value::string(name), Value::new(target, "3")];
    assert!(program.admits("has_role", &[user.clone(), Value::string("reader"), repo.clone()]));
    assert!(!program.admits("has_role", &[user.clone(), Value::string("owner"), repo.clone()]), "no rule asks for it");
    assert!(!program.admits("has_role", &[Value::new("Ghost", "1"), Value::string("reader"), repo.clone()]));
    assert!(!program.admits("has_role", &[user.clone(), Value::string("reader")]));
    assert!(!program.admits("has_roles", &[user.clone(), Value::string("reader"), repo.clone()]));
    assert!(program.admits("has_relation", &relation("org", "Org")));
    assert!(!program.admits("has_relation", &relation("org", "User")));
    assert!(program.admits("has_relation", &relation("creator", "User")));
    // Only the type of booleans and integers counts.
    assert!(program.admits("is_protected", &[repo.clone(), Value::boolean(true)]));
    assert!(!program.admits("is_protected", &[repo.clone(), Value::string("true")]));
    assert!(program.admits("expires", &[user.clone(), repo.clone(), Value::integer(0)]));
    // The default `allow` asks for any permission; nothing asks for `allow` itself.
    assert!(program.admits("has_permission", &[user.clone(), Value::string("fly"), repo.clone()]));
    assert!(!program.admits("allow", &[user, Value::string("read"), repo]));
}

#[test]
fn sub_types_fit_and_super_types_do_not() {
    let program = valid(
        r#"
        actor User {}
        resource File { roles = ["reader"]; permissions = ["read"]; }
        resource Doc extends File { "read" if "reader"; }
        resource Sheet extends Doc {}
        "#,
    )
    .program;
    let role_on = |ty: &str| [Value::new("User", "1"), Value::string("reader"), Value::new(ty, "2")];
    assert!(program.admits("has_role", &role_on("Doc")));
    assert!(program.admits("has_role", &role_on("Sheet")));
    assert!(!program.admits("has_role", &role_on("File")));
}
