//! Random cases until the time is over: `cargo run -p arctos-tests --bin soak -- --minutes 10 --seed 1`.
//!
//! Prints each difference as a small case, and at the end how fast it went and what was covered; `--coverage` shows it in
//! full, `--trace` prints each question, `--threads N` says how many cases run at a time, `--dialect sqlite` or
//! `--dialect mysql --url URL` runs on another database than PostgreSQL, `--server 16` on a PostgreSQL server of that major
//! version, which is fetched where the machine has none. `--out DIR` writes each difference to a file of
//! its own. `--show` only prints the case of the seed. `--whole` does not make cases smaller. `--first` ends with the first
//! difference, as large as it is; with `--late N`, also once more than N statements have run out of time. `--folder DIR`
//! runs the scenarios of a folder instead. `--patience N` asks no further question of a case after so many seconds, in place
//! of a minute. Exit code 1 when there were differences. A case that takes minutes is printed and
//! ends the run.

use arctos_compiler::sql::Dialect;
use arctos_tests::differential::{Home, PATIENCE, Plan, explore, wrong_in};
use arctos_tests::postgres::shared;
use arctos_tests::random::Case;
use arctos_throwaway::Server;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

#[expect(clippy::struct_excessive_bools, reason = "one for each switch")]
struct Arguments {
    minutes: f64,
    seed: u64,
    cases: usize,
    threads: usize,
    out: Option<PathBuf>,
    table: bool,
    show: bool,
    whole: bool,
    first: bool,
    late: usize,
    patience: Duration,
    folder: Option<PathBuf>,
    trace: bool,
    dialect: Dialect,
    url: Option<String>,
    server: Option<u32>,
}

fn arguments() -> Result<Arguments, String> {
    let mut found = Arguments {
        minutes: 1.0,
        seed: 1,
        cases: usize::MAX,
        threads: 2,
        out: None,
        table: false,
        show: false,
        whole: false,
        first: false,
        late: usize::MAX,
        patience: PATIENCE,
        folder: None,
        trace: false,
        dialect: Dialect::Postgres,
        url: None,
        server: None,
    };
    let mut given = std::env::args().skip(1);
    while let Some(name) = given.next() {
        match name.as_str() {
            "--coverage" => found.table = true,
            "--trace" => found.trace = true,
            "--show" => found.show = true,
            "--whole" => found.whole = true,
            "--first" => found.first = true,
            _ => value_of(&name, given.next(), &mut found)?,
        }
    }
    Ok(found)
}

fn value_of(name: &str, value: Option<String>, found: &mut Arguments) -> Result<(), String> {
    let value = value.ok_or_else(|| format!("`{name}` needs a value"))?;
    let number = || format!("`{value}` is not a number");
    match name {
        "--minutes" => found.minutes = value.parse().map_err(|_| number())?,
        "--seed" => found.seed = value.parse().map_err(|_| number())?,
        "--cases" => found.cases = value.parse().map_err(|_| number())?,
        "--patience" => found.patience = Duration::from_secs(value.parse().map_err(|_| number())?),
        "--late" => found.late = value.parse().map_err(|_| number())?,
        "--folder" => found.folder = Some(value.into()),
        "--dialect" => found.dialect = value.parse()?,
        "--url" => found.url = Some(value),
        "--server" => found.server = Some(value.parse().map_err(|_| number())?),
        "--threads" => found.threads = value.parse().map_err(|_| number())?,
        "--out" => found.out = Some(value.into()),
        _ => return Err(format!("unknown argument `{name}`")),
    }
    Ok(())
}

fn main() -> ExitCode {
    let outcome = match arguments() {
        Ok(arguments) => soak(&arguments),
        Err(message) => Err(message),
    };
    match outcome {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

fn soak(arguments: &Arguments) -> Result<usize, String> {
    if arguments.show {
        println!("{}", Case::random(arguments.seed).scenario(arguments.dialect));
        return Ok(0);
    }
    let server;
    let home = match arguments.dialect {
        Dialect::Postgres => {
            let started = arguments.server.map_or_else(shared, |major| Server::start_version(major, &[]));
            server = started.map_err(|error| error.to_string())?;
            Home::Postgres(&server)
        }
        Dialect::Sqlite => Home::Sqlite,
        Dialect::MySql => Home::MySql(arguments.url.as_deref().ok_or("`--dialect mysql` needs `--url` of a server")?),
    };
    if let Some(folder) = &arguments.folder {
        return scenarios(folder, home);
    }
    let start = Instant::now();
    let end = u64::try_from(arguments.cases).unwrap_or(u64::MAX).saturating_add(arguments.seed);
    let plan = Plan {
        seeds: arguments.seed..end,
        until: Some(start + Duration::from_secs_f64(arguments.minutes * 60.0)),
        threads: arguments.threads,
        trace: arguments.trace,
        whole: arguments.whole || arguments.first,
        late: arguments.late,
        patience: arguments.patience,
    };
    let totals = explore(&home, &plan, &|found| {
        let text = found.to_string();
        println!("{text}\n{}", "-".repeat(80));
        if let Some(directory) = &arguments.out {
            let path = directory.join(format!("{}.txt", found.seed));
            if let Err(error) = std::fs::write(&path, text) {
                eprintln!("cannot write `{}`: {error}", path.display());
            }
        }
        if arguments.first {
            std::process::exit(1);
        }
    })?;
    let seconds = start.elapsed().as_secs_f64();
    let per_second = f64::from(u32::try_from(totals.cases).unwrap_or(u32::MAX)) / seconds;
    println!("{totals}{per_second:.1} cases per second from seed {}", arguments.seed);
    let (gaps, all) = totals.coverage.gaps();
    println!("{gaps} of {all} combinations of construct, placement and question have no answer yet");
    if arguments.table {
        println!("{}", totals.coverage);
    }
    Ok(totals.failed)
}

/// Prints what is wrong with the scenarios of a folder.
fn scenarios(folder: &Path, home: Home<'_>) -> Result<usize, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())?;
    let wrong = runtime.block_on(wrong_in(folder, home))?;
    for problem in &wrong {
        println!("{problem}");
    }
    Ok(wrong.len())
}
