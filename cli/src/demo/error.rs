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
    /// The server refuses a query.
    #[error("the database refused a query: {0}")]
    Query(#[from] arctos::tokio_postgres::Error),
    /// The user had enough.
    #[error("interrupted")]
    Interrupted,
}

fn cause(error: &arctos::Error) -> String {
    std::error::Error::source(error).map(|cause| format!(": {cause}")).unwrap_or_default()
}
