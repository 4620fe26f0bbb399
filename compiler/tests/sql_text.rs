//! The SQL text: what the builder would get wrong on its own, bounds, determinism, hostile values.

use arctos_compiler::compile::{Compiled, Compiler, Options, load};
use arctos_compiler::diagnostic::{Style, render_all};
use arctos_compiler::mapping::sql_type::SqlType;
use arctos_compiler::plan::goal::KnownFacts;
use arctos_compiler::plan::question::{Question, Row, Subject};
use arctos_compiler::policy::program::Predicate;
use arctos_compiler::sql::{Dialect, Form, Parameter, ParameterSource, pretty};
use arctos_compiler::value::Value;
use std::fmt::Write;

fn compiler(policy: &str, facts: &str) -> Compiler {
    let (compiler, diagnostics, sources) = load(&[("policy.polar".to_owned(), policy.to_owned())], Some(("facts.yaml", facts)));
    compiler.unwrap_or_else(|| panic!("{}", render_all(&diagnostics, &sources, Style::Plain)))
}

fn check(compiler: &Compiler, actor: &str, doc: &str, form: Form) -> Compiled {
    let question = Question::Authorize {
        actor: Subject::Value(Value::new("User", actor)),
        action: "read".into(),
        resource: Some(Subject::Value(Value::new("Doc", doc))),
    };
    compiler.compile(&question, &KnownFacts::new(), Options { form, ..Options::default() }).expect("compiles")
}

const POLICY: &str = "actor User {}\nresource Doc { relations = { author: User, up: Doc }; permissions = [\"read\"];\n\
    \"read\" if \"author\"; \"read\" if \"read\" on \"up\"; }\n";

fn facts(user: &str) -> String {
    format!(
        "facts:\n  has_relation(Doc:_, author, User:_):\n    query: SELECT id, author FROM docs\n  \
         has_relation(Doc:_, up, Doc:_):\n    query: SELECT id, up FROM docs\nsql_types:\n  User: {user}\n  Doc: bigint\n"
    )
}

#[test]
fn offsets_are_literals_and_not_parameters() {
    let statement = check(&compiler(POLICY, &facts("bigint")), "1", "2", Form::Parameters).statement;
    assert!(statement.sql.contains("OFFSET 0"), "{}", statement.sql);
    assert_eq!(statement.params.len(), 2);
    assert_eq!(
        statement.params.iter().map(|p| p.source.clone()).collect::<Vec<_>>(),
        [ParameterSource::Slot(0), ParameterSource::Slot(1)]
    );
}

/// Every value keeps its type and each of its characters.
#[test]
fn known_rows_are_one_text_where_there_are_no_arrays() {
    let policy = "actor User {}\nresource Doc {}\nallow(u: User, \"read\", d: Doc) if shared(u, d);\n";
    let compiler = compiler(policy, "facts: {}\nsql_types:\n  User: text\n  Doc: bigint\n");
    let mut context = KnownFacts::new();
    for (user, doc) in [("o'x\"é\\", "9007199254740993"), ("7", "-8")] {
        context.insert(Predicate::new("shared", 2), vec![Value::new("User", user), Value::new("Doc", doc)]);
    }
    let question =
        Question::List { actor: Subject::Value(Value::new("User", "7")), action: "read".into(), resource: "Doc".into() };
    let statement = |dialect| {
        let options = Options { dialect, ..Options::default() };
        compiler.compile(&question, &context, options).expect("compiles").statement
    };
    let rows = r#"[["o'x\"é\\",9007199254740993],["7",-8]]"#;
    for dialect in [Dialect::Sqlite, Dialect::MySql] {
        let bound = statement(dialect);
        let texts = |param: &Parameter| (param.sql_type(), param.source.clone());
        let expected = (SqlType::Text, ParameterSource::Value(Value::string(rows)));
        assert_eq!(bound.params.iter().map(texts).filter(|param| *param == expected).count(), 1, "{bound:?}");
        assert!(bound.params.iter().all(|param| !param.is_array()), "{bound:?}");
    }
    let arrays = statement(Dialect::Postgres).params;
    assert_eq!(arrays.iter().filter(|param| param.is_array()).count(), 2);
}

#[test]
fn placeholders_in_mapped_literals_stay_as_written() {
    let facts = "facts:\n  has_relation(Doc:_, author, User:_):\n    query: SELECT id, author FROM docs WHERE kind <> '? $1 :x %s' AND a ->> 'k' = 'v'\n\
                 sql_types:\n  User: bigint\n  Doc: bigint\n";
    let statement = check(&compiler(POLICY, facts), "1", "2", Form::Parameters).statement;
    assert!(statement.sql.contains("'? $1 :x %s'"), "{}", statement.sql);
    assert!(pretty(&statement.sql).contains("'? $1 :x %s'"));
}

#[test]
fn parentheses_of_mapped_set_operations_stay() {
    let facts = "facts:\n  has_relation(Doc:_, author, User:_):\n    query: SELECT id, a FROM t EXCEPT (SELECT id, a FROM u UNION ALL SELECT id, a FROM v)\n\
                 sql_types:\n  User: bigint\n  Doc: bigint\n";
    let sql = check(&compiler(POLICY, facts), "1", "2", Form::Parameters).statement.sql;
    assert!(sql.contains("EXCEPT (SELECT id, a FROM u UNION ALL SELECT id, a FROM v)"), "{sql}");
}

#[test]
fn parameters_are_cast_and_columns_are_not() {
    let sql =
        check(&compiler(POLICY, &facts("uuid")), "0123abcd-0123-0123-0123-0123456789ab", "2", Form::Parameters).statement.sql;
    assert!(sql.contains("\"author\" = CAST($1 AS uuid)"), "{sql}");
    assert!(!sql.contains("AS text)"), "{sql}");
}

#[test]
fn ids_that_do_not_fit_never_reach_the_database() {
    let compiler = compiler(POLICY, &facts("bigint"));
    for bad in ["'; DROP TABLE docs; --", "007", " 7", "9223372036854775808", "", "é", "7.0", "\0"] {
        for form in [Form::Parameters, Form::Inline] {
            let statement = check(&compiler, bad, "2", form).statement;
            assert_eq!(statement.sql, "SELECT FALSE AS \"allowed\"", "{bad:?}");
            assert!(statement.params.is_empty());
        }
    }
}

#[test]
fn hostile_text_ids_are_one_literal() {
    let compiler = compiler(POLICY, &facts("text"));
    for (id, literal) in [
        ("'; DROP TABLE docs; --", "'''; DROP TABLE docs; --'"),
        ("\\", "E'\\x5C'"),
        ("\"", "'\"'"),
        ("100%", "E'100\\x25'"),
        (":x ?", "E'\\x3Ax \\x3F'"),
        ("😀", "'😀'"),
    ] {
        let inline = check(&compiler, id, "2", Form::Inline).statement;
        assert!(inline.sql.contains(literal), "{id}: {}", inline.sql);
        assert!(inline.params.is_empty());
        let bound = check(&compiler, id, "2", Form::Parameters).statement;
        assert!(!bound.sql.contains(literal), "{}", bound.sql);
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let texts: Vec<String> =
        (0..3).map(|_| check(&compiler(POLICY, &facts("bigint")), "1", "2", Form::Parameters).statement.sql).collect();
    assert!(texts.windows(2).all(|pair| pair[0] == pair[1]));
}

/// Compiles every kind of question on a thread with little stack.
fn on_a_small_stack(policy: String, facts: String) {
    on_a_stack(512, policy, facts);
}

/// The same on one of so many KiB.
fn on_a_stack(kib: usize, policy: String, facts: String) {
    let work = move || {
        let compiler = compiler(&policy, &facts);
        let user = || Subject::Value(Value::new("User", "1"));
        let doc = || Some(Subject::Value(Value::new("Doc", "2")));
        let row = Row { alias: Some("d".to_owned()), column: "id".to_owned(), table: None, rows: None };
        let questions = [
            Question::Authorize { actor: user(), action: "read".into(), resource: doc() },
            Question::List { actor: user(), action: "read".into(), resource: "Doc".into() },
            Question::Filter { actor: user(), action: "read".into(), resource: "Doc".into(), row },
            Question::Actions { actor: user(), resource: doc() },
            Question::Actors { actor: "User".into(), action: "read".into(), resource: doc() },
        ];
        for question in questions {
            let compiled = compiler.compile(&question, &KnownFacts::new(), Options::default()).expect("compiles");
            assert!(!compiled.statement.sql.is_empty());
        }
    };
    let thread = std::thread::Builder::new().stack_size(kib * 1024).spawn(work).expect("a thread");
    thread.join().expect("no overflow, no panic");
}

#[test]
fn two_thousand_alternatives_fit_a_small_stack() {
    let mut policy = String::from("actor User {}\nresource Doc { permissions = [\"read\"]; }\n");
    for n in 0..2_000 {
        let _ = writeln!(policy, "allow(u: User, \"read\", d: Doc) if tag{}(d, \"t{n}\") and likes(u, \"t{n}\");", n % 7);
    }
    let mut facts = String::from("facts:\n  likes(User:_, String:_): {query: \"SELECT user_id, tag FROM likes\"}\n");
    for n in 0..7 {
        let _ = writeln!(facts, "  tag{n}(Doc:_, String:_): {{query: \"SELECT doc_id, tag FROM tags{n}\"}}");
    }
    facts.push_str("sql_types: {User: bigint, Doc: bigint}\n");
    on_a_small_stack(policy, facts);
}

#[test]
fn sixty_nested_negations_fit_a_small_stack() {
    let mut body = String::from("is_public(d)");
    for _ in 0..60 {
        body = format!("likes(u, d) and not ({body})");
    }
    let policy = format!("actor User {{}}\nresource Doc {{}}\nallow(u: User, \"read\", d: Doc) if {body};\n");
    let facts = "facts:\n  likes(User:_, Doc:_): {query: \"SELECT user_id, doc_id FROM likes\"}\n  \
                 is_public(Doc:_): {query: \"SELECT id FROM docs WHERE public\"}\nsql_types: {User: bigint, Doc: bigint}\n";
    on_a_small_stack(policy, facts.to_owned());
}

/// A stack is made for a question only where the thread's may not do; so that it does has to be seen on threads of all sizes.
#[test]
fn stacks_of_all_sizes_do() {
    let facts = "facts:\n  likes(User:_, Doc:_): {query: \"SELECT user_id, doc_id FROM likes\"}\n  \
                 up(Doc:_, Doc:_): {query: \"SELECT id, up FROM docs\"}\n  \
                 is_public(Doc:_): {query: \"SELECT id FROM docs WHERE public\"}\nsql_types: {User: bigint, Doc: bigint}\n";
    for depth in [1, 3, 8, 20, 45] {
        let mut negations = String::from("is_public(d)");
        let mut recursions = String::new();
        for n in 0..depth {
            negations = format!("likes(u, d) and not ({negations})");
            let _ = writeln!(recursions, "p{n}(u: User, d: Doc) if up(d, e) and p{n}(u, e);");
            let _ = writeln!(recursions, "p{n}(u: User, d: Doc) if up(e, d) and p{}(u, e) and likes(u, d);", n + 1);
        }
        let head = "actor User {}\nresource Doc {}\nallow(u: User, \"read\", d: Doc) if";
        let negations = format!("{head} {negations};\n");
        let recursions = format!("{head} p0(u, d);\n{recursions}p{depth}(u: User, d: Doc) if likes(u, d);\n");
        for policy in [negations, recursions] {
            for kib in [640, 900, 1_300, 1_500, 1_800, 2_300, 3_000, 4_000, 5_200, 6_000] {
                on_a_stack(kib, policy.clone(), facts.to_owned());
            }
        }
    }
}

#[test]
fn a_chain_of_three_thousand_predicates_fits_a_small_stack() {
    let mut policy = String::from("actor User {}\nresource Doc {}\nallow(u: User, \"read\", d: Doc) if p0(u, d);\n");
    for n in 0..3_000 {
        let _ = writeln!(policy, "p{n}(u: User, d: Doc) if p{}(u, d);", n + 1);
    }
    let facts = "facts:\n  p3000(User:_, Doc:_): {query: \"SELECT user_id, doc_id FROM likes\"}\nsql_types: {User: bigint, Doc: bigint}\n";
    on_a_small_stack(policy, facts.to_owned());
}

#[test]
fn a_thousand_negations_inside_each_other_are_refused() {
    let mut policy = String::from("actor User {}\nresource Doc {}\nallow(u: User, \"read\", d: Doc) if p0(u, d);\n");
    for n in 0..1_000 {
        let _ = writeln!(policy, "p{n}(u: User, d: Doc) if likes(u, d) and not p{}(u, d);", n + 1);
    }
    let facts = "facts:\n  likes(User:_, Doc:_): {query: \"SELECT user_id, doc_id FROM likes\"}\n  \
                 p1000(User:_, Doc:_): {query: \"SELECT a, b FROM t\"}\nsql_types: {User: bigint, Doc: bigint}\n";
    let question = Question::List { actor: Subject::OfType("User".into()), action: "read".into(), resource: "Doc".into() };
    let refused = compiler(&policy, facts).compile(&question, &KnownFacts::new(), Options::default());
    assert_eq!(refused.expect_err("too deep").code.0, "E0403");
}

/// MySQL converts a column of texts to search a set, so that no index finds a row: the set comes first then.
#[test]
fn a_set_that_is_the_only_way_to_a_table_leads_to_it_in_mysql() {
    let policy = "actor User {}\nresource Space { roles = [\"reader\"]; }\n\
        resource Doc { relations = { space: Space }; permissions = [\"read\"]; \"read\" if \"reader\" on \"space\"; }\n";
    let facts = |ty: &str| {
        format!(
            "facts:\n  has_role(User:_, reader, Space:_):\n    query: SELECT holder, space FROM readers\n  \
             has_relation(Doc:_, space, Space:_):\n    query: SELECT id, space FROM docs\n\
             sql_types:\n  User: bigint\n  Space: {ty}\n  Doc: bigint\n"
        )
    };
    for (ty, leads) in [("text", true), ("bigint", false)] {
        let actor = Subject::Value(Value::new("User", "1"));
        let question = Question::List { actor, action: "read".into(), resource: "Doc".into() };
        let options = Options { dialect: Dialect::MySql, form: Form::Inline };
        let compiled = compiler(policy, &facts(ty)).compile(&question, &KnownFacts::new(), options).expect("compiles");
        let sql = compiled.statement.sql;
        assert_eq!(sql.contains("AS `g` INNER JOIN `docs` AS `d` ON"), leads, "{sql}");
        assert_eq!(sql.contains(" IN (SELECT"), !leads, "{sql}");
    }
}
