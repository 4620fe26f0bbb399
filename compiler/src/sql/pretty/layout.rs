//! Where lines break: a piece that fits stays on one line; one that does not breaks at its loosest joint, which is a
//! clause of a select, then a comma, then `OR`, then `AND`, then the inside of its parentheses.

use super::tree::{Kind, Node, flat};

const WIDTH: usize = 110;
const INDENT: usize = 2;

/// Words that start a line of a select, with how many words they are.
const CLAUSES: &[&[&str]] = &[
    &["WITH"],
    &["SELECT"],
    &["FROM"],
    &["INNER", "JOIN"],
    &["CROSS", "JOIN"],
    &["LEFT", "JOIN"],
    &["JOIN"],
    &["WHERE"],
    &["GROUP", "BY"],
    &["UNION", "ALL"],
    &["UNION"],
    &["ORDER", "BY"],
    &["OFFSET"],
    &["LIMIT"],
];

/// The nodes as lines, without a final line feed.
pub fn lines(nodes: &[Node]) -> String {
    let mut out = String::new();
    block(&mut out, nodes, 0, 0);
    out
}

/// Writes nodes from column `column`; further lines start at `indent`.
fn block(out: &mut String, nodes: &[Node], indent: usize, column: usize) {
    let text = flat(nodes);
    if column + text.len() <= WIDTH {
        out.push_str(&text);
        return;
    }
    if nodes.first().is_some_and(|node| node.is("SELECT") || node.is("WITH")) {
        return select(out, nodes, indent);
    }
    let parts = split(nodes, ",");
    if parts.len() > 1 {
        return listed(out, &parts, indent, column);
    }
    for joint in ["OR", "AND"] {
        let parts = split(nodes, joint);
        if parts.len() > 1 {
            return joined(out, &parts, joint, indent, column);
        }
    }
    inline(out, nodes, indent, column);
}

/// One clause a line.
fn select(out: &mut String, nodes: &[Node], indent: usize) {
    let mut starts: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    while at < nodes.len() {
        let words = clause_words(nodes.get(at..).unwrap_or_default());
        if words > 0 {
            starts.push((at, words));
        }
        at += words.max(1);
    }
    for (index, (start, words)) in starts.iter().enumerate() {
        let end = starts.get(index + 1).map_or(nodes.len(), |(next, _)| *next);
        let head = flat(nodes.get(*start..start + words).unwrap_or_default());
        let body = nodes.get(start + words..end).unwrap_or_default();
        if index > 0 {
            line_break(out, indent);
        }
        out.push_str(&head);
        if body.is_empty() {
            continue;
        }
        if head.starts_with("UNION") {
            line_break(out, indent);
            block(out, body, indent, indent);
            continue;
        }
        out.push(' ');
        block(out, body, indent + INDENT, indent + head.len() + 1);
    }
}

fn clause_words(nodes: &[Node]) -> usize {
    let matches = |words: &&&[&str]| words.iter().enumerate().all(|(at, word)| nodes.get(at).is_some_and(|node| node.is(word)));
    CLAUSES.iter().filter(matches).map(|words| words.len()).max().unwrap_or(0)
}

/// Operands on lines of their own, the operator in front.
fn joined(out: &mut String, parts: &[&[Node]], joint: &str, indent: usize, column: usize) {
    for (at, part) in parts.iter().enumerate() {
        if at == 0 {
            block(out, part, indent, column);
            continue;
        }
        line_break(out, indent);
        out.push_str(joint);
        out.push(' ');
        block(out, part, indent, indent + joint.len() + 1);
    }
}

fn listed(out: &mut String, parts: &[&[Node]], indent: usize, column: usize) {
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            out.push(',');
            line_break(out, indent);
        }
        block(out, part, indent, if at == 0 { column } else { indent });
    }
}

/// Nodes one after the other, long groups opened.
fn inline(out: &mut String, nodes: &[Node], indent: usize, column: usize) {
    let mut column = column;
    for (at, node) in nodes.iter().enumerate() {
        if at > 0 && node.spaced {
            out.push(' ');
            column += 1;
        }
        match &node.kind {
            Kind::Group(inner) if column + node.flat().len() > WIDTH => {
                out.push('(');
                line_break(out, indent + INDENT);
                block(out, inner, indent + INDENT, indent + INDENT);
                line_break(out, indent);
                out.push(')');
                column = indent + 1;
            }
            _ => {
                let text = node.flat();
                column += text.len();
                out.push_str(&text);
            }
        }
    }
}

/// Splits at a word; the `AND` of a `BETWEEN` is no joint.
fn split<'n>(nodes: &'n [Node], joint: &str) -> Vec<&'n [Node]> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut between = false;
    for (at, node) in nodes.iter().enumerate() {
        if node.is("BETWEEN") {
            between = true;
        } else if node.is("AND") && between {
            between = false;
        } else if node.is(joint) {
            parts.push(nodes.get(start..at).unwrap_or_default());
            start = at + 1;
        }
    }
    parts.push(nodes.get(start..).unwrap_or_default());
    parts
}

fn line_break(out: &mut String, indent: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', indent));
}
