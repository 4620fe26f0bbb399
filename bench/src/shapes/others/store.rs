//! A database that is not PostgreSQL, and what is done with it.
//!
//! In: statements with their values. Out: rows, times, plans, peak memory. Guaranteed: a statement is prepared outside of what
//! is timed, and its rows are read to the last.

use super::maria::Maria;
use super::peak;
use arctos::rusqlite::types::ValueRef;
use arctos::rusqlite::{Connection, ErrorCode, params_from_iter};
use arctos::{Dialect, Param};
use std::error::Error;
use std::time::{Duration, Instant};

/// The page cache of the connection that is timed, in KiB: room for the data set.
const CACHE: i64 = 1 << 20;
/// After so many steps of its machine a statement of SQLite looks whether it is out of time.
const STEPS: i32 = 10_000;

/// A statement with the values it is run with, one after the other.
#[derive(Clone, Debug)]
pub struct Runnable {
    /// Its text.
    pub sql: String,
    /// The values of its parameters, for each run.
    pub binds: Vec<Vec<Param>>,
    /// Whether the engine wrote it. It runs in a session with the engine's settings.
    pub ours: bool,
}

/// What a statement returns in one run: how many rows, and a sum over them that differs where the rows differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Print {
    /// How many rows.
    pub rows: u64,
    /// The sum; of the first column alone.
    pub sum: u64,
    /// Whether there is a row whose first column is not 0.
    pub yes: bool,
}

impl Print {
    /// Takes note of a row.
    pub fn add(&mut self, text: &str) {
        // FNV, mixed so that sums of neighbouring numbers differ.
        let hash =
            text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
        let mixed = (hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        self.rows += 1;
        self.sum = self.sum.wrapping_add(mixed ^ (mixed >> 32));
        self.yes |= text != "0";
    }
}

/// A database.
#[derive(Debug)]
pub enum Store {
    /// A file.
    Sqlite {
        /// Where it is.
        path: String,
        /// The connection that is timed.
        connection: Connection,
    },
    /// A database on a server.
    Maria(Maria),
}

impl Store {
    /// Opens the database of a URL; a file that is not there is made.
    ///
    /// # Errors
    /// The database cannot be opened.
    pub async fn open(url: &str) -> Result<Self, Box<dyn Error>> {
        let Some(path) = url.strip_prefix("sqlite:") else { return Ok(Self::Maria(Maria::open(url).await?)) };
        let connection = Connection::open(path)?;
        connection.pragma_update(None, "cache_size", -CACHE)?;
        Ok(Self::Sqlite { path: path.to_owned(), connection })
    }

    /// Its dialect.
    pub fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite { .. } => Dialect::Sqlite,
            Self::Maria(_) => Dialect::MySql,
        }
    }

    /// Its name and version.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn version(&mut self) -> Result<String, Box<dyn Error>> {
        let (name, sql) = match self {
            Self::Sqlite { .. } => ("SQLite", "SELECT sqlite_version()"),
            Self::Maria(_) => ("MariaDB", "SELECT version()"),
        };
        Ok(format!("{name} {}", self.texts(sql).await?.concat()))
    }

    /// Runs statements without parameters, one after the other, separated by a semicolon and a line's end.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn run(&mut self, script: &str) -> Result<(), Box<dyn Error>> {
        for sql in script.split(";\n").map(str::trim).filter(|sql| !sql.is_empty()) {
            match self {
                Self::Sqlite { connection, .. } => connection.execute_batch(sql)?,
                Self::Maria(maria) => maria.run(sql).await?,
            }
        }
        Ok(())
    }

    /// The first column of a statement's rows.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn texts(&mut self, sql: &str) -> Result<Vec<String>, Box<dyn Error>> {
        let mut found = Vec::new();
        let runnable = Runnable { sql: sql.to_owned(), binds: vec![Vec::new()], ours: false };
        self.each(&runnable, &[], Duration::MAX, |text| found.push(text.to_owned())).await?;
        Ok(found)
    }

    /// What a statement returns, for each of its values; nothing if one of them takes too long.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn prints(&mut self, runnable: &Runnable, patience: Duration) -> Result<Option<Vec<Print>>, Box<dyn Error>> {
        let mut found = Vec::new();
        for bind in &runnable.binds {
            let mut print = Print::default();
            if !self.each(runnable, bind, patience, |text| print.add(text)).await? {
                return Ok(None);
            }
            found.push(print);
        }
        Ok(Some(found))
    }

    /// Does something with the first column of each row; whether the time was enough.
    async fn each(
        &mut self,
        runnable: &Runnable,
        bind: &[Param],
        patience: Duration,
        mut take: impl FnMut(&str),
    ) -> Result<bool, Box<dyn Error>> {
        let connection = match self {
            Self::Maria(maria) => return maria.each(runnable, bind, patience, take).await,
            Self::Sqlite { connection, .. } => connection,
        };
        let until = Instant::now().checked_add(patience);
        connection.progress_handler(STEPS, Some(move || until.is_some_and(|until| Instant::now() > until)))?;
        let mut statement = connection.prepare(&runnable.sql)?;
        let mut rows = statement.query(params_from_iter(bind))?;
        let in_time = loop {
            match rows.next() {
                Ok(Some(row)) => take(&text(row.get_ref(0)?)),
                Ok(None) => break true,
                Err(error) if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) => break false,
                Err(error) => return Err(error.into()),
            }
        };
        drop(rows);
        drop(statement);
        connection.progress_handler(0, None::<fn() -> bool>)?;
        Ok(in_time)
    }

    /// Runs a statement once with each of its values; the time for each, in milliseconds.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn time(&mut self, runnable: &Runnable) -> Result<Vec<f64>, Box<dyn Error>> {
        let connection = match self {
            Self::Maria(maria) => return maria.time(runnable).await,
            Self::Sqlite { connection, .. } => connection,
        };
        let mut statement = connection.prepare(&runnable.sql)?;
        let mut times = Vec::with_capacity(runnable.binds.len());
        for bind in &runnable.binds {
            let started = Instant::now();
            let mut rows = statement.query(params_from_iter(bind))?;
            while rows.next()?.is_some() {}
            drop(rows);
            times.push(started.elapsed().as_secs_f64() * 1000.0);
        }
        Ok(times)
    }

    /// The time to prepare a statement, at best, in milliseconds.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn planning(&mut self, runnable: &Runnable) -> Result<f64, Box<dyn Error>> {
        let mut best = f64::INFINITY;
        for _ in 0..20 {
            let took = match self {
                Self::Maria(maria) => maria.planning(runnable).await?,
                Self::Sqlite { connection, .. } => {
                    let started = Instant::now();
                    let statement = connection.prepare(&runnable.sql)?;
                    let took = started.elapsed();
                    drop(statement);
                    took
                }
            };
            best = best.min(took.as_secs_f64() * 1000.0);
        }
        Ok(best)
    }

    /// The most memory that a statement needs with its first values, in KiB, in a session of its own.
    ///
    /// # Errors
    /// The database refuses; no process can be started.
    pub async fn peak(&mut self, runnable: &Runnable) -> Result<f64, Box<dyn Error>> {
        let bind = runnable.binds.first().map(Vec::as_slice).unwrap_or_default();
        match self {
            Self::Maria(maria) => maria.peak(runnable, bind).await,
            Self::Sqlite { path, .. } => peak::of(path, &runnable.sql, bind),
        }
    }

    /// The plan of a statement for its first values.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn plan(&mut self, runnable: &Runnable) -> Result<Vec<String>, Box<dyn Error>> {
        let bind = runnable.binds.first().map(Vec::as_slice).unwrap_or_default();
        let connection = match self {
            Self::Maria(maria) => return maria.plan(runnable, bind).await,
            Self::Sqlite { connection, .. } => connection,
        };
        let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {}", runnable.sql))?;
        let mut rows = statement.query(params_from_iter(bind))?;
        let mut depths: Vec<(i64, usize)> = vec![(0, 0)];
        let mut lines = Vec::new();
        while let Some(row) = rows.next()? {
            let (id, parent, detail): (i64, i64, String) = (row.get(0)?, row.get(1)?, row.get(3)?);
            let depth = depths.iter().find(|(id, _)| *id == parent).map_or(0, |(_, depth)| *depth);
            depths.push((id, depth + 1));
            lines.push(format!("{}{detail}", "  ".repeat(depth)));
        }
        Ok(lines)
    }
}

/// A value as text.
fn text(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => "NULL".to_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(raw) | ValueRef::Blob(raw) => String::from_utf8_lossy(raw).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print(rows: &[&str]) -> Print {
        let mut print = Print::default();
        for row in rows {
            print.add(row);
        }
        print
    }

    #[test]
    fn prints_tell_rows_apart_whatever_their_order() {
        assert_eq!(print(&["1", "2", "30"]), print(&["30", "1", "2"]));
        assert_ne!(print(&["1", "4"]), print(&["2", "3"]));
        assert_ne!(print(&["1"]), print(&["1", "1"]));
        assert!(print(&["1"]).yes && !print(&["0"]).yes && !print(&[]).yes);
    }
}
