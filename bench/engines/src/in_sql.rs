//! Arctos: a question becomes a statement, and a database has the facts.

use crate::engine::{Answer, Engine, said};
use crate::facts::{Facts, Id, Kind, Question};
use crate::tables;
use arctos::{Arctos, Dialect, Form, KnownFacts, Options, Policy, Settings, Subject, Value};
use std::time::Instant;
use tokio::runtime::{Builder, Runtime};

/// With an SQLite database in memory.
pub struct OnSqlite {
    runtime: Runtime,
    policy: Policy,
    arctos: Option<Arctos>,
}

/// The loaded policy, for PostgreSQL.
pub fn policy() -> Policy {
    let (policy, mapping) = (include_str!("../policy/arctos.polar"), include_str!("../policy/arctos.yaml"));
    Policy::load([("arctos.polar", policy)], Some(("arctos.yaml", mapping))).expect("a policy")
}

/// The statement of a check for PostgreSQL, with parameters.
///
/// # Errors
/// The compiler refuses it.
pub fn check(policy: &Policy, question: &Question) -> Answer<String> {
    let actor = subject("User", question.user);
    let resource = Some(subject(question.kind.name(), question.id));
    compiled(policy, &arctos::Question::Authorize { actor, action: question.action.into(), resource })
}

/// The statement of a list for PostgreSQL, with parameters.
///
/// # Errors
/// The compiler refuses it.
pub fn list(policy: &Policy, user: Id, kind: Kind) -> Answer<String> {
    let (actor, resource) = (subject("User", user), kind.name().into());
    compiled(policy, &arctos::Question::List { actor, action: "read".into(), resource })
}

fn compiled(policy: &Policy, question: &arctos::Question) -> Answer<String> {
    let options = Options { form: Form::Parameters, dialect: Dialect::Postgres };
    policy.compile(question, &KnownFacts::new(), options).map(|compiled| compiled.statement.sql).map_err(said)
}

fn subject(of: &str, id: Id) -> Subject {
    Subject::Value(value(of, id))
}

fn value(of: &str, id: Id) -> Value {
    Value::new(of, id.to_string())
}

impl OnSqlite {
    fn arctos(&self) -> Answer<&Arctos> {
        self.arctos.as_ref().ok_or_else(|| "no facts".to_owned())
    }
}

impl Engine for OnSqlite {
    const NAME: &'static str = "Arctos on SQLite";

    fn load() -> Self {
        Self { runtime: Builder::new_current_thread().enable_all().build().expect("a runtime"), policy: policy(), arctos: None }
    }

    fn hold(&mut self, facts: &Facts) -> Answer<()> {
        let connection = tables::filled(facts).map_err(said)?;
        let arctos = self.runtime.block_on(self.policy.with_sqlite(connection, Settings::default())).map_err(said)?;
        self.arctos = Some(arctos);
        Ok(())
    }

    fn decide(&mut self, question: &Question) -> Answer<bool> {
        let (user, resource) = (value("User", question.user), value(question.kind.name(), question.id));
        self.runtime.block_on(self.arctos()?.authorize(&user, question.action, &resource)).map_err(said)
    }

    fn list(&mut self, user: Id, kind: Kind, _until: Instant) -> Answer<Vec<Id>> {
        let ids = self.runtime.block_on(self.arctos()?.list(&value("User", user), "read", kind.name())).map_err(said)?;
        let mut ids = ids.iter().map(|id| id.parse().map_err(said)).collect::<Answer<Vec<Id>>>()?;
        ids.sort_unstable();
        Ok(ids)
    }
}
