//! The tokens of a query: what can be said before parsing, and where things stand.
//!
//! In: the located text. Out: [`Tokens`], which begin like one query and are within the bounds of `bounds`.

use super::bounds::Bounds;
use super::grammar::Grammar;
use super::purpose::Purpose;
use crate::diagnostic::{Diagnostic, codes};
use crate::mapping::text::LocatedText;
use crate::source::Span;
use sqlparser::keywords::Keyword;
use sqlparser::parser::ParserError;
use sqlparser::tokenizer::{Location, Span as SqlSpan, Token, TokenWithSpan, Tokenizer};

/// The tokens of one query.
pub struct Tokens<'a> {
    query: &'a LocatedText,
    grammar: Grammar,
    purpose: Purpose,
    /// Byte offset of each line of the query.
    lines: Vec<usize>,
    all: Vec<TokenWithSpan>,
}

impl<'a> Tokens<'a> {
    /// Reads the tokens of a query, final semicolons left out.
    ///
    /// # Errors
    /// No token can be made, there is no token, there are several statements, the first word does not begin a query, or
    /// the query breaks a bound.
    pub fn read(query: &'a LocatedText, grammar: Grammar, purpose: Purpose) -> Result<Self, Box<Diagnostic>> {
        let text = query.text();
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let mut tokens = Self { query, grammar, purpose, lines, all: Vec::new() };
        if let Some(at) = text.find('\0') {
            let message = "a query cannot hold the character zero";
            return Err(Diagnostic::error(codes::BAD_SQL, query.part(at..at + 1), message).into());
        }
        tokens.all = Tokenizer::new(grammar.dialect(), text).tokenize_with_location().map_err(|error| {
            let span = tokens.span(SqlSpan::new(error.location, error.location));
            Diagnostic::error(codes::BAD_SQL, span, format!("invalid SQL: {}", lower_first(&error.message)))
        })?;
        tokens.drop_final_semicolons();
        tokens.begins_one_query()?;
        tokens.is_bounded()?;
        Ok(tokens)
    }

    /// What the query is for.
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// Gives the parameters that are written `?` their numbers: one more than the greatest so far, as SQLite counts.
    pub fn number_parameters(&mut self) {
        let mut greatest = 0;
        for token in &mut self.all {
            let Token::Placeholder(written) = &mut token.token else { continue };
            match written.strip_prefix('?').map(str::parse::<usize>) {
                Some(Ok(number)) => greatest = greatest.max(number),
                Some(Err(_)) => {
                    greatest += 1;
                    *written = format!("?{greatest}");
                }
                None => {}
            }
        }
    }

    /// The words of the query, in lower case, quoted ones included.
    pub fn words(&self) -> impl Iterator<Item = String> {
        self.all.iter().filter_map(|token| match &token.token {
            Token::Word(word) => Some(word.value.to_ascii_lowercase()),
            _ => None,
        })
    }

    /// The grammar they were read by.
    pub fn grammar(&self) -> Grammar {
        self.grammar
    }

    /// The tokens with their white space.
    pub fn for_parser(&self) -> Vec<TokenWithSpan> {
        self.all.clone()
    }

    /// Where a part of the query stands in the YAML. A part without a place is the whole query.
    pub fn span(&self, part: SqlSpan) -> Span {
        if part.start.line == 0 {
            return self.query.span();
        }
        let start = self.offset(part.start);
        // A place without an end means the token there; a character will do to show it.
        let end = if part.end.line == 0 { start } else { self.offset(part.end) };
        let next = self.query.text().get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        self.query.part(start..end.max(start + next))
    }

    /// The first of `keywords` that follows the token at `from`, inside the same brackets; `out` brackets may be left.
    pub fn keyword_after(&self, from: Location, out: usize, keywords: &[Keyword]) -> Option<Span> {
        let mut depth = out;
        for token in self.significant().skip_while(|token| token.span.start < from) {
            match &token.token {
                Token::LParen => depth += 1,
                Token::RParen => depth = depth.checked_sub(1)?,
                Token::Word(word) if depth == 0 && word.quote_style.is_none() && keywords.contains(&word.keyword) => {
                    return Some(self.span(token.span));
                }
                _ => {}
            }
        }
        None
    }

    /// The first `keyword` after `from`, in whatever brackets.
    pub fn first_keyword(&self, from: Location, keyword: Keyword) -> Option<Span> {
        let is_it = |token: &&TokenWithSpan| match &token.token {
            Token::Word(word) => word.quote_style.is_none() && word.keyword == keyword,
            _ => false,
        };
        self.significant().skip_while(|token| token.span.start < from).find(is_it).map(|token| self.span(token.span))
    }

    /// A parser's error in our words, at its place.
    pub fn syntax_error(&self, error: &ParserError) -> Diagnostic {
        let (message, location) = match error {
            ParserError::TokenizerError(text) | ParserError::ParserError(text) => split_location(text),
            ParserError::RecursionLimitExceeded => {
                return Diagnostic::error(codes::SQL_TOO_LARGE, self.query.span(), "the query is nested too deeply");
            }
        };
        let token = location.and_then(|at| self.significant().find(|token| token.span.start == at));
        if let Some(token) = token.filter(|token| token.token == Token::Question) {
            return self.purpose.placeholder("?", self.span(token.span));
        }
        let span = match (token, location) {
            (Some(token), _) => self.span(token.span),
            (None, Some(at)) => self.span(SqlSpan::new(at, at)),
            (None, None) => self.end(),
        };
        Diagnostic::error(codes::BAD_SQL, span, format!("invalid SQL: {}", reworded(message)))
    }

    fn significant(&self) -> impl Iterator<Item = &TokenWithSpan> {
        self.all.iter().filter(|token| !matches!(token.token, Token::Whitespace(_)))
    }

    /// The last token: what is missing is missing after it.
    fn end(&self) -> Span {
        self.significant().last().map_or(self.query.span(), |token| self.span(token.span))
    }

    fn drop_final_semicolons(&mut self) {
        while self.all.last().is_some_and(|last| matches!(last.token, Token::SemiColon | Token::Whitespace(_) | Token::EOF)) {
            self.all.pop();
        }
    }

    fn begins_one_query(&self) -> Result<(), Box<Diagnostic>> {
        let mut significant = self.significant();
        let Some(first) = significant.next() else {
            return Err(Diagnostic::error(codes::NOT_ONE_QUERY, self.query.span(), "the query is empty").into());
        };
        let begins = match &first.token {
            Token::LParen => true,
            Token::Word(word) => {
                word.quote_style.is_none() && matches!(word.keyword, Keyword::SELECT | Keyword::WITH | Keyword::VALUES)
            }
            _ => false,
        };
        if !begins {
            return Err(self.purpose.not_a_query(self.span(first.span)).into());
        }
        let mut second = significant.skip_while(|token| token.token != Token::SemiColon);
        match second.find(|token| token.token != Token::SemiColon) {
            None => Ok(()),
            Some(token) => {
                let message = "only one statement is allowed, and here a second one starts";
                Err(Diagnostic::error(codes::NOT_ONE_QUERY, self.span(token.span), message)
                    .help("several queries can be joined with `UNION ALL`")
                    .into())
            }
        }
    }

    fn is_bounded(&self) -> Result<(), Box<Diagnostic>> {
        let mut bounds = Bounds::default();
        match self.significant().find(|token| !bounds.admit(&token.token)) {
            None => Ok(()),
            Some(token) => {
                Err(Diagnostic::error(codes::SQL_TOO_LARGE, self.span(token.span), "the query is too long or too deep")
                    .help("a list of values is written with commas or kept in a table, and long conditions in a view")
                    .into())
            }
        }
    }

    fn offset(&self, at: Location) -> usize {
        let index = |n: u64| usize::try_from(n).unwrap_or(usize::MAX).saturating_sub(1);
        let text = self.query.text();
        let start = self.lines.get(index(at.line)).copied().unwrap_or(text.len());
        let line = text.get(start..).unwrap_or("");
        start + line.char_indices().nth(index(at.column)).map_or(line.len(), |(offset, _)| offset)
    }
}

/// Takes the place off the end of a parser's message.
fn split_location(text: &str) -> (&str, Option<Location>) {
    let parsed = text.rsplit_once(" at Line: ").and_then(|(message, place)| {
        let (line, column) = place.split_once(", Column: ")?;
        Some((message, Location::new(line.parse().ok()?, column.parse().ok()?)))
    });
    parsed.map_or((text, None), |(message, location)| (message, Some(location)))
}

fn reworded(message: &str) -> String {
    let Some((expected, found)) = message.strip_prefix("Expected: ").and_then(|rest| rest.rsplit_once(", found: ")) else {
        return lower_first(message);
    };
    let found = if found == "EOF" { "the end of the query".to_owned() } else { format!("`{found}`") };
    format!("expected {}, found {found}", lower_first(expected))
}

/// Lower-cases the first letter of a sentence, but leaves keywords alone.
fn lower_first(message: &str) -> String {
    let mut chars = message.trim_end_matches('.').chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(chars).collect(),
        (Some(first), _) => std::iter::once(first).chain(chars).collect(),
        (None, _) => String::new(),
    }
}
