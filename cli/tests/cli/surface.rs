//! Help, versions, completions, pipes.

use crate::run::{arctos, line, output, run};
use std::process::Stdio;

const COMMANDS: [&str; 10] =
    ["check", "test", "compile", "authorize", "list", "select", "actions", "actors", "query", "completions"];
const QUESTIONS: [&str; 7] = ["authorize", "list", "filter", "select", "actions", "actors", "query"];

#[test]
fn every_command_has_help() {
    for command in COMMANDS {
        let help = output(&[command, "--help"]);
        assert!(help.contains("Examples:") || help.contains("Usage:"), "{help}");
        assert!(output(&["--help"]).contains(&format!("  {command}")));
    }
    for question in QUESTIONS {
        assert!(output(&["compile", question, "--help"]).contains("--policy"), "{question}");
    }
    assert!(output(&["--help"]).contains("Exit codes:"));
    assert!(output(&["--version"]).starts_with("arctos "));
}

#[test]
fn a_wrong_command_line_exits_with_2() {
    for words in ["", "frobnicate", "check", "check --frobnicate x.polar", "completions klingon", "compile frobnicate"] {
        let outcome = line(words);
        assert_eq!((outcome.stdout.as_str(), outcome.code), ("", 2), "{words}");
        assert!(!outcome.stderr.is_empty());
    }
}

#[test]
fn shells_get_completions() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = output(&["completions", shell]);
        assert!(script.contains("compile") && script.contains("authorize"), "{shell}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    for args in [["completions", "zsh"].as_slice(), &["compile", "--policy", "policy.polar", "--emit", "tokens"], &["--help"]] {
        let mut child = arctos().args(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        assert_eq!((String::from_utf8_lossy(&output.stderr).as_ref(), output.status.code()), ("", Some(0)), "{args:?}");
    }
}

#[test]
fn an_output_that_cannot_be_written_is_a_failure() {
    let Ok(full) = std::fs::File::options().write(true).open("/dev/full") else { return };
    let output = arctos().args(["completions", "bash"]).stdout(full).stderr(Stdio::piped()).output().expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("error: cannot write the output: "));
}

#[test]
fn words_that_are_no_utf_8_are_refused() {
    use std::os::unix::ffi::OsStrExt;
    let word = std::ffi::OsStr::from_bytes(b"User:\xff");
    let args = ["compile".as_ref(), "list".as_ref(), word, "read".as_ref(), "Issue".as_ref(), "--policy=policy.polar".as_ref()];
    assert_eq!(run(&args).code, 2);
}
