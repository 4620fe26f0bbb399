//! The caller's row in a filter.

use arctos_compiler::compile::{Compiler, Options, load};
use arctos_compiler::diagnostic::codes;
use arctos_compiler::plan::goal::KnownFacts;
use arctos_compiler::plan::own_table::parse_row;
use arctos_compiler::plan::question::{Question, Subject};
use arctos_compiler::value::Value;

const POLICY: &str = r#"
actor User {}
resource Doc { permissions = ["read", "edit"]; relations = { owner: User }; "read" if "owner"; }
has_permission(user: User, "edit", doc: Doc) if has_relation(doc, "owner", user) and not is_locked(doc);
has_permission(_: User, "print", doc: Doc) if not is_locked(doc);
"#;

// The table of locks has a column `id` of its own.
const MAPPING: &str = "
facts:
  has_relation(Doc:_, owner, User:_):
    query: SELECT id, owner_id FROM docs
  is_locked(Doc:_):
    query: SELECT id FROM locks
sql_types: {User: bigint, Doc: bigint}
";

fn compiler() -> Compiler {
    let (compiler, found, _) = load(&[("p.polar".into(), POLICY.into())], Some(("f.yaml", MAPPING)));
    compiler.unwrap_or_else(|| panic!("{found:?}"))
}

fn filter(action: &str, column: &str) -> Result<String, &'static str> {
    let row = parse_row(column).expect("a column");
    let actor = Subject::Value(Value::new("User", "7"));
    let question = Question::Filter { actor, action: action.into(), resource: "Doc".into(), row };
    let compiled = compiler().compile(&question, &KnownFacts::new(), Options::default());
    compiled.map(|compiled| compiled.statement.sql).map_err(|error| error.code.0)
}

#[test]
fn a_bare_column_stays_out_of_sub_queries() {
    let sql = filter("read", "id").expect("a condition on the column alone");
    assert!(sql.contains("(\"id\" = ANY") || sql.starts_with("\"id\" = ANY"), "{sql}");
    // `… NOT EXISTS (SELECT 1 FROM locks AS l WHERE l.id = id)` would hold for no row as soon as one document is locked.
    assert_eq!(filter("print", "id"), Err(codes::BAD_QUESTION.0));
    // Beside grants of the same column the negation is about their keys.
    let sql = filter("edit", "id").expect("a condition on the column alone");
    assert!(sql.contains("\"l\".\"id\" = \"d\".\"id\"") && sql.starts_with("(\"id\" = ANY"), "{sql}");
}

#[test]
fn a_qualified_column_may_stand_in_sub_queries() {
    let sql = filter("edit", "d.id").expect("a condition");
    assert!(sql.contains("\"d\".\"id\""), "{sql}");
}
