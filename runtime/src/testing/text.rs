//! Ids with the character zero, which PostgreSQL cannot store and the planner takes to be in no row.
//!
//! In: the values of tests and of a policy. Out: values without that character, one for each. Guaranteed: two values are
//! equal before exactly if they are afterwards, and [`decoded`] undoes it, so that a policy, which can only compare
//! texts, has the same answers.

use arctos_compiler::policy::program::{Formula, Program, Rule, Term};
use arctos_compiler::syntax::ast;
use arctos_compiler::value::Value;
use smol_str::SmolStr;

/// What an encoded character starts with.
const MARK: char = '\u{2400}';
/// What stands for zero after the mark.
const ZERO: char = '0';
/// What stands for the mark itself after the mark.
const ITSELF: char = '1';

/// A text without the character zero.
pub(super) fn encoded(text: &str) -> SmolStr {
    if !text.contains(['\0', MARK]) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\0' => out.extend([MARK, ZERO]),
            MARK => out.extend([MARK, ITSELF]),
            other => out.push(other),
        }
    }
    out.into()
}

/// The text that was encoded.
pub(super) fn decoded(text: &str) -> SmolStr {
    if !text.contains(MARK) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, c == MARK) {
            (_, true) => out.push(if chars.next() == Some(ZERO) { '\0' } else { MARK }),
            (other, false) => out.push(other),
        }
    }
    out.into()
}

/// The value of a literal, encoded; `None` for a malformed one.
pub(super) fn literal(literal: &ast::Literal) -> Option<Value> {
    arctos_compiler::policy::literal(literal).map(|value| encoded_value(&value))
}

/// A value as it was written.
pub(super) fn decoded_value(value: &Value) -> Value {
    Value::new(value.ty.clone(), decoded(&value.id))
}

fn encoded_value(value: &Value) -> Value {
    Value::new(value.ty.clone(), encoded(&value.id))
}

/// The program with every constant encoded.
pub(super) fn encoded_program(program: &Program) -> Program {
    let mut program = program.clone();
    for block in program.types.blocks.values_mut().chain(&mut program.types.global) {
        block.permissions.iter_mut().chain(&mut block.roles).for_each(|name| *name = encoded(name));
        block.relations = block.relations.drain(..).map(|(name, target)| (encoded(&name), target)).collect();
    }
    program.rules.values_mut().flatten().for_each(encode_rule);
    program
}

fn encode_rule(rule: &mut Rule) {
    rule.head.iter_mut().for_each(encode_term);
    let mut open = vec![&mut rule.body];
    while let Some(formula) = open.pop() {
        match formula {
            Formula::And(parts) | Formula::Or(parts) => open.extend(parts),
            Formula::Not(inner) => open.push(inner),
            Formula::Call(_, args, _) => args.iter_mut().for_each(encode_term),
            Formula::Compare(_, left, right, _) => [left, right].into_iter().for_each(encode_term),
            Formula::In(term, values, _) => {
                encode_term(term);
                for value in values {
                    *value = encoded_value(value);
                }
            }
            Formula::True | Formula::False | Formula::Matches(..) => {}
        }
    }
}

fn encode_term(term: &mut Term) {
    if let Term::Value(value) = term {
        *value = encoded_value(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_has_its_own_code_and_comes_back() {
        let texts = ["", "a", "\0", "a\0b", "\u{2400}", "\u{2400}0", "\u{2400}1", "\0\u{2400}\0", "é\0日本"];
        let codes: Vec<SmolStr> = texts.iter().map(|text| encoded(text)).collect();
        for (at, (text, code)) in texts.iter().zip(&codes).enumerate() {
            assert!(!code.contains('\0'), "{text:?}");
            assert_eq!(decoded(code), *text);
            assert_eq!(codes.iter().position(|other| other == code), Some(at), "{text:?}");
        }
    }
}
