//! The columns of a mapped query as the planner sees them.

use crate::mapping::model::{FactMapping, SignatureArg};
use crate::mapping::sql_type::SqlType;
use crate::plan::relation::compare::assumed_type;
use crate::value::TypeName;

/// An output column of a mapped query.
pub struct MappedColumn<'m> {
    /// Name in the table of a plain projection, else in the query's own output.
    pub name: &'m str,
    /// Type of the values in the policy.
    pub polar: &'m TypeName,
    /// Type in SQL: told by the mapping or a database, or natural for a primitive type.
    pub ty: Option<SqlType>,
    /// Known to hold no NULL.
    pub not_null: bool,
}

/// The columns, in order.
pub fn mapped_columns(fact: &FactMapping) -> impl Iterator<Item = MappedColumn<'_>> {
    let polar = fact.signature.args.iter().filter_map(|arg| match arg {
        SignatureArg::Column(ty) => Some(ty),
        SignatureArg::Constant(_) => None,
    });
    fact.select.columns.iter().zip(polar).enumerate().map(|(at, (column, polar))| {
        let own = fact.select.projection.as_ref().and_then(|projection| projection.columns.get(at));
        let is_key = fact.select.projection.as_ref().is_some_and(|p| own.is_some_and(|own| p.keys.contains(own)));
        MappedColumn {
            name: own.unwrap_or(&column.name),
            polar,
            ty: column.sql_type.or_else(|| assumed_type(polar)),
            not_null: column.not_null || is_key,
        }
    })
}
