//! Access paths: a residual becomes a plan, each path directed from the side that is bound.
//!
//! In: a simplified residual and the mapping. Out: a [`Plan`] for one form of question. The files
//! `check`, `filter`, `list` and `rows` are the forms; `condition`, `join`, `recursion` and `domain` are what they share.

mod actions;
mod arms;
mod capabilities;
mod check;
mod column_types;
mod columns;
mod components;
mod condition;
mod domain;
mod either;
mod ends;
mod env;
mod factor;
mod families;
mod filter;
mod held;
mod holdings;
mod join;
mod linear;
mod list;
mod names;
pub mod page;
mod pins;
mod recursion;
mod rows;
mod shared;
mod shelf;
mod state;
mod walk;

pub use actions::actions;
pub use arms::{Told, is_indexable};
pub use capabilities::{Capabilities, Closing};
pub use check::check;
pub use ends::one_by_one;
pub use filter::filter;
pub use list::{list, list_among};
pub use rows::{Universal, rows};

use super::relation::compare::{Operand, assumed_type, meeting_type};
use super::relation::{Body, Cte, Plan, Query, Scalar};
use super::residual::inline::{calls, components};
use super::residual::{Clause, RelId, Residual, Term};
use crate::diagnostic::Diagnostic;
use crate::hash::{HashMap, IndexMap};
use crate::mapping::model::{Mapping, SignatureArg, Table};
use crate::mapping::sql_type::{Family, SqlType};
use crate::plan::question::Row;
use crate::value::{TypeName, Value};
use env::Env;
use names::Names;
use smol_str::SmolStr;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

/// How a condition looks at other tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// Correlated look-ups from the row in hand: right for one row or a few.
    Probe,
    /// Sets computed once, apart from the rows being filtered: right for many rows.
    Grants,
    /// Look-ups again, inside a negation on many rows, but recursive relations as sets computed once.
    Absence,
}

/// A row that is at hand: columns of `table` can be read through `alias` where the key has the value of `term`.
#[derive(Clone, Debug)]
pub(super) struct Anchor {
    pub table: Table,
    pub key: String,
    pub term: Term,
    pub alias: Option<SmolStr>,
}

/// A relation as a member of a `WITH`, planned once for a statement, with the members that it reads.
#[derive(Clone)]
struct Shared {
    cte: Cte,
    types: Vec<SqlType>,
    reads: Vec<RelId>,
    /// The recursion's state, where the relation is read from one.
    state: Option<Cte>,
}

/// Relations of a `WITH` under construction.
#[derive(Default)]
struct Scope {
    ctes: Vec<Cte>,
    known: Vec<RelId>,
    /// Whether this is the outermost `WITH` of what is planned, and not that of a relation planned on its own.
    outermost: bool,
    /// Walks among the relations: as they were before they had a name, and the name.
    walks: Vec<(Cte, SmolStr)>,
}

/// The state of planning one statement.
pub(super) struct Planner<'a> {
    pub residual: &'a Residual,
    pub mapping: &'a Mapping,
    pub can: Capabilities,
    pub style: Style,
    /// The array that holds the rows which the statement is about, where it is about many: slot and element type.
    pub many: Option<(usize, SqlType)>,
    /// What the caller's query pins of the row that the statement is about.
    pub pins: Option<pins::Pins<'a>>,
    /// A pinned column that some part planned so far reads.
    pub reads_pin: Option<pins::Pinned>,
    /// Whether the statement asks who may do something to one resource.
    pub reverse: bool,
    pub names: Names,
    scopes: Vec<Scope>,
    shared: IndexMap<RelId, Shared>,
    /// Names of shared relations; never given back.
    relation_names: Names,
    recursive: Vec<bool>,
    components: Vec<Vec<RelId>>,
    types: column_types::ColumnTypes,
    linears: HashMap<RelId, Option<Rc<linear::Linear>>>,
    states: Vec<(Vec<RelId>, Cte, Vec<RelId>)>,
    stepping: Option<state::Stepping>,
    /// Negations that the part being planned stands in.
    depth: usize,
    /// Selects planned so far.
    pub selects: usize,
    /// Walks that the part being planned stands in.
    walks: usize,
    /// Names of the walks whose ends are being planned.
    ending: Vec<SmolStr>,
    /// Walks planned so far.
    pub walked: usize,
    /// SQL types of Polar types, where the mapping or a database tells, as far as they were asked for.
    told: RefCell<HashMap<TypeName, Option<SqlType>>>,
    /// Whether relations start from nothing but what is given, as far as it was asked.
    begun: RefCell<HashMap<RelId, bool>>,
    pub notes: Vec<String>,
    /// What could not be planned. A plan with errors is never used: a part that is missing is not a part that is false.
    pub errors: Vec<Diagnostic>,
}

impl<'a> Planner<'a> {
    pub fn new(residual: &'a Residual, mapping: &'a Mapping, can: Capabilities, style: Style) -> Self {
        let mut recursive = vec![false; residual.relations.len()];
        let components = components(residual);
        for component in &components {
            for id in component {
                if let Some(flag) = recursive.get_mut(id.0) {
                    *flag = component.len() > 1 || calls(residual, *id, *id);
                }
            }
        }
        let mut planner = Self {
            residual,
            mapping,
            can,
            style,
            many: None,
            pins: None,
            reads_pin: None,
            reverse: false,
            names: Names::default(),
            relation_names: Names::default(),
            scopes: Vec::new(),
            shared: IndexMap::default(),
            recursive,
            components,
            types: column_types::ColumnTypes::default(),
            linears: HashMap::default(),
            states: Vec::new(),
            stepping: None,
            depth: 0,
            walks: 0,
            ending: Vec::new(),
            walked: 0,
            selects: 0,
            told: RefCell::default(),
            begun: RefCell::default(),
            notes: Vec::new(),
            errors: Vec::new(),
        };
        planner.find_column_types();
        planner
    }

    /// A name for a relation of the statement: no other has it, and no table that is read, which the relation would hide.
    pub fn relation_name(&mut self, base: &str) -> SmolStr {
        loop {
            let name = self.relation_names.unique(base);
            if !self.mapping.may_read(&name) {
                return name;
            }
        }
    }

    /// The finished plan.
    pub fn finish(mut self, body: Body) -> Result<Plan, Diagnostic> {
        if self.errors.is_empty() {
            Ok(Plan { body, notes: self.notes, candidates: None, looks_at_each: false })
        } else {
            Err(self.errors.swap_remove(0))
        }
    }

    pub fn is_recursive(&self, id: RelId) -> bool {
        self.recursive.get(id.0).copied().unwrap_or(false)
    }

    /// Plans a query that has its own `WITH`: what it needs of shared relations is computed inside it, once.
    pub fn scoped(&mut self, build: impl FnOnce(&mut Self) -> Option<Query>) -> Option<Query> {
        self.scopes.push(Scope { outermost: self.scopes.is_empty(), ..Scope::default() });
        let query = build(self);
        let scope = self.scopes.pop().unwrap_or_default();
        let mut query = query?;
        let inner = std::mem::take(&mut query.with);
        query.with = scope.ctes;
        query.with.extend(inner);
        Some(query)
    }

    /// The same, unless an enclosing query already has a `WITH`.
    pub fn within_scope(&mut self, build: impl FnOnce(&mut Self) -> Option<Query>) -> Option<Query> {
        if self.scopes.is_empty() { self.scoped(build) } else { build(self) }
    }

    /// Plans one of several parts that do not see each other: their aliases may be the same, and so the same part looks
    /// the same wherever it stands.
    pub fn sibling<T>(&mut self, build: impl FnOnce(&mut Self) -> T) -> T {
        let mark = self.names.mark();
        let built = build(self);
        self.names.reset(mark);
        built
    }

    /// What a term stands for, if that is known.
    pub fn operand(&self, term: &Term, env: &Env) -> Option<Operand> {
        match term {
            Term::Var(var) => env.get(*var).cloned(),
            Term::Const(value) => Some(Operand::Value(Value::clone(value))),
            Term::Param(slot) => {
                let ty = self.residual.params.get(*slot).cloned().unwrap_or_default();
                Some(Operand::Param(*slot, ty))
            }
            Term::Now => Some(Operand::Scalar(Scalar::Now)),
        }
    }

    /// The SQL type in which values of a Polar type stand where no column decides it.
    pub fn type_of_values(&self, ty: &TypeName) -> SqlType {
        meeting_type(self.declared_type(ty).or_else(|| assumed_type(ty)))
    }

    /// The type of the column that rows are told apart by: its own where it is mapped or a database tells of its table, and
    /// else the one that ids of the type have in all mapped columns.
    pub fn key_type(&self, row: &Row, polar: &TypeName) -> Option<SqlType> {
        let mapped = row.table.as_ref().and_then(|table| self.table_column(table, &row.column)).and_then(|(ty, _)| ty);
        let told = || row.table.as_ref().and_then(|table| self.mapping.tables.as_ref()?.column(table, &row.column));
        mapped.or_else(told).or_else(|| agreed_type(self.mapping, polar).filter(|agreed| self.may_be_of(row, *agreed)))
    }

    /// Whether a column that nobody told of may be taken for one of this type. Where the database compares all with all, a
    /// wrong guess is a wrong answer: then the table must not be named, so that it is one which the database told of, and all
    /// of these with such a column have to bear it out. Elsewhere it is an error, and one of them will do.
    fn may_be_of(&self, row: &Row, ty: SqlType) -> bool {
        let Some(tables) = &self.mapping.tables else { return true };
        let mut fits = tables.called(&row.column).map(|told| told.family() == ty.family()).peekable();
        let is_known = fits.peek().is_some();
        if self.can.compares_by_number {
            is_known && row.table.is_none() && fits.all(|fits| fits)
        } else {
            !is_known || fits.any(|fits| fits)
        }
    }

    /// The type of a Polar type's ids where one is told.
    pub fn declared_type(&self, polar: &TypeName) -> Option<SqlType> {
        if let Some(told) = self.told.borrow().get(polar) {
            return *told;
        }
        let told = told_type(self.mapping, polar);
        self.told.borrow_mut().insert(polar.clone(), told);
        told
    }
}

/// What `sql_types` says, and else the first column of the type that has a type.
fn told_type(mapping: &Mapping, polar: &TypeName) -> Option<SqlType> {
    mapping.sql_types.get(polar).copied().or_else(|| told_types(mapping, polar).next())
}

/// The types of the columns of a Polar type's ids, where they are told.
fn told_types<'m>(mapping: &'m Mapping, polar: &'m TypeName) -> impl Iterator<Item = SqlType> + 'm {
    let columns = mapping.facts.iter().flat_map(|fact| {
        let types = fact.signature.args.iter().filter_map(|arg| match arg {
            SignatureArg::Column(ty) => Some(ty),
            SignatureArg::Constant(_) => None,
        });
        types.zip(&fact.select.columns)
    });
    columns.filter(move |(ty, _)| *ty == polar).filter_map(|(_, column)| column.sql_type)
}

/// The type that any column of a Polar type's ids has: what `sql_types` says, and else one that compares with all columns
/// that are told. A column that nobody told of may have any collation.
fn agreed_type(mapping: &Mapping, polar: &TypeName) -> Option<SqlType> {
    if let Some(declared) = mapping.sql_types.get(polar) {
        return Some(*declared);
    }
    let types: BTreeSet<SqlType> = told_types(mapping, polar).collect();
    let first = *types.first()?;
    let collations = types.iter().filter(|ty| matches!(ty, SqlType::Collated(_))).count();
    let of_one_family = types.iter().all(|ty| ty.family() == first.family());
    match first.family() {
        Family::Text => (of_one_family && collations < 2).then_some(SqlType::Text),
        Family::Integer => of_one_family.then_some(first),
        _ => (types.len() == 1).then_some(first),
    }
}

/// The clauses of the goal.
pub(super) fn goal_clauses(residual: &Residual) -> Vec<Clause> {
    residual.clauses(residual.goal).to_vec()
}
