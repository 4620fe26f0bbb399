//! Answers on the standard output.

use crate::failure::Failure;
use serde::Serialize;
use std::io::{self, Write};

/// Writes bytes as they are.
pub fn write(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    Ok(out.flush()?)
}

/// Writes a text, ended by exactly one line feed; an empty one as nothing.
pub fn text(text: &str) -> Result<(), Failure> {
    let body = text.trim_end_matches('\n');
    if body.is_empty() { Ok(()) } else { write(format!("{body}\n").as_bytes()) }
}

/// A document for programs, laid out for people.
pub fn laid_out(document: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string_pretty(document).map_err(|error| Failure::Write(error.into()))
}

/// Writes a document for programs on one line.
pub fn line(document: &impl Serialize) -> Result<(), Failure> {
    text(&serde_json::to_string(document).map_err(|error| Failure::Write(error.into()))?)
}

/// Writes one row a line, a tab between two values.
///
/// # Errors
/// A value with a line break or a tab, before anything is written: it would read as several.
pub fn rows<'a>(rows: impl Iterator<Item = Vec<&'a str>>) -> Result<(), Failure> {
    let mut out = String::new();
    for row in rows {
        if row.iter().any(|value| value.contains(['\n', '\r', '\t'])) {
            return Err(Failure::Unprintable);
        }
        out.push_str(&row.join("\t"));
        out.push('\n');
    }
    write(out.as_bytes())
}
