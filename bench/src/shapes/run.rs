//! One question for one kind of actor: the rivals in turn, round after round.

use super::cases::{CLASSES, Case, Policy, Shape};
use super::data;
use super::measure::Runnable;
use super::rivals::{Author, Rival, in_query, rivals, visible};
use arctos::tokio_postgres::types::Type;
use arctos::tokio_postgres::{Client, Statement};
use arctos::{Arctos, Form, KnownFacts, Options, Predicate, Text, Value};
use arctos_compiler::mapping::sql_type::SqlType;
use arctos_compiler::sql::{Parameter, ParameterSource, array_text};
use std::error::Error;
use std::time::{Duration, Instant};

/// Statements of fewer milliseconds are run twice in turn, of which the second run counts.
const WARMED: f64 = 50.0;

/// How much is measured.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// The longest time for the rounds of one cell.
    pub budget: Duration,
    /// The most rounds of one cell.
    pub rounds: usize,
    /// When a naive statement is given up, in milliseconds.
    pub patience: u32,
    /// Whether the best hand-written statements are the only rivals.
    pub best_only: bool,
}

/// What was found for one statement.
#[derive(Clone, Debug)]
pub struct Found {
    /// Who wrote it.
    pub author: Author,
    /// Its times in milliseconds, round by round; none if it was given up.
    pub times: Vec<f64>,
    /// The shortest time for each of its values.
    pub shortest: Vec<f64>,
    /// How many blocks it reads.
    pub blocks: f64,
    /// The time to plan it, in milliseconds.
    pub planning: f64,
    /// The statement.
    pub runnable: Runnable,
}

impl Found {
    /// The median of its times.
    pub fn median(&self) -> f64 {
        median(&self.times)
    }

    /// The mean over its values of the shortest times: what the machine's other work disturbed least.
    pub fn fastest(&self) -> f64 {
        if self.shortest.is_empty() { f64::INFINITY } else { mean(&self.shortest) }
    }

    /// Takes note of a round.
    fn add(&mut self, times: &[f64], counts: bool) {
        if counts {
            self.times.push(mean(times));
        }
        self.shortest.resize(times.len(), f64::INFINITY);
        for (shortest, time) in self.shortest.iter_mut().zip(times) {
            *shortest = shortest.min(*time);
        }
    }
}

/// The median of some numbers; of none of them more than any.
pub fn median(numbers: &[f64]) -> f64 {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::INFINITY)
}

/// The mean of some numbers, of none of them nothing.
pub fn mean(numbers: &[f64]) -> f64 {
    let amount = u32::try_from(numbers.len().max(1)).unwrap_or(u32::MAX);
    numbers.iter().sum::<f64>() / f64::from(amount)
}

/// What was found for a question and a kind of actor.
#[derive(Clone, Debug)]
pub struct Cell {
    /// The class's name.
    pub class: &'static str,
    /// How many rows, over all runs.
    pub rows: i64,
    /// Each statement; the engine's is last.
    pub found: Vec<Found>,
}

/// Measures a question for one class of actors.
///
/// # Errors
/// A statement fails, or returns other rows than the others.
pub async fn measure(
    client: &Client,
    arctos: &Arctos,
    case: &Case,
    class: usize,
    effort: Effort,
) -> Result<Cell, Box<dyn Error>> {
    let policy = case.policy();
    let ids = match visible(case, class) {
        Some(condition) => data::sample(client, policy, condition, class, case.shape).await?,
        None => Vec::new(),
    };
    let handed_in = data::handed_in(client, case.facts).await?;
    let actor = CLASSES.get(class).ok_or("no such class")?;
    let mut entries: Vec<(Author, Runnable)> = Vec::new();
    for rival in rivals(case, class).into_iter().filter(|rival| !effort.best_only || rival.author == Author::Hand) {
        entries.push((rival.author, of_rival(case, policy, &rival, actor.id, &ids, &handed_in)));
    }
    entries.push((Author::Ours, ours(arctos, case, actor.id, &ids, &handed_in)?));
    let (kept, rows) = compared(client, entries, effort).await?;
    let found = timed(client, kept, effort).await?;
    Ok(Cell { class: actor.name, rows, found })
}

/// The statements, those given up marked, after their rows were compared.
async fn compared(
    client: &Client,
    entries: Vec<(Author, Runnable)>,
    effort: Effort,
) -> Result<(Vec<(Author, Runnable, bool)>, i64), Box<dyn Error>> {
    let mut expected: Option<Vec<(i64, String)>> = None;
    let mut kept = Vec::new();
    client.batch_execute(&format!("SET statement_timeout = {}", effort.patience)).await?;
    for (author, mut runnable) in entries.into_iter().rev() {
        if author == Author::Naive {
            // Once is enough to see it.
            runnable.binds.truncate(1);
        }
        let found = match runnable.fingerprint(client).await {
            Ok(found) => found,
            Err(error) if error.code().is_some_and(|code| code.code() == "57014") && author != Author::Ours => {
                kept.push((author, runnable, true));
                continue;
            }
            Err(error) => return Err(format!("{error:?}\n{}", runnable.sql).into()),
        };
        match &expected {
            None => expected = Some(found),
            Some(expected) if expected.starts_with(&found) => {}
            Some(expected) => {
                let differs = expected.iter().zip(&found).position(|(a, b)| a != b);
                return Err(format!("{author:?} differs at {differs:?}: {found:?} not {expected:?}\n{}", runnable.sql).into());
            }
        }
        kept.push((author, runnable, false));
    }
    client.batch_execute("SET statement_timeout = 0").await?;
    kept.reverse();
    Ok((kept, expected.into_iter().flatten().map(|(rows, _)| rows).sum()))
}

async fn timed(client: &Client, entries: Vec<(Author, Runnable, bool)>, effort: Effort) -> Result<Vec<Found>, Box<dyn Error>> {
    let mut found: Vec<(Found, Option<Statement>)> = Vec::new();
    for (author, runnable, given_up) in entries {
        let planning = runnable.planned(client).await?.milliseconds;
        let statement = if given_up { None } else { Some(runnable.prepare(client).await?) };
        let blocks = if given_up { 0.0 } else { runnable.blocks(client).await? };
        found.push((Found { author, times: Vec::new(), shortest: Vec::new(), blocks, planning, runnable }, statement));
    }
    // The first runs fill caches and let the server settle on a plan for all values.
    let mut settled = [false; 64];
    let started = Instant::now();
    let mut round = 0;
    while round < effort.rounds + 6 && (round < 9 || started.elapsed() < effort.budget) {
        for (at, (found, statement)) in found.iter_mut().enumerate() {
            let Some(statement) = statement else { continue };
            let done = settled.get(at).copied().unwrap_or(false);
            // What takes seconds is not run often.
            if done {
                continue;
            }
            let mut took = found.runnable.time(client, statement).await?;
            // What ran before may have driven its rows out of the processor's caches.
            if mean(&took) < WARMED {
                took = found.runnable.time(client, statement).await?;
            }
            found.add(&took, round >= 6 || mean(&took) > 1000.0);
            let spent: f64 = found.times.iter().sum();
            if found.times.len() >= 3 && spent > effort.budget.as_secs_f64() * 1000.0 {
                settled[at.min(63)] = true;
            }
        }
        round += 1;
    }
    Ok(found.into_iter().map(|(found, _)| found).collect())
}

fn of_rival(case: &Case, policy: &Policy, rival: &Rival, actor: &str, ids: &[String], handed_in: &[String]) -> Runnable {
    let key = match policy.key {
        "uuid" => (Type::UUID, Type::UUID_ARRAY),
        _ => (Type::INT8, Type::INT8_ARRAY),
    };
    let user = Text::from(actor);
    let array = |ids: &[String]| Text::from(array_text(ids.iter().map(String::as_str)));
    let mut types = vec![Type::INT8];
    let binds = match case.shape {
        Shape::Many => {
            types.push(key.1);
            vec![vec![user, array(ids)]]
        }
        Shape::Count | Shape::Page | Shape::Select | Shape::Parent | Shape::List if case.facts > 0 => {
            types.push(Type::INT8_ARRAY);
            vec![vec![user, array(handed_in)]]
        }
        Shape::Count | Shape::Page | Shape::Select | Shape::Parent | Shape::List => vec![vec![user]],
        Shape::Check | Shape::Actions | Shape::Actors => {
            types.push(key.0);
            ids.iter().map(|id| vec![user.clone(), Text::from(id.as_str())]).collect()
        }
    };
    Runnable { sql: rival.sql.clone(), types, binds, long: case.shape == Shape::List, generic: false }
}

fn ours(arctos: &Arctos, case: &Case, actor: &str, ids: &[String], handed_in: &[String]) -> Result<Runnable, Box<dyn Error>> {
    let mut facts = KnownFacts::new();
    for id in handed_in {
        let args = vec![Value::new("User", actor), Value::string("reader"), Value::new("Repository", id)];
        facts.insert(Predicate::new("has_role", 3), args);
    }
    let each = matches!(case.shape, Shape::Check | Shape::Actions | Shape::Actors);
    let some: Vec<&str> = if each { ids.iter().map(String::as_str).collect() } else { vec![""] };
    let mut sql = String::new();
    let mut types = Vec::new();
    let mut binds = Vec::new();
    for id in some {
        let options = Options { form: Form::Parameters, ..Options::default() };
        let compiled = arctos.policy().compile(&case.question(actor, id), &facts, options)?;
        types = compiled.statement.params.iter().map(wire_type).collect();
        let sent = |param: &Parameter| -> Result<Text, Box<dyn Error>> {
            let id = |value: &Value| value.id.to_string();
            Ok(Text::from(match &param.source {
                ParameterSource::Slot(slot) => {
                    let slot = compiled.slots.get(*slot).and_then(|slot| slot.value.as_ref());
                    id(slot.ok_or("a slot without a value")?)
                }
                ParameterSource::SlotArray(_) => array_text(ids.iter().map(String::as_str)),
                ParameterSource::Value(value) => id(value),
                ParameterSource::Own(own) => {
                    return Err(format!("the query has a parameter of its own, number {}", own + 1).into());
                }
                ParameterSource::Values(values) => array_text(values.iter().map(|value| value.id.as_str())),
            }))
        };
        binds.push(compiled.statement.params.iter().map(sent).collect::<Result<Vec<_>, _>>()?);
        sql = match in_query(case.shape, case.policy().table, &compiled.statement.sql) {
            Some(query) if !matches!(case.shape, Shape::List | Shape::Select | Shape::Parent) => query,
            _ => compiled.statement.sql,
        };
    }
    // A filter stands in a query of the caller's, who prepares it as callers do.
    let generic = !matches!(case.shape, Shape::Count | Shape::Page);
    Ok(Runnable { sql, types, binds, long: case.shape == Shape::List, generic })
}

/// The type that a parameter is declared with, as the engine does it.
fn wire_type(param: &Parameter) -> Type {
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
