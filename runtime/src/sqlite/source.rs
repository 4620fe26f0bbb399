//! Where a SQLite database is: URLs.

use crate::Error;
use crate::settings::decoded;
use rusqlite::{Connection, OpenFlags};

/// A database.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// A file that is there.
    File(String),
    /// A name that SQLite itself reads, `file:…`.
    Uri(String),
    /// An empty one in memory.
    Memory,
    /// One in a connection that was handed over.
    Given,
}

impl Source {
    /// Reads `sqlite:path`, `sqlite://path`, `sqlite::memory:` or `file:…`.
    ///
    /// # Errors
    /// An option that is not understood; no path.
    pub(crate) fn parse(url: &str) -> Result<Self, Error> {
        let (scheme, rest) = url.split_once(':').unwrap_or((url, ""));
        if scheme.eq_ignore_ascii_case("file") {
            return Ok(Self::Uri(url.to_owned()));
        }
        let (path, options) = rest.split_once('?').unwrap_or((rest, ""));
        let path = path.strip_prefix("//").unwrap_or(path);
        let mut memory = path == ":memory:";
        for option in options.split('&').filter(|option| !option.is_empty()) {
            match option {
                // Whatever others may do: questions only read.
                "mode=ro" | "mode=rw" | "mode=rwc" => {}
                "mode=memory" => memory = true,
                other => return Err(Error::Settings(format!("`{}` is no option for SQLite", other.escape_debug()))),
            }
        }
        if memory {
            return Ok(Self::Memory);
        }
        let path = decoded(path);
        if path.is_empty() { Err(Error::Settings("the SQLite database has no path".to_owned())) } else { Ok(Self::File(path)) }
    }

    /// Whether several connections see the same database.
    pub(super) fn is_shared(&self) -> bool {
        match self {
            Self::File(_) => true,
            Self::Uri(uri) => !uri.contains("memory") || uri.contains("cache=shared"),
            Self::Memory | Self::Given => false,
        }
    }

    /// A new connection, which only reads.
    ///
    /// # Errors
    /// There is no such file, or it cannot be read.
    pub(crate) fn open(&self) -> rusqlite::Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        match self {
            Self::File(path) => Connection::open_with_flags(path, flags),
            Self::Uri(uri) => Connection::open_with_flags(uri, flags | OpenFlags::SQLITE_OPEN_URI),
            Self::Memory => Connection::open_in_memory(),
            // It was lost, and with it the database.
            Self::Given => Err(rusqlite::Error::InvalidPath("the connection is gone".into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_read() {
        let file = |path: &str| Some(Source::File(path.to_owned()));
        for (url, expected) in [
            ("sqlite:app.db", file("app.db")),
            ("sqlite://app.db", file("app.db")),
            ("sqlite:/srv/a%20b.db", file("/srv/a b.db")),
            ("sqlite:///srv/app.db?mode=rwc", file("/srv/app.db")),
            ("SQLITE::memory:", Some(Source::Memory)),
            ("sqlite://:memory:", Some(Source::Memory)),
            ("sqlite:x?mode=memory", Some(Source::Memory)),
            ("file:app.db?cache=shared", Some(Source::Uri("file:app.db?cache=shared".to_owned()))),
            ("sqlite:", None),
            ("sqlite:app.db?vfs=unix", None),
        ] {
            assert_eq!(Source::parse(url).ok(), expected, "{url}");
        }
    }

    #[test]
    fn what_is_not_there_is_not_made() {
        let path = std::env::temp_dir().join(format!("arctos-missing-{}.db", std::process::id()));
        assert!(Source::File(path.display().to_string()).open().is_err());
        assert!(Source::Uri(format!("file:{}?mode=rwc", path.display())).open().is_err());
        assert!(!path.exists());
    }
}
