//! The figures as tables in Markdown.

use super::run::{Cell, Found};
use crate::shapes::cases::Case;
use crate::shapes::report;
use crate::shapes::report::{thousands, times};
use crate::shapes::rivals::Author;
use std::fmt::Write;

/// The ratio to the best hand-written SQL that is to be kept.
const LIMIT: f64 = 1.5;

/// The bound of a question; the filter in a page has none, since one condition cannot be good for every actor.
pub fn limit(case: &Case) -> f64 {
    if case.limit.is_finite() { LIMIT } else { f64::INFINITY }
}

/// A section on one question.
pub fn section(case: &Case, cells: &[Cell]) -> String {
    let mut out = format!("### {}: {}\n\n", case.policy, case.title);
    out.push_str("| actor | rows | hand-written | application | Arctos | shortest | planning | peak memory |\n");
    out.push_str("|---|---|---|---|---|---|---|---|\n");
    for cell in cells {
        out.push_str(&line(case, cell));
    }
    out.push('\n');
    out
}

/// One line for each question: the shortest times of all classes.
pub fn summary(found: &[(&Case, Vec<Cell>)]) -> String {
    let mut out = String::from("| question | none | light | medium | heavy | admin |\n|---|---|---|---|---|---|\n");
    for (case, cells) in found {
        let _ = write!(out, "| {}: {} |", case.policy, case.title);
        for at in 0..5 {
            let shown = cells.get(at).and_then(|cell| {
                let (best, ours) = cell.pair(Found::fastest)?;
                Some(format!("{}, {}", milliseconds(best.fastest()), marked(case, ours.fastest() / best.fastest())))
            });
            let _ = write!(out, " {} |", shown.unwrap_or_else(|| "–".to_owned()));
        }
        out.push('\n');
    }
    out
}

/// Whether the engine's statement is slower than it is to be, by the shortest times.
pub fn exceeds(case: &Case, cell: &Cell) -> bool {
    cell.pair(Found::fastest).is_some_and(|(best, ours)| ours.fastest() / best.fastest() > limit(case))
}

fn marked(case: &Case, ratio: f64) -> String {
    let mark = if ratio > limit(case) { "**" } else { "" };
    format!("{mark}{}{mark}", times(ratio))
}

fn line(case: &Case, cell: &Cell) -> String {
    let (Some((best, ours)), Some((quickest, _))) = (cell.pair(Found::median), cell.pair(Found::fastest)) else {
        return String::new();
    };
    let app = cell.found.iter().filter(|found| found.author == Author::App).min_by(|a, b| a.median().total_cmp(&b.median()));
    let app = app.map_or("–".to_owned(), |found| {
        if found.times.is_empty() { "given up".to_owned() } else { times(found.median() / best.median()) }
    });
    format!(
        "| {} | {} | {} | {app} | {} | {}: {} | {}, {} | {}, {} |\n",
        cell.class,
        thousands(i64::try_from(cell.rows).unwrap_or(i64::MAX)),
        milliseconds(best.median()),
        marked(case, ours.median() / best.median()),
        milliseconds(quickest.fastest()),
        marked(case, ours.fastest() / quickest.fastest()),
        milliseconds(quickest.planning),
        milliseconds(ours.planning),
        memory(quickest.peak),
        memory(ours.peak),
    )
}

fn memory(kib: f64) -> String {
    if kib >= 1024.0 { format!("{:.1} MiB", kib / 1024.0) } else { format!("{kib:.0} KiB") }
}

/// A time as it is shown: a look-up in SQLite takes some microseconds.
fn milliseconds(value: f64) -> String {
    if value < 0.1 { format!("{value:.3} ms") } else { report::milliseconds(value) }
}
