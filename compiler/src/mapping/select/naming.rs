//! Gives every output column a plain name of its own.
//!
//! In: a query and the names its columns have. Out: names that are the same with and without quotes and all different:
//! the query's own if they are so, else `c0`, `c1`, …. Renaming an output column can change what `ORDER BY` or
//! `GROUP BY` refer to; where they might, and for `VALUES`, the query is wrapped instead.

use super::grammar::Grammar;
use super::ident;
use sqlparser::ast::{Distinct, GroupByExpr, Ident, Query, Select, SelectItem, SetExpr};
use std::collections::BTreeSet;

/// What to put around the text of a query so that its columns have their final names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrapping {
    /// Nothing: the query names its columns itself.
    None,
    /// A `SELECT` that renames the columns of a `VALUES` list.
    Values,
    /// A `SELECT` with a list of column names.
    Aliases,
}

impl Wrapping {
    /// Puts it around `text`.
    pub fn apply(self, text: String, names: &[String], grammar: Grammar) -> String {
        match self {
            Self::None => text,
            Self::Values | Self::Aliases if !grammar.names_derived_columns() => {
                let list = names.join(", ");
                format!("WITH v ({list}) AS ({text}) SELECT {list} FROM v")
            }
            Self::Values => {
                let number = |(at, name): (usize, &String)| format!("column{} AS {name}", at + 1);
                let items = names.iter().enumerate().map(number).collect::<Vec<_>>().join(", ");
                format!("SELECT {items} FROM ({text}) AS v")
            }
            Self::Aliases => {
                let list = names.join(", ");
                format!("SELECT {list} FROM ({text}) AS v ({list})")
            }
        }
    }
}

/// The names that the columns get.
pub fn final_names(names: &[Option<String>]) -> Vec<String> {
    match usable(names) {
        Some(names) => names,
        None => (0..names.len()).map(|at| format!("c{at}")).collect(),
    }
}

/// Renames the columns in the query where that is safe, and says what to put around its text where it is not.
pub fn name_columns(query: &mut Query, names: &[Option<String>]) -> Wrapping {
    let (ordered, body) = first_arm(query);
    let SetExpr::Select(select) = body else { return Wrapping::Values };
    if usable(names).is_some() {
        return Wrapping::None;
    }
    if ordered || refers_to_outputs(select) {
        return Wrapping::Aliases;
    }
    let items = std::mem::take(&mut select.projection);
    select.projection = items.into_iter().enumerate().map(|(at, item)| named(at, item)).collect();
    Wrapping::None
}

fn usable(names: &[Option<String>]) -> Option<Vec<String>> {
    let names: Vec<String> = names.iter().cloned().collect::<Option<_>>()?;
    let different = names.iter().collect::<BTreeSet<_>>().len() == names.len();
    (different && names.iter().all(|name| ident::is_plain(name))).then_some(names)
}

fn named(at: usize, item: SelectItem) -> SelectItem {
    match item {
        SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => {
            SelectItem::ExprWithAlias { expr, alias: Ident::new(format!("c{at}")) }
        }
        other => other,
    }
}

/// The arm that names the columns, and whether an `ORDER BY` on the way to it may use the names.
fn first_arm(query: &mut Query) -> (bool, &mut SetExpr) {
    let mut ordered = query.order_by.is_some();
    let mut body = query.body.as_mut();
    loop {
        match body {
            SetExpr::SetOperation { left, .. } => body = left.as_mut(),
            SetExpr::Query(inner) => {
                ordered |= inner.order_by.is_some();
                body = inner.body.as_mut();
            }
            arm => return (ordered, arm),
        }
    }
}

fn refers_to_outputs(select: &Select) -> bool {
    let grouped = !matches!(&select.group_by, GroupByExpr::Expressions(by, _) if by.is_empty());
    grouped || matches!(select.distinct, Some(Distinct::On(_)))
}
