//! Clause implication: θ-subsumption with bounded search.
//!
//! A clause is implied by another when some substitution turns the other's head into its head and every literal of the
//! other's body into one of its own. Source: G. Plotkin, "A Note on Inductive Generalization", 1970.

use super::{Clause, Literal, Term, Var};

/// Search steps after which the answer is "not known to be implied".
const MAX_STEPS: usize = 2_000;

/// Whether everything `special` derives is derived by `general` too. May miss cases, never claims a wrong one.
pub fn implied(special: &Clause, general: &Clause) -> bool {
    if general.body.len() > special.body.len() || general.head.len() != special.head.len() {
        return false;
    }
    let mut binding: Vec<Option<Term>> = vec![None; general.vars.len()];
    if !general.head.iter().zip(&special.head).all(|(g, s)| matches(g, s, &mut binding)) {
        return false;
    }
    let mut steps = 0;
    cover(&general.body, special, binding, &mut steps)
}

/// Drops clauses implied by another of the list, keeping order.
pub fn remove_implied(clauses: Vec<Clause>) -> Vec<Clause> {
    let mut kept: Vec<Clause> = Vec::with_capacity(clauses.len());
    for clause in clauses {
        if kept.iter().any(|other| implied(&clause, other)) {
            continue;
        }
        kept.retain(|other| !implied(other, &clause));
        kept.push(clause);
    }
    kept
}

/// Drops literals of a clause that its other literals imply, such as a second look at the same row.
pub fn condense(mut clause: Clause) -> Clause {
    let mut at = 0;
    while at < clause.body.len() {
        let mut shorter = clause.clone();
        shorter.body.remove(at);
        if covers_all(&clause, &shorter) {
            clause = shorter;
        } else {
            at += 1;
        }
    }
    clause
}

/// Whether some substitution maps all of `clause` into `shorter`, heads kept.
fn covers_all(clause: &Clause, shorter: &Clause) -> bool {
    let mut binding: Vec<Option<Term>> = vec![None; clause.vars.len()];
    if !clause.head.iter().zip(&shorter.head).all(|(g, s)| matches(g, s, &mut binding)) {
        return false;
    }
    let mut steps = 0;
    cover(&clause.body, shorter, binding, &mut steps)
}

fn cover(rest: &[Literal], special: &Clause, binding: Vec<Option<Term>>, steps: &mut usize) -> bool {
    let Some((first, rest)) = rest.split_first() else { return true };
    for candidate in &special.body {
        *steps += 1;
        if *steps > MAX_STEPS {
            return false;
        }
        let mut next = binding.clone();
        if literal_matches(first, candidate, &mut next) && cover(rest, special, next, steps) {
            return true;
        }
    }
    // A membership also covers a constant that the substitution has already put there.
    if let Literal::In { term, values } = first
        && let Some(Term::Const(value)) = image(term, &binding)
    {
        return values.contains(&value) && cover(rest, special, binding, steps);
    }
    false
}

fn literal_matches(general: &Literal, special: &Literal, binding: &mut [Option<Term>]) -> bool {
    match (general, special) {
        (Literal::Fact { fact: a, args: x }, Literal::Fact { fact: b, args: y }) => a == b && all_match(x, y, binding),
        (Literal::Known { rows: a, args: x }, Literal::Known { rows: b, args: y }) => a == b && all_match(x, y, binding),
        (Literal::Call { relation: a, args: x }, Literal::Call { relation: b, args: y }) => a == b && all_match(x, y, binding),
        (Literal::Not { relation: a, args: x }, Literal::Not { relation: b, args: y }) => a == b && all_match(x, y, binding),
        (Literal::Compare { op: a, left, right }, Literal::Compare { op: b, left: l, right: r }) => {
            a == b && matches(left, l, binding) && matches(right, r, binding)
        }
        (Literal::In { term, values }, Literal::In { term: other, values: fewer }) => {
            fewer.iter().all(|value| values.contains(value)) && matches(term, other, binding)
        }
        _ => false,
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
