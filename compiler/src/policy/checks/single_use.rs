//! W0214: a variable is used once.
//!
//! A variable connects two places of a rule. One that is used in a single place connects nothing, and is often a
//! misspelling of another. Where any value is meant, a leading underscore says so.
//!
//! ```polar
//! has_permission(user: User, "read", doc: Doc) if is_public(dok);   # `doc` and `dok` are used once each
//! ```
//!
//! Repair: correct the spelling, or write `_doc` (or just `_`) if any value is meant.

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::policy::occurrences::{self, Occurrences};
use crate::policy::walk;
use crate::syntax::ast::Policy;

pub(super) fn check(policies: &[Policy], diagnostics: &mut Diagnostics) {
    for rule in walk::rules(policies) {
        report(&occurrences::of_rule(rule), diagnostics);
    }
    for (block, shorthand) in walk::shorthands(policies) {
        report(&occurrences::of_shorthand(block, shorthand), diagnostics);
    }
}

/// A single use in a negated call is left to the check of negations.
fn report(occurrences: &Occurrences, diagnostics: &mut Diagnostics) {
    for (name, places) in occurrences.named() {
        if let [place] = places
            && place.negated_call.is_none()
        {
            diagnostics.push(
                Diagnostic::warning(codes::SINGLE_USE, place.span, format!("the variable `{name}` is used once"))
                    .help(format!("if any value is meant, write `_{name}`"))
                    .fix(place.span, format!("_{name}")),
            );
        }
    }
}
