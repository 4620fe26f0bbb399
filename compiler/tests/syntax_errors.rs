//! Every syntax error: which code a text gets, and how the message reads.

use arctos_compiler::diagnostic::{Style, render_all};
use arctos_compiler::source::SourceMap;
use arctos_compiler::syntax::notation::parse_call;
use arctos_compiler::syntax::parse;

/// Name of the snapshot, the text, and the codes it must get, in order.
type Case = (&'static str, &'static str, &'static [&'static str]);

const LEXICAL: &[Case] = &[
    ("unknown_character", "r(x) if x = $y%;", &["E0101", "E0101"]),
    ("unknown_star", "r(x) if x in [1, *rest];", &["E0101"]),
    ("unterminated_string", "r(x) if p(\"abc);\nq(1);\n", &["E0102"]),
    ("unterminated_string_at_the_end", "r(\"abc\\", &["E0102"]),
    ("single_quotes", "r('x') if p('it\\'s');", &["E0103", "E0103"]),
    ("decimal_number", "r(x) if x = 1.5 or x = .5 or x > 1e9 or x < 2.5E-3;", &["E0104", "E0104", "E0104", "E0104"]),
    ("digits_in_front", "r(x) if 7up(x);\nq(1);", &["E0104"]),
    ("integer_range", "r(9223372036854775808, -9223372036854775809, -9223372036854775808);", &["E0105", "E0105"]),
    ("double_equal", "r(x) if x == 1;", &["E0111"]),
    ("assign", "r(x) if x := 1;", &["E0111"]),
    ("diamond", "r(x) if x <> 1;", &["E0111"]),
    ("ampersands_bars_bang", "r(x) if p(x) && q(x) || !s(x);", &["E0111", "E0111", "E0111"]),
    ("slash_comment", "// old habit\nr(1);", &["E0111"]),
    ("dot_access", "r(x) if x.owner.name = \"a\";\nr(x) if x.is_ok();", &["E0111", "E0111", "E0111"]),
    ("inline_query", "?= allow(1, 2, 3);", &["E0111"]),
    ("typographic_quotes", "resource A { roles = [“a”]; }", &["W0102", "E0106"]),
    ("direction_override", "r(\"a\u{202e}b\");", &["W0102"]),
];

const SEMICOLONS_AND_BRACKETS: &[Case] = &[
    ("missing_semicolon_after_rule", "r(x) if p(x)\nq(1);", &["E0107"]),
    ("missing_semicolon_at_the_end", "r(x) if p(x) # really\n", &["E0107"]),
    ("missing_semicolon_in_block", "resource A {\n  roles = [\"a\"]\n  \"a\" if \"b\"\n}", &["E0107", "E0107"]),
    ("missing_semicolon_in_test", "test \"t\" {\n  setup { p(1) q(2) }\n  assert p(1)\n}", &["E0107", "E0107"]),
    ("missing_semicolon_or_and", "r(x) if p(x)\n  q(x);", &["E0106"]),
    ("unclosed_parenthesis", "r(x) if p(x;\nq(1);", &["E0108"]),
    ("unclosed_head", "r(x if p(x);", &["E0108"]),
    ("unclosed_group", "r(x) if (p(x) or q(x);", &["E0108"]),
    ("unclosed_list", "resource A {\n  roles = [\"a\", \"b\";\n  \"a\" if \"b\";\n}", &["E0108"]),
    ("unclosed_block", "resource A {\n  roles = [\"a\"];\n\nresource B {\n}\n", &["E0108"]),
    ("unclosed_block_before_rule", "resource A {\n  roles = [\"a\"];\n\nr(x) if p(x);\n", &["E0108"]),
    ("unclosed_at_the_end", "test \"t\" {\n  setup {\n    p(1);\n", &["E0108", "E0108"]),
    ("unclosed_setup", "test \"t\" {\n  setup {\n    p(1);\n  assert p(1);\n}\n", &["E0108"]),
    ("wrong_closer", "r(x) if p(x];", &["E0108"]),
    ("nothing_to_close", "r(1);\n}\n", &["E0109"]),
];

const RULES: &[Case] = &[
    ("keyword_as_name", "in(x);\nr(if);\nr(x) if p(not);", &["E0106", "E0106", "E0106"]),
    ("two_parameters_without_comma", "r(x y) if p(x);", &["E0106"]),
    ("missing_parenthesis", "declare f;\nr if p(1);", &["E0106", "E0106"]),
    ("missing_condition", "r(x) if;\nr(x) if p(x) and;\nr(x) if not;", &["E0106", "E0106", "E0106"]),
    ("missing_operator", "r(x) if x;\nr(x) if \"a\";", &["E0106", "E0106"]),
    ("missing_value", "r(x) if x =;\nr(x) if x < and p(x);", &["E0106", "E0106"]),
    ("chained_comparison", "r(x) if 1 < x < 3;", &["E0106"]),
    ("in_without_list", "r(x) if x in y;\nr(x) if x not in y;", &["E0106", "E0106"]),
    ("matches_without_type", "r(x) if x matches \"T\";", &["E0106"]),
    ("matches_on_literal", "r(x) if User{\"a\"} matches User;", &["E0113"]),
    ("matches_bang", "r(x) if x matches! User;", &["E0111"]),
    ("iff_in_rule", "r(x) iff p(x);", &["E0106"]),
    ("list_in_head", "r([1]);\nr(@current_unix_time);", &["E0113", "E0113"]),
    ("unknown_constant", "r(x) if x < @now;", &["E0119"]),
    ("flag", "@internal r(1);", &["W0101"]),
    ("typed_argument", "r(x) if p(y: User);", &["E0114"]),
    ("command_line_notation", "r(x) if p(User:alice);", &["E0114"]),
    ("entity_with_fields", "r(x) if p(User{id: 1});\nr(x) if p(User{});", &["E0111", "E0111"]),
    ("pattern", "r(x) if x matches User{id: 1};\nr(x: User{id: 1});", &["E0111", "E0111"]),
    ("dictionary", "r(x) if x = {a: 1};", &["E0111"]),
    ("new", "r(x) if x = new User(1);", &["E0111"]),
    ("cut", "r(x) if p(x) and cut;", &["E0111"]),
    ("forall", "r(x) if forall(y in [1], p(y));", &["E0111"]),
    ("print", "r(x) if p(x) and print(x = 1);", &["E0111"]),
    ("isa_mod", "r(x) if x isa User;\nr(x) if x mod 2 = 0;", &["E0111", "E0111"]),
    ("arithmetic", "r(x) if x + 1 = 2;\nr(x) if p(x - 1);", &["E0111", "E0111"]),
    ("value_of_call", "r(x) if p(x) = 1;", &["E0111"]),
    ("type_declaration", "type r(x: User);", &["E0111"]),
    ("unknown_block", "role Admin {\n  permissions = [\"a\"];\n}\nr(1);", &["E0113"]),
    ("literal_in_declare", "declare p(User, \"x\");", &["E0106"]),
    ("not_a_statement", "42;\n\"text\";", &["E0106", "E0106"]),
];

const BLOCKS: &[Case] = &[
    ("nameless_block", "resource {\n  roles = [\"a\"]\n}\nactor \"User\" {}", &["E0106", "E0107", "E0106"]),
    ("named_global", "global Everything {}", &["E0106"]),
    ("missing_brace", "actor User\nresource A { }", &["E0106"]),
    ("bad_extends", "resource A extends { }\nresource B extends \"A\" { }", &["E0106", "E0106"]),
    ("unknown_declaration", "resource A {\n  role = [\"a\"];\n  attributes = [\"a\"];\n}", &["E0115", "E0115"]),
    ("wrong_brackets", "resource A {\n  roles = { a: B };\n  relations = [\"a\"];\n}", &["E0115", "E0115"]),
    ("colon_for_equals", "resource A { roles: [\"a\"]; }", &["E0115"]),
    ("unquoted_names", "resource A {\n  roles = [a, b];\n  a if \"b\";\n}", &["E0106", "E0106", "E0106"]),
    ("quoted_relation", "resource A { relations = { \"p\": \"A\", \"a b\": C }; }", &["E0106", "E0106", "E0106"]),
    ("relation_without_type", "resource A { relations = { p, q: B }; }", &["E0106"]),
    ("several_hops", "resource A { \"a\" if \"b\" on \"c\" on \"d\"; }", &["E0112"]),
    ("not_before_name", "resource A {\n  \"a\" if not \"b\";\n  \"a\" if not (p(actor));\n}", &["E0113", "E0113"]),
    (
        "missing_shorthand_body",
        "resource A {\n  \"a\" if;\n  \"a\" if \"b\" on;\n  \"a\" if \"b\" and or \"c\";\n}",
        &["E0106", "E0106", "E0106"],
    ),
    ("comparison_in_shorthand", "resource A { \"a\" if x = 1; }", &["E0106"]),
    ("rule_in_block", "resource A {\n  r(x) if p(x);\n}", &["E0113"]),
    ("shorthand_outside", "\"a\" if \"b\";", &["E0113"]),
    ("head_without_if", "resource A { \"a\"; }", &["E0106"]),
];

const TESTS: &[Case] = &[
    ("unnamed_test", "test { assert p(1); }\ntest foo { }", &["E0106", "E0106"]),
    ("variable_in_fact", "test \"t\" { setup { p(x, User{\"a\"}); q(_); } }", &["E0116", "E0116"]),
    ("rule_in_setup", "test \"t\" { setup { p(1) if q(1); } }", &["E0106"]),
    ("fixture_in_fixture", "test fixture f { fixture g; }", &["E0113"]),
    ("fact_outside_setup", "test \"t\" { p(1); }", &["E0113"]),
    ("assert_not_spelled_apart", "test \"t\" { assert not p(1); }", &["E0113"]),
    ("if_for_iff", "test \"t\" { assert p(x: String) if x = 1; }", &["E0106"]),
    ("unknown_test_item", "test \"t\" { expect p(1); }", &["E0106"]),
    ("list_in_assertion", "test \"t\" { assert p([1]); }", &["E0113"]),
];

fn check(cases: &[Case]) {
    for (name, text, codes) in cases {
        check_one(name, text, codes);
    }
}

fn check_one(name: &str, text: &str, codes: &[&str]) {
    let mut sources = SourceMap::new();
    let source = sources.add("policy.polar", text);
    let (_, found) = parse(source, text);
    let rendered = render_all(&found, &sources, Style::Plain);
    assert_eq!(found.iter().map(|one| one.code.0).collect::<Vec<_>>(), codes, "{name}\n{rendered}");
    insta::with_settings!({
        snapshot_path => "../../snapshots/diagnostics/syntax",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!(name, rendered);
    });
}

#[test]
fn lexical_errors() {
    check(LEXICAL);
}

#[test]
fn missing_semicolons_and_brackets() {
    check(SEMICOLONS_AND_BRACKETS);
}

#[test]
fn errors_in_rules() {
    check(RULES);
}

#[test]
fn errors_in_blocks() {
    check(BLOCKS);
}

#[test]
fn errors_in_tests() {
    check(TESTS);
}

#[test]
fn nesting_too_deep() {
    let text = format!("r(x) if {}p(x){};", "(".repeat(200), ")".repeat(200));
    check_one("nesting_too_deep", &text, &["E0110"]);
}

#[test]
fn malformed_notation() {
    let mut sources = SourceMap::new();
    let text = "facts:\n  has_role(User:_, String:_ Org:_): SELECT 1\n";
    let source = sources.add("mapping.yaml", text);
    let key = &text[9..42];
    let error = parse_call(source, key, 9).expect_err("a comma is missing");
    insta::with_settings!({
        snapshot_path => "../../snapshots/diagnostics/syntax",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!("malformed_notation", render_all([&*error], &sources, Style::Plain));
    });
}

/// A code that no case here provokes is a code whose message nobody has read.
#[test]
fn every_code_of_the_area_is_provoked() {
    let list = include_str!("../src/diagnostic/codes.rs");
    let codes = list.split('"').filter(|piece| piece.len() == 5 && piece.get(1..3) == Some("01"));
    let cases = [LEXICAL, SEMICOLONS_AND_BRACKETS, RULES, BLOCKS, TESTS].concat();
    let apart = ["E0110", "E0117", "E0118"];
    for code in codes.filter(|code| !apart.contains(code)) {
        assert!(cases.iter().any(|(_, _, codes)| codes.contains(&code)), "{code} has no case");
    }
}

#[test]
fn too_many_errors_are_counted() {
    let (_, found) = parse(arctos_compiler::source::SourceId(0), &"}\n".repeat(1500));
    assert_eq!(found.0.len(), 1001);
    let last = found.iter().last().expect("a thousand and one");
    assert_eq!((last.code.0, last.message.as_str()), ("E0117", "too many problems in one file: 500 more are not shown"));
    assert!(found.has_errors());
}

/// One run reports every error of a file, and what is right is kept.
#[test]
fn all_errors_of_a_file_are_found_in_one_run() {
    let text = "resource A {\n  roles = [\"a\"]\n  \"a\" if \"b\" on;\n  \"a\" iff \"c\";\n  permissions = [\"p\"];\n}\n\
                r(x y);\nq(x) if x == 1;\ntest \"t\" {\n  setup { p(x); p(1); }\n  assert p(1;\n  assert p(2);\n}\ns(1);\n";
    let (policy, found) = parse(arctos_compiler::source::SourceId(0), text);
    let lines: Vec<_> =
        found.iter().filter_map(|one| Some(text.get(..one.primary.as_ref()?.span.start as usize)?.lines().count())).collect();
    assert_eq!(lines, [2, 3, 4, 7, 8, 10, 11]);
    assert_eq!(
        arctos_compiler::syntax::display::policy(&policy),
        "resource A\n  roles [\"a\"]\n  permissions [\"p\"]\nrule q(x)\n  x = 1\ntest \"t\"\n  setup p(1)\n  assert p(2)\nrule s(1)\n"
    );
}
