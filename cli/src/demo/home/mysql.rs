//! The demo on MySQL or MariaDB.

use super::{DemoError, Page, place, summary};
use crate::demo::seed;
use arctos::{Filter, Param};
use arctos_throwaway::{MySqlDatabase, MySqlServer};
use mysql_async::prelude::Queryable;
use mysql_async::{Params, Row, Value};
use rusqlite::Connection;
use std::fmt::Write;
use std::time::Instant;

const SCHEMA: &str = include_str!("../../../../schemas/code-hosting/schema.mysql.sql");

/// A database of its own.
pub struct MySql {
    server: MySqlServer,
    database: MySqlDatabase,
}

impl MySql {
    pub(super) async fn fill(server: &MySqlServer, scale: f64) -> Result<Self, DemoError> {
        let database = server.database(SCHEMA).await?;
        let rows = Connection::open_in_memory().and_then(|connection| {
            seed::fill(&connection, scale)?;
            seed::script(&connection)
        });
        let mut conn = database.connect().await?;
        conn.query_drop("SET SESSION foreign_key_checks = 0, autocommit = 0").await?;
        for statement in rows?.split(";\n").filter(|statement| !statement.is_empty()) {
            conn.query_drop(statement).await?;
        }
        conn.query_drop("COMMIT").await?;
        conn.disconnect().await?;
        Ok(Self { server: server.clone(), database })
    }

    pub(super) fn url(&self) -> String {
        self.database.url()
    }

    pub(super) async fn facts(&self) -> Result<(u64, String), DemoError> {
        let mut conn = self.database.connect().await?;
        let found: Option<(u64, String)> = conn.query_first("SELECT COUNT(*), VERSION() FROM issues").await?;
        conn.disconnect().await?;
        let (issues, version) = found.unwrap_or_default();
        let kind = if version.contains("MariaDB") { "MariaDB" } else { "MySQL" };
        let number = version.split('-').next().unwrap_or_default();
        Ok((issues, format!("{kind} {number}, {}", place(self.server.directory(), self.database.name()))))
    }

    pub(super) async fn page(&self, sql: &str, state: &str, filter: &Filter) -> Result<Page, DemoError> {
        let state = Param::Text(state.to_owned());
        let params = || Params::Positional(std::iter::once(&state).chain(filter.values()).map(Value::from).collect());
        let mut conn = self.database.connect().await?;
        let statement = conn.prep(sql).await?;
        let start = Instant::now();
        let rows: Vec<(i64, String, String)> = conn.exec(&statement, params()).await?;
        let summary = summary(rows.len(), start.elapsed());
        let nodes: Vec<Row> = conn.exec(format!("EXPLAIN {sql}"), params()).await?;
        conn.disconnect().await?;
        Ok(Page { rows, plan: outline(&nodes), summary })
    }
}

/// A line for each table that is read.
fn outline(nodes: &[Row]) -> String {
    let mut out = String::new();
    for node in nodes {
        let text = |name: &str| node.get::<Option<String>, _>(name).flatten();
        let Some(table) = text("table") else { continue };
        let _ = write!(out, "{} on {table}", text("select_type").unwrap_or_default());
        let _ = match text("key") {
            Some(key) => writeln!(out, " using {key}"),
            None => writeln!(out),
        };
    }
    out
}
