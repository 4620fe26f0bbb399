//! The database that an engine asks: one of those that the build knows.
//!
//! In: statements in the database's dialect. Out: rows. Guaranteed: a statement only reads; when the waiting ends early,
//! by a deadline or because the caller went away, it is cancelled.

use crate::answer::Row;
use crate::bind::Given;
#[cfg(feature = "mysql")]
use crate::mysql::MySql;
use crate::phases::First;
use crate::postgres::Postgres;
use crate::settings::Settings;
#[cfg(feature = "sqlite")]
use crate::sqlite::Sqlite;
use crate::{Error, Fetched};
use arctos_compiler::diagnostic::Diagnostics;
use arctos_compiler::mapping::model::Mapping;
#[cfg(any(feature = "sqlite", feature = "mysql"))]
use arctos_compiler::mapping::sql_type::SqlType;
use arctos_compiler::plan::phases::Found;
use arctos_compiler::sql::{Dialect, Statement};

/// A database with its connections.
#[derive(Clone, Debug)]
pub(crate) enum Database {
    /// PostgreSQL.
    Postgres(Postgres),
    /// SQLite.
    #[cfg(feature = "sqlite")]
    Sqlite(Sqlite),
    /// MySQL or MariaDB.
    #[cfg(feature = "mysql")]
    MySql(MySql),
}

/// What a database told about a mapping, beside what is filled in.
#[derive(Debug, Default)]
pub(crate) struct Told {
    /// What it objects to.
    pub diagnostics: Diagnostics,
    /// Columns, by number of fact and of column, that may also hold texts which their type does not have.
    pub loose: Vec<(usize, usize)>,
}

impl Database {
    /// Opens the database that a URL names.
    ///
    /// # Errors
    /// A malformed URL, a database that cannot be reached, or one that this build knows nothing of.
    pub async fn open(url: &str, settings: &Settings) -> Result<Self, Error> {
        match dialect_of(url) {
            Dialect::Postgres => Ok(Self::Postgres(Postgres::open(url, settings).await?)),
            Dialect::Sqlite => open_sqlite(url, settings).await,
            Dialect::MySql => open_mysql(url, settings).await,
        }
    }

    /// What it understands.
    pub fn dialect(&self) -> Dialect {
        match self {
            Self::Postgres(_) => Dialect::Postgres,
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => Dialect::Sqlite,
            #[cfg(feature = "mysql")]
            Self::MySql(_) => Dialect::MySql,
        }
    }

    /// Runs a statement. `may_prepare` says whether its text is one of a bounded set.
    ///
    /// # Errors
    /// No connection, or whatever the database objects to.
    pub async fn rows(&self, statement: &Statement, given: Given<'_>, may_prepare: bool) -> Result<Vec<Row>, Error> {
        match self {
            Self::Postgres(database) => database.rows(statement, given, may_prepare).await,
            #[cfg(feature = "sqlite")]
            Self::Sqlite(database) => database.rows(statement, given, may_prepare).await,
            #[cfg(feature = "mysql")]
            Self::MySql(database) => database.rows(statement, given, may_prepare).await,
        }
    }

    /// Runs the statement of phase one of a filter and says what it found out about each of the parts.
    ///
    /// # Errors
    /// Those of [`Database::rows`], and an answer in another form.
    pub async fn found(&self, first: &First<'_>, given: Given<'_>, may_prepare: bool) -> Result<Vec<Found>, Error> {
        match self {
            Self::Postgres(database) => first.of_row(database.parts(first.statement, given, may_prepare).await?),
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => first.of_rows(self.rows(first.statement, given, may_prepare).await?),
            #[cfg(feature = "mysql")]
            Self::MySql(_) => first.of_rows(self.rows(first.statement, given, may_prepare).await?),
        }
    }

    /// Runs a statement without parameters, for people: every value as text.
    ///
    /// # Errors
    /// No connection, or whatever the database objects to.
    pub async fn texts(&self, sql: &str) -> Result<Fetched, Error> {
        match self {
            Self::Postgres(database) => database.texts(sql).await,
            #[cfg(feature = "sqlite")]
            Self::Sqlite(database) => database.texts(sql).await,
            #[cfg(feature = "mysql")]
            Self::MySql(database) => database.texts(sql).await,
        }
    }

    /// Fills a mapping with what the database tells about its queries.
    ///
    /// # Errors
    /// No connection, or one that ends on the way. What the database says about a query itself is a diagnostic.
    pub async fn describe(&self, mapping: &mut Mapping) -> Result<Told, Error> {
        match self {
            Self::Postgres(database) => Ok(Told { diagnostics: database.describe(mapping).await?, loose: Vec::new() }),
            #[cfg(feature = "sqlite")]
            Self::Sqlite(database) => database.describe(mapping).await,
            #[cfg(feature = "mysql")]
            Self::MySql(database) => Ok(Told { diagnostics: database.describe(mapping).await?, loose: Vec::new() }),
        }
    }
}

/// The dialect of the database that a URL names; `key=value` pairs name one of PostgreSQL.
///
/// ```
/// use arctos::{Dialect, dialect_of};
/// assert_eq!(dialect_of("sqlite:app.db"), Dialect::Sqlite);
/// assert_eq!(dialect_of("mariadb://app@localhost/app"), Dialect::MySql);
/// ```
pub fn dialect_of(url: &str) -> Dialect {
    let scheme = url.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    match scheme.as_deref() {
        Some("sqlite" | "file") => Dialect::Sqlite,
        Some("mysql" | "mariadb") => Dialect::MySql,
        _ => Dialect::Postgres,
    }
}

#[cfg(feature = "sqlite")]
async fn open_sqlite(url: &str, settings: &Settings) -> Result<Database, Error> {
    Ok(Database::Sqlite(Sqlite::open(url, settings).await?))
}

#[cfg(not(feature = "sqlite"))]
#[expect(clippy::unused_async, reason = "with the feature there is something to wait for")]
async fn open_sqlite(_: &str, _: &Settings) -> Result<Database, Error> {
    Err(Error::Settings("this build knows no SQLite; the feature `sqlite` brings it".to_owned()))
}

#[cfg(feature = "mysql")]
async fn open_mysql(url: &str, settings: &Settings) -> Result<Database, Error> {
    Ok(Database::MySql(MySql::open(url, settings).await?))
}

#[cfg(not(feature = "mysql"))]
#[expect(clippy::unused_async, reason = "with the feature there is something to wait for")]
async fn open_mysql(_: &str, _: &Settings) -> Result<Database, Error> {
    Err(Error::Settings("this build knows no MySQL; the feature `mysql` brings it".to_owned()))
}

/// Gives ids the types that they have in a database which knows fewer: what `sql_types` says is true of such a column all
/// the same.
#[cfg(any(feature = "sqlite", feature = "mysql"))]
pub(crate) fn retype(mapping: &mut Mapping, known: impl Fn(SqlType) -> SqlType) {
    for ty in mapping.sql_types.values_mut() {
        *ty = known(*ty);
    }
    let columns = mapping.facts.iter_mut().flat_map(|fact| &mut fact.select.columns);
    for column in columns {
        column.sql_type = column.sql_type.map(&known);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_url_tells_the_dialect() {
        for (url, dialect) in [
            ("postgres://h/db", Dialect::Postgres),
            ("postgresql:///db", Dialect::Postgres),
            ("host=/tmp dbname=sqlite:x", Dialect::Postgres),
            ("sqlite:app.db", Dialect::Sqlite),
            ("SQLite::memory:", Dialect::Sqlite),
            ("file:app.db?mode=ro", Dialect::Sqlite),
            ("mysql://root@h/db", Dialect::MySql),
            ("mariadb://root@h/db", Dialect::MySql),
        ] {
            assert_eq!(dialect_of(url), dialect, "{url}");
        }
    }
}
