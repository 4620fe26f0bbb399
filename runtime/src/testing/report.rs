//! What became of the tests, as data, and each failure as a diagnostic.

use arctos_compiler::diagnostic::{Diagnostic, codes};
use arctos_compiler::source::Span;
use arctos_compiler::value::Value;
use std::time::Duration;

/// The most values that a message lists.
const MOST_VALUES: usize = 20;

/// The outcome of a run.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The tests that ran, in the order of the policy's files.
    pub tests: Vec<TestReport>,
    /// Which rules they used, where that was asked for.
    pub coverage: Option<Coverage>,
}

/// The outcome of one test.
#[derive(Clone, Debug)]
pub struct TestReport {
    /// Its name.
    pub name: String,
    /// Where the name stands.
    pub span: Span,
    /// Its assertions, in order.
    pub assertions: Vec<AssertionReport>,
    /// How long they took, with setting up.
    pub elapsed: Duration,
}

/// The outcome of one assertion.
#[derive(Clone, Debug)]
pub struct AssertionReport {
    /// Where it stands, from `assert` to the semicolon.
    pub span: Span,
    /// Why it failed, if it did.
    pub failure: Option<Failure>,
}

/// Why an assertion failed.
#[derive(Clone, Debug)]
pub enum Failure {
    /// `assert`, but nothing is derivable.
    NotDerivable,
    /// `assert_not`, but something is.
    Derivable {
        /// The derived values of the assertion's variable, where it has one; sorted.
        values: Vec<Value>,
        /// Whether every value of the variable's type is derivable, known or not.
        every: bool,
    },
    /// `iff`, but the derived values are others.
    OtherValues {
        /// Described, but not derived; sorted.
        missing: Vec<Value>,
        /// Derived, but not described; sorted.
        surplus: Vec<Value>,
        /// All that were derived; sorted.
        derived: Vec<Value>,
    },
    /// `assert_not … iff …`, but the derived values are exactly those.
    SameValues {
        /// The derived values; sorted.
        derived: Vec<Value>,
    },
    /// There is no answer.
    Undecided(Diagnostic),
}

/// Which rules the passing assertions used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// The number of rules, shorthand rules counted once each.
    pub rules: usize,
    /// The rules that no passing assertion used, in source order.
    pub unused: Vec<Span>,
}

impl Report {
    /// How many assertions passed.
    pub fn passed(&self) -> usize {
        self.assertions().filter(|assertion| assertion.failure.is_none()).count()
    }

    /// How many assertions failed.
    pub fn failed(&self) -> usize {
        self.assertions().filter(|assertion| assertion.failure.is_some()).count()
    }

    fn assertions(&self) -> impl Iterator<Item = &AssertionReport> {
        self.tests.iter().flat_map(|test| &test.assertions)
    }
}

impl TestReport {
    /// Whether all its assertions passed.
    pub fn passed(&self) -> bool {
        self.assertions.iter().all(|assertion| assertion.failure.is_none())
    }
}

impl AssertionReport {
    /// The failure for people, pointing at the assertion; `None` when it passed.
    pub fn diagnostic(&self) -> Option<Diagnostic> {
        self.failure.as_ref().map(|failure| failure.diagnostic(self.span))
    }
}

impl Failure {
    fn diagnostic(&self, span: Span) -> Diagnostic {
        let failed = |message| Diagnostic::error(codes::ASSERTION_FAILED, span, message);
        match self {
            Failure::NotDerivable => {
                failed("this is asserted, but it cannot be derived").label("expected: derivable; derived: nothing")
            }
            Failure::Derivable { every: true, .. } => {
                failed("this must not be derivable, but it is").label("expected: not derivable; derived: every value")
            }
            Failure::Derivable { values, .. } if values.is_empty() => {
                failed("this must not be derivable, but it is").label("expected: not derivable")
            }
            Failure::Derivable { values, .. } => {
                failed("this must not be derivable, but it is").label(format!("expected: no value; derived: {}", listed(values)))
            }
            Failure::OtherValues { missing, surplus, derived } => {
                let parts = [("missing", missing), ("surplus", surplus)].into_iter().filter(|(_, values)| !values.is_empty());
                let parts: Vec<String> = parts.map(|(word, values)| format!("{word}: {}", listed(values))).collect();
                Diagnostic::error(codes::OTHER_VALUES, span, "the derived values are not exactly the ones described")
                    .label(parts.join("; "))
                    .help(format!("derived: {}", listed(derived)))
            }
            Failure::SameValues { derived } => {
                let message = "the derived values must not be exactly the ones described, but they are";
                Diagnostic::error(codes::OTHER_VALUES, span, message).help(format!("derived: {}", listed(derived)))
            }
            Failure::Undecided(problem) => undecided(problem, span),
        }
    }
}

fn undecided(problem: &Diagnostic, span: Span) -> Diagnostic {
    let place = problem.primary.as_ref().map_or(span, |label| label.span);
    let found = Diagnostic::error(codes::UNDECIDED, place, format!("this cannot be decided: {}", problem.message));
    match &problem.help {
        Some(help) => found.help(help.clone()),
        None => found,
    }
}

/// `"edit", "read"`, `none`, or the first ones and how many more there are.
fn listed(values: &[Value]) -> String {
    let shown: Vec<String> = values.iter().take(MOST_VALUES).map(ToString::to_string).collect();
    match values.len().saturating_sub(MOST_VALUES) {
        _ if values.is_empty() => "none".to_owned(),
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
