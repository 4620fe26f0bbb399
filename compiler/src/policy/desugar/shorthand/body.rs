//! The body of a shorthand rule.

use super::{Grant, Place, predicate_of};
use crate::diagnostic::Diagnostics;
use crate::policy::checks::{relation_without_actor, unknown_name, unknown_relation};
use crate::policy::desugar::formula::{all, any};
use crate::policy::desugar::term;
use crate::policy::desugar::variables::Variables;
use crate::policy::names::{Kind, Names};
use crate::policy::program::{Formula, Predicate, Term, VarId};
use crate::source::Span;
use crate::syntax::ast::{Name, ShorthandExpr, ShorthandName, Text};
use crate::value::{TypeName, Value};

/// What the expansion of one body needs to know.
pub(super) struct Body<'a, 'b> {
    pub(super) place: Place<'a>,
    pub(super) actor: VarId,
    pub(super) resource: Option<VarId>,
    pub(super) grant: &'a Grant,
    pub(super) names: &'a Names,
    pub(super) variables: &'b mut Variables,
    pub(super) diagnostics: &'b mut Diagnostics,
}

/// The thing that a name is asked of: the block's own object, a related one, or nothing for global names.
#[derive(Clone, Copy)]
enum Object<'a> {
    Of(&'a TypeName, VarId),
    Global,
}

impl<'a> Body<'a, '_> {
    pub(super) fn expression(&mut self, expr: &ShorthandExpr) -> Formula {
        match expr {
            ShorthandExpr::Or(parts, _) => any(parts.iter().map(|part| self.expression(part))),
            ShorthandExpr::And(parts, _) => all(parts.iter().map(|part| self.expression(part))),
            ShorthandExpr::Group(inner, _) => self.expression(inner),
            ShorthandExpr::Not(inner, _) => Formula::Not(Box::new(self.expression(inner))),
            ShorthandExpr::Call(call) => term::call(call, self.variables),
            ShorthandExpr::Global(name, span) => self.name(name, Object::Global, *span),
            ShorthandExpr::On(name, relation, span) => self.on(name, relation, *span),
            ShorthandExpr::Name(name) => self.name(name, self.own(), name.span()),
        }
    }

    fn own(&self) -> Object<'a> {
        match (self.place, self.resource) {
            (Place::Type(ty), Some(resource)) => Object::Of(ty, resource),
            _ => Object::Global,
        }
    }

    /// `"x" on "relation"`; `"x" on resource` is `"x"`.
    fn on(&mut self, name: &ShorthandName, relation: &ShorthandName, span: Span) -> Formula {
        let (Place::Type(ty), Some(resource)) = (self.place, self.resource) else {
            self.diagnostics.push(unknown_relation::in_global(span));
            return Formula::False;
        };
        let relation = match relation {
            ShorthandName::Word(word) if word.text == "resource" => return self.name(name, self.own(), span),
            ShorthandName::Word(word) => {
                self.diagnostics.push(unknown_relation::unquoted(word, ty, self.names));
                return Formula::False;
            }
            ShorthandName::Text(text) => text,
        };
        let Some(target) = self.names.target(ty, &relation.value) else {
            self.diagnostics.push(unknown_relation::undeclared(relation, ty, self.names));
            return Formula::False;
        };
        if !self.names.is_target(target) {
            // Reported where the relation is declared; the names of such a type are unknown to no one's fault.
            return Formula::False;
        }
        let related = self.variables.fresh();
        let step = has_relation(resource, relation, related, span);
        let typed = Formula::Matches(related, target.clone(), span);
        all([step, typed, self.name(name, Object::Of(target, related), span)])
    }

    /// A name asked of an object: quoted, or one of the keywords.
    fn name(&mut self, name: &ShorthandName, object: Object<'a>, span: Span) -> Formula {
        match name {
            ShorthandName::Text(text) => self.text(text, object, span),
            ShorthandName::Word(word) => self.keyword(word, object, span),
        }
    }

    /// `role` and `permission`: the name that the keyword in the head stands for, or any name at all.
    fn keyword(&mut self, word: &Name, object: Object<'a>, span: Span) -> Formula {
        let kind = match word.text.as_str() {
            "role" => Kind::Role,
            "permission" => Kind::Permission,
            _ => {
                self.diagnostics.push(unknown_name::unquoted(word, self.place, self.names));
                return Formula::False;
            }
        };
        let granted = if self.grant.by_keyword && self.grant.kind == kind {
            Term::Value(Value::string(self.grant.name.clone()))
        } else {
            Term::Var(self.variables.fresh())
        };
        self.held(kind, granted, object, span)
    }

    fn text(&mut self, text: &Text, object: Object<'a>, span: Span) -> Formula {
        let kinds = match object {
            Object::Of(ty, _) => self.names.kinds(ty, &text.value),
            Object::Global => self.names.global.get(&text.value).map(|found| found.kind).into_iter().collect(),
        };
        if kinds.is_empty() {
            let place = match object {
                Object::Of(ty, _) => Place::Type(ty),
                Object::Global => Place::Global,
            };
            self.diagnostics.push(unknown_name::body(text, place, self.place, self.names));
        }
        // On an abstract type a name may be a role of one type and a permission of another.
        any(kinds.into_iter().map(|kind| {
            if let (Kind::Relation, Object::Of(ty, _)) = (kind, object) {
                relation_without_actor::check(text, ty, self.names, self.diagnostics);
            }
            self.held(kind, Term::Value(Value::string(text.value.clone())), object, span)
        }))
    }

    /// The actor holds the role or permission on the object, or the object's relation leads to the actor.
    fn held(&self, kind: Kind, name: Term, object: Object<'a>, span: Span) -> Formula {
        let actor = Term::Var(self.actor);
        let args = match (kind, object) {
            (Kind::Relation, Object::Of(_, object)) => vec![Term::Var(object), name, actor],
            (_, Object::Of(_, object)) => vec![actor, name, Term::Var(object)],
            (_, Object::Global) => vec![actor, name],
        };
        Formula::Call(Predicate::new(predicate_of(kind), args.len()), args, span)
    }
}

fn has_relation(object: VarId, relation: &Text, related: VarId, span: Span) -> Formula {
    let args = vec![Term::Var(object), Term::Value(Value::string(relation.value.clone())), Term::Var(related)];
    Formula::Call(Predicate::new(predicate_of(Kind::Relation), args.len()), args, span)
}
