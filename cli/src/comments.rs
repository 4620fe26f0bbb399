//! The comment that `compile --comments` puts before a statement.

use arctos_compiler::plan::residual::Residual;
use arctos_compiler::source::SourceMap;
use std::fmt::Write;

/// Longest line of the comment, unless a single file name is longer.
const WIDTH: usize = 100;
const HEAD: &str = "-- rules:";
const CONTINUED: &str = "\n--       ";

/// `-- rules: policy.polar:22, policy.polar:23`, continued on lines of their own where they are many; each line of a
/// policy once, in source order. Names of files cannot end the comment.
pub fn rules(residual: &Residual, sources: &SourceMap) -> String {
    let places = residual.rules().into_iter().filter_map(|span| sources.locate(span));
    let mut places: Vec<String> = places.map(|place| format!("{}:{}", harmless(&place.file), place.line)).collect();
    places.dedup();
    if places.is_empty() {
        places.push("none".to_owned());
    }
    let mut out = HEAD.to_owned();
    let mut width = out.len();
    for (at, place) in places.iter().enumerate() {
        let comma = if at + 1 < places.len() { "," } else { "" };
        if at > 0 && width + place.len() > WIDTH {
            out.push_str(CONTINUED);
            width = HEAD.len();
        }
        let _ = write!(out, " {place}{comma}");
        width += place.len() + 2;
    }
    out.push('\n');
    out
}

/// A file's name may hold line breaks, a comment's line may not.
fn harmless(name: &str) -> String {
    name.chars().map(|c| if c.is_control() || c == '\u{2028}' || c == '\u{2029}' { '\u{fffd}' } else { c }).collect()
}
