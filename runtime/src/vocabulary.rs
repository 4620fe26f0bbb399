//! The types and predicates that a policy and its mapping speak of.
//!
//! A question about anything else is a mistake of the caller, most likely a misspelling. It gets an error rather than a
//! quiet "no".

use crate::shape::{canonical, subjects};
use crate::{Error, walk};
use arctos_compiler::mapping::model::{Mapping, SignatureArg};
use arctos_compiler::plan::goal::KnownFacts;
use arctos_compiler::plan::question::{QueryArg, QueryCall, Question};
use arctos_compiler::policy::program::{FactArg, Formula, Predicate, Program, Term};
use arctos_compiler::value::{BOOLEAN, INTEGER, STRING, TypeName, Value};
use smol_str::SmolStr;
use std::collections::HashSet;

/// Known names.
#[derive(Clone, Debug, Default)]
pub(crate) struct Vocabulary {
    types: HashSet<TypeName>,
    predicates: HashSet<Predicate>,
}

impl Vocabulary {
    /// The names of a policy, a mapping and facts.
    pub fn of(program: &Program, mapping: &Mapping, known: &KnownFacts) -> Self {
        let mut names = Self::default();
        names.types.extend([STRING, INTEGER, BOOLEAN].map(SmolStr::new_static));
        names.add_program(program);
        for fact in &mapping.facts {
            names.predicates.insert(Predicate::new(fact.signature.predicate.clone(), fact.signature.args.len()));
            names.types.extend(fact.signature.args.iter().map(|arg| match arg {
                SignatureArg::Column(ty) => ty.clone(),
                SignatureArg::Constant(value) => value.ty.clone(),
            }));
        }
        for (predicate, types, _) in known.groups() {
            names.predicates.insert(predicate.clone());
            names.types.extend(types.iter().cloned());
        }
        names
    }

    fn add_program(&mut self, program: &Program) {
        for (name, block) in &program.types.blocks {
            self.types.insert(name.clone());
            self.types.extend(block.relations.values().cloned());
        }
        self.predicates.extend(program.rules.keys().cloned());
        for fact in &program.fact_types {
            self.predicates.insert(Predicate::new(fact.name.clone(), fact.args.len()));
            self.types.extend(fact.args.iter().filter_map(|arg| match arg {
                FactArg::Type(ty) => Some(ty.clone()),
                FactArg::Constant(value) => Some(value.ty.clone()),
                FactArg::Any => None,
            }));
        }
        for rule in walk::rules(program) {
            self.types.extend(rule.variables.iter().flat_map(|variable| variable.bounds.iter().cloned()));
            self.add_terms(&rule.head);
            walk::formulas(rule, &mut |formula, _| self.add_formula(formula));
        }
    }

    fn add_formula(&mut self, formula: &Formula) {
        match formula {
            Formula::Call(predicate, args, _) => {
                self.predicates.insert(predicate.clone());
                self.add_terms(args);
            }
            Formula::Compare(_, left, right, _) => self.add_terms([left, right]),
            Formula::In(_, values, _) => self.types.extend(values.iter().map(|value| value.ty.clone())),
            Formula::Matches(_, ty, _) => {
                self.types.insert(ty.clone());
            }
            Formula::True | Formula::False | Formula::And(_) | Formula::Or(_) | Formula::Not(_) => {}
        }
    }

    fn add_terms<'t>(&mut self, terms: impl IntoIterator<Item = &'t Term>) {
        let values = terms.into_iter().filter_map(|term| if let Term::Value(value) = term { Some(value) } else { None });
        self.types.extend(values.map(|value| value.ty.clone()));
    }

    /// Checks the names of a question.
    ///
    /// # Errors
    /// The first type or predicate that is unknown.
    pub fn check(&self, question: &Question) -> Result<(), Error> {
        for subject in subjects(question) {
            self.check_type(subject.ty())?;
        }
        match question {
            Question::AuthorizeMany { resource, .. }
            | Question::List { resource, .. }
            | Question::Filter { resource, .. }
            | Question::Select { resource, .. } => self.check_type(resource),
            Question::Actors { actor, .. } => self.check_type(actor),
            Question::Query { calls, .. } => calls.iter().try_for_each(|call| self.check_call(call)),
            Question::Authorize { .. } | Question::Actions { .. } => Ok(()),
        }
    }

    fn check_call(&self, call: &QueryCall) -> Result<(), Error> {
        let predicate = Predicate::new(call.predicate.clone(), call.args.len());
        if !self.predicates.contains(&predicate) {
            return Err(Error::UnknownPredicate(predicate.to_string()));
        }
        call.args.iter().try_for_each(|arg| match arg {
            QueryArg::Variable(_, Some(ty)) | QueryArg::Any(Some(ty)) => self.check_type(ty),
            _ => Ok(()),
        })
    }

    fn check_type(&self, ty: &TypeName) -> Result<(), Error> {
        if self.types.contains(ty) { Ok(()) } else { Err(Error::UnknownType(ty.to_string())) }
    }
}

/// Checks the values of facts that a caller gives.
///
/// # Errors
/// A value whose text is not the one spelling of its type.
pub(crate) fn check_facts(facts: &KnownFacts) -> Result<(), Error> {
    let values = facts.groups().flat_map(|(_, _, rows)| rows.iter().flatten());
    values.into_iter().try_for_each(check_spelling)
}

fn check_spelling(value: &Value) -> Result<(), Error> {
    if canonical(value)? == *value {
        return Ok(());
    }
    Err(Error::BadValue { ty: value.ty.to_string(), id: value.id.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use arctos_compiler::compile::load;
    use arctos_compiler::plan::question::Subject;

    fn vocabulary() -> Vocabulary {
        let policy = "actor User {} resource Doc { permissions = [\"read\"]; relations = { owner: User }; }
            has_permission(u: User, \"read\", d: Doc) if shared(d, Team{\"all\"}) and d matches Doc;";
        let mapping = "facts:\n  in_zone(Doc:_, Zone:_):\n    query: SELECT id, zone FROM docs\n";
        let (compiler, problems, _) = load(&[("p".to_owned(), policy.to_owned())], Some(("m", mapping)));
        let compiler = compiler.unwrap_or_else(|| panic!("{problems:?}"));
        let mut known = KnownFacts::new();
        known.insert(Predicate::new("open", 1), vec![Value::new("Office", "1")]);
        Vocabulary::of(compiler.program(), compiler.mapping(), &known)
    }

    #[test]
    fn types_from_everywhere_are_known() {
        let known = vocabulary();
        for ty in ["User", "Doc", "Team", "Zone", "Office", "String", "Integer", "Boolean"] {
            let question = Question::Actions { actor: Subject::OfType(ty.into()), resource: None };
            assert!(known.check(&question).is_ok(), "{ty}");
        }
        for ty in ["", "user", "Dog"] {
            let question = Question::Actions { actor: Subject::OfType(ty.into()), resource: None };
            assert!(matches!(known.check(&question), Err(Error::UnknownType(name)) if name == ty));
        }
        let list = Question::List { actor: Subject::OfType("User".into()), action: "read".into(), resource: "Dog".into() };
        assert!(known.check(&list).is_err());
    }

    #[test]
    fn predicates_are_known_with_their_number_of_arguments() {
        let known = vocabulary();
        let query = |name: &str, arity: usize, ty: Option<&str>| {
            let args = vec![QueryArg::Any(ty.map(Into::into)); arity];
            Question::Query { calls: vec![QueryCall { predicate: name.into(), args }], row: None }
        };
        for (name, arity) in [("allow", 3), ("shared", 2), ("in_zone", 2), ("open", 1), ("has_permission", 3)] {
            assert!(known.check(&query(name, arity, None)).is_ok(), "{name}");
        }
        assert!(matches!(known.check(&query("open", 2, None)), Err(Error::UnknownPredicate(name)) if name == "open/2"));
        assert!(matches!(known.check(&query("open", 1, Some("Dog"))), Err(Error::UnknownType(_))));
    }

    #[test]
    fn facts_must_be_spelled_canonically() {
        let mut facts = KnownFacts::new();
        facts.insert(Predicate::new("size", 1), vec![Value::new(INTEGER, "7")]);
        assert!(check_facts(&facts).is_ok());
        facts.insert(Predicate::new("size", 1), vec![Value::new(INTEGER, "+7")]);
        assert!(matches!(check_facts(&facts), Err(Error::BadValue { .. })));
    }
}
