//! What ends a run early, and the exit codes.

use crate::demo::DemoError;
use arctos::Error;
use arctos_compiler::diagnostic::Diagnostics;
use arctos_compiler::source::SourceMap;
use std::io;
use std::process::ExitCode;

/// How a run ends. The numbers are documented and stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Yes, or done.
    Yes = 0,
    /// No, or the database failed.
    No = 1,
    /// The command line, a policy, a mapping or a file is wrong.
    Invalid = 2,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}

/// Why a run has no answer.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A file cannot be read.
    #[error("cannot read `{path}`")]
    Read {
        /// As given on the command line.
        path: String,
        /// What the system says.
        #[source]
        cause: io::Error,
    },
    /// A file cannot be written.
    #[error("cannot write `{path}`")]
    Save {
        /// As given on the command line.
        path: String,
        /// What the system says.
        #[source]
        cause: io::Error,
    },
    /// The words of the command line make no sense together.
    #[error("{0}")]
    Usage(String),
    /// The policy, the mapping, a given fact or the question is wrong.
    #[error("the policy or the question has errors")]
    Invalid(Box<Invalid>),
    /// The engine has no answer.
    #[error(transparent)]
    Engine(Box<Error>),
    /// The answer cannot be written.
    #[error("cannot write the output")]
    Write(#[from] io::Error),
    /// The demo ends early.
    #[error("{0}")]
    Demo(#[from] DemoError),
    /// A value that cannot stand on a line of its own.
    #[error("an answer holds a line break or a tab, which only `--json` can show")]
    Unprintable,
}

/// Diagnostics with the sources they point into.
#[derive(Debug)]
pub struct Invalid {
    /// What is wrong.
    pub diagnostics: Diagnostics,
    /// Where.
    pub sources: SourceMap,
}

impl Failure {
    /// Diagnostics as a failure.
    pub fn invalid(diagnostics: impl Into<Diagnostics>, sources: &SourceMap) -> Self {
        Failure::Invalid(Box::new(Invalid { diagnostics: diagnostics.into(), sources: sources.clone() }))
    }

    /// An error of the engine; its diagnostics point into `sources`.
    pub fn engine(error: Error, sources: &SourceMap) -> Self {
        match error {
            Error::Invalid(report) | Error::Question(report) => Failure::invalid(report.diagnostics().clone(), sources),
            other => Failure::Engine(Box::new(other)),
        }
    }

    /// The exit code. A reader that has gone away is no failure: it has what it wanted.
    pub fn exit(&self) -> Exit {
        match self {
            Failure::Write(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Yes,
            Failure::Demo(DemoError::NoServer) => Exit::Invalid,
            Failure::Write(_) | Failure::Save { .. } | Failure::Unprintable | Failure::Demo(_) => Exit::No,
            Failure::Engine(error) if is_of_the_database(error) => Exit::No,
            Failure::Read { .. } | Failure::Usage(_) | Failure::Invalid(_) | Failure::Engine(_) => Exit::Invalid,
        }
    }
}

fn is_of_the_database(error: &Error) -> bool {
    match error {
        Error::Central { cause, .. } => is_of_the_database(cause),
        Error::Deadline(_) | Error::Connection(_) | Error::Database(_) | Error::Answer(_) | Error::TooManyCentral { .. } => true,
        _ => false,
    }
}
