//! The values that stand in a policy's or a mapping's own text.
//!
//! They may be literals in a statement: they are the author's, there are finitely many of them, and a literal lets the
//! database plan with its statistics. Every other value is a parameter.

use crate::hash::HashSet;
use crate::mapping::model::{Mapping, SignatureArg};
use crate::policy::program::{Formula, Program, Term};
use crate::value::Value;

/// Collects them.
pub fn of(program: &Program, mapping: &Mapping) -> HashSet<Value> {
    let mut out = HashSet::default();
    for block in program.types.blocks.values().chain(&program.types.global) {
        out.extend(block.permissions.iter().chain(&block.roles).map(|name| Value::string(name.clone())));
    }
    for rule in program.rules.values().flatten() {
        rule.head.iter().for_each(|term| add_term(&mut out, term));
        add_formula(&mut out, &rule.body);
    }
    for fact in &mapping.facts {
        out.extend(fact.signature.args.iter().filter_map(|arg| match arg {
            SignatureArg::Constant(value) => Some(value.clone()),
            SignatureArg::Column(_) => None,
        }));
    }
    out
}

fn add_term(out: &mut HashSet<Value>, term: &Term) {
    if let Term::Value(value) = term {
        out.insert(value.clone());
    }
}

fn add_formula(out: &mut HashSet<Value>, formula: &Formula) {
    let mut stack = vec![formula];
    while let Some(next) = stack.pop() {
        match next {
            Formula::And(parts) | Formula::Or(parts) => stack.extend(parts),
            Formula::Not(inner) => stack.push(inner),
            Formula::Call(_, args, _) => args.iter().for_each(|term| add_term(out, term)),
            Formula::Compare(_, left, right, _) => {
                add_term(out, left);
                add_term(out, right);
            }
            Formula::In(term, values, _) => {
                add_term(out, term);
                out.extend(values.iter().cloned());
            }
            Formula::True | Formula::False | Formula::Matches(..) => {}
        }
    }
}
