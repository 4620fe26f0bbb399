//! Questions: the public forms of a goal.

use crate::mapping::model::Table;
use crate::value::{TypeName, Value};
use smol_str::SmolStr;
use std::sync::Arc;

/// An actor or a resource of a question.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A given one.
    Value(Value),
    /// One of this type that is given when the statement runs: a parameter.
    OfType(TypeName),
}

impl Subject {
    /// Its type.
    pub fn ty(&self) -> &TypeName {
        match self {
            Subject::Value(value) => &value.ty,
            Subject::OfType(ty) => ty,
        }
    }
}

/// The caller's row.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Row {
    /// Alias or table name that qualifies the column; `None` for a bare column.
    pub alias: Option<String>,
    /// The column that holds the resource's id.
    pub column: String,
    /// The table behind the alias, where the caller says or it is clear; other columns are read only then. Of an unnamed
    /// table, the column is compared by its text unless all that a database tells of columns of its name agrees with the
    /// mapped ones, and then it is taken for the column of some table that the connection sees.
    pub table: Option<Table>,
    /// About how many rows the other conditions of the caller's query leave, where that is known. Of few, each is looked at
    /// by itself, and what the actor may do to all others is not computed. The answer is the same whatever is said here. A
    /// `select` finds out by itself where the database tells.
    pub rows: Option<u32>,
}

impl Row {
    /// The same row of a query whose other conditions leave about so many rows: those of one parent, a list of ids, one row.
    #[must_use]
    pub fn about(self, rows: u32) -> Self {
        Self { rows: Some(rows), ..self }
    }
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Question {
    /// May the actor do this to the resource? Without a resource: `allow/2`.
    Authorize {
        /// Who.
        actor: Subject,
        /// What.
        action: SmolStr,
        /// To what.
        resource: Option<Subject>,
    },
    /// Which of many resources of one type? They are given as an array when the statement runs.
    AuthorizeMany {
        /// Who.
        actor: Subject,
        /// What.
        action: SmolStr,
        /// Type of the resources.
        resource: TypeName,
    },
    /// Which resources of the type?
    List {
        /// Who.
        actor: Subject,
        /// What.
        action: SmolStr,
        /// Type of the resources.
        resource: TypeName,
    },
    /// The same as a condition on the caller's row.
    Filter {
        /// Who.
        actor: Subject,
        /// What.
        action: SmolStr,
        /// Type of the resources.
        resource: TypeName,
        /// The caller's row.
        row: Row,
    },
    /// The rows of the caller's query to whose resources the actor may do this.
    Select {
        /// Who.
        actor: Subject,
        /// What.
        action: SmolStr,
        /// Type of the resources.
        resource: TypeName,
        /// The column of the query that has the resource's id; which table it belongs to, the query says.
        on: Row,
        /// The query.
        sql: Arc<str>,
    },
    /// Which actions on the resource? Without a resource: those of `allow/2`.
    Actions {
        /// Who.
        actor: Subject,
        /// On what.
        resource: Option<Subject>,
    },
    /// Who of the type may?
    Actors {
        /// Type of the actors.
        actor: TypeName,
        /// What.
        action: SmolStr,
        /// To what. Without one: `allow/2`.
        resource: Option<Subject>,
    },
    /// Every solution of a conjunction of calls.
    Query {
        /// The calls.
        calls: Vec<QueryCall>,
        /// Where given, the solutions of the one variable become a condition on the caller's row.
        row: Option<Row>,
    },
}

/// A call of a query.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct QueryCall {
    /// Predicate name.
    pub predicate: SmolStr,
    /// Its arguments.
    pub args: Vec<QueryArg>,
}

/// An argument of a query's call.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum QueryArg {
    /// A given value, or one that is given when the statement runs.
    Subject(Subject),
    /// A variable: a column of the answer. The same name is the same variable; without a type it takes the one that the
    /// policy leaves.
    Variable(SmolStr, Option<TypeName>),
    /// Any value, not shown. Without a type it takes the one that the policy leaves.
    Any(Option<TypeName>),
}
