//! Words that several messages share.

/// "`a`, `b` and `c`"
pub(super) fn enumerated(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => format!("`{only}`"),
        [first @ .., last] => format!("`{}` and `{last}`", first.join("`, `")),
    }
}
