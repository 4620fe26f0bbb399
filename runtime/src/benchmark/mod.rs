//! How long questions take on the user's own data, and which indexes are wanted for them.
//!
//! In: an engine, and which questions and actors to measure. Out: times of each question for actors with few and with many
//! grants, what the database does for it, and warnings about large tables that are read whole. Guaranteed: everything only
//! reads, and no statement takes longer than its timeout.

mod lookups;
mod plans;
mod questions;
mod sample;
mod session;

use crate::ask::Ask;
use crate::{Error, Options};
use arctos_compiler::plan::question::Question;
use arctos_compiler::sql::Form;
use arctos_compiler::value::Value;
use lookups::Lookup;
use plans::Told;
use questions::Asked;
use session::Session;
use std::time::{Duration, Instant};

/// What to measure.
#[derive(Clone, Debug)]
pub struct Benchmark {
    /// Chooses among actors and resources that are alike; the same one makes the same choice from the same data.
    pub seed: u64,
    /// How often each question is asked, after it was asked once.
    pub repeat: usize,
    /// How long a statement may take.
    pub timeout: Duration,
    /// Tables with fewer rows may be read whole.
    pub large: u64,
    /// The actors; with none, some of each type are chosen by the number of their grants.
    pub actors: Vec<Value>,
    /// Only questions whose name contains one of these texts, unless there is none.
    pub questions: Vec<String>,
}

impl Default for Benchmark {
    fn default() -> Self {
        let (timeout, large) = (Duration::from_secs(10), 10_000);
        Self { seed: 1, repeat: 5, timeout, large, actors: Vec::new(), questions: Vec::new() }
    }
}

/// What was measured.
#[derive(Clone, Debug, Default)]
pub struct Measured {
    /// One for each question and actor.
    pub timings: Vec<Timing>,
    /// One for each large table that is read whole.
    pub warnings: Vec<Scan>,
}

/// How an actor was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Among those with the fewest grants.
    Few,
    /// Among those with the most.
    Many,
    /// By the caller.
    Given,
}

impl Class {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Few => "few",
            Self::Many => "many",
            Self::Given => "given",
        }
    }
}

/// The times of a question for an actor.
#[derive(Clone, Debug)]
pub struct Timing {
    /// The question, as in `list read Issue`.
    pub question: String,
    /// How the actor was chosen.
    pub class: Class,
    /// The actor.
    pub actor: Value,
    /// In how many rows of the mapped queries about the actor's type the actor is; not counted for a given one.
    pub grants: Option<u64>,
    /// The times, or why there are none.
    pub outcome: Result<Times, String>,
}

/// What was measured of one question.
#[derive(Clone, Debug)]
pub struct Times {
    /// Rows of the answer: for a check one if it is allowed, for a filter those that it keeps.
    pub rows: u64,
    /// The middle of the times, from asking to the last row.
    pub median: Duration,
    /// The shortest.
    pub least: Duration,
    /// The longest.
    pub most: Duration,
    /// How long the database plans a statement with these values, where it tells.
    pub planning: Option<Duration>,
    /// How the database reads each table.
    pub plan: Vec<String>,
}

/// A large table that is read whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scan {
    /// The table.
    pub table: String,
    /// How many rows it has, about.
    pub rows: u64,
    /// For each way in which rows are looked for that no index serves: the columns for one, those with the question's values
    /// first. With none there are indexes, and the database does not use them.
    pub missing: Vec<Vec<String>>,
    /// The questions that read it so, with the class of the actor.
    pub questions: Vec<String>,
}

impl Ask<'_> {
    /// Measures questions on the engine's database, in transactions that only read. On SQLite, MySQL and MariaDB, every
    /// connection only reads.
    ///
    /// # Errors
    /// No connection, a database that cannot tell what it holds, and questions that cannot be compiled. A question that takes
    /// too long is told in its place.
    pub async fn benchmark(&self, plan: &Benchmark) -> Result<Measured, Error> {
        let mut session = Session::open(self.arctos().database(), plan.timeout).await?;
        let asked = questions::all(self, plan, &mut session).await?;
        let mut measured = Measured::default();
        for asked in asked {
            let outcome = self.measure(&asked, plan, &mut session, &mut measured.warnings).await;
            let outcome = match outcome {
                Ok(times) => Ok(times),
                Err(error @ (Error::Deadline(_) | Error::Database(_))) => Err(error.to_string()),
                Err(error) => return Err(error),
            };
            let Asked { name, class, actor, grants, .. } = asked;
            measured.timings.push(Timing { question: name, class, actor, grants, outcome });
        }
        Ok(measured)
    }

    async fn measure(
        &self,
        asked: &Asked,
        plan: &Benchmark,
        session: &mut Session<'_>,
        scans: &mut Vec<Scan>,
    ) -> Result<Times, Error> {
        let mut rows = self.once(asked, session).await?;
        let mut times = Vec::with_capacity(plan.repeat.max(1));
        for _ in 0..plan.repeat.max(1) {
            let start = Instant::now();
            rows = self.once(asked, session).await?;
            times.push(start.elapsed());
        }
        times.sort_unstable();
        let told = self.told(asked, session).await?;
        self.warn(asked, &told, rows, plan, session, scans).await?;
        let at = |place: usize| times.get(place).copied().unwrap_or_default();
        Ok(Times {
            rows,
            median: at(times.len() / 2),
            least: at(0),
            most: at(times.len().saturating_sub(1)),
            planning: told.planning,
            plan: told.summary(),
        })
    }

    /// Asks once; how many rows there are.
    async fn once(&self, asked: &Asked, session: &mut Session<'_>) -> Result<u64, Error> {
        if let Some(home) = &asked.home {
            let filter = self.filter(&asked.actor, &asked.action, &home.ty, &home.row)?;
            return session.count(&home.counted(&filter.text()?)).await;
        }
        let ready = self.ready(&asked.question)?;
        let rows = session.rows(&ready.kept, &ready.values).await?;
        Ok(match &asked.question {
            Question::Authorize { .. } => u64::from(crate::answer::truth(&rows)?),
            _ => rows.len() as u64,
        })
    }

    /// What the database would do for the question with its values.
    async fn told(&self, asked: &Asked, session: &mut Session<'_>) -> Result<Told, Error> {
        let sql = match &asked.home {
            Some(home) => home.counted(&self.filter(&asked.actor, &asked.action, &home.ty, &home.row)?.text()?),
            None => self.compiled(&asked.question)?.statement.sql,
        };
        session.explain(&sql).await
    }

    fn compiled(&self, question: &Question) -> Result<crate::Compiled, Error> {
        let policy = self.arctos().policy();
        policy.compile(question, self.facts(), Options { dialect: policy.dialect(), form: Form::Inline })
    }

    async fn warn(
        &self,
        asked: &Asked,
        told: &Told,
        rows: u64,
        plan: &Benchmark,
        session: &mut Session<'_>,
        scans: &mut Vec<Scan>,
    ) -> Result<(), Error> {
        let wanted = lookups::of(&self.compiled(&asked.question)?.plan);
        for read in told.whole() {
            let own = |lookup: &&Lookup| lookup.alias == read || lookup.table.name == read;
            let wanted: Vec<&Lookup> = wanted.iter().filter(own).collect();
            let Some(table) = wanted.first().map(|lookup| &lookup.table) else { continue };
            let size = session.size(table).await?;
            // Whoever may see much of a table has it read.
            if size < plan.large || rows.saturating_mul(20) > size {
                continue;
            }
            let indexed = session.indexed(table).await?;
            let served = |lookup: &&&Lookup| lookup.columns.iter().any(|column| indexed.contains(column));
            let missing = wanted.iter().filter(|lookup| !served(lookup)).map(|lookup| lookup.columns.clone()).collect();
            let name = format!("{} ({})", asked.name, asked.class.name());
            add(scans, Scan { table: lookups::shown(table), rows: size, missing, questions: vec![name] });
        }
        Ok(())
    }
}

/// Adds a scan to those of the same table.
fn add(scans: &mut Vec<Scan>, scan: Scan) {
    let Some(known) = scans.iter_mut().find(|known| known.table == scan.table) else {
        scans.push(scan);
        return;
    };
    for columns in scan.missing {
        if !known.missing.contains(&columns) {
            known.missing.push(columns);
        }
    }
    for question in scan.questions {
        if !known.questions.contains(&question) {
            known.questions.push(question);
        }
    }
}
