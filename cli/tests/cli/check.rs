//! `arctos check`

use crate::run::{Folder, Outcome, line, run, run_with};

#[test]
fn a_sound_policy_passes_without_output() {
    let Outcome { stdout, stderr, code } = line("check policy.polar --facts facts.yaml");
    assert_eq!((stdout.as_str(), stderr.as_str(), code), ("", "checked 2 files: no problems\n", 0));
}

#[test]
fn an_error_is_shown_with_its_place() {
    let Outcome { stdout, stderr, code } = line("check typo.polar");
    assert_eq!((stdout.as_str(), code), ("", 2));
    assert!(stderr.starts_with("error[E0203]: `creater` is no role, permission or relation of `Issue`\n --> typo.polar:6:13\n"));
    assert!(stderr.ends_with("\nchecked 1 file: 1 error\n"), "{stderr}");
    assert!(!stderr.contains('\u{1b}'), "no colours without a terminal");
}

#[test]
fn warnings_pass_unless_they_are_denied() {
    let policy = "actor User {} resource Doc {}\nallow(user: User, \"read\", doc: Doc) if good(user);\n";
    let allowed = run_with(&["check", "-"], policy);
    assert_eq!(allowed.code, 0);
    assert!(allowed.stderr.starts_with("warning[W0214]"), "{}", allowed.stderr);
    assert!(allowed.stderr.contains("--> <stdin>:2:27"), "{}", allowed.stderr);
    assert!(allowed.stderr.ends_with("\nchecked 1 file: 1 warning\n"), "{}", allowed.stderr);
    let denied = run_with(&["check", "-", "--deny-warnings"], policy);
    assert_eq!((denied.stderr, denied.code), (allowed.stderr, 2));
}

#[test]
fn json_is_an_array_of_diagnostics_on_the_standard_output() {
    let sound = line("check policy.polar --json");
    assert_eq!((sound.stdout.as_str(), sound.code), ("[]\n", 0));
    let broken = line("check typo.polar --json");
    assert_eq!(broken.code, 2);
    let found: serde_json::Value = serde_json::from_str(&broken.stdout).expect("JSON");
    assert_eq!(found.as_array().map(Vec::len), Some(1));
    for (key, value) in [("code", "E0203"), ("severity", "error"), ("file", "typo.polar")] {
        assert_eq!(found[0][key], value, "{key}");
    }
    assert_eq!((found[0]["line"].as_u64(), found[0]["column"].as_u64()), (Some(6), Some(13)));
    assert_eq!(broken.stderr, "checked 1 file: 1 error\n");
}

#[test]
fn files_are_checked_together() {
    let folder = Folder::new("together");
    let types = folder.file("types.polar", "actor User {}\nresource Doc { permissions = [\"read\"]; }\n");
    let rules = folder.file("rules.polar", "has_permission(_: User, \"read\", _: Doc) if true;\n");
    assert_eq!(run(&["check", &types, &rules, "--deny-warnings"]).code, 0);
    assert_eq!(run(&["check", &rules, "--deny-warnings"]).code, 2, "alone, its types are unknown");
}

#[test]
fn the_mapping_is_checked() {
    let folder = Folder::new("mapping");
    let facts = folder.file("facts.yaml", "facts:\n  is_locked(Issue:_):\n    query: DELETE FROM issues\n");
    let Outcome { stderr, code, .. } = run(&["check", "policy.polar", "--facts", &facts]);
    assert_eq!(code, 2);
    assert!(stderr.contains(&format!("{facts}:3:12")), "{stderr}");
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let folder = Folder::new("unreadable");
    let latin = folder.file("latin.polar", b"# caf\xe9\n");
    for path in ["nowhere.polar", folder.path().as_str(), latin.as_str()] {
        let Outcome { stdout, stderr, code } = run(&["check", path]);
        assert_eq!((stdout.as_str(), code), ("", 2), "{path}");
        assert!(stderr.starts_with(&format!("error: cannot read `{path}`: ")), "{stderr}");
    }
}

#[test]
fn the_standard_input_is_read_once() {
    let Outcome { stderr, code, .. } = run_with(&["check", "-", "--facts", "-"], "actor User {}");
    assert_eq!(code, 2);
    assert!(stderr.starts_with("error: the standard input, `-`, can be read only once\n"), "{stderr}");
}
