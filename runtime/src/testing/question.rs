//! The question that an assertion's call is.
//!
//! `allow` is asked as applications ask it; every other predicate is asked as a query.

use super::case::Call;
use arctos_compiler::plan::question::{QueryArg, QueryCall, Question, Subject};
use arctos_compiler::value::{STRING, TypeName, Value};
use smol_str::SmolStr;

/// The name of a query's variable.
const VARIABLE: SmolStr = SmolStr::new_static("it");

/// The question of a call; `ty` is the type of its variable, where it has one.
pub(super) fn question(call: &Call, ty: Option<&TypeName>) -> Question {
    allow(call, ty).unwrap_or_else(|| query(call, ty))
}

/// Whether the answer has the actions that are worth naming where a rule grants all there are.
pub(super) fn names_actions(question: &Question) -> bool {
    matches!(question, Question::Actions { .. })
}

/// The call as a query.
fn query(call: &Call, ty: Option<&TypeName>) -> Question {
    let arg = |arg: &Option<Value>| match arg {
        Some(value) => QueryArg::Subject(Subject::Value(value.clone())),
        None => QueryArg::Variable(VARIABLE, ty.cloned()),
    };
    let call = QueryCall { predicate: call.predicate.name.clone(), args: call.args.iter().map(arg).collect() };
    Question::Query { calls: vec![call], row: None }
}

/// One of the questions about `allow`, where the call has the form of one.
fn allow(call: &Call, ty: Option<&TypeName>) -> Option<Question> {
    if call.predicate.name != "allow" {
        return None;
    }
    let (actor, action, resource) = match call.args.as_slice() {
        [actor, action] => (actor, action, None),
        [actor, action, resource] => (actor, action, Some(resource)),
        _ => return None,
    };
    let subject = |value: &Value| Subject::Value(value.clone());
    let bound = resource.map(|resource| resource.as_ref().map(subject));
    let Some(action) = action else {
        return match (actor, bound, ty) {
            (Some(actor), None, Some(ty)) if ty == STRING => Some(Question::Actions { actor: subject(actor), resource: None }),
            (Some(actor), Some(Some(resource)), Some(ty)) if ty == STRING => {
                Some(Question::Actions { actor: subject(actor), resource: Some(resource) })
            }
            _ => None,
        };
    };
    let action = (action.ty == STRING).then(|| action.id.clone())?;
    match (actor, bound, ty) {
        (Some(actor), None, _) => Some(Question::Authorize { actor: subject(actor), action, resource: None }),
        (Some(actor), Some(Some(resource)), _) => {
            Some(Question::Authorize { actor: subject(actor), action, resource: Some(resource) })
        }
        (Some(actor), Some(None), Some(ty)) => Some(Question::List { actor: subject(actor), action, resource: ty.clone() }),
        (None, None, Some(ty)) => Some(Question::Actors { actor: ty.clone(), action, resource: None }),
        (None, Some(Some(resource)), Some(ty)) => Some(Question::Actors { actor: ty.clone(), action, resource: Some(resource) }),
        _ => None,
    }
}
