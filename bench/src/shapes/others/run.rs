//! One question for one kind of actor: the statements in turn, round after round.

use super::ask::Asked;
use super::store::{Print, Runnable, Store};
use crate::shapes::cases::{CLASSES, Case, Shape};
use crate::shapes::rivals::Author;
use crate::shapes::run::{mean, median};
use arctos::Arctos;
use std::collections::BTreeMap;
use std::error::Error;
use std::time::{Duration, Instant};

/// Statements of fewer milliseconds are run twice in turn, of which the second run counts.
const WARMED: f64 = 50.0;
/// After so many rounds a rival that is that much slower than the best one is left out.
const HOPELESS: (usize, f64) = (2, 3.0);

/// When the engine's statement is given up, which ends the measurement.
const OUR_PATIENCE: Duration = Duration::from_mins(2);

/// How much is measured.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// The longest time for the rounds of one cell.
    pub budget: Duration,
    /// The most rounds of one cell.
    pub rounds: usize,
    /// When a rival's statement is given up.
    pub patience: Duration,
}

/// What was found for one statement.
#[derive(Clone, Debug)]
pub struct Found {
    /// Who wrote it.
    pub author: Author,
    /// Its times in milliseconds, round by round; none if it was given up.
    pub times: Vec<f64>,
    /// The shortest time for each of its values.
    pub shortest: Vec<f64>,
    /// The time to prepare it, in milliseconds.
    pub planning: f64,
    /// The most memory it needs, in KiB.
    pub peak: f64,
    /// The statement.
    pub runnable: Runnable,
}

impl Found {
    /// The median of its times.
    pub fn median(&self) -> f64 {
        median(&self.times)
    }

    /// The mean over its values of the shortest times.
    pub fn fastest(&self) -> f64 {
        if self.shortest.is_empty() { f64::INFINITY } else { mean(&self.shortest) }
    }

    fn add(&mut self, times: &[f64]) {
        self.times.push(mean(times));
        self.shortest.resize(times.len(), f64::INFINITY);
        for (shortest, time) in self.shortest.iter_mut().zip(times) {
            *shortest = shortest.min(*time);
        }
    }
}

/// What was found for a question and a kind of actor.
#[derive(Clone, Debug)]
pub struct Cell {
    /// The class's name.
    pub class: &'static str,
    /// How many rows, over all runs; of checks, how many yes.
    pub rows: u64,
    /// Each statement; the engine's is last.
    pub found: Vec<Found>,
}

impl Cell {
    /// The hand-written statement that is best by some time, and the engine's.
    pub fn pair(&self, time: fn(&Found) -> f64) -> Option<(&Found, &Found)> {
        let of = |author| self.found.iter().filter(move |found| found.author == author);
        Some((of(Author::Hand).min_by(|a, b| time(a).total_cmp(&time(b)))?, of(Author::Ours).next()?))
    }
}

fn number(of: usize) -> f64 {
    u32::try_from(of).map_or(f64::INFINITY, f64::from)
}

/// Ids of the tables, read once.
#[derive(Debug, Default)]
pub struct Ids(BTreeMap<String, Vec<String>>);

impl Ids {
    /// Some ids that a statement yields, which always are the same.
    async fn some(&mut self, store: &mut Store, sql: &str, amount: usize) -> Result<Vec<String>, Box<dyn Error>> {
        let found = match self.0.get(sql) {
            Some(found) => found,
            None => {
                let mut ids = store.texts(sql).await?;
                ids.sort_by_cached_key(|id| scattered(id));
                self.0.entry(sql.to_owned()).or_insert(ids)
            }
        };
        Ok(found.iter().take(amount).cloned().collect())
    }
}

fn scattered(id: &str) -> u64 {
    let mut print = Print::default();
    print.add(id);
    print.sum
}

/// Measures a question for one class of actors.
///
/// # Errors
/// A statement fails, or returns other rows than the others.
pub async fn measure(
    store: &mut Store,
    arctos: &Arctos,
    case: &Case,
    class: usize,
    known: &mut Ids,
    effort: Effort,
) -> Result<Cell, Box<dyn Error>> {
    let handed_in = match case.facts {
        0 => Vec::new(),
        some => known.some(store, "SELECT id FROM repositories", some).await?,
    };
    let mut asked = Asked { case, class, ids: &[], handed_in: &handed_in };
    let ids = sample(store, asked, known).await?;
    asked.ids = &ids;
    let mut entries = asked.rivals(store.dialect())?;
    entries.push((Author::Ours, asked.ours(arctos)?));
    let (found, rows) = compared(store, entries, case.shape, effort).await?;
    let found = timed(store, found, effort).await?;
    Ok(Cell { class: CLASSES.get(class).map_or("", |class| class.name), rows, found })
}

/// Ids of resources for a question: some that the actor may see, and as many of which nothing is known.
async fn sample(store: &mut Store, asked: Asked<'_>, known: &mut Ids) -> Result<Vec<String>, Box<dyn Error>> {
    let amount = match asked.case.shape {
        Shape::Check => 20,
        Shape::Many => 500,
        Shape::Actions | Shape::Actors => 8,
        Shape::Count | Shape::Page | Shape::Select | Shape::Parent | Shape::List => return Ok(Vec::new()),
    };
    let policy = asked.case.policy();
    let action = if policy.name == "wiki" { "view" } else { "read" };
    let list = Case { shape: Shape::List, section: action, action, ..*asked.case };
    let hand = Asked { case: &list, ..asked }.rivals(store.dialect())?;
    let hand = hand.into_iter().find(|(author, _)| *author == Author::Hand).ok_or("no list of the actor's")?.1;
    // The actor is the only value; here it stands in the text.
    let actor = CLASSES.get(asked.class).map_or("", |class| class.id);
    let mut ids = known.some(store, &format!("SELECT id FROM {}", policy.table), amount).await?;
    ids.extend(known.some(store, &hand.sql.replace('?', actor), amount).await?);
    ids.sort();
    ids.dedup();
    Ok(ids)
}

/// The statements after their rows were compared. Those that were given up have no values.
async fn compared(
    store: &mut Store,
    entries: Vec<(Author, Runnable)>,
    shape: Shape,
    effort: Effort,
) -> Result<(Vec<Found>, u64), Box<dyn Error>> {
    let mut expected: Option<Vec<Print>> = None;
    let mut kept = Vec::new();
    let mut most = usize::MAX;
    for (author, mut runnable) in entries.into_iter().rev() {
        if author == Author::Ours {
            most = affordable(store, &runnable).await?;
        }
        runnable.binds.truncate(most);
        let patience = if author == Author::Ours { OUR_PATIENCE } else { effort.patience };
        let prints = store.prints(&runnable, patience).await.map_err(|error| format!("{error}\n{}", runnable.sql))?;
        match (prints, &expected) {
            (None, _) if author == Author::Ours => return Err(format!("out of time\n{}", runnable.sql).into()),
            (None, _) => runnable.binds.clear(),
            (Some(prints), None) => expected = Some(prints),
            (Some(prints), Some(expected)) => {
                let alike = |a: &Print, b: &Print| if shape == Shape::Check { a.yes == b.yes } else { a == b };
                let differs = expected.iter().zip(&prints).position(|(a, b)| !alike(a, b));
                if differs.is_some() || expected.len() != prints.len() {
                    return Err(format!("differs at {differs:?}: {prints:?}, not {expected:?}\n{}", runnable.sql).into());
                }
            }
        }
        let (times, shortest) = (Vec::new(), Vec::new());
        kept.push(Found { author, times, shortest, planning: f64::INFINITY, peak: f64::INFINITY, runnable });
    }
    kept.reverse();
    let expected = expected.unwrap_or_default();
    let rows = match shape {
        Shape::Check => expected.iter().map(|print| u64::from(print.yes)).sum(),
        _ => expected.iter().map(|print| print.rows).sum(),
    };
    Ok((kept, rows))
}

/// With how many of its values the engine's statement is run: with all, unless that takes long.
async fn affordable(store: &mut Store, ours: &Runnable) -> Result<usize, Box<dyn Error>> {
    let first = Runnable { binds: ours.binds.iter().take(1).cloned().collect(), ..ours.clone() };
    let started = Instant::now();
    store.prints(&first, OUR_PATIENCE).await?;
    Ok(if started.elapsed() > Duration::from_millis(500) { 1 } else { usize::MAX })
}

async fn timed(store: &mut Store, mut found: Vec<Found>, effort: Effort) -> Result<Vec<Found>, Box<dyn Error>> {
    let started = Instant::now();
    let mut round = 0;
    while round < effort.rounds && (round < 3 || started.elapsed() < effort.budget) {
        let best = found.iter().filter(|found| found.author != Author::App).map(Found::fastest).fold(f64::INFINITY, f64::min);
        for found in &mut found {
            let hopeless = round >= HOPELESS.0 && found.author != Author::Ours && found.fastest() > HOPELESS.1 * best;
            // What takes seconds is not run often.
            let spent: f64 = found.times.iter().sum::<f64>() * number(found.shortest.len());
            let enough = round >= HOPELESS.0 && spent > 2000.0 * effort.budget.as_secs_f64();
            if found.runnable.binds.is_empty() || hopeless || enough {
                continue;
            }
            let mut took = store.time(&found.runnable).await?;
            // What ran before may have driven its rows out of the processor's caches.
            if mean(&took) < WARMED {
                took = store.time(&found.runnable).await?;
            }
            found.add(&took);
        }
        round += 1;
    }
    let best = found.iter().filter(|found| found.author == Author::Hand).map(Found::fastest).fold(f64::INFINITY, f64::min);
    for found in found.iter_mut().filter(|found| found.author == Author::Ours || found.fastest() <= best) {
        found.planning = store.planning(&found.runnable).await?;
        found.peak = store.peak(&found.runnable).await?;
    }
    Ok(found)
}
