//! Puts questions to a database.
//!
//! In: a question. Out: rows of texts. [`Ask::compiled`] runs what the compiler makes of it, in either form: parameters are
//! sent as text with the types that the compiler states, a statement without parameters goes through the simple protocol.
//! [`Ask::engine`] goes through the engine's methods.

use arctos::Arctos;
use arctos_compiler::compile::{Compiled, Compiler, Options};
use arctos_compiler::diagnostic::Diagnostic;
use arctos_compiler::mapping::sql_type::SqlType;
use arctos_compiler::plan::goal::KnownFacts;
use arctos_compiler::plan::question::{Question, Subject};
use arctos_compiler::sql::{Form, Parameter, ParameterSource, array_text, pretty};
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
    /// The compiler refuses the question.
    #[error("not compiled: {0:?}")]
    Compile(Box<Diagnostic>),
    /// The engine has no answer.
    #[error("the engine: {0:?}")]
    Engine(#[from] arctos::Error),
    /// The server refuses the statement.
    #[error("{}\n{sql}", message(.source))]
    Refused {
        /// The statement.
        sql: String,
        /// What the server says.
        source: tokio_postgres::Error,
    },
    /// Another database refuses the statement.
    #[error("{0}")]
    Elsewhere(String),
    /// A slot that nothing was given for.
    #[error("slot {0} has no value")]
    Unbound(usize),
}

fn message(error: &tokio_postgres::Error) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), |told| format!("{}: {}", told.code().code(), told.message()))
}

/// A question to be run.
#[derive(Clone, Debug)]
pub struct Ask<'a> {
    /// The question, its subjects given.
    pub question: &'a Question,
    /// Facts that hold for it alone.
    pub context: &'a KnownFacts,
    /// For a filter: the caller's query, which ends in a condition.
    pub caller: Option<&'a str>,
    /// For an `AuthorizeMany`: the ids.
    pub candidates: &'a [String],
}

impl Ask<'_> {
    /// The statement of the question.
    ///
    /// # Errors
    /// The compiler refuses the question.
    pub fn compile(&self, compiler: &Compiler, form: Form) -> Result<Compiled, RunError> {
        let compiled = compiler.compile(self.question, self.context, Options { form, ..Options::default() });
        compiled.map_err(|problem| RunError::Compile(Box::new(problem)))
    }

    /// The rows of its statement. A candidate that no column can hold is asked for by itself.
    ///
    /// # Errors
    /// The compiler refuses the question, or the server the statement.
    pub async fn compiled(&self, client: &Client, compiler: &Compiler, form: Form) -> Result<(Compiled, Vec<TextRow>), RunError> {
        let compiled = self.compile(compiler, form)?;
        let fits = |id: &&String| compiled.fits_candidates(id);
        let (fitting, others): (Vec<&String>, Vec<&String>) = self.candidates.iter().partition(fits);
        let mut rows = rows(client, &self.whole(&compiled.statement.sql), &compiled, &fitting).await?;
        for id in others {
            let Question::AuthorizeMany { actor, action, resource } = self.question.clone() else { break };
            let resource = Some(Subject::Value(Value::new(resource, id.as_str())));
            let question = Question::Authorize { actor, action, resource };
            let single = Ask { question: &question, candidates: &[], ..*self };
            if Box::pin(single.compiled(client, compiler, form)).await?.1 == [[Some("t".to_owned())]] {
                rows.push(vec![Some(id.clone())]);
            }
        }
        Ok((compiled, rows))
    }

    /// The answer of the engine. A filter is run by `client`.
    ///
    /// # Errors
    /// The engine has no answer, or the server refuses the caller's query.
    pub async fn engine(&self, client: &Client, engine: &Arctos) -> Result<Vec<TextRow>, RunError> {
        let ask = engine.ask().context(self.context);
        let truth = |truth: bool| vec![vec![Some(if truth { "t" } else { "f" }.to_owned())]];
        let column = |ids: Vec<String>| ids.into_iter().map(|id| vec![Some(id)]).collect();
        Ok(match self.question {
            Question::Authorize { actor, action, resource } => {
                truth(ask.authorize(value(actor)?, action, optional(resource.as_ref())?).await?)
            }
            Question::AuthorizeMany { actor, action, resource } => {
                column(ask.authorize_many(value(actor)?, action, resource, self.candidates).await?)
            }
            Question::List { actor, action, resource } => column(ask.list(value(actor)?, action, resource).await?),
            Question::Filter { actor, action, resource, row } => {
                let filter = ask.filter(value(actor)?, action, resource, row)?;
                let sql = self.whole(filter.sql());
                let refused = |source| RunError::Refused { sql: sql.clone(), source };
                let params: Vec<&(dyn ToSql + Sync)> = filter.params().collect();
                texts(&client.query(&sql, &params).await.map_err(refused)?).map_err(refused)?
            }
            Question::Select { actor, action, resource, on, sql } => {
                let select = ask.select(value(actor)?, action, resource, on, sql)?;
                let refused = |source| RunError::Refused { sql: select.sql().to_owned(), source };
                texts(&client.query(select.sql(), &select.params(&[])?).await.map_err(refused)?).map_err(refused)?
            }
            Question::Actions { actor, resource } => column(ask.actions(value(actor)?, optional(resource.as_ref())?).await?),
            Question::Actors { actor, action, resource } => {
                column(ask.actors(actor, action, optional(resource.as_ref())?).await?)
            }
            Question::Query { calls, .. } => {
                let solutions = ask.query(calls).await?;
                if solutions.columns.is_empty() { truth(solutions.holds()) } else { solutions.rows }
            }
        })
    }

    fn whole(&self, sql: &str) -> String {
        let caller = self.caller.filter(|_| matches!(self.question, Question::Filter { .. }));
        caller.map_or_else(|| sql.to_owned(), |caller| format!("{caller} AND {sql}"))
    }
}

/// A statement and its parameters, for people.
pub fn shown(compiled: &Compiled) -> String {
    let mut text = pretty(&compiled.statement.sql);
    for (at, param) in compiled.statement.params.iter().enumerate() {
        let _ = write!(text, "\n-- ${} {:?} as {:?}", at + 1, param.source, param.types);
    }
    text
}

pub(super) fn value(subject: &Subject) -> Result<&Value, RunError> {
    match subject {
        Subject::Value(value) => Ok(value),
        Subject::OfType(_) => Err(RunError::Unbound(0)),
    }
}

pub(super) fn optional(subject: Option<&Subject>) -> Result<Option<&Value>, RunError> {
    subject.map(value).transpose()
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

async fn rows(client: &Client, sql: &str, compiled: &Compiled, candidates: &[&String]) -> Result<Vec<TextRow>, RunError> {
    let params = &compiled.statement.params;
    if params.is_empty() {
        return simple(client, sql).await;
    }
    let given: Vec<Text> = params.iter().map(|param| text(param, compiled, candidates)).collect::<Result<_, _>>()?;
    let given = params.iter().zip(&given).map(|(param, text)| (text as &(dyn ToSql + Sync), wire_type(param)));
    let given: Vec<_> = given.collect();
    let refused = |source| RunError::Refused { sql: sql.to_owned(), source };
    texts(&client.query_typed(sql, &given).await.map_err(refused)?).map_err(refused)
}

fn text(param: &Parameter, compiled: &Compiled, candidates: &[&String]) -> Result<Text, RunError> {
    Ok(Text(match &param.source {
        ParameterSource::Slot(at) => {
            let slot = compiled.slots.get(*at).and_then(|slot| slot.value.as_ref());
            slot.ok_or(RunError::Unbound(*at))?.id.to_string()
        }
        ParameterSource::SlotArray(_) => array_text(candidates.iter().map(|id| id.as_str())),
        ParameterSource::Value(value) => value.id.to_string(),
        ParameterSource::Own(own) => return Err(RunError::Unbound(*own)),
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

fn texts(rows: &[Row]) -> Result<Vec<TextRow>, tokio_postgres::Error> {
    let texts = |row: &Row| (0..row.len()).map(|at| Ok(row.try_get::<_, Option<Text>>(at)?.map(|text| text.0))).collect();
    rows.iter().map(texts).collect()
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
