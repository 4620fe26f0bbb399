//! The parser's input: a slice of tokens that nom's combinators can work on, and what all parsers of one text share.
//!
//! Comments are not in the slice. Nothing here can panic: positions past the end give empty input.

use crate::diagnostic::Diagnostic;
use crate::source::{SourceId, Span};
use crate::syntax::report::Reporter;
use crate::syntax::token::{Kind, Token};
use nom::error::{ErrorKind, ParseError};
use nom::{Err, IResult, Input, Needed};
use std::cell::Cell;

/// Why a parser failed.
#[derive(Debug)]
pub(super) enum Fault {
    /// No alternative fits; the trail knows where and what would have.
    Unexpected,
    /// A construct was recognised and is refused for a reason of its own.
    Told(Box<Diagnostic>),
}

impl ParseError<Tokens<'_>> for Fault {
    fn from_error_kind(_: Tokens<'_>, _: ErrorKind) -> Self {
        Self::Unexpected
    }

    fn append(_: Tokens<'_>, _: ErrorKind, other: Self) -> Self {
        other
    }
}

/// What a parser of this module returns.
pub(super) type Parsed<'a, T> = IResult<Tokens<'a>, T, Fault>;

/// Stops all alternatives with a diagnostic.
pub(super) fn refuse<T>(diagnostic: Diagnostic) -> Result<T, Err<Fault>> {
    Err(Err::Failure(Fault::Told(Box::new(diagnostic))))
}

/// The furthest token that no parser could take, and what would have fitted there.
#[derive(Default)]
pub(super) struct Trail {
    /// Index of the token.
    pub at: usize,
    /// Descriptions, without repetition, in the order they were tried.
    pub expected: Vec<&'static str>,
}

/// What the parsers of one text share.
pub(super) struct Env<'a> {
    source: SourceId,
    base: usize,
    text: &'a str,
    tokens: Vec<Token>,
    trail: Cell<Trail>,
    reporter: Cell<Reporter>,
}

impl<'a> Env<'a> {
    /// For a text that stands at byte `base` of `source`, its tokens without comments, and what the lexer reported.
    pub(super) fn new(source: SourceId, base: usize, text: &'a str, tokens: Vec<Token>, reporter: Reporter) -> Self {
        let (trail, reporter) = (Cell::default(), Cell::new(reporter));
        Self { source, base, text, tokens, trail, reporter }
    }

    /// All tokens.
    pub(super) fn input(&self) -> Tokens<'_> {
        Tokens { rest: &self.tokens, at: 0, env: self }
    }

    /// Reports a problem that does not stop the parser.
    pub(super) fn report(&self, diagnostic: Diagnostic) {
        let mut reporter = self.reporter.take();
        reporter.push(diagnostic);
        self.reporter.set(reporter);
    }

    /// What was reported.
    pub(super) fn finish(self) -> Reporter {
        self.reporter.take()
    }

    /// The text of a span of this source.
    pub(super) fn slice(&self, span: Span) -> &str {
        let from = (span.start as usize).saturating_sub(self.base);
        let to = (span.end as usize).saturating_sub(self.base);
        self.text.get(from..to).unwrap_or("")
    }

    /// Forgets what was tried before token `at`.
    pub(super) fn reset_trail(&self, at: usize) {
        self.trail.set(Trail { at, expected: Vec::new() });
    }

    /// The furthest failure since the last reset.
    pub(super) fn take_trail(&self) -> Trail {
        self.trail.take()
    }

    fn record(&self, at: usize, expected: &'static str) {
        let mut trail = self.trail.take();
        if at > trail.at {
            trail = Trail { at, expected: Vec::new() };
        }
        if at == trail.at && !trail.expected.contains(&expected) {
            trail.expected.push(expected);
        }
        self.trail.set(trail);
    }
}

/// The tokens that are still to be parsed.
#[derive(Clone, Copy)]
pub(super) struct Tokens<'a> {
    rest: &'a [Token],
    at: usize,
    env: &'a Env<'a>,
}

impl<'a> Tokens<'a> {
    /// What all parsers of this text share.
    pub(super) fn env(self) -> &'a Env<'a> {
        self.env
    }

    /// Index of the first token.
    pub(super) fn at(self) -> usize {
        self.at
    }

    /// The token `ahead` places from here.
    pub(super) fn peek(self, ahead: usize) -> Option<Token> {
        self.rest.get(ahead).copied()
    }

    /// The sort of the token `ahead` places from here.
    pub(super) fn kind(self, ahead: usize) -> Option<Kind> {
        self.peek(ahead).map(|token| token.kind)
    }

    /// The identifier `ahead` places from here, if there is one.
    pub(super) fn word(self, ahead: usize) -> Option<&'a str> {
        self.peek(ahead).filter(|token| token.kind == Kind::Word).map(|token| self.env.slice(token.span))
    }

    /// The token before the first one.
    pub(super) fn previous(self) -> Option<Token> {
        self.before(1)
    }

    /// The token `back` places before the first one.
    pub(super) fn before(self, back: usize) -> Option<Token> {
        self.env.tokens.get(self.at.checked_sub(back)?).copied()
    }

    /// The input with the token at index `at` first.
    pub(super) fn moved_to(self, at: usize) -> Tokens<'a> {
        let at = at.min(self.env.tokens.len());
        Tokens { rest: self.env.tokens.get(at..).unwrap_or(&[]), at, env: self.env }
    }

    /// Without the first token.
    pub(super) fn skip(self) -> Tokens<'a> {
        self.take_from(1)
    }

    /// The empty place just behind the previous token.
    pub(super) fn gap(self) -> Span {
        let end = self.previous().map_or(self.env.base, |token| token.span.end as usize);
        Span::new(self.env.source, end, end)
    }

    /// The first token's place, or the end of the text.
    pub(super) fn here(self) -> Span {
        self.peek(0).map_or_else(|| self.gap(), |token| token.span)
    }

    /// From the first token of `start` up to the token before this input.
    pub(super) fn since(self, start: Tokens<'a>) -> Span {
        start.here().to(self.gap())
    }

    /// Notes that `expected` would have fitted here, and fails.
    pub(super) fn miss<T>(self, expected: &'static str) -> Result<T, Err<Fault>> {
        self.note(expected);
        Err(Err::Error(Fault::Unexpected))
    }

    /// Notes that `expected` would have fitted here.
    pub(super) fn note(self, expected: &'static str) {
        self.env.record(self.at, expected);
    }
}

impl<'a> Input for Tokens<'a> {
    type Item = Token;
    type Iter = std::iter::Copied<std::slice::Iter<'a, Token>>;
    type IterIndices = std::iter::Enumerate<Self::Iter>;

    fn input_len(&self) -> usize {
        self.rest.len()
    }

    fn take(&self, index: usize) -> Self {
        Self { rest: self.rest.get(..index).unwrap_or(self.rest), ..*self }
    }

    fn take_from(&self, index: usize) -> Self {
        let index = index.min(self.rest.len());
        Self { rest: self.rest.get(index..).unwrap_or(&[]), at: self.at + index, env: self.env }
    }

    fn take_split(&self, index: usize) -> (Self, Self) {
        (self.take_from(index), self.take(index))
    }

    fn position<P: Fn(Token) -> bool>(&self, predicate: P) -> Option<usize> {
        self.rest.iter().position(|token| predicate(*token))
    }

    fn iter_elements(&self) -> Self::Iter {
        self.rest.iter().copied()
    }

    fn iter_indices(&self) -> Self::IterIndices {
        self.iter_elements().enumerate()
    }

    fn slice_index(&self, count: usize) -> Result<usize, Needed> {
        if self.rest.len() >= count { Ok(count) } else { Err(Needed::new(count - self.rest.len())) }
    }
}
