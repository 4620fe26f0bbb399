//! Goals: what a question asks of the policy, with constants, parameters and variables as arguments.

use crate::policy::program::Predicate;
use crate::value::{TypeName, Value};
use indexmap::IndexMap;
use smol_str::SmolStr;

/// Conjunctions of calls, one of which must hold.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Goal {
    /// More than one only where an anonymous variable can have several types.
    pub alternatives: Vec<Vec<GoalCall>>,
    /// Variables, by index: name and type.
    pub variables: Vec<GoalVariable>,
    /// Indices of the variables that are columns of the answer, in order.
    pub outputs: Vec<usize>,
    /// Types of the parameters, by slot: values that are known when the statement runs.
    pub params: Vec<TypeName>,
}

/// A call of a goal.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GoalCall {
    /// What is asked.
    pub predicate: Predicate,
    /// Its arguments.
    pub args: Vec<GoalArg>,
}

/// An argument of a goal's call.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum GoalArg {
    /// A constant, part of the compiled statement.
    Value(Value),
    /// A parameter, by slot.
    Param(usize),
    /// A variable, by index.
    Var(usize),
}

/// A variable of a goal: a column of the answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GoalVariable {
    /// Name of the output column.
    pub name: SmolStr,
    /// Exact type of its values.
    pub ty: TypeName,
}

/// Facts known before execution: written in the policy, sent with a question, or fetched from a fact store.
/// Rows are grouped by predicate and argument types.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownFacts {
    groups: IndexMap<(Predicate, Vec<TypeName>), Vec<Vec<Value>>>,
    /// Values that are known although none of these facts has them.
    mentioned: Vec<Value>,
}

impl KnownFacts {
    /// No facts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a fact. Repeated facts are harmless: predicates are sets.
    pub fn insert(&mut self, predicate: Predicate, args: Vec<Value>) {
        let types = args.iter().map(|value| value.ty.clone()).collect();
        self.groups.entry((predicate, types)).or_default().push(args);
    }

    /// Says that there can be facts of a predicate with these argument types, without adding any.
    pub fn declare(&mut self, predicate: Predicate, types: Vec<TypeName>) {
        self.groups.entry((predicate, types)).or_default();
    }

    /// Makes a value one of the known ones, as if a fact had it.
    pub fn mention(&mut self, value: Value) {
        self.mentioned.push(value);
    }

    /// Every value that a fact has, or that is known all the same; some of them more than once.
    pub fn values(&self) -> impl Iterator<Item = &Value> {
        self.groups.values().flatten().flatten().chain(&self.mentioned)
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.mentioned.is_empty()
    }

    /// Every group: predicate, argument types, rows.
    pub fn groups(&self) -> impl Iterator<Item = (&Predicate, &[TypeName], &[Vec<Value>])> {
        self.groups.iter().map(|((predicate, types), rows)| (predicate, types.as_slice(), rows.as_slice()))
    }

    /// The rows of a predicate with exactly these argument types.
    pub fn rows(&self, predicate: &Predicate, types: &[TypeName]) -> &[Vec<Value>] {
        self.groups.get(&(predicate.clone(), types.to_vec())).map_or(&[], Vec::as_slice)
    }

    /// Adds all facts of another set.
    pub fn extend(&mut self, other: &KnownFacts) {
        for (key, rows) in &other.groups {
            self.groups.entry(key.clone()).or_default().extend(rows.iter().cloned());
        }
        self.mentioned.extend(other.mentioned.iter().cloned());
    }
}
