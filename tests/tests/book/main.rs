//! The README and the book say what is so.
//!
//! Their console blocks are run by the test `book` of the command line. Here: the code blocks of other kinds, copies of
//! files, links, and the pages that are generated. `UPDATE_DOCS=1 cargo test -p arctos-tests --test book` writes the
//! copies and the generated pages anew.

mod blocks;
mod database;
mod errors;
mod pages;

use std::path::{Path, PathBuf};

/// Whether the pages are to be written rather than compared.
fn updating() -> bool {
    std::env::var_os("UPDATE_DOCS").is_some_and(|value| value == "1")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("the root of the workspace")
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The README and its neighbours, and every page of the book, as paths from the root, sorted.
fn pages() -> Vec<PathBuf> {
    let mut pages = Vec::new();
    for folder in ["", "docs"] {
        let entries = std::fs::read_dir(root().join(folder)).expect("a folder of pages");
        let names = entries.map(|entry| entry.expect("an entry of it").file_name());
        pages.extend(names.map(|name| Path::new(folder).join(name)).filter(|path| path.extension().is_some_and(|e| e == "md")));
    }
    pages.sort();
    pages
}

/// Compares a page with what it should be, or writes it.
fn settle(path: &Path, wanted: &str) {
    let path = root().join(path);
    if updating() {
        return std::fs::write(&path, wanted).expect("a page that can be written");
    }
    let is = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = is.lines().zip(wanted.lines()).position(|(is, wanted)| is != wanted);
    let at = differs.unwrap_or(is.lines().count().min(wanted.lines().count())) + 1;
    assert!(
        is == wanted,
        "{}:{at} is out of date; `UPDATE_DOCS=1 cargo test -p arctos-tests --test book` writes it anew",
        path.display()
    );
}
