//! Mapped queries that are made of the rows of several tables.
//!
//! In: a mapping that is about to be described by a database. Out: the same with the rows of each such table as a fact of their own,
//! without a name in the policy language, behind the fact that they are a part of; and, once the types of all columns are told,
//! the tables that stand for a fact.

use super::model::{FactMapping, Mapping, Projection, Select, SelectColumn, Signature, SignatureArg, Table};
use super::select::{self, Filter, Grammar};
use super::sql_type::{Family, SqlType};
use crate::value::{INTEGER, STRING, TypeName, Value};
use smol_str::SmolStr;

/// `SELECT a.x, b.y, 'owner' FROM a JOIN b ON b.id = a.b_id WHERE …` and nothing more: rows of some tables, of which some
/// columns are equal.
#[derive(Clone, Debug)]
pub struct Join {
    /// The rows of each table.
    pub tables: Vec<TableRows>,
    /// The output columns.
    pub outputs: Vec<JoinOutput>,
}

/// An output column of a [`Join`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JoinOutput {
    /// The columns of this class, which are equal.
    Class(usize),
    /// A constant, a `String` or an `Integer`.
    Constant(Value),
}

/// Rows of a table in a [`Join`].
#[derive(Clone, Debug)]
pub struct TableRows {
    /// The table.
    pub table: Table,
    /// Its columns that are asked for or joined.
    pub columns: Vec<String>,
    /// For each of them, whether its text form is asked for.
    pub as_text: Vec<bool>,
    /// The class of each: columns of one class are equal.
    pub classes: Vec<usize>,
    /// The conditions on its rows, if any.
    pub filter: Option<Filter>,
}

/// What is known of the columns of a class.
struct Class {
    number: usize,
    ty: SqlType,
    as_text: bool,
}

impl Join {
    /// Whether an output is the text form of a column.
    pub(super) fn is_text(&self, output: &JoinOutput) -> bool {
        let columns = self.tables.iter().flat_map(|rows| rows.classes.iter().zip(&rows.as_text));
        columns.into_iter().any(|(class, as_text)| *output == JoinOutput::Class(*class) && *as_text)
    }

    /// The classes of its columns. `None` where a type is not told, or where columns are joined whose values may be equal for the
    /// database and differ for a policy: only whole numbers and UUIDs are sure not to.
    fn classes(&self, parts: &[FactMapping]) -> Option<Vec<Class>> {
        let mut known: Vec<Class> = Vec::new();
        for (part, rows) in parts.iter().zip(&self.tables) {
            for ((column, number), as_text) in part.select.columns.iter().zip(&rows.classes).zip(&rows.as_text) {
                let ty = column.sql_type?;
                match known.iter().find(|class| class.number == *number).map(|class| class.ty.family()) {
                    None => known.push(Class { number: *number, ty, as_text: *as_text }),
                    Some(family) if family == ty.family() && matches!(family, Family::Integer | Family::Uuid) => {}
                    Some(_) => return None,
                }
            }
        }
        Some(known)
    }
}

/// Whether the values of an output are the same as those of the query's own column, which is read by the type that it has in the
/// policy. The column of a union has a type of its own, in which a value may have another text form.
fn yields(output: &JoinOutput, classes: &[Class], own: &SelectColumn, in_union: bool) -> bool {
    let Some(own) = own.sql_type else { return false };
    match output {
        JoinOutput::Constant(value) if value.ty == STRING => own.family() == Family::Text,
        JoinOutput::Constant(value) => value.ty == INTEGER && own.family() == Family::Integer,
        JoinOutput::Class(number) => classes.iter().find(|class| class.number == *number).is_some_and(|class| {
            let family = class.ty.family();
            match class.as_text {
                true => own == SqlType::Text,
                false if class.ty == own => family != Family::Opaque || !in_union,
                false => family == Family::Integer && family == own.family(),
            }
        }),
    }
}

impl Mapping {
    /// Puts the rows of each table that a fact's query joins behind the fact, for a database to describe them. Numbers of facts
    /// change.
    pub fn take_apart(&mut self, grammar: Grammar) {
        let with_parts = |fact: FactMapping| {
            let tables = fact.select.joins.iter().flat_map(|join| &join.tables);
            let parts: Vec<FactMapping> = tables.map(|rows| part(&fact, rows, grammar)).collect();
            std::iter::once(fact).chain(parts)
        };
        let entries = std::mem::take(&mut self.facts).into_iter().filter(|fact| !fact.is_part);
        self.facts = entries.flat_map(with_parts).collect();
    }

    /// The joins that a fact is the union of, whose tables are numbered from the fact behind it on. None where the query is not
    /// made so, or where its columns do not show the values that the tables have.
    pub fn joins_of(&self, fact: usize) -> &[Join] {
        let Some(select) = self.facts.get(fact).map(|fact| &fact.select) else { return &[] };
        let several = select.joins.len() > 1;
        let mut first = fact + 1;
        for join in &select.joins {
            let Some(parts) = self.facts.get(first..first + join.tables.len()) else { return &[] };
            if parts.iter().any(|part| !part.is_part) {
                return &[];
            }
            first += join.tables.len();
            let Some(classes) = join.classes(parts) else { return &[] };
            let mut outputs = join.outputs.iter().zip(&select.columns);
            if !outputs.all(|(output, own)| yields(output, &classes, own, several)) {
                return &[];
            }
        }
        &select.joins
    }
}

/// The rows of a table as a fact. Its predicate and the types of its columns are no names of the policy language.
fn part(fact: &FactMapping, rows: &TableRows, grammar: Grammar) -> FactMapping {
    let TableRows { table, columns, as_text, filter, .. } = rows;
    let types = columns.iter().map(|column| SignatureArg::Column(TypeName::new(format!("{}.{column}", table.name))));
    let signature = Signature { predicate: SmolStr::new(format!("row of {}", table.name)), args: types.collect() };
    let mut select = Select {
        text: select::text_of_rows(rows, grammar),
        columns: columns.iter().map(|name| SelectColumn { name: name.clone(), sql_type: None, not_null: false }).collect(),
        projection: Some(Projection {
            table: table.clone(),
            columns: columns.clone(),
            as_text: as_text.clone(),
            keys: Vec::new(),
            indexed: Vec::new(),
            common: Vec::new(),
            filter: filter.clone(),
        }),
        joins: Vec::new(),
    };
    select.assume_text();
    FactMapping { span: fact.span, query_span: fact.query_span, signature, select, is_part: true }
}
