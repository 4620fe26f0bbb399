//! Filters: one boolean expression for the caller's own `WHERE`.
//!
//! Each clause is cut at a column of the caller's row: what remains on the actor's side is a set computed once. Grants on
//! one column are united. Gates become index ranges where the other arms are index arms.

use super::arms::{Told, is_indexable, shaped};
use super::condition::Part;
use super::factor::any_of;
use super::join::Join;
use super::pins::{Pins, has_range};
use super::{Anchor, Capabilities, Env, Planner, Style, check, goal_clauses};
use crate::diagnostic::{Diagnostic, codes};
use crate::mapping::model::{Mapping, Table};
use crate::mapping::select::caller::Pin;
use crate::plan::question::Row;
use crate::plan::relation::capture::has_captured_column;
use crate::plan::relation::compare::{Operand, compare};
use crate::plan::relation::{Body, Column, Condition, Cte, Plan, Query, Scalar};
use crate::plan::residual::vars::VarSet;
use crate::plan::residual::{Bounds, Clause, Residual, Term};
use crate::policy::program::Compare;
use smol_str::SmolStr;
use std::rc::Rc;
use std::sync::Arc;

/// So many rows are few: a look at each, or a search in sets that the database chooses to compute, takes less than reading what
/// an actor with many grants may do to all rows.
const FEW: u32 = 1_000;

/// The same where a look at a row walks through a relation, and the database looks up what the walk finds.
const FEW_WALKS: u32 = 100;

/// Plans a goal with one variable as a condition on the caller's row, of which `pins` are columns with one value in all rows.
///
/// # Errors
/// A recursion that cannot be planned, and a bare column of the caller's row that would have to stand in a sub-query.
pub fn filter(residual: &Residual, mapping: &Mapping, can: Capabilities, row: &Row, pins: &[Pin]) -> Result<Plan, Diagnostic> {
    let pins =
        row.table.as_ref().filter(|_| !pins.is_empty()).map(|table| Pins { alias: row.alias.as_deref(), table, columns: pins });
    if let Some(rows) = row.rows.filter(|rows| *rows <= FEW) {
        let mut planner = Planner::new(residual, mapping, can, Style::Probe);
        planner.pins.clone_from(&pins);
        let body = condition_on(row, &mut planner);
        let most = match planner.walked {
            0 => FEW,
            _ if can.arrays && can.correlated_with => FEW_WALKS,
            _ => 0,
        };
        // What cannot be asked of each row, such as of a column that is not qualified, may still be asked of all.
        if let Ok(plan) = body.and_then(|body| planner.finish(body))
            && rows <= most
        {
            return Ok(Plan { looks_at_each: true, ..plan });
        }
    }
    let mut planner = Planner::new(residual, mapping, can, Style::Grants);
    planner.pins = pins;
    let body = condition_on(row, &mut planner)?;
    planner.finish(body)
}

fn condition_on(row: &Row, planner: &mut Planner<'_>) -> Result<Body, Diagnostic> {
    let residual = planner.residual;
    planner.names = check::names_without(row.alias.as_deref());
    let polar = residual.get(residual.goal).and_then(|goal| goal.columns.first()).cloned().unwrap_or_default();
    let key = Column {
        source: row.alias.as_deref().map(SmolStr::new),
        name: SmolStr::new(&row.column),
        ty: planner.key_type(row, &polar),
        not_null: planner.key_is_known(row),
    };
    let build = |planner: &mut Planner<'_>| {
        let condition = planner.row_filter(goal_clauses(residual), &key, row.table.as_ref(), &row.column);
        Some(Query::exists(Vec::new(), vec![condition]))
    };
    let can = planner.can;
    let shares = residual.bounds != Bounds::default() && can.nested_with && can.correlated_with;
    let planned = if shares { planner.scoped(build) } else { build(planner) };
    let (with, condition) = planned.map_or((Vec::new(), Condition::False), |query| (query.with, Condition::all(query.filter)));
    if has_captured_column(&condition) {
        let message =
            format!("the condition needs the column `{}` in sub-queries, where its bare name can mean another", row.column);
        return Err(Diagnostic::placeless(codes::BAD_QUESTION, message).help("qualify it with its table's alias, as in `i.id`"));
    }
    Ok(Body::Condition(beside(with, condition)))
}

/// The condition beside relations that all of its parts may read. In a sub-query that reads no table, bare columns are still
/// those of the caller's row, and the relations are computed once for all rows, since they do not read it.
fn beside(shared: Vec<Cte>, condition: Condition) -> Condition {
    if shared.is_empty() {
        return condition;
    }
    let filter = match condition {
        Condition::And(parts) => parts,
        one => vec![one],
    };
    Condition::Exists(Arc::new(Query { with: shared, ..Query::exists(Vec::new(), filter) }))
}

/// The row that a filter is about.
#[derive(Clone, Copy)]
struct RowAt<'a> {
    key: &'a Column,
    table: Option<&'a Table>,
    column: &'a str,
    told: Told<'a>,
    /// Whether only one clause lets rows through.
    has_one_way: bool,
}

impl Planner<'_> {
    fn key_is_known(&self, row: &Row) -> bool {
        let Some(table) = &row.table else { return false };
        self.mapping.facts.iter().any(|fact| {
            let own = fact.select.projection.as_ref().is_some_and(|projection| projection.table == *table);
            own && super::columns::mapped_columns(fact).any(|column| column.name == row.column && column.not_null)
        })
    }

    /// Whether some clause holds for the row whose id is `key`, read through the row itself where `table` is given.
    pub fn row_filter(&mut self, clauses: Vec<Clause>, key: &Column, table: Option<&Table>, column: &str) -> Condition {
        let (common, clauses) = check::common_literals(clauses);
        let every = common.map_or(Condition::True, |common| self.clause_condition(&common, Join::default()));
        let mut arms = Vec::new();
        let mut gates = Vec::new();
        let told = Told::of(self.mapping, table, key.source.as_deref());
        let row = RowAt { key, table, column, told, has_one_way: clauses.len() == 1 };
        for clause in &clauses {
            self.sibling(|planner| planner.row_arm(clause, row, &mut arms, &mut gates));
        }
        let indexable = arms.iter().all(|arm| is_indexable(arm, told));
        let mut all = order_arms(arms, told);
        let gate = Condition::any(gates);
        if gate != Condition::False {
            let is_beside_indexes = indexable && !all.is_empty() && gate != Condition::True;
            if self.style == Style::Probe {
                // Asked once, while the others are looked up for each row.
                all.insert(0, gate);
            } else {
                let ranged = if is_beside_indexes { self.ranged_gate(key, gate.clone()) } else { None };
                all.push(ranged.unwrap_or(gate));
            }
        }
        let some = if self.can.arrays { shaped(any_of(all), told) } else { any_of(all) };
        let known = if key.not_null || some == Condition::False { Condition::True } else { null_test(key, &some) };
        Condition::all(vec![every, known, some])
    }

    fn row_arm(
        &mut self,
        clause: &Clause,
        RowAt { key, table, column, told, has_one_way }: RowAt<'_>,
        arms: &mut Vec<Condition>,
        gates: &mut Vec<Condition>,
    ) {
        let mut env = Env::default();
        let mut anchors = Vec::new();
        let mut local = Condition::True;
        let scalar = Scalar::Column(key.clone());
        let mut row = VarSet::default();
        match clause.head.first() {
            Some(Term::Var(var)) => {
                env.insert(*var, Operand::Scalar(scalar));
                row.insert(*var);
                if let Some(table) = table {
                    let anchor =
                        Anchor { table: table.clone(), key: column.to_owned(), term: Term::Var(*var), alias: key.source.clone() };
                    anchors.push(Rc::new(anchor));
                }
            }
            Some(other) => match self.operand(other, &env) {
                Some(operand) => local = compare(Compare::Equal, Operand::Scalar(scalar), operand),
                None => return,
            },
            None => {}
        }
        if local == Condition::False {
            return;
        }
        let Some(parts) = self.parts(clause, Join::new(env, anchors), &row, None) else { return };
        let only_gates = local == Condition::True && parts.iter().all(|part| matches!(part, Part::Gate(_)));
        let is_range = local == Condition::True && self.style == Style::Grants;
        let gated = if is_range { gated_column(&parts) } else { None };
        let mut parts = parts;
        // Where there is but one way to the rows, the database looks at the gates first, and reads nothing if they are closed.
        if is_range && !only_gates && !has_one_way && gated.is_none() {
            self.range_gates(&mut parts, key, told);
        }
        // Selective conditions first: the database keeps the order of what it cannot estimate.
        parts.sort_by_key(|part| match part {
            Part::Local(_) => 0,
            Part::Gate(_) => 1,
            Part::Grant(..) => 2,
            Part::Residual(_) => 3,
        });
        let conditions = std::iter::once(local).chain(parts.into_iter().map(super::condition::part_condition));
        match gated {
            Some(arm) => arms.push(arm),
            None if only_gates => gates.push(Condition::all(conditions.collect())),
            None => arms.push(Condition::all(conditions.collect())),
        }
    }

    /// Where an index finds the rows of an arm by nothing but its gates, it finds them by these.
    fn range_gates(&self, parts: &mut Vec<Part>, key: &Column, told: Told<'_>) {
        let leads = |part: &Part| match part {
            Part::Grant(..) => true,
            Part::Local(condition) | Part::Residual(condition) => is_indexable(condition, told),
            Part::Gate(_) => false,
        };
        if parts.iter().any(leads) {
            return;
        }
        let (gates, others): (Vec<Part>, Vec<Part>) =
            std::mem::take(parts).into_iter().partition(|part| matches!(part, Part::Gate(_)));
        *parts = others;
        if gates.is_empty() {
            return;
        }
        let gate = Condition::all(gates.into_iter().map(super::condition::part_condition).collect());
        let ranged = self.ranged_gate(key, gate.clone());
        parts.push(Part::Gate(ranged.unwrap_or(gate)));
    }
}

/// A gate beside nothing but "the column is known" is a gate over that column's whole range.
fn gated_column(parts: &[Part]) -> Option<Condition> {
    match parts {
        [Part::Local(Condition::NotNull(column)), Part::Gate(gate)]
        | [Part::Gate(gate), Part::Local(Condition::NotNull(column))] => {
            has_range(column.ty()).then(|| Condition::Gate { key: column.clone(), value: None, gate: Box::new(gate.clone()) })
        }
        _ => None,
    }
}

/// Arms that an index serves first.
fn order_arms(arms: Vec<Condition>, told: Told<'_>) -> Vec<Condition> {
    let (mut cheap, dear): (Vec<_>, Vec<_>) = arms.into_iter().partition(|arm| is_indexable(arm, told));
    cheap.sort_by_key(|arm| matches!(arm, Condition::InOnce(..) | Condition::Gate { .. }));
    cheap.into_iter().chain(dear).collect()
}

/// Whether the condition cannot hold where the key is NULL.
fn rejects_null(condition: &Condition, key: &Column) -> bool {
    let is_key = |scalar: &Scalar| match scalar {
        Scalar::Column(column) => column == key,
        Scalar::Cast(inner, _) => matches!(&**inner, Scalar::Column(column) if column == key),
        _ => false,
    };
    match condition {
        Condition::Compare(_, a, b) => is_key(a) || is_key(b),
        Condition::Among(scalar, _)
        | Condition::AmongGiven(scalar, ..)
        | Condition::InOnce(scalar, _)
        | Condition::InSet(scalar, _)
        | Condition::SameRow(scalar, _)
        | Condition::NotNull(scalar)
        | Condition::Gate { key: scalar, .. } => is_key(scalar),
        Condition::And(parts) => parts.iter().any(|part| rejects_null(part, key)),
        Condition::Or(parts) => parts.iter().all(|part| rejects_null(part, key)),
        Condition::False => true,
        _ => false,
    }
}

/// A row without an id is no resource, whatever its other columns say.
fn null_test(key: &Column, some: &Condition) -> Condition {
    if rejects_null(some, key) { Condition::True } else { Condition::NotNull(Scalar::Column(key.clone())) }
}
