//! Runs the tests of a policy.
//!
//! In: a policy with `test` blocks. Out: a [`Report`]. The facts of a test become rows of tables, one table for each kind
//! of fact, and every assertion becomes the statement that the compiler makes of the same question for an application: what
//! is tested is what is shipped. Facts in the policy stay where they are. By default the tables are in an embedded
//! database in memory, so that tests need nothing else; [`run_on`] has them in another.
//!
//! # Variables
//!
//! A variable of an assertion stands for values of exactly the type that it is annotated with; without a type, or with
//! `Actor` or `Resource`, for values of every type that fits. After `iff` stands a condition; the assertion holds if the
//! values that are derivable are exactly the known values for which the condition holds. Known are the values in the
//! test's facts, in the policy and in the assertion itself, so that a rule that holds for every value of a type can be
//! asserted by naming them. Without `iff`, `assert` asks for any value, known or not, and `assert_not` for none.
//!
//! A question without an answer, such as which integers exceed another, is never a passed assertion.

mod case;
mod coverage;
mod expected;
mod judge;
mod known;
#[cfg(feature = "mysql")]
mod mysql;
mod plans;
mod postgres;
mod provenance;
mod question;
mod report;
mod sqlite;
mod store;
mod tables;
mod text;

pub use report::{AssertionReport, Coverage, Failure, Report, TestReport};

use crate::database::dialect_of;
use crate::{Error, Policy, Settings};
use arctos_compiler::compile::Compiler;
use arctos_compiler::sql::Dialect;
use case::Case;
use coverage::Usage;
use judge::Judge;
use known::Known;
use plans::Plans;
use report::AssertionReport as Judged;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Instant;
use store::Store;
use tables::Tables;

/// Which tests are run, and what is found out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Only tests whose names contain this text.
    pub filter: Option<String>,
    /// Whether to find out which rules no passing assertion uses.
    pub coverage: bool,
}

/// Runs the tests of a policy in an embedded database. The mapping of the policy is not used.
///
/// ```
/// use arctos::Policy;
/// use arctos::testing::{Options, run};
///
/// let policy = r#"
///     actor User {}
///     resource Doc { roles = ["reader"]; permissions = ["read"]; "read" if "reader"; }
///
///     test "readers read" {
///       setup { has_role(User{"ann"}, "reader", Doc{"1"}); }
///       assert allow(User{"ann"}, "read", Doc{"1"});
///       assert allow(user: User, "read", Doc{"1"}) iff user in [User{"ann"}];
///       assert_not allow(User{"bob"}, "read", Doc{"1"});
///     }
/// "#;
/// let report = run(&Policy::load([("doc.polar", policy)], None)?, &Options::default())?;
/// assert_eq!((report.passed(), report.failed()), (3, 0));
/// # Ok::<(), arctos::Error>(())
/// ```
///
/// # Errors
/// The database refuses the tables or their rows.
pub fn run(policy: &Policy, options: &Options) -> Result<Report, Error> {
    let tested = run_in(policy, options, sqlite::Sqlite::in_memory()?);
    // Nothing in it ever waits: the embedded database answers at once.
    match pin!(tested).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(report) => report,
        Poll::Pending => Err(Error::Answer("the embedded database did not answer".to_owned())),
    }
}

/// Runs the tests as [`run`] does, but in the database that a URL names: PostgreSQL, SQLite, MySQL or MariaDB. They have
/// temporary tables, and nothing else is written. A table of a test is read as often in one statement as the policy asks for
/// it, which MySQL, unlike MariaDB, refuses for temporary tables: there such assertions fail.
///
/// # Errors
/// The database cannot be reached or refuses the tables or their rows. An assertion whose statement fails is one that
/// failed.
pub async fn run_on(policy: &Policy, options: &Options, database: &str, settings: &Settings) -> Result<Report, Error> {
    match dialect_of(database) {
        Dialect::Postgres => run_in(policy, options, postgres::Postgres::open(database, settings).await?).await,
        Dialect::Sqlite => run_in(policy, options, sqlite::Sqlite::open(database, settings)?).await,
        #[cfg(feature = "mysql")]
        Dialect::MySql => run_in(policy, options, mysql::MySql::open(database, settings).await?).await,
        #[cfg(not(feature = "mysql"))]
        Dialect::MySql => Err(Error::Settings("this build knows no MySQL; the feature `mysql` brings it".to_owned())),
    }
}

async fn run_in(policy: &Policy, options: &Options, mut store: impl Store) -> Result<Report, Error> {
    let report = tested(policy, options, &mut store).await?;
    store.finish().await?;
    Ok(report)
}

async fn tested(policy: &Policy, options: &Options, store: &mut impl Store) -> Result<Report, Error> {
    let program = text::encoded_program(policy.compiler().program());
    let cases = case::cases(&program, options.filter.as_deref());
    let tables = Tables::of(&cases);
    store.create(&tables).await?;
    let mapping = tables.mapping(&program);
    let known = Known::new(&program, &cases);
    let mut plans = Plans::new(Compiler::new(program.clone(), mapping.clone()), store.dialect());
    let mut usage = options.coverage.then(|| Usage::new(&program, &mapping, store.dialect()));
    let mut tests = Vec::new();
    for case in &cases {
        let start = Instant::now();
        store.fill(&tables, &tables.rows(&case.facts)).await?;
        let mut judge = Judge { types: &program.types, known: &known, plans: &mut plans, store };
        let assertions = judged(&mut judge, case).await;
        let elapsed = start.elapsed();
        if let Some(usage) = &mut usage {
            let passed = case.assertions.iter().zip(&assertions).filter(|(_, judged)| judged.failure.is_none());
            for (asserted, _) in passed {
                usage.note(asserted, case, &known, store).await;
            }
        }
        tests.push(TestReport { name: case.name.to_string(), span: case.span, assertions, elapsed });
    }
    Ok(Report { tests, coverage: usage.map(Usage::finish) })
}

async fn judged<S: Store>(judge: &mut Judge<'_, S>, case: &Case) -> Vec<Judged> {
    let mut all = Vec::new();
    for asserted in &case.assertions {
        all.push(Judged { span: asserted.span, failure: judge.failure(asserted, case).await });
    }
    all
}
