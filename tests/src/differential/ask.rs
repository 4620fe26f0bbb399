//! Questions of a scenario.

use super::select::SelectMode;
use crate::reference::{Arg, Call, other};
use arctos_compiler::mapping::model::Table;
use arctos_compiler::plan::question::{QueryArg, QueryCall, Question, Row, Subject};
use arctos_compiler::sql::Dialect;
use arctos_compiler::value::{TypeName, Value};

/// Where a filter stands in the caller's query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FilterMode {
    /// `WHERE filter`
    Plain,
    /// `WHERE note = $n AND filter`
    And,
    /// `WHERE note = $n OR filter`
    Or,
    /// `WHERE filter IS NOT TRUE`: a filter may be NULL where it does not hold.
    Not,
    /// In a query that joins the table with itself, the filtered side not being the first.
    Joined,
}

/// A column that a caller's query compares with one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// The column's name.
    pub column: String,
    /// The value; its id is compared.
    pub value: Value,
    /// Whether it is a parameter, where parameters have numbers.
    pub is_bound: bool,
}

impl Pin {
    /// The condition on the row `r`, with the value written in it unless it is bound as `$2`.
    pub(super) fn condition(&self, dialect: Dialect) -> String {
        if self.is_bound && dialect == Dialect::Postgres {
            return format!("r.{} = $2", self.column);
        }
        self.literal_condition()
    }

    /// The condition with the value written in it.
    pub(super) fn literal_condition(&self) -> String {
        format!("r.{} = '{}'", self.column, self.value.id.replace('\'', "''"))
    }
}

/// One question with everything it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// May the actor do this?
    Authorize {
        /// Who.
        actor: Value,
        /// What.
        action: String,
        /// To what; none for the two-argument form.
        resource: Option<Value>,
    },
    /// Which of these?
    Many {
        /// Who.
        actor: Value,
        /// What.
        action: String,
        /// Type of the resources.
        ty: String,
        /// The candidates.
        ids: Vec<String>,
    },
    /// Which resources?
    List {
        /// Who.
        actor: Value,
        /// What.
        action: String,
        /// Type of the resources.
        ty: String,
    },
    /// The same as a condition.
    Filter {
        /// Who.
        actor: Value,
        /// What.
        action: String,
        /// Type of the resources.
        ty: String,
        /// A table with the columns `id`, never NULL, and `note`.
        table: String,
        /// Whether the compiler is told the table.
        own: bool,
        /// The caller's query.
        mode: FilterMode,
    },
    /// The rows of a caller's query.
    Select {
        /// Who.
        actor: Value,
        /// What.
        action: String,
        /// Type of the resources.
        ty: String,
        /// A table with the columns `id`, never NULL, and `note`.
        table: String,
        /// The caller's query.
        mode: SelectMode,
        /// What else it asks of the rows.
        pin: Option<Pin>,
    },
    /// Which actions?
    Actions {
        /// Who.
        actor: Value,
        /// On what.
        resource: Option<Value>,
    },
    /// Who may?
    Actors {
        /// Type of the actors.
        ty: String,
        /// What.
        action: String,
        /// To what.
        resource: Option<Value>,
    },
    /// Every solution of a conjunction.
    Query {
        /// The calls.
        calls: Vec<Call>,
    },
}

impl Ask {
    /// The question's name.
    pub fn name(&self) -> &'static str {
        match self {
            Ask::Authorize { .. } => "authorize",
            Ask::Many { .. } => "many",
            Ask::List { .. } => "list",
            Ask::Filter { .. } => "filter",
            Ask::Select { .. } => "select",
            Ask::Actions { .. } => "actions",
            Ask::Actors { .. } => "actors",
            Ask::Query { .. } => "query",
        }
    }

    /// Every value that the question mentions.
    pub fn values(&self) -> Vec<Value> {
        match self {
            Ask::Authorize { actor, action, resource } => {
                [actor.clone(), Value::string(action.as_str())].into_iter().chain(resource.clone()).collect()
            }
            Ask::Many { actor, action, ty, ids } => {
                let ids = ids.iter().map(|id| Value::new(ty.as_str(), id.as_str()));
                [actor.clone(), Value::string(action.as_str())].into_iter().chain(ids).collect()
            }
            Ask::List { actor, action, ty } | Ask::Filter { actor, action, ty, .. } | Ask::Select { actor, action, ty, .. } => {
                vec![actor.clone(), Value::string(action.as_str()), other(ty)]
            }
            Ask::Actions { actor, resource } => [actor.clone()].into_iter().chain(resource.clone()).collect(),
            Ask::Actors { ty, action, resource } => {
                [Value::string(action.as_str()), other(ty)].into_iter().chain(resource.clone()).collect()
            }
            Ask::Query { calls } => calls
                .iter()
                .flat_map(|call| &call.args)
                .filter_map(|arg| if let Arg::Value(value) = arg { Some(value.clone()) } else { None })
                .collect(),
        }
    }

    /// The subjects of the question, by parameter slot.
    pub(super) fn slots(&self) -> Vec<Value> {
        match self {
            Ask::Authorize { actor, resource, .. } | Ask::Actions { actor, resource } => {
                [actor.clone()].into_iter().chain(resource.clone()).collect()
            }
            Ask::Many { actor, .. } | Ask::List { actor, .. } | Ask::Filter { actor, .. } => vec![actor.clone()],
            // A parameter of the query's own comes last.
            Ask::Select { actor, pin, .. } => {
                let own = pin.as_ref().filter(|pin| pin.is_bound).map(|pin| pin.value.clone());
                [actor.clone()].into_iter().chain(own).collect()
            }
            Ask::Actors { resource, .. } => resource.iter().cloned().collect(),
            Ask::Query { .. } => self.values(),
        }
    }

    /// The question as the compiler takes it; `late` leaves the values to be given when the statement runs.
    pub(super) fn question(&self, late: bool, dialect: Dialect) -> Question {
        let subject = |value: &Value| if late { Subject::OfType(value.ty.clone()) } else { Subject::Value(value.clone()) };
        let action = |action: &String| TypeName::from(action.as_str());
        // Half of the forms of a filter are for few rows.
        let rows = |few: bool| (few == late).then_some(40);
        match self {
            Ask::Authorize { actor, action: what, resource } => {
                Question::Authorize { actor: subject(actor), action: action(what), resource: resource.as_ref().map(subject) }
            }
            Ask::Many { actor, action: what, ty, .. } => {
                Question::AuthorizeMany { actor: subject(actor), action: action(what), resource: ty.into() }
            }
            Ask::List { actor, action: what, ty } => {
                Question::List { actor: subject(actor), action: action(what), resource: ty.into() }
            }
            Ask::Filter { actor, action: what, ty, table, own, mode } => {
                let rows = rows(matches!(mode, FilterMode::And | FilterMode::Not | FilterMode::Joined));
                let told = own.then(|| Table { schema: None, name: table.clone() });
                let row = Row { alias: Some("r".to_owned()), column: "id".to_owned(), table: told, rows };
                Question::Filter { actor: subject(actor), action: action(what), resource: ty.into(), row }
            }
            Ask::Select { actor, action: what, ty, table, mode, pin } => {
                let rows = rows(matches!(mode, SelectMode::Page | SelectMode::Offset | SelectMode::All));
                let on = Row { alias: Some("r".to_owned()), column: "id".to_owned(), table: None, rows };
                let pinned = pin.as_ref().map(|pin| pin.condition(dialect));
                let sql = mode.sql(table, dialect, pinned.as_deref()).into();
                Question::Select { actor: subject(actor), action: action(what), resource: ty.into(), on, sql }
            }
            Ask::Actions { actor, resource } => {
                Question::Actions { actor: subject(actor), resource: resource.as_ref().map(subject) }
            }
            Ask::Actors { ty, action: what, resource } => {
                Question::Actors { actor: ty.into(), action: action(what), resource: resource.as_ref().map(subject) }
            }
            Ask::Query { calls } => {
                let arg = |arg: &Arg| match arg {
                    Arg::Value(value) => QueryArg::Subject(subject(value)),
                    Arg::Variable(name, ty) => QueryArg::Variable(name.into(), Some(ty.into())),
                    Arg::Any(ty) => QueryArg::Any(Some(ty.into())),
                };
                let call = |call: &Call| QueryCall {
                    predicate: call.predicate.as_str().into(),
                    args: call.args.iter().map(arg).collect(),
                };
                Question::Query { calls: calls.iter().map(call).collect(), row: None }
            }
        }
    }
}
