//! Rules with everything looked up: values by their numbers in the universe, predicates by theirs, types as sets of values.
//! Nothing is decided here; it only saves looking up the same thing a million times.

use super::blocks::Types;
use super::rule::{self, Predicate, Rule, Var};
use super::universe::Universe;
use arctos_compiler::syntax::ast::CompareOp;
use arctos_compiler::value::Value;
use std::collections::HashMap;
use std::rc::Rc;

/// A term: a variable, or a value of the universe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Term {
    Var(Var),
    Value(usize),
}

/// A literal with the variables that stand in it, negations aside.
#[derive(Debug)]
pub(super) struct Literal {
    pub(super) variables: Vec<Var>,
    pub(super) kind: Kind,
}

#[derive(Debug)]
pub(super) enum Kind {
    Call(usize, Vec<Term>),
    Equal(Term, Term),
    Compare(CompareOp, Term, Term),
    /// Whether each value of the universe fits.
    Matches(Var, Rc<Vec<bool>>),
    Not(Vec<Vec<Literal>>),
}

/// A rule.
#[derive(Debug)]
pub(super) struct GroundRule {
    pub(super) predicate: usize,
    pub(super) head: Vec<Term>,
    pub(super) clauses: Vec<Vec<Literal>>,
    pub(super) variables: usize,
}

/// Numbers of predicates.
#[derive(Clone, Debug, Default)]
pub(super) struct Predicates(HashMap<Predicate, usize>);

impl Predicates {
    pub(super) fn number(&mut self, predicate: &Predicate) -> usize {
        let next = self.0.len();
        *self.0.entry(predicate.clone()).or_insert(next)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn find(&self, predicate: &Predicate) -> Option<usize> {
        self.0.get(predicate).copied()
    }
}

/// Looks things up.
pub(super) struct Grounder<'a> {
    pub(super) types: &'a Types,
    pub(super) universe: &'a Universe,
    pub(super) now: i64,
    pub(super) predicates: &'a mut Predicates,
    fits: HashMap<String, Rc<Vec<bool>>>,
}

impl<'a> Grounder<'a> {
    pub(super) fn new(types: &'a Types, universe: &'a Universe, now: i64, predicates: &'a mut Predicates) -> Self {
        Self { types, universe, now, predicates, fits: HashMap::new() }
    }

    pub(super) fn rule(&mut self, rule: &Rule) -> GroundRule {
        GroundRule {
            predicate: self.predicates.number(&rule.predicate),
            head: rule.head.iter().map(|term| self.term(term)).collect(),
            clauses: rule.clauses.iter().map(|clause| self.clause(clause)).collect(),
            variables: rule.variables,
        }
    }

    pub(super) fn clause(&mut self, clause: &rule::Clause) -> Vec<Literal> {
        clause.iter().map(|literal| self.literal(literal)).collect()
    }

    fn literal(&mut self, literal: &rule::Literal) -> Literal {
        let kind = match literal {
            rule::Literal::Call(predicate, args) => {
                Kind::Call(self.predicates.number(predicate), args.iter().map(|arg| self.term(arg)).collect())
            }
            rule::Literal::Equal(left, right) => Kind::Equal(self.term(left), self.term(right)),
            rule::Literal::Compare(op, left, right) => Kind::Compare(*op, self.term(left), self.term(right)),
            rule::Literal::Matches(var, ty) => Kind::Matches(*var, self.fitting(ty)),
            rule::Literal::Not(clauses) => Kind::Not(clauses.iter().map(|clause| self.clause(clause)).collect()),
        };
        Literal { variables: literal.open_variables().into_iter().collect(), kind }
    }

    fn fitting(&mut self, ty: &str) -> Rc<Vec<bool>> {
        let (types, universe) = (self.types, self.universe);
        let all = || universe.values().iter().map(|value| types.fits(&value.ty, ty)).collect();
        Rc::clone(self.fits.entry(ty.to_owned()).or_insert_with(|| Rc::new(all())))
    }

    fn term(&self, term: &rule::Term) -> Term {
        let number = |value: &Value| self.universe.index_of(value).unwrap_or(usize::MAX);
        match term {
            rule::Term::Var(var) => Term::Var(*var),
            rule::Term::Value(value) => Term::Value(number(value)),
            rule::Term::Now => Term::Value(number(&Value::integer(self.now))),
        }
    }
}
