//! Queries, their bodies and what stands in `FROM`.

use super::{Item, Use, Walk, leftmost, name_span};
use crate::diagnostic::codes;
use sqlparser::ast::{
    Cte, CteAsMaterialized, Distinct, FunctionArg, GroupByExpr, Join, JoinConstraint, JoinOperator, LimitClause, NamedWindowExpr,
    OrderBy, OrderByExpr, OrderByKind, Query, Select, SelectFlavor, SelectItem, SetExpr, TableFactor,
};
use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Location, Span as SqlSpan};

pub fn query<'q>(walk: &mut Walk<'_, 'q>, query: &'q Query, purpose: Use) {
    let (start, out) = start(query);
    let whole = walk.tokens.span(SqlSpan::new(start, start));
    if let Some(with) = &query.with {
        with.cte_tables.iter().for_each(|cte| common_table(walk, cte));
    }
    if !query.locks.is_empty() {
        let span = walk.tokens.keyword_after(start, out, &[Keyword::FOR]).unwrap_or(whole);
        walk.error(codes::NOT_READ_ONLY, span, format!("{} locks no rows", walk.tokens.purpose().subject()));
    }
    walk.refuse(
        whole,
        &[
            (query.for_clause.is_some(), "`FOR XML` or `FOR JSON`"),
            (query.settings.is_some(), "`SETTINGS`"),
            (query.format_clause.is_some(), "`FORMAT`"),
            (!query.pipe_operators.is_empty(), "`|>`"),
        ],
    );
    if (query.limit_clause.is_some() || query.fetch.is_some()) && purpose == Use::Rows {
        let keywords = [Keyword::LIMIT, Keyword::OFFSET, Keyword::FETCH];
        let span = walk.tokens.keyword_after(start, out, &keywords).unwrap_or(whole);
        walk.warn(
            codes::LIMITED_QUERY,
            span,
            "a mapped query with a limit yields some of the facts and leaves out others",
            "conditions on such a query are checked only after all its rows are found",
        );
    }
    match &query.limit_clause {
        None => {}
        Some(LimitClause::LimitOffset { limit, offset, limit_by }) => {
            walk.exprs(limit.iter().chain(offset.as_ref().map(|offset| &offset.value)).chain(limit_by));
        }
        Some(LimitClause::OffsetCommaLimit { offset, limit }) => walk.exprs([offset, limit]),
    }
    walk.exprs(query.fetch.iter().filter_map(|fetch| fetch.quantity.as_ref()));
    if let Some(order_by) = &query.order_by {
        ordering(walk, order_by);
    }
    walk.waiting.push(Item::Body(&query.body, start));
}

/// The first place of a query that is known, and how many brackets of the query stand around it.
fn start(query: &Query) -> (Location, usize) {
    let mut out = 0;
    let mut query = query;
    loop {
        if let Some(with) = &query.with {
            return (with.with_token.0.span.start, out);
        }
        let mut body = query.body.as_ref();
        while let SetExpr::SetOperation { left, .. } = body {
            body = left;
        }
        match body {
            SetExpr::Query(inner) => {
                out += 1;
                query = inner;
            }
            SetExpr::Select(select) => return (select.select_token.0.span.start, out),
            SetExpr::Values(values) => {
                return (values.rows.first().map_or(Location::empty(), |row| row.opening_token.0.span.start), out);
            }
            _ => return (Location::empty(), out),
        }
    }
}

fn common_table<'q>(walk: &mut Walk<'_, 'q>, cte: &'q Cte) {
    let name = cte.alias.name.span;
    if cte.materialized == Some(CteAsMaterialized::Materialized) {
        let span = walk.tokens.keyword_after(name.start, 0, &[Keyword::MATERIALIZED]);
        walk.warn(
            codes::MATERIALIZED,
            span.unwrap_or(walk.tokens.span(name)),
            "a materialized table expression is computed in full for every decision",
            "without `MATERIALIZED`, conditions are pushed into it",
        );
    }
    if cte.from.is_some() {
        walk.unsupported(walk.tokens.span(name), "a common table expression with `FROM`");
    }
    match cte.query.body.as_ref() {
        // Statements that write have no query around them whose start could be found.
        body @ (SetExpr::Insert(_) | SetExpr::Update(_) | SetExpr::Delete(_) | SetExpr::Merge(_)) => {
            walk.waiting.push(Item::Body(body, name.start));
        }
        _ => walk.waiting.push(Item::Query(&cte.query, Use::Rows)),
    }
}

fn ordering<'q>(walk: &mut Walk<'_, 'q>, order_by: &'q OrderBy) {
    let whole = walk.tokens.span(SqlSpan::empty());
    walk.refuse(whole, &[(order_by.interpolate.is_some(), "`INTERPOLATE`")]);
    match &order_by.kind {
        OrderByKind::All(_) => walk.unsupported(whole, "`ORDER BY ALL`"),
        OrderByKind::Expressions(items) => order_items(walk, items),
    }
}

/// The expressions of an `ORDER BY`.
pub fn order_items<'q>(walk: &mut Walk<'_, 'q>, items: &'q [OrderByExpr]) {
    for item in items {
        if item.with_fill.is_some() {
            walk.unsupported(walk.tokens.span(leftmost(&item.expr)), "`WITH FILL`");
        }
        walk.waiting.push(Item::Expr(&item.expr));
    }
}

pub fn body<'q>(walk: &mut Walk<'_, 'q>, body: &'q SetExpr, start: Location) {
    let writes = match body {
        SetExpr::Select(inner) => return select(walk, inner),
        SetExpr::Query(inner) => return walk.waiting.push(Item::Query(inner, Use::Rows)),
        SetExpr::SetOperation { left, right, .. } => {
            return walk.waiting.extend([Item::Body(left, start), Item::Body(right, start)]);
        }
        SetExpr::Values(values) => return walk.exprs(values.rows.iter().flat_map(|row| &row.content)),
        SetExpr::Table(_) => {
            let whole = walk.tokens.span(SqlSpan::new(start, start));
            let problem = walk.tokens.purpose().not_a_query(whole);
            return walk.found.push(problem.help("`TABLE t` is written as a `SELECT` that names the columns"));
        }
        SetExpr::Insert(_) => ("INSERT", Keyword::INSERT),
        SetExpr::Update(_) => ("UPDATE", Keyword::UPDATE),
        SetExpr::Delete(_) => ("DELETE", Keyword::DELETE),
        SetExpr::Merge(_) => ("MERGE", Keyword::MERGE),
    };
    let (name, keyword) = writes;
    // It stands in the brackets of the table expression, or after them.
    let place = walk.tokens.first_keyword(start, keyword).unwrap_or(walk.tokens.span(SqlSpan::new(start, start)));
    let subject = walk.tokens.purpose().subject();
    walk.error(codes::NOT_READ_ONLY, place, format!("{subject} only reads, and `{name}` writes"));
}

fn select<'q>(walk: &mut Walk<'_, 'q>, select: &'q Select) {
    let keyword = select.select_token.0.span;
    refuse_foreign_clauses(walk, select);
    if select.into.is_some() {
        let span = walk.tokens.keyword_after(keyword.start, 0, &[Keyword::INTO]);
        let message = format!("{} only reads, and `SELECT … INTO` makes a table", walk.tokens.purpose().subject());
        walk.error(codes::NOT_READ_ONLY, span.unwrap_or(walk.tokens.span(keyword)), message);
    }
    if let Some(Distinct::On(exprs)) = &select.distinct {
        walk.exprs(exprs);
    }
    for item in &select.projection {
        match item {
            SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } | SelectItem::ExprWithAliases { expr, .. } => {
                walk.waiting.push(Item::Expr(expr));
            }
            SelectItem::QualifiedWildcard(..) | SelectItem::Wildcard(_) => {}
        }
    }
    for table in &select.from {
        walk.waiting.push(Item::Table(&table.relation));
        table.joins.iter().for_each(|item| join(walk, item));
    }
    walk.exprs(select.selection.iter().chain(&select.having));
    match &select.group_by {
        GroupByExpr::Expressions(exprs, modifiers) if modifiers.is_empty() => walk.exprs(exprs),
        _ => {
            let span = walk.tokens.keyword_after(keyword.start, 0, &[Keyword::GROUP]);
            walk.unsupported(span.unwrap_or(walk.tokens.span(keyword)), "this form of `GROUP BY`");
        }
    }
    for window in &select.named_window {
        if let NamedWindowExpr::WindowSpec(spec) = &window.1 {
            super::expressions::window(walk, spec);
        }
    }
}

/// Clauses of other databases, most of which the parser does not even read here.
fn refuse_foreign_clauses(walk: &mut Walk, select: &Select) {
    let span = walk.tokens.span(select.select_token.0.span);
    walk.refuse(
        span,
        &[
            (!select.optimizer_hints.is_empty(), "an optimizer hint"),
            (select.select_modifiers.as_ref().is_some_and(sqlparser::ast::SelectModifiers::is_any_set), "a modifier of `SELECT`"),
            (select.top.is_some(), "`TOP`"),
            (select.exclude.is_some(), "`EXCLUDE`"),
            (!select.lateral_views.is_empty(), "`LATERAL VIEW`"),
            (select.prewhere.is_some(), "`PREWHERE`"),
            (!select.connect_by.is_empty(), "`CONNECT BY`"),
            (!select.cluster_by.is_empty(), "`CLUSTER BY`"),
            (!select.distribute_by.is_empty(), "`DISTRIBUTE BY`"),
            (!select.sort_by.is_empty(), "`SORT BY`"),
            (select.qualify.is_some(), "`QUALIFY`"),
            (select.value_table_mode.is_some(), "`SELECT AS`"),
            (select.flavor != SelectFlavor::Standard, "`FROM` before `SELECT`"),
        ],
    );
}

fn join<'q>(walk: &mut Walk<'_, 'q>, join: &'q Join) {
    let constraint = match &join.join_operator {
        JoinOperator::Join(constraint)
        | JoinOperator::Inner(constraint)
        | JoinOperator::Left(constraint)
        | JoinOperator::LeftOuter(constraint)
        | JoinOperator::Right(constraint)
        | JoinOperator::RightOuter(constraint)
        | JoinOperator::FullOuter(constraint)
        | JoinOperator::CrossJoin(constraint)
            if !join.global =>
        {
            constraint
        }
        _ => return walk.unsupported(walk.tokens.span(table_span(&join.relation)), "this form of `JOIN`"),
    };
    if let JoinConstraint::On(condition) = constraint {
        walk.waiting.push(Item::Expr(condition));
    }
    walk.waiting.push(Item::Table(&join.relation));
}

pub fn table<'q>(walk: &mut Walk<'_, 'q>, table: &'q TableFactor) {
    match table {
        TableFactor::Table { name, args, with_hints, version, partitions, json_path, sample, index_hints, .. } => {
            let span = walk.tokens.span(name_span(name));
            walk.refuse(
                span,
                &[
                    (!with_hints.is_empty() || !index_hints.is_empty(), "a table hint"),
                    (version.is_some(), "an earlier version of a table"),
                    (!partitions.is_empty(), "`PARTITION`"),
                    (json_path.is_some(), "a path into a table"),
                    (args.as_ref().is_some_and(|args| args.settings.is_some()), "`SETTINGS`"),
                ],
            );
            if sample.is_some() {
                let help = "facts found by such a query differ from one decision to the next";
                walk.warn(codes::VOLATILE_QUERY, span, "a sample of a table is another one each time", help);
            }
            if let Some(args) = args {
                table_function(walk, name, &args.args);
            }
        }
        TableFactor::Function { name, args, .. } => table_function(walk, name, args),
        TableFactor::Derived { subquery, sample: None, .. } => walk.waiting.push(Item::Query(subquery, Use::Rows)),
        TableFactor::UNNEST { array_exprs, with_offset: false, .. } => walk.exprs(array_exprs),
        TableFactor::NestedJoin { table_with_joins, .. } => {
            walk.waiting.push(Item::Table(&table_with_joins.relation));
            table_with_joins.joins.iter().for_each(|item| join(walk, item));
        }
        _ => walk.unsupported(walk.tokens.span(table_span(table)), "this form of `FROM`"),
    }
}

/// The name of what stands in `FROM`, or its alias.
fn table_span(table: &TableFactor) -> SqlSpan {
    match table {
        TableFactor::Table { name, .. } | TableFactor::Function { name, .. } => name_span(name),
        TableFactor::Derived { alias: Some(alias), .. }
        | TableFactor::UNNEST { alias: Some(alias), .. }
        | TableFactor::Pivot { alias: Some(alias), .. }
        | TableFactor::Unpivot { alias: Some(alias), .. }
        | TableFactor::JsonTable { alias: Some(alias), .. }
        | TableFactor::XmlTable { alias: Some(alias), .. } => alias.name.span,
        _ => SqlSpan::empty(),
    }
}

fn table_function<'q>(walk: &mut Walk<'_, 'q>, name: &'q sqlparser::ast::ObjectName, args: &'q [FunctionArg]) {
    walk.function_name(name);
    super::expressions::arguments(walk, args);
}
