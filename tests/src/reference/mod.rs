//! The reference evaluator: what a policy means, said as plainly as possible.
//!
//! In: a policy's text, facts, and every value that questions will mention. Out: the set of all ground atoms that hold,
//! and the answers to questions read off it. Nothing but the parser is shared with the compiler.
//!
//! How: every value that occurs anywhere, one more id of each type that stands for all others, and the neighbours of every
//! integer make a finite universe. Rules are rewritten to alternatives without `or`, and applied to that universe until
//! nothing changes, stratum by stratum. Variables range over the whole universe, so rules that hold for every value need
//! no special treatment.

mod answers;
mod blocks;
mod ground;
mod lower;
mod model;
mod rule;
mod shorthand;
mod solve;
mod strata;
mod universe;

#[cfg(test)]
mod tests;

pub use answers::{Arg, Call, Ids};
pub use blocks::{Block, Types};
pub use model::Model;
pub use universe::{Universe, other};

use arctos_compiler::source::SourceMap;
use arctos_compiler::syntax::{self, ast};
use arctos_compiler::value::Value;
use rule::Rule;

/// The message of [`Policy::model`] for a policy that would take too long.
pub const TOO_MUCH: &str = "too many combinations";

/// A ground atom.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fact {
    /// Predicate name.
    pub predicate: String,
    /// Arguments.
    pub args: Vec<Value>,
}

impl Fact {
    /// A fact.
    pub fn new(predicate: impl Into<String>, args: Vec<Value>) -> Self {
        Self { predicate: predicate.into(), args }
    }
}

impl std::fmt::Display for Fact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let args: Vec<String> = self.args.iter().map(ToString::to_string).collect();
        write!(f, "{}({})", self.predicate, args.join(", "))
    }
}

/// A policy, ready for facts.
#[derive(Clone, Debug)]
pub struct Policy {
    types: Types,
    rules: Vec<Rule>,
}

impl Policy {
    /// Reads a policy.
    ///
    /// # Errors
    /// The text does not parse, or uses what the evaluator does not know. Nothing else is checked: a policy that the
    /// compiler refuses may well have a meaning here.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut sources = SourceMap::new();
        let id = sources.add("policy", text);
        let (policy, diagnostics) = syntax::parse(id, text);
        if let Some(problem) = diagnostics.iter().find(|d| d.severity == arctos_compiler::diagnostic::Severity::Error) {
            return Err(problem.message.clone());
        }
        let types = Types::collect(&policy)?;
        let mut rules = Vec::new();
        for statement in &policy.statements {
            match statement {
                ast::Statement::Block(block) => shorthand::expand(block, &types, &mut rules)?,
                ast::Statement::Rule(rule) => rules.push(lower::rule(rule)?),
                _ => {}
            }
        }
        lower::add_default_allow(&mut rules);
        Ok(Self { types, rules })
    }

    /// Everything that holds: the policy over the given facts. `mentioned` are the values of the questions to come.
    ///
    /// # Errors
    /// A predicate depends on its own negation, or evaluation would take too long.
    pub fn model(&self, facts: &[Fact], mentioned: &[Value], now: i64) -> Result<Model, String> {
        Model::compute(self, facts, mentioned, now)
    }

    /// The declared types.
    pub fn types(&self) -> &Types {
        &self.types
    }

    /// Every constant that stands in the policy's text, declared names included.
    pub fn constants(&self) -> Vec<Value> {
        let blocks = self.types.blocks.values().chain([&self.types.global]);
        let names = blocks.flat_map(|block| block.roles.iter().chain(&block.permissions).chain(block.relations.keys()));
        let mut found: Vec<Value> = names.map(|name| Value::string(name.as_str())).collect();
        self.rules.iter().for_each(|rule| rule.constants(&mut found));
        found.sort();
        found.dedup();
        found
    }
}
