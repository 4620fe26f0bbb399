//! The engine: a policy at work on a database.

use crate::ask::{Ask, Solutions};
use crate::cache::PlanCache;
use crate::database::Database;
use crate::settings::{Keys, Settings};
use crate::{Error, Fetched, Filter, Policy, Select, Within};
use arctos_compiler::plan::question::{QueryCall, Row};
use arctos_compiler::value::Value;
use std::sync::Arc;
use std::time::Duration;

/// Answers questions about who may do what, from the application's own tables.
///
/// Cheap to clone, to be made once and shared. Every question is one statement, run by itself outside any transaction:
/// it sees what is committed when it starts.
///
/// **An error is a denial.** No method ever answers "yes" because something went wrong; what comes back is an
/// [`Error`](enum@Error), and a caller must treat it as "no".
///
/// ```no_run
/// use arctos::{Policy, Settings, Value};
///
/// # async fn example() -> Result<(), arctos::Error> {
/// let policy = Policy::load_files(["policy.polar"], Some("facts.yaml".as_ref()))?;
/// let arctos = policy.connect("postgres://app@localhost/app", Settings::default()).await?;
///
/// let (user, issue) = (Value::new("User", "7"), Value::new("Issue", "109"));
/// if arctos.authorize(&user, "close", &issue).await? {
///     // …
/// }
/// let readable: Vec<String> = arctos.list(&user, "read", "Issue").await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Arctos(Arc<Engine>);

#[derive(Debug)]
struct Engine {
    policy: Policy,
    database: Database,
    cache: PlanCache,
    deadline: Duration,
    keys: KeyBounds,
}

/// How a resolved filter has the keys of sets.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeyBounds {
    /// The most that it has as constants.
    pub most: u64,
    /// Of how many the database's planner is not told.
    pub few: usize,
    /// How they are written.
    pub form: Keys,
}

impl Arctos {
    pub(crate) fn new(policy: Policy, database: Database, settings: &Settings) -> Self {
        let cache = PlanCache::new(settings.plans);
        let keys = KeyBounds { most: settings.most_keys, few: settings.few_keys, form: settings.keys };
        Self(Arc::new(Engine { policy, database, cache, deadline: settings.deadline, keys }))
    }

    /// The policy, with what the database told about the mapped queries.
    pub fn policy(&self) -> &Policy {
        &self.0.policy
    }

    pub(crate) fn database(&self) -> &Database {
        &self.0.database
    }

    pub(crate) fn cache(&self) -> &PlanCache {
        &self.0.cache
    }

    pub(crate) fn deadline(&self) -> Duration {
        self.0.deadline
    }

    pub(crate) fn keys(&self) -> KeyBounds {
        self.0.keys
    }

    /// Questions with facts or a deadline of their own.
    pub fn ask(&self) -> Ask<'_> {
        Ask::new(self)
    }

    /// Whether the actor may do this to the resource. Without a resource (`None`): whether `allow` with two arguments
    /// holds.
    ///
    /// An id that no column can hold, such as `"x"` where ids are numbers, is the id of nothing: the answer is `false`
    /// unless a rule grants the action on everything.
    ///
    /// # Errors
    /// See [`Error`](enum@Error); each means "denied".
    pub async fn authorize(&self, actor: &Value, action: &str, resource: impl Into<Option<&Value>>) -> Result<bool, Error> {
        self.ask().authorize(actor, action, resource).await
    }

    /// Those of the ids, in their order and as often as they are given, on whose resources the actor may do this.
    ///
    /// # Errors
    /// See [`Error`](enum@Error); each means "denied", for all ids.
    pub async fn authorize_many<I: AsRef<str> + Sync>(
        &self,
        actor: &Value,
        action: &str,
        resource: &str,
        ids: &[I],
    ) -> Result<Vec<String>, Error> {
        self.ask().authorize_many(actor, action, resource, ids).await
    }

    /// The ids of all resources of a type to which the actor may do this, each once, in no particular order.
    ///
    /// A rule that grants something on everything grants it on every id that some mapped query returns.
    ///
    /// # Errors
    /// See [`Error`](enum@Error); each means "none".
    pub async fn list(&self, actor: &Value, action: &str, resource: &str) -> Result<Vec<String>, Error> {
        self.ask().list(actor, action, resource).await
    }

    /// A condition for the caller's own query: it holds for those rows to which the actor may do this. Asks no database.
    ///
    /// ```no_run
    /// # async fn example(arctos: arctos::Arctos, client: tokio_postgres::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let user = arctos::Value::new("User", "7");
    /// let filter = arctos.filter(&user, "read", "Issue", &arctos::row("issues", "i", "id"))?;
    /// let sql = format!(
    ///     "SELECT i.id, i.title FROM issues AS i WHERE i.state = $1 AND {} ORDER BY i.created_at DESC LIMIT 20",
    ///     filter.sql_from(2)?,
    /// );
    /// let rows = client.query(&sql, &[&"open" as _].into_iter().chain(filter.params()).collect::<Vec<_>>()).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// See [`Error`](enum@Error); each means "no row".
    pub fn filter(&self, actor: &Value, action: &str, resource: &str, row: &Row) -> Result<Filter, Error> {
        self.ask().filter(actor, action, resource, row)
    }

    /// The same as an expression for queries that are built with `sea_query`.
    ///
    /// # Errors
    /// See [`Error`](enum@Error); each means "no row".
    pub fn filter_expression(&self, actor: &Value, action: &str, resource: &str, row: &Row) -> Result<sea_query::Expr, Error> {
        self.ask().filter_expression(actor, action, resource, row)
    }

    /// The filter with what it says about the actor found out before: one round trip asks for the actor's gates and grants,
    /// and the filter has the answers as constants. What the actor is not granted is gone from it, and the database's
    /// planner sees how much the actor is granted: it can use an index for an actor with few grants, and the order of the
    /// caller's query for one with many. [`Arctos::filter`], which asks no database, cannot suit both.
    ///
    /// The answers are those of the moment of asking. For one snapshot of the database in both phases, see
    /// [`Arctos::filter_resolved_in`]. As the filter is for this actor and this moment only, a statement with it is not
    /// worth preparing by name.
    ///
    /// ```no_run
    /// # async fn example(arctos: arctos::Arctos, client: tokio_postgres::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let user = arctos::Value::new("User", "7");
    /// let filter = arctos.filter_resolved(&user, "read", "Issue", &arctos::row("issues", "i", "id")).await?;
    /// let sql = format!("SELECT i.id, i.title FROM issues AS i WHERE {} ORDER BY i.created_at DESC LIMIT 20", filter.sql());
    /// let rows = client.query_typed(&sql, &[]).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// See [`Error`](enum@Error); each means "no row".
    pub async fn filter_resolved(&self, actor: &Value, action: &str, resource: &str, row: &Row) -> Result<Filter, Error> {
        self.ask().filter_resolved(actor, action, resource, row).await
    }

    /// The same, asked within a transaction of the caller's own. Where the transaction has one snapshot for all its
    /// statements, both phases see the same: `REPEATABLE READ` on PostgreSQL, MySQL and MariaDB, any transaction on SQLite.
    ///
    /// ```no_run
    /// # async fn example(arctos: arctos::Arctos, mut client: tokio_postgres::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use tokio_postgres::IsolationLevel::RepeatableRead;
    ///
    /// let transaction = client.build_transaction().isolation_level(RepeatableRead).read_only(true).start().await?;
    /// let (user, row) = (arctos::Value::new("User", "7"), arctos::row("issues", "i", "id"));
    /// let filter = arctos.filter_resolved_in(&transaction, &user, "read", "Issue", &row).await?;
    /// let sql = format!("SELECT count(*) FROM issues AS i WHERE {}", filter.sql());
    /// let count: i64 = transaction.query_typed_one(&sql, &[]).await?.get(0);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// See [`Error`](enum@Error); each means "no row". A statement that the database refuses ends a transaction of
    /// PostgreSQL.
    pub async fn filter_resolved_in(
        &self,
        connection: impl Within,
        actor: &Value,
        action: &str,
        resource: &str,
        row: &Row,
    ) -> Result<Filter, Error> {
        self.ask().filter_resolved_in(connection, actor, action, resource, row).await
    }

    /// The caller's own query, so that it yields only rows to whose resources the actor may do this; for the caller to run.
    /// Asks no database.
    ///
    /// `on` is the column that has the resource's id, as in `i.id`; [`column`](crate::column()) makes it. Which table it
    /// belongs to is found in the query's own `FROM`. Only the rows of that table are authorized: what the query reads
    /// besides is the caller's affair. A query with a `LIMIT` is written such that it is fast for actors with few grants
    /// and for actors with many.
    ///
    /// The compiled query is kept by its text: values are better given as parameters.
    ///
    /// # Errors
    /// See [`Error`](enum@Error); each means "no row".
    pub fn select(&self, actor: &Value, action: &str, resource: &str, on: &Row, sql: &str) -> Result<Select, Error> {
        self.ask().select(actor, action, resource, on, sql)
    }

    /// The rows of such a query, every value as text. The query has no parameters of its own.
    ///
    /// # Errors
    /// See [`Error`](enum@Error); each means "no row".
    pub async fn fetch(&self, actor: &Value, action: &str, resource: &str, on: &Row, sql: &str) -> Result<Fetched, Error> {
        self.ask().fetch(actor, action, resource, on, sql).await
    }

    /// The actions that the actor may take on the resource, each once. Without a resource: those of `allow` with two
    /// arguments.
    ///
    /// # Errors
    /// See [`Error`](enum@Error); each means "none".
    pub async fn actions(&self, actor: &Value, resource: impl Into<Option<&Value>>) -> Result<Vec<String>, Error> {
        self.ask().actions(actor, resource).await
    }

    /// The ids of all actors of a type who may do this to the resource, each once, in no particular order.
    ///
    /// # Errors
    /// See [`Error`](enum@Error); each means "nobody".
    pub async fn actors(&self, actor: &str, action: &str, resource: impl Into<Option<&Value>>) -> Result<Vec<String>, Error> {
        self.ask().actors(actor, action, resource).await
    }

    /// The solutions of a conjunction of calls.
    ///
    /// ```no_run
    /// # use arctos::{Arctos, QueryArg, QueryCall, Subject, Value};
    /// # async fn example(arctos: Arctos) -> Result<(), arctos::Error> {
    /// // has_role(User{"7"}, role: String, Repository{"15"})
    /// let subject = |ty: &str, id: &str| QueryArg::Subject(Subject::Value(Value::new(ty, id)));
    /// let role = QueryArg::Variable("role".into(), Some("String".into()));
    /// let call = QueryCall {
    ///     predicate: "has_role".into(),
    ///     args: vec![subject("User", "7"), role, subject("Repository", "15")],
    /// };
    /// for row in arctos.query(&[call]).await?.rows {
    ///     println!("{row:?}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// See [`Error`](enum@Error); each means "no solution".
    pub async fn query(&self, calls: &[QueryCall]) -> Result<Solutions, Error> {
        self.ask().query(calls).await
    }
}
