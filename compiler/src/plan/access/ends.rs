//! The end of a walk: whether one of the rows it reaches is what the relation starts with.
//!
//! In: a walk and the clauses that its relation starts with. Out: a query that reads the walk row by row and stops at the
//! first row that satisfies one of them, or finds the values that the clauses tell of each row. A walk is short, and what an
//! actor holds may not be, so rows are not joined with it: each is looked up. For many walks in one statement the database may prefer to read what the actor holds once for all.

use super::factor::any_of;
use super::join::Join;
use super::linear::Linear;
use super::shared::set_types;
use super::walk::Walked;
use super::{Env, Planner, Style};
use crate::mapping::sql_type::SqlType;
use crate::plan::relation::free::{Free, of_query};
use crate::plan::relation::{Condition, Query, Rows, Scalar, Source, place_name};
use crate::plan::residual::{Clause, Term};
use smol_str::SmolStr;
use std::sync::Arc;

impl Planner<'_> {
    /// Whether the ends of walks are looked up: where a database might join all that an actor holds with a few rows, and
    /// sub-queries read what stands around them.
    pub fn probes(&self) -> bool {
        self.style == Style::Probe && self.can.arrays && self.can.correlated_with
    }

    /// Whether the values that a walk finds are looked up, row by row.
    pub(super) fn looks_ends_up(&self) -> bool {
        self.can.lateral && self.many.is_none() && (self.probes() || self.reverse)
    }

    /// A row of the walk, read through the alias, as what a clause that the relation starts with is asked about.
    pub(super) fn at_row(
        &self,
        exit: &Clause,
        linear: &Linear,
        walk: &Walked<'_>,
        args: &[Term],
        env: &Env,
        alias: &str,
    ) -> Option<Join> {
        let (inner, filter) = self.enter(&exit.head, walk.changing, walk.types, alias)?;
        let mut join = Join::new(inner, Vec::new());
        join.filter = filter;
        self.tie_passed(&mut join, exit, linear, args, env);
        Some(join)
    }

    /// The rows of a walk that satisfy one of these clauses, with which the relation starts.
    pub(super) fn probed_end(
        &mut self,
        exits: &[Clause],
        linear: &Linear,
        walk: &Walked<'_>,
        args: &[Term],
        env: &Env,
    ) -> Option<Query> {
        let alias = self.names.unique("w");
        let mut ways = Vec::new();
        for exit in self.cheap_first(exits) {
            let Some(join) = self.at_row(exit, linear, walk, args, env, &alias) else { continue };
            ways.push(self.sibling(|planner| planner.clause_condition(exit, join)));
        }
        let filter = match any_of(ways) {
            Condition::False => return None,
            Condition::True => Vec::new(),
            some if self.many.is_some() => vec![kept_whole(looked_up(some, &alias, &|query| !is_held(query)))],
            some => vec![looked_up(some, &alias, &|_| true)],
        };
        let source = Source { alias, rows: Rows::Cte(walk.name.into()), lateral: false };
        Some(Query::exists(vec![source], filter))
    }

    /// The values of `outputs` where the rows of a walk satisfy one of these clauses, with which the relation starts.
    pub(super) fn probed_values(
        &mut self,
        exits: &[Clause],
        linear: &Linear,
        walk: &Walked<'_>,
        args: &[Term],
        env: &Env,
        outputs: &[usize],
    ) -> Option<Query> {
        let alias = self.names.unique("w");
        let columns: Vec<SmolStr> = outputs.iter().map(|at| place_name(*at)).collect();
        let types: Vec<SqlType> = outputs.iter().map(|at| walk.types.get(*at).copied().unwrap_or(SqlType::Text)).collect();
        let mut found = Vec::with_capacity(exits.len());
        for exit in self.cheap_first(exits) {
            let Some(mut join) = self.at_row(exit, linear, walk, args, env, &alias) else { continue };
            join.filter.extend(self.owns_some_row(exit));
            let wanted: Vec<Term> = outputs.iter().filter_map(|at| exit.head.get(*at).cloned()).collect();
            let all: Vec<usize> = (0..exit.body.len()).collect();
            let Some(mut query) = self.sibling(|planner| planner.select(exit, &all, join, &wanted)) else { continue };
            set_types(&mut query, &types);
            query.columns.iter_mut().zip(&columns).for_each(|(output, name)| output.name.clone_from(name));
            found.push(query);
        }
        self.step_over(walk.name, &alias, found, &columns, walk.types, outputs)
    }
}

/// The condition as a filter of its own: the database does not make a join of it.
fn kept_whole(condition: Condition) -> Condition {
    match condition {
        Condition::Or(_) => condition,
        other => Condition::Holds(Scalar::Truth(Box::new(other))),
    }
}

/// A condition on the caller's row such that the database makes each of its look-ups for the row at hand, and neither a join nor a
/// set of them.
pub fn one_by_one(condition: Condition, alias: &str) -> Condition {
    looked_up(condition, alias, &|_| true)
}

/// The condition with the chosen ones of its look-ups fenced: they are made row by row.
fn looked_up(condition: Condition, alias: &str, chosen: &dyn Fn(&Query) -> bool) -> Condition {
    let row = Free::Source(Some(SmolStr::new(alias)));
    let each = |parts: Vec<Condition>| parts.into_iter().map(|part| looked_up(part, alias, chosen)).collect();
    match condition {
        Condition::And(parts) => Condition::And(each(parts)),
        Condition::Or(parts) => Condition::Or(each(parts)),
        Condition::Exists(mut query) if query.unions.is_empty() && chosen(&query) && of_query(&query).contains(&row) => {
            Arc::make_mut(&mut query).fence = true;
            Condition::Exists(query)
        }
        other => other,
    }
}

/// Whether the rows of a look-up are some actor's, so that they can be read at once.
fn is_held(query: &Query) -> bool {
    let is_given = |scalar: &Scalar| matches!(scalar, Scalar::Param(..));
    query.filter.iter().any(|condition| match condition {
        Condition::Compare(_, left, right) => is_given(left) || is_given(right),
        Condition::InOnce(..) => true,
        _ => false,
    })
}
