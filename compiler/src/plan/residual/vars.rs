//! Sets of the variables of one rule or clause, as bits: variables are numbered from zero, and mostly few.

use super::Var;
use crate::policy::program::VarId;
use smallvec::SmallVec;
use std::marker::PhantomData;

/// A variable that is known by its number.
pub trait Numbered: Copy {
    /// The number, counted from zero.
    fn number(self) -> usize;
}

impl Numbered for Var {
    fn number(self) -> usize {
        self.0
    }
}

impl Numbered for VarId {
    fn number(self) -> usize {
        self.0
    }
}

/// Some variables of one rule or clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VarSet<V> {
    words: SmallVec<[u64; 2]>,
    of: PhantomData<V>,
}

impl<V> Default for VarSet<V> {
    fn default() -> Self {
        Self { words: SmallVec::new(), of: PhantomData }
    }
}

impl<V: Numbered> VarSet<V> {
    /// Whether the variable is one of them.
    pub fn contains(&self, var: V) -> bool {
        self.words.get(var.number() / 64).is_some_and(|word| word >> (var.number() % 64) & 1 == 1)
    }

    /// Adds a variable.
    pub fn insert(&mut self, var: V) {
        let at = var.number() / 64;
        if self.words.len() <= at {
            self.words.resize(at + 1, 0);
        }
        if let Some(word) = self.words.get_mut(at) {
            *word |= 1 << (var.number() % 64);
        }
    }

    /// Whether some variable is in both sets.
    pub fn meets(&self, other: &Self) -> bool {
        self.words.iter().zip(&other.words).any(|(word, others)| word & others != 0)
    }

    /// Adds the variables of another set.
    pub fn unite(&mut self, other: &Self) {
        if self.words.len() < other.words.len() {
            self.words.resize(other.words.len(), 0);
        }
        for (word, more) in self.words.iter_mut().zip(&other.words) {
            *word |= more;
        }
    }
}

impl<V: Numbered> Extend<V> for VarSet<V> {
    fn extend<I: IntoIterator<Item = V>>(&mut self, more: I) {
        more.into_iter().for_each(|var| self.insert(var));
    }
}

impl<V: Numbered> FromIterator<V> for VarSet<V> {
    fn from_iter<I: IntoIterator<Item = V>>(vars: I) -> Self {
        let mut set = Self::default();
        set.extend(vars);
        set
    }
}
