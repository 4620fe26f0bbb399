//! E0225: a list in a place that takes a single value.
//!
//! Lists are no values. They stand after `in` and on both sides of `=`; a call, a comparison or a fact takes single
//! values only.
//!
//! ```polar
//! allow(u: User, "read", d: Doc) if has_role(u, ["reader", "editor"], d);
//! ```
//!
//! Repair: use a variable and `in`, as in `has_role(u, role, d) and role in ["reader", "editor"]`.

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::policy::walk;
use crate::syntax::ast::{Expr, Policy, ShorthandExpr, Term};

pub(super) fn check(policies: &[Policy], diagnostics: &mut Diagnostics) {
    walk::expressions(policies, &mut |expr| {
        if matches!(expr, Expr::Call(_) | Expr::Compare(..)) {
            walk::terms(expr, &mut |term| report(term, diagnostics));
        }
    });
    for (_, shorthand) in walk::shorthands(policies) {
        walk::within_shorthand(&shorthand.body, &mut |expr| {
            if let ShorthandExpr::Call(call) = expr {
                call.args.iter().for_each(|term| report(term, diagnostics));
            }
        });
    }
}

fn report(term: &Term, diagnostics: &mut Diagnostics) {
    if let Term::List(_, span) = term {
        diagnostics.push(
            Diagnostic::error(codes::MISPLACED_LIST, *span, "a list is no single value")
                .help("put a variable here and add a condition such as `x in [\"a\", \"b\"]`"),
        );
    }
}
