//! What the database tells about mapped queries.
//!
//! In: a connection and a mapping. Out: the mapping with the types of its columns, and for plain projections the columns
//! that are never NULL, those that identify a row and those that an index starts with; and the types of all columns that
//! a caller's query can name. Guaranteed: what the database does not promise is not assumed; a query that it refuses is a
//! diagnostic.

use crate::Error;
use arctos_compiler::diagnostic::{Diagnostic, Diagnostics, codes};
use arctos_compiler::mapping::model::{FactMapping, Mapping, Projection};
use arctos_compiler::mapping::schema::{self, Described, DescribedColumn, DescribedTable};
use arctos_compiler::mapping::select::Grammar;
use arctos_compiler::mapping::sql_type::SqlType;
use arctos_compiler::mapping::tables::{RowsOfValue, Tables};
use deadpool_postgres::{Object, Transaction};
use std::collections::HashMap;
use std::sync::Arc;
use tokio_postgres::types::{Kind, ToSql, Type};
use tokio_postgres::{SimpleQueryMessage, Statement};

/// Columns of an ordinary table, with two promises each, whether an index starts with them, and of some the values that many
/// rows have, as far as statistics tell. Views and foreign tables
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
    WHERE i.indrelid = c.oid AND i.indisvalid AND i.indpred IS NULL AND i.indkey[0] = a.attnum),
  (SELECT ARRAY(
      SELECT CASE a.atttypid WHEN 'boolean'::regtype THEN v.value::boolean::text ELSE v.value END
      FROM unnest(s.most_common_vals::text::text[], s.most_common_freqs) AS v (value, share)
      WHERE v.share >= $2)
    FROM pg_catalog.pg_stats s
    WHERE s.schemaname = n.nspname AND s.tablename = c.relname AND s.attname = a.attname AND s.inherited = (c.relkind = 'p')
      AND a.atttypid IN ('boolean'::regtype, 'text'::regtype, 'varchar'::regtype, 'int2'::regtype, 'int4'::regtype, 'int8'::regtype))
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.oid = $1 AND (c.relkind = 'p' OR c.relkind = 'r' AND NOT c.relhassubclass)
ORDER BY a.attnum";

/// From which share of a table's rows on they are many, so that reading all of them is no worse than finding them by an index.
const MANY: f64 = 0.1;

/// How many rows a table has, as far as the server knows; 0 where it does not.
const ROWS: &str = "\
SELECT COALESCE((
  SELECT greatest(c.reltuples, 0)::float8 FROM pg_catalog.pg_class AS c
  WHERE c.oid = pg_catalog.to_regclass(pg_catalog.concat(pg_catalog.quote_ident($1) || '.', pg_catalog.quote_ident($2)))), 0)";

/// All columns of the tables that a bare name can stand for or whose schema is named, with the names of their types, domains
/// resolved, and their collations, 0 for one that takes different texts for equal.
const COLUMNS: &str = "\
SELECT n.nspname::text, c.relname::text, pg_catalog.pg_table_is_visible(c.oid), a.attname::text, t.typname::text,
  t.typnamespace = 'pg_catalog'::regnamespace AND t.typtype = 'b',
  (SELECT CASE WHEN l.collisdeterministic THEN l.oid ELSE 0 END FROM pg_catalog.pg_collation AS l
   WHERE l.oid = a.attcollation AND l.collprovider <> 'd')
FROM pg_catalog.pg_namespace AS n
JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_catalog.pg_type AS d ON d.oid = a.atttypid
JOIN pg_catalog.pg_type AS t ON t.oid = CASE WHEN d.typtype = 'd' THEN d.typbasetype ELSE d.oid END
WHERE n.nspname = ANY (pg_catalog.current_schemas(false) || $1::name[])";

/// Of each column of these tables that an index starts with, how many rows a value finds, usually and at most. A table that was
/// never analysed says so of nothing but its unique columns.
const ROWS_OF_VALUES: &str = "\
SELECT n.nspname::text, c.relname::text, a.attname::text, usual.rows::float8,
  CASE WHEN usual.rows = 1 THEN 1 ELSE COALESCE(c.reltuples * s.most_common_freqs[1], usual.rows) END::float8
FROM pg_catalog.pg_namespace AS n
JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND (c.relkind = 'p' OR c.relkind = 'r' AND NOT c.relhassubclass)
JOIN (
  SELECT i.indrelid, i.indkey[0] AS attnum, bool_or(i.indisunique AND i.indnkeyatts = 1) AS is_unique
  FROM pg_catalog.pg_index AS i
  JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid
  JOIN pg_catalog.pg_am AS m ON m.oid = x.relam AND m.amname IN ('btree', 'hash')
  WHERE i.indisvalid AND i.indpred IS NULL
  GROUP BY 1, 2) AS led ON led.indrelid = c.oid
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = led.attnum
LEFT JOIN pg_catalog.pg_stats AS s
  ON s.schemaname = n.nspname AND s.tablename = c.relname AND s.attname = a.attname AND s.inherited = (c.relkind = 'p')
    AND s.n_distinct <> 0 AND c.reltuples > 0
CROSS JOIN LATERAL (
  SELECT CASE
    WHEN led.is_unique THEN 1
    WHEN s.n_distinct < 0 THEN -1 / s.n_distinct
    WHEN s.n_distinct > 0 THEN greatest(c.reltuples / s.n_distinct, 1)
  END AS rows) AS usual
WHERE n.nspname = ANY (pg_catalog.current_schemas(false) || $1::name[]) AND NOT c.relispartition AND usual.rows IS NOT NULL";

/// About how many rows the largest of these tables has.
const LARGEST: &str = "\
SELECT COALESCE(max(c.reltuples), 0)::float8
FROM pg_catalog.pg_namespace AS n JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p')
WHERE n.nspname = ANY (pg_catalog.current_schemas(false) || $1::name[])";

/// Describes every query and fills in the answers.
///
/// # Errors
/// The connection is lost. What the server says about a query itself is a diagnostic.
pub(super) async fn describe(client: &mut Object, mapping: &mut Mapping) -> Result<Diagnostics, Error> {
    let mut diagnostics = Diagnostics::new();
    let mut known = Known::default();
    // One transaction, so that a proxy keeps to one server connection.
    let mut transaction = client.build_transaction().read_only(true).start().await?;
    mapping.take_apart(Grammar::Postgres);
    for index in 0..mapping.facts.len() {
        let Some(fact) = mapping.facts.get(index) else { continue };
        match query(&mut transaction, fact, &mut known).await {
            Ok(described) => diagnostics.extend(schema::apply(mapping, index, &described)),
            Err(error) => diagnostics.0.extend(refused(fact, error)?),
        }
    }
    mapping.tables = Some(Arc::new(tables(&transaction, mapping, &mut known).await?));
    transaction.rollback().await?;
    if !diagnostics.has_errors() {
        diagnostics.extend(schema::mixed_types(mapping));
    }
    Ok(diagnostics)
}

/// What was asked before.
#[derive(Default)]
struct Known {
    /// Tables by their number in the catalogue.
    tables: HashMap<u32, Option<DescribedTable>>,
    /// Numbers of collations in the catalogue, in the order in which they were met.
    collations: Vec<u32>,
}

impl Known {
    /// Tells columns apart whose collation is not the database's own.
    async fn collate(
        &mut self,
        transaction: &Transaction<'_>,
        query: &str,
        columns: &mut [DescribedColumn],
    ) -> Result<(), tokio_postgres::Error> {
        let is_text = |column: &DescribedColumn| matches!(column.sql_type, Some(SqlType::Text | SqlType::Char));
        let texts: Vec<usize> = columns.iter().enumerate().filter(|(_, column)| is_text(column)).map(|(at, _)| at).collect();
        if texts.is_empty() {
            return Ok(());
        }
        let found = collations(transaction, query, columns.len(), &texts).await?;
        for (at, collation) in texts.into_iter().zip(found) {
            let (Some(column), Some(collation)) = (columns.get_mut(at), collation) else { continue };
            column.sql_type = column.sql_type.map(|ty| self.under(ty, collation));
        }
        Ok(())
    }

    /// A type of texts under a collation.
    fn under(&mut self, ty: SqlType, collation: Collation) -> SqlType {
        match (ty, collation) {
            (SqlType::Text, Collation::Exact(oid)) => self.collated(oid),
            _ => SqlType::Other,
        }
    }

    fn collated(&mut self, oid: u32) -> SqlType {
        let known = self.collations.iter().position(|known| *known == oid);
        let at = known.unwrap_or_else(|| {
            self.collations.push(oid);
            self.collations.len() - 1
        });
        u8::try_from(at).map_or(SqlType::Other, SqlType::Collated)
    }
}

/// A collation that is not the database's own.
enum Collation {
    /// It takes different texts for equal.
    Loose,
    /// It does not. Its number in the catalogue.
    Exact(u32),
}

impl Collation {
    /// The one of a number, 0 for all that are loose.
    fn of(oid: u32) -> Self {
        if oid == 0 { Collation::Loose } else { Collation::Exact(oid) }
    }
}

/// The collations of some of a query's columns, `None` for the database's own. The query is planned, and not run.
async fn collations(
    transaction: &Transaction<'_>,
    query: &str,
    width: usize,
    wanted: &[usize],
) -> Result<Vec<Option<Collation>>, tokio_postgres::Error> {
    let of = |at: &usize| {
        format!(
            "(SELECT CASE WHEN l.collisdeterministic THEN l.oid ELSE 0 END FROM pg_catalog.pg_collation AS l
              WHERE l.collprovider <> 'd' AND l.oid = pg_catalog.to_regcollation(pg_catalog.pg_collation_for(q.c{at})))"
        )
    };
    let outputs: Vec<String> = wanted.iter().map(of).collect();
    let names: Vec<String> = (0..width).map(|at| format!("c{at}")).collect();
    let (outputs, names) = (outputs.join(", "), names.join(", "));
    let sql = format!("SELECT {outputs} FROM (SELECT 1) AS one LEFT JOIN (\n{query}\n) AS q ({names}) ON false");
    let row = transaction.query_typed_one(&sql, &[]).await?;
    let found = (0..wanted.len()).map(|at| row.try_get::<_, Option<u32>>(at));
    found.map(|oid| Ok(oid?.map(Collation::of))).collect()
}

async fn query(
    transaction: &mut Transaction<'_>,
    fact: &FactMapping,
    known: &mut Known,
) -> Result<Described, tokio_postgres::Error> {
    // A refused query ends with its savepoint, not with the transaction.
    let savepoint = transaction.transaction().await?;
    let statement = savepoint.prepare(&fact.select.text).await?;
    let mut columns: Vec<DescribedColumn> = statement.columns().iter().map(|column| described(column.type_())).collect();
    known.collate(&savepoint, &fact.select.text, &mut columns).await?;
    let table = match fact.select.projection.as_ref().and_then(|projection| table_of(&statement, &projection.as_text)) {
        None => None,
        Some(oid) => match known.tables.get(&oid) {
            Some(table) => table.clone(),
            None => known.tables.entry(oid).insert_entry(table(&savepoint, oid).await?).get().clone(),
        },
    };
    let is_selective = is_selective(&savepoint, fact).await?;
    savepoint.commit().await?;
    Ok(Described { columns, table, is_selective })
}

/// Whether the server would find the rows of a filter by an index, and knows that they are few.
async fn is_selective(transaction: &Transaction<'_>, fact: &FactMapping) -> Result<bool, tokio_postgres::Error> {
    let filtered = fact.select.projection.as_ref().filter(|projection| projection.filter.is_some());
    let Some(Projection { table, .. }) = filtered else { return Ok(false) };
    let params: [(&(dyn ToSql + Sync), Type); 2] = [(&table.schema, Type::TEXT), (&table.name, Type::TEXT)];
    let rows: f64 = transaction.query_typed_one(ROWS, &params).await?.try_get(0)?;
    let explained = format!("EXPLAIN (FORMAT JSON) {}", fact.select.text);
    // The one row that is asked for, as text.
    let told = transaction.simple_query(&explained).await?;
    let text = told.iter().find_map(|message| if let SimpleQueryMessage::Row(row) = message { row.get(0) } else { None });
    let plan: serde_json::Value = text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let plan = plan.pointer("/0/Plan");
    let kind = plan.and_then(|plan| plan.get("Node Type")?.as_str()).unwrap_or_default();
    let found = plan.and_then(|plan| plan.get("Plan Rows")?.as_f64()).unwrap_or(f64::MAX);
    Ok(matches!(kind, "Index Scan" | "Index Only Scan" | "Bitmap Heap Scan") && found < rows * MANY)
}

/// The one table that all columns are read from; what is read by its text form is no column of any.
fn table_of(statement: &Statement, as_text: &[bool]) -> Option<u32> {
    let mut oids =
        statement.columns().iter().zip(as_text).filter(|(_, as_text)| !**as_text).map(|(column, _)| column.table_oid());
    let first = oids.next()??;
    oids.all(|oid| oid == Some(first)).then_some(first)
}

/// The columns of all tables that a caller's query can name.
async fn tables(transaction: &Transaction<'_>, mapping: &Mapping, known: &mut Known) -> Result<Tables, tokio_postgres::Error> {
    let projections = mapping.facts.iter().filter_map(|fact| fact.select.projection.as_ref());
    let schemas: Vec<String> = projections.filter_map(|projection| projection.table.schema.clone()).collect();
    let params: [(&(dyn ToSql + Sync), Type); 1] = [(&schemas, Type::NAME_ARRAY)];
    let mut tables = Tables::default();
    for row in transaction.query_typed(COLUMNS, &params).await? {
        let (schema, table, column): (String, String, String) = (row.try_get(0)?, row.try_get(1)?, row.try_get(3)?);
        let (ty, is_native): (String, bool) = (row.try_get(4)?, row.try_get(5)?);
        let native = SqlType::parse(&ty).filter(|_| is_native).unwrap_or(SqlType::Other);
        let collation: Option<u32> = row.try_get(6)?;
        let sql_type = collation.map_or(native, |oid| known.under(native, Collation::of(oid)));
        tables.insert((&schema, &table), row.try_get(2)?, &column, sql_type);
    }
    tables.largest = transaction.query_typed_one(LARGEST, &params).await?.try_get(0)?;
    for row in transaction.query_typed(ROWS_OF_VALUES, &params).await? {
        let (schema, table, column): (String, String, String) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        tables.note_rows((&schema, &table), &column, RowsOfValue { usual: row.try_get(3)?, most: row.try_get(4)? });
    }
    Ok(tables)
}

async fn table(transaction: &Transaction<'_>, oid: u32) -> Result<Option<DescribedTable>, tokio_postgres::Error> {
    let params: [(&(dyn ToSql + Sync), Type); 2] = [(&oid, Type::OID), (&MANY, Type::FLOAT8)];
    let rows = transaction.query_typed(TABLE, &params).await?;
    let mut table = DescribedTable::default();
    for row in &rows {
        let (name, not_null, unique): (String, bool, bool) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        if row.try_get(3)? {
            table.indexed.push(name.clone());
        }
        if let Some(common) = row.try_get(4)? {
            table.common.push((name.clone(), common));
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

/// `None` for a part of a query, which is refused as a whole.
fn refused(fact: &FactMapping, error: tokio_postgres::Error) -> Result<Option<Diagnostic>, Error> {
    let Some(told) = error.as_db_error() else { return Err(error.into()) };
    if fact.is_part {
        return Ok(None);
    }
    let message = format!("the database refuses this query: {}", told.message());
    let diagnostic = Diagnostic::error(codes::BAD_SQL, fact.query_span, message).also(fact.span, "mapped here");
    Ok(Some(match told.hint() {
        Some(hint) => diagnostic.help(hint),
        None => diagnostic,
    }))
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
