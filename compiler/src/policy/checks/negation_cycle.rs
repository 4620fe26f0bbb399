//! E0213: a predicate depends on its own negation.
//!
//! `not p(x)` can only be decided when everything about `p` is known. If `p` itself depends on that decision, directly or
//! over other predicates, there is no answer: a rule such as `p(x) if not p(x);` would make `p` true exactly when it is
//! false. All rules of a predicate with the same number of arguments count as one.
//!
//! ```polar
//! has_role(u: User, "guest", o: Org) if not has_role(u, "member", o);   # `has_role` is on both sides
//! ```
//!
//! Repair: negate a predicate that the rule does not feed, for example one that only facts define.

use super::wording::enumerated;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::policy::program::Program;
use crate::policy::stratify::{Circle, circles};

pub(super) fn check(program: &Program, diagnostics: &mut Diagnostics) {
    for circle in circles(program) {
        diagnostics.push(report(&circle));
    }
}

fn report(circle: &Circle) -> Diagnostic {
    let names: Vec<String> = circle.predicates.iter().map(ToString::to_string).collect();
    let verb = if names.len() == 1 { "depends on its own negation" } else { "depend on each other through a `not`" };
    let message = format!("{} {verb}", enumerated(&names));
    let to = circle.predicates.iter().cycle().skip(1);
    let mut steps = circle.calls.iter().zip(&circle.predicates).zip(to);
    let Some(((negated, from), to)) = steps.next() else { return Diagnostic::bug("a circle of no calls") };
    let diagnostic = match negated.span {
        Some(span) => Diagnostic::error(codes::NEGATION_CYCLE, span, message),
        None => Diagnostic::placeless(codes::NEGATION_CYCLE, message),
    };
    let diagnostic = diagnostic.label(format!("`{from}` needs `{to}` under a `not`"));
    let diagnostic = steps.fold(diagnostic, |diagnostic, ((call, from), to)| match call.span {
        Some(span) => diagnostic.also(span, format!("`{from}` needs `{to}`")),
        None => diagnostic,
    });
    diagnostic.help("negate a predicate that does not depend on the one being defined, such as a fact")
}
