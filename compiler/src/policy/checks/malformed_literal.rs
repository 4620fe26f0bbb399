//! E0224: an entity literal of a primitive type whose text is no such value.
//!
//! `Integer{"42"}` and `Boolean{"true"}` are other spellings of `42` and `true`. `Integer{"many"}` is no integer.
//!
//! Repair: write the value directly, or use a string.

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::policy::desugar::value;
use crate::policy::walk;
use crate::syntax::ast::{LiteralValue, Policy};
use crate::value::INTEGER;

pub(super) fn check(policies: &[Policy], diagnostics: &mut Diagnostics) {
    walk::literals(policies, &mut |literal| {
        if let LiteralValue::Entity(ty, id) = &literal.value
            && value(literal).is_none()
        {
            let message = format!("`{id}` is no `{}`", ty.text);
            let expected = if ty.text == INTEGER { "a signed 64-bit integer" } else { "`true` or `false`" };
            diagnostics
                .push(Diagnostic::error(codes::MALFORMED_LITERAL, literal.span, message).label(format!("expected {expected}")));
        }
    });
}
