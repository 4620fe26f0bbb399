//! Hostile input: whatever comes in, the parser answers, quickly, on a small stack, with places that exist.

use arctos_compiler::diagnostic::{Diagnostics, Style, render_all, to_json};
use arctos_compiler::source::{SourceId, SourceMap};
use arctos_compiler::syntax::{ast, display, lexer, notation, parse, parse_facts};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// Cases per property; `SYNTAX_CASES` asks for more.
fn cases() -> u32 {
    std::env::var("SYNTAX_CASES").ok().and_then(|count| count.parse().ok()).unwrap_or(256)
}

fn run(strategy: impl Strategy<Value = String>, property: impl Fn(&str)) {
    let config = Config { cases: cases(), failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&strategy, |text| {
        property(&text);
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

/// Every span of a diagnostic can be sliced, and every diagnostic can be shown.
fn assert_places(text: &str, found: &Diagnostics) {
    let mut sources = SourceMap::new();
    sources.add("policy.polar", text);
    for one in found {
        let fixes = one.fix.iter().map(|fix| fix.span);
        let labels = one.primary.iter().chain(&one.secondary).map(|label| label.span);
        for span in labels.chain(fixes) {
            assert!(text.get(span.range()).is_some(), "{span:?} of {text:?} in {one:?}");
        }
        to_json(one, &sources);
    }
    render_all(found, &sources, Style::Plain);
    render_all(found, &sources, Style::Colour);
}

/// Tokens are in order, do not overlap, lie on character boundaries, and only white space is between them.
fn assert_tokens(text: &str) {
    let (tokens, found) = lexer::lex(SourceId(0), 0, text);
    let mut end = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    for token in &tokens {
        let between = text.get(end..token.span.start as usize).expect("tokens are in order");
        assert!(between.chars().all(char::is_whitespace), "{between:?} is lost");
        assert!(token.span.end > token.span.start && text.get(token.span.range()).is_some(), "{token:?}");
        end = token.span.end as usize;
    }
    assert!(text.get(end..).is_some_and(|rest| rest.chars().all(char::is_whitespace)));
    assert_places(text, &found);
}

fn assert_survives(text: &str) {
    assert_tokens(text);
    let (policy, found) = parse(SourceId(0), text);
    assert_places(text, &found);
    let mut end = 0;
    for statement in &policy.statements {
        assert!(statement.span().start >= end && text.get(statement.span().range()).is_some());
        end = statement.span().end;
    }
    display::policy(&policy);
    let (_, found) = parse_facts(SourceId(0), text);
    assert_places(text, &found);
    for error in [
        notation::parse_call(SourceId(0), text, 0).err(),
        notation::parse_calls(SourceId(0), text, 0).err(),
        notation::parse_argument(SourceId(0), text, 0).err(),
        notation::parse_value(SourceId(0), text, 0).err(),
        notation::parse_type(SourceId(0), text, 0).err(),
    ]
    .into_iter()
    .flatten()
    {
        assert_places(text, &Diagnostics::from(*error));
    }
}

/// Pieces of policies: every token, what is often mistaken for one, and whole starts of productions.
fn piece() -> impl Strategy<Value = &'static str> {
    let all: Vec<&str> = PIECES.split('|').chain(["|", " ", "\n", "\t", "\r", "\0", "# c\n", "\nr(x);", "\n}"]).collect();
    prop::sample::select(all)
}

const PIECES: &str = "if|and|or|not|in|matches|matches!|true|false|actor|resource|global|extends|roles|permissions|relations|on|\
    role|permission|declare|test|setup|fixture|assert|assert_not|iff|type|new|cut|forall|print|x|User|_|a::b|ok?|\"a\"|\"|\"\\|\
    'a'|'|1|-1|1.5|1e9|7up|99999999999999999999|(|)|[|]|{|}|,|;|:|=|==|:=|!=|<|<=|<>|>|>=|+|-|@|@current_unix_time|.|*|?|?=|&&|\
    !|//|é|🔑|\u{202e}|\u{feff}|“|resource A {|global {|\"r\" if|roles = [|relations = {|p(x)|p(|r(x: T) if|test \"t\" {|\
    setup {|assert p(|User{\"a\"}|User:7|x: String|};";

#[test]
fn arbitrary_text_survives() {
    run("\\PC{0,80}", assert_survives);
    run(prop::collection::vec(any::<char>(), 0..40).prop_map(|chars| chars.into_iter().collect()), assert_survives);
}

#[test]
fn token_soup_survives() {
    let soup = prop::collection::vec((piece(), prop::sample::select(vec!["", " ", "\n"])), 0..60);
    run(soup.prop_map(|pieces| pieces.into_iter().flat_map(|(piece, space)| [piece, space]).collect()), assert_survives);
}

/// A good policy in which some pieces are replaced, doubled or missing.
#[test]
fn damaged_policies_survive() {
    let good = "actor User { }\nresource Issue extends File {\n  roles = [\"a\", \"b\"];\n  relations = { p: Repo, };\n  \
                \"a\" if \"b\" on \"p\" or (global \"x\" and not q(actor));\n}\nallow(u: User, \"x\", _: Issue) if\n  r(u, 1) \
                and u in [\"a\", -2] or not (u matches User);\ndeclare f(User, String);\ntest \"t\" {\n  setup { fixture f; \
                r(User{\"a\"}, 1) }\n  assert allow(User{\"a\"}, a: String, Issue{1}) iff a = \"x\";\n}\n";
    let starts: Vec<usize> = good.char_indices().map(|(at, _)| at).collect();
    let damage = (prop::sample::select(starts), 0_usize..12, piece(), any::<bool>());
    let damaged = prop::collection::vec(damage, 1..4).prop_map(move |all| {
        let mut text = good.to_owned();
        for (at, len, piece, keep) in all {
            let from = text.floor_char_boundary(at.min(text.len()));
            let to = text.ceil_char_boundary((from + len).min(text.len()));
            text.replace_range(from..to, if keep { piece } else { "" });
        }
        text
    });
    run(damaged, assert_survives);
}

/// What the tree shows, when written back as a rule, parses to the same tree.
#[test]
fn chains_of_conditions_come_back() {
    let condition = prop::sample::select(vec!["p(x)", "x = 1", "not q(x)", "x in [1]", "(x < 2 or p(y))", "true", "y matches T"]);
    let chain = prop::collection::vec((condition, prop::sample::select(vec!["and", "or"])), 1..20);
    run(
        chain.prop_map(|all| {
            let joined: Vec<_> = all.iter().flat_map(|(condition, word)| [*condition, *word]).collect();
            joined[..joined.len() - 1].join(" ")
        }),
        |body| {
            let (policy, found) = parse(SourceId(0), &format!("r(x) if {body};"));
            assert!(found.is_empty(), "{found:?}");
            let [ast::Statement::Rule(rule)] = policy.statements.as_slice() else { panic!("one rule") };
            let ors = body.replace("(x < 2 or p(y))", "").matches(" or ").count();
            match rule.body.as_ref() {
                Some(ast::Expr::Or(operands, _)) => assert_eq!(operands.len(), ors + 1),
                Some(_) => assert_eq!(ors, 0),
                None => panic!("a body"),
            }
        },
    );
}

fn on_stack(kib: usize, work: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(kib * 1024).spawn(work).expect("threads can be started");
    thread.join().expect("the parser does not panic");
}

/// Levels of nesting, operands of a chain.
const MANY: usize = 100_000;
/// Repeated mistakes.
const SOME: usize = 20_000;

fn hostile() -> Vec<(&'static str, String)> {
    let many = |text: &str| text.repeat(MANY);
    let some = |text: &str| text.repeat(SOME);
    vec![
        ("parentheses", format!("r(x) if {}p(x){};", many("("), many(")"))),
        ("open parentheses", format!("r(x) if {}", many("("))),
        ("brackets", format!("r(x) if x in {}{};", many("["), many("]"))),
        ("list in arguments", format!("r(x) if p({}{});", many("["), many("]"))),
        ("negations", format!("r(x) if {}p(x);", many("not "))),
        ("negated groups", format!("r(x) if {}p(x){};", many("not ("), many(")"))),
        ("shorthand groups", format!("resource A {{ \"a\" if {}\"b\"{}; }}", many("("), many(")"))),
        ("calls in calls", format!("r(x) if {}x{};", many("p("), many(")"))),
        ("blocks in blocks", some("resource A { ")),
        ("tests in tests", some("test \"a\" { setup { ")),
        ("braces", some("{")),
        ("closers", some("}")),
        ("entities", format!("r({}1{});", many("U{"), many("}"))),
        ("flags", format!("{}r(x);", some("@a "))),
        ("signs", format!("r({}1);", some("-"))),
        ("unknown characters", some("$ ")),
        ("quotes", some("\"\n")),
        ("semicolons", some(";")),
        ("missing semicolons", some("r(x)\n")),
        ("broken rules", some("r(x y);\n")),
        ("broken members", format!("resource A {{ {} }}", some("\"a\" iff \"b\"; "))),
        ("long identifier", "a".repeat(1_000_000)),
        ("long string", format!("r(\"{}\");", "a".repeat(1_000_000))),
        ("long number", format!("r({});", "9".repeat(1_000_000))),
        ("long comment", format!("#{}", "a".repeat(1_000_000))),
        ("one line of errors", some("r(x == y, );")),
        ("long unquoted role", format!("resource A {{ roles = [{}]; {0} if \"b\"; {0} = []; }}", "a".repeat(1_000_000))),
        ("long single-quoted string", format!("r('{}');", "a".repeat(1_000_000))),
        ("long relation", format!("resource A {{ relations = {{ \"{}\": B }}; }}", "a".repeat(1_000_000))),
        ("namespaces", format!("r(a{});", many("::a"))),
    ]
}

#[test]
fn deep_and_long_input_survives_small_stacks() {
    for (name, text) in hostile() {
        on_stack(512, move || {
            let started = std::time::Instant::now();
            let (policy, found) = parse(SourceId(0), &text);
            drop(policy);
            let (_, facts) = parse_facts(SourceId(0), &text);
            assert!(found.0.len() <= 1001 && facts.0.len() <= 1001, "{name}: {}", found.0.len());
            let mut sources = SourceMap::new();
            sources.add("policy.polar", text);
            let shown = render_all(&found, &sources, Style::Plain);
            assert!(shown.len() <= 2000 * found.0.len(), "{name}: {}", shown.len());
            assert!(started.elapsed().as_secs() < 60, "{name} took {:?}", started.elapsed());
        });
    }
}

#[test]
fn nesting_is_followed_to_a_limit() {
    let nested = |levels: usize| format!("r(x) if {}p(x){};", "(".repeat(levels), ")".repeat(levels));
    on_stack(512, move || {
        let (policy, found) = parse(SourceId(0), &nested(128));
        assert!(found.is_empty(), "{found:?}");
        assert_eq!(policy.statements.len(), 1);
        let text = format!("{} q(x);", nested(129));
        let (policy, found) = parse(SourceId(0), &text);
        assert_eq!(found.iter().map(|one| one.code.0).collect::<Vec<_>>(), ["E0110"]);
        assert_eq!(display::policy(&policy), "rule q(x)\n");
    });
}

#[test]
fn long_flat_chains_are_no_nesting() {
    on_stack(512, || {
        for (word, shorthand) in [("and", false), ("or", false), ("and", true), ("or", true)] {
            let operand = if shorthand { "\"b\"" } else { "p(x)" };
            let body = vec![operand; MANY].join(&format!(" {word} "));
            let text = if shorthand { format!("resource A {{ \"a\" if {body}; }}") } else { format!("r(x) if {body};") };
            let (policy, found) = parse(SourceId(0), &text);
            assert!(found.is_empty());
            assert_eq!(display::policy(&policy).matches(operand).count(), MANY);
        }
        let list = vec!["1"; MANY].join(", ");
        assert!(parse(SourceId(0), &format!("r(x) if x in [{list}];")).1.is_empty());
        let rules = "r(x) if p(x);\n".repeat(MANY);
        assert_eq!(parse(SourceId(0), &rules).0.statements.len(), MANY);
    });
}
