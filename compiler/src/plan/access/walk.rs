//! Walks: from the arguments of a call of a linear relation, step by step, to what the relation starts with.
//!
//! In: a call whose changing arguments are known. Out: the join with a condition, or with a source of the values that the walk
//! finds. Right for checks and reverse questions.
//! Source: the right-linear rewriting in J. Naughton et al., "Efficient Evaluation of Right-, Left-, and Multi-Linear Rules",
//! SIGMOD 1989.

use super::join::{Join, scalar_as};
use super::linear::{Linear, is_selective, walkable};
use super::shared::{firmly, set_types};
use super::{Anchor, Env, Planner};
use crate::mapping::sql_type::SqlType;
use crate::plan::relation::compare::{Operand, column, common_type, compare};
use crate::plan::relation::{Condition, Cte, CteRows, Output, Query, Rows, Scalar, Source, Union, place_name};
use crate::plan::residual::vars::VarSet;
use crate::plan::residual::{Clause, Literal, RelId, Term, Var};
use crate::policy::program::Compare;
use smol_str::SmolStr;
use std::rc::Rc;
use std::sync::Arc;

/// Walks inside each other past which a relation is computed once instead.
const MAX_WALKS: usize = 2;

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
    pub(super) fn pays_to_walk(&self, linear: &Linear, join: &Join, args: &[Term], selective: &VarSet<Var>) -> bool {
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
            Term::Var(var) => selective.contains(*var) && join.env.contains(*var),
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
    /// the walk has to start from all such rows at once, or the row has to be one that can be looked up again.
    pub(super) fn can_walk(&self, relation: RelId, linear: &Linear, join: &Join, args: &[Term], later: &VarSet<Var>) -> bool {
        if self.stands_outermost(relation, linear, join, args, later) {
            return true;
        }
        if !self.can.nested_with && self.leads_to_other_recursions(relation) {
            return false;
        }
        if self.can_read_around(linear, join, args) || self.takes_sources(linear, join, args, later) {
            return true;
        }
        self.stands_alone(linear, join, args)
    }

    /// Whether the walk needs nothing around it to start, nor a row beside it for what it yields.
    fn stands_alone(&self, linear: &Linear, join: &Join, args: &[Term]) -> bool {
        let passed: Vec<Term> =
            args.iter().zip(&linear.passed).filter(|(_, passed)| **passed).map(|(arg, _)| arg.clone()).collect();
        let yields = (0..args.len()).any(|at| self.is_yielded(linear, join, args, at));
        !(yields && self.reads_a_row(join, &passed)) && self.start_alone(linear, join, args).is_some()
    }

    /// Whether the walk is a relation of the outermost `WITH`: there it and its ends may read other recursive relations also
    /// where a `WITH` inside a sub-query cannot, and it is there once for all that start alike.
    fn stands_outermost(&self, relation: RelId, linear: &Linear, join: &Join, args: &[Term], later: &VarSet<Var>) -> bool {
        if self.can.nested_with || !self.scopes.first().is_some_and(|scope| scope.outermost) {
            return false;
        }
        if self.brings_sources(linear, join, args, later) {
            return !self.takes_sources(linear, join, args, later) || self.leads_to_other_recursions(relation);
        }
        self.stands_alone(linear, join, args)
    }

    /// Whether a walk in the outermost `WITH` starts from all the sources that are joined so far: they read nothing that is not
    /// there, and nobody else reads them.
    fn brings_sources(&self, linear: &Linear, join: &Join, args: &[Term], later: &VarSet<Var>) -> bool {
        let yields = (0..args.len()).any(|at| self.is_yielded(linear, join, args, at));
        let outermost = self.scopes.first().map(|scope| scope.ctes.as_slice()).unwrap_or_default();
        yields && ends_in_walk(linear, join, args, later) && join.reads_only(|name| outermost.iter().any(|cte| cte.name == *name))
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

    /// Whether a walk that yields values starts from all the sources that are joined so far, which nobody else reads. Without
    /// lateral members of a `FROM`, nothing else around may be read then but the walk that it stands at the end of.
    fn takes_sources(&self, linear: &Linear, join: &Join, args: &[Term], later: &VarSet<Var>) -> bool {
        let yields = (0..args.len()).any(|at| self.is_yielded(linear, join, args, at));
        let is_around = |name: &SmolStr| self.can.nested_with && self.ending.contains(name);
        yields && (self.can.lateral || join.reads_only(is_around)) && ends_in_walk(linear, join, args, later)
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

    /// Walks from the arguments of the call to the relation's facts.
    pub(super) fn walk(
        &mut self,
        join: &mut Join,
        relation: RelId,
        linear: &Linear,
        args: &[Term],
        later: &VarSet<Var>,
    ) -> Option<()> {
        let changing: Vec<usize> = (0..args.len()).filter(|at| !linear.passed.get(*at).copied().unwrap_or(false)).collect();
        let types = self.walk_types(relation, linear, args, &join.env);
        let outputs: Vec<usize> = (0..args.len()).filter(|at| self.is_yielded(linear, join, args, *at)).collect();
        for arg in changing.iter().filter_map(|at| args.get(*at)) {
            let operand = self.operand(arg, &join.env)?;
            join.rejects_null(&operand);
        }
        let mut found = if self.stands_outermost(relation, linear, join, args, later) {
            let name = self.outermost_walk(linear, join, args, later, (&changing, &types))?;
            let walk = Walked { changing: &changing, types: &types, name: &name };
            self.ends(linear, &walk, args, &join.env, &outputs)?
        } else {
            let name = self.names.unique("walk");
            let mut start = self.walk_start(join, args, &changing, &types)?;
            if self.takes_sources(linear, join, args, later) {
                join.give_sources(&mut start);
            } else if !self.can_read_around(linear, join, args)
                && let Some(Start::Row(row)) = self.start_alone(linear, join, args)
            {
                self.look_up_start(&mut start, &row);
            }
            let cte = self.walk_cte(linear, start, &changing, &types, &name);
            let walk = Walked { changing: &changing, types: &types, name: &name };
            self.ending.push(SmolStr::new(&name));
            let found = self.ends(linear, &walk, args, &join.env, &outputs);
            self.ending.pop();
            let mut found = found?;
            found.with.insert(0, cte);
            found
        };
        if found.unions.is_empty()
            && let Some(holds) = self.holds_something(linear)
        {
            found.filter.insert(0, holds);
        }
        if outputs.is_empty() {
            join.filter.push(Condition::Exists(Arc::new(found)));
            return Some(());
        }
        let alias = self.names.unique("w");
        join.from.push(Source { alias: alias.clone(), rows: Rows::Query(Box::new(found)), lateral: self.can.lateral });
        for at in outputs {
            let ty = types.get(at).copied().unwrap_or(SqlType::Text);
            let arg = args.get(at)?;
            join.equate(self, column(&alias, &place_name(at), Some(ty), true), arg);
        }
        Some(())
    }

    /// A walk in the outermost `WITH`, where it may be already; its name.
    fn outermost_walk(
        &mut self,
        linear: &Linear,
        join: &mut Join,
        args: &[Term],
        later: &VarSet<Var>,
        (changing, types): (&[usize], &[SqlType]),
    ) -> Option<SmolStr> {
        let mut start = self.walk_start(join, args, changing, types)?;
        if self.brings_sources(linear, join, args, later) {
            join.give_sources(&mut start);
        } else if let Start::Row(row) = self.start_alone(linear, join, args)? {
            self.look_up_start(&mut start, &row);
        }
        let unnamed = self.walk_cte(linear, start, changing, types, "");
        let walks = self.scopes.first().map(|scope| scope.walks.as_slice()).unwrap_or_default();
        if let Some((_, name)) = walks.iter().find(|(known, _)| *known == unnamed) {
            return Some(name.clone());
        }
        let name = self.relation_name("way");
        let scope = self.scopes.first_mut()?;
        scope.ctes.push(named(unnamed.clone(), &name));
        scope.walks.push((unnamed, name.clone()));
        Some(name)
    }

    /// The row that a walk starts with: what its changing arguments stand for.
    fn walk_start(&self, join: &Join, args: &[Term], changing: &[usize], types: &[SqlType]) -> Option<Query> {
        let mut start = Query::default();
        for at in changing {
            let operand = args.get(*at).and_then(|arg| self.operand(arg, &join.env))?;
            let ty = types.get(*at).copied().unwrap_or(SqlType::Text);
            start.columns.push(Output { value: firmly(scalar_as(operand, ty), ty), name: place_name(*at) });
        }
        Some(start)
    }

    /// The relation of a walk.
    fn walk_cte(&mut self, linear: &Linear, start: Query, changing: &[usize], types: &[SqlType], name: &str) -> Cte {
        let columns: Vec<SmolStr> = changing.iter().map(|at| place_name(*at)).collect();
        let rows = match self.walk_step(linear, changing, types, name) {
            Some(step) => CteRows::Recursive(Box::new(start), Box::new(step)),
            None => CteRows::Plain(Box::new(start), false),
        };
        Cte { name: name.into(), columns, rows }
    }

    /// The ends of a walk, or the values of `outputs` there. Known rows are joined where they are many: no index finds one of
    /// them for a row of the walk.
    fn ends(&mut self, linear: &Linear, walk: &Walked<'_>, args: &[Term], env: &Env, outputs: &[usize]) -> Option<Query> {
        let is_probed = outputs.is_empty() && self.probes();
        if !is_probed && !self.looks_ends_up() {
            return self.walk_end(&linear.exits, linear, walk, args, env, outputs);
        }
        let probe = |planner: &mut Self, exits: &[Clause]| {
            if is_probed {
                return planner.probed_end(exits, linear, walk, args, env);
            }
            planner.probed_values(exits, linear, walk, args, env, outputs)
        };
        if !linear.exits.iter().any(has_many_known) {
            return probe(self, &linear.exits);
        }
        let (joined, probed): (Vec<Clause>, Vec<Clause>) = linear.exits.iter().cloned().partition(has_many_known);
        let found = probe(self, &probed);
        let joined = self.walk_end(&joined, linear, walk, args, env, outputs);
        Query::union(Union::All, found.into_iter().chain(joined).collect())
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
        let mut types: Vec<SqlType> = own.iter().copied().enumerate().map(of).collect();
        // A step may hand the value of one column on to another. Each round makes a type wider, or it is the last.
        let handed: Vec<(usize, usize)> = linear.steps.iter().flat_map(|(clause, call)| handed_on(clause, *call)).collect();
        loop {
            let mut wider = types.clone();
            for (from, to) in &handed {
                if let (Some(given), Some(ty)) = (types.get(*from), wider.get_mut(*to)) {
                    *ty = common_type(&[Some(*ty), Some(*given)]);
                }
            }
            if wider == types {
                return types;
            }
            types = wider;
        }
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
        self.step_over(name, &alias, arms, &changing.iter().map(|at| place_name(*at)).collect::<Vec<_>>(), types, changing)
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
            let scalar = column(alias, &place_name(*at), types.get(*at).copied(), true);
            join.equate(self, scalar, head.get(*at)?);
        }
        Some((join.env, join.filter))
    }

    /// The rows that the relation starts with by these clauses, joined with the walk; values of `outputs` where there are any.
    fn walk_end(
        &mut self,
        exits: &[Clause],
        linear: &Linear,
        walk: &Walked<'_>,
        args: &[Term],
        env: &Env,
        outputs: &[usize],
    ) -> Option<Query> {
        let mut ends = Vec::new();
        for clause in exits {
            let alias = self.names.unique("w");
            let Some(mut join) = self.at_row(clause, linear, walk, args, env, &alias) else { continue };
            join.from.push(Source { alias, rows: Rows::Cte(walk.name.into()), lateral: false });
            let wanted: Vec<Term> = outputs.iter().filter_map(|at| clause.head.get(*at).cloned()).collect();
            let all: Vec<usize> = (0..clause.body.len()).collect();
            let Some(mut end) = self.select(clause, &all, join, &wanted) else { continue };
            if outputs.is_empty() {
                end.columns = Query::exists(Vec::new(), Vec::new()).columns;
            } else {
                set_types(
                    &mut end,
                    &outputs.iter().map(|at| walk.types.get(*at).copied().unwrap_or(SqlType::Text)).collect::<Vec<_>>(),
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
}

/// The columns whose values a step hands on: of its head, and of the call that it goes on with.
fn handed_on(clause: &Clause, call: usize) -> Vec<(usize, usize)> {
    let Some(Literal::Call { args, .. }) = clause.body.get(call) else { return Vec::new() };
    let is_same = |from: &Term, to: &Term| matches!(from, Term::Var(_)) && from == to;
    let froms = clause.head.iter().enumerate();
    froms
        .flat_map(|(from, term)| {
            args.iter().enumerate().filter(move |(_, arg)| is_same(term, arg)).map(move |(to, _)| (from, to))
        })
        .collect()
}

/// Whether nothing but the walk reads the sources joined so far: then it can start from all their rows at once, instead
/// of once for each.
fn ends_in_walk(linear: &Linear, join: &Join, args: &[Term], later: &VarSet<Var>) -> bool {
    let passed = args.iter().zip(&linear.passed).filter(|(_, passed)| **passed).map(|(arg, _)| arg);
    let passed: VarSet<Var> = passed.filter_map(|arg| if let Term::Var(var) = arg { Some(*var) } else { None }).collect();
    let is_read = |var| later.contains(var) || passed.contains(var);
    !join.from.is_empty() && !join.env.vars().any(|var| is_read(var) && join.reads_source(var))
}

/// Whether a clause has more known rows than are looked through for each row of a walk.
fn has_many_known(clause: &Clause) -> bool {
    const FEW: usize = 32;
    clause.body.iter().any(|literal| matches!(literal, Literal::Known { rows, .. } if rows.len() > FEW))
}

/// Reads a column through another alias.
fn rename_source(scalar: &mut Scalar, from: Option<&SmolStr>, to: &str) {
    match scalar {
        Scalar::Column(column) if column.source.as_ref() == from => column.source = Some(to.into()),
        Scalar::Cast(inner, _) | Scalar::Spelled(inner, _) => rename_source(inner, from, to),
        _ => {}
    }
}

/// A walk that has no name yet, with one: also where its steps go on from its own rows.
fn named(mut walk: Cte, name: &SmolStr) -> Cte {
    if let CteRows::Recursive(_, step) = &mut walk.rows {
        let rest = step.unions.iter_mut().flat_map(|(_, arm)| arm.from.iter_mut());
        for source in step.from.iter_mut().chain(rest) {
            if let Rows::Cte(own) = &mut source.rows
                && own.is_empty()
            {
                own.clone_from(name);
            }
        }
    }
    walk.name.clone_from(name);
    walk
}

fn rename(query: &mut Query, positions: &[usize]) {
    for (output, at) in query.columns.iter_mut().zip(positions) {
        output.name = place_name(*at);
    }
}
