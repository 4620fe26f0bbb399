//! Super-types: which are known, whether they go round in circles, and what is inherited from them.
//!
//! In: the accepted blocks with their own names. Out: [`Names`] whose blocks hold their valid super-types and the
//! inherited names after their own. Guaranteed afterwards: `extends` has no cycle and names declared types, `Actor`
//! and `Resource` only.

use super::checks::{expansion_too_large, inheritance_cycle, inherited_clash, unknown_super_type};
use super::names::{Declared, Names, is_abstract};
use crate::diagnostic::Diagnostics;
use crate::syntax::ast;
use crate::value::{ACTOR, TypeName};
use indexmap::{IndexMap, IndexSet};
use petgraph::graph::{DiGraph, NodeIndex};
use smol_str::SmolStr;

/// How many names all types together may inherit. A chain of a thousand types that add two names each stays below.
const INHERITED_NAMES: usize = 1_000_000;

/// Fills in super-types and inherited names.
pub(super) fn resolve(names: &mut Names, accepted: &IndexMap<TypeName, &ast::Block>, diagnostics: &mut Diagnostics) {
    for (name, block) in accepted {
        let extends = known_super_types(block, accepted, diagnostics);
        if let Some(resolved) = names.types.blocks.get_mut(name) {
            resolved.extends = extends;
        }
    }
    let mut inherited = 0;
    for component in components(names) {
        break_cycle(names, &component, accepted, diagnostics);
        for name in &component {
            let Some(block) = accepted.get(name) else { continue };
            note_actor(names, name);
            inherited += inherit(names, name, block, diagnostics);
            if inherited > INHERITED_NAMES {
                diagnostics.push(expansion_too_large::inherited(block));
                return;
            }
        }
    }
}

/// Notes whether the type's values are actors; its super-types have been looked at before.
fn note_actor(names: &mut Names, name: &TypeName) {
    let Some(block) = names.types.blocks.get(name) else { return };
    if block.is_actor || block.extends.iter().any(|parent| parent == ACTOR || names.actors.contains(parent)) {
        names.actors.insert(name.clone());
    }
}

/// The super-types of a block that exist, each once.
fn known_super_types(
    block: &ast::Block,
    accepted: &IndexMap<TypeName, &ast::Block>,
    diagnostics: &mut Diagnostics,
) -> Vec<TypeName> {
    let mut extends = IndexSet::new();
    for parent in &block.extends {
        if accepted.contains_key(&parent.text) || is_abstract(&parent.text) {
            extends.insert(parent.text.clone());
        } else {
            diagnostics.push(unknown_super_type::report(parent, accepted.keys()));
        }
    }
    extends.into_iter().collect()
}

/// Types grouped by mutual inheritance, super-types before their sub-types.
fn components(names: &Names) -> Vec<Vec<TypeName>> {
    let blocks = &names.types.blocks;
    let mut graph = DiGraph::<(), ()>::new();
    let nodes: Vec<NodeIndex> = blocks.keys().map(|_| graph.add_node(())).collect();
    for (from, block) in nodes.iter().zip(blocks.values()) {
        for parent in &block.extends {
            if let Some(to) = blocks.get_index_of(parent).and_then(|at| nodes.get(at)) {
                graph.add_edge(*from, *to, ());
            }
        }
    }
    // Kosaraju, because petgraph's Tarjan recurses as deep as the longest chain of types.
    let components = petgraph::algo::kosaraju_scc(&graph);
    let name_of = |node: NodeIndex| blocks.get_index(node.index()).map(|(name, _)| name.clone());
    components.into_iter().map(|members| members.into_iter().filter_map(name_of).collect()).collect()
}

/// Reports a circle of super-types and takes its types out of each other's `extends`.
fn break_cycle(
    names: &mut Names,
    component: &[TypeName],
    accepted: &IndexMap<TypeName, &ast::Block>,
    diagnostics: &mut Diagnostics,
) {
    let members: IndexSet<&TypeName> = component.iter().collect();
    let extends = |name: &TypeName| names.types.blocks.get(name).map_or(&[][..], |block| block.extends.as_slice());
    if !component.iter().any(|name| extends(name).iter().any(|parent| members.contains(parent))) {
        return;
    }
    let mut in_source_order: Vec<&ast::Block> = component.iter().filter_map(|name| accepted.get(name).copied()).collect();
    in_source_order.sort_by_key(|block| block.span);
    diagnostics.push(inheritance_cycle::report(&in_source_order));
    for name in component {
        if let Some(block) = names.types.blocks.get_mut(name) {
            block.extends.retain(|parent| !members.contains(parent));
        }
    }
}

/// Adds the names of the direct super-types, which are complete by now. Returns how many were added.
fn inherit(names: &mut Names, name: &TypeName, block: &ast::Block, diagnostics: &mut Diagnostics) -> usize {
    let Some(own) = names.types.blocks.get(name) else { return 0 };
    let mut merged = own.clone();
    let mut scope = names.scopes.remove(name).unwrap_or_default();
    let before = scope.len();
    for parent in &own.extends {
        let Some(from) = names.types.blocks.get(parent) else { continue };
        let mut inherits = |inherited: &SmolStr| {
            let Some(meaning) = names.scopes.get(parent).and_then(|found| found.get(inherited)) else { return false };
            match scope.get(inherited) {
                None => scope.insert(inherited.clone(), *meaning).is_none(),
                Some(Declared { kind, .. }) if *kind == meaning.kind => false,
                Some(clash) => {
                    diagnostics.push(inherited_clash::report(inherited, block, *clash, parent, *meaning));
                    false
                }
            }
        };
        merged.roles.extend(from.roles.iter().filter(|role| inherits(role)).cloned());
        merged.permissions.extend(from.permissions.iter().filter(|permission| inherits(permission)).cloned());
        for (relation, target) in &from.relations {
            if inherits(relation) {
                merged.relations.insert(relation.clone(), target.clone());
            }
        }
    }
    let added = scope.len() - before;
    names.scopes.insert(name.clone(), scope);
    names.types.blocks.insert(name.clone(), merged);
    added
}
