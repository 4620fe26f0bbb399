//! E0218: an assertion with more than one variable.
//!
//! An assertion compares the values of one variable with the list after `iff`. With two variables it would have to
//! compare pairs, for which there is no notation.
//!
//! Repair: give all arguments but one a value; write several assertions if need be.

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::policy::walk;
use crate::syntax::ast::{Assertion, Name, Param, Policy, Term};

pub(super) fn check(policies: &[Policy], diagnostics: &mut Diagnostics) {
    for assertion in walk::assertions(policies) {
        let mut variables = variables(assertion).into_iter();
        if let (Some(first), Some(second)) = (variables.next(), variables.next()) {
            diagnostics.push(
                Diagnostic::error(codes::ASSERTION_VARIABLES, second.span, "an assertion has at most one variable")
                    .label("second variable")
                    .also(first.span, "first variable")
                    .help("give one of them a value"),
            );
        }
    }
}

/// The different variables; `_` is a new one each time.
fn variables(assertion: &Assertion) -> Vec<&Name> {
    let mut found: Vec<&Name> = Vec::new();
    for param in &assertion.args {
        let (Param::Typed(name, _) | Param::Term(Term::Variable(name))) = param else { continue };
        if name.text == "_" || found.iter().all(|known| known.text != name.text) {
            found.push(name);
        }
    }
    found
}
