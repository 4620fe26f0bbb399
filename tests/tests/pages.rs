//! Pages of SQLite and MariaDB: in two arms, a query has the rows, their order and the names of the columns that it has in one piece.

use arctos::mysql_async::prelude::Queryable;
use arctos::mysql_async::{Conn, Row};
use arctos::{Arctos, Fetched, Policy, Settings, Value, column};
use arctos_tests::mysql;
use arctos_tests::sqlite::Connection;
use arctos_tests::sqlite::types::ValueRef;
use arctos_throwaway::MySqlDatabase;

const POLICY: &str = r#"
    actor User {}
    resource Space { roles = ["reader"]; }
    resource Doc {
      permissions = ["read"];
      relations = { owner: User, space: Space };
      "read" if "owner";
      "read" if "reader" on "space";
      "read" if global "admin";
    }
    global { roles = ["admin"]; }
"#;

const FACTS: &str = "facts:
  has_role(User:_, reader, Space:_):
    query: SELECT user_id, space_id FROM page
  has_role(User:_, admin):
    query: SELECT id FROM admins
  has_relation(Doc:_, owner, User:_):
    query: SELECT id, owner_id FROM docs
  has_relation(Doc:_, space, Space:_):
    query: SELECT id, space_id FROM docs
";

/// User 1 has nothing, 2 a document, 3 two spaces, 4 many, 5 everything. One table is called as the statement would call a
/// relation of its own.
const DATA: &str = "
    CREATE TABLE admins (id INTEGER PRIMARY KEY);
    CREATE TABLE page (user_id INTEGER NOT NULL, space_id INTEGER NOT NULL);
    CREATE TABLE docs (id INTEGER PRIMARY KEY, space_id INTEGER, owner_id INTEGER NOT NULL, title TEXT COLLATE NOCASE, rank INTEGER);
    CREATE INDEX docs_rank ON docs (rank);
    CREATE INDEX docs_space ON docs (space_id);
    CREATE INDEX docs_owner ON docs (owner_id);
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
    INSERT INTO docs SELECT i, NULLIF(i % 20, 0), CASE i WHEN 40 THEN 2 ELSE 9 END, char(65 + i % 3 * 32 + i % 26), NULLIF(i * 7 % 100, 5) FROM n;
    INSERT INTO admins VALUES (5);
    INSERT INTO page VALUES (3, 4), (3, 7);
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 15) INSERT INTO page SELECT 4, i FROM n;
";

const MAY_READ: &str = "(d.owner_id = $user OR d.space_id IN (SELECT space_id FROM page WHERE user_id = $user)
    OR EXISTS (SELECT 1 FROM admins WHERE id = $user))";

/// Queries with a condition of their own, each with an order that leaves nothing open.
const PAGES: &[&str] = &[
    "SELECT d.id FROM docs d WHERE true ORDER BY d.rank DESC, d.id LIMIT 10",
    "SELECT d.id, d.rank FROM docs d WHERE true ORDER BY rank, id LIMIT 10 OFFSET 5",
    "SELECT d.id, d.rank FROM docs d WHERE true ORDER BY 2 DESC NULLS FIRST, 1 LIMIT 3, 9",
    "SELECT * FROM docs d WHERE true ORDER BY Rank DESC, d.id LIMIT 10",
    "SELECT d.id, d.id, d.title AS id FROM docs d WHERE true ORDER BY d.rank, d.id LIMIT 10",
    "SELECT d.id, lower(d.title) AS Title FROM docs d WHERE true ORDER BY title DESC, id LIMIT 10",
    "SELECT d.id AS rank, d.rank AS id FROM docs d WHERE true ORDER BY id DESC, \"RANK\" LIMIT 10",
    "SELECT d.id, d.title FROM docs d WHERE true ORDER BY d.title, d.id LIMIT 30",
    "SELECT d.id FROM docs d WHERE true ORDER BY d.title COLLATE BINARY DESC, d.id LIMIT 30",
    "SELECT d.id FROM docs d WHERE true ORDER BY d.title || '' COLLATE NOCASE, d.id LIMIT 30",
    "SELECT d.id, -d.rank AS rank FROM docs d WHERE true ORDER BY rank + 1, d.id LIMIT 10",
    "SELECT d.id, o.id AS other FROM docs d JOIN docs o ON o.id = d.id + 1 WHERE true ORDER BY o.rank DESC, d.id LIMIT 10",
    "WITH one AS (SELECT 1 AS one) SELECT d.id FROM docs d, one WHERE true ORDER BY d.rank DESC, d.id LIMIT 1 + 9",
    "SELECT d.id FROM docs d WHERE true ORDER BY d.rank, d.id LIMIT -1",
    "SELECT d.id FROM docs d WHERE true ORDER BY d.rank, d.id LIMIT 0",
];

fn text(value: ValueRef<'_>) -> Option<String> {
    match value {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(number.to_string()),
        other => Some(other.as_str().expect("a text").to_owned()),
    }
}

/// What SQLite says to the query.
fn answer(connection: &Connection, sql: &str) -> Result<Fetched, String> {
    let mut statement = connection.prepare(sql).map_err(|error| error.to_string())?;
    let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let width = columns.len();
    let rows = statement
        .query_map([], |row| (0..width).map(|at| Ok(text(row.get_ref(at)?))).collect())
        .map_err(|error| error.to_string())?;
    Ok(Fetched { columns, rows: rows.collect::<Result<_, _>>().map_err(|error| error.to_string())? })
}

async fn engine(data: &str) -> Arctos {
    let connection = Connection::open(data).expect("a database");
    let policy = Policy::load([("policy.polar", POLICY)], Some(("facts.yaml", FACTS))).unwrap_or_else(|error| panic!("{error}"));
    let settings = Settings { few_grants: 3, ..Settings::default() };
    policy.with_sqlite(connection, settings).await.unwrap_or_else(|error| panic!("{error}"))
}

#[tokio::test]
async fn two_arms_yield_what_one_does() {
    let data = "file:pages?mode=memory&cache=shared";
    let connection = Connection::open(data).expect("a database");
    connection.execute_batch(DATA).expect("tables");
    let arctos = engine(data).await;
    for page in PAGES {
        for user in 1..=5 {
            let own = page.replace("WHERE true", &format!("WHERE {}", MAY_READ.replace("$user", &user.to_string())));
            let expected = answer(&connection, &own);
            let fetched = arctos.fetch(&Value::new("User", user.to_string()), "read", "Doc", &column("d", "id"), page).await;
            assert_eq!(fetched.map_err(|error| error.to_string()), expected, "user {user}: {page}");
        }
    }
}

/// The same for MariaDB. The key of a document is a text whose letters of either case are the same to the database.
const MARIADB: &str = "
    CREATE TABLE admins (id BIGINT PRIMARY KEY);
    CREATE TABLE page (user_id BIGINT NOT NULL, space_id BIGINT NOT NULL, INDEX (user_id));
    CREATE TABLE docs (id VARCHAR(10) COLLATE utf8mb4_general_ci PRIMARY KEY, space_id BIGINT, owner_id BIGINT NOT NULL,
      title VARCHAR(10) COLLATE utf8mb4_general_ci, place BIGINT, INDEX (space_id), INDEX (owner_id), INDEX (place));
    INSERT INTO docs WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
      SELECT CONCAT(CHAR(65 + i % 2 * 32), i), NULLIF(i % 20, 0), IF(i = 40, 2, 9), CHAR(65 + i % 2 * 32 + i % 26), NULLIF(i * 7 % 100, 5) FROM n;
    INSERT INTO admins VALUES (5);
    INSERT INTO page VALUES (3, 4), (3, 7);
    INSERT INTO page WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 15) SELECT 4, i FROM n;
    ANALYZE TABLE docs;";

/// Queries of MariaDB with a condition of their own, each with an order that leaves nothing open.
const MARIADB_PAGES: &[&str] = &[
    "SELECT d.id FROM docs d WHERE true ORDER BY d.place DESC, d.id LIMIT 10",
    "SELECT d.id, d.place FROM docs d WHERE true ORDER BY place, id LIMIT 10 OFFSET 5",
    "SELECT d.id, d.place FROM docs d WHERE true ORDER BY 2 DESC, 1 LIMIT 3, 9",
    "SELECT * FROM docs d WHERE true ORDER BY Place DESC, d.id LIMIT 10",
    "SELECT d.id, d.id, d.title AS id FROM docs d WHERE true ORDER BY d.place, d.id LIMIT 10",
    "SELECT d.id, lower(d.title) AS Title FROM docs d WHERE true ORDER BY title DESC, id LIMIT 10",
    "SELECT d.id, d.title FROM docs d WHERE true ORDER BY d.title, d.id LIMIT 30",
    "SELECT d.id FROM docs d WHERE true ORDER BY d.title COLLATE utf8mb4_bin DESC, d.id LIMIT 30",
    "SELECT d.id, -d.place AS back FROM docs d WHERE true ORDER BY d.place + 1, d.id LIMIT 10",
    "SELECT d.id, o.id AS other FROM docs d JOIN docs o ON o.place = d.place + 1 WHERE true ORDER BY o.place DESC, d.id, o.id LIMIT 10",
    "SELECT d.id FROM docs d WHERE true AND d.place > 50 ORDER BY d.place, d.id LIMIT 10",
    "SELECT d.id FROM docs d WHERE true ORDER BY d.place, d.id LIMIT 0",
];

async fn on_mariadb(database: &MySqlDatabase, few_grants: u32) -> Arctos {
    let policy = Policy::load([("policy.polar", POLICY)], Some(("facts.yaml", FACTS))).unwrap_or_else(|error| panic!("{error}"));
    let settings = Settings { few_grants, ..Settings::default() };
    policy.connect(&database.url(), settings).await.unwrap_or_else(|error| panic!("{error}"))
}

fn pages(arctos: &Arctos, page: &str) -> String {
    let select = arctos.select(&Value::new("User", "3"), "read", "Doc", &column("d", "id"), page);
    select.unwrap_or_else(|error| panic!("{page}: {error}")).sql().to_owned()
}

#[tokio::test]
async fn two_arms_of_mariadb_yield_what_one_does() {
    let database = mysql::shared().expect("a server").database(MARIADB).await.expect("a database");
    let arctos = on_mariadb(&database, 200).await;
    let mut own = Conn::from_url(database.url()).await.expect("a connection");
    for page in MARIADB_PAGES {
        assert_eq!(pages(&arctos, page).matches("UNION ALL (").count(), 1, "{page}");
        for user in 1..=5 {
            let by_hand = page.replace("WHERE true", &format!("WHERE {}", MAY_READ.replace("$user", &user.to_string())));
            let rows: Vec<Row> = own.query(&by_hand).await.unwrap_or_else(|error| panic!("{by_hand}: {error}"));
            let text = |row: &Row, at: usize| row.get::<Option<String>, usize>(at).expect("a column");
            let expected: Vec<Vec<_>> = rows.iter().map(|row| (0..row.len()).map(|at| text(row, at)).collect()).collect();
            let fetched = arctos.fetch(&Value::new("User", user.to_string()), "read", "Doc", &column("d", "id"), page).await;
            assert_eq!(fetched.unwrap_or_else(|error| panic!("{page}: {error}")).rows, expected, "user {user}: {page}");
        }
    }
}

#[tokio::test]
async fn what_cannot_be_in_two_arms_of_mariadb_is_in_one() {
    let page = "SELECT d.id FROM docs d WHERE true ORDER BY d.id LIMIT 2";
    let with = "WITH one AS (SELECT 1 AS one) SELECT d.id FROM docs d, one WHERE true ORDER BY d.id LIMIT 2";
    let keyless = MARIADB.replace("general_ci PRIMARY KEY", "general_ci NOT NULL");
    for (tables, page) in [(keyless.as_str(), page), (MARIADB, with)] {
        let database = mysql::shared().expect("a server").database(tables).await.expect("a database");
        let arctos = on_mariadb(&database, 200).await;
        let text = pages(&arctos, page);
        assert!(!text.contains("UNION ALL (SELECT d.id"), "{text}");
        let fetched = arctos.fetch(&Value::new("User", "3"), "read", "Doc", &column("d", "id"), page).await;
        let rows = fetched.unwrap_or_else(|error| panic!("{page}: {error}")).rows;
        assert_eq!(rows, ["A104", "a107"].map(|id| vec![Some(id.to_owned())]), "{page}");
    }
}

#[tokio::test]
async fn what_is_few_follows_from_the_rows_that_a_database_tells() {
    let page = "SELECT d.id FROM docs d WHERE true ORDER BY d.place LIMIT 10";
    let database = mysql::shared().expect("a server").database(MARIADB).await.expect("a database");
    // 200 of a million are 3 of 300.
    let text = pages(&on_mariadb(&database, 200).await, page);
    assert!(text.contains("LIMIT 4)") && text.contains("OFFSET 3)"), "{text}");
    let connection = Connection::open("file:told?mode=memory&cache=shared").expect("a database");
    connection.execute_batch(&format!("{DATA} ANALYZE;")).expect("tables");
    let policy = Policy::load([("policy.polar", POLICY)], Some(("facts.yaml", FACTS))).unwrap_or_else(|error| panic!("{error}"));
    let settings = Settings { few_grants: 200, ..Settings::default() };
    let arctos = policy.with_sqlite(connection, settings).await.unwrap_or_else(|error| panic!("{error}"));
    let text = pages(&arctos, page);
    assert!(text.contains("OFFSET 3)"), "{text}");
}
