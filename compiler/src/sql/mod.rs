//! Stage 4: a plan becomes a statement.
//!
//! In: a plan and a dialect. Out: SQL text, its parameters and its output columns. Emission decides no semantics: every
//! type and every NULL test is in the plan. Only `sea-query` makes SQL text.

pub mod dialect;
mod literal;
mod lower;
mod pretty;
mod writer;

pub use dialect::Dialect;
pub use lower::Emission;
pub use pretty::{pretty, pretty_in};

use crate::hash::HashSet;
use crate::mapping::sql_type::SqlType;
use crate::plan::relation::{Body, Plan};
use crate::value::Value;

/// A finished statement or fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// SQL text. A fragment is one boolean primary or stands in parentheses.
    pub sql: String,
    /// What the placeholders stand for. PostgreSQL's `$1`, `$2`, … and SQLite's `?1`, `?2`, … are numbered, one number for
    /// each parameter: in the order of the numbers. MySQL's `?` are not: in the order in which they stand in the text, a
    /// parameter as often as it occurs.
    pub params: Vec<Parameter>,
    /// Names of the output columns; empty for a fragment, and where a caller's query does not name all of them.
    pub columns: Vec<String>,
}

/// A parameter of a statement.
///
/// PostgreSQL takes values and arrays in the type that [`Parameter::sql_type`] says, also as their text. SQLite and MySQL
/// take integers as 64-bit integers, truth values as the integers 0 and 1, and everything else as text; for arrays they take
/// the text that [`json_array`] makes. On MySQL, the connection is to speak `utf8mb4`, and recursions must not be cut short:
/// `MariaDB` needs `max_recursive_iterations`, MySQL `cte_max_recursion_depth` set to 4294967295. `MariaDB` also needs
/// `optimizer_switch = 'subquery_cache=off'`: that cache takes texts for equal that a column's collation takes for equal.
/// And it is known to crash when such a statement is executed twice after it was prepared once, so it is to be prepared
/// each time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Where its value comes from.
    pub source: ParameterSource,
    /// Every type the statement casts it to, each once; the value has to fit all of them.
    pub types: Vec<SqlType>,
}

/// Where a parameter's value comes from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ParameterSource {
    /// The question's own parameter of this slot.
    Slot(usize),
    /// The question's own parameter of this slot, an array.
    SlotArray(usize),
    /// A value known when the statement was made.
    Value(Value),
    /// Values known when the statement was made, as an array.
    Values(Vec<Value>),
    /// The parameter of the caller's own query that has this number, from 0. Its type is the caller's affair.
    Own(usize),
}

impl Parameter {
    /// The SQL type to send: the one it is cast to, or text where there are several.
    pub fn sql_type(&self) -> SqlType {
        match self.types.as_slice() {
            [one] => *one,
            _ => SqlType::Text,
        }
    }

    /// Whether it is an array.
    pub fn is_array(&self) -> bool {
        matches!(self.source, ParameterSource::SlotArray(_) | ParameterSource::Values(_))
    }
}

/// How constants are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Values are parameters; only constants of the policy itself are literals.
    Parameters,
    /// Every value is an escaped literal; for callers that can only take a string.
    Inline,
}

/// Writes a plan as SQL. `policy_constants` are the values that stand in the policy's text.
pub fn emit(plan: &Plan, dialect: Dialect, form: Form, policy_constants: &HashSet<Value>) -> Statement {
    let mut emission = Emission::new(dialect, form, policy_constants).about_many(plan.candidates.is_some());
    let (sql, columns) = match &plan.body {
        Body::Query(query) => {
            let columns = query.columns.iter().map(|column| column.name.to_string()).collect();
            (emission.query_text(query), columns)
        }
        Body::Condition(condition) => (emission.condition_text(condition), Vec::new()),
        Body::Woven(woven) => (emission.woven_text(woven), woven.columns.clone()),
    };
    Statement { sql, params: emission.into_params(), columns }
}

/// The text of an array value where there are no arrays, a JSON array: numbers for integers, 0 and 1 for truth values,
/// texts for everything else. `ty` is the parameter's type.
pub fn json_array<'v>(values: impl IntoIterator<Item = &'v str>, ty: SqlType) -> String {
    literal::json_array(values, ty)
}

/// The text of an array value, as PostgreSQL reads it: `{"a","b"}`.
pub fn array_text<'v>(values: impl IntoIterator<Item = &'v str>) -> String {
    literal::array_text(values)
}
