//! The outcome for people: one line a test, the failures with excerpts, what was not used, and the count.

use super::on_one_line;
use crate::report;
use arctos::testing::{AssertionReport, Coverage, Report, TestReport};
use arctos_compiler::diagnostic::{Diagnostic, render_all};
use arctos_compiler::source::{SourceMap, Span};
use std::fmt::Write;
use std::io;

/// The whole text.
pub fn text(report: &Report, sources: &SourceMap) -> String {
    let mut out = String::new();
    for test in &report.tests {
        let outcome = if test.passed() { "ok" } else { "FAILED" };
        let _ = writeln!(out, "test {} ... {outcome}", printable(&test.name));
    }
    let failed: Vec<&TestReport> = report.tests.iter().filter(|test| !test.passed()).collect();
    if !failed.is_empty() {
        out.push_str("\nfailures:\n");
    }
    for test in failed {
        let problems: Vec<Diagnostic> = test.assertions.iter().filter_map(AssertionReport::diagnostic).collect();
        let shown = render_all(&problems, sources, report::style(&io::stdout()));
        let _ = write!(out, "\n---- {} ----\n{shown}", printable(&test.name));
    }
    if let Some(coverage) = &report.coverage {
        out.push_str(&covered(coverage, sources));
    }
    let gap = if out.is_empty() { "" } else { "\n" };
    let _ = writeln!(out, "{gap}{} passed, {} failed", report.passed(), report.failed());
    out
}

fn covered(coverage: &Coverage, sources: &SourceMap) -> String {
    let used = coverage.rules - coverage.unused.len();
    let colon = if coverage.unused.is_empty() { "" } else { "; not used:" };
    let mut out = format!("\ncoverage: passing assertions use {used} of {} rules{colon}\n", coverage.rules);
    for rule in &coverage.unused {
        let _ = writeln!(out, "  {}: {}", place(*rule, sources), printable(&on_one_line(sources.snippet(*rule))));
    }
    out
}

fn place(span: Span, sources: &SourceMap) -> String {
    sources.locate(span).map_or_else(String::new, |place| format!("{}:{}", printable(&place.file), place.line))
}

/// Names are free text; what a terminal would act upon is spelled out.
fn printable(text: &str) -> String {
    text.chars().flat_map(|c| if c.is_control() { c.escape_default().collect::<Vec<char>>() } else { vec![c] }).collect()
}
