//! What is asked of every engine.

use crate::facts::{Facts, Id, Kind, Question};
use std::time::Instant;

/// An answer, or why there is none.
pub type Answer<T> = Result<T, String>;

/// A policy with the facts that it decides by.
pub trait Engine: Sized {
    /// What the report calls it.
    const NAME: &'static str;

    /// The policy alone, ready to be asked.
    fn load() -> Self;

    /// Takes these facts in place of those that it had.
    ///
    /// # Errors
    /// It does not take them.
    fn hold(&mut self, facts: &Facts) -> Answer<()>;

    /// Decides.
    ///
    /// # Errors
    /// It has no answer.
    fn decide(&mut self, question: &Question) -> Answer<bool>;

    /// What a user may read, in order.
    ///
    /// # Errors
    /// It has no answer, or none by then.
    fn list(&mut self, user: Id, kind: Kind, until: Instant) -> Answer<Vec<Id>>;

    /// The same for an engine that only decides: each thing in turn.
    ///
    /// # Errors
    /// Those of [`Engine::list`].
    fn list_in_turn(&mut self, ids: &[Id], user: Id, kind: Kind, until: Instant) -> Answer<Vec<Id>> {
        let mut allowed = Vec::new();
        for &id in ids {
            if Instant::now() > until {
                return Err(GIVEN_UP.to_owned());
            }
            if self.decide(&Question { user, action: "read", kind, id })? {
                allowed.push(id);
            }
        }
        Ok(allowed)
    }
}

/// The answer of an engine that takes too long.
pub const GIVEN_UP: &str = "given up";

/// An error of an engine, in one line.
#[expect(clippy::needless_pass_by_value, reason = "it is what `map_err` is given")]
pub fn said(error: impl ToString) -> String {
    error.to_string().lines().map(str::trim).collect::<Vec<_>>().join(" ")
}
