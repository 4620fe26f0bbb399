//! Giving each alternative of an `or` its own variables where a negation could tell the difference.
//!
//! In `(p(x) and not q(x, y)) or r(x, y)` the two `y` have nothing to do with each other: written as two rules they
//! would be two variables. A variable counts as shared with a `not` when it occurs outside it, so without this pass
//! the second alternative would change the meaning of the first.
//!
//! In: the body of a rule. Out: the same body, where such a variable is another one in each alternative after the
//! first. Only variables inside a `not` are touched; for all others it makes no difference.

use super::variables::Variables;
use crate::policy::program::{Formula, Term, VarId};
use std::collections::{HashMap, HashSet};

type Counts = HashMap<VarId, usize>;

/// Separates the alternatives of `body`; variables of the head are shared by all of them and stay.
pub(super) fn separate(head: &[Term], body: &mut Formula, variables: &mut Variables) {
    let mut negated = HashSet::new();
    collect_negated(body, &mut negated);
    for term in head {
        if let Term::Var(id) = term {
            negated.remove(id);
        }
    }
    if !negated.is_empty() {
        let total = counts(body, &negated);
        visit(body, &total, variables);
    }
}

fn collect_negated(formula: &Formula, into: &mut HashSet<VarId>) {
    match formula {
        Formula::And(parts) | Formula::Or(parts) => parts.iter().for_each(|part| collect_negated(part, into)),
        Formula::Not(inner) => each_variable(inner, &mut |id| {
            into.insert(id);
        }),
        _ => {}
    }
}

fn counts(formula: &Formula, of: &HashSet<VarId>) -> Counts {
    let mut counts = Counts::new();
    each_variable(formula, &mut |id| {
        if of.contains(&id) {
            *counts.entry(id).or_default() += 1;
        }
    });
    counts
}

/// `total` counts the occurrences in the smallest alternative around `formula`, of the variables that live only there.
fn visit(formula: &mut Formula, total: &Counts, variables: &mut Variables) {
    if total.is_empty() {
        return;
    }
    match formula {
        Formula::And(parts) => parts.iter_mut().for_each(|part| visit(part, total, variables)),
        Formula::Not(inner) => visit(inner, total, variables),
        Formula::Or(branches) => {
            let candidates: HashSet<VarId> = total.keys().copied().collect();
            let in_branches: Vec<Counts> = branches.iter().map(|branch| counts(branch, &candidates)).collect();
            let mut in_or = Counts::new();
            for (id, count) in in_branches.iter().flatten() {
                *in_or.entry(*id).or_default() += count;
            }
            let mut met = HashSet::new();
            for (branch, mut inside) in branches.iter_mut().zip(in_branches) {
                inside.retain(|id, _| in_or.get(id) == total.get(id));
                let renamed = rename(branch, &inside, &mut met, variables);
                visit(branch, &renamed, variables);
            }
        }
        _ => {}
    }
}

/// Replaces the variables that an earlier alternative has used; returns the counts under their new ids.
fn rename(branch: &mut Formula, inside: &Counts, met: &mut HashSet<VarId>, variables: &mut Variables) -> Counts {
    let mut ids: Vec<VarId> = inside.keys().copied().collect();
    ids.sort_unstable();
    let replaced: HashMap<VarId, VarId> =
        ids.into_iter().map(|id| (id, if met.insert(id) { id } else { variables.copy(id) })).collect();
    each_variable_mut(branch, &mut |id| {
        if let Some(new) = replaced.get(id) {
            *id = *new;
        }
    });
    inside.iter().map(|(id, count)| (replaced.get(id).copied().unwrap_or(*id), *count)).collect()
}

/// Calls `visit` for each occurrence of a variable.
pub(in crate::policy) fn each_variable(formula: &Formula, visit: &mut impl FnMut(VarId)) {
    let mut term = |term: &Term| {
        if let Term::Var(id) = term {
            visit(*id);
        }
    };
    match formula {
        Formula::True | Formula::False => {}
        Formula::And(parts) | Formula::Or(parts) => parts.iter().for_each(|part| each_variable(part, visit)),
        Formula::Not(inner) => each_variable(inner, visit),
        Formula::Call(_, args, _) => args.iter().for_each(term),
        Formula::Compare(_, left, right, _) => {
            term(left);
            term(right);
        }
        Formula::In(left, _, _) => term(left),
        Formula::Matches(id, _, _) => visit(*id),
    }
}

fn each_variable_mut(formula: &mut Formula, visit: &mut impl FnMut(&mut VarId)) {
    let mut term = |term: &mut Term| {
        if let Term::Var(id) = term {
            visit(id);
        }
    };
    match formula {
        Formula::True | Formula::False => {}
        Formula::And(parts) | Formula::Or(parts) => parts.iter_mut().for_each(|part| each_variable_mut(part, visit)),
        Formula::Not(inner) => each_variable_mut(inner, visit),
        Formula::Call(_, args, _) => args.iter_mut().for_each(term),
        Formula::Compare(_, left, right, _) => {
            term(left);
            term(right);
        }
        Formula::In(left, _, _) => term(left),
        Formula::Matches(id, _, _) => visit(id),
    }
}
