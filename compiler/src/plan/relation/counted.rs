//! Relations of which a query asks whether their rows are many.
//!
//! In: a query. Out: their names. Such a relation is not to be computed whole before that is answered.

use super::{Condition, Query, Rows};
use smol_str::SmolStr;

/// Their names, perhaps several times.
pub fn counted(query: &Query) -> Vec<SmolStr> {
    let mut found = Vec::new();
    of_query(query, &mut found);
    found
}

fn of_query(query: &Query, found: &mut Vec<SmolStr>) {
    query.filter.iter().for_each(|condition| of_condition(condition, found));
    for source in &query.from {
        if let Rows::Query(inner) = &source.rows {
            of_query(inner, found);
        }
    }
    query.unions.iter().for_each(|(_, member)| of_query(member, found));
}

fn of_condition(condition: &Condition, found: &mut Vec<SmolStr>) {
    match condition {
        Condition::Outnumbers { relation, .. } => found.push(relation.clone()),
        Condition::Not(inner) | Condition::Gate { gate: inner, .. } => of_condition(inner, found),
        Condition::And(parts) | Condition::Or(parts) => parts.iter().for_each(|part| of_condition(part, found)),
        Condition::InOnce(_, query) | Condition::InSet(_, query) | Condition::SameRow(_, query) => of_query(query, found),
        Condition::Exists(query) => of_query(query, found),
        _ => {}
    }
}
