//! Aliases: short, unique in the statement, the same in every run.

use crate::hash::HashSet;
use smol_str::{SmolStr, SmolStrBuilder, format_smolstr};

/// Words that cannot stand as a bare alias in some supported dialect.
const RESERVED: &[&str] = &[
    "as", "at", "by", "do", "go", "if", "in", "is", "no", "of", "on", "or", "to", "all", "and", "any", "asc", "for", "not",
    "set", "end", "use", "add",
];

/// Hands out aliases.
#[derive(Default)]
pub struct Names {
    taken: HashSet<SmolStr>,
    /// The taken names, the last one last.
    order: Vec<SmolStr>,
}

/// The names that were taken at some time.
#[derive(Clone, Copy)]
pub struct Mark(usize);

impl Names {
    /// The names that are taken now.
    pub fn mark(&self) -> Mark {
        Mark(self.order.len())
    }

    /// Gives back the names that were taken since.
    pub fn reset(&mut self, mark: Mark) {
        while self.order.len() > mark.0 {
            if let Some(name) = self.order.pop() {
                self.taken.remove(&name);
            }
        }
    }

    /// Keeps a name from being handed out: the caller's own alias.
    pub fn reserve(&mut self, name: &str) {
        self.take(&name.to_ascii_lowercase());
    }

    /// An alias for a table: the initials of its words.
    pub fn alias(&mut self, table: &str) -> SmolStr {
        let mut initials = SmolStrBuilder::new();
        let mut in_word = false;
        for byte in table.bytes() {
            if !in_word && byte.is_ascii_alphabetic() {
                initials.push(byte.to_ascii_lowercase().into());
            }
            in_word = byte.is_ascii_alphanumeric();
        }
        let initials = initials.finish();
        self.unique(if initials.is_empty() { "t" } else { &initials })
    }

    /// The name itself, with a number when it is taken.
    pub fn unique(&mut self, base: &str) -> SmolStr {
        if !RESERVED.contains(&base) && self.take(base) {
            return base.into();
        }
        let mut number = 2;
        loop {
            let name = format_smolstr!("{base}{number}");
            if self.take(&name) {
                return name;
            }
            number += 1;
        }
    }

    /// Whether the name was free until now.
    fn take(&mut self, name: &str) -> bool {
        if self.taken.contains(name) {
            return false;
        }
        let name = SmolStr::new(name);
        self.order.push(name.clone());
        self.taken.insert(name)
    }
}
