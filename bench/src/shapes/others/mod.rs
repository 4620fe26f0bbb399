//! The same comparison for SQLite and MariaDB.
//!
//! In: a file of SQLite or a database of MariaDB, into which the data set is copied unless it is there. Out: for every kind of
//! question and every kind of actor times, planning time and peak memory of the engine's statement beside rivals written
//! for the dialect. Guaranteed: nothing is timed before its rows were compared with those of the others.

pub mod ask;
pub mod fill;
pub mod maria;
pub mod peak;
pub mod report;
pub mod rivals;
pub mod run;
pub mod store;
