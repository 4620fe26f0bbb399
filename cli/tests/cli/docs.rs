//! The console blocks of the documentation.

/// Runs every command of the page in the folder of its example files, and compares what it prints.
#[test]
fn the_page_on_the_command_line_is_true() {
    trycmd::TestCases::new()
        .register_bin("arctos", std::path::Path::new(env!("CARGO_BIN_EXE_arctos")))
        .case("../docs/command-line.md");
}
