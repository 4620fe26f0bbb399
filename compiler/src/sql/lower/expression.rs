//! Scalars and conditions.

use super::super::dialect::{Part, Side, Use, column_name};
use super::super::literal::json_rows;
use super::super::writer::slot;
use super::super::{Form, ParameterSource};
use super::Emission;
use crate::mapping::sql_type::SqlType;
use crate::plan::relation::{Array, Condition, KnownColumn, Query, Scalar};
use crate::policy::program::Compare;
use crate::value::Value;
use sea_query::{BinOper, Expr, ExprTrait, Func, LogicalChainOper, SelectStatement};

/// Chains longer than this are built as balanced trees: the builder recurses along them.
const MAX_CHAIN: usize = 24;

impl Emission<'_> {
    pub(super) fn scalar(&mut self, scalar: &Scalar) -> Expr {
        match scalar {
            Scalar::Column(column) => column_name(column),
            Scalar::Value(value, ty) => self.value(value, *ty),
            Scalar::Param(slot, ty) => self.param(ParameterSource::Slot(*slot), *ty),
            // The caller's parameters are the first; they stand in the query already.
            Scalar::Own(own, ty) => self.spelling.parameter(&|ty| slot(*own, ty), *ty, false),
            Scalar::Now => self.spelling.now(),
            // A parameter says its type itself.
            Scalar::Cast(inner, ty) if matches!(&**inner, Scalar::Param(_, own) if own == ty) => self.scalar(inner),
            Scalar::Cast(inner, ty) => {
                let inner = self.side(inner);
                self.spelling.cast(inner, *ty)
            }
            Scalar::Spelled(inner, ty) => {
                let inner = self.scalar(inner);
                self.spelling.spelled(&inner, *ty)
            }
            Scalar::Null(ty) => self.spelling.null(*ty),
            Scalar::Truth(condition) => self.condition(condition),
            Scalar::Set(query) => self.set(query),
            Scalar::Extreme { query, largest } => {
                let name = query.columns.first().map_or("", |column| &column.name);
                let value = Expr::col(("q", name.to_owned()));
                let value = if *largest { Func::max(value) } else { Func::min(value) };
                let select = SelectStatement::new().expr(value).from_subquery(self.inner(query), "q").take();
                Expr::SubQuery(None, Box::new(select.into()))
            }
            Scalar::Packed(tag, columns) => {
                let columns = columns.iter().map(|column| self.scalar(column)).collect();
                self.spelling.packed(*tag, columns)
            }
            // It stands alone in a select; see `select`.
            Scalar::Unnest(array) => self.scalar(array),
            Scalar::Last(name) => self.spelling.last_state(name),
            Scalar::Plus(inner, number) => {
                let inner = self.scalar(inner);
                self.spelling.plus(inner, *number)
            }
            Scalar::One => Expr::cust("1"),
        }
    }

    /// The values of a query as an array, or its rows as a state.
    fn set(&mut self, query: &Query) -> Expr {
        if let Some(state) = self.state(query) {
            return state;
        }
        let Some(column) = query.columns.first() else { return self.spelling.null(SqlType::Text) };
        let value = self.scalar(&column.value);
        let select = self.inner(query);
        self.spelling.set(select, &column.name, value)
    }

    /// A state, where the dialect makes it in its own way.
    fn state(&mut self, query: &Query) -> Option<Expr> {
        let members = || std::iter::once(query).chain(query.unions.iter().map(|(_, member)| member));
        let is_part = |member: &Query| matches!(member.columns.as_slice(), [column] if matches!(column.value, Scalar::Unnest(_) | Scalar::Packed(..)));
        if !members().all(is_part) {
            return None;
        }
        let alone = Query { unions: Vec::new(), ordered: false, distinct: false, ..query.clone() };
        let mut before = None;
        let mut parts = Vec::new();
        for member in std::iter::once(&alone).chain(query.unions.iter().map(|(_, member)| member)) {
            let [column] = member.columns.as_slice() else { return None };
            match &column.value {
                Scalar::Unnest(state) => before = Some(self.scalar(state)),
                Scalar::Packed(tag, columns) => {
                    let columns = columns.iter().map(|column| (self.scalar(column), column.ty())).collect();
                    parts.push(Part { tag: *tag, select: self.inner(member), columns });
                }
                _ => return None,
            }
        }
        self.spelling.grown(before, parts)
    }

    pub(super) fn side<'p>(&mut self, scalar: &'p Scalar) -> Side<'p> {
        Side { expr: self.scalar(scalar), scalar, recursing: self.recursing }
    }

    fn value(&mut self, value: &Value, ty: SqlType) -> Expr {
        if self.form == Form::Parameters && !self.constants.contains(value) {
            return self.param(ParameterSource::Value(value.clone()), ty);
        }
        self.spelling.constant(value, ty)
    }

    pub(super) fn array(&mut self, array: &Array) -> Expr {
        if self.form == Form::Parameters && !array.values.iter().all(|value| self.constants.contains(value)) {
            return self.param(ParameterSource::Values(array.values.clone()), array.ty);
        }
        self.spelling.constants(array)
    }

    /// Known rows as one text, which a client binds like any other.
    pub(super) fn rows(&mut self, columns: &[KnownColumn]) -> Expr {
        let rows = json_rows(columns);
        let mut values = columns.iter().flat_map(|column| &column.values.values);
        if self.form == Form::Parameters && !values.all(|value| self.constants.contains(value)) {
            return self.param(ParameterSource::Value(Value::string(rows)), SqlType::Text);
        }
        Expr::val(rows)
    }

    pub(super) fn condition(&mut self, condition: &Condition) -> Expr {
        match condition {
            Condition::True => Expr::val(true),
            Condition::False => Expr::val(false),
            Condition::Compare(op, a, b) => {
                let (a, b) = (self.side(a), self.side(b));
                self.spelling.compare(*op, a, b)
            }
            Condition::Among(scalar, array) => self.among(scalar, array),
            Condition::AmongGiven(scalar, slot, ty) => {
                let array = self.param(ParameterSource::SlotArray(*slot), *ty);
                let operand = self.side(scalar);
                self.spelling.among_array(operand, array, *ty)
            }
            Condition::Outnumbers { relation, slot, ty, most } => {
                let array = self.param(ParameterSource::SlotArray(*slot), *ty);
                self.spelling.outnumbers(relation, array, *most)
            }
            Condition::InOnce(scalar, query) => self.within(scalar, query),
            // A condition that is nothing but a truth value is one that the database takes as it stands.
            Condition::Holds(Scalar::Truth(inner)) => self.condition(inner).binary(BinOper::Custom("IS"), Expr::val(true)),
            Condition::Holds(scalar) => self.scalar(scalar),
            Condition::Overlaps(scalar, array) => {
                let set = self.scalar(scalar);
                let texts = (self.is_short(array) && array.ty == SqlType::Text).then(|| self.listed(array));
                if let Some(overlaps) = texts.and_then(|texts| self.spelling.overlaps_texts(&set, texts)) {
                    return overlaps;
                }
                let array = self.array(array);
                self.spelling.overlaps(set, array)
            }
            Condition::InSet(scalar, query) => {
                let operand = self.side(scalar);
                let name = query.columns.first().map_or("", |column| &column.name);
                let select = self.inner(query);
                self.spelling.within_hashed(operand, select, name, query.limit.is_some())
            }
            Condition::SameRow(scalar, query) => {
                let operand = self.side(scalar);
                let name = query.columns.first().map_or("", |column| &column.name);
                let select = self.query(query, Use::Same);
                self.spelling.same_row(operand, select, name)
            }
            Condition::Exists(query) => Expr::exists(self.inner(query)),
            Condition::Not(inner) => match &**inner {
                Condition::Exists(query) => {
                    let select = self.inner(query);
                    self.spelling.not_exists(select, query)
                }
                Condition::Outnumbers { .. } => self.condition(inner).not(),
                other => self.condition(other).binary(BinOper::Custom("IS NOT"), Expr::val(true)),
            },
            Condition::And(parts) => self.chain(parts, sea_query::ExprTrait::and),
            Condition::Or(parts) => self.chain(parts, sea_query::ExprTrait::or),
            Condition::NotNull(scalar) => self.scalar(scalar).is_not_null(),
            Condition::Filter(filter, alias) => Expr::cust(filter.written(alias, self.dialect.grammar())),
            Condition::Gate { key, value: None, gate } => self.gate(key, gate),
            Condition::Gate { key, value: Some(value), gate } => self.gate_of_value(key, value, gate),
        }
    }

    fn within(&mut self, scalar: &Scalar, query: &Query) -> Expr {
        let operand = self.side(scalar);
        let name = query.columns.first().map_or("", |column| &column.name);
        let select = self.inner(query);
        self.spelling.within(operand, select, name, query.limit.is_some())
    }

    /// Whether an array is one of few constants of the policy.
    fn is_short(&self, array: &Array) -> bool {
        array.values.iter().all(|value| self.constants.contains(value)) && array.values.len() <= 64
    }

    fn listed(&self, array: &Array) -> Vec<Expr> {
        array.values.iter().map(|value| self.spelling.constant(value, array.ty)).collect()
    }

    fn among(&mut self, scalar: &Scalar, array: &Array) -> Expr {
        let short = self.is_short(array);
        let listed = self.form == Form::Inline && self.spelling.prefers_lists();
        let operand = self.side(scalar);
        if short || listed {
            let values = self.listed(array);
            let spelling = self.spelling;
            return if short { spelling.among(operand, values, array.ty) } else { spelling.listed(operand, values, array.ty) };
        }
        let values = self.array(array);
        self.spelling.among_array(operand, values, array.ty)
    }

    /// The lower bound is NULL when the gate is closed, so the range is empty and costs one index descent. The upper one is
    /// there for the database's estimate: of a range, it expects few rows.
    fn gate(&mut self, key: &Scalar, gate: &Condition) -> Expr {
        let condition = self.condition(gate);
        let bound = |value: Expr| {
            let select = SelectStatement::new().expr(value).and_or_where(LogicalChainOper::And(condition.clone())).take();
            Expr::SubQuery(None, Box::new(select.into()))
        };
        let operand = self.side(key);
        match self.spelling.key_range(key.ty()) {
            Some((low, Some(high))) => operand.expr.between(bound(low), high),
            Some((low, None)) => {
                let of_its_type = Scalar::Null(key.ty().unwrap_or(SqlType::Text));
                let low = Side { expr: bound(low), scalar: &of_its_type, recursing: self.recursing };
                self.spelling.compare(Compare::GreaterEqual, operand, low)
            }
            None => operand.expr.is_not_null().and(condition),
        }
    }

    /// The value is NULL when the gate is closed.
    fn gate_of_value(&mut self, key: &Scalar, value: &Scalar, gate: &Condition) -> Expr {
        let condition = self.condition(gate);
        let operand = self.side(key);
        let select = SelectStatement::new().expr(self.scalar(value)).and_or_where(LogicalChainOper::And(condition)).take();
        let value = Side { expr: Expr::SubQuery(None, Box::new(select.into())), scalar: value, recursing: self.recursing };
        self.spelling.compare(Compare::Equal, operand, value)
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
