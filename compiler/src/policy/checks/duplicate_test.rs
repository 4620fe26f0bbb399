//! W0221: two tests of one name.
//!
//! Both run, but a report that names a failed test then leaves open which one it was.
//!
//! Repair: rename one of the two.

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::policy::walk;
use crate::source::Span;
use crate::syntax::ast::Policy;
use std::collections::HashMap;

pub(super) fn check(policies: &[Policy], diagnostics: &mut Diagnostics) {
    let mut seen: HashMap<&str, Span> = HashMap::new();
    for test in walk::tests(policies) {
        let name = &test.name;
        match seen.get(name.value.as_str()) {
            Some(first) => diagnostics.push(
                Diagnostic::warning(codes::DUPLICATE_TEST, name.span, format!("two tests are called `{}`", name.value))
                    .label("second test")
                    .also(*first, "first test")
                    .help("rename one of the two"),
            ),
            None => {
                seen.insert(&name.value, name.span);
            }
        }
    }
}
