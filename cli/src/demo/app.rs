//! The example application of the demo: its texts, its people, its database.

use super::DemoError;
use super::home::{Ground, Home};
use super::screen::{Screen, count, indented, time};
use arctos::{Arctos, Dialect, Policy, Settings, Value};
use std::time::{Duration, Instant};

const POLICY: &str = include_str!("../../../schemas/code-hosting/policy.polar");
const FACTS: &str = include_str!("../../../schemas/code-hosting/facts.yaml");
/// The one expression of the mapping that only PostgreSQL needs: elsewhere an enumeration is a text.
const CAST: (&str, &str) = ("role::text", "role");

/// The parts of the policy that the questions of the demo are about, by how they begin.
const POLICY_PARTS: &[&str] = &[
    "resource Repository {",
    "# A team's role on a repository",
    "in_team(user: User, team: Team) if has_role",
    "in_team(user: User, team: Team) if\n",
    "resource Issue {",
    "has_permission(user: User, _: String, _: Issue)",
    "allow(",
];

/// Likewise of the mapping.
const FACTS_PARTS: &[&str] = &[
    "  is_banned(User:_):",
    "  has_role(User:_, String:_, Repository:_):",
    "  has_relation(Repository:_, organization, Organization:_):",
    "  has_relation(Issue:_, repository, Repository:_):",
];

/// A user of the application.
#[derive(Debug)]
pub struct Person {
    /// The id.
    pub id: &'static str,
    /// What is said about them.
    pub who: &'static str,
}

impl Person {
    /// As an actor.
    pub fn value(&self) -> Value {
        Value::new("User", self.id)
    }
}

/// Few rights, many, all.
pub const PEOPLE: [Person; 3] = [
    Person { id: "4", who: "light: a personal repository, two invitations" },
    Person { id: "6", who: "heavy: member of a tenth of the organisations" },
    Person { id: "1", who: "admin" },
];

/// The application, ready for questions.
pub struct App {
    /// The engine.
    pub arctos: Arctos,
    /// Its database, dropped with the value.
    pub home: Home,
    /// How many issues there are.
    pub issues: u64,
    on: String,
    took: Duration,
}

impl App {
    /// Fills a database and connects an engine to it.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn start(ground: &Ground, scale: f64) -> Result<Self, DemoError> {
        let start = Instant::now();
        let home = ground.fill(scale).await?;
        let took = start.elapsed();
        let facts = facts(home.dialect());
        let policy = Policy::load_for(home.dialect(), [("policy.polar", POLICY)], Some(("facts.yaml", &facts)))?;
        let arctos = policy.connect(&home.url(), Settings::default()).await?;
        let (issues, on) = home.facts().await?;
        Ok(Self { arctos, home, issues, on, took })
    }

    /// What is asked about what.
    pub fn introduction(&self, screen: Screen) -> String {
        let heading = screen.heading("A code host: organisations, nested teams, repositories, issues");
        let data = format!("{}, written in {}", count(self.issues, "issue"), time(self.took));
        heading + &indented(&format!("{}\n{data}", self.on))
    }
}

/// The mapping for a dialect.
fn facts(dialect: Dialect) -> String {
    if dialect == Dialect::Postgres { FACTS.to_owned() } else { FACTS.replace(CAST.0, CAST.1) }
}

/// The main parts of the policy.
pub fn policy(screen: Screen) -> String {
    let heading = screen.heading("The policy, main parts of schemas/code-hosting/policy.polar");
    heading + &indented(&parts(POLICY, POLICY_PARTS, |line| line == "}" || line.ends_with(';')).join("\n"))
}

/// Some entries of the mapping.
pub fn mapping(screen: Screen) -> String {
    let heading = screen.heading("The mapping, some entries of schemas/code-hosting/facts.yaml");
    heading + "  facts:\n" + &indented(&parts(FACTS, FACTS_PARTS, |line| line.contains("query:")).concat())
}

/// Parts of a text, each from its beginning to the first line that ends one.
fn parts(text: &str, beginnings: &[&str], ends: impl Fn(&str) -> bool) -> Vec<String> {
    let part = |beginning: &&str| {
        let (_, rest) = text.split_once(&format!("\n{beginning}"))?;
        let whole = format!("{beginning}{rest}");
        let block = beginning.ends_with('{');
        let last = whole.lines().position(|line| if block { line == "}" } else { ends(line) })?;
        Some(whole.lines().take(last + 1).flat_map(|line| [line, "\n"]).collect())
    };
    beginnings.iter().filter_map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use arctos_compiler::diagnostic::Style;

    #[test]
    fn every_part_is_in_its_file() {
        let policy = policy(Screen::new(Style::Plain));
        let mapping = mapping(Screen::new(Style::Plain));
        for (shown, parts) in [(&policy, POLICY_PARTS), (&mapping, FACTS_PARTS)] {
            for part in parts {
                assert!(shown.contains(&format!("\n  {}", part.trim_end())), "{part}\n{shown}");
            }
        }
        assert!(!policy.contains("test \""), "{policy}");
    }
}
