//! The example applications in SQLite and in MariaDB, with the data that PostgreSQL has.
//!
//! In: an application and a PostgreSQL database with its data. Out: the same tables and rows in another database, an engine
//! for it, and ways to run statements there.

use super::App;
use super::run::{Ask, TextRow, optional, value};
use crate::mysql;
use arctos::{Arctos, Dialect, Filter, Param, Policy, Question, Settings};
use arctos_throwaway::{Database, MySqlDatabase};
use mysql_async::prelude::Queryable;
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use std::error::Error;
use std::fmt::Write;
use std::path::PathBuf;
use std::time::Duration;
use tokio_postgres::SimpleQueryMessage;

/// What can go wrong is for people only.
pub type Outcome<T> = Result<T, Box<dyn Error>>;

/// What PostgreSQL's texts of the mappings are elsewhere: in SQLite, and in MySQL.
const SPELLINGS: &[(&str, &str, &str)] = &[
    ("role::text", "role", "role"),
    ("status::text", "status", "status"),
    ("split_part(email, '@', 2)", "substr(email, instr(email, '@') + 1)", "substring_index(email, '@', -1)"),
    (
        "extract(epoch FROM expires_at)::bigint",
        "CAST(strftime('%s', expires_at) AS INTEGER)",
        "timestampdiff(SECOND, '1970-01-01', expires_at)",
    ),
    // Not every database takes names for the columns of a subquery.
    ("count(a.id)", "count(a.id) AS accounts", "count(a.id) AS accounts"),
    ("(amount * 100)::bigint", "CAST(round(amount * 100) AS INTEGER)", "CAST(amount * 100 AS SIGNED)"),
];

/// A database with an application's tables.
pub enum Elsewhere {
    /// A file, and a connection to it.
    Sqlite(PathBuf, Connection),
    /// A database on the shared server, and two connections: one that reads backslashes in texts as escapes, one that does
    /// not.
    MySql(MySqlDatabase, [tokio::sync::Mutex<mysql_async::Conn>; 2]),
}

impl Elsewhere {
    /// The tables of an application with the rows of a PostgreSQL database.
    ///
    /// # Errors
    /// A database refuses.
    pub async fn copy(app: &App, from: &Database, dialect: Dialect) -> Outcome<Self> {
        let schema = std::fs::read_to_string(App::folder(app.name).join(format!("schema.{dialect}.sql")))?;
        let rows = rows(&app.schema, from).await?;
        if dialect == Dialect::MySql {
            let mode = "SET sql_mode = 'NO_BACKSLASH_ESCAPES,STRICT_ALL_TABLES', foreign_key_checks = 0;";
            let database = mysql::shared()?.database(&format!("{mode}\n{schema}\n{rows}")).await?;
            let (mut escaping, mut plain) = (database.connect().await?, database.connect().await?);
            escaping.query_drop("SET SESSION sql_mode = ''").await?;
            plain.query_drop("SET SESSION sql_mode = 'ANSI,NO_BACKSLASH_ESCAPES'").await?;
            return Ok(Self::MySql(database, [escaping.into(), plain.into()]));
        }
        let path = std::env::temp_dir().join(format!("arctos-{}-{}-{}.db", app.name, std::process::id(), from.name()));
        let connection = Connection::open(&path)?;
        connection.execute_batch(&format!("PRAGMA foreign_keys = OFF;\n{schema}\nBEGIN;\n{rows}\nCOMMIT;\nANALYZE;"))?;
        Ok(Self::Sqlite(path, connection))
    }

    /// Its dialect.
    pub fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(..) => Dialect::Sqlite,
            Self::MySql(..) => Dialect::MySql,
        }
    }

    /// Its URL.
    pub fn url(&self) -> String {
        match self {
            Self::Sqlite(path, _) => format!("sqlite:{}", path.display()),
            Self::MySql(database, _) => database.url(),
        }
    }

    /// The application's policy with the mapping as it is spelled here.
    ///
    /// # Panics
    /// They have errors.
    pub fn policy(&self, app: &App) -> Policy {
        let mut facts = app.facts.clone();
        for (postgres, sqlite, mysql) in SPELLINGS {
            facts = facts.replace(postgres, if self.dialect() == Dialect::MySql { mysql } else { sqlite });
        }
        let policy = Policy::load_for(self.dialect(), [("policy.polar", app.policy.as_str())], Some(("facts.yaml", &facts)));
        policy.unwrap_or_else(|error| panic!("{}: {error}", app.name))
    }

    /// An engine on it.
    ///
    /// # Errors
    /// It does not know the mapped queries.
    pub async fn engine(&self, app: &App) -> Result<Arctos, arctos::Error> {
        let settings = Settings { deadline: Duration::from_mins(1), startup: Duration::from_mins(1), ..Settings::default() };
        self.policy(app).connect(&self.url(), settings).await
    }

    /// The rows of a statement.
    ///
    /// # Errors
    /// The database refuses it.
    pub async fn rows(&self, sql: &str, params: &[Param]) -> Outcome<Vec<TextRow>> {
        match self {
            Self::Sqlite(_, connection) => sqlite_rows(connection, sql, params),
            Self::MySql(_, [escaping, _]) => mysql_rows(&mut *escaping.lock().await, sql, params).await,
        }
    }

    /// The rows of a statement without parameters where texts are read in another way; the same where there is but one.
    ///
    /// # Errors
    /// The database refuses it.
    pub async fn rows_otherwise(&self, sql: &str) -> Outcome<Vec<TextRow>> {
        match self {
            Self::Sqlite(_, connection) => sqlite_rows(connection, sql, &[]),
            Self::MySql(_, [_, plain]) => mysql_rows(&mut *plain.lock().await, sql, &[]).await,
        }
    }

    /// All rows of all tables.
    ///
    /// # Panics
    /// A table cannot be read.
    pub async fn contents(&self, app: &App) -> Vec<Vec<TextRow>> {
        let mut contents = Vec::new();
        for table in tables(&app.schema) {
            let columns = self.rows(&format!("SELECT * FROM {}", quoted(table)), &[]).await;
            let mut rows = columns.unwrap_or_else(|error| panic!("{table}: {error}"));
            rows.sort();
            contents.push(rows);
        }
        contents
    }

    /// The rows of a caller's query with a filter at its end.
    ///
    /// # Errors
    /// The database refuses it.
    pub async fn filtered(&self, caller: &str, filter: &Filter) -> Outcome<Vec<TextRow>> {
        let params: Vec<Param> = filter.values().cloned().collect();
        self.rows(&self.whole(caller, filter.sql()), &params).await
    }

    /// The answer of an engine; a filter is run here.
    ///
    /// # Errors
    /// The engine has no answer, or the database refuses the caller's query.
    pub async fn ask(&self, engine: &Arctos, ask: &Ask<'_>) -> Outcome<Vec<TextRow>> {
        let asked = engine.ask().context(ask.context);
        let truth = |truth: bool| vec![vec![Some(if truth { "t" } else { "f" }.to_owned())]];
        let column = |ids: Vec<String>| ids.into_iter().map(|id| vec![Some(id)]).collect();
        Ok(match ask.question {
            Question::Authorize { actor, action, resource } => {
                truth(asked.authorize(value(actor)?, action, optional(resource.as_ref())?).await?)
            }
            Question::AuthorizeMany { actor, action, resource } => {
                column(asked.authorize_many(value(actor)?, action, resource, ask.candidates).await?)
            }
            Question::List { actor, action, resource } => column(asked.list(value(actor)?, action, resource).await?),
            Question::Filter { actor, action, resource, row } => {
                let filter = asked.filter(value(actor)?, action, resource, row)?;
                self.filtered(ask.caller.unwrap_or_default(), &filter).await?
            }
            Question::Select { actor, action, resource, on, sql } => {
                let select = asked.select(value(actor)?, action, resource, on, &self.timeless(sql))?;
                self.rows(select.sql(), &select.values(&[])?).await?
            }
            Question::Actions { actor, resource } => column(asked.actions(value(actor)?, optional(resource.as_ref())?).await?),
            Question::Actors { actor, action, resource } => {
                column(asked.actors(actor, action, optional(resource.as_ref())?).await?)
            }
            Question::Query { calls, .. } => {
                let solutions = asked.query(calls).await?;
                if solutions.columns.is_empty() { truth(solutions.holds()) } else { solutions.rows }
            }
        })
    }

    /// A caller's query with a condition at its end.
    pub fn whole(&self, caller: &str, condition: &str) -> String {
        format!("{} AND {condition}", self.timeless(caller))
    }

    /// A caller's query for a database whose times have no zone.
    pub fn timeless(&self, caller: &str) -> String {
        caller.replace("+00'", "'")
    }
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        if let Self::Sqlite(path, _) = self {
            let _ = std::fs::remove_file(path);
        }
    }
}

async fn mysql_rows(conn: &mut mysql_async::Conn, sql: &str, params: &[Param]) -> Outcome<Vec<TextRow>> {
    let params: Vec<mysql_async::Value> = params.iter().map(Into::into).collect();
    let params = if params.is_empty() { mysql_async::Params::Empty } else { mysql_async::Params::Positional(params) };
    let rows: Vec<mysql_async::Row> = conn.exec(sql, params).await?;
    Ok(rows.into_iter().map(|row| row.unwrap().into_iter().map(mysql_text).collect()).collect())
}

fn sqlite_rows(connection: &Connection, sql: &str, params: &[Param]) -> Outcome<Vec<TextRow>> {
    let mut statement = connection.prepare(sql)?;
    let width = statement.column_count();
    let mut found = statement.query(rusqlite::params_from_iter(params))?;
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        let text = |at| {
            Ok(match row.get_ref(at)? {
                ValueRef::Null => None,
                ValueRef::Integer(number) => Some(number.to_string()),
                ValueRef::Text(text) => Some(String::from_utf8(text.to_vec())?),
                ValueRef::Real(number) => Some(number.to_string()),
                ValueRef::Blob(_) => return Err("a blob".into()),
            })
        };
        rows.push((0..width).map(text).collect::<Outcome<_>>()?);
    }
    Ok(rows)
}

fn mysql_text(value: mysql_async::Value) -> Option<String> {
    match value {
        mysql_async::Value::NULL => None,
        mysql_async::Value::Bytes(raw) => Some(String::from_utf8_lossy(&raw).into_owned()),
        mysql_async::Value::Int(number) => Some(number.to_string()),
        mysql_async::Value::UInt(number) => Some(number.to_string()),
        other => Some(format!("{other:?}")),
    }
}

fn tables(schema: &str) -> impl Iterator<Item = &str> {
    schema.lines().filter_map(|line| line.strip_prefix("CREATE TABLE ")?.strip_suffix(" ("))
}

/// MySQL has a keyword of this name.
fn quoted(table: &str) -> &str {
    if table == "groups" { "`groups`" } else { table }
}

/// Statements that insert the rows of all tables of a schema.
async fn rows(schema: &str, from: &Database) -> Outcome<String> {
    let client = from.connect().await?;
    let mut script = String::new();
    for table in tables(schema) {
        let columns = "SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position),
              string_agg(CASE data_type
                WHEN 'boolean' THEN quote_ident(column_name) || '::int::text'
                WHEN 'timestamp with time zone' THEN 'to_char(' || quote_ident(column_name) || ' AT TIME ZONE ''UTC'', ''YYYY-MM-DD HH24:MI:SS'')'
                ELSE quote_ident(column_name) || '::text' END, ', ' ORDER BY ordinal_position)
            FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1";
        let row = client.query_one(columns, &[&table]).await?;
        let (names, texts): (String, String) = (row.get(0), row.get(1));
        let messages = client.simple_query(&format!("SELECT {texts} FROM {table}")).await?;
        let mut values = messages.iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some((0..row.len()).map(|at| literal(row.get(at))).collect::<Vec<_>>().join(", ")),
            _ => None,
        });
        while let Some(first) = values.next() {
            let _ = write!(script, "INSERT INTO {} ({names}) VALUES ({first})", quoted(table));
            for row in values.by_ref().take(400) {
                let _ = write!(script, ", ({row})");
            }
            script.push_str(";\n");
        }
    }
    Ok(script)
}

fn literal(text: Option<&str>) -> String {
    text.map_or_else(|| "NULL".to_owned(), |text| format!("'{}'", text.replace('\'', "''")))
}
