//! The caller's own query, authorized.

use crate::bind::{self, Given, Param};
use crate::cache::Kept;
use crate::postgres;
use crate::{Error, Text};
use arctos_compiler::plan::question::{Question, Row, Subject};
use arctos_compiler::sql::{Dialect, Parameter, ParameterSource};
use arctos_compiler::value::Value;
use std::sync::Arc;
use tokio_postgres::types::{ToSql, Type};

/// A caller's query that yields the rows to which the actor may do this, and no others. Made by
/// [`Arctos::select`](crate::Arctos::select) and [`Policy::select`](crate::Policy::select), for the caller to run.
///
/// The query's own parameters are those that it had: the caller gives their values. Those of the authorization are known.
#[derive(Clone, Debug)]
pub struct Select {
    kept: Arc<Kept>,
    dialect: Dialect,
    own: usize,
    /// For PostgreSQL, behind the caller's own.
    typed: Vec<(Text, Type)>,
    /// For all others, in their places.
    places: Vec<Place>,
}

/// What stands for a parameter of an authorized query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The value that the caller has for its own parameter of this number, from 0.
    Own(usize),
    /// A value of the authorization.
    Value(Param),
}

impl Select {
    pub(crate) fn new(kept: Arc<Kept>, values: &[Value], dialect: Dialect) -> Result<Self, Error> {
        let given = Given { values, candidates: &[] };
        let params = &kept.statement.params;
        let own = params.iter().filter_map(own_number).map(|number| number + 1).max().unwrap_or(0);
        let (mut typed, mut places) = (Vec::new(), Vec::new());
        if dialect == Dialect::Postgres {
            let ours: Vec<Parameter> = params.iter().filter(|param| own_number(param).is_none()).cloned().collect();
            typed = postgres::bind::bind(&ours, given)?;
        } else {
            let place = |param: &Parameter| match own_number(param) {
                Some(number) => Ok(Place::Own(number)),
                None => Ok(bind::bind(std::slice::from_ref(param), given)?.pop().map_or(Place::Own(0), Place::Value)),
            };
            places = params.iter().map(place).collect::<Result<_, Error>>()?;
        }
        Ok(Self { kept, dialect, own, typed, places })
    }

    /// The text. The caller's parameters keep their numbers, those of the authorization come after them; MySQL's have none.
    pub fn sql(&self) -> &str {
        &self.kept.statement.sql
    }

    /// The dialect that the text is in.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// How many values the caller has to give: the greatest number of a parameter in its query.
    pub fn own(&self) -> usize {
        self.own
    }

    /// The names of the columns; none where a `*` or an expression without a name leaves them to the database.
    pub fn columns(&self) -> &[String] {
        &self.kept.statement.columns
    }

    /// The values of all parameters, for `tokio_postgres` and its relatives; `own` are those of the caller's query.
    ///
    /// ```no_run
    /// # async fn example(arctos: arctos::Arctos, client: tokio_postgres::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let user = arctos::Value::new("User", "7");
    /// let page = "SELECT i.id, i.title FROM issues AS i WHERE i.state = $1 ORDER BY i.created_at DESC LIMIT 20";
    /// let select = arctos.select(&user, "read", "Issue", &arctos::column("i", "id"), page)?;
    /// let rows = client.query(select.sql(), &select.params(&[&"open"])?).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// More or fewer values than the query has parameters; a query for another database.
    pub fn params<'a>(&'a self, own: &[&'a (dyn ToSql + Sync)]) -> Result<Vec<&'a (dyn ToSql + Sync)>, Error> {
        self.count(own.len())?;
        if self.dialect != Dialect::Postgres {
            return Err(Error::Settings(format!("the query is one for {}", self.dialect)));
        }
        let ours = self.typed.iter().map(|(text, _)| text as &(dyn ToSql + Sync));
        Ok(own.iter().copied().chain(ours).collect())
    }

    /// Those of the authorization as texts with their types, for other drivers of PostgreSQL. They come after the caller's
    /// own; each stands inside a cast, so that it may be sent as text.
    pub fn typed_params(&self) -> impl ExactSizeIterator<Item = (&str, &Type)> {
        self.typed.iter().map(|(text, ty)| (text.as_str(), ty))
    }

    /// What stands for each parameter of a query for SQLite or MySQL, in the order in which they are bound: for MySQL, that
    /// of the text, a parameter as often as it occurs.
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// The values of all parameters of a query for SQLite or MySQL, in the order in which they are bound; `own` are those
    /// of the caller's query.
    ///
    /// # Errors
    /// More or fewer values than the query has parameters.
    pub fn values(&self, own: &[Param]) -> Result<Vec<Param>, Error> {
        self.count(own.len())?;
        let value = |place: &Place| match place {
            Place::Own(number) => own.get(*number).cloned().ok_or(Error::OwnParameters { expected: self.own, given: own.len() }),
            Place::Value(value) => Ok(value.clone()),
        };
        self.places.iter().map(value).collect()
    }

    fn count(&self, given: usize) -> Result<(), Error> {
        if given == self.own { Ok(()) } else { Err(Error::OwnParameters { expected: self.own, given }) }
    }
}

/// Rows of an authorized query, every value as the database writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fetched {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The rows; `None` is NULL.
    pub rows: Vec<Vec<Option<String>>>,
}

/// The column of a caller's query that holds the resource's id, with the name or alias of its table there.
///
/// ```
/// // SELECT … FROM app.issues AS i WHERE …
/// let column = arctos::column("i", "id");
/// assert_eq!((column.alias.as_deref(), column.column.as_str()), (Some("i"), "id"));
/// ```
pub fn column(alias: &str, column: &str) -> Row {
    Row { alias: Some(alias.to_owned()), column: column.to_owned(), table: None, rows: None }
}

pub(crate) fn question(actor: &Value, action: &str, resource: &str, on: &Row, sql: &str) -> Question {
    let actor = Subject::Value(actor.clone());
    Question::Select { actor, action: action.into(), resource: resource.into(), on: on.clone(), sql: sql.into() }
}

/// The number of a parameter of the caller's.
fn own_number(param: &Parameter) -> Option<usize> {
    if let ParameterSource::Own(number) = param.source { Some(number) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Policy;

    const SQL: [&str; 3] = [
        "SELECT d.id FROM docs d WHERE d.a = $2 OR d.b = $1",
        "SELECT d.id FROM docs d WHERE d.a = ?2 OR d.b = ?1",
        "SELECT d.id FROM docs d WHERE d.a = ? OR d.b = ? LIMIT ?",
    ];

    fn select(dialect: Dialect, sql: &str) -> Result<Select, Error> {
        let policy = "actor User {}
            resource Doc { relations = { owner: User }; permissions = [\"read\"]; \"read\" if \"owner\"; }";
        let mapping = "facts:
  has_relation(Doc:_, owner, User:_):
    query: SELECT id, owner_id FROM docs
sql_types:
  User: bigint
  Doc: bigint
";
        let policy = Policy::load_for(dialect, [("doc.polar", policy)], Some(("facts.yaml", mapping))).unwrap();
        policy.select(&Value::new("User", "7"), "read", "Doc", &column("d", "id"), sql)
    }

    #[test]
    fn the_caller_s_parameters_keep_their_numbers() {
        let select = select(Dialect::Postgres, SQL[0]).unwrap();
        let expected = r#"SELECT d.id FROM docs d WHERE (d.a = $2 OR d.b = $1) AND ("d"."owner_id" = CAST($3 AS bigint))"#;
        assert_eq!((select.sql(), select.own()), (expected, 2));
        assert_eq!(select.params(&[&1_i64, &2_i64]).unwrap().len(), 3);
        assert!(matches!(select.params(&[&1_i64]), Err(Error::OwnParameters { expected: 2, given: 1 })));
        assert_eq!(select.columns(), ["id"]);
    }

    #[test]
    fn values_come_in_the_order_in_which_they_are_bound() {
        let own = [Param::Integer(1), Param::Integer(2)];
        let numbered = select(Dialect::Sqlite, SQL[1]).unwrap();
        assert_eq!(numbered.values(&own).unwrap(), [Param::Integer(1), Param::Integer(2), Param::Integer(7)]);
        let by_place = select(Dialect::MySql, SQL[2]).unwrap();
        let own = [own.as_slice(), &[Param::Integer(3)]].concat();
        assert_eq!(by_place.values(&own).unwrap(), [1, 2, 7, 3].map(Param::Integer));
        assert!(by_place.params(&[&1_i64, &2_i64, &3_i64]).is_err());
    }

    #[test]
    fn a_query_that_authorization_cannot_go_into_is_shown() {
        let error = select(Dialect::Postgres, "SELECT 1 FROM docs d; DROP TABLE docs").unwrap_err();
        assert!(matches!(error, Error::Query(_)), "{error}");
        assert!(error.to_string().contains("--> query:1:23"), "{error}");
    }
}
