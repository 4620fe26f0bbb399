//! Longhand rules: heads, terms, lists, and the default `allow`.

use crate::support::{load_files, rules, valid};
use arctos_compiler::policy::display;

#[test]
fn heads_may_hold_anything_but_lists() {
    assert_eq!(
        rules(r#"p(u: User, "edit", Field{"name"}, 3, true, _, _: Account, x) if q(u, x);"#),
        [r#"p(u: User, "edit", Field{"name"}, 3, true, _1, _2: Account, x) :- q(u, x)."#]
    );
}

#[test]
fn a_repeated_head_variable_has_all_its_types() {
    assert_eq!(rules("is_self(u: User, u: User);"), ["is_self(u: User, u)."]);
    assert_eq!(rules("actor User {} resource Admin extends User {} p(u: User, u: Admin);"), ["p(u: User & Admin, u)."]);
}

#[test]
fn every_underscore_is_its_own_variable() {
    assert_eq!(rules("p(_, _) if q(_, _) and r(_1);"), ["p(_2, _3) :- q(_4, _5), r(_1)."]);
}

#[test]
fn zero_parameters_are_allowed_in_rules() {
    assert_eq!(rules("open() if weekday(_);"), ["open() :- weekday(_1)."]);
}

#[test]
fn operators() {
    assert_eq!(
        rules(r#"p(x, y, z) if z = "a" and y != 3 and x < 1 and y >= @current_unix_time and not x = y;"#),
        [r#"p(x: Integer, y: Integer, z: String) :- z = "a", y != 3, x < 1, y >= @current_unix_time, not x = y."#]
    );
}

#[test]
fn precedence_is_or_and_not() {
    assert_eq!(rules("p(x) if not a(x) and b(x) or c(x);"), ["p(x) :- ((not a(x), b(x)) or c(x))."]);
    assert_eq!(rules("p(x) if not (a(x) or b(x));"), ["p(x) :- not (a(x) or b(x))."]);
    assert_eq!(rules("p(x) if not not a(x);"), ["p(x) :- not not a(x)."]);
}

#[test]
fn constants_of_truth() {
    assert_eq!(rules("p(_) if true;"), ["p(_1)."]);
    assert_eq!(rules("p(_) if false;"), ["p(_1) :- false."]);
    assert_eq!(rules("p(x) if q(x) and true;"), ["p(x) :- q(x)."]);
    assert_eq!(rules("p(x) if q(x) or false;"), ["p(x) :- q(x)."]);
}

#[test]
fn membership_of_constants_is_one_literal() {
    assert_eq!(rules(r#"p(x) if x in ["a", 1, Org{"o"}];"#), [r#"p(x: String | Integer | Org) :- x in ["a", 1, Org{"o"}]."#]);
    assert_eq!(rules("p(_x) if _x in [];"), ["p(_x) :- false."]);
}

#[test]
fn membership_with_variables_is_a_choice_of_equations() {
    assert_eq!(
        rules(r#"p(x, y) if x in ["a", y, @current_unix_time];"#),
        [r#"p(x, y) :- (x = "a" or x = y or x = @current_unix_time)."#]
    );
    assert_eq!(rules("p(x) if [x, 1] in [[2, 1], [3]];"), ["p(x: Integer) :- x = 2, 1 = 1."]);
}

#[test]
fn lists_are_equal_item_by_item() {
    assert_eq!(rules(r#"p(x, y) if [x, "b"] = ["a", y];"#), [r#"p(x: String, y: String) :- x = "a", "b" = y."#]);
    assert_eq!(rules("p(_x) if [_x] = [1, 2];"), ["p(_x) :- false."]);
    assert_eq!(rules("p(_x) if [] = [] and q(_x);"), ["p(_x) :- q(_x)."]);
    assert_eq!(rules("p(_x) if _x = [1];"), ["p(_x) :- false."]);
}

#[test]
fn spelled_out_primitives_are_the_primitives() {
    assert_eq!(
        rules(r#"p(String{"x"}, Integer{"+07"}, Integer{3}, Boolean{true}, User{17});"#),
        [r#"p("x", 7, 3, true, User{"17"})."#]
    );
}

#[test]
fn alternatives_do_not_share_variables_with_a_negation() {
    // As two rules, the `y` of the first is any value; it must not become the `y` of the second.
    let loaded = valid("p(x) if (q(x) and not r(x, y)) or s(x, y);");
    let rule = loaded.program.rules.values().next().and_then(|rules| rules.first()).expect("one rule");
    let names: Vec<&str> = rule.variables.iter().map(|variable| variable.name.as_str()).collect();
    assert_eq!(names, ["x", "y", "y"]);
    // A variable of the head, or one used outside the `or`, stays one variable.
    let shared = valid("p(x) if t(y) and ((q(x) and not r(x, y)) or s(x, y));");
    let rule = shared.program.rules.values().next().and_then(|rules| rules.first()).expect("one rule");
    assert_eq!(rule.variables.len(), 2);
}

#[test]
fn allow_is_supplied_for_each_arity_that_has_none() {
    let shown = |text: &str| {
        let loaded = valid(text);
        let text = display(&loaded.program, &loaded.sources);
        text.lines().filter(|line| line.starts_with("allow")).map(str::to_owned).collect::<Vec<_>>()
    };
    let three = "allow(actor, action, resource) :- has_permission(actor, action, resource).  # default";
    let two = "allow(actor, action) :- has_permission(actor, action).  # default";
    assert_eq!(shown(""), [three, two]);
    assert_eq!(shown("allow(_, \"x\");"), ["allow(_1, \"x\").  # 1", three]);
    assert_eq!(shown("allow(_, _, _);"), ["allow(_1, _2, _3).  # 1", two]);
}

#[test]
fn several_files_are_one_policy() {
    let loaded = load_files(&[
        ("a.polar", "resource Repo { roles = [\"reader\"]; relations = { org: Org };\n \"reader\" if \"member\" on \"org\"; }"),
        ("b.polar", "resource Org { roles = [\"member\"]; }\nactor User {}"),
    ]);
    assert!(!loaded.diagnostics.has_errors());
    let shown = display(&loaded.program, &loaded.sources);
    assert_eq!(
        shown.lines().next(),
        Some(concat!(
            r#"has_role(actor: Actor, "reader", resource: Repo) :- "#,
            r#"has_relation(resource, "org", _1: Org), has_role(actor, "member", _1).  # a.polar:2"#
        ))
    );
}
