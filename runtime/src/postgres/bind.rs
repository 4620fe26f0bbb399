//! Values on their way to PostgreSQL: one text with its type for each `$n`.
//!
//! Guaranteed: every value goes in text form, so that one that is malformed is the server's error, not a different value.

use crate::Error;
use crate::bind::{Given, Meant, meant};
use arctos_compiler::mapping::sql_type::SqlType;
use arctos_compiler::sql::{Parameter, array_text};
use std::error::Error as StdError;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{Format, IsNull, ToSql, Type, to_sql_checked};

/// A value of any SQL type in its text form. Can be bound wherever the `postgres` crates take a parameter.
///
/// ```
/// # use arctos::Text;
/// # use tokio_postgres::types::ToSql;
/// let id = Text::from("7");
/// let params: Vec<&(dyn ToSql + Sync)> = vec![&id];
/// # assert_eq!((params.len(), id.as_str()), (1, "7"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text(String);

impl Text {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<T: Into<String>> From<T> for Text {
    fn from(text: T) -> Self {
        Self(text.into())
    }
}

impl ToSql for Text {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        out.extend_from_slice(self.0.as_bytes());
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn encode_format(&self, _: &Type) -> Format {
        Format::Text
    }

    to_sql_checked!();
}

/// A value for each parameter, in order, with the type to send it as.
///
/// # Errors
/// A statement that asks for a value the question does not have.
pub(crate) fn bind(params: &[Parameter], given: Given<'_>) -> Result<Vec<(Text, Type)>, Error> {
    let bound = |param: &Parameter| {
        let text = match meant(&param.source, given)? {
            Meant::One(id) => Text::from(id),
            Meant::Many(ids) => Text(array_text(ids)),
        };
        Ok((text, wire_type(param)))
    };
    params.iter().map(bound).collect()
}

/// The type that a parameter is declared with.
pub(crate) fn wire_type(param: &Parameter) -> Type {
    let (one, many) = match param.sql_type() {
        SqlType::SmallInt => (Type::INT2, Type::INT2_ARRAY),
        SqlType::Integer => (Type::INT4, Type::INT4_ARRAY),
        SqlType::BigInt => (Type::INT8, Type::INT8_ARRAY),
        SqlType::Numeric => (Type::NUMERIC, Type::NUMERIC_ARRAY),
        SqlType::Uuid => (Type::UUID, Type::UUID_ARRAY),
        SqlType::Boolean => (Type::BOOL, Type::BOOL_ARRAY),
        SqlType::Text | SqlType::Collated(_) | SqlType::Char | SqlType::Other => (Type::TEXT, Type::TEXT_ARRAY),
    };
    if param.is_array() { many } else { one }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arctos_compiler::sql::ParameterSource;
    use arctos_compiler::value::Value;

    fn param(source: ParameterSource, types: &[SqlType]) -> Parameter {
        Parameter { source, types: types.to_vec() }
    }

    #[test]
    fn every_kind_of_parameter_gets_its_text_and_type() {
        let params = [
            param(ParameterSource::Slot(1), &[SqlType::BigInt]),
            param(ParameterSource::SlotArray(2), &[SqlType::Uuid]),
            param(ParameterSource::Value(Value::string("a'b")), &[SqlType::Text]),
            param(ParameterSource::Values(vec![Value::string("x\"y"), Value::string("z")]), &[SqlType::Other]),
            param(ParameterSource::Slot(0), &[SqlType::BigInt, SqlType::Text]),
        ];
        let values = [Value::new("User", "7"), Value::new("Issue", "8")];
        let bound = bind(&params, Given { values: &values, candidates: &["c", "d"] }).unwrap();
        let shown: Vec<(&str, &str)> = bound.iter().map(|(text, ty)| (text.as_str(), ty.name())).collect();
        let expected = [("8", "int8"), (r#"{"c","d"}"#, "_uuid"), ("a'b", "text"), (r#"{"x\"y","z"}"#, "_text"), ("7", "text")];
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_missing_value_is_an_error() {
        let params = [param(ParameterSource::Slot(0), &[SqlType::Text])];
        assert!(matches!(bind(&params, Given { values: &[], candidates: &[] }), Err(Error::Answer(_))));
    }

    #[test]
    fn text_goes_as_text_whatever_the_type() {
        for ty in [Type::INT8, Type::UUID, Type::TEXT_ARRAY, Type::NUMERIC] {
            let mut out = BytesMut::new();
            let text = Text::from("{1}");
            assert!(matches!(text.to_sql_checked(&ty, &mut out), Ok(IsNull::No)));
            assert!(matches!(text.encode_format(&ty), Format::Text));
            assert_eq!(&out[..], b"{1}");
        }
    }
}
