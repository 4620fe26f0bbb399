//! Tokens as a tree of parentheses.

use crate::sql::literal::text_literal;
use sqlparser::tokenizer::{Token, Whitespace};

/// A token or a parenthesised group, and whether a blank stands before it.
#[derive(Clone, Debug)]
pub struct Node {
    pub spaced: bool,
    pub kind: Kind,
}

/// What a node is.
#[derive(Clone, Debug)]
pub enum Kind {
    /// A token's text.
    Text(String),
    /// What stands between two parentheses.
    Group(Vec<Node>),
}

impl Node {
    /// Whether it is this word, in any case.
    pub fn is(&self, word: &str) -> bool {
        matches!(&self.kind, Kind::Text(text) if text.eq_ignore_ascii_case(word))
    }

    /// The node on one line, without the blank before it.
    pub fn flat(&self) -> String {
        match &self.kind {
            Kind::Text(text) => text.clone(),
            Kind::Group(inner) => format!("({})", flat(inner)),
        }
    }
}

/// Nodes on one line.
pub fn flat(nodes: &[Node]) -> String {
    let mut out = String::new();
    for (at, node) in nodes.iter().enumerate() {
        if at > 0 && node.spaced {
            out.push(' ');
        }
        out.push_str(&node.flat());
    }
    out
}

/// The tree of a token list. Parentheses that do not match are kept as text.
pub fn nodes(tokens: &[Token]) -> Vec<Node> {
    let mut stack: Vec<(bool, Vec<Node>)> = vec![(false, Vec::new())];
    let mut spaced = false;
    for token in tokens {
        match token {
            Token::Whitespace(Whitespace::Space | Whitespace::Newline | Whitespace::Tab) => {
                spaced = true;
                continue;
            }
            Token::LParen => stack.push((spaced, Vec::new())),
            Token::RParen if stack.len() > 1 => {
                if let Some((spaced, inner)) = stack.pop() {
                    let array = stack.last().and_then(|(_, nodes)| nodes.last()).is_some_and(|node| node.is("ARRAY"));
                    push(&mut stack, Node { spaced, kind: Kind::Group(single(inner, array)) });
                }
            }
            other => push(&mut stack, Node { spaced, kind: Kind::Text(text(other)) }),
        }
        spaced = false;
    }
    stack.into_iter().flat_map(|(_, nodes)| nodes).collect()
}

/// A token as SQL. Of literals with escapes the tokenizer keeps what they stand for, so that they are escaped again.
fn text(token: &Token) -> String {
    match token {
        Token::EscapedStringLiteral(text) | Token::UnicodeStringLiteral(text) => text_literal(text),
        other => other.to_string(),
    }
}

fn push(stack: &mut [(bool, Vec<Node>)], node: Node) {
    if let Some((_, nodes)) = stack.last_mut() {
        nodes.push(node);
    }
}

/// A group within a group says nothing more than one of them, unless it makes an argument of a query.
fn single(mut nodes: Vec<Node>, array: bool) -> Vec<Node> {
    let is_query = |inner: &[Node]| inner.first().is_some_and(|node| node.is("SELECT") || node.is("WITH"));
    match nodes.pop() {
        Some(Node { kind: Kind::Group(inner), .. }) if nodes.is_empty() && (array || !is_query(&inner)) => inner,
        Some(last) => {
            nodes.push(last);
            nodes
        }
        None => nodes,
    }
}
