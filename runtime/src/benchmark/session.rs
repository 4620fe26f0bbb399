//! Statements of a measurement.
//!
//! In: statements that read. Out: their rows. On PostgreSQL they run in a transaction that only reads, with the server's own
//! timeout; the connections to other databases only read in any case, and what takes too long is stopped.

use super::plans::{self, Told};
use super::questions::quoted;
use crate::Error;
use crate::answer::{self, Row};
use crate::bind::Given;
use crate::cache::Kept;
use crate::database::Database;
use crate::postgres::Reader;
use arctos_compiler::mapping::model::Table;
use arctos_compiler::sql::{Dialect, Statement};
use arctos_compiler::value::Value;
use std::collections::{HashMap, HashSet};
use std::time::Duration;

/// A row of texts.
pub(super) type Texts = Vec<Option<String>>;

/// Where statements are measured.
pub(super) struct Session<'a> {
    place: Place<'a>,
    timeout: Duration,
    sizes: HashMap<Table, u64>,
    indexes: HashMap<Table, HashSet<String>>,
}

enum Place<'a> {
    Postgres(Box<Reader>),
    #[cfg_attr(not(any(feature = "sqlite", feature = "mysql")), expect(dead_code, reason = "PostgreSQL alone is left"))]
    Other(&'a Database),
}

impl<'a> Session<'a> {
    /// Starts.
    pub async fn open(database: &'a Database, timeout: Duration) -> Result<Self, Error> {
        let place = match database {
            Database::Postgres(postgres) => Place::Postgres(Box::new(postgres.reader(timeout).await?)),
            #[cfg(any(feature = "sqlite", feature = "mysql"))]
            other => Place::Other(other),
        };
        Ok(Self { place, timeout, sizes: HashMap::new(), indexes: HashMap::new() })
    }

    /// The dialect of its database.
    pub fn dialect(&self) -> Dialect {
        match &self.place {
            Place::Postgres(_) => Dialect::Postgres,
            Place::Other(database) => database.dialect(),
        }
    }

    /// The type of a cast to text.
    pub fn text_type(&self) -> &'static str {
        if self.dialect() == Dialect::MySql { "char" } else { "text" }
    }

    /// The rows of a question.
    pub async fn rows(&mut self, kept: &Kept, values: &[Value]) -> Result<Vec<Row>, Error> {
        let given = Given { values, candidates: &[] };
        match &mut self.place {
            Place::Postgres(reader) => reader.rows(&kept.statement, given, kept.may_prepare).await,
            Place::Other(database) => in_time(self.timeout, database.rows(&kept.statement, given, kept.may_prepare)).await,
        }
    }

    /// The rows of a statement without parameters, as texts.
    pub async fn texts(&mut self, sql: &str) -> Result<Vec<Texts>, Error> {
        match &mut self.place {
            Place::Postgres(reader) => reader.texts(sql).await,
            Place::Other(database) => {
                let statement = Statement { sql: sql.to_owned(), params: Vec::new(), columns: Vec::new() };
                let given = Given { values: &[], candidates: &[] };
                let rows = in_time(self.timeout, database.rows(&statement, given, false)).await?;
                Ok(rows.into_iter().map(answer::texts).collect())
            }
        }
    }

    /// The number that a statement yields.
    pub async fn count(&mut self, sql: &str) -> Result<u64, Error> {
        let rows = self.texts(sql).await?;
        let number = rows.first().and_then(|row| row.first().cloned().flatten()).and_then(|text| text.parse().ok());
        number.ok_or_else(|| Error::Answer("no number".to_owned()))
    }

    /// What the database would do for a statement.
    pub async fn explain(&mut self, sql: &str) -> Result<Told, Error> {
        let dialect = self.dialect();
        let prefix = match dialect {
            Dialect::Postgres => "EXPLAIN (FORMAT JSON, SUMMARY ON)",
            Dialect::Sqlite => "EXPLAIN QUERY PLAN",
            Dialect::MySql => "EXPLAIN FORMAT=JSON",
        };
        let rows = self.texts(&format!("{prefix} {sql}")).await?;
        Ok(match dialect {
            Dialect::Sqlite => plans::sqlite(&rows),
            Dialect::Postgres => plans::postgres(&joined(&rows)),
            Dialect::MySql => plans::mysql(&joined(&rows)),
        })
    }

    /// How many rows a table has, about.
    pub async fn size(&mut self, table: &Table) -> Result<u64, Error> {
        if let Some(size) = self.sizes.get(table) {
            return Ok(*size);
        }
        let dialect = self.dialect();
        let sql = match dialect {
            Dialect::Postgres => {
                let name = literal(&quoted(table, dialect));
                format!("SELECT greatest(reltuples, 0)::bigint FROM pg_catalog.pg_class WHERE oid = to_regclass({name})")
            }
            Dialect::Sqlite => format!("SELECT count(*) FROM {}", quoted(table, dialect)),
            Dialect::MySql => {
                format!("SELECT coalesce(max(table_rows), 0) FROM information_schema.tables WHERE {}", of_table(table))
            }
        };
        let size = self.count(&sql).await.unwrap_or(0);
        self.sizes.insert(table.clone(), size);
        Ok(size)
    }

    /// The columns that some index of a table begins with.
    pub async fn indexed(&mut self, table: &Table) -> Result<HashSet<String>, Error> {
        if let Some(columns) = self.indexes.get(table) {
            return Ok(columns.clone());
        }
        let dialect = self.dialect();
        let sql = match dialect {
            Dialect::Postgres => format!(
                "SELECT a.attname FROM pg_catalog.pg_index i
                 JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
                 WHERE i.indisvalid AND i.indpred IS NULL AND i.indrelid = to_regclass({})",
                literal(&quoted(table, dialect))
            ),
            Dialect::Sqlite => {
                let name = literal(&table.name);
                format!(
                    "SELECT c.name FROM pragma_index_list({name}) AS i, pragma_index_info(i.name) AS c
                     WHERE c.seqno = 0 AND i.partial = 0
                     UNION SELECT name FROM pragma_table_info({name}) WHERE pk = 1"
                )
            }
            Dialect::MySql => {
                format!("SELECT column_name FROM information_schema.statistics WHERE seq_in_index = 1 AND {}", of_table(table))
            }
        };
        let columns: HashSet<String> = self.texts(&sql).await?.into_iter().filter_map(|mut row| row.pop().flatten()).collect();
        self.indexes.insert(table.clone(), columns.clone());
        Ok(columns)
    }
}

async fn in_time<T>(timeout: Duration, answer: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    tokio::time::timeout(timeout, answer).await.unwrap_or(Err(Error::Deadline(timeout)))
}

/// A document that may come in lines.
fn joined(rows: &[Texts]) -> String {
    rows.iter().filter_map(|row| row.first().and_then(Option::as_deref)).collect::<Vec<_>>().join("\n")
}

/// Which rows of the catalogue are a table's.
fn of_table(table: &Table) -> String {
    let schema = table.schema.as_ref().map_or_else(|| "database()".to_owned(), |schema| literal(schema));
    format!("table_schema = {schema} AND table_name = {}", literal(&table.name))
}

/// A name as a literal. A backslash would mean something to some databases: such a name is no table's.
fn literal(name: &str) -> String {
    if name.contains('\\') { "''".to_owned() } else { format!("'{}'", name.replace('\'', "''")) }
}
