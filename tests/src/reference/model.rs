//! The set of all atoms that hold.

use super::rule::{Predicate, Rule, Term};
use super::solve::Solver;
use super::strata::strata;
use super::universe::Universe;
use super::{Fact, Policy};
use arctos_compiler::value::Value;
use std::collections::{HashMap, HashSet};

/// The rows of one predicate, as indices into the universe.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    set: HashSet<Vec<usize>>,
    list: Vec<Vec<usize>>,
}

impl Rows {
    pub(super) fn contains(&self, row: &[usize]) -> bool {
        self.set.contains(row)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Vec<usize>> {
        self.list.iter()
    }

    fn insert(&mut self, row: Vec<usize>) -> bool {
        let new = self.set.insert(row.clone());
        if new {
            self.list.push(row);
        }
        new
    }
}

/// Everything that holds of a policy over some facts.
#[derive(Clone, Debug)]
pub struct Model {
    pub(super) policy: Policy,
    pub(super) universe: Universe,
    pub(super) rows: HashMap<Predicate, Rows>,
    pub(super) now: i64,
    /// Ids that facts or the policy name.
    pub(super) known: HashSet<Value>,
}

impl Model {
    pub(super) fn compute(policy: &Policy, facts: &[Fact], mentioned: &[Value], now: i64) -> Result<Self, String> {
        let universe = Universe::new(policy, facts, mentioned, now);
        let known = facts.iter().flat_map(|fact| &fact.args).cloned().chain(policy.constants()).collect();
        let mut model = Self { policy: policy.clone(), universe, rows: HashMap::new(), now, known };
        for fact in facts {
            let row: Option<Vec<usize>> = fact.args.iter().map(|value| model.universe.index_of(value)).collect();
            let row = row.ok_or("a fact outside the universe")?;
            model.insert(Predicate(fact.predicate.clone(), row.len()), row);
        }
        for rules in strata(&policy.rules)? {
            model.close(&rules);
        }
        Ok(model)
    }

    /// Applies the rules until they bring nothing new.
    fn close(&mut self, rules: &[&Rule]) {
        let mut changed = true;
        while changed {
            changed = false;
            for rule in rules {
                for row in self.consequences(rule) {
                    changed |= self.insert(rule.predicate.clone(), row);
                }
            }
        }
    }

    fn consequences(&self, rule: &Rule) -> HashSet<Vec<usize>> {
        let mut found = HashSet::new();
        let solver = Solver { model: self };
        for clause in &rule.clauses {
            let head: Vec<usize> =
                rule.head.iter().filter_map(|term| if let Term::Var(v) = term { Some(*v) } else { None }).collect();
            solver.solve(clause, &head, &mut vec![None; rule.variables], &mut |env| {
                found.extend(rule.head.iter().map(|term| solver.value_of(term, env)).collect::<Option<Vec<usize>>>());
                false
            });
        }
        found
    }

    fn insert(&mut self, predicate: Predicate, row: Vec<usize>) -> bool {
        self.rows.entry(predicate).or_default().insert(row)
    }

    /// Whether an atom holds. Its values must have been mentioned when the model was made.
    ///
    /// # Panics
    /// A value that was not mentioned.
    pub fn holds(&self, predicate: &str, args: &[Value]) -> bool {
        let index = |value: &Value| self.universe.index_of(value).unwrap_or_else(|| panic!("`{value}` was not mentioned"));
        let row: Vec<usize> = args.iter().map(index).collect();
        self.rows.get(&Predicate(predicate.to_owned(), row.len())).is_some_and(|rows| rows.contains(&row))
    }

    /// The values that variables range over.
    pub fn universe(&self) -> &Universe {
        &self.universe
    }

    /// Whether facts or the policy name the value.
    pub fn knows(&self, value: &Value) -> bool {
        self.known.contains(value)
    }

    /// The policy.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }
}
