//! Asking each question of a scenario and comparing the answers.

use super::NOW;
use super::ask::{Ask, FilterMode, Pin};
use super::database::{Database, Ready};
use super::phases::BOUNDS;
use super::scenario::Scenario;
use super::select::SelectMode;
use super::statement::{Rows, as_text};
use super::told::told;
use crate::reference::{self, Arg, Call, Fact, Model, TOO_MUCH};
use arctos::{Error, Policy};
use arctos_compiler::compile::{Compiled, Options};
use arctos_compiler::diagnostic::{Diagnostic, Severity};
use arctos_compiler::plan::goal::KnownFacts;
use arctos_compiler::plan::question::Question;
use arctos_compiler::policy::program::Predicate;
use arctos_compiler::sql::{Dialect, Form};
use arctos_compiler::value::{BOOLEAN, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

/// The sort of a failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The answer is not the reference's.
    Wrong,
    /// The database refuses the statement, with this SQLSTATE.
    Database(String),
    /// The compiler refuses the question, with this code.
    Diagnostic(String),
    /// The question is too much for the reference.
    TooMuch,
    /// The compiler panics.
    Panic,
    /// Policy, mapping and reference do not agree on whether there is anything to ask.
    Load,
}

/// A question that was not answered as it should be.
#[derive(Clone, Debug)]
pub struct Failure {
    /// What sort.
    pub kind: Kind,
    /// The question; none when nothing could be asked.
    pub ask: Option<Ask>,
    /// Literals instead of parameters.
    pub inline: bool,
    /// In two phases, with so many keys of a set at most.
    pub phases: Option<u64>,
    /// What the reference says.
    pub expected: String,
    /// What came instead.
    pub got: String,
    /// The statement.
    pub sql: String,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ask = self.ask.as_ref().map_or_else(|| "loading".to_owned(), ToString::to_string);
        let form = if self.inline { "literals" } else { "parameters" };
        let form = self.phases.map_or_else(|| form.to_owned(), |most| format!("two phases, at most {most} keys, {form}"));
        writeln!(f, "{ask} ({form}): {:?}\n  expected: {}\n  got:      {}", self.kind, self.expected, self.got)?;
        write!(f, "{}", self.sql)
    }
}

/// What became of a scenario.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Right answers, by question.
    pub answers: BTreeMap<&'static str, usize>,
    /// Questions that the compiler declines, by code.
    pub declined: BTreeMap<String, usize>,
    /// Codes with which the policy or the mapping is refused.
    pub refused: Vec<String>,
    /// What went wrong.
    pub failures: Vec<Failure>,
    /// The longest compilation of a question.
    pub slowest: Duration,
}

/// The codes with which a question may be declined: more than a database can hold, integers without end.
const MAY_DECLINE: [&str; 2] = ["E0403", "E0404"];
/// How PostgreSQL, SQLite and MariaDB say that a statement was interrupted.
const INTERRUPTED: [&str; 3] = ["57014", "interrupted", "max_statement_time"];
/// How statements are counted that a database ends with an error, because they are beyond what it can do.
pub const BEYOND: [&str; 3] = [TOO_DEEP, OUT_OF_MEMORY, TOO_LARGE];
const TOO_DEEP: &str = "nested too deep";
const OUT_OF_MEMORY: &str = "out of memory";
const TOO_LARGE: &str = "a state larger than a packet";
/// How statements are counted that were interrupted.
pub const OUT_OF_TIME: &str = "out of time";

/// How many grants are few. Scenarios are small, and all arms of a page are to be met: with one, those for few and for many; with
/// none, that for very many. A text of the scenario decides.
pub(super) fn few_grants(text: &str) -> u32 {
    u32::from(text.len().is_multiple_of(2))
}

/// How long the questions of one scenario are asked.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// Which values a table holds, with the caller's own column.
type TableRows = Vec<(String, Option<i32>)>;

/// Runs scenarios on one connection, each on tables of its own.
#[derive(Debug)]
pub struct Runner {
    database: Database,
    /// Whether the compiler knows what the database tells of the tables, as it does in an engine.
    pub told: bool,
    /// Whether each question is printed once it is answered.
    pub trace: bool,
    /// After how long no further question of a scenario is asked.
    pub patience: Duration,
}

/// The questions of a scenario, in course of being asked.
pub(super) struct Asking<'a> {
    pub(super) database: &'a mut Database,
    pub(super) policy: &'a Policy,
    pub(super) context: KnownFacts,
    model: &'a Model,
    tables: &'a HashMap<String, TableRows>,
    /// By the query for the rows, the ids of those with a pinned value.
    pinned: &'a HashMap<String, BTreeSet<String>>,
    prepared: HashMap<String, Ready>,
    slowest: Duration,
}

impl Runner {
    /// A runner on a connection to a database that nobody else changes.
    pub fn new(database: Database) -> Self {
        Self { database, told: false, trace: false, patience: PATIENCE }
    }

    /// Whether the database still listens, as far as its driver knows.
    pub fn is_connected(&self) -> bool {
        self.database.is_connected()
    }

    /// Asks every question of a scenario; `inline` says of each question, by its number, whether also with literals.
    ///
    /// # Errors
    /// The scenario itself is broken: its SQL is refused.
    pub async fn run(&mut self, scenario: &Scenario, inline: &dyn Fn(usize) -> bool) -> Result<Outcome, String> {
        let mut outcome = Outcome::default();
        let Some(policy) = policy(scenario, self.dialect(), &mut outcome) else { return Ok(outcome) };
        self.database.begin(&scenario.sql, self.told).await?;
        let asked = self.ask_told(scenario, policy, inline, &mut outcome).await;
        self.database.end().await?;
        asked.map(|()| outcome)
    }

    /// The dialect of its database.
    pub fn dialect(&self) -> Dialect {
        self.database.dialect()
    }

    async fn ask_told(
        &mut self,
        scenario: &Scenario,
        policy: Policy,
        inline: &dyn Fn(usize) -> bool,
        outcome: &mut Outcome,
    ) -> Result<(), String> {
        let policy = if self.told { told(policy, &self.database, &scenario.sql).await } else { Ok(policy) };
        // A policy that is sound by itself is not to be refused for tables that are as its mapping says.
        let policy = policy.map_err(|error| error.to_string())?;
        self.ask_all(scenario, &policy, inline, outcome).await
    }

    async fn ask_all(
        &mut self,
        scenario: &Scenario,
        policy: &Policy,
        inline: &dyn Fn(usize) -> bool,
        outcome: &mut Outcome,
    ) -> Result<(), String> {
        let tables = self.tables(scenario).await?;
        let pinned = self.pinned(scenario).await?;
        let mut mentioned: Vec<Value> = scenario.asks.iter().flat_map(Ask::values).chain(scenario.values.clone()).collect();
        for ask in &scenario.asks {
            if let Ask::Filter { ty, table, .. } | Ask::Select { ty, table, .. } = ask {
                let rows = tables.get(table).into_iter().flatten();
                mentioned.extend(rows.map(|(id, _)| Value::new(ty.as_str(), id.as_str())));
            }
        }
        let facts: Vec<_> = scenario.facts.iter().chain(&scenario.central).chain(&scenario.context).cloned().collect();
        let model = match reference::Policy::parse(&scenario.policy)?.model(&facts, &mentioned, NOW) {
            Ok(model) => model,
            Err(message) if message == TOO_MUCH => return Err(message),
            Err(message) => {
                outcome.failures.push(Failure::load("a policy that is refused", &message));
                return Ok(());
            }
        };
        let mut asking = Asking {
            database: &mut self.database,
            policy,
            context: known(&scenario.context),
            model: &model,
            tables: &tables,
            pinned: &pinned,
            prepared: HashMap::new(),
            slowest: Duration::ZERO,
        };
        let begin = Instant::now();
        for (at, ask) in scenario.asks.iter().enumerate() {
            if begin.elapsed() > self.patience {
                *outcome.declined.entry("not asked, its case took too long".to_owned()).or_default() += 1;
                continue;
            }
            let start = Instant::now();
            asking.ask(ask, false, outcome).await?;
            if inline(at) {
                asking.ask(ask, true, outcome).await?;
            }
            for most in BOUNDS {
                let form = if inline(at) { Form::Parameters } else { Form::Inline };
                asking.ask_in_phases(ask, most, form, outcome).await?;
            }
            if self.trace {
                println!("{ask}: {:?}, compiled in up to {:?}", start.elapsed(), asking.slowest);
            }
        }
        outcome.slowest = asking.slowest;
        Ok(())
    }

    /// The ids of the rows that the database finds by a column that is pinned, by the query for them.
    async fn pinned(&mut self, scenario: &Scenario) -> Result<HashMap<String, BTreeSet<String>>, String> {
        let mut pinned = HashMap::new();
        for ask in &scenario.asks {
            let Ask::Select { table, pin: Some(pin), .. } = ask else { continue };
            let (rows, text) = (pinned_rows(table, pin), text_type(self.dialect()));
            let found =
                self.database.rows(&format!("SELECT CAST(r.id AS {text}) {rows}")).await.map_err(|(_, message)| message)?;
            pinned.insert(rows, found.into_iter().filter_map(|row| row.into_iter().next().flatten()).collect());
        }
        Ok(pinned)
    }

    async fn tables(&mut self, scenario: &Scenario) -> Result<HashMap<String, TableRows>, String> {
        let mut tables = HashMap::new();
        for ask in &scenario.asks {
            let (Ask::Filter { table, .. } | Ask::Select { table, .. }) = ask else { continue };
            if !tables.contains_key(table) {
                let text = text_type(self.dialect());
                let sql = format!("SELECT CAST(id AS {text}), CAST(note AS {text}) FROM {table}");
                let rows = self.database.rows(&sql).await.map_err(|(_, message)| message)?;
                let cell = |row: &[Option<String>], at: usize| row.get(at).cloned().flatten();
                // A row without an id is no resource.
                let read = |row: &Vec<Option<String>>| Some((cell(row, 0)?, cell(row, 1).and_then(|n| n.parse().ok())));
                tables.insert(table.clone(), rows.iter().filter_map(read).collect());
            }
        }
        Ok(tables)
    }
}

/// The rows of a table with a value in a column.
fn pinned_rows(table: &str, pin: &Pin) -> String {
    format!("FROM {table} AS r WHERE {}", pin.literal_condition())
}

impl Failure {
    fn load(expected: &str, got: &str) -> Self {
        let (expected, got) = (expected.to_owned(), got.to_owned());
        Self { kind: Kind::Load, ask: None, inline: false, phases: None, expected, got, sql: String::new() }
    }
}

/// The policy of a scenario, unless it is refused.
fn policy(scenario: &Scenario, dialect: Dialect, outcome: &mut Outcome) -> Option<Policy> {
    let texts = [("policy.polar", scenario.policy.as_str())];
    let loaded = catch_unwind(|| Policy::load_for(dialect, texts, Some(("facts.yaml", &scenario.mapping))));
    let loaded = loaded.map(|loaded| loaded.and_then(|policy| policy.with_facts(&known(&scenario.central))));
    match loaded {
        Ok(Ok(policy)) => return Some(policy.with_few_grants(few_grants(&scenario.policy))),
        Ok(Err(error)) => outcome.refused = refusal(&error),
        Err(_) => outcome.failures.push(Failure { kind: Kind::Panic, ..Failure::load("diagnostics", "a panic") }),
    }
    None
}

/// Why there is nothing to ask.
fn refusal(error: &Error) -> Vec<String> {
    let Error::Invalid(report) = error else { return vec![error.to_string()] };
    let errors = report.diagnostics().iter().filter(|found| found.severity == Severity::Error);
    errors.map(|error| format!("{} {}", error.code.0, error.message)).collect()
}

fn known(facts: &[Fact]) -> KnownFacts {
    let mut known = KnownFacts::new();
    for fact in facts {
        known.insert(Predicate::new(fact.predicate.as_str(), fact.args.len()), fact.args.clone());
    }
    known
}

/// What is no answer and no wrong one either, in words.
pub(super) fn declined(kind: &Kind, got: &str, sql: &str) -> Option<String> {
    match kind {
        Kind::Diagnostic(code) if MAY_DECLINE.contains(&code.as_str()) => Some(format!("{code}, {got}")),
        Kind::TooMuch => Some(format!("by the reference: {TOO_MUCH}")),
        // How long an answer takes is a matter of the machine.
        // SQLite's own count of the tables that a statement reads can be above ours.
        Kind::Database(_) if got.contains("nested too deep") || forgets_relation(got, sql) => Some(TOO_DEEP.to_owned()),
        // MariaDB reserves memory for a plan before it knows how much it needs.
        // Its states are texts, with a row as often as it is found until the next step.
        Kind::Database(_) if got.contains("larger than max_allowed_packet") => Some(TOO_LARGE.to_owned()),
        Kind::Database(_) if got.contains("Out of memory") => Some(OUT_OF_MEMORY.to_owned()),
        Kind::Database(_) if INTERRUPTED.iter().any(|sign| got.contains(sign)) => Some(OUT_OF_TIME.to_owned()),
        _ => None,
    }
}

/// Whether SQLite does not find a relation of the statement's own `WITH`. It forgets them when it finds the statement nested
/// too deep, and may say only what comes of that.
fn forgets_relation(got: &str, sql: &str) -> bool {
    got.strip_prefix("no such table: ").is_some_and(|name| sql.contains(&format!("\"{name}\" (\"")))
}

/// The type of a cast to text.
fn text_type(dialect: Dialect) -> &'static str {
    if dialect == Dialect::MySql { "char" } else { "text" }
}

impl Asking<'_> {
    async fn ask(&mut self, ask: &Ask, inline: bool, outcome: &mut Outcome) -> Result<(), String> {
        match self.answer(ask, inline).await {
            Ok(()) => *outcome.answers.entry(ask.name()).or_default() += 1,
            Err(failure) => {
                if let Some(why) = declined(&failure.kind, &failure.got, &failure.sql) {
                    *outcome.declined.entry(why).or_default() += 1;
                    return self.database.recover().await;
                }
                outcome.failures.push(*failure);
                // After an error the transaction takes no more statements.
                self.database.recover().await?;
            }
        }
        Ok(())
    }

    async fn answer(&mut self, ask: &Ask, inline: bool) -> Result<(), Box<Failure>> {
        let failure = |kind: Kind, expected: String, got: String, sql: &str| {
            Box::new(Failure { kind, ask: Some(ask.clone()), inline, phases: None, expected, got, sql: sql.to_owned() })
        };
        let slots = ask.slots();
        let key = self
            .prepare(ask, inline, &slots)
            .await
            .map_err(|(kind, got, sql)| failure(kind, self.expectation(ask, &BTreeSet::new()).1, got, &sql))?;
        let Some(prepared) = self.prepared.get(&key) else {
            return Err(failure(Kind::Load, String::new(), String::new(), ""));
        };
        // A value that does not fit the columns it meets is compiled as a constant, and no candidate at all.
        let array: Vec<String> = candidates(ask, prepared.compiled());
        let rows = self.database.run(prepared, &slots, &array).await;
        let sql = prepared.compiled().statement.sql.clone();
        let array: BTreeSet<String> = array.into_iter().collect();
        let (right, expected, got) = match rows {
            Ok(rows) => self.compare(ask, &array, &rows),
            Err((code, message)) => {
                let expected = self.expectation(ask, &array).1;
                return Err(failure(Kind::Database(code), expected, message, &sql));
            }
        };
        if right {
            Ok(())
        } else {
            Err(failure(if expected == TOO_MUCH { Kind::TooMuch } else { Kind::Wrong }, expected, got, &sql))
        }
    }

    /// The key of a prepared statement for the question: one for all values of its types, unless they do not fit.
    async fn prepare(&mut self, ask: &Ask, inline: bool, slots: &[Value]) -> Result<String, (Kind, String, String)> {
        if !inline {
            let key = format!("{:?} {:?}", ask.question(true, self.database.dialect()), filter_mode(ask));
            if !self.prepared.contains_key(&key) {
                self.prepare_as(ask, key.clone(), true, Form::Parameters).await?;
            }
            let fits = |ready: &Ready| slots.iter().enumerate().all(|(slot, value)| ready.compiled().fits(slot, value));
            if self.prepared.get(&key).is_some_and(fits) {
                return Ok(key);
            }
        }
        let key = format!("{ask} {inline}");
        let form = if inline { Form::Inline } else { Form::Parameters };
        self.prepare_as(ask, key.clone(), false, form).await?;
        Ok(key)
    }

    async fn prepare_as(&mut self, ask: &Ask, key: String, late: bool, form: Form) -> Result<(), (Kind, String, String)> {
        let question = ask.question(late, self.database.dialect());
        let options = Options { dialect: self.database.dialect(), form };
        let start = Instant::now();
        let compiled = catch_unwind(AssertUnwindSafe(|| self.compile(&question, options)));
        self.slowest = self.slowest.max(start.elapsed());
        let compiled = match compiled {
            Err(_) => return Err((Kind::Panic, "a panic".to_owned(), String::new())),
            Ok(Err(diagnostic)) => {
                return Err((Kind::Diagnostic(diagnostic.code.0.to_owned()), diagnostic.message, String::new()));
            }
            Ok(Ok(compiled)) => compiled,
        };
        let sql = whole(ask, &compiled, self.database.dialect());
        let prepared = self.database.prepare(compiled, &sql, notes(ask).is_some()).await;
        let prepared = prepared.map_err(|(code, message)| (Kind::Database(code), message, sql))?;
        self.prepared.insert(key, prepared);
        Ok(())
    }

    pub(super) fn compile(&self, question: &Question, options: Options) -> Result<Compiled, Diagnostic> {
        self.policy.compiler_for(question, &self.context).compile(question, &self.context, options)
    }

    pub(super) fn compare(&self, ask: &Ask, array: &BTreeSet<String>, rows: &Rows) -> (bool, String, String) {
        let mut shown: Vec<String> = rows.iter().map(|row| show(row)).collect();
        shown.sort();
        let got = shown.join(", ");
        let repeated = shown.windows(2).any(|pair| pair[0] == pair[1]);
        let (expectation, expected) = self.expectation(ask, array);
        let right = match expectation {
            Expectation::Unknown => false,
            Expectation::Truth(truth) => {
                let spelled =
                    if self.database.dialect() == Dialect::Postgres { truth.to_string() } else { u8::from(truth).to_string() };
                rows.len() == 1 && rows[0].first() == Some(&Some(spelled))
            }
            Expectation::Ids(ids) => {
                let answer: Option<BTreeSet<String>> = rows.iter().map(|row| row.first().cloned().flatten()).collect();
                answer.is_some_and(|answer| ids.accepts(&answer))
            }
            Expectation::Sequence(mode, mut expected) => {
                let mut answer: Vec<String> = rows.iter().filter_map(|row| row.first().cloned().flatten()).collect();
                if !mode.is_ordered() {
                    answer.sort();
                    expected.sort();
                }
                answer == expected && answer.len() == rows.len()
            }
            Expectation::Rows(types, expected) => {
                self.expand(rows, &types).is_some_and(|answer| self.is_enumeration(&answer, &expected))
            }
        };
        (right && !repeated, expected, got)
    }

    /// The rows that an answer stands for: a NULL is every value of its column's type. `None` for a row of other values
    /// than there are.
    fn expand(&self, rows: &Rows, types: &[String]) -> Option<BTreeSet<Vec<Value>>> {
        let mut found = BTreeSet::new();
        for row in rows {
            let mut partial: Vec<Vec<Value>> = vec![Vec::new()];
            for (cell, ty) in row.iter().zip(types) {
                let every: Vec<Value> = self.model.universe().of_type(ty).cloned().collect();
                let values = match cell {
                    None => every,
                    Some(id) => vec![every.into_iter().find(|value| value.id == *id || is_spelled(value, id))?],
                };
                partial = partial
                    .iter()
                    .flat_map(|start| values.iter().map(move |value| [start.clone(), vec![value.clone()]].concat()))
                    .collect();
            }
            found.extend(partial);
        }
        Some(found)
    }

    /// Whether an answer has no row too many, and every row of known values. Values that a rule only compares or negates
    /// are named where they are known.
    fn is_enumeration(&self, answer: &BTreeSet<Vec<Value>>, expected: &BTreeSet<Vec<Value>>) -> bool {
        let known = |row: &&Vec<Value>| row.iter().all(|value| value.ty == BOOLEAN || self.model.knows(value));
        answer.is_subset(expected) && expected.iter().filter(known).all(|row| answer.contains(row))
    }

    pub(super) fn expectation(&self, ask: &Ask, array: &BTreeSet<String>) -> (Expectation, String) {
        let model = self.model;
        let expectation = match ask {
            Ask::Authorize { actor, action, resource } => Expectation::Truth(model.authorize(actor, action, resource.as_ref())),
            Ask::Many { actor, action, ty, .. } => {
                let may = |id: &&String| model.authorize(actor, action, Some(&Value::new(ty.as_str(), id.as_str())));
                exactly(array.iter().filter(may).cloned().collect())
            }
            Ask::List { actor, action, ty } => Expectation::Ids(model.list(actor, action, ty)),
            Ask::Actions { actor, resource } => Expectation::Ids(model.actions(actor, resource.as_ref())),
            Ask::Actors { ty, action, resource } => Expectation::Ids(model.actors(ty, action, resource.as_ref())),
            Ask::Filter { actor, action, ty, table, mode, .. } => {
                let rows = self.tables.get(table).into_iter().flatten();
                let kept = rows.filter(|(id, note)| {
                    let may = model.authorize(actor, action, Some(&Value::new(ty.as_str(), id.as_str())));
                    match mode {
                        FilterMode::Plain | FilterMode::Joined => may,
                        FilterMode::And => may && *note == Some(1),
                        FilterMode::Or => may || *note == Some(1),
                        FilterMode::Not => !may,
                    }
                });
                exactly(kept.map(|(id, _)| id.clone()).collect())
            }
            Ask::Select { actor, action, ty, table, mode, pin } => {
                let pinned = pin.as_ref().map(|pin| self.pinned.get(&pinned_rows(table, pin)));
                let rows = self.tables.get(table).into_iter().flatten();
                let rows = rows.filter(|(id, _)| pinned.is_none_or(|pinned| pinned.is_some_and(|pinned| pinned.contains(id))));
                let may = |(id, _): &&(String, Option<i32>)| {
                    model.authorize(actor, action, Some(&Value::new(ty.as_str(), id.as_str())))
                };
                Expectation::Sequence(*mode, mode.expected(rows.filter(may).cloned().collect()))
            }
            Ask::Query { calls } => {
                let types = output_types(calls);
                match model.query(calls) {
                    None => Expectation::Unknown,
                    Some(rows) if types.is_empty() => Expectation::Truth(!rows.is_empty()),
                    Some(rows) => Expectation::Rows(types, rows),
                }
            }
        };
        let shown = expectation.to_string();
        (expectation, shown)
    }
}

/// What the reference says.
pub(super) enum Expectation {
    /// Too much for the reference.
    Unknown,
    Truth(bool),
    Sequence(SelectMode, Vec<String>),
    Ids(crate::reference::Ids),
    Rows(Vec<String>, BTreeSet<Vec<Value>>),
}

impl std::fmt::Display for Expectation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Expectation::Unknown => f.write_str(TOO_MUCH),
            Expectation::Truth(truth) => write!(f, "{truth}"),
            Expectation::Sequence(_, values) => write!(f, "{values:?}"),
            Expectation::Ids(ids) if ids.required == ids.allowed => write!(f, "{:?}", ids.required),
            Expectation::Ids(ids) => write!(f, "{:?}, and perhaps more of {:?}", ids.required, ids.allowed),
            Expectation::Rows(_, rows) => {
                let shown: Vec<String> =
                    rows.iter().map(|row| row.iter().map(ToString::to_string).collect::<Vec<_>>().join("|")).collect();
                write!(f, "{}", shown.join(", "))
            }
        }
    }
}

fn exactly(ids: BTreeSet<String>) -> Expectation {
    Expectation::Ids(crate::reference::Ids { required: ids.clone(), allowed: ids })
}

fn show(row: &[Option<String>]) -> String {
    row.iter()
        .map(|cell| cell.as_ref().map_or_else(|| "NULL".to_owned(), |text| format!("{text:?}")))
        .collect::<Vec<_>>()
        .join("|")
}

/// Whether a truth value is spelled as a number.
fn is_spelled(value: &Value, cell: &str) -> bool {
    value.ty == BOOLEAN && matches!((value.id.as_str(), cell), ("true", "1") | ("false", "0"))
}

/// Types of the named variables, in order of appearance.
fn output_types(calls: &[Call]) -> Vec<String> {
    let mut seen: Vec<(&String, &String)> = Vec::new();
    for arg in calls.iter().flat_map(|call| &call.args) {
        if let Arg::Variable(name, ty) = arg
            && !seen.iter().any(|(known, _)| *known == name)
        {
            seen.push((name, ty));
        }
    }
    seen.into_iter().map(|(_, ty)| ty.clone()).collect()
}

fn candidates(ask: &Ask, compiled: &Compiled) -> Vec<String> {
    let Ask::Many { ids, .. } = ask else { return Vec::new() };
    ids.iter().filter(|id| compiled.fits_candidates(id)).cloned().collect()
}

fn filter_mode(ask: &Ask) -> Option<FilterMode> {
    if let Ask::Filter { mode, .. } = ask { Some(*mode) } else { None }
}

/// Whether the caller's own query has a parameter.
pub(super) fn notes(ask: &Ask) -> Option<()> {
    matches!(filter_mode(ask), Some(FilterMode::And | FilterMode::Or)).then_some(())
}

/// The whole query: the statement itself, or the caller's query around a filter.
pub(super) fn whole(ask: &Ask, compiled: &Compiled, dialect: Dialect) -> String {
    let Ask::Filter { table, mode, .. } = ask else {
        let is_select = matches!(ask, Ask::Select { .. });
        return if dialect == Dialect::Postgres && !is_select {
            as_text(&compiled.statement)
        } else {
            compiled.statement.sql.clone()
        };
    };
    let filter = &compiled.statement.sql;
    let next = match dialect {
        Dialect::Postgres => format!("${}", compiled.statement.params.len() + 1),
        Dialect::Sqlite => format!("?{}", compiled.statement.params.len() + 1),
        Dialect::MySql => "?".to_owned(),
    };
    let id = format!("CAST(r.id AS {})", text_type(dialect));
    match mode {
        FilterMode::Plain => format!("SELECT {id} FROM {table} AS r WHERE {filter}"),
        FilterMode::And => format!("SELECT {id} FROM {table} AS r WHERE r.note = {next} AND {filter} ORDER BY {id}"),
        FilterMode::Or => format!("SELECT {id} FROM {table} AS r WHERE note = {next} OR {filter}"),
        FilterMode::Not => format!("SELECT {id} FROM {table} AS r WHERE ({filter}) IS NOT TRUE AND r.id IS NOT NULL"),
        FilterMode::Joined => {
            format!(
                "SELECT DISTINCT {id} FROM {table} AS t0 JOIN {table} AS r ON r.id = t0.id WHERE {filter} AND t0.id IS NOT NULL"
            )
        }
    }
}
