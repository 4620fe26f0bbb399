//! Compiles Polar authorization policies and a fact mapping to SQL.
//!
//! Text in, statements out: pure functions, no I/O, no async, no clock.

pub mod compile;
pub mod diagnostic;
pub mod hash;
pub mod mapping;
pub mod plan;
pub mod policy;
pub mod source;
pub mod sql;
pub mod syntax;
pub mod value;
