//! What a database tells of the tables of a scenario.
//!
//! In: a policy, and the database with the tables. Out: the policy as an engine has it that is connected to them: with the
//! types, keys, indexes and collations of their columns.

use super::database::Database;
use super::runner::few_grants;
use arctos::{Error, Policy, Predicate, Settings};
use arctos_compiler::policy::program::{Formula, Program};

/// The policy with what the database tells; `script` makes the tables once more where nobody else can see them.
pub(super) async fn told(policy: Policy, database: &Database, script: &str) -> Result<Policy, Error> {
    // An engine negates no facts that nothing supplies. Here there are just none of them.
    let policy = policy.expecting(called(policy.compiler().program()));
    let settings = Settings { few_grants: few_grants(script), ..Settings::default() };
    let engine = match database {
        Database::Postgres(_, url) => policy.connect(url, settings).await?,
        Database::Sqlite(_) => {
            let refused = |error: rusqlite::Error| Error::Database(error.into());
            let connection = rusqlite::Connection::open_in_memory().map_err(refused)?;
            connection.execute_batch(script).map_err(refused)?;
            policy.with_sqlite(connection, settings).await?
        }
        Database::MySql(_, url) => policy.connect(&of_scenario(url), settings).await?,
    };
    Ok(engine.policy().clone())
}

/// The predicates that rules ask for.
fn called(program: &Program) -> Vec<Predicate> {
    let mut found = Vec::new();
    let mut stack: Vec<&Formula> = program.rules.values().flatten().map(|rule| &rule.body).collect();
    while let Some(formula) = stack.pop() {
        match formula {
            Formula::And(parts) | Formula::Or(parts) => stack.extend(parts),
            Formula::Not(inner) => stack.push(inner),
            Formula::Call(predicate, ..) => found.push(predicate.clone()),
            _ => {}
        }
    }
    found
}

/// The URL of the database that scenarios have on a MySQL server.
fn of_scenario(url: &str) -> String {
    let (place, options) = url.split_once('?').map_or((url, None), |(place, options)| (place, Some(options)));
    let server = place.rsplit_once('/').map_or(place, |(server, _)| server);
    let options = options.map(|options| format!("?{options}")).unwrap_or_default();
    format!("{server}/arctos_soak{options}")
}
