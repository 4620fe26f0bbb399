//! A condition for the caller's own query.

use crate::bind::{self, Given, Param};
use crate::cache::Kept;
use crate::postgres;
use crate::{Error, Policy, Text};
use arctos_compiler::diagnostic::Diagnostic;
use arctos_compiler::mapping::model::Table;
use arctos_compiler::plan::phases::bind as bind_values;
use arctos_compiler::plan::question::Row;
use arctos_compiler::plan::relation::Condition;
use arctos_compiler::sql::{Dialect, Emission, Form};
use arctos_compiler::value::Value;
use std::sync::Arc;
use tokio_postgres::types::{ToSql, Type};

/// A boolean SQL expression with parameters, to be put in a `WHERE`: it holds for the rows that the actor may act on.
///
/// The text is one operand of `AND`: it stands in parentheses where it has to. For a row that the actor may not act on it
/// is false or NULL, so it is not to be negated with a bare `NOT`.
#[derive(Clone, Debug)]
pub struct Filter {
    policy: Policy,
    kept: Arc<Kept>,
    form: Form,
    /// Values of the question, by slot.
    slots: Vec<Value>,
    /// For PostgreSQL.
    typed: Vec<(Text, Type)>,
    /// For all others.
    values: Vec<Param>,
}

impl Filter {
    pub(crate) fn new(policy: Policy, kept: Arc<Kept>, slots: Vec<Value>, form: Form) -> Result<Self, Error> {
        let (params, given) = (&kept.statement.params, Given { values: &slots, candidates: &[] });
        let (typed, values) = match policy.dialect() {
            Dialect::Postgres => (postgres::bind::bind(params, given)?, Vec::new()),
            Dialect::Sqlite | Dialect::MySql => (Vec::new(), bind::bind(params, given)?),
        };
        Ok(Self { policy, kept, form, slots, typed, values })
    }

    /// The dialect that the text is in: the engine's.
    pub fn dialect(&self) -> Dialect {
        self.policy.dialect()
    }

    /// The text with parameters from `$1` on; for SQLite from `?1` on, for MySQL `?` each.
    pub fn sql(&self) -> &str {
        &self.kept.statement.sql
    }

    /// The text with parameters from `$first` on, for a query that has others before. MySQL's have no numbers: there it is
    /// the same text, and the values come in the order of their places in the whole query.
    ///
    /// # Errors
    /// A defect of the compiler.
    pub fn sql_from(&self, first: usize) -> Result<String, Error> {
        let emission = Emission::new(self.dialect(), self.form, self.policy.constants());
        Ok(emission.numbered_from(first).condition_text(self.condition()?))
    }

    /// The filter as an expression for queries that are built with `sea_query`: a text of literals.
    ///
    /// # Errors
    /// A defect of the compiler.
    pub fn expression(&self) -> Result<sea_query::Expr, Error> {
        // Verbatim: values that the builder binds would have to match the types that the server infers for them, and
        // hardly any driver sends a text where it infers a number.
        Ok(sea_query::Expr::cust(self.text()?))
    }

    /// The filter with every value as an escaped literal.
    pub(crate) fn text(&self) -> Result<String, Error> {
        let mut condition = self.condition()?.clone();
        bind_values(&mut condition, &self.slots);
        Ok(Emission::new(self.dialect(), Form::Inline, self.policy.constants()).condition_text(&condition))
    }

    fn condition(&self) -> Result<&Condition, Error> {
        Ok(self.kept.condition.as_ref().ok_or_else(|| Diagnostic::bug("a filter is no condition"))?)
    }

    /// The values of the parameters of a filter for PostgreSQL, in order, for `tokio_postgres` and its relatives.
    pub fn params(&self) -> impl ExactSizeIterator<Item = &(dyn ToSql + Sync)> {
        self.typed.iter().map(|(text, _)| text as &(dyn ToSql + Sync))
    }

    /// The same as texts with their types, for other drivers. Every parameter stands inside a cast, so that it may be
    /// sent as text.
    pub fn typed_params(&self) -> impl ExactSizeIterator<Item = (&str, &Type)> {
        self.typed.iter().map(|(text, ty)| (text.as_str(), ty))
    }

    /// The values of the parameters of a filter for SQLite or MySQL, in order, for `rusqlite` and `mysql_async` or, taken
    /// apart, for other drivers.
    pub fn values(&self) -> impl ExactSizeIterator<Item = &Param> {
        self.values.iter()
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
    Row { alias: Some(alias.to_owned()), column: column.to_owned(), table, rows: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy() -> Policy {
        let policy = "actor User {}
            resource Doc { roles = [\"reader\"]; relations = { owner: User }; permissions = [\"read\"];
              \"read\" if \"reader\"; \"read\" if \"owner\"; }";
        let mapping = "facts:
  has_role(User:_, String:_, Doc:_):
    query: SELECT user_id, role, doc_id FROM doc_roles WHERE note <> '$1 ?'
  has_relation(Doc:_, owner, User:_):
    query: SELECT id, owner_id FROM docs
sql_types:
  User: bigint
  Doc: uuid
";
        Policy::load([("doc.polar", policy)], Some(("facts.yaml", mapping))).unwrap()
    }

    fn filter(user: &str) -> Filter {
        policy().filter(&Value::new("User", user), "read", "Doc", &row("docs", "d", "id")).unwrap()
    }

    #[test]
    fn parameters_are_numbered_from_where_the_caller_wants_them() {
        let filter = filter("7");
        assert_eq!(filter.typed_params().collect::<Vec<_>>(), [("7", &Type::INT8)]);
        let moved = filter.sql_from(12).unwrap();
        assert_eq!(filter.sql(), filter.sql_from(1).unwrap());
        let expected = r#"("d"."owner_id" = CAST($12 AS bigint) OR "d"."id" = ANY("#;
        assert!(moved.starts_with(expected), "{moved}");
        assert!(!moved.contains("CAST($1 AS"), "{moved}");
        assert!(moved.contains("'$1 ?'"), "a mapped query's own text stays as it is: {moved}");
    }

    #[test]
    fn an_id_that_no_column_can_hold_is_no_parameter() {
        for id in ["x", "a\0b", "99999999999999999999", ""] {
            let filter = filter(id);
            assert_eq!((filter.sql(), filter.params().len()), ("FALSE", 0), "{id:?}");
        }
    }

    #[test]
    fn a_builder_gets_literals_only() {
        let hostile = Value::new("User", "7'; DROP TABLE docs; -- ?");
        let user = Value::new("User", "7");
        for (actor, expected) in [(&hostile, "FALSE"), (&user, r#""d"."owner_id" = 7"#)] {
            let expr = policy().filter_expression(actor, "read", "Doc", &row("docs", "d", "id")).unwrap();
            let select = sea_query::Query::select().column("id").from("docs").and_where(expr).take();
            let (sql, values) = select.build(sea_query::PostgresQueryBuilder);
            assert!(values.0.is_empty());
            assert!(sql.contains(expected), "{sql}");
            assert!(!sql.contains("DROP"), "{sql}");
        }
    }

    #[test]
    fn a_schema_is_told_from_its_table() {
        let table = row("app.docs", "d", "id").table.unwrap();
        assert_eq!((table.schema.as_deref(), table.name.as_str()), (Some("app"), "docs"));
        assert_eq!(row("docs", "d", "id").table.unwrap().schema, None);
    }
}
