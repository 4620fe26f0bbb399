//! Where a rule may hold for a value because it is that very value, although no fact binds it.
//!
//! In: the program. Out: which predicates say so of an argument. `not x != Doc{"1"}` is true of one document, and `not d(x)`
//! with `d(x) if not e(x)` of what `e` holds for; neither tells the type of `x`. For a single negation, and for a comparison
//! outside of one, a value of a type that nothing names does as well as any.

use crate::hash::{HashMap, HashSet};
use crate::policy::program::{Compare, Formula, Predicate, Program, Rule};

/// The predicates of a program by what their rules negate.
#[derive(Clone, Debug, Default)]
pub struct Polarity {
    /// Some rule, or one of what it calls, has a negation or `!=`.
    negative: HashSet<Predicate>,
    /// Some rule, or one of what it calls outside of negations, negates what is negative.
    singling: HashSet<Predicate>,
}

impl Polarity {
    /// Looks at every rule and at what calls it.
    pub fn build(program: &Program) -> Self {
        let negates = |formula: &Formula| matches!(formula, Formula::Not(_) | Formula::Compare(Compare::NotEqual, ..));
        let negative = with_callers(program, true, |rule| any(&rule.body, false, negates));
        let found = Self { negative, singling: HashSet::default() };
        Self { singling: with_callers(program, false, |rule| found.singles_out(&rule.body)), ..found }
    }

    /// Whether the formula may hold for a value because something does not hold of it.
    pub fn negates(&self, formula: &Formula) -> bool {
        any(formula, false, |part| match part {
            Formula::Call(predicate, ..) => self.negative.contains(predicate),
            Formula::Not(_) => true,
            Formula::Compare(op, ..) => *op == Compare::NotEqual,
            _ => false,
        })
    }

    /// Whether the formula may hold for a value that is what it negates twice.
    pub fn singles_out(&self, formula: &Formula) -> bool {
        any(formula, false, |part| match part {
            Formula::Call(predicate, ..) => self.singling.contains(predicate),
            Formula::Not(inner) => any(inner, false, |part| match part {
                Formula::Call(predicate, ..) => self.negative.contains(predicate),
                Formula::Compare(op, ..) => *op == Compare::NotEqual,
                Formula::Not(_) => true,
                _ => false,
            }),
            _ => false,
        })
    }
}

/// The predicates with such a rule, and those that call one of them, perhaps in negations, too.
fn with_callers(program: &Program, in_negations: bool, is: impl Fn(&Rule) -> bool) -> HashSet<Predicate> {
    let mut open: Vec<&Predicate> = program.rules.iter().filter(|(_, rules)| rules.iter().any(&is)).map(|(p, _)| p).collect();
    let mut found: HashSet<Predicate> = open.iter().copied().cloned().collect();
    if open.is_empty() {
        return found;
    }
    let mut callers: HashMap<&Predicate, Vec<&Predicate>> = HashMap::default();
    for (caller, rules) in &program.rules {
        for rule in rules {
            any(&rule.body, in_negations, |part| {
                if let Formula::Call(called, ..) = part {
                    callers.entry(called).or_default().push(caller);
                }
                false
            });
        }
    }
    while let Some(next) = open.pop() {
        for caller in callers.get(next).into_iter().flatten().copied() {
            if found.insert(caller.clone()) {
                open.push(caller);
            }
        }
    }
    found
}

/// Whether some part of a formula is as asked, the parts of negated ones included or not.
fn any<'f>(formula: &'f Formula, in_negations: bool, mut is: impl FnMut(&'f Formula) -> bool) -> bool {
    let mut stack = vec![formula];
    while let Some(next) = stack.pop() {
        if is(next) {
            return true;
        }
        match next {
            Formula::And(parts) | Formula::Or(parts) => stack.extend(parts),
            Formula::Not(inner) if in_negations => stack.push(inner),
            _ => {}
        }
    }
    false
}
