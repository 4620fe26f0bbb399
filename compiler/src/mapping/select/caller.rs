//! The caller's own query, that authorization goes into.
//!
//! In: the text of a query, and which of its columns holds the resource's id. Out: a [`Caller`]: one read-only `SELECT`
//! whose `WHERE` decides about the rows of that column's table; or a diagnostic that points into the text. What goes on is
//! written anew from what was understood of it.

mod from;
mod page;
mod pins;
mod rows;

use super::grammar::Grammar;
use super::purpose::Purpose;
use super::template::Template;
use super::tokens::Tokens;
use super::{ident, parse, reads_back, whitelist};
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::mapping::model::Table;
use crate::mapping::text::LocatedText;
use crate::source::{SourceId, Span};
use from::{Member, members};
pub use pins::{Pin, PinValue};
use sqlparser::ast::{BinaryOperator, Expr, Ident, Query, Select, SelectItem, SetExpr};
use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::Location;
use std::collections::BTreeSet;

/// A caller's query that was understood.
#[derive(Clone, Debug)]
pub struct Caller {
    query: Query,
    grammar: Grammar,
    /// What qualifies the column.
    pub alias: String,
    /// The table behind it, where it is one.
    pub table: Option<Table>,
    /// Every word of the query, in lower case.
    pub words: BTreeSet<String>,
    /// The names of its common table expressions with their places: inside of it they hide tables.
    pub with: Vec<(String, Span)>,
    /// The names of its columns; empty where a `*` or an expression without a name leaves them to the database.
    pub columns: Vec<String>,
    /// Words that begin like this stand for conditions.
    hole: String,
}

/// Reads a caller's query in which `alias` qualifies the column with the resource's id; without one, the only member of
/// the query's `FROM` does.
///
/// # Errors
/// Everything but one read-only `SELECT` with such a member, which no outer join can fill with NULLs.
pub fn read(source: SourceId, text: &str, alias: Option<&str>, grammar: Grammar) -> Result<Caller, Diagnostic> {
    stacker::grow(super::STACK, || examine(source, text, alias, grammar)).map_err(|problem| *problem)
}

fn examine(source: SourceId, text: &str, alias: Option<&str>, grammar: Grammar) -> Result<Caller, Box<Diagnostic>> {
    let located = LocatedText::new(text.to_owned(), text, Span::new(source, 0, text.len()));
    let mut tokens = Tokens::read(&located, grammar, Purpose::Selected)?;
    tokens.number_parameters();
    let query = parse(&tokens)?;
    let mut found = Diagnostics::new();
    whitelist::check(&query, &tokens, &mut found);
    if let Some(problem) = found.iter().next() {
        return Err(problem.clone().into());
    }
    let (select, with) = inner_select(&query, &tokens)?;
    let names: Vec<String> = with.iter().map(|(name, _)| name.clone()).collect();
    let members = members(select, grammar, &names);
    let member = pick(&members, alias, grammar, &tokens, located.span())?;
    let words: BTreeSet<String> = tokens.words().collect();
    // Each word of the query is in the way of one number at most.
    let mut holes = (0..=words.len()).map(|number| format!("arctos{number}_"));
    let hole = holes.find(|hole| !words.iter().any(|word| word.starts_with(hole)));
    let caller = Caller {
        columns: columns(select).unwrap_or_default(),
        alias: member.name.clone(),
        table: member.table.clone(),
        with,
        words,
        hole: hole.unwrap_or_default(),
        grammar,
        query: query.clone(),
    };
    let text = query.to_string();
    if reads_back(&text, grammar) { Ok(caller) } else { Err(super::not_reproducible(&located).into()) }
}

impl Caller {
    /// The query with condition number 0 in its `WHERE`.
    ///
    /// # Errors
    /// A defect: the query reads back.
    pub fn plain(&self) -> Result<Template, Diagnostic> {
        let text = self.with_condition(&self.query, 0).to_string();
        self.template(&text).ok_or_else(|| Diagnostic::bug("a query for `select` does not read back"))
    }

    fn template(&self, text: &str) -> Option<Template> {
        stacker::grow(super::STACK, || Template::of(text, &self.hole, self.grammar))
    }

    /// The query with a condition beside its own, whatever that is.
    fn with_condition(&self, query: &Query, number: usize) -> Query {
        let mut query = query.clone();
        if let Some(select) = select_mut(&mut query) {
            let hole = Expr::Identifier(Ident::new(format!("{}{number}", self.hole)));
            select.selection = Some(match select.selection.take() {
                None => hole,
                Some(own) => {
                    let own = Box::new(Expr::Nested(Box::new(own)));
                    Expr::BinaryOp { left: own, op: BinaryOperator::And, right: Box::new(hole) }
                }
            });
        }
        query
    }
}

/// A select, and the names of the table expressions that it sees.
type Seeing<'q> = (&'q Select, Vec<(String, Span)>);

/// The one select of a query.
fn inner_select<'q>(query: &'q Query, tokens: &Tokens) -> Result<Seeing<'q>, Box<Diagnostic>> {
    let mut with = Vec::new();
    let mut query = query;
    loop {
        let tables = query.with.iter().flat_map(|with| &with.cte_tables);
        with.extend(tables.map(|cte| (cte.alias.name.value.to_ascii_lowercase(), tokens.span(cte.alias.name.span))));
        match query.body.as_ref() {
            SetExpr::Query(inner) => query = inner,
            SetExpr::Select(select) => return Ok((select, with)),
            SetExpr::SetOperation { .. } => return Err(set_operation(tokens).into()),
            _ => return Err(tokens.purpose().not_a_query(tokens.span(sqlparser::tokenizer::Span::empty())).into()),
        }
    }
}

fn select_mut(query: &mut Query) -> Option<&mut Select> {
    let mut body = query.body.as_mut();
    loop {
        match body {
            SetExpr::Query(inner) => body = inner.body.as_mut(),
            SetExpr::Select(select) => return Some(select),
            _ => return None,
        }
    }
}

fn set_operation(tokens: &Tokens) -> Diagnostic {
    let keywords = [Keyword::UNION, Keyword::EXCEPT, Keyword::INTERSECT, Keyword::MINUS];
    let whole = sqlparser::tokenizer::Span::empty();
    let span = tokens.keyword_after(Location::new(0, 0), 0, &keywords).unwrap_or(tokens.span(whole));
    Diagnostic::error(codes::NOT_WOVEN, span, "authorization cannot go into a set operation, only into one `SELECT`")
        .help("each arm can be a question of its own, or take the condition that `filter` gives")
}

/// The member that an alias means.
fn pick<'m>(
    members: &'m [Member],
    alias: Option<&str>,
    grammar: Grammar,
    tokens: &Tokens,
    whole: Span,
) -> Result<&'m Member, Box<Diagnostic>> {
    let same = |member: &&Member| match alias {
        None => true,
        Some(alias) if grammar == Grammar::Postgres => member.name == alias,
        Some(alias) => member.name.eq_ignore_ascii_case(alias),
    };
    let mut fitting = members.iter().filter(same);
    match (fitting.next(), fitting.next(), alias) {
        (Some(member), None, _) if member.nullable => Err(nullable(member, tokens).into()),
        (Some(member), None, _) => Ok(member),
        (Some(_), Some(second), Some(alias)) => {
            let message = format!("`{alias}` stands twice in the `FROM` of the query");
            Err(Diagnostic::error(codes::NOT_WOVEN, tokens.span(second.span), message)
                .help("each wants an alias of its own")
                .into())
        }
        (Some(_), Some(second), None) => {
            let message = "the query reads several tables, and the column does not say which one it belongs to";
            let problem = Diagnostic::error(codes::NOT_WOVEN, tokens.span(second.span), message);
            Err(problem.help("qualify it with the table's alias, as in `i.id`").into())
        }
        (None, _, _) => Err(missing(members, alias, whole).into()),
    }
}

fn missing(members: &[Member], alias: Option<&str>, whole: Span) -> Diagnostic {
    let message = match alias {
        Some(alias) => format!("`{alias}` is not in the outermost `FROM` of the query"),
        None => "the query has no `FROM` whose rows could be authorized".to_owned(),
    };
    let names: Vec<String> = members.iter().map(|member| format!("`{}`", member.name)).collect();
    let help = if names.is_empty() {
        "the rows are those of a table in the query's own `FROM`".to_owned()
    } else {
        format!("there is {}; a table inside of a sub-query cannot be reached from outside", names.join(", "))
    };
    Diagnostic::error(codes::NOT_WOVEN, whole, message).help(help)
}

/// A row that the outer join fills with NULLs has no resource, and a `WHERE` cannot tell it from one that is denied.
fn nullable(member: &Member, tokens: &Tokens) -> Diagnostic {
    let message = format!("`{}` is joined from the outside, so that a row may have nothing to authorize", member.name);
    Diagnostic::error(codes::NOT_WOVEN, tokens.span(member.span), message).help(
        "an inner join keeps the rows that have one; for the others, the condition that `filter` gives belongs into the `ON`",
    )
}

/// The names of the output columns, if the query says them all.
fn columns(select: &Select) -> Option<Vec<String>> {
    select.projection.iter().map(output_name).collect()
}

fn output_name(item: &SelectItem) -> Option<String> {
    match item {
        SelectItem::ExprWithAlias { alias, .. } => Some(ident::folded(alias)),
        SelectItem::UnnamedExpr(Expr::Identifier(name)) if !ident::is_special(name) => Some(ident::folded(name)),
        SelectItem::UnnamedExpr(Expr::CompoundIdentifier(parts)) => parts.last().map(ident::folded),
        _ => None,
    }
}
