//! Bounds on the size of a query, so that no later step can run out of stack.
//!
//! In: the tokens of a query, one after the other. Out: whether the query is still within bounds. The parser bounds its
//! own nesting; here the chains that it builds without nesting (`a OR b OR …`) and the constructs that it does not count
//! are bounded.

use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Token, Word};

/// How many tokens may follow each other without a comma, brackets counted with their contents.
const MAX_CHAIN: usize = 4_000;
/// How many brackets may be open; the parser gives up before.
const MAX_LEVELS: usize = 64;
/// How many `JOIN`s may wait for their `ON`: the parser nests them on the stack without counting.
const MAX_JOINS: usize = 4;
/// How many `[…]` may follow each other: types of nested arrays are printed on the stack.
const MAX_BRACKETS: usize = 16;

/// What the tokens so far amount to.
#[derive(Default)]
pub struct Bounds {
    /// The brackets that are open, below them what stands in none.
    outer: Vec<Level>,
    current: Level,
    /// `JOIN`s whose `ON` has not come yet.
    joins: usize,
    /// Whether the next `JOIN` has no `ON`.
    joined_freely: bool,
    /// `[…]` after each other, and whether the last token closed one.
    brackets: usize,
    after_bracket: bool,
}

impl Bounds {
    /// Takes the next token. False when the query is out of bounds.
    pub fn admit(&mut self, token: &Token) -> bool {
        match token {
            Token::LParen => self.outer.push(std::mem::take(&mut self.current)),
            Token::RParen => {
                let inner = std::mem::replace(&mut self.current, self.outer.pop().unwrap_or_default());
                self.current.contain(inner.depth());
            }
            Token::Comma => self.current.next(),
            Token::LBracket => self.brackets = if self.after_bracket { self.brackets + 1 } else { 1 },
            Token::Word(word) if word.quote_style.is_none() => self.admit_word(word),
            _ => {}
        }
        self.after_bracket = *token == Token::RBracket;
        self.current.steps += 1;
        let depth = self.current.depth() + self.outer.iter().map(Level::depth).sum::<usize>();
        self.outer.len() <= MAX_LEVELS && depth <= MAX_CHAIN && self.joins <= MAX_JOINS && self.brackets <= MAX_BRACKETS
    }

    fn admit_word(&mut self, word: &Word) {
        match word.keyword {
            Keyword::JOIN if self.joined_freely => self.joined_freely = false,
            Keyword::JOIN => self.joins += 1,
            Keyword::ON | Keyword::USING => self.joins = self.joins.saturating_sub(1),
            Keyword::CROSS | Keyword::NATURAL => self.joined_freely = true,
            _ => {}
        }
    }
}

/// What one pair of brackets holds so far. The parse tree below it is at most [`Level::depth`] deep.
#[derive(Default)]
struct Level {
    /// Tokens since the last comma.
    steps: usize,
    /// Depth of the deepest brackets since the last comma.
    inner: usize,
    /// Depth of the deepest part before the last comma.
    before: usize,
}

impl Level {
    fn depth(&self) -> usize {
        self.before.max(self.steps + self.inner)
    }

    fn contain(&mut self, inner: usize) {
        self.inner = self.inner.max(inner);
    }

    fn next(&mut self) {
        *self = Self { steps: 0, inner: 0, before: self.depth() };
    }
}
