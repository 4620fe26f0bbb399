//! `arctos test`

use crate::run::{Folder, Outcome, line, run, run_with};
use arctos_tests::postgres::shared;
use serde_json::{Value, json};

const POLICY: &str = r#"actor User {}
resource Doc {
  roles = ["reader", "editor"];
  permissions = ["read", "edit"];
  "reader" if "editor";
  "read" if "reader";
  "edit" if "editor";
}

test "readers read" {
  setup { has_role(User{"ann"}, "reader", Doc{"1"}); }
  assert allow(User{"ann"}, "read", Doc{"1"});
  assert_not allow(User{"bob"}, "read", Doc{"1"});
}

test "readers & <writers>" {
  setup { has_role(User{"ann"}, "reader", Doc{"1"}); }
  assert allow(User{"ann"}, "edit", Doc{"1"});
  assert_not allow(user: User, "read", Doc{"1"});
  assert allow(User{"ann"}, action: String, Doc{"1"}) iff action in ["edit"];
}
"#;

#[test]
fn one_line_a_test_then_the_failures_then_the_count() {
    let Outcome { stdout, stderr, code } = run_with(&["test", "-"], POLICY);
    let expected = r#"test readers read ... ok
test readers & <writers> ... FAILED

failures:

---- readers & <writers> ----
error[E0501]: this is asserted, but it cannot be derived
  --> <stdin>:18:3
   |
18 |   assert allow(User{"ann"}, "edit", Doc{"1"});
   |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ expected: derivable; derived: nothing

error[E0501]: this must not be derivable, but it is
  --> <stdin>:19:3
   |
19 |   assert_not allow(user: User, "read", Doc{"1"});
   |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ expected: no value; derived: User{"ann"}

error[E0502]: the derived values are not exactly the ones described
  --> <stdin>:20:3
   |
20 |   assert allow(User{"ann"}, action: String, Doc{"1"}) iff action in ["edit"];
   |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ missing: "edit"; surplus: "read"
   |
help: derived: "read"

2 passed, 3 failed
"#;
    assert_eq!((stdout.as_str(), stderr.as_str(), code), (expected, "", 1));
}

#[test]
fn a_filter_runs_the_tests_with_that_name() {
    let passing = run_with(&["test", "-", "--filter", "readers read"], POLICY);
    assert_eq!((passing.stdout.as_str(), passing.code), ("test readers read ... ok\n\n2 passed, 0 failed\n", 0));
    let none = run_with(&["test", "-", "--filter", "Readers"], POLICY);
    assert_eq!((none.stdout.as_str(), none.code), ("0 passed, 0 failed\n", 0));
}

#[test]
fn a_policy_without_tests_passes() {
    assert_eq!(line("test policy.polar"), Outcome { stdout: "0 passed, 0 failed\n".into(), stderr: String::new(), code: 0 });
}

#[test]
fn a_policy_with_errors_is_not_tested() {
    let Outcome { stdout, stderr, code } = line("test typo.polar");
    assert_eq!((stdout.as_str(), code), ("", 2));
    assert!(stderr.starts_with("error[E0203]"), "{stderr}");
    let Outcome { stdout, stderr, code } = line("test nowhere.polar");
    assert_eq!((stdout.as_str(), code), ("", 2));
    assert!(stderr.starts_with("error: cannot read `nowhere.polar`"), "{stderr}");
}

#[test]
fn files_are_tested_together() {
    let folder = Folder::new("tested-together");
    let rules =
        folder.file("rules.polar", "actor User {}\nresource Doc {}\nallow(user: User, \"read\", doc: Doc) if good(user, doc);\n");
    let facts = folder.file("fixtures.polar", "test fixture ann { good(User{\"ann\"}, Doc{\"1\"}); }\n");
    let tests = folder
        .file("tests.polar", "test \"good\" { setup { fixture ann; } assert allow(User{\"ann\"}, \"read\", Doc{\"1\"}); }\n");
    let outcome = run(&["test", &tests, &rules, &facts]);
    assert_eq!((outcome.stdout.as_str(), outcome.code), ("test good ... ok\n\n1 passed, 0 failed\n", 0));
}

#[test]
fn json_has_an_object_for_each_test() {
    let outcome = run_with(&["test", "-", "--json", "--coverage"], POLICY);
    assert_eq!((outcome.stderr.as_str(), outcome.code), ("", 1));
    let document: Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    assert_eq!((&document["passed"], &document["failed"]), (&json!(2), &json!(3)));
    let expected = json!({
        "name": "readers read", "file": "<stdin>", "line": 10, "column": 6, "outcome": "passed",
        "assertions": [
            {"text": "assert allow(User{\"ann\"}, \"read\", Doc{\"1\"});", "file": "<stdin>", "line": 12, "column": 3, "outcome": "passed"},
            {"text": "assert_not allow(User{\"bob\"}, \"read\", Doc{\"1\"});", "file": "<stdin>", "line": 13, "column": 3, "outcome": "passed"},
        ],
    });
    assert_eq!(document["tests"][0], expected);
    let failed = &document["tests"][1];
    assert_eq!(failed["outcome"], "failed");
    assert_eq!(failed["assertions"][0]["code"], "E0501");
    assert_eq!(failed["assertions"][1]["derived"], json!([{"type": "User", "id": "ann"}]));
    let values = &failed["assertions"][2];
    assert_eq!(values["code"], "E0502");
    assert_eq!(values["missing"], json!([{"type": "String", "id": "edit"}]));
    assert_eq!(values["surplus"], json!([{"type": "String", "id": "read"}]));
    assert_eq!(values["message"], "the derived values are not exactly the ones described");
    let coverage = json!({"rules": 3, "used": 1, "unused": [
        {"text": "\"reader\" if \"editor\";", "file": "<stdin>", "line": 5, "column": 3},
        {"text": "\"edit\" if \"editor\";", "file": "<stdin>", "line": 7, "column": 3},
    ]});
    assert_eq!(document["coverage"], coverage);
    let plain: Value = serde_json::from_str(&run_with(&["test", "-", "--json"], POLICY).stdout).expect("JSON");
    assert_eq!(plain.get("coverage"), None);
}

#[test]
fn what_cannot_be_decided_is_told_apart() {
    let policy = "small(n: Integer) if n < 5;\ntest \"small\" { assert small(n: Integer) iff n in [1]; }\n";
    let document: Value = serde_json::from_str(&run_with(&["test", "-", "--json"], policy).stdout).expect("JSON");
    let assertion = &document["tests"][0]["assertions"][0];
    assert_eq!((&assertion["outcome"], &assertion["code"]), (&json!("undecided"), &json!("E0503")));
    assert_eq!((&document["tests"][0]["outcome"], &document["failed"]), (&json!("failed"), &json!(1)));
    let shown = run_with(&["test", "-"], policy);
    assert_eq!(shown.code, 1);
    assert!(shown.stdout.contains("error[E0503]: this cannot be decided: "), "{}", shown.stdout);
}

#[test]
fn coverage_lists_the_rules_that_nothing_uses() {
    let outcome = run_with(&["test", "-", "--coverage", "--filter", "readers read"], POLICY);
    let expected = "test readers read ... ok\n\ncoverage: passing assertions use 1 of 3 rules; not used:\n  \
                    <stdin>:5: \"reader\" if \"editor\";\n  <stdin>:7: \"edit\" if \"editor\";\n\n2 passed, 0 failed\n";
    assert_eq!((outcome.stdout.as_str(), outcome.code), (expected, 0));
}

#[test]
fn junit_has_a_case_for_each_test() {
    let folder = Folder::new("junit");
    let policy = folder.file("docs & more.polar", POLICY);
    let path = format!("{}/junit.xml", folder.path());
    let outcome = run(&["test", policy.as_str(), "--junit", path.as_str()]);
    assert_eq!(outcome.code, 1);
    assert!(outcome.stdout.ends_with("2 passed, 3 failed\n"));
    let xml = std::fs::read_to_string(&path).expect("the file");
    let xml = without_times(&xml);
    let file = policy.replace('&', "&amp;");
    let start = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"arctos\" tests=\"2\" failures=\"1\" errors=\"0\" time=\"T\">\n  \
         <testsuite name=\"{file}\" tests=\"2\" failures=\"1\" errors=\"0\" time=\"T\">\n    \
         <testcase name=\"readers read\" classname=\"{file}\" file=\"{file}\" line=\"10\" assertions=\"2\" time=\"T\"/>\n    \
         <testcase name=\"readers &amp; &lt;writers&gt;\" classname=\"{file}\" file=\"{file}\" line=\"16\" assertions=\"3\" time=\"T\">\n      \
         <failure message=\"this is asserted, but it cannot be derived\" type=\"E0501\">error[E0501]: "
    );
    assert!(xml.starts_with(&start), "{xml}");
    assert!(xml.ends_with("</failure>\n    </testcase>\n  </testsuite>\n</testsuites>\n"), "{xml}");
    assert!(xml.contains("User{&quot;ann&quot;}") && !xml.contains("User{\""), "{xml}");
    let nowhere = run(&["test", policy.as_str(), "--junit", "/nowhere/at/all.xml"]);
    assert_eq!(nowhere.code, 1);
    assert!(nowhere.stderr.starts_with("error: cannot write `/nowhere/at/all.xml`: "), "{}", nowhere.stderr);
}

/// The document with every time replaced.
fn without_times(xml: &str) -> String {
    let mut parts = xml.split(" time=\"");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let (time, rest) = part.split_once('"').expect("a closing quote");
        assert!(time.parse::<f64>().is_ok_and(|time| (0.0..60.0).contains(&time)), "{time}");
        format!("{text} time=\"T\"{rest}")
    })
}

#[test]
fn names_cannot_act_upon_the_terminal() {
    let policy = "test \"a\u{1b}[31mred\nline\" { assert p(User{\"\u{1b}[2J\"}); }".replace('\n', "\\n");
    let outcome = run_with(&["test", "-"], &policy);
    assert!(outcome.stdout.starts_with("test a\\u{1b}[31mred\\nline ... FAILED\n"), "{}", outcome.stdout);
    assert!(!outcome.stdout.contains('\u{1b}'), "{}", outcome.stdout);
}

#[test]
fn tests_run_on_postgresql_too() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let database = runtime.block_on(shared().expect("a server").database("")).expect("a database");
    let embedded = run_with(&["test", "-"], POLICY);
    assert_eq!(run_with(&["test", "-", "--database-url", &database.url()], POLICY), embedded);
    let nowhere = run_with(&["test", "-", "--database-url", "postgres://localhost:1/none"], POLICY);
    assert_eq!((nowhere.stdout.as_str(), nowhere.code), ("", 1));
    assert!(nowhere.stderr.starts_with("error: no connection to the database"), "{}", nowhere.stderr);
}
