//! Checks in a second: `cargo run --release -p arctos-bench --bin throughput`.
//!
//! On the tracker of `shapes`, with 2 and with 16 connections, in turn: `pgbench` with the check written by hand and with the
//! engine's statement, a client of this process with both, and the library's `authorize`. Before that, all
//! of them are asked about the same actors and issues and their answers compared. `--database-url URL` uses a database that is
//! there, `--rows N` is the number of issues, `--seconds S` the time of each run, `--rounds N` how often each runs.

use arctos::tokio_postgres::types::ToSql;
use arctos::{Arctos, Form, KnownFacts, Options, Policy, Settings, Value, tokio_postgres};
use arctos_bench::shapes::cases::{CASES, POLICIES, Shape};
use arctos_bench::shapes::data;
use arctos_bench::shapes::home::Home;
use arctos_bench::shapes::rivals::{Author, rivals};
use std::error::Error;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use tokio_postgres::{Client, NoTls};

/// Every actor of the data set that is not an administrator, and one who is.
const ACTORS: i64 = 5;

struct Arguments {
    rows: u64,
    url: Option<String>,
    seconds: u64,
    rounds: usize,
}

fn arguments() -> Result<Arguments, Box<dyn Error>> {
    let mut found = Arguments { rows: 300_000, url: None, seconds: 10, rounds: 3 };
    let mut given = std::env::args().skip(1);
    while let Some(name) = given.next() {
        let mut value = || given.next().ok_or(format!("`{name}` needs a value"));
        match name.as_str() {
            "--rows" => found.rows = value()?.parse()?,
            "--database-url" => found.url = Some(value()?),
            "--seconds" => found.seconds = value()?.parse()?,
            "--rounds" => found.rounds = value()?.parse()?,
            other => return Err(format!("`{other}` is no option").into()),
        }
    }
    Ok(found)
}

/// Who asks.
#[derive(Clone, Copy, Debug)]
enum Asking {
    PgbenchHandWritten,
    PgbenchStatement,
    HandWritten,
    Statement,
    Library,
}

const EVERYBODY: [Asking; 5] =
    [Asking::PgbenchHandWritten, Asking::PgbenchStatement, Asking::HandWritten, Asking::Statement, Asking::Library];

/// What is needed to ask in every way.
struct Setting {
    url: String,
    rows: u64,
    hand_written: String,
    statement: String,
    seconds: u64,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments = arguments()?;
    let home = Home::new(arguments.url.as_deref()).await?;
    let client = connect(&home.url).await?;
    data::fill(&client, arguments.rows).await?;
    let setting = Arc::new(setting(home.url.clone(), &arguments).await?);
    compare(&client, &setting).await?;
    drop(client);
    println!(
        "| connections | pgbench: hand-written | pgbench: Arctos | client: hand-written | client: Arctos | library | Arctos to hand-written: pgbench, client |"
    );
    println!("|---|---|---|---|---|---|---|");
    for connections in [2, 16] {
        println!("{}", line(&setting, connections, arguments.rounds).await?);
    }
    Ok(())
}

async fn connect(url: &str) -> Result<Client, Box<dyn Error>> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    client.batch_execute("SET jit = off").await?;
    Ok(client)
}

async fn engine(url: &str, connections: usize) -> Result<Arctos, Box<dyn Error>> {
    let policy = POLICIES.first().ok_or("no policy")?;
    let loaded = Policy::load([("tracker.polar", policy.polar)], Some(("facts.yaml", policy.facts)))?;
    Ok(loaded.connect(url, Settings { connections, ..Settings::default() }).await?)
}

async fn setting(url: String, arguments: &Arguments) -> Result<Setting, Box<dyn Error>> {
    let case = CASES.iter().find(|case| case.policy == "tracker" && case.shape == Shape::Check).ok_or("no such question")?;
    let rival = rivals(case, 0).into_iter().find(|rival| rival.author == Author::Hand).ok_or("nothing written by hand")?;
    let options = Options { form: Form::Parameters, ..Options::default() };
    let compiled = engine(&url, 1).await?.policy().compile(&case.question("1", "1"), &KnownFacts::new(), options)?;
    Ok(Setting {
        url,
        rows: arguments.rows,
        hand_written: rival.sql,
        statement: compiled.statement.sql,
        seconds: arguments.seconds,
    })
}

/// Actors and issues, the same for everybody: a multiplicative generator, which every one starts elsewhere.
struct Pairs {
    state: u64,
    rows: u64,
}

impl Pairs {
    fn next(&mut self) -> (i64, i64) {
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let drawn = self.state >> 33;
        let issue = i64::try_from(1 + drawn % self.rows).unwrap_or(1);
        let actor = 1 + i64::try_from(self.state >> 60).unwrap_or(0) % ACTORS;
        (actor, issue)
    }
}

/// Asks in all ways about the same pairs.
async fn compare(client: &Client, setting: &Setting) -> Result<(), Box<dyn Error>> {
    let library = engine(&setting.url, 1).await?;
    let by_hand = client.prepare(&setting.hand_written).await?;
    let ours = client.prepare(&setting.statement).await?;
    let mut pairs = Pairs { state: 7, rows: setting.rows };
    let mut allowed = 0;
    for _ in 0..2_000 {
        let (actor, issue) = pairs.next();
        let values: [&(dyn ToSql + Sync); 2] = [&actor, &issue];
        let one: bool = client.query_one(&by_hand, &values).await?.get(0);
        let other: bool = client.query_one(&ours, &values).await?.get(0);
        let third = ask(&library, actor, issue).await?;
        if one != other || one != third {
            return Err(format!("user {actor}, issue {issue}: {one}, {other}, {third}").into());
        }
        allowed += usize::from(one);
    }
    eprintln!("2,000 answers agree, {allowed} of them yes");
    Ok(())
}

async fn ask(library: &Arctos, actor: i64, issue: i64) -> Result<bool, arctos::Error> {
    let user = Value::new("User", actor.to_string());
    library.authorize(&user, "read", &Value::new("Issue", issue.to_string())).await
}

/// The medians of rounds in which everybody runs once.
async fn line(setting: &Arc<Setting>, connections: usize, rounds: usize) -> Result<String, Box<dyn Error>> {
    let mut found = [const { Vec::new() }; 5];
    for _ in 0..rounds {
        for (asking, rates) in EVERYBODY.iter().zip(&mut found) {
            rates.push(rate(setting, *asking, connections).await?);
        }
        eprintln!("{connections} connections: {found:.0?}");
    }
    let [bench_hand, bench_ours, hand, ours, library] = found.map(|mut rates| {
        rates.sort_by(f64::total_cmp);
        rates.get(rates.len() / 2).copied().unwrap_or(0.0)
    });
    let (bench, client) = (bench_ours / bench_hand, ours / hand);
    Ok(format!(
        "| {connections} | {bench_hand:.0} | {bench_ours:.0} | {hand:.0} | {ours:.0} | {library:.0} | {bench:.2}, {client:.2} |"
    ))
}

/// How many checks a second.
async fn rate(setting: &Arc<Setting>, asking: Asking, connections: usize) -> Result<f64, Box<dyn Error>> {
    match asking {
        Asking::PgbenchHandWritten => return pgbench(setting, &setting.hand_written, connections),
        Asking::PgbenchStatement => return pgbench(setting, &setting.statement, connections),
        Asking::HandWritten | Asking::Statement | Asking::Library => {}
    }
    let library = engine(&setting.url, connections).await?;
    let done = Arc::new(AtomicU64::new(0));
    let mut clients = Vec::new();
    for _ in 0..connections {
        clients.push(connect(&setting.url).await?);
    }
    let started = Instant::now();
    let until = started + Duration::from_secs(setting.seconds);
    let mut running = JoinSet::new();
    for (state, client) in (1..).zip(clients) {
        let (setting, library, done) = (setting.clone(), library.clone(), done.clone());
        running
            .spawn(async move { one(&setting, asking, &client, &library, state, until, &done).await.map_err(|e| e.to_string()) });
    }
    while let Some(ended) = running.join_next().await {
        ended??;
    }
    Ok(f64::from(u32::try_from(done.load(Ordering::Relaxed))?) / started.elapsed().as_secs_f64())
}

async fn one(
    setting: &Setting,
    asking: Asking,
    client: &Client,
    library: &Arctos,
    state: u64,
    until: Instant,
    done: &AtomicU64,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    let text = if matches!(asking, Asking::HandWritten) { &setting.hand_written } else { &setting.statement };
    let statement = client.prepare(text).await?;
    let mut pairs = Pairs { state, rows: setting.rows };
    while Instant::now() < until {
        let (actor, issue) = pairs.next();
        if matches!(asking, Asking::Library) {
            ask(library, actor, issue).await?;
        } else {
            client.query_one(&statement, &[&actor, &issue]).await?;
        }
        done.fetch_add(1, Ordering::Relaxed);
    }
    Ok(())
}

fn pgbench(setting: &Setting, text: &str, connections: usize) -> Result<f64, Box<dyn Error>> {
    let text = text.replace("$1", ":actor").replace("$2", ":issue");
    let script = format!("\\set actor random(1, {ACTORS})\n\\set issue random(1, {})\n{text};\n", setting.rows);
    let file = std::env::temp_dir().join(format!("arctos-throughput-{}.sql", std::process::id()));
    std::fs::write(&file, script)?;
    let mut command = Command::new("pgbench");
    command.args(["--no-vacuum", "--protocol=prepared", "--jobs=2"]).arg(format!("--client={connections}"));
    command.arg(format!("--time={}", setting.seconds)).arg(format!("--file={}", file.display()));
    let output = command.env("PGOPTIONS", "-c jit=off").arg(&setting.url).output()?;
    let _ = std::fs::remove_file(&file);
    let printed = String::from_utf8_lossy(&output.stdout);
    let rate = printed.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
    rate.ok_or_else(|| format!("pgbench: {}", String::from_utf8_lossy(&output.stderr)).into())
}
