//! The shape of a question: the question without its values.
//!
//! In: a question. Out: the same question with every given value replaced by its type, which is what plans are kept
//! under, and the values in the order of the compiler's slots.

use crate::Error;
use arctos_compiler::plan::question::{QueryArg, QueryCall, Question, Subject};
use arctos_compiler::value::Value;

/// A question without its values, and the values.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    /// Every subject is [`Subject::OfType`].
    pub question: Question,
    /// Values by slot, integers and booleans in their one spelling.
    pub values: Vec<Value>,
}

/// Takes the values out of a question.
///
/// # Errors
/// A malformed value; a subject that is open already.
pub(crate) fn split(question: &Question) -> Result<Shape, Error> {
    let mut values = Vec::new();
    let question = map_subjects(question, &mut |subject| match subject {
        Subject::OfType(ty) => Err(Error::OpenQuestion(ty.to_string())),
        Subject::Value(value) => {
            values.push(canonical(value)?);
            Ok(Subject::OfType(value.ty.clone()))
        }
    })?;
    Ok(Shape { question, values })
}

/// A value in its one spelling.
///
/// # Errors
/// A text that is no value of the type.
pub(crate) fn canonical(value: &Value) -> Result<Value, Error> {
    Value::canonical(&value.ty, &value.id).ok_or_else(|| Error::BadValue { ty: value.ty.to_string(), id: value.id.to_string() })
}

/// The subjects of a question in the order of the compiler's slots.
pub(crate) fn subjects(question: &Question) -> Vec<&Subject> {
    match question {
        Question::Authorize { actor, resource, .. } | Question::Actions { actor, resource } => {
            std::iter::once(actor).chain(resource).collect()
        }
        Question::AuthorizeMany { actor, .. }
        | Question::List { actor, .. }
        | Question::Filter { actor, .. }
        | Question::Select { actor, .. } => vec![actor],
        Question::Actors { resource, .. } => resource.iter().collect(),
        Question::Query { calls, .. } => {
            let args = calls.iter().flat_map(|call| &call.args);
            args.filter_map(|arg| if let QueryArg::Subject(subject) = arg { Some(subject) } else { None }).collect()
        }
    }
}

fn map_subjects(question: &Question, map: &mut dyn FnMut(&Subject) -> Result<Subject, Error>) -> Result<Question, Error> {
    let mut question = question.clone();
    match &mut question {
        Question::Authorize { actor, resource, .. } | Question::Actions { actor, resource } => {
            *actor = map(actor)?;
            if let Some(resource) = resource {
                *resource = map(resource)?;
            }
        }
        Question::AuthorizeMany { actor, .. }
        | Question::List { actor, .. }
        | Question::Filter { actor, .. }
        | Question::Select { actor, .. } => {
            *actor = map(actor)?;
        }
        Question::Actors { resource, .. } => {
            if let Some(resource) = resource {
                *resource = map(resource)?;
            }
        }
        Question::Query { calls, .. } => map_calls(calls, map)?,
    }
    Ok(question)
}

fn map_calls(calls: &mut [QueryCall], map: &mut dyn FnMut(&Subject) -> Result<Subject, Error>) -> Result<(), Error> {
    for arg in calls.iter_mut().flat_map(|call| &mut call.args) {
        if let QueryArg::Subject(subject) = arg {
            *subject = map(subject)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(actor: &str, issue: &str) -> Question {
        Question::Authorize {
            actor: Subject::Value(Value::new("User", actor)),
            action: "read".into(),
            resource: Some(Subject::Value(Value::new("Issue", issue))),
        }
    }

    #[test]
    fn questions_that_differ_in_values_have_one_shape() {
        let (one, other) = (split(&check("1", "2")).unwrap(), split(&check("3", "4")).unwrap());
        assert_eq!(one.question, other.question);
        assert_eq!(other.values, [Value::new("User", "3"), Value::new("Issue", "4")]);
        let Question::Authorize { actor, resource, .. } = &one.question else { panic!("another question") };
        assert_eq!((actor, resource), (&Subject::OfType("User".into()), &Some(Subject::OfType("Issue".into()))));
    }

    #[test]
    fn values_of_a_query_come_in_the_order_of_its_calls() {
        let value = |text: &str| QueryArg::Subject(Subject::Value(Value::string(text)));
        let call = |args: Vec<QueryArg>| QueryCall { predicate: "p".into(), args };
        let calls = vec![call(vec![value("a"), QueryArg::Any(None)]), call(vec![value("b"), value("c")])];
        let question = Question::Query { calls, row: None };
        let shape = split(&question).unwrap();
        assert_eq!(shape.values, ["a", "b", "c"].map(Value::string));
        assert_eq!(subjects(&question).len(), 3);
    }

    #[test]
    fn integers_take_their_one_spelling_or_are_refused() {
        let with = |id: &str| Question::Actions { actor: Subject::Value(Value::new("Integer", id)), resource: None };
        assert_eq!(split(&with("+07")).unwrap().values, [Value::integer(7)]);
        assert!(matches!(split(&with("seven")), Err(Error::BadValue { .. })));
    }

    #[test]
    fn an_open_question_has_no_values() {
        let question = Question::Actions { actor: Subject::OfType("User".into()), resource: None };
        assert!(matches!(split(&question), Err(Error::OpenQuestion(ty)) if ty == "User"));
    }
}
