//! Facts that callers give: sent along with a question, or held in a fact store.
//!
//! In: the parsed facts and the program they are for. Out: those that are sound and of use to the program, and
//! diagnostics for the others. Guaranteed: every fact that is returned fits a call of the program.

use super::checks::{run_on_facts, unused_fact};
use super::desugar::value;
use super::program::{Predicate, Program};
use crate::diagnostic::{Diagnostics, Severity};
use crate::syntax::ast;
use crate::value::Value;

/// What a fact is that no rule of the policy can use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// For one question, written for this very policy: such a fact is an error.
    ForQuestion,
    /// From a store that may hold more than this policy needs: such a fact is left out with a warning.
    Stored,
}

/// Checks facts against a program: their limits and values, and whether any rule can use them.
///
/// In: the program, parsed facts, and where they come from. Out: predicates with arguments, in order, and what is wrong.
pub fn given(program: &Program, facts: &[ast::Fact], origin: Given) -> (Vec<(Predicate, Vec<Value>)>, Diagnostics) {
    let mut diagnostics = sound(facts);
    let mut out = Vec::new();
    for fact in facts {
        // A malformed literal has been reported.
        let Some(args) = fact.args.iter().map(value).collect::<Option<Vec<Value>>>() else { continue };
        if program.admits(&fact.name.text, &args) {
            out.push((Predicate::new(fact.name.text.clone(), args.len()), args));
            continue;
        }
        let mut problem = unused_fact::unused(program, &fact.name.text, &args, fact.span);
        if origin == Given::Stored {
            problem.severity = Severity::Warning;
        }
        diagnostics.push(problem);
    }
    diagnostics.sort();
    (out, diagnostics)
}

/// The checks that facts of tests go through, too.
fn sound(facts: &[ast::Fact]) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    let Some(first) = facts.first() else { return diagnostics };
    let fixture = ast::Fixture { name: first.name.clone(), facts: facts.to_vec(), span: first.span };
    let policies = [ast::Policy { statements: vec![ast::Statement::Fixture(fixture)], ..ast::Policy::default() }];
    run_on_facts(&policies, &mut diagnostics);
    diagnostics
}
