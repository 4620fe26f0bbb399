//! E0207: a super-type that is declared nowhere.
//!
//! What follows `extends` gives a type its inherited roles, permissions and relations, so it has to be declared with
//! `actor` or `resource`, in any file of the policy, before or after.
//!
//! Repair: correct the spelling, or add the missing block.

use super::suggest::similar;
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::Name;
use crate::value::{TypeName, is_primitive};

pub(in crate::policy) fn report<'a>(parent: &Name, declared: impl Iterator<Item = &'a TypeName>) -> Diagnostic {
    let name = &parent.text;
    if is_primitive(name) {
        return Diagnostic::error(codes::UNKNOWN_SUPER_TYPE, parent.span, format!("`{name}` cannot be extended"))
            .label("a primitive type");
    }
    let message = format!("the super-type `{name}` has no block");
    let diagnostic = Diagnostic::error(codes::UNKNOWN_SUPER_TYPE, parent.span, message).label("not declared");
    match similar(name, declared) {
        Some(close) => diagnostic.help(format!("did you mean `{close}`?")),
        None => diagnostic,
    }
}
