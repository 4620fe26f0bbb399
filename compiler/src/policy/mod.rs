//! Stage 2: syntax trees to a program.
//!
//! In: one or more `ast::Policy`. Out: a [`program::Program`] of typed rules without shorthand, and diagnostics.

pub mod program;
