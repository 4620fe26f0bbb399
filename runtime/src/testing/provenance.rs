//! Which rules take part in a derivation, as a program of its own.
//!
//! In: a program. Out: the same program with one more predicate `used p` for each `p` that has rules. It has one more
//! argument: `used p(x…, r)` holds if `p(x…)` has a derivation in which the rule `r` takes part. The planner compiles it
//! like any other predicate, so that one statement tells all the rules that an assertion uses.
//!
//! How: a rule takes part in its own conclusions, and in those of which one of the rule's calls has a derivation with it.
//! What stands under a `not` has no derivation.

use arctos_compiler::policy::program::{Formula, Origin, Predicate, Program, Rule, Term, VarId, Variable};
use arctos_compiler::source::Span;
use arctos_compiler::value::{STRING, TypeName, Value};
use indexmap::IndexSet;

/// The predicate that tells the rules of another.
pub(super) fn used(predicate: &Predicate) -> Predicate {
    // No predicate of a policy has a space in its name.
    Predicate::new(format!("used {}", predicate.name), predicate.arity + 1)
}

/// The value that stands for a rule, by its number.
fn tag(number: usize) -> Value {
    Value::string(number.to_string())
}

/// The number of a rule by the id of its value.
pub(super) fn number(id: &str) -> Option<usize> {
    id.parse().ok()
}

/// The places of all written rules, each once, in source order. The rules that a keyword stands for share one.
pub(super) fn rules(program: &Program) -> IndexSet<Span> {
    let mut places: IndexSet<Span> = program.rules.values().flatten().filter_map(place).collect();
    places.sort();
    places
}

/// Where a rule is written; the default `allow` is nowhere.
pub(super) fn place(rule: &Rule) -> Option<Span> {
    match rule.origin {
        Origin::Source(span) => Some(span),
        Origin::DefaultAllow => None,
    }
}

/// The program with the further predicates; rules are numbered by their place in `rules`.
pub(super) fn program(program: &Program, rules: &IndexSet<Span>) -> Program {
    let mut extended = program.clone();
    for (predicate, alternatives) in &program.rules {
        let marked = alternatives.iter().flat_map(|rule| marked(rule, program, rules)).collect();
        extended.rules.insert(used(predicate), marked);
    }
    extended
}

fn marked(rule: &Rule, program: &Program, rules: &IndexSet<Span>) -> Vec<Rule> {
    let mut marked = Vec::new();
    if let Some(number) = place(rule).and_then(|place| rules.get_index_of(&place)) {
        let mut own = rule.clone();
        own.head.push(Term::Value(tag(number)));
        marked.push(own);
    }
    let variable = VarId(rule.variables.len());
    for body in through_calls(&rule.body, program, variable) {
        let mut next = Rule { body, ..rule.clone() };
        next.variables.push(Variable { name: "rule".into(), bounds: vec![TypeName::new_static(STRING)] });
        next.head.push(Term::Var(variable));
        marked.push(next);
    }
    marked
}

/// The body once for each of its calls, with that call asking for rules. Of alternatives only the one with the call is
/// left: the others have no part in the derivation.
fn through_calls(body: &Formula, program: &Program, variable: VarId) -> Vec<Formula> {
    match body {
        Formula::Call(predicate, args, span) if program.rules.contains_key(predicate) => {
            let args = args.iter().cloned().chain([Term::Var(variable)]).collect();
            vec![Formula::Call(used(predicate), args, *span)]
        }
        Formula::Or(parts) => parts.iter().flat_map(|part| through_calls(part, program, variable)).collect(),
        Formula::And(parts) => {
            let with = |at: usize, part: Formula| {
                let mut parts = parts.clone();
                if let Some(place) = parts.get_mut(at) {
                    *place = part;
                }
                Formula::And(parts)
            };
            let each = parts.iter().enumerate();
            each.flat_map(|(at, part)| through_calls(part, program, variable).into_iter().map(move |part| with(at, part)))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// The places of the rules on which a predicate depends under a `not`.
pub(super) fn negated(program: &Program, predicate: &Predicate) -> IndexSet<Span> {
    let mut seen: IndexSet<(&Predicate, bool)> = IndexSet::new();
    let mut open: Vec<(&Predicate, bool)> = vec![(predicate, false)];
    while let Some((next, under)) = open.pop() {
        if !seen.insert((next, under)) {
            continue;
        }
        for rule in program.rules_of(next) {
            let mut formulas = vec![(&rule.body, under)];
            while let Some((formula, under)) = formulas.pop() {
                match formula {
                    Formula::And(parts) | Formula::Or(parts) => formulas.extend(parts.iter().map(|part| (part, under))),
                    Formula::Not(inner) => formulas.push((inner, true)),
                    Formula::Call(predicate, ..) => open.push((predicate, under)),
                    _ => {}
                }
            }
        }
    }
    let below = seen.into_iter().filter(|(_, under)| *under).flat_map(|(predicate, _)| program.rules_of(predicate));
    below.filter_map(place).collect()
}

/// The program without the rules written at a place.
pub(super) fn without(program: &Program, span: Span) -> Program {
    let mut program = program.clone();
    for rules in program.rules.values_mut() {
        rules.retain(|rule| place(rule) != Some(span));
    }
    program
}
