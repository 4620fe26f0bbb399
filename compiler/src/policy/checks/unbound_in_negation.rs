//! E0212: a variable of a negation that nothing outside it can bind.
//!
//! `not` tests, it does not search: a variable that a negation shares with the rest of its rule needs its value from
//! elsewhere, namely from the head, from a call that is not negated, or from `=` or `in` with known values. A
//! comparison, a `matches` or another negation gives no value. A variable that occurs in one negation only is a
//! different matter: it stands for any value.
//!
//! ```polar
//! allow(u: User, "read", d: Doc) if
//!   not hidden(d, g) and not member(u, g);   # which `g`?
//! ```
//!
//! Repair: add a condition that gives the variable its value, or use different variables in the two negations.

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::policy::desugar::{each_variable, span_of};
use crate::policy::program::{Compare, Formula, Program, Rule, Term, VarId};
use std::collections::HashSet;

/// Equations may stand before what they need, so binding is repeated until nothing changes, or this often. Each round
/// goes through the whole rule; no policy written by people needs more than a few.
const ROUNDS: usize = 100;

pub(super) fn check(program: &Program, diagnostics: &mut Diagnostics) {
    for rule in program.rules.values().flatten() {
        if negates(&rule.body) {
            let mut check = Check::new(rule, diagnostics);
            check.scope(&rule.body);
        }
    }
}

fn negates(formula: &Formula) -> bool {
    match formula {
        Formula::Not(_) => true,
        Formula::And(parts) | Formula::Or(parts) => parts.iter().any(negates),
        _ => false,
    }
}

struct Check<'a> {
    rule: &'a Rule,
    /// How often each variable occurs in the rule.
    total: Vec<usize>,
    bound: Bound,
    reported: HashSet<VarId>,
    diagnostics: &'a mut Diagnostics,
}

/// Variables that have a value here, with the order in which they got it.
struct Bound {
    is: Vec<bool>,
    order: Vec<VarId>,
}

impl Bound {
    fn has(&self, id: VarId) -> bool {
        self.is.get(id.0).copied().unwrap_or(false)
    }

    fn add(&mut self, id: VarId) {
        if let Some(slot) = self.is.get_mut(id.0).filter(|slot| !**slot) {
            *slot = true;
            self.order.push(id);
        }
    }

    fn undo_to(&mut self, mark: usize) -> Vec<VarId> {
        let undone = self.order.split_off(mark.min(self.order.len()));
        for id in &undone {
            if let Some(slot) = self.is.get_mut(id.0) {
                *slot = false;
            }
        }
        undone
    }

    fn knows(&self, term: &Term) -> bool {
        match term {
            Term::Var(id) => self.has(*id),
            Term::Value(_) | Term::Now => true,
        }
    }

    fn add_term(&mut self, term: &Term) {
        if let Term::Var(id) = term {
            self.add(*id);
        }
    }

    /// Binds what the conjuncts bind, given what is bound already.
    fn bind_all(&mut self, parts: &[Formula]) {
        self.bind_literals(parts);
        // Once, not until nothing changes: repeating it at each level would be exponential in their number.
        for part in parts {
            if let Formula::Or(branches) = part {
                self.bind_common(branches);
            }
        }
        self.bind_literals(parts);
    }

    fn bind_literals(&mut self, parts: &[Formula]) {
        for _ in 0..ROUNDS {
            let before = self.order.len();
            for part in parts {
                self.bind(part);
            }
            if self.order.len() == before {
                return;
            }
        }
    }

    fn bind(&mut self, part: &Formula) {
        match part {
            Formula::Call(_, args, _) => args.iter().for_each(|arg| self.add_term(arg)),
            Formula::In(left, _, _) => self.add_term(left),
            Formula::Compare(Compare::Equal, left, right, _) if self.knows(left) || self.knows(right) => {
                self.add_term(left);
                self.add_term(right);
            }
            _ => {}
        }
    }

    /// What every alternative binds.
    fn bind_common(&mut self, branches: &[Formula]) {
        let mut common: Option<Vec<VarId>> = None;
        for branch in branches {
            let mark = self.order.len();
            self.bind_all(conjuncts(branch));
            let bound: HashSet<VarId> = self.undo_to(mark).into_iter().collect();
            common = Some(match common {
                None => sorted(bound),
                Some(mut common) => {
                    common.retain(|id| bound.contains(id));
                    common
                }
            });
        }
        common.into_iter().flatten().for_each(|id| self.add(id));
    }
}

fn sorted(ids: HashSet<VarId>) -> Vec<VarId> {
    let mut ids: Vec<VarId> = ids.into_iter().collect();
    ids.sort_unstable();
    ids
}

fn conjuncts(formula: &Formula) -> &[Formula] {
    match formula {
        Formula::And(parts) => parts,
        other => std::slice::from_ref(other),
    }
}

impl<'a> Check<'a> {
    fn new(rule: &'a Rule, diagnostics: &'a mut Diagnostics) -> Self {
        let mut total = vec![0; rule.variables.len()];
        let mut bound = Bound { is: vec![false; rule.variables.len()], order: Vec::new() };
        rule.head.iter().for_each(|term| bound.add_term(term));
        each_variable(&rule.body, &mut |id| {
            if let Some(count) = total.get_mut(id.0) {
                *count += 1;
            }
        });
        Self { rule, total, bound, reported: HashSet::new(), diagnostics }
    }

    /// A conjunction with what its surroundings bind: the body, an alternative, or what is negated.
    fn scope(&mut self, formula: &Formula) {
        let mark = self.bound.order.len();
        let parts = conjuncts(formula);
        for _ in 0..ROUNDS {
            let before = self.bound.order.len();
            self.bound.bind_all(parts);
            if self.bound.order.len() == before {
                break;
            }
        }
        for part in parts {
            match part {
                Formula::Or(branches) => branches.iter().for_each(|branch| self.scope(branch)),
                Formula::Not(inner) => {
                    self.negation(inner);
                    self.scope(inner);
                }
                _ => {}
            }
        }
        self.bound.undo_to(mark);
    }

    fn negation(&mut self, inner: &Formula) {
        let mut inside: Vec<(VarId, usize)> = Vec::new();
        let mut ids: Vec<VarId> = Vec::new();
        each_variable(inner, &mut |id| ids.push(id));
        ids.sort_unstable();
        for group in ids.chunk_by(|one, other| one == other) {
            inside.extend(group.first().map(|id| (*id, group.len())));
        }
        for (id, count) in inside {
            let shared = self.total.get(id.0).is_some_and(|total| *total > count);
            if shared && !self.bound.has(id) && self.reported.insert(id) {
                self.report(id, inner);
            }
        }
    }

    fn report(&mut self, id: VarId, inner: &Formula) {
        let name = self.rule.variables.get(id.0).map_or("_", |variable| variable.name.as_str());
        let message = format!("nothing gives `{name}` a value outside this `not`");
        let diagnostic = match span_of(inner) {
            Some(span) => Diagnostic::error(codes::UNBOUND_IN_NEGATION, span, message),
            None => Diagnostic::placeless(codes::UNBOUND_IN_NEGATION, message),
        };
        self.diagnostics.push(
            diagnostic.label("negated here").help(format!(
                "add a call, `=` or `in` that gives `{name}` a value, or use another variable if any value is meant"
            )),
        );
    }
}
