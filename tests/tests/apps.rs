//! The compiler's answers to every question of the example applications are those of the hand-written SQL.
//!
//! Each question is put in each form that the compiler has for it, and all that differ are reported together.

use arctos::{Arctos, Policy};
use arctos_compiler::compile::Compiled;
use arctos_compiler::plan::goal::KnownFacts;
use arctos_compiler::plan::question::Question;
use arctos_compiler::sql::Form;
use arctos_tests::apps::App;
use arctos_tests::apps::blocks::Block;
use arctos_tests::apps::run::{Ask, RunError, TextRow, shown, simple};
use std::collections::BTreeSet;
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

/// Gives the columns of texts collations in turn, where no view stands in the way.
const COLLATE: &str = r#"
    DO $$
    DECLARE found record; names text[] := ARRAY['"C"', '"POSIX"', '"default"']; number int := 0;
    BEGIN
        FOR found IN
            SELECT c.table_schema, c.table_name, c.column_name FROM information_schema.columns c
            JOIN information_schema.tables t USING (table_schema, table_name)
            WHERE c.data_type = 'text' AND t.table_type = 'BASE TABLE' AND c.table_schema NOT IN ('pg_catalog', 'information_schema')
            ORDER BY 1, 2, 3
        LOOP
            BEGIN
                EXECUTE format('ALTER TABLE %I.%I ALTER COLUMN %I TYPE text COLLATE %s',
                    found.table_schema, found.table_name, found.column_name, names[1 + number % 3]);
                number := number + 1;
            EXCEPTION WHEN feature_not_supported THEN NULL;
            END;
        END LOOP;
        IF number < 10 THEN RAISE 'only % columns', number; END IF;
    END $$"#;

/// Hand-written SQL may not say what it compares such columns by; what is emitted does.
#[tokio::test]
async fn business_answers_the_same_under_other_collations() {
    let app = App::new("business");
    let (database, collated) = (app.database().await.expect("a database"), app.database().await.expect("a database"));
    let (client, other) = (database.connect().await.expect("a connection"), collated.connect().await.expect("a connection"));
    other.batch_execute(COLLATE).await.expect("collations");
    let engine = app.engine(&collated).await.expect("an engine");
    let policy = app.policy();
    let mut problems = Vec::new();
    for block in &app.blocks() {
        let oracle = simple(&client, &block.oracle).await.unwrap_or_else(|error| panic!("{}: {error}", block.title));
        let oracle: Answer = oracle.into_iter().map(|mut row| row.swap_remove(0)).collect();
        for (row, question) in block.questions() {
            let asking =
                Asking { client: &other, policy: &policy, engine: &engine, block, question: &question, door: Door::Engine };
            if let Err(problem) = asking.compare(&oracle).await {
                problems.push(format!("line {}: {}\n{row}: {problem}", block.line, block.title));
            }
        }
    }
    assert!(problems.is_empty(), "{} wrong:\n\n{}", problems.len(), problems.join("\n\n"));
}

async fn check(app: &App) {
    let database = app.database().await.expect("a database");
    let client = database.connect().await.expect("a connection");
    let engine = app.engine(&database).await.expect("an engine");
    let policy = app.policy();
    let blocks = app.blocks();
    assert!(blocks.len() > 50, "{} questions", blocks.len());
    let mut problems = Vec::new();
    for block in &blocks {
        let oracle = simple(&client, &block.oracle).await.unwrap_or_else(|error| panic!("{}: {error}", block.title));
        let oracle: Answer = oracle.into_iter().map(|mut row| row.swap_remove(0)).collect();
        let mut asked: Vec<(&str, Question, &Answer)> =
            block.questions().into_iter().map(|(row, question)| (row, question, &oracle)).collect();
        let page = block.as_page();
        let first = match &page {
            Some((_, sql)) => simple(&client, sql).await.unwrap_or_else(|error| panic!("{}: {error}", block.title)),
            None => Vec::new(),
        };
        let first: Answer = first.into_iter().map(|mut row| row.swap_remove(0)).collect();
        asked.extend(page.map(|(question, _)| ("page", question, &first)));
        for (row, question, oracle) in asked {
            for door in [Door::Compiler(Form::Parameters), Door::Compiler(Form::Inline), Door::Engine] {
                let asking = Asking { client: &client, policy: &policy, engine: &engine, block, question: &question, door };
                if let Err(problem) = asking.compare(oracle).await {
                    problems.push(format!("line {}: {}\n{row}, {door:?}: {problem}", block.line, block.title));
                }
            }
        }
    }
    assert!(problems.is_empty(), "{} wrong in {}:\n\n{}", problems.len(), app.name, problems.join("\n\n"));
}

type Answer = BTreeSet<Option<String>>;

/// Where a question is put.
#[derive(Clone, Copy, Debug)]
enum Door {
    /// To the compiler, which knows the mapping as it is written.
    Compiler(Form),
    /// To the engine, which knows what the database tells about the mapped queries.
    Engine,
}

/// One way to put a question.
struct Asking<'a> {
    client: &'a Client,
    policy: &'a Policy,
    engine: &'a Arctos,
    block: &'a Block,
    question: &'a Question,
    door: Door,
}

impl Asking<'_> {
    async fn compare(&self, oracle: &Answer) -> Result<(), String> {
        let (context, caller) = (KnownFacts::new(), self.block.caller.as_deref());
        let ask = Ask { question: self.question, context: &context, caller, candidates: &[] };
        let found = self.differs(&ask, oracle).await;
        found.map_err(|problem| match self.compile(&ask) {
            Ok(compiled) => format!("{problem}\n{}", shown(&compiled)),
            Err(_) => problem,
        })
    }

    async fn differs(&self, ask: &Ask<'_>, oracle: &Answer) -> Result<(), String> {
        let rows = match self.door {
            Door::Compiler(form) => ask.compiled(self.client, self.policy.compiler(), form).await.map(|(_, rows)| rows),
            Door::Engine => ask.engine(self.client, self.engine).await,
        };
        let answer = rows.map_err(|error| error.to_string()).and_then(|rows| self.answer(rows))?;
        if answer == *oracle {
            return Ok(());
        }
        let missing: Vec<_> = oracle.difference(&answer).take(5).collect();
        let surplus: Vec<_> = answer.difference(oracle).take(5).collect();
        Err(format!("{} answers instead of {}; missing {missing:?}, too many {surplus:?}", answer.len(), oracle.len()))
    }

    fn compile(&self, ask: &Ask<'_>) -> Result<Compiled, RunError> {
        match self.door {
            Door::Compiler(form) => ask.compile(self.policy.compiler(), form),
            Door::Engine => ask.compile(self.engine.policy().compiler(), Form::Parameters),
        }
    }

    /// The column that the question asks for. No answer names anything twice, but for the one column that is wanted of
    /// a query's.
    fn answer(&self, rows: Vec<TextRow>) -> Result<Answer, String> {
        if self.block.is_check() && rows.len() != 1 {
            return Err(format!("{} rows", rows.len()));
        }
        let all: BTreeSet<&TextRow> = rows.iter().collect();
        if all.len() < rows.len() {
            return Err(format!("{} rows twice", rows.len() - all.len()));
        }
        let column = self.block.shown.unwrap_or_default();
        Ok(rows.into_iter().filter_map(|row| row.into_iter().nth(column)).collect())
    }
}
