//! Data of sizes that break naive plans: deep chains, wide cycles, many facts in a question, many rules. Each answer is
//! right, and there within the deadline; what is right is found by a search of the same graph in memory.

use arctos::{Arctos, KnownFacts, Policy, Predicate, Settings, Value};
use arctos_tests::postgres::shared;
use std::collections::{BTreeSet, VecDeque};
use std::fmt::Write;
use std::time::Duration;

const CHAIN: u32 = 100_000;
const NODES: u32 = 50_000;
const EDGES: u32 = 200_000;

const POLICY: &str = r#"
actor User {}
resource Folder { permissions = ["read", "see", "odd"]; }
resource Node { permissions = ["read", "see"]; }
inside(a: Folder, b: Folder) if parent(a, b);
inside(a: Folder, c: Folder) if parent(a, b) and inside(b, c);
has_permission(u: User, "read", f: Folder) if owns(u, f);
has_permission(u: User, "read", f: Folder) if parent(f, p) and has_permission(u, "read", p);
has_permission(u: User, "see", f: Folder) if inside(f, top) and owns(u, top);
odd(u: User, f: Folder) if parent(f, p) and even(u, p);
even(u: User, f: Folder) if owns(u, f);
even(u: User, f: Folder) if parent(f, p) and odd(u, p);
has_permission(u: User, "odd", f: Folder) if odd(u, f);
reach(a: Node, b: Node) if edge(a, b);
reach(a: Node, c: Node) if reach(a, b) and reach(b, c);
has_permission(u: User, "read", n: Node) if owns(u, n);
has_permission(u: User, "read", n: Node) if edge(n, m) and has_permission(u, "read", m);
has_permission(u: User, "see", n: Node) if reach(n, m) and owns(u, m);
has_permission(u: User, "read", f: Folder) if shared_today(u, f);
"#;

const MAPPING: &str = r#"
facts:
  parent(Folder:_, Folder:_): {query: "SELECT id, parent_id FROM folders"}
  owns(User:_, Folder:_): {query: "SELECT owner_id, id FROM folders"}
  edge(Node:_, Node:_): {query: "SELECT a, b FROM edges"}
  owns(User:_, Node:_): {query: "SELECT owner_id, id FROM nodes"}
sql_types: {User: bigint, Folder: bigint, Node: bigint}
"#;

fn edge(at: u32) -> (u32, u32) {
    (at.wrapping_mul(7_919) % NODES, at.wrapping_mul(104_729).wrapping_add(at / NODES) % NODES)
}

/// Folder 1 is the top of the chain and user 7's, folder 50,000 user 8's; user 7 owns five nodes.
fn script() -> String {
    let mut sql = format!(
        "CREATE TABLE folders (id bigint PRIMARY KEY, parent_id bigint, owner_id bigint);
        INSERT INTO folders WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < {CHAIN})
            SELECT i, NULLIF(i - 1, 0), CASE i WHEN 1 THEN 7 WHEN 50000 THEN 8 END FROM c;
        CREATE INDEX folders_parent ON folders (parent_id);
        CREATE INDEX folders_owner ON folders (owner_id);
        CREATE TABLE nodes (id bigint PRIMARY KEY, owner_id bigint);
        INSERT INTO nodes WITH RECURSIVE c(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c WHERE i < {NODES} - 1)
            SELECT i, CASE WHEN i % 10000 = 1 THEN 7 END FROM c;
        CREATE INDEX nodes_owner ON nodes (owner_id);
        CREATE TABLE edges (a bigint NOT NULL, b bigint NOT NULL);\n"
    );
    for start in (0..EDGES).step_by(10_000) {
        let rows: Vec<String> = (start..start + 10_000).map(edge).map(|(a, b)| format!("({a},{b})")).collect();
        let _ = writeln!(sql, "INSERT INTO edges VALUES {};", rows.join(","));
    }
    sql + "CREATE INDEX edges_a ON edges (a); CREATE INDEX edges_b ON edges (b);"
}

/// Nodes from which an edge or more lead to one of user 7's, and those nodes themselves with `itself`.
fn reaching(itself: bool) -> BTreeSet<u32> {
    let mut back: Vec<Vec<u32>> = vec![Vec::new(); NODES as usize];
    for (a, b) in (0..EDGES).map(edge) {
        back[b as usize].push(a);
    }
    let owned: Vec<u32> = (0..NODES).filter(|node| node % 10_000 == 1).collect();
    let mut seen: BTreeSet<u32> = if itself { owned.iter().copied().collect() } else { BTreeSet::new() };
    let mut queue: VecDeque<u32> = owned.into();
    while let Some(node) = queue.pop_front() {
        for before in &back[node as usize] {
            if seen.insert(*before) {
                queue.push_back(*before);
            }
        }
    }
    seen
}

fn policy() -> Policy {
    let today = Predicate::new("shared_today", 2);
    Policy::load([("sizes.polar", POLICY)], Some(("sizes.yaml", MAPPING))).expect("a policy").expecting([today])
}

fn settings() -> Settings {
    Settings { deadline: Duration::from_mins(1), ..Settings::default() }
}

fn user(id: u32) -> Value {
    Value::new("User", id.to_string())
}

fn folder(id: u32) -> Value {
    Value::new("Folder", id.to_string())
}

fn numbers(ids: Vec<String>) -> BTreeSet<u32> {
    ids.into_iter().map(|id| id.parse().expect("a number")).collect()
}

async fn assert_chain(arctos: &Arctos) {
    let list = async |id, action: &str| numbers(arctos.list(&user(id), action, "Folder").await.expect("a list"));
    assert_eq!(list(7, "read").await, (1..=CHAIN).collect());
    assert_eq!(list(8, "read").await, (50_000..=CHAIN).collect());
    assert_eq!(list(7, "see").await, (2..=CHAIN).collect());
    assert_eq!(list(7, "odd").await, (1..=CHAIN).filter(|id| id % 2 == 0).collect());
    assert_eq!(list(9, "see").await, BTreeSet::new());
    let may = async |id, action: &str, at| arctos.authorize(&user(id), action, &folder(at)).await.expect("an answer");
    for action in ["read", "see", "odd"] {
        assert!(may(7, action, CHAIN).await, "{action}");
        assert!(!may(9, action, CHAIN).await, "{action}");
        assert!(!may(8, action, 49_999).await, "{action}");
    }
    let readers = arctos.actors("User", "see", &folder(CHAIN)).await.expect("actors");
    assert_eq!(numbers(readers), BTreeSet::from([7, 8]));
}

async fn assert_cycles(arctos: &Arctos) {
    let list = async |action: &str| numbers(arctos.list(&user(7), action, "Node").await.expect("a list"));
    assert_eq!(list("read").await, reaching(true));
    let seen = reaching(false);
    assert_eq!(list("see").await, seen);
    for node in [0, 1, 17, 24_999, NODES - 1] {
        let node_value = Value::new("Node", node.to_string());
        let may = arctos.authorize(&user(7), "see", &node_value).await.expect("an answer");
        assert_eq!(may, seen.contains(&node), "{node}");
        let actors = numbers(arctos.actors("User", "see", &node_value).await.expect("actors"));
        assert_eq!(actors.contains(&7), seen.contains(&node), "{node}");
    }
}

async fn assert_context(arctos: &Arctos) {
    let mut context = KnownFacts::new();
    for at in 0..10_000_u32 {
        let (who, what) = if at < 5_000 { (20, at) } else { (21, at) };
        context.insert(Predicate::new("shared_today", 2), vec![user(who), folder(CHAIN - what)]);
    }
    let ask = arctos.ask().context(&context);
    let list = numbers(ask.list(&user(20), "read", "Folder").await.expect("a list"));
    assert_eq!(list, (CHAIN - 4_999..=CHAIN).collect());
    assert!(ask.authorize(&user(21), "read", &folder(CHAIN - 7_000)).await.expect("an answer"));
    assert!(!ask.authorize(&user(21), "read", &folder(5)).await.expect("an answer"));
    let actors = ask.actors("User", "read", &folder(CHAIN - 9_999)).await.expect("actors");
    assert_eq!(numbers(actors), BTreeSet::from([7, 8, 21]));
}

#[tokio::test]
async fn large_data_in_postgres() {
    let server = shared().expect("a server");
    let database = server.database("").await.expect("a database");
    let client = database.connect().await.expect("a connection");
    client.batch_execute(&script()).await.expect("the data");
    client.batch_execute("ANALYZE").await.expect("statistics");
    let arctos = policy().connect(&database.url(), settings()).await.expect("an engine");
    assert_chain(&arctos).await;
    assert_cycles(&arctos).await;
    assert_context(&arctos).await;
}

#[tokio::test]
async fn large_data_in_sqlite() {
    let connection = rusqlite::Connection::open_in_memory().expect("memory");
    connection.execute_batch(&script()).expect("the data");
    connection.execute_batch("ANALYZE").expect("statistics");
    let policy = policy().for_dialect(arctos::Dialect::Sqlite).expect("a policy");
    let arctos = policy.with_sqlite(connection, settings()).await.expect("an engine");
    assert_chain(&arctos).await;
    assert_cycles(&arctos).await;
    assert_context(&arctos).await;
}

/// Two thousand permissions, each with a rule of its own, most of them out of reach.
#[tokio::test]
async fn two_thousand_rules() {
    let mut policy = "actor User {}\nresource Doc { permissions = [\"p0\"]; }\n".to_owned();
    for at in 0..2_000 {
        let role = at % 50;
        let _ = writeln!(policy, "has_permission(u: User, \"p{at}\", d: Doc) if has_role(u, \"r{role}\", d) and rank(u, {at});");
    }
    let mapping = "
facts:
  has_role(User:_, String:_, Doc:_): {query: \"SELECT user_id, role, doc_id FROM roles\"}
  rank(User:_, Integer:_): {query: \"SELECT user_id, level FROM ranks\"}
sql_types: {User: bigint, Doc: bigint}
";
    let script =
        "CREATE TABLE roles (user_id bigint, role text, doc_id bigint); INSERT INTO roles VALUES (1, 'r17', 5), (1, 'r3', 5);
        CREATE TABLE ranks (user_id bigint, level bigint); INSERT INTO ranks VALUES (1, 417), (1, 1003), (1, 1004), (2, 3);";
    let connection = rusqlite::Connection::open_in_memory().expect("memory");
    connection.execute_batch(script).expect("the data");
    let server = shared().expect("a server");
    let database = server.database("").await.expect("a database");
    database.connect().await.expect("a connection").batch_execute(script).await.expect("the data");
    let loaded = Policy::load([("rules.polar", policy)], Some(("rules.yaml", mapping))).expect("a policy");
    let sqlite = loaded.for_dialect(arctos::Dialect::Sqlite).expect("a policy").with_sqlite(connection, settings()).await;
    for arctos in [sqlite, loaded.connect(&database.url(), settings()).await] {
        let arctos = arctos.expect("an engine");
        assert_eq!(arctos.list(&user(1), "p417", "Doc").await.expect("a list"), ["5"]);
        assert!(!arctos.authorize(&user(2), "p3", &Value::new("Doc", "5")).await.expect("an answer"));
        assert_eq!(arctos.actions(&user(1), &Value::new("Doc", "5")).await.expect("actions"), ["p1003", "p417"]);
    }
}
