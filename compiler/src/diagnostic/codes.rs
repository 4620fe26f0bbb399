//! Every diagnostic code, in one list per area. A code is never reused for another meaning.

use super::Code;

// ---- 01: syntax
/// A character that no token of the language starts with.
pub const UNKNOWN_CHARACTER: Code = Code("E0101");
/// A string without its closing quote.
pub const UNTERMINATED_STRING: Code = Code("E0102");
/// A string in single quotes.
pub const SINGLE_QUOTES: Code = Code("E0103");
/// A decimal number, or a word that starts with a digit.
pub const MALFORMED_NUMBER: Code = Code("E0104");
/// An integer outside the signed 64-bit range.
pub const INTEGER_RANGE: Code = Code("E0105");
/// A token that does not fit where it stands.
pub const UNEXPECTED_TOKEN: Code = Code("E0106");
/// A statement, declaration or rule without its semicolon.
pub const MISSING_SEMICOLON: Code = Code("E0107");
/// A bracket that is never closed.
pub const UNCLOSED: Code = Code("E0108");
/// A closing bracket that nothing opened.
pub const UNOPENED: Code = Code("E0109");
/// More levels of nesting than the compiler follows.
pub const TOO_DEEP: Code = Code("E0110");
/// A construct of the retired open-source dialect, or of another language.
pub const FOREIGN_SYNTAX: Code = Code("E0111");
/// `on` after `on`.
pub const MULTI_HOP: Code = Code("E0112");
/// A statement or member that stands where its sort is not allowed.
pub const MISPLACED: Code = Code("E0113");
/// A type annotation on an argument of a call, or command-line notation in a policy.
pub const TYPED_ARGUMENT: Code = Code("E0114");
/// A block declaration that is none of `roles`, `permissions` and `relations`, or has the wrong brackets.
pub const BAD_DECLARATION: Code = Code("E0115");
/// A fact with an argument that is no literal.
pub const NOT_A_LITERAL: Code = Code("E0116");
/// More problems in one file than are shown.
pub const TOO_MANY_ERRORS: Code = Code("E0117");
/// Malformed command-line or mapping notation.
pub const BAD_NOTATION: Code = Code("E0118");
/// An `@` constant other than `@current_unix_time`.
pub const UNKNOWN_CONSTANT: Code = Code("E0119");
/// A rule flag, which has no meaning here.
pub const IGNORED_FLAG: Code = Code("W0101");
/// A character that changes how a line reads without being seen.
pub const DECEPTIVE_CHARACTER: Code = Code("W0102");

// ---- 04: questions and planning
/// A question names a type, action or predicate the policy cannot answer for.
pub const BAD_QUESTION: Code = Code("E0401");
/// A value in a question or a given fact is malformed.
pub const BAD_VALUE: Code = Code("E0402");
/// A policy or question is larger than the planner's bounds.
pub const TOO_LARGE: Code = Code("E0403");
/// A solution cannot be enumerated because a variable is only compared, never bound.
pub const NOT_ENUMERABLE: Code = Code("E0404");

/// A recursion that no SQL shape is known for.
pub const RECURSION: Code = Code("E0405");

// ---- 09: internal
/// A broken invariant of the compiler.
pub const INTERNAL: Code = Code("E0999");
