//! MySQL and `MariaDB`: texts that compare loosely, no arrays, no correlated `WITH`.
//!
//! A column's collation may take `'A'` for `'a'` and `'a '` for `'a'`, and two columns of different collations do not
//! compare at all. So texts are compared, united and kept in relations of a `WITH` by the bytes of their UTF-8 form. Beside
//! such a comparison stands the bare column for its index: texts of the same bytes are equal under every collation. The
//! other side goes through a function whose result adapts to the column's collation.

use super::spelling::{Kind, Known, KnownArray, Part, Side, Spelling, Use, column_name, kind, named, operator};
use crate::mapping::sql_type::SqlType;
use crate::plan::relation::{Array, KnownColumn, Query, Scalar};
use crate::policy::program::Compare;
use crate::sql::Parameter;
use crate::sql::literal::{is_risky, json_array};
use crate::sql::writer::Writer;
use crate::value::Value;
use sea_query::{BinOper, DynIden, Expr, ExprTrait, Func, MysqlQueryBuilder, Order, SelectStatement, TableRef};
use std::fmt::Write;

/// MySQL 8.0, and `MariaDB` 10.6 and later.
pub struct MySql;

/// A text that MySQL reads as a number without a warning.
const NUMBER: &str = "^-?[0-9]+([.][0-9]+)?$";

impl Spelling for MySql {
    fn build(&self, select: &SelectStatement, writer: &mut Writer<'_>) {
        select.build_collect_into(MysqlQueryBuilder, writer);
    }

    /// A parameter of one type is bound in it; one of several types is bound as a text.
    fn placeholder(&self, text: &mut String, _number: usize, param: &Parameter, ty: Option<SqlType>) {
        text.push_str(match (param.types.as_slice(), ty.map(|ty| kind(Some(ty)))) {
            ([_, _, ..], Some(Kind::Truth)) => "(? = 'true')",
            (_, Some(Kind::Whole | Kind::Truth)) => "CAST(? AS SIGNED)",
            (_, Some(Kind::Decimal)) => "CAST(? AS DECIMAL(65, 30))",
            _ => "?",
        });
    }

    fn binds_by_occurrence(&self) -> bool {
        true
    }

    /// Right with and without `NO_BACKSLASH_ESCAPES`, and in every character set of the connection.
    fn text(&self, text: &str) -> String {
        if text.contains(is_risky) {
            let mut hex = String::with_capacity(text.len() * 2);
            for byte in text.bytes() {
                let _ = write!(hex, "{byte:02X}");
            }
            return format!("_utf8mb4 X'{hex}'");
        }
        let introducer = if text.is_ascii() { "" } else { "_utf8mb4 " };
        format!("{introducer}'{}'", text.replace('\'', "''"))
    }

    fn bound_type(&self, ty: SqlType) -> SqlType {
        match ty {
            SqlType::SmallInt | SqlType::Integer => SqlType::BigInt,
            SqlType::Char | SqlType::Other => SqlType::Text,
            other => other,
        }
    }

    fn parameter(&self, slot: &dyn Fn(Option<SqlType>) -> Expr, ty: SqlType, array: bool) -> Expr {
        slot((!array).then_some(ty))
    }

    fn constant(&self, value: &Value, ty: SqlType) -> Expr {
        match (kind(Some(ty)), value.id.parse::<i64>(), value.id.parse::<bool>()) {
            (Kind::Whole | Kind::Decimal, Ok(number), _) => Expr::val(number),
            (Kind::Decimal, ..) => Expr::val(value.id.to_string()).cast_as("DECIMAL(65, 30)"),
            (Kind::Truth, _, Ok(truth)) => Expr::val(truth),
            _ => Expr::val(value.id.to_string()),
        }
    }

    fn constants(&self, array: &Array) -> Expr {
        Expr::val(json_array(array.values.iter().map(|value| value.id.as_str()), array.ty))
    }

    fn cast(&self, inner: Side<'_>, ty: SqlType) -> Expr {
        match kind(Some(ty)) {
            Kind::Text => as_text(inner),
            Kind::Whole => inner.expr.cast_as("SIGNED"),
            Kind::Decimal | Kind::Truth => inner.expr,
        }
    }

    fn null(&self, ty: SqlType) -> Expr {
        Expr::cust("NULL").cast_as(match kind(Some(ty)) {
            Kind::Whole | Kind::Truth => "SIGNED",
            Kind::Decimal => "DECIMAL(65, 10)",
            Kind::Text => "BINARY",
        })
    }

    fn now(&self) -> Expr {
        Expr::from(Func::cust("UNIX_TIMESTAMP")).cast_as("SIGNED")
    }

    fn plus(&self, inner: Expr, number: i64) -> Expr {
        inner.cast_as("DECIMAL(20, 0)").add(number)
    }

    fn compare(&self, op: Compare, a: Side<'_>, b: Side<'_>) -> Expr {
        if kind(a.scalar.ty()) != Kind::Text && kind(b.scalar.ty()) != Kind::Text {
            return a.expr.binary(operator(op), b.expr);
        }
        let mut parts = Vec::new();
        if op == Compare::Equal {
            let bare = [(&a, &b), (&b, &a)].map(|(side, other)| Some((bare_side(side)?, adapted(other, side.scalar))));
            parts.extend(bare.into_iter().flatten().map(|(bare, other)| bare.binary(BinOper::Equal, other)));
        }
        parts.push(bytes(a).binary(operator(op), bytes(b)));
        parts.into_iter().reduce(ExprTrait::and).unwrap_or_else(|| Expr::val(true))
    }

    fn among(&self, operand: Side<'_>, values: Vec<Expr>, _ty: SqlType) -> Expr {
        match kind(operand.scalar.ty()) {
            Kind::Text => bytes(operand).is_in(values),
            _ => operand.expr.is_in(values),
        }
    }

    fn listed(&self, operand: Side<'_>, values: Vec<Expr>, ty: SqlType) -> Expr {
        match (kind(operand.scalar.ty()), bare_side(&operand)) {
            (Kind::Text, Some(bare)) => bare.is_in(values.clone()).and(self.among(operand, values, ty)),
            _ => self.among(operand, values, ty),
        }
    }

    /// A sub-query inside an `OR` is run for each row.
    fn prefers_lists(&self) -> bool {
        true
    }

    fn among_array(&self, operand: Side<'_>, array: Expr, ty: SqlType) -> Expr {
        let mut elements = SelectStatement::new();
        elements.expr(element("v0", "value", ty)).from(table(array, ty, "v0"));
        match kind(operand.scalar.ty()) {
            Kind::Text => bytes(operand).in_subquery(elements),
            _ => operand.expr.in_subquery(elements),
        }
    }

    /// A union directly behind `IN` would be evaluated for every row. MariaDB 10.11 loses the condition `a IN (SELECT …)` of a
    /// derived table that it merges into the query around another `IN`, so that none is merged: one with a limit is not.
    fn within(&self, operand: Side<'_>, query: SelectStatement, name: &str, is_limited: bool) -> Expr {
        let outer = if is_limited { around(query, name) } else { unmerged(query, name) };
        match kind(operand.scalar.ty()) {
            Kind::Text => bytes(operand).in_subquery(outer),
            _ => operand.expr.in_subquery(outer),
        }
    }

    fn same_row(&self, operand: Side<'_>, query: SelectStatement, name: &str) -> Expr {
        operand.expr.in_subquery(unmerged(query, name))
    }

    fn compares_inside(&self) -> bool {
        true
    }

    /// The start of a recursion decides how long its texts and how large its numbers can get.
    fn output(&self, value: Side<'_>, wanted: Use) -> Expr {
        let kind = kind(value.scalar.ty());
        let null = |ty: &'static str| Expr::cust("NULL").cast_as(ty);
        match (kind, wanted) {
            _ if wanted == Use::Same || is_opaque(value.scalar) => value.expr,
            (Kind::Text, Use::Compared) => bytes(value),
            (Kind::Text, Use::Grown) => Func::cust("COALESCE").arg(bytes(value)).arg(null("BINARY(3072)")).into(),
            (Kind::Whole | Kind::Truth, Use::Grown) if matches!(value.scalar, Scalar::Column(c) if c.ty == Some(SqlType::BigInt)) => {
                value.expr.cast_as("SIGNED")
            }
            // MariaDB takes a constant or a small column for a type that holds no more than that, cast or not.
            (Kind::Whole | Kind::Truth, Use::Grown) => value.expr.cast_as("DECIMAL(20, 0)").cast_as("SIGNED"),
            (Kind::Decimal, Use::Grown) => value.expr.cast_as("DECIMAL(65, 10)"),
            (Kind::Decimal, Use::Shown) => as_text(value),
            _ => value.expr,
        }
    }

    fn hides_texts(&self, columns: &[(&str, Option<SqlType>)]) -> bool {
        columns.iter().any(|(_, ty)| matches!(kind(*ty), Kind::Text | Kind::Decimal))
    }

    /// Bytes become texts again.
    fn shown(&self, rows: TableRef, alias: &str, columns: &[(&str, Option<SqlType>)], ordered: bool) -> SelectStatement {
        let mut outer = SelectStatement::new();
        for (name, ty) in columns {
            let column = Expr::col((named(alias), named(name)));
            let value = match kind(*ty) {
                Kind::Text => converted(column),
                Kind::Decimal => plain_decimal(column),
                Kind::Whole | Kind::Truth => column,
            };
            outer.expr_as(value, named(name));
        }
        outer.from(rows);
        if let Some((first, _)) = columns.first().filter(|_| ordered) {
            outer.order_by((named(alias), named(first)), Order::Asc);
        }
        outer
    }

    /// An aggregate of the query itself: a derived table could not read the row around it.
    fn set(&self, mut query: SelectStatement, _name: &str, value: Expr) -> Expr {
        query.clear_selects().expr(Func::cust("JSON_ARRAYAGG").arg(value));
        scalar(query)
    }

    fn overlaps(&self, set: Expr, array: Expr) -> Expr {
        let value = |alias: &'static str| converted_bytes(Expr::col((alias, "value")));
        let mut select = SelectStatement::new();
        select.expr(Expr::cust("1")).from(table(set, SqlType::Text, "x")).cross_join(table(array, SqlType::Text, "y"));
        Expr::exists(select.and_where(value("x").binary(BinOper::Equal, value("y"))).take())
    }

    /// Rows of a state are made by [`Spelling::grown`].
    fn packed(&self, _tag: usize, columns: Vec<Expr>) -> Expr {
        Func::cust("JSON_ARRAY").args(columns).into()
    }

    /// A state is an object with one object for each relation, which has the rows by the bytes of their columns. Merging
    /// drops what is there already and keeps the order, so a state to which nothing is added stays the same text.
    fn grown(&self, before: Option<Expr>, parts: Vec<Part>) -> Option<Expr> {
        let before = before.unwrap_or_else(|| Expr::val("{}"));
        // Nothing is merged with one object alone.
        if parts.is_empty() {
            return Some(before);
        }
        let mut args = vec![before];
        for part in parts {
            let tag = part.tag;
            let mut key = Func::cust("CONCAT_WS").arg(Expr::val(","));
            let mut row = Func::cust("JSON_ARRAY");
            for (column, ty) in part.columns {
                // A decimal out of the state has more digits than one that comes into it.
                let column = if kind(ty) == Kind::Decimal { column.cast_as(column_type(SqlType::Numeric)) } else { column };
                let text = converted(column);
                let hex = Func::cust("HEX").arg(text.clone());
                key = key.arg(Func::cust("COALESCE").arg(hex).arg(Expr::val("-")));
                row = row.arg(text);
            }
            let mut select = part.select;
            let rows = Func::cust("JSON_OBJECTAGG").arg(key).arg(row);
            select.clear_selects().expr(rows);
            let rows = Func::cust("COALESCE").arg(scalar(select)).arg(Expr::val("{}"));
            let object = Func::cust("CONCAT").arg(Expr::val(format!("{{\"r{tag}\": ")));
            args.push(object.arg(rows).arg(Expr::val("}")).into());
        }
        Some(Func::cust("JSON_MERGE_PATCH").args(args).into())
    }

    fn unnest(&self, state: Expr, name: &str) -> SelectStatement {
        SelectStatement::new().expr_as(state, named(name)).take()
    }

    fn unpacked(&self, state: Expr, tag: usize, types: &[SqlType], alias: DynIden) -> TableRef {
        let mut columns: Vec<String> =
            types.iter().enumerate().map(|(at, ty)| format!("c{at} {} PATH '$[{at}]'", column_type(*ty))).collect();
        if columns.is_empty() {
            columns.push("one FOR ORDINALITY".to_owned());
        }
        let path = format!("'$.r{tag}.*' COLUMNS ({})", columns.join(", "));
        let rows = Func::cust("JSON_TABLE").arg(state).arg(Expr::cust(path));
        TableRef::FunctionCall(rows, alias)
    }

    /// A recursion only adds rows, so its last state is its longest.
    fn last_state(&self, name: &str) -> Expr {
        let column = || Expr::col("s");
        let length = Func::cust("CHAR_LENGTH").arg(column());
        scalar(SelectStatement::new().expr(column()).from(named(name)).order_by_expr(length.into(), Order::Desc).limit(1).take())
    }

    /// Of a `NOT EXISTS` with several such equalities MariaDB 10.11 makes a `NOT IN`, and then loses a comparison of the query
    /// around it where the column is one of a view, or of a derived table, that it merges. It leaves this form as it is.
    fn not_exists(&self, query: SelectStatement, planned: &Query) -> Expr {
        if planned.ties() < 2 {
            return Expr::not_exists(query);
        }
        Expr::exists(query).binary(BinOper::Custom("IS NOT"), Expr::val(true))
    }

    /// `MariaDB` 10.11 loses a comparison with a column of such rows where it merges them into a query that has a `NOT EXISTS`,
    /// too: with a limit, they are not merged.
    fn elements(&self, column: KnownArray) -> SelectStatement {
        let value = element("v0", "value", column.ty);
        let rows = table(column.array, column.ty, "v0");
        SelectStatement::new().expr_as(value, named(&column.name)).from(rows).limit(u64::MAX).take()
    }

    /// The rows are the elements of one array: of two, each row would be looked for among all elements.
    fn known(&self, columns: &[KnownColumn], given: &mut dyn FnMut(Known<'_>) -> Expr) -> SelectStatement {
        if let [KnownColumn { name, values }] = columns {
            return self.elements(KnownArray { name: name.clone(), array: given(Known::Column(values)), ty: values.ty });
        }
        let mut select = SelectStatement::new();
        let mut fields = Vec::new();
        for (at, column) in columns.iter().enumerate() {
            fields.push(format!("f{at} {} PATH '$[{at}]'", element_type(column.values.ty)));
            select.expr_as(element("v0", &format!("f{at}"), column.values.ty), named(&column.name));
        }
        let path = format!("'$[*]' COLUMNS ({})", fields.join(", "));
        let rows = Func::cust("JSON_TABLE").arg(given(Known::Rows)).arg(Expr::cust(path));
        select.from(TableRef::FunctionCall(rows, named("v0"))).limit(u64::MAX).take()
    }

    fn key_range(&self, _ty: Option<SqlType>) -> Option<(Expr, Option<Expr>)> {
        None
    }

    /// `MariaDB` looks for such a relation among the tables of the database.
    fn sees_outer_relations(&self) -> bool {
        false
    }

    fn has_materialized(&self) -> bool {
        false
    }

    fn has_nested_unions(&self) -> bool {
        false
    }
}

/// Whether a value is a whole relation or a condition rather than an id.
fn is_opaque(scalar: &Scalar) -> bool {
    matches!(scalar, Scalar::Set(_) | Scalar::Packed(..) | Scalar::Unnest(_) | Scalar::Last(_) | Scalar::One | Scalar::Truth(_))
}

/// The column behind an operand, for its index. In a recursion, a column that may be one of numbers must not meet a text:
/// one that is no number would end the statement with an error.
fn bare_side(side: &Side<'_>) -> Option<Expr> {
    if side.recursing && kind_of(side.scalar).is_none() {
        return None;
    }
    bare_column(side.scalar)
}

/// The column behind a scalar, without its cast.
fn bare_column(scalar: &Scalar) -> Option<Expr> {
    match scalar {
        Scalar::Column(column) => Some(column_name(column)),
        Scalar::Cast(inner, _) => match &**inner {
            Scalar::Column(column) if kind(column.ty) != Kind::Truth => Some(column_name(column)),
            _ => None,
        },
        _ => None,
    }
}

/// The text form of a value, in UTF-8.
fn as_text(side: Side<'_>) -> Expr {
    match kind(side.scalar.ty()) {
        Kind::Truth => Expr::case(side.expr.clone().binary(BinOper::Equal, Expr::val(1)), Expr::val("true"))
            .case(side.expr.binary(BinOper::Equal, Expr::val(0)), Expr::val("false"))
            .into(),
        Kind::Decimal => plain_decimal(side.expr),
        _ if matches!(side.scalar, Scalar::Cast(..)) => side.expr,
        _ => converted(side.expr),
    }
}

/// A query for the one column of another.
fn around(query: SelectStatement, name: &str) -> SelectStatement {
    SelectStatement::new().expr(Expr::col(("q", named(name)))).from_subquery(query, "q").take()
}

/// The same, where the other is computed by itself: what has a limit is not merged into the query around it.
fn unmerged(mut query: SelectStatement, name: &str) -> SelectStatement {
    around(query.limit(u64::MAX).take(), name)
}

/// The bytes of the text form. Literals and parameters adapt to the bytes that they are compared with.
fn bytes(side: Side<'_>) -> Expr {
    let text = kind(side.scalar.ty()) == Kind::Text;
    match side.scalar {
        Scalar::Value(..) | Scalar::Param(..) if text => side.expr.cast_as("BINARY"),
        Scalar::Null(_) => side.expr,
        _ => as_text(side).cast_as("BINARY"),
    }
}

/// The text of a value with the weakest of collations, so that a column that it is compared with decides. For a column of
/// numbers it is NULL where it is no number: in a strict session, a recursion would end with an error otherwise.
fn adapted(side: &Side<'_>, column: &Scalar) -> Expr {
    let text = kind(side.scalar.ty()) == Kind::Text;
    match side.scalar {
        Scalar::Value(..) | Scalar::Param(..) if text => side.expr.clone(),
        _ => {
            let text = as_text(Side { expr: side.expr.clone(), ..*side });
            let quoted = Func::cust("JSON_QUOTE").arg(text.clone());
            let weak = Expr::from(Func::cust("JSON_UNQUOTE").arg(quoted));
            if !kind_of(column).is_some_and(|kind| matches!(kind, Kind::Whole | Kind::Decimal)) {
                return weak;
            }
            Expr::case(text.binary(BinOper::Custom("REGEXP"), Expr::val(NUMBER)), weak).into()
        }
    }
}

/// The kind of a bare column, under its cast.
fn kind_of(scalar: &Scalar) -> Option<Kind> {
    match scalar {
        Scalar::Column(column) => Some(kind(Some(column.ty?))),
        Scalar::Cast(inner, _) => kind_of(inner),
        _ => None,
    }
}

/// A decimal without zeros at the end of a fraction.
fn plain_decimal(number: Expr) -> Expr {
    let text = converted(number);
    let has_fraction = text.clone().binary(BinOper::Like, Expr::val("%.%"));
    let trimmed = |expr: Expr, end: &'static str| {
        let trailing = keyword(end);
        Expr::from(Func::cust("TRIM").arg(trailing.binary(BinOper::Custom("FROM"), expr)))
    };
    Expr::case(has_fraction, trimmed(trimmed(text.clone(), "TRAILING '0'"), "TRAILING '.'")).finally(text).into()
}

fn converted(expr: Expr) -> Expr {
    Func::cust("CONVERT").arg(expr.binary(BinOper::Custom("USING"), keyword("utf8mb4"))).into()
}

fn converted_bytes(expr: Expr) -> Expr {
    converted(expr).cast_as("BINARY")
}

fn keyword(word: &'static str) -> Expr {
    Expr::Keyword(sea_query::Keyword::Custom(word.into()))
}

fn scalar(query: SelectStatement) -> Expr {
    Expr::SubQuery(None, Box::new(query.into()))
}

/// The type of a column of `JSON_TABLE`.
fn column_type(ty: SqlType) -> &'static str {
    match kind(Some(ty)) {
        Kind::Whole | Kind::Truth => "BIGINT",
        Kind::Decimal => "DECIMAL(65, 10)",
        Kind::Text => "LONGTEXT CHARACTER SET utf8mb4",
    }
}

/// The type of an element of an array from outside, where truth values may be written in two ways.
fn element_type(ty: SqlType) -> &'static str {
    if ty == SqlType::Boolean { "VARCHAR(8)" } else { column_type(ty) }
}

/// The elements of a JSON array, as `value`, with their `place`.
fn table(array: Expr, ty: SqlType, alias: &str) -> TableRef {
    let path = format!("'$[*]' COLUMNS (place FOR ORDINALITY, value {} PATH '$')", element_type(ty));
    let rows = Func::cust("JSON_TABLE").arg(array).arg(Expr::cust(path));
    TableRef::FunctionCall(rows, named(alias))
}

/// An element that [`element_type`] typed.
fn element(alias: &str, name: &str, ty: SqlType) -> Expr {
    let value = Expr::col((named(alias), named(name)));
    match kind(Some(ty)) {
        Kind::Truth => value.is_in([Expr::val("1"), Expr::val("true")]),
        Kind::Text => converted_bytes(value),
        Kind::Whole | Kind::Decimal => value,
    }
}
