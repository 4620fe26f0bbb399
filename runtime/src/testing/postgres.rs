//! Tests on PostgreSQL: temporary tables in a transaction that is rolled back.

use super::store::{Store, TextRow};
use super::tables::{Rows, Tables, column};
use crate::bind::Given;
use crate::postgres::bind::{Text, bind};
use crate::postgres::{decode, pool};
use crate::settings::Settings;
use crate::{Error, answer};
use arctos_compiler::mapping::sql_type::SqlType;
use arctos_compiler::sql::{Dialect, Statement, array_text};
use arctos_compiler::value::Value;
use deadpool_postgres::{Object, Pool};
use sea_query::{Alias, ColumnDef, PostgresQueryBuilder, Table, TableCreateStatement};
use std::time::Duration;
use tokio_postgres::types::{ToSql, Type};

/// One connection with a transaction.
pub(super) struct Postgres {
    client: Object,
    /// Keeps the connection alive.
    _pool: Pool,
}

impl Postgres {
    /// Connects and begins.
    ///
    /// # Errors
    /// The database cannot be reached.
    pub async fn open(database: &str, settings: &Settings) -> Result<Self, Error> {
        let settings = Settings { connections: 1, ..settings.clone() };
        let (pool, _) = pool::open(database, &settings).await?;
        let client = pool.get().await?;
        let timeout = milliseconds(settings.deadline);
        client.batch_execute(&format!("BEGIN; SET LOCAL statement_timeout = {timeout}")).await?;
        Ok(Self { client, _pool: pool })
    }
}

impl Store for Postgres {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    async fn create(&mut self, tables: &Tables) -> Result<(), Error> {
        for table in tables.iter() {
            let create = definition(&table.name, &table.columns).to_string(PostgresQueryBuilder);
            self.client.batch_execute(&create).await?;
        }
        Ok(self.client.batch_execute("SAVEPOINT arctos_empty").await?)
    }

    async fn fill(&mut self, tables: &Tables, rows: &Rows<'_>) -> Result<(), Error> {
        self.client.batch_execute("ROLLBACK TO SAVEPOINT arctos_empty").await?;
        for (number, rows) in rows {
            let Some(table) = tables.get(*number) else { continue };
            let params = (1..).zip(&table.columns).map(|(at, ty)| format!("CAST(${at} AS {}[])", ty.name()));
            let sql = format!("INSERT INTO {} SELECT * FROM unnest({})", table.name, params.collect::<Vec<_>>().join(", "));
            let columns: Vec<Text> = (0..table.columns.len())
                .map(|at| Text::from(array_text(rows.iter().filter_map(|row| row.get(at)).map(|value| value.id.as_str()))))
                .collect();
            let params: Vec<(&(dyn ToSql + Sync), Type)> =
                columns.iter().zip(&table.columns).map(|(text, ty)| (text as &(dyn ToSql + Sync), array_type(*ty))).collect();
            self.client.query_typed(&sql, &params).await?;
        }
        Ok(self.client.batch_execute("SAVEPOINT arctos_filled").await?)
    }

    async fn ask(&mut self, statement: &Statement, values: &[Value]) -> Result<Vec<TextRow>, Error> {
        let params = bind(&statement.params, Given { values, candidates: &[] })?;
        let types: Vec<Type> = params.iter().map(|(_, ty)| ty.clone()).collect();
        let texts: Vec<&(dyn ToSql + Sync)> = params.iter().map(|(text, _)| text as &(dyn ToSql + Sync)).collect();
        let asked = async {
            let prepared = self.client.prepare_typed_cached(&statement.sql, &types).await?;
            self.client.query(&prepared, &texts).await
        };
        match asked.await {
            Ok(rows) => rows.iter().map(|row| decode::row(row).map(answer::texts)).collect(),
            Err(error) => {
                self.client.batch_execute("ROLLBACK TO SAVEPOINT arctos_filled").await?;
                Err(error.into())
            }
        }
    }

    async fn finish(self) -> Result<(), Error> {
        Ok(self.client.batch_execute("ROLLBACK").await?)
    }
}

fn milliseconds(duration: Duration) -> i32 {
    i32::try_from(duration.as_millis()).unwrap_or(i32::MAX)
}

fn definition(name: &str, columns: &[SqlType]) -> TableCreateStatement {
    let mut table = Table::create();
    table.table(Alias::new(name)).temporary();
    for (at, ty) in columns.iter().enumerate() {
        let mut definition = ColumnDef::new(Alias::new(column(at)));
        match ty {
            SqlType::BigInt => definition.big_integer(),
            SqlType::Boolean => definition.boolean(),
            _ => definition.text(),
        };
        table.col(definition.not_null());
    }
    table
}

fn array_type(ty: SqlType) -> Type {
    match ty {
        SqlType::BigInt => Type::INT8_ARRAY,
        SqlType::Boolean => Type::BOOL_ARRAY,
        _ => Type::TEXT_ARRAY,
    }
}
