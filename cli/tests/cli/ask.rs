//! `arctos authorize`, `list`, `select`, `actions`, `actors`, `query`, and `check` with a database.

use crate::run::{Folder, Outcome, arctos, run};
use arctos_tests::postgres::shared;
use arctos_throwaway::Database;
use serde_json::{Value, json};

/// The tables of the documentation's example, and one with ids that are text.
const SCHEMA: &str = "
CREATE TABLE org_members (user_id bigint NOT NULL, role text NOT NULL, org_id bigint NOT NULL, PRIMARY KEY (user_id, org_id, role));
CREATE TABLE issues (id bigint PRIMARY KEY, org_id bigint, creator_id bigint, locked boolean NOT NULL DEFAULT false);
CREATE TABLE docs (id text PRIMARY KEY, owner_id text);
INSERT INTO org_members VALUES (7, 'member', 1), (8, 'owner', 1);
INSERT INTO issues VALUES (41, 1, 9, false), (42, 1, 7, false), (43, NULL, 7, true), (44, 2, 8, false);
";

const DOC_POLICY: &str =
    "actor User {}\nresource Doc { permissions = [\"read\"]; relations = { owner: User }; \"read\" if \"owner\"; }\n";
const DOC_FACTS: &str = "facts:\n  has_relation(Doc:_, owner, User:_):\n    query: SELECT id, owner_id FROM docs\n";

/// A database of one's own.
struct Tables {
    runtime: tokio::runtime::Runtime,
    database: Database,
}

impl Tables {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let database = runtime.block_on(shared().expect("a server").database(SCHEMA)).expect("a database");
        Self { runtime, database }
    }

    fn execute(&self, sql: &str, id: &str) {
        self.runtime.block_on(async {
            let client = self.database.connect().await.expect("a connection");
            client.execute(sql, &[&id]).await.expect("the statement runs");
        });
    }

    /// The text of the first column of the first row of a statement without parameters.
    fn first(&self, sql: &str) -> String {
        self.runtime.block_on(async {
            let client = self.database.connect().await.expect("a connection");
            let rows = client.simple_query(sql).await.unwrap_or_else(|error| panic!("{error:?}\n{sql}"));
            let row = rows.iter().find_map(|message| match message {
                tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
                _ => None,
            });
            row.unwrap_or_default()
        })
    }

    /// Asks the example's policy.
    fn ask(&self, words: &[&str]) -> Outcome {
        let url = self.database.url();
        run(&[words, &["--policy", "policy.polar", "--facts", "facts.yaml", "--database-url", &url]].concat())
    }

    /// What the run prints when it succeeds without a word on the standard error.
    fn answer(&self, words: &[&str]) -> String {
        let Outcome { stdout, stderr, code } = self.ask(words);
        assert_eq!((stderr.as_str(), code), ("", 0), "{words:?}");
        stdout
    }
}

#[test]
fn authorize_says_allowed_or_denied() {
    let tables = Tables::new();
    for (words, allowed) in [
        (["authorize", "User:7", "close", "Issue:42"].as_slice(), true),
        (&["authorize", "User:7", "close", "Issue:43"], false),
        (&["authorize", "User:8", "close", "Issue:41"], true),
        (&["authorize", "User:7", "read", "Issue:41"], true),
        (&["authorize", "User:nobody", "read", "Issue:41"], false),
        (&["authorize", "User:7", "clos", "Issue:42"], false),
        (&["authorize", "User:7", "create_organization"], false),
    ] {
        let (text, code) = if allowed { ("allowed\n", 0) } else { ("denied\n", 1) };
        let expected = Outcome { stdout: text.to_owned(), stderr: String::new(), code };
        assert_eq!(tables.ask(words), expected, "{words:?}");
        let json = format!("{{\"allowed\":{allowed}}}\n");
        assert_eq!(tables.ask(&[words, &["--json"]].concat()), Outcome { stdout: json, ..expected }, "{words:?}");
    }
}

#[test]
fn answers_come_one_a_line() {
    let tables = Tables::new();
    let sorted = |words: &[&str]| {
        let text = tables.answer(words);
        assert!(text.is_empty() || text.ends_with('\n'));
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&["list", "User:7", "read", "Issue"]), ["41", "42"]);
    assert_eq!(sorted(&["list", "User:7", "close", "Issue"]), ["42"]);
    assert_eq!(tables.answer(&["list", "User:5", "read", "Issue"]), "");
    assert_eq!(sorted(&["actions", "User:7", "Issue:42"]), ["close", "read"]);
    assert_eq!(tables.answer(&["actions", "User:7", "Issue:43"]), "");
    assert_eq!(sorted(&["actors", "User", "close", "Issue:42"]), ["7", "8"]);
    let roles = "has_role(user: User, role: String, Organization:1)";
    assert_eq!(sorted(&["query", roles]), ["7\tmember", "8\tmember", "8\towner"]);
}

#[test]
fn a_query_of_one_s_own_shows_what_may_be_seen() {
    let tables = Tables::new();
    let select = |user: &str, sql: &str, more: &[&str]| {
        tables.ask(&[&["select", user, "read", "Issue", "--on", "i.id", "--sql", sql], more].concat())
    };
    let shown = |user: &str, sql: &str, more: &[&str]| {
        let Outcome { stdout, stderr, code } = select(user, sql, more);
        assert_eq!((stderr.as_str(), code), ("", 0), "{sql}");
        stdout
    };
    let page = "SELECT i.*, NULL AS nothing FROM issues i WHERE i.locked OR i.id > 0 ORDER BY i.creator_id DESC, i.id LIMIT 5";
    for few in ["0", "100"] {
        assert_eq!(shown("User:7", page, &["--few-grants", few]), "41\t1\t9\tf\t\n42\t1\t7\tf\t\n");
    }
    assert_eq!(shown("User:7", "SELECT count(*) FROM issues i", &[]), "2\n");
    assert_eq!(shown("User:5", "SELECT i.id FROM issues i LIMIT 1", &[]), "");
    let json = shown(
        "User:7",
        "SELECT i.id AS z, i.id AS a, now() - now() AS \"Ä\", NULL FROM issues i ORDER BY i.id LIMIT 1",
        &["--json"],
    );
    assert_eq!(json, "{\"results\":[{\"z\":\"41\",\"a\":\"41\",\"Ä\":\"00:00:00\",\"?column?\":null}]}\n");
    let late = select("User:7", "SELECT i.id FROM issues i WHERE i.id = $1", &[]);
    assert_eq!((late.stdout.as_str(), late.code), ("", 2), "{}", late.stderr);
    let refused = select("User:7", "SELECT 1 FROM orgs o LEFT JOIN issues i ON true", &[]);
    assert!(refused.code == 2 && refused.stderr.contains("E0405") && refused.stderr.contains("query:1:39"), "{}", refused.stderr);
    let missing = select("User:7", "SELECT i.id FROM issues i WHERE i.no_such", &[]);
    assert!(missing.code == 1 && missing.stderr.contains("no_such"), "{}", missing.stderr);
}

#[test]
fn json_answers_are_one_line() {
    let tables = Tables::new();
    let json = |words: &[&str]| -> Value {
        let text = tables.answer(&[words, &["--json"]].concat());
        assert_eq!(text.matches('\n').count(), 1);
        serde_json::from_str(&text).expect("JSON")
    };
    assert_eq!(json(&["list", "User:7", "close", "Issue"]), json!({"results": ["42"]}));
    assert_eq!(json(&["list", "User:5", "close", "Issue"]), json!({"results": []}));
    assert_eq!(
        json(&["query", "has_role(User:8, role: String, org: Organization) and has_relation(Issue:44, creator, User:8)"]),
        json!({"columns": ["role", "org"], "results": [["member", "1"], ["owner", "1"]]})
    );
}

#[test]
fn a_query_without_variables_is_true_or_false() {
    let tables = Tables::new();
    assert_eq!(tables.answer(&["query", "has_role(User:8, member, Organization:1)"]), "true\n");
    let none = tables.ask(&["query", "has_role(User:7, owner, Organization:_)"]);
    assert_eq!((none.stdout.as_str(), none.code), ("false\n", 1));
}

#[test]
fn given_facts_take_part() {
    let tables = Tables::new();
    let owner = "has_role(User{\"5\"}, \"owner\", Organization{\"2\"})";
    assert_eq!(tables.answer(&["list", "User:5", "close", "Issue", "-c", owner]), "44\n");
    let folder = Folder::new("ask-central");
    let central = folder.file("central.polar", format!("{owner};"));
    assert_eq!(tables.answer(&["list", "User:5", "close", "Issue", "--central", &central]), "44\n");
}

#[test]
fn facts_of_a_second_database_take_part() {
    let tables = Tables::new();
    let folder = Folder::new("ask-second");
    let mapping = |query: &str| format!("facts:\n  has_role(User:_, String:_, Organization:_):\n    query: {query}\n");
    let second = folder.file("second.yaml", mapping("SELECT 5 AS u, 'owner' AS r, 2 AS o"));
    let with = |mapping: &str| {
        let words = ["list", "User:5", "close", "Issue", "--central-facts", mapping, "--central-database-url", "sqlite::memory:"];
        tables.ask(&words)
    };
    assert_eq!(with(&second).stdout, "44\n");
    // What is wrong with its mapping is told of its own file.
    let wrong = with(&folder.file("wrong.yaml", mapping("SELECT u, r, o FROM nowhere")));
    assert_eq!((wrong.stdout.as_str(), wrong.code), ("", 2));
    assert!(wrong.stderr.contains("wrong.yaml:3:"), "{}", wrong.stderr);
    let alone = tables.ask(&["list", "User:5", "close", "Issue", "--central-facts", &second]);
    assert!(alone.code == 2 && alone.stderr.contains("--central-database-url"), "{}", alone.stderr);
}

#[test]
fn hostile_ids_find_their_own_rows_and_no_others() {
    let tables = Tables::new();
    let folder = Folder::new("ask-hostile");
    let (policy, facts) = (folder.file("p.polar", DOC_POLICY), folder.file("f.yaml", DOC_FACTS));
    let url = tables.database.url();
    let ids = [
        "'; DROP TABLE docs; --",
        "\\",
        "\\'",
        "\"",
        "%",
        "_",
        "🦊",
        " 7 ",
        "a:b",
        "$1",
        "::",
        "\u{1b}[31m",
        "E'\\x27'",
        "{a,b}",
        "\"7\"",
    ];
    for id in ids.map(str::to_owned).into_iter().chain(["x".repeat(10_000), "'\\".repeat(5_000)]) {
        if id != "_" {
            tables.execute("INSERT INTO docs VALUES ($1, $1)", &id);
        }
        let (actor, doc) = (format!("User:{id}"), format!("Doc:{id}"));
        let files = ["--policy", &policy, "--facts", &facts];
        let ask = |words: &[&str]| run(&[words, &files, &["--database-url", &url]].concat());
        if id == "_" {
            assert_eq!(ask(&["authorize", &actor, "read", &doc]).code, 2, "`_` names nobody");
            continue;
        }
        assert_eq!(ask(&["authorize", &actor, "read", &doc]).stdout, "allowed\n", "{id:?}");
        assert_eq!(ask(&["list", &actor, "read", "Doc"]).stdout, format!("{id}\n"));
        assert_eq!(ask(&["actors", "User", "read", &doc]).stdout, format!("{id}\n"));
        // The inlined statement, run as it stands, agrees.
        let inlined = run(&[&["compile", "authorize", &actor, "read", &doc, "--inline"], files.as_slice()].concat());
        assert_eq!(tables.first(&inlined.stdout), "t", "{}", inlined.stdout);
        let stranger = run(&[&["compile", "authorize", "User:stranger", "read", &doc, "--inline"], files.as_slice()].concat());
        assert_eq!(tables.first(&stranger.stdout), "f");
    }
}

#[test]
fn an_id_with_a_line_break_cannot_pose_as_two() {
    let tables = Tables::new();
    let folder = Folder::new("ask-lines");
    let (policy, facts) = (folder.file("p.polar", DOC_POLICY), folder.file("f.yaml", DOC_FACTS));
    tables.execute("INSERT INTO docs VALUES ($1, 'u'), ('z', 'u')", "a\nb");
    let url = tables.database.url();
    let words = ["list", "User:u", "read", "Doc", "--policy", &policy, "--facts", &facts, "--database-url", &url];
    let plain = run(&words);
    assert_eq!((plain.stdout.as_str(), plain.code), ("", 1));
    assert_eq!(plain.stderr, "error: an answer holds a line break or a tab, which only `--json` can show\n");
    let json = run(&[words.as_slice(), &["--json"]].concat());
    let found: Value = serde_json::from_str(&json.stdout).expect("JSON");
    let mut results: Vec<&str> = found["results"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    results.sort_unstable();
    assert_eq!((results.as_slice(), json.code), (["a\nb", "z"].as_slice(), 0));
}

#[test]
fn the_database_s_address_may_come_from_the_environment() {
    let tables = Tables::new();
    let words = ["list", "User:7", "close", "Issue", "--policy", "policy.polar", "--facts", "facts.yaml"];
    let output = arctos().args(words).env("DATABASE_URL", tables.database.url()).output().expect("it runs");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "42\n");
    let without = run(&words);
    assert_eq!((without.stdout.as_str(), without.code), ("", 2));
    assert!(without.stderr.contains("--database-url"), "{}", without.stderr);
}

#[test]
fn a_database_that_fails_denies_and_says_so() {
    let url = "postgres://nobody@localhost:1/none?sslmode=disable";
    let words = ["authorize", "User:7", "close", "Issue:42", "--policy", "policy.polar", "--facts", "facts.yaml"];
    let Outcome { stdout, stderr, code } = run(&[words.as_slice(), &["--database-url", url, "--timeout", "5"]].concat());
    assert_eq!((stdout.as_str(), code), ("", 1));
    assert!(stderr.starts_with("error: "), "{stderr}");
    for gone in ["sqlite:/no/such/file.db", "mysql://nobody@localhost:1/none"] {
        let outcome = run(&[words.as_slice(), &["--database-url", gone, "--timeout", "5"]].concat());
        assert_eq!((outcome.stdout.as_str(), outcome.code), ("", 1), "{gone}");
        assert!(outcome.stderr.starts_with("error: no connection to the database"), "{}", outcome.stderr);
    }
    for bad in ["", "postgres://h/d?sslmode=maybe", "mysql://h/d?ssl-mode=REQUIRED", "mysql://h/d?require_ssl=true", "sqlite:"] {
        let outcome = run(&[words.as_slice(), &["--database-url", bad]].concat());
        assert_eq!((outcome.stdout.as_str(), outcome.code), ("", 2), "{bad}\n{}", outcome.stderr);
    }
}

#[test]
fn a_password_is_not_printed() {
    let words = ["authorize", "User:7", "close", "Issue:42", "--policy", "policy.polar", "--facts", "facts.yaml"];
    for url in [
        "postgres://u:hunter2@localhost:1/d?sslmode=disable",
        "postgres://u:hunter2@localhost:1/d?sslmode=x",
        "mysql://u:hunter2@localhost:1/d",
        "mysql://u:hunter2@localhost:1/d?ssl=x",
        "mysql://u:hunter2@localhost:x/d",
        "hunter2",
    ] {
        let output = arctos().args(words).env("DATABASE_URL", url).output().expect("it runs");
        assert_ne!(output.status.code(), Some(0));
        assert!(!String::from_utf8_lossy(&output.stderr).contains("hunter2"), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let help = arctos().args(["authorize", "--help"]).env("DATABASE_URL", "postgres://u:hunter2@h/d").output().expect("it runs");
    assert!(!String::from_utf8_lossy(&help.stdout).contains("hunter2"));
}

#[test]
fn a_question_must_say_who() {
    let tables = Tables::new();
    for words in [
        ["authorize", "User", "close", "Issue:42"],
        ["authorize", "User:7", "close", "Issue"],
        ["authorize", "User:_", "close", "Issue:1"],
    ] {
        let Outcome { stdout, stderr, code } = tables.ask(&words);
        assert_eq!((stdout.as_str(), code), ("", 2), "{words:?}");
        assert!(stderr.contains("says not which one"), "{stderr}");
    }
    assert_eq!(tables.ask(&["list", "Usr:7", "close", "Issue"]).code, 2);
}

#[test]
fn negated_facts_that_nothing_supplies_are_refused() {
    let tables = Tables::new();
    let url = tables.database.url();
    let words = ["authorize", "User:7", "close", "Issue:42", "--policy", "policy.polar", "--database-url", &url];
    let refused = run(&words);
    assert_eq!((refused.stdout.as_str(), refused.code), ("", 2));
    assert!(refused.stderr.contains("is_locked"), "{}", refused.stderr);
    let given = ["-c", "is_locked(Issue{\"1\"})", "-c", "has_relation(Issue{\"42\"}, \"creator\", User{\"7\"})"];
    assert_eq!(run(&[words.as_slice(), &given].concat()).stdout, "allowed\n");
}

#[test]
fn check_compares_the_mapping_with_the_database() {
    let tables = Tables::new();
    let url = tables.database.url();
    let sound = run(&["check", "policy.polar", "--facts", "facts.yaml", "--database-url", &url]);
    assert_eq!((sound.stderr.as_str(), sound.code), ("checked 2 files: no problems\n", 0));
    let folder = Folder::new("ask-check");
    let facts = std::fs::read_to_string(crate::run::examples().join("facts.yaml")).expect("the example");
    let facts = folder.file("facts.yaml", facts.replace("SELECT id, org_id FROM issues", "SELECT id, org FROM issues"));
    let words = ["check", "policy.polar", "--facts", &facts, "--database-url", &url];
    let wrong = run(&words);
    assert_eq!(wrong.code, 2, "{}", wrong.stderr);
    assert!(wrong.stderr.contains(&format!("--> {facts}:")) && wrong.stderr.ends_with("1 error\n"), "{}", wrong.stderr);
    let json = run(&[words.as_slice(), &["--json"]].concat());
    let found: Value = serde_json::from_str(&json.stdout).expect("JSON");
    assert_eq!((found[0]["file"].as_str(), found[0]["severity"].as_str()), (Some(facts.as_str()), Some("error")));
    let gone = run(&[
        "check",
        "policy.polar",
        "--facts",
        "facts.yaml",
        "--database-url",
        "postgres://nobody@localhost:1/none?sslmode=disable",
    ]);
    assert_eq!((gone.stdout.as_str(), gone.code), ("", 1), "{}", gone.stderr);
}

/// Without a database nothing tells the type of an owner, who is then compared by his text.
#[test]
fn compile_takes_types_from_a_database() {
    let tables = Tables::new();
    let folder = Folder::new("compiled-types");
    let facts = "facts:\n  has_relation(Issue:_, creator, User:_):\n    query: SELECT id, creator_id FROM issues\n";
    let policy =
        "actor User {} resource Issue { permissions = [\"close\"]; relations = { creator: User }; \"close\" if \"creator\"; }";
    let (policy, facts) = (folder.file("p.polar", policy), folder.file("f.yaml", facts));
    let words = ["compile", "authorize", "User:7", "close", "Issue:42", "--policy", &policy, "--facts", &facts];
    let alone = run(&words);
    assert!(alone.stdout.contains("CAST(i.creator_id AS text)"), "{}", alone.stdout);
    let told = run(&[&words[..], &["--database-url", &tables.database.url()]].concat());
    assert_eq!((told.stderr.as_str(), told.code), ("", 0));
    assert!(told.stdout.contains("i.creator_id = CAST($1 AS bigint)"), "{}", told.stdout);
}
