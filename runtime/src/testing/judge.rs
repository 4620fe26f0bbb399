//! Whether an assertion holds.
//!
//! In: a claim and the facts of its test, in the database. Out: nothing when it holds, otherwise why not. Guaranteed: a
//! question that has no answer fails its assertion, whether it is an `assert` or an `assert_not`.

use super::case::{Asserted, Call, Case, Claim};
use super::known::Known;
use super::plans::Plans;
use super::question::{names_actions, question};
use super::report::Failure;
use super::store::Store;
use super::text::decoded_value;
use arctos_compiler::diagnostic::{Diagnostic, codes};
use arctos_compiler::policy::program::Types;
use arctos_compiler::value::{BOOLEAN, INTEGER, TypeName, Value};
use std::collections::BTreeSet;

/// What judging takes.
pub(super) struct Judge<'a, S> {
    /// The declared types.
    pub types: &'a Types,
    /// Known types and values.
    pub known: &'a Known<'a>,
    /// The statements.
    pub plans: &'a mut Plans,
    /// The database, filled with the test's facts.
    pub store: &'a mut S,
}

/// The values of a variable for which a call holds.
#[derive(Debug, Default)]
struct Found {
    /// Those that can be named.
    values: BTreeSet<Value>,
    /// Whether it also holds for values that nothing mentions.
    every: bool,
    /// Why there may be more.
    incomplete: Option<Diagnostic>,
}

impl<S: Store> Judge<'_, S> {
    /// Why an assertion fails; `None` when it holds.
    pub async fn failure(&mut self, asserted: &Asserted, case: &Case) -> Option<Failure> {
        let judged = match &asserted.claim {
            Ok(claim) => self.judge(claim, asserted.negated, case).await,
            Err(problem) => Err(problem.clone()),
        };
        judged.unwrap_or_else(|problem| Some(Failure::Undecided(problem)))
    }

    async fn judge(&mut self, claim: &Claim, negated: bool, case: &Case) -> Result<Option<Failure>, Diagnostic> {
        let Some(variable) = &claim.variable else {
            let derived = self.holds(&claim.call).await?;
            let expected = claim.iff.as_ref().is_none_or(|iff| iff.holds(None, self.types)) != negated;
            return Ok(match (expected, derived) {
                (true, false) => Some(Failure::NotDerivable),
                (false, true) => Some(Failure::Derivable { values: Vec::new(), every: false }),
                _ => None,
            });
        };
        let mut found = Found::default();
        for ty in self.known.types(&variable.bounds) {
            let more = self.found(claim, &ty, case).await?;
            found.values.extend(more.values);
            found.every |= more.every;
            found.incomplete = found.incomplete.or(more.incomplete);
        }
        if claim.iff.is_some() { self.compared(claim, negated, case, found) } else { some(negated, found) }
    }

    /// Compares the derived values with the condition after `iff`.
    fn compared(&self, claim: &Claim, negated: bool, case: &Case, found: Found) -> Result<Option<Failure>, Diagnostic> {
        if let Some(problem) = found.incomplete {
            return Err(problem);
        }
        let (Some(iff), Some(variable)) = (&claim.iff, &claim.variable) else {
            return Err(Diagnostic::bug("an assertion without `iff` is compared with one"));
        };
        let mut pool: BTreeSet<Value> = iff.values().into_iter().cloned().collect();
        for ty in self.known.types(&variable.bounds) {
            pool.extend(self.known.values(&ty, claim, case));
        }
        let described = |value: &&Value| iff.holds(Some(value), self.types);
        let missing: Vec<Value> =
            pool.iter().filter(described).filter(|value| !found.values.contains(value)).map(decoded_value).collect();
        let surplus: Vec<Value> = found.values.iter().filter(|value| !described(value)).map(decoded_value).collect();
        let same = missing.is_empty() && surplus.is_empty();
        let derived = || found.values.iter().map(decoded_value).collect();
        Ok(match (negated, same) {
            (false, false) => Some(Failure::OtherValues { missing, surplus, derived: derived() }),
            (true, true) => Some(Failure::SameValues { derived: derived() }),
            _ => None,
        })
    }

    /// Whether a call without variables holds.
    pub async fn holds(&mut self, call: &Call) -> Result<bool, Diagnostic> {
        self.plans.truth(self.store, &question(call, None)).await
    }

    /// The values of one type for which a claim's call holds.
    async fn found(&mut self, claim: &Claim, ty: &TypeName, case: &Case) -> Result<Found, Diagnostic> {
        if ty == BOOLEAN {
            let both = BTreeSet::from([Value::boolean(false), Value::boolean(true)]);
            return Ok(Found { values: self.holding(claim, both).await?, ..Found::default() });
        }
        let asked = question(&claim.call, Some(ty));
        let rows = match self.plans.rows(self.store, &asked).await {
            Err(problem) if problem.code == codes::NOT_ENUMERABLE => return self.tried(claim, ty, case, problem).await,
            rows => rows?,
        };
        let mut found = Found::default();
        for row in rows {
            match row.into_iter().next().flatten() {
                Some(id) => found.values.extend([Value::new(ty.clone(), id)]),
                None => found.every = true,
            }
        }
        if found.every {
            found.values.extend(self.known.values(ty, claim, case));
            return Ok(found);
        }
        // What is named in the assertion alone may be unknown to the database.
        let named = claim.values().filter(|value| value.ty == *ty && !found.values.contains(value)).cloned().collect();
        found.values.extend(self.holding(claim, named).await?);
        let names = Known::has_names(ty, claim) && !names_actions(&asked);
        if names || (found.values.is_empty() && claim.iff.is_none()) {
            found.every = self.holds(&claim.call.with(&self.known.other(ty, claim, case))).await?;
        }
        if names && found.every {
            let known = self.known.values(ty, claim, case);
            found.values.retain(|value| known.contains(value));
        }
        Ok(found)
    }

    /// The same where the values cannot be listed: every known one is tried. An integer that is only compared may hold for
    /// numbers that nobody knows, so that there the answer is incomplete.
    async fn tried(&mut self, claim: &Claim, ty: &TypeName, case: &Case, problem: Diagnostic) -> Result<Found, Diagnostic> {
        let values = self.holding(claim, self.known.values(ty, claim, case)).await?;
        if ty == INTEGER {
            let incomplete = (values.is_empty() || claim.iff.is_some()).then_some(problem);
            return Ok(Found { values, every: false, incomplete });
        }
        let every = self.holds(&claim.call.with(&self.known.other(ty, claim, case))).await?;
        Ok(Found { values, every, incomplete: None })
    }

    /// Those of some values for which the claim's call holds.
    async fn holding(&mut self, claim: &Claim, values: BTreeSet<Value>) -> Result<BTreeSet<Value>, Diagnostic> {
        let mut holding = BTreeSet::new();
        for value in values {
            if self.holds(&claim.call.with(&value)).await? {
                holding.insert(value);
            }
        }
        Ok(holding)
    }
}

/// An assertion with a variable and without `iff`: is there any value?
fn some(negated: bool, found: Found) -> Result<Option<Failure>, Diagnostic> {
    let any = found.every || !found.values.is_empty();
    match (negated, any, found.incomplete) {
        (_, false, Some(problem)) => Err(problem),
        (false, false, None) => Ok(Some(Failure::NotDerivable)),
        (true, true, _) => {
            let values = found.values.iter().map(decoded_value).collect();
            Ok(Some(Failure::Derivable { values, every: found.every }))
        }
        _ => Ok(None),
    }
}
