//! What a database tells about mapped queries.
//!
//! In: a mapping and, for one of its queries, the columns a database describes. Out: the mapping with column types,
//! NOT NULL columns, keys and indexed columns filled in, and diagnostics where database, signature and `sql_types`
//! contradict each other. Asking the database is the caller's work.

use super::model::{FactMapping, Mapping, SelectColumn};
use super::sql_type::{Family, SqlType};
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::value::{TypeName, is_primitive};
use indexmap::IndexMap;

/// A query as a database describes it.
#[derive(Clone, Debug, Default)]
pub struct Described {
    /// The output columns, in order.
    pub columns: Vec<DescribedColumn>,
    /// The table of a plain projection; `None` for views and everything else.
    pub table: Option<DescribedTable>,
    /// Whether the rows of a plain projection with a `WHERE` are so few that the database finds them by an index.
    pub is_selective: bool,
}

/// An output column of a described query.
#[derive(Clone, Debug)]
pub struct DescribedColumn {
    /// The name of its type for people, domains resolved to what they are made of: `uuid`, `character varying(20)`.
    pub type_name: String,
    /// Its type; `None` where the database does not tell one, so that only `sql_types` can.
    pub sql_type: Option<SqlType>,
}

/// A described table.
#[derive(Clone, Debug, Default)]
pub struct DescribedTable {
    /// Columns that are never NULL.
    pub not_null: Vec<String>,
    /// Columns that are never NULL and unique by themselves.
    pub unique: Vec<String>,
    /// Columns that an index of all rows starts with, where the database is asked for that.
    pub indexed: Vec<String>,
    /// Columns of which it knows the values that more than a tenth of the rows have, with these values.
    pub common: Vec<(String, Vec<String>)>,
}

/// Fills in what a database told about the query of the fact at `index`. Reports, and leaves the fact as it was,
/// when the number of columns differs; reports each column whose type contradicts the signature or `sql_types`.
pub fn apply(mapping: &mut Mapping, index: usize, described: &Described) -> Diagnostics {
    let Some(fact) = mapping.facts.get_mut(index) else {
        return Diagnostic::bug(format!("the mapping has no fact number {index}")).into();
    };
    if described.columns.len() != fact.select.columns.len() {
        return column_count(fact, described.columns.len()).into();
    }
    let mut diagnostics = Diagnostics::new();
    let types: Vec<TypeName> = fact.signature.column_types().into_iter().cloned().collect();
    for (at, (ty, told)) in types.iter().zip(&described.columns).enumerate() {
        let Some(actual) = told.sql_type else { continue };
        match contradiction(fact, ty, actual, &told.type_name, mapping.sql_types.get(ty).copied()) {
            Some(problem) => diagnostics.push(problem),
            None => {
                if let Some(column) = fact.select.columns.get_mut(at) {
                    column.sql_type = Some(actual);
                }
            }
        }
    }
    fact.select.assume_text();
    apply_table(fact, described.table.as_ref());
    if let Some(filter) = fact.select.projection.as_mut().and_then(|projection| projection.filter.as_mut()) {
        filter.is_selective = described.is_selective;
    }
    diagnostics
}

/// Warns about types whose ids have types in the database that do not compare with each other, once for each fact that
/// differs from an earlier one. To be called when all facts are described.
pub fn mixed_types(mapping: &Mapping) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    let mut first: IndexMap<&str, (&FactMapping, SqlType)> = IndexMap::new();
    for fact in &mapping.facts {
        for (ty, column) in fact.signature.column_types().into_iter().zip(&fact.select.columns) {
            let Some(sql_type) = column.sql_type.filter(|_| !is_primitive(ty)) else { continue };
            let (other, known) = *first.entry(ty).or_insert((fact, sql_type));
            if !comparable(known, sql_type) {
                let message = format!("ids of `{ty}` are `{sql_type}` here and `{known}` elsewhere");
                diagnostics.push(
                    Diagnostic::warning(codes::MIXED_SQL_TYPES, fact.query_span, message)
                        .also(other.query_span, format!("`{known}` here"))
                        .help("such ids are compared as text, which keeps indexes from being used"),
                );
            }
        }
    }
    diagnostics
}

fn apply_table(fact: &mut FactMapping, table: Option<&DescribedTable>) {
    let Some(projection) = &mut fact.select.projection else { return };
    let knows_not_null = |name: &String| table.is_some_and(|table| table.not_null.contains(name));
    for (column, name) in fact.select.columns.iter_mut().zip(&projection.columns) {
        let SelectColumn { not_null, .. } = column;
        *not_null = knows_not_null(name);
    }
    projection.keys = table.map_or_else(Vec::new, |table| table.unique.clone());
    projection.indexed = table.map_or_else(Vec::new, |table| table.indexed.clone());
    projection.common = table.map_or_else(Vec::new, |table| table.common.clone());
}

fn column_count(fact: &FactMapping, told: usize) -> Diagnostic {
    let wanted = fact.select.columns.len();
    let columns = if told == 1 { "column" } else { "columns" };
    let message = format!("the database returns {told} {columns} for this query, but `{}` has {wanted} `_`", fact.signature);
    Diagnostic::error(codes::COLUMN_COUNT, fact.query_span, message).also(fact.span, "mapped here")
}

fn contradiction(
    fact: &FactMapping,
    ty: &TypeName,
    actual: SqlType,
    told: &str,
    declared: Option<SqlType>,
) -> Option<Diagnostic> {
    if !actual.can_hold(ty) {
        let message = format!("the database stores this `{ty}` as `{told}`");
        let wanted = if ty == crate::value::INTEGER { "a whole number type" } else { "`boolean` or `text`" };
        return Some(
            Diagnostic::error(codes::PRIMITIVE_COLUMN, fact.query_span, message)
                .help(format!("a column for `{ty}` has {wanted}")),
        );
    }
    let declared = declared.filter(|declared| !is_primitive(ty) && !comparable(*declared, actual))?;
    let message = format!("`sql_types` says that ids of `{ty}` are `{declared}`, but the database has `{told}` here");
    Some(
        Diagnostic::error(codes::SQL_TYPE_DIFFERS, fact.query_span, message)
            .also(fact.span, "mapped here")
            .help(format!("the entry for `{ty}` can be corrected or left out")),
    )
}

/// Whether values of both types can be told equal without casting a column; all that is text compares as text.
fn comparable(a: SqlType, b: SqlType) -> bool {
    let family = |ty: SqlType| match ty.family() {
        Family::Opaque => Family::Text,
        other => other,
    };
    family(a) == family(b)
}
