//! The statements that the engine's are measured against, read from their files.

use super::cases::{CLASSES, Case, PARENT, Policy, Shape};

/// Who wrote a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Author {
    /// The best SQL known for the question and the actor.
    Hand,
    /// The straightforward SQL of an application.
    App,
    /// One materialised CTE for each predicate of the policy.
    Naive,
    /// The compiler.
    Ours,
}

/// A statement of a rival for a question; `$1` is the actor, `$2` the resource or an array.
#[derive(Clone, Debug)]
pub struct Rival {
    /// Who wrote it.
    pub author: Author,
    /// Its text.
    pub sql: String,
}

/// A section of a file of rivals.
pub(super) struct Section<'t> {
    /// What it is about.
    pub name: &'t str,
    /// Who wrote it.
    pub author: Author,
    /// The classes of actors that it is right for; none means all.
    pub classes: Vec<&'t str>,
    /// Its text.
    pub text: &'t str,
}

/// The rivals for a question and a class of actors.
pub fn rivals(case: &Case, class: usize) -> Vec<Rival> {
    let policy = case.policy();
    let class = CLASSES.get(class).map_or("", |class| class.name);
    let mut found = Vec::new();
    for section in sections(policy.rivals) {
        if !section.classes.is_empty() && !section.classes.contains(&class) {
            continue;
        }
        if let Some(sql) = statement(case, policy, &section) {
            found.push(Rival { author: section.author, sql: sql.clone() });
            // What an application looks up row by row is the best there is for few rows.
            if case.shape == Shape::Parent && section.author == Author::App {
                found.push(Rival { author: Author::Hand, sql });
            }
        }
    }
    found
}

/// A condition that selects the resources which the actor may see, for samples.
pub fn visible(case: &Case, class: usize) -> Option<&'static str> {
    let name = format!("{} where", case.section);
    let class = CLASSES.get(class).map_or("", |class| class.name);
    let right = |section: &Section<'_>| section.classes.is_empty() || section.classes.contains(&class);
    let all = sections(case.policy().rivals);
    all.filter(|section| section.name == name && section.author == Author::Hand).find(right).map(|section| section.text)
}

/// The sections of a file of rivals.
pub(super) fn sections(text: &str) -> impl Iterator<Item = Section<'_>> {
    text.split("-- == ").skip(1).filter_map(|section| {
        let (head, text) = section.split_once('\n')?;
        let (name, rest) = head.split_once(": ")?;
        let (author, classes) = rest.split_once(" [").unwrap_or((rest, ""));
        let author = match author.trim() {
            "hand" => Author::Hand,
            "app" => Author::App,
            _ => Author::Naive,
        };
        let classes = classes.trim_end().trim_end_matches(']').split_whitespace().collect();
        Some(Section { name, author, classes, text: text.trim() })
    })
}

/// The whole statement for a question, if the section is about it.
fn statement(case: &Case, policy: &Policy, section: &Section<'_>) -> Option<String> {
    let Section { name, text, author, .. } = section;
    let table = policy.table;
    let about = |what: &str| *name == format!("{} {what}", case.section) || *name == what;
    let whole = match case.shape {
        Shape::Check => about("check"),
        Shape::Many => about("many"),
        Shape::Actions => *name == "actions",
        Shape::Actors => about("actors"),
        Shape::List if case.section.ends_with(" list") => *name == case.section,
        Shape::Count | Shape::Page | Shape::Select | Shape::Parent | Shape::List => false,
    };
    if whole {
        return Some((*text).to_owned());
    }
    if *author == Author::Naive && *name == case.section {
        return naive(case.shape, table, text);
    }
    if !about("where") || *name == "where" {
        return None;
    }
    in_query(case.shape, table, text)
}

fn naive(shape: Shape, table: &str, with: &str) -> Option<String> {
    let answer = match shape {
        Shape::Check => "SELECT EXISTS (SELECT FROM answer WHERE user_id = $1 AND id = $2)".to_owned(),
        Shape::Many => "SELECT id FROM answer WHERE user_id = $1 AND id = ANY($2)".to_owned(),
        Shape::Count => "SELECT count(*) FROM answer WHERE user_id = $1".to_owned(),
        Shape::List => "SELECT id FROM answer WHERE user_id = $1".to_owned(),
        Shape::Page | Shape::Select => {
            format!(
                "SELECT i.id FROM answer a JOIN {table} i ON i.id = a.id WHERE a.user_id = $1 ORDER BY i.created_at DESC LIMIT 20"
            )
        }
        Shape::Actors => "SELECT user_id FROM answer WHERE id = $2".to_owned(),
        Shape::Actions | Shape::Parent => return None,
    };
    Some(format!("{with} {answer}"))
}

/// A query with a condition on its rows.
pub fn in_query(shape: Shape, table: &str, condition: &str) -> Option<String> {
    match shape {
        Shape::Count => Some(format!("SELECT count(*) FROM {table} AS i WHERE {condition}")),
        Shape::List => Some(format!("SELECT i.id FROM {table} AS i WHERE {condition}")),
        Shape::Page | Shape::Select => {
            Some(format!("SELECT i.id FROM {table} AS i WHERE ({condition}) ORDER BY i.created_at DESC LIMIT 20"))
        }
        Shape::Parent => {
            Some(format!("SELECT i.id FROM {table} AS i WHERE {PARENT} AND ({condition}) ORDER BY i.created_at DESC LIMIT 20"))
        }
        _ => None,
    }
}
