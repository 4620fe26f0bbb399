//! The names a policy declares: types with their roles, permissions and relations, and the `global` block.
//!
//! In: syntax trees. Out: [`Names`], where every accepted block knows its own and its inherited names, and diagnostics
//! for names that are declared wrongly. Guaranteed afterwards: each type has one block, each name of a type has one
//! meaning, and the super-type relation has no cycle.

use super::checks::{duplicate_block, duplicate_declaration, duplicate_name, global_relation, unknown_target};
use super::hierarchy;
use super::program::{Block, Types};
use crate::diagnostic::Diagnostics;
use crate::source::Span;
use crate::syntax::ast;
use crate::value::{ACTOR, RESOURCE, TypeName, is_primitive};
use indexmap::IndexMap;
use smol_str::SmolStr;
use std::collections::{HashMap, HashSet};

/// What a declared name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// A role.
    Role,
    /// A permission.
    Permission,
    /// A relation.
    Relation,
}

impl Kind {
    /// With its article, for messages.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Kind::Role => "a role",
            Kind::Permission => "a permission",
            Kind::Relation => "a relation",
        }
    }
}

/// A name's meaning and the place that gives it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Declared {
    /// Role, permission or relation.
    pub(super) kind: Kind,
    /// Where it is declared, possibly in a super-type.
    pub(super) span: Span,
}

/// The names of one block, inherited ones included.
pub(super) type Scope = HashMap<SmolStr, Declared>;

/// Every declared name of a policy.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The blocks, as the program will hold them.
    pub(super) types: Types,
    /// Names by declared type.
    pub(super) scopes: HashMap<TypeName, Scope>,
    /// Names of the `global` block.
    pub(super) global: Scope,
    /// The kinds a name has in any type that fits `Actor`.
    pub(super) in_actors: HashMap<SmolStr, Vec<Kind>>,
    /// The kinds a name has in any declared type.
    pub(super) in_resources: HashMap<SmolStr, Vec<Kind>>,
    /// Declared types whose values are actors.
    pub(super) actors: HashSet<TypeName>,
    /// Super-types of those, which may be actors or not.
    above_actors: HashSet<TypeName>,
    /// Blocks that were refused as a whole; their shorthand is left out too.
    refused: HashSet<Span>,
}

impl Names {
    /// Whether `name` may be used as a type without a remark: declared, abstract or primitive.
    pub(super) fn is_known_type(&self, name: &str) -> bool {
        self.types.blocks.contains_key(name) || is_abstract(name) || is_primitive(name)
    }

    /// Whether the block takes part in the policy.
    pub(super) fn accepts(&self, block: &ast::Block) -> bool {
        !self.refused.contains(&block.span)
    }

    /// The kinds `name` has in `ty`: at most one for a declared type, possibly several for an abstract one.
    pub(super) fn kinds(&self, ty: &str, name: &str) -> Vec<Kind> {
        match ty {
            ACTOR => self.in_actors.get(name).cloned().unwrap_or_default(),
            RESOURCE => self.in_resources.get(name).cloned().unwrap_or_default(),
            _ => self.scopes.get(ty).and_then(|scope| scope.get(name)).map(|found| found.kind).into_iter().collect(),
        }
    }

    /// The type that a relation of a declared type leads to.
    pub(super) fn target(&self, ty: &str, relation: &str) -> Option<&TypeName> {
        self.types.blocks.get(ty)?.relations.get(relation)
    }

    /// Whether a value of `ty` can be an actor: the type itself or one of its sub-types is an actor type.
    pub(super) fn may_be_actor(&self, ty: &str) -> bool {
        is_abstract(ty) || self.actors.contains(ty) || self.above_actors.contains(ty)
    }

    /// Whether a relation to the type can be followed.
    pub(super) fn is_target(&self, ty: &str) -> bool {
        is_abstract(ty) || self.types.blocks.contains_key(ty)
    }
}

/// Whether the type is `Actor` or `Resource`, which have sub-types but no values of their own.
pub(super) fn is_abstract(name: &str) -> bool {
    matches!(name, ACTOR | RESOURCE)
}

/// Collects the blocks of all policies, resolves their hierarchy and hands inherited names down.
pub(super) fn collect(policies: &[ast::Policy], diagnostics: &mut Diagnostics) -> Names {
    let mut names = Names::default();
    let mut accepted: IndexMap<TypeName, &ast::Block> = IndexMap::new();
    let mut global: Option<&ast::Block> = None;
    for block in super::walk::blocks(policies) {
        let first = if let Some(name) = &block.name {
            first_of(&mut accepted, name, block)
        } else {
            let first = First::of(global);
            global.get_or_insert(block);
            first
        };
        if first != First::Here {
            names.refused.insert(block.span);
            diagnostics.push(duplicate_block::report(block, first.place()));
        }
    }
    if let Some(block) = global {
        let own = declarations(block, diagnostics);
        names.global = own.scope;
        names.types.global = Some(own.block);
    }
    for (name, block) in &accepted {
        let own = declarations(block, diagnostics);
        names.scopes.insert(name.clone(), own.scope);
        names.types.blocks.insert(name.clone(), own.block);
    }
    hierarchy::resolve(&mut names, &accepted, diagnostics);
    collect_abstract(&mut names);
    for block in accepted.values() {
        unknown_target::check(block, &names, diagnostics);
    }
    names
}

/// Whether a block is the first of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum First {
    /// It is.
    Here,
    /// Another one came before it.
    At(Span),
    /// The language itself defines the type.
    BuiltIn,
}

impl First {
    fn of(earlier: Option<&ast::Block>) -> Self {
        earlier.map_or(First::Here, |block| First::At(heading(block)))
    }

    fn place(self) -> Option<Span> {
        match self {
            First::At(span) => Some(span),
            First::Here | First::BuiltIn => None,
        }
    }
}

fn first_of<'a>(accepted: &mut IndexMap<TypeName, &'a ast::Block>, name: &ast::Name, block: &'a ast::Block) -> First {
    if is_abstract(&name.text) || is_primitive(&name.text) {
        return First::BuiltIn;
    }
    let first = First::of(accepted.get(&name.text).copied());
    accepted.entry(name.text.clone()).or_insert(block);
    first
}

/// The place that stands for a whole block in messages: its name, or the keyword for `global`.
pub(super) fn heading(block: &ast::Block) -> Span {
    let start = block.span.start;
    let keyword = Span { end: start.saturating_add(6).min(block.span.end), ..block.span };
    block.name.as_ref().map_or(keyword, |name| name.span)
}

#[derive(Default)]
struct Own {
    block: Block,
    scope: Scope,
}

/// The names one block declares itself. A declaration given twice is reported and still counts, so that its names
/// are not reported as unknown as well.
fn declarations(block: &ast::Block, diagnostics: &mut Diagnostics) -> Own {
    let mut own = Own::default();
    own.block.is_actor = block.kind == ast::BlockKind::Actor;
    duplicate_declaration::check(block, diagnostics);
    for member in &block.members {
        match member {
            ast::Member::Roles(texts, _) => {
                own.block.roles.extend(declare_texts(&mut own.scope, texts, Kind::Role, diagnostics));
            }
            ast::Member::Permissions(texts, _) => {
                own.block.permissions.extend(declare_texts(&mut own.scope, texts, Kind::Permission, diagnostics));
            }
            ast::Member::Relations(_, span) if block.kind == ast::BlockKind::Global => {
                diagnostics.push(global_relation::report(*span));
            }
            ast::Member::Relations(relations, _) => {
                for relation in relations {
                    if declare(&mut own.scope, &relation.name.text, Kind::Relation, relation.name.span, diagnostics) {
                        own.block.relations.insert(relation.name.text.clone(), relation.target.text.clone());
                    }
                }
            }
            ast::Member::Shorthand(_) => {}
        }
    }
    own
}

fn declare_texts(scope: &mut Scope, texts: &[ast::Text], kind: Kind, diagnostics: &mut Diagnostics) -> Vec<SmolStr> {
    let fresh = texts.iter().filter(|text| declare(scope, &text.value, kind, text.span, diagnostics));
    fresh.map(|text| text.value.clone()).collect()
}

/// Enters a name; `false` when it is there already, which is reported.
fn declare(scope: &mut Scope, name: &SmolStr, kind: Kind, span: Span, diagnostics: &mut Diagnostics) -> bool {
    if let Some(first) = scope.get(name) {
        diagnostics.push(duplicate_name::report(name, kind, span, *first));
        return false;
    }
    scope.insert(name.clone(), Declared { kind, span });
    true
}

/// What a name may mean on a value of which only `Actor` or `Resource` is known.
fn collect_abstract(names: &mut Names) {
    for (ty, block) in &names.types.blocks {
        let is_actor = names.actors.contains(ty);
        if is_actor {
            add_super_types(&names.types, block, &mut names.above_actors);
        }
        let roles = block.roles.iter().map(|name| (name, Kind::Role));
        let permissions = block.permissions.iter().map(|name| (name, Kind::Permission));
        let relations = block.relations.keys().map(|name| (name, Kind::Relation));
        for (name, kind) in roles.chain(permissions).chain(relations) {
            add_kind(&mut names.in_resources, name, kind);
            if is_actor {
                add_kind(&mut names.in_actors, name, kind);
            }
        }
    }
}

/// Adds all super-types of a block that are not yet there.
fn add_super_types(types: &Types, block: &Block, into: &mut HashSet<TypeName>) {
    let mut queue: Vec<&TypeName> = block.extends.iter().collect();
    while let Some(parent) = queue.pop() {
        if into.insert(parent.clone()) {
            queue.extend(types.blocks.get(parent).into_iter().flat_map(|above| &above.extends));
        }
    }
}

fn add_kind(kinds: &mut HashMap<SmolStr, Vec<Kind>>, name: &SmolStr, kind: Kind) {
    let known = kinds.entry(name.clone()).or_default();
    if !known.contains(&kind) {
        known.push(kind);
    }
}
