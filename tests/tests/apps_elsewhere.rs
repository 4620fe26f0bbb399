//! The example applications have the same answers in every database, from the same data.
//!
//! The oracle is the hand-written SQL, asked of PostgreSQL. Each question is put in each form that the compiler has for it,
//! and all that differ are reported together.

use arctos::{Arctos, Dialect, KnownFacts, Options, Policy, Question};
use arctos_compiler::sql::{Form, pretty};
use arctos_tests::apps::App;
use arctos_tests::apps::blocks::Block;
use arctos_tests::apps::elsewhere::{Elsewhere, Outcome};
use arctos_tests::apps::run::{Ask, TextRow, simple};
use std::collections::BTreeSet;

type Answer = BTreeSet<Option<String>>;

#[tokio::test]
async fn code_hosting_answers_the_same_in_sqlite() {
    check("code-hosting", Dialect::Sqlite).await;
}

#[tokio::test]
async fn drive_answers_the_same_in_sqlite() {
    check("drive", Dialect::Sqlite).await;
}

#[tokio::test]
async fn business_answers_the_same_in_sqlite() {
    check("business", Dialect::Sqlite).await;
}

#[tokio::test]
async fn code_hosting_answers_the_same_in_mysql() {
    check("code-hosting", Dialect::MySql).await;
}

#[tokio::test]
async fn drive_answers_the_same_in_mysql() {
    check("drive", Dialect::MySql).await;
}

#[tokio::test]
async fn business_answers_the_same_in_mysql() {
    check("business", Dialect::MySql).await;
}

async fn check(name: &'static str, dialect: Dialect) {
    let app = App::new(name);
    let origin = app.database().await.expect("a database");
    let client = origin.connect().await.expect("a connection");
    let database = Elsewhere::copy(&app, &origin, dialect).await.expect("a copy");
    let engine = database.engine(&app).await.unwrap_or_else(|error| panic!("{error}"));
    let place = Place { policy: database.policy(&app), database, engine };
    let mut problems = Vec::new();
    for block in &app.blocks() {
        let oracle = simple(&client, &block.oracle).await.unwrap_or_else(|error| panic!("{}: {error}", block.title));
        let oracle: Answer = oracle.into_iter().map(|mut row| row.swap_remove(0)).collect();
        for (row, question) in block.questions() {
            for door in [Door::Inline, Door::Typed, Door::Engine] {
                if let Err(problem) = place.compare(block, &question, door, &oracle).await {
                    problems.push(format!("line {}: {}\n{row}, {door:?}: {problem}", block.line, block.title));
                }
            }
        }
    }
    let found = problems.len();
    problems.truncate(10);
    assert!(found == 0, "{found} wrong in {name}:\n\n{}", problems.join("\n\n"));
}

/// Where a question is put.
#[derive(Clone, Copy, Debug)]
enum Door {
    /// To the compiler, which knows the mapping as it is written; the statement has no parameters.
    Inline,
    /// The same with the engine's mapping.
    Typed,
    /// To the engine.
    Engine,
}

struct Place {
    database: Elsewhere,
    policy: Policy,
    engine: Arctos,
}

impl Place {
    async fn compare(&self, block: &Block, question: &Question, door: Door, oracle: &Answer) -> Result<(), String> {
        let rows = match door {
            Door::Inline => self.inline(&self.policy, block, question).await,
            Door::Typed => self.inline(self.engine.policy(), block, question).await,
            Door::Engine => {
                let (context, caller) = (KnownFacts::new(), block.caller.as_deref());
                self.database.ask(&self.engine, &Ask { question, context: &context, caller, candidates: &[] }).await
            }
        };
        let rows = rows.map_err(|error| format!("{error}\n{}", self.shown(question, door)))?;
        let column = block.shown.unwrap_or_default();
        let answer: Answer = rows.into_iter().filter_map(|row| row.into_iter().nth(column)).collect();
        if answer == *oracle {
            return Ok(());
        }
        let missing: Vec<_> = oracle.difference(&answer).take(5).collect();
        let surplus: Vec<_> = answer.difference(oracle).take(5).collect();
        let sql = self.shown(question, door);
        Err(format!("{} answers instead of {}; missing {missing:?}, too many {surplus:?}\n{sql}", answer.len(), oracle.len()))
    }

    fn compile(&self, policy: &Policy, question: &Question, form: Form) -> Result<String, arctos::Error> {
        let options = Options { dialect: self.database.dialect(), form };
        if let Question::Select { actor, action, resource, on, sql } = question.clone() {
            let sql = self.database.timeless(&sql).into();
            let question = Question::Select { actor, action, resource, on, sql };
            return Ok(policy.compile(&question, &KnownFacts::new(), options)?.statement.sql);
        }
        Ok(policy.compile(question, &KnownFacts::new(), options)?.statement.sql)
    }

    fn shown(&self, question: &Question, door: Door) -> String {
        let (policy, form) = match door {
            Door::Inline => (&self.policy, Form::Inline),
            Door::Typed => (self.engine.policy(), Form::Inline),
            Door::Engine => (self.engine.policy(), Form::Parameters),
        };
        self.compile(policy, question, form).map_or_else(|error| error.to_string(), |sql| pretty(&sql))
    }

    async fn inline(&self, policy: &Policy, block: &Block, question: &Question) -> Outcome<Vec<TextRow>> {
        let sql = self.compile(policy, question, Form::Inline)?;
        let caller = block.caller.as_ref().filter(|_| matches!(question, Question::Filter { .. }));
        let sql = caller.map_or_else(|| sql.clone(), |caller| self.database.whole(caller, &sql));
        let rows = self.database.rows(&sql, &[]).await?;
        if !block.is_check() {
            return Ok(rows);
        }
        let truth = |cell: Option<String>| cell.map(|cell| if cell == "1" { "t" } else { "f" }.to_owned());
        Ok(rows.into_iter().map(|row| row.into_iter().map(truth).collect()).collect())
    }
}
