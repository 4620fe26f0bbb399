//! Text to tokens.
//!
//! In: a text, the source it belongs to and the offset at which it stands there. Out: every token with its span,
//! comments included, and diagnostics. Guaranteed: spans are in order, do not overlap and lie on character
//! boundaries; everything between two tokens is white space (or a leading byte order mark). Text that is no token
//! becomes [`Kind::Error`] and a diagnostic; a misspelt token whose meaning is plain (`==`, `'x'`, `1.5`) becomes the
//! token that was meant and a diagnostic.

mod problem;

use super::report::Reporter;
use super::token::{Kind, Token};
use crate::diagnostic::Diagnostics;
use crate::source::{SourceId, Span};
use nom::branch::alt;
use nom::bytes::complete::{is_not, tag, take_while, take_while1};
use nom::character::complete::{anychar, char, digit1, one_of};
use nom::combinator::{map, not, opt, peek, recognize, value, verify};
use nom::multi::{many0_count, many1_count};
use nom::sequence::{delimited, pair, preceded};
use nom::{IResult, Offset, Parser};
use problem::Problem;

/// What one scanner found: the sort of token, and what is wrong with its spelling.
#[derive(Clone, Copy)]
struct Lexeme {
    kind: Kind,
    problem: Option<Problem>,
}

/// Splits `text`, which stands at byte `base` of `source`, into tokens.
pub fn lex(source: SourceId, base: usize, text: &str) -> (Vec<Token>, Diagnostics) {
    let mut reporter = Reporter::default();
    let tokens = lex_into(source, base, text, &mut reporter);
    (tokens, reporter.finish())
}

/// As [`lex`], reporting to a given reporter.
pub(super) fn lex_into(source: SourceId, base: usize, text: &str, reporter: &mut Reporter) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut line_start = Some(text.offset(rest));
    loop {
        let start = rest.trim_start_matches(char::is_whitespace);
        let space = rest.get(..rest.len() - start.len()).unwrap_or("");
        if let Some(at) = space.rfind(['\n', '\r']) {
            line_start = Some(text.offset(rest) + at + 1);
        }
        if start.is_empty() {
            return tokens;
        }
        let (after, lexeme) = lexeme(start).unwrap_or_else(|_| skip_character(start));
        let (from, to) = (text.offset(start), text.offset(after));
        let span = Span::new(source, base.saturating_add(from), base.saturating_add(to));
        let indent = line_start.take().map(|line| u32::try_from(from - line).unwrap_or(u32::MAX));
        if let Some(problem) = lexeme.problem {
            reporter.push(problem.diagnose(text.get(from..to).unwrap_or(""), span));
        }
        problem::warn_about_invisible(text.get(from..to).unwrap_or(""), span, reporter);
        tokens.push(Token { kind: lexeme.kind, span, indent });
        rest = after;
    }
}

/// The scanners are total over non-empty text, so this is never reached; it keeps the loop moving all the same.
fn skip_character(input: &str) -> (&str, Lexeme) {
    let mut rest = input.chars();
    rest.next();
    (rest.as_str(), Lexeme { kind: Kind::Error, problem: Some(Problem::Unknown) })
}

/// One token. The common ones are told by their first character.
fn lexeme(input: &str) -> IResult<&str, Lexeme> {
    match input.chars().next() {
        Some('"') => string(input),
        Some('0'..='9') => number(input),
        Some(c) if continues_word(c) => word(input),
        _ => alt((comment, operator, number, inline_query, misspelt, single_quoted, dotted, unknown)).parse(input),
    }
}

fn comment(input: &str) -> IResult<&str, Lexeme> {
    let body = || take_while(|c| c != '\n' && c != '\r');
    alt((
        value(plain(Kind::Comment), pair(tag("#"), body())),
        value(wrong(Kind::Comment, Problem::SlashComment), pair(tag("//"), body())),
    ))
    .parse(input)
}

fn string(input: &str) -> IResult<&str, Lexeme> {
    let (rest, _) = char('"').parse(input)?;
    let (rest, _) = many0_count(alt((is_not("\"\\\n"), recognize(pair(char('\\'), anychar))))).parse(rest)?;
    let (rest, closed) = opt(char('"')).parse(rest)?;
    if closed.is_some() {
        return Ok((rest, plain(Kind::Text)));
    }
    // A lone backslash at the end of the text is part of the string that never ends.
    let (rest, _) = opt(char('\\')).parse(rest)?;
    Ok((rest, wrong(Kind::Error, Problem::Unterminated)))
}

/// A string literal with its quotes.
pub(super) fn quoted(input: &str) -> IResult<&str, &str> {
    recognize(verify(string, |lexeme| lexeme.kind == Kind::Text)).parse(input)
}

fn number(input: &str) -> IResult<&str, Lexeme> {
    let fraction = || recognize(many1_count(pair(char('.'), digit1)));
    let exponent = || recognize((one_of("eE"), opt(one_of("+-")), digit1, peek(not(take_while1(continues_word)))));
    let decimal = alt((
        recognize((digit1, fraction(), opt(exponent()))),
        recognize(pair(digit1, exponent())),
        recognize(pair(fraction(), opt(exponent()))),
    ));
    alt((
        value(wrong(Kind::Integer, Problem::Decimal), decimal),
        value(wrong(Kind::Error, Problem::DigitsInFront), pair(digit1, word_rest)),
        value(plain(Kind::Integer), digit1),
    ))
    .parse(input)
}

fn word(input: &str) -> IResult<&str, Lexeme> {
    let (rest, text) = identifier(input)?;
    if text == "matches"
        && let Ok((rest, _)) = bang(rest)
    {
        return Ok((rest, plain(Kind::MatchesBang)));
    }
    Ok((rest, plain(Kind::keyword(text).unwrap_or(Kind::Word))))
}

fn bang(input: &str) -> IResult<&str, char> {
    char('!').parse(input)
}

/// An identifier, keywords included.
pub(super) fn identifier(input: &str) -> IResult<&str, &str> {
    recognize(pair(not(one_of("0123456789")), word_rest)).parse(input)
}

fn word_rest(input: &str) -> IResult<&str, &str> {
    let segment = || take_while1(continues_word);
    recognize((segment(), many0_count(pair(tag("::"), segment())), opt(char('?')))).parse(input)
}

/// Whether `c` may stand inside an identifier.
pub(super) fn continues_word(c: char) -> bool {
    c == '_' || !(c.is_ascii_punctuation() || c.is_whitespace())
}

fn operator(input: &str) -> IResult<&str, Lexeme> {
    let one = map(verify(anychar, |c| single(*c).is_some()), |c| plain(single(c).unwrap_or(Kind::Error)));
    let two = alt((
        value(wrong(Kind::Equal, Problem::DoubleEqual), tag("==")),
        value(wrong(Kind::Equal, Problem::Assign), tag(":=")),
        value(plain(Kind::NotEqual), tag("!=")),
        value(wrong(Kind::NotEqual, Problem::Diamond), tag("<>")),
        value(plain(Kind::LessEqual), tag("<=")),
        value(plain(Kind::GreaterEqual), tag(">=")),
    ));
    alt((two, one)).parse(input)
}

fn single(c: char) -> Option<Kind> {
    Some(match c {
        '(' => Kind::OpenParen,
        ')' => Kind::CloseParen,
        '[' => Kind::OpenBracket,
        ']' => Kind::CloseBracket,
        '{' => Kind::OpenBrace,
        '}' => Kind::CloseBrace,
        ',' => Kind::Comma,
        ';' => Kind::Semicolon,
        ':' => Kind::Colon,
        '=' => Kind::Equal,
        '<' => Kind::Less,
        '>' => Kind::Greater,
        '+' => Kind::Plus,
        '-' => Kind::Minus,
        '@' => Kind::At,
        _ => return None,
    })
}

/// Operators of other languages whose meaning is plain.
fn misspelt(input: &str) -> IResult<&str, Lexeme> {
    alt((
        value(wrong(Kind::And, Problem::Ampersands), tag("&&")),
        value(wrong(Kind::Or, Problem::Bars), tag("||")),
        value(wrong(Kind::Not, Problem::Bang), tag("!")),
    ))
    .parse(input)
}

fn inline_query(input: &str) -> IResult<&str, Lexeme> {
    value(wrong(Kind::Error, Problem::InlineQuery), tag("?=")).parse(input)
}

fn single_quoted(input: &str) -> IResult<&str, Lexeme> {
    let body = many0_count(alt((is_not("'\\\n\""), recognize(pair(char('\\'), anychar)))));
    value(wrong(Kind::Text, Problem::SingleQuotes), delimited(char('\''), body, char('\''))).parse(input)
}

/// `.name`: attribute access, reported once with the name it asks for.
fn dotted(input: &str) -> IResult<&str, Lexeme> {
    value(wrong(Kind::Error, Problem::Dot), preceded(many1_count(char('.')), opt(identifier))).parse(input)
}

/// A run of characters that no token starts with.
fn unknown(input: &str) -> IResult<&str, Lexeme> {
    let run = take_while1(|c: char| c.is_ascii_punctuation() && single(c).is_none() && !"\"'#_!.".contains(c));
    alt((value(wrong(Kind::Error, Problem::Unknown), run), value(wrong(Kind::Error, Problem::Unknown), recognize(anychar))))
        .parse(input)
}

const fn plain(kind: Kind) -> Lexeme {
    Lexeme { kind, problem: None }
}

const fn wrong(kind: Kind, problem: Problem) -> Lexeme {
    Lexeme { kind, problem: Some(problem) }
}
