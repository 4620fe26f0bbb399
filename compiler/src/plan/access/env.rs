//! What the variables of a clause stand for while it is planned.
//!
//! A clause has few variables, so they are looked for one after the other: that takes less than a hash table, which would
//! have to be made, and copied, for every part of every clause.

use crate::plan::relation::compare::Operand;
use crate::plan::residual::Var;

/// Variables with their operands, in order of insertion.
#[derive(Clone, Debug, Default)]
pub struct Env(Vec<(Var, Operand)>);

impl Env {
    /// What the variable stands for.
    pub fn get(&self, var: Var) -> Option<&Operand> {
        self.0.iter().find(|(own, _)| *own == var).map(|(_, operand)| operand)
    }

    /// Whether the variable stands for something.
    pub fn contains(&self, var: Var) -> bool {
        self.get(var).is_some()
    }

    /// Lets the variable stand for the operand from now on.
    pub fn insert(&mut self, var: Var, operand: Operand) {
        match self.0.iter_mut().find(|(own, _)| *own == var) {
            Some((_, slot)) => *slot = operand,
            None => self.0.push((var, operand)),
        }
    }

    /// Keeps the variables that the test is true for.
    pub fn retain(&mut self, keep: impl Fn(Var) -> bool) {
        self.0.retain(|(var, _)| keep(*var));
    }

    /// The variables.
    pub fn vars(&self) -> impl Iterator<Item = Var> + '_ {
        self.0.iter().map(|(var, _)| *var)
    }

    /// The variables with their operands.
    pub fn iter(&self) -> impl Iterator<Item = (Var, &Operand)> {
        self.0.iter().map(|(var, operand)| (*var, operand))
    }
}

impl FromIterator<(Var, Operand)> for Env {
    fn from_iter<I: IntoIterator<Item = (Var, Operand)>>(pairs: I) -> Self {
        let mut env = Self::default();
        for (var, operand) in pairs {
            env.insert(var, operand);
        }
        env
    }
}
