//! Compiled questions, kept by shape.
//!
//! In: a question without values. Out: its statement, compiled once. Guaranteed: memory is bounded, and so is the number
//! of different texts that are prepared on a connection, whatever is asked: actions and types are the callers' texts.

use crate::Error;
use arctos_compiler::compile::Compiled;
use arctos_compiler::compile::phases::Staged;
use arctos_compiler::mapping::sql_type::SqlType;
use arctos_compiler::plan::question::Question;
use arctos_compiler::plan::relation::{Body, Condition};
use arctos_compiler::sql::{ParameterSource, Statement};
use arctos_compiler::value::Value;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

/// What is needed of a compiled question to ask it.
#[derive(Debug)]
pub(crate) struct Kept {
    /// The statement.
    pub statement: Statement,
    /// What a filter is written from.
    pub condition: Option<Condition>,
    /// Which output columns are truth values.
    pub truths: Vec<bool>,
    /// The type of the candidates that it chooses from.
    candidates: Option<SqlType>,
    /// Whether the statement may be prepared by name.
    pub may_prepare: bool,
    /// A filter taken apart, once somebody wants it so.
    pub staged: OnceLock<Staged>,
}

impl Kept {
    /// Keeps what is needed.
    pub fn new(compiled: Compiled, may_prepare: bool) -> Self {
        let (condition, truths) = match &compiled.plan.body {
            Body::Condition(condition) => (Some(condition.clone()), Vec::new()),
            Body::Woven(_) => (None, Vec::new()),
            Body::Query(query) => {
                let types = query.columns.iter().map(|column| column.value.ty());
                (None, types.map(|ty| ty == Some(SqlType::Boolean)).collect())
            }
        };
        let candidates = compiled.plan.candidates;
        Self { statement: compiled.statement, condition, truths, candidates, may_prepare, staged: OnceLock::new() }
    }

    /// A filter that was made for one question.
    pub fn once(condition: Condition, statement: Statement) -> Self {
        Self {
            statement,
            condition: Some(condition),
            truths: Vec::new(),
            candidates: None,
            may_prepare: false,
            staged: OnceLock::new(),
        }
    }

    /// Whether each value can be bound to its slot. Where one cannot, the question must be compiled with its values.
    pub fn fit(&self, values: &[Value]) -> bool {
        let params = &self.statement.params;
        values.iter().enumerate().all(|(at, value)| {
            let own = params.iter().filter(|param| matches!(param.source, ParameterSource::Slot(slot) if slot == at));
            own.flat_map(|param| &param.types).all(|ty| ty.fits(&value.id))
        })
    }

    /// Whether an id can be one of the candidates.
    pub fn fits_candidates(&self, id: &str) -> bool {
        self.candidates.is_none_or(|ty| ty.fits(id))
    }
}

/// A bounded map from shapes to compiled questions.
#[derive(Debug)]
pub(crate) struct PlanCache {
    capacity: usize,
    state: RwLock<State>,
}

#[derive(Debug, Default)]
struct State {
    plans: HashMap<Question, Arc<Kept>>,
    /// Texts that connections may hold as prepared statements. Never shrinks: connections do not forget them either.
    texts: HashSet<Box<str>>,
}

impl PlanCache {
    /// A map for so many questions. With none, nothing is kept or prepared.
    pub fn new(capacity: usize) -> Self {
        Self { capacity, state: RwLock::default() }
    }

    /// The compiled form of a shape, from the map or by `compile`.
    ///
    /// # Errors
    /// Those of `compile`; they are not kept.
    pub fn get(&self, shape: &Question, compile: impl FnOnce() -> Result<Compiled, Error>) -> Result<Arc<Kept>, Error> {
        if let Some(kept) = self.state.read().unwrap_or_else(PoisonError::into_inner).plans.get(shape) {
            return Ok(Arc::clone(kept));
        }
        let compiled = compile()?;
        Ok(self.insert(shape.clone(), compiled))
    }

    fn insert(&self, shape: Question, compiled: Compiled) -> Arc<Kept> {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let sql = compiled.statement.sql.as_str();
        let known = state.texts.contains(sql);
        let may_prepare = known || state.texts.len() < self.capacity;
        if may_prepare && !known {
            state.texts.insert(sql.into());
        }
        let kept = Arc::new(Kept::new(compiled, may_prepare));
        if self.capacity > 0 {
            // Starting over costs each live shape one compilation; keeping the oldest would let a flood of made-up
            // actions shut out the real ones for good.
            if state.plans.len() >= self.capacity {
                state.plans.clear();
            }
            state.plans.insert(shape, Arc::clone(&kept));
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arctos_compiler::compile::{Compiler, Options, load};
    use arctos_compiler::plan::goal::KnownFacts;
    use arctos_compiler::plan::question::Subject;
    use std::cell::Cell;

    fn compiler() -> Compiler {
        let policy = "actor User {} resource Doc { permissions = [\"read\"]; roles = [\"a\", \"b\"]; \"read\" if \"a\"; }";
        let mapping = "facts:\n  has_role(User:_, String:_, Doc:_):\n    query: SELECT user_id, role, doc_id FROM roles\n";
        let (compiler, problems, _) = load(&[("p".to_owned(), policy.to_owned())], Some(("m", mapping)));
        compiler.unwrap_or_else(|| panic!("{problems:?}"))
    }

    fn question(action: &str) -> Question {
        let of = |ty: &str| Subject::OfType(ty.into());
        Question::Authorize { actor: of("User"), action: action.into(), resource: Some(of("Doc")) }
    }

    #[test]
    fn a_shape_is_compiled_once() {
        let (compiler, cache, count) = (compiler(), PlanCache::new(4), Cell::new(0));
        let get = |shape: &Question| {
            let compile = || {
                count.set(count.get() + 1);
                Ok(compiler.compile(shape, &KnownFacts::new(), Options::default())?)
            };
            cache.get(shape, compile).unwrap()
        };
        assert!(Arc::ptr_eq(&get(&question("read")), &get(&question("read"))));
        assert_eq!(count.get(), 1);
        assert!(get(&question("read")).may_prepare);
        get(&question("write"));
        assert_eq!(count.get(), 2);
    }

    #[test]
    fn a_flood_of_actions_is_bounded_and_shares_its_text() {
        let (compiler, cache) = (compiler(), PlanCache::new(3));
        let get = |action: &str| {
            let shape = question(action);
            cache.get(&shape, || Ok(compiler.compile(&shape, &KnownFacts::new(), Options::default())?)).unwrap()
        };
        for number in 0..100 {
            assert!(get(&format!("made-up {number}")).may_prepare, "all of them are one text");
        }
        assert!(get("read").may_prepare);
        let state = cache.state.read().unwrap();
        assert!(state.plans.len() <= 3);
        assert_eq!(state.texts.len(), 2);
    }

    #[test]
    fn texts_past_the_bound_are_not_prepared() {
        let (compiler, cache) = (compiler(), PlanCache::new(1));
        let get = |shape: Question| {
            cache.get(&shape, || Ok(compiler.compile(&shape, &KnownFacts::new(), Options::default())?)).unwrap().may_prepare
        };
        let list = || Question::List { actor: Subject::OfType("User".into()), action: "read".into(), resource: "Doc".into() };
        assert!(get(question("read")));
        assert!(!get(list()));
        assert!(get(question("read")));
    }

    #[test]
    fn errors_are_not_kept() {
        let cache = PlanCache::new(4);
        let shape = question("read");
        assert!(cache.get(&shape, || Err(Error::UnknownType("X".to_owned()))).is_err());
        assert!(cache.get(&shape, || Ok(compiler().compile(&shape, &KnownFacts::new(), Options::default())?)).is_ok());
    }
}
