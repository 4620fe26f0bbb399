//! The shapes of facts a policy can use, and whether a given fact has one of them.
//!
//! In: rules and `declare`s. Out: [`FactType`]s, each once, in source order. A call makes its own argument types a
//! shape: a string literal as itself, other constants by their type, a variable by what is known of it at that call.
//! Guaranteed: a fact that no shape admits cannot make any literal of the policy true.

use super::infer::{Inference, Observer, State, TypeSet};
use super::program::{FactArg, FactType, Predicate, Program, Term};
use super::walk;
use crate::hash::IndexSet;
use crate::syntax::ast;
use crate::value::{INTEGER, STRING, TypeName, Value};

/// A fact has one to this many arguments.
pub(super) const MOST_ARGUMENTS: usize = 5;

/// Unions of types in one call are written out up to this many shapes.
const SHAPES_PER_CALL: usize = 64;

impl Program {
    /// Whether a fact can be of use: its predicate, number of arguments and argument types fit a call of some rule or
    /// a `declare`. Strings have to equal the literals of the policy; of other constants only the type counts.
    ///
    /// In: a predicate's name and the fact's arguments. Out: `false` when storing the fact has to be refused.
    pub fn admits(&self, predicate: &str, args: &[Value]) -> bool {
        self.fact_types.iter().any(|shape| {
            shape.name == predicate
                && shape.args.len() == args.len()
                && shape.args.iter().zip(args).all(|(arg, value)| match arg {
                    FactArg::Any => true,
                    FactArg::Type(ty) => self.types.fits(&value.ty, ty),
                    FactArg::Constant(constant) => value == constant,
                })
        })
    }
}

/// The shapes that the rules of `program` and the `declare`s of `policies` use.
pub(super) fn fact_types(policies: &[ast::Policy], program: &Program) -> Vec<FactType> {
    let inference = Inference::new(&program.types);
    let mut shapes = Shapes(IndexSet::default());
    for rule in program.rules.values().flatten() {
        inference.rule(rule, &mut shapes);
    }
    for declare in walk::declares(policies) {
        let args = declare.types.iter().map(|ty| FactArg::Type(ty.text.clone())).collect();
        shapes.add(FactType { name: declare.name.text.clone(), args });
    }
    shapes.0.into_iter().collect()
}

struct Shapes(IndexSet<FactType>);

impl Shapes {
    /// Facts of no arguments, or of too many, cannot exist.
    fn add(&mut self, shape: FactType) {
        if (1..=MOST_ARGUMENTS).contains(&shape.args.len()) {
            self.0.insert(shape);
        }
    }
}

impl Observer for Shapes {
    fn call(&mut self, predicate: &Predicate, args: &[Term], state: &State) {
        let mut choices: Vec<Vec<FactArg>> = args.iter().map(|term| choices(term, state)).collect();
        let mut count = 1;
        for choice in &mut choices {
            if count * choice.len() > SHAPES_PER_CALL {
                *choice = vec![FactArg::Any];
            }
            count *= choice.len();
        }
        for at in 0..count {
            self.add(FactType { name: predicate.name.clone(), args: combination(&choices, at) });
        }
    }
}

/// One of the ways to choose one of each, the first choice varying fastest.
fn combination(choices: &[Vec<FactArg>], mut at: usize) -> Vec<FactArg> {
    let mut args = Vec::with_capacity(choices.len());
    for choice in choices {
        args.extend(choice.get(at % choice.len().max(1)).cloned());
        at /= choice.len().max(1);
    }
    args
}

/// What one argument of a call may be in a fact.
fn choices(term: &Term, state: &State) -> Vec<FactArg> {
    match term {
        Term::Value(value) if value.ty == STRING => vec![FactArg::Constant(value.clone())],
        Term::Value(value) => vec![FactArg::Type(value.ty.clone())],
        Term::Now => vec![FactArg::Type(TypeName::new_static(INTEGER))],
        Term::Var(_) => match state.types(term) {
            TypeSet::Any => vec![FactArg::Any],
            TypeSet::OneOf(types) => types.into_iter().map(FactArg::Type).collect(),
        },
    }
}
