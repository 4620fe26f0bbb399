//! The console blocks of the documentation.

/// Runs every command of the page in the folder of its example files, and compares what it prints.
#[test]
fn the_page_on_the_command_line_is_true() {
    trycmd::TestCases::new()
        .register_bin("arctos", std::path::Path::new(env!("CARGO_BIN_EXE_arctos")))
        .case("../docs/command-line.md");
}

/// The files that the page shows are the ones its commands read.
#[test]
fn the_page_shows_the_example_files() {
    let page = include_str!("../../../docs/command-line.md");
    for (language, name) in [("polar", "policy.polar"), ("yaml", "facts.yaml")] {
        let file = std::fs::read_to_string(crate::run::examples().join(name)).expect("the example file");
        assert!(page.contains(&format!("`{name}`:\n\n```{language}\n{file}```\n")), "{name} differs from the page");
    }
}
