//! What stands in the `FROM` of a caller's query.
//!
//! In: a select. Out: its members that a column can be qualified with, each with the table behind it where it is one, and
//! whether an outer join can fill it with NULLs.

use super::super::grammar::Grammar;
use super::super::projection::table_name;
use crate::mapping::model::Table;
use sqlparser::ast::{Ident, JoinOperator, ObjectNamePart, Select, TableAlias, TableFactor, TableWithJoins};
use sqlparser::tokenizer::Span as SqlSpan;

/// A member of a `FROM`.
#[derive(Clone, Debug)]
pub struct Member {
    /// The name that qualifies its columns, as the database sees it.
    pub name: String,
    /// Where the name stands.
    pub span: SqlSpan,
    /// The table, where the member is one with its columns' own names.
    pub table: Option<Table>,
    /// Whether an outer join keeps rows for which it has none.
    pub nullable: bool,
}

/// The members of a select's `FROM`. `with` are the names of the table expressions that hide tables.
pub fn members(select: &Select, grammar: Grammar, with: &[String]) -> Vec<Member> {
    select.from.iter().flat_map(|tables| joined(tables, grammar, with)).collect()
}

fn joined(tables: &TableWithJoins, grammar: Grammar, with: &[String]) -> Vec<Member> {
    let mut found = factor(&tables.relation, grammar, with);
    for join in &tables.joins {
        let mut right = factor(&join.relation, grammar, with);
        let (fills_left, fills_right) = match &join.join_operator {
            JoinOperator::Left(_) | JoinOperator::LeftOuter(_) => (false, true),
            JoinOperator::Right(_) | JoinOperator::RightOuter(_) => (true, false),
            JoinOperator::FullOuter(_) => (true, true),
            _ => (false, false),
        };
        for member in &mut found {
            member.nullable |= fills_left;
        }
        for member in &mut right {
            member.nullable |= fills_right;
        }
        found.extend(right);
    }
    found
}

/// Nesting is bounded by the parser.
fn factor(table: &TableFactor, grammar: Grammar, with: &[String]) -> Vec<Member> {
    match table {
        TableFactor::NestedJoin { table_with_joins, alias: None } => joined(table_with_joins, grammar, with),
        TableFactor::Table { name, alias, args, .. } => {
            let own = name.0.last().and_then(|part| if let ObjectNamePart::Identifier(name) = part { Some(name) } else { None });
            let table = table_name(name, grammar).filter(|table| {
                let renamed = alias.as_ref().is_some_and(|alias| !alias.columns.is_empty());
                args.is_none() && !renamed && (table.schema.is_some() || !with.contains(&table.name.to_ascii_lowercase()))
            });
            let named = alias.as_ref().map(|alias| &alias.name).or(own);
            named.map(|named| member(named, table, grammar)).into_iter().collect()
        }
        TableFactor::NestedJoin { alias, .. }
        | TableFactor::Derived { alias, .. }
        | TableFactor::Function { alias, .. }
        | TableFactor::UNNEST { alias, .. } => aliased(alias.as_ref(), grammar),
        _ => Vec::new(),
    }
}

fn aliased(alias: Option<&TableAlias>, grammar: Grammar) -> Vec<Member> {
    alias.map(|alias| member(&alias.name, None, grammar)).into_iter().collect()
}

fn member(name: &Ident, table: Option<Table>, grammar: Grammar) -> Member {
    Member { name: grammar.table_name(name), span: name.span, table, nullable: false }
}
