//! Running random cases one after another, and making the failing ones small.

use super::coverage::Coverage;
use super::database::Database;
use super::runner::{Failure, Runner};
use super::scenario::Scenario;
use crate::random::{Case, smaller};
use arctos_compiler::sql::Dialect;
use arctos_throwaway::Server;
use std::collections::BTreeMap;
use std::fmt;
use std::time::{Duration, Instant};

/// How long one failing case may be made smaller.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a run has seen.
#[derive(Debug, Default)]
pub struct Totals {
    /// Cases run.
    pub cases: usize,
    /// Right answers, by question.
    pub answers: BTreeMap<&'static str, usize>,
    /// Questions that the compiler declines, by code.
    pub declined: BTreeMap<String, usize>,
    /// Cases whose policy or mapping is refused, by message.
    pub refused: BTreeMap<String, usize>,
    /// Cases that are broken in themselves, by message.
    pub broken: BTreeMap<String, usize>,
    /// Cases with a wrong answer.
    pub failed: usize,
    /// The longest compilation of a question, with its seed.
    pub slowest: (Duration, u64),
    /// Combinations of constructs, placements and questions.
    pub coverage: Coverage,
}

/// A failure with the smallest case found for it.
#[derive(Debug)]
pub struct Found {
    /// The seed of the whole case.
    pub seed: u64,
    /// What is wrong.
    pub failure: Failure,
    /// The small case, with the one question.
    pub scenario: Scenario,
}

/// Where explorers have their databases.
#[derive(Clone, Copy, Debug)]
pub enum Home<'a> {
    /// A PostgreSQL server.
    Postgres(&'a Server),
    /// Memory.
    Sqlite,
    /// A MySQL or MariaDB server, by its URL.
    MySql(&'a str),
}

impl Home<'_> {
    /// The dialect of its databases.
    pub fn dialect(&self) -> Dialect {
        match self {
            Home::Postgres(_) => Dialect::Postgres,
            Home::Sqlite => Dialect::Sqlite,
            Home::MySql(_) => Dialect::MySql,
        }
    }

    /// How many explorers can be at work at a time.
    pub(super) fn most_threads(&self) -> usize {
        // They would share the databases that scenarios name.
        if matches!(self, Home::MySql(_)) { 1 } else { usize::MAX }
    }

    /// An explorer with a database of its own.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn explorer(&self) -> Result<Explorer, String> {
        Ok(match self {
            Home::Postgres(server) => {
                let database = server.database("").await.map_err(|error| error.to_string())?;
                let runner = Database::postgres(&database).await?;
                Explorer { _database: Some(database), ..Explorer::of(runner) }
            }
            Home::Sqlite => Explorer::of(Database::sqlite()?),
            Home::MySql(url) => Explorer::of(Database::mysql(url).await?),
        })
    }
}

/// Runs cases on a database of its own.
#[derive(Debug)]
pub struct Explorer {
    /// Whether failing cases are left as large as they are.
    pub whole: bool,
    runner: Runner,
    totals: Totals,
    // Held for its end: dropped with the explorer.
    _database: Option<arctos_throwaway::Database>,
}

impl Explorer {
    /// An explorer on a database that nobody else uses.
    pub fn of(database: Database) -> Self {
        Self { whole: false, runner: Runner::new(database), totals: Totals::default(), _database: None }
    }

    /// What was seen so far.
    pub fn totals(&self) -> &Totals {
        &self.totals
    }

    /// The runner, for scenarios that are not random.
    pub fn runner(&mut self) -> &mut Runner {
        &mut self.runner
    }

    /// Runs the case of a seed; returns its first failure, made small.
    pub async fn case(&mut self, seed: u64) -> Option<Found> {
        let case = Case::random(seed);
        self.totals.cases += 1;
        self.runner.told = Case::is_told(seed);
        // Some of the questions are asked with literals too; which, is a matter of the seed.
        let inline = |at: usize| (at as u64).wrapping_add(seed).is_multiple_of(7);
        let outcome = match self.runner.run(&case.scenario(self.runner.dialect()), &inline).await {
            Ok(outcome) => outcome,
            Err(message) => {
                *self.totals.broken.entry(message).or_default() += 1;
                return None;
            }
        };
        if let Some(refused) = outcome.refused.first() {
            *self.totals.refused.entry(refused.clone()).or_default() += 1;
        }
        for (question, count) in &outcome.answers {
            *self.totals.answers.entry(question).or_default() += count;
        }
        for (code, count) in &outcome.declined {
            *self.totals.declined.entry(code.clone()).or_default() += count;
        }
        self.totals.slowest = self.totals.slowest.max((outcome.slowest, seed));
        self.totals.coverage.add(&case.constructs, &case.places(), &outcome.answers);
        let failure = outcome.failures.into_iter().next()?;
        self.totals.failed += 1;
        if self.whole {
            return Some(Found { seed, failure, scenario: case.scenario(self.runner.dialect()) });
        }
        Some(self.shrink(seed, case, failure).await)
    }

    /// Goes on with the first smaller case that fails alike, until there is none.
    async fn shrink(&mut self, seed: u64, mut case: Case, mut failure: Failure) -> Found {
        let until = Instant::now() + PATIENCE;
        case.asks = failure.ask.iter().cloned().collect();
        let mut progress = true;
        while progress && Instant::now() < until {
            progress = false;
            for next in smaller(&case) {
                if Instant::now() >= until {
                    break;
                }
                if let Some(again) = self.fails_alike(&next, &failure).await {
                    (case, failure, progress) = (next, again, true);
                    break;
                }
            }
        }
        Found { seed, failure, scenario: case.scenario(self.runner.dialect()) }
    }

    async fn fails_alike(&mut self, case: &Case, failure: &Failure) -> Option<Failure> {
        let inline = failure.inline;
        let outcome = self.runner.run(&case.scenario(self.runner.dialect()), &|_| inline).await.ok()?;
        outcome
            .failures
            .into_iter()
            .find(|found| found.kind == failure.kind && found.inline == inline && found.phases == failure.phases)
    }
}

impl Totals {
    /// Adds what another run has seen.
    pub fn add(&mut self, other: &Self) {
        self.cases += other.cases;
        self.failed += other.failed;
        for (question, count) in &other.answers {
            *self.answers.entry(question).or_default() += count;
        }
        let more =
            [(&mut self.declined, &other.declined), (&mut self.refused, &other.refused), (&mut self.broken, &other.broken)];
        for (counts, others) in more {
            for (message, count) in others {
                *counts.entry(message.clone()).or_default() += count;
            }
        }
        self.slowest = self.slowest.max(other.slowest);
        self.coverage.merge(&other.coverage);
    }
}

/// As text, for reports: what is wrong, and a scenario that [`Scenario::parse`] reads.
impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "seed {}\n{}\n", self.seed, self.failure)?;
        write!(f, "{}", self.scenario)
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let answers: usize = self.answers.values().sum();
        writeln!(f, "{} cases, {answers} right answers, {} cases with a wrong one", self.cases, self.failed)?;
        let asked: Vec<String> = self.answers.iter().map(|(question, count)| format!("{question} {count}")).collect();
        writeln!(f, "  {}", asked.join(", "))?;
        writeln!(f, "  the longest compilation took {:.1?} (seed {})", self.slowest.0, self.slowest.1)?;
        for (what, counts) in [("declined", &self.declined), ("refused", &self.refused), ("broken", &self.broken)] {
            for (message, count) in counts {
                writeln!(f, "  {what} {count}: {message}")?;
            }
        }
        Ok(())
    }
}
