//! The direction of dependency that `ARCHITECTURE.md` describes, read off the sources.

use std::path::{Path, PathBuf};

/// Modules of the compiler by stage, and what each may use of the others.
const MAY_USE: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("value", &[]),
    ("diagnostic", &["source"]),
    ("syntax", &["source", "diagnostic", "value"]),
    ("mapping", &["source", "diagnostic", "value", "syntax::notation"]),
    ("policy", &["source", "diagnostic", "value", "syntax", "mapping"]),
    ("plan", &["source", "diagnostic", "value", "mapping", "policy"]),
    ("sql", &["value", "mapping::model", "mapping::select", "mapping::sql_type", "plan", "policy::program::Compare"]),
];

/// Crates that stay in their place.
const PLACES: &[(&str, &[&str])] = &[
    ("nom", &["compiler/src/syntax"]),
    ("serde_yaml", &["compiler/src/mapping/load"]),
    ("sqlparser", &["compiler/src/mapping/select", "compiler/src/sql/pretty"]),
    ("sea_query", &["compiler/src/sql", "runtime/src"]),
    ("annotate_snippets", &["compiler/src/diagnostic"]),
    ("tokio_postgres", &["runtime/src"]),
    ("deadpool_postgres", &["runtime/src"]),
    ("rusqlite", &["runtime/src", "cli/src/demo"]),
    ("mysql_async", &["runtime/src", "cli/src/demo"]),
    ("clap", &["cli/src"]),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("the root of the workspace")
}

/// Every source file below a folder of the workspace: its path from the root, and its text.
fn sources(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(root()).expect("a path below the root").display().to_string();
                found.push((name, std::fs::read_to_string(&path).expect("a source")));
            }
        }
    }
    found.sort();
    found
}

/// The paths behind `crate::` in a text, without comments and without what follows `#[cfg(test)]`.
fn used(text: &str) -> Vec<&str> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let paths = lines.flat_map(|line| line.split("crate::").skip(1));
    paths.map(|rest| rest.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).next().unwrap_or_default()).collect()
}

#[test]
fn stages_use_lower_stages_only() {
    let mut wrong = Vec::new();
    for (file, text) in sources("compiler/src") {
        let module = file.trim_start_matches("compiler/src/").split(['/', '.']).next().unwrap_or_default();
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == module) else { continue };
        let own = |path: &str| path == module || path.starts_with(&format!("{module}::"));
        let fits = |path: &str| allowed.iter().any(|allowed| path == *allowed || path.starts_with(&format!("{allowed}::")));
        wrong.extend(used(&text).iter().filter(|path| !own(path) && !fits(path)).map(|path| format!("{file} uses {path}")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn crates_stay_in_their_places() {
    let all: Vec<(String, String)> =
        ["compiler/src", "runtime/src", "cli/src"].iter().flat_map(|folder| sources(folder)).collect();
    for (name, places) in PLACES {
        let uses = |text: &str| text.lines().any(|line| uses_crate(line, name));
        let users: Vec<&String> = all.iter().filter(|(_, text)| uses(text)).map(|(file, _)| file).collect();
        assert!(!users.is_empty(), "nothing uses {name}");
        let strangers: Vec<_> = users.iter().filter(|file| !places.iter().any(|place| file.starts_with(place))).collect();
        assert!(strangers.is_empty(), "{name} is used in {strangers:?}");
    }
}

fn uses_crate(line: &str, name: &str) -> bool {
    let code = line.trim_start();
    !code.starts_with("//")
        && code
            .match_indices(&format!("{name}::"))
            .any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':'))
}
