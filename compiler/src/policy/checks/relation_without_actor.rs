//! W0226: a relation that leads to no actor, used as if the actor were at its end.
//!
//! In a shorthand rule, a relation's name alone means that the relation leads from the object to the acting actor:
//! `"read" if "creator"`. When the relation leads to a type that no actor has, this can never hold.
//!
//! ```polar
//! resource Issue {
//!   permissions = ["read"];
//!   relations = { repository: Repository };
//!   "read" if "repository";
//! }
//! ```
//!
//! Repair: say what the actor has to have on the related object, as in `"read" if "reader" on "repository";`.

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::policy::names::Names;
use crate::syntax::ast::Text;

/// `text` names a relation of `ty`.
pub(in crate::policy) fn check(text: &Text, ty: &str, names: &Names, diagnostics: &mut Diagnostics) {
    let name = &text.value;
    let Some(target) = names.target(ty, name) else { return };
    if names.is_target(target) && !names.may_be_actor(target) {
        let message = format!("the relation `{name}` leads to `{target}`, which is no actor");
        diagnostics.push(
            Diagnostic::warning(codes::RELATION_WITHOUT_ACTOR, text.span, message)
                .label("can never lead to the actor")
                .help(format!("a role or permission on the related object is asked for with `on \"{name}\"`")),
        );
    }
}
