//! Authorization in the caller's own query.
//!
//! In: the question of a `select`, then the plan of its filter. Out: the query with the column's row, then the plan of the
//! whole. Guaranteed: no name of the query hides what the condition reads, and none of ours what the query reads.

use super::{Compiler, QUERY_SOURCE};
use crate::diagnostic::{Diagnostic, codes};
use crate::mapping::select::caller::{self, Caller};
use crate::plan::access::Capabilities;
use crate::plan::access::one_by_one;
use crate::plan::access::page::{self, Choice};
use crate::plan::question::{Question, Row};
use crate::plan::relation::{Body, Column, Plan, Woven};
use crate::sql::Dialect;

/// A value that more rows than this may have tells nothing: they would take too long, one by one.
const MOST_ROWS: f64 = 10_000.0;

/// Where the largest table has fewer rows, an actor cannot have so many grants that computing them takes longer than planning one
/// more arm, which is 0.3 ms.
const LARGE: f64 = 500_000.0;

/// A grant with so many rows is closer to one of a single row than to one of thirty.
const HARDLY_MORE: f64 = 5.0;

/// A caller's query and its row.
pub struct Asked {
    /// The query.
    pub query: Caller,
    /// The row that is authorized.
    pub row: Row,
}

impl Compiler {
    /// What is wrong with the query of a `select`, with places in the source [`QUERY_SOURCE`]; nothing for other questions.
    ///
    /// # Errors
    /// A query that authorization cannot go into.
    pub fn check_query(&self, question: &Question, dialect: Dialect) -> Result<(), Diagnostic> {
        self.caller(question, dialect).map(|_| ())
    }

    /// The query of a `select`. Inside of it, its common table expressions hide tables: none of them may hide one that the
    /// mapping reads.
    pub(super) fn caller(&self, question: &Question, dialect: Dialect) -> Result<Option<Asked>, Diagnostic> {
        let Question::Select { on, sql, .. } = question else { return Ok(None) };
        let query = caller::read(QUERY_SOURCE, sql, on.alias.as_deref(), dialect.grammar())?;
        if let Some((name, span)) = query.with.iter().find(|(name, _)| self.mapping.mentions(name)) {
            let message = format!("the common table expression `{name}` would hide what the mapping calls so");
            return Err(Diagnostic::error(codes::NOT_WOVEN, *span, message).help("it wants another name"));
        }
        let row = Row {
            alias: Some(query.alias.clone()),
            column: on.column.clone(),
            table: query.table.clone(),
            rows: on.rows.or_else(|| self.rows_left(&query)),
        };
        Ok(Some(Asked { query, row }))
    }

    /// About how many rows the conditions of a query leave, in powers of ten, as far as the database told.
    fn rows_left(&self, query: &Caller) -> Option<u32> {
        let tables = self.mapping.tables.as_ref()?;
        let rows = query.rows(&|table, column| tables.rows_of_value(table, column))?;
        let known = rows.most <= MOST_ROWS;
        (0..5).map(|power| 10_u32.pow(power)).find(|about| known && rows.usual <= f64::from(*about))
    }

    /// Whether a value of a column finds one of the authorized rows, or hardly more, as far as mapped queries or the database tell.
    fn is_single(&self, query: &Caller, column: &Column) -> bool {
        let Some(table) = query.table.as_ref().filter(|_| column.source.as_ref().is_some_and(|source| *source == query.alias))
        else {
            return false;
        };
        let mut projections = self.mapping.facts.iter().filter_map(|fact| fact.select.projection.as_ref());
        let is_key = projections.any(|own| own.table == *table && own.keys.iter().any(|key| *key == column.name));
        let rows = self.mapping.tables.as_ref().and_then(|tables| tables.rows_of_value(table, &column.name));
        is_key || rows.is_some_and(|rows| rows.usual <= HARDLY_MORE)
    }

    /// Whether a page gets an arm in which each row is looked at.
    pub(super) fn wants_each(&self, asked: &Asked, filter: &Plan, can: Capabilities) -> bool {
        let largest = self.mapping.tables.as_ref().map_or(0.0, |tables| tables.largest);
        let has_many = largest >= LARGE || self.few == 0;
        has_many && can.conditions_close_arms() && asked.query.is_page() && !filter.looks_at_each
    }

    /// The plan of a caller's query with the condition of a filter in it; `each` is the filter that looks at each row.
    pub(super) fn woven(&self, asked: &Asked, filter: &Plan, each: Option<&Plan>, can: Capabilities) -> Result<Plan, Diagnostic> {
        let Body::Condition(condition) = &filter.body else { return Err(Diagnostic::bug("a filter is no condition")) };
        let query = &asked.query;
        let columns = query.columns.clone();
        let plain = || Ok(Woven { with: Vec::new(), conditions: vec![condition.clone()], template: query.plain()?, columns });
        let choice = Choice {
            few: self.few,
            table: query.table.as_ref(),
            is_single: &|column| self.is_single(query, column),
            is_common: &|value| self.constants.contains(value),
            is_free: &|name| !query.words.contains(name) && !self.mapping.mentions(name),
        };
        let closing = can.closed_arms.filter(|_| query.is_page() && !filter.looks_at_each);
        let each = each.filter(|each| each.looks_at_each).and_then(|each| match &each.body {
            Body::Condition(each) => Some(one_by_one(each.clone(), &query.alias)),
            _ => None,
        });
        let page = closing.map(|closing| page::page(condition, each.as_ref(), closing, &choice));
        let template = page.as_ref().and_then(|page| query.page(page.arms, &asked.row.column, choice.is_free));
        let woven = match (page, template) {
            (Some(page), Some(template)) => {
                Woven { with: page.with, conditions: page.conditions, template, columns: query.columns.clone() }
            }
            _ => plain()?,
        };
        Ok(Plan { body: Body::Woven(woven), notes: filter.notes.clone(), candidates: None, looks_at_each: false })
    }
}
