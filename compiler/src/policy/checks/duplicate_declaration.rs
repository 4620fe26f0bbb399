//! E0202: `roles`, `permissions` or `relations` is given twice in one block.
//!
//! Each of the three may appear at most once in a block, so that a reader who has found the list has found all of it.
//!
//! Repair: put the names of the second list into the first.

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::source::Span;
use crate::syntax::ast::{Block, Member};

pub(in crate::policy) fn check(block: &Block, diagnostics: &mut Diagnostics) {
    let mut seen: Vec<(&str, Span)> = Vec::new();
    for member in &block.members {
        let (what, span) = match member {
            Member::Roles(_, span) => ("roles", *span),
            Member::Permissions(_, span) => ("permissions", *span),
            Member::Relations(_, span) => ("relations", *span),
            Member::Shorthand(_) => continue,
        };
        match seen.iter().find(|(earlier, _)| *earlier == what) {
            Some((_, first)) => diagnostics.push(
                Diagnostic::error(codes::DUPLICATE_DECLARATION, span, format!("`{what}` is given twice in this block"))
                    .label("given again here")
                    .also(*first, "first given here")
                    .help("put all names into one list"),
            ),
            None => seen.push((what, span)),
        }
    }
}
