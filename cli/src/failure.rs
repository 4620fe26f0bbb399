//! What ends a run early, and the exit codes.

use crate::demo::DemoError;
use arctos_compiler::diagnostic::Diagnostics;
use arctos_compiler::source::SourceMap;
use std::io;
use std::process::ExitCode;
use thiserror::Error;

/// How a run ends. The numbers are documented and stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Yes, or done.
    Yes = 0,
    /// No.
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
#[derive(Debug, Error)]
pub enum Failure {
    /// A file cannot be read.
    #[error("cannot read `{path}`: {cause}")]
    Read {
        /// As given on the command line.
        path: String,
        /// What the system says.
        cause: io::Error,
    },
    /// The words of the command line make no sense together.
    #[error("{0}")]
    Usage(String),
    /// The policy, the mapping, a given fact or the question is wrong.
    #[error("the policy or the question has errors")]
    Invalid(Box<Invalid>),
    /// The answer cannot be written.
    #[error("cannot write the output: {0}")]
    Write(#[from] io::Error),
    /// The demo ends early.
    #[error("{0}")]
    Demo(#[from] DemoError),
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

    /// The exit code. A reader that has gone away is no failure: it has what it wanted.
    pub fn exit(&self) -> Exit {
        match self {
            Failure::Write(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Yes,
            Failure::Write(_) | Failure::Demo(_) => Exit::No,
            Failure::Read { .. } | Failure::Usage(_) | Failure::Invalid(_) => Exit::Invalid,
        }
    }
}
