//! Actions that recursive relations grant: what `actions` names is what the single checks allow.
//!
//! The policy is one whose rules count the values of one column as different roles, so that the relations of the roles
//! differ in more than one list; the rows are random.

use arctos::{Arctos, Policy, Settings, Value};
use arctos_tests::postgres::shared;

const POLICY: &str = include_str!("../policies/tree_roles.polar");
const FACTS: &str = r#"
facts:
  has_role(User:_, String:_, Folder:_): {query: "SELECT user_id, role, folder_id FROM shares"}
  has_role(User:_, String:_, Document:_): {query: "SELECT user_id, role, doc_id FROM shares WHERE folder_id IS NULL"}
  team_share(Team:_, String:_, Folder:_): {query: "SELECT team_id, role, folder_id FROM shares WHERE user_id IS NULL"}
  in_team(User:_, Team:_): {query: "SELECT user_id, team_id FROM in_team"}
  has_relation(Folder:_, parent, Folder:_): {query: "SELECT id, parent_id FROM folders"}
  has_relation(Folder:_, creator, User:_): {query: "SELECT id, creator_id FROM folders"}
  has_relation(Document:_, folder, Folder:_): {query: "SELECT id, folder_id FROM docs"}
  is_listed(Folder:_): {query: "SELECT id FROM folders WHERE listed"}
  is_public(Folder:_): {query: "SELECT id FROM folders WHERE public"}
  is_open(Document:_): {query: "SELECT id FROM docs WHERE open"}
"#;
const DATA: &str = "
SELECT setseed(0.3);
CREATE TABLE folders (id bigint PRIMARY KEY, parent_id bigint, creator_id bigint, listed boolean, public boolean);
INSERT INTO folders SELECT n, CASE WHEN n > 3 THEN 1 + floor(random() * (n - 1)) END,
    CASE WHEN random() < 0.1 THEN 1 + floor(random() * 6) END, random() < 0.05, random() < 0.05
  FROM generate_series(1, 25) AS n;
CREATE TABLE docs (id bigint PRIMARY KEY, folder_id bigint, open boolean);
INSERT INTO docs SELECT n, 1 + floor(random() * 27), random() < 0.1 FROM generate_series(1, 30) AS n;
CREATE TABLE shares (user_id bigint, team_id bigint, role text, folder_id bigint, doc_id bigint);
INSERT INTO shares SELECT CASE WHEN random() < 0.5 THEN 1 + floor(random() * 6) END, 1 + floor(random() * 4),
    ('{viewer,editor,owner,#,curator,commenter}'::text[])[1 + floor(random() * 6)],
    CASE WHEN random() < 0.8 THEN 1 + floor(random() * 25) END, 1 + floor(random() * 30)
  FROM generate_series(1, 40);
CREATE TABLE in_team (user_id bigint, team_id bigint);
INSERT INTO in_team SELECT 1 + floor(random() * 6), 1 + floor(random() * 4) FROM generate_series(1, 6)";

#[tokio::test]
async fn actions_of_several_roles_are_those_that_checks_allow() {
    let server = shared().expect("a server");
    let database = server.database(DATA).await.expect("the data");
    let policy = Policy::load([("tree_roles.polar", POLICY)], Some(("facts.yaml", FACTS))).expect("a policy");
    let engine: Arctos = policy.connect(&database.url(), Settings::default()).await.expect("an engine");
    let mut seen = 0;
    for (ty, most) in [("Document", 31), ("Folder", 26)] {
        for (user, id) in (1..=6).flat_map(|user| (1..=most).map(move |id| (user, id))) {
            let (user, resource) = (Value::new("User", user.to_string()), Value::new(ty, id.to_string()));
            let mut allowed = Vec::new();
            for action in ["edit", "read", "share", "tag"] {
                if engine.authorize(&user, action, &resource).await.expect("an answer") {
                    allowed.push(action.to_owned());
                }
            }
            seen += allowed.len();
            assert_eq!(engine.actions(&user, &resource).await.expect("actions"), allowed, "{user} {resource}");
        }
    }
    assert!(seen > 100, "only {seen} grants were compared");
}

#[test]
fn one_recursion_serves_all_roles() {
    let policy = Policy::load([("tree_roles.polar", POLICY)], Some(("facts.yaml", FACTS))).expect("a policy");
    let question = arctos::Question::Actions {
        actor: arctos::Subject::Value(Value::new("User", "1")),
        resource: Some(arctos::Subject::Value(Value::new("Document", "2"))),
    };
    let options = arctos::Options::default();
    let compiled = policy.compile(&question, &arctos::KnownFacts::new(), options).expect("a statement");
    assert_eq!(compiled.statement.sql.matches("WITH RECURSIVE").count(), 1, "{}", compiled.statement.sql);
}
