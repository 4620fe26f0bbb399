//! The tests of a policy, resolved.
//!
//! In: a program's test blocks and fixtures. Out: one [`Case`] for each test: all its facts, and its assertions with their
//! values. Values are encoded as [`super::text`] says.

use super::expected::Expected;
use super::text;
use arctos_compiler::diagnostic::{Diagnostic, codes};
use arctos_compiler::policy::program::{Predicate, Program};
use arctos_compiler::source::Span;
use arctos_compiler::syntax::ast::{self, Param, SetupItem, Term};
use arctos_compiler::value::{TypeName, Value};
use smol_str::SmolStr;

/// A test.
#[derive(Clone, Debug)]
pub(super) struct Case {
    /// Its name.
    pub name: SmolStr,
    /// Where the name stands.
    pub span: Span,
    /// The facts of its setup and of its fixtures.
    pub facts: Vec<Fact>,
    /// What it asserts.
    pub assertions: Vec<Asserted>,
}

/// A fact of a test.
#[derive(Clone, Debug)]
pub(super) struct Fact {
    /// Its predicate.
    pub predicate: Predicate,
    /// Its arguments.
    pub args: Vec<Value>,
    /// Where it stands.
    pub span: Span,
}

/// An assertion.
#[derive(Clone, Debug)]
pub(super) struct Asserted {
    /// Where it stands.
    pub span: Span,
    /// `assert_not`
    pub negated: bool,
    /// What is asserted, or why that is not clear.
    pub claim: Result<Claim, Diagnostic>,
}

/// What an assertion is about.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    /// The call.
    pub call: Call,
    /// The variable, if there is one.
    pub variable: Option<Variable>,
    /// The condition after `iff`.
    pub iff: Option<Expected>,
}

/// A call with values and at most one variable.
#[derive(Clone, Debug)]
pub(super) struct Call {
    /// Its predicate.
    pub predicate: Predicate,
    /// Its arguments; `None` for the variable.
    pub args: Vec<Option<Value>>,
}

/// The variable of an assertion.
#[derive(Clone, Debug, Default)]
pub(super) struct Variable {
    /// Its name.
    pub name: SmolStr,
    /// The types it is annotated with.
    pub bounds: Vec<TypeName>,
}

impl Call {
    /// The call with a value for its variable.
    pub fn with(&self, value: &Value) -> Self {
        let args = self.args.iter().map(|arg| Some(arg.clone().unwrap_or_else(|| value.clone()))).collect();
        Self { predicate: self.predicate.clone(), args }
    }

    /// The position of the variable, where it stands once.
    pub fn position(&self) -> Option<usize> {
        let mut open = self.args.iter().enumerate().filter(|(_, arg)| arg.is_none()).map(|(at, _)| at);
        open.next().filter(|_| open.next().is_none())
    }
}

impl Claim {
    /// Every value that the assertion names.
    pub fn values(&self) -> impl Iterator<Item = &Value> {
        self.call.args.iter().flatten().chain(self.iff.iter().flat_map(Expected::values))
    }
}

/// The tests whose names contain the filter, in order.
pub(super) fn cases(program: &Program, filter: Option<&str>) -> Vec<Case> {
    let wanted = |test: &&ast::Test| filter.is_none_or(|filter| test.name.value.contains(filter));
    program.tests.iter().filter(wanted).map(|test| case(program, test)).collect()
}

fn case(program: &Program, test: &ast::Test) -> Case {
    let mut facts = Vec::new();
    for item in &test.setup {
        match item {
            SetupItem::Fact(fact) => facts.extend(read_fact(fact)),
            SetupItem::Fixture(name) => {
                facts.extend(program.fixtures.get(&name.text).into_iter().flatten().filter_map(read_fact));
            }
        }
    }
    Case {
        name: test.name.value.clone(),
        span: test.name.span,
        facts,
        assertions: test.assertions.iter().map(asserted).collect(),
    }
}

/// A malformed literal has been reported with the policy.
fn read_fact(fact: &ast::Fact) -> Option<Fact> {
    let args: Option<Vec<Value>> = fact.args.iter().map(text::literal).collect();
    let args = args?;
    Some(Fact { predicate: Predicate::new(fact.name.text.clone(), args.len()), args, span: fact.span })
}

fn asserted(assertion: &ast::Assertion) -> Asserted {
    Asserted { span: assertion.span, negated: assertion.negated, claim: claim(assertion) }
}

fn claim(assertion: &ast::Assertion) -> Result<Claim, Diagnostic> {
    let mut variable: Option<Variable> = None;
    let mut args = Vec::new();
    for param in &assertion.args {
        let (name, bound) = match param {
            Param::Typed(name, ty) => (name, Some(ty.text.clone())),
            Param::Term(Term::Variable(name)) => (name, None),
            Param::Term(Term::Literal(literal)) => {
                args.push(Some(text::literal(literal).ok_or_else(|| misplaced(literal.span))?));
                continue;
            }
            Param::Term(Term::Now(span) | Term::List(_, span)) => return Err(misplaced(*span)),
        };
        let variable = variable.get_or_insert_with(|| Variable { name: name.text.clone(), bounds: Vec::new() });
        variable.bounds.extend(bound);
        args.push(None);
    }
    let name = variable.as_ref().map(|variable| variable.name.as_str());
    let iff = assertion.iff.as_ref().map(|iff| Expected::read(iff, name)).transpose()?;
    let predicate = Predicate::new(assertion.name.text.clone(), args.len());
    Ok(Claim { call: Call { predicate, args }, variable, iff })
}

fn misplaced(span: Span) -> Diagnostic {
    Diagnostic::error(codes::UNDECIDED, span, "an argument of an assertion is a literal or a variable")
}
