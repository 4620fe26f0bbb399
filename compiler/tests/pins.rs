//! What a caller's query pins: `WHERE n.room_id = 5`. The policy asks about that room alone, once.

use arctos_compiler::compile::{Compiled, Options, load_for};
use arctos_compiler::plan::goal::KnownFacts;
use arctos_compiler::plan::question::{Question, Row, Subject};
use arctos_compiler::sql::{Dialect, Form};
use arctos_compiler::value::Value;

const POLICY: &str = r#"
actor User {}
resource Room { roles = ["member"]; relations = { parent: Room }; "member" if "member" on "parent"; }
resource Wing { roles = ["member"]; }
resource Note {
  permissions = ["read", "purge", "star", "wipe"];
  relations = { room: Room, wing: Wing, author: User };
  "read" if "member" on "wing";
  "purge" if "member" on "wing" and not is_kept(resource);
  "star" if "member" on "wing";
  "star" if "author";
  "wipe" if "member" on "room";
}
"#;

fn mapping(wing: &str) -> String {
    format!(
        "facts:
  has_role(User:_, member, Wing:_): {{query: 'SELECT user_id, wing_id FROM wings'}}
  has_role(User:_, member, Room:_): {{query: 'SELECT user_id, room_id FROM rooms'}}
  has_relation(Room:_, parent, Room:_): {{query: 'SELECT id, parent_id FROM room'}}
  has_relation(Note:_, wing, Wing:_): {{query: 'SELECT id, wing_id FROM notes'}}
  has_relation(Note:_, room, Room:_): {{query: 'SELECT id, room_id FROM notes'}}
  has_relation(Note:_, author, User:_): {{query: 'SELECT id, author_id FROM notes'}}
  is_kept(Note:_): {{query: 'SELECT id FROM notes WHERE kept'}}
sql_types: {{User: bigint, Wing: {wing}, Room: bigint, Note: bigint}}
"
    )
}

fn compiled(wing: &str, dialect: Dialect, action: &str, sql: &str, actor: Subject) -> Compiled {
    let texts = [("p".to_owned(), POLICY.to_owned())];
    let (compiler, problems, _) = load_for(&texts, Some(("m", &mapping(wing))), dialect);
    let on = Row { alias: Some("n".to_owned()), column: "id".to_owned(), table: None, rows: None };
    let question = Question::Select { actor, action: action.into(), resource: "Note".into(), on, sql: sql.into() };
    let form = if dialect == Dialect::Postgres { Form::Inline } else { Form::Parameters };
    let options = Options { dialect, form };
    let compiled = compiler.unwrap_or_else(|| panic!("{problems:?}")).compile(&question, &KnownFacts::new(), options);
    compiled.unwrap_or_else(|problem| panic!("{sql}: {problem:?}"))
}

fn sql(wing: &str, action: &str, from: &str) -> String {
    let actor = Subject::Value(Value::new("User", "7"));
    compiled(wing, Dialect::Postgres, action, &format!("SELECT n.id {from}"), actor).statement.sql
}

/// Whether the wing is looked up, and no set of wings computed.
fn is_pinned(wing: &str, from: &str) -> bool {
    let sql = sql(wing, "read", from);
    let (looked_up, computed) = (sql.contains("EXISTS("), sql.contains("ARRAY(") || sql.contains(" IN (SELECT"));
    assert_ne!(looked_up, computed, "{sql}");
    looked_up
}

#[test]
fn a_pinned_parent_is_looked_up_once() {
    let found = sql("bigint", "read", "FROM notes n WHERE n.wing_id = 5");
    let expected = r#"SELECT n.id FROM notes n WHERE (n.wing_id = 5) AND (EXISTS(SELECT 1 FROM "wings" AS "w" WHERE "w"."user_id" = 7 AND "w"."wing_id" = 5))"#;
    assert_eq!(found, expected);
}

#[test]
fn what_all_rows_have_is_pinned() {
    for condition in [
        "n.wing_id = 5",
        "5 = n.wing_id",
        "wing_id = 5",
        "n.wing_id = '5'",
        "n.wing_id = 5::bigint",
        "n.wing_id = CAST('5' AS int)",
        "(n.a OR n.b) AND ((n.wing_id = 5) AND n.c)",
        "n.wing_id = 5 AND n.wing_id = 6",
    ] {
        assert!(is_pinned("bigint", &format!("FROM notes n WHERE {condition}")), "{condition}");
    }
    assert!(is_pinned("bigint", "FROM notes n JOIN tags t ON t.note_id = n.id AND n.wing_id = 5"));
    assert!(is_pinned("bigint", "FROM notes n LEFT JOIN tags t ON t.note_id = n.id WHERE n.wing_id = 5"));
    assert!(is_pinned("text", "FROM notes n WHERE n.wing_id = 'It''s'"));
    assert!(is_pinned("uuid", "FROM notes n WHERE n.wing_id = '6f2a3b1c-0d4e-4f5a-8b6c-7d8e9f0a1b2c'"));
}

#[test]
fn what_rows_may_not_have_is_not() {
    for condition in [
        "n.wing_id = 5 OR n.a",
        "NOT n.wing_id = 5",
        "(n.wing_id = 5) IS NOT FALSE",
        "n.wing_id >= 5",
        "n.wing_id IN (5)",
        "n.wing_id = ANY('{5}')",
        "n.wing_id = n.id",
        "n.wing_id + 1 = 5",
        "n.wing_id = 2 + 3",
        "n.wing_id = (SELECT 5)",
        "n.room_id = 5",
        "n.wing_id = NULL",
        // Equal to a whole number, and written in another way.
        "n.wing_id = '05'",
        "n.wing_id = 5.0",
        "n.wing_id = 5::numeric",
        "n.wing_id = 5::numeric(1)",
    ] {
        assert!(!is_pinned("bigint", &format!("FROM notes n WHERE {condition}")), "{condition}");
    }
    assert!(!is_pinned("bigint", "FROM notes n JOIN notes m ON m.id = n.id WHERE m.wing_id = 5"), "another row's");
    assert!(!is_pinned("bigint", "FROM notes n LEFT JOIN tags t ON n.wing_id = 5"), "of an outer join");
    assert!(!is_pinned("bigint", "FROM notes n WHERE EXISTS (SELECT 1 FROM tags WHERE n.wing_id = 5)"), "not a condition itself");
    // Equal texts may be others, and a length cuts one off.
    assert!(!is_pinned("citext", "FROM notes n WHERE n.wing_id = 'a'"));
    assert!(!is_pinned("char(3)", "FROM notes n WHERE n.wing_id = 'a'"));
    assert!(!is_pinned("text", "FROM notes n WHERE n.wing_id = 'abcd'::varchar(3)"));
    assert!(!is_pinned("uuid", "FROM notes n WHERE n.wing_id = '6F2A3B1C-0D4E-4F5A-8B6C-7D8E9F0A1B2C'"));
}

/// The equality of other databases takes one value for another.
#[test]
fn only_postgres_compares_values_as_they_are() {
    for dialect in [Dialect::Sqlite, Dialect::MySql] {
        let actor = Subject::Value(Value::new("User", "7"));
        let sql = compiled("bigint", dialect, "read", "SELECT n.id FROM notes n WHERE n.wing_id = 5", actor).statement.sql;
        assert!(sql.contains("IN (SELECT"), "{sql}");
    }
}

/// A parameter keeps the type that the query itself gives it.
#[test]
fn a_parameter_of_the_query_is_read_again() {
    for (own, read) in [("$2", "CAST($2 AS bigint)"), ("$2::integer", "CAST($2 AS integer)")] {
        let sql = format!("SELECT n.id FROM notes n WHERE n.a = $1 AND n.wing_id = {own}");
        let late = compiled("bigint", Dialect::Postgres, "read", &sql, Subject::OfType("User".into())).statement;
        let expected = format!(r#"WHERE "w"."user_id" = CAST($3 AS bigint) AND "w"."wing_id" = {read}"#);
        assert!(late.sql.contains(&expected), "{}", late.sql);
        assert_eq!(late.params.len(), 3);
    }
}

/// From a given room the tree is walked upward; the rooms under those of the actor are not computed.
#[test]
fn a_pinned_room_is_walked_from() {
    let found = sql("bigint", "wipe", "FROM notes n WHERE n.room_id = 5");
    assert!(found.contains("EXISTS(WITH RECURSIVE") && found.contains("AS (SELECT CAST(5 AS bigint)"), "{found}");
}

/// Beside a way that an index finds, the look-up is one, too: the rows of the room, if it is open.
#[test]
fn beside_other_ways_an_index_finds_the_rows() {
    let found = sql("bigint", "star", "FROM notes n WHERE n.wing_id = 5");
    let gate = r#""n"."wing_id" = (SELECT 5 WHERE EXISTS(SELECT 1 FROM "wings""#;
    assert!(found.contains(gate) && found.contains(r#""n"."author_id" = 7"#), "{found}");
    let page = sql("bigint", "star", "FROM notes n WHERE n.wing_id = 5 ORDER BY n.id LIMIT 3");
    assert!(
        page.contains(r#"(EXISTS(SELECT 1 FROM "wings" AS "w" WHERE "w"."user_id" = 7 AND "w"."wing_id" = 5) OR "#),
        "{page}"
    );
}

/// What is asked of each row stays beside it.
#[test]
fn other_conditions_are_asked_of_each_row() {
    let found = sql("bigint", "purge", "FROM notes n WHERE n.wing_id = 5");
    assert!(found.contains("((n.kept) IS NOT TRUE) AND EXISTS("), "{found}");
}
