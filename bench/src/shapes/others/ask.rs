//! A question as statements to be run: the rivals', with their values put in, and the engine's.

use super::rivals::written;
use super::store::Runnable;
use crate::shapes::cases::{CLASSES, Case, Shape};
use crate::shapes::rivals::{Author, in_query};
use arctos::{Arctos, Dialect, Form, KnownFacts, Options, Param, Predicate, Value};
use arctos_compiler::mapping::sql_type::SqlType;
use arctos_compiler::sql::{Parameter, ParameterSource};
use std::error::Error;

/// What a question is asked with.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The question.
    pub case: &'a Case,
    /// The class of actors, by number.
    pub class: usize,
    /// Ids of resources.
    pub ids: &'a [String],
    /// Ids of repositories that are handed in.
    pub handed_in: &'a [String],
}

impl<'a> Asked<'a> {
    fn actor(self) -> &'static str {
        CLASSES.get(self.class).map_or("", |class| class.id)
    }

    /// What each run is about: a resource, or all at once.
    fn runs(self) -> Vec<&'a str> {
        match self.case.shape {
            Shape::Check | Shape::Actions | Shape::Actors => self.ids.iter().map(String::as_str).collect(),
            _ => vec![""],
        }
    }

    /// The rivals' statements, each with its section's number.
    ///
    /// # Errors
    /// An id is none of its type.
    pub fn rivals(self, dialect: Dialect) -> Result<Vec<(Author, Runnable)>, Box<dyn Error>> {
        let mut found = Vec::new();
        for rival in written(self.case, self.class, dialect) {
            let mut sql = String::new();
            let mut binds = Vec::new();
            for id in self.runs() {
                let (text, bind) = self.filled_in(&rival.sql, id)?;
                sql = text;
                binds.push(bind);
            }
            found.push((rival.author, Runnable { sql, binds, ours: false }));
        }
        Ok(found)
    }

    /// A rival's text with `?` for `$1`, `$2` and, an `?` for each of the ids, `$2*`.
    fn filled_in(self, text: &str, id: &str) -> Result<(String, Vec<Param>), Box<dyn Error>> {
        let number = self.case.policy().key == "bigint";
        let one = |id: &str| -> Result<Param, Box<dyn Error>> {
            Ok(if number { Param::Integer(id.parse()?) } else { Param::Text(id.to_owned()) })
        };
        let several = if self.case.shape == Shape::Many { self.ids } else { self.handed_in };
        let mut sql = String::new();
        let mut bind = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find("$1").into_iter().chain(rest.find("$2")).min() {
            let (before, placeholder) = rest.split_at(at);
            sql.push_str(before);
            if let Some(after) = placeholder.strip_prefix("$2*") {
                sql.push_str(&vec!["?"; several.len()].join(","));
                for id in several {
                    bind.push(one(id)?);
                }
                rest = after;
                continue;
            }
            sql.push('?');
            bind.push(match placeholder.starts_with("$1") {
                true => Param::Integer(self.actor().parse()?),
                false if id.is_empty() => Param::Text(array(several.iter().map(String::as_str), number)),
                false => one(id)?,
            });
            rest = placeholder.get(2..).unwrap_or_default();
        }
        sql.push_str(rest);
        Ok((sql, bind))
    }

    /// The engine's statement.
    ///
    /// # Errors
    /// The question does not compile.
    pub fn ours(self, arctos: &Arctos) -> Result<Runnable, Box<dyn Error>> {
        let mut facts = KnownFacts::new();
        for id in self.handed_in {
            let args = vec![Value::new("User", self.actor()), Value::string("reader"), Value::new("Repository", id)];
            facts.insert(Predicate::new("has_role", 3), args);
        }
        let options = Options { dialect: arctos.policy().dialect(), form: Form::Parameters };
        let mut runnable = Runnable { sql: String::new(), binds: Vec::new(), ours: true };
        for id in self.runs() {
            let compiled = arctos.policy().compile(&self.case.question(self.actor(), id), &facts, options)?;
            let slots: Vec<Option<&str>> =
                compiled.slots.iter().map(|slot| slot.value.as_ref().map(|value| value.id.as_str())).collect();
            let params = compiled.statement.params.iter();
            runnable.binds.push(params.map(|param| self.sent(param, &slots)).collect::<Result<_, _>>()?);
            let sql = compiled.statement.sql;
            runnable.sql = match self.case.shape {
                Shape::Count | Shape::Page => in_query(self.case.shape, self.case.policy().table, &sql).unwrap_or(sql),
                _ => sql,
            };
        }
        Ok(runnable)
    }

    fn sent(self, param: &Parameter, slots: &[Option<&str>]) -> Result<Param, Box<dyn Error>> {
        let number = matches!(param.sql_type(), SqlType::SmallInt | SqlType::Integer | SqlType::BigInt);
        let one = |id: &str| -> Result<Param, Box<dyn Error>> {
            Ok(if number { Param::Integer(id.parse()?) } else { Param::Text(id.to_owned()) })
        };
        match &param.source {
            ParameterSource::Slot(slot) => one(slots.get(*slot).copied().flatten().ok_or("a slot without a value")?),
            ParameterSource::Value(value) => one(&value.id),
            ParameterSource::SlotArray(_) => Ok(Param::Text(array(self.ids.iter().map(String::as_str), number))),
            ParameterSource::Values(values) => Ok(Param::Text(array(values.iter().map(|value| value.id.as_str()), number))),
            ParameterSource::Own(own) => Err(format!("the query has a parameter of its own, number {}", own + 1).into()),
        }
    }
}

/// Ids as an array in JSON. No id of the data set needs an escape.
fn array<'t>(ids: impl Iterator<Item = &'t str>, numbers: bool) -> String {
    let quote = if numbers { "" } else { "\"" };
    let elements: Vec<String> = ids.map(|id| format!("{quote}{id}{quote}")).collect();
    format!("[{}]", elements.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shapes::cases::CASES;

    #[test]
    fn values_are_put_in_in_their_order() {
        let many = CASES.iter().find(|case| case.policy == "tracker" && case.shape == Shape::Many).expect("a case");
        let ids = ["8".to_owned(), "9".to_owned()];
        let asked = Asked { case: many, class: 1, ids: &ids, handed_in: &[] };
        let (sql, bind) = asked.filled_in("a IN ($2*) AND b = $1 AND j($2, '$[*]')", "").expect("values that fit");
        assert_eq!(sql, "a IN (?,?) AND b = ? AND j(?, '$[*]')");
        let number = Param::Integer;
        assert_eq!(bind, [number(8), number(9), number(2), Param::Text("[8,9]".to_owned())]);
    }
}
