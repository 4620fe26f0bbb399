//! Diagnostics as JSON for editors and CI.
//!
//! In: a diagnostic and the sources it points into. Out: one object per diagnostic. The keys are stable: tools read
//! them. Keys are only ever added. Lines and columns count from 1, columns in characters; the end is exclusive.

use super::{Diagnostic, Severity};
use crate::source::{SourceMap, Span};
use serde_json::{Map, Value, json};

/// An object with `code`, `severity` (`error` or `warning`) and `message`, and, where known, `file`, `line`, `column`,
/// `end_line`, `end_column` (the primary place), `label` (the remark there), `labels` (other places: the five keys and
/// `text`), `help`, and `fix` (the five keys and `replacement`).
pub fn to_json(diagnostic: &Diagnostic, sources: &SourceMap) -> Value {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let mut object = Map::new();
    object.insert("code".to_owned(), json!(diagnostic.code.0));
    object.insert("severity".to_owned(), json!(severity));
    object.insert("message".to_owned(), json!(diagnostic.message));
    if let Some(primary) = &diagnostic.primary {
        object.extend(place(primary.span, sources));
        if !primary.text.is_empty() {
            object.insert("label".to_owned(), json!(primary.text));
        }
    }
    if !diagnostic.secondary.is_empty() {
        let labels = diagnostic.secondary.iter().map(|label| with_place(label.span, sources, "text", &label.text));
        object.insert("labels".to_owned(), labels.collect());
    }
    if let Some(help) = &diagnostic.help {
        object.insert("help".to_owned(), json!(help));
    }
    if let Some(fix) = &diagnostic.fix {
        object.insert("fix".to_owned(), with_place(fix.span, sources, "replacement", &fix.replacement));
    }
    Value::Object(object)
}

fn with_place(span: Span, sources: &SourceMap, key: &str, text: &str) -> Value {
    let mut object = place(span, sources);
    object.insert(key.to_owned(), json!(text));
    Value::Object(object)
}

/// The five keys of a place; none for a span of another map.
fn place(span: Span, sources: &SourceMap) -> Map<String, Value> {
    let Some(file) = sources.get(span.source) else { return Map::new() };
    let (line, column) = file.line_column(span.start as usize);
    let (end_line, end_column) = file.line_column(span.end as usize);
    let keys = [("line", line), ("column", column), ("end_line", end_line), ("end_column", end_column)];
    let numbers = keys.into_iter().map(|(key, number)| (key.to_owned(), json!(number)));
    std::iter::once(("file".to_owned(), json!(file.name))).chain(numbers).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::codes::UNCLOSED;
    use crate::source::SourceId;

    #[test]
    fn all_keys() {
        let mut sources = SourceMap::new();
        let id = sources.add("a.polar", "é (two\nthree\n");
        let error = Diagnostic::error(UNCLOSED, Span::new(id, 3, 4), "`(` is never closed")
            .label("opened here")
            .also(Span::new(id, 8, 13), "missing here")
            .help("close it")
            .fix(Span::new(id, 13, 13), ")");
        let expected = json!({
            "code": "E0108", "severity": "error", "message": "`(` is never closed",
            "file": "a.polar", "line": 1, "column": 3, "end_line": 1, "end_column": 4, "label": "opened here",
            "labels": [{"file": "a.polar", "line": 2, "column": 1, "end_line": 2, "end_column": 6, "text": "missing here"}],
            "help": "close it",
            "fix": {"file": "a.polar", "line": 2, "column": 6, "end_line": 2, "end_column": 6, "replacement": ")"},
        });
        assert_eq!(to_json(&error, &sources), expected);
    }

    #[test]
    fn keys_without_a_value_are_absent() {
        let warning = Diagnostic::warning(UNCLOSED, Span::new(SourceId(0), 0, 0), "odd");
        assert_eq!(to_json(&warning, &SourceMap::new()), json!({"code": "E0108", "severity": "warning", "message": "odd"}));
    }
}
