//! The order in which predicates can be evaluated when some are negated.
//!
//! In: a program. Out: strata, such that what a predicate negates is complete in an earlier stratum and what it calls
//! otherwise is in the same or an earlier one; or the circles through a `not` that make this impossible.

use super::graph::{Dependencies, Edge, Sign};
use super::program::{Predicate, Program};
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;
use std::collections::{HashMap, HashSet, VecDeque};

/// Groups the predicates of a program into strata, in order of evaluation, each in source order.
///
/// In: a program that resolved without errors. Out: every predicate that is defined or called, once.
pub fn strata(program: &Program) -> Vec<Vec<Predicate>> {
    let dependencies = Dependencies::of(program);
    let graph = &dependencies.graph;
    let mut level: HashMap<NodeIndex, usize> = HashMap::new();
    for component in dependencies.components() {
        let callees = component.iter().flat_map(|node| graph.edges(*node));
        // Calls inside the component have no level yet and do not count.
        let needed = callees.filter_map(|edge| {
            let below = level.get(&edge.target())?;
            Some(below + usize::from(edge.weight().sign == Sign::Negative))
        });
        let own = needed.max().unwrap_or(0);
        level.extend(component.iter().map(|node| (*node, own)));
    }
    let mut strata = vec![Vec::new(); level.values().max().map_or(0, |highest| highest + 1)];
    for node in graph.node_indices() {
        let stratum = level.get(&node).and_then(|at| strata.get_mut(*at));
        if let (Some(stratum), Some(predicate)) = (stratum, graph.node_weight(node)) {
            stratum.push((*predicate).clone());
        }
    }
    strata
}

/// A predicate that depends on its own negation.
pub(super) struct Circle {
    /// The predicates on the way round, starting with the one that negates.
    pub(super) predicates: Vec<Predicate>,
    /// The calls on the way round, the negated one first.
    pub(super) calls: Vec<Edge>,
}

/// One circle for each group of mutually dependent predicates that has a negation inside.
pub(super) fn circles(program: &Program) -> Vec<Circle> {
    let dependencies = Dependencies::of(program);
    dependencies.components().iter().filter_map(|component| circle(&dependencies, component)).collect()
}

fn circle(dependencies: &Dependencies, component: &[NodeIndex]) -> Option<Circle> {
    let graph = &dependencies.graph;
    let members: HashSet<NodeIndex> = component.iter().copied().collect();
    let inside = component.iter().flat_map(|node| graph.edges(*node)).filter(|edge| members.contains(&edge.target()));
    let negation = inside.filter(|edge| edge.weight().sign == Sign::Negative).min_by_key(|edge| edge.weight().span)?;
    let mut predicates: Vec<Predicate> = graph.node_weight(negation.source()).map(|p| (*p).clone()).into_iter().collect();
    let mut calls = vec![*negation.weight()];
    for (node, call) in way(dependencies, &members, negation.target(), negation.source()) {
        predicates.extend(graph.node_weight(node).map(|predicate| (*predicate).clone()));
        calls.push(call);
    }
    Some(Circle { predicates, calls })
}

/// The shortest way between two members, as the nodes left and the calls taken.
fn way(dependencies: &Dependencies, members: &HashSet<NodeIndex>, from: NodeIndex, to: NodeIndex) -> Vec<(NodeIndex, Edge)> {
    let mut reached_by: HashMap<NodeIndex, (NodeIndex, Edge)> = HashMap::new();
    let mut queue = VecDeque::from([from]);
    while let Some(node) = queue.pop_front() {
        if node == to {
            break;
        }
        // petgraph lists the newest edge first; the first call in the source is the better example.
        let mut edges: Vec<_> = dependencies.graph.edges(node).collect();
        edges.reverse();
        for edge in edges {
            let next = edge.target();
            if members.contains(&next) && next != from && !reached_by.contains_key(&next) {
                reached_by.insert(next, (node, *edge.weight()));
                queue.push_back(next);
            }
        }
    }
    let mut steps = Vec::new();
    let mut node = to;
    while let Some((before, call)) = reached_by.get(&node) {
        steps.push((*before, *call));
        node = *before;
    }
    steps.reverse();
    steps
}
