//! Compiled statements against the reference evaluator: every construct that the language document promises, by name, the
//! random cases that once failed, and those of fixed seeds.
//!
//! `cargo run -p arctos-tests --bin soak` makes new ones, and prints what fails as a scenario for the folder
//! `regressions`.

use arctos_tests::differential::{BEYOND, Home, OUT_OF_TIME, PATIENCE, Plan, explore, wrong_in};
use arctos_tests::postgres::shared;
use arctos_tests::reference::TOO_MUCH;
use std::path::PathBuf;
use std::sync::Mutex;
use std::thread::available_parallelism;

/// How many random cases belong to the tests: what two cores answer in some minutes.
const CASES: u64 = 1_570;

/// The same for SQLite.
const CASES_ON_SQLITE: u64 = 400;

/// The same for MariaDB. It plans some recursions for minutes, such as those of the next two cases, or with all the memory
/// there is.
const CASES_ON_MYSQL: u64 = 36;

/// Every scenario of a folder is right.
async fn assert_right(folder: &str, home: Home<'_>) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(folder);
    let wrong = wrong_in(&folder, home).await.expect("scenarios");
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[tokio::test]
async fn what_once_failed_is_right() {
    let server = shared().expect("a server");
    assert_right("regressions", Home::Postgres(&server)).await;
}

#[tokio::test]
async fn every_construct_is_right_on_postgres() {
    let server = shared().expect("a server");
    assert_right("totality", Home::Postgres(&server)).await;
}

#[tokio::test]
async fn every_construct_is_right_on_sqlite() {
    assert_right("totality", Home::Sqlite).await;
}

#[tokio::test]
async fn everything_is_right_on_mysql() {
    let server = arctos_tests::mysql::shared().expect("a server");
    // One after the other: on MySQL all scenarios have the same names for their databases.
    assert_right("totality", Home::MySql(&server.url("mysql"))).await;
    assert_right("dialects/mysql", Home::MySql(&server.url("mysql"))).await;
    let url = server.url("mysql");
    let seeds = std::thread::spawn(move || assert_seeds_are_right(Home::MySql(&url), CASES_ON_MYSQL));
    seeds.join().expect("right answers");
}

/// Loose collations, columns that convert what they are compared with, ids that mean something to readers of SQL.
#[tokio::test]
async fn what_is_particular_to_sqlite_is_right() {
    assert_right("dialects/sqlite", Home::Sqlite).await;
}

/// Runs random cases of fixed seeds.
fn assert_seeds_are_right(home: Home<'_>, cases: u64) {
    let threads = available_parallelism().map_or(2, std::num::NonZero::get);
    let plan =
        Plan { seeds: 1..1 + cases, until: None, threads, trace: false, whole: false, late: usize::MAX, patience: PATIENCE };
    let wrong: Mutex<Vec<String>> = Mutex::default();
    let totals = explore(&home, &plan, &|found| wrong.lock().expect("a list").push(found.to_string())).expect("a run");
    println!("{totals}");
    let wrong = wrong.into_inner().expect("a list");
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    // Some are too much for the reference, which tries every combination.
    assert!(totals.broken.keys().all(|message| message == TOO_MUCH), "{totals}");
    // On a slow machine a few statements have no answer in time; a recursion without an end would have none in many cases.
    let late = totals.declined.get(OUT_OF_TIME).copied().unwrap_or(0);
    assert!(late as u64 <= 5 + cases / 20, "{totals}");
    // So do those that are beyond what a database can do, on SQLite and MariaDB alone.
    let beyond: usize = BEYOND.iter().filter_map(|why| totals.declined.get(*why)).sum();
    let most = if matches!(home, Home::Postgres(_)) { 0 } else { cases / 2 };
    assert!(beyond as u64 <= most, "{totals}");
    // Many can be too large only where a statement reads a shared relation anew wherever it is named.
    let too_large: usize = totals.declined.iter().filter(|(why, _)| why.starts_with("E0403")).map(|(_, count)| count).sum();
    let most = if matches!(home, Home::Postgres(_)) { cases / 100 } else { 5 * cases };
    assert!(too_large as u64 <= most, "{totals}");
    // A generator that makes little that can be asked would test nothing.
    assert!(totals.answers.values().sum::<usize>() as u64 > 50 * cases, "{totals}");
}

#[test]
fn cases_of_fixed_seeds_are_right_on_postgres() {
    assert_seeds_are_right(Home::Postgres(&shared().expect("a server")), CASES);
}

#[test]
fn cases_of_fixed_seeds_are_right_on_sqlite() {
    assert_seeds_are_right(Home::Sqlite, CASES_ON_SQLITE);
}
