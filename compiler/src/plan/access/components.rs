//! Which literals of a clause are planned together.
//!
//! In: a clause, and what its variables stand for. Out: its literals in parts. Guaranteed: the parts say together what the
//! clause says, and two parts have no variable in common but those that stand for something already.
//!
//! A part about one column at hand can be a set that is computed once. That pays for what is found from something given, such
//! as the actor's grants, and for the only way to the rows. It does not for what the policy says of all rows of a table, such
//! as "the repository is public", beside the actor's grants: of a large table the set is large, and all of it is computed for
//! an actor with few grants. Such a part joins the grants where it is about the same column, and is else looked up.

use super::Env;
use super::linear::is_given_term;
use crate::plan::relation::Scalar;
use crate::plan::relation::compare::Operand;
use crate::plan::residual::vars::VarSet;
use crate::plan::residual::{Clause, Literal, RelId, Term, Var};
use crate::value::is_primitive;

/// Literals that share an open variable, in order of their first literal.
pub fn components(clause: &Clause, literals: &[usize], env: &Env) -> Vec<Vec<usize>> {
    let open = |at: usize| -> VarSet<Var> {
        let terms = clause.body.get(at).into_iter().flat_map(Literal::terms);
        let vars = terms.filter_map(|term| if let Term::Var(var) = term { Some(*var) } else { None });
        vars.filter(|var| !env.contains(*var)).collect()
    };
    let mut groups: Vec<(Vec<usize>, VarSet<Var>)> = Vec::with_capacity(literals.len());
    for at in literals {
        let mut vars = open(*at);
        let mut members = Vec::new();
        groups.retain_mut(|(others, theirs)| {
            let is_apart = !theirs.meets(&vars);
            if !is_apart {
                members.append(others);
                vars.unite(theirs);
            }
            is_apart
        });
        members.push(*at);
        members.sort_unstable();
        groups.push((members, vars));
    }
    let mut out: Vec<Vec<usize>> = groups.into_iter().map(|(members, _)| members).collect();
    out.sort();
    out
}

/// The one column at hand that ties a part to the row, if it is the only tie and the part itself finds its values.
pub fn link(clause: &Clause, component: &[usize], env: &Env) -> Option<(Var, Scalar)> {
    let mut found: Option<(Var, Scalar)> = None;
    let mut is_found = false;
    for literal in component.iter().filter_map(|at| clause.body.get(*at)) {
        for (var, scalar) in at_hand(literal, env) {
            if found.as_ref().is_some_and(|(other, _)| *other != var) {
                return None;
            }
            is_found |= matches!(literal, Literal::Fact { .. } | Literal::Known { .. } | Literal::Call { .. });
            found = Some((var, scalar.clone()));
        }
    }
    found.filter(|_| is_found)
}

/// The variables of a literal that stand for columns at hand.
pub fn at_hand<'e>(literal: &Literal, env: &'e Env) -> Vec<(Var, &'e Scalar)> {
    let columns = literal.terms().filter_map(|term| {
        let Term::Var(var) = term else { return None };
        match env.get(*var)? {
            Operand::Scalar(scalar @ Scalar::Column(_)) => Some((*var, scalar)),
            _ => None,
        }
    });
    columns.collect()
}

/// Negations about nothing but the column that ties another part to the row belong to that part: they are then asked
/// once for each value of it, and not for each row.
pub fn with_negations(clause: &Clause, components: Vec<Vec<usize>>, env: &Env, alone: &dyn Fn(RelId) -> bool) -> Vec<Vec<usize>> {
    let negation = |component: &Vec<usize>| {
        let [at] = component.as_slice() else { return None };
        let is_alone = |literal: &&Literal| matches!(literal, Literal::Not { relation, .. } if alone(*relation));
        let literal = clause.body.get(*at).filter(is_alone)?;
        let variables = literal.terms().filter(|term| matches!(term, Term::Var(_))).count();
        match at_hand(literal, env).as_slice() {
            [(var, _), rest @ ..] if variables == rest.len() + 1 && rest.iter().all(|(other, _)| other == var) => {
                Some((*at, *var))
            }
            _ => None,
        }
    };
    let (negations, mut others): (Vec<_>, Vec<_>) = components.into_iter().partition(|part| negation(part).is_some());
    for part in negations {
        let Some((at, var)) = negation(&part) else { continue };
        match others.iter_mut().find(|other| link(clause, other, env).is_some_and(|(tie, _)| tie == var)) {
            Some(other) => other.push(at),
            None => others.push(part),
        }
    }
    others
}

/// Parts about the column that ties a part with something given to the row belong to that part; `starts` holds for parts with
/// something given, and `stays` for those that are computed apart all the same.
pub fn with_given(
    clause: &Clause,
    parts: Vec<Vec<usize>>,
    env: &Env,
    starts: &dyn Fn(&[usize]) -> bool,
    stays: &dyn Fn(&[usize]) -> bool,
) -> Vec<Vec<usize>> {
    let tie = |part: &Vec<usize>| link(clause, part, env).map(|(var, _)| var);
    let hosts: Vec<Option<Var>> = parts.iter().map(|part| tie(part).filter(|_| starts(part))).collect();
    if hosts.iter().all(Option::is_none) {
        return parts;
    }
    let mut out: Vec<(Option<Var>, Vec<usize>)> = Vec::with_capacity(parts.len());
    let mut guests = Vec::new();
    for (part, host) in parts.into_iter().zip(&hosts) {
        let own = tie(&part);
        if host.is_none() && own.is_some() && hosts.contains(&own) && !stays(&part) {
            guests.push((own, part));
        } else {
            out.push((*host, part));
        }
    }
    for (own, guest) in guests {
        if let Some((_, host)) = out.iter_mut().find(|(host, _)| *host == own) {
            host.extend(guest);
        }
    }
    out.into_iter().map(|(_, part)| part).collect()
}

/// Whether a clause finds its rows by something given: a part tied to them by one column, or a column of theirs.
pub fn is_driven(
    clause: &Clause,
    anchored: &[usize],
    parts: &[Vec<usize>],
    env: &Env,
    starts: &dyn Fn(&[usize]) -> bool,
) -> bool {
    let by_column =
        |at: &usize| clause.body.get(*at).is_some_and(|literal| literal.terms().any(|term| stands_for_given(term, env)));
    anchored.iter().any(by_column) || parts.iter().any(|part| starts(part) && link(clause, part, env).is_some())
}

/// Whether a part starts from something given: then its rows are few.
pub fn starts_from_given(clause: &Clause, part: &[usize], env: &Env) -> bool {
    part.iter().filter_map(|at| clause.body.get(*at)).any(|literal| match literal {
        Literal::Known { .. } => true,
        Literal::Fact { args, .. } | Literal::Call { args, .. } => args.iter().any(|arg| stands_for_given(arg, env)),
        _ => false,
    })
}

fn stands_for_given(term: &Term, env: &Env) -> bool {
    let Term::Var(var) = term else { return is_given_term(term) };
    match env.get(*var) {
        Some(Operand::Param(..)) => true,
        Some(Operand::Value(value)) => !is_primitive(&value.ty),
        Some(Operand::Scalar(scalar)) => matches!(scalar, Scalar::Own(..)),
        None => false,
    }
}
