//! The databases that scenarios run on.
//!
//! In: a script, then statements with their values. Out: rows of texts. PostgreSQL undoes a script by a rollback; the
//! others start each scenario with an empty database.

use super::statement::{Prepared, Rows, Text, array_values};
use arctos_compiler::compile::Compiled;
use arctos_compiler::mapping::sql_type::SqlType;
use arctos_compiler::sql::{Dialect, Parameter, ParameterSource};
use arctos_compiler::value::Value;
use mysql_async::prelude::Queryable;
use rusqlite::types::ValueRef;
use std::time::Duration;
use tokio_postgres::Client;
use tokio_postgres::types::Type;

/// How long a statement may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Where the tables of a scenario are in PostgreSQL.
const SCHEMA: &str = "scenario";

/// A connection to a database that nobody else changes.
#[derive(Debug)]
pub enum Database {
    /// PostgreSQL, by its URL. The schemas [`SCHEMA`] and `other` are made anew for each scenario.
    Postgres(Client, String),
    /// A database in memory.
    Sqlite(rusqlite::Connection),
    /// A server, by its URL, whose databases `arctos_soak` and `other` are made anew for each scenario.
    MySql(Box<mysql_async::Conn>, String),
}

/// A statement that can be run many times.
pub(super) enum Ready {
    Postgres(Prepared),
    /// The compiled statement, the text around it, and whether the caller's own value stands before its parameters.
    Other(Compiled, String, bool),
}

impl Ready {
    pub(super) fn compiled(&self) -> &Compiled {
        match self {
            Ready::Postgres(prepared) => &prepared.compiled,
            Ready::Other(compiled, ..) => compiled,
        }
    }
}

/// Why a statement failed: a code of the database, and a message.
pub(super) type Refusal = (String, String);

/// A value as a driver binds it.
enum Bound {
    Whole(i64),
    Text(String),
}

impl Database {
    /// Whether the database still listens, as far as its driver knows.
    pub(super) fn is_connected(&self) -> bool {
        !matches!(self, Database::Postgres(client, _) if client.is_closed())
    }

    /// A PostgreSQL database.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn postgres(database: &arctos_throwaway::Database) -> Result<Self, String> {
        let client = database.connect().await.map_err(|error| error.to_string())?;
        // For connections that are made later, too.
        let path = format!("ALTER DATABASE \"{}\" SET search_path = {SCHEMA}; SET search_path = {SCHEMA}", database.name());
        execute(&client, &path).await?;
        Ok(Database::Postgres(client, database.url()))
    }

    /// An empty SQLite database.
    ///
    /// # Errors
    /// SQLite refuses.
    pub fn sqlite() -> Result<Self, String> {
        Ok(Database::Sqlite(rusqlite::Connection::open_in_memory().map_err(|error| error.to_string())?))
    }

    /// A connection to a MySQL or `MariaDB` server. Its databases `arctos_soak` and `other` are dropped.
    ///
    /// # Errors
    /// There is no such server.
    pub async fn mysql(url: &str) -> Result<Self, String> {
        let options = mysql_async::Opts::from_url(url).map_err(|error| error.to_string())?;
        // As the engine does: MariaDB 10.11 ends when it runs certain recursive statements a second time.
        let options = mysql_async::OptsBuilder::from_opts(options).stmt_cache_size(0);
        let connection = mysql_async::Conn::new(options).await.map_err(|error| error.to_string())?;
        Ok(Database::MySql(Box::new(connection), url.to_owned()))
    }

    /// Its dialect.
    pub fn dialect(&self) -> Dialect {
        match self {
            Database::Postgres(..) => Dialect::Postgres,
            Database::Sqlite(_) => Dialect::Sqlite,
            Database::MySql(..) => Dialect::MySql,
        }
    }

    /// Starts a scenario with the tables and rows of a script; `shown` says whether other connections are to see them.
    pub(super) async fn begin(&mut self, script: &str, shown: bool) -> Result<(), String> {
        match self {
            Database::Postgres(client, _) => {
                let start = "BEGIN; SET LOCAL statement_timeout = '10s'; SET LOCAL plan_cache_mode = force_generic_plan";
                let script = format!("CREATE SCHEMA {SCHEMA};\n{script}");
                if shown {
                    execute(client, &script).await?;
                    return execute(client, &format!("{start}; SAVEPOINT ready")).await;
                }
                execute(client, start).await?;
                let loaded = execute(client, &format!("{script}; SAVEPOINT ready")).await;
                if loaded.is_err() {
                    execute(client, "ROLLBACK").await?;
                }
                loaded
            }
            Database::Sqlite(connection) => {
                *connection = rusqlite::Connection::open_in_memory().map_err(|error| error.to_string())?;
                connection.execute_batch(script).map_err(|error| format!("{error}\n{script}"))
            }
            Database::MySql(connection, _) => {
                let setup = "DROP DATABASE IF EXISTS other; DROP DATABASE IF EXISTS arctos_soak;
                    CREATE DATABASE arctos_soak CHARACTER SET utf8mb4; USE arctos_soak;
                    SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_BACKSLASH_ESCAPES'";
                let after =
                    "SET SESSION sql_mode = 'STRICT_ALL_TABLES', max_statement_time = 10, max_recursive_iterations = 4294967295,
                    optimizer_switch = 'subquery_cache=off'";
                for sql in [setup, script, after] {
                    connection.query_drop(sql).await.map_err(|error| format!("{error}\n{sql}"))?;
                }
                Ok(())
            }
        }
    }

    /// Ends a scenario.
    pub(super) async fn end(&mut self) -> Result<(), String> {
        let Database::Postgres(client, _) = self else { return Ok(()) };
        execute(client, "ROLLBACK").await?;
        execute(client, &format!("DROP SCHEMA IF EXISTS {SCHEMA}, other CASCADE")).await
    }

    /// Makes the connection ready again after a refusal.
    pub(super) async fn recover(&mut self) -> Result<(), String> {
        if let Database::Postgres(client, _) = self { execute(client, "ROLLBACK TO SAVEPOINT ready").await } else { Ok(()) }
    }

    /// The rows of a query without parameters.
    pub(super) async fn rows(&mut self, sql: &str) -> Result<Rows, Refusal> {
        match self {
            Database::Postgres(client, _) => {
                let rows = client.query(sql, &[]).await.map_err(|error| refusal(&error))?;
                Ok(rows.iter().map(|row| (0..row.len()).map(|at| row.get(at)).collect()).collect())
            }
            _ => self.run_bound(sql, Vec::new()).await,
        }
    }

    /// Prepares SQL that contains the compiled statement. With `noted`, the caller's query has an integer of its own: the
    /// last of the parameters, or the first where parameters have no numbers.
    pub(super) async fn prepare(&mut self, compiled: Compiled, sql: &str, noted: bool) -> Result<Ready, Refusal> {
        match self {
            Database::Postgres(client, _) => {
                let further: &[Type] = if noted { &[Type::INT4] } else { &[] };
                let prepared = Prepared::new(client, compiled, sql, further).await.map_err(|error| refusal(&error))?;
                Ok(Ready::Postgres(prepared))
            }
            _ => Ok(Ready::Other(compiled, sql.to_owned(), noted)),
        }
    }

    /// Runs it with the question's own values.
    pub(super) async fn run(&mut self, ready: &Ready, slots: &[Value], array: &[String]) -> Result<Rows, Refusal> {
        match (&mut *self, ready) {
            (Database::Postgres(client, _), Ready::Postgres(prepared)) => {
                let further: Vec<Text> = prepared.further().map(|()| Text("1".to_owned())).into_iter().collect();
                prepared.run(client, slots, array, &further).await.map_err(|error| refusal(&error))
            }
            (_, Ready::Other(compiled, sql, noted)) => {
                let mut values: Vec<Bound> =
                    compiled.statement.params.iter().map(|parameter| bound(parameter, slots, array)).collect();
                if *noted {
                    let at = if self.dialect() == Dialect::MySql { 0 } else { values.len() };
                    values.insert(at, Bound::Whole(1));
                }
                self.run_bound(sql, values).await
            }
            (_, Ready::Postgres(_)) => Err((String::new(), "prepared by another database".to_owned())),
        }
    }

    async fn run_bound(&mut self, sql: &str, values: Vec<Bound>) -> Result<Rows, Refusal> {
        match self {
            Database::Postgres(..) => Err((String::new(), "not for PostgreSQL".to_owned())),
            Database::Sqlite(connection) => in_time(connection, |connection| sqlite_rows(connection, sql, &values))
                .map_err(|error| (String::new(), error.to_string())),
            Database::MySql(connection, _) => {
                let values: Vec<mysql_async::Value> = values
                    .into_iter()
                    .map(|value| match value {
                        Bound::Whole(number) => mysql_async::Value::Int(number),
                        Bound::Text(text) => mysql_async::Value::Bytes(text.into_bytes()),
                    })
                    .collect();
                let told = |error: mysql_async::Error| (String::new(), error.to_string());
                let statement = connection.prep(sql).await.map_err(told)?;
                let rows: Result<Vec<mysql_async::Row>, _> =
                    connection.exec(&statement, mysql_async::Params::Positional(values)).await;
                let warnings = connection.get_warnings();
                let rows = rows.map_err(told);
                connection.close(statement).await.map_err(told)?;
                let rows = rows?;
                if warnings > 0 {
                    let told: Vec<(String, u32, String)> =
                        connection.query("SHOW WARNINGS").await.map_err(|error| (String::new(), error.to_string()))?;
                    // A text that is no number is compared with a number only beside an exact comparison.
                    if told.iter().any(|(_, code, _)| *code != 1292) {
                        return Err((String::new(), format!("{told:?}")));
                    }
                }
                rows.into_iter().map(|row| row.unwrap().into_iter().map(mysql_text).collect()).collect()
            }
        }
    }
}

/// Interrupts what takes longer than a statement may.
fn in_time<T>(connection: &rusqlite::Connection, run: impl FnOnce(&rusqlite::Connection) -> T) -> T {
    let handle = connection.get_interrupt_handle();
    let (done, waiting) = std::sync::mpsc::channel::<()>();
    let watch = std::thread::spawn(move || {
        if waiting.recv_timeout(PATIENCE) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
            handle.interrupt();
        }
    });
    let result = run(connection);
    drop(done);
    let _ = watch.join();
    result
}

fn mysql_text(value: mysql_async::Value) -> Result<Option<String>, Refusal> {
    Ok(match value {
        mysql_async::Value::NULL => None,
        mysql_async::Value::Bytes(bytes) => Some(String::from_utf8(bytes).map_err(|error| (String::new(), error.to_string()))?),
        mysql_async::Value::Int(number) => Some(number.to_string()),
        mysql_async::Value::UInt(number) => Some(number.to_string()),
        other => return Err((String::new(), format!("a value that is neither an integer nor a text: {other:?}"))),
    })
}

fn sqlite_rows(connection: &rusqlite::Connection, sql: &str, values: &[Bound]) -> Result<Rows, rusqlite::Error> {
    let mut statement = connection.prepare(sql)?;
    for (at, value) in values.iter().enumerate() {
        match value {
            Bound::Whole(number) => statement.raw_bind_parameter(at + 1, number)?,
            Bound::Text(text) => statement.raw_bind_parameter(at + 1, text)?,
        }
    }
    let width = statement.column_count();
    let mut found = statement.raw_query();
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        let mut cells = Vec::new();
        for at in 0..width {
            cells.push(match row.get_ref(at)? {
                ValueRef::Null => None,
                ValueRef::Integer(number) => Some(number.to_string()),
                ValueRef::Text(text) => Some(String::from_utf8_lossy(text).into_owned()),
                other => Some(format!("neither an integer nor a text: {other:?}")),
            });
        }
        rows.push(cells);
    }
    Ok(rows)
}

fn bound(parameter: &Parameter, slots: &[Value], array: &[String]) -> Bound {
    let ty = parameter.sql_type();
    let one = |id: &str| match ty {
        SqlType::SmallInt | SqlType::Integer | SqlType::BigInt => Bound::Whole(id.parse().unwrap_or(i64::MIN)),
        SqlType::Boolean => Bound::Whole(i64::from(id == "true")),
        _ => Bound::Text(id.to_owned()),
    };
    match &parameter.source {
        ParameterSource::Slot(at) => one(slots.get(*at).map_or("", |value| value.id.as_str())),
        ParameterSource::Value(value) => one(&value.id),
        ParameterSource::SlotArray(_) => Bound::Text(array_values(array.iter().map(String::as_str), ty)),
        ParameterSource::Own(_) => Bound::Whole(1),
        ParameterSource::Values(values) => Bound::Text(array_values(values.iter().map(|value| value.id.as_str()), ty)),
    }
}

async fn execute(client: &Client, sql: &str) -> Result<(), String> {
    client.batch_execute(sql).await.map_err(|error| format!("{}\n{sql}", refusal(&error).1))
}

fn refusal(error: &tokio_postgres::Error) -> Refusal {
    let code = error.code().map_or("", |code| code.code()).to_owned();
    let message = error.as_db_error().map_or_else(|| error.to_string(), |db| format!("{}: {}", db.code().code(), db.message()));
    (code, message)
}
