//! Every mistake in a mapping file: its code, the line it is reported at, and the whole rendering as a snapshot.

use arctos_compiler::diagnostic::{Diagnostics, Style, render_all};
use arctos_compiler::mapping::load;
use arctos_compiler::mapping::schema::{self, Described, DescribedColumn};
use arctos_compiler::mapping::sql_type::SqlType;
use arctos_compiler::source::SourceMap;

/// Loads `yaml`, compares codes and lines, and snapshots the rendering under `name`.
fn case(name: &str, yaml: &str, expected: &[(&str, usize)]) {
    let mut sources = SourceMap::new();
    let id = sources.add("mapping.yaml", yaml);
    let (_, diagnostics) = load::load(id, yaml);
    snapshot(name, yaml, &diagnostics, &sources, expected);
}

fn snapshot(name: &str, yaml: &str, diagnostics: &Diagnostics, sources: &SourceMap, expected: &[(&str, usize)]) {
    assert_eq!(places(diagnostics, sources), expected, "{name}");
    let rendered = render_all(diagnostics, sources, Style::Plain);
    insta::with_settings!({
        snapshot_path => "../../snapshots/diagnostics/mapping",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!(name, format!("{yaml}\n----\n{rendered}"));
    });
}

fn places(diagnostics: &Diagnostics, sources: &SourceMap) -> Vec<(&'static str, usize)> {
    let line = |d: &arctos_compiler::diagnostic::Diagnostic| {
        d.primary.as_ref().and_then(|primary| sources.locate(primary.span)).map_or(0, |place| place.line)
    };
    diagnostics.iter().map(|d| (d.code.0, line(d))).collect()
}

/// A mapping with one fact whose query is a block scalar; the query starts on line 4.
fn fact(signature: &str, query: &str) -> String {
    let indented: Vec<String> = query.lines().map(|line| format!("      {line}")).collect();
    format!("facts:\n  {signature}:\n    query: |\n{}\n", indented.join("\n"))
}

fn query_case(name: &str, query: &str, expected: &[(&str, usize)]) {
    case(name, &fact("is_open(Issue:_)", query), expected);
}

#[test]
fn yaml_that_cannot_be_read() {
    case("yaml_tab", "facts:\n\tis_open(Issue:_):\n", &[("E0301", 2)]);
    case("yaml_unclosed_bracket", "facts: {is_open(Issue:_): {query: SELECT 1\n", &[("E0301", 1)]);
    case("yaml_unclosed_quote", "facts:\n  is_open(Issue:_):\n    query: \"SELECT 1\n", &[("E0301", 4)]);
    case("yaml_unknown_alias", "facts:\n  is_open(Issue:_): *same\n", &[("E0301", 2)]);
    case("yaml_two_documents", "facts:\n---\nfacts:\n", &[("E0301", 3)]);
    case("yaml_too_deep", &format!("facts: {}{}\n", "[".repeat(40), "]".repeat(40)), &[("E0302", 1)]);
    case("yaml_bad_escape", "facts:\n  is_open(Issue:_):\n    query: \"SELECT \\q\"\n", &[("E0301", 3)]);
}

#[test]
fn keys_and_kinds() {
    case("shape_mapping_is_a_list", "- facts\n", &[("E0303", 1)]);
    case("shape_facts_is_a_list", "facts:\n  - is_open(Issue:_)\n", &[("E0303", 1)]);
    case("shape_fact_is_a_query", "facts:\n  is_open(Issue:_): SELECT id FROM issues\n", &[("E0303", 2)]);
    case("shape_query_is_a_map", "facts:\n  is_open(Issue:_):\n    query: {find: {}}\n", &[("E0303", 3)]);
    case("shape_query_is_a_number", "facts:\n  is_open(Issue:_):\n    query: 12\n", &[("E0303", 3)]);
    case("shape_query_is_null", "facts:\n  is_open(Issue:_):\n    query:\n", &[("E0303", 3)]);
    case("shape_key_is_a_list", "facts:\n  ? [a]\n  : {query: SELECT 1}\n", &[("E0303", 2)]);
    case("key_unknown", "fact:\n  is_open(Issue:_): {query: SELECT id FROM issues}\n", &[("E0304", 1)]);
    case("key_unknown_in_fact", "facts:\n  is_open(Issue:_):\n    qeury: SELECT id FROM issues\n", &[("E0304", 3)]);
    case("key_unknown_and_unlike", "facts:\ncolour: blue\n", &[("E0304", 2)]);
    case("key_after_a_comma", "facts:\n  p(A:_, B:_): {query: SELECT id, b FROM t}\n", &[("W0347", 2)]);
    case("key_twice", "facts:\nsql_types: {Issue: uuid}\nfacts:\n", &[("E0305", 3)]);
    case(
        "key_twice_in_fact",
        "facts:\n  is_open(Issue:_):\n    query: SELECT id FROM a\n    query: SELECT id FROM b\n",
        &[("E0305", 4)],
    );
    case("key_missing_facts", "sql_types:\n  Issue: uuid\n", &[("E0306", 1)]);
    case("key_missing_query", "facts:\n  is_open(Issue:_): {}\n  is_new(Issue:_):\n", &[("E0306", 2), ("E0306", 3)]);
    let sync = "version: 1\nsource: postgres\ndbs: {app: {connection_string: $DB}}\nfacts:\n  is_open(Issue:_):\n    db: app\n    query: SELECT id FROM issues\n";
    case("key_of_the_sync_format", sync, &[("W0307", 1), ("W0307", 2), ("W0307", 3), ("W0307", 6)]);
}

#[test]
fn signatures() {
    let with = |signature: &str| fact(signature, "SELECT id FROM issues");
    case("signature_without_brackets", &with("is_open"), &[("E0118", 2)]);
    case("signature_unclosed", &with("\"is_open(Issue:_\""), &[("E0118", 2)]);
    case("signature_bad_integer", &with("level(Issue:_, Integer:high)"), &[("E0118", 2)]);
    case("signature_without_arguments", &with("is_open()"), &[("E0311", 2)]);
    case("signature_with_six_arguments", &with("p(a, b, c, d, e, Issue:_)"), &[("E0311", 2)]);
    case("signature_abstract_type", &with("is_banned(Actor:_)"), &[("E0312", 2)]);
    case("signature_without_column", &with("has_role(User:bob, admin)"), &[("E0313", 2)]);
    case("signature_untyped_column", &with("is_open(_)"), &[("W0316", 2)]);
    let twice = "facts:\n  has_relation(Issue:_, parent, Repository:_):\n    query: SELECT id, repo_id FROM issues\n\
                 \x20 has_relation(Issue:_, String:parent, Repository:_):\n    query: SELECT id, repo_id FROM old_issues\n";
    case("signature_twice", twice, &[("E0314", 4)]);
}

#[test]
fn sql_that_is_not_one_query() {
    query_case("sql_syntax", "SELECT id\n  FROM issues\n WHERE open AND\n   = TRUE", &[("E0320", 7)]);
    query_case("sql_syntax_at_the_end", "SELECT id\nFROM", &[("E0320", 5)]);
    query_case("sql_open_string", "SELECT id\nFROM issues WHERE state = 'open", &[("E0320", 5)]);
    query_case("sql_empty", "-- later", &[("E0321", 4)]);
    query_case("sql_two_statements", "SELECT id FROM issues;\nDROP TABLE issues;", &[("E0321", 5)]);
    query_case("sql_delete", "DELETE FROM issues", &[("E0321", 4)]);
    query_case("sql_table", "TABLE issues", &[("E0321", 4)]);
    query_case("sql_nested_too_deeply", &format!("SELECT {}1{}", "(".repeat(60), ")".repeat(60)), &[("E0328", 4)]);
    query_case("sql_too_long", &format!("SELECT id FROM t WHERE a\n{}", "OR a ".repeat(2_001)), &[("E0328", 5)]);
}

#[test]
fn sql_that_does_more_than_read() {
    query_case(
        "sql_insert_in_table_expression",
        "WITH x AS (\n  INSERT INTO log VALUES (1) RETURNING id\n)\nSELECT id FROM x",
        &[("E0322", 5)],
    );
    query_case("sql_delete_behind_table_expression", "WITH x AS (SELECT 1)\nDELETE FROM issues", &[("E0322", 5)]);
    query_case("sql_into", "SELECT id\nINTO copy\nFROM issues", &[("E0322", 5)]);
    query_case("sql_lock", "SELECT id FROM issues\nFOR UPDATE", &[("E0322", 5)]);
    query_case("sql_sleep", "SELECT id FROM issues\nWHERE pg_catalog.pg_sleep(10) IS NULL", &[("E0326", 5)]);
    query_case("sql_dblink", "SELECT x.id\nFROM dblink('host=evil', 'SELECT 1') AS x(id int)", &[("E0326", 5)]);
    query_case("sql_nextval", "SELECT nextval('ids')", &[("E0326", 4)]);
}

#[test]
fn sql_with_placeholders() {
    query_case("sql_placeholder_number", "SELECT id FROM issues\nWHERE owner = $1", &[("E0323", 5)]);
    query_case("sql_placeholder_name", "SELECT id FROM issues\nWHERE owner = :owner", &[("E0323", 5)]);
    query_case("sql_placeholder_question_mark", "SELECT id FROM issues\nWHERE owner = ?", &[("E0323", 5)]);
}

#[test]
fn output_columns() {
    query_case("sql_star", "SELECT *\nFROM issues", &[("E0324", 4)]);
    query_case("sql_qualified_star", "SELECT\n  issues.*\nFROM issues", &[("E0324", 5)]);
    query_case("sql_too_many_columns", "SELECT id,\n       repo_id\nFROM issues", &[("E0325", 5)]);
    case(
        "sql_too_few_columns",
        &fact("has_relation(Issue:_, parent, Repository:_)", "SELECT\n  id\nFROM issues"),
        &[("E0325", 5)],
    );
    query_case("sql_no_columns", "SELECT FROM issues", &[("E0325", 4)]);
    query_case("sql_arms_differ", "SELECT id FROM a\nUNION ALL\nSELECT id, b FROM b", &[("E0325", 6)]);
    query_case("sql_rows_differ", "VALUES (1),\n  (2, 3)", &[("E0325", 5)]);
}

#[test]
fn sql_that_is_not_supported() {
    query_case("sql_cannot_be_written_back", "SELECT id FROM issues\nWHERE a = - -1", &[("E0327", 4)]);
    query_case("sql_semi_join", "SELECT a.id FROM a\nLEFT SEMI JOIN b ON a.id = b.id", &[("E0327", 5)]);
    query_case("sql_group_by_all", "SELECT id FROM a\nGROUP BY ALL", &[("E0327", 5)]);
}

#[test]
fn sql_that_is_suspicious() {
    query_case("sql_limit", "SELECT id FROM issues\nORDER BY id\nLIMIT 10", &[("W0330", 6)]);
    query_case(
        "sql_limit_in_sub_query",
        "SELECT x.id FROM (\n  SELECT id FROM issues\n  FETCH FIRST 3 ROWS ONLY\n) AS x",
        &[("W0330", 6)],
    );
    query_case("sql_random", "SELECT id FROM issues\nWHERE random() < 0.1", &[("W0331", 5)]);
    query_case("sql_sample", "SELECT id FROM issues\nTABLESAMPLE SYSTEM (10)", &[("W0331", 4)]);
    query_case(
        "sql_window",
        "SELECT id FROM (\n  SELECT id, rank() OVER (ORDER BY n) AS r FROM issues\n) AS x WHERE r = 1",
        &[("W0332", 5)],
    );
    query_case("sql_materialized", "WITH x AS\n  MATERIALIZED (SELECT id FROM issues)\nSELECT id FROM x", &[("W0333", 5)]);
    case("sql_cast_key", &fact("has_role(User:_, String:_)", "SELECT\n  id::text,\n  role::text\nFROM users"), &[("W0334", 5)]);
}

#[test]
fn types() {
    let with = |types: &str| format!("facts:\nsql_types:\n  Issue: uuid\n  {types}\n");
    case("type_unknown", &with("Repository: geometry"), &[("E0340", 4)]);
    case("type_with_sql_behind", &with("Repository: \"uuid); DROP TABLE users\""), &[("E0340", 4)]);
    case("type_of_integers_is_text", &with("Integer: text"), &[("E0341", 4)]);
    case("type_of_booleans_is_uuid", &with("Boolean: uuid"), &[("E0341", 4)]);
    case("type_of_strings", &with("String: varchar(20)"), &[("W0342", 4)]);
    case("type_of_actors", &with("Actor: uuid"), &[("W0342", 4)]);
    case("type_name_malformed", &with("\"Repo sitory\": uuid"), &[("E0118", 4)]);
    case("type_twice", &with("Issue: text"), &[("E0305", 4)]);
    case("type_is_a_number", &with("Repository: 8"), &[("E0303", 4)]);
    case("types_are_a_list", "facts:\nsql_types:\n  - uuid\n", &[("E0303", 2)]);
}

/// What a database says against `yaml`: the types of the columns of each query in turn.
fn described_case(name: &str, yaml: &str, told: &[&[&str]], expected: &[(&str, usize)]) {
    let mut sources = SourceMap::new();
    let id = sources.add("mapping.yaml", yaml);
    let (mut mapping, mut diagnostics) = load::load(id, yaml);
    for (at, types) in told.iter().enumerate() {
        let columns = types
            .iter()
            .map(|name| DescribedColumn {
                type_name: (*name).to_owned(),
                sql_type: Some(SqlType::parse(name).unwrap_or(SqlType::Other)),
            })
            .collect();
        diagnostics.extend(schema::apply(&mut mapping, at, &Described { columns, ..Described::default() }));
    }
    diagnostics.extend(schema::mixed_types(&mapping));
    snapshot(name, yaml, &diagnostics, &sources, expected);
}

#[test]
fn contradictions_with_a_database() {
    let yaml = "facts:\n  owner(Issue:_, User:_):\n    query: SELECT id, owner_id FROM issues\n  level(Issue:_, Integer:_):\n    query: |\n      SELECT id,\n        level FROM issues\nsql_types: {User: uuid}\n";
    described_case("database_type_differs", yaml, &[&["bigint", "text"]], &[("E0344", 3)]);
    described_case("database_column_count", yaml, &[&["bigint"]], &[("E0325", 3)]);
    described_case("database_integer_is_text", yaml, &[&["bigint", "uuid"], &["bigint", "text"]], &[("E0345", 6)]);
    described_case("database_mixed_types", yaml, &[&["bigint", "uuid"], &["uuid", "integer"]], &[("W0346", 6)]);
}

#[test]
fn places_in_scalars_of_every_style() {
    case("place_in_plain_scalar", "facts:\n  p(A:_):\n    query: SELECT pg_sleep(1)\n", &[("E0326", 3)]);
    case(
        "place_in_folded_plain_scalar",
        "facts:\n  p(A:_):\n    query: SELECT\n      id FROM t\n      WHERE pg_sleep(1) = 2\n",
        &[("E0326", 5)],
    );
    case(
        "place_in_folded_block",
        "facts:\n  p(A:_):\n    query: >-\n      SELECT id\n\n      FROM t WHERE pg_sleep(1) = 2\n",
        &[("E0326", 6)],
    );
    case(
        "place_in_double_quotes",
        "facts:\n  p(A:_):\n    query: \"SELECT \\\"é\\\" \\\n      FROM t WHERE pg_sleep(1) = 2\"\n",
        &[("E0326", 4)],
    );
    case("place_in_single_quotes", "facts:\n  p(A:_):\n    query: 'SELECT ''a'', pg_sleep(1)'\n", &[("E0326", 3)]);
    case("place_in_quoted_key", "facts:\n  \"p(A:_, \\\"é\\\", Actor:_)\":\n    query: SELECT 1, 2\n", &[("E0312", 2)]);
    case(
        "place_behind_an_alias",
        "facts:\n  p(A:_): &p\n    query: |\n      SELECT pg_sleep(1)\n  q(A:_): *p\n",
        &[("E0326", 4)],
    );
    case(
        "place_with_indentation_indicator",
        "facts:\n  p(A:_):\n    query: |2\n        SELECT id FROM t\n       LIMIT 3\n",
        &[("W0330", 5)],
    );
}

#[test]
fn all_problems_are_found_in_one_run() {
    let yaml = "facts:\n  a(A:_): {query: SELECT 1; SELECT 2}\n  b(Actor:_): {query: 'SELECT *'}\n  c(C:_):\n    query: |\n      SELECT a, random()\n      FROM t LIMIT 1\nsql_type: {A: uuid}\nsql_types: {A: geometry, B: uuid, Integer: text}\n";
    let expected = [
        ("E0321", 2),
        ("E0312", 3),
        ("E0324", 3),
        ("W0331", 6),
        ("E0325", 6),
        ("W0330", 7),
        ("E0304", 8),
        ("E0340", 9),
        ("E0341", 9),
    ];
    case("many_problems", yaml, &expected);
}
