//! Cases small enough to be thought through by hand.

use super::*;
use std::collections::BTreeSet;

fn v(ty: &str, id: &str) -> Value {
    Value::canonical(ty, id).expect("a value")
}

/// `has_role(User:1, String:admin, Org:2)`
fn facts(texts: &[&str]) -> Vec<Fact> {
    let mut sources = SourceMap::new();
    let text = texts.join("; ");
    let id = sources.add("facts", text.clone());
    let (facts, problems) = syntax::parse_facts(id, &text);
    assert!(!problems.has_errors(), "{problems:?}");
    let value = |literal: &ast::Literal| match &literal.value {
        ast::LiteralValue::String(text) => Value::string(text.clone()),
        ast::LiteralValue::Integer(number) => Value::integer(*number),
        ast::LiteralValue::Boolean(truth) => Value::boolean(*truth),
        ast::LiteralValue::Entity(ty, id) => v(&ty.text, id),
    };
    facts.iter().map(|fact| Fact::new(fact.name.text.to_string(), fact.args.iter().map(value).collect())).collect()
}

fn model(policy: &str, given: &[&str]) -> Model {
    let policy = Policy::parse(policy).expect("a policy");
    let mentioned = [v("User", "u1"), v("User", "u2"), v("Doc", "d1"), v("Doc", "d2"), v("Doc", "d9"), Value::string("read")];
    policy.model(&facts(given), &mentioned, 100).expect("a stratified policy")
}

fn may(model: &Model, user: &str, doc: &str) -> bool {
    model.authorize(&v("User", user), "read", Some(&v("Doc", doc)))
}

fn set(ids: &[&str]) -> BTreeSet<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

const FOLDERS: &str = r#"
    actor User {}
    resource Folder { roles = ["viewer", "owner"]; relations = { parent: Folder };
      "viewer" if "owner"; role if role on "parent"; }
    resource Doc { permissions = ["read"]; relations = { folder: Folder, author: User };
      "read" if "viewer" on "folder"; "read" if "author"; }
"#;

#[test]
fn roles_come_down_relations_through_a_ring() {
    let facts = [
        r#"has_role(User{"u1"}, "owner", Folder{"a"})"#,
        r#"has_relation(Folder{"b"}, "parent", Folder{"a"})"#,
        r#"has_relation(Folder{"a"}, "parent", Folder{"b"})"#,
        r#"has_relation(Doc{"d1"}, "folder", Folder{"b"})"#,
        r#"has_relation(Doc{"d2"}, "author", User{"u2"})"#,
    ];
    let model = model(FOLDERS, &facts);
    assert!(may(&model, "u1", "d1"));
    assert!(!may(&model, "u1", "d2"));
    assert!(may(&model, "u2", "d2"));
    assert!(model.holds("has_role", &[v("User", "u1"), Value::string("owner"), v("Folder", "b")]));
    assert_eq!(model.list(&v("User", "u1"), "read", "Doc").required, set(&["d1"]));
    assert_eq!(model.actors("User", "read", Some(&v("Doc", "d2"))).required, set(&["u2"]));
}

#[test]
fn a_relation_of_the_wrong_target_type_grants_nothing() {
    let model =
        model(FOLDERS, &[r#"has_relation(Doc{"d1"}, "folder", Doc{"d2"})"#, r#"has_role(User{"u1"}, "viewer", Doc{"d2"})"#]);
    assert!(!may(&model, "u1", "d1"));
}

#[test]
fn a_universal_grant_holds_for_ids_nobody_knows() {
    let policy = r#"actor User {} resource Doc { permissions = ["read", "edit"]; }
        has_permission(u: User, _: String, _: Doc) if admin(u);"#;
    let model = model(policy, &[r#"admin(User{"u1"})"#, r#"size(Doc{"d1"}, 3)"#]);
    assert!(may(&model, "u1", "d9"));
    assert!(!may(&model, "u2", "d1"));
    let ids = model.list(&v("User", "u1"), "read", "Doc");
    assert!(ids.accepts(&set(&["d1"])), "d1 is known from a fact");
    assert!(ids.accepts(&set(&["d1", "d9"])), "d9 is known from the question");
    assert!(!ids.accepts(&set(&[])));
    let actions = model.actions(&v("User", "u1"), Some(&v("Doc", "d1")));
    assert_eq!(actions.required, set(&["edit", "read"]));
}

#[test]
fn or_gives_each_alternative_its_own_variables() {
    // The second `g` is another one: what it is bound to must not reach into the negation of the first.
    let policy = r#"actor User {} resource Doc { permissions = ["read"]; }
        has_permission(u: User, "read", d: Doc) if (open(d) and not blocked(u, g)) or (member(u, g) and shared(d, g));"#;
    let given = [r#"open(Doc{"d1"})"#, r#"member(User{"u1"}, Group{"g"})"#, r#"blocked(User{"u2"}, Group{"g"})"#];
    let model = model(policy, &given);
    assert!(may(&model, "u1", "d1"), "u1 is blocked nowhere");
    assert!(!may(&model, "u2", "d1"));
}

#[test]
fn a_variable_inside_a_negation_only_means_any() {
    let policy = r#"actor User {} resource Doc { permissions = ["read"]; }
        has_permission(u: User, "read", d: Doc) if member(u, g) and not (needs(d, n) and not has(g, n));"#;
    let given = [
        r#"member(User{"u1"}, Group{"g"})"#,
        r#"needs(Doc{"d1"}, "x")"#,
        r#"needs(Doc{"d1"}, "y")"#,
        r#"needs(Doc{"d2"}, "x")"#,
        r#"has(Group{"g"}, "x")"#,
    ];
    let model = model(policy, &given);
    assert!(!may(&model, "u1", "d1"), "y is missing");
    assert!(may(&model, "u1", "d2"));
    assert!(may(&model, "u1", "d9"), "it needs nothing");
    assert!(!may(&model, "u2", "d9"), "u2 is no member");
}

#[test]
fn comparisons_of_order_are_of_integers_and_inequality_is_of_anything() {
    let policy = r#"actor User {} resource Doc { permissions = ["read"]; }
        has_permission(_: User, "read", d: Doc) if until(d, t) and t > @current_unix_time;
        has_permission(u: User, "read", d: Doc) if owner(d, o) and o != u and friend(u);"#;
    let given = [
        r#"until(Doc{"d1"}, 101)"#,
        r#"until(Doc{"d2"}, 100)"#,
        r#"until(Doc{"d9"}, "999")"#,
        r#"owner(Doc{"d2"}, User{"u1"})"#,
        r#"owner(Doc{"d9"}, Team{"u1"})"#,
        r#"friend(User{"u1"})"#,
        r#"friend(User{"u2"})"#,
    ];
    let model = model(policy, &given);
    assert!(may(&model, "u1", "d1"));
    assert!(!may(&model, "u1", "d2"), "expired, and it is their own");
    assert!(may(&model, "u2", "d2"));
    assert!(may(&model, "u1", "d9"), "a team is not a user, whatever its id");
}

#[test]
fn types_fit_upwards_and_questions_are_exact() {
    let policy = r#"actor User {} resource File { roles = ["reader"]; permissions = ["read"]; "read" if "reader"; }
        resource Doc extends File {}
        hello(x: File, "file"); hello(x: Resource, "any"); hello(x, "all");"#;
    let model = model(policy, &[r#"has_role(User{"u1"}, "reader", Doc{"d1"})"#, r#"has_role(User{"u1"}, "reader", File{"d2"})"#]);
    assert!(may(&model, "u1", "d1"), "the rule of a file");
    assert_eq!(model.list(&v("User", "u1"), "read", "File").required, set(&["d2"]));
    assert!(model.holds("hello", &[v("Doc", "d9"), Value::string("file")]));
    assert!(!model.holds("hello", &[v("User", "u1"), Value::string("file")]));
    assert!(model.holds("hello", &[v("User", "u1"), Value::string("any")]));
    assert!(!model.holds("hello", &[Value::string("read"), Value::string("any")]));
    assert!(model.holds("hello", &[Value::string("read"), Value::string("all")]));
    assert_eq!(model.policy().types().permissions(Some("Doc")), set(&["read"]));
}

#[test]
fn repeated_head_variables_and_literals_are_equations() {
    let policy = r#"actor User {} actor Doc {} same(x: Resource, x); same(User{"u1"}, Doc{"d1"}); pair(x, y) if x = y and x in [User{"u1"}, "read"];"#;
    let model = model(policy, &[]);
    assert!(model.holds("same", &[v("User", "u2"), v("User", "u2")]));
    assert!(!model.holds("same", &[v("User", "u1"), v("User", "u2")]));
    assert!(model.holds("same", &[v("User", "u1"), v("Doc", "d1")]));
    assert!(!model.holds("same", &[Value::string("read"), Value::string("read")]));
    assert!(model.holds("pair", &[v("User", "u1"), v("User", "u1")]));
    assert!(!model.holds("pair", &[v("User", "u2"), v("User", "u2")]));
}

#[test]
fn a_global_role_and_an_allow_of_ones_own() {
    let policy = r#"actor User {} global { roles = ["admin", "root"]; permissions = ["create"]; "admin" if "root"; "create" if "admin"; }
        resource Doc { permissions = ["read"]; "read" if global "admin"; }
        allow(a, p, r) if has_permission(a, p, r) and not banned(a);"#;
    let given = [r#"has_role(User{"u1"}, "root")"#, r#"has_role(User{"u2"}, "root")"#, r#"banned(User{"u2"})"#];
    let model = model(policy, &given);
    assert!(may(&model, "u1", "d1"));
    assert!(!may(&model, "u2", "d1"));
    assert!(model.authorize(&v("User", "u2"), "create", None), "the two-argument form keeps its default");
    assert_eq!(model.actions(&v("User", "u1"), None).required, set(&["create"]));
}

#[test]
fn queries_have_a_row_for_each_solution() {
    let model =
        model(FOLDERS, &[r#"has_role(User{"u1"}, "owner", Folder{"a"})"#, r#"has_role(User{"u2"}, "viewer", Folder{"a"})"#]);
    let call = Call {
        predicate: "has_role".to_owned(),
        args: vec![Arg::Any("User".to_owned()), Arg::Variable("r".to_owned(), "String".to_owned()), Arg::Value(v("Folder", "a"))],
    };
    let rows: Vec<String> = model.query(&[call]).into_iter().flatten().map(|row| row[0].id.to_string()).collect();
    assert_eq!(rows, ["owner", "viewer"]);
}

#[test]
fn a_predicate_cannot_depend_on_its_own_negation() {
    let policy = Policy::parse("p(x) if q(x) and not r(x); r(x) if p(x);").expect("it parses");
    assert!(policy.model(&[], &[], 0).is_err());
}
