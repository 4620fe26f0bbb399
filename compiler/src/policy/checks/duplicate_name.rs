//! E0201: a name is declared twice in one block.
//!
//! All roles, permissions and relations of a block share one set of names, because shorthand rules refer to them by name
//! alone: in `"read" if "writer";` only one `"writer"` can be meant. The same holds within one list.
//!
//! ```polar
//! resource Repository {
//!   roles = ["reader", "writer"];
//!   relations = { writer: User };   # `writer` is a role already
//! }
//! ```
//!
//! Repair: remove the repetition, or give one of the two another name.

use crate::diagnostic::{Diagnostic, codes};
use crate::policy::names::{Declared, Kind};
use crate::source::Span;

pub(in crate::policy) fn report(name: &str, kind: Kind, span: Span, first: Declared) -> Diagnostic {
    let (now, before) = (kind.noun(), first.kind.noun());
    let message = if kind == first.kind {
        format!("`{name}` is declared as {now} twice")
    } else {
        format!("`{name}` is declared as {now} and as {before}")
    };
    Diagnostic::error(codes::DUPLICATE_NAME, span, message)
        .label(format!("declared again as {now}"))
        .also(first.span, format!("first declared here, as {before}"))
        .help("the names of a block's roles, permissions and relations all have to differ")
}
