//! The columns of a database's tables, mapped or not.
//!
//! In: what a database tells, column by column. Out: the type of a column that a caller names. A filter is about a row of
//! the caller's own query, whose table need not be in any mapped query: how its key compares is known from here alone.
//! Some databases tell names apart by the case of their letters and some do not, so that a name that is written otherwise
//! stands for no column for sure.

use super::model::Table;
use super::sql_type::SqlType;
use smol_str::SmolStr;
use std::collections::HashMap;

/// The columns of all tables and views that a database tells of.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    /// By their names in small letters.
    columns: HashMap<SmolStr, Vec<Column>>,
    /// About how many rows the tables have, by schema and name, where the compiler is to know it.
    sizes: HashMap<(SmolStr, SmolStr), u64>,
    /// About how many rows the largest table has; 0 where nobody told.
    pub largest: f64,
}

#[derive(Clone, Debug)]
struct Column {
    schema: SmolStr,
    table: SmolStr,
    is_visible: bool,
    name: SmolStr,
    sql_type: SqlType,
    rows: Option<RowsOfValue>,
}

/// How many rows of its table a value of a column finds, by an index that starts with the column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RowsOfValue {
    /// On average over the values.
    pub usual: f64,
    /// Of the most common value.
    pub most: f64,
}

impl Tables {
    /// Notes the column of a table, which has a schema, and is visible if its name alone stands for it.
    pub fn insert(&mut self, (schema, table): (&str, &str), is_visible: bool, column: &str, sql_type: SqlType) {
        let (schema, table) = (schema.into(), table.into());
        let found = Column { schema, table, is_visible, name: column.into(), sql_type, rows: None };
        self.columns.entry(column.to_lowercase().into()).or_default().push(found);
    }

    /// Notes how many rows the values of a column find that was noted before.
    pub fn note_rows(&mut self, (schema, table): (&str, &str), column: &str, rows: RowsOfValue) {
        let like_it = self.columns.get_mut(column.to_lowercase().as_str()).into_iter().flatten();
        let own = like_it.filter(|known| known.name == column && known.table == table && known.schema == schema);
        own.for_each(|known| known.rows = Some(rows));
    }

    /// Notes about how many rows a table has of which a column was noted before.
    pub fn note_size(&mut self, (schema, table): (&str, &str), rows: u64) {
        self.sizes.insert((schema.into(), table.into()), rows);
    }

    /// The type of a table's column; `None` where there is none of exactly these names.
    pub fn column(&self, table: &Table, name: &str) -> Option<SqlType> {
        self.find(table, name).map(|column| column.sql_type)
    }

    /// How many rows of a table the values of a column find; `None` where no index starts with it or nobody told.
    pub fn rows_of_value(&self, table: &Table, name: &str) -> Option<RowsOfValue> {
        self.find(table, name)?.rows
    }

    /// About how many rows the table with this column has; `None` where nobody told.
    pub fn size(&self, table: &Table, column: &str) -> Option<u64> {
        let found = self.find(table, column)?;
        self.sizes.get(&(found.schema.clone(), found.table.clone())).copied()
    }

    fn find(&self, table: &Table, name: &str) -> Option<&Column> {
        let is_in = |column: &Column| match &table.schema {
            Some(schema) => column.schema == *schema,
            None => column.is_visible,
        };
        let mut like_it = self.columns.get(name.to_lowercase().as_str())?.iter();
        like_it.find(|column| column.name == name && column.table == table.name && is_in(column))
    }

    /// The types of all columns of one name, in any table and in letters of any case.
    pub fn called(&self, name: &str) -> impl Iterator<Item = SqlType> {
        self.columns.get(name.to_lowercase().as_str()).into_iter().flatten().map(|column| column.sql_type)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_name_stands_for_the_visible_table() {
        let mut tables = Tables::default();
        tables.insert(("old", "docs"), false, "id", SqlType::Text);
        tables.insert(("app", "docs"), true, "id", SqlType::Uuid);
        tables.insert(("app", "notes"), true, "ID", SqlType::BigInt);
        let of = |schema: Option<&str>, name: &str, column: &str| {
            tables.column(&Table { schema: schema.map(str::to_owned), name: name.to_owned() }, column)
        };
        assert_eq!(of(None, "docs", "id"), Some(SqlType::Uuid));
        assert_eq!(of(Some("old"), "docs", "id"), Some(SqlType::Text));
        assert_eq!(of(Some("new"), "docs", "id"), None);
        assert_eq!(of(None, "docs", "name"), None);
        assert_eq!(of(None, "notes", "id"), None, "in letters of another case it may be another column");
        assert_eq!(tables.called("Id").collect::<Vec<_>>(), [SqlType::Text, SqlType::Uuid, SqlType::BigInt]);
    }
}
