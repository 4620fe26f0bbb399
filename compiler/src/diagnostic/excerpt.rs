//! The part of a source text that a rendered diagnostic shows.
//!
//! In: a text and the byte ranges of some labels near each other. Out: the lines from the first label to the last,
//! over-long lines cut around the labels, and the ranges within that excerpt. Guaranteed: the excerpt's size does not
//! depend on the size of the text, ranges are in bounds and on character boundaries whatever went in.

use std::ops::Range;

/// Labels further apart than this many lines are shown in excerpts of their own.
const MOST_LINES: usize = 30;
/// Lines longer than this many bytes are cut.
const LONG_LINE: usize = 400;
/// How much of a cut line is kept before and after the start of its first label.
const BEFORE: usize = 40;
const AFTER: usize = 80;

/// Some lines of a text.
pub(super) struct Excerpt {
    /// The lines, cut where they were too long.
    pub text: String,
    /// The ranges that were asked for, within `text`.
    pub ranges: Vec<Range<usize>>,
    /// Whether a line lost its beginning, so that columns in `text` are not those of the source.
    pub shifted: bool,
}

/// Brings a range within bounds and onto character boundaries; a range over more lines than are shown is cut to its
/// first line.
pub(super) fn sane(text: &str, range: Range<usize>) -> Range<usize> {
    let start = text.floor_char_boundary(range.start.min(text.len()));
    let end = text.ceil_char_boundary(range.end.clamp(start, text.len()));
    let covered = text.get(start..end).unwrap_or("");
    if covered.matches('\n').take(MOST_LINES).count() < MOST_LINES {
        return start..end;
    }
    start..line_end(text, start)
}

/// Whether both ranges fit into one excerpt.
pub(super) fn fit_together(text: &str, one: &Range<usize>, other: &Range<usize>) -> bool {
    let (start, end) = (one.start.min(other.start), one.end.max(other.end));
    let between = text.get(start..end).unwrap_or("");
    if !between.contains('\n') && end - start <= AFTER {
        return true;
    }
    let lines = line_start(text, start)..line_end(text, end);
    let shown = text.get(lines).unwrap_or("");
    shown.len() <= MOST_LINES * LONG_LINE
        && shown.split('\n').count() <= MOST_LINES
        && shown.split('\n').all(|line| line.len() <= LONG_LINE)
}

/// Cuts the excerpt for ranges that are [`sane`] and [`fit_together`].
pub(super) fn cut(text: &str, ranges: &[Range<usize>]) -> Excerpt {
    let first = ranges.iter().map(|range| range.start).min().unwrap_or(0);
    let last = ranges.iter().map(|range| range.end).max().unwrap_or(0);
    let (mut at, end) = (line_start(text, first), line_end(text, last));
    let mut out = String::new();
    let mut shifted = false;
    let mut mapped: Vec<Range<usize>> = vec![0..0; ranges.len()];
    loop {
        let line = at..line_end(text, at);
        let kept = kept_part(text, &line, ranges);
        let shift = Shift { kept: kept.clone(), to: out.len() + if kept.start > line.start { '…'.len_utf8() } else { 0 } };
        for (range, target) in ranges.iter().zip(&mut mapped) {
            if line.contains(&range.start) || range.start == line.end {
                target.start = shift.map(range.start);
            }
            if line.contains(&range.end) || range.end == line.end {
                target.end = shift.map(range.end);
            }
        }
        shifted |= kept.start > line.start;
        push_line(&mut out, text, &line, &kept);
        if line.end >= end {
            break;
        }
        out.push('\n');
        at = line.end + 1;
    }
    let ranges = mapped.into_iter().map(|range| range.start..range.end.max(range.start)).collect();
    Excerpt { text: out, ranges, shifted }
}

/// Where a kept part of a line went.
struct Shift {
    kept: Range<usize>,
    to: usize,
}

impl Shift {
    fn map(&self, offset: usize) -> usize {
        offset.clamp(self.kept.start, self.kept.end) - self.kept.start + self.to
    }
}

fn push_line(out: &mut String, text: &str, line: &Range<usize>, kept: &Range<usize>) {
    if kept.start > line.start {
        out.push('…');
    }
    out.push_str(text.get(kept.clone()).unwrap_or(""));
    if kept.end < line.end {
        out.push('…');
    }
}

/// The part of a line to show: all of it, or a window around its first label.
fn kept_part(text: &str, line: &Range<usize>, ranges: &[Range<usize>]) -> Range<usize> {
    if line.len() <= LONG_LINE {
        return line.clone();
    }
    let focus = ranges
        .iter()
        .flat_map(|range| [range.start, range.end])
        .filter(|offset| (line.start..=line.end).contains(offset))
        .min()
        .unwrap_or(line.start);
    let start = text.floor_char_boundary(focus.saturating_sub(BEFORE).max(line.start));
    let end = text.ceil_char_boundary((focus + AFTER).min(line.end));
    start..end
}

fn line_start(text: &str, offset: usize) -> usize {
    text.get(..offset).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1)
}

fn line_end(text: &str, offset: usize) -> usize {
    text.get(offset..).and_then(|after| after.find('\n')).map_or(text.len(), |at| offset + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut_one(text: &str, range: Range<usize>) -> Excerpt {
        cut(text, std::slice::from_ref(&range))
    }

    #[test]
    fn a_long_line_is_cut_around_its_label() {
        let text = format!("first\n{}HERE{}\nlast", "a".repeat(1000), "é".repeat(1000));
        let at = 6 + 1000;
        let excerpt = cut_one(&text, at..at + 4);
        assert_eq!(excerpt.text.get(excerpt.ranges[0].clone()), Some("HERE"));
        assert!(excerpt.text.len() < 400, "{}", excerpt.text.len());
        assert!(excerpt.text.starts_with('…') && excerpt.text.ends_with('…'));
    }

    #[test]
    fn several_lines_keep_their_labels() {
        let text = "zero\none\ntwo\nthree\n";
        let excerpt = cut(text, &[5..8, 9..12]);
        assert_eq!(excerpt.text, "one\ntwo");
        assert_eq!(excerpt.ranges, [0..3, 4..7]);
        assert_eq!(cut_one(text, 4..4).ranges.first(), Some(&(4..4)));
        assert_eq!(cut_one(text, 19..19).text, "");
    }

    #[test]
    fn wild_ranges_are_tamed() {
        assert_eq!(sane("aé", 2..900), 1..3);
        for (from, to) in [(900, 2), (3, 2)] {
            assert_eq!(sane("aé", from..to), 3..3);
        }
        let many = "x\n".repeat(500);
        assert_eq!(sane(&many, 0..1000), 0..1);
        assert!(!fit_together(&many, &(0..1), &(900..901)));
    }
}
