//! Phase one: a query for everything that does not depend on rows.
//!
//! In: the parts of a condition. Out: one query that answers for all of them, in a form that says which answer belongs to
//! which part.

use super::{Lifted, Phases};
use crate::mapping::sql_type::SqlType;
use crate::plan::access::Capabilities;
use crate::plan::relation::compare::as_text;
use crate::plan::relation::{Column, Condition, Output, Query, Rows, Scalar, Source, Union};
use crate::value::{INTEGER, Value};
use smol_str::{SmolStr, format_smolstr};

/// The form of the answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answers {
    /// One row with a column for each part: a truth value, or an array of keys.
    Row,
    /// Rows of two columns: the number of a part, and a key of its set. A gate is open if there is a row for it.
    Tagged,
}

impl Phases {
    /// The query of phase one: at most `most` keys of each set and one more, which tells that there are too many. `None`
    /// where there is nothing to ask.
    pub fn first(&self, can: Capabilities, most: u64) -> Option<(Query, Answers)> {
        if self.parts.is_empty() {
            return None;
        }
        if can.arrays {
            let columns = self
                .parts
                .iter()
                .enumerate()
                .map(|(at, part)| Output { value: answer(part, most), name: format_smolstr!("p{at}") });
            return Some((Query { columns: columns.collect(), ..Query::default() }, Answers::Row));
        }
        let rows = self.parts.iter().enumerate().map(|(at, part)| tagged(at, part, can, most)).collect();
        Some((Query::union(Union::All, rows)?, Answers::Tagged))
    }

    /// The numbers that stand for the parts in the query of phase one.
    pub fn tags(&self) -> impl Iterator<Item = Value> {
        (0..self.parts.len()).map(|at| Value::new(INTEGER, SmolStr::from(at.to_string())))
    }
}

fn answer(part: &Lifted, most: u64) -> Scalar {
    match part {
        Lifted::Gate(condition) => Scalar::Truth(Box::new(condition.clone())),
        Lifted::Set(query, _) => {
            let (keys, key) = keys(query, most);
            Scalar::Set(Box::new(Query { columns: vec![Output { value: key, name: SmolStr::new_static("key") }], ..keys }))
        }
    }
}

fn tagged(at: usize, part: &Lifted, can: Capabilities, most: u64) -> Query {
    let tag = Scalar::Value(Value::new(INTEGER, SmolStr::from(at.to_string())), SqlType::BigInt);
    let output = |value: Scalar, name: &str| Output { value, name: name.into() };
    match part {
        Lifted::Gate(condition) => {
            let columns = vec![output(tag, "part"), output(Scalar::Null(SqlType::Text), "key")];
            Query { columns, filter: vec![condition.clone()], ..Query::default() }
        }
        Lifted::Set(query, _) => {
            let (keys, key) = keys(query, most);
            // The bound is this set's, not the union's.
            let rows = Rows::Query(Box::new(Query { columns: vec![output(key.clone(), "key")], ..keys }));
            let key = column("key", key.ty());
            let key = if can.mixed_columns { key } else { as_text(key) };
            let from = vec![Source { alias: SmolStr::new_static("q"), rows, lateral: false }];
            Query { columns: vec![output(tag, "part"), output(key, "key")], from, ..Query::default() }
        }
    }
}

/// The keys of a set, each once, without columns yet; and the key.
fn keys(query: &Query, most: u64) -> (Query, Scalar) {
    let first = query.columns.first();
    let name = first.map_or("", |column| &column.name);
    let key = column(name, first.and_then(|column| column.value.ty()));
    let from = vec![Source { alias: SmolStr::new_static("q"), rows: Rows::Query(Box::new(query.clone())), lateral: false }];
    let filter = vec![Condition::NotNull(key.clone())];
    (Query { distinct: true, from, filter, limit: Some(most.saturating_add(1)), ..Query::default() }, key)
}

/// A column of the one source.
fn column(name: &str, ty: Option<SqlType>) -> Scalar {
    Scalar::Column(Column { source: Some(SmolStr::new_static("q")), name: SmolStr::new(name), ty, not_null: false })
}
