//! Callers' queries that ask about few rows by conditions of their own: each row is looked at, and nothing is computed that the
//! actor may do to all others. Which queries these are is known from the database's statistics.

use arctos::{Arctos, Dialect, Policy, Settings, Value, column};
use arctos_tests::mysql;
use arctos_tests::postgres::shared;
use arctos_tests::sqlite::Connection;

const POLICY: &str = r#"
    actor User {}
    resource Folder {
      roles = ["viewer"];
      relations = { parent: Folder };
      "viewer" if "viewer" on "parent";
    }
    resource Doc {
      permissions = ["read", "walk"];
      relations = { folder: Folder };
      roles = ["reader"];
      "read" if "reader";
      "walk" if "viewer" on "folder";
    }
"#;

const FACTS: &str = "facts:
  has_role(User:_, reader, Doc:_): {query: 'SELECT holder, doc FROM shares'}
  has_role(User:_, viewer, Folder:_): {query: 'SELECT holder, folder FROM folder_shares'}
  has_relation(Folder:_, parent, Folder:_): {query: 'SELECT id, parent FROM folders'}
  has_relation(Doc:_, folder, Folder:_): {query: 'SELECT id, folder FROM docs'}
";

/// Twenty documents in each of a thousand folders, and half of all of them in one state.
const TABLES: &str = "
    CREATE TABLE folders (id bigint PRIMARY KEY, name varchar(20) NOT NULL UNIQUE, parent bigint);
    CREATE TABLE docs (id bigint PRIMARY KEY, folder bigint NOT NULL, state integer NOT NULL, owner bigint NOT NULL);
    CREATE INDEX docs_folder ON docs (folder);
    CREATE INDEX docs_state ON docs (state);
    CREATE TABLE shares (holder bigint NOT NULL, doc bigint NOT NULL, PRIMARY KEY (holder, doc));
    CREATE TABLE folder_shares (holder bigint NOT NULL, folder bigint NOT NULL, PRIMARY KEY (holder, folder));
    INSERT INTO folders
      WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 1000) SELECT x, 'f' || x, x / 2 FROM n;
    INSERT INTO docs
      WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 20000) SELECT x, x % 1000 + 1, x % 2, x % 1000 FROM n;
    INSERT INTO shares SELECT 1, id FROM docs WHERE id % 3 = 0;
    INSERT INTO folder_shares VALUES (1, 3), (1, 200);
    ANALYZE;";

/// Queries whose own conditions leave few documents.
const FEW: [&str; 12] = [
    "SELECT d.id FROM docs d WHERE d.folder = 5",
    "SELECT d.id FROM docs d WHERE 5 = d.folder ORDER BY d.id DESC LIMIT 3",
    "SELECT count(*) FROM docs AS d WHERE (d.folder = CAST('5' AS bigint)) AND d.state = 1",
    "SELECT d.id FROM docs d WHERE d.id = 3",
    "SELECT d.id FROM docs d WHERE d.id IN (1, 2, 3, 6)",
    "SELECT d.id FROM docs d WHERE d.folder IN (5, 6)",
    "SELECT id FROM docs d WHERE folder = 5",
    "SELECT d.id FROM docs d JOIN folders f ON f.id = d.folder WHERE f.id = 5",
    "SELECT d.id FROM folders f, docs d WHERE d.folder = f.id AND f.name = 'f5'",
    "SELECT d.id FROM folders f JOIN folders p ON p.id = f.parent JOIN docs d ON d.folder = f.id WHERE f.name = 'f5'",
    "SELECT d.id FROM docs d JOIN folders f ON f.id = d.folder AND f.name = 'f5'",
    "SELECT d.id FROM docs d LEFT JOIN folders f ON f.id = d.folder WHERE d.folder = 5",
];

/// Queries whose own conditions leave many, or of which nobody knows.
const MANY: [&str; 13] = [
    "SELECT d.id FROM docs d",
    "SELECT d.id FROM docs d ORDER BY d.id LIMIT 3",
    "SELECT d.id FROM docs d WHERE d.owner = 5",
    "SELECT d.id FROM docs d WHERE d.state = 1",
    "SELECT d.id FROM docs d WHERE d.folder = 5 OR d.state = 1",
    "SELECT d.id FROM docs d WHERE NOT d.folder = 5",
    "SELECT d.id FROM docs d WHERE d.folder <> 5",
    "SELECT d.id FROM docs d WHERE d.folder NOT IN (5, 6)",
    "SELECT d.id FROM docs d WHERE d.folder = d.owner",
    "SELECT d.id FROM docs d JOIN folders f ON f.id = d.folder",
    "SELECT d.id FROM docs d LEFT JOIN folders f ON f.id = d.folder AND d.folder = 5",
    "SELECT d.id FROM docs d LEFT JOIN folders f ON f.id = d.folder AND f.name = 'f5'",
    "SELECT d.id FROM docs d WHERE EXISTS (SELECT 1 FROM docs WHERE docs.folder = 5)",
];

fn select(arctos: &Arctos, action: &str, sql: &str, rows: Option<u32>) -> String {
    let on = arctos::Row { rows, ..column("d", "id") };
    let select = arctos.select(&Value::new("User", "1"), action, "Doc", &on, sql);
    select.unwrap_or_else(|error| panic!("{sql}: {error}")).sql().to_owned()
}

/// Whether the rows of each query are looked at one by one, and that the answer is the same as of the other form.
async fn check(arctos: &Arctos) {
    for (queries, few) in [(FEW.as_slice(), true), (MANY.as_slice(), false)] {
        for sql in queries {
            let forms = [Some(1), Some(u32::MAX), None].map(|rows| select(arctos, "read", sql, rows));
            let [each, sets, chosen] = &forms;
            assert_ne!(each, sets, "{sql}");
            assert_eq!(chosen, if few { each } else { sets }, "{sql}");
            if few && !sql.contains("LIMIT") {
                let mut answers = Vec::new();
                for rows in [Some(1), Some(u32::MAX)] {
                    let on = arctos::Row { rows, ..column("d", "id") };
                    let found = arctos.fetch(&Value::new("User", "1"), "read", "Doc", &on, sql).await;
                    let mut rows = found.unwrap_or_else(|error| panic!("{sql}: {error}")).rows;
                    rows.sort();
                    answers.push(rows);
                }
                assert_eq!(answers[0], answers[1], "{sql}");
                assert!(!answers[0].is_empty(), "{sql}");
            }
        }
    }
}

fn policy(dialect: Dialect) -> Policy {
    let loaded = Policy::load_for(dialect, [("policy.polar", POLICY)], Some(("facts.yaml", FACTS)));
    loaded.unwrap_or_else(|error| panic!("{error}"))
}

#[tokio::test]
async fn what_a_query_leaves_is_known_from_postgres() {
    let database = shared().expect("a server").database(TABLES).await.expect("a database");
    let arctos = policy(Dialect::Postgres).connect(&database.url(), Settings::default()).await;
    let arctos = arctos.unwrap_or_else(|error| panic!("{error}"));
    check(&arctos).await;
    // A list of values of unknown length is taken for one of a hundred.
    let by_id = "SELECT d.id FROM docs d WHERE d.id = ANY($1)";
    assert_eq!(select(&arctos, "read", by_id, None), select(&arctos, "read", by_id, Some(1)));
    let by_folder = "SELECT d.id FROM docs d WHERE d.folder = ANY($1)";
    assert_eq!(select(&arctos, "read", by_folder, None), select(&arctos, "read", by_folder, Some(u32::MAX)));
    // From each of a hundred rows a tree is walked, but not from each of a thousand.
    let forms = |rows| select(&arctos, "walk", "SELECT d.id FROM docs d", Some(rows));
    assert_eq!(forms(100), forms(1));
    assert_ne!(forms(101), forms(1));
    assert_eq!(forms(101), forms(u32::MAX));
}

#[tokio::test]
async fn what_a_query_leaves_is_known_from_sqlite() {
    let connection = Connection::open_in_memory().expect("a database");
    connection.execute_batch(TABLES).expect("tables");
    let arctos = policy(Dialect::Sqlite).with_sqlite(connection, Settings::default()).await;
    check(&arctos.unwrap_or_else(|error| panic!("{error}"))).await;
}

#[tokio::test]
async fn without_statistics_only_unique_values_are_known_to_find_few_rows() {
    let tables = TABLES.replace("ANALYZE;", "ALTER TABLE docs ALTER COLUMN folder SET STATISTICS 0;");
    let database = shared().expect("a server").database(&tables).await.expect("a database");
    let arctos = policy(Dialect::Postgres).connect(&database.url(), Settings::default()).await;
    let arctos = arctos.unwrap_or_else(|error| panic!("{error}"));
    for (sql, few) in [("SELECT d.id FROM docs d WHERE d.id = 3", true), ("SELECT d.id FROM docs d WHERE d.folder = 5", false)] {
        let expected = if few { 1 } else { u32::MAX };
        assert_eq!(select(&arctos, "read", sql, None), select(&arctos, "read", sql, Some(expected)), "{sql}");
    }
}

#[tokio::test]
async fn what_a_query_leaves_is_known_from_mysql() {
    let tables = "
        CREATE TABLE docs (id bigint PRIMARY KEY, folder bigint NOT NULL, state integer NOT NULL, INDEX (folder), INDEX (state));
        CREATE TABLE folders (id bigint PRIMARY KEY, name varchar(20) NOT NULL UNIQUE, parent bigint);
        CREATE TABLE shares (holder bigint NOT NULL, doc bigint NOT NULL, PRIMARY KEY (holder, doc));
        CREATE TABLE folder_shares (holder bigint NOT NULL, folder bigint NOT NULL, PRIMARY KEY (holder, folder));
        SET SESSION max_recursive_iterations = 20000;
        INSERT INTO docs
          WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 20000) SELECT x, x % 1000 + 1, x % 2 FROM n;
        ANALYZE TABLE docs;";
    let database = mysql::shared().expect("a server").database(tables).await.expect("a database");
    let arctos = policy(Dialect::MySql).connect(&database.url(), Settings::default()).await;
    let arctos = arctos.unwrap_or_else(|error| panic!("{error}"));
    for (sql, few) in [
        ("SELECT d.id FROM docs d WHERE d.id = 3", true),
        ("SELECT d.id FROM docs d WHERE d.folder = 5", true),
        ("SELECT d.id FROM docs d WHERE d.folder IN (5, 6)", true),
        ("SELECT d.id FROM docs d WHERE d.state = 1", false),
        ("SELECT d.id FROM docs d", false),
    ] {
        let expected = if few { 1 } else { u32::MAX };
        assert_eq!(select(&arctos, "read", sql, None), select(&arctos, "read", sql, Some(expected)), "{sql}");
        assert_ne!(select(&arctos, "read", sql, Some(1)), select(&arctos, "read", sql, Some(u32::MAX)), "{sql}");
    }
}

#[tokio::test]
async fn a_page_has_an_arm_for_very_many_grants_where_postgres_tells_of_a_large_table() {
    let page = "SELECT d.id FROM docs d ORDER BY d.id LIMIT 3";
    for (rows, arms) in [(499_000, 2), (501_000, 3)] {
        let large = format!("{TABLES} CREATE TABLE large AS SELECT 1 AS one FROM generate_series(1, {rows});");
        let database = shared().expect("a server").database(&large).await.expect("a database");
        let arctos = policy(Dialect::Postgres).connect(&database.url(), Settings::default()).await;
        let arctos = arctos.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(select(&arctos, "read", page, None).matches("FROM docs d").count(), arms);
    }
}
