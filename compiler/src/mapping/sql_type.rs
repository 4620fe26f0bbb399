//! The closed set of SQL column types that ids and attributes may have.
//!
//! Type names from YAML or a database are parsed into [`SqlType`] before they reach SQL text; nothing else does.

use crate::value::{BOOLEAN, INTEGER};
use std::fmt;

/// A column type that Arctos knows how to compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SqlType {
    /// `smallint`
    SmallInt,
    /// `integer`
    Integer,
    /// `bigint`
    BigInt,
    /// `numeric`; ids in it are spelled without zeros at the end of a fraction.
    Numeric,
    /// `uuid`
    Uuid,
    /// `text`, `varchar`, `character varying(n)`
    Text,
    /// The same under a collation that the database tells and that is not its own, by a number for each such collation; in
    /// SQLite, where columns of [`SqlType::Text`] may have any, under `BINARY`. It tells any two texts
    /// apart, and its columns compare as they are, but not with those of another such collation.
    Collated(u8),
    /// `char(n)`: trailing blanks are padding, so it is compared as text.
    Char,
    /// `boolean`
    Boolean,
    /// An enumeration, `citext`, `name`, a text under a collation that takes different texts for equal, or another type whose
    /// text form is its identity; compared as text.
    Other,
}

/// Types of one family compare with each other without a cast and keep indexes usable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Family {
    /// All whole numbers.
    Integer,
    /// `uuid`
    Uuid,
    /// `text` and `varchar`
    Text,
    /// `boolean`
    Boolean,
    /// Only comparable through its text form.
    Opaque,
}

impl SqlType {
    /// Parses a type name as it is written in `sql_types` or reported by a server: any case, surrounding and repeated
    /// blanks and a length or precision such as `varchar(64)` are allowed. `None` for a type outside the set.
    ///
    /// An unsigned type is the smallest one that holds all its numbers.
    pub fn parse(name: &str) -> Option<Self> {
        let lower = name.trim().to_ascii_lowercase();
        let (base, length) = match lower.split_once('(') {
            None => (lower.clone(), ""),
            Some((base, rest)) => {
                let (inner, rest) = rest.split_once(')')?;
                let digits = |part: &str| !part.trim().is_empty() && part.trim().bytes().all(|b| b.is_ascii_digit());
                if !inner.split(',').all(digits) || !matches!(rest.trim(), "" | "unsigned") {
                    return None;
                }
                (format!("{base} {rest}"), inner.trim())
            }
        };
        let base = base.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        Some(match base.as_str() {
            // The way MySQL spells its truth values.
            "tinyint" if length == "1" => Self::Boolean,
            "smallint" | "int2" | "smallserial" | "tinyint" | "tinyint unsigned" => Self::SmallInt,
            "integer" | "int" | "int4" | "serial" | "mediumint" | "mediumint unsigned" | "smallint unsigned" => Self::Integer,
            "bigint" | "int8" | "bigserial" | "int unsigned" | "integer unsigned" => Self::BigInt,
            "numeric" | "decimal" | "bigint unsigned" => Self::Numeric,
            "uuid" => Self::Uuid,
            "text" | "varchar" | "character varying" | "string" | "tinytext" | "mediumtext" | "longtext" => Self::Text,
            "char" | "character" | "bpchar" => Self::Char,
            "boolean" | "bool" => Self::Boolean,
            "citext" | "name" => Self::Other,
            _ => return None,
        })
    }

    /// Which other types it compares with natively.
    pub fn family(self) -> Family {
        match self {
            Self::SmallInt | Self::Integer | Self::BigInt | Self::Numeric => Family::Integer,
            Self::Uuid => Family::Uuid,
            Self::Text | Self::Collated(_) => Family::Text,
            Self::Boolean => Family::Boolean,
            Self::Char | Self::Other => Family::Opaque,
        }
    }

    /// Whether a value's text is the canonical spelling of some value of this type. A value that does not fit equals
    /// no row of such a column, so comparisons with it are false before any SQL is made.
    pub fn fits(self, id: &str) -> bool {
        if id.contains('\0') {
            return false;
        }
        match self {
            Self::SmallInt => canonical_integer::<i16>(id),
            Self::Integer => canonical_integer::<i32>(id),
            Self::BigInt => canonical_integer::<i64>(id),
            Self::Numeric => canonical_decimal(id),
            Self::Uuid => canonical_uuid(id),
            Self::Boolean => matches!(id, "true" | "false"),
            Self::Text | Self::Collated(_) | Self::Char | Self::Other => true,
        }
    }

    /// Whether a column of this type can hold values of a Polar type. Only `Integer` and `Boolean` are particular:
    /// ids and strings can be stored in any type.
    pub fn can_hold(self, ty: &str) -> bool {
        match ty {
            INTEGER => self.family() == Family::Integer,
            BOOLEAN => matches!(self, Self::Boolean | Self::Text | Self::Collated(_) | Self::Char),
            _ => true,
        }
    }

    /// The name used in casts.
    pub fn name(self) -> &'static str {
        match self {
            Self::SmallInt => "smallint",
            Self::Integer => "integer",
            Self::BigInt => "bigint",
            Self::Numeric => "numeric",
            Self::Uuid => "uuid",
            Self::Boolean => "boolean",
            Self::Text | Self::Collated(_) | Self::Char | Self::Other => "text",
        }
    }
}

impl fmt::Display for SqlType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

fn canonical_integer<N: std::str::FromStr + ToString>(id: &str) -> bool {
    id.parse::<N>().is_ok_and(|number| number.to_string() == id)
}

/// `-12`, `8.5`: no leading zeros, no zeros at the end of a fraction.
fn canonical_decimal(id: &str) -> bool {
    let digits = id.strip_prefix('-').unwrap_or(id);
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let plain = all_digits(whole) && (whole == "0" || !whole.starts_with('0'));
    let ended = fraction.is_none_or(|fraction| all_digits(fraction) && !fraction.ends_with('0'));
    plain && ended && id != "-0" && id.len() <= 1_000
}

fn canonical_uuid(id: &str) -> bool {
    id.len() == 36
        && id.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_the_spellings_people_use() {
        for (name, expected) in [
            ("UUID", Some(SqlType::Uuid)),
            (" Character  Varying(20) ", Some(SqlType::Text)),
            ("NUMERIC(20, 0)", Some(SqlType::Numeric)),
            ("int8", Some(SqlType::BigInt)),
            ("tinyint(1)", Some(SqlType::Boolean)),
            ("tinyint(4)", Some(SqlType::SmallInt)),
            ("INT(10) UNSIGNED", Some(SqlType::BigInt)),
            ("bigint unsigned", Some(SqlType::Numeric)),
            ("text unsigned", None),
            ("int(10) zerofill", None),
            ("datetime", None),
            ("text; drop table users", None),
            ("varchar(1); select", None),
            ("varchar()", None),
            ("geometry", None),
        ] {
            assert_eq!(SqlType::parse(name), expected, "{name}");
        }
    }

    #[test]
    fn only_canonical_spellings_fit() {
        assert!(SqlType::BigInt.fits("-9223372036854775808"));
        for bad in ["9223372036854775808", "007", "+7", " 7", "7.0", "", "-0", "七"] {
            assert!(!SqlType::BigInt.fits(bad), "{bad}");
        }
        for (id, fits) in
            [("8.5", true), ("-0.25", true), ("8.50", false), ("8.", false), (".5", false), ("1e3", false), ("-0", false)]
        {
            assert_eq!(SqlType::Numeric.fits(id), fits, "{id}");
        }
        assert!(SqlType::Uuid.fits("0123abcd-0123-0123-0123-0123456789ab"));
        assert!(!SqlType::Uuid.fits("0123ABCD-0123-0123-0123-0123456789AB"));
        assert!(!SqlType::Text.fits("a\0b"));
    }
}
