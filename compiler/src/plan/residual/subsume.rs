//! Clause implication: θ-subsumption with bounded search.
//!
//! A clause is implied by another when some substitution turns the other's head into its head and every literal of the
//! other's body into one of its own. Source: G. Plotkin, "A Note on Inductive Generalization", 1970.

use super::{Clause, Inclusions, Literal, Term, Var};
use crate::value::Value;

/// Search steps after which the answer is "not known to be implied".
const MAX_STEPS: usize = 2_000;

/// Whether everything `special` derives is derived by `general` too. May miss cases, never claims a wrong one.
pub fn implied(special: &Clause, general: &Clause, inclusions: &Inclusions) -> bool {
    is_implied((special, asked(special)), (general, needed(general)), inclusions)
}

fn is_implied((special, asked): (&Clause, u64), (general, needed): (&Clause, u64), inclusions: &Inclusions) -> bool {
    // Most pairs differ in what they ask.
    if needed & !asked != 0 || general.body.len() > special.body.len() || general.head.len() != special.head.len() {
        return false;
    }
    // Only a variable becomes something else.
    if general.head.iter().zip(&special.head).any(|(g, s)| !matches!(g, Term::Var(_)) && g != s) {
        return false;
    }
    // A membership may be covered by a constant instead.
    let met =
        |literal: &Literal| matches!(literal, Literal::In { .. }) || special.body.iter().any(|other| other.is_like(literal));
    general.body.iter().all(met)
        && Search::new(special, None, inclusions).covers(general, &general.body.iter().collect::<Vec<_>>())
}

/// Drops clauses implied by another of the list, keeping order.
pub fn remove_implied(clauses: Vec<Clause>, inclusions: &Inclusions) -> Vec<Clause> {
    if clauses.len() < 2 {
        return clauses;
    }
    // A clause with what it asks and what it needs another to ask.
    let mut kept: Vec<(Clause, u64, u64)> = Vec::with_capacity(clauses.len());
    for clause in clauses {
        let (asks, needs) = (asked(&clause), needed(&clause));
        if kept.iter().any(|(other, _, theirs)| is_implied((&clause, asks), (other, *theirs), inclusions)) {
            continue;
        }
        kept.retain(|(other, theirs, _)| !is_implied((other, *theirs), (&clause, needs), inclusions));
        kept.push((clause, asks, needs));
    }
    kept.into_iter().map(|(clause, ..)| clause).collect()
}

/// Drops literals of a clause that its other literals imply, such as a second look at the same row.
pub fn condense(mut clause: Clause, inclusions: &Inclusions) -> Clause {
    let mut at = 0;
    while at < clause.body.len() {
        if is_implied_within(&clause, at, inclusions) {
            clause.body.remove(at);
        } else {
            at += 1;
        }
    }
    clause
}

/// Whether some substitution maps the clause into itself without the literal at `at`, its head kept.
fn is_implied_within(clause: &Clause, at: usize, inclusions: &Inclusions) -> bool {
    let Some((before, [literal, after @ ..])) = clause.body.split_at_checked(at) else { return false };
    // Only a literal with a like can be implied by it.
    if !before.iter().chain(after).any(|like| like.is_like(literal)) {
        return false;
    }
    // The literal in question first: all others can stay where they are.
    let order: Vec<&Literal> = std::iter::once(literal).chain(before).chain(after).collect();
    Search::new(clause, Some(at), inclusions).covers(clause, &order)
}

/// What a clause asks, a bit for each kind of literal; bits may coincide.
fn asked(clause: &Clause) -> u64 {
    clause.body.iter().map(bit).fold(0, |all, bit| all | bit)
}

/// What a clause needs another to ask if it implies that.
fn needed(clause: &Clause) -> u64 {
    clause.body.iter().filter(|literal| !matches!(literal, Literal::In { .. })).map(bit).fold(0, |all, bit| all | bit)
}

fn bit(literal: &Literal) -> u64 {
    let spread = |from: usize, count: usize, at: usize| 1 << (from + at % count);
    match literal {
        Literal::Fact { fact, .. } => spread(0, 40, *fact),
        Literal::Not { relation, .. } => spread(40, 14, relation.0),
        Literal::Compare { op, .. } => spread(54, 6, *op as usize),
        Literal::Known { .. } => spread(60, 1, 0),
        Literal::Call { .. } => spread(61, 1, 0),
        Literal::In { .. } => spread(62, 1, 0),
        Literal::Apart { .. } => spread(63, 1, 0),
    }
}

/// A search for a substitution of a clause's variables by terms of `special`.
struct Search<'a> {
    special: &'a Clause,
    /// A literal of `special` that does not count.
    skipped: Option<usize>,
    inclusions: &'a Inclusions,
    binding: Vec<Option<&'a Term>>,
    /// Bound variables, the last one last.
    trail: Vec<usize>,
    steps: usize,
}

impl<'a> Search<'a> {
    fn new(special: &'a Clause, skipped: Option<usize>, inclusions: &'a Inclusions) -> Self {
        Self { special, skipped, inclusions, binding: Vec::new(), trail: Vec::new(), steps: 0 }
    }

    /// Whether a substitution keeps the head of `general` and covers the literals, which are its body in some order.
    fn covers(mut self, general: &Clause, literals: &[&Literal]) -> bool {
        self.binding.resize(general.vars.len(), None);
        let special = self.special;
        general.head.iter().zip(&special.head).all(|(g, s)| self.matches(g, s)) && self.cover(literals)
    }

    fn cover(&mut self, literals: &[&Literal]) -> bool {
        let Some((first, rest)) = literals.split_first() else { return true };
        let mark = self.trail.len();
        let special = self.special;
        for (at, candidate) in special.body.iter().enumerate() {
            self.steps += 1;
            if self.steps > MAX_STEPS {
                return false;
            }
            if Some(at) == self.skipped || !first.is_like(candidate) {
                continue;
            }
            if self.literal_matches(first, candidate) && self.cover(rest) {
                return true;
            }
            self.undo(mark);
        }
        // A membership also covers a constant that the substitution has already put there.
        matches!(first, Literal::In { term, values } if self.is_among(term, values)) && self.cover(rest)
    }

    /// Whether the substitution makes the term one of the values.
    fn is_among(&self, term: &Term, values: &[Value]) -> bool {
        let image = match term {
            Term::Var(Var(at)) => self.binding.get(*at).copied().flatten(),
            other => Some(other),
        };
        matches!(image, Some(Term::Const(value)) if values.contains(value))
    }

    fn undo(&mut self, mark: usize) {
        for at in self.trail.drain(mark..) {
            if let Some(slot) = self.binding.get_mut(at) {
                *slot = None;
            }
        }
    }

    fn literal_matches(&mut self, general: &Literal, special: &'a Literal) -> bool {
        match (general, special) {
            (Literal::Fact { fact: a, args: x }, Literal::Fact { fact: b, args: y }) => a == b && self.all_match(x, y),
            (Literal::Known { rows: a, args: x }, Literal::Known { rows: b, args: y }) => a == b && self.all_match(x, y),
            (Literal::Call { relation: a, args: x }, Literal::Call { relation: b, args: y }) => {
                self.inclusions.contains(*b, *a) && self.all_match(x, y)
            }
            (Literal::Not { relation: a, args: x }, Literal::Not { relation: b, args: y }) => a == b && self.all_match(x, y),
            (Literal::Compare { op: a, left, right }, Literal::Compare { op: b, left: l, right: r }) => {
                a == b && self.matches(left, l) && self.matches(right, r)
            }
            (Literal::Apart { low, high, gap: a }, Literal::Apart { low: l, high: h, gap: b }) => {
                a <= b && self.matches(low, l) && self.matches(high, h)
            }
            (Literal::In { term, values }, Literal::In { term: other, values: fewer }) => {
                fewer.iter().all(|value| values.contains(value)) && self.matches(term, other)
            }
            _ => false,
        }
    }

    fn all_match(&mut self, general: &[Term], special: &'a [Term]) -> bool {
        general.len() == special.len() && general.iter().zip(special).all(|(g, s)| self.matches(g, s))
    }

    fn matches(&mut self, general: &Term, special: &'a Term) -> bool {
        let Term::Var(Var(at)) = general else { return general == special };
        match self.binding.get_mut(*at) {
            Some(Some(bound)) => *bound == special,
            Some(slot) => {
                *slot = Some(special);
                self.trail.push(*at);
                true
            }
            None => false,
        }
    }
}
