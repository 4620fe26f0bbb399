//! Has a database tell about the mapped queries.

use super::run::{RunError, simple};
use arctos_compiler::compile::Compiler;
use arctos_compiler::mapping::model::{Mapping, Table};
use arctos_compiler::mapping::schema::{Described, DescribedColumn, DescribedTable, apply, mixed_types};
use tokio_postgres::Client;

/// The same compiler with a mapping that knows what the database tells.
///
/// # Errors
/// The server refuses a mapped query.
///
/// # Panics
/// Database and mapping contradict each other.
pub async fn described(client: &Client, compiler: &Compiler) -> Result<Compiler, RunError> {
    let mut mapping = compiler.mapping().clone();
    for index in 0..mapping.facts.len() {
        let told = describe(client, &mapping, index).await?;
        let problems = apply(&mut mapping, index, &told);
        assert!(problems.is_empty(), "{problems:?}");
    }
    let problems = mixed_types(&mapping);
    assert!(problems.is_empty(), "{problems:?}");
    Ok(Compiler::new(compiler.program().clone(), mapping))
}

async fn describe(client: &Client, mapping: &Mapping, index: usize) -> Result<Described, RunError> {
    let select = &mapping.facts[index].select;
    let prepared = client.prepare(&select.text).await;
    let prepared = prepared.map_err(|source| RunError::Refused { sql: select.text.clone(), source })?;
    let columns = prepared.columns().iter().map(|column| DescribedColumn { type_name: column.type_().name().to_owned() });
    let columns = columns.collect();
    let table = match &select.projection {
        Some(projection) => Some(describe_table(client, &projection.table).await?),
        None => None,
    };
    Ok(Described { columns, table })
}

async fn describe_table(client: &Client, table: &Table) -> Result<DescribedTable, RunError> {
    let not_null = format!(
        "SELECT attname FROM pg_attribute WHERE attrelid = '{}'::regclass AND attnum > 0 AND attnotnull ORDER BY attnum",
        table.name
    );
    let unique = format!(
        "SELECT a.attname FROM pg_index AS i JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] \
         WHERE i.indrelid = '{}'::regclass AND i.indisunique AND i.indnkeyatts = 1 AND i.indpred IS NULL AND a.attnotnull \
         ORDER BY a.attnum",
        table.name
    );
    let names = |rows: Vec<Vec<Option<String>>>| rows.into_iter().flatten().flatten().collect();
    Ok(DescribedTable { not_null: names(simple(client, &not_null).await?), unique: names(simple(client, &unique).await?) })
}
