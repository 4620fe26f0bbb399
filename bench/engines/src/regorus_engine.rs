//! Rego by regorus: the facts are its data.

use crate::Engine;
use crate::facts::Facts;
use regorus::Value;
use serde_json::{Map, json};

const POLICY: &str = include_str!("../policy.rego");

/// The engine with its data.
pub struct Rego {
    engine: regorus::Engine,
}

fn loaded() -> regorus::Engine {
    let mut engine = regorus::Engine::new();
    engine.add_policy("policy.rego".to_owned(), POLICY.to_owned()).expect("a policy");
    engine
}

fn set(users: &[usize]) -> serde_json::Value {
    users.iter().map(|user| (user.to_string(), json!(true))).collect::<Map<_, _>>().into()
}

impl Engine for Rego {
    fn load() {
        divan::black_box(loaded());
    }

    fn with(facts: &Facts) -> Self {
        let mut engine = loaded();
        let repositories = facts.organization.iter().zip(&facts.readers).enumerate();
        let repositories = repositories.map(|(id, (organization, readers))| {
            (id.to_string(), json!({"organization": organization.to_string(), "readers": set(readers)}))
        });
        let issues = facts.issues.iter().enumerate().map(|(id, issue)| {
            let known =
                json!({"repository": issue.repository.to_string(), "creator": issue.creator.to_string(), "locked": issue.locked});
            (id.to_string(), known)
        });
        let members = facts.members.iter().enumerate().map(|(id, users)| (id.to_string(), set(users)));
        let data = json!({
            "repositories": repositories.collect::<Map<_, _>>(),
            "issues": issues.collect::<Map<_, _>>(),
            "members": members.collect::<Map<_, _>>(),
        });
        engine.add_data_json(&data.to_string()).expect("data");
        Self { engine }
    }

    fn decide(&mut self, user: usize, action: &str, issue: usize) -> bool {
        let input = json!({"user": user.to_string(), "action": action, "issue": issue.to_string()});
        self.engine.set_input(Value::from(input));
        let answer = self.engine.eval_rule("data.tracker.allow".to_owned()).expect("an answer");
        answer == Value::from(true)
    }
}
