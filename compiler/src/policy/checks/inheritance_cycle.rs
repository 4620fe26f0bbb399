//! E0208: a type that extends itself, directly or over others.
//!
//! `A extends B` says that every `A` is a `B`. If `B` also extends `A`, the two would be the same type under two names.
//!
//! Repair: remove one of the `extends`.

use super::wording::enumerated;
use crate::diagnostic::{Diagnostic, codes};
use crate::policy::names::heading;
use crate::syntax::ast::Block;

/// `blocks` are the types of one circle, in source order.
pub(in crate::policy) fn report(blocks: &[&Block]) -> Diagnostic {
    let names: Vec<String> = blocks.iter().filter_map(|block| block.name.as_ref()).map(|name| name.text.to_string()).collect();
    let verb = if names.len() == 1 { "extends itself" } else { "extend each other" };
    let message = format!("{} {verb}", enumerated(&names));
    let mut places = blocks.iter().map(|block| heading(block));
    let Some(first) = places.next() else { return Diagnostic::bug("a circle of no types") };
    let diagnostic = Diagnostic::error(codes::INHERITANCE_CYCLE, first, message).help("remove one of the `extends`");
    places.fold(diagnostic, |diagnostic, place| diagnostic.also(place, "part of the circle"))
}
