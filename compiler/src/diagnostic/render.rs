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
    for cluster in clusters(diagnostic, sources) {
        group = show(group, &cluster);
    }
    let mut report = vec![group];
    report.extend(advice(diagnostic, sources));
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
        if text.is_empty() { annotation } else { annotation.label(*text) }
    });
    let top = ranges.iter().map(|range| range.start).min().unwrap_or(0);
    let snippet = Snippet::source(excerpt.text).line_start(cluster.file.line_column(top).0).annotations(annotations);
    let path = cluster.file.name.as_str();
    if !shifted {
        return group.element(snippet.path(path));
    }
    // The snippet would print the column within the cut line.
    let (line, column) = cluster.file.line_column(first);
    group.element(Origin::path(path).line(line).char_column(column)).element(snippet)
}

/// The help line and the suggested replacement.
fn advice<'a>(diagnostic: &'a Diagnostic, sources: &'a SourceMap) -> Option<Group<'a>> {
    let help = diagnostic.help.as_deref().map(normalize_untrusted_str);
    let fix = diagnostic.fix.as_ref().and_then(|fix| Some((fix, sources.get(fix.span.source)?)));
    let Some((fix, file)) = fix else {
        return help.map(|help| Group::with_title(Level::HELP.secondary_title(help)));
    };
    let title = help.unwrap_or_else(|| normalize_untrusted_str(&describe(fix)));
    let range = sane(&file.text, fix.span.range());
    let excerpt = cut(&file.text, std::slice::from_ref(&range));
    let within = excerpt.ranges.into_iter().next().unwrap_or(0..0);
    let patch = Patch::new(within, fix.replacement.as_str());
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
