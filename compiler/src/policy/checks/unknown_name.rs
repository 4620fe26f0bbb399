//! E0203: a shorthand rule uses a name that is declared nowhere in its reach.
//!
//! A quoted name in a shorthand rule is a role, permission or relation of the block (its own or inherited), after
//! `on` one of the related type, and after `global` one of the `global` block. A name that is none of these would
//! never hold, and is most often a misspelling. The name that a rule grants, before `if`, has to be a role or a
//! permission of the block: relations are facts and are not granted by shorthand.
//!
//! ```polar
//! resource Repository {
//!   roles = ["reader"];
//!   permissions = ["read"];
//!   "read" if "raeder";   # no such role, permission or relation
//! }
//! ```
//!
//! Repair: correct the spelling, declare the name, or ask the right type for it with `on` or `global`. A rule about
//! undeclared names can be written in longhand: `has_role(u: User, "auditor", r: Repository) if …;`.

use super::suggest::similar;
use crate::diagnostic::{Diagnostic, codes};
use crate::policy::desugar::Place;
use crate::policy::names::{Kind, Names, is_abstract};
use crate::syntax::ast::{Name, Text};

/// The name that a rule grants. `found` is what it is instead, if it is declared.
pub(in crate::policy) fn head(text: &Text, found: Option<Kind>, place: Place, names: &Names) -> Diagnostic {
    let name = &text.value;
    if found == Some(Kind::Relation) {
        return Diagnostic::error(codes::UNKNOWN_NAME, text.span, format!("`{name}` is a relation and cannot be granted"))
            .label("a shorthand rule grants a role or a permission")
            .help(format!("relations are facts; a rule for one is written in longhand: `has_relation(object, \"{name}\", target) if …;`"));
    }
    let place = described(place);
    let diagnostic =
        Diagnostic::error(codes::UNKNOWN_NAME, text.span, format!("`{name}` is no role or permission of {place}"))
            .label("not declared");
    match similar(name, declared(place_of(place_kind(&place)), names)) {
        Some(close) => diagnostic.help(format!("there is `{close}`, with a similar name")),
        None => diagnostic.help("add it to the block's `roles` or `permissions`"),
    }
}
