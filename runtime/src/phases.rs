//! Filters with the actor's gates and grants found out before.
//!
//! In: a question for a filter. Out: the filter with the answers of one round trip as its constants. Guaranteed: an answer
//! that is not understood is not used; the filter then asks for that part itself, as one that is not resolved does.

use crate::answer::Cell;
#[cfg(any(feature = "sqlite", feature = "mysql"))]
use crate::answer::Row as Answered;
use crate::ask::Ask;
use crate::bind::Given;
use crate::cache::Kept;
use crate::policy::{Ready, filter_question};
use crate::settings::Keys;
use crate::{Error, Filter};
use arctos_compiler::compile::Options;
use arctos_compiler::compile::phases::Staged;
use arctos_compiler::mapping::sql_type::{Family, SqlType};
use arctos_compiler::plan::phases::{Answers, Found, Lifted};
use arctos_compiler::plan::question::Row;
use arctos_compiler::sql::{Form, Statement};
use arctos_compiler::value::Value;
use smol_str::SmolStr;
use std::sync::Arc;

/// An answer of phase one in one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Whether a gate is open.
    Gate(bool),
    /// The keys of a set.
    Keys(Vec<Cell>),
}

/// Phase one of a filter.
#[derive(Clone, Copy, Debug)]
pub(crate) struct First<'s> {
    /// What is asked.
    pub statement: &'s Statement,
    answers: Answers,
    parts: &'s [Lifted],
    most: u64,
}

impl<'s> First<'s> {
    /// Phase one of a filter that was taken apart for at most so many keys; `None` where there is nothing to ask.
    fn of(staged: &'s Staged, most: u64) -> Option<Self> {
        let (statement, answers) = staged.first.as_ref()?;
        Some(Self { statement, answers: *answers, parts: staged.phases.parts(), most })
    }

    /// What one row of answers says about the parts.
    ///
    /// # Errors
    /// Another number of answers, or answers of another kind.
    pub fn of_row(&self, row: Vec<Part>) -> Result<Vec<Found>, Error> {
        if self.answers != Answers::Row || row.len() != self.parts.len() {
            return Err(unexpected());
        }
        let found = |(part, answer): (&Lifted, Part)| match (part, answer) {
            (Lifted::Gate(_), Part::Gate(open)) => Ok(Found::Gate(open)),
            (Lifted::Set(_, ty), Part::Keys(keys)) => Ok(self.keys(keys, *ty)),
            _ => Err(unexpected()),
        };
        self.parts.iter().zip(row).map(found).collect()
    }

    /// What rows with the numbers of parts say about them.
    ///
    /// # Errors
    /// Rows of another form.
    #[cfg(any(feature = "sqlite", feature = "mysql"))]
    pub fn of_rows(&self, rows: Vec<Answered>) -> Result<Vec<Found>, Error> {
        let mut told: Vec<Vec<Cell>> = vec![Vec::new(); self.parts.len()];
        for row in rows {
            let Ok([Cell::Integer(part), key]) = <[Cell; 2]>::try_from(row) else { return Err(unexpected()) };
            let part = usize::try_from(part).ok().and_then(|part| told.get_mut(part));
            part.ok_or_else(unexpected)?.push(key);
        }
        if self.answers != Answers::Tagged {
            return Err(unexpected());
        }
        let found = |(part, keys): (&Lifted, Vec<Cell>)| match part {
            Lifted::Gate(_) => Found::Gate(!keys.is_empty()),
            Lifted::Set(_, ty) => self.keys(keys, *ty),
        };
        Ok(self.parts.iter().zip(told).map(found).collect())
    }

    fn keys(&self, keys: Vec<Cell>, ty: SqlType) -> Found {
        if u64::try_from(keys.len()).map_or(true, |count| count > self.most) {
            return Found::Unknown;
        }
        let Some(mut keys) = keys.into_iter().map(|key| text(key, ty)).collect::<Option<Vec<SmolStr>>>() else {
            return Found::Unknown;
        };
        // Of the same grants the same text is made.
        keys.sort_unstable();
        keys.dedup();
        Found::Set(keys)
    }
}

fn unexpected() -> Error {
    Error::Answer("something else than gates and sets of keys".to_owned())
}

/// A key as a text. `None` for one that is of another kind than the type: where a database keeps what it likes in a column,
/// such a key compares as only the database knows.
fn text(key: Cell, ty: SqlType) -> Option<SmolStr> {
    match (key, ty.family()) {
        (Cell::Text(text), _) => Some(text.into()),
        (Cell::Integer(number), Family::Integer) => Some(number.to_string().into()),
        (Cell::Integer(number @ (0 | 1)), Family::Boolean) => {
            Some(SmolStr::new_static(if number == 1 { "true" } else { "false" }))
        }
        (Cell::Truth(truth), Family::Boolean) => Some(SmolStr::new_static(if truth { "true" } else { "false" })),
        _ => None,
    }
}

impl Ask<'_> {
    /// See [`Arctos::filter_resolved`](crate::Arctos::filter_resolved).
    ///
    /// # Errors
    /// See [`Error`]; each means "no row".
    pub async fn filter_resolved(&self, actor: &Value, action: &str, resource: &str, row: &Row) -> Result<Filter, Error> {
        let question = filter_question(actor, action, resource, row);
        let ready = self.in_time(self.here(&question)).await?;
        let found = match self.first(&ready)? {
            None => Vec::new(),
            Some(first) => {
                let given = Given { values: &ready.values, candidates: &[] };
                let found = self.arctos().database().found(&first, given, ready.kept.may_prepare);
                understood(self.in_time(found).await)?
            }
        };
        self.resolved(ready, &found)
    }

    /// See [`Arctos::filter_resolved_in`](crate::Arctos::filter_resolved_in). When the deadline passes, the caller's
    /// connection is left as it is: the statement may still run on it.
    ///
    /// # Errors
    /// See [`Error`]; each means "no row".
    pub async fn filter_resolved_in(
        &self,
        connection: impl Within,
        actor: &Value,
        action: &str,
        resource: &str,
        row: &Row,
    ) -> Result<Filter, Error> {
        let question = filter_question(actor, action, resource, row);
        let ready = self.in_time(self.here(&question)).await?;
        let found = match self.first(&ready)? {
            None => Vec::new(),
            Some(first) => {
                let given = Given { values: &ready.values, candidates: &[] };
                understood(self.in_time(connection.found(&first, given)).await)?
            }
        };
        self.resolved(ready, &found)
    }

    fn first<'r>(&self, ready: &'r Ready) -> Result<Option<First<'r>>, Error> {
        let most = self.arctos().keys().most;
        Ok(First::of(self.staged(&ready.kept)?, most))
    }

    fn staged<'k>(&self, kept: &'k Kept) -> Result<&'k Staged, Error> {
        let condition = kept.condition.as_ref().ok_or_else(unexpected)?;
        let (policy, most) = (self.arctos().policy(), self.arctos().keys().most);
        let options = Options { dialect: policy.dialect(), form: Form::Parameters };
        Ok(kept.staged.get_or_init(|| policy.compiler().stage(condition, options, most)))
    }

    fn resolved(&self, ready: Ready, found: &[Found]) -> Result<Filter, Error> {
        let (policy, keys) = (self.arctos().policy(), self.arctos().keys());
        let form = match keys.form {
            Keys::Literals => Form::Inline,
            Keys::Parameters => Form::Parameters,
        };
        let options = Options { dialect: policy.dialect(), form };
        let staged = self.staged(&ready.kept)?;
        let (condition, statement) = policy.compiler().resolve(staged, found, &ready.values, keys.few, options);
        Filter::new(policy.clone(), Arc::new(Kept::once(condition, statement)), ready.values, form)
    }
}

/// An answer that cannot be read leaves every part to the filter itself.
fn understood(found: Result<Vec<Found>, Error>) -> Result<Vec<Found>, Error> {
    match found {
        Err(Error::Answer(message)) => {
            tracing::warn!(message, "the filter stays in one statement");
            Ok(Vec::new())
        }
        other => other,
    }
}

/// A connection of the caller's own, or a transaction on it, to an engine's database: a reference to a client or a
/// transaction of `tokio_postgres` or `deadpool_postgres`, to a connection of `rusqlite`, or a mutable one to a connection
/// or a transaction of `mysql_async`.
pub trait Within: within::Reads {}

impl<T: within::Reads> Within for T {}

mod within {
    use super::{First, Found};
    use crate::Error;
    use crate::bind::Given;
    #[cfg(any(feature = "sqlite", feature = "mysql"))]
    use crate::bind::bind;
    use crate::postgres;
    use tokio_postgres::types::{ToSql, Type};

    /// Reads the answers of phase one.
    #[expect(private_interfaces, reason = "nobody else implements it")]
    pub trait Reads {
        /// What phase one finds out about the parts.
        fn found(self, first: &First<'_>, given: Given<'_>) -> impl Future<Output = Result<Vec<Found>, Error>>;
    }

    /// Unprepared statements: one round trip, and nothing is left behind on a connection that is not ours.
    macro_rules! on_postgres {
        ($($client:ty),+) => {$(
            #[expect(private_interfaces, reason = "nobody else implements it")]
            impl Reads for &$client {
                async fn found(self, first: &First<'_>, given: Given<'_>) -> Result<Vec<Found>, Error> {
                    let params = postgres::bind::bind(&first.statement.params, given)?;
                    let params: Vec<(&(dyn ToSql + Sync), Type)> =
                        params.iter().map(|(text, ty)| (text as &(dyn ToSql + Sync), ty.clone())).collect();
                    first.of_row(postgres::one_row(&self.query_typed(&first.statement.sql, &params).await?)?)
                }
            }
        )+};
    }

    on_postgres!(
        tokio_postgres::Client,
        tokio_postgres::Transaction<'_>,
        deadpool_postgres::Object,
        deadpool_postgres::Transaction<'_>
    );

    #[cfg(feature = "sqlite")]
    #[expect(private_interfaces, reason = "nobody else implements it")]
    impl Reads for &rusqlite::Connection {
        async fn found(self, first: &First<'_>, given: Given<'_>) -> Result<Vec<Found>, Error> {
            let params = bind(&first.statement.params, given)?;
            let rows = crate::sqlite::query(self, &first.statement.sql, &params, true);
            first.of_rows(rows.map_err(|error| Error::Database(error.into()))??)
        }
    }

    #[cfg(feature = "mysql")]
    macro_rules! on_mysql {
        ($($conn:ty),+) => {$(
            #[expect(private_interfaces, reason = "nobody else implements it")]
            impl Reads for &mut $conn {
                async fn found(self, first: &First<'_>, given: Given<'_>) -> Result<Vec<Found>, Error> {
                    let params = bind(&first.statement.params, given)?;
                    let params: Vec<mysql_async::Value> = params.iter().map(mysql_async::Value::from).collect();
                    let rows = crate::mysql::query(self, &first.statement.sql, &params, false).await;
                    let rows = rows.map_err(|error| Error::Database(error.into()))?;
                    first.of_rows(rows.iter().map(crate::mysql::decode::row).collect::<Result<_, _>>()?)
                }
            }
        )+};
    }

    #[cfg(feature = "mysql")]
    on_mysql!(mysql_async::Conn, mysql_async::Transaction<'_>);
}
