//! Actors and resources out of the mapped tables.

use super::questions::identifier;
use super::session::Session;
use super::{Benchmark, Class};
use crate::Error;
use crate::shape::canonical;
use arctos_compiler::mapping::model::{FactMapping, Mapping};
use arctos_compiler::policy::program::Program;
use arctos_compiler::value::{TypeName, Value};

/// How many ids are fetched to choose one of.
const CHOICE: usize = 20;

/// An actor to ask for.
pub(super) struct Actor {
    pub value: Value,
    pub class: Class,
    pub grants: Option<u64>,
}

/// The given actors, or for each type one with few grants and one with many.
pub(super) async fn actors(
    plan: &Benchmark,
    program: &Program,
    mapping: &Mapping,
    session: &mut Session<'_>,
) -> Result<Vec<Actor>, Error> {
    if !plan.actors.is_empty() {
        let given = |value: &Value| Ok(Actor { value: canonical(value)?, class: Class::Given, grants: None });
        return plan.actors.iter().map(given).collect();
    }
    let mut actors = Vec::new();
    for (ty, _) in program.types.blocks.iter().filter(|(_, block)| block.is_actor) {
        let Some(grants) = grants(ty, mapping, session) else { continue };
        for (class, order) in [(Class::Few, "ASC"), (Class::Many, "DESC")] {
            let sql = format!("SELECT g.id, g.n FROM ({grants}) AS g ORDER BY g.n {order}, g.id LIMIT {CHOICE}");
            let found = session.texts(&sql).await?;
            // Those with the most grants differ most of all from each other.
            let at = if class == Class::Few { choose(plan.seed, found.len()) } else { 0 };
            let Some([Some(id), Some(count)]) = found.get(at).map(Vec::as_slice) else { continue };
            let actor = Actor { value: canonical(&Value::new(ty.clone(), id.as_str()))?, class, grants: count.parse().ok() };
            if !actors.iter().any(|known: &Actor| known.value == actor.value) {
                actors.push(actor);
            }
        }
    }
    Ok(actors)
}

/// A query for the ids of a type of actors with the number of rows that they are in. Facts that are about an actor count, and
/// others only if there is none.
fn grants(ty: &TypeName, mapping: &Mapping, session: &Session<'_>) -> Option<String> {
    let columns = |first: bool| {
        mapping.facts.iter().filter_map(move |fact| {
            let types = fact.signature.column_types();
            let at = types.iter().position(|of| *of == ty)?;
            (types.len() > 1 && (at == 0 || !first)).then(|| ids(fact, at, session)).flatten()
        })
    };
    let mut parts: Vec<String> = columns(true).collect();
    if parts.is_empty() {
        parts = columns(false).collect();
    }
    let all = parts.join(" UNION ALL ");
    (!parts.is_empty()).then(|| format!("SELECT a.id, count(*) AS n FROM ({all}) AS a WHERE a.id IS NOT NULL GROUP BY a.id"))
}

/// A resource of a type; `None` where no mapped query has one.
pub(super) async fn resource(
    plan: &Benchmark,
    ty: &TypeName,
    mapping: &Mapping,
    session: &mut Session<'_>,
) -> Result<Option<Value>, Error> {
    for fact in &mapping.facts {
        let types = fact.signature.column_types();
        let Some(at) = types.iter().position(|of| *of == ty) else { continue };
        let Some(ids) = ids(fact, at, session) else { continue };
        let found = session.texts(&format!("SELECT a.id FROM ({ids}) AS a WHERE a.id IS NOT NULL LIMIT {CHOICE}")).await?;
        let Some([Some(id)]) = found.get(choose(plan.seed, found.len())).map(Vec::as_slice) else { continue };
        return canonical(&Value::new(ty.clone(), id.as_str())).map(Some);
    }
    Ok(None)
}

/// The ids in a column of a mapped query, as texts.
fn ids(fact: &FactMapping, at: usize, session: &Session<'_>) -> Option<String> {
    let column = identifier(&fact.select.columns.get(at)?.name, session.dialect());
    Some(format!("SELECT CAST(f.{column} AS {}) AS id FROM ({}) AS f", session.text_type(), fact.select.text))
}

/// A place among so many, the same for the same seed.
fn choose(seed: u64, count: usize) -> usize {
    let mixed = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    usize::try_from(mixed % (count.max(1) as u64)).unwrap_or(0)
}
