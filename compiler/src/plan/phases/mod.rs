//! A condition in two phases: first what does not depend on the row, once, then the rows.
//!
//! In: the condition of a filter. Out: its uncorrelated parts, each once, and the condition with holes in their places.
//! A part is a gate, which is true or not, or a set of keys. Phase one is one query that asks for all parts. Phase two is
//! the condition with the answers filled in: arms of closed gates and empty sets are gone, and the database's planner sees
//! how large each set is.
//!
//! Guaranteed: whatever is filled in, the condition holds for the same rows. A part whose answer is not known, or cannot be
//! written as constants, stays in the condition as it was.

mod coarse;
mod few;
mod first;
mod holes;
mod simplify;

pub use first::Answers;

use super::relation::walk;
use super::relation::{Condition, Query, Scalar};
use crate::mapping::sql_type::SqlType;
use crate::value::Value;
use holes::Template;
use smol_str::SmolStr;

/// A condition in two phases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phases {
    parts: Vec<Lifted>,
    template: Template,
}

/// A part of a condition that has one value for all rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lifted {
    /// A condition that reads no row.
    Gate(Condition),
    /// A query with one column of keys, and their type.
    Set(Query, SqlType),
}

/// What phase one found out about a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Whether a gate is open; one that is unknown is not.
    Gate(bool),
    /// The keys of a set, without NULL, in any order.
    Set(Vec<SmolStr>),
    /// Nothing that can be written as constants: too many keys, or keys that the type does not have.
    Unknown,
}

impl Phases {
    /// Takes a condition apart.
    pub fn of(condition: &Condition) -> Self {
        let mut parts = Vec::new();
        let template = Template::new(condition.clone(), &mut parts);
        Self { parts, template }
    }

    /// The parts, in the order in which answers are given. With none, the condition is as it was.
    pub fn parts(&self) -> &[Lifted] {
        &self.parts
    }

    /// The condition with the answers filled in. A part without an answer stays as it was. Of sets with at most `few` keys,
    /// the database's planner is not told how many there are, where that serves it best.
    pub fn resolve(&self, found: &[Found], few: usize) -> Condition {
        let filled = self.template.fill(&self.parts, found, few);
        few::hidden(simplify::simplified(filled.condition), &filled.few)
    }

    /// The condition with what stands in the place of each part decided by the caller: `gate` makes a condition of a gate's
    /// number, `set` of a set's number and the scalar that has to be in it. `None` leaves the part as it was.
    pub fn with(
        &self,
        gate: &mut dyn FnMut(usize) -> Option<Condition>,
        set: &mut dyn FnMut(usize, &Scalar) -> Option<Condition>,
    ) -> Condition {
        simplify::simplified(self.template.replace(gate, set))
    }
}

/// Puts values in the place of parameters, by slot. A slot without a value stays a parameter.
///
/// Every value has to fit the types that its parameter is cast to.
pub fn bind(condition: &mut Condition, values: &[Value]) {
    walk::scalars(condition, &mut |scalar| {
        if let Scalar::Param(slot, ty) = scalar
            && let Some(value) = values.get(*slot)
        {
            *scalar = Scalar::Value(value.clone(), *ty);
        }
    });
}
