//! Which argument types each predicate can have.
//!
//! In: the program, the mapping's signatures and the known facts. Out: for every predicate the set of type tuples its
//! facts and rules can produce, as a least fixed point over types alone. A position that nothing binds keeps the types
//! it must fit ([`Ty::Any`]) instead of being split into every type there is.

use crate::mapping::model::{Mapping, SignatureArg};
use crate::plan::goal::KnownFacts;
use crate::policy::program::{Compare, Formula, Predicate, Program, Rule, Term, Types, VarId};
use crate::value::{ACTOR, INTEGER, RESOURCE, TypeName};
use indexmap::{IndexMap, IndexSet};
use std::collections::VecDeque;

/// The type of an argument, as far as it is determined.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Ty {
    /// Exactly this type.
    Exactly(TypeName),
    /// Any type that fits all of these; sorted. Empty: any type at all.
    Any(Vec<TypeName>),
}

impl Ty {
    /// Any type.
    pub fn any() -> Self {
        Ty::Any(Vec::new())
    }

    /// Any type that fits all of these; a type that nothing extends is itself only.
    pub fn bounded(mut bounds: Vec<TypeName>, types: &Types) -> Self {
        bounds.sort();
        bounds.dedup();
        match bounds.iter().find(|bound| is_final(bound, types)) {
            Some(only) if bounds.iter().all(|bound| types.fits(only, bound)) => Ty::Exactly(only.clone()),
            _ => Ty::Any(bounds),
        }
    }

    /// The common part of two, or `None` when nothing fits both.
    pub fn meet(&self, other: &Ty, types: &Types) -> Option<Ty> {
        match (self, other) {
            (Ty::Exactly(a), Ty::Exactly(b)) => (a == b).then(|| self.clone()),
            (Ty::Exactly(a), Ty::Any(bounds)) | (Ty::Any(bounds), Ty::Exactly(a)) => {
                bounds.iter().all(|bound| types.fits(a, bound)).then(|| Ty::Exactly(a.clone()))
            }
            (Ty::Any(a), Ty::Any(b)) => {
                let mut all: Vec<TypeName> = a.iter().chain(b).cloned().collect();
                all.sort();
                all.dedup();
                Some(Ty::Any(all))
            }
        }
    }

    /// A name for columns and messages.
    pub fn name(&self) -> TypeName {
        match self {
            Ty::Exactly(name) => name.clone(),
            Ty::Any(bounds) => bounds.first().cloned().unwrap_or_else(|| TypeName::new_static("_")),
        }
    }
}

/// Types of a rule's variables, by `VarId`.
pub type Env = Vec<Ty>;

/// The type tuples of every predicate.
#[derive(Clone, Debug, Default)]
pub struct TypeTable {
    tuples: IndexMap<Predicate, IndexSet<Vec<Ty>>>,
}

impl TypeTable {
    /// Computes the least fixed point.
    pub fn build(program: &Program, mapping: &Mapping, known: &KnownFacts) -> Self {
        let mut table = Self::default();
        for fact in &mapping.facts {
            let tuple = fact.signature.args.iter().map(|arg| match arg {
                SignatureArg::Column(ty) => Ty::Exactly(ty.clone()),
                SignatureArg::Constant(value) => Ty::Exactly(value.ty.clone()),
            });
            let predicate = Predicate::new(fact.signature.predicate.clone(), fact.signature.args.len());
            table.insert(predicate, tuple.collect());
        }
        table.add_known(known);
        table.close(program);
        table
    }

    /// This table with further known facts; the same table when they bring no new types.
    #[must_use]
    pub fn with_known(&self, program: &Program, known: &KnownFacts) -> Self {
        let mut table = self.clone();
        if table.add_known(known) {
            table.close(program);
        }
        table
    }

    /// The tuples of a predicate.
    pub fn of(&self, predicate: &Predicate) -> impl Iterator<Item = &Vec<Ty>> {
        self.tuples.get(predicate).into_iter().flatten()
    }

    fn insert(&mut self, predicate: Predicate, tuple: Vec<Ty>) -> bool {
        self.tuples.entry(predicate).or_default().insert(tuple)
    }

    fn add_known(&mut self, known: &KnownFacts) -> bool {
        let mut grew = false;
        for (predicate, types, _) in known.groups() {
            grew |= self.insert(predicate.clone(), types.iter().cloned().map(Ty::Exactly).collect());
        }
        grew
    }

    fn close(&mut self, program: &Program) {
        let all: Vec<(&Predicate, &Rule)> =
            program.rules.iter().flat_map(|(predicate, rules)| rules.iter().map(move |rule| (predicate, rule))).collect();
        let mut callers: IndexMap<&Predicate, Vec<usize>> = IndexMap::new();
        for (at, (_, rule)) in all.iter().enumerate() {
            for callee in called(&rule.body) {
                callers.entry(callee).or_default().push(at);
            }
        }
        let mut waiting = vec![true; all.len()];
        let mut queue: VecDeque<usize> = (0..all.len()).collect();
        while let Some(at) = queue.pop_front() {
            let (Some((predicate, rule)), Some(flag)) = (all.get(at), waiting.get_mut(at)) else { continue };
            *flag = false;
            let mut grew = false;
            for env in self.rule_envs(rule, &start_env(rule, &program.types), &program.types) {
                let tuple = rule.head.iter().map(|term| type_of(term, &env)).collect();
                grew |= self.insert((*predicate).clone(), tuple);
            }
            for caller in callers.get(predicate).into_iter().flatten().filter(|_| grew) {
                if let Some(flag) = waiting.get_mut(*caller)
                    && !std::mem::replace(flag, true)
                {
                    queue.push_back(*caller);
                }
            }
        }
    }

    /// Every way to give the rule's variables types so that the positive part of its body can hold.
    pub fn rule_envs(&self, rule: &Rule, start: &Env, types: &Types) -> Vec<Env> {
        self.envs(&rule.body, vec![start.clone()], types)
    }

    /// Every extension of the environments under which the formula's positive part can hold.
    pub fn envs(&self, formula: &Formula, envs: Vec<Env>, types: &Types) -> Vec<Env> {
        let mut envs = envs;
        match formula {
            Formula::True | Formula::Not(_) => envs,
            Formula::False => Vec::new(),
            Formula::And(parts) => {
                let mut ordered: Vec<&Formula> = parts.iter().collect();
                ordered.sort_by_key(|part| precedence(part));
                for part in ordered {
                    envs = self.envs(part, envs, types);
                }
                // Equations between variables only help once a call has typed one side.
                for part in parts.iter().filter(|part| matches!(part, Formula::Compare(Compare::Equal, ..))) {
                    envs = self.envs(part, envs, types);
                }
                envs
            }
            Formula::Or(parts) => {
                let out: IndexSet<Env> = parts.iter().flat_map(|part| self.envs(part, envs.clone(), types)).collect();
                out.into_iter().collect()
            }
            Formula::Call(predicate, args, _) => {
                let mut out = IndexSet::new();
                for env in &envs {
                    for tuple in self.of(predicate) {
                        if let Some(next) = unify(args, tuple, env, types) {
                            out.insert(next);
                        }
                    }
                }
                out.into_iter().collect()
            }
            Formula::Compare(op, left, right, _) => {
                envs.into_iter().filter_map(|env| compare_env(*op, left, right, env, types)).collect()
            }
            Formula::In(term, values, _) => {
                let mut kinds: Vec<TypeName> = values.iter().map(|value| value.ty.clone()).collect();
                kinds.sort();
                kinds.dedup();
                let mut out = Vec::new();
                for env in envs {
                    out.extend(kinds.iter().filter_map(|ty| narrow(term, &Ty::Exactly(ty.clone()), env.clone(), types)));
                }
                out
            }
            Formula::Matches(var, ty, _) => {
                let bound = Ty::bounded(vec![ty.clone()], types);
                envs.into_iter().filter_map(|env| narrow(&Term::Var(*var), &bound, env, types)).collect()
            }
        }
    }
}

/// Whether a value that fits the type is of exactly that type.
fn is_final(ty: &str, types: &Types) -> bool {
    !matches!(ty, ACTOR | RESOURCE) && !types.blocks.values().any(|block| block.extends.iter().any(|parent| parent == ty))
}

/// The environment that a rule's annotations give.
pub fn start_env(rule: &Rule, types: &Types) -> Env {
    rule.variables.iter().map(|variable| Ty::bounded(variable.bounds.clone(), types)).collect()
}

/// The type of a term under an environment.
pub fn type_of(term: &Term, env: &Env) -> Ty {
    match term {
        Term::Var(VarId(at)) => env.get(*at).cloned().unwrap_or_else(Ty::any),
        Term::Value(value) => Ty::Exactly(value.ty.clone()),
        Term::Now => Ty::Exactly(TypeName::new_static(INTEGER)),
    }
}

/// The environment in which the term also has the type, if it can.
pub fn narrow(term: &Term, ty: &Ty, mut env: Env, types: &Types) -> Option<Env> {
    let met = type_of(term, &env).meet(ty, types)?;
    if let Term::Var(VarId(at)) = term
        && let Some(slot) = env.get_mut(*at)
    {
        *slot = met;
    }
    Some(env)
}

fn unify(args: &[Term], tuple: &[Ty], env: &Env, types: &Types) -> Option<Env> {
    let mut env = env.clone();
    for (arg, ty) in args.iter().zip(tuple) {
        env = narrow(arg, ty, env, types)?;
    }
    Some(env)
}

fn compare_env(op: Compare, left: &Term, right: &Term, env: Env, types: &Types) -> Option<Env> {
    match op {
        Compare::NotEqual => Some(env),
        Compare::Equal => {
            let ty = type_of(left, &env).meet(&type_of(right, &env), types)?;
            let env = narrow(left, &ty, env, types)?;
            narrow(right, &ty, env, types)
        }
        Compare::Less | Compare::LessEqual | Compare::Greater | Compare::GreaterEqual => {
            let integer = Ty::Exactly(TypeName::new_static(INTEGER));
            let env = narrow(left, &integer, env, types)?;
            narrow(right, &integer, env, types)
        }
    }
}

fn precedence(formula: &Formula) -> u8 {
    match formula {
        Formula::True | Formula::False | Formula::Matches(..) | Formula::In(..) => 0,
        Formula::Compare(Compare::Equal, ..) => 1,
        Formula::Call(..) | Formula::And(_) => 2,
        Formula::Or(_) => 3,
        Formula::Compare(..) | Formula::Not(_) => 4,
    }
}

fn called(formula: &Formula) -> Vec<&Predicate> {
    let mut out = Vec::new();
    let mut stack = vec![formula];
    while let Some(next) = stack.pop() {
        match next {
            Formula::And(parts) | Formula::Or(parts) => stack.extend(parts),
            Formula::Not(inner) => stack.push(inner),
            Formula::Call(predicate, ..) => out.push(predicate),
            _ => {}
        }
    }
    out
}
