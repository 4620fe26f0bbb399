//! Facts of a second database beside those of the application's own.

mod random;

use arctos::{Arctos, Central, Error, KnownFacts, Policy, Predicate, QueryArg, QueryCall, Settings, Subject, Value, row};
use arctos_tests::postgres::shared;
use arctos_tests::sqlite::Connection;
use arctos_throwaway::Database;
use std::path::PathBuf;
use std::time::Duration;

const POLICY: &str = r#"
    actor User {}
    actor Group {}
    resource Org { roles = ["member", "admin"]; permissions = ["audit"]; "member" if "admin"; "audit" if "admin"; }
    resource Doc {
      roles = ["reader"]; permissions = ["read", "write", "share"]; relations = { org: Org, owner: User };
      "reader" if "member" on "org";
      "read" if "reader";
      "write" if "owner";
    }
    has_role(user: User, role: String, org: Org) if in_group(user, group) and has_role(group, role, org) and group matches Group;
    in_group(user: User, group: Group) if is_member(user, group);
    in_group(user: User, group: Group) if in_group(user, inner) and is_inside(inner, group) and inner matches Group;
    has_permission(user: User, "share", doc: Doc) if has_role(user, "reader", doc) and not is_banned(user);
    has_permission(_: User, "read", doc: Doc) if is_public(doc);
    has_permission(user: User, "print", doc: Doc) if quota(user, most) and pages(doc, number) and number < most;
"#;

/// What the application has.
const LOCAL: &str = "facts:
  has_relation(Doc:_, org, Org:_):
    query: SELECT id, org_id FROM docs
  has_relation(Doc:_, owner, User:_):
    query: SELECT id, owner_id FROM docs
  is_public(Doc:_):
    query: SELECT id FROM docs WHERE is_public
  pages(Doc:_, Integer:_):
    query: SELECT id, 10 * id FROM docs
sql_types:
  Doc: bigint
";

/// What is kept centrally.
const CENTRAL: &str = "facts:
  is_member(User:_, Group:_):
    query: SELECT user_id, group_id FROM members
  is_inside(Group:_, Group:_):
    query: SELECT inner_id, outer_id FROM nested
  has_role(Group:_, String:_, Org:_):
    query: SELECT group_id, role, org_id FROM roles
  is_banned(User:_):
    query: SELECT user_id FROM bans
  quota(User:_, Integer:_):
    query: SELECT user_id, pages FROM quotas
";

const LOCAL_TABLES: &str = "
    CREATE TABLE docs (id bigint PRIMARY KEY, org_id text, owner_id text, is_public boolean NOT NULL);
    INSERT INTO docs VALUES (1, 'acme', 'ann', false), (2, 'acme', 'bob', false), (3, 'umbrella', 'ann', false),
      (4, NULL, NULL, true);
";

const CENTRAL_TABLES: &str = "
    CREATE TABLE members (user_id text NOT NULL, group_id text);
    CREATE TABLE nested (inner_id text NOT NULL, outer_id text NOT NULL);
    CREATE TABLE roles (group_id text NOT NULL, role text NOT NULL, org_id text NOT NULL);
    CREATE TABLE bans (user_id text NOT NULL);
    CREATE TABLE quotas (user_id text NOT NULL, pages bigint NOT NULL);
    INSERT INTO quotas VALUES ('ann', 5), ('ann', 25), ('bob', 10);
    INSERT INTO members VALUES ('bob', 'devs'), ('eve', 'devs'), ('bob', NULL), ('zoe', 'ops');
    INSERT INTO nested VALUES ('devs', 'staff'), ('staff', 'devs'), ('ops', 'roots');
    INSERT INTO roles VALUES ('staff', 'member', 'acme'), ('roots', 'admin', 'umbrella');
    INSERT INTO bans VALUES ('eve');
";

/// A central database of some kind, for as long as the value lives.
enum Kept {
    Postgres(Database),
    File(PathBuf),
}

impl Drop for Kept {
    fn drop(&mut self) {
        if let Self::File(path) = self {
            let _ = std::fs::remove_file(path);
        }
    }
}

impl Kept {
    async fn postgres() -> Self {
        Self::Postgres(shared().expect("a server").database(CENTRAL_TABLES).await.expect("a database"))
    }

    fn file(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("arctos-central-{name}-{}.db", std::process::id()));
        Connection::open(&path).and_then(|file| file.execute_batch(CENTRAL_TABLES)).expect("a file");
        Self::File(path)
    }

    fn url(&self) -> String {
        match self {
            Self::Postgres(database) => database.url(),
            Self::File(path) => format!("sqlite:{}", path.display()),
        }
    }

    async fn central(&self, settings: Settings) -> Central {
        policy().connect_central(("central.yaml", CENTRAL), &self.url(), settings).await.unwrap_or_else(|error| panic!("{error}"))
    }
}

fn policy() -> Policy {
    Policy::load([("policy.polar", POLICY)], Some(("facts.yaml", LOCAL))).unwrap_or_else(|error| panic!("{error}"))
}

async fn local() -> Database {
    shared().expect("a server").database(LOCAL_TABLES).await.expect("a database")
}

async fn engine(central: &Central, database: &Database) -> Arctos {
    let policy = policy().with_central(central).expect("facts");
    policy.connect(&database.url(), Settings::default()).await.unwrap_or_else(|error| panic!("{error}"))
}

fn user(id: &str) -> Value {
    Value::new("User", id)
}

fn doc(id: &str) -> Value {
    Value::new("Doc", id)
}

fn sorted(answer: Result<Vec<String>, Error>) -> Vec<String> {
    let mut answer = answer.unwrap_or_else(|error| panic!("{error}"));
    answer.sort();
    answer
}

#[tokio::test]
async fn every_question_has_the_facts_of_both() {
    for kept in [Kept::postgres().await, Kept::file("questions")] {
        let (central, database) = (kept.central(Settings::default()).await, local().await);
        let arctos = engine(&central, &database).await;
        for (who, action, what, expected) in [
            ("bob", "read", "1", true),
            ("ann", "read", "1", false),
            ("ann", "write", "1", true),
            ("ann", "read", "4", true),
            ("bob", "share", "2", true),
            ("eve", "read", "2", true),
            ("eve", "share", "2", false),
            ("zoe", "read", "3", true),
            ("zoe", "read", "1", false),
        ] {
            let allowed = arctos.authorize(&user(who), action, &doc(what)).await.unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(allowed, expected, "{who} {action} {what}");
        }
        assert_eq!(sorted(arctos.list(&user("bob"), "read", "Doc").await), ["1", "2", "4"]);
        assert_eq!(sorted(arctos.authorize_many(&user("zoe"), "read", "Doc", &["1", "3", "4"]).await), ["3", "4"]);
        assert_eq!(sorted(arctos.actions(&user("bob"), &doc("2")).await), ["read", "share", "write"]);
        // Everybody reads what is public, and everybody is who is known in either database.
        assert_eq!(sorted(arctos.actors("User", "read", &doc("4")).await), ["ann", "bob", "eve", "zoe"]);
        assert_eq!(sorted(arctos.actors("User", "share", &doc("1")).await), ["bob"]);
        let on = row("docs", "d", "id");
        let fetched =
            arctos.fetch(&user("bob"), "read", "Doc", &on, "SELECT d.id FROM docs d ORDER BY d.id").await.expect("rows");
        assert_eq!(fetched.rows, [[Some("1".to_owned())], [Some("2".to_owned())], [Some("4".to_owned())]]);
        let filter = arctos.filter_resolved(&user("zoe"), "read", "Doc", &on).await.expect("a filter");
        let sql = format!("SELECT d.id FROM docs d WHERE {} ORDER BY d.id", filter.sql());
        let rows = database.connect().await.expect("a connection").query(&sql, &[]).await.expect("rows");
        assert_eq!(rows.iter().map(|row| row.get(0)).collect::<Vec<i64>>(), [3, 4]);
    }
}

/// What is fetched is found without the application's values, which are only compared later.
#[tokio::test]
async fn values_of_both_are_compared() {
    for kept in [Kept::postgres().await, Kept::file("compared")] {
        let (central, database) = (kept.central(Settings::default()).await, local().await);
        let arctos = engine(&central, &database).await;
        assert_eq!(sorted(arctos.list(&user("ann"), "print", "Doc").await), ["1", "2"]);
        assert_eq!(sorted(arctos.list(&user("bob"), "print", "Doc").await), [""; 0]);
        assert_eq!(arctos.authorize(&user("ann"), "print", &doc("2")).await.ok(), Some(true));
        assert_eq!(arctos.authorize(&user("ann"), "print", &doc("3")).await.ok(), Some(false));
        assert_eq!(sorted(arctos.actors("User", "print", &doc("2")).await), ["ann"]);
    }
}

/// A fact of the question alone may lead to facts of the second database.
#[tokio::test]
async fn facts_of_a_question_lead_to_central_ones() {
    for kept in [Kept::postgres().await, Kept::file("context")] {
        let (central, database) = (kept.central(Settings::default()).await, local().await);
        let arctos = engine(&central, &database).await;
        let mut context = KnownFacts::new();
        context.insert(Predicate::new("is_member", 2), vec![user("new"), Value::new("Group", "devs")]);
        let ask = arctos.ask().context(&context);
        assert_eq!(arctos.authorize(&user("new"), "read", &doc("1")).await.ok(), Some(false));
        assert_eq!(ask.authorize(&user("new"), "read", &doc("1")).await.ok(), Some(true));
        assert_eq!(sorted(ask.list(&user("new"), "read", "Doc").await), ["1", "2", "4"]);
        assert_eq!(sorted(ask.actors("User", "share", &doc("1")).await), ["bob", "new"]);
    }
}

/// A filter alone asks nobody, so it must not leave the central facts out.
#[tokio::test]
async fn what_asks_no_database_is_refused() {
    let (kept, database) = (Kept::file("refused"), local().await);
    let arctos = engine(&kept.central(Settings::default()).await, &database).await;
    let on = row("docs", "d", "id");
    let error = arctos.filter(&user("bob"), "read", "Doc", &on).map(|filter| filter.sql().to_owned());
    assert!(matches!(&error, Err(Error::NeedsCentral(facts)) if facts.contains("is_member(User:_, Group:_)")), "{error:?}");
    assert!(matches!(arctos.select(&user("bob"), "share", "Doc", &on, "SELECT 1 FROM docs d"), Err(Error::NeedsCentral(_))));
    // What owners may do is in the application's tables.
    assert!(arctos.filter(&user("bob"), "write", "Doc", &on).is_ok());
}

#[tokio::test]
async fn questions_about_central_facts_alone_are_asked_there() {
    let (kept, database) = (Kept::file("alone"), local().await);
    let arctos = engine(&kept.central(Settings::default()).await, &database).await;
    // The application's database is not there any more, and nobody asks it.
    drop(database);
    let org = |id: &str| Value::new("Org", id);
    assert_eq!(arctos.authorize(&user("zoe"), "audit", &org("umbrella")).await.ok(), Some(true));
    assert_eq!(arctos.authorize(&user("bob"), "audit", &org("acme")).await.ok(), Some(false));
    let arg = |name: &str, ty: &str| QueryArg::Variable(name.into(), Some(ty.into()));
    let args = vec![QueryArg::Subject(Subject::Value(user("bob"))), arg("group", "Group")];
    let groups = arctos.query(&[QueryCall { predicate: "in_group".into(), args }]).await.expect("an answer");
    let mut names: Vec<Option<String>> = groups.rows.into_iter().flatten().collect();
    names.sort();
    assert_eq!(names, [Some("devs".to_owned()), Some("staff".to_owned())]);
    assert!(arctos.authorize(&user("bob"), "write", &doc("2")).await.is_err());
}

#[tokio::test]
async fn too_many_rows_are_an_error_with_the_name_of_the_fact() {
    let kept = Kept::file("many");
    if let Kept::File(path) = &kept {
        let rows = "INSERT INTO nested WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50)
            SELECT 'zed', 'g' || i FROM n;
            INSERT INTO nested WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50)
            SELECT 'far', 'h' || i FROM n; INSERT INTO members VALUES ('max', 'zed')";
        Connection::open(path).and_then(|file| file.execute_batch(rows)).expect("rows");
    }
    let database = local().await;
    let arctos = engine(&kept.central(Settings { most_central: 20, ..Settings::default() }).await, &database).await;
    let error = arctos.authorize(&user("max"), "read", &doc("1")).await;
    assert!(
        matches!(&error, Err(Error::TooManyCentral { fact, most: 20 }) if fact == "is_inside(Group:_, Group:_)"),
        "{error:?}"
    );
    // Groups that an actor is not in are not fetched.
    assert_eq!(arctos.authorize(&user("bob"), "read", &doc("1")).await.ok(), Some(true));
}

#[tokio::test]
async fn a_central_database_that_fails_is_an_error_with_the_names_of_the_facts() {
    let (kept, database) = (Kept::postgres().await, local().await);
    let arctos = engine(&kept.central(Settings::default()).await, &database).await;
    let Kept::Postgres(central) = &kept else { panic!("another kind") };
    let client = central.connect().await.expect("a connection");
    client.batch_execute("BEGIN; LOCK TABLE bans IN ACCESS EXCLUSIVE MODE").await.expect("a lock");
    let late = arctos.ask().deadline(Duration::from_millis(300)).authorize(&user("bob"), "share", &doc("2")).await;
    let named = |facts: &str| facts.contains("`is_banned(User:_)`");
    assert!(
        matches!(&late, Err(Error::Central { facts, cause }) if named(facts) && matches!(**cause, Error::Deadline(_))),
        "{late:?}"
    );
    client.batch_execute("DROP TABLE bans; COMMIT").await.expect("a drop");
    let gone = arctos.authorize(&user("eve"), "share", &doc("2")).await;
    assert!(
        matches!(&gone, Err(Error::Central { facts, cause }) if named(facts) && matches!(**cause, Error::Database(_))),
        "{gone:?}"
    );
    assert_eq!(arctos.authorize(&user("ann"), "write", &doc("1")).await.ok(), Some(true));
}

#[tokio::test]
async fn negated_facts_that_are_only_central_are_supplied() {
    let (kept, database) = (Kept::file("negated"), local().await);
    let alone = policy().connect(&database.url(), Settings::default()).await;
    assert!(matches!(&alone, Err(Error::Unmapped(facts)) if facts.join(" ").contains("is_banned")), "{alone:?}");
    let with = policy().with_central(&kept.central(Settings::default()).await).expect("facts");
    assert_eq!(with.unmapped(), [""; 0]);
    assert!(with.connect(&database.url(), Settings::default()).await.is_ok());
}
