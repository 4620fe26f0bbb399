//! A filter in two phases: what does not depend on rows is asked first, and its answers become constants of the filter.
//!
//! In: a compiled filter. Out: the statement of phase one; with its answers, the filter itself. Guaranteed: the filter with
//! answers holds for the same rows as the one without, as long as the answers are the database's.

use super::{Compiler, Options, stack};
use crate::plan::phases::{Answers, Found, Phases, bind};
use crate::plan::relation::reads::size;
use crate::plan::relation::{Body, Condition, Plan};
use crate::sql::{Form, Statement, emit};
use crate::value::Value;

/// A filter taken apart.
#[derive(Clone, Debug)]
pub struct Staged {
    /// The statement of phase one, and the form of its answer; `None` where there is nothing to ask, or more than a statement
    /// can.
    pub first: Option<(Statement, Answers)>,
    /// The condition with its holes.
    pub phases: Phases,
}

impl Compiler {
    /// Takes the condition of a compiled filter apart: at most `most` keys of a set, and one more, are asked for.
    pub fn stage(&self, condition: &Condition, options: Options, most: u64) -> Staged {
        stack::dividing(|| {
            let phases = Phases::of(condition);
            let can = options.dialect.capabilities();
            let first = phases.first(can, most).and_then(|(query, answers)| {
                let mut constants = self.constants.clone();
                constants.extend(phases.tags());
                let plan = Plan { body: Body::Query(query), notes: Vec::new(), candidates: None, looks_at_each: false };
                // A part that is not asked for stays as it is.
                let is_held = size(&plan.body, can.reads_anew).reads <= can.most_reads;
                is_held.then(|| (emit(&plan, options.dialect, options.form, &constants), answers))
            });
            Staged { first, phases }
        })
    }

    /// The filter with the answers of phase one, which stand in the order of [`Phases::parts`]. In the inline form, the
    /// values of the question, by slot, are written into it, too; otherwise sets are array parameters.
    ///
    /// Of sets with at most `few` keys, a planner that can be kept from seeing their size does not see it: it then finds rows
    /// by the keys, whatever order they are wanted in.
    ///
    /// Each value has to fit the types that its parameter is cast to; see [`Compiled::fits`](super::Compiled::fits).
    pub fn resolve(
        &self,
        staged: &Staged,
        found: &[Found],
        values: &[Value],
        few: usize,
        options: Options,
    ) -> (Condition, Statement) {
        let few = if options.dialect.capabilities().arrays { few } else { 0 };
        stack::dividing(|| {
            let mut condition = staged.phases.resolve(found, few);
            if options.form == Form::Inline {
                bind(&mut condition, values);
            }
            let plan =
                Plan { body: Body::Condition(condition.clone()), notes: Vec::new(), candidates: None, looks_at_each: false };
            (condition, emit(&plan, options.dialect, options.form, &self.constants))
        })
    }
}
