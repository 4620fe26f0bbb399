//! `arctos authorize`, `list`, `select`, `actions`, `actors`, `query`: a question to a database.

use crate::args::question::{Actions, Actors, Authorize, List, Query, Select};
use crate::args::{AskOptions, PolicyArgs};
use crate::failure::{Exit, Failure};
use crate::{input, output, policy};
use arctos::{Ask, Error, Fetched, Settings, Solutions, Subject, Value, dialect_of};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use std::time::Duration;

/// Words that the engine can answer.
pub trait Answerable {
    /// The answer.
    async fn answer(&self, ask: &Ask<'_>) -> Result<Answer, Error>;

    /// Every subject must be a value: nothing is given later.
    fn subjects(&self) -> Vec<&Subject>;

    /// How the engine is to run.
    fn settings(&self) -> Settings {
        Settings::default()
    }
}

/// What the engine says.
#[derive(Debug)]
pub enum Answer {
    /// Yes or no.
    Truth(bool),
    /// Ids or names.
    Values(Vec<String>),
    /// Values of a query's variables.
    Solutions(Solutions),
    /// Rows of a query of the caller's own.
    Rows(Fetched),
}

/// Asks and prints.
pub fn run<W: Answerable>(words: &W, options: &AskOptions) -> Result<Exit, Failure> {
    for subject in words.subjects() {
        if let Subject::OfType(ty) = subject {
            return Err(Failure::Usage(format!("`{ty}` says not which one: write `{ty}:ID`")));
        }
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let answer = runtime.block_on(ask(words, options))?;
    print(&answer, options.json)?;
    Ok(exit(&answer))
}

async fn ask<W: Answerable>(words: &W, options: &AskOptions) -> Result<Answer, Failure> {
    let PolicyArgs { policy, facts, central, .. } = &options.policy;
    input::check_stdin(policy.iter().chain(facts).chain(central).chain(&options.central_facts))?;
    let loaded = policy::load(&options.policy, dialect_of(&options.database_url))?;
    let engine = |error| Failure::engine(error, &loaded.sources);
    let deadline = Duration::from_secs(options.timeout);
    let settings = Settings { deadline, startup: deadline, connections: 1, ..words.settings() };
    let policy = match (&options.central_facts, &options.central_database_url) {
        (Some(mapping), Some(url)) => loaded.with_central(mapping, url, settings.clone()).await?,
        _ => loaded.policy.clone(),
    };
    let arctos = policy.connect(&options.database_url, settings).await.map_err(engine)?;
    words.answer(&arctos.ask().context(&loaded.context)).await.map_err(engine)
}

fn exit(answer: &Answer) -> Exit {
    match answer {
        Answer::Truth(false) => Exit::No,
        Answer::Solutions(solutions) if solutions.columns.is_empty() && !solutions.holds() => Exit::No,
        _ => Exit::Yes,
    }
}

/// The answer for programs. The keys are documented and stable.
#[derive(Serialize)]
#[serde(untagged)]
enum Json<'a> {
    Truth { allowed: bool },
    Values { results: &'a [String] },
    Solutions { columns: &'a [String], results: &'a [Vec<Option<String>>] },
    Rows { results: Vec<Object<'a>> },
}

/// A row by the names of its columns, in their order.
struct Object<'a>(&'a [String], &'a [Option<String>]);

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (column, value) in self.0.iter().zip(self.1) {
            map.serialize_entry(column, value)?;
        }
        map.end()
    }
}

fn print(answer: &Answer, json: bool) -> Result<(), Failure> {
    if json {
        return output::line(&match answer {
            Answer::Truth(allowed) => Json::Truth { allowed: *allowed },
            Answer::Values(values) => Json::Values { results: values },
            Answer::Solutions(Solutions { columns, rows }) => Json::Solutions { columns, results: rows },
            Answer::Rows(Fetched { columns, rows }) => {
                Json::Rows { results: rows.iter().map(|row| Object(columns, row)).collect() }
            }
        });
    }
    match answer {
        Answer::Truth(true) => output::text("allowed"),
        Answer::Truth(false) => output::text("denied"),
        Answer::Values(values) => output::rows(values.iter().map(|value| vec![value.as_str()])),
        Answer::Solutions(solutions) if solutions.columns.is_empty() => output::text(&solutions.holds().to_string()),
        Answer::Solutions(solutions) => output::rows(solutions.rows.iter().map(|row| shown(row))),
        Answer::Rows(fetched) => {
            output::rows(fetched.rows.iter().map(|row| row.iter().map(|value| value.as_deref().unwrap_or_default()).collect()))
        }
    }
}

/// The values of a row; `*` for a variable that may have any.
fn shown(row: &[Option<String>]) -> Vec<&str> {
    row.iter().map(|value| value.as_deref().unwrap_or("*")).collect()
}

/// The value of a subject; those without one have been refused.
fn value(subject: &Subject) -> Result<&Value, Error> {
    match subject {
        Subject::Value(value) => Ok(value),
        Subject::OfType(ty) => Err(Error::OpenQuestion(ty.to_string())),
    }
}

fn optional(subject: Option<&Subject>) -> Result<Option<&Value>, Error> {
    subject.map(value).transpose()
}

impl Answerable for Authorize {
    async fn answer(&self, ask: &Ask<'_>) -> Result<Answer, Error> {
        let resource = optional(self.resource.as_ref())?;
        ask.authorize(value(&self.actor)?, &self.action, resource).await.map(Answer::Truth)
    }

    fn subjects(&self) -> Vec<&Subject> {
        std::iter::once(&self.actor).chain(&self.resource).collect()
    }
}

impl Answerable for List {
    async fn answer(&self, ask: &Ask<'_>) -> Result<Answer, Error> {
        ask.list(value(&self.actor)?, &self.action, &self.resource).await.map(Answer::Values)
    }

    fn subjects(&self) -> Vec<&Subject> {
        vec![&self.actor]
    }
}

/// A query of the caller's own, read.
struct Selected<'w> {
    words: &'w Select,
    sql: String,
}

/// Runs a query of the caller's own and prints its rows.
pub fn select(words: &Select, options: &AskOptions) -> Result<Exit, Failure> {
    run(&Selected { words, sql: words.text()? }, options)
}

impl Answerable for Selected<'_> {
    async fn answer(&self, ask: &Ask<'_>) -> Result<Answer, Error> {
        let List { actor, action, resource } = &self.words.list;
        ask.fetch(value(actor)?, action, resource, &self.words.on, &self.sql).await.map(Answer::Rows)
    }

    fn subjects(&self) -> Vec<&Subject> {
        vec![&self.words.list.actor]
    }

    fn settings(&self) -> Settings {
        Settings { few_grants: self.words.few_grants, ..Settings::default() }
    }
}

impl Answerable for Actions {
    async fn answer(&self, ask: &Ask<'_>) -> Result<Answer, Error> {
        ask.actions(value(&self.actor)?, optional(self.resource.as_ref())?).await.map(Answer::Values)
    }

    fn subjects(&self) -> Vec<&Subject> {
        std::iter::once(&self.actor).chain(&self.resource).collect()
    }
}

impl Answerable for Actors {
    async fn answer(&self, ask: &Ask<'_>) -> Result<Answer, Error> {
        ask.actors(&self.actor, &self.action, optional(self.resource.as_ref())?).await.map(Answer::Values)
    }

    fn subjects(&self) -> Vec<&Subject> {
        self.resource.iter().collect()
    }
}

impl Answerable for Query {
    async fn answer(&self, ask: &Ask<'_>) -> Result<Answer, Error> {
        ask.query(&self.calls).await.map(Answer::Solutions)
    }

    fn subjects(&self) -> Vec<&Subject> {
        Vec::new()
    }
}
