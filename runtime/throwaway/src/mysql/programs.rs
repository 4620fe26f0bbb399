//! Finding the program `mariadbd` or `mysqld` on the machine, or fetching it.

use crate::ServerError;
use crate::fetch::{apt, apt_install, cache_directory, fetch_into, run};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Names of the server, the preferred one first. Where MariaDB is installed, the second is a link to it.
const NAMES: &[&str] = &["mariadbd", "mysqld"];

/// Directories that hold the program.
const USUAL_PLACES: &[&str] = &[
    "/usr/sbin",
    "/usr/bin",
    "/usr/libexec",
    "/usr/local/sbin",
    "/usr/local/bin",
    "/usr/local/mariadb/bin",
    "/usr/local/mysql/bin",
    "/opt/homebrew/bin",
    "/opt/homebrew/opt/mariadb/bin",
    "/opt/homebrew/opt/mysql/bin",
    "/opt/local/lib/mariadb/bin",
    "/opt/mariadb/bin",
    "/opt/mysql/bin",
];

const VARIABLE: &str = "MYSQL_BIN";
/// Holds the server and no service.
const PACKAGE: &str = "mariadb-server-core";
const HELP: &str = "install MariaDB 10.6 or newer, or name the directory of its programs in `MYSQL_BIN`";

/// A server program.
#[derive(Clone, Debug)]
pub(super) struct Programs {
    server: PathBuf,
    /// Where a package was unpacked without being installed.
    unpacked: Option<PathBuf>,
    version: String,
}

impl Programs {
    /// The program named by [`VARIABLE`], else one in `PATH` or the usual places, else a fetched one.
    ///
    /// # Errors
    /// There is none and none can be fetched; the error names each way with its reason.
    pub(super) fn find_or_fetch() -> Result<Self, ServerError> {
        if let Some(path) = std::env::var_os(VARIABLE).map(PathBuf::from) {
            let missing =
                || ServerError::NoPrograms { variable: VARIABLE, path: path.clone(), programs: "`mariadbd` or `mysqld`" };
            return Self::at(&path).ok_or_else(missing);
        }
        if let Some(found) = Self::on_the_machine() {
            return Ok(found);
        }
        let cache = cache_directory("arctos-mariadb");
        if let Some(cached) = Self::unpacked(&cache) {
            return Ok(cached);
        }
        let mut tried = vec!["no `mariadbd` or `mysqld` on this machine".to_owned()];
        match apt_install(PACKAGE) {
            Ok(()) => tried.extend(Self::on_the_machine().is_none().then(|| format!("`{PACKAGE}` holds no server"))),
            Err(error) => tried.push(format!("`apt-get install {PACKAGE}`: {error}")),
        }
        if let Some(found) = Self::on_the_machine() {
            return Ok(found);
        }
        if let Err(error) = fetch_into(&cache, unpack, |cache| Self::unpacked(cache).is_some()) {
            tried.push(format!("`apt-get download {PACKAGE}`: {error}"));
        }
        let missing = || ServerError::NotFound { wanted: "MariaDB", tried: tried.join("; "), help: HELP };
        Self::unpacked(&cache).ok_or_else(missing)
    }

    fn on_the_machine() -> Option<Self> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let places = std::env::split_paths(&path).chain(USUAL_PLACES.iter().map(PathBuf::from));
        places.into_iter().find_map(|directory| Self::at(&directory))
    }

    fn at(directory: &Path) -> Option<Self> {
        NAMES.iter().find_map(|name| Self::new(directory.join(name), None))
    }

    fn unpacked(root: &Path) -> Option<Self> {
        NAMES.iter().find_map(|name| Self::new(root.join("usr/sbin").join(name), Some(root.to_owned())))
    }

    /// The program, if it is one that runs.
    fn new(server: PathBuf, unpacked: Option<PathBuf>) -> Option<Self> {
        if !server.is_file() {
            return None;
        }
        let mut found = Self { server, unpacked, version: String::new() };
        let mut ask = Command::new(&found.server);
        found.version = run(ask.args(["--no-defaults", "--version"]).envs(found.environment())).ok()?;
        Some(found)
    }

    /// Whether it is MariaDB; otherwise it is MySQL.
    pub(super) fn is_mariadb(&self) -> bool {
        self.version.contains("MariaDB")
    }

    /// The server.
    pub(super) fn server(&self) -> &Path {
        &self.server
    }

    /// Arguments that it needs in the place where it is.
    pub(super) fn arguments(&self) -> Vec<OsString> {
        let root = self.unpacked.iter();
        root.map(|root| OsString::from(format!("--basedir={}", root.join("usr").display()))).collect()
    }

    /// Variables that it needs in the place where it is.
    pub(super) fn environment(&self) -> Vec<(&'static str, OsString)> {
        let Some(root) = &self.unpacked else { return Vec::new() };
        let libraries = ["usr/lib", "lib"].iter().flat_map(|below| directories(&root.join(below)));
        std::env::join_paths(libraries).map(|paths| ("LD_LIBRARY_PATH", paths)).into_iter().collect()
    }
}

/// A directory and those in it, which are named after processors.
fn directories(path: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(path).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    let mut found: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    found.sort();
    found.push(path.to_owned());
    found
}

/// Unpacks the package, and those which it needs and the machine does not have.
fn unpack(into: &Path) -> Result<(), ServerError> {
    let plan = run(apt().args(["--simulate", "install", "--no-install-recommends", PACKAGE]))?;
    let missing: Vec<&str> = plan.lines().filter_map(|line| line.strip_prefix("Inst ")?.split(' ').next()).collect();
    run(apt().arg("download").args(missing).current_dir(into))?;
    for entry in std::fs::read_dir(into).map_err(ServerError::io("read what was fetched"))? {
        let path = entry.map_err(ServerError::io("read what was fetched"))?.path();
        if path.extension().is_some_and(|extension| extension == "deb") {
            run(Command::new("dpkg-deb").arg("--extract").arg(&path).arg(into))?;
            let _ = std::fs::remove_file(path);
        }
    }
    Ok(())
}
