//! Rule bodies: calls, comparisons, `in` and `matches`, which bind tighter than what joins them.

use super::condition::{Grammar, condition};
use super::input::{Parsed, Tokens, refuse};
use super::term::{call, list, term};
use super::terminal::name;
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{CompareOp, Expr, Term};
use crate::syntax::token::Kind;
use nom::Parser;
use nom::combinator::{cut, map};

/// A whole body.
pub(super) fn expr(input: Tokens<'_>) -> Parsed<'_, Expr> {
    condition(input, &Grammar { or: Expr::Or, and: Expr::And, group: Expr::Group, not: Some(Expr::Not), leaf })
}

fn leaf(input: Tokens<'_>) -> Parsed<'_, Expr> {
    match (input.kind(0), input.kind(1)) {
        (Some(Kind::Word), Some(Kind::OpenParen)) => map(call, Expr::Call).parse(input),
        (Some(truth @ (Kind::True | Kind::False)), next) if !next.is_some_and(is_operator) => {
            Ok((input.skip(), Expr::Boolean(truth == Kind::True, input.here())))
        }
        _ => relation(input),
    }
}

/// Whether it stands between two terms.
pub(super) fn is_operator(kind: Kind) -> bool {
    comparison(kind).is_some() || matches!(kind, Kind::Equal | Kind::In | Kind::Matches | Kind::MatchesBang)
}

fn comparison(kind: Kind) -> Option<CompareOp> {
    Some(match kind {
        Kind::Less => CompareOp::Less,
        Kind::LessEqual => CompareOp::LessEqual,
        Kind::Greater => CompareOp::Greater,
        Kind::GreaterEqual => CompareOp::GreaterEqual,
        Kind::NotEqual => CompareOp::NotEqual,
        _ => return None,
    })
}

/// A term, an operator and what it takes.
fn relation(input: Tokens<'_>) -> Parsed<'_, Expr> {
    let (rest, left) = term("a condition")(input)?;
    match (rest.kind(0), rest.kind(1)) {
        (Some(Kind::Equal), _) => {
            let (rest, right) = cut(term("a value")).parse(rest.skip())?;
            Ok((rest, Expr::Unify(left, right, rest.since(input))))
        }
        (Some(Kind::In), _) => membership(input, rest.skip(), left),
        (Some(Kind::Not), Some(Kind::In)) => {
            let (rest, inner) = membership(input, rest.skip().skip(), left)?;
            Ok((rest, Expr::Not(Box::new(inner), rest.since(input))))
        }
        (Some(Kind::Matches), _) => type_test(input, rest.skip(), left),
        (Some(Kind::MatchesBang), _) => refuse(
            Diagnostic::error(codes::FOREIGN_SYNTAX, rest.here(), "`matches!` is not supported")
                .help("`matches` tests the type of a variable")
                .fix(rest.here(), "matches"),
        ),
        (Some(kind), _) if let Some(op) = comparison(kind) => {
            let (rest, right) = cut(term("a value")).parse(rest.skip())?;
            Ok((rest, Expr::Compare(op, left, right, rest.since(input))))
        }
        _ => lone_term(rest, &left),
    }
}

fn lone_term<'a>(rest: Tokens<'a>, left: &Term) -> Parsed<'a, Expr> {
    if matches!(left, Term::Variable(_)) {
        rest.note("`(`");
    }
    rest.miss("an operator")
}

fn membership<'a>(start: Tokens<'a>, input: Tokens<'a>, left: Term) -> Parsed<'a, Expr> {
    if input.kind(0) != Some(Kind::OpenBracket) {
        return input.miss("a list such as `[\"a\", \"b\"]`");
    }
    let (rest, (items, _)) = list(input)?;
    Ok((rest, Expr::In(left, items, rest.since(start))))
}

fn type_test<'a>(start: Tokens<'a>, input: Tokens<'a>, left: Term) -> Parsed<'a, Expr> {
    let Term::Variable(variable) = left else {
        return refuse(
            Diagnostic::error(codes::MISPLACED, left.span(), "only a variable can stand before `matches`")
                .help("the type of a literal is known, so there is nothing to test"),
        );
    };
    let (rest, ty) = cut(name("a type name")).parse(input)?;
    Ok((rest, Expr::Matches(variable, ty, rest.since(start))))
}
