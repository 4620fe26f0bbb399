//! The figures as a table in Markdown.

use super::cases::Case;
use super::rivals::Author;
use super::run::{Cell, Found};
use std::fmt::Write;

/// A section on one question.
pub fn section(case: &Case, cells: &[Cell]) -> String {
    let mut out = format!("### {}: {}\n\n", case.policy, case.title);
    if case.limit.is_finite() {
        let _ = writeln!(out, "To be kept: {:.1}×.\n", case.limit);
    }
    out.push_str("| actor | rows | hand-written | application | naive | Arctos | shortest | blocks | planning |\n");
    out.push_str("|---|---|---|---|---|---|---|---|---|\n");
    for cell in cells {
        out.push_str(&line(case, cell));
    }
    out.push('\n');
    out
}

/// Whether the engine's statement is slower than it is to be: by the medians, or by the shortest times.
pub fn exceeds(case: &Case, cell: &Cell) -> bool {
    let by = |time: fn(&Found) -> f64| pair(cell, time).is_some_and(|(best, ours)| time(ours) / time(best) > case.limit);
    by(Found::median) || by(Found::fastest)
}

/// The hand-written statement that is best by some time, and the engine's.
pub fn pair(cell: &Cell, time: fn(&Found) -> f64) -> Option<(&Found, &Found)> {
    let of = |author| cell.found.iter().filter(move |found| found.author == author);
    Some((of(Author::Hand).min_by(|a, b| time(a).total_cmp(&time(b)))?, of(Author::Ours).next()?))
}

fn line(case: &Case, cell: &Cell) -> String {
    let (Some((best, ours)), Some((quickest, _))) = (pair(cell, Found::median), pair(cell, Found::fastest)) else {
        return String::new();
    };
    let median = best.median();
    let other = |author| {
        let found = cell.found.iter().find(|found| found.author == author);
        found.map_or("–".to_owned(), |found| {
            if found.times.is_empty() { "given up".to_owned() } else { times(found.median() / median) }
        })
    };
    let marked = |ratio: f64| {
        let mark = if ratio > case.limit { "**" } else { "" };
        format!("{mark}{}{mark}", times(ratio))
    };
    format!(
        "| {} | {} | {} | {} | {} | {} | {}: {} | {}, {} | {}, {} |\n",
        cell.class,
        thousands(cell.rows),
        milliseconds(median),
        other(Author::App),
        other(Author::Naive),
        marked(ours.median() / median),
        milliseconds(quickest.fastest()),
        marked(ours.fastest() / quickest.fastest()),
        thousands_of(quickest.blocks),
        thousands_of(ours.blocks),
        milliseconds(best.planning),
        milliseconds(ours.planning),
    )
}

/// A ratio as it is shown.
pub fn times(ratio: f64) -> String {
    match ratio {
        ratio if ratio >= 100.0 => format!("{}×", thousands_of(ratio)),
        ratio if ratio >= 10.0 => format!("{ratio:.0}×"),
        ratio => format!("{ratio:.2}×"),
    }
}

/// A time as it is shown.
pub fn milliseconds(value: f64) -> String {
    match value {
        value if value >= 100.0 => format!("{} ms", thousands_of(value)),
        value if value >= 10.0 => format!("{value:.1} ms"),
        value => format!("{value:.2} ms"),
    }
}

fn thousands_of(value: f64) -> String {
    thousands(format!("{value:.0}").parse().unwrap_or(i64::MAX))
}

/// A number as it is shown.
pub fn thousands(number: i64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
