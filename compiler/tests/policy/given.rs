//! Facts that callers give.

use crate::support::{Loaded, snapshot, valid};
use arctos_compiler::diagnostic::Severity;
use arctos_compiler::policy::{Given, given};
use arctos_compiler::syntax::parse_facts;

const POLICY: &str = r#"
actor User {}
resource Org { roles = ["member", "owner"]; permissions = ["read"]; "read" if "member"; "member" if "owner"; }
has_permission(user: User, "read", org: Org) if expires(user, org, at) and at > @current_unix_time;
"#;

/// The facts of a text that the policy can use, in the syntax of policies, and the diagnostics of the others.
fn read(text: &str, origin: Given) -> (Vec<String>, Loaded) {
    let mut loaded = valid(POLICY);
    let source = loaded.sources.add("facts.polar", text);
    let (parsed, found) = parse_facts(source, text);
    assert!(found.is_empty(), "{found:?}");
    let (facts, found) = given(&loaded.program, &parsed, origin);
    loaded.diagnostics = found;
    let shown = facts.into_iter().map(|(predicate, args)| {
        let args: Vec<String> = args.iter().map(ToString::to_string).collect();
        format!("{}({})", predicate.name, args.join(", "))
    });
    (shown.collect(), loaded)
}

#[test]
fn facts_of_use_are_taken() {
    let text = "has_role(User{\"7\"}, \"owner\", Org{\"1\"});\nexpires(User{\"7\"}, Org{\"1\"}, Integer{\"007\"});";
    let (facts, loaded) = read(text, Given::ForQuestion);
    assert_eq!(facts, ["has_role(User{\"7\"}, \"owner\", Org{\"1\"})", "expires(User{\"7\"}, Org{\"1\"}, 7)"]);
    assert!(loaded.diagnostics.is_empty());
}

const UNUSED: &str = r#"has_role(User{"7"}, "ownr", Org{"1"});
has_role(User{"7"}, "owner", User{"1"});
has_role(User{"7"}, "owner");
has_roles(User{"7"}, "owner", Org{"1"});
mapped(User{"7"});
has_role(User{"8"}, "owner", Org{"1"});
"#;

#[test]
fn facts_of_no_use_are_errors() {
    let (facts, loaded) = read(UNUSED, Given::ForQuestion);
    assert_eq!(facts, ["has_role(User{\"8\"}, \"owner\", Org{\"1\"})"]);
    assert!(loaded.diagnostics.iter().all(|found| found.severity == Severity::Error));
    snapshot("E0229_unused_fact", &loaded);
}

#[test]
fn stored_facts_of_no_use_are_left_out_with_a_warning() {
    let (facts, loaded) = read(UNUSED, Given::Stored);
    assert_eq!(facts, ["has_role(User{\"8\"}, \"owner\", Org{\"1\"})"]);
    assert_eq!(loaded.diagnostics.iter().filter(|found| found.severity == Severity::Warning).count(), 5);
    assert!(!loaded.diagnostics.has_errors());
}

#[test]
fn given_facts_have_the_limits_of_all_facts() {
    for (text, code) in [
        ("has_role(User{\"*\"}, \"owner\", Org{\"1\"})", "E0222"),
        ("has_role(Actor{\"7\"}, \"owner\", Org{\"1\"})", "E0223"),
        ("expires(User{\"7\"}, Org{\"1\"}, Integer{\"soon\"})", "E0224"),
    ] {
        for origin in [Given::ForQuestion, Given::Stored] {
            let (_, loaded) = read(text, origin);
            assert!(loaded.diagnostics.has_errors(), "{text}");
            assert!(loaded.diagnostics.iter().any(|found| found.code.0 == code), "{}", loaded.rendered());
        }
    }
}
