//! Diagnostics as text with source excerpts.

use super::Diagnostic;
use crate::source::SourceMap;

/// Plain text or terminal colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// No escape sequences.
    Plain,
    /// ANSI colours.
    Colour,
}

/// One diagnostic as text, ending in a line feed.
pub fn render(diagnostic: &Diagnostic, _sources: &SourceMap, _style: Style) -> String {
    format!("{}: {}\n", diagnostic.code, diagnostic.message)
}

/// All diagnostics, a blank line between two.
pub fn render_all<'a>(diagnostics: impl IntoIterator<Item = &'a Diagnostic>, sources: &SourceMap, style: Style) -> String {
    diagnostics.into_iter().map(|d| render(d, sources, style)).collect::<Vec<_>>().join("\n")
}
