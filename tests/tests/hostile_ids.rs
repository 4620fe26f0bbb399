//! Ids, actions and facts that are made to break a statement do what any unknown id does, and nothing else.
//!
//! The oracle is the same question about a harmless id that nobody knows: the answer must be the same with one id for the
//! other, the statement the same but for its values, and the tables as they were.

use arctos::{Arctos, Dialect, Options, Predicate};
use arctos_compiler::compile::Compiled;
use arctos_compiler::mapping::model::Table;
use arctos_compiler::plan::goal::KnownFacts;
use arctos_compiler::plan::question::{QueryArg, QueryCall, Question, Row, Subject};
use arctos_compiler::sql::Form;
use arctos_compiler::value::Value;
use arctos_tests::apps::App;
use arctos_tests::apps::elsewhere::Elsewhere;
use arctos_tests::apps::hostile::{WORST, skeleton, texts};
use arctos_tests::apps::run::{Ask, RunError, TextRow, simple};
use arctos_throwaway::Database;
use std::collections::BTreeSet;
use tokio_postgres::Client;

/// An application and what is known of it.
struct Case {
    app: &'static str,
    /// Who are asked for: one who may do anything, where there is one, and one who may not.
    users: [&'static str; 2],
    /// A type, the table of its ids, an id in it, and something that can be done to it.
    resource: (&'static str, &'static str, &'static str),
    action: &'static str,
    /// A harmless id that no table has.
    unknown: &'static str,
    /// Queries in which `@` stands for the id, each argument as `Type:id`, `word` or `?`.
    queries: &'static [(&'static str, &'static [&'static str])],
    /// Facts of a role that somebody has on something, with what it lets them do.
    role: (&'static str, &'static str, &'static str, &'static str),
}

const CODE_HOSTING: Case = Case {
    app: "code-hosting",
    users: ["1", "7"],
    resource: ("Issue", "issues", "109"),
    action: "read",
    unknown: "-123456789",
    queries: &[
        ("in_team", &["User:@", "?Team"]),
        ("has_relation", &["Issue:@", "creator", "?User"]),
        ("has_role", &["?User", "@", "Organization:1"]),
    ],
    role: ("Organization", "2", "owner", "view"),
};

const DRIVE: Case = Case {
    app: "drive",
    users: ["24c9e15e-52af-c47c-225b-757e7bee1f9d", "3e0469fb-1349-91f8-f75a-2760e409c6ed"],
    resource: ("Document", "documents", "5e8a50a4-4a76-f880-93f9-8ce505102a6f"),
    action: "read",
    unknown: "01234567-89ab-cdef-0123-456789abcdef",
    queries: &[
        ("has_group", &["User:@", "?Group"]),
        ("has_relation", &["Document:@", "folder", "?Folder"]),
        ("shared_with_domain", &["?Folder", "@"]),
    ],
    role: ("Folder", "09605a96-6bba-173f-f54e-02af7a89a810", "owner", "share"),
};

const BUSINESS: Case = Case {
    app: "business",
    users: ["root:0", "o'neil"],
    resource: ("Account", "accounts", "acc/1"),
    action: "read",
    unknown: "the unknown",
    queries: &[
        ("manages", &["User:@", "?User"]),
        ("has_relation", &["?Account", "owner", "User:@"]),
        ("grants", &["?Role", "@", "Account"]),
    ],
    role: ("Tenant", "acme", "admin", "see_revenue"),
};

#[tokio::test]
async fn code_hosting_withstands() {
    check(&CODE_HOSTING).await;
}

#[tokio::test]
async fn drive_withstands() {
    check(&DRIVE).await;
}

#[tokio::test]
async fn business_withstands() {
    check(&BUSINESS).await;
}

#[tokio::test]
async fn code_hosting_withstands_in_sqlite() {
    check_elsewhere(&CODE_HOSTING, Dialect::Sqlite).await;
}

#[tokio::test]
async fn drive_withstands_in_sqlite() {
    check_elsewhere(&DRIVE, Dialect::Sqlite).await;
}

#[tokio::test]
async fn business_withstands_in_sqlite() {
    check_elsewhere(&BUSINESS, Dialect::Sqlite).await;
}

#[tokio::test]
async fn code_hosting_withstands_in_mysql() {
    check_elsewhere(&CODE_HOSTING, Dialect::MySql).await;
}

#[tokio::test]
async fn drive_withstands_in_mysql() {
    check_elsewhere(&DRIVE, Dialect::MySql).await;
}

#[tokio::test]
async fn business_withstands_in_mysql() {
    check_elsewhere(&BUSINESS, Dialect::MySql).await;
}

/// How many places share the texts that are not among the worst.
const SPREAD: usize = 16;
/// The same where an application is in another database.
const SPREAD_ELSEWHERE: usize = 64;

async fn check(case: &Case) {
    let app = App::new(case.app);
    let database = app.database().await.expect("a database");
    check_in(case, &Place::new(&app, &database).await).await;
}

async fn check_elsewhere(case: &Case, dialect: Dialect) {
    let app = App::new(case.app);
    let origin = app.database().await.expect("a database");
    let database = Elsewhere::copy(&app, &origin, dialect).await.expect("a copy");
    let engine = database.engine(&app).await.expect("an engine");
    check_in(case, &Place { engine, there: There::Elsewhere(app, Box::new(database)) }).await;
}

async fn check_in(case: &Case, place: &Place) {
    let before = place.sums().await;
    let spread = if matches!(place.there, There::Postgres { .. }) { SPREAD } else { SPREAD_ELSEWHERE };
    let mut problems = Vec::new();
    for (at, probe) in case.probes().iter().enumerate() {
        let usual = Usual::of(place, probe, case).await;
        let texts = texts();
        // The worst go everywhere, each of the others to some of the places.
        let chosen = texts.iter().enumerate().filter(|(turn, text)| WORST.contains(&text.as_str()) || (at + turn) % spread == 0);
        for (_, text) in chosen {
            if let Err(problem) = usual.compare(place, probe, text).await {
                problems.push(format!("{} of {:?}: {problem}", probe.name, text.chars().take(60).collect::<String>()));
            }
        }
    }
    let found = problems.len();
    problems.truncate(20);
    assert!(found == 0, "{found} problems in {}:\n\n{}", case.app, problems.join("\n\n"));
    assert_eq!(before, place.sums().await, "tables of {} are not what they were", case.app);
}

/// Where questions are put.
struct Place {
    engine: Arctos,
    there: There,
}

/// The database.
enum There {
    /// PostgreSQL.
    Postgres {
        client: Client,
        /// Reads backslashes in plain literals as escapes, as servers can be told to.
        old_fashioned: Client,
    },
    /// An application in another one.
    Elsewhere(App, Box<Elsewhere>),
}

type Rows = BTreeSet<TextRow>;

const FORMS: [Form; 2] = [Form::Inline, Form::Parameters];

/// What came of a text.
struct Outcome {
    /// Of each form, then of the engine.
    answers: Vec<Rows>,
    /// Of each form, without values.
    statements: Vec<String>,
}

impl Place {
    async fn new(app: &App, database: &Database) -> Self {
        let engine = app.engine(database).await.expect("an engine");
        let client = database.connect().await.expect("a connection");
        let old_fashioned = database.connect().await.expect("a connection");
        let setting = "SET standard_conforming_strings = off; SET escape_string_warning = off";
        old_fashioned.batch_execute(setting).await.expect("a setting");
        Self { engine, there: There::Postgres { client, old_fashioned } }
    }

    fn compile(&self, probe: &Probe, text: &str, form: Form) -> Result<Compiled, RunError> {
        let (question, context) = ((probe.question)(text), (probe.context)(text));
        Ok(self.engine.policy().compile(&question, &context, Options { dialect: self.engine.policy().dialect(), form })?)
    }

    async fn outcome(&self, probe: &Probe, text: &str) -> Result<Outcome, RunError> {
        let (question, context, candidates) = ((probe.question)(text), (probe.context)(text), probe.candidates(text));
        let ask = Ask { question: &question, context: &context, caller: probe.caller.as_deref(), candidates: &candidates };
        let mut outcome = Outcome { answers: Vec::new(), statements: Vec::new() };
        let (client, old_fashioned) = match &self.there {
            There::Postgres { client, old_fashioned } => (client, old_fashioned),
            There::Elsewhere(_, database) => return self.elsewhere(database, probe, &ask, text).await,
        };
        for (form, client) in FORMS.into_iter().zip([old_fashioned, client]) {
            let (compiled, rows) = ask.compiled(client, self.engine.policy().compiler(), form).await?;
            outcome.answers.push(rows.into_iter().collect());
            outcome.statements.push(skeleton(&compiled.statement.sql));
        }
        outcome.answers.push(ask.engine(client, &self.engine).await?.into_iter().collect());
        Ok(outcome)
    }

    /// The same in another database. Literals with odd characters are spelled in ways of their own there, so that only the
    /// statement with parameters can be compared. One with literals is read in both ways that there are.
    async fn elsewhere(&self, database: &Elsewhere, probe: &Probe, ask: &Ask<'_>, text: &str) -> Result<Outcome, RunError> {
        let mut outcome = Outcome { answers: Vec::new(), statements: Vec::new() };
        let failed = |error: Box<dyn std::error::Error>| RunError::Elsewhere(error.to_string());
        if probe.candidates.is_none() {
            let sql = self.compile(probe, text, Form::Inline)?.statement.sql;
            let sql = probe.caller.as_ref().map_or_else(|| sql.clone(), |caller| database.whole(caller, &sql));
            outcome.answers.push(database.rows(&sql, &[]).await.map_err(failed)?.into_iter().collect());
            outcome.answers.push(database.rows_otherwise(&sql).await.map_err(failed)?.into_iter().collect());
        }
        outcome.answers.push(database.ask(&self.engine, ask).await.map_err(failed)?.into_iter().collect());
        let parameters = self.compile(probe, text, Form::Parameters)?;
        outcome.statements = vec![String::new(), skeleton(&parameters.statement.sql)];
        Ok(outcome)
    }

    /// A sum of each table, or all of it.
    async fn sums(&self) -> Vec<TextRow> {
        let client = match &self.there {
            There::Postgres { client, .. } => client,
            There::Elsewhere(app, database) => return database.contents(app).await.into_iter().flatten().collect(),
        };
        let tables = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1";
        let mut sums = Vec::new();
        for table in simple(client, tables).await.expect("tables").into_iter().flatten().flatten() {
            let sql = format!("SELECT '{table}', count(*), md5(string_agg(t::text, ';' ORDER BY t::text)) FROM {table} AS t");
            sums.extend(simple(client, &sql).await.expect("a sum"));
        }
        sums
    }
}

/// A question with a place for a text.
struct Probe {
    name: String,
    question: Box<dyn Fn(&str) -> Question>,
    context: Box<dyn Fn(&str) -> KnownFacts>,
    caller: Option<String>,
    candidates: Option<String>,
}

impl Probe {
    fn new(name: &str, question: impl Fn(&str) -> Question + 'static) -> Self {
        let context = Box::new(|_: &str| KnownFacts::new());
        Self { name: name.to_owned(), question: Box::new(question), context, caller: None, candidates: None }
    }

    /// The ids of an `AuthorizeMany`: the text and a known one.
    fn candidates(&self, text: &str) -> Vec<String> {
        self.candidates.iter().flat_map(|known| [known.clone(), text.to_owned()]).collect()
    }
}

/// What a probe does for harmless texts.
struct Usual {
    unknown: String,
    answers: Vec<Rows>,
    /// By form, without values.
    statements: Vec<BTreeSet<String>>,
}

/// Harmless texts that a column may not be able to hold: no number, nothing that the database can store.
const MISFITS: [&str; 2] = ["nobody", "no\0body"];

impl Usual {
    async fn of(place: &Place, probe: &Probe, case: &Case) -> Self {
        let mut usual = Self { unknown: case.unknown.to_owned(), answers: Vec::new(), statements: Vec::new() };
        let outcome = place.outcome(probe, case.unknown).await.unwrap_or_else(|error| panic!("{}: {error}", probe.name));
        usual.answers = outcome.answers;
        usual.statements = outcome.statements.into_iter().map(|statement| BTreeSet::from([statement])).collect();
        for text in MISFITS {
            for (form, statements) in FORMS.into_iter().zip(&mut usual.statements) {
                let compiled = place.compile(probe, text, form).unwrap_or_else(|error| panic!("{}: {error}", probe.name));
                statements.insert(skeleton(&compiled.statement.sql));
            }
        }
        usual
    }

    async fn compare(&self, place: &Place, probe: &Probe, text: &str) -> Result<(), String> {
        let outcome = place.outcome(probe, text).await.map_err(|error| error.to_string())?;
        for (found, usual) in outcome.statements.iter().zip(&self.statements) {
            if !usual.contains(found) {
                return Err(format!("another statement: {found}\ninstead of {usual:?}"));
            }
        }
        for (found, usual) in outcome.answers.iter().zip(&self.answers) {
            let mut expected: Rows = usual.iter().map(|row| renamed(row, &self.unknown, text)).collect();
            // The database has no such text, so it need not name it.
            expected.retain(|row| !text.contains('\0') || found.contains(row) || !row.contains(&Some(text.to_owned())));
            if *found != expected {
                return Err(format!("{} instead of {}", start(found), start(&expected)));
            }
        }
        Ok(())
    }
}

fn renamed(row: &TextRow, from: &str, to: &str) -> TextRow {
    row.iter().map(|value| if value.as_deref() == Some(from) { Some(to.to_owned()) } else { value.clone() }).collect()
}

fn start(rows: &Rows) -> String {
    format!("{rows:?}").chars().take(300).collect()
}

fn value(ty: &str, id: &str) -> Subject {
    Subject::Value(Value::new(ty, id))
}

fn authorize(actor: &str, action: &str, ty: &str, id: &str) -> Question {
    Question::Authorize { actor: value("User", actor), action: action.into(), resource: Some(value(ty, id)) }
}

fn list(actor: &str, action: &str, ty: &str) -> Question {
    Question::List { actor: value("User", actor), action: action.into(), resource: ty.into() }
}

fn many(actor: &str, action: &str, ty: &str) -> Question {
    Question::AuthorizeMany { actor: value("User", actor), action: action.into(), resource: ty.into() }
}

fn filter(actor: &str, action: &str, ty: &str, table: Option<&str>) -> Question {
    let table = table.map(|name| Table { schema: None, name: name.to_owned() });
    let row = Row { alias: Some("t".to_owned()), column: "id".to_owned(), table, rows: None };
    Question::Filter { actor: value("User", actor), action: action.into(), resource: ty.into(), row }
}

fn actions(actor: &str, ty: &str, id: &str) -> Question {
    Question::Actions { actor: value("User", actor), resource: Some(value(ty, id)) }
}

fn actors(action: &str, ty: &str, id: &str) -> Question {
    Question::Actors { actor: "User".into(), action: action.into(), resource: Some(value(ty, id)) }
}

/// A call written as in [`Case::queries`].
fn query(predicate: &str, args: &[&str], text: &str) -> Question {
    let arg = |(at, arg): (usize, &&str)| match (arg.strip_prefix('?'), arg.split_once(':')) {
        (Some(ty), _) => QueryArg::Variable(format!("v{at}").into(), Some(ty.into())),
        (None, Some((ty, id))) => QueryArg::Subject(value(ty, if id == "@" { text } else { id })),
        (None, None) => QueryArg::Subject(value("String", if *arg == "@" { text } else { arg })),
    };
    let args = args.iter().enumerate().map(arg).collect();
    Question::Query { calls: vec![QueryCall { predicate: predicate.into(), args }], row: None }
}

impl Case {
    /// Every place that takes a text, in every kind of question.
    fn probes(&self) -> Vec<Probe> {
        let mut probes = Vec::new();
        self.about_actors(&mut probes);
        self.about_resources(&mut probes);
        self.about_actions(&mut probes);
        self.with_facts(&mut probes);
        for (predicate, args) in self.queries {
            probes.push(Probe::new(&format!("query {predicate}"), move |text| query(predicate, args, text)));
        }
        probes
    }

    fn about_actors(&self, probes: &mut Vec<Probe>) {
        let ((ty, table, id), action) = (self.resource, self.action);
        let caller = Some(format!("SELECT t.id FROM {table} AS t WHERE TRUE"));
        probes.push(Probe::new("authorize actor", move |text| authorize(text, action, ty, id)));
        probes.push(Probe::new("list actor", move |text| list(text, action, ty)));
        probes.push(Probe::new("list those like the actor", move |text| list(text, "view_profile", "User")));
        probes.push(Probe::new("actions of actor", move |text| actions(text, ty, id)));
        let probe = Probe::new("filter actor", move |text| filter(text, action, ty, None));
        probes.push(Probe { caller: caller.clone(), ..probe });
        let probe = Probe::new("filter actor, own table", move |text| filter(text, action, ty, Some(table)));
        probes.push(Probe { caller, ..probe });
        let probe = Probe::new("many of actor", move |text| many(text, action, ty));
        probes.push(Probe { candidates: Some(id.to_owned()), ..probe });
        probes.push(Probe::new("authorize both", move |text| authorize(text, "view_profile", "User", text)));
    }

    fn about_resources(&self, probes: &mut Vec<Probe>) {
        let ((ty, _, id), action) = (self.resource, self.action);
        for user in self.users {
            let probe = Probe::new(&format!("authorize resource for {user}"), move |text| authorize(user, action, ty, text));
            probes.push(probe);
            probes.push(Probe::new(&format!("actions on resource for {user}"), move |text| actions(user, ty, text)));
            let probe = Probe::new(&format!("many for {user}"), move |_| many(user, action, ty));
            probes.push(Probe { candidates: Some(id.to_owned()), ..probe });
        }
        probes.push(Probe::new("actors on resource", move |text| actors(action, ty, text)));
    }

    fn about_actions(&self, probes: &mut Vec<Probe>) {
        let (ty, table, id) = self.resource;
        for user in self.users {
            probes.push(Probe::new(&format!("authorize action for {user}"), move |text| authorize(user, text, ty, id)));
            probes.push(Probe::new(&format!("list action for {user}"), move |text| list(user, text, ty)));
            let probe = Probe::new(&format!("many action for {user}"), move |text| many(user, text, ty));
            probes.push(Probe { candidates: Some(id.to_owned()), ..probe });
            let probe = Probe::new(&format!("filter action for {user}"), move |text| filter(user, text, ty, Some(table)));
            probes.push(Probe { caller: Some(format!("SELECT t.id FROM {table} AS t WHERE TRUE")), ..probe });
        }
        probes.push(Probe::new("actors action", move |text| actors(text, ty, id)));
    }

    /// Facts that come with the question: a role of the text, on the text, and by its name.
    fn with_facts(&self, probes: &mut Vec<Probe>) {
        let (ty, id, role, action) = self.role;
        let [_, user] = self.users;
        let fact = move |actor: &str, role: &str, id: &str| {
            let mut facts = KnownFacts::new();
            facts.insert(Predicate::new("has_role", 3), vec![Value::new("User", actor), Value::string(role), Value::new(ty, id)]);
            facts
        };
        let mut add = |name: &str, context: Box<dyn Fn(&str) -> KnownFacts>, question: Box<dyn Fn(&str) -> Question>| {
            let probe = Probe::new(&format!("{name} by a fact"), question);
            probes.push(Probe { context, ..probe });
        };
        add("authorize", Box::new(move |text| fact(text, role, id)), Box::new(move |text| authorize(text, action, ty, id)));
        add("list", Box::new(move |text| fact(text, role, id)), Box::new(move |text| list(text, action, ty)));
        add("actors", Box::new(move |text| fact(text, role, id)), Box::new(move |_| actors(action, ty, id)));
        add(
            "authorize on it",
            Box::new(move |text| fact(user, role, text)),
            Box::new(move |text| authorize(user, action, ty, text)),
        );
        add("list it", Box::new(move |text| fact(user, role, text)), Box::new(move |_| list(user, action, ty)));
        add("actions on it", Box::new(move |text| fact(user, role, text)), Box::new(move |text| actions(user, ty, text)));
        add("role of that name", Box::new(move |text| fact(user, text, id)), Box::new(move |_| list(user, action, ty)));
    }
}
