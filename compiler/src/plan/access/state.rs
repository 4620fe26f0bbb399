//! Recursion that no single pass over one relation can say: a relation that calls itself twice in one rule, or several
//! that call each other.
//!
//! A recursive query may read itself once only, so it carries the whole state, the rows of all relations of the
//! component so far, as one array; each step computes the next state from it with any joins. Rows are packed as JSON
//! arrays of the relation's number and the columns' texts. The recursion ends when a step adds nothing, because a state
//! that was there before is dropped.

use super::join::Join;
use super::shared::{column_names, set_types};
use super::{Planner, Scope, Shared};
use crate::mapping::sql_type::SqlType;
use crate::plan::relation::compare::column;
use crate::plan::relation::{Cte, CteRows, Output, Query, Rows, Scalar, Source, Union};
use crate::plan::residual::{Clause, Literal, RelId};
use smol_str::SmolStr;

/// The state that is being stepped: the relations in it, and the array with their rows.
#[derive(Clone)]
pub struct Stepping {
    pub members: Vec<RelId>,
    pub array: Scalar,
}

impl Planner<'_> {
    /// A member of a component as a relation of its own that reads the finished state.
    pub(super) fn plan_from_state(&mut self, relation: RelId, name: SmolStr, types: Vec<SqlType>) -> Option<Shared> {
        let members = self.component_of(relation);
        let (state, reads) = match self.states.iter().find(|(known, _, _)| *known == members) {
            Some((_, state, reads)) => (state.clone(), reads.clone()),
            None => {
                let (state, reads) = self.plan_state(&members)?;
                self.states.push((members.clone(), state.clone(), reads.clone()));
                (state, reads)
            }
        };
        let tag = members.iter().position(|member| *member == relation)?;
        let rows = Rows::Unpacked { array: Scalar::Last(state.name.clone()), tag, types: types.clone() };
        let columns = column_names(types.len());
        let outputs =
            columns.iter().zip(&types).map(|(name, ty)| Output { value: column("u", name, Some(*ty), true), name: name.clone() });
        let mut outputs: Vec<Output> = outputs.collect();
        if outputs.is_empty() {
            outputs.push(Output::one());
        }
        let query = Query {
            columns: outputs,
            from: vec![Source { alias: SmolStr::new_static("u"), rows, lateral: false }],
            ..Query::default()
        };
        let cte = Cte { name, columns, rows: CteRows::Plain(Box::new(query), true) };
        Some(Shared { cte, types, reads, state: Some(state) })
    }

    fn plan_state(&mut self, members: &[RelId]) -> Option<(Cte, Vec<RelId>)> {
        let name = self.relation_name("state");
        let scopes = std::mem::replace(&mut self.scopes, vec![Scope::default()]);
        let names = std::mem::take(&mut self.names);
        let alias = self.names.unique("st");
        let array = column(&alias, "s", None, true);
        let start = self.packed(members, &|clause| !calls_any(clause, members));
        let stepping = Stepping { members: members.to_vec(), array: array.clone() };
        let outer = self.stepping.replace(stepping);
        let mut next = self.packed(members, &|clause| calls_any(clause, members));
        self.stepping = outer;
        self.names = names;
        let reads = std::mem::replace(&mut self.scopes, scopes).pop().unwrap_or_default().known;
        let before = Query {
            columns: vec![Output { value: Scalar::Unnest(Box::new(array)), name: SmolStr::new_static("s") }],
            ..Query::default()
        };
        next.insert(0, before);
        let start = state_query(start, Vec::new())?;
        let own = Source { alias, rows: Rows::Cte(name.clone()), lateral: false };
        let step = state_query(next, vec![own])?;
        let cte =
            Cte { name, columns: vec![SmolStr::new_static("s")], rows: CteRows::Recursive(Box::new(start), Box::new(step)) };
        Some((cte, reads))
    }

    /// The packed rows of the chosen clauses of all members.
    fn packed(&mut self, members: &[RelId], chosen: &dyn Fn(&Clause) -> bool) -> Vec<Query> {
        let mut out = Vec::new();
        for (tag, member) in members.iter().enumerate() {
            let types = self.column_types(*member);
            let clauses: Vec<Clause> = self.residual.clauses(*member).iter().filter(|clause| chosen(clause)).cloned().collect();
            for clause in clauses {
                let all: Vec<usize> = (0..clause.body.len()).collect();
                let Some(mut query) = self.sibling(|planner| planner.select(&clause, &all, Join::default(), &clause.head)) else {
                    continue;
                };
                set_types(&mut query, &types);
                let columns = std::mem::take(&mut query.columns).into_iter().map(|output| output.value).collect();
                query.columns = vec![Output { value: Scalar::Packed(tag, columns), name: SmolStr::new_static("s") }];
                out.push(query);
            }
        }
        out
    }

    /// The relations that call each other with this one, in order.
    fn component_of(&self, relation: RelId) -> Vec<RelId> {
        self.components.iter().find(|members| members.contains(&relation)).cloned().unwrap_or_else(|| vec![relation])
    }
}

fn calls_any(clause: &Clause, members: &[RelId]) -> bool {
    clause.body.iter().any(|literal| matches!(literal, Literal::Call { relation, .. } if members.contains(relation)))
}

/// A select of one array of all rows, sorted, so that equal states are equal arrays.
fn state_query(parts: Vec<Query>, from: Vec<Source>) -> Option<Query> {
    let single = parts.len() == 1;
    let mut rows = Query::union(Union::Distinct, parts)?;
    rows.distinct = single;
    rows.ordered = true;
    let columns = vec![Output { value: Scalar::Set(Box::new(rows)), name: SmolStr::new_static("s") }];
    Some(Query { columns, from, ..Query::default() })
}
