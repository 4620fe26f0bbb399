//! Every diagnostic code, in one list per area. A code is never reused for another meaning.

use super::Code;

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
