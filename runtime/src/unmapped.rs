//! Facts that the policy asks for and nothing supplies.
//!
//! In: a policy, its mapping, that of central facts, facts given to the engine, predicates whose facts come with each question. Out: the calls
//! no rule, query or fact can ever answer. A positive one only denies. One under a `not` grants, because what is absent
//! is not so: such a policy must not run.

use crate::walk;
use arctos_compiler::mapping::model::{FactMapping, Mapping, SignatureArg};
use arctos_compiler::plan::goal::KnownFacts;
use arctos_compiler::policy::program::{Formula, Origin, Predicate, Program, Rule, Term, Types};
use arctos_compiler::value::{INTEGER, TypeName, Value};
use std::collections::{BTreeSet, HashSet};
use std::fmt::Write;

/// Calls without a source, as texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Unmapped {
    /// Those that a negation depends on.
    pub negated: Vec<String>,
    /// All others.
    pub positive: Vec<String>,
}

/// Finds them.
pub(crate) fn find(program: &Program, mappings: &[&Mapping], known: &KnownFacts, expected: &HashSet<Predicate>) -> Unmapped {
    let sources = Sources { program, mappings, known, expected };
    let under = under_negation(program);
    let (mut negated, mut positive) = (BTreeSet::new(), BTreeSet::new());
    for (predicate, rules) in &program.rules {
        // The default `allow` asks for permissions that a policy need not have.
        for rule in rules.iter().filter(|rule| rule.origin != Origin::DefaultAllow) {
            walk::formulas(rule, &mut |formula, inside| {
                let Formula::Call(called, args, _) = formula else { return };
                let args: Vec<Arg> = args.iter().map(|term| Arg::of(term, rule)).collect();
                if !sources.have(called, &args) {
                    let text = display(called, &args);
                    if inside || under.contains(predicate) {
                        negated.insert(text)
                    } else {
                        positive.insert(text)
                    };
                }
            });
        }
    }
    positive.retain(|text| !negated.contains(text));
    Unmapped { negated: negated.into_iter().collect(), positive: positive.into_iter().collect() }
}

/// Predicates whose rules are asked from within some `not`.
fn under_negation(program: &Program) -> HashSet<Predicate> {
    let mut queue: Vec<&Predicate> = Vec::new();
    for rule in walk::rules(program) {
        walk::formulas(rule, &mut |formula, inside| {
            if let Formula::Call(called, ..) = formula
                && inside
            {
                queue.push(called);
            }
        });
    }
    let mut found = HashSet::new();
    while let Some(predicate) = queue.pop() {
        if !found.insert(predicate.clone()) {
            continue;
        }
        for rule in program.rules_of(predicate) {
            walk::formulas(rule, &mut |formula, _| {
                if let Formula::Call(called, ..) = formula {
                    queue.push(called);
                }
            });
        }
    }
    found
}

/// What can stand in the place of an argument.
enum Arg {
    /// Values that fit all of these types.
    Typed(Vec<TypeName>),
    /// One value.
    Constant(Value),
}

impl Arg {
    fn of(term: &Term, rule: &Rule) -> Self {
        match term {
            Term::Value(value) => Self::Constant(value.clone()),
            Term::Now => Self::Typed(vec![TypeName::new_static(INTEGER)]),
            Term::Var(var) => Self::Typed(rule.variables.get(var.0).map(|variable| variable.bounds.clone()).unwrap_or_default()),
        }
    }

    /// Whether some value can be both; where that is not certain, yes.
    fn overlaps(&self, other: &Arg, types: &Types) -> bool {
        match (self, other) {
            (Self::Constant(a), Self::Constant(b)) => a == b,
            (Self::Constant(value), Self::Typed(bounds)) | (Self::Typed(bounds), Self::Constant(value)) => {
                bounds.iter().all(|bound| types.fits(&value.ty, bound))
            }
            (Self::Typed(a), Self::Typed(b)) => {
                let all: Vec<&TypeName> = a.iter().chain(b).collect();
                let fits_all = |ty: &TypeName| all.iter().all(|bound| types.fits(ty, bound));
                all.iter().any(|ty| fits_all(ty)) || types.blocks.keys().any(fits_all) || all.is_empty()
            }
        }
    }
}

struct Sources<'a> {
    program: &'a Program,
    mappings: &'a [&'a Mapping],
    known: &'a KnownFacts,
    expected: &'a HashSet<Predicate>,
}

impl Sources<'_> {
    fn have(&self, predicate: &Predicate, args: &[Arg]) -> bool {
        let matches = |others: &[Arg]| args.iter().zip(others).all(|(a, b)| a.overlaps(b, &self.program.types));
        let by_rule = |rule: &Rule| matches(&rule.head.iter().map(|term| Arg::of(term, rule)).collect::<Vec<_>>());
        let by_query = |fact: &FactMapping| {
            let signature = &fact.signature;
            signature.predicate == predicate.name && signature.args.len() == predicate.arity && {
                let given = signature.args.iter().map(|arg| match arg {
                    SignatureArg::Column(ty) => Arg::Typed(vec![ty.clone()]),
                    SignatureArg::Constant(value) => Arg::Constant(value.clone()),
                });
                matches(&given.collect::<Vec<_>>())
            }
        };
        let mut groups = self.known.groups();
        self.expected.contains(predicate)
            || self.program.rules_of(predicate).iter().any(by_rule)
            || self.mappings.iter().flat_map(|mapping| &mapping.facts).any(by_query)
            || groups.any(|(name, types, _)| {
                name == predicate && matches(&types.iter().map(|ty| Arg::Typed(vec![ty.clone()])).collect::<Vec<_>>())
            })
    }
}

/// `has_role(User, "admin", _)`
fn display(predicate: &Predicate, args: &[Arg]) -> String {
    let mut out = format!("{}(", predicate.name);
    for (at, arg) in args.iter().enumerate() {
        out.push_str(if at == 0 { "" } else { ", " });
        let _ = match arg {
            Arg::Constant(value) => write!(out, "{value}"),
            Arg::Typed(bounds) => write!(out, "{}", bounds.first().map_or("_", |bound| bound.as_str())),
        };
    }
    out.push(')');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use arctos_compiler::compile::load;

    const POLICY: &str = r#"
        actor User {}
        resource Doc { roles = ["reader"]; permissions = ["read"]; "read" if "reader"; }
        has_permission(_: User, "read", d: Doc) if public(d) and not hidden(d);
        hidden(d: Doc) if locked(d) and in_zone(d, zone) and not unlocked(zone, d);
    "#;

    fn unmapped(mapping: Option<&str>, known: &KnownFacts, expected: &[Predicate]) -> Unmapped {
        let policy = [("p".to_owned(), POLICY.to_owned())];
        let (compiler, problems, _) = load(&policy, mapping.map(|text| ("m", text)));
        let compiler = compiler.unwrap_or_else(|| panic!("{problems:?}"));
        find(compiler.program(), &[compiler.mapping()], known, &expected.iter().cloned().collect())
    }

    #[test]
    fn what_a_negation_needs_is_told_from_what_only_denies() {
        let found = unmapped(None, &KnownFacts::new(), &[]);
        assert_eq!(found.negated, ["in_zone(Doc, _)", "locked(Doc)", "unlocked(_, Doc)"]);
        assert_eq!(found.positive, ["has_role(Actor, \"reader\", Doc)", "public(Doc)"]);
    }

    #[test]
    fn facts_and_announcements_are_sources() {
        let mut known = KnownFacts::new();
        known.insert(Predicate::new("locked", 1), vec![Value::new("Doc", "1")]);
        known.insert(Predicate::new("public", 1), vec![Value::new("User", "1")]);
        let found = unmapped(None, &known, &[Predicate::new("unlocked", 2)]);
        assert_eq!(found.negated, ["in_zone(Doc, _)"]);
        assert!(found.positive.contains(&"public(Doc)".to_owned()), "a fact about another type is no source");
    }

    #[test]
    fn mapped_queries_are_sources_where_types_and_constants_fit() {
        let mapping = "facts:
  has_role(User:_, String:_, Doc:_):
    query: SELECT user_id, role, doc_id FROM roles
  locked(Folder:_):
    query: SELECT id FROM folders
";
        let found = unmapped(Some(mapping), &KnownFacts::new(), &[]);
        assert_eq!(found.positive, ["public(Doc)"]);
        assert!(found.negated.contains(&"locked(Doc)".to_owned()), "a query about another type is no source");
    }
}
