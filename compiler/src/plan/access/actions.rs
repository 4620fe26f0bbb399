//! Actions: what an actor may do, each action once.
//!
//! The facts that decide, such as "the actor's roles on the repository", are read once, in one row; the actions
//! are a map over that row. Parts of clauses that differ only in a list of constants are one fact: the set of values
//! found, of which each action needs one of its own list.

use super::check::{common_part, without};
use super::condition::part_condition;
use super::families::with_families;
use super::join::Join;
use super::list::nothing;
use super::shelf::Shelf;
use super::{Capabilities, Env, Planner, Style};
use crate::diagnostic::Diagnostic;
use crate::hash::IndexMap;
use crate::mapping::model::{Mapping, Table};
use crate::mapping::sql_type::SqlType;
use crate::plan::relation::compare::{Operand, column, common_type, compare, meeting_type};
use crate::plan::relation::{Array, Body, Condition, Cte, CteRows, Output, Plan, Query, Rows, Scalar, Source, Union, place_name};
use crate::plan::residual::factor::{canonical, open_constants};
use crate::plan::residual::vars::VarSet;
use crate::plan::residual::{Clause, Literal, Origins, Residual, Term, Terms};
use crate::policy::program::Compare;
use crate::value::{STRING, Value};
use smallvec::smallvec;
use smol_str::SmolStr;
use std::rc::Rc;

/// Plans a goal whose one variable is an action, as the actions that are granted, sorted.
///
/// # Errors
/// A recursion that cannot be planned.
pub fn actions(residual: &Residual, mapping: &Mapping, can: Capabilities, output: &str) -> Result<Plan, Diagnostic> {
    // Where a walk finds values, it has to stand beside the row that it starts from.
    let united = if can.lateral { with_families(residual) } else { None };
    let residual = united.as_ref().unwrap_or(residual);
    let mut planner = Planner::new(residual, mapping, can, Style::Probe);
    let query = planner.scoped(|planner| Some(planner.action_rows(residual.clauses(residual.goal), output)));
    planner.finish(Body::Query(query.unwrap_or_default()))
}

/// A clause with the actions that it grants.
struct Grant {
    actions: Vec<Value>,
    clause: Clause,
}

/// The clauses that are decided by one row, or by none.
type Groups = IndexMap<Option<(Table, String, Term)>, Vec<Grant>>;

/// What is read once.
#[derive(PartialEq)]
enum Found {
    /// Whether a condition holds.
    Truth(Condition),
    /// The values of a one-column query.
    Set(Query),
}

/// What a clause needs of the row: conditions, and the place of a set with its type.
type Needs = (Vec<Condition>, Option<(usize, SqlType)>);

/// The row of facts.
#[derive(Default)]
struct Row {
    found: Vec<Found>,
    /// Clauses that were planned already, with what they need.
    known: Vec<(Clause, Option<Needs>)>,
    shelf: Shelf,
}

impl Planner<'_> {
    fn action_rows(&mut self, clauses: &[Clause], output: &str) -> Query {
        let mut groups: Groups = IndexMap::default();
        let mut from_data = Vec::new();
        for clause in clauses {
            match named_actions(clause) {
                None => from_data.push(clause.clone()),
                Some(grant) => groups.entry(self.anchor_row(&grant.clause)).or_default().push(grant),
            }
        }
        let mut parts = self.clause_selects(&from_data);
        let mut ctes = Vec::new();
        // The arms of one group name an action each.
        let once = from_data.is_empty() && groups.len() == 1;
        for (anchor, grants) in groups {
            let name = self.relation_name("found");
            if let Some((cte, arms)) = self.sibling(|planner| planner.group(anchor, grants, &name)) {
                ctes.push(cte);
                parts.extend(arms);
            }
        }
        let types: Vec<_> = parts.iter().filter_map(|part| part.columns.first()).map(|column| column.value.ty()).collect();
        let ty = common_type(&types);
        for column in parts.iter_mut().filter_map(|part| part.columns.first_mut()) {
            column.name = output.into();
            column.value = crate::plan::relation::compare::as_type(column.value.clone(), ty);
        }
        let single = parts.len() == 1;
        let union = if once { Union::All } else { Union::Distinct };
        let Some(mut query) = Query::union(union, parts) else { return nothing(output, SqlType::Text) };
        query.distinct = single && !once;
        query.ordered = true;
        query.with = ctes;
        query
    }

    /// One group: the row of facts, and one select for each action.
    fn group(&mut self, anchor: Option<(Table, String, Term)>, grants: Vec<Grant>, name: &str) -> Option<(Cte, Vec<Query>)> {
        let (actions, clauses): (Vec<Vec<Value>>, Vec<Clause>) =
            grants.into_iter().map(|grant| (grant.actions, grant.clause)).unzip();
        let common = common_part(&clauses);
        let mut filter = Vec::new();
        if let Some(common) = &common {
            filter.push(self.sibling(|planner| planner.clause_condition(common, Join::default())));
        }
        let mut from = Vec::new();
        let mut anchors = Vec::new();
        if let Some((table, key, term)) = anchor {
            let alias = self.names.alias(&table.name);
            let anchor = Rc::new(super::Anchor { table: table.clone(), key, term, alias: Some(SmolStr::new(&alias)) });
            let column = self.anchor_column(&anchor, &clauses);
            let (Some(scalar), Some(operand)) = (column, self.operand(&anchor.term, &Env::default())) else {
                self.errors.push(Diagnostic::bug("a row was shared by clauses that do not read it"));
                return None;
            };
            filter.insert(0, compare(Compare::Equal, Operand::Scalar(scalar), operand));
            from.push(Source { alias, rows: Rows::Table(table), lateral: false });
            anchors.push(anchor);
        }
        let mut row = Row::default();
        let join = Join::new(Env::default(), anchors);
        let mut ways: IndexMap<Value, Vec<Condition>> = IndexMap::default();
        for (actions, clause) in actions.into_iter().zip(clauses) {
            let clause = match &common {
                Some(common) => without(clause, common),
                None => clause,
            };
            let Some(way) = self.way(clause, &join, &mut row) else { continue };
            for action in actions {
                ways.entry(action).or_default().push(way.clone());
            }
        }
        if ways.is_empty() {
            return None;
        }
        let columns: Vec<Output> = row.found.into_iter().enumerate().map(|(at, found)| output_of(at, found)).collect();
        let names = columns.iter().map(|column| column.name.clone()).collect();
        let facts = Query { columns, from, filter, ..Query::default() };
        let arms = ways.into_iter().map(|(action, ways)| action_arm(action, ways, name)).collect();
        Some((Cte { name: name.into(), columns: names, rows: CteRows::Plain(Box::new(facts), true) }, arms))
    }

    /// A clause as a condition on the row of facts, which grows by what the clause needs.
    fn way(&mut self, clause: Clause, join: &Join, row: &mut Row) -> Option<Condition> {
        // Each list is taken out on its own: the set of what the rest finds for its variable must meet the list.
        if lists_of(&clause) == 1
            && let opened = open_constants(clause.clone())
            && let (lists, rest) = opened.body.into_iter().partition::<Vec<Literal>, _>(is_list)
            && let [Literal::In { term: term @ Term::Var(_), values }] = lists.as_slice()
            && values.iter().all(|value| value.ty == STRING && meeting_type(Some(SqlType::Text)).fits(&value.id))
        {
            let bare = Clause { head: smallvec![term.clone()], body: rest, vars: opened.vars, origins: Origins::new() };
            let needs =
                self.needs(bare, row, |planner, bare, found, shelf| planner.parts_with_set(bare, join.clone(), found, shelf));
            if let Some((mut needs, Some((at, ty)))) = needs {
                let found = column("f", &place_name(at), Some(ty), true);
                needs.push(Condition::Overlaps(found, Array { ty, values: values.clone() }));
                return Some(Condition::all(needs));
            }
        }
        let whole = Clause { head: Terms::new(), ..clause };
        let needs = self.needs(whole, row, |planner, whole, found, shelf| {
            let parts = planner.parts(whole, join.clone(), &VarSet::default(), Some(shelf))?;
            Some((parts.into_iter().map(|part| remember(found, Found::Truth(part_condition(part)))).collect(), None))
        });
        needs.map(|(needs, _)| Condition::all(needs))
    }

    /// What a clause needs of the row. Actions mostly differ in the lists alone, so the same clause comes again and again.
    fn needs(
        &mut self,
        clause: Clause,
        row: &mut Row,
        plan: impl FnOnce(&mut Self, &Clause, &mut Vec<Found>, &mut Shelf) -> Option<Needs>,
    ) -> Option<Needs> {
        let clause = canonical(clause);
        let known = row.known.iter().find(|(known, _)| known.head == clause.head && known.body == clause.body);
        if let Some((_, needs)) = known {
            return needs.clone();
        }
        let needs = self.sibling(|planner| plan(planner, &clause, &mut row.found, &mut row.shelf));
        row.known.push((clause, needs.clone()));
        needs
    }

    /// The parts of a clause without the one that binds its head, and the set of the head's values in that one.
    fn parts_with_set(&mut self, clause: &Clause, join: Join, found: &mut Vec<Found>, shelf: &mut Shelf) -> Option<Needs> {
        let [term @ Term::Var(var)] = clause.head.as_slice() else { return None };
        let (inside, outside, at_hand) = self.split_at(clause, &join, *var)?;
        let mut set = self.sibling(|planner| {
            let inner = Join::new(at_hand.env, at_hand.anchors);
            planner.select(clause, &inside, inner, std::slice::from_ref(term))
        })?;
        for output in &mut set.columns {
            output.value = Scalar::Cast(Box::new(output.value.clone()), SqlType::Text);
        }
        let ty = set.columns.first().and_then(|column| column.value.ty()).unwrap_or(SqlType::Text);
        let rest = Clause { body: outside.iter().filter_map(|at| clause.body.get(*at)).cloned().collect(), ..clause.clone() };
        let parts = self.parts(&rest, join, &VarSet::default(), Some(shelf))?;
        let needs = parts.into_iter().map(|part| remember(found, Found::Truth(part_condition(part)))).collect();
        Some((needs, Some((position(found, Found::Set(set)), ty))))
    }
}

/// How many lists of constants a clause has, a constant of a fact being one.
fn lists_of(clause: &Clause) -> usize {
    let lists = clause.body.iter().map(|literal| match literal {
        Literal::In { .. } => 1,
        Literal::Fact { args, .. } => args.iter().filter(|arg| matches!(arg, Term::Const(_))).count(),
        _ => 0,
    });
    lists.sum()
}

/// Whether the literal is a list of constants.
fn is_list(literal: &Literal) -> bool {
    matches!(literal, Literal::In { .. })
}

/// The actions that a clause grants by name; `None` when data names them.
fn named_actions(clause: &Clause) -> Option<Grant> {
    let head = clause.head.last()?;
    let body = clause.body.clone();
    // Where the clause comes from is nothing that planning asks.
    let mut clause = Clause { head: Terms::new(), body, vars: clause.vars.clone(), origins: Origins::new() };
    match head {
        Term::Const(value) => Some(Grant { actions: vec![Value::clone(value)], clause }),
        Term::Var(var) => {
            let lists: Vec<usize> = (0..clause.body.len())
                .filter(|at| matches!(clause.body.get(*at), Some(Literal::In { term, .. }) if term == head))
                .collect();
            let [at] = lists.as_slice() else { return None };
            let Literal::In { values, .. } = clause.body.remove(*at) else { return None };
            let elsewhere = clause.body.iter().any(|literal| literal.mentions(*var));
            (!elsewhere).then_some(Grant { actions: values, clause })
        }
        _ => None,
    }
}

fn position(found: &mut Vec<Found>, new: Found) -> usize {
    // Sets mostly differ in what they filter by, and have the same long `WITH`.
    let may_be = |known: &Found| match (known, &new) {
        (Found::Set(a), Found::Set(b)) => a.filter == b.filter,
        _ => true,
    };
    match found.iter().position(|known| may_be(known) && *known == new) {
        Some(at) => at,
        None => {
            found.push(new);
            found.len() - 1
        }
    }
}

fn remember(found: &mut Vec<Found>, new: Found) -> Condition {
    if new == Found::Truth(Condition::True) {
        return Condition::True;
    }
    let at = position(found, new);
    Condition::Holds(column("f", &place_name(at), Some(SqlType::Boolean), false))
}

fn output_of(at: usize, found: Found) -> Output {
    let value = match found {
        Found::Truth(condition) => Scalar::Truth(Box::new(condition)),
        Found::Set(query) => Scalar::Set(Box::new(query)),
    };
    Output { value, name: place_name(at) }
}

fn action_arm(action: Value, ways: Vec<Condition>, found: &str) -> Query {
    let source = Source { alias: SmolStr::new_static("f"), rows: Rows::Cte(found.into()), lateral: false };
    let filter = match super::factor::any_of(ways) {
        Condition::True => Vec::new(),
        Condition::And(parts) => parts,
        one => vec![one],
    };
    let columns = vec![Output { value: Scalar::Value(action, SqlType::Text), name: place_name(0) }];
    Query { columns, from: vec![source], filter, ..Query::default() }
}
