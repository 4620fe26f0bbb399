//! Running a statement: what it returns, how long it takes.

use arctos::Text;
use arctos::tokio_postgres::types::{ToSql, Type};
use arctos::tokio_postgres::{Client, Error, Statement};
use std::time::Instant;

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
    /// Whether it is timed with one plan for all values, as the engine's own connections have it.
    pub generic: bool,
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

    /// Runs it once with each of its values; the time for each, in milliseconds.
    ///
    /// # Errors
    /// The database refuses, or the time is over.
    pub async fn time(&self, client: &Client, statement: &Statement) -> Result<Vec<f64>, Error> {
        if self.generic {
            client.batch_execute("SET plan_cache_mode = force_generic_plan").await?;
        }
        let mut times = Vec::with_capacity(self.binds.len());
        for bind in &self.binds {
            let started = Instant::now();
            client.query(statement, &values(bind)).await?;
            times.push(started.elapsed().as_secs_f64() * 1000.0);
        }
        if self.generic {
            client.batch_execute("RESET plan_cache_mode").await?;
        }
        Ok(times)
    }

    /// How many blocks it reads, on average over its values, as the server counts them.
    ///
    /// # Errors
    /// The database refuses, or the time is over.
    pub async fn blocks(&self, client: &Client) -> Result<f64, Error> {
        let sql = format!("EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF, SUMMARY OFF) {}", self.sql);
        let statement = client.prepare_typed(&sql, &self.types).await?;
        let mut found = Vec::new();
        for bind in &self.binds {
            let rows = client.query(&statement, &values(bind)).await?;
            found.push(total_blocks(rows.iter().map(|row| row.get(0))));
        }
        Ok(super::run::mean(&found))
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

/// The blocks of the plan's first line, which counts those of all others.
fn total_blocks<'l>(lines: impl Iterator<Item = &'l str>) -> f64 {
    let mut execution = lines.take_while(|line| !line.starts_with("Planning"));
    let Some(total) = execution.find_map(|line| line.trim_start().strip_prefix("Buffers: shared ")) else { return 0.0 };
    let counted = |what: &str| total.split_whitespace().find_map(|part| part.strip_prefix(what)?.parse::<f64>().ok());
    counted("hit=").unwrap_or(0.0) + counted("read=").unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::total_blocks;

    #[test]
    fn blocks_are_those_of_the_whole_plan() {
        let plan = [
            "Aggregate (actual rows=1 loops=1)",
            "  Buffers: shared hit=30 read=12 dirtied=1",
            "  ->  Seq Scan",
            "        Buffers: shared hit=7",
        ];
        assert!((total_blocks(plan.into_iter()) - 42.0).abs() < 1e-9);
        assert!(total_blocks(["Result", "Planning:", "  Buffers: shared hit=3"].into_iter()).abs() < 1e-9);
    }
}
