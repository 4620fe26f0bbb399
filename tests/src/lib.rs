//! What the tests of Arctos stand on: a PostgreSQL server, a reference evaluator of the language, a generator of random
//! cases, and the run that compares the three.

pub mod apps;
pub mod differential;
pub mod postgres;
pub mod random;
pub mod reference;
