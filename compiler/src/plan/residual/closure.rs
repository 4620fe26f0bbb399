//! Recursions are bound by what their callers know.
//!
//! In: a simplified residual. Out: an equivalent one in which two kinds of callers of a transitive closure no longer ask
//! for the whole of it.
//!
//! * `r(x) :- r(y), s(y, x)`, where `s` is the closure of `e`: what is closed under `e` is closed under `s`, so the step is
//!   `e` alone.
//! * `p(x) :- s(x, z), owner(z, $1)`, where `s` passes `z` on unchanged: the condition on `z` moves to the ways into `s`, as
//!   in `s'(x) :- e(x, z), owner(z, $1)` and `s'(x) :- e(x, y), s'(y)`. This is the magic-set transformation for an
//!   argument that a linear recursion does not change (Naughton, "Compiling Separable Recursions", SIGMOD 1988).

use super::factor::canonical;
use super::inline::{calls, components, splice};
use super::{Clause, Literal, RelId, Relation, Residual, Term, Terms, Var};
use crate::policy::program::Compare;
use crate::value::{TypeName, is_primitive};
use smallvec::smallvec;
use std::collections::HashSet;

/// Binds the recursions of a residual. Says whether anything changed.
pub fn bind(mut residual: Residual) -> (Residual, bool) {
    let all = components(&residual);
    let is_recursive = |id: RelId| all.iter().any(|members| members.contains(&id)) && calls(&residual, id, id);
    let recursive: Vec<RelId> = all.iter().flatten().copied().filter(|id| is_recursive(*id)).collect();
    // Only a relation that is alone in its component is a closure of its own.
    let is_alone = |id: &RelId| all.iter().any(|component| component.as_slice() == [*id]);
    let alone: Vec<RelId> = recursive.into_iter().filter(is_alone).collect();
    let mut changed = false;
    for members in &all {
        let closures: Vec<RelId> = alone.iter().copied().filter(|other| !members.contains(other)).collect();
        for id in members {
            if !closures.iter().any(|closure| calls(&residual, *id, *closure)) {
                continue;
            }
            let steps = step_by_step(&residual, *id, &closures);
            changed |= steps.is_some();
            // Only the clauses of closures are read below, and this relation is none of them.
            let own = residual.relations.get_mut(id.0).map(|relation| std::mem::take(&mut relation.clauses));
            let clauses = steps.or(own).unwrap_or_default();
            let mut done = Vec::with_capacity(clauses.len());
            for clause in clauses {
                match pushed(&clause, &mut residual, &closures, members) {
                    Some(bound) => {
                        changed = true;
                        done.push(bound);
                    }
                    None => done.push(clause),
                }
            }
            if let Some(relation) = residual.relations.get_mut(id.0) {
                relation.clauses = done;
            }
        }
    }
    (residual, changed)
}

/// The relation's clauses with steps over a closure made steps over what it is the closure of.
fn step_by_step(residual: &Residual, id: RelId, closures: &[RelId]) -> Option<Vec<Clause>> {
    let clauses = residual.clauses(id);
    let steps: Vec<Option<Vec<Clause>>> = clauses.iter().map(|clause| closure_step(residual, id, clause, closures)).collect();
    if steps.iter().all(Option::is_none) {
        return None;
    }
    let single = clauses.iter().zip(steps).flat_map(|(clause, step)| step.unwrap_or_else(|| vec![clause.clone()]));
    Some(single.collect())
}

/// `r(…, x, …) :- r(…, y, …), s(y, x)` with the ways into `s` in the place of `s`; everything else in the clause is about
/// columns that the step passes on.
fn closure_step(residual: &Residual, id: RelId, clause: &Clause, closures: &[RelId]) -> Option<Vec<Clause>> {
    let at_of = |wanted: &dyn Fn(RelId) -> bool| -> Option<usize> {
        let mut found = clause.body.iter().enumerate().filter_map(|(at, literal)| match literal {
            Literal::Call { relation, .. } if wanted(*relation) => Some(at),
            _ => None,
        });
        let at = found.next()?;
        found.next().is_none().then_some(at)
    };
    let own = at_of(&|relation| relation == id)?;
    let over = at_of(&|relation| closures.contains(&relation) && is_closure(residual, relation))?;
    let (Literal::Call { args: before, .. }, Literal::Call { relation, args: step }) =
        (clause.body.get(own)?, clause.body.get(over)?)
    else {
        return None;
    };
    let mut differing = clause.head.iter().zip(before).filter(|(head, arg)| head != arg);
    let (Term::Var(x), Term::Var(y)) = differing.next()? else { return None };
    let ends = [Term::Var(*x), Term::Var(*y)];
    let is_chained = step.as_slice() == ends || (step.first() == ends.last() && step.last() == ends.first());
    let once = |terms: &[Term], var: Var| terms.iter().filter(|term| **term == Term::Var(var)).count() == 1;
    let elsewhere = clause.body.iter().enumerate().any(|(at, l)| at != own && at != over && (l.mentions(*x) || l.mentions(*y)));
    if differing.next().is_some() || !is_chained || !once(&clause.head, *x) || !once(before, *y) || elsewhere {
        return None;
    }
    let entries = residual.clauses(*relation).iter().filter(|entry| !mentions(entry, *relation));
    Some(entries.filter_map(|entry| splice(clause, over, entry)).collect())
}

/// Whether a relation of two columns is the transitive closure of its clauses without recursion.
fn is_closure(residual: &Residual, id: RelId) -> bool {
    let (steps, entries): (Vec<&Clause>, Vec<&Clause>) = residual.clauses(id).iter().partition(|clause| mentions(clause, id));
    let entries: Vec<Clause> = entries.into_iter().map(|entry| canonical(entry.clone())).collect();
    !entries.is_empty()
        && steps.into_iter().all(|step| {
            single_step(step, id).is_some_and(|single| {
                let single = canonical(single);
                entries.iter().any(|entry| entry.head == single.head && entry.body == single.body)
            })
        })
}

/// Of `s(x, z) :- e(x, y), s(y, z)` the clause `(x, y) :- e(x, y)`, and the same the other way round.
fn single_step(step: &Clause, id: RelId) -> Option<Clause> {
    let at = step.body.iter().position(|literal| matches!(literal, Literal::Call { relation, .. } if *relation == id))?;
    let Literal::Call { args, .. } = step.body.get(at)? else { return None };
    let ([x, z], [from, to]) = (step.head.as_slice(), args.as_slice()) else { return None };
    let head = match (x == from, z == to) {
        (false, true) => smallvec![x.clone(), from.clone()],
        (true, false) => smallvec![to.clone(), z.clone()],
        _ => return None,
    };
    let passed = if z == to { z } else { x };
    let mut body = step.body.clone();
    body.remove(at);
    let is_free = |term: &Term| matches!(term, Term::Var(var) if !body.iter().any(|literal| literal.mentions(*var)));
    if !is_free(passed) || body.iter().any(|literal| matches!(literal, Literal::Call { relation, .. } if *relation == id)) {
        return None;
    }
    Some(Clause { head, body, ..step.clone() })
}

/// The clause with a call of a closure replaced by one of a new relation that holds what the caller knows about the columns
/// which the closure passes on.
fn pushed(clause: &Clause, residual: &mut Residual, closures: &[RelId], members: &[RelId]) -> Option<Clause> {
    (0..clause.body.len()).find_map(|at| {
        let Some(Literal::Call { relation, args }) = clause.body.get(at) else { return None };
        if !closures.contains(relation) {
            return None;
        }
        let passed = passed_columns(residual, *relation)?;
        let condition = Condition::of(clause, at, args, &passed, members)?;
        Some(condition.push(clause, at, args, *relation, residual))
    })
}

/// Which columns every step passes on unchanged and uses for nothing else; `None` if there is none, or if some clause
/// calls the relation twice.
fn passed_columns(residual: &Residual, id: RelId) -> Option<Vec<bool>> {
    let mut passed = vec![true; residual.get(id)?.columns.len()];
    for step in residual.clauses(id).iter().filter(|clause| mentions(clause, id)) {
        let mut own = step.body.iter().enumerate().filter_map(|(at, literal)| match literal {
            Literal::Call { relation, args } if *relation == id => Some((at, args)),
            _ => None,
        });
        let (call, args) = own.next()?;
        if own.next().is_some() {
            return None;
        }
        for (at, flag) in passed.iter_mut().enumerate() {
            let (Some(Term::Var(head)), Some(arg)) = (step.head.get(at), args.get(at)) else {
                *flag = false;
                continue;
            };
            let count = |terms: &[Term]| terms.iter().filter(|term| **term == Term::Var(*head)).count();
            let elsewhere = step.body.iter().enumerate().any(|(other, literal)| other != call && literal.mentions(*head));
            *flag &= *arg == Term::Var(*head) && count(&step.head) == 1 && count(args) == 1 && !elsewhere;
        }
    }
    passed.contains(&true).then_some(passed)
}

/// What a caller knows about the passed columns.
struct Condition {
    passed: Vec<bool>,
    /// Its literals, by position in the clause.
    literals: Vec<usize>,
    /// Its variables that the rest of the clause needs.
    kept: Vec<Var>,
}

impl Condition {
    /// `None` when the passed columns are not bound by the question, or when the others are: then it is better to walk from
    /// there.
    fn of(clause: &Clause, at: usize, args: &[Term], passed: &[bool], members: &[RelId]) -> Option<Self> {
        let others: Vec<usize> = (0..clause.body.len()).filter(|other| *other != at).collect();
        let selective = selective(clause, &others);
        let is_known = |term: &Term| match term {
            Term::Var(var) => selective.contains(var),
            Term::Const(value) => !is_primitive(&value.ty),
            Term::Param(_) => true,
            Term::Now => false,
        };
        let of_kind = |wanted: bool| args.iter().zip(passed).filter(move |(_, passed)| **passed == wanted).map(|(arg, _)| arg);
        if of_kind(false).any(is_known) || !of_kind(true).any(is_known) {
            return None;
        }
        let changing: HashSet<Var> = of_kind(false).filter_map(as_var).collect();
        if of_kind(true).filter_map(as_var).any(|var| changing.contains(&var)) {
            return None;
        }
        let bound: HashSet<Var> = of_kind(true).filter_map(as_var).collect();
        let (literals, vars) = connected(clause, &others, bound, &changing, members);
        let outside = |var: &Var| {
            let rest = others.iter().filter(|other| !literals.contains(other)).filter_map(|other| clause.body.get(*other));
            clause.head.contains(&Term::Var(*var)) || rest.into_iter().any(|literal| literal.mentions(*var))
        };
        let mut kept: Vec<Var> = vars.into_iter().filter(outside).collect();
        kept.sort_unstable();
        Some(Self { passed: passed.to_vec(), literals, kept })
    }

    /// Makes the new relation, and calls it.
    fn push(&self, clause: &Clause, at: usize, args: &[Term], closure: RelId, residual: &mut Residual) -> Clause {
        let new = RelId(residual.relations.len());
        let Some(old) = residual.get(closure).cloned() else { return clause.clone() };
        let mut columns: Vec<TypeName> = self.changing(&old.columns);
        columns.extend(self.kept.iter().map(|var| clause.type_of(*var)));
        let clauses = old
            .clauses
            .iter()
            .map(|own| if mentions(own, closure) { self.step(own, clause, closure, new) } else { self.entry(own, clause, args) });
        residual.relations.push(Relation { name: old.name, columns, clauses: clauses.collect() });
        let mut out = clause.clone();
        let mut call: Terms = self.changing(args);
        call.extend(self.kept.iter().map(|var| Term::Var(*var)));
        let mut index = 0;
        out.body.retain(|_| {
            let keep = index != at && !self.literals.contains(&index);
            index += 1;
            keep
        });
        out.body.push(Literal::Call { relation: new, args: call });
        out
    }

    fn changing<T: Clone, C: FromIterator<T>>(&self, items: &[T]) -> C {
        items.iter().zip(&self.passed).filter(|(_, passed)| !**passed).map(|(item, _)| item.clone()).collect()
    }

    /// A way into the closure, under the condition.
    fn entry(&self, own: &Clause, caller: &Clause, args: &[Term]) -> Clause {
        let mut out = own.clone();
        let offset = out.vars.len();
        out.vars.extend(caller.vars.iter().cloned());
        let lift = |term: &Term| if let Term::Var(Var(var)) = term { Term::Var(Var(var + offset)) } else { term.clone() };
        for literal in self.literals.iter().filter_map(|at| caller.body.get(*at)) {
            let mut literal = literal.clone();
            literal.terms_mut().for_each(|term| *term = lift(term));
            out.body.push(literal);
        }
        for ((head, arg), _) in own.head.iter().zip(args).zip(&self.passed).filter(|(_, passed)| **passed) {
            out.body.push(Literal::Compare { op: Compare::Equal, left: head.clone(), right: lift(arg) });
        }
        out.head = self.changing(&own.head);
        out.head.extend(self.kept.iter().map(|var| lift(&Term::Var(*var))));
        out
    }

    /// A step of the closure that passes on what is kept instead.
    fn step(&self, own: &Clause, caller: &Clause, closure: RelId, new: RelId) -> Clause {
        let mut out = own.clone();
        let kept: Vec<Term> = self.kept.iter().map(|var| Term::Var(out.fresh(caller.type_of(*var)))).collect();
        out.head = self.changing(&own.head);
        out.head.extend(kept.iter().cloned());
        for literal in &mut out.body {
            if let Literal::Call { relation, args } = literal
                && *relation == closure
            {
                *relation = new;
                *args = self.changing(args);
                args.extend(kept.iter().cloned());
            }
        }
        out
    }
}

fn as_var(term: &Term) -> Option<Var> {
    if let Term::Var(var) = term { Some(*var) } else { None }
}

fn mentions(clause: &Clause, id: RelId) -> bool {
    clause.body.iter().any(|literal| matches!(literal, Literal::Call { relation, .. } if *relation == id))
}

/// Variables that facts tie to the question's values.
fn selective(clause: &Clause, literals: &[usize]) -> HashSet<Var> {
    let mut bound: HashSet<Var> = HashSet::new();
    loop {
        let before = bound.len();
        for literal in literals.iter().filter_map(|at| clause.body.get(*at)) {
            let is_tied = match literal {
                Literal::Known { .. } => true,
                Literal::Fact { args, .. } => args.iter().any(|term| match term {
                    Term::Var(var) => bound.contains(var),
                    Term::Const(value) => !is_primitive(&value.ty),
                    Term::Param(_) => true,
                    Term::Now => false,
                }),
                _ => false,
            };
            if is_tied {
                bound.extend(literal.terms().filter_map(as_var));
            }
        }
        if bound.len() == before {
            return bound;
        }
    }
}

/// The literals that are connected to some variables without any of the forbidden ones, and all variables in them.
fn connected(
    clause: &Clause,
    among: &[usize],
    from: HashSet<Var>,
    forbidden: &HashSet<Var>,
    members: &[RelId],
) -> (Vec<usize>, HashSet<Var>) {
    let mut vars = from;
    let mut taken: Vec<usize> = Vec::new();
    let may_move = |literal: &Literal| match literal {
        Literal::Call { relation, .. } | Literal::Not { relation, .. } => !members.contains(relation),
        _ => true,
    };
    loop {
        let before = taken.len();
        for at in among {
            let Some(literal) = clause.body.get(*at).filter(|_| !taken.contains(at)) else { continue };
            let own: Vec<Var> = literal.terms().filter_map(as_var).collect();
            let is_near = own.iter().any(|var| vars.contains(var));
            // A comparison or negation needs all its variables there.
            let is_bound = literal.binds() || own.iter().all(|var| vars.contains(var));
            if is_near && is_bound && may_move(literal) && !own.iter().any(|var| forbidden.contains(var)) {
                vars.extend(own);
                taken.push(*at);
            }
        }
        if taken.len() == before {
            return (taken, vars);
        }
    }
}
