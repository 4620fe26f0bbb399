//! Filters with the actor's grants found out before keep the same rows as filters that ask for them, in every database,
//! however many keys they may have; and both phases can have one snapshot.

use arctos::{Arctos, Dialect, Filter, Keys, Policy, Settings, Statements, Value, row};
use arctos_tests::apps::App;
use arctos_tests::apps::elsewhere::Elsewhere;
use arctos_tests::postgres;
use arctos_tests::sqlite::Connection;
use std::collections::BTreeSet;
use std::time::Duration;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, IsolationLevel};

/// Actors who have something particular, with the types and tables that they are asked about.
type Case = (&'static str, &'static [&'static str], &'static [(&'static str, &'static str)]);

const CASES: [Case; 3] = [
    ("code-hosting", &["1", "2", "7", "13", "999999999"], &[("Repository", "repositories"), ("Issue", "issues")]),
    (
        "drive",
        &["24c9e15e-52af-c47c-225b-757e7bee1f9d", "d6d77053-92bc-7af6-3332-8bea8c4c6904", "7668f673-d566-9995-175e-f91b5d171945"],
        &[("Folder", "folders"), ("Document", "documents")],
    ),
    (
        "business",
        &["root:0", "o'neil", "名前:chief", "a.big\\boss", "clerk $1 --"],
        &[("Invoice", "invoices"), ("User", "users")],
    ),
];

/// How many other actors there are in each case.
const OTHERS: i64 = 6;

fn settings(most_keys: u64, keys: Keys) -> Settings {
    let patience = Duration::from_mins(1);
    Settings { deadline: patience, startup: patience, most_keys, few_keys: 3, keys, connections: 2, ..Settings::default() }
}

/// With every set as literals, none, only the smallest, and with arrays as parameters.
fn manners() -> [Settings; 4] {
    [
        settings(10_000, Keys::Literals),
        settings(0, Keys::Literals),
        settings(2, Keys::Literals),
        settings(10_000, Keys::Parameters),
    ]
}

fn actions(engine: &Arctos, ty: &str) -> Vec<String> {
    let blocks = &engine.policy().compiler().program().types.blocks;
    blocks.get(ty).into_iter().flat_map(|block| &block.permissions).map(ToString::to_string).collect()
}

async fn kept(client: &Client, table: &str, filter: &Filter) -> BTreeSet<String> {
    let sql = format!("SELECT t.id::text FROM {table} AS t WHERE {}", filter.sql());
    let params: Vec<(&(dyn ToSql + Sync), Type)> =
        filter.params().zip(filter.typed_params()).map(|(param, (_, ty))| (param, ty.clone())).collect();
    let rows = client.query_typed(&sql, &params).await.unwrap_or_else(|error| panic!("{error:?}\n{sql}"));
    rows.iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn the_same_rows_are_kept_on_postgres() {
    for (name, special, homes) in CASES {
        let app = App::new(name);
        let database = app.database().await.expect("a database");
        let mut client = database.connect().await.expect("a connection");
        let plain = app.engine(&database).await.expect("an engine");
        let mut engines = Vec::new();
        for settings in manners() {
            engines.push(app.policy().connect(&database.url(), settings).await.expect("an engine"));
        }
        let others = client.query("SELECT id::text FROM users ORDER BY md5(id::text) LIMIT $1", &[&OTHERS]).await.unwrap();
        let actors = special.iter().map(ToString::to_string).chain(others.iter().map(|row| row.get::<_, String>(0)));
        for actor in actors {
            let actor = Value::new("User", actor);
            for (ty, table) in homes {
                for action in actions(&plain, ty) {
                    let place = row(table, "t", "id");
                    let expected = kept(&client, table, &plain.filter(&actor, &action, ty, &place).unwrap()).await;
                    for engine in &engines {
                        let filter = engine.filter_resolved(&actor, &action, ty, &place).await.unwrap_or_else(|e| panic!("{e}"));
                        assert_eq!(kept(&client, table, &filter).await, expected, "{actor} {action} {ty}: {}", filter.sql());
                    }
                    let transaction = client.build_transaction().read_only(true).start().await.unwrap();
                    let filter = engines[0].filter_resolved_in(&transaction, &actor, &action, ty, &place).await.unwrap();
                    transaction.rollback().await.unwrap();
                    assert_eq!(filter.params().len(), 0, "literals alone: {}", filter.sql());
                    assert_eq!(kept(&client, table, &filter).await, expected, "{actor} {action} {ty}: {}", filter.sql());
                }
            }
        }
    }
}

async fn check_elsewhere(dialect: Dialect) {
    for (name, special, homes) in CASES {
        let app = App::new(name);
        let origin = app.database().await.expect("a database");
        let database = Elsewhere::copy(&app, &origin, dialect).await.expect("a copy");
        let plain = database.engine(&app).await.expect("an engine");
        let mut engines = Vec::new();
        for settings in manners() {
            engines.push(database.policy(&app).connect(&database.url(), settings).await.expect("an engine"));
        }
        for actor in special {
            let actor = Value::new("User", *actor);
            for (ty, table) in homes {
                for action in actions(&plain, ty) {
                    let place = row(table, "t", "id");
                    let caller = format!("SELECT t.id FROM {table} AS t WHERE 1 = 1");
                    let expected = plain.filter(&actor, &action, ty, &place).unwrap();
                    let expected: BTreeSet<_> = database.filtered(&caller, &expected).await.unwrap().into_iter().collect();
                    for engine in &engines {
                        let filter = engine.filter_resolved(&actor, &action, ty, &place).await.unwrap_or_else(|e| panic!("{e}"));
                        let found = database.filtered(&caller, &filter).await;
                        let found: BTreeSet<_> = found.unwrap_or_else(|e| panic!("{e}\n{}", filter.sql())).into_iter().collect();
                        assert_eq!(found, expected, "{actor} {action} {ty}: {}", filter.sql());
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn the_same_rows_are_kept_in_sqlite() {
    check_elsewhere(Dialect::Sqlite).await;
}

#[tokio::test]
async fn the_same_rows_are_kept_in_mysql() {
    check_elsewhere(Dialect::MySql).await;
}

const POLICY: &str = r#"
    actor User {}
    resource Team { roles = ["member"]; }
    resource Doc { permissions = ["read"]; relations = { team: Team }; "read" if "member" on "team"; }
"#;
const FACTS: &str = "facts:
  has_role(User:_, String:_, Team:_):
    query: SELECT user_id, role, team_id FROM members
  has_relation(Doc:_, team, Team:_):
    query: SELECT id, team_id FROM docs
";
const TABLES: &str = "
    CREATE TABLE members (user_id bigint NOT NULL, role text NOT NULL, team_id bigint NOT NULL);
    CREATE TABLE docs (id bigint PRIMARY KEY, team_id bigint NOT NULL);
    INSERT INTO members VALUES (7, 'member', 1), (7, 'member', 2), (8, 'member', 3);
    INSERT INTO docs VALUES (10, 1), (20, 2), (30, 3);
";

fn policy() -> Policy {
    Policy::load([("p.polar", POLICY)], Some(("f.yaml", FACTS))).unwrap_or_else(|error| panic!("{error}"))
}

fn user() -> Value {
    Value::new("User", "7")
}

#[tokio::test]
async fn both_phases_see_one_snapshot() {
    let database = postgres::shared().expect("a server").database(TABLES).await.expect("a database");
    let arctos = policy().connect(&database.url(), Settings::default()).await.expect("an engine");
    let (mut reader, writer) = (database.connect().await.unwrap(), database.connect().await.unwrap());
    let place = row("docs", "d", "id");
    let start = reader.build_transaction().isolation_level(IsolationLevel::RepeatableRead).read_only(true);
    let transaction = start.start().await.unwrap();
    let before = arctos.filter_resolved_in(&transaction, &user(), "read", "Doc", &place).await.unwrap();
    writer.batch_execute("DELETE FROM members; INSERT INTO docs VALUES (11, 1)").await.unwrap();
    let within = arctos.filter_resolved_in(&transaction, &user(), "read", "Doc", &place).await.unwrap();
    assert_eq!(within.sql(), before.sql());
    assert!(within.sql().contains(r#"UNNEST(CAST('{"1","2"}' AS bigint[]))"#), "{}", within.sql());
    let sql = format!("SELECT d.id FROM docs AS d WHERE {} ORDER BY 1", within.sql());
    let ids: Vec<i64> = transaction.query(&sql, &[]).await.unwrap().iter().map(|row| row.get(0)).collect();
    assert_eq!(ids, [10, 20], "the document that was added is not in the snapshot");
    transaction.commit().await.unwrap();
    assert_eq!(arctos.filter_resolved(&user(), "read", "Doc", &place).await.unwrap().sql(), "FALSE");
}

#[tokio::test]
async fn a_resolved_filter_suits_a_query_builder() {
    let database = postgres::shared().expect("a server").database(TABLES).await.expect("a database");
    for keys in [Keys::Literals, Keys::Parameters] {
        let arctos = policy().connect(&database.url(), settings(100, keys)).await.expect("an engine");
        let filter = arctos.filter_resolved(&user(), "read", "Doc", &row("docs", "d", "id")).await.unwrap();
        let select = arctos::sea_query::Query::select().column("id").from("docs").and_where(filter.expression().unwrap()).take();
        let (sql, values) = select.build(arctos::sea_query::PostgresQueryBuilder);
        assert!(values.0.is_empty() && sql.contains(r#"'{"1","2"}'"#), "{sql}");
        let moved = filter.sql_from(3).unwrap();
        let expected = if keys == Keys::Literals { r#"CAST('{"1","2"}'"# } else { "CAST($3 AS bigint[])" };
        assert!(moved.contains(expected), "{moved}");
    }
}

/// A column may hold what its type does not have; the database alone knows what it equals.
#[tokio::test]
async fn odd_keys_stay_with_the_database() {
    let script = "
        CREATE TABLE members (user_id INTEGER NOT NULL, role TEXT NOT NULL, team_id TEXT NOT NULL);
        CREATE TABLE docs (id INTEGER PRIMARY KEY, team_id TEXT NOT NULL);
        INSERT INTO members VALUES (7, 'member', 'A'), (7, 'member', x'42');
        INSERT INTO docs VALUES (1, 'A'), (2, 'B'), (3, 'a');
    ";
    let connection = Connection::open_in_memory().expect("a database");
    connection.execute_batch(script).expect("tables");
    let arctos = policy().with_sqlite(connection, Settings::default()).await.unwrap_or_else(|error| panic!("{error}"));
    let resolved = arctos.filter_resolved(&user(), "read", "Doc", &row("docs", "d", "id")).await.unwrap();
    assert!(resolved.sql().contains("members"), "a blob is no text: {}", resolved.sql());
    let own = Connection::open_in_memory().expect("a database");
    own.execute_batch(script).expect("tables");
    let resolved = arctos.filter_resolved_in(&own, &user(), "read", "Doc", &row("docs", "d", "id")).await.unwrap();
    let sql = format!("SELECT group_concat(d.id) FROM docs AS d WHERE {}", resolved.sql());
    let kept: Option<String> = own.query_row(&sql, [], |row| row.get(0)).expect("rows");
    assert_eq!(kept.as_deref(), Some("1"));
    own.execute_batch("DELETE FROM members WHERE team_id = x'42'").expect("a change");
    let resolved = arctos.filter_resolved_in(&own, &user(), "read", "Doc", &row("docs", "d", "id")).await.unwrap();
    assert!(!resolved.sql().contains("members"), "{}", resolved.sql());
}

/// Statements that are prepared get the plan for all values, under one text for all actors; those that are sent whole leave
/// nothing behind.
#[tokio::test]
async fn prepared_statements_are_few_and_generic() {
    let database = postgres::shared().expect("a server").database(TABLES).await.expect("a database");
    for (statements, expected) in [(Statements::Prepared, 2), (Statements::Unprepared, 0)] {
        let config: tokio_postgres::Config = database.url().parse().unwrap();
        let manager = arctos::deadpool_postgres::Manager::new(config, tokio_postgres::NoTls);
        let pool = arctos::deadpool_postgres::Pool::builder(manager).max_size(1).build().unwrap();
        let settings = Settings { statements, ..Settings::default() };
        let arctos = policy().with_pool(pool.clone(), settings).await.expect("an engine");
        for id in 0..20 {
            let actor = Value::new("User", id.to_string());
            let allowed = arctos.authorize(&actor, "read", &Value::new("Doc", "10")).await.unwrap();
            assert_eq!(allowed, id == 7);
            arctos.filter_resolved(&actor, "read", "Doc", &row("docs", "d", "id")).await.unwrap();
        }
        let client = pool.get().await.unwrap();
        let sql = "SELECT count(*), coalesce(min(generic_plans), 0) FROM pg_prepared_statements WHERE statement LIKE '%members%'";
        let told = client.query_typed(sql, &[]).await.unwrap();
        let (count, generic): (i64, i64) = (told[0].get(0), told[0].get(1));
        assert_eq!(count, expected);
        assert!(count == 0 || generic >= 10, "{generic} of 20 runs with the plan for all values");
    }
}

/// A statement of a connection of the engine's own has one plan from its first run on.
#[tokio::test]
async fn own_connections_plan_a_statement_once() {
    let database = postgres::shared().expect("a server").database(TABLES).await.expect("a database");
    let policy = Policy::load(
        [("policy.polar", "actor User {} resource Doc { permissions = [\"read\"]; \"read\" if is_generic(resource); }")],
        Some((
            "facts.yaml",
            "facts:\n  is_generic(Doc:_):\n    query: SELECT id FROM docs WHERE current_setting('plan_cache_mode') = 'force_generic_plan'\n",
        )),
    );
    let policy = policy.unwrap_or_else(|error| panic!("{error}"));
    for (statements, expected) in [(Statements::Prepared, true), (Statements::Unprepared, false)] {
        let arctos = policy.clone().connect(&database.url(), Settings { statements, ..Settings::default() }).await.unwrap();
        assert_eq!(arctos.authorize(&user(), "read", &Value::new("Doc", "10")).await.unwrap(), expected, "{statements:?}");
    }
}

/// Futures of requests move between threads.
#[tokio::test]
async fn asking_can_move_between_threads() {
    fn movable<T: Send>(future: T) -> T {
        future
    }
    let database = postgres::shared().expect("a server").database(TABLES).await.expect("a database");
    let arctos = policy().connect(&database.url(), Settings::default()).await.expect("an engine");
    let (client, place, user) = (database.connect().await.unwrap(), row("docs", "d", "id"), user());
    movable(arctos.filter_resolved(&user, "read", "Doc", &place)).await.unwrap();
    movable(arctos.filter_resolved_in(&client, &user, "read", "Doc", &place)).await.unwrap();
}
