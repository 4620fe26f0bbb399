//! What a query is read for: as one of a mapping, or as the caller's own that authorization goes into.
//!
//! In: what stands in the query. Out: whether that is anything to speak of, and the words for it.

use super::grammar::Grammar;
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;

/// The greatest number that a parameter can have in any of the databases.
const MAX_PARAMETER: usize = 32_766;

/// Who wrote the query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The mapping: its rows are facts.
    Mapped,
    /// The caller of `select`: its rows are shown.
    Selected,
}

impl Purpose {
    /// Such a query, in a message.
    pub fn subject(self) -> &'static str {
        match self {
            Self::Mapped => "a mapped query",
            Self::Selected => "a query for `select`",
        }
    }

    /// Whether what keeps facts from being found quickly, or the same each time, is worth a warning.
    pub fn warns(self) -> bool {
        self == Self::Mapped
    }

    /// The text begins like something other than a query.
    pub fn not_a_query(self, span: Span) -> Diagnostic {
        let begins = match self {
            Self::Mapped => "`SELECT`, `VALUES` or `WITH`",
            Self::Selected => "`SELECT` or `WITH`",
        };
        Diagnostic::error(codes::NOT_ONE_QUERY, span, format!("{} starts with {begins}", self.subject()))
    }

    /// A placeholder that the query cannot have.
    pub fn placeholder(self, written: &str, span: Span) -> Diagnostic {
        match self {
            Self::Mapped => {
                let message = format!("`{written}` is a placeholder, and a mapped query has no parameters");
                Diagnostic::error(codes::PLACEHOLDER, span, message)
            }
            Self::Selected => {
                let message = format!("`{written}` is no parameter of this database's statements");
                Diagnostic::error(codes::PLACEHOLDER, span, message)
                    .help("they are written `$1` for PostgreSQL, `?` or `?1` for SQLite, `?` for MySQL")
            }
        }
    }

    /// Whether a query can have this placeholder, once those without numbers have got theirs.
    pub fn admits(self, written: &str, grammar: Grammar) -> bool {
        self == Self::Selected && number(written, grammar).is_some()
    }
}

/// The number of a parameter, from 1.
pub fn number(written: &str, grammar: Grammar) -> Option<usize> {
    let digits = written.strip_prefix(if grammar == Grammar::Postgres { '$' } else { '?' })?;
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
    digits.parse().ok().filter(|number| plain && (1..=MAX_PARAMETER).contains(number))
}
