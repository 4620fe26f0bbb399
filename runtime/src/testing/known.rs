//! The values that a test knows: what "every" means when each one has to be named.
//!
//! Known are the values of the test's facts, the constants of the policy, and those of the assertion itself. Where a
//! variable stands for a role, a permission or a relation, known are the names of that kind instead: the declared ones,
//! those that rules grant, and those in facts.

use super::case::{Case, Claim};
use arctos_compiler::mapping::model::Mapping;
use arctos_compiler::plan::constants;
use arctos_compiler::policy::program::{Formula, Predicate, Program, Rule, Term};
use arctos_compiler::value::{ACTOR, BOOLEAN, INTEGER, RESOURCE, STRING, TypeName, Value};
use std::collections::BTreeSet;

/// What a policy and its tests mention.
#[derive(Clone, Debug)]
pub(super) struct Known<'a> {
    program: &'a Program,
    /// The policy's constants.
    constants: BTreeSet<Value>,
    /// Every concrete type there is.
    types: BTreeSet<TypeName>,
}

impl<'a> Known<'a> {
    /// Collects it.
    pub fn new(program: &'a Program, cases: &[Case]) -> Self {
        let constants: BTreeSet<Value> = constants::of(program, &Mapping::default()).into_iter().collect();
        let mut types: BTreeSet<TypeName> = [STRING, INTEGER, BOOLEAN].map(TypeName::new_static).into();
        types.extend(program.types.blocks.keys().cloned());
        types.extend(constants.iter().map(|value| value.ty.clone()));
        for rule in program.rules.values().flatten() {
            named_types(rule, &mut types);
        }
        for case in cases {
            types.extend(case.facts.iter().flat_map(|fact| &fact.args).map(|value| value.ty.clone()));
            let claims = case.assertions.iter().filter_map(|asserted| asserted.claim.as_ref().ok());
            types.extend(claims.flat_map(Claim::values).map(|value| value.ty.clone()));
        }
        types.retain(|ty| !matches!(ty.as_str(), ACTOR | RESOURCE));
        Self { program, constants, types }
    }

    /// The types that values of a claim's variable may have: exactly the one it is annotated with, or, without one or with
    /// an abstract one, every type that fits.
    pub fn types(&self, bounds: &[TypeName]) -> Vec<TypeName> {
        let is_abstract = |ty: &TypeName| matches!(ty.as_str(), ACTOR | RESOURCE);
        let fits = |ty: &TypeName, bound: &TypeName| ty == bound || (is_abstract(bound) && self.program.types.fits(ty, bound));
        let named = bounds.iter().filter(|bound| !is_abstract(bound));
        let all: BTreeSet<&TypeName> = self.types.iter().chain(named).collect();
        all.into_iter().filter(|ty| bounds.iter().all(|bound| fits(ty, bound))).cloned().collect()
    }

    /// The known values of a type for the variable of a claim.
    pub fn values(&self, ty: &TypeName, claim: &Claim, case: &Case) -> BTreeSet<Value> {
        let mut values: BTreeSet<Value> = match self.names(ty, claim, case) {
            Some(names) => names,
            None => self.constants.iter().chain(case.facts.iter().flat_map(|fact| &fact.args)).cloned().collect(),
        };
        values.extend(claim.values().cloned());
        values.retain(|value| value.ty == *ty);
        values
    }

    /// A value of the type that neither the policy nor the test nor the claim mentions: what holds for it holds for every
    /// such value, because a policy can only compare ids.
    pub fn other(&self, ty: &TypeName, claim: &Claim, case: &Case) -> Value {
        let of_facts = case.facts.iter().flat_map(|fact| &fact.args);
        let mentioned: BTreeSet<&Value> = self.constants.iter().chain(of_facts).chain(claim.values()).collect();
        let spelled = |number: i64| match ty.as_str() {
            INTEGER => Value::integer(number),
            _ => Value::new(ty.clone(), format!("any other {number}")),
        };
        let numbers = (0..).map(|number| 1_000_000_007 + number);
        numbers.map(spelled).find(|value| !mentioned.contains(value)).unwrap_or_else(|| spelled(0))
    }

    /// Whether the variable of a claim stands for names of a kind, if it is of this type.
    pub fn has_names(ty: &TypeName, claim: &Claim) -> bool {
        let predicate = &claim.call.predicate;
        ty == STRING
            && claim.call.position() == Some(1)
            && matches!(
                (predicate.name.as_str(), predicate.arity),
                ("allow" | "has_permission" | "has_role", 2 | 3) | ("has_relation", 3)
            )
    }

    /// The names of a kind, where the claim's variable stands for one.
    fn names(&self, ty: &TypeName, claim: &Claim, case: &Case) -> Option<BTreeSet<Value>> {
        let predicate = &claim.call.predicate;
        if !Self::has_names(ty, claim) {
            return None;
        }
        let object = if predicate.name == "has_relation" { 0 } else { 2 };
        let object = claim.call.args.get(object).and_then(Option::as_ref);
        let block = match (predicate.arity, object) {
            (2, _) => self.program.types.global.as_ref(),
            (_, object) => object.and_then(|value| self.program.types.blocks.get(&value.ty)),
        };
        let declared: Vec<_> = match predicate.name.as_str() {
            "allow" | "has_permission" => block.into_iter().flat_map(|block| &block.permissions).collect(),
            "has_role" => block.into_iter().flat_map(|block| &block.roles).collect(),
            _ => block.into_iter().flat_map(|block| block.relations.keys()).collect(),
        };
        let mut names: BTreeSet<Value> = declared.into_iter().map(|name| Value::string(name.clone())).collect();
        let same = [predicate.clone(), Predicate::new("has_permission", predicate.arity)];
        let same = if predicate.name == "allow" { &same[..] } else { &same[..1] };
        names.extend(same.iter().flat_map(|predicate| self.program.rules_of(predicate)).flat_map(granted));
        names
            .extend(case.facts.iter().filter(|fact| same.contains(&fact.predicate)).filter_map(|fact| fact.args.get(1)).cloned());
        Some(names)
    }
}

/// The constants for a rule's second argument.
fn granted(rule: &Rule) -> Vec<Value> {
    let Some(head) = rule.head.get(1) else { return Vec::new() };
    if let Term::Value(value) = head {
        return vec![value.clone()];
    }
    let mut found = Vec::new();
    let mut open = vec![&rule.body];
    while let Some(formula) = open.pop() {
        match formula {
            Formula::And(parts) | Formula::Or(parts) => open.extend(parts),
            Formula::In(term, values, _) if term == head => found.extend(values.iter().cloned()),
            Formula::Compare(_, left, right, _) => {
                let sides = [(left, right), (right, left)].into_iter().filter(|(one, _)| *one == head);
                found.extend(
                    sides.filter_map(|(_, other)| if let Term::Value(value) = other { Some(value.clone()) } else { None }),
                );
            }
            _ => {}
        }
    }
    found
}

fn named_types(rule: &Rule, types: &mut BTreeSet<TypeName>) {
    types.extend(rule.variables.iter().flat_map(|variable| &variable.bounds).cloned());
    let mut open = vec![&rule.body];
    while let Some(formula) = open.pop() {
        match formula {
            Formula::And(parts) | Formula::Or(parts) => open.extend(parts),
            Formula::Not(inner) => open.push(inner),
            Formula::Matches(_, ty, _) => {
                types.insert(ty.clone());
            }
            _ => {}
        }
    }
}
