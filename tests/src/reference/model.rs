//! The set of all atoms that hold.

use super::ground::{Grounder, Predicates, Term};
use super::rule::{Clause, Predicate, Rule, Var};
use super::solve::{Env, MOST_QUERY_STEPS, MOST_STEPS, Solver, value_of};
use super::strata::strata;
use super::universe::Universe;
use super::{Fact, Policy};
use arctos_compiler::value::Value;
use std::cell::Cell;
use std::collections::{HashMap, HashSet};

/// The rows of one predicate, as indices into the universe.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    set: HashSet<Vec<usize>>,
    list: Vec<Vec<usize>>,
    /// Numbers of the rows that have a value at a position.
    index: HashMap<(usize, usize), Vec<usize>>,
}

impl Rows {
    pub(super) fn contains(&self, row: &[usize]) -> bool {
        self.set.contains(row)
    }

    /// Rows that may agree with the given values: those that agree at the first given position.
    pub(super) fn matching(&self, given: &[Option<usize>]) -> Box<dyn Iterator<Item = &Vec<usize>> + '_> {
        let first = given.iter().enumerate().find_map(|(at, value)| Some((at, (*value)?)));
        match first {
            None => Box::new(self.list.iter()),
            Some(place) => Box::new(self.index.get(&place).into_iter().flatten().map(|row| &self.list[*row])),
        }
    }

    fn insert(&mut self, row: Vec<usize>) -> bool {
        let new = self.set.insert(row.clone());
        if new {
            for (at, value) in row.iter().enumerate() {
                self.index.entry((at, *value)).or_default().push(self.list.len());
            }
            self.list.push(row);
        }
        new
    }
}

/// Everything that holds of a policy over some facts.
#[derive(Clone, Debug)]
pub struct Model {
    policy: Policy,
    universe: Universe,
    predicates: Predicates,
    rows: Vec<Rows>,
    now: i64,
    /// Ids that facts or the policy name.
    known: HashSet<Value>,
}

impl Model {
    pub(super) fn compute(policy: &Policy, facts: &[Fact], mentioned: &[Value], now: i64) -> Result<Self, String> {
        let universe = Universe::new(policy, facts, mentioned, now);
        let known = facts.iter().flat_map(|fact| &fact.args).cloned().chain(policy.constants()).collect();
        let predicates = Predicates::default();
        let mut model = Self { policy: policy.clone(), universe, predicates, rows: Vec::new(), now, known };
        for fact in facts {
            let row: Option<Vec<usize>> = fact.args.iter().map(|value| model.universe.index_of(value)).collect();
            let row = row.ok_or("a fact outside the universe")?;
            let predicate = model.predicates.number(&Predicate(fact.predicate.clone(), row.len()));
            model.insert(predicate, row);
        }
        let steps = Cell::new(0);
        for rules in strata(&policy.rules)? {
            model.close(&rules, &steps)?;
        }
        Ok(model)
    }

    /// Applies the rules until they bring nothing new.
    fn close(&mut self, rules: &[&Rule], steps: &Cell<u64>) -> Result<(), String> {
        let mut grounder = Grounder::new(&self.policy.types, &self.universe, self.now, &mut self.predicates);
        let rules: Vec<_> = rules.iter().map(|rule| grounder.rule(rule)).collect();
        self.rows.resize_with(self.predicates.len(), Rows::default);
        let mut changed = true;
        while changed {
            changed = false;
            for rule in &rules {
                let mut found: HashSet<Vec<usize>> = HashSet::new();
                let solver = Solver { universe: &self.universe, rows: &self.rows, steps, most_steps: MOST_STEPS };
                let head: Vec<Var> =
                    rule.head.iter().filter_map(|term| if let Term::Var(v) = term { Some(*v) } else { None }).collect();
                for clause in &rule.clauses {
                    solver.solve(clause, &head, &mut vec![None; rule.variables], &mut |env| {
                        found.extend(rule.head.iter().map(|term| value_of(*term, env)).collect::<Option<Vec<usize>>>());
                        false
                    });
                }
                if solver.is_exhausted() {
                    return Err(super::TOO_MUCH.to_owned());
                }
                for row in found {
                    changed |= self.insert(rule.predicate, row);
                }
            }
        }
        Ok(())
    }

    fn insert(&mut self, predicate: usize, row: Vec<usize>) -> bool {
        if self.rows.len() <= predicate {
            self.rows.resize_with(predicate + 1, Rows::default);
        }
        self.rows[predicate].insert(row)
    }

    /// Solutions of a clause over the finished model. Says whether these are all: a clause can be too much.
    pub(super) fn solutions(&self, clause: &Clause, variables: usize, found: &mut dyn FnMut(&Env)) -> bool {
        let mut predicates = self.predicates.clone();
        let clause = Grounder::new(&self.policy.types, &self.universe, self.now, &mut predicates).clause(clause);
        let mut rows = self.rows.clone();
        rows.resize_with(predicates.len(), Rows::default);
        let solver = Solver { universe: &self.universe, rows: &rows, steps: &Cell::new(0), most_steps: MOST_QUERY_STEPS };
        solver.solve(&clause, &[], &mut vec![None; variables], &mut |env| {
            found(env);
            false
        });
        !solver.is_exhausted()
    }

    /// Whether an atom holds. Its values must have been mentioned when the model was made.
    ///
    /// # Panics
    /// A value that was not mentioned.
    pub fn holds(&self, predicate: &str, args: &[Value]) -> bool {
        let index = |value: &Value| self.universe.index_of(value).unwrap_or_else(|| panic!("`{value}` was not mentioned"));
        let row: Vec<usize> = args.iter().map(index).collect();
        let number = self.predicates.find(&Predicate(predicate.to_owned(), row.len()));
        number.and_then(|number| self.rows.get(number)).is_some_and(|rows| rows.contains(&row))
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
