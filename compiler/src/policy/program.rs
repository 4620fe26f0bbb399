//! The policy after name resolution: typed rules only, no shorthand, every rule with the place it came from.

use crate::source::Span;
use crate::value::{TypeName, Value};
use indexmap::IndexMap;
use smol_str::SmolStr;
use std::collections::HashSet;

/// A predicate is a name and a number of arguments.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Predicate {
    /// Name, such as `has_role`.
    pub name: SmolStr,
    /// Number of arguments.
    pub arity: usize,
}

impl Predicate {
    /// `name/arity`.
    pub fn new(name: impl Into<SmolStr>, arity: usize) -> Self {
        Self { name: name.into(), arity }
    }
}

impl std::fmt::Display for Predicate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.name, self.arity)
    }
}

/// A resolved policy.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// Declared types and what they extend.
    pub types: Types,
    /// Rules by predicate, predicates and rules in source order. Includes facts of the policy (rules whose body is
    /// [`Formula::True`]) and the default `allow`.
    pub rules: IndexMap<Predicate, Vec<Rule>>,
    /// Signatures of facts the policy can use: calls in bodies and `declare`s. See [`FactType`].
    pub fact_types: Vec<FactType>,
    /// Test blocks, for the policy test runner.
    pub tests: Vec<crate::syntax::ast::Test>,
    /// Test fixtures by name.
    pub fixtures: IndexMap<SmolStr, Vec<crate::syntax::ast::Fact>>,
}

impl Program {
    /// The rules of a predicate; empty for one that only facts define.
    pub fn rules_of(&self, predicate: &Predicate) -> &[Rule] {
        self.rules.get(predicate).map_or(&[], Vec::as_slice)
    }
}

/// The declared types.
#[derive(Clone, Debug, Default)]
pub struct Types {
    /// Declared blocks by type name, in source order. `Actor` and `Resource` are not in here.
    pub blocks: IndexMap<TypeName, Block>,
    /// The `global` block, if there is one.
    pub global: Option<Block>,
}

/// What a block declares, with what it inherits.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// Whether it is an `actor` block.
    pub is_actor: bool,
    /// Direct super-types that were written.
    pub extends: Vec<TypeName>,
    /// Role names, own first, then inherited.
    pub roles: Vec<SmolStr>,
    /// Permission names, own first, then inherited.
    pub permissions: Vec<SmolStr>,
    /// Relation names with target types, own first, then inherited.
    pub relations: IndexMap<SmolStr, TypeName>,
}

impl Types {
    /// Whether a value of type `sub` fits where `sup` is asked for: reflexive and transitive; every actor type fits
    /// `Actor`, every declared type fits `Resource`. Undeclared types fit only themselves.
    pub fn fits(&self, sub: &str, sup: &str) -> bool {
        use crate::value::{ACTOR, RESOURCE};
        if sub == sup {
            return true;
        }
        if sub == ACTOR {
            return sup == RESOURCE;
        }
        let Some(block) = self.blocks.get(sub) else { return false };
        if block.extends.is_empty() {
            return sup == RESOURCE || (sup == ACTOR && block.is_actor);
        }
        // A set beside the queue: policies may have chains of a thousand types.
        let mut seen: HashSet<&str> = HashSet::from([sub]);
        let mut queue: Vec<&str> = vec![sub];
        while let Some(name) = queue.pop() {
            let Some(block) = self.blocks.get(name) else { continue };
            if sup == RESOURCE || (sup == ACTOR && block.is_actor) {
                return true;
            }
            for parent in &block.extends {
                if parent == sup {
                    return true;
                }
                if seen.insert(parent) {
                    queue.push(parent);
                }
            }
        }
        false
    }
}

/// Index of a variable in its rule's `variables`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VarId(pub usize);

/// A variable of one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Name as written; fresh ones of shorthand expansion and `_` get a name such as `_1`. Two variables share a name
    /// when alternatives of an `or` use it and a negation must not take them for one.
    pub name: SmolStr,
    /// Types a value must fit, all of them: head annotations. Empty means any type.
    pub bounds: Vec<TypeName>,
}

/// `head :- body`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// One term per argument. Never [`Term::Now`].
    pub head: Vec<Term>,
    /// The rule's variables, by [`VarId`]. Variables inside a `not` are in here too; those that occur nowhere
    /// outside that `not` are existential inside it.
    pub variables: Vec<Variable>,
    /// The body.
    pub body: Formula,
    /// The statement it came from.
    pub origin: Origin,
}

/// Where a rule came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// Written as such, or as a shorthand rule, at this place.
    Source(Span),
    /// The `allow` that is supplied when the policy has none.
    DefaultAllow,
}

/// An argument.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Term {
    /// A variable of the rule.
    Var(VarId),
    /// A constant.
    Value(Value),
    /// `@current_unix_time`, an `Integer`.
    Now,
}

/// A rule body. Lists and `in` over variables are already equations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Formula {
    /// Holds.
    True,
    /// Does not hold.
    False,
    /// All hold.
    And(Vec<Formula>),
    /// One holds.
    Or(Vec<Formula>),
    /// No solution of the inner formula; variables that occur only inside are existential inside.
    Not(Box<Formula>),
    /// A rule or fact of the predicate holds for the arguments.
    Call(Predicate, Vec<Term>, Span),
    /// `left op right`.
    Compare(Compare, Term, Term, Span),
    /// The term is one of the constants.
    In(Term, Vec<Value>, Span),
    /// The variable's value fits the type.
    Matches(VarId, TypeName, Span),
}

/// Relations between two terms. `=` and `!=` are defined for all types, the others hold only between integers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Compare {
    /// Same type and same id.
    Equal,
    /// Both known, and type or id differ.
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
}

/// The shape of facts a policy can use.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FactType {
    /// Predicate name.
    pub name: SmolStr,
    /// One entry per argument.
    pub args: Vec<FactArg>,
}

/// One argument of a [`FactType`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum FactArg {
    /// Values that fit the type; may be abstract.
    Type(TypeName),
    /// Values of any type.
    Any,
    /// Exactly this string.
    Constant(Value),
}
