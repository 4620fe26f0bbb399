//! Walks a whole query and admits only what is known to read.
//!
//! In: a parsed query and its tokens. Out: diagnostics; without an error among them, the query is `SELECT`, `VALUES`
//! and set operations all the way down, writes and locks nothing, has no placeholders and calls no function that is
//! known to do more than compute. Constructs that are not listed here are refused. The walk uses no stack.

mod clauses;
mod expressions;

pub use expressions::leftmost;

use super::functions::{Effect, effect};
use super::tokens::Tokens;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, codes};
use crate::source::Span;
use sqlparser::ast::{Expr, ObjectName, ObjectNamePart, Query, SetExpr, TableFactor};
use sqlparser::tokenizer::{Location, Span as SqlSpan};

/// Checks a query.
pub fn check(query: &Query, tokens: &Tokens, found: &mut Diagnostics) {
    let mut walk = Walk { tokens, found, waiting: vec![Item::Query(query, Use::Rows)] };
    while let Some(item) = walk.waiting.pop() {
        match item {
            Item::Query(query, purpose) => clauses::query(&mut walk, query, purpose),
            Item::Body(body, start) => clauses::body(&mut walk, body, start),
            Item::Table(table) => clauses::table(&mut walk, table),
            Item::Expr(expr) => expressions::check(&mut walk, expr),
        }
    }
}

/// What is still to be looked at.
enum Item<'q> {
    Query(&'q Query, Use),
    /// With the place of something before it.
    Body(&'q SetExpr, Location),
    Table(&'q TableFactor),
    Expr(&'q Expr),
}

/// What a query's rows are for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Rows,
    /// Only whether there are any.
    Existence,
}

struct Walk<'w, 'q> {
    tokens: &'w Tokens<'w>,
    found: &'w mut Diagnostics,
    waiting: Vec<Item<'q>>,
}

impl<'q> Walk<'_, 'q> {
    fn exprs(&mut self, exprs: impl IntoIterator<Item = &'q Expr>) {
        self.waiting.extend(exprs.into_iter().map(Item::Expr));
    }

    fn error(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.found.push(Diagnostic::error(code, span, message));
    }

    fn unsupported(&mut self, span: Span, what: &str) {
        let subject = self.tokens.purpose().subject();
        self.error(codes::UNSUPPORTED_SQL, span, format!("{what} is not allowed in {subject}"));
    }

    /// Reports `what` at `span` for each of `present` that holds.
    fn refuse(&mut self, span: Span, present: &[(bool, &str)]) {
        for (_, what) in present.iter().filter(|(present, _)| *present) {
            self.unsupported(span, what);
        }
    }

    fn warn(&mut self, code: Code, span: Span, message: impl Into<String>, help: &str) {
        if self.tokens.purpose().warns() {
            self.found.push(Diagnostic::warning(code, span, message).help(help));
        }
    }

    fn function_name(&mut self, name: &ObjectName) {
        let Some(ObjectNamePart::Identifier(last)) = name.0.last() else {
            return self.unsupported(self.tokens.span(name_span(name)), "a computed name");
        };
        let span = self.tokens.span(name_span(name));
        match effect(&last.value.to_ascii_lowercase()) {
            Effect::Harmless => {}
            Effect::Volatile => self.warn(
                codes::VOLATILE_QUERY,
                span,
                format!("`{name}` gives another result on every call"),
                "facts found by such a query differ from one decision to the next",
            ),
            Effect::Forbidden => {
                let subject = self.tokens.purpose().subject();
                let message = format!("`{name}` does more than compute and is not allowed in {subject}");
                self.error(codes::FORBIDDEN_FUNCTION, span, message);
            }
        }
    }
}

/// From the first part of a name to the last.
fn name_span(name: &ObjectName) -> SqlSpan {
    let part = |part: &ObjectNamePart| match part {
        ObjectNamePart::Identifier(ident) => ident.span,
        ObjectNamePart::Function(function) => function.name.span,
    };
    match (name.0.first(), name.0.last()) {
        (Some(first), Some(last)) => part(first).union(&part(last)),
        _ => SqlSpan::empty(),
    }
}
