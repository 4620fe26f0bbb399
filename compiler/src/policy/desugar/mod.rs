//! Syntax trees to rules: shorthand becomes longhand, lists become equations, the default `allow` is added.
//!
//! In: syntax trees and the declared names. Out: rules by predicate, in source order. Guaranteed afterwards: no
//! shorthand, no lists, no parentheses; every occurrence of `_` is a variable of its own; a rule that is broken beyond
//! repair is left out and reported.

mod alternatives;
mod default_allow;
mod formula;
mod rule;
mod shorthand;
mod term;
mod variables;

pub(super) use alternatives::each_variable;
pub(super) use formula::span_of;
pub(super) use shorthand::Place;
pub(super) use term::value;

use super::names::Names;
use super::program::{Formula, Origin, Predicate, Rule, Term};
use crate::diagnostic::Diagnostics;
use crate::syntax::ast;
use indexmap::IndexMap;
use variables::Variables;

/// Rules by predicate.
pub(super) type Rules = IndexMap<Predicate, Vec<Rule>>;

/// Expands every block and rule of the policies.
pub(super) fn desugar(policies: &[ast::Policy], names: &Names, diagnostics: &mut Diagnostics) -> Rules {
    let mut rules = Rules::new();
    let mut budget = shorthand::Budget::default();
    for statement in policies.iter().flat_map(|policy| &policy.statements) {
        match statement {
            ast::Statement::Block(block) if names.accepts(block) => {
                shorthand::expand(block, names, &mut budget, &mut rules, diagnostics);
            }
            ast::Statement::Rule(written) => {
                if let Some(lowered) = rule::lower(written) {
                    add(&mut rules, &written.name.text, lowered);
                }
            }
            _ => {}
        }
    }
    default_allow::supply(&mut rules);
    rules
}

fn add(rules: &mut Rules, name: &str, rule: Rule) {
    rules.entry(Predicate::new(name, rule.head.len())).or_default().push(rule);
}

/// Puts a rule together once its head and body are lowered.
fn finish(head: Vec<Term>, mut body: Formula, mut variables: Variables, origin: Origin) -> Rule {
    alternatives::separate(&head, &mut body, &mut variables);
    Rule { head, variables: variables.finish(), body, origin }
}
