//! The outcome for programs. The keys are documented and stable; keys are only ever added.

use arctos::Value;
use arctos::testing::{AssertionReport, Coverage, Failure, Report, TestReport};
use arctos_compiler::source::{SourceMap, Span};
use serde::Serialize;

/// The whole document.
#[derive(Serialize)]
pub struct Document<'a> {
    passed: usize,
    failed: usize,
    tests: Vec<Test<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage: Option<Covered<'a>>,
}

#[derive(Serialize)]
struct Test<'a> {
    name: &'a str,
    #[serde(flatten)]
    place: Option<Place<'a>>,
    outcome: Outcome,
    assertions: Vec<Assertion<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Outcome {
    Passed,
    Failed,
    Undecided,
}

#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Assertion<'a> {
    text: &'a str,
    #[serde(flatten)]
    place: Option<Place<'a>>,
    outcome: Outcome,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    missing: Option<Vec<Id<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    surplus: Option<Vec<Id<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    derived: Option<Vec<Id<'a>>>,
}

#[derive(Serialize)]
struct Id<'a> {
    r#type: &'a str,
    id: &'a str,
}

#[derive(Serialize)]
struct Covered<'a> {
    rules: usize,
    used: usize,
    unused: Vec<Unused<'a>>,
}

#[derive(Serialize)]
struct Unused<'a> {
    text: &'a str,
    #[serde(flatten)]
    place: Option<Place<'a>>,
}

/// The document of a report.
pub fn document<'a>(report: &'a Report, sources: &'a SourceMap) -> Document<'a> {
    Document {
        passed: report.passed(),
        failed: report.failed(),
        tests: report.tests.iter().map(|test| of_test(test, sources)).collect(),
        coverage: report.coverage.as_ref().map(|coverage| covered(coverage, sources)),
    }
}

fn of_test<'a>(test: &'a TestReport, sources: &'a SourceMap) -> Test<'a> {
    Test {
        name: &test.name,
        place: place(test.span, sources),
        outcome: if test.passed() { Outcome::Passed } else { Outcome::Failed },
        assertions: test.assertions.iter().map(|assertion| of_assertion(assertion, sources)).collect(),
    }
}

fn of_assertion<'a>(assertion: &'a AssertionReport, sources: &'a SourceMap) -> Assertion<'a> {
    let outcome = match &assertion.failure {
        None => Outcome::Passed,
        Some(Failure::Undecided(_)) => Outcome::Undecided,
        Some(_) => Outcome::Failed,
    };
    let (missing, surplus, derived) = match &assertion.failure {
        Some(Failure::OtherValues { missing, surplus, derived }) => (Some(ids(missing)), Some(ids(surplus)), Some(ids(derived))),
        Some(Failure::SameValues { derived } | Failure::Derivable { values: derived, .. }) => (None, None, Some(ids(derived))),
        _ => (None, None, None),
    };
    let problem = assertion.diagnostic();
    Assertion {
        text: sources.snippet(assertion.span),
        place: place(assertion.span, sources),
        outcome,
        code: problem.as_ref().map(|problem| problem.code.0),
        message: problem.map(|problem| problem.message),
        missing,
        surplus,
        derived,
    }
}

fn covered<'a>(coverage: &'a Coverage, sources: &'a SourceMap) -> Covered<'a> {
    let unused = coverage.unused.iter().map(|rule| Unused { text: sources.snippet(*rule), place: place(*rule, sources) });
    Covered { rules: coverage.rules, used: coverage.rules - coverage.unused.len(), unused: unused.collect() }
}

fn ids(values: &[Value]) -> Vec<Id<'_>> {
    values.iter().map(|value| Id { r#type: &value.ty, id: &value.id }).collect()
}

fn place(span: Span, sources: &SourceMap) -> Option<Place<'_>> {
    let file = sources.get(span.source)?;
    let (line, column) = file.line_column(span.start as usize);
    Some(Place { file: &file.name, line, column })
}
