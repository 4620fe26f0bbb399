//! Where ids are texts, a hostile one names its own rows and no others; and a type that a rule does not ask for is denied.

use arctos::Arctos;
use arctos_compiler::plan::goal::KnownFacts;
use arctos_compiler::plan::question::{QueryArg, QueryCall, Question, Row, Subject};
use arctos_compiler::sql::Form;
use arctos_compiler::value::Value;
use arctos_tests::apps::App;
use arctos_tests::apps::hostile::texts;
use arctos_tests::apps::run::{Ask, RunError, TextRow};
use std::collections::BTreeSet;
use tokio_postgres::Client;

type Ids = BTreeSet<String>;

/// Everybody is a member of `acme` and owns an account there, with one open invoice; all three have the same id.
const ROWS: &[&str] = &[
    "INSERT INTO users (id) VALUES ($1)",
    "INSERT INTO tenant_members (user_id, tenant_id, role) VALUES ($1, 'acme', 'member')",
    "INSERT INTO accounts (id, tenant_id, owner_id, is_open) VALUES ($1, 'acme', $1, true)",
    "INSERT INTO invoices (id, account_id, creator_id, status, amount, issued_at) VALUES ($1, $1, $1, 'open', 1, now())",
];

#[tokio::test]
async fn hostile_ids_name_their_own_rows() {
    let app = App::new("business");
    let database = app.database().await.expect("a database");
    let client = database.connect().await.expect("a connection");
    let texts: Vec<String> = texts().into_iter().filter(|text| !text.contains('\0')).collect();
    for sql in ROWS {
        for text in &texts {
            client.execute(*sql, &[text]).await.unwrap_or_else(|error| panic!("{text:?}: {error:?}"));
        }
    }
    let rows = Rows { engine: app.engine(&database).await.expect("an engine"), client, texts };
    // A server may read backslashes in plain literals as escapes.
    let setting = "SET standard_conforming_strings = off; SET escape_string_warning = off";
    rows.client.batch_execute(setting).await.expect("a setting");
    let mut problems = Vec::new();
    for text in &rows.texts {
        problems.extend(rows.problems(text).await);
    }
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}

struct Rows {
    engine: Arctos,
    client: Client,
    texts: Vec<String>,
}

impl Rows {
    async fn problems(&self, text: &str) -> Vec<String> {
        let (user, itself) = (value("User", text), Ids::from([text.to_owned()]));
        let no_other = if text == "x" { "X" } else { "x" };
        let truth = |truth: bool| Ids::from([if truth { "t" } else { "f" }.to_owned()]);
        let named = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Ids>();
        let authorize = |resource| Question::Authorize { actor: user.clone(), action: "edit".into(), resource: Some(resource) };
        let owned = QueryArg::Variable("account".into(), Some("Account".into()));
        let args = vec![owned, QueryArg::Subject(value("String", "owner")), QueryArg::Subject(user.clone())];
        let many = Question::AuthorizeMany { actor: user.clone(), action: "edit".into(), resource: "Account".into() };
        let questions = [
            (authorize(value("Account", text)), truth(true)),
            (authorize(value("Account", no_other)), truth(false)),
            (Question::List { actor: user.clone(), action: "edit".into(), resource: "Account".into() }, itself.clone()),
            (Question::List { actor: user.clone(), action: "void".into(), resource: "Invoice".into() }, itself.clone()),
            (Question::List { actor: user.clone(), action: "view_profile".into(), resource: "User".into() }, itself.clone()),
            (filter(&user), itself.clone()),
            (many, itself.clone()),
            (Question::Actions { actor: user.clone(), resource: Some(value("Account", text)) }, named(&["read", "edit"])),
            (Question::Actions { actor: user.clone(), resource: Some(value("Account", no_other)) }, named(&[])),
            (Question::Query { calls: vec![QueryCall { predicate: "has_relation".into(), args }], row: None }, itself.clone()),
        ];
        let mut problems = Vec::new();
        for (question, expected) in &questions {
            problems.extend(self.compare(question, expected, text, |_| true).await);
        }
        let actors = Question::Actors { actor: "User".into(), action: "edit".into(), resource: Some(value("Account", text)) };
        problems.extend(self.compare(&actors, &itself, text, |id| self.texts.iter().any(|text| text == id)).await);
        problems
    }

    /// What is wrong with the answers among `counts`.
    async fn compare(&self, question: &Question, expected: &Ids, text: &str, counts: impl Fn(&str) -> bool) -> Option<String> {
        let caller = matches!(question, Question::Filter { .. }).then_some("SELECT a.id FROM accounts AS a WHERE TRUE");
        let candidates = if matches!(question, Question::AuthorizeMany { .. }) { self.texts.as_slice() } else { &[] };
        let ask = Ask { question, context: &KnownFacts::new(), caller, candidates };
        let inline = ask.compiled(&self.client, self.engine.policy().compiler(), Form::Inline).await.map(|(_, rows)| rows);
        for rows in [inline, ask.engine(&self.client, &self.engine).await] {
            let text: String = text.chars().take(60).collect();
            match rows {
                Err(error) => return Some(format!("{text:?}: {error}")),
                Ok(rows) => {
                    let found: Ids = rows.into_iter().flatten().flatten().filter(|id| counts(id)).collect();
                    if found != *expected {
                        return Some(format!("{text:?}: {found:?} instead of {expected:?}"));
                    }
                }
            }
        }
        None
    }
}

fn value(ty: &str, id: &str) -> Subject {
    Subject::Value(Value::new(ty, id))
}

fn filter(user: &Subject) -> Question {
    let row = Row { alias: Some("a".to_owned()), column: "id".to_owned(), table: None, rows: None };
    Question::Filter { actor: user.clone(), action: "edit".into(), resource: "Account".into(), row }
}

/// Types that are no type of the policy, or of the wrong kind.
const TYPES: &[&str] = &[
    "Martian",
    "user",
    "User\"; --",
    "a'b\\",
    "User:7",
    "String",
    "Integer",
    "Boolean",
    "Actor",
    "Resource",
    "",
    "Organization",
];

#[tokio::test]
async fn wrong_types_are_denied() {
    let app = App::new("code-hosting");
    let database = app.database().await.expect("a database");
    let client = database.connect().await.expect("a connection");
    let engine = app.engine(&database).await.expect("an engine");
    let mut problems = Vec::new();
    for ty in TYPES {
        for question in about(ty) {
            let caller = matches!(question, Question::Filter { .. }).then_some("SELECT a.id FROM issues AS a WHERE TRUE");
            let ask = Ask { question: &question, context: &KnownFacts::new(), caller, candidates: &[] };
            let mut outcomes = vec![("engine", ask.engine(&client, &engine).await)];
            for (form, name) in [(Form::Inline, "literals"), (Form::Parameters, "parameters")] {
                let compiled = ask.compiled(&client, engine.policy().compiler(), form).await;
                outcomes.push((name, compiled.map(|(_, rows)| rows)));
            }
            for (door, outcome) in outcomes {
                if let Some(problem) = not_denied(outcome) {
                    problems.push(format!("{door}: {question:?}: {problem}"));
                }
            }
        }
    }
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}

/// Questions with the type in the place of an actor's and of a resource's.
fn about(ty: &str) -> Vec<Question> {
    let row = Row { alias: Some("a".to_owned()), column: "id".to_owned(), table: None, rows: None };
    let odd = || value(ty, "7");
    // Any actor may read this one.
    let issue = || Some(value("Issue", "1"));
    // An admin may do anything to organisations, which are of the wrong type only for users.
    let admin = value("User", if ty == "Organization" { "7" } else { "1" });
    vec![
        Question::Authorize { actor: odd(), action: "read".into(), resource: issue() },
        Question::Authorize { actor: admin.clone(), action: "close".into(), resource: Some(odd()) },
        Question::List { actor: odd(), action: "read".into(), resource: "Issue".into() },
        Question::List { actor: admin.clone(), action: "close".into(), resource: ty.into() },
        Question::Filter { actor: odd(), action: "read".into(), resource: "Issue".into(), row },
        Question::Actions { actor: odd(), resource: issue() },
        Question::Actions { actor: admin, resource: Some(odd()) },
        Question::Actors { actor: ty.into(), action: "read".into(), resource: issue() },
        Question::AuthorizeMany { actor: odd(), action: "read".into(), resource: "Issue".into() },
    ]
}

fn not_denied(outcome: Result<Vec<TextRow>, RunError>) -> Option<String> {
    match outcome {
        Ok(rows) if rows.is_empty() || rows == [[Some("f".to_owned())]] => None,
        Ok(rows) => Some(format!("{rows:?}")),
        Err(
            RunError::Compile(_)
            | RunError::Engine(arctos::Error::UnknownType(_) | arctos::Error::Question(_) | arctos::Error::BadValue { .. }),
        ) => None,
        Err(error) => Some(error.to_string()),
    }
}
