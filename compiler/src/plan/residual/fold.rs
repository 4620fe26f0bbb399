//! Pass 2 and 3: fold what is known, prune what cannot hold.
//!
//! In: a clause. Out: the same clause with equations substituted, constant comparisons decided, known rows reduced to
//! equations or memberships where they are few, and repeated literals dropped; or nothing when it cannot hold.
//! Constants are simplified, rules are not interpreted.

use super::unbound::{Outcome, apart};
use super::{Clause, Literal, Origins, RelId, Residual, Term, Terms, Var};
use crate::mapping::model::Mapping;
use crate::policy::program::Compare;
use crate::value::Value;
use std::sync::Arc;

/// What the neighbours of a clause say about a relation it calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Holds for nothing.
    Empty,
    /// Holds for everything, without a condition, by these rules.
    Full(Origins),
    /// Depends on the data.
    Open,
}

/// The extent of a relation, as far as its clauses show it without looking further.
pub fn extent(residual: &Residual, id: RelId) -> Extent {
    let clauses = residual.clauses(id);
    if clauses.is_empty() {
        return Extent::Empty;
    }
    match clauses.iter().find(|clause| is_full(clause)) {
        Some(full) => Extent::Full(full.origins.clone()),
        None => Extent::Open,
    }
}

/// A clause without conditions whose head variables are all different.
pub fn is_full(clause: &Clause) -> bool {
    let distinct = |at: usize, term: &Term| matches!(term, Term::Var(_)) && !clause.head.iter().take(at).any(|t| t == term);
    clause.body.is_empty() && clause.head.iter().enumerate().all(|(at, term)| distinct(at, term))
}

/// Folds one clause. `None` when it cannot hold.
pub fn fold_clause(mut clause: Clause, mapping: &Mapping, extent: &dyn Fn(RelId) -> Extent) -> Option<Clause> {
    // Each round removes or shrinks a literal, so this ends.
    while fold_once(&mut clause, mapping, extent)? {}
    drop_idle_comparisons(&mut clause);
    drop_repeated(&mut clause.body);
    Some(clause)
}

fn drop_repeated(body: &mut Vec<Literal>) {
    let mut at = 0;
    while let Some((before, [literal, ..])) = body.split_at_checked(at) {
        if before.contains(literal) {
            body.remove(at);
        } else {
            at += 1;
        }
    }
}

/// What becomes of one literal.
enum Step {
    Keep,
    Drop,
    /// It holds by these rules.
    Grant(Origins),
    Replace(Vec<Literal>),
    Substitute(Var, Term),
}

/// Takes the first steps that are possible. `None` when the clause cannot hold, else whether literals that were kept
/// must be looked at again.
fn fold_once(clause: &mut Clause, mapping: &Mapping, extent: &dyn Fn(RelId) -> Extent) -> Option<bool> {
    let mut at = 0;
    while let Some(literal) = clause.body.get(at) {
        let step = match literal {
            Literal::Compare { op, left, right } => compare_step(*op, left, right)?,
            Literal::Apart { low, high, gap } => match apart(low, high, *gap) {
                Outcome::Never => return None,
                Outcome::Always => Step::Drop,
                Outcome::When(same) if same == *literal => Step::Keep,
                Outcome::When(simpler) => Step::Replace(vec![simpler]),
            },
            Literal::In { term, values } => in_step(clause, at, term, values)?,
            Literal::Known { rows, args } => known_step(rows, args)?,
            Literal::Fact { fact, args } => fact_step(mapping, *fact, args)?,
            Literal::Call { relation, .. } => match extent(*relation) {
                Extent::Empty => return None,
                Extent::Full(origins) => Step::Grant(origins),
                Extent::Open => Step::Keep,
            },
            Literal::Not { relation, .. } => match extent(*relation) {
                Extent::Empty => Step::Drop,
                Extent::Full(_) => return None,
                Extent::Open => Step::Keep,
            },
        };
        match step {
            Step::Keep => at += 1,
            Step::Drop => {
                clause.body.remove(at);
            }
            Step::Grant(origins) => {
                clause.body.remove(at);
                clause.add_origins(&origins);
            }
            Step::Replace(by) => {
                clause.body.splice(at..=at, by);
                return Some(true);
            }
            Step::Substitute(var, term) => {
                clause.body.remove(at);
                clause.substitute(var, &term);
                return Some(true);
            }
        }
    }
    Some(false)
}

fn compare_step(op: Compare, left: &Term, right: &Term) -> Option<Step> {
    match (op, left, right) {
        (Compare::Equal | Compare::LessEqual | Compare::GreaterEqual, a, b) if a == b => Some(Step::Drop),
        (Compare::NotEqual | Compare::Less | Compare::Greater, a, b) if a == b => None,
        (_, Term::Const(a), Term::Const(b)) => decide(op, a, b).then_some(Step::Drop),
        (Compare::Equal, Term::Var(var), other) | (Compare::Equal, other, Term::Var(var)) => {
            Some(Step::Substitute(*var, other.clone()))
        }
        _ => Some(Step::Keep),
    }
}

fn decide(op: Compare, a: &Value, b: &Value) -> bool {
    let integers = || a.as_integer().zip(b.as_integer());
    match op {
        Compare::Equal => a == b,
        Compare::NotEqual => a != b,
        Compare::Less => integers().is_some_and(|(a, b)| a < b),
        Compare::LessEqual => integers().is_some_and(|(a, b)| a <= b),
        Compare::Greater => integers().is_some_and(|(a, b)| a > b),
        Compare::GreaterEqual => integers().is_some_and(|(a, b)| a >= b),
    }
}

fn in_step(clause: &Clause, at: usize, term: &Term, values: &[Value]) -> Option<Step> {
    if let Term::Const(value) = term {
        return values.contains(value).then_some(Step::Drop);
    }
    match values {
        [] => return None,
        [one] => return Some(Step::Replace(vec![equal(term.clone(), Term::from(one.clone()))])),
        _ => {}
    }
    let twin = clause.body.iter().enumerate().find_map(|(other, literal)| match literal {
        Literal::In { term: same, values } if other != at && same == term => Some(values),
        _ => None,
    });
    let Some(twin) = twin else { return Some(Step::Keep) };
    let both: Vec<Value> = values.iter().filter(|value| twin.contains(value)).cloned().collect();
    if both.len() == values.len() {
        return Some(if twin.len() == values.len() { Step::Drop } else { Step::Keep });
    }
    Some(Step::Replace(vec![Literal::In { term: term.clone(), values: both }]))
}

fn equal(left: Term, right: Term) -> Literal {
    Literal::Compare { op: Compare::Equal, left, right }
}

fn known_step(rows: &Arc<Vec<Vec<Value>>>, args: &[Term]) -> Option<Step> {
    let matches = |row: &Vec<Value>| args.iter().zip(row).all(|(arg, value)| !matches!(arg, Term::Const(c) if **c != *value));
    if args.iter().any(|arg| matches!(arg, Term::Const(_))) {
        let open: Vec<bool> = args.iter().map(|arg| !matches!(arg, Term::Const(_))).collect();
        let keep = |row: &Vec<Value>| row.iter().zip(&open).filter(|(_, open)| **open).map(|(v, _)| v.clone()).collect();
        let rows: Vec<Vec<Value>> = rows.iter().filter(|row| matches(row)).map(keep).collect();
        let args: Terms = args.iter().filter(|arg| !matches!(arg, Term::Const(_))).cloned().collect();
        if rows.is_empty() {
            return None;
        }
        return Some(if args.is_empty() {
            Step::Drop
        } else {
            Step::Replace(vec![Literal::Known { rows: Arc::new(rows), args }])
        });
    }
    match (rows.as_slice(), args) {
        ([], _) => None,
        ([row], _) => {
            let equations = args.iter().cloned().zip(row.iter().cloned().map(Term::from));
            Some(Step::Replace(equations.map(|(arg, value)| equal(arg, value)).collect()))
        }
        (_, [one]) => {
            let mut values: Vec<Value> = rows.iter().flatten().cloned().collect();
            values.sort();
            values.dedup();
            Some(Step::Replace(vec![Literal::In { term: one.clone(), values }]))
        }
        _ => Some(Step::Keep),
    }
}

/// A constant that is no value of the column's type equals no row.
fn fact_step(mapping: &Mapping, fact: usize, args: &[Term]) -> Option<Step> {
    let columns = mapping.facts.get(fact).map_or(&[][..], |fact| fact.select.columns.as_slice());
    let fits = |(arg, column): (&Term, &crate::mapping::model::SelectColumn)| match arg {
        Term::Const(value) => could_equal(value, column.sql_type),
        _ => true,
    };
    args.iter().zip(columns).all(fits).then_some(Step::Keep)
}

/// Whether a constant can equal a value of a column of the SQL type.
pub fn could_equal(value: &Value, sql_type: Option<crate::mapping::sql_type::SqlType>) -> bool {
    match sql_type {
        Some(sql_type) => sql_type.fits(&value.id),
        None => !value.id.contains('\0'),
    }
}

/// A variable that occurs in no other place differs from anything for some value.
fn drop_idle_comparisons(clause: &mut Clause) {
    let idle = |term: &Term| match term {
        Term::Var(var) => {
            let elsewhere = clause.body.iter().any(|l| !matches!(l, Literal::Compare { .. }) && l.mentions(*var));
            let compared = clause.body.iter().filter(|l| l.mentions(*var)).count();
            !elsewhere && compared == 1 && !clause.head.contains(term)
        }
        _ => false,
    };
    let keep = |literal: &Literal| match literal {
        Literal::Compare { op, left, right } => *op != Compare::NotEqual || !(idle(left) || idle(right)),
        _ => true,
    };
    if clause.body.iter().all(keep) {
        return;
    }
    let mut flags = clause.body.iter().map(keep).collect::<Vec<bool>>().into_iter();
    clause.body.retain(|_| flags.next().unwrap_or(true));
}
