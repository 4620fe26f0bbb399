//! A program as text, one rule a line, with the line it came from.
//!
//! ```text
//! has_permission(actor: Actor, "read", resource: Issue) :- has_relation(resource, "repository", _1: Repository), has_role(actor, "reader", _1).  # 22
//! ```
//!
//! `,` is `and`. A variable carries its type where it stands first: what its annotation or a `matches` of the body
//! demands, else what is inferred.

use super::desugar::each_variable;
use super::infer::{Inference, TypeSet};
use super::program::{Compare, FactArg, FactType, Formula, Origin, Predicate, Program, Rule, Term, VarId};
use crate::source::SourceMap;
use std::fmt::{self, Write};

/// Every rule of a program, in order, each on a line of its own.
///
/// In: a program and the sources it came from, for line numbers. Out: text that ends in a line feed, or nothing.
pub fn display(program: &Program, sources: &SourceMap) -> String {
    let inference = Inference::new(&program.types);
    let mut out = String::new();
    for (predicate, rules) in &program.rules {
        for rule in rules {
            let mut line = Line { rule, types: annotations(rule, &inference), nested: 0, out: &mut out };
            // Writing to a string never fails.
            let _ = line.rule(predicate, &origin(rule, sources));
        }
    }
    out
}

/// Prints `has_role(User, "admin", _)`.
impl fmt::Display for FactType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(", self.name)?;
        for (at, arg) in self.args.iter().enumerate() {
            f.write_str(if at == 0 { "" } else { ", " })?;
            match arg {
                FactArg::Type(ty) => f.write_str(ty)?,
                FactArg::Any => f.write_str("_")?,
                FactArg::Constant(value) => write!(f, "{value}")?,
            }
        }
        f.write_str(")")
    }
}

fn origin(rule: &Rule, sources: &SourceMap) -> String {
    let Origin::Source(span) = rule.origin else { return "default".to_owned() };
    match sources.locate(span) {
        Some(place) if sources.files().count() == 1 => place.line.to_string(),
        Some(place) => format!("{}:{}", place.file, place.line),
        None => "?".to_owned(),
    }
}

/// The type to print beside each variable where it stands first; empty for none.
fn annotations(rule: &Rule, inference: &Inference) -> Vec<String> {
    let state = inference.body(rule);
    let plain = plainly_placed(rule);
    let describe = |(at, variable): (usize, &super::program::Variable)| {
        if !variable.bounds.is_empty() {
            return variable.bounds.join(" & ");
        }
        match state.types(&Term::Var(VarId(at))) {
            TypeSet::OneOf(types) if plain.get(at) == Some(&true) => types.join(" | "),
            _ => String::new(),
        }
    };
    rule.variables.iter().enumerate().map(describe).collect()
}

/// Which variables stand in the head or in a literal that every solution has to satisfy. A type printed elsewhere would
/// read as if it held in one alternative only.
fn plainly_placed(rule: &Rule) -> Vec<bool> {
    let mut placed = vec![false; rule.variables.len()];
    let mut place = |id: VarId| {
        if let Some(seen) = placed.get_mut(id.0) {
            *seen = true;
        }
    };
    for term in &rule.head {
        if let Term::Var(id) = term {
            place(*id);
        }
    }
    for part in conjuncts(&rule.body) {
        if matches!(part, Formula::Call(..) | Formula::Compare(..) | Formula::In(..)) {
            each_variable(part, &mut place);
        }
    }
    placed
}

fn conjuncts(formula: &Formula) -> &[Formula] {
    match formula {
        Formula::And(parts) => parts,
        other => std::slice::from_ref(other),
    }
}

struct Line<'a> {
    rule: &'a Rule,
    /// What is still to be printed beside each variable.
    types: Vec<String>,
    /// How deep inside alternatives and negations.
    nested: usize,
    out: &'a mut String,
}

impl Line<'_> {
    fn rule(&mut self, predicate: &Predicate, origin: &str) -> fmt::Result {
        let rule = self.rule;
        let implied: Vec<bool> = conjuncts(&rule.body).iter().map(|part| self.is_annotation(part)).collect();
        self.call(predicate, &rule.head)?;
        let kept = conjuncts(&rule.body).iter().zip(implied).filter(|(_, implied)| !implied).map(|(part, _)| part);
        let kept: Vec<&Formula> = kept.filter(|part| **part != Formula::True).collect();
        for (at, part) in kept.into_iter().enumerate() {
            self.out.write_str(if at == 0 { " :- " } else { ", " })?;
            self.formula(part)?;
        }
        writeln!(self.out, ".  # {origin}")
    }

    /// Whether a literal says no more than the annotation that its variable gets.
    fn is_annotation(&self, part: &Formula) -> bool {
        let Formula::Matches(id, ty, _) = part else { return false };
        self.types.get(id.0).is_some_and(|annotation| annotation == ty.as_str())
    }

    fn formula(&mut self, formula: &Formula) -> fmt::Result {
        match formula {
            Formula::True => self.out.write_str("true"),
            Formula::False => self.out.write_str("false"),
            Formula::And(parts) => self.nest(parts, ", "),
            Formula::Or(parts) => self.nest(parts, " or "),
            Formula::Not(inner) => {
                self.out.write_str("not ")?;
                self.nested += 1;
                let done = self.formula(inner);
                self.nested -= 1;
                done
            }
            Formula::Call(predicate, args, _) => self.call(predicate, args),
            Formula::Compare(op, left, right, _) => {
                self.term(left)?;
                write!(self.out, " {op} ")?;
                self.term(right)
            }
            Formula::In(left, values, _) => {
                self.term(left)?;
                let values: Vec<String> = values.iter().map(ToString::to_string).collect();
                write!(self.out, " in [{}]", values.join(", "))
            }
            Formula::Matches(id, ty, _) => {
                self.variable(*id)?;
                write!(self.out, " matches {ty}")
            }
        }
    }

    fn nest(&mut self, parts: &[Formula], between: &str) -> fmt::Result {
        self.out.write_str("(")?;
        self.nested += 1;
        for (at, part) in parts.iter().enumerate() {
            self.out.write_str(if at == 0 { "" } else { between })?;
            self.formula(part)?;
        }
        self.nested -= 1;
        self.out.write_str(")")
    }

    fn call(&mut self, predicate: &Predicate, args: &[Term]) -> fmt::Result {
        write!(self.out, "{}(", predicate.name)?;
        for (at, arg) in args.iter().enumerate() {
            self.out.write_str(if at == 0 { "" } else { ", " })?;
            self.term(arg)?;
        }
        self.out.write_str(")")
    }

    fn term(&mut self, term: &Term) -> fmt::Result {
        match term {
            Term::Var(id) => self.variable(*id),
            Term::Value(value) => write!(self.out, "{value}"),
            Term::Now => self.out.write_str("@current_unix_time"),
        }
    }

    fn variable(&mut self, id: VarId) -> fmt::Result {
        let name = self.rule.variables.get(id.0).map_or("?", |variable| variable.name.as_str());
        self.out.write_str(name)?;
        if self.nested > 0 {
            return Ok(());
        }
        match self.types.get_mut(id.0).map(std::mem::take) {
            Some(annotation) if !annotation.is_empty() => write!(self.out, ": {annotation}"),
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Compare {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Compare::Equal => "=",
            Compare::NotEqual => "!=",
            Compare::Less => "<",
            Compare::LessEqual => "<=",
            Compare::Greater => ">",
            Compare::GreaterEqual => ">=",
        })
    }
}
