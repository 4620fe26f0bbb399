//! The shapes of SQL on a large, skewed data set: what the engine emits beside its rivals.
//!
//! In: a PostgreSQL database. Out: medians, as ratios to the best hand-written SQL, for every kind of question and every
//! kind of actor. Guaranteed: nothing is timed before its rows were compared with those of the others.

pub mod cases;
pub mod data;
pub mod growth;
pub mod home;
pub mod measure;
pub mod others;
pub mod report;
pub mod rivals;
pub mod run;
