//! `arctos compile`

use crate::run::{Folder, Outcome, line, output, run, run_with};
use serde_json::{Value, json};

const FILES: [&str; 4] = ["--policy", "policy.polar", "--facts", "facts.yaml"];

/// What a question compiles to, with more options behind it.
fn compile(words: &[&str]) -> String {
    output(&[&["compile"], words, &FILES].concat())
}

fn compile_json(words: &[&str]) -> Value {
    serde_json::from_str(&compile(&[words, &["--emit", "json"]].concat())).expect("JSON")
}

#[test]
fn the_sql_stands_alone() {
    for words in [
        ["authorize", "User:7", "close", "Issue:42", "--inline"].as_slice(),
        &["list", "User:7", "read", "Issue"],
        &["filter", "User:7", "read", "Issue", "--on", "i.id"],
        &["actions", "User:7", "Issue:42"],
        &["actors", "User", "close", "Issue:42"],
        &["query", "has_role(User:7, role: String, org: Organization)"],
    ] {
        let sql = compile(words);
        assert!(sql.ends_with('\n') && !sql.ends_with("\n\n"), "{sql:?}");
        assert!(!sql.contains(';') && !sql.contains("--"), "{sql}");
    }
}

#[test]
fn options_stand_before_or_after_the_question() {
    let expected = compile(&["authorize", "User:7", "close", "Issue:42"]);
    for words in [
        "compile --policy policy.polar --facts facts.yaml authorize User:7 close Issue:42",
        "compile --facts facts.yaml --policy policy.polar authorize User:7 close Issue:42",
        "compile --facts facts.yaml authorize --policy policy.polar User:7 close Issue:42",
        "compile --facts facts.yaml authorize User:7 --policy=policy.polar close Issue:42",
        "compile authorize --facts=facts.yaml User:7 close Issue:42 --policy policy.polar",
    ] {
        assert_eq!(line(words), Outcome { stdout: expected.clone(), stderr: String::new(), code: 0 }, "{words}");
    }
}

#[test]
fn policy_files_from_before_and_after_the_question_are_one_policy() {
    let folder = Folder::new("several");
    let types = folder.file("types.polar", "actor User {} resource Doc { permissions = [\"read\"]; }");
    let one = folder.file("one.polar", "has_permission(User{\"1\"}, \"read\", _: Doc);");
    let two = folder.file("two.polar", "has_permission(User{\"2\"}, \"read\", _: Doc);");
    let question = ["authorize", "User:2", "read", "Doc:1", "--inline"];
    let apart = output(&[&["compile", "--policy", &types], question.as_slice(), &["--policy", &one, "--policy", &two]].concat());
    let together = output(&[&["compile", "--policy", &types, &one, &two], question.as_slice()].concat());
    assert_eq!((apart.as_str(), together.as_str()), ("SELECT TRUE AS allowed\n", "SELECT TRUE AS allowed\n"));
}

#[test]
fn a_single_option_stands_in_one_place() {
    for option in ["--facts facts.yaml", "--emit sql", "--dialect postgres"] {
        let words = format!("compile {option} authorize User:7 close Issue:42 --policy policy.polar {option}");
        let Outcome { stdout, stderr, code } = line(&words);
        assert_eq!((stdout.as_str(), code), ("", 2), "{words}");
        assert!(stderr.contains("cannot be used multiple times"), "{stderr}");
    }
}

#[test]
fn json_tells_what_the_parameters_are() {
    let check = compile_json(&["authorize", "User:7", "close", "Issue:42"]);
    assert_eq!(check["columns"], json!(["allowed"]));
    assert_eq!(
        check["params"],
        json!([{"slot": 1, "type": "bigint", "value": "7"}, {"slot": 2, "type": "bigint", "value": "42"}])
    );
    assert_eq!(check["sql"], compile(&["authorize", "User:7", "close", "Issue:42"]).trim_end());
    let filter = compile_json(&["filter", "User:7", "close", "Issue", "--on", "i.id"]);
    assert_eq!(filter["columns"], json!([]));
    let keys: Vec<&String> = check.as_object().into_iter().flat_map(serde_json::Map::keys).collect();
    assert_eq!(keys.len(), 3, "{keys:?}");
}

#[test]
fn a_type_alone_is_bound_later() {
    for actor in ["User", "User:_"] {
        let check = compile_json(&["authorize", actor, "close", "Issue:42"]);
        assert_eq!(check["params"][0], json!({"slot": 1, "type": "bigint", "value": null}));
        assert_eq!(check["params"][1]["value"], "42");
        assert_eq!(check["sql"], compile_json(&["authorize", "User:7", "close", "Issue:42"])["sql"]);
    }
}

#[test]
fn central_rows_are_array_parameters() {
    let folder = Folder::new("central");
    let central = folder.file(
        "central.polar",
        "has_role(User{\"7\"}, \"owner\", Organization{\"3\"});\nhas_role(User{\"7\"}, \"owner\", Organization{\"9\"});\n",
    );
    let listed = compile_json(&["list", "User:7", "close", "Issue", "--central", &central]);
    let arrays = listed["params"].as_array().into_iter().flatten().filter(|param| param["value"] == json!(["3", "9"]));
    assert_eq!(arrays.map(|param| &param["type"]).collect::<Vec<_>>(), ["bigint[]"]);
}

#[test]
fn inlined_statements_have_no_parameters() {
    let listed = compile_json(&["list", "User:7", "close", "Issue", "--inline"]);
    assert_eq!(listed["params"], json!([]));
    assert!(listed["sql"].as_str().is_some_and(|sql| !sql.contains('$') && sql.contains("creator_id = 7")));
}

#[test]
fn questions_without_a_resource_are_global() {
    let policy = "actor User {} global { permissions = [\"create_org\"]; roles = [\"admin\"]; \"create_org\" if \"admin\"; }";
    let facts = ["-c", "has_role(User{\"7\"}, \"admin\")"];
    let ask = |words: &[&str]| run_with(&[&["compile", "--inline", "--policy", "-"], words, &facts].concat(), policy);
    assert_eq!(ask(&["authorize", "User:7", "create_org"]).stdout, "SELECT TRUE AS allowed\n");
    assert!(ask(&["actions", "User:7"]).stdout.contains("'create_org' AS actions"));
    assert!(ask(&["actors", "User", "create_org"]).stdout.contains("'7'"));
}

#[test]
fn the_row_at_hand_is_read_where_the_table_is_clear() {
    let filter = |words: &[&str]| compile(&[&["filter", "User:7", "close", "Issue", "--on"], words].concat());
    let own = filter(&["i.id"]);
    assert!(own.contains("i.creator_id = ") && !own.contains("FROM issues"), "{own}");
    assert_eq!(filter(&["I.ID"]), own, "names are folded");
    assert_eq!(filter(&["i.id", "--table", "Issues"]), own);
    let foreign = filter(&["i.id", "--foreign"]);
    assert!(foreign.contains("FROM issues"), "{foreign}");
    assert_eq!(filter(&["i.id", "--table", ""]), foreign);
    assert_eq!(filter(&["i.id", "--table", "other"]), foreign, "the mapping reads nothing off that table");
    let refers = filter(&["comments.issue_id"]);
    assert!(refers.contains("comments.issue_id = ANY") && refers.contains("FROM issues"), "{refers}");
    assert!(filter(&["\"I\".id"]).contains("\"I\".creator_id = "));
}

#[test]
fn a_column_is_a_name_and_nothing_else() {
    for on in ["i.id) OR (1=1", "a.b.c", "", "i.id --", "\"i"] {
        let words = ["compile", "filter", "User:7", "read", "Issue", "--on", on, "--policy", "policy.polar"];
        let Outcome { stdout, code, .. } = run(&words);
        assert_eq!((stdout.as_str(), code), ("", 2), "{on}");
    }
}

#[test]
fn comments_name_the_rules_that_take_part() {
    let plain = compile(&["authorize", "User:7", "close", "Issue:42"]);
    let commented = compile(&["authorize", "User:7", "close", "Issue:42", "--comments"]);
    assert_eq!(commented, format!("-- rules: policy.polar:12, policy.polar:13\n{plain}"));
    let never = line("compile --comments --policy policy.polar authorize User:7 close Issue:42");
    assert_eq!(never.stdout, "-- rules: none\nSELECT FALSE AS allowed\n");
}

#[test]
fn a_file_s_name_cannot_end_the_comment() {
    let folder = Folder::new("name");
    let policy = folder.file("x\nDROP TABLE users; -- .polar", "actor User {} allow(_: User, \"read\", _: User);");
    let sql = output(&["compile", "authorize", "User:1", "read", "User:2", "--comments", "--policy", &policy]);
    let (comment, rest) = sql.split_once('\n').expect("two lines");
    assert!(comment.starts_with("-- rules: ") && comment.contains("DROP TABLE"), "{sql}");
    assert_eq!(rest, "SELECT TRUE AS allowed\n");
}

#[test]
fn given_facts_count() {
    let owner = [
        "-c",
        "has_role(User{\"7\"}, \"owner\", Organization{\"3\"})",
        "-c",
        "has_relation(Issue{\"42\"}, \"organization\", Organization{\"3\"})",
    ];
    let policy = ["--policy", "policy.polar", "--inline"];
    let words = ["compile", "authorize", "User:7", "close", "Issue:42"];
    assert_eq!(output(&[&words, policy.as_slice(), &owner].concat()), "SELECT TRUE AS allowed\n");
    let folder = Folder::new("given");
    let central = folder.file("central.polar", format!("# owners\n{};\n{};\n", owner[1], owner[3]));
    assert_eq!(output(&[&words, policy.as_slice(), &["--central", &central]].concat()), "SELECT TRUE AS allowed\n");
}

#[test]
fn a_given_fact_of_no_use_is_an_error_and_a_stored_one_a_warning() {
    let words = ["compile", "authorize", "User:7", "close", "Issue:42", "--policy", "policy.polar", "--facts", "facts.yaml"];
    let fact = "has_role(User{\"7\"}, \"ovner\", Organization{\"3\"})";
    let given = run(&[words.as_slice(), &["-c", fact]].concat());
    assert_eq!((given.stdout.as_str(), given.code), ("", 2));
    assert!(given.stderr.starts_with("error[E0229]: ") && given.stderr.contains("--> --context:1:1"), "{}", given.stderr);
    let folder = Folder::new("unused");
    let central = folder.file("central.polar", format!("{fact};"));
    let stored = run(&[words.as_slice(), &["--central", &central]].concat());
    assert_eq!((stored.stdout, stored.code), (output(&words), 0));
    assert!(stored.stderr.starts_with("warning[E0229]: ") && stored.stderr.contains(&format!("--> {central}:1:1")));
}

#[test]
fn malformed_facts_are_errors() {
    for fact in [
        "has_role(User:7, \"owner\")",
        "p(",
        "has_role(u, \"owner\", Organization{\"3\"})",
        "has_role(User{\"*\"}, \"owner\", Organization{\"3\"})",
    ] {
        let words = ["compile", "authorize", "User:7", "close", "Issue:42", "--policy", "policy.polar", "-c", fact];
        let Outcome { stdout, stderr, code } = run(&words);
        assert_eq!((stdout.as_str(), code), ("", 2), "{fact}");
        assert!(stderr.starts_with("error[E"), "{stderr}");
    }
}

#[test]
fn every_form_is_printed() {
    let words = ["authorize", "User:7", "close", "Issue:42", "--emit"];
    let emit = |form| compile(&[words.as_slice(), &[form]].concat());
    assert!(emit("plan").starts_with("select allowed = truth of\n"), "{}", emit("plan"));
    assert!(emit("residual").contains("() :- issues[id = $2, creator_id = $1]"), "{}", emit("residual"));
    assert!(emit("program").contains("has_role(actor: Actor, \"member\", resource: Organization) :- "), "{}", emit("program"));
    assert!(emit("ast").starts_with("actor User\n"), "{}", emit("ast"));
    assert!(emit("tokens").starts_with("0..5 "), "{}", emit("tokens"));
    assert_eq!(emit("sql"), compile(&words[..4]));
}

#[test]
fn forms_of_the_policy_need_no_question_and_survive_errors() {
    assert!(line("compile --policy policy.polar --emit program").stdout.contains(":- "));
    let broken = run_with(&["compile", "--policy", "-", "--emit", "ast"], "actor User {}\nallow(;\n");
    assert!(broken.stdout.starts_with("actor User\n"), "{}", broken.stdout);
    assert!(broken.stderr.starts_with("error[E01"), "{}", broken.stderr);
    assert_eq!(broken.code, 2);
    let two = line("compile --policy policy.polar typo.polar --emit tokens");
    assert!(two.stdout.starts_with("# policy.polar\n0..5 ") && two.stdout.contains("\n# typo.polar\n0..5 "));
}

#[test]
fn a_question_that_nothing_fits_comes_with_a_warning() {
    let words = "compile --policy policy.polar --facts facts.yaml authorize User:7 clos Issue:42";
    let Outcome { stdout, stderr, code } = line(words);
    assert_eq!((stdout.as_str(), code), ("SELECT FALSE AS allowed\n", 0));
    assert_eq!(stderr, "warning: no rule and no mapped fact fits this question: the answer is always no\n");
}

#[test]
fn what_cannot_be_compiled_says_so() {
    for (words, message) in [
        ("compile authorize User:7 close Issue:42", "error: no policy is given"),
        ("compile --emit ast", "error: no policy is given"),
        ("compile --policy policy.polar", "error: no question is given"),
        ("compile --policy typo.polar authorize User:7 read Issue:1", "error[E0203]: "),
        ("compile --policy nowhere.polar authorize User:7 read Issue:1", "error: cannot read `nowhere.polar`: "),
        ("compile --policy policy.polar authorize Usr:7 read Issue:1", "error: the type `Usr` is unknown to the policy\n"),
        ("compile --policy policy.polar list User:7 read Isue", "error: the type `Isue` is unknown to the policy\n"),
        ("compile --policy policy.polar query p(User:7)", "error: the predicate `p/1` is unknown to the policy\n"),
        ("compile --policy policy.polar authorize Actor:7 read Issue:1", "error[E0401]: "),
        ("compile --policy policy.polar authorize 7 read Issue:1", "error: invalid value '7' for '<ACTOR>'"),
        ("compile --policy policy.polar authorize User: read Issue:1", "error: invalid value 'User:' for '<ACTOR>'"),
        ("compile --policy policy.polar authorize User:7", "error: the following required arguments"),
        ("compile --policy policy.polar list User:7 read Issue:1", "error: invalid value 'Issue:1' for '<TYPE>'"),
        ("compile --policy policy.polar query has_role(User:7", "error: invalid value 'has_role(User:7' for '<CALLS>'"),
        ("compile --policy policy.polar --dialect oracle list User:7 read Issue", "error: invalid value 'oracle'"),
        ("compile --policy policy.polar filter User:7 read Issue", "error: the following required arguments"),
    ] {
        let Outcome { stdout, stderr, code } = line(words);
        assert_eq!((stdout.as_str(), code), ("", 2), "{words}");
        assert!(stderr.starts_with(message), "{words}\n{stderr}");
    }
}
