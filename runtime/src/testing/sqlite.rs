//! Tests on SQLite: temporary tables of a database in memory, or of a file.

use super::store::{Store, TextRow};
use super::tables::{Rows, Tables, column};
use crate::bind::{Given, Param, bind, one};
use crate::sqlite::query;
use crate::sqlite::source::Source;
use crate::{Error, Settings, answer};
use arctos_compiler::mapping::sql_type::SqlType;
use arctos_compiler::sql::{Dialect, Statement};
use arctos_compiler::value::Value;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, params_from_iter};
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

    /// The database that a URL names. Nothing is written to it.
    ///
    /// # Errors
    /// A malformed URL, a file that is missing.
    pub fn open(url: &str, settings: &Settings) -> Result<Self, Error> {
        let store = Self::of(Source::parse(url)?.open())?;
        store.connection.busy_timeout(settings.deadline).map_err(connecting)?;
        Ok(store)
    }

    fn of(connection: rusqlite::Result<Connection>) -> Result<Self, Error> {
        let connection = connection.map_err(connecting)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        // As for an application's questions: a name in double quotes is never a text.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false).map_err(connecting)?;
        Ok(Self { connection, filled: Vec::new() })
    }

    fn execute(&self, sql: &str, params: impl rusqlite::Params) -> Result<(), Error> {
        let executed = self.connection.prepare_cached(sql).and_then(|mut statement| statement.execute(params));
        executed.map(|_| ()).map_err(refused)
    }

    fn clear(&mut self, tables: &Tables) -> Result<(), Error> {
        for number in std::mem::take(&mut self.filled) {
            if let Some(table) = tables.get(number) {
                self.execute(&format!("DELETE FROM {}", table.name), [])?;
            }
        }
        Ok(())
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
                let values = row.iter().zip(&table.columns).map(|(value, ty)| one(&value.id, *ty));
                self.execute(&sql, params_from_iter(values.collect::<Result<Vec<Param>, _>>()?))?;
            }
        }
        Ok(())
    }

    async fn ask(&mut self, statement: &Statement, values: &[Value]) -> Result<Vec<TextRow>, Error> {
        let params = bind(&statement.params, Given { values, candidates: &[] })?;
        let rows = query(&self.connection, &statement.sql, &params, true).map_err(refused)??;
        Ok(rows.into_iter().map(answer::texts).collect())
    }

    async fn finish(self) -> Result<(), Error> {
        self.execute("ROLLBACK", [])
    }
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

fn connecting(error: rusqlite::Error) -> Error {
    Error::Connection(error.into())
}

fn refused(error: rusqlite::Error) -> Error {
    Error::Database(error.into())
}
