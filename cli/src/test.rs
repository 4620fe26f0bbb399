//! `arctos test`: runs the tests of a policy and tells their outcome.

mod console;
mod json;
mod junit;

use crate::args::Test;
use crate::failure::{Exit, Failure};
use crate::output;
use crate::policy::Files;
use arctos::testing::{self, Options, Report};
use arctos::{Dialect, Policy, Settings};
use arctos_compiler::source::SourceMap;

/// Runs the tests, prints their outcome, and writes it to a file where one is named.
pub fn run(args: &Test) -> Result<Exit, Failure> {
    let files = Files::read(&args.policy, None, &[])?;
    let sources = files.sources();
    let policy = files.load(Dialect::default()).map_err(|error| Failure::engine(error, &sources))?;
    let report = tested(&policy, args).map_err(|error| Failure::engine(error, &sources))?;
    if let Some(path) = &args.junit {
        let saved = std::fs::write(path, junit::document(&report, &sources));
        saved.map_err(|cause| Failure::Save { path: path.display().to_string(), cause })?;
    }
    print(&report, &sources, args)?;
    Ok(if report.failed() == 0 { Exit::Yes } else { Exit::No })
}

fn tested(policy: &Policy, args: &Test) -> Result<Report, arctos::Error> {
    let options = Options { filter: args.filter.clone(), coverage: args.coverage };
    let Some(url) = &args.database_url else { return testing::run(policy, &options) };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| arctos::Error::Settings(error.to_string()))?;
    runtime.block_on(testing::run_on(policy, &options, url, &Settings::default()))
}

fn print(report: &Report, sources: &SourceMap, args: &Test) -> Result<(), Failure> {
    if args.json {
        return output::text(&output::laid_out(&json::document(report, sources))?);
    }
    output::text(&console::text(report, sources))
}

/// A piece of a source on one line, cut where it is long.
fn on_one_line(snippet: &str) -> String {
    const LONGEST: usize = 100;
    let words: Vec<&str> = snippet.split_whitespace().collect();
    let line = words.join(" ");
    if line.chars().count() <= LONGEST { line } else { line.chars().take(LONGEST).chain(['…']).collect() }
}
