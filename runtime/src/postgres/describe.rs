//! What the database tells about mapped queries.
//!
//! In: a connection and a mapping. Out: the mapping with the types of its columns, and for plain projections the columns
//! that are never NULL, those that identify a row and those that an index starts with. Guaranteed: what the database does
//! not promise is not assumed; a query that it refuses is a diagnostic.

use crate::Error;
use arctos_compiler::diagnostic::{Diagnostic, Diagnostics, codes};
use arctos_compiler::mapping::model::{FactMapping, Mapping};
use arctos_compiler::mapping::schema::{self, Described, DescribedColumn, DescribedTable};
use arctos_compiler::mapping::sql_type::SqlType;
use deadpool_postgres::{Object, Transaction};
use std::collections::HashMap;
use tokio_postgres::types::{Kind, ToSql, Type};
use tokio_postgres::{Column, Statement};

/// Columns of an ordinary table, with two promises each, and whether an index starts with them. Views and foreign tables
/// promise nothing; a table with children that inherit from it is read with their rows, which its indexes do not cover.
/// From version 18 on, `attnotnull` is set for constraints that are not validated yet, too.
const TABLE: &str = "\
SELECT a.attname::text,
  a.attnotnull AND NOT EXISTS (
    SELECT 1 FROM pg_catalog.pg_constraint n
    WHERE n.conrelid = c.oid AND n.contype = 'n' AND NOT n.convalidated AND a.attnum = ANY (n.conkey)),
  EXISTS (
    SELECT 1 FROM pg_catalog.pg_index i
    WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indimmediate
      AND i.indpred IS NULL AND i.indexprs IS NULL AND i.indnkeyatts = 1 AND i.indkey[0] = a.attnum),
  EXISTS (
    SELECT 1 FROM pg_catalog.pg_index i
    JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
    JOIN pg_catalog.pg_am m ON m.oid = x.relam AND m.amname IN ('btree', 'hash')
    WHERE i.indrelid = c.oid AND i.indisvalid AND i.indpred IS NULL AND i.indkey[0] = a.attnum)
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.oid = $1 AND (c.relkind = 'p' OR c.relkind = 'r' AND NOT c.relhassubclass)
ORDER BY a.attnum";

/// Whether any collation takes different texts for equal.
const HAS_LOOSE: &str = "SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_collation WHERE NOT collisdeterministic)";

/// Describes every query and fills in the answers.
///
/// # Errors
/// The connection is lost. What the server says about a query itself is a diagnostic.
pub(super) async fn describe(client: &mut Object, mapping: &mut Mapping) -> Result<Diagnostics, Error> {
    let mut diagnostics = Diagnostics::new();
    let mut tables = HashMap::new();
    // One transaction, so that a proxy keeps to one server connection.
    let mut transaction = client.build_transaction().read_only(true).start().await?;
    let has_loose = transaction.query_typed(HAS_LOOSE, &[]).await?.iter().any(|row| row.try_get(0).unwrap_or(true));
    for index in 0..mapping.facts.len() {
        let Some(fact) = mapping.facts.get(index) else { continue };
        match query(&mut transaction, fact, has_loose, &mut tables).await {
            Ok(described) => diagnostics.extend(schema::apply(mapping, index, &described)),
            Err(error) => diagnostics.push(refused(fact, error)?),
        }
    }
    transaction.rollback().await?;
    if !diagnostics.has_errors() {
        diagnostics.extend(schema::mixed_types(mapping));
    }
    Ok(diagnostics)
}

type Tables = HashMap<u32, Option<DescribedTable>>;

async fn query(
    transaction: &mut Transaction<'_>,
    fact: &FactMapping,
    has_loose: bool,
    tables: &mut Tables,
) -> Result<Described, tokio_postgres::Error> {
    // A refused query ends with its savepoint, not with the transaction.
    let savepoint = transaction.transaction().await?;
    let statement = savepoint.prepare(&fact.select.text).await?;
    let mut columns: Vec<DescribedColumn> = statement.columns().iter().map(|column| described(column.type_())).collect();
    if has_loose {
        let loose = loose(&savepoint, &fact.select.text, &columns).await?;
        let loose = columns.iter_mut().zip(loose).filter(|(_, loose)| *loose);
        loose.for_each(|(column, _)| column.sql_type = Some(SqlType::Other));
    }
    let table = match fact.select.projection.as_ref().and_then(|_| table_of(&statement)) {
        None => None,
        Some(oid) => match tables.get(&oid) {
            Some(known) => known.clone(),
            None => tables.entry(oid).insert_entry(table(&savepoint, oid).await?).get().clone(),
        },
    };
    savepoint.commit().await?;
    Ok(Described { columns, table })
}

/// Of each column of a query, whether its collation takes different texts for equal. The query is planned, and not run.
async fn loose(
    transaction: &Transaction<'_>,
    query: &str,
    columns: &[DescribedColumn],
) -> Result<Vec<bool>, tokio_postgres::Error> {
    let is_loose = |(at, column): (usize, &DescribedColumn)| match column.sql_type {
        Some(SqlType::Text | SqlType::Char) => format!(
            "EXISTS (SELECT 1 FROM pg_catalog.pg_collation AS l WHERE NOT l.collisdeterministic
              AND l.oid = pg_catalog.to_regcollation(pg_catalog.pg_collation_for(q.c{at})))"
        ),
        // Other types have no collation, or are compared by their text form anyway.
        _ => "false".to_owned(),
    };
    let outputs: Vec<String> = columns.iter().enumerate().map(is_loose).collect();
    let names: Vec<String> = (0..columns.len()).map(|at| format!("c{at}")).collect();
    let sql = format!(
        "SELECT {} FROM (SELECT 1) AS one LEFT JOIN (\n{query}\n) AS q ({}) ON false",
        outputs.join(", "),
        names.join(", ")
    );
    let row = transaction.query_typed_one(&sql, &[]).await?;
    (0..columns.len()).map(|at| row.try_get(at)).collect()
}

/// The one table that all columns are read from.
fn table_of(statement: &Statement) -> Option<u32> {
    let mut oids = statement.columns().iter().map(Column::table_oid);
    let first = oids.next()??;
    oids.all(|oid| oid == Some(first)).then_some(first)
}

async fn table(transaction: &Transaction<'_>, oid: u32) -> Result<Option<DescribedTable>, tokio_postgres::Error> {
    let params: [(&(dyn ToSql + Sync), Type); 1] = [(&oid, Type::OID)];
    let rows = transaction.query_typed(TABLE, &params).await?;
    let mut table = DescribedTable::default();
    for row in &rows {
        let (name, not_null, unique): (String, bool, bool) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        if row.try_get(3)? {
            table.indexed.push(name.clone());
        }
        if not_null && unique {
            table.unique.push(name.clone());
        }
        if not_null {
            table.not_null.push(name);
        }
    }
    Ok((!rows.is_empty()).then_some(table))
}

fn described(ty: &Type) -> DescribedColumn {
    let type_name = type_name(ty);
    let sql_type = Some(SqlType::parse(&type_name).unwrap_or(SqlType::Other));
    DescribedColumn { type_name, sql_type }
}

/// The name of a type, domains resolved. Only the server's own types go by their bare name: anybody may call a type
/// `text` in a schema of their own.
fn type_name(ty: &Type) -> String {
    match ty.kind() {
        Kind::Domain(inner) => type_name(inner),
        Kind::Simple if ty.schema() == "pg_catalog" => ty.name().to_owned(),
        _ => format!("{}.{}", ty.schema(), ty.name()),
    }
}

fn refused(fact: &FactMapping, error: tokio_postgres::Error) -> Result<Diagnostic, Error> {
    let Some(told) = error.as_db_error() else { return Err(error.into()) };
    let message = format!("the database refuses this query: {}", told.message());
    let diagnostic = Diagnostic::error(codes::BAD_SQL, fact.query_span, message).also(fact.span, "mapped here");
    Ok(match told.hint() {
        Some(hint) => diagnostic.help(hint),
        None => diagnostic,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_are_resolved_and_foreign_names_qualified() {
        let domain = |inner: Type| Type::new("d".into(), 70_000, Kind::Domain(inner), "app".into());
        assert_eq!(type_name(&domain(domain(Type::UUID))), "uuid");
        assert_eq!(type_name(&Type::VARCHAR), "varchar");
        assert_eq!(type_name(&Type::new("text".into(), 70_001, Kind::Simple, "app".into())), "app.text");
        assert_eq!(type_name(&Type::new("role".into(), 70_002, Kind::Enum(Vec::new()), "app".into())), "app.role");
        assert_eq!(type_name(&Type::INT4_ARRAY), "pg_catalog._int4");
    }
}
