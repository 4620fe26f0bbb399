//! The console blocks of the README and of the book: every command is run, and what it prints is compared.
//!
//! `TRYCMD=overwrite cargo test -p arctos-cli --test book` writes what is printed into the pages.

use std::path::Path;

/// Commands run in the folder of the worked example; a page with a folder of its own (`page.in`) has it as well.
#[test]
fn the_pages_print_what_the_command_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("the root of the workspace");
    std::env::set_current_dir(root.join("schemas/worked-example")).expect("the worked example");
    trycmd::TestCases::new()
        .register_bin("arctos", Path::new(env!("CARGO_BIN_EXE_arctos")))
        .case(root.join("README.md"))
        .case(root.join("docs/*.md"));
}
