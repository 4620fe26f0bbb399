//! What the tests of Arctos stand on: database servers, a reference evaluator of the language, a generator of random
//! cases, and the run that compares the three.

pub mod apps;
pub mod differential;
pub mod mysql;
pub mod postgres;
pub mod random;
pub mod reference;

pub use rusqlite as sqlite;

/// The code blocks of the book, which are compiled as examples of this crate.
#[cfg(doctest)]
mod book {
    #[doc = include_str!("../../docs/getting-started.md")]
    pub struct GettingStarted;

    #[doc = include_str!("../../docs/library.md")]
    pub struct Library;
}
