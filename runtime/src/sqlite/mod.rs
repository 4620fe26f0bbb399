//! SQLite: one statement on one connection, on a thread that may wait.
//!
//! In: a statement with its parameters. Out: its rows. Guaranteed: connections only read, and a database that does not
//! exist is not made; when the waiting ends early, by a deadline or because the caller went away, the statement is stopped.

mod describe;
pub(crate) mod source;

use crate::answer::{Cell, Row, shown};
use crate::bind::{self, Given, Param};
use crate::database::Told;
use crate::settings::Settings;
use crate::{Error, Fetched};
use arctos_compiler::mapping::model::Mapping;
use arctos_compiler::sql::Statement;
use rusqlite::config::DbConfig;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, params_from_iter};
use source::Source;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;

/// After so many steps of its machine a statement looks whether it is still wanted.
const STEPS: i32 = 1000;

/// A database file with its connections.
#[derive(Clone, Debug)]
pub(crate) struct Sqlite(Arc<Pool>);

#[derive(Debug)]
struct Pool {
    source: Source,
    idle: Mutex<Vec<Connection>>,
    permits: Arc<Semaphore>,
    /// The most statements that a connection keeps.
    statements: usize,
    /// How long to wait for a writer.
    patience: Duration,
}

/// Stops a statement when it is dropped.
struct Stop(Arc<AtomicBool>);

impl Drop for Stop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Sqlite {
    /// Opens the database that a URL names, and makes sure that it is one.
    ///
    /// # Errors
    /// A malformed URL, a file that is missing or no database.
    pub async fn open(url: &str, settings: &Settings) -> Result<Self, Error> {
        let source = Source::parse(url)?;
        let connections = if source.is_shared() { settings.connections.max(1) } else { 1 };
        let pool = Self::pool(source, Vec::new(), connections, settings);
        pool.run(|connection| connection.query_row("SELECT count(*) FROM sqlite_schema", (), |_| Ok(()))).await?;
        Ok(pool)
    }

    /// The application's own connection, for a database that lives in it.
    ///
    /// # Errors
    /// The connection refuses to be set up.
    pub fn with_connection(connection: Connection, settings: &Settings) -> Result<Self, Error> {
        prepare(&connection, settings.plans, settings.deadline).map_err(connecting)?;
        Ok(Self::pool(Source::Given, vec![connection], 1, settings))
    }

    fn pool(source: Source, idle: Vec<Connection>, connections: usize, settings: &Settings) -> Self {
        Self(Arc::new(Pool {
            source,
            idle: Mutex::new(idle),
            permits: Arc::new(Semaphore::new(connections)),
            statements: settings.plans,
            patience: settings.deadline,
        }))
    }

    /// Runs a statement. `may_prepare` says whether its text is one of a bounded set.
    ///
    /// # Errors
    /// Whatever the database objects to; a value that no id has.
    pub async fn rows(&self, statement: &Statement, given: Given<'_>, may_prepare: bool) -> Result<Vec<Row>, Error> {
        let params = bind::bind(&statement.params, given)?;
        let sql = statement.sql.clone();
        self.run(move |connection| query(connection, &sql, &params, may_prepare)).await?
    }

    /// Runs a statement without parameters; every value as text.
    ///
    /// # Errors
    /// Whatever the database objects to.
    pub async fn texts(&self, sql: &str) -> Result<Fetched, Error> {
        let sql = sql.to_owned();
        self.run(move |connection| {
            let mut statement = connection.prepare(&sql)?;
            let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
            let read = |row: &rusqlite::Row<'_>| (0..columns.len()).map(|at| row.get_ref(at).map(text)).collect();
            let rows = statement.query_map((), read)?.collect::<rusqlite::Result<_>>()?;
            Ok(Fetched { columns, rows })
        })
        .await
    }

    /// Fills a mapping with what the database tells about its queries.
    ///
    /// # Errors
    /// The database cannot be read. What it says about a query itself is a diagnostic.
    pub async fn describe(&self, mapping: &mut Mapping) -> Result<Told, Error> {
        let mut described = mapping.clone();
        let told = self.run(move |connection| {
            let told = describe::describe(connection, &mut described)?;
            Ok((described, told))
        });
        let (described, told) = told.await?;
        *mapping = described;
        Ok(told)
    }

    /// Does something with a connection, on a thread of its own, for as long as somebody waits for it.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Error> {
        let permit = Arc::clone(&self.0.permits).acquire_owned().await.map_err(|error| Error::Connection(error.into()))?;
        let unwanted = Arc::new(AtomicBool::new(false));
        let stop = Stop(Arc::clone(&unwanted));
        let pool = Arc::clone(&self.0);
        let task = tokio::task::spawn_blocking(move || {
            let mut connection = pool.take()?;
            connection.progress_handler(STEPS, Some(move || unwanted.load(Ordering::Relaxed))).map_err(connecting)?;
            let outcome = work(&connection);
            pool.give_back(connection);
            // Only now may another take its place.
            drop(permit);
            outcome.map_err(|error| Error::Database(error.into()))
        });
        let outcome = task.await.map_err(|error| Error::Database(error.into()))?;
        drop(stop);
        outcome
    }
}

impl Pool {
    fn take(&self) -> Result<Connection, Error> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        match idle {
            Some(connection) => Ok(connection),
            None => {
                let connection = self.source.open().map_err(connecting)?;
                prepare(&connection, self.statements, self.patience).map_err(connecting)?;
                Ok(connection)
            }
        }
    }

    fn give_back(&self, mut connection: Connection) {
        // A handler that says stop would stop the next statement, too.
        if connection.progress_handler(0, None::<fn() -> bool>).is_ok() {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        }
    }
}

fn connecting(error: rusqlite::Error) -> Error {
    Error::Connection(error.into())
}

/// Settings of a connection. A name in double quotes that is no column would otherwise be taken for a text, and a
/// misspelt column of a mapped query for a value.
fn prepare(connection: &Connection, statements: usize, patience: Duration) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.busy_timeout(patience)?;
    connection.set_prepared_statement_cache_capacity(statements);
    connection.pragma_update(None, "query_only", true)
}

/// The rows of a statement. A value that no id has is an error of the answer, not of the database.
pub(crate) fn query(
    connection: &Connection,
    sql: &str,
    params: &[Param],
    keep: bool,
) -> rusqlite::Result<Result<Vec<Row>, Error>> {
    if keep { read(&mut *connection.prepare_cached(sql)?, params) } else { read(&mut connection.prepare(sql)?, params) }
}

fn read(statement: &mut rusqlite::Statement<'_>, params: &[Param]) -> rusqlite::Result<Result<Vec<Row>, Error>> {
    let columns = statement.column_count();
    let mut rows = statement.query(params_from_iter(params))?;
    let mut read = Vec::new();
    while let Some(row) = rows.next()? {
        let mut cells = Vec::with_capacity(columns);
        for at in 0..columns {
            match cell(row.get_ref(at)?) {
                Ok(cell) => cells.push(cell),
                Err(problem) => return Ok(Err(problem)),
            }
        }
        read.push(cells);
    }
    Ok(Ok(read))
}

/// A value for people.
fn text(value: ValueRef<'_>) -> Option<String> {
    match value {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(number.to_string()),
        ValueRef::Real(number) => Some(number.to_string()),
        ValueRef::Text(raw) | ValueRef::Blob(raw) => Some(shown(raw)),
    }
}

fn cell(value: ValueRef<'_>) -> Result<Cell, Error> {
    Ok(match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(number) => Cell::Integer(number),
        ValueRef::Text(raw) => match std::str::from_utf8(raw) {
            Ok(text) => Cell::Text(text.to_owned()),
            Err(_) => return Err(Error::Answer("an id that is not in UTF-8".to_owned())),
        },
        ValueRef::Real(_) => return Err(Error::Answer("an id that is a floating-point number".to_owned())),
        ValueRef::Blob(_) => return Err(Error::Answer("an id that is a blob".to_owned())),
    })
}
