//! PostgreSQL.

mod binaries;
mod database;
mod fetch;

pub use binaries::Binaries;
pub use database::Database;

use crate::ServerError;
use crate::process::{self, Place, Process, Recipe};
use crate::url::{percent_encode, with_database};
use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;
use tokio_postgres::{Client, Config, NoTls};

/// Name of the database's superuser.
const SUPERUSER: &str = "postgres";
/// Port, as a part of the socket's name: nothing listens on the network.
const PORT: u16 = 5432;

const PREPARE: &str =
    r#""$ARCTOS_INITDB" --auth=trust --no-sync --encoding=UTF8 --locale=C --username postgres --pgdata "$directory/data""#;

/// Speed instead of safety: the data is thrown away.
const SETTINGS: &[&str] = &[
    "listen_addresses=",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
    "jit=off",
    "max_connections=200",
    "shared_buffers=128MB",
];

/// A running PostgreSQL server. Clones are the same server; one that was started here ends with the last of them.
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
    pub fn existing(url: &str) -> Result<Self, ServerError> {
        let config =
            url.parse::<Config>().map_err(|error| ServerError::Url { wanted: "PostgreSQL", reason: error.to_string() })?;
        Ok(Self::new(config, Origin::Existing(url.to_owned())))
    }

    /// Starts a server of its own, which ends when the last clone is dropped or the process ends.
    ///
    /// # Errors
    /// No programs are found or can be fetched, or they do not start.
    pub fn start() -> Result<Self, ServerError> {
        Self::start_with(&[])
    }

    /// The same with settings of the server's, as `name=value`, for instance a larger `shared_buffers`.
    ///
    /// # Errors
    /// No programs are found or can be fetched, or they do not start.
    pub fn start_with(settings: &[&str]) -> Result<Self, ServerError> {
        let binaries = match Binaries::find()? {
            Some(found) => found,
            None => fetch::fetch()?,
        };
        Self::started(&binaries, settings)
    }

    /// The same of a major version, such as 16: of programs on the machine that are of this version, else of fetched ones.
    ///
    /// # Errors
    /// No programs of the version are found or can be fetched, or they do not start.
    pub fn start_version(major: u32, settings: &[&str]) -> Result<Self, ServerError> {
        let binaries = match Binaries::find_version(major)? {
            Some(found) => found,
            None => fetch::fetch_version(major)?,
        };
        Self::started(&binaries, settings)
    }

    fn started(binaries: &Binaries, settings: &[&str]) -> Result<Self, ServerError> {
        let process = start(binaries, settings)?;
        let mut config = Config::new();
        config.host_path(process.directory()).port(PORT).user(SUPERUSER).dbname("postgres");
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
                format!("postgresql://{}@{host}:{}/{}", SUPERUSER, PORT, percent_encode(database))
            }
        }
    }

    /// Connects to a database of the server; the connection is driven by a task of the current runtime.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn connect(&self, database: &str) -> Result<Client, ServerError> {
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
    pub async fn database(&self, script: &str) -> Result<Database, ServerError> {
        Database::new(self, script).await
    }

    /// The same, copied from a template that is made once per script and stays on the server.
    ///
    /// # Errors
    /// The script is refused by the server, or databases cannot be made.
    pub async fn copy(&self, script: &str) -> Result<Database, ServerError> {
        let guard = self.0.templates.lock().await;
        let template = database::template(self, script).await?;
        drop(guard);
        Database::copy_of(self, &template).await
    }

    fn maintenance_database(&self) -> &str {
        self.0.config.get_dbname().unwrap_or("postgres")
    }
}

fn start(binaries: &Binaries, settings: &[&str]) -> Result<Process, ServerError> {
    let place = Place::new("arctos-pg")?;
    let directory = place.directory();
    let binaries = runnable(directory, binaries)?;
    let mut arguments: Vec<OsString> =
        vec!["-D".into(), directory.join("data").into(), "-k".into(), directory.into(), "-p".into(), PORT.to_string().into()];
    // The last of several for one name counts.
    arguments.extend(SETTINGS.iter().chain(settings).flat_map(|setting| ["-c".into(), OsString::from(setting)]));
    let recipe = Recipe {
        prepare: PREPARE,
        environment: vec![("ARCTOS_INITDB", binaries.initdb().into())],
        program: binaries.postgres(),
        arguments,
        signal: "QUIT",
        is_ready,
    };
    place.start(&recipe)
}

/// The server writes its state as the last line of `postmaster.pid`.
fn is_ready(directory: &Path) -> bool {
    let state = std::fs::read_to_string(directory.join("data/postmaster.pid")).unwrap_or_default();
    state.lines().last().is_some_and(|line| line.trim() == "ready")
}

/// The programs, copied if they are where `nobody` cannot read them, such as root's home.
fn runnable(directory: &Path, binaries: &Binaries) -> Result<Binaries, ServerError> {
    if !process::is_root() || process::is_reachable_by_all(&binaries.postgres()) {
        return Ok(binaries.clone());
    }
    let installation = binaries.directory().parent().unwrap_or(binaries.directory());
    let copy = directory.join("programs");
    process::copy_tree(installation, &copy).map_err(ServerError::io(format!("copy `{}`", installation.display())))?;
    let below = binaries.directory().strip_prefix(installation).unwrap_or(Path::new(""));
    Binaries::at(&copy.join(below)).ok_or_else(|| binaries::no_programs(binaries.directory().to_owned()))
}
