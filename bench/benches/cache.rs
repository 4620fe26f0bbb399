//! The engine's cache: a question that was asked before, with other values.
//!
//! It needs a database with the application's tables, which may be empty: a filter asks it nothing.

use arctos::{Arctos, Policy, Settings, Value, row};
use arctos_bench::App;
use arctos_throwaway::{Database, Server};
use divan::Bencher;
use tokio::runtime::Runtime;

fn main() {
    divan::main();
}

/// The filter for an actor, its parameters bound.
#[divan::bench]
fn filter(bencher: Bencher) {
    let running = Running::new("code-hosting");
    bencher.bench(|| {
        let user = Value::new("User", "7");
        running.arctos.filter(&user, "read", "Issue", &row("issues", "i", "id")).expect("a filter")
    });
}

/// The same in a query that has two parameters of its own.
#[divan::bench]
fn filter_renumbered(bencher: Bencher) {
    let running = Running::new("code-hosting");
    bencher.bench(|| {
        let user = Value::new("User", "7");
        let filter = running.arctos.filter(&user, "read", "Issue", &row("issues", "i", "id")).expect("a filter");
        filter.sql_from(3).expect("its text")
    });
}

/// A whole question with its round trip, on empty tables.
#[divan::bench]
fn authorize(bencher: Bencher) {
    let running = Running::new("code-hosting");
    let (user, issue) = (Value::new("User", "7"), Value::new("Issue", "109"));
    bencher.bench(|| running.runtime.block_on(running.arctos.authorize(&user, "close", &issue)).expect("an answer"));
}

/// An engine with all that it stands on, in the order in which it is to be taken down.
struct Running {
    arctos: Arctos,
    _database: Database,
    _server: Server,
    runtime: Runtime,
}

impl Running {
    fn new(name: &str) -> Self {
        let app = App::named(name);
        let runtime = Runtime::new().expect("a runtime");
        let server = Server::start().expect("a server");
        let (arctos, database) = runtime.block_on(async {
            let database = server.database(app.schema).await.expect("a database");
            let policy = Policy::load([("policy.polar", app.policy)], Some(("facts.yaml", &app.facts))).expect("a policy");
            let arctos = policy.connect(&database.url(), Settings::default()).await.expect("an engine");
            (arctos, database)
        });
        Self { arctos, _database: database, _server: server, runtime }
    }
}
