//! Where the data set is: in a database that is there, or in one on a server of its own.

use arctos_throwaway::{Database, Server, ServerError};

/// What a server is told that is started for measuring: memory for the data set, and disks without heads.
pub const SETTINGS: [&str; 4] = ["shared_buffers=1GB", "random_page_cost=1.1", "max_wal_size=8GB", "maintenance_work_mem=256MB"];

/// A database, and with it the server that was started for it. Dropping it ends both.
#[derive(Debug)]
pub struct Home {
    /// The database's URL.
    pub url: String,
    // In this order: the database goes before its server.
    _database: Option<Database>,
    _server: Option<Server>,
}

impl Home {
    /// The database of a URL, or else an empty one on a server that is started.
    ///
    /// # Errors
    /// No server can be had.
    pub async fn new(url: Option<&str>) -> Result<Self, ServerError> {
        if let Some(url) = url {
            return Ok(Self { url: url.to_owned(), _database: None, _server: None });
        }
        let server = Server::start_with(&SETTINGS)?;
        let database = server.database("").await?;
        Ok(Self { url: database.url(), _database: Some(database), _server: Some(server) })
    }
}
