//! Policies as trees that can be printed and made smaller. Leaves are text.

use std::fmt::{self, Write};

/// A whole policy.
#[derive(Clone, Debug, Default)]
pub struct PolicyTree {
    /// Blocks.
    pub blocks: Vec<BlockTree>,
    /// Longhand rules.
    pub rules: Vec<RuleTree>,
}

/// A block.
#[derive(Clone, Debug, Default)]
pub struct BlockTree {
    /// `actor User extends Thing`, or `global`.
    pub heading: String,
    /// Roles.
    pub roles: Vec<String>,
    /// Permissions.
    pub permissions: Vec<String>,
    /// Relations with targets.
    pub relations: Vec<(String, String)>,
    /// Shorthand rules: head and body.
    pub shorthand: Vec<(String, Tree)>,
}

/// A longhand rule.
#[derive(Clone, Debug)]
pub struct RuleTree {
    /// `allow(a: Actor, "read", r)`
    pub head: String,
    /// No body: a fact.
    pub body: Option<Tree>,
}

/// A condition.
#[derive(Clone, Debug)]
pub enum Tree {
    /// One thing.
    Leaf(String),
    /// All of them.
    And(Vec<Tree>),
    /// One of them.
    Or(Vec<Tree>),
    /// Not this.
    Not(Box<Tree>),
}

impl Tree {
    /// Every tree that is this one with one part less, or one part in the place of its whole.
    pub fn smaller(&self) -> Vec<Tree> {
        match self {
            Tree::Leaf(_) => Vec::new(),
            Tree::And(parts) | Tree::Or(parts) => {
                let again = |parts: Vec<Tree>| if matches!(self, Tree::And(_)) { Tree::And(parts) } else { Tree::Or(parts) };
                let mut found: Vec<Tree> = parts.clone();
                for at in 0..parts.len() {
                    if parts.len() > 2 {
                        found.push(again(
                            parts.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, part)| part.clone()).collect(),
                        ));
                    }
                    for smaller in parts[at].smaller() {
                        let mut parts = parts.clone();
                        parts[at] = smaller;
                        found.push(again(parts));
                    }
                }
                found
            }
            Tree::Not(inner) => {
                inner.smaller().into_iter().map(|inner| Tree::Not(Box::new(inner))).chain([(**inner).clone()]).collect()
            }
        }
    }
}

impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let join = |parts: &[Tree], word: &str| {
            let parts: Vec<String> = parts
                .iter()
                .map(|part| if matches!(part, Tree::And(_) | Tree::Or(_)) { format!("({part})") } else { part.to_string() })
                .collect();
            parts.join(word)
        };
        match self {
            Tree::Leaf(text) => f.write_str(text),
            Tree::And(parts) => f.write_str(&join(parts, " and ")),
            Tree::Or(parts) => f.write_str(&join(parts, " or ")),
            Tree::Not(inner) if matches!(**inner, Tree::Leaf(_) | Tree::Not(_)) => write!(f, "not {inner}"),
            Tree::Not(inner) => write!(f, "not ({inner})"),
        }
    }
}

impl fmt::Display for RuleTree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.body {
            None => write!(f, "{};", self.head),
            Some(body) => write!(f, "{} if {body};", self.head),
        }
    }
}

impl fmt::Display for BlockTree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} {{", self.heading)?;
        for (name, items) in [("roles", &self.roles), ("permissions", &self.permissions)] {
            if !items.is_empty() {
                let items: Vec<String> = items.iter().map(|item| quoted(item)).collect();
                writeln!(f, "  {name} = [{}];", items.join(", "))?;
            }
        }
        if !self.relations.is_empty() {
            let items: Vec<String> = self.relations.iter().map(|(name, target)| format!("{name}: {target}")).collect();
            writeln!(f, "  relations = {{ {} }};", items.join(", "))?;
        }
        for (head, body) in &self.shorthand {
            writeln!(f, "  {head} if {body};")?;
        }
        f.write_char('}')
    }
}

impl fmt::Display for PolicyTree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for block in &self.blocks {
            writeln!(f, "{block}")?;
        }
        for rule in &self.rules {
            writeln!(f, "{rule}")?;
        }
        Ok(())
    }
}

/// A string literal of the language.
pub fn quoted(text: &str) -> String {
    arctos_compiler::value::Value::string(text).to_string()
}
