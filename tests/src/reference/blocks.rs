//! Declared types: what fits what, and what names mean.

use arctos_compiler::syntax::ast;
use arctos_compiler::value::{ACTOR, RESOURCE};
use std::collections::{BTreeMap, BTreeSet};

/// What a name of a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Role,
    Permission,
    Relation,
}

/// One block, its own names only.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// `actor`, not `resource`.
    pub is_actor: bool,
    /// Direct super-types.
    pub extends: Vec<String>,
    /// Roles.
    pub roles: Vec<String>,
    /// Permissions.
    pub permissions: Vec<String>,
    /// Relations with their targets.
    pub relations: BTreeMap<String, String>,
}

/// All blocks.
#[derive(Clone, Debug, Default)]
pub struct Types {
    /// By type name.
    pub blocks: BTreeMap<String, Block>,
    /// The `global` block.
    pub global: Block,
}

impl Types {
    pub(super) fn collect(policy: &ast::Policy) -> Result<Self, String> {
        let mut types = Self::default();
        for statement in &policy.statements {
            let ast::Statement::Block(written) = statement else { continue };
            let block = read(written);
            match &written.name {
                None => types.global = block,
                Some(name) => {
                    if types.blocks.insert(name.text.to_string(), block).is_some() {
                        return Err(format!("two blocks `{}`", name.text));
                    }
                }
            }
        }
        Ok(types)
    }

    /// Whether a value of type `sub` fits where `sup` is asked for.
    pub fn fits(&self, sub: &str, sup: &str) -> bool {
        self.with_super_types(sub).contains(sup)
    }

    /// A type and everything above it.
    pub fn with_super_types(&self, ty: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut open = vec![ty.to_owned()];
        while let Some(next) = open.pop() {
            if next == ACTOR {
                open.push(RESOURCE.to_owned());
            }
            if let Some(block) = self.blocks.get(&next) {
                open.extend(block.extends.iter().cloned());
                open.push(if block.is_actor { ACTOR } else { RESOURCE }.to_owned());
            }
            found.insert(next);
            open.retain(|name| !found.contains(name));
        }
        found
    }

    /// The blocks of a type and of everything above it.
    fn lineage(&self, ty: &str) -> Vec<&Block> {
        self.with_super_types(ty).iter().filter_map(|name| self.blocks.get(name)).collect()
    }

    /// What a name means on a type, own or inherited.
    pub(super) fn kind(&self, ty: Option<&str>, name: &str) -> Option<Kind> {
        let blocks = ty.map_or_else(|| vec![&self.global], |ty| self.lineage(ty));
        blocks.into_iter().find_map(|block| {
            let has = |names: &[String]| names.iter().any(|known| known == name);
            if has(&block.roles) {
                Some(Kind::Role)
            } else if has(&block.permissions) {
                Some(Kind::Permission)
            } else {
                block.relations.contains_key(name).then_some(Kind::Relation)
            }
        })
    }

    /// Where a relation leads.
    pub(super) fn target(&self, ty: &str, relation: &str) -> Option<&str> {
        self.lineage(ty).into_iter().find_map(|block| block.relations.get(relation)).map(String::as_str)
    }

    /// All names of a kind, own and inherited.
    pub(super) fn names(&self, ty: Option<&str>, kind: Kind) -> BTreeSet<String> {
        let blocks = ty.map_or_else(|| vec![&self.global], |ty| self.lineage(ty));
        let of = |block: &Block| match kind {
            Kind::Role => block.roles.clone(),
            Kind::Permission => block.permissions.clone(),
            Kind::Relation => block.relations.keys().cloned().collect(),
        };
        blocks.into_iter().flat_map(of).collect()
    }

    /// The permissions of a type, or of the `global` block, own and inherited.
    pub fn permissions(&self, ty: Option<&str>) -> BTreeSet<String> {
        self.names(ty, Kind::Permission)
    }
}

fn read(written: &ast::Block) -> Block {
    let mut block = Block {
        is_actor: written.kind == ast::BlockKind::Actor,
        extends: written.extends.iter().map(|name| name.text.to_string()).collect(),
        ..Block::default()
    };
    let texts = |texts: &[ast::Text]| texts.iter().map(|text| text.value.to_string()).collect::<Vec<_>>();
    for member in &written.members {
        match member {
            ast::Member::Roles(names, _) => block.roles.extend(texts(names)),
            ast::Member::Permissions(names, _) => block.permissions.extend(texts(names)),
            ast::Member::Relations(relations, _) => {
                let pairs = relations.iter().map(|relation| (relation.name.text.to_string(), relation.target.text.to_string()));
                block.relations.extend(pairs);
            }
            ast::Member::Shorthand(_) => {}
        }
    }
    block
}
