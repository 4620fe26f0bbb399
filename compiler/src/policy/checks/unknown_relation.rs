//! E0204: what follows `on` is not a relation of the block.
//!
//! `"reader" on "repository"` goes from the block's own object over one of its relations to another object. So what
//! follows `on` has to be declared in the block's `relations`, or in those of a super-type.
//!
//! ```polar
//! resource Issue {
//!   permissions = ["read"];
//!   relations = { repository: Repository };
//!   "read" if "reader" on "repo";   # the relation is called `repository`
//! }
//! ```
//!
//! Repair: correct the spelling, or declare the relation. The `global` block has no object and hence no relations.

use super::suggest::similar;
use crate::diagnostic::{Diagnostic, codes};
use crate::policy::names::Names;
use crate::source::Span;
use crate::syntax::ast::{Name, Text};

/// A quoted name that is no relation of `ty`.
pub(in crate::policy) fn undeclared(relation: &Text, ty: &str, names: &Names) -> Diagnostic {
    let name = &relation.value;
    let message = format!("`{name}` is no relation of `{ty}`");
    let diagnostic = Diagnostic::error(codes::UNKNOWN_RELATION, relation.span, message);
    if let Some(other) = names.scopes.get(ty).and_then(|scope| scope.get(name)) {
        let noun = other.kind.noun();
        return diagnostic.label(format!("`{name}` is {noun}")).also(other.span, "declared here");
    }
    let diagnostic = diagnostic.label("not declared");
    let known = names.types.blocks.get(ty).into_iter().flat_map(|block| block.relations.keys());
    match similar(name, known) {
        Some(close) => diagnostic.help(format!("did you mean `{close}`?")),
        None => diagnostic.help("add it to the block's `relations`"),
    }
}

/// A bare word other than `resource`.
pub(in crate::policy) fn unquoted(word: &Name, ty: &str, names: &Names) -> Diagnostic {
    let name = &word.text;
    let message = format!("`{name}` is not in quotes");
    let diagnostic =
        Diagnostic::error(codes::UNKNOWN_RELATION, word.span, message).label("a relation in quotes has to stand here");
    if names.target(ty, name).is_some() {
        diagnostic.help("names are quoted").fix(word.span, format!("\"{name}\""))
    } else {
        diagnostic
    }
}

/// An `on` in the `global` block.
pub(in crate::policy) fn in_global(span: Span) -> Diagnostic {
    Diagnostic::error(codes::UNKNOWN_RELATION, span, "the `global` block has no relations")
        .label("`on` needs an object to start from")
        .help("write this rule in the block of the type that has the relation")
}
