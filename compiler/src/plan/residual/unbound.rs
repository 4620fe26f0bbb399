//! Variables that no positive literal binds and that the head does not name: "there is some value such that …".
//!
//! In: a simplified residual whose called relations have no universal columns. Out: an equivalent one without such
//! variables.
//!
//! * A truth value is one of two.
//! * An id or a string: there are endlessly many, so one exists that no fact names, and it differs from everything. Only a
//!   negated relation that itself holds for every value but some asks for more: there the known values are tried, too.
//! * An integer between bounds: what remains of `low < n`, `n < high` is that the two are far enough apart. This is
//!   Fourier-Motzkin elimination, exact for integers because every bound is a whole number away from its term.

use super::inline::components;
use super::known::{Unnamed, add_relation, is_unnamed};
use super::{Clause, Literal, RelId, Residual, Term, Var};
use crate::diagnostic::{Diagnostic, codes};
use crate::mapping::model::Mapping;
use crate::policy::program::Compare;
use crate::value::{BOOLEAN, INTEGER, TypeName, Value};
use indexmap::IndexMap;
use smallvec::smallvec;

/// Alternatives of one clause past which a question is refused.
const MAX_WAYS: usize = 256;

/// Removes every unbound variable that is not a head's. Says whether there were any.
///
/// # Errors
/// A negation over an integer that has bounds on both sides, or whose relation holds for every integer but some.
pub fn eliminate(mut residual: Residual, mapping: &Mapping) -> Result<(Residual, bool), Diagnostic> {
    if !residual.reached_clauses().any(|clause| unbound(clause).is_some()) {
        return Ok((residual, false));
    }
    let reachable: Vec<RelId> = components(&residual).into_iter().flatten().collect();
    let mut elimination = Elimination { mapping, unnamed: Unnamed::new(&residual), domains: IndexMap::new() };
    for id in reachable {
        let mut done = Vec::new();
        for clause in residual.clauses(id).to_vec() {
            done.extend(elimination.ways(clause, &mut residual)?);
        }
        if let Some(relation) = residual.relations.get_mut(id.0) {
            relation.clauses = done;
        }
    }
    Ok((residual, true))
}

struct Elimination<'a> {
    mapping: &'a Mapping,
    unnamed: Unnamed,
    /// Relations of the known values, by type.
    domains: IndexMap<TypeName, RelId>,
}

impl Elimination<'_> {
    /// The clause as alternatives without unbound variables.
    fn ways(&mut self, clause: Clause, residual: &mut Residual) -> Result<Vec<Clause>, Diagnostic> {
        let mut open = vec![clause];
        let mut done = Vec::new();
        while let Some(mut clause) = open.pop() {
            let Some(var) = unbound(&clause) else {
                done.push(clause);
                continue;
            };
            match clause.type_of(var).as_str() {
                BOOLEAN => {
                    let values = vec![Value::boolean(false), Value::boolean(true)];
                    clause.body.push(Literal::In { term: Term::Var(var), values });
                    open.push(clause);
                }
                INTEGER => open.extend(self.integer_ways(clause, var, residual)?),
                _ => open.extend(self.named_ways(clause, var, residual)),
            }
            if open.len() + done.len() > MAX_WAYS {
                let message = format!("a variable that is only compared leaves more than {MAX_WAYS} cases");
                return Err(Diagnostic::placeless(codes::TOO_LARGE, message).help("bind the variable with a fact"));
            }
        }
        done.reverse();
        Ok(done)
    }

    /// An id or string: one that nothing names, and, where a negation may hold for known values alone, each of those.
    fn named_ways(&mut self, clause: Clause, var: Var, residual: &mut Residual) -> Vec<Clause> {
        let mut ways = Vec::new();
        if clause.body.iter().any(|literal| negates_all_but_some(literal, var, residual)) {
            let relation = self.domain(&clause.type_of(var), residual);
            let mut known = clause.clone();
            known.body.push(Literal::Call { relation, args: smallvec![Term::Var(var)] });
            ways.push(known);
            for value in unnamed(&clause, &clause.type_of(var)) {
                let mut same = clause.clone();
                same.substitute(var, &Term::from(value));
                ways.push(same);
            }
        }
        // Only integers are less or greater than anything.
        let is_ordered = |literal: &Literal| {
            matches!(literal, Literal::Compare { op, .. } if !matches!(op, Compare::Equal | Compare::NotEqual))
                && literal.mentions(var)
        };
        if clause.body.iter().any(is_ordered) {
            return ways;
        }
        let mut other = clause;
        other.body.retain(|literal| !(matches!(literal, Literal::Compare { .. }) && literal.mentions(var)));
        other.substitute(var, &Term::from(self.unnamed.next(&other.type_of(var))));
        ways.push(other);
        ways
    }

    /// An integer: what its bounds leave.
    fn integer_ways(&mut self, clause: Clause, var: Var, residual: &Residual) -> Result<Vec<Clause>, Diagnostic> {
        let term = Term::Var(var);
        let (about, mut rest): (Vec<Literal>, Vec<Literal>) =
            clause.body.iter().cloned().partition(|literal| literal.mentions(var));
        let bounds: Vec<Bound> = about.iter().filter_map(bound).collect();
        let (above, below): (Vec<&Bound>, Vec<&Bound>) = bounds.iter().partition(|bound| bound.high == term);
        if above.iter().any(|bound| bound.low == term) {
            // `n < n`, and nothing is a whole number away from itself.
            return Ok(if bounds.iter().any(|bound| bound.low == bound.high && bound.gap > 0) {
                Vec::new()
            } else {
                vec![without_self(clause, &term)]
            });
        }
        let is_between = !above.is_empty() && !below.is_empty();
        let negated = || about.iter().filter(|literal| matches!(literal, Literal::Not { .. }));
        if negated().next().is_some() && (is_between || negated().any(|literal| negates_all_but_some(literal, var, residual))) {
            let message = "whether there is an integer that a negation leaves cannot be told from the facts";
            return Err(Diagnostic::placeless(codes::NOT_ENUMERABLE, message).help("bind the integer with a fact"));
        }
        if is_between && let Some(at) = clause.body.iter().position(|literal| is_difference(literal, &term)) {
            return Ok(split_difference(&clause, at));
        }
        // Past all bounds there is an integer that no fact names, unless the bound is the last one there is.
        for bound in &above {
            if !is_between {
                rest.extend(at_most(&bound.low, i64::MAX - bound.gap));
            }
            for other in &below {
                match apart(&bound.low, &other.high, bound.gap.saturating_add(other.gap)) {
                    Outcome::Never => return Ok(Vec::new()),
                    Outcome::Always => {}
                    Outcome::When(literal) => rest.push(literal),
                }
            }
        }
        if !is_between {
            rest.extend(below.iter().filter_map(|bound| at_least(&bound.high, i64::MIN + bound.gap)));
        }
        rest.extend(negated().cloned());
        let mut way = Clause { body: rest, ..clause };
        way.substitute(var, &Term::from(self.unnamed.next(&INTEGER.into())));
        Ok(vec![way])
    }

    /// The relation of the known values of a type.
    fn domain(&mut self, ty: &TypeName, residual: &mut Residual) -> RelId {
        if let Some(known) = residual.known.get(ty).or_else(|| self.domains.get(ty)) {
            return *known;
        }
        let id = add_relation(ty, residual, self.mapping);
        self.domains.insert(ty.clone(), id);
        id
    }
}

/// The values that the clause has for what nothing names.
fn unnamed(clause: &Clause, ty: &TypeName) -> Vec<Value> {
    let mut found: Vec<Value> = Vec::new();
    for term in clause.body.iter().flat_map(Literal::terms) {
        if let Term::Const(value) = term
            && value.ty == *ty
            && is_unnamed(value)
            && !found.contains(value)
        {
            found.push(Value::clone(value));
        }
    }
    found
}

/// The first variable that only comparisons and negations mention.
fn unbound(clause: &Clause) -> Option<Var> {
    let mut mentioned = clause.body.iter().filter(|literal| !literal.binds()).flat_map(Literal::terms);
    mentioned.find_map(|term| match term {
        Term::Var(var) if !clause.is_bound(*var) && !clause.head.contains(term) => Some(*var),
        _ => None,
    })
}

/// Whether the clause may hold for a value because it is that very value, although nothing binds the variable.
pub fn singles_out(clause: &Clause, var: Var, residual: &Residual) -> bool {
    clause.body.iter().any(|literal| negates_all_but_some(literal, var, residual))
}

/// Whether it negates a relation that holds for every value but some in the place of the variable, so that a value may be
/// found where the others are not. (A relation that holds for every value alike does not tell them apart.)
fn negates_all_but_some(literal: &Literal, var: Var, residual: &Residual) -> bool {
    let Literal::Not { relation, args } = literal else { return false };
    let open = |clause: &Clause, at: usize| match clause.head.get(at) {
        Some(term @ Term::Var(head)) if !clause.is_bound(*head) => {
            let repeated = clause.head.iter().filter(|other| *other == term).count() > 1;
            repeated || clause.body.iter().any(|literal| literal.mentions(*head))
        }
        _ => false,
    };
    let places = args.iter().enumerate().filter(|(_, arg)| **arg == Term::Var(var)).map(|(at, _)| at);
    places.into_iter().any(|at| residual.clauses(*relation).iter().any(|clause| open(clause, at)))
}

/// `high - low >= gap`, with a gap of at least 0.
struct Bound {
    low: Term,
    high: Term,
    gap: i64,
}

fn bound(literal: &Literal) -> Option<Bound> {
    let (low, high, gap) = match literal {
        Literal::Compare { op: Compare::Less, left, right } => (left, right, 1),
        Literal::Compare { op: Compare::LessEqual, left, right } => (left, right, 0),
        Literal::Compare { op: Compare::Greater, left, right } => (right, left, 1),
        Literal::Compare { op: Compare::GreaterEqual, left, right } => (right, left, 0),
        Literal::Apart { low, high, gap } => (low, high, *gap),
        _ => return None,
    };
    Some(Bound { low: low.clone(), high: high.clone(), gap })
}

fn without_self(mut clause: Clause, term: &Term) -> Clause {
    clause.body.retain(|literal| bound(literal).is_none_or(|bound| !(bound.low == *term && bound.high == *term)));
    clause
}

fn is_difference(literal: &Literal, term: &Term) -> bool {
    matches!(literal, Literal::Compare { op: Compare::NotEqual, left, right } if left == term || right == term)
}

/// What differs is less or greater.
fn split_difference(clause: &Clause, at: usize) -> Vec<Clause> {
    let side = |op: Compare| {
        let mut way = clause.clone();
        if let Some(Literal::Compare { op: slot, .. }) = way.body.get_mut(at) {
            *slot = op;
        }
        way
    };
    vec![side(Compare::Less), side(Compare::Greater)]
}

/// `term <= most`, where it is not so anyway.
fn at_most(term: &Term, most: i64) -> Option<Literal> {
    let right = Term::from(Value::integer(most));
    (most < i64::MAX).then(|| Literal::Compare { op: Compare::LessEqual, left: term.clone(), right })
}

/// `least <= term`, where it is not so anyway.
fn at_least(term: &Term, least: i64) -> Option<Literal> {
    let right = Term::from(Value::integer(least));
    (least > i64::MIN).then(|| Literal::Compare { op: Compare::GreaterEqual, left: term.clone(), right })
}

/// What a condition comes down to.
pub enum Outcome {
    /// It cannot hold.
    Never,
    /// It holds.
    Always,
    /// It holds when this does.
    When(Literal),
}

/// `high - low >= gap` in its simplest form.
pub fn apart(low: &Term, high: &Term, gap: i64) -> Outcome {
    let number = |term: &Term| if let Term::Const(value) = term { value.as_integer() } else { None };
    let compare = |op: Compare, left: Term, right: Term| Outcome::When(Literal::Compare { op, left, right });
    match (number(low), number(high)) {
        _ if low == high => {
            if gap > 0 {
                Outcome::Never
            } else {
                Outcome::Always
            }
        }
        (Some(a), Some(b)) => {
            let is_apart = i128::from(b) - i128::from(a) >= i128::from(gap);
            if is_apart { Outcome::Always } else { Outcome::Never }
        }
        (Some(a), None) => match a.checked_add(gap) {
            Some(least) => compare(Compare::GreaterEqual, high.clone(), Term::from(Value::integer(least))),
            None => Outcome::Never,
        },
        (None, Some(b)) => match b.checked_sub(gap) {
            Some(most) => compare(Compare::LessEqual, low.clone(), Term::from(Value::integer(most))),
            None => Outcome::Never,
        },
        (None, None) => match gap {
            0 => compare(Compare::LessEqual, low.clone(), high.clone()),
            1 => compare(Compare::Less, low.clone(), high.clone()),
            gap => Outcome::When(Literal::Apart { low: low.clone(), high: high.clone(), gap }),
        },
    }
}
