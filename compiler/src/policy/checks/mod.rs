//! The checks of a policy, one file for each code, whose module comment explains the code to users.
//!
//! In: syntax trees, names, the program. Out: diagnostics only; no check changes anything. Some checks run over the
//! whole policy from here; the others make the diagnostic for what another pass has found.

pub(super) mod abstract_literal;
pub(super) mod assertion_variables;
pub(super) mod duplicate_block;
pub(super) mod duplicate_declaration;
pub(super) mod duplicate_fixture;
pub(super) mod duplicate_name;
pub(super) mod duplicate_test;
pub(super) mod expansion_too_large;
pub(super) mod fact_limits;
pub(super) mod global_relation;
pub(super) mod inheritance_cycle;
pub(super) mod inherited_clash;
pub(super) mod malformed_literal;
pub(super) mod misplaced_list;
pub(super) mod mixed_operators;
pub(super) mod negation_cycle;
pub(super) mod no_entry_point;
pub(super) mod relation_without_actor;
pub(super) mod single_use;
mod suggest;
pub(super) mod type_conflict;
pub(super) mod unbound_in_negation;
pub(super) mod unknown_fixture;
pub(super) mod unknown_name;
pub(super) mod unknown_relation;
pub(super) mod unknown_super_type;
pub(super) mod unknown_target;
pub(super) mod unknown_type;
pub(super) mod unused_fact;
pub(super) mod wide_negation;
mod wording;

use super::names::Names;
use super::program::Program;
use crate::diagnostic::Diagnostics;
use crate::syntax::ast::Policy;

/// Runs every check that needs the whole policy.
pub(super) fn run(policies: &[Policy], names: &Names, program: &Program, diagnostics: &mut Diagnostics) {
    unknown_type::check(policies, names, diagnostics);
    abstract_literal::check(policies, diagnostics);
    malformed_literal::check(policies, diagnostics);
    misplaced_list::check(policies, diagnostics);
    fact_limits::check(policies, diagnostics);
    mixed_operators::check(policies, diagnostics);
    single_use::check(policies, diagnostics);
    wide_negation::check(policies, program, diagnostics);
    unbound_in_negation::check(program, diagnostics);
    negation_cycle::check(program, diagnostics);
    type_conflict::check(policies, program, diagnostics);
    no_entry_point::check(program, diagnostics);
    duplicate_fixture::check(policies, diagnostics);
    unknown_fixture::check(policies, program, diagnostics);
    duplicate_test::check(policies, diagnostics);
    assertion_variables::check(policies, diagnostics);
}

/// Runs the checks that facts go through wherever they come from; `policies` holds nothing but them, in fixtures.
pub(super) fn run_on_facts(policies: &[Policy], diagnostics: &mut Diagnostics) {
    abstract_literal::check(policies, diagnostics);
    malformed_literal::check(policies, diagnostics);
    fact_limits::check(policies, diagnostics);
}
