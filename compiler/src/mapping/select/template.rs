//! A caller's query with places to be filled.
//!
//! In: a query as the parser prints it, in which words of our own stand for what is to come. Out: its text in pieces.
//! Guaranteed: every other character of the text is in the pieces, in order.

use super::grammar::Grammar;
use super::purpose;
use sqlparser::tokenizer::{Token, Tokenizer};

/// The pieces of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Template {
    /// In their order.
    pub pieces: Vec<Piece>,
}

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// SQL of the caller's.
    Text(String),
    /// A parameter of the caller's, by its number from 0.
    Parameter(usize),
    /// A condition of ours, by its number.
    Condition(usize),
}

impl Template {
    /// Takes a printed query apart. `hole` begins the words that stand for conditions; their number follows.
    ///
    /// `None` when the text cannot be read.
    pub(super) fn of(text: &str, hole: &str, grammar: Grammar) -> Option<Self> {
        let tokens = Tokenizer::new(grammar.dialect(), text).tokenize_with_location().ok()?;
        let mut template = Self::default();
        let mut places = Places::new(text);
        let mut written = 0;
        for token in tokens {
            let piece = match &token.token {
                Token::Placeholder(word) => Piece::Parameter(purpose::number(word, grammar)?.checked_sub(1)?),
                Token::Word(word) if word.quote_style.is_none() => match word.value.strip_prefix(hole) {
                    Some(number) => Piece::Condition(number.parse().ok()?),
                    None => continue,
                },
                _ => continue,
            };
            let start = places.offset(token.span.start.line, token.span.start.column)?;
            let end = places.offset(token.span.end.line, token.span.end.column)?;
            template.text(text.get(written..start)?);
            template.pieces.push(piece);
            written = end;
        }
        template.text(text.get(written..)?);
        Some(template)
    }

    fn text(&mut self, text: &str) {
        if !text.is_empty() {
            self.pieces.push(Piece::Text(text.to_owned()));
        }
    }

    /// How many parameters the caller has to give: the greatest number among them.
    pub fn parameters(&self) -> usize {
        let numbers = self.pieces.iter().filter_map(|piece| if let Piece::Parameter(at) = piece { Some(at + 1) } else { None });
        numbers.max().unwrap_or(0)
    }
}

/// Byte offsets of places that only go forward.
struct Places<'t> {
    text: &'t str,
    line: u64,
    column: u64,
    at: usize,
}

impl<'t> Places<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, line: 1, column: 1, at: 0 }
    }

    fn offset(&mut self, line: u64, column: u64) -> Option<usize> {
        while (self.line, self.column) < (line, column) {
            let c = self.text.get(self.at..)?.chars().next()?;
            self.at += c.len_utf8();
            if c == '\n' {
                self.line += 1;
                self.column = 1;
            } else {
                self.column += 1;
            }
        }
        ((self.line, self.column) == (line, column)).then_some(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_and_parameters_are_told_from_texts() {
        let text = "SELECT 'é $1\nhole_0', \"hole_1\" FROM t WHERE (a = $2) AND hole_0 LIMIT $1";
        let template = Template::of(text, "hole_", Grammar::Postgres).unwrap();
        let expected = [
            Piece::Text("SELECT 'é $1\nhole_0', \"hole_1\" FROM t WHERE (a = ".to_owned()),
            Piece::Parameter(1),
            Piece::Text(") AND ".to_owned()),
            Piece::Condition(0),
            Piece::Text(" LIMIT ".to_owned()),
            Piece::Parameter(0),
        ];
        assert_eq!(template.pieces, expected);
        assert_eq!(template.parameters(), 2);
    }

    #[test]
    fn parameters_without_a_number_of_their_own_are_refused() {
        for (text, grammar) in [("SELECT ?", Grammar::Sqlite), ("SELECT $x", Grammar::Postgres), ("SELECT ?0", Grammar::MySql)] {
            assert_eq!(Template::of(text, "hole_", grammar), None, "{text}");
        }
    }
}
