//! Sets of types, and what is common to two of them.

use super::Inference;
use crate::value::TypeName;
use std::fmt;

/// A larger union is widened instead: it would say little and cost much.
const LARGEST_UNION: usize = 32;

/// How many sub-types are looked at for one that fits two types.
const SUB_TYPES_SEARCHED: usize = 64;

/// The types a value can have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::policy) enum TypeSet {
    /// Nothing is known.
    Any,
    /// The value fits at least one of these; never empty.
    OneOf(Vec<TypeName>),
}

impl TypeSet {
    /// Values that fit one type.
    pub(in crate::policy) fn one(ty: TypeName) -> Self {
        TypeSet::OneOf(vec![ty])
    }

    /// Values of either set.
    pub(super) fn union(self, other: &TypeSet) -> Self {
        let (TypeSet::OneOf(mut mine), TypeSet::OneOf(theirs)) = (self, other) else { return TypeSet::Any };
        for ty in theirs {
            if !mine.contains(ty) {
                mine.push(ty.clone());
            }
        }
        if mine.len() > LARGEST_UNION { TypeSet::Any } else { TypeSet::OneOf(mine) }
    }
}

/// For messages: a type in backticks, several with "or" between them.
impl fmt::Display for TypeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TypeSet::Any => f.write_str("any type"),
            TypeSet::OneOf(types) => write!(f, "`{}`", types.join("` or `")),
        }
    }
}

impl Inference<'_> {
    /// Values of both sets; `None` when there can be none.
    pub(super) fn meet(&self, left: &TypeSet, right: &TypeSet) -> Option<TypeSet> {
        let (TypeSet::OneOf(lefts), TypeSet::OneOf(rights)) = (left, right) else {
            return Some(if *left == TypeSet::Any { right.clone() } else { left.clone() });
        };
        let mut common: Vec<TypeName> = Vec::new();
        for (one, other) in lefts.iter().flat_map(|one| rights.iter().map(move |other| (one, other))) {
            for ty in self.common(one, other) {
                if !common.contains(&ty) {
                    common.push(ty);
                }
            }
        }
        match common.len() {
            0 => None,
            // Keeping one side is wider than the truth, and that is what soundness allows.
            count if count > LARGEST_UNION => Some(left.clone()),
            _ => Some(TypeSet::OneOf(common)),
        }
    }

    /// The largest types whose values fit both.
    fn common(&self, one: &TypeName, other: &TypeName) -> Vec<TypeName> {
        if self.types.fits(one, other) {
            return vec![one.clone()];
        }
        if self.types.fits(other, one) {
            return vec![other.clone()];
        }
        // An abstract type has no entry of its own in the sub-type table for most types, so start at the other one.
        let (start, wanted) = if self.types.blocks.contains_key(one) { (one, other) } else { (other, one) };
        let mut found = Vec::new();
        let mut queue = vec![start];
        let mut at = 0;
        while let Some(ty) = queue.get(at).copied() {
            at += 1;
            if at > SUB_TYPES_SEARCHED {
                return vec![one.clone()];
            }
            if self.types.fits(ty, wanted) {
                found.push(ty.clone());
                continue;
            }
            queue.extend(self.sub_types.get(ty.as_str()).into_iter().flatten().copied());
        }
        found
    }
}
