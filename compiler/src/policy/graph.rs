//! Which predicate calls which.
//!
//! In: a program. Out: a graph with a node for each predicate, defined or only called, and an edge for each call, from
//! the caller to the called.

use super::program::{Formula, Origin, Predicate, Program};
use crate::source::Span;
use indexmap::IndexMap;
use petgraph::graph::{DiGraph, NodeIndex};

/// Whether a call stands under a `not`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// Under none.
    Positive,
    /// Under one or more.
    Negative,
}

/// One call.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    /// Whether the called predicate is negated.
    pub(super) sign: Sign,
    /// Where the call stands; `None` for the default `allow`.
    pub(super) span: Option<Span>,
}

/// The calls of a program.
pub(super) struct Dependencies<'a> {
    /// Node weights are predicates.
    pub(super) graph: DiGraph<&'a Predicate, Edge>,
}

impl<'a> Dependencies<'a> {
    /// Reads the calls off a program's rules.
    pub(super) fn of(program: &'a Program) -> Self {
        let mut graph = DiGraph::new();
        let mut nodes: IndexMap<&Predicate, NodeIndex> = IndexMap::new();
        for (predicate, rules) in &program.rules {
            let source = *nodes.entry(predicate).or_insert_with(|| graph.add_node(predicate));
            for rule in rules {
                let written = matches!(rule.origin, Origin::Source(_));
                each_call(&rule.body, Sign::Positive, &mut |called, sign, span| {
                    let target = *nodes.entry(called).or_insert_with(|| graph.add_node(called));
                    graph.add_edge(source, target, Edge { sign, span: written.then_some(span) });
                });
            }
        }
        Self { graph }
    }

    /// Predicates that depend on each other, grouped; what a group depends on comes before it.
    pub(super) fn components(&self) -> Vec<Vec<NodeIndex>> {
        // Kosaraju, because petgraph's Tarjan recurses as deep as the longest chain of predicates.
        petgraph::algo::kosaraju_scc(&self.graph)
    }
}

fn each_call<'a>(formula: &'a Formula, sign: Sign, visit: &mut impl FnMut(&'a Predicate, Sign, Span)) {
    match formula {
        Formula::And(parts) | Formula::Or(parts) => parts.iter().for_each(|part| each_call(part, sign, visit)),
        // Twice negated still has to be settled before: the inner negation needs its own complete answer.
        Formula::Not(inner) => each_call(inner, Sign::Negative, visit),
        Formula::Call(predicate, _, span) => visit(predicate, sign, *span),
        Formula::True | Formula::False | Formula::Compare(..) | Formula::In(..) | Formula::Matches(..) => {}
    }
}
