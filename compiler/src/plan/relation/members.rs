//! The selects of a union, each by itself.
//!
//! In: a query. Out: its selects, each with the relations of the query's `WITH` that it reads, which can be united again.

use super::free;
use super::{Cte, Query, Union};

/// Selects, each with the way it joins those before it.
pub type Members = Vec<(Union, Query)>;

/// The selects of a query, each with the way it joins those before it; the whole query where that has a limit.
pub fn members(mut query: Query) -> Members {
    if query.limit.is_some() || query.skip.is_some() {
        return vec![(Union::All, query)];
    }
    let (with, unions) = (std::mem::take(&mut query.with), std::mem::take(&mut query.unions));
    let selects = std::iter::once((Union::All, query)).chain(unions);
    selects.map(|(kind, select)| (kind, Query { with: free::needed(free::of_query(&select), &with), ..select })).collect()
}

/// The union of selects, what they read of a `WITH` in front of it, each relation once; relations of one name are the same in a
/// whole statement. `None` for no selects.
pub fn united(members: Members) -> Option<Query> {
    let mut with: Vec<Cte> = Vec::new();
    let mut selects = Vec::with_capacity(members.len());
    for (kind, mut select) in members {
        for cte in std::mem::take(&mut select.with) {
            if !with.iter().any(|known| known.name == cte.name) {
                with.push(cte);
            }
        }
        selects.push((kind, select));
    }
    let mut selects = selects.into_iter();
    let (_, mut first) = selects.next()?;
    first.with = with;
    first.unions.extend(selects);
    Some(first)
}
