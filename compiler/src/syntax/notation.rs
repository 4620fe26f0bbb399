//! The notation of the command line, of mapping keys and of logs: `has_role(User:7, String:_, Org:acme)`.
//!
//! In: a text and where it stands. Out: calls with arguments, or one diagnostic whose spans point into the source the
//! text was taken from, so that an error inside a YAML key points into the YAML file.
//!
//! An argument is `_` (anything), `Type:_` (anything of that type), `Type:id`, or a bare word or quoted string, which
//! is a `String`. Ids and bare words may hold letters, digits and `_ - . / @ +`, ids also `:`; everything else is
//! written in quotes, `User:"a b"`. `User{"7"}`, as policies write it, is accepted too. A query may hold variables:
//! `role: String` or `x: _`. What tells them from values is the space: `role:String` is the value `String` of type
//! `role`. Where no variables are allowed, space after the colon has no meaning.

use super::ast::Name;
use super::lexer::{continues_word, identifier, quoted};
use super::literal::unescape;
use super::report::excerpt;
use crate::diagnostic::{Diagnostic, codes};
use crate::source::{SourceId, Span};
use crate::value::{INTEGER, STRING, Value};
use nom::Offset;

/// `predicate(argument, …)`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notation {
    /// Predicate name.
    pub predicate: Name,
    /// Arguments in order.
    pub args: Vec<NotationArg>,
    /// From the name to the closing parenthesis.
    pub span: Span,
}

/// An argument of a [`Notation`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotationArg {
    /// `_`
    Any {
        /// Where it stands.
        span: Span,
    },
    /// `Type:_`, by the type.
    AnyOf(Name),
    /// `Type:id`, a bare word or a quoted string.
    Value {
        /// The constant; integers and booleans are spelled canonically.
        value: Value,
        /// With the type.
        span: Span,
    },
    /// `name: Type`, or `name: _` without a type. Only [`parse_calls`] yields it.
    Variable {
        /// The variable.
        name: Name,
        /// Its type.
        ty: Option<Name>,
    },
}

impl NotationArg {
    /// Where it stands; of `Type:_` the type's place.
    pub fn span(&self) -> Span {
        match self {
            Self::Any { span } | Self::Value { span, .. } => *span,
            Self::AnyOf(ty) => ty.span,
            Self::Variable { name, ty } => ty.as_ref().map_or(name.span, |ty| name.span.to(ty.span)),
        }
    }
}

/// Parses one call without variables, such as a mapping key or a fact on the command line. `text` stands at byte
/// `base` of `source`.
///
/// # Errors
/// A diagnostic at the first thing that is no notation.
pub fn parse_call(source: SourceId, text: &str, base: usize) -> Result<Notation, Box<Diagnostic>> {
    let reader = Reader { source, base, text, variables: Variables::Refused };
    let (rest, call) = reader.call(text.trim_start())?;
    reader.end(rest)?;
    Ok(call)
}

/// Parses calls joined by `and` or a comma, which may hold variables: a query.
///
/// # Errors
/// A diagnostic at the first thing that is no notation.
pub fn parse_calls(source: SourceId, text: &str, base: usize) -> Result<Vec<Notation>, Box<Diagnostic>> {
    let reader = Reader { source, base, text, variables: Variables::Allowed };
    let mut calls = Vec::new();
    let mut rest = text.trim_start();
    loop {
        let (after, call) = reader.call(rest)?;
        calls.push(call);
        let ((Some(next), _) | (None, Ok((next, "and")))) = (after.strip_prefix(','), identifier(after)) else {
            reader.end(after)?;
            return Ok(calls);
        };
        rest = next.trim_start();
    }
}

/// Parses one argument that is a text of its own, such as a word of a command line: as in a call, but since nothing
/// follows it, ids and bare words may hold any character.
///
/// # Errors
/// A diagnostic for an empty text, a malformed type name, and an id that its primitive type does not have.
pub fn parse_argument(source: SourceId, text: &str, base: usize) -> Result<NotationArg, Box<Diagnostic>> {
    let reader = Reader { source, base, text, variables: Variables::Refused };
    let start = text.trim();
    if let Ok((rest, arg)) = reader.argument(start)
        && rest.is_empty()
    {
        return Ok(arg);
    }
    let span = reader.span(start, start.len());
    match start.split_once(':') {
        Some((ty, id)) if matches!(identifier(ty), Ok(("", _))) && !id.starts_with('"') && !id.is_empty() => {
            Ok(NotationArg::Value { value: typed_value(ty, id, span)?, span })
        }
        None if !start.is_empty() && !start.starts_with('"') => Ok(NotationArg::Value { value: Value::string(start), span }),
        _ => reader.argument(start).and_then(|(rest, arg)| reader.end(rest).map(|()| arg)),
    }
}

/// Parses one value, such as `User:7` or the bare word `read`; see [`parse_argument`].
///
/// # Errors
/// As [`parse_argument`], and for `_`, which is no single value.
pub fn parse_value(source: SourceId, text: &str, base: usize) -> Result<Value, Box<Diagnostic>> {
    match parse_argument(source, text, base)? {
        NotationArg::Value { value, .. } => Ok(value),
        other => Err(bad(other.span(), "expected a single value, found `_`").help("name the id, as in `User:7`").into()),
    }
}

/// Parses a type name.
///
/// # Errors
/// A diagnostic when the text is anything else.
pub fn parse_type(source: SourceId, text: &str, base: usize) -> Result<Name, Box<Diagnostic>> {
    let reader = Reader { source, base, text, variables: Variables::Refused };
    let (rest, name) = reader.name(text.trim_start(), "a type name")?;
    reader.end(rest)?;
    Ok(name)
}

/// Whether `name: Type` is a variable.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Variables {
    Allowed,
    Refused,
}

/// What is being read, and where it stands.
#[derive(Clone, Copy)]
struct Reader<'a> {
    source: SourceId,
    base: usize,
    text: &'a str,
    variables: Variables,
}

/// What was read, and the text behind it without leading white space.
type Read<'a, T> = Result<(&'a str, T), Box<Diagnostic>>;

impl<'a> Reader<'a> {
    /// The span of the first `len` bytes of `at`, which is a tail of the text.
    fn span(self, at: &str, len: usize) -> Span {
        let from = self.base.saturating_add(self.text.offset(at));
        Span::new(self.source, from, from.saturating_add(len))
    }

    fn call(self, at: &'a str) -> Read<'a, Notation> {
        let (rest, predicate) = self.name(at, "a predicate name")?;
        let (mut rest, ()) = self.punctuation(rest, '(', "`(`")?;
        let mut args = Vec::new();
        loop {
            if let Some(end) = rest.strip_prefix(')') {
                let span = self.span(at, at.len() - end.len());
                return Ok((end.trim_start(), Notation { predicate, args, span }));
            }
            let (after, arg) = self.argument(rest)?;
            args.push(arg);
            rest = match after.strip_prefix(',') {
                Some(next) => next.trim_start(),
                None if after.starts_with(')') => after,
                None => return Err(self.unexpected(after, "`,` or `)`")),
            };
        }
    }

    fn name(self, at: &'a str, what: &str) -> Read<'a, Name> {
        match identifier(at) {
            Ok((rest, text)) => Ok((rest.trim_start(), Name { text: text.into(), span: self.span(at, text.len()) })),
            Err(_) => Err(self.unexpected(at, what)),
        }
    }

    fn argument(self, at: &'a str) -> Read<'a, NotationArg> {
        if at.starts_with('"') {
            return self.string_argument(at);
        }
        match identifier(at) {
            Ok((rest, ty)) if rest.trim_start().starts_with(':') => self.typed(at, ty, rest.trim_start()),
            Ok((rest, ty)) if rest.trim_start().starts_with('{') => self.entity(at, ty, rest.trim_start()),
            Ok((rest, "_")) if !rest.starts_with(in_bare_word) => {
                Ok((rest.trim_start(), NotationArg::Any { span: self.span(at, 1) }))
            }
            Ok((rest, word)) if !rest.starts_with(in_bare_word) => self.bare(at, word.len()),
            _ => self.bare(at, at.find(|c| !in_bare_word(c)).unwrap_or(at.len())),
        }
    }

    fn string_argument(self, at: &'a str) -> Read<'a, NotationArg> {
        let (rest, text) = self.string(at)?;
        let span = self.span(at, at.len() - rest.len());
        Ok((rest.trim_start(), NotationArg::Value { value: Value::string(text), span }))
    }

    /// A bare word of `len` bytes: a `String`.
    fn bare(self, at: &'a str, len: usize) -> Read<'a, NotationArg> {
        let (word, rest) = at.split_at_checked(len).unwrap_or((at, ""));
        if word.is_empty() {
            return Err(self.unexpected(at, "an argument such as `User:_`, `User:7` or `member`"));
        }
        let span = self.span(at, len);
        if rest.starts_with(':') {
            let error = bad(span, format!("`{}` is not a type name", excerpt(word)));
            return Err(error.help("text that holds a `:` stands in quotes").into());
        }
        Ok((rest.trim_start(), NotationArg::Value { value: Value::string(word), span }))
    }

    /// What follows `Type`, from the colon.
    fn typed(self, at: &'a str, ty: &str, colon: &'a str) -> Read<'a, NotationArg> {
        let name = Name { text: ty.into(), span: self.span(at, ty.len()) };
        let after = colon.strip_prefix(':').unwrap_or(colon);
        let id_at = after.trim_start();
        if self.variables == Variables::Allowed && id_at.len() < after.len() {
            return self.variable(name, id_at);
        }
        let (rest, id) = self.id(id_at, ty)?;
        if id == "_" && !id_at.starts_with('"') {
            return Ok((rest.trim_start(), NotationArg::AnyOf(name)));
        }
        let span = self.span(at, at.len() - rest.len());
        Ok((rest.trim_start(), NotationArg::Value { value: typed_value(ty, &id, span)?, span }))
    }

    fn variable(self, name: Name, at: &'a str) -> Read<'a, NotationArg> {
        let (rest, ty) = self
            .name(at, "a type name, or `_` for any type")
            .map_err(|error| error.help("`name: Type` with a space is a variable; a value is written `Type:id` without one"))?;
        let ty = if ty.text == "_" { None } else { Some(ty) };
        Ok((rest, NotationArg::Variable { name, ty }))
    }

    fn id(self, at: &'a str, ty: &str) -> Read<'a, String> {
        if at.starts_with('"') {
            return self.string(at);
        }
        let len = at.find(|c| c != ':' && !in_bare_word(c)).unwrap_or(at.len());
        let (id, rest) = at.split_at_checked(len).unwrap_or((at, ""));
        if id.is_empty() {
            return Err(self.unexpected(at, &format!("an id or `_` after `{}:`", excerpt(ty))));
        }
        Ok((rest, id.to_owned()))
    }

    /// `{"7"}` behind a type.
    fn entity(self, at: &'a str, ty: &str, brace: &'a str) -> Read<'a, NotationArg> {
        let (inner, ()) = self.punctuation(brace, '{', "`{`")?;
        let (rest, id) = self.id(inner, ty)?;
        let Some(rest) = rest.trim_start().strip_prefix('}') else {
            return Err(self.unexpected(rest.trim_start(), "`}`"));
        };
        let span = self.span(at, at.len() - rest.len());
        Ok((rest.trim_start(), NotationArg::Value { value: typed_value(ty, &id, span)?, span }))
    }

    fn string(self, at: &'a str) -> Read<'a, String> {
        match quoted(at) {
            Ok((rest, literal)) => Ok((rest, unescape(literal).to_string())),
            Err(_) => Err(bad(self.span(at, at.len()), "the string has no closing quote").into()),
        }
    }

    fn punctuation(self, at: &'a str, c: char, what: &str) -> Read<'a, ()> {
        match at.strip_prefix(c) {
            Some(rest) => Ok((rest.trim_start(), ())),
            None => Err(self.unexpected(at, what)),
        }
    }

    fn end(self, at: &str) -> Result<(), Box<Diagnostic>> {
        if at.is_empty() { Ok(()) } else { Err(self.unexpected(at, "nothing more")) }
    }

    fn unexpected(self, at: &str, expected: &str) -> Box<Diagnostic> {
        let Some(first) = at.chars().next() else {
            return bad(self.span(at, 0), format!("expected {expected}, found the end of the text")).into();
        };
        let len = at.find(|c| !in_bare_word(c)).unwrap_or(at.len()).max(first.len_utf8());
        let found = excerpt(at.get(..len).unwrap_or(at));
        bad(self.span(at, len), format!("expected {expected}, found `{found}`")).into()
    }
}

fn bad(span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::error(codes::BAD_NOTATION, span, message)
}

fn in_bare_word(c: char) -> bool {
    continues_word(c) || matches!(c, '-' | '.' | '/' | '@' | '+')
}

fn typed_value(ty: &str, id: &str, span: Span) -> Result<Value, Box<Diagnostic>> {
    Value::canonical(ty, id).ok_or_else(|| {
        let kind = if ty == INTEGER { "an integer of 64 bits" } else { "`true` or `false`" };
        bad(span, format!("`{}` is not {kind}", excerpt(id))).help(format!("text is written `{STRING}:{}`", excerpt(id))).into()
    })
}
