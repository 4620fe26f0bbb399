//! Plan to query builder, one function for each kind of node.

use super::dialect::Dialect;
use super::literal::array_text;
use super::writer::Writer;
use super::{Form, Parameter, ParameterSource};
use crate::mapping::model::Table;
use crate::mapping::sql_type::{Family, SqlType};
use crate::plan::relation::{Array, Condition, Cte, CteRows, Query, Rows, Scalar, Source, Union};
use crate::policy::program::Compare;
use crate::value::Value;
use sea_query::{
    Alias, BinOper, CommonTableExpression, Expr, ExprTrait, Func, IntoIden, IntoTableRef, JoinType, Order, PostgresQueryBuilder,
    SelectStatement, TableRef, UnionType, WithClause,
};
use std::collections::HashSet;

/// Chains longer than this are built as balanced trees: the builder recurses along them.
const MAX_CHAIN: usize = 24;

/// The state of writing one statement.
pub struct Emission<'a> {
    form: Form,
    constants: &'a HashSet<Value>,
    params: Vec<Parameter>,
    first: usize,
}

/// A condition as a builder's expression, with literals only: for callers who build their own query with it.
pub fn lower_condition(condition: &Condition, constants: &HashSet<Value>) -> Expr {
    Emission::new(Dialect::Postgres, Form::Inline, constants).condition(condition)
}

impl<'a> Emission<'a> {
    /// Starts a statement.
    pub fn new(_dialect: Dialect, form: Form, constants: &'a HashSet<Value>) -> Self {
        Self { form, constants, params: Vec::new(), first: 1 }
    }

    /// Numbers the parameters from `first` on, for a text that goes into a statement with parameters of its own.
    #[must_use]
    pub fn numbered_from(mut self, first: usize) -> Self {
        self.first = first;
        self
    }

    /// The parameters in the order of their numbers.
    pub fn into_params(self) -> Vec<Parameter> {
        let order = self.order();
        let mut params: Vec<(usize, Parameter)> = order.into_iter().zip(self.params).collect();
        params.sort_by_key(|(number, _)| *number);
        params.into_iter().map(|(_, param)| param).collect()
    }

    /// A whole query as text.
    pub fn query_text(&mut self, query: &Query) -> String {
        let select = self.query(query);
        let numbers = self.order();
        let mut writer = Writer::new(&numbers);
        select.build_collect_into(PostgresQueryBuilder, &mut writer);
        writer.finish()
    }

    /// A condition as text: one boolean primary, or in parentheses.
    pub fn condition_text(&mut self, condition: &Condition) -> String {
        let expr = self.condition(condition);
        let numbers = self.order();
        let mut writer = Writer::new(&numbers);
        // The builder writes expressions only inside a statement.
        let select = SelectStatement::new().expr(expr).take();
        select.build_collect_into(PostgresQueryBuilder, &mut writer);
        let text = writer.finish();
        let text = text.strip_prefix("SELECT ").unwrap_or(&text);
        match condition {
            Condition::True | Condition::False => text.to_owned(),
            _ => format!("({text})"),
        }
    }

    /// The number of each slot: the question's own first, in their order, then constants as they were met.
    fn order(&self) -> Vec<usize> {
        let rank = |at: usize| match self.params.get(at).map(|param| &param.source) {
            Some(ParameterSource::Slot(slot) | ParameterSource::SlotArray(slot)) => (0, *slot),
            _ => (1, at),
        };
        let mut order: Vec<usize> = (0..self.params.len()).collect();
        order.sort_by_key(|at| rank(*at));
        let mut numbers = vec![0; order.len()];
        for (number, at) in order.into_iter().enumerate() {
            if let Some(slot) = numbers.get_mut(at) {
                *slot = number + self.first;
            }
        }
        numbers
    }

    fn param(&mut self, source: ParameterSource, ty: SqlType) -> Expr {
        let array = matches!(source, ParameterSource::SlotArray(_) | ParameterSource::Values(_));
        let at = match self.params.iter().position(|param| param.source == source) {
            Some(at) => at,
            None => {
                self.params.push(Parameter { source, types: Vec::new() });
                self.params.len() - 1
            }
        };
        if let Some(param) = self.params.get_mut(at)
            && !param.types.contains(&ty)
        {
            param.types.push(ty);
        }
        let slot = Expr::val(u32::try_from(at).unwrap_or(u32::MAX));
        slot.cast_as(Alias::new(if array { array_name(ty) } else { ty.name() }))
    }

    fn query(&mut self, query: &Query) -> SelectStatement {
        let mut select = SelectStatement::new();
        if !query.with.is_empty() {
            let mut with = WithClause::new();
            with.recursive(query.with.iter().any(|cte| matches!(cte.rows, CteRows::Recursive(..))));
            for cte in &query.with {
                with.cte(self.cte(cte));
            }
            select.with_cte(with);
        }
        if query.distinct {
            select.distinct();
        }
        for column in &query.columns {
            let value = self.scalar(&column.value);
            if matches!(column.value, Scalar::One) {
                select.expr(value);
            } else {
                select.expr_as(value, Alias::new(&column.name));
            }
        }
        let mut filter: Vec<&Condition> = query.filter.iter().collect();
        let mut seen: Vec<&str> = Vec::new();
        for source in &query.from {
            let on = join_conditions(&mut filter, &seen, &source.alias);
            let on: Vec<Expr> = on.into_iter().map(|condition| self.condition(condition)).collect();
            self.source(&mut select, source, seen.is_empty(), on.into_iter().reduce(sea_query::ExprTrait::and));
            seen.push(&source.alias);
        }
        for condition in filter {
            let condition = self.condition(condition);
            select.and_where(condition);
        }
        for (kind, next) in &query.unions {
            let next = self.query(next);
            select.union(if *kind == Union::All { UnionType::All } else { UnionType::Distinct }, next);
        }
        if query.ordered {
            select.order_by_expr(Expr::cust("1"), Order::Asc);
        }
        if query.fence {
            select.offset(0);
        }
        select
    }

    fn cte(&mut self, cte: &Cte) -> CommonTableExpression {
        let mut out = CommonTableExpression::new();
        out.table_name(Alias::new(&cte.name)).columns(cte.columns.iter().map(Alias::new));
        match &cte.rows {
            CteRows::Plain(query, materialized) => {
                out.query(self.query(query));
                if *materialized {
                    out.materialized(true);
                }
            }
            CteRows::Recursive(base, step) => {
                let mut select = self.query(base);
                select.union(UnionType::Distinct, self.query(step));
                out.query(select);
            }
        }
        out
    }

    fn source(&mut self, select: &mut SelectStatement, source: &Source, first: bool, on: Option<Expr>) {
        let alias = Alias::new(&source.alias);
        let table = match &source.rows {
            Rows::Table(table) => table_ref(table).alias(alias),
            Rows::Cte(name) => Alias::new(name).into_table_ref().alias(alias),
            // The builder has no raw sub-query; a function without a name prints its argument in parentheses.
            Rows::Select(text) => {
                let raw = Func::cust(Alias::new("")).arg(Expr::cust(text.clone()));
                TableRef::FunctionCall(raw, alias.into_iden())
            }
            Rows::Query(inner) => TableRef::SubQuery(Box::new(self.query(inner)), alias.into_iden()),
            Rows::Known(columns) => {
                let mut inner = SelectStatement::new();
                for column in columns {
                    let array = self.array(&column.values);
                    inner.expr_as(Func::cust(Alias::new("UNNEST")).arg(array), Alias::new(&column.name));
                }
                TableRef::SubQuery(Box::new(inner), alias.into_iden())
            }
            Rows::Unpacked { array, tag, types } => {
                TableRef::SubQuery(Box::new(self.unpacked(array, *tag, types)), alias.into_iden())
            }
            Rows::Candidates(slot, ty) => {
                let array = self.param(ParameterSource::SlotArray(*slot), *ty);
                let mut inner = SelectStatement::new();
                inner.expr_as(Func::cust(Alias::new("UNNEST")).arg(array), Alias::new("c0"));
                TableRef::SubQuery(Box::new(inner), alias.into_iden())
            }
        };
        match (first, table, on) {
            (true, table, _) => {
                select.from(table);
            }
            (false, TableRef::SubQuery(inner, alias), on) if source.lateral => {
                select.join_lateral(JoinType::InnerJoin, *inner, alias, on.unwrap_or_else(|| Expr::val(true)));
            }
            (false, table, Some(on)) => {
                select.inner_join(table, on);
            }
            (false, table, None) => {
                select.cross_join(table);
            }
        }
    }

    fn unpacked(&mut self, array: &Scalar, tag: usize, types: &[SqlType]) -> SelectStatement {
        let (rows, element) = (Alias::new("x"), Alias::new("e"));
        let field = |at: usize| Expr::col((Alias::new("x"), Alias::new("e"))).binary(BinOper::Custom("->>"), number(at));
        let unnest = Func::cust(Alias::new("UNNEST")).arg(self.scalar(array));
        let inner = SelectStatement::new().expr_as(unnest, element).take();
        let mut select = SelectStatement::new();
        for (at, ty) in types.iter().enumerate() {
            select.expr_as(field(at + 1).cast_as(Alias::new(ty.name())), Alias::new(format!("c{at}")));
        }
        if types.is_empty() {
            select.expr(Expr::cust("1"));
        }
        let tag = Expr::val(tag.to_string());
        select.from_subquery(inner, rows).and_where(field(0).binary(BinOper::Equal, tag)).take()
    }

    fn scalar(&mut self, scalar: &Scalar) -> Expr {
        match scalar {
            Scalar::Column(column) => match &column.source {
                Some(source) => Expr::col((Alias::new(source), Alias::new(&column.name))),
                None => Expr::col(Alias::new(&column.name)),
            },
            Scalar::Value(value, ty) => self.value(value, *ty),
            Scalar::Param(slot, ty) => self.param(ParameterSource::Slot(*slot), *ty),
            Scalar::Now => Func::cust(Alias::new("FLOOR"))
                .arg(Expr::cust("EXTRACT(EPOCH FROM STATEMENT_TIMESTAMP())"))
                .cast_as(Alias::new("bigint")),
            Scalar::Cast(inner, ty) => self.scalar(inner).cast_as(Alias::new(ty.name())),
            Scalar::Null(ty) => Expr::cust("NULL").cast_as(Alias::new(ty.name())),
            Scalar::Truth(condition) => self.condition(condition),
            Scalar::Set(query) => array_of(self.query(query)),
            Scalar::Packed(tag, columns) => {
                let mut args = vec![number(*tag)];
                args.extend(columns.iter().map(|column| self.scalar(column).cast_as(Alias::new("text"))));
                Func::cust(Alias::new("JSONB_BUILD_ARRAY")).args(args).into()
            }
            Scalar::Unnest(array) => Func::cust(Alias::new("UNNEST")).arg(self.scalar(array)).into(),
            Scalar::Last(name) => last_state(name),
            Scalar::Plus(inner, number) => self.scalar(inner).cast_as(Alias::new("numeric")).add(*number),
            Scalar::One => Expr::cust("1"),
        }
    }

    fn value(&mut self, value: &Value, ty: SqlType) -> Expr {
        if self.form == Form::Parameters && !self.constants.contains(value) {
            return self.param(ParameterSource::Value(value.clone()), ty);
        }
        literal(value, ty)
    }

    fn array(&mut self, array: &Array) -> Expr {
        if self.form == Form::Parameters && !array.values.iter().all(|value| self.constants.contains(value)) {
            return self.param(ParameterSource::Values(array.values.clone()), array.ty);
        }
        let text = array_text(array.values.iter().map(|value| value.id.as_str()));
        Expr::val(text).cast_as(Alias::new(array_name(array.ty)))
    }

    fn condition(&mut self, condition: &Condition) -> Expr {
        match condition {
            Condition::True => Expr::val(true),
            Condition::False => Expr::val(false),
            Condition::Compare(op, a, b) => {
                let (a, b) = (self.scalar(a), self.scalar(b));
                a.binary(operator(*op), b)
            }
            Condition::Among(scalar, array) => self.among(scalar, array),
            Condition::InOnce(scalar, query) => {
                let scalar = self.scalar(scalar);
                let query = self.query(query);
                scalar.binary(BinOper::Equal, Func::cust(Alias::new("ANY")).arg(array_of(query)))
            }
            Condition::Holds(scalar) => self.scalar(scalar),
            Condition::Overlaps(scalar, array) => {
                let (scalar, array) = (self.scalar(scalar), self.array(array));
                scalar.binary(BinOper::Custom("&&"), array)
            }
            Condition::InSet(scalar, query) => {
                let scalar = self.scalar(scalar);
                scalar.in_subquery(self.query(query))
            }
            Condition::Exists(query) => Expr::exists(self.query(query)),
            Condition::Not(inner) => match &**inner {
                Condition::Exists(query) => Expr::not_exists(self.query(query)),
                other => self.condition(other).binary(BinOper::Custom("IS NOT"), Expr::val(true)),
            },
            Condition::And(parts) => self.chain(parts, sea_query::ExprTrait::and),
            Condition::Or(parts) => self.chain(parts, sea_query::ExprTrait::or),
            Condition::NotNull(scalar) => self.scalar(scalar).is_not_null(),
            Condition::Filter(text) => Expr::cust(text.clone()),
            Condition::Gate { key, gate } => self.gate(key, gate),
        }
    }

    fn among(&mut self, scalar: &Scalar, array: &Array) -> Expr {
        let literal_list = array.values.iter().all(|value| self.constants.contains(value)) && array.values.len() <= 64;
        let operand = self.scalar(scalar);
        if literal_list {
            return operand.is_in(array.values.iter().map(|value| literal(value, array.ty)));
        }
        let array = self.array(array);
        operand.binary(BinOper::Equal, Func::cust(Alias::new("ANY")).arg(array))
    }

    /// Both bounds are NULL when the gate is closed, so the range is empty and costs one index descent.
    fn gate(&mut self, key: &Scalar, gate: &Condition) -> Expr {
        let condition = self.condition(gate);
        let bound = |value: Expr| {
            let select = SelectStatement::new().expr(value).and_where(condition.clone()).take();
            Expr::SubQuery(None, Box::new(select.into()))
        };
        let operand = self.scalar(key);
        match key_range(key.ty()) {
            Some((low, Some(high))) => operand.between(bound(low), bound(high)),
            Some((low, None)) => operand.binary(BinOper::GreaterThanOrEqual, bound(low)),
            None => condition,
        }
    }

    fn chain(&mut self, parts: &[Condition], join: fn(Expr, Expr) -> Expr) -> Expr {
        let mut exprs: Vec<Expr> = parts.iter().map(|part| self.condition(part)).collect();
        while exprs.len() > MAX_CHAIN {
            let mut pairs = exprs.into_iter();
            let mut next = Vec::new();
            while let Some(first) = pairs.next() {
                next.push(match pairs.next() {
                    Some(second) => join(first, second),
                    None => first,
                });
            }
            exprs = next;
        }
        exprs.into_iter().reduce(join).unwrap_or_else(|| Expr::val(true))
    }
}

/// Takes the comparisons that tie a source to those before it out of the filter.
fn join_conditions<'q>(filter: &mut Vec<&'q Condition>, seen: &[&str], alias: &str) -> Vec<&'q Condition> {
    let mut on = Vec::new();
    filter.retain(|condition| {
        let Condition::Compare(_, a, b) = condition else { return true };
        let sources: Vec<&str> = [a, b].into_iter().filter_map(source_of).collect();
        let ties = sources.len() == 2 && sources.contains(&alias) && sources.iter().any(|source| seen.contains(source));
        if ties {
            on.push(*condition);
        }
        !ties
    });
    on
}

fn source_of(scalar: &Scalar) -> Option<&str> {
    match scalar {
        Scalar::Column(column) => column.source.as_deref(),
        Scalar::Cast(inner, _) => source_of(inner),
        _ => None,
    }
}

/// A small number of ours.
fn number(value: usize) -> Expr {
    Expr::val(i64::try_from(value).unwrap_or(i64::MAX))
}

/// A recursion only adds rows, so its last state is its largest.
fn last_state(name: &str) -> Expr {
    let column = || Expr::col(Alias::new("s"));
    let select = SelectStatement::new()
        .expr(column())
        .from(Alias::new(name))
        .order_by_expr(Func::cust(Alias::new("CARDINALITY")).arg(column()).into(), Order::Desc)
        .limit(1)
        .take();
    Expr::SubQuery(None, Box::new(select.into()))
}

fn array_of(query: SelectStatement) -> Expr {
    Func::cust(Alias::new("ARRAY")).arg(Expr::SubQuery(None, Box::new(query.into()))).into()
}

fn table_ref(table: &Table) -> TableRef {
    match &table.schema {
        Some(schema) => (Alias::new(schema), Alias::new(&table.name)).into_table_ref(),
        None => Alias::new(&table.name).into_table_ref(),
    }
}

fn array_name(ty: SqlType) -> &'static str {
    match ty {
        SqlType::SmallInt => "smallint[]",
        SqlType::Integer => "integer[]",
        SqlType::BigInt => "bigint[]",
        SqlType::Numeric => "numeric[]",
        SqlType::Uuid => "uuid[]",
        SqlType::Boolean => "boolean[]",
        SqlType::Text | SqlType::Char | SqlType::Other => "text[]",
    }
}

/// A constant as a literal. A value that does not fit the type is an error of the plan; it is written as a typed text,
/// which the database refuses.
fn literal(value: &Value, ty: SqlType) -> Expr {
    let text = || Expr::val(value.id.to_string());
    match ty.family() {
        Family::Integer => match value.id.parse::<i64>() {
            Ok(number) => Expr::val(number),
            Err(_) => text().cast_as(Alias::new(ty.name())),
        },
        Family::Boolean => match value.id.parse::<bool>() {
            Ok(truth) => Expr::val(truth),
            Err(_) => text().cast_as(Alias::new(ty.name())),
        },
        Family::Uuid => text().cast_as(Alias::new(ty.name())),
        Family::Text | Family::Opaque => text(),
    }
}

fn operator(op: Compare) -> BinOper {
    match op {
        Compare::Equal => BinOper::Equal,
        Compare::NotEqual => BinOper::NotEqual,
        Compare::Less => BinOper::SmallerThan,
        Compare::LessEqual => BinOper::SmallerThanOrEqual,
        Compare::Greater => BinOper::GreaterThan,
        Compare::GreaterEqual => BinOper::GreaterThanOrEqual,
    }
}

/// The least and the greatest value of a key type; no greatest for text.
fn key_range(ty: Option<SqlType>) -> Option<(Expr, Option<Expr>)> {
    let cast = |text: &str, ty: SqlType| Expr::val(text.to_owned()).cast_as(Alias::new(ty.name()));
    match ty? {
        SqlType::SmallInt | SqlType::Integer | SqlType::BigInt => {
            let big = |number: i64| cast(&number.to_string(), SqlType::BigInt);
            Some((big(i64::MIN), Some(big(i64::MAX))))
        }
        SqlType::Uuid => {
            let low = cast("00000000-0000-0000-0000-000000000000", SqlType::Uuid);
            Some((low, Some(cast("ffffffff-ffff-ffff-ffff-ffffffffffff", SqlType::Uuid))))
        }
        SqlType::Text => Some((Expr::val(String::new()), None)),
        _ => None,
    }
}
