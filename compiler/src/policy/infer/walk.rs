//! The way through one rule: narrow by every literal of a conjunction, then go into its alternatives and negations.

use super::{Conflict, Inference, Observer, TypeSet};
use crate::policy::program::{Compare, Formula, Predicate, Rule, Term, VarId, Variable};
use crate::source::Span;
use crate::value::{INTEGER, STRING, TypeName, Value};
use indexmap::map::Entry;
use indexmap::{IndexMap, IndexSet};

/// What is known about one variable.
#[derive(Clone, Debug)]
struct Known {
    types: TypeSet,
    /// The literal that said so; `None` for the head.
    from: Option<Span>,
    /// The target type of a declared relation that leads to the variable.
    expected: Option<TypeName>,
}

/// What is known about the variables at one place of a rule.
#[derive(Clone, Debug)]
pub(in crate::policy) struct State {
    variables: Vec<Known>,
}

impl State {
    /// The types of a term, narrowed by what declared relations lead to.
    pub(in crate::policy) fn types(&self, term: &Term) -> TypeSet {
        if let Term::Var(id) = term
            && let Some(Known { types: TypeSet::Any, expected: Some(expected), .. }) = self.variables.get(id.0)
        {
            return TypeSet::one(expected.clone());
        }
        self.proven(term)
    }

    /// The types of a term as far as the rule itself proves them.
    fn proven(&self, term: &Term) -> TypeSet {
        match term {
            Term::Var(id) => self.variables.get(id.0).map_or(TypeSet::Any, |known| known.types.clone()),
            Term::Value(value) => TypeSet::one(value.ty.clone()),
            Term::Now => TypeSet::one(TypeName::new_static(INTEGER)),
        }
    }
}

/// See [`Inference::rule`].
pub(super) fn rule(inference: &Inference, rule: &Rule, observer: &mut impl Observer) {
    let mut walk = start(inference, rule, observer);
    walk.visit_all(parts(&rule.body));
}

/// See [`Inference::body`].
pub(super) fn body(inference: &Inference, rule: &Rule) -> State {
    start(inference, rule, &mut ()).state
}

/// A walk that knows what holds in all of the body.
fn start<'a, O: Observer>(inference: &'a Inference, rule: &'a Rule, observer: &'a mut O) -> Walk<'a, O> {
    let unknown = Known { types: TypeSet::Any, from: None, expected: None };
    let state = State { variables: vec![unknown; rule.variables.len()] };
    let mut walk = Walk { inference, names: &rule.variables, state, undo: Vec::new(), muted: 0, observer };
    for (at, variable) in rule.variables.iter().enumerate() {
        for bound in &variable.bounds {
            walk.restrict(VarId(at), &TypeSet::one(bound.clone()), None);
        }
    }
    walk.narrow_all(parts(&rule.body));
    walk
}

struct Walk<'a, O> {
    inference: &'a Inference<'a>,
    names: &'a [Variable],
    state: State,
    /// Overwritten knowledge, newest last.
    undo: Vec<(VarId, Known)>,
    /// Above zero while looking ahead; what is found then is found again later.
    muted: usize,
    observer: &'a mut O,
}

/// The conjuncts of a formula.
fn parts(formula: &Formula) -> &[Formula] {
    match formula {
        Formula::And(parts) => parts,
        other => std::slice::from_ref(other),
    }
}

impl<O: Observer> Walk<'_, O> {
    /// A formula with its own scope of knowledge: an alternative or what is negated.
    fn scope(&mut self, formula: &Formula) {
        let mark = self.undo.len();
        self.narrow_all(parts(formula));
        self.visit_all(parts(formula));
        self.undo_to(mark);
    }

    fn narrow_all(&mut self, parts: &[Formula]) {
        let before = self.undo.len();
        for part in parts {
            self.narrow(part);
        }
        if self.undo.len() == before {
            return;
        }
        // A second time, for equations that stand before what they equate is narrowed.
        self.muted += 1;
        for part in parts {
            self.narrow(part);
        }
        self.muted -= 1;
    }

    fn visit_all(&mut self, parts: &[Formula]) {
        for part in parts {
            match part {
                Formula::Call(predicate, args, _) => self.observer.call(predicate, args, &self.state),
                Formula::Or(branches) => branches.iter().for_each(|branch| self.scope(branch)),
                Formula::Not(inner) => self.scope(inner),
                _ => {}
            }
        }
    }

    fn narrow(&mut self, part: &Formula) {
        match part {
            Formula::Matches(id, ty, span) => self.restrict(*id, &TypeSet::one(ty.clone()), Some(*span)),
            Formula::Compare(Compare::Equal, left, right, span) => self.equal(left, right, *span),
            Formula::Compare(Compare::NotEqual, ..) => {}
            Formula::Compare(_, left, right, span) => {
                self.ordered(left, *span);
                self.ordered(right, *span);
            }
            Formula::In(Term::Var(id), values, span) => self.restrict(*id, &types_of(values), Some(*span)),
            Formula::Call(predicate, args, _) => self.expect(predicate, args),
            Formula::Or(branches) => self.alternatives(branches),
            // A conjunction stands here only as an alternative.
            Formula::And(parts) => parts.iter().for_each(|part| self.narrow(part)),
            Formula::In(..) | Formula::Not(_) | Formula::True | Formula::False => {}
        }
    }

    fn equal(&mut self, left: &Term, right: &Term, span: Span) {
        let (left_types, right_types) = (self.state.proven(left), self.state.proven(right));
        if let Term::Var(id) = left {
            self.restrict(*id, &right_types, Some(span));
        }
        if let Term::Var(id) = right {
            // With two variables the first one has told of a contradiction.
            let told = usize::from(matches!(left, Term::Var(_)));
            self.muted += told;
            self.restrict(*id, &left_types, Some(span));
            self.muted -= told;
        }
    }

    /// An operand of `<` and its relatives.
    fn ordered(&mut self, term: &Term, span: Span) {
        let integer = TypeSet::one(TypeName::new_static(INTEGER));
        match term {
            Term::Var(id) => self.restrict(*id, &integer, Some(span)),
            Term::Value(value) if value.ty != INTEGER => self.tell(Conflict {
                subject: value.to_string(),
                known: TypeSet::one(value.ty.clone()),
                known_from: None,
                demanded: integer,
                span: Some(span),
            }),
            Term::Value(_) | Term::Now => {}
        }
    }

    /// `has_relation(object, "name", target)` with an object of a declared type.
    fn expect(&mut self, predicate: &Predicate, args: &[Term]) {
        let [object, Term::Value(name), Term::Var(target)] = args else { return };
        if predicate.name != "has_relation" || name.ty != STRING {
            return;
        }
        let TypeSet::OneOf(objects) = self.state.types(object) else { return };
        let [object] = objects.as_slice() else { return };
        let relation = self.inference.types.blocks.get(object).and_then(|block| block.relations.get(&name.id));
        let Some(expected) = relation.cloned() else { return };
        if let Some(known) = self.state.variables.get(target.0)
            && known.types == TypeSet::Any
            && known.expected.is_none()
        {
            let known = Known { expected: Some(expected), ..known.clone() };
            self.replace(*target, known);
        }
    }

    /// What all alternatives agree on holds outside them too.
    fn alternatives(&mut self, branches: &[Formula]) {
        let mut agreed: IndexMap<VarId, (usize, TypeSet)> = IndexMap::new();
        for branch in branches {
            let mark = self.undo.len();
            self.muted += 1;
            self.narrow(branch);
            self.muted -= 1;
            let mut touched: Vec<VarId> = self.undo.iter().skip(mark).map(|(id, _)| *id).collect();
            touched.sort_unstable();
            touched.dedup();
            for id in touched {
                let types = self.state.proven(&Term::Var(id));
                match agreed.entry(id) {
                    Entry::Vacant(entry) => {
                        entry.insert((1, types));
                    }
                    Entry::Occupied(mut entry) => {
                        let (count, union) = entry.get_mut();
                        *count += 1;
                        *union = std::mem::replace(union, TypeSet::Any).union(&types);
                    }
                }
            }
            self.undo_to(mark);
        }
        let span = branches.iter().find_map(crate::policy::desugar::span_of);
        for (id, (count, types)) in agreed {
            if count == branches.len() {
                self.restrict(id, &types, span);
            }
        }
    }

    fn restrict(&mut self, id: VarId, to: &TypeSet, span: Option<Span>) {
        let Some(known) = self.state.variables.get(id.0) else { return };
        match self.inference.meet(&known.types, to) {
            Some(types) if types == known.types => {}
            Some(types) => {
                let known = Known { types, from: span, expected: known.expected.clone() };
                self.replace(id, known);
            }
            // The old knowledge stays, so that one contradiction is told once.
            None => {
                let subject = self.names.get(id.0).map(|variable| variable.name.to_string()).unwrap_or_default();
                let conflict =
                    Conflict { subject, known: known.types.clone(), known_from: known.from, demanded: to.clone(), span };
                self.tell(conflict);
            }
        }
    }

    fn tell(&mut self, conflict: Conflict) {
        if self.muted == 0 {
            self.observer.conflict(conflict);
        }
    }

    fn replace(&mut self, id: VarId, known: Known) {
        if let Some(place) = self.state.variables.get_mut(id.0) {
            self.undo.push((id, std::mem::replace(place, known)));
        }
    }

    fn undo_to(&mut self, mark: usize) {
        while self.undo.len() > mark {
            let Some((id, known)) = self.undo.pop() else { return };
            if let Some(place) = self.state.variables.get_mut(id.0) {
                *place = known;
            }
        }
    }
}

fn types_of(values: &[Value]) -> TypeSet {
    let mut types: IndexSet<&TypeName> = IndexSet::new();
    types.extend(values.iter().map(|value| &value.ty));
    types.into_iter().cloned().map(TypeSet::one).reduce(|all, one| all.union(&one)).unwrap_or(TypeSet::Any)
}
