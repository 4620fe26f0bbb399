//! What is left of a condition once some of its parts are known.

use crate::plan::relation::{Condition, Query, Scalar};
use std::sync::Arc;

/// The condition without what the known parts decide.
pub fn simplified(condition: Condition) -> Condition {
    match condition {
        Condition::And(parts) => Condition::all(parts.into_iter().map(simplified).collect()),
        Condition::Or(parts) => Condition::any(parts.into_iter().map(simplified).collect()),
        Condition::Not(inner) => simplified(*inner).negate(),
        Condition::Gate { key, value, gate } => match simplified(*gate) {
            Condition::True => known(key),
            Condition::False => Condition::False,
            gate => Condition::Gate { key, value, gate: Box::new(gate) },
        },
        Condition::Exists(query) if is_touched(&query) => match rows(Arc::unwrap_or_clone(query)) {
            Some(query) => Condition::Exists(Arc::new(query)),
            None => Condition::False,
        },
        Condition::InOnce(scalar, query) => match rows(*query) {
            Some(query) => Condition::InOnce(scalar, Box::new(query)),
            None => Condition::False,
        },
        other => other,
    }
}

/// Whether a query has filters that more can be said about.
fn is_touched(query: &Query) -> bool {
    query.filter.iter().chain(query.unions.iter().flat_map(|(_, member)| &member.filter)).any(|condition| {
        !matches!(condition, Condition::Compare(..) | Condition::Among(..) | Condition::NotNull(_) | Condition::Filter(..))
    })
}

/// The query with its filters simplified; `None` when it has no rows.
fn rows(mut query: Query) -> Option<Query> {
    query.filter = filters(query.filter);
    for (_, member) in &mut query.unions {
        member.filter = filters(std::mem::take(&mut member.filter));
    }
    let none = |query: &Query| query.filter.contains(&Condition::False);
    query.unions.retain(|(_, member)| !none(member));
    if !none(&query) {
        return Some(query);
    }
    if query.unions.is_empty() {
        return None;
    }
    // What stands around the union belongs to the first member; it stays, without rows.
    Some(query)
}

fn filters(filter: Vec<Condition>) -> Vec<Condition> {
    match Condition::all(filter.into_iter().map(simplified).collect()) {
        Condition::True => Vec::new(),
        Condition::And(parts) => parts,
        one => vec![one],
    }
}

/// "The key is some value", which is all that an open gate asks of it.
fn known(key: Scalar) -> Condition {
    match key {
        Scalar::Column(column) if column.not_null => Condition::True,
        key => Condition::NotNull(key),
    }
}
