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
