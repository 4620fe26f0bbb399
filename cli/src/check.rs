//! `arctos check`: everything that is wrong or suspicious in a policy and its mapping.

use crate::args::Check;
use crate::failure::{Exit, Failure};
use crate::policy::Files;
use crate::{output, report};
use arctos::{Error, Policy, Settings, dialect_of};
use arctos_compiler::diagnostic::{Diagnostics, to_json};
use arctos_compiler::source::SourceMap;
use serde_json::Value;

/// Checks, prints what was found, and a line that sums it up.
pub fn run(args: &Check) -> Result<Exit, Failure> {
    let files = Files::read(&args.policy, args.facts.as_ref(), &[])?;
    let sources = files.sources();
    let found = found(&files, args)?;
    if args.json {
        let found: Vec<Value> = found.iter().map(|diagnostic| to_json(diagnostic, &sources)).collect();
        output::text(&output::laid_out(&found)?)?;
    } else {
        report::diagnostics(&found, &sources);
    }
    let gap = if found.is_empty() || args.json { "" } else { "\n" };
    report::say(&format!("{gap}{}", summary(&found, &sources)));
    let failed = found.has_errors() || (args.deny_warnings && !found.is_empty());
    Ok(if failed { Exit::Invalid } else { Exit::Yes })
}

/// What is wrong or suspicious in the files, and in the database where one is given.
fn found(files: &Files, args: &Check) -> Result<Diagnostics, Failure> {
    let dialect = args.database_url.as_deref().map(dialect_of).unwrap_or_default();
    let checked = match (files.load(dialect), &args.database_url) {
        (Ok(policy), Some(url)) => connected(&policy, url)?,
        (checked, _) => checked,
    };
    match checked {
        Ok(policy) => Ok(policy.warnings().diagnostics().clone()),
        Err(Error::Invalid(report)) => Ok(report.diagnostics().clone()),
        Err(other) => Err(Failure::Engine(Box::new(other))),
    }
}

/// The policy with what the database tells about its mapping.
fn connected(policy: &Policy, url: &str) -> Result<Result<Policy, Error>, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let settings = Settings { connections: 1, ..Settings::default() };
    let arctos = runtime.block_on(policy.connect(url, settings));
    Ok(arctos.map(|arctos| arctos.policy().clone()))
}

fn summary(found: &Diagnostics, sources: &SourceMap) -> String {
    let files = match sources.files().count() {
        1 => "1 file".to_owned(),
        many => format!("{many} files"),
    };
    format!("checked {files}: {}\n", report::count(found))
}
