//! Values of MySQL's binary protocol.
//!
//! Guaranteed: a type or a value that is not understood is an error, never a text that could be another id.

use crate::Error;
use crate::answer::{Cell, Row, decimal};
use mysql_async::Value;
use mysql_async::consts::ColumnType;

/// Every column of a row.
///
/// # Errors
/// A column of a type that ids do not have.
pub(crate) fn row(row: &mysql_async::Row) -> Result<Row, Error> {
    let columns = row.columns_ref().iter().map(mysql_async::Column::column_type);
    columns.enumerate().map(|(at, ty)| cell(row.as_ref(at).unwrap_or(&Value::NULL), ty)).collect()
}

fn cell(value: &Value, ty: ColumnType) -> Result<Cell, Error> {
    let refused = |what: &str| Error::Answer(format!("an id that is {what}"));
    Ok(match value {
        Value::NULL => Cell::Null,
        Value::Int(number) => Cell::Integer(*number),
        Value::UInt(number) => i64::try_from(*number).map_or_else(|_| Cell::Text(number.to_string()), Cell::Integer),
        Value::Bytes(raw) => {
            let text = std::str::from_utf8(raw).map_err(|_| refused("not in UTF-8"))?;
            match ty {
                ColumnType::MYSQL_TYPE_DECIMAL | ColumnType::MYSQL_TYPE_NEWDECIMAL => {
                    Cell::Text(decimal(text).ok_or_else(|| refused("a malformed number"))?)
                }
                ColumnType::MYSQL_TYPE_BIT | ColumnType::MYSQL_TYPE_GEOMETRY => return Err(refused("a bit string")),
                _ => Cell::Text(text.to_owned()),
            }
        }
        Value::Float(_) | Value::Double(_) => return Err(refused("a floating-point number")),
        Value::Date(..) | Value::Time(..) => return Err(refused("a date or a time")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_decode_by_type() {
        use ColumnType::{MYSQL_TYPE_BIT, MYSQL_TYPE_LONGLONG, MYSQL_TYPE_NEWDECIMAL, MYSQL_TYPE_VAR_STRING};
        let bytes = |raw: &[u8]| Value::Bytes(raw.to_vec());
        let text = |text: &str| Some(Cell::Text(text.to_owned()));
        for (value, ty, expected) in [
            (Value::NULL, MYSQL_TYPE_LONGLONG, Some(Cell::Null)),
            (Value::Int(-7), MYSQL_TYPE_LONGLONG, Some(Cell::Integer(-7))),
            (Value::UInt(7), MYSQL_TYPE_LONGLONG, Some(Cell::Integer(7))),
            (Value::UInt(u64::MAX), MYSQL_TYPE_LONGLONG, text("18446744073709551615")),
            (bytes(b" a "), MYSQL_TYPE_VAR_STRING, text(" a ")),
            (bytes(b"7.50"), MYSQL_TYPE_NEWDECIMAL, text("7.5")),
            (bytes(b"7.50"), MYSQL_TYPE_VAR_STRING, text("7.50")),
            (bytes(b"\xff"), MYSQL_TYPE_VAR_STRING, None),
            (bytes(b"\x01"), MYSQL_TYPE_BIT, None),
            (Value::Double(7.0), MYSQL_TYPE_VAR_STRING, None),
            (Value::Date(2024, 1, 1, 0, 0, 0, 0), MYSQL_TYPE_VAR_STRING, None),
        ] {
            assert_eq!(cell(&value, ty).ok(), expected, "{value:?}");
        }
    }
}
