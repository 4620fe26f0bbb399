//! E0220: two fixtures of one name.
//!
//! Tests refer to fixtures by name, across all files of the policy, so each name stands for one list of facts.
//!
//! Repair: rename one of the two, or merge their facts.

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::policy::walk;
use crate::source::Span;
use crate::syntax::ast::Policy;
use std::collections::HashMap;

pub(super) fn check(policies: &[Policy], diagnostics: &mut Diagnostics) {
    let mut seen: HashMap<&str, Span> = HashMap::new();
    for fixture in walk::fixtures(policies) {
        let name = &fixture.name;
        match seen.get(name.text.as_str()) {
            Some(first) => diagnostics.push(
                Diagnostic::error(codes::DUPLICATE_FIXTURE, name.span, format!("the fixture `{}` is defined twice", name.text))
                    .label("second definition")
                    .also(*first, "first definition")
                    .help("rename one of the two, or merge their facts"),
            ),
            None => {
                seen.insert(&name.text, name.span);
            }
        }
    }
}
