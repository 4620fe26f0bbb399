//! Relations that are called become part of their callers, bottom-up, as long as that stays small.
//!
//! In: a residual as specialised. Out: an equivalent residual in which only the goal, recursive relations, negated
//! relations and relations too wide to copy are left; every clause folded, factored and without implied siblings.

use super::begun::without_begun;
use super::factor::{canonical, factor};
use super::fold::{Extent, extent, fold_clause, is_full};
use super::{Clause, Inclusions, Literal, RelId, Relation, Residual, Term};
use crate::mapping::model::Mapping;
use crate::policy::program::Compare;
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use smallvec::{SmallVec, smallvec};

/// Longest body that copying may produce.
const MAX_LITERALS: usize = 64;

/// Clauses that are looked at while a relation is expanded, of which few may be left in the end: most turn out to contradict
/// themselves, and there can be exponentially many of them.
const MAX_STEPS: usize = 10_000;

/// Inlines, folds and factors a whole residual.
pub fn simplify(mut residual: Residual, mapping: &Mapping) -> Residual {
    let mut recursive = vec![false; residual.relations.len()];
    let mut same: Vec<RelId> = (0..residual.relations.len()).map(RelId).collect();
    let mut done: Vec<RelId> = Vec::new();
    for component in components(&residual) {
        let mut members = component;
        for id in &members {
            redirect(&mut residual, *id, &same);
        }
        let copied = reduce_component(&mut residual, &mut members, mapping);
        for id in &members {
            let is_loop = members.len() > 1 || calls(&residual, *id, *id);
            if let Some(flag) = recursive.get_mut(id.0) {
                *flag = is_loop;
            }
        }
        // Others may still call what was copied into its component; the last to go calls none of those before it.
        for id in members.iter().chain(copied.iter().rev()).copied() {
            simplify_relation(&mut residual, id, &members, mapping, &recursive);
            match done.iter().find(|other| **other != id && is_equal(&residual, id, **other)) {
                Some(other) if id != residual.goal => {
                    if let Some(slot) = same.get_mut(id.0) {
                        *slot = *other;
                    }
                }
                _ => done.push(id),
            }
        }
        // What called itself to no avail may be copied like any other from now on.
        if !members.iter().any(|id| members.iter().any(|other| calls(&residual, *id, *other))) {
            for id in &members {
                if let Some(flag) = recursive.get_mut(id.0) {
                    *flag = false;
                }
            }
        }
    }
    residual
}

/// Makes a relation call the first of several equal relations.
fn redirect(residual: &mut Residual, id: RelId, same: &[RelId]) {
    let Some(relation) = residual.relations.get_mut(id.0) else { return };
    for literal in relation.clauses.iter_mut().flat_map(|clause| &mut clause.body) {
        if let Literal::Call { relation, .. } | Literal::Not { relation, .. } = literal
            && let Some(first) = same.get(relation.0)
        {
            *relation = *first;
        }
    }
}

fn is_equal(residual: &Residual, a: RelId, b: RelId) -> bool {
    let (Some(a), Some(b)) = (residual.get(a), residual.get(b)) else { return false };
    let equal = |(x, y): (&Clause, &Clause)| x.head == y.head && x.body == y.body;
    a.columns == b.columns && a.clauses.len() == b.clauses.len() && a.clauses.iter().zip(&b.clauses).all(equal)
}

/// Strongly connected components of the call graph, callees first. Negated calls order components, too.
pub fn components(residual: &Residual) -> Vec<Vec<RelId>> {
    let size = residual.relations.len();
    let mut graph: DiGraph<RelId, ()> = DiGraph::with_capacity(size, 2 * size);
    let mut nodes: Vec<Option<NodeIndex>> = vec![None; size];
    let mut edges = Vec::with_capacity(2 * size);
    let mut stack = vec![residual.goal];
    let mut seen = vec![false; size];
    // The last caller of each relation so far: a relation that is called twice is one edge.
    let mut last = vec![None; size];
    let mut node = |graph: &mut DiGraph<RelId, ()>, id: RelId| {
        let slot = nodes.get_mut(id.0)?;
        Some(*slot.get_or_insert_with(|| graph.add_node(id)))
    };
    while let Some(id) = stack.pop() {
        match seen.get_mut(id.0) {
            Some(flag) if !*flag => *flag = true,
            _ => continue,
        }
        let Some(caller) = node(&mut graph, id) else { continue };
        for callee in residual.get(id).into_iter().flat_map(Relation::callees) {
            match last.get_mut(callee.0) {
                Some(last) if *last != Some(id) => *last = Some(id),
                _ => continue,
            }
            edges.extend(node(&mut graph, callee).map(|callee| (caller, callee)));
            stack.push(callee);
        }
    }
    // The graph lists the last edge first.
    for (caller, callee) in edges.into_iter().rev() {
        graph.add_edge(caller, callee, ());
    }
    let found = kosaraju_scc(&graph).into_iter();
    let mut all: Vec<Vec<RelId>> =
        found.map(|c| c.into_iter().filter_map(|node| graph.node_weight(node).copied()).collect()).collect();
    for component in &mut all {
        component.sort();
    }
    all
}

/// Whether `id` calls `callee` positively.
pub fn calls(residual: &Residual, id: RelId, callee: RelId) -> bool {
    let literals = residual.clauses(id).iter().flat_map(|clause| &clause.body);
    literals.into_iter().any(|literal| matches!(literal, Literal::Call { relation, .. } if *relation == callee))
}

/// Copies members that do not call themselves into the other members of their component, so that as few relations as
/// possible stay mutually recursive. Those that were copied, in this order.
fn reduce_component(residual: &mut Residual, members: &mut Vec<RelId>, mapping: &Mapping) -> Vec<RelId> {
    let mut copied = Vec::new();
    while members.len() > 1 {
        let candidate = members.iter().copied().find(|id| *id != residual.goal && !calls(residual, *id, *id));
        let Some(gone) = candidate else { break };
        let rest: Vec<RelId> = members.iter().copied().filter(|id| *id != gone).collect();
        let grown: Vec<Option<Vec<Clause>>> =
            rest.iter().map(|id| expand_clauses(residual, *id, mapping, &|callee| callee == gone)).collect();
        if grown.iter().any(Option::is_none) {
            break;
        }
        for (id, clauses) in rest.iter().zip(grown) {
            if let (Some(relation), Some(clauses)) = (residual.relations.get_mut(id.0), clauses) {
                relation.clauses = clauses;
            }
        }
        *members = rest;
        copied.push(gone);
    }
    copied
}

fn simplify_relation(residual: &mut Residual, id: RelId, members: &[RelId], mapping: &Mapping, recursive: &[bool]) {
    // What a relation of the component contains is known from the very clauses that are looked at here.
    let inclusions = residual.inclusions.without(members);
    let known: Vec<RelId> = residual.known.values().copied().collect();
    let may_copy = |callee: RelId| callee != id && !recursive.get(callee.0).copied().unwrap_or(false) && !known.contains(&callee);
    let clauses =
        taken_over(residual, id, &may_copy).unwrap_or_else(|| factor(expanded(residual, id, mapping, &may_copy), &inclusions));
    for smaller in copies(residual, id, &clauses) {
        residual.inclusions.add(smaller, id);
    }
    let mut clauses = absorb_closures(residual, id, clauses, &inclusions);
    if let Some(linear) = linearize(id, &clauses) {
        let folded =
            linear.into_iter().filter_map(|c| fold_clause(c, mapping, &|callee| extent_unless_self(residual, callee, id)));
        clauses = factor(folded.collect(), &inclusions);
    }
    let mut clauses = without_begun(residual, clauses, members, mapping, &inclusions);
    // A clause of a recursive relation that needs the very row it derives adds nothing.
    clauses.retain(|clause| !derives_itself(clause, id));
    if clauses.iter().any(is_full) {
        clauses.retain(is_full);
        clauses.truncate(1);
    }
    if let Some(relation) = residual.relations.get_mut(id.0) {
        relation.clauses = clauses;
    }
}

/// The relation's clauses, folded, with the chosen callees copied in where that stays small.
fn expanded(residual: &mut Residual, id: RelId, mapping: &Mapping, may_copy: &dyn Fn(RelId) -> bool) -> Vec<Clause> {
    if calls_any(residual, id, may_copy) {
        return expand_clauses(residual, id, mapping, may_copy)
            .unwrap_or_else(|| fold_all(residual, residual.clauses(id).to_vec(), mapping));
    }
    let own = residual.relations.get_mut(id.0).map(|relation| std::mem::take(&mut relation.clauses)).unwrap_or_default();
    let open = |callee| extent_unless_self(residual, callee, id);
    own.into_iter().filter_map(|clause| fold_clause(clause, mapping, &open)).collect()
}

/// The clauses of a relation that is nothing but another one, perhaps unless something that names none of its columns:
/// they are simplified already, and a negation that none of them has neither unites nor implies any.
fn taken_over(residual: &Residual, id: RelId, may_copy: &dyn Fn(RelId) -> bool) -> Option<Vec<Clause>> {
    let [own] = residual.clauses(id) else { return None };
    let (relation, args, gate) = match own.body.as_slice() {
        [Literal::Call { relation, args }] => (*relation, args, None),
        [Literal::Call { relation, args }, gate @ Literal::Not { .. }]
        | [gate @ Literal::Not { .. }, Literal::Call { relation, args }] => (*relation, args, Some(gate)),
        _ => return None,
    };
    let theirs = residual.clauses(relation);
    if !may_copy(relation) || *args != own.head || !are_distinct(args) || theirs.len() > residual.bounds.clauses {
        return None;
    }
    if gate.is_some_and(|gate| !is_new_gate(residual, gate, theirs)) {
        return None;
    }
    Some(theirs.iter().map(|clause| as_own(clause, own, gate)).collect())
}

/// Whether a negation names no variable, depends on the data and is in none of the clauses.
fn is_new_gate(residual: &Residual, gate: &Literal, clauses: &[Clause]) -> bool {
    let Literal::Not { relation, args } = gate else { return false };
    !args.iter().any(|arg| matches!(arg, Term::Var(_)))
        && extent(residual, *relation) == Extent::Open
        && !clauses.iter().flat_map(|clause| &clause.body).any(|literal| literal.is_like(gate))
}

/// A clause of another relation as one of the relation that `own` defines by it.
fn as_own(clause: &Clause, own: &Clause, gate: Option<&Literal>) -> Clause {
    let mut taken = Clause { origins: own.origins.clone(), ..clause.clone() };
    taken.add_origins(&clause.origins);
    // A column keeps the type that its own relation gives it.
    for (head, column) in clause.head.iter().zip(&own.head) {
        if let (Term::Var(var), Term::Var(of)) = (head, column)
            && let (Some(ty), Some(given)) = (taken.vars.get_mut(var.0), own.vars.get(of.0))
        {
            ty.clone_from(given);
        }
    }
    taken.body.extend(gate.cloned());
    canonical(taken)
}

/// Whether the terms are variables, all different.
fn are_distinct(terms: &[Term]) -> bool {
    terms.iter().enumerate().all(|(at, term)| matches!(term, Term::Var(_)) && !terms.iter().take(at).any(|t| t == term))
}

fn calls_any(residual: &Residual, id: RelId, of: &dyn Fn(RelId) -> bool) -> bool {
    let mut literals = residual.clauses(id).iter().flat_map(|clause| &clause.body);
    literals.any(|literal| matches!(literal, Literal::Call { relation, .. } if of(*relation)))
}

/// Replaces `r(x) :- s(x)` by the ways into `s`, where `s` is recursive and `r` takes every step that `s` takes: what
/// `s` reaches from there, `r` reaches, too. Role hierarchies that are each inherited along one relation become one
/// closure over all their roles. A relation that comes back through the ways into another adds nothing the second time:
/// whatever it holds was derived, in fewer steps, by a clause that `r` has taken over.
fn absorb_closures(residual: &Residual, id: RelId, clauses: Vec<Clause>, inclusions: &Inclusions) -> Vec<Clause> {
    let mut clauses = clauses;
    let mut absorbed: Vec<RelId> = Vec::new();
    while let Some((at, (relation, entries))) =
        clauses.iter().enumerate().find_map(|(at, c)| Some((at, entries(residual, id, c, &clauses)?)))
    {
        clauses.remove(at);
        if !absorbed.contains(&relation) {
            absorbed.push(relation);
            clauses.extend(entries);
            clauses = factor(clauses, inclusions);
        }
    }
    clauses
}

/// Makes a transitive closure linear: in `r(x, z) :- r(x, y), r(y, z)` beside clauses without recursion, the first step
/// may as well be one of those clauses. `None` for anything else.
fn linearize(id: RelId, clauses: &[Clause]) -> Option<Vec<Clause>> {
    let (recursive, exits): (Vec<&Clause>, Vec<&Clause>) = clauses.iter().partition(|clause| mentions_relation(clause, id));
    let [rule] = recursive.as_slice() else { return None };
    if !is_composition(rule, id) {
        return None;
    }
    let steps = exits.iter().filter_map(|exit| splice(rule, 0, exit));
    Some(exits.iter().copied().cloned().chain(steps).collect())
}

/// `r(x, z) :- r(x, y), r(y, z)`, in any number of columns that are joined end to end.
fn is_composition(clause: &Clause, id: RelId) -> bool {
    let [Literal::Call { relation: a, args: first }, Literal::Call { relation: b, args: second }] = clause.body.as_slice() else {
        return false;
    };
    let ([x, z], [f1, f2], [s1, s2]) = (clause.head.as_slice(), first.as_slice(), second.as_slice()) else { return false };
    let chained = |one: (&Term, &Term), two: (&Term, &Term)| one.0 == x && one.1 == two.0 && two.1 == z;
    let either = chained((f1, f2), (s1, s2)) || chained((s1, s2), (f1, f2));
    *a == id && *b == id && are_distinct(&clause.head) && are_distinct(first) && either
}

/// Relations that are contained in `id`: those of clauses `r(x) :- s(x)`, for any `x` of the same types.
fn copies(residual: &Residual, id: RelId, clauses: &[Clause]) -> Vec<RelId> {
    let columns = |id: RelId| residual.get(id).map(|relation| &relation.columns);
    let copied = |clause: &Clause| match clause.body.as_slice() {
        [Literal::Call { relation, args }] if *relation != id && *args == clause.head && are_distinct(args) => Some(*relation),
        _ => None,
    };
    clauses.iter().filter_map(copied).filter(|smaller| columns(*smaller) == columns(id)).collect()
}

/// The closure that a clause copies, and the clauses that the copy may be replaced with.
fn entries(residual: &Residual, id: RelId, copy: &Clause, clauses: &[Clause]) -> Option<(RelId, Vec<Clause>)> {
    let [Literal::Call { relation, args }] = copy.body.as_slice() else { return None };
    if *relation == id || *args != copy.head || !are_distinct(args) || !calls(residual, *relation, *relation) {
        return None;
    }
    let (steps, exits): (Vec<&Clause>, Vec<&Clause>) =
        residual.clauses(*relation).iter().partition(|clause| mentions_relation(clause, *relation));
    let as_mine = |clause: &&Clause| canonical(renamed(clause, *relation, id));
    let known = |step: Clause| clauses.iter().any(|mine| mine.head == step.head && mine.body == step.body);
    steps.iter().map(as_mine).all(known).then(|| (*relation, exits.into_iter().cloned().collect()))
}

pub(super) fn mentions_relation(clause: &Clause, id: RelId) -> bool {
    clause.body.iter().any(|literal| matches!(literal, Literal::Call { relation, .. } if *relation == id))
}

fn renamed(clause: &Clause, from: RelId, to: RelId) -> Clause {
    let mut out = clause.clone();
    for literal in &mut out.body {
        if let Literal::Call { relation, .. } = literal
            && *relation == from
        {
            *relation = to;
        }
    }
    out
}

fn derives_itself(clause: &Clause, id: RelId) -> bool {
    clause
        .body
        .iter()
        .any(|literal| matches!(literal, Literal::Call { relation, args } if *relation == id && *args == clause.head))
}

fn fold_all(residual: &Residual, clauses: Vec<Clause>, mapping: &Mapping) -> Vec<Clause> {
    clauses.into_iter().filter_map(|clause| fold_clause(clause, mapping, &|callee| extent(residual, callee))).collect()
}

/// The relation's clauses with the chosen callees copied in and folded; `None` when the result would be too large, in
/// which case the relation keeps its calls.
fn expand_clauses(residual: &Residual, id: RelId, mapping: &Mapping, may_copy: &dyn Fn(RelId) -> bool) -> Option<Vec<Clause>> {
    let mut done = Vec::new();
    let mut queue: Vec<Clause> = residual.clauses(id).iter().rev().cloned().collect();
    let width = residual.clauses(id).len();
    let mut steps = 0;
    while let Some(clause) = queue.pop() {
        steps += 1;
        if steps > MAX_STEPS {
            return None;
        }
        let Some(clause) = fold_clause(clause, mapping, &|callee| extent_unless_self(residual, callee, id)) else { continue };
        let next = clause.body.iter().position(|literal| match literal {
            Literal::Call { relation, .. } => may_copy(*relation),
            _ => false,
        });
        let Some(at) = next else {
            done.push(clause);
            if done.len() > residual.bounds.clauses.max(width) {
                return None;
            }
            continue;
        };
        let Some(Literal::Call { relation, args }) = clause.body.get(at) else { continue };
        let agreeing = residual.clauses(*relation).iter().filter(|callee| may_agree(&callee.head, args));
        let copies: Vec<Clause> = agreeing.filter_map(|callee| splice(&clause, at, callee)).collect();
        if copies.iter().any(|copy| copy.body.len() > MAX_LITERALS)
            || queue.len() + copies.len() > residual.bounds.clauses.max(width) * 4
        {
            return None;
        }
        queue.extend(copies.into_iter().rev());
    }
    Some(done)
}

/// While a relation is being rewritten its own clauses say nothing yet about its extent.
fn extent_unless_self(residual: &Residual, callee: RelId, id: RelId) -> Extent {
    if callee == id { Extent::Open } else { extent(residual, callee) }
}

/// Whether a head and the arguments of a call have no different constants in one place.
fn may_agree(head: &[Term], args: &[Term]) -> bool {
    !head.iter().zip(args).any(|(head, arg)| matches!((head, arg), (Term::Const(a), Term::Const(b)) if a != b))
}

/// The caller with the body of `callee` in place of the call at `at`. `None` when the heads cannot agree.
pub(super) fn splice(caller: &Clause, at: usize, callee: &Clause) -> Option<Clause> {
    let (before, [Literal::Call { args, .. }, after @ ..]) = caller.body.split_at_checked(at)? else { return None };
    if !may_agree(&callee.head, args) {
        return None;
    }
    let offset = caller.vars.len();
    // What the callee's variables become: an argument, or else a variable of their own.
    let mut images: SmallVec<[Option<&Term>; 8]> = smallvec![None; callee.vars.len()];
    let mut equations = Vec::new();
    for (head, arg) in callee.head.iter().zip(args) {
        match head {
            Term::Var(var) => match images.get_mut(var.0) {
                Some(image @ None) => *image = Some(arg),
                Some(Some(present)) if *present == arg => {}
                Some(Some(present)) => equations.push(equal(present, arg)),
                None => return None,
            },
            _ if head == arg => {}
            _ => equations.push(equal(head, arg)),
        }
    }
    let lift = |term: &mut Term| {
        if let Term::Var(var) = term {
            match images.get(var.0) {
                Some(Some(image)) => *term = (*image).clone(),
                _ => var.0 += offset,
            }
        }
    };
    let lifted = callee.body.iter().cloned().map(|mut literal| {
        literal.terms_mut().for_each(lift);
        literal
    });
    let mut body = Vec::with_capacity(before.len() + callee.body.len() + equations.len() + after.len());
    body.extend_from_slice(before);
    body.extend(lifted);
    body.append(&mut equations);
    body.extend_from_slice(after);
    let vars = [caller.vars.as_slice(), &callee.vars].concat();
    let mut spliced = Clause { head: caller.head.clone(), body, vars, origins: caller.origins.clone() };
    spliced.add_origins(&callee.origins);
    Some(spliced)
}

fn equal(left: &Term, right: &Term) -> Literal {
    Literal::Compare { op: Compare::Equal, left: left.clone(), right: right.clone() }
}
