//! Rows: the solutions of any goal, one column for each variable. Serves actions, actors and query.
//!
//! Every clause becomes a select bound from what it knows; they are united. A variable that a clause leaves open takes
//! every value: either the known ids of its type, or one NULL that stands for all. One that is only compared or negated
//! takes those known ids that are left.

use super::list::nothing;
use super::{Capabilities, Planner, Style, goal_clauses};
use crate::diagnostic::Diagnostic;
use crate::mapping::model::Mapping;
use crate::plan::relation::compare::{as_type, common_type};
use crate::plan::relation::{Body, Plan, Query, Scalar, Union};
use crate::plan::residual::{Clause, Residual};

/// What stands for "every value" in an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Universal {
    /// A NULL.
    Marker,
    /// Every known id: the goal must have one variable.
    KnownIds,
}

/// Plans a goal as the set of its solutions, in columns of the given names.
///
/// # Errors
/// A recursion that cannot be planned.
pub fn rows(
    residual: &Residual,
    mapping: &Mapping,
    can: Capabilities,
    names: &[String],
    universal: Universal,
) -> Result<Plan, Diagnostic> {
    let mut planner = Planner::new(residual, mapping, can, Style::Grants);
    planner.reverse = universal == Universal::KnownIds;
    let query = planner.scoped(|planner| Some(planner.solutions(goal_clauses(residual), names, universal)));
    planner.finish(Body::Query(query.unwrap_or_default()))
}

impl Planner<'_> {
    fn solutions(&mut self, clauses: Vec<Clause>, names: &[String], universal: Universal) -> Query {
        let types: Vec<_> = self.residual.get(self.residual.goal).map(|goal| goal.columns.clone()).unwrap_or_default();
        let (every, plain): (Vec<Clause>, Vec<Clause>) =
            clauses.into_iter().partition(|clause| universal == Universal::KnownIds && super::list::is_universal(clause));
        let mut parts = self.clause_selects(&plain);
        if let Some(polar) = types.first().filter(|_| !every.is_empty()) {
            let homes = self.homes(polar);
            parts.extend(self.universal_rows(&every, &homes, polar));
        }
        for (at, (name, polar)) in names.iter().zip(&types).enumerate() {
            let told: Vec<_> = parts
                .iter()
                .filter_map(|part| part.columns.get(at))
                .filter(|c| !matches!(c.value, Scalar::Null(_)))
                .map(|c| c.value.ty())
                .collect();
            let ty = if told.is_empty() { self.type_of_values(polar) } else { common_type(&told) };
            for column in parts.iter_mut().filter_map(|part| part.columns.get_mut(at)) {
                column.name = name.into();
                column.value = as_type(column.value.clone(), ty);
            }
        }
        let single = parts.len() == 1;
        let Some(mut query) = Query::union(Union::Distinct, parts) else {
            return self.no_solutions(names, &types);
        };
        query.distinct = single;
        query.ordered = true;
        query
    }

    fn no_solutions(&self, names: &[String], types: &[crate::value::TypeName]) -> Query {
        let mut columns = names.iter().zip(types).map(|(name, polar)| nothing(name, self.type_of_values(polar)));
        let Some(mut first) = columns.next() else { return nothing("none", crate::mapping::sql_type::SqlType::Boolean) };
        first.columns.extend(columns.flat_map(|query| query.columns));
        first
    }
}
