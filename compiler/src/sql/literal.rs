//! The one routine that turns a text into a literal.
//!
//! Two readers matter: the database, and a library between the caller and the database that looks for placeholders in
//! the text (`:name`, `?`, `$1`, `%s`, `@p`). Bytes that could mean something to either are written as hexadecimal
//! escapes in an `E'…'` literal, which does not depend on `standard_conforming_strings`.

use crate::mapping::sql_type::SqlType;
use crate::plan::relation::KnownColumn;
use std::fmt::Write;

/// Characters that a placeholder scanner or a string reader could take for something else.
pub fn is_risky(c: char) -> bool {
    matches!(c, '\\' | ':' | '?' | '$' | '%' | '@') || c.is_ascii_control()
}

/// A quoted literal for the text.
pub fn text_literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 3);
    if !text.contains(is_risky) {
        out.push('\'');
        for (at, part) in text.split('\'').enumerate() {
            if at > 0 {
                out.push_str("''");
            }
            out.push_str(part);
        }
        out.push('\'');
        return out;
    }
    out.push_str("E'");
    for c in text.chars() {
        match c {
            '\'' => out.push_str("''"),
            c if is_risky(c) => {
                let _ = write!(out, "\\x{:02X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('\'');
    out
}

/// The text form of an array: every element quoted.
pub fn array_text<'v>(values: impl IntoIterator<Item = &'v str>) -> String {
    // Room for a few words, which is what most arrays are.
    let mut out = String::with_capacity(64);
    out.push('{');
    for (at, value) in values.into_iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        out.push('"');
        for c in value.chars() {
            if matches!(c, '"' | '\\') {
                out.push('\\');
            }
            out.push(c);
        }
        out.push('"');
    }
    out.push('}');
    out
}

/// A JSON array: numbers for integers, 0 and 1 for truth values, texts for everything else.
pub fn json_array<'v>(values: impl IntoIterator<Item = &'v str>, ty: SqlType) -> String {
    values.into_iter().map(|value| json_element(value, ty)).collect::<serde_json::Value>().to_string()
}

/// Rows as a JSON array of arrays, with elements as in [`json_array`].
pub fn json_rows(columns: &[KnownColumn]) -> String {
    let rows = columns.first().map_or(0, |column| column.values.values.len());
    let mut columns: Vec<_> = columns.iter().map(|column| (column.values.values.iter(), column.values.ty)).collect();
    let mut row = || -> Option<serde_json::Value> {
        columns.iter_mut().map(|(values, ty)| values.next().map(|value| json_element(&value.id, *ty))).collect()
    };
    std::iter::from_fn(&mut row).take(rows).collect::<serde_json::Value>().to_string()
}

fn json_element(value: &str, ty: SqlType) -> serde_json::Value {
    match ty {
        SqlType::SmallInt | SqlType::Integer | SqlType::BigInt if ty.fits(value) => {
            serde_json::Value::from(value.parse::<i64>().ok())
        }
        SqlType::Boolean if ty.fits(value) => serde_json::Value::from(u8::from(value == "true")),
        _ => serde_json::Value::from(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_doubled_and_risky_bytes_escaped() {
        assert_eq!(text_literal("o'x"), "'o''x'");
        assert_eq!(text_literal("a :b"), r"E'a \x3Ab'");
        assert_eq!(text_literal(r"\' OR 1=1"), r"E'\x5C'' OR 1=1'");
        assert_eq!(text_literal("é😀"), "'é😀'");
        assert_eq!(text_literal("a\nb"), r"E'a\x0Ab'");
    }

    #[test]
    fn array_elements_are_quoted() {
        assert_eq!(array_text(["a", "b\"c", "d\\e", ""]), r#"{"a","b\"c","d\\e",""}"#);
        assert_eq!(array_text([]), "{}");
    }
}
