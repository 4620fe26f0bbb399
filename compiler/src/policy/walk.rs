//! Walking syntax trees, for the checks that look at what was written.
//!
//! In: syntax trees. Out: a closure called for each node of a sort, in source order. The parser bounds the depth of
//! its trees, so plain recursion is safe.

use crate::syntax::ast;

/// All blocks, in source order.
pub(super) fn blocks(policies: &[ast::Policy]) -> impl Iterator<Item = &ast::Block> {
    statements(policies).filter_map(|statement| match statement {
        ast::Statement::Block(block) => Some(block),
        _ => None,
    })
}

/// All longhand rules, in source order.
pub(super) fn rules(policies: &[ast::Policy]) -> impl Iterator<Item = &ast::Rule> {
    statements(policies).filter_map(|statement| match statement {
        ast::Statement::Rule(rule) => Some(rule),
        _ => None,
    })
}

/// All tests, in source order.
pub(super) fn tests(policies: &[ast::Policy]) -> impl Iterator<Item = &ast::Test> {
    statements(policies).filter_map(|statement| match statement {
        ast::Statement::Test(test) => Some(test),
        _ => None,
    })
}

/// All fixtures, in source order.
pub(super) fn fixtures(policies: &[ast::Policy]) -> impl Iterator<Item = &ast::Fixture> {
    statements(policies).filter_map(|statement| match statement {
        ast::Statement::Fixture(fixture) => Some(fixture),
        _ => None,
    })
}

/// All `declare`s, in source order.
pub(super) fn declares(policies: &[ast::Policy]) -> impl Iterator<Item = &ast::Declare> {
    statements(policies).filter_map(|statement| match statement {
        ast::Statement::Declare(declare) => Some(declare),
        _ => None,
    })
}

/// All shorthand rules, in source order.
pub(super) fn shorthands(policies: &[ast::Policy]) -> impl Iterator<Item = (&ast::Block, &ast::Shorthand)> {
    blocks(policies).flat_map(|block| {
        block.members.iter().filter_map(move |member| match member {
            ast::Member::Shorthand(shorthand) => Some((block, shorthand)),
            _ => None,
        })
    })
}

/// All facts of tests and fixtures, in source order.
pub(super) fn test_facts(policies: &[ast::Policy]) -> impl Iterator<Item = &ast::Fact> {
    let in_tests = tests(policies).flat_map(|test| &test.setup).filter_map(|item| match item {
        ast::SetupItem::Fact(fact) => Some(fact),
        ast::SetupItem::Fixture(_) => None,
    });
    in_tests.chain(fixtures(policies).flat_map(|fixture| &fixture.facts))
}

/// All assertions, in source order.
pub(super) fn assertions(policies: &[ast::Policy]) -> impl Iterator<Item = &ast::Assertion> {
    tests(policies).flat_map(|test| &test.assertions)
}

fn statements(policies: &[ast::Policy]) -> impl Iterator<Item = &ast::Statement> {
    policies.iter().flat_map(|policy| &policy.statements)
}

/// Every longhand expression of the policies: rule bodies and what follows `iff`.
pub(super) fn expressions<'a>(policies: &'a [ast::Policy], visit: &mut impl FnMut(&'a ast::Expr)) {
    for rule in rules(policies) {
        rule.body.iter().for_each(|body| within(body, visit));
    }
    for assertion in assertions(policies) {
        assertion.iff.iter().for_each(|iff| within(iff, visit));
    }
}

/// An expression and all that are inside it.
pub(super) fn within<'a>(expr: &'a ast::Expr, visit: &mut impl FnMut(&'a ast::Expr)) {
    visit(expr);
    match expr {
        ast::Expr::Or(parts, _) | ast::Expr::And(parts, _) => parts.iter().for_each(|part| within(part, visit)),
        ast::Expr::Not(inner, _) | ast::Expr::Group(inner, _) => within(inner, visit),
        _ => {}
    }
}

/// A shorthand expression and all that are inside it.
pub(super) fn within_shorthand<'a>(expr: &'a ast::ShorthandExpr, visit: &mut impl FnMut(&'a ast::ShorthandExpr)) {
    visit(expr);
    match expr {
        ast::ShorthandExpr::Or(parts, _) | ast::ShorthandExpr::And(parts, _) => {
            for part in parts {
                within_shorthand(part, visit);
            }
        }
        ast::ShorthandExpr::Not(inner, _) | ast::ShorthandExpr::Group(inner, _) => within_shorthand(inner, visit),
        _ => {}
    }
}

/// The terms of one expression, without those of the expressions inside it. Lists come as they are.
pub(super) fn terms<'a>(expr: &'a ast::Expr, visit: &mut impl FnMut(&'a ast::Term)) {
    match expr {
        ast::Expr::Call(call) => call.args.iter().for_each(visit),
        ast::Expr::Unify(left, right, _) | ast::Expr::Compare(_, left, right, _) => {
            visit(left);
            visit(right);
        }
        ast::Expr::In(left, items, _) => {
            visit(left);
            items.iter().for_each(visit);
        }
        _ => {}
    }
}

/// A term and, for a list, its items.
pub(super) fn atoms<'a>(term: &'a ast::Term, visit: &mut impl FnMut(&'a ast::Term)) {
    match term {
        ast::Term::List(items, _) => items.iter().for_each(|item| atoms(item, visit)),
        _ => visit(term),
    }
}

/// Every literal of the policies, wherever it stands.
pub(super) fn literals<'a>(policies: &'a [ast::Policy], visit: &mut impl FnMut(&'a ast::Literal)) {
    let mut in_term = |term: &'a ast::Term| {
        atoms(term, &mut |atom| {
            if let ast::Term::Literal(literal) = atom {
                visit(literal);
            }
        });
    };
    for params in rules(policies).map(|rule| &rule.params).chain(assertions(policies).map(|assertion| &assertion.args)) {
        for param in params {
            if let ast::Param::Term(term) = param {
                in_term(term);
            }
        }
    }
    expressions(policies, &mut |expr| terms(expr, &mut in_term));
    for (_, shorthand) in shorthands(policies) {
        within_shorthand(&shorthand.body, &mut |expr| {
            if let ast::ShorthandExpr::Call(call) = expr {
                call.args.iter().for_each(&mut in_term);
            }
        });
    }
    test_facts(policies).flat_map(|fact| &fact.args).for_each(visit);
}
