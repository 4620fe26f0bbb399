//! Times of something that is done again and again.

use crate::engine::{Answer, GIVEN_UP};
use std::time::{Duration, Instant};

/// Who takes longer for one run is not waited for again.
pub const PATIENCE: Duration = Duration::from_secs(5);
/// For so long something is repeated.
const BUDGET: Duration = Duration::from_secs(1);
/// And so often at the most, and at the least.
const RUNS: [usize; 2] = [500, 3];

/// What the runs took.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    /// Half of them took no longer.
    pub median: Duration,
    /// The shortest.
    pub shortest: Duration,
}

/// Runs something once unmeasured, then repeatedly. Each run does it `parts` times, which the times are divided by.
///
/// # Errors
/// Those of the work; [`GIVEN_UP`] where the first run took too long.
pub fn timed(parts: usize, mut work: impl FnMut() -> Answer<()>) -> Answer<Times> {
    let started = Instant::now();
    work()?;
    if started.elapsed() > PATIENCE {
        return Err(GIVEN_UP.to_owned());
    }
    let [most, least] = RUNS;
    let mut runs = Vec::new();
    let started = Instant::now();
    while runs.len() < least || (runs.len() < most && started.elapsed() < BUDGET) {
        let run = Instant::now();
        work()?;
        runs.push(run.elapsed() / u32::try_from(parts).expect("a small number"));
    }
    runs.sort_unstable();
    Ok(Times { median: runs[runs.len() / 2], shortest: runs[0] })
}
