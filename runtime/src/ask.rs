//! Questions with facts or a deadline of their own.

use crate::answer::{self, Row as Answered};
use crate::bind::Given;
use crate::policy::{Ready, filter_question};
use crate::select::{self, Fetched, Select};
use crate::shape::canonical;
use crate::{Arctos, Error, Filter};
use arctos_compiler::compile::Options;
use arctos_compiler::plan::goal::KnownFacts;
use arctos_compiler::plan::question::{QueryArg, QueryCall, Question, Row, Subject};
use arctos_compiler::sql::Form;
use arctos_compiler::value::Value;
use std::collections::HashSet;
use std::time::Duration;

/// Questions to an engine, with facts that hold for them alone and a deadline of their own. Made by [`Arctos::ask`].
///
/// ```no_run
/// # use arctos::{Arctos, KnownFacts, Predicate, Value};
/// # async fn example(arctos: Arctos, user: Value, doc: Value) -> Result<(), arctos::Error> {
/// let mut context = KnownFacts::new();
/// context.insert(Predicate::new("on_premises", 1), vec![user.clone()]);
/// let allowed = arctos.ask().context(&context).authorize(&user, "read", &doc).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Ask<'a> {
    arctos: &'a Arctos,
    context: KnownFacts,
    deadline: Duration,
}

impl<'a> Ask<'a> {
    pub(crate) fn new(arctos: &'a Arctos) -> Self {
        Self { arctos, context: KnownFacts::new(), deadline: arctos.deadline() }
    }

    /// Adds facts that hold for these questions only. A statement with them is compiled for each question.
    #[must_use]
    pub fn context(mut self, facts: &KnownFacts) -> Self {
        self.context.extend(facts);
        self
    }

    /// Sets the deadline.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// See [`Arctos::authorize`].
    ///
    /// # Errors
    /// See [`Error`]; each means "denied".
    pub async fn authorize(&self, actor: &Value, action: &str, resource: impl Into<Option<&Value>>) -> Result<bool, Error> {
        let question = Question::Authorize { actor: given(actor), action: action.into(), resource: resource.into().map(given) };
        self.in_time(self.truth(&question)).await
    }

    /// See [`Arctos::authorize_many`].
    ///
    /// # Errors
    /// See [`Error`]; each means "denied", for all ids.
    pub async fn authorize_many<I: AsRef<str> + Sync>(
        &self,
        actor: &Value,
        action: &str,
        resource: &str,
        ids: &[I],
    ) -> Result<Vec<String>, Error> {
        let question = Question::AuthorizeMany { actor: given(actor), action: action.into(), resource: resource.into() };
        let values = ids.iter().map(|id| canonical(&Value::new(resource, id.as_ref()))).collect::<Result<Vec<_>, _>>()?;
        let allowed = self.in_time(self.allowed_among(&question, actor, action, &values)).await?;
        let of_ids = ids.iter().zip(&values).filter(|(_, value)| allowed.contains(value.id.as_str()));
        Ok(of_ids.map(|(id, _)| id.as_ref().to_owned()).collect())
    }

    /// See [`Arctos::list`].
    ///
    /// # Errors
    /// See [`Error`]; each means "none".
    pub async fn list(&self, actor: &Value, action: &str, resource: &str) -> Result<Vec<String>, Error> {
        let question = Question::List { actor: given(actor), action: action.into(), resource: resource.into() };
        self.in_time(self.column(&question)).await
    }

    /// See [`Arctos::filter`].
    ///
    /// # Errors
    /// See [`Error`]; each means "no row".
    pub fn filter(&self, actor: &Value, action: &str, resource: &str, row: &Row) -> Result<Filter, Error> {
        let Ready { kept, values } = self.ready(&filter_question(actor, action, resource, row))?;
        Filter::new(self.arctos.policy().clone(), kept, values, Form::Parameters)
    }

    /// See [`Arctos::filter_expression`].
    ///
    /// # Errors
    /// See [`Error`]; each means "no row".
    pub fn filter_expression(&self, actor: &Value, action: &str, resource: &str, row: &Row) -> Result<sea_query::Expr, Error> {
        self.arctos.policy().expression(&filter_question(actor, action, resource, row), &self.context)
    }

    /// See [`Arctos::select`].
    ///
    /// # Errors
    /// See [`Error`]; each means "no row".
    pub fn select(&self, actor: &Value, action: &str, resource: &str, on: &Row, sql: &str) -> Result<Select, Error> {
        let Ready { kept, values } = self.ready(&select::question(actor, action, resource, on, sql))?;
        Select::new(kept, &values, self.arctos.policy().dialect())
    }

    /// See [`Arctos::fetch`].
    ///
    /// # Errors
    /// See [`Error`]; each means "no row".
    pub async fn fetch(&self, actor: &Value, action: &str, resource: &str, on: &Row, sql: &str) -> Result<Fetched, Error> {
        let question = select::question(actor, action, resource, on, sql);
        let (policy, dialect) = (self.arctos.policy(), self.arctos.policy().dialect());
        self.in_time(async {
            let facts = self.with_central(&question).await?;
            let compiled = policy.compile_with(&question, &facts, Options { dialect, form: Form::Inline })?;
            match compiled.statement.params.len() {
                0 => self.arctos.database().texts(&compiled.statement.sql).await,
                expected => Err(Error::OwnParameters { expected, given: 0 }),
            }
        })
        .await
    }

    /// See [`Arctos::actions`].
    ///
    /// # Errors
    /// See [`Error`]; each means "none".
    pub async fn actions(&self, actor: &Value, resource: impl Into<Option<&Value>>) -> Result<Vec<String>, Error> {
        let question = Question::Actions { actor: given(actor), resource: resource.into().map(given) };
        self.in_time(self.column(&question)).await
    }

    /// See [`Arctos::actors`].
    ///
    /// # Errors
    /// See [`Error`]; each means "nobody".
    pub async fn actors(&self, actor: &str, action: &str, resource: impl Into<Option<&Value>>) -> Result<Vec<String>, Error> {
        let question = Question::Actors { actor: actor.into(), action: action.into(), resource: resource.into().map(given) };
        self.in_time(self.column(&question)).await
    }

    /// See [`Arctos::query`].
    ///
    /// # Errors
    /// See [`Error`]; each means "no solution".
    pub async fn query(&self, calls: &[QueryCall]) -> Result<Solutions, Error> {
        let question = Question::Query { calls: calls.to_vec(), row: None };
        self.in_time(self.solutions(&question)).await
    }

    pub(crate) fn arctos(&self) -> &'a Arctos {
        self.arctos
    }

    pub(crate) fn facts(&self) -> &KnownFacts {
        &self.context
    }

    pub(crate) fn time(&self) -> Duration {
        self.deadline
    }

    pub(crate) async fn in_time<T>(&self, answer: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        tokio::time::timeout(self.deadline, answer).await.unwrap_or(Err(Error::Deadline(self.deadline)))
    }

    pub(crate) fn ready(&self, question: &Question) -> Result<Ready, Error> {
        self.arctos.policy().ready(question, &self.context, self.arctos.cache())
    }

    async fn truth(&self, question: &Question) -> Result<bool, Error> {
        answer::truth(&self.answers(question).await?)
    }

    async fn column(&self, question: &Question) -> Result<Vec<String>, Error> {
        self.answers(question).await?.into_iter().map(only_text).collect()
    }

    /// The ids of those values that may be acted on.
    async fn allowed_among(
        &self,
        question: &Question,
        actor: &Value,
        action: &str,
        values: &[Value],
    ) -> Result<HashSet<String>, Error> {
        let ready = self.here(question).await?;
        let distinct: HashSet<&Value> = values.iter().collect();
        let (fitting, others): (Vec<&Value>, Vec<&Value>) =
            distinct.into_iter().partition(|value| ready.kept.fits_candidates(&value.id));
        let mut allowed = HashSet::new();
        if !fitting.is_empty() {
            let candidates: Vec<&str> = fitting.iter().map(|value| value.id.as_str()).collect();
            for row in rows(self.arctos, &ready, &candidates).await? {
                allowed.insert(only_text(row)?);
            }
        }
        // An id that no column can hold may still be granted by a rule that asks for no row.
        for value in others {
            let single = Question::Authorize { actor: given(actor), action: action.into(), resource: Some(given(value)) };
            if self.truth(&single).await? {
                allowed.insert(value.id.to_string());
            }
        }
        Ok(allowed)
    }

    async fn solutions(&self, question: &Question) -> Result<Solutions, Error> {
        let rows = self.answers(question).await?;
        let columns = variables(question);
        if columns.is_empty() {
            let rows = if answer::truth(&rows)? { vec![Vec::new()] } else { Vec::new() };
            return Ok(Solutions { columns, rows });
        }
        Ok(Solutions { columns, rows: rows.into_iter().map(answer::texts).collect() })
    }
}

/// The solutions of a query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Solutions {
    /// The query's variables, in the order in which they first occur.
    pub columns: Vec<String>,
    /// One row for each solution, an id for each variable; `None` where every value of the variable's type will do. A
    /// query without variables has one empty row if it holds, and none otherwise.
    pub rows: Vec<Vec<Option<String>>>,
}

impl Solutions {
    /// Whether there is any.
    pub fn holds(&self) -> bool {
        !self.rows.is_empty()
    }
}

/// The rows that an engine's database has for a question.
pub(crate) async fn rows(arctos: &Arctos, ready: &Ready, candidates: &[&str]) -> Result<Vec<Answered>, Error> {
    let given = Given { values: &ready.values, candidates };
    let rows = arctos.database().rows(&ready.kept.statement, given, ready.kept.may_prepare).await?;
    rows.into_iter().map(|row| answer::with_truths(row, &ready.kept.truths)).collect()
}

fn given(value: &Value) -> Subject {
    Subject::Value(value.clone())
}

fn only_text(row: Answered) -> Result<String, Error> {
    match answer::texts(row).as_mut_slice() {
        [Some(text)] => Ok(std::mem::take(text)),
        _ => Err(Error::Answer("a row that is not one id".to_owned())),
    }
}

/// The names of a query's variables, each once.
fn variables(question: &Question) -> Vec<String> {
    let Question::Query { calls, .. } = question else { return Vec::new() };
    let mut names: Vec<String> = Vec::new();
    for arg in calls.iter().flat_map(|call| &call.args) {
        if let QueryArg::Variable(name, _) = arg
            && !names.iter().any(|known| known == name)
        {
            names.push(name.to_string());
        }
    }
    names
}
