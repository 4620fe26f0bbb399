//! How an engine runs: deadlines, bounds, and the connection string.

use crate::Error;
use arctos_compiler::compile::FEW_GRANTS;
use std::path::PathBuf;
use std::time::Duration;

/// Settings of an engine.
///
/// ```
/// use arctos::{Settings, Statements};
/// use std::time::Duration;
///
/// let settings = Settings { deadline: Duration::from_millis(500), ..Settings::default() };
/// assert_eq!(settings.statements, Statements::Prepared);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How long a question may take, waiting for a connection included. Past it the answer is an error, so: denied.
    pub deadline: Duration,
    /// How long connecting and describing the mapped queries may take.
    pub startup: Duration,
    /// The most connections of a pool that the engine opens itself.
    pub connections: usize,
    /// The most compiled questions that are kept, and the most different statements that are prepared on a connection.
    pub plans: usize,
    /// Prepared statements, or none.
    pub statements: Statements,
    /// The most keys of a set of grants that a resolved filter has as constants; see
    /// [`Arctos::filter_resolved`](crate::Arctos::filter_resolved). With more, it has coarser keys, or asks for them itself.
    pub most_keys: u64,
    /// Up to how many keys PostgreSQL's planner is not told how many there are: it then finds the rows by the keys, and does
    /// not walk through all rows in the order of the caller's query.
    pub few_keys: usize,
    /// How these keys stand in a resolved filter.
    pub keys: Keys,
    /// How many grants are few on a table of a million rows, and on others in proportion to the square root of their rows: an
    /// actor with more of them gets a page of a `select` by reading in order.
    pub few_grants: u32,
    /// The most rows that one question may need of a central database; see
    /// [`Policy::connect_central`](crate::Policy::connect_central). Past it the answer is an error, so: denied.
    pub most_central: u64,
    /// Certificates to trust, in PEM form, instead of the platform's. `sslrootcert` in the connection string has
    /// precedence. With either, encryption is required unless `sslmode` says otherwise.
    pub root_certificates: Option<Vec<u8>>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            deadline: Duration::from_secs(5),
            startup: Duration::from_secs(30),
            connections: 16,
            plans: 1024,
            statements: Statements::Prepared,
            most_keys: 50_000,
            few_keys: 100,
            keys: Keys::Literals,
            few_grants: FEW_GRANTS,
            most_central: 10_000,
            root_certificates: None,
        }
    }
}

/// How the keys of a resolved filter are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keys {
    /// As escaped literals, and every other value with them: the filter has no parameters. The database's planner sees how
    /// many there are.
    Literals,
    /// As array parameters. The planner sees how many there are if the caller's query is planned for its values: sent
    /// unprepared, or with `plan_cache_mode = force_custom_plan`. MySQL and MariaDB find no index for an array.
    Parameters,
}

/// How statements are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statements {
    /// Prepared once on each connection: the fastest.
    Prepared,
    /// Sent whole each time, leaving nothing behind: for proxies that hand a connection to somebody else after each
    /// transaction.
    Unprepared,
}

/// Whether a connection is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encryption {
    /// Never.
    Off,
    /// If the server has a certificate that can be verified.
    Preferred,
    /// Always.
    Required,
}

/// A connection string, the parts about encryption taken out.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Target {
    /// What is left, for the driver.
    pub text: String,
    /// From `sslmode`, where it is given. `require` verifies the server like `verify-full`: encryption towards nobody in particular
    /// protects nothing.
    pub encryption: Option<Encryption>,
    /// From `sslrootcert`.
    pub roots: Option<PathBuf>,
}

/// Reads a connection string, a URL or `key=value` pairs.
///
/// # Errors
/// An unknown `sslmode`.
pub(crate) fn target(text: &str) -> Result<Target, Error> {
    let mut target = Target { text: String::new(), encryption: None, roots: None };
    let is_url = text.starts_with("postgres://") || text.starts_with("postgresql://");
    target.text = match text.split_once('?') {
        Some((address, query)) if is_url => {
            let mut kept = Vec::new();
            for pair in query.split('&') {
                let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
                if !take(key, &decoded(value), &mut target)? {
                    kept.push(pair);
                }
            }
            if kept.is_empty() { address.to_owned() } else { format!("{address}?{}", kept.join("&")) }
        }
        _ if is_url => text.to_owned(),
        _ => {
            let mut kept = Vec::new();
            for pair in pairs(text) {
                let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
                if !take(key.trim(), &unquoted(value.trim()), &mut target)? {
                    kept.push(pair);
                }
            }
            kept.join(" ")
        }
    };
    Ok(target)
}

/// Whether the option is one of ours, which is then noted.
fn take(key: &str, value: &str, target: &mut Target) -> Result<bool, Error> {
    match (key, value) {
        ("sslmode", "disable") => target.encryption = Some(Encryption::Off),
        ("sslmode", "allow" | "prefer") => target.encryption = Some(Encryption::Preferred),
        ("sslmode", "require" | "verify-ca" | "verify-full") => target.encryption = Some(Encryption::Required),
        ("sslmode", other) => return Err(Error::Settings(format!("`{}` is no `sslmode`", other.escape_debug()))),
        ("sslrootcert", "system" | "") => target.roots = None,
        ("sslrootcert", path) => target.roots = Some(path.into()),
        _ => return Ok(false),
    }
    Ok(true)
}

/// The `key=value` pairs of a text, as they are written. Values may be quoted; a backslash takes the next character.
fn pairs(text: &str) -> Vec<&str> {
    let mut pairs = Vec::new();
    let (mut start, mut quoted, mut escaped, mut value) = (0, false, false, false);
    for (at, c) in text.char_indices() {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == '\'' {
            quoted = !quoted;
        } else if c == '=' && !quoted {
            value = true;
        } else if c.is_whitespace() && !quoted && value && ends_pair(text, start, at) {
            pairs.extend(text.get(start..at).map(str::trim));
            (start, value) = (at, false);
        }
    }
    pairs.extend(text.get(start..).map(str::trim).filter(|rest| !rest.is_empty()));
    pairs
}

/// Blanks around the `=` belong to the pair.
fn ends_pair(text: &str, start: usize, at: usize) -> bool {
    let (before, after) = (text.get(start..at).unwrap_or_default(), text.get(at..).unwrap_or_default());
    !before.trim_end().ends_with('=') && !after.trim_start().starts_with('=')
}

fn unquoted(value: &str) -> String {
    let inner = value.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')).unwrap_or(value);
    let mut out = String::new();
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        out.extend(if c == '\\' { chars.next() } else { Some(c) });
    }
    out
}

/// Undoes `%41`; what is no such escape stays.
pub(crate) fn decoded(value: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = value.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escape = (*first == b'%').then(|| after.split_at_checked(2)).flatten();
        let byte = escape.and_then(|(hex, _)| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        rest = match escape {
            Some((_, behind)) if byte.is_some() => behind,
            _ => after,
        };
        bytes.push(byte.unwrap_or(*first));
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (String, Option<Encryption>, Option<String>) {
        let target = target(text).unwrap();
        (target.text, target.encryption, target.roots.map(|path| path.display().to_string()))
    }

    #[test]
    fn urls_keep_what_is_not_about_encryption() {
        let full = "postgres://me:p%40s@h:5432/db?sslmode=verify-full&application_name=x&sslrootcert=%2Fetc%2Fca.pem";
        let expected = "postgres://me:p%40s@h:5432/db?application_name=x".to_owned();
        assert_eq!(read(full), (expected, Some(Encryption::Required), Some("/etc/ca.pem".to_owned())));
        assert_eq!(read("postgresql://h/db"), ("postgresql://h/db".to_owned(), None, None));
        assert_eq!(read("postgres://h/db?sslmode=disable"), ("postgres://h/db".to_owned(), Some(Encryption::Off), None));
    }

    #[test]
    fn pairs_keep_their_quotes() {
        let text = r"host = /tmp  password='a b\' sslmode=disable' sslmode=require user=me\ too";
        let kept = r"host = /tmp password='a b\' sslmode=disable' user=me\ too".to_owned();
        assert_eq!(read(text), (kept, Some(Encryption::Required), None));
        let roots = r"sslrootcert='C:\\my files\\ca.pem' dbname=d";
        assert_eq!(read(roots), ("dbname=d".to_owned(), None, Some(r"C:\my files\ca.pem".to_owned())));
    }

    #[test]
    fn an_unknown_mode_is_an_error() {
        for text in ["postgres://h/db?sslmode=requir", "host=h sslmode=yes", "host=h sslmode="] {
            assert!(matches!(target(text), Err(Error::Settings(_))), "{text}");
        }
    }

    #[test]
    fn escapes_are_undone_and_odd_ones_stay() {
        assert_eq!(decoded("%2fa%zz%4"), "/a%zz%4");
        assert_eq!(decoded("%C3%A9"), "é");
    }
}
