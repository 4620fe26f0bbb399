//! The demo on SQLite, which is a part of this program.

use super::{DemoError, Page, summary};
use crate::demo::seed;
use arctos::{Filter, Param};
use rusqlite::{Connection, OpenFlags, params_from_iter};
use std::fmt::Write;
use std::time::Instant;

/// Nodes of a plan below this depth are left out.
const DEPTH: usize = 2;

/// A database in memory, there for as long as its first connection.
pub struct Sqlite {
    name: String,
    connection: Connection,
}

impl Sqlite {
    pub(super) async fn fill(scale: f64) -> Result<Self, DemoError> {
        let name = format!("arctos-demo-{}", std::process::id());
        let home = Self { connection: open(&url(&name))?, name };
        // Ctrl-C must not have to wait for it.
        let name = home.name.clone();
        let (done, filled) = tokio::sync::oneshot::channel();
        std::thread::spawn(move || {
            let outcome = open(&url(&name)).and_then(|connection| seed::fill(&connection, scale));
            // Nobody waits any more after Ctrl-C.
            let _ = done.send(outcome);
        });
        filled.await.map_err(|_| DemoError::Interrupted)??;
        Ok(home)
    }

    pub(super) fn url(&self) -> String {
        url(&self.name)
    }

    pub(super) fn facts(&self) -> Result<(u64, String), DemoError> {
        let issues: i64 = self.connection.query_row("SELECT count(*) FROM issues", (), |row| row.get(0))?;
        Ok((u64::try_from(issues).unwrap_or_default(), format!("SQLite {}, in memory", rusqlite::version())))
    }

    pub(super) fn page(&self, sql: &str, state: &str, filter: &Filter) -> Result<Page, DemoError> {
        let state = Param::Text(state.to_owned());
        let params: Vec<&Param> = std::iter::once(&state).chain(filter.values()).collect();
        let mut statement = self.connection.prepare(sql)?;
        let start = Instant::now();
        let found = statement.query_map(params_from_iter(&params), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let rows: Vec<(i64, String, String)> = found.collect::<Result<_, _>>()?;
        let summary = summary(rows.len(), start.elapsed());
        let mut statement = self.connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
        let nodes = statement.query_map(params_from_iter(&params), |row| Ok((row.get(0)?, row.get(1)?, row.get(3)?)))?;
        let plan = outline(&nodes.collect::<Result<Vec<_>, _>>()?);
        Ok(Page { rows, plan, summary })
    }
}

fn url(name: &str) -> String {
    format!("file:{name}?mode=memory&cache=shared")
}

fn open(url: &str) -> Result<Connection, rusqlite::Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_URI;
    Connection::open_with_flags(url, flags)
}

/// The upper nodes of a plan, each indented under the one that reads it. A node comes after its parent.
fn outline(nodes: &[(i64, i64, String)]) -> String {
    let mut depths: Vec<(i64, usize)> = Vec::new();
    let mut out = String::new();
    for (id, parent, label) in nodes {
        let above = depths.iter().rev().find(|(known, _)| known == parent);
        let depth = above.map_or(0, |(_, depth)| depth + 1);
        depths.push((*id, depth));
        if depth <= DEPTH {
            let _ = writeln!(out, "{:indent$}{label}", "", indent = depth * 2);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_told_in_short() {
        let node = |id, parent, label: &str| (id, parent, label.to_owned());
        let nodes =
            [node(2, 0, "SCAN i"), node(5, 0, "SCALAR SUBQUERY"), node(9, 5, "SEARCH u"), node(11, 9, "X"), node(12, 11, "deep")];
        assert_eq!(outline(&nodes), "SCAN i\nSCALAR SUBQUERY\n  SEARCH u\n    X\n");
    }
}
