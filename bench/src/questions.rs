//! One question of each kind for each application, on the actions with the most rules behind them.
//!
//! Actors and resources are left open: that is what the engine compiles and keeps.

use arctos_compiler::mapping::model::Table;
use arctos_compiler::plan::question::{QueryArg, QueryCall, Question, Row, Subject};

/// The kinds of question.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// May the actor do this to the resource?
    Authorize,
    /// To which of these?
    AuthorizeMany,
    /// To which at all?
    List,
    /// The same as a condition on a column.
    Filter,
    /// The same as a condition on a row whose table is known.
    FilterOwnRow,
    /// Which actions?
    Actions,
    /// Who may?
    Actors,
    /// A predicate of the policy.
    Query,
}

/// All kinds.
pub const KINDS: [Kind; 8] = [
    Kind::Authorize,
    Kind::AuthorizeMany,
    Kind::List,
    Kind::Filter,
    Kind::FilterOwnRow,
    Kind::Actions,
    Kind::Actors,
    Kind::Query,
];

/// What the questions of an application are about.
struct Words {
    action: &'static str,
    resource: &'static str,
    table: &'static str,
    /// A call with a user and something open: the predicate, and the types and names after the user.
    call: (&'static str, &'static [Argument]),
}

enum Argument {
    Given(&'static str),
    Text(&'static str),
    Open(&'static str, &'static str),
}

use Argument::{Given, Open, Text};

fn words(app: &str) -> Words {
    match app {
        "code-hosting" => Words {
            action: "close",
            resource: "Issue",
            table: "issues",
            call: ("has_role", &[Open("role", "String"), Given("Repository")]),
        },
        "drive" => Words {
            action: "edit",
            resource: "Document",
            table: "documents",
            call: ("has_role", &[Open("role", "String"), Given("Document")]),
        },
        "business" => Words {
            action: "approve",
            resource: "Invoice",
            table: "invoices",
            call: ("allow_field", &[Text("read"), Given("Account"), Open("field", "Field")]),
        },
        _ => Words {
            action: "edit",
            resource: "Item7",
            table: "items7",
            call: ("has_role", &[Open("role", "String"), Given("Item7")]),
        },
    }
}

impl Kind {
    /// The question of this kind for an application: one of [`APPS`](crate::APPS), or else the generated one.
    pub fn question(self, app: &str) -> Question {
        let Words { action, resource, table, call: (predicate, rest) } = words(app);
        let of = |ty: &str| Subject::OfType(ty.into());
        let (actor, action) = (of("User"), action.into());
        let row = |table| Row { alias: Some("t".to_owned()), column: "id".to_owned(), table, rows: None };
        let table = Table { schema: None, name: table.to_owned() };
        match self {
            Kind::Authorize => Question::Authorize { actor, action, resource: Some(of(resource)) },
            Kind::AuthorizeMany => Question::AuthorizeMany { actor, action, resource: resource.into() },
            Kind::List => Question::List { actor, action, resource: resource.into() },
            Kind::Filter => Question::Filter { actor, action, resource: resource.into(), row: row(None) },
            Kind::FilterOwnRow => Question::Filter { actor, action, resource: resource.into(), row: row(Some(table)) },
            Kind::Actions => Question::Actions { actor, resource: Some(of(resource)) },
            Kind::Actors => Question::Actors { actor: "User".into(), action, resource: Some(of(resource)) },
            Kind::Query => {
                let args = rest.iter().map(|argument| match argument {
                    Given(ty) => QueryArg::Subject(of(ty)),
                    Text(text) => QueryArg::Subject(Subject::Value(arctos_compiler::value::Value::string(*text))),
                    Open(name, ty) => QueryArg::Variable((*name).into(), Some((*ty).into())),
                });
                let args = std::iter::once(QueryArg::Subject(actor)).chain(args).collect();
                Question::Query { calls: vec![QueryCall { predicate: predicate.into(), args }], row: None }
            }
        }
    }
}
