//! The demo on PostgreSQL.

use super::explain::{Explained, Json};
use super::{DemoError, Page, place};
use arctos::{Filter, Text};
use arctos_throwaway::{Database, Server};

const SCHEMA: &str = include_str!("../../../../schemas/code-hosting/schema.sql");
const SEED: &str = include_str!("../../../../schemas/code-hosting/seed.sql");

/// A database of its own.
pub struct Postgres {
    server: Server,
    database: Database,
}

impl Postgres {
    pub(super) async fn fill(server: &Server, scale: f64) -> Result<Self, DemoError> {
        let database = server.database(&format!("{SCHEMA}\nSET arctos.scale = '{scale}';\n{SEED}")).await?;
        Ok(Self { server: server.clone(), database })
    }

    pub(super) fn url(&self) -> String {
        self.database.url()
    }

    pub(super) async fn facts(&self) -> Result<(u64, String), DemoError> {
        let sql = "SELECT count(*), split_part(current_setting('server_version'), ' ', 1) FROM issues";
        let row = self.database.connect().await?.query_one(sql, &[]).await?;
        let issues = u64::try_from(row.try_get::<_, i64>(0)?).unwrap_or_default();
        let place = place(self.server.directory(), self.database.name());
        Ok((issues, format!("PostgreSQL {}, {place}", row.try_get::<_, &str>(1)?)))
    }

    pub(super) async fn page(&self, sql: &str, state: &str, filter: &Filter) -> Result<Page, DemoError> {
        let state = Text::from(state);
        let params: Vec<_> = std::iter::once(&state as _).chain(filter.params()).collect();
        let client = self.database.connect().await?;
        let rows = client.query(sql, &params).await?;
        let explain = format!("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}");
        let explained = Explained::of(&client.query_one(&explain, &params).await?.try_get::<_, Json>(0)?);
        let rows = rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?)));
        let rows = rows.collect::<Result<_, arctos::tokio_postgres::Error>>()?;
        Ok(Page { rows, plan: explained.plan, summary: explained.summary })
    }
}
