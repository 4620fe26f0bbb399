//! Mapping files as a whole: which are accepted, what is made of them, what a database adds, and the JSON Schema.

use arctos_compiler::diagnostic::{Diagnostics, Severity};
use arctos_compiler::mapping::load;
use arctos_compiler::mapping::model::{FactMapping, Mapping};
use arctos_compiler::mapping::schema::{self, Described, DescribedColumn, DescribedTable};
use arctos_compiler::mapping::sql_type::SqlType;
use arctos_compiler::source::SourceMap;
use serde_json::Value;

fn read(yaml: &str) -> (Mapping, Diagnostics) {
    let mut sources = SourceMap::new();
    let id = sources.add("mapping.yaml", yaml);
    load::load(id, yaml)
}

fn accepted(yaml: &str) -> Mapping {
    let (mapping, diagnostics) = read(yaml);
    assert!(diagnostics.is_empty(), "{yaml}: {diagnostics:?}");
    mapping
}

/// Signature, table or text, keys.
fn line(fact: &FactMapping) -> String {
    let source = match &fact.select.projection {
        None => fact.select.text.clone(),
        Some(projection) => {
            let filter = projection.filter.as_ref().map_or(String::new(), |filter| format!(" where {}", filter.qualified("x")));
            let text = |as_text: &bool| if *as_text { "::text" } else { "" };
            let columns = projection.columns.iter().zip(&projection.as_text);
            let columns: Vec<String> = columns.map(|(column, as_text)| format!("{column}{}", text(as_text))).collect();
            format!("{}({}) key {}{filter}", projection.table.name, columns.join(", "), projection.keys.join(", "))
        }
    };
    format!("{} <- {source}", fact.signature)
}

const PUBLISHED: &str = "\
facts:                                   # required key; may be null/empty
  has_relation(Issue:_, String:parent, Repository:_):   # \"Type:_\" = returned column
    query: SELECT id, repository_id FROM issues
  has_relation(Card:_, owner, User:_):   # bare word == String:owner
    query: |-
      SELECT card_id, owner_id FROM demo_app.cards
  has_role(User:_, String:_, Organization:_):           # role value comes from SQL
    query: >
      SELECT username, role::TEXT, org FROM users
  has_role(User:_, String:_):            # global roles, arity 2
    query: SELECT DISTINCT username, role::TEXT FROM users WHERE org = '_root'
  is_public(Document:_):                 # unary attribute
    query: SELECT id FROM documents WHERE public
  is_public(Document:_, Boolean:_):      # valued attribute
    query: SELECT id, is_public FROM document
sql_types:                               # optional
  Issue: UUID
";

#[test]
fn the_published_forms_are_accepted() {
    let mapping = accepted(PUBLISHED);
    let lines: Vec<String> = mapping.facts.iter().map(line).collect();
    assert_eq!(
        lines,
        [
            "has_relation(Issue:_, \"parent\", Repository:_) <- issues(id, repository_id) key id",
            "has_relation(Card:_, \"owner\", User:_) <- cards(card_id, owner_id) key card_id",
            "has_role(User:_, String:_, Organization:_) <- users(username, role::text, org) key ",
            "has_role(User:_, String:_) <- users(username, role::text) key  where x.org = '_root'",
            "is_public(Document:_) <- documents(id) key id where x.public",
            "is_public(Document:_, Boolean:_) <- document(id, is_public) key id",
        ]
    );
    assert_eq!(mapping.sql_types.get("Issue"), Some(&SqlType::Uuid));
    let [issue, ..] = mapping.facts.as_slice() else { panic!("facts") };
    let types: Vec<_> = issue.select.columns.iter().map(|column| column.sql_type).collect();
    assert_eq!(types, [Some(SqlType::Uuid), None]);
}

#[test]
fn the_worked_example_is_accepted() {
    let mapping = accepted(
        "facts:
  has_role(User:_, admin):                              {query: SELECT id FROM users WHERE is_admin}
  is_banned(User:_):                                    {query: SELECT id FROM users WHERE banned_at IS NOT NULL}
  \"has_role(User:_, String:_, Organization:_)\":         {query: \"SELECT user_id, role, org_id FROM org_members\"}
  has_relation(Issue:_, creator, User:_):
    query: SELECT id, creator_id FROM issues;
sql_types: {User: bigint, Organization: bigint, Repository: bigint, Issue: bigint}
",
    );
    let lines: Vec<String> = mapping.facts.iter().map(line).collect();
    assert_eq!(
        lines,
        [
            "has_role(User:_, \"admin\") <- users(id) key id where x.is_admin",
            "is_banned(User:_) <- users(id) key id where x.banned_at IS NOT NULL",
            "has_role(User:_, String:_, Organization:_) <- org_members(user_id, role, org_id) key ",
            "has_relation(Issue:_, \"creator\", User:_) <- issues(id, creator_id) key id",
        ]
    );
}

#[test]
fn files_without_facts_are_accepted() {
    for yaml in ["", "\n", "# nothing yet\n", "---\n", "null\n", "{}\n", "facts:\n", "facts: {}\n", "facts: ~\nsql_types:\n"] {
        assert!(accepted(yaml).facts.is_empty(), "{yaml}");
    }
}

#[test]
fn anchors_line_ends_and_layout_make_no_difference() {
    let plain = accepted("facts:\n  p(A:_): {query: SELECT id FROM t}\n  q(A:_): {query: SELECT id FROM t}\n");
    for yaml in [
        "facts:\n  p(A:_): &it {query: SELECT id FROM t}\n  q(A:_): *it\n",
        "x: &it {query: SELECT id FROM t}\nfacts:\n  p(A:_): *it\n  q(A:_): {<<: *it}\n",
        "facts:\r\n  p(A:_):\r\n    query: |\r\n      SELECT id\r\n      FROM t;\r\n  'q(A:_)':\r\n    query: 'SELECT id FROM t'\r\n",
        "\u{feff}facts:\n  p(A:_):\n    query: >\n      SELECT id\n      FROM t\n  q(  A:_):\n    query: \"SELECT id\\nFROM t\\n;\"\n",
    ] {
        let (mapping, diagnostics) = read(yaml);
        let errors: Vec<_> = diagnostics.iter().filter(|d| d.code.0 != "E0304").collect();
        assert!(errors.is_empty(), "{yaml}: {errors:?}");
        let lines = |mapping: &Mapping| mapping.facts.iter().map(line).collect::<Vec<_>>();
        assert_eq!(lines(&mapping), lines(&plain), "{yaml}");
    }
}

#[test]
fn entries_with_errors_are_left_out_and_the_others_kept() {
    let (mapping, diagnostics) =
        read("facts:\n  p(A:_): {query: SELECT *}\n  q(A:_): {query: SELECT id FROM t}\n  r(: {query: VALUES (1)}\n");
    assert!(diagnostics.has_errors());
    assert_eq!(mapping.facts.iter().map(line).collect::<Vec<_>>(), ["q(A:_) <- t(id) key id"]);
}

// ---- what a database adds

const TWO_FACTS: &str = "facts:
  has_relation(Issue:_, repository, Repository:_): {query: 'SELECT id, repo_id FROM issues'}
  has_role(User:_, String:_, Repository:_): {query: 'SELECT user_id, role, repo_id FROM roles_view'}
  level(Issue:_, Integer:_, Boolean:_): {query: 'SELECT id, level, open FROM issues WHERE level > 0'}
sql_types: {Repository: bigint}
";

fn described(types: &[&str], table: Option<(&[&str], &[&str])>) -> Described {
    let owned = |names: &[&str]| names.iter().map(ToString::to_string).collect();
    Described {
        columns: types
            .iter()
            .map(|name| DescribedColumn {
                type_name: (*name).to_owned(),
                sql_type: Some(SqlType::parse(name).unwrap_or(SqlType::Other)),
            })
            .collect(),
        table: table.map(|(not_null, unique)| DescribedTable {
            not_null: owned(not_null),
            unique: owned(unique),
            ..DescribedTable::default()
        }),
        is_selective: false,
    }
}

fn codes(diagnostics: &Diagnostics) -> Vec<&'static str> {
    diagnostics.iter().map(|d| d.code.0).collect()
}

#[test]
fn a_database_tells_types_keys_and_nulls() {
    let mut mapping = accepted(TWO_FACTS);
    let told = described(&["uuid", "integer"], Some((&["id", "number"], &["id", "number"])));
    assert!(schema::apply(&mut mapping, 0, &told).is_empty(), "integer and bigint are of one family");
    let told = described(&["uuid", "member_role", "bigint"], None);
    assert!(schema::apply(&mut mapping, 1, &told).is_empty());
    let [first, second, _] = mapping.facts.as_slice() else { panic!("three facts") };
    let columns = |fact: &FactMapping| fact.select.columns.iter().map(|c| (c.sql_type, c.not_null)).collect::<Vec<_>>();
    assert_eq!(columns(first), [(Some(SqlType::Uuid), true), (Some(SqlType::Integer), false)]);
    assert_eq!(columns(second), [(Some(SqlType::Uuid), false), (Some(SqlType::Other), false), (Some(SqlType::BigInt), false)]);
    let keys = |fact: &FactMapping| fact.select.projection.as_ref().map(|p| p.keys.clone()).unwrap_or_default();
    assert_eq!(keys(first), ["id", "number"]);
    assert!(keys(second).is_empty(), "a view has no keys");
    assert!(schema::mixed_types(&mapping).is_empty());
}

#[test]
fn contradictions_with_a_database_are_reported() {
    for (fact, types, expected) in [
        (0, vec!["uuid"], vec!["E0325"]),
        (0, vec!["uuid", "text"], vec!["E0344"]),
        (0, vec!["uuid", "numeric(20,0)"], vec![]),
        (2, vec!["uuid", "text", "boolean"], vec!["E0345"]),
        (2, vec!["uuid", "smallint", "integer"], vec!["E0345"]),
        (2, vec!["uuid", "double precision", "bytea"], vec!["E0345", "E0345"]),
        (2, vec!["uuid", "bigint", "character varying(5)"], vec![]),
        (9, vec![], vec!["E0999"]),
    ] {
        let mut mapping = accepted(TWO_FACTS);
        let diagnostics = schema::apply(&mut mapping, fact, &described(&types, None));
        assert_eq!(codes(&diagnostics), expected, "{types:?}");
    }
    let mut mapping = accepted(TWO_FACTS);
    let diagnostics = schema::apply(&mut mapping, 0, &described(&["uuid", "text"], None));
    let messages: Vec<_> = diagnostics.iter().map(|d| d.message.as_str()).collect();
    assert_eq!(messages, ["`sql_types` says that ids of `Repository` are `bigint`, but the database has `text` here"]);
    assert_eq!(mapping.facts.first().and_then(|f| f.select.columns.get(1)?.sql_type), Some(SqlType::BigInt));
}

#[test]
fn texts_of_all_sorts_agree() {
    let yaml = "facts:\n  p(A:_): {query: SELECT id FROM t}\nsql_types: {A: text}\n";
    for (told, expected) in [("character varying(20)", 0), ("citext", 0), ("state", 0), ("character(8)", 0), ("uuid", 1)] {
        let mut mapping = accepted(yaml);
        assert_eq!(schema::apply(&mut mapping, 0, &described(&[told], None)).iter().count(), expected, "{told}");
    }
}

#[test]
fn ids_of_one_type_with_different_types_are_reported_once_per_fact() {
    let yaml = "facts:\n  p(A:_): {query: SELECT id FROM t}\n  q(A:_, String:_): {query: 'SELECT a, b FROM u'}\n  r(A:_, String:_): {query: 'SELECT a, b FROM v'}\n";
    let mut mapping = accepted(yaml);
    for (at, types) in [vec!["uuid"], vec!["text", "text"], vec!["uuid", "integer"]].iter().enumerate() {
        assert!(schema::apply(&mut mapping, at, &described(types, None)).is_empty());
    }
    let diagnostics = schema::mixed_types(&mapping);
    assert_eq!(codes(&diagnostics), ["W0346"], "strings may be stored as anything");
    let messages: Vec<_> = diagnostics.iter().map(|d| d.message.as_str()).collect();
    assert_eq!(messages, ["ids of `A` are `text` here and `uuid` elsewhere"]);
}

// ---- the JSON Schema

#[test]
fn the_checked_in_schema_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../schemas/mapping.schema.json");
    let current = serde_json::to_string_pretty(&load::json_schema()).expect("a schema is JSON") + "\n";
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        std::fs::write(path, &current).expect("the schema can be written");
    }
    let checked_in = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(checked_in, current, "run this test with UPDATE_SCHEMAS=1 to write the schema");
}

#[test]
fn the_schema_agrees_with_the_loader() {
    let schema = load::json_schema();
    let valid = |yaml: &str| matches(&serde_yaml::from_str(yaml).expect("YAML"), &schema, &schema);
    assert!(valid(PUBLISHED));
    let wrong = [
        "facts: {'p(A:_)': {query: 1}}",
        "facts: []",
        "facts: {'p(A:_)': {}}",
        "facts: {'p(A:_)': {qeury: x}}",
        "fact: {}",
        "{}",
        "facts: {}\nsql_types: {A: 1}",
        "facts: {'p(A:_)': SELECT 1}",
    ];
    let right = [
        "facts:",
        "facts: {}",
        "facts:\nsql_types:",
        "facts: {'p(A:_)': {query: SELECT id FROM t}}",
        "facts: {'p(A:_)': {query: SELECT id FROM t, db: x}}\nversion: 1\ndbs: {x: {}}",
    ];
    for yaml in wrong {
        assert!(!valid(yaml), "{yaml}");
        assert!(yaml == "{}" || read(yaml).1.has_errors(), "{yaml}");
    }
    for yaml in right {
        assert!(valid(yaml), "{yaml}");
        assert!(!read(yaml).1.has_errors(), "{yaml}");
    }
}

/// Validates what the mapping's schema uses of JSON Schema, and fails on anything else.
fn matches(value: &Value, schema: &Value, root: &Value) -> bool {
    let Value::Object(keywords) = schema else { return schema.as_bool().expect("a schema") };
    let property = |name: &str| schema.get("properties").and_then(|properties| properties.get(name));
    keywords.iter().all(|(keyword, rule)| match keyword.as_str() {
        "$schema" | "$defs" | "title" | "description" => true,
        "$ref" => {
            let at = rule.as_str().and_then(|path| path.strip_prefix('#')).expect("a local reference");
            matches(value, root.pointer(at).expect("a definition"), root)
        }
        "anyOf" => rule.as_array().expect("a list").iter().any(|option| matches(value, option, root)),
        "type" => match rule {
            Value::Array(kinds) => kinds.iter().any(|kind| is_kind(value, kind)),
            kind => is_kind(value, kind),
        },
        "required" => {
            let has = |name: &Value| value.get(name.as_str().expect("a name")).is_some();
            !value.is_object() || rule.as_array().expect("a list").iter().all(has)
        }
        "properties" => value
            .as_object()
            .into_iter()
            .flatten()
            .all(|(name, item)| property(name).is_none_or(|schema| matches(item, schema, root))),
        "additionalProperties" => {
            value.as_object().into_iter().flatten().all(|(name, item)| property(name).is_some() || matches(item, rule, root))
        }
        other => panic!("the schema uses `{other}`"),
    })
}

fn is_kind(value: &Value, kind: &Value) -> bool {
    match kind.as_str().expect("a kind") {
        "object" => value.is_object(),
        "string" => value.is_string(),
        "null" => value.is_null(),
        other => panic!("the schema uses the type `{other}`"),
    }
}

// ---- hostile files

#[test]
fn hostile_files_are_survived() {
    let long = 100_000;
    let files = vec![
        "[".repeat(long),
        "{".repeat(long),
        "- ".repeat(long),
        format!("facts: {}", "{a: ".repeat(long)),
        format!("facts: {}{}", "[".repeat(15), "]".repeat(15)),
        format!("a: &a x\n{}", "b: *a\n".repeat(5_000)),
        "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: &d [*c, *c]\n".to_owned() + &"e: [*d, *d, *d, *d]\n".repeat(20_000),
        "&a a: *a".to_owned(),
        "a: &a [*a]".to_owned(),
        "x".repeat(2 << 20),
        format!("facts:\n  p(A:_):\n    query: SELECT {}1{}\n", "(".repeat(50_000), ")".repeat(50_000)),
        format!("facts:\n  p(A:_):\n    query: SELECT a FROM t WHERE a{}\n", " OR a".repeat(long)),
        format!("facts:\n  p({}A:_):\n    query: SELECT a\n", "x, ".repeat(300)),
        format!("facts:\n  \"p({}\": {{query: SELECT a}}\n", "(".repeat(900)),
        (0..3_000).fold("facts:\n".to_owned(), |file, at| file + &format!("  p{at}(A:_): {{query: SELECT id FROM t}}\n")),
        "facts:\n  p(A:_): {query: \"SELECT \\0\"}\n".to_owned(),
        "facts:\n  p(A:_): {query: !!binary AAAA}\n  q(A:_): {query: !tag SELECT}\n".to_owned(),
        "? ? ? a\n".repeat(100),
        "%YAML 9.9\n---\nfacts:\n".to_owned(),
        ".nan: .inf\n1e999: 0x\n".to_owned(),
    ];
    let work = move || {
        for yaml in &files {
            let (mapping, diagnostics) = read(yaml);
            let severe = diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
            let start: String = yaml.chars().take(40).collect();
            assert!(severe > 0 || mapping.facts.len() == 3_000 || mapping.facts.len() == 1, "{start}");
        }
    };
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(work).expect("a thread");
    thread.join().expect("no overflow, no panic");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(1_500))]

    #[test]
    fn no_text_makes_it_panic(yaml in "(?s).{0,120}") {
        read(&yaml);
    }

    #[test]
    fn no_soup_of_yaml_makes_it_panic(words in proptest::collection::vec(proptest::sample::select(WORDS), 0..40)) {
        let yaml = words.concat();
        let (_, diagnostics) = read(&yaml);
        for problem in &diagnostics {
            let inside = problem.primary.as_ref().is_none_or(|at| yaml.get(at.span.range()).is_some());
            proptest::prop_assert!(inside, "{problem:?}");
        }
    }
}

const WORDS: &[&str] = &[
    "facts:",
    "sql_types:",
    "query:",
    "p(A:_)",
    ": ",
    "\n",
    "\n  ",
    "\n    ",
    "\n      ",
    "SELECT id FROM t",
    "SELECT",
    "'",
    "\"",
    "|",
    ">-",
    "{",
    "}",
    "[",
    "]",
    "&a",
    " *a",
    "<<: *a",
    "!t ",
    "- ",
    "? ",
    "#",
    "é",
    "\t",
    "\\",
    "---",
    "A: uuid",
    "1",
    "~",
    ",",
    " ",
    "(",
    "'x",
    "$1",
    ";",
];
