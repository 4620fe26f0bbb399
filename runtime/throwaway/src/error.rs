//! Why there is no server or no database.

use std::error::Error as _;
use std::path::PathBuf;
use thiserror::Error;

/// What went wrong with a server.
#[derive(Debug, Error)]
pub enum ServerError {
    /// Nothing on the machine and nothing to be fetched.
    #[error("no {wanted} server: {tried}; {help}")]
    NotFound {
        /// Which kind of server.
        wanted: &'static str,
        /// What was tried, each with its outcome.
        tried: String,
        /// What would help.
        help: &'static str,
    },
    /// A variable names a place without the programs.
    #[error("`{variable}` is `{path}`, which does not hold {programs}")]
    NoPrograms {
        /// The environment variable.
        variable: &'static str,
        /// The place.
        path: PathBuf,
        /// What is looked for.
        programs: &'static str,
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
    #[error("not the URL of a {wanted} server: {reason}")]
    Url {
        /// Which kind of server.
        wanted: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// A PostgreSQL server answered with an error.
    #[error("the server refused: {}", sql_message(.0))]
    Postgres(#[from] tokio_postgres::Error),
    /// A MySQL or MariaDB server answered with an error.
    #[error("the server refused: {0}")]
    MySql(#[from] mysql_async::Error),
}

impl ServerError {
    /// For `map_err` of an input or output error.
    pub(crate) fn io(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.into();
        move |source| Self::Io { what, source }
    }

    /// A program that ended well, but not with what it was run for.
    pub(crate) fn program(program: &str, output: &str) -> Self {
        Self::Program { program: program.to_owned(), output: output.to_owned() }
    }
}

/// The driver's own text leaves out what the server or the system said.
fn sql_message(error: &tokio_postgres::Error) -> String {
    let said = error.as_db_error().map(ToString::to_string).or_else(|| Some(format!("{error}: {}", error.source()?)));
    said.unwrap_or_else(|| error.to_string())
}
