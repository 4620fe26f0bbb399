//! A web handler that lists issues with a query of its own and lets the policy decide which rows it sees.
//!
//! The database holds `schemas/code-hosting` (`schema.sql`, then `seed.sql`):
//!
//! ```text
//! DATABASE_URL=postgres://localhost/code_hosting cargo run -p arctos --example axum_issues
//! curl 'http://127.0.0.1:3000/users/7/issues?state=open'
//! ```
//!
//! A real service takes the user from its session, not from the path.

use arctos::deadpool_postgres::{Manager, Pool};
use arctos::tokio_postgres::types::ToSql;
use arctos::tokio_postgres::{Config, NoTls};
use arctos::{Arctos, Policy, Settings, Value, row};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use std::error::Error;

#[derive(Clone)]
struct App {
    pool: Pool,
    arctos: Arctos,
}

#[derive(Deserialize)]
struct Page {
    state: Option<String>,
    limit: Option<i64>,
}

#[derive(Serialize)]
struct Issue {
    id: i64,
    title: String,
    may_close: bool,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let url = std::env::var("DATABASE_URL")?;
    let pool = Pool::builder(Manager::new(url.parse::<Config>()?, NoTls)).build()?;
    let example = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas/code-hosting");
    let policy = Policy::load_files([example.join("policy.polar")], Some(&example.join("facts.yaml")))?;
    let arctos = policy.with_pool(pool.clone(), Settings::default()).await?;
    let app = Router::new().route("/users/{user}/issues", get(issues)).with_state(App { pool, arctos });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    println!("http://{}/users/7/issues", listener.local_addr()?);
    axum::serve(listener, app).await?;
    Ok(())
}

async fn issues(
    State(app): State<App>,
    Path(user): Path<String>,
    Query(page): Query<Page>,
) -> Result<Json<Vec<Issue>>, StatusCode> {
    // Whatever goes wrong, nothing is shown.
    read_issues(&app, &user, &page).await.map(Json).map_err(|error| {
        eprintln!("{error}");
        StatusCode::INTERNAL_SERVER_ERROR
    })
}

async fn read_issues(app: &App, user: &str, page: &Page) -> Result<Vec<Issue>, Box<dyn Error + Send + Sync>> {
    let user = Value::new("User", user);
    let state = page.state.as_deref().unwrap_or("open");
    let limit = page.limit.unwrap_or(20).clamp(1, 100);

    // $1 and $2 are the handler's own; the filter's parameters follow.
    let filter = app.arctos.filter(&user, "read", "Issue", &row("issues", "i", "id"))?;
    let sql = format!(
        "SELECT i.id, i.title FROM issues AS i WHERE i.state = $1 AND {} ORDER BY i.created_at DESC LIMIT $2",
        filter.sql_from(3)?,
    );
    let own: [&(dyn ToSql + Sync); 2] = [&state, &limit];
    let params: Vec<&(dyn ToSql + Sync)> = own.into_iter().chain(filter.params()).collect();
    let client = app.pool.get().await?;
    let found: Vec<(i64, String)> = client.query(&sql, &params).await?.iter().map(|row| (row.get(0), row.get(1))).collect();

    // One question for all the buttons of the page.
    let ids: Vec<String> = found.iter().map(|(id, _)| id.to_string()).collect();
    let closable = app.arctos.authorize_many(&user, "close", "Issue", &ids).await?;
    let issue = |(id, title): (i64, String)| Issue { id, title, may_close: closable.contains(&id.to_string()) };
    Ok(found.into_iter().map(issue).collect())
}
