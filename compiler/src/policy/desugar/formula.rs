//! Putting formulas together without needless layers.

use crate::policy::program::Formula;
use crate::source::Span;

/// All of the parts: inner conjunctions are merged, `true` falls away.
pub(super) fn all(parts: impl IntoIterator<Item = Formula>) -> Formula {
    let mut flat = Vec::new();
    for part in parts {
        match part {
            Formula::True => {}
            Formula::And(inner) => flat.extend(inner),
            other => flat.push(other),
        }
    }
    if flat.len() > 1 { Formula::And(flat) } else { flat.pop().unwrap_or(Formula::True) }
}

/// One of the parts: inner disjunctions are merged, `false` falls away.
pub(super) fn any(parts: impl IntoIterator<Item = Formula>) -> Formula {
    let mut flat = Vec::new();
    for part in parts {
        match part {
            Formula::False => {}
            Formula::Or(inner) => flat.extend(inner),
            other => flat.push(other),
        }
    }
    if flat.len() > 1 { Formula::Or(flat) } else { flat.pop().unwrap_or(Formula::False) }
}

/// The place of the first literal in a formula; `None` for one without literals.
pub(in crate::policy) fn span_of(formula: &Formula) -> Option<Span> {
    match formula {
        Formula::True | Formula::False => None,
        Formula::And(parts) | Formula::Or(parts) => parts.iter().find_map(span_of),
        Formula::Not(inner) => span_of(inner),
        Formula::Call(_, _, span) | Formula::Compare(_, _, _, span) | Formula::In(_, _, span) | Formula::Matches(_, _, span) => {
            Some(*span)
        }
    }
}
