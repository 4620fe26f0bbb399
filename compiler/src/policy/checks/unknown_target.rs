//! E0205: a relation leads to a type that has no block.
//!
//! The target of a relation is where `on` looks names up, so it has to be declared with `actor` or `resource`, or be one
//! of the abstract types `Actor` and `Resource`.
//!
//! ```polar
//! resource Issue {
//!   relations = { repository: Repo };   # the block is called `Repository`
//! }
//! ```
//!
//! Repair: correct the spelling, or add a block for the type; an empty one will do.

use super::suggest::similar;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::policy::names::Names;
use crate::syntax::ast::{Block, Member};
use crate::value::is_primitive;

pub(in crate::policy) fn check(block: &Block, names: &Names, diagnostics: &mut Diagnostics) {
    let relations = block.members.iter().flat_map(|member| match member {
        Member::Relations(relations, _) => relations.as_slice(),
        _ => &[],
    });
    for relation in relations {
        let target = &relation.target.text;
        if names.is_target(target) {
            continue;
        }
        let message = format!("the relation `{}` leads to `{target}`, which has no block", relation.name.text);
        let diagnostic = Diagnostic::error(codes::UNKNOWN_TARGET, relation.target.span, message);
        let declared = names.types.blocks.keys();
        diagnostics.push(match similar(target, declared) {
            _ if is_primitive(target) => diagnostic.label("a primitive type").help("a relation leads to an actor or a resource"),
            Some(close) => diagnostic.label("not declared").help(format!("did you mean `{close}`?")),
            None => diagnostic.label("not declared").help(format!("add `resource {target} {{}}` or `actor {target} {{}}`")),
        });
    }
}
