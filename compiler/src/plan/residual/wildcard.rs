//! Relations that are called as relations get no universal columns.
//!
//! In: a simplified residual. Out: an equivalent one in which every column of every positively called relation is bound
//! in every clause. A clause `r(x, y) :- p(x)` holds for every `y`; it moves to a variant of `r` without the column, and
//! each caller of `r` asks for a row of `r` or of the variant. The goal and negated relations keep universal columns:
//! their callers know what to do with them.

use super::inline::components;
use super::{Clause, Literal, RelId, Relation, Residual, Term, Var};
use crate::diagnostic::{Diagnostic, codes};
use indexmap::{IndexMap, IndexSet};

/// Which columns of a relation are universal in a variant.
type Mask = Vec<bool>;

/// Splits every called relation by its universal columns. Says whether there were any.
///
/// # Errors
/// A universal column of a called relation that is also compared or negated: its values cannot be enumerated.
pub fn split(mut residual: Residual) -> Result<(Residual, bool), Diagnostic> {
    let reachable: Vec<RelId> = components(&residual).into_iter().flatten().collect();
    let called: IndexSet<RelId> = reachable
        .iter()
        .flat_map(|id| residual.clauses(*id))
        .flat_map(|clause| &clause.body)
        .filter_map(|literal| if let Literal::Call { relation, .. } = literal { Some(*relation) } else { None })
        .collect();
    // Where the literals of every clause bind its head, no call can have a universal column.
    let is_bound = |clause: &Clause| clause.head.iter().all(|term| !matches!(term, Term::Var(var) if !clause.is_bound(*var)));
    if called.iter().flat_map(|id| residual.clauses(*id)).all(is_bound) {
        return Ok((residual, false));
    }
    let masks = masks(&residual, &called);
    let emptied = empty_underivable(&mut residual, &masks);
    if masks.values().all(|set| set.iter().all(|mask| !mask.contains(&true))) {
        return Ok((residual, emptied));
    }
    rebuild(&mut residual, &reachable, &masks)?;
    Ok((residual, true))
}

/// A relation without a mask has no way to a first row: each of its clauses calls one that has none. Says whether there
/// was such a relation.
fn empty_underivable(residual: &mut Residual, masks: &IndexMap<RelId, IndexSet<Mask>>) -> bool {
    let mut changed = false;
    for (id, _) in masks.iter().filter(|(_, set)| set.is_empty()) {
        let Some(relation) = residual.relations.get_mut(id.0) else { continue };
        changed |= !relation.clauses.is_empty();
        relation.clauses.clear();
    }
    changed
}

/// The masks of every called relation, as a least fixed point.
fn masks(residual: &Residual, called: &IndexSet<RelId>) -> IndexMap<RelId, IndexSet<Mask>> {
    let mut masks: IndexMap<RelId, IndexSet<Mask>> = called.iter().map(|id| (*id, IndexSet::new())).collect();
    loop {
        let mut grew = false;
        for id in called {
            let found: Vec<Mask> =
                residual.clauses(*id).iter().flat_map(|clause| choices(clause, &masks)).map(|(_, mask)| mask).collect();
            if let Some(set) = masks.get_mut(id) {
                for mask in found {
                    grew |= set.insert(mask);
                }
            }
        }
        if !grew {
            return masks;
        }
    }
}

/// Every choice of a variant for each call of a clause, with the mask of the head that results.
fn choices(clause: &Clause, masks: &IndexMap<RelId, IndexSet<Mask>>) -> Vec<(Vec<Mask>, Mask)> {
    let mut partial: Vec<Vec<Mask>> = vec![Vec::new()];
    for literal in &clause.body {
        let Literal::Call { relation, .. } = literal else { continue };
        let options: Vec<Mask> = masks.get(relation).into_iter().flatten().cloned().collect();
        partial = partial
            .into_iter()
            .flat_map(|chosen| options.iter().map(move |o| [chosen.clone(), vec![o.clone()]].concat()))
            .collect();
    }
    partial.into_iter().map(|chosen| (head_mask(clause, &chosen), chosen)).map(|(mask, chosen)| (chosen, mask)).collect()
}

fn head_mask(clause: &Clause, chosen: &[Mask]) -> Mask {
    let mut bound: IndexSet<Var> = IndexSet::new();
    let mut call = 0;
    for literal in &clause.body {
        let mask = match literal {
            Literal::Call { .. } => {
                call += 1;
                chosen.get(call - 1).cloned().unwrap_or_default()
            }
            Literal::Not { .. } | Literal::Compare { .. } | Literal::Apart { .. } => continue,
            _ => Vec::new(),
        };
        for (at, term) in literal.terms().enumerate() {
            if let Term::Var(var) = term
                && !mask.get(at).copied().unwrap_or(false)
            {
                bound.insert(*var);
            }
        }
    }
    clause.head.iter().map(|term| matches!(term, Term::Var(var) if !bound.contains(var))).collect()
}

fn rebuild(residual: &mut Residual, reachable: &[RelId], masks: &IndexMap<RelId, IndexSet<Mask>>) -> Result<(), Diagnostic> {
    let mut variants: IndexMap<(RelId, Mask), RelId> = IndexMap::new();
    for (id, set) in masks {
        for mask in set.iter().filter(|mask| mask.contains(&true)) {
            let Some(relation) = residual.get(*id) else { continue };
            let variant = Relation {
                name: format!("{} for all", relation.name),
                columns: keep(&relation.columns, mask),
                clauses: Vec::new(),
            };
            residual.relations.push(variant);
            variants.insert((*id, mask.clone()), RelId(residual.relations.len() - 1));
        }
    }
    let originals: Vec<(RelId, Vec<Clause>)> = reachable.iter().map(|id| (*id, residual.clauses(*id).to_vec())).collect();
    for (id, clauses) in originals {
        let mut full = Vec::new();
        for clause in &clauses {
            for (chosen, mask) in choices(clause, masks) {
                let rewritten = rewrite(clause, &chosen, &variants);
                let target = if masks.contains_key(&id) { variants.get(&(id, mask.clone())) } else { None };
                match target.and_then(|variant| residual.relations.get_mut(variant.0)) {
                    None => full.push(rewritten),
                    Some(variant) => {
                        check_free(&rewritten, &mask, &variant.name)?;
                        variant.clauses.push(Clause { head: keep(&rewritten.head, &mask), ..rewritten });
                    }
                }
            }
        }
        if let Some(relation) = residual.relations.get_mut(id.0) {
            relation.clauses = full;
        }
    }
    Ok(())
}

fn rewrite(clause: &Clause, chosen: &[Mask], variants: &IndexMap<(RelId, Mask), RelId>) -> Clause {
    let mut out = clause.clone();
    let mut picks = chosen.iter();
    for literal in &mut out.body {
        let Literal::Call { relation, args } = literal else { continue };
        let Some(mask) = picks.next() else { break };
        if let Some(variant) = variants.get(&(*relation, mask.clone())) {
            *args = keep(args, mask);
            *relation = *variant;
        }
    }
    out
}

fn keep<T: Clone>(items: &[T], mask: &Mask) -> Vec<T> {
    items.iter().zip(mask).filter(|(_, universal)| !**universal).map(|(item, _)| item.clone()).collect()
}

fn check_free(clause: &Clause, mask: &Mask, name: &str) -> Result<(), Diagnostic> {
    let universal: Vec<&Term> = clause.head.iter().zip(mask).filter(|(_, universal)| **universal).map(|(term, _)| term).collect();
    let repeated = universal.iter().enumerate().any(|(at, term)| universal.iter().take(at).any(|other| other == term));
    let constrained = clause.body.iter().any(|literal| literal.terms().any(|term| universal.contains(&term)));
    if !repeated && !constrained {
        return Ok(());
    }
    let message = format!("the values of `{name}` cannot be enumerated: a variable is compared but never bound");
    Err(Diagnostic::placeless(codes::NOT_ENUMERABLE, message)
        .help("bind the variable with a fact or rule, or give the question a concrete value"))
}
