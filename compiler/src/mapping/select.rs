//! Mapped `SELECT`s: the whitelist of read-only queries, output columns, plain projections.
//!
//! In: the text of a query with its places in the YAML. Out: a [`Select`] that is one read-only query with a known
//! number of named columns, or diagnostics that point into the text. The query is written anew from what was
//! understood of it, so nothing that was not understood reaches a database.

mod filter;
mod functions;
mod ident;
mod naming;
mod outputs;
mod projection;
mod simplify;
mod tokens;
mod whitelist;

pub use filter::Filter;
pub use projection::guess_keys;

use super::model::{Select, SelectColumn};
use super::text::LocatedText;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity, codes};
use crate::source::Span;
use sqlparser::ast::{Query, Statement};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::{Parser, ParserError};
use tokens::Tokens;

/// A query that passed all checks, and where its output columns stand.
#[derive(Debug)]
pub struct Checked {
    /// The query. Types of columns are not filled in, and keys of a projection are not guessed.
    pub select: Select,
    /// One entry for each of its columns.
    pub outputs: Vec<Output>,
}

/// An output column as it is written.
#[derive(Clone, Debug)]
pub struct Output {
    /// Where it starts.
    pub span: Span,
    /// Set when it is a cast.
    pub cast: Option<Span>,
}

/// Checks a mapped query. `None` when there are errors.
pub fn check(query: &LocatedText, diagnostics: &mut Diagnostics) -> Option<Checked> {
    let mut found = Diagnostics::new();
    let checked = understand(query, &mut found).and_then(|(tokens, parsed)| {
        whitelist::check(&parsed, &tokens, &mut found);
        let columns = outputs::columns(&parsed, &tokens, &mut found);
        if found.iter().any(|d| d.severity == Severity::Error) {
            return None;
        }
        let outputs = columns.iter().map(|column| Output { span: column.span, cast: column.cast }).collect();
        let names = columns.into_iter().map(|column| column.name).collect();
        match write_anew(parsed, names) {
            Some(select) => Some(Checked { select, outputs }),
            None => {
                found.push(not_reproducible(query));
                None
            }
        }
    });
    diagnostics.extend(found);
    checked
}

fn understand<'a>(query: &'a LocatedText, found: &mut Diagnostics) -> Option<(Tokens<'a>, Query)> {
    let tokens = match Tokens::read(query) {
        Ok(tokens) => tokens,
        Err(problem) => {
            found.push(problem);
            return None;
        }
    };
    match parse(tokens.for_parser()) {
        Ok(statements) => match <[Statement; 1]>::try_from(statements) {
            Ok([Statement::Query(parsed)]) => Some((tokens, *parsed)),
            _ => {
                found.push(tokens::not_a_query(query.span()));
                None
            }
        },
        Err(error) => {
            found.push(tokens.syntax_error(&error));
            None
        }
    }
}

fn parse(tokens: Vec<sqlparser::tokenizer::TokenWithSpan>) -> Result<Vec<Statement>, ParserError> {
    Parser::new(&PostgreSqlDialect {}).with_tokens_with_locations(tokens).parse_statements()
}

/// The query as text with named columns. `None` when the text does not read back as itself.
fn write_anew(mut query: Query, names: Vec<Option<String>>) -> Option<Select> {
    simplify::simplify(&mut query);
    let wrapping = naming::name_columns(&mut query, &names);
    let text = query.to_string();
    if text.contains('\0') || !reads_back(&text) {
        return None;
    }
    let columns = naming::final_names(names);
    let text = wrapping.apply(text, &columns);
    let columns = columns.into_iter().map(|name| SelectColumn { name, sql_type: None, not_null: false }).collect();
    Some(Select { text, columns, projection: projection::recognise(query) })
}

fn reads_back(text: &str) -> bool {
    match Parser::parse_sql(&PostgreSqlDialect {}, text).as_deref() {
        Ok([Statement::Query(again)]) => again.to_string() == text,
        _ => false,
    }
}

fn not_reproducible(query: &LocatedText) -> Diagnostic {
    let message = "the query has an operator or literal that cannot be written back faithfully";
    Diagnostic::error(codes::UNSUPPORTED_SQL, query.span(), message)
        .help("adjoining operators such as `- -1` want parentheses, and texts cannot hold the character zero")
}
