//! Types of variables, as the display form shows them, and what is no contradiction.

use crate::support::{clean, load, rules};
use arctos_compiler::diagnostic::codes;

const TYPES: &str = r"
    actor User {} actor Bot {}
    resource Org { relations = { parent: Org }; }
    resource File { relations = { org: Org }; }
    resource Doc extends File {}
    resource Shared {}
    resource SharedDoc extends Doc, Shared {}
";

fn inferred(rule: &str) -> String {
    rules(&format!("{TYPES}{rule}")).pop().expect("one rule")
}

#[test]
fn types_come_from_the_rule_itself() {
    assert_eq!(inferred("p(x) if x matches Org and q(x);"), "p(x: Org) :- q(x).");
    assert_eq!(inferred("p(x) if q(x, y) and y = Org{\"1\"};"), "p(x) :- q(x, y: Org), y = Org{\"1\"}.");
    assert_eq!(inferred("p(x) if q(x, y) and y < 3;"), "p(x) :- q(x, y: Integer), y < 3.");
    assert_eq!(inferred("p(x: Org) if x = y and q(y);"), "p(x: Org) :- x = y: Org, q(y).");
    assert_eq!(
        inferred("p(x) if x in [User{\"1\"}, Bot{\"1\"}] and q(x);"),
        "p(x: User | Bot) :- x in [User{\"1\"}, Bot{\"1\"}], q(x)."
    );
}

#[test]
fn equations_may_come_first() {
    assert_eq!(inferred("p(y) if x = y and x matches Org and q(x);"), "p(y: Org) :- x: Org = y, q(x).");
}

#[test]
fn the_narrower_type_wins() {
    assert_eq!(inferred("p(x: File) if x matches Doc and q(x);"), "p(x: File) :- x matches Doc, q(x).");
    assert_eq!(inferred("p(x) if x matches File and x matches Doc and q(x);"), "p(x: Doc) :- x matches File, q(x).");
    assert_eq!(inferred("p(x) if x matches Doc and x matches Shared;"), "p(x: SharedDoc) :- x matches Doc, x matches Shared.");
}

#[test]
fn a_declared_relation_tells_its_target() {
    assert_eq!(
        inferred(r#"p(d: Doc) if has_relation(d, "org", o) and has_relation(o, "parent", up) and q(up);"#),
        r#"p(d: Doc) :- has_relation(d, "org", o: Org), has_relation(o, "parent", up: Org), q(up)."#
    );
    assert_eq!(inferred(r#"p(d) if has_relation(d, "org", o) and q(o);"#), r#"p(d) :- has_relation(d, "org", o), q(o)."#);
}

#[test]
fn what_alternatives_agree_on_holds_outside() {
    assert_eq!(
        inferred("p(x) if q(x, y) and ((y matches User and r(y)) or (y matches Bot and s(y)));"),
        "p(x) :- q(x, y: User | Bot), ((y matches User, r(y)) or (y matches Bot, s(y)))."
    );
    assert_eq!(inferred("p(x) if q(x) or x matches User;"), "p(x) :- (q(x) or x matches User).");
}

#[test]
fn a_negation_tells_nothing_about_the_rest() {
    assert_eq!(inferred("p(x) if q(x) and not x matches User;"), "p(x) :- q(x), not x matches User.");
}

#[test]
fn no_contradiction_where_data_could_exist() {
    for rule in [
        // Facts may be stored for predicates that have rules, of any type that a call uses.
        "p(x: Org); q(x: User) if p(x) and r(x);",
        // A relation may be stored with a target that its block does not declare.
        r#"p(d: Doc, u: User) if has_relation(d, "org", u);"#,
        // A sub-type of both exists.
        "p(x: Doc) if x matches Shared and q(x);",
        // One alternative suits each type.
        "p(x) if q(x) and (x matches User or x matches Org);",
        // Undeclared types fit themselves.
        "p(x: Role) if q(x) and x = Role{\"r\"};",
        "p(x) if q(x) and x != 3 and x != \"three\";",
    ] {
        let loaded = load(&format!("{TYPES}{rule}"));
        let conflicts = loaded.diagnostics.iter().filter(|found| found.code == codes::TYPE_CONFLICT).count();
        assert_eq!(conflicts, 0, "{rule}");
    }
}

#[test]
fn an_actor_may_extend_a_resource() {
    clean(
        "resource Account {} actor User extends Account {} allow(u: Account, \"x\", r: Account) if u matches Actor and q(u, r);",
    );
}
