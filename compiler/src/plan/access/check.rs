//! Checks: actor and resource bound, one row with one truth value.
//!
//! Branches that start from one row share a single look-up of it; cheap branches come first, recursive ones last; gates
//! stand apart from the row, so that a grant of everything needs no row.

use super::condition::part_condition;
use super::ends::one_by_one;
use super::factor::any_of;
use super::join::{Join, anchor_for};
use super::names::Names;
use super::shelf::Shelf;
use super::{Anchor, Capabilities, Planner, Style, goal_clauses};
use crate::diagnostic::Diagnostic;
use crate::mapping::model::{Mapping, Table};
use crate::plan::relation::compare::{Operand, compare};
use crate::plan::relation::{Body, Condition, Output, Plan, Query, Rows, Scalar, Source};
use crate::plan::residual::vars::VarSet;
use crate::plan::residual::{Clause, Literal, Origins, Residual, Term, Terms};
use crate::policy::program::Compare;
use smol_str::SmolStr;
use std::rc::Rc;
use std::sync::Arc;

/// Plans a goal without variables as `SELECT … AS allowed`.
///
/// # Errors
/// A recursion that cannot be planned.
pub fn check(residual: &Residual, mapping: &Mapping, can: Capabilities) -> Result<Plan, Diagnostic> {
    let mut planner = Planner::new(residual, mapping, can, Style::Probe);
    let query = planner.scoped(|planner| {
        let value = Scalar::Truth(Box::new(planner.truth(goal_clauses(residual))));
        Some(Query { columns: vec![Output { value, name: SmolStr::new_static("allowed") }], ..Query::default() })
    });
    planner.finish(Body::Query(query.unwrap_or_default()))
}

/// A row several clauses start from.
struct Shared {
    table: Table,
    key: String,
    term: Term,
    clauses: Vec<Clause>,
}

impl Planner<'_> {
    /// Whether some clause holds.
    pub fn truth(&mut self, clauses: Vec<Clause>) -> Condition {
        let (common, clauses) = common_literals(clauses);
        let Some(common) = common else {
            return self.alternatives(clauses);
        };
        let every = self.clause_condition(&common, Join::default());
        if clauses.is_empty() {
            return every;
        }
        Condition::all(vec![every, self.alternatives(clauses)])
    }

    fn alternatives(&mut self, clauses: Vec<Clause>) -> Condition {
        let mut shared: Vec<Shared> = Vec::new();
        let mut others = Vec::new();
        for clause in clauses {
            match self.anchor_row(&clause) {
                None => others.push(clause),
                Some((table, key, term)) => {
                    let place = shared.iter_mut().find(|s| s.table == table && s.key == key && s.term == term);
                    match place {
                        Some(group) => group.clauses.push(clause),
                        None => shared.push(Shared { table, key, term, clauses: vec![clause] }),
                    }
                }
            }
        }
        others.sort_by_key(|clause| self.cost(clause));
        let gates: Vec<Condition> =
            others.iter().map(|clause| self.sibling(|planner| planner.clause_condition(clause, Join::default()))).collect();
        let rows: Vec<Condition> = shared.into_iter().map(|group| self.sibling(|planner| planner.shared_row(group))).collect();
        any_of(rows.into_iter().chain(gates).collect())
    }

    /// The row with a known key that a clause starts from; the latest parameter, the resource, is preferred.
    pub fn anchor_row(&self, clause: &Clause) -> Option<(Table, String, Term)> {
        let mut found: Vec<(&Table, &String, &Term)> = Vec::new();
        for literal in &clause.body {
            let Literal::Fact { fact, args } = literal else { continue };
            let Some(projection) = self.mapping.facts.get(*fact).and_then(|fact| fact.select.projection.as_ref()) else {
                continue;
            };
            for (name, arg) in projection.columns.iter().zip(args) {
                if projection.keys.contains(name) && matches!(arg, Term::Param(_) | Term::Const(_)) {
                    found.push((&projection.table, name, arg));
                }
            }
        }
        let latest = found.into_iter().max_by_key(|(_, _, term)| match term {
            Term::Param(slot) => *slot + 1,
            _ => 0,
        });
        latest.map(|(table, key, term)| (table.clone(), key.clone(), term.clone()))
    }

    fn shared_row(&mut self, group: Shared) -> Condition {
        let alias = self.names.alias(&group.table.name);
        let anchor = Anchor { table: group.table.clone(), key: group.key, term: group.term, alias: Some(SmolStr::new(&alias)) };
        let anchor = Rc::new(anchor);
        let key = self.anchor_column(&anchor, &group.clauses);
        let (Some(key), Some(operand)) = (key, self.operand(&anchor.term, &super::Env::default())) else {
            self.errors.push(Diagnostic::bug("a row was shared by clauses that do not read it"));
            return Condition::False;
        };
        let mut clauses = group.clauses;
        clauses.sort_by_key(|clause| self.cost(clause));
        let mut branches = Vec::new();
        let mut shelf = Shelf::default();
        for clause in &clauses {
            let join = Join::new(super::Env::default(), vec![Rc::clone(&anchor)]);
            let parts = self.sibling(|planner| planner.parts(clause, join, &VarSet::default(), Some(&mut shelf)));
            branches
                .push(parts.map_or(Condition::False, |parts| Condition::all(parts.into_iter().map(part_condition).collect())));
        }
        let lookup = compare(Compare::Equal, Operand::Scalar(key), operand);
        let some = any_of(branches);
        // There is one row. A database that may compute what all of an actor's grants lead to chooses by what it guesses.
        let some = if self.probes() && self.many.is_none() { one_by_one(some, &alias) } else { some };
        let filter = Condition::all(vec![lookup, some]);
        if filter == Condition::False {
            return Condition::False;
        }
        let source = Source { alias, rows: Rows::Table(group.table), lateral: false };
        let filter = if let Condition::And(parts) = filter { parts } else { vec![filter] };
        Condition::Exists(Arc::new(Query::exists(vec![source], filter)))
    }

    /// The key column of a row that some clause reads.
    pub fn anchor_column(&self, anchor: &Rc<Anchor>, clauses: &[Clause]) -> Option<Scalar> {
        let join = Join::new(super::Env::default(), vec![Rc::clone(anchor)]);
        let alias = anchor.alias.as_deref()?;
        clauses.iter().flat_map(|clause| &clause.body).find_map(|literal| {
            let Literal::Fact { fact, args } = literal else { return None };
            let mapped = self.mapping.facts.get(*fact)?;
            anchor_for(&join, mapped, args)?;
            let column = super::columns::mapped_columns(mapped).find(|column| column.name == anchor.key)?;
            Some(crate::plan::relation::compare::column(alias, column.name, column.ty, column.not_null))
        })
    }

    /// How dear a clause is to evaluate, roughly: recursions, then sources.
    pub fn cost(&self, clause: &Clause) -> (usize, usize) {
        let recursions =
            clause.body.iter().filter(|l| matches!(l, Literal::Call { relation, .. } if self.is_recursive(*relation))).count();
        let sources = clause.body.iter().filter(|l| l.binds() && !matches!(l, Literal::In { .. })).count();
        (recursions, sources)
    }
}

/// Splits off the literals without variables that every one of several clauses has, such as a ban: they are evaluated
/// once, before all branches. The second part is empty when nothing else is asked.
pub fn common_literals(clauses: Vec<Clause>) -> (Option<Clause>, Vec<Clause>) {
    let common = common_part(&clauses);
    let remaining = match &common {
        Some(common) => clauses.into_iter().map(|clause| without(clause, common)).collect(),
        None => clauses,
    };
    (common, remaining)
}

/// The literals without variables that every one of several clauses has; `None` if there are none.
pub fn common_part(clauses: &[Clause]) -> Option<Clause> {
    let (first, rest) = clauses.split_first()?;
    let ground = |literal: &&Literal| literal.terms().all(|term| !matches!(term, Term::Var(_)));
    let everywhere = |literal: &&Literal| rest.iter().all(|clause| clause.body.contains(literal));
    let body: Vec<Literal> = first.body.iter().filter(ground).filter(everywhere).cloned().collect();
    let is_common = !body.is_empty() && !rest.is_empty();
    is_common.then(|| Clause { head: Terms::new(), body, vars: Vec::new(), origins: Origins::new() })
}

/// A clause without the literals of its common part.
pub fn without(mut clause: Clause, common: &Clause) -> Clause {
    clause.body.retain(|literal| !common.body.contains(literal));
    clause
}

/// Fresh names with the caller's alias taken.
pub fn names_without(alias: Option<&str>) -> Names {
    let mut names = Names::default();
    if let Some(alias) = alias {
        names.reserve(alias);
    }
    names
}
