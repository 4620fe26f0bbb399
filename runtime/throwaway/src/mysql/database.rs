//! Databases made by a script.

use super::MySqlServer;
use crate::ServerError;
use crate::process::unique_name;
use mysql_async::Conn;
use mysql_async::prelude::Queryable;

/// A database of its own, dropped with the value.
#[derive(Debug)]
pub struct MySqlDatabase {
    server: MySqlServer,
    name: String,
}

impl MySqlDatabase {
    pub(super) async fn new(server: &MySqlServer, script: &str) -> Result<Self, ServerError> {
        // Made first: what is created even though the waiting ends is dropped all the same.
        let database = Self { server: server.clone(), name: unique_name("arctos").replace('-', "_") };
        let mut conn = server.connect(None).await?;
        conn.query_drop(format!("CREATE DATABASE `{}` CHARACTER SET utf8mb4", database.name)).await?;
        conn.disconnect().await?;
        let mut conn = database.connect().await?;
        // The server takes no empty text.
        if !script.trim().is_empty() {
            conn.query_drop(script).await?;
        }
        conn.disconnect().await?;
        Ok(database)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its URL.
    pub fn url(&self) -> String {
        self.server.url(&self.name)
    }

    /// A new connection to it.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn connect(&self) -> Result<Conn, ServerError> {
        self.server.connect(Some(&self.name)).await
    }
}

impl Drop for MySqlDatabase {
    fn drop(&mut self) {
        let (server, name) = (self.server.clone(), self.name.clone());
        // The caller's own runtime may be blocked or gone; dropping must not depend on it.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.map(|runtime| runtime.block_on(drop_database(&server, &name)))
        });
        let _ = dropping.join();
    }
}

async fn drop_database(server: &MySqlServer, name: &str) -> Result<(), ServerError> {
    let mut conn = server.connect(None).await?;
    // A statement that nobody waits for any more would hold the drop up.
    let running: Vec<u64> = conn.exec("SELECT id FROM information_schema.processlist WHERE db = ?", (name,)).await?;
    for id in running {
        // It may have ended by itself meanwhile.
        let _ = conn.query_drop(format!("KILL {id}")).await;
    }
    conn.query_drop(format!("DROP DATABASE IF EXISTS `{name}`")).await?;
    conn.disconnect().await?;
    Ok(())
}
