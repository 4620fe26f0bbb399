//! Recognises queries that join tables by equal columns.
//!
//! In: a whitelisted, simplified query. Out: the rows of each table that it reads and the columns that are equal, when the query
//! is nothing but `SELECT a.x, b.y FROM a JOIN b ON b.id = a.b_id WHERE …` and every condition is about one table; otherwise
//! `None`, which is always a safe answer. The facts of such a query are those for which each table has such a row.

use super::filter::Filter;
use super::grammar::Grammar;
use super::projection::{Scope, plain_select};
use crate::mapping::model::{Joined, TableRows};
use sqlparser::ast::{BinaryOperator, Expr, JoinConstraint, JoinOperator, Query, Select, SetExpr, TableFactor};

/// The most tables of a query that is taken apart.
const MOST_TABLES: usize = 8;

/// Recognises a join.
pub fn recognise(query: &Query, grammar: Grammar) -> Option<Joined> {
    if !may_join(query) {
        return None;
    }
    let select = plain_select(query.clone())?;
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
    if tables.len() > MOST_TABLES {
        return None;
    }
    let scopes = tables.into_iter().map(|table| Scope::of_table(table, true, grammar)).collect::<Option<Vec<Scope>>>()?;
    let mut columns = Columns { scopes, all: Vec::new(), class: Vec::new(), as_text: Vec::new() };
    let outputs = outputs(&select, &mut columns)?;
    let filters = columns.conditions(conditions)?;
    columns.joined(outputs, filters)
}

/// Whether it is worth a copy to look further.
fn may_join(query: &Query) -> bool {
    match query.body.as_ref() {
        SetExpr::Select(select) => select.from.len() > 1 || select.from.iter().any(|member| !member.joins.is_empty()),
        SetExpr::Query(inner) => may_join(inner),
        _ => false,
    }
}

fn outputs(select: &Select, columns: &mut Columns) -> Option<Vec<usize>> {
    let mut found = Vec::new();
    for item in &select.projection {
        let mut owners = columns.scopes.iter().enumerate().filter_map(|(at, scope)| Some((at, scope.output(item)?)));
        let (Some((at, (column, as_text))), None) = (owners.next(), owners.next()) else { return None };
        let number = columns.number((at, column));
        if as_text {
            columns.as_text.push(number);
        }
        found.push(number);
    }
    Some(found)
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
    fn joined(self, outputs: Vec<usize>, filters: Vec<Vec<Expr>>) -> Option<Joined> {
        let outputs = outputs.into_iter().map(|at| self.class.get(at).copied()).collect::<Option<Vec<usize>>>()?;
        let repeats = outputs.iter().enumerate().any(|(at, class)| outputs.iter().take(at).any(|other| other == class));
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
        Some(Joined { tables, outputs })
    }
}

fn is_conjunction(expr: &Expr) -> bool {
    match expr {
        Expr::Nested(inner) => is_conjunction(inner),
        Expr::BinaryOp { op: BinaryOperator::And | BinaryOperator::Eq, .. } => true,
        _ => false,
    }
}
