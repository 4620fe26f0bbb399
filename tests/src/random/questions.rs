//! Random questions about a world.

use super::case::table_of;
use super::rng::Rng;
use super::world::{ArgType, Signature, World};
use crate::differential::{Ask, FilterMode, SelectMode};
use crate::reference::{Arg, Call};
use arctos_compiler::value::Value;

/// Questions of every sort; `constants` are values of the facts.
pub(super) fn random(world: &World, constants: &[Value], rng: &mut Rng) -> Vec<Ask> {
    let mut asks = Vec::new();
    let actors = world.actors();
    let all: Vec<usize> = (0..world.types.len()).collect();
    let mut actions = rng.sample(&world.actions(), 3);
    if rng.percent(25) {
        actions.push("nope".to_owned());
    }
    for time in 0..2 {
        let (Some(mut actor), Some(mut resource)) = (rng.pick(&actors).copied(), rng.pick(&all).copied()) else { continue };
        if let Some(pointed) = world.pointed.filter(|_| time == 0) {
            (actor, resource) = (pointed.actor, pointed.resource);
        }
        about(world, actor, resource, &actions, rng, &mut asks);
    }
    if world.global.is_some() || rng.percent(15) {
        globally(world, &actions, rng, &mut asks);
    }
    for _ in 0..3 {
        asks.extend(query(world, constants, rng));
    }
    asks
}

fn ids(world: &World, ty: usize) -> Vec<Value> {
    let spec = &world.types[ty];
    spec.ids.iter().chain([&spec.stranger]).map(|id| Value::new(spec.name.as_str(), id.as_str())).collect()
}

fn about(world: &World, actor: usize, resource: usize, actions: &[String], rng: &mut Rng, asks: &mut Vec<Ask>) {
    let (who, what) = (ids(world, actor), ids(world, resource));
    let ty = world.types[resource].name.clone();
    let actor_type = world.types[actor].name.clone();
    for action in actions {
        for actor in &who {
            for resource in &what {
                if rng.percent(35) {
                    asks.push(Ask::Authorize { actor: actor.clone(), action: action.clone(), resource: Some(resource.clone()) });
                }
            }
            if rng.percent(50) {
                asks.push(Ask::List { actor: actor.clone(), action: action.clone(), ty: ty.clone() });
            }
            if rng.percent(50) {
                asks.push(filter(actor, action, &ty, table_of(world, resource), rng));
            }
            if !asks.len().is_multiple_of(3) {
                asks.push(select(actor, action, &ty, table_of(world, resource), asks.len()));
            }
            if rng.percent(30) {
                let ids = what.iter().map(|value| value.id.to_string()).collect();
                asks.push(Ask::Many { actor: actor.clone(), action: action.clone(), ty: ty.clone(), ids });
            }
        }
        for resource in what.iter().filter(|_| rng.percent(40)) {
            asks.push(Ask::Actors { ty: actor_type.clone(), action: action.clone(), resource: Some(resource.clone()) });
        }
    }
    for actor in &who {
        for resource in what.iter().filter(|_| rng.percent(40)) {
            asks.push(Ask::Actions { actor: actor.clone(), resource: Some(resource.clone()) });
        }
    }
}

fn filter(actor: &Value, action: &str, ty: &str, table: String, rng: &mut Rng) -> Ask {
    let modes = [FilterMode::Plain, FilterMode::And, FilterMode::Or, FilterMode::Not, FilterMode::Joined];
    let mode = *rng.pick(&modes).unwrap_or(&FilterMode::Plain);
    Ask::Filter { actor: actor.clone(), action: action.to_owned(), ty: ty.to_owned(), table, own: rng.percent(60), mode }
}

/// Draws no number: the cases of a seed are what they were before there were such questions.
fn select(actor: &Value, action: &str, ty: &str, table: String, number: usize) -> Ask {
    use SelectMode::{All, Count, Joined, Named, Offset, Page};
    let modes = [Page, Named, Count, Page, Offset, All, Joined];
    let mode = modes.get(number % modes.len()).copied().unwrap_or(Page);
    Ask::Select { actor: actor.clone(), action: action.to_owned(), ty: ty.to_owned(), table, mode, pin: None }
}

fn globally(world: &World, actions: &[String], rng: &mut Rng, asks: &mut Vec<Ask>) {
    let Some(actor) = rng.pick(&world.actors()).copied() else { return };
    for who in ids(world, actor) {
        let action = rng.pick(actions).cloned().unwrap_or_default();
        asks.push(Ask::Authorize { actor: who.clone(), action, resource: None });
        asks.push(Ask::Actions { actor: who, resource: None });
    }
    let action = rng.pick(actions).cloned().unwrap_or_default();
    asks.push(Ask::Actors { ty: world.types[actor].name.clone(), action, resource: None });
}

/// A conjunction of one or two calls.
fn query(world: &World, constants: &[Value], rng: &mut Rng) -> Option<Ask> {
    let mut callable: Vec<Signature> = world.facts.iter().chain(&world.derived).chain(&world.late).cloned().collect();
    if let (Some(actor), Some(resource)) = (rng.pick(&world.actors()).copied(), rng.pick(&world.declared()).copied()) {
        for predicate in ["has_role", "has_permission", "allow"] {
            let args = vec![ArgType::Entity(actor), ArgType::Text(world.actions()), ArgType::Entity(resource)];
            callable.push(Signature { predicate: predicate.to_owned(), args });
        }
    }
    let mut named: Vec<(String, String)> = Vec::new();
    let mut calls = Vec::new();
    for _ in 0..rng.weighted(&[(3, 1), (2, 2)]) {
        let signature = rng.pick(&callable)?.clone();
        let args = signature.args.iter().map(|arg| argument(world, constants, arg, &mut named, rng)).collect();
        calls.push(Call { predicate: signature.predicate, args });
    }
    Some(Ask::Query { calls })
}

fn argument(world: &World, constants: &[Value], arg: &ArgType, named: &mut Vec<(String, String)>, rng: &mut Rng) -> Arg {
    let ty = world.type_name(arg);
    match rng.below(10) {
        0..=2 => {
            let known: Vec<&Value> = constants.iter().filter(|value| value.ty == ty).collect();
            Arg::Value(rng.pick(&known).map_or_else(|| world.value(rng, arg), |value| (*value).clone()))
        }
        3 => Arg::Any(ty),
        4..=6 if named.iter().any(|(_, known)| *known == ty) => {
            let alike: Vec<&(String, String)> = named.iter().filter(|(_, known)| *known == ty).collect();
            let (name, ty) = rng.pick(&alike).map_or_else(|| ("x".to_owned(), ty.clone()), |pair| (*pair).clone());
            Arg::Variable(name, ty)
        }
        _ => {
            let name = format!("x{}", named.len());
            named.push((name.clone(), ty.clone()));
            Arg::Variable(name, ty)
        }
    }
}
