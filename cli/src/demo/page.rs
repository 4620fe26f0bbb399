//! The second question: a page of the issues that a user may read, by the application's own query.

use super::DemoError;
use super::app::{App, PEOPLE, Person};
use super::screen::{Screen, count, indented, number};
use arctos::{Dialect, Filter};
use arctos_compiler::sql::pretty;
use std::fmt::Write;

const SHOWN: usize = 5;

/// The state of the issues on a page, the value of the application's own parameter.
const STATE: &str = "open";

/// The application's query around a filter.
fn query(filter: &Filter) -> Result<String, DemoError> {
    let (day, first) = match filter.dialect() {
        Dialect::Postgres => ("i.created_at::date::text", "$1"),
        Dialect::Sqlite => ("date(i.created_at)", "?1"),
        Dialect::MySql => ("CAST(DATE(i.created_at) AS CHAR)", "?"),
    };
    let condition = filter.sql_from(2)?;
    Ok(format!(
        "SELECT i.id, i.title, {day} AS created \
         FROM issues AS i WHERE i.state = {first} AND {condition} ORDER BY i.created_at DESC LIMIT 20"
    ))
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
    let filter = filter(app, &PEOPLE[0])?;
    let (first, second) = match filter.dialect() {
        Dialect::Postgres => ("$1", "$2"),
        Dialect::Sqlite => ("?1", "?2"),
        Dialect::MySql => ("?", "each further `?`"),
    };
    let say = format!(
        "  What follows `i.state = {first} AND` is the filter; the rest is the application's own. {first} is `{STATE}`, \
         {second} the user.\n\n"
    );
    out.push_str(&screen.dim(&say));
    out.push_str(&indented(&pretty(&query(&filter)?)));
    Ok(out)
}

/// The page of a person, and how the database found it.
///
/// # Errors
/// The database refuses.
pub async fn of(app: &App, person: &Person, screen: Screen) -> Result<String, DemoError> {
    let filter = filter(app, person)?;
    let page = app.home.page(&query(&filter)?, STATE, &filter).await?;
    let readable = app.arctos.list(&person.value(), "read", "Issue").await?.len() as u64;

    let mut out = screen.heading(&format!("Page of User:{} ({})", person.id, person.who));
    let _ = writeln!(out, "  may read {} of {}; {} on this page", number(readable), count(app.issues, "issue"), page.rows.len());
    for (id, title, created) in page.rows.iter().take(SHOWN) {
        let _ = writeln!(out, "  {created}  {id:>6}  {title}");
    }
    if page.rows.len() > SHOWN {
        let _ = writeln!(out, "  … and {} more", page.rows.len() - SHOWN);
    }
    let _ = write!(out, "\n{}\n{}", indented(&page.plan), indented(&page.summary));
    Ok(out)
}
