//! W0217: a policy that can never grant anything.
//!
//! Every decision asks `allow`. Without an `allow` rule, `allow` follows from `has_permission`; a policy that has rules for
//! neither answers each question with *no*, unless facts of these predicates are stored.
//!
//! Repair: declare `permissions` and grant them with shorthand rules, or write a rule for `allow` or `has_permission`.

use crate::diagnostic::{Diagnostic, Diagnostics, Severity, codes};
use crate::policy::program::{Origin, Program};

pub(super) fn check(program: &Program, diagnostics: &mut Diagnostics) {
    let grants = program.rules.iter().any(|(predicate, rules)| match predicate.name.as_str() {
        "allow" => rules.iter().any(|rule| rule.origin != Origin::DefaultAllow),
        "has_permission" => true,
        _ => false,
    });
    if !grants {
        diagnostics.push(Diagnostic {
            code: codes::NO_ENTRY_POINT,
            severity: Severity::Warning,
            message: "the policy has no rule for `allow` or `has_permission`".to_owned(),
            primary: None,
            secondary: Vec::new(),
            help: Some("without one, every question is answered with no".to_owned()),
            fix: None,
        });
    }
}
