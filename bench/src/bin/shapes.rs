//! The emitted SQL beside SQL written by hand, on a large data set: `cargo run --release -p arctos-bench --bin shapes`.
//!
//! `--rows N` is the number of issues, the largest table (3,000,000 unless told). `--database-url URL` fills that database,
//! or uses what an earlier run left in it, instead of starting a server. `--only TEXT` keeps the questions whose policy and
//! title contain the text; `--plans` prints the plans where the engine is too slow, `--sql` the engine's statements.
//! `--report FILE` writes the report into a file. `--seconds S` bounds the rounds of each cell, `--patience S` a naive
//! statement; `--best` leaves out all rivals but the best ones.

use arctos::{Arctos, Policy, Settings, tokio_postgres};
use arctos_bench::shapes::cases::{CASES, Case, POLICIES};
use arctos_bench::shapes::home::Home;
use arctos_bench::shapes::report::{exceeds, pair, section};
use arctos_bench::shapes::run::{Cell, Effort, Found, measure};
use arctos_bench::shapes::{data, rivals::Author};
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write;
use std::path::PathBuf;
use std::time::Duration;
use tokio_postgres::{Client, NoTls};

struct Arguments {
    rows: u64,
    url: Option<String>,
    only: String,
    plans: bool,
    sql: bool,
    report: Option<PathBuf>,
    effort: Effort,
}

fn arguments() -> Result<Arguments, Box<dyn Error>> {
    let effort = Effort { budget: Duration::from_secs(2), rounds: 60, patience: 10_000, best_only: false };
    let mut found = Arguments { rows: 3_000_000, url: None, only: String::new(), plans: false, sql: false, report: None, effort };
    let mut given = std::env::args().skip(1);
    while let Some(name) = given.next() {
        let mut value = || given.next().ok_or(format!("`{name}` needs a value"));
        match name.as_str() {
            "--rows" => found.rows = value()?.parse()?,
            "--database-url" => found.url = Some(value()?),
            "--only" => found.only = value()?,
            "--report" => found.report = Some(value()?.into()),
            "--seconds" => found.effort.budget = Duration::try_from_secs_f64(value()?.parse()?)?,
            "--patience" => found.effort.patience = value()?.parse::<u32>()? * 1000,
            "--best" => found.effort.best_only = true,
            "--plans" => found.plans = true,
            "--sql" => found.sql = true,
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
    let report = questions(&client, &home.url, &arguments).await?;
    match &arguments.report {
        Some(file) => std::fs::write(file, report)?,
        None => println!("{report}"),
    }
    drop(client);
    let _ = driving.await;
    Ok(())
}

async fn questions(client: &Client, url: &str, arguments: &Arguments) -> Result<String, Box<dyn Error>> {
    let mut engines: BTreeMap<&str, Arctos> = BTreeMap::new();
    for policy in POLICIES {
        let loaded = Policy::load([(format!("{}.polar", policy.name), policy.polar)], Some(("facts.yaml", policy.facts)))?;
        engines.insert(policy.name, loaded.connect(url, Settings { connections: 1, ..Settings::default() }).await?);
    }
    let version: String = client.query_one("SHOW server_version", &[]).await?.get(0);
    let mut out = format!("PostgreSQL {version}; issues: {}.\n\n", arguments.rows);
    for case in &CASES {
        if !format!("{} {}", case.policy, case.title).contains(&arguments.only) {
            continue;
        }
        let Some(engine) = engines.get(case.policy) else { continue };
        let mut cells = Vec::new();
        for class in 0..classes(case) {
            cells.push(measure(client, engine, case, class, arguments.effort).await?);
            eprintln!("{} {} {}", case.policy, case.title, cells.last().map_or("", |cell| cell.class));
        }
        let text = section(case, &cells);
        eprint!("{text}");
        out.push_str(&text);
        out.push_str(&details(client, case, &cells, arguments).await?);
    }
    Ok(out)
}

fn classes(case: &Case) -> usize {
    case.policy().classes
}

/// The statements and plans that were asked for.
async fn details(client: &Client, case: &Case, cells: &[Cell], arguments: &Arguments) -> Result<String, Box<dyn Error>> {
    let mut out = String::new();
    let ours = cells.first().and_then(|cell| cell.found.iter().find(|found| found.author == Author::Ours));
    if let Some(ours) = ours.filter(|_| arguments.sql) {
        let _ = writeln!(out, "```sql\n{}\n```\n", arctos_compiler::sql::pretty(&ours.runnable.sql));
    }
    for cell in cells.iter().filter(|cell| arguments.plans && exceeds(case, cell)) {
        let Some((best, ours)) = pair(cell, Found::fastest) else { continue };
        for (name, found) in [("hand-written", best), ("Arctos", ours)] {
            let lines = found.runnable.explain(client, "ANALYZE, BUFFERS, COSTS OFF, TIMING OFF").await?;
            let _ = writeln!(out, "{}, {name}:\n\n```text\n{}\n```\n", cell.class, lines.join("\n"));
        }
    }
    Ok(out)
}
