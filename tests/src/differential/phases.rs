//! Filters in two phases: what is asked first, and the filter with the answers as constants.

use super::ask::Ask;
use super::database::Ready;
use super::runner::{Asking, Failure, Kind, Outcome, declined, notes, whole};
use super::statement::Rows;
use arctos_compiler::compile::phases::Staged;
use arctos_compiler::compile::{Compiled, Options};
use arctos_compiler::diagnostic::Diagnostic;
use arctos_compiler::plan::phases::{Answers, Found, Lifted};
use arctos_compiler::plan::question::Question;
use arctos_compiler::plan::relation::Body;
use arctos_compiler::sql::Form;
use arctos_compiler::value::Value;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Bounds on the keys of a set: such that no set, hardly any, and every set fits.
pub(super) const BOUNDS: [u64; 3] = [0, 1, 1_000_000];

/// Sets of so few keys do not show their size.
const FEW: usize = 2;

type Problem = (Kind, String, String);

impl Asking<'_> {
    /// Asks a filter in two phases, with so many keys of a set at most. Other questions have but one.
    pub(super) async fn ask_in_phases(&mut self, ask: &Ask, most: u64, form: Form, outcome: &mut Outcome) -> Result<(), String> {
        if !matches!(ask, Ask::Filter { .. }) {
            return Ok(());
        }
        let (kind, expected, got, sql) = match self.rows_in_phases(ask, most, form).await {
            Ok((rows, sql)) => match self.compare(ask, &BTreeSet::new(), &rows) {
                (true, ..) => {
                    *outcome.answers.entry("filter in two phases").or_default() += 1;
                    return Ok(());
                }
                (false, expected, got) => (Kind::Wrong, expected, got, sql),
            },
            // The same question is declined in one statement.
            Err((Kind::Diagnostic(_), ..)) => return Ok(()),
            Err((kind, got, sql)) if declined(&kind, &got, &sql).is_some() => return self.database.recover().await,
            Err((kind, got, sql)) => (kind, self.expectation(ask, &BTreeSet::new()).1, got, sql),
        };
        let inline = form == Form::Inline;
        outcome.failures.push(Failure { kind, ask: Some(ask.clone()), inline, phases: Some(most), expected, got, sql });
        self.database.recover().await
    }

    async fn rows_in_phases(&mut self, ask: &Ask, most: u64, form: Form) -> Result<(Rows, String), Problem> {
        let slots = ask.slots();
        let options = Options { dialect: self.database.dialect(), form: Form::Parameters };
        let panicked = || (Kind::Panic, "a panic".to_owned(), String::new());
        let compiled = catch_unwind(AssertUnwindSafe(|| self.compile_fitting(ask, &slots, options))).map_err(|_| panicked())?;
        let (question, mut compiled) = compiled?;
        let Body::Condition(condition) = &compiled.plan.body else { return Err(panicked()) };
        let compiler = self.policy.compiler_for(&question, &self.context);
        let staged = compiler.stage(condition, options, most);
        let found = self.found(&staged, &compiled, &slots, most).await?;
        let (_, statement) = compiler.resolve(&staged, &found, &slots, FEW, Options { form, ..options });
        compiled.statement = statement;
        let (sql, noted) = (whole(ask, &compiled, options.dialect), notes(ask).is_some());
        let rows = match self.database.prepare(compiled, &sql, noted).await {
            Ok(ready) => self.database.run(&ready, &slots, &[]).await,
            Err(refusal) => Err(refusal),
        };
        rows.map(|rows| (rows, sql.clone())).map_err(|(code, message)| (Kind::Database(code), message, sql))
    }

    /// The question for all values of its types, or for these where they do not fit.
    fn compile_fitting(&self, ask: &Ask, slots: &[Value], options: Options) -> Result<(Question, Compiled), Problem> {
        let compile = |late: bool| {
            let question = ask.question(late, options.dialect);
            let refused = |problem: Diagnostic| (Kind::Diagnostic(problem.code.0.to_owned()), problem.message, String::new());
            let compiled = self.compile(&question, options).map_err(refused)?;
            Ok((question, compiled))
        };
        let (question, compiled) = compile(true)?;
        let fit = slots.iter().enumerate().all(|(slot, value)| compiled.fits(slot, value));
        if fit { Ok((question, compiled)) } else { compile(false) }
    }

    async fn found(&mut self, staged: &Staged, compiled: &Compiled, slots: &[Value], most: u64) -> Result<Vec<Found>, Problem> {
        let Some((first, answers)) = &staged.first else { return Ok(Vec::new()) };
        let sql = match answers {
            Answers::Row => one_row(staged, &first.sql),
            Answers::Tagged => first.sql.clone(),
        };
        let asked = Compiled { statement: first.clone(), ..compiled.clone() };
        let refused = |(code, message)| (Kind::Database(code), message, sql.clone());
        let ready: Ready = self.database.prepare(asked, &sql, false).await.map_err(refused)?;
        let rows = self.database.run(&ready, slots, &[]).await.map_err(refused)?;
        let malformed = || (Kind::Wrong, format!("{rows:?}"), sql.clone());
        told(staged, *answers, &rows, most).ok_or_else(malformed)
    }
}

/// The row of phase one with arrays as JSON.
fn one_row(staged: &Staged, sql: &str) -> String {
    let columns = staged.phases.parts().iter().enumerate().map(|(at, part)| match part {
        Lifted::Gate(_) => format!("(q.p{at})::text"),
        Lifted::Set(..) => format!("array_to_json((q.p{at})::text[])::text"),
    });
    format!("SELECT {} FROM (\n{sql}\n) AS q", columns.collect::<Vec<_>>().join(", "))
}

fn told(staged: &Staged, answers: Answers, rows: &Rows, most: u64) -> Option<Vec<Found>> {
    let parts = staged.phases.parts().iter().enumerate();
    let found = parts.map(|(at, part)| {
        let keys: Option<Vec<String>> = match answers {
            Answers::Row => {
                let [row] = rows.as_slice() else { return None };
                let cell = row.get(at)?.as_deref();
                if matches!(part, Lifted::Gate(_)) {
                    return Some(Found::Gate(cell == Some("true")));
                }
                serde_json::from_str(cell?).ok()
            }
            Answers::Tagged => {
                let own = rows.iter().filter(|row| row.first() == Some(&Some(at.to_string())));
                let own: Vec<Option<String>> = own.map(|row| row.get(1).cloned().flatten()).collect();
                if matches!(part, Lifted::Gate(_)) {
                    return Some(Found::Gate(!own.is_empty()));
                }
                own.into_iter().collect()
            }
        };
        let keys = keys?;
        let fits = keys.len() as u64 <= most;
        Some(if fits { Found::Set(keys.into_iter().map(Into::into).collect()) } else { Found::Unknown })
    });
    found.collect()
}
