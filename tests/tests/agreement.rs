//! The kinds of questions agree with each other over every id of a small copy of each example application.
//!
//! For an actor, an action and a type: what `list` names, what `AuthorizeMany` lets through and what a filter leaves of
//! the table are the same ids; for samples of them, so say single checks, `actions` and `actors`.

use arctos_compiler::compile::{Compiler, Options};
use arctos_compiler::mapping::model::Table;
use arctos_compiler::plan::goal::KnownFacts;
use arctos_compiler::plan::question::{Question, Row, Subject};
use arctos_compiler::sql::pretty;
use arctos_compiler::value::{TypeName, Value};
use arctos_tests::apps::App;
use arctos_tests::apps::describe::described;
use arctos_tests::apps::run::{Given, Prepared, simple};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use tokio_postgres::Client;

/// An application and what is sampled of it.
struct Case {
    app: &'static str,
    /// The actors that its README tells about; the last is in no table.
    actors: &'static [&'static str],
    /// Types with the tables of their ids.
    homes: &'static [(&'static str, &'static str)],
    /// A resource that nobody knows.
    unknown: &'static str,
    /// Actions that no block declares.
    undeclared: &'static [&'static str],
}

const CODE_HOSTING: Case = Case {
    app: "code-hosting",
    actors: &["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "12", "13", "14", "999999999"],
    homes: &[("Organization", "organizations"), ("Team", "teams"), ("Repository", "repositories"), ("Issue", "issues")],
    unknown: "-5",
    undeclared: &["no such action"],
};

const DRIVE: Case = Case {
    app: "drive",
    actors: &[
        "24c9e15e-52af-c47c-225b-757e7bee1f9d",
        "7e58d63b-6019-7ceb-55a1-c487989a3720",
        "92877af7-0a45-fd6a-2ed7-fe81e1236b78",
        "3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6",
        "0a791842-f52a-0acf-bb3a-783378c066b8",
        "affec3b6-4cf9-0492-377a-8114c86fc093",
        "3e0469fb-1349-91f8-f75a-2760e409c6ed",
        "7668f673-d566-9995-175e-f91b5d171945",
        "8808a13b-854c-2563-da1a-5f6cb2130868",
        "990d67a9-f946-96b1-abe2-dccf06900322",
        "d6d77053-92bc-7af6-3332-8bea8c4c6904",
    ],
    homes: &[("Group", "groups"), ("Folder", "folders"), ("Document", "documents")],
    unknown: "00000000-0000-0000-0000-000000000000",
    undeclared: &["no such action"],
};

const BUSINESS: Case = Case {
    app: "business",
    actors: &[
        "root:0",
        "support desk",
        "nobody",
        "o'neil",
        "zoë \"z\" żółć",
        "a.big\\boss",
        "名前:chief",
        "mid,manager",
        "left@acme.example",
        "x:_y?",
        "clerk $1 --",
        "100% (delegate)",
        "CFO",
        "cfo",
        "ghost \"?\"",
    ],
    homes: &[
        ("User", "users"),
        ("Tenant", "tenants"),
        ("Role", "custom_roles"),
        ("Account", "accounts"),
        ("Invoice", "invoices"),
    ],
    unknown: "it's {not} \\there\\",
    undeclared: &["no such action", "stamp"],
};

#[tokio::test]
async fn code_hosting_questions_agree() {
    check(&CODE_HOSTING).await;
}

#[tokio::test]
async fn drive_questions_agree() {
    check(&DRIVE).await;
}

#[tokio::test]
async fn business_questions_agree() {
    check(&BUSINESS).await;
}

/// How many actors besides the special ones are sampled.
const OTHER_ACTORS: usize = 20;
/// How many resources of a type are sampled for questions that are about one.
const RESOURCES: usize = 6;

type Ids = BTreeSet<String>;
/// By action, then by actor: the resources of one type.
type Allowed = BTreeMap<String, BTreeMap<String, Ids>>;

/// A small copy of an application.
struct Copy<'a> {
    case: &'a Case,
    client: &'a Client,
    compiler: Compiler,
    actors: Vec<String>,
    problems: Vec<String>,
}

async fn check(case: &Case) {
    let app = App::new(case.app);
    let database = app.database().await.expect("a database");
    let client = database.connect().await.expect("a connection");
    let compiler = described(&client, &app.compiler()).await.expect("mapped queries that the database knows");
    let mut actors = ids(&client, "users", "md5(id::text)").await;
    actors.retain(|id| !case.actors.contains(&id.as_str()));
    actors.truncate(OTHER_ACTORS);
    actors.splice(0..0, case.actors.iter().map(|id| (*id).to_owned()));
    let mut copy = Copy { case, client: &client, compiler, actors, problems: Vec::new() };
    for (ty, table) in case.homes {
        let all = ids(&client, table, "md5(id::text)").await;
        assert!(!all.is_empty(), "no rows in {table}");
        copy.check_type(ty, table, &all).await;
    }
    let found = copy.problems.len();
    copy.problems.truncate(10);
    assert!(found == 0, "{found} disagreements in {}:\n\n{}", case.app, copy.problems.join("\n\n"));
}

impl<'a> Copy<'a> {
    async fn check_type(&mut self, ty: &'static str, table: &str, all: &[String]) {
        let declared = self.compiler.program().types.blocks.get(ty).map_or_else(Vec::new, |block| block.permissions.clone());
        let mut allowed = Allowed::new();
        for action in declared.iter().map(|name| name.as_str()).chain(self.case.undeclared.iter().copied()) {
            let lists = self.check_lists(ty, action, table, all).await;
            self.check_single(ty, action, all, &lists).await;
            allowed.insert(action.to_owned(), lists);
        }
        let sample = sample(all, &allowed);
        self.check_actions(ty, &sample, &allowed).await;
        self.check_actors(ty, &sample, &allowed).await;
    }

    /// `list`, both kinds of filter and `AuthorizeMany` name the same ids.
    async fn check_lists(&mut self, ty: &str, action: &str, table: &str, all: &[String]) -> BTreeMap<String, Ids> {
        let actor = Subject::OfType("User".into());
        let (resource, verb) = (TypeName::from(ty), action.into());
        let list =
            self.prepare(&Question::List { actor: actor.clone(), action: action.into(), resource: resource.clone() }).await;
        let row = |table| Row { alias: Some("t".to_owned()), column: "id".to_owned(), table };
        let filter = |table| {
            let row = row(table);
            Question::Filter { actor: actor.clone(), action: action.into(), resource: resource.clone(), row }
        };
        let bare = self.prepare_filter(&filter(None), table).await;
        let own = self.prepare_filter(&filter(Some(Table { schema: None, name: table.to_owned() })), table).await;
        let many = self.prepare(&Question::AuthorizeMany { actor: actor.clone(), action: verb, resource }).await;
        let check = self.prepare(&authorize(ty, action)).await;
        let mut lists = BTreeMap::new();
        for actor in self.actors.clone() {
            let user = Value::new("User", actor.as_str());
            let listed = answer(&list, &one(&user)).await;
            let in_table: Ids = all.iter().filter(|id| listed.contains(*id)).cloned().collect();
            for (name, filter) in [("filter on any row", &bare), ("filter on a row of the table", &own)] {
                let filtered = answer(filter, &one(&user)).await;
                self.compare(&format!("{actor} {action} {ty}: {name} and list"), filter, &filtered, &in_table);
            }
            // A rule may name the actor, who then is listed without being in the table.
            let named = Some(actor.clone()).filter(|actor| ty == "User" && !all.contains(actor));
            let candidates = all.iter().cloned().chain(named).chain([self.case.unknown.to_owned()]).collect();
            let many_given = Given { values: vec![Some(user.clone())], candidates };
            let among = answer(&many, &many_given).await;
            let mut expected = listed.clone();
            if holds(&check, &two(&user, ty, self.case.unknown)).await {
                expected.insert(self.case.unknown.to_owned());
            }
            self.compare(&format!("{actor} {action} {ty}: many and list"), &many, &among, &expected);
            lists.insert(actor, listed);
        }
        lists
    }

    /// A check of one id says whether it is in the list.
    async fn check_single(&mut self, ty: &str, action: &str, all: &[String], lists: &BTreeMap<String, Ids>) {
        let check = self.prepare(&authorize(ty, action)).await;
        for (actor, listed) in lists {
            let inside = all.iter().filter(|id| listed.contains(*id)).take(2);
            let outside = all.iter().filter(|id| !listed.contains(*id)).take(2);
            for id in inside.chain(outside) {
                let allowed = holds(&check, &two(&Value::new("User", actor.as_str()), ty, id)).await;
                if allowed != listed.contains(id) {
                    let problem = format!("{actor} {action} {ty}:{id}: a check says {allowed}, list the contrary");
                    self.report(&problem, &check);
                }
            }
        }
    }

    /// `actions` names the declared actions in whose list the resource is; whatever else it names is allowed.
    async fn check_actions(&mut self, ty: &str, sample: &[String], allowed: &Allowed) {
        let (actor, resource) = (Subject::OfType("User".into()), Some(Subject::OfType(ty.into())));
        let actions = self.prepare(&Question::Actions { actor, resource }).await;
        for actor in self.actors.clone() {
            for id in sample {
                let given = two(&Value::new("User", actor.as_str()), ty, id);
                let named = answer(&actions, &given).await;
                let listed = allowed.iter().filter(|(_, lists)| lists[&actor].contains(id)).map(|(name, _)| name.as_str());
                // Who may do whatever there is may also do what nobody declared, which has no name to be listed by.
                let mut expected: Ids = listed.filter(|name| !self.case.undeclared.contains(name)).map(str::to_owned).collect();
                for name in &named {
                    let declared = allowed.contains_key(name) && !self.case.undeclared.contains(&name.as_str());
                    if !declared && holds(&self.prepare(&authorize(ty, name)).await, &given).await {
                        expected.insert(name.clone());
                    }
                }
                self.compare(&format!("{actor} on {ty}:{id}: actions and list"), &actions, &named, &expected);
            }
        }
    }

    /// `actors` names those in whose list the resource is.
    async fn check_actors(&mut self, ty: &str, sample: &[String], allowed: &Allowed) {
        for (action, lists) in allowed {
            let question = Question::Actors {
                actor: "User".into(),
                action: action.as_str().into(),
                resource: Some(Subject::OfType(ty.into())),
            };
            let actors = self.prepare(&question).await;
            // The last one is in no table, so nothing names it.
            let known: Ids = self.actors.iter().filter(|id| Some(&id.as_str()) != self.case.actors.last()).cloned().collect();
            for id in sample {
                let named = answer(&actors, &one(&Value::new(ty, id.as_str()))).await;
                let named: Ids = named.intersection(&known).cloned().collect();
                let listed: Ids = known.iter().filter(|actor| lists[*actor].contains(id)).cloned().collect();
                self.compare(&format!("who may {action} {ty}:{id}: actors and list"), &actors, &named, &listed);
            }
        }
    }

    async fn prepare(&self, question: &Question) -> Prepared<'a> {
        let compiled = self.compiler.compile(question, &KnownFacts::new(), Options::default());
        let compiled = compiled.unwrap_or_else(|problem| panic!("{question:?}: {problem:?}"));
        Prepared::new(self.client, compiled, None).await.unwrap_or_else(|error| panic!("{question:?}: {error}"))
    }

    async fn prepare_filter(&self, question: &Question, table: &str) -> Prepared<'a> {
        let compiled = self.compiler.compile(question, &KnownFacts::new(), Options::default());
        let compiled = compiled.unwrap_or_else(|problem| panic!("{question:?}: {problem:?}"));
        let sql = format!("SELECT t.id FROM {table} AS t WHERE {}", compiled.statement.sql);
        Prepared::new(self.client, compiled, Some(sql)).await.unwrap_or_else(|error| panic!("{question:?}: {error}"))
    }

    fn compare(&mut self, what: &str, prepared: &Prepared<'_>, found: &Ids, expected: &Ids) {
        if found != expected {
            let missing: Vec<_> = expected.difference(found).take(5).collect();
            let surplus: Vec<_> = found.difference(expected).take(5).collect();
            let problem = format!("{what}: the first misses {missing:?} and has besides {surplus:?}");
            self.report(&problem, prepared);
        }
    }

    fn report(&mut self, problem: &str, prepared: &Prepared<'_>) {
        let mut text = format!("{problem}\n{}", pretty(&prepared.compiled().statement.sql));
        for param in &prepared.compiled().statement.params {
            let _ = write!(text, "\n{:?} {:?}", param.source, param.types);
        }
        self.problems.push(text);
    }
}

fn authorize(ty: &str, action: &str) -> Question {
    let (actor, resource) = (Subject::OfType("User".into()), Some(Subject::OfType(ty.into())));
    Question::Authorize { actor, action: action.into(), resource }
}

fn one(value: &Value) -> Given {
    Given { values: vec![Some(value.clone())], candidates: Vec::new() }
}

fn two(actor: &Value, ty: &str, id: &str) -> Given {
    Given { values: vec![Some(actor.clone()), Some(Value::new(ty, id))], candidates: Vec::new() }
}

/// Ids that few may and ids that many may do something to, in turn, and ids at random.
fn sample(all: &[String], allowed: &Allowed) -> Vec<String> {
    let mut counts: Vec<(usize, &String)> = all
        .iter()
        .map(|id| (allowed.values().flat_map(BTreeMap::values).filter(|listed| listed.contains(id)).count(), id))
        .collect();
    counts.sort();
    let step = (counts.len() / RESOURCES).max(1);
    let ends = counts.last().into_iter().chain(counts.iter().step_by(step));
    ends.take(RESOURCES + 1).map(|(_, id)| (*id).clone()).collect()
}

async fn ids(client: &Client, table: &str, order: &str) -> Vec<String> {
    let rows = simple(client, &format!("SELECT id FROM {table} ORDER BY {order}")).await.expect("rows");
    rows.into_iter().flatten().flatten().collect()
}

/// The values of the only column, each of them once.
async fn answer(prepared: &Prepared<'_>, given: &Given) -> Ids {
    let rows = prepared.rows(given).await.unwrap_or_else(|error| panic!("{error}"));
    let count = rows.len();
    let ids: Ids = rows.into_iter().flatten().flatten().collect();
    assert_eq!(ids.len(), count, "an id twice or none: {}", pretty(&prepared.compiled().statement.sql));
    ids
}

async fn holds(prepared: &Prepared<'_>, given: &Given) -> bool {
    let rows = prepared.rows(given).await.unwrap_or_else(|error| panic!("{error}"));
    match rows.as_slice() {
        [row] => row == &[Some("t".to_owned())],
        _ => panic!("{} rows: {}", rows.len(), pretty(&prepared.compiled().statement.sql)),
    }
}
