//! Statements of questions, compiled once for each shape.

use super::store::{Store, TextRow};
use crate::{Error, shape};
use arctos_compiler::compile::{Compiled, Compiler, Options};
use arctos_compiler::diagnostic::{Diagnostic, codes};
use arctos_compiler::plan::goal::KnownFacts;
use arctos_compiler::plan::question::Question;
use arctos_compiler::sql::{Dialect, Form};
use arctos_compiler::value::Value;
use std::collections::HashMap;
use std::sync::Arc;

/// A compiler with the statements it has made.
#[derive(Debug)]
pub(super) struct Plans {
    compiler: Compiler,
    options: Options,
    kept: HashMap<Question, Result<Arc<Compiled>, Diagnostic>>,
}

impl Plans {
    /// No statements yet.
    pub fn new(compiler: Compiler, dialect: Dialect) -> Self {
        Self { compiler, options: Options { dialect, form: Form::Parameters }, kept: HashMap::new() }
    }

    /// The rows of a question's statement.
    ///
    /// # Errors
    /// The compiler declines the question, or the database the statement.
    pub async fn rows(&mut self, store: &mut impl Store, question: &Question) -> Result<Vec<TextRow>, Diagnostic> {
        let (compiled, values) = self.ready(question)?;
        store.ask(&compiled.statement, &values).await.map_err(|error| refused(&error))
    }

    /// The truth value of a question without variables.
    ///
    /// # Errors
    /// Those of [`Self::rows`].
    pub async fn truth(&mut self, store: &mut impl Store, question: &Question) -> Result<bool, Diagnostic> {
        let rows = self.rows(store, question).await?;
        match rows.as_slice() {
            [row] if row.len() == 1 => match row.first().and_then(Option::as_deref) {
                Some("true" | "1") => Ok(true),
                Some("false" | "0") => Ok(false),
                other => Err(Diagnostic::bug(format!("a truth value came as {other:?}"))),
            },
            other => Err(Diagnostic::bug(format!("{} rows came instead of one truth value", other.len()))),
        }
    }

    fn ready(&mut self, question: &Question) -> Result<(Arc<Compiled>, Vec<Value>), Diagnostic> {
        let shape = shape::split(question).map_err(|error| Diagnostic::bug(error.to_string()))?;
        let none = KnownFacts::new();
        let (compiler, options) = (&self.compiler, self.options);
        let compile = |question: &Question| compiler.compile(question, &none, options).map(Arc::new);
        let kept = self.kept.entry(shape.question).or_insert_with_key(compile).clone()?;
        if shape.values.iter().enumerate().all(|(slot, value)| kept.fits(slot, value)) {
            return Ok((kept, shape.values));
        }
        Ok((compile(question)?, shape.values))
    }
}

fn refused(error: &Error) -> Diagnostic {
    Diagnostic::placeless(codes::UNDECIDED, error.to_string())
}
