//! A scenario and its text form, in which failures are kept.

use super::ask::Ask;
use super::text;
use crate::reference::Fact;
use arctos_compiler::value::Value;
use std::fmt::Write;

/// A policy with its facts in tables, and questions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scenario {
    /// The policy.
    pub policy: String,
    /// The mapping, in YAML.
    pub mapping: String,
    /// Tables and rows.
    pub sql: String,
    /// The facts that the mapping yields of those rows.
    pub facts: Vec<Fact>,
    /// Facts that are given with the policy.
    pub central: Vec<Fact>,
    /// Facts sent along with each question.
    pub context: Vec<Fact>,
    /// Further values, such as ids in rows that are no facts.
    pub values: Vec<Value>,
    /// What is asked.
    pub asks: Vec<Ask>,
}

const SECTIONS: [&str; 8] = ["policy", "mapping", "sql", "facts", "central", "context", "values", "questions"];

impl Scenario {
    /// Reads the text form: sections headed `== name`, in any order.
    ///
    /// # Errors
    /// What does not parse.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut sections: [String; 8] = Default::default();
        let mut current = None;
        for line in text.lines() {
            if let Some(name) = line.strip_prefix("== ") {
                current = SECTIONS.iter().position(|known| *known == name.trim());
                if current.is_none() {
                    return Err(format!("no section is called `{name}`"));
                }
            } else if let Some(at) = current {
                let _ = writeln!(sections[at], "{line}");
            }
        }
        let [policy, mapping, sql, facts, central, context, values, questions] = sections;
        let values = text::facts(&values)?.into_iter().flat_map(|fact| fact.args).collect();
        let asks = text::facts(&questions)?.iter().map(text::ask).collect::<Result<_, _>>()?;
        let [facts, central, context] = [facts, central, context].map(|section| text::facts(&section));
        Ok(Self { policy, mapping, sql, facts: facts?, central: central?, context: context?, values, asks })
    }
}

/// The text form. What follows a title is kept by [`Scenario::parse`]; what stands before the first is not.
impl std::fmt::Display for Scenario {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let lines = |items: Vec<String>| items.iter().fold(String::new(), |text, item| text + item + ";\n");
        let facts = |facts: &[Fact]| lines(facts.iter().map(ToString::to_string).collect());
        let values: Vec<String> = self.values.iter().map(|value| Fact::new("value", vec![value.clone()]).to_string()).collect();
        let bodies = [
            self.policy.trim_end().to_owned(),
            self.mapping.trim_end().to_owned(),
            self.sql.trim_end().to_owned(),
            facts(&self.facts),
            facts(&self.central),
            facts(&self.context),
            lines(values),
            lines(self.asks.iter().map(ToString::to_string).collect()),
        ];
        for (name, body) in SECTIONS.iter().zip(bodies) {
            let body = body.trim_end();
            if !body.is_empty() {
                writeln!(f, "== {name}\n{body}")?;
            }
        }
        Ok(())
    }
}
