//! The questions that are measured.
//!
//! In: the policy and a sample of actors and resources. Out: every permission of every resource type as a check, a list, the
//! count of a filter, and its actors; and the actions on each type.

use super::sample::{self, Actor};
use super::session::Session;
use super::{Benchmark, Class};
use crate::Error;
use crate::ask::Ask;
use crate::policy::filter_question;
use arctos_compiler::mapping::model::{Mapping, Table};
use arctos_compiler::plan::question::{Question, Row, Subject};
use arctos_compiler::sql::Dialect;
use arctos_compiler::value::{TypeName, Value};

/// A question about an actor.
pub(super) struct Asked {
    pub name: String,
    pub class: Class,
    pub actor: Value,
    pub grants: Option<u64>,
    pub action: String,
    pub question: Question,
    /// Where rows are filtered, for a filter.
    pub home: Option<Home>,
}

/// A table that has the ids of a type.
#[derive(Clone)]
pub(super) struct Home {
    pub ty: TypeName,
    pub row: Row,
    dialect: Dialect,
}

impl Home {
    /// The table of which a mapped query says that its key is the type's id.
    fn of(ty: &TypeName, mapping: &Mapping, dialect: Dialect) -> Option<Self> {
        mapping.facts.iter().find_map(|fact| {
            let projection = fact.select.projection.as_ref()?;
            let mut columns = fact.signature.column_types().into_iter().zip(&projection.columns);
            let (_, column) = columns.find(|(of, column)| *of == ty && projection.keys.contains(column))?;
            let row =
                Row { alias: Some("t".to_owned()), column: column.clone(), table: Some(projection.table.clone()), rows: None };
            Some(Self { ty: ty.clone(), row, dialect })
        })
    }

    /// The caller's query with a filter.
    pub fn counted(&self, filter: &str) -> String {
        let table = self.row.table.as_ref().map(|table| quoted(table, self.dialect)).unwrap_or_default();
        format!("SELECT count(*) FROM {table} AS t WHERE {filter}")
    }
}

/// A table's name as SQL.
pub(super) fn quoted(table: &Table, dialect: Dialect) -> String {
    let names = table.schema.iter().chain([&table.name]);
    names.map(|name| identifier(name, dialect)).collect::<Vec<_>>().join(".")
}

/// A name as SQL.
pub(super) fn identifier(name: &str, dialect: Dialect) -> String {
    let quote = if dialect == Dialect::MySql { "`" } else { "\"" };
    format!("{quote}{}{quote}", name.replace(quote, &quote.repeat(2)))
}

/// All questions of a plan.
pub(super) async fn all(ask: &Ask<'_>, plan: &Benchmark, session: &mut Session<'_>) -> Result<Vec<Asked>, Error> {
    let compiler = ask.arctos().policy().compiler();
    let (program, mapping) = (compiler.program(), compiler.mapping());
    let actors = sample::actors(plan, program, mapping, session).await?;
    let mut asked = Vec::new();
    for (ty, block) in program.types.blocks.iter().filter(|(_, block)| !block.permissions.is_empty()) {
        let resource = sample::resource(plan, ty, mapping, session).await?;
        let home = Home::of(ty, mapping, session.dialect());
        for actor in &actors {
            for action in &block.permissions {
                about(action, ty, actor, resource.as_ref(), home.as_ref(), &mut asked);
            }
            if let Some(resource) = &resource {
                let question = Question::Actions { actor: given(&actor.value), resource: Some(given(resource)) };
                asked.push(one(format!("actions {ty}"), actor, "", question, None));
            }
        }
    }
    let wanted =
        |asked: &Asked| plan.questions.is_empty() || plan.questions.iter().any(|text| asked.name.contains(text.as_str()));
    asked.retain(wanted);
    // The actors of a resource do not depend on who is asking.
    let mut seen = std::collections::HashSet::new();
    asked.retain(|asked| !asked.name.starts_with("actors ") || seen.insert(asked.name.clone()));
    asked.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(asked)
}

fn about(action: &str, ty: &TypeName, actor: &Actor, resource: Option<&Value>, home: Option<&Home>, asked: &mut Vec<Asked>) {
    let name = |kind: &str| format!("{kind} {action} {ty}");
    if let Some(resource) = resource {
        let question = Question::Authorize { actor: given(&actor.value), action: action.into(), resource: Some(given(resource)) };
        asked.push(one(name("authorize"), actor, action, question, None));
        let question = Question::Actors { actor: actor.value.ty.clone(), action: action.into(), resource: Some(given(resource)) };
        asked.push(one(name("actors"), actor, action, question, None));
    }
    let question = Question::List { actor: given(&actor.value), action: action.into(), resource: ty.clone() };
    asked.push(one(name("list"), actor, action, question, None));
    if let Some(home) = home {
        let question = filter_question(&actor.value, action, ty, &home.row);
        asked.push(one(name("filter"), actor, action, question, Some(home.clone())));
    }
}

fn one(name: String, actor: &Actor, action: &str, question: Question, home: Option<Home>) -> Asked {
    let Actor { value, class, grants } = actor;
    Asked { name, class: *class, actor: value.clone(), grants: *grants, action: action.to_owned(), question, home }
}

fn given(value: &Value) -> Subject {
    Subject::Value(value.clone())
}
