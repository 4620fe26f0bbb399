//! E0227: shorthand or inheritance that grows beyond the compiler's bounds.
//!
//! A rule for `role` or `permission` is written out once for each name of its block, and every type has all names of its
//! super-types. Both multiply; millions of expanded conditions are refused before they exhaust memory.
//!
//! Repair: divide the type into several, or write a longhand rule with a variable for the name.

use crate::diagnostic::{Diagnostic, codes};
use crate::policy::names::heading;
use crate::source::Span;
use crate::syntax::ast::Block;

/// A keyword rule with too many names or too large a body.
pub(in crate::policy) fn shorthand(span: Span) -> Diagnostic {
    Diagnostic::error(codes::EXPANSION_TOO_LARGE, span, "this rule is too large when written out for each name")
        .help("a longhand rule with a variable for the name stays one rule")
}

/// A type that inherits more than fits.
pub(in crate::policy) fn inherited(block: &Block) -> Diagnostic {
    Diagnostic::error(codes::EXPANSION_TOO_LARGE, heading(block), "the types of this policy inherit too many names")
        .help("shorten the chain of super-types")
}
