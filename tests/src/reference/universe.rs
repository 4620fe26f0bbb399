//! The values that variables range over.

use super::{Fact, Policy};
use arctos_compiler::value::{ACTOR, BOOLEAN, INTEGER, RESOURCE, STRING, Value};
use std::collections::{BTreeSet, HashMap};

/// A finite set of values that is rich enough: what holds for all of them in a place holds for all values there are.
#[derive(Clone, Debug)]
pub struct Universe {
    values: Vec<Value>,
    index: HashMap<Value, usize>,
}

/// The id that stands for every id of a type that is mentioned nowhere.
pub fn other(ty: &str) -> Value {
    Value::new(ty, "(any other)")
}

impl Universe {
    pub(super) fn new(policy: &Policy, facts: &[Fact], mentioned: &[Value], now: i64) -> Self {
        let mut values: BTreeSet<Value> = facts.iter().flat_map(|fact| &fact.args).chain(mentioned).cloned().collect();
        values.extend(policy.constants());
        let mut types: BTreeSet<String> = values.iter().map(|value| value.ty.to_string()).collect();
        types.extend(policy.types.blocks.keys().cloned());
        policy.rules.iter().for_each(|rule| rule.types(&mut types));
        types.insert(STRING.to_owned());
        for ty in types.iter().filter(|ty| ![INTEGER, BOOLEAN, ACTOR, RESOURCE].contains(&ty.as_str())) {
            values.insert(other(ty));
        }
        values.extend([Value::boolean(true), Value::boolean(false)]);
        let numbers: Vec<i64> = values.iter().filter_map(Value::as_integer).chain([now]).collect();
        let near = |number: i64| [number.saturating_sub(1), number, number.saturating_add(1)];
        values.extend(numbers.into_iter().flat_map(near).map(Value::integer));
        let values: Vec<Value> = values.into_iter().collect();
        let index = values.iter().cloned().enumerate().map(|(at, value)| (value, at)).collect();
        Self { values, index }
    }

    /// All values.
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    pub(super) fn index_of(&self, value: &Value) -> Option<usize> {
        self.index.get(value).copied()
    }

    pub(super) fn value(&self, at: usize) -> &Value {
        &self.values[at]
    }

    /// The values of exactly a type.
    pub fn of_type(&self, ty: &str) -> impl Iterator<Item = &Value> {
        self.values.iter().filter(move |value| value.ty == ty)
    }
}
