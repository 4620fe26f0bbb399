//! The answers to the public questions, read off a model.
//!
//! Where a rule grants something of every value of a type, an answer that names ids can only name those that are known.
//! Which ids beyond the facts' and the policy's own count as known is not the language's business, so an answer is a
//! range: what must be named, and what may be.

use super::model::Model;
use super::rule::{Clause, Literal, Predicate, Term, Var};
use super::universe::other;
use arctos_compiler::value::{STRING, Value};
use std::collections::{BTreeMap, BTreeSet};

/// A set of ids, known within bounds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ids {
    /// These must be in the answer.
    pub required: BTreeSet<String>,
    /// Nothing else may be.
    pub allowed: BTreeSet<String>,
}

impl Ids {
    /// Whether an answer is right.
    pub fn accepts(&self, answer: &BTreeSet<String>) -> bool {
        self.required.is_subset(answer) && answer.is_subset(&self.allowed)
    }
}

/// An argument of a query's call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arg {
    /// A given value.
    Value(Value),
    /// A column of the answer, of exactly a type.
    Variable(String, String),
    /// Any value of exactly a type.
    Any(String),
}

/// A call of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Predicate name.
    pub predicate: String,
    /// Arguments.
    pub args: Vec<Arg>,
}

impl Model {
    /// May the actor do this, to the resource if there is one?
    pub fn authorize(&self, actor: &Value, action: &str, resource: Option<&Value>) -> bool {
        let args: Vec<Value> = [actor.clone(), Value::string(action)].into_iter().chain(resource.cloned()).collect();
        self.holds("allow", &args)
    }

    /// The resources of a type.
    pub fn list(&self, actor: &Value, action: &str, ty: &str) -> Ids {
        self.ids(ty, |resource| self.authorize(actor, action, Some(resource)))
    }

    /// The actors of a type.
    pub fn actors(&self, ty: &str, action: &str, resource: Option<&Value>) -> Ids {
        self.ids(ty, |actor| self.authorize(actor, action, resource))
    }

    /// Ids of a type for which something holds.
    fn ids(&self, ty: &str, holds: impl Fn(&Value) -> bool) -> Ids {
        let every = holds(&other(ty));
        let mut ids = Ids::default();
        for value in self.universe().of_type(ty).filter(|value| **value != other(ty) && holds(value)) {
            // An id that nobody knows of is named for its own sake, unless it is one of all.
            if !every || self.knows(value) {
                ids.required.insert(value.id.to_string());
            }
            ids.allowed.insert(value.id.to_string());
        }
        ids
    }

    /// The actions of an actor, on the resource if there is one.
    pub fn actions(&self, actor: &Value, resource: Option<&Value>) -> Ids {
        let declared = self.policy().types().permissions(resource.map(|resource| resource.ty.as_str()));
        let every = self.authorize(actor, &other(STRING).id, resource);
        let mut ids = Ids::default();
        let strings: Vec<String> = self.universe().of_type(STRING).map(|value| value.id.to_string()).collect();
        for action in strings.into_iter().filter(|action| *action != other(STRING).id) {
            if self.authorize(actor, &action, resource) {
                if !every || declared.contains(&action) {
                    ids.required.insert(action.clone());
                }
                ids.allowed.insert(action);
            }
        }
        ids
    }

    /// Every solution of a conjunction over the universe, one value for each named variable in order of appearance.
    /// `None` when there are too many combinations to try.
    pub fn query(&self, calls: &[Call]) -> Option<BTreeSet<Vec<Value>>> {
        let mut names: Vec<&str> = Vec::new();
        let mut types: BTreeMap<Var, String> = BTreeMap::new();
        let mut clause: Clause = Vec::new();
        let mut anonymous = calls.iter().map(|call| call.args.len()).sum::<usize>();
        for call in calls {
            let mut args = Vec::new();
            for arg in &call.args {
                args.push(match arg {
                    Arg::Value(value) => Term::Value(value.clone()),
                    Arg::Variable(name, ty) => {
                        let var = names.iter().position(|known| known == name).unwrap_or(names.len());
                        if var == names.len() {
                            names.push(name);
                        }
                        types.insert(var, ty.clone());
                        Term::Var(var)
                    }
                    Arg::Any(ty) => {
                        anonymous += 1;
                        types.insert(anonymous, ty.clone());
                        Term::Var(anonymous)
                    }
                });
            }
            clause.push(Literal::Call(Predicate(call.predicate.clone(), args.len()), args));
        }
        let mut found = BTreeSet::new();
        let is_all = self.solutions(&clause, anonymous + 1, &mut |env| {
            let value = |var: &Var| env[*var].map(|at| self.universe().value(at));
            // Types of a question are exact: a sub-type's ids are not asked for.
            if types.iter().all(|(var, ty)| value(var).is_some_and(|value| value.ty == *ty)) {
                found.insert((0..names.len()).filter_map(|var| value(&var).cloned()).collect());
            }
        });
        is_all.then_some(found)
    }
}
