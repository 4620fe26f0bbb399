//! Facts of a second database.
//!
//! In: a question, and a database whose rows are facts by a mapping of its own. Out: those of its facts that the question
//! can reach, for the question to have as facts of its own. Guaranteed: they come from one statement, so from one snapshot
//! of that database; whatever goes wrong on the way is an error that names the facts, and so are too many of them.

use crate::ask::{Ask, rows};
use crate::bind::Given;
use crate::database::Database;
use crate::policy::Ready;
use crate::shape::split;
use crate::{Arctos, Error, Policy, Report, Settings, answer};
use arctos_compiler::compile::Options;
use arctos_compiler::compile::central::{Both, Fetch};
use arctos_compiler::mapping::model::{FactMapping, Mapping, SignatureArg};
use arctos_compiler::plan::central::Reach;
use arctos_compiler::plan::goal::KnownFacts;
use arctos_compiler::plan::question::Question;
use arctos_compiler::policy::program::Predicate;
use arctos_compiler::sql::Form;
use arctos_compiler::value::Value;
use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

/// A database of facts beside the application's own, made by [`Policy::connect_central`].
///
/// Cheap to clone.
#[derive(Clone, Debug)]
pub struct Central {
    policy: Policy,
    database: Database,
    settings: Settings,
}

impl Central {
    pub(crate) fn new(policy: Policy, database: Database, settings: Settings) -> Self {
        Self { policy, database, settings }
    }

    /// What is suspicious in the mapping of these facts, and in what the database says of it.
    pub fn warnings(&self) -> &Report {
        self.policy.warnings()
    }

    pub(crate) fn mapping(&self) -> &Mapping {
        self.policy.compiler().mapping()
    }

    /// The types and constants of its facts, with no fact of them.
    pub(crate) fn declared(&self) -> KnownFacts {
        declared(self.mapping())
    }
}

/// A central database at the side of a policy.
#[derive(Debug)]
pub(crate) struct Beside {
    /// The policy over the central facts alone, at work on their database.
    arctos: Arctos,
    both: Both,
    most: u64,
    capacity: usize,
    /// Of questions without their values, whether they may reach a central fact.
    touching: RwLock<HashMap<Question, bool>>,
}

impl Beside {
    /// The central database for a policy whose compiler, with the facts that it is given, is this one.
    ///
    /// # Errors
    /// A malformed value among the facts.
    pub fn new(central: &Central, local: &arctos_compiler::compile::Compiler, facts: &KnownFacts) -> Result<Self, Error> {
        let mut given = declared(local.mapping());
        given.extend(facts);
        let policy = central.policy.with_facts(&given)?;
        let Central { database, settings, .. } = central;
        Ok(Self {
            arctos: Arctos::new(policy, database.clone(), settings),
            both: Both::new(local, central.mapping()),
            most: settings.most_central,
            capacity: settings.plans,
            touching: RwLock::default(),
        })
    }

    /// What a question reaches here; `None` for nothing.
    ///
    /// # Errors
    /// A question that the compiler refuses.
    pub fn reach(&self, question: &Question, context: &KnownFacts) -> Result<Option<Reach>, Error> {
        if context.is_empty() && !self.may_touch(question)? {
            return Ok(None);
        }
        let reach = self.both.reach(question, context)?;
        Ok((!reach.wanted.is_empty()).then_some(reach))
    }

    /// Whether a question reaches something, whatever its values are.
    fn may_touch(&self, question: &Question) -> Result<bool, Error> {
        // A question that leaves values open is one without them already.
        let shape = split(question).map_or_else(|_| question.clone(), |shape| shape.question);
        if let Some(known) = self.touching.read().unwrap_or_else(PoisonError::into_inner).get(&shape) {
            return Ok(*known);
        }
        let touches = !self.both.reach(&shape, &KnownFacts::new())?.wanted.is_empty();
        let mut touching = self.touching.write().unwrap_or_else(PoisonError::into_inner);
        if touching.len() >= self.capacity {
            touching.clear();
        }
        touching.insert(shape, touches);
        Ok(touches)
    }

    /// The signatures of what a question reaches, for messages.
    pub fn names(&self, reach: &Reach) -> String {
        let names = reach.wanted.iter().filter_map(|wanted| self.fact(wanted.fact));
        names.map(|fact| format!("`{}`", fact.signature)).collect::<Vec<_>>().join(", ")
    }

    fn fact(&self, number: usize) -> Option<&FactMapping> {
        self.arctos.policy().compiler().mapping().facts.get(number)
    }

    /// The facts that a question reaches.
    ///
    /// # Errors
    /// No answer, one that is not understood, or too many rows.
    async fn fetch(&self, reach: &Reach, question: &Question, context: &KnownFacts) -> Result<KnownFacts, Error> {
        let policy = self.arctos.policy();
        let options = Options { dialect: policy.dialect(), form: Form::Parameters };
        let Some(fetch) = policy.compiler_for(question, context).fetch(reach, self.most, options)? else {
            return Ok(KnownFacts::new());
        };
        let given = Given { values: &[], candidates: &[] };
        let rows = self.arctos.database().rows(&fetch.statement, given, false).await?;
        self.facts(&fetch, rows)
    }

    /// The facts in the rows of a statement.
    fn facts(&self, fetch: &Fetch, rows: Vec<answer::Row>) -> Result<KnownFacts, Error> {
        let mut facts = KnownFacts::new();
        for (count, row) in (1..).zip(rows) {
            let row = answer::texts(answer::with_truths(row, &fetch.truths)?);
            let number = row.first().and_then(|tag| tag.as_ref()?.parse::<usize>().ok());
            let part = number.and_then(|number| fetch.parts.get(number)).ok_or_else(|| odd("a row of no fact"))?;
            let fact = self.fact(part.fact).ok_or_else(|| odd("a row of no fact"))?;
            if count > self.most {
                return Err(Error::TooManyCentral { fact: fact.signature.to_string(), most: self.most });
            }
            let columns = row.get(part.columns.clone()).ok_or_else(|| odd("a row that is too short"))?;
            let args = arguments(fact, columns)?;
            facts.insert(Predicate::new(fact.signature.predicate.clone(), args.len()), args);
        }
        Ok(facts)
    }
}

/// The types and constants of a mapping's facts, with no fact of them.
fn declared(mapping: &Mapping) -> KnownFacts {
    let mut facts = KnownFacts::new();
    for fact in &mapping.facts {
        let signature = &fact.signature;
        let types = signature.args.iter().map(|arg| match arg {
            SignatureArg::Column(ty) => ty.clone(),
            SignatureArg::Constant(value) => value.ty.clone(),
        });
        facts.declare(Predicate::new(signature.predicate.clone(), signature.args.len()), types.collect());
        for arg in &signature.args {
            if let SignatureArg::Constant(value) = arg {
                facts.mention(value.clone());
            }
        }
    }
    facts
}

/// The arguments of a fact, of which a row has those that the signature leaves open.
fn arguments(fact: &FactMapping, columns: &[Option<String>]) -> Result<Vec<Value>, Error> {
    let mut columns = columns.iter();
    let argument = |arg: &SignatureArg| match arg {
        SignatureArg::Constant(value) => Ok(value.clone()),
        SignatureArg::Column(ty) => {
            let id = columns.next().and_then(Option::as_ref).ok_or_else(|| odd("a fact with a NULL"))?;
            // No other database has a text with a NUL, and for the planner it is none that a fact names.
            let value = if id.contains('\0') { None } else { Value::canonical(ty, id) };
            value.ok_or_else(|| odd("a value that is none of its type"))
        }
    };
    fact.signature.args.iter().map(argument).collect()
}

fn odd(what: &str) -> Error {
    Error::Answer(what.to_owned())
}

/// What a question reaches of a central database.
pub(crate) struct Reached<'a> {
    beside: &'a Beside,
    reach: Reach,
}

impl Ask<'_> {
    /// What a question reaches of the central database, if there is one; `None` for nothing.
    ///
    /// # Errors
    /// See [`Error`]; each means "denied".
    pub(crate) fn reached(&self, question: &Question) -> Result<Option<Reached<'_>>, Error> {
        let policy = self.arctos().policy();
        policy.check(question, self.facts())?;
        let Some(beside) = policy.beside() else { return Ok(None) };
        Ok(beside.reach(question, self.facts())?.map(|reach| Reached { beside, reach }))
    }

    /// The rows of a question's answer.
    ///
    /// # Errors
    /// See [`Error`]; each means "denied".
    pub(crate) async fn answers(&self, question: &Question) -> Result<Vec<answer::Row>, Error> {
        match self.reached(question)? {
            Some(reached) if reached.reach.alone => {
                let central = &reached.beside.arctos;
                let ready = central.policy().ready_with(question, self.facts(), central.cache())?;
                self.named(&reached, rows(central, &ready, &[])).await
            }
            reached => {
                let facts = self.all_facts(question, reached).await?;
                let ready = self.arctos().policy().ready_with(question, &facts, self.arctos().cache())?;
                rows(self.arctos(), &ready, &[]).await
            }
        }
    }

    /// A question ready for the application's database, with the central facts that it reaches.
    ///
    /// # Errors
    /// See [`Error`]; each means "denied".
    pub(crate) async fn here(&self, question: &Question) -> Result<Ready, Error> {
        let facts = self.with_central(question).await?;
        self.arctos().policy().ready_with(question, &facts, self.arctos().cache())
    }

    /// The facts of a question, the central ones that it reaches among them.
    ///
    /// # Errors
    /// See [`Error`]; each means "denied".
    pub(crate) async fn with_central(&self, question: &Question) -> Result<KnownFacts, Error> {
        self.all_facts(question, self.reached(question)?).await
    }

    async fn all_facts(&self, question: &Question, reached: Option<Reached<'_>>) -> Result<KnownFacts, Error> {
        let mut facts = self.facts().clone();
        if let Some(reached) = reached {
            let fetched = reached.beside.fetch(&reached.reach, question, self.facts());
            facts.extend(&self.named(&reached, fetched).await?);
        }
        Ok(facts)
    }

    /// What comes of the central database in time; what does not is an error with the names of the facts.
    async fn named<T>(&self, reached: &Reached<'_>, answer: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        let patience = patience(self.time());
        let answer = tokio::time::timeout(patience, answer).await.unwrap_or(Err(Error::Deadline(patience)));
        answer.map_err(|cause| match cause {
            Error::TooManyCentral { .. } => cause,
            cause => Error::Central { facts: reached.beside.names(&reached.reach), cause: Box::new(cause) },
        })
    }
}

/// A little less than a question's own deadline, so that it can be told what was late.
fn patience(deadline: Duration) -> Duration {
    deadline.saturating_sub((deadline / 20).min(Duration::from_millis(50)))
}
