//! Random cases until the time is over: `cargo run -p arctos-tests --bin soak -- --minutes 10 --seed 1`.
//!
//! Prints each difference as a small case, and at the end how fast it went and what was covered; `--coverage` shows it in
//! full, `--trace` prints each question. `--out DIR` writes each difference to a file of its own. `--show` only prints
//! the case of the seed. `--whole` does not make cases smaller. Exit code 1
//! when there were differences. A case that takes minutes is printed and ends the run.

use arctos_compiler::sql::Dialect;
use arctos_tests::differential::{Database, Explorer};
use arctos_tests::postgres::shared;
use arctos_tests::random::Case;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

#[expect(clippy::struct_excessive_bools, reason = "one for each switch")]
struct Arguments {
    minutes: f64,
    seed: u64,
    cases: usize,
    out: Option<PathBuf>,
    table: bool,
    show: bool,
    whole: bool,
    trace: bool,
    dialect: Dialect,
    url: Option<String>,
}

/// The seed that is being run, for [`watch`].
static CURRENT: AtomicU64 = AtomicU64::new(0);
/// How long one case may take, with making it smaller.
const LIMIT: Duration = Duration::from_mins(3);

fn arguments() -> Result<Arguments, String> {
    let mut found = Arguments {
        minutes: 1.0,
        seed: 1,
        cases: usize::MAX,
        out: None,
        table: false,
        show: false,
        whole: false,
        trace: false,
        dialect: Dialect::Postgres,
        url: None,
    };
    let mut given = std::env::args().skip(1);
    while let Some(name) = given.next() {
        match name.as_str() {
            "--coverage" => found.table = true,
            "--trace" => found.trace = true,
            "--show" => found.show = true,
            "--whole" => found.whole = true,
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
        "--dialect" => found.dialect = value.parse()?,
        "--url" => found.url = Some(value),
        "--out" => found.out = Some(value.into()),
        _ => return Err(format!("unknown argument `{name}`")),
    }
    Ok(())
}

/// Ends the run when one seed takes too long.
fn watch(dialect: Dialect) {
    let (mut seed, mut since) = (CURRENT.load(Ordering::Relaxed), Instant::now());
    loop {
        std::thread::sleep(Duration::from_secs(1));
        let now = CURRENT.load(Ordering::Relaxed);
        if now != seed {
            (seed, since) = (now, Instant::now());
        } else if since.elapsed() > LIMIT {
            println!("seed {seed} takes too long\n\n{}", Case::random(seed).scenario(dialect));
            std::process::exit(1);
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let outcome = match arguments() {
        Ok(arguments) => soak(&arguments).await,
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

async fn soak(arguments: &Arguments) -> Result<usize, String> {
    if arguments.show {
        println!("{}", Case::random(arguments.seed).scenario(arguments.dialect));
        return Ok(0);
    }
    CURRENT.store(arguments.seed, Ordering::Relaxed);
    let dialect = arguments.dialect;
    std::thread::spawn(move || watch(dialect));
    let mut explorer = match dialect {
        Dialect::Postgres => {
            let server = shared().map_err(|error| error.to_string())?;
            Explorer::new(&server).await.map_err(|error| error.to_string())?
        }
        Dialect::Sqlite => Explorer::of(Database::sqlite()?),
        Dialect::MySql => {
            let url = arguments.url.as_ref().ok_or("`--dialect mysql` needs `--url` of a server")?;
            Explorer::of(Database::mysql(url).await?)
        }
    };
    explorer.runner().trace = arguments.trace;
    explorer.whole = arguments.whole;
    let start = Instant::now();
    let limit = Duration::from_secs_f64(arguments.minutes * 60.0);
    let mut seed = arguments.seed;
    while start.elapsed() < limit && explorer.totals().cases < arguments.cases {
        CURRENT.store(seed, Ordering::Relaxed);
        if let Some(found) = explorer.case(seed).await {
            let text = found.to_string();
            println!("{text}\n{}", "-".repeat(80));
            if let Some(directory) = &arguments.out {
                let path = directory.join(format!("{seed}.txt"));
                std::fs::write(&path, text).map_err(|error| format!("cannot write `{}`: {error}", path.display()))?;
            }
        }
        seed = seed.wrapping_add(1);
    }
    let seconds = start.elapsed().as_secs_f64();
    let totals = explorer.totals();
    let per_second = f64::from(u32::try_from(totals.cases).unwrap_or(u32::MAX)) / seconds;
    print!("{totals}{per_second:.1} cases per second from seed {}\n", arguments.seed);
    let (gaps, all) = totals.coverage.gaps();
    println!("{gaps} of {all} combinations of construct, placement and question have no answer yet");
    if arguments.table {
        println!("{}", totals.coverage);
    }
    Ok(totals.failed)
}
