//! Walks over the formulas of a policy.

use arctos_compiler::policy::program::{Formula, Program, Rule};

/// Visits every formula of a rule, outer ones first, and says of each whether it stands inside a `not`.
pub(crate) fn formulas<'p>(rule: &'p Rule, visit: &mut dyn FnMut(&'p Formula, bool)) {
    let mut stack = vec![(&rule.body, false)];
    while let Some((formula, negated)) = stack.pop() {
        visit(formula, negated);
        match formula {
            Formula::And(parts) | Formula::Or(parts) => stack.extend(parts.iter().rev().map(|part| (part, negated))),
            Formula::Not(inner) => stack.push((inner, true)),
            _ => {}
        }
    }
}

/// Every rule of a policy, in source order.
pub(crate) fn rules(program: &Program) -> impl Iterator<Item = &Rule> {
    program.rules.values().flatten()
}
