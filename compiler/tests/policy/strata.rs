//! Order of evaluation.

use crate::support::valid;
use arctos_compiler::policy::strata;

fn strata_of(text: &str) -> Vec<Vec<String>> {
    let loaded = valid(text);
    strata(&loaded.program)
        .into_iter()
        .map(|stratum| stratum.iter().map(ToString::to_string).filter(|name| !is_default(name)).collect())
        .collect()
}

/// Leaves out the supplied `allow` and what it calls.
fn is_default(name: &str) -> bool {
    name.starts_with("allow/") || name.starts_with("has_permission/")
}

#[test]
fn without_negation_there_is_one_stratum() {
    assert_eq!(strata_of("p(x) if q(x); q(x) if p(x) or r(x);"), [vec!["p/1", "q/1", "r/1"]]);
}

#[test]
fn what_is_negated_comes_before() {
    assert_eq!(
        strata_of("a(x) if d(x) and not b(x); b(x) if e(x) and not c(x, x); c(x, y) if c(y, x); b(x, y) if f(x, y);"),
        [vec!["d/1", "e/1", "c/2", "b/2", "f/2"], vec!["b/1"], vec!["a/1"]]
    );
}

#[test]
fn recursion_is_no_obstacle_to_negating_something_else() {
    assert_eq!(
        strata_of("open(x) if up(x, y) and open(y) and not closed(x); closed(x) if up(x, y) and closed(y);"),
        [vec!["up/2", "closed/1"], vec!["open/1"]]
    );
}

#[test]
fn a_predicate_of_another_arity_is_another_predicate() {
    assert_eq!(strata_of("p(x) if q(x) and not p(x, x);"), [vec!["q/1", "p/2"], vec!["p/1"]]);
}

#[test]
fn a_nested_negation_counts() {
    assert_eq!(strata_of("p(x) if q(x) and not (r(x) and not s(x));"), [vec!["q/1", "r/1", "s/1"], vec!["p/1"]]);
}
