//! Which facts of a second database a question fetches.

use arctos_compiler::compile::central::Both;
use arctos_compiler::compile::{Compiler, Options, load};
use arctos_compiler::plan::goal::KnownFacts;
use arctos_compiler::plan::question::{Question, Subject};
use arctos_compiler::value::Value;

const POLICY: &str = r#"
actor User {}
actor Group {}
resource Doc { roles = ["reader"]; permissions = ["read", "open", "share"]; relations = { zone: Doc }; "read" if "reader"; }
has_role(user: User, role: String, doc: Doc) if in_group(user, group) and has_role(group, role, doc) and group matches Group;
in_group(user: User, group: Group) if is_member(user, group);
in_group(user: User, group: Group) if in_group(user, inner) and is_inside(inner, group) and inner matches Group;
has_permission(_: User, "open", doc: Doc) if is_open(doc);
has_permission(user: User, "share", doc: Doc) if has_relation(doc, "zone", zone) and may_share(user, zone) and zone matches Doc;
"#;

const LOCAL: &str = "facts:
  has_role(Group:_, String:_, Doc:_):
    query: SELECT group_id, role, doc_id FROM doc_roles
  has_relation(Doc:_, zone, Doc:_):
    query: SELECT id, zone_id FROM docs
  is_open(Doc:_):
    query: SELECT id FROM docs WHERE open
";

const CENTRAL: &str = "facts:
  is_member(User:_, Group:_):
    query: SELECT user_id, group_id FROM members
  is_inside(Group:_, Group:_):
    query: SELECT inner_id, outer_id FROM nested
  may_share(User:_, Doc:_):
    query: SELECT user_id, doc_id FROM shares
";

fn compiler(mapping: &str) -> Compiler {
    let (compiler, problems, _) = load(&[("p".to_owned(), POLICY.to_owned())], Some(("m", mapping)));
    compiler.unwrap_or_else(|| panic!("{problems:?}"))
}

/// The central facts that are fetched, by number, with the statement.
fn fetched(question: &Question) -> (Vec<usize>, String) {
    let (local, central) = (compiler(LOCAL), compiler(CENTRAL));
    let both = Both::new(&local, central.mapping());
    let reach = both.reach(question, &KnownFacts::new()).unwrap_or_else(|problem| panic!("{problem:?}"));
    let fetch = central.fetch(&reach, 10, Options::default()).unwrap_or_else(|problem| panic!("{problem:?}"));
    let facts = reach.wanted.iter().map(|wanted| wanted.fact).collect();
    (facts, fetch.map(|fetch| fetch.statement.sql).unwrap_or_default())
}

fn check(action: &str) -> Question {
    let of = |ty: &str, id: &str| Subject::Value(Value::new(ty, id));
    Question::Authorize { actor: of("User", "ann"), action: action.into(), resource: Some(of("Doc", "1")) }
}

#[test]
fn only_what_a_question_reaches_is_fetched() {
    assert_eq!(fetched(&check("open")), (Vec::new(), String::new()));
    let (facts, sql) = fetched(&check("share"));
    assert_eq!(facts, [2]);
    assert!(sql.contains(r#""user_id" AS text) = CAST($1"#) && sql.contains("LIMIT 11"), "{sql}");
}

#[test]
fn groups_in_groups_are_those_of_the_actor() {
    let (mut facts, sql) = fetched(&check("read"));
    facts.sort_unstable();
    assert_eq!(facts, [0, 1]);
    // The nested groups are walked from the actor's own, not all of them fetched.
    assert!(sql.contains("WITH RECURSIVE") && !sql.contains("doc_roles"), "{sql}");
}

#[test]
fn everybody_is_who_a_central_fact_names() {
    let resource = Some(Subject::Value(Value::new("Doc", "1")));
    let question = Question::Actors { actor: "User".into(), action: "open".into(), resource };
    let (mut facts, _) = fetched(&question);
    facts.sort_unstable();
    assert_eq!(facts, [0, 2]);
}
