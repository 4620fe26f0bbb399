//! Blocks of policies and mappings are sound, copies are true, links lead somewhere.

use super::blocks::{Block, blocks, with_copies};
use super::{pages, read, root, settle};
use arctos_compiler::compile::load;
use arctos_compiler::diagnostic::{Diagnostics, Severity, Style, render_all};
use arctos_compiler::source::SourceMap;
use std::path::{Path, PathBuf};

/// Generated pages show parts of policies with errors in them.
const GENERATED: &[&str] = &["docs/errors.md"];

fn written_by_hand() -> impl Iterator<Item = PathBuf> {
    pages().into_iter().filter(|page| !GENERATED.iter().any(|generated| page.ends_with(generated)))
}

fn every_block(language: &str, check: impl Fn(&str, &Block)) {
    let mut seen = 0;
    for page in written_by_hand() {
        for block in blocks(&read(&root().join(&page))).iter().filter(|block| block.language == language) {
            check(&format!("{}:{}", page.display(), block.line), block);
            seen += 1;
        }
    }
    assert!(seen > 0, "no block of {language}");
}

/// Warnings are allowed: an example may leave out the rules that would use its names.
fn assert_no_errors(place: &str, found: &Diagnostics, sources: &SourceMap) {
    let errors = Diagnostics(found.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).cloned().collect());
    assert!(errors.is_empty(), "{place}\n{}", render_all(&errors, sources, Style::Plain));
}

#[test]
fn every_policy_in_the_pages_is_one() {
    every_block("polar", |place, block| {
        let (_, found, sources) = load(&[(place.to_owned(), block.text.clone())], None);
        assert_no_errors(place, &found, &sources);
    });
}

#[test]
fn every_mapping_in_the_pages_is_one() {
    every_block("yaml", |place, block| {
        let (_, found, sources) = load(&[], Some((place, &block.text)));
        assert_no_errors(place, &found, &sources);
    });
}

#[test]
fn copies_of_files_are_true() {
    for page in written_by_hand() {
        let text = read(&root().join(&page));
        settle(&page, &with_copies(&text, |file| read(&root().join(file))));
    }
}

#[test]
fn every_link_leads_to_a_file() {
    for page in pages() {
        let text = read(&root().join(&page));
        let targets = text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target);
        for target in targets.filter(|target| !target.contains("://") && !target.starts_with('#')) {
            let file = target.split('#').next().unwrap_or_default();
            let path = root().join(&page).with_file_name("").join(file);
            assert!(path.exists(), "{}: `{target}` leads nowhere", page.display());
        }
    }
}

#[test]
fn the_readme_names_what_ci_runs() {
    let readme = read(&root().join("README.md"));
    let script = read(&root().join(Path::new(".ci/run")));
    for command in script.lines().filter(|line| line.starts_with("cargo ")) {
        assert!(readme.lines().any(|line| line.trim() == command), "the README does not name `{command}`");
    }
}
