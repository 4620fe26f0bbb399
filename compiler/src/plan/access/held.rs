//! Conditions on many rows that a join from the actor's rows decides, such as "in a project of one of the actor's
//! organisations".
//!
//! For few rows each is looked up, at the cost of every table of the join for each; for many rows, what the join finds is better
//! computed once, unless that is much. The database plans an array of unknown length for a few elements. So the join becomes a relation
//! that is computed as far as there are rows asked about: if that was all of it, they are searched in it, and else each is
//! looked up.
//!
//! In: a part of a clause that is such a join, and the condition that looks up. Out: a condition of two arms, of which one is open, and
//! which holds where the given one does. Guaranteed: rows of the join are found by indexes, from the actor's on, and behind these
//! none is read to be left out.

use super::components::link;
use super::either::either;
use super::holdings::is_compared_as_it_is;
use super::{Env, Planner};
use crate::mapping::model::Projection;
use crate::plan::relation::compare::{Operand, column};
use crate::plan::relation::{Condition, Cte, CteRows, Output, Query, Rows, Scalar, Source};
use crate::plan::residual::vars::VarSet;
use crate::plan::residual::{Clause, Literal, Term, Var};
use smol_str::SmolStr;

impl Planner<'_> {
    /// The part by both ways, `looked_up` being one of them. `None` where there is but one.
    pub(super) fn either_join(
        &mut self,
        clause: &Clause,
        component: &[usize],
        env: &Env,
        looked_up: &Condition,
    ) -> Option<Condition> {
        let (slot, ty) = self.many.filter(|_| self.probes() && self.can.stops_early && self.depth == 0)?;
        if !self.grows_from_given(clause, component, env) {
            return None;
        }
        let (var, Scalar::Column(row)) = link(clause, component, env)? else { return None };
        let names = std::mem::take(&mut self.names);
        let held = self.held(clause, component, env, var);
        self.names = names;
        let held = held?;
        let found = held.columns.first()?.clone();
        if row.ty.is_none() || found.value.ty() != row.ty {
            return None;
        }
        let relation = self.held_relation(held);
        let source = Source { alias: relation.clone(), rows: Rows::Cte(relation.clone()), lateral: false };
        let output = Output { value: column(&relation, &found.name, row.ty, false), name: found.name };
        let set = Query { columns: vec![output], from: vec![source], ..Query::default() };
        let more = Condition::Outnumbers { relation, slot, ty, most: None };
        Some(either(more, Condition::InSet(Scalar::Column(row), Box::new(set)), looked_up))
    }

    /// The name of a relation of the statement with these rows.
    fn held_relation(&mut self, rows: Query) -> SmolStr {
        let columns = rows.columns.iter().map(|column| column.name.clone()).collect();
        let rows = CteRows::Plain(Box::new(rows), true);
        let known = self.scopes.first().and_then(|scope| scope.ctes.iter().find(|cte| cte.rows == rows));
        if let Some(known) = known {
            return known.name.clone();
        }
        let name = self.relation_name("held");
        if let Some(scope) = self.scopes.first_mut() {
            scope.ctes.push(Cte { name: name.clone(), columns, rows });
        }
        name
    }

    /// Whether the part is a join of several tables, one of which has a given value in a column with an index, and each of the
    /// others is joined with those before it by such a column and nothing else.
    fn grows_from_given(&self, clause: &Clause, component: &[usize], env: &Env) -> bool {
        let literals = || component.iter().filter_map(|at| clause.body.get(*at));
        let (mut facts, others): (Vec<&Literal>, Vec<&Literal>) =
            literals().partition(|literal| matches!(literal, Literal::Fact { .. }));
        let is_start = |literal: &&Literal| self.is_found_by_index(literal) && self.read_table(literal).is_some();
        let Some(start) = facts.iter().position(is_start) else { return false };
        let mut bound: VarSet<Var> = variables(facts.swap_remove(start).terms()).collect();
        let Some(mut tables) = facts.into_iter().map(|literal| self.read_table(literal)).collect::<Option<Vec<_>>>() else {
            return false;
        };
        let of_start = |literal: &Literal| variables(literal.terms()).all(|var| bound.contains(var));
        let are_plain = others
            .into_iter()
            .all(|literal| matches!(literal, Literal::In { .. } | Literal::Compare { .. }) && of_start(literal));
        if !are_plain || tables.is_empty() {
            return false;
        }
        while !tables.is_empty() {
            let Some(next) = tables.iter().position(|table| table.is_joined_with(&bound, env)) else { return false };
            bound.extend(tables.swap_remove(next).variables());
        }
        true
    }

    /// Whether the rows of a part are found by indexes from something given on: those of an actor, say.
    pub(super) fn is_found_from_given(&self, clause: &Clause, component: &[usize], env: &Env) -> bool {
        let is_lone = matches!(component, [at] if clause.body.get(*at).is_some_and(|literal| self.is_found_by_index(literal)));
        is_lone || self.grows_from_given(clause, component, env)
    }

    fn read_table<'s>(&'s self, literal: &'s Literal) -> Option<ReadTable<'s>> {
        let Literal::Fact { fact, args } = literal else { return None };
        let select = &self.mapping.facts.get(*fact)?.select;
        let are_plain = select.columns.iter().all(|column| column.sql_type.is_some_and(is_compared_as_it_is));
        are_plain.then_some(ReadTable { projection: select.projection.as_ref()?, args })
    }
}

/// A table that a literal reads, without casts.
struct ReadTable<'s> {
    projection: &'s Projection,
    args: &'s [Term],
}

impl ReadTable<'_> {
    fn variables(&self) -> impl Iterator<Item = Var> {
        variables(self.args.iter())
    }

    /// Whether rows are found by an index of one column that has a value of these variables, and any such row will do.
    fn is_joined_with(&self, bound: &VarSet<Var>, env: &Env) -> bool {
        let is_open = |arg: &Term| match arg {
            Term::Var(var) => matches!(env.get(*var), None | Some(Operand::Scalar(Scalar::Column(_)))),
            _ => false,
        };
        let is_tie = |(_, arg): &(&String, &Term)| matches!(arg, Term::Var(var) if bound.contains(*var));
        let ties: Vec<&String> = self.projection.columns.iter().zip(self.args).filter(is_tie).map(|(name, _)| name).collect();
        self.projection.filter.is_none()
            && self.args.iter().all(is_open)
            && matches!(ties.as_slice(), [tie] if self.projection.indexed.contains(tie))
    }
}

fn variables<'t>(terms: impl Iterator<Item = &'t Term>) -> impl Iterator<Item = Var> {
    terms.filter_map(|term| if let Term::Var(var) = term { Some(*var) } else { None })
}
