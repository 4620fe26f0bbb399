//! Diagnostics as text with source excerpts.
//!
//! In: a diagnostic and the sources it points into. Out: text for a terminal or a log. Guaranteed: the size of the
//! output is bounded by the size of the messages, not of the sources; control characters of user text do not reach
//! the terminal; a span that does not fit its source costs the excerpt, never a panic.

use super::excerpt::{cut, fit_together, sane};
use super::{Diagnostic, Fix, Label, Severity};
use crate::source::{SourceFile, SourceId, SourceMap, Span};
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Patch, Renderer, Snippet, normalize_untrusted_str};
use std::ops::Range;

/// Plain text or terminal colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// No escape sequences.
    Plain,
    /// ANSI colours.
    Colour,
}

/// One diagnostic as text, ending in a line feed.
pub fn render(diagnostic: &Diagnostic, sources: &SourceMap, style: Style) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(normalize_untrusted_str(&diagnostic.message)).id(diagnostic.code.0);
    let mut group = Group::with_title(title);
    let clusters = clusters(diagnostic, sources);
    for cluster in &clusters {
        group = show(group, cluster);
    }
    let advice = advice(diagnostic, sources);
    let report = match (advice, &diagnostic.help) {
        (Some(advice), _) => vec![group, advice],
        (None, Some(help)) if clusters.is_empty() => vec![group.element(Level::HELP.message(normalize_untrusted_str(help)))],
        (None, Some(help)) => vec![group, Group::with_title(Level::HELP.secondary_title(normalize_untrusted_str(help)))],
        (None, None) => vec![group],
    };
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Colour => Renderer::styled(),
    };
    let mut text = renderer.render(&report);
    text.push('\n');
    text
}

/// All diagnostics, a blank line between two.
pub fn render_all<'a>(diagnostics: impl IntoIterator<Item = &'a Diagnostic>, sources: &SourceMap, style: Style) -> String {
    diagnostics.into_iter().map(|d| render(d, sources, style)).collect::<Vec<_>>().join("\n")
}

/// Labels that are shown in one excerpt. The first one names the place in the header line.
struct Cluster<'a> {
    source: SourceId,
    file: &'a SourceFile,
    labels: Vec<(AnnotationKind, Range<usize>, &'a str)>,
}

/// Sorts the labels into excerpts: the primary one first, the others with it where they fit.
fn clusters<'a>(diagnostic: &'a Diagnostic, sources: &'a SourceMap) -> Vec<Cluster<'a>> {
    let mut clusters: Vec<Cluster<'a>> = Vec::new();
    let primary = diagnostic.primary.iter().map(|label| (AnnotationKind::Primary, label));
    let secondary = diagnostic.secondary.iter().map(|label| (AnnotationKind::Context, label));
    for (kind, label) in primary.chain(secondary) {
        let Some(file) = sources.get(label.span.source) else { continue };
        let range = sane(&file.text, label.span.range());
        let entry = (kind, range, label.text.as_str());
        match clusters.iter_mut().find(|cluster| takes(cluster, label, &entry.1)) {
            Some(cluster) => cluster.labels.push(entry),
            None => clusters.push(Cluster { source: label.span.source, file, labels: vec![entry] }),
        }
    }
    clusters
}

fn takes(cluster: &Cluster<'_>, label: &Label, range: &Range<usize>) -> bool {
    let covered = |ranges: Range<usize>, (_, next, _): &(AnnotationKind, Range<usize>, &str)| {
        ranges.start.min(next.start)..ranges.end.max(next.end)
    };
    cluster.source == label.span.source
        && fit_together(&cluster.file.text, &cluster.labels.iter().fold(range.clone(), covered), range)
}

fn show<'a>(group: Group<'a>, cluster: &Cluster<'a>) -> Group<'a> {
    let ranges: Vec<Range<usize>> = cluster.labels.iter().map(|(_, range, _)| range.clone()).collect();
    let first = ranges.first().map_or(0, |range| range.start);
    let excerpt = cut(&cluster.file.text, &ranges);
    let shifted = excerpt.shifted;
    let annotations = cluster.labels.iter().zip(excerpt.ranges).map(|((kind, _, text), range)| {
        let annotation: Annotation<'a> = kind.span(range);
        if text.is_empty() { annotation } else { annotation.label(normalize_untrusted_str(text)) }
    });
    let top = ranges.iter().map(|range| range.start).min().unwrap_or(0);
    let snippet = Snippet::source(excerpt.text).line_start(cluster.file.line_column(top).0).annotations(annotations);
    let path = normalize_untrusted_str(&cluster.file.name);
    if !shifted {
        return group.element(snippet.path(path));
    }
    // The snippet would print the column within the cut line.
    let (line, column) = cluster.file.line_column(first);
    group.element(Origin::path(path).line(line).char_column(column)).element(snippet)
}

/// Longer replacements are for tools, not for the eye.
const LONGEST_FIX: usize = 400;

/// The suggested replacement, under the help line.
fn advice<'a>(diagnostic: &'a Diagnostic, sources: &'a SourceMap) -> Option<Group<'a>> {
    let fix = diagnostic.fix.as_ref().filter(|fix| fix.replacement.len() <= LONGEST_FIX)?;
    let file = sources.get(fix.span.source)?;
    let title = normalize_untrusted_str(&diagnostic.help.clone().unwrap_or_else(|| describe(fix)));
    let range = sane(&file.text, fix.span.range());
    let excerpt = cut(&file.text, std::slice::from_ref(&range));
    let within = excerpt.ranges.into_iter().next().unwrap_or(0..0);
    let replacement: Vec<String> = fix.replacement.split('\n').map(normalize_untrusted_str).collect();
    let patch = Patch::new(within, replacement.join("\n"));
    let line = file.line_column(range.start).0;
    let snippet = Snippet::source(excerpt.text).line_start(line).patch(patch);
    Some(Group::with_title(Level::HELP.secondary_title(title)).element(snippet))
}

/// What a replacement does, in words.
fn describe(fix: &Fix) -> String {
    let Span { start, end, .. } = fix.span;
    let replacement = fix.replacement.trim();
    match (start == end, replacement.is_empty()) {
        (_, true) => "delete it".to_owned(),
        (true, false) => format!("add `{replacement}`"),
        (false, false) => format!("write `{replacement}` instead"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::codes::UNCLOSED;

    fn sources(text: &str) -> (SourceMap, SourceId) {
        let mut sources = SourceMap::new();
        let id = sources.add("a.polar", text);
        (sources, id)
    }

    #[test]
    fn labels_help_and_fix_are_shown() {
        let (sources, id) = sources("one (two\nthree\n");
        let error = Diagnostic::error(UNCLOSED, Span::new(id, 4, 5), "`(` is never closed")
            .label("opened here")
            .also(Span::new(id, 14, 14), "missing here")
            .help("close it")
            .fix(Span::new(id, 14, 14), ")");
        let expected = "error[E0108]: `(` is never closed\n --> a.polar:1:5\n  |\n1 | one (two\n  |     ^ opened here\n\
                        2 | three\n  |      - missing here\n  |\nhelp: close it\n  |\n2 | three)\n  |      +\n";
        assert_eq!(render(&error, &sources, Style::Plain), expected);
        assert!(render(&error, &sources, Style::Colour).contains("\u{1b}["));
    }

    #[test]
    fn places_in_other_files_get_excerpts_of_their_own() {
        let (mut sources, id) = sources("first\n");
        let other = sources.add("b.polar", "\n second\n");
        let warning = Diagnostic::warning(UNCLOSED, Span::new(id, 0, 5), "twice").also(Span::new(other, 2, 8), "also here");
        let expected = "warning[E0108]: twice\n --> a.polar:1:1\n  |\n1 | first\n  | ^^^^^\n  |\n ::: b.polar:2:2\n  |\n\
                        2 |  second\n  |  ------ also here\n";
        assert_eq!(render(&warning, &sources, Style::Plain), expected);
    }

    #[test]
    fn a_diagnostic_without_a_place_is_a_line() {
        let (sources, _) = sources("");
        let error = Diagnostic::placeless(UNCLOSED, "no such type").help("declare it");
        assert_eq!(render(&error, &sources, Style::Plain), "error[E0108]: no such type\n |\n = help: declare it\n");
        let both = render_all([&error, &error], &sources, Style::Plain);
        assert_eq!(both.matches("\n\nerror").count(), 1);
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        let (sources, id) = sources("\u{1b}[31m\n");
        let error = Diagnostic::error(UNCLOSED, Span::new(id, 0, 4), "bad \u{1b}[31m")
            .label("label \u{1b}[31m")
            .help("help \u{1b}[31m")
            .fix(Span::new(id, 0, 1), "\u{1b}[32m");
        assert!(!render(&error, &sources, Style::Plain).contains('\u{1b}'));
    }

    #[test]
    fn foreign_spans_cost_the_excerpt_only() {
        let (sources, id) = sources("é");
        for (start, end) in [(0, 1), (1, 1), (1, 2), (5, 9), (2, 2)] {
            let error = Diagnostic::error(UNCLOSED, Span::new(id, start, end), "odd").fix(Span::new(id, start, end), "x");
            assert!(render(&error, &sources, Style::Plain).starts_with("error[E0108]: odd\n"));
        }
        let lost = Diagnostic::error(UNCLOSED, Span::new(SourceId(7), 0, 1), "lost");
        assert_eq!(render(&lost, &sources, Style::Plain), "error[E0108]: lost\n");
    }
}
