//! What the benchmarks work on: the example applications under `schemas/`, and a generated policy of any size.

pub mod generated;
pub mod questions;
pub mod shapes;

use arctos_compiler::compile::{self, Compiler};
use arctos_compiler::diagnostic::{Style, render_all};

/// A policy with its mapping.
#[derive(Clone, Debug)]
pub struct App {
    /// The policy's text.
    pub policy: String,
    /// The mapping's text.
    pub facts: String,
    /// The statements that make its tables; empty for a generated one.
    pub schema: &'static str,
}

/// The names that [`App::named`] knows.
pub const APPS: [&str; 3] = ["code-hosting", "drive", "business"];

macro_rules! texts {
    ($name:literal) => {
        [
            include_str!(concat!("../../schemas/", $name, "/policy.polar")),
            include_str!(concat!("../../schemas/", $name, "/facts.yaml")),
            include_str!(concat!("../../schemas/", $name, "/schema.sql")),
        ]
    };
}

impl App {
    /// An example application by the name of its folder.
    ///
    /// # Panics
    /// There is none of that name.
    pub fn named(name: &str) -> Self {
        let [policy, facts, schema] = match name {
            "code-hosting" => texts!("code-hosting"),
            "drive" => texts!("drive"),
            "business" => texts!("business"),
            other => panic!("no application is called `{other}`"),
        };
        Self { policy: policy.to_owned(), facts: facts.to_owned(), schema }
    }

    /// Loads policy and mapping.
    ///
    /// # Panics
    /// They have errors.
    pub fn load(&self) -> Compiler {
        let (compiler, found, sources) =
            compile::load(&[("policy.polar".to_owned(), self.policy.clone())], Some(("facts.yaml", &self.facts)));
        compiler.unwrap_or_else(|| panic!("{}", render_all(&found, &sources, Style::Plain)))
    }
}
