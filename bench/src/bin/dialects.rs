//! The emitted SQL of SQLite and MariaDB beside SQL written by hand: `cargo run --release -p arctos-bench --bin dialects --
//! --database-url sqlite:bench.db`, or `mysql://user@host/database` of an empty database. The data set is copied into it from
//! a PostgreSQL server that is started, unless an earlier run left it there.
//!
//! `--rows N` is the number of issues (300,000 unless told). `--only TEXT` keeps the questions whose policy and title contain
//! the text; `--plans` prints statements and plans where the engine is too slow, `--sql` the engine's statements. `--report
//! FILE` writes the report into a file. `--seconds S` bounds the rounds of each cell, `--patience S` a rival's statement.

use arctos::{Arctos, Policy, Settings};
use arctos_bench::shapes::cases::{CASES, Case, POLICIES, Shape};
use arctos_bench::shapes::others::report::{exceeds, section, summary};
use arctos_bench::shapes::others::run::{Cell, Effort, Found, Ids, measure};
use arctos_bench::shapes::others::store::Store;
use arctos_bench::shapes::others::{fill, peak};
use arctos_bench::shapes::rivals::Author;
use arctos_compiler::sql::pretty_in;
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write;
use std::path::PathBuf;
use std::time::Duration;

struct Arguments {
    rows: u64,
    url: String,
    only: String,
    plans: bool,
    sql: bool,
    report: Option<PathBuf>,
    effort: Effort,
}

fn arguments() -> Result<Arguments, Box<dyn Error>> {
    let effort = Effort { budget: Duration::from_secs(2), rounds: 60, patience: Duration::from_secs(5) };
    let url = String::new();
    let mut found = Arguments { rows: 300_000, url, only: String::new(), plans: false, sql: false, report: None, effort };
    let mut given = std::env::args().skip(1);
    while let Some(name) = given.next() {
        let mut value = || given.next().ok_or(format!("`{name}` needs a value"));
        match name.as_str() {
            "--rows" => found.rows = value()?.parse()?,
            "--database-url" => found.url = value()?,
            "--only" => found.only = value()?,
            "--report" => found.report = Some(value()?.into()),
            "--seconds" => found.effort.budget = Duration::try_from_secs_f64(value()?.parse()?)?,
            "--patience" => found.effort.patience = Duration::from_secs(value()?.parse()?),
            "--plans" => found.plans = true,
            "--sql" => found.sql = true,
            other => return Err(format!("`{other}` is no option").into()),
        }
    }
    if found.url.is_empty() { Err("`--database-url` is missing".into()) } else { Ok(found) }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut given = std::env::args().skip(1);
    if given.next().as_deref() == Some(peak::OPTION) {
        return peak::child(&given.next().ok_or("no database")?);
    }
    let arguments = arguments()?;
    let mut store = Store::open(&arguments.url).await?;
    fill::fill(&mut store, arguments.rows).await?;
    let report = questions(&mut store, &arguments).await?;
    match &arguments.report {
        Some(file) => std::fs::write(file, report)?,
        None => println!("{report}"),
    }
    Ok(())
}

async fn questions(store: &mut Store, arguments: &Arguments) -> Result<String, Box<dyn Error>> {
    let mut engines: BTreeMap<&str, Arctos> = BTreeMap::new();
    for policy in POLICIES {
        let texts = [(format!("{}.polar", policy.name), policy.polar)];
        let loaded = Policy::load_for(store.dialect(), texts, Some(("facts.yaml", policy.facts)))?;
        let settings = Settings { connections: 1, ..Settings::default() };
        engines.insert(policy.name, loaded.connect(&arguments.url, settings).await?);
    }
    let mut known = Ids::default();
    let mut all: Vec<(&Case, Vec<Cell>)> = Vec::new();
    let mut sections = String::new();
    let asked = |case: &&Case| case.shape != Shape::Parent && format!("{} {}", case.policy, case.title).contains(&arguments.only);
    for case in CASES.iter().filter(asked) {
        let Some(engine) = engines.get(case.policy) else { continue };
        let mut cells = Vec::new();
        eprintln!("{}: {}", case.policy, case.title);
        for class in 0..case.policy().classes {
            cells.push(measure(store, engine, case, class, &mut known, arguments.effort).await?);
        }
        let text = section(case, &cells);
        eprint!("{text}");
        sections.push_str(&text);
        sections.push_str(&details(store, case, &cells, arguments).await?);
        all.push((case, cells));
    }
    Ok(format!("{}; issues: {}.\n\n{}\n{sections}", store.version().await?, arguments.rows, summary(&all)))
}

/// The statements and plans that were asked for.
async fn details(store: &mut Store, case: &Case, cells: &[Cell], arguments: &Arguments) -> Result<String, Box<dyn Error>> {
    let mut out = String::new();
    let ours = cells.first().and_then(|cell| cell.found.iter().find(|found| found.author == Author::Ours));
    if let Some(ours) = ours.filter(|_| arguments.sql) {
        let _ = writeln!(out, "```sql\n{}\n```\n", written(store, ours));
    }
    for cell in cells.iter().filter(|cell| arguments.plans && exceeds(case, cell)) {
        let Some((best, ours)) = cell.pair(Found::fastest) else { continue };
        for (name, found) in [("hand-written", best), ("Arctos", ours)] {
            let lines = store.plan(&found.runnable).await?;
            let sql = written(store, found);
            let _ = writeln!(out, "{}, {name}:\n\n```sql\n{sql}\n```\n\n```text\n{}\n```\n", cell.class, lines.join("\n"));
        }
    }
    Ok(out)
}

/// A statement as it is shown: the engine's formatted, a rival's as it was written.
fn written(store: &Store, found: &Found) -> String {
    let sql = &found.runnable.sql;
    if found.runnable.ours { pretty_in(store.dialect(), sql) } else { sql.clone() }
}
