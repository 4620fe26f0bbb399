//! W0210: a type name that no block declares.
//!
//! Undeclared types are allowed: a value such as `Role{"custom"}` needs no block. But such a type has no super-types, no
//! roles and no relations, and a misspelt type name makes a rule apply to nothing. Each name is reported once, at its
//! first use.
//!
//! Repair: correct the spelling, or declare the type, with an empty block if need be.

use super::suggest::similar;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::policy::names::Names;
use crate::policy::walk;
use crate::syntax::ast::{Expr, LiteralValue, Name, Param, Policy};
use crate::value::TypeName;
use std::collections::HashSet;

pub(super) fn check(policies: &[Policy], names: &Names, diagnostics: &mut Diagnostics) {
    let mut used = used(policies);
    used.sort_by_key(|name| name.span);
    let mut reported = HashSet::new();
    for name in used {
        if names.is_known_type(&name.text) || !reported.insert(&name.text) {
            continue;
        }
        let ty = &name.text;
        let message = format!("the type `{ty}` is not declared");
        let diagnostic = Diagnostic::warning(codes::UNKNOWN_TYPE, name.span, message);
        let declared = names.types.blocks.keys().map(TypeName::as_str);
        let built_in = ["String", "Integer", "Boolean", "Actor", "Resource"];
        diagnostics.push(match similar(ty, built_in.into_iter().chain(declared)) {
            Some(close) => diagnostic.help(format!("did you mean `{close}`?")),
            None => diagnostic.help(format!("if it is meant, `resource {ty} {{}}` declares it")),
        });
    }
}

fn used(policies: &[Policy]) -> Vec<&Name> {
    let mut used: Vec<&Name> = walk::declares(policies).flat_map(|declare| &declare.types).collect();
    let rules = walk::rules(policies).flat_map(|rule| &rule.params);
    let assertions = walk::assertions(policies).flat_map(|assertion| &assertion.args);
    used.extend(rules.chain(assertions).filter_map(|param| match param {
        Param::Typed(_, ty) => Some(ty),
        Param::Term(_) => None,
    }));
    walk::expressions(policies, &mut |expr| {
        if let Expr::Matches(_, ty, _) = expr {
            used.push(ty);
        }
    });
    walk::literals(policies, &mut |literal| {
        if let LiteralValue::Entity(ty, _) = &literal.value {
            used.push(ty);
        }
    });
    used
}
