//! The plan's own algebra: relations, scalars and conditions, with every type decided and no SQL syntax.
//!
//! A value is compared in the column's own type; casts stand only on constants and parameters, or on both sides where
//! two columns have nothing but their text form in common.

pub mod capture;
pub mod compare;
pub mod counted;
pub mod display;
pub mod free;
pub mod members;
pub mod reads;
pub mod walk;

use crate::mapping::model::Table;
use crate::mapping::select::Filter;
use crate::mapping::select::template::Template;
use crate::mapping::sql_type::SqlType;
use crate::policy::program::Compare;
use crate::value::{Value, is_primitive};
use smol_str::{SmolStr, format_smolstr};
use std::sync::Arc;

/// A planned statement or fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// What is computed.
    pub body: Body,
    /// One line per access path, for people.
    pub notes: Vec<String>,
    /// The type of the candidates that it chooses from, if there are any. Also a plan that looks at none of them is right
    /// only for candidates of this type.
    pub candidates: Option<SqlType>,
    /// Whether a filter looks at each row by itself, since there are few.
    pub looks_at_each: bool,
}

/// What a plan yields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// Rows.
    Query(Query),
    /// A condition on the caller's row.
    Condition(Condition),
    /// The caller's query with conditions in it.
    Woven(Woven),
}

/// The caller's query with conditions in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Woven {
    /// Relations that the conditions share, computed once.
    pub with: Vec<Cte>,
    /// The conditions, by number.
    pub conditions: Vec<Condition>,
    /// The query, with places for them.
    pub template: Template,
    /// The names of its columns, where it says them all.
    pub columns: Vec<String>,
}

/// A select with its unions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Common table expressions visible in it.
    pub with: Vec<Cte>,
    /// Drop repeated rows.
    pub distinct: bool,
    /// Output columns.
    pub columns: Vec<Output>,
    /// Joined sources.
    pub from: Vec<Source>,
    /// Conditions, all of which hold.
    pub filter: Vec<Condition>,
    /// Further selects of the same width.
    pub unions: Vec<(Union, Query)>,
    /// Keeps the database's planner from merging it into its surroundings.
    pub fence: bool,
    /// Sort by the first column.
    pub ordered: bool,
    /// The most rows, those of the unions among them.
    pub limit: Option<u64>,
    /// How many of the rows are left out, whichever they are.
    pub skip: Option<Skip>,
}

/// Rows that are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skip {
    /// How many.
    pub rows: u32,
    /// The table for which the number is meant, were it one of a million rows: it is in proportion to the square root of the
    /// table's rows, as far as the database knows them.
    pub of: Option<Table>,
}

/// How a further select joins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Union {
    /// Repeated rows stay.
    All,
    /// Repeated rows go.
    Distinct,
}

/// An output column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Its value.
    pub value: Scalar,
    /// Its name.
    pub name: SmolStr,
}

impl Output {
    /// The column of selects whose rows only exist.
    pub fn one() -> Self {
        Self { value: Scalar::One, name: SmolStr::new_static("one") }
    }
}

/// The name of the column at a place of a relation: `c0`, `c1`, ….
pub fn place_name(at: usize) -> SmolStr {
    const FIRST: [&str; 8] = ["c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7"];
    FIRST.get(at).map_or_else(|| format_smolstr!("c{at}"), |name| SmolStr::new_static(name))
}

/// A named relation of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cte {
    /// Its name.
    pub name: SmolStr,
    /// Its columns.
    pub columns: Vec<SmolStr>,
    /// Its rows.
    pub rows: CteRows,
}

/// How the rows of a [`Cte`] come about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CteRows {
    /// A query; `true` keeps it from being merged into its readers.
    Plain(Box<Query>, bool),
    /// The least set that holds the first query and is closed under the second, which reads the relation once.
    Recursive(Box<Query>, Box<Query>),
}

/// A member of a `FROM`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its alias, unique in the statement.
    pub alias: SmolStr,
    /// Where its rows come from.
    pub rows: Rows,
    /// May it read the sources before it.
    pub lateral: bool,
}

/// Rows of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rows {
    /// A table of the application.
    Table(Table),
    /// A mapped query's text, with its columns' names inside.
    Select(String),
    /// A [`Cte`] by name.
    Cte(SmolStr),
    /// Known rows, column by column: name, type, values.
    Known(Vec<KnownColumn>),
    /// A query.
    Query(Box<Query>),
    /// The rows of one relation in a recursion's state: the array of packed rows, the relation's number, its types.
    Unpacked {
        /// The state.
        array: Scalar,
        /// Which relation.
        tag: usize,
        /// Its column types; columns are `c0`, `c1`, ….
        types: Vec<SqlType>,
    },
    /// The elements of an array parameter, as column `c0`: slot and element type.
    Candidates(usize, SqlType),
}

/// A column of known rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownColumn {
    /// Its name.
    pub name: SmolStr,
    /// The values, one a row.
    pub values: Array,
}

/// Values of one type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Array {
    /// The type they are compared in.
    pub ty: SqlType,
    /// The values; every one fits the type.
    pub values: Vec<Value>,
}

/// A value in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scalar {
    /// A column of a source.
    Column(Column),
    /// A constant, in a type it fits.
    Value(Value, SqlType),
    /// A parameter by slot, in a type; the caller makes sure that it fits.
    Param(usize, SqlType),
    /// A parameter of the caller's own query by its number from 0, in the type of the column that the query compares it with.
    Own(usize, SqlType),
    /// The time of the statement in seconds.
    Now,
    /// The text form, or another type, of a value.
    Cast(Box<Scalar>, SqlType),
    /// The whole number or UUID whose text form is this text; NULL where there is none.
    Spelled(Box<Scalar>, SqlType),
    /// Nothing: the marker for "every value".
    Null(SqlType),
    /// A truth value.
    Truth(Box<Condition>),
    /// The largest value of a one-column query of whole numbers, or the least; nothing where it has none.
    Extreme {
        /// The query.
        query: Box<Query>,
        /// Which of the two.
        largest: bool,
    },
    /// The values of a one-column query, as an array.
    Set(Box<Query>),
    /// A row of a recursion's state: the relation's number and its columns.
    Packed(usize, Vec<Scalar>),
    /// The elements of an array, one a row.
    Unnest(Box<Scalar>),
    /// The last state of the recursion of this name.
    Last(SmolStr),
    /// A whole number and a number added to it, in a type that holds any such sum.
    Plus(Box<Scalar>, i64),
    /// A constant one, for selects whose rows only exist.
    One,
}

/// A column of a source.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Column {
    /// Alias of its source; `None` for a bare name in the caller's query.
    pub source: Option<SmolStr>,
    /// Its name.
    pub name: SmolStr,
    /// Its type, if known.
    pub ty: Option<SqlType>,
    /// Known to hold no NULL.
    pub not_null: bool,
}

/// A condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Holds.
    True,
    /// Does not hold.
    False,
    /// A comparison whose operands have compatible types.
    Compare(Compare, Scalar, Scalar),
    /// The scalar is one of the values.
    Among(Scalar, Array),
    /// The scalar is an element of the array parameter of this slot, whose elements have this type.
    AmongGiven(Scalar, usize, SqlType),
    /// The scalar is in the one column of an uncorrelated query, evaluated once.
    InOnce(Scalar, Box<Query>),
    /// The same for a set that no index can use: searched by hash.
    InSet(Scalar, Box<Query>),
    /// The row is one of those that an uncorrelated query finds in the same table. Scalar and output are the same column of it,
    /// which identifies a row, and are compared as the database compares them.
    SameRow(Scalar, Box<Query>),
    /// The query has a row. Shared, because one condition often stands in several places of a plan under construction.
    Exists(Arc<Query>),
    /// The condition is false or unknown.
    Not(Box<Condition>),
    /// A truth value of a source is true.
    Holds(Scalar),
    /// An array of a source and the values have an element in common.
    Overlaps(Scalar, Array),
    /// All hold.
    And(Vec<Condition>),
    /// One holds.
    Or(Vec<Condition>),
    /// A relation of a `WITH` has more rows than an array parameter has elements, or than a number. It only chooses
    /// between two conditions that are alike, so a dialect may take it for true.
    Outnumbers {
        /// The relation's name.
        relation: SmolStr,
        /// The array's slot.
        slot: usize,
        /// The type of its elements.
        ty: SqlType,
        /// The number, if there is one.
        most: Option<u32>,
    },
    /// The scalar is not NULL.
    NotNull(Scalar),
    /// A mapped query's own `WHERE`, over the columns of this alias.
    Filter(Filter, SmolStr),
    /// Holds for every value of the key if the gate holds; an index range rather than a filter.
    Gate {
        /// A column of the row: the caller's key, say.
        key: Scalar,
        /// The value that all rows have in the column, if there is such a value: then an index finds them by it.
        value: Option<Scalar>,
        /// A condition on the actor alone.
        gate: Box<Condition>,
    },
}

impl Condition {
    /// The conjunction, simplified.
    pub fn all(parts: Vec<Condition>) -> Condition {
        let mut out = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Condition::True => {}
                Condition::False => return Condition::False,
                Condition::And(inner) => out.extend(inner),
                other if out.contains(&other) => {}
                other => out.push(other),
            }
        }
        match out.len() {
            0 => Condition::True,
            1 => out.swap_remove(0),
            _ => Condition::And(cheap_first(out)),
        }
    }

    /// The disjunction, simplified.
    pub fn any(parts: Vec<Condition>) -> Condition {
        let mut out = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Condition::False => {}
                Condition::True => return Condition::True,
                Condition::Or(inner) => out.extend(inner),
                other if out.contains(&other) => {}
                other => out.push(other),
            }
        }
        match out.len() {
            0 => Condition::False,
            1 => out.swap_remove(0),
            _ => Condition::Or(cheap_first(out)),
        }
    }

    /// "False or unknown", simplified.
    #[must_use]
    pub fn negate(self) -> Condition {
        match self {
            Condition::True => Condition::False,
            Condition::False => Condition::True,
            other => Condition::Not(Box::new(other)),
        }
    }
}

/// Databases evaluate the arms of an `OR`, and what stands inside them, in the order written.
fn cheap_first(mut parts: Vec<Condition>) -> Vec<Condition> {
    parts.sort_by_key(Condition::cost);
    parts
}

impl Condition {
    /// How dear it is for one row: 0 for columns at hand, 1 for a set or a gate computed once, 2 for a look-up, 3 for a
    /// recursion.
    fn cost(&self) -> u8 {
        match self {
            Condition::InOnce(..) | Condition::InSet(..) | Condition::SameRow(..) | Condition::Gate { .. } => 1,
            Condition::Exists(query) if query.with.is_empty() => 2,
            Condition::Exists(_) => 3,
            Condition::Not(inner) => inner.cost(),
            Condition::And(parts) | Condition::Or(parts) => parts.iter().map(Condition::cost).max().unwrap_or(0),
            _ => 0,
        }
    }
}

impl Scalar {
    /// The column that it is, perhaps in another type, or with a number added.
    fn column(&self) -> Option<&Column> {
        match self {
            Scalar::Column(column) => Some(column),
            Scalar::Cast(inner, _) | Scalar::Spelled(inner, _) | Scalar::Plus(inner, _) => inner.column(),
            _ => None,
        }
    }

    /// The type it has in SQL; `None` for a column of unknown type.
    pub fn ty(&self) -> Option<SqlType> {
        match self {
            Scalar::Column(column) => column.ty,
            Scalar::Value(_, ty)
            | Scalar::Param(_, ty)
            | Scalar::Own(_, ty)
            | Scalar::Cast(_, ty)
            | Scalar::Spelled(_, ty)
            | Scalar::Null(ty) => Some(*ty),
            Scalar::Now | Scalar::Plus(..) => Some(SqlType::BigInt),
            Scalar::Packed(..) | Scalar::Unnest(_) | Scalar::Last(_) => None,
            Scalar::One => Some(SqlType::Integer),
            Scalar::Truth(_) => Some(SqlType::Boolean),
            Scalar::Set(query) | Scalar::Extreme { query, .. } => query.columns.first().and_then(|column| column.value.ty()),
        }
    }
}

impl Query {
    /// A select of constant one, for existence.
    pub fn exists(from: Vec<Source>, filter: Vec<Condition>) -> Self {
        let columns = vec![Output::one()];
        Query { columns, from, filter, ..Query::default() }
    }

    /// How many of its conditions are equalities with a column of the query around it.
    pub fn ties(&self) -> usize {
        let own = |alias: &SmolStr| self.from.iter().any(|source| source.alias == *alias);
        let is_outside = |scalar: &Scalar| scalar.column().is_some_and(|column| !column.source.as_ref().is_some_and(own));
        let ties = |condition: &&Condition| matches!(condition, Condition::Compare(Compare::Equal, a, b) if is_outside(a) || is_outside(b));
        self.filter.iter().filter(ties).count()
    }

    /// Whether one of its sources has a parameter, or an id, in a column: then its rows are those of an actor, say, and not all
    /// of a table.
    pub fn is_of_given(&self) -> bool {
        let own = |scalar: &Scalar| {
            let source = scalar.column().and_then(|column| column.source.as_ref());
            source.is_some_and(|alias| self.from.iter().any(|source| source.alias == *alias))
        };
        let is_given = |scalar: &Scalar| match scalar {
            Scalar::Param(..) | Scalar::Own(..) => true,
            Scalar::Value(value, _) => !is_primitive(&value.ty),
            _ => false,
        };
        let is_tie = |a: &Scalar, b: &Scalar| own(a) && is_given(b);
        let ties =
            |condition: &Condition| matches!(condition, Condition::Compare(Compare::Equal, a, b) if is_tie(a, b) || is_tie(b, a));
        self.filter.iter().any(ties)
    }

    /// Joins queries of one width into one; `None` for an empty list.
    pub fn union(kind: Union, queries: Vec<Query>) -> Option<Query> {
        let mut queries = queries.into_iter();
        let mut first = queries.next()?;
        first.unions.extend(queries.map(|query| (kind, query)));
        Some(first)
    }
}
