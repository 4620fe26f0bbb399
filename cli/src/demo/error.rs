//! Why the demo ends early.

use arctos_throwaway::ServerError;
use thiserror::Error;

/// Why the demo ends early.
#[derive(Debug, Error)]
pub enum DemoError {
    /// There is no server, or it cannot be prepared.
    #[error("{0}")]
    Server(#[from] ServerError),
    /// A question has no answer.
    #[error("{0}{cause}", cause = cause(.0))]
    Question(#[from] arctos::Error),
    /// PostgreSQL refuses a query.
    #[error("the database refused a query: {0}")]
    Postgres(#[from] arctos::tokio_postgres::Error),
    /// SQLite refuses a query.
    #[error("the database refused a query: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// MySQL or MariaDB refuses a query.
    #[error("the database refused a query: {0}")]
    MySql(#[from] mysql_async::Error),
    /// A file that nobody else could look at.
    #[error("the demo makes its own SQLite database; `--database-url` names a server")]
    NoServer,
    /// The user had enough.
    #[error("interrupted")]
    Interrupted,
}

fn cause(error: &arctos::Error) -> String {
    std::error::Error::source(error).map(|cause| format!(": {cause}")).unwrap_or_default()
}
