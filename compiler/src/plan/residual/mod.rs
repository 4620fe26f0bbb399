//! What is left of the program after partial evaluation for one goal.
//!
//! A residual is a set of relations in clause form. Argument types are concrete; arguments that are constants or
//! parameters are folded into the relations, so that only open arguments remain as columns. Disjunctions and negated
//! formulas of rule bodies are relations of their own.

mod begun;
mod builder;
pub mod closure;
pub mod display;
pub mod factor;
pub mod fold;
pub mod index;
pub mod inline;
pub mod known;
pub mod polarity;
pub mod shape;
pub mod specialize;
pub mod subsume;
pub mod types;
pub mod unbound;
pub mod vars;
pub mod wildcard;

use crate::hash::IndexMap;
use crate::policy::program::{Compare, Origin};
use crate::source::Span;
use crate::value::{TypeName, Value};
use smallvec::SmallVec;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

/// Index of a relation in its residual.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RelId(pub usize);

/// Index of a variable in its clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Var(pub usize);

/// Relations, one of which answers the goal.
#[derive(Clone, Debug)]
pub struct Residual {
    /// Relations by [`RelId`].
    pub relations: Vec<Relation>,
    /// The relation whose columns are the goal's variables.
    pub goal: RelId,
    /// Types of the parameters, by slot.
    pub params: Vec<TypeName>,
    /// Every value that known facts or the policy name, sorted: part of what "every known id" means.
    pub named: Arc<Vec<Value>>,
    /// The slots whose values come with the question's run: the others are among the constants.
    pub open: Vec<usize>,
    /// The values that the question gives as constants.
    pub given: Vec<Value>,
    /// Which relations are known to contain which.
    pub inclusions: Inclusions,
    /// How far it may grow.
    pub bounds: Bounds,
    /// The relations of the known values of types, as far as clauses are bound by them: kept as relations.
    pub known: IndexMap<TypeName, RelId>,
}

/// How far a residual and its plan may grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Bounds {
    /// A relation with more clauses than this after copying is called instead of copied.
    pub clauses: usize,
    /// Selects past which a plan is refused.
    pub selects: usize,
}

impl Bounds {
    /// For what [`Self::default`] makes too large: little is copied, so that what several clauses call is planned once, and
    /// then next to nothing.
    pub const SHARING: [Self; 2] = [Self { clauses: 8, selects: 8_000 }, Self { clauses: 1, selects: 20_000 }];

    /// Tables read past which a plan is refused.
    pub fn reads(self) -> u64 {
        u64::try_from(self.selects).unwrap_or(u64::MAX).saturating_mul(2)
    }
}

impl Default for Bounds {
    fn default() -> Self {
        Self { clauses: 128, selects: 2_000 }
    }
}

/// Pairs of relations of which the first is contained in the second, column by column.
#[derive(Clone, Debug, Default)]
pub struct Inclusions(Vec<(RelId, RelId)>);

impl Inclusions {
    /// Whether every row of `smaller` is a row of `larger`.
    pub fn contains(&self, smaller: RelId, larger: RelId) -> bool {
        smaller == larger || self.0.contains(&(smaller, larger))
    }

    /// Only the pairs whose larger relation is not one of these.
    #[must_use]
    pub fn without(&self, larger: &[RelId]) -> Self {
        Self(self.0.iter().filter(|(_, l)| !larger.contains(l)).copied().collect())
    }

    /// Notes a pair and what follows from it.
    pub fn add(&mut self, smaller: RelId, larger: RelId) {
        let below: Vec<RelId> = self.0.iter().filter(|(_, l)| *l == smaller).map(|(s, _)| *s).chain([smaller]).collect();
        for id in below {
            if !self.contains(id, larger) {
                self.0.push((id, larger));
            }
        }
    }
}

/// A relation's name for people: a predicate with its constants and types. It is written when it is asked for, which most
/// never are.
#[derive(Clone)]
pub struct Name(Arc<dyn fmt::Display + Send + Sync>);

impl Name {
    /// The name that something is shown as.
    pub fn of(shown: impl fmt::Display + Send + Sync + 'static) -> Self {
        Self(Arc::new(shown))
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0.to_string(), f)
    }
}

/// A relation: the union of its clauses.
#[derive(Clone, Debug)]
pub struct Relation {
    /// Its name.
    pub name: Name,
    /// Types of its columns. An abstract name stands for "any type that fits".
    pub columns: Vec<TypeName>,
    /// Alternatives.
    pub clauses: Vec<Clause>,
}

/// `head :- body`. A head variable that no positive literal binds is universal: every value of its type is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// One term per column.
    pub head: Terms,
    /// All must hold.
    pub body: Vec<Literal>,
    /// Types of the variables, by [`Var`].
    pub vars: Vec<TypeName>,
    /// The rules it comes from.
    pub origins: Origins,
}

/// Arguments of a literal or a head; few, so they stand in place.
pub type Terms = SmallVec<[Term; 4]>;

/// The rules that a clause comes from; mostly one or two.
pub type Origins = SmallVec<[Origin; 2]>;

/// An argument.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Term {
    /// A variable of the clause.
    Var(Var),
    /// A constant; shared, since clauses are copied far more often than values are made.
    Const(Arc<Value>),
    /// A parameter, by slot.
    Param(usize),
    /// The current time in seconds.
    Now,
}

impl From<Value> for Term {
    fn from(value: Value) -> Self {
        Self::Const(Arc::new(value))
    }
}

/// A condition of a clause.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Literal {
    /// A row of a mapped query; `fact` indexes the mapping, one argument per output column.
    Fact {
        /// Index into the mapping's facts.
        fact: usize,
        /// One per output column.
        args: Terms,
    },
    /// One of the known rows; one argument per column of the rows.
    Known {
        /// The rows.
        rows: Arc<Vec<Vec<Value>>>,
        /// One per column.
        args: Terms,
    },
    /// A row of another relation.
    Call {
        /// Which.
        relation: RelId,
        /// One per column.
        args: Terms,
    },
    /// No row of another relation.
    Not {
        /// Which.
        relation: RelId,
        /// One per column.
        args: Terms,
    },
    /// A comparison of two terms of one type; `<` and its kin only between integers.
    Compare {
        /// The operator.
        op: Compare,
        /// Left operand.
        left: Term,
        /// Right operand.
        right: Term,
    },
    /// Two integers are at least so far apart: `high - low >= gap`.
    Apart {
        /// The lesser.
        low: Term,
        /// The greater.
        high: Term,
        /// At least 2: less is a comparison.
        gap: i64,
    },
    /// Membership in two or more constants.
    In {
        /// The operand.
        term: Term,
        /// Sorted, distinct.
        values: Vec<Value>,
    },
}

impl Literal {
    /// Its argument terms, in order.
    pub fn terms(&self) -> impl Iterator<Item = &Term> {
        let (args, pair): (&[Term], [Option<&Term>; 2]) = match self {
            Literal::Fact { args, .. } | Literal::Known { args, .. } | Literal::Call { args, .. } | Literal::Not { args, .. } => {
                (args, [None, None])
            }
            Literal::Compare { left, right, .. } | Literal::Apart { low: left, high: right, .. } => {
                (&[], [Some(left), Some(right)])
            }
            Literal::In { term, .. } => (&[], [Some(term), None]),
        };
        args.iter().chain(pair.into_iter().flatten())
    }

    /// The same for changing them.
    pub fn terms_mut(&mut self) -> impl Iterator<Item = &mut Term> {
        let (args, pair): (&mut [Term], [Option<&mut Term>; 2]) = match self {
            Literal::Fact { args, .. } | Literal::Known { args, .. } | Literal::Call { args, .. } | Literal::Not { args, .. } => {
                (args, [None, None])
            }
            Literal::Compare { left, right, .. } | Literal::Apart { low: left, high: right, .. } => {
                (&mut [], [Some(left), Some(right)])
            }
            Literal::In { term, .. } => (&mut [], [Some(term), None]),
        };
        args.iter_mut().chain(pair.into_iter().flatten())
    }

    /// Whether it mentions the variable.
    pub fn mentions(&self, var: Var) -> bool {
        self.terms().any(|term| matches!(term, Term::Var(other) if *other == var))
    }

    /// Whether two literals ask the same of their arguments: the same relation or the same operator.
    pub fn is_like(&self, other: &Literal) -> bool {
        match (self, other) {
            (Literal::Fact { fact: a, .. }, Literal::Fact { fact: b, .. }) => a == b,
            (Literal::Not { relation: a, .. }, Literal::Not { relation: b, .. }) => a == b,
            (Literal::Compare { op: a, .. }, Literal::Compare { op: b, .. }) => a == b,
            (Literal::Apart { gap: a, .. }, Literal::Apart { gap: b, .. }) => a == b,
            (Literal::Known { .. }, Literal::Known { .. })
            | (Literal::Call { .. }, Literal::Call { .. })
            | (Literal::In { .. }, Literal::In { .. }) => true,
            _ => false,
        }
    }

    /// The relation that it calls, positively or negatively.
    pub fn callee(&self) -> Option<RelId> {
        match self {
            Literal::Call { relation, .. } | Literal::Not { relation, .. } => Some(*relation),
            _ => None,
        }
    }

    /// Whether it can supply values for its variables.
    pub fn binds(&self) -> bool {
        matches!(self, Literal::Fact { .. } | Literal::Known { .. } | Literal::Call { .. } | Literal::In { .. })
    }
}

impl Clause {
    /// Adds a variable.
    pub fn fresh(&mut self, ty: TypeName) -> Var {
        self.vars.push(ty);
        Var(self.vars.len() - 1)
    }

    /// The type of a variable; empty for a foreign one.
    pub fn type_of(&self, var: Var) -> TypeName {
        self.vars.get(var.0).cloned().unwrap_or_default()
    }

    /// Whether a positive literal binds the variable.
    pub fn is_bound(&self, var: Var) -> bool {
        self.body.iter().any(|literal| literal.binds() && literal.mentions(var))
    }

    /// Adds rules that it comes from.
    pub fn add_origins(&mut self, origins: &[Origin]) {
        for origin in origins {
            if !self.origins.contains(origin) {
                self.origins.push(*origin);
            }
        }
    }

    /// Replaces a variable everywhere.
    pub fn substitute(&mut self, var: Var, by: &Term) {
        let replace = |term: &mut Term| {
            if matches!(term, Term::Var(other) if *other == var) {
                *term = by.clone();
            }
        };
        self.head.iter_mut().for_each(replace);
        self.body.iter_mut().flat_map(Literal::terms_mut).for_each(replace);
    }
}

impl Relation {
    /// The relations that it calls, positively or negatively, as often as it does.
    pub fn callees(&self) -> impl Iterator<Item = RelId> + '_ {
        self.clauses.iter().flat_map(|clause| &clause.body).filter_map(Literal::callee)
    }
}

impl Residual {
    /// The same with other relations: its ids must mean the same in them.
    #[must_use]
    pub fn with_relations(&self, relations: Vec<Relation>) -> Self {
        let Self { relations: _, goal, params, named, open, given, inclusions, bounds, known } = self;
        Self {
            relations,
            goal: *goal,
            params: params.clone(),
            named: named.clone(),
            open: open.clone(),
            given: given.clone(),
            inclusions: inclusions.clone(),
            bounds: *bounds,
            known: known.clone(),
        }
    }

    /// The slots of a type whose values come with the question's run.
    pub fn slots_of<'r>(&'r self, ty: &'r TypeName) -> impl Iterator<Item = usize> + 'r {
        self.open.iter().copied().filter(move |slot| self.params.get(*slot) == Some(ty))
    }

    /// A relation; `None` only for a foreign id.
    pub fn get(&self, id: RelId) -> Option<&Relation> {
        self.relations.get(id.0)
    }

    /// Its clauses; none for a foreign id.
    pub fn clauses(&self, id: RelId) -> &[Clause] {
        self.get(id).map_or(&[], |relation| relation.clauses.as_slice())
    }

    /// Relations that a relation calls, positively or negatively, without repetition, in order of first use.
    pub fn callees(&self, id: RelId) -> Vec<RelId> {
        let mut out = Vec::new();
        for callee in self.get(id).into_iter().flat_map(Relation::callees) {
            if !out.contains(&callee) {
                out.push(callee);
            }
        }
        out
    }

    /// For each relation, whether the goal reaches it.
    pub fn reached(&self) -> Vec<bool> {
        self.reached_from([self.goal])
    }

    /// For each relation, whether one of these reaches it; they reach themselves.
    pub fn reached_from(&self, from: impl IntoIterator<Item = RelId>) -> Vec<bool> {
        let mut reached = vec![false; self.relations.len()];
        let mut open: Vec<RelId> = from.into_iter().collect();
        while let Some(id) = open.pop() {
            if let Some(flag) = reached.get_mut(id.0)
                && !std::mem::replace(flag, true)
            {
                open.extend(self.get(id).into_iter().flat_map(Relation::callees));
            }
        }
        reached
    }

    /// The clauses of the relations that the goal reaches.
    pub fn reached_clauses(&self) -> impl Iterator<Item = &Clause> {
        let reached = self.relations.iter().zip(self.reached()).filter(|(_, reached)| *reached);
        reached.flat_map(|(relation, _)| &relation.clauses)
    }

    /// Drops the clauses of the relations that the goal does not reach any more.
    pub fn drop_unreached(&mut self) {
        let reached = self.reached();
        for (relation, reached) in self.relations.iter_mut().zip(reached) {
            if !reached {
                relation.clauses = Vec::new();
            }
        }
    }

    /// The rules that take part, each once, in source order; without the `allow` that is supplied by default.
    pub fn rules(&self) -> Vec<Span> {
        let origins = self.reached_clauses().flat_map(|clause| &clause.origins);
        let places = origins.filter_map(|origin| match origin {
            Origin::Source(span) => Some(*span),
            Origin::DefaultAllow => None,
        });
        places.collect::<BTreeSet<Span>>().into_iter().collect()
    }
}
