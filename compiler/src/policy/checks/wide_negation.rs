//! W0211: a negation that goes beyond the documented form.
//!
//! The documented form of `not` is one call to a predicate that only facts define, with variables that also occur
//! outside. Wider negations work here, and mean that what is negated has no solution; other implementations may refuse
//! them. Three forms are reported: the negation of `and`, `or` or another `not`; the negation of a predicate that has
//! rules; and a variable that occurs nowhere but in the negated call, which then means *any value*.
//!
//! Repair: nothing has to be repaired. A compound condition can move into a predicate of its own. A variable that stands
//! for any value is better written with a leading underscore, as in `not override(repository, _role)`.

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::policy::occurrences::{self, Occurrences};
use crate::policy::program::{Formula, Predicate, Program, Term};
use crate::policy::walk;
use crate::source::Span;
use crate::syntax::ast::{Call, Expr, Policy, ShorthandExpr};
use std::collections::HashMap;

pub(super) fn check(policies: &[Policy], program: &Program, diagnostics: &mut Diagnostics) {
    let mut check = Check { program, has_rules: HashMap::new(), diagnostics };
    for rule in walk::rules(policies) {
        let Some(body) = &rule.body else { continue };
        walk::within(body, &mut |expr| {
            if let Expr::Not(inner, span) = expr {
                check.negation(ungrouped(inner), *span);
            }
        });
        check.local_variables(&occurrences::of_rule(rule));
    }
    for (block, shorthand) in walk::shorthands(policies) {
        walk::within_shorthand(&shorthand.body, &mut |expr| {
            if let ShorthandExpr::Not(inner, _) = expr
                && let ShorthandExpr::Call(call) = &**inner
            {
                check.call(call);
            }
        });
        check.local_variables(&occurrences::of_shorthand(block, shorthand));
    }
}

fn ungrouped(mut expr: &Expr) -> &Expr {
    while let Expr::Group(inner, _) = expr {
        expr = inner;
    }
    expr
}

struct Check<'a> {
    program: &'a Program,
    /// Whether a predicate has rules that are more than facts.
    has_rules: HashMap<Predicate, bool>,
    diagnostics: &'a mut Diagnostics,
}

impl Check<'_> {
    fn negation(&mut self, inner: &Expr, span: Span) {
        match inner {
            Expr::And(..) | Expr::Or(..) | Expr::Not(..) => self.diagnostics.push(
                Diagnostic::warning(codes::WIDE_NEGATION, span, "this `not` negates a compound condition")
                    .help("the documented `not` applies to a single fact; this one holds when its condition has no solution"),
            ),
            Expr::Call(call) => self.call(call),
            _ => {}
        }
    }

    fn call(&mut self, call: &Call) {
        let predicate = Predicate::new(call.name.text.clone(), call.args.len());
        let program = self.program;
        let has_rules = self.has_rules.entry(predicate).or_insert_with_key(|predicate| {
            let is_rule = |rule: &crate::policy::program::Rule| {
                rule.body != Formula::True || rule.head.iter().any(|term| matches!(term, Term::Var(_)))
            };
            program.rules_of(predicate).iter().any(is_rule)
        });
        if *has_rules {
            let message = format!("this `not` negates `{}`, which has rules", call.name.text);
            self.diagnostics.push(
                Diagnostic::warning(codes::WIDE_NEGATION, call.span, message)
                    .help("the documented `not` applies to facts only; this one holds when no rule and no fact applies"),
            );
        }
    }

    fn local_variables(&mut self, occurrences: &Occurrences) {
        for (name, places) in occurrences.named() {
            let Some(first) = places.first() else { continue };
            let negation = first.negated_call;
            if negation.is_none() || places.iter().any(|place| place.negated_call != negation) {
                continue;
            }
            let message = format!("`{name}` occurs only inside this `not`");
            let diagnostic = Diagnostic::warning(codes::WIDE_NEGATION, first.span, message)
                .label("stands for any value")
                .help(format!("if that is meant, write `_{name}`; otherwise bind `{name}` outside the `not`"));
            self.diagnostics.push(diagnostic);
        }
    }
}
