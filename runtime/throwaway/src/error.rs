//! Why there is no server or no database.

use std::error::Error as _;
use std::path::PathBuf;
use thiserror::Error;

/// What went wrong with a server.
#[derive(Debug, Error)]
pub enum PostgresError {
    /// Nothing on the machine and nothing to be fetched.
    #[error("no PostgreSQL server: {tried}; install PostgreSQL 15 or newer, or name the directory of its programs in `PG_BIN`")]
    NotFound {
        /// What was tried, each with its outcome.
        tried: String,
    },
    /// `PG_BIN` names a place without the programs.
    #[error("`PG_BIN` is `{path}`, which does not hold both `postgres` and `initdb`")]
    NoPrograms {
        /// The place.
        path: PathBuf,
    },
    /// The operating system refused.
    #[error("cannot {what}: {source}")]
    Io {
        /// What was tried.
        what: String,
        /// Its answer.
        source: std::io::Error,
    },
    /// A program failed.
    #[error("`{program}` failed: {output}")]
    Program {
        /// Which.
        program: String,
        /// What it printed.
        output: String,
    },
    /// The server's URL is not one.
    #[error("not the URL of a PostgreSQL server: {source}")]
    Url {
        /// What is wrong with it.
        source: tokio_postgres::Error,
    },
    /// The server answered with an error.
    #[error("the server refused: {}", sql_message(.0))]
    Sql(#[from] tokio_postgres::Error),
}

impl PostgresError {
    /// For `map_err` of an input or output error.
    pub(crate) fn io(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.into();
        move |source| Self::Io { what, source }
    }
}

/// The driver's own text leaves out what the server or the system said.
fn sql_message(error: &tokio_postgres::Error) -> String {
    let said = error.as_db_error().map(ToString::to_string).or_else(|| Some(format!("{error}: {}", error.source()?)));
    said.unwrap_or_else(|| error.to_string())
}
