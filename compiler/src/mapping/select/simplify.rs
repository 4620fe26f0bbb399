//! Drops what makes no difference to a set of rows: a top-level `DISTINCT`, `ORDER BY`, and `UNION` in favour of
//! `UNION ALL`. Facts are sets, and databases do not push conditions through these.
//!
//! In: a whitelisted query. Out: the same query with the same set of rows. Nothing is touched below a `LIMIT`, `OFFSET`
//! or `FETCH`, where order and repetitions decide which rows there are.

use sqlparser::ast::{Distinct, Query, SetExpr, SetOperator, SetQuantifier};

/// Simplifies in place.
pub fn simplify(query: &mut Query) {
    let mut queries = vec![query];
    while let Some(query) = queries.pop() {
        if is_limited(query) {
            continue;
        }
        if !picks_by_order(&query.body) {
            query.order_by = None;
        }
        let mut bodies = vec![query.body.as_mut()];
        while let Some(body) = bodies.pop() {
            match body {
                SetExpr::Select(select) => {
                    if matches!(select.distinct, Some(Distinct::Distinct | Distinct::All)) {
                        select.distinct = None;
                    }
                }
                SetExpr::Query(inner) => queries.push(inner),
                SetExpr::SetOperation { op: SetOperator::Union, set_quantifier, left, right } => {
                    if matches!(set_quantifier, SetQuantifier::None | SetQuantifier::Distinct) {
                        *set_quantifier = SetQuantifier::All;
                    }
                    bodies.extend([left.as_mut(), right.as_mut()]);
                }
                _ => {}
            }
        }
    }
}

fn is_limited(query: &Query) -> bool {
    query.limit_clause.is_some() || query.fetch.is_some()
}

/// `DISTINCT ON` keeps the first row of each group.
fn picks_by_order(body: &SetExpr) -> bool {
    matches!(body, SetExpr::Select(select) if matches!(select.distinct, Some(Distinct::On(_))))
}
