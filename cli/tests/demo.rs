//! `arctos demo` from the outside: what it shows, and that it leaves nothing behind.

use arctos_tests::{mysql, postgres};
use arctos_throwaway::Server;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

/// What every server has: `postgres` and two templates.
const OWN_DATABASES: i64 = 3;

fn demo(scale: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_arctos"));
    // Nothing but the program itself.
    command.args(["demo", "--scale", scale]).env_remove("DATABASE_URL");
    command
}

/// What every demo shows, in this order.
fn shows(command: &mut Command, sql: &[&str], plan: &str) -> String {
    let output = command.output().expect("the demo to run");
    let (shown, said) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}");
    let beginning = [
        "900 issues",
        "\n  resource Issue {\n",
        "\n    is_banned(User:_):\n      query: SELECT id FROM users WHERE banned_at IS NOT NULL\n",
        "may a user close issue 181?",
        "\n  allowed  User:4 ",
        "\n  denied   User:6 ",
        "\n  allowed  User:1 ",
    ];
    let pages = [
        "\n  LIMIT 20\n",
        "\n  may read 100 of 900 issues; 20 on this page\n",
        &format!("\n  … and 15 more\n\n  {plan}"),
        "\n  20 rows, ",
        "\n  may read 300 of 900 issues; 20 on this page\n",
        "\n  may read 900 of 900 issues; 20 on this page\n",
    ];
    let mut rest: &str = &shown;
    for part in beginning.iter().chain(sql).chain(&pages) {
        let at = rest.find(part).unwrap_or_else(|| panic!("{part:?} is missing, or not in its place, in\n{shown}"));
        rest = &rest[at..];
    }
    assert!(!shown.contains('\u{1b}'), "no colours but on a terminal");
    if let Some((_, after)) = shown.split_once("started in ") {
        let directory = after.lines().next().expect("a line");
        assert!(!Path::new(directory).exists(), "{directory}");
    }
    rest.to_owned()
}

#[test]
fn needs_nothing_but_the_program() {
    let elsewhere = std::env::temp_dir();
    let mut command = demo("0.002");
    command.current_dir(elsewhere).env_clear();
    let rest = shows(&mut command, &["\n  WHERE i.state = ?1\n    AND (\n", "\n  ORDER BY i.created_at DESC"], "SCAN i");
    assert!(rest.contains(", run in "), "{rest}");
}

#[test]
fn shows_the_same_on_postgres() {
    let mut command = demo("0.002");
    match std::env::var(postgres::URL_VARIABLE) {
        Ok(url) => command.args(["--database-url", &url]),
        Err(_) => command.args(["--on", "postgres"]),
    };
    let rest =
        shows(&mut command, &["\n  WHERE i.state = $1\n    AND (\n", "\n  ORDER BY i.created_at DESC"], "Limit  20 rows\n");
    assert!(rest.contains(" buffers, planned in "), "{rest}");
}

#[test]
fn shows_the_same_on_mariadb() {
    let mut command = demo("0.002");
    match std::env::var(mysql::URL_VARIABLE) {
        Ok(url) => command.args(["--database-url", &url]),
        Err(_) => command.args(["--on", "mariadb"]),
    };
    let rest = shows(&mut command, &["\n  WHERE i.state = ?\n    AND (\n", "\n  ORDER BY"], "PRIMARY on i");
    assert!(rest.contains(", run in "), "{rest}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_demo_leaves_no_database() {
    let server = Server::start().expect("a server");
    let mut child =
        demo("1").args(["--database-url", &server.url("postgres")]).stderr(Stdio::piped()).spawn().expect("the demo to run");
    let mut lines = BufReader::new(child.stderr.take().expect("its messages")).lines().map_while(Result::ok);
    assert!(lines.any(|line| line.starts_with("filling")));
    let databases = async || {
        let client = server.connect("postgres").await.expect("a connection");
        let row = client.query_one("SELECT count(*) FROM pg_database", &[]).await.expect("a row");
        row.get::<_, i64>(0)
    };
    while databases().await == OWN_DATABASES {}
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("`kill` to run");
    assert!(killed.success());
    assert_eq!(child.wait().expect("its end").code(), Some(1));
    assert_eq!(lines.collect::<Vec<_>>(), ["error: interrupted"]);
    assert_eq!(databases().await, OWN_DATABASES);
}

#[test]
fn options_are_sensible() {
    let sqlite = demo("0.002").args(["--database-url", "sqlite:app.db"]).output().expect("the demo to run");
    assert_eq!(sqlite.status.code(), Some(2), "no server, and a file that the demo must not touch");
    for scale in ["0", "-1", "x", "NaN", "1000"] {
        let output = demo(scale).output().expect("the demo to run");
        assert_eq!(output.status.code(), Some(2), "{scale}");
    }
}
