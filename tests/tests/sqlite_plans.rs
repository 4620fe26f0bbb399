//! What SQLite reads: tables of texts are searched by their indexes, and groups in groups are found from those that count.

use arctos::{Arctos, Form, KnownFacts, Options, Policy, Question, Row, Settings, Subject, Value};
use arctos_compiler::sql::Dialect;
use arctos_tests::sqlite::Connection;

const POLICY: &str = r#"
    actor User {}
    resource Folder {
      roles = ["viewer"];
      relations = { parent: Folder, owner: User };
      "viewer" if "owner";
      "viewer" if "viewer" on "parent";
    }
    resource Doc {
      permissions = ["read"];
      relations = { folder: Folder };
      "read" if "viewer" on "folder";
    }
    in_team(u: User, t: Team) if member(u, t);
    in_team(u: User, t: Team) if part_of(s, t) and in_team(u, s);
    has_role(u: User, "viewer", f: Folder) if share(t, f) and in_team(u, t);
"#;

const FACTS: &str = "facts:
  has_relation(Folder:_, parent, Folder:_):
    query: SELECT key, parent FROM folders
  has_relation(Folder:_, owner, User:_):
    query: SELECT key, owner FROM folders
  has_relation(Doc:_, folder, Folder:_):
    query: SELECT key, folder FROM docs
  share(Team:_, Folder:_):
    query: SELECT team, folder FROM shares
  member(User:_, Team:_):
    query: SELECT name, team FROM members
  part_of(Team:_, Team:_):
    query: SELECT team, parent FROM teams
";

const TABLES: &str = "
    CREATE TABLE folders (key TEXT NOT NULL PRIMARY KEY, parent TEXT, owner TEXT NOT NULL);
    CREATE INDEX folders_parent ON folders (parent);
    CREATE INDEX folders_owner ON folders (owner);
    CREATE TABLE docs (key TEXT NOT NULL PRIMARY KEY, folder TEXT NOT NULL, title TEXT);
    CREATE INDEX docs_folder ON docs (folder);
    CREATE TABLE shares (team TEXT NOT NULL, folder TEXT NOT NULL, PRIMARY KEY (team, folder)) WITHOUT ROWID;
    CREATE INDEX shares_folder ON shares (folder);
    CREATE TABLE members (name TEXT NOT NULL, team TEXT NOT NULL, PRIMARY KEY (name, team)) WITHOUT ROWID;
    CREATE INDEX members_team ON members (team);
    CREATE TABLE teams (team TEXT NOT NULL PRIMARY KEY, parent TEXT) WITHOUT ROWID;
    CREATE INDEX teams_parent ON teams (parent);
";

/// The rows on which the answers are looked at.
const ROWS: &str = "
    INSERT INTO folders VALUES ('top', NULL, 'olga'), ('mid', 'top', 'otto'), ('low', 'mid', 'otto'), ('LOW', NULL, 'nina');
    INSERT INTO docs VALUES ('a', 'low', 'A'), ('b', 'top', 'B'), ('c', 'LOW', 'C');
    INSERT INTO shares VALUES ('staff', 'mid');
    INSERT INTO members VALUES ('ann', 'staff'), ('ben', 'crew'), ('cid', 'guests');
    INSERT INTO teams VALUES ('crew', 'staff'), ('guests', NULL);
";

async fn engine(name: &str) -> (Arctos, Connection) {
    let place = format!("file:{name}?mode=memory&cache=shared");
    let keeper = Connection::open(&place).expect("a database");
    keeper.execute_batch(TABLES).and_then(|()| keeper.execute_batch(ROWS)).expect("tables");
    let policy = Policy::load_for(Dialect::Sqlite, [("policy.polar", POLICY)], Some(("facts.yaml", FACTS)));
    let policy = policy.unwrap_or_else(|error| panic!("{error}"));
    let connection = Connection::open(&place).expect("a connection");
    let arctos = policy.with_sqlite(connection, Settings::default()).await.unwrap_or_else(|error| panic!("{error}"));
    (arctos, keeper)
}

fn statement(arctos: &Arctos, question: &Question) -> String {
    let options = Options { dialect: Dialect::Sqlite, form: Form::Inline };
    arctos.policy().compile(question, &KnownFacts::new(), options).expect("a statement").statement.sql
}

/// The steps of the plan that read a table from end to end.
fn scans(arctos: &Arctos, connection: &Connection, question: &Question) -> Vec<String> {
    let sql = format!("EXPLAIN QUERY PLAN {}", statement(arctos, question));
    let mut statement = connection.prepare(&sql).unwrap_or_else(|error| panic!("{error}: {sql}"));
    let steps: Vec<String> =
        statement.query_map([], |row| row.get(3)).and_then(Iterator::collect).unwrap_or_else(|error| panic!("{error}: {sql}"));
    assert!(!steps.is_empty());
    // Relations of the statement are read as they are; tables go by the first letters of their names.
    let is_table = |name: &str| ["f", "d", "s", "m", "t"].contains(&name.trim_end_matches(|c: char| c.is_ascii_digit()));
    let is_scan = |step: &String| matches!(step.split(' ').collect::<Vec<_>>().as_slice(), ["SCAN", name, ..] if is_table(name));
    steps.into_iter().filter(is_scan).collect()
}

fn given(ty: &str, id: &str) -> Subject {
    Subject::Value(Value::new(ty, id))
}

#[tokio::test]
async fn lists_of_texts_are_found_by_indexes() {
    let (arctos, connection) = engine("lists").await;
    let list = Question::List { actor: given("User", "ann"), action: "read".into(), resource: "Doc".into() };
    assert_eq!(scans(&arctos, &connection, &list), Vec::<String>::new());
    assert_eq!(arctos.list(&Value::new("User", "ann"), "read", "Doc").await.expect("ids"), ["a"]);
    assert_eq!(arctos.list(&Value::new("User", "nina"), "read", "Doc").await.expect("ids"), ["c"]);
}

#[tokio::test]
async fn actors_are_found_from_the_teams_that_count() {
    let (arctos, connection) = engine("actors").await;
    let resource = Some(given("Doc", "a"));
    let actors = Question::Actors { actor: "User".into(), action: "read".into(), resource };
    assert_eq!(scans(&arctos, &connection, &actors), Vec::<String>::new());
    let mut found = arctos.actors("User", "read", &Value::new("Doc", "a")).await.expect("ids");
    found.sort();
    assert_eq!(found, ["ann", "ben", "olga", "otto"]);
}

#[tokio::test]
async fn many_ids_of_a_tree_are_looked_up() {
    let (arctos, _connection) = engine("many").await;
    for (user, expected) in [("ben", vec!["a"]), ("olga", vec!["a", "b"]), ("cid", vec![]), ("nina", vec!["c"])] {
        let found = arctos.authorize_many(&Value::new("User", user), "read", "Doc", &["a", "b", "c", "A", "none"]).await;
        let mut found = found.expect("ids");
        found.sort();
        assert_eq!(found, expected, "{user}");
    }
}

/// Ids that the mapping tells are told apart by case; the caller's own column does not.
#[tokio::test]
async fn a_column_that_nobody_told_of_may_have_any_collation() {
    let (arctos, connection) = engine("copies").await;
    connection
        .execute_batch("CREATE TABLE copies (doc TEXT COLLATE NOCASE); INSERT INTO copies VALUES ('a'), ('A'), ('c'), ('C')")
        .expect("copies");
    let row = Row { alias: Some("c".into()), column: "doc".into(), table: None, rows: None };
    let filter = Question::Filter { actor: given("User", "ann"), action: "read".into(), resource: "Doc".into(), row };
    let sql = format!("SELECT c.doc FROM copies AS c WHERE {}", statement(&arctos, &filter));
    let found: Vec<String> =
        connection.prepare(&sql).and_then(|mut statement| statement.query_map([], |row| row.get(0))?.collect()).expect("rows");
    assert_eq!(found, ["a"], "{sql}");
}
