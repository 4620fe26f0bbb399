//! Values of PostgreSQL's binary protocol.
//!
//! Guaranteed: a type or a value that is not understood is an error, never a text that could be another id.

use crate::Error;
use crate::answer::{Cell, Row, uuid};
use crate::error::told;
use crate::phases::Part;
use std::error::Error as StdError;
use std::fmt::Write;
use tokio_postgres::types::{FromSql, Kind, Type};

/// Every column of a row.
///
/// # Errors
/// A column of a type that ids do not have.
pub(crate) fn row(row: &tokio_postgres::Row) -> Result<Row, Error> {
    let cell = |at| row.try_get::<_, Option<Cell>>(at).map_err(|error| unexpected(&error));
    (0..row.len()).map(|at| Ok(cell(at)?.unwrap_or(Cell::Null))).collect()
}

/// Every column of the one row of phase one: truth values and arrays of keys.
///
/// # Errors
/// A column of a type that is neither, or whose elements ids do not have.
pub(crate) fn parts(row: &tokio_postgres::Row) -> Result<Vec<Part>, Error> {
    let part = |at| row.try_get::<_, Option<Part>>(at).map_err(|error| unexpected(&error));
    (0..row.len()).map(|at| Ok(part(at)?.unwrap_or(Part::Gate(false)))).collect()
}

impl<'a> FromSql<'a> for Part {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        match ty.kind() {
            Kind::Array(_) => {
                let keys = Vec::<Option<Cell>>::from_sql(ty, raw)?;
                Ok(Self::Keys(keys.into_iter().flatten().collect()))
            }
            _ => Ok(Self::Gate(bool::from_sql(ty, raw)?)),
        }
    }

    fn accepts(ty: &Type) -> bool {
        *ty == Type::BOOL || matches!(ty.kind(), Kind::Array(_))
    }
}

fn unexpected(error: &tokio_postgres::Error) -> Error {
    Error::Answer(told(error))
}

impl<'a> FromSql<'a> for Cell {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        match ty.kind() {
            Kind::Domain(inner) => Self::from_sql(inner, raw),
            Kind::Simple if *ty == Type::BOOL => Ok(Self::Truth(bool::from_sql(ty, raw)?)),
            _ => decode(ty, raw).map(Self::Text),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

fn decode(ty: &Type, raw: &[u8]) -> Result<String, Box<dyn StdError + Sync + Send>> {
    if matches!(ty.kind(), Kind::Enum(_)) {
        return Ok(std::str::from_utf8(raw)?.to_owned());
    }
    Ok(match *ty {
        Type::INT2 => i16::from_sql(ty, raw)?.to_string(),
        Type::INT4 => i32::from_sql(ty, raw)?.to_string(),
        Type::INT8 => i64::from_sql(ty, raw)?.to_string(),
        Type::UUID => uuid(raw).ok_or("a malformed uuid")?,
        Type::NUMERIC => numeric(raw).ok_or("a malformed numeric value")?,
        // The blanks that fill such a column are no part of the value.
        Type::BPCHAR => std::str::from_utf8(raw)?.trim_end_matches(' ').to_owned(),
        Type::TEXT | Type::VARCHAR | Type::NAME | Type::UNKNOWN => std::str::from_utf8(raw)?.to_owned(),
        _ => return Err(format!("ids of type `{ty}` are not supported").into()),
    })
}

/// A number in the server's binary form: a header of four 16-bit words (count of digits, weight of the first, sign,
/// scale) and digits of base 10,000. Zeros behind the point are dropped: `7.00` is the id `7`.
fn numeric(raw: &[u8]) -> Option<String> {
    let words: Vec<i16> =
        raw.chunks_exact(2).map(|pair| Some(i16::from_be_bytes(pair.try_into().ok()?))).collect::<Option<_>>()?;
    let (header, digits) = words.split_at_checked(4)?;
    let [count, weight, sign, _] = header else { return None };
    if !raw.len().is_multiple_of(2)
        || usize::try_from(*count).ok()? != digits.len()
        || digits.iter().any(|digit| !(0..10_000).contains(digit))
    {
        return None;
    }
    let negative = match u16::from_ne_bytes(sign.to_ne_bytes()) {
        0x0000 => false,
        0x4000 => true,
        0xC000 => return Some("NaN".to_owned()),
        0xD000 => return Some("Infinity".to_owned()),
        0xF000 => return Some("-Infinity".to_owned()),
        _ => return None,
    };
    let digit = |place: i32| {
        let at = usize::try_from(i32::from(*weight) - place).ok();
        at.and_then(|at| digits.get(at)).copied().unwrap_or(0)
    };
    let mut whole = String::new();
    for place in (0..=i32::from(*weight)).rev() {
        let _ = write!(whole, "{:04}", digit(place));
    }
    let mut fraction = String::new();
    for place in 1..=(i32::try_from(digits.len()).ok()? - 1 - i32::from(*weight)) {
        let _ = write!(fraction, "{:04}", digit(-place));
    }
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    let sign = if negative && !(whole.is_empty() && fraction.is_empty()) { "-" } else { "" };
    let whole = if whole.is_empty() { "0" } else { whole };
    Some(if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(weight: i16, sign: u16, scale: i16, digits: &[i16]) -> Vec<u8> {
        let count = i16::try_from(digits.len()).unwrap();
        let sign = i16::from_ne_bytes(sign.to_ne_bytes());
        [count, weight, sign, scale].iter().chain(digits).flat_map(|word| word.to_be_bytes()).collect()
    }

    #[test]
    fn numbers_have_one_spelling() {
        for (raw, expected) in [
            (number(0, 0, 0, &[]), "0"),
            (number(0, 0, 0, &[7]), "7"),
            (number(0, 0, 2, &[7]), "7"),
            (number(1, 0, 0, &[1, 2]), "10002"),
            (number(2, 0, 0, &[5]), "500000000"),
            (number(1, 0x4000, 0, &[12, 3456]), "-123456"),
            (number(0, 0, 2, &[7, 5000]), "7.5"),
            (number(-1, 0, 4, &[1]), "0.0001"),
            (number(-2, 0x4000, 8, &[1200]), "-0.000012"),
            (number(0, 0xC000, 0, &[]), "NaN"),
        ] {
            assert_eq!(numeric(&raw).as_deref(), Some(expected));
        }
    }

    #[test]
    fn malformed_numbers_are_refused() {
        for raw in [vec![], vec![0; 7], number(0, 0x1234, 0, &[1]), number(0, 0, 0, &[10_000]), {
            let mut raw = number(0, 0, 0, &[1]);
            raw.push(0);
            raw
        }] {
            assert_eq!(numeric(&raw), None, "{raw:?}");
        }
    }

    #[test]
    fn ids_decode_by_type() {
        let uuid: Vec<u8> = (0..16).collect();
        for (ty, raw, expected) in [
            (Type::INT2, vec![0xFF, 0xFE], "-2"),
            (Type::INT4, vec![0, 0, 1, 0], "256"),
            (Type::INT8, vec![0, 0, 0, 0, 0, 0, 0, 9], "9"),
            (Type::UUID, uuid, "00010203-0405-0607-0809-0a0b0c0d0e0f"),
            (Type::TEXT, b" a ".to_vec(), " a "),
            (Type::BPCHAR, b" a  ".to_vec(), " a"),
        ] {
            assert_eq!(decode(&ty, &raw).unwrap(), expected, "{ty}");
        }
        let domain = Type::new("user_id".into(), 70_000, Kind::Domain(Type::INT4), "app".into());
        assert_eq!(Cell::from_sql(&domain, &[0, 0, 0, 3]).unwrap(), Cell::Text("3".to_owned()));
        assert_eq!(Cell::from_sql(&Type::BOOL, &[1]).unwrap(), Cell::Truth(true));
        let role = Type::new("role".into(), 70_001, Kind::Enum(vec!["owner".into()]), "app".into());
        assert_eq!(decode(&role, b"owner").unwrap(), "owner");
    }

    #[test]
    fn what_is_not_understood_is_an_error() {
        assert!(decode(&Type::TIMESTAMPTZ, &[0; 8]).is_err());
        assert!(decode(&Type::BYTEA, &[0]).is_err());
        assert!(decode(&Type::INT8, &[0; 4]).is_err());
        assert!(decode(&Type::UUID, &[0; 15]).is_err());
        assert!(decode(&Type::TEXT, &[0xFF]).is_err());
    }
}
