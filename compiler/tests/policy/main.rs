//! The policy stage through its public door: Polar text in, programs and diagnostics out.

mod bounds;
mod checks;
mod expansion;
mod facts;
mod given;
mod inference;
mod inheritance;
mod negation;
mod patterns;
mod rules;
mod strata;
mod support;
