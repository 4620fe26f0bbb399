//! The keys of the mapping: `has_relation(Issue:_, parent, Repository:_)`.
//!
//! In: a key and where it stands. Out: its signature with bare words made `String` constants, so that two spellings of
//! one signature are equal, and diagnostics that point into the key.

use super::model::{Signature, SignatureArg};
use super::text::LocatedText;
use crate::diagnostic::{Diagnostic, Diagnostics, Label, codes};
use crate::source::Span;
use crate::syntax::notation::{self, NotationArg};
use crate::value::{ACTOR, RESOURCE, STRING, TypeName};

/// How many arguments a fact can have.
const MAX_ARGUMENTS: usize = 5;

/// Reads a key. `None` when there are errors.
pub fn parse(key: &LocatedText, diagnostics: &mut Diagnostics) -> Option<Signature> {
    let call = match notation::parse_call(key.span().source, key.text(), 0) {
        Ok(call) => call,
        Err(problem) => {
            let problem = relocated(*problem, key);
            let explained = problem.help.is_some();
            let help = "a key is written `predicate(Type:_, constant, …)`";
            diagnostics.push(if explained { problem } else { problem.help(help) });
            return None;
        }
    };
    let mut failed = false;
    let mut args = Vec::new();
    for arg in call.args {
        let (arg, problem) = argument(arg, key);
        failed |= arg.is_none();
        args.extend(arg);
        diagnostics.0.extend(problem);
    }
    let signature = Signature { predicate: call.predicate.text, args };
    if let Some(problem) = (!failed).then(|| shape(&signature, key)).flatten() {
        diagnostics.push(problem);
        failed = true;
    }
    (!failed).then_some(signature)
}

/// Reads a type name, such as a key of `sql_types`.
///
/// # Errors
/// A diagnostic in the key when it is anything else.
pub fn parse_type(key: &LocatedText) -> Result<TypeName, Box<Diagnostic>> {
    let name = notation::parse_type(key.span().source, key.text(), 0).map_err(|problem| Box::new(relocated(*problem, key)))?;
    Ok(name.text)
}

/// `None` with an error, `Some` perhaps with a warning.
fn argument(arg: NotationArg, key: &LocatedText) -> (Option<SignatureArg>, Option<Diagnostic>) {
    let span = key.part(arg.span().range());
    let abstract_type = |ty: &str| (ty == ACTOR || ty == RESOURCE).then(|| is_abstract(ty, span));
    match arg {
        NotationArg::AnyOf(ty) => match abstract_type(&ty.text) {
            Some(problem) => (None, Some(problem)),
            None => (Some(SignatureArg::Column(ty.text)), None),
        },
        NotationArg::Value { value, .. } => match abstract_type(&value.ty) {
            Some(problem) => (None, Some(problem)),
            None => (Some(SignatureArg::Constant(value)), None),
        },
        NotationArg::Any { .. } => (Some(SignatureArg::Column(STRING.into())), Some(untyped(span))),
        NotationArg::Variable { .. } => {
            let message = "a key of the mapping has no variables";
            (None, Some(Diagnostic::error(codes::BAD_NOTATION, span, message)))
        }
    }
}

fn is_abstract(ty: &str, span: Span) -> Diagnostic {
    Diagnostic::error(codes::ABSTRACT_TYPE, span, format!("`{ty}` is abstract, and every id has a type of its own"))
        .help("facts of several types are mapped by one entry for each type")
}

fn untyped(span: Span) -> Diagnostic {
    Diagnostic::warning(codes::UNTYPED_COLUMN, span, "a `_` without a type is taken as `String:_`")
        .help("the type of the column's ids is written before the `_`")
        .fix(span, "String:_")
}

fn shape(signature: &Signature, key: &LocatedText) -> Option<Diagnostic> {
    let count = signature.args.len();
    if count == 0 || count > MAX_ARGUMENTS {
        let message = format!("`{}` has {count} arguments; a fact has 1 to {MAX_ARGUMENTS}", signature.predicate);
        return Some(Diagnostic::error(codes::SIGNATURE_ARITY, key.span(), message));
    }
    if signature.column_types().is_empty() {
        let message = format!("`{}` has no `_`, so its query would have nothing to return", key.text().trim());
        return Some(
            Diagnostic::error(codes::NO_COLUMN, key.span(), message).help("a fact that always holds is written in the policy"),
        );
    }
    None
}

/// Moves spans in the key's text to where the key is written.
fn relocated(mut problem: Diagnostic, key: &LocatedText) -> Diagnostic {
    let labels = problem.primary.iter_mut().chain(&mut problem.secondary);
    labels.for_each(|Label { span, .. }| *span = key.part(span.range()));
    if let Some(fix) = &mut problem.fix {
        fix.span = key.part(fix.span.range());
    }
    problem
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceId;

    fn read(text: &str) -> (Option<String>, Vec<(&'static str, String)>) {
        let mut diagnostics = Diagnostics::new();
        let key = LocatedText::new(text.to_owned(), text, Span::new(SourceId(0), 0, text.len()));
        let signature = parse(&key, &mut diagnostics).map(|signature| signature.to_string());
        let place = |d: &Diagnostic| d.primary.as_ref().and_then(|p| text.get(p.span.range())).unwrap_or("?").to_owned();
        (signature, diagnostics.iter().map(|d| (d.code.0, place(d))).collect())
    }

    #[test]
    fn constants_and_columns_are_told_apart() {
        for (text, expected) in [
            ("has_relation(Issue:_, String:parent, Repository:_)", "has_relation(Issue:_, \"parent\", Repository:_)"),
            ("has_relation( Issue: _ ,parent,Repository:_ )", "has_relation(Issue:_, \"parent\", Repository:_)"),
            ("has_role(User:_, admin)", "has_role(User:_, \"admin\")"),
            ("has_role(User:_, \"a \\\"b\")", "has_role(User:_, \"a \\\"b\")"),
            ("has_role(User:_, String:_, Organization:acme)", "has_role(User:_, String:_, Organization{\"acme\"})"),
            ("level(Doc:_, Integer:007, Boolean:true)", "level(Doc:_, 7, true)"),
            ("p(A:_, B:_, C:_, D:_, E:_)", "p(A:_, B:_, C:_, D:_, E:_)"),
            ("q(Blog::Post:_)", "q(Blog::Post:_)"),
        ] {
            assert_eq!(read(text), (Some(expected.to_owned()), Vec::new()), "{text}");
        }
    }

    #[test]
    fn a_bare_underscore_is_a_string_with_a_warning() {
        let expected = (Some("p(User:_, String:_)".to_owned()), vec![("W0316", "_".to_owned())]);
        assert_eq!(read("p(User:_, _)"), expected);
    }

    #[test]
    fn wrong_keys_are_refused() {
        for (text, code, place) in [
            ("has_role", "E0118", ""),
            ("has_role(User:_", "E0118", ""),
            ("has_role(User:_) x", "E0118", "x"),
            ("level(Integer:seven, A:_)", "E0118", "Integer:seven"),
            ("p()", "E0311", "p()"),
            ("p(A:_, B:_, C:_, D:_, E:_, F:_)", "E0311", "p(A:_, B:_, C:_, D:_, E:_, F:_)"),
            ("p(Actor:_)", "E0312", "Actor"),
            ("p(A:_, Resource:x)", "E0312", "Resource:x"),
            ("p(a, User:bob)", "E0313", "p(a, User:bob)"),
        ] {
            assert_eq!(read(text), (None, vec![(code, place.to_owned())]), "{text}");
        }
    }
}
