//! The data of the code host for databases that cannot make it themselves.
//!
//! `seed.sql` is written for PostgreSQL and SQLite. SQLite is lent the functions that the text uses; MySQL and MariaDB get the
//! rows that SQLite then has. So every database has the same rows.

use md5::{Digest, Md5};
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Result};
use std::fmt::Write;

const SCHEMA: &str = include_str!("../../../schemas/code-hosting/schema.sqlite.sql");
const SEED: &str = include_str!("../../../schemas/code-hosting/seed.sql");
/// What stands between these is for PostgreSQL alone.
const MARKS: (&str, &str) = ("-- postgres {\n", "-- }\n");

/// How many rows a statement inserts.
const ROWS: usize = 1000;

/// Makes the tables and their rows in a SQLite database.
///
/// # Errors
/// SQLite refuses.
pub fn fill(connection: &Connection, scale: f64) -> Result<()> {
    rusqlite::vtab::series::load_module(connection)?;
    lend_functions(connection, scale)?;
    connection.execute_batch(&format!("{SCHEMA}\nBEGIN;\n{}\nCOMMIT;", common(SEED)))
}

/// The rows of all tables, as statements for MySQL and MariaDB.
///
/// # Errors
/// SQLite refuses.
pub fn script(connection: &Connection) -> Result<String> {
    let mut script = String::new();
    for table in SCHEMA.lines().filter_map(|line| line.strip_prefix("CREATE TABLE ")?.strip_suffix(" (")) {
        let mut statement = connection.prepare(&format!("SELECT * FROM {table}"))?;
        let width = statement.column_count();
        let mut rows = statement.query(())?;
        let mut count = 0;
        while let Some(row) = rows.next()? {
            let start = if count % ROWS == 0 { format!(";\nINSERT INTO {table} VALUES (") } else { ", (".to_owned() };
            script.push_str(if count == 0 { start.trim_start_matches(";\n") } else { &start });
            for at in 0..width {
                script.push_str(if at == 0 { "" } else { ", " });
                literal(row.get_ref(at)?, &mut script);
            }
            script.push(')');
            count += 1;
        }
        script.push_str(if count == 0 { "" } else { ";\n" });
    }
    Ok(script)
}

/// A value as a literal. There is nothing else than these, and no text with a backslash.
fn literal(value: ValueRef<'_>, out: &mut String) {
    let _ = match value {
        ValueRef::Integer(number) => write!(out, "{number}"),
        ValueRef::Text(text) => write!(out, "'{}'", String::from_utf8_lossy(text).replace('\'', "''")),
        ValueRef::Null | ValueRef::Real(_) | ValueRef::Blob(_) => write!(out, "NULL"),
    };
}

/// A text without what is for PostgreSQL alone.
fn common(text: &str) -> String {
    let mut parts = text.split(MARKS.0);
    let first = parts.next().unwrap_or_default();
    let after = parts.filter_map(|part| part.split_once(MARKS.1)).map(|(_, after)| after);
    std::iter::once(first).chain(after).collect()
}

fn lend_functions(connection: &Connection, scale: f64) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    let number = |context: &Context<'_>, at: usize| context.get::<i64>(at);
    let chance_of =
        move |context: &Context<'_>| Ok::<f64, rusqlite::Error>(chance(&context.get::<String>(0)?, number(context, 1)?));
    connection.create_scalar_function("seed_scaled", 2, flags, move |context| {
        Ok(whole(float(number(context, 0)?) * scale).max(number(context, 1)?))
    })?;
    connection.create_scalar_function("seed_chance", 2, flags, move |context| chance_of(context))?;
    connection.create_scalar_function("seed_even", 3, flags, move |context| {
        Ok(1 + whole((float(number(context, 2)?) * chance_of(context)?).floor()))
    })?;
    connection.create_scalar_function("seed_skewed", 4, flags, move |context| {
        let (first, last, chance) = (number(context, 2)?, number(context, 3)?, chance_of(context)?);
        Ok(first + whole((float(last - first + 1) * (chance * chance)).floor()))
    })?;
    connection.create_scalar_function("seed_time", 1, flags, move |context| Ok(time(number(context, 0)?)))?;
    connection.create_scalar_function("seed_role", 1, flags, |context| context.get::<String>(0))
}

/// A number in [0, 1) from the first half of a hash's first word.
fn chance(salt: &str, n: i64) -> f64 {
    let hash = Md5::digest(format!("{salt}{n}"));
    let first = hash.iter().take(4).fold(0_u32, |number, byte| (number << 8) | u32::from(*byte));
    f64::from(first) / 4_294_967_296.0
}

/// Numbers of rows are small.
fn float(number: i64) -> f64 {
    f64::from(i32::try_from(number).unwrap_or(i32::MAX))
}

/// The nearest whole number, through text: there is no conversion that cannot fail.
fn whole(number: f64) -> i64 {
    format!("{:.0}", number.round()).parse().unwrap_or_default()
}

/// So many minutes after the first of March 2024, none of them before that year.
fn time(minutes: i64) -> String {
    let (mut day, minute) = (minutes.div_euclid(1440) + 60, minutes.rem_euclid(1440));
    let (mut year, mut month) = (2024, 1);
    while day >= days_of(year, month) {
        day -= days_of(year, month);
        (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    }
    format!("{year}-{month:02}-{:02} {:02}:{:02}:00", day + 1, minute / 60, minute % 60)
}

/// No century is near.
fn days_of(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arctos_tests::postgres::shared;
    use std::collections::BTreeSet;

    const POSTGRES_SCHEMA: &str = include_str!("../../../schemas/code-hosting/schema.sql");

    #[test]
    fn times_are_dates_of_the_calendar() {
        for (minutes, expected) in [
            (0, "2024-03-01 00:00:00"),
            (-86_400, "2024-01-01 00:00:00"),
            (-1, "2024-02-29 23:59:00"),
            (366 * 1440 + 61, "2025-03-02 01:01:00"),
        ] {
            assert_eq!(time(minutes), expected);
        }
    }

    #[tokio::test]
    async fn the_rows_are_those_that_postgres_makes() {
        let connection = Connection::open_in_memory().unwrap();
        fill(&connection, 0.002).unwrap();
        let script = format!("{POSTGRES_SCHEMA}\nSET arctos.scale = '0.002';\n{SEED}");
        let database = shared().unwrap().database(&script).await.unwrap();
        let client = database.connect().await.unwrap();
        let queries = [
            (
                "SELECT id || plan || coalesce(to_char(banned_at AT TIME ZONE 'UTC', 'YYYY-MM-DD'), '') FROM users",
                "SELECT id || plan || coalesce(date(banned_at), '') FROM users",
            ),
            ("SELECT user_id || '-' || org_id || role FROM org_members", ""),
            (
                "SELECT user_id || '-' || team_id || role || (accepted_at IS NULL)::int FROM team_members",
                "SELECT user_id || '-' || team_id || role || (accepted_at IS NULL) FROM team_members",
            ),
            (
                "SELECT id || '-' || coalesce(org_id, 0) || '-' || coalesce(owner_id, 0) || archived::int FROM repositories",
                "SELECT id || '-' || coalesce(org_id, 0) || '-' || coalesce(owner_id, 0) || archived FROM repositories",
            ),
            ("SELECT team_id || '-' || repo_id || '-' || role_id FROM team_repositories", ""),
            ("SELECT user_id || '-' || repo_id || coalesce(role, '') FROM collaborators", ""),
            (
                "SELECT id || '-' || coalesce(repo_id, 0) || '-' || coalesce(creator_id, 0) || '-' || coalesce(assignee_id, 0) || state \
                || locked::int || title || to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') FROM issues",
                "SELECT id || '-' || coalesce(repo_id, 0) || '-' || coalesce(creator_id, 0) || '-' || coalesce(assignee_id, 0) || state \
                || locked || title || created_at FROM issues",
            ),
        ];
        for (there, here) in queries {
            let rows = client.query(there, &[]).await.unwrap();
            let expected: BTreeSet<String> = rows.iter().map(|row| row.get(0)).collect();
            let mut statement = connection.prepare(if here.is_empty() { there } else { here }).unwrap();
            let found: BTreeSet<String> = statement.query_map((), |row| row.get(0)).unwrap().collect::<Result<_>>().unwrap();
            assert!(found == expected, "{there}\n{:?}", found.symmetric_difference(&expected).take(5).collect::<Vec<_>>());
        }
    }
}
