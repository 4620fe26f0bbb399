//! Which types the values of a variable can have.
//!
//! In: a resolved rule. Out: a [`TypeSet`] for each variable, and, for those who ask, the types at every call and every
//! place where no type is left.
//!
//! Sound: a value outside the set can never make the rule apply. So only the rule itself narrows a set: head
//! annotations, `matches`, constants, `in`, equations and integer comparisons. A call narrows nothing, because each
//! call is itself what lets facts of its types be stored, and a fact may be stored for a predicate that has rules. The
//! exception is declared relations: the target type of a relation whose object type is known is kept as an
//! *expectation*, used where a narrower description is wanted and never to say that two uses contradict each other.

mod type_set;
mod walk;

pub(super) use type_set::TypeSet;
pub(super) use walk::State;

use super::program::{Predicate, Rule, Term, Types};
use crate::source::Span;
use crate::value::TypeName;
use std::collections::HashMap;

/// What inference knows about the policy.
pub(super) struct Inference<'a> {
    types: &'a Types,
    sub_types: HashMap<&'a str, Vec<&'a TypeName>>,
}

/// A place where the types of a term contradict each other.
pub(super) struct Conflict {
    /// The variable or constant, as written.
    pub(super) subject: String,
    /// What it is by what came before.
    pub(super) known: TypeSet,
    /// Where that was said; `None` for the head and for constants.
    pub(super) known_from: Option<Span>,
    /// What it would have to be as well.
    pub(super) demanded: TypeSet,
    /// Where that is said; `None` for the head.
    pub(super) span: Option<Span>,
}

/// Is told what inference meets on its way through a rule.
pub(super) trait Observer {
    /// A call, with the types that hold there.
    fn call(&mut self, _predicate: &Predicate, _args: &[Term], _state: &State) {}
    /// A contradiction.
    fn conflict(&mut self, _conflict: Conflict) {}
}

/// Observes nothing.
impl Observer for () {}

impl<'a> Inference<'a> {
    /// Prepares inference over these types.
    pub(super) fn new(types: &'a Types) -> Self {
        let mut sub_types: HashMap<&str, Vec<&TypeName>> = HashMap::new();
        for (name, block) in &types.blocks {
            for parent in &block.extends {
                sub_types.entry(parent).or_default().push(name);
            }
        }
        Self { types, sub_types }
    }

    /// Goes through a rule and tells the observer what it meets.
    pub(super) fn rule(&self, rule: &Rule, observer: &mut impl Observer) {
        walk::rule(self, rule, observer);
    }

    /// What holds in all of a rule's body.
    pub(super) fn body(&self, rule: &Rule) -> State {
        walk::body(self, rule)
    }
}
