//! Plan to query builder, one function for each kind of node.
//!
//! In: a plan. Out: its text and parameters. Here is what is written and bound; `query` and `expression` build the nodes.

mod expression;
mod query;

use super::dialect::{Dialect, Spelling, Use, named};
use super::writer::{self, Writer};
use super::{Form, Parameter, ParameterSource};
use crate::hash::HashSet;
use crate::mapping::select::template::Piece;
use crate::mapping::sql_type::SqlType;
use crate::plan::relation::counted::counted;
use crate::plan::relation::{Condition, Cte, Query, Woven};
use crate::value::Value;
use query::is_compared;
use sea_query::{CommonTableExpression, Expr, IntoTableRef, SelectStatement, TableRef, WithClause};
use smol_str::SmolStr;

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
}
