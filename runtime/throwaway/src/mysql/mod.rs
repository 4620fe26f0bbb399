//! MariaDB and MySQL.

mod database;
mod programs;

pub use database::MySqlDatabase;

use crate::ServerError;
use crate::process::{Place, Process, Recipe};
use crate::url::{percent_encode, with_database};
use mysql_async::{Conn, Opts};
use programs::Programs;
use std::ffi::OsString;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::Arc;

const SOCKET: &str = "socket";

/// MariaDB starts on an empty directory, where it has no tables of users, time zones or stored routines. MySQL has to make
/// them first.
const PREPARE_MARIADB: &str = r#"mkdir -p "$directory/data/mysql" "$directory/tmp""#;
const PREPARE_MYSQL: &str = r#"mkdir "$directory/tmp" && "$1" --no-defaults --initialize-insecure --datadir="$directory/data""#;

/// Nothing listens on the network, so nobody has to say who they are. Speed instead of safety: the data is thrown away.
const SETTINGS: &[&str] = &[
    "--skip-networking",
    "--skip-grant-tables",
    "--skip-log-bin",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-buffer-pool-size=128M",
    "--innodb-doublewrite=0",
    "--innodb-flush-method=nosync",
    "--max-connections=200",
];

/// A running MariaDB or MySQL server. Clones are the same server; one that was started here ends with the last of them.
#[derive(Clone, Debug)]
pub struct MySqlServer(Arc<Origin>);

#[derive(Debug)]
enum Origin {
    /// Runs already, at this URL.
    Existing(String),
    /// Started here: dropping it stops the server.
    Started(Process),
}

impl MySqlServer {
    /// A server that runs already. Its user must be allowed to create databases; the connection is not encrypted.
    ///
    /// # Errors
    /// The text is no URL of a MySQL server.
    pub fn existing(url: &str) -> Result<Self, ServerError> {
        options(url)?;
        Ok(Self(Arc::new(Origin::Existing(url.to_owned()))))
    }

    /// Starts a server of its own, which ends when the last clone is dropped or the process ends.
    ///
    /// # Errors
    /// No programs are found or can be fetched, or they do not start.
    pub fn start() -> Result<Self, ServerError> {
        Ok(Self(Arc::new(Origin::Started(start(&Programs::find_or_fetch()?)?))))
    }

    /// Where the server's socket and data are, for a server started here.
    pub fn directory(&self) -> Option<&Path> {
        match &*self.0 {
            Origin::Existing(_) => None,
            Origin::Started(process) => Some(process.directory()),
        }
    }

    /// The URL of a database, for programs that take one.
    pub fn url(&self, database: &str) -> String {
        match &*self.0 {
            Origin::Existing(url) => with_database(url, database),
            Origin::Started(process) => {
                let socket = percent_encode(&process.directory().join(SOCKET).to_string_lossy());
                format!("mysql://root@localhost/{}?socket={socket}", percent_encode(database))
            }
        }
    }

    /// Connects to the server, to a database or to none.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn connect(&self, database: Option<&str>) -> Result<Conn, ServerError> {
        Ok(Conn::new(options(&self.url(database.unwrap_or_default()))?).await?)
    }

    /// A new database made by a script, which is dropped with the value.
    ///
    /// # Errors
    /// The script is refused by the server, or databases cannot be made.
    pub async fn database(&self, script: &str) -> Result<MySqlDatabase, ServerError> {
        MySqlDatabase::new(self, script).await
    }
}

fn options(url: &str) -> Result<Opts, ServerError> {
    // The driver's name for both.
    let url = url.replacen("mariadb://", "mysql://", 1);
    Opts::from_url(&url).map_err(|error| ServerError::Url { wanted: "MySQL", reason: error.to_string() })
}

fn start(programs: &Programs) -> Result<Process, ServerError> {
    let place = Place::new("arctos-my")?;
    let directory = place.directory();
    let path = |option: &str, name: &str| {
        let mut argument = OsString::from(option);
        argument.push(directory.join(name));
        argument
    };
    let mut arguments: Vec<OsString> = vec!["--no-defaults".into()];
    arguments.extend(programs.arguments());
    arguments.extend([path("--datadir=", "data"), path("--socket=", SOCKET), path("--pid-file=", "pid")]);
    // A server that starts removes the temporary tables that it finds, whosever they are.
    arguments.push(path("--tmpdir=", "tmp"));
    arguments.extend(SETTINGS.iter().map(OsString::from));
    if !programs.is_mariadb() {
        // Only MySQL has this second protocol, with a socket in a place of its own.
        arguments.push("--mysqlx=OFF".into());
    }
    let recipe = Recipe {
        prepare: if programs.is_mariadb() { PREPARE_MARIADB } else { PREPARE_MYSQL },
        environment: programs.environment(),
        program: programs.server().to_owned(),
        arguments,
        signal: "KILL",
        is_ready: |directory| UnixStream::connect(directory.join(SOCKET)).is_ok(),
    };
    place.start(&recipe)
}
