//! MySQL and MariaDB: one statement on one connection.
//!
//! In: a statement with its parameters. Out: its rows. Guaranteed: sessions only read, and recursion is never cut short in
//! silence; when the waiting ends early, by a deadline or because the caller went away, the connection is ended on the
//! server with the statement that runs on it.

pub(crate) mod decode;
mod describe;

use crate::answer::{Row, shown};
use crate::bind::{self, Given};
use crate::settings::{Settings, Statements};
use crate::{Error, Fetched};
use arctos_compiler::diagnostic::Diagnostics;
use arctos_compiler::mapping::model::Mapping;
use arctos_compiler::sql::Statement;
use mysql_async::prelude::Queryable;
use mysql_async::{Conn, DriverError, Opts, OptsBuilder, Params, Pool, PoolConstraints, PoolOpts, Value};

/// How often a statement is tried again after its connection was lost.
const SPARE_TRIES: usize = 2;
/// The most statements that are prepared on a connection: a server has room for some thousands on all of them together.
const PREPARED: usize = 256;

/// Settings of a session. Text is read and sent as UTF-8 whatever the server's own settings are. MariaDB ends a recursion
/// that takes too many steps with what it has found so far; its bound is lifted, and so is that of MySQL. Its cache of
/// sub-queries takes texts for equal that a collation takes for equal, so it is off. A text that is too long is an error, not
/// cut. Each server takes the other's comment for one.
const SESSION: [&str; 3] = [
    "SET NAMES utf8mb4",
    "SET SESSION sql_mode = 'STRICT_ALL_TABLES'\
     /*M!100201 , max_recursive_iterations = 4294967295, optimizer_switch = 'subquery_cache=off' */\
     /*!80003 , cte_max_recursion_depth = 4294967295 */",
    "SET SESSION TRANSACTION READ ONLY",
];

/// A database with its pool of connections.
#[derive(Clone, Debug)]
pub(crate) struct MySql {
    pool: Pool,
    opts: Opts,
    statements: Statements,
}

impl MySql {
    /// Opens a pool to the database that a URL names, and makes sure that it can be reached.
    ///
    /// # Errors
    /// A malformed URL or one with options that are not understood, a server that cannot be reached.
    pub async fn open(url: &str, settings: &Settings) -> Result<Self, Error> {
        let opts = options(url, settings)?;
        let database = Self { pool: Pool::new(opts.clone()), opts, statements: settings.statements };
        database.connect().await?;
        Ok(database)
    }

    async fn connect(&self) -> Result<Conn, Error> {
        self.pool.get_conn().await.map_err(|error| Error::Connection(error.into()))
    }

    /// Runs a statement. `may_prepare` says whether its text is one of a bounded set. Statements only read, so one whose
    /// connection turns out to be dead is run again on another.
    ///
    /// # Errors
    /// No connection, or whatever the server objects to; a value that no id has.
    pub async fn rows(&self, statement: &Statement, given: Given<'_>, may_prepare: bool) -> Result<Vec<Row>, Error> {
        let params = bind::bind(&statement.params, given)?;
        let params: Vec<Value> = params.iter().map(Value::from).collect();
        let keep = may_prepare && self.statements == Statements::Prepared && may_run_again(&statement.sql);
        let mut spare = SPARE_TRIES;
        let rows = loop {
            match self.try_rows(&statement.sql, &params, keep).await? {
                Err(error) if spare > 0 && is_lost(&error) => {
                    tracing::debug!(%error, "a connection was lost");
                    spare -= 1;
                }
                outcome => break outcome.map_err(|error| Error::Database(error.into()))?,
            }
        };
        rows.iter().map(decode::row).collect()
    }

    /// Runs a statement without parameters; the server writes every value as text.
    ///
    /// # Errors
    /// No connection, or whatever the server objects to.
    pub async fn texts(&self, sql: &str) -> Result<Fetched, Error> {
        let mut conn = Checkout { conn: Some(self.connect().await?), opts: self.opts.clone() };
        let Some(running) = &mut conn.conn else { return Ok(Fetched::default()) };
        let told = texts(running, sql).await;
        match &told {
            Err(error) if is_lost(error) => conn.throw_away(),
            _ => conn.give_back(),
        }
        told.map_err(|error| Error::Database(error.into()))
    }

    async fn try_rows(
        &self,
        sql: &str,
        params: &[Value],
        keep: bool,
    ) -> Result<mysql_async::Result<Vec<mysql_async::Row>>, Error> {
        let mut conn = Checkout { conn: Some(self.connect().await?), opts: self.opts.clone() };
        let Some(running) = &mut conn.conn else { return Ok(Ok(Vec::new())) };
        let rows = query(running, sql, params, keep).await;
        match &rows {
            Err(error) if is_lost(error) => conn.throw_away(),
            _ => conn.give_back(),
        }
        Ok(rows)
    }

    /// Fills a mapping with what the database tells about its queries.
    ///
    /// # Errors
    /// No connection, or one that ends on the way. What the server says about a query itself is a diagnostic.
    pub async fn describe(&self, mapping: &mut Mapping) -> Result<Diagnostics, Error> {
        let mut conn = self.connect().await?;
        describe::describe(&mut conn, mapping).await.map_err(|error| Error::Database(error.into()))
    }
}

/// Whether a prepared statement can be run more than once: MariaDB 10.11 ends with signal 11 when it runs certain recursive
/// ones a second time.
pub(crate) fn may_run_again(sql: &str) -> bool {
    !sql.contains("WITH RECURSIVE")
}

pub(crate) async fn query<C: Queryable>(
    conn: &mut C,
    sql: &str,
    params: &[Value],
    keep: bool,
) -> mysql_async::Result<Vec<mysql_async::Row>> {
    let params = if params.is_empty() { Params::Empty } else { Params::Positional(params.to_vec()) };
    let statement = conn.prep(sql).await?;
    let rows = conn.exec(&statement, params).await;
    if !keep {
        conn.close(statement).await?;
    }
    rows
}

async fn texts(conn: &mut Conn, sql: &str) -> mysql_async::Result<Fetched> {
    let mut result = conn.query_iter(sql).await?;
    let columns = result.columns_ref().iter().map(|column| column.name_str().into_owned()).collect();
    let text = |value: Value| match value {
        Value::NULL => None,
        Value::Bytes(raw) => Some(shown(&raw)),
        other => Some(other.as_sql(true)),
    };
    let rows = result.map(|row| row.unwrap_raw().into_iter().map(|value| value.and_then(text)).collect()).await?;
    Ok(Fetched { columns, rows })
}

/// A connection that is ended unless it is given back.
struct Checkout {
    conn: Option<Conn>,
    opts: Opts,
}

impl Checkout {
    fn give_back(&mut self) {
        self.conn = None;
    }

    fn throw_away(&mut self) {
        let Some(conn) = self.conn.take() else { return };
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(conn.disconnect());
        }
    }
}

impl Drop for Checkout {
    fn drop(&mut self) {
        let Some(conn) = self.conn.take() else { return };
        let (id, opts) = (conn.id(), self.opts.clone());
        // The driver keeps no connection on which an answer is still to come.
        drop(conn);
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                if let Err(error) = kill(opts, id).await {
                    tracing::warn!(%error, "a statement could not be cancelled");
                }
            });
        }
    }
}

/// Ends a connection with whatever runs on it. Numbers of connections are not used again.
async fn kill(opts: Opts, id: u32) -> mysql_async::Result<()> {
    let mut conn = Conn::new(opts).await?;
    conn.query_drop(format!("KILL {id}")).await?;
    conn.disconnect().await
}

/// The options of a URL, and the session's settings.
///
/// # Errors
/// A malformed URL, or options that are not understood, such as those about encryption, which there is not.
pub(crate) fn options(url: &str, settings: &Settings) -> Result<Opts, Error> {
    let rest = url.split_once(':').map_or(url, |(_, rest)| rest);
    let opts = Opts::from_url(&format!("mysql:{rest}")).map_err(|error| Error::Settings(error.to_string()))?;
    // The driver would read these options, but is built without encryption.
    if opts.ssl_opts().is_some() || settings.root_certificates.is_some() {
        return Err(Error::Settings("connections to MySQL and MariaDB cannot be encrypted".to_owned()));
    }
    let most = settings.connections.max(1);
    let pool = PoolOpts::default().with_constraints(PoolConstraints::new(0, most).unwrap_or_default());
    let prepared = if settings.statements == Statements::Prepared { settings.plans.min(PREPARED) } else { 0 };
    let builder = OptsBuilder::from_opts(opts).pool_opts(pool.with_reset_connection(false)).prefer_socket(false);
    Ok(builder.stmt_cache_size(prepared).setup(SESSION.to_vec()).into())
}

/// Whether the connection is of no use any more, or has forgotten its statements.
fn is_lost(error: &mysql_async::Error) -> bool {
    match error {
        mysql_async::Error::Io(_) => true,
        mysql_async::Error::Driver(error) => matches!(error, DriverError::ConnectionClosed),
        // Shutdown, unknown statement, statement out of date, connection killed, idle for too long.
        mysql_async::Error::Server(error) => matches!(error.code, 1053 | 1243 | 1615 | 1927 | 4031),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_read_and_their_odd_options_refused() {
        for url in ["mysql://u:p@h:3307/db", "mariadb://u@h/db", "MYSQL://h/db?socket=%2Ftmp%2Fs"] {
            assert!(options(url, &Settings::default()).is_ok(), "{url}");
        }
        for url in
            ["mysql:", "mysql://", "mysql://h/db?ssl-mode=REQUIRED", "mysql://u:hunter2@h:x/db", "mysql://h/db?require_ssl=true"]
        {
            let error = options(url, &Settings::default()).map(|_| ()).unwrap_err();
            assert!(matches!(error, Error::Settings(_)) && !error.to_string().contains("hunter2"), "{url}: {error}");
        }
        let certificates = Settings { root_certificates: Some(Vec::new()), ..Settings::default() };
        assert!(options("mysql://h/db", &certificates).is_err());
    }
}
