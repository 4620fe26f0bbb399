//! Mapped `SELECT`s: the whitelist of read-only queries, output columns, plain projections.
//!
//! In: the text of a query with its places in the YAML. Out: a [`Select`] that is one read-only query with a known
//! number of named columns, or diagnostics that point into the text. The query is written anew from what was
//! understood of it, so nothing that was not understood reaches a database.

mod bounds;
pub mod caller;
mod filter;
mod functions;
mod grammar;
mod ident;
mod joined;
mod naming;
mod outputs;
mod plain;
mod projection;
mod purpose;
mod simplify;
pub mod template;
mod tokens;
mod whitelist;

pub use filter::Filter;
pub use grammar::Grammar;
pub use projection::guess_keys;

use super::join::TableRows;
use super::model::{Select, SelectColumn};
use super::text::LocatedText;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::source::Span;
use purpose::Purpose;
use sqlparser::ast::{Query, Statement};
use sqlparser::parser::Parser;
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

/// Stack for the parser at its deepest nesting, in bytes: four times what an unoptimised build was seen to need. The
/// parser grows its stack by itself, but too late for some constructs. Only what is used is backed by memory.
const STACK: usize = 32 << 20;

/// Runs the checks of many queries on one stack, which each of them would else make for itself.
pub fn on_one_stack<T>(checks: impl FnOnce() -> T) -> T {
    stacker::grow(2 * STACK, checks)
}

/// Checks a mapped query, which is written for the databases of the grammar. `None` when there are errors.
pub fn check(query: &LocatedText, grammar: Grammar, diagnostics: &mut Diagnostics) -> Option<Checked> {
    if let Some(checked) = plain::read(query) {
        return Some(checked);
    }
    match stacker::maybe_grow(STACK, 2 * STACK, || examine(query, grammar, diagnostics)) {
        Ok(checked) => checked,
        Err(problem) => {
            diagnostics.push(*problem);
            None
        }
    }
}

/// `None` when there are errors among the diagnostics.
///
/// # Errors
/// The problem that nothing can be said beyond.
fn examine(query: &LocatedText, grammar: Grammar, diagnostics: &mut Diagnostics) -> Result<Option<Checked>, Box<Diagnostic>> {
    let tokens = Tokens::read(query, grammar, Purpose::Mapped)?;
    let parsed = parse(&tokens)?;
    let mut found = Diagnostics::new();
    whitelist::check(&parsed, &tokens, &mut found);
    let columns = outputs::columns(&parsed, &tokens, &mut found);
    let refused = found.has_errors();
    diagnostics.extend(found);
    if refused {
        return Ok(None);
    }
    let outputs = columns.iter().map(|column| Output { span: column.span, cast: column.cast }).collect();
    let names: Vec<_> = columns.into_iter().map(|column| column.name).collect();
    let select = write_anew(parsed, &names, grammar).ok_or_else(|| not_reproducible(query))?;
    Ok(Some(Checked { select, outputs }))
}

fn parse(tokens: &Tokens) -> Result<Query, Box<Diagnostic>> {
    let mut parser = Parser::new(tokens.grammar().dialect()).with_tokens_with_locations(tokens.for_parser());
    let statements = parser.parse_statements().map_err(|error| tokens.syntax_error(&error))?;
    match <[Statement; 1]>::try_from(statements) {
        Ok([Statement::Query(parsed)]) => Ok(*parsed),
        _ => Err(tokens.purpose().not_a_query(tokens.span(sqlparser::tokenizer::Span::empty())).into()),
    }
}

/// The query as text with named columns. `None` when the text does not read back as itself.
fn write_anew(mut query: Query, names: &[Option<String>], grammar: Grammar) -> Option<Select> {
    simplify::simplify(&mut query);
    let wrapping = naming::name_columns(&mut query, names);
    let text = query.to_string();
    if text.contains('\0') || !reads_back(&text, grammar) {
        return None;
    }
    let columns = naming::final_names(names);
    let text = wrapping.apply(text, &columns, grammar);
    let columns = columns.into_iter().map(|name| SelectColumn { name, sql_type: None, not_null: false }).collect();
    let projection = projection::recognise(query.clone(), grammar);
    let joins = if projection.is_none() { joined::recognise(&query, grammar) } else { Vec::new() };
    Some(Select { text, columns, projection, joins })
}

/// The query for rows of one table of a join.
pub fn text_of_rows(rows: &TableRows, grammar: Grammar) -> String {
    let TableRows { table, columns, as_text, filter, .. } = rows;
    let alias = "t";
    let output = |(column, as_text): (&String, &bool)| {
        let name = grammar.quoted(column);
        if *as_text { format!("CAST({alias}.{name} AS text) AS {name}") } else { format!("{alias}.{name}") }
    };
    let outputs: Vec<String> = columns.iter().zip(as_text).map(output).collect();
    let name: Vec<String> = table.schema.iter().chain([&table.name]).map(|name| grammar.quoted(name)).collect();
    let condition = filter.as_ref().map_or_else(String::new, |filter| format!(" WHERE {}", filter.written(alias, grammar)));
    format!("SELECT {} FROM {} AS {alias}{condition}", outputs.join(", "), name.join("."))
}

fn reads_back(text: &str, grammar: Grammar) -> bool {
    match Parser::parse_sql(grammar.dialect(), text).as_deref() {
        Ok([Statement::Query(again)]) => again.to_string() == text,
        _ => false,
    }
}

fn not_reproducible(query: &LocatedText) -> Diagnostic {
    let message = "the query has an operator or literal that cannot be written back faithfully";
    Diagnostic::error(codes::UNSUPPORTED_SQL, query.span(), message)
        .help("adjoining operators such as `- -1` want parentheses, and texts cannot hold the character zero")
}
