//! What every dialect spells in its own way.
//!
//! In: expressions of the query builder with the plan's scalars that they stand for, types decided. Out: expressions of
//! the same meaning that the dialect's databases read.

use crate::mapping::model::Table;
use crate::mapping::sql_type::SqlType;
use crate::plan::relation::{Array, Column, KnownColumn, Query, Scalar};
use crate::policy::program::Compare;
use crate::sql::Parameter;
use crate::sql::writer::Writer;
use crate::value::Value;
use sea_query::{BinOper, DynIden, Expr, SelectStatement, TableRef};
use smol_str::SmolStr;

/// An operand: the expression, and the plan's scalar that it was made from.
pub struct Side<'p> {
    /// The expression.
    pub expr: Expr,
    /// What it stands for.
    pub scalar: &'p Scalar,
    /// Whether it stands in a recursion, where some databases take a conversion that loses something for an error.
    pub recursing: bool,
}

/// What stands in a statement for known rows: an array for each column, or one text for all.
pub enum Known<'c> {
    /// The values of a column, as an array in the dialect's form.
    Column(&'c Array),
    /// The rows, as a JSON array of arrays.
    Rows,
}

/// An array as a column.
pub struct KnownArray {
    /// Its name.
    pub name: SmolStr,
    /// Its values, as an array in the dialect's form.
    pub array: Expr,
    /// Their type.
    pub ty: SqlType,
}

/// What becomes of a query's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// They are the answer, or only counted.
    Shown,
    /// They are compared with others, texts by every character.
    Compared,
    /// The same, and a recursion adds to them: their types have to hold whatever it finds.
    Grown,
    /// They are compared with the very column that they are from.
    Same,
}

/// The rows of one clause in a step of a recursion's state.
pub struct Part {
    /// The number of their relation.
    pub tag: usize,
    /// The select, with columns to be replaced.
    pub select: SelectStatement,
    /// Their columns, with their types.
    pub columns: Vec<(Expr, Option<SqlType>)>,
}

/// How a dialect writes.
pub trait Spelling {
    /// Writes a select with the dialect's quotes and operators.
    fn build(&self, select: &SelectStatement, writer: &mut Writer<'_>);

    /// Appends the placeholder of a parameter. `ty` is the type in which it is read here; [`Spelling::parameter`] says how it
    /// was asked for.
    fn placeholder(&self, text: &mut String, number: usize, param: &Parameter, ty: Option<SqlType>);

    /// Whether placeholders have no numbers, so that parameters are bound by occurrence.
    fn binds_by_occurrence(&self) -> bool {
        false
    }

    /// A text as a literal.
    fn text(&self, text: &str) -> String;

    /// The type in which a parameter that the plan wants in `ty` is bound.
    fn bound_type(&self, ty: SqlType) -> SqlType {
        ty
    }

    /// A parameter in a type. `slot` makes its placeholder, in the type that it is given.
    fn parameter(&self, slot: &dyn Fn(Option<SqlType>) -> Expr, ty: SqlType, array: bool) -> Expr;

    /// A constant in a type that it fits.
    fn constant(&self, value: &Value, ty: SqlType) -> Expr;

    /// Constants of one type, as an array.
    fn constants(&self, array: &Array) -> Expr;

    /// A value brought to another type, or told its own.
    fn cast(&self, inner: Side<'_>, ty: SqlType) -> Expr;

    /// The value of the type whose text form is this text; NULL where there is none, as always where it cannot be asked.
    fn spelled(&self, text: &Expr, ty: SqlType) -> Expr {
        let _ = text;
        self.null(ty)
    }

    /// No value of the type.
    fn null(&self, ty: SqlType) -> Expr;

    /// The time of the statement in seconds.
    fn now(&self) -> Expr;

    /// A whole number and one added to it; the sum may be larger than any column holds.
    fn plus(&self, inner: Expr, number: i64) -> Expr;

    /// A comparison of operands whose types are compatible.
    fn compare(&self, op: Compare, a: Side<'_>, b: Side<'_>) -> Expr;

    /// Membership in constants.
    fn among(&self, operand: Side<'_>, values: Vec<Expr>, ty: SqlType) -> Expr;

    /// Whether an index serves a list of constants and not an array of them.
    fn prefers_lists(&self) -> bool {
        false
    }

    /// Membership in constants that may be many, such that an index look-up of each is possible.
    fn listed(&self, operand: Side<'_>, values: Vec<Expr>, ty: SqlType) -> Expr {
        self.among(operand, values, ty)
    }

    /// Membership in an array.
    fn among_array(&self, operand: Side<'_>, array: Expr, ty: SqlType) -> Expr;

    /// Membership in the values of a query's one column, of the given name, such that an index look-up of each is possible.
    /// `is_limited` says whether the query has a limit.
    fn within(&self, operand: Side<'_>, query: SelectStatement, name: &str, is_limited: bool) -> Expr;

    /// The same, searched by hash.
    fn within_hashed(&self, operand: Side<'_>, query: SelectStatement, name: &str, is_limited: bool) -> Expr {
        self.within(operand, query, name, is_limited)
    }

    /// Membership of a column in values of the same column, whose name in the query is given.
    fn same_row(&self, operand: Side<'_>, query: SelectStatement, name: &str) -> Expr {
        self.within(operand, query, name, false)
    }

    /// "The query has no row"; `planned` is the query as the plan has it.
    fn not_exists(&self, query: SelectStatement, _planned: &Query) -> Expr {
        Expr::not_exists(query)
    }

    /// Whether a join that begins with a relation of the `WITH` is to be made in this order.
    fn starts_from_relations(&self) -> bool {
        false
    }

    /// Whether rows of sub-queries are always [`Use::Compared`].
    fn compares_inside(&self) -> bool {
        false
    }

    /// An output column.
    fn output(&self, value: Side<'_>, wanted: Use) -> Expr;

    /// Whether columns of these names and types, compared, are no longer what the answer is to show.
    fn hides_texts(&self, columns: &[(&str, Option<SqlType>)]) -> bool {
        let _ = columns;
        false
    }

    /// Rows that were compared, under an alias, with their columns' names and types, as the answer.
    fn shown(&self, rows: TableRef, alias: &str, columns: &[(&str, Option<SqlType>)], ordered: bool) -> SelectStatement {
        let _ = ordered;
        let names = columns.iter().map(|(name, _)| (named(alias), named(name)));
        SelectStatement::new().columns(names).from(rows).take()
    }

    /// The values of a query's one column, of the given name and value, as an array.
    fn set(&self, query: SelectStatement, name: &str, value: Expr) -> Expr;

    /// Whether an array made by [`Spelling::set`] and constants have an element in common.
    fn overlaps(&self, set: Expr, array: Expr) -> Expr;

    /// The same with few texts, where that can be said more shortly.
    fn overlaps_texts(&self, set: &Expr, texts: Vec<Expr>) -> Option<Expr> {
        let _ = (set, texts);
        None
    }

    /// A row of a recursion's state.
    fn packed(&self, tag: usize, columns: Vec<Expr>) -> Expr;

    /// A state with more rows, in dialects that do not make one by [`Spelling::set`] of packed rows.
    fn grown(&self, before: Option<Expr>, parts: Vec<Part>) -> Option<Expr> {
        let _ = (before, parts);
        None
    }

    /// A select of the rows of a state, in a column of the given name.
    fn unnest(&self, state: Expr, name: &str) -> SelectStatement;

    /// The rows of one relation in a state, in columns `c0`, `c1`, ….
    fn unpacked(&self, state: Expr, tag: usize, types: &[SqlType], alias: DynIden) -> TableRef;

    /// The last state of a recursion.
    fn last_state(&self, name: &str) -> Expr;

    /// The elements of an array as rows.
    fn elements(&self, column: KnownArray) -> SelectStatement;

    /// Known rows. `given` makes what stands for them.
    fn known(&self, columns: &[KnownColumn], given: &mut dyn FnMut(Known<'_>) -> Expr) -> SelectStatement;

    /// The least and the greatest value of a key's type, where both or the first are needed to span it.
    fn key_range(&self, ty: Option<SqlType>) -> Option<(Expr, Option<Expr>)>;

    /// Whether a relation has more rows than an array has elements, or than a number. Taken for true where it is not asked.
    fn outnumbers(&self, _relation: &str, _array: Expr, _most: Option<u32>) -> Expr {
        Expr::val(true)
    }

    /// Whether the relations of a `WITH` can read those of one around it.
    fn sees_outer_relations(&self) -> bool {
        true
    }

    /// The end of a condition that leaves out rows: a number for a table of a million rows, in proportion to the square root
    /// of this one's. `None` where the database cannot be asked how many it has.
    fn skipping(&self, _rows: u32, _table: &Table) -> Option<Expr> {
        None
    }

    /// Whether rows can be left out of a query that has no limit. Where they cannot, it gets one of one row: all that is
    /// asked of such a query is whether it has any.
    fn has_bare_offset(&self) -> bool {
        false
    }

    /// Whether `OFFSET 0` keeps a sub-query from being merged into its surroundings.
    fn has_fence(&self) -> bool {
        false
    }

    /// Whether a select can have no columns.
    fn has_empty_rows(&self) -> bool {
        false
    }

    /// Whether a relation of a `WITH` is computed whole because it is read twice, and else anew wherever it is asked for,
    /// unless the statement says otherwise.
    fn keeps_what_is_read_twice(&self) -> bool {
        false
    }

    /// Whether `MATERIALIZED` can be said.
    fn has_materialized(&self) -> bool;

    /// Whether the members of a union can stand in parentheses.
    fn has_nested_unions(&self) -> bool;
}

/// How values of a type are kept and compared.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A 64-bit integer.
    Whole,
    /// A number that need not be whole.
    Decimal,
    /// 0 or 1.
    Truth,
    /// A text.
    Text,
}

/// How values of a type are kept where the database has few types of its own; a type that nobody told is kept as a text.
pub fn kind(ty: Option<SqlType>) -> Kind {
    match ty {
        Some(SqlType::SmallInt | SqlType::Integer | SqlType::BigInt) => Kind::Whole,
        Some(SqlType::Numeric) => Kind::Decimal,
        Some(SqlType::Boolean) => Kind::Truth,
        Some(SqlType::Uuid | SqlType::Text | SqlType::Collated(_) | SqlType::Char | SqlType::Other) | None => Kind::Text,
    }
}

/// Names that the planner gives most often, which need no copy.
const COMMON: [&str; 36] = [
    "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u", "v", "w", "x", "y",
    "z", "c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9",
];

/// A name that is not known before: the builder quotes it, whatever it is.
pub fn named(name: &str) -> DynIden {
    let place = match name.as_bytes() {
        [letter @ b'a'..=b'z'] => Some(usize::from(letter - b'a')),
        [b'c', digit @ b'0'..=b'9'] => Some(26 + usize::from(digit - b'0')),
        _ => None,
    };
    match place.and_then(|place| COMMON.get(place)) {
        Some(common) => DynIden::from(*common),
        None => DynIden::from(name.to_owned()),
    }
}

/// A column as an expression.
pub fn column_name(column: &Column) -> Expr {
    match &column.source {
        Some(source) => Expr::col((named(source), named(&column.name))),
        None => Expr::col(named(&column.name)),
    }
}

/// A comparison's operator.
pub fn operator(op: Compare) -> BinOper {
    match op {
        Compare::Equal => BinOper::Equal,
        Compare::NotEqual => BinOper::NotEqual,
        Compare::Less => BinOper::SmallerThan,
        Compare::LessEqual => BinOper::SmallerThanOrEqual,
        Compare::Greater => BinOper::GreaterThan,
        Compare::GreaterEqual => BinOper::GreaterThanOrEqual,
    }
}
