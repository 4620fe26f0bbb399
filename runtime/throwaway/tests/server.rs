//! Databases are separate, and nothing is left behind.

use arctos_throwaway::Server;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const SCHEMA: &str = "CREATE TABLE users (id bigint PRIMARY KEY); INSERT INTO users VALUES (1), (2);";
/// Set in the process that [`ends_with_its_process`] starts and kills.
const CHILD: &str = "ARCTOS_TEST_SERVER_CHILD";

#[tokio::test]
async fn databases_of_one_schema_are_copies() {
    let server = Server::start().expect("a server");
    let first = server.copy(SCHEMA).await.expect("a database");
    let second = server.copy(SCHEMA).await.expect("a database");
    let client = first.connect().await.expect("a connection");
    client.batch_execute("DELETE FROM users").await.expect("rows to delete");
    let client = second.connect().await.expect("a connection");
    let rows = client.query("SELECT id FROM users ORDER BY id", &[]).await.expect("rows");
    let ids: Vec<i64> = rows.iter().map(|row| row.get(0)).collect();
    assert_eq!(ids, [1, 2]);
}

#[tokio::test]
async fn a_url_leads_to_the_same_database() {
    let server = Server::start().expect("a server");
    let database = server.database(SCHEMA).await.expect("a database");
    let (client, connection) = tokio_postgres::connect(&database.url(), tokio_postgres::NoTls).await.expect("a connection");
    drop(tokio::spawn(connection));
    let row = client.query_one("SELECT current_database()", &[]).await.expect("a row");
    assert_eq!(row.get::<_, &str>(0), database.name());
}

#[tokio::test]
async fn a_dropped_database_is_gone() {
    let server = Server::start().expect("a server");
    let database = server.database(SCHEMA).await.expect("a database");
    let name = database.name().to_owned();
    drop(database);
    let client = server.connect("postgres").await.expect("a connection");
    let found = client.query_opt("SELECT FROM pg_database WHERE datname = $1", &[&name]).await.expect("an answer");
    assert!(found.is_none());
}

#[tokio::test]
async fn a_refused_script_leaves_nothing_and_says_why() {
    let server = Server::start().expect("a server");
    let error = server.database("SELECT nonsense").await.expect_err("no such column");
    assert!(error.to_string().contains("nonsense"), "{error}");
    let client = server.connect("postgres").await.expect("a connection");
    let count = client.query_one("SELECT count(*) FROM pg_database", &[]).await.expect("a row");
    assert_eq!(count.get::<_, i64>(0), 3, "`postgres` and two templates");
}

#[test]
fn a_dropped_server_leaves_nothing() {
    let server = Server::start().expect("a server");
    let directory = server.directory().expect("a directory").to_owned();
    assert!(directory.join("data").exists());
    drop(server);
    assert!(!directory.exists());
}

/// Not a test by itself: the process that is killed.
#[test]
fn child_with_a_server() {
    if std::env::var_os(CHILD).is_none() {
        return;
    }
    let server = Server::start().expect("a server");
    println!("\ndirectory {}", server.directory().expect("a directory").display());
    std::thread::sleep(Duration::from_mins(1));
}

#[test]
fn ends_with_its_process() {
    let program = std::env::current_exe().expect("this program");
    let mut child = Command::new(program)
        .args(["--exact", "child_with_a_server", "--nocapture"])
        .env(CHILD, "1")
        .stdout(Stdio::piped())
        .spawn()
        .expect("a child process");
    let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let directory = lines.map_while(Result::ok).find_map(|line| line.strip_prefix("directory ").map(str::to_owned));
    child.kill().expect("it runs");
    child.wait().expect("it is gone");
    let directory = directory.expect("the child's directory");
    let until = Instant::now() + Duration::from_secs(20);
    while Path::new(&directory).exists() && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(!Path::new(&directory).exists(), "`{directory}` is still there");
}
