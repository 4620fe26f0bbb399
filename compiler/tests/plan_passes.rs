//! What each pass of the planner does, seen through the residual of a question.
//!
//! The expected clauses are derived by hand from the policy; `v0`, `v1`, … are numbered by first use, head first.

use arctos_compiler::compile::{Compiled, Compiler, Options, load};
use arctos_compiler::diagnostic::{Style, render_all};
use arctos_compiler::plan::goal::KnownFacts;
use arctos_compiler::plan::question::{Question, Subject};
use arctos_compiler::plan::residual::display;
use arctos_compiler::policy::program::Predicate;
use arctos_compiler::value::Value;

fn compiler(policy: &str, facts: &str) -> Compiler {
    let (compiler, diagnostics, sources) = load(&[("policy.polar".to_owned(), policy.to_owned())], Some(("facts.yaml", facts)));
    compiler.unwrap_or_else(|| panic!("{}", render_all(&diagnostics, &sources, Style::Plain)))
}

fn list(compiler: &Compiler, context: &KnownFacts) -> Compiled {
    let question = Question::List { actor: Subject::OfType("User".into()), action: "read".into(), resource: "Doc".into() };
    compiler.compile(&question, context, Options::default()).expect("compiles")
}

/// The clauses of the goal of `list User:$1 read Doc`.
fn goal(policy: &str, facts: &str) -> Vec<String> {
    goal_with(policy, facts, &KnownFacts::new())
}

fn goal_with(policy: &str, facts: &str, context: &KnownFacts) -> Vec<String> {
    let compiler = compiler(policy, facts);
    let compiled = list(&compiler, context);
    let residual = &compiled.residual;
    residual.clauses(residual.goal).iter().map(|clause| display::clause(clause, compiler.mapping())).collect()
}

const BLOCKS: &str = "actor User {}\nresource Org { roles = [\"member\", \"owner\"]; \"member\" if \"owner\"; }\n\
    resource Doc { relations = { org: Org, author: User }; permissions = [\"read\"]; }\n";

const FACTS: &str = r#"
facts:
  has_role(User:_, String:_, Org:_): {query: "SELECT user_id, role, org_id FROM members"}
  has_relation(Doc:_, org, Org:_): {query: "SELECT id, org_id FROM docs"}
  has_relation(Doc:_, author, User:_): {query: "SELECT id, author_id FROM docs"}
  is_public(Doc:_): {query: "SELECT id FROM docs WHERE public"}
  parent(Doc:_, Doc:_): {query: "SELECT id, parent_id FROM docs"}
  hidden(Doc:_): {query: "SELECT id FROM docs WHERE hidden"}
  banned(User:_): {query: "SELECT id FROM users WHERE banned"}
sql_types: {User: bigint, Org: bigint, Doc: bigint}
"#;

fn with_blocks(rules: &str) -> String {
    format!("{BLOCKS}{rules}")
}

#[test]
fn role_implications_fold_into_a_list_of_roles() {
    let policy = with_blocks("allow(u: User, \"read\", d: Doc) if has_relation(d, \"org\", o) and has_role(u, \"member\", o);");
    let expected =
        ["(v0) :- members[user_id = $1, role = v1, org_id = v2], docs[id = v0, org_id = v2], v1 in [\"member\", \"owner\"]"];
    assert_eq!(goal(&policy, FACTS), expected);
}

#[test]
fn a_clause_implied_by_another_goes() {
    let policy = with_blocks(
        "allow(u: User, \"read\", d: Doc) if has_relation(d, \"author\", u);\n\
         allow(u: User, \"read\", d: Doc) if has_relation(d, \"author\", u) and is_public(d);",
    );
    assert_eq!(goal(&policy, FACTS), ["(v0) :- docs[id = v0, author_id = $1]"]);
}

#[test]
fn what_a_recursion_begins_with_is_not_said_beside_its_call() {
    let policy = with_blocks(
        "sees(u: User, d: Doc) if has_relation(d, \"author\", u);\n\
         sees(u: User, d: Doc) if parent(d, p) and sees(u, p);\n\
         allow(u: User, \"read\", d: Doc) if is_public(d) and parent(d, p) and has_relation(p, \"author\", u);\n\
         allow(u: User, \"read\", d: Doc) if parent(d, p) and sees(u, p);\n\
         allow(u: User, \"read\", d: Doc) if is_public(d) and has_relation(d, \"author\", u);\n\
         allow(u: User, \"read\", d: Doc) if parent(d, p) and has_relation(p, \"org\", o) and has_role(u, \"owner\", o);",
    );
    let expected = [
        "(v0) :- docs[id = v0, parent_id = v1], r5(v1)",
        "(v0) :- docs[id = v0, author_id = $1], docs[id = v0, where docs.public]",
        "(v0) :- members[user_id = $1, role = \"owner\", org_id = v1], docs[id = v2, org_id = v1], docs[id = v0, parent_id = v2]",
    ];
    assert_eq!(goal(&policy, FACTS), expected);
}

#[test]
fn constants_reach_calls_through_equations() {
    let policy = with_blocks(
        "allow(u: User, p: String, d: Doc) if p = \"read\" and can(u, p, d);\n\
         can(u: User, \"read\", d: Doc) if has_relation(d, \"author\", u);\n\
         can(_: User, \"write\", d: Doc) if is_public(d);",
    );
    assert_eq!(goal(&policy, FACTS), ["(v0) :- docs[id = v0, author_id = $1]"]);
}

#[test]
fn what_nothing_can_satisfy_vanishes() {
    let policy = with_blocks(
        "allow(u: User, \"read\", d: Doc) if nobody_maps_this(u, d);\n\
         allow(u: User, \"read\", d: Doc) if 3 < 2 and is_public(d) and has_relation(d, \"author\", u);\n\
         allow(u: User, \"read\", d: Doc) if \"a\" = \"b\" and has_relation(d, \"author\", u);",
    );
    assert!(goal(&policy, FACTS).is_empty());
}

#[test]
fn context_facts_become_lists() {
    let policy = with_blocks("allow(u: User, \"read\", d: Doc) if shared(u, d);");
    let mut context = KnownFacts::new();
    for id in ["3", "9", "3", "not a number"] {
        context.insert(Predicate::new("shared", 2), vec![Value::new("User", "7"), Value::new("Doc", id)]);
    }
    let rows = goal_with(&policy, FACTS, &context);
    assert_eq!(rows, ["(v0) :- known($1, v0) of 4 rows"]);
}

#[test]
fn a_single_known_row_becomes_equations() {
    let policy = with_blocks("allow(u: User, \"read\", d: Doc) if shared(u, d) and is_public(d);");
    let mut context = KnownFacts::new();
    context.insert(Predicate::new("shared", 2), vec![Value::new("User", "7"), Value::new("Doc", "3")]);
    assert_eq!(
        goal_with(&policy, FACTS, &context),
        ["(Doc{\"3\"}) :- docs[id = Doc{\"3\"}, where docs.public], $1 = User{\"7\"}"]
    );
}

#[test]
fn a_constant_that_is_no_value_of_the_column_cannot_match() {
    let policy = with_blocks("allow(u: User, \"read\", Doc{\"x1\"}) if has_relation(Doc{\"x1\"}, \"author\", u);");
    assert!(goal(&policy, FACTS).is_empty());
}

#[test]
fn an_unconditional_rule_absorbs_all_others() {
    let policy =
        with_blocks("allow(_: User, \"read\", _: Doc);\nallow(u: User, \"read\", d: Doc) if has_relation(d, \"author\", u);");
    assert_eq!(goal(&policy, FACTS), ["(v0) :- true"]);
}

#[test]
fn super_types_are_split_into_the_types_that_occur() {
    let policy =
        with_blocks("allow(a: Actor, \"read\", r: Resource) if author(r, a);\nauthor(r, a) if has_relation(r, \"author\", a);");
    assert_eq!(goal(&policy, FACTS), ["(v0) :- docs[id = v0, author_id = $1]"]);
}

const ABOVE: &str = "above(x: Doc, y: Doc) if parent(x, y);\nabove(x: Doc, z: Doc) if above(x, y) and above(y, z);\n";

/// The residual of `list User:$1 read Doc`.
fn residual(policy: &str) -> String {
    let compiler = compiler(policy, FACTS);
    let compiled = list(&compiler, &KnownFacts::new());
    display::residual(&compiled.residual, compiler.mapping())
}

#[test]
fn a_transitive_closure_is_made_linear() {
    let text = residual(&with_blocks(&format!("{ABOVE}allow(_: User, \"read\", d: Doc) if above(d, e) and is_public(e);")));
    let recursive = text.lines().filter(|line| line.matches("r2(").count() > 1);
    assert_eq!(recursive.count(), 0, "{text}");
    assert!(text.contains("(v0, v1) :- docs[id = v0, parent_id = v2], r2(v2, v1)"), "{text}");
}

/// Only what is above the user's own documents is looked at.
#[test]
fn what_a_recursion_passes_on_is_bound_at_its_start() {
    let text = residual(&with_blocks(&format!(
        "{ABOVE}allow(u: User, \"read\", d: Doc) if above(d, e) and has_relation(e, \"author\", u);"
    )));
    assert!(text.contains("(v0) :- docs[id = v1, author_id = $1], docs[id = v0, parent_id = v1]"), "{text}");
    let step = text.lines().find(|line| line.contains("], r")).unwrap_or_default();
    assert!(step.trim().starts_with("(v0) :- docs[id = v0, parent_id = v1], r") && step.ends_with("(v1)"), "{text}");
}

/// A relation that is closed under `above` is closed under the steps of `above`.
#[test]
fn a_step_over_a_closure_is_a_single_step() {
    let rules = "seen(u: User, d: Doc) if has_relation(d, \"author\", u);\n\
        seen(u: User, d: Doc) if seen(u, e) and above(d, e);\nallow(u: User, \"read\", d: Doc) if seen(u, d);";
    let text = residual(&with_blocks(&format!("{ABOVE}{rules}")));
    assert!(text.contains("(v0) :- docs[id = v0, author_id = $1]"), "{text}");
    let step = text.lines().find(|line| line.contains("], r")).unwrap_or_default();
    assert!(step.trim().starts_with("(v0) :- docs[id = v0, parent_id = v1], r") && step.ends_with("(v1)"), "{text}");
    assert!(!text.contains("(v0, v1) :-"), "{text}");
}

#[test]
fn closures_along_one_relation_become_one() {
    let policy = "actor User {}\nresource Org {}\nresource Doc {\n  roles = [\"reader\", \"writer\"]; permissions = [\"read\"]; \
        relations = { up: Doc };\n  \"reader\" if \"writer\"; role if role on \"up\"; \"read\" if \"reader\";\n}\n";
    let facts = r#"
facts:
  has_role(User:_, String:_, Doc:_): {query: "SELECT user_id, role, doc_id FROM shares"}
  has_relation(Doc:_, up, Doc:_): {query: "SELECT id, parent_id FROM docs"}
sql_types: {User: bigint, Doc: bigint}
"#;
    let compiler = compiler(policy, facts);
    let compiled = list(&compiler, &KnownFacts::new());
    let text = display::residual(&compiled.residual, compiler.mapping());
    assert!(text.contains("(v0) :- shares[user_id = $1, role = v1, doc_id = v0], v1 in [\"reader\", \"writer\"]"), "{text}");
    assert_eq!(text.lines().filter(|line| !line.starts_with(' ')).count(), 2, "one closure beside the goal:\n{text}");
}

#[test]
fn universal_columns_of_a_recursion_become_a_variant() {
    let policy = with_blocks(
        "in_reach(u: User, d: Doc) if has_relation(d, \"author\", u);\n\
         in_reach(u: User, _: Doc) if banned(u);\n\
         in_reach(u: User, d: Doc) if parent(d, e) and in_reach(u, e);\n\
         allow(u: User, \"read\", d: Doc) if in_reach(u, d) and not hidden(d);",
    );
    let clauses = goal(&policy, FACTS);
    assert!(clauses.iter().any(|clause| clause.contains("users[id = $1") && !clause.contains("docs[")), "{clauses:?}");
    assert!(clauses.iter().all(|clause| clause.contains("not r")), "{clauses:?}");
}

#[test]
fn what_is_known_outside_an_or_is_known_inside_its_negations() {
    let policy = with_blocks("allow(u: User, \"read\", d: Doc) if not parent(e, d) and likes(u, d) or is_public(d);\n");
    let compiler = compiler(&policy, FACTS);
    let question = Question::Authorize {
        actor: Subject::OfType("User".into()),
        action: "read".into(),
        resource: Some(Subject::OfType("Doc".into())),
    };
    let mut context = KnownFacts::new();
    context.insert(Predicate::new("likes", 2), vec![Value::new("User", "7"), Value::new("Doc", "3")]);
    let sql = compiler.compile(&question, &context, Options::default()).expect("compiles").statement.sql;
    assert!(sql.contains("\"parent_id\" = CAST($2 AS bigint)"), "{sql}");
}

#[test]
fn a_rule_that_only_repeats_itself_hides_no_other() {
    let policy = "actor User {}\nresource Doc {\n  roles = [\"owner\"]; permissions = [\"read\"];\n  \"read\" if \"read\";\n  \
        \"owner\" if \"read\" or \"owner\";\n  \"read\" if maintenance(actor);\n}\nallow(u, \"read\", d) if has_role(u, _, d);\n";
    let facts = r#"
facts:
  has_role(User:_, String:_, Doc:_): {query: "SELECT user_id, role, doc_id FROM shares"}
  maintenance(User:_): {query: "SELECT id FROM users WHERE maintainer"}
sql_types: {User: bigint, Doc: bigint}
"#;
    let clauses = goal(policy, facts);
    assert!(clauses.iter().any(|clause| clause.contains("users[id = $1") && !clause.contains("shares[")), "{clauses:?}");
}

/// Between two integers there is another if they are at least two apart.
#[test]
fn an_integer_that_nothing_binds_leaves_a_distance() {
    let rules = "allow(u: User, \"read\", d: Doc) if rank(u, r) and size(d, s) and n > r and n < s;";
    let more = "  rank(User:_, Integer:_): {query: \"SELECT id, rank FROM users\"}
  size(Doc:_, Integer:_): {query: \"SELECT id, size FROM docs\"}
sql_types:";
    let facts = FACTS.replace("sql_types:", more);
    assert_eq!(goal(&with_blocks(rules), &facts), ["(v0) :- users[id = $1, rank = v1], docs[id = v0, size = v2], v1 + 2 <= v2"]);
    let never = "allow(u: User, \"read\", d: Doc) if rank(u, _) and size(d, _) and n > 10 and n < 11;";
    assert!(goal(&with_blocks(never), &facts).is_empty());
}

/// Each of the calls has two ways, and that none of their combinations holds is seen at the last one.
#[test]
fn contradictions_are_not_looked_for_without_end() {
    let calls: Vec<String> = (0..40).map(|at| format!("way(doc, v{at})")).collect();
    let policy = format!(
        "{BLOCKS}has_permission(user: User, \"read\", doc: Doc) if has_relation(doc, \"author\", user) and {} and nowhere(v39);
        way(doc: Doc, \"left\") if on_the_left(doc);
        way(doc: Doc, \"right\") if on_the_right(doc);
        nowhere(\"middle\") if is_public(other) and other matches Doc;",
        calls.join(" and ")
    );
    let ways = "  on_the_left(Doc:_): {query: \"SELECT id FROM docs WHERE side = 'left'\"}
  on_the_right(Doc:_): {query: \"SELECT id FROM docs WHERE side = 'right'\"}
sql_types:";
    let facts = FACTS.replace("sql_types:", ways);
    // The calls stay: that there is some way, one of them as `v1`, and `nowhere` of it.
    assert_eq!(goal(&policy, &facts), ["(v0) :- r3(v0), r4(v0, v1), r5(v1)"]);
}
