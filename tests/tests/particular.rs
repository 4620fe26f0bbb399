//! Cases that are particular to one database, against the reference evaluator: loose collations, columns that convert what
//! they are compared with, ids that mean something to readers of SQL.

use arctos_tests::differential::{Database, Explorer, Scenario};
use std::path::PathBuf;

fn scenarios(dialect: &str) -> Vec<(String, Scenario)> {
    let directory = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("dialects").join(dialect);
    let entries = std::fs::read_dir(&directory).expect("a folder of scenarios");
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

async fn run(database: Database, dialect: &str) {
    let mut explorer = Explorer::of(database);
    let mut wrong = Vec::new();
    for (name, scenario) in scenarios(dialect) {
        assert!(!scenario.asks.is_empty(), "{name} asks nothing");
        let outcome = explorer.runner().run(&scenario, &|_| true).await.unwrap_or_else(|problem| panic!("{name}: {problem}"));
        wrong.extend(outcome.refused.iter().map(|refused| format!("{name}: refused: {refused}")));
        wrong.extend(outcome.declined.keys().map(|code| format!("{name}: declined: {code}")));
        wrong.extend(outcome.failures.iter().map(|failure| format!("{name}: {failure}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[tokio::test]
async fn sqlite_answers_rightly() {
    run(Database::sqlite().expect("a database"), "sqlite").await;
}

#[tokio::test]
async fn mysql_answers_rightly() {
    let server = arctos_tests::mysql::shared().expect("a server");
    run(Database::mysql(&server.url("mysql")).await.expect("a connection"), "mysql").await;
}
