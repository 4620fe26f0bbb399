//! SQLite: values that carry their own type, columns that convert what they are compared with.
//!
//! A comparison in SQLite converts by the declared type of the columns in it: an `INTEGER` column takes the text `'007'`
//! for 7, and a column declared `NOCASE` takes `'A'` for `'a'`. So texts are compared with `COLLATE BINARY`, unless the
//! database tells that their column has no other collation: with it no index serves an `IN`. And
//! where a column's type is unknown its text form decides; there the bare column stands beside, for its index: what has a
//! text form is equal to it, or to the number that it spells, whatever the column converts.

use super::spelling::{Kind, Known, KnownArray, Side, Spelling, Use, column_name, kind, named, operator};
use crate::mapping::sql_type::SqlType;
use crate::plan::relation::{Array, KnownColumn, Scalar};
use crate::policy::program::Compare;
use crate::sql::Parameter;
use crate::sql::literal::{is_risky, json_array};
use crate::sql::writer::Writer;
use crate::value::Value;
use sea_query::{BinOper, DynIden, Expr, ExprTrait, Func, Keyword, Order, SelectStatement, SqliteQueryBuilder, TableRef};
use smol_str::SmolStr;
use std::fmt::Write;

/// SQLite 3.40 and later.
pub struct Sqlite;

impl Spelling for Sqlite {
    fn build(&self, select: &SelectStatement, writer: &mut Writer<'_>) {
        select.build_collect_into(SqliteQueryBuilder, writer);
    }

    /// A parameter of one type is bound in it; one of several types is bound as a text.
    fn placeholder(&self, text: &mut String, number: usize, param: &Parameter, ty: Option<SqlType>) {
        // Writing to a text does not fail.
        let _ = match (param.types.as_slice(), ty.map(|ty| kind(Some(ty)))) {
            ([_, _, ..], Some(Kind::Whole)) => write!(text, "CAST(?{number} AS INTEGER)"),
            ([_, _, ..], Some(Kind::Truth)) => write!(text, "(?{number} = 'true')"),
            _ => write!(text, "?{number}"),
        };
    }

    /// Characters that mean something to a reader of the statement are written by their number.
    fn text(&self, text: &str) -> String {
        if !text.contains(is_risky) {
            return format!("'{}'", text.replace('\'', "''"));
        }
        let mut parts: Vec<String> = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let plain = rest.find(is_risky).unwrap_or(rest.len());
            let (quoted, tail) = rest.split_at(plain);
            let risky = tail.find(|c| !is_risky(c)).unwrap_or(tail.len());
            let (numbered, tail) = tail.split_at(risky);
            if !quoted.is_empty() {
                parts.push(format!("'{}'", quoted.replace('\'', "''")));
            }
            if !numbered.is_empty() {
                let numbers: Vec<String> = numbered.chars().map(|c| u32::from(c).to_string()).collect();
                // A function takes 127 arguments at most in older versions.
                parts.extend(numbers.chunks(100).map(|numbers| format!("char({})", numbers.join(", "))));
            }
            rest = tail;
        }
        format!("({})", parts.join(" || "))
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
            (Kind::Whole, Ok(number), _) => Expr::val(number),
            (Kind::Truth, _, Ok(truth)) => Expr::val(truth),
            _ => Expr::val(value.id.to_string()),
        }
    }

    fn constants(&self, array: &Array) -> Expr {
        Expr::val(json_array(array.values.iter().map(|value| value.id.as_str()), array.ty))
    }

    fn cast(&self, inner: Side<'_>, ty: SqlType) -> Expr {
        match (kind(inner.scalar.ty()), kind(Some(ty))) {
            (_, Kind::Text) => as_text(inner),
            (Kind::Text, Kind::Whole) => inner.expr.cast_as("INTEGER"),
            _ => inner.expr,
        }
    }

    fn null(&self, _ty: SqlType) -> Expr {
        Expr::cust("NULL")
    }

    fn now(&self) -> Expr {
        Expr::cust("strftime('%s', 'now')").cast_as("INTEGER")
    }

    /// A sum that is no integer any more is a real number, larger than all integers.
    fn plus(&self, inner: Expr, number: i64) -> Expr {
        inner.add(number)
    }

    fn compare(&self, op: Compare, a: Side<'_>, b: Side<'_>) -> Expr {
        let kinds = [kind(a.scalar.ty()), kind(b.scalar.ty())];
        let whole = !kinds.contains(&Kind::Text) && !kinds.contains(&Kind::Decimal);
        match op {
            Compare::Equal | Compare::NotEqual if whole => a.expr.binary(operator(op), b.expr),
            // A gate is open for every key, whatever it is.
            _ if whole && matches!(b.scalar, Scalar::Null(_)) => a.expr.binary(operator(op), b.expr),
            _ if whole => {
                // An ordinary table keeps any text in a column of integers, and takes it for greater than all of them.
                let guards: Vec<Expr> = [&a, &b].into_iter().filter_map(is_integer).collect();
                let compared = a.expr.binary(operator(op), b.expr);
                guards.into_iter().fold(compared, ExprTrait::and)
            }
            Compare::Equal => equal_texts(a, b),
            _ if !kinds.contains(&Kind::Text) && op != Compare::NotEqual => {
                let numeric = |side: Side<'_>| side.expr.cast_as("NUMERIC");
                numeric(a).binary(operator(op), numeric(b))
            }
            _ => {
                let operator = text_operator(op, &a, &b);
                as_text(a).binary(operator, as_text(b))
            }
        }
    }

    fn among(&self, operand: Side<'_>, values: Vec<Expr>, ty: SqlType) -> Expr {
        match kind(Some(ty)) {
            Kind::Whole | Kind::Truth => operand.expr.is_in(values),
            Kind::Decimal | Kind::Text if is_binary(operand.scalar) => operand.expr.is_in(values),
            Kind::Decimal | Kind::Text => as_text(operand).binary(BinOper::Custom("COLLATE BINARY IN"), Expr::Tuple(values)),
        }
    }

    fn among_array(&self, operand: Side<'_>, array: Expr, ty: SqlType) -> Expr {
        let elements = self.elements(KnownArray { name: SmolStr::new_static("value"), array, ty });
        match kind(Some(ty)) {
            Kind::Whole | Kind::Truth => operand.expr.in_subquery(elements),
            Kind::Decimal | Kind::Text if is_binary(operand.scalar) => operand.expr.in_subquery(elements),
            Kind::Decimal | Kind::Text => in_texts(as_text(operand), elements),
        }
    }

    fn within(&self, operand: Side<'_>, query: SelectStatement, _name: &str, _is_limited: bool) -> Expr {
        match kind(operand.scalar.ty()) {
            Kind::Text if !is_binary(operand.scalar) => in_texts(operand.expr, query),
            _ => operand.expr.in_subquery(query),
        }
    }

    /// The database does not know how few rows a recursion has, and would rather start with the table. What is joined by
    /// `CROSS` stays in its order.
    fn starts_from_relations(&self) -> bool {
        true
    }

    /// A column brings its collation along, even through a cast.
    fn output(&self, value: Side<'_>, wanted: Use) -> Expr {
        let column = matches!(value.scalar, Scalar::Column(_) | Scalar::Cast(..)) && !is_binary(value.scalar);
        match kind(value.scalar.ty()) {
            Kind::Text if wanted != Use::Shown && column && value.scalar.ty().is_some() => {
                value.expr.binary(BinOper::Custom("COLLATE"), Expr::Keyword(Keyword::Custom("BINARY".into())))
            }
            Kind::Decimal => as_text(value),
            _ => value.expr,
        }
    }

    fn set(&self, query: SelectStatement, name: &str, _value: Expr) -> Expr {
        let values = Func::cust("json_group_array").arg(Expr::col(named(name)));
        scalar(SelectStatement::new().expr(values).from_subquery(query, "q").take())
    }

    fn overlaps(&self, set: Expr, array: Expr) -> Expr {
        let value = |alias: &'static str| Expr::col((alias, "value"));
        let mut select = SelectStatement::new();
        select.expr(Expr::cust("1")).from(each(set, "x")).cross_join(each(array, "y"));
        Expr::exists(select.and_where(value("x").binary(BinOper::Equal, value("y"))).take())
    }

    fn overlaps_texts(&self, set: &Expr, texts: Vec<Expr>) -> Option<Expr> {
        let value = Expr::col(("x", "value"));
        let mut select = SelectStatement::new();
        select.expr(Expr::cust("1")).from(each(set.clone(), "x")).and_where(value.is_in(texts));
        Some(Expr::exists(select))
    }

    /// The text of an array. The empty text takes away the mark by which functions tell that it is JSON: as an element
    /// of the state it is a text like any other.
    fn packed(&self, tag: usize, columns: Vec<Expr>) -> Expr {
        let mut args = vec![number(tag)];
        args.extend(columns.into_iter().map(|column| column.cast_as("TEXT")));
        Expr::from(Func::cust("json_array").args(args)).binary(BinOper::Custom("||"), Expr::val(String::new()))
    }

    fn unnest(&self, state: Expr, name: &str) -> SelectStatement {
        let value = Expr::col(("x", "value"));
        SelectStatement::new().expr_as(value, named(name)).from(each(state, "x")).take()
    }

    fn unpacked(&self, state: Expr, tag: usize, types: &[SqlType], alias: DynIden) -> TableRef {
        let field = |at: usize| {
            let value = Expr::col(("x", "value"));
            Expr::from(Func::cust("json_extract").arg(value).arg(Expr::cust(format!("'$[{at}]'"))))
        };
        let mut select = SelectStatement::new();
        for (at, ty) in types.iter().enumerate() {
            let field = field(at + 1);
            let field = if kind(Some(*ty)) == Kind::Whole || kind(Some(*ty)) == Kind::Truth { whole(field) } else { field };
            select.expr_as(field, format!("c{at}"));
        }
        if types.is_empty() {
            select.expr(Expr::cust("1"));
        }
        select.from(each(state, "x")).and_where(field(0).binary(BinOper::Equal, number(tag)));
        TableRef::SubQuery(Box::new(select), alias)
    }

    /// A recursion only adds rows, so its last state is its largest.
    fn last_state(&self, name: &str) -> Expr {
        let column = || Expr::col("s");
        let length = Func::cust("json_array_length").arg(column());
        scalar(SelectStatement::new().expr(column()).from(named(name)).order_by_expr(length.into(), Order::Desc).limit(1).take())
    }

    fn elements(&self, column: KnownArray) -> SelectStatement {
        let value = typed(Expr::col(("v0", "value")), column.ty);
        SelectStatement::new().expr_as(value, named(&column.name)).from(each(column.array, "v0")).take()
    }

    /// Arrays have no index, by which the columns of a row could find each other: so the rows are the elements of one.
    fn known(&self, columns: &[KnownColumn], given: &mut dyn FnMut(Known<'_>) -> Expr) -> SelectStatement {
        if let [KnownColumn { name, values }] = columns {
            return self.elements(KnownArray { name: name.clone(), array: given(Known::Column(values)), ty: values.ty });
        }
        let mut select = SelectStatement::new();
        for (at, column) in columns.iter().enumerate() {
            let field = Expr::col(("v0", "value")).binary(BinOper::Custom("->>"), number(at));
            select.expr_as(typed(field, column.values.ty), named(&column.name));
        }
        // Distinct, they are kept: the array is taken apart once, and not for each of the rows that they are joined with.
        select.distinct().from(each(given(Known::Rows), "v0")).take()
    }

    /// Every value of the type is at or above the first; NULL is not.
    fn key_range(&self, ty: Option<SqlType>) -> Option<(Expr, Option<Expr>)> {
        match kind(Some(ty?)) {
            Kind::Whole => Some((Expr::val(i64::MIN), None)),
            Kind::Text => Some((Expr::val(String::new()), None)),
            Kind::Decimal | Kind::Truth => None,
        }
    }

    /// A row of a tree is looked at in some ten steps from each value, and in one from the grants down.
    fn outnumbers(&self, relation: &str, array: Expr, most: Option<u32>) -> Expr {
        let given = Func::cust("json_array_length").arg(array);
        let few = match most {
            Some(most) => Expr::from(Func::cust("min").arg(given).arg(Expr::val(i64::from(most)))),
            None => Expr::from(given),
        };
        // The builder knows no `OFFSET` but a number.
        let rows = Expr::cust("TRUE").binary(BinOper::Custom("LIMIT 1 OFFSET"), few.mul(10));
        Expr::exists(SelectStatement::new().expr(Expr::cust("1")).from(named(relation)).and_where(rows).take())
    }

    fn keeps_what_is_read_twice(&self) -> bool {
        true
    }

    fn has_materialized(&self) -> bool {
        true
    }

    fn has_nested_unions(&self) -> bool {
        false
    }
}

/// Whether a value is kept in a column that tells any two texts apart.
fn is_binary(scalar: &Scalar) -> bool {
    match scalar {
        Scalar::Column(column) => matches!(column.ty, Some(SqlType::Collated(_))),
        Scalar::Cast(inner, SqlType::Text) => is_binary(inner),
        _ => false,
    }
}

/// The operator that compares texts. The collation is that of the left side if it is a column, and else of the right one.
fn text_operator(op: Compare, left: &Side<'_>, right: &Side<'_>) -> BinOper {
    let is_bound = matches!(left.scalar, Scalar::Param(..) | Scalar::Value(..));
    let is_exact = is_binary(left.scalar) || is_bound && is_binary(right.scalar);
    if is_exact { operator(op) } else { BinOper::Custom(binary_operator(op)) }
}

/// A comparison of texts, whose left side may be a column with a collation of its own.
fn binary_operator(op: Compare) -> &'static str {
    match op {
        Compare::Equal => "COLLATE BINARY =",
        Compare::NotEqual => "COLLATE BINARY <>",
        Compare::Less => "COLLATE BINARY <",
        Compare::LessEqual => "COLLATE BINARY <=",
        Compare::Greater => "COLLATE BINARY >",
        Compare::GreaterEqual => "COLLATE BINARY >=",
    }
}

/// Of a column of integers, whether it holds one.
fn is_integer(side: &Side<'_>) -> Option<Expr> {
    let is_column = matches!(side.scalar, Scalar::Column(_)) && kind(side.scalar.ty()) == Kind::Whole;
    is_column.then(|| Expr::from(Func::cust("typeof").arg(side.expr.clone())).binary(BinOper::Equal, Expr::val("integer")))
}

/// The integer that a text spells, or the text if it spells none.
fn whole(text: Expr) -> Expr {
    let number = text.clone().cast_as("INTEGER");
    let same = number.clone().cast_as("TEXT").binary(BinOper::Equal, text.clone());
    Expr::case(same, number).finally(text).into()
}

/// Equality of text forms, such that an index on a column of either side can serve it.
fn equal_texts(a: Side<'_>, b: Side<'_>) -> Expr {
    let columns = [untyped_column(a.scalar), untyped_column(b.scalar)];
    let turned = columns[0].is_some() && columns[1].is_none() && matches!(b.scalar, Scalar::Column(_));
    let operator = if turned { text_operator(Compare::Equal, &b, &a) } else { text_operator(Compare::Equal, &a, &b) };
    let (a, b) = (as_text(a), as_text(b));
    let [of_a, of_b] = columns;
    let indexed = [of_a.map(|column| has_form(column, b.clone())), of_b.map(|column| has_form(column, a.clone()))];
    let (left, right) = if turned { (b, a) } else { (a, b) };
    let exact = left.binary(operator, right);
    indexed.into_iter().flatten().chain([exact]).reduce(ExprTrait::and).unwrap_or_else(|| Expr::val(false))
}

/// Whether a column may have a value of this text form: the text, or a number. A column without a type converts neither
/// into the other.
fn has_form(column: Expr, text: Expr) -> Expr {
    column.is_in([text.clone().cast_as("TEXT"), text.cast_as("NUMERIC")])
}

/// The bare column behind a text form.
fn untyped_column(scalar: &Scalar) -> Option<Expr> {
    match scalar {
        Scalar::Column(column) if kind(column.ty) == Kind::Decimal => Some(column_name(column)),
        Scalar::Cast(inner, SqlType::Text) => match &**inner {
            Scalar::Column(column) if kind(column.ty) != Kind::Truth && !is_binary(inner) => Some(column_name(column)),
            _ => None,
        },
        _ => None,
    }
}

/// The text form of a value.
fn as_text(side: Side<'_>) -> Expr {
    match (kind(side.scalar.ty()), side.scalar) {
        (Kind::Truth, _) => Expr::case(side.expr.clone().binary(BinOper::Equal, Expr::val(1)), Expr::val("true"))
            .case(side.expr.binary(BinOper::Equal, Expr::val(0)), Expr::val("false"))
            .into(),
        (Kind::Whole | Kind::Decimal, _) | (Kind::Text, Scalar::Column(_)) if needs_text(side.scalar) => {
            side.expr.cast_as("TEXT")
        }
        _ => side.expr,
    }
}

/// Whether a value may be something else than a text.
fn needs_text(scalar: &Scalar) -> bool {
    match scalar {
        Scalar::Column(column) => !matches!(column.ty, Some(SqlType::Text | SqlType::Collated(_) | SqlType::Uuid)),
        // Bound and written as texts.
        Scalar::Param(_, SqlType::Numeric) | Scalar::Value(_, SqlType::Numeric) => false,
        other => kind(other.ty()) != Kind::Text,
    }
}

fn in_texts(operand: Expr, query: SelectStatement) -> Expr {
    operand.binary(BinOper::Custom("COLLATE BINARY IN"), scalar(query))
}

fn scalar(query: SelectStatement) -> Expr {
    Expr::SubQuery(None, Box::new(query.into()))
}

/// The elements of a JSON array.
fn each(array: Expr, alias: &str) -> TableRef {
    TableRef::FunctionCall(Func::cust("json_each").arg(array), named(alias))
}

/// A value out of JSON, in a type that it fits. Truth values may be written in two ways.
fn typed(value: Expr, ty: SqlType) -> Expr {
    match kind(Some(ty)) {
        Kind::Whole => value.cast_as("INTEGER"),
        Kind::Truth => value.is_in([Expr::val(1), Expr::val("true")]),
        Kind::Decimal | Kind::Text => value,
    }
}

/// A small number of ours.
fn number(value: usize) -> Expr {
    Expr::val(i64::try_from(value).unwrap_or(i64::MAX))
}
