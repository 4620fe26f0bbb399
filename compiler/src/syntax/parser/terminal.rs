//! The smallest parsers: one token, a name, a string, a bracketed list.

use super::input::{Parsed, Tokens};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::ast::{Name, Text};
use crate::syntax::lexer::identifier;
use crate::syntax::literal::unescape;
use crate::syntax::token::{Kind, Token};
use nom::Parser;
use nom::combinator::{cut, opt};

/// One token of a sort.
pub(super) fn token<'a>(kind: Kind) -> impl Fn(Tokens<'a>) -> Parsed<'a, Token> {
    move |input| match input.peek(0) {
        Some(token) if token.kind == kind => Ok((input.skip(), token)),
        _ => input.miss(kind.describe()),
    }
}

/// A contextual word, described in messages by `described` (the word in backticks).
pub(super) fn word<'a>(text: &'static str, described: &'static str) -> impl Fn(Tokens<'a>) -> Parsed<'a, Token> {
    move |input| match input.peek(0) {
        Some(token) if input.word(0) == Some(text) => Ok((input.skip(), token)),
        _ => input.miss(described),
    }
}

/// An identifier; `what` says in messages what it names.
pub(super) fn name<'a>(what: &'static str) -> impl Fn(Tokens<'a>) -> Parsed<'a, Name> {
    move |input| match (input.peek(0), input.word(0)) {
        (Some(token), Some(text)) => Ok((input.skip(), Name { text: text.into(), span: token.span })),
        _ => input.miss(what),
    }
}

/// A string literal; `what` says in messages what it stands for.
pub(super) fn text<'a>(what: &'static str) -> impl Fn(Tokens<'a>) -> Parsed<'a, Text> {
    move |input| match input.peek(0) {
        Some(token) if token.kind == Kind::Text => {
            let value = unescape(input.env().slice(token.span));
            Ok((input.skip(), Text { value, span: token.span }))
        }
        _ => input.miss(what),
    }
}

/// `open item, item, … close` with an optional comma before the closer. Commits after the opener.
pub(super) fn bracketed<'a, T>(
    open: Kind,
    item: impl Fn(Tokens<'a>) -> Parsed<'a, T>,
) -> impl Fn(Tokens<'a>) -> Parsed<'a, (Vec<T>, Span)> {
    let close = open.closer().unwrap_or(open);
    move |input| {
        let (mut rest, _) = token(open)(input)?;
        let mut items = Vec::new();
        loop {
            if let Ok((after, _)) = token(close)(rest) {
                return Ok((after, (items, after.since(input))));
            }
            let (after, one) = cut(&item).parse(rest)?;
            items.push(one);
            let (after, comma) = opt(token(Kind::Comma)).parse(after)?;
            if comma.is_none() {
                let (after, _) = cut(token(close)).parse(after)?;
                return Ok((after, (items, after.since(input))));
            }
            rest = after;
        }
    }
}

/// A bare word where a string belongs: reported, and taken for the string.
pub(super) fn unquoted(input: Tokens<'_>) -> Parsed<'_, Text> {
    let (rest, word) = name("a name in quotes")(input)?;
    // Typographic quotes are letters to the lexer.
    let bare = word.text.trim_matches(|c| matches!(c, '\u{2018}'..='\u{201f}'));
    let error = Diagnostic::error(codes::UNEXPECTED_TOKEN, word.span, "names of roles and permissions stand in quotes");
    input.env().report(error.fix(word.span, format!("\"{bare}\"")));
    Ok((rest, Text { value: bare.into(), span: word.span }))
}

/// A string where a bare word belongs: reported, and taken for the word.
pub(super) fn overquoted(input: Tokens<'_>) -> Parsed<'_, Name> {
    let (rest, string) = text("a name")(input)?;
    let error = Diagnostic::error(codes::UNEXPECTED_TOKEN, string.span, "names of relations and types stand without quotes");
    let is_name = matches!(identifier(&string.value), Ok(("", word)) if Kind::keyword(word).is_none());
    input.env().report(if is_name { error.fix(string.span, string.value.as_str()) } else { error });
    Ok((rest, Name { text: string.value, span: string.span }))
}
