//! What the columns of a called relation can stand for, and the ways in which a clause can hold.
//!
//! In: a clause, and for each relation that it calls the shapes of that relation's rows. Out: every way in which the
//! clause can hold, with the shape of the row that it then yields. A column of a row is a value that some literal binds; or
//! every value there is; or, where a rule says only what a value is not, one that nothing names. Such values are told apart
//! by number alone, so there are finitely many shapes.

use super::{Clause, Literal, RelId, Term, Var};
use crate::hash::{IndexMap, IndexSet};
use crate::policy::program::Compare;
use crate::value::{BOOLEAN, INTEGER, TypeName};

/// Ways of one clause past which a question is refused.
const MAX_WAYS: usize = 4_096;

/// What a column stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Column {
    /// A value of the row.
    Bound,
    /// Every value.
    Every,
    /// A value that nothing names: the same one as in the other columns of this number, another one than in the rest.
    Unnamed(usize),
    /// Some integer that nothing names but that is less or greater than others: facts do not tell whether there is one.
    Beyond,
}

/// What the columns of a relation stand for.
pub type Shape = Vec<Column>;

/// The shapes of called relations.
pub type Shapes = IndexMap<RelId, IndexSet<Shape>>;

/// What a clause is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Its rows are read by other clauses.
    Called,
    /// Its head is given from outside.
    Asked,
}

/// A way in which a clause can hold.
#[derive(Clone, Debug, Default)]
pub struct Way {
    /// The shape of each call, in order.
    pub picks: Vec<Shape>,
    /// Variables that stand for one unnamed value each.
    pub unnamed: Vec<Vec<Var>>,
    /// Head variables that take every known value of their types.
    pub listed: Vec<Var>,
    /// Variables that stand for an integer of which nothing can be told.
    pub beyond: Vec<Var>,
}

/// Variables that stand for one unnamed value, and the calls that say so, each with the number it has there.
#[derive(Clone, Debug, Default)]
struct Group {
    vars: Vec<Var>,
    calls: Vec<(usize, usize)>,
}

/// Every way in which a clause can hold. `None` when there are too many.
pub fn ways(clause: &Clause, shapes: &Shapes, role: Role) -> Option<Vec<Way>> {
    let mut out = Vec::new();
    for picks in picks(clause, shapes)? {
        let Some(draft) = Draft::new(clause, &picks) else { continue };
        for draft in draft.with_head(clause, role) {
            let blocks = draft.blocks(clause);
            out.extend(blocks.into_iter().map(|unnamed| Way {
                picks: picks.clone(),
                unnamed,
                listed: draft.listed.clone(),
                beyond: draft.beyond.clone(),
            }));
        }
        if out.len() > MAX_WAYS {
            return None;
        }
    }
    Some(out)
}

impl Way {
    /// The shape of the head.
    pub fn head(&self, clause: &Clause) -> Shape {
        let bound = bound(clause, &self.picks);
        let mut numbers: Vec<usize> = Vec::new();
        let column = |term: &Term| {
            let Term::Var(var) = term else { return Column::Bound };
            if bound.contains(var) || self.listed.contains(var) {
                return Column::Bound;
            }
            if self.beyond.contains(var) {
                return Column::Beyond;
            }
            let Some(block) = self.unnamed.iter().position(|vars| vars.contains(var)) else { return Column::Every };
            let known = numbers.iter().position(|other| *other == block);
            Column::Unnamed(known.unwrap_or_else(|| {
                numbers.push(block);
                numbers.len() - 1
            }))
        };
        clause.head.iter().map(column).collect()
    }
}

/// Every choice of a shape for each call.
fn picks(clause: &Clause, shapes: &Shapes) -> Option<Vec<Vec<Shape>>> {
    let mut partial: Vec<Vec<Shape>> = vec![Vec::new()];
    for literal in &clause.body {
        let Literal::Call { relation, .. } = literal else { continue };
        let options: Vec<&Shape> = shapes.get(relation).into_iter().flatten().collect();
        partial = partial
            .into_iter()
            .flat_map(|chosen| options.iter().map(move |option| [chosen.as_slice(), &[(*option).clone()]].concat()))
            .collect();
        if partial.len() > MAX_WAYS {
            return None;
        }
    }
    Some(partial)
}

/// The variables that rows and memberships bind.
fn bound(clause: &Clause, picks: &[Shape]) -> IndexSet<Var> {
    let mut bound = IndexSet::default();
    let mut picks = picks.iter();
    for literal in clause.body.iter().filter(|literal| literal.binds()) {
        let shape = if matches!(literal, Literal::Call { .. }) { picks.next() } else { None };
        for (at, term) in literal.terms().enumerate() {
            let is_bound = shape.is_none_or(|shape| matches!(shape.get(at), Some(Column::Bound)));
            if let (Term::Var(var), true) = (term, is_bound) {
                bound.insert(*var);
            }
        }
    }
    bound
}

/// A way under construction.
#[derive(Clone)]
struct Draft {
    bound: IndexSet<Var>,
    groups: Vec<Group>,
    listed: Vec<Var>,
    beyond: Vec<Var>,
}

impl Draft {
    /// What the calls say. `None` when they contradict each other: a bound value is one that something names.
    fn new(clause: &Clause, picks: &[Shape]) -> Option<Self> {
        let mut draft = Self { bound: bound(clause, picks), groups: Vec::new(), listed: Vec::new(), beyond: Vec::new() };
        let calls = clause.body.iter().filter_map(|literal| match literal {
            Literal::Call { args, .. } => Some(args),
            _ => None,
        });
        for (call, (args, shape)) in calls.zip(picks).enumerate() {
            for (arg, column) in args.iter().zip(shape) {
                if matches!(column, Column::Bound | Column::Every) {
                    continue;
                }
                let Term::Var(var) = arg else { return None };
                if draft.bound.contains(var) {
                    return None;
                }
                match column {
                    Column::Unnamed(number) => draft.join(*var, call, *number)?,
                    _ => draft.beyond.push(*var),
                }
            }
        }
        draft.set_ordered_apart(clause);
        Some(draft)
    }

    /// Puts a variable in the group of a call's number. `None` when one value would have two numbers.
    fn join(&mut self, var: Var, call: usize, number: usize) -> Option<()> {
        let (mine, rest): (Vec<Group>, Vec<Group>) = std::mem::take(&mut self.groups)
            .into_iter()
            .partition(|group| group.vars.contains(&var) || group.calls.contains(&(call, number)));
        let mut all = Group { vars: vec![var], calls: vec![(call, number)] };
        for group in mine {
            all.vars.extend(group.vars);
            all.calls.extend(group.calls);
        }
        all.vars.sort();
        all.vars.dedup();
        all.calls.sort_unstable();
        all.calls.dedup();
        let twice = all.calls.windows(2).any(|pair| matches!(pair, [a, b] if a.0 == b.0));
        self.groups = rest;
        self.groups.push(all);
        (!twice).then_some(())
    }

    /// Of an unnamed integer nothing is known but that it differs, so nothing that orders it can be decided.
    fn set_ordered_apart(&mut self, clause: &Clause) {
        let beyond = self.beyond.clone();
        let is_beyond = |group: &Group| group.vars.iter().any(|var| beyond.contains(var) || is_ordered(clause, *var));
        let (beyond, groups): (Vec<Group>, Vec<Group>) = std::mem::take(&mut self.groups).into_iter().partition(is_beyond);
        self.beyond.extend(beyond.into_iter().flat_map(|group| group.vars));
        self.groups = groups;
    }

    /// With a choice for each head variable that nothing binds and that is compared, negated or repeated.
    fn with_head(self, clause: &Clause, role: Role) -> Vec<Self> {
        let mut open: Vec<Var> = Vec::new();
        for term in clause.head.iter().filter(|_| role == Role::Called) {
            let Term::Var(var) = term else { continue };
            let told = self.bound.contains(var)
                || self.beyond.contains(var)
                || self.groups.iter().any(|group| group.vars.contains(var))
                || open.contains(var);
            if !told && is_constrained(clause, *var) {
                open.push(*var);
            }
        }
        let mut drafts = vec![self];
        for var in open {
            drafts = drafts.into_iter().flat_map(|draft| draft.with_open(clause, var)).collect();
        }
        drafts
    }

    /// The variable takes the known values, or one that nothing names.
    fn with_open(self, clause: &Clause, var: Var) -> Vec<Self> {
        let mut other = self.clone();
        let mut known = self;
        known.listed.push(var);
        if clause.type_of(var) == BOOLEAN {
            return vec![known];
        }
        if is_ordered(clause, var) {
            other.beyond.push(var);
        } else {
            other.groups.push(Group { vars: vec![var], calls: Vec::new() });
        }
        vec![known, other]
    }

    /// The groups as blocks of equal values, in every way in which they can be equal. Where no negation asks and no head
    /// tells, they differ.
    fn blocks(&self, clause: &Clause) -> Vec<Vec<Vec<Var>>> {
        let mut partial: Vec<Vec<Group>> = vec![Vec::new()];
        for group in &self.groups {
            let mut grown = Vec::new();
            for blocks in partial {
                for at in 0..blocks.len() {
                    if blocks.get(at).is_some_and(|block| may_equal(clause, block, group)) {
                        let mut equal = blocks.clone();
                        if let Some(block) = equal.get_mut(at) {
                            block.vars.extend(&group.vars);
                            block.calls.extend(&group.calls);
                        }
                        grown.push(equal);
                    }
                }
                grown.push(blocks.into_iter().chain([group.clone()]).collect());
            }
            partial = grown;
        }
        partial.into_iter().map(|blocks| blocks.into_iter().map(|block| block.vars).collect()).collect()
    }
}

/// Whether something can depend on two groups being equal, and they can be.
fn may_equal(clause: &Clause, a: &Group, b: &Group) -> bool {
    let tells = |group: &Group| {
        group.vars.iter().any(|var| {
            let negated = clause.body.iter().any(|literal| matches!(literal, Literal::Not { .. }) && literal.mentions(*var));
            negated || clause.head.contains(&Term::Var(*var))
        })
    };
    let ty = |group: &Group| group.vars.first().map(|var| clause.type_of(*var));
    let of_one_call = a.calls.iter().any(|(call, _)| b.calls.iter().any(|(other, _)| call == other));
    let differ = clause.body.iter().any(|literal| match literal {
        Literal::Compare { op: Compare::NotEqual, .. } => {
            a.vars.iter().any(|var| literal.mentions(*var)) && b.vars.iter().any(|var| literal.mentions(*var))
        }
        _ => false,
    });
    tells(a) && tells(b) && ty(a) == ty(b) && !of_one_call && !differ
}

/// Whether the clause asks anything of a head variable that no literal binds.
fn is_constrained(clause: &Clause, var: Var) -> bool {
    let repeated = clause.head.iter().filter(|term| **term == Term::Var(var)).count() > 1;
    repeated || clause.body.iter().any(|literal| !literal.binds() && literal.mentions(var))
}

/// Whether it is an integer that must be less or greater than something.
fn is_ordered(clause: &Clause, var: Var) -> bool {
    let orders = |literal: &Literal| match literal {
        Literal::Compare { op, .. } => !matches!(op, Compare::Equal | Compare::NotEqual),
        Literal::Apart { .. } => true,
        _ => false,
    };
    let is_integer: bool = clause.type_of(var) == TypeName::new_static(INTEGER);
    is_integer && clause.body.iter().any(|literal| orders(literal) && literal.mentions(var))
}
