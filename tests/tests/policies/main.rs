//! The policies in `tests/policies`, through the public runner: every assertion holds on the embedded database, on
//! PostgreSQL and on MariaDB, none holds when it is turned round, and the reference evaluator agrees.

mod random;

use arctos::mysql_async::prelude::Queryable;
use arctos::testing::{Failure, Options, Report, run, run_on};
use arctos::{Policy, Settings};
use arctos_compiler::diagnostic::{Style, render};
use arctos_compiler::policy::literal;
use arctos_compiler::source::{SourceMap, Span};
use arctos_compiler::syntax::{self, ast};
use arctos_compiler::value::{ACTOR, RESOURCE, STRING, Value};
use arctos_tests::mysql;
use arctos_tests::postgres::shared;
use arctos_tests::reference::{self, Fact, Model, other};
use std::path::Path;
use std::time::UNIX_EPOCH;

/// The patterns that every implementation has to handle, each with the policy that shows it.
const PATTERNS: &[(&str, &str)] = &[
    ("role hierarchy in a block", "role_hierarchy"),
    ("roles inherited over a relation", "inherited_roles"),
    ("relations to actors used as roles", "actor_relations"),
    ("self-typed and actor-to-actor relations, recursive", "org_chart"),
    ("global roles", "global_roles"),
    ("`or`, `and` and fact calls in shorthand", "conditions"),
    ("groups, nested groups", "groups"),
    ("custom roles as data", "custom_roles"),
    ("default roles", "default_roles"),
    ("role toggles with `not`, compound negation", "toggles"),
    ("expiry with `@current_unix_time`", "expiry"),
    ("quotas: integers of two facts compared", "quotas"),
    ("public resources as universal facts, singletons, `if true`", "universal"),
    ("literal entity heads, self access, dotted permissions", "literals"),
    ("boolean-valued facts", "booleans"),
    ("field-level rules with four arguments", "fields"),
    ("impersonation with a custom `allow`", "impersonation"),
    ("`extends`, abstract and undeclared types", "hierarchy"),
    ("facts and names that the policy does not know, ids of every sort", "strangers"),
    ("variables, and what can stand after `iff`", "variables"),
    ("several recursions at once", "sharing"),
    ("roles down a tree from rules that count values differently", "tree_roles"),
];

/// A policy of the folder.
struct Case {
    name: &'static str,
    text: String,
    tree: ast::Policy,
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let entries = std::fs::read_dir(&folder).expect("the folder of policies").count();
    assert_eq!(entries, PATTERNS.len(), "each policy stands for a pattern");
    let read = |name| {
        let text = std::fs::read_to_string(folder.join(format!("{name}.polar"))).expect("a policy");
        let tree = syntax::parse(SourceMap::new().add(name, text.as_str()), &text).0;
        Case { name, text, tree }
    };
    PATTERNS.iter().map(|(_, name)| read(name)).collect()
}

impl Case {
    fn policy(&self) -> Policy {
        policy(self.name, &self.text)
    }

    fn tests(&self) -> impl Iterator<Item = &ast::Test> {
        self.tree
            .statements
            .iter()
            .filter_map(|statement| if let ast::Statement::Test(test) = statement { Some(test) } else { None })
    }

    fn facts(&self, test: &ast::Test) -> Vec<Fact> {
        let fixture = |name: &str| {
            let fixtures = self.tree.statements.iter().filter_map(move |statement| match statement {
                ast::Statement::Fixture(fixture) if fixture.name.text == name => Some(&fixture.facts),
                _ => None,
            });
            fixtures.flatten().collect::<Vec<_>>()
        };
        let facts = test.setup.iter().flat_map(|item| match item {
            ast::SetupItem::Fact(fact) => vec![fact],
            ast::SetupItem::Fixture(name) => fixture(&name.text),
        });
        facts.map(|fact| Fact::new(fact.name.text.as_str(), fact.args.iter().map(value).collect())).collect()
    }
}

fn policy(name: &str, text: &str) -> Policy {
    Policy::load([(format!("{name}.polar"), text)], None).unwrap_or_else(|error| panic!("{error}"))
}

fn value(written: &ast::Literal) -> Value {
    literal(written).expect("a sound literal")
}

fn embedded(policy: &Policy, filter: Option<&str>) -> Report {
    run(policy, &Options { filter: filter.map(str::to_owned), coverage: false }).expect("the embedded database works")
}

fn assert_passes(report: &Report, sources: &SourceMap) {
    let problems = report.tests.iter().flat_map(|test| &test.assertions).filter_map(arctos::testing::AssertionReport::diagnostic);
    let shown: Vec<String> = problems.map(|problem| render(&problem, sources, Style::Plain)).collect();
    assert!(shown.is_empty(), "{}", shown.join("\n"));
}

/// Every assertion that holds in the embedded database holds in that of the URL.
async fn assert_all_pass_on(url: &str) {
    for case in cases() {
        let policy = case.policy();
        let report = run_on(&policy, &Options::default(), url, &Settings::default()).await.expect("the tests run");
        assert_passes(&report, policy.sources());
        assert_eq!(report.passed(), embedded(&policy, None).passed(), "{}", case.name);
    }
}

#[test]
fn every_assertion_holds_in_the_embedded_database() {
    let mut all = 0;
    for case in cases() {
        let policy = case.policy();
        let report = embedded(&policy, None);
        assert_passes(&report, policy.sources());
        let written = case.tests().map(|test| test.assertions.len());
        assert_eq!(report.passed(), written.sum::<usize>(), "{}", case.name);
        let positive = case.tests().flat_map(|test| &test.assertions).filter(|assertion| !assertion.negated).count();
        assert!(positive >= 2 && report.passed() - positive >= 2, "{} asserts both that and that not", case.name);
        all += report.passed();
    }
    assert!(all >= 290, "{all} assertions");
}

#[tokio::test]
async fn every_assertion_holds_on_postgresql() {
    let database = shared().expect("a server").database("").await.expect("a database");
    let url = database.url();
    assert_all_pass_on(&url).await;
    let client = database.connect().await.expect("a connection");
    let left = client.query("SELECT FROM pg_class WHERE relname LIKE 'arctos%'", &[]).await.expect("a list of tables");
    assert!(left.is_empty(), "nothing stays behind");
}

#[tokio::test]
async fn every_assertion_holds_on_mariadb() {
    let database = mysql::shared().expect("a server").database("").await.expect("a database");
    let url = database.url();
    assert_all_pass_on(&url).await;
    let mut conn = database.connect().await.expect("a connection");
    let left: Vec<String> = conn.query("SHOW TABLES").await.expect("a list of tables");
    assert!(left.is_empty(), "nothing stays behind");
}

#[tokio::test]
async fn every_assertion_holds_on_a_file_of_sqlite() {
    let path = std::env::temp_dir().join(format!("arctos-policies-{}.db", std::process::id()));
    let before = {
        let file = rusqlite::Connection::open(&path).expect("a file");
        file.execute_batch("CREATE TABLE arctos_test_0 (c0 integer); INSERT INTO arctos_test_0 VALUES (1)").expect("a table");
        drop(file);
        std::fs::read(&path).expect("the file")
    };
    let url = format!("sqlite:{}", path.display());
    assert_all_pass_on(&url).await;
    assert_eq!(std::fs::read(&path).expect("the file"), before, "nothing is written to it");
    std::fs::remove_file(&path).expect("it can be removed");
}

#[test]
fn no_assertion_holds_when_it_is_turned_round() {
    let mut tried = 0;
    for case in cases() {
        for test in case.tests() {
            for (at, assertion) in test.assertions.iter().enumerate() {
                for text in turned(&case.text, assertion) {
                    let policy = policy(case.name, &text);
                    let report = embedded(&policy, Some(&test.name.value));
                    let judged = &report.tests[0].assertions;
                    let failed: Vec<usize> = (0..judged.len()).filter(|at| judged[*at].failure.is_some()).collect();
                    assert_eq!(failed, [at], "{}: {}", case.name, &text[judged[at].span.range()]);
                    assert!(!matches!(judged[at].failure, Some(Failure::Undecided(_))), "{}", &text[judged[at].span.range()]);
                    tried += 1;
                }
            }
        }
    }
    assert!(tried >= 400, "{tried}");
}

/// The text with an assertion turned round: negated, with one value less after `iff`, and with one more.
fn turned(text: &str, assertion: &ast::Assertion) -> Vec<String> {
    let start = assertion.span.range().start;
    let (is, becomes) = if assertion.negated { ("assert_not", "assert") } else { ("assert", "assert_not") };
    let mut turned = vec![replaced(text, start..start + is.len(), becomes)];
    let Some(ast::Expr::In(_, items, span)) = &assertion.iff else { return turned };
    if assertion.negated {
        return turned;
    }
    let list = text[span.range()].find('[').expect("a list") + span.range().start..span.range().end;
    let shown: Vec<&str> = items.iter().map(|item| &text[item.span().range()]).collect();
    if let Some((_, fewer)) = shown.split_first() {
        turned.push(replaced(text, list.clone(), &format!("[{}]", fewer.join(", "))));
    }
    let more = [shown.as_slice(), &["Nowhere{\"surplus\"}"]].concat();
    turned.push(replaced(text, list, &format!("[{}]", more.join(", "))));
    turned
}

fn replaced(text: &str, range: std::ops::Range<usize>, by: &str) -> String {
    format!("{}{by}{}", &text[..range.start], &text[range.end..])
}

#[test]
fn the_reference_agrees() {
    let now = i64::try_from(UNIX_EPOCH.elapsed().expect("a time after 1970").as_secs()).expect("a time before long");
    let mut compared = 0;
    for case in cases() {
        let reference = reference::Policy::parse(&case.text).expect("a policy");
        for test in case.tests() {
            let mentioned: Vec<Value> = test.assertions.iter().flat_map(values).collect();
            let model = reference.model(&case.facts(test), &mentioned, now).expect("a model");
            for assertion in &test.assertions {
                if let Some(agrees) = agrees(&model, assertion) {
                    assert!(agrees, "{}: {}", case.name, &case.text[assertion.span.range()]);
                    compared += 1;
                }
            }
        }
    }
    assert!(compared >= 250, "{compared}");
}

/// Every value that an assertion names in its call and in a list after `iff`.
fn values(assertion: &ast::Assertion) -> Vec<Value> {
    let args = assertion.args.iter().filter_map(|arg| if let ast::Param::Term(term) = arg { Some(term) } else { None });
    let items = listed(assertion).into_iter().flatten();
    let literals = args.chain(items).filter_map(|term| if let ast::Term::Literal(written) = term { Some(written) } else { None });
    literals.map(value).collect()
}

fn listed(assertion: &ast::Assertion) -> Option<Vec<&ast::Term>> {
    match &assertion.iff {
        Some(ast::Expr::In(_, items, _)) => Some(items.iter().collect()),
        Some(ast::Expr::Unify(_, value, _)) => Some(vec![value]),
        _ => None,
    }
}

/// Whether an assertion holds by the reference; `None` for one that is not compared.
fn agrees(model: &Model, assertion: &ast::Assertion) -> Option<bool> {
    let mut variable = None;
    let mut args = Vec::new();
    for arg in &assertion.args {
        args.push(match arg {
            ast::Param::Term(ast::Term::Literal(written)) => Some(value(written)),
            ast::Param::Typed(_, ty) => {
                variable = Some(ty.text.as_str());
                None
            }
            ast::Param::Term(_) => return None,
        });
    }
    let holds = |it: Option<&Value>| {
        let args: Vec<Value> = args.iter().map(|arg| arg.clone().or_else(|| it.cloned()).expect("a value")).collect();
        model.holds(&assertion.name.text, &args)
    };
    let Some(ty) = variable else { return assertion.iff.is_none().then(|| holds(None) != assertion.negated) };
    let types = model.policy().types();
    let fits = |it: &&Value| it.ty == ty || (matches!(ty, ACTOR | RESOURCE) && types.fits(&it.ty, ty));
    let all: Vec<&Value> = model.universe().values().iter().filter(fits).collect();
    if assertion.iff.is_none() {
        return Some(all.iter().any(|it| holds(Some(it))) != assertion.negated);
    }
    let wanted: Vec<Value> = listed(assertion)?
        .into_iter()
        .map(|term| if let ast::Term::Literal(l) = term { Some(value(l)) } else { None })
        .collect::<Option<_>>()?;
    let named: Vec<Value> = values(assertion);
    // Of strings that a rule grants all of, the runner takes the names of a kind only.
    let every = ty == STRING && holds(Some(&other(STRING)));
    let known = |it: &&&Value| **it != &other(&it.ty) && (model.knows(it) || named.contains(it)) && !every;
    let surplus = all.iter().filter(known).any(|it| holds(Some(it)) && !wanted.contains(it));
    let missing = wanted.iter().any(|it| !fits(&it) || !holds(Some(it)));
    Some((surplus || missing) == assertion.negated)
}

#[test]
fn failures_say_what_is_missing_and_what_is_too_much() {
    let text = "actor User {}
        resource Doc { roles = [\"reader\"]; permissions = [\"read\", \"edit\"]; \"read\" if \"reader\"; }
        test \"t\" {
          setup { has_role(User{\"a\"}, \"reader\", Doc{\"1\"}); has_role(User{\"b\\0\"}, \"reader\", Doc{\"1\"}); }
          assert allow(user: User, \"read\", Doc{\"1\"}) iff user in [User{\"a\"}, User{\"c\"}];
        }";
    let policy = policy("failing", text);
    let report = embedded(&policy, None);
    let [test] = report.tests.as_slice() else { panic!("one test") };
    let Some(Failure::OtherValues { missing, surplus, derived }) = &test.assertions[0].failure else { panic!("{test:?}") };
    let user = |id: &str| Value::new("User", id);
    assert_eq!((missing.as_slice(), surplus.as_slice()), ([user("c")].as_slice(), [user("b\0")].as_slice()));
    assert_eq!(derived, &[user("a"), user("b\0")]);
    let problem = test.assertions[0].diagnostic().expect("a failure");
    let shown = render(&problem, policy.sources(), Style::Plain);
    assert!(shown.contains("failing.polar:5:11") && shown.contains("missing: User{\"c\"}; surplus: User{\"b\\0\"}"), "{shown}");
}

/// Texts with which an assertion cannot be decided: it fails either way.
#[test]
fn what_cannot_be_decided_fails() {
    let rules = "small(n: Integer) if n < 5; bounded(n: Integer) if n < 5 and limit(_l, n); actor User {}";
    for claim in [
        "small(n: Integer) iff n in [1]",
        "small(n: Integer) iff n < 5",
        "small(n) iff n < 5",
        "bounded(n: Integer) iff limit(1, n)",
        "bounded(n: Integer) iff m = 1",
        "bounded(n: Integer) iff n < @current_unix_time",
        "bounded(1) iff n = 1",
    ] {
        for word in ["assert", "assert_not"] {
            let policy = policy("undecided", &format!("{rules} test \"t\" {{ {word} {claim}; }}"));
            let report = embedded(&policy, None);
            let failure = &report.tests[0].assertions[0].failure;
            assert!(matches!(failure, Some(Failure::Undecided(_))), "{word} {claim}: {failure:?}");
        }
    }
    // Nothing that is known is small, but something may be.
    let policy = policy("unknown", &format!("{rules} test \"t\" {{ assert_not small(n: Integer); }}"));
    assert_eq!(embedded(&policy, None).passed(), 0);
}

/// `assert_not` with a variable must not overlook what holds of everything.
#[test]
fn a_grant_of_everything_is_noticed_without_any_fact() {
    let rules = "actor User {} resource Org { permissions = [\"read\"]; } has_permission(_: User, \"read\", _: Org);
        has_permission(u: User, \"ban\", _: Org) if not is_good(u); has_role(_: User, _r: String);";
    for claim in [
        "allow(u: User, \"read\", Org{\"1\"})",
        "allow(User{\"1\"}, \"read\", o: Org)",
        "allow(User{\"1\"}, a: String, Org{\"1\"})",
        "allow(u: User, \"ban\", Org{\"1\"})",
        "allow(u, \"ban\", Org{\"1\"})",
        "allow(u: Actor, \"ban\", Org{\"1\"})",
        "has_role(User{\"1\"}, r: String)",
        "has_role(u: User, \"x\")",
    ] {
        for (word, passed) in [("assert", 1), ("assert_not", 0)] {
            let policy = policy("universal", &format!("{rules} test \"t\" {{ {word} {claim}; }}"));
            let report = embedded(&policy, None);
            assert_eq!((report.passed(), report.failed()), (passed, 1 - passed), "{word} {claim}: {report:?}");
        }
    }
}

fn unused(text: &str) -> Vec<usize> {
    let policy = policy("coverage", text);
    let report = run(&policy, &Options { filter: None, coverage: true }).expect("the tests run");
    let coverage = report.coverage.expect("the coverage was asked for");
    let line = |span: &Span| policy.sources().locate(*span).expect("a place").line;
    coverage.unused.iter().map(line).collect()
}

#[test]
fn a_rule_is_used_by_what_is_derived_with_it() {
    let rules = "actor User {}
        resource Doc { roles = [\"reader\", \"writer\"]; permissions = [\"read\", \"write\"];
          \"reader\" if \"writer\";
          \"read\" if \"reader\";
          \"read\" if \"writer\";
          \"write\" if \"writer\" and not is_frozen(resource);
        }
        is_frozen(doc: Doc) if is_old(doc);
        is_old(Doc{\"ancient\"});
        has_permission(user: User, \"read\", doc: Doc) if is_friend(user, doc);\n";
    let with = |test: &str| unused(&format!("{rules} test \"t\" {{ {test} }}"));
    assert_eq!(with(""), [3, 4, 5, 6, 8, 9, 10]);
    // Two ways lead to it, and both are used.
    let writer = "setup { has_role(User{\"u\"}, \"writer\", Doc{\"1\"}); has_role(User{\"u\"}, \"writer\", Doc{\"ancient\"}); }";
    assert_eq!(with(&format!("{writer} assert allow(User{{\"u\"}}, \"read\", Doc{{\"1\"}});")), [6, 8, 9, 10]);
    assert_eq!(
        with(&format!("{writer} assert allow(user: User, \"write\", Doc{{\"1\"}}) iff user in [User{{\"u\"}}];")),
        [3, 4, 5, 8, 9, 10]
    );
    // Rules that a `not` looks at are used when the assertion fails without them.
    assert_eq!(with(&format!("{writer} assert_not allow(User{{\"u\"}}, \"write\", Doc{{\"ancient\"}});")), [3, 4, 5, 6, 10]);
    // What is merely not derivable uses nothing, and neither does an assertion that fails.
    assert_eq!(with(&format!("{writer} assert_not allow(User{{\"u\"}}, \"delete\", Doc{{\"1\"}});")), [3, 4, 5, 6, 8, 9, 10]);
    assert_eq!(with(&format!("{writer} assert_not allow(User{{\"u\"}}, \"read\", Doc{{\"1\"}});")), [3, 4, 5, 6, 8, 9, 10]);
}

#[test]
fn recursive_rules_are_covered() {
    let rules = "actor User {}
        resource Folder { roles = [\"viewer\", \"owner\"]; relations = { parent: Folder };
          role if role on \"parent\";
          \"viewer\" if \"owner\";
        }\n";
    let with = |facts: &str, test: &str| unused(&format!("{rules} test \"t\" {{ setup {{ {facts} }} {test} }}"));
    let facts = "has_relation(Folder{\"2\"}, \"parent\", Folder{\"1\"}); has_role(User{\"u\"}, \"owner\", Folder{\"1\"});";
    assert_eq!(with(facts, "assert has_role(User{\"u\"}, \"owner\", Folder{\"2\"});"), [4]);
    assert_eq!(with(facts, "assert has_role(User{\"u\"}, \"viewer\", Folder{\"1\"});"), [3]);
    assert_eq!(
        with(facts, "assert has_role(User{\"u\"}, role: String, Folder{\"2\"}) iff role in [\"viewer\", \"owner\"];"),
        [0; 0]
    );
}
