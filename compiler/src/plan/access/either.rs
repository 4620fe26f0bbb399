//! Conditions on many rows that a recursion decides.
//!
//! What an actor holds in a tree is found from the actor's grants downward, or from each row upward. The first costs what the
//! actor holds, the second what is asked about; neither is known before. So the relation is computed from the grants as far
//! as there are rows asked about: if that was all of it, they are looked up in it, and else each is walked from.
//!
//! In: a part of a clause that is a call of a recursive relation, and the condition that walks. Out: a condition of two arms, of
//! which one is open, and which holds where the given one does.

use super::components::{components, link};
use super::condition::in_once;
use super::join::Join;
use super::linear::is_given;
use super::{Env, Planner, Style};
use crate::plan::relation::compare::Operand;
use crate::plan::relation::{Condition, Query, Scalar};
use crate::plan::residual::{Clause, Literal, RelId, Term, Var};

/// How many calls are followed to see what a relation starts from: the ways through relations that call each other are many
/// more than the relations.
const MOST_CALLS: usize = 1000;

/// How many rows of a recursion are few, however many are asked about: each of these is compared with each of those.
const FEW: u32 = 1000;

impl Planner<'_> {
    /// The part by both ways, `walked` being one of them. `None` where there is but one.
    pub fn either_way(&mut self, clause: &Clause, component: &[usize], env: &Env, walked: &Condition) -> Option<Condition> {
        let (slot, ty) = self.many.filter(|_| self.style == Style::Probe && self.can.stops_early)?;
        let relation = self.lone_recursion(clause, component).filter(|relation| self.starts_small(*relation))?;
        let (var, scalar) = link(clause, component, env)?;
        let set = self.held(clause, component, env, var)?;
        let (relation, _) = self.relation_cte(relation)?;
        let more = Condition::Outnumbers { relation, slot, ty, most: Some(FEW) };
        Some(either(more, in_once(scalar, set), walked))
    }

    /// The values of a variable that satisfy the part, from the actor's side.
    pub(super) fn held(&mut self, clause: &Clause, component: &[usize], env: &Env, var: Var) -> Option<Query> {
        let fixed = env.iter().filter(|(_, operand)| !matches!(operand, Operand::Scalar(Scalar::Column(_))));
        let join = Join::new(fixed.map(|(var, operand)| (var, operand.clone())).collect(), Vec::new());
        let style = std::mem::replace(&mut self.style, Style::Grants);
        let many = std::mem::take(&mut self.many);
        let set = self.scoped(|planner| planner.select(clause, component, join, &[Term::Var(var)]));
        self.style = style;
        self.many = many;
        set
    }

    /// The recursive relation that the part calls, if it is nothing but that call: what the relation holds is then known
    /// without the rows asked about.
    fn lone_recursion(&self, clause: &Clause, component: &[usize]) -> Option<RelId> {
        let [at] = component else { return None };
        match clause.body.get(*at)? {
            Literal::Call { relation, .. } if self.is_recursive(*relation) => Some(*relation),
            _ => None,
        }
    }

    /// Whether a recursion starts from nothing but rows that the question or the policy singles out.
    fn starts_small(&mut self, relation: RelId) -> bool {
        let Some(linear) = self.linear(relation) else { return false };
        linear.exits.iter().all(|exit| self.is_small(exit, &mut vec![relation], &mut { MOST_CALLS }))
    }

    /// Whether each part of a clause that binds something is tied to a parameter, an entity or known rows.
    fn is_small(&self, clause: &Clause, seen: &mut Vec<RelId>, left: &mut usize) -> bool {
        let all: Vec<usize> = (0..clause.body.len()).collect();
        let heads: Vec<Var> =
            clause.head.iter().filter_map(|term| if let Term::Var(var) = term { Some(*var) } else { None }).collect();
        components(clause, &all, &Env::default()).iter().all(|part| {
            let literals: Vec<&Literal> = part.iter().filter_map(|at| clause.body.get(*at)).collect();
            let about_head = literals.iter().any(|literal| heads.iter().any(|var| literal.mentions(*var)));
            !about_head || literals.iter().any(|literal| self.leads_to_given(literal, seen, left))
        }) && heads.iter().all(|var| clause.is_bound(*var))
    }

    /// Whether a literal is given, or calls what starts from nothing else.
    pub(super) fn starts_given(&self, literal: &Literal) -> bool {
        let Literal::Call { relation, .. } = literal else { return is_given(literal) };
        if let Some(known) = self.begun.borrow().get(relation) {
            return *known;
        }
        let starts = self.leads_to_given(literal, &mut Vec::new(), &mut { MOST_CALLS });
        self.begun.borrow_mut().insert(*relation, starts);
        starts
    }

    /// The same for a call on the way from those of `seen`, with so many calls left to follow; false when they are used up.
    fn leads_to_given(&self, literal: &Literal, seen: &mut Vec<RelId>, left: &mut usize) -> bool {
        match literal {
            given if is_given(given) => true,
            Literal::Call { relation, .. } if !seen.contains(relation) && *left > 0 => {
                *left -= 1;
                seen.push(*relation);
                let clauses = self.residual.clauses(*relation);
                // What a recursive clause yields comes from the others.
                let calls_back = |clause: &&Clause| {
                    clause.body.iter().any(|l| matches!(l, Literal::Call { relation, .. } if seen.contains(relation)))
                };
                let starts: Vec<&Clause> = clauses.iter().filter(|clause| !calls_back(clause)).collect();
                !starts.is_empty() && starts.into_iter().all(|clause| self.is_small(clause, &mut seen.clone(), left))
            }
            _ => false,
        }
    }
}

/// The second condition where there are more rows than are computed, and else the first.
pub(super) fn either(more: Condition, held: Condition, each: &Condition) -> Condition {
    let few = Condition::And(vec![more.clone().negate(), held]);
    Condition::Or(vec![few, Condition::And(vec![more, each.clone()])])
}
