//! Authorization in the caller's own query.
//!
//! In: the question of a `select`, then the plan of its filter. Out: the query with the column's row, then the plan of the
//! whole. Guaranteed: no name of the query hides what the condition reads, and none of ours what the query reads.

use super::{Compiler, QUERY_SOURCE};
use crate::diagnostic::{Diagnostic, codes};
use crate::mapping::model::Table;
use crate::mapping::select::caller::{self, Caller, Pin};
use crate::plan::access::page::{self, Choice, Forms, OwnRows};
use crate::plan::access::{Capabilities, Closing, one_by_one};
use crate::plan::question::{Question, Row};
use crate::plan::relation::{Body, Column, Plan, Woven};
use crate::sql::Dialect;
use smol_str::SmolStr;

/// A value that more rows than this may have tells nothing: they would take too long, one by one.
const MOST_ROWS: f64 = 10_000.0;

/// Where the largest table has fewer rows, an actor cannot have so many grants that computing them takes longer than planning one
/// more arm, which is 0.3 ms.
const LARGE: f64 = 500_000.0;

/// The rows of the table for which the number of grants that are few is told.
const MILLION: u128 = 1_000_000;

/// A grant with so many rows is closer to one of a single row than to one of thirty.
const HARDLY_MORE: f64 = 5.0;

/// The alias of a page's table where its rows are found apart from the page. No name of the caller's is read there.
const OWN: &str = "own";

/// A caller's query and its row.
pub struct Asked {
    /// The query.
    pub query: Caller,
    /// The row that is authorized.
    pub row: Row,
    /// The columns of the row that have one value in all rows of the query.
    pub pins: Vec<Pin>,
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
        let pins = if row.table.is_some() { query.pins() } else { Vec::new() };
        Ok(Some(Asked { query, row, pins }))
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
        let rows = self.mapping.tables.as_ref().and_then(|tables| tables.rows_of_value(table, &column.name));
        self.is_key(table, &column.name) || rows.is_some_and(|rows| rows.usual <= HARDLY_MORE)
    }

    /// Whether a page gets an arm in which each row is looked at.
    fn wants_each(&self, asked: &Asked, filter: &Plan, can: Capabilities) -> bool {
        let largest = self.mapping.tables.as_ref().map_or(0.0, |tables| tables.largest);
        let has_many = largest >= LARGE && self.is_met_in_order(&asked.query) || self.few == 0;
        has_many && can.conditions_close_arms() && asked.query.is_page() && !filter.looks_at_each
    }

    /// Whether the database can read the rows of a query in their order, one by one. Else it looks at all of them.
    fn is_met_in_order(&self, query: &Caller) -> bool {
        let tables = self.mapping.tables.as_ref();
        query.is_ordered_by(&|table, column| {
            self.is_key(table, column) || tables.is_some_and(|tables| tables.rows_of_value(table, column).is_some())
        })
    }

    /// The row for which the filter of a query is wanted in another form, too.
    pub(super) fn other_row(&self, asked: &Asked, filter: &Plan, can: Capabilities) -> Option<Row> {
        if self.wants_each(asked, filter, can) {
            return Some(asked.row.clone().about(1));
        }
        let wants_own = can.closed_arms == Some(Closing::Alone) && asked.query.is_page() && !filter.looks_at_each;
        let is_key = asked.row.table.as_ref().is_some_and(|table| self.is_key(table, &asked.row.column));
        (wants_own && is_key).then(|| Row { alias: Some(OWN.to_owned()), ..asked.row.clone() })
    }

    /// Whether a column tells the rows of its table apart, as far as mapped queries tell.
    fn is_key(&self, table: &Table, column: &str) -> bool {
        let mut projections = self.mapping.facts.iter().filter_map(|fact| fact.select.projection.as_ref());
        projections.any(|own| own.table == *table && own.keys.iter().any(|key| key == column))
    }

    /// The forms that a filter of [`Self::other_row`] gives.
    fn forms(asked: &Asked, other: &Plan, can: Capabilities) -> Forms {
        let Body::Condition(condition) = &other.body else { return Forms::default() };
        if other.looks_at_each {
            return Forms { each: Some(one_by_one(condition.clone(), &asked.query.alias)), own: None };
        }
        let Some(table) = asked.row.table.clone().filter(|_| can.closed_arms == Some(Closing::Alone)) else {
            return Forms::default();
        };
        let source = Some(SmolStr::new(&asked.query.alias));
        // It is compared with itself, whatever its type.
        let key = Column { source, name: SmolStr::new(&asked.row.column), ty: None, not_null: false };
        Forms { each: None, own: Some(OwnRows { condition: condition.clone(), table, alias: OWN.into(), key }) }
    }

    /// How many grants are few for the rows of a query, as far as the compiler knows how many there are. Where it does not, the number is
    /// for a table of a million rows, and the statement may ask.
    fn few_of(&self, asked: &Asked) -> u32 {
        let tables = self.mapping.tables.as_ref();
        let rows = asked.row.table.as_ref().and_then(|table| tables?.size(table, &asked.row.column));
        let Some(rows) = rows.filter(|rows| *rows > 0 && self.few > 0) else { return self.few };
        let squared = u128::from(self.few).pow(2) * u128::from(rows) / MILLION;
        u32::try_from(squared.isqrt()).unwrap_or(u32::MAX).max(1)
    }

    /// The plan of a caller's query with the condition of a filter in it; `other` is the filter in another form.
    pub(super) fn woven(
        &self,
        asked: &Asked,
        filter: &Plan,
        other: Option<&Plan>,
        can: Capabilities,
    ) -> Result<Plan, Diagnostic> {
        let Body::Condition(condition) = &filter.body else { return Err(Diagnostic::bug("a filter is no condition")) };
        let query = &asked.query;
        let columns = query.columns.clone();
        let plain = || Ok(Woven { with: Vec::new(), conditions: vec![condition.clone()], template: query.plain()?, columns });
        let choice = Choice {
            few: self.few_of(asked),
            table: query.table.as_ref(),
            is_single: &|column| self.is_single(query, column),
            is_common: &|value| self.constants.contains(value),
            is_free: &|name| !query.words.contains(name) && !self.mapping.mentions(name),
        };
        let closing = can.closed_arms.filter(|_| query.is_page() && !filter.looks_at_each);
        let forms = other.map_or_else(Forms::default, |other| Self::forms(asked, other, can));
        let page = closing.map(|closing| page::page(condition, &forms, closing, &choice));
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
