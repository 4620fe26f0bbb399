//! Shorthand rules: `"read" if "reader" on "repository";` and its relatives.
//!
//! In: a block. Out: longhand rules whose variables are `actor`, `resource` and, for each `on`, a fresh one. A keyword
//! head (`role`, `permission`) gives one rule for each name of the block, own or inherited. Names that mean nothing are
//! reported once per shorthand rule and make their literal false.

mod body;

use super::{Rules, add, finish};
use crate::diagnostic::Diagnostics;
use crate::policy::checks::{expansion_too_large, unknown_name};
use crate::policy::desugar::variables::Variables;
use crate::policy::names::{Kind, Names};
use crate::policy::program::{Origin, Rule, Term, VarId};
use crate::policy::walk;
use crate::syntax::ast;
use crate::value::{ACTOR, TypeName, Value};
use body::Body;
use smol_str::SmolStr;

/// How many nodes the expanded shorthand of a policy may have. A thousand blocks with a dozen keyword rules stay below.
const NODES: usize = 250_000;

/// What is left for keyword heads to multiply.
pub(super) struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Self(NODES)
    }
}

/// Where a shorthand rule stands.
#[derive(Clone, Copy)]
pub(in crate::policy) enum Place<'a> {
    /// In the block of a type.
    Type(&'a TypeName),
    /// In the `global` block.
    Global,
}

impl Place<'_> {
    /// Whether the block declares or inherits the name.
    pub(in crate::policy) fn declares(self, name: &str, names: &Names) -> bool {
        self.kind(name, names).is_some()
    }

    fn kind(self, name: &str, names: &Names) -> Option<Kind> {
        match self {
            Place::Type(ty) => names.kinds(ty, name).first().copied(),
            Place::Global => names.global.get(name).map(|found| found.kind),
        }
    }

    /// The names of that kind, own ones first.
    fn names_of(self, kind: Kind, names: &Names) -> &[SmolStr] {
        let block = match self {
            Place::Type(ty) => names.types.blocks.get(ty),
            Place::Global => names.types.global.as_ref(),
        };
        match (block, kind) {
            (Some(block), Kind::Role) => &block.roles,
            (Some(block), Kind::Permission) => &block.permissions,
            _ => &[],
        }
    }
}

/// What one expanded rule grants.
#[derive(Clone)]
struct Grant {
    kind: Kind,
    name: SmolStr,
    /// Whether the head is a keyword, so that the same keyword in the body means the same name.
    by_keyword: bool,
}

/// Expands the shorthand rules of a block into `rules`.
pub(super) fn expand(block: &ast::Block, names: &Names, budget: &mut Budget, rules: &mut Rules, diagnostics: &mut Diagnostics) {
    let place = block.name.as_ref().map_or(Place::Global, |name| Place::Type(&name.text));
    for member in &block.members {
        let ast::Member::Shorthand(shorthand) = member else { continue };
        let grants = grants(&shorthand.head, place, names, diagnostics);
        if !budget.spend(&shorthand.body, grants.len()) {
            diagnostics.push(expansion_too_large::shorthand(shorthand.span));
            continue;
        }
        expand_one(shorthand, place, &grants, names, rules, diagnostics);
    }
}

fn expand_one(
    shorthand: &ast::Shorthand,
    place: Place,
    grants: &[Grant],
    names: &Names,
    rules: &mut Rules,
    diagnostics: &mut Diagnostics,
) {
    // Every expansion meets the same problems, so only those of one are kept; a head that grants nothing still has
    // its body looked at.
    let mut found = None;
    let nothing = Grant { kind: Kind::Permission, name: SmolStr::default(), by_keyword: true };
    for grant in grants.iter().chain(grants.is_empty().then_some(&nothing)) {
        let mut problems = Diagnostics::new();
        let rule = rule(shorthand, place, grant, names, &mut problems);
        found.get_or_insert(problems);
        if !grants.is_empty() {
            add(rules, predicate_of(grant.kind), rule);
        }
    }
    diagnostics.extend(found.unwrap_or_default());
}

/// The names that the head stands for.
fn grants(head: &ast::ShorthandHead, place: Place, names: &Names, diagnostics: &mut Diagnostics) -> Vec<Grant> {
    let all = |kind| {
        let granted = place.names_of(kind, names).iter();
        granted.map(|name| Grant { kind, name: name.clone(), by_keyword: true }).collect()
    };
    match head {
        ast::ShorthandHead::Role(_) => all(Kind::Role),
        ast::ShorthandHead::Permission(_) => all(Kind::Permission),
        ast::ShorthandHead::Named(text) => match place.kind(&text.value, names) {
            Some(kind @ (Kind::Role | Kind::Permission)) => {
                vec![Grant { kind, name: text.value.clone(), by_keyword: false }]
            }
            found => {
                diagnostics.push(unknown_name::head(text, found, place, names));
                Vec::new()
            }
        },
    }
}

fn rule(shorthand: &ast::Shorthand, place: Place, grant: &Grant, names: &Names, diagnostics: &mut Diagnostics) -> Rule {
    let mut variables = Variables::default();
    let actor = bounded(&mut variables, "actor", &TypeName::new_static(ACTOR));
    let resource = match place {
        Place::Type(ty) => Some(bounded(&mut variables, "resource", ty)),
        Place::Global => None,
    };
    let mut head = vec![Term::Var(actor), Term::Value(Value::string(grant.name.clone()))];
    head.extend(resource.map(Term::Var));
    let mut body = Body { place, actor, resource, grant, names, variables: &mut variables, diagnostics };
    let body = body.expression(&shorthand.body);
    finish(head, body, variables, Origin::Source(shorthand.span))
}

fn bounded(variables: &mut Variables, name: &'static str, ty: &TypeName) -> VarId {
    let id = variables.named(&SmolStr::new_static(name));
    variables.bound(id, ty);
    id
}

fn predicate_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Role => "has_role",
        Kind::Permission => "has_permission",
        Kind::Relation => "has_relation",
    }
}

impl Budget {
    /// Takes what a body costs when it is written out for each name; `false` when too little is left.
    fn spend(&mut self, body: &ast::ShorthandExpr, times: usize) -> bool {
        // A rule that is written out once is no larger than its source.
        if times <= 1 {
            return true;
        }
        let mut nodes = 1_usize;
        walk::within_shorthand(body, &mut |_| nodes += 1);
        match self.0.checked_sub(nodes.saturating_mul(times)) {
            Some(left) => {
                self.0 = left;
                true
            }
            None => false,
        }
    }
}
