//! `arctos bench`, and filters whose grants are asked for first.

use crate::run::{Folder, Outcome, output, run};
use arctos_tests::sqlite::Connection;
use arctos_tests::{mysql, postgres};
use std::future::Future;

/// The tables of the documentation's example. Roles have no index; there are few with many roles, and many with one.
const SCHEMA: &str = "
CREATE TABLE org_members (user_id bigint NOT NULL, role varchar(20) NOT NULL, org_id bigint NOT NULL);
CREATE TABLE issues (id integer PRIMARY KEY, org_id bigint, creator_id bigint, locked boolean NOT NULL);
CREATE INDEX issues_by_org ON issues (org_id);
CREATE INDEX issues_by_creator ON issues (creator_id);
INSERT INTO issues VALUES (41, 1, 9, false), (42, 1, 7, false), (43, NULL, 7, true), (44, 2, 8, false);
";

/// Members enough for a table that should not be read whole.
fn script() -> String {
    let mut rows: Vec<String> = (1..=3000).map(|user| format!("({user}, 'member', {})", user % 300 + 10)).collect();
    rows.extend((1..=40).map(|org| format!("(7, 'owner', {org})")));
    format!("{SCHEMA}INSERT INTO org_members VALUES {};", rows.join(", "))
}

fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(future)
}

fn words<'a>(url: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["bench", "--policy", "policy.polar", "--facts", "facts.yaml", "--database-url", url, "--large", "1000"], more].concat()
}

fn check(url: &str, planned: bool) {
    let Outcome { stdout, stderr, code } =
        run(&words(url, &["--questions", "list read,authorize,filter read", "--json", "--repeat", "2"]));
    assert_eq!((stderr.as_str(), code), ("", 0), "{stdout}");
    let document: serde_json::Value = serde_json::from_str(&stdout).expect("a document");
    let timings = document["timings"].as_array().expect("timings");
    let of = |question: &str, class: &str| {
        let found = timings.iter().find(|timing| timing["question"] == question && timing["class"] == class);
        found.unwrap_or_else(|| panic!("no {question} for {class} in {stdout}"))
    };
    let many = of("list read Issue", "many");
    assert_eq!((many["actor"].as_str(), many["grants"].as_u64()), (Some("User:7"), Some(41)));
    assert_eq!(many["rows"].as_u64(), Some(3), "those of organizations 1 and 2: {many}");
    assert_eq!(of("filter read Issue", "many")["rows"], many["rows"]);
    assert_eq!(of("list read Issue", "few")["grants"].as_u64(), Some(1));
    for timing in timings {
        assert!(timing["problem"].is_null() && timing["median_ms"].as_f64().is_some_and(|ms| ms > 0.0), "{timing}");
        assert!(timing["min_ms"].as_f64() <= timing["median_ms"].as_f64(), "{timing}");
        assert_eq!(timing["planning_ms"].is_number(), planned, "{timing}");
        assert!(timing["plan"].as_array().is_some_and(|plan| !plan.is_empty()), "{timing}");
    }
    let warnings = document["warnings"].as_array().expect("warnings");
    let [warning] = warnings.as_slice() else { panic!("{warnings:?}") };
    assert_eq!(warning["table"], "org_members");
    let missing = warning["missing_indexes"].as_array().expect("columns");
    assert!(missing.iter().any(|columns| columns[0] == "user_id"), "{warning}");
}

#[test]
fn questions_are_timed_on_sqlite() {
    let folder = Folder::new("sqlite-bench");
    let path = format!("{}/app.db", folder.path());
    let connection = Connection::open(&path).expect("a database");
    connection.execute_batch(&format!("{}ANALYZE;", script())).expect("tables");
    let url = format!("sqlite:{path}");
    check(&url, false);
    connection.execute_batch("CREATE INDEX m ON org_members (user_id, org_id); ANALYZE;").expect("an index");
    let told = output(&words(&url, &["--actor", "User:8", "--questions", "authorize read"]));
    assert!(told.starts_with("question ") && told.contains("User:8 (given)") && !told.contains("warning"), "{told}");
}

#[test]
fn questions_are_timed_on_mariadb() {
    let database = wait(mysql::shared().expect("a server").database(&script())).expect("a database");
    check(&database.url(), false);
}

#[test]
fn questions_are_timed_on_postgres() {
    let database = wait(postgres::shared().expect("a server").database(&format!("{}ANALYZE;", script()))).expect("a database");
    check(&database.url(), true);
    let told = output(&words(&database.url(), &["--questions", "list read"]));
    assert!(told.contains("warning: `org_members`, of 3040 rows, is read whole"), "{told}");
    assert!(told.contains("help: no index begins with a column of `org_members (user_id"), "{told}");
}

#[test]
fn a_filter_has_the_answers_of_the_database() {
    let folder = Folder::new("sqlite-phases");
    let path = format!("{}/app.db", folder.path());
    Connection::open(&path).expect("a database").execute_batch(&script()).expect("tables");
    let url = format!("sqlite:{path}");
    let filter =
        ["compile", "filter", "User:8", "read", "Issue", "--on", "i.id", "--policy", "policy.polar", "--facts", "facts.yaml"];
    let sql = output(&[&filter[..], &["--two-phase", "--database-url", &url]].concat());
    assert!(sql.contains("18") && !sql.contains("org_members"), "{sql}");
    for (more, said) in [
        (&["--two-phase"][..], "add `--database-url URL`"),
        (&["--two-phase", "--database-url", &url, "--emit", "plan"], "prints the SQL of a filter"),
        (&["--two-phase", "--database-url", &url, "--dialect", "postgres"], "speaks `sqlite`"),
    ] {
        let outcome = run(&[&filter[..], more].concat());
        assert_eq!((outcome.stdout.as_str(), outcome.code), ("", 2), "{more:?}");
        assert!(outcome.stderr.contains(said), "{}", outcome.stderr);
    }
}
