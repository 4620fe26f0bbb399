//! A rule on its way to a clause: what its variables stand for, and which equations hold.
//!
//! In: a rule with the types of its variables. Out: a clause whose equations between variables and constants are folded in;
//! nothing where they contradict each other.

use super::types::{Env, Ty, as_var, type_of};
use super::{Clause, Literal, Term, Terms};
use crate::policy::program::{self, Compare, Formula, Rule, VarId};
use crate::value::Value;
use smallvec::smallvec;

/// A clause under construction.
pub(super) struct Builder<'a> {
    pub rule: &'a Rule,
    pub env: Env,
    /// What each variable of the rule stands for; an unset one has not been met yet.
    terms: Vec<Option<Term>>,
    /// Variables equated with another by `=`.
    alias: Vec<Option<VarId>>,
    pub clause: Clause,
}

impl<'a> Builder<'a> {
    /// A clause of the rule without conditions yet, some of its variables standing for something already.
    pub fn new(rule: &'a Rule, env: Env, terms: Vec<Option<Term>>) -> Self {
        let clause = Clause { head: Terms::new(), body: Vec::new(), vars: Vec::new(), origins: smallvec![rule.origin] };
        Self { rule, env, alias: vec![None; terms.len()], terms, clause }
    }

    fn root(&self, mut var: VarId) -> VarId {
        while let Some(Some(next)) = self.alias.get(var.0) {
            var = *next;
        }
        var
    }

    /// The term that stands for a rule's term, a fresh variable on first use.
    pub fn term(&mut self, term: &program::Term) -> Term {
        match term {
            program::Term::Value(value) => Term::from(value.clone()),
            program::Term::Now => Term::Now,
            program::Term::Var(var) => {
                let root = self.root(*var);
                if let Some(Some(term)) = self.terms.get(root.0) {
                    return term.clone();
                }
                let ty = self.env.get(root.0).map_or_else(|| Ty::any().name(), Ty::name);
                let fresh = Term::Var(self.clause.fresh(ty));
                if let Some(slot) = self.terms.get_mut(root.0) {
                    *slot = Some(fresh.clone());
                }
                fresh
            }
        }
    }

    /// Applies the equations of a conjunction first, so that constants reach the calls beside them.
    pub fn equations(&mut self, parts: &[&Formula]) -> Option<()> {
        for part in parts {
            let Formula::Compare(Compare::Equal, left, right, _) = part else { continue };
            match (left, right) {
                (program::Term::Var(a), program::Term::Var(b)) => self.merge(*a, *b)?,
                (program::Term::Var(var), other) | (other, program::Term::Var(var)) => {
                    let other = self.term(other);
                    self.assign(*var, other)?;
                }
                (a, b) if a == b => {}
                (program::Term::Value(_), program::Term::Value(_)) => return None,
                _ => {}
            }
        }
        Some(())
    }

    fn merge(&mut self, a: VarId, b: VarId) -> Option<()> {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return Some(());
        }
        match (self.terms.get(a.0).cloned().flatten(), self.terms.get(b.0).cloned().flatten()) {
            (Some(_), Some(other)) => self.assign(a, other),
            (Some(_), None) => self.set_alias(b, a),
            _ => self.set_alias(a, b),
        }
    }

    fn set_alias(&mut self, from: VarId, to: VarId) -> Option<()> {
        *self.alias.get_mut(from.0)? = Some(to);
        Some(())
    }

    fn assign(&mut self, var: VarId, term: Term) -> Option<()> {
        let root = self.root(var);
        match self.terms.get(root.0).cloned().flatten() {
            None => {
                *self.terms.get_mut(root.0)? = Some(term);
                Some(())
            }
            Some(present) => self.equal(present, term),
        }
    }

    fn equal(&mut self, left: Term, right: Term) -> Option<()> {
        match (&left, &right) {
            (a, b) if a == b => Some(()),
            (Term::Const(_), Term::Const(_)) => None,
            _ => {
                self.clause.body.push(Literal::Compare { op: Compare::Equal, left, right });
                Some(())
            }
        }
    }

    /// Equates a term of the head with the constant or parameter that the pattern has there. `None` where they differ.
    pub fn equate_head(&mut self, term: &program::Term, known: &Term) -> Option<()> {
        match term {
            program::Term::Var(var) => self.assign(*var, known.clone()),
            other => {
                let other = self.term(other);
                self.equal(other, known.clone())
            }
        }
    }

    /// The term of an open column of the head, of the type that the pattern has there.
    pub fn open_head(&mut self, term: &program::Term, ty: &Ty) -> Term {
        let head = self.term(term);
        // A column of an abstract type must not pretend to be narrower than its relation says.
        if let Term::Var(var) = &head
            && let Some(slot) = self.clause.vars.get_mut(var.0)
        {
            *slot = ty.name();
        }
        head
    }

    /// Adds a comparison. `None` where it cannot hold.
    pub fn compare(&mut self, op: Compare, left: &program::Term, right: &program::Term) -> Option<()> {
        if op == Compare::Equal && (as_var(left).is_some() || as_var(right).is_some()) {
            // Applied by `equations` already.
            return Some(());
        }
        let differ = matches!((type_of(left, &self.env), type_of(right, &self.env)), (Ty::Exactly(a), Ty::Exactly(b)) if a != b);
        if differ {
            return (op == Compare::NotEqual).then_some(());
        }
        let (left, right) = (self.term(left), self.term(right));
        if op == Compare::Equal {
            return self.equal(left, right);
        }
        self.clause.body.push(Literal::Compare { op, left, right });
        Some(())
    }

    /// Adds a membership in constants. `None` where none of them is of the term's type.
    pub fn membership(&mut self, term: &program::Term, values: &[Value]) -> Option<()> {
        let ty = type_of(term, &self.env);
        let mut values: Vec<Value> = values.iter().filter(|value| ty == Ty::Exactly(value.ty.clone())).cloned().collect();
        values.sort();
        values.dedup();
        match self.term(term) {
            Term::Const(value) => values.contains(&value).then_some(()),
            _ if values.is_empty() => None,
            term => {
                self.clause.body.push(Literal::In { term, values });
                Some(())
            }
        }
    }
}
