//! How a plan looks for rows of the application's tables.
//!
//! In: a plan. Out: for each table in it, the columns whose values are known when its rows are looked for: those that an
//! index should begin with.

use arctos_compiler::mapping::model::Table;
use arctos_compiler::plan::relation::{Body, Condition, Cte, CteRows, Plan, Query, Rows, Scalar, Source};
use arctos_compiler::policy::program::Compare;

/// Rows of a table that are looked for by some of their columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lookup {
    /// What the table is called in the statement.
    pub alias: String,
    /// The table.
    pub table: Table,
    /// Its columns, those that are compared with values first.
    pub columns: Vec<String>,
}

/// The look-ups of a plan.
pub(super) fn of(plan: &Plan) -> Vec<Lookup> {
    let mut found = Vec::new();
    match &plan.body {
        Body::Query(query) => in_query(query, &mut found),
        Body::Condition(condition) => in_condition(condition, &mut found),
        Body::Woven(woven) => {
            in_ctes(&woven.with, &mut found);
            woven.conditions.iter().for_each(|condition| in_condition(condition, &mut found));
        }
    }
    found
}

/// A table's name with its schema's.
pub(super) fn shown(table: &Table) -> String {
    match &table.schema {
        Some(schema) => format!("{schema}.{}", table.name),
        None => table.name.clone(),
    }
}

fn in_ctes(ctes: &[Cte], found: &mut Vec<Lookup>) {
    for cte in ctes {
        match &cte.rows {
            CteRows::Plain(rows, _) => in_query(rows, found),
            CteRows::Recursive(start, step) => {
                in_query(start, found);
                in_query(step, found);
            }
        }
    }
}

fn in_query(query: &Query, found: &mut Vec<Lookup>) {
    in_ctes(&query.with, found);
    for source in &query.from {
        if let Rows::Query(inner) = &source.rows {
            in_query(inner, found);
        }
        if let Rows::Table(table) = &source.rows {
            of_source(source, table, &query.filter, found);
        }
    }
    for column in &query.columns {
        in_scalar(&column.value, found);
    }
    query.filter.iter().for_each(|condition| in_condition(condition, found));
    query.unions.iter().for_each(|(_, member)| in_query(member, found));
}

/// All conditions together make one look-up, each arm of a disjunction one of its own.
fn of_source(source: &Source, table: &Table, filter: &[Condition], found: &mut Vec<Lookup>) {
    let mut add = |mut columns: Vec<(bool, String)>| {
        columns.sort_by_key(|(joined, _)| *joined);
        let columns: Vec<String> = columns.into_iter().map(|(_, column)| column).collect();
        let lookup = Lookup { alias: source.alias.to_string(), table: table.clone(), columns };
        if !lookup.columns.is_empty() && !found.contains(&lookup) {
            found.push(lookup);
        }
    };
    add(filter.iter().filter_map(|condition| compared(condition, &source.alias)).collect());
    for condition in filter {
        if let Condition::Or(arms) = condition {
            for arm in arms {
                add(compared(arm, &source.alias).into_iter().collect());
            }
        }
    }
}

/// The column of the source that a condition finds rows by, and whether it is compared with another column.
fn compared(condition: &Condition, alias: &str) -> Option<(bool, String)> {
    let column = |scalar: &Scalar| match scalar {
        Scalar::Column(column) if column.source.as_deref() == Some(alias) => Some(column.name.to_string()),
        _ => None,
    };
    match condition {
        Condition::Compare(Compare::Equal, a, b) => {
            let (name, other) = column(a).map(|name| (name, b)).or_else(|| column(b).map(|name| (name, a)))?;
            Some((matches!(other, Scalar::Column(_) | Scalar::Cast(..)), name))
        }
        Condition::Among(scalar, _) => column(scalar).map(|name| (false, name)),
        Condition::InOnce(scalar, _) => column(scalar).map(|name| (true, name)),
        _ => None,
    }
}

fn in_condition(condition: &Condition, found: &mut Vec<Lookup>) {
    match condition {
        Condition::InOnce(_, query) | Condition::InSet(_, query) => in_query(query, found),
        Condition::Exists(query) => in_query(query, found),
        Condition::Not(inner) | Condition::Gate { gate: inner, .. } => in_condition(inner, found),
        Condition::And(parts) | Condition::Or(parts) => parts.iter().for_each(|part| in_condition(part, found)),
        _ => {}
    }
}

fn in_scalar(scalar: &Scalar, found: &mut Vec<Lookup>) {
    match scalar {
        Scalar::Truth(condition) => in_condition(condition, found),
        Scalar::Set(query) => in_query(query, found),
        Scalar::Cast(inner, _) => in_scalar(inner, found),
        _ => {}
    }
}
