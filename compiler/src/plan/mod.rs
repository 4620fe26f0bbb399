//! Stage 3: a goal over a program becomes a plan.
//!
//! In: a program, a mapping, a goal, known facts. Out: a plan of relations and access paths: no Polar in it any more,
//! no SQL syntax yet.

pub mod access;
pub mod ask;
pub mod central;
pub mod constants;
pub mod goal;
pub mod own_table;
pub mod phases;
pub mod question;
pub mod relation;
pub mod residual;
