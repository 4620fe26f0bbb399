//! The console blocks of the README and of the book: every command is run, and what it prints is compared.
//!
//! `TRYCMD=overwrite cargo test -p arctos-cli --test book` writes what is printed into the pages.

use std::path::{Path, PathBuf};

/// The pages by the folder of `schemas` in which their commands run; a page with a folder of its own, `page.in`, runs
/// there. The page on the command line has its own test.
const PAGES: &[(&str, &[&str])] = &[
    ("getting-started", &["README.md", "docs/getting-started.md"]),
    (
        "worked-example",
        &[
            "docs/how-a-policy-becomes-sql.md",
            "docs/mapping.md",
            "docs/policy.md",
            "docs/policy-tests.md",
            "docs/questions.md",
            "docs/semantics.md",
        ],
    ),
];

#[test]
fn the_pages_show_what_the_command_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("the root of the workspace");
    for (folder, pages) in PAGES {
        // Commands run where the test runs.
        std::env::set_current_dir(root.join("schemas").join(folder)).expect("a folder of examples");
        let cases = trycmd::TestCases::new();
        cases.register_bin("arctos", Path::new(env!("CARGO_BIN_EXE_arctos")));
        for page in *pages {
            assert!(root.join(page).is_file(), "{page}");
            cases.case(root.join(page));
        }
        cases.run();
    }
}

/// A page with commands that no list above names would not be tested.
#[test]
fn no_page_is_forgotten() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let known = |page: &PathBuf| {
        let name = page.file_name().unwrap_or_default();
        name == "command-line.md"
            || PAGES.iter().any(|(_, pages)| pages.iter().any(|known| Path::new(known).file_name() == Some(name)))
    };
    let pages = std::fs::read_dir(docs).expect("the book").map(|entry| entry.expect("a page").path());
    for page in pages.filter(|page| page.extension().is_some_and(|extension| extension == "md") && !known(page)) {
        let text = std::fs::read_to_string(&page).expect("a page");
        assert!(!text.contains("\n```console"), "the commands of {} are not tested", page.display());
    }
}
