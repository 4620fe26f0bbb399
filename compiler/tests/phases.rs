//! Filters in two phases: what is asked first, and what its answers leave of the condition.

use arctos_compiler::compile::phases::Staged;
use arctos_compiler::compile::{Compiled, Compiler, Options, load_for};
use arctos_compiler::mapping::model::Table;
use arctos_compiler::plan::goal::KnownFacts;
use arctos_compiler::plan::own_table::parse_row;
use arctos_compiler::plan::phases::{Answers, Found, Lifted};
use arctos_compiler::plan::question::{Question, Subject};
use arctos_compiler::sql::{Dialect, Form};
use arctos_compiler::value::Value;

const POLICY: &str = r#"
actor User {}
resource Org { roles = ["member"]; }
resource Repo { roles = ["reader"]; relations = { org: Org }; "reader" if "member" on "org"; }
resource Issue {
  permissions = ["read", "edit", "audit"];
  relations = { repo: Repo, author: User };
  "read" if "reader" on "repo";
  "read" if "author";
}
has_permission(user: User, "read", issue: Issue) if is_admin(user);
has_permission(user: User, "edit", issue: Issue) if has_relation(issue, "author", user) and not is_banned(user);
has_permission(user: User, "audit", issue: Issue) if is_admin(user);
"#;

const MAPPING: &str = "
facts:
  has_role(User:_, String:_, Org:_):
    query: SELECT user_id, role, org_id FROM members
  has_role(User:_, String:_, Repo:_):
    query: SELECT user_id, role, repo_id FROM collaborators
  has_relation(Repo:_, org, Org:_):
    query: SELECT id, org_id FROM repos
  has_relation(Issue:_, repo, Repo:_):
    query: SELECT id, repo_id FROM issues
  has_relation(Issue:_, author, User:_):
    query: SELECT id, author_id FROM issues
  is_admin(User:_):
    query: SELECT id FROM users WHERE is_admin
  is_banned(User:_):
    query: SELECT user_id FROM bans
sql_types: {User: bigint, Org: bigint, Repo: bigint, Issue: bigint}
";

struct Case {
    compiler: Compiler,
    compiled: Compiled,
    staged: Staged,
    options: Options,
    few: usize,
}

impl Case {
    fn new(action: &str, dialect: Dialect, most: u64) -> Self {
        let (compiler, found, _) = load_for(&[("p.polar".into(), POLICY.into())], Some(("f.yaml", MAPPING)), dialect);
        let compiler = compiler.unwrap_or_else(|| panic!("{found:?}"));
        let mut row = parse_row("i.id").expect("a column");
        row.table = Some(Table { schema: None, name: "issues".to_owned() });
        let question =
            Question::Filter { actor: Subject::OfType("User".into()), action: action.into(), resource: "Issue".into(), row };
        let options = Options { dialect, form: Form::Parameters };
        let compiled = compiler.compile(&question, &KnownFacts::new(), options).expect("a filter");
        let staged = compiler.stage(compiled.condition().expect("a condition"), options, most);
        Self { compiler, compiled, staged, options, few: 0 }
    }

    fn resolve(&self, form: Form, found: &[Found]) -> String {
        let options = Options { form, ..self.options };
        self.compiler.resolve(&self.staged, found, &[Value::new("User", "7")], self.few, options).1.sql
    }
}

fn set(ids: &[&str]) -> Found {
    Found::Set(ids.iter().map(|id| (*id).into()).collect())
}

/// The parts of "read": all repositories, the organizations, the repositories of collaborators alone, the gate.
const OPEN: Found = Found::Gate(true);
const CLOSED: Found = Found::Gate(false);

#[test]
fn parts_are_lifted_once_each() {
    for dialect in Dialect::ALL {
        let case = Case::new("read", dialect, 3);
        let kinds: Vec<bool> = case.staged.phases.parts().iter().map(|part| matches!(part, Lifted::Gate(_))).collect();
        assert_eq!(kinds, [false, false, false, true], "{dialect}");
        let (first, answers) = case.staged.first.as_ref().expect("something to ask");
        let one_row = dialect == Dialect::Postgres;
        assert_eq!(*answers, if one_row { Answers::Row } else { Answers::Tagged });
        let columns: &[&str] = if one_row { &["p0", "p1", "p2", "p3"] } else { &["part", "key"] };
        assert_eq!(first.columns, columns);
        assert_eq!(first.sql.matches("LIMIT 4").count(), 3, "one more than the bound tells that there are more: {first:?}");
        assert!(!first.sql.contains("issues"), "phase one reads no row: {first:?}");
    }
}

#[test]
fn answers_become_constants() {
    let case = Case::new("read", Dialect::Postgres, 3);
    let sql = case.resolve(Form::Inline, &[set(&["1", "2"]), set(&[]), set(&[]), CLOSED]);
    assert_eq!(sql, r#"("i"."author_id" = 7 OR "i"."repo_id" = ANY(CAST('{"1","2"}' AS bigint[])))"#);
    let sql = case.resolve(Form::Inline, &[set(&["5"]), set(&[]), set(&[]), CLOSED]);
    assert_eq!(sql, r#"("i"."author_id" = 7 OR "i"."repo_id" = 5)"#);
    let sql = case.resolve(Form::Parameters, &[set(&["1", "2"]), set(&[]), set(&[]), CLOSED]);
    assert_eq!(sql, r#"("i"."author_id" = CAST($1 AS bigint) OR "i"."repo_id" = ANY(CAST($2 AS bigint[])))"#);
}

#[test]
fn an_open_gate_takes_its_arm_out_and_with_it_all_others() {
    for dialect in Dialect::ALL {
        let case = Case::new("read", dialect, 3);
        let sql = case.resolve(Form::Inline, &[set(&["1"]), set(&["2"]), set(&["3"]), OPEN]);
        assert_eq!(sql, "TRUE", "the key of a table is never NULL: {dialect}");
    }
}

#[test]
fn closed_gates_and_empty_sets_leave_nothing() {
    for dialect in Dialect::ALL {
        let case = Case::new("read", dialect, 3);
        let sql = case.resolve(Form::Inline, &[set(&[]), set(&[]), set(&[]), CLOSED]);
        assert_eq!(sql, r"(`i`.`author_id` = 7)".replace('`', quote(dialect)), "{dialect}");
        let case = Case::new("audit", dialect, 3);
        assert_eq!(case.resolve(Form::Inline, &[CLOSED]), "FALSE", "{dialect}");
    }
}

#[test]
fn too_many_keys_are_asked_for_by_coarser_ones() {
    let case = Case::new("read", Dialect::Postgres, 3);
    let sql = case.resolve(Form::Inline, &[Found::Unknown, set(&["8", "9"]), set(&["5", "6"]), CLOSED]);
    let coarse = r#""i"."repo_id" = ANY(ARRAY((SELECT "r"."id" AS "c0" FROM "repos" AS "r" WHERE "r"."org_id" = ANY(CAST('{"8","9"}' AS bigint[])))))"#;
    let fine = r#""i"."repo_id" = ANY(CAST('{"5","6"}' AS bigint[]))"#;
    assert_eq!(sql, format!(r#"("i"."author_id" = 7 OR {fine} OR {coarse})"#));
    let sql = case.resolve(Form::Inline, &[Found::Unknown, set(&[]), set(&["5", "6"]), CLOSED]);
    assert_eq!(sql, format!(r#"("i"."author_id" = 7 OR {fine})"#), "no organization, so none of its repositories");
}

#[test]
fn the_size_of_small_sets_is_not_shown() {
    let mut case = Case::new("read", Dialect::Postgres, 3);
    case.few = 2;
    let hidden = r#""i"."repo_id" = ANY(ARRAY((SELECT "k"."c0" AS "c0" FROM (SELECT UNNEST(CAST('{"1","2"}' AS bigint[])) AS "c0") AS "k")))"#;
    let sql = case.resolve(Form::Inline, &[set(&["1", "2"]), set(&[]), set(&[]), CLOSED]);
    assert_eq!(sql, format!(r#"("i"."author_id" = 7 OR {hidden})"#));
    let sql = case.resolve(Form::Inline, &[set(&["1", "2", "3"]), set(&[]), set(&[]), CLOSED]);
    assert!(sql.contains(r#"= ANY(CAST('{"1","2","3"}'"#), "three are not few: {sql}");
    let mut elsewhere = Case::new("read", Dialect::MySql, 3);
    elsewhere.few = 2;
    let sql = elsewhere.resolve(Form::Inline, &[set(&["1", "2"]), set(&[]), set(&[]), CLOSED]);
    assert!(sql.contains("`repo_id` IN (1, 2)"), "{sql}");
}

#[test]
fn what_is_not_known_stays_as_it_was() {
    let none = [Found::Unknown, Found::Unknown, Found::Unknown, Found::Unknown];
    for dialect in Dialect::ALL {
        let case = Case::new("read", dialect, 3);
        assert_eq!(case.resolve(Form::Parameters, &none), case.compiled.statement.sql, "{dialect}");
        assert_eq!(case.resolve(Form::Parameters, &[]), case.compiled.statement.sql, "{dialect}");
    }
}

#[test]
fn a_key_that_the_type_does_not_have_is_never_written() {
    let case = Case::new("read", Dialect::Postgres, 3);
    for odd in ["x", "7'; DROP TABLE users; --", "007", "9223372036854775808"] {
        let sql = case.resolve(Form::Inline, &[set(&["1", odd]), Found::Unknown, Found::Unknown, CLOSED]);
        assert!(sql.contains("members") && !sql.contains(odd), "the sub-query stays: {sql}");
    }
}

#[test]
fn a_negation_is_a_gate_as_a_whole() {
    let case = Case::new("edit", Dialect::Postgres, 3);
    assert_eq!(case.staged.phases.parts().len(), 1);
    assert_eq!(case.resolve(Form::Inline, &[CLOSED]), "FALSE");
    assert_eq!(case.resolve(Form::Inline, &[OPEN]), r#"("i"."author_id" = 7)"#);
    assert!(case.resolve(Form::Inline, &[Found::Unknown]).contains("bans"));
}

fn quote(dialect: Dialect) -> &'static str {
    if dialect == Dialect::MySql { "`" } else { "\"" }
}
