//! Rule bodies. Precedence, loosest first: `or`, `and`, `not`, then comparison, `in` and `matches`.
//!
//! Chains of `and` and `or` are loops and give flat lists; only parentheses, brackets and `not` nest, and those are
//! counted.

use super::input::{Parsed, Tokens, refuse};
use super::term::{call, list, term};
use super::terminal::{name, token};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::ast::{CompareOp, Expr, Term};
use crate::syntax::token::Kind;
use nom::Parser;
use nom::combinator::cut;
use nom::multi::{many0_count, separated_list1};

/// A whole condition.
pub(super) fn expr(input: Tokens<'_>) -> Parsed<'_, Expr> {
    let (rest, operands) = separated_list1(token(Kind::Or), cut(conjunction)).parse(input)?;
    Ok((rest, chain(operands, rest.since(input), Expr::Or)))
}

fn conjunction(input: Tokens<'_>) -> Parsed<'_, Expr> {
    let (rest, operands) = separated_list1(token(Kind::And), cut(negation)).parse(input)?;
    Ok((rest, chain(operands, rest.since(input), Expr::And)))
}

/// One operand is itself, several are joined. Shared with shorthand bodies.
pub(super) fn chain<E>(mut operands: Vec<E>, span: Span, join: impl Fn(Vec<E>, Span) -> E) -> E {
    match operands.pop() {
        Some(only) if operands.is_empty() => only,
        last => {
            operands.extend(last);
            join(operands, span)
        }
    }
}

fn negation(input: Tokens<'_>) -> Parsed<'_, Expr> {
    let (rest, nots) = many0_count(plain_not).parse(input)?;
    if nots == 0 {
        return primary(input);
    }
    let (rest, mut inner) = rest.nested(nots, input.here(), primary)?;
    let end = rest.gap();
    for outer in (0..nots).rev() {
        inner = Expr::Not(Box::new(inner), input.moved_to(input.at() + outer).here().to(end));
    }
    Ok((rest, inner))
}

/// A `not` in front of a condition.
fn plain_not(input: Tokens<'_>) -> Parsed<'_, ()> {
    if input.kind(0) == Some(Kind::Not) { Ok((input.skip(), ())) } else { input.miss("a condition") }
}

fn primary(input: Tokens<'_>) -> Parsed<'_, Expr> {
    match (input.kind(0), input.kind(1)) {
        (Some(Kind::OpenParen), _) => group(input),
        (Some(Kind::Word), Some(Kind::OpenParen)) => {
            let (rest, call) = call(input)?;
            Ok((rest, Expr::Call(call)))
        }
        (Some(truth @ (Kind::True | Kind::False)), next) if !next.is_some_and(is_operator) => {
            Ok((input.skip(), Expr::Boolean(truth == Kind::True, input.here())))
        }
        _ => relation(input),
    }
}

fn group(input: Tokens<'_>) -> Parsed<'_, Expr> {
    let (rest, _) = token(Kind::OpenParen)(input)?;
    let (rest, inner) = rest.nested(1, input.here(), expr)?;
    let (rest, _) = cut(token(Kind::CloseParen)).parse(rest)?;
    Ok((rest, Expr::Group(Box::new(inner), rest.since(input))))
}

fn is_operator(kind: Kind) -> bool {
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
            let (rest, inner) = rest.nested(1, rest.here(), |at| membership(input, at.skip().skip(), left))?;
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
