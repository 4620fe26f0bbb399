//! How the emitted SQL grows: `cargo run --release -p arctos-bench --bin growth`.
//!
//! The questions of `shapes` at 10,000 to 1,000,000 rows, at 1 to 12 levels of folders, and at 10 to 100,000 grants, each beside
//! the best SQL written by hand. `--server-url URL` uses a server that is there, and removes the databases it makes; without it
//! one is started. `--rows N` is the largest number of rows, `--only TEXT` keeps the questions whose policy and title contain the
//! text, `--seconds S` bounds the rounds of each cell, `--report FILE` writes into a file.

use arctos::{Arctos, Policy, Settings, tokio_postgres};
use arctos_bench::shapes::cases::{CASES, Case, POLICIES};
use arctos_bench::shapes::data;
use arctos_bench::shapes::growth::{Curve, Point, table};
use arctos_bench::shapes::home::SETTINGS;
use arctos_bench::shapes::run::{Effort, measure};
use arctos_throwaway::{Database, Server};
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write;
use std::path::PathBuf;
use std::time::Duration;
use tokio_postgres::{Client, NoTls};

const DEPTH: &str = include_str!("../../shapes/depth.sql");
const GRANTS: &str = include_str!("../../shapes/grants.sql");

/// One way to grow.
struct Axis {
    title: &'static str,
    unit: &'static str,
    sizes: Vec<u32>,
    /// How many issues the data set has, if not the size.
    rows: Option<u32>,
    /// What is changed in the data set, and the word that stands for the size.
    change: Option<(&'static str, &'static str)>,
    policies: &'static [&'static str],
    classes: &'static [usize],
}

fn axes(most: u32) -> Vec<Axis> {
    let rows = [10_000, 100_000, 1_000_000, 3_000_000].into_iter().filter(|rows| *rows <= most).collect();
    vec![
        Axis {
            title: "Levels of folders",
            unit: "levels",
            sizes: vec![1, 2, 4, 8, 12],
            rows: Some(3_000),
            change: Some((DEPTH, ":depth")),
            policies: &["drive"],
            classes: &[2, 3],
        },
        Axis {
            title: "Grants",
            unit: "grants",
            sizes: vec![10, 100, 1_000, 10_000, 100_000],
            rows: Some(3_000),
            change: Some((GRANTS, ":grants")),
            policies: &["tracker"],
            classes: &[2],
        },
        Axis {
            title: "Rows",
            unit: "issues",
            sizes: rows,
            rows: None,
            change: None,
            policies: &["tracker", "drive", "wiki"],
            classes: &[1, 2, 3],
        },
    ]
}

struct Arguments {
    url: Option<String>,
    rows: u32,
    only: String,
    report: Option<PathBuf>,
    effort: Effort,
}

fn arguments() -> Result<Arguments, Box<dyn Error>> {
    let effort = Effort { budget: Duration::from_millis(500), rounds: 30, patience: 5_000, best_only: true };
    let mut found = Arguments { url: None, rows: 1_000_000, only: String::new(), report: None, effort };
    let mut given = std::env::args().skip(1);
    while let Some(name) = given.next() {
        let mut value = || given.next().ok_or(format!("`{name}` needs a value"));
        match name.as_str() {
            "--server-url" => found.url = Some(value()?),
            "--rows" => found.rows = value()?.parse()?,
            "--only" => found.only = value()?,
            "--report" => found.report = Some(value()?.into()),
            "--seconds" => found.effort.budget = Duration::try_from_secs_f64(value()?.parse()?)?,
            other => return Err(format!("`{other}` is no option").into()),
        }
    }
    Ok(found)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments = arguments()?;
    let server = match &arguments.url {
        Some(url) => Server::existing(url)?,
        None => Server::start_with(&SETTINGS)?,
    };
    let mut report = String::new();
    for axis in axes(arguments.rows) {
        let text = sweep(&server, &axis, &arguments).await?;
        eprint!("{text}");
        report.push_str(&text);
        // After each, in case the rest is interrupted.
        if let Some(file) = &arguments.report {
            std::fs::write(file, &report)?;
        }
    }
    if arguments.report.is_none() {
        println!("{report}");
    }
    Ok(())
}

async fn sweep(server: &Server, axis: &Axis, arguments: &Arguments) -> Result<String, Box<dyn Error>> {
    let cases: Vec<&Case> = CASES.iter().filter(|case| wanted(case, axis, &arguments.only)).collect();
    let mut curves: Vec<Curve> = Vec::new();
    for size in &axis.sizes {
        let database = server.database("").await?;
        let measured = at(&database, axis, *size, &cases, arguments.effort).await?;
        for (at, (title, class, point)) in measured.into_iter().enumerate() {
            match curves.get_mut(at) {
                Some(curve) => curve.points.push(point),
                None => curves.push(Curve { title, class, points: vec![point] }),
            }
        }
    }
    let mut out = String::new();
    let _ = writeln!(out, "## {}\n\n{}", axis.title, table(&curves, axis.unit));
    Ok(out)
}

fn wanted(case: &Case, axis: &Axis, only: &str) -> bool {
    axis.policies.contains(&case.policy) && case.facts == 0 && format!("{} {}", case.policy, case.title).contains(only)
}

/// All questions at one size.
async fn at(
    database: &Database,
    axis: &Axis,
    size: u32,
    cases: &[&Case],
    effort: Effort,
) -> Result<Vec<(String, &'static str, Point)>, Box<dyn Error>> {
    let url = database.url();
    let (client, connection) = tokio_postgres::connect(&url, NoTls).await?;
    let driving = tokio::spawn(connection);
    data::fill(&client, axis.rows.unwrap_or(size).into()).await?;
    if let Some((script, word)) = axis.change {
        client.batch_execute(&script.replace(word, &size.to_string())).await?;
        client.batch_execute("VACUUM ANALYZE").await?;
    }
    client.batch_execute("SET jit = off").await?;
    let found = questions(&client, &url, axis, size, cases, effort).await;
    drop(client);
    let _ = driving.await;
    found
}

async fn questions(
    client: &Client,
    url: &str,
    axis: &Axis,
    size: u32,
    cases: &[&Case],
    effort: Effort,
) -> Result<Vec<(String, &'static str, Point)>, Box<dyn Error>> {
    let mut engines: BTreeMap<&str, Arctos> = BTreeMap::new();
    for policy in POLICIES.iter().filter(|policy| axis.policies.contains(&policy.name)) {
        let loaded = Policy::load([(format!("{}.polar", policy.name), policy.polar)], Some(("facts.yaml", policy.facts)))?;
        engines.insert(policy.name, loaded.connect(url, Settings { connections: 1, ..Settings::default() }).await?);
    }
    let mut found = Vec::new();
    for case in cases {
        let Some(engine) = engines.get(case.policy) else { continue };
        for class in axis.classes {
            let cell = measure(client, engine, case, *class, effort).await?;
            eprintln!("{size} {} {} {}", case.policy, case.title, cell.class);
            found.push((format!("{}: {}", case.policy, case.title), cell.class, Point { size, cell }));
        }
    }
    Ok(found)
}
