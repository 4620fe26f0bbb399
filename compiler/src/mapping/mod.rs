//! Stage 1: mapping YAML to a checked [`model::Mapping`].
//!
//! In: YAML text. Out: a mapping and diagnostics that point into the YAML, also inside block scalars.
//!
//! `load` reads the file, `signature` its keys, `select` its queries; `schema` adds what a database tells.

pub mod join;
pub mod load;
pub mod model;
pub mod schema;
pub mod select;
pub mod signature;
pub mod sql_type;
pub mod tables;
pub mod text;
