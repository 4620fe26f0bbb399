//! `test` and `test fixture` blocks.
//!
//! More is accepted than the grammar lists: a test without assertions, several `setup` blocks, and a `setup` after an
//! assertion. All facts count for all assertions.

use super::expr::expr;
use super::input::{Parsed, Tokens, refuse};
use super::recovery::{Place, end_of_item, items, open_block};
use super::term::{fact, param};
use super::terminal::{bracketed, name, text, word};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{Assertion, Fact, Fixture, SetupItem, Statement, Test};
use crate::syntax::token::Kind;
use nom::Parser;
use nom::combinator::{cut, map};

/// What stands in a test.
enum TestItem {
    Setup(Vec<SetupItem>),
    Assertion(Box<Assertion>),
}

/// `test "…" { … }`
pub(super) fn test(input: Tokens<'_>) -> Parsed<'_, Option<Statement>> {
    let (rest, title) = open_block(input, |input| {
        if input.kind(1) != Some(Kind::Text) {
            input.skip().note("`fixture`");
        }
        cut(text("a test name in quotes")).parse(input.skip())
    })?;
    let (rest, found) = items(rest, Place::Test, test_item);
    let (mut setup, mut assertions) = (Vec::new(), Vec::new());
    for item in found {
        match item {
            TestItem::Setup(facts) => setup.extend(facts),
            TestItem::Assertion(assertion) => assertions.push(*assertion),
        }
    }
    let span = rest.since(input);
    Ok((rest, title.map(|name| Statement::Test(Test { name, setup, assertions, span }))))
}

/// `test fixture name { … }`
pub(super) fn fixture(input: Tokens<'_>) -> Parsed<'_, Option<Statement>> {
    let (rest, name) = open_block(input, |input| cut(name("a fixture name")).parse(input.skip().skip()))?;
    let (rest, facts) = items(rest, Place::Facts, fixture_fact);
    let span = rest.since(input);
    Ok((rest, name.map(|name| Statement::Fixture(Fixture { name, facts, span }))))
}

fn fixture_fact(input: Tokens<'_>) -> Parsed<'_, Option<Fact>> {
    if input.word(0) == Some("fixture") && input.kind(1) == Some(Kind::Word) {
        return refuse(
            Diagnostic::error(codes::MISPLACED, input.here(), "a fixture cannot include another fixture")
                .help("list both fixtures in the `setup` of the test"),
        );
    }
    map(fact_line, Some).parse(input)
}

/// A fact and its semicolon, which may be missing before the closing brace.
fn fact_line(input: Tokens<'_>) -> Parsed<'_, Fact> {
    let (rest, fact) = fact(input)?;
    let (rest, ()) = end_of_item(rest, input, Place::Facts)?;
    Ok((rest, fact))
}

fn test_item(input: Tokens<'_>) -> Parsed<'_, Option<TestItem>> {
    match (input.word(0), input.kind(1)) {
        (Some("setup"), Some(Kind::OpenBrace)) => {
            let (rest, facts) = items(input.skip(), Place::Facts, setup_item);
            Ok((rest, Some(TestItem::Setup(facts))))
        }
        (Some("assert" | "assert_not"), _) => {
            map(assertion, |assertion| Some(TestItem::Assertion(Box::new(assertion)))).parse(input)
        }
        (Some(_), Some(Kind::OpenParen)) => refuse(
            Diagnostic::error(codes::MISPLACED, input.here(), "a fact of a test stands in its `setup` block")
                .help("move it into `setup { … }`, or put `assert` in front of it"),
        ),
        _ => {
            input.note("`setup`");
            input.note("`assert`");
            input.miss("`assert_not`")
        }
    }
}

fn setup_item(input: Tokens<'_>) -> Parsed<'_, Option<SetupItem>> {
    if input.word(0) == Some("fixture") && input.kind(1) != Some(Kind::OpenParen) {
        let (rest, _) = word("fixture", "`fixture`")(input)?;
        let (rest, name) = cut(name("a fixture name")).parse(rest)?;
        let (rest, ()) = end_of_item(rest, input, Place::Facts)?;
        return Ok((rest, Some(SetupItem::Fixture(name))));
    }
    map(fact_line, |fact| Some(SetupItem::Fact(fact))).parse(input)
}

fn assertion(input: Tokens<'_>) -> Parsed<'_, Assertion> {
    let negated = input.word(0) == Some("assert_not");
    let rest = input.skip();
    if rest.kind(0) == Some(Kind::Not) {
        return refuse(
            Diagnostic::error(codes::MISPLACED, rest.here(), "an assertion is negated with `assert_not`")
                .fix(rest.since(input).to(rest.here()), "assert_not"),
        );
    }
    let (rest, name) = cut(name("a predicate name")).parse(rest)?;
    let (rest, (args, _)) = cut(bracketed(Kind::OpenParen, param)).parse(rest)?;
    let (rest, iff) = match word("iff", "`iff`")(rest) {
        Ok((rest, _)) => map(expr, Some).parse(rest)?,
        Err(_) => (rest, None),
    };
    let (rest, ()) = end_of_item(rest, input, Place::Test)?;
    Ok((rest, Assertion { negated, name, args, iff, span: rest.since(input) }))
}
