//! A policy with its mapping, without a database.

use crate::cache::{Kept, PlanCache};
use crate::central::{Beside, Central};
use crate::compilers::Compilers;
use crate::database::{Database, Told};
use crate::error::Report;
use crate::postgres::Postgres;
use crate::settings::Settings;
#[cfg(feature = "sqlite")]
use crate::sqlite::Sqlite;
use crate::unmapped::{self, Unmapped};
use crate::vocabulary::{Vocabulary, check_facts};
use crate::{Arctos, Error, Filter, Select, select, shape};
use arctos_compiler::compile::{Compiled, Compiler, Options, load_for};
use arctos_compiler::diagnostic::{Diagnostic, Diagnostics};
use arctos_compiler::hash::HashSet as ConstantSet;
use arctos_compiler::mapping::model::Mapping;
use arctos_compiler::plan;
use arctos_compiler::plan::goal::KnownFacts;
use arctos_compiler::plan::question::{Question, Row, Subject};
use arctos_compiler::plan::relation::display;
use arctos_compiler::policy::program::Predicate;
use arctos_compiler::source::SourceMap;
use arctos_compiler::sql::{Dialect, Form};
use arctos_compiler::value::Value;
use deadpool_postgres::Pool;
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

/// A policy with its mapping: compiles questions, and becomes an [`Arctos`] when it meets a database.
///
/// Cheap to clone. Without a database the columns' types are those that the mapping's `sql_types` give; a column of
/// unknown type is compared by its text.
///
/// ```
/// use arctos::{KnownFacts, Options, Policy, Question, Subject, Value};
///
/// let policy = r#"
///     actor User {}
///     resource Doc { roles = ["reader"]; permissions = ["read"]; "read" if "reader"; }
/// "#;
/// let mapping = "
/// facts:
///   has_role(User:_, String:_, Doc:_):
///     query: SELECT user_id, role, doc_id FROM doc_roles
/// ";
/// let policy = Policy::load([("doc.polar", policy)], Some(("facts.yaml", mapping)))?;
/// let question = Question::List {
///     actor: Subject::Value(Value::new("User", "7")),
///     action: "read".into(),
///     resource: "Doc".into(),
/// };
/// let compiled = policy.compile(&question, &KnownFacts::new(), Options::default())?;
/// assert!(compiled.statement.sql.starts_with("SELECT"));
/// # Ok::<(), arctos::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Policy(Arc<Loaded>);

#[derive(Clone, Debug)]
struct Loaded {
    texts: Texts,
    compilers: Compilers,
    dialect: Dialect,
    sources: SourceMap,
    diagnostics: Diagnostics,
    warnings: Report,
    facts: KnownFacts,
    expected: HashSet<Predicate>,
    central: Option<Central>,
    beside: Option<Arc<Beside>>,
    vocabulary: Vocabulary,
    constants: ConstantSet<Value>,
}

/// What a policy was loaded from, each text with its name.
#[derive(Clone, Debug)]
struct Texts {
    policies: Vec<(String, String)>,
    mapping: Option<(String, String)>,
}

/// What is known of a policy beside its compilers.
struct Surroundings {
    dialect: Dialect,
    diagnostics: Diagnostics,
    sources: SourceMap,
    facts: KnownFacts,
    expected: HashSet<Predicate>,
    central: Option<Central>,
}

/// A question ready to run.
pub(crate) struct Ready {
    /// Its statement.
    pub kept: Arc<Kept>,
    /// Its values by slot.
    pub values: Vec<Value>,
}

impl Policy {
    /// Loads a policy and a mapping from texts, each with a name for messages. The mapping's queries are read as PostgreSQL
    /// would read them; [`Policy::load_for`] reads them as another database would.
    ///
    /// # Errors
    /// [`Error::Invalid`] with everything that is wrong with them.
    pub fn load<N: Into<String>, T: Into<String>>(
        policies: impl IntoIterator<Item = (N, T)>,
        mapping: Option<(&str, &str)>,
    ) -> Result<Self, Error> {
        Self::load_for(Dialect::Postgres, policies, mapping)
    }

    /// The same for databases of a dialect.
    ///
    /// # Errors
    /// [`Error::Invalid`] with everything that is wrong with them.
    pub fn load_for<N: Into<String>, T: Into<String>>(
        dialect: Dialect,
        policies: impl IntoIterator<Item = (N, T)>,
        mapping: Option<(&str, &str)>,
    ) -> Result<Self, Error> {
        let policies = policies.into_iter().map(|(name, text)| (name.into(), text.into())).collect();
        let mapping = mapping.map(|(name, text)| (name.to_owned(), text.to_owned()));
        Self::read(dialect, Texts { policies, mapping }, KnownFacts::new(), HashSet::new(), None)
    }

    /// Loads a policy and a mapping from files.
    ///
    /// # Errors
    /// A file that cannot be read, and those of [`Policy::load`].
    pub fn load_files<P: AsRef<Path>>(policies: impl IntoIterator<Item = P>, mapping: Option<&Path>) -> Result<Self, Error> {
        Self::load_files_for(Dialect::Postgres, policies, mapping)
    }

    /// The same for databases of a dialect.
    ///
    /// # Errors
    /// A file that cannot be read, and those of [`Policy::load`].
    pub fn load_files_for<P: AsRef<Path>>(
        dialect: Dialect,
        policies: impl IntoIterator<Item = P>,
        mapping: Option<&Path>,
    ) -> Result<Self, Error> {
        let texts = policies.into_iter().map(|path| read(path.as_ref())).collect::<Result<Vec<_>, _>>()?;
        let mapping = mapping.map(read).transpose()?;
        Self::load_for(dialect, texts, mapping.as_ref().map(|(name, text)| (name.as_str(), text.as_str())))
    }

    fn read(
        dialect: Dialect,
        texts: Texts,
        facts: KnownFacts,
        expected: HashSet<Predicate>,
        central: Option<Central>,
    ) -> Result<Self, Error> {
        let mapping = texts.mapping.as_ref().map(|(name, text)| (name.as_str(), text.as_str()));
        let (compiler, diagnostics, sources) = load_for(&texts.policies, mapping, dialect);
        let Some(compiler) = compiler else { return Err(Error::Invalid(Report::new(diagnostics, &sources))) };
        let compilers = Compilers::new(compiler.with_facts(&facts));
        Self::build(texts, compilers, Surroundings { dialect, diagnostics, sources, facts, expected, central })
    }

    fn build(texts: Texts, compilers: Compilers, surroundings: Surroundings) -> Result<Self, Error> {
        let Surroundings { dialect, diagnostics, sources, facts, expected, central } = surroundings;
        let declared = central.as_ref().map(Central::declared).unwrap_or_default();
        // Types of facts are the same whichever facts a question then has.
        let compilers = if declared.is_empty() { compilers } else { compilers.with_facts(&declared) };
        let (program, mapping) = (compilers.native().program(), compilers.native().mapping());
        let mut known = declared;
        known.extend(&facts);
        let vocabulary = Vocabulary::of(program, mapping, &known);
        let beside = central.as_ref().map(|central| Beside::new(central, compilers.native(), &facts)).transpose()?;
        let constants = plan::constants::of(program, mapping);
        let warnings = Report::new(diagnostics.clone(), &sources);
        Ok(Self(Arc::new(Loaded {
            texts,
            compilers,
            dialect,
            sources,
            diagnostics,
            warnings,
            facts,
            expected,
            central,
            beside: beside.map(Arc::new),
            vocabulary,
            constants,
        })))
    }

    fn surroundings(&self) -> Surroundings {
        let loaded = &*self.0;
        Surroundings {
            dialect: loaded.dialect,
            diagnostics: loaded.diagnostics.clone(),
            sources: loaded.sources.clone(),
            facts: loaded.facts.clone(),
            expected: loaded.expected.clone(),
            central: loaded.central.clone(),
        }
    }

    /// The same with facts that hold in every question.
    ///
    /// # Errors
    /// A malformed value.
    pub fn with_facts(&self, facts: &KnownFacts) -> Result<Self, Error> {
        check_facts(facts)?;
        let mut surroundings = self.surroundings();
        surroundings.facts.extend(facts);
        let compilers = self.0.compilers.clone().with_facts(facts);
        Self::build(self.0.texts.clone(), compilers, surroundings)
    }

    /// Opens a database of facts that are not in the application's own, for [`Policy::with_central`]. It is any of those
    /// that [`Policy::connect`] opens; `mapping` is the name and the text of the mapping that says which of its rows are
    /// which facts. The settings are those of this database; [`Settings::most_central`] bounds what a question may need of
    /// it.
    ///
    /// # Errors
    /// Bad settings, no connection, a mapping that is wrong or contradicts the database.
    pub async fn connect_central(&self, mapping: (&str, &str), database: &str, settings: Settings) -> Result<Central, Error> {
        let start = async {
            let opened = Database::open(database, &settings).await?;
            let Texts { policies, .. } = self.0.texts.clone();
            let mapping = Some((mapping.0.to_owned(), mapping.1.to_owned()));
            let texts = Texts { policies, mapping };
            let policy = Self::read(opened.dialect(), texts, KnownFacts::new(), HashSet::new(), None)?;
            let policy = policy.described(&opened, &settings).await?;
            Ok(Central::new(policy, opened, settings.clone()))
        };
        within_startup(start, &settings).await
    }

    /// The same with the facts of a second database beside those of the application's: a predicate's facts are those of
    /// both, and the given ones. A question fetches the facts that it can reach there first, in one statement, and then is
    /// one statement with these facts; it sees each database at a moment of its own. One that only the facts of the second
    /// decide is asked there.
    ///
    /// A policy has one such database; a further one takes its place.
    ///
    /// ```no_run
    /// # use arctos::{Policy, Settings};
    /// # async fn example() -> Result<(), arctos::Error> {
    /// let policy = Policy::load_files(["policy.polar"], Some("facts.yaml".as_ref()))?;
    /// let mapping = std::fs::read_to_string("central.yaml").unwrap_or_default();
    /// let central = policy.connect_central(("central.yaml", &mapping), "sqlite:central.db", Settings::default()).await?;
    /// let arctos = policy.with_central(&central)?.connect("postgres://app@localhost/app", Settings::default()).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// A malformed value among the policy's given facts.
    pub fn with_central(&self, central: &Central) -> Result<Self, Error> {
        let surroundings = Surroundings { central: Some(central.clone()), ..self.surroundings() };
        Self::build(self.0.texts.clone(), self.0.compilers.clone(), surroundings)
    }

    /// The same where an actor with up to so many grants is one with few, were the table one of a million rows: a page of a
    /// [`Policy::select`] is found from them then, and not by reading in order. Settings for an engine bring their own number.
    #[must_use]
    pub fn with_few_grants(&self, few: u32) -> Self {
        let mut loaded = (*self.0).clone();
        loaded.compilers = loaded.compilers.with_few_grants(few);
        Self(Arc::new(loaded))
    }

    /// The same, knowing that facts of these predicates come along with questions, so that a policy may negate them
    /// although nothing else supplies them. A question without them then is one in which there are none.
    #[must_use]
    pub fn expecting(&self, predicates: impl IntoIterator<Item = Predicate>) -> Self {
        let mut loaded = (*self.0).clone();
        loaded.expected.extend(predicates);
        Self(Arc::new(loaded))
    }

    /// The same for another kind of database: its statements are in that dialect, and the mapping's queries are read as
    /// that database would read them. What a database told is forgotten.
    ///
    /// # Errors
    /// [`Error::Invalid`] with what is wrong with the mapping in this dialect.
    pub fn for_dialect(&self, dialect: Dialect) -> Result<Self, Error> {
        if dialect == self.0.dialect {
            return Ok(self.clone());
        }
        let loaded = &*self.0;
        Self::read(dialect, loaded.texts.clone(), loaded.facts.clone(), loaded.expected.clone(), loaded.central.clone())
    }

    /// The dialect of its statements.
    pub fn dialect(&self) -> Dialect {
        self.0.dialect
    }

    /// Opens a pool and describes every mapped query.
    ///
    /// `database` is a URL, and says by its beginning which kind of database it is:
    ///
    /// | kind | URL |
    /// |---|---|
    /// | PostgreSQL | `postgres://…`, or `key=value` pairs |
    /// | SQLite | `sqlite:path`, `sqlite://path`, `sqlite::memory:`, or SQLite's own `file:…` |
    /// | MySQL, MariaDB | `mysql://…`, `mariadb://…` |
    ///
    /// A SQLite file is opened for reading; one that is not there is an error. Connections to MySQL and MariaDB are not
    /// encrypted; a URL that asks for encryption is an error. With PostgreSQL `sslmode` decides about encryption: `disable` for none, `require` (or
    /// `verify-full`) for a verified server; by default encryption is used if the server has a certificate that can be
    /// verified. `sslrootcert` names a file of certificates to trust.
    ///
    /// ```no_run
    /// # use arctos::{Policy, Settings};
    /// # async fn example() -> Result<(), arctos::Error> {
    /// let policy = Policy::load_files(["policy.polar"], Some("facts.yaml".as_ref()))?;
    /// let arctos = policy.connect("postgres://app@localhost/app", Settings::default()).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Bad settings, no connection, a mapping that contradicts the database, negated facts that nothing supplies.
    pub async fn connect(&self, database: &str, settings: Settings) -> Result<Arctos, Error> {
        let start = async { self.start(Database::open(database, &settings).await?, &settings).await };
        within_startup(start, &settings).await
    }

    /// The same with the application's own pool. Cancellations of overdue statements go over connections as the
    /// settings say: encrypted if they have root certificates.
    ///
    /// # Errors
    /// Those of [`Policy::connect`].
    pub async fn with_pool(&self, pool: Pool, settings: Settings) -> Result<Arctos, Error> {
        let start = async { self.start(Database::Postgres(Postgres::with_pool(pool, &settings)?), &settings).await };
        within_startup(start, &settings).await
    }

    /// The same with a SQLite connection of the application's own, for a database that lives in it. The connection is
    /// given away: it is told to only read from now on.
    ///
    /// # Errors
    /// Those of [`Policy::connect`].
    #[cfg(feature = "sqlite")]
    pub async fn with_sqlite(&self, connection: rusqlite::Connection, settings: Settings) -> Result<Arctos, Error> {
        let start = async { self.start(Database::Sqlite(Sqlite::with_connection(connection, &settings)?), &settings).await };
        within_startup(start, &settings).await
    }

    async fn start(&self, database: Database, settings: &Settings) -> Result<Arctos, Error> {
        let policy = self.for_dialect(database.dialect())?;
        let Unmapped { negated, .. } = policy.unmapped_facts();
        if !negated.is_empty() {
            return Err(Error::Unmapped(negated));
        }
        let policy = policy.described(&database, settings).await?;
        Ok(Arctos::new(policy, database, settings))
    }

    /// The same with what a database tells about the mapped queries.
    async fn described(&self, database: &Database, settings: &Settings) -> Result<Self, Error> {
        let compiler = self.compiler();
        let mut mapping = compiler.mapping().clone();
        let Told { diagnostics, loose } = database.describe(&mut mapping).await?;
        let mut surroundings = self.surroundings();
        surroundings.diagnostics.extend(diagnostics);
        if surroundings.diagnostics.has_errors() {
            return Err(Error::Invalid(Report::new(surroundings.diagnostics, &surroundings.sources)));
        }
        let compilers = Compilers::with_loose(compiler.program(), mapping, &loose).with_facts(&surroundings.facts);
        let compilers = compilers.with_few_grants(settings.few_grants);
        Self::build(self.0.texts.clone(), compilers, surroundings)
    }

    /// What is suspicious in the policy, the mapping, and the database where there is one.
    pub fn warnings(&self) -> &Report {
        &self.0.warnings
    }

    /// Facts that the policy asks for and nothing supplies, such as `has_role(User, "guest", Doc)`. Rules that need one
    /// grant nothing.
    pub fn unmapped(&self) -> Vec<String> {
        let Unmapped { mut negated, positive } = self.unmapped_facts();
        negated.extend(positive);
        negated
    }

    fn unmapped_facts(&self) -> Unmapped {
        let loaded = &*self.0;
        let central = loaded.central.as_ref().map(Central::mapping);
        let mappings: Vec<&Mapping> = std::iter::once(self.compiler().mapping()).chain(central).collect();
        unmapped::find(self.compiler().program(), &mappings, &loaded.facts, &loaded.expected)
    }

    /// The compiler, for its other doors; of a question, [`Policy::compiler_for`].
    pub fn compiler(&self) -> &Compiler {
        self.0.compilers.native()
    }

    /// The texts that diagnostics point into.
    pub fn sources(&self) -> &SourceMap {
        &self.0.sources
    }

    pub(crate) fn constants(&self) -> &ConstantSet<Value> {
        &self.0.constants
    }

    /// Compiles a question. `context` are facts that hold for this question only. Subjects may be left open.
    ///
    /// # Errors
    /// Unknown types and predicates, malformed values, questions that the compiler refuses, and those that depend on facts of
    /// a second database.
    pub fn compile(&self, question: &Question, context: &KnownFacts, options: Options) -> Result<Compiled, Error> {
        self.check(question, context)?;
        self.check_central(question, context)?;
        self.compile_with(question, context, options)
    }

    /// The names of a question and the values of its facts.
    pub(crate) fn check(&self, question: &Question, context: &KnownFacts) -> Result<(), Error> {
        self.0.vocabulary.check(question)?;
        check_facts(context)
    }

    /// A statement alone asks no second database, and without its facts the answer may be another.
    fn check_central(&self, question: &Question, context: &KnownFacts) -> Result<(), Error> {
        let Some(beside) = self.beside() else { return Ok(()) };
        match beside.reach(question, context)? {
            Some(reach) => Err(Error::NeedsCentral(beside.names(&reach))),
            None => Ok(()),
        }
    }

    /// Compiles a question that has been checked, with all facts that it needs beside those of the database.
    pub(crate) fn compile_with(&self, question: &Question, facts: &KnownFacts, options: Options) -> Result<Compiled, Error> {
        let compiler = self.compiler_for(question, facts);
        compiler.compile(question, facts, options).map_err(|problem| self.refusal(problem, question, options.dialect))
    }

    /// The compiler of a question with facts of its own, for its other doors. A column of SQLite may hold texts that are
    /// none of its type: a question that has such a value is for a compiler which does not rely on the types of columns.
    pub fn compiler_for(&self, question: &Question, facts: &KnownFacts) -> &Compiler {
        self.0.compilers.of(question, facts)
    }

    pub(crate) fn beside(&self) -> Option<&Beside> {
        self.0.beside.as_deref()
    }

    /// What the compiler says, with an excerpt where it is about the query of a `select`.
    fn refusal(&self, problem: Diagnostic, question: &Question, dialect: Dialect) -> Error {
        match (question, self.compiler().check_query(question, dialect)) {
            (Question::Select { sql, .. }, Err(problem)) => {
                let mut sources = SourceMap::new();
                sources.add("query", sql.as_ref());
                Error::Query(Report::new(problem.into(), &sources))
            }
            _ => problem.into(),
        }
    }

    fn options(&self) -> Options {
        Options { dialect: self.0.dialect, form: Form::Parameters }
    }

    /// The statement of a question ready to run: from the cache where its values fit into the statement that is good for
    /// all values of its shape and there are no facts of its own, otherwise compiled for this once.
    ///
    /// # Errors
    /// Those of [`Policy::compile`].
    pub(crate) fn ready(&self, question: &Question, context: &KnownFacts, cache: &PlanCache) -> Result<Ready, Error> {
        self.check(question, context)?;
        self.check_central(question, context)?;
        self.ready_with(question, context, cache)
    }

    /// The same for a question that has been checked, with all facts that it needs beside those of the database.
    ///
    /// # Errors
    /// A malformed value, and a question that the compiler refuses.
    pub(crate) fn ready_with(&self, question: &Question, context: &KnownFacts, cache: &PlanCache) -> Result<Ready, Error> {
        let shape = shape::split(question)?;
        if context.is_empty() {
            let compile = || self.compile_with(&shape.question, context, self.options());
            let kept = cache.get(&shape.question, compile)?;
            if kept.fit(&shape.values) {
                return Ok(Ready { kept, values: shape.values });
            }
        }
        let compiled = self.compile_with(question, context, self.options())?;
        Ok(Ready { kept: Arc::new(Kept::new(compiled, false)), values: shape.values })
    }

    /// The filter of a question that is not kept; see [`Arctos::filter`].
    ///
    /// # Errors
    /// Those of [`Policy::compile`].
    pub fn filter(&self, actor: &Value, action: &str, resource: &str, row: &Row) -> Result<Filter, Error> {
        let question = filter_question(actor, action, resource, row);
        let ready = self.ready(&question, &KnownFacts::new(), &PlanCache::new(0))?;
        Filter::new(self.clone(), ready.kept, ready.values, Form::Parameters)
    }

    /// The caller's query, authorized, of a question that is not kept; see [`Arctos::select`].
    ///
    /// # Errors
    /// Those of [`Policy::compile`].
    pub fn select(&self, actor: &Value, action: &str, resource: &str, on: &Row, sql: &str) -> Result<Select, Error> {
        let question = select::question(actor, action, resource, on, sql);
        let ready = self.ready(&question, &KnownFacts::new(), &PlanCache::new(0))?;
        Select::new(ready.kept, &ready.values, self.dialect())
    }

    /// The filter as an expression of `sea_query`; see [`Arctos::filter_expression`].
    ///
    /// # Errors
    /// Those of [`Policy::compile`].
    pub fn filter_expression(&self, actor: &Value, action: &str, resource: &str, row: &Row) -> Result<sea_query::Expr, Error> {
        self.expression(&filter_question(actor, action, resource, row), &KnownFacts::new())
    }

    pub(crate) fn expression(&self, question: &Question, context: &KnownFacts) -> Result<sea_query::Expr, Error> {
        let compiled = self.compile(question, context, Options { form: Form::Inline, ..self.options() })?;
        // Verbatim, with its literals: values that the builder binds would have to match the types that the server
        // infers for them, and hardly any driver sends a text where it infers a number.
        Ok(sea_query::Expr::cust(compiled.statement.sql))
    }

    /// The plan of a question, for people: its access paths and relations, then the statement.
    ///
    /// # Errors
    /// Those of [`Policy::compile`].
    pub fn explain(&self, question: &Question, context: &KnownFacts) -> Result<String, Error> {
        let compiled = self.compile(question, context, self.options())?;
        let sql = arctos_compiler::sql::pretty(&compiled.statement.sql);
        Ok(format!("{}\n{sql}\n", display::plan(&compiled.plan).trim_end()))
    }
}

pub(crate) fn filter_question(actor: &Value, action: &str, resource: &str, row: &Row) -> Question {
    Question::Filter { actor: Subject::Value(actor.clone()), action: action.into(), resource: resource.into(), row: row.clone() }
}

fn read(path: &Path) -> Result<(String, String), Error> {
    let name = path.display().to_string();
    match std::fs::read_to_string(path) {
        Ok(text) => Ok((name, text)),
        Err(cause) => Err(Error::File { path: name, cause }),
    }
}

async fn within_startup<T>(start: impl Future<Output = Result<T, Error>>, settings: &Settings) -> Result<T, Error> {
    tokio::time::timeout(settings.startup, start).await.unwrap_or(Err(Error::Deadline(settings.startup)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: &str = r#"
        actor User {}
        resource Doc { roles = ["reader"]; permissions = ["read"]; "read" if "reader"; }
        has_permission(u: User, "read", _: Doc) if on_duty(u);
    "#;

    fn policy() -> Policy {
        let mapping = "facts:
  has_role(User:_, String:_, Doc:_):
    query: SELECT user_id, role, doc_id FROM doc_roles
sql_types:
  User: bigint
  Doc: bigint
";
        Policy::load([("doc.polar", POLICY)], Some(("facts.yaml", mapping))).unwrap()
    }

    fn check(user: &str) -> Question {
        let of = |ty: &str, id: &str| Subject::Value(Value::new(ty, id));
        Question::Authorize { actor: of("User", user), action: "read".into(), resource: Some(of("Doc", "1")) }
    }

    #[test]
    fn problems_are_told_with_excerpts() {
        let error = Policy::load([("bad.polar", "actor User {")], None).unwrap_err();
        let Error::Invalid(report) = &error else { panic!("{error}") };
        assert!(report.diagnostics().has_errors());
        assert!(error.to_string().contains("--> bad.polar:1:"), "{error}");
        assert!(matches!(Policy::load_files(["/no/such.polar"], None), Err(Error::File { .. })));
    }

    #[test]
    fn only_statements_for_all_values_are_kept() {
        let (policy, cache, none) = (policy(), PlanCache::new(8), KnownFacts::new());
        let first = policy.ready(&check("1"), &none, &cache).unwrap();
        let second = policy.ready(&check("2"), &none, &cache).unwrap();
        assert!(Arc::ptr_eq(&first.kept, &second.kept) && first.kept.may_prepare);
        let misfit = policy.ready(&check("one"), &none, &cache).unwrap();
        assert!(!misfit.kept.may_prepare && misfit.kept.statement.sql != first.kept.statement.sql);
        let mut duty = KnownFacts::new();
        duty.insert(Predicate::new("on_duty", 1), vec![Value::new("User", "1")]);
        let on_duty = policy.ready(&check("1"), &duty, &cache).unwrap();
        assert!(!on_duty.kept.may_prepare && on_duty.kept.statement.sql != first.kept.statement.sql);
        assert_eq!(policy.ready(&check("1"), &none, &cache).unwrap().kept.statement, first.kept.statement);
    }

    #[test]
    fn facts_given_to_a_policy_hold_in_every_question() {
        let mut duty = KnownFacts::new();
        duty.insert(Predicate::new("on_duty", 1), vec![Value::new("User", "5")]);
        let (plain, with) = (policy(), policy().with_facts(&duty).unwrap());
        let sql = |policy: &Policy| policy.compile(&check("5"), &KnownFacts::new(), Options::default()).unwrap().statement.sql;
        assert_ne!(sql(&plain), sql(&with));
        assert_eq!(plain.unmapped(), ["on_duty(User)"]);
        assert_eq!(with.unmapped(), Vec::<String>::new());
        assert_eq!(plain.expecting([Predicate::new("on_duty", 1)]).unmapped(), Vec::<String>::new());
    }

    #[test]
    fn what_nobody_knows_is_an_error() {
        let (policy, none) = (policy(), KnownFacts::new());
        let unknown = Question::List { actor: Subject::OfType("Usr".into()), action: "read".into(), resource: "Doc".into() };
        assert!(matches!(policy.compile(&unknown, &none, Options::default()), Err(Error::UnknownType(ty)) if ty == "Usr"));
        let mut facts = KnownFacts::new();
        facts.insert(Predicate::new("size", 2), vec![Value::new("Doc", "1"), Value::new("Integer", "1e3")]);
        assert!(matches!(policy.with_facts(&facts), Err(Error::BadValue { .. })));
        assert!(matches!(policy.compile(&check("1"), &facts, Options::default()), Err(Error::BadValue { .. })));
    }

    #[test]
    fn a_plan_is_told_with_its_statement() {
        let text = policy().explain(&check("1"), &KnownFacts::new()).unwrap();
        assert!(text.contains("select allowed") && text.contains("SELECT") && text.ends_with('\n'), "{text}");
    }
}
