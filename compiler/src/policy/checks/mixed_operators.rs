//! W0216: `and` and `or` are mixed without parentheses.
//!
//! `and` binds tighter than `or`: `a or b and c` is `a or (b and c)`. Readers disagree about this often enough that
//! a policy should not depend on it.
//!
//! Repair: put parentheses round the `and`, or round the `or` if that is what is meant.

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::policy::walk;
use crate::source::Span;
use crate::syntax::ast::{Expr, Policy, ShorthandExpr};

pub(super) fn check(policies: &[Policy], diagnostics: &mut Diagnostics) {
    walk::expressions(policies, &mut |expr| {
        if let Expr::Or(parts, _) = expr
            && let Some(Expr::And(_, span)) = parts.iter().find(|part| matches!(part, Expr::And(..)))
        {
            diagnostics.push(report(*span));
        }
    });
    for (_, shorthand) in walk::shorthands(policies) {
        walk::within_shorthand(&shorthand.body, &mut |expr| {
            if let ShorthandExpr::Or(parts, _) = expr
                && let Some(ShorthandExpr::And(_, span)) = parts.iter().find(|part| matches!(part, ShorthandExpr::And(..)))
            {
                diagnostics.push(report(*span));
            }
        });
    }
}

fn report(span: Span) -> Diagnostic {
    Diagnostic::warning(codes::MIXED_OPERATORS, span, "`and` and `or` are mixed without parentheses")
        .label("`and` binds tighter, so this is one alternative of the `or`")
        .help("put parentheses round this part, or round the `or` if that is meant")
}
