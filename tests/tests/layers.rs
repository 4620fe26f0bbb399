//! The direction of dependency that `ARCHITECTURE.md` describes, read off the sources.
//!
//! Every path in a source counts, whether a `use` brings it in or it is written out; comments, strings and unit tests do
//! not count.

#[path = "layers/paths.rs"]
mod paths;

use paths::paths;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The modules of the compiler, lowest first, and what each may name of the others. Nothing is above or beside that is not
/// listed. `compile` calls them all.
const MAY_USE: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("hash", &[]),
    ("value", &[]),
    ("diagnostic", &["source"]),
    ("syntax", &["source", "diagnostic", "value"]),
    ("mapping", &["source", "diagnostic", "value"]),
    ("mapping::signature", &["syntax::notation"]),
    ("policy", &["source", "hash", "diagnostic", "value", "syntax::ast", "mapping::signature", "mapping::model"]),
    (
        "plan",
        &["source", "hash", "diagnostic", "value", "policy::program", "mapping::model", "mapping::join", "mapping::sql_type"],
    ),
    // A mapped query's own condition and a caller's query are carried along unread.
    ("plan::relation", &["mapping::select::Filter", "mapping::select::template"]),
    // What a caller's query pins, it says of the rows that the plan is about.
    ("plan::access", &["mapping::select::caller::Pin", "mapping::select::caller::PinValue"]),
    // A comparison is the same thing from the syntax to the statement.
    (
        "sql",
        &[
            "hash",
            "value",
            "plan::relation",
            "mapping::model",
            "mapping::select::template",
            "mapping::sql_type",
            "policy::program::Compare",
        ],
    ),
    // A dialect says which shapes it can write, and in which grammar mapped queries are read.
    ("sql::dialect", &["plan::access::Capabilities", "plan::access::Closing", "mapping::select::Grammar"]),
];

/// Crates that stay in their places: those of the card, and those that touch the world.
const PLACES: &[(&str, &[&str])] = &[
    ("nom", &["compiler/src/syntax/"]),
    ("serde_yaml", &["compiler/src/mapping/load"]),
    ("sqlparser", &["compiler/src/mapping/select", "compiler/src/sql/pretty"]),
    ("sea_query", &["compiler/src/sql/", "runtime/src/"]),
    ("annotate_snippets", &["compiler/src/diagnostic/"]),
    ("petgraph", &["compiler/src/policy/", "compiler/src/plan/"]),
    ("tokio_postgres", &["runtime/"]),
    ("deadpool_postgres", &["runtime/src/"]),
    ("rusqlite", &["runtime/src/", "cli/src/demo/"]),
    ("mysql_async", &["runtime/", "cli/src/demo/"]),
    ("rustls", &["runtime/src/postgres/tls.rs"]),
    ("tokio", &["runtime/", "cli/src/"]),
    ("clap", &["cli/src/"]),
    ("mimalloc", &["cli/src/main.rs"]),
];

/// What the packages may depend on, of each other.
const PACKAGES: &[(&str, &[&str])] = &[
    ("compiler", &[]),
    ("runtime", &["arctos-compiler"]),
    ("runtime/throwaway", &[]),
    ("cli", &["arctos", "arctos-compiler", "arctos-throwaway"]),
];

#[test]
fn stages_use_lower_stages_only() {
    let mut wrong = BTreeSet::new();
    for source in sources("compiler/src") {
        let own = source.module();
        let Some(stage) = own.first().filter(|stage| MAY_USE.iter().any(|(name, _)| name == stage)) else { continue };
        let module = own.join("::");
        let here = MAY_USE.iter().filter(|(name, _)| is_below(&module, name));
        let allowed: Vec<&str> = here.flat_map(|(_, allowed)| *allowed).copied().collect();
        for path in paths(&source.text).iter().filter_map(|path| within_crate(path, &own)) {
            if !is_below(&path, stage) && !allowed.iter().any(|allowed| is_below(&path, allowed)) {
                wrong.insert(format!("{} names {path}", source.file));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// No I/O, no clock, no threads: the compiler is a function of its inputs.
#[test]
fn the_compiler_does_not_touch_the_world() {
    let world = ["std::fs", "std::io", "std::net", "std::env", "std::process", "std::thread", "std::time"];
    let mut wrong = BTreeSet::new();
    for source in sources("compiler/src") {
        let found = paths(&source.text).into_iter().map(|path| path.join("::"));
        let found = found.filter(|path| world.iter().any(|place| is_below(path, place)));
        wrong.extend(found.map(|path| format!("{} names {path}", source.file)));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn crates_stay_in_their_places() {
    let all: Vec<Source> =
        ["compiler/src", "runtime/src", "runtime/throwaway/src", "cli/src"].into_iter().flat_map(sources).collect();
    let mut wrong = BTreeSet::new();
    for (name, places) in PLACES {
        let users = all.iter().filter(|source| paths(&source.text).iter().any(|path| path.first() == Some(name)));
        let users: Vec<&str> = users.map(|source| source.file.as_str()).collect();
        assert!(!users.is_empty(), "nothing uses `{name}`");
        let strangers = users.iter().filter(|file| !places.iter().any(|place| file.starts_with(place)));
        wrong.extend(strangers.map(|file| format!("{file} uses {name}")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn packages_depend_downwards_only() {
    for (folder, allowed) in PACKAGES {
        let manifest = read(&root().join(folder).join("Cargo.toml"));
        let (_, after) = manifest.split_once("\n[dependencies]\n").expect("dependencies");
        let section = after.split("\n[").next().unwrap_or_default();
        let names = section.lines().filter_map(|line| line.split(['.', ' ', '=']).next());
        let ours: Vec<&str> = names.filter(|name| name.starts_with("arctos")).collect();
        assert!(ours.iter().all(|name| allowed.contains(name)), "{folder} depends on {ours:?}");
    }
}

/// `a::b::c` and `a::b` are below `a::b`.
fn is_below(path: &str, module: &str) -> bool {
    path.strip_prefix(module).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// A path that starts at the crate or at a module above, from the crate's root on.
fn within_crate(path: &[&str], own: &[String]) -> Option<String> {
    let ups = path.iter().take_while(|segment| **segment == "super").count();
    let (start, rest) = match *path.first()? {
        "crate" => (&[] as &[String], path.get(1..)?),
        "super" => (own.get(..own.len().checked_sub(ups)?)?, path.get(ups..)?),
        _ => return None,
    };
    let whole: Vec<&str> = start.iter().map(String::as_str).chain(rest.iter().copied()).collect();
    Some(whole.join("::"))
}

struct Source {
    /// From the root of the workspace.
    file: String,
    text: String,
}

impl Source {
    /// The path of the module within its crate.
    fn module(&self) -> Vec<String> {
        let (_, file) = self.file.split_once("src/").expect("a source");
        let module = file.trim_end_matches(".rs").trim_end_matches("/mod");
        module.split('/').filter(|part| *part != "lib").map(str::to_owned).collect()
    }
}

/// Every source file below a folder of the workspace, without its unit tests.
fn sources(folder: &str) -> Vec<Source> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let file = path.strip_prefix(root()).expect("a path below the root").display().to_string();
                let text = read(&path);
                let text = text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
                found.push(Source { file, text });
            }
        }
    }
    assert!(!found.is_empty(), "{folder} has no sources");
    found.sort_by(|a, b| a.file.cmp(&b.file));
    found
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("the root of the workspace")
}
