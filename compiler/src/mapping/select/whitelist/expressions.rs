//! Expressions: which kinds there may be, and what they are made of.

use super::{Item, Use, Walk, clauses, name_span};
use crate::diagnostic::codes;
use sqlparser::ast::{
    AccessExpr, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArgumentClause, FunctionArgumentList, FunctionArguments,
    Subscript, Value, ValueWithSpan, WindowFrameBound, WindowSpec, WindowType,
};
use sqlparser::tokenizer::Span as SqlSpan;

pub fn check<'q>(walk: &mut Walk<'_, 'q>, expr: &'q Expr) {
    match expr {
        Expr::Identifier(_) | Expr::CompoundIdentifier(_) => {}
        Expr::Value(value) => literal(walk, value),
        Expr::TypedString(typed) if !typed.uses_odbc_syntax => literal(walk, &typed.value),
        Expr::Function(call) => function(walk, call),
        Expr::Exists { subquery, .. } => walk.waiting.push(Item::Query(subquery, Use::Existence)),
        Expr::Subquery(subquery) => walk.waiting.push(Item::Query(subquery, Use::Rows)),
        Expr::InSubquery { expr, subquery, .. } => {
            walk.waiting.extend([Item::Expr(expr), Item::Query(subquery, Use::Rows)]);
        }
        Expr::CompoundFieldAccess { root, access_chain } => {
            walk.waiting.push(Item::Expr(root));
            for access in access_chain {
                field_access(walk, access);
            }
        }
        _ => {
            let before = walk.waiting.len();
            if !operands(walk, expr) {
                walk.waiting.truncate(before);
                walk.unsupported(walk.tokens.span(leftmost(expr)), "this kind of expression");
            }
        }
    }
}

/// Queues the operands. False when the expression is none of the admitted kinds.
fn operands<'q>(walk: &mut Walk<'_, 'q>, expr: &'q Expr) -> bool {
    match expr {
        Expr::Nested(inner)
        | Expr::IsFalse(inner)
        | Expr::IsNotFalse(inner)
        | Expr::IsTrue(inner)
        | Expr::IsNotTrue(inner)
        | Expr::IsNull(inner)
        | Expr::IsNotNull(inner)
        | Expr::IsUnknown(inner)
        | Expr::IsNotUnknown(inner)
        | Expr::IsJson { expr: inner, .. }
        | Expr::IsNormalized { expr: inner, .. }
        | Expr::UnaryOp { expr: inner, .. }
        | Expr::Cast { expr: inner, format: None, .. }
        | Expr::Convert { expr: inner, is_try: false, .. }
        | Expr::Extract { expr: inner, .. }
        | Expr::Ceil { expr: inner, .. }
        | Expr::Floor { expr: inner, .. }
        | Expr::Collate { expr: inner, .. } => walk.waiting.push(Item::Expr(inner)),
        Expr::BinaryOp { left, right, .. }
        | Expr::IsDistinctFrom(left, right)
        | Expr::IsNotDistinctFrom(left, right)
        | Expr::AnyOp { left, right, .. }
        | Expr::AllOp { left, right, .. }
        | Expr::AtTimeZone { timestamp: left, time_zone: right }
        | Expr::Position { expr: left, r#in: right } => walk.exprs([left.as_ref(), right.as_ref()]),
        Expr::Between { expr, low, high, .. } => walk.exprs([expr.as_ref(), low.as_ref(), high.as_ref()]),
        Expr::InList { expr, list, .. } => walk.exprs(std::iter::once(expr.as_ref()).chain(list)),
        Expr::Like { expr, pattern, escape_char, any: false, .. }
        | Expr::ILike { expr, pattern, escape_char, any: false, .. }
        | Expr::SimilarTo { expr, pattern, escape_char, .. } => {
            walk.exprs([expr.as_ref(), pattern.as_ref()].into_iter().chain(escape_char.as_deref()));
        }
        Expr::Tuple(items) => walk.exprs(items),
        Expr::Array(array) => walk.exprs(&array.elem),
        Expr::GroupingSets(sets) | Expr::Cube(sets) | Expr::Rollup(sets) => walk.exprs(sets.iter().flatten()),
        Expr::Interval(interval) => walk.waiting.push(Item::Expr(&interval.value)),
        Expr::Case { operand, conditions, else_result, .. } => {
            walk.exprs(operand.as_deref().into_iter().chain(else_result.as_deref()));
            walk.exprs(conditions.iter().flat_map(|when| [&when.condition, &when.result]));
        }
        _ => return text_function(walk, expr),
    }
    true
}

/// Functions on texts with a syntax of their own.
fn text_function<'q>(walk: &mut Walk<'_, 'q>, expr: &'q Expr) -> bool {
    match expr {
        Expr::Substring { expr, substring_from, substring_for, .. } => {
            let parts = substring_from.as_deref().into_iter().chain(substring_for.as_deref());
            walk.exprs(std::iter::once(expr.as_ref()).chain(parts));
        }
        Expr::Trim { expr, trim_what, trim_characters, .. } => {
            let parts = trim_what.as_deref().into_iter().chain(trim_characters.iter().flatten());
            walk.exprs(std::iter::once(expr.as_ref()).chain(parts));
        }
        Expr::Overlay { expr, overlay_what, overlay_from, overlay_for } => {
            let parts = [expr.as_ref(), overlay_what.as_ref(), overlay_from.as_ref()];
            walk.exprs(parts.into_iter().chain(overlay_for.as_deref()));
        }
        _ => return false,
    }
    true
}

fn literal(walk: &mut Walk, value: &ValueWithSpan) {
    let purpose = walk.tokens.purpose();
    if let Value::Placeholder(written) = &value.value
        && !purpose.admits(written, walk.tokens.grammar())
    {
        walk.found.push(purpose.placeholder(written, walk.tokens.span(value.span)));
    }
}

fn field_access<'q>(walk: &mut Walk<'_, 'q>, access: &'q AccessExpr) {
    match access {
        AccessExpr::Dot(field) => walk.waiting.push(Item::Expr(field)),
        AccessExpr::Subscript(Subscript::Index { index }) => walk.waiting.push(Item::Expr(index)),
        AccessExpr::Subscript(Subscript::Slice { lower_bound, upper_bound, stride }) => {
            walk.exprs(lower_bound.iter().chain(upper_bound).chain(stride));
        }
    }
}

fn function<'q>(walk: &mut Walk<'_, 'q>, call: &'q Function) {
    walk.function_name(&call.name);
    let span = walk.tokens.span(name_span(&call.name));
    let parametric = !matches!(call.parameters, FunctionArguments::None);
    walk.refuse(span, &[(parametric || call.uses_odbc_syntax, "this form of function call")]);
    match &call.args {
        FunctionArguments::None => {}
        FunctionArguments::Subquery(subquery) => walk.waiting.push(Item::Query(subquery, Use::Rows)),
        FunctionArguments::List(list) => argument_list(walk, list, span),
    }
    clauses::order_items(walk, &call.within_group);
    walk.exprs(call.filter.as_deref());
    if let Some(over) = &call.over {
        walk.warn(
            codes::WINDOW_FUNCTION,
            span,
            format!("the window function `{}` needs all rows, whatever is asked", call.name),
            "conditions on such a query are checked only after all its rows are found",
        );
        if let WindowType::WindowSpec(spec) = over {
            window(walk, spec);
        }
    }
}

fn argument_list<'q>(walk: &mut Walk<'_, 'q>, list: &'q FunctionArgumentList, span: crate::source::Span) {
    arguments(walk, &list.args);
    for clause in &list.clauses {
        match clause {
            FunctionArgumentClause::OrderBy(items) => clauses::order_items(walk, items),
            FunctionArgumentClause::IgnoreOrRespectNulls(_)
            | FunctionArgumentClause::JsonNullClause(_)
            | FunctionArgumentClause::JsonReturningClause(_) => {}
            _ => walk.unsupported(span, "this form of function call"),
        }
    }
}

/// The arguments of a function. `*` counts rows and is no output.
pub fn arguments<'q>(walk: &mut Walk<'_, 'q>, args: &'q [FunctionArg]) {
    for arg in args {
        let (name, arg) = match arg {
            FunctionArg::Named { arg, .. } | FunctionArg::Unnamed(arg) => (None, arg),
            FunctionArg::ExprNamed { name, arg, .. } => (Some(name), arg),
        };
        walk.exprs(name);
        match arg {
            FunctionArgExpr::Expr(expr) => walk.waiting.push(Item::Expr(expr)),
            FunctionArgExpr::QualifiedWildcard(_) | FunctionArgExpr::Wildcard => {}
            FunctionArgExpr::WildcardWithOptions(options) => {
                walk.unsupported(walk.tokens.span(options.wildcard_token.0.span), "`*` with options");
            }
        }
    }
}

/// A window specification.
pub fn window<'q>(walk: &mut Walk<'_, 'q>, spec: &'q WindowSpec) {
    walk.exprs(&spec.partition_by);
    clauses::order_items(walk, &spec.order_by);
    let Some(frame) = &spec.window_frame else { return };
    for bound in std::iter::once(&frame.start_bound).chain(&frame.end_bound) {
        if let WindowFrameBound::Preceding(Some(rows)) | WindowFrameBound::Following(Some(rows)) = bound {
            walk.waiting.push(Item::Expr(rows));
        }
    }
}

/// Where an expression starts, as far as the parser tells: its leftmost name or literal. Empty when it does not.
pub fn leftmost(expr: &Expr) -> SqlSpan {
    let mut expr = expr;
    loop {
        expr = match expr {
            Expr::Identifier(name) => return name.span,
            Expr::CompoundIdentifier(parts) => {
                let ends = parts.first().zip(parts.last());
                return ends.map_or(SqlSpan::empty(), |(first, last)| first.span.union(&last.span));
            }
            Expr::Value(value) => return value.span,
            Expr::TypedString(typed) => return typed.value.span,
            Expr::Function(call) => return name_span(&call.name),
            Expr::Case { case_token, .. } => return case_token.0.span,
            Expr::Wildcard(token) => return token.0.span,
            Expr::Tuple(items) => match items.first() {
                Some(first) => first,
                None => return SqlSpan::empty(),
            },
            Expr::Array(array) => match array.elem.first() {
                Some(first) => first,
                None => return SqlSpan::empty(),
            },
            Expr::Nested(inner)
            | Expr::IsFalse(inner)
            | Expr::IsNotFalse(inner)
            | Expr::IsTrue(inner)
            | Expr::IsNotTrue(inner)
            | Expr::IsNull(inner)
            | Expr::IsNotNull(inner)
            | Expr::IsUnknown(inner)
            | Expr::IsNotUnknown(inner)
            | Expr::IsDistinctFrom(inner, _)
            | Expr::IsNotDistinctFrom(inner, _)
            | Expr::IsJson { expr: inner, .. }
            | Expr::IsNormalized { expr: inner, .. }
            | Expr::InList { expr: inner, .. }
            | Expr::InSubquery { expr: inner, .. }
            | Expr::Between { expr: inner, .. }
            | Expr::BinaryOp { left: inner, .. }
            | Expr::Like { expr: inner, .. }
            | Expr::ILike { expr: inner, .. }
            | Expr::SimilarTo { expr: inner, .. }
            | Expr::AnyOp { left: inner, .. }
            | Expr::AllOp { left: inner, .. }
            | Expr::UnaryOp { expr: inner, .. }
            | Expr::Cast { expr: inner, .. }
            | Expr::AtTimeZone { timestamp: inner, .. }
            | Expr::Extract { expr: inner, .. }
            | Expr::Ceil { expr: inner, .. }
            | Expr::Floor { expr: inner, .. }
            | Expr::Position { expr: inner, .. }
            | Expr::Substring { expr: inner, .. }
            | Expr::Trim { expr: inner, .. }
            | Expr::Overlay { expr: inner, .. }
            | Expr::Collate { expr: inner, .. }
            | Expr::CompoundFieldAccess { root: inner, .. } => inner,
            _ => return SqlSpan::empty(),
        };
    }
}
