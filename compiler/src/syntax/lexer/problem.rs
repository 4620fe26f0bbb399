//! What can be wrong with the spelling of a token, and how it is said.

use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::report::{Reporter, excerpt};

/// A misspelling.
#[derive(Clone, Copy)]
pub(super) enum Problem {
    /// A character no token starts with.
    Unknown,
    /// A string without its closing quote.
    Unterminated,
    /// `'x'`
    SingleQuotes,
    /// `1.5`, `1e9`
    Decimal,
    /// `7up`
    DigitsInFront,
    /// `==`
    DoubleEqual,
    /// `:=`
    Assign,
    /// `<>`
    Diamond,
    /// `&&`
    Ampersands,
    /// `||`
    Bars,
    /// `!`
    Bang,
    /// `//`
    SlashComment,
    /// `.name`
    Dot,
    /// `?=`
    InlineQuery,
}

impl Problem {
    /// The diagnostic for the token `text` at `span`.
    pub(super) fn diagnose(self, text: &str, span: Span) -> Diagnostic {
        match self {
            Self::Unknown => unknown(text, span),
            Self::Unterminated => Diagnostic::error(codes::UNTERMINATED_STRING, span, "the string has no closing quote")
                .label("the string starts here and runs to the end of the line")
                .help("end the string with `\"`; a line break inside a string is written `\\n`"),
            Self::SingleQuotes => single_quotes(text, span),
            Self::Decimal => Diagnostic::error(codes::MALFORMED_NUMBER, span, format!("`{}` is not an integer", excerpt(text)))
                .help("numbers are whole; a scaled integer, such as cents, can stand for a fraction"),
            Self::DigitsInFront => {
                Diagnostic::error(codes::MALFORMED_NUMBER, span, format!("`{}` starts with a digit", excerpt(text)))
                    .help("a name starts with a letter or `_`; text is written in double quotes")
            }
            _ => self.foreign(text, span),
        }
    }

    /// Operators of other languages.
    fn foreign(self, text: &str, span: Span) -> Diagnostic {
        let error = |message: &str| Diagnostic::error(codes::FOREIGN_SYNTAX, span, message);
        match self {
            Self::DoubleEqual => error("equality is written `=`, not `==`").fix(span, "="),
            Self::Assign => error("equality is written `=`, not `:=`").fix(span, "="),
            Self::Diamond => error("inequality is written `!=`, not `<>`").fix(span, "!="),
            Self::Ampersands => error("conjunction is written `and`, not `&&`").fix(span, "and"),
            Self::Bars => error("alternatives are written `or`, not `||`").fix(span, "or"),
            Self::Bang => error("negation is written `not`, not `!`").fix(span, "not "),
            Self::SlashComment => error("a comment starts with `#`, not `//`").fix(start_of(span, 2), "#"),
            Self::Dot => Diagnostic::error(
                codes::FOREIGN_SYNTAX,
                span,
                format!("`{}` is attribute access, which the language does not have", excerpt(text)),
            )
            .help(
                "what is known about a resource is a fact: declare a relation, or call a predicate such as `is_public(resource)`",
            ),
            Self::InlineQuery => {
                error("`?=` inline queries are not part of the language").help("write a `test` block with `assert`")
            }
            _ => unknown(text, span),
        }
    }
}

fn unknown(text: &str, span: Span) -> Diagnostic {
    let error = Diagnostic::error(codes::UNKNOWN_CHARACTER, span, format!("`{}` is not part of the language", excerpt(text)));
    match text {
        "*" | "/" | "%" => error.help("there is no arithmetic and no `*` for the rest of a list"),
        "'" => error.help("strings stand in double quotes"),
        "&" | "|" => error.help("conditions are joined with `and` and `or`"),
        _ => error,
    }
}

fn single_quotes(text: &str, span: Span) -> Diagnostic {
    let error = Diagnostic::error(codes::SINGLE_QUOTES, span, "strings stand in double quotes");
    let inner = text.get(1..text.len().saturating_sub(1)).unwrap_or("");
    error.fix(span, format!("\"{inner}\""))
}

fn start_of(span: Span, bytes: u32) -> Span {
    Span { end: span.start.saturating_add(bytes).min(span.end), ..span }
}

/// Warns about characters that change how a line reads without being seen: direction overrides, marks of zero width
/// and typographic quotes in names.
pub(super) fn warn_about_invisible(text: &str, span: Span, reporter: &mut Reporter) {
    if text.is_ascii() {
        return;
    }
    let Some((at, found)) = text.char_indices().find(|(_, c)| is_deceptive(*c)) else { return };
    let place = Span::new(span.source, span.start as usize + at, span.start as usize + at + found.len_utf8());
    let what = if is_quote(found) { "a typographic quote" } else { "an invisible character" };
    if is_quote(found) && text.starts_with(['"', '#', '\'', '/']) {
        return;
    }
    reporter.push(
        Diagnostic::warning(codes::DECEPTIVE_CHARACTER, place, format!("{what} (U+{:04X}) is part of this token", found as u32))
            .help("delete it, or write strings with plain `\"`"),
    );
}

fn is_deceptive(c: char) -> bool {
    is_quote(c)
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn is_quote(c: char) -> bool {
    matches!(c, '\u{2018}'..='\u{201f}')
}
