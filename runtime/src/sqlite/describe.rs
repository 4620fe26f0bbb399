//! What SQLite tells about mapped queries.
//!
//! In: a connection and a mapping. Out: the mapping with the types of its columns, and for plain projections the columns
//! that are never NULL and those that identify a row; and the types of all tables' columns. Guaranteed: what the database
//! does not promise is not assumed; a query that it refuses is a diagnostic.
//!
//! A column's declared type promises little: any column of an ordinary table may hold a text. What it does promise is how
//! values are kept. An `INTEGER` column keeps every text that reads as a whole number as that number, so that no two of
//! its values have the same text; such a column counts as `bigint`, and as one that may also hold other texts unless its
//! table is `STRICT` or it is the table's rowid. A `TEXT` column holds texts only; under the collation `BINARY`, which is
//! the usual one, it tells any two of them apart. Columns of all other types are compared
//! by their text form. Of a union, and of a view, which may be one, the database names the types of the first part: where
//! `sql_types` says nothing either, these columns and other expressions are turned into texts.

use crate::database::{Told, retype};
use arctos_compiler::diagnostic::{Diagnostic, Diagnostics, codes};
use arctos_compiler::mapping::model::{FactMapping, Mapping, SelectColumn};
use arctos_compiler::mapping::schema::{self, Described, DescribedColumn, DescribedTable};
use arctos_compiler::mapping::select::Grammar;
use arctos_compiler::mapping::sql_type::SqlType;
use arctos_compiler::mapping::tables::{RowsOfValue, Tables};
use arctos_compiler::value::{BOOLEAN, INTEGER, STRING, TypeName, is_primitive};
use rusqlite::{Connection, Error, ErrorCode, OptionalExtension, Row};
use std::collections::HashMap;
use std::sync::Arc;

/// Words of queries that are made of several.
const COMPOUND: &[&str] = &["union", "except", "intersect"];

/// Texts that only equal themselves.
const BINARY: SqlType = SqlType::Collated(0);

/// Describes every query and fills in the answers.
///
/// # Errors
/// The database cannot be read. What it says about a query itself is a diagnostic.
pub(super) fn describe(connection: &Connection, mapping: &mut Mapping) -> rusqlite::Result<Told> {
    let mut diagnostics = Diagnostics::new();
    let mut loose = Vec::new();
    retype(mapping, |ty| match ty {
        SqlType::SmallInt | SqlType::Integer => SqlType::BigInt,
        SqlType::Uuid | SqlType::Char => SqlType::Text,
        other => other,
    });
    let mut schema = Schema { connection, views: views(connection)?, tables: HashMap::new() };
    mapping.take_apart(Grammar::Sqlite);
    for index in 0..mapping.facts.len() {
        let Some(fact) = mapping.facts.get(index) else { continue };
        match schema.query(fact) {
            Ok((described, found)) => {
                loose.extend(found.into_iter().map(|column| (index, column)));
                diagnostics.extend(schema::apply(mapping, index, &described));
                if let Some(fact) = mapping.facts.get_mut(index) {
                    read_as_text(fact);
                }
            }
            Err(error) => diagnostics.0.extend(refused(fact, error)?),
        }
    }
    mapping.tables = Some(Arc::new(schema.all()?));
    if !diagnostics.has_errors() {
        diagnostics.extend(schema::mixed_types(mapping));
    }
    Ok(Told { diagnostics, loose })
}

/// Makes texts of the columns whose types nobody knows. The rows of a union may be numbers and texts, and whether a number
/// equals its text then depends on the part of the union that the database takes the column's type from.
fn read_as_text(fact: &mut FactMapping) {
    let signature = &fact.signature;
    let primitive: Vec<bool> = signature.column_types().iter().map(|ty| *ty != STRING && is_primitive(ty)).collect();
    let unknown = |at: usize, column: &SelectColumn| column.sql_type.is_none() && primitive.get(at) == Some(&false);
    if !fact.select.columns.iter().enumerate().any(|(at, column)| unknown(at, column)) {
        return;
    }
    let mut outputs = Vec::new();
    for (at, column) in fact.select.columns.iter_mut().enumerate() {
        let name = format!("\"{}\"", column.name.replace('"', "\"\""));
        if unknown(at, column) {
            column.sql_type = Some(SqlType::Text);
            outputs.push(format!("CAST({name} AS TEXT) AS {name}"));
        } else {
            outputs.push(name);
        }
    }
    fact.select.text = format!("SELECT {} FROM ({})", outputs.join(", "), fact.select.text);
    fact.select.projection = None;
}

/// What is known of a database.
struct Schema<'c> {
    connection: &'c Connection,
    /// Names of its views, in lower case.
    views: Vec<String>,
    /// By schema and name.
    tables: HashMap<(String, String), Option<Table>>,
}

/// A table.
#[derive(Debug)]
struct Table {
    columns: Vec<Column>,
}

/// A column of a table.
#[derive(Debug)]
struct Column {
    name: String,
    declared: String,
    sql_type: SqlType,
    /// Whether it holds values of its type only.
    strict: bool,
    not_null: bool,
    unique: bool,
}

impl Schema<'_> {
    /// A query, and the numbers of its columns that may hold other texts than those of their type.
    fn query(&mut self, fact: &FactMapping) -> rusqlite::Result<(Described, Vec<usize>)> {
        let statement = self.connection.prepare(&fact.select.text)?;
        let own = |name: Option<&str>| name.map(str::to_owned);
        let columns = statement.columns_with_metadata();
        let origins: Vec<Option<(String, String, String)>> = columns
            .map(|column| Some((own(column.database_name())?, own(column.table_name())?, own(column.origin_name())?)))
            .collect();
        drop(statement);
        let plain = self.is_plain(&fact.select.text);
        let types = fact.signature.column_types();
        let (mut columns, mut loose) = (Vec::new(), Vec::new());
        for (at, origin) in origins.iter().enumerate() {
            let known = match origin {
                Some((schema, table, name)) if plain => self.column(schema, table, name)?,
                _ => None,
            };
            let column = told(known, types.get(at).copied());
            let whole = column.sql_type == Some(SqlType::BigInt) && types.get(at).is_some_and(|ty| *ty != INTEGER);
            if whole && known.is_some_and(|known| !known.strict) {
                loose.push(at);
            }
            columns.push(column);
        }
        let table = match (&fact.select.projection, origins.first()) {
            (Some(projection), Some(Some((schema, table, _)))) if plain => {
                self.table(schema, table)?.map(|table| promises(table, &projection.columns))
            }
            _ => None,
        };
        Ok((Described { columns, table, ..Described::default() }, loose))
    }

    /// The columns of all tables and views. A whole number that may also be a text counts as neither, and so does what a view
    /// computes or takes from several tables.
    fn all(&mut self) -> rusqlite::Result<Tables> {
        let relations: Vec<(String, String, String, bool)> = {
            let mut statement = self.connection.prepare(RELATIONS)?;
            let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
            statement.query_map((), read)?.collect::<rusqlite::Result<_>>()?
        };
        let mut tables = Tables::default();
        for (schema, name, kind, is_visible) in &relations {
            if let Some(table) = self.table(schema, name)? {
                for column in &table.columns {
                    let sql_type = match column.sql_type {
                        SqlType::BigInt if !column.strict => SqlType::Other,
                        SqlType::Boolean => SqlType::Other,
                        other => other,
                    };
                    tables.insert((schema, name), *is_visible, &column.name, sql_type);
                    if column.unique {
                        tables.note_rows((schema, name), &column.name, RowsOfValue { usual: 1.0, most: 1.0 });
                    }
                }
            } else if kind != "shadow" {
                for column in column_names(self.connection, schema, name)? {
                    tables.insert((schema, name), *is_visible, &column, SqlType::Other);
                }
            }
        }
        for (table, column, rows, usual) in rows_of_values(self.connection)? {
            tables.note_size(("main", &table), rows);
            tables.note_rows(("main", &table), &column, RowsOfValue { usual, most: usual });
        }
        Ok(tables)
    }

    /// Whether each column is that of one table.
    fn is_plain(&self, text: &str) -> bool {
        // Also where these are words of a comment or a text: that costs an index, but no right answer.
        let text = text.to_lowercase();
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        let named = |name: &str| if name.chars().all(is_part) { has_word(&text, name) } else { text.contains(name) };
        !COMPOUND.iter().any(|word| named(word)) && !self.views.iter().any(|view| named(view))
    }

    fn column(&mut self, schema: &str, table: &str, name: &str) -> rusqlite::Result<Option<&Column>> {
        let table = self.table(schema, table)?;
        Ok(table.and_then(|table| table.columns.iter().find(|column| column.name.eq_ignore_ascii_case(name))))
    }

    fn table(&mut self, schema: &str, name: &str) -> rusqlite::Result<Option<&Table>> {
        let key = (schema.to_owned(), name.to_owned());
        if !self.tables.contains_key(&key) {
            let table = table(self.connection, schema, name)?;
            self.tables.insert(key.clone(), table);
        }
        Ok(self.tables.get(&key).and_then(Option::as_ref))
    }
}

/// What a bare name stands for, or one with a schema: every table and view, and whether its name alone means it.
const RELATIONS: &str = "\
SELECT l.schema, l.name, l.type, NOT EXISTS (
  SELECT 1 FROM pragma_table_list AS o JOIN pragma_database_list AS d ON d.name = o.schema
  WHERE o.name = l.name COLLATE NOCASE
    AND CASE o.schema WHEN 'temp' THEN -1 ELSE d.seq END < CASE l.schema WHEN 'temp' THEN -1 ELSE e.seq END)
FROM pragma_table_list AS l JOIN pragma_database_list AS e ON e.name = l.schema";

/// Names of all views, in lower case.
fn views(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare("SELECT lower(name) FROM pragma_table_list WHERE type = 'view'")?;
    statement.query_map((), |row| row.get(0))?.collect()
}

fn has_word(text: &str, word: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|part| part == word)
}

/// A column as the mapping's checks take it. Comparisons yield numbers here, so that a truth value is one.
fn told(known: Option<&Column>, ty: Option<&TypeName>) -> DescribedColumn {
    let boolean = ty.is_some_and(|ty| ty == BOOLEAN);
    let sql_type = match known.map(|column| column.sql_type) {
        Some(text @ (SqlType::Text | SqlType::Collated(_))) => Some(text),
        _ if boolean => Some(SqlType::Boolean),
        // A text like `admin` is none that such a column is meant for.
        Some(SqlType::BigInt) if ty.is_some_and(|ty| ty == STRING) => Some(SqlType::Other),
        Some(SqlType::Boolean) => Some(SqlType::Other),
        other => other,
    };
    DescribedColumn { type_name: known.map(|column| column.declared.clone()).unwrap_or_default(), sql_type }
}

/// What a table promises of columns, which are named as the query names them.
fn promises(table: &Table, names: &[String]) -> DescribedTable {
    let those = |promised: fn(&Column) -> bool| {
        let has = |name: &&String| table.columns.iter().any(|column| column.name.eq_ignore_ascii_case(name) && promised(column));
        names.iter().filter(has).cloned().collect()
    };
    DescribedTable {
        not_null: those(|column| column.not_null),
        unique: those(|column| column.not_null && column.unique),
        ..DescribedTable::default()
    }
}

/// An ordinary table; `None` for a virtual one and for a view.
fn table(connection: &Connection, schema: &str, table: &str) -> rusqlite::Result<Option<Table>> {
    let sql = "SELECT wr, strict FROM pragma_table_list WHERE schema = ?1 AND name = ?2 COLLATE NOCASE AND type = 'table'";
    let found = connection.query_row(sql, (schema, table), |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let Some((without_rowid, strict)) = found else { return Ok(None) };
    let unique = unique_columns(connection, schema, table)?;
    let primary: Vec<String> = {
        let mut statement = connection.prepare("SELECT name FROM pragma_table_xinfo(?1, ?2) WHERE pk > 0")?;
        statement.query_map((table, schema), |row| row.get(0))?.collect::<Result<_, _>>()?
    };
    // The rowid under another name has no index of its own.
    let has_key_index = "SELECT count(*) FROM pragma_index_list(?1, ?2) WHERE origin = 'pk'";
    let key_index: i64 = connection.query_row(has_key_index, (table, schema), |row| row.get(0))?;
    let mut statement = connection.prepare("SELECT name, type, \"notnull\" FROM pragma_table_xinfo(?1, ?2)")?;
    let columns = statement.query_map((table, schema), |row| {
        let (name, declared, not_null): (String, String, bool) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let in_key = primary.contains(&name);
        let (_, collation, ..) = connection.column_metadata(Some(schema), table, name.as_str())?;
        let is_binary = collation.is_some_and(|collation| collation.to_bytes().eq_ignore_ascii_case(b"binary"));
        let rowid = in_key && primary.len() == 1 && key_index == 0;
        Ok(Column {
            sql_type: match sql_type(&declared) {
                SqlType::Text if is_binary => BINARY,
                other => other,
            },
            strict: strict || rowid,
            // Only these keys exclude NULL.
            not_null: not_null || rowid || in_key && (without_rowid || strict),
            // Where values are kept as they come, the number 7 and the text `7` are two of them.
            unique: (rowid || unique.contains(&name)) && !keeps_all(&declared),
            name,
            declared,
        })
    })?;
    Ok(Some(Table { columns: columns.collect::<Result<_, _>>()? }))
}

/// The columns of a view or a virtual table; none where it reads what is not there.
fn column_names(connection: &Connection, schema: &str, table: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare("SELECT name FROM pragma_table_xinfo(?1, ?2)")?;
    let names: rusqlite::Result<Vec<String>> = statement.query_map((table, schema), |row| row.get(0))?.collect();
    match names {
        Err(Error::SqliteFailure(failure, _)) if failure.code == ErrorCode::Unknown => Ok(Vec::new()),
        names => names,
    }
}

/// Columns that are unique by themselves.
fn unique_columns(connection: &Connection, schema: &str, table: &str) -> rusqlite::Result<Vec<String>> {
    let sql = "SELECT min(c.name) FROM pragma_index_list(?1, ?2) AS i, pragma_index_info(i.name, ?2) AS c \
        WHERE i.\"unique\" AND NOT i.partial GROUP BY i.name HAVING count(*) = 1 AND min(c.cid) >= 0";
    let mut statement = connection.prepare(sql)?;
    statement.query_map((table, schema), |row| row.get(0))?.collect()
}

/// Of a table and a column that an index starts with, how many rows the table has, and how many a value of the column usually
/// finds, where `ANALYZE` has found out.
fn rows_of_values(connection: &Connection) -> rusqlite::Result<Vec<(String, String, u64, f64)>> {
    let known = "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND name = 'sqlite_stat1'";
    if connection.query_row(known, (), |row| row.get::<_, i64>(0))? == 0 {
        return Ok(Vec::new());
    }
    // Of the numbers, the first is of the table and the second of the first column.
    let sql = "SELECT s.tbl, c.name, s.stat FROM main.sqlite_stat1 AS s
        JOIN pragma_index_list(s.tbl, 'main') AS i ON i.name = s.idx AND NOT i.partial
        JOIN pragma_index_info(s.idx, 'main') AS c ON c.seqno = 0 WHERE c.name IS NOT NULL";
    let mut statement = connection.prepare(sql)?;
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?));
    let found: Vec<(String, String, String)> = statement.query_map((), read)?.collect::<rusqlite::Result<_>>()?;
    let rows = |(table, column, stat): (String, String, String)| {
        let mut numbers = stat.split(' ');
        Some((table, column, numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
    };
    Ok(found.into_iter().filter_map(rows).collect())
}

/// The rules of SQLite for what a declared type means, as far as its promise goes.
fn sql_type(declared: &str) -> SqlType {
    let declared = declared.to_ascii_uppercase();
    let has = |part: &str| declared.contains(part);
    if has("INT") {
        SqlType::BigInt
    } else if has("CHAR") || has("CLOB") || has("TEXT") {
        SqlType::Text
    } else if has("BOOL") {
        SqlType::Boolean
    } else {
        SqlType::Other
    }
}

/// Whether a column of this type converts nothing.
fn keeps_all(declared: &str) -> bool {
    sql_type(declared) == SqlType::Other && (declared.is_empty() || declared.to_ascii_uppercase().contains("BLOB"))
        || declared.eq_ignore_ascii_case("any")
}

/// An error about the query itself as a diagnostic.
/// `None` for a part of a query, which is refused as a whole.
fn refused(fact: &FactMapping, error: Error) -> rusqlite::Result<Option<Diagnostic>> {
    let told = match &error {
        Error::SqlInputError { msg, .. } => msg.clone(),
        Error::SqliteFailure(failure, message) if failure.code == ErrorCode::Unknown => {
            message.clone().unwrap_or_else(|| error.to_string())
        }
        _ => return Err(error),
    };
    let message = format!("the database refuses this query: {told}");
    let diagnostic = Diagnostic::error(codes::BAD_SQL, fact.query_span, message).also(fact.span, "mapped here");
    Ok((!fact.is_part).then_some(diagnostic))
}
