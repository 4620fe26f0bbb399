//! Values on their way to the database.
//!
//! In: a parameter of a statement and the values of a question. Out: the one text, or the texts of an array, that stand
//! in its place; and for SQLite and MySQL the values to bind. Guaranteed: never NULL.

use crate::Error;
use arctos_compiler::mapping::sql_type::SqlType;
use arctos_compiler::sql::{Parameter, ParameterSource};
use arctos_compiler::value::Value;
use std::fmt::Write;

/// What a statement is run with: the question's own values by slot, and candidates where it takes an array.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Given<'a> {
    /// Values by slot.
    pub values: &'a [Value],
    /// Ids of the candidates.
    pub candidates: &'a [&'a str],
}

/// What a parameter stands for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Meant<'a> {
    /// A value.
    One(&'a str),
    /// An array of values.
    Many(Vec<&'a str>),
}

/// What a parameter stands for.
///
/// # Errors
/// A statement that asks for a value the question does not have.
pub(crate) fn meant<'a>(source: &'a ParameterSource, given: Given<'a>) -> Result<Meant<'a>, Error> {
    Ok(match source {
        ParameterSource::Slot(slot) => {
            let value = given.values.get(*slot);
            Meant::One(&value.ok_or_else(|| Error::Answer(format!("the question has no value number {slot}")))?.id)
        }
        ParameterSource::SlotArray(_) => Meant::Many(given.candidates.to_vec()),
        ParameterSource::Value(value) => Meant::One(&value.id),
        ParameterSource::Own(number) => return Err(Error::OwnParameters { expected: number + 1, given: 0 }),
        ParameterSource::Values(values) => Meant::Many(values.iter().map(|value| value.id.as_str()).collect()),
    })
}

/// A parameter's value for SQLite, MySQL or MariaDB. With the feature of the database it can be bound wherever `rusqlite`
/// or `mysql_async` take a parameter.
///
/// ```
/// # use arctos::Param;
/// let params = [Param::Integer(7), Param::Text("a'b".to_owned())];
/// # assert_eq!(params[0].to_string(), "7");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Param {
    /// A whole number, or a truth value as 0 or 1.
    Integer(i64),
    /// A text; an array is one text in JSON.
    Text(String),
}

/// The value as a text, the number in decimal.
impl std::fmt::Display for Param {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Integer(number) => number.fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}

/// A value for each parameter, in order.
///
/// # Errors
/// A statement that asks for a value the question does not have, or for one that its type cannot hold.
pub(crate) fn bind(params: &[Parameter], given: Given<'_>) -> Result<Vec<Param>, Error> {
    let bound = |param: &Parameter| match meant(&param.source, given)? {
        Meant::One(id) => one(id, param.sql_type()),
        Meant::Many(ids) => many(&ids, param.sql_type()).map(Param::Text),
    };
    params.iter().map(bound).collect()
}

/// A value in the form in which a type is bound.
///
/// # Errors
/// A text that is no value of the type.
pub(crate) fn one(id: &str, ty: SqlType) -> Result<Param, Error> {
    Ok(match ty {
        SqlType::SmallInt | SqlType::Integer | SqlType::BigInt => Param::Integer(id.parse().map_err(|_| unfit(id, ty))?),
        SqlType::Boolean => Param::Integer(truth(id, ty)?),
        SqlType::Numeric | SqlType::Uuid | SqlType::Text | SqlType::Collated(_) | SqlType::Char | SqlType::Other => {
            Param::Text(id.to_owned())
        }
    })
}

fn truth(id: &str, ty: SqlType) -> Result<i64, Error> {
    match id {
        "true" => Ok(1),
        "false" => Ok(0),
        _ => Err(unfit(id, ty)),
    }
}

/// Values that do not fit have been sorted out before; this only keeps a mistake from becoming another value.
fn unfit(id: &str, ty: SqlType) -> Error {
    Error::Answer(format!("`{}` is no {ty}", id.escape_debug()))
}

/// An array in JSON.
fn many(ids: &[&str], ty: SqlType) -> Result<String, Error> {
    let mut out = String::from("[");
    for (at, id) in ids.iter().enumerate() {
        out.push_str(if at == 0 { "" } else { "," });
        match one(id, ty)? {
            Param::Integer(number) => {
                let _ = write!(out, "{number}");
            }
            Param::Text(text) => quote(&text, &mut out),
        }
    }
    out.push(']');
    Ok(out)
}

fn quote(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\u{0}'..='\u{1f}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            _ => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(feature = "sqlite")]
impl rusqlite::ToSql for Param {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        match self {
            Self::Integer(number) => number.to_sql(),
            Self::Text(text) => text.to_sql(),
        }
    }
}

#[cfg(feature = "mysql")]
impl From<&Param> for mysql_async::Value {
    fn from(param: &Param) -> Self {
        match param {
            Param::Integer(number) => Self::Int(*number),
            Param::Text(text) => Self::Bytes(text.clone().into_bytes()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn param(source: ParameterSource, types: &[SqlType]) -> Parameter {
        Parameter { source, types: types.to_vec() }
    }

    #[test]
    fn every_kind_of_parameter_gets_its_value() {
        let texts = |texts: &[&str]| ParameterSource::Values(texts.iter().map(|text| Value::string(*text)).collect());
        let params = [
            param(ParameterSource::Slot(1), &[SqlType::BigInt]),
            param(ParameterSource::SlotArray(2), &[SqlType::SmallInt]),
            param(ParameterSource::Value(Value::string("a'b")), &[SqlType::Text]),
            param(texts(&["x\"y\\", "\u{1}é"]), &[SqlType::Other]),
            param(ParameterSource::Slot(0), &[SqlType::BigInt, SqlType::Text]),
            param(ParameterSource::Value(Value::new("Boolean", "true")), &[SqlType::Boolean]),
            param(texts(&["true", "false"]), &[SqlType::Boolean]),
            param(texts(&[]), &[SqlType::Text]),
        ];
        let values = [Value::new("User", "7"), Value::new("Issue", "-8")];
        let bound = bind(&params, Given { values: &values, candidates: &["5", "6"] }).unwrap();
        let text = |text: &str| Param::Text(text.to_owned());
        let expected = [
            Param::Integer(-8),
            text("[5,6]"),
            text("a'b"),
            text(r#"["x\"y\\","\u0001é"]"#),
            text("7"),
            Param::Integer(1),
            text("[1,0]"),
            text("[]"),
        ];
        assert_eq!(bound, expected);
    }

    #[test]
    fn what_cannot_be_bound_is_an_error() {
        let given = Given { values: &[Value::string("x")], candidates: &[] };
        for (slot, ty) in [(0, SqlType::BigInt), (0, SqlType::Boolean), (1, SqlType::Text)] {
            let params = [param(ParameterSource::Slot(slot), &[ty])];
            assert!(matches!(bind(&params, given), Err(Error::Answer(_))), "{slot} {ty}");
        }
    }
}
