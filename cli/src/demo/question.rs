//! The first question: may a user close an issue?

use super::DemoError;
use super::app::{App, PEOPLE};
use super::screen::{Screen, indented, time};
use arctos::{Dialect, KnownFacts, Options, Question, Subject, Value};
use arctos_compiler::sql::pretty;
use std::fmt::Write;
use std::time::Instant;

const ISSUE: &str = "181";

/// The question and its SQL.
///
/// # Errors
/// The question does not compile.
pub fn sql(app: &App, screen: Screen) -> Result<String, DemoError> {
    let of = |ty: &str| Subject::OfType(ty.into());
    let question = Question::Authorize { actor: of("User"), action: "close".into(), resource: Some(of("Issue")) };
    let options = Options { dialect: app.home.dialect(), ..Options::default() };
    let compiled = app.arctos.policy().compile(&question, &KnownFacts::new(), options)?;
    let mut out = screen.heading(&format!("Question: may a user close issue {ISSUE}?"));
    let _ = writeln!(out, "  arctos authorize User:{} close Issue:{ISSUE}\n", PEOPLE[0].id);
    let which = match options.dialect {
        Dialect::Postgres => "$1 is the user, $2 the issue",
        Dialect::Sqlite => "?1 is the user, ?2 the issue",
        Dialect::MySql => "each `?` is the user or the issue",
    };
    out.push_str(&screen.dim(&format!("  One statement answers for all users and issues: {which}.\n\n")));
    out.push_str(&indented(&pretty(&compiled.statement.sql)));
    Ok(out)
}

/// The answers.
///
/// # Errors
/// There is none.
pub async fn answers(app: &App, screen: Screen) -> Result<String, DemoError> {
    let issue = Value::new("Issue", ISSUE);
    let mut out = screen.heading("Answers");
    // The first time of all prepares the statement.
    app.arctos.authorize(&PEOPLE[0].value(), "close", &issue).await?;
    for person in &PEOPLE {
        let start = Instant::now();
        let allowed = app.arctos.authorize(&person.value(), "close", &issue).await?;
        let answer = if allowed { "allowed" } else { "denied" };
        let _ = writeln!(out, "  {answer:<8} User:{} ({}), {}", person.id, person.who, time(start.elapsed()));
    }
    Ok(out)
}
