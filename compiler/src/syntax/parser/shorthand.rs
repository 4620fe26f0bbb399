//! Shorthand rules of blocks: `"read" if "reader" on "repository";`.

use super::condition::{Grammar, condition};
use super::input::{Parsed, Tokens, refuse};
use super::recovery::{Place, end_of_item};
use super::rule::flags;
use super::term::call;
use super::terminal::{name, text, token, unquoted};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{Shorthand, ShorthandExpr, ShorthandHead, ShorthandName};
use crate::syntax::token::Kind;
use nom::Parser;
use nom::combinator::{cut, map};

/// A shorthand rule with its flags and its semicolon.
pub(super) fn shorthand(input: Tokens<'_>) -> Parsed<'_, Shorthand> {
    let (rest, flags) = flags(input)?;
    let (rest, head) = head(rest)?;
    let (rest, _) = cut(token(Kind::If)).parse(rest)?;
    let (rest, body) = expr(rest)?;
    let (rest, ()) = end_of_item(rest, input, Place::Block)?;
    Ok((rest, Shorthand { flags, head, body, span: rest.since(input) }))
}

fn head(input: Tokens<'_>) -> Parsed<'_, ShorthandHead> {
    match input.word(0) {
        Some("role") => Ok((input.skip(), ShorthandHead::Role(input.here()))),
        Some("permission") => Ok((input.skip(), ShorthandHead::Permission(input.here()))),
        Some(_) if input.kind(1) == Some(Kind::If) => map(unquoted, ShorthandHead::Named).parse(input),
        _ => map(text("a declaration or a shorthand rule"), ShorthandHead::Named).parse(input),
    }
}

fn expr(input: Tokens<'_>) -> Parsed<'_, ShorthandExpr> {
    let (or, and, group) = (ShorthandExpr::Or, ShorthandExpr::And, ShorthandExpr::Group);
    condition(input, &Grammar { or, and, group, not: None, leaf })
}

fn leaf(input: Tokens<'_>) -> Parsed<'_, ShorthandExpr> {
    match (input.kind(0), input.kind(1)) {
        (Some(Kind::Not), _) => negation(input),
        (Some(Kind::Word), Some(Kind::OpenParen)) => map(call, ShorthandExpr::Call).parse(input),
        (Some(Kind::Word), Some(Kind::Text | Kind::Word)) if input.word(0) == Some("global") && input.word(1) != Some("on") => {
            let (rest, granted) = cut(short_name).parse(input.skip())?;
            Ok((rest, ShorthandExpr::Global(granted, rest.since(input))))
        }
        _ => name_on_relation(input),
    }
}

fn negation(input: Tokens<'_>) -> Parsed<'_, ShorthandExpr> {
    let (rest, _) = token(Kind::Not)(input)?;
    if matches!(rest.kind(0), Some(Kind::Text | Kind::OpenParen | Kind::Not)) {
        return refuse(
            Diagnostic::error(codes::MISPLACED, input.here().to(rest.here()), "in a shorthand rule, `not` takes a call")
                .help("write a full rule, where `not` takes any condition, or name the condition and call it"),
        );
    }
    if rest.kind(1) != Some(Kind::OpenParen) {
        return rest.miss("a call");
    }
    let (rest, negated) = call(rest)?;
    Ok((rest, ShorthandExpr::Not(Box::new(ShorthandExpr::Call(negated)), rest.since(input))))
}

fn name_on_relation(input: Tokens<'_>) -> Parsed<'_, ShorthandExpr> {
    let (rest, granted) = short_name(input)?;
    if rest.word(0) != Some("on") {
        rest.note("`on`");
        return Ok((rest, ShorthandExpr::Name(granted)));
    }
    let (rest, relation) = cut(short_name).parse(rest.skip())?;
    if rest.word(0) == Some("on") {
        return refuse(
            Diagnostic::error(codes::MULTI_HOP, rest.here(), "`on` follows one relation only")
                .also(rest.since(input), "this is one step")
                .help("declare the role on the resource in between, or write a full rule with two `has_relation` calls"),
        );
    }
    Ok((rest, ShorthandExpr::On(granted, relation, rest.since(input))))
}

fn short_name(input: Tokens<'_>) -> Parsed<'_, ShorthandName> {
    match input.kind(0) {
        Some(Kind::Text) => map(text("a name in quotes"), ShorthandName::Text).parse(input),
        Some(Kind::Word) => map(name("a name in quotes"), ShorthandName::Word).parse(input),
        _ => input.miss("a role, permission or relation in quotes"),
    }
}
