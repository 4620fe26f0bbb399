//! PostgreSQL: arrays, casts, lateral members.

use super::spelling::{Known, KnownArray, Side, Spelling, Use, named, operator};
use crate::mapping::model::Table;
use crate::mapping::sql_type::{Family, SqlType};
use crate::plan::relation::{Array, KnownColumn, Query};
use crate::policy::program::Compare;
use crate::sql::Parameter;
use crate::sql::literal::{array_text, text_literal};
use crate::sql::writer::Writer;
use crate::value::Value;
use sea_query::{BinOper, CaseStatement, DynIden, Expr, ExprTrait, Func, Order, PostgresQueryBuilder, SelectStatement, TableRef};
use std::fmt::Write;

/// PostgreSQL 14 and later.
pub struct Postgres;

impl Spelling for Postgres {
    fn build(&self, select: &SelectStatement, writer: &mut Writer<'_>) {
        select.build_collect_into(PostgresQueryBuilder, writer);
    }

    fn placeholder(&self, text: &mut String, number: usize, param: &Parameter, ty: Option<SqlType>) {
        // Writing to a text does not fail.
        let _ = match ty {
            Some(ty) if param.is_array() => write!(text, "CAST(${number} AS {})", array_name(ty)),
            Some(ty) => write!(text, "CAST(${number} AS {})", ty.name()),
            None => write!(text, "${number}"),
        };
    }

    fn text(&self, text: &str) -> String {
        text_literal(text)
    }

    fn parameter(&self, slot: &dyn Fn(Option<SqlType>) -> Expr, ty: SqlType, _array: bool) -> Expr {
        slot(Some(ty))
    }

    /// A value that does not fit the type is an error of the plan; it is written as a typed text, which the database
    /// refuses.
    fn constant(&self, value: &Value, ty: SqlType) -> Expr {
        let text = || Expr::val(value.id.to_string());
        match ty.family() {
            Family::Integer => match value.id.parse::<i64>() {
                Ok(number) => Expr::val(number),
                Err(_) => text().cast_as(ty.name()),
            },
            Family::Boolean => match value.id.parse::<bool>() {
                Ok(truth) => Expr::val(truth),
                Err(_) => text().cast_as(ty.name()),
            },
            Family::Uuid => text().cast_as(ty.name()),
            Family::Text | Family::Opaque => text(),
        }
    }

    fn constants(&self, array: &Array) -> Expr {
        let text = array_text(array.values.iter().map(|value| value.id.as_str()));
        Expr::val(text).cast_as(array_name(array.ty))
    }

    /// A text form is compared under the database's own collation, which tells any two texts apart; that of the column may
    /// not, and would come along through the cast.
    fn cast(&self, inner: Side<'_>, ty: SqlType) -> Expr {
        let has_its_own = matches!(inner.scalar.ty(), Some(SqlType::Other | SqlType::Collated(_)));
        let cast = inner.expr.cast_as(ty.name());
        if !has_its_own || ty != SqlType::Text {
            return cast;
        }
        cast.binary(BinOper::Custom("COLLATE"), Expr::col("default"))
    }

    /// A text that is none is not cast: that would be an error.
    fn spelled(&self, text: &Expr, ty: SqlType) -> Expr {
        let is_like = |pattern: &str| text.clone().binary(BinOper::Custom("SIMILAR TO"), Expr::val(pattern));
        let value = text.clone().cast_as(ty.name());
        if ty == SqlType::Uuid {
            let is_uuid = is_like("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
            return CaseStatement::new().case(is_uuid, value).into();
        }
        let number = text.clone().cast_as(SqlType::Numeric.name());
        let in_range = CaseStatement::new().case(number.between(i64::MIN, i64::MAX), value);
        CaseStatement::new().case(is_like("0|-{0,1}[1-9][0-9]{0,18}"), in_range).into()
    }

    fn null(&self, ty: SqlType) -> Expr {
        Expr::cust("NULL").cast_as(ty.name())
    }

    fn now(&self) -> Expr {
        let seconds = Expr::cust("EXTRACT(EPOCH FROM STATEMENT_TIMESTAMP())");
        Func::cust("FLOOR").arg(seconds).cast_as("bigint")
    }

    fn plus(&self, inner: Expr, number: i64) -> Expr {
        inner.cast_as("numeric").add(number)
    }

    fn compare(&self, op: Compare, a: Side<'_>, b: Side<'_>) -> Expr {
        a.expr.binary(operator(op), b.expr)
    }

    fn among(&self, operand: Side<'_>, values: Vec<Expr>, _ty: SqlType) -> Expr {
        operand.expr.is_in(values)
    }

    fn among_array(&self, operand: Side<'_>, array: Expr, _ty: SqlType) -> Expr {
        operand.expr.binary(BinOper::Equal, Func::cust("ANY").arg(array))
    }

    fn within(&self, operand: Side<'_>, query: SelectStatement, _name: &str, _is_limited: bool) -> Expr {
        operand.expr.binary(BinOper::Equal, Func::cust("ANY").arg(array_of(query)))
    }

    fn within_hashed(&self, operand: Side<'_>, query: SelectStatement, _name: &str, _is_limited: bool) -> Expr {
        operand.expr.in_subquery(query)
    }

    /// PostgreSQL makes a join of a `NOT EXISTS`. Where the rows are those of an actor, say, it takes them for a few, whoever it
    /// is, and may compare each row around with each of them. This form it leaves as it is: it then looks rows up by an index, or
    /// in a hash table.
    fn not_exists(&self, query: SelectStatement, planned: &Query) -> Expr {
        if planned.fence || planned.ties() == 0 || !planned.is_of_given() {
            return Expr::not_exists(query);
        }
        Expr::exists(query).binary(BinOper::Custom("IS NOT"), Expr::val(true))
    }

    fn output(&self, value: Side<'_>, _wanted: Use) -> Expr {
        value.expr
    }

    fn set(&self, query: SelectStatement, _name: &str, _value: Expr) -> Expr {
        array_of(query)
    }

    fn overlaps(&self, set: Expr, array: Expr) -> Expr {
        set.binary(BinOper::Custom("&&"), array)
    }

    fn packed(&self, tag: usize, columns: Vec<Expr>) -> Expr {
        let mut args = vec![number(tag)];
        args.extend(columns.into_iter().map(|column| column.cast_as("text")));
        Func::cust("JSONB_BUILD_ARRAY").args(args).into()
    }

    fn unnest(&self, state: Expr, name: &str) -> SelectStatement {
        SelectStatement::new().expr_as(Func::cust("UNNEST").arg(state), named(name)).take()
    }

    fn unpacked(&self, state: Expr, tag: usize, types: &[SqlType], alias: DynIden) -> TableRef {
        let (rows, element) = ("x", "e");
        let field = |at: usize| Expr::col(("x", "e")).binary(BinOper::Custom("->>"), number(at));
        let mut select = SelectStatement::new();
        for (at, ty) in types.iter().enumerate() {
            select.expr_as(field(at + 1).cast_as(ty.name()), format!("c{at}"));
        }
        if types.is_empty() {
            select.expr(Expr::cust("1"));
        }
        let tag = Expr::val(tag.to_string());
        select.from_subquery(self.unnest(state, element), rows).and_where(field(0).binary(BinOper::Equal, tag));
        TableRef::SubQuery(Box::new(select), alias)
    }

    /// A recursion only adds rows, so its last state is its largest.
    fn last_state(&self, name: &str) -> Expr {
        let column = || Expr::col("s");
        let select = SelectStatement::new()
            .expr(column())
            .from(named(name))
            .order_by_expr(Func::cust("CARDINALITY").arg(column()).into(), Order::Desc)
            .limit(1)
            .take();
        Expr::SubQuery(None, Box::new(select.into()))
    }

    /// No more rows are computed than decide it.
    fn outnumbers(&self, relation: &str, array: Expr, most: Option<u32>) -> Expr {
        let given = Func::cust("CARDINALITY").arg(array);
        let few = match most {
            Some(most) => Expr::from(Func::cust("LEAST").arg(given).arg(Expr::val(i64::from(most)))),
            None => Expr::from(given),
        };
        // The builder knows no `OFFSET` but a number.
        let rows = Expr::cust("TRUE").binary(BinOper::Custom("OFFSET"), few);
        let select = SelectStatement::new().expr(Expr::cust("1")).from(named(relation)).and_where(rows).take();
        Expr::exists(select)
    }

    /// What the database knows of a table is read from its catalogue, by key.
    fn skipping(&self, rows: u32, table: &Table) -> Option<Expr> {
        // The name is quoted by the database.
        let quoted = |name: &String| Func::cust("QUOTE_IDENT").arg(Expr::val(name.as_str()));
        let name = match &table.schema {
            None => quoted(&table.name),
            Some(schema) => Func::cust("CONCAT").arg(quoted(schema)).arg(Expr::val(".")).arg(quoted(&table.name)),
        };
        let name = Func::cust("TO_REGCLASS").arg(name);
        let share = Func::cust("SQRT").arg(Expr::col(("c", "reltuples")).div(1_000_000));
        let mut known = SelectStatement::new();
        known
            .expr(Func::cust("CEIL").arg(Expr::val(i64::from(rows)).mul(share)))
            .from_as(("pg_catalog", "pg_class"), "c")
            .and_where(Expr::col(("c", "oid")).eq(name))
            .and_where(Expr::col(("c", "reltuples")).gt(0));
        let rows = Func::cust("COALESCE").arg(Expr::SubQuery(None, Box::new(known.into()))).arg(Expr::val(i64::from(rows)));
        Some(Expr::cust("TRUE").binary(BinOper::Custom("OFFSET"), rows.cast_as("bigint")))
    }

    fn has_bare_offset(&self) -> bool {
        true
    }

    fn elements(&self, column: KnownArray) -> SelectStatement {
        SelectStatement::new().expr_as(Func::cust("UNNEST").arg(column.array), named(&column.name)).take()
    }

    fn known(&self, columns: &[KnownColumn], given: &mut dyn FnMut(Known<'_>) -> Expr) -> SelectStatement {
        let mut select = SelectStatement::new();
        for column in columns {
            select.expr_as(Func::cust("UNNEST").arg(given(Known::Column(&column.values))), named(&column.name));
        }
        select
    }

    fn key_range(&self, ty: Option<SqlType>) -> Option<(Expr, Option<Expr>)> {
        let cast = |text: &str, ty: SqlType| Expr::val(text.to_owned()).cast_as(ty.name());
        match ty? {
            SqlType::SmallInt | SqlType::Integer | SqlType::BigInt => {
                let big = |number: i64| cast(&number.to_string(), SqlType::BigInt);
                Some((big(i64::MIN), Some(big(i64::MAX))))
            }
            SqlType::Uuid => {
                let low = cast("00000000-0000-0000-0000-000000000000", SqlType::Uuid);
                Some((low, Some(cast("ffffffff-ffff-ffff-ffff-ffffffffffff", SqlType::Uuid))))
            }
            SqlType::Text | SqlType::Collated(_) => Some((Expr::val(String::new()), None)),
            _ => None,
        }
    }

    fn has_fence(&self) -> bool {
        true
    }

    fn has_empty_rows(&self) -> bool {
        true
    }

    fn has_materialized(&self) -> bool {
        true
    }

    fn has_nested_unions(&self) -> bool {
        true
    }
}

/// A small number of ours.
fn number(value: usize) -> Expr {
    Expr::val(i64::try_from(value).unwrap_or(i64::MAX))
}

fn array_of(query: SelectStatement) -> Expr {
    Func::cust("ARRAY").arg(Expr::SubQuery(None, Box::new(query.into()))).into()
}

fn array_name(ty: SqlType) -> &'static str {
    match ty {
        SqlType::SmallInt => "smallint[]",
        SqlType::Integer => "integer[]",
        SqlType::BigInt => "bigint[]",
        SqlType::Numeric => "numeric[]",
        SqlType::Uuid => "uuid[]",
        SqlType::Boolean => "boolean[]",
        SqlType::Text | SqlType::Collated(_) | SqlType::Char | SqlType::Other => "text[]",
    }
}
