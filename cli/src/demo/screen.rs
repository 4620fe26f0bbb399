//! How the demo looks: headings, indented texts, numbers.

use arctos_compiler::diagnostic::Style;
use std::time::Duration;

const INDENT: &str = "  ";

/// Plain text, or with the codes of a terminal.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    style: Style,
}

impl Screen {
    /// A screen of this style.
    pub fn new(style: Style) -> Self {
        Self { style }
    }

    /// A heading with an empty line around it.
    pub fn heading(self, text: &str) -> String {
        format!("\n{}\n\n", self.coded("1", text))
    }

    /// Something less important.
    pub fn dim(self, text: &str) -> String {
        self.coded("2", text)
    }

    fn coded(self, code: &str, text: &str) -> String {
        match self.style {
            Style::Plain => text.to_owned(),
            Style::Colour => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
        }
    }
}

/// The text with each line moved to the right, ended by a line feed.
pub fn indented(text: &str) -> String {
    let line = |line| [if str::is_empty(line) { "" } else { INDENT }, line, "\n"];
    text.lines().flat_map(line).collect()
}

/// `150,000`
pub fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 issue`, `2,000 issues`
pub fn count(amount: u64, one: &str) -> String {
    format!("{} {one}{}", number(amount), if amount == 1 { "" } else { "s" })
}

/// `0.42 ms`, `1.3 s`
pub fn time(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 1.0 { format!("{:.2} ms", seconds * 1e3) } else { format!("{seconds:.1} s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        for (given, shown) in [(0, "0"), (999, "999"), (1000, "1,000"), (150_000, "150,000"), (1_234_567, "1,234,567")] {
            assert_eq!(number(given), shown);
        }
    }

    #[test]
    fn empty_lines_stay_empty() {
        assert_eq!(indented("a\n\nb"), "  a\n\n  b\n");
    }
}
