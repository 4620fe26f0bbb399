//! Questions as text: one call with literals for each, in the syntax of facts.
//!
//! `authorize(User{"1"}, "read", Doc{"2"})`, `list(User{"1"}, "read", "Doc")`,
//! `filter(User{"1"}, "read", "Doc", "base_doc", true, "and")`, `query("has_role", 3, User{"1"}, Var{"r: String"}, Any{"Doc"})`.

use super::ask::{Ask, FilterMode, Pin};
use super::select::SelectMode;
use crate::reference::{Arg, Call, Fact};
use arctos_compiler::source::SourceMap;
use arctos_compiler::syntax::{self, ast::LiteralValue};
use arctos_compiler::value::{STRING, Value};

const MODES: [(FilterMode, &str); 5] = [
    (FilterMode::Plain, "plain"),
    (FilterMode::And, "and"),
    (FilterMode::Or, "or"),
    (FilterMode::Not, "not"),
    (FilterMode::Joined, "joined"),
];

/// Reads facts, one after another.
///
/// # Errors
/// What does not parse.
pub(super) fn facts(text: &str) -> Result<Vec<Fact>, String> {
    let mut sources = SourceMap::new();
    let id = sources.add("facts", text);
    let (facts, problems) = syntax::parse_facts(id, text);
    if let Some(problem) = problems.iter().next() {
        return Err(problem.message.clone());
    }
    let value = |value: &LiteralValue| match value {
        LiteralValue::String(text) => Value::string(text.clone()),
        LiteralValue::Integer(number) => Value::integer(*number),
        LiteralValue::Boolean(truth) => Value::boolean(*truth),
        LiteralValue::Entity(ty, id) => Value::new(ty.text.clone(), id.clone()),
    };
    let fact = |fact: &syntax::ast::Fact| {
        Fact::new(fact.name.text.to_string(), fact.args.iter().map(|literal| value(&literal.value)).collect())
    };
    Ok(facts.iter().map(fact).collect())
}

/// A question from its text.
pub(super) fn ask(fact: &Fact) -> Result<Ask, String> {
    read(fact).ok_or_else(|| format!("`{fact}` is no question"))
}

fn read(fact: &Fact) -> Option<Ask> {
    let text = |at: usize| fact.args.get(at).filter(|value| value.ty == STRING).map(|value| value.id.to_string());
    let value = |at: usize| fact.args.get(at).cloned();
    Some(match fact.predicate.as_str() {
        "authorize" => Ask::Authorize { actor: value(0)?, action: text(1)?, resource: value(2) },
        "many" => Ask::Many {
            actor: value(0)?,
            action: text(1)?,
            ty: text(2)?,
            ids: fact.args.iter().skip(3).map(|id| id.id.to_string()).collect(),
        },
        "list" => Ask::List { actor: value(0)?, action: text(1)?, ty: text(2)? },
        "filter" => {
            let mode = text(5)?;
            Ask::Filter {
                actor: value(0)?,
                action: text(1)?,
                ty: text(2)?,
                table: text(3)?,
                own: value(4)? == Value::boolean(true),
                mode: MODES.iter().find(|(_, name)| *name == mode)?.0,
            }
        }
        "select" => {
            let mode = text(4)?;
            Ask::Select {
                actor: value(0)?,
                action: text(1)?,
                ty: text(2)?,
                table: text(3)?,
                mode: SelectMode::ALL.iter().find(|(_, name)| *name == mode)?.0,
                pin: match text(5) {
                    Some(column) => Some(Pin { column, value: value(6)?, is_bound: value(7)? == Value::boolean(true) }),
                    None => None,
                },
            }
        }
        "actions" => Ask::Actions { actor: value(0)?, resource: value(1) },
        "actors" => Ask::Actors { ty: text(0)?, action: text(1)?, resource: value(2) },
        "query" => Ask::Query { calls: calls(&fact.args)? },
        _ => return None,
    })
}

fn calls(mut args: &[Value]) -> Option<Vec<Call>> {
    let mut calls = Vec::new();
    while let [predicate, count, rest @ ..] = args {
        let count = usize::try_from(count.as_integer()?).ok()?;
        let (own, after) = rest.split_at_checked(count)?;
        let arg = |value: &Value| match value.ty.as_str() {
            "Any" => Arg::Any(value.id.to_string()),
            "Var" => {
                let (name, ty) = value.id.split_once(": ").unwrap_or((&value.id, STRING));
                Arg::Variable(name.to_owned(), ty.to_owned())
            }
            _ => Arg::Value(value.clone()),
        };
        calls.push(Call { predicate: predicate.id.to_string(), args: own.iter().map(arg).collect() });
        args = after;
    }
    args.is_empty().then_some(calls)
}

/// The text of a question.
impl std::fmt::Display for Ask {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = |text: &String| Value::string(text.as_str());
        let mut args: Vec<Value> = Vec::new();
        match self {
            Ask::Authorize { actor, action, resource } => {
                args.extend([actor.clone(), text(action)].into_iter().chain(resource.clone()));
            }
            Ask::Many { actor, action, ty, ids } => {
                args.extend([actor.clone(), text(action), text(ty)]);
                args.extend(ids.iter().map(text));
            }
            Ask::List { actor, action, ty } => args.extend([actor.clone(), text(action), text(ty)]),
            Ask::Filter { actor, action, ty, table, own, mode } => {
                let mode = MODES.iter().find(|(known, _)| known == mode).map_or("plain", |(_, name)| name);
                let given = [actor.clone(), text(action), text(ty), text(table), Value::boolean(*own), Value::string(mode)];
                args.extend(given);
            }
            Ask::Select { actor, action, ty, table, mode, pin } => {
                let mode = SelectMode::ALL.iter().find(|(known, _)| known == mode).map_or("page", |(_, name)| name);
                args.extend([actor.clone(), text(action), text(ty), text(table), Value::string(mode)]);
                if let Some(pin) = pin {
                    args.extend([text(&pin.column), pin.value.clone(), Value::boolean(pin.is_bound)]);
                }
            }
            Ask::Actions { actor, resource } => args.extend([actor.clone()].into_iter().chain(resource.clone())),
            Ask::Actors { ty, action, resource } => args.extend([text(ty), text(action)].into_iter().chain(resource.clone())),
            Ask::Query { calls } => {
                for call in calls {
                    let count = i64::try_from(call.args.len()).unwrap_or(i64::MAX);
                    args.extend([text(&call.predicate), Value::integer(count)]);
                    args.extend(call.args.iter().map(|arg| match arg {
                        Arg::Value(value) => value.clone(),
                        Arg::Variable(name, ty) => Value::new("Var", format!("{name}: {ty}")),
                        Arg::Any(ty) => Value::new("Any", ty.as_str()),
                    }));
                }
            }
        }
        write!(f, "{}", Fact::new(self.name(), args))
    }
}
