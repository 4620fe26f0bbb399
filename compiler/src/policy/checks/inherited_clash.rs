//! E0209: a name has another meaning in a super-type.
//!
//! A type inherits the names of its super-types. When a block declares a name as a role that a super-type declares as a
//! permission, or when two super-types disagree, a shorthand rule could mean either. Declaring an inherited name again
//! with the same meaning is harmless.
//!
//! Repair: rename one of the two.

use crate::diagnostic::{Diagnostic, codes};
use crate::policy::names::{Declared, heading};
use crate::syntax::ast::Block;

/// `name` is `here` in the block, own or from another super-type, and `there` in `parent`.
pub(in crate::policy) fn report(name: &str, block: &Block, here: Declared, parent: &str, there: Declared) -> Diagnostic {
    let ty = block.name.as_ref().map_or("global", |name| name.text.as_str());
    let (kind, inherited) = (here.kind.noun(), there.kind.noun());
    let message = format!("`{name}` is {kind} of `{ty}` and {inherited} of its super-type `{parent}`");
    Diagnostic::error(codes::INHERITED_CLASH, heading(block), message)
        .also(here.span, format!("{kind} here"))
        .also(there.span, format!("{inherited} here"))
        .help("give one of the two another name")
}
