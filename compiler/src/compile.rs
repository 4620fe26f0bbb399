//! The one place that calls the stages in order.
//!
//! In: policy texts, a mapping text, then questions. Out: statements. A [`Compiler`] is made once and answers many
//! questions. What does not depend on the question is computed when it is made; what depends on its types and action
//! alone, when it is first asked.

pub mod central;
mod memo;
pub mod phases;
mod select;
mod stack;

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::hash::HashSet;
use crate::mapping::model::Mapping;
use crate::mapping::select::caller::Pin;
use crate::plan::access::{self, Capabilities, Universal};
use crate::plan::ask::Slot;
use crate::plan::goal::{Goal, KnownFacts};
use crate::plan::question::Question;
use crate::plan::relation::reads::size;
use crate::plan::relation::{Body, Condition, Plan};
use crate::plan::residual::closure;
use crate::plan::residual::inline::simplify;
use crate::plan::residual::known::add_relation;
use crate::plan::residual::specialize::{Context, named, specialize};
use crate::plan::residual::types::TypeTable;
use crate::plan::residual::unbound::{eliminate, singles_out};
use crate::plan::residual::wildcard::split;
use crate::plan::residual::{Bounds, Literal, Residual, Term};
use crate::policy::Given;
use crate::policy::program::Program;
use crate::source::{SourceId, SourceMap};
use crate::sql::{Dialect, Form, ParameterSource, Statement, emit};
use crate::value::{STRING, TypeName, Value};
use crate::{mapping, plan, policy, syntax};
use memo::{Memo, Planned, Shape};
use smallvec::smallvec;
use std::sync::Arc;

/// How many grants are few on a table of a million rows unless something else is said: where the two ways to a page were
/// measured to cost the same.
pub const FEW_GRANTS: u32 = 60;

/// The source that places in the query of a `select` refer to.
pub const QUERY_SOURCE: SourceId = SourceId(0);

/// A loaded policy with its mapping, ready for questions.
#[derive(Clone, Debug)]
pub struct Compiler {
    program: Program,
    mapping: Mapping,
    types: TypeTable,
    known: KnownFacts,
    constants: HashSet<Value>,
    /// Every value that the policy or a known fact names.
    named: Arc<Vec<Value>>,
    /// Shared by clones, which answer alike.
    memo: Arc<Memo>,
    few: u32,
}

/// How a question is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// The dialect.
    pub dialect: Dialect,
    /// Parameters or literals.
    pub form: Form,
}

impl Default for Options {
    fn default() -> Self {
        Self { dialect: Dialect::Postgres, form: Form::Parameters }
    }
}

/// A compiled question.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The statement.
    pub statement: Statement,
    /// The plan it was written from.
    pub plan: Arc<Plan>,
    /// What was planned.
    pub residual: Arc<Residual>,
    /// The question's own parameters, by slot.
    pub slots: Vec<Slot>,
}

/// Loads a policy and a mapping text.
///
/// In: named texts of the policy, and of the mapping if there is one. Out: a compiler, unless there is an error; the
/// diagnostics of all stages; and the sources they point into.
pub fn load(policies: &[(String, String)], facts: Option<(&str, &str)>) -> (Option<Compiler>, Diagnostics, SourceMap) {
    load_for(policies, facts, Dialect::Postgres)
}

/// The same for a mapping whose queries are written for the databases of a dialect.
pub fn load_for(
    policies: &[(String, String)],
    facts: Option<(&str, &str)>,
    dialect: Dialect,
) -> (Option<Compiler>, Diagnostics, SourceMap) {
    let mut sources = SourceMap::new();
    let mut diagnostics = Diagnostics::new();
    let mut parsed = Vec::new();
    for (name, text) in policies {
        let id = sources.add(name.clone(), text.clone());
        let (policy, found) = syntax::parse(id, text);
        diagnostics.extend(found);
        parsed.push(policy);
    }
    let (program, found) = policy::resolve(&parsed);
    // After a syntax error the rest of the policy may look wrong for want of the part that is missing.
    if !diagnostics.has_errors() {
        diagnostics.extend(found);
    }
    let mut mapped = Mapping::default();
    if let Some((name, text)) = facts {
        let id = sources.add(name, text);
        let (loaded, found) = mapping::load::load_for(id, text, dialect.grammar());
        diagnostics.extend(found);
        mapped = loaded;
    }
    let compiler = (!diagnostics.has_errors()).then(|| Compiler::new(program, mapped));
    (compiler, diagnostics, sources)
}

impl Compiler {
    /// A compiler for a resolved program and a checked mapping; both must be free of errors.
    pub fn new(program: Program, mapping: Mapping) -> Self {
        let known = KnownFacts::new();
        let types = TypeTable::build(&program, &mapping, &known);
        let constants = plan::constants::of(&program, &mapping);
        let named = named(&known, &constants);
        Self { program, mapping, types, known, constants, named, memo: Arc::default(), few: FEW_GRANTS }
    }

    /// The same with facts from a store, known in every question.
    #[must_use]
    pub fn with_facts(mut self, facts: &KnownFacts) -> Self {
        self.known.extend(facts);
        if let Some(types) = self.types.with_known(&self.program, facts) {
            self.types = types;
        }
        self.named = named(&self.known, &self.constants);
        self.memo = Arc::default();
        self
    }

    /// The same where an actor with up to so many grants is one with few, were the table of the rows one of a million: a page
    /// of a `select` is found from them then, and not by reading in order. The number is taken in proportion to the square
    /// root of the table's rows. Without it, [`FEW_GRANTS`].
    #[must_use]
    pub fn with_few_grants(mut self, few: u32) -> Self {
        self.few = few;
        self
    }

    /// The resolved policy.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// The mapping.
    pub fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    /// Reads facts written in the syntax of a policy, such as `has_role(User{"7"}, "admin", Org{"acme"});`.
    ///
    /// In: a text and its id, and where the facts come from. Out: the facts that this policy can use, for [`Self::compile`]
    /// or [`Self::with_facts`], and what is wrong with the text. With an error among it the facts must not be used.
    pub fn read_facts(&self, source: SourceId, text: &str, origin: Given) -> (KnownFacts, Diagnostics) {
        let (parsed, mut diagnostics) = syntax::parse_facts(source, text);
        let (facts, found) = policy::given(&self.program, &parsed, origin);
        diagnostics.extend(found);
        let mut known = KnownFacts::new();
        for (predicate, args) in facts {
            known.insert(predicate, args);
        }
        (known, diagnostics)
    }

    /// Compiles a question; `context` are facts that hold for this question only.
    ///
    /// A given value becomes a parameter where it fits the columns it meets. One that does not fit equals no row; it is
    /// compiled as a constant, so that only rules that hold without the database can still hold for it.
    ///
    /// # Errors
    /// A question that makes no sense for any policy (abstract types, a variable of unknown type), a value that is not
    /// valid, a policy past the planner's bounds, or a query of a `select` that authorization cannot go
    /// into: then [`Self::check_query`] has the same error.
    pub fn compile(&self, question: &Question, context: &KnownFacts, options: Options) -> Result<Compiled, Diagnostic> {
        if options.form == Form::Inline {
            return self.compile_with(question, context, options, &|_| false);
        }
        let mut misfit: Vec<usize> = Vec::new();
        // With one value known, a rule may ask about another that nothing asked about before.
        loop {
            let compiled = self.compile_with(question, context, options, &|slot| !misfit.contains(&slot))?;
            let more = compiled.misfits();
            if more.is_empty() {
                return Ok(compiled);
            }
            misfit.extend(more);
        }
    }

    fn compile_with(
        &self,
        question: &Question,
        context: &KnownFacts,
        options: Options,
        as_param: &dyn Fn(usize) -> bool,
    ) -> Result<Compiled, Diagnostic> {
        // What the question brings no facts for is as it was loaded.
        let with_context = (!context.is_empty()).then(|| {
            let mut facts = self.known.clone();
            facts.extend(context);
            let named = named(&facts, &self.constants);
            (facts, named, self.types.with_known(&self.program, context))
        });
        let (known, named, types) = match &with_context {
            Some((known, named, types)) => (known, named, types.as_ref().unwrap_or(&self.types)),
            None => (&self.known, &self.named, &self.types),
        };
        let caller = self.caller(question, options.dialect)?;
        let (goal, slots) = plan::ask::goal(question, types, &self.program.types, as_param)?;
        let context = Context { program: &self.program, mapping: &self.mapping, types, known, named };
        let shape = caller
            .as_ref()
            .map_or_else(|| Shape::of(question, &goal), |caller| Shape::Filter(caller.row.clone(), caller.pins.clone()));
        let is_open = slots.iter().enumerate().all(|(slot, given)| given.value.is_none() || as_param(slot));
        // Of a query that has its values written in it, there are as many as there are values.
        let names_values = caller.as_ref().is_some_and(|caller| caller.pins.iter().any(Pin::is_literal));
        let may_keep = is_open && with_context.is_none() && !names_values;
        let planned = |bounds| self.planned(context, &goal, &shape, bounds, options.dialect.capabilities(), may_keep);
        let mut found = planned(Bounds::default());
        for bounds in Bounds::SHARING {
            if found.as_ref().is_err_and(|refused| refused.code == codes::TOO_LARGE) {
                found = planned(bounds);
            }
        }
        let Planned { residual, plan } = found?;
        let plan = match caller {
            Some(caller) => {
                let can = options.dialect.capabilities();
                let other = self.other_row(&caller, &plan, can).map(|row| {
                    let shape = Shape::Filter(row, caller.pins.clone());
                    self.planned(context, &goal, &shape, residual.bounds, can, may_keep)
                });
                // A form that cannot be had is one that is not needed.
                let other = other.and_then(Result::ok).map(|planned| planned.plan);
                Arc::new(stack::planning(&residual, || self.woven(&caller, &plan, other.as_deref(), can))?)
            }
            None => plan,
        };
        let statement = stack::planning(&residual, || emit(&plan, options.dialect, options.form, &self.constants));
        Ok(Compiled { statement, plan, residual, slots })
    }

    /// Everything between a goal and the statement: partial evaluation, then access paths.
    fn planned(
        &self,
        context: Context<'_>,
        goal: &Goal,
        shape: &Shape,
        bounds: Bounds,
        can: Capabilities,
        may_keep: bool,
    ) -> Result<Planned, Diagnostic> {
        let reduce = || stack::reducing(|| self.reduce(context, goal, shape, bounds)).map(Arc::new);
        let plan = |residual: &Residual| {
            stack::planning(residual, || within(self.plan(shape, residual, goal, can)?, can, bounds)).map(Arc::new)
        };
        if may_keep {
            return self.memo.planned(goal, shape, bounds, can, reduce, plan);
        }
        let residual = reduce()?;
        Ok(Planned { plan: plan(&residual)?, residual })
    }

    /// What is left of the policy for a goal.
    fn reduce(&self, context: Context<'_>, goal: &Goal, shape: &Shape, bounds: Bounds) -> Result<Residual, Diagnostic> {
        let residual = Residual { bounds, ..specialize(context, goal)? };
        let (residual, changed) = split(simplify(residual, &self.mapping), &self.mapping, shape.reach())?;
        let residual = if changed { simplify(residual, &self.mapping) } else { residual };
        let (residual, changed) = eliminate(residual, &self.mapping)?;
        let residual = if changed { simplify(residual, &self.mapping) } else { residual };
        let (residual, changed) = closure::bind(residual);
        let mut residual = if changed { simplify(residual, &self.mapping) } else { residual };
        if let Shape::Actions(resource) = shape {
            self.name_actions(&mut residual, resource.as_ref());
        }
        residual.drop_unreached();
        Ok(residual)
    }

    fn plan(&self, shape: &Shape, residual: &Residual, goal: &Goal, can: Capabilities) -> Result<Plan, Diagnostic> {
        let mapping = &self.mapping;
        let shown = goal.outputs.iter().filter_map(|at| goal.variables.get(*at));
        let names: Vec<String> = shown.map(|variable| variable.name.to_string()).collect();
        match shape {
            Shape::Check => access::check(residual, mapping, can),
            Shape::Among => access::list_among(residual, mapping, can, goal.params.len(), "id"),
            Shape::List => access::list(residual, mapping, can, "id"),
            Shape::Filter(row, pins) => access::filter(residual, mapping, can, row, pins),
            Shape::Actions(_) => access::actions(residual, mapping, can, "actions"),
            Shape::Actors => access::rows(residual, mapping, can, &names, Universal::KnownIds),
            Shape::Rows => access::rows(residual, mapping, can, &names, Universal::Marker),
        }
    }

    /// A rule that grants every action grants, by name, the declared permissions of the resource's type and the actions
    /// that other rules name. One that grants no other actions than some grants these where they are known.
    fn name_actions(&self, residual: &mut Residual, resource: Option<&TypeName>) {
        let block = match resource {
            Some(resource) => self.program.types.blocks.get(resource),
            None => self.program.types.global.as_ref(),
        };
        let mut names: Vec<Value> =
            block.into_iter().flat_map(|block| &block.permissions).map(|name| Value::string(name.clone())).collect();
        for clause in residual.clauses(residual.goal) {
            match clause.head.first() {
                Some(Term::Const(value)) => names.push(Value::clone(value)),
                Some(head) => names.extend(
                    clause
                        .body
                        .iter()
                        .filter_map(|literal| match literal {
                            Literal::In { term, values } if term == head => Some(values.clone()),
                            _ => None,
                        })
                        .flatten(),
                ),
                None => {}
            }
        }
        names.sort();
        names.dedup();
        let mut singled_out = Vec::new();
        for clause in residual.clauses(residual.goal) {
            if let Some(Term::Var(var)) = clause.head.first()
                && !clause.is_bound(*var)
                && singles_out(clause, *var, residual)
            {
                singled_out.push(clause.clone());
            }
        }
        if !singled_out.is_empty() {
            let relation = add_relation(&TypeName::new_static(STRING), residual, &self.mapping);
            for clause in &mut singled_out {
                clause.body.extend(clause.head.first().cloned().map(|head| Literal::Call { relation, args: smallvec![head] }));
            }
        }
        let Some(goal) = residual.relations.get_mut(residual.goal.0) else { return };
        for clause in &mut goal.clauses {
            let Some(term @ Term::Var(var)) = clause.head.first().cloned() else { continue };
            if !clause.is_bound(var) {
                clause.body.push(Literal::In { term, values: names.clone() });
            }
        }
        goal.clauses.extend(singled_out);
    }
}

/// The plan, if the database can hold it and it is not far larger than what was planned for it: then it says the same over
/// and over.
fn within(plan: Plan, can: Capabilities, bounds: Bounds) -> Result<Plan, Diagnostic> {
    let most = can.most_reads.min(bounds.reads());
    let size = size(&plan.body, can.reads_anew);
    let message = if size.relations > can.most_relations {
        format!("this question becomes a statement with more than {} relations in one `WITH`", can.most_relations)
    } else if size.reads > most {
        format!("this question becomes a statement that reads more than {most} tables")
    } else {
        return Ok(plan);
    };
    Err(Diagnostic::placeless(codes::TOO_LARGE, message).help("split rules that call each other, or use PostgreSQL"))
}

impl Compiled {
    /// Slots whose given value does not fit a type that the statement casts it to.
    fn misfits(&self) -> Vec<usize> {
        let given = self.slots.iter().enumerate().filter_map(|(slot, given)| Some((slot, given.value.as_ref()?)));
        given.filter(|(slot, value)| !self.fits(*slot, value)).map(|(slot, _)| slot).collect()
    }

    /// Whether a value can be bound to a slot. One that cannot must be compiled as a constant instead.
    pub fn fits(&self, slot: usize, value: &Value) -> bool {
        let own = |source: &ParameterSource| matches!(source, ParameterSource::Slot(at) if *at == slot);
        let uses = self.statement.params.iter().filter(|param| own(&param.source));
        uses.flat_map(|param| &param.types).all(|ty| ty.fits(&value.id))
    }

    /// Whether an id can be one of the candidates of a question that has some. One that cannot must be asked about alone.
    pub fn fits_candidates(&self, id: &str) -> bool {
        self.plan.candidates.is_none_or(|ty| ty.fits(id))
    }

    /// Whether nothing that a database could hold makes the answer anything but no, or nothing: most likely a name in the
    /// question is misspelt.
    pub fn is_never(&self) -> bool {
        self.residual.clauses(self.residual.goal).is_empty()
    }

    /// The condition of a filter, for callers who build their own query.
    pub fn condition(&self) -> Option<&Condition> {
        match &self.plan.body {
            Body::Condition(condition) => Some(condition),
            Body::Query(_) | Body::Woven(_) => None,
        }
    }
}
