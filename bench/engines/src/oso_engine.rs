//! The open-source oso library: a user knows its repositories and organisations, an issue its own.

use crate::Engine;
use crate::facts::{Facts, USERS};
use oso::{Oso, PolarClass};

const POLICY: &str = include_str!("../library.polar");

#[derive(Clone, PolarClass)]
struct User {
    #[polar(attribute)]
    id: i64,
    #[polar(attribute)]
    reads: Vec<i64>,
    #[polar(attribute)]
    organizations: Vec<i64>,
}

#[derive(Clone, PolarClass)]
struct Issue {
    #[polar(attribute)]
    creator: i64,
    #[polar(attribute)]
    repository: i64,
    #[polar(attribute)]
    organization: i64,
    #[polar(attribute)]
    locked: bool,
}

/// The library with the objects that it is asked about.
pub struct Library {
    oso: Oso,
    users: Vec<User>,
    issues: Vec<Issue>,
}

fn loaded() -> Oso {
    let mut oso = Oso::new();
    oso.register_class(User::get_polar_class()).expect("a class");
    oso.register_class(Issue::get_polar_class()).expect("a class");
    oso.load_str(POLICY).expect("a policy");
    oso
}

fn number(number: usize) -> i64 {
    i64::try_from(number).expect("a small number")
}

impl Engine for Library {
    fn load() {
        divan::black_box(loaded());
    }

    fn with(facts: &Facts) -> Self {
        let of = |sets: &[Vec<usize>], user: usize| {
            sets.iter().enumerate().filter(|(_, users)| users.contains(&user)).map(|(id, _)| number(id)).collect()
        };
        let user = |id| User { id: number(id), reads: of(&facts.readers, id), organizations: of(&facts.members, id) };
        let issues = facts.issues.iter().map(|issue| Issue {
            creator: number(issue.creator),
            repository: number(issue.repository),
            organization: number(facts.organization[issue.repository]),
            locked: issue.locked,
        });
        Self { oso: loaded(), users: (0..USERS).map(user).collect(), issues: issues.collect() }
    }

    fn decide(&mut self, user: usize, action: &str, issue: usize) -> bool {
        self.oso.is_allowed(self.users[user].clone(), action, self.issues[issue].clone()).expect("an answer")
    }
}
