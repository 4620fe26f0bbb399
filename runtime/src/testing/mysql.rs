//! Tests on MySQL or MariaDB: temporary tables of one connection.

use super::store::{Store, TextRow};
use super::tables::{Rows, Tables, column};
use crate::bind::{Given, Param, bind, one};
use crate::mysql::{decode, may_run_again, options, query};
use crate::{Error, Settings, answer};
use arctos_compiler::mapping::sql_type::SqlType;
use arctos_compiler::sql::{Dialect, Statement};
use arctos_compiler::value::Value;
use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Params};
use sea_query::{Alias, ColumnDef, MysqlQueryBuilder, Table, TableCreateStatement};

/// Texts are of any characters, and told apart by every one.
const CHARACTERS: &str = "utf8mb4";
const COLLATION: &str = "utf8mb4_bin";

/// One connection.
pub(super) struct MySql {
    conn: Conn,
    /// The tables that have rows.
    filled: Vec<usize>,
}

impl MySql {
    /// Connects.
    ///
    /// # Errors
    /// A malformed URL, a server that cannot be reached.
    pub async fn open(url: &str, settings: &Settings) -> Result<Self, Error> {
        let connecting = |error: mysql_async::Error| Error::Connection(error.into());
        let mut conn = Conn::new(options(url, settings)?).await.map_err(connecting)?;
        // Sessions of questions may not even make temporary tables.
        conn.query_drop("SET SESSION TRANSACTION READ WRITE").await.map_err(connecting)?;
        conn.query_drop(time_limit(settings)).await.map_err(connecting)?;
        Ok(Self { conn, filled: Vec::new() })
    }

    async fn clear(&mut self, tables: &Tables) -> Result<(), Error> {
        for number in std::mem::take(&mut self.filled) {
            if let Some(table) = tables.get(number) {
                self.conn.query_drop(format!("DELETE FROM {}", table.name)).await.map_err(refused)?;
            }
        }
        Ok(())
    }
}

impl Store for MySql {
    fn dialect(&self) -> Dialect {
        Dialect::MySql
    }

    async fn create(&mut self, tables: &Tables) -> Result<(), Error> {
        for table in tables.iter() {
            let create = definition(&table.name, &table.columns).to_string(MysqlQueryBuilder);
            self.conn.query_drop(create).await.map_err(refused)?;
        }
        Ok(())
    }

    async fn fill(&mut self, tables: &Tables, rows: &Rows<'_>) -> Result<(), Error> {
        self.clear(tables).await?;
        for (number, rows) in rows {
            let Some(table) = tables.get(*number) else { continue };
            self.filled.push(*number);
            let sql = format!("INSERT INTO {} VALUES ({})", table.name, vec!["?"; table.columns.len()].join(", "));
            for row in rows {
                let params = row.iter().zip(&table.columns).map(|(value, ty)| one(&value.id, *ty));
                let params = params.collect::<Result<Vec<Param>, _>>()?;
                let params = Params::Positional(params.iter().map(mysql_async::Value::from).collect());
                self.conn.exec_drop(sql.as_str(), params).await.map_err(refused)?;
            }
        }
        Ok(())
    }

    async fn ask(&mut self, statement: &Statement, values: &[Value]) -> Result<Vec<TextRow>, Error> {
        let params = bind(&statement.params, Given { values, candidates: &[] })?;
        let params: Vec<mysql_async::Value> = params.iter().map(mysql_async::Value::from).collect();
        let rows = query(&mut self.conn, &statement.sql, &params, may_run_again(&statement.sql)).await.map_err(refused)?;
        rows.iter().map(|row| decode::row(row).map(answer::texts)).collect()
    }

    async fn finish(self) -> Result<(), Error> {
        self.conn.disconnect().await.map_err(refused)
    }
}

fn definition(name: &str, columns: &[SqlType]) -> TableCreateStatement {
    let mut table = Table::create();
    table.table(Alias::new(name)).temporary().character_set(CHARACTERS).collate(COLLATION);
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

/// The time that a statement may take. Each server takes the other's comment for one.
fn time_limit(settings: &Settings) -> String {
    let (seconds, milliseconds) = (settings.deadline.as_secs_f64(), settings.deadline.as_millis());
    format!(
        "SET SESSION sql_mode = @@sql_mode /*M!100101 , max_statement_time = {seconds} */\
         /*!50708 , max_execution_time = {milliseconds} */"
    )
}

fn refused(error: mysql_async::Error) -> Error {
    Error::Database(error.into())
}
