//! Questions to a SQLite database, and the same to MariaDB.

use crate::run::{Folder, Outcome, run};
use arctos_tests::mysql;
use arctos_tests::sqlite::Connection;
use arctos_throwaway::MySqlDatabase;

/// The tables of the documentation's example, as people declare them in SQLite.
const SCHEMA: &str = "
CREATE TABLE org_members (user_id INTEGER NOT NULL, role TEXT NOT NULL, org_id INTEGER NOT NULL, PRIMARY KEY (user_id, org_id, role));
CREATE TABLE issues (id INTEGER PRIMARY KEY, org_id INTEGER, creator_id INTEGER, locked BOOLEAN NOT NULL DEFAULT 0);
INSERT INTO org_members VALUES (7, 'member', 1), (8, 'owner', 1);
INSERT INTO issues VALUES (41, 1, 9, 0), (42, 1, 7, 0), (43, NULL, 7, 1), (44, 2, 8, 0);
";

struct Tables {
    folder: Folder,
    url: String,
}

impl Tables {
    fn new(name: &str, more: &str) -> Self {
        let folder = Folder::new(name);
        let path = format!("{}/app.db", folder.path());
        let connection = Connection::open(&path).expect("a database");
        connection.execute_batch(&format!("{SCHEMA}{more}")).expect("tables");
        Self { folder, url: format!("sqlite:{path}") }
    }

    /// The same on MariaDB.
    fn mysql() -> (Self, MySqlDatabase) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let schema = SCHEMA.replace("TEXT", "varchar(20)");
        let database = runtime.block_on(mysql::shared().expect("a server").database(&schema)).expect("a database");
        (Self { folder: Folder::new("mysql-ask"), url: database.url() }, database)
    }

    fn ask(&self, words: &[&str]) -> Outcome {
        run(&[words, &["--policy", "policy.polar", "--facts", "facts.yaml", "--database-url", &self.url]].concat())
    }

    fn answer(&self, words: &[&str]) -> Vec<String> {
        let Outcome { stdout, stderr, code } = self.ask(words);
        assert_eq!((stderr.as_str(), code), ("", 0), "{words:?}");
        let mut lines: Vec<String> = stdout.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    }
}

#[test]
fn every_question_has_its_answer() {
    questions(&Tables::new("sqlite-ask", ""));
}

#[test]
fn every_question_has_its_answer_in_mariadb() {
    let (tables, _database) = Tables::mysql();
    questions(&tables);
    let sound = run(&["check", "policy.polar", "--facts", "facts.yaml", "--database-url", &tables.url]);
    assert_eq!((sound.stderr.as_str(), sound.code), ("checked 2 files: no problems\n", 0));
    let facts = std::fs::read_to_string(crate::run::examples().join("facts.yaml")).expect("the example");
    let wrong =
        tables.folder.file("facts.yaml", facts.replace("SELECT id, creator_id FROM issues", "SELECT id, author FROM issues"));
    let wrong = run(&["check", "policy.polar", "--facts", &wrong, "--database-url", &tables.url]);
    assert!(wrong.code == 2 && wrong.stderr.contains("Unknown column"), "{}", wrong.stderr);
}

fn questions(tables: &Tables) {
    for (words, allowed) in [
        (["authorize", "User:7", "close", "Issue:42"].as_slice(), true),
        (&["authorize", "User:7", "close", "Issue:43"], false),
        (&["authorize", "User:8", "close", "Issue:41"], true),
        (&["authorize", "User:nobody", "read", "Issue:41"], false),
        (&["authorize", "User:07", "read", "Issue:41"], false),
    ] {
        let (text, code) = if allowed { ("allowed\n", 0) } else { ("denied\n", 1) };
        assert_eq!(tables.ask(words), Outcome { stdout: text.to_owned(), stderr: String::new(), code }, "{words:?}");
    }
    assert_eq!(tables.answer(&["list", "User:7", "read", "Issue"]), ["41", "42"]);
    assert_eq!(tables.answer(&["actions", "User:7", "Issue:42"]), ["close", "read"]);
    assert_eq!(tables.answer(&["actors", "User", "close", "Issue:42"]), ["7", "8"]);
    let roles = "has_role(user: User, role: String, Organization:1)";
    assert_eq!(tables.answer(&["query", roles]), ["7\tmember", "8\tmember", "8\towner"]);
    let sql = "SELECT i.id, i.creator_id / 2.0, NULL FROM issues i WHERE i.id > 40 OR i.locked ORDER BY i.id DESC LIMIT 1";
    let page = ["select", "User:7", "read", "Issue", "--on", "i.id", "--sql", sql];
    let shown = tables.answer(&page);
    assert!(shown.len() == 1 && shown[0].starts_with("42\t3.5") && shown[0].ends_with('\t'), "{shown:?}");
}

#[test]
fn check_compares_the_mapping_with_the_database() {
    let tables = Tables::new("sqlite-check", "CREATE TABLE notes (id INTEGER PRIMARY KEY, author TEXT);");
    let check = |facts: &str| run(&["check", "policy.polar", "--facts", facts, "--database-url", &tables.url]);
    let sound = check("facts.yaml");
    assert_eq!((sound.stderr.as_str(), sound.code), ("checked 2 files: no problems\n", 0));
    let facts = std::fs::read_to_string(crate::run::examples().join("facts.yaml")).expect("the example");
    // A name in double quotes that is no column must not be taken for a text.
    for (query, message) in [
        ("SELECT id, org FROM issues", "no such column: org"),
        ("SELECT id, \\\"org\\\" FROM issues", "no such column"),
        ("SELECT id, org_id FROM issue", "no such table: issue"),
    ] {
        let wrong = facts.replace("SELECT id, org_id FROM issues", &query.replace("\\\"", "\""));
        let outcome = check(&tables.folder.file("facts.yaml", wrong));
        assert_eq!(outcome.code, 2, "{query}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(message), "{query}: {}", outcome.stderr);
    }
    let differs = facts.replace("SELECT id, creator_id FROM issues", "SELECT id, author FROM notes");
    let outcome = check(&tables.folder.file("facts.yaml", differs));
    assert!(outcome.stderr.contains("the database has `TEXT` here"), "{}", outcome.stderr);
}
