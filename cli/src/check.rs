//! `arctos check`: everything that is wrong or suspicious in a policy and its mapping.

use crate::args::Check;
use crate::failure::{Exit, Failure};
use crate::policy::Files;
use crate::{output, report};
use arctos_compiler::diagnostic::{Diagnostics, to_json};
use arctos_compiler::source::SourceMap;
use serde_json::Value;

/// Checks, prints what was found, and a line that sums it up.
pub fn run(args: &Check) -> Result<Exit, Failure> {
    let files = Files::read(&args.policy, args.facts.as_ref(), &[])?;
    let (_, found, sources) = files.load();
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

fn summary(found: &Diagnostics, sources: &SourceMap) -> String {
    let files = match sources.files().count() {
        1 => "1 file".to_owned(),
        many => format!("{many} files"),
    };
    format!("checked {files}: {}\n", report::count(found))
}
