//! The rivals written for a dialect.

use crate::shapes::cases::{CLASSES, Case, Shape};
use crate::shapes::rivals::{Rival, in_query, sections};
use arctos::Dialect;

macro_rules! texts {
    ($policy:expr, $dialect:expr, $($name:literal),*) => {
        match ($policy, $dialect) {
            $(
                ($name, Dialect::Sqlite) => include_str!(concat!("../../../shapes/", $name, ".sqlite.sql")),
                ($name, Dialect::MySql) => include_str!(concat!("../../../shapes/", $name, ".mysql.sql")),
            )*
            _ => "",
        }
    };
}

/// The rivals for a question and a class of actors.
pub fn written(case: &Case, class: usize, dialect: Dialect) -> Vec<Rival> {
    let class = CLASSES.get(class).map_or("", |class| class.name);
    let mut found = Vec::new();
    for section in sections(texts!(case.policy, dialect, "tracker", "drive", "wiki")) {
        if !section.classes.is_empty() && !section.classes.contains(&class) {
            continue;
        }
        if let Some(sql) = statement(case, section.name, section.text) {
            found.push(Rival { author: section.author, sql });
        }
    }
    found
}

/// The whole statement for a question, if the section is about it. Of a query with conditions `where` is the condition,
/// `rows` a query for the rows.
fn statement(case: &Case, name: &str, text: &str) -> Option<String> {
    let Case { section, shape, .. } = case;
    let about = |what: &str| name == format!("{section} {what}");
    let query = matches!(shape, Shape::Count | Shape::List | Shape::Page | Shape::Select);
    if query && about("where") {
        return in_query(*shape, case.policy().table, text);
    }
    let (whole, of_rows) = match shape {
        Shape::Check => (about("check"), None),
        Shape::Many => (about("many"), None),
        Shape::Actions => (name == "actions", None),
        Shape::Actors => (about("actors"), None),
        Shape::List => (about("list") || name == *section, Some(format!("SELECT i.id FROM ({text}) AS i"))),
        Shape::Count => (about("count"), Some(format!("SELECT count(*) FROM ({text}) AS i"))),
        Shape::Parent => (false, None),
        Shape::Page | Shape::Select => {
            (about("page"), Some(format!("SELECT i.id FROM ({text}) AS i ORDER BY i.created_at DESC LIMIT 20")))
        }
    };
    if whole {
        return Some(text.to_owned());
    }
    of_rows.filter(|_| about("rows"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shapes::cases::CASES;
    use crate::shapes::rivals::Author;

    #[test]
    fn every_question_has_rivals_in_every_dialect() {
        for case in CASES.iter().filter(|case| case.shape != Shape::Parent) {
            for class in 0..case.policy().classes {
                for dialect in [Dialect::Sqlite, Dialect::MySql] {
                    let found = written(case, class, dialect);
                    let by = |author| found.iter().filter(|rival| rival.author == author).count();
                    assert!(by(Author::Hand) > 0 && by(Author::App) == 1, "{} {} {class} {dialect:?}", case.policy, case.title);
                }
            }
        }
    }
}
