//! A residual as text: one clause a line, reachable relations only, the goal first.

use super::inline::components;
use super::{Clause, Literal, Residual, Term, Var};
use crate::mapping::model::Mapping;
use crate::policy::program::Compare;
use std::fmt::Write;

/// Prints the relations that the goal reaches.
pub fn residual(residual: &Residual, mapping: &Mapping) -> String {
    let mut out = String::new();
    let mut order: Vec<_> = components(residual).into_iter().flatten().collect();
    order.reverse();
    for id in order {
        let Some(relation) = residual.get(id) else { continue };
        let _ = writeln!(out, "r{} {} [{}]", id.0, relation.name, relation.columns.join(", "));
        for clause in &relation.clauses {
            let _ = writeln!(out, "  {}", self::clause(clause, mapping));
        }
        if relation.clauses.is_empty() {
            out.push_str("  (empty)\n");
        }
    }
    out
}

/// Prints one clause.
pub fn clause(clause: &Clause, mapping: &Mapping) -> String {
    let body: Vec<String> = clause.body.iter().map(|l| literal(l, mapping)).collect();
    let body = if body.is_empty() { "true".to_owned() } else { body.join(", ") };
    format!("({}) :- {body}", terms(&clause.head))
}

fn literal(literal: &Literal, mapping: &Mapping) -> String {
    match literal {
        Literal::Fact { fact, args } => match mapping.facts.get(*fact) {
            None => format!("fact{fact}({})", terms(args)),
            Some(mapped) => {
                let table = match &mapped.select.projection {
                    Some(projection) => projection.table.name.clone(),
                    None => mapped.signature.predicate.to_string(),
                };
                let columns = mapped.select.columns.iter().zip(args);
                let mut columns: Vec<String> = columns.map(|(column, arg)| format!("{} = {}", column.name, term(arg))).collect();
                let filter = mapped.select.projection.as_ref().and_then(|projection| projection.filter.as_ref());
                columns.extend(filter.map(|filter| format!("where {}", filter.qualified(&table))));
                format!("{table}[{}]", columns.join(", "))
            }
        },
        Literal::Known { rows, args } => format!("known({}) of {} rows", terms(args), rows.len()),
        Literal::Call { relation, args } => format!("r{}({})", relation.0, terms(args)),
        Literal::Not { relation, args } => format!("not r{}({})", relation.0, terms(args)),
        Literal::Compare { op, left, right } => format!("{} {} {}", term(left), operator(*op), term(right)),
        Literal::Apart { low, high, gap } => format!("{} + {gap} <= {}", term(low), term(high)),
        Literal::In { term: operand, values } => {
            let values: Vec<String> = values.iter().map(ToString::to_string).collect();
            format!("{} in [{}]", term(operand), values.join(", "))
        }
    }
}

fn terms(terms: &[Term]) -> String {
    terms.iter().map(term).collect::<Vec<_>>().join(", ")
}

fn term(term: &Term) -> String {
    match term {
        Term::Var(Var(at)) => format!("v{at}"),
        Term::Const(value) => value.to_string(),
        Term::Param(slot) => format!("${}", slot + 1),
        Term::Now => "now".to_owned(),
    }
}

/// The operator as written in the language.
pub fn operator(op: Compare) -> &'static str {
    match op {
        Compare::Equal => "=",
        Compare::NotEqual => "!=",
        Compare::Less => "<",
        Compare::LessEqual => "<=",
        Compare::Greater => ">",
        Compare::GreaterEqual => ">=",
    }
}
