//! Whether a walk can find anything: an actor who holds nothing is told so without it.
//!
//! In: the clauses that the relation of a walk starts with. Out: a condition that holds wherever one of them does, such as "the
//! actor has some share, or is in some team". It is asked for where it costs a look-up for each clause and no more: of rows
//! that an index finds by what is given, and of recursions from such rows.

use super::Planner;
use super::factor::any_of;
use super::join::Join;
use super::linear::{Linear, is_given_term};
use crate::mapping::sql_type::SqlType;
use crate::plan::relation::{Condition, Query};
use crate::plan::residual::{Clause, Literal};
use std::sync::Arc;

/// Clauses past which the look-ups cost more than they promise to save.
const MOST: usize = 4;

impl Planner<'_> {
    /// What has to hold for a walk to find something. `None` where finding that out may be dear.
    pub(super) fn holds_something(&mut self, linear: &Linear) -> Option<Condition> {
        if !self.probes() || self.many.is_some() || linear.exits.len() > MOST {
            return None;
        }
        let exits = self.cheap_first(&linear.exits);
        let parts: Vec<usize> = exits.iter().map(|exit| self.actors_part(exit)).collect::<Option<_>>()?;
        let ways = exits.into_iter().zip(parts).map(|(exit, at)| self.sibling(|planner| planner.is_some_row(exit, at)));
        Some(any_of(ways.collect()))
    }

    /// That the actor owns a row of the table from which a clause looks one up by its key: else none of them need be read.
    pub(super) fn owns_some_row(&mut self, exit: &Clause) -> Option<Condition> {
        if !self.probes() || self.many.is_some() {
            return None;
        }
        let [Literal::Fact { fact, args }] = exit.body.as_slice() else { return None };
        let projection = self.mapping.facts.get(*fact)?.select.projection.as_ref()?;
        let mut columns = projection.columns.iter().zip(args);
        let by_key = columns.any(|(name, arg)| projection.keys.contains(name) && exit.head.contains(arg));
        if !by_key || self.actors_part(exit) != Some(0) {
            return None;
        }
        Some(self.sibling(|planner| planner.is_some_row(exit, 0)))
    }

    /// The place of a literal whose rows are few and soon found.
    fn actors_part(&mut self, exit: &Clause) -> Option<usize> {
        let found = exit.body.iter().position(|literal| self.is_found_by_index(literal));
        found.or_else(|| (0..exit.body.len()).find(|at| self.is_recursion_from_given(exit, *at)))
    }

    pub(super) fn is_found_by_index(&self, literal: &Literal) -> bool {
        let Literal::Fact { fact, args } = literal else { return false };
        let Some(select) = self.mapping.facts.get(*fact).map(|fact| &fact.select) else { return false };
        let Some(projection) = &select.projection else { return false };
        let mut columns = projection.columns.iter().zip(&select.columns).zip(args);
        columns.any(|((name, column), arg)| {
            is_given_term(arg) && column.sql_type.is_some_and(is_compared_as_it_is) && projection.indexed.contains(name)
        })
    }

    fn is_recursion_from_given(&mut self, exit: &Clause, at: usize) -> bool {
        match exit.body.get(at) {
            Some(literal @ Literal::Call { relation, .. }) => self.linear(*relation).is_some() && self.starts_given(literal),
            _ => false,
        }
    }

    fn is_some_row(&mut self, exit: &Clause, at: usize) -> Condition {
        match self.within_scope(|planner| planner.select(exit, &[at], Join::default(), &[])) {
            Some(query) => Condition::Exists(Arc::new(Query { columns: Query::exists(Vec::new(), Vec::new()).columns, ..query })),
            None => Condition::False,
        }
    }
}

/// Whether a column of the type is compared without a cast, which no index would serve.
pub(super) fn is_compared_as_it_is(ty: SqlType) -> bool {
    matches!(ty, SqlType::SmallInt | SqlType::Integer | SqlType::BigInt | SqlType::Uuid | SqlType::Text | SqlType::Collated(_))
}
