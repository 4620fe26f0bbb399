//! Rules, `declare` statements, and the choice between all top-level statements.

use super::block::block;
use super::expr::expr;
use super::input::{Parsed, Tokens};
use super::recovery::{Place, end_of_item};
use super::term::param;
use super::terminal::{bracketed, name, token, word};
use super::test::{fixture, test};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{BlockKind, Declare, Name, Rule, Statement};
use crate::syntax::report::excerpt;
use crate::syntax::token::Kind;
use nom::Parser;
use nom::combinator::{cut, map};

/// One top-level statement. `None` when it was reported and left out.
///
/// `actor`, `test` and the other contextual words begin their statement unless a parenthesis follows: then they are
/// the name of a rule.
pub(super) fn statement(input: Tokens<'_>) -> Parsed<'_, Option<Statement>> {
    let names_a_rule = input.kind(1) == Some(Kind::OpenParen);
    match input.word(0).filter(|_| !names_a_rule) {
        Some("actor") => block(BlockKind::Actor)(input),
        Some("resource") => block(BlockKind::Resource)(input),
        Some("global") => block(BlockKind::Global)(input),
        Some("declare") => map(declare, |declare| Some(Statement::Declare(declare))).parse(input),
        Some("test") if input.word(1) == Some("fixture") => fixture(input),
        Some("test") => test(input),
        _ => map(rule, |rule| Some(Statement::Rule(rule))).parse(input),
    }
}

fn rule(input: Tokens<'_>) -> Parsed<'_, Rule> {
    let (rest, flags) = flags(input)?;
    let (rest, name) = name("a statement")(rest)?;
    let (rest, (params, _)) = cut(bracketed(Kind::OpenParen, param)).parse(rest)?;
    let (rest, body) = match token(Kind::If)(rest) {
        Ok((rest, _)) => map(expr, Some).parse(rest)?,
        Err(_) => (rest, None),
    };
    let (rest, ()) = end_of_item(rest, input, Place::Policy)?;
    Ok((rest, Rule { flags, name, params, body, span: rest.since(input) }))
}

/// `@flag @flag …`, each with a warning.
pub(super) fn flags(input: Tokens<'_>) -> Parsed<'_, Vec<Name>> {
    let mut rest = input;
    let mut flags = Vec::new();
    while rest.kind(0) == Some(Kind::At) {
        let (after, flag) = cut(name("a flag")).parse(rest.skip())?;
        let message = format!("the flag `@{}` has no effect", excerpt(&flag.text));
        rest.env().report(
            Diagnostic::warning(codes::IGNORED_FLAG, after.since(rest), message).help("rule flags are reserved; delete it"),
        );
        flags.push(flag);
        rest = after;
    }
    Ok((rest, flags))
}

fn declare(input: Tokens<'_>) -> Parsed<'_, Declare> {
    let (rest, _) = word("declare", "`declare`")(input)?;
    let (rest, name_of) = cut(name("a predicate name")).parse(rest)?;
    let (rest, (types, _)) = cut(bracketed(Kind::OpenParen, name("a type name"))).parse(rest)?;
    let (rest, ()) = end_of_item(rest, input, Place::Policy)?;
    Ok((rest, Declare { name: name_of, types, span: rest.since(input) }))
}
