//! E0229: a given fact that no rule of the policy can use.
//!
//! A fact sent along with a question, or put into the fact store, must fit a call of some rule or a `declare`: the same
//! predicate, number and types of arguments, and the same strings where the rule writes a string. Any other fact could
//! never change an answer, so it is most likely a misspelt one.
//!
//! Repair: spell the fact as a rule calls it, or `declare` its predicate and types in the policy.

use super::suggest::similar;
use crate::diagnostic::{Diagnostic, codes};
use crate::policy::program::{FactType, Program};
use crate::source::Span;
use crate::value::{self, Value};

/// How many shapes of facts the help line lists.
const SHOWN: usize = 3;

/// The error for a fact at a place.
pub(in crate::policy) fn unused(program: &Program, predicate: &str, args: &[Value], span: Span) -> Diagnostic {
    let error =
        Diagnostic::error(codes::UNUSED_FACT, span, format!("the policy has no use for a fact `{}`", shape(predicate, args)));
    match expected(program, predicate) {
        Some(help) => error.help(help),
        None => error,
    }
}

/// `has_role(User, "admin", Org)`: strings as they are, for they count, other values by their type.
fn shape(predicate: &str, args: &[Value]) -> String {
    let args = args.iter().map(|arg| if arg.ty == value::STRING { arg.to_string() } else { arg.ty.to_string() });
    format!("{predicate}({})", args.collect::<Vec<_>>().join(", "))
}

fn expected(program: &Program, predicate: &str) -> Option<String> {
    let of = |name: &str| -> Vec<&FactType> { program.fact_types.iter().filter(|shape| shape.name == name).collect() };
    let mut shapes = of(predicate);
    if shapes.is_empty() {
        shapes = of(similar(predicate, program.fact_types.iter().map(|shape| &shape.name))?);
    }
    let more = if shapes.len() > SHOWN { ", …" } else { "" };
    let shown: Vec<String> = shapes.iter().take(SHOWN).map(|shape| format!("`{shape}`")).collect();
    Some(format!("the policy uses {}{more}", shown.join(", ")))
}
