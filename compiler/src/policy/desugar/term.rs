//! Terms and what is built from them: equations, membership and calls.
//!
//! In: syntax terms. Out: program terms and formulas without lists. A list where only a single value can stand makes the
//! literal false; the check of misplaced terms reports it.

use super::formula::{all, any};
use super::variables::Variables;
use crate::policy::program::{Compare, Formula, Predicate, Term};
use crate::source::Span;
use crate::syntax::ast;
use crate::value::Value;

/// The constant that a literal stands for; `None` for a malformed one such as `Integer{"x"}`.
pub(in crate::policy) fn value(literal: &ast::Literal) -> Option<Value> {
    match &literal.value {
        ast::LiteralValue::String(text) => Some(Value::string(text.clone())),
        ast::LiteralValue::Integer(number) => Some(Value::integer(*number)),
        ast::LiteralValue::Boolean(truth) => Some(Value::boolean(*truth)),
        ast::LiteralValue::Entity(ty, id) => Value::canonical(&ty.text, id),
    }
}

/// A single term; `None` for a list or a malformed literal.
pub(super) fn single(term: &ast::Term, variables: &mut Variables) -> Option<Term> {
    match term {
        ast::Term::Variable(name) => Some(Term::Var(variables.named(&name.text))),
        ast::Term::Literal(literal) => value(literal).map(Term::Value),
        ast::Term::Now(_) => Some(Term::Now),
        ast::Term::List(..) => None,
    }
}

/// `p(…)`
pub(super) fn call(call: &ast::Call, variables: &mut Variables) -> Formula {
    let args: Option<Vec<Term>> = call.args.iter().map(|arg| single(arg, variables)).collect();
    match args {
        Some(args) => Formula::Call(Predicate::new(call.name.text.clone(), args.len()), args, call.span),
        None => Formula::False,
    }
}

/// `left = right`; lists are equal when they have the same length and equal items, and never equal a single value.
pub(super) fn unify(left: &ast::Term, right: &ast::Term, span: Span, variables: &mut Variables) -> Formula {
    match (left, right) {
        (ast::Term::List(left, _), ast::Term::List(right, _)) if left.len() == right.len() => {
            all(left.iter().zip(right).map(|(left, right)| unify(left, right, span, variables)))
        }
        _ => compare(Compare::Equal, left, right, span, variables),
    }
}

/// `left op right`
pub(super) fn compare(op: Compare, left: &ast::Term, right: &ast::Term, span: Span, variables: &mut Variables) -> Formula {
    match (single(left, variables), single(right, variables)) {
        (Some(left), Some(right)) => Formula::Compare(op, left, right, span),
        _ => Formula::False,
    }
}

/// `left in [ … ]`: one membership test for constants, alternatives otherwise.
pub(super) fn membership(left: &ast::Term, items: &[ast::Term], span: Span, variables: &mut Variables) -> Formula {
    let constants: Option<Vec<Value>> = items.iter().map(constant).collect();
    match constants {
        Some(constants) if constants.is_empty() => Formula::False,
        Some(constants) => single(left, variables).map_or(Formula::False, |left| Formula::In(left, constants, span)),
        None => any(items.iter().map(|item| unify(left, item, span, variables))),
    }
}

fn constant(term: &ast::Term) -> Option<Value> {
    match term {
        ast::Term::Literal(literal) => value(literal),
        _ => None,
    }
}
