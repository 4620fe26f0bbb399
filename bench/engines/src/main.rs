//! Loading a policy and deciding without a database server: Arctos beside engines that decide in memory.
//!
//! `cargo run --release --manifest-path bench/engines/Cargo.toml`, with the numbers of entities as arguments if they are to be
//! others. The same rules in each engine's language, and the same facts. Before anything is timed, every answer is compared
//! with the reference; a wrong one stands below the table in place of its time.

mod engine;
mod facts;
mod in_cedar;
mod in_oso;
mod in_rego;
mod in_sql;
mod measure;
mod report;
mod tables;

use engine::{Answer, Engine, said};
use facts::{Facts, Id, Kind, Question};
use in_cedar::Cedar;
use in_oso::Library;
use in_rego::{Interpreter, Machine};
use in_sql::OnSqlite;
use measure::{PATIENCE, Times, timed};
use report::Table;
use std::hint::black_box;
use std::time::Instant;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What is listed.
const KINDS: [Kind; 2] = [Kind::Issue, Kind::Document];
/// What the rows of Arctos's statements are called.
const STATEMENT: &str = "Arctos, the statement for PostgreSQL";

fn main() {
    let sizes: Vec<usize> = std::env::args().skip(1).map(|size| size.parse().expect("a number of entities")).collect();
    assert!(sizes.iter().all(|&size| size >= 100), "fewer entities have no answers of both kinds");
    let sizes = if sizes.is_empty() { vec![100, 10_000, 100_000] } else { sizes };
    let worlds: Vec<World> = sizes.iter().map(|&size| World::new(size)).collect();

    println!("{}\n", versions());
    print!("{}", loading());
    let columns: Vec<String> = sizes.iter().map(|&size| format!("{} entities", grouped(size))).collect();
    let mut tables = Tables::new(&worlds, &columns);
    tables.add_statements(&worlds);
    tables.add_held::<OnSqlite>(&worlds);
    tables.add_others::<Cedar>(&worlds);
    tables.add_others::<Library>(&worlds);
    tables.add_others::<Interpreter>(&worlds);
    tables.add_others::<Machine>(&worlds);
    let Tables { decide, handed, hold, lists } = tables;
    [decide, handed, hold].iter().chain(&lists).for_each(|table| print!("{table}"));
}

/// A number with commas.
fn grouped(number: usize) -> String {
    match (number / 1000, number % 1000) {
        (0, rest) => rest.to_string(),
        (thousands, rest) => format!("{},{rest:03}", grouped(thousands)),
    }
}

/// The engines that are compared, as the lock file has them.
fn versions() -> String {
    let lock = include_str!("../Cargo.lock");
    let version = |name: &str| {
        let (_, rest) = lock.split_once(&format!("name = \"{name}\"\nversion = \"")).expect("a locked package");
        format!("{name} {}", rest.split('"').next().unwrap_or_default())
    };
    ["cedar-policy", "oso", "regorus"].map(version).join(", ")
}

/// Facts with the questions about them.
struct World {
    facts: Facts,
    /// What is asked before anything is timed.
    checked: Vec<Question>,
    /// What is timed.
    questions: Vec<Question>,
    /// What each of those depends on.
    needed: Vec<Facts>,
}

impl World {
    fn new(entities: usize) -> Self {
        let entities = u32::try_from(entities).expect("fewer entities");
        let facts = Facts::new(entities);
        let [checked, questions] = [40, 4].map(|of_each| facts.questions(of_each));
        let needed = questions.iter().map(|question| facts.needed(question)).collect();
        Self { facts, checked, questions, needed }
    }

    /// Somebody who may read something of this kind.
    fn reader(&self, kind: Kind) -> Id {
        let question = self.questions.iter().find(|question| question.kind == kind && question.action == "read");
        question.expect("a question of each kind").user
    }

    fn check(&self, question: &Question, answer: bool) -> Answer<()> {
        if answer == self.facts.allows(question) { Ok(()) } else { Err(format!("wrong: {answer} for {question:?}")) }
    }
}

/// Loading, in a table of its own.
fn loading() -> Table {
    let mut table = Table::new("Loading the policy", &["median (shortest)".to_owned()]);
    let question = Question { user: 1, action: "read", kind: Kind::Issue, id: 1 };
    let mut first = |name, load: fn(&Question)| {
        let times = timed(1, || {
            load(&question);
            Ok(())
        });
        table.row(name, vec![times]);
    };
    first("Arctos", |_| drop(black_box(in_sql::policy())));
    first("Arctos, and its first statement", |question| drop(black_box(in_sql::check(&in_sql::policy(), question))));
    first(Cedar::NAME, |_| drop(black_box(Cedar::load())));
    first(Library::NAME, |_| drop(black_box(Library::load())));
    first(Interpreter::NAME, |_| drop(black_box(Interpreter::load())));
    first(Machine::NAME, |_| drop(black_box(Machine::load())));
    table
}

/// What is measured of each engine.
struct Tables {
    decide: Table,
    handed: Table,
    hold: Table,
    lists: [Table; 2],
}

impl Tables {
    fn new(worlds: &[World], columns: &[String]) -> Self {
        let list = |kind: Kind| {
            let found = |world: &World| grouped(world.facts.readable(world.reader(kind), kind).len());
            let columns: Vec<String> =
                columns.iter().zip(worlds).map(|(column, world)| format!("{column}, {} found", found(world))).collect();
            Table::new(&format!("A list: what a user may read, of type `{}`", kind.name()), &columns)
        };
        Self {
            decide: Table::new("A decision, with all facts held", columns),
            handed: Table::new("A decision, with the facts that it needs handed over", columns),
            hold: Table::new("Taking all facts", columns),
            lists: KINDS.map(list),
        }
    }

    /// The statements alone, of a policy that has met the question.
    fn add_statements(&mut self, worlds: &[World]) {
        let policy = in_sql::policy();
        let check = |question: &Question| in_sql::check(&policy, question).map(|sql| drop(black_box(sql)));
        let checks = |world: &World| timed(world.questions.len(), || world.questions.iter().try_for_each(check));
        self.decide.row(STATEMENT, worlds.iter().map(checks).collect());
        for (table, kind) in self.lists.iter_mut().zip(KINDS) {
            let list =
                |world: &World| timed(1, || in_sql::list(&policy, world.reader(kind), kind).map(|sql| drop(black_box(sql))));
            table.row(STATEMENT, worlds.iter().map(list).collect());
        }
        self.handed.row("reading these facts from SQLite", worlds.iter().map(reading).collect());
    }

    /// An engine that needs its facts handed over.
    fn add_others<E: Engine>(&mut self, worlds: &[World]) {
        let times = self.add_held::<E>(worlds);
        self.hold.row(E::NAME, times);
        self.handed.row(E::NAME, worlds.iter().map(handed::<E>).collect());
    }

    /// What an engine with all facts does; the times that it took to get them.
    fn add_held<E: Engine>(&mut self, worlds: &[World]) -> Vec<Answer<Times>> {
        let (mut held, mut decided, mut listed) = (Vec::new(), Vec::new(), [Vec::new(), Vec::new()]);
        for world in worlds {
            let mut engine = E::load();
            held.push(timed(1, || engine.hold(&world.facts)));
            decided.push(deciding(&mut engine, world));
            for (times, kind) in listed.iter_mut().zip(KINDS) {
                times.push(listing(&mut engine, world, kind));
            }
        }
        self.decide.row(E::NAME, decided);
        for (table, times) in self.lists.iter_mut().zip(listed) {
            table.row(E::NAME, times);
        }
        held
    }
}

fn deciding(engine: &mut impl Engine, world: &World) -> Answer<Times> {
    for question in &world.checked {
        world.check(question, engine.decide(question)?)?;
    }
    timed(world.questions.len(), || world.questions.iter().try_for_each(|question| engine.decide(question).map(drop)))
}

fn handed<E: Engine>(world: &World) -> Answer<Times> {
    let mut engine = E::load();
    let questions = || world.questions.iter().zip(&world.needed);
    for question in &world.checked {
        engine.hold(&world.facts.needed(question))?;
        world.check(question, engine.decide(question)?)?;
    }
    timed(world.questions.len(), || {
        questions().try_for_each(|(question, facts)| {
            engine.hold(facts)?;
            engine.decide(question).map(drop)
        })
    })
}

fn listing(engine: &mut impl Engine, world: &World, kind: Kind) -> Answer<Times> {
    let user = world.reader(kind);
    let found = engine.list(user, kind, Instant::now() + PATIENCE)?;
    let right = world.facts.readable(user, kind);
    if found != right {
        return Err(format!("wrong: {} ids instead of {}", found.len(), right.len()));
    }
    timed(1, || engine.list(user, kind, Instant::now() + PATIENCE).map(drop))
}

/// The facts that the other engines need, read by SQL written by hand.
fn reading(world: &World) -> Answer<Times> {
    let connection = tables::filled(&world.facts).map_err(said)?;
    for question in &world.checked {
        if tables::needed(&connection, question).map_err(said)? != world.facts.needed(question) {
            return Err(format!("wrong: other facts for {question:?}"));
        }
    }
    timed(world.questions.len(), || {
        world.questions.iter().try_for_each(|question| tables::needed(&connection, question).map(drop).map_err(said))
    })
}
