//! `actor`, `resource` and `global` blocks with their declarations.

use super::input::{Parsed, Tokens, refuse};
use super::recovery::{Place, end_of_item, items, open_block};
use super::shorthand::shorthand;
use super::term::type_names;
use super::terminal::{bracketed, name, overquoted, text, token, unquoted};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::ast::{Block, BlockKind, Member, Name, Relation, Statement, Text};
use crate::syntax::report::excerpt;
use crate::syntax::token::Kind;
use nom::Parser;
use nom::combinator::{cut, map};
use nom::sequence::separated_pair;

/// What stands before the brace.
type Header = (Option<Name>, Vec<Name>);

/// A block, from its keyword. A bad header is reported and the members are still parsed, but the block is left out.
pub(super) fn block<'a>(kind: BlockKind) -> impl Fn(Tokens<'a>) -> Parsed<'a, Option<Statement>> {
    move |input| {
        let (rest, header) = open_block(input, |input| header(kind, input))?;
        let (rest, members) = items(rest, Place::Block, member);
        let span = rest.since(input);
        let built = header.map(|(name, extends)| Statement::Block(Block { kind, name, extends, members, span }));
        Ok((rest, built))
    }
}

fn header(kind: BlockKind, input: Tokens<'_>) -> Parsed<'_, Header> {
    let rest = input.skip();
    if kind == BlockKind::Global {
        return Ok((rest, (None, Vec::new())));
    }
    let (rest, name) = cut(name("a type name")).parse(rest)?;
    if rest.word(0) != Some("extends") {
        rest.note("`extends`");
        return Ok((rest, (Some(name), Vec::new())));
    }
    let (rest, extends) = type_names(rest.skip())?;
    Ok((rest, (Some(name), extends)))
}

fn member(input: Tokens<'_>) -> Parsed<'_, Option<Member>> {
    let declares = input.kind(1) == Some(Kind::Equal);
    let (rest, member) = match input.word(0).filter(|_| declares) {
        Some("roles") => names(input, Member::Roles)?,
        Some("permissions") => names(input, Member::Permissions)?,
        Some("relations") => relations(input)?,
        Some(other) => return refuse(unknown_declaration(input.here(), other)),
        None => map(shorthand, Member::Shorthand).parse(input)?,
    };
    Ok((rest, Some(member)))
}

fn names(input: Tokens<'_>, build: fn(Vec<Text>, Span) -> Member) -> Parsed<'_, Member> {
    let rest = input.skip().skip();
    if rest.kind(0) == Some(Kind::OpenBrace) {
        return refuse(wrong_brackets(input, "a list of strings in `[ ]`"));
    }
    let (rest, (names, _)) = cut(bracketed(Kind::OpenBracket, quoted_name)).parse(rest)?;
    let (rest, ()) = end_of_item(rest, input, Place::Block)?;
    Ok((rest, build(names, rest.since(input))))
}

fn relations(input: Tokens<'_>) -> Parsed<'_, Member> {
    let rest = input.skip().skip();
    if rest.kind(0) == Some(Kind::OpenBracket) {
        return refuse(wrong_brackets(input, "`name: Type` pairs in `{ }`"));
    }
    let (rest, (relations, _)) = cut(bracketed(Kind::OpenBrace, relation)).parse(rest)?;
    let (rest, ()) = end_of_item(rest, input, Place::Block)?;
    Ok((rest, Member::Relations(relations, rest.since(input))))
}

fn relation(input: Tokens<'_>) -> Parsed<'_, Relation> {
    let pair = separated_pair(bare_name("a relation name"), cut(token(Kind::Colon)), cut(bare_name("a type name")));
    map(pair, |(name, target)| Relation { name, target }).parse(input)
}

/// The string that names a role or permission; without quotes it is reported and taken all the same.
fn quoted_name(input: Tokens<'_>) -> Parsed<'_, Text> {
    if input.kind(0) == Some(Kind::Word) && matches!(input.kind(1), Some(Kind::Comma | Kind::CloseBracket)) {
        return unquoted(input);
    }
    text("a name in quotes")(input)
}

/// The word that names a relation or its target; in quotes it is reported and taken all the same.
fn bare_name<'a>(what: &'static str) -> impl Fn(Tokens<'a>) -> Parsed<'a, Name> {
    move |input| if input.kind(0) == Some(Kind::Text) { overquoted(input) } else { name(what)(input) }
}

fn wrong_brackets(input: Tokens<'_>, shape: &str) -> Diagnostic {
    let word = input.word(0).unwrap_or("");
    let message = format!("`{word}` takes {shape}");
    Diagnostic::error(codes::BAD_DECLARATION, input.skip().skip().here(), message)
}

fn unknown_declaration(span: Span, word: &str) -> Diagnostic {
    let message = format!("`{}` is not a declaration", excerpt(word));
    let error = Diagnostic::error(codes::BAD_DECLARATION, span, message);
    let known = ["roles", "permissions", "relations"];
    let similar = |known: &str| word.len() <= 2 * known.len() && strsim::damerau_levenshtein(known, word) <= 2;
    match known.into_iter().find(|known| similar(known)) {
        Some(meant) => error.help(format!("`{meant}` has a similar name")).fix(span, meant),
        None => error.help("a block declares `roles`, `permissions` and `relations`"),
    }
}
