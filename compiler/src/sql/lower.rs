//! Plan to query builder, one function for each kind of node.

use super::dialect::{Dialect, Known, KnownArray, Part, Side, Spelling, Use, column_name, named};
use super::literal::json_rows;
use super::writer::{self, Writer};
use super::{Form, Parameter, ParameterSource};
use crate::hash::HashSet;
use crate::mapping::model::Table;
use crate::mapping::select::template::Piece;
use crate::mapping::sql_type::SqlType;
use crate::plan::relation::counted::counted;
use crate::plan::relation::free::{self, Free};
use crate::plan::relation::{Array, Condition, Cte, CteRows, KnownColumn, Query, Rows, Scalar, Skip, Source, Union, Woven};
use crate::policy::program::Compare;
use crate::value::Value;
use sea_query::{
    BinOper, CommonTableExpression, Expr, ExprTrait, Func, IntoTableRef, JoinType, LogicalChainOper, Order, SelectStatement,
    TableRef, UnionType, WithClause,
};
use smol_str::SmolStr;

/// Chains longer than this are built as balanced trees: the builder recurses along them.
const MAX_CHAIN: usize = 24;

/// The most members of a union where each counts: SQLite takes 500, and groups of this many make groups of groups.
const MAX_MEMBERS: usize = 400;

/// The state of writing one statement.
pub struct Emission<'a> {
    dialect: Dialect,
    spelling: &'static dyn Spelling,
    form: Form,
    constants: &'a HashSet<Value>,
    params: Vec<Parameter>,
    /// Places of the parameters in the text written so far, in their order.
    met: Vec<usize>,
    first: usize,
    /// Whether what is written is part of a recursion, or a relation beside one.
    recursing: bool,
    /// Relations of which it is asked whether their rows are many.
    counted: Vec<SmolStr>,
    /// Whether it is asked of many rows what relations say of each.
    many: bool,
    /// The relations that can be read here, where those of an inner `WITH` have to bring along what they read.
    scope: Vec<Cte>,
}

/// The rows of an answer whose values are still to be brought to the form in which they are shown. No relation's name has
/// a space.
const ROWS: &str = "the rows";
const SHOWN: &str = "q";

impl<'a> Emission<'a> {
    /// Starts a statement.
    pub fn new(dialect: Dialect, form: Form, constants: &'a HashSet<Value>) -> Self {
        Self {
            dialect,
            spelling: dialect.spelling(),
            form,
            constants,
            params: Vec::new(),
            met: Vec::new(),
            first: 1,
            recursing: false,
            counted: Vec::new(),
            many: false,
            scope: Vec::new(),
        }
    }

    /// Numbers the parameters from `first` on, for a text that goes into a statement with parameters of its own.
    /// MySQL's have no numbers: there the values go between those that the caller binds before the text and after it.
    #[must_use]
    pub fn numbered_from(mut self, first: usize) -> Self {
        self.first = first;
        self
    }

    /// For a statement about many given rows.
    #[must_use]
    pub fn about_many(mut self, many: bool) -> Self {
        self.many = many;
        self
    }

    /// The parameters as they are to be bound: in the order of their numbers, or, where they have none, one for each
    /// placeholder of the text written.
    pub fn into_params(self) -> Vec<Parameter> {
        if self.spelling.binds_by_occurrence() {
            return self.met.iter().filter_map(|at| self.params.get(*at)).cloned().collect();
        }
        let order = self.order();
        let mut params: Vec<(usize, Parameter)> = order.into_iter().zip(self.params).collect();
        params.sort_by_key(|(number, _)| *number);
        params.into_iter().map(|(_, param)| param).collect()
    }

    /// A whole query as text.
    pub fn query_text(&mut self, query: &Query) -> String {
        self.counted = counted(query);
        let columns: Vec<_> = query.columns.iter().map(|column| (column.name.as_str(), column.value.ty())).collect();
        if !is_compared(query) || !self.spelling.hides_texts(&columns) {
            let select = self.query(query, Use::Shown);
            return self.write(&select);
        }
        let with = self.with(&query.with);
        let compared = Query { with: Vec::new(), ordered: false, ..query.clone() };
        let compared = self.query(&compared, Use::Compared);
        let Some(mut with) = with else {
            let rows = TableRef::SubQuery(Box::new(compared), named(SHOWN));
            return self.write(&self.spelling.shown(rows, SHOWN, &columns, query.ordered));
        };
        // MariaDB needs memory without bounds where recursions stand in a union that is itself a source.
        with.cte(CommonTableExpression::new().table_name(named(ROWS)).query(compared).to_owned());
        let rows = named(ROWS).into_table_ref().alias(named(SHOWN));
        let mut select = self.spelling.shown(rows, SHOWN, &columns, query.ordered);
        select.with_cte(with);
        self.write(&select)
    }

    /// A condition as text: one boolean primary, or in parentheses.
    pub fn condition_text(&mut self, condition: &Condition) -> String {
        let expr = self.condition(condition);
        self.primary(condition, expr)
    }

    /// The same, of a condition that became `expr`.
    fn primary(&mut self, condition: &Condition, expr: Expr) -> String {
        // The builder writes expressions only inside a statement.
        let text = self.write(&SelectStatement::new().expr(expr).take());
        let text = text.strip_prefix("SELECT ").unwrap_or(&text);
        match condition {
            Condition::True | Condition::False => text.to_owned(),
            _ => format!("({text})"),
        }
    }

    /// The caller's query as text. Its own parameters keep their numbers; ours come after them.
    pub fn woven_text(&mut self, woven: &Woven) -> String {
        self.params = (0..woven.template.parameters())
            .map(|own| Parameter { source: ParameterSource::Own(own), types: Vec::new() })
            .collect();
        // Numbers are only certain when all parameters are known.
        let with = self.with(&woven.with);
        let exprs: Vec<Expr> = woven.conditions.iter().map(|condition| self.condition(condition)).collect();
        let mut text = with.map(|with| self.with_text(with)).unwrap_or_default();
        for piece in &woven.template.pieces {
            match piece {
                Piece::Text(own) => text.push_str(own),
                Piece::Parameter(own) => {
                    let slot = SelectStatement::new().expr(writer::slot(*own, None)).take();
                    text.push_str(self.write(&slot).strip_prefix("SELECT ").unwrap_or_default());
                }
                Piece::Condition(number) => match (woven.conditions.get(*number), exprs.get(*number)) {
                    (Some(condition), Some(expr)) => text.push_str(&self.primary(condition, expr.clone())),
                    // A condition that is missing lets nothing through.
                    _ => text.push_str("FALSE"),
                },
            }
        }
        text
    }

    /// A `WITH` and a blank. The builder writes one only before a select.
    fn with_text(&mut self, with: WithClause) -> String {
        const REST: &str = "SELECT 1";
        let text = self.write(&SelectStatement::new().expr(Expr::cust("1")).with_cte(with).take());
        text.strip_suffix(REST).map(str::to_owned).unwrap_or_default()
    }

    fn write(&mut self, select: &SelectStatement) -> String {
        let numbers = self.order();
        let mut writer = Writer::new(self.spelling, &self.params, &numbers);
        self.spelling.build(select, &mut writer);
        let (text, met) = writer.finish();
        self.met.extend(met);
        text
    }

    /// The number of each slot: those of the caller's query first, then the question's own, in their order, then constants
    /// as they were met.
    fn order(&self) -> Vec<usize> {
        let rank = |at: usize| match self.params.get(at).map(|param| &param.source) {
            Some(ParameterSource::Own(own)) => (0, *own),
            Some(ParameterSource::Slot(slot) | ParameterSource::SlotArray(slot)) => (1, *slot),
            _ => (2, at),
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
        let bound = self.spelling.bound_type(ty);
        if let Some(param) = self.params.get_mut(at)
            && !param.types.contains(&bound)
        {
            param.types.push(bound);
        }
        self.spelling.parameter(&|ty| writer::slot(at, ty), ty, array)
    }

    /// A query inside of another.
    fn inner(&mut self, query: &Query) -> SelectStatement {
        let wanted = if self.spelling.compares_inside() { Use::Compared } else { Use::Shown };
        self.query(query, wanted)
    }

    fn query(&mut self, query: &Query, wanted: Use) -> SelectStatement {
        let wanted = if wanted == Use::Shown && is_compared(query) { Use::Compared } else { wanted };
        let around = self.scope.len();
        let mut select = self.select(query, wanted);
        self.unite(&mut select, query, wanted);
        self.scope.truncate(around);
        self.finish(&mut select, query);
        select
    }

    /// The first member of a union as a query of its own.
    fn alone(&mut self, query: &Query, wanted: Use) -> SelectStatement {
        let around = self.scope.len();
        let mut select = self.select(query, wanted);
        self.scope.truncate(around);
        self.finish(&mut select, query);
        select
    }

    fn unite(&mut self, select: &mut SelectStatement, query: &Query, wanted: Use) {
        let grouped = (query.unions.len() >= MAX_MEMBERS && !self.spelling.has_nested_unions()).then(|| grouped(&query.unions));
        for (kind, next) in grouped.as_ref().unwrap_or(&query.unions) {
            let next = self.member(next, wanted);
            select.union(if *kind == Union::All { UnionType::All } else { UnionType::Distinct }, next);
        }
    }

    /// What stands behind the members.
    fn finish(&self, select: &mut SelectStatement, query: &Query) {
        if query.ordered {
            select.order_by_expr(Expr::cust("1"), Order::Asc);
        }
        if let Some(limit) = query.limit {
            select.limit(limit);
        }
        if query.fence && self.spelling.has_fence() {
            select.offset(0);
        }
        let Some(Skip { rows, of }) = &query.skip else { return };
        // INVARIANT: a query with a table in mind is no union.
        if let Some(in_proportion) = of.as_ref().and_then(|table| self.spelling.skipping(*rows, table)) {
            select.and_where(in_proportion);
            return;
        }
        if !self.spelling.has_bare_offset() {
            select.limit(1);
        }
        select.offset(u64::from(*rows));
    }

    /// A member of a union.
    fn member(&mut self, query: &Query, wanted: Use) -> SelectStatement {
        if self.spelling.has_nested_unions() || (query.with.is_empty() && query.unions.is_empty() && query.limit.is_none()) {
            return self.query(query, wanted);
        }
        let mut outer = SelectStatement::new();
        for column in &query.columns {
            outer.column(named(&column.name));
        }
        outer.from_subquery(self.query(query, wanted), "q").take()
    }

    /// A query without its unions.
    fn select(&mut self, query: &Query, wanted: Use) -> SelectStatement {
        if let [column] = query.columns.as_slice()
            && let Scalar::Unnest(state) = &column.value
        {
            let state = self.scalar(state);
            return self.spelling.unnest(state, &column.name);
        }
        let mut select = SelectStatement::new();
        if let Some(with) = self.with(&query.with) {
            select.with_cte(with);
        }
        if query.distinct {
            select.distinct();
        }
        if query.columns.is_empty() && !self.spelling.has_empty_rows() {
            select.expr_as(Expr::cust("1"), "one");
        }
        for column in &query.columns {
            let value = self.side(&column.value);
            let value = self.spelling.output(value, wanted);
            if matches!(column.value, Scalar::One) {
                select.expr(value);
            } else {
                select.expr_as(value, named(&column.name));
            }
        }
        let mut filter: Vec<&Condition> = query.filter.iter().collect();
        let mut seen: Vec<&str> = Vec::new();
        let leads = matches!(query.from.first(), Some(Source { rows: Rows::Cte(_), .. }));
        for source in self.in_order(&query.from) {
            let is_led = leads && seen.len() == 1;
            // The builder has no condition for such a join, which then stands behind `WHERE`.
            let on = if is_led && self.spelling.starts_from_relations() {
                Vec::new()
            } else {
                join_conditions(&mut filter, &seen, &source.alias)
            };
            let on: Vec<Expr> = on.into_iter().map(|condition| self.condition(condition)).collect();
            self.source(&mut select, source, seen.is_empty(), on.into_iter().reduce(sea_query::ExprTrait::and));
            seen.push(&source.alias);
        }
        let filter: Vec<Expr> = filter.into_iter().map(|condition| self.condition(condition)).collect();
        if let Some(filter) = filter.into_iter().reduce(ExprTrait::and) {
            // The builder copies what it is given by `and_where` once more for every level that it stands in.
            select.and_or_where(LogicalChainOper::And(filter));
        }
        select
    }

    /// The members of a `FROM` as they are to be read. Where their order counts, many known rows come before a relation of the
    /// `WITH`: of that, the database makes an index, and of rows whose number it cannot guess it makes none.
    fn in_order<'q>(&self, from: &'q [Source]) -> Vec<&'q Source> {
        const MANY: usize = 32;
        let is_many = |rows: &Rows| matches!(rows, Rows::Known(columns) if columns.iter().any(|c| c.values.values.len() > MANY));
        match from {
            [relation, known, rest @ ..]
                if self.spelling.starts_from_relations() && matches!(relation.rows, Rows::Cte(_)) && is_many(&known.rows) =>
            {
                [known, relation].into_iter().chain(rest).collect()
            }
            _ => from.iter().collect(),
        }
    }

    fn with(&mut self, ctes: &[Cte]) -> Option<WithClause> {
        let mut with = WithClause::new();
        let outer = self.brought_along(ctes);
        let is_recursive = outer.iter().chain(ctes).any(|cte| matches!(cte.rows, CteRows::Recursive(..)));
        with.recursive(is_recursive);
        // What a recursion reads is computed while its rows are stored.
        let around = self.recursing;
        self.recursing |= is_recursive;
        for cte in outer.iter().chain(ctes) {
            with.cte(self.cte(cte));
            if !self.spelling.sees_outer_relations() {
                self.scope.push(cte.clone());
            }
        }
        self.recursing = around;
        (!ctes.is_empty()).then_some(with)
    }

    /// The relations around these that they read, in order, where they have to be defined once more.
    fn brought_along(&self, ctes: &[Cte]) -> Vec<Cte> {
        if self.scope.is_empty() {
            return Vec::new();
        }
        let mut needed = free::of_relations(ctes);
        let mut found: Vec<Cte> = Vec::new();
        for cte in self.scope.iter().rev() {
            if needed.remove(&Free::Relation(cte.name.clone())) {
                needed.append(&mut free::of_relations(std::slice::from_ref(cte)));
                found.push(cte.clone());
            }
        }
        found.reverse();
        found
    }

    fn cte(&mut self, cte: &Cte) -> CommonTableExpression {
        let mut out = CommonTableExpression::new();
        out.table_name(named(&cte.name)).columns(cte.columns.iter().map(|name| named(name)));
        match &cte.rows {
            CteRows::Plain(query, materialized) => {
                out.query(self.inner(query));
                if *materialized && self.spelling.has_materialized() {
                    out.materialized(true);
                }
            }
            CteRows::Recursive(base, step) => {
                let is_counted = self.counted.contains(&cte.name);
                if (is_counted || self.many) && self.spelling.keeps_what_is_read_twice() {
                    out.materialized(!is_counted);
                }
                let around = std::mem::replace(&mut self.recursing, true);
                let mut select = if self.spelling.has_nested_unions() {
                    self.query(base, Use::Grown)
                } else {
                    let mut base = (**base).clone();
                    base.unions.iter_mut().for_each(|(kind, _)| *kind = Union::Distinct);
                    self.query(&base, Use::Grown)
                };
                // Every recursive member stands in the one union, where all see the rows found so far.
                let first = self.alone(step, Use::Compared);
                select.union(UnionType::Distinct, first);
                for (_, step) in &step.unions {
                    select.union(UnionType::Distinct, self.query(step, Use::Compared));
                }
                self.recursing = around;
                out.query(select);
            }
        }
        out
    }

    fn source(&mut self, select: &mut SelectStatement, source: &Source, first: bool, on: Option<Expr>) {
        let alias = named(&source.alias);
        let spelling = self.spelling;
        let table = match &source.rows {
            Rows::Table(table) => table_ref(table).alias(alias),
            Rows::Cte(name) => named(name).into_table_ref().alias(alias),
            // The builder has no raw sub-query; a function without a name prints its argument in parentheses.
            Rows::Select(text) => {
                let raw = Func::cust("").arg(Expr::cust(text.clone()));
                TableRef::FunctionCall(raw, alias)
            }
            Rows::Query(inner) => TableRef::SubQuery(Box::new(self.inner(inner)), alias),
            Rows::Known(columns) => {
                let mut given = |known: Known<'_>| match known {
                    Known::Column(values) => self.array(values),
                    Known::Rows => self.rows(columns),
                };
                TableRef::SubQuery(Box::new(spelling.known(columns, &mut given)), alias)
            }
            Rows::Unpacked { array, tag, types } => {
                let state = self.scalar(array);
                self.spelling.unpacked(state, *tag, types, alias)
            }
            Rows::Candidates(slot, ty) => {
                let array = self.param(ParameterSource::SlotArray(*slot), *ty);
                let column = KnownArray { name: SmolStr::new_static("c0"), array, ty: *ty };
                TableRef::SubQuery(Box::new(spelling.elements(column)), alias)
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

    fn scalar(&mut self, scalar: &Scalar) -> Expr {
        match scalar {
            Scalar::Column(column) => column_name(column),
            Scalar::Value(value, ty) => self.value(value, *ty),
            Scalar::Param(slot, ty) => self.param(ParameterSource::Slot(*slot), *ty),
            Scalar::Now => self.spelling.now(),
            // A parameter says its type itself.
            Scalar::Cast(inner, ty) if matches!(&**inner, Scalar::Param(_, own) if own == ty) => self.scalar(inner),
            Scalar::Cast(inner, ty) => {
                let inner = self.side(inner);
                self.spelling.cast(inner, *ty)
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

    fn side<'p>(&mut self, scalar: &'p Scalar) -> Side<'p> {
        Side { expr: self.scalar(scalar), scalar, recursing: self.recursing }
    }

    fn value(&mut self, value: &Value, ty: SqlType) -> Expr {
        if self.form == Form::Parameters && !self.constants.contains(value) {
            return self.param(ParameterSource::Value(value.clone()), ty);
        }
        self.spelling.constant(value, ty)
    }

    fn array(&mut self, array: &Array) -> Expr {
        if self.form == Form::Parameters && !array.values.iter().all(|value| self.constants.contains(value)) {
            return self.param(ParameterSource::Values(array.values.clone()), array.ty);
        }
        self.spelling.constants(array)
    }

    /// Known rows as one text, which a client binds like any other.
    fn rows(&mut self, columns: &[KnownColumn]) -> Expr {
        let rows = json_rows(columns);
        let mut values = columns.iter().flat_map(|column| &column.values.values);
        if self.form == Form::Parameters && !values.all(|value| self.constants.contains(value)) {
            return self.param(ParameterSource::Value(Value::string(rows)), SqlType::Text);
        }
        Expr::val(rows)
    }

    fn condition(&mut self, condition: &Condition) -> Expr {
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
            Condition::Exists(query) => Expr::exists(self.inner(query)),
            Condition::Not(inner) => match &**inner {
                Condition::Exists(query) => {
                    let (ties, select) = (query.ties(), self.inner(query));
                    self.spelling.not_exists(select, ties)
                }
                Condition::Outnumbers { .. } => self.condition(inner).not(),
                other => self.condition(other).binary(BinOper::Custom("IS NOT"), Expr::val(true)),
            },
            Condition::And(parts) => self.chain(parts, sea_query::ExprTrait::and),
            Condition::Or(parts) => self.chain(parts, sea_query::ExprTrait::or),
            Condition::NotNull(scalar) => self.scalar(scalar).is_not_null(),
            Condition::Filter(filter, alias) => Expr::cust(filter.written(alias, self.dialect.grammar())),
            Condition::Gate { key, gate } => self.gate(key, gate),
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

/// Members of a union as fewer members, each a union of its own.
fn grouped(unions: &[(Union, Query)]) -> Vec<(Union, Query)> {
    let group = |members: &[(Union, Query)]| {
        let [(kind, first), rest @ ..] = members else { return None };
        let mut group = first.clone();
        group.unions.extend(rest.iter().cloned());
        Some((*kind, group))
    };
    let same = |a: &(Union, Query), b: &(Union, Query)| a.0 == b.0;
    unions.chunk_by(same).flat_map(|members| members.chunks(MAX_MEMBERS)).filter_map(group).collect()
}

/// Takes the comparisons that tie a source to those before it out of the filter.
fn join_conditions<'q>(filter: &mut Vec<&'q Condition>, seen: &[&str], alias: &str) -> Vec<&'q Condition> {
    let mut on = Vec::new();
    if seen.is_empty() {
        return on;
    }
    filter.retain(|condition| {
        let Condition::Compare(_, a, b) = condition else { return true };
        let (Some(a), Some(b)) = (source_of(a), source_of(b)) else { return true };
        let ties = (a == alias || b == alias) && (seen.contains(&a) || seen.contains(&b));
        if ties {
            on.push(*condition);
        }
        !ties
    });
    on
}

/// Whether a query compares its own rows.
fn is_compared(query: &Query) -> bool {
    query.distinct || !query.unions.is_empty()
}

fn source_of(scalar: &Scalar) -> Option<&str> {
    match scalar {
        Scalar::Column(column) => column.source.as_deref(),
        Scalar::Cast(inner, _) => source_of(inner),
        _ => None,
    }
}

fn table_ref(table: &Table) -> TableRef {
    match &table.schema {
        Some(schema) => (named(schema), named(&table.name)).into_table_ref(),
        None => named(&table.name).into_table_ref(),
    }
}
