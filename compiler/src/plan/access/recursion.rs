//! Calls of relations that stay relations: shared ones and recursive ones.
//!
//! A recursive relation is computed in one of two directions. From the facts up to all its rows (`shared`): right when those
//! facts are bound to the actor and the rows are wanted. Or, when the arguments that change from step to step are already
//! known at the call, as a walk from these arguments to the facts (`walk`): right for checks and reverse questions.

use super::condition::in_once;
use super::join::Join;
use super::{Planner, Style};
use crate::plan::relation::compare::{Operand, column};
use crate::plan::relation::{Output, Query, Rows, Scalar, Source, place_name};
use crate::plan::residual::vars::VarSet;
use crate::plan::residual::{RelId, Term, Var};
use smol_str::SmolStr;

impl Planner<'_> {
    /// Adds a call to a join: as a source, or as a condition when it binds nothing.
    pub fn join_call(
        &mut self,
        join: &mut Join,
        relation: RelId,
        args: &[Term],
        selective: &VarSet<Var>,
        later: &VarSet<Var>,
    ) -> Option<()> {
        if let Some(stepping) = self.stepping.clone()
            && let Some(tag) = stepping.members.iter().position(|member| *member == relation)
        {
            self.join_state(join, relation, args, stepping.array, tag);
            return Some(());
        }
        if let Some(linear) = self.linear(relation)
            && self.pays_to_walk(&linear, join, args, selective)
            && self.can_walk(relation, &linear, join, args, later)
        {
            self.note(relation, "linear recursion, walked from what the question binds");
            self.walks += 1;
            self.walked += 1;
            let done = self.walk(join, relation, &linear, args, later);
            self.walks -= 1;
            return done;
        }
        let (name, types) = self.relation_cte(relation)?;
        let alias = self.names.unique("r");
        let as_set = match self.style {
            Style::Grants => self.can.led_by_sets,
            Style::Probe => self.can.arrays,
            Style::Absence => false,
        };
        if as_set
            && let ([arg], [ty]) = (args, types.as_slice())
            && let Some(Operand::Scalar(known @ Scalar::Column(_))) = self.operand(arg, &join.env)
        {
            // A look-up by index, however many values the database expects; a join would be done anew for every row at hand.
            let columns = vec![Output { value: column(&alias, "c0", Some(*ty), true), name: SmolStr::new_static("c0") }];
            let from = vec![Source { alias, rows: Rows::Cte(name), lateral: false }];
            join.rejects_null(&Operand::Scalar(known.clone()));
            join.filter.push(in_once(known, Query { columns, from, ..Query::default() }));
            return Some(());
        }
        join.from.push(Source { alias: alias.clone(), rows: Rows::Cte(name), lateral: false });
        for (at, (arg, ty)) in args.iter().zip(types).enumerate() {
            join.equate(self, column(&alias, &place_name(at), Some(ty), true), arg);
        }
        Some(())
    }

    /// Says once how a relation is planned.
    pub(super) fn note(&mut self, relation: RelId, class: &str) {
        let Some(name) = self.residual.get(relation).map(|relation| &relation.name) else { return };
        let note = format!("{name}: {class}");
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// A call inside a recursion's step: the rows that the state holds so far.
    fn join_state(&mut self, join: &mut Join, relation: RelId, args: &[Term], array: Scalar, tag: usize) {
        let types = self.column_types(relation);
        let alias = self.names.unique("r");
        let rows = Rows::Unpacked { array, tag, types: types.clone() };
        join.from.push(Source { alias: alias.clone(), rows, lateral: false });
        for (at, (arg, ty)) in args.iter().zip(types).enumerate() {
            join.equate(self, column(&alias, &place_name(at), Some(ty), true), arg);
        }
    }
}
