//! Comparing the compiled statements with the reference evaluator, on a real database.
//!
//! A [`Scenario`] is one policy with a mapping, tables, rows and questions; a [`Runner`] asks each question in both
//! forms of statement and reports every answer that is not the reference's.

mod ask;
mod coverage;
mod crew;
mod database;
mod explore;
mod folder;
mod phases;
mod runner;
mod scenario;
mod select;
mod statement;
mod text;
mod told;

pub use ask::{Ask, FilterMode, Pin};
pub use coverage::Coverage;
pub use crew::{Plan, explore};
pub use database::Database;
pub use explore::{Explorer, Found, Home, Totals};
pub use folder::wrong_in;
pub use runner::{BEYOND, Failure, Kind, OUT_OF_TIME, Outcome, PATIENCE, Runner};
pub use scenario::Scenario;
pub use select::SelectMode;

/// The moment at which integers of scenarios count as past or future. Scenarios keep far from it on both sides, so that
/// the clock of the database gives the same answers.
pub const NOW: i64 = 1_900_000_000;
