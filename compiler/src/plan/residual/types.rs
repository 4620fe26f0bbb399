//! Which argument types each predicate can have.
//!
//! In: the program, the mapping's signatures and the known facts. Out: for every predicate the set of type tuples its
//! facts and rules can produce, as a least fixed point over types alone. A position that nothing binds keeps the types
//! it must fit ([`Ty::Any`]) instead of being split into every type there is.

use super::index::TypeIndex;
use super::polarity::Polarity;
use super::vars::VarSet;
use crate::hash::{HashMap, HashSet, IndexMap, IndexSet};
use crate::mapping::model::{Mapping, SignatureArg};
use crate::plan::goal::KnownFacts;
use crate::policy::program::{Compare, Formula, Predicate, Program, Rule, Term, Types, VarId};
use crate::value::{ACTOR, BOOLEAN, INTEGER, RESOURCE, STRING, TypeName};
use std::collections::VecDeque;
use std::sync::Arc;

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
    pub fn bounded(bounds: Vec<TypeName>, types: &Types) -> Self {
        Self::bounded_by(bounds, types, &|ty| is_final(ty, types))
    }

    /// The same, knowing which types nothing extends.
    fn bounded_by(mut bounds: Vec<TypeName>, types: &Types, is_final: &dyn Fn(&str) -> bool) -> Self {
        bounds.sort();
        bounds.dedup();
        match bounds.iter().find(|bound| is_final(bound)) {
            Some(only) if bounds.iter().all(|bound| types.fits(only, bound)) => Ty::Exactly(only.clone()),
            _ => Self::common(&bounds, types).unwrap_or(Ty::Any(bounds)),
        }
    }

    /// Whether no type fits: two that exclude each other, or `Actor` where no actor is declared.
    fn is_empty(&self, types: &Types) -> bool {
        matches!(self, Ty::Any(bounds) if !bounds.is_empty() && Self::common(bounds, types).is_none())
    }

    /// The common part of two, or `None` when nothing fits both.
    pub fn meet(&self, other: &Ty, types: &Types) -> Option<Ty> {
        match (self, other) {
            (Ty::Exactly(a), Ty::Exactly(b)) => (a == b).then(|| self.clone()),
            (Ty::Exactly(a), Ty::Any(bounds)) | (Ty::Any(bounds), Ty::Exactly(a)) => {
                bounds.iter().all(|bound| types.fits(a, bound)).then(|| Ty::Exactly(a.clone()))
            }
            (Ty::Any(a), Ty::Any(b)) if a == b => Some(self.clone()),
            (Ty::Any(a), Ty::Any(b)) => {
                let mut all: Vec<TypeName> = a.iter().chain(b).cloned().collect();
                all.sort();
                all.dedup();
                Self::common(&all, types)
            }
        }
    }

    /// What fits all of the bounds, told by as few of them as possible: a type that extends the others, or the one type
    /// that is below all of them. `None` when nothing is.
    fn common(bounds: &[TypeName], types: &Types) -> Option<Ty> {
        let wider = |bound: &TypeName| bounds.iter().any(|other| other != bound && types.fits(other, bound));
        let narrowest: Vec<TypeName> = bounds.iter().filter(|bound| !wider(bound)).cloned().collect();
        if narrowest.len() < 2 {
            let bounds = if narrowest.is_empty() { bounds.to_vec() } else { narrowest };
            let is_met = bounds.is_empty() || types.blocks.keys().any(|ty| bounds.iter().all(|bound| types.fits(ty, bound)));
            return is_met.then_some(Ty::Any(bounds));
        }
        let below: Vec<&TypeName> =
            types.blocks.keys().filter(|ty| narrowest.iter().all(|bound| types.fits(ty, bound))).collect();
        let mut tops = below.iter().filter(|ty| !below.iter().any(|other| other != *ty && types.fits(ty, other)));
        match (tops.next(), tops.next()) {
            (None, _) => None,
            (Some(top), None) if is_final(top, types) => Some(Ty::Exactly((*top).clone())),
            (Some(top), None) => Some(Ty::Any(vec![(*top).clone()])),
            (Some(_), Some(_)) => Some(Ty::Any(narrowest)),
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
    tuples: IndexMap<Predicate, Tuples>,
    sources: Arc<Sources>,
}

/// Where facts of each predicate come from.
#[derive(Debug, Default)]
struct Sources {
    polarity: Polarity,
    rules: HashMap<Predicate, Starts>,
    mapped: HashMap<Predicate, Vec<usize>>,
}

impl Sources {
    /// The rules of all predicates with what their annotations say.
    fn all_rules<'s>(&'s self, program: &'s Program) -> Vec<(&'s Predicate, &'s Rule, &'s Env)> {
        let mut all = Vec::new();
        for (predicate, rules) in &program.rules {
            let envs = self.rules.get(predicate).map_or(&[][..], |starts| starts.envs.as_slice());
            all.extend(rules.iter().zip(envs).filter_map(|(rule, env)| Some((predicate, rule, env.as_ref()?))));
        }
        all
    }
}

/// The type tuples of one predicate.
#[derive(Clone, Debug, Default)]
struct Tuples {
    all: IndexSet<Vec<Ty>>,
    index: TypeIndex,
}

/// What the annotations of a predicate's rules say, rule by rule.
#[derive(Debug, Default)]
struct Starts {
    /// `None` where a variable has a type that nothing has: the rule never holds.
    envs: Vec<Option<Env>>,
    /// By the types of the heads.
    index: TypeIndex,
}

/// Positive calls of one predicate: the numbers of their rules, by the types that annotations give the arguments.
#[derive(Default)]
struct Callers {
    rules: Vec<usize>,
    index: TypeIndex,
}

impl TypeTable {
    /// Computes the least fixed point.
    pub fn build(program: &Program, mapping: &Mapping, known: &KnownFacts) -> Self {
        let mut sources = Sources { polarity: Polarity::build(program), ..Sources::default() };
        let extended: HashSet<&TypeName> = program.types.blocks.values().flat_map(|block| &block.extends).collect();
        let is_final = |ty: &str| !matches!(ty, ACTOR | RESOURCE) && !extended.contains(&TypeName::new(ty));
        for (predicate, written) in &program.rules {
            let starts = sources.rules.entry(predicate.clone()).or_default();
            for rule in written {
                let env = start_env(rule, &program.types, &is_final);
                let head: Vec<Ty> = rule.head.iter().map(|term| type_of(term, &env)).collect();
                starts.index.add(head.iter());
                let may_hold = !env.iter().any(|ty| ty.is_empty(&program.types));
                starts.envs.push(may_hold.then_some(env));
            }
        }
        let mut table = Self::default();
        for (at, fact) in mapping.facts.iter().enumerate() {
            let tuple = fact.signature.args.iter().map(|arg| match arg {
                SignatureArg::Column(ty) => Ty::Exactly(ty.clone()),
                SignatureArg::Constant(value) => Ty::Exactly(value.ty.clone()),
            });
            let predicate = Predicate::new(fact.signature.predicate.clone(), fact.signature.args.len());
            table.insert(&predicate, tuple.collect());
            sources.mapped.entry(predicate).or_default().push(at);
        }
        table.sources = Arc::new(sources);
        table.add_known(known);
        table.close(program);
        table
    }

    /// This table with further known facts, unless they bring no new types.
    #[must_use]
    pub fn with_known(&self, program: &Program, known: &KnownFacts) -> Option<Self> {
        let is_new = |predicate: &Predicate, types: &[TypeName]| {
            let tuple: Vec<Ty> = types.iter().cloned().map(Ty::Exactly).collect();
            self.tuples.get(predicate).is_none_or(|tuples| !tuples.all.contains(&tuple))
        };
        if !known.groups().any(|(predicate, types, _)| is_new(predicate, types)) {
            return None;
        }
        let mut table = self.clone();
        table.add_known(known);
        table.close(program);
        Some(table)
    }

    /// The tuples of a predicate.
    pub fn of(&self, predicate: &Predicate) -> impl Iterator<Item = &Vec<Ty>> {
        self.tuples.get(predicate).into_iter().flat_map(|tuples| &tuples.all)
    }

    /// Those of the predicate's rules whose heads may have the types, with what their annotations say.
    pub fn rules<'t, 'a>(
        &'t self,
        program: &'t Program,
        predicate: &Predicate,
        types: impl Iterator<Item = &'a Ty>,
    ) -> Vec<(&'t Rule, &'t Env)> {
        let written = program.rules_of(predicate);
        let Some(starts) = self.sources.rules.get(predicate) else { return Vec::new() };
        let fitting = starts.index.fitting(types).into_iter();
        fitting.filter_map(|at| Some((written.get(at)?, starts.envs.get(at)?.as_ref()?))).collect()
    }

    /// The mapped facts of a predicate: indices into the mapping's facts.
    pub fn mapped(&self, predicate: &Predicate) -> &[usize] {
        self.sources.mapped.get(predicate).map_or(&[], Vec::as_slice)
    }

    /// Which predicates single out values.
    pub fn polarity(&self) -> &Polarity {
        &self.sources.polarity
    }

    /// Every type that a value can have here.
    pub fn every_type(&self, program: &Program) -> Vec<Ty> {
        self.every_type_of(&self.sources.all_rules(program), program)
    }

    fn insert(&mut self, predicate: &Predicate, tuple: Vec<Ty>) -> bool {
        if !self.tuples.contains_key(predicate) {
            self.tuples.insert(predicate.clone(), Tuples::default());
        }
        let Some(tuples) = self.tuples.get_mut(predicate) else { return false };
        if tuples.all.contains(&tuple) {
            return false;
        }
        tuples.index.add(tuple.iter());
        tuples.all.insert(tuple)
    }

    fn add_known(&mut self, known: &KnownFacts) {
        for (predicate, types, _) in known.groups() {
            self.insert(predicate, types.iter().cloned().map(Ty::Exactly).collect());
        }
    }

    fn close(&mut self, program: &Program) {
        let sources = Arc::clone(&self.sources);
        let all = sources.all_rules(program);
        let callers = callers(&all);
        let mut waiting = vec![true; all.len()];
        let mut queue: VecDeque<usize> = (0..all.len()).collect();
        loop {
            while let Some(at) = queue.pop_front() {
                let (Some((predicate, rule, start)), Some(flag)) = (all.get(at), waiting.get_mut(at)) else { continue };
                *flag = false;
                for env in self.rule_envs(rule, start, &program.types) {
                    let tuple: Vec<Ty> = rule.head.iter().map(|term| type_of(term, &env)).collect();
                    if self.insert(predicate, tuple.clone()) {
                        wake(&callers, predicate, &tuple, &mut waiting, &mut queue);
                    }
                }
            }
            for (predicate, tuple) in self.linked(&all, program) {
                if self.insert(predicate, tuple.clone()) {
                    wake(&callers, predicate, &tuple, &mut waiting, &mut queue);
                }
            }
            if queue.is_empty() {
                return;
            }
        }
    }

    /// Tuples of rules that make arguments of open types equal, such as `same(x, x);`: for each type that one of them can
    /// have, the others have it, too.
    fn linked<'p>(&self, rules: &[(&'p Predicate, &'p Rule, &'p Env)], program: &Program) -> Vec<(&'p Predicate, Vec<Ty>)> {
        let mut found = Vec::new();
        let mut every: Option<Vec<Ty>> = None;
        for (predicate, rule, start) in rules.iter().filter(|(_, rule, _)| links(rule)) {
            let open: IndexSet<usize> = self
                .rule_envs(rule, start, &program.types)
                .iter()
                .flat_map(|env| rule.head.iter().enumerate().filter(|(_, term)| exact(&type_of(term, env)).is_none()))
                .map(|(at, _)| at)
                .collect();
            if open.len() < 2 {
                continue;
            }
            for ty in every.get_or_insert_with(|| self.every_type_of(rules, program)).iter() {
                for at in &open {
                    let narrowed = rule.head.get(*at).and_then(|term| narrow(term, ty, (*start).clone(), &program.types));
                    for env in narrowed.iter().flat_map(|env| self.rule_envs(rule, env, &program.types)) {
                        let tuple: Vec<Ty> = rule.head.iter().map(|term| type_of(term, &env)).collect();
                        if open.iter().any(|other| other != at && tuple.get(*other).and_then(exact).is_some()) {
                            found.push((*predicate, tuple));
                        }
                    }
                }
            }
        }
        found.retain(|(predicate, tuple): &(&Predicate, Vec<Ty>)| !self.of(predicate).any(|known| known == tuple));
        found
    }

    fn every_type_of(&self, rules: &[(&Predicate, &Rule, &Env)], program: &Program) -> Vec<Ty> {
        let mut names: IndexSet<TypeName> = [STRING, INTEGER, BOOLEAN].into_iter().map(TypeName::new_static).collect();
        names.extend(program.types.blocks.keys().cloned());
        names.extend(self.tuples.values().flat_map(|tuples| &tuples.all).flatten().filter_map(exact).cloned());
        for (_, rule, start) in rules {
            names.extend(rule.head.iter().filter_map(|term| exact(&type_of(term, start)).cloned()));
            names.extend(start.iter().filter_map(exact).cloned());
            let mut stack = vec![&rule.body];
            while let Some(next) = stack.pop() {
                match next {
                    Formula::And(parts) | Formula::Or(parts) => stack.extend(parts),
                    Formula::Call(_, args, _) => names.extend(args.iter().filter_map(value_type)),
                    Formula::Compare(_, left, right, _) => names.extend([left, right].into_iter().filter_map(value_type)),
                    Formula::In(_, values, _) => names.extend(values.iter().map(|value| value.ty.clone())),
                    Formula::Matches(_, ty, _) => {
                        names.insert(ty.clone());
                    }
                    Formula::Not(inner) => stack.push(inner),
                    Formula::True | Formula::False => {}
                }
            }
        }
        names.into_iter().filter(|name| !matches!(name.as_str(), ACTOR | RESOURCE)).map(Ty::Exactly).collect()
    }

    /// Every way to give the rule's variables types so that the positive part of its body can hold. Variables that one
    /// conjunct alone has, and that can have several types, may keep what they had: these types are that conjunct's own
    /// matter.
    pub fn rule_envs(&self, rule: &Rule, start: &Env, types: &Types) -> Vec<Env> {
        // To a body of one conjunct, nothing is outside.
        let outside = match &rule.body {
            Formula::And(_) | Formula::Or(_) => rule.head.iter().filter_map(as_var).collect(),
            _ => VarSet::default(),
        };
        self.envs(&rule.body, vec![start.clone()], &outside, types)
    }

    /// Every extension of the environments under which the formula's positive part can hold. `outside` are the variables
    /// that matter elsewhere.
    pub fn envs(&self, formula: &Formula, envs: Vec<Env>, outside: &VarSet<VarId>, types: &Types) -> Vec<Env> {
        let mut envs = envs;
        match formula {
            Formula::True | Formula::Not(_) => envs,
            Formula::False => Vec::new(),
            Formula::And(_) => {
                let parts = conjuncts(formula);
                let mut shared = repeated(&parts);
                shared.unite(outside);
                for turn in 0..TURNS {
                    for part in parts.iter().filter(|part| precedence(part) == turn) {
                        envs = self.conjunct_envs(part, envs, &shared, types);
                    }
                }
                // Equations between variables only help once a call has typed one side.
                for part in parts.iter().filter(|part| matches!(part, Formula::Compare(Compare::Equal, ..))) {
                    envs = self.envs(part, envs, &shared, types);
                }
                envs
            }
            Formula::Or(parts) => {
                let out: IndexSet<Env> = parts.iter().flat_map(|part| self.envs(part, envs.clone(), outside, types)).collect();
                out.into_iter().collect()
            }
            Formula::Call(predicate, args, _) => self.call_envs(predicate, args, envs, types),
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

    /// The same for one conjunct of several. Without forgetting, conjuncts of their own would multiply.
    fn conjunct_envs(&self, part: &Formula, envs: Vec<Env>, shared: &VarSet<VarId>, types: &Types) -> Vec<Env> {
        if !matches!(part, Formula::Call(..) | Formula::Or(_)) {
            return self.envs(part, envs, shared, types);
        }
        let mut own: Vec<VarId> = Vec::new();
        each_variable(part, &mut |var| {
            if !shared.contains(var) {
                own.push(var);
            }
        });
        if own.is_empty() {
            return self.envs(part, envs, shared, types);
        }
        let mut out: IndexSet<Env> = IndexSet::default();
        for env in envs {
            let found = self.envs(part, vec![env.clone()], shared, types);
            let forget = |mut next: Env| {
                for VarId(at) in &own {
                    if let (Some(slot), Some(before)) = (next.get_mut(*at), env.get(*at)) {
                        slot.clone_from(before);
                    }
                }
                next
            };
            let forgotten: IndexSet<Env> = found.iter().cloned().map(forget).collect();
            if forgotten.len() < found.len() {
                out.extend(forgotten);
            } else {
                out.extend(found);
            }
        }
        out.into_iter().collect()
    }

    fn call_envs(&self, predicate: &Predicate, args: &[Term], envs: Vec<Env>, types: &Types) -> Vec<Env> {
        let Some(tuples) = self.tuples.get(predicate) else { return Vec::new() };
        let mut out = IndexSet::default();
        let mut last: Option<Env> = None;
        for env in envs {
            let known: Vec<Ty> = args.iter().map(|arg| type_of(arg, &env)).collect();
            for tuple in tuples.index.fitting(known.iter()).into_iter().filter_map(|at| tuples.all.get_index(at)) {
                let Some(next) = unify(args, tuple, &env, types) else { continue };
                // Most calls leave one environment, which needs no set.
                if last.as_ref() == Some(&next) {
                    continue;
                }
                out.extend(last.replace(next));
            }
        }
        if out.is_empty() {
            return last.into_iter().collect();
        }
        out.extend(last);
        out.into_iter().collect()
    }
}

/// Puts the rules in the queue whose calls the new tuple may answer.
fn wake(
    callers: &HashMap<&Predicate, Callers>,
    predicate: &Predicate,
    tuple: &[Ty],
    waiting: &mut [bool],
    queue: &mut VecDeque<usize>,
) {
    let Some(callers) = callers.get(predicate) else { return };
    for caller in callers.index.fitting(tuple.iter()).into_iter().filter_map(|at| callers.rules.get(at)) {
        if let Some(flag) = waiting.get_mut(*caller)
            && !std::mem::replace(flag, true)
        {
            queue.push_back(*caller);
        }
    }
}

/// Whether the rule says that two variables are equal.
fn links(rule: &Rule) -> bool {
    let repeated =
        rule.head.iter().enumerate().any(|(at, term)| as_var(term).is_some() && rule.head.iter().take(at).any(|t| t == term));
    let mut stack = vec![&rule.body];
    let mut equated = false;
    while let Some(next) = stack.pop() {
        match next {
            Formula::And(parts) | Formula::Or(parts) => stack.extend(parts),
            Formula::Compare(Compare::Equal, left, right, _) => equated |= as_var(left).is_some() && as_var(right).is_some(),
            _ => {}
        }
    }
    repeated || equated
}

fn value_type(term: &Term) -> Option<TypeName> {
    if let Term::Value(value) = term { Some(value.ty.clone()) } else { None }
}

/// Positive calls by predicate.
fn callers<'p>(rules: &[(&'p Predicate, &'p Rule, &'p Env)]) -> HashMap<&'p Predicate, Callers> {
    let mut found: HashMap<&Predicate, Callers> = HashMap::default();
    for (at, (_, rule, start)) in rules.iter().enumerate() {
        for (callee, args) in called(&rule.body) {
            let callers = found.entry(callee).or_default();
            let types: Vec<Ty> = args.iter().map(|arg| type_of(arg, start)).collect();
            callers.index.add(types.iter());
            callers.rules.push(at);
        }
    }
    found
}

/// Whether a value that fits the type is of exactly that type.
fn is_final(ty: &str, types: &Types) -> bool {
    !matches!(ty, ACTOR | RESOURCE) && !types.blocks.values().any(|block| block.extends.iter().any(|parent| parent == ty))
}

/// The environment that a rule's annotations give.
fn start_env(rule: &Rule, types: &Types, is_final: &dyn Fn(&str) -> bool) -> Env {
    rule.variables.iter().map(|variable| Ty::bounded_by(variable.bounds.clone(), types, is_final)).collect()
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
    restrict(term, ty, &mut env, types).then_some(env)
}

/// Gives the term the type, too, if it can have it.
fn restrict(term: &Term, ty: &Ty, env: &mut Env, types: &Types) -> bool {
    let slot = match term {
        Term::Var(VarId(at)) => env.get_mut(*at),
        _ => None,
    };
    match slot {
        Some(slot) if slot == ty => true,
        Some(slot) => match slot.meet(ty, types) {
            Some(met) => {
                *slot = met;
                true
            }
            None => false,
        },
        None => type_of(term, env).meet(ty, types).is_some(),
    }
}

fn unify(args: &[Term], tuple: &[Ty], env: &Env, types: &Types) -> Option<Env> {
    // Most tuples differ from what is known in an exact type, which needs no environment to be seen.
    let differs = |(arg, ty): (&Term, &Ty)| {
        let known = match arg {
            Term::Var(VarId(at)) => env.get(*at).and_then(exact),
            Term::Value(value) => Some(&value.ty),
            Term::Now => None,
        };
        matches!((known, exact(ty)), (Some(a), Some(b)) if a != b)
    };
    if args.iter().zip(tuple).any(differs) {
        return None;
    }
    let mut env = env.clone();
    args.iter().zip(tuple).all(|(arg, ty)| restrict(arg, ty, &mut env, types)).then_some(env)
}

fn exact(ty: &Ty) -> Option<&TypeName> {
    if let Ty::Exactly(name) = ty { Some(name) } else { None }
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

/// The conjuncts of a formula, nested conjunctions flattened, in order.
pub fn conjuncts(formula: &Formula) -> Vec<&Formula> {
    let flat = match formula {
        Formula::And(parts) => parts.as_slice(),
        other => std::slice::from_ref(other),
    };
    if !flat.iter().any(|part| matches!(part, Formula::And(_))) {
        return flat.iter().collect();
    }
    let mut out = Vec::new();
    let mut stack = vec![formula];
    while let Some(next) = stack.pop() {
        match next {
            Formula::And(parts) => stack.extend(parts.iter().rev()),
            other => out.push(other),
        }
    }
    out
}

/// The variables that more than one of the conjuncts have.
pub fn repeated(parts: &[&Formula]) -> VarSet<VarId> {
    let (mut seen, mut repeated) = (VarSet::default(), VarSet::default());
    for part in parts {
        let mut own = VarSet::default();
        each_variable(part, &mut |var| {
            if seen.contains(var) {
                repeated.insert(var);
            }
            own.insert(var);
        });
        seen.unite(&own);
    }
    repeated
}

/// The variables of a formula, each once.
pub fn variables(formula: &Formula) -> Vec<VarId> {
    let mut out = Vec::new();
    each_variable(formula, &mut |var| out.push(var));
    out.sort();
    out.dedup();
    out
}

/// Visits the variables of a formula, one as often as it occurs.
fn each_variable(formula: &Formula, visit: &mut dyn FnMut(VarId)) {
    let mut stack: Vec<&Formula> = Vec::new();
    let mut current = Some(formula);
    while let Some(next) = current.take().or_else(|| stack.pop()) {
        match next {
            Formula::And(parts) | Formula::Or(parts) => stack.extend(parts),
            Formula::Not(inner) => stack.push(inner),
            Formula::Call(_, args, _) => args.iter().filter_map(as_var).for_each(&mut *visit),
            Formula::Compare(_, left, right, _) => [left, right].into_iter().filter_map(as_var).for_each(&mut *visit),
            Formula::In(term, ..) => as_var(term).into_iter().for_each(&mut *visit),
            Formula::Matches(var, ..) => visit(*var),
            Formula::True | Formula::False => {}
        }
    }
}

/// The variable that a term is.
pub fn as_var(term: &Term) -> Option<VarId> {
    if let Term::Var(var) = term { Some(*var) } else { None }
}

/// How many turns [`precedence`] tells apart.
const TURNS: u8 = 5;

/// When a conjunct is looked at: those that tell most first.
fn precedence(formula: &Formula) -> u8 {
    match formula {
        Formula::True | Formula::False | Formula::Matches(..) | Formula::In(..) => 0,
        Formula::Compare(Compare::Equal, ..) => 1,
        Formula::Call(..) | Formula::And(_) => 2,
        Formula::Or(_) => 3,
        Formula::Compare(..) | Formula::Not(_) => 4,
    }
}

/// The calls outside of negations, which alone give types to variables.
fn called(formula: &Formula) -> Vec<(&Predicate, &[Term])> {
    let mut out = Vec::new();
    let mut stack = vec![formula];
    while let Some(next) = stack.pop() {
        match next {
            Formula::And(parts) | Formula::Or(parts) => stack.extend(parts),
            Formula::Call(predicate, args, _) => out.push((predicate, args.as_slice())),
            _ => {}
        }
    }
    out
}
