//! Conjunctions as joins: the literals of a clause become sources and conditions of one select.

use super::columns::mapped_columns;
use super::{Anchor, Env, Planner};
use crate::diagnostic::{Diagnostic, codes};
use crate::mapping::model::FactMapping;
use crate::mapping::sql_type::SqlType;
use crate::plan::relation::compare::{Operand, among, as_type, column, compare, meeting_type, spelled};
use crate::plan::relation::free::{Free, of_query};
use crate::plan::relation::{Array, Column, Condition, KnownColumn, Output, Query, Rows, Scalar, Source, place_name};
use crate::plan::residual::vars::VarSet;
use crate::plan::residual::{Clause, Literal, Term, Var};
use crate::policy::program::Compare;
use crate::value::{TypeName, Value, is_primitive};
use smol_str::SmolStr;
use std::rc::Rc;

/// A select under construction.
#[derive(Default, Clone)]
pub struct Join {
    pub from: Vec<Source>,
    pub filter: Vec<Condition>,
    pub env: Env,
    pub anchors: Vec<Rc<Anchor>>,
    /// Variables that are read when the join is done; unknown where that is not a select's.
    outputs: Option<VarSet<Var>>,
    /// Columns that stand for a variable, and whether some condition already drops their NULLs.
    strict: Vec<(Column, bool)>,
    /// Whether the rows of the source being joined are found by what is equated next, and by nothing else.
    is_only_tie: bool,
}

impl Join {
    pub fn new(env: Env, anchors: Vec<Rc<Anchor>>) -> Self {
        Join { env, anchors, ..Join::default() }
    }

    /// Whether a variable stands for a column of one of the sources.
    pub fn reads_source(&self, var: Var) -> bool {
        matches!(self.env.get(var), Some(Operand::Scalar(scalar)) if self.is_of_source(scalar))
    }

    fn is_of_source(&self, scalar: &Scalar) -> bool {
        match scalar {
            Scalar::Column(column) => {
                self.from.iter().any(|source| column.source.as_ref().is_some_and(|own| *own == source.alias))
            }
            Scalar::Cast(inner, _) | Scalar::Spelled(inner, _) | Scalar::Plus(inner, _) => self.is_of_source(inner),
            _ => false,
        }
    }

    /// Whether nothing around is read but relations of a `WITH` that may be.
    pub fn reads_only(&self, may_be_read: impl Fn(&SmolStr) -> bool) -> bool {
        let is_constant =
            |scalar: &Scalar| matches!(scalar, Scalar::Now | Scalar::Value(..) | Scalar::Param(..) | Scalar::Own(..));
        let is_own = |operand: &Operand| match operand {
            Operand::Scalar(scalar) => is_constant(scalar) || self.is_of_source(scalar),
            Operand::Value(_) | Operand::Param(..) => true,
        };
        let joined = Query { from: self.from.clone(), filter: self.filter.clone(), ..Query::default() };
        let is_allowed = |free: &Free| matches!(free, Free::Relation(name) if may_be_read(name));
        self.env.iter().all(|(_, operand)| is_own(operand)) && of_query(&joined).iter().all(is_allowed)
    }

    /// Moves the sources with their conditions into a query that alone reads them.
    pub fn give_sources(&mut self, query: &mut Query) {
        self.close();
        let own: Vec<Var> = self.env.vars().filter(|var| self.reads_source(*var)).collect();
        let from = std::mem::take(&mut self.from);
        self.env.retain(|var| !own.contains(&var));
        self.anchors.retain(|anchor| !from.iter().any(|source| anchor.alias.as_ref().is_some_and(|own| *own == source.alias)));
        query.from.extend(from);
        query.filter.append(&mut self.filter);
    }

    fn strict_of(&mut self, column: &Column) -> Option<&mut bool> {
        self.strict.iter_mut().find(|(own, _)| own == column).map(|(_, flag)| flag)
    }

    fn note_strict(&mut self, scalar: &Scalar) {
        if let Scalar::Column(column) = scalar {
            match self.strict_of(column) {
                Some(flag) => *flag = true,
                None => self.strict.push((column.clone(), true)),
            }
        }
    }

    /// Marks a column whose NULLs a later condition drops.
    pub fn rejects_null(&mut self, operand: &Operand) {
        if let Operand::Scalar(Scalar::Column(column)) = operand
            && let Some(flag) = self.strict_of(column)
        {
            *flag = true;
        }
    }

    /// Conditions that drop the NULLs which nothing else drops.
    pub fn close(&mut self) {
        for (column, strict) in std::mem::take(&mut self.strict) {
            if !strict && !column.not_null {
                self.filter.push(Condition::NotNull(Scalar::Column(column)));
            }
        }
    }

    /// Makes a column equal to a term: a comparison if the term is known, else the variable's value.
    pub fn equate(&mut self, planner: &Planner<'_>, scalar: Scalar, term: &Term) {
        match (planner.operand(term, &self.env), term) {
            (Some(operand), _) => {
                self.rejects_null(&operand);
                self.note_strict(&scalar);
                let operand = if self.is_only_tie { planner.as_looked_up(operand, scalar.ty()) } else { operand };
                self.filter.push(compare(Compare::Equal, Operand::Scalar(scalar), operand));
            }
            (None, Term::Var(var)) => {
                if let Scalar::Column(column) = &scalar
                    && self.strict_of(column).is_none()
                {
                    self.strict.push((column.clone(), false));
                }
                self.env.insert(*var, Operand::Scalar(scalar));
            }
            (None, _) => self.filter.push(Condition::False),
        }
    }

    /// Makes a known value equal to a term.
    fn equate_known(&mut self, planner: &Planner<'_>, known: Operand, term: &Term) {
        match (planner.operand(term, &self.env), term) {
            (Some(operand), _) => {
                self.rejects_null(&operand);
                self.filter.push(compare(Compare::Equal, known, operand));
            }
            (None, Term::Var(var)) => self.env.insert(*var, known),
            (None, _) => self.filter.push(Condition::False),
        }
    }
}

impl Planner<'_> {
    /// What is known, as rows are found by it in a column of a type.
    fn as_looked_up(&self, known: Operand, column: Option<SqlType>) -> Operand {
        match known {
            Operand::Scalar(scalar) if self.can.reads_spellings => Operand::Scalar(spelled(&scalar, column).unwrap_or(scalar)),
            other => other,
        }
    }

    /// A select of `outputs` over some literals of a clause, given what is known outside. `None` when it cannot hold.
    /// An output that nothing binds is the marker for "every value".
    pub fn select(&mut self, clause: &Clause, literals: &[usize], join: Join, outputs: &[Term]) -> Option<Query> {
        self.selects += 1;
        let most = self.residual.bounds.selects;
        if self.selects > most {
            let message = format!("this question becomes a statement of more than {most} selects");
            self.errors.push(Diagnostic::placeless(codes::TOO_LARGE, message).help("split recursive rules that call each other"));
        }
        // Nothing of a plan with an error is used, so the rest need not be planned.
        if !self.errors.is_empty() {
            return None;
        }
        let mut join = join;
        join.outputs = Some(variables(outputs.iter()));
        self.join_all(clause, literals, &mut join)?;
        join.close();
        // No text of a database holds a NUL, so such a value is no answer.
        if outputs.iter().any(|term| matches!(term, Term::Const(value) if value.id.contains('\0'))) {
            return None;
        }
        let columns = outputs
            .iter()
            .enumerate()
            .map(|(at, term)| Output { value: self.output(clause, term, &join.env), name: place_name(at) });
        let mut columns: Vec<Output> = columns.collect();
        if columns.is_empty() {
            columns.push(Output::one());
        }
        let filter = match Condition::all(join.filter) {
            Condition::False => return None,
            Condition::True => Vec::new(),
            Condition::And(parts) => parts,
            one => vec![one],
        };
        Some(Query { columns, from: join.from, filter, ..Query::default() })
    }

    /// The scalar of an output term.
    pub fn output(&self, clause: &Clause, term: &Term, env: &Env) -> Scalar {
        match self.operand(term, env) {
            Some(Operand::Scalar(scalar)) => scalar,
            Some(Operand::Value(value)) => {
                let ty = self.type_of_values(&value.ty);
                let ty = if ty.fits(&value.id) { ty } else { SqlType::Text };
                Scalar::Value(value, ty)
            }
            Some(Operand::Param(slot, ty)) => Scalar::Param(slot, self.type_of_values(&ty)),
            None => {
                let ty = if let Term::Var(var) = term { clause.type_of(*var) } else { TypeName::default() };
                Scalar::Null(self.type_of_values(&ty))
            }
        }
    }

    /// Joins every binding literal, best bound first, then adds the conditions.
    pub fn join_all(&mut self, clause: &Clause, literals: &[usize], join: &mut Join) -> Option<()> {
        let selective = selective(clause, literals, &join.env);
        let mut rest: Vec<usize> = literals.to_vec();
        while let Some(at) = self.next_literal(clause, &rest, join, &selective) {
            rest.retain(|other| *other != at);
            let Some(literal) = clause.body.get(at) else { continue };
            match literal {
                Literal::Fact { fact, args } => self.join_fact(join, *fact, args),
                Literal::Known { rows, args } => self.join_known(join, clause, rows, args)?,
                Literal::Call { relation, args } => {
                    self.settle(clause, &mut rest, join);
                    let later = read_later(clause, &rest, join);
                    self.join_call(join, *relation, args, &selective, &later)?;
                }
                Literal::In { term, values } => {
                    let rows: Vec<Vec<Value>> = values.iter().map(|value| vec![value.clone()]).collect();
                    self.join_known(join, clause, &rows, std::slice::from_ref(term))?;
                }
                Literal::Not { .. } | Literal::Compare { .. } | Literal::Apart { .. } => {}
            }
        }
        for at in rest {
            self.add_condition(clause, at, join);
        }
        if join.filter.contains(&Condition::False) { None } else { Some(()) }
    }

    /// Adds the conditions over what is bound by now, so that they stand where it is.
    fn settle(&mut self, clause: &Clause, rest: &mut Vec<usize>, join: &mut Join) {
        let is_ready = |at: &usize| {
            clause.body.get(*at).is_some_and(|literal| {
                let binds = matches!(literal, Literal::Fact { .. } | Literal::Known { .. } | Literal::Call { .. });
                !binds && literal.terms().all(|term| is_known(term, &join.env))
            })
        };
        let (ready, others): (Vec<usize>, Vec<usize>) = rest.iter().copied().partition(is_ready);
        *rest = others;
        for at in ready {
            self.add_condition(clause, at, join);
        }
    }

    fn add_condition(&mut self, clause: &Clause, at: usize, join: &mut Join) {
        let Some(literal) = clause.body.get(at) else { return };
        let condition = self.plain_condition(literal, join);
        join.filter.push(condition);
    }

    /// The next literal that needs a source; memberships of bound terms are conditions and stay.
    fn next_literal(&mut self, clause: &Clause, rest: &[usize], join: &Join, selective: &VarSet<Var>) -> Option<usize> {
        let walked: Vec<usize> = rest.iter().copied().filter(|at| self.is_walked(clause, *at, rest, join, selective)).collect();
        let score = |at: usize| -> Option<(u8, usize)> {
            let literal = clause.body.get(at)?;
            let known = literal.terms().filter(|term| is_known(term, &join.env)).count();
            // Where a text is read as an id, an index serves the comparison in this order alone.
            let identified = literal.terms().filter(|term| is_known(term, &join.env) && !is_attribute(term)).count();
            let class = match literal {
                Literal::Not { .. } | Literal::Compare { .. } | Literal::Apart { .. } => return None,
                Literal::In { .. } if known > 0 => return None,
                Literal::In { .. } => 0,
                // What a walk yields is found by looking up; a fact about nothing known is a whole table.
                Literal::Call { .. } if walked.contains(&at) => 4,
                Literal::Call { relation, .. } if self.is_recursive(*relation) => 1,
                Literal::Call { .. } => 2,
                Literal::Known { .. } => 5,
                Literal::Fact { .. } if known > 0 && (identified > 0 || !self.can.reads_spellings) => 6,
                Literal::Fact { .. } => 3,
            };
            Some((class, known))
        };
        let scored = rest.iter().filter_map(|at| score(*at).map(|score| (score, *at)));
        scored.max_by_key(|(score, at)| (*score, std::cmp::Reverse(*at))).map(|(_, at)| at)
    }

    /// Whether a literal is a call of a recursion that would be walked from what is known now.
    fn is_walked(&mut self, clause: &Clause, at: usize, rest: &[usize], join: &Join, selective: &VarSet<Var>) -> bool {
        let Some(Literal::Call { relation, args }) = clause.body.get(at) else { return false };
        if self.stepping.is_some() {
            return false;
        }
        let Some(linear) = self.linear(*relation) else { return false };
        let others: Vec<usize> = rest.iter().copied().filter(|other| *other != at).collect();
        let later = read_later(clause, &others, join);
        self.pays_to_walk(&linear, join, args, selective) && self.can_walk(*relation, &linear, join, args, &later)
    }

    pub fn join_fact(&mut self, join: &mut Join, fact: usize, args: &[Term]) {
        let mapping = self.mapping;
        let Some(mapped) = mapping.facts.get(fact) else { return join.filter.push(Condition::False) };
        let at_hand = anchor_for(join, mapped, args).cloned();
        let alias = match &at_hand {
            Some(anchor) => anchor.alias.clone(),
            None => Some(self.source_for(join, mapped, args)),
        };
        let is_tied = |arg: &&Term| !matches!(arg, Term::Const(_)) && is_known(arg, &join.env);
        join.is_only_tie = args.iter().filter(is_tied).count() == 1;
        for (at, (column, arg)) in mapped_columns(mapped).zip(args).enumerate() {
            // The row at hand has this key by definition.
            if at_hand.as_ref().is_some_and(|anchor| anchor.key == column.name && anchor.term == *arg) {
                continue;
            }
            if let Some(pinned) = at_hand.as_ref().and_then(|anchor| self.pinned(anchor, mapped, at)) {
                join.equate_known(self, pinned.operand.clone(), arg);
                self.note_pin(pinned, column.polar);
                continue;
            }
            let scalar = Scalar::Column(Column {
                source: alias.clone(),
                name: column.name.into(),
                ty: column.ty,
                not_null: column.not_null,
            });
            join.equate(self, scalar, arg);
        }
        join.is_only_tie = false;
        if let (Some(filter), Some(alias)) = (mapped.select.projection.as_ref().and_then(|p| p.filter.as_ref()), &alias) {
            join.filter.push(Condition::Filter(filter.clone(), alias.clone()));
        }
    }

    fn source_for(&mut self, join: &mut Join, mapped: &FactMapping, args: &[Term]) -> SmolStr {
        let Some(projection) = &mapped.select.projection else {
            let alias = self.names.alias(&mapped.signature.predicate);
            let name = SmolStr::new(&alias);
            join.from.push(Source { alias, rows: Rows::Select(mapped.select.text.clone()), lateral: false });
            return name;
        };
        let alias = self.names.alias(&projection.table.name);
        let source = SmolStr::new(&alias);
        join.from.push(Source { alias, rows: Rows::Table(projection.table.clone()), lateral: false });
        for (name, arg) in projection.columns.iter().zip(args) {
            if projection.keys.contains(name) {
                let anchor =
                    Anchor { table: projection.table.clone(), key: name.clone(), term: arg.clone(), alias: Some(source.clone()) };
                join.anchors.push(Rc::new(anchor));
            }
        }
        source
    }

    fn join_known(&mut self, join: &mut Join, clause: &Clause, rows: &[Vec<Value>], args: &[Term]) -> Option<()> {
        let rows: Vec<&Vec<Value>> = rows.iter().filter(|row| self.row_can_join(clause, args, row)).collect();
        if rows.is_empty() {
            return None;
        }
        let alias = self.names.unique("k");
        let mut columns = Vec::new();
        for (at, _) in args.iter().enumerate() {
            let values: Vec<Value> = rows.iter().filter_map(|row| row.get(at)).cloned().collect();
            let declared = values.first().map(|value| self.type_of_values(&value.ty));
            let ty = declared.filter(|ty| values.iter().all(|value| ty.fits(&value.id))).unwrap_or(SqlType::Text);
            columns.push(KnownColumn { name: place_name(at), values: Array { ty, values } });
        }
        let types: Vec<_> = columns.iter().map(|column| column.values.ty).collect();
        join.from.push(Source { alias: alias.clone(), rows: Rows::Known(columns), lateral: false });
        for ((at, arg), ty) in args.iter().enumerate().zip(types) {
            join.equate(self, column(&alias, &place_name(at), Some(ty), true), arg);
        }
        Some(())
    }

    /// A known row whose value is no value of a column it must equal joins nothing, and would only widen the type.
    fn row_can_join(&self, clause: &Clause, args: &[Term], row: &[Value]) -> bool {
        args.iter().zip(row).all(|(arg, value)| {
            let Term::Var(var) = arg else { return !value.id.contains('\0') };
            !value.id.contains('\0') && self.columns_of(clause, *var).into_iter().all(|ty| meeting_type(ty).fits(&value.id))
        })
    }

    fn columns_of(&self, clause: &Clause, var: Var) -> Vec<Option<SqlType>> {
        let mut out = Vec::new();
        for literal in &clause.body {
            let Literal::Fact { fact, args } = literal else { continue };
            let Some(mapped) = self.mapping.facts.get(*fact) else { continue };
            let columns = mapped_columns(mapped).zip(args);
            out.extend(columns.filter(|(_, arg)| **arg == Term::Var(var)).map(|(column, _)| column.ty));
        }
        out
    }

    /// A comparison, membership or negation over what is bound by now.
    pub fn plain_condition(&mut self, literal: &Literal, join: &mut Join) -> Condition {
        match literal {
            Literal::Compare { op, left, right } => {
                let (Some(a), Some(b)) = (self.operand(left, &join.env), self.operand(right, &join.env)) else {
                    return self.unbound();
                };
                join.rejects_null(&a);
                join.rejects_null(&b);
                compare(*op, a, b)
            }
            Literal::Apart { low, high, gap } => {
                let (Some(a), Some(b)) = (self.operand(low, &join.env), self.operand(high, &join.env)) else {
                    return self.unbound();
                };
                join.rejects_null(&a);
                join.rejects_null(&b);
                let low = Scalar::Plus(Box::new(scalar_as(a, SqlType::BigInt)), *gap);
                Condition::Compare(Compare::LessEqual, low, scalar_as(b, SqlType::BigInt))
            }
            Literal::In { term, values } => match self.operand(term, &join.env) {
                Some(operand) => {
                    join.rejects_null(&operand);
                    self.membership(operand, values)
                }
                None => self.unbound(),
            },
            Literal::Not { relation, args } => self.negation(*relation, args, join),
            Literal::Fact { .. } | Literal::Known { .. } | Literal::Call { .. } => Condition::True,
        }
    }

    /// A condition on a variable without a value cannot be said, and must not be left out.
    pub fn unbound(&mut self) -> Condition {
        self.errors.push(Diagnostic::bug("a variable that nothing binds reached the planning of access paths"));
        Condition::False
    }

    pub fn membership(&self, operand: Operand, values: &[Value]) -> Condition {
        match operand {
            Operand::Scalar(scalar) => among(scalar, values),
            Operand::Param(slot, ty) => among(Scalar::Param(slot, self.type_of_values(&ty)), values),
            Operand::Value(value) => {
                if values.contains(&value) {
                    Condition::True
                } else {
                    Condition::False
                }
            }
        }
    }
}

/// The variables that the literals which are left, or the outputs, read.
fn read_later(clause: &Clause, rest: &[usize], join: &Join) -> VarSet<Var> {
    let mut later = variables(rest.iter().filter_map(|at| clause.body.get(*at)).flat_map(Literal::terms));
    match &join.outputs {
        Some(outputs) => later.unite(outputs),
        None => later.extend(join.env.vars()),
    }
    later
}

/// The variables among some terms.
fn variables<'t>(terms: impl Iterator<Item = &'t Term>) -> VarSet<Var> {
    terms.filter_map(|term| if let Term::Var(var) = term { Some(*var) } else { None }).collect()
}

/// The row at hand that the literal is about. A mapped filter needs an alias to be qualified with, so a bare caller's
/// row serves only projections without one.
pub fn anchor_for<'j>(join: &'j Join, mapped: &FactMapping, args: &[Term]) -> Option<&'j Rc<Anchor>> {
    let projection = mapped.select.projection.as_ref()?;
    join.anchors.iter().find(|anchor| {
        anchor.table == projection.table
            && (anchor.alias.is_some() || projection.filter.is_none())
            && projection.keys.contains(&anchor.key)
            && projection.columns.iter().zip(args).any(|(name, arg)| *name == anchor.key && *arg == anchor.term)
    })
}

/// Variables whose values are reached from a constant, a parameter or the surroundings through selective literals,
/// recursive calls left out: those from which it pays to start a walk.
fn selective(clause: &Clause, literals: &[usize], env: &Env) -> VarSet<Var> {
    let mut bound: VarSet<Var> = env.vars().collect();
    loop {
        let before = bound.clone();
        for literal in literals.iter().filter_map(|at| clause.body.get(*at)) {
            if !matches!(literal, Literal::Fact { .. } | Literal::Known { .. }) {
                continue;
            }
            let fixed = |term: &Term| match term {
                Term::Var(var) => bound.contains(*var),
                Term::Const(value) => !is_primitive(&value.ty),
                Term::Param(_) => true,
                Term::Now => false,
            };
            if matches!(literal, Literal::Known { .. }) || literal.terms().any(fixed) {
                bound.extend(literal.terms().filter_map(|term| if let Term::Var(var) = term { Some(*var) } else { None }));
            }
        }
        if bound == before {
            return bound;
        }
    }
}

/// Whether a term is a constant that identifies nothing.
fn is_attribute(term: &Term) -> bool {
    matches!(term, Term::Const(value) if is_primitive(&value.ty))
}

/// Whether a term stands for something already.
pub fn is_known(term: &Term, env: &Env) -> bool {
    if let Term::Var(var) = term { env.contains(*var) } else { true }
}

/// An operand as a scalar of a type.
pub fn scalar_as(operand: Operand, ty: SqlType) -> Scalar {
    match operand {
        Operand::Scalar(scalar) => as_type(scalar, ty),
        Operand::Value(value) => as_type(Scalar::Value(value, SqlType::Text), ty),
        Operand::Param(slot, _) => Scalar::Param(slot, ty),
    }
}
