//! Relations that are called as relations have rows: every column is bound in every clause.
//!
//! In: a simplified residual. Out: an equivalent one in which every column of every positively called relation is bound
//! in every clause. The goal and negated relations may leave columns open: their callers know what to do with them.
//!
//! * A clause `r(x, y) :- p(x)` holds for every `y`. It moves to a variant of `r` without the column, and each caller of
//!   `r` asks for a row of `r` or of the variant.
//! * A clause `r(x, y) :- p(x), y != x` holds for every `y` but some. In `r` it is bound by the known values of the type,
//!   which are all that a caller can have from elsewhere; a variant without the column says whether it holds for a value
//!   that nothing names. See [`super::shape`].

use super::inline::components;
use super::known::{Unnamed, add_relation};
use super::shape::{Column, Role, Shape, Shapes, Way, ways};
use super::{Clause, Inclusions, Literal, Name, RelId, Relation, Residual, Term, Var};
use crate::diagnostic::{Diagnostic, codes};
use crate::hash::{IndexMap, IndexSet};
use crate::mapping::model::Mapping;
use crate::policy::program::Compare;
use crate::value::{BOOLEAN, TypeName, Value};
use smallvec::smallvec;

/// Which values the goal's columns are asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reach {
    /// Values that facts, the policy or the question name.
    Known,
    /// Any, such as those in rows of the caller's.
    Any,
}

/// Splits every called relation by what its columns stand for. Says whether there was anything to split.
///
/// # Errors
/// A clause with too many ways to hold; an integer of which a rule only says that it is less or greater, where it would
/// have to be found.
pub fn split(mut residual: Residual, mapping: &Mapping, reach: Reach) -> Result<(Residual, bool), Diagnostic> {
    let is_bound = |clause: &Clause| clause.head.iter().all(|term| !matches!(term, Term::Var(var) if !clause.is_bound(*var)));
    let callee = |literal: &Literal| if let Literal::Call { relation, .. } = literal { Some(*relation) } else { None };
    // Where the literals of every clause bind its head, no call can have an open column.
    let mut called = vec![false; residual.relations.len()];
    for id in residual.reached_clauses().flat_map(|clause| &clause.body).filter_map(callee) {
        if let Some(flag) = called.get_mut(id.0) {
            *flag = true;
        }
    }
    let called = residual.relations.iter().zip(called).filter(|(_, called)| *called);
    if called.flat_map(|(relation, _)| &relation.clauses).all(is_bound) {
        return Ok((residual, false));
    }
    let reachable: Vec<RelId> = components(&residual).into_iter().flatten().collect();
    let called: IndexSet<RelId> =
        reachable.iter().flat_map(|id| residual.clauses(*id)).flat_map(|clause| &clause.body).filter_map(callee).collect();
    let shapes = shapes(&residual, &called)?;
    let emptied = empty_underivable(&mut residual, &shapes);
    // A truth value has no variant: what leaves one open lists both.
    let are_bound = called.iter().flat_map(|id| residual.clauses(*id)).all(is_bound);
    if are_bound && shapes.values().flatten().flatten().all(|column| *column == Column::Bound) {
        return Ok((residual, emptied));
    }
    let originals = originals(&mut residual, reachable, &shapes);
    let asked = asked(&residual, &originals, &shapes, reach);
    let variants = variants(&mut residual, &shapes);
    let unnamed = Unnamed::new(&residual);
    // What one relation contains of another may now be in a variant of it.
    residual.inclusions = Inclusions::default();
    let mut split = Split { residual, mapping, shapes: &shapes, asked: &asked, variants, unnamed };
    for (id, clauses) in originals {
        split.rebuild(id, &clauses)?;
    }
    Ok((split.residual, true))
}

/// A relation without a shape has no way to a first row: each of its clauses calls one that has none. Says whether there
/// was such a relation.
fn empty_underivable(residual: &mut Residual, shapes: &Shapes) -> bool {
    let mut changed = false;
    for (id, _) in shapes.iter().filter(|(_, set)| set.is_empty()) {
        let Some(relation) = residual.relations.get_mut(id.0) else { continue };
        changed |= !relation.clauses.is_empty();
        relation.clauses.clear();
    }
    changed
}

/// The shapes of every called relation, as a least fixed point.
fn shapes(residual: &Residual, called: &IndexSet<RelId>) -> Result<Shapes, Diagnostic> {
    let mut shapes: Shapes = called.iter().map(|id| (*id, IndexSet::default())).collect();
    loop {
        let mut grew = false;
        for id in called {
            let mut found: IndexSet<Shape> = IndexSet::default();
            for clause in residual.clauses(*id) {
                let ways = ways(clause, &shapes, Role::Called).ok_or_else(too_many)?;
                found.extend(ways.iter().map(|way| way.head(clause)));
            }
            if let Some(set) = shapes.get_mut(id) {
                for shape in found {
                    grew |= set.insert(shape);
                }
            }
        }
        if !grew {
            return Ok(shapes);
        }
    }
}

/// The clauses to split. A relation that is both called and negated becomes two: the negation asks it as a whole.
fn originals(residual: &mut Residual, reachable: Vec<RelId>, shapes: &Shapes) -> Vec<(RelId, Vec<Clause>)> {
    let is_split = |id: &RelId| shapes.get(id).is_some_and(|set| set.iter().flatten().any(|column| *column != Column::Bound));
    let negated: IndexSet<RelId> = reachable.iter().flat_map(|id| negated(residual.clauses(*id))).filter(is_split).collect();
    let mut whole: IndexMap<RelId, RelId> = IndexMap::default();
    for id in negated {
        let Some(copy) = residual.get(id).cloned() else { continue };
        residual.relations.push(copy);
        whole.insert(id, RelId(residual.relations.len() - 1));
    }
    let all = reachable.into_iter().chain(whole.values().copied().collect::<Vec<RelId>>());
    let mut originals: Vec<(RelId, Vec<Clause>)> = all.map(|id| (id, residual.clauses(id).to_vec())).collect();
    for literal in originals.iter_mut().flat_map(|(_, clauses)| clauses).flat_map(|clause| &mut clause.body) {
        if let Literal::Not { relation, .. } = literal {
            *relation = whole.get(relation).copied().unwrap_or(*relation);
        }
    }
    originals
}

fn negated(clauses: &[Clause]) -> impl Iterator<Item = RelId> {
    clauses.iter().flat_map(|clause| &clause.body).filter_map(|literal| match literal {
        Literal::Not { relation, .. } => Some(*relation),
        _ => None,
    })
}

/// What the columns of the goal and of negated relations are asked about.
fn asked(residual: &Residual, originals: &[(RelId, Vec<Clause>)], shapes: &Shapes, reach: Reach) -> IndexMap<RelId, Vec<Reach>> {
    let width = residual.get(residual.goal).map_or(0, |goal| goal.columns.len());
    let mut asked: IndexMap<RelId, Vec<Reach>> = IndexMap::default();
    asked.insert(residual.goal, vec![reach; width]);
    for clause in originals.iter().flat_map(|(_, clauses)| clauses) {
        for literal in &clause.body {
            let Literal::Not { relation, args } = literal else { continue };
            let columns = asked.entry(*relation).or_insert_with(|| vec![Reach::Known; args.len()]);
            for (column, arg) in columns.iter_mut().zip(args) {
                if matches!(arg, Term::Var(var) if !is_from_facts(clause, *var, shapes)) {
                    *column = Reach::Any;
                }
            }
        }
    }
    asked
}

/// Whether the variable has its value from facts or from rows whatever way the clause holds.
fn is_from_facts(clause: &Clause, var: Var, shapes: &Shapes) -> bool {
    clause.body.iter().filter(|literal| literal.binds()).any(|literal| {
        literal.terms().enumerate().filter(|(_, term)| **term == Term::Var(var)).any(|(at, _)| match literal {
            Literal::Call { relation, .. } => {
                shapes.get(relation).is_some_and(|set| set.iter().all(|shape| shape.get(at) == Some(&Column::Bound)))
            }
            _ => true,
        })
    })
}

/// An empty relation for each shape with columns that are left out.
fn variants(residual: &mut Residual, shapes: &Shapes) -> IndexMap<(RelId, Shape), RelId> {
    let mut variants = IndexMap::default();
    for (id, set) in shapes {
        for shape in set.iter().filter(|shape| shape.iter().any(|column| *column != Column::Bound)) {
            let Some(relation) = residual.get(*id) else { continue };
            let others = if shape.contains(&Column::Every) { "all" } else { "others" };
            let name = Name::of(format!("{} for {others}", relation.name));
            let variant = Relation { name, columns: keep(&relation.columns, shape), clauses: Vec::new() };
            residual.relations.push(variant);
            variants.insert((*id, shape.clone()), RelId(residual.relations.len() - 1));
        }
    }
    variants
}

struct Split<'a> {
    residual: Residual,
    mapping: &'a Mapping,
    shapes: &'a Shapes,
    asked: &'a IndexMap<RelId, Vec<Reach>>,
    variants: IndexMap<(RelId, Shape), RelId>,
    unnamed: Unnamed,
}

impl Split<'_> {
    fn rebuild(&mut self, id: RelId, clauses: &[Clause]) -> Result<(), Diagnostic> {
        let is_called = self.shapes.contains_key(&id);
        let role = if is_called { Role::Called } else { Role::Asked };
        let mut full = Vec::new();
        for clause in clauses {
            for way in ways(clause, self.shapes, role).ok_or_else(too_many)? {
                if !is_called {
                    full.extend(self.asked_clause(id, clause, &way)?);
                    continue;
                }
                let shape = way.head(clause);
                // Whoever calls this one has found no way to a value, and says so.
                if shape.contains(&Column::Beyond) {
                    continue;
                }
                let body = self.called_clause(clause, &way)?;
                let variant = self.variants.get(&(id, shape.clone())).copied();
                match variant.and_then(|variant| self.residual.relations.get_mut(variant.0)) {
                    None => full.push(body),
                    Some(variant) => variant.clauses.push(Clause { head: keep(&body.head, &shape), ..body }),
                }
            }
        }
        if let Some(relation) = self.residual.relations.get_mut(id.0) {
            relation.clauses = full;
        }
        Ok(())
    }

    /// The clause of a called relation, its head still whole.
    fn called_clause(&mut self, clause: &Clause, way: &Way) -> Result<Clause, Diagnostic> {
        if way.beyond.iter().any(|var| !clause.head.contains(&Term::Var(*var))) {
            return Err(no_integer());
        }
        let mut out = self.rewrite(clause, &way.picks);
        for var in &way.listed {
            let term = Term::Var(*var);
            let ty = clause.type_of(*var);
            out.body.push(if ty == BOOLEAN {
                Literal::In { term, values: vec![Value::boolean(false), Value::boolean(true)] }
            } else {
                Literal::Call { relation: self.known(&ty), args: smallvec![term] }
            });
        }
        for block in &way.unnamed {
            self.name(&mut out, block);
        }
        Ok(out)
    }

    /// The clause of a goal or a negated relation: a head that stands for an unnamed value is none of the known ones.
    fn asked_clause(&mut self, id: RelId, clause: &Clause, way: &Way) -> Result<Option<Clause>, Diagnostic> {
        let columns = self.asked.get(&id).cloned().unwrap_or_default();
        let any = |var: Var| {
            let at = |(term, reach): (&Term, &Reach)| *term == Term::Var(var) && *reach == Reach::Any;
            clause.head.iter().zip(&columns).any(at)
        };
        let in_head = |var: &&Var| clause.head.contains(&Term::Var(**var));
        if let Some(var) = way.beyond.first() {
            let only_known = id != self.residual.goal && in_head(&var) && !any(*var);
            return if only_known { Ok(None) } else { Err(no_integer()) };
        }
        if way.unnamed.iter().flatten().filter(in_head).any(|var| !any(*var)) {
            return Ok(None);
        }
        let mut out = self.rewrite(clause, &way.picks);
        let mut heads: Vec<Var> = Vec::new();
        for block in &way.unnamed {
            let Some(head) = block.iter().find(in_head).copied() else {
                self.name(&mut out, block);
                continue;
            };
            for var in block {
                out.substitute(*var, &Term::Var(head));
            }
            let ty = clause.type_of(head);
            let relation = self.known(&ty);
            out.body.push(Literal::Not { relation, args: smallvec![Term::Var(head)] });
            let same_type = heads.iter().filter(|other| clause.type_of(**other) == ty);
            let differ =
                |other: &Var| Literal::Compare { op: Compare::NotEqual, left: Term::Var(*other), right: Term::Var(head) };
            out.body.extend(same_type.map(differ));
            heads.push(head);
        }
        Ok(Some(out))
    }

    /// The clause with each call as one of the variant that was picked.
    fn rewrite(&self, clause: &Clause, picks: &[Shape]) -> Clause {
        let mut out = clause.clone();
        let mut picks = picks.iter();
        for literal in &mut out.body {
            let Literal::Call { relation, args } = literal else { continue };
            let Some(shape) = picks.next() else { break };
            if let Some(variant) = self.variants.get(&(*relation, shape.clone())) {
                *args = keep(args, shape);
                *relation = *variant;
            }
        }
        out
    }

    /// Gives variables a value that nothing names.
    fn name(&mut self, clause: &mut Clause, block: &[Var]) {
        let Some(first) = block.first() else { return };
        let value = Term::from(self.unnamed.next(&clause.type_of(*first)));
        for var in block {
            clause.substitute(*var, &value);
        }
    }

    /// The relation of the known values of a type.
    fn known(&mut self, ty: &TypeName) -> RelId {
        if let Some(known) = self.residual.known.get(ty) {
            return *known;
        }
        let id = add_relation(ty, &mut self.residual, self.mapping);
        self.residual.known.insert(ty.clone(), id);
        id
    }
}

fn keep<T: Clone, C: FromIterator<T>>(items: &[T], shape: &Shape) -> C {
    items.iter().zip(shape).filter(|(_, column)| **column == Column::Bound).map(|(item, _)| item.clone()).collect()
}

fn too_many() -> Diagnostic {
    let message = "a rule holds in too many ways for values that nothing binds";
    Diagnostic::placeless(codes::TOO_LARGE, message).help("bind its variables with facts")
}

fn no_integer() -> Diagnostic {
    let message = "an integer is only compared, never bound, so whether there is one cannot be told from the facts";
    Diagnostic::placeless(codes::NOT_ENUMERABLE, message).help("bind it with a fact, or ask about a given value")
}
