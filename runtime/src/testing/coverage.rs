//! Which rules the passing assertions use.
//!
//! A rule is used by a passing assertion if it takes part in a derivation of what is asserted, or if the assertion would
//! fail without it, because it feeds a `not`.

use super::case::{Asserted, Case, Claim};
use super::judge::Judge;
use super::known::Known;
use super::plans::Plans;
use super::provenance;
use super::report::Coverage;
use super::store::Store;
use arctos_compiler::compile::Compiler;
use arctos_compiler::mapping::model::Mapping;
use arctos_compiler::plan::question::{QueryArg, QueryCall, Question, Subject};
use arctos_compiler::policy::program::{Predicate, Program};
use arctos_compiler::source::Span;
use arctos_compiler::sql::Dialect;
use arctos_compiler::value::{STRING, TypeName};
use indexmap::{IndexMap, IndexSet};

/// The rules that have been found in use so far.
pub(super) struct Usage<'a> {
    program: &'a Program,
    mapping: &'a Mapping,
    dialect: Dialect,
    rules: IndexSet<Span>,
    used: IndexSet<Span>,
    /// Statements that tell the rules of an answer.
    telling: Plans,
    /// Statements of the policy without a rule.
    without: IndexMap<Span, Plans>,
    /// The rules below a `not`, by predicate.
    negated: IndexMap<Predicate, IndexSet<Span>>,
}

impl<'a> Usage<'a> {
    /// No rule is in use yet.
    pub fn new(program: &'a Program, mapping: &'a Mapping, dialect: Dialect) -> Self {
        let rules = provenance::rules(program);
        let telling = Plans::new(Compiler::new(provenance::program(program, &rules), mapping.clone()), dialect);
        let (used, without, negated) = (IndexSet::new(), IndexMap::new(), IndexMap::new());
        Self { program, mapping, dialect, rules, used, telling, without, negated }
    }

    /// Notes the rules that a passing assertion uses; the test's facts are in the database. A rule of which there is no
    /// telling is not in use.
    pub async fn note(&mut self, asserted: &Asserted, case: &Case, known: &Known<'_>, store: &mut impl Store) {
        let Ok(claim) = &asserted.claim else { return };
        if self.used.len() == self.rules.len() {
            return;
        }
        self.note_derivations(claim, known, store).await;
        let program = self.program;
        let predicate = &claim.call.predicate;
        let below = self.negated.entry(predicate.clone()).or_insert_with(|| provenance::negated(program, predicate)).clone();
        for rule in below {
            if self.used.contains(&rule) {
                continue;
            }
            let plans = self.without.entry(rule).or_insert_with(|| {
                Plans::new(Compiler::new(provenance::without(program, rule), self.mapping.clone()), self.dialect)
            });
            let mut judge = Judge { types: &program.types, known, plans, store };
            if judge.failure(asserted, case).await.is_some() {
                self.used.insert(rule);
            }
        }
    }

    async fn note_derivations(&mut self, claim: &Claim, known: &Known<'_>, store: &mut impl Store) {
        let types: Vec<Option<TypeName>> = match &claim.variable {
            Some(variable) => known.types(&variable.bounds).into_iter().map(Some).collect(),
            None => vec![None],
        };
        for ty in types {
            let Ok(rows) = self.telling.rows(store, &telling(claim, ty.as_ref())).await else { continue };
            let numbers = rows.iter().filter_map(|row| provenance::number(row.first()?.as_deref()?));
            self.used.extend(numbers.filter_map(|number| self.rules.get_index(number).copied()));
        }
    }

    /// What has been found.
    pub fn finish(self) -> Coverage {
        let unused = self.rules.iter().filter(|rule| !self.used.contains(*rule)).copied().collect();
        Coverage { rules: self.rules.len(), unused }
    }
}

/// The question which rules take part.
fn telling(claim: &Claim, ty: Option<&TypeName>) -> Question {
    let mut args: Vec<QueryArg> = claim
        .call
        .args
        .iter()
        .map(|arg| match arg {
            Some(value) => QueryArg::Subject(Subject::Value(value.clone())),
            None => QueryArg::Any(ty.cloned()),
        })
        .collect();
    args.push(QueryArg::Variable("rule".into(), Some(TypeName::new_static(STRING))));
    let predicate = provenance::used(&claim.call.predicate).name;
    Question::Query { calls: vec![QueryCall { predicate, args }], row: None }
}
