//! Pass 1: one version of a predicate for each pattern of argument types and constants.
//!
//! In: the program, the mapping's signatures, the known facts and a goal. Out: a residual that holds exactly the
//! relations the goal can reach. Types are concrete, constants and parameters are folded into the relations, and bodies
//! are conjunctions: every `or` and every `not` has become a relation of its own. Patterns are finite, so this
//! terminates, recursion included.

use super::builder::Builder;
use super::types::{Env, Ty, TypeTable, as_var, conjuncts, narrow, repeated, type_of, variables};
use super::vars::VarSet;
use super::{Bounds, Clause, Inclusions, Literal, Name, Origins, RelId, Relation, Residual, Term, Terms, Var};
use crate::diagnostic::{Diagnostic, codes};
use crate::hash::{HashMap, HashSet, IndexMap};
use crate::mapping::join::{Join, JoinOutput};
use crate::mapping::model::{Mapping, SignatureArg};
use crate::plan::goal::{Goal, GoalArg, GoalCall, KnownFacts};
use crate::policy::program::{self, Compare, Formula, Predicate, Program, Rule, VarId};
use crate::value::{TypeName, Value};
use std::cell::OnceCell;
use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

/// Past this many ways to give the variables of one rule types a goal is refused.
const MAX_ENVS: usize = 5_000;
/// Past this many relations a goal is refused: no policy written by people comes near it.
const MAX_RELATIONS: usize = 20_000;

/// Everything a goal is specialised against.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The resolved policy.
    pub program: &'a Program,
    /// The fact mapping.
    pub mapping: &'a Mapping,
    /// Types each predicate can have, known facts included.
    pub types: &'a TypeTable,
    /// Facts known before execution.
    pub known: &'a KnownFacts,
    /// See [`named`].
    pub named: &'a Arc<Vec<Value>>,
}

/// Specialises a goal.
///
/// # Errors
/// A policy with more patterns than the planner's bound.
pub fn specialize(context: Context<'_>, goal: &Goal) -> Result<Residual, Diagnostic> {
    let mut work = Specializer {
        context,
        goal,
        memo: IndexMap::default(),
        formulas: HashMap::default(),
        relations: Vec::new(),
        queue: VecDeque::new(),
        every_type: OnceCell::new(),
        is_too_large: false,
    };
    work.goal_relation();
    while let Some(job) = work.queue.pop_front() {
        if work.relations.len() > MAX_RELATIONS {
            let message = format!("this question reaches more than {MAX_RELATIONS} patterns of the policy's rules");
            return Err(Diagnostic::placeless(codes::TOO_LARGE, message));
        }
        let clauses = match &job.source {
            Source::Pattern(pattern) => work.pattern_clauses(pattern),
            Source::Formula(scope) => work.formula_clauses(scope),
        };
        if work.is_too_large {
            let message = format!("the variables of a rule can have types in more than {MAX_ENVS} ways");
            return Err(Diagnostic::placeless(codes::TOO_LARGE, message).help("give the variables types with `matches`"));
        }
        if let Some(relation) = work.relations.get_mut(job.relation.0) {
            relation.clauses = clauses;
        }
    }
    let args = || goal.alternatives.iter().flatten().flat_map(|call| &call.args);
    let given = args().filter_map(|arg| if let GoalArg::Value(value) = arg { Some(value.clone()) } else { None });
    let open: BTreeSet<usize> =
        args().filter_map(|arg| if let GoalArg::Param(slot) = arg { Some(*slot) } else { None }).collect();
    Ok(Residual {
        relations: work.relations,
        goal: RelId(0),
        params: goal.params.clone(),
        named: Arc::clone(context.named),
        open: open.into_iter().collect(),
        given: given.collect(),
        inclusions: Inclusions::default(),
        bounds: Bounds::default(),
        known: IndexMap::default(),
    })
}

/// Every value that the policy or a known fact names, sorted.
pub fn named(known: &KnownFacts, constants: &HashSet<Value>) -> Arc<Vec<Value>> {
    let mut values: Vec<Value> = known.values().chain(constants).cloned().collect();
    values.sort();
    values.dedup();
    Arc::new(values)
}

/// A call pattern: types of all arguments, and the value of those that are known.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Pattern {
    predicate: Predicate,
    args: Vec<(Ty, Option<Term>)>,
}

/// What decides a formula's relation. Its place in the policy says which formula it is.
#[derive(PartialEq, Eq, Hash)]
struct FormulaPattern {
    places: Vec<usize>,
    /// Of the variables it mentions.
    types: Vec<Ty>,
    outer: Vec<Option<Term>>,
    columns: Vec<VarId>,
}

/// A formula inside a rule that becomes a relation of its own.
struct Scope<'a> {
    rule: &'a Rule,
    branches: Vec<&'a Formula>,
    env: Env,
    /// What the rule's variables stand for outside: a known term, a column of this relation, or nothing yet.
    outer: Vec<Option<Term>>,
    columns: Vec<VarId>,
}

impl Scope<'_> {
    /// The variables that it shares: what is known outside as much as a column.
    fn outside(&self) -> VarSet<VarId> {
        let known = self.outer.iter().enumerate().filter(|(_, term)| term.is_some()).map(|(at, _)| VarId(at));
        self.columns.iter().copied().chain(known).collect()
    }
}

enum Source<'a> {
    Pattern(Arc<Pattern>),
    Formula(Scope<'a>),
}

struct Job<'a> {
    relation: RelId,
    source: Source<'a>,
}

struct Specializer<'a> {
    context: Context<'a>,
    goal: &'a Goal,
    memo: IndexMap<Arc<Pattern>, RelId>,
    formulas: HashMap<FormulaPattern, RelId>,
    relations: Vec<Relation>,
    queue: VecDeque<Job<'a>>,
    /// Every type that a value can have here, once it is asked for.
    every_type: OnceCell<Vec<Ty>>,
    /// Whether some rule is more than can be planned.
    is_too_large: bool,
}

impl<'a> Specializer<'a> {
    fn goal_relation(&mut self) {
        let vars: Vec<TypeName> = self.goal.variables.iter().map(|variable| variable.ty.clone()).collect();
        let columns = self.goal.outputs.iter().filter_map(|at| vars.get(*at).cloned()).collect();
        let id = self.add_relation(Name::of("goal"), columns);
        let head: Terms = self.goal.outputs.iter().map(|at| Term::Var(Var(*at))).collect();
        let goal = self.goal;
        for calls in &goal.alternatives {
            let body = calls.iter().map(|call| self.goal_literal(call)).collect();
            let clause = Clause { head: head.clone(), body, vars: vars.clone(), origins: Origins::new() };
            if let Some(relation) = self.relations.get_mut(id.0) {
                relation.clauses.push(clause);
            }
        }
    }

    fn goal_literal(&mut self, call: &GoalCall) -> Literal {
        let typed = |arg: &GoalArg| match arg {
            GoalArg::Value(value) => (Term::from(value.clone()), Ty::Exactly(value.ty.clone())),
            GoalArg::Param(slot) => (Term::Param(*slot), self.param_type(*slot)),
            GoalArg::Var(at) => {
                let ty = self.goal.variables.get(*at).map(|variable| variable.ty.clone()).unwrap_or_default();
                (Term::Var(Var(*at)), Ty::Exactly(ty))
            }
        };
        let args = call.args.iter().map(typed).collect();
        self.call(&call.predicate, args)
    }

    fn param_type(&self, slot: usize) -> Ty {
        self.goal.params.get(slot).map_or_else(Ty::any, |ty| Ty::Exactly(ty.clone()))
    }

    fn add_relation(&mut self, name: Name, columns: Vec<TypeName>) -> RelId {
        self.relations.push(Relation { name, columns, clauses: Vec::new() });
        RelId(self.relations.len() - 1)
    }

    /// The literal for a call, creating the relation of its pattern on first use.
    fn call(&mut self, predicate: &Predicate, args: Vec<(Term, Ty)>) -> Literal {
        let mut columns = Terms::new();
        let mut pattern_args = Vec::with_capacity(args.len());
        for (term, ty) in args {
            let known = !matches!(term, Term::Var(_));
            pattern_args.push((ty, known.then(|| term.clone())));
            if !known {
                columns.push(term);
            }
        }
        let pattern = Arc::new(Pattern { predicate: predicate.clone(), args: pattern_args });
        let relation = match self.memo.get(&pattern) {
            Some(id) => *id,
            None => {
                let open = pattern.args.iter().filter(|(_, known)| known.is_none()).map(|(ty, _)| ty.name()).collect();
                let id = self.add_relation(Name::of(Arc::clone(&pattern)), open);
                self.memo.insert(Arc::clone(&pattern), id);
                self.queue.push_back(Job { relation: id, source: Source::Pattern(pattern) });
                id
            }
        };
        Literal::Call { relation, args: columns }
    }

    fn pattern_clauses(&mut self, pattern: &Pattern) -> Vec<Clause> {
        let mut clauses = self.mapped_clauses(pattern);
        clauses.extend(self.known_clause(pattern));
        let (program, types) = (self.context.program, self.context.types);
        let asked: Vec<Ty> = pattern.args.iter().map(|(ty, _)| ty.clone()).collect();
        for (rule, start) in types.rules(program, &pattern.predicate, asked.iter()) {
            let Some(start) = head_env(rule, start, pattern, program) else { continue };
            for env in types.rule_envs(rule, &start, &program.types) {
                if !head_types_agree(rule, pattern, &env) {
                    continue;
                }
                let outside: VarSet<VarId> = rule.head.iter().filter_map(as_var).collect();
                for env in self.singled_out(&rule.body, env, &outside, &|env| head_types_agree(rule, pattern, env)) {
                    if let Some(clause) = self.rule_clause(rule, pattern, env) {
                        push_distinct(&mut clauses, clause);
                    }
                }
            }
        }
        clauses
    }

    fn mapped_clauses(&self, pattern: &Pattern) -> Vec<Clause> {
        let mapped = self.context.types.mapped(&pattern.predicate).iter();
        let facts = mapped.filter_map(|at| Some((*at, self.context.mapping.facts.get(*at)?)));
        let clauses = facts.filter_map(|(at, fact)| Some((at, mapped_clause(at, &fact.signature.args, pattern)?)));
        clauses.flat_map(|(at, clause)| self.of_tables(at, clause)).collect()
    }

    /// The clause of a mapped fact; where its query is a union of joins, a clause for each of them, with the rows of its tables.
    fn of_tables(&self, fact: usize, clause: Clause) -> Vec<Clause> {
        let joins = self.context.mapping.joins_of(fact);
        if joins.is_empty() {
            return vec![clause];
        }
        let mut first = fact + 1;
        let mut clauses = Vec::with_capacity(joins.len());
        for join in joins {
            clauses.extend(of_join(join, first, clause.clone()));
            first += join.tables.len();
        }
        clauses
    }

    fn known_clause(&self, pattern: &Pattern) -> Option<Clause> {
        if self.context.known.is_empty() {
            return None;
        }
        let types: Option<Vec<TypeName>> =
            pattern.args.iter().map(|(ty, _)| if let Ty::Exactly(name) = ty { Some(name.clone()) } else { None }).collect();
        let rows = self.context.known.rows(&pattern.predicate, &types?);
        let fixed = |at: usize| match pattern.args.get(at) {
            Some((_, Some(Term::Const(value)))) => Some(value.as_ref()),
            _ => None,
        };
        let kept: Vec<Vec<Value>> = rows
            .iter()
            .filter(|row| row.iter().enumerate().all(|(at, value)| fixed(at).is_none_or(|constant| constant == value)))
            .map(|row| row.iter().enumerate().filter(|(at, _)| fixed(*at).is_none()).map(|(_, v)| v.clone()).collect())
            .collect();
        if kept.is_empty() {
            return None;
        }
        let mut clause = Clause { head: Terms::new(), body: Vec::new(), vars: Vec::new(), origins: Origins::new() };
        let mut args = Terms::new();
        for (ty, known) in &pattern.args {
            match known {
                Some(Term::Const(_)) => {}
                Some(term) => args.push(term.clone()),
                None => {
                    let var = Term::Var(clause.fresh(ty.name()));
                    clause.head.push(var.clone());
                    args.push(var);
                }
            }
        }
        if !args.is_empty() {
            clause.body.push(Literal::Known { rows: Arc::new(kept), args });
        }
        Some(clause)
    }

    fn rule_clause(&mut self, rule: &'a Rule, pattern: &Pattern, env: Env) -> Option<Clause> {
        let parts = conjuncts(&rule.body);
        let mut build = Builder::new(rule, env, vec![None; rule.variables.len()]);
        build.equations(&parts)?;
        let mut head = Terms::new();
        for (term, (ty, known)) in rule.head.iter().zip(&pattern.args) {
            match known {
                Some(known) => build.equate_head(term, known)?,
                None => head.push(build.open_head(term, ty)),
            }
        }
        build.clause.head = head;
        let outside: VarSet<VarId> = rule.head.iter().filter_map(as_var).collect();
        self.conjunction(&mut build, &parts, &outside)?;
        Some(build.clause)
    }

    fn formula_clauses(&mut self, scope: &Scope<'a>) -> Vec<Clause> {
        let mut clauses = Vec::new();
        let types = &self.context.program.types;
        let outside = scope.outside();
        for branch in &scope.branches {
            for env in self.context.types.envs(branch, vec![scope.env.clone()], &outside, types) {
                let agrees = |env: &Env| scope.columns.iter().all(|var| env.get(var.0) == scope.env.get(var.0));
                if !agrees(&env) {
                    continue;
                }
                for env in self.singled_out(branch, env, &outside, &agrees) {
                    if let Some(clause) = self.branch_clause(scope, branch, env) {
                        push_distinct(&mut clauses, clause);
                    }
                }
            }
        }
        clauses
    }

    /// The environment, and the same with each type for the variables of open type for which the formula may hold because
    /// they are some very value: no positive literal tells its type. Where a variable has one of some declared types, there is
    /// no other type for which a negation would hold: then with each of them only.
    fn singled_out(&mut self, formula: &Formula, env: Env, outside: &VarSet<VarId>, agrees: &dyn Fn(&Env) -> bool) -> Vec<Env> {
        let types = &self.context.program.types;
        let vars = self.singled_variables(formula, &env, outside);
        let mut done = vec![env];
        for var in vars {
            let every = self.every_type.get_or_init(|| every_type(self.context, self.goal));
            let narrowed = |env: &Env| -> Vec<Env> {
                every.iter().filter_map(|ty| narrow(&program::Term::Var(var), ty, env.clone(), types)).collect()
            };
            let open = done.iter().filter(|env| env.get(var.0).is_some_and(|ty| !is_exact(ty)));
            let typed: Vec<Env> = open.flat_map(narrowed).collect();
            for env in self.context.types.envs(formula, typed, outside, types) {
                if agrees(&env) && !done.contains(&env) {
                    done.push(env);
                }
            }
            done.retain(|env| !env.get(var.0).is_some_and(is_bounded));
            if done.len() > MAX_ENVS {
                self.is_too_large = true;
                break;
            }
        }
        done
    }

    /// The variables of open type that are this formula's own and not that of one of its conjuncts.
    fn singled_variables(&self, formula: &Formula, env: &Env, outside: &VarSet<VarId>) -> Vec<VarId> {
        let is_open = |var: &VarId| !outside.contains(*var) && env.get(var.0).is_some_and(|ty| !is_exact(ty));
        if (0..env.len()).map(VarId).all(|var| !is_open(&var)) {
            return Vec::new();
        }
        let parts = conjuncts(formula);
        let repeated = repeated(&parts);
        let is_call = matches!(parts.as_slice(), [Formula::Call(..)]);
        let own = |var: &VarId| is_call || repeated.contains(*var);
        let polarity = self.context.types.polarity();
        let bounded = |var: &VarId| env.get(var.0).is_some_and(is_bounded);
        let telling = parts.iter().flat_map(|part| {
            let (singles, negates) = (polarity.singles_out(part), polarity.negates(part));
            variables(part).into_iter().filter(move |var| singles || (negates && bounded(var)))
        });
        let mut found: Vec<VarId> = telling.filter(|var| is_open(var) && own(var)).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    fn branch_clause(&mut self, scope: &Scope<'a>, branch: &'a Formula, env: Env) -> Option<Clause> {
        let parts = conjuncts(branch);
        let mut build = Builder::new(scope.rule, env, scope.outer.clone());
        build.equations(&parts)?;
        build.clause.head = scope.columns.iter().map(|var| build.term(&program::Term::Var(*var))).collect();
        self.conjunction(&mut build, &parts, &scope.outside())?;
        Some(build.clause)
    }

    /// Adds the literals of a conjunction; `None` when it cannot hold.
    fn conjunction(&mut self, build: &mut Builder<'a>, parts: &[&'a Formula], outside: &VarSet<VarId>) -> Option<()> {
        let repeated = repeated(parts);
        let shared = |var: &VarId| outside.contains(*var) || repeated.contains(*var);
        for part in parts {
            match part {
                Formula::True | Formula::Matches(..) | Formula::And(_) => {}
                Formula::False => return None,
                Formula::Call(_, args, _) if parts.len() > 1 && has_open_type(args, &build.env, &shared) => {
                    let (relation, args) = self.formula(build, vec![part], &shared, "some");
                    build.clause.body.push(Literal::Call { relation, args });
                }
                Formula::Call(predicate, args, _) => {
                    let args = args.iter().map(|arg| (build.term(arg), type_of(arg, &build.env))).collect();
                    let literal = self.call(predicate, args);
                    build.clause.body.push(literal);
                }
                Formula::Compare(op, left, right, _) => build.compare(*op, left, right)?,
                Formula::In(term, values, _) => build.membership(term, values)?,
                Formula::Or(branches) => {
                    let (relation, args) = self.formula(build, branches.iter().collect(), &shared, "or");
                    build.clause.body.push(Literal::Call { relation, args });
                }
                Formula::Not(inner) => {
                    let (relation, args) = self.formula(build, vec![inner], &shared, "not");
                    build.clause.body.push(Literal::Not { relation, args });
                }
            }
        }
        Some(())
    }

    /// A relation for a formula inside a rule: its columns are the open variables that are used outside of it.
    fn formula(
        &mut self,
        build: &mut Builder<'a>,
        branches: Vec<&'a Formula>,
        shared: &dyn Fn(&VarId) -> bool,
        kind: &str,
    ) -> (RelId, Terms) {
        let mut mentioned: Vec<VarId> = branches.iter().flat_map(|branch| variables(branch)).collect();
        mentioned.sort();
        mentioned.dedup();
        let mut outer = vec![None; build.rule.variables.len()];
        let mut columns = Vec::new();
        let mut args = Terms::new();
        for var in mentioned.iter().copied().filter(|var| shared(var)) {
            let term = build.term(&program::Term::Var(var));
            if matches!(term, Term::Var(_)) {
                columns.push(var);
                args.push(term);
            } else if let Some(slot) = outer.get_mut(var.0) {
                *slot = Some(term);
            }
        }
        let seen = FormulaPattern {
            places: branches.iter().map(|branch| std::ptr::from_ref::<Formula>(branch).addr()).collect(),
            types: mentioned.iter().filter_map(|var| build.env.get(var.0)).cloned().collect(),
            outer: outer.clone(),
            columns: columns.clone(),
        };
        if let Some(relation) = self.formulas.get(&seen) {
            return (*relation, args);
        }
        let types = columns.iter().map(|var| type_of(&program::Term::Var(*var), &build.env).name()).collect();
        let names: Vec<&str> =
            columns.iter().filter_map(|var| build.rule.variables.get(var.0)).map(|v| v.name.as_str()).collect();
        let name = Name::of(format!("{kind}({})", names.join(", ")));
        let relation = self.add_relation(name, types);
        self.formulas.insert(seen, relation);
        let scope = Scope { rule: build.rule, branches, env: build.env.clone(), outer, columns };
        self.queue.push_back(Job { relation, source: Source::Formula(scope) });
        (relation, args)
    }
}

/// Whether the type is one of some declared ones.
fn is_bounded(ty: &Ty) -> bool {
    matches!(ty, Ty::Any(bounds) if !bounds.is_empty())
}

fn mapped_clause(fact: usize, signature: &[SignatureArg], pattern: &Pattern) -> Option<Clause> {
    let mut clause = Clause { head: Terms::new(), body: Vec::new(), vars: Vec::new(), origins: Origins::new() };
    let mut args = Terms::new();
    for (arg, (ty, known)) in signature.iter().zip(&pattern.args) {
        let exact = match arg {
            SignatureArg::Column(name) => name,
            SignatureArg::Constant(value) => &value.ty,
        };
        if *ty != Ty::Exactly(exact.clone()) {
            return None;
        }
        match (arg, known) {
            (SignatureArg::Column(_), Some(term)) => args.push(term.clone()),
            (SignatureArg::Column(name), None) => {
                let var = Term::Var(clause.fresh(name.clone()));
                clause.head.push(var.clone());
                args.push(var);
            }
            (SignatureArg::Constant(value), None) => clause.head.push(Term::from(value.clone())),
            (SignatureArg::Constant(value), Some(Term::Const(known))) => {
                if *value != **known {
                    return None;
                }
            }
            (SignatureArg::Constant(value), Some(term)) => {
                clause.body.push(Literal::Compare { op: Compare::Equal, left: term.clone(), right: Term::from(value.clone()) });
            }
        }
    }
    clause.body.push(Literal::Fact { fact, args });
    Some(clause)
}

/// The clause of a mapped fact with the rows of the tables of a join, numbered from `first` on, instead of the fact's.
fn of_join(join: &Join, first: usize, mut clause: Clause) -> Option<Clause> {
    let Some(Literal::Fact { args, .. }) = clause.body.pop() else { return Some(clause) };
    let mut classes: Vec<(usize, Term)> = Vec::with_capacity(args.len());
    for (output, arg) in join.outputs.iter().zip(args) {
        match (output, arg) {
            (JoinOutput::Class(class), arg) => classes.push((*class, arg)),
            (JoinOutput::Constant(value), Term::Var(var)) => clause.substitute(var, &Term::from(value.clone())),
            (JoinOutput::Constant(value), Term::Const(known)) if *value == *known => {}
            (JoinOutput::Constant(_), Term::Const(_)) => return None,
            (JoinOutput::Constant(value), left) => {
                clause.body.push(Literal::Compare { op: Compare::Equal, left, right: Term::from(value.clone()) });
            }
        }
    }
    for (part, rows) in (first..).zip(&join.tables) {
        let mut args = Terms::new();
        for (column, class) in rows.columns.iter().zip(&rows.classes) {
            let known = classes.iter().find(|(of, _)| of == class).map(|(_, term)| term.clone());
            let term = known.unwrap_or_else(|| {
                let term = Term::Var(clause.fresh(TypeName::new(format!("{}.{column}", rows.table.name))));
                classes.push((*class, term.clone()));
                term
            });
            args.push(term);
        }
        clause.body.push(Literal::Fact { fact: part, args });
    }
    Some(clause)
}

fn head_env(rule: &Rule, start: &Env, pattern: &Pattern, program: &Program) -> Option<Env> {
    let mut env = start.clone();
    for (term, (ty, _)) in rule.head.iter().zip(&pattern.args) {
        env = narrow(term, ty, env, &program.types)?;
    }
    Some(env)
}

/// Whether the rule's head has just these types. A rule for fewer, such as every `Actor` of any value at all, belongs to the
/// pattern of those: its callers know their types by it.
fn head_types_agree(rule: &Rule, pattern: &Pattern, env: &Env) -> bool {
    rule.head.iter().zip(&pattern.args).all(|(term, (ty, _))| type_of(term, env) == *ty)
}

/// Whether a variable that only this call has can have several types: then the call is a relation of its own, the union
/// over these types.
fn has_open_type(args: &[program::Term], env: &Env, shared: &dyn Fn(&VarId) -> bool) -> bool {
    let open = |var: VarId| !shared(&var) && !env.get(var.0).is_some_and(is_exact);
    args.iter().filter_map(as_var).any(open)
}

fn is_exact(ty: &Ty) -> bool {
    matches!(ty, Ty::Exactly(_))
}

/// Every type that a value can have here, the question's values included.
fn every_type(context: Context<'_>, goal: &Goal) -> Vec<Ty> {
    let mut types = context.types.every_type(context.program);
    let args = goal.alternatives.iter().flatten().flat_map(|call| &call.args);
    let given = args.filter_map(|arg| if let GoalArg::Value(value) = arg { Some(&value.ty) } else { None });
    for ty in given.chain(&goal.params).cloned().map(Ty::Exactly) {
        if !types.contains(&ty) {
            types.push(ty);
        }
    }
    types
}

fn push_distinct(clauses: &mut Vec<Clause>, clause: Clause) {
    // Only neighbours repeat: environments that differ in the type of a variable nobody calls with.
    if clauses.last() != Some(&clause) {
        clauses.push(clause);
    }
}

impl std::fmt::Display for Pattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}(", self.predicate.name)?;
        for (at, (ty, known)) in self.args.iter().enumerate() {
            if at > 0 {
                f.write_str(", ")?;
            }
            match known {
                Some(Term::Const(value)) => write!(f, "{value}")?,
                Some(Term::Param(slot)) => write!(f, "${}: {}", slot + 1, ty.name())?,
                _ => f.write_str(&ty.name())?,
            }
        }
        f.write_str(")")
    }
}
