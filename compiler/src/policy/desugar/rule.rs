//! Longhand rules.

use super::finish;
use super::formula::{all, any};
use super::term;
use super::variables::Variables;
use crate::policy::program::{Compare, Formula, Origin, Rule, Term};
use crate::syntax::ast;

/// Lowers a rule; `None` when its head is no list of variables and constants, which a check reports.
pub(super) fn lower(rule: &ast::Rule) -> Option<Rule> {
    let mut variables = Variables::default();
    let head = rule.params.iter().map(|param| parameter(param, &mut variables)).collect::<Option<Vec<Term>>>()?;
    let body = rule.body.as_ref().map_or(Formula::True, |body| expression(body, &mut variables));
    Some(finish(head, body, variables, Origin::Source(rule.span)))
}

fn parameter(param: &ast::Param, variables: &mut Variables) -> Option<Term> {
    match param {
        ast::Param::Typed(name, ty) => {
            let id = variables.named(&name.text);
            variables.bound(id, &ty.text);
            Some(Term::Var(id))
        }
        ast::Param::Term(ast::Term::Now(_)) => None,
        ast::Param::Term(term) => term::single(term, variables),
    }
}

fn expression(expr: &ast::Expr, variables: &mut Variables) -> Formula {
    match expr {
        ast::Expr::Or(parts, _) => any(parts.iter().map(|part| expression(part, variables))),
        ast::Expr::And(parts, _) => all(parts.iter().map(|part| expression(part, variables))),
        ast::Expr::Not(inner, _) => Formula::Not(Box::new(expression(inner, variables))),
        ast::Expr::Group(inner, _) => expression(inner, variables),
        ast::Expr::Call(call) => term::call(call, variables),
        ast::Expr::Unify(left, right, span) => term::unify(left, right, *span, variables),
        ast::Expr::Compare(op, left, right, span) => term::compare(operator(*op), left, right, *span, variables),
        ast::Expr::In(left, items, span) => term::membership(left, items, *span, variables),
        ast::Expr::Matches(name, ty, span) => Formula::Matches(variables.named(&name.text), ty.text.clone(), *span),
        ast::Expr::Boolean(true, _) => Formula::True,
        ast::Expr::Boolean(false, _) => Formula::False,
    }
}

fn operator(op: ast::CompareOp) -> Compare {
    match op {
        ast::CompareOp::Less => Compare::Less,
        ast::CompareOp::LessEqual => Compare::LessEqual,
        ast::CompareOp::Greater => Compare::Greater,
        ast::CompareOp::GreaterEqual => Compare::GreaterEqual,
        ast::CompareOp::NotEqual => Compare::NotEqual,
    }
}
