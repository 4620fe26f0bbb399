//! Clause implication: θ-subsumption with bounded search.
//!
//! A clause is implied by another when some substitution turns the other's head into its head and every literal of the
//! other's body into one of its own. Source: G. Plotkin, "A Note on Inductive Generalization", 1970.

use super::{Clause, Inclusions, Literal, Term, Var};

/// Search steps after which the answer is "not known to be implied".
const MAX_STEPS: usize = 2_000;

/// Whether everything `special` derives is derived by `general` too. May miss cases, never claims a wrong one.
pub fn implied(special: &Clause, general: &Clause, inclusions: &Inclusions) -> bool {
    if general.body.len() > special.body.len() || general.head.len() != special.head.len() {
        return false;
    }
    // Most pairs differ in the relations they ask; a membership may be covered by a constant instead.
    let asked =
        |literal: &Literal| matches!(literal, Literal::In { .. }) || special.body.iter().any(|other| other.is_like(literal));
    if !general.body.iter().all(asked) {
        return false;
    }
    let mut binding: Vec<Option<Term>> = vec![None; general.vars.len()];
    if !general.head.iter().zip(&special.head).all(|(g, s)| matches(g, s, &mut binding)) {
        return false;
    }
    Search { special, inclusions, steps: 0 }.cover(&general.body, binding)
}

/// Drops clauses implied by another of the list, keeping order.
pub fn remove_implied(clauses: Vec<Clause>, inclusions: &Inclusions) -> Vec<Clause> {
    let mut kept: Vec<Clause> = Vec::with_capacity(clauses.len());
    for clause in clauses {
        if kept.iter().any(|other| implied(&clause, other, inclusions)) {
            continue;
        }
        kept.retain(|other| !implied(other, &clause, inclusions));
        kept.push(clause);
    }
    kept
}

/// Drops literals of a clause that its other literals imply, such as a second look at the same row.
pub fn condense(mut clause: Clause, inclusions: &Inclusions) -> Clause {
    let mut at = 0;
    while let Some(literal) = clause.body.get(at) {
        // Only a literal with a like can be implied by it.
        if !clause.body.iter().enumerate().any(|(other, like)| other != at && like.is_like(literal)) {
            at += 1;
            continue;
        }
        let mut shorter = clause.clone();
        shorter.body.remove(at);
        if covers_all(&clause, &shorter, inclusions) {
            clause = shorter;
        } else {
            at += 1;
        }
    }
    clause
}

/// Whether some substitution maps all of `clause` into `shorter`, heads kept.
fn covers_all(clause: &Clause, shorter: &Clause, inclusions: &Inclusions) -> bool {
    let mut binding: Vec<Option<Term>> = vec![None; clause.vars.len()];
    if !clause.head.iter().zip(&shorter.head).all(|(g, s)| matches(g, s, &mut binding)) {
        return false;
    }
    Search { special: shorter, inclusions, steps: 0 }.cover(&clause.body, binding)
}

struct Search<'a> {
    special: &'a Clause,
    inclusions: &'a Inclusions,
    steps: usize,
}

impl Search<'_> {
    fn cover(&mut self, rest: &[Literal], binding: Vec<Option<Term>>) -> bool {
        let Some((first, rest)) = rest.split_first() else { return true };
        for candidate in &self.special.body {
            self.steps += 1;
            if self.steps > MAX_STEPS {
                return false;
            }
            if !first.is_like(candidate) {
                continue;
            }
            let mut next = binding.clone();
            if self.literal_matches(first, candidate, &mut next) && self.cover(rest, next) {
                return true;
            }
        }
        // A membership also covers a constant that the substitution has already put there.
        if let Literal::In { term, values } = first
            && let Some(Term::Const(value)) = image(term, &binding)
        {
            return values.contains(&value) && self.cover(rest, binding);
        }
        false
    }

    fn literal_matches(&self, general: &Literal, special: &Literal, binding: &mut [Option<Term>]) -> bool {
        match (general, special) {
            (Literal::Fact { fact: a, args: x }, Literal::Fact { fact: b, args: y }) => a == b && all_match(x, y, binding),
            (Literal::Known { rows: a, args: x }, Literal::Known { rows: b, args: y }) => a == b && all_match(x, y, binding),
            (Literal::Call { relation: a, args: x }, Literal::Call { relation: b, args: y }) => {
                self.inclusions.contains(*b, *a) && all_match(x, y, binding)
            }
            (Literal::Not { relation: a, args: x }, Literal::Not { relation: b, args: y }) => a == b && all_match(x, y, binding),
            (Literal::Compare { op: a, left, right }, Literal::Compare { op: b, left: l, right: r }) => {
                a == b && matches(left, l, binding) && matches(right, r, binding)
            }
            (Literal::Apart { low, high, gap: a }, Literal::Apart { low: l, high: h, gap: b }) => {
                a <= b && matches(low, l, binding) && matches(high, h, binding)
            }
            (Literal::In { term, values }, Literal::In { term: other, values: fewer }) => {
                fewer.iter().all(|value| values.contains(value)) && matches(term, other, binding)
            }
            _ => false,
        }
    }
}

fn all_match(general: &[Term], special: &[Term], binding: &mut [Option<Term>]) -> bool {
    general.len() == special.len() && general.iter().zip(special).all(|(g, s)| matches(g, s, binding))
}

fn matches(general: &Term, special: &Term, binding: &mut [Option<Term>]) -> bool {
    let Term::Var(Var(at)) = general else { return general == special };
    match binding.get_mut(*at) {
        Some(Some(bound)) => bound == special,
        Some(slot) => {
            *slot = Some(special.clone());
            true
        }
        None => false,
    }
}

fn image(term: &Term, binding: &[Option<Term>]) -> Option<Term> {
    match term {
        Term::Var(Var(at)) => binding.get(*at).cloned().flatten(),
        other => Some(other.clone()),
    }
}
