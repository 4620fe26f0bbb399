//! The policy as it was written: one node per production of the grammar, each with its span.
//!
//! Nothing is resolved here: a name may be undeclared, a shorthand rule is still shorthand. Parentheses are kept
//! ([`Expr::Group`]) because one check and the formatter ask for them.

use crate::source::Span;
use smol_str::SmolStr;

/// One parsed source text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Top-level statements in source order. Statements that did not parse are missing.
    pub statements: Vec<Statement>,
    /// Every comment, in source order, without the `#`.
    pub comments: Vec<Comment>,
}

/// A `# …` comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Text after the `#`, up to the end of the line.
    pub text: SmolStr,
    /// From the `#` to the end of the line.
    pub span: Span,
}

/// A top-level statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statement {
    /// `actor …`, `resource …` or `global …`.
    Block(Block),
    /// A rule or a bodiless fact.
    Rule(Rule),
    /// `declare …;`
    Declare(Declare),
    /// `test "…" { … }`
    Test(Test),
    /// `test fixture … { … }`
    Fixture(Fixture),
}

/// An identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The identifier's text, with `::` and a trailing `?` if it has them.
    pub text: SmolStr,
    /// Where it stands.
    pub span: Span,
}

/// A string literal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The value, escapes resolved.
    pub value: SmolStr,
    /// With the quotes.
    pub span: Span,
}

/// What a block declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// `actor T { … }`
    Actor,
    /// `resource T { … }`
    Resource,
    /// `global { … }`
    Global,
}

/// `actor T extends U { … }`, `resource T { … }` or `global { … }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Which of the three.
    pub kind: BlockKind,
    /// The type's name; `None` for `global`.
    pub name: Option<Name>,
    /// Declared super-types.
    pub extends: Vec<Name>,
    /// Members in source order.
    pub members: Vec<Member>,
    /// From the keyword to the closing brace.
    pub span: Span,
}

/// A member of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Member {
    /// `roles = [ … ];`
    Roles(Vec<Text>, Span),
    /// `permissions = [ … ];`
    Permissions(Vec<Text>, Span),
    /// `relations = { … };`
    Relations(Vec<Relation>, Span),
    /// `"a" if …;`
    Shorthand(Shorthand),
}

/// `name: Type` in a `relations` declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// Relation name.
    pub name: Name,
    /// Target type.
    pub target: Name,
}

/// `"read" if "reader" on "repository";`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shorthand {
    /// `@flag`s before it.
    pub flags: Vec<Name>,
    /// What is granted.
    pub head: ShorthandHead,
    /// When.
    pub body: ShorthandExpr,
    /// Up to and with the semicolon.
    pub span: Span,
}

/// What a shorthand rule grants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShorthandHead {
    /// A named role or permission.
    Named(Text),
    /// The keyword `role`: every declared role.
    Role(Span),
    /// The keyword `permission`: every declared permission.
    Permission(Span),
}

/// A shorthand body. `and` binds tighter than `or`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShorthandExpr {
    /// Two or more alternatives.
    Or(Vec<ShorthandExpr>, Span),
    /// Two or more conditions.
    And(Vec<ShorthandExpr>, Span),
    /// `( … )`
    Group(Box<ShorthandExpr>, Span),
    /// `not p(…)`
    Not(Box<ShorthandExpr>, Span),
    /// `p(…)`, with `actor` and `resource` as the rule's own variables.
    Call(Call),
    /// `global "x"`
    Global(ShorthandName, Span),
    /// `"x" on "rel"`
    On(ShorthandName, ShorthandName, Span),
    /// `"x"`
    Name(ShorthandName),
}

/// A name in a shorthand body: quoted, or a bare word (`role`, `permission`, `resource`, …).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShorthandName {
    /// `"x"`
    Text(Text),
    /// `role`
    Word(Name),
}

/// A rule: `head(params) if body;`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// `@flag`s before it.
    pub flags: Vec<Name>,
    /// Predicate name.
    pub name: Name,
    /// Head parameters.
    pub params: Vec<Param>,
    /// `None` for a bodiless rule.
    pub body: Option<Expr>,
    /// Up to and with the semicolon.
    pub span: Span,
}

/// A head parameter, or an argument of an assertion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Param {
    /// `name: Type`
    Typed(Name, Name),
    /// An untyped variable or a literal.
    Term(Term),
}

/// An argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// A variable; `_` is anonymous.
    Variable(Name),
    /// A constant.
    Literal(Literal),
    /// `@current_unix_time`
    Now(Span),
    /// `[a, b]`
    List(Vec<Term>, Span),
}

/// A literal with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal {
    /// The constant.
    pub value: LiteralValue,
    /// Where it stands.
    pub span: Span,
}

/// A literal's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LiteralValue {
    /// `"x"`
    String(SmolStr),
    /// `42`
    Integer(i64),
    /// `true`
    Boolean(bool),
    /// `User{"7"}`; the id as text, whatever kind of literal spelled it.
    Entity(Name, SmolStr),
}

/// A rule body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// Two or more alternatives.
    Or(Vec<Expr>, Span),
    /// Two or more conditions.
    And(Vec<Expr>, Span),
    /// `not …`
    Not(Box<Expr>, Span),
    /// `( … )`
    Group(Box<Expr>, Span),
    /// `p(…)`
    Call(Call),
    /// `a = b`
    Unify(Term, Term, Span),
    /// `a < b`, `a != b`, …
    Compare(CompareOp, Term, Term, Span),
    /// `a in [ … ]`
    In(Term, Vec<Term>, Span),
    /// `x matches T`
    Matches(Name, Name, Span),
    /// `true` or `false`
    Boolean(bool, Span),
}

/// `p(a, b)`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Predicate name.
    pub name: Name,
    /// Arguments.
    pub args: Vec<Term>,
    /// Up to and with the closing parenthesis.
    pub span: Span,
}

/// Comparison operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CompareOp {
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `!=`
    NotEqual,
}

/// `declare p(T, U);`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declare {
    /// Predicate name.
    pub name: Name,
    /// Argument types.
    pub types: Vec<Name>,
    /// Up to and with the semicolon.
    pub span: Span,
}

/// `test "…" { setup { … } assert …; }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    /// Its title.
    pub name: Text,
    /// Facts and fixtures, in source order.
    pub setup: Vec<SetupItem>,
    /// What is asserted.
    pub assertions: Vec<Assertion>,
    /// Up to and with the closing brace.
    pub span: Span,
}

/// A line of a `setup` block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetupItem {
    /// `has_role(User{"a"}, "admin");`
    Fact(Fact),
    /// `fixture name;`
    Fixture(Name),
}

/// A ground fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Predicate name.
    pub name: Name,
    /// Constant arguments.
    pub args: Vec<Literal>,
    /// Up to and with the closing parenthesis.
    pub span: Span,
}

/// `test fixture name { … }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixture {
    /// Its name.
    pub name: Name,
    /// Its facts.
    pub facts: Vec<Fact>,
    /// Up to and with the closing brace.
    pub span: Span,
}

/// `assert p(…);` or `assert_not p(…) iff …;`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assertion {
    /// `assert_not`
    pub negated: bool,
    /// Predicate name.
    pub name: Name,
    /// Arguments; at most one is a variable (checked later).
    pub args: Vec<Param>,
    /// The exact set of values expected.
    pub iff: Option<Expr>,
    /// Up to and with the semicolon.
    pub span: Span,
}

impl Statement {
    /// The whole statement.
    pub fn span(&self) -> Span {
        match self {
            Self::Block(block) => block.span,
            Self::Rule(rule) => rule.span,
            Self::Declare(declare) => declare.span,
            Self::Test(test) => test.span,
            Self::Fixture(fixture) => fixture.span,
        }
    }
}

impl Member {
    /// The whole member.
    pub fn span(&self) -> Span {
        match self {
            Self::Roles(_, span) | Self::Permissions(_, span) | Self::Relations(_, span) => *span,
            Self::Shorthand(shorthand) => shorthand.span,
        }
    }
}

impl ShorthandExpr {
    /// The whole expression.
    pub fn span(&self) -> Span {
        match self {
            Self::Or(_, span)
            | Self::And(_, span)
            | Self::Group(_, span)
            | Self::Not(_, span)
            | Self::Global(_, span)
            | Self::On(_, _, span) => *span,
            Self::Call(call) => call.span,
            Self::Name(name) => name.span(),
        }
    }
}

impl ShorthandName {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            Self::Text(text) => text.span,
            Self::Word(name) => name.span,
        }
    }
}

impl Param {
    /// With the annotation.
    pub fn span(&self) -> Span {
        match self {
            Self::Typed(name, ty) => name.span.to(ty.span),
            Self::Term(term) => term.span(),
        }
    }
}

impl Term {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            Self::Variable(name) => name.span,
            Self::Literal(literal) => literal.span,
            Self::Now(span) | Self::List(_, span) => *span,
        }
    }
}

impl Expr {
    /// The whole expression.
    pub fn span(&self) -> Span {
        match self {
            Self::Or(_, span)
            | Self::And(_, span)
            | Self::Not(_, span)
            | Self::Group(_, span)
            | Self::Unify(_, _, span)
            | Self::Compare(_, _, _, span)
            | Self::In(_, _, span)
            | Self::Matches(_, _, span)
            | Self::Boolean(_, span) => *span,
            Self::Call(call) => call.span,
        }
    }
}
