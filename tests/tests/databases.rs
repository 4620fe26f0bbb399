//! What is particular about SQLite, MySQL and MariaDB: types that promise little, statements that take too long.

use arctos::mysql_async::prelude::Queryable;
use arctos::{Arctos, Error, Policy, Settings, Value};
use arctos_tests::mysql;
use arctos_tests::sqlite::Connection;
use arctos_throwaway::MySqlDatabase;
use std::time::{Duration, Instant};

const POLICY: &str = r#"
    actor User {}
    resource Doc { permissions = ["read", "write"]; relations = { owner: User }; "write" if "owner"; }
    has_permission(user: User, "read", doc: Doc) if is_open(doc) and not is_banned(user) and user matches User;
    has_permission(user: User, "write", doc: Doc) if has_flag(doc, true) and user matches User;
"#;

const FACTS: &str = "facts:
  has_relation(Doc:_, owner, User:_):
    query: SELECT id, owner_id FROM docs
  is_open(Doc:_):
    query: SELECT id FROM docs WHERE shown
  has_flag(Doc:_, Boolean:_):
    query: SELECT id, flag FROM docs
  is_banned(User:_):
    query: SELECT user_id FROM bans
";

const SQLITE: &str = "
    CREATE TABLE docs (id INTEGER PRIMARY KEY, owner_id INTEGER, shown BOOLEAN NOT NULL, flag BOOLEAN NOT NULL);
    CREATE TABLE bans (user_id INTEGER NOT NULL);
    INSERT INTO docs VALUES (1, 7, 1, 0), (2, 8, 1, 1);
";

const MYSQL: &str = "
    CREATE TABLE docs (id bigint unsigned PRIMARY KEY, owner_id int, shown boolean NOT NULL, flag tinyint(1) NOT NULL);
    CREATE TABLE bans (user_id varchar(20) NOT NULL);
    INSERT INTO docs VALUES (1, 7, 1, 0), (2, 8, 1, 1), (18446744073709551615, 7, 0, 0);
";

/// Waits long enough to be interrupted.
const SLOW: &str = "
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000)
    SELECT count(*) FROM n";

fn user(id: &str) -> Value {
    Value::new("User", id)
}

fn doc(id: &str) -> Value {
    Value::new("Doc", id)
}

fn load(facts: &str) -> Policy {
    Policy::load([("policy.polar", POLICY)], Some(("facts.yaml", facts))).unwrap_or_else(|error| panic!("{error}"))
}

async fn sqlite(script: &str, facts: &str) -> Result<Arctos, Error> {
    let connection = Connection::open_in_memory().expect("a database");
    connection.execute_batch(&format!("PRAGMA foreign_keys = OFF; {script}")).expect("tables");
    load(facts).with_sqlite(connection, Settings::default()).await
}

async fn mysql(script: &str) -> MySqlDatabase {
    mysql::shared().expect("a server").database(script).await.expect("a database")
}

fn sorted(ids: Result<Vec<String>, Error>) -> Vec<String> {
    let mut ids = ids.unwrap_or_else(|error| panic!("{error}"));
    ids.sort();
    ids
}

#[tokio::test]
async fn truth_values_are_numbers() {
    let database = mysql(MYSQL).await;
    let on_mysql = load(FACTS).connect(&database.url(), Settings::default()).await.unwrap_or_else(|error| panic!("{error}"));
    let on_sqlite = sqlite(SQLITE, FACTS).await.unwrap_or_else(|error| panic!("{error}"));
    for arctos in [on_mysql, on_sqlite] {
        assert_eq!(sorted(arctos.list(&user("9"), "write", "Doc").await), ["2"]);
        assert!(arctos.authorize(&user("7"), "read", &doc("1")).await.unwrap());
        assert!(!arctos.authorize(&user("7"), "read", &doc("3")).await.unwrap());
        let flag = arctos::QueryCall {
            predicate: "has_flag".into(),
            args: vec![
                arctos::QueryArg::Subject(arctos::Subject::Value(doc("1"))),
                arctos::QueryArg::Variable("flag".into(), Some("Boolean".into())),
            ],
        };
        assert_eq!(arctos.query(&[flag]).await.unwrap().rows, [[Some("false".to_owned())]]);
    }
}

#[tokio::test]
async fn unsigned_numbers_have_their_own_text() {
    let database = mysql(MYSQL).await;
    let arctos = load(FACTS).connect(&database.url(), Settings::default()).await.unwrap();
    assert_eq!(sorted(arctos.list(&user("7"), "write", "Doc").await), ["1", "18446744073709551615", "2"]);
    assert!(arctos.authorize(&user("7"), "write", &doc("18446744073709551615")).await.unwrap());
    for id in ["18446744073709551616", "1.0", "01", "-1", "1e0"] {
        assert!(!arctos.authorize(&user("7"), "write", &doc(id)).await.unwrap(), "{id}");
    }
}

#[tokio::test]
async fn a_text_in_an_integer_column_still_counts() {
    let arctos = sqlite(&format!("{SQLITE} INSERT INTO bans VALUES ('x7'), ('07'), (8);"), FACTS).await.unwrap();
    // SQLite has kept `07` as 7.
    for (id, allowed) in [("x7", false), ("7", false), ("8", false), ("9", true), ("07", true), ("x8", true)] {
        assert_eq!(arctos.authorize(&user(id), "read", &doc("1")).await.unwrap(), allowed, "{id}");
        assert_eq!(arctos.list(&user(id), "read", "Doc").await.unwrap().is_empty(), !allowed, "{id}");
    }
}

#[tokio::test]
async fn a_number_in_a_column_without_a_type_counts() {
    for declared in ["", "BLOB", "NUMERIC", "DATETIME", "ANY"] {
        let script = SQLITE.replace("user_id INTEGER NOT NULL", &format!("user_id {declared} NOT NULL"));
        let script = format!("{script} INSERT INTO bans VALUES (7), ('8'), (9223372036854775807), ('x');");
        let arctos = sqlite(&script, FACTS).await.unwrap();
        for (id, allowed) in [("7", false), ("8", false), ("9223372036854775807", false), ("x", false), ("07", true), ("X", true)]
        {
            let answer = arctos.authorize(&user(id), "read", &doc("1")).await.unwrap();
            assert_eq!(answer, allowed, "{id} in a column `{declared}`");
        }
    }
}

/// The statement for an actor that no column can hold has no use for the candidates, so it does not say what they are to be.
#[tokio::test]
async fn a_candidate_that_no_column_holds_is_asked_about_alone() {
    let policy = [("policy.polar", "actor User {} allow(actor: User, _: String, resource: User) if actor = resource;")];
    let policy = Policy::load(policy, Some(("facts.yaml", "facts: {}\nsql_types: { User: bigint }\n"))).unwrap();
    let database = mysql("SELECT 1").await;
    let on_mysql = policy.clone().connect(&database.url(), Settings::default()).await.unwrap();
    let on_sqlite = policy.with_sqlite(Connection::open_in_memory().unwrap(), Settings::default()).await.unwrap();
    for arctos in [on_mysql, on_sqlite] {
        for actor in ["x", "1"] {
            assert_eq!(sorted(arctos.authorize_many(&user(actor), "read", "User", &["1", "x", "01"]).await), [actor]);
        }
    }
}

#[tokio::test]
async fn a_value_that_is_no_id_is_an_error() {
    for value in ["1.5", "x'61'"] {
        let facts = FACTS.replace("SELECT id FROM docs WHERE shown", "SELECT id FROM odd");
        let arctos = sqlite(&format!("{SQLITE} CREATE TABLE odd (id); INSERT INTO odd VALUES ({value});"), &facts).await.unwrap();
        let listed = arctos.list(&user("9"), "read", "Doc").await;
        assert!(!matches!(&listed, Ok(ids) if ids.iter().any(|id| id == "1")), "{value}: {listed:?}");
    }
}

#[tokio::test]
async fn a_column_of_a_union_has_the_type_of_no_table() {
    let facts = FACTS.replace("SELECT user_id FROM bans", "SELECT user_id FROM bans UNION ALL SELECT name FROM names");
    let script =
        format!("{SQLITE} CREATE TABLE names (name TEXT); INSERT INTO names VALUES ('007'); INSERT INTO bans VALUES (8);");
    let arctos = sqlite(&script, &facts).await.unwrap();
    for (id, allowed) in [("7", true), ("007", false), ("8", false)] {
        assert_eq!(arctos.authorize(&user(id), "read", &doc("1")).await.unwrap(), allowed, "{id}");
    }
}

#[tokio::test]
async fn collations_make_no_ids_equal() {
    let facts = FACTS.to_owned();
    let script = SQLITE.replace("user_id INTEGER NOT NULL", "user_id TEXT COLLATE NOCASE NOT NULL");
    let on_sqlite = sqlite(&format!("{script} INSERT INTO bans VALUES ('ann');"), &facts).await.unwrap();
    let database = mysql(&format!("{MYSQL} INSERT INTO bans VALUES ('ann');")).await;
    let on_mysql = load(FACTS).connect(&database.url(), Settings::default()).await.unwrap();
    for arctos in [on_sqlite, on_mysql] {
        for (id, allowed) in [("ann", false), ("ANN", true), ("ann ", true), ("änn", true)] {
            assert_eq!(arctos.authorize(&user(id), "read", &doc("1")).await.unwrap(), allowed, "{id}");
        }
    }
}

#[tokio::test]
async fn a_deadline_stops_a_statement_in_sqlite() {
    let facts = FACTS.replace(
        "SELECT user_id FROM bans",
        &format!("SELECT user_id FROM bans WHERE ({}) > user_id", SLOW.trim()).replace('\n', " "),
    );
    let arctos =
        sqlite(&format!("{SQLITE} INSERT INTO bans VALUES (9);"), &facts).await.unwrap_or_else(|error| panic!("{error}"));
    let start = Instant::now();
    let outcome = arctos.ask().deadline(Duration::from_millis(100)).authorize(&user("9"), "read", &doc("1")).await;
    assert!(matches!(outcome, Err(Error::Deadline(_))), "{outcome:?}");
    // There is one connection only, and it is free again.
    assert!(arctos.authorize(&user("7"), "write", &doc("1")).await.unwrap());
    assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_deadline_stops_a_statement_in_mysql() {
    let rows: Vec<String> = (0..1000).map(|i| format!("({i})")).collect();
    let numbers = format!("CREATE TABLE numbers (i int); INSERT INTO numbers VALUES {};", rows.join(", "));
    let database = mysql(&format!("{MYSQL} {numbers} INSERT INTO bans VALUES ('9');")).await;
    // More combinations than any server goes through.
    let slow = "SELECT b.user_id FROM bans AS b CROSS JOIN numbers AS n CROSS JOIN numbers AS m CROSS JOIN numbers AS o \
        CROSS JOIN numbers AS p CROSS JOIN numbers AS q WHERE n.i + m.i + o.i + p.i + q.i < 0";
    let facts = FACTS.replace("SELECT user_id FROM bans", slow);
    let arctos = load(&facts).connect(&database.url(), Settings::default()).await.unwrap_or_else(|error| panic!("{error}"));
    let outcome = arctos.ask().deadline(Duration::from_millis(200)).authorize(&user("9"), "read", &doc("1")).await;
    assert!(matches!(outcome, Err(Error::Deadline(_))), "{outcome:?}");
    let mut conn = database.connect().await.unwrap();
    let until = Instant::now() + Duration::from_secs(10);
    let running = "SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE '%numbers%' AND id <> CONNECTION_ID()";
    while conn.query_first::<u64, _>(running).await.unwrap() != Some(0) {
        assert!(Instant::now() < until, "the statement still runs");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(arctos.authorize(&user("7"), "write", &doc("1")).await.unwrap());
}

#[tokio::test]
async fn long_chains_are_followed_to_their_end() {
    let policy = r#"
        actor User {}
        resource Folder { permissions = ["read"]; relations = { parent: Folder, owner: User }; "read" if "owner"; "read" if "read" on "parent"; }
    "#;
    let facts = "facts:
  has_relation(Folder:_, parent, Folder:_):
    query: SELECT id, parent_id FROM folders
  has_relation(Folder:_, owner, User:_):
    query: SELECT id, owner_id FROM folders
";
    let rows: Vec<String> = (2..=3000).map(|id| format!("({id}, {}, NULL)", id - 1)).collect();
    let rows = format!("INSERT INTO folders VALUES (1, NULL, 7), {};", rows.join(", "));
    let table = "CREATE TABLE folders (id bigint PRIMARY KEY, parent_id bigint, owner_id bigint);";
    let database = mysql(&format!("{table} CREATE INDEX parents ON folders (parent_id); {rows}")).await;
    let policy = Policy::load([("policy.polar", policy)], Some(("facts.yaml", facts))).unwrap();
    let arctos = policy.connect(&database.url(), Settings::default()).await.unwrap();
    assert!(arctos.authorize(&user("7"), "read", &Value::new("Folder", "3000")).await.unwrap());
    assert_eq!(arctos.list(&user("7"), "read", "Folder").await.unwrap().len(), 3000);
}

#[tokio::test]
async fn the_server_s_own_settings_do_not_matter() {
    let database = mysql(MYSQL).await;
    let server = mysql::shared().expect("a server");
    let mut conn = server.connect(None).await.unwrap();
    let modes: String = conn.query_first("SELECT @@GLOBAL.sql_mode").await.unwrap().unwrap_or_default();
    for mode in ["ANSI,NO_BACKSLASH_ESCAPES", "", "PAD_CHAR_TO_FULL_LENGTH", &modes] {
        conn.query_drop(format!("SET GLOBAL sql_mode = '{mode}'")).await.unwrap();
        let arctos = load(FACTS).connect(&database.url(), Settings::default()).await.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(sorted(arctos.list(&user("9"), "write", "Doc").await), ["2"], "{mode}");
    }
}

#[tokio::test]
async fn contradictions_are_reported() {
    let mixed = FACTS.to_owned() + "sql_types:\n  User: bigint\n";
    let database = mysql(MYSQL).await;
    let refused = load(&mixed).connect(&database.url(), Settings::default()).await.map(|_| ()).unwrap_err().to_string();
    assert!(
        refused.contains("`sql_types` says that ids of `User` are `bigint`, but the database has `varchar` here"),
        "{refused}"
    );
    let missing = FACTS.replace("FROM bans", "FROM banned");
    for refused in [
        load(&missing).connect(&database.url(), Settings::default()).await.map(|_| ()),
        sqlite(SQLITE, &missing).await.map(|_| ()),
    ] {
        let refused = refused.unwrap_err().to_string();
        assert!(refused.contains("the database refuses this query") && refused.contains("banned"), "{refused}");
    }
}

#[tokio::test]
async fn a_file_is_only_read() {
    let path = std::env::temp_dir().join(format!("arctos-read-{}.db", std::process::id()));
    Connection::open(&path).and_then(|connection| connection.execute_batch(SQLITE)).expect("a database");
    let url = format!("sqlite:{}", path.display());
    let arctos = load(FACTS).connect(&url, Settings::default()).await.unwrap();
    let asks = (0..40).map(|_| {
        let arctos = arctos.clone();
        tokio::spawn(async move { arctos.authorize(&user("7"), "write", &doc("1")).await.unwrap() })
    });
    for ask in asks.collect::<Vec<_>>() {
        assert!(ask.await.unwrap());
    }
    // A change by the application is seen by the next question.
    Connection::open(&path).and_then(|connection| connection.execute_batch("UPDATE docs SET owner_id = 5 WHERE id = 1")).unwrap();
    assert!(!arctos.authorize(&user("7"), "write", &doc("1")).await.unwrap());
    let _ = std::fs::remove_file(&path);
    assert!(matches!(load(FACTS).connect(&url, Settings::default()).await.map(|_| ()), Err(Error::Connection(_))));
    assert!(!path.exists());
}
