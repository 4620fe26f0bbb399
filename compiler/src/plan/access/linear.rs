//! Linear recursion: relations whose clauses call them once at most.
//!
//! In: a recursive relation. Out: its clauses by what they do, and which columns they pass on; or that it is not linear.

use super::Planner;
use crate::hash::HashSet;
use crate::plan::residual::{Clause, Literal, RelId, Term};
use crate::value::is_primitive;
use std::rc::Rc;

/// A relation whose recursive clauses call it once each.
pub(super) struct Linear {
    /// Clauses without recursion.
    pub exits: Vec<Clause>,
    /// Clause and position of its recursive call.
    pub steps: Vec<(Clause, usize)>,
    /// Columns that every step passes on unchanged and unused.
    pub passed: Vec<bool>,
}

impl Planner<'_> {
    /// The relation as a linear one, if it is that; found out once.
    pub(super) fn linear(&mut self, relation: RelId) -> Option<Rc<Linear>> {
        if !self.is_recursive(relation) {
            return None;
        }
        if let Some(known) = self.linears.get(&relation) {
            return known.clone();
        }
        let found = self.find_linear(relation).map(Rc::new);
        self.linears.insert(relation, found.clone());
        found
    }

    fn find_linear(&self, relation: RelId) -> Option<Linear> {
        let mut exits = Vec::new();
        let mut steps = Vec::new();
        let mut passed = vec![true; self.residual.get(relation)?.columns.len()];
        for clause in self.residual.clauses(relation) {
            let recursive: Vec<usize> = clause
                .body
                .iter()
                .enumerate()
                .filter(|(_, literal)| matches!(literal, Literal::Call { relation: callee, .. } if self.is_recursive(*callee)))
                .map(|(at, _)| at)
                .collect();
            let own =
                |at: usize| matches!(clause.body.get(at), Some(Literal::Call { relation: callee, .. }) if *callee == relation);
            let mine: Vec<usize> =
                recursive.into_iter().filter(|at| own(*at) || self.same_component(clause, *at, relation)).collect();
            match mine.as_slice() {
                [] => exits.push(clause.clone()),
                [one] if own(*one) => {
                    for (at, flag) in passed.iter_mut().enumerate() {
                        *flag &= passes(clause, *one, at);
                    }
                    steps.push((clause.clone(), *one));
                }
                _ => return None,
            }
        }
        Some(Linear { exits, steps, passed })
    }

    /// Whether the callee at `at` leads back to `relation`.
    fn same_component(&self, clause: &Clause, at: usize, relation: RelId) -> bool {
        let Some(Literal::Call { relation: start, .. }) = clause.body.get(at) else { return false };
        let mut seen = vec![*start];
        let mut next = 0;
        while let Some(id) = seen.get(next).copied() {
            next += 1;
            if id == relation {
                return true;
            }
            for callee in self.residual.callees(id) {
                if !seen.contains(&callee) {
                    seen.push(callee);
                }
            }
        }
        false
    }

    /// A step that leads from one row to at most one: its first literal looks the head up by a key.
    pub(super) fn is_functional(&self, clause: &Clause, call: usize, linear: &Linear) -> bool {
        let mut known: HashSet<&Term> = clause
            .head
            .iter()
            .enumerate()
            .filter(|(at, _)| !linear.passed.get(*at).copied().unwrap_or(false))
            .map(|(_, t)| t)
            .collect();
        let mut rest: Vec<&Literal> =
            clause.body.iter().enumerate().filter(|(at, literal)| *at != call && literal.binds()).map(|(_, l)| l).collect();
        loop {
            let before = rest.len();
            rest.retain(|literal| {
                let Literal::Fact { fact, args } = literal else { return true };
                let Some(projection) = self.mapping.facts.get(*fact).and_then(|fact| fact.select.projection.as_ref()) else {
                    return true;
                };
                let keyed =
                    projection.columns.iter().zip(args).any(|(name, arg)| projection.keys.contains(name) && known.contains(arg));
                if keyed {
                    known.extend(args);
                }
                !keyed
            });
            if rest.is_empty() {
                return true;
            }
            if rest.len() == before {
                return false;
            }
        }
    }
}

/// Whether a step passes column `at` on unchanged and uses it for nothing else.
fn passes(clause: &Clause, call: usize, at: usize) -> bool {
    let Some(Literal::Call { args, .. }) = clause.body.get(call) else { return false };
    let (Some(Term::Var(head)), Some(Term::Var(arg))) = (clause.head.get(at), args.get(at)) else { return false };
    let uses = |terms: &[Term]| terms.iter().filter(|term| **term == Term::Var(*head)).count();
    let elsewhere = clause.body.iter().enumerate().any(|(index, literal)| index != call && literal.mentions(*head));
    head == arg && !elsewhere && uses(&clause.head) == 1 && uses(args) == 1
}

/// A walk needs every changing argument of the recursive call to be bound by the step itself.
pub(super) fn walkable(clause: &Clause, call: usize, linear: &Linear) -> bool {
    let Some(Literal::Call { args, .. }) = clause.body.get(call) else { return false };
    args.iter().enumerate().filter(|(at, _)| !linear.passed.get(*at).copied().unwrap_or(false)).all(|(_, arg)| {
        let Term::Var(var) = arg else { return true };
        let by_head =
            clause.head.iter().enumerate().any(|(at, head)| head == arg && !linear.passed.get(at).copied().unwrap_or(false));
        by_head || clause.body.iter().enumerate().any(|(at, literal)| at != call && literal.binds() && literal.mentions(*var))
    })
}

/// Whether some literal of the clause is given.
pub(super) fn is_selective(clause: &Clause) -> bool {
    clause.body.iter().any(is_given)
}

/// Whether a literal holds a parameter, an entity or known rows.
pub(super) fn is_given(literal: &Literal) -> bool {
    match literal {
        Literal::Known { .. } => true,
        Literal::Fact { args, .. } => args.iter().any(is_given_term),
        _ => false,
    }
}

/// Whether a term is a parameter or an entity.
pub(super) fn is_given_term(term: &Term) -> bool {
    match term {
        Term::Param(_) => true,
        Term::Const(value) => !is_primitive(&value.ty),
        _ => false,
    }
}
