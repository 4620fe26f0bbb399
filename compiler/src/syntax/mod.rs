//! Stage 1: text to syntax tree.
//!
//! In: one source text. Out: an [`ast::Policy`] and diagnostics. Never fails, never panics, never recurses without
//! bound: statements that do not parse are reported and left out.

pub mod ast;
