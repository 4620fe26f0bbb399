//! Random cases, a random part of whose facts is in a second database: the answers are the reference evaluator's.

use arctos::{Arctos, Central, Error, KnownFacts, Policy, Predicate, QueryArg, QueryCall, Settings, Subject, Value, row};
use arctos_compiler::diagnostic::codes;
use arctos_compiler::sql::Dialect;
use arctos_compiler::value::BOOLEAN;
use arctos_tests::differential::{Ask, NOW};
use arctos_tests::mysql;
use arctos_tests::postgres::shared;
use arctos_tests::random::{Case, Rng};
use arctos_tests::reference::{self, Arg, Call, Fact, Model};
use arctos_tests::sqlite::Connection;
use arctos_throwaway::Server;
use std::collections::BTreeSet;
use std::path::PathBuf;
use tokio_postgres::Client;

/// The cases that are tried.
const SEEDS: std::ops::Range<u64> = 0..40;

/// What the questions of a case are asked of, and compared with.
struct Home {
    arctos: Arctos,
    context: KnownFacts,
    model: Model,
    client: Client,
}

/// What became of the questions.
#[derive(Debug, Default)]
struct Totals {
    right: usize,
    declined: usize,
    wrong: Vec<String>,
}

/// A file that goes with the value.
struct File(PathBuf);

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn known(facts: &[Fact]) -> KnownFacts {
    let mut known = KnownFacts::new();
    for fact in facts {
        known.insert(Predicate::new(fact.predicate.as_str(), fact.args.len()), fact.args.clone());
    }
    known
}

/// The entries of a mapping that are local, or those that are not, with everything else.
fn part(mapping: &str, moved: &[bool], is_moved: bool) -> String {
    let (mut out, mut number, mut keep) = (String::new(), 0, true);
    for line in mapping.lines() {
        if line.starts_with("  '") && line.ends_with(':') {
            keep = moved.get(number).copied().unwrap_or(false) == is_moved;
            number += 1;
        } else if !line.starts_with(' ') {
            keep = true;
        }
        if keep {
            out.push_str(line);
            out.push('\n');
        }
    }
    let nothing = !out.contains("\n  '") || out.starts_with("facts:\nsql_types");
    if nothing { out.replacen("facts:\n", "facts: {}\n", 1) } else { out }
}

fn call(call: &Call) -> QueryCall {
    let arg = |arg: &Arg| match arg {
        Arg::Value(value) => QueryArg::Subject(Subject::Value(value.clone())),
        Arg::Variable(name, ty) => QueryArg::Variable(name.into(), Some(ty.into())),
        Arg::Any(ty) => QueryArg::Any(Some(ty.into())),
    };
    QueryCall { predicate: call.predicate.as_str().into(), args: call.args.iter().map(arg).collect() }
}

/// The types of a query's named variables, in order of appearance.
fn types(calls: &[Call]) -> Vec<String> {
    let mut seen: Vec<(&str, &str)> = Vec::new();
    for arg in calls.iter().flat_map(|call| &call.args) {
        if let Arg::Variable(name, ty) = arg
            && !seen.iter().any(|(known, _)| known == name)
        {
            seen.push((name, ty));
        }
    }
    seen.into_iter().map(|(_, ty)| ty.to_owned()).collect()
}

impl Home {
    /// Whether the answer is right, and what it is otherwise.
    async fn is_right(&self, ask: &Ask) -> Result<Result<(), String>, Error> {
        let (asked, model) = (self.arctos.ask().context(&self.context), &self.model);
        let told = |right: bool, got: String| if right { Ok(()) } else { Err(got) };
        Ok(match ask {
            Ask::Authorize { actor, action, resource } => {
                let got = asked.authorize(actor, action, resource.as_ref()).await?;
                told(got == model.authorize(actor, action, resource.as_ref()), got.to_string())
            }
            Ask::Many { actor, action, ty, ids } => {
                let got = asked.authorize_many(actor, action, ty, ids).await?;
                let may = |id: &&String| model.authorize(actor, action, Some(&Value::new(ty.as_str(), id.as_str())));
                told(got == ids.iter().filter(may).cloned().collect::<Vec<_>>(), format!("{got:?}"))
            }
            Ask::List { actor, action, ty } => {
                let got = asked.list(actor, action, ty).await?;
                told(model.list(actor, action, ty).accepts(&got.iter().cloned().collect()), format!("{got:?}"))
            }
            Ask::Actions { actor, resource } => {
                let got = asked.actions(actor, resource.as_ref()).await?;
                told(model.actions(actor, resource.as_ref()).accepts(&got.iter().cloned().collect()), format!("{got:?}"))
            }
            Ask::Actors { ty, action, resource } => {
                let got = asked.actors(ty, action, resource.as_ref()).await?;
                told(model.actors(ty, action, resource.as_ref()).accepts(&got.iter().cloned().collect()), format!("{got:?}"))
            }
            Ask::Query { calls } => {
                let got = asked.query(&calls.iter().map(call).collect::<Vec<_>>()).await?;
                let Some(expected) = model.query(calls) else { return Ok(Ok(())) };
                let types = types(calls);
                let right = if types.is_empty() {
                    got.holds() != expected.is_empty()
                } else {
                    self.expand(&got.rows, &types).is_some_and(|answer| self.is_enumeration(&answer, &expected))
                };
                told(right, format!("{:?} instead of {expected:?}", got.rows))
            }
            Ask::Filter { actor, action, ty, table, .. } | Ask::Select { actor, action, ty, table, .. } => {
                let row = row(table, "r", "id");
                let sql = format!("SELECT CAST(r.id AS text) AS shown FROM {table} AS r");
                let got = if matches!(ask, Ask::Filter { .. }) {
                    let filter = asked.filter_resolved(actor, action, ty, &row).await?;
                    self.ids(&format!("{sql} WHERE {}", filter.sql())).await
                } else {
                    asked
                        .fetch(actor, action, ty, &row, &sql)
                        .await?
                        .rows
                        .into_iter()
                        .filter_map(|row| row.into_iter().next()?)
                        .collect()
                };
                let mut expected = self.ids(&sql).await;
                expected.retain(|id| model.authorize(actor, action, Some(&Value::new(ty.as_str(), id.as_str()))));
                told(got == expected, format!("{got:?} instead of {expected:?}"))
            }
        })
    }

    /// The values of the first column, but for NULL.
    async fn ids(&self, sql: &str) -> BTreeSet<String> {
        let rows = self.client.query(sql, &[]).await.unwrap_or_else(|error| panic!("{error:?}: {sql}"));
        rows.iter().filter_map(|row| row.get::<_, Option<String>>(0)).collect()
    }

    /// The rows that an answer stands for: a NULL is every value of its column's type.
    fn expand(&self, rows: &[Vec<Option<String>>], types: &[String]) -> Option<BTreeSet<Vec<Value>>> {
        let mut found = BTreeSet::new();
        for row in rows {
            let mut partial: Vec<Vec<Value>> = vec![Vec::new()];
            for (cell, ty) in row.iter().zip(types) {
                let every = self.model.universe().of_type(ty).filter(|value| cell.as_ref().is_none_or(|id| value.id == *id));
                let values: Vec<Value> = every.cloned().collect();
                if values.is_empty() {
                    return None;
                }
                let grown = |start: &Vec<Value>| -> Vec<Vec<Value>> {
                    values.iter().map(|value| [start.as_slice(), std::slice::from_ref(value)].concat()).collect()
                };
                partial = partial.iter().flat_map(grown).collect();
            }
            found.extend(partial);
        }
        Some(found)
    }

    /// Whether an answer has no row too many, and every row of known values.
    fn is_enumeration(&self, answer: &BTreeSet<Vec<Value>>, expected: &BTreeSet<Vec<Value>>) -> bool {
        let known = |row: &&Vec<Value>| row.iter().all(|value| value.ty == BOOLEAN || self.model.knows(value));
        answer.is_subset(expected) && expected.iter().filter(known).all(|row| answer.contains(row))
    }
}

/// Every predicate of a policy: that some have no facts at all is not what is tested.
fn predicates(policy: &Policy) -> Vec<Predicate> {
    let program = policy.compiler().program();
    let names = ["has_role", "has_relation", "has_permission"];
    let built_in = names.iter().flat_map(|name| [2, 3].map(|arity| Predicate::new(*name, arity)));
    let typed = program.fact_types.iter().map(|fact| Predicate::new(fact.name.clone(), fact.args.len()));
    built_in.chain(typed).collect()
}

/// The moved facts of a case in a second database, of a random kind.
async fn connected(
    policy: &Policy,
    seed: u64,
    case: &Case,
    moved: &[bool],
    kept: &mut Vec<Box<dyn std::any::Any>>,
    server: &Server,
) -> Result<Central, Error> {
    // Not a draw of the case's own numbers: which facts are moved does not depend on the kind.
    let mut dialect = [Dialect::Postgres, Dialect::Sqlite, Dialect::MySql][Rng::new(seed).below(3)];
    // A database in memory that is attached to a file is not there for the next connection.
    if dialect == Dialect::Sqlite && case.scenario(dialect).sql.contains("ATTACH") {
        dialect = Dialect::MySql;
    }
    let scenario = case.scenario(dialect);
    let url = match dialect {
        Dialect::Postgres => {
            let database = server.database(&scenario.sql).await.expect("a database");
            let url = database.url();
            kept.push(Box::new(database));
            url
        }
        Dialect::MySql => {
            // Ids with a backslash are written as they are.
            let sql = format!("SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_BACKSLASH_ESCAPES';\n{}", scenario.sql);
            let database = mysql::shared().expect("a server").database(&sql).await.expect("a database");
            let url = database.url();
            kept.push(Box::new(database));
            url
        }
        Dialect::Sqlite => {
            let file = File(std::env::temp_dir().join(format!("arctos-central-{}-{seed}.db", std::process::id())));
            Connection::open(&file.0).and_then(|file| file.execute_batch(&scenario.sql)).expect("a file");
            let url = format!("sqlite:{}", file.0.display());
            kept.push(Box::new(file));
            url
        }
    };
    let mut mapping = part(&scenario.mapping, moved, true);
    if dialect != Dialect::Postgres {
        // The columns of the case have the types that PostgreSQL knows.
        mapping = mapping.split("sql_types:").next().unwrap_or_default().to_owned();
    }
    policy.connect_central(("central.yaml", &mapping), &url, Settings::default()).await
}

/// The case of a seed with a random part of its facts in a second database, and its questions.
async fn home(seed: u64, server: &Server, kept: &mut Vec<Box<dyn std::any::Any>>) -> Option<(Home, Vec<Ask>)> {
    let case = Case::random(seed);
    let mut rng = Rng::new(seed.wrapping_mul(31).wrapping_add(7));
    let here = case.scenario(Dialect::Postgres);
    let mut policy = Policy::load([("policy.polar", here.policy.as_str())], None).ok()?;
    let share = rng.between(20, 100);
    let moved: Vec<bool> = case.placements.iter().map(|_| rng.below(100) < share).collect();
    let central = connected(&policy, seed, &case, &moved, kept, server).await;
    let central = central.unwrap_or_else(|error| panic!("seed {seed}: {error}"));
    let mapping = part(&here.mapping, &moved, false);
    policy = Policy::load([("policy.polar", here.policy.as_str())], Some(("local.yaml", &mapping))).ok()?;
    policy = policy.expecting(predicates(&policy)).with_facts(&known(&here.central)).expect("facts");
    let database = server.database(&here.sql).await.expect("a database");
    let client = database.connect().await.expect("a connection");
    let arctos = policy.with_central(&central).expect("facts").connect(&database.url(), Settings::default()).await;
    let arctos = match arctos {
        Ok(arctos) => arctos,
        Err(Error::Unmapped(_)) => return None,
        Err(error) => panic!("seed {seed}: {error}"),
    };
    kept.push(Box::new(database));
    let mut mentioned: Vec<Value> = here.asks.iter().flat_map(Ask::values).chain(here.values).collect();
    for ask in &here.asks {
        if let Ask::Filter { ty, table, .. } | Ask::Select { ty, table, .. } = ask {
            let rows =
                client.query(&format!("SELECT CAST(id AS text) FROM {table} WHERE id IS NOT NULL"), &[]).await.expect("rows");
            mentioned.extend(rows.iter().map(|row| Value::new(ty.as_str(), row.get::<_, String>(0))));
        }
    }
    let facts: Vec<Fact> = here.facts.iter().chain(&here.central).chain(&here.context).cloned().collect();
    let model = reference::Policy::parse(&here.policy).ok()?.model(&facts, &mentioned, NOW).ok()?;
    Some((Home { arctos, context: known(&here.context), model, client }, here.asks))
}

/// Questions without an answer: too large for the database, integers without end.
fn is_declined(error: &Error) -> bool {
    let Error::Question(report) = error else {
        return matches!(error, Error::Deadline(_) | Error::UnknownPredicate(_) | Error::UnknownType(_));
    };
    report.diagnostics().iter().any(|problem| [codes::TOO_LARGE, codes::NOT_ENUMERABLE].contains(&problem.code))
}

#[tokio::test]
async fn facts_of_two_databases_give_the_answers_of_one() {
    let server = shared().expect("a server");
    let mut totals = Totals::default();
    for seed in SEEDS {
        let mut kept = Vec::new();
        let Some((home, asks)) = home(seed, &server, &mut kept).await else { continue };
        for ask in &asks {
            match home.is_right(ask).await {
                Ok(Ok(())) => totals.right += 1,
                Ok(Err(got)) => totals.wrong.push(format!("seed {seed}, {ask}: {got}")),
                Err(error) if is_declined(&error) => totals.declined += 1,
                Err(error) => totals.wrong.push(format!("seed {seed}, {ask}: {error}")),
            }
        }
        drop(home);
        drop(kept);
    }
    let Totals { right, declined, wrong } = totals;
    assert!(wrong.is_empty(), "{}\n{} wrong, {right} right, {declined} declined", wrong.join("\n"), wrong.len());
    assert!(right > 3_000 && declined * 50 < right, "{right} right, {declined} declined");
}
