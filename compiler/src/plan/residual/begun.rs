//! Clauses that say what a recursion which another clause calls begins with.
//!
//! In: the clauses of a relation. Out: those of them that derive the same. Where "viewer" is inherited from folder to folder and
//! "editor", which implies it, is not, "an editor of the folder may read the document" says nothing beside "a viewer of the
//! folder, or of one above it, may": the viewers of a folder begin with its editors. Guaranteed: every clause that is left out is
//! implied by one that stays, with the call replaced by a clause of the recursion that calls it no further.
//! Source: the unfold rule in R. Burstall and J. Darlington, "A Transformation System for Developing Recursive Programs", 1977.

use super::fold::{extent, fold_clause};
use super::inline::{calls, mentions_relation, splice};
use super::subsume::implied;
use super::{Clause, Inclusions, Literal, RelId, Residual};
use crate::mapping::model::Mapping;

/// Pairs of clauses past which none is looked for.
const MAX_PAIRS: usize = 4_000;

/// The clauses without those that others imply by what a recursion begins with. `members` are the relations that are not known yet.
pub fn without_begun(
    residual: &Residual,
    mut clauses: Vec<Clause>,
    members: &[RelId],
    mapping: &Mapping,
    inclusions: &Inclusions,
) -> Vec<Clause> {
    let mut at = 0;
    while let Some(general) = clauses.get(at) {
        let unfolded = unfolded(residual, general, members, mapping);
        if unfolded.is_empty() || unfolded.len() * clauses.len() > MAX_PAIRS {
            at += 1;
            continue;
        }
        let mut place = 0;
        let mut before = 0;
        clauses.retain(|clause| {
            let stays = place == at || !unfolded.iter().any(|general| implied(clause, general, inclusions));
            before += usize::from(stays && place < at);
            place += 1;
            stays
        });
        at = before + 1;
    }
    clauses
}

/// The clause with each of its calls of a recursion replaced by what the recursion begins with.
fn unfolded(residual: &Residual, clause: &Clause, members: &[RelId], mapping: &Mapping) -> Vec<Clause> {
    let mut found = Vec::new();
    for (at, literal) in clause.body.iter().enumerate() {
        let Literal::Call { relation, .. } = literal else { continue };
        if members.contains(relation) || !calls(residual, *relation, *relation) {
            continue;
        }
        let begins = |clause: &&Clause| !mentions_relation(clause, *relation);
        let ways = residual.clauses(*relation).iter().filter(begins).filter_map(|way| splice(clause, at, way));
        found.extend(ways.filter_map(|way| fold_clause(way, mapping, &|callee| extent(residual, callee))));
    }
    found
}
