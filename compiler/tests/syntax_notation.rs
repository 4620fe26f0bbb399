//! The notation of the command line and of mapping keys.

use arctos_compiler::source::SourceId;
use arctos_compiler::syntax::notation::{
    Notation, NotationArg, parse_argument, parse_call, parse_calls, parse_type, parse_value,
};

/// One line per call: `?` anything, `?T` anything of a type, a value as a policy writes it, `$x: T` a variable.
fn show(call: &Notation) -> String {
    let args: Vec<String> = call.args.iter().map(show_argument).collect();
    format!("{}({})", call.predicate.text, args.join(", "))
}

fn show_argument(arg: &NotationArg) -> String {
    match arg {
        NotationArg::Any { .. } => "?".to_owned(),
        NotationArg::AnyOf(ty) => format!("?{}", ty.text),
        NotationArg::Value { value, .. } => value.to_string(),
        NotationArg::Variable { name, ty: Some(ty) } => format!("${}: {}", name.text, ty.text),
        NotationArg::Variable { name, ty: None } => format!("${}", name.text),
    }
}

#[test]
fn signatures() {
    let cases = [
        ("has_role(User:_, String:_, Org:_)", "has_role(?User, ?String, ?Org)"),
        ("has_relation(Issue:_, parent, Repository:_)", "has_relation(?Issue, \"parent\", ?Repository)"),
        ("has_relation(Issue:_, String:parent, Repository:_)", "has_relation(?Issue, \"parent\", ?Repository)"),
        ("  p ( _ , User : _ , User: _ , ) ", "p(?, ?User, ?User)"),
        ("p()", "p()"),
        ("p(User:7, Org:a:b, Doc:a/b.c-d@e+f)", "p(User{\"7\"}, Org{\"a:b\"}, Doc{\"a/b.c-d@e+f\"})"),
        ("p(User:\"a b\", \"x, y)\", String:\"_\")", "p(User{\"a b\"}, \"x, y)\", \"_\")"),
        ("p(User{\"7\"}, User { 7 })", "p(User{\"7\"}, User{\"7\"})"),
        ("p(read-all, a.b, 42, true, _x, x_)", "p(\"read-all\", \"a.b\", \"42\", \"true\", \"_x\", \"x_\")"),
        ("p(Integer:+07, Integer:-3, Boolean:true)", "p(7, -3, true)"),
        ("p(ns::User:7, Host:::1, größe:ü)", "p(ns::User{\"7\"}, Host{\"::1\"}, größe{\"ü\"})"),
        ("p(role: String)", "p(role{\"String\"})"),
    ];
    for (text, expected) in cases {
        match parse_call(SourceId(0), text, 0) {
            Ok(call) => assert_eq!(show(&call), expected, "{text}"),
            Err(error) => panic!("{text}: {error:?}"),
        }
    }
}

#[test]
fn queries() {
    let cases = [
        ("has_role(User:7, role: String, org: Organization)", "has_role(User{\"7\"}, $role: String, $org: Organization)"),
        ("p(x: _, role:String, _)", "p($x, role{\"String\"}, ?)"),
        ("p(x: T) and q(x: T, User:_)and r(_)", "p($x: T) & q($x: T, ?User) & r(?)"),
        ("and(and) and and(and)", "and(\"and\") & and(\"and\")"),
    ];
    for (text, expected) in cases {
        match parse_calls(SourceId(0), text, 0) {
            Ok(calls) => assert_eq!(calls.iter().map(show).collect::<Vec<_>>().join(" & "), expected, "{text}"),
            Err(error) => panic!("{text}: {error:?}"),
        }
    }
}

#[test]
fn single_arguments() {
    let cases = [
        ("_", "?"),
        ("User:_", "?User"),
        ("User:7", "User{\"7\"}"),
        ("read", "\"read\""),
        ("read all, please", "\"read all, please\""),
        ("User:John Doe (x)", "User{\"John Doe (x)\"}"),
        ("User:\"a b\"", "User{\"a b\"}"),
        ("User{\"7\"}", "User{\"7\"}"),
        ("\"a b\"", "\"a b\""),
        (" Integer:5 ", "5"),
    ];
    for (text, expected) in cases {
        match parse_argument(SourceId(0), text, 0) {
            Ok(arg) => assert_eq!(show_argument(&arg), expected, "{text}"),
            Err(error) => panic!("{text}: {error:?}"),
        }
    }
    assert_eq!(parse_value(SourceId(0), "User:7", 0).map(|value| value.to_string()), Ok("User{\"7\"}".to_owned()));
    assert_eq!(parse_type(SourceId(0), " a::User ", 0).map(|name| name.text.to_string()), Ok("a::User".to_owned()));
}

#[test]
fn places_are_those_of_the_source() {
    let call = parse_call(SourceId(3), "p(User:_, \"x\", T:1)", 100).expect("a call");
    assert_eq!((call.span.range(), call.predicate.span.range()), (100..119, 100..101));
    let spans: Vec<_> = call.args.iter().map(|arg| arg.span().range()).collect();
    assert_eq!(spans, [102..106, 110..113, 115..118]);
    assert!(call.args.iter().all(|arg| arg.span().source == SourceId(3)));
    let calls = parse_calls(SourceId(0), " p(x: T, y: _) ", 10).expect("a query");
    let spans: Vec<_> = calls.iter().flat_map(|call| &call.args).map(|arg| arg.span().range()).collect();
    assert_eq!(spans, [13..17, 19..20]);
}

/// The message and the place of an error, the text standing at byte 10.
#[test]
fn errors() {
    let calls = |text: &str| parse_calls(SourceId(0), text, 10).map(|_| ());
    let call = |text: &str| parse_call(SourceId(0), text, 10).map(|_| ());
    let value = |text: &str| parse_value(SourceId(0), text, 10).map(|_| ());
    let ty = |text: &str| parse_type(SourceId(0), text, 10).map(|_| ());
    let cases = [
        (call(""), "expected a predicate name, found the end of the text", 10..10),
        (call("p"), "expected `(`, found the end of the text", 11..11),
        (call("p(User:_"), "expected `,` or `)`, found the end of the text", 18..18),
        (call("p(User:_ Org:_)"), "expected `,` or `)`, found `Org`", 19..22),
        (call("p(,)"), "expected an argument such as `User:_`, `User:7` or `member`, found `,`", 12..13),
        (call("p(User:)"), "expected an id or `_` after `User:`, found `)`", 17..18),
        (call("p(a-b:c)"), "`a-b` is not a type name", 12..15),
        (call("p(Integer:x)"), "`x` is not an integer of 64 bits", 12..21),
        (call("p(Boolean:yes)"), "`yes` is not `true` or `false`", 12..23),
        (call("p(\"x)"), "the string has no closing quote", 12..15),
        (call("p(User{\"7\")"), "expected `}`, found `)`", 20..21),
        (call("p(*)"), "expected an argument such as `User:_`, `User:7` or `member`, found `*`", 12..13),
        (call("p(x) q(x)"), "expected nothing more, found `q`", 15..16),
        (calls("p(x) or q(x)"), "expected nothing more, found `or`", 15..17),
        (calls("p(x: 7)"), "expected a type name, or `_` for any type, found `7`", 15..16),
        (calls("p(x) and"), "expected a predicate name, found the end of the text", 18..18),
        (value("User:_"), "expected a single value, found `_`", 10..14),
        (value("_"), "expected a single value, found `_`", 10..11),
        (value(""), "expected an argument such as `User:_`, `User:7` or `member`, found the end of the text", 10..10),
        (value("User:"), "expected an id or `_` after `User:`, found the end of the text", 15..15),
        (value("a-b:c"), "`a-b` is not a type name", 10..13),
        (ty("User Org"), "expected nothing more, found `Org`", 15..18),
    ];
    for (outcome, message, place) in cases {
        let error = outcome.expect_err(message);
        let span = error.primary.as_ref().map(|label| label.span.range());
        assert_eq!((error.code.0, error.message.as_str(), span), ("E0118", message, Some(place)));
    }
}
