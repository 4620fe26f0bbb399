//! The scenarios of a folder, each a file of its own.
//!
//! In: a folder and a database. Out: what is wrong with which scenario; nothing when every question has its right answer.

use super::explore::Home;
use super::scenario::Scenario;
use std::path::{Path, PathBuf};

/// Runs each scenario with parameters and again with literals, without and with what the database tells of its tables, and
/// says what is wrong. No question may be declined.
///
/// # Errors
/// The folder or a scenario cannot be read, or the database refuses.
pub async fn wrong_in(folder: &Path, home: Home<'_>) -> Result<Vec<String>, String> {
    let mut explorer = home.explorer().await?;
    let mut wrong = Vec::new();
    for (name, scenario) in scenarios(folder)? {
        if scenario.asks.is_empty() {
            wrong.push(format!("{name}: asks nothing"));
        }
        for (inline, told) in [(false, false), (true, false), (false, true), (true, true)] {
            explorer.runner().told = told;
            let name = if told { format!("{name}, with what the database tells") } else { name.clone() };
            let run = explorer.runner().run(&scenario, &|_| inline).await;
            let outcome = run.map_err(|problem| format!("{name}: {problem}"))?;
            wrong.extend(outcome.refused.iter().map(|refused| format!("{name}: refused: {refused}")));
            wrong.extend(outcome.declined.keys().map(|code| format!("{name}: declined: {code}")));
            wrong.extend(outcome.failures.iter().map(|failure| format!("{name}: {failure}")));
        }
    }
    Ok(wrong)
}

/// The scenarios of a folder, by name.
fn scenarios(folder: &Path) -> Result<Vec<(String, Scenario)>, String> {
    let unread = |error: std::io::Error| format!("{}: {error}", folder.display());
    let entries: Result<Vec<_>, _> = std::fs::read_dir(folder).map_err(unread)?.collect();
    let mut paths: Vec<PathBuf> = entries.map_err(unread)?.into_iter().map(|entry| entry.path()).collect();
    paths.sort();
    let read = |path: PathBuf| {
        let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let text = std::fs::read_to_string(&path).map_err(unread)?;
        let scenario = Scenario::parse(&text).map_err(|problem| format!("{name}: {problem}"))?;
        Ok((name, scenario))
    };
    paths.into_iter().map(read).collect()
}
