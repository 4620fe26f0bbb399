//! Aliases: short, unique in the statement, the same in every run.

use std::collections::HashSet;

/// Words that cannot stand as a bare alias in some supported dialect.
const RESERVED: &[&str] = &[
    "as", "at", "by", "do", "go", "if", "in", "is", "no", "of", "on", "or", "to", "all", "and", "any", "asc", "for", "not",
    "set", "end", "use", "add",
];

/// Hands out aliases.
#[derive(Clone, Default)]
pub struct Names {
    taken: HashSet<String>,
}

impl Names {
    /// Keeps a name from being handed out: the caller's own alias.
    pub fn reserve(&mut self, name: &str) {
        self.taken.insert(name.to_ascii_lowercase());
    }

    /// An alias for a table: the initials of its words.
    pub fn alias(&mut self, table: &str) -> String {
        let initials: String = table
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter_map(|word| word.chars().next())
            .filter(char::is_ascii_alphabetic)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        self.unique(if initials.is_empty() { "t" } else { &initials })
    }

    /// The name itself, with a number when it is taken.
    pub fn unique(&mut self, base: &str) -> String {
        let reserved = RESERVED.contains(&base);
        if !reserved && self.taken.insert(base.to_owned()) {
            return base.to_owned();
        }
        let mut number = 2;
        loop {
            let name = format!("{base}{number}");
            if self.taken.insert(name.clone()) {
                return name;
            }
            number += 1;
        }
    }
}
