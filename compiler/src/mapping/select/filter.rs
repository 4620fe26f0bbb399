//! The `WHERE` of a plain projection.
//!
//! In: a condition over the columns of one table. Out: a [`Filter`], which can be written for any alias of the table;
//! `None` when the condition has sub-queries, names that are no columns of the table, or results that differ from call
//! to call.

use super::functions::{Effect, effect};
use super::grammar::Grammar;
use super::projection::Scope;
use sqlparser::ast::{
    AccessExpr, BinaryOperator, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, Ident, ObjectNamePart, Subscript,
};

/// A `WHERE` of a plain projection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    pieces: Vec<Piece>,
    /// Whether a database told that it finds the rows by an index, since they are few.
    pub is_selective: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Column(String),
}

/// Stands in the printed condition around the number of a column. Mapped queries never hold it.
const MARK: char = '\0';

impl Filter {
    /// The condition that a column is true.
    pub(super) fn of_column(name: &str) -> Self {
        Self { pieces: vec![Piece::Column(name.to_owned())], is_selective: false }
    }

    /// The condition as text of PostgreSQL, every column qualified with `alias`.
    pub fn qualified(&self, alias: &str) -> String {
        self.written(alias, Grammar::Postgres)
    }

    /// The condition as SQL text, every column qualified with `alias`. It can be an operand of `AND` as it is.
    pub fn written(&self, alias: &str, grammar: Grammar) -> String {
        let alias = grammar.quoted(alias);
        let write = |piece: &Piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Column(name) => format!("{alias}.{}", grammar.quoted(name)),
        };
        self.pieces.iter().map(write).collect()
    }

    pub(super) fn read(mut condition: Expr, scope: &Scope) -> Option<Self> {
        let columns = mark_columns(&mut condition, scope)?;
        let binds_loosely = matches!(condition, Expr::BinaryOp { op: BinaryOperator::Or | BinaryOperator::Xor, .. });
        let text = if binds_loosely { format!("({condition})") } else { condition.to_string() };
        let mut pieces = Vec::new();
        for (at, part) in text.split(MARK).enumerate() {
            // Marks come in pairs, so every second part is a number.
            if at % 2 == 1 {
                pieces.push(Piece::Column(columns.get(part.parse::<usize>().ok()?)?.clone()));
            } else if !part.is_empty() {
                pieces.push(Piece::Text(part.to_owned()));
            }
        }
        Some(Self { pieces, is_selective: false })
    }
}

/// Replaces every column by its marked number in the returned list.
fn mark_columns(condition: &mut Expr, scope: &Scope) -> Option<Vec<String>> {
    let mut columns: Vec<String> = Vec::new();
    let mut waiting = vec![condition];
    while let Some(expr) = waiting.pop() {
        if matches!(expr, Expr::Identifier(_) | Expr::CompoundIdentifier(_)) {
            let column = scope.column(expr)?;
            *expr = Expr::Identifier(Ident::new(format!("{MARK}{}{MARK}", columns.len())));
            columns.push(column);
        } else if !push_operands(expr, &mut waiting) {
            return None;
        }
    }
    Some(columns)
}

/// False for expressions that a filter may not have.
fn push_operands<'a>(expr: &'a mut Expr, waiting: &mut Vec<&'a mut Expr>) -> bool {
    match expr {
        Expr::Value(_) | Expr::TypedString(_) => {}
        Expr::Nested(inner)
        | Expr::IsFalse(inner)
        | Expr::IsNotFalse(inner)
        | Expr::IsTrue(inner)
        | Expr::IsNotTrue(inner)
        | Expr::IsNull(inner)
        | Expr::IsNotNull(inner)
        | Expr::IsUnknown(inner)
        | Expr::IsNotUnknown(inner)
        | Expr::UnaryOp { expr: inner, .. }
        | Expr::Cast { expr: inner, .. }
        | Expr::Extract { expr: inner, .. }
        | Expr::Collate { expr: inner, .. } => waiting.push(inner),
        Expr::BinaryOp { left, right, .. }
        | Expr::IsDistinctFrom(left, right)
        | Expr::IsNotDistinctFrom(left, right)
        | Expr::AnyOp { left, right, .. }
        | Expr::AllOp { left, right, .. }
        | Expr::AtTimeZone { timestamp: left, time_zone: right } => waiting.extend([left.as_mut(), right.as_mut()]),
        Expr::InList { expr, list, .. } => {
            waiting.push(expr);
            waiting.extend(list);
        }
        Expr::Between { expr, low, high, .. } => waiting.extend([expr.as_mut(), low.as_mut(), high.as_mut()]),
        Expr::Like { expr, pattern, escape_char, .. }
        | Expr::ILike { expr, pattern, escape_char, .. }
        | Expr::SimilarTo { expr, pattern, escape_char, .. } => {
            waiting.extend([expr.as_mut(), pattern.as_mut()]);
            waiting.extend(escape_char.as_deref_mut());
        }
        Expr::Tuple(items) => waiting.extend(items),
        Expr::Array(array) => waiting.extend(&mut array.elem),
        Expr::Case { operand, conditions, else_result, .. } => {
            waiting.extend(operand.as_deref_mut());
            waiting.extend(conditions.iter_mut().flat_map(|when| [&mut when.condition, &mut when.result]));
            waiting.extend(else_result.as_deref_mut());
        }
        Expr::Interval(interval) => waiting.push(&mut interval.value),
        Expr::CompoundFieldAccess { root, access_chain } => {
            waiting.push(root);
            return access_chain.iter_mut().all(|access| push_subscript(access, waiting));
        }
        Expr::Function(function) => return push_arguments(function, waiting),
        _ => return false,
    }
    true
}

fn push_subscript<'a>(access: &'a mut AccessExpr, waiting: &mut Vec<&'a mut Expr>) -> bool {
    match access {
        AccessExpr::Subscript(Subscript::Index { index }) => waiting.push(index),
        AccessExpr::Subscript(Subscript::Slice { lower_bound, upper_bound, stride: None }) => {
            waiting.extend(lower_bound);
            waiting.extend(upper_bound);
        }
        AccessExpr::Subscript(Subscript::Slice { .. }) | AccessExpr::Dot(_) => return false,
    }
    true
}

fn push_arguments<'a>(function: &'a mut Function, waiting: &mut Vec<&'a mut Expr>) -> bool {
    let Some(ObjectNamePart::Identifier(name)) = function.name.0.last() else { return false };
    let plain = function.over.is_none() && function.filter.is_none() && function.within_group.is_empty();
    if !plain || effect(&name.value.to_ascii_lowercase()) != Effect::Harmless {
        return false;
    }
    match &mut function.args {
        FunctionArguments::None => true,
        FunctionArguments::Subquery(_) => false,
        FunctionArguments::List(list) => {
            list.duplicate_treatment.is_none()
                && list.clauses.is_empty()
                && list.args.iter_mut().all(|argument| match argument {
                    FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => {
                        waiting.push(expr);
                        true
                    }
                    _ => false,
                })
        }
    }
}
