//! Walks that change a plan in place.
//!
//! In: a condition. Out: the same one, every node met in one fixed order, so that the number of a node is a name for it as
//! long as what stands before it is not changed.

use super::{Condition, Cte, CteRows, Query, Rows, Scalar, Source};
use std::sync::Arc;

/// Visits a condition and those inside of it, outer ones first; `visit` says whether to go inside. Of a sub-query, its
/// filters and those of its unions and derived tables are inside.
pub fn conditions(condition: &mut Condition, visit: &mut dyn FnMut(&mut Condition) -> bool) {
    if !visit(condition) {
        return;
    }
    match condition {
        Condition::Not(inner) | Condition::Gate { gate: inner, .. } => conditions(inner, visit),
        Condition::And(parts) | Condition::Or(parts) => parts.iter_mut().for_each(|part| conditions(part, visit)),
        Condition::InOnce(_, query) | Condition::InSet(_, query) | Condition::SameRow(_, query) => filters(query, visit),
        Condition::Exists(query) => filters(Arc::make_mut(query), visit),
        _ => {}
    }
}

fn filters(query: &mut Query, visit: &mut dyn FnMut(&mut Condition) -> bool) {
    query.filter.iter_mut().for_each(|condition| conditions(condition, visit));
    for source in &mut query.from {
        if let Rows::Query(inner) = &mut source.rows {
            filters(inner, visit);
        }
    }
    query.unions.iter_mut().for_each(|(_, member)| filters(member, visit));
}

/// Visits every scalar of a condition, those of its sub-queries included, outer ones first.
pub fn scalars(condition: &mut Condition, visit: &mut dyn FnMut(&mut Scalar)) {
    match condition {
        Condition::True | Condition::False | Condition::Filter(..) | Condition::Outnumbers { .. } => {}
        Condition::Compare(_, left, right) => {
            in_scalar(left, visit);
            in_scalar(right, visit);
        }
        Condition::Among(scalar, _)
        | Condition::AmongGiven(scalar, ..)
        | Condition::Overlaps(scalar, _)
        | Condition::Holds(scalar)
        | Condition::NotNull(scalar) => {
            in_scalar(scalar, visit);
        }
        Condition::InOnce(scalar, query) | Condition::InSet(scalar, query) | Condition::SameRow(scalar, query) => {
            in_scalar(scalar, visit);
            in_query(query, visit);
        }
        Condition::Exists(query) => in_query(Arc::make_mut(query), visit),
        Condition::Not(inner) => scalars(inner, visit),
        Condition::And(parts) | Condition::Or(parts) => parts.iter_mut().for_each(|part| scalars(part, visit)),
        Condition::Gate { key, value, gate } => {
            in_scalar(key, visit);
            if let Some(value) = value {
                in_scalar(value, visit);
            }
            scalars(gate, visit);
        }
    }
}

fn in_scalar(scalar: &mut Scalar, visit: &mut dyn FnMut(&mut Scalar)) {
    visit(scalar);
    match scalar {
        Scalar::Cast(inner, _) | Scalar::Spelled(inner, _) | Scalar::Unnest(inner) | Scalar::Plus(inner, _) => {
            in_scalar(inner, visit);
        }
        Scalar::Truth(condition) => scalars(condition, visit),
        Scalar::Set(query) | Scalar::Extreme { query, .. } => in_query(query, visit),
        Scalar::Packed(_, parts) => parts.iter_mut().for_each(|part| in_scalar(part, visit)),
        Scalar::Column(_)
        | Scalar::Value(..)
        | Scalar::Param(..)
        | Scalar::Own(..)
        | Scalar::Now
        | Scalar::Null(_)
        | Scalar::Last(_)
        | Scalar::One => {}
    }
}

fn in_query(query: &mut Query, visit: &mut dyn FnMut(&mut Scalar)) {
    query.with.iter_mut().for_each(|cte| in_cte(cte, visit));
    query.columns.iter_mut().for_each(|column| in_scalar(&mut column.value, visit));
    query.from.iter_mut().for_each(|source| in_source(source, visit));
    query.filter.iter_mut().for_each(|condition| scalars(condition, visit));
    query.unions.iter_mut().for_each(|(_, member)| in_query(member, visit));
}

fn in_cte(cte: &mut Cte, visit: &mut dyn FnMut(&mut Scalar)) {
    match &mut cte.rows {
        CteRows::Plain(rows, _) => in_query(rows, visit),
        CteRows::Recursive(start, step) => {
            in_query(start, visit);
            in_query(step, visit);
        }
    }
}

fn in_source(source: &mut Source, visit: &mut dyn FnMut(&mut Scalar)) {
    match &mut source.rows {
        Rows::Query(query) => in_query(query, visit),
        Rows::Unpacked { array, .. } => in_scalar(array, visit),
        Rows::Table(_) | Rows::Select(_) | Rows::Cte(_) | Rows::Known(_) | Rows::Candidates(..) => {}
    }
}
