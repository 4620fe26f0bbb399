//! E0219: a test uses a fixture that is defined nowhere.
//!
//! `fixture name;` in a `setup` adds the facts of `test fixture name { … }`, which may stand in any file of the policy,
//! before or after. A fixture's own facts are listed in it; fixtures do not include others.
//!
//! Repair: correct the spelling, or define the fixture.

use super::suggest::similar;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::policy::program::Program;
use crate::policy::walk;
use crate::syntax::ast::{Policy, SetupItem};

pub(super) fn check(policies: &[Policy], program: &Program, diagnostics: &mut Diagnostics) {
    for item in walk::tests(policies).flat_map(|test| &test.setup) {
        let SetupItem::Fixture(name) = item else { continue };
        if program.fixtures.contains_key(&name.text) {
            continue;
        }
        let message = format!("the fixture `{}` is not defined", name.text);
        let diagnostic = Diagnostic::error(codes::UNKNOWN_FIXTURE, name.span, message);
        diagnostics.push(match similar(&name.text, program.fixtures.keys()) {
            Some(close) => diagnostic.help(format!("did you mean `{close}`?")),
            None => diagnostic.help(format!("`test fixture {} {{ … }}` defines it", name.text)),
        });
    }
}
