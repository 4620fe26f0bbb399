//! MariaDB: two sessions, one with the server's own settings for the rivals, one with the engine's.

use super::store::Runnable;
use arctos::Param;
use arctos::mysql_async::prelude::Queryable;
use arctos::mysql_async::{Conn, Opts, OptsBuilder, Params, Value};
use std::error::Error;
use std::time::{Duration, Instant};

/// What the engine sets in its sessions.
const SESSION: &str = "SET SESSION sql_mode = 'STRICT_ALL_TABLES', max_recursive_iterations = 4294967295, \
     optimizer_switch = 'subquery_cache=off'";
/// The number of the error of a statement out of time.
const OUT_OF_TIME: u16 = 1969;

/// A database on a server.
#[derive(Debug)]
pub struct Maria {
    opts: Opts,
    theirs: Conn,
    ours: Conn,
}

impl Maria {
    /// Connects to the database of a URL.
    ///
    /// # Errors
    /// A malformed URL; no server.
    pub async fn open(url: &str) -> Result<Self, Box<dyn Error>> {
        let opts: Opts = OptsBuilder::from_opts(Opts::from_url(url)?).prefer_socket(false).stmt_cache_size(0).into();
        let theirs = Conn::new(opts.clone()).await?;
        let ours = session(&opts).await?;
        Ok(Self { opts, theirs, ours })
    }

    /// Runs a statement without parameters.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn run(&mut self, sql: &str) -> Result<(), Box<dyn Error>> {
        Ok(self.theirs.query_drop(sql).await?)
    }

    /// Does something with the first column of each row; whether the time was enough.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn each(
        &mut self,
        runnable: &Runnable,
        bind: &[Param],
        patience: Duration,
        mut take: impl FnMut(&str),
    ) -> Result<bool, Box<dyn Error>> {
        let conn = self.of(runnable);
        let seconds = if patience == Duration::MAX { 0 } else { patience.as_secs() };
        conn.query_drop(format!("SET SESSION max_statement_time = {seconds}")).await?;
        let statement = conn.prep(&runnable.sql).await?;
        let rows: Result<Vec<arctos::mysql_async::Row>, _> = conn.exec(&statement, params(bind)).await;
        conn.close(statement).await?;
        conn.query_drop("SET SESSION max_statement_time = 0").await?;
        match rows {
            Ok(rows) => {
                for row in &rows {
                    take(&row.as_ref(0).map_or_else(String::new, text));
                }
                Ok(true)
            }
            Err(arctos::mysql_async::Error::Server(error)) if error.code == OUT_OF_TIME => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Runs a statement once with each of its values; the time for each, in milliseconds.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn time(&mut self, runnable: &Runnable) -> Result<Vec<f64>, Box<dyn Error>> {
        let conn = self.of(runnable);
        let mut times = Vec::with_capacity(runnable.binds.len());
        for bind in &runnable.binds {
            // Each time anew: the server does not survive it to run certain recursive statements a second time.
            let statement = conn.prep(&runnable.sql).await?;
            let started = Instant::now();
            conn.exec_drop(&statement, params(bind)).await?;
            times.push(started.elapsed().as_secs_f64() * 1000.0);
            conn.close(statement).await?;
        }
        Ok(times)
    }

    /// The time to prepare a statement.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn planning(&mut self, runnable: &Runnable) -> Result<Duration, Box<dyn Error>> {
        let conn = self.of(runnable);
        let started = Instant::now();
        let statement = conn.prep(&runnable.sql).await?;
        let took = started.elapsed();
        conn.close(statement).await?;
        Ok(took)
    }

    /// The most memory of a session that runs the statement beyond that of one that runs nothing, in KiB.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn peak(&self, runnable: &Runnable, bind: &[Param]) -> Result<f64, Box<dyn Error>> {
        let mut conn = if runnable.ours { session(&self.opts).await? } else { Conn::new(self.opts.clone()).await? };
        let before = memory(&mut conn).await?;
        let statement = conn.prep(&runnable.sql).await?;
        conn.exec_drop(&statement, params(bind)).await?;
        let after = memory(&mut conn).await?;
        conn.disconnect().await?;
        Ok((after - before).max(0.0) / 1024.0)
    }

    /// The plan of a statement.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn plan(&mut self, runnable: &Runnable, bind: &[Param]) -> Result<Vec<String>, Box<dyn Error>> {
        let conn = self.of(runnable);
        let statement = conn.prep(format!("EXPLAIN {}", runnable.sql)).await?;
        let rows: Vec<arctos::mysql_async::Row> = conn.exec(&statement, params(bind)).await?;
        conn.close(statement).await?;
        let line = |row: arctos::mysql_async::Row| row.unwrap().iter().map(text).collect::<Vec<_>>().join(" | ");
        Ok(rows.into_iter().map(line).collect())
    }

    fn of(&mut self, runnable: &Runnable) -> &mut Conn {
        if runnable.ours { &mut self.ours } else { &mut self.theirs }
    }
}

async fn session(opts: &Opts) -> Result<Conn, Box<dyn Error>> {
    let mut conn = Conn::new(opts.clone()).await?;
    conn.query_drop(SESSION).await?;
    Ok(conn)
}

async fn memory(conn: &mut Conn) -> Result<f64, Box<dyn Error>> {
    let row: Option<(String, String)> = conn.query_first("SHOW SESSION STATUS LIKE 'Max_memory_used'").await?;
    Ok(row.ok_or("no `Max_memory_used`")?.1.parse()?)
}

fn params(bind: &[Param]) -> Params {
    if bind.is_empty() { Params::Empty } else { Params::Positional(bind.iter().map(Value::from).collect()) }
}

fn text(value: &Value) -> String {
    match value {
        Value::NULL => "NULL".to_owned(),
        Value::Bytes(raw) => String::from_utf8_lossy(raw).into_owned(),
        Value::Int(number) => number.to_string(),
        Value::UInt(number) => number.to_string(),
        other => other.as_sql(true),
    }
}
