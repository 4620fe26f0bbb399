//! A clause as a condition on a row at hand.
//!
//! The clause's literals fall into parts that share no open variable. A part about columns at hand is a plain
//! comparison; a part tied to the row by one column is a set computed once (style `Grants`) or a look-up (style
//! `Probe`); a part tied to nothing is a gate.

use super::components::{at_hand, components, is_driven, link, starts_from_given, with_given, with_negations};
use super::join::{Join, is_known};
use super::shelf::{Key, Shelf};
use super::{Anchor, Env, Planner, Style};
use crate::diagnostic::{Diagnostic, codes};
use crate::mapping::sql_type::{Family, SqlType};
use crate::plan::relation::compare::{Operand, as_text, compare, flip, spelled};
use crate::plan::relation::free::{Free, of_condition};
use crate::plan::relation::{Condition, Output, Query, Scalar};
use crate::plan::residual::vars::VarSet;
use crate::plan::residual::{Clause, Literal, RelId, Term, Var};
use crate::policy::program::Compare;
use std::rc::Rc;
use std::sync::Arc;

/// Negations inside each other past which a question is refused: each is a level of the statement.
const MAX_DEPTH: usize = 100;

/// What a part of a clause turned into.
#[derive(Clone)]
pub enum Part {
    /// A condition on the row at hand, without another table.
    Local(Condition),
    /// The scalar must be among the rows of an uncorrelated one-column query.
    Grant(Scalar, Box<Query>),
    /// Needs both sides.
    Residual(Condition),
    /// Says nothing about the row.
    Gate(Condition),
}

impl Planner<'_> {
    /// The parts of a clause, given what is at hand. `None` when it cannot hold. Parts on the shelf are not planned again.
    pub fn parts(
        &mut self,
        clause: &Clause,
        mut join: Join,
        row: &VarSet<Var>,
        mut shelf: Option<&mut Shelf>,
    ) -> Option<Vec<Part>> {
        let at_hand: VarSet<Var> = join.env.vars().collect();
        let anchored: Vec<usize> = self.join_anchored(clause, &mut join);
        let rest: Vec<usize> = (0..clause.body.len()).filter(|at| !anchored.contains(at)).collect();
        let mut local = Vec::new();
        let mut gates = Vec::new();
        let mut parts = Vec::new();
        let mark = self.names.mark();
        let mut components = components(clause, &rest, &join.env);
        if self.style == Style::Grants {
            let alone = |relation: RelId| self.is_negated_once(relation);
            components = with_negations(clause, components, &join.env, &alone);
            let starts = |part: &[usize]| self.starts(clause, part, &join.env);
            components = with_given(clause, components, &join.env, &starts, &|part| self.recurses(clause, part));
        }
        let driven = is_driven(clause, &anchored, &components, &join.env, &|part| self.starts(clause, part, &join.env));
        for component in components {
            // Parts do not see each other; see `sibling`.
            self.names.reset(mark);
            let binding = component.iter().any(|at| needs_source(clause, *at, &join.env));
            let about_row = mentions_row(clause, &component, &join.env, row, &at_hand);
            // What is about given values alone is asked once.
            let is_once = !about_row && mentions_pinned(clause, &component, &join.env, &at_hand);
            let was = self.style;
            self.style = if is_once { Style::Probe } else { was };
            if binding {
                let as_set = self.pays_as_set(clause, &component, &join.env, driven);
                let part = self.component(clause, &component, &mut join, (about_row, as_set), shelf.as_deref_mut());
                self.style = was;
                parts.push(part?);
                continue;
            }
            if let [at] = component.as_slice()
                && let Some(Literal::Not { relation, args }) = clause.body.get(*at)
            {
                let negate = |planner: &mut Self| Some(Part::Residual(planner.negation(*relation, args, &join)));
                let negated = self.shelved(shelf.as_deref_mut(), clause, &component, &join.env, negate);
                self.style = was;
                if about_row { &mut local } else { &mut gates }.extend(negated.map(part_condition));
                continue;
            }
            self.style = was;
            for at in component {
                let Some(literal) = clause.body.get(at) else { continue };
                let condition = self.plain_condition(literal, &mut join);
                if about_row { local.push(condition) } else { gates.push(condition) }
            }
        }
        join.close();
        // What the facts about the row say of a pinned column is not about the row.
        let is_about_row = |part: &Condition| self.pins.is_none() || reads_source(part);
        let (here, given): (Vec<_>, Vec<_>) = join.filter.into_iter().partition(is_about_row);
        local.extend(here);
        gates.extend(given);
        match (Condition::all(local), Condition::all(gates)) {
            (Condition::False, _) | (_, Condition::False) => return None,
            (here, gate) => {
                if here != Condition::True {
                    parts.push(Part::Local(here));
                }
                if gate != Condition::True {
                    parts.push(Part::Gate(gate));
                }
            }
        }
        Some(parts)
    }

    /// A clause as one condition; [`Condition::False`] when it cannot hold.
    pub fn clause_condition(&mut self, clause: &Clause, join: Join) -> Condition {
        let row = join.env.vars().collect();
        match self.parts(clause, join, &row, None) {
            None => Condition::False,
            Some(parts) => Condition::all(parts.into_iter().map(part_condition).collect()),
        }
    }

    /// Splits a clause's literals into the part that binds a variable and the others, and joins the facts about the row at
    /// hand. `None` when the variable is at hand.
    pub fn split_at(&mut self, clause: &Clause, join: &Join, var: Var) -> Option<(Vec<usize>, Vec<usize>, Join)> {
        let mut at_hand = join.clone();
        let anchored = self.join_anchored(clause, &mut at_hand);
        let rest: Vec<usize> = (0..clause.body.len()).filter(|at| !anchored.contains(at)).collect();
        let parts = components(clause, &rest, &at_hand.env);
        let binds = |part: &&Vec<usize>| part.iter().filter_map(|at| clause.body.get(*at)).any(|l| l.binds() && l.mentions(var));
        let inside = parts.iter().find(binds).cloned()?;
        let outside = (0..clause.body.len()).filter(|at| !inside.contains(at)).collect();
        Some((inside, outside, at_hand))
    }

    /// Whether one clause of the goal alone negates the relation. What several negate is asked once, before all of them.
    fn is_negated_once(&self, relation: RelId) -> bool {
        let clauses = self.residual.clauses(self.residual.goal);
        let literals = clauses.iter().flat_map(|clause| &clause.body);
        literals.filter(|literal| matches!(literal, Literal::Not { relation: other, .. } if *other == relation)).count() == 1
    }

    /// Joins the facts about the row at hand until no more are found.
    fn join_anchored(&mut self, clause: &Clause, join: &mut Join) -> Vec<usize> {
        let mut done = Vec::new();
        for (at, literal) in clause.body.iter().enumerate() {
            let Literal::Fact { fact, args } = literal else { continue };
            let Some(mapped) = self.mapping.facts.get(*fact) else { continue };
            if super::join::anchor_for(join, mapped, args).is_some() {
                self.join_fact(join, *fact, args);
                done.push(at);
            }
        }
        done
    }

    /// Whether a part starts from something given, be it in a recursion that it reads.
    fn starts(&self, clause: &Clause, part: &[usize], env: &Env) -> bool {
        let mut literals = part.iter().filter_map(|at| clause.body.get(*at));
        starts_from_given(clause, part, env)
            || literals.any(|literal| matches!(literal, Literal::Call { .. }) && self.starts_given(literal))
    }

    /// Whether a part is computed once, if it can be. In a clause that finds its rows by something given, what is not about
    /// that is looked up for the few rows there are.
    fn pays_as_set(&self, clause: &Clause, component: &[usize], env: &Env, driven: bool) -> bool {
        match self.style {
            Style::Grants => !driven || self.starts(clause, component, env) || self.recurses(clause, component),
            Style::Absence => {
                self.recurses(clause, component) || self.can.arrays && self.is_found_from_given(clause, component, env)
            }
            Style::Probe => false,
        }
    }

    fn component(
        &mut self,
        clause: &Clause,
        component: &[usize],
        join: &mut Join,
        (about_row, as_set): (bool, bool),
        shelf: Option<&mut Shelf>,
    ) -> Option<Part> {
        if as_set && let Some((var, scalar)) = link(clause, component, &join.env) {
            join.rejects_null(&Operand::Scalar(scalar.clone()));
            let outputs = [Term::Var(var)];
            let fixed = join.env.iter().filter(|(_, operand)| !matches!(operand, Operand::Scalar(Scalar::Column(_))));
            let inner = Join::new(fixed.map(|(var, operand)| (var, operand.clone())).collect(), Vec::new());
            let query = self.scoped(|planner| planner.select(clause, component, inner, &outputs))?;
            let query = if self.can.reads_spellings { spelled_output(query, scalar.ty()) } else { query };
            if self.style == Style::Absence {
                let (scalar, query) = match_types(scalar, query);
                return Some(Part::Residual(Condition::InSet(scalar, Box::new(query))));
            }
            return Some(Part::Grant(scalar, Box::new(query)));
        }
        if (as_set || self.style == Style::Grants || self.many.is_some())
            && let Some(bound) = self.bound(clause, component, join)
        {
            return Some(Part::Local(bound));
        }
        for var in looked_up(clause, component) {
            if let Some(operand) = join.env.get(var).cloned() {
                join.rejects_null(&operand);
            }
        }
        self.shelved(shelf, clause, component, &join.env, |planner| {
            let inner = Join::new(join.env.clone(), join.anchors.clone());
            let walked = planner.walked;
            let query = planner.within_scope(|planner| planner.exists(clause, component, inner))?;
            let mut exists = exists(query);
            let both = if planner.walked > walked {
                planner.either_way(clause, component, &join.env, &exists)
            } else {
                planner.either_join(clause, component, &join.env, &exists)
            };
            exists = both.unwrap_or(exists);
            Some(if about_row { Part::Residual(exists) } else { Part::Gate(exists) })
        })
    }

    /// A part that only says that a column at hand is less, or more, than some number that it finds: a comparison with the
    /// largest of these numbers, or the least, which is found once.
    fn bound(&mut self, clause: &Clause, component: &[usize], join: &mut Join) -> Option<Condition> {
        let is_whole = |scalar: &Scalar| scalar.ty().is_some_and(|ty| ty.family() == Family::Integer);
        let (at, op, scalar, var) = limit(clause, component, &join.env).filter(|(_, _, scalar, _)| is_whole(scalar))?;
        let rest: Vec<usize> = component.iter().copied().filter(|other| *other != at).collect();
        let fixed = join.env.iter().filter(|(_, operand)| !matches!(operand, Operand::Scalar(Scalar::Column(_))));
        let inner = Join::new(fixed.map(|(var, operand)| (var, operand.clone())).collect(), Vec::new());
        let Some(query) = self.scoped(|planner| planner.select(clause, &rest, inner, &[Term::Var(var)])) else {
            return Some(Condition::False);
        };
        if !query.columns.iter().all(|column| is_whole(&column.value)) {
            return None;
        }
        join.rejects_null(&Operand::Scalar(scalar.clone()));
        let largest = matches!(op, Compare::Less | Compare::LessEqual);
        Some(Condition::Compare(op, scalar, Scalar::Extreme { query: Box::new(query), largest }))
    }

    /// A part as it was planned before, or else as it is planned now.
    fn shelved(
        &mut self,
        shelf: Option<&mut Shelf>,
        clause: &Clause,
        part: &[usize],
        env: &Env,
        plan: impl FnOnce(&mut Self) -> Option<Part>,
    ) -> Option<Part> {
        let Some(shelf) = shelf else { return plan(self) };
        let Some(key) = Key::of(clause, part, env) else { return plan(self) };
        if let Some(known) = shelf.get(&key) {
            return known.clone();
        }
        let planned = plan(self);
        shelf.put(key, planned.clone());
        planned
    }

    fn exists(&mut self, clause: &Clause, component: &[usize], join: Join) -> Option<Query> {
        let query = self.select(clause, component, join, &[])?;
        Some(Query { columns: Query::exists(Vec::new(), Vec::new()).columns, ..query })
    }

    fn recurses(&self, clause: &Clause, component: &[usize]) -> bool {
        let literals = component.iter().filter_map(|at| clause.body.get(*at));
        literals.into_iter().any(|literal| matches!(literal, Literal::Call { relation, .. } if self.is_recursive(*relation)))
    }

    /// "No row of the relation": one `NOT EXISTS` for each of its clauses.
    pub fn negation(&mut self, relation: RelId, args: &[Term], outer: &Join) -> Condition {
        if self.depth >= MAX_DEPTH {
            let message = format!("this question needs more than {MAX_DEPTH} negations inside each other");
            self.errors.push(Diagnostic::placeless(codes::TOO_LARGE, message));
            return Condition::False;
        }
        self.depth += 1;
        let clauses = self.residual.clauses(relation).to_vec();
        let mut parts = Vec::new();
        for clause in clauses {
            let holds = self.sibling(|planner| planner.instance(&clause, args, outer));
            parts.push(holds.negate());
        }
        self.depth -= 1;
        Condition::all(parts)
    }

    /// A relation's clause as a condition on given arguments.
    fn instance(&mut self, clause: &Clause, args: &[Term], outer: &Join) -> Condition {
        let mut inner = Env::default();
        // A row found by a parameter or constant is the same row inside.
        let mut anchors: Vec<Rc<Anchor>> = outer.anchors.iter().filter(|a| !matches!(a.term, Term::Var(_))).cloned().collect();
        let mut equations = Vec::new();
        for (head, arg) in clause.head.iter().zip(args) {
            let Some(operand) = self.operand(arg, &outer.env) else { return self.unbound() };
            match head {
                Term::Var(var) if !inner.contains(*var) => {
                    inner.insert(*var, operand);
                    let same = outer.anchors.iter().filter(|anchor| anchor.term == *arg);
                    anchors.extend(same.map(|anchor| Rc::new(Anchor { term: head.clone(), ..Anchor::clone(anchor) })));
                }
                other => match self.operand(other, &inner) {
                    Some(known) => equations.push(compare(Compare::Equal, known, operand)),
                    None => equations.push(Condition::False),
                },
            }
        }
        let inside = if self.style == Style::Probe { Style::Probe } else { Style::Absence };
        let was = std::mem::replace(&mut self.style, inside);
        let holds = self.clause_condition(clause, Join::new(inner, anchors));
        self.style = was;
        equations.push(holds);
        Condition::all(equations)
    }
}

fn needs_source(clause: &Clause, at: usize, env: &Env) -> bool {
    match clause.body.get(at) {
        Some(Literal::Fact { .. } | Literal::Known { .. } | Literal::Call { .. }) => true,
        Some(Literal::In { term, .. }) => !is_known(term, env),
        _ => false,
    }
}

/// One part as a condition.
pub fn part_condition(part: Part) -> Condition {
    match part {
        Part::Local(condition) | Part::Residual(condition) | Part::Gate(condition) => condition,
        Part::Grant(scalar, query) => in_once(scalar, *query),
    }
}

/// Membership in an uncorrelated query, in a type both sides have.
pub fn in_once(scalar: Scalar, query: Query) -> Condition {
    let (scalar, query) = match_types(scalar, query);
    Condition::InOnce(scalar, Box::new(query))
}

/// Brings a scalar and a one-column query to types that compare natively, by text where nothing else does.
pub fn match_types(scalar: Scalar, mut query: Query) -> (Scalar, Query) {
    let family = |ty: Option<SqlType>| ty.map(SqlType::family);
    let own = family(scalar.ty());
    let native = own.is_some() && own != Some(Family::Opaque);
    let columns = |query: &Query| query.columns.first().map(|column| column.value.ty());
    let all = std::iter::once(columns(&query)).chain(query.unions.iter().map(|(_, query)| columns(query)));
    let agrees = native && all.into_iter().all(|ty| ty.is_some_and(|ty| family(ty) == own));
    if agrees {
        one_collation(&mut query);
        query.unions.iter_mut().for_each(|(_, query)| one_collation(query));
        return (scalar, query);
    }
    text_output(&mut query);
    query.unions.iter_mut().for_each(|(_, query)| text_output(query));
    (as_text(scalar), query)
}

/// The set in the type of the column that is compared with it, where its own values are texts.
fn spelled_output(mut query: Query, ty: Option<SqlType>) -> Query {
    let is_limited = query.limit.is_some() || query.unions.iter().any(|(_, member)| member.limit.is_some());
    if is_limited {
        return query;
    }
    let bring = |columns: &mut [Output], filter: &mut Vec<Condition>| {
        let Some(column) = columns.first_mut() else { return };
        let Some(value) = spelled(&column.value, ty) else { return };
        column.value = value.clone();
        filter.push(Condition::NotNull(value));
    };
    bring(&mut query.columns, &mut query.filter);
    query.unions.iter_mut().for_each(|(_, member)| bring(&mut member.columns, &mut member.filter));
    query
}

/// The members of a set stand together, whatever the collations of their columns.
fn one_collation(query: &mut Query) {
    if matches!(query.columns.first().and_then(|column| column.value.ty()), Some(SqlType::Collated(_))) {
        text_output(query);
    }
}

fn text_output(query: &mut Query) {
    if let Some(column) = query.columns.first_mut() {
        column.value = as_text(column.value.clone());
    }
}

/// "The query has a row"; a query without sources is just its conditions.
fn exists(query: Query) -> Condition {
    if query.from.is_empty() && query.with.is_empty() && query.unions.is_empty() {
        return Condition::all(query.filter);
    }
    Condition::Exists(Arc::new(query))
}

/// The one literal of a part that reads a column at hand, if it compares it with a number that the rest finds: its
/// place, the comparison as it stands with the column on the left, the column, the number's variable.
fn limit(clause: &Clause, component: &[usize], env: &Env) -> Option<(usize, Compare, Scalar, Var)> {
    let mut found = None;
    for at in component {
        let literal = clause.body.get(*at)?;
        match (at_hand(literal, env).as_slice(), literal) {
            ([], _) => {}
            ([(_, scalar)], Literal::Compare { op, left, right }) if found.is_none() => {
                let (op, other) = match (left, right) {
                    (left, Term::Var(var)) if !env.contains(*var) && matches!(left, Term::Var(_)) => (*op, *var),
                    (Term::Var(var), _) if !env.contains(*var) => (flip(*op), *var),
                    _ => return None,
                };
                found = Some((*at, op, (*scalar).clone(), other));
            }
            _ => return None,
        }
    }
    let (at, op, _, var) = found.as_ref()?;
    let ordered = matches!(op, Compare::Less | Compare::LessEqual | Compare::Greater | Compare::GreaterEqual);
    let binds = |other: &usize| other != at && clause.body.get(*other).is_some_and(|l| l.binds() && l.mentions(*var));
    if ordered && component.iter().any(binds) { found } else { None }
}

/// Variables that a part compares with columns of its own: a NULL finds nothing.
fn looked_up(clause: &Clause, component: &[usize]) -> Vec<Var> {
    let literals = component.iter().filter_map(|at| clause.body.get(*at));
    let binding = literals.filter(|l| matches!(l, Literal::Fact { .. } | Literal::Known { .. } | Literal::Call { .. }));
    binding.flat_map(Literal::terms).filter_map(|term| if let Term::Var(var) = term { Some(*var) } else { None }).collect()
}

fn mentions_row(clause: &Clause, component: &[usize], env: &Env, row: &VarSet<Var>, at_hand: &VarSet<Var>) -> bool {
    let literals = component.iter().filter_map(|at| clause.body.get(*at));
    literals.flat_map(Literal::terms).any(|term| {
        let Term::Var(var) = term else { return false };
        let is_read = || env.get(*var).is_some_and(|operand| !is_given(operand)) && !at_hand.contains(*var);
        row.contains(*var) || is_read()
    })
}

/// Whether a part reads what facts about the row at hand bind to given values.
fn mentions_pinned(clause: &Clause, component: &[usize], env: &Env, at_hand: &VarSet<Var>) -> bool {
    let literals = component.iter().filter_map(|at| clause.body.get(*at));
    literals.flat_map(Literal::terms).any(|term| {
        let Term::Var(var) = term else { return false };
        !at_hand.contains(*var) && env.get(*var).is_some_and(is_given)
    })
}

fn is_given(operand: &Operand) -> bool {
    !matches!(operand, Operand::Scalar(scalar) if !matches!(scalar, Scalar::Own(..)))
}

fn reads_source(condition: &Condition) -> bool {
    of_condition(condition).iter().any(|free| matches!(free, Free::Source(_)))
}
