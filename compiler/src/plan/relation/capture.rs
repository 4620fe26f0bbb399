//! Bare columns inside sub-queries.
//!
//! A column of the caller's row that no alias qualifies means that column only outside of sub-queries: inside one, a table
//! of the sub-query that has a column of the same name takes it, without an error.

use super::{Condition, Cte, CteRows, Query, Rows, Scalar, Source};

/// Whether a bare column stands inside some sub-query of the condition.
pub fn has_captured_column(condition: &Condition) -> bool {
    in_condition(condition, false)
}

fn in_condition(condition: &Condition, inside: bool) -> bool {
    match condition {
        Condition::True | Condition::False | Condition::Filter(..) | Condition::Outnumbers { .. } => false,
        Condition::Compare(_, left, right) => in_scalar(left, inside) || in_scalar(right, inside),
        Condition::Among(scalar, _)
        | Condition::AmongGiven(scalar, ..)
        | Condition::Overlaps(scalar, _)
        | Condition::Holds(scalar)
        | Condition::NotNull(scalar) => in_scalar(scalar, inside),
        Condition::InOnce(scalar, query) | Condition::InSet(scalar, query) | Condition::SameRow(scalar, query) => {
            in_scalar(scalar, inside) || in_query(query)
        }
        Condition::Exists(query) => in_query(query),
        Condition::Not(inner) => in_condition(inner, inside),
        Condition::And(parts) | Condition::Or(parts) => parts.iter().any(|part| in_condition(part, inside)),
        // The gate is the `WHERE` of a select without tables, and yet a sub-query.
        Condition::Gate { key, gate, .. } => in_scalar(key, inside) || in_condition(gate, true),
    }
}

fn in_scalar(scalar: &Scalar, inside: bool) -> bool {
    match scalar {
        Scalar::Column(column) => inside && column.source.is_none(),
        Scalar::Value(..)
        | Scalar::Param(..)
        | Scalar::Own(..)
        | Scalar::Now
        | Scalar::Null(_)
        | Scalar::Last(_)
        | Scalar::One => false,
        Scalar::Cast(inner, _) | Scalar::Spelled(inner, _) | Scalar::Unnest(inner) | Scalar::Plus(inner, _) => {
            in_scalar(inner, inside)
        }
        Scalar::Truth(condition) => in_condition(condition, inside),
        Scalar::Set(query) | Scalar::Extreme { query, .. } => in_query(query),
        Scalar::Packed(_, parts) => parts.iter().any(|part| in_scalar(part, inside)),
    }
}

fn in_query(query: &Query) -> bool {
    query.with.iter().any(in_cte)
        || query.columns.iter().any(|column| in_scalar(&column.value, true))
        || query.from.iter().any(in_source)
        || query.filter.iter().any(|condition| in_condition(condition, true))
        || query.unions.iter().any(|(_, query)| in_query(query))
}

fn in_cte(cte: &Cte) -> bool {
    match &cte.rows {
        CteRows::Plain(rows, _) => in_query(rows),
        CteRows::Recursive(start, step) => in_query(start) || in_query(step),
    }
}

fn in_source(source: &Source) -> bool {
    match &source.rows {
        Rows::Query(query) => in_query(query),
        Rows::Unpacked { array, .. } => in_scalar(array, true),
        Rows::Table(_) | Rows::Select(_) | Rows::Cte(_) | Rows::Known(_) | Rows::Candidates(..) => false,
    }
}
