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

// ---- 03: mapping
/// The YAML cannot be read.
pub const BAD_YAML: Code = Code("E0301");
/// The mapping is larger than its bounds.
pub const MAPPING_TOO_LARGE: Code = Code("E0302");
/// A value of the mapping has the wrong kind, such as a list where a text is due.
pub const BAD_SHAPE: Code = Code("E0303");
/// A key that no mapping has.
pub const UNKNOWN_KEY: Code = Code("E0304");
/// A key stands twice in one map.
pub const DUPLICATE_KEY: Code = Code("E0305");
/// A key that must be there is not.
pub const MISSING_KEY: Code = Code("E0306");
/// A key of the Sync format, which a mapping does not use.
pub const IGNORED_KEY: Code = Code("W0307");
/// A signature has no argument or more than five.
pub const SIGNATURE_ARITY: Code = Code("E0311");
/// A column of the abstract type `Actor` or `Resource`.
pub const ABSTRACT_TYPE: Code = Code("E0312");
/// A signature has no `_`, so its query has nothing to return.
pub const NO_COLUMN: Code = Code("E0313");
/// Two entries have the same signature.
pub const DUPLICATE_SIGNATURE: Code = Code("E0314");
/// A `_` without a type, taken as a string.
pub const UNTYPED_COLUMN: Code = Code("W0316");
/// A query is not valid SQL.
pub const BAD_SQL: Code = Code("E0320");
/// The text of a query is not exactly one query.
pub const NOT_ONE_QUERY: Code = Code("E0321");
/// A query writes or locks.
pub const NOT_READ_ONLY: Code = Code("E0322");
/// A query has a placeholder.
pub const PLACEHOLDER: Code = Code("E0323");
/// A query returns `*`.
pub const STAR_OUTPUT: Code = Code("E0324");
/// A query returns more or fewer columns than its signature has `_`.
pub const COLUMN_COUNT: Code = Code("E0325");
/// A query calls a function that has side effects or reaches outside the database.
pub const FORBIDDEN_FUNCTION: Code = Code("E0326");
/// A query uses a construct that is not among those known to be safe.
pub const UNSUPPORTED_SQL: Code = Code("E0327");
/// A query is nested too deeply or too long.
pub const SQL_TOO_LARGE: Code = Code("E0328");
/// A query with `LIMIT`, `OFFSET` or `FETCH`: which facts hold depends on which rows come first.
pub const LIMITED_QUERY: Code = Code("W0330");
/// A query whose rows differ from run to run.
pub const VOLATILE_QUERY: Code = Code("W0331");
/// A window function, which keeps conditions from being pushed into the query.
pub const WINDOW_FUNCTION: Code = Code("W0332");
/// A `MATERIALIZED` common table expression, which keeps conditions from being pushed into the query.
pub const MATERIALIZED: Code = Code("W0333");
/// An id column is cast, so that no index on it can be used.
pub const CAST_KEY: Code = Code("W0334");
/// A name in `sql_types` is no SQL type that ids can have.
pub const UNKNOWN_SQL_TYPE: Code = Code("E0340");
/// A primitive type in `sql_types` with an SQL type it cannot have.
pub const PRIMITIVE_SQL_TYPE: Code = Code("E0341");
/// An entry of `sql_types` that no column can have.
pub const USELESS_SQL_TYPE: Code = Code("W0342");
/// A column in the database has another type than `sql_types` says.
pub const SQL_TYPE_DIFFERS: Code = Code("E0344");
/// A column in the database cannot hold values of the primitive type that the signature gives it.
pub const PRIMITIVE_COLUMN: Code = Code("E0345");
/// Ids of one type have types in the database that do not compare with each other.
pub const MIXED_SQL_TYPES: Code = Code("W0346");
/// A query with commas stands inside braces without quotes.
pub const UNQUOTED_COMMA: Code = Code("W0347");
// ---- 02: policy
/// A name is declared twice in one block.
pub const DUPLICATE_NAME: Code = Code("E0201");
/// `roles`, `permissions` or `relations` is given twice in one block.
pub const DUPLICATE_DECLARATION: Code = Code("E0202");
/// A shorthand rule uses a name that is declared nowhere in its reach.
pub const UNKNOWN_NAME: Code = Code("E0203");
/// What follows `on` is not a relation of the block.
pub const UNKNOWN_RELATION: Code = Code("E0204");
/// A relation leads to a type that has no block.
pub const UNKNOWN_TARGET: Code = Code("E0205");
/// A second block of the same type, or a second `global` block.
pub const DUPLICATE_BLOCK: Code = Code("E0206");
/// A super-type that is declared nowhere.
pub const UNKNOWN_SUPER_TYPE: Code = Code("E0207");
/// A type that extends itself, directly or over others.
pub const INHERITANCE_CYCLE: Code = Code("E0208");
/// A name has another meaning in a super-type.
pub const INHERITED_CLASH: Code = Code("E0209");
/// A type name that no block declares.
pub const UNKNOWN_TYPE: Code = Code("W0210");
/// A negation that goes beyond the documented form.
pub const WIDE_NEGATION: Code = Code("W0211");
/// A variable of a negation that nothing outside it can bind.
pub const UNBOUND_IN_NEGATION: Code = Code("E0212");
/// A predicate depends on its own negation.
pub const NEGATION_CYCLE: Code = Code("E0213");
/// A variable is used once.
pub const SINGLE_USE: Code = Code("W0214");
/// No value fits all uses of a variable.
pub const TYPE_CONFLICT: Code = Code("W0215");
/// `and` and `or` are mixed without parentheses.
pub const MIXED_OPERATORS: Code = Code("W0216");
/// A policy that can never grant anything.
pub const NO_ENTRY_POINT: Code = Code("W0217");
/// An assertion with more than one variable.
pub const ASSERTION_VARIABLES: Code = Code("E0218");
/// A test uses a fixture that is defined nowhere.
pub const UNKNOWN_FIXTURE: Code = Code("E0219");
/// Two fixtures of one name.
pub const DUPLICATE_FIXTURE: Code = Code("E0220");
/// Two tests of one name.
pub const DUPLICATE_TEST: Code = Code("W0221");
/// A fact that no store accepts: too many arguments, too long an argument, or the id `*`.
pub const FACT_LIMITS: Code = Code("E0222");
/// An entity literal of an abstract type.
pub const ABSTRACT_LITERAL: Code = Code("E0223");
/// An entity literal of a primitive type whose text is no such value.
pub const MALFORMED_LITERAL: Code = Code("E0224");
/// A list in a place that takes a single value.
pub const MISPLACED_LIST: Code = Code("E0225");
/// A relation that leads to no actor, used as if the actor were at its end.
pub const RELATION_WITHOUT_ACTOR: Code = Code("W0226");
/// Shorthand or inheritance that grows beyond the compiler's bounds.
pub const EXPANSION_TOO_LARGE: Code = Code("E0227");
/// A relation in the `global` block.
pub const GLOBAL_RELATION: Code = Code("E0228");
/// A given fact that no rule of the policy can use.
pub const UNUSED_FACT: Code = Code("E0229");

// ---- 04: questions and planning
/// A question names a type, action or predicate the policy cannot answer for.
pub const BAD_QUESTION: Code = Code("E0401");
/// A value in a question or a given fact is malformed.
pub const BAD_VALUE: Code = Code("E0402");
/// A policy or question is larger than the planner's bounds.
pub const TOO_LARGE: Code = Code("E0403");
/// The values of an integer cannot be told, because it is only compared or negated, never bound.
pub const NOT_ENUMERABLE: Code = Code("E0404");
/// A caller's query that authorization cannot go into.
pub const NOT_WOVEN: Code = Code("E0405");

// ---- 05: tests of a policy
/// An assertion of a test that does not hold.
pub const ASSERTION_FAILED: Code = Code("E0501");
/// The values for which an assertion's predicate holds are not the ones that its `iff` describes.
pub const OTHER_VALUES: Code = Code("E0502");
/// An assertion that cannot be decided, which counts as failed.
pub const UNDECIDED: Code = Code("E0503");

// ---- 09: internal
/// A broken invariant of the compiler.
pub const INTERNAL: Code = Code("E0999");
