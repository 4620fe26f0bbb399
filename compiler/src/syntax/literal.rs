//! Values of string literals.

use smol_str::{SmolStr, SmolStrBuilder};

/// The value of a quoted literal: without its quotes, escapes resolved. `\n`, `\r`, `\t` and `\0` have their usual
/// meaning, any other escaped character stands for itself.
pub(super) fn unescape(quoted: &str) -> SmolStr {
    let mut chars = quoted.chars();
    chars.next();
    chars.next_back();
    let inner = chars.as_str();
    if !inner.contains('\\') {
        return inner.into();
    }
    let mut value = SmolStrBuilder::new();
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            value.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => value.push('\n'),
            Some('r') => value.push('\r'),
            Some('t') => value.push('\t'),
            Some('0') => value.push('\0'),
            Some(other) => value.push(other),
            None => {}
        }
    }
    value.finish()
}
