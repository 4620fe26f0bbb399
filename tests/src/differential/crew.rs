//! Random cases on several threads, each with a database of its own.

use super::explore::{Explorer, Found, Home, Totals};
use super::runner::OUT_OF_TIME;
use crate::random::Case;
use arctos_compiler::sql::Dialect;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long one case may take, with making it smaller.
const LIMIT: Duration = Duration::from_mins(3);
/// A case that takes longer is named.
const SLOW: Duration = Duration::from_secs(10);

/// What to run.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The seeds, each a case.
    pub seeds: Range<u64>,
    /// No case starts later.
    pub until: Option<Instant>,
    /// How many cases at a time.
    pub threads: usize,
    /// Print each question and each case, with times.
    pub trace: bool,
    /// Do not make failing cases smaller.
    pub whole: bool,
    /// With more statements than this out of time, the process ends.
    pub late: usize,
    /// After how long no further question of a case is asked.
    pub patience: Duration,
}

/// What the threads of a run share.
struct Shared<'a> {
    home: &'a Home<'a>,
    plan: &'a Plan,
    report: &'a (dyn Fn(&Found) + Sync),
    next: AtomicU64,
    /// Statements out of time.
    late: AtomicUsize,
}

/// Runs the cases; `report` gets each failure when it is found. A case that takes minutes is printed and ends the process.
///
/// # Errors
/// The database refuses.
pub fn explore(home: &Home<'_>, plan: &Plan, report: &(dyn Fn(&Found) + Sync)) -> Result<Totals, String> {
    let shared = Shared { home, plan, report, next: AtomicU64::new(plan.seeds.start), late: AtomicUsize::new(0) };
    let current: Vec<Mutex<Option<(u64, Instant)>>> =
        (0..plan.threads.clamp(1, home.most_threads())).map(|_| Mutex::new(None)).collect();
    let done = AtomicBool::new(false);
    let mut totals = Totals::default();
    std::thread::scope(|scope| {
        scope.spawn(|| watch(home.dialect(), &current, &done));
        let workers: Vec<_> = current.iter().map(|current| scope.spawn(|| work(&shared, current))).collect();
        let all: Vec<Result<Totals, String>> =
            workers.into_iter().map(|worker| worker.join().unwrap_or_else(|_| Err("a thread panicked".to_owned()))).collect();
        done.store(true, Ordering::Relaxed);
        for found in all {
            totals.add(&found?);
        }
        Ok(totals)
    })
}

impl Shared<'_> {
    /// A new explorer; a server that has lost its memory to a statement needs a moment.
    async fn explorer(&self) -> Result<Explorer, String> {
        let mut tries = 0..20;
        let mut explorer = loop {
            match (self.home.explorer().await, tries.next()) {
                (Ok(explorer), _) => break explorer,
                (Err(_), Some(_)) => tokio::time::sleep(Duration::from_secs(1)).await,
                (Err(error), None) => return Err(error),
            }
        };
        explorer.runner().trace = self.plan.trace;
        explorer.runner().patience = self.plan.patience;
        explorer.whole = self.plan.whole;
        Ok(explorer)
    }
}

fn work(shared: &Shared<'_>, current: &Mutex<Option<(u64, Instant)>>) -> Result<Totals, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())?;
    let plan = shared.plan;
    runtime.block_on(async {
        let mut explorer = shared.explorer().await?;
        let mut seen = Totals::default();
        loop {
            let seed = shared.next.fetch_add(1, Ordering::Relaxed);
            if seed >= plan.seeds.end || plan.until.is_some_and(|until| Instant::now() >= until) {
                seen.add(explorer.totals());
                return Ok(seen);
            }
            let since = Instant::now();
            *current.lock().unwrap_or_else(PoisonError::into_inner) = Some((seed, since));
            let before = late(&explorer);
            if let Some(found) = explorer.case(seed).await {
                (shared.report)(&found);
            }
            *current.lock().unwrap_or_else(PoisonError::into_inner) = None;
            if plan.trace || since.elapsed() > SLOW {
                println!("seed {seed}: {:.1?}", since.elapsed());
            }
            let more = late(&explorer) - before;
            if !explorer.runner().is_connected() {
                println!("seed {seed}: the connection is lost");
                seen.add(explorer.totals());
                explorer = shared.explorer().await?;
            }
            if shared.late.fetch_add(more, Ordering::Relaxed) + more > plan.late {
                println!("seed {seed}, and others, have statements that run out of time");
                std::process::exit(1);
            }
        }
    })
}

fn late(explorer: &Explorer) -> usize {
    explorer.totals().declined.get(OUT_OF_TIME).copied().unwrap_or(0)
}

/// Ends the process when one case takes too long.
fn watch(dialect: Dialect, current: &[Mutex<Option<(u64, Instant)>>], done: &AtomicBool) {
    while !done.load(Ordering::Relaxed) {
        std::thread::sleep(Duration::from_millis(100));
        for slot in current {
            let running = *slot.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((seed, since)) = running
                && since.elapsed() > LIMIT
            {
                println!("seed {seed} takes too long\n\n{}", Case::random(seed).scenario(dialect));
                std::process::exit(1);
            }
        }
    }
}
