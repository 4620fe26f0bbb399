//! Pass 4: clauses that differ in one constant become one.
//!
//! In: the clauses of a relation. Out: fewer clauses with the same meaning, in canonical order: `role = 'reader'` and
//! `role = 'writer'` in otherwise equal clauses become `role IN ('reader', 'writer')`, and implied clauses are gone.

use super::subsume::{condense, remove_implied};
use super::{Clause, Inclusions, Literal, Term, Var};
use crate::policy::program::Compare;
use crate::value::Value;
use indexmap::IndexMap;

/// Past this many clauses only equal ones are merged: the search for implied ones is quadratic.
const MAX_PAIRWISE: usize = 400;

/// Factors the clauses of one relation.
pub fn factor(clauses: Vec<Clause>, inclusions: &Inclusions) -> Vec<Clause> {
    let mut clauses: Vec<Clause> = clauses.into_iter().map(|clause| canonical(&open_constants(clause))).collect();
    loop {
        let before = clauses.len();
        clauses = merge_memberships(clauses);
        if clauses.len() == before {
            break;
        }
    }
    let clauses: Vec<Clause> = clauses.into_iter().map(|clause| condense(close_constants(clause), inclusions)).collect();
    let clauses = if clauses.len() <= MAX_PAIRWISE { remove_implied(clauses, inclusions) } else { clauses };
    clauses.iter().map(canonical).collect()
}

/// Constants in arguments become variables with a one-value membership, so that a constant and a list look alike.
pub fn open_constants(mut clause: Clause) -> Clause {
    let mut extra = Vec::new();
    let mut body = std::mem::take(&mut clause.body);
    for literal in &mut body {
        let Literal::Fact { args, .. } = literal else { continue };
        for arg in args {
            if let Term::Const(value) = arg {
                let var = Term::Var(clause.fresh(value.ty.clone()));
                extra.push(Literal::In { term: var.clone(), values: vec![value.clone()] });
                *arg = var;
            }
        }
    }
    body.append(&mut extra);
    clause.body = body;
    clause
}

/// One-value memberships become constants again.
fn close_constants(mut clause: Clause) -> Clause {
    while let Some(at) = clause.body.iter().position(|l| matches!(l, Literal::In { values, .. } if values.len() == 1)) {
        let Literal::In { term, values } = clause.body.remove(at) else { break };
        match (term, values.into_iter().next()) {
            (Term::Var(var), Some(value)) => clause.substitute(var, &Term::Const(value)),
            (term, Some(value)) => {
                clause.body.push(Literal::Compare { op: Compare::Equal, left: term, right: Term::Const(value) });
            }
            (_, None) => {}
        }
    }
    clause
}

fn merge_memberships(clauses: Vec<Clause>) -> Vec<Clause> {
    let widest = clauses.iter().map(|clause| memberships(clause).count()).max().unwrap_or(0);
    let mut current = clauses;
    for position in 0..widest.max(1) {
        let mut groups: IndexMap<Shape, Clause> = IndexMap::new();
        for clause in current {
            let at = memberships(&clause).nth(position);
            let key = (clause.head.clone(), blanked(&clause, at), at);
            match groups.get_mut(&key) {
                None => {
                    groups.insert(key, clause);
                }
                Some(present) => absorb(present, clause, at),
            }
        }
        current = groups.into_values().collect();
    }
    current
}

/// A clause without the values of one membership: head, literals, which membership.
type Shape = (Vec<Term>, Vec<Literal>, Option<usize>);

fn memberships(clause: &Clause) -> impl Iterator<Item = usize> + '_ {
    let open = |(at, literal): (usize, &Literal)| match literal {
        Literal::In { .. } => Some(at),
        _ => None,
    };
    clause.body.iter().enumerate().filter_map(open)
}

fn blanked(clause: &Clause, at: Option<usize>) -> Vec<Literal> {
    let shown = |(index, literal): (usize, &Literal)| match literal {
        Literal::In { term, .. } if Some(index) == at => Literal::In { term: term.clone(), values: Vec::new() },
        other => other.clone(),
    };
    clause.body.iter().enumerate().map(shown).collect()
}

fn absorb(present: &mut Clause, other: Clause, at: Option<usize>) {
    present.add_origins(&other.origins);
    let Some(at) = at else { return };
    let more: Vec<Value> = match other.body.into_iter().nth(at) {
        Some(Literal::In { values, .. }) => values,
        _ => return,
    };
    if let Some(Literal::In { values, .. }) = present.body.get_mut(at) {
        values.extend(more);
        values.sort();
        values.dedup();
    }
}

/// The clause with literals in a fixed order and variables numbered by first use, so that equal clauses look equal.
pub fn canonical(clause: &Clause) -> Clause {
    let mut order: Vec<&Literal> = clause.body.iter().collect();
    order.sort_by_cached_key(|literal| rank(literal));
    let renumbered = renumber(clause, &order);
    // A second round settles the order of literals of one kind by their now stable variables.
    let mut order: Vec<&Literal> = renumbered.body.iter().collect();
    order.sort_by_cached_key(|literal| (rank(literal), literal.terms().into_iter().cloned().collect::<Vec<_>>()));
    renumber(&renumbered, &order)
}

fn rank(literal: &Literal) -> (u8, usize) {
    match literal {
        Literal::Fact { fact, .. } => (0, *fact),
        Literal::Known { rows, .. } => (1, rows.len()),
        Literal::Call { relation, .. } => (2, relation.0),
        Literal::In { .. } => (3, 0),
        Literal::Compare { op, .. } => (4, *op as usize),
        Literal::Not { relation, .. } => (5, relation.0),
        Literal::Apart { gap, .. } => (6, usize::try_from(*gap).unwrap_or(usize::MAX)),
    }
}

fn renumber(clause: &Clause, order: &[&Literal]) -> Clause {
    let mut names: IndexMap<Var, Var> = IndexMap::new();
    let mut rename = |term: &Term| match term {
        Term::Var(var) => {
            let next = Var(names.len());
            Term::Var(*names.entry(*var).or_insert(next))
        }
        other => other.clone(),
    };
    let head = clause.head.iter().map(&mut rename).collect();
    let mut body: Vec<Literal> = order.iter().map(|literal| (*literal).clone()).collect();
    for literal in &mut body {
        for term in literal.terms_mut() {
            *term = rename(term);
        }
    }
    let vars = names.keys().map(|old| clause.type_of(*old)).collect();
    Clause { head, body, vars, origins: clause.origins.clone() }
}
