//! Solutions of a conjunction, by trying.

use super::ground::{Kind, Literal, Term};
use super::model::Rows;
use super::rule::Var;
use super::universe::Universe;
use arctos_compiler::syntax::ast::CompareOp;
use arctos_compiler::value::{INTEGER, Value};
use std::cell::Cell;

/// What variables stand for, as indices into the universe.
pub(super) type Env = Vec<Option<usize>>;

/// Past so many steps a policy is too much for this way of evaluation.
pub(super) const MOST_STEPS: u64 = 400_000;
/// The same for one query of a finished model.
pub(super) const MOST_QUERY_STEPS: u64 = 10 * MOST_STEPS;

pub(super) struct Solver<'a> {
    pub(super) universe: &'a Universe,
    pub(super) rows: &'a [Rows],
    pub(super) steps: &'a Cell<u64>,
    pub(super) most_steps: u64,
}

impl Solver<'_> {
    /// Calls `found` for each solution in which also every variable of `wanted` has a value, until it returns `true`.
    /// Returns whether it did.
    pub(super) fn solve(&self, clause: &[Literal], wanted: &[Var], env: &mut Env, found: &mut dyn FnMut(&Env) -> bool) -> bool {
        let (negations, positive): (Vec<&Literal>, Vec<&Literal>) =
            clause.iter().partition(|literal| matches!(literal.kind, Kind::Not(_)));
        let mut variables: Vec<Var> = positive.iter().flat_map(|literal| &literal.variables).chain(wanted).copied().collect();
        variables.sort_unstable();
        variables.dedup();
        self.step(&positive, &variables, env, &mut |env| {
            let refuted = negations.iter().any(|literal| self.negated_holds(literal, env));
            !refuted && found(env)
        })
    }

    /// Whether the work is too much; the answer is of no use then.
    pub(super) fn is_exhausted(&self) -> bool {
        self.steps.get() > self.most_steps
    }

    /// Whether what is negated has a solution; variables that have no value by now occur nowhere outside.
    fn negated_holds(&self, literal: &Literal, env: &Env) -> bool {
        let Kind::Not(clauses) = &literal.kind else { return false };
        clauses.iter().any(|clause| self.solve(clause, &[], &mut env.clone(), &mut |_| true))
    }

    fn step(&self, open: &[&Literal], variables: &[Var], env: &mut Env, found: &mut dyn FnMut(&Env) -> bool) -> bool {
        self.steps.set(self.steps.get() + 1);
        if self.is_exhausted() {
            return true;
        }
        if let Some(at) = next(open, env) {
            let rest: Vec<&Literal> = open.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, l)| *l).collect();
            return self.literal(open[at], &rest, variables, env, found);
        }
        // No literal gives a value to any variable: they range over everything.
        match variables.iter().find(|var| env[**var].is_none()) {
            None => found(env),
            Some(var) => (0..self.universe.values().len()).any(|value| {
                env[*var] = Some(value);
                let done = self.step(open, variables, env, found);
                env[*var] = None;
                done
            }),
        }
    }

    fn literal(
        &self,
        literal: &Literal,
        rest: &[&Literal],
        variables: &[Var],
        env: &mut Env,
        found: &mut dyn FnMut(&Env) -> bool,
    ) -> bool {
        match &literal.kind {
            Kind::Call(predicate, args) => {
                let rows = &self.rows[*predicate];
                let given: Vec<Option<usize>> = args.iter().map(|arg| value_of(*arg, env)).collect();
                let bound: Option<Vec<usize>> = given.iter().copied().collect();
                if let Some(bound) = bound {
                    return rows.contains(&bound) && self.step(rest, variables, env, found);
                }
                rows.matching(&given)
                    .any(|row| self.with(args.iter().copied().zip(row.iter().copied()), rest, variables, env, found))
            }
            Kind::Equal(left, right) => match (value_of(*left, env), value_of(*right, env)) {
                (Some(value), _) => self.with([(*right, value)].into_iter(), rest, variables, env, found),
                (None, Some(value)) => self.with([(*left, value)].into_iter(), rest, variables, env, found),
                (None, None) => false,
            },
            Kind::Compare(op, left, right) => {
                let both = value_of(*left, env).zip(value_of(*right, env));
                let holds = both.is_some_and(|(left, right)| compare(*op, self.universe.value(left), self.universe.value(right)));
                holds && self.step(rest, variables, env, found)
            }
            Kind::Matches(var, fits) => env[*var].is_some_and(|value| fits[value]) && self.step(rest, variables, env, found),
            Kind::Not(_) => false,
        }
    }

    /// Goes on with terms equated to values, if they can be.
    fn with(
        &self,
        pairs: impl Iterator<Item = (Term, usize)>,
        rest: &[&Literal],
        variables: &[Var],
        env: &mut Env,
        found: &mut dyn FnMut(&Env) -> bool,
    ) -> bool {
        let mut set: Vec<Var> = Vec::new();
        let mut equal = true;
        for (term, value) in pairs {
            match (term, value_of(term, env)) {
                (_, Some(present)) if present == value => {}
                (Term::Var(var), None) => {
                    env[var] = Some(value);
                    set.push(var);
                }
                _ => {
                    equal = false;
                    break;
                }
            }
        }
        let done = equal && self.step(rest, variables, env, found);
        for var in set {
            env[var] = None;
        }
        done
    }
}

pub(super) fn value_of(term: Term, env: &Env) -> Option<usize> {
    match term {
        Term::Var(var) => env[var],
        Term::Value(value) => Some(value),
    }
}

/// The literal to look at next: a test that can be made, else an equation that gives a value, else the call with the
/// fewest open arguments. None while every literal left needs values that it cannot give.
fn next(open: &[&Literal], env: &Env) -> Option<usize> {
    let cost = |literal: &Literal| match (&literal.kind, literal.variables.iter().filter(|var| env[**var].is_none()).count()) {
        (_, 0) => Some(0),
        (Kind::Equal(left, right), 1) => (left != right).then_some(1),
        (Kind::Call(..), missing) => Some(1 + missing),
        _ => None,
    };
    let costs = open.iter().enumerate().filter_map(|(at, literal)| Some((cost(literal)?, at)));
    costs.min().map(|(_, at)| at)
}

/// Comparisons of order are of integers only; anything else is not less, not greater.
fn compare(op: CompareOp, left: &Value, right: &Value) -> bool {
    if op == CompareOp::NotEqual {
        return left != right;
    }
    let number = |value: &Value| if value.ty == INTEGER { value.as_integer() } else { None };
    let Some((left, right)) = number(left).zip(number(right)) else { return false };
    match op {
        CompareOp::Less => left < right,
        CompareOp::LessEqual => left <= right,
        CompareOp::Greater => left > right,
        CompareOp::GreaterEqual => left >= right,
        CompareOp::NotEqual => left != right,
    }
}
