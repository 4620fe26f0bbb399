//! Stage 1: mapping YAML to a checked [`model::Mapping`].
//!
//! In: YAML text. Out: a mapping and diagnostics that point into the YAML, also inside block scalars.

pub mod model;
pub mod select;
pub mod sql_type;
