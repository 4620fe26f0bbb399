//! Random cases: policies, facts, their places in tables, and questions, all from one seed.

mod body;
mod case;
mod place;
mod pointed;
mod policy;
mod questions;
mod rng;
mod rules;
mod shrink;
mod tables;
mod world;

pub use case::Case;
pub use place::{Home, Placement};
pub use pointed::Pointed;
pub use policy::{BlockTree, PolicyTree, RuleTree, Tree};
pub use rng::Rng;
pub use shrink::smaller;
pub use world::{ArgType, KeyType, Signature, TypeKind, TypeSpec, World};
