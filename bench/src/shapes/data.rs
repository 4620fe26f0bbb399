//! The data set, made inside the database, and samples of it.

use super::cases::{CLASSES, Policy, Shape};
use arctos::tokio_postgres::{Client, Error};

const SCRIPT: &str = include_str!("../../shapes/data.sql");

/// Fills a database, unless it holds the data set in this size already.
///
/// # Errors
/// The database refuses, also where it holds the data set in another size.
pub async fn fill(client: &Client, rows: u64) -> Result<(), Error> {
    let there = "SELECT count(*) > 0 FROM pg_class WHERE relname = 'sizes' AND relkind = 'r'";
    if client.query_one(there, &[]).await?.get(0) {
        let same = format!("SELECT 1 / count(*) FROM sizes WHERE issues = {rows}");
        return client.batch_execute(&same).await;
    }
    client.batch_execute(&SCRIPT.replace(":rows", &rows.to_string())).await?;
    client.batch_execute("VACUUM ANALYZE").await
}

/// Ids of resources for a question: some that the actor may see, and as many of which nothing is known.
///
/// # Errors
/// The database refuses.
pub async fn sample(client: &Client, policy: &Policy, visible: &str, actor: usize, shape: Shape) -> Result<Vec<String>, Error> {
    let half = match shape {
        Shape::Check => 20,
        Shape::Many => 500,
        Shape::Actions | Shape::Actors => 8,
        Shape::Count | Shape::Page | Shape::Select | Shape::Parent | Shape::List => return Ok(Vec::new()),
    };
    let actor = CLASSES.get(actor).map_or("1", |class| class.id);
    let condition = visible.replace("$1", &format!("{actor}::bigint"));
    let table = policy.table;
    let any = format!(
        "SELECT id::text FROM {table} AS i TABLESAMPLE SYSTEM (1) REPEATABLE (7) ORDER BY hashtextextended(id::text, 7) LIMIT {half}"
    );
    let seen = format!(
        "SELECT id::text FROM (SELECT i.id FROM {table} AS i WHERE {condition} LIMIT 20000) q ORDER BY hashtextextended(id::text, 3) LIMIT {half}"
    );
    let mut ids = Vec::new();
    for sql in [any, seen] {
        ids.extend(client.query(&sql, &[]).await?.iter().map(|row| row.get::<_, String>(0)));
    }
    ids.sort();
    ids.dedup();
    Ok(ids)
}

/// Ids of repositories that are handed in with a question.
///
/// # Errors
/// The database refuses.
pub async fn handed_in(client: &Client, amount: usize) -> Result<Vec<String>, Error> {
    let sql = format!("SELECT id::text FROM repositories ORDER BY hashint8(id) LIMIT {amount}");
    Ok(client.query(&sql, &[]).await?.iter().map(|row| row.get(0)).collect())
}
