//! Columns that a caller's query pins: `WHERE i.repository_id = $1`.
//!
//! In: the conditions of the query that must all hold. Out: the columns of the authorized table that have one value in all rows
//! of the result, with that value: what the policy asks of a pinned parent need be asked once. Guaranteed: every row
//! that the query lets through has these values, if its columns are of a type whose equal values are the same.

use super::rows::{Reader, conditions};
use super::{Caller, members};
use crate::mapping::select::grammar::Grammar;
use crate::mapping::select::purpose::number;
use crate::mapping::sql_type::SqlType;
use sqlparser::ast::{BinaryOperator, Expr, SetExpr, Value};

/// A column and the value that all rows have in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pin {
    /// The column's name.
    pub column: String,
    /// The value.
    pub value: PinValue,
    /// The type that the query itself casts the value to, if it does.
    pub cast: Option<SqlType>,
}

/// A value in a caller's query.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PinValue {
    /// The parameter of this number, from 0.
    Parameter(usize),
    /// A text or a number, as it is written.
    Literal(String),
}

impl Pin {
    /// Whether the query has the value written in it.
    pub fn is_literal(&self) -> bool {
        matches!(self.value, PinValue::Literal(_))
    }
}

impl Caller {
    /// The columns of the authorized table that the query pins. Only PostgreSQL's equality of whole numbers, UUIDs and texts is that
    /// of the values; elsewhere there are none.
    pub fn pins(&self) -> Vec<Pin> {
        let SetExpr::Select(select) = self.query.body.as_ref() else { return Vec::new() };
        if self.grammar != Grammar::Postgres {
            return Vec::new();
        }
        let hidden: Vec<String> = self.with.iter().map(|(name, _)| name.clone()).collect();
        let reader = Reader::new(members(select, self.grammar, &hidden));
        let pin = |condition: &Expr| {
            let Expr::BinaryOp { left, op: BinaryOperator::Eq, right } = condition else { return None };
            let of = |column: &Expr, value: &Expr| {
                let column = reader.column_of(column, &self.alias)?;
                let (value, cast) = pinned(value, self.grammar)?;
                Some(Pin { column, value, cast })
            };
            of(left, right).or_else(|| of(right, left))
        };
        let mut pins: Vec<Pin> = Vec::new();
        for pin in conditions(select).into_iter().filter_map(pin) {
            if !pins.iter().any(|known| known.column == pin.column) {
                pins.push(pin);
            }
        }
        pins
    }
}

fn pinned(value: &Expr, grammar: Grammar) -> Option<(PinValue, Option<SqlType>)> {
    match value {
        Expr::Nested(inner) => pinned(inner, grammar),
        Expr::Cast { expr, data_type, format: None, .. } => {
            let name = data_type.to_string();
            // A length cuts the value off.
            let ty = SqlType::parse(&name).filter(|_| !name.contains('('))?;
            match pinned(expr, grammar)? {
                (value, None) => Some((value, Some(ty))),
                _ => None,
            }
        }
        Expr::Value(value) => match &value.value {
            Value::Placeholder(word) => Some((PinValue::Parameter(number(word, grammar)?.checked_sub(1)?), None)),
            Value::SingleQuotedString(text) => Some((PinValue::Literal(text.clone()), None)),
            Value::Number(digits, _) => Some((PinValue::Literal(digits.clone()), None)),
            _ => None,
        },
        _ => None,
    }
}
