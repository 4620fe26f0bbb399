//! W0215: no value fits all uses of a variable.
//!
//! The head's annotations, `matches`, constants, `in` and comparisons each say which types a variable can have. When no
//! type satisfies all of them, the condition can never hold, whatever facts there are. `<` and its relatives compare
//! integers only, and a single value never equals a list.
//!
//! ```polar
//! allow(u: User, "read", d: Doc) if u matches Doc;   # no value is a `User` and a `Doc`
//! ```
//!
//! Repair: correct the annotation, or use a different variable in one of the places.

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::policy::infer::{Conflict, Inference, Observer};
use crate::policy::program::{Formula, Origin, Program, Rule};
use crate::policy::walk;
use crate::source::Span;
use crate::syntax::ast::{Expr, Policy, Term};

pub(super) fn check(policies: &[Policy], program: &Program, diagnostics: &mut Diagnostics) {
    let inference = Inference::new(&program.types);
    for rule in program.rules.values().flatten() {
        let Origin::Source(rule_span) = rule.origin else { continue };
        if !says_types(rule) {
            continue;
        }
        inference.rule(rule, &mut Reporter { rule_span, diagnostics });
    }
    walk::expressions(policies, &mut |expr| list_equation(expr, diagnostics));
}

/// Whether anything but a call tells types of the rule's variables, or two annotations of one: only then can they
/// contradict each other.
fn says_types(rule: &Rule) -> bool {
    let mut stack = vec![&rule.body];
    while let Some(next) = stack.pop() {
        match next {
            Formula::And(parts) | Formula::Or(parts) => stack.extend(parts),
            Formula::Not(inner) => stack.push(inner),
            Formula::Compare(..) | Formula::In(..) | Formula::Matches(..) => return true,
            Formula::Call(..) | Formula::True | Formula::False => {}
        }
    }
    rule.variables.iter().any(|variable| variable.bounds.len() > 1)
}

struct Reporter<'a> {
    rule_span: Span,
    diagnostics: &'a mut Diagnostics,
}

impl Observer for Reporter<'_> {
    fn conflict(&mut self, conflict: Conflict) {
        let Conflict { subject, known, known_from, demanded, span } = conflict;
        let message = format!("`{subject}` cannot be both {known} and {demanded}");
        let diagnostic = Diagnostic::warning(codes::TYPE_CONFLICT, span.unwrap_or(self.rule_span), message);
        let diagnostic = match span {
            Some(_) => diagnostic.label(format!("{demanded} is needed here")),
            None => diagnostic.label("both are demanded in the head"),
        };
        let diagnostic = match known_from {
            Some(from) => diagnostic.also(from, format!("{known} by this")),
            None => diagnostic,
        };
        self.diagnostics.push(diagnostic.help("this condition can never hold"));
    }
}

fn list_equation(expr: &Expr, diagnostics: &mut Diagnostics) {
    if let Expr::Unify(left, right, span) = expr
        && matches!(left, Term::List(..)) != matches!(right, Term::List(..))
    {
        diagnostics.push(
            Diagnostic::warning(codes::TYPE_CONFLICT, *span, "a single value never equals a list")
                .help("`in` asks whether a value is one of a list"),
        );
    }
}
