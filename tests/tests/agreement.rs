//! The kinds of questions agree with each other over every id of a small copy of each example application.
//!
//! For an actor, an action and a type: what `list` names, what `AuthorizeMany` lets through and what a filter leaves of
//! the table are the same ids; for samples of them, so say single checks, `actions` and `actors`.

use arctos::Arctos;
use arctos_compiler::mapping::model::Table;
use arctos_compiler::plan::goal::KnownFacts;
use arctos_compiler::plan::question::{Question, Row, Subject};
use arctos_compiler::sql::Form;
use arctos_compiler::value::{TypeName, Value};
use arctos_tests::apps::App;
use arctos_tests::apps::run::{Ask, TextRow, shown, simple};
use std::collections::{BTreeMap, BTreeSet};
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
    engine: Arctos,
    actors: Vec<String>,
    problems: Vec<String>,
}

async fn check(case: &Case) {
    let app = App::new(case.app);
    let database = app.database().await.expect("a database");
    let client = database.connect().await.expect("a connection");
    let engine = app.engine(&database).await.expect("an engine");
    let mut actors = ids(&client, "users").await;
    actors.retain(|id| !case.actors.contains(&id.as_str()));
    actors.truncate(OTHER_ACTORS);
    actors.splice(0..0, case.actors.iter().map(|id| (*id).to_owned()));
    let mut copy = Copy { case, client: &client, engine, actors, problems: Vec::new() };
    for (ty, table) in case.homes {
        let all = ids(&client, table).await;
        assert!(!all.is_empty(), "no rows in {table}");
        copy.check_type(ty, table, &all).await;
    }
    let found = copy.problems.len();
    copy.problems.truncate(10);
    assert!(found == 0, "{found} disagreements in {}:\n\n{}", case.app, copy.problems.join("\n\n"));
}

impl Copy<'_> {
    async fn check_type(&mut self, ty: &str, table: &str, all: &[String]) {
        let blocks = &self.engine.policy().compiler().program().types.blocks;
        let declared = blocks.get(ty).into_iter().flat_map(|block| &block.permissions).map(ToString::to_string);
        let actions: Vec<String> = declared.chain(self.case.undeclared.iter().map(ToString::to_string)).collect();
        let mut allowed = Allowed::new();
        for action in &actions {
            let mut lists = BTreeMap::new();
            for actor in self.actors.clone() {
                let listed = self.check_lists(&actor, action, ty, table, all).await;
                self.check_single(&actor, action, ty, all, &listed).await;
                lists.insert(actor, listed);
            }
            allowed.insert(action.clone(), lists);
        }
        let sample = sample(all, &allowed);
        self.check_actions(ty, &sample, &allowed).await;
        self.check_actors(ty, &sample, &allowed).await;
    }

    /// `list`, both kinds of filter and `AuthorizeMany` name the same ids.
    async fn check_lists(&mut self, actor: &str, action: &str, ty: &str, table: &str, all: &[String]) -> Ids {
        let (user, verb, resource) = (user(actor), action.into(), TypeName::from(ty));
        let list = Question::List { actor: user.clone(), action: action.into(), resource: resource.clone() };
        let listed = self.ids(&list, None, &[]).await;
        let in_table: Ids = all.iter().filter(|id| listed.contains(*id)).cloned().collect();
        let caller = format!("SELECT t.id FROM {table} AS t WHERE TRUE");
        for known in [None, Some(Table { schema: None, name: table.to_owned() })] {
            let row = Row { alias: Some("t".to_owned()), column: "id".to_owned(), table: known, rows: None };
            let filter = Question::Filter { actor: user.clone(), action: action.into(), resource: resource.clone(), row };
            let filtered = self.ids(&filter, Some(&caller), &[]).await;
            self.compare(&filter, &filtered, &in_table);
        }
        // A rule may name the actor, who then is listed without being in the table.
        let named = Some(actor.to_owned()).filter(|_| ty == "User" && !all.iter().any(|id| id == actor));
        let unknown = self.case.unknown.to_owned();
        let candidates: Vec<String> = all.iter().cloned().chain(named).chain([unknown.clone()]).collect();
        let many = Question::AuthorizeMany { actor: user, action: verb, resource };
        let among = self.ids(&many, None, &candidates).await;
        let mut expected = listed.clone();
        if self.holds(&authorize(actor, action, ty, &unknown)).await {
            expected.insert(unknown);
        }
        self.compare(&many, &among, &expected);
        listed
    }

    /// A check of one id says whether it is in the list.
    async fn check_single(&mut self, actor: &str, action: &str, ty: &str, all: &[String], listed: &Ids) {
        let inside = all.iter().filter(|id| listed.contains(*id)).take(2);
        let outside = all.iter().filter(|id| !listed.contains(*id)).take(2);
        for id in inside.chain(outside) {
            let check = authorize(actor, action, ty, id);
            let found = if self.holds(&check).await { Ids::from([id.clone()]) } else { Ids::new() };
            let expected = listed.get(id).cloned().into_iter().collect();
            self.compare(&check, &found, &expected);
        }
    }

    /// `actions` names the declared actions in whose list the resource is; whatever else it names is allowed.
    async fn check_actions(&mut self, ty: &str, sample: &[String], allowed: &Allowed) {
        for actor in self.actors.clone() {
            for id in sample {
                let actions = Question::Actions { actor: user(&actor), resource: Some(given(ty, id)) };
                let named = self.ids(&actions, None, &[]).await;
                let listed = allowed.iter().filter(|(_, lists)| lists[&actor].contains(id)).map(|(name, _)| name.as_str());
                // Who may do whatever there is may also do what nobody declared, which has no name to be listed by.
                let mut expected: Ids = listed.filter(|name| !self.case.undeclared.contains(name)).map(str::to_owned).collect();
                for name in &named {
                    let declared = allowed.contains_key(name) && !self.case.undeclared.contains(&name.as_str());
                    if !declared && self.holds(&authorize(&actor, name, ty, id)).await {
                        expected.insert(name.clone());
                    }
                }
                self.compare(&actions, &named, &expected);
            }
        }
    }

    /// `actors` names those in whose list the resource is.
    async fn check_actors(&mut self, ty: &str, sample: &[String], allowed: &Allowed) {
        // The last special one is in no table, so nothing names it.
        let known: Ids = self.actors.iter().filter(|id| Some(&id.as_str()) != self.case.actors.last()).cloned().collect();
        for (action, lists) in allowed {
            for id in sample {
                let resource = Some(given(ty, id));
                let actors = Question::Actors { actor: "User".into(), action: action.as_str().into(), resource };
                let named = self.ids(&actors, None, &[]).await;
                let named: Ids = named.intersection(&known).cloned().collect();
                let listed: Ids = known.iter().filter(|actor| lists[*actor].contains(id)).cloned().collect();
                self.compare(&actors, &named, &listed);
            }
        }
    }

    async fn rows(&self, question: &Question, caller: Option<&str>, candidates: &[String]) -> Vec<TextRow> {
        let ask = Ask { question, context: &KnownFacts::new(), caller, candidates };
        ask.engine(self.client, &self.engine).await.unwrap_or_else(|error| panic!("{question:?}: {error}"))
    }

    /// The values of the only column, each of them once.
    async fn ids(&self, question: &Question, caller: Option<&str>, candidates: &[String]) -> Ids {
        let rows = self.rows(question, caller, candidates).await;
        let count = rows.len();
        let ids: Ids = rows.into_iter().flatten().flatten().collect();
        assert_eq!(ids.len(), count, "an id twice or none: {question:?}");
        ids
    }

    async fn holds(&self, question: &Question) -> bool {
        self.rows(question, None, &[]).await == [[Some("t".to_owned())]]
    }

    /// Notes a question whose answer is not what `list` says.
    fn compare(&mut self, question: &Question, found: &Ids, expected: &Ids) {
        if found == expected {
            return;
        }
        let missing: Vec<_> = expected.difference(found).take(5).collect();
        let surplus: Vec<_> = found.difference(expected).take(5).collect();
        let ask = Ask { question, context: &KnownFacts::new(), caller: None, candidates: &[] };
        let compiled = ask.compile(self.engine.policy().compiler(), Form::Parameters);
        let sql = compiled.map_or_else(|error| error.to_string(), |compiled| shown(&compiled));
        self.problems.push(format!("{question:?}\nunlike `list` misses {missing:?} and has besides {surplus:?}\n{sql}"));
    }
}

fn given(ty: &str, id: &str) -> Subject {
    Subject::Value(Value::new(ty, id))
}

fn user(id: &str) -> Subject {
    given("User", id)
}

fn authorize(actor: &str, action: &str, ty: &str, id: &str) -> Question {
    Question::Authorize { actor: user(actor), action: action.into(), resource: Some(given(ty, id)) }
}

/// Ids that few may do something to, ids that many may, and some between.
fn sample(all: &[String], allowed: &Allowed) -> Vec<String> {
    let uses = |id: &String| allowed.values().flat_map(BTreeMap::values).filter(|listed| listed.contains(id)).count();
    let mut counts: Vec<(usize, &String)> = all.iter().map(|id| (uses(id), id)).collect();
    counts.sort();
    let step = (counts.len() / RESOURCES).max(1);
    let sample = counts.last().into_iter().chain(counts.iter().step_by(step));
    sample.take(RESOURCES + 1).map(|(_, id)| (*id).clone()).collect()
}

/// The ids of a table, in an order that looks random.
async fn ids(client: &Client, table: &str) -> Vec<String> {
    let rows = simple(client, &format!("SELECT id FROM {table} ORDER BY md5(id::text)")).await.expect("rows");
    rows.into_iter().flatten().flatten().collect()
}
