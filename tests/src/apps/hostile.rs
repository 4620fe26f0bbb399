//! Texts that are meant to break a statement, and a way to see whether one did.

/// Texts for every place that takes one.
pub fn texts() -> Vec<String> {
    let long = [("'", 10_000), ("\\", 10_000), ("é", 5_000), ("\");--", 2_000)];
    let long = long.into_iter().map(|(part, times)| part.repeat(times));
    SHORT.iter().map(|text| (*text).to_owned()).chain(long).collect()
}

/// The worst of them, one of each kind.
pub const WORST: &[&str] = &["'; DROP TABLE users; --", "\\", "a\0b", "", "9223372036854775808", UPPER, "{1,\"2\"}", "x "];

/// A user's key of the drive, in capitals.
const UPPER: &str = "3E0469FB-1349-91F8-F75A-2760E409C6ED";

const SHORT: &[&str] = &[
    // Ends of literals, identifiers and statements.
    "'; DROP TABLE users; --",
    "' OR '1'='1",
    "'",
    "''",
    "\"",
    "\\",
    "\\'",
    "\\\\' --",
    "E'\\x27'",
    "$$",
    "$a$ $a$",
    "/*",
    "*/ --",
    ";",
    "U&'\\0027'",
    // What drivers take for a parameter.
    "$1",
    "$99999999999",
    "?",
    "??",
    ":name",
    "::text",
    "@p",
    "%s",
    "%(id)s",
    "{0}",
    // Patterns.
    "%",
    "_",
    "*",
    ".*",
    // Arrays and rows.
    "{}",
    "{1,\"2\"}",
    "{NULL}",
    "(1,2)",
    "NULL",
    "null",
    // Numbers that are none, or not the way they are written.
    "0",
    "-0",
    "-1",
    "007",
    "+7",
    " 7",
    "7 ",
    "7\t",
    "7.0",
    "1e1",
    "0x7",
    "7_0",
    "٧",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "-9223372036854775809",
    "true",
    // Keys of users of the drive, written otherwise.
    UPPER,
    "3e0469fb134991f8f75a2760e409c6ed",
    "{3e0469fb-1349-91f8-f75a-2760e409c6ed}",
    "3e0469fb-1349-91f8-f75a-2760e409c6ed ",
    "3e0469fb-1349-91f8-f75a-2760e409c6eg",
    // Equal to somebody, but for the bytes.
    "",
    " ",
    "\0",
    "a\0b",
    "x",
    "X",
    "x ",
    " x",
    "x\n",
    "x\r\n",
    "\u{feff}x",
    "x\u{200b}",
    "é",
    "e\u{301}",
    "ß",
    "SS",
    "ı",
    "I",
    "ﬁ",
    "😀",
    "👩\u{200d}👩\u{200d}👧",
    "\u{202e}x",
    "\u{fffd}",
    "\u{10ffff}",
    "\u{7f}\u{1}",
];

/// A statement with every text and every number taken out: what is left must not depend on values.
pub fn skeleton(sql: &str) -> String {
    let mut out = String::new();
    let mut chars = sql.chars().peekable();
    while let Some(c) = chars.next() {
        let in_word = out.ends_with(|last: char| last.is_alphanumeric() || matches!(last, '_' | '$' | '"'));
        match c {
            '\'' => {
                let escapes = out.ends_with('E');
                if escapes {
                    out.pop();
                }
                skip_text(&mut chars, escapes);
                out.push('\'');
            }
            '0'..='9' if !in_word => {
                while chars.next_if(char::is_ascii_digit).is_some() {}
                if out.ends_with('-') {
                    out.pop();
                }
                out.push('#');
            }
            _ => out.push(c),
        }
    }
    out
}

fn skip_text(chars: &mut std::iter::Peekable<std::str::Chars<'_>>, escapes: bool) {
    while let Some(c) = chars.next() {
        match c {
            '\\' if escapes => {
                chars.next();
            }
            '\'' if chars.peek() == Some(&'\'') => {
                chars.next();
            }
            '\'' => break,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_skeleton_has_no_values() {
        assert_eq!(skeleton(r"a = 'it''s' AND b = E'\x27\'' AND c = '\'"), "a = ' AND b = ' AND c = '");
        assert_eq!(skeleton("c0 = $1 AND c1 = -12 AND \"c\" = 12"), "c0 = $1 AND c1 = # AND \"c\" = #");
        assert_ne!(skeleton("a = '' OR '1'='1'"), skeleton("a = 'x'"));
    }

    #[test]
    fn texts_are_different_and_cover_the_worst() {
        let texts = texts();
        let distinct: std::collections::BTreeSet<_> = texts.iter().collect();
        assert_eq!(distinct.len(), texts.len());
        assert!(WORST.iter().all(|worst| texts.iter().any(|text| text == worst)));
    }
}
