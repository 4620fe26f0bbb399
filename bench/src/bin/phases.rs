//! Filters in two phases beside SQL written by hand: `cargo run --release -p arctos-bench --bin phases`.
//!
//! First the actor's gates and grants are asked for, then the caller's query runs with the answers in it as constants. Both
//! round trips count, on one connection and in one transaction, as an application would make them; the hand-written statement
//! is prepared, and the fastest of those of `shapes` counts. `--rows N` is the number of issues,
//! `--database-url URL` a database that an earlier run filled, `--only TEXT` keeps the questions whose policy and title contain
//! the text, `--seconds S` bounds the rounds of each cell, `--report FILE` writes into a file.

use arctos::{Arctos, Policy, Settings, Value, row, tokio_postgres};
use arctos_bench::shapes::cases::{CASES, CLASSES, Case, POLICIES, Shape};
use arctos_bench::shapes::data;
use arctos_bench::shapes::home::Home;
use arctos_bench::shapes::report::{milliseconds, times};
use arctos_bench::shapes::rivals::{Author, in_query, rivals};
use arctos_bench::shapes::run::median;
use std::error::Error;
use std::fmt::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tokio_postgres::types::{FromSql, Type};
use tokio_postgres::{Client, NoTls, Statement};

/// What the two phases may take, in times of the hand-written statement.
const LIMIT: f64 = 3.0;
/// The fewest rounds of a cell, and the most.
const ROUNDS: (usize, usize) = (5, 200);

struct Arguments {
    rows: u64,
    url: Option<String>,
    only: String,
    report: Option<PathBuf>,
    budget: Duration,
}

fn arguments() -> Result<Arguments, Box<dyn Error>> {
    let mut found = Arguments { rows: 300_000, url: None, only: String::new(), report: None, budget: Duration::from_secs(2) };
    let mut given = std::env::args().skip(1);
    while let Some(name) = given.next() {
        let mut value = || given.next().ok_or(format!("`{name}` needs a value"));
        match name.as_str() {
            "--rows" => found.rows = value()?.parse()?,
            "--database-url" => found.url = Some(value()?),
            "--only" => found.only = value()?,
            "--report" => found.report = Some(value()?.into()),
            "--seconds" => found.budget = Duration::try_from_secs_f64(value()?.parse()?)?,
            other => return Err(format!("`{other}` is no option").into()),
        }
    }
    Ok(found)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments = arguments()?;
    let home = Home::new(arguments.url.as_deref()).await?;
    let (client, connection) = tokio_postgres::connect(&home.url, NoTls).await?;
    let driving = tokio::spawn(connection);
    data::fill(&client, arguments.rows).await?;
    client.batch_execute("SET jit = off").await?;
    let mut report = format!("{} issues.\n\n", arguments.rows);
    for policy in POLICIES {
        let loaded = Policy::load([(format!("{}.polar", policy.name), policy.polar)], Some(("facts.yaml", policy.facts)))?;
        let arctos = loaded.connect(&home.url, Settings { connections: 1, ..Settings::default() }).await?;
        for case in CASES.iter().filter(|case| is_asked(case, policy.name, &arguments.only)) {
            let text = section(&client, &arctos, case, arguments.budget).await?;
            eprint!("{text}");
            report.push_str(&text);
        }
    }
    match &arguments.report {
        Some(file) => std::fs::write(file, report)?,
        None => println!("{report}"),
    }
    drop(client);
    let _ = driving.await;
    Ok(())
}

/// A filter is for counts and for pages.
fn is_asked(case: &Case, policy: &str, only: &str) -> bool {
    let is_filter = matches!(case.shape, Shape::Count | Shape::Page) && case.facts == 0;
    is_filter && case.policy == policy && format!("{} {}", case.policy, case.title).contains(only)
}

async fn section(client: &Client, arctos: &Arctos, case: &Case, budget: Duration) -> Result<String, Box<dyn Error>> {
    let mut out = format!("### {}: {}\n\n", case.policy, case.title);
    out.push_str("| actor | hand-written | first phase | second phase | both | shortest |\n|---|---|---|---|---|---|\n");
    for class in 0..case.policy().classes {
        let actor = CLASSES.get(class).ok_or("no such class")?;
        let Cell { best, first, second } = cell(client, arctos, case, class, budget).await?;
        let both = first.median() + second.median();
        let marked = |ratio: f64| if ratio > LIMIT { format!("**{}**", times(ratio)) } else { times(ratio) };
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {}: {} |",
            actor.name,
            milliseconds(best.median()),
            milliseconds(first.median()),
            milliseconds(second.median()),
            marked(both / best.median()),
            milliseconds(best.shortest()),
            marked((first.shortest() + second.shortest()) / best.shortest()),
        );
    }
    out.push('\n');
    Ok(out)
}

/// Times in milliseconds.
#[derive(Clone, Debug, Default)]
struct Times(Vec<f64>);

impl Times {
    fn add(&mut self, since: Instant) {
        self.0.push(since.elapsed().as_secs_f64() * 1000.0);
    }

    fn median(&self) -> f64 {
        median(&self.0)
    }

    fn shortest(&self) -> f64 {
        self.0.iter().copied().fold(f64::INFINITY, f64::min)
    }
}

struct Cell {
    best: Times,
    first: Times,
    second: Times,
}

async fn cell(client: &Client, arctos: &Arctos, case: &Case, class: usize, budget: Duration) -> Result<Cell, Box<dyn Error>> {
    let actor = CLASSES.get(class).ok_or("no such class")?.id;
    let mut hand = Vec::new();
    for rival in rivals(case, class).into_iter().filter(|rival| rival.author == Author::Hand) {
        hand.push((client.prepare_typed(&rival.sql, &[Type::INT8]).await?, Times::default()));
    }
    let (mut first, mut second) = (Times::default(), Times::default());
    client.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
    let started = Instant::now();
    let mut round = 0;
    while round < ROUNDS.0 || (round < ROUNDS.1 && started.elapsed() < budget) {
        let now = Instant::now();
        let sql = resolved(client, arctos, case, actor).await?;
        first.add(now);
        let now = Instant::now();
        let found = rows(client, &sql).await?;
        second.add(now);
        for (statement, times) in &mut hand {
            let now = Instant::now();
            let expected = by_hand(client, statement, actor.parse()?).await?;
            times.add(now);
            if found != expected {
                return Err(format!("{found:?} instead of {expected:?} for\n{sql}").into());
            }
        }
        round += 1;
    }
    client.batch_execute("COMMIT").await?;
    let best = hand.into_iter().map(|(_, times)| times).min_by(|a, b| a.median().total_cmp(&b.median()));
    Ok(Cell { best: best.ok_or("no hand-written statement")?, first, second })
}

/// The caller's query, after the first phase.
async fn resolved(client: &Client, arctos: &Arctos, case: &Case, actor: &str) -> Result<String, Box<dyn Error>> {
    let policy = case.policy();
    let (user, on) = (Value::new("User", actor), row(policy.table, "i", "id"));
    let filter = arctos.filter_resolved_in(client, &user, case.action, policy.resource, &on).await?;
    in_query(case.shape, policy.table, filter.sql()).ok_or_else(|| "a filter stands in no such query".into())
}

/// A value as the server sends it: counts and ids of any type can be compared.
#[derive(Debug, PartialEq, Eq)]
struct Sent(Vec<u8>);

impl<'a> FromSql<'a> for Sent {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(raw.to_vec()))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

async fn rows(client: &Client, sql: &str) -> Result<Vec<Sent>, tokio_postgres::Error> {
    client.query_typed(sql, &[]).await?.iter().map(|row| row.try_get(0)).collect()
}

async fn by_hand(client: &Client, statement: &Statement, actor: i64) -> Result<Vec<Sent>, tokio_postgres::Error> {
    client.query(statement, &[&actor]).await?.iter().map(|row| row.try_get(0)).collect()
}
