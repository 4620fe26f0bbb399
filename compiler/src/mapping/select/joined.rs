//! Recognises queries that join tables by equal columns, and unions of such.
//!
//! In: a whitelisted, simplified query. Out: for each select of its union the rows of each table that it reads and the columns
//! that are equal, when it is nothing but `SELECT a.x, b.y, 'z' FROM a JOIN b ON b.id = a.b_id WHERE …` and every condition is
//! about one table; otherwise nothing, which is always a safe answer. The facts of such a query are those for which some select
//! has such a row of each table.

use super::filter::Filter;
use super::grammar::Grammar;
use super::projection::{Scope, is_plain};
use crate::mapping::join::{Join, JoinOutput, TableRows};
use crate::value;
use sqlparser::ast::{
    BinaryOperator, Expr, JoinConstraint, JoinOperator, Query, Select, SelectItem, SetExpr, SetOperator, SetQuantifier,
    TableFactor, Value,
};

/// The most tables of a query that is taken apart.
const MOST_TABLES: usize = 8;

/// Recognises a join, or a union of joins.
pub fn recognise(query: &Query, grammar: Grammar) -> Vec<Join> {
    let found = selects(query).and_then(|selects| selects.into_iter().map(|select| join(select, grammar)).collect());
    let joins: Vec<Join> = found.unwrap_or_default();
    let tables: usize = joins.iter().map(|join| join.tables.len()).sum();
    if tables > MOST_TABLES { Vec::new() } else { joins }
}

/// The selects whose rows a query has, those of a union in order.
fn selects(query: &Query) -> Option<Vec<&Select>> {
    let mut found = Vec::new();
    let mut waiting: Vec<&SetExpr> = vec![of_query(query)?];
    while let Some(next) = waiting.pop() {
        match next {
            SetExpr::Select(select) if is_plain(select) => found.push(select.as_ref()),
            SetExpr::Query(inner) => waiting.push(of_query(inner)?),
            SetExpr::SetOperation { op: SetOperator::Union, set_quantifier: SetQuantifier::All, left, right } => {
                waiting.extend([right.as_ref(), left.as_ref()]);
            }
            _ => return None,
        }
    }
    Some(found)
}

fn of_query(query: &Query) -> Option<&SetExpr> {
    let Query { with: None, body, order_by: None, limit_clause: None, fetch: None, .. } = query else { return None };
    Some(body)
}

fn join(select: &Select, grammar: Grammar) -> Option<Join> {
    let mut tables: Vec<&TableFactor> = Vec::new();
    let mut conditions: Vec<&Expr> = select.selection.iter().collect();
    for member in &select.from {
        tables.push(&member.relation);
        for join in &member.joins {
            tables.push(&join.relation);
            match &join.join_operator {
                JoinOperator::Join(JoinConstraint::On(on)) | JoinOperator::Inner(JoinConstraint::On(on)) => conditions.push(on),
                JoinOperator::CrossJoin(JoinConstraint::None) => {}
                _ => return None,
            }
        }
    }
    let several = tables.len() > 1;
    let scopes = tables.into_iter().map(|table| Scope::of_table(table, several, grammar)).collect::<Option<Vec<Scope>>>()?;
    let mut columns = Columns { scopes, all: Vec::new(), class: Vec::new(), as_text: Vec::new() };
    let outputs = outputs(select, &mut columns)?;
    let filters = columns.conditions(conditions)?;
    columns.join(outputs, filters)
}

/// An output before all equal columns are known.
enum Named {
    Column(usize),
    Constant(value::Value),
}

fn outputs(select: &Select, columns: &mut Columns) -> Option<Vec<Named>> {
    let mut found = Vec::new();
    for item in &select.projection {
        if let Some(value) = constant(item) {
            found.push(Named::Constant(value));
            continue;
        }
        let mut owners = columns.scopes.iter().enumerate().filter_map(|(at, scope)| Some((at, scope.output(item)?)));
        let (Some((at, (column, as_text))), None) = (owners.next(), owners.next()) else { return None };
        let number = columns.number((at, column));
        if as_text {
            columns.as_text.push(number);
        }
        found.push(Named::Column(number));
    }
    Some(found)
}

fn constant(item: &SelectItem) -> Option<value::Value> {
    let (SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. }) = item else { return None };
    let Expr::Value(value) = expr else { return None };
    match &value.value {
        Value::SingleQuotedString(text) => Some(value::Value::string(text.as_str())),
        Value::Number(digits, false) => digits.parse().ok().map(value::Value::integer),
        _ => None,
    }
}

/// The columns that a query names.
struct Columns {
    scopes: Vec<Scope>,
    /// Each with the number of its table.
    all: Vec<(usize, String)>,
    /// For each, the first of the columns that it equals.
    class: Vec<usize>,
    /// Those whose text form is asked for.
    as_text: Vec<usize>,
}

impl Columns {
    fn number(&mut self, column: (usize, String)) -> usize {
        self.all.iter().position(|known| *known == column).unwrap_or_else(|| {
            self.all.push(column);
            self.class.push(self.class.len());
            self.class.len() - 1
        })
    }

    /// Notes which columns are equal. The other conditions, those of each table.
    fn conditions(&mut self, conditions: Vec<&Expr>) -> Option<Vec<Vec<Expr>>> {
        let mut filters: Vec<Vec<Expr>> = self.scopes.iter().map(|_| Vec::new()).collect();
        let mut waiting = conditions;
        while let Some(condition) = waiting.pop() {
            match condition {
                Expr::BinaryOp { left, op: BinaryOperator::And, right } => waiting.extend([right.as_ref(), left.as_ref()]),
                Expr::Nested(inner) if is_conjunction(inner) => waiting.push(inner),
                Expr::BinaryOp { left, op: BinaryOperator::Eq, right } if self.are_of_two_tables(left, right) => {
                    let (left, right) = (self.column(left)?, self.column(right)?);
                    self.equate(left, right);
                }
                other => {
                    let of = self.scopes.iter().position(|scope| Filter::read(other.clone(), scope).is_some())?;
                    filters.get_mut(of)?.push(other.clone());
                }
            }
        }
        Some(filters)
    }

    fn owner(&self, expr: &Expr) -> Option<(usize, String)> {
        let mut owners = self.scopes.iter().enumerate().filter_map(|(at, scope)| Some((at, scope.column(expr)?)));
        let found = owners.next()?;
        owners.next().is_none().then_some(found)
    }

    fn are_of_two_tables(&self, left: &Expr, right: &Expr) -> bool {
        matches!((self.owner(left), self.owner(right)), (Some((a, _)), Some((b, _))) if a != b)
    }

    fn column(&mut self, expr: &Expr) -> Option<usize> {
        let column = self.owner(expr)?;
        Some(self.number(column))
    }

    fn equate(&mut self, left: usize, right: usize) {
        let (Some(kept), Some(gone)) = (self.class.get(left).copied(), self.class.get(right).copied()) else { return };
        self.class.iter_mut().filter(|class| **class == gone).for_each(|class| *class = kept);
    }

    /// `None` where two outputs are always equal, where a column is joined and its text form asked for, or where a table has no
    /// column that is asked for or joined.
    fn join(self, outputs: Vec<Named>, filters: Vec<Vec<Expr>>) -> Option<Join> {
        let output = |named| match named {
            Named::Column(at) => self.class.get(at).copied().map(JoinOutput::Class),
            Named::Constant(value) => Some(JoinOutput::Constant(value)),
        };
        let outputs = outputs.into_iter().map(output).collect::<Option<Vec<JoinOutput>>>()?;
        let is_class = |output: &JoinOutput| matches!(output, JoinOutput::Class(_));
        let repeats =
            outputs.iter().enumerate().any(|(at, own)| is_class(own) && outputs.iter().take(at).any(|other| other == own));
        let is_joined =
            |at: &usize| self.class.iter().enumerate().any(|(other, of)| other != *at && self.class.get(*at) == Some(of));
        if repeats || self.as_text.iter().any(is_joined) {
            return None;
        }
        let mut tables = Vec::new();
        for ((at, scope), filter) in self.scopes.iter().enumerate().zip(filters) {
            let own: Vec<usize> =
                (0..self.all.len()).filter(|column| self.all.get(*column).is_some_and(|(of, _)| *of == at)).collect();
            let columns: Vec<String> =
                own.iter().filter_map(|column| self.all.get(*column)).map(|(_, name)| name.clone()).collect();
            let classes = own.iter().filter_map(|column| self.class.get(*column)).copied().collect();
            let as_text = own.iter().map(|column| self.as_text.contains(column)).collect();
            if columns.is_empty() {
                return None;
            }
            let all = filter.into_iter().reduce(|left, right| Expr::BinaryOp {
                left: Box::new(left),
                op: BinaryOperator::And,
                right: Box::new(right),
            });
            let filter = match all {
                None => None,
                Some(condition) => Some(Filter::read(condition, scope)?),
            };
            tables.push(TableRows { table: scope.table.clone(), columns, as_text, classes, filter });
        }
        Some(Join { tables, outputs })
    }
}

fn is_conjunction(expr: &Expr) -> bool {
    match expr {
        Expr::Nested(inner) => is_conjunction(inner),
        Expr::BinaryOp { op: BinaryOperator::And | BinaryOperator::Eq, .. } => true,
        _ => false,
    }
}
