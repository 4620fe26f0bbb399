//! Compiled statements against the reference evaluator: the cases that once failed, and a fixed run of random ones.
//!
//! `cargo run -p arctos-tests --bin soak` goes on where this ends, and prints what fails as a scenario for the folder
//! `regressions`.

use arctos_tests::differential::{Explorer, Scenario};
use arctos_tests::postgres::shared;
use std::path::PathBuf;

/// Cases of the fixed run: as many as take well under a minute.
const CASES: u64 = 25;

fn regressions() -> Vec<(String, Scenario)> {
    let directory = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("regressions");
    let entries = std::fs::read_dir(&directory).expect("the folder of regressions");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let read = |path: PathBuf| {
        let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let text = std::fs::read_to_string(&path).expect("a scenario");
        let scenario = Scenario::parse(&text).unwrap_or_else(|problem| panic!("{name}: {problem}"));
        (name, scenario)
    };
    paths.into_iter().map(read).collect()
}

#[tokio::test]
async fn what_once_failed_is_right() {
    let server = shared().expect("a server");
    let mut explorer = Explorer::new(&server).await.expect("a database");
    let mut wrong = Vec::new();
    for (name, scenario) in regressions() {
        assert!(!scenario.asks.is_empty(), "{name} asks nothing");
        let outcome = explorer.runner().run(&scenario, &|_| true).await.unwrap_or_else(|problem| panic!("{name}: {problem}"));
        wrong.extend(outcome.refused.iter().map(|refused| format!("{name}: refused: {refused}")));
        wrong.extend(outcome.declined.keys().map(|code| format!("{name}: declined: {code}")));
        wrong.extend(outcome.failures.iter().map(|failure| format!("{name}: {failure}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[tokio::test]
async fn random_cases_agree_with_the_reference() {
    let server = shared().expect("a server");
    let mut explorer = Explorer::new(&server).await.expect("a database");
    let mut wrong = Vec::new();
    for seed in 1..=CASES {
        wrong.extend(explorer.case(seed).await.map(|found| found.to_string()));
    }
    let totals = explorer.totals();
    println!("{totals}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    let answers: usize = totals.answers.values().sum();
    assert!(answers > 1000, "the run hardly asks anything: {totals}");
    assert_eq!(totals.answers.len(), 7, "every sort of question is asked: {totals}");
}
