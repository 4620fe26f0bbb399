//! The second question: a page of the issues that a user may read, by the application's own query.

use super::DemoError;
use super::app::{App, PEOPLE, Person};
use super::explain::{Explained, Json};
use super::screen::{Screen, count, indented, number};
use arctos::{Filter, Text};
use arctos_compiler::sql::pretty;
use std::fmt::Write;

const SHOWN: usize = 5;

/// The application's query around a filter.
fn query(filter: &str) -> String {
    format!(
        "SELECT i.id, i.title, i.created_at::date::text AS created \
         FROM issues AS i WHERE i.state = $1 AND {filter} ORDER BY i.created_at DESC LIMIT 20"
    )
}

fn filter(app: &App, person: &Person) -> Result<Filter, DemoError> {
    Ok(app.arctos.filter(&person.value(), "read", "Issue", &arctos::row("issues", "i", "id"))?)
}

/// The query with the filter in it.
///
/// # Errors
/// The question does not compile.
pub fn sql(app: &App, screen: Screen) -> Result<String, DemoError> {
    let mut out = screen.heading("Question: which issues may a user read? The newest twenty that are open");
    let _ = writeln!(out, "  arctos filter User:{} read Issue --on i.id\n", PEOPLE[0].id);
    let say =
        "  What follows `i.state = $1 AND` is the filter; the rest is the application's own. $1 is `open`, $2 the user.\n\n";
    out.push_str(&screen.dim(say));
    out.push_str(&indented(&pretty(&query(&filter(app, &PEOPLE[0])?.sql_from(2)?))));
    Ok(out)
}

/// The page of a person, and how the database found it.
///
/// # Errors
/// The database refuses.
pub async fn of(app: &App, person: &Person, screen: Screen) -> Result<String, DemoError> {
    let filter = filter(app, person)?;
    let sql = query(&filter.sql_from(2)?);
    let state = Text::from("open");
    let params: Vec<_> = std::iter::once(&state as _).chain(filter.params()).collect();
    let client = app.database.connect().await?;
    let rows = client.query(&sql, &params).await?;
    let explain = format!("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}");
    let explained = client.query_one(&explain, &params).await?.try_get::<_, Json>(0)?;
    let readable = app.arctos.list(&person.value(), "read", "Issue").await?.len() as u64;

    let mut out = screen.heading(&format!("Page of User:{} ({})", person.id, person.who));
    let _ = writeln!(out, "  may read {} of {}; {} on this page", number(readable), count(app.issues, "issue"), rows.len());
    for row in rows.iter().take(SHOWN) {
        let (id, title, created): (i64, &str, &str) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        let _ = writeln!(out, "  {created}  {id:>6}  {title}");
    }
    if rows.len() > SHOWN {
        let _ = writeln!(out, "  … and {} more", rows.len() - SHOWN);
    }
    let explained = Explained::of(&explained);
    let _ = write!(out, "\n{}\n{}", indented(&explained.plan), indented(&explained.summary));
    Ok(out)
}
