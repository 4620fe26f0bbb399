//! The compiler's answers to every question of the example applications are those of the hand-written SQL.
//!
//! Each question is put in each form that the compiler has for it, and all that differ are reported together.

use arctos_compiler::compile::{Compiled, Compiler, Options};
use arctos_compiler::plan::goal::KnownFacts;
use arctos_compiler::plan::question::{QueryArg, Question, Subject};
use arctos_compiler::sql::{Form, pretty};
use arctos_compiler::value::{STRING, Value};
use arctos_tests::apps::App;
use arctos_tests::apps::blocks::Block;
use arctos_tests::apps::describe::described;
use arctos_tests::apps::run::{Given, TextRow, rows, simple};
use std::collections::BTreeSet;
use std::fmt::Write;
use tokio_postgres::Client;

#[tokio::test]
async fn code_hosting_answers_as_the_hand_written_sql() {
    check(&App::new("code-hosting")).await;
}

#[tokio::test]
async fn drive_answers_as_the_hand_written_sql() {
    check(&App::new("drive")).await;
}

#[tokio::test]
async fn business_answers_as_the_hand_written_sql() {
    check(&App::new("business")).await;
}

async fn check(app: &App) {
    let database = app.database().await.expect("a database");
    let client = database.connect().await.expect("a connection");
    let written = app.compiler();
    let told = described(&client, &written).await.expect("mapped queries that the database knows");
    let blocks = app.blocks();
    assert!(blocks.len() > 50, "{} questions", blocks.len());
    let mut problems = Vec::new();
    for block in &blocks {
        let oracle = simple(&client, &block.oracle).await.unwrap_or_else(|error| panic!("{}: {error}", block.title));
        let oracle: Answer = oracle.into_iter().map(|mut row| row.swap_remove(0)).collect();
        for asking in askings(block, &written, &told) {
            if let Err(problem) = compare(&client, block, &asking, &oracle).await {
                problems.push(format!("line {}: {}\n{}\n{problem}", block.line, block.title, asking.name));
            }
        }
    }
    assert!(problems.is_empty(), "{} wrong in {}:\n\n{}", problems.len(), app.name, problems.join("\n\n"));
}

type Answer = BTreeSet<Option<String>>;

/// One way to put a question.
struct Asking<'a> {
    name: String,
    compiler: &'a Compiler,
    question: Question,
    given: Given,
    form: Form,
}

/// The ways to put a question: filters also with their own table; with parameters and with literals over the mapping as
/// it is written, and with values given later over what the database tells.
fn askings<'a>(block: &Block, written: &'a Compiler, told: &'a Compiler) -> Vec<Asking<'a>> {
    let mut questions = vec![("", block.question.clone())];
    questions.extend(block.with_own_table().map(|own| ("own table, ", own)));
    let mut askings = Vec::new();
    for (row, question) in questions {
        let mut add = |name: &str, compiler, question: &Question, given: Given, form| {
            askings.push(Asking { name: format!("{row}{name}"), compiler, question: question.clone(), given, form });
        };
        let (open, given) = opened(&question);
        add("parameters", written, &question, Given::default(), Form::Parameters);
        add("literals", written, &question, Given::default(), Form::Inline);
        add("values given later, described tables", told, &open, given, Form::Parameters);
    }
    askings
}

/// The question with its actors and resources left open, and what they were.
fn opened(question: &Question) -> (Question, Given) {
    let mut question = question.clone();
    let mut given = Given::default();
    let mut open = |subject: &mut Subject| {
        let kept = subject.ty() == STRING;
        if let (Subject::Value(value), false) = (&*subject, kept) {
            given.values.push(Some(value.clone()));
            *subject = Subject::OfType(subject.ty().clone());
        } else {
            given.values.push(None);
        }
    };
    match &mut question {
        Question::Authorize { actor, resource, .. } | Question::Actions { actor, resource } => {
            open(actor);
            resource.iter_mut().for_each(&mut open);
        }
        Question::AuthorizeMany { actor, .. } | Question::List { actor, .. } | Question::Filter { actor, .. } => open(actor),
        Question::Actors { resource, .. } => resource.iter_mut().for_each(&mut open),
        Question::Query { calls, .. } => {
            for arg in calls.iter_mut().flat_map(|call| &mut call.args) {
                if let QueryArg::Subject(subject) = arg {
                    open(subject);
                }
            }
        }
    }
    (question, given)
}

async fn compare(client: &Client, block: &Block, asking: &Asking<'_>, oracle: &Answer) -> Result<(), String> {
    let options = Options { form: asking.form, ..Options::default() };
    let compiled = asking.compiler.compile(&asking.question, &KnownFacts::new(), options);
    let compiled = compiled.map_err(|problem| format!("does not compile: {problem:?}"))?;
    let misfit = asking.given.values.iter().enumerate().find(|(slot, value)| !fits(&compiled, *slot, value.as_ref()));
    if let Some((slot, value)) = misfit {
        return Err(format!("{value:?} does not fit slot {slot}\n{}", shown(&compiled)));
    }
    let sql = block.caller.as_ref().map(|caller| format!("{caller} AND {}", compiled.statement.sql));
    let rows = rows(client, &compiled, sql, &asking.given).await;
    let answer = rows.map_err(|error| error.to_string()).and_then(|rows| answer(block, &compiled, rows));
    let answer = answer.map_err(|problem| format!("{problem}\n{}", shown(&compiled)))?;
    if answer == *oracle {
        return Ok(());
    }
    let missing: Vec<_> = oracle.difference(&answer).take(5).collect();
    let surplus: Vec<_> = answer.difference(oracle).take(5).collect();
    Err(format!(
        "{} answers instead of {}; missing {missing:?}, too many {surplus:?}\n{}",
        answer.len(),
        oracle.len(),
        shown(&compiled)
    ))
}

fn fits(compiled: &Compiled, slot: usize, value: Option<&Value>) -> bool {
    value.is_none_or(|value| compiled.fits(slot, value))
}

/// The column that the question asks for. No answer but that of a query with further variables names anything twice.
fn answer(block: &Block, compiled: &Compiled, rows: Vec<TextRow>) -> Result<Answer, String> {
    if block.is_check() && rows.len() != 1 {
        return Err(format!("{} rows", rows.len()));
    }
    let all: BTreeSet<&TextRow> = rows.iter().collect();
    if all.len() < rows.len() {
        return Err(format!("{} rows twice", rows.len() - all.len()));
    }
    let at = match &block.shown {
        None => 0,
        Some(name) => compiled.statement.columns.iter().position(|column| column == name).ok_or("the variable is no column")?,
    };
    Ok(rows.into_iter().filter_map(|row| row.into_iter().nth(at)).collect())
}

fn shown(compiled: &Compiled) -> String {
    let mut text = pretty(&compiled.statement.sql);
    for param in &compiled.statement.params {
        let _ = write!(text, "\n{:?} {:?}", param.source, param.types);
    }
    text
}
