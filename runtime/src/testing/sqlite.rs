//! Tests on SQLite: temporary tables of a database in memory, or of a file.

use super::store::{Store, TextRow};
use super::tables::{Rows, Tables, column};
use crate::Error;
use arctos_compiler::mapping::sql_type::SqlType;
use arctos_compiler::sql::{Dialect, Parameter, ParameterSource, Statement};
use arctos_compiler::value::Value;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Row, ToSql, params_from_iter};
use sea_query::{Alias, ColumnDef, SqliteQueryBuilder, Table, TableCreateStatement};

/// Statements that are kept prepared: those of a large policy's tests.
const STATEMENTS: usize = 4096;

/// One connection.
pub(super) struct Sqlite {
    connection: Connection,
    /// The tables that have rows.
    filled: Vec<usize>,
}

impl Sqlite {
    /// A database in memory, of its own.
    ///
    /// # Errors
    /// There is no memory for it.
    pub fn in_memory() -> Result<Self, Error> {
        Self::of(Connection::open_in_memory())
    }

    fn of(connection: rusqlite::Result<Connection>) -> Result<Self, Error> {
        let connection = connection.map_err(|error| refused(&error))?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        Ok(Self { connection, filled: Vec::new() })
    }

    fn execute(&self, sql: &str, params: impl rusqlite::Params) -> Result<(), Error> {
        let executed = self.connection.prepare_cached(sql).and_then(|mut statement| statement.execute(params));
        executed.map(|_| ()).map_err(|error| refused(&error))
    }

    fn clear(&mut self, tables: &Tables) -> Result<(), Error> {
        for number in std::mem::take(&mut self.filled) {
            if let Some(table) = tables.get(number) {
                self.execute(&format!("DELETE FROM {}", table.name), [])?;
            }
        }
        Ok(())
    }

    fn rows(&self, statement: &Statement, values: &[Value]) -> Result<Vec<TextRow>, Error> {
        let params = statement.params.iter().map(|param| bound(param, values)).collect::<Result<Vec<_>, _>>()?;
        let read = || {
            let mut prepared = self.connection.prepare_cached(&statement.sql)?;
            let rows = prepared.query_map(params_from_iter(params), texts)?;
            rows.collect::<rusqlite::Result<Vec<TextRow>>>()
        };
        read().map_err(|error| refused(&error))
    }
}

impl Store for Sqlite {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    async fn create(&mut self, tables: &Tables) -> Result<(), Error> {
        for table in tables.iter() {
            self.execute(&definition(&table.name, &table.columns).to_string(SqliteQueryBuilder), [])?;
        }
        self.execute("BEGIN", [])
    }

    async fn fill(&mut self, tables: &Tables, rows: &Rows<'_>) -> Result<(), Error> {
        self.clear(tables)?;
        for (number, rows) in rows {
            let Some(table) = tables.get(*number) else { continue };
            self.filled.push(*number);
            let params: Vec<String> = (1..=table.columns.len()).map(|at| format!("?{at}")).collect();
            let sql = format!("INSERT INTO {} VALUES ({})", table.name, params.join(", "));
            for row in rows {
                let values = row.iter().zip(&table.columns).map(|(value, ty)| param(&value.id, *ty));
                self.execute(&sql, params_from_iter(values.collect::<Result<Vec<_>, _>>()?))?;
            }
        }
        Ok(())
    }

    async fn ask(&mut self, statement: &Statement, values: &[Value]) -> Result<Vec<TextRow>, Error> {
        self.rows(statement, values)
    }

    async fn finish(self) -> Result<(), Error> {
        self.execute("ROLLBACK", [])
    }
}

/// A value to bind.
enum Param {
    /// A whole number, or a truth value as 0 or 1.
    Integer(i64),
    /// A text; an array is one text in JSON.
    Text(String),
}

impl ToSql for Param {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Param::Integer(number) => ToSqlOutput::from(*number),
            Param::Text(text) => ToSqlOutput::from(text.as_str()),
        })
    }
}

fn bound(parameter: &Parameter, values: &[Value]) -> Result<Param, Error> {
    let ty = parameter.sql_type();
    match &parameter.source {
        ParameterSource::Slot(slot) => {
            let value = values.get(*slot).ok_or_else(|| Error::Answer(format!("the question has no value number {slot}")))?;
            param(&value.id, ty)
        }
        ParameterSource::Value(value) => param(&value.id, ty),
        ParameterSource::SlotArray(_) => Err(Error::Answer("a test has no candidates".to_owned())),
        ParameterSource::Values(values) => {
            let texts = values.iter().map(|value| match param(&value.id, ty)? {
                Param::Integer(number) => Ok(number.to_string()),
                Param::Text(text) => Ok(quoted(&text)),
            });
            Ok(Param::Text(format!("[{}]", texts.collect::<Result<Vec<_>, Error>>()?.join(","))))
        }
    }
}

fn param(id: &str, ty: SqlType) -> Result<Param, Error> {
    let number = match (ty, id) {
        (SqlType::SmallInt | SqlType::Integer | SqlType::BigInt, id) => id.parse().ok(),
        (SqlType::Boolean, "true") => Some(1),
        (SqlType::Boolean, "false") => Some(0),
        (SqlType::Boolean, _) => None,
        _ => return Ok(Param::Text(id.to_owned())),
    };
    number.map(Param::Integer).ok_or_else(|| Error::Answer(format!("`{}` is no {ty}", id.escape_debug())))
}

/// A text as JSON.
fn quoted(text: &str) -> String {
    let escaped = text.chars().map(|c| match c {
        '"' | '\\' => format!("\\{c}"),
        '\0'..='\u{1f}' => format!("\\u{:04x}", u32::from(c)),
        _ => c.to_string(),
    });
    format!("\"{}\"", escaped.collect::<String>())
}

fn texts(row: &Row<'_>) -> rusqlite::Result<TextRow> {
    let text = |at: usize| {
        Ok(match row.get_ref(at)? {
            ValueRef::Null => None,
            ValueRef::Integer(number) => Some(number.to_string()),
            ValueRef::Text(text) => Some(String::from_utf8_lossy(text).into_owned()),
            ValueRef::Real(_) | ValueRef::Blob(_) => return Err(rusqlite::Error::InvalidQuery),
        })
    };
    (0..row.as_ref().column_count()).map(text).collect()
}

fn definition(name: &str, columns: &[SqlType]) -> TableCreateStatement {
    let mut table = Table::create();
    table.table(Alias::new(name)).temporary();
    for (at, ty) in columns.iter().enumerate() {
        let mut definition = ColumnDef::new(Alias::new(column(at)));
        match ty {
            SqlType::BigInt | SqlType::Boolean => definition.integer(),
            _ => definition.text(),
        };
        table.col(definition.not_null());
    }
    table
}

fn refused(error: &rusqlite::Error) -> Error {
    Error::Answer(format!("the embedded database: {error}"))
}
