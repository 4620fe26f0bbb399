//! Solutions of a conjunction, by trying.

use super::model::Model;
use super::rule::{Clause, Literal, Term, Var};
use arctos_compiler::syntax::ast::CompareOp;
use arctos_compiler::value::{INTEGER, Value};

/// What variables stand for, as indices into the universe.
pub(super) type Env = Vec<Option<usize>>;

pub(super) struct Solver<'a> {
    pub(super) model: &'a Model,
}

impl Solver<'_> {
    /// Calls `found` for each solution in which also every variable of `wanted` has a value, until it returns `true`.
    /// Returns whether it did.
    pub(super) fn solve(&self, clause: &Clause, wanted: &[Var], env: &mut Env, found: &mut dyn FnMut(&Env) -> bool) -> bool {
        let (negations, positive): (Vec<&Literal>, Vec<&Literal>) =
            clause.iter().partition(|literal| matches!(literal, Literal::Not(_)));
        let mut variables: Vec<Var> =
            positive.iter().flat_map(|literal| literal.open_variables()).chain(wanted.iter().copied()).collect();
        variables.sort_unstable();
        variables.dedup();
        self.step(&positive, &variables, env, &mut |env| {
            let refuted = negations.iter().any(|literal| self.negated_holds(literal, env));
            !refuted && found(env)
        })
    }

    /// Whether what is negated has a solution; variables that have no value by now occur nowhere outside.
    fn negated_holds(&self, literal: &Literal, env: &Env) -> bool {
        let Literal::Not(clauses) = literal else { return false };
        clauses.iter().any(|clause| self.solve(clause, &[], &mut env.clone(), &mut |_| true))
    }

    fn step(&self, open: &[&Literal], variables: &[Var], env: &mut Env, found: &mut dyn FnMut(&Env) -> bool) -> bool {
        if let Some(at) = next(open, env) {
            let rest: Vec<&Literal> = open.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, l)| *l).collect();
            return self.literal(open[at], &rest, variables, env, found);
        }
        // No literal gives a value to any variable: they range over everything.
        match variables.iter().find(|var| env[**var].is_none()) {
            None => found(env),
            Some(var) => (0..self.model.universe.values().len()).any(|value| {
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
        match literal {
            Literal::Call(predicate, args) => {
                let Some(rows) = self.model.rows.get(predicate) else { return false };
                let bound: Option<Vec<usize>> = args.iter().map(|arg| self.value_of(arg, env)).collect();
                if let Some(bound) = bound {
                    return rows.contains(&bound) && self.step(rest, variables, env, found);
                }
                rows.iter().any(|row| self.with(args.iter().zip(row.iter().copied()), rest, variables, env, found))
            }
            Literal::Equal(left, right) => match (self.value_of(left, env), self.value_of(right, env)) {
                (Some(value), _) => self.with([(right, value)].into_iter(), rest, variables, env, found),
                (None, Some(value)) => self.with([(left, value)].into_iter(), rest, variables, env, found),
                (None, None) => false,
            },
            Literal::Compare(op, left, right) => {
                let (left, right) = (self.value_of(left, env), self.value_of(right, env));
                let holds = left
                    .zip(right)
                    .is_some_and(|(left, right)| compare(*op, self.model.universe.value(left), self.model.universe.value(right)));
                holds && self.step(rest, variables, env, found)
            }
            Literal::Matches(var, ty) => {
                let fits =
                    env[*var].is_some_and(|value| self.model.policy.types().fits(&self.model.universe.value(value).ty, ty));
                fits && self.step(rest, variables, env, found)
            }
            Literal::Not(_) => false,
        }
    }

    /// Goes on with terms equated to values, if they can be.
    fn with<'t>(
        &self,
        pairs: impl Iterator<Item = (&'t Term, usize)>,
        rest: &[&Literal],
        variables: &[Var],
        env: &mut Env,
        found: &mut dyn FnMut(&Env) -> bool,
    ) -> bool {
        let before = env.clone();
        for (term, value) in pairs {
            match (term, self.value_of(term, env)) {
                (_, Some(present)) if present == value => {}
                (Term::Var(var), None) => env[*var] = Some(value),
                _ => {
                    *env = before;
                    return false;
                }
            }
        }
        let done = self.step(rest, variables, env, found);
        *env = before;
        done
    }

    pub(super) fn value_of(&self, term: &Term, env: &Env) -> Option<usize> {
        match term {
            Term::Var(var) => env[*var],
            Term::Value(value) => self.model.universe.index_of(value),
            Term::Now => self.model.universe.index_of(&Value::integer(self.model.now)),
        }
    }
}

/// The literal to look at next: a test that can be made, else an equation that gives a value, else the call with the
/// fewest open arguments. None while every literal left needs values that it cannot give.
fn next(open: &[&Literal], env: &Env) -> Option<usize> {
    let missing = |literal: &Literal| literal.open_variables().into_iter().filter(|var| env[*var].is_none()).count();
    let cost = |literal: &Literal| match (literal, missing(literal)) {
        (_, 0) => Some(0),
        (Literal::Equal(left, right), 1) => (left != right).then_some(1),
        (Literal::Call(..), missing) => Some(1 + missing),
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
