//! Where the demo's data is: a database on a server, or one in memory.

mod explain;
mod mysql;
mod postgres;
mod sqlite;

use super::DemoError;
use super::args::{Demo, On};
use super::screen::{count, time};
use crate::report;
use arctos::{Dialect, Filter};
use arctos_throwaway::{MySqlServer, Server};
use mysql::MySql;
use postgres::Postgres;
use sqlite::Sqlite;
use std::path::Path;
use std::time::Duration;

/// A server, or none where none is needed.
pub enum Ground {
    /// SQLite needs none.
    Memory,
    /// PostgreSQL.
    Postgres(Server),
    /// MySQL or MariaDB.
    MySql(MySqlServer),
}

/// A database with the demo's data, gone when dropped.
pub enum Home {
    /// In memory.
    Sqlite(Sqlite),
    /// On a PostgreSQL server.
    Postgres(Postgres),
    /// On a MySQL or MariaDB server.
    MySql(MySql),
}

/// A page of issues, and how the database found it.
pub struct Page {
    /// Id, title, day.
    pub rows: Vec<(i64, String, String)>,
    /// The database's plan.
    pub plan: String,
    /// Rows and times.
    pub summary: String,
}

impl Ground {
    /// The server that the options name, started if need be.
    ///
    /// # Errors
    /// There is none.
    pub fn of(args: &Demo) -> Result<Self, DemoError> {
        match (&args.database_url, args.on) {
            (Some(url), _) if is_of(url, &["sqlite", "file"]) => Err(DemoError::NoServer),
            (Some(url), _) if is_of(url, &["mysql", "mariadb"]) => Ok(Self::MySql(MySqlServer::existing(url)?)),
            (Some(url), _) => Ok(Self::Postgres(Server::existing(url)?)),
            (None, On::Sqlite) => Ok(Self::Memory),
            (None, On::Postgres) => {
                report::say("starting a PostgreSQL server for this demo …\n");
                Ok(Self::Postgres(Server::start()?))
            }
            (None, On::Mariadb) => {
                report::say("starting a MariaDB server for this demo …\n");
                Ok(Self::MySql(MySqlServer::start()?))
            }
        }
    }

    /// Fills a database.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn fill(&self, scale: f64) -> Result<Home, DemoError> {
        Ok(match self {
            Self::Memory => Home::Sqlite(Sqlite::fill(scale).await?),
            Self::Postgres(server) => Home::Postgres(Postgres::fill(server, scale).await?),
            Self::MySql(server) => Home::MySql(MySql::fill(server, scale).await?),
        })
    }
}

impl Home {
    /// Its URL.
    pub fn url(&self) -> String {
        match self {
            Self::Sqlite(home) => home.url(),
            Self::Postgres(home) => home.url(),
            Self::MySql(home) => home.url(),
        }
    }

    /// What it understands.
    pub fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
            Self::MySql(_) => Dialect::MySql,
        }
    }

    /// How many issues there are, and which database it is.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn facts(&self) -> Result<(u64, String), DemoError> {
        match self {
            Self::Sqlite(home) => home.facts(),
            Self::Postgres(home) => home.facts().await,
            Self::MySql(home) => home.facts().await,
        }
    }

    /// Runs the application's query for a page.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn page(&self, sql: &str, state: &str, filter: &Filter) -> Result<Page, DemoError> {
        match self {
            Self::Sqlite(home) => home.page(sql, state, filter),
            Self::Postgres(home) => home.page(sql, state, filter).await,
            Self::MySql(home) => home.page(sql, state, filter).await,
        }
    }
}

fn is_of(url: &str, schemes: &[&str]) -> bool {
    url.split_once(':').is_some_and(|(scheme, _)| schemes.iter().any(|known| scheme.eq_ignore_ascii_case(known)))
}

/// Where a database is.
fn place(directory: Option<&Path>, name: &str) -> String {
    match directory {
        Some(directory) => format!("started in {}", directory.display()),
        None => format!("database {name}"),
    }
}

/// What a database that tells no more took.
fn summary(rows: usize, took: Duration) -> String {
    format!("{}, run in {}", count(rows as u64, "row"), time(took))
}
