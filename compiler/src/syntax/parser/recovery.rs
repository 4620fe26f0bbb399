//! Going on after an error, so that one run reports every error.
//!
//! Statements, members, assertions and facts are parsed one by one. When one fails, it is reported and skipped: up to
//! and with its semicolon, or up to a line that plainly begins the next item. A missing semicolon or brace is reported
//! and parsing goes on as if it were there.

use super::failure::report;
use super::input::{Fault, Parsed, Tokens};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::token::Kind;
use nom::Err;

/// Where items stand, which decides how the next one is recognised.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Top level.
    Policy,
    /// An `actor`, `resource` or `global` block.
    Block,
    /// A `test` block.
    Test,
    /// A `setup` block or a fixture.
    Facts,
}

/// Runs `item` until the end of the text, skipping stray semicolons.
pub(super) fn statements<'a, T>(input: Tokens<'a>, item: impl Fn(Tokens<'a>) -> Parsed<'a, Option<T>>) -> Vec<T> {
    let mut found = Vec::new();
    let mut at = input;
    loop {
        match at.kind(0) {
            None => return found,
            Some(Kind::Semicolon) => at = at.skip(),
            Some(kind) if kind.is_closer() => {
                let message = format!("{} closes nothing", kind.describe());
                at.env().report(Diagnostic::error(codes::UNOPENED, at.here(), message));
                at = at.skip();
            }
            Some(_) => at = one(at, Place::Policy, &item, &mut found),
        }
    }
}

/// Runs `item` from a `{` up to its `}`, skipping stray semicolons. A missing `}` is reported at the `{`.
pub(super) fn items<'a, T>(
    input: Tokens<'a>,
    place: Place,
    item: impl Fn(Tokens<'a>) -> Parsed<'a, Option<T>>,
) -> (Tokens<'a>, Vec<T>) {
    let mut found = Vec::new();
    let mut at = input.skip();
    loop {
        match at.kind(0) {
            Some(Kind::Semicolon) => at = at.skip(),
            Some(Kind::CloseBrace) => return (at.skip(), found),
            Some(_) if !leaves(at, place) => at = one(at, place, &item, &mut found),
            _ => {
                let error = Diagnostic::error(codes::UNCLOSED, input.here(), "`{` is never closed");
                at.env().report(error.label("opened here").also(at.gap(), "`}` is missing at the latest here"));
                return (at, found);
            }
        }
    }
}

/// Parses one item into `found`, or reports and skips it.
fn one<'a, T>(
    start: Tokens<'a>,
    place: Place,
    item: &impl Fn(Tokens<'a>) -> Parsed<'a, Option<T>>,
    found: &mut Vec<T>,
) -> Tokens<'a> {
    start.env().reset_trail(start.at());
    match item(start) {
        Ok((rest, parsed)) if rest.at() > start.at() => {
            found.extend(parsed);
            rest
        }
        // No item is empty; should one be, its token is left out rather than tried for ever.
        Ok(_) => start.skip(),
        Err(error) => recover(start, place, error),
    }
}

/// Reports why the item at `start` failed, and finds the place to go on.
fn recover(start: Tokens<'_>, place: Place, error: Err<Fault>) -> Tokens<'_> {
    let trail = start.env().take_trail();
    let failed = match &error {
        Err::Error(Fault::Told(_)) | Err::Failure(Fault::Told(_)) => start.at() + 1,
        _ => trail.at,
    };
    let resume = skip_item(start, failed, place);
    match error {
        Err::Error(fault) | Err::Failure(fault) => report(start, resume, place, fault, &trail),
        Err::Incomplete(_) => report(start, resume, place, Fault::Unexpected, &trail),
    }
    resume
}

/// The first place after token `failed` where an item can begin. Always moves past the first token.
fn skip_item(start: Tokens<'_>, failed: usize, place: Place) -> Tokens<'_> {
    let mut braces = 0_usize;
    let mut at = start;
    while let Some(token) = at.peek(0) {
        let past = at.at() > start.at() && at.at() >= failed;
        if past && token.starts_line() && resumes(at, start, place) {
            return at;
        }
        match token.kind {
            Kind::OpenBrace => braces += 1,
            Kind::CloseBrace if braces == 0 && place != Place::Policy && past => return at,
            Kind::CloseBrace => braces = braces.saturating_sub(1),
            Kind::Semicolon if past && (braces == 0 || place != Place::Policy) => return at.skip(),
            _ => {}
        }
        at = at.skip();
    }
    at
}

/// The end of an item: a semicolon. One that is plainly missing is reported and taken as given; in a list of facts it
/// may be missing before the closing brace.
pub(super) fn end_of_item<'a>(input: Tokens<'a>, start: Tokens<'a>, place: Place) -> Parsed<'a, ()> {
    match input.kind(0) {
        Some(Kind::Semicolon) => return Ok((input.skip(), ())),
        Some(Kind::CloseBrace) if place == Place::Facts => return Ok((input, ())),
        None | Some(Kind::CloseBrace) => {}
        Some(_) if resumes(input, start, place) => {}
        Some(_) => return input.miss("`;`"),
    }
    let error = Diagnostic::error(codes::MISSING_SEMICOLON, input.gap(), "missing `;`");
    input.env().report(error.label("expected `;` here").fix(input.gap(), ";"));
    Ok((input, ()))
}

/// Whether `at` plainly begins an item after the one at `start`: by its first tokens, and for a rule, whose head looks
/// like a call, by standing at the start of a line that is not indented more than the item before.
fn resumes(at: Tokens<'_>, start: Tokens<'_>, place: Place) -> bool {
    if leaves(at, Place::Facts) {
        return true;
    }
    match place {
        Place::Policy => begins_rule(at) && outdented(at, start),
        Place::Block => begins_member(at) || leaves_block(at),
        Place::Test => begins_test_item(at),
        Place::Facts => begins_fact(at),
    }
}

/// Whether `at` begins something that cannot stand in `place`, so that the block around it must have ended.
fn leaves(at: Tokens<'_>, place: Place) -> bool {
    begins_block(at)
        || match place {
            Place::Facts => begins_test_item(at),
            Place::Block => leaves_block(at),
            Place::Policy | Place::Test => false,
        }
}

/// A rule at the very start of a line ends the block before it; an indented one is a rule inside the block, which is
/// an error of its own.
fn leaves_block(at: Tokens<'_>) -> bool {
    if at.peek(0).and_then(|token| token.indent) != Some(0) {
        return false;
    }
    // A flag may belong to a shorthand rule as well; more than a few are not worth a longer look.
    let flags = (0..8).take_while(|flag| at.kind(2 * flag) == Some(Kind::At)).count();
    let head = at.moved_to(at.at() + 2 * flags);
    head.kind(0) == Some(Kind::Word) && head.kind(1) == Some(Kind::OpenParen)
}

fn begins_block(at: Tokens<'_>) -> bool {
    match at.word(0) {
        Some("actor" | "resource") => {
            at.kind(1) == Some(Kind::Word) && (at.kind(2) == Some(Kind::OpenBrace) || at.word(2) == Some("extends"))
        }
        Some("global") => at.kind(1) == Some(Kind::OpenBrace),
        Some("declare") => at.kind(1) == Some(Kind::Word) && at.kind(2) == Some(Kind::OpenParen),
        Some("test") => at.kind(1) == Some(Kind::Text) || at.word(1) == Some("fixture"),
        _ => false,
    }
}

fn begins_rule(at: Tokens<'_>) -> bool {
    matches!((at.kind(0), at.kind(1)), (Some(Kind::Word), Some(Kind::OpenParen)) | (Some(Kind::At), Some(Kind::Word)))
}

fn begins_member(at: Tokens<'_>) -> bool {
    match at.kind(1) {
        Some(Kind::Equal) => matches!(at.word(0), Some("roles" | "permissions" | "relations")),
        Some(Kind::If) => at.kind(0) == Some(Kind::Text) || matches!(at.word(0), Some("role" | "permission")),
        _ => false,
    }
}

fn begins_test_item(at: Tokens<'_>) -> bool {
    match at.word(0) {
        Some("assert" | "assert_not") => at.kind(1) == Some(Kind::Word),
        Some("setup") => at.kind(1) == Some(Kind::OpenBrace),
        _ => false,
    }
}

fn begins_fact(at: Tokens<'_>) -> bool {
    begins_rule(at) || (at.word(0) == Some("fixture") && at.kind(1) == Some(Kind::Word))
}

fn outdented(at: Tokens<'_>, start: Tokens<'_>) -> bool {
    let indent = |tokens: Tokens<'_>| tokens.peek(0).and_then(|token| token.indent);
    indent(at).is_some_and(|own| own <= indent(start).unwrap_or(0))
}

/// Parses what stands before the `{` of a block, and stops at the `{`. A bad header is reported, and `None` returned,
/// when a `{` follows on the same line; then the items can still be parsed.
pub(super) fn open_block<'a, H>(input: Tokens<'a>, header: impl Fn(Tokens<'a>) -> Parsed<'a, H>) -> Parsed<'a, Option<H>> {
    let error = match header(input) {
        Ok((rest, parsed)) if rest.kind(0) == Some(Kind::OpenBrace) => return Ok((rest, Some(parsed))),
        Ok((rest, _)) => rest.miss("`{`"),
        Err(error) => Err(error),
    };
    let Some(brace) = brace_on_line(input) else { return error };
    if let Err(Err::Error(fault) | Err::Failure(fault)) = error {
        report(input, brace, Place::Policy, fault, &input.env().take_trail());
    }
    Ok((brace, None))
}

fn brace_on_line(start: Tokens<'_>) -> Option<Tokens<'_>> {
    let mut at = start.skip();
    while let Some(token) = at.peek(0) {
        match token.kind {
            Kind::OpenBrace => return Some(at),
            Kind::Semicolon | Kind::CloseBrace => return None,
            _ if token.starts_line() => return None,
            _ => at = at.skip(),
        }
    }
    None
}
