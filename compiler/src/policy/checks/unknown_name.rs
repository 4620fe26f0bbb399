//! E0203: a shorthand rule uses a name that is declared nowhere in its reach.
//!
//! A quoted name in a shorthand rule is a role, permission or relation of the block (its own or inherited), after
//! `on` one of the related type, and after `global` one of the `global` block. A name that is none of these would
//! never hold, and is most often a misspelling. The name that a rule grants, before `if`, has to be a role or a
//! permission of the block: relations are facts and are not granted by shorthand.
//!
//! ```polar
//! resource Repository {
//!   roles = ["reader"];
//!   permissions = ["read"];
//!   "read" if "raeder";   # no such role, permission or relation
//! }
//! ```
//!
//! Repair: correct the spelling, declare the name, or ask the right type for it with `on` or `global`. A rule about
//! undeclared names can be written in longhand: `has_role(u: User, "auditor", r: Repository) if …;`.

use super::suggest::similar;
use crate::diagnostic::{Diagnostic, codes};
use crate::policy::desugar::Place;
use crate::policy::names::{Kind, Names, is_abstract};
use crate::policy::program::Block;
use crate::syntax::ast::{Name, Text};
use smol_str::SmolStr;

/// The name that a rule grants. `found` is what it is instead, if it is declared.
pub(in crate::policy) fn head(text: &Text, found: Option<Kind>, place: Place, names: &Names) -> Diagnostic {
    let name = &text.value;
    if found == Some(Kind::Relation) {
        let message = format!("`{name}` is a relation and cannot be granted");
        return Diagnostic::error(codes::UNKNOWN_NAME, text.span, message)
            .label("a shorthand rule grants a role or a permission")
            .help(format!("relations are facts; write `has_relation(object, \"{name}\", target) if …;` for a rule"));
    }
    let message = format!("`{name}` is no role or permission of {}", described(place));
    let diagnostic = Diagnostic::error(codes::UNKNOWN_NAME, text.span, message).label("not declared");
    match similar(name, granted(place, names)) {
        Some(close) => diagnostic.help(format!("did you mean `{close}`?")),
        None => diagnostic.help("add it to the block's `roles` or `permissions`"),
    }
}

/// A name in a body that was looked up in `place`, in a rule of the block `own`.
pub(in crate::policy) fn body(text: &Text, place: Place, own: Place, names: &Names) -> Diagnostic {
    let name = &text.value;
    let diagnostic = Diagnostic::error(codes::UNKNOWN_NAME, text.span, message(name, place)).label("not declared");
    let elsewhere = elsewhere(name, own, names);
    match (similar(name, granted(place, names).chain(relations(place, names))), elsewhere) {
        (Some(close), _) => diagnostic.help(format!("did you mean `{close}`?")),
        (None, Some(other)) => diagnostic.help(format!("did you mean `{other}`?")),
        (None, None) => diagnostic,
    }
}

/// A bare word that is no keyword.
pub(in crate::policy) fn unquoted(word: &Name, place: Place, names: &Names) -> Diagnostic {
    let name = &word.text;
    let diagnostic = Diagnostic::error(codes::UNKNOWN_NAME, word.span, format!("`{name}` has no meaning here"))
        .label("only `role` and `permission` stand without quotes");
    if place.declares(name, names) {
        diagnostic.help("names are quoted").fix(word.span, format!("\"{name}\""))
    } else {
        diagnostic.help("names of roles, permissions and relations are quoted, and conditions are calls with parentheses")
    }
}

fn message(name: &str, place: Place) -> String {
    match place {
        Place::Type(ty) if is_abstract(ty) => format!("no type that fits `{ty}` declares `{name}`"),
        Place::Type(ty) => format!("`{name}` is no role, permission or relation of `{ty}`"),
        Place::Global => format!("`{name}` is no role or permission of the `global` block"),
    }
}

fn described(place: Place) -> String {
    match place {
        Place::Type(ty) => format!("`{ty}`"),
        Place::Global => "the `global` block".to_owned(),
    }
}

/// Where else the block could find the name: in `global`, or over one of its relations.
fn elsewhere(name: &str, own: Place, names: &Names) -> Option<String> {
    let Place::Type(ty) = own else { return None };
    if names.scopes.get(ty).is_some_and(|scope| scope.contains_key(name)) {
        return Some(format!("\"{name}\""));
    }
    if names.global.contains_key(name) {
        return Some(format!("global \"{name}\""));
    }
    let mut relations = names.types.blocks.get(ty)?.relations.iter();
    let (relation, _) = relations.find(|(_, target)| !names.kinds(target, name).is_empty())?;
    Some(format!("\"{name}\" on \"{relation}\""))
}

fn block<'a>(place: Place, names: &'a Names) -> Option<&'a Block> {
    match place {
        Place::Type(ty) => names.types.blocks.get(ty),
        Place::Global => names.types.global.as_ref(),
    }
}

fn granted<'a>(place: Place, names: &'a Names) -> impl Iterator<Item = &'a SmolStr> + use<'a> {
    let block = block(place, names).into_iter();
    block.flat_map(|block| block.roles.iter().chain(&block.permissions))
}

fn relations<'a>(place: Place, names: &'a Names) -> impl Iterator<Item = &'a SmolStr> + use<'a> {
    block(place, names).into_iter().flat_map(|block| block.relations.keys())
}
