//! `arctos bench`: how long questions take on the user's own database, and which indexes are wanted.

use crate::args::Bench;
use crate::failure::{Exit, Failure};
use crate::{output, policy};
use arctos::benchmark::{Benchmark, Measured, Scan, Timing};
use arctos::{Settings, Subject, Value, dialect_of};
use serde::Serialize;
use std::fmt::Write;
use std::time::Duration;

/// The columns of the table.
const HEAD: [&str; 8] = ["question", "actor", "grants", "rows", "median ms", "min", "max", "planning ms"];

/// Measures and prints.
pub fn run(args: &Bench) -> Result<Exit, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let measured = runtime.block_on(measure(args))?;
    if args.ask.json {
        output::text(&output::laid_out(&Document::of(&measured))?)?;
    } else {
        output::text(&shown(&measured))?;
    }
    Ok(Exit::Yes)
}

async fn measure(args: &Bench) -> Result<Measured, Failure> {
    if args.ask.central_facts.is_some() {
        return Err(Failure::Usage("what is measured is one database, without `--central-facts`".to_owned()));
    }
    let url = &args.ask.database_url;
    let loaded = policy::load(&args.ask.policy, dialect_of(url))?;
    let engine = |error| Failure::engine(error, &loaded.sources);
    let timeout = Duration::from_secs(args.ask.timeout);
    let plan = Benchmark {
        seed: args.seed,
        repeat: args.repeat,
        timeout,
        large: args.large,
        actors: args.actor.iter().map(actor).collect::<Result<_, _>>()?,
        questions: args.questions.clone(),
    };
    let settings = Settings { deadline: timeout, startup: timeout, connections: 2, ..Settings::default() };
    let arctos = loaded.policy.connect(url, settings).await.map_err(engine)?;
    arctos.ask().context(&loaded.context).benchmark(&plan).await.map_err(engine)
}

fn actor(subject: &Subject) -> Result<Value, Failure> {
    match subject {
        Subject::Value(value) => Ok(value.clone()),
        Subject::OfType(ty) => Err(Failure::Usage(format!("`{ty}` says not which one: write `{ty}:ID`"))),
    }
}

/// A table of the times, then how the tables are read, then the warnings.
fn shown(measured: &Measured) -> String {
    let mut rows: Vec<Vec<String>> = vec![HEAD.iter().map(ToString::to_string).collect()];
    rows.extend(measured.timings.iter().map(cells));
    let width = |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..HEAD.len()).map(width).collect();
    let mut out = String::new();
    for (row, timing) in rows.iter().zip(std::iter::once(None).chain(measured.timings.iter().map(Some))) {
        let cells = row
            .iter()
            .zip(&widths)
            .enumerate()
            .map(|(at, (cell, width))| if at < 2 { format!("{cell:<width$}") } else { format!("{cell:>width$}") });
        let _ = writeln!(out, "{}", cells.collect::<Vec<_>>().join("  ").trim_end());
        let told = timing.map(|timing| match &timing.outcome {
            Ok(times) => times.plan.join(", "),
            Err(problem) => problem.clone(),
        });
        if let Some(told) = told.filter(|told| !told.is_empty()) {
            let _ = writeln!(out, "  {told}");
        }
    }
    for scan in &measured.warnings {
        let _ = write!(out, "\n{}", warning(scan));
    }
    out
}

fn cells(timing: &Timing) -> Vec<String> {
    let start = vec![
        timing.question.clone(),
        format!("{}:{} ({})", timing.actor.ty, timing.actor.id.escape_debug(), timing.class.name()),
        timing.grants.map_or_else(|| "-".to_owned(), |grants| grants.to_string()),
    ];
    let end = match &timing.outcome {
        Ok(times) => vec![
            times.rows.to_string(),
            ms(times.median),
            ms(times.least),
            ms(times.most),
            times.planning.map_or_else(|| "-".to_owned(), ms),
        ],
        Err(_) => vec!["-".to_owned(); 5],
    };
    [start, end].concat()
}

fn ms(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64() * 1000.0)
}

fn warning(scan: &Scan) -> String {
    let mut out = format!("warning: `{}`, of {} rows, is read whole\n", scan.table, scan.rows);
    let _ = writeln!(out, "  by: {}", scan.questions.join(", "));
    for columns in &scan.missing {
        let _ = writeln!(out, "  help: no index begins with a column of `{} ({})`", scan.table, columns.join(", "));
    }
    if scan.missing.is_empty() {
        out.push_str("  note: there are indexes on the columns that it is searched by, and the database does not use them\n");
    }
    out
}

/// What `--json` prints. The keys are documented and stable.
#[derive(Serialize)]
struct Document<'a> {
    timings: Vec<Line<'a>>,
    warnings: Vec<Warning<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    question: &'a str,
    actor: String,
    class: &'static str,
    grants: Option<u64>,
    rows: Option<u64>,
    median_ms: Option<f64>,
    min_ms: Option<f64>,
    max_ms: Option<f64>,
    planning_ms: Option<f64>,
    plan: &'a [String],
    problem: Option<&'a str>,
}

#[derive(Serialize)]
struct Warning<'a> {
    table: &'a str,
    rows: u64,
    missing_indexes: &'a [Vec<String>],
    questions: &'a [String],
}

impl<'a> Document<'a> {
    fn of(measured: &'a Measured) -> Self {
        let warnings = measured.warnings.iter().map(|scan| Warning {
            table: &scan.table,
            rows: scan.rows,
            missing_indexes: &scan.missing,
            questions: &scan.questions,
        });
        Self { timings: measured.timings.iter().map(line).collect(), warnings: warnings.collect() }
    }
}

fn line(timing: &Timing) -> Line<'_> {
    let times = timing.outcome.as_ref().ok();
    let number = |time: Duration| (time.as_secs_f64() * 1_000_000.0).round() / 1000.0;
    Line {
        question: &timing.question,
        actor: format!("{}:{}", timing.actor.ty, timing.actor.id),
        class: timing.class.name(),
        grants: timing.grants,
        rows: times.map(|times| times.rows),
        median_ms: times.map(|times| number(times.median)),
        min_ms: times.map(|times| number(times.least)),
        max_ms: times.map(|times| number(times.most)),
        planning_ms: times.and_then(|times| times.planning).map(number),
        plan: times.map(|times| times.plan.as_slice()).unwrap_or_default(),
        problem: timing.outcome.as_ref().err().map(String::as_str),
    }
}
