//! Maps and sets for the planner's small keys: numbers, names of types, patterns of calls.
//!
//! In: keys that come from a policy, a mapping or the planner itself. Out: the collections of the standard library and of
//! `indexmap` with a hash of a few instructions for each word. Keys that a stranger could choose in numbers, such as the
//! values of facts, stay with the standard hash, which nobody can make collide.

use std::hash::{BuildHasherDefault, Hasher};

/// A map without an order: nothing of its iteration reaches a text.
pub type HashMap<K, V> = std::collections::HashMap<K, V, BuildHasherDefault<Mixer>>;

/// A set without an order: nothing of its iteration reaches a text.
pub type HashSet<K> = std::collections::HashSet<K, BuildHasherDefault<Mixer>>;

/// A map in order of insertion.
pub type IndexMap<K, V> = indexmap::IndexMap<K, V, BuildHasherDefault<Mixer>>;

/// A set in order of insertion.
pub type IndexSet<K> = indexmap::IndexSet<K, BuildHasherDefault<Mixer>>;

/// An odd number with its bits spread evenly: the fraction of the golden ratio.
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

/// A hash that takes in a word by one rotation, one addition and one multiplication. The same in every run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mixer(u64);

impl Mixer {
    fn add(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(23) ^ word).wrapping_mul(FACTOR);
    }
}

impl Hasher for Mixer {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let word = chunk.iter().rev().fold(1, |word, byte| word << 8 | u64::from(*byte));
            self.add(word);
        }
    }

    fn write_u8(&mut self, number: u8) {
        self.add(u64::from(number));
    }

    fn write_u32(&mut self, number: u32) {
        self.add(u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        self.add(number);
    }

    fn write_usize(&mut self, number: usize) {
        self.add(number as u64);
    }

    fn write_isize(&mut self, number: isize) {
        self.add(number.cast_unsigned() as u64);
    }

    /// A multiplication mixes upwards only, and tables look at the low bits, too.
    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::hash::Hash;

    fn hash(key: impl Hash) -> u64 {
        let mut mixer = Mixer::default();
        key.hash(&mut mixer);
        mixer.finish()
    }

    #[test]
    fn keys_that_are_alike_differ_in_the_low_bits() {
        let numbers: HashSet<u64> = (0..1_000_usize).map(|number| hash(number) & 0xffff).collect();
        assert!(numbers.len() > 950, "{}", numbers.len());
        let names: HashSet<u64> = (0..1_000).map(|number| hash(format!("a rather long name {number}")) & 0xffff).collect();
        assert!(names.len() > 950, "{}", names.len());
    }

    #[test]
    fn order_and_length_matter() {
        assert_ne!(hash(("ab", "c")), hash(("a", "bc")));
        assert_ne!(hash([1_u64, 2]), hash([2_u64, 1]));
        assert_ne!(hash("a"), hash("a\0"));
    }
}
