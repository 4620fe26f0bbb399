//! Line-oriented forms of tokens and trees, for `--emit`, snapshots and bug reports.
//!
//! In: a text or a tree. Out: one line per token or node, indented by two spaces per level, without places: the tree's
//! form says what was understood, not where it stood. Equal trees give equal text.

use super::ast::{
    Assertion, Block, BlockKind, Call, CompareOp, Declare, Expr, Fact, Fixture, Literal, LiteralValue, Member, Name, Param,
    Policy, Rule, SetupItem, Shorthand, ShorthandExpr, ShorthandHead, ShorthandName, Statement, Term, Test, Text,
};
use super::lexer::lex;
use crate::source::SourceId;
use crate::value::Value;
use std::fmt::Display;

/// The tokens of `text`, comments included: byte range, sort, and the text where the sort does not tell it.
pub fn tokens(source: SourceId, text: &str) -> String {
    let (tokens, _) = lex(source, 0, text);
    let mut out = String::new();
    for token in tokens {
        let spelled = text.get(token.span.range()).unwrap_or("");
        let line = format!("{}..{} {:?} {spelled:?}\n", token.span.start, token.span.end, token.kind);
        out.push_str(&line);
    }
    out
}

/// The tree of a policy. Comments are not shown.
pub fn policy(policy: &Policy) -> String {
    let mut out = Lines::default();
    for statement in &policy.statements {
        match statement {
            Statement::Block(one) => block(&mut out, one),
            Statement::Rule(one) => rule(&mut out, one),
            Statement::Declare(one) => declare(&mut out, one),
            Statement::Test(one) => test(&mut out, one),
            Statement::Fixture(one) => fixture(&mut out, one),
        }
    }
    out.text
}

/// The tree of a fact, on one line.
pub fn fact(fact: &Fact) -> String {
    format!("{}({})", fact.name.text, commas(&fact.args, literal))
}

/// Text under construction.
#[derive(Default)]
struct Lines {
    text: String,
    level: usize,
}

impl Lines {
    fn line(&mut self, text: impl Display) {
        self.text.push_str(&"  ".repeat(self.level));
        self.text.push_str(&text.to_string());
        self.text.push('\n');
    }

    fn inside(&mut self, write: impl FnOnce(&mut Self)) {
        self.level += 1;
        write(self);
        self.level -= 1;
    }
}

fn block(out: &mut Lines, block: &Block) {
    let mut head = match block.kind {
        BlockKind::Actor => "actor",
        BlockKind::Resource => "resource",
        BlockKind::Global => "global",
    }
    .to_owned();
    if let Some(name) = &block.name {
        head.push(' ');
        head.push_str(&name.text);
    }
    if !block.extends.is_empty() {
        head.push_str(" extends ");
        head.push_str(&commas(&block.extends, bare));
    }
    out.line(head);
    out.inside(|out| block.members.iter().for_each(|one| member(out, one)));
}

fn member(out: &mut Lines, member: &Member) {
    match member {
        Member::Roles(names, _) => out.line(format!("roles [{}]", commas(names, quoted))),
        Member::Permissions(names, _) => out.line(format!("permissions [{}]", commas(names, quoted))),
        Member::Relations(relations, _) => {
            let pairs = commas(relations, |one| format!("{}: {}", one.name.text, one.target.text));
            out.line(format!("relations {{{pairs}}}"));
        }
        Member::Shorthand(one) => shorthand(out, one),
    }
}

fn shorthand(out: &mut Lines, shorthand: &Shorthand) {
    let head = match &shorthand.head {
        ShorthandHead::Named(text) => quoted(text),
        ShorthandHead::Role(_) => "role".to_owned(),
        ShorthandHead::Permission(_) => "permission".to_owned(),
    };
    out.line(format!("shorthand {}{head}", flags(&shorthand.flags)));
    out.inside(|out| shorthand_expr(out, &shorthand.body));
}

fn shorthand_expr(out: &mut Lines, expr: &ShorthandExpr) {
    let all = |out: &mut Lines, operands: &[ShorthandExpr]| {
        out.inside(|out| operands.iter().for_each(|one| shorthand_expr(out, one)));
    };
    match expr {
        ShorthandExpr::Or(operands, _) => {
            out.line("or");
            all(out, operands);
        }
        ShorthandExpr::And(operands, _) => {
            out.line("and");
            all(out, operands);
        }
        ShorthandExpr::Group(inner, _) => {
            out.line("group");
            out.inside(|out| shorthand_expr(out, inner));
        }
        ShorthandExpr::Not(inner, _) => {
            out.line("not");
            out.inside(|out| shorthand_expr(out, inner));
        }
        ShorthandExpr::Call(one) => out.line(call(one)),
        ShorthandExpr::Global(name, _) => out.line(format!("global {}", short_name(name))),
        ShorthandExpr::On(name, relation, _) => out.line(format!("{} on {}", short_name(name), short_name(relation))),
        ShorthandExpr::Name(name) => out.line(short_name(name)),
    }
}

fn rule(out: &mut Lines, rule: &Rule) {
    let head = format!("{}({})", rule.name.text, commas(&rule.params, param));
    out.line(format!("rule {}{head}", flags(&rule.flags)));
    if let Some(body) = &rule.body {
        out.inside(|out| expr(out, body));
    }
}

fn expr(out: &mut Lines, one: &Expr) {
    let all = |out: &mut Lines, operands: &[Expr]| out.inside(|out| operands.iter().for_each(|one| expr(out, one)));
    match one {
        Expr::Or(operands, _) => {
            out.line("or");
            all(out, operands);
        }
        Expr::And(operands, _) => {
            out.line("and");
            all(out, operands);
        }
        Expr::Not(inner, _) => {
            out.line("not");
            out.inside(|out| expr(out, inner));
        }
        Expr::Group(inner, _) => {
            out.line("group");
            out.inside(|out| expr(out, inner));
        }
        Expr::Call(one) => out.line(call(one)),
        Expr::Unify(left, right, _) => out.line(format!("{} = {}", term(left), term(right))),
        Expr::Compare(op, left, right, _) => out.line(format!("{} {} {}", term(left), operator(*op), term(right))),
        Expr::In(left, items, _) => out.line(format!("{} in [{}]", term(left), commas(items, term))),
        Expr::Matches(variable, ty, _) => out.line(format!("{} matches {}", variable.text, ty.text)),
        Expr::Boolean(truth, _) => out.line(truth),
    }
}

fn declare(out: &mut Lines, declare: &Declare) {
    out.line(format!("declare {}({})", declare.name.text, commas(&declare.types, bare)));
}

fn test(out: &mut Lines, test: &Test) {
    out.line(format!("test {}", quoted(&test.name)));
    out.inside(|out| {
        for item in &test.setup {
            match item {
                SetupItem::Fact(one) => out.line(format!("setup {}", fact(one))),
                SetupItem::Fixture(name) => out.line(format!("setup fixture {}", name.text)),
            }
        }
        test.assertions.iter().for_each(|one| assertion(out, one));
    });
}

fn assertion(out: &mut Lines, assertion: &Assertion) {
    let word = if assertion.negated { "assert_not" } else { "assert" };
    out.line(format!("{word} {}({})", assertion.name.text, commas(&assertion.args, param)));
    if let Some(iff) = &assertion.iff {
        out.inside(|out| expr(out, iff));
    }
}

fn fixture(out: &mut Lines, fixture: &Fixture) {
    out.line(format!("fixture {}", fixture.name.text));
    out.inside(|out| fixture.facts.iter().for_each(|one| out.line(fact(one))));
}

fn call(call: &Call) -> String {
    format!("{}({})", call.name.text, commas(&call.args, term))
}

fn param(param: &Param) -> String {
    match param {
        Param::Typed(name, ty) => format!("{}: {}", name.text, ty.text),
        Param::Term(one) => term(one),
    }
}

fn term(one: &Term) -> String {
    match one {
        Term::Variable(name) => bare(name),
        Term::Literal(one) => literal(one),
        Term::Now(_) => "@current_unix_time".to_owned(),
        Term::List(items, _) => format!("[{}]", commas(items, term)),
    }
}

fn literal(literal: &Literal) -> String {
    match &literal.value {
        LiteralValue::String(text) => Value::string(text.clone()).to_string(),
        LiteralValue::Integer(number) => number.to_string(),
        LiteralValue::Boolean(truth) => truth.to_string(),
        LiteralValue::Entity(ty, id) => format!("{}{{{}}}", ty.text, Value::string(id.clone())),
    }
}

fn operator(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Less => "<",
        CompareOp::LessEqual => "<=",
        CompareOp::Greater => ">",
        CompareOp::GreaterEqual => ">=",
        CompareOp::NotEqual => "!=",
    }
}

fn short_name(name: &ShorthandName) -> String {
    match name {
        ShorthandName::Text(text) => quoted(text),
        ShorthandName::Word(name) => bare(name),
    }
}

fn flags(flags: &[Name]) -> String {
    flags.iter().flat_map(|flag| ["@", flag.text.as_str(), " "]).collect()
}

fn bare(name: &Name) -> String {
    name.text.to_string()
}

fn quoted(text: &Text) -> String {
    Value::string(text.value.clone()).to_string()
}

fn commas<T>(items: &[T], show: impl Fn(&T) -> String) -> String {
    items.iter().map(show).collect::<Vec<_>>().join(", ")
}
