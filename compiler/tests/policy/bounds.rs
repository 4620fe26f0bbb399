//! Large and hostile policies: bounded time, no stack overflow.

use crate::support::{load, rules, snapshot};
use arctos_compiler::diagnostic::codes;
use arctos_compiler::policy::{display, resolve};
use arctos_compiler::source::{SourceId, SourceMap};
use arctos_compiler::syntax::parse;
use std::fmt::Write;
use std::time::{Duration, Instant};

/// Generous for an unoptimised build on a loaded machine; a quadratic pass would need minutes.
const LIMIT: Duration = Duration::from_mins(1);

fn within_limit(text: String, expect_errors: bool) {
    let start = Instant::now();
    let parsed = on_stack(64 << 20, move || parse(SourceId(0), &text).0);
    // A quarter of a server's worker thread. Dropping a deep tree is not what is tested, so it stays outside.
    let (has_errors, _parsed) = on_stack(512 << 10, move || {
        let (program, found) = resolve(std::slice::from_ref(&parsed));
        let shown = display(&program, &SourceMap::new());
        assert_eq!(shown.lines().count(), program.rules.values().map(Vec::len).sum::<usize>());
        (found.has_errors(), parsed)
    });
    assert_eq!(has_errors, expect_errors);
    assert!(start.elapsed() < LIMIT, "{:?}", start.elapsed());
}

fn on_stack<T: Send + 'static>(size: usize, work: impl FnOnce() -> T + Send + 'static) -> T {
    let thread = std::thread::Builder::new().stack_size(size).spawn(work);
    thread.expect("a thread").join().expect("no panic")
}

#[test]
fn a_hundred_thousand_alternatives() {
    let mut text = "p(x) if a(x)".to_owned();
    (0..100_000).for_each(|at| write!(text, " or q(x, {at})").expect("a string"));
    within_limit(text + ";", false);
}

#[test]
fn a_hundred_thousand_variables() {
    let mut text = "p(x0) if not z(x0, y)".to_owned();
    (0..30_000).for_each(|at| write!(text, " and (x{at} = x{0} or q(x{at}, x{0}))", at + 1).expect("a string"));
    within_limit(text + " and r(x30000);", false);
}

#[test]
fn a_long_chain_of_predicates() {
    let mut text = String::new();
    (0..50_000).for_each(|at| writeln!(text, "p{at}(x) if p{}(x);", at + 1).expect("a string"));
    within_limit(text, false);
}

#[test]
fn a_long_ring_of_predicates_with_a_negation() {
    let mut text = "p50000(x) if not p0(x);\n".to_owned();
    (0..50_000).for_each(|at| writeln!(text, "p{at}(x) if p{}(x);", at + 1).expect("a string"));
    within_limit(text, true);
}

#[test]
fn a_long_chain_of_types() {
    let mut text = "resource T0 { roles = [\"a\"]; permissions = [\"p\"]; \"p\" if \"a\"; }\n".to_owned();
    (0..1_000).for_each(|at| {
        writeln!(text, "resource T{} extends T{at} {{ roles = [\"a{at}\"]; \"p\" if \"a{at}\"; }}", at + 1).expect("a string");
    });
    within_limit(text, false);
}

#[test]
fn a_long_chain_of_empty_types() {
    let mut text = "actor T0 {}\nresource R { relations = { t: T19999 }; roles = [\"a\"]; \"a\" if \"t\"; }\n".to_owned();
    (1..20_000).for_each(|at| writeln!(text, "resource T{at} extends T{} {{}}", at - 1).expect("a string"));
    within_limit(text, false);
}

#[test]
fn deep_nesting() {
    let negations = [" q(x) or (r(x, y) and (not s(y) or not (".repeat(30), ")))".repeat(30)];
    let choices = [" q(x) or (r(x, y) and z = y and (not s(z) or t(z) or ".repeat(60), "))".repeat(60)];
    for [open, close] in [negations, choices] {
        within_limit(format!("p(x) if {open} x = 1 {close};"), false);
    }
}

#[test]
fn a_long_ring_of_types() {
    let mut text = "resource T0 extends T5000 {}\n".to_owned();
    (0..5_000).for_each(|at| writeln!(text, "resource T{} extends T{at} {{}}", at + 1).expect("a string"));
    within_limit(text, true);
}

#[test]
fn two_thousand_rules_over_a_thousand_types() {
    let mut text = "actor User {}\n".to_owned();
    for at in 0..1_000 {
        writeln!(
            text,
            "resource T{at} {{ roles = [\"a\", \"b\"]; permissions = [\"p\"]; relations = {{ up: T{}, any: Resource }};
               \"p\" if \"a\" or \"b\" on \"up\"; role if role on \"any\"; }}
             allow(u: User, \"q\", t: T{at}) if has_role(u, \"b\", t) and not closed(t);",
            at.max(1) - 1
        )
        .expect("a string");
    }
    within_limit(text, false);
}

#[test]
fn a_flood_of_mistakes() {
    let mut text = "resource T { permissions = [\"p\"];\n".to_owned();
    (0..20_000).for_each(|at| writeln!(text, "\"p\" if \"unknown{at}\";").expect("a string"));
    within_limit(text + "}", true);
}

/// Snapshots the first of the refusals.
fn refused_as_too_large(name: &str, text: &str) {
    let mut loaded = load(text);
    loaded.diagnostics.0.retain(|found| found.code == codes::EXPANSION_TOO_LARGE);
    loaded.diagnostics.0.truncate(1);
    assert!(loaded.diagnostics.has_errors());
    snapshot(name, &loaded);
}

#[test]
fn multiplied_shorthand_is_refused() {
    let mut text = "resource T { permissions = [".to_owned();
    (0..20_000).for_each(|at| write!(text, "\"p{at}\",").expect("a string"));
    text += "];\n";
    (0..1_000).for_each(|_| text += "permission if permission or role;\n");
    refused_as_too_large("E0227_too_large_shorthand", &(text + "}"));
}

#[test]
fn multiplied_inheritance_is_refused() {
    let mut text = "resource T0 {}\n".to_owned();
    (0..2_000).for_each(|at| {
        writeln!(text, "resource T{} extends T{at} {{ roles = [\"a{at}\", \"b{at}\"]; }}", at + 1).expect("a string");
    });
    refused_as_too_large("E0227_too_large_inheritance", &text);
}

#[test]
fn a_broken_policy_still_gives_what_is_whole() {
    // The unknown name makes its alternative false, nothing else.
    let loaded = load("resource T { roles = [\"a\"]; permissions = [\"p\"]; \"p\" if \"a\" or \"nope\"; \"q\" if \"a\"; }");
    assert!(loaded.diagnostics.has_errors());
    assert_eq!(loaded.rules(), ["has_permission(actor: Actor, \"p\", resource: T) :- has_role(actor, \"a\", resource)."]);
    assert!(rules("").is_empty());
}
