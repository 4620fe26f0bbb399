//! The condition of a page: `ORDER BY … LIMIT n` over rows that a condition lets through.
//!
//! For an actor with few grants the rows are found from the grants, by an index; for one with many they are met soon
//! enough by reading in order and looking each up in the set of grants. No plan is good for both. So the grants become a
//! relation that is computed once, and the query gets two arms, of which the number of grants leaves one open.
//!
//! In: a filter's condition. Out: one condition for a query in one piece, or two for two arms, of which exactly one is
//! open, with what they share. Guaranteed: each row satisfies the given condition if and only if the arm that is open has it.

use super::Closing;
use crate::mapping::model::Table;
use crate::plan::relation::{Column, Condition, Cte, CteRows, Output, Query, Rows, Scalar, Skip, Source, Union};
use crate::policy::program::Compare;
use crate::value::Value;
use smol_str::SmolStr;
use std::sync::Arc;

/// A page's conditions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// What they share.
    pub with: Vec<Cte>,
    /// How many arms there are.
    pub arms: usize,
    /// The condition of each arm's rows. Behind them, where those do not say it, what opens each arm.
    pub conditions: Vec<Condition>,
}

/// What decides about the form of a page.
pub struct Choice<'a> {
    /// How many grants are few on a table of a million rows.
    pub few: u32,
    /// The table of the rows, where it is known.
    pub table: Option<&'a Table>,
    /// Whether a value stands in the policy: then many rows may have it.
    pub is_common: &'a dyn Fn(&Value) -> bool,
    /// Whether a relation may have this name.
    pub is_free: &'a dyn Fn(&str) -> bool,
}

/// The conditions of a page whose rows satisfy `condition`.
pub fn page(condition: &Condition, closing: Closing, choice: &Choice<'_>) -> Page {
    let mut parts = Parts::default();
    parts.collect(condition);
    let one = |condition| Page { with: Vec::new(), arms: 1, conditions: vec![condition] };
    if parts.grants.is_empty() && parts.gates.is_empty() {
        return one(condition.clone());
    }
    let sparse = sparse(condition, &|query| query.clone());
    if sparse == Condition::False || !is_served(&sparse, choice) {
        return one(dense(condition, &|query| query.clone()));
    }
    let names: Vec<String> = (0..parts.grants.len()).map(|at| name("grants", at, choice)).collect();
    let read = |query: &Query| {
        let known = parts.grants.iter().position(|grant| *grant == query).and_then(|at| names.get(at));
        known.map_or_else(|| query.clone(), |name| reading(name, query))
    };
    let arms = name("many", 0, choice);
    let many = Condition::Exists(Arc::new(Query::exists(vec![source(&arms)], Vec::new())));
    let (few, sparse, dense) = (many.clone().negate(), self::sparse(condition, &read), dense(condition, &read));
    let conditions = match closing {
        Closing::Condition => vec![Condition::all(vec![few, sparse]), Condition::And(vec![many, dense])],
        Closing::Limit => vec![sparse, unindexed(dense), few, many],
    };
    let mut with: Vec<Cte> = parts.grants.iter().zip(&names).map(|(grant, name)| shared(name, grant)).collect();
    with.push(switch(&arms, &parts, &names, choice));
    Page { with, arms: 2, conditions }
}

/// What a condition is made of.
#[derive(Default)]
struct Parts<'c> {
    /// Sets of keys that the actor alone decides, each once.
    grants: Vec<&'c Query>,
    /// Conditions on the actor alone.
    gates: Vec<&'c Condition>,
}

impl<'c> Parts<'c> {
    fn collect(&mut self, condition: &'c Condition) {
        match condition {
            Condition::And(parts) | Condition::Or(parts) => parts.iter().for_each(|part| self.collect(part)),
            Condition::InOnce(_, query) | Condition::InSet(_, query) if !self.grants.contains(&query.as_ref()) => {
                self.grants.push(query);
            }
            Condition::Gate { gate, .. } => self.gates.push(gate),
            _ => {}
        }
    }
}

/// The condition where every gate is closed, grants as arrays.
fn sparse(condition: &Condition, read: &dyn Fn(&Query) -> Query) -> Condition {
    match condition {
        Condition::And(parts) => Condition::all(parts.iter().map(|part| sparse(part, read)).collect()),
        Condition::Or(parts) => Condition::any(parts.iter().map(|part| sparse(part, read)).collect()),
        Condition::InOnce(scalar, query) => Condition::InOnce(scalar.clone(), Box::new(read(query))),
        Condition::InSet(scalar, query) => Condition::InSet(scalar.clone(), Box::new(read(query))),
        Condition::Gate { .. } => Condition::False,
        other => other.clone(),
    }
}

/// The condition for rows that are met in order: grants searched by hash, after the gates, which are looked at once.
fn dense(condition: &Condition, read: &dyn Fn(&Query) -> Query) -> Condition {
    match condition {
        Condition::And(parts) => Condition::And(parts.iter().map(|part| dense(part, read)).collect()),
        Condition::Or(parts) => {
            let (gates, others): (Vec<_>, Vec<_>) = parts.iter().partition(|part| matches!(part, Condition::Gate { .. }));
            Condition::Or(gates.into_iter().chain(others).map(|part| dense(part, read)).collect())
        }
        Condition::InOnce(scalar, query) | Condition::InSet(scalar, query) => {
            Condition::InSet(scalar.clone(), Box::new(read(query)))
        }
        Condition::Gate { key: Scalar::Column(Column { not_null: true, .. }), gate } => (**gate).clone(),
        Condition::Gate { key, gate } => Condition::And(vec![Condition::NotNull(key.clone()), (**gate).clone()]),
        other => other.clone(),
    }
}

/// The condition such that the database does not look for rows of it by an index of its own, instead of reading in order.
fn unindexed(condition: Condition) -> Condition {
    match condition {
        Condition::And(parts) => Condition::And(parts.into_iter().map(unindexed).collect()),
        Condition::Or(_) | Condition::InSet(..) => Condition::Holds(Scalar::Truth(Box::new(condition))),
        other => other,
    }
}

/// Whether indexes find the rows: each arm of a disjunction has a column that is one of a few values.
fn is_served(condition: &Condition, choice: &Choice<'_>) -> bool {
    let is_common = |scalar: &Scalar| matches!(scalar, Scalar::Value(value, _) if (choice.is_common)(value));
    match condition {
        Condition::False | Condition::InOnce(Scalar::Column(_), _) => true,
        Condition::Compare(Compare::Equal, Scalar::Column(_), other) => !matches!(other, Scalar::Column(_)) && !is_common(other),
        Condition::Among(Scalar::Column(_), array) => !array.values.iter().any(|value| (choice.is_common)(value)),
        Condition::And(parts) => parts.iter().any(|part| is_served(part, choice)),
        Condition::Or(parts) => parts.iter().all(|part| is_served(part, choice)),
        _ => false,
    }
}

/// A name like `base` that nothing else has.
fn name(base: &str, at: usize, choice: &Choice<'_>) -> String {
    let numbered = (2..).map(|number| format!("{base}{number}"));
    let mut free = std::iter::once(base.to_owned()).chain(numbered).filter(|name| (choice.is_free)(name));
    free.nth(at).unwrap_or_default()
}

fn source(relation: &str) -> Source {
    Source { alias: relation.into(), rows: Rows::Cte(relation.into()), lateral: false }
}

/// A query for what a shared one has found.
fn reading(name: &str, query: &Query) -> Query {
    let column = |output: &Output| {
        let value =
            Column { source: Some(SmolStr::new(name)), name: SmolStr::new(&output.name), ty: output.value.ty(), not_null: false };
        Output { value: Scalar::Column(value), name: output.name.clone() }
    };
    Query { columns: query.columns.iter().map(column).collect(), from: vec![source(name)], ..Query::default() }
}

fn shared(name: &str, query: &Query) -> Cte {
    let columns = query.columns.iter().map(|column| column.name.clone()).collect();
    Cte { name: name.into(), columns, rows: CteRows::Plain(Box::new(query.clone()), true) }
}

/// A row if a gate is open or there are more than a few grants. As many rows are read by an index for each grant in a small
/// table as in a large one; read in order, twenty of the actor's rows are found the later the more rows there are. So the
/// number at which both cost the same grows with the square root of the table's rows.
fn switch(name: &str, parts: &Parts<'_>, grants: &[String], choice: &Choice<'_>) -> Cte {
    let rows = grants.iter().map(|grant| Query::exists(vec![source(grant)], Vec::new())).collect();
    let more = Query::union(Union::All, rows).map(|all| more_than_few(all, choice));
    let open = parts.gates.iter().map(|gate| (*gate).clone()).chain(more).collect();
    let column = Output { value: Scalar::One, name: SmolStr::new_static("one") };
    let query = Query { columns: vec![column], filter: vec![Condition::Or(open)], ..Query::default() };
    Cte { name: name.into(), columns: vec![SmolStr::new_static("one")], rows: CteRows::Plain(Box::new(query), true) }
}

fn more_than_few(mut all: Query, choice: &Choice<'_>) -> Condition {
    let of = choice.table.cloned();
    if of.is_some() && !all.unions.is_empty() {
        let rows = Source { alias: SmolStr::new_static("all_grants"), rows: Rows::Query(Box::new(all)), lateral: false };
        all = Query::exists(vec![rows], Vec::new());
    }
    all.skip = Some(Skip { rows: choice.few, of });
    Condition::Exists(Arc::new(all))
}
