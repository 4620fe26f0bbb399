//! Puts compiled questions to a database.
//!
//! In: a statement of the compiler and the values of its slots. Out: rows of texts. Parameters are sent as text with the
//! types that the compiler states; a statement without parameters goes through the simple protocol.

use arctos_compiler::compile::Compiled;
use arctos_compiler::mapping::sql_type::SqlType;
use arctos_compiler::sql::{Parameter, ParameterSource, array_text};
use arctos_compiler::value::Value;
use bytes::{BufMut, BytesMut};
use std::error::Error;
use std::fmt::Write;
use thiserror::Error;
use tokio_postgres::types::{Format, FromSql, IsNull, Kind, ToSql, Type};
use tokio_postgres::{Client, Row, SimpleQueryMessage};

/// A row of an answer; a NULL is `None`.
pub type TextRow = Vec<Option<String>>;

/// Why there is no answer.
#[derive(Debug, Error)]
pub enum RunError {
    /// The server refuses the statement.
    #[error("{}\n{sql}", message(.source))]
    Refused {
        /// The statement.
        sql: String,
        /// What the server says.
        source: tokio_postgres::Error,
    },
    /// A slot that nothing was given for.
    #[error("slot {0} has no value")]
    Unbound(usize),
}

fn message(error: &tokio_postgres::Error) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), |told| format!("{}: {}", told.code().code(), told.message()))
}

/// What the slots of a question hold when its statement runs.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// Values by slot, for slots that the question left open.
    pub values: Vec<Option<Value>>,
    /// The candidates of an `AuthorizeMany`.
    pub candidates: Vec<String>,
}

/// A compiled question that a server has prepared, for many values.
pub struct Prepared<'a> {
    client: &'a Client,
    compiled: Compiled,
    sql: String,
    statement: tokio_postgres::Statement,
}

impl<'a> Prepared<'a> {
    /// Prepares a compiled question, or where `sql` is given, a caller's statement that its fragment is part of.
    ///
    /// # Errors
    /// The server refuses the statement.
    pub async fn new(client: &'a Client, compiled: Compiled, sql: Option<String>) -> Result<Self, RunError> {
        let sql = sql.unwrap_or_else(|| compiled.statement.sql.clone());
        let types: Vec<Type> = compiled.statement.params.iter().map(wire_type).collect();
        match client.prepare_typed(&sql, &types).await {
            Ok(statement) => Ok(Self { client, compiled, sql, statement }),
            Err(source) => Err(RunError::Refused { sql, source }),
        }
    }

    /// What was prepared.
    pub fn compiled(&self) -> &Compiled {
        &self.compiled
    }

    /// The rows for some values.
    ///
    /// # Errors
    /// The server refuses the values, or a slot has none.
    pub async fn rows(&self, given: &Given) -> Result<Vec<TextRow>, RunError> {
        let params = &self.compiled.statement.params;
        let texts: Vec<Text> = params.iter().map(|param| text(param, &self.compiled, given)).collect::<Result<_, _>>()?;
        let values: Vec<&(dyn ToSql + Sync)> = texts.iter().map(|text| text as &(dyn ToSql + Sync)).collect();
        let refused = |source| RunError::Refused { sql: self.sql.clone(), source };
        let rows = self.client.query(&self.statement, &values).await.map_err(refused)?;
        rows.iter().map(text_row).collect::<Result<_, _>>().map_err(refused)
    }
}

/// The rows of a compiled question, or where `sql` is given, of a caller's statement that its fragment is part of.
///
/// # Errors
/// The server refuses the statement, or a slot has no value.
pub async fn rows(client: &Client, compiled: &Compiled, sql: Option<String>, given: &Given) -> Result<Vec<TextRow>, RunError> {
    if compiled.statement.params.is_empty() {
        return simple(client, sql.as_deref().unwrap_or(&compiled.statement.sql)).await;
    }
    Prepared::new(client, compiled.clone(), sql).await?.rows(given).await
}

/// The rows of a statement without parameters.
///
/// # Errors
/// The server refuses the statement.
pub async fn simple(client: &Client, sql: &str) -> Result<Vec<TextRow>, RunError> {
    let messages = client.simple_query(sql).await.map_err(|source| RunError::Refused { sql: sql.to_owned(), source })?;
    let rows = messages.iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some((0..row.len()).map(|at| row.get(at).map(str::to_owned)).collect()),
        _ => None,
    });
    Ok(rows.collect())
}

fn text(param: &Parameter, compiled: &Compiled, given: &Given) -> Result<Text, RunError> {
    Ok(Text(match &param.source {
        ParameterSource::Slot(at) => {
            let known = compiled.slots.get(*at).and_then(|slot| slot.value.as_ref());
            let later = given.values.get(*at).and_then(Option::as_ref);
            known.or(later).ok_or(RunError::Unbound(*at))?.id.to_string()
        }
        ParameterSource::SlotArray(_) => array_text(given.candidates.iter().map(String::as_str)),
        ParameterSource::Value(value) => value.id.to_string(),
        ParameterSource::Values(values) => array_text(values.iter().map(|value| value.id.as_str())),
    }))
}

fn wire_type(param: &Parameter) -> Type {
    match (param.sql_type(), param.is_array()) {
        (SqlType::SmallInt, false) => Type::INT2,
        (SqlType::SmallInt, true) => Type::INT2_ARRAY,
        (SqlType::Integer, false) => Type::INT4,
        (SqlType::Integer, true) => Type::INT4_ARRAY,
        (SqlType::BigInt, false) => Type::INT8,
        (SqlType::BigInt, true) => Type::INT8_ARRAY,
        (SqlType::Numeric, false) => Type::NUMERIC,
        (SqlType::Numeric, true) => Type::NUMERIC_ARRAY,
        (SqlType::Uuid, false) => Type::UUID,
        (SqlType::Uuid, true) => Type::UUID_ARRAY,
        (SqlType::Boolean, false) => Type::BOOL,
        (SqlType::Boolean, true) => Type::BOOL_ARRAY,
        (_, false) => Type::TEXT,
        (_, true) => Type::TEXT_ARRAY,
    }
}

fn text_row(row: &Row) -> Result<TextRow, tokio_postgres::Error> {
    (0..row.len()).map(|at| Ok(row.try_get::<_, Option<Text>>(at)?.map(|text| text.0))).collect()
}

/// A value in the text form of its type.
#[derive(Debug)]
struct Text(String);

impl ToSql for Text {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        out.put_slice(self.0.as_bytes());
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn encode_format(&self, _: &Type) -> Format {
        Format::Text
    }

    fn to_sql_checked(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        self.to_sql(ty, out)
    }
}

/// Reads what the server sends, which is in the binary form, into the text that the simple protocol would have sent.
impl FromSql<'_> for Text {
    fn from_sql(ty: &Type, raw: &[u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(match *ty {
            Type::BOOL => if raw == [0] { "f" } else { "t" }.to_owned(),
            Type::INT2 => i16::from_be_bytes(raw.try_into()?).to_string(),
            Type::INT4 => i32::from_be_bytes(raw.try_into()?).to_string(),
            Type::INT8 => i64::from_be_bytes(raw.try_into()?).to_string(),
            Type::UUID => uuid_text(raw),
            _ => std::str::from_utf8(raw)?.to_owned(),
        }))
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::BOOL | Type::INT2 | Type::INT4 | Type::INT8 | Type::UUID | Type::TEXT | Type::VARCHAR)
            || matches!(ty.kind(), Kind::Enum(_))
    }
}

fn uuid_text(raw: &[u8]) -> String {
    let mut text = String::new();
    for (at, byte) in raw.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        let _ = write!(text, "{byte:02x}");
    }
    text
}
