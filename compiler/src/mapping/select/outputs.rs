//! The output columns of a query.
//!
//! In: a parsed query. Out: one [`Column`] per output column, as the first arm of the query gives them, and
//! diagnostics when they cannot be counted or when the arms of a set operation disagree.

use super::ident;
use super::tokens::Tokens;
use super::whitelist::leftmost;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::source::Span;
use sqlparser::ast::{Expr, Query, Select, SelectItem, SelectItemQualifiedWildcardKind, SetExpr, Spanned, Values};

/// An output column.
pub struct Column {
    /// Where it starts.
    pub span: Span,
    /// The name that PostgreSQL gives it, if the query says.
    pub name: Option<String>,
    /// Set when it is a cast.
    pub cast: Option<Span>,
}

/// Lists the output columns of a query.
pub fn columns(query: &Query, tokens: &Tokens, found: &mut Diagnostics) -> Vec<Column> {
    let mut arms = arms(&query.body).into_iter().map(|arm| arm_columns(arm, tokens, found)).collect::<Vec<_>>().into_iter();
    let Some(Some(first)) = arms.next() else { return Vec::new() };
    for other in arms.flatten() {
        if other.len() != first.len() {
            let span = other.first().map_or_else(|| tokens.span(sqlparser::tokenizer::Span::empty()), |column| column.span);
            let message = format!("the arms of the query return {} and {} columns", first.len(), other.len());
            found.push(Diagnostic::error(codes::COLUMN_COUNT, span, message));
        }
    }
    first
}

/// The `SELECT`s and `VALUES` that the rows come from, in order.
fn arms(body: &SetExpr) -> Vec<&SetExpr> {
    let mut waiting = vec![body];
    let mut arms = Vec::new();
    while let Some(next) = waiting.pop() {
        match next {
            SetExpr::SetOperation { left, right, .. } => waiting.extend([right.as_ref(), left.as_ref()]),
            SetExpr::Query(inner) => waiting.push(&inner.body),
            _ => arms.push(next),
        }
    }
    arms
}

/// `None` when the columns cannot be counted, which is then reported.
fn arm_columns(arm: &SetExpr, tokens: &Tokens, found: &mut Diagnostics) -> Option<Vec<Column>> {
    match arm {
        SetExpr::Select(select) => selected(select, tokens, found),
        SetExpr::Values(values) => Some(listed(values, tokens, found)),
        // Anything else is refused by the whitelist.
        _ => None,
    }
}

fn selected(select: &Select, tokens: &Tokens, found: &mut Diagnostics) -> Option<Vec<Column>> {
    let mut columns = Vec::new();
    let mut countable = true;
    for item in &select.projection {
        let (expr, alias) = match item {
            SelectItem::UnnamedExpr(expr) => (expr, None),
            SelectItem::ExprWithAlias { expr, alias } => (expr, Some(alias)),
            SelectItem::ExprWithAliases { expr, .. } => {
                found.push(several_aliases(tokens.span(leftmost(expr))));
                countable = false;
                continue;
            }
            SelectItem::Wildcard(options) => {
                found.push(star(tokens.span(options.wildcard_token.0.span)));
                countable = false;
                continue;
            }
            SelectItem::QualifiedWildcard(of, _) => {
                let span = match of {
                    SelectItemQualifiedWildcardKind::ObjectName(name) => name.span(),
                    SelectItemQualifiedWildcardKind::Expr(expr) => leftmost(expr),
                };
                found.push(star(tokens.span(span)));
                countable = false;
                continue;
            }
        };
        columns.push(column(expr, alias, tokens));
    }
    countable.then_some(columns)
}

fn column(expr: &Expr, alias: Option<&sqlparser::ast::Ident>, tokens: &Tokens) -> Column {
    let span = tokens.span(leftmost(expr));
    let name = match (alias, expr) {
        (Some(alias), _) => Some(ident::folded(alias)),
        (None, Expr::Identifier(name)) if !ident::is_special(name) => Some(ident::folded(name)),
        (None, Expr::CompoundIdentifier(parts)) => parts.last().map(ident::folded),
        (None, _) => None,
    };
    Column { span, name, cast: matches!(expr, Expr::Cast { .. }).then_some(span) }
}

fn listed(values: &Values, tokens: &Tokens, found: &mut Diagnostics) -> Vec<Column> {
    let first: &[Expr] = values.rows.first().map_or(&[], |row| row.content.as_slice());
    for row in &values.rows {
        if row.content.len() != first.len() {
            let message = format!("the rows of `VALUES` have {} and {} columns", first.len(), row.content.len());
            found.push(Diagnostic::error(codes::COLUMN_COUNT, tokens.span(row.opening_token.0.span), message));
        }
    }
    first.iter().map(|expr| column(expr, None, tokens)).map(|column| Column { name: None, ..column }).collect()
}

fn star(span: Span) -> Diagnostic {
    Diagnostic::error(codes::STAR_OUTPUT, span, "the columns behind `*` cannot be counted")
        .help("name the columns, one for each `_` of the signature")
}

fn several_aliases(span: Span) -> Diagnostic {
    Diagnostic::error(codes::UNSUPPORTED_SQL, span, "an output column has several names")
}
