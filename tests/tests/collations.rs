//! Columns of PostgreSQL with collations of their own: texts that one takes for equal are different ids, and texts of two are
//! compared.

use arctos::{Arctos, Policy, Settings, Value};
use arctos_tests::postgres::shared;
use arctos_throwaway::Database;

const POLICY: &str = r#"
    actor User {}
    resource Doc { permissions = ["read", "write"]; relations = { owner: User }; "write" if "owner"; }
    has_permission(user: User, "read", doc: Doc) if is_open(doc) and not is_banned(user) and user matches User;
    has_permission(_: User, "weigh", doc: Doc) if weighs(doc, n) and n > 1;
    has_permission(user: User, "write", doc: Doc) if leads(user, other) and has_relation(doc, "owner", other);
"#;

const FACTS: &str = "facts:
  has_relation(Doc:_, owner, User:_):
    query: SELECT id, owner FROM docs
  is_open(Doc:_):
    query: SELECT id FROM docs WHERE shown
  is_banned(User:_):
    query: SELECT name FROM bans
  weighs(Doc:_, Integer:_):
    query: SELECT id, weight FROM docs
  leads(User:_, User:_):
    query: SELECT leader, follower FROM teams
";

/// Different texts, equal under every one of the collations below.
const NAMES: [&str; 3] = ["Ann", "ann", "ANN"];

const TABLES: &str = "
    CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level1', deterministic = false);
    CREATE DOMAIN loose_text AS text COLLATE loose;
    CREATE TABLE docs (id text COLLATE loose, owner text COLLATE loose NOT NULL, shown boolean NOT NULL, weight integer);
    CREATE TABLE bans (name loose_text);
    CREATE TABLE teams (leader text, follower varchar(20) COLLATE loose);
    CREATE INDEX ON docs (owner);
    INSERT INTO docs VALUES ('A', 'Ann', true, 1), ('a', 'ann', true, 2), ('b', 'bob', false, 1);
    INSERT INTO bans VALUES ('ann');
    INSERT INTO teams VALUES ('bob', 'Ann');";

async fn engine(policy: &str, facts: &str, database: &Database) -> Arctos {
    let policy = Policy::load([("policy.polar", policy)], Some(("facts.yaml", facts))).unwrap_or_else(|error| panic!("{error}"));
    policy.connect(&database.url(), Settings::default()).await.unwrap_or_else(|error| panic!("{error}"))
}

async fn database(tables: &str) -> Database {
    shared().expect("a server").database(tables).await.expect("a database")
}

fn user(id: &str) -> Value {
    Value::new("User", id)
}

async fn assert_exact(facts: &str) {
    let database = database(TABLES).await;
    let arctos = engine(POLICY, facts, &database).await;
    for name in NAMES {
        let doc = Value::new("Doc", "A");
        assert_eq!(arctos.authorize(&user(name), "read", &doc).await.unwrap(), name != "ann", "a ban of {name}");
        assert!(!arctos.authorize(&user(name), "weigh", &doc).await.unwrap());
        assert_eq!(arctos.authorize(&user(name), "write", &doc).await.unwrap(), name == "Ann", "a document of {name}'s");
        let expected: &[&str] = match name {
            "Ann" => &["A"],
            "ann" => &["a"],
            _ => &[],
        };
        assert_eq!(arctos.authorize_many(&user(name), "write", "Doc", &["A", "a", "B"]).await.unwrap(), expected, "{name}");
        assert_eq!(arctos.list(&user(name), "write", "Doc").await.unwrap(), expected, "the list for {name}");
    }
    let mut bob = arctos.list(&user("bob"), "write", "Doc").await.unwrap();
    bob.sort();
    assert_eq!(bob, ["A", "b"], "those of one follower, and his own");
    let mut owners = arctos.actors("User", "write", &Value::new("Doc", "a")).await.unwrap();
    owners.sort();
    assert_eq!(owners, ["ann"]);
    assert_eq!(arctos.actions(&user("ann"), &Value::new("Doc", "A")).await.unwrap(), [] as [&str; 0]);
}

#[tokio::test]
async fn loose_collations_make_no_ids_equal() {
    assert_exact(FACTS).await;
}

#[tokio::test]
async fn loose_collations_of_expressions_make_no_ids_equal() {
    let facts = FACTS
        .replace("SELECT name FROM bans", "SELECT trim(name) FROM bans")
        .replace("SELECT id, owner FROM docs", "SELECT max(id), owner || '' FROM docs GROUP BY ctid, owner");
    assert_exact(&facts).await;
}

const TREE: &str = r#"
    actor User {}
    resource Folder {
      roles = ["reader"];
      permissions = ["read"];
      relations = { parent: Folder, owner: User };
      "reader" if "reader" on "parent";
      "reader" if "owner";
      "read" if "reader";
    }
    has_permission(user: User, "read", folder: Folder) if in_group(user, group) and has_role(group, "reader", folder);
    in_group(user: User, group: Group) if member(user, group);
    in_group(user: User, group: Group) if in_group(user, inner) and within(inner, group);
    resource Group {}
"#;

const TREE_FACTS: &str = "facts:
  has_relation(Folder:_, parent, Folder:_):
    query: SELECT id, parent FROM folders
  has_relation(Folder:_, owner, User:_):
    query: SELECT id, owner FROM folders
  has_role(User:_, reader, Folder:_):
    query: SELECT name, folder FROM shares
  has_role(Group:_, reader, Folder:_):
    query: SELECT team, folder FROM group_shares
  member(User:_, Group:_):
    query: SELECT name, team FROM members
  within(Group:_, Group:_):
    query: SELECT team, around FROM groups
";

/// Every column under a collation of its own.
const TREE_TABLES: &str = r#"
    CREATE COLLATION one (provider = icu, locale = 'und');
    CREATE COLLATION two (provider = icu, locale = 'sv');
    CREATE TABLE folders (id text COLLATE "C" PRIMARY KEY, parent text COLLATE one, owner varchar(9) COLLATE two);
    CREATE TABLE shares (name text COLLATE "POSIX", folder text COLLATE two);
    CREATE TABLE group_shares (team text, folder text COLLATE one);
    CREATE TABLE members (name text COLLATE one, team text COLLATE "C");
    CREATE TABLE groups (team text COLLATE two, around text COLLATE one);
    INSERT INTO folders VALUES ('top', NULL, 'olga'), ('middle', 'top', NULL), ('leaf', 'middle', NULL), ('other', NULL, 'paul');
    INSERT INTO shares VALUES ('rita', 'middle');
    INSERT INTO group_shares VALUES ('staff', 'other');
    INSERT INTO members VALUES ('mia', 'desk');
    INSERT INTO groups VALUES ('desk', 'staff'), ('staff', 'desk');"#;

#[tokio::test]
async fn columns_of_different_collations_are_compared() {
    let database = database(TREE_TABLES).await;
    let arctos = engine(TREE, TREE_FACTS, &database).await;
    let all = ["leaf", "middle", "other", "top"];
    for (name, expected) in [
        ("olga", &["leaf", "middle", "top"][..]),
        ("rita", &["leaf", "middle"]),
        ("mia", &["other"]),
        ("paul", &["other"]),
        ("nobody", &[]),
    ] {
        let actor = user(name);
        let mut list = arctos.list(&actor, "read", "Folder").await.unwrap_or_else(|error| panic!("{name}: {error}"));
        list.sort();
        assert_eq!(list, expected, "{name}");
        assert_eq!(arctos.authorize_many(&actor, "read", "Folder", &all).await.unwrap(), expected, "{name}");
        for id in all {
            let folder = Value::new("Folder", id);
            let allowed = expected.contains(&id);
            assert_eq!(arctos.authorize(&actor, "read", &folder).await.unwrap(), allowed, "{name}, {id}");
            assert_eq!(arctos.actions(&actor, &folder).await.unwrap().len(), usize::from(allowed), "{name}, {id}");
            assert_eq!(arctos.actors("User", "read", &folder).await.unwrap().contains(&name.to_owned()), allowed, "{name}, {id}");
        }
    }
}
