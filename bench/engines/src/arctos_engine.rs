//! Arctos: a compiled question, and a database in memory to send it to.

use crate::Engine;
use crate::facts::Facts;
use arctos::rusqlite::Connection;
use arctos::{Arctos, Dialect, Form, KnownFacts, Options, Policy, Question, Settings, Subject, Value};
use std::fmt::Write;
use tokio::runtime::{Builder, Runtime};

const POLICY: &str = include_str!("../policy.polar");
const MAPPING: &str = include_str!("../facts.yaml");

/// The loaded policy.
pub fn policy() -> Policy {
    Policy::load_for(Dialect::Sqlite, [("policy.polar", POLICY)], Some(("facts.yaml", MAPPING))).expect("a policy")
}

/// A statement for a check.
pub fn compile(policy: &Policy, user: usize, action: &str, issue: usize) -> String {
    let value = |ty: &str, id: usize| Subject::Value(Value::new(ty, &id.to_string()));
    let question =
        Question::Authorize { actor: value("User", user), action: action.into(), resource: Some(value("Issue", issue)) };
    let options = Options { form: Form::Parameters, dialect: Dialect::Sqlite, ..Options::default() };
    policy.compile(&question, &KnownFacts::new(), options).expect("a statement").statement.sql
}

/// An engine with its database.
pub struct OnSqlite {
    runtime: Runtime,
    arctos: Arctos,
}

fn database(facts: &Facts) -> Connection {
    let mut script = "CREATE TABLE issues (id INTEGER PRIMARY KEY, repo_id INTEGER NOT NULL, creator_id INTEGER NOT NULL, locked BOOLEAN NOT NULL);
        CREATE TABLE repositories (id INTEGER PRIMARY KEY, org_id INTEGER NOT NULL);
        CREATE TABLE repo_readers (user_id INTEGER NOT NULL, repo_id INTEGER NOT NULL, PRIMARY KEY (user_id, repo_id)) WITHOUT ROWID;
        CREATE TABLE org_members (user_id INTEGER NOT NULL, org_id INTEGER NOT NULL, PRIMARY KEY (user_id, org_id)) WITHOUT ROWID;
        BEGIN;"
        .to_owned();
    for (id, issue) in facts.issues.iter().enumerate() {
        let _ = write!(script, "INSERT INTO issues VALUES ({id}, {}, {}, {});", issue.repository, issue.creator, issue.locked);
    }
    for (id, organization) in facts.organization.iter().enumerate() {
        let _ = write!(script, "INSERT INTO repositories VALUES ({id}, {organization});");
    }
    for (table, sets) in [("repo_readers", &facts.readers), ("org_members", &facts.members)] {
        for (id, user) in sets.iter().enumerate().flat_map(|(id, users)| users.iter().map(move |user| (id, user))) {
            let _ = write!(script, "INSERT INTO {table} VALUES ({user}, {id});");
        }
    }
    script.push_str("COMMIT; ANALYZE;");
    let connection = Connection::open_in_memory().expect("a database");
    connection.execute_batch(&script).expect("its tables");
    connection
}

impl Engine for OnSqlite {
    fn load() {
        policy();
    }

    fn with(facts: &Facts) -> Self {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
        let arctos = runtime.block_on(policy().with_sqlite(database(facts), Settings::default())).expect("an engine");
        Self { runtime, arctos }
    }

    fn decide(&mut self, user: usize, action: &str, issue: usize) -> bool {
        let (user, issue) = (Value::new("User", &user.to_string()), Value::new("Issue", &issue.to_string()));
        self.runtime.block_on(self.arctos.authorize(&user, action, &issue)).expect("an answer")
    }
}
