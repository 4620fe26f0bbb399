//! What MySQL or MariaDB tells about mapped queries.
//!
//! In: a connection and a mapping. Out: the mapping with the types of its columns, and for plain projections the columns
//! that are never NULL and those that identify a row; and the types of all columns of the connection's schema. Guaranteed:
//! what the database does not promise is not assumed; a query that it refuses is a diagnostic.

use crate::database::retype;
use arctos_compiler::diagnostic::{Diagnostic, Diagnostics, codes};
use arctos_compiler::mapping::model::{FactMapping, Mapping, Projection};
use arctos_compiler::mapping::schema::{self, Described, DescribedColumn, DescribedTable};
use arctos_compiler::mapping::select::Grammar;
use arctos_compiler::mapping::sql_type::SqlType;
use arctos_compiler::mapping::tables::{RowsOfValue, Tables};
use arctos_compiler::value::{BOOLEAN, TypeName};
use mysql_async::consts::{ColumnFlags, ColumnType};
use mysql_async::prelude::Queryable;
use mysql_async::{Column, Conn, Error, Result, ServerError, params};
use std::sync::Arc;

/// The character set of what is not text.
const BINARY: u16 = 63;

/// Columns of a table, with two promises each. Views promise nothing; an index on the beginning of a text tells nothing of
/// its rest, and one on an expression has no column. Each of the three is told the table by its names: only then does the
/// server open no other tables. It compares names loosely, so they are compared once more.
const TABLE: &str = "\
SELECT c.column_name,
  c.is_nullable = 'NO',
  EXISTS (
    SELECT 1 FROM information_schema.statistics AS i
    WHERE i.table_schema = :schema AND i.table_name = :table AND i.non_unique = 0
      AND BINARY i.table_schema = :schema AND BINARY i.table_name = :table
    GROUP BY i.index_name
    HAVING COUNT(*) = 1 AND MIN(i.column_name) = c.column_name AND MIN(i.sub_part) IS NULL)
FROM information_schema.columns AS c
JOIN information_schema.tables AS t ON t.table_schema = :schema AND t.table_name = :table
WHERE t.table_type = 'BASE TABLE' AND BINARY t.table_schema = :schema AND BINARY t.table_name = :table
  AND c.table_schema = :schema AND c.table_name = :table
  AND BINARY c.table_schema = :schema AND BINARY c.table_name = :table";

/// All columns of the connection's own schema, with the names of their types as they are declared.
const COLUMNS: &str = "\
SELECT c.table_schema, c.table_name, c.column_name, c.column_type
FROM information_schema.columns AS c
WHERE c.table_schema = DATABASE()";

/// Of each column of these tables that an index starts with, how many rows its table has, and how many a value usually finds: the
/// server keeps no other numbers.
const ROWS_OF_VALUES: &str = "\
SELECT s.table_schema, s.table_name, s.column_name, CAST(COALESCE(MAX(t.table_rows), 0) AS UNSIGNED), MIN(
  CASE WHEN s.non_unique = 0 AND NOT EXISTS (
    SELECT 1 FROM information_schema.statistics AS o
    WHERE o.table_schema = s.table_schema AND o.table_name = s.table_name AND o.index_name = s.index_name AND o.seq_in_index > 1)
  THEN 1 ELSE GREATEST(t.table_rows / s.cardinality, 1) END) + 0e0 AS usual
FROM information_schema.statistics AS s
JOIN information_schema.tables AS t ON t.table_schema = s.table_schema AND t.table_name = s.table_name
WHERE s.table_schema = DATABASE() AND t.table_schema = DATABASE()
  AND s.seq_in_index = 1 AND s.sub_part IS NULL AND s.index_type = 'BTREE'
GROUP BY s.table_schema, s.table_name, s.column_name
HAVING usual IS NOT NULL";

/// Describes every query and fills in the answers.
///
/// # Errors
/// The connection is lost. What the server says about a query itself is a diagnostic.
pub(super) async fn describe(conn: &mut Conn, mapping: &mut Mapping) -> Result<Diagnostics> {
    let mut diagnostics = Diagnostics::new();
    // MySQL has no such type; the one of MariaDB is compared by its text.
    retype(mapping, |ty| if ty == SqlType::Uuid { SqlType::Other } else { ty });
    mapping.take_apart(Grammar::MySql);
    for index in 0..mapping.facts.len() {
        let Some(fact) = mapping.facts.get(index) else { continue };
        match query(conn, fact).await {
            Ok(described) => diagnostics.extend(schema::apply(mapping, index, &described)),
            // A part of a query is refused with the whole.
            Err(Error::Server(_)) if fact.is_part => {}
            Err(Error::Server(error)) => diagnostics.push(refused(fact, &error)),
            Err(error) => return Err(error),
        }
    }
    mapping.tables = Some(Arc::new(tables(conn).await?));
    if !diagnostics.has_errors() {
        diagnostics.extend(schema::mixed_types(mapping));
    }
    Ok(diagnostics)
}

async fn query(conn: &mut Conn, fact: &FactMapping) -> Result<Described> {
    let statement = conn.prep(fact.select.text.as_str()).await?;
    let types = fact.signature.column_types();
    let told = statement.columns();
    let columns = told.iter().enumerate().map(|(at, column)| described(column, types.get(at).copied())).collect();
    conn.close(statement).await?;
    let table = match &fact.select.projection {
        Some(projection) => table(conn, projection).await?,
        None => None,
    };
    Ok(Described { columns, table, ..Described::default() })
}

/// What a table promises of its columns, which are named as the query names them.
async fn table(conn: &mut Conn, projection: &Projection) -> Result<Option<DescribedTable>> {
    let name = &projection.table;
    let schema = match &name.schema {
        Some(schema) => Some(schema.clone()),
        None => conn.query_first::<Option<String>, _>("SELECT DATABASE()").await?.flatten(),
    };
    let Some(schema) = schema else { return Ok(None) };
    let table = params! { "schema" => schema, "table" => name.name.as_str() };
    let rows: Vec<(String, bool, bool)> = conn.exec(TABLE, table).await?;
    if rows.is_empty() {
        return Ok(None);
    }
    let mut table = DescribedTable::default();
    for name in &projection.columns {
        let Some((_, not_null, unique)) = rows.iter().find(|(known, ..)| known.eq_ignore_ascii_case(name)) else { continue };
        if *not_null && *unique {
            table.unique.push(name.clone());
        }
        if *not_null {
            table.not_null.push(name.clone());
        }
    }
    Ok(Some(table))
}

/// The columns of all tables and views that a caller's query can name without a schema.
async fn tables(conn: &mut Conn) -> Result<Tables> {
    let rows: Vec<(String, String, String, String)> = conn.query(COLUMNS).await?;
    let mut tables = Tables::default();
    for (schema, table, column, declared) in rows {
        // A truth value is a whole number here, whatever its width.
        let sql_type = match SqlType::parse(&declared) {
            Some(SqlType::Boolean) => SqlType::SmallInt,
            Some(SqlType::Uuid) | None => SqlType::Other,
            Some(known) => known,
        };
        tables.insert((&schema, &table), true, &column, sql_type);
    }
    let found: Vec<(String, String, String, u64, f64)> = conn.query(ROWS_OF_VALUES).await?;
    for (schema, table, column, rows, usual) in found {
        tables.note_size((&schema, &table), rows);
        tables.note_rows((&schema, &table), &column, RowsOfValue { usual, most: usual });
    }
    Ok(tables)
}

/// A column as the mapping's checks take it. Comparisons yield whole numbers here, and `boolean` is a name for one, so that
/// a truth value is a number.
fn described(column: &Column, ty: Option<&TypeName>) -> DescribedColumn {
    let (name, sql_type) = sql_type(column);
    let whole = matches!(sql_type, SqlType::SmallInt | SqlType::Integer | SqlType::BigInt);
    let truth = whole && ty.is_some_and(|ty| ty == BOOLEAN);
    DescribedColumn { type_name: name.to_owned(), sql_type: Some(if truth { SqlType::Boolean } else { sql_type }) }
}

/// The name of a column's type, and its kind.
fn sql_type(column: &Column) -> (&'static str, SqlType) {
    let flags = column.flags();
    let unsigned = flags.contains(ColumnFlags::UNSIGNED_FLAG);
    match (column.column_type(), unsigned) {
        (ColumnType::MYSQL_TYPE_TINY, false) => ("tinyint", SqlType::SmallInt),
        (ColumnType::MYSQL_TYPE_TINY, true) => ("tinyint unsigned", SqlType::SmallInt),
        (ColumnType::MYSQL_TYPE_SHORT, false) => ("smallint", SqlType::SmallInt),
        (ColumnType::MYSQL_TYPE_SHORT, true) => ("smallint unsigned", SqlType::Integer),
        (ColumnType::MYSQL_TYPE_YEAR, _) => ("year", SqlType::SmallInt),
        (ColumnType::MYSQL_TYPE_INT24, _) => ("mediumint", SqlType::Integer),
        (ColumnType::MYSQL_TYPE_LONG, false) => ("int", SqlType::Integer),
        (ColumnType::MYSQL_TYPE_LONG, true) => ("int unsigned", SqlType::BigInt),
        (ColumnType::MYSQL_TYPE_LONGLONG, false) => ("bigint", SqlType::BigInt),
        (ColumnType::MYSQL_TYPE_LONGLONG, true) => ("bigint unsigned", SqlType::Numeric),
        (ColumnType::MYSQL_TYPE_NEWDECIMAL | ColumnType::MYSQL_TYPE_DECIMAL, _) => ("decimal", SqlType::Numeric),
        _ if flags.intersects(ColumnFlags::ENUM_FLAG | ColumnFlags::SET_FLAG) => ("enum", SqlType::Other),
        (ColumnType::MYSQL_TYPE_STRING, _) if column.character_set() != BINARY => ("char", SqlType::Char),
        (ColumnType::MYSQL_TYPE_VARCHAR | ColumnType::MYSQL_TYPE_VAR_STRING, _) if column.character_set() != BINARY => {
            ("varchar", SqlType::Text)
        }
        (
            ColumnType::MYSQL_TYPE_BLOB
            | ColumnType::MYSQL_TYPE_TINY_BLOB
            | ColumnType::MYSQL_TYPE_MEDIUM_BLOB
            | ColumnType::MYSQL_TYPE_LONG_BLOB,
            _,
        ) if column.character_set() != BINARY => ("text", SqlType::Text),
        (ColumnType::MYSQL_TYPE_FLOAT | ColumnType::MYSQL_TYPE_DOUBLE, _) => ("double", SqlType::Other),
        (ColumnType::MYSQL_TYPE_BIT, _) => ("bit", SqlType::Other),
        _ if column.character_set() == BINARY => ("binary", SqlType::Other),
        _ => ("another type", SqlType::Other),
    }
}

fn refused(fact: &FactMapping, error: &ServerError) -> Diagnostic {
    let message = format!("the database refuses this query: {}", error.message);
    Diagnostic::error(codes::BAD_SQL, fact.query_span, message).also(fact.span, "mapped here")
}
