//! Terms: literals, variables, lists, head parameters, facts.

use super::condition::{DEEPEST, too_deep};
use super::input::{Fault, Parsed, Tokens, refuse};
use super::terminal::{bracketed, name, text, token};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::ast::{Call, Fact, Literal, LiteralValue, Name, Param, Term};
use crate::syntax::report::excerpt;
use crate::syntax::token::Kind;
use nom::combinator::{cut, map};
use nom::{Err, Parser};

/// The only constant of the language.
const NOW: &str = "current_unix_time";

/// A variable, literal, constant or list. `what` says in messages what is expected.
pub(super) fn term<'a>(what: &'static str) -> impl Fn(Tokens<'a>) -> Parsed<'a, Term> {
    move |input| match input.kind(0) {
        Some(Kind::At) => now(input),
        Some(Kind::OpenBracket) => map(list, |(items, span)| Term::List(items, span)).parse(input),
        Some(Kind::Word) if input.kind(1) != Some(Kind::OpenBrace) => map(name(what), Term::Variable).parse(input),
        _ => map(literal(what), Term::Literal).parse(input),
    }
}

/// `[a, b]`. Lists in lists are kept on a stack of its own, as conditions are.
pub(super) fn list(input: Tokens<'_>) -> Parsed<'_, (Vec<Term>, Span)> {
    let (mut rest, _) = token(Kind::OpenBracket)(input)?;
    let mut outer: Vec<(Tokens<'_>, Vec<Term>)> = Vec::new();
    let (mut open, mut items) = (input, Vec::new());
    loop {
        match rest.kind(0) {
            Some(Kind::OpenBracket) if outer.len() + 1 < DEEPEST => {
                outer.push((std::mem::replace(&mut open, rest), std::mem::take(&mut items)));
                rest = rest.skip();
                continue;
            }
            Some(Kind::OpenBracket) => return too_deep(rest.here()),
            Some(Kind::CloseBracket) => {
                rest = rest.skip();
                let span = rest.since(open);
                let Some((outer_open, outer_items)) = outer.pop() else { return Ok((rest, (items, span))) };
                let inner = std::mem::replace(&mut items, outer_items);
                items.push(Term::List(inner, span));
                open = outer_open;
            }
            _ => {
                rest.note(Kind::CloseBracket.describe());
                let (after, item) = cut(term("a value")).parse(rest)?;
                items.push(item);
                rest = after;
            }
        }
        rest = separator(rest)?;
    }
}

/// Skips a comma; without one, the list must end here.
fn separator(input: Tokens<'_>) -> Result<Tokens<'_>, Err<Fault>> {
    match input.kind(0) {
        Some(Kind::Comma) => Ok(input.skip()),
        Some(Kind::CloseBracket) => Ok(input),
        _ => {
            input.note(Kind::Comma.describe());
            input.miss(Kind::CloseBracket.describe())
        }
    }
}

fn now(input: Tokens<'_>) -> Parsed<'_, Term> {
    let (rest, _) = token(Kind::At)(input)?;
    let (rest, constant) = cut(name("`current_unix_time`")).parse(rest)?;
    let span = rest.since(input);
    if constant.text != NOW {
        let message = format!("`@{}` is not a constant", excerpt(&constant.text));
        return refuse(
            Diagnostic::error(codes::UNKNOWN_CONSTANT, span, message).help("the only constant is `@current_unix_time`"),
        );
    }
    Ok((rest, Term::Now(span)))
}

/// A string, integer, boolean or entity.
pub(super) fn literal<'a>(what: &'static str) -> impl Fn(Tokens<'a>) -> Parsed<'a, Literal> {
    move |input| {
        let (rest, value) = match input.kind(0) {
            Some(Kind::Word) if input.kind(1) == Some(Kind::OpenBrace) => entity(input)?,
            _ => primitive(what)(input)?,
        };
        Ok((rest, Literal { value, span: rest.since(input) }))
    }
}

fn primitive<'a>(what: &'static str) -> impl Fn(Tokens<'a>) -> Parsed<'a, LiteralValue> {
    move |input| match input.kind(0) {
        Some(Kind::Text) => map(text(what), |text| LiteralValue::String(text.value)).parse(input),
        Some(Kind::True) => Ok((input.skip(), LiteralValue::Boolean(true))),
        Some(Kind::False) => Ok((input.skip(), LiteralValue::Boolean(false))),
        Some(Kind::Integer | Kind::Plus | Kind::Minus) => map(integer, LiteralValue::Integer).parse(input),
        _ => input.miss(what),
    }
}

/// An out-of-range integer is reported and read as zero, so that parsing goes on.
fn integer(input: Tokens<'_>) -> Parsed<'_, i64> {
    let (digits_at, sign) = match input.kind(0) {
        Some(Kind::Minus) => (input.skip(), "-"),
        Some(Kind::Plus) => (input.skip(), ""),
        _ => (input, ""),
    };
    let (rest, digits) = token(Kind::Integer)(digits_at)?;
    let digits = input.env().slice(digits.span);
    if digits.contains(|c: char| !c.is_ascii_digit()) {
        // A decimal number, which the lexer has reported.
        return Ok((rest, 0));
    }
    let spelled = format!("{sign}{digits}");
    let number = spelled.parse().unwrap_or_else(|_| {
        let message = format!("`{}` does not fit into a signed 64-bit integer", excerpt(&spelled));
        input.env().report(
            Diagnostic::error(codes::INTEGER_RANGE, rest.since(input), message)
                .help("integers lie between -9223372036854775808 and 9223372036854775807"),
        );
        0
    });
    Ok((rest, number))
}

/// `User{"7"}`; commits after the brace.
fn entity(input: Tokens<'_>) -> Parsed<'_, LiteralValue> {
    let (rest, ty) = name("a type name")(input)?;
    let (rest, _) = token(Kind::OpenBrace)(rest)?;
    let (rest, id) = cut(primitive("an id: a string, an integer or a boolean")).parse(rest)?;
    let (rest, _) = cut(token(Kind::CloseBrace)).parse(rest)?;
    let id = match id {
        LiteralValue::String(text) | LiteralValue::Entity(_, text) => text,
        LiteralValue::Integer(number) => number.to_string().into(),
        LiteralValue::Boolean(truth) => if truth { "true" } else { "false" }.into(),
    };
    Ok((rest, LiteralValue::Entity(ty, id)))
}

/// `p(a, b)`
pub(super) fn call(input: Tokens<'_>) -> Parsed<'_, Call> {
    let (rest, name) = name("a predicate name")(input)?;
    let (rest, (args, _)) = bracketed(Kind::OpenParen, term("an argument"))(rest)?;
    Ok((rest, Call { name, args, span: rest.since(input) }))
}

/// A head parameter or an argument of an assertion: `x: T`, `x` or a literal.
pub(super) fn param(input: Tokens<'_>) -> Parsed<'_, Param> {
    match (input.kind(0), input.kind(1)) {
        (Some(Kind::Word), Some(Kind::OpenBrace)) => literal_param(input),
        (Some(Kind::Word), Some(Kind::Colon)) => {
            let (rest, variable) = name("a parameter")(input)?;
            map(cut(name("a type name")), |ty| Param::Typed(variable.clone(), ty)).parse(rest.skip())
        }
        (Some(Kind::Word), _) => map(name("a parameter"), |variable| Param::Term(Term::Variable(variable))).parse(input),
        (Some(Kind::OpenBracket | Kind::At), _) => refuse(
            Diagnostic::error(codes::MISPLACED, input.here(), "a parameter is a variable or a literal")
                .help("use a variable here and compare it in the body, as in `x in [\"a\", \"b\"]`"),
        ),
        _ => literal_param(input),
    }
}

fn literal_param(input: Tokens<'_>) -> Parsed<'_, Param> {
    map(literal("a parameter"), |literal| Param::Term(Term::Literal(literal))).parse(input)
}

/// `p("x", User{"7"})`: a fact, without what follows it.
pub(super) fn fact(input: Tokens<'_>) -> Parsed<'_, Fact> {
    let (rest, name) = name("a fact")(input)?;
    let (rest, (args, _)) = bracketed(Kind::OpenParen, fact_argument)(rest)?;
    Ok((rest, Fact { name, args, span: rest.since(input) }))
}

fn fact_argument(input: Tokens<'_>) -> Parsed<'_, Literal> {
    match (input.word(0), input.kind(1)) {
        (Some(word), Some(Kind::Comma | Kind::CloseParen)) => {
            let message = format!("`{}` is a variable", excerpt(word));
            let error = Diagnostic::error(codes::NOT_A_LITERAL, input.here(), message);
            let text = if word.starts_with('_') { "x".to_owned() } else { excerpt(word) };
            let help = format!("write a string such as `\"{text}\"` or an entity such as `User{{\"{text}\"}}`");
            refuse(error.label("a fact has literal arguments only").help(help))
        }
        _ => literal("a literal")(input),
    }
}

/// A comma-separated list of type names without brackets, as after `extends`; a trailing comma is accepted.
pub(super) fn type_names(input: Tokens<'_>) -> Parsed<'_, Vec<Name>> {
    let (mut rest, first) = cut(name("a type name")).parse(input)?;
    let mut names = vec![first];
    while rest.kind(0) == Some(Kind::Comma) {
        rest = rest.skip();
        let Ok((after, next)) = name("a type name")(rest) else { break };
        names.push(next);
        rest = after;
    }
    Ok((rest, names))
}
