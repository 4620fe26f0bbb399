//! Longhand rules from syntax.

use super::rule::{Expr, Predicate, Rule, Term, Var, clauses};
use arctos_compiler::syntax::ast::{self, LiteralValue};
use arctos_compiler::value::{STRING, Value};
use std::collections::HashMap;

/// The variables of one rule; each `_` is its own.
#[derive(Default)]
pub(super) struct Variables {
    names: HashMap<String, Var>,
    count: usize,
    /// The constants beside them.
    constants: Vec<Value>,
}

impl Variables {
    pub(super) fn named(&mut self, name: &str) -> Var {
        if name == "_" {
            return self.fresh();
        }
        if let Some(known) = self.names.get(name) {
            return *known;
        }
        let var = self.fresh();
        self.names.insert(name.to_owned(), var);
        var
    }

    pub(super) fn fresh(&mut self) -> Var {
        self.count += 1;
        self.count - 1
    }
}

/// A rule from its head, the types its head demands, and its body.
pub(super) fn finish(name: &str, head: Vec<Term>, demands: Vec<(Var, String)>, body: Expr, variables: &Variables) -> Rule {
    let demands = demands.into_iter().map(|(var, ty)| Expr::Matches(var, ty));
    let whole = Expr::And(demands.chain([body]).collect());
    Rule {
        predicate: Predicate(name.to_owned(), head.len()),
        head,
        clauses: clauses(&whole),
        variables: variables.count,
        written: variables.constants.clone(),
    }
}

pub(super) fn rule(written: &ast::Rule) -> Result<Rule, String> {
    let mut variables = Variables::default();
    let mut types = Vec::new();
    let mut head = Vec::new();
    for param in &written.params {
        head.push(match param {
            ast::Param::Typed(name, ty) => {
                let var = variables.named(&name.text);
                types.push((var, ty.text.to_string()));
                Term::Var(var)
            }
            ast::Param::Term(written) => term(written, &mut variables)?,
        });
    }
    let body = match &written.body {
        None => Expr::truth(true),
        Some(body) => expression(body, &mut variables)?,
    };
    Ok(finish(&written.name.text, head, types, body, &variables))
}

fn expression(expr: &ast::Expr, variables: &mut Variables) -> Result<Expr, String> {
    Ok(match expr {
        ast::Expr::Or(parts, _) => Expr::Or(parts.iter().map(|part| expression(part, variables)).collect::<Result<_, _>>()?),
        ast::Expr::And(parts, _) => Expr::And(parts.iter().map(|part| expression(part, variables)).collect::<Result<_, _>>()?),
        ast::Expr::Not(inner, _) => Expr::Not(Box::new(expression(inner, variables)?)),
        ast::Expr::Group(inner, _) => expression(inner, variables)?,
        ast::Expr::Call(written) => call(written, variables)?,
        ast::Expr::Unify(left, right, _) => equation(left, right, variables)?,
        ast::Expr::Compare(op, left, right, _) => Expr::Compare(*op, term(left, variables)?, term(right, variables)?),
        ast::Expr::In(left, items, _) => {
            Expr::Or(items.iter().map(|item| equation(left, item, variables)).collect::<Result<_, _>>()?)
        }
        ast::Expr::Matches(name, ty, _) => Expr::Matches(variables.named(&name.text), ty.text.to_string()),
        ast::Expr::Boolean(truth, _) => Expr::truth(*truth),
    })
}

/// Lists are equal item by item, and never equal to a single value.
fn equation(left: &ast::Term, right: &ast::Term, variables: &mut Variables) -> Result<Expr, String> {
    Ok(match (left, right) {
        (ast::Term::List(left, _), ast::Term::List(right, _)) if left.len() == right.len() => {
            let pairs = left.iter().zip(right);
            Expr::And(pairs.map(|(left, right)| equation(left, right, variables)).collect::<Result<_, _>>()?)
        }
        (ast::Term::List(..), _) | (_, ast::Term::List(..)) => Expr::truth(false),
        _ => Expr::Equal(term(left, variables)?, term(right, variables)?),
    })
}

pub(super) fn call(written: &ast::Call, variables: &mut Variables) -> Result<Expr, String> {
    let args: Vec<Term> = written.args.iter().map(|arg| term(arg, variables)).collect::<Result<_, _>>()?;
    Ok(Expr::Call(Predicate(written.name.text.to_string(), args.len()), args))
}

fn term(written: &ast::Term, variables: &mut Variables) -> Result<Term, String> {
    Ok(match written {
        ast::Term::Variable(name) => Term::Var(variables.named(&name.text)),
        ast::Term::Literal(literal) => {
            let value = value(literal)?;
            variables.constants.push(value.clone());
            Term::Value(value)
        }
        ast::Term::Now(_) => Term::Now,
        ast::Term::List(..) => return Err("a list where one value is due".to_owned()),
    })
}

fn value(literal: &ast::Literal) -> Result<Value, String> {
    match &literal.value {
        LiteralValue::String(text) => Ok(Value::string(text.clone())),
        LiteralValue::Integer(number) => Ok(Value::integer(*number)),
        LiteralValue::Boolean(truth) => Ok(Value::boolean(*truth)),
        LiteralValue::Entity(ty, id) => {
            Value::canonical(&ty.text, id).ok_or_else(|| format!("`{id}` is no value of type `{}`", ty.text))
        }
    }
}

/// For each of the two arities of `allow` that no rule defines.
pub(super) fn add_default_allow(rules: &mut Vec<Rule>) {
    for arity in [3, 2] {
        if !rules.iter().any(|rule| rule.predicate == Predicate("allow".to_owned(), arity)) {
            let mut variables = Variables::default();
            let head: Vec<Term> = (0..arity).map(|_| Term::Var(variables.fresh())).collect();
            let body = Expr::Call(Predicate("has_permission".to_owned(), arity), head.clone());
            rules.push(finish("allow", head, Vec::new(), body, &variables));
        }
    }
}

/// A string constant.
pub(super) fn string(text: &str) -> Term {
    Term::Value(Value::new(STRING, text))
}
