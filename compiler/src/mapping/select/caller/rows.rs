//! How many rows a caller's query asks about, before authorization.
//!
//! In: the conditions of the query that must all hold, and how many rows of a table a value of a column finds. Out: how
//! many rows a member of its `FROM` has at most by these conditions: `WHERE i.repo_id = $1`, or the rows of a parent that is
//! joined and found by a value. What is not understood is taken to leave all rows.

use super::{Caller, Member, members};
use crate::mapping::model::Table;
use crate::mapping::select::ident::folded;
use crate::mapping::tables::RowsOfValue;
use sqlparser::ast::{
    BinaryOperator, Expr, JoinConstraint, JoinOperator, OrderBy, OrderByKind, Select, SetExpr, TableFactor, TableWithJoins,
};

/// How many values an array is taken to have that is given when the query runs.
const VALUES: f64 = 100.0;

/// A column of a member of the `FROM`.
struct Place {
    member: usize,
    column: String,
}

/// What a condition says of a column.
enum Tie {
    /// It is one of so many values.
    Values(Place, f64),
    /// It is that of another member's row.
    Columns(Place, Place),
}

impl Caller {
    /// Whether the first column that rows are ordered by satisfies the test; without an order, they come as they are.
    pub fn is_ordered_by(&self, is_it: &dyn Fn(&Table, &str) -> bool) -> bool {
        let SetExpr::Select(select) = self.query.body.as_ref() else { return false };
        let first = match &self.query.order_by {
            None => return true,
            Some(OrderBy { kind: OrderByKind::Expressions(items), .. }) => items.first(),
            Some(_) => None,
        };
        let hidden: Vec<String> = self.with.iter().map(|(name, _)| name.clone()).collect();
        let reader = Reader::new(members(select, self.grammar, &hidden));
        let place = first.and_then(|first| reader.place(&first.expr));
        let table = |place: &Place| reader.members.get(place.member).and_then(|member| member.table.as_ref());
        place.is_some_and(|place| table(&place).is_some_and(|table| is_it(table, &place.column)))
    }

    /// How many rows of the authorized member there are; `None` where that is not known.
    pub fn rows(&self, of_value: &dyn Fn(&Table, &str) -> Option<RowsOfValue>) -> Option<RowsOfValue> {
        let SetExpr::Select(select) = self.query.body.as_ref() else { return None };
        let hidden: Vec<String> = self.with.iter().map(|(name, _)| name.clone()).collect();
        let reader = Reader::new(members(select, self.grammar, &hidden));
        let ties: Vec<Tie> = conditions(select).into_iter().flat_map(|condition| reader.ties(condition)).collect();
        let found = |place: &Place| {
            let table = reader.members.get(place.member)?.table.as_ref()?;
            of_value(table, &place.column)
        };
        let mut known: Vec<Option<RowsOfValue>> = vec![None; reader.members.len()];
        // Each round can tell of one more member.
        for _ in 0..reader.members.len() {
            for tie in &ties {
                let (place, rows) = match tie {
                    Tie::Values(place, values) => {
                        (place, found(place).map(|rows| times(rows, RowsOfValue { usual: *values, most: *values })))
                    }
                    Tie::Columns(place, other) => {
                        let parent = known.get(other.member).copied().flatten();
                        (place, parent.and_then(|parent| Some(times(found(place)?, parent))))
                    }
                };
                if let (Some(slot), Some(rows)) = (known.get_mut(place.member), rows)
                    && slot.is_none_or(|before| rows.usual < before.usual)
                {
                    *slot = Some(rows);
                }
            }
        }
        let own = reader.members.iter().position(|member| member.name == self.alias)?;
        known.get(own).copied().flatten()
    }
}

/// The rows of so many values.
fn times(rows: RowsOfValue, values: RowsOfValue) -> RowsOfValue {
    RowsOfValue { usual: rows.usual * values.usual, most: rows.most * values.most }
}

/// The conditions all of which a row of the result satisfies.
pub(super) fn conditions(select: &Select) -> Vec<&Expr> {
    let mut found = Vec::new();
    if let Some(selection) = &select.selection {
        conjuncts(selection, &mut found);
    }
    select.from.iter().for_each(|tables| of_joins(tables, &mut found));
    found
}

/// Nesting is bounded by the parser.
fn conjuncts<'q>(expr: &'q Expr, found: &mut Vec<&'q Expr>) {
    match expr {
        Expr::Nested(inner) => conjuncts(inner, found),
        Expr::BinaryOp { left, op: BinaryOperator::And, right } => {
            conjuncts(left, found);
            conjuncts(right, found);
        }
        other => found.push(other),
    }
}

fn of_joins<'q>(tables: &'q TableWithJoins, found: &mut Vec<&'q Expr>) {
    let factors = std::iter::once(&tables.relation).chain(tables.joins.iter().map(|join| &join.relation));
    // What an outer join keeps need not satisfy the conditions of the joins in it either.
    let is_inner = |operator: &JoinOperator| matches!(operator, JoinOperator::Join(_) | JoinOperator::Inner(_));
    if !tables.joins.iter().all(|join| is_inner(&join.join_operator) || matches!(join.join_operator, JoinOperator::CrossJoin(_)))
    {
        return;
    }
    for factor in factors {
        if let TableFactor::NestedJoin { table_with_joins, .. } = factor {
            of_joins(table_with_joins, found);
        }
    }
    for join in &tables.joins {
        if let JoinOperator::Join(JoinConstraint::On(on)) | JoinOperator::Inner(JoinConstraint::On(on)) = &join.join_operator {
            conjuncts(on, found);
        }
    }
}

pub(super) struct Reader {
    members: Vec<Member>,
}

impl Reader {
    pub(super) fn new(members: Vec<Member>) -> Self {
        Self { members }
    }

    /// The name of a column of the member with this alias.
    pub(super) fn column_of(&self, expr: &Expr, alias: &str) -> Option<String> {
        let place = self.place(expr)?;
        self.members.get(place.member).filter(|member| member.name == alias).map(|_| place.column)
    }

    fn ties(&self, condition: &Expr) -> Vec<Tie> {
        match condition {
            Expr::BinaryOp { left, op: BinaryOperator::Eq, right } => match (self.place(left), self.place(right)) {
                (Some(left), Some(right)) if left.member != right.member => {
                    let back = Tie::Columns(
                        Place { member: right.member, column: right.column.clone() },
                        Place { member: left.member, column: left.column.clone() },
                    );
                    vec![Tie::Columns(left, right), back]
                }
                (Some(place), None) if is_fixed(right) => vec![Tie::Values(place, 1.0)],
                (None, Some(place)) if is_fixed(left) => vec![Tie::Values(place, 1.0)],
                _ => Vec::new(),
            },
            Expr::InList { expr, list, negated: false } if list.iter().all(is_fixed) => {
                let values = u32::try_from(list.len()).map_or(f64::INFINITY, f64::from);
                self.place(expr).map(|place| Tie::Values(place, values)).into_iter().collect()
            }
            Expr::AnyOp { left, compare_op: BinaryOperator::Eq, right, .. } if is_fixed(right) => {
                self.place(left).map(|place| Tie::Values(place, VALUES)).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    fn place(&self, expr: &Expr) -> Option<Place> {
        match expr {
            Expr::Nested(inner) => self.place(inner),
            Expr::Identifier(name) => (self.members.len() == 1).then(|| Place { member: 0, column: folded(name) }),
            Expr::CompoundIdentifier(parts) => {
                let [table, name] = parts.as_slice() else { return None };
                let is_it = |member: &Member| member.name == folded(table) || member.name == table.value;
                let mut like_it = (0..self.members.len()).filter(|at| self.members.get(*at).is_some_and(is_it));
                let member = like_it.next()?;
                like_it.next().is_none().then(|| Place { member, column: folded(name) })
            }
            _ => None,
        }
    }
}

/// Whether an expression has one value for the whole query.
fn is_fixed(expr: &Expr) -> bool {
    match expr {
        Expr::Value(_) => true,
        Expr::Nested(inner) | Expr::Cast { expr: inner, .. } | Expr::UnaryOp { expr: inner, .. } => is_fixed(inner),
        Expr::Array(array) => array.elem.iter().all(is_fixed),
        _ => false,
    }
}
