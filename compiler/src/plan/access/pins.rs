//! Columns of the caller's row that have one value in all rows of its query, as in `WHERE i.repository_id = $1`.
//!
//! In: what the query pins, and a fact about the row. Out: the value in the place of the column. What the policy asks of a pinned
//! parent is then about given values alone: it is asked once, as a check is, and not of all parents that the actor
//! may have.

use super::{Anchor, Planner};
use crate::mapping::model::{FactMapping, SignatureArg, Table};
use crate::mapping::select::caller::{Pin, PinValue};
use crate::mapping::sql_type::{Family, SqlType};
use crate::plan::relation::compare::{Operand, meeting_type};
use crate::plan::relation::{Column, Condition, Scalar};
use crate::value::{TypeName, Value, is_primitive};
use smol_str::SmolStr;

/// What a caller's query pins of its row.
#[derive(Clone, Debug)]
pub struct Pins<'a> {
    /// The alias of the row.
    pub alias: Option<&'a str>,
    /// Its table.
    pub table: &'a Table,
    /// The columns.
    pub columns: &'a [Pin],
}

/// A column of the caller's row and its value.
#[derive(Clone, Debug)]
pub struct Pinned {
    /// The column.
    pub column: Scalar,
    /// What it stands for.
    pub operand: Operand,
}

impl Pinned {
    /// The value, in the column's type.
    fn value(&self) -> Option<Scalar> {
        match &self.operand {
            Operand::Scalar(scalar) => Some(scalar.clone()),
            Operand::Value(value) => Some(Scalar::Value(value.clone(), meeting_type(self.column.ty()))),
            Operand::Param(..) => None,
        }
    }
}

impl Planner<'_> {
    /// The value of a column that a fact has of the row at hand, at a place of the fact's, if the caller's query pins it.
    pub(super) fn pinned(&self, anchor: &Anchor, fact: &FactMapping, at: usize) -> Option<Pinned> {
        let own = self.pins.as_ref()?;
        if anchor.table != *own.table || anchor.alias.as_deref() != own.alias {
            return None;
        }
        let name = fact.select.projection.as_ref()?.columns.get(at)?;
        let pin = own.columns.iter().find(|pin| pin.column == *name)?;
        let ty = fact.select.columns.get(at)?.sql_type.filter(|ty| is_identity(*ty))?;
        if pin.cast.is_some_and(|cast| !is_same(cast, ty)) {
            return None;
        }
        let polar = fact.signature.args.iter().filter_map(|arg| if let SignatureArg::Column(ty) = arg { Some(ty) } else { None });
        let operand = match &pin.value {
            PinValue::Parameter(own) => Operand::Scalar(Scalar::Own(*own, pin.cast.unwrap_or(ty))),
            PinValue::Literal(text) => {
                // A literal that is spelled otherwise is left to the database.
                let value = Value::new(polar.into_iter().nth(at)?.clone(), text.as_str());
                ty.fits(text).then_some(Operand::Value(value))?
            }
        };
        let source = own.alias.map(SmolStr::new);
        let column = Scalar::Column(Column { source, name: name.as_str().into(), ty: Some(ty), not_null: true });
        Some(Pinned { column, operand })
    }

    /// Notes a pinned column that identifies something: an index on it finds the rows of the caller's query.
    pub(super) fn note_pin(&mut self, pinned: Pinned, polar: &TypeName) {
        if !is_primitive(polar) {
            self.reads_pin = Some(pinned);
        }
    }

    /// A condition that holds for all rows of the caller's query if the gate holds, and that an index serves.
    pub(super) fn ranged_gate(&self, key: &Column, gate: Condition) -> Option<Condition> {
        let gate = Box::new(gate);
        if let Some(pinned) = &self.reads_pin {
            return Some(Condition::Gate { key: pinned.column.clone(), value: pinned.value(), gate });
        }
        has_range(key.ty).then(|| Condition::Gate { key: Scalar::Column(key.clone()), value: None, gate })
    }
}

/// Whether there is a least value of the type.
pub(super) fn has_range(ty: Option<SqlType>) -> bool {
    matches!(
        ty,
        Some(SqlType::SmallInt | SqlType::Integer | SqlType::BigInt | SqlType::Uuid | SqlType::Text | SqlType::Collated(_))
    )
}

/// Whether equal values of the type are the same.
fn is_identity(ty: SqlType) -> bool {
    matches!(ty, SqlType::SmallInt | SqlType::Integer | SqlType::BigInt | SqlType::Uuid | SqlType::Text)
}

/// Whether a value of one type is the same in the other.
fn is_same(cast: SqlType, ty: SqlType) -> bool {
    cast == ty || is_identity(cast) && cast.family() == Family::Integer && ty.family() == Family::Integer
}
