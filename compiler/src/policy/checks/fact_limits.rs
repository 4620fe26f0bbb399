//! E0222: a fact that no store accepts.
//!
//! A fact has one to five arguments, each of at most 512 bytes, and the id `*` is reserved: in answers it stands for any
//! id. The limits hold for facts of the policy (rules without `if`) and for those of tests.
//!
//! Repair: split a fact with many arguments in two that share one; shorten a long id, for example to its hash.

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::policy::signatures::MOST_ARGUMENTS;
use crate::policy::walk;
use crate::source::Span;
use crate::syntax::ast::{Literal, LiteralValue, Param, Policy, Rule, Term};

/// Bytes of UTF-8 in one argument.
const LONGEST_ARGUMENT: usize = 512;

pub(super) fn check(policies: &[Policy], diagnostics: &mut Diagnostics) {
    for fact in walk::test_facts(policies) {
        count(fact.args.len(), fact.span, diagnostics);
        fact.args.iter().for_each(|arg| argument(arg, diagnostics));
    }
    for rule in walk::rules(policies).filter(|rule| rule.body.is_none()) {
        let literals = literals(rule);
        // A bodiless rule with variables is no single fact, and one without arguments is a rule that always holds.
        if !literals.is_empty() && literals.len() == rule.params.len() {
            count(rule.params.len(), rule.span, diagnostics);
        }
        for literal in literals {
            argument(literal, diagnostics);
        }
    }
}

fn literals(rule: &Rule) -> Vec<&Literal> {
    let literal = |param| match param {
        &Param::Term(Term::Literal(ref literal)) => Some(literal),
        _ => None,
    };
    rule.params.iter().filter_map(literal).collect()
}

fn count(arguments: usize, span: Span, diagnostics: &mut Diagnostics) {
    if !(1..=MOST_ARGUMENTS).contains(&arguments) {
        let message = format!("a fact has 1 to {MOST_ARGUMENTS} arguments, this one has {arguments}");
        diagnostics.push(Diagnostic::error(codes::FACT_LIMITS, span, message));
    }
}

fn argument(literal: &Literal, diagnostics: &mut Diagnostics) {
    let (LiteralValue::String(text) | LiteralValue::Entity(_, text)) = &literal.value else { return };
    if text.len() > LONGEST_ARGUMENT {
        let message = format!("this argument has {} bytes, the limit is {LONGEST_ARGUMENT}", text.len());
        diagnostics.push(Diagnostic::error(codes::FACT_LIMITS, literal.span, message));
    }
    if text == "*" && matches!(literal.value, LiteralValue::Entity(..)) {
        diagnostics.push(
            Diagnostic::error(codes::FACT_LIMITS, literal.span, "the id `*` is reserved")
                .help("a rule with a variable, such as `has_role(_: User, \"guest\", _: Org);`, is about all ids"),
        );
    }
}
