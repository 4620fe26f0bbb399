//! Loading a policy and deciding, without a server: Arctos beside engines that decide in memory.
//!
//! `cargo run --release --manifest-path bench/engines/Cargo.toml`. The same rules in each engine's language, and the same facts:
//! issues in repositories of organisations. The others keep the facts in their own memory; Arctos compiles a question to SQL, and
//! as it decides nothing by itself, its decision is also measured with an SQLite database in memory. All answers are compared
//! first.

mod arctos_engine;
mod cedar_engine;
mod facts;
mod oso_engine;
mod regorus_engine;

use facts::{Facts, QUESTIONS};

/// One of the engines, with the facts in it.
trait Engine {
    /// Reads the policy alone.
    fn load();
    /// With facts.
    fn with(facts: &Facts) -> Self;
    /// Decides.
    fn decide(&mut self, user: usize, action: &str, issue: usize) -> bool;
}

fn main() {
    let facts = Facts::new();
    let mut cedar = cedar_engine::Cedar::with(&facts);
    let mut oso = oso_engine::Library::with(&facts);
    let mut rego = regorus_engine::Rego::with(&facts);
    let mut ours = arctos_engine::OnSqlite::with(&facts);
    for (user, action, issue) in QUESTIONS {
        let right = facts.allowed(user, action, issue);
        let found = [
            cedar.decide(user, action, issue),
            oso.decide(user, action, issue),
            rego.decide(user, action, issue),
            ours.decide(user, action, issue),
        ];
        assert_eq!(found, [right; 4], "user {user}, {action}, issue {issue}");
    }
    divan::main();
}

/// Reading the policy.
mod load {
    use super::{Engine, arctos_engine, cedar_engine, oso_engine, regorus_engine};

    #[divan::bench]
    fn arctos() {
        arctos_engine::OnSqlite::load();
    }

    #[divan::bench]
    fn cedar() {
        cedar_engine::Cedar::load();
    }

    #[divan::bench]
    fn oso_library() {
        oso_engine::Library::load();
    }

    #[divan::bench]
    fn regorus() {
        regorus_engine::Rego::load();
    }
}

/// Deciding, with the policy loaded and the facts in place; the average over the questions, which are decided one after the other.
mod decide {
    use super::{Engine, Facts, QUESTIONS, arctos_engine, cedar_engine, oso_engine, regorus_engine};
    use divan::Bencher;

    fn run(bencher: Bencher, mut engine: impl Engine) {
        let mut questions = QUESTIONS.iter().cycle();
        bencher.bench_local(|| questions.next().map(|(user, action, issue)| engine.decide(*user, action, *issue)));
    }

    #[divan::bench]
    fn arctos_on_sqlite(bencher: Bencher) {
        run(bencher, arctos_engine::OnSqlite::with(&Facts::new()));
    }

    /// The statement alone: what an application does that sends it to its own database.
    #[divan::bench]
    fn arctos_statement(bencher: Bencher) {
        let policy = arctos_engine::policy();
        let mut questions = QUESTIONS.iter().cycle();
        bencher
            .bench_local(|| questions.next().map(|(user, action, issue)| arctos_engine::compile(&policy, *user, action, *issue)));
    }

    #[divan::bench]
    fn cedar(bencher: Bencher) {
        run(bencher, cedar_engine::Cedar::with(&Facts::new()));
    }

    #[divan::bench]
    fn oso_library(bencher: Bencher) {
        run(bencher, oso_engine::Library::with(&Facts::new()));
    }

    #[divan::bench]
    fn regorus(bencher: Bencher) {
        run(bencher, regorus_engine::Rego::with(&Facts::new()));
    }
}
