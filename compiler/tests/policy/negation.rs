//! Which negations are accepted.

use crate::support::{clean, load, valid};
use arctos_compiler::diagnostic::codes;

#[test]
fn documented_negations_have_no_remark() {
    clean("actor User {} allow(u: User, \"x\", r: User) if q(r) and not banned(u);");
    clean("actor User {} allow(u: User, \"x\", r: User) if not override(r, _role) and not u = r and not r in [User{\"1\"}];");
    clean("actor User {} allow(u: User, \"x\", _: User) if not banned(u, _);");
    // A fact of the policy is a fact.
    clean("actor User {} banned(User{\"1\"}); allow(u: User, \"x\", _: User) if not banned(u);");
}

#[test]
fn wider_negations_are_accepted() {
    for rule in [
        "p(d, u) if q(d, u) and not (r matches String and needs(d, r) and not holds(u, r));",
        "p(x) if not (a(x) or b(x));",
        "p(x) if not not a(x);",
        "p(x) if q(x) and not r(x); r(x) if s(x);",
    ] {
        let loaded = valid(rule);
        assert!(loaded.diagnostics.iter().any(|found| found.code == codes::WIDE_NEGATION), "{rule}");
    }
}

#[test]
fn shared_variables_need_a_value() {
    let unbound = |rule: &str| {
        let loaded = load(rule);
        loaded.diagnostics.iter().any(|found| found.code == codes::UNBOUND_IN_NEGATION)
    };
    for accepted in [
        "p(x) if not q(x);",
        "p(x) if q(x, y) and not r(y);",
        "p(x) if not r(y) and q(x, y);",
        "p(x) if q(x) and y = 3 and not r(y);",
        "p(x) if z = y and not r(z) and x = y;",
        "p(x) if q(x) and y in [1, 2] and not r(y);",
        "p(x) if q(x) and y in [1, x] and not r(y);",
        "p(x) if (q(x, y) or (r(x) and y = 1)) and not s(y);",
        "p(x) if q(x) and not (r(x, y) and not s(y));",
        "p(x) if q(x) and not r(x, y);",
        "p(x) if (q(x) and not r(x, y)) or s(x, y);",
    ] {
        assert!(!unbound(accepted), "{accepted}");
    }
    for refused in [
        "p(x) if not q(x, y) and not r(x, y);",
        "p(x) if q(x) and y > 3 and not r(y);",
        "p(x) if q(x) and y matches User and not r(y);",
        "p(x) if (q(x, y) or r(x)) and not s(y);",
        "p(x) if q(x) and y != x and not r(y);",
        "p(x) if q(x) and not (not r(x, y) and not s(y));",
        "p(x) if q(x) and z = y and not r(z);",
    ] {
        assert!(unbound(refused), "{refused}");
    }
}
