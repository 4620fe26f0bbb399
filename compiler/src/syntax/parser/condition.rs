//! `and`, `or`, `not` and parentheses, for rule bodies and shorthand bodies alike.
//!
//! Precedence, loosest first: `or`, `and`, `not`. Chains become flat lists. This is a loop over a stack of its own
//! instead of parsers that call each other: hostile nesting costs no call stack, and the limit on the depth of the
//! tree does not depend on the size of stack frames.

use super::input::{Fault, Parsed, Tokens, refuse};
use super::terminal::token;
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::token::Kind;
use nom::combinator::cut;
use nom::{Err, Parser};

/// Levels of parentheses, brackets and negations that are followed. Later stages recurse over the tree, so this also
/// bounds them.
pub(super) const DEEPEST: usize = 128;

/// How the nodes of one sort of condition are made.
pub(super) struct Grammar<E> {
    /// From two or more alternatives.
    pub or: fn(Vec<E>, Span) -> E,
    /// From two or more conditions.
    pub and: fn(Vec<E>, Span) -> E,
    /// From what stands in parentheses.
    pub group: fn(Box<E>, Span) -> E,
    /// From a negated condition; `None` where the leaf parser sees to `not`.
    pub not: Option<fn(Box<E>, Span) -> E>,
    /// A condition without any of these.
    pub leaf: for<'a> fn(Tokens<'a>) -> Parsed<'a, E>,
}

/// A whole condition.
pub(super) fn condition<'a, E>(input: Tokens<'a>, grammar: &Grammar<E>) -> Parsed<'a, E> {
    let mut stack = Stack { grammar, level: Level::new(input, input), outer: Vec::new(), depth: 0 };
    let mut rest = input;
    loop {
        match rest.kind(0) {
            Some(Kind::OpenParen) => stack.open(rest)?,
            Some(Kind::Not) if grammar.not.is_some() => stack.negate(rest)?,
            _ => {
                let (after, leaf) = cut(grammar.leaf).parse(rest)?;
                match stack.complete(after, leaf)? {
                    Next::Operand(next) => rest = next,
                    Next::Whole(end, whole) => return Ok((end, whole)),
                }
                continue;
            }
        }
        rest = rest.skip();
    }
}

/// That more than [`DEEPEST`] levels are open; `opener` begins the first that is too many.
pub(super) fn too_deep<T>(opener: Span) -> Result<T, Err<Fault>> {
    refuse(
        Diagnostic::error(codes::TOO_DEEP, opener, format!("more than {DEEPEST} levels of nesting"))
            .help("name the inner condition: move it to a rule of its own and call that"),
    )
}

/// What has been read of one level of parentheses.
struct Level<'a, E> {
    /// Its parenthesis.
    open: Tokens<'a>,
    /// Its first token.
    first: Tokens<'a>,
    /// The first token of the alternative that is being read.
    alternative: Tokens<'a>,
    /// The alternatives before that one.
    alternatives: Vec<E>,
    /// The conditions of that one.
    conditions: Vec<E>,
    /// The `not`s in front of the condition that is being read.
    nots: Vec<Span>,
}

impl<'a, E> Level<'a, E> {
    fn new(open: Tokens<'a>, first: Tokens<'a>) -> Self {
        Self { open, first, alternative: first, alternatives: Vec::new(), conditions: Vec::new(), nots: Vec::new() }
    }
}

/// All levels that are open, the innermost apart.
struct Stack<'g, 'a, E> {
    grammar: &'g Grammar<E>,
    level: Level<'a, E>,
    outer: Vec<Level<'a, E>>,
    depth: usize,
}

/// What comes after a condition.
enum Next<'a, E> {
    /// Another condition, from here.
    Operand(Tokens<'a>),
    /// Nothing: the whole is complete.
    Whole(Tokens<'a>, E),
}

impl<'a, E> Stack<'_, 'a, E> {
    fn open(&mut self, at: Tokens<'a>) -> Result<(), Err<Fault>> {
        self.deeper(at)?;
        self.outer.push(std::mem::replace(&mut self.level, Level::new(at, at.skip())));
        Ok(())
    }

    fn negate(&mut self, at: Tokens<'a>) -> Result<(), Err<Fault>> {
        self.deeper(at)?;
        self.level.nots.push(at.here());
        Ok(())
    }

    fn deeper(&mut self, at: Tokens<'a>) -> Result<(), Err<Fault>> {
        self.depth += 1;
        if self.depth > DEEPEST { too_deep(at.here()) } else { Ok(()) }
    }

    /// Puts a condition that ends before `rest` where it belongs, and every level that ends with it.
    fn complete(&mut self, mut rest: Tokens<'a>, mut operand: E) -> Result<Next<'a, E>, Err<Fault>> {
        loop {
            operand = self.negated(operand, rest.gap());
            self.level.conditions.push(operand);
            if rest.kind(0) == Some(Kind::And) {
                return Ok(Next::Operand(rest.skip()));
            }
            rest.note(Kind::And.describe());
            let conditions = std::mem::take(&mut self.level.conditions);
            self.level.alternatives.push(join(conditions, rest.since(self.level.alternative), self.grammar.and)?);
            if rest.kind(0) == Some(Kind::Or) {
                self.level.alternative = rest.skip();
                return Ok(Next::Operand(rest.skip()));
            }
            rest.note(Kind::Or.describe());
            let alternatives = std::mem::take(&mut self.level.alternatives);
            let whole = join(alternatives, rest.since(self.level.first), self.grammar.or)?;
            let Some(outer) = self.outer.pop() else { return Ok(Next::Whole(rest, whole)) };
            (rest, _) = cut(token(Kind::CloseParen)).parse(rest)?;
            operand = (self.grammar.group)(Box::new(whole), rest.since(self.level.open));
            self.depth -= 1;
            self.level = outer;
        }
    }

    /// Applies the `not`s in front of a condition, the nearest first.
    fn negated(&mut self, mut operand: E, end: Span) -> E {
        let Some(not) = self.grammar.not else { return operand };
        while let Some(start) = self.level.nots.pop() {
            operand = not(Box::new(operand), start.to(end));
            self.depth -= 1;
        }
        operand
    }
}

/// One operand is itself, several are joined.
fn join<E>(mut operands: Vec<E>, span: Span, join: fn(Vec<E>, Span) -> E) -> Result<E, Err<Fault>> {
    if operands.len() > 1 {
        return Ok(join(operands, span));
    }
    match operands.pop() {
        Some(only) => Ok(only),
        None => refuse(Diagnostic::bug("a condition without operands was closed")),
    }
}
