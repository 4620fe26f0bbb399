//! Disjunctions with sets, so that no set is searched through row by row.
//!
//! In: a condition on the rows of a query whose sets are computed once. Out: an equivalent one. A database answers an `OR`
//! from indexes where each arm is nothing but a condition that an index serves. An arm with a further condition makes it
//! read the whole `OR` again for every row found, and an arm that no index serves makes it read every row; an array is
//! then searched from its start each time. So the further conditions move behind the `OR`, and sets that are read row by
//! row are searched by hash.

use super::factor::any_of;
use crate::plan::relation::{Condition, Scalar};
use crate::policy::program::Compare;

/// The condition in the form described above.
pub fn shaped(condition: Condition) -> Condition {
    match condition {
        Condition::And(parts) => Condition::all(parts.into_iter().map(shaped).collect()),
        Condition::Or(arms) if arms.iter().any(has_set) => disjunction(arms),
        other => other,
    }
}

/// Whether an index on a column of the row can serve the condition, with or without further conditions.
pub fn is_indexable(condition: &Condition) -> bool {
    index_part(condition).is_some()
}

fn disjunction(arms: Vec<Condition>) -> Condition {
    let Some(sides) = arms.iter().map(index_part).collect::<Option<Vec<Condition>>>() else {
        return Condition::any(arms.into_iter().map(hashed).collect());
    };
    let impure = arms.iter().zip(&sides).filter(|(arm, side)| arm != side).count();
    if impure == 0 {
        return Condition::Or(arms);
    }
    // (a AND f) OR b is (a OR b) AND (f OR b): with one such arm, its index part need not be asked again.
    let rest = arms.into_iter().zip(&sides).map(|(arm, side)| match arm {
        Condition::And(parts) if impure == 1 => Condition::all(parts.into_iter().filter(|part| part != side).collect()),
        other => other,
    });
    let rest = Condition::any(rest.map(hashed).collect());
    Condition::all(vec![any_of(sides), rest])
}

/// The part of an arm that an index serves by itself, and that the arm implies.
fn index_part(arm: &Condition) -> Option<Condition> {
    match arm {
        Condition::Compare(Compare::Equal, Scalar::Column(_), other) if !matches!(other, Scalar::Column(_)) => Some(arm.clone()),
        Condition::Among(Scalar::Column(_), _) | Condition::InOnce(Scalar::Column(_), _) | Condition::Gate { .. } => {
            Some(arm.clone())
        }
        // One value finds fewer rows than a set.
        Condition::And(parts) => parts.iter().filter_map(index_part).min_by_key(has_set),
        Condition::Or(parts) => parts.iter().map(index_part).collect::<Option<Vec<Condition>>>().map(Condition::any),
        _ => None,
    }
}

/// Whether a set is asked for in the condition itself.
fn has_set(condition: &Condition) -> bool {
    match condition {
        Condition::InOnce(..) => true,
        Condition::And(parts) | Condition::Or(parts) => parts.iter().any(has_set),
        _ => false,
    }
}

/// The condition with its sets searched by hash.
fn hashed(condition: Condition) -> Condition {
    match condition {
        Condition::InOnce(scalar, query) => Condition::InSet(scalar, query),
        Condition::And(parts) => Condition::all(parts.into_iter().map(hashed).collect()),
        Condition::Or(parts) => Condition::any(parts.into_iter().map(hashed).collect()),
        other => other,
    }
}
