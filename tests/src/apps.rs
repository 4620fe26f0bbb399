//! The example applications under `schemas/`.
//!
//! In: the name of an application. Out: its texts, its compiler, and databases with its schema and a small copy of its
//! data. [`blocks`] reads its questions with their hand-written SQL, [`run`] puts questions to a database, [`hostile`] has
//! ids that nobody should have.

pub mod blocks;
pub mod elsewhere;
pub mod hostile;
mod notation;
pub mod run;

use crate::postgres;
use arctos::{Arctos, Policy, Settings};
use arctos_throwaway::{Database, ServerError};
use blocks::Block;
use std::path::PathBuf;
use std::time::Duration;

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
        let folder = Self::folder(name);
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

    /// The folder of an application.
    pub fn folder(name: &str) -> PathBuf {
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../schemas").join(name)
    }

    /// Its policy and mapping, as they are written.
    ///
    /// # Panics
    /// They have errors.
    pub fn policy(&self) -> Policy {
        let policy = Policy::load([("policy.polar", self.policy.as_str())], Some(("facts.yaml", &self.facts)));
        policy.unwrap_or_else(|error| panic!("{}: {error}", self.name))
    }

    /// An engine for a database with its tables. It is patient: many tests share a machine.
    ///
    /// # Errors
    /// The database is gone, or does not know the mapped queries.
    pub async fn engine(&self, database: &Database) -> Result<Arctos, arctos::Error> {
        let settings = Settings { deadline: Duration::from_mins(1), startup: Duration::from_mins(1), ..Settings::default() };
        self.policy().connect(&database.url(), settings).await
    }

    /// A database of its own with a small copy of the data.
    ///
    /// # Errors
    /// There is no server, or it refuses the texts.
    pub async fn database(&self) -> Result<Database, ServerError> {
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
