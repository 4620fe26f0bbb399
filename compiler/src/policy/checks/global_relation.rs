//! E0228: a relation in the `global` block.
//!
//! Relations run from an object to another one, and the `global` block has no object. It may hold roles, permissions and
//! shorthand rules over them.
//!
//! Repair: declare the relation in the block of the type that has it.

use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;

/// `span` is the whole declaration.
pub(in crate::policy) fn report(span: Span) -> Diagnostic {
    Diagnostic::error(codes::GLOBAL_RELATION, span, "the `global` block has no relations")
        .help("declare them in the block of the type that has them")
}
