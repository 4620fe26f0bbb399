//! Single words of the command line: `User:7`, `Issue`, `close`, `i.id`.
//!
//! In: a word. Out: what it stands for, or a message. An id is everything behind the first colon, byte for byte: nothing in
//! it is a quote, an escape or a separator, so that a script may put any id there.

use arctos_compiler::diagnostic::Diagnostic;
use arctos_compiler::mapping::model::Table;
use arctos_compiler::plan::own_table::{parse_row, parse_table};
use arctos_compiler::plan::question::{QueryArg, QueryCall, Row, Subject};
use arctos_compiler::source::SourceId;
use arctos_compiler::sql::Dialect;
use arctos_compiler::syntax::notation::{Notation, NotationArg, parse_argument, parse_calls, parse_type};
use arctos_compiler::value::{STRING, TypeName, Value};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use smol_str::SmolStr;

/// Words have no place in a file.
const WORD: SourceId = SourceId(u32::MAX);

/// `User:7`, or `User` for one that is given when the statement runs. `User{"7"}` is understood, too.
pub fn subject(word: &str) -> Result<Subject, String> {
    let Some((ty, id)) = split(word) else { return entity(word) };
    let ty = type_name(ty)?;
    match id {
        "" => Err(format!("`{ty}:` lacks the id")),
        "_" => Ok(Subject::OfType(ty)),
        id => Value::canonical(&ty, id).map(Subject::Value).ok_or_else(|| format!("this is no value of the type `{ty}`")),
    }
}

/// `Issue`
pub fn type_name(word: &str) -> Result<TypeName, String> {
    match parse_type(WORD, word, 0) {
        Ok(name) if name.text == word => Ok(name.text),
        Ok(_) => Err("a type name has no spaces around it".to_owned()),
        Err(error) => Err(message(&error)),
    }
}

/// `close`, or `String:close`.
#[expect(clippy::unnecessary_wraps, reason = "the shape of a parser of words")]
pub fn action(word: &str) -> Result<SmolStr, String> {
    let bare = word.strip_prefix(STRING).and_then(|rest| rest.strip_prefix(':'));
    Ok(bare.unwrap_or(word).into())
}

/// `i.id`
pub fn row(word: &str) -> Result<Row, String> {
    parse_row(word).map_err(|error| message(&error))
}

/// `public.issues`; nothing, for a column that merely refers to the resource.
pub fn table(word: &str) -> Result<Option<Table>, String> {
    if word.is_empty() { Ok(None) } else { parse_table(word).map(Some).map_err(|error| message(&error)) }
}

/// `has_role(User:7, role: String, org: Organization) and …`
pub fn query(text: &str) -> Result<Vec<QueryCall>, String> {
    let calls = parse_calls(WORD, text, 0).map_err(|error| message(&error))?;
    Ok(calls.into_iter().map(call).collect())
}

/// The dialects by name.
pub fn dialect() -> impl TypedValueParser<Value = Dialect> {
    PossibleValuesParser::new(Dialect::ALL.map(Dialect::name)).try_map(|name| name.parse::<Dialect>())
}

fn call(call: Notation) -> QueryCall {
    let args = call.args.into_iter().map(|arg| match arg {
        NotationArg::Any { .. } => QueryArg::Any(None),
        NotationArg::AnyOf(ty) => QueryArg::Any(Some(ty.text)),
        NotationArg::Value { value, .. } => QueryArg::Subject(Subject::Value(value)),
        NotationArg::Variable { name, ty } => QueryArg::Variable(name.text, ty.map(|ty| ty.text)),
    });
    QueryCall { predicate: call.predicate.text, args: args.collect() }
}

/// `User{"7"}`, or a type alone.
fn entity(word: &str) -> Result<Subject, String> {
    let Some((ty, _)) = word.split_once("{\"") else {
        return type_name(word).map(Subject::OfType).map_err(|_| expected_value());
    };
    match parse_argument(WORD, word, 0) {
        Ok(NotationArg::Value { value, .. }) if value.ty == ty => Ok(Subject::Value(value)),
        _ => Err(expected_value()),
    }
}

/// The type and the id around the first colon that does not join segments of a name, as in `Blog::Post`. A brace before it
/// is none of a type.
fn split(word: &str) -> Option<(&str, &str)> {
    let mut from = 0;
    loop {
        let at = from + word.get(from..)?.find([':', '{'])?;
        let id = word.get(at..)?.strip_prefix(':')?;
        if !id.strip_prefix(':').is_some_and(starts_segment) {
            return Some((word.get(..at)?, id));
        }
        from = at + 2;
    }
}

fn starts_segment(text: &str) -> bool {
    text.starts_with(|c: char| c == '_' || !(c.is_ascii_punctuation() || c.is_whitespace()))
}

fn expected_value() -> String {
    "expected a value such as `User:7`".to_owned()
}

fn message(error: &Diagnostic) -> String {
    match &error.help {
        Some(help) => format!("{}; {help}", error.message),
        None => error.message.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(word: &str) -> Option<(String, String)> {
        match subject(word) {
            Ok(Subject::Value(value)) => Some((value.ty.to_string(), value.id.to_string())),
            _ => None,
        }
    }

    fn pair(ty: &str, id: &str) -> (String, String) {
        (ty.to_owned(), id.to_owned())
    }

    #[test]
    fn ids_are_taken_as_they_are() {
        for text in ["7", "'; DROP TABLE users; --", "\\", "\"", "\"7\"", "%", " 7 ", "a:b", "{\"7\"}", "\n", "🦊", "*"] {
            assert_eq!(id(&format!("User:{text}")), Some(pair("User", text)), "{text:?}");
        }
        assert_eq!(id("Blog::Post:7"), Some(pair("Blog::Post", "7")));
        assert_eq!(id("User{\"a b\"}"), Some(pair("User", "a b")));
        assert_eq!(id("Integer:007"), Some(pair("Integer", "7")));
        let long = "x".repeat(10_000);
        assert_eq!(id(&format!("User:{long}")), Some(pair("User", &long)));
    }

    #[test]
    fn an_id_cannot_pass_for_one_of_another_type_by_a_colon() {
        assert_eq!(id("User::x"), None, "a type alone, `User::x`");
        assert_eq!(id("User::x:7"), Some(pair("User::x", "7")));
        assert_eq!(id("User{\":x\"}"), Some(pair("User", ":x")));
        assert_eq!(id("User:::"), Some(pair("User", "::")));
    }

    #[test]
    fn what_is_no_value_is_refused() {
        for word in ["", "User", "User:", "User:_", ":7", "7", "Us er:7", "Integer:x", "User{7", "User{_}"] {
            assert_eq!(id(word), None, "{word:?}");
        }
    }

    #[test]
    fn a_type_alone_is_one_given_later() {
        let later = |word: &str| subject(word).ok().filter(|subject| matches!(subject, Subject::OfType(_)));
        assert_eq!(later("User").map(|subject| subject.ty().to_string()), Some("User".to_owned()));
        assert_eq!(later("Blog::Post").map(|subject| subject.ty().to_string()), Some("Blog::Post".to_owned()));
        assert_eq!(later("User:_"), later("User"));
        assert_eq!(later("User:7"), None);
    }

    #[test]
    fn actions_are_text() {
        assert_eq!(action("close"), Ok("close".into()));
        assert_eq!(action("String:close"), Ok("close".into()));
        assert_eq!(action("issue:close"), Ok("issue:close".into()));
        assert_eq!(action("\"; --"), Ok("\"; --".into()));
    }
}
