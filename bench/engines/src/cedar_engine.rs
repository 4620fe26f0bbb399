//! Cedar: sets of users are groups that the users are in.

use crate::Engine;
use crate::facts::{Facts, USERS};
use cedar_policy::{Authorizer, Context, Decision, Entities, EntityUid, PolicySet, Request};
use serde_json::{Value, json};

const POLICY: &str = include_str!("../policy.cedar");

/// The policies with the entities.
pub struct Cedar {
    authorizer: Authorizer,
    policies: PolicySet,
    entities: Entities,
}

fn uid(ty: &str, id: impl ToString) -> EntityUid {
    EntityUid::from_type_name_and_id(ty.parse().expect("a type"), cedar_policy::EntityId::new(id.to_string()))
}

fn link(ty: &str, id: impl ToString) -> Value {
    json!({"__entity": {"type": ty, "id": id.to_string()}})
}

fn entity(ty: &str, id: impl ToString, attrs: &Value, parents: &[Value]) -> Value {
    json!({"uid": {"type": ty, "id": id.to_string()}, "attrs": attrs, "parents": parents})
}

fn entities(facts: &Facts) -> Vec<Value> {
    let mut all = Vec::new();
    for user in 0..USERS {
        let within = |sets: &[Vec<usize>], name: &str| {
            let sets = sets.iter().enumerate().filter(|(_, users)| users.contains(&user));
            sets.map(|(id, _)| json!({"type": "Group", "id": format!("{name} {id}")})).collect::<Vec<_>>()
        };
        let parents = [within(&facts.readers, "readers"), within(&facts.members, "members")].concat();
        all.push(entity("User", user, &json!({}), &parents));
    }
    for id in 0..facts.members.len() {
        all.push(entity("Group", format!("members {id}"), &json!({}), &[]));
        all.push(entity("Organization", id, &json!({"members": link("Group", format!("members {id}"))}), &[]));
    }
    for (id, organization) in facts.organization.iter().enumerate() {
        all.push(entity("Group", format!("readers {id}"), &json!({}), &[]));
        let attrs =
            json!({"readers": link("Group", format!("readers {id}")), "organization": link("Organization", organization)});
        all.push(entity("Repository", id, &attrs, &[]));
    }
    for (id, issue) in facts.issues.iter().enumerate() {
        let (repository, creator) = (link("Repository", issue.repository), link("User", issue.creator));
        let attrs = json!({"repository": repository, "creator": creator, "locked": issue.locked});
        all.push(entity("Issue", id, &attrs, &[]));
    }
    all
}

impl Engine for Cedar {
    fn load() {
        let policies: PolicySet = POLICY.parse().expect("policies");
        divan::black_box(policies);
    }

    fn with(facts: &Facts) -> Self {
        let entities = Entities::from_json_value(Value::Array(entities(facts)), None).expect("entities");
        Self { authorizer: Authorizer::new(), policies: POLICY.parse().expect("policies"), entities }
    }

    fn decide(&mut self, user: usize, action: &str, issue: usize) -> bool {
        let request = Request::new(uid("User", user), uid("Action", action), uid("Issue", issue), Context::empty(), None);
        let response = self.authorizer.is_authorized(&request.expect("a request"), &self.policies, &self.entities);
        response.decision() == Decision::Allow
    }
}
