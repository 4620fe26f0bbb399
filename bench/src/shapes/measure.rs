//! Running a statement: what it returns, how long it takes.

use arctos::Text;
use arctos::tokio_postgres::types::{ToSql, Type};
use arctos::tokio_postgres::{Client, Error, Statement};
use std::time::{Duration, Instant};

/// A statement with the values it is run with, one after the other.
#[derive(Clone, Debug)]
pub struct Runnable {
    /// Its text.
    pub sql: String,
    /// The types of its parameters.
    pub types: Vec<Type>,
    /// The values of its parameters, for each run.
    pub binds: Vec<Vec<Text>>,
    /// Whether its rows are many: then they are counted in the database instead of fetched.
    pub long: bool,
}

/// The server's own plan of a statement.
#[derive(Clone, Copy, Debug, Default)]
pub struct Planned {
    /// How long it took to plan, in milliseconds.
    pub milliseconds: f64,
}

fn values(bind: &[Text]) -> Vec<&(dyn ToSql + Sync)> {
    bind.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

impl Runnable {
    /// How many rows each run returns, and a sum over them that differs where the rows differ.
    ///
    /// # Errors
    /// The database refuses, or the time is over.
    pub async fn fingerprint(&self, client: &Client) -> Result<Vec<(i64, String)>, Error> {
        let sql = format!("SELECT count(*), coalesce(sum(hashtextextended(v::text, 0)), 0)::text FROM ({}) q(v)", self.sql);
        let statement = client.prepare_typed(&sql, &self.types).await?;
        let mut found = Vec::new();
        for bind in &self.binds {
            let row = client.query_one(&statement, &values(bind)).await?;
            found.push((row.get(0), row.get(1)));
        }
        Ok(found)
    }

    /// The statement as it is timed.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn prepare(&self, client: &Client) -> Result<Statement, Error> {
        // The fence keeps the plan from being fitted to the count.
        let sql = if self.long {
            format!("SELECT count(*) FROM (SELECT * FROM ({}) l OFFSET 0) q", self.sql)
        } else {
            self.sql.clone()
        };
        client.prepare_typed(&sql, &self.types).await
    }

    /// Runs it once with each of its values; the mean time.
    ///
    /// # Errors
    /// The database refuses, or the time is over.
    pub async fn time(&self, client: &Client, statement: &Statement) -> Result<Duration, Error> {
        let started = Instant::now();
        for bind in &self.binds {
            client.query(statement, &values(bind)).await?;
        }
        let runs = u32::try_from(self.binds.len().max(1)).unwrap_or(u32::MAX);
        Ok(started.elapsed() / runs)
    }

    /// The time to plan it for its first values, at best.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn planned(&self, client: &Client) -> Result<Planned, Error> {
        let mut best = f64::INFINITY;
        for _ in 0..3 {
            let lines = self.explain(client, "SUMMARY").await?;
            let line = lines.iter().find_map(|line| line.strip_prefix("Planning Time: ")?.strip_suffix(" ms")?.parse().ok());
            best = best.min(line.unwrap_or(f64::INFINITY));
        }
        Ok(Planned { milliseconds: best })
    }

    /// The plan for its first values, as the server shows it.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn explain(&self, client: &Client, options: &str) -> Result<Vec<String>, Error> {
        let statement = client.prepare_typed(&format!("EXPLAIN ({options}) {}", self.sql), &self.types).await?;
        let bind = self.binds.first().map(Vec::as_slice).unwrap_or_default();
        Ok(client.query(&statement, &values(bind)).await?.iter().map(|row| row.get(0)).collect())
    }
}
