//! Pass 4: clauses that differ in one constant become one.
//!
//! In: the clauses of a relation. Out: fewer clauses with the same meaning, in canonical order: `role = 'reader'` and
//! `role = 'writer'` in otherwise equal clauses become `role IN ('reader', 'writer')`, and implied clauses are gone.

use super::subsume::{condense, remove_implied};
use super::{Clause, Inclusions, Literal, Term, Var};
use crate::hash::{HashMap, Mixer};
use crate::policy::program::Compare;
use crate::value::Value;
use std::hash::{Hash, Hasher};

/// Past this many clauses only equal ones are merged: the search for implied ones is quadratic.
const MAX_PAIRWISE: usize = 400;

/// Factors the clauses of one relation.
pub fn factor(clauses: Vec<Clause>, inclusions: &Inclusions) -> Vec<Clause> {
    let clauses = if may_merge(&clauses) { merged(clauses) } else { clauses.into_iter().map(canonical).collect() };
    let clauses: Vec<Clause> = clauses.into_iter().map(|clause| condense(close_constants(clause), inclusions)).collect();
    let clauses = if clauses.len() <= MAX_PAIRWISE { remove_implied(clauses, inclusions) } else { clauses };
    clauses.into_iter().map(canonical).collect()
}

/// Whether two clauses may be equal but for constants: not if no two ask for the same facts.
fn may_merge(clauses: &[Clause]) -> bool {
    let frame = |clause: &Clause| {
        let asked = clause.body.iter().filter(|literal| !matches!(literal, Literal::In { .. })).map(|literal| {
            let mut hasher = Mixer::default();
            rank(literal).hash(&mut hasher);
            hasher.finish()
        });
        asked.fold(0, u64::wrapping_add)
    };
    let mut frames: Vec<u64> = clauses.iter().map(frame).collect();
    frames.sort_unstable();
    frames.windows(2).any(|pair| matches!(pair, [a, b] if a == b))
}

fn merged(clauses: Vec<Clause>) -> Vec<Clause> {
    let mut clauses: Vec<Clause> = clauses.into_iter().map(|clause| canonical(open_constants(clause))).collect();
    loop {
        let before = clauses.len();
        clauses = merge_memberships(clauses);
        if clauses.len() == before {
            return clauses;
        }
    }
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
                extra.push(Literal::In { term: var.clone(), values: vec![Value::clone(value)] });
                *arg = var;
            }
        }
    }
    body.append(&mut extra);
    clause.body = body;
    clause
}

/// One-value memberships become constants again.
pub fn close_constants(mut clause: Clause) -> Clause {
    while let Some(at) = clause.body.iter().position(|l| matches!(l, Literal::In { values, .. } if values.len() == 1)) {
        let Literal::In { term, values } = clause.body.remove(at) else { break };
        match (term, values.into_iter().next()) {
            (Term::Var(var), Some(value)) => clause.substitute(var, &Term::from(value)),
            (term, Some(value)) => {
                clause.body.push(Literal::Compare { op: Compare::Equal, left: term, right: Term::from(value) });
            }
            (_, None) => {}
        }
    }
    clause
}

fn merge_memberships(clauses: Vec<Clause>) -> Vec<Clause> {
    if clauses.len() < 2 {
        return clauses;
    }
    let widest = clauses.iter().map(|clause| memberships(clause).count()).max().unwrap_or(0);
    let mut current: Vec<Keyed> = clauses.into_iter().map(Keyed::new).collect();
    for position in 0..widest.max(1) {
        let mut merged: Vec<Keyed> = Vec::with_capacity(current.len());
        // The last place in `merged`, by a hash of what must be equal.
        let mut places: HashMap<u64, usize> = HashMap::default();
        for mut keyed in current {
            let at = keyed.memberships.get(position).map(|(at, _)| *at);
            let last = places.entry(keyed.key(position)).or_insert(usize::MAX);
            let mut next = *last;
            while merged.get(next).is_some_and(|other| !same_shape(&other.clause, &keyed.clause, at)) {
                next = merged.get(next).map_or(usize::MAX, |other| other.before);
            }
            match merged.get_mut(next) {
                Some(present) => {
                    absorb(&mut present.clause, keyed.clause, at);
                    present.rehash(position);
                }
                None => {
                    keyed.before = std::mem::replace(last, merged.len());
                    merged.push(keyed);
                }
            }
        }
        current = merged;
    }
    current.into_iter().map(|keyed| keyed.clause).collect()
}

/// The places of a clause's memberships.
fn memberships(clause: &Clause) -> impl Iterator<Item = usize> + '_ {
    clause.body.iter().enumerate().filter(|(_, literal)| matches!(literal, Literal::In { .. })).map(|(at, _)| at)
}

/// A clause with hashes of its parts.
struct Keyed {
    clause: Clause,
    /// Of everything but the values of memberships.
    frame: u64,
    /// Place and hash of the values of each membership.
    memberships: Vec<(usize, u64)>,
    /// The place of the one before with the same hash; past the end when there is none.
    before: usize,
}

impl Keyed {
    fn new(clause: Clause) -> Self {
        let mut hasher = Mixer::default();
        (&clause.head, clause.body.len()).hash(&mut hasher);
        for literal in &clause.body {
            rank(literal).hash(&mut hasher);
            literal.terms().for_each(|term| term.hash(&mut hasher));
        }
        let memberships = memberships(&clause).map(|at| (at, values_hash(&clause, at))).collect();
        Self { clause, frame: hasher.finish(), memberships, before: usize::MAX }
    }

    /// A hash of the clause without the values of the membership at a position.
    fn key(&self, position: usize) -> u64 {
        let others = self.memberships.iter().enumerate().filter(|(at, _)| *at != position).map(|(_, (_, hash))| hash);
        others.fold(self.frame, |all, hash| all.rotate_left(7) ^ hash)
    }

    fn rehash(&mut self, position: usize) {
        if let Some((at, hash)) = self.memberships.get_mut(position) {
            *hash = values_hash(&self.clause, *at);
        }
    }
}

fn values_hash(clause: &Clause, at: usize) -> u64 {
    let mut hasher = Mixer::default();
    if let Some(Literal::In { values, .. }) = clause.body.get(at) {
        for value in values {
            value.id.hash(&mut hasher);
        }
    }
    hasher.finish()
}

/// Whether two clauses are equal but for the values of the membership at `at`, which is the one of that position in both.
fn same_shape(a: &Clause, b: &Clause, at: Option<usize>) -> bool {
    let same = |(index, (x, y)): (usize, (&Literal, &Literal))| match (x, y) {
        (Literal::In { term, .. }, Literal::In { term: other, .. }) if Some(index) == at => term == other,
        _ => x == y,
    };
    a.head == b.head && a.body.len() == b.body.len() && a.body.iter().zip(&b.body).enumerate().all(same)
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
pub fn canonical(mut clause: Clause) -> Clause {
    clause.body.sort_by_key(rank);
    renumber(&mut clause);
    // A second round settles the order of literals of one kind by their now stable variables.
    let order = |a: &Literal, b: &Literal| rank(a).cmp(&rank(b)).then_with(|| a.terms().cmp(b.terms()));
    if !clause.body.is_sorted_by(|a, b| order(a, b).is_le()) {
        clause.body.sort_by(order);
        renumber(&mut clause);
    }
    clause
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

/// Whether the variables are numbered by first use already, and none is left over.
fn is_numbered(clause: &Clause) -> bool {
    let mut next = 0;
    let mut in_order = |term: &Term| {
        let Term::Var(Var(at)) = term else { return true };
        if *at == next {
            next += 1;
        }
        *at < next
    };
    clause.head.iter().all(&mut in_order)
        && clause.body.iter().flat_map(Literal::terms).all(&mut in_order)
        && next == clause.vars.len()
}

fn renumber(clause: &mut Clause) {
    if is_numbered(clause) {
        return;
    }
    let mut old = std::mem::take(&mut clause.vars);
    let mut names: Vec<Option<Var>> = vec![None; old.len()];
    let mut vars = Vec::with_capacity(old.len());
    let mut rename = |term: &mut Term| {
        let Term::Var(var) = term else { return };
        // INVARIANT: every variable of a clause has a type.
        let (Some(name), Some(ty)) = (names.get_mut(var.0), old.get_mut(var.0)) else { return };
        let next = Var(vars.len());
        *var = *name.get_or_insert_with(|| {
            vars.push(std::mem::take(ty));
            next
        });
    };
    clause.head.iter_mut().for_each(&mut rename);
    clause.body.iter_mut().flat_map(Literal::terms_mut).for_each(&mut rename);
    clause.vars = vars;
}
