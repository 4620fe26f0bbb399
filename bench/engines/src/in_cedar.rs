//! Cedar: what contains a thing is its parents in the hierarchy, and a user has the sets of what is given to it.

use crate::engine::{Answer, Engine, said};
use crate::facts::{Facts, Id, Kind, Question};
use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid, PolicySet, Request,
    RestrictedExpression as Expression, Schema, ValidationMode, Validator,
};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::time::Instant;

/// The validated policies with their entities.
pub struct Cedar {
    authorizer: Authorizer,
    policies: PolicySet,
    types: Types,
    entities: Entities,
    issues: Vec<Id>,
    documents: Vec<Id>,
}

/// The names of the types, parsed once.
struct Types {
    user: EntityTypeName,
    organization: EntityTypeName,
    repository: EntityTypeName,
    issue: EntityTypeName,
    folder: EntityTypeName,
    document: EntityTypeName,
    action: EntityTypeName,
}

impl Types {
    fn new() -> Self {
        let name = |name: &str| name.parse().expect("the name of a type");
        Self {
            user: name("User"),
            organization: name("Organization"),
            repository: name("Repository"),
            issue: name("Issue"),
            folder: name("Folder"),
            document: name("Document"),
            action: name("Action"),
        }
    }

    fn of(&self, kind: Kind) -> &EntityTypeName {
        match kind {
            Kind::Issue => &self.issue,
            Kind::Document => &self.document,
        }
    }

    fn entities(&self, facts: &Facts) -> Answer<Vec<Entity>> {
        let mut entities: Vec<Entity> =
            facts.organizations().iter().map(|id| Entity::with_uid(uid(&self.organization, id))).collect();
        for (id, user) in &facts.users {
            let sets = [
                ("member", set(&self.organization, &user.member)),
                ("reads", set(&self.repository, &user.reads)),
                ("views", set(&self.folder, &user.views)),
            ];
            entities.push(entity(uid(&self.user, id), sets, None)?);
        }
        for (id, organization) in &facts.repositories {
            entities.push(entity(uid(&self.repository, id), [], Some(uid(&self.organization, organization)))?);
        }
        for (id, issue) in &facts.issues {
            let creator = Expression::new_entity_uid(uid(&self.user, &issue.creator));
            let attributes = [("creator", creator), ("locked", Expression::new_bool(issue.locked))];
            entities.push(entity(uid(&self.issue, id), attributes, Some(uid(&self.repository, &issue.repository)))?);
        }
        for (id, parent) in &facts.folders {
            entities.push(entity(uid(&self.folder, id), [], parent.map(|parent| uid(&self.folder, &parent)))?);
        }
        for (id, document) in &facts.documents {
            let attributes = [("sealed", Expression::new_bool(document.sealed))];
            entities.push(entity(uid(&self.document, id), attributes, Some(uid(&self.folder, &document.folder)))?);
        }
        Ok(entities)
    }
}

fn uid(of: &EntityTypeName, id: &(impl ToString + ?Sized)) -> EntityUid {
    EntityUid::from_type_name_and_id(of.clone(), EntityId::new(id.to_string()))
}

fn set(of: &EntityTypeName, ids: &BTreeSet<Id>) -> Expression {
    Expression::new_set(ids.iter().map(|id| Expression::new_entity_uid(uid(of, id))))
}

fn entity<const N: usize>(uid: EntityUid, attributes: [(&str, Expression); N], parent: Option<EntityUid>) -> Answer<Entity> {
    let attributes: HashMap<_, _> = attributes.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Entity::new(uid, attributes, HashSet::from_iter(parent)).map_err(said)
}

/// The policies, parsed and validated against the schema.
fn policies() -> PolicySet {
    let policies: PolicySet = include_str!("../policy/cedar.cedar").parse().expect("policies");
    let (schema, _) = Schema::from_cedarschema_str(include_str!("../policy/cedar.cedarschema")).expect("a schema");
    let validated = Validator::new(schema).validate(&policies, ValidationMode::Strict);
    assert!(validated.validation_passed(), "{validated}");
    policies
}

impl Engine for Cedar {
    const NAME: &'static str = "Cedar";

    fn load() -> Self {
        Self {
            authorizer: Authorizer::new(),
            policies: policies(),
            types: Types::new(),
            entities: Entities::empty(),
            issues: Vec::new(),
            documents: Vec::new(),
        }
    }

    fn hold(&mut self, facts: &Facts) -> Answer<()> {
        self.entities = Entities::from_entities(self.types.entities(facts)?, None).map_err(said)?;
        self.issues = facts.ids(Kind::Issue);
        self.documents = facts.ids(Kind::Document);
        Ok(())
    }

    fn decide(&mut self, question: &Question) -> Answer<bool> {
        let user = uid(&self.types.user, &question.user);
        let resource = uid(self.types.of(question.kind), &question.id);
        let action = uid(&self.types.action, question.action);
        let request = Request::new(user, action, resource, Context::empty(), None).map_err(said)?;
        let response = self.authorizer.is_authorized(&request, &self.policies, &self.entities);
        match response.diagnostics().errors().next() {
            Some(error) => Err(said(error)),
            None => Ok(response.decision() == Decision::Allow),
        }
    }

    fn list(&mut self, user: Id, kind: Kind, until: Instant) -> Answer<Vec<Id>> {
        let ids = match kind {
            Kind::Issue => self.issues.clone(),
            Kind::Document => self.documents.clone(),
        };
        self.list_in_turn(&ids, user, kind, until)
    }
}
