//! The data set, copied from a PostgreSQL server that makes it.

use super::store::Store;
use crate::shapes::data;
use crate::shapes::home::Home;
use arctos::Dialect;
use arctos::tokio_postgres::{self, Client, NoTls};
use std::error::Error;

/// The tables, without the one that tells the size.
const TABLES: [&str; 18] = [
    "users",
    "organizations",
    "repositories",
    "org_members",
    "org_blocks",
    "repo_collaborators",
    "teams",
    "team_members",
    "team_repo_roles",
    "issues",
    "folders",
    "folder_shares",
    "documents",
    "spaces",
    "role_permissions",
    "space_roles",
    "space_denials",
    "pages",
];
/// How many rows are inserted at once.
const BATCH: usize = 1000;

/// Fills a database, unless it holds the data set in this size already.
///
/// # Errors
/// A database refuses, also where it holds the data set in another size; no PostgreSQL server.
pub async fn fill(store: &mut Store, rows: u64) -> Result<(), Box<dyn Error>> {
    if let Ok(there) = store.texts("SELECT issues FROM sizes").await {
        let same = there == [rows.to_string()];
        return if same { Ok(()) } else { Err(format!("the database holds {there:?} issues").into()) };
    }
    let home = Home::new(None).await?;
    let (client, connection) = tokio_postgres::connect(&home.url, NoTls).await?;
    let driving = tokio::spawn(connection);
    data::fill(&client, rows).await?;
    let script = match store.dialect() {
        Dialect::MySql => include_str!("../../../shapes/tables.mysql.sql"),
        _ => include_str!("../../../shapes/tables.sqlite.sql"),
    };
    let (tables, indexes) = script.split_once("-- rows\n").ok_or("no place for the rows")?;
    store.run(tables).await?;
    for table in TABLES {
        copy(&client, store, table).await?;
    }
    store.run(indexes).await?;
    store.run(&format!("CREATE TABLE sizes (issues BIGINT);\nINSERT INTO sizes VALUES ({rows})")).await?;
    drop(client);
    let _ = driving.await;
    Ok(())
}

async fn copy(client: &Client, store: &mut Store, table: &str) -> Result<(), Box<dyn Error>> {
    let columns = "SELECT string_agg(CASE data_type WHEN 'boolean' THEN format('%I::int::text', column_name)
          WHEN 'timestamp with time zone' THEN format('to_char(%I AT TIME ZONE ''UTC'', ''YYYY-MM-DD HH24:MI:SS'')', column_name)
          ELSE format('%I::text', column_name) END, ', ' ORDER BY ordinal_position)
        FROM information_schema.columns WHERE table_name = $1";
    let columns: String = client.query_one(columns, &[&table]).await?.get(0);
    let rows = client.query(&format!("SELECT ARRAY[{columns}] FROM {table}"), &[]).await?;
    store.run("BEGIN").await?;
    for some in rows.chunks(BATCH) {
        let values: Vec<String> = some.iter().map(|row| literals(&row.get::<_, Vec<Option<String>>>(0))).collect();
        store.run(&format!("INSERT INTO {table} VALUES {}", values.join(","))).await?;
    }
    store.run("COMMIT").await
}

/// A row as SQL. The data set has no backslash.
fn literals(row: &[Option<String>]) -> String {
    let literal = |value: &Option<String>| match value {
        Some(text) => format!("'{}'", text.replace('\'', "''")),
        None => "NULL".to_owned(),
    };
    format!("({})", row.iter().map(literal).collect::<Vec<_>>().join(","))
}
