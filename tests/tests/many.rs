//! Many ids at once, where a join from the actor's rows decides: it is computed as far as there are ids, or each is looked up.

use arctos::{Arctos, Dialect, Form, KnownFacts, Options, Policy, Question, Settings, Subject, Value};
use arctos_tests::postgres::shared;
use arctos_throwaway::Database;
use std::collections::BTreeSet;
use tokio_postgres::Client;

const POLICY: &str = r#"
    actor User {}
    resource Org { roles = ["member"]; }
    resource Project { relations = { org: Org }; roles = ["reader"]; "reader" if "member" on "org"; }
    resource Doc {
      relations = { project: Project };
      permissions = ["read", "miss"];
      "read" if "reader" on "project";
    }
    has_permission(user: User, "miss", doc: Doc) if
      project matches Project and has_relation(doc, "project", project) and not has_role(user, "reader", project);
"#;

const FACTS: &str = "facts:
  has_role(User:_, member, Org:_): {query: 'SELECT holder, org FROM members'}
  has_relation(Project:_, org, Org:_): {query: 'SELECT project, org FROM owned'}
  has_relation(Doc:_, project, Project:_): {query: 'SELECT id, project FROM docs'}
";

/// User 1 is in no organization, 2 in one of three projects, 3 in all of a hundred, 4 in one that has a project without an id.
const TABLES: &str = "
    CREATE TABLE members (holder bigint NOT NULL, org bigint NOT NULL, PRIMARY KEY (holder, org));
    CREATE TABLE owned (project bigint, org bigint NOT NULL);
    CREATE INDEX owned_org ON owned (org);
    CREATE INDEX owned_project ON owned (project);
    CREATE TABLE docs (id bigint PRIMARY KEY, project bigint);
    INSERT INTO owned SELECT x, x % 100 FROM generate_series(1, 300) AS n (x);
    INSERT INTO owned VALUES (NULL, 100), (7, 100), (7, 3);
    INSERT INTO members SELECT 3, x FROM generate_series(0, 99) AS n (x);
    INSERT INTO members VALUES (2, 5), (4, 100);
    INSERT INTO docs SELECT x, NULLIF(x % 301, 0) FROM generate_series(1, 1000) AS n (x);
    ANALYZE;";

/// What a user may read, told by the database.
const READABLE: &str = "SELECT id FROM docs WHERE project IN (
    SELECT o.project FROM owned o JOIN members m ON m.org = o.org WHERE m.holder = $1::bigint AND o.project IS NOT NULL)";

async fn engine(database: &Database, facts: &str) -> Arctos {
    let policy = Policy::load_for(Dialect::Postgres, [("policy.polar", POLICY)], Some(("facts.yaml", facts)));
    let policy = policy.unwrap_or_else(|error| panic!("{error}"));
    policy.connect(&database.url(), Settings::default()).await.unwrap_or_else(|error| panic!("{error}"))
}

/// The statement for many ids.
fn statement(arctos: &Arctos) -> String {
    let actor = Subject::OfType("User".into());
    let question = Question::AuthorizeMany { actor, action: "read".into(), resource: "Doc".into() };
    let options = Options { dialect: Dialect::Postgres, form: Form::Parameters };
    let compiled = arctos.policy().compile(&question, &KnownFacts::default(), options);
    compiled.unwrap_or_else(|error| panic!("{error}")).statement.sql
}

async fn readable(client: &Client, user: i64) -> BTreeSet<i64> {
    let rows = client.query(READABLE, &[&user]).await.expect("an answer");
    rows.iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn a_join_is_computed_as_far_as_there_are_ids() {
    let database = shared().expect("a server").database(TABLES).await.expect("a database");
    let arctos = engine(&database, FACTS).await;
    let text = statement(&arctos);
    assert!(text.contains("\"held\" (\"c0\") AS") && text.contains("OFFSET CARDINALITY("), "{text}");
    let client = database.connect().await.expect("a connection");
    for user in 1..=4 {
        let (actor, may) = (Value::new("User", user.to_string()), readable(&client, user).await);
        for count in [1, 3, 30, 1001] {
            for first in [0, 300, 602] {
                let ids: Vec<i64> = (first..first + count).collect();
                let given: Vec<String> = ids.iter().map(ToString::to_string).collect();
                let read = |id: &&i64| may.contains(id);
                let expected: Vec<String> = ids.iter().filter(read).map(ToString::to_string).collect();
                let found = arctos.authorize_many(&actor, "read", "Doc", &given).await.unwrap_or_else(|error| panic!("{error}"));
                assert_eq!(found, expected, "user {user}: {count} from {first}");
                // A document is missed if it has a project of which the user is no reader.
                let missed = arctos.authorize_many(&actor, "miss", "Doc", &given).await.unwrap_or_else(|error| panic!("{error}"));
                let has_project = |id: &&i64| (1..=1000).contains(*id) && *id % 301 != 0;
                let expected = ids.iter().filter(has_project).filter(|id| !read(id)).map(ToString::to_string);
                assert_eq!(missed, expected.collect::<Vec<_>>(), "user {user}: {count} from {first}");
            }
        }
    }
}

#[tokio::test]
async fn without_an_index_from_the_actor_on_each_id_is_looked_up() {
    let without = [
        ("CREATE INDEX owned_org ON owned (org);", ""),
        ("PRIMARY KEY (holder, org)", "PRIMARY KEY (org, holder)"),
        ("CREATE TABLE owned (project bigint, org bigint NOT NULL)", "CREATE TABLE owned (project bigint, org numeric NOT NULL)"),
    ];
    for (with, other) in without {
        let tables = TABLES.replace(with, other);
        assert_ne!(tables, TABLES, "{with}");
        let database = shared().expect("a server").database(&tables).await.expect("a database");
        let text = statement(&engine(&database, FACTS).await);
        assert!(!text.contains("held"), "{with}: {text}");
    }
}

/// More rows may be read than are found.
#[tokio::test]
async fn rows_that_are_left_out_are_not_computed() {
    let database = shared().expect("a server").database(TABLES).await.expect("a database");
    let filtered = FACTS.replace("FROM owned", "FROM owned WHERE org > 0");
    assert_ne!(filtered, FACTS);
    let text = statement(&engine(&database, &filtered).await);
    assert!(!text.contains("held"), "{text}");
}
