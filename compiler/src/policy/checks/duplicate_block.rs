//! E0206: a second block of the same type, or a second `global` block.
//!
//! All files of a policy are loaded together, and each type has one block. A second one is most often the same file
//! loaded twice, for example directly and through a link. The built-in types `Actor`, `Resource`, `String`, `Integer`
//! and `Boolean` have no block at all.
//!
//! Repair: merge the two blocks, load the file once, or give one of the types another name.

use crate::diagnostic::{Diagnostic, codes};
use crate::policy::names::heading;
use crate::source::Span;
use crate::syntax::ast::Block;

/// `first` is the earlier block; there is none for a built-in type.
pub(in crate::policy) fn report(block: &Block, first: Option<Span>) -> Diagnostic {
    let name = block.name.as_ref().map_or("global", |name| name.text.as_str());
    let Some(first) = first else {
        let message = format!("`{name}` is a built-in type and has no block");
        return Diagnostic::error(codes::DUPLICATE_BLOCK, heading(block), message).help("give the type another name");
    };
    Diagnostic::error(codes::DUPLICATE_BLOCK, heading(block), format!("`{name}` has two blocks"))
        .label("second block")
        .also(first, "first block")
        .help("merge the two blocks; if they are the same text, the file is loaded twice")
}
