//! Running a compiled statement the way an application does: prepared, with every value sent as text.

use arctos_compiler::compile::Compiled;
use arctos_compiler::mapping::sql_type::SqlType;
use arctos_compiler::sql::{ParameterSource, Statement, array_text, json_array};
use arctos_compiler::value::Value;
use std::error::Error;
use tokio_postgres::Client;
use tokio_postgres::types::{Format, IsNull, ToSql, Type, private::BytesMut};

/// A value sent as text, whatever the parameter's type.
#[derive(Debug)]
pub(super) struct Text(pub(super) String);

impl ToSql for Text {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        out.extend_from_slice(self.0.as_bytes());
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

/// Rows of an answer, every value as text.
pub(super) type Rows = Vec<Vec<Option<String>>>;

/// A statement prepared once, run many times.
pub(super) struct Prepared {
    pub(super) compiled: Compiled,
    statement: tokio_postgres::Statement,
    noted: bool,
}

impl Prepared {
    /// Prepares SQL that contains the compiled statement; further parameters come after its own.
    pub(super) async fn new(
        client: &Client,
        compiled: Compiled,
        sql: &str,
        further: &[Type],
    ) -> Result<Self, tokio_postgres::Error> {
        let own = compiled.statement.params.iter().map(|parameter| match parameter.source {
            ParameterSource::Own(0) => Type::INT4,
            // The database finds out.
            ParameterSource::Own(_) => Type::UNKNOWN,
            _ => sql_type(parameter.sql_type(), parameter.is_array()),
        });
        let types: Vec<Type> = own.chain(further.iter().cloned()).collect();
        let statement = client.prepare_typed(sql, &types).await?;
        Ok(Self { compiled, statement, noted: !further.is_empty() })
    }

    /// Whether the caller's query has a value of its own.
    pub(super) fn further(&self) -> Option<()> {
        self.noted.then_some(())
    }

    /// Runs it with the question's own values.
    pub(super) async fn run(
        &self,
        client: &Client,
        slots: &[Value],
        array: &[String],
        further: &[Text],
    ) -> Result<Rows, tokio_postgres::Error> {
        let own: Vec<Text> = arguments(&self.compiled.statement, slots, array);
        let params: Vec<&(dyn ToSql + Sync)> = own.iter().chain(further).map(|text| -> &(dyn ToSql + Sync) { text }).collect();
        let rows = client.query(&self.statement, &params).await?;
        Ok(rows.iter().map(|row| (0..row.len()).map(|at| row.get(at)).collect()).collect())
    }
}

fn arguments(statement: &Statement, slots: &[Value], array: &[String]) -> Vec<Text> {
    let text = |source: &ParameterSource| match source {
        ParameterSource::Slot(at) => slots.get(*at).map(|value| value.id.to_string()).unwrap_or_default(),
        ParameterSource::SlotArray(_) => array_text(array.iter().map(String::as_str)),
        ParameterSource::Value(value) => value.id.to_string(),
        ParameterSource::Own(0) => "1".to_owned(),
        ParameterSource::Own(_) => slots.last().map(|value| value.id.to_string()).unwrap_or_default(),
        ParameterSource::Values(values) => array_text(values.iter().map(|value| value.id.as_str())),
    };
    statement.params.iter().map(|parameter| Text(text(&parameter.source))).collect()
}

/// The elements of an array parameter, as they are bound where there are no arrays.
pub(super) fn array_values<'v>(values: impl Iterator<Item = &'v str>, ty: SqlType) -> String {
    json_array(values, ty)
}

/// The statement's columns as text.
pub(super) fn as_text(statement: &Statement) -> String {
    let columns: Vec<String> =
        statement.columns.iter().map(|name| format!("(q.\"{}\")::text", name.replace('"', "\"\""))).collect();
    format!("SELECT {} FROM (\n{}\n) AS q", columns.join(", "), statement.sql)
}

fn sql_type(ty: SqlType, array: bool) -> Type {
    match (ty, array) {
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
        (SqlType::Text | SqlType::Collated(_) | SqlType::Char | SqlType::Other, false) => Type::TEXT,
        (SqlType::Text | SqlType::Collated(_) | SqlType::Char | SqlType::Other, true) => Type::TEXT_ARRAY,
    }
}
