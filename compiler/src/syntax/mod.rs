//! Stage 1: text to syntax tree.
//!
//! In: one source text. Out: an [`ast::Policy`] and diagnostics. Never fails, never panics, never recurses without
//! bound: statements that do not parse are reported and left out.

pub mod ast;
pub mod display;
pub mod lexer;
mod literal;
pub mod notation;
mod parser;
mod report;
pub mod token;

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::source::{SourceId, Span};

/// Parses one policy text. Every problem of the text is reported in one run; what parsed is returned all the same.
pub fn parse(source: SourceId, text: &str) -> (ast::Policy, Diagnostics) {
    parser::policy(source, text)
}

/// Parses any number of facts in the syntax of a policy, such as `has_role(User{"7"}, "admin");`. The semicolons may
/// be left out; comments are allowed. Facts with errors are reported and left out.
pub fn parse_facts(source: SourceId, text: &str) -> (Vec<ast::Fact>, Diagnostics) {
    parser::facts(source, text)
}

/// Parses exactly one fact in the syntax of a policy. `None` comes with at least one error.
pub fn parse_fact(source: SourceId, text: &str) -> (Option<ast::Fact>, Diagnostics) {
    let (facts, mut found) = parse_facts(source, text);
    let mut facts = facts.into_iter();
    let first = facts.next();
    if found.has_errors() {
        return (None, found);
    }
    let error = match (&first, facts.next()) {
        (Some(_), None) => return (first, found),
        (None, _) => Diagnostic::error(codes::UNEXPECTED_TOKEN, Span::new(source, 0, text.len()), "expected a fact"),
        (Some(_), Some(second)) => Diagnostic::error(codes::UNEXPECTED_TOKEN, second.span, "expected one fact, found several"),
    };
    found.push(error);
    (None, found)
}
