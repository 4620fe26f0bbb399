//! The `allow` that is supplied, for each of its two arities, when the policy has no rule of that arity.

use super::variables::Variables;
use super::{Rules, finish};
use crate::policy::program::{Formula, Origin, Predicate, Rule, Term};
use crate::source::{SourceId, Span};
use smol_str::SmolStr;

/// Adds `allow(a, p, r) if has_permission(a, p, r)` and its two-argument form where they are missing.
pub(super) fn supply(rules: &mut Rules) {
    for names in [&["actor", "action", "resource"][..], &["actor", "action"][..]] {
        rules.entry(Predicate::new("allow", names.len())).or_insert_with(|| vec![default_allow(names)]);
    }
}

fn default_allow(names: &[&'static str]) -> Rule {
    let mut variables = Variables::default();
    let head: Vec<Term> = names.iter().map(|name| Term::Var(variables.named(&SmolStr::new_static(name)))).collect();
    // The rule stands nowhere in the sources; only its origin tells, and no diagnostic is about this call.
    let nowhere = Span::new(SourceId(0), 0, 0);
    let body = Formula::Call(Predicate::new("has_permission", names.len()), head.clone(), nowhere);
    finish(head, body, variables, Origin::DefaultAllow)
}
