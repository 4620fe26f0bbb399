//! PostgreSQL: one statement on one connection.
//!
//! In: a statement with its parameters. Out: its rows. Every statement is a read of its own, outside any transaction.
//! Guaranteed: when the waiting ends early, by a deadline or because the caller went away, the statement is cancelled on
//! the server and its connection is closed, never given to somebody else.

pub(crate) mod bind;
pub(crate) mod decode;
mod describe;
pub(crate) mod pool;
mod tls;

use crate::answer;
use crate::bind::Given;
use crate::phases::Part;
use crate::settings::{Settings, Statements};
use crate::{Error, Fetched};
use arctos_compiler::diagnostic::Diagnostics;
use arctos_compiler::mapping::model::Mapping;
use arctos_compiler::sql::Statement;
use bind::Text;
use deadpool_postgres::{Object, Pool};
use std::error::Error as StdError;
use std::time::Duration;
use tls::Tls;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Row, SimpleQueryMessage};

/// How often a statement is tried again after its connection was lost.
const SPARE_TRIES: usize = 2;

/// A pool and how statements are sent to it.
#[derive(Clone, Debug)]
pub(crate) struct Postgres {
    pool: Pool,
    /// How to reach the server for a cancellation.
    tls: Tls,
    statements: Statements,
}

impl Postgres {
    /// Opens a pool to the database that a connection string names, and makes sure that it can be reached.
    ///
    /// # Errors
    /// A malformed connection string, unreadable certificates, a database that cannot be reached.
    pub async fn open(text: &str, settings: &Settings) -> Result<Self, Error> {
        let (pool, tls) = pool::open(text, settings).await?;
        Ok(Self { pool, tls, statements: settings.statements })
    }

    /// The application's own pool.
    ///
    /// # Errors
    /// Unreadable certificates.
    pub fn with_pool(pool: Pool, settings: &Settings) -> Result<Self, Error> {
        let tls = match &settings.root_certificates {
            Some(roots) => Tls::verified(Some(roots))?,
            None => Tls::Plain,
        };
        Ok(Self { pool, tls, statements: settings.statements })
    }

    /// Runs a statement. `may_prepare` says whether its text is one of a bounded set. Statements only read, so one whose
    /// connection turns out to be dead is run again on another.
    ///
    /// # Errors
    /// No connection, or whatever the server objects to.
    pub async fn rows(&self, statement: &Statement, given: Given<'_>, may_prepare: bool) -> Result<Vec<answer::Row>, Error> {
        let params = bind::bind(&statement.params, given)?;
        let rows = self.run(&statement.sql, &params, may_prepare).await?;
        rows.iter().map(decode::row).collect()
    }

    /// Runs the statement of phase one of a filter; see [`Postgres::rows`].
    ///
    /// # Errors
    /// No connection, whatever the server objects to, or anything but one row.
    pub async fn parts(&self, statement: &Statement, given: Given<'_>, may_prepare: bool) -> Result<Vec<Part>, Error> {
        let params = bind::bind(&statement.params, given)?;
        one_row(&self.run(&statement.sql, &params, may_prepare).await?)
    }

    /// Runs a statement without parameters; the server writes every value as text.
    ///
    /// # Errors
    /// No connection, or whatever the server objects to.
    pub async fn texts(&self, sql: &str) -> Result<Fetched, Error> {
        let client = self.pool.get().await?;
        let mut checkout = Checkout { client: Some(client), tls: self.tls.clone() };
        let told = match &checkout.client {
            Some(client) => client.simple_query(sql).await,
            None => Ok(Vec::new()),
        };
        match &told {
            Err(error) if is_lost(error) => checkout.throw_away(),
            _ => checkout.give_back(),
        }
        let mut fetched = Fetched::default();
        for message in told? {
            match message {
                SimpleQueryMessage::RowDescription(columns) => {
                    fetched.columns = columns.iter().map(|column| column.name().to_owned()).collect();
                }
                SimpleQueryMessage::Row(row) => {
                    fetched.rows.push((0..row.len()).map(|at| row.get(at).map(str::to_owned)).collect());
                }
                _ => {}
            }
        }
        Ok(fetched)
    }

    async fn run(&self, sql: &str, params: &[(Text, Type)], may_prepare: bool) -> Result<Vec<Row>, Error> {
        let prepare = may_prepare && self.statements == Statements::Prepared;
        for _ in 0..SPARE_TRIES {
            match self.try_run(sql, params, prepare).await? {
                Err(error) if is_lost(&error) => tracing::debug!(%error, "a connection was lost"),
                outcome => return Ok(outcome?),
            }
        }
        Ok(self.try_run(sql, params, prepare).await??)
    }

    async fn try_run(
        &self,
        sql: &str,
        params: &[(Text, Type)],
        prepare: bool,
    ) -> Result<Result<Vec<Row>, tokio_postgres::Error>, Error> {
        let client = self.pool.get().await?;
        let mut checkout = Checkout { client: Some(client), tls: self.tls.clone() };
        let rows = match &checkout.client {
            Some(client) if prepare => query_prepared(client, sql, params).await,
            Some(client) => query_once(client, sql, params).await,
            None => Ok(Vec::new()),
        };
        match &rows {
            Err(error) if is_lost(error) => checkout.throw_away(),
            _ => checkout.give_back(),
        }
        Ok(rows)
    }

    /// Fills a mapping with what the database tells about its queries.
    ///
    /// # Errors
    /// No connection, or one that ends on the way.
    pub async fn describe(&self, mapping: &mut Mapping) -> Result<Diagnostics, Error> {
        let mut client = self.pool.get().await?;
        let found = describe::describe(&mut client, mapping).await;
        if self.statements == Statements::Unprepared {
            // The driver keeps statements of its own for looking up types; behind a proxy they would get lost.
            drop(Object::take(client));
        }
        found
    }
}

/// A transaction that only reads, on a connection of its own, which is closed in the end.
pub(crate) struct Reader {
    client: Option<Object>,
    tls: Tls,
    timeout: Duration,
    prepares: bool,
}

impl Postgres {
    /// Starts a transaction that only reads, with a timeout for each statement.
    ///
    /// # Errors
    /// No connection, or a server that refuses.
    pub async fn reader(&self, timeout: Duration) -> Result<Reader, Error> {
        let client = self.pool.get().await?;
        let prepares = self.statements == Statements::Prepared;
        let reader = Reader { client: Some(client), tls: self.tls.clone(), timeout, prepares };
        reader.begin().await?;
        Ok(reader)
    }
}

impl Reader {
    fn client(&self) -> Result<&Object, Error> {
        self.client.as_ref().ok_or_else(|| Error::Answer("the connection is gone".to_owned()))
    }

    async fn begin(&self) -> Result<(), Error> {
        let timeout = self.timeout.as_millis();
        let sql = format!("BEGIN READ ONLY; SET LOCAL statement_timeout = {timeout}; SET LOCAL jit = off");
        Ok(self.client()?.batch_execute(&sql).await?)
    }

    /// After a refusal the transaction takes no more statements.
    async fn recovered<T>(&self, outcome: Result<T, tokio_postgres::Error>) -> Result<T, Error> {
        if outcome.is_err() {
            self.client()?.batch_execute("ROLLBACK").await?;
            self.begin().await?;
        }
        Ok(outcome?)
    }

    /// The rows of a question's statement.
    ///
    /// # Errors
    /// Whatever the server objects to.
    pub async fn rows(&self, statement: &Statement, given: Given<'_>, may_prepare: bool) -> Result<Vec<answer::Row>, Error> {
        let params = bind::bind(&statement.params, given)?;
        let rows = match self.client()? {
            client if may_prepare && self.prepares => query_prepared(client, &statement.sql, &params).await,
            client => query_once(client, &statement.sql, &params).await,
        };
        self.recovered(rows).await?.iter().map(decode::row).collect()
    }

    /// The rows of a statement without parameters, as texts.
    ///
    /// # Errors
    /// Whatever the server objects to.
    pub async fn texts(&self, sql: &str) -> Result<Vec<Vec<Option<String>>>, Error> {
        let messages = self.client()?.simple_query(sql).await;
        let rows = self.recovered(messages).await?.into_iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some((0..row.len()).map(|at| row.get(at).map(str::to_owned)).collect()),
            _ => None,
        });
        Ok(rows.collect())
    }
}

impl Drop for Reader {
    /// A statement that still runs is cancelled.
    fn drop(&mut self) {
        drop(Checkout { client: self.client.take(), tls: self.tls.clone() });
    }
}

/// The parts in the one row of phase one.
///
/// # Errors
/// Anything else in the answer.
pub(crate) fn one_row(rows: &[Row]) -> Result<Vec<Part>, Error> {
    match rows {
        [row] => decode::parts(row),
        _ => Err(Error::Answer(format!("{} rows instead of one", rows.len()))),
    }
}

/// A connection that is cancelled and closed unless it is given back.
struct Checkout {
    client: Option<Object>,
    tls: Tls,
}

impl Checkout {
    fn give_back(&mut self) {
        self.client = None;
    }

    fn throw_away(&mut self) {
        self.client.take().map(Object::take);
    }
}

impl Drop for Checkout {
    fn drop(&mut self) {
        let Some(client) = self.client.take() else { return };
        let token = client.cancel_token();
        // Out of the pool: a late cancellation must not hit a stranger's statement.
        drop(Object::take(client));
        let tls = self.tls.clone();
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                if let Err(error) = tls.cancel(&token).await {
                    tracing::warn!(%error, "a statement could not be cancelled");
                }
            });
        }
    }
}

async fn query_prepared(client: &Object, sql: &str, params: &[(Text, Type)]) -> Result<Vec<Row>, tokio_postgres::Error> {
    let types: Vec<Type> = params.iter().map(|(_, ty)| ty.clone()).collect();
    let values: Vec<&(dyn ToSql + Sync)> = params.iter().map(|(text, _)| text as &(dyn ToSql + Sync)).collect();
    let statement = client.prepare_typed_cached(sql, &types).await?;
    match client.query(&statement, &values).await {
        Err(error) if is_stale(&error) => {
            client.statement_cache.remove(sql, &types);
            query_once(client, sql, params).await
        }
        other => other,
    }
}

/// Parses, binds and runs in one round trip, leaving nothing behind on the server.
async fn query_once(client: &Object, sql: &str, params: &[(Text, Type)]) -> Result<Vec<Row>, tokio_postgres::Error> {
    let params: Vec<(&(dyn ToSql + Sync), Type)> =
        params.iter().map(|(text, ty)| (text as &(dyn ToSql + Sync), ty.clone())).collect();
    client.query_typed(sql, &params).await
}

/// Whether the server has forgotten a prepared statement, or its tables changed under it.
fn is_stale(error: &tokio_postgres::Error) -> bool {
    matches!(error.code(), Some(code) if *code == SqlState::FEATURE_NOT_SUPPORTED || *code == SqlState::INVALID_SQL_STATEMENT_NAME)
}

/// Whether the connection is of no use any more.
fn is_lost(error: &tokio_postgres::Error) -> bool {
    let shut_down = |code: &SqlState| *code == SqlState::ADMIN_SHUTDOWN || *code == SqlState::CRASH_SHUTDOWN;
    let broken = StdError::source(error).and_then(|cause| cause.downcast_ref::<std::io::Error>()).is_some();
    error.is_closed() || broken || error.code().is_some_and(shut_down)
}
