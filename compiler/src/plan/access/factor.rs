//! Disjunctions with their common parts in front.
//!
//! In: the arms of an `OR`. Out: an equivalent condition in which a condition that several arms share is stated once, and
//! grants on one column are one set.

use crate::plan::relation::{Condition, Query, Scalar, Union};

/// The disjunction of the arms.
pub fn any_of(arms: Vec<Condition>) -> Condition {
    let mut arms: Vec<Vec<Condition>> = arms.into_iter().filter(|arm| *arm != Condition::False).map(conjuncts).collect();
    if arms.iter().any(|arm| arm.is_empty() || *arm == [Condition::True]) {
        return Condition::True;
    }
    let mut out = Vec::new();
    while let Some(common) = most_shared(&arms) {
        let (with, without): (Vec<_>, Vec<_>) = arms.into_iter().partition(|arm| arm.contains(&common));
        let rest = with.into_iter().map(|arm| Condition::all(arm.into_iter().filter(|part| *part != common).collect()));
        let inner = any_of(rest.collect());
        out.push(Condition::all(vec![common, inner]));
        arms = without;
    }
    out.extend(arms.into_iter().map(Condition::all));
    Condition::any(unite(out))
}

fn conjuncts(condition: Condition) -> Vec<Condition> {
    match condition {
        Condition::And(parts) => parts,
        other => vec![other],
    }
}

/// The condition that most arms share, if any do; the first of equals. Arms that are nothing but that condition absorb
/// the others.
fn most_shared(arms: &[Vec<Condition>]) -> Option<Condition> {
    let mut best: Option<(usize, &Condition)> = None;
    for condition in arms.iter().flatten() {
        let count = arms.iter().filter(|arm| arm.contains(condition)).count();
        if count > 1 && best.is_none_or(|(most, _)| count > most) {
            best = Some((count, condition));
        }
    }
    best.map(|(_, condition)| condition.clone())
}

/// Unites sets for one scalar into one.
fn unite(arms: Vec<Condition>) -> Vec<Condition> {
    let mut out: Vec<Condition> = Vec::with_capacity(arms.len());
    for arm in arms {
        let Condition::InOnce(scalar, query) = arm else {
            out.push(arm);
            continue;
        };
        match out.iter_mut().find(|other| is_set_of(other, &scalar)) {
            Some(Condition::InOnce(_, present)) => append(present, *query),
            _ => out.push(Condition::InOnce(scalar, query)),
        }
    }
    out
}

fn is_set_of(condition: &Condition, scalar: &Scalar) -> bool {
    matches!(condition, Condition::InOnce(other, _) if other == scalar)
}

/// Appends a query as a member of a union, its `WITH` moved to the front; shared relations have the same name in every
/// query of a statement.
fn append(present: &mut Query, mut more: Query) {
    for cte in std::mem::take(&mut more.with) {
        if !present.with.iter().any(|known| known.name == cte.name) {
            present.with.push(cte);
        }
    }
    let unions = std::mem::take(&mut more.unions);
    present.unions.push((Union::All, more));
    present.unions.extend(unions);
}
