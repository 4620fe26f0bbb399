//! Facts of a second database.
//!
//! In: a question, and two mappings: that of the application's database, and that of a central one. Out: the one statement
//! that fetches the central facts which the question can reach. Guaranteed: with the fetched rows as facts of the question,
//! its answer is the one that it has with every row of the central database as a given fact.

use super::memo::Shape;
use super::{Compiler, Options, named, stack};
use crate::diagnostic::Diagnostic;
use crate::mapping::model::Mapping;
use crate::mapping::sql_type::SqlType;
use crate::plan;
use crate::plan::access::{self, Capabilities, Universal};
use crate::plan::central::{Every, Reach, Wanted, reach};
use crate::plan::goal::KnownFacts;
use crate::plan::question::Question;
use crate::plan::relation::compare::as_text;
use crate::plan::relation::{Body, Column, Output, Plan, Query, Rows, Scalar, Source, Union};
use crate::plan::residual::inline::simplify;
use crate::plan::residual::specialize::Context;
use crate::plan::residual::{Bounds, Residual};
use crate::sql::{Statement, emit};
use crate::value::{INTEGER, Value};
use smol_str::SmolStr;
use std::ops::Range;

/// A policy over the facts of two mappings.
#[derive(Clone, Debug)]
pub struct Both {
    compiler: Compiler,
    /// The number of the first central fact.
    first: usize,
}

/// The statement that fetches central facts. Its first column has the number of a part, the others the columns of all parts
/// in turn: a row has values in those of its own part.
#[derive(Clone, Debug)]
pub struct Fetch {
    /// The statement, without parameters of the question's own.
    pub statement: Statement,
    /// Its parts, by number.
    pub parts: Vec<Part>,
    /// Which of the columns are truth values.
    pub truths: Vec<bool>,
}

/// The rows of one central fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its number in the mapping.
    pub fact: usize,
    /// Its columns in the statement's rows, in order.
    pub columns: Range<usize>,
}

impl Both {
    /// The policy and the given facts of a compiler, with the facts of its mapping and of a central one.
    pub fn new(local: &Compiler, central: &Mapping) -> Self {
        let first = local.mapping.facts.len();
        let mut mapping = Mapping::default();
        for fact in local.mapping.facts.iter().chain(&central.facts) {
            let mut fact = fact.clone();
            // Columns of two databases: nothing of what one of them says of its values may be held against another's.
            fact.select.projection = None;
            for column in &mut fact.select.columns {
                column.sql_type = None;
                column.not_null = false;
            }
            mapping.facts.push(fact);
        }
        Self { compiler: Compiler::new(local.program.clone(), mapping).with_facts(&local.known), first }
    }

    /// The central facts that a question can reach.
    ///
    /// # Errors
    /// Those of [`Compiler::compile`].
    pub fn reach(&self, question: &Question, context: &KnownFacts) -> Result<Reach, Diagnostic> {
        let (residual, shape) = self.compiler.residual(question, context)?;
        let every = match shape {
            Shape::List | Shape::Actors => Every::Known,
            _ => Every::Unnamed,
        };
        Ok(reach(&residual, &self.compiler.mapping, self.first, every))
    }
}

impl Compiler {
    /// What is left of the policy for a question with its values.
    fn residual(&self, question: &Question, context: &KnownFacts) -> Result<(Residual, Shape), Diagnostic> {
        let mut known = self.known.clone();
        known.extend(context);
        let named = named(&known, &self.constants);
        let types = self.types.with_known(&self.program, context);
        let types = types.as_ref().unwrap_or(&self.types);
        let (goal, _) = plan::ask::goal(question, types, &self.program.types, &|_| false)?;
        let context = Context { program: &self.program, mapping: &self.mapping, types, known: &known, named: &named };
        let shape = Shape::of(question, &goal);
        let residual = stack::reducing(|| self.reduce(context, &goal, &shape, Bounds::default()))?;
        Ok((residual, shape))
    }

    /// The statement that fetches what a question reaches of this mapping's facts: at most `most` rows of each, and one more,
    /// which tells that there are too many. `None` where there is nothing to fetch.
    ///
    /// # Errors
    /// A fact without columns, or a plan past the planner's bounds.
    pub fn fetch(&self, reach: &Reach, most: u64, options: Options) -> Result<Option<Fetch>, Diagnostic> {
        let can = options.dialect.capabilities();
        let mut found = Vec::new();
        for wanted in &reach.wanted {
            found.push(self.rows_of(wanted, can)?);
        }
        let mut columns: Vec<SqlType> = Vec::new();
        let mut parts = Vec::new();
        for (wanted, query) in reach.wanted.iter().zip(&found) {
            let start = columns.len();
            columns.extend(query.columns.iter().map(|column| column_type(&column.value)));
            parts.push(Part { fact: wanted.fact, columns: start + 1..columns.len() + 1 });
        }
        let numbered = found.into_iter().zip(&parts).enumerate();
        let rows = numbered.map(|(at, (query, part))| tagged(at, query, part, &columns, can, most)).collect();
        let Some(query) = Query::union(Union::All, rows) else { return Ok(None) };
        let mut constants = self.constants.clone();
        constants.extend((0..parts.len()).map(tag));
        let plan = Plan { body: Body::Query(query), notes: Vec::new(), candidates: None, looks_at_each: false };
        let statement = stack::dividing(|| emit(&plan, options.dialect, options.form, &constants));
        let truths = std::iter::once(false).chain(columns.iter().map(|ty| *ty == SqlType::Boolean)).collect();
        Ok(Some(Fetch { statement, parts, truths }))
    }

    /// The query for the rows of a fact; for more of them, where those that matter cannot be told in a small one.
    fn rows_of(&self, wanted: &Wanted, can: Capabilities) -> Result<Query, Diagnostic> {
        self.rows(&wanted.narrow, can).or_else(|_| self.rows(&wanted.wide, can))
    }

    fn rows(&self, residual: &Residual, can: Capabilities) -> Result<Query, Diagnostic> {
        let residual = stack::reducing(|| simplify(residual.clone(), &self.mapping));
        let width = residual.get(residual.goal).map_or(0, |goal| goal.columns.len());
        if width == 0 {
            return Err(Diagnostic::bug("a fact of a second database has no columns"));
        }
        let names: Vec<String> = (0..width).map(|at| format!("c{at}")).collect();
        let plan = stack::planning(&residual, || access::rows(&residual, &self.mapping, can, &names, Universal::Marker))?;
        match super::within(plan, can, residual.bounds)?.body {
            Body::Query(query) if query.columns.len() == width => Ok(query),
            _ => Err(Diagnostic::bug("the rows of a fact are no query")),
        }
    }
}

/// The type in which a value comes back.
fn column_type(value: &Scalar) -> SqlType {
    value.ty().unwrap_or(SqlType::Text)
}

fn tag(at: usize) -> Value {
    Value::new(INTEGER, SmolStr::from(at.to_string()))
}

/// The rows of a part among the columns of all.
fn tagged(at: usize, query: Query, part: &Part, columns: &[SqlType], can: Capabilities, most: u64) -> Query {
    let output = |value: Scalar, at: usize| Output { value, name: format!("v{at}").into() };
    let own = |position: usize, ty: SqlType| {
        let name = SmolStr::from(format!("c{}", position - part.columns.start));
        let told = query.columns.get(position - part.columns.start).and_then(|column| column.value.ty());
        let value = Scalar::Column(Column { source: Some(SmolStr::new_static("q")), name, ty: told, not_null: false });
        if told.is_none() && ty == SqlType::Text && !can.mixed_columns { as_text(value) } else { value }
    };
    let mut outputs = vec![output(Scalar::Value(tag(at), SqlType::BigInt), 0)];
    for (position, ty) in (1..).zip(columns) {
        let value = if part.columns.contains(&position) { own(position, *ty) } else { Scalar::Null(*ty) };
        outputs.push(output(value, position));
    }
    // The bound is this part's, not the union's.
    let rows = Query { ordered: false, limit: Some(most.saturating_add(1)), ..query };
    let from = vec![Source { alias: SmolStr::new_static("q"), rows: Rows::Query(Box::new(rows)), lateral: false }];
    Query { columns: outputs, from, ..Query::default() }
}
