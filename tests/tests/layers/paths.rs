//! The paths in a Rust source: `a::b::c`, and those that a `use` with braces stands for.

/// Every path with at least two segments, and every one that a `use` names.
pub fn paths(source: &str) -> Vec<Vec<&str>> {
    let tokens = tokens(source);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let follows = at.checked_sub(1).and_then(|before| tokens.get(before)).copied();
        let starts = is_word(tokens[at]) && !matches!(follows, Some("::" | "."));
        let is_path = starts && (tokens.get(at + 1) == Some(&"::") || follows == Some("use"));
        at = if is_path { tree(&tokens, at, &[], &mut found) } else { at + 1 };
    }
    found
}

/// Reads a path or a tree of a `use` from a place on; returns the place behind it.
fn tree<'s>(tokens: &[&'s str], from: usize, before: &[&'s str], found: &mut Vec<Vec<&'s str>>) -> usize {
    let mut path = before.to_vec();
    let mut at = from;
    loop {
        match tokens.get(at) {
            Some(&"{") => return group(tokens, at + 1, &path, found),
            Some(word) if is_word(word) => path.push(word),
            // `*`, and the `<` of a generic argument.
            _ => break,
        }
        at += 1;
        if tokens.get(at) != Some(&"::") {
            break;
        }
        at += 1;
    }
    found.push(path);
    at
}

fn group<'s>(tokens: &[&'s str], from: usize, before: &[&'s str], found: &mut Vec<Vec<&'s str>>) -> usize {
    let mut at = from;
    while let Some(token) = tokens.get(at) {
        match *token {
            "}" => return at + 1,
            // The new name of `a as b` is not one of ours.
            "as" => at += 2,
            word if is_word(word) => at = tree(tokens, at, before, found),
            _ => at += 1,
        }
    }
    at
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Words, `::`, and every other sign by itself; no comments, no strings, no characters, no lifetimes.
fn tokens(source: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |at| at + 2),
            '"' => string(rest),
            'r' if rest.starts_with("r\"") || rest.starts_with("r#") => raw_string(rest),
            '\'' => character(rest),
            c if c.is_alphanumeric() || c == '_' => rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len()),
            ':' if rest.starts_with("::") => 2,
            c => c.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        let kept = token == "::" || is_word(token) && !token.contains('"') || token.len() == 1 && !token.trim().is_empty();
        if kept {
            tokens.push(token);
        }
        rest = after;
    }
    tokens
}

fn string(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn raw_string(text: &str) -> usize {
    let hashes = text[1..].chars().take_while(|c| *c == '#').count();
    let opening = 1 + hashes + 1;
    if !text[1 + hashes..].starts_with('"') {
        return 1;
    }
    let closing = format!("\"{}", "#".repeat(hashes));
    text[opening..].find(&closing).map_or(text.len(), |at| opening + at + closing.len())
}

/// `'x'`, `'\n'`, or the quote of a lifetime.
fn character(text: &str) -> usize {
    let mut inside = text.char_indices().skip(1);
    match inside.next() {
        Some((_, '\\')) => text[2..].char_indices().skip(1).find(|(_, c)| *c == '\'').map_or(text.len(), |(at, _)| at + 3),
        Some(_) => match inside.next() {
            Some((at, '\'')) => at + 1,
            _ => 1,
        },
        None => 1,
    }
}

#[test]
fn paths_are_read() {
    let source = r##"
        //! `crate::comment`
        use crate::a::{self, b::{C, D as E}, f::*};
        use super::g;
        use h;
        /* use crate::no; */
        fn i<'a>(x: &'a str) -> crate::j::K<'a> {
            let (c, d, e) = ('"', '\'', "crate::no \" crate::no");
            let r = r#"" crate::no"#;
            let s = x.len::<l::M>() + N::o;
            p::q::<r::S>()
        }
    "##;
    let found: Vec<String> = paths(source).into_iter().map(|path| path.join("::")).collect();
    let expected = [
        "crate::a::self",
        "crate::a::b::C",
        "crate::a::b::D",
        "crate::a::f",
        "super::g",
        "h",
        "crate::j::K",
        "l::M",
        "N::o",
        "p::q",
        "r::S",
    ];
    assert_eq!(found, expected);
}
