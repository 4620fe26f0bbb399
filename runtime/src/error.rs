//! What can go wrong. Every error means "denied": nothing here is ever a permission.

use arctos_compiler::diagnostic::{Diagnostic, Diagnostics, Style, render, render_all};
use arctos_compiler::source::SourceMap;
use deadpool_postgres::PoolError;
use std::fmt;
use std::time::Duration;

/// What the driver of a database says.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Why there is no answer. A caller treats each of these as a denial.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The policy, the mapping, or what a database says about them is wrong; found when they are loaded.
    #[error("{0}")]
    Invalid(Report),
    /// The policy negates facts that nothing supplies: taken as absent, they would grant something.
    #[error("nothing supplies the negated facts {}", list(.0))]
    Unmapped(Vec<String>),
    /// A question names a type that neither the policy nor the mapping knows.
    #[error("the type `{0}` is unknown to the policy")]
    UnknownType(String),
    /// A query names a predicate that neither the policy nor the mapping knows.
    #[error("the predicate `{0}` is unknown to the policy")]
    UnknownPredicate(String),
    /// A value has no valid form, such as an `Integer` that is no number.
    #[error("`{}` is not a value of type `{ty}`", .id.escape_debug())]
    BadValue {
        /// The type.
        ty: String,
        /// The text.
        id: String,
    },
    /// A question leaves open what it is about, so that it can be compiled but not asked.
    #[error("the question leaves open which `{0}` is meant")]
    OpenQuestion(String),
    /// The query of a `select` is none that authorization can go into.
    #[error("{0}")]
    Query(Report),
    /// The query of a `select` has parameters of its own, and there are not as many values for them.
    #[error("the query has {expected} parameters of its own, and there are {given} values for them")]
    OwnParameters {
        /// How many values the query asks for.
        expected: usize,
        /// How many there are.
        given: usize,
    },
    /// The compiler refuses the question.
    #[error("{0}")]
    Question(Report),
    /// There was no answer in time. The statement is cancelled.
    #[error("no answer within {} ms", .0.as_millis())]
    Deadline(Duration),
    /// No connection could be had.
    #[error("no connection to the database: {}", told(&**.0))]
    Connection(Cause),
    /// The database refused a statement or went away.
    #[error("the database gave no answer: {}", told(&**.0))]
    Database(Cause),
    /// The database answered something that the statement cannot have asked for.
    #[error("unexpected answer: {0}")]
    Answer(String),
    /// Facts of the central database that the question depends on could not be had.
    #[error("no answer about the central facts {facts}: {cause}")]
    Central {
        /// Which facts.
        facts: String,
        /// Why not.
        cause: Box<Error>,
    },
    /// The question depends on more rows of the central database than it may.
    #[error("the question needs more than {most} rows of the central facts, of `{fact}` among them")]
    TooManyCentral {
        /// The fact at which they were too many.
        fact: String,
        /// How many there may be.
        most: u64,
    },
    /// The question depends on facts of the central database, and is asked where no database is.
    #[error("the question depends on the central facts {0}, which this form of it cannot ask for")]
    NeedsCentral(String),
    /// The connection settings make no sense, or certificates cannot be read.
    #[error("bad connection settings: {0}")]
    Settings(String),
    /// A file cannot be read.
    #[error("`{path}` cannot be read: {cause}")]
    File {
        /// Which file.
        path: String,
        /// Why not.
        cause: std::io::Error,
    },
}

impl From<PoolError> for Error {
    fn from(error: PoolError) -> Self {
        Self::Connection(Box::new(error))
    }
}

impl From<tokio_postgres::Error> for Error {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Database(Box::new(error))
    }
}

impl From<Diagnostic> for Error {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::Question(Report::of_one(diagnostic))
    }
}

/// Diagnostics with their text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    diagnostics: Diagnostics,
    text: String,
}

impl Report {
    /// Diagnostics that point into `sources`, as plain text with excerpts.
    pub(crate) fn new(diagnostics: Diagnostics, sources: &SourceMap) -> Self {
        let text = render_all(&diagnostics, sources, Style::Plain);
        Self { diagnostics, text: text.trim_end().to_owned() }
    }

    fn of_one(diagnostic: Diagnostic) -> Self {
        let text = render(&diagnostic, &SourceMap::new(), Style::Plain).trim_end().to_owned();
        Self { diagnostics: diagnostic.into(), text }
    }

    /// The diagnostics as data.
    pub fn diagnostics(&self) -> &Diagnostics {
        &self.diagnostics
    }

    /// Whether there is nothing to report.
    pub fn is_empty(&self) -> bool {
        self.diagnostics.is_empty()
    }
}

/// The rendered text, with excerpts of the sources.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn list(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// The last cause of an error, which says the most.
pub(crate) fn told(error: &(dyn std::error::Error + 'static)) -> String {
    let mut last = error;
    while let Some(cause) = last.source() {
        last = cause;
    }
    last.to_string()
}
