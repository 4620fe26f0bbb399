//! Disjunctions with their common parts in front.
//!
//! In: the arms of an `OR`. Out: an equivalent condition in which a condition that several arms share is stated once, and
//! grants on one column are one set.

use crate::plan::relation::free::{Free, of_condition};
use crate::plan::relation::members::{Members, members, united};
use crate::plan::relation::{Condition, Query, Scalar};
use crate::policy::program::Compare;

/// The disjunction of the arms.
pub fn any_of(arms: Vec<Condition>) -> Condition {
    let mut known: Vec<Condition> = Vec::with_capacity(arms.len());
    let arms = arms.into_iter().filter(|arm| *arm != Condition::False).map(|arm| intern(arm, &mut known)).collect();
    grouped(arms, &known)
}

/// The conjuncts of an arm as numbers, equal ones with one number: conditions are large, and are compared only here.
fn intern(arm: Condition, known: &mut Vec<Condition>) -> Vec<usize> {
    let parts = match arm {
        Condition::And(parts) => parts,
        Condition::True => Vec::new(),
        other => vec![other],
    };
    let mut numbers = Vec::with_capacity(parts.len());
    for part in parts {
        let at = known.iter().position(|other| *other == part).unwrap_or_else(|| {
            known.push(part);
            known.len() - 1
        });
        numbers.push(at);
    }
    numbers
}

fn grouped(mut arms: Vec<Vec<usize>>, known: &[Condition]) -> Condition {
    if arms.iter().any(Vec::is_empty) {
        return Condition::True;
    }
    let all = |arm: Vec<usize>| Condition::all(arm.iter().filter_map(|at| known.get(*at)).cloned().collect());
    if arms.len() < 2 {
        return arms.pop().map_or(Condition::False, all);
    }
    let mut out = Vec::new();
    while let Some(common) = most_shared(&arms, known.len()) {
        let (with, without): (Vec<_>, Vec<_>) = arms.into_iter().partition(|arm| arm.contains(&common));
        let rest = with.into_iter().map(|arm| arm.into_iter().filter(|at| *at != common).collect());
        let inner = grouped(rest.collect(), known);
        out.push(Condition::all(vec![all(vec![common]), inner]));
        arms = without;
    }
    out.extend(arms.into_iter().map(all));
    Condition::any(unite(out))
}

/// The condition that most arms share, if any do; the first of equals. Arms that are nothing but that condition absorb
/// the others.
fn most_shared(arms: &[Vec<usize>], known: usize) -> Option<usize> {
    let mut counts = vec![0; known];
    for at in arms.iter().flatten() {
        if let Some(count) = counts.get_mut(*at) {
            *count += 1;
        }
    }
    let most = counts.iter().copied().max().filter(|most| *most > 1)?;
    let is_most = |at: &&usize| counts.get(**at) == Some(&most);
    arms.iter().flatten().find(is_most).copied()
}

/// Unites sets for one scalar into one.
fn unite(arms: Vec<Condition>) -> Vec<Condition> {
    let mut out: Vec<Condition> = Vec::with_capacity(arms.len());
    let is_alone = arms.len() < 2;
    for arm in arms.into_iter().map(|arm| if is_alone { arm } else { gated_inside(arm) }) {
        let (scalar, query) = match arm {
            Condition::InOnce(scalar, query) if query.limit.is_none() && query.skip.is_none() => (scalar, query),
            other => {
                out.push(other);
                continue;
            }
        };
        match out.iter_mut().find(|other| is_set_of(other, &scalar)) {
            Some(Condition::InOnce(_, present)) => append(present, *query),
            _ => out.push(Condition::InOnce(scalar, query)),
        }
    }
    out
}

/// An arm that asks for a set and for something about the actor alone, with the latter asked inside the set: so it is one more
/// set, which others are united with, and an index serves the arm.
fn gated_inside(arm: Condition) -> Condition {
    let Condition::And(parts) = arm else { return arm };
    let is_open = |part: &Condition| matches!(part, Condition::InOnce(_, set) if set.limit.is_none() && set.skip.is_none());
    if !parts.iter().any(is_open) {
        return Condition::And(parts);
    }
    let is_gate = |part: &Condition| {
        let is_look_up = matches!(part, Condition::Exists(query) if query.with.is_empty());
        is_look_up && !of_condition(part).iter().any(|free| matches!(free, Free::Source(_)))
    };
    let (gates, mut rest): (Vec<Condition>, Vec<Condition>) = parts.into_iter().partition(is_gate);
    if let Some(Condition::InOnce(_, set)) = rest.iter_mut().find(|part| is_open(part)) {
        set.unions.iter_mut().for_each(|(_, member)| member.filter.extend(gates.iter().cloned()));
        set.filter.extend(gates);
    }
    Condition::all(rest)
}

fn is_set_of(condition: &Condition, scalar: &Scalar) -> bool {
    matches!(condition, Condition::InOnce(other, query) if other == scalar && query.limit.is_none() && query.skip.is_none())
}

/// Unites two queries of one column, without the selects whose rows another has anyway.
fn append(present: &mut Query, more: Query) {
    let mut kept = Members::new();
    for (kind, member) in members(std::mem::take(present)).into_iter().chain(members(more)) {
        if !kept.iter().any(|(_, known)| has_rows_of(known, &member)) {
            kept.retain(|(_, known)| !has_rows_of(&member, known));
            kept.push((kind, member));
        }
    }
    *present = united(kept).unwrap_or_default();
}

/// Whether a select has every row of another: it reads the same and asks for less. May miss cases.
fn has_rows_of(general: &Query, special: &Query) -> bool {
    let asks_less = || general.filter.iter().all(|wanted| special.filter.iter().any(|given| implies(given, wanted)));
    general.from == special.from && general.columns == special.columns && asks_less()
}

/// Whether a condition on a row implies another one, such as `role = 'b'` implies `role IN ('a', 'b')`.
fn implies(given: &Condition, wanted: &Condition) -> bool {
    match (given, wanted) {
        (Condition::Compare(Compare::Equal, column, Scalar::Value(value, ty)), Condition::Among(other, array)) => {
            column == other && *ty == array.ty && array.values.contains(value)
        }
        (Condition::Among(column, values), Condition::Among(other, array)) => {
            column == other && values.ty == array.ty && values.values.iter().all(|value| array.values.contains(value))
        }
        _ => given == wanted,
    }
}
