//! Tokens: what the lexer hands to the parser.

use crate::source::Span;

/// The sorts of token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// An identifier, contextual words such as `actor` and `roles` included.
    Word,
    /// A string literal with its quotes.
    Text,
    /// Digits; a sign is a token of its own.
    Integer,
    /// `if`
    If,
    /// `and`
    And,
    /// `or`
    Or,
    /// `not`
    Not,
    /// `in`
    In,
    /// `matches`
    Matches,
    /// `matches!`
    MatchesBang,
    /// `true`
    True,
    /// `false`
    False,
    /// `(`
    OpenParen,
    /// `)`
    CloseParen,
    /// `[`
    OpenBracket,
    /// `]`
    CloseBracket,
    /// `{`
    OpenBrace,
    /// `}`
    CloseBrace,
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// `:`
    Colon,
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `@`
    At,
    /// `# …`, up to the end of the line.
    Comment,
    /// Text that is no token. A diagnostic about it exists already.
    Error,
}

impl Kind {
    /// The keyword that `word` is, if it is one of the words that are never identifiers.
    pub fn keyword(word: &str) -> Option<Self> {
        Some(match word {
            "if" => Self::If,
            "and" => Self::And,
            "or" => Self::Or,
            "not" => Self::Not,
            "in" => Self::In,
            "matches" => Self::Matches,
            "true" => Self::True,
            "false" => Self::False,
            _ => return None,
        })
    }

    /// Whether it is a word that can never be an identifier.
    pub fn is_reserved(self) -> bool {
        matches!(self, Self::If | Self::And | Self::Or | Self::Not | Self::In | Self::Matches | Self::True | Self::False)
    }

    /// The bracket that closes this one.
    pub fn closer(self) -> Option<Self> {
        match self {
            Self::OpenParen => Some(Self::CloseParen),
            Self::OpenBracket => Some(Self::CloseBracket),
            Self::OpenBrace => Some(Self::CloseBrace),
            _ => None,
        }
    }

    /// Whether it is `)`, `]` or `}`.
    pub fn is_closer(self) -> bool {
        matches!(self, Self::CloseParen | Self::CloseBracket | Self::CloseBrace)
    }

    /// How messages name it.
    pub fn describe(self) -> &'static str {
        match self {
            Self::Word => "a name",
            Self::Text => "a string",
            Self::Integer => "an integer",
            Self::If => "`if`",
            Self::And => "`and`",
            Self::Or => "`or`",
            Self::Not => "`not`",
            Self::In => "`in`",
            Self::Matches => "`matches`",
            Self::MatchesBang => "`matches!`",
            Self::True => "`true`",
            Self::False => "`false`",
            Self::OpenParen => "`(`",
            Self::CloseParen => "`)`",
            Self::OpenBracket => "`[`",
            Self::CloseBracket => "`]`",
            Self::OpenBrace => "`{`",
            Self::CloseBrace => "`}`",
            Self::Comma => "`,`",
            Self::Semicolon => "`;`",
            Self::Colon => "`:`",
            Self::Equal => "`=`",
            Self::NotEqual => "`!=`",
            Self::Less => "`<`",
            Self::LessEqual => "`<=`",
            Self::Greater => "`>`",
            Self::GreaterEqual => "`>=`",
            Self::Plus => "`+`",
            Self::Minus => "`-`",
            Self::At => "`@`",
            Self::Comment => "a comment",
            Self::Error => "text that is no part of the language",
        }
    }
}

/// A token and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its sort.
    pub kind: Kind,
    /// Its place.
    pub span: Span,
    /// For the first token of a line: the number of bytes before it on that line.
    pub indent: Option<u32>,
}

impl Token {
    /// Whether no other token stands before it on its line.
    pub fn starts_line(self) -> bool {
        self.indent.is_some()
    }
}
