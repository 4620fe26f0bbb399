//! What tests need of a database.

use super::tables::{Rows, Tables};
use crate::Error;
use arctos_compiler::sql::{Dialect, Statement};
use arctos_compiler::value::Value;

/// A row of an answer: every value as text, NULL as `None`. Truth values are `true` and `false`, or `1` and `0`.
pub(super) type TextRow = Vec<Option<String>>;

/// A database that tests run on. Nothing of them is seen by others, or stays.
pub(super) trait Store {
    /// The dialect of its statements.
    fn dialect(&self) -> Dialect;

    /// Creates empty tables.
    ///
    /// # Errors
    /// The database refuses.
    async fn create(&mut self, tables: &Tables) -> Result<(), Error>;

    /// Makes the tables hold these rows and no others.
    ///
    /// # Errors
    /// The database refuses.
    async fn fill(&mut self, tables: &Tables, rows: &Rows<'_>) -> Result<(), Error>;

    /// Runs a statement with the question's values by slot. After an error the tables are as before.
    ///
    /// # Errors
    /// The database refuses.
    async fn ask(&mut self, statement: &Statement, values: &[Value]) -> Result<Vec<TextRow>, Error>;

    /// Leaves the database as it was found.
    ///
    /// # Errors
    /// The database refuses.
    async fn finish(self) -> Result<(), Error>;
}
