//! What is asked: policies, actors, questions.

use arctos::{Question, Subject, Value, row};

/// A kind of actor.
#[derive(Clone, Copy, Debug)]
pub struct Class {
    /// Its name.
    pub name: &'static str,
    /// The actor's id.
    pub id: &'static str,
}

/// The kinds of actor, each with its actor in the data set.
pub const CLASSES: [Class; 5] = [
    Class { name: "none", id: "1" },
    Class { name: "light", id: "2" },
    Class { name: "medium", id: "3" },
    Class { name: "heavy", id: "4" },
    Class { name: "admin", id: "5" },
];

/// A policy with its mapping, and the rivals of its statements.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    /// Its name.
    pub name: &'static str,
    /// The policy's text.
    pub polar: &'static str,
    /// The mapping's text.
    pub facts: &'static str,
    /// Statements written by hand.
    pub rivals: &'static str,
    /// The type of the resources asked about.
    pub resource: &'static str,
    /// Their table.
    pub table: &'static str,
    /// The type of their ids.
    pub key: &'static str,
    /// How many of the classes differ.
    pub classes: usize,
}

macro_rules! policy {
    ($name:literal, $resource:literal, $table:literal, $key:literal, $classes:literal) => {
        Policy {
            name: $name,
            polar: include_str!(concat!("../../shapes/", $name, ".polar")),
            facts: include_str!(concat!("../../shapes/", $name, ".yaml")),
            rivals: include_str!(concat!("../../shapes/", $name, ".sql")),
            resource: $resource,
            table: $table,
            key: $key,
            classes: $classes,
        }
    };
}

/// The policies.
pub const POLICIES: [Policy; 3] = [
    policy!("tracker", "Issue", "issues", "bigint", 5),
    policy!("drive", "Document", "documents", "uuid", 4),
    policy!("wiki", "Page", "pages", "uuid", 5),
];

/// A form of question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One resource, yes or no.
    Check,
    /// A thousand resources in one statement.
    Many,
    /// A filter in a count.
    Count,
    /// A filter in a page of twenty, newest first.
    Page,
    /// A page of twenty, newest first, whose query the engine writes.
    Select,
    /// The same for the issues of one repository, the one with the most of them.
    Parent,
    /// All ids.
    List,
    /// The actions on a resource.
    Actions,
    /// The actors of a resource.
    Actors,
}

/// A question to be measured.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// Name of its policy.
    pub policy: &'static str,
    /// What it is, for the report.
    pub title: &'static str,
    /// The name of its rivals' sections.
    pub section: &'static str,
    /// Its form.
    pub shape: Shape,
    /// The action.
    pub action: &'static str,
    /// The type asked about where it is not the policy's.
    pub resource: Option<&'static str>,
    /// How many facts come with the question.
    pub facts: usize,
    /// The ratio to the best hand-written SQL that is to be kept.
    pub limit: f64,
}

const fn case(policy: &'static str, title: &'static str, section: &'static str, shape: Shape, limit: f64) -> Case {
    Case { policy, title, section, shape, action: section, resource: None, facts: 0, limit }
}

const fn with_facts(title: &'static str, shape: Shape, facts: usize) -> Case {
    // One condition cannot be good for the pages of every actor.
    let limit = if matches!(shape, Shape::Page) { f64::INFINITY } else { 1.3 };
    Case { action: "read", facts, ..case("tracker", title, "read with facts", shape, limit) }
}

/// A caller's own condition.
pub const PARENT: &str = "i.repo_id = 1";

/// The questions.
pub const CASES: [Case; 34] = [
    case("tracker", "authorize", "read", Shape::Check, 1.2),
    case("tracker", "authorize_many, 1,000 ids", "read", Shape::Many, 1.2),
    case("tracker", "actions", "read", Shape::Actions, 1.3),
    case("tracker", "actors", "read", Shape::Actors, 1.3),
    case("tracker", "list", "read", Shape::List, 1.2),
    case("tracker", "filter in COUNT", "read", Shape::Count, 1.3),
    case("tracker", "filter in a page of 20", "read", Shape::Page, f64::INFINITY),
    case("tracker", "select of a page of 20", "read", Shape::Select, 2.0),
    case("tracker", "select of a repository's page of 20", "read", Shape::Parent, 2.0),
    case("tracker", "negation: filter in COUNT", "comment", Shape::Count, 1.3),
    case("tracker", "negation: filter in a page of 20", "comment", Shape::Page, f64::INFINITY),
    case("tracker", "public repositories: filter in COUNT", "browse", Shape::Count, 1.3),
    case("tracker", "public repositories: filter in a page of 20", "browse", Shape::Page, f64::INFINITY),
    with_facts("10 context facts: filter in COUNT", Shape::Count, 10),
    with_facts("10 context facts: filter in a page of 20", Shape::Page, 10),
    with_facts("1,000 context facts: filter in COUNT", Shape::Count, 1000),
    with_facts("1,000 context facts: filter in a page of 20", Shape::Page, 1000),
    case("drive", "authorize", "read", Shape::Check, 1.3),
    case("drive", "authorize_many, 1,000 ids", "read", Shape::Many, 1.3),
    case("drive", "actions", "read", Shape::Actions, 1.3),
    case("drive", "actors", "read", Shape::Actors, 1.3),
    case("drive", "list", "read", Shape::List, 1.3),
    case("drive", "filter in COUNT", "read", Shape::Count, 1.3),
    case("drive", "filter in a page of 20", "read", Shape::Page, f64::INFINITY),
    case("drive", "select of a page of 20", "read", Shape::Select, 2.0),
    Case { resource: Some("Folder"), action: "read", ..case("drive", "list of folders", "folders list", Shape::List, 1.3) },
    case("wiki", "authorize", "view", Shape::Check, 1.2),
    case("wiki", "authorize_many, 1,000 ids", "view", Shape::Many, 1.2),
    case("wiki", "actions", "view", Shape::Actions, 1.3),
    case("wiki", "actors", "view", Shape::Actors, 1.3),
    case("wiki", "list", "view", Shape::List, 1.2),
    case("wiki", "filter in COUNT", "view", Shape::Count, 1.3),
    case("wiki", "filter in a page of 20", "view", Shape::Page, f64::INFINITY),
    case("wiki", "select of a page of 20", "view", Shape::Select, 2.0),
];

impl Case {
    /// Its policy.
    ///
    /// # Panics
    /// There is none of that name.
    pub fn policy(&self) -> &'static Policy {
        POLICIES.iter().find(|policy| policy.name == self.policy).expect("a policy of that name")
    }

    /// The question, with the actor's and the resource's ids.
    pub fn question(&self, actor: &str, resource: &str) -> Question {
        let policy = self.policy();
        let user = Subject::Value(Value::new("User", actor));
        let ty = self.resource.unwrap_or(policy.resource);
        let one = Some(Subject::Value(Value::new(ty, resource)));
        let action = self.action.into();
        match self.shape {
            Shape::Check => Question::Authorize { actor: user, action, resource: one },
            Shape::Many => Question::AuthorizeMany { actor: user, action, resource: ty.into() },
            Shape::List => Question::List { actor: user, action, resource: ty.into() },
            Shape::Count | Shape::Page => {
                Question::Filter { actor: user, action, resource: ty.into(), row: row(policy.table, "i", "id") }
            }
            Shape::Select => {
                let sql = format!("SELECT i.id FROM {} AS i ORDER BY i.created_at DESC LIMIT 20", policy.table);
                Question::Select { actor: user, action, resource: ty.into(), on: row(policy.table, "i", "id"), sql: sql.into() }
            }
            Shape::Parent => {
                let sql = format!("SELECT i.id FROM {} AS i WHERE {PARENT} ORDER BY i.created_at DESC LIMIT 20", policy.table);
                Question::Select { actor: user, action, resource: ty.into(), on: row(policy.table, "i", "id"), sql: sql.into() }
            }
            Shape::Actions => Question::Actions { actor: user, resource: one },
            Shape::Actors => Question::Actors { actor: "User".into(), action, resource: one },
        }
    }
}
