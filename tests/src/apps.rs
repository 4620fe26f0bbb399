//! The example applications under `schemas/`.
//!
//! In: the name of an application. Out: its texts, its compiler, and databases with its schema and a small copy of its
//! data. [`blocks`] reads its questions with their hand-written SQL, [`run`] puts questions to a database, and
//! [`describe`] has the database tell the compiler about the mapped queries.

pub mod blocks;
pub mod describe;
mod notation;
pub mod run;

use crate::postgres;
use arctos_compiler::compile::{Compiler, load};
use arctos_compiler::diagnostic::{Style, render_all};
use arctos_throwaway::{Database, PostgresError};
use blocks::Block;
use std::path::PathBuf;

/// How much of the seed a small copy has.
const SMALL_SCALE: &str = "0.002";

/// An example application.
#[derive(Clone, Debug)]
pub struct App {
    /// Name of its folder.
    pub name: &'static str,
    policy: String,
    facts: String,
    schema: String,
    seed: String,
    questions: String,
}

impl App {
    /// Reads the texts of an application.
    ///
    /// # Panics
    /// A text is missing.
    pub fn new(name: &'static str) -> Self {
        let folder = root().join("schemas").join(name);
        let text = |file: &str| {
            let path = folder.join(file);
            std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        };
        Self {
            name,
            policy: text("policy.polar"),
            facts: text("facts.yaml"),
            schema: text("schema.sql"),
            seed: text("seed.sql"),
            questions: text("questions.sql"),
        }
    }

    /// A compiler for its policy and the mapping as it is written.
    ///
    /// # Panics
    /// Policy or mapping have errors.
    pub fn compiler(&self) -> Compiler {
        let (compiler, diagnostics, sources) =
            load(&[("policy.polar".to_owned(), self.policy.clone())], Some(("facts.yaml", &self.facts)));
        compiler.unwrap_or_else(|| panic!("{}: {}", self.name, render_all(&diagnostics, &sources, Style::Plain)))
    }

    /// A database of its own with a small copy of the data.
    ///
    /// # Errors
    /// There is no server, or it refuses the texts.
    pub async fn database(&self) -> Result<Database, PostgresError> {
        let text = format!("{}\nSET arctos.scale = '{SMALL_SCALE}';\n{}", self.schema, self.seed);
        postgres::shared()?.copy(&text).await
    }

    /// Its questions.
    ///
    /// # Panics
    /// The file is not in its format.
    pub fn blocks(&self) -> Vec<Block> {
        blocks::parse(&self.questions).unwrap_or_else(|problem| panic!("{}/questions.sql: {problem}", self.name))
    }
}

/// The top folder of the project.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}
