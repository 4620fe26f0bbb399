//! Order of evaluation: what is negated comes first.

use super::rule::{Predicate, Rule};
use std::collections::HashMap;

/// Groups rules by stratum, lowest first.
pub(super) fn strata(rules: &[Rule]) -> Result<Vec<Vec<&Rule>>, String> {
    let mut level: HashMap<&Predicate, usize> = rules.iter().map(|rule| (&rule.predicate, 0)).collect();
    let dependencies: Vec<(&Predicate, Vec<(Predicate, bool)>)> = rules
        .iter()
        .map(|rule| {
            let mut found = Vec::new();
            rule.clauses.iter().flatten().for_each(|literal| literal.dependencies(false, &mut found));
            (&rule.predicate, found)
        })
        .collect();
    let mut changed = true;
    while changed {
        changed = false;
        for (predicate, below) in &dependencies {
            let needed = below.iter().map(|(below, negated)| level.get(below).map_or(0, |level| level + usize::from(*negated)));
            let needed = needed.max().unwrap_or(0);
            if needed > level[predicate] {
                level.insert(predicate, needed);
                changed = true;
            }
            if needed > dependencies.len() {
                return Err(format!("`{}` depends on its own negation", predicate.0));
            }
        }
    }
    let highest = level.values().copied().max().unwrap_or(0);
    Ok((0..=highest).map(|at| rules.iter().filter(|rule| level[&rule.predicate] == at).collect()).collect())
}
