//! Seeded faults: does the run of fixed seeds notice when the compiler is wrong?
//!
//! `cargo run -p arctos-tests --bin faults` takes each fault of `tests/faults`, puts it into a copy of the sources under
//! `target/faults`, builds that and runs random cases of fixed seeds until one has a wrong answer. A fault is killed by a
//! wrong answer, or by a case that no longer ends; it survives a run without either. `--only TEXT` takes the faults whose
//! name has the text, `--cases N` says how many cases are run (2,000 unless told). Exit code 1 when a fault survived.
//!
//! A fault is a name, a file, lines as they are and lines as they shall be; indentation does not count. Lines that are not
//! in the file exactly once are an error, so the list follows the code.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

struct Fault {
    name: String,
    file: PathBuf,
    before: Vec<String>,
    after: Vec<String>,
}

enum Outcome {
    /// With the first seed that showed it.
    Killed(String),
    Survived,
    /// It does not build, or its lines are not in the file.
    Invalid(String),
}

struct Arguments {
    only: String,
    cases: usize,
}

fn main() -> ExitCode {
    match arguments().and_then(|arguments| run(&arguments)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

fn arguments() -> Result<Arguments, String> {
    let mut found = Arguments { only: String::new(), cases: 2_000 };
    let mut given = std::env::args().skip(1);
    while let Some(name) = given.next() {
        let value = given.next().ok_or_else(|| format!("`{name}` needs a value"))?;
        match name.as_str() {
            "--only" => found.only = value,
            "--cases" => found.cases = value.parse().map_err(|_| format!("`{value}` is not a number"))?,
            _ => return Err(format!("unknown argument `{name}`")),
        }
    }
    Ok(found)
}

fn run(arguments: &Arguments) -> Result<bool, String> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let faults = read_faults(&root.join("tests/faults"))?;
    let home = root.join("target/faults");
    let tree = home.join("tree");
    copy_sources(&root, &tree)?;
    let mut counts = [0; 3];
    for fault in faults.iter().filter(|fault| fault.name.contains(&arguments.only)) {
        let start = Instant::now();
        let outcome = try_fault(fault, &tree, &home.join("target"), arguments.cases)?;
        let (at, word) = match &outcome {
            Outcome::Killed(by) => (0, format!("killed by {by}")),
            Outcome::Survived => (1, "SURVIVED".to_owned()),
            Outcome::Invalid(why) => (2, format!("INVALID: {why}")),
        };
        if let Some(count) = counts.get_mut(at) {
            *count += 1;
        }
        println!("{} ({}): {word}, {:.0?}", fault.name, fault.file.display(), start.elapsed());
    }
    let [killed, survived, invalid] = counts;
    println!("{killed} killed, {survived} survived, {invalid} invalid");
    Ok(survived + invalid == 0)
}

fn try_fault(fault: &Fault, tree: &Path, target: &Path, cases: usize) -> Result<Outcome, String> {
    let path = tree.join(&fault.file);
    let sound = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let faulty = match replaced(&sound, fault) {
        Ok(text) => text,
        Err(why) => return Ok(Outcome::Invalid(why)),
    };
    let write = |text: &str| fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()));
    write(&faulty)?;
    let outcome = answer(tree, target, cases);
    write(&sound)?;
    outcome
}

fn answer(tree: &Path, target: &Path, cases: usize) -> Result<Outcome, String> {
    let cargo = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO"));
        command.args(arguments).current_dir(tree).env("CARGO_TARGET_DIR", target);
        command.output().map_err(|error| format!("cargo does not run: {error}"))
    };
    let built = cargo(&["build", "--quiet", "-p", "arctos-tests", "--bin", "soak"])?;
    if !built.status.success() {
        let text = String::from_utf8_lossy(&built.stderr).into_owned();
        let error = text.lines().find(|line| line.starts_with("error")).unwrap_or("it does not build");
        return Ok(Outcome::Invalid(error.to_owned()));
    }
    let cases = cases.to_string();
    let soak = ["run", "--quiet", "-p", "arctos-tests", "--bin", "soak", "--"];
    let soak = [&soak[..], &["--seed", "1", "--minutes", "60", "--first", "--cases", &cases]].concat();
    let ran = cargo(&soak)?;
    let text = String::from_utf8_lossy(&ran.stdout).into_owned();
    // Slow cases are named with their time; the last line of this kind is about the case that ended the run.
    let shown = |line: &&str| line.starts_with("seed ") && !line.contains(": ");
    let seed = || text.lines().rfind(shown).unwrap_or("a panic").to_owned();
    Ok(match ran.status.code() {
        Some(0) => Outcome::Survived,
        Some(2) => Outcome::Invalid(String::from_utf8_lossy(&ran.stderr).trim().to_owned()),
        _ => Outcome::Killed(seed()),
    })
}

/// The text with the fault in it.
fn replaced(text: &str, fault: &Fault) -> Result<String, String> {
    let lines: Vec<&str> = text.lines().collect();
    let found: Vec<usize> = lines
        .windows(fault.before.len())
        .enumerate()
        .filter(|(_, window)| window.iter().zip(&fault.before).all(|(line, wanted)| line.trim() == wanted))
        .map(|(at, _)| at)
        .collect();
    let [at] = found.as_slice() else { return Err(format!("its lines are in the file {} times", found.len())) };
    let (before, rest) = lines.split_at(*at);
    let after = rest.get(fault.before.len()..).unwrap_or_default();
    let faulty = fault.after.iter().map(String::as_str);
    Ok(before.iter().copied().chain(faulty).chain(after.iter().copied()).collect::<Vec<_>>().join("\n") + "\n")
}

fn read_faults(folder: &Path) -> Result<Vec<Fault>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    paths.sort();
    let mut faults = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        for record in format!("\n{text}").split("\n== ").filter(|record| !record.trim().is_empty()) {
            faults.push(parse(record).ok_or_else(|| format!("{}: cannot read\n{record}", path.display()))?);
        }
    }
    Ok(faults)
}

fn parse(record: &str) -> Option<Fault> {
    let mut lines = record.lines();
    let (name, file) = (lines.next()?, lines.next()?);
    let rest: Vec<&str> = lines.collect();
    let of = |sign: &str| rest.iter().filter_map(|line| line.strip_prefix(sign)).map(|line| line.trim().to_owned()).collect();
    let (before, after): (Vec<String>, Vec<String>) = (of("- "), of("+ "));
    let fault = Fault { name: name.to_owned(), file: file.into(), before, after };
    (!fault.before.is_empty() && !fault.after.is_empty()).then_some(fault)
}

/// Copies what is needed to build, and only what differs, so that little is built again.
fn copy_sources(root: &Path, tree: &Path) -> Result<(), String> {
    let listed = Command::new("git").args(["ls-files"]).current_dir(root).output();
    let listed = listed.map_err(|error| format!("git does not run: {error}"))?;
    for name in String::from_utf8_lossy(&listed.stdout).lines() {
        let (from, to) = (root.join(name), tree.join(name));
        let Ok(wanted) = fs::read(&from) else { continue };
        if fs::read(&to).is_ok_and(|present| present == wanted) {
            continue;
        }
        let folder = to.parent().unwrap_or(tree);
        let copied = fs::create_dir_all(folder).and_then(|()| fs::write(&to, wanted));
        copied.map_err(|error| format!("{}: {error}", to.display()))?;
    }
    Ok(())
}
