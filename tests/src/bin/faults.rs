//! Seeded faults: does the run of fixed seeds notice when the compiler is wrong?
//!
//! `cargo run -p arctos-tests --bin faults` puts all faults of `tests/faults` into one copy of the sources under
//! `target/faults`, each behind a switch, and builds that once. Then it switches them on one after the other and runs random
//! cases of fixed seeds until one has a wrong answer. A fault is killed by a wrong answer, by a case that no longer ends, or
//! by more statements that run out of time than the sound compiler has; it survives a run without any of these. `--only
//! TEXT` takes the faults whose name or file has the text, `--cases N` says how many cases are run (1,570 unless told),
//! `--sqlite N` how many on SQLite after that (400 unless told). Last come the scenarios of `tests/totality`,
//! `tests/regressions` and `tests/dialects/sqlite`. Faults about facts of a second database are tried by the test `central` instead. Exit code 1 when a
//! fault survived that is not said to be harmless.
//!
//! A fault is a name, a file, lines as they are (`-`) and lines as they shall be (`+`); indentation does not count. Lines
//! that are not in the file exactly once are an error, so the list follows the code. A line `# harmless: …` says why no
//! answer changes: such a fault is run all the same, and an error once it is killed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

struct Fault {
    name: String,
    file: PathBuf,
    before: Vec<String>,
    after: Vec<String>,
    harmless: Option<String>,
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
    sqlite: usize,
}

/// Which fault is switched on, by its number from 1.
const SWITCH: &str = "ARCTOS_SEEDED_FAULT";

/// What reads the switch, for the copy of the compiler.
const READER: &str = "
/// Which fault is switched on.
pub fn seeded_fault() -> usize {
    static SWITCH: std::sync::LazyLock<usize> =
        std::sync::LazyLock::new(|| std::env::var(\"ARCTOS_SEEDED_FAULT\").ok().and_then(|at| at.parse().ok()).unwrap_or(0));
    *SWITCH
}
";

/// How many statements may run out of time beyond those of the sound compiler.
const LATE: usize = 5;

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
    let mut found = Arguments { only: String::new(), cases: 1_570, sqlite: 400 };
    let mut given = std::env::args().skip(1);
    while let Some(name) = given.next() {
        let value = given.next().ok_or_else(|| format!("`{name}` needs a value"))?;
        let number = || value.parse().map_err(|_| format!("`{value}` is not a number"));
        match name.as_str() {
            "--cases" => found.cases = number()?,
            "--sqlite" => found.sqlite = number()?,
            "--only" => found.only = value,
            _ => return Err(format!("unknown argument `{name}`")),
        }
    }
    Ok(found)
}

fn run(arguments: &Arguments) -> Result<bool, String> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let faults = read_faults(&root.join("tests/faults"))?;
    let is_chosen =
        |fault: &Fault| [fault.name.as_str(), &fault.file.to_string_lossy()].iter().any(|text| text.contains(&arguments.only));
    let chosen: Vec<(usize, &Fault)> = (1..).zip(&faults).filter(|(_, fault)| is_chosen(fault)).collect();
    let home = root.join("target/faults");
    let invalid = build(&root, &home, &chosen)?;
    let soak = home.join("target/debug/soak");
    let seeds = [("postgres", arguments.cases), ("sqlite", arguments.sqlite)];
    let seeds = seeds.into_iter().filter(|(_, cases)| *cases > 0);
    let mut runs: Vec<Run> = seeds.map(|(dialect, cases)| Run::Seeds { dialect, cases, late: usize::MAX }).collect();
    let folders = [("totality", "postgres"), ("regressions", "postgres"), ("dialects/sqlite", "sqlite")];
    runs.extend(folders.map(|(name, dialect)| Run::Folder { name, dialect, path: root.join("tests").join(name) }));
    runs.push(Run::Test { name: "central", home: home.clone() });
    for run in &mut runs {
        if chosen.iter().any(|(_, fault)| run.concerns(fault)) {
            run.calibrate(&soak)?;
        }
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut is_good = true;
    for (number, fault) in chosen {
        let start = Instant::now();
        let outcome = match invalid.get(&number) {
            Some(why) => Outcome::Invalid(why.clone()),
            None => try_fault(number, &soak, runs.iter().filter(|run| run.concerns(fault)))?,
        };
        let (kind, is_expected, told) = verdict(fault, &outcome);
        *counts.entry(kind).or_default() += 1;
        is_good &= is_expected;
        println!("{} ({}): {told}, {:.0?}", fault.name, fault.file.display(), start.elapsed());
    }
    println!("{}", counts.iter().map(|(kind, count)| format!("{count} {kind}")).collect::<Vec<_>>().join(", "));
    Ok(is_good)
}

/// The sort of an outcome, whether it is as the list says, and a sentence.
fn verdict(fault: &Fault, outcome: &Outcome) -> (&'static str, bool, String) {
    match (outcome, &fault.harmless) {
        (Outcome::Killed(by), None) => ("killed", true, format!("killed by {by}")),
        (Outcome::Killed(by), Some(_)) => ("not harmless", false, format!("NOT HARMLESS, killed by {by}")),
        (Outcome::Survived, Some(why)) => ("harmless", true, format!("harmless: {why}")),
        (Outcome::Survived, None) => ("survived", false, "SURVIVED".to_owned()),
        (Outcome::Invalid(why), _) => ("invalid", false, format!("INVALID: {why}")),
    }
}

/// What is run with each fault: cases of fixed seeds on one database, the scenarios of a folder, or a test.
enum Run {
    Seeds { dialect: &'static str, cases: usize, late: usize },
    Folder { name: &'static str, dialect: &'static str, path: PathBuf },
    Test { name: &'static str, home: PathBuf },
}

impl Run {
    /// Whether the run gets to the code of a fault.
    fn concerns(&self, fault: &Fault) -> bool {
        fault.file.ends_with("central.rs") == matches!(self, Run::Test { .. })
    }

    fn soak(&self, soak: &Path, fault: usize) -> Result<(Option<i32>, String, String), String> {
        let mut command = if let Run::Test { home, .. } = self { cargo(home, "test") } else { Command::new(soak) };
        command.env(SWITCH, fault.to_string());
        match self {
            Run::Test { name, .. } => command.args(["--test", name]),
            Run::Seeds { dialect, cases, late } => command
                .args(["--seed", "1", "--minutes", "60", "--first", "--dialect", dialect])
                .args(["--cases", &cases.to_string(), "--late", &late.to_string()]),
            Run::Folder { path, dialect, .. } => command.args(["--dialect", dialect, "--folder"]).arg(path),
        };
        let ran = command.output().map_err(|error| format!("`soak` does not run: {error}"))?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok((ran.status.code(), text(&ran.stdout), text(&ran.stderr)))
    }

    /// Runs it with the sound compiler, and allows as many statements to run out of time as do there, and a few more.
    fn calibrate(&mut self, soak: &Path) -> Result<(), String> {
        let (code, text, problem) = self.soak(soak, 0)?;
        if code != Some(0) {
            return Err(format!("the sound compiler fails\n{text}{problem}"));
        }
        if let Run::Seeds { dialect, cases, late } = self {
            let count = text.lines().find_map(|line| line.trim().strip_prefix("declined ")?.strip_suffix(": out of time"));
            *late = count.and_then(|count| count.parse::<usize>().ok()).unwrap_or(0) + LATE;
            println!("{cases} cases on {dialect}, with up to {late} statements out of time");
        }
        Ok(())
    }

    /// What showed the fault, in what a failed run printed.
    fn shown(&self, text: &str) -> String {
        match self {
            Run::Seeds { dialect, .. } => {
                // Slow cases are named with their time; the last line of this kind is about the case that ended the run.
                let seed = |line: &&str| line.starts_with("seed ") && !line.contains(": ");
                format!("{} on {dialect}", text.lines().rfind(seed).unwrap_or("a panic"))
            }
            Run::Folder { name, .. } => {
                format!("`{name}/{}`", text.split(':').next().unwrap_or_default())
            }
            Run::Test { name, .. } => {
                let failed = text.lines().find_map(|line| line.strip_prefix("test ")?.strip_suffix(" ... FAILED"));
                format!("the test `{name}`, {}", failed.unwrap_or("a panic"))
            }
        }
    }
}

fn try_fault<'r>(number: usize, soak: &Path, runs: impl Iterator<Item = &'r Run>) -> Result<Outcome, String> {
    for run in runs {
        let (code, text, problem) = run.soak(soak, number)?;
        match code {
            Some(0) => {}
            Some(2) => return Ok(Outcome::Invalid(problem.trim().to_owned())),
            _ => return Ok(Outcome::Killed(run.shown(&text))),
        }
    }
    Ok(Outcome::Survived)
}

/// Builds the sources with all faults in them; those that cannot be built, with the reason.
fn build(root: &Path, home: &Path, faults: &[(usize, &Fault)]) -> Result<BTreeMap<usize, String>, String> {
    let tree = home.join("tree");
    let mut invalid = BTreeMap::new();
    loop {
        let built: Vec<(usize, &Fault)> = faults.iter().filter(|(at, _)| !invalid.contains_key(at)).copied().collect();
        let (texts, spans) = switched(root, &built, &mut invalid)?;
        copy_sources(root, &tree, &texts)?;
        let mut build = cargo(home, "build");
        build.args(["--quiet", "--message-format", "short", "--bin", "soak"]);
        let done = build.output().map_err(|error| format!("cargo does not run: {error}"))?;
        if done.status.success() {
            return Ok(invalid);
        }
        let text = String::from_utf8_lossy(&done.stderr).into_owned();
        let known = invalid.len();
        for line in text.lines().filter(|line| line.contains(" error")) {
            if let Some(number) = blamed(line, &spans) {
                invalid.insert(number, line.to_owned());
            }
        }
        if invalid.len() == known {
            return Err(format!("the sources do not build\n{text}"));
        }
    }
}

/// Cargo for the tests' package of the copy.
fn cargo(home: &Path, verb: &str) -> Command {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args([verb, "-p", "arctos-tests", "--config", "profile.dev.package.arctos-compiler.opt-level=1"]);
    cargo.current_dir(home.join("tree")).env("CARGO_TARGET_DIR", home.join("target"));
    cargo
}

/// The lines of a changed file that belong to a fault.
struct Span {
    number: usize,
    file: PathBuf,
    lines: std::ops::Range<usize>,
}

/// The fault that a message of the Rust compiler is about: `file:line:column: error…`.
fn blamed(message: &str, spans: &[Span]) -> Option<usize> {
    let mut parts = message.split(':');
    let (file, line) = (Path::new(parts.next()?), parts.next()?.parse::<usize>().ok()?);
    spans.iter().find(|span| file.ends_with(&span.file) && span.lines.contains(&(line - 1))).map(|span| span.number)
}

type Texts = BTreeMap<PathBuf, String>;

/// The files that change, with each fault beside the sound code.
fn switched(
    root: &Path,
    faults: &[(usize, &Fault)],
    invalid: &mut BTreeMap<usize, String>,
) -> Result<(Texts, Vec<Span>), String> {
    let library = PathBuf::from("compiler/src/lib.rs");
    let mut texts = Texts::from([(library.clone(), read(&root.join(&library))? + READER)]);
    let mut spans = Vec::new();
    let mut files: BTreeMap<&Path, Vec<(usize, &Fault)>> = BTreeMap::new();
    for (number, fault) in faults {
        files.entry(&fault.file).or_default().push((*number, fault));
    }
    for (file, faults) in files {
        let sound = read(&root.join(file))?;
        let lines: Vec<&str> = sound.lines().collect();
        let mut bodies: BTreeMap<usize, Body> = BTreeMap::new();
        for (number, fault) in faults {
            match place(&lines, fault).and_then(|at| Ok((at, body(&lines, at)?))) {
                Ok((at, (first, last))) => {
                    bodies.entry(first).or_insert_with(|| Body { last, faults: Vec::new() }).faults.push((number, at, fault));
                }
                Err(why) => {
                    invalid.insert(number, why);
                }
            }
        }
        texts.insert(file.to_owned(), rewritten(&lines, &bodies, file, &mut spans));
    }
    Ok((texts, spans))
}

/// The body of a function, to its last line, and the faults in it, each with its number and its line.
struct Body<'a> {
    last: usize,
    faults: Vec<(usize, usize, &'a Fault)>,
}

fn rewritten(lines: &[&str], bodies: &BTreeMap<usize, Body>, file: &Path, spans: &mut Vec<Span>) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut done = 0;
    let of_switch = if file.starts_with("compiler") { "crate" } else { "arctos_compiler" };
    let part = |from: usize, to: usize| lines.get(from..to).unwrap_or_default().iter().map(|line| (*line).to_owned());
    for (first, body) in bodies {
        out.extend(part(done, *first));
        out.push(format!("match {of_switch}::seeded_fault() {{"));
        for (number, at, fault) in &body.faults {
            let start = out.len();
            out.push(format!("{number} => {{"));
            out.extend(part(*first, *at).chain(fault.after.iter().cloned()));
            out.extend(part(at + fault.before.len(), body.last));
            out.push("}".to_owned());
            spans.push(Span { number: *number, file: file.to_owned(), lines: start..out.len() });
        }
        out.push("_ => {".to_owned());
        out.extend(part(*first, body.last));
        out.push("}}".to_owned());
        done = body.last;
    }
    out.extend(part(done, lines.len()));
    out.join("\n") + "\n"
}

/// The line where a fault's lines begin.
fn place(lines: &[&str], fault: &Fault) -> Result<usize, String> {
    let found: Vec<usize> = lines
        .windows(fault.before.len())
        .enumerate()
        .filter(|(_, window)| window.iter().zip(&fault.before).all(|(line, wanted)| line.trim() == wanted))
        .map(|(at, _)| at)
        .collect();
    let [at] = found.as_slice() else { return Err(format!("its lines are in the file {} times", found.len())) };
    Ok(*at)
}

/// The lines of the body of the function round a line, by the indentation of formatted code.
fn body(lines: &[&str], at: usize) -> Result<(usize, usize), String> {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let is_function = |line: &str| {
        let line = line.trim_start();
        ["fn ", "async fn "].iter().any(|start| line.starts_with(start)) || (line.starts_with("pub") && line.contains("fn "))
    };
    let before = lines.iter().enumerate().take(at);
    for (start, line) in before.filter(|(_, line)| is_function(line)).rev() {
        let opened = lines.iter().enumerate().skip(start).find(|(_, line)| line.ends_with('{')).map(|(first, _)| first + 1);
        let closed = |(_, other): &(usize, &&str)| indent(other) == indent(line) && other.trim_start() == "}";
        let last = lines.iter().enumerate().skip(start).find(closed).map(|(last, _)| last);
        if let (Some(first), Some(last)) = (opened, last)
            && first <= at
            && last > at
        {
            return Ok((first, last));
        }
    }
    Err("its lines are in no function".to_owned())
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn read_faults(folder: &Path) -> Result<Vec<Fault>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    paths.sort();
    let mut faults = Vec::new();
    for path in paths {
        for record in format!("\n{}", read(&path)?).split("\n== ").filter(|record| !record.trim().is_empty()) {
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
    let (before, after, why): (Vec<String>, Vec<String>, Vec<String>) = (of("- "), of("+ "), of("# harmless: "));
    let harmless = (!why.is_empty()).then(|| why.join(" "));
    let fault = Fault { name: name.to_owned(), file: file.into(), before, after, harmless };
    (!fault.before.is_empty() && !fault.after.is_empty()).then_some(fault)
}

/// Copies what is needed to build, and only what differs, so that little is built again.
fn copy_sources(root: &Path, tree: &Path, changed: &Texts) -> Result<(), String> {
    let listed = Command::new("git").args(["ls-files", "--cached", "--others", "--exclude-standard"]).current_dir(root).output();
    let listed = listed.map_err(|error| format!("git does not run: {error}"))?;
    for name in String::from_utf8_lossy(&listed.stdout).lines() {
        let to = tree.join(name);
        let sound = || fs::read(root.join(name)).ok();
        let Some(wanted) = changed.get(Path::new(name)).map(|text| text.clone().into_bytes()).or_else(sound) else { continue };
        if fs::read(&to).is_ok_and(|present| present == wanted) {
            continue;
        }
        let folder = to.parent().unwrap_or(tree);
        let copied = fs::create_dir_all(folder).and_then(|()| fs::write(&to, wanted));
        copied.map_err(|error| format!("{}: {error}", to.display()))?;
    }
    Ok(())
}
