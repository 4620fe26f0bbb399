//! From a failed parser to one diagnostic.
//!
//! In: the item that failed and the trail of what was expected where. Out: the most telling diagnostic: a missing
//! closer at its opener, a construct of another dialect by its name, otherwise what was expected and what was found.
//! Nothing is said about text that the lexer has reported already.

use super::hint::explain;
use super::input::{Fault, Tokens, Trail};
use super::recovery::Place;
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::report::excerpt;
use crate::syntax::token::{Kind, Token};

/// Reports why the item from `start` up to `resume` did not parse.
pub(super) fn report(start: Tokens<'_>, resume: Tokens<'_>, place: Place, fault: Fault, trail: &Trail) {
    let env = start.env();
    if let Fault::Told(diagnostic) = fault {
        env.report(*diagnostic);
        return;
    }
    if has_lexical_error(start, resume, trail.at) {
        return;
    }
    let failed = start.moved_to(trail.at);
    let open = innermost_opener(start, trail.at);
    let diagnostic = explain(start, failed, open.map(|token| start.moved_to(token.0)), place)
        .or_else(|| unclosed(failed, open.map(|(_, token)| token), trail))
        .unwrap_or_else(|| unexpected(start, failed, trail));
    env.report(diagnostic);
}

fn has_lexical_error(start: Tokens<'_>, resume: Tokens<'_>, failed: usize) -> bool {
    let count = resume.at().max(failed + 1).saturating_sub(start.at());
    (0..count).any(|ahead| start.kind(ahead) == Some(Kind::Error))
}

/// The last bracket before token `failed` that is still open there, with its index.
fn innermost_opener(start: Tokens<'_>, failed: usize) -> Option<(usize, Token)> {
    let mut open: Vec<(usize, Token)> = Vec::new();
    for at in start.at()..failed {
        let Some(token) = start.peek(at - start.at()) else { break };
        if token.kind.closer().is_some() {
            open.push((at, token));
        } else if token.kind.is_closer() {
            open.pop();
        }
    }
    open.pop()
}

/// A bracket that should have been closed here: what follows cannot be inside it.
fn unclosed(failed: Tokens<'_>, open: Option<Token>, trail: &Trail) -> Option<Diagnostic> {
    let open = open?;
    let closer = open.kind.closer()?;
    let ends = match failed.kind(0) {
        None | Some(Kind::Semicolon) => true,
        // `p(a, if)` uses a reserved word; `p(a if …` forgets the parenthesis.
        Some(Kind::If) => !matches!(failed.kind(1), Some(Kind::Comma | Kind::CloseParen | Kind::Colon)),
        Some(kind) => kind.is_closer() || failed.peek(0).is_some_and(Token::starts_line),
    };
    if !ends || !trail.expected.contains(&closer.describe()) {
        return None;
    }
    let message = format!("{} is never closed", open.kind.describe());
    let missing = format!("{} is missing here", closer.describe());
    Some(Diagnostic::error(codes::UNCLOSED, open.span, message).label("opened here").also(failed.gap(), missing))
}

fn unexpected(start: Tokens<'_>, failed: Tokens<'_>, trail: &Trail) -> Diagnostic {
    let expected = alternatives(&trail.expected);
    let found = describe(failed);
    // What is missing at the end of a line is missing behind its last token, not in front of the next line's first.
    let breaks = failed.at() > start.at() && failed.peek(0).is_none_or(Token::starts_line);
    let place = if breaks { failed.gap() } else { failed.here() };
    Diagnostic::error(codes::UNEXPECTED_TOKEN, place, format!("expected {expected}, found {found}"))
        .label(format!("expected {expected}"))
}

/// The alternatives in words: descriptions first, then tokens.
fn alternatives(expected: &[&str]) -> String {
    let mut expected = expected.to_vec();
    expected.sort_by_key(|one| one.starts_with('`'));
    match expected.as_slice() {
        [] => "something else".to_owned(),
        [one] => (*one).to_owned(),
        [init @ .., last] => format!("{} or {last}", init.join(", ")),
    }
}

fn describe(failed: Tokens<'_>) -> String {
    let Some(token) = failed.peek(0) else { return "the end of the text".to_owned() };
    let text = excerpt(failed.env().slice(token.span));
    match token.kind {
        kind if kind.is_reserved() => format!("the reserved word `{text}`"),
        Kind::Text => format!("the string `{text}`"),
        _ => format!("`{text}`"),
    }
}
