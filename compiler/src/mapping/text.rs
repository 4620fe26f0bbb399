//! Text of a YAML scalar that knows where each of its characters stands in the file.
//!
//! In: the scalar's value, the file, and where in the file the scalar is written. Out: spans for parts of the value.
//! YAML drops indentation, folds lines and decodes escapes, but every other character of the value is written in the
//! file in the same order; that order is what the two texts are aligned by. Where they cannot be aligned, every part
//! is the whole scalar.

use crate::source::Span;
use std::ops::Range;

/// A text and its places in the file it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocatedText {
    text: String,
    whole: Span,
    places: Places,
}

/// Where the characters stand.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Places {
    /// As they are, from this byte of the file on.
    Verbatim(usize),
    /// One by one, in order.
    Listed(Vec<Mark>),
}

/// One visible character: where it starts in the text, and the bytes of the file that stand for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Mark {
    at: usize,
    start: usize,
    end: usize,
}

impl LocatedText {
    /// Aligns `text`, the value of the scalar that `file` has at `written`, with what is written there.
    pub fn new(text: String, file: &str, written: Span) -> Self {
        let raw = file.get(written.range()).unwrap_or("");
        let base = written.start as usize;
        if raw == text {
            return Self::verbatim(text, written);
        }
        let marks = [Style::Plain, Style::SingleQuoted, Style::DoubleQuoted]
            .into_iter()
            .filter(|style| style.can_start(raw))
            .find_map(|style| align(&text, raw, base, style))
            .unwrap_or_default();
        let whole = match (marks.first(), marks.last()) {
            (Some(first), Some(last)) => Span::new(written.source, first.start, last.end),
            _ => written,
        };
        Self { text, whole, places: Places::Listed(marks) }
    }

    fn verbatim(text: String, written: Span) -> Self {
        let base = written.start as usize;
        let blanks = text.len() - text.trim_start().len();
        let end = text.trim_end().len();
        let whole = if blanks < end { Span::new(written.source, base + blanks, base + end) } else { written };
        Self { text, whole, places: Places::Verbatim(base) }
    }

    /// The value.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where the value is written, without quotes and surrounding blanks.
    pub fn span(&self) -> Span {
        self.whole
    }

    /// This text, a comma, and another one that is written after it.
    #[must_use]
    pub fn rejoined(mut self, more: &Self) -> Self {
        let mut marks = self.marks();
        self.text.push_str(", ");
        let offset = self.text.len();
        self.text.push_str(&more.text);
        marks.extend(more.marks().into_iter().map(|mark| Mark { at: mark.at + offset, ..mark }));
        self.places = Places::Listed(marks);
        self.whole = self.whole.to(more.whole);
        self
    }

    /// Where a range of bytes of the value is written. A range of blanks gives the place of what follows them.
    pub fn part(&self, range: Range<usize>) -> Span {
        let marks = match &self.places {
            Places::Verbatim(base) => return self.verbatim_part(*base, &range),
            Places::Listed(marks) => marks,
        };
        let first = marks.partition_point(|mark| mark.at < range.start);
        let last = marks.partition_point(|mark| mark.at < range.end);
        let Some(start) = marks.get(first).map(|mark| mark.start) else { return self.behind(marks.is_empty()) };
        let end = last.checked_sub(1).filter(|last| *last >= first).and_then(|last| marks.get(last));
        Span::new(self.whole.source, start, end.map_or(start, |mark| mark.end))
    }

    fn verbatim_part(&self, base: usize, range: &Range<usize>) -> Span {
        let mut visible = self.text.char_indices().filter(|(_, c)| !c.is_whitespace());
        let Some((start, _)) = visible.find(|(at, _)| *at >= range.start) else {
            return self.behind(self.text.trim().is_empty());
        };
        let mut backwards = self.text.char_indices().rev().filter(|(_, c)| !c.is_whitespace());
        let last = backwards.find(|(at, _)| *at < range.end).filter(|(at, _)| *at >= start);
        let end = last.map_or(start, |(at, c)| at + c.len_utf8());
        Span::new(self.whole.source, base + start, base + end)
    }

    /// The place after the last character; without any, the whole.
    fn behind(&self, is_blank: bool) -> Span {
        let end = self.whole.end as usize;
        if is_blank { self.whole } else { Span::new(self.whole.source, end, end) }
    }

    fn marks(&self) -> Vec<Mark> {
        match &self.places {
            Places::Listed(marks) => marks.clone(),
            Places::Verbatim(base) => {
                let visible = self.text.char_indices().filter(|(_, c)| !c.is_whitespace());
                visible.map(|(at, c)| Mark { at, start: base + at, end: base + at + c.len_utf8() }).collect()
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// Plain scalars and block scalars: what is written is what is meant.
    Plain,
    SingleQuoted,
    DoubleQuoted,
}

impl Style {
    fn can_start(self, raw: &str) -> bool {
        match self {
            Self::Plain => true,
            Self::SingleQuoted => raw.starts_with('\''),
            Self::DoubleQuoted => raw.starts_with('"'),
        }
    }
}

/// `None` when the file does not spell `text` in this style.
fn align(text: &str, raw: &str, base: usize, style: Style) -> Option<Vec<Mark>> {
    let mut written = Written { raw, at: usize::from(style != Style::Plain), style };
    let mut marks = Vec::new();
    for (at, wanted) in text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
        let (found, bytes) = written.find(|(c, _)| !c.is_whitespace())?;
        if found != wanted {
            return None;
        }
        marks.push(Mark { at, start: base + bytes.start, end: base + bytes.end });
    }
    Some(marks)
}

/// The decoded characters of a scalar with the bytes that spell them.
struct Written<'a> {
    raw: &'a str,
    at: usize,
    style: Style,
}

impl Iterator for Written<'_> {
    type Item = (char, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.raw.get(self.at..)?;
        let first = rest.chars().next()?;
        let (decoded, length) = match (self.style, first) {
            (Style::SingleQuoted, '\'') if rest.starts_with("''") => ('\'', 2),
            (Style::DoubleQuoted, '\\') => decode_escape(rest)?,
            _ => (first, first.len_utf8()),
        };
        let start = self.at;
        self.at += length;
        Some((decoded, start..self.at))
    }
}

/// The character that an escape stands for and the length of the escape. White space is all alike here.
fn decode_escape(rest: &str) -> Option<(char, usize)> {
    let kind = rest.chars().nth(1)?;
    let digits = match kind {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        '0' => return Some(('\0', 2)),
        'a' => return Some(('\u{7}', 2)),
        'b' => return Some(('\u{8}', 2)),
        'e' => return Some(('\u{1b}', 2)),
        't' | 'n' | 'v' | 'f' | 'r' | 'N' | '_' | 'L' | 'P' => return Some((' ', 2)),
        other => return Some((other, 1 + other.len_utf8())),
    };
    let code = u32::from_str_radix(rest.get(2..2 + digits)?, 16).ok()?;
    Some((char::from_u32(code)?, 2 + digits))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceId;

    fn part_of(file: &str, scalar: &str, text: &str, wanted: &str) -> String {
        let start = file.find(scalar).expect("scalar is in the file");
        let located = LocatedText::new(text.to_owned(), file, Span::new(SourceId(0), start, start + scalar.len()));
        let at = text.find(wanted).expect("part is in the text");
        let span = located.part(at..at + wanted.len());
        file.get(span.range()).expect("span lies in the file").to_owned()
    }

    #[test]
    fn parts_are_found_in_every_style() {
        for (scalar, text, wanted, expected) in [
            ("SELECT id", "SELECT id", "id", "id"),
            ("SELECT\n     a,\n  é", "SELECT\na,\né", "é", "é"),
            ("SELECT\n   a\n\n   FROM t", "SELECT a\nFROM t", "a\nFROM", "a\n\n   FROM"),
            ("'it''s a'", "it's a", "'s", "''s"),
            (
                r#""a\n\"b\" \x41 \
               c""#,
                "a\n\"b\" A c",
                "A",
                r"\x41",
            ),
            ("\"x\" FROM", "\"x\" FROM", "\"x\"", "\"x\""),
        ] {
            assert_eq!(part_of(&format!("key: {scalar}\n"), scalar, text, wanted), expected, "{scalar}");
        }
    }

    #[test]
    fn a_text_that_is_not_written_there_is_located_as_a_whole() {
        let located = LocatedText::new("other".into(), "some text", Span::new(SourceId(0), 0, 9));
        assert_eq!(located.part(2..3).range(), 0..9);
        let located = LocatedText::new("ab ".into(), "ab", Span::new(SourceId(0), 0, 2));
        assert_eq!(located.part(2..3).range(), 2..2);
    }
}
