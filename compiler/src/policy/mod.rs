//! Stage 2: syntax trees to a program.
//!
//! In: one or more [`ast::Policy`]. Out: a [`Program`] of typed rules without shorthand, and diagnostics, sorted by
//! place. Guaranteed when there is no error: every name of a shorthand rule is declared, the super-types have no circle,
//! the program can be divided into [`strata`], and every variable that a `not` shares with its rule can be bound.

mod checks;
mod desugar;
mod display;
mod given;
mod graph;
mod hierarchy;
mod infer;
mod names;
mod occurrences;
pub mod program;
mod signatures;
mod stratify;
mod walk;

pub use display::display;
pub use given::{Given, given};
pub use stratify::strata;

use crate::diagnostic::Diagnostics;
use crate::syntax::ast;
use crate::value::Value;
use program::Program;

/// Resolves the files of one policy, together.
///
/// In: the parsed files, in any order. Out: a program, with broken parts left out, and all that is wrong or suspicious.
/// A program that came with an error must not be used to answer questions.
pub fn resolve(policies: &[ast::Policy]) -> (Program, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    let names = names::collect(policies, &mut diagnostics);
    let rules = desugar::desugar(policies, &names, &mut diagnostics);
    let mut program = Program { types: names.types.clone(), rules, ..Program::default() };
    program.tests = walk::tests(policies).cloned().collect();
    for fixture in walk::fixtures(policies) {
        program.fixtures.entry(fixture.name.text.clone()).or_insert_with(|| fixture.facts.clone());
    }
    program.fact_types = signatures::fact_types(policies, &program);
    checks::run(policies, &names, &program, &mut diagnostics);
    (program, ordered(diagnostics))
}

/// The value that a literal stands for; `None` for a malformed one such as `Integer{"x"}`, which [`resolve`] reports.
pub fn literal(literal: &ast::Literal) -> Option<Value> {
    desugar::value(literal)
}

/// Sorted by place, each once: the rules that a keyword stands for all have the same problems at the same place.
fn ordered(mut diagnostics: Diagnostics) -> Diagnostics {
    diagnostics.sort();
    diagnostics.0.dedup();
    diagnostics
}
