//! Calls of relations that stay relations: shared ones and recursive ones.
//!
//! A recursive relation is computed in one of two directions. From the facts up to all its rows: right when those facts
//! are bound to the actor and the rows are wanted. Or, when the arguments that change from step to step are already
//! known at the call, as a walk from these arguments to the facts: right for checks and reverse questions.
//! Source of the second: the right-linear rewriting in J. Naughton et al., "Efficient Evaluation of Right-, Left-, and
//! Multi-Linear Rules", SIGMOD 1989.

use super::condition::in_once;
use super::join::{Join, scalar_as};
use super::{Anchor, Env, Planner, Scope, Shared, Style};
use crate::diagnostic::Diagnostic;
use crate::hash::HashSet;
use crate::mapping::sql_type::SqlType;
use crate::plan::relation::compare::{Operand, as_type, column, common_type, compare};
use crate::plan::relation::{Condition, Cte, CteRows, Output, Query, Rows, Scalar, Source, Union};
use crate::plan::residual::{Clause, Literal, RelId, Term, Var};
use crate::policy::program::Compare;
use smol_str::SmolStr;
use std::rc::Rc;
use std::sync::Arc;

/// Walks inside each other past which a relation is computed once instead.
const MAX_WALKS: usize = 2;

/// A relation whose recursive clauses call it once each.
pub(super) struct Linear {
    pub exits: Vec<Clause>,
    /// Clause and position of its recursive call.
    steps: Vec<(Clause, usize)>,
    /// Columns that every step passes on unchanged and unused.
    passed: Vec<bool>,
}

/// A walk's relation.
pub(super) struct Walked<'w> {
    /// The arguments of the call that change from step to step: its columns.
    pub changing: &'w [usize],
    /// The types of all arguments.
    pub types: &'w [SqlType],
    pub name: &'w str,
}

/// Where a walk starts.
enum Start {
    /// From parameters and constants.
    Given,
    /// From columns of a row that a parameter or a constant finds.
    Row(Rc<Anchor>),
}

impl Planner<'_> {
    /// Adds a call to a join: as a source, or as a condition when it binds nothing.
    pub fn join_call(
        &mut self,
        join: &mut Join,
        relation: RelId,
        args: &[Term],
        selective: &HashSet<Var>,
        later: &HashSet<Var>,
    ) -> Option<()> {
        if let Some(stepping) = self.stepping.clone()
            && let Some(tag) = stepping.members.iter().position(|member| *member == relation)
        {
            self.join_state(join, relation, args, stepping.array, tag);
            return Some(());
        }
        if let Some(linear) = self.linear(relation)
            && self.pays_to_walk(&linear, join, args, selective)
            && self.can_walk(relation, &linear, join, args)
        {
            self.note(relation, "linear recursion, walked from what the question binds");
            self.walks += 1;
            self.walked += 1;
            let done = self.walk(join, relation, &linear, args, later);
            self.walks -= 1;
            return done;
        }
        let (name, types) = self.relation_cte(relation)?;
        let alias = self.names.unique("r");
        if self.style != Style::Absence
            && self.can.arrays
            && let ([arg], [ty]) = (args, types.as_slice())
            && let Some(Operand::Scalar(known @ Scalar::Column(_))) = self.operand(arg, &join.env)
        {
            // A look-up by index, however many values the database expects; a join would be done anew for every row at hand.
            let columns = vec![Output { value: column(&alias, "c0", Some(*ty), true), name: "c0".to_owned() }];
            let from = vec![Source { alias, rows: Rows::Cte(name), lateral: false }];
            join.rejects_null(&Operand::Scalar(known.clone()));
            join.filter.push(in_once(known, Query { columns, from, ..Query::default() }));
            return Some(());
        }
        join.from.push(Source { alias: alias.clone(), rows: Rows::Cte(name), lateral: false });
        for (at, (arg, ty)) in args.iter().zip(types).enumerate() {
            join.equate(self, column(&alias, &format!("c{at}"), Some(ty), true), arg);
        }
        Some(())
    }

    /// Says once how a relation is planned.
    fn note(&mut self, relation: RelId, class: &str) {
        let name = self.residual.get(relation).map_or("", |relation| relation.name.as_str());
        let note = format!("{name}: {class}");
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// A call inside a recursion's step: the rows that the state holds so far.
    fn join_state(&mut self, join: &mut Join, relation: RelId, args: &[Term], array: Scalar, tag: usize) {
        let types = self.column_types(relation);
        let alias = self.names.unique("r");
        let rows = Rows::Unpacked { array, tag, types: types.clone() };
        join.from.push(Source { alias: alias.clone(), rows, lateral: false });
        for (at, (arg, ty)) in args.iter().zip(types).enumerate() {
            join.equate(self, column(&alias, &format!("c{at}"), Some(ty), true), arg);
        }
    }

    /// The relation as a linear one, if it is that; found out once.
    pub(super) fn linear(&mut self, relation: RelId) -> Option<Rc<Linear>> {
        if !self.is_recursive(relation) {
            return None;
        }
        if let Some(known) = self.linears.get(&relation) {
            return known.clone();
        }
        let found = self.find_linear(relation).map(Rc::new);
        self.linears.insert(relation, found.clone());
        found
    }

    fn find_linear(&self, relation: RelId) -> Option<Linear> {
        let mut exits = Vec::new();
        let mut steps = Vec::new();
        let mut passed = vec![true; self.residual.get(relation)?.columns.len()];
        for clause in self.residual.clauses(relation) {
            let recursive: Vec<usize> = clause
                .body
                .iter()
                .enumerate()
                .filter(|(_, literal)| matches!(literal, Literal::Call { relation: callee, .. } if self.is_recursive(*callee)))
                .map(|(at, _)| at)
                .collect();
            let own =
                |at: usize| matches!(clause.body.get(at), Some(Literal::Call { relation: callee, .. }) if *callee == relation);
            let mine: Vec<usize> =
                recursive.into_iter().filter(|at| own(*at) || self.same_component(clause, *at, relation)).collect();
            match mine.as_slice() {
                [] => exits.push(clause.clone()),
                [one] if own(*one) => {
                    for (at, flag) in passed.iter_mut().enumerate() {
                        *flag &= passes(clause, *one, at);
                    }
                    steps.push((clause.clone(), *one));
                }
                _ => return None,
            }
        }
        Some(Linear { exits, steps, passed })
    }

    /// Whether the callee at `at` leads back to `relation`.
    fn same_component(&self, clause: &Clause, at: usize, relation: RelId) -> bool {
        let Some(Literal::Call { relation: start, .. }) = clause.body.get(at) else { return false };
        let mut seen = vec![*start];
        let mut next = 0;
        while let Some(id) = seen.get(next).copied() {
            next += 1;
            if id == relation {
                return true;
            }
            for callee in self.residual.callees(id) {
                if !seen.contains(&callee) {
                    seen.push(callee);
                }
            }
        }
        false
    }

    fn pays_to_walk(&self, linear: &Linear, join: &Join, args: &[Term], selective: &HashSet<Var>) -> bool {
        // A walk is planned anew wherever it stands, so walks inside walks would multiply.
        if self.walks >= MAX_WALKS {
            return false;
        }
        // No database takes a NUL, and no walk has to find that it leads nowhere.
        let operands = || args.iter().filter_map(|arg| self.operand(arg, &join.env));
        if operands().any(|operand| matches!(operand, Operand::Value(value) if value.id.contains('\0'))) {
            return false;
        }
        let changing = |at: usize| !linear.passed.get(at).copied().unwrap_or(false);
        let known = args.iter().enumerate().filter(|(at, _)| changing(*at)).all(|(_, arg)| match arg {
            Term::Var(var) => selective.contains(var) && join.env.contains_key(var),
            _ => true,
        });
        let changes = (0..args.len()).any(changing);
        known && changes && linear.steps.iter().all(|(clause, at)| walkable(clause, *at, linear)) && {
            let bound_exits = linear.exits.iter().all(is_selective);
            let functional = linear.steps.iter().all(|(clause, at)| self.is_functional(clause, *at, linear));
            functional || !bound_exits
        }
    }

    /// Whether the dialect has a shape for the walk: one that starts from a row of the surroundings reads that row from
    /// inside a `WITH`, and where it yields values it is a member of the `FROM` beside that row. Where that cannot be said,
    /// the row has to be one that can be looked up again.
    fn can_walk(&self, relation: RelId, linear: &Linear, join: &Join, args: &[Term]) -> bool {
        if !self.can.nested_with && self.leads_to_other_recursions(relation) {
            return false;
        }
        if self.can_read_around(linear, join, args) {
            return true;
        }
        let passed: Vec<Term> =
            args.iter().zip(&linear.passed).filter(|(_, passed)| **passed).map(|(arg, _)| arg.clone()).collect();
        let yields = (0..args.len()).any(|at| self.is_yielded(linear, join, args, at));
        !(yields && self.reads_a_row(join, &passed)) && self.start_alone(linear, join, args).is_some()
    }

    /// Whether the relation reads recursive relations besides itself, which would stand in the outermost `WITH`.
    fn leads_to_other_recursions(&self, relation: RelId) -> bool {
        let mut seen = vec![relation];
        let mut next = 0;
        while let Some(id) = seen.get(next).copied() {
            next += 1;
            let callees = self.residual.callees(id).into_iter().filter(|callee| !seen.contains(callee));
            let callees: Vec<RelId> = callees.collect();
            seen.extend(callees);
        }
        seen.into_iter().any(|id| id != relation && self.is_recursive(id))
    }

    /// Whether the walk may start from the values around it as they are.
    fn can_read_around(&self, linear: &Linear, join: &Join, args: &[Term]) -> bool {
        let yields = (0..args.len()).any(|at| self.is_yielded(linear, join, args, at));
        !self.reads_a_row(join, args) || (self.can.correlated_with && (self.can.lateral || !yields))
    }

    /// Where a walk can start without the values around it. `None` when it cannot.
    fn start_alone(&self, linear: &Linear, join: &Join, args: &[Term]) -> Option<Start> {
        let mut row: Option<Rc<Anchor>> = None;
        for (arg, _) in args.iter().zip(&linear.passed).filter(|(_, passed)| !**passed) {
            let Some(Operand::Scalar(scalar)) = self.operand(arg, &join.env) else { continue };
            match scalar {
                Scalar::Now => {}
                Scalar::Column(column) => {
                    let is_its = |anchor: &&Rc<Anchor>| anchor.alias == column.source && !matches!(anchor.term, Term::Var(_));
                    let found = join.anchors.iter().find(is_its)?;
                    if row.as_ref().is_some_and(|row| row.alias != found.alias) {
                        return None;
                    }
                    row = Some(Rc::clone(found));
                }
                _ => return None,
            }
        }
        Some(row.map_or(Start::Given, Start::Row))
    }

    /// Has the start of a walk look its row up by itself.
    fn look_up_start(&mut self, start: &mut Query, row: &Anchor) {
        let alias = self.names.alias(&row.table.name);
        let (ty, not_null) = self.table_column(&row.table, &row.key).unwrap_or_default();
        let Some(term) = self.operand(&row.term, &Env::default()) else { return };
        for output in &mut start.columns {
            rename_source(&mut output.value, row.alias.as_ref(), &alias);
        }
        let key = Operand::Scalar(column(&alias, &row.key, ty, not_null));
        start.filter.push(compare(Compare::Equal, key, term));
        start.from.push(Source { alias, rows: Rows::Table(row.table.clone()), lateral: false });
    }

    /// Whether some argument of the call is a value of a row.
    fn reads_a_row(&self, join: &Join, args: &[Term]) -> bool {
        let operands = args.iter().filter_map(|arg| self.operand(arg, &join.env));
        operands.into_iter().any(|operand| matches!(operand, Operand::Scalar(scalar) if scalar != Scalar::Now))
    }

    /// Whether the walk finds the values of an argument.
    fn is_yielded(&self, linear: &Linear, join: &Join, args: &[Term], at: usize) -> bool {
        linear.passed.get(at).copied().unwrap_or(false) && args.get(at).is_some_and(|arg| self.operand(arg, &join.env).is_none())
    }

    /// A step that leads from one row to at most one: its first literal looks the head up by a key.
    fn is_functional(&self, clause: &Clause, call: usize, linear: &Linear) -> bool {
        let mut known: HashSet<&Term> = clause
            .head
            .iter()
            .enumerate()
            .filter(|(at, _)| !linear.passed.get(*at).copied().unwrap_or(false))
            .map(|(_, t)| t)
            .collect();
        let mut rest: Vec<&Literal> =
            clause.body.iter().enumerate().filter(|(at, literal)| *at != call && literal.binds()).map(|(_, l)| l).collect();
        loop {
            let before = rest.len();
            rest.retain(|literal| {
                let Literal::Fact { fact, args } = literal else { return true };
                let Some(projection) = self.mapping.facts.get(*fact).and_then(|fact| fact.select.projection.as_ref()) else {
                    return true;
                };
                let keyed =
                    projection.columns.iter().zip(args).any(|(name, arg)| projection.keys.contains(name) && known.contains(arg));
                if keyed {
                    known.extend(args);
                }
                !keyed
            });
            if rest.is_empty() {
                return true;
            }
            if rest.len() == before {
                return false;
            }
        }
    }

    /// Walks from the arguments of the call to the relation's facts.
    fn walk(&mut self, join: &mut Join, relation: RelId, linear: &Linear, args: &[Term], later: &HashSet<Var>) -> Option<()> {
        let changing: Vec<usize> = (0..args.len()).filter(|at| !linear.passed.get(*at).copied().unwrap_or(false)).collect();
        let types = self.walk_types(relation, linear, args, &join.env);
        let name = self.names.unique("walk");
        let mut start = Query::default();
        for at in &changing {
            let operand = args.get(*at).and_then(|arg| self.operand(arg, &join.env))?;
            join.rejects_null(&operand);
            let ty = types.get(*at).copied().unwrap_or(SqlType::Text);
            start.columns.push(Output { value: firmly(scalar_as(operand, ty), ty), name: format!("c{at}") });
        }
        if !self.can_read_around(linear, join, args)
            && let Some(Start::Row(row)) = self.start_alone(linear, join, args)
        {
            self.look_up_start(&mut start, &row);
        }
        let outputs: Vec<usize> = (0..args.len()).filter(|at| self.is_yielded(linear, join, args, *at)).collect();
        if !outputs.is_empty() && self.can.lateral && ends_in_walk(linear, join, args, later) {
            join.give_sources(&mut start);
        }
        let columns: Vec<String> = changing.iter().map(|at| format!("c{at}")).collect();
        let step = self.walk_step(linear, &changing, &types, &name);
        let rows = match step {
            Some(step) => CteRows::Recursive(Box::new(start), Box::new(step)),
            None => CteRows::Plain(Box::new(start), false),
        };
        let cte = Cte { name: name.clone(), columns, rows };
        let mut found = if outputs.is_empty() && self.probes() {
            self.probed_end(linear, &Walked { changing: &changing, types: &types, name: &name }, args, &join.env)?
        } else {
            self.walk_end(linear, &changing, &types, &name, args, &join.env, &outputs)?
        };
        found.with.insert(0, cte);
        if outputs.is_empty() {
            join.filter.push(Condition::Exists(Arc::new(found)));
            return Some(());
        }
        let alias = self.names.unique("w");
        join.from.push(Source { alias: alias.clone(), rows: Rows::Query(Box::new(found)), lateral: self.can.lateral });
        for at in outputs {
            let ty = types.get(at).copied().unwrap_or(SqlType::Text);
            let arg = args.get(at)?;
            join.equate(self, column(&alias, &format!("c{at}"), Some(ty), true), arg);
        }
        Some(())
    }

    /// The types of a walk's columns: it starts from the arguments and goes on to what each step calls with, so its values
    /// need not be values that the relation itself holds.
    fn walk_types(&self, relation: RelId, linear: &Linear, args: &[Term], env: &Env) -> Vec<SqlType> {
        let own = self.column_types(relation);
        let of = |(at, own): (usize, SqlType)| {
            let start = args.get(at).and_then(|arg| self.operand(arg, env)).map(|operand| self.operand_type(&operand));
            let next = linear.steps.iter().filter_map(|(clause, call)| match clause.body.get(*call)? {
                Literal::Call { args, .. } => self.term_type(clause, args.get(at)?),
                _ => None,
            });
            let told: Vec<Option<SqlType>> = start.into_iter().chain(next).chain([own]).map(Some).collect();
            common_type(&told)
        };
        own.iter().copied().enumerate().map(of).collect()
    }

    fn walk_step(&mut self, linear: &Linear, changing: &[usize], types: &[SqlType], name: &str) -> Option<Query> {
        let alias = self.names.unique("w");
        let mut arms = Vec::new();
        for (clause, call) in &linear.steps {
            let Some((env, filter)) = self.enter(&clause.head, changing, types, &alias) else { continue };
            let Some(Literal::Call { args, .. }) = clause.body.get(*call) else { continue };
            let outputs: Vec<Term> = changing.iter().filter_map(|at| args.get(*at).cloned()).collect();
            let rest: Vec<usize> = (0..clause.body.len()).filter(|at| at != call).collect();
            let mut join = Join::new(env, Vec::new());
            join.filter = filter;
            let Some(mut arm) = self.select(clause, &rest, join, &outputs) else { continue };
            set_types(&mut arm, &changing.iter().map(|at| types.get(*at).copied().unwrap_or(SqlType::Text)).collect::<Vec<_>>());
            rename(&mut arm, changing);
            arms.push(arm);
        }
        self.step_over(name, &alias, arms, &changing.iter().map(|at| format!("c{at}")).collect::<Vec<_>>(), types, changing)
    }

    /// What a clause knows when its changing head columns are those of `alias`.
    pub(super) fn enter(
        &self,
        head: &[Term],
        changing: &[usize],
        types: &[SqlType],
        alias: &str,
    ) -> Option<(Env, Vec<Condition>)> {
        let mut join = Join::default();
        for at in changing {
            let scalar = column(alias, &format!("c{at}"), types.get(*at).copied(), true);
            join.equate(self, scalar, head.get(*at)?);
        }
        Some((join.env, join.filter))
    }

    /// The recursive part: one reference to the relation, every arm behind it; or each arm with a reference of its own.
    fn step_over(
        &mut self,
        name: &str,
        alias: &str,
        mut arms: Vec<Query>,
        columns: &[String],
        types: &[SqlType],
        kept: &[usize],
    ) -> Option<Query> {
        let own = Source { alias: alias.to_owned(), rows: Rows::Cte(name.to_owned()), lateral: false };
        if arms.len() == 1 && arms.first().is_some_and(|arm| arm.from.is_empty()) {
            let mut only = arms.pop()?;
            only.from.push(own);
            return Some(only);
        }
        if !self.can.lateral {
            for arm in &mut arms {
                arm.from.insert(0, own.clone());
            }
            return Query::union(Union::Distinct, arms);
        }
        // Without the fence the database joins the whole table in every round.
        for arm in &mut arms {
            arm.fence = !arm.from.is_empty();
        }
        let inner = Query::union(Union::All, arms)?;
        let next = self.names.unique("n");
        let outputs = columns.iter().zip(kept).map(|(column_name, at)| Output {
            value: column(&next, column_name, types.get(*at).copied(), true),
            name: column_name.clone(),
        });
        let mut outputs: Vec<Output> = outputs.collect();
        if outputs.is_empty() {
            outputs.push(Output::one());
        }
        let lateral = Source { alias: next, rows: Rows::Query(Box::new(inner)), lateral: true };
        Some(Query { columns: outputs, from: vec![own, lateral], ..Query::default() })
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one walk, used by one caller")]
    fn walk_end(
        &mut self,
        linear: &Linear,
        changing: &[usize],
        types: &[SqlType],
        name: &str,
        args: &[Term],
        env: &Env,
        outputs: &[usize],
    ) -> Option<Query> {
        let mut ends = Vec::new();
        for clause in &linear.exits {
            let alias = self.names.unique("w");
            let Some((inner, filter)) = self.enter(&clause.head, changing, types, &alias) else { continue };
            let mut join = Join::new(inner, Vec::new());
            join.filter = filter;
            join.from.push(Source { alias, rows: Rows::Cte(name.to_owned()), lateral: false });
            self.tie_passed(&mut join, clause, linear, args, env);
            let wanted: Vec<Term> = outputs.iter().filter_map(|at| clause.head.get(*at).cloned()).collect();
            let all: Vec<usize> = (0..clause.body.len()).collect();
            let Some(mut end) = self.select(clause, &all, join, &wanted) else { continue };
            if outputs.is_empty() {
                end.columns = Query::exists(Vec::new(), Vec::new()).columns;
            } else {
                set_types(
                    &mut end,
                    &outputs.iter().map(|at| types.get(*at).copied().unwrap_or(SqlType::Text)).collect::<Vec<_>>(),
                );
                rename(&mut end, outputs);
            }
            ends.push(end);
        }
        Query::union(Union::All, ends)
    }

    /// Passed columns whose argument is known outside are known inside, too.
    pub(super) fn tie_passed(&self, join: &mut Join, clause: &Clause, linear: &Linear, args: &[Term], env: &Env) {
        for (at, arg) in args.iter().enumerate() {
            if !linear.passed.get(at).copied().unwrap_or(false) {
                continue;
            }
            let (Some(operand), Some(head)) = (self.operand(arg, env), clause.head.get(at)) else { continue };
            match (head, self.operand(head, &join.env)) {
                (Term::Var(var), None) => {
                    join.env.insert(*var, operand);
                }
                (_, Some(known)) => {
                    let tie = compare(Compare::Equal, known, operand);
                    join.filter.push(tie);
                }
                (_, None) => {}
            }
        }
    }

    /// The relation as a member of the outermost `WITH`; its name and column types.
    pub fn relation_cte(&mut self, relation: RelId) -> Option<(String, Vec<SqlType>)> {
        if self.scopes.is_empty() {
            self.errors.push(Diagnostic::bug("a relation was planned outside of any query"));
            return None;
        }
        if !self.shared.contains_key(&relation) {
            let shared = self.plan_shared(relation)?;
            self.shared.insert(relation, shared);
        }
        self.bring_into_scope(relation);
        self.shared.get(&relation).map(|shared| (shared.cte.name.clone(), shared.types.clone()))
    }

    /// Whether the rows of a shared relation are values of one column, each once: a recursion drops repeated rows.
    pub fn is_set(&self, name: &str) -> bool {
        let is_set = |shared: &Shared| shared.types.len() == 1 && matches!(shared.cte.rows, CteRows::Recursive(..));
        self.shared.values().any(|shared| shared.cte.name == name && is_set(shared))
    }

    /// Plans a relation in a scope of its own, to see which others it reads.
    fn plan_shared(&mut self, relation: RelId) -> Option<Shared> {
        let types = self.column_types(relation);
        let base = self.residual.get(relation).map_or("r", |relation| relation.name.as_str());
        let base: String = base.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        let name = self.relation_names.unique(&base.to_ascii_lowercase());
        let linear = self.linear(relation);
        if self.is_recursive(relation) && linear.is_none() {
            self.note(relation, "recursion that is mutual or not linear: one state of all rows, step by step");
            return self.plan_from_state(relation, name, types);
        }
        if linear.is_some() && self.is_recursive(relation) {
            self.note(relation, "linear recursion, from the facts it starts with");
        }
        let scopes = std::mem::replace(&mut self.scopes, vec![Scope::default()]);
        let names = std::mem::take(&mut self.names);
        let walks = std::mem::take(&mut self.walks);
        let rows = match linear {
            Some(linear) => self.fixpoint(&linear, &name, &types),
            None => {
                let clauses = self.residual.clauses(relation).to_vec();
                let queries = self.clause_queries(&clauses, &types);
                Query::union(Union::Distinct, queries).map(|query| CteRows::Plain(Box::new(distinct(query)), false))
            }
        };
        self.names = names;
        self.walks = walks;
        let reads = std::mem::replace(&mut self.scopes, scopes).pop().unwrap_or_default().known;
        let columns = column_names(types.len());
        Some(Shared { cte: Cte { name, columns, rows: rows? }, types, reads, state: None })
    }

    /// Adds a planned relation and what it reads to the outermost `WITH`, what is read first. It depends on nothing around
    /// it, so it is computed once for the whole statement.
    fn bring_into_scope(&mut self, relation: RelId) {
        if self.scopes.first().is_none_or(|scope| scope.known.contains(&relation)) {
            return;
        }
        let Some(shared) = self.shared.get(&relation).cloned() else { return };
        for read in shared.reads {
            self.bring_into_scope(read);
        }
        if let Some(scope) = self.scopes.first_mut() {
            scope.known.push(relation);
            let missing = |state: &Cte| scope.ctes.iter().all(|cte| cte.name != state.name);
            let state = shared.state.filter(missing);
            scope.ctes.extend(state);
            scope.ctes.push(shared.cte);
        }
    }

    fn fixpoint(&mut self, linear: &Linear, name: &str, types: &[SqlType]) -> Option<CteRows> {
        let mut exits = self.clause_queries(&linear.exits, types);
        for output in exits.iter_mut().flat_map(|exit| exit.columns.iter_mut().zip(types)) {
            output.0.value = firmly(output.0.value.clone(), *output.1);
        }
        let base = Query::union(Union::All, exits)?;
        let alias = self.names.unique("r");
        let mut arms = Vec::new();
        for (clause, call) in &linear.steps {
            let Some(Literal::Call { args, .. }) = clause.body.get(*call) else { continue };
            let all: Vec<usize> = (0..args.len()).collect();
            let Some((env, filter)) = self.enter(args, &all, types, &alias) else { continue };
            let rest: Vec<usize> = (0..clause.body.len()).filter(|at| at != call).collect();
            let mut join = Join::new(env, Vec::new());
            join.filter = filter;
            let Some(mut arm) = self.select(clause, &rest, join, &clause.head) else { continue };
            set_types(&mut arm, types);
            arms.push(arm);
        }
        let columns: Vec<String> = (0..types.len()).map(|at| format!("c{at}")).collect();
        let kept: Vec<usize> = (0..types.len()).collect();
        Some(match self.step_over(name, &alias, arms, &columns, types, &kept) {
            Some(step) => CteRows::Recursive(Box::new(base), Box::new(step)),
            None => CteRows::Plain(Box::new(base), false),
        })
    }

    /// One query for each clause that can hold, with outputs of the given types.
    pub fn clause_queries(&mut self, clauses: &[Clause], types: &[SqlType]) -> Vec<Query> {
        let mut queries = Vec::new();
        for clause in clauses {
            let all: Vec<usize> = (0..clause.body.len()).collect();
            if let Some(mut query) = self.sibling(|planner| planner.select(clause, &all, Join::default(), &clause.head)) {
                set_types(&mut query, types);
                queries.push(query);
            }
        }
        queries
    }
}

/// Whether nothing but the walk reads the sources joined so far: then it can start from all their rows at once, instead
/// of once for each.
fn ends_in_walk(linear: &Linear, join: &Join, args: &[Term], later: &HashSet<Var>) -> bool {
    let passed = args.iter().zip(&linear.passed).filter(|(_, passed)| **passed).map(|(arg, _)| arg);
    let passed = passed.filter_map(|arg| if let Term::Var(var) = arg { Some(var) } else { None });
    !join.from.is_empty() && later.iter().chain(passed).all(|var| !join.reads_source(*var))
}

/// The columns of a relation; one without any has a column that says nothing.
pub fn column_names(count: usize) -> Vec<String> {
    if count == 0 { vec!["one".to_owned()] } else { (0..count).map(|at| format!("c{at}")).collect() }
}

/// Whether a step passes column `at` on unchanged and uses it for nothing else.
fn passes(clause: &Clause, call: usize, at: usize) -> bool {
    let Some(Literal::Call { args, .. }) = clause.body.get(call) else { return false };
    let (Some(Term::Var(head)), Some(Term::Var(arg))) = (clause.head.get(at), args.get(at)) else { return false };
    let uses = |terms: &[Term]| terms.iter().filter(|term| **term == Term::Var(*head)).count();
    let elsewhere = clause.body.iter().enumerate().any(|(index, literal)| index != call && literal.mentions(*head));
    head == arg && !elsewhere && uses(&clause.head) == 1 && uses(args) == 1
}

/// A walk needs every changing argument of the recursive call to be bound by the step itself.
fn walkable(clause: &Clause, call: usize, linear: &Linear) -> bool {
    let Some(Literal::Call { args, .. }) = clause.body.get(call) else { return false };
    args.iter().enumerate().filter(|(at, _)| !linear.passed.get(*at).copied().unwrap_or(false)).all(|(_, arg)| {
        let Term::Var(var) = arg else { return true };
        let by_head =
            clause.head.iter().enumerate().any(|(at, head)| head == arg && !linear.passed.get(at).copied().unwrap_or(false));
        by_head || clause.body.iter().enumerate().any(|(at, literal)| at != call && literal.binds() && literal.mentions(*var))
    })
}

/// Whether some literal of the clause holds a parameter, an entity or known rows.
fn is_selective(clause: &Clause) -> bool {
    clause.body.iter().any(|literal| match literal {
        Literal::Known { .. } => true,
        Literal::Fact { args, .. } => args.iter().any(|arg| match arg {
            Term::Param(_) => true,
            Term::Const(value) => !crate::value::is_primitive(&value.ty),
            _ => false,
        }),
        _ => false,
    })
}

pub fn set_types(query: &mut Query, types: &[SqlType]) {
    for (output, ty) in query.columns.iter_mut().zip(types) {
        output.value = as_type(output.value.clone(), *ty);
    }
}

/// The start of a recursion decides its column types, so it says them: `varchar` and `text`, or `integer` and `bigint`,
/// do not mix there.
fn firmly(scalar: Scalar, ty: SqlType) -> Scalar {
    if matches!(scalar, Scalar::Column(_) | Scalar::Value(..)) { Scalar::Cast(Box::new(scalar), ty) } else { scalar }
}

/// Reads a column through another alias.
fn rename_source(scalar: &mut Scalar, from: Option<&SmolStr>, to: &str) {
    match scalar {
        Scalar::Column(column) if column.source.as_ref() == from => column.source = Some(to.into()),
        Scalar::Cast(inner, _) => rename_source(inner, from, to),
        _ => {}
    }
}

fn rename(query: &mut Query, positions: &[usize]) {
    for (output, at) in query.columns.iter_mut().zip(positions) {
        output.name = format!("c{at}");
    }
}

fn distinct(mut query: Query) -> Query {
    query.distinct = query.unions.is_empty();
    query
}
