//! Ids that try to be something else.

use crate::run::{Folder, run};
use serde_json::Value;

const POLICY: &str =
    "actor User {}\nresource Doc { permissions = [\"read\"]; relations = { owner: User }; \"read\" if \"owner\"; }\n";
const FACTS: &str = "facts:\n  has_relation(Doc:_, owner, User:_):\n    query: SELECT id, owner_id FROM docs\n\
                     sql_types: {User: text, Doc: text}\n";

fn ids() -> Vec<String> {
    let plain = [
        "'; DROP TABLE users; --",
        "\\",
        "\\'",
        "'",
        "''",
        "\"",
        "\"7\"",
        "%",
        "_x",
        "*/ 1 /*",
        "--",
        "$1",
        "🦊",
        "a\nb",
        "\u{1b}[31m",
    ];
    let odd =
        [" 7 ", "$$x$$", "E'\\047'", "\u{202e}", "' || (SELECT 1) || '", "{\"a\"}", "a,b", "null", "NULL", "a:b", "::", "\t"];
    plain.iter().chain(&odd).map(|id| (*id).to_owned()).chain(["x".repeat(10_000), "'".repeat(10_000)]).collect()
}

fn compile(folder: &Folder, question: &[&str], options: &[&str]) -> String {
    let (policy, facts) = (folder.file("p.polar", POLICY), folder.file("f.yaml", FACTS));
    let outcome = run(&[&["compile"], question, &["--policy", &policy, "--facts", &facts], options].concat());
    assert_eq!((outcome.stderr.as_str(), outcome.code), ("", 0), "{question:?}");
    outcome.stdout
}

/// The text of a literal, with escapes in hexadecimal only, and what follows it.
fn literal(sql: &str) -> Option<(String, &str)> {
    let (escapes, mut rest) = match sql.strip_prefix("E'") {
        Some(rest) => (true, rest),
        None => (false, sql.strip_prefix('\'')?),
    };
    let mut text = String::new();
    loop {
        let c = rest.chars().next()?;
        rest = &rest[c.len_utf8()..];
        match c {
            '\'' if rest.starts_with('\'') => {
                text.push('\'');
                rest = &rest[1..];
            }
            '\'' => return Some((text, rest)),
            '\\' if escapes => {
                let code = rest.strip_prefix('x')?.get(..2)?;
                text.push(char::from(u8::from_str_radix(code, 16).ok()?));
                rest = &rest[3..];
            }
            other => text.push(other),
        }
    }
}

#[test]
fn ids_are_parameters() {
    let folder = Folder::new("parameters");
    let harmless = compile(&folder, &["authorize", "User:a", "read", "Doc:b"], &[]);
    for id in ids() {
        let question = ["authorize", &format!("User:{id}"), "read", &format!("Doc:{id}")];
        assert_eq!(compile(&folder, &question, &[]), harmless, "{id:?}");
        let json: Value = serde_json::from_str(&compile(&folder, &question, &["--emit", "json"])).expect("JSON");
        assert_eq!(json["params"][0]["value"], id.as_str());
        assert_eq!(json["params"][1]["value"], id.as_str());
    }
}

#[test]
fn ids_are_literals_when_inlined() {
    let folder = Folder::new("literals");
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let harmless = compile(&folder, &["list", "User:harmless", "read", "Doc"], &["--inline"]);
    let (before, after) = harmless.split_once("'harmless'").expect("one literal");
    for id in ids() {
        let sql = compile(&folder, &["list", &format!("User:{id}"), "read", "Doc"], &["--inline"]);
        // A long literal gets a line of its own.
        let start = sql.find("owner_id = ").map_or(0, |at| at + "owner_id = ".len());
        let (head, tail) = sql.split_at(start);
        let (text, rest) = literal(tail.trim_start()).unwrap_or_else(|| panic!("no literal in {sql}"));
        assert_eq!((text, words(head), words(rest)), (id, words(before), words(after)));
    }
}

#[test]
fn ids_in_facts_and_queries_are_values() {
    let folder = Folder::new("values");
    for id in ["'; DROP TABLE users; --", "%", "\u{1b}[31m", "🦊"] {
        let fact = format!("has_relation(Doc{{\"1\"}}, \"owner\", User{{\"{id}\"}})");
        let sql = compile(&folder, &["authorize", &format!("User:{id}"), "read", "Doc:1", "--inline", "-c", &fact], &[]);
        assert_eq!(sql, "SELECT TRUE AS allowed\n", "{id:?}");
        let query = format!("has_relation(doc: Doc, owner, User:\"{id}\")");
        let json: Value = serde_json::from_str(&compile(&folder, &["query", &query, "--emit", "json"], &[])).expect("JSON");
        let values: Vec<&Value> = json["params"].as_array().into_iter().flatten().map(|param| &param["value"]).collect();
        assert!(values.contains(&&Value::from(id)), "{json}");
    }
}

#[test]
fn actions_are_values() {
    let folder = Folder::new("actions");
    let outcome = run(&["compile", "authorize", "User:1", "'; --", "Doc:1", "--policy", &folder.file("p.polar", POLICY)]);
    assert_eq!((outcome.stdout.as_str(), outcome.code), ("SELECT FALSE AS allowed\n", 0));
}

#[test]
fn control_characters_of_a_word_do_not_reach_the_terminal_through_diagnostics() {
    let folder = Folder::new("control");
    let policy = folder.file("p.polar", POLICY);
    let outcome = run(&["compile", "authorize", "User:1", "read", "Doc:1", "--policy", &policy, "-c", "p(\"\u{1b}[31m\")"]);
    assert_eq!(outcome.code, 2);
    assert!(!outcome.stderr.contains('\u{1b}'), "{}", outcome.stderr);
}
