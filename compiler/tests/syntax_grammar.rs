//! Every production of the grammar, by what the tree of a text looks like.

use arctos_compiler::source::SourceId;
use arctos_compiler::syntax::{ast, display, parse, parse_fact, parse_facts};

/// The tree of a text that must parse without any diagnostic.
fn tree(text: &str) -> String {
    let (policy, found) = parse(SourceId(0), text);
    assert!(found.is_empty(), "{text}\n{found:?}");
    display::policy(&policy)
}

/// Each text on the left must parse to the tree on the right, given line by line.
fn check(cases: &[(&str, &[&str])]) {
    for (text, lines) in cases {
        let mut expected = lines.join("\n");
        expected.push('\n');
        assert_eq!(tree(text), if lines.is_empty() { "" } else { &expected }, "{text}");
    }
}

/// Each body must parse, as that of a rule, to the lines on the right.
fn check_bodies(cases: &[(&str, &[&str])]) {
    for (body, lines) in cases {
        let expected = ["rule r(x)"].iter().chain(*lines).copied().collect::<Vec<_>>().join("\n  ");
        assert_eq!(tree(&format!("r(x) if {body};")), expected + "\n", "{body}");
    }
}

/// Each shorthand body must parse to the lines on the right.
fn check_shorthand(cases: &[(&str, &[&str])]) {
    for (body, lines) in cases {
        let expected = ["  shorthand \"a\""].iter().chain(*lines).copied().collect::<Vec<_>>().join("\n    ");
        let text = format!("resource A {{ \"a\" if {body}; }}");
        assert_eq!(tree(&text), format!("resource A\n{expected}\n"), "{body}");
    }
}

#[test]
fn policies() {
    check(&[
        ("", &[]),
        ("  \n\t # nothing but a comment", &[]),
        ("\u{feff}a(1);", &["rule a(1)"]),
        (";;a(1);;b(2);;", &["rule a(1)", "rule b(2)"]),
        ("a(1);\r\n\u{2003}b(2); # end\rc(3);", &["rule a(1)", "rule b(2)", "rule c(3)"]),
    ]);
}

#[test]
fn identifiers() {
    check(&[
        ("größe(x);", &["rule größe(x)"]),
        ("a::b::C(x);", &["rule a::b::C(x)"]),
        ("is_ok?(x);", &["rule is_ok?(x)"]),
        ("🔑(x);", &["rule 🔑(x)"]),
        ("r(_, _x, x1);", &["rule r(_, _x, x1)"]),
        ("if_(nota, order, index, truex);", &["rule if_(nota, order, index, truex)"]),
    ]);
}

#[test]
fn contextual_words_are_ordinary_names() {
    let words = [
        "actor",
        "resource",
        "global",
        "extends",
        "roles",
        "permissions",
        "relations",
        "on",
        "role",
        "permission",
        "declare",
        "test",
        "setup",
        "fixture",
        "assert",
        "assert_not",
        "iff",
        "type",
        "new",
        "cut",
        "debug",
        "print",
        "forall",
        "isa",
        "mod",
        "rem",
        "inf",
        "nan",
    ];
    for word in words {
        let text = format!("{word}({word}: {word}, {word}) if {word}({word}) and {word} = {word} and {word} matches {word};");
        let expected = format!(
            "rule {word}({word}: {word}, {word})\n  and\n    {word}({word})\n    {word} = {word}\n    {word} matches {word}\n"
        );
        assert_eq!(tree(&text), expected);
    }
}

#[test]
fn strings() {
    check(&[
        (r#"r("");"#, &[r#"rule r("")"#]),
        (r#"r("a.b:c/d e@f");"#, &[r#"rule r("a.b:c/d e@f")"#]),
        (r#"r("\"\\\n\r\t\0");"#, &[r#"rule r("\"\\\n\r\t\0")"#]),
        (r#"r("\q\u\é");"#, &[r#"rule r("qué")"#]),
        ("r(\"a\\\nb\");", &[r#"rule r("a\nb")"#]),
        (r##"r("# no comment");"##, &[r##"rule r("# no comment")"##]),
    ]);
}

#[test]
fn numbers_booleans_and_the_constant() {
    check_bodies(&[
        ("x = 0", &["x = 0"]),
        ("x = 007", &["x = 7"]),
        ("x = +5", &["x = 5"]),
        ("x = - 5", &["x = -5"]),
        ("x = 9223372036854775807", &["x = 9223372036854775807"]),
        ("x = -9223372036854775808", &["x = -9223372036854775808"]),
        ("x = true", &["x = true"]),
        ("false = x", &["false = x"]),
        ("x < @current_unix_time", &["x < @current_unix_time"]),
        ("@ current_unix_time > x", &["@current_unix_time > x"]),
    ]);
}

#[test]
fn literals() {
    check(&[
        (r#"r(User{"alice"});"#, &[r#"rule r(User{"alice"})"#]),
        ("r(Ticket{17});", &[r#"rule r(Ticket{"17"})"#]),
        ("r(Ticket{-017});", &[r#"rule r(Ticket{"-17"})"#]),
        ("r(Flag{true});", &[r#"rule r(Flag{"true"})"#]),
        (r#"r(String{"x"}, Integer{3});"#, &[r#"rule r(String{"x"}, Integer{"3"})"#]),
        (r#"r(a::User { "x" });"#, &[r#"rule r(a::User{"x"})"#]),
    ]);
}

#[test]
fn blocks() {
    check(&[
        ("actor User {}", &["actor User"]),
        ("resource Doc extends File {}", &["resource Doc extends File"]),
        ("resource Doc extends File, Thing, {}", &["resource Doc extends File, Thing"]),
        ("global {}", &["global"]),
        ("actor A {}; resource B {};;", &["actor A", "resource B"]),
        ("resource A { ;; roles = []; ; }", &["resource A", "  roles []"]),
        (r#"resource A { roles = ["a", "b", ]; }"#, &["resource A", r#"  roles ["a", "b"]"#]),
        (r#"resource A { permissions = ["x"]; }"#, &["resource A", r#"  permissions ["x"]"#]),
        ("resource A { relations = {}; }", &["resource A", "  relations {}"]),
        ("resource A { relations = { p: A, q: B, }; }", &["resource A", "  relations {p: A, q: B}"]),
        ("resource A { relations = { role: role }; }", &["resource A", "  relations {role: role}"]),
        ("resource A { # one\n roles = [ # two\n \"a\" # three\n ]; # four\n }", &["resource A", r#"  roles ["a"]"#]),
    ]);
}

#[test]
fn shorthand_rules() {
    check(&[
        (r#"resource A { role if role on "p"; }"#, &["resource A", "  shorthand role", r#"    role on "p""#]),
        (
            r#"resource A { permission if "admin" on "org"; }"#,
            &["resource A", "  shorthand permission", r#"    "admin" on "org""#],
        ),
        (r#"global { "a" if "b"; }"#, &["global", r#"  shorthand "a""#, r#"    "b""#]),
    ]);
    check_shorthand(&[
        (r#""b""#, &[r#""b""#]),
        (r#""b" on "r""#, &[r#""b" on "r""#]),
        (r#""b" on resource"#, &[r#""b" on resource"#]),
        (r#"role on "r""#, &[r#"role on "r""#]),
        (r#"global "b""#, &[r#"global "b""#]),
        ("global role", &["global role"]),
        ("p(actor, resource, \"x\", User{1})", &[r#"p(actor, resource, "x", User{"1"})"#]),
        ("global(actor)", &["global(actor)"]),
        ("not p(resource)", &["not", "  p(resource)"]),
        (r#""b" or "c" and "d""#, &["or", r#"  "b""#, "  and", r#"    "c""#, r#"    "d""#]),
        (r#"("b" or "c") and "d""#, &["and", "  group", "    or", r#"      "b""#, r#"      "c""#, r#"  "d""#]),
        (r#"(("b"))"#, &["group", "  group", r#"    "b""#]),
        (r#""b" and not p(resource) and "c""#, &["and", r#"  "b""#, "  not", "    p(resource)", r#"  "c""#]),
    ]);
}

#[test]
fn rules() {
    check(&[
        ("r();", &["rule r()"]),
        ("r(x, y: T, _, _: T);", &["rule r(x, y: T, _, _: T)"]),
        (r#"r("a", 1, true, T{"x"},);"#, &[r#"rule r("a", 1, true, T{"x"})"#]),
        ("r(x: T, x: T) if true;", &["rule r(x: T, x: T)", "  true"]),
        ("declare p();", &["declare p()"]),
        ("declare p(T, String, Integer,);", &["declare p(T, String, Integer)"]),
    ]);
}

#[test]
fn bodies() {
    check_bodies(&[
        ("p()", &["p()"]),
        (r#"p(x, _, "a", -1, T{2}, @current_unix_time,)"#, &[r#"p(x, _, "a", -1, T{"2"}, @current_unix_time)"#]),
        ("true", &["true"]),
        ("false", &["false"]),
        ("x = y", &["x = y"]),
        (r#"["a", y] = x"#, &[r#"["a", y] = x"#]),
        ("x = [[1], []]", &["x = [[1], []]"]),
        ("x < 1 and x <= 1 and x > 1 and x >= 1 and x != 1", &["and", "  x < 1", "  x <= 1", "  x > 1", "  x >= 1", "  x != 1"]),
        (r#"x in ["a", 1, true, T{"b"},]"#, &[r#"x in ["a", 1, true, T{"b"}]"#]),
        ("x in []", &["x in []"]),
        ("x not in [1]", &["not", "  x in [1]"]),
        ("not x in [1]", &["not", "  x in [1]"]),
        ("x matches T", &["x matches T"]),
        ("not not p(x)", &["not", "  not", "    p(x)"]),
        ("not x = y", &["not", "  x = y"]),
        ("not p(x) and q(x)", &["and", "  not", "    p(x)", "  q(x)"]),
        ("not (p(x) and q(x))", &["not", "  group", "    and", "      p(x)", "      q(x)"]),
        ("p(x) or q(x) and s(x) or t(x)", &["or", "  p(x)", "  and", "    q(x)", "    s(x)", "  t(x)"]),
        ("(p(x) or q(x)) and (s(x))", &["and", "  group", "    or", "      p(x)", "      q(x)", "  group", "    s(x)"]),
        ("p(x)\n  and q(x) # why\n  and s(x)", &["and", "  p(x)", "  q(x)", "  s(x)"]),
    ]);
}

#[test]
fn tests_and_fixtures() {
    check(&[
        (r#"test "a" {}"#, &[r#"test "a""#]),
        (r#"test "a" { setup {} }"#, &[r#"test "a""#]),
        (
            r#"test "a" { setup { p(User{"x"}, 1, true, "s"); fixture f; q(1) } assert p(); }"#,
            &[r#"test "a""#, r#"  setup p(User{"x"}, 1, true, "s")"#, "  setup fixture f", "  setup q(1)", "  assert p()"],
        ),
        (r#"test "a" { setup { fixture f } }"#, &[r#"test "a""#, "  setup fixture f"]),
        (
            r#"test "a" { ; assert p(User{"x"}, a: String, y,); assert_not q(1); ; }"#,
            &[r#"test "a""#, r#"  assert p(User{"x"}, a: String, y)"#, "  assert_not q(1)"],
        ),
        (
            r#"test "a" { assert p(a: String) iff a in ["x"]; assert_not p(a: String) iff a = "y"; }"#,
            &[r#"test "a""#, "  assert p(a: String)", r#"    a in ["x"]"#, "  assert_not p(a: String)", r#"    a = "y""#],
        ),
        (
            r#"test "a" { assert p(1); setup { q(1); } setup { q(2); } }"#,
            &[r#"test "a""#, "  setup q(1)", "  setup q(2)", "  assert p(1)"],
        ),
        (r#"test fixture f { p(1); ; q("x") }"#, &["fixture f", "  p(1)", r#"  q("x")"#]),
        ("test fixture f {}", &["fixture f"]),
    ]);
}

#[test]
fn facts_by_themselves() {
    let (facts, found) = parse_facts(SourceId(0), "a(1) # one\nb(User{\"x\"});; c(true)");
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(facts.iter().map(display::fact).collect::<Vec<_>>(), ["a(1)", r#"b(User{"x"})"#, "c(true)"]);

    let (fact, found) = parse_fact(SourceId(0), r#"has_role(User{"7"}, "admin", Org{"acme"})"#);
    assert!(found.is_empty());
    assert_eq!(fact.map(|fact| display::fact(&fact)).as_deref(), Some(r#"has_role(User{"7"}, "admin", Org{"acme"})"#));

    for text in ["", "a(1); b(2);", "a(x)", "a(1) if b(2)", "a(", "a(1) }"] {
        let (fact, found) = parse_fact(SourceId(0), text);
        assert!(fact.is_none() && found.has_errors(), "{text}");
    }
}

#[test]
fn comments_are_kept() {
    let (policy, found) = parse(SourceId(0), "# one\na(x) if # two\n b(x); #three");
    assert!(found.is_empty());
    let comments: Vec<_> = policy.comments.iter().map(|one| (one.text.as_str(), one.span.range())).collect();
    assert_eq!(comments, [(" one", 0..5), (" two", 14..19), ("three", 27..33)]);
}

#[test]
fn flags_are_kept_with_a_warning() {
    let (policy, found) = parse(SourceId(0), "@a @b r(x); resource A { @c \"x\" if \"y\"; }");
    assert_eq!(display::policy(&policy), "rule @a @b r(x)\nresource A\n  shorthand @c \"x\"\n    \"y\"\n");
    assert_eq!(found.iter().map(|one| one.code.0).collect::<Vec<_>>(), ["W0101", "W0101", "W0101"]);
    assert!(!found.has_errors());
    let (policy, found) = parse(SourceId(0), "resource A {\n@c\n\"x\" if \"y\";\n}\n@d r(x);");
    assert_eq!(display::policy(&policy), "resource A\n  shorthand @c \"x\"\n    \"y\"\nrule @d r(x)\n");
    assert!(!found.has_errors());
}

/// The text each node covers, for one node of every sort.
#[test]
fn spans_cover_what_was_written() {
    let text = "resource A extends B { roles = [\"r\"]; \"r\" if (\"s\" on \"t\" or not p(actor)) ; }\n\
                f(x: T) if not not x in [1, 2] and (x = -3) or g(x) ;\n\
                test \"n\" { setup { p(U{1}) ; } assert p(y: T) iff y = 1 ; }";
    let (policy, found) = parse(SourceId(0), text);
    assert!(found.is_empty(), "{found:?}");
    let at = |span: arctos_compiler::source::Span| text.get(span.range()).expect("spans are in bounds");

    let [ast::Statement::Block(block), ast::Statement::Rule(rule), ast::Statement::Test(tested)] = policy.statements.as_slice()
    else {
        panic!("three statements")
    };
    assert_eq!(at(block.span), text.lines().next().expect("a first line"));
    assert_eq!(block.extends.iter().map(|name| at(name.span)).collect::<Vec<_>>(), ["B"]);
    let members: Vec<_> = block.members.iter().map(|member| at(member.span())).collect();
    assert_eq!(members, ["roles = [\"r\"];", "\"r\" if (\"s\" on \"t\" or not p(actor)) ;"]);
    let ast::Member::Shorthand(shorthand) = &block.members[1] else { panic!("a shorthand rule") };
    assert_eq!(at(shorthand.body.span()), "(\"s\" on \"t\" or not p(actor))");
    let ast::ShorthandExpr::Group(inner, _) = &shorthand.body else { panic!("a group") };
    let ast::ShorthandExpr::Or(operands, span) = &**inner else { panic!("alternatives") };
    assert_eq!(at(*span), "\"s\" on \"t\" or not p(actor)");
    assert_eq!(operands.iter().map(|one| at(one.span())).collect::<Vec<_>>(), ["\"s\" on \"t\"", "not p(actor)"]);

    assert_eq!(at(rule.span), "f(x: T) if not not x in [1, 2] and (x = -3) or g(x) ;");
    assert_eq!(at(rule.params[0].span()), "x: T");
    let Some(ast::Expr::Or(operands, span)) = &rule.body else { panic!("alternatives") };
    assert_eq!(at(*span), "not not x in [1, 2] and (x = -3) or g(x)");
    let ast::Expr::And(conditions, _) = &operands[0] else { panic!("conditions") };
    assert_eq!(conditions.iter().map(|one| at(one.span())).collect::<Vec<_>>(), ["not not x in [1, 2]", "(x = -3)"]);
    let ast::Expr::Not(inner, _) = &conditions[0] else { panic!("a negation") };
    assert_eq!(at(inner.span()), "not x in [1, 2]");

    assert_eq!(at(tested.name.span), "\"n\"");
    let ast::SetupItem::Fact(fact) = &tested.setup[0] else { panic!("a fact") };
    assert_eq!((at(fact.span), at(fact.args[0].span)), ("p(U{1})", "U{1}"));
    assert_eq!(at(tested.assertions[0].span), "assert p(y: T) iff y = 1 ;");
}

#[test]
fn tokens_are_listed_with_their_places() {
    let expected = "0..1 Word \"a\"\n1..2 OpenParen \"(\"\n2..5 Text \"\\\"é\\\"\"\n".replace("2..5", "2..6")
        + "6..7 CloseParen \")\"\n8..10 NotEqual \"!=\"\n11..19 MatchesBang \"matches!\"\n20..23 Comment \"# x\"\n";
    assert_eq!(display::tokens(SourceId(0), "a(\"é\") != matches! # x"), expected);
}
