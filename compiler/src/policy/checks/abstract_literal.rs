//! E0223: an entity literal of an abstract type.
//!
//! `Actor` and `Resource` have no values of their own: every entity has a type that is declared, and that type may be an
//! actor or a resource. `Actor{"alice"}` would equal no entity at all.
//!
//! Repair: use the entity's own type, as in `User{"alice"}`.

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::policy::names::is_abstract;
use crate::policy::walk;
use crate::syntax::ast::{LiteralValue, Policy};

pub(super) fn check(policies: &[Policy], diagnostics: &mut Diagnostics) {
    walk::literals(policies, &mut |literal| {
        if let LiteralValue::Entity(ty, _) = &literal.value
            && is_abstract(&ty.text)
        {
            diagnostics.push(
                Diagnostic::error(codes::ABSTRACT_LITERAL, literal.span, format!("`{}` has no values of its own", ty.text))
                    .label("an abstract type")
                    .help("use the type that the entity is declared with"),
            );
        }
    });
}
