//! Databases of MariaDB are separate, and nothing is left behind.

use arctos_throwaway::MySqlServer;
use mysql_async::prelude::Queryable;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const SCHEMA: &str = "CREATE TABLE users (id bigint PRIMARY KEY); INSERT INTO users VALUES (1), (2);";
/// Set in the process that [`ends_with_its_process`] starts and kills.
const CHILD: &str = "ARCTOS_TEST_MYSQL_CHILD";

#[tokio::test]
async fn databases_are_separate_and_go() {
    let server = MySqlServer::start().expect("a server");
    let (first, second) = (server.database(SCHEMA).await.expect("one"), server.database(SCHEMA).await.expect("another"));
    let mut conn = first.connect().await.expect("a connection");
    conn.query_drop("DELETE FROM users").await.expect("rows to delete");
    let mut conn = mysql_async::Conn::from_url(second.url()).await.expect("a connection by the URL");
    let ids: Vec<i64> = conn.query("SELECT id FROM users ORDER BY id").await.expect("rows");
    assert_eq!(ids, [1, 2]);
    let name = first.name().to_owned();
    drop(first);
    let found: Vec<String> = conn.query(format!("SHOW DATABASES LIKE '{name}'")).await.expect("an answer");
    assert!(found.is_empty());
}

#[tokio::test]
async fn a_refused_script_leaves_nothing_and_says_why() {
    let server = MySqlServer::start().expect("a server");
    let error = server.database("SELECT 1; SELECT nonsense").await.expect_err("no such column");
    assert!(error.to_string().contains("nonsense"), "{error}");
    let mut conn = server.connect(None).await.expect("a connection");
    let found: Vec<String> = conn.query("SHOW DATABASES LIKE 'arctos%'").await.expect("an answer");
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_dropped_server_leaves_nothing() {
    let server = MySqlServer::start().expect("a server");
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
    let server = MySqlServer::start().expect("a server");
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
