//! Queries: members of unions, what they read, and relations of a `WITH`.

use super::super::ParameterSource;
use super::super::dialect::{Known, KnownArray, Use, named};
use super::Emission;
use crate::mapping::model::Table;
use crate::plan::relation::free;
use crate::plan::relation::{Condition, Cte, CteRows, Query, Rows, Scalar, Skip, Source, Union};
use sea_query::{
    CommonTableExpression, Expr, ExprTrait, Func, IntoTableRef, JoinType, LogicalChainOper, Order, SelectStatement, TableRef,
    UnionType, WithClause,
};
use smol_str::SmolStr;

/// The most members of a union where each counts: SQLite takes 500, and groups of this many make groups of groups.
const MAX_MEMBERS: usize = 400;

impl Emission<'_> {
    /// A query inside of another.
    pub(super) fn inner(&mut self, query: &Query) -> SelectStatement {
        let wanted = if self.spelling.compares_inside() { Use::Compared } else { Use::Shown };
        self.query(query, wanted)
    }

    pub(super) fn query(&mut self, query: &Query, wanted: Use) -> SelectStatement {
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

    pub(super) fn with(&mut self, ctes: &[Cte]) -> Option<WithClause> {
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
        if self.scope.is_empty() { Vec::new() } else { free::needed(free::of_relations(ctes), &self.scope) }
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
pub fn is_compared(query: &Query) -> bool {
    query.distinct || !query.unions.is_empty()
}

fn source_of(scalar: &Scalar) -> Option<&str> {
    match scalar {
        Scalar::Column(column) => column.source.as_deref(),
        Scalar::Cast(inner, _) | Scalar::Spelled(inner, _) => source_of(inner),
        _ => None,
    }
}

fn table_ref(table: &Table) -> TableRef {
    match &table.schema {
        Some(schema) => (named(schema), named(&table.name)).into_table_ref(),
        None => named(&table.name).into_table_ref(),
    }
}
