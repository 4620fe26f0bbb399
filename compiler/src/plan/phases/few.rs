//! Small sets whose size is kept from the database's planner.
//!
//! For a query that wants the first rows of an order, a planner that sees some dozens of keys tends to walk the order's index
//! and to filter, in the hope of meeting such rows soon. The rows of few keys are found at once by the index on the key. A
//! set that is the result of a sub-query is taken for small.

use crate::plan::access::{Told, is_indexable};
use crate::plan::relation::{Array, Column, Condition, KnownColumn, Output, Query, Rows, Scalar, Source};
use smol_str::SmolStr;

/// The condition with those of the arrays that stand in an arm of its disjunction written as sub-queries, as long as an
/// index serves every arm: elsewhere an array is searched once for each row, which constants are better for.
pub fn hidden(condition: Condition, arrays: &[Array]) -> Condition {
    if arrays.is_empty() {
        return condition;
    }
    match condition {
        Condition::And(parts) => Condition::And(parts.into_iter().map(|part| of_arms(part, arrays)).collect()),
        other => of_arms(other, arrays),
    }
}

fn of_arms(condition: Condition, arrays: &[Array]) -> Condition {
    match condition {
        Condition::Or(arms) if arms.iter().all(|arm| is_indexable(arm, Told::default())) => {
            Condition::Or(arms.into_iter().map(|arm| of_arm(arm, arrays)).collect())
        }
        Condition::Or(arms) => Condition::Or(arms),
        one => of_arm(one, arrays),
    }
}

fn of_arm(arm: Condition, arrays: &[Array]) -> Condition {
    match arm {
        Condition::Among(scalar @ Scalar::Column(_), array) if arrays.contains(&array) => {
            Condition::InOnce(scalar, Box::new(rows_of(array)))
        }
        other => other,
    }
}

/// A query for the values of an array.
fn rows_of(values: Array) -> Query {
    let (alias, name) = (SmolStr::new_static("k"), SmolStr::new_static("c0"));
    let column = Column { source: Some(alias.clone()), name: name.clone(), ty: Some(values.ty), not_null: true };
    let columns = vec![Output { value: Scalar::Column(column), name: name.clone() }];
    let from = vec![Source { alias, rows: Rows::Known(vec![KnownColumn { name, values }]), lateral: false }];
    Query { columns, from, ..Query::default() }
}
