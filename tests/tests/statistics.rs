//! What PostgreSQL's statistics change in a statement: conditions that few rows have stand beside sets as arms with an index,
//! and those that many rows have do not.

use arctos::{Policy, Settings, Value, row};
use arctos_tests::postgres::shared;

const POLICY: &str = r#"
    actor User {}
    resource Doc { permissions = ["a", "b", "c", "d"]; roles = ["reader"]; }
    has_permission(user: User, action: String, doc: Doc) if action in ["a", "b", "c", "d"] and has_role(user, "reader", doc);
    has_permission(_: User, "a", doc: Doc) if state(doc, "held");
    has_permission(_: User, "b", doc: Doc) if state(doc, "closed");
    has_permission(_: User, "c", doc: Doc) if is_public(doc);
    has_permission(_: User, "d", doc: Doc) if is_internal(doc);
"#;

const FACTS: &str = "facts:
  has_role(User:_, String:_, Doc:_): {query: 'SELECT holder, role, doc FROM shares'}
  state(Doc:_, String:_): {query: 'SELECT id, state FROM docs'}
  is_public(Doc:_): {query: \"SELECT id FROM docs WHERE visibility = 'public'\"}
  is_internal(Doc:_): {query: \"SELECT id FROM docs WHERE visibility = 'internal'\"}
";

const TABLES: &str = "
    CREATE TABLE docs (id bigint PRIMARY KEY, state text NOT NULL, visibility text NOT NULL);
    INSERT INTO docs SELECT g, CASE WHEN g % 100 = 0 THEN 'held' ELSE 'closed' END,
      CASE WHEN g % 100 = 1 THEN 'public' ELSE 'internal' END FROM generate_series(1, 20000) AS g;
    CREATE INDEX ON docs (state);
    CREATE INDEX ON docs (visibility);
    CREATE TABLE shares (holder bigint, role text, doc bigint);
    ANALYZE;";

/// Which of the four actions have a filter whose set is an array, which an index serves.
async fn with_arrays() -> Vec<&'static str> {
    let database = shared().expect("a server").database(TABLES).await.expect("a database");
    let policy = Policy::load([("policy.polar", POLICY)], Some(("facts.yaml", FACTS))).unwrap_or_else(|error| panic!("{error}"));
    let arctos = policy.connect(&database.url(), Settings::default()).await.unwrap_or_else(|error| panic!("{error}"));
    let docs = row("docs", "d", "id");
    let is_array = |action: &&str| {
        let filter = arctos.filter(&Value::new("User", "1"), action, "Doc", &docs).unwrap_or_else(|error| panic!("{error}"));
        filter.sql().contains("ANY(ARRAY(")
    };
    ["a", "b", "c", "d"].into_iter().filter(is_array).collect()
}

#[tokio::test]
async fn what_few_rows_have_is_found_by_its_index() {
    assert_eq!(with_arrays().await, ["a", "c"]);
}
