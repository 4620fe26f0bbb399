//! Rules as the evaluator works on them: alternatives of conjunctions.

use arctos_compiler::syntax::ast::CompareOp;
use arctos_compiler::value::Value;
use std::collections::BTreeSet;

/// Index of a variable in its rule.
pub(super) type Var = usize;

/// What stands at a place of an atom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Term {
    Var(Var),
    Value(Value),
    Now,
}

/// A name and its number of arguments.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Predicate(pub String, pub usize);

/// A condition as written, without parentheses, lists and shorthand.
#[derive(Clone, Debug)]
pub(super) enum Expr {
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Not(Box<Expr>),
    Call(Predicate, Vec<Term>),
    Equal(Term, Term),
    Compare(CompareOp, Term, Term),
    Matches(Var, String),
}

impl Expr {
    pub(super) fn truth(truth: bool) -> Self {
        if truth { Expr::And(Vec::new()) } else { Expr::Or(Vec::new()) }
    }
}

/// A conjunction.
pub(super) type Clause = Vec<Literal>;

/// A part of a conjunction.
#[derive(Clone, Debug)]
pub(super) enum Literal {
    Call(Predicate, Vec<Term>),
    Equal(Term, Term),
    Compare(CompareOp, Term, Term),
    Matches(Var, String),
    /// None of the alternatives has a solution.
    Not(Vec<Clause>),
}

/// A rule: the head holds when one of the clauses does.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) predicate: Predicate,
    pub(super) head: Vec<Term>,
    pub(super) clauses: Vec<Clause>,
    pub(super) variables: usize,
    /// The constants of its text, those of parts that never hold among them.
    pub(super) written: Vec<Value>,
}

/// Distributes `or`; `not not` is nothing.
pub(super) fn clauses(expr: &Expr) -> Vec<Clause> {
    match expr {
        Expr::Or(parts) => parts.iter().flat_map(clauses).collect(),
        Expr::And(parts) => parts.iter().map(clauses).fold(vec![Vec::new()], |so_far, next| {
            so_far.iter().flat_map(|left| next.iter().map(move |right| [left.clone(), right.clone()].concat())).collect()
        }),
        Expr::Not(inner) => match &**inner {
            Expr::Not(inner) => clauses(inner),
            _ => vec![vec![Literal::Not(clauses(inner))]],
        },
        Expr::Call(predicate, args) => vec![vec![Literal::Call(predicate.clone(), args.clone())]],
        Expr::Equal(left, right) => vec![vec![Literal::Equal(left.clone(), right.clone())]],
        Expr::Compare(op, left, right) => vec![vec![Literal::Compare(*op, left.clone(), right.clone())]],
        Expr::Matches(var, ty) => vec![vec![Literal::Matches(*var, ty.clone())]],
    }
}

impl Literal {
    /// The variables of the literal itself: a negation has none of its own.
    pub(super) fn open_variables(&self) -> BTreeSet<Var> {
        let terms: Vec<&Term> = match self {
            Literal::Call(_, args) => args.iter().collect(),
            Literal::Equal(left, right) | Literal::Compare(_, left, right) => vec![left, right],
            Literal::Matches(var, _) => return BTreeSet::from([*var]),
            Literal::Not(_) => Vec::new(),
        };
        terms.into_iter().filter_map(|term| if let Term::Var(var) = term { Some(*var) } else { None }).collect()
    }

    /// The predicates the literal depends on, and whether through a negation.
    pub(super) fn dependencies(&self, negated: bool, found: &mut Vec<(Predicate, bool)>) {
        match self {
            Literal::Call(predicate, _) => found.push((predicate.clone(), negated)),
            Literal::Not(clauses) => clauses.iter().flatten().for_each(|literal| literal.dependencies(true, found)),
            _ => {}
        }
    }

    fn constants(&self, found: &mut Vec<Value>) {
        let mut term = |term: &Term| {
            if let Term::Value(value) = term {
                found.push(value.clone());
            }
        };
        match self {
            Literal::Call(_, args) => args.iter().for_each(term),
            Literal::Equal(left, right) | Literal::Compare(_, left, right) => {
                term(left);
                term(right);
            }
            Literal::Matches(..) => {}
            Literal::Not(clauses) => clauses.iter().flatten().for_each(|literal| literal.constants(found)),
        }
    }

    fn types(&self, found: &mut BTreeSet<String>) {
        match self {
            Literal::Matches(_, ty) => {
                found.insert(ty.clone());
            }
            Literal::Not(clauses) => clauses.iter().flatten().for_each(|literal| literal.types(found)),
            _ => {}
        }
    }
}

impl Rule {
    /// Every constant in head and body.
    pub(super) fn constants(&self, found: &mut Vec<Value>) {
        found.extend(self.head.iter().filter_map(|term| if let Term::Value(value) = term { Some(value.clone()) } else { None }));
        self.clauses.iter().flatten().for_each(|literal| literal.constants(found));
        found.extend(self.written.iter().cloned());
    }

    /// Every type that is named.
    pub(super) fn types(&self, found: &mut BTreeSet<String>) {
        self.clauses.iter().flatten().for_each(|literal| literal.types(found));
    }
}
