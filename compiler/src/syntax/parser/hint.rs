//! Constructs that the language does not have but that are often written: each is named, with what to write instead.
//!
//! Only asked after a failure, so nothing here can refuse a valid policy.

use super::expr::is_operator;
use super::input::Tokens;
use super::recovery::Place;
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::report::excerpt;
use crate::syntax::token::Kind;

/// What the failure at `failed`, in the item that begins at `start`, probably is. `open` is the innermost bracket that
/// is open there.
pub(super) fn explain(start: Tokens<'_>, failed: Tokens<'_>, open: Option<Tokens<'_>>, place: Place) -> Option<Diagnostic> {
    let by_its_start = match failed.at().saturating_sub(start.at()) {
        0 => misplaced_shorthand(failed, place)
            .or_else(|| misplaced_rule(failed, place))
            .or_else(|| declaration_colon(failed, place)),
        1 => old_statement(failed),
        _ => None,
    };
    by_its_start
        .or_else(|| if_or_iff(failed, place))
        .or_else(|| old_words(failed, open))
        .or_else(|| pattern(failed))
        .or_else(|| dictionary(failed))
        .or_else(|| typed_argument(failed, open))
        .or_else(|| arithmetic(failed))
        .or_else(|| call_value(failed))
}

fn foreign(failed: Tokens<'_>, message: impl Into<String>) -> Diagnostic {
    Diagnostic::error(codes::FOREIGN_SYNTAX, failed.here(), message)
}

fn previous_word(at: Tokens<'_>) -> Option<&str> {
    at.previous().filter(|token| token.kind == Kind::Word).map(|token| at.env().slice(token.span))
}

/// `type f(…)`, `role Admin { … }` at top level.
fn old_statement(failed: Tokens<'_>) -> Option<Diagnostic> {
    let first = previous_word(failed)?;
    failed.word(0)?;
    if first == "type" && failed.kind(1) == Some(Kind::OpenParen) {
        return Some(
            foreign(failed, "`type` declarations of rules are not part of the language")
                .help("parameters carry their types in the rule itself; `declare` announces a fact that no rule uses"),
        );
    }
    if failed.kind(1) == Some(Kind::OpenBrace) && !matches!(first, "actor" | "resource" | "global" | "test") {
        let message = format!("`{}` does not begin a block", excerpt(first));
        let span = failed.previous().map_or(failed.here(), |token| token.span);
        return Some(
            Diagnostic::error(codes::MISPLACED, span, message).help("blocks begin with `actor`, `resource`, `global` or `test`"),
        );
    }
    None
}

/// `"a" if "b";` outside a block.
fn misplaced_shorthand(failed: Tokens<'_>, place: Place) -> Option<Diagnostic> {
    let found = place == Place::Policy && failed.kind(0) == Some(Kind::Text) && failed.kind(1) == Some(Kind::If);
    found.then(|| {
        Diagnostic::error(codes::MISPLACED, failed.here(), "a shorthand rule stands inside a block")
            .help("move it into an `actor`, `resource` or `global` block")
    })
}

/// `allow(…) if …;` inside a block.
fn misplaced_rule(failed: Tokens<'_>, place: Place) -> Option<Diagnostic> {
    let found = place == Place::Block && failed.kind(0) == Some(Kind::Word) && failed.kind(1) == Some(Kind::OpenParen);
    found.then(|| {
        Diagnostic::error(codes::MISPLACED, failed.here(), "a rule stands outside of blocks")
            .help("move it behind the closing `}` of the block")
    })
}

/// `roles: [ … ]` inside a block.
fn declaration_colon(failed: Tokens<'_>, place: Place) -> Option<Diagnostic> {
    let word = failed.word(0).filter(|_| place == Place::Block && failed.kind(1) == Some(Kind::Colon))?;
    let declared = matches!(word, "roles" | "permissions" | "relations");
    let colon = failed.skip().here();
    declared.then(|| Diagnostic::error(codes::BAD_DECLARATION, colon, format!("`{word}` is declared with `=`")).fix(colon, " ="))
}

/// `iff` in a rule, `if` in an assertion.
fn if_or_iff(failed: Tokens<'_>, place: Place) -> Option<Diagnostic> {
    let closed = failed.previous().is_some_and(|token| token.kind == Kind::CloseParen);
    let error = |message: &str| Diagnostic::error(codes::UNEXPECTED_TOKEN, failed.here(), message);
    match (failed.kind(0), failed.word(0)) {
        (_, Some("iff")) if closed => {
            Some(error("a rule's body follows `if`; `iff` belongs to assertions").fix(failed.here(), "if"))
        }
        (Some(Kind::If), _) if closed && place == Place::Test => {
            Some(error("an assertion has no `if`").help("the values of an assertion's variable follow `iff`"))
        }
        (Some(Kind::If), _) if closed => Some(error("a fact has no `if`").help("a rule stands at the top level of a policy")),
        _ => None,
    }
}

/// `new`, `cut`, `forall`, `print`, `debug`, `isa`, `mod`, `rem`.
fn old_words(failed: Tokens<'_>, open: Option<Tokens<'_>>) -> Option<Diagnostic> {
    let refused = |span: Span, word: &str, help: &str| {
        let message = format!("`{word}` is not part of the language");
        Some(Diagnostic::error(codes::FOREIGN_SYNTAX, span, message).help(help))
    };
    let before = failed.previous().map_or(failed.here(), |token| token.span);
    let around = open.and_then(Tokens::previous).map_or(failed.here(), |token| token.span);
    // `cut(x)` and `print(x)` may well be predicates; only their old uses are refused.
    let alone = matches!(failed.kind(0), None | Some(Kind::Semicolon | Kind::And | Kind::Or | Kind::CloseParen));
    let enclosing = open.and_then(previous_word).filter(|_| failed.kind(0).is_some_and(is_operator));
    match (previous_word(failed), failed.word(0), enclosing) {
        (Some("new"), Some(_), _) => refused(before, "new", "an entity is written `User{\"7\"}`"),
        (Some("cut"), _, _) if alone => refused(before, "cut", "all rules that match contribute; restrict them with `not`"),
        (_, _, Some("forall")) => refused(around, "forall", "write `not` around a condition that names the exception"),
        (Some(word @ ("print" | "debug")), _, _) if alone => refused(before, word, "delete it, and write a `test` block"),
        (_, _, Some(word @ ("print" | "debug"))) => refused(around, word, "delete it, and write a `test` block"),
        (_, Some("isa"), _) => Some(foreign(failed, "`isa` is written `matches`").fix(failed.here(), "matches")),
        (_, Some(word @ ("mod" | "rem")), _) => refused(failed.here(), word, "there is no arithmetic"),
        _ => None,
    }
}

/// `x matches T { … }`, `x: T { … }`.
fn pattern(failed: Tokens<'_>) -> Option<Diagnostic> {
    let after = failed.before(2)?.kind;
    let found = failed.kind(0) == Some(Kind::OpenBrace)
        && previous_word(failed).is_some()
        && matches!(after, Kind::Matches | Kind::Colon);
    found
        .then(|| foreign(failed, "a type is tested by its name alone").help("fields are facts: call a predicate on the variable"))
}

/// `{ … }` where a value or condition is expected, `User{id: "7"}`.
fn dictionary(failed: Tokens<'_>) -> Option<Diagnostic> {
    if failed.kind(0) == Some(Kind::OpenBrace) && previous_word(failed).is_none() {
        let error = foreign(failed, "dictionaries are not part of the language");
        return Some(error.help("what is known about a resource is a fact: call a predicate such as `is_public(resource)`"));
    }
    let inside = failed.previous().is_some_and(|token| token.kind == Kind::OpenBrace);
    let named = failed.kind(0) == Some(Kind::Word) || failed.kind(0) == Some(Kind::CloseBrace);
    let typed = failed.before(2).is_some_and(|token| token.kind == Kind::Word);
    (inside && named && typed)
        .then(|| foreign(failed, "an entity holds its id alone").help("write the id as a literal, as in `User{\"7\"}`"))
}

/// `p(x: T)` in a body, and `User:7`.
fn typed_argument(failed: Tokens<'_>, open: Option<Tokens<'_>>) -> Option<Diagnostic> {
    let word = previous_word(failed).filter(|_| failed.kind(0) == Some(Kind::Colon))?;
    let in_call = open.is_none_or(|open| open.kind(0) != Some(Kind::OpenBrace));
    if !in_call {
        return None;
    }
    let span = failed.previous().map_or(failed.here(), |token| token.span.to(failed.here()));
    if word.starts_with(char::is_uppercase) {
        let message = format!("`{}:…` is command-line notation", excerpt(word));
        let error = Diagnostic::error(codes::TYPED_ARGUMENT, span, message);
        return Some(error.help(format!("in a policy, an entity is written `{}{{\"id\"}}`", excerpt(word))));
    }
    let error = Diagnostic::error(codes::TYPED_ARGUMENT, span, "only the parameters of a rule's head carry types");
    Some(error.help(format!("add `and {} matches Type` to the body", excerpt(word))))
}

/// `a + b`
fn arithmetic(failed: Tokens<'_>) -> Option<Diagnostic> {
    let operand = failed.previous().is_some_and(|token| matches!(token.kind, Kind::Word | Kind::Integer | Kind::CloseParen));
    let found = operand && matches!(failed.kind(0), Some(Kind::Plus | Kind::Minus));
    found.then(|| foreign(failed, "there is no arithmetic").help("store the result as a fact and compare that"))
}

/// `f(x) = y`
fn call_value(failed: Tokens<'_>) -> Option<Diagnostic> {
    let closed = failed.previous().is_some_and(|token| token.kind == Kind::CloseParen);
    (closed && failed.kind(0).is_some_and(is_operator)).then(|| {
        foreign(failed, "a call has no value that could be compared").help("pass a variable as an argument and compare that")
    })
}
