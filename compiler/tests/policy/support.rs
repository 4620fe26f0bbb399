//! Loading policies and comparing what comes out.

use arctos_compiler::diagnostic::{Diagnostics, Severity, Style, codes, render_all};
use arctos_compiler::policy::program::Program;
use arctos_compiler::policy::{display, resolve};
use arctos_compiler::source::SourceMap;
use arctos_compiler::syntax::parse;

/// A policy after both stages.
pub struct Loaded {
    pub sources: SourceMap,
    pub program: Program,
    /// What resolution found; parsing found nothing.
    pub diagnostics: Diagnostics,
}

/// Parses and resolves files that have no syntax errors.
pub fn load_files(files: &[(&str, &str)]) -> Loaded {
    let mut sources = SourceMap::new();
    let mut policies = Vec::new();
    for (name, text) in files {
        let id = sources.add(*name, *text);
        let (policy, found) = parse(id, text);
        assert!(found.is_empty(), "syntax:\n{}", render_all(&found, &sources, Style::Plain));
        policies.push(policy);
    }
    let (program, diagnostics) = resolve(&policies);
    Loaded { sources, program, diagnostics }
}

/// Parses and resolves one file.
pub fn load(text: &str) -> Loaded {
    load_files(&[("policy.polar", text)])
}

/// Resolves a policy that has no errors.
pub fn valid(text: &str) -> Loaded {
    let loaded = load(text);
    assert!(!loaded.diagnostics.has_errors(), "{}", loaded.rendered());
    loaded
}

/// Resolves a policy that has neither errors nor warnings.
pub fn clean(text: &str) -> Loaded {
    let loaded = load(text);
    assert!(loaded.diagnostics.is_empty(), "{}", loaded.rendered());
    loaded
}

impl Loaded {
    pub fn rendered(&self) -> String {
        render_all(&self.diagnostics, &self.sources, Style::Plain)
    }

    /// The rules of the program, one a line, without the default `allow` and without line numbers.
    pub fn rules(&self) -> Vec<String> {
        let text = display(&self.program, &self.sources);
        let lines = text.lines().filter_map(|line| line.rsplit_once("  # "));
        lines.filter(|(_, origin)| *origin != "default").map(|(rule, _)| rule.to_owned()).collect()
    }
}

/// The rules of a policy without errors.
pub fn rules(text: &str) -> Vec<String> {
    valid(text).rules()
}

/// Resolves a policy whose lines are marked `# error: E0201` or `# warning: W0214, W0215`, compares the marks with what
/// is found (a diagnostic without a place is marked on the first line), and snapshots the full rendering.
///
/// The warning about a policy that grants nothing is left out where it is not marked: most examples are too short to
/// grant anything.
pub fn check(name: &str, text: &str) {
    let text = text.trim_start_matches('\n');
    let mut loaded = load(text);
    if !text.contains(codes::NO_ENTRY_POINT.0) {
        loaded.diagnostics.0.retain(|found| found.code != codes::NO_ENTRY_POINT);
    }
    let mut expected: Vec<(usize, String)> = Vec::new();
    for (line, content) in text.lines().enumerate() {
        let Some((_, marks)) = content.split_once("# error: ").or_else(|| content.split_once("# warning: ")) else { continue };
        expected.extend(marks.split(", ").map(|code| (line + 1, code.trim().to_owned())));
    }
    let mut found: Vec<(usize, String)> = Vec::new();
    for diagnostic in &loaded.diagnostics {
        let place = diagnostic.primary.as_ref().and_then(|label| loaded.sources.locate(label.span));
        found.push((place.map_or(1, |place| place.line), diagnostic.code.to_string()));
        let by_letter = if diagnostic.code.0.starts_with('W') { Severity::Warning } else { Severity::Error };
        assert_eq!(diagnostic.severity, by_letter, "{}", diagnostic.code);
    }
    expected.sort();
    found.sort();
    assert_eq!(found, expected, "found (left), marked (right) in:\n{text}\n{}", loaded.rendered());
    snapshot(name, &loaded);
}

/// Compares the rendered diagnostics with the snapshot of that name.
pub fn snapshot(name: &str, loaded: &Loaded) {
    insta::with_settings!({
        snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/../snapshots/diagnostics/policy"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!(name, loaded.rendered());
    });
}
