//! Tokens to syntax tree.
//!
//! In: the tokens of one text. Out: the tree of everything that parsed, and a diagnostic for everything that did not.
//! Guaranteed: every input is read to its end, depth of the tree is bounded, the work is linear in the input.
//!
//! The parsers are nom parsers over a slice of tokens. Lists, chains and small productions use nom's combinators.
//! Productions with several alternatives look at the next one or two tokens and commit, rather than try one
//! alternative after the other with `alt`: the grammar allows it, and only so does an error point at the token that
//! is wrong instead of at the start of the production. What would have fitted there is kept in a trail beside the
//! parsers ([`input::Trail`]), because an optional part that is absent is no failure to nom but belongs in the message.
//! What can nest without end (conditions, lists) is read by loops with a stack of their own.

mod block;
mod condition;
mod expr;
mod failure;
mod hint;
mod input;
mod recovery;
mod rule;
mod shorthand;
mod term;
mod terminal;
mod test;

use super::ast::{Comment, Fact, Policy};
use super::lexer::lex_into;
use super::report::Reporter;
use super::token::{Kind, Token};
use crate::diagnostic::Diagnostics;
use crate::source::SourceId;
use input::{Env, Parsed, Tokens};

/// Parses a whole policy text.
pub(super) fn policy(source: SourceId, text: &str) -> (Policy, Diagnostics) {
    let mut reporter = Reporter::default();
    let tokens = lex_into(source, 0, text, &mut reporter);
    let (comments, tokens): (Vec<Token>, Vec<Token>) = tokens.into_iter().partition(|token| token.kind == Kind::Comment);
    let env = Env::new(source, 0, text, tokens, reporter);
    let comments = comments.into_iter().map(|token| comment(&env, token)).collect();
    let statements = recovery::statements(env.input(), rule::statement);
    (Policy { statements, comments }, env.finish().finish())
}

fn comment(env: &Env<'_>, token: Token) -> Comment {
    let text = env.slice(token.span);
    let text = text.strip_prefix('#').or_else(|| text.strip_prefix("//")).unwrap_or(text);
    Comment { text: text.into(), span: token.span }
}

/// Parses facts, each optionally followed by a semicolon.
pub(super) fn facts(source: SourceId, text: &str) -> (Vec<Fact>, Diagnostics) {
    let mut reporter = Reporter::default();
    let mut tokens = lex_into(source, 0, text, &mut reporter);
    tokens.retain(|token| token.kind != Kind::Comment);
    let env = Env::new(source, 0, text, tokens, reporter);
    let facts = recovery::statements(env.input(), loose_fact);
    (facts, env.finish().finish())
}

fn loose_fact(input: Tokens<'_>) -> Parsed<'_, Option<Fact>> {
    let (rest, fact) = term::fact(input)?;
    match rest.kind(0) {
        None | Some(Kind::Semicolon | Kind::Word) => Ok((rest, Some(fact))),
        Some(_) => rest.miss("`;`"),
    }
}
