//! Where the variables of a rule occur, as written.
//!
//! In: a longhand or shorthand rule. Out: [`Occurrences`], variables in order of their first occurrence. `_` is not
//! counted, nor are `actor` and `resource` where shorthand gives them.

use super::walk;
use crate::source::Span;
use crate::syntax::ast::{Block, Call, Expr, Name, Param, Rule, Shorthand, ShorthandExpr, Term};
use indexmap::IndexMap;

/// One occurrence of a variable.
#[derive(Clone, Copy, Debug)]
pub(super) struct Occurrence {
    /// Where it stands.
    pub(super) span: Span,
    /// The call it is an argument of, when that call is what a `not` negates.
    pub(super) negated_call: Option<Span>,
}

/// Occurrences by variable.
#[derive(Debug, Default)]
pub(super) struct Occurrences<'a>(IndexMap<&'a str, Vec<Occurrence>>);

impl<'a> Occurrences<'a> {
    /// Variables whose name does not start with an underscore.
    pub(super) fn named(&self) -> impl Iterator<Item = (&'a str, &[Occurrence])> {
        self.0.iter().filter(|(name, _)| !name.starts_with('_')).map(|(name, places)| (*name, places.as_slice()))
    }

    fn add(&mut self, name: &'a Name, negated_call: Option<Span>) {
        if name.text != "_" {
            self.0.entry(&name.text).or_default().push(Occurrence { span: name.span, negated_call });
        }
    }

    fn term(&mut self, term: &'a Term, negated_call: Option<Span>) {
        walk::atoms(term, &mut |atom| {
            if let Term::Variable(name) = atom {
                self.add(name, negated_call);
            }
        });
    }

    fn call(&mut self, call: &'a Call, negated_call: Option<Span>) {
        call.args.iter().for_each(|arg| self.term(arg, negated_call));
    }

    fn expression(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Or(parts, _) | Expr::And(parts, _) => parts.iter().for_each(|part| self.expression(part)),
            Expr::Group(inner, _) => self.expression(inner),
            Expr::Not(inner, _) => self.negated(inner),
            Expr::Matches(name, _, _) => self.add(name, None),
            other => walk::terms(other, &mut |term| self.term(term, None)),
        }
    }

    fn negated(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Group(inner, _) => self.negated(inner),
            Expr::Call(call) => self.call(call, Some(call.span)),
            other => self.expression(other),
        }
    }

    fn shorthand(&mut self, expr: &'a ShorthandExpr) {
        match expr {
            ShorthandExpr::Or(parts, _) | ShorthandExpr::And(parts, _) => {
                for part in parts {
                    self.shorthand(part);
                }
            }
            ShorthandExpr::Group(inner, _) => self.shorthand(inner),
            ShorthandExpr::Not(inner, _) => match &**inner {
                ShorthandExpr::Call(call) => self.call(call, Some(call.span)),
                other => self.shorthand(other),
            },
            ShorthandExpr::Call(call) => self.call(call, None),
            ShorthandExpr::Global(..) | ShorthandExpr::On(..) | ShorthandExpr::Name(_) => {}
        }
    }
}

/// The variables of a longhand rule.
pub(super) fn of_rule(rule: &Rule) -> Occurrences<'_> {
    let mut found = Occurrences::default();
    for param in &rule.params {
        match param {
            Param::Typed(name, _) => found.add(name, None),
            Param::Term(term) => found.term(term, None),
        }
    }
    rule.body.iter().for_each(|body| found.expression(body));
    found
}

/// The variables of the calls in a shorthand rule.
pub(super) fn of_shorthand<'a>(block: &Block, shorthand: &'a Shorthand) -> Occurrences<'a> {
    let mut found = Occurrences::default();
    found.shorthand(&shorthand.body);
    found.0.shift_remove("actor");
    if block.name.is_some() {
        found.0.shift_remove("resource");
    }
    found
}
