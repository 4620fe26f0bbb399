//! Databases: made by a script, or copied from a template that is made once per script.

use super::Server;
use crate::ServerError;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

/// A database of its own, dropped with the value.
#[derive(Debug)]
pub struct Database {
    server: Server,
    name: String,
}

impl Database {
    pub(super) async fn new(server: &Server, script: &str) -> Result<Self, ServerError> {
        let database = Self::copy_of(server, "template0").await?;
        load(server, &database.name, script).await?;
        Ok(database)
    }

    pub(super) async fn copy_of(server: &Server, template: &str) -> Result<Self, ServerError> {
        // Made first: what is created even though the waiting ends is dropped all the same.
        let database = Self { server: server.clone(), name: unique_name() };
        create_from(server, &database.name, template).await?;
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
    pub async fn connect(&self) -> Result<Client, ServerError> {
        self.server.connect(&self.name).await
    }
}

impl Drop for Database {
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

async fn drop_database(server: &Server, name: &str) -> Result<(), ServerError> {
    let client = server.connect(server.maintenance_database()).await?;
    // A creation that nobody waits for any more would end after the drop.
    let unfinished = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity \
        WHERE pid <> pg_backend_pid() AND state = 'active' AND usename = current_user AND strpos(query, $1) > 0";
    client.query(unfinished, &[&name]).await?;
    client.batch_execute(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", quoted(name))).await?;
    Ok(())
}

/// The name of a database that holds what a script makes, made now if there is none. It appears under its name only when it
/// is complete.
pub(super) async fn template(server: &Server, script: &str) -> Result<String, ServerError> {
    let mut hasher = DefaultHasher::new();
    script.hash(&mut hasher);
    let name = format!("arctos_template_{:016x}", hasher.finish());
    let client = server.connect(server.maintenance_database()).await?;
    if client.query_opt("SELECT FROM pg_database WHERE datname = $1", &[&name]).await?.is_some() {
        return Ok(name);
    }
    let unfinished = unique_name();
    create_from(server, &unfinished, "template0").await?;
    if let Err(error) = load(server, &unfinished, script).await {
        drop_database(server, &unfinished).await?;
        return Err(error);
    }
    let rename = format!("ALTER DATABASE {} RENAME TO {}", quoted(&unfinished), quoted(&name));
    match when_unused(&client, &rename).await {
        // Another process was faster.
        Err(error) if error.code() == Some(&SqlState::DUPLICATE_DATABASE) => drop_database(server, &unfinished).await?,
        outcome => outcome?,
    }
    Ok(name)
}

async fn load(server: &Server, database: &str, script: &str) -> Result<(), ServerError> {
    let client = server.connect(database).await?;
    client.batch_execute(script).await?;
    client.batch_execute("ANALYZE").await?;
    Ok(())
}

async fn create_from(server: &Server, name: &str, template: &str) -> Result<(), ServerError> {
    let client = server.connect(server.maintenance_database()).await?;
    let sql = format!("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", quoted(name), quoted(template));
    match when_unused(&client, &sql).await {
        // Servers before version 15 know one strategy only.
        Err(error) if error.code() == Some(&SqlState::SYNTAX_ERROR) => {
            when_unused(&client, &format!("CREATE DATABASE {} TEMPLATE {}", quoted(name), quoted(template))).await?;
        }
        outcome => outcome?,
    }
    Ok(())
}

/// A closed connection lingers for a moment on the server's side.
async fn when_unused(client: &Client, sql: &str) -> Result<(), tokio_postgres::Error> {
    let mut outcome = client.batch_execute(sql).await;
    for _ in 0..200 {
        match &outcome {
            Err(error) if error.code() == Some(&SqlState::OBJECT_IN_USE) => {
                tokio::time::sleep(Duration::from_millis(10)).await;
                outcome = client.batch_execute(sql).await;
            }
            _ => break,
        }
    }
    outcome
}

fn unique_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let nanos = std::time::UNIX_EPOCH.elapsed().map_or(0, |since| since.subsec_nanos());
    format!("arctos_{}_{}_{nanos}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
