//! Comparisons: which side is cast to what.
//!
//! Columns are compared in their own type; constants and parameters are brought to it. Only columns without a common
//! native type, or of unknown type, are compared by their text form.

use super::{Array, Column, Condition, Scalar};
use crate::mapping::sql_type::{Family, SqlType};
use crate::policy::program::Compare;
use crate::value::{BOOLEAN, INTEGER, STRING, TypeName, Value};

/// An operand before its SQL type is decided.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    /// A column or another scalar that has its type.
    Scalar(Scalar),
    /// A constant.
    Value(Value),
    /// A parameter of a Polar type.
    Param(usize, TypeName),
}

/// The type in which values meet a column of the given type: any whole number meets integer columns, and what has no
/// native comparison meets as text.
pub fn meeting_type(ty: Option<SqlType>) -> SqlType {
    match ty {
        Some(SqlType::SmallInt | SqlType::Integer | SqlType::BigInt) => SqlType::BigInt,
        Some(SqlType::Numeric) => SqlType::Numeric,
        Some(SqlType::Uuid) => SqlType::Uuid,
        Some(SqlType::Boolean) => SqlType::Boolean,
        Some(SqlType::Text | SqlType::Collated(_) | SqlType::Char | SqlType::Other) | None => SqlType::Text,
    }
}

/// The type of a Polar type's values where no column decides it.
pub fn default_type(ty: &str) -> SqlType {
    match ty {
        INTEGER => SqlType::BigInt,
        BOOLEAN => SqlType::Boolean,
        _ => SqlType::Text,
    }
}

/// The assumed type of a column that neither the mapping nor a database tells: primitives have a natural one.
pub fn assumed_type(ty: &str) -> Option<SqlType> {
    match ty {
        STRING => Some(SqlType::Text),
        INTEGER => Some(SqlType::BigInt),
        BOOLEAN => Some(SqlType::Boolean),
        _ => None,
    }
}

/// Whether columns of the type are compared as they are.
fn native(ty: Option<SqlType>) -> bool {
    ty.is_some_and(|ty| ty.family() != Family::Opaque)
}

/// The scalar by its text form.
pub fn as_text(scalar: Scalar) -> Scalar {
    match scalar.ty() {
        Some(SqlType::Text) => scalar,
        _ => match scalar {
            Scalar::Value(value, _) => Scalar::Value(value, SqlType::Text),
            Scalar::Param(slot, _) => Scalar::Param(slot, SqlType::Text),
            other => Scalar::Cast(Box::new(other), SqlType::Text),
        },
    }
}

/// The values that texts spell, for a comparison with a column of whole numbers or UUIDs that rows are found by: an index
/// on the column serves it, which does not serve the column's text form. `None` for all other types.
pub fn spelled(text: &Scalar, column: Option<SqlType>) -> Option<Scalar> {
    let ty = meeting_type(column);
    let is_text = text.ty().is_some_and(|ty| ty.family() == Family::Text);
    let has_spelling = matches!(ty, SqlType::BigInt | SqlType::Uuid);
    (is_text && has_spelling).then(|| Scalar::Spelled(Box::new(text.clone()), ty))
}

/// Brings a scalar to a type for output.
pub fn as_type(scalar: Scalar, ty: SqlType) -> Scalar {
    match scalar {
        Scalar::Value(value, _) if ty.fits(&value.id) => Scalar::Value(value, ty),
        Scalar::Param(slot, _) => Scalar::Param(slot, ty),
        Scalar::Null(_) => Scalar::Null(ty),
        other if ty == SqlType::Text => as_text(other),
        other if other.ty() == Some(ty) => other,
        other => Scalar::Cast(Box::new(other), ty),
    }
}

/// A comparison with every cast decided. A constant that is no value of the column's type equals nothing.
pub fn compare(op: Compare, left: Operand, right: Operand) -> Condition {
    match (left, right) {
        (Operand::Scalar(a), Operand::Scalar(b)) => scalars(op, a, b),
        (Operand::Scalar(a), other) => against(op, a, other, false),
        (other, Operand::Scalar(b)) => against(op, b, other, true),
        (Operand::Value(a), Operand::Value(b)) if a.id.contains('\0') || b.id.contains('\0') => {
            let holds = if op == Compare::NotEqual { a != b } else { a == b && !matches!(op, Compare::Less | Compare::Greater) };
            if holds { Condition::True } else { Condition::False }
        }
        // A parameter holds what a database can hold, and that is never a NUL.
        (Operand::Value(value), _) | (_, Operand::Value(value)) if value.id.contains('\0') => {
            if op == Compare::NotEqual {
                Condition::True
            } else {
                Condition::False
            }
        }
        (a, b) => {
            let ty = operand_type(&a);
            ordered(op, fixed(a, ty), fixed(b, ty))
        }
    }
}

fn operand_type(operand: &Operand) -> SqlType {
    match operand {
        Operand::Scalar(scalar) => meeting_type(scalar.ty()),
        Operand::Value(value) => default_type(&value.ty),
        Operand::Param(_, ty) => default_type(ty),
    }
}

fn fixed(operand: Operand, ty: SqlType) -> Scalar {
    match operand {
        Operand::Scalar(scalar) => scalar,
        Operand::Value(value) => Scalar::Value(value, ty),
        Operand::Param(slot, _) => Scalar::Param(slot, ty),
    }
}

fn scalars(op: Compare, a: Scalar, b: Scalar) -> Condition {
    let same = native(a.ty()) && a.ty().map(SqlType::family) == b.ty().map(SqlType::family);
    match (a.ty(), b.ty()) {
        (Some(SqlType::Collated(one)), Some(SqlType::Collated(other))) if one != other => ordered(op, a, as_text(b)),
        _ if same => ordered(op, a, b),
        _ => ordered(op, as_text(a), as_text(b)),
    }
}

fn against(op: Compare, scalar: Scalar, other: Operand, flipped: bool) -> Condition {
    let ty = meeting_type(scalar.ty());
    if let Operand::Value(value) = &other
        && !ty.fits(&value.id)
    {
        return match op {
            Compare::NotEqual => Condition::NotNull(scalar),
            _ => Condition::False,
        };
    }
    let scalar = if native(scalar.ty()) { scalar } else { as_text(scalar) };
    let other = fixed(other, ty);
    if flipped { ordered(flip(op), scalar, other) } else { ordered(op, scalar, other) }
}

fn ordered(op: Compare, a: Scalar, b: Scalar) -> Condition {
    Condition::Compare(op, a, b)
}

/// The comparison with its sides exchanged.
pub fn flip(op: Compare) -> Compare {
    match op {
        Compare::Less => Compare::Greater,
        Compare::LessEqual => Compare::GreaterEqual,
        Compare::Greater => Compare::Less,
        Compare::GreaterEqual => Compare::LessEqual,
        same => same,
    }
}

/// Membership of a scalar in constants; those that are no value of its type are left out. A parameter may be one of these
/// when it is given, and has no type but what it is compared with.
pub fn among(scalar: Scalar, values: &[Value]) -> Condition {
    let misfits = |ty: SqlType| values.iter().any(|value| !ty.fits(&value.id));
    let scalar = match scalar {
        Scalar::Param(slot, ty) if misfits(meeting_type(Some(ty))) => Scalar::Param(slot, SqlType::Text),
        other => other,
    };
    let ty = meeting_type(scalar.ty());
    let values: Vec<Value> = values.iter().filter(|value| ty.fits(&value.id)).cloned().collect();
    let scalar = if native(scalar.ty()) { scalar } else { as_text(scalar) };
    match values.as_slice() {
        [] => Condition::False,
        [one] => Condition::Compare(Compare::Equal, scalar, Scalar::Value(one.clone(), ty)),
        _ => Condition::Among(scalar, Array { ty, values }),
    }
}

/// The one type in which columns of a union can stand together.
pub fn common_type(types: &[Option<SqlType>]) -> SqlType {
    let mut known = types.iter().copied();
    let Some(Some(first)) = known.next() else { return SqlType::Text };
    if types.iter().all(|ty| *ty == Some(first)) {
        return standing_together(first);
    }
    let integers = types.iter().all(|ty| ty.is_some_and(|ty| ty.family() == Family::Integer));
    match (integers, types.contains(&Some(SqlType::Numeric))) {
        (true, true) => SqlType::Numeric,
        (true, false) => SqlType::BigInt,
        _ => SqlType::Text,
    }
}

fn standing_together(ty: SqlType) -> SqlType {
    if matches!(ty.family(), Family::Opaque | Family::Text) { SqlType::Text } else { ty }
}

/// A column of a source.
pub fn column(source: &str, name: &str, ty: Option<SqlType>, not_null: bool) -> Scalar {
    Scalar::Column(Column { source: Some(source.into()), name: name.into(), ty, not_null })
}
