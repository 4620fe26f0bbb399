//! Callers' queries with authorization in them: where the condition lands, whose names win, what is refused.

use arctos_compiler::compile::{Compiled, Compiler, Options, load_for};
use arctos_compiler::diagnostic::Diagnostic;
use arctos_compiler::mapping::model::Mapping;
use arctos_compiler::mapping::tables::Tables;
use arctos_compiler::plan::goal::KnownFacts;
use arctos_compiler::plan::question::{Question, Row, Subject};
use arctos_compiler::sql::{Dialect, Form, ParameterSource};
use arctos_compiler::value::Value;
use std::sync::Arc;

const POLICY: &str = r#"
actor User {}
resource Doc {
  roles = ["reader"];
  permissions = ["read", "own", "skim", "rule"];
  relations = { owner: User };
  "read" if "reader";
  "read" if "owner";
  "own" if "owner";
  "skim" if "reader" or is_public(resource);
}
has_permission(u: User, "read", _: Doc) if is_admin(u);
has_permission(u: User, "rule", _: Doc) if is_admin(u);
"#;

const MAPPING: &str = "facts:
  has_role(User:_, String:_, Doc:_):
    query: SELECT user_id, role, doc_id FROM roles
  has_relation(Doc:_, owner, User:_):
    query: SELECT id, owner_id FROM docs
  is_public(Doc:_):
    query: SELECT id FROM docs WHERE public
  is_admin(User:_):
    query: SELECT id FROM users WHERE admin
sql_types:
  User: bigint
  Doc: bigint
";

const OWN: &str = r#"("d"."owner_id" = 7)"#;

fn compiler(dialect: Dialect) -> Compiler {
    let (compiler, problems, _) = load_for(&[("p".to_owned(), POLICY.to_owned())], Some(("m", MAPPING)), dialect);
    compiler.unwrap_or_else(|| panic!("{problems:?}"))
}

fn ask(dialect: Dialect, form: Form, action: &str, on: &str, sql: &str) -> Result<Compiled, Diagnostic> {
    let (alias, column) = on.split_once('.').map_or((None, on), |(alias, column)| (Some(alias.to_owned()), column));
    let on = Row { alias, column: column.to_owned(), table: None, rows: None };
    let actor = Subject::Value(Value::new("User", "7"));
    let question = Question::Select { actor, action: action.into(), resource: "Doc".into(), on, sql: sql.into() };
    compiler(dialect).compile(&question, &KnownFacts::new(), Options { dialect, form })
}

fn woven(on: &str, sql: &str) -> String {
    let compiled = ask(Dialect::Postgres, Form::Inline, "own", on, sql);
    compiled.unwrap_or_else(|problem| panic!("{sql}: {problem:?}")).statement.sql
}

fn refusal(on: &str, sql: &str) -> (&'static str, String) {
    let problem = ask(Dialect::Postgres, Form::Inline, "own", on, sql).map(|compiled| compiled.statement.sql).unwrap_err();
    let span = problem.primary.as_ref().map(|label| sql.get(label.span.range()).unwrap_or_default().to_owned());
    (problem.code.0, span.unwrap_or_default())
}

#[test]
fn the_condition_stands_beside_the_whole_where() {
    for (sql, expected) in [
        ("SELECT d.id FROM docs d", format!("SELECT d.id FROM docs d WHERE {OWN}")),
        (
            "select d.id from docs as d where d.a = 1 or d.b -- everything\n order by d.id;",
            format!("SELECT d.id FROM docs AS d WHERE (d.a = 1 OR d.b) AND {OWN} ORDER BY d.id"),
        ),
        (
            "SELECT d.a, count(*) FROM docs d WHERE NOT d.b GROUP BY d.a HAVING count(*) > 1 OR d.a",
            format!("SELECT d.a, count(*) FROM docs d WHERE (NOT d.b) AND {OWN} GROUP BY d.a HAVING count(*) > 1 OR d.a"),
        ),
        ("(SELECT DISTINCT d.a FROM docs d)", format!("(SELECT DISTINCT d.a FROM docs d WHERE {OWN})")),
        (
            "WITH x AS (SELECT 1 AS a) SELECT * FROM x, docs d LEFT JOIN y ON y.d = d.id WHERE x.a = d.a",
            format!("WITH x AS (SELECT 1 AS a) SELECT * FROM x, docs d LEFT JOIN y ON y.d = d.id WHERE (x.a = d.a) AND {OWN}"),
        ),
        (
            "SELECT d.id FROM app.x AS x JOIN (docs AS d JOIN z ON z.id = d.id) ON x.id = z.id WHERE x.a = 'arctos0_0'",
            format!(
                "SELECT d.id FROM app.x AS x JOIN (docs AS d JOIN z ON z.id = d.id) ON x.id = z.id WHERE (x.a = 'arctos0_0') AND {OWN}"
            ),
        ),
    ] {
        assert_eq!(woven("d.id", sql), expected);
    }
}

#[test]
fn a_row_s_own_columns_are_read_only_where_it_is_a_row_of_the_table() {
    let own_row = |sql: &str, on: &str| !woven(on, sql).contains("FROM \"docs\"");
    for (sql, on, expected) in [
        ("SELECT 1 FROM docs", "docs.id", true),
        ("SELECT 1 FROM Docs", "id", true),
        ("SELECT 1 FROM docs AS \"D\"", "D.id", true),
        ("SELECT 1 FROM app.docs AS d", "d.id", false),
        ("SELECT 1 FROM \"Docs\" AS d", "d.id", false),
        ("SELECT 1 FROM docs AS d (a, id)", "d.id", false),
        ("SELECT 1 FROM (SELECT id FROM docs) AS d", "d.id", false),
        ("SELECT 1 FROM comments AS d", "d.doc_id", false),
        ("SELECT 1 FROM docs AS d", "d.parent_id", false),
        ("SELECT 1 FROM made_up(1) AS d", "d.id", false),
    ] {
        assert_eq!(own_row(sql, on), expected, "{sql}: {}", woven(on, sql));
    }
}

#[test]
fn what_the_condition_would_not_decide_is_refused() {
    for (sql, code, place) in [
        ("SELECT 1", "E0405", "SELECT 1"),
        ("SELECT 1 FROM x", "E0405", "SELECT 1 FROM x"),
        ("SELECT 1 FROM x WHERE x.id IN (SELECT d.id FROM docs d)", "E0405", ""),
        ("SELECT 1 FROM x LEFT JOIN docs d ON d.id = x.id", "E0405", "d"),
        ("SELECT 1 FROM docs d RIGHT JOIN x ON d.id = x.id", "E0405", "d"),
        ("SELECT 1 FROM docs d FULL JOIN x ON d.id = x.id", "E0405", "d"),
        ("SELECT 1 FROM x LEFT JOIN (y JOIN docs d ON true) ON true", "E0405", "d"),
        ("SELECT 1 FROM a.docs AS d, b.docs AS d", "E0405", "d"),
        ("SELECT 1 FROM docs d UNION SELECT 2", "E0405", "UNION"),
        ("WITH roles AS (SELECT 1) SELECT 1 FROM docs d", "E0405", "roles"),
        ("WITH \"Docs\" AS (SELECT 1) SELECT 1 FROM docs d", "E0405", "\"Docs\""),
        ("SELECT 1 FROM docs d FOR UPDATE", "E0322", "FOR"),
        ("SELECT 1 INTO t FROM docs d", "E0322", "INTO"),
        ("WITH x AS (DELETE FROM docs RETURNING id) SELECT 1 FROM docs d", "E0322", "DELETE"),
        ("SELECT pg_sleep(1) FROM docs d", "E0326", "pg_sleep"),
        ("SELECT 1 FROM docs d; DELETE FROM docs", "E0321", "DELETE"),
        ("DELETE FROM docs d", "E0321", "DELETE"),
        ("SELECT 1 FROM docs d WHERE", "E0320", "WHERE"),
        ("SELECT 1 FROM docs d WHERE d.id = ?", "E0323", "?"),
        ("SELECT 1 FROM docs d WHERE d.id = $x", "E0323", "$x"),
        ("SELECT 1 FROM docs d WHERE d.id = $0", "E0323", "$0"),
        ("", "E0321", ""),
    ] {
        let (found, span) = refusal("d.id", sql);
        assert_eq!(found, code, "{sql}");
        assert!(place.is_empty() || span == place, "{sql}: {span}");
    }
    assert_eq!(refusal("id", "SELECT 1 FROM docs d, x").0, "E0405", "whose column?");
}

#[test]
fn a_query_cannot_exhaust_the_stack() {
    let deep = format!("SELECT {}1{} FROM docs d", "(".repeat(100_000), ")".repeat(100_000));
    let chain = format!("SELECT 1 FROM docs d WHERE {}d.a", "d.a OR ".repeat(100_000));
    let long = format!("SELECT '{}' FROM docs d WHERE", "x".repeat(1_000_000));
    let joins = format!("SELECT 1 FROM docs d{}", " LEFT JOIN (a".repeat(100_000));
    for sql in [deep, chain, long, joins] {
        let run = move || ask(Dialect::Postgres, Form::Inline, "own", "d.id", &sql).is_err();
        let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(run).expect("a thread");
        assert!(thread.join().expect("no overflow"));
    }
}

fn sources(compiled: &Compiled) -> Vec<String> {
    let source = |source: &ParameterSource| match source {
        ParameterSource::Own(own) => format!("own {own}"),
        ParameterSource::Slot(slot) => format!("slot {slot}"),
        other => format!("{other:?}"),
    };
    compiled.statement.params.iter().map(|param| source(&param.source)).collect()
}

#[test]
fn parameters_are_numbered_after_the_caller_s() {
    let ask = |dialect, sql| ask(dialect, Form::Parameters, "own", "d.id", sql).unwrap_or_else(|problem| panic!("{problem:?}"));
    let postgres = ask(Dialect::Postgres, "SELECT $3 FROM docs d WHERE d.a = $1 AND d.b = '$9'");
    let expected = r#"SELECT $3 FROM docs d WHERE (d.a = $1 AND d.b = '$9') AND ("d"."owner_id" = CAST($4 AS bigint))"#;
    assert_eq!(postgres.statement.sql, expected);
    assert_eq!(sources(&postgres), ["own 0", "own 1", "own 2", "slot 0"]);
    let sqlite = ask(Dialect::Sqlite, "SELECT ? FROM docs d WHERE d.a = ?3 OR d.b = ? LIMIT ?1");
    assert!(
        sqlite.statement.sql.starts_with("SELECT ?1 FROM docs d WHERE (d.a = ?3 OR d.b = ?4) AND"),
        "{}",
        sqlite.statement.sql
    );
    assert_eq!(sources(&sqlite), ["own 0", "own 1", "own 2", "own 3", "slot 0"]);
    let mysql = ask(Dialect::MySql, "SELECT ? FROM docs d WHERE d.a = ? LIMIT ?");
    assert_eq!(sources(&mysql), ["own 0", "own 1", "slot 0", "own 2"]);
    assert_eq!(mysql.statement.sql.matches('?').count(), 4);
}

/// The arms of a page: how often the caller's `FROM` stands there.
fn arms(action: &str, sql: &str) -> usize {
    arms_in(Dialect::Postgres, action, sql)
}

fn arms_in(dialect: Dialect, action: &str, sql: &str) -> usize {
    let compiled = ask(dialect, Form::Inline, action, "d.id", sql).unwrap_or_else(|problem| panic!("{problem:?}"));
    compiled.statement.sql.matches("FROM docs d").count()
}

#[test]
fn a_page_has_two_arms() {
    for sql in [
        "SELECT d.id FROM docs d ORDER BY d.id DESC NULLS LAST LIMIT 20",
        "SELECT * FROM docs d ORDER BY d.created_at LIMIT $1 OFFSET $2",
        "SELECT d.*, x.a AS x FROM docs d JOIN x ON x.id = d.id ORDER BY d.created_at LIMIT 20",
        "SELECT d.id, lower(d.title) AS t FROM docs d ORDER BY t, d.created_at DESC, 1 LIMIT 20",
        "SELECT d.id, (SELECT count(*) FROM x WHERE x.d = d.id) AS n FROM docs d LIMIT 20",
        "WITH x AS (SELECT 1 AS a) SELECT d.id FROM docs d, x ORDER BY x.a FETCH FIRST 20 ROWS ONLY",
    ] {
        assert_eq!(arms("read", sql), 2, "{sql}");
        assert_eq!(arms("own", sql), 1, "no grants, {sql}");
    }
}

/// The arms of a page by a compiler that knows of a table with so many rows.
fn arms_beside(rows: f64, few: Option<u32>, order: &str) -> usize {
    let known = compiler(Dialect::Postgres);
    let mut tables = Tables::default();
    tables.largest = rows;
    let mapping = Mapping { tables: Some(Arc::new(tables)), ..known.mapping().clone() };
    let mut compiler = Compiler::new(known.program().clone(), mapping);
    if let Some(few) = few {
        compiler = compiler.with_few_grants(few);
    }
    let on = Row { alias: None, column: "id".to_owned(), table: None, rows: None };
    let (actor, sql) = (Subject::OfType("User".into()), format!("SELECT d.id FROM docs d ORDER BY {order} LIMIT 20"));
    let question = Question::Select { actor, action: "read".into(), resource: "Doc".into(), on, sql: sql.into() };
    let compiled = compiler.compile(&question, &KnownFacts::new(), Options::default());
    compiled.unwrap_or_else(|problem| panic!("{problem:?}")).statement.sql.matches("FROM docs d").count()
}

#[test]
fn a_page_has_three_arms_where_actors_can_have_very_many_grants() {
    assert_eq!(arms_beside(499_999.0, None, "d.id"), 2);
    assert_eq!(arms_beside(500_000.0, None, "d.id"), 3);
    assert_eq!(arms_beside(500_000.0, None, "d.title, d.id"), 2, "no index has the rows in this order");
    assert_eq!(arms_beside(500_000.0, None, "lower(d.title)"), 2, "nor in this one");
    assert_eq!(arms_beside(0.0, Some(0), "d.title"), 3, "where no grants are few, all are very many");
}

#[test]
fn where_arms_might_differ_there_is_one() {
    for sql in [
        "SELECT d.id FROM docs d ORDER BY d.id",
        "SELECT count(*) FROM docs d LIMIT 1",
        "SELECT made_up(d.id) FROM docs d LIMIT 1",
        "SELECT d.a FROM docs d GROUP BY d.a LIMIT 1",
        "SELECT DISTINCT d.a FROM docs d LIMIT 1",
        "SELECT row_number() OVER (ORDER BY d.a) FROM docs d LIMIT 1",
        "SELECT d.id FROM docs d ORDER BY random() LIMIT 1",
        "SELECT (SELECT max(d.id)) FROM docs d LIMIT 1",
        // Whose `created_at` cannot be told without the tables.
        "SELECT d.*, x.* FROM docs d JOIN x ON x.id = d.id ORDER BY d.created_at LIMIT 1",
        "SELECT d.* FROM docs d JOIN x ON x.id = d.id ORDER BY x.rank LIMIT 1",
        "SELECT d.* FROM docs d ORDER BY d.ctid LIMIT 1",
        "SELECT d.*, 1 FROM docs d ORDER BY d.a LIMIT 1",
    ] {
        assert_eq!(arms("read", sql), 1, "{sql}");
    }
}

#[test]
fn relations_of_a_page_have_names_that_the_caller_does_not_use() {
    let sql = "SELECT d.id FROM docs d JOIN grants ON true JOIN \"Many\" ON true LIMIT 1";
    let compiled = ask(Dialect::Postgres, Form::Inline, "read", "d.id", sql).unwrap_or_else(|problem| panic!("{problem:?}"));
    let text = compiled.statement.sql;
    assert!(text.starts_with("WITH \"grants2\" (\"c0\") AS"), "{text}");
    assert!(text.contains("\"many2\" (\"one\") AS"), "{text}");
}

#[test]
fn broad_conditions_are_met_in_order() {
    let sql = "SELECT d.id FROM docs d ORDER BY d.id LIMIT 20";
    assert_eq!(arms("skim", sql), 1);
    let compiled = ask(Dialect::Postgres, Form::Inline, "skim", "d.id", sql).unwrap_or_else(|problem| panic!("{problem:?}"));
    let text = compiled.statement.sql;
    assert!(text.contains("\"d\".\"id\" IN (SELECT") && !text.contains("ANY(ARRAY"), "{text}");
}

#[test]
fn a_limit_opens_the_arms_of_sqlite() {
    for (sql, limit) in [
        ("SELECT d.id FROM docs d ORDER BY d.created_at LIMIT 20", "20 ELSE 0 END"),
        ("SELECT * FROM docs d ORDER BY D.Created_At DESC LIMIT ?1 OFFSET ?2", "?1 ELSE 0 END OFFSET ?2"),
        ("SELECT d.id, ifnull(d.title, '') AS t FROM docs d ORDER BY T LIMIT 5, 20", "20 ELSE 0 END"),
    ] {
        let compiled = ask(Dialect::Sqlite, Form::Inline, "read", "D.id", sql).unwrap_or_else(|problem| panic!("{problem:?}"));
        assert_eq!(compiled.statement.sql.matches("FROM docs d").count(), 2, "{sql}");
        assert_eq!(compiled.statement.sql.matches(limit).count(), 2, "{sql}");
    }
}

#[test]
fn where_sqlite_s_arms_might_differ_there_is_one() {
    for sql in [
        // Inside of an expression, a name may mean what the query calls so.
        "SELECT d.id, -d.a AS a FROM docs d ORDER BY A + 1 LIMIT 20",
        "SELECT d.*, 1 AS one FROM docs d ORDER BY d.a LIMIT 20",
        "SELECT d.* FROM docs d ORDER BY RowId LIMIT 20",
        "SELECT group_concat(d.id) FROM docs d LIMIT 20",
    ] {
        assert_eq!(arms_in(Dialect::Sqlite, "read", sql), 1, "{sql}");
    }
}

#[test]
fn mysql_s_pages_have_two_arms_where_no_brackets_hold_a_with() {
    for (sql, arms) in [
        ("SELECT d.id FROM docs d ORDER BY d.created_at LIMIT 20", 2),
        ("WITH one AS (SELECT 1) SELECT d.id FROM docs d ORDER BY d.created_at LIMIT 20", 1),
        ("SELECT d.id FROM docs d ORDER BY d.created_at", 1),
    ] {
        let compiled = ask(Dialect::MySql, Form::Inline, "read", "D.id", sql).unwrap_or_else(|problem| panic!("{problem:?}"));
        assert_eq!(compiled.statement.sql.matches("FROM docs d").count(), arms, "{sql}");
        assert_eq!(compiled.statement.columns, ["id"], "{sql}");
    }
}
