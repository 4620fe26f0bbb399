//! Ids on their way back.
//!
//! In: rows as a driver has read them. Out: texts, each the canonical spelling of its value, the same that a question
//! takes. Guaranteed: what is not understood is an error, never a text that could be another id.

use crate::Error;
use std::fmt::Write;

/// A value of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// NULL.
    Null,
    /// A truth value of a database that has them.
    Truth(bool),
    /// A whole number, or a truth value of a database that has none.
    #[cfg_attr(
        not(any(test, feature = "mysql", feature = "sqlite")),
        expect(dead_code, reason = "PostgreSQL's numbers come as texts, and there is nothing else in this build")
    )]
    Integer(i64),
    /// The text of anything else.
    Text(String),
}

/// A row of an answer.
pub(crate) type Row = Vec<Cell>;

/// A row whose numbers are truth values where the statement says so: not every database has a type for them.
///
/// # Errors
/// A number that stands for none.
pub(crate) fn with_truths(mut row: Row, truths: &[bool]) -> Result<Row, Error> {
    for (cell, is_truth) in row.iter_mut().zip(truths) {
        match cell {
            Cell::Integer(number @ (0 | 1)) if *is_truth => *cell = Cell::Truth(*number == 1),
            Cell::Integer(_) | Cell::Text(_) if *is_truth => {
                return Err(Error::Answer("a value that is no truth value".to_owned()));
            }
            _ => {}
        }
    }
    Ok(row)
}

/// Every column of a row; NULL is `None`.
pub(crate) fn texts(row: Row) -> Vec<Option<String>> {
    let text = |cell| match cell {
        Cell::Null => None,
        Cell::Truth(truth) => Some(truth.to_string()),
        Cell::Integer(number) => Some(number.to_string()),
        Cell::Text(text) => Some(text),
    };
    row.into_iter().map(text).collect()
}

/// The one truth value of the one row.
///
/// # Errors
/// Anything else in the answer.
pub(crate) fn truth(rows: &[Row]) -> Result<bool, Error> {
    match rows {
        [row] => match row.as_slice() {
            [Cell::Truth(truth)] => Ok(*truth),
            [Cell::Integer(0)] => Ok(false),
            [Cell::Integer(1)] => Ok(true),
            [_] => Err(Error::Answer("a value that is no truth value".to_owned())),
            _ => Err(Error::Answer(format!("{} columns instead of one truth value", row.len()))),
        },
        _ => Err(Error::Answer(format!("{} rows instead of one truth value", rows.len()))),
    }
}

/// Bytes for people: a text, or digits for what is none.
#[cfg(any(feature = "sqlite", feature = "mysql"))]
pub(crate) fn shown(raw: &[u8]) -> String {
    if let Ok(text) = std::str::from_utf8(raw) {
        return text.to_owned();
    }
    let mut out = String::from("0x");
    for byte in raw {
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// The sixteen bytes of a UUID in their one spelling.
pub(crate) fn uuid(raw: &[u8]) -> Option<String> {
    if raw.len() != 16 {
        return None;
    }
    let mut out = String::with_capacity(36);
    for (at, byte) in raw.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            out.push('-');
        }
        let _ = write!(out, "{byte:02x}");
    }
    Some(out)
}

/// A decimal number without zeros at the end of its fraction: `7.00` is the id `7`. `None` for what is no such number.
#[cfg(feature = "mysql")]
pub(crate) fn decimal(text: &str) -> Option<String> {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(fraction) {
        return None;
    }
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    let sign = if whole.is_empty() && fraction.is_empty() { "" } else { sign };
    let whole = if whole.is_empty() { "0" } else { whole };
    Some(if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_truth_value_is_true() {
        for (cell, expected) in [
            (Cell::Truth(true), Some(true)),
            (Cell::Truth(false), Some(false)),
            (Cell::Integer(1), Some(true)),
            (Cell::Integer(0), Some(false)),
            (Cell::Integer(2), None),
            (Cell::Integer(-1), None),
            (Cell::Null, None),
            (Cell::Text("true".to_owned()), None),
            (Cell::Text("1".to_owned()), None),
        ] {
            assert_eq!(truth(&[vec![cell.clone()]]).ok(), expected, "{cell:?}");
        }
        let one = vec![Cell::Truth(true)];
        for rows in [vec![], vec![one.clone(), one.clone()], vec![[one.clone(), one].concat()], vec![vec![]]] {
            assert!(truth(&rows).is_err(), "{rows:?}");
        }
    }

    #[test]
    fn numbers_are_truth_values_where_they_stand_for_them() {
        let row = vec![Cell::Integer(1), Cell::Integer(1), Cell::Null, Cell::Integer(0)];
        let expected = vec![Cell::Integer(1), Cell::Truth(true), Cell::Null, Cell::Truth(false)];
        assert_eq!(with_truths(row, &[false, true, true, true]).unwrap(), expected);
        assert!(with_truths(vec![Cell::Integer(2)], &[true]).is_err());
    }

    #[test]
    fn every_value_has_one_text() {
        let row = vec![Cell::Null, Cell::Truth(true), Cell::Integer(-7), Cell::Text(" a ".to_owned())];
        let expected = [None, Some("true"), Some("-7"), Some(" a ")].map(|text| text.map(str::to_owned));
        assert_eq!(texts(row), expected);
        let raw: Vec<u8> = (0..16).collect();
        assert_eq!(uuid(&raw).as_deref(), Some("00010203-0405-0607-0809-0a0b0c0d0e0f"));
        assert_eq!(uuid(&[0; 15]), None);
    }

    #[cfg(feature = "mysql")]
    #[test]
    fn decimals_have_one_spelling() {
        for (text, expected) in [
            ("7.00", Some("7")),
            ("-7.50", Some("-7.5")),
            ("0.00", Some("0")),
            ("-0.0", Some("0")),
            ("007", Some("7")),
            ("12", Some("12")),
            ("", None),
            (".5", None),
            ("1e3", None),
            ("x", None),
        ] {
            assert_eq!(decimal(text).as_deref(), expected, "{text}");
        }
    }
}
