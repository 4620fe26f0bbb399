//! Room on the stack for the passes that recurse.
//!
//! In: work, and what decides how deep it goes. Out: the work's result. A stack of its own costs more than planning a
//! small question, so one is made only where the thread's may not do.

use crate::plan::residual::Residual;

/// A stack for the deepest policy that the parser lets through.
const DEEPEST: usize = 64 << 20;

/// What reducing a policy needs: formulas are nested a hundred times at most, and a search through a clause's literals
/// ends after a bounded number of steps.
const REDUCING: usize = 5 << 18;

/// What planning and writing need for the goal itself, and for each relation that may stand inside of another.
const PLANNING: (usize, usize) = (1 << 19, 3 << 15);

/// Runs what reduces a policy.
pub fn reducing<T>(work: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(REDUCING, DEEPEST, work)
}

/// Runs what takes a plan of any depth apart.
pub fn dividing<T>(work: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(DEEPEST / 2, DEEPEST, work)
}

/// Runs what plans or writes a residual.
pub fn planning<T>(residual: &Residual, work: impl FnOnce() -> T) -> T {
    let (goal, each) = PLANNING;
    let relations = residual.relations.iter().filter(|relation| !relation.clauses.is_empty()).count();
    stacker::maybe_grow((goal + relations * each).min(DEEPEST / 2), DEEPEST, work)
}
