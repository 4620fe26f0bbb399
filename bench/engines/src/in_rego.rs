//! Rego by regorus: the facts are a part of the input. As data, each change of them would have the interpreter analyse the
//! policy anew; values are shared, so that it costs nothing to hand over the same ones again. There are two ways to evaluate, an
//! interpreter and a virtual machine.

use crate::engine::{Answer, Engine, GIVEN_UP, said};
use crate::facts::{Facts, Id, Kind, Question};
use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::vm::RegoVM;
use regorus::utils::limits::ExecutionTimerConfig;
use regorus::{Rc, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;
use std::time::Instant;

const ALLOW: &str = "data.tracker.allow";

/// The interpreter.
pub struct Interpreter {
    engine: regorus::Engine,
    facts: Value,
}

/// The virtual machine.
pub struct Machine {
    machine: RegoVM,
    facts: Value,
}

/// The engine with the policy, which is compiled before the first evaluation.
fn engine() -> regorus::Engine {
    let mut engine = regorus::Engine::new();
    engine.add_policy("regorus.rego".to_owned(), include_str!("../policy/regorus.rego").to_owned()).expect("a policy");
    engine
}

fn name(id: Id) -> Value {
    Value::from(id.to_string())
}

fn object<const N: usize>(fields: [(&str, Value); N]) -> Value {
    Value::from(fields.into_iter().map(|(key, value)| (Value::from(key), value)).collect::<BTreeMap<_, _>>())
}

fn by_id<T>(entities: &BTreeMap<Id, T>, value: impl Fn(&T) -> Value) -> Value {
    Value::from(entities.iter().map(|(&id, entity)| (name(id), value(entity))).collect::<BTreeMap<_, _>>())
}

fn set<'a>(ids: impl IntoIterator<Item = &'a Id>) -> Value {
    Value::from(ids.into_iter().map(|&id| name(id)).collect::<BTreeSet<_>>())
}

fn known(facts: &Facts) -> Value {
    let user = |user: &crate::facts::User| {
        object([("member", set(&user.member)), ("reads", set(&user.reads)), ("views", set(&user.views))])
    };
    let issue = |issue: &crate::facts::Issue| {
        object([("repository", name(issue.repository)), ("creator", name(issue.creator)), ("locked", issue.locked.into())])
    };
    let document =
        |document: &crate::facts::Document| object([("folder", name(document.folder)), ("sealed", document.sealed.into())]);
    object([
        ("users", by_id(&facts.users, user)),
        ("repositories", by_id(&facts.repositories, |organization| name(*organization))),
        ("issues", by_id(&facts.issues, issue)),
        ("parents", by_id(&facts.folders, |parent| set(parent))),
        ("documents", by_id(&facts.documents, document)),
    ])
}

fn input(question: &Question, facts: &Value) -> Value {
    object([
        ("facts", facts.clone()),
        ("user", name(question.user)),
        ("action", question.action.into()),
        ("type", question.kind.name().into()),
        ("id", name(question.id)),
    ])
}

fn list_input(user: Id, facts: &Value) -> Value {
    object([("facts", facts.clone()), ("user", name(user))])
}

fn list_rule(kind: Kind) -> &'static str {
    match kind {
        Kind::Issue => "data.tracker.issues",
        Kind::Document => "data.tracker.documents",
    }
}

fn limit(until: Instant) -> ExecutionTimerConfig {
    ExecutionTimerConfig { limit: until.saturating_duration_since(Instant::now()), check_interval: NonZeroU32::MIN }
}

/// The answer to a check.
fn decision(answer: &Value) -> Answer<bool> {
    answer.as_bool().copied().map_err(said)
}

/// The ids of a set, in order. What ran into the limit was given up.
fn ids(answer: Result<Value, String>) -> Answer<Vec<Id>> {
    let answer = answer.map_err(|error| if error.contains("time limit") { GIVEN_UP.to_owned() } else { error })?;
    let id = |id: &Value| id.as_string().map_err(said)?.parse().map_err(said);
    let mut ids = answer.as_set().map_err(said)?.iter().map(id).collect::<Answer<Vec<Id>>>()?;
    ids.sort_unstable();
    Ok(ids)
}

impl Engine for Interpreter {
    const NAME: &'static str = "regorus, interpreter";

    fn load() -> Self {
        let mut engine = engine();
        engine.compile_with_entrypoint(&Rc::from(ALLOW)).expect("a compiled policy");
        Self { engine, facts: Value::new_object() }
    }

    fn hold(&mut self, facts: &Facts) -> Answer<()> {
        self.facts = known(facts);
        Ok(())
    }

    fn decide(&mut self, question: &Question) -> Answer<bool> {
        self.engine.set_input(input(question, &self.facts));
        decision(&self.engine.eval_rule(ALLOW.to_owned()).map_err(said)?)
    }

    fn list(&mut self, user: Id, kind: Kind, until: Instant) -> Answer<Vec<Id>> {
        self.engine.set_input(list_input(user, &self.facts));
        self.engine.set_execution_timer_config(limit(until));
        let answer = self.engine.eval_rule(list_rule(kind).to_owned()).map_err(said);
        self.engine.clear_execution_timer_config();
        ids(answer)
    }
}

impl Engine for Machine {
    const NAME: &'static str = "regorus, virtual machine";

    fn load() -> Self {
        let policy = engine().compile_with_entrypoint(&Rc::from(ALLOW)).expect("a compiled policy");
        let entries = [ALLOW, list_rule(Kind::Issue), list_rule(Kind::Document)];
        let program = Compiler::compile_from_policy(&policy, &entries).expect("a program");
        let mut machine = RegoVM::new();
        // The lists take more than it allows by itself.
        machine.set_max_instructions(usize::MAX);
        machine.load_program(program);
        Self { machine, facts: Value::new_object() }
    }

    fn hold(&mut self, facts: &Facts) -> Answer<()> {
        self.facts = known(facts);
        Ok(())
    }

    fn decide(&mut self, question: &Question) -> Answer<bool> {
        self.machine.set_input(input(question, &self.facts));
        decision(&self.machine.execute_entry_point_by_name(ALLOW).map_err(said)?)
    }

    fn list(&mut self, user: Id, kind: Kind, until: Instant) -> Answer<Vec<Id>> {
        self.machine.set_input(list_input(user, &self.facts));
        self.machine.set_execution_timer_config(Some(limit(until)));
        let answer = self.machine.execute_entry_point_by_name(list_rule(kind)).map_err(said);
        self.machine.set_execution_timer_config(None);
        ids(answer)
    }
}
