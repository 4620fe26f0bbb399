//! Tables of times in Markdown: engines beside sizes, and below them why a cell is empty.

use crate::engine::{Answer, GIVEN_UP};
use crate::measure::Times;
use std::fmt;
use std::time::Duration;

/// A table of times.
pub struct Table {
    title: String,
    columns: Vec<String>,
    rows: Vec<(String, Vec<Answer<Times>>)>,
}

impl Table {
    /// One without rows.
    pub fn new(title: &str, columns: &[String]) -> Self {
        Self { title: title.to_owned(), columns: columns.to_vec(), rows: Vec::new() }
    }

    /// Adds a row with a time, or what was wrong, for each column.
    pub fn row(&mut self, name: &str, cells: Vec<Answer<Times>>) {
        self.rows.push((name.to_owned(), cells));
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "### {}\n", self.title)?;
        writeln!(f, "| | {} |", self.columns.join(" | "))?;
        writeln!(f, "|{}", "---|".repeat(self.columns.len() + 1))?;
        for (name, cells) in &self.rows {
            let cells: Vec<String> = cells.iter().map(cell).collect();
            writeln!(f, "| {name} | {} |", cells.join(" | "))?;
        }
        writeln!(f)?;
        let notes: Vec<String> = self.rows.iter().flat_map(|(name, cells)| notes(name, &self.columns, cells)).collect();
        if notes.is_empty() { Ok(()) } else { writeln!(f, "{}\n", notes.join("\n")) }
    }
}

fn cell(times: &Answer<Times>) -> String {
    match times {
        Ok(Times { median, shortest }) => format!("{} ({})", shown(*median), shown(*shortest)),
        Err(problem) if problem == GIVEN_UP => problem.clone(),
        Err(_) => "–".to_owned(),
    }
}

/// What was wrong, in a line for each column.
fn notes(name: &str, columns: &[String], cells: &[Answer<Times>]) -> Vec<String> {
    let problem = |(column, cell): (&String, &Answer<Times>)| match cell {
        Err(problem) if problem != GIVEN_UP => Some(format!("* {name}, {column}: {problem}")),
        _ => None,
    };
    columns.iter().zip(cells).filter_map(problem).collect()
}

/// A duration with two or three digits that count.
fn shown(time: Duration) -> String {
    let (number, unit) = match time.as_secs_f64() * 1e6 {
        micros if micros < 1e3 => (micros, "µs"),
        micros if micros < 1e6 => (micros / 1e3, "ms"),
        micros => (micros / 1e6, "s"),
    };
    let digits = if number < 10.0 { 2 } else { usize::from(number < 100.0) };
    format!("{number:.digits$} {unit}")
}
