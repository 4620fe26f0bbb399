//! Random policies with facts as tests, whose assertions say what the reference evaluator says.

use arctos::testing::{Failure, Options, Report, run, run_on};
use arctos::{Policy, Settings, Value};
use arctos_compiler::diagnostic::{Style, render};
use arctos_compiler::sql::Dialect;
use arctos_compiler::value::{ACTOR, BOOLEAN, INTEGER, RESOURCE, STRING};
use arctos_tests::differential::Ask;
use arctos_tests::mysql;
use arctos_tests::postgres::shared;
use arctos_tests::random::Case;
use arctos_tests::reference::{self, Arg, Fact, Model, other};
use std::collections::BTreeSet;
use std::time::UNIX_EPOCH;

/// The cases that are tried.
const SEEDS: std::ops::Range<u64> = 0..60;
/// Those of them that are tried on servers, too: the first are more than MariaDB has the memory for.
const SERVER_SEEDS: std::ops::Range<u64> = 3..12;

/// A call of an assertion; the place of its variable is `None`.
struct Claim {
    predicate: String,
    args: Vec<Option<Value>>,
    /// What the variable is annotated with, if it is.
    ty: Option<String>,
}

impl Claim {
    fn new(predicate: &str, args: Vec<Option<Value>>, ty: Option<&str>) -> Self {
        Self { predicate: predicate.to_owned(), args, ty: ty.map(str::to_owned) }
    }

    fn values(&self) -> impl Iterator<Item = &Value> {
        self.args.iter().flatten()
    }

    fn holds(&self, model: &Model, it: Option<&Value>) -> bool {
        let args: Vec<Value> = self.args.iter().map(|arg| arg.clone().or_else(|| it.cloned()).expect("a value")).collect();
        model.holds(&self.predicate, &args)
    }

    /// The assertions that hold of it.
    fn assertions(&self, model: &Model) -> Vec<String> {
        let it = self.ty.as_ref().map_or_else(|| "it".to_owned(), |ty| format!("it: {ty}"));
        let args: Vec<String> =
            self.args.iter().map(|arg| arg.as_ref().map_or_else(|| it.clone(), ToString::to_string)).collect();
        let call = format!("{}({})", self.predicate, args.join(", "));
        let word = |holds| if holds { "assert" } else { "assert_not" };
        if self.args.iter().all(Option::is_some) {
            return vec![format!("{} {call};", word(self.holds(model, None)))];
        }
        let all: Vec<&Value> = model.universe().values().iter().filter(|it| self.fits(model, it)).collect();
        let holding: Vec<&&Value> = all.iter().filter(|it| self.holds(model, Some(it))).collect();
        let mut assertions = vec![format!("{} {call};", word(!holding.is_empty()))];
        // Which strings and integers count as known where all do is not the reference's business.
        let open = [STRING, INTEGER].iter().any(|ty| holding.contains(&&&other(ty)) || (*ty == INTEGER && self.ty.is_none()));
        let integers = holding.iter().any(|it| it.ty == INTEGER && !model.knows(it) && !self.values().any(|value| value == **it));
        if !open && !integers {
            let known = |it: &&&&Value| it.ty == BOOLEAN || model.knows(it) || self.values().any(|value| value == ***it);
            let listed: Vec<String> = holding.iter().filter(known).map(ToString::to_string).collect();
            assertions.push(format!("assert {call} iff it in [{}];", listed.join(", ")));
        }
        assertions
    }

    fn fits(&self, model: &Model, it: &Value) -> bool {
        match self.ty.as_deref() {
            None => true,
            Some(ty @ (ACTOR | RESOURCE)) => {
                model.policy().types().fits(&it.ty, ty) && !matches!(it.ty.as_str(), ACTOR | RESOURCE)
            }
            Some(ty) => it.ty == ty,
        }
    }
}

/// What a question asks, as assertions with at most one variable.
fn claims(ask: &Ask) -> Vec<Claim> {
    let text = |text: &str| Some(Value::string(text));
    let with = |first: Option<Value>, action: Option<Value>, resource: Option<Option<Value>>, types: &[Option<&str>]| {
        let args: Vec<Option<Value>> = [first, action].into_iter().chain(resource).collect();
        types.iter().map(|ty| Claim::new("allow", args.clone(), *ty)).collect::<Vec<_>>()
    };
    match ask {
        Ask::Authorize { actor, action, resource } => {
            with(Some(actor.clone()), text(action), resource.clone().map(Some), &[None])
        }
        Ask::List { actor, action, ty } => {
            with(Some(actor.clone()), text(action), Some(None), &[Some(ty.as_str()), Some(RESOURCE), None])
        }
        Ask::Actors { ty, action, resource } => {
            with(None, text(action), resource.clone().map(Some), &[Some(ty.as_str()), Some(ACTOR)])
        }
        Ask::Actions { actor, resource } => with(Some(actor.clone()), None, resource.clone().map(Some), &[Some(STRING)]),
        Ask::Query { calls } => calls.iter().filter_map(queried).collect(),
        Ask::Many { .. } | Ask::Filter { .. } | Ask::Select { .. } => Vec::new(),
    }
}

fn queried(call: &reference::Call) -> Option<Claim> {
    let mut variable: Option<(&str, &str)> = None;
    let mut args = Vec::new();
    for arg in &call.args {
        let (name, ty) = match arg {
            Arg::Value(value) => {
                args.push(Some(value.clone()));
                continue;
            }
            Arg::Variable(name, ty) => (name.as_str(), ty.as_str()),
            Arg::Any(ty) => ("_", ty.as_str()),
        };
        if variable.is_some_and(|known| known != (name, ty) || name == "_") {
            return None;
        }
        variable = Some((name, ty));
        args.push(None);
    }
    Some(Claim::new(&call.predicate, args, variable.map(|(_, ty)| ty)))
}

/// What came out of the runs of some tests.
#[derive(Default)]
struct Outcome {
    passed: usize,
    undecided: usize,
    /// Assertions that list values.
    lists: usize,
    wrong: Vec<String>,
}

impl Outcome {
    fn note(&mut self, seed: u64, policy: &Policy, report: &Report) {
        self.passed += report.passed();
        for assertion in report.tests.iter().flat_map(|test| &test.assertions) {
            match &assertion.failure {
                None => {}
                Some(Failure::Undecided(problem)) if problem.code.0 == "E0404" => self.undecided += 1,
                Some(_) => {
                    let problem = assertion.diagnostic().expect("a failure");
                    self.wrong.push(format!("seed {seed}: {}", render(&problem, policy.sources(), Style::Plain)));
                }
            }
        }
    }

    fn assert_right(&self, at_least: usize) {
        assert!(self.wrong.is_empty(), "{}\n{} wrong", self.wrong.join("\n"), self.wrong.len());
        let Self { passed, undecided, lists, .. } = self;
        assert!(*passed >= at_least && lists * 4 >= at_least && undecided * 20 < *passed, "{passed} {lists} {undecided}");
    }
}

/// The policy of a seed with a test that asserts what the reference says, and how many of its assertions list values. `None`
/// for one that is refused, which has no tests.
fn tested(seed: u64) -> Option<(Policy, usize)> {
    let now = i64::try_from(UNIX_EPOCH.elapsed().expect("a time after 1970").as_secs()).expect("a time before long");
    let scenario = Case::random(seed).scenario(Dialect::Sqlite);
    let reference = reference::Policy::parse(&scenario.policy).ok()?;
    let facts: Vec<Fact> = scenario.facts.iter().chain(&scenario.context).cloned().collect();
    let claims: Vec<Claim> = scenario.asks.iter().flat_map(claims).collect();
    let mentioned: Vec<Value> = claims.iter().flat_map(Claim::values).cloned().collect();
    let model = reference.model(&facts, &mentioned, now).ok()?;
    let assertions: BTreeSet<String> = claims.iter().flat_map(|claim| claim.assertions(&model)).collect();
    let lists = assertions.iter().filter(|assertion| assertion.contains(" iff ")).count();
    let setup: String = facts.iter().map(|fact| format!("    {fact};")).collect::<Vec<_>>().join("\n");
    let body: String = assertions.iter().map(|assertion| format!("  {assertion}")).collect::<Vec<_>>().join("\n");
    let text = format!("{}\ntest \"seed {seed}\" {{\n  setup {{\n{setup}\n  }}\n{body}\n}}\n", scenario.policy);
    Policy::load([("random.polar", text.as_str())], None).ok().map(|policy| (policy, lists))
}

#[test]
fn random_policies_are_tested_as_the_reference_says() {
    let mut outcome = Outcome::default();
    for seed in SEEDS {
        let Some((policy, lists)) = tested(seed) else { continue };
        let report = run(&policy, &Options { filter: None, coverage: seed.is_multiple_of(5) }).expect("the tests run");
        outcome.lists += lists;
        outcome.note(seed, &policy, &report);
    }
    outcome.assert_right(4_000);
}

#[tokio::test]
async fn random_policies_are_tested_alike_on_servers() {
    let postgres = shared().expect("a server").database("").await.expect("a database");
    let mariadb = mysql::shared().expect("a server").database("").await.expect("a database");
    for url in [postgres.url(), mariadb.url()] {
        let mut outcome = Outcome::default();
        for seed in SERVER_SEEDS {
            let Some((policy, lists)) = tested(seed) else { continue };
            let options = Options { filter: None, coverage: seed.is_multiple_of(5) };
            let report = run_on(&policy, &options, &url, &Settings::default()).await.expect("the tests run");
            outcome.lists += lists;
            outcome.note(seed, &policy, &report);
        }
        outcome.assert_right(1_000);
    }
}
