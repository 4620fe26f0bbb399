//! What earlier questions left behind: residuals and plans of goals that name no actor and no resource.
//!
//! In: a goal and the shape of its answer. Out: what was worked out for them, made once. Guaranteed: whatever is kept
//! follows from its key and the loaded policy alone, so that neither the order of the questions nor threads change an
//! answer; and memory is bounded, whatever is asked: actions, types and the names of rows are the callers' texts.

use crate::diagnostic::Diagnostic;
use crate::mapping::select::caller::Pin;
use crate::plan::access::Capabilities;
use crate::plan::goal::Goal;
use crate::plan::question::{Question, Row};
use crate::plan::relation::Plan;
use crate::plan::residual::wildcard::Reach;
use crate::plan::residual::{Bounds, Residual};
use crate::value::TypeName;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// The most that is kept, in literals: a few megabytes.
const MAX_WEIGHT: usize = 20_000;

/// What an entry weighs beside its literals.
const ENTRY: usize = 32;

/// Plans of one residual past which they are dropped: one for each form of question, row and dialect.
const MAX_PLANS: usize = 16;

/// The shape of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// One truth value.
    Check,
    /// Which of the candidates.
    Among,
    /// Ids.
    List,
    /// A condition on the caller's row, of which these columns have one value in all rows.
    Filter(Row, Vec<Pin>),
    /// Actions on a resource of the type, or on none.
    Actions(Option<TypeName>),
    /// Actors.
    Actors,
    /// Solutions.
    Rows,
}

impl Shape {
    /// The shape of a question's answer.
    pub fn of(question: &Question, goal: &Goal) -> Self {
        match question {
            Question::Authorize { .. } => Self::Check,
            Question::AuthorizeMany { .. } => Self::Among,
            Question::List { .. } => Self::List,
            Question::Filter { row, .. } | Question::Query { row: Some(row), .. } => Self::Filter(row.clone(), Vec::new()),
            Question::Select { on, .. } => Self::Filter(on.clone(), Vec::new()),
            Question::Actions { resource, .. } => Self::Actions(resource.as_ref().map(|resource| resource.ty().clone())),
            Question::Actors { .. } => Self::Actors,
            Question::Query { .. } if goal.outputs.is_empty() => Self::Check,
            Question::Query { .. } => Self::Rows,
        }
    }

    /// Which values the columns of the goal are asked about: those of the caller's rows or candidates may be known to nobody
    /// else, and declared actions need not stand in any rule.
    pub fn reach(&self) -> Reach {
        match self {
            Self::Filter(..) | Self::Among | Self::Actions(_) => Reach::Any,
            Self::Check | Self::List | Self::Actors | Self::Rows => Reach::Known,
        }
    }

    /// The shape, where the residual depends on it: actions are named there.
    fn naming(&self) -> Option<Self> {
        matches!(self, Self::Actions(_)).then(|| self.clone())
    }
}

/// A residual with its plan.
#[derive(Clone, Debug)]
pub struct Planned {
    /// What was planned.
    pub residual: Arc<Residual>,
    /// Its plan.
    pub plan: Arc<Plan>,
}

/// Residuals and plans, by what was asked.
#[derive(Debug, Default)]
pub struct Memo {
    state: RwLock<State>,
}

#[derive(Debug, Default)]
struct State {
    kept: HashMap<Asked, Kept>,
    weight: usize,
}

/// What decides a residual.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Asked {
    goal: Goal,
    naming: Option<Shape>,
    reach: Reach,
    bounds: Bounds,
}

#[derive(Clone, Debug)]
struct Kept {
    residual: Arc<Residual>,
    weight: usize,
    plans: Vec<(Shape, Capabilities, Arc<Plan>)>,
}

impl Kept {
    fn plan(&self, shape: &Shape, can: Capabilities) -> Option<Planned> {
        let (_, _, plan) = self.plans.iter().find(|(known, with, _)| *with == can && known == shape)?;
        Some(Planned { residual: Arc::clone(&self.residual), plan: Arc::clone(plan) })
    }
}

impl Memo {
    /// The plan of a goal, from the memo or by `reduce` and `plan`; the goal must name no actor and no resource.
    ///
    /// # Errors
    /// Those of `reduce` and `plan`; they are not kept.
    pub fn planned(
        &self,
        goal: &Goal,
        shape: &Shape,
        bounds: Bounds,
        can: Capabilities,
        reduce: impl FnOnce() -> Result<Arc<Residual>, Diagnostic>,
        plan: impl FnOnce(&Residual) -> Result<Arc<Plan>, Diagnostic>,
    ) -> Result<Planned, Diagnostic> {
        let asked = Asked { goal: goal.clone(), naming: shape.naming(), reach: shape.reach(), bounds };
        let known = self.look(&asked, shape, can);
        if let Some((_, Some(planned))) = known {
            return Ok(planned);
        }
        let residual = match known {
            Some((residual, _)) => residual,
            None => reduce()?,
        };
        let planned = Planned { plan: plan(&residual)?, residual };
        self.keep(asked, shape, can, &planned);
        Ok(planned)
    }

    fn look(&self, asked: &Asked, shape: &Shape, can: Capabilities) -> Option<(Arc<Residual>, Option<Planned>)> {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        let kept = state.kept.get(asked)?;
        Some((Arc::clone(&kept.residual), kept.plan(shape, can)))
    }

    fn keep(&self, asked: Asked, shape: &Shape, can: Capabilities, planned: &Planned) {
        let weight = weight(&planned.residual);
        let mut guard = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let state = &mut *guard;
        if 2 * weight > MAX_WEIGHT {
            return;
        }
        // Starting over costs each live question one compilation; keeping the oldest would let made-up actions shut out
        // the real ones for good.
        if state.weight + 2 * weight > MAX_WEIGHT {
            *state = State::default();
        }
        let fresh = || Kept { residual: Arc::clone(&planned.residual), weight: 0, plans: Vec::new() };
        let kept = state.kept.entry(asked).or_insert_with(fresh);
        if kept.plan(shape, can).is_some() {
            return;
        }
        if kept.plans.len() >= MAX_PLANS {
            kept.plans.clear();
        }
        kept.plans.push((shape.clone(), can, Arc::clone(&planned.plan)));
        state.weight -= kept.weight;
        kept.weight = weight * (1 + kept.plans.len());
        state.weight += kept.weight;
    }
}

/// How much a residual or its plan holds.
fn weight(residual: &Residual) -> usize {
    let clauses = residual.relations.iter().flat_map(|relation| &relation.clauses);
    residual.relations.len() + clauses.map(|clause| 1 + clause.body.len()).sum::<usize>() + ENTRY
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::{Compiler, Options, load};
    use crate::plan::goal::KnownFacts;
    use crate::plan::question::Subject;
    use crate::value::Value;

    fn compiler() -> Compiler {
        let policy = "actor User {} resource Doc { permissions = [\"read\"]; roles = [\"a\", \"b\"]; \"read\" if \"a\"; }";
        let mapping = "facts:\n  has_role(User:_, String:_, Doc:_):\n    query: SELECT user_id, role, doc_id FROM roles\n";
        let (compiler, problems, _) = load(&[("p".to_owned(), policy.to_owned())], Some(("m", mapping)));
        compiler.unwrap_or_else(|| panic!("{problems:?}"))
    }

    fn check(actor: Subject, action: &str) -> Question {
        Question::Authorize { actor, action: action.into(), resource: Some(Subject::OfType("Doc".into())) }
    }

    fn list(action: &str) -> Question {
        Question::List { actor: Subject::OfType("User".into()), action: action.into(), resource: "Doc".into() }
    }

    #[test]
    fn the_same_goal_is_reduced_and_planned_once() {
        let compiler = compiler();
        let ask = |question: &Question| compiler.compile(question, &KnownFacts::new(), Options::default()).unwrap();
        let first = ask(&check(Subject::OfType("User".into()), "read"));
        let again = ask(&check(Subject::Value(Value::new("User", "7")), "read"));
        assert!(Arc::ptr_eq(&first.plan, &again.plan));
        assert!(!Arc::ptr_eq(&first.residual, &ask(&list("read")).residual));
        let among =
            Question::AuthorizeMany { actor: Subject::OfType("User".into()), action: "read".into(), resource: "Doc".into() };
        let row = Row { alias: None, column: "id".to_owned(), table: None, rows: None };
        let filter =
            Question::Filter { actor: Subject::OfType("User".into()), action: "read".into(), resource: "Doc".into(), row };
        assert!(Arc::ptr_eq(&ask(&among).residual, &ask(&filter).residual), "one goal in two shapes");
        assert!(!Arc::ptr_eq(&ask(&among).residual, &ask(&list("read")).residual), "candidates may be known to nobody");
    }

    #[test]
    fn context_and_inline_values_are_not_kept() {
        let compiler = compiler();
        let question = check(Subject::Value(Value::new("User", "7")), "read");
        let (context, found) = compiler.read_facts(
            crate::source::SourceId(2),
            "has_role(User{\"7\"}, \"a\", Doc{\"1\"});",
            crate::policy::Given::ForQuestion,
        );
        assert!(!found.has_errors());
        compiler.compile(&question, &context, Options::default()).unwrap();
        compiler
            .compile(&question, &KnownFacts::new(), Options { form: crate::sql::Form::Inline, ..Options::default() })
            .unwrap();
        assert_eq!(compiler.memo.state.read().unwrap().kept.len(), 0);
    }

    #[test]
    fn a_flood_of_actions_and_rows_is_bounded() {
        let compiler = compiler();
        for number in 0..2_000 {
            compiler.compile(&list(&format!("made-up {number}")), &KnownFacts::new(), Options::default()).unwrap();
            let row = Row { alias: Some(format!("d{number}")), column: "id".to_owned(), table: None, rows: None };
            let filter =
                Question::Filter { actor: Subject::OfType("User".into()), action: "read".into(), resource: "Doc".into(), row };
            compiler.compile(&filter, &KnownFacts::new(), Options::default()).unwrap();
            let state = compiler.memo.state.read().unwrap();
            assert!(state.weight <= MAX_WEIGHT && state.kept.values().all(|kept| kept.plans.len() <= MAX_PLANS));
            assert_eq!(state.weight, state.kept.values().map(|kept| kept.weight).sum::<usize>());
        }
    }
}
