//! Finding the programs `postgres` and `initdb` on the machine.

use crate::ServerError;
use crate::fetch::run;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the programs are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binaries {
    directory: PathBuf,
}

/// Directories whose sub-directories are one installation each, by version, and the path from there to the programs.
const VERSIONED: &[(&str, &str)] = &[
    ("/usr/lib/postgresql", "bin"),
    ("/usr/lib64", "bin"),
    ("/usr", "bin"),
    ("/usr/libexec", ""),
    ("/opt/homebrew/opt", "bin"),
    ("/usr/local/opt", "bin"),
    ("/opt/local/lib", "bin"),
    ("/Applications/Postgres.app/Contents/Versions", "bin"),
];

/// Directories that hold the programs themselves.
const PLAIN: &[&str] = &["/usr/bin", "/usr/local/bin", "/usr/local/pgsql/bin", "/opt/homebrew/bin"];

impl Binaries {
    /// The programs named by `PG_BIN`, else those in `PATH`, else those in the usual places, the newest first.
    ///
    /// # Errors
    /// `PG_BIN` is set and holds no such programs: what was asked for is not silently replaced.
    pub fn find() -> Result<Option<Self>, ServerError> {
        if let Some(path) = std::env::var_os("PG_BIN").map(PathBuf::from) {
            return Self::at(&path).map(Some).ok_or_else(|| no_programs(path));
        }
        let path = std::env::var_os("PATH").unwrap_or_default();
        let from_path = std::env::split_paths(&path).find_map(|directory| Self::at(&directory));
        Ok(from_path.or_else(Self::in_usual_places))
    }

    /// The programs of a major version: those named by `PG_BIN` or in `PATH`, if they are of it, else those in the usual
    /// places.
    ///
    /// # Errors
    /// `PG_BIN` is set and holds no such programs.
    pub fn find_version(major: u32) -> Result<Option<Self>, ServerError> {
        let first = Self::find()?.into_iter();
        let usual = usual_directories().into_iter().filter_map(|directory| Self::at(&directory));
        Ok(first.chain(usual).find(|found| found.major() == Some(major)))
    }

    /// The major version that the server says it is of.
    pub fn major(&self) -> Option<u32> {
        major_in(&run(Command::new(self.postgres()).arg("--version")).ok()?)
    }

    /// The programs in a directory, if both are there.
    pub fn at(directory: &Path) -> Option<Self> {
        let both = ["postgres", "initdb"].iter().all(|program| directory.join(program).is_file());
        both.then(|| Self { directory: directory.to_owned() })
    }

    /// Makes a new data directory.
    pub fn initdb(&self) -> PathBuf {
        self.directory.join("initdb")
    }

    /// Is the server.
    pub fn postgres(&self) -> PathBuf {
        self.directory.join("postgres")
    }

    /// The directory that holds the programs.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Those of the usual places, the newest first. Used again after an installation.
    pub(crate) fn in_usual_places() -> Option<Self> {
        usual_directories().into_iter().find_map(|directory| Self::at(&directory))
    }
}

/// Directories that may hold the programs, those of newer versions first.
fn usual_directories() -> Vec<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> =
        VERSIONED.iter().flat_map(|(root, below)| versions_below(Path::new(root), below)).collect();
    versions.sort_by(|a, b| b.cmp(a));
    let plain = PLAIN.iter().map(PathBuf::from);
    versions.into_iter().map(|(_, path)| path).chain(plain).collect()
}

/// A directory that ought to hold the programs.
pub(super) fn no_programs(path: PathBuf) -> ServerError {
    ServerError::NoPrograms { variable: "PG_BIN", path, programs: "both `postgres` and `initdb`" }
}

/// `<root>/15/bin`, `<root>/postgresql@15/bin`, `<root>/pgsql-15/bin`: with their versions.
fn versions_below(root: &Path, below: &str) -> Vec<(u32, PathBuf)> {
    let Ok(entries) = std::fs::read_dir(root) else { return Vec::new() };
    let found = entries.filter_map(|entry| {
        let path = entry.ok()?.path();
        let version = version_of(&path.file_name()?.to_string_lossy())?;
        Some((version, path.join(below)))
    });
    found.collect()
}

/// `15`, `9.6`, `postgresql15`, `postgresql@15`, `pgsql-15`: the major version.
fn version_of(name: &str) -> Option<u32> {
    let bare = name.strip_prefix("postgresql").or_else(|| name.strip_prefix("pgsql")).unwrap_or(name);
    let bare = bare.trim_start_matches(['@', '-']);
    bare.split('.').next()?.parse().ok()
}

/// `postgres (PostgreSQL) 15.8 (Debian …)`, `postgres (PostgreSQL) 18beta1`: the major version.
fn major_in(told: &str) -> Option<u32> {
    let version = told.split_once("(PostgreSQL)")?.1.trim_start();
    let digits = version.find(|c: char| !c.is_ascii_digit()).unwrap_or(version.len());
    version.get(..digits)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_tells_its_version() {
        for (told, major) in [
            ("postgres (PostgreSQL) 15.8 (Debian 15.8-1)\n", Some(15)),
            ("postgres (PostgreSQL) 18beta1\n", Some(18)),
            ("postgres (PostgreSQL) 9.6.24\n", Some(9)),
            ("15.8", None),
        ] {
            assert_eq!(major_in(told), major, "{told}");
        }
    }

    #[test]
    fn versions_are_read_from_directory_names() {
        for (name, version) in
            [("15", Some(15)), ("9.6", Some(9)), ("postgresql@17", Some(17)), ("pgsql-16", Some(16)), ("python3", None)]
        {
            assert_eq!(version_of(name), version, "{name}");
        }
    }
}
