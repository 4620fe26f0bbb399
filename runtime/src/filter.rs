//! A condition for the caller's own query.

use crate::bind::{Given, Text, bind};
use crate::cache::Kept;
use crate::{Error, Policy};
use arctos_compiler::diagnostic::Diagnostic;
use arctos_compiler::mapping::model::Table;
use arctos_compiler::plan::question::Row;
use arctos_compiler::sql::{Dialect, Emission, Form};
use arctos_compiler::value::Value;
use std::sync::Arc;
use tokio_postgres::types::{ToSql, Type};

/// A boolean SQL expression with parameters, to be put in a `WHERE`: it holds for the rows that the actor may act on.
///
/// The text is one operand: it stands in parentheses where it has to, and goes with `AND`, `OR` or `NOT` as it is. It is
/// never NULL where it matters: a row that it does not hold for is not returned.
#[derive(Clone, Debug)]
pub struct Filter {
    policy: Policy,
    kept: Arc<Kept>,
    params: Vec<(Text, Type)>,
}

impl Filter {
    pub(crate) fn new(policy: Policy, kept: Arc<Kept>, values: &[Value]) -> Result<Self, Error> {
        let params = bind(&kept.compiled.statement.params, Given { values, candidates: &[] })?;
        Ok(Self { policy, kept, params })
    }

    /// The text with parameters from `$1` on.
    pub fn sql(&self) -> &str {
        &self.kept.compiled.statement.sql
    }

    /// The text with parameters from `$first` on, for a query that has others before.
    ///
    /// # Errors
    /// A defect of the compiler.
    pub fn sql_from(&self, first: usize) -> Result<String, Error> {
        let condition = self.kept.compiled.condition().ok_or_else(|| Diagnostic::bug("a filter is no condition"))?;
        let emission = Emission::new(Dialect::Postgres, Form::Parameters, self.policy.constants());
        Ok(emission.numbered_from(first).condition_text(condition))
    }

    /// The values of the parameters, in order, for `tokio_postgres` and its relatives.
    pub fn params(&self) -> impl ExactSizeIterator<Item = &(dyn ToSql + Sync)> {
        self.params.iter().map(|(text, _)| text as &(dyn ToSql + Sync))
    }

    /// The same as texts with their types, for other drivers. Every parameter stands inside a cast, so that it may be
    /// sent as text.
    pub fn typed_params(&self) -> impl ExactSizeIterator<Item = (&str, &Type)> {
        self.params.iter().map(|(text, ty)| (text.as_str(), ty))
    }
}

/// The rows of a table in the caller's query: under which name it stands there, and which of its columns has the
/// resource's id.
///
/// ```
/// // SELECT … FROM app.issues AS i WHERE …
/// let row = arctos::row("app.issues", "i", "id");
/// assert_eq!(row.alias.as_deref(), Some("i"));
/// ```
///
/// A condition can then read the other columns of the same row. Where that is not wanted, or the id is not the column of
/// a table, [`Row`] can be written out with no table.
pub fn row(table: &str, alias: &str, column: &str) -> Row {
    let (schema, name) = match table.split_once('.') {
        Some((schema, name)) => (Some(schema.to_owned()), name),
        None => (None, table),
    };
    let table = Some(Table { schema, name: name.to_owned() });
    Row { alias: Some(alias.to_owned()), column: column.to_owned(), table }
}
