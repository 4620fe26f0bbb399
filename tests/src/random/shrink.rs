//! Making a case smaller, one step at a time.

use super::case::Case;
use super::place::{Collation, Home};
use super::policy::{RuleTree, Tree};

/// Every case that is this one with a little less: larger steps first. Not every one of them is a sound case.
pub fn smaller(case: &Case) -> Vec<Case> {
    let mut found = Vec::new();
    let mut with = |change: &dyn Fn(&mut Case)| {
        let mut next = case.clone();
        change(&mut next);
        found.push(next);
    };
    halves(case.policy.rules.len(), &mut |gone| with(&|next| remove(&mut next.policy.rules, gone)));
    for (at, block) in case.policy.blocks.iter().enumerate() {
        halves(block.shorthand.len(), &mut |gone| with(&|next| remove(&mut next.policy.blocks[at].shorthand, gone)));
    }
    halves(case.facts.len(), &mut |gone| with(&|next| remove(&mut next.facts, gone)));
    halves(case.central.len(), &mut |gone| with(&|next| remove(&mut next.central, gone)));
    halves(case.context.len(), &mut |gone| with(&|next| remove(&mut next.context, gone)));
    for at in 0..case.placements.len() {
        with(&|next| without_placement(next, at));
        if !case.placements[at].noise.is_empty() {
            with(&|next| next.placements[at].noise.clear());
        }
        if case.placements[at].home != Home::Table {
            with(&|next| next.placements[at].home = Home::Table);
        }
        if case.placements[at].collation != Collation::Usual {
            with(&|next| next.placements[at].collation = Collation::Usual);
        }
        if case.placements[at].as_text {
            with(&|next| next.placements[at].as_text = false);
        }
    }
    for (at, rule) in case.policy.rules.iter().enumerate() {
        for body in bodies(rule.body.as_ref()) {
            with(&|next| next.policy.rules[at].body.clone_from(&body));
        }
        if let Some(head) = untyped(rule) {
            with(&|next| next.policy.rules[at].head.clone_from(&head));
        }
    }
    for (at, block) in case.policy.blocks.iter().enumerate() {
        with(&|next| {
            next.policy.blocks.remove(at);
        });
        for (rule, (_, body)) in block.shorthand.iter().enumerate() {
            for body in body.smaller() {
                with(&|next| next.policy.blocks[at].shorthand[rule].1 = body.clone());
            }
        }
        for name in 0..block.roles.len() {
            with(&|next| {
                next.policy.blocks[at].roles.remove(name);
            });
        }
        for name in 0..block.permissions.len() {
            with(&|next| {
                next.policy.blocks[at].permissions.remove(name);
            });
        }
        for name in 0..block.relations.len() {
            with(&|next| {
                next.policy.blocks[at].relations.remove(name);
            });
        }
    }
    for (at, (_, ids)) in case.base.iter().enumerate() {
        for id in 0..ids.len() {
            with(&|next| {
                next.base[at].1.remove(id);
            });
        }
    }
    if !case.holes.is_empty() {
        with(&|next| next.holes.clear());
    }
    for (at, ty) in case.world.types.iter().enumerate() {
        if ty.told {
            with(&|next| next.world.types[at].told = false);
        }
    }
    found
}

/// Ranges of a list to leave out: halves, quarters, and so on down to single items.
fn halves(count: usize, each: &mut dyn FnMut(&std::ops::Range<usize>)) {
    let mut size = count;
    while size > 0 {
        for start in (0..count).step_by(size) {
            each(&(start..(start + size).min(count)));
        }
        size /= 2;
    }
}

fn remove<T>(items: &mut Vec<T>, range: &std::ops::Range<usize>) {
    items.drain(range.clone());
}

fn without_placement(case: &mut Case, at: usize) {
    case.placements.remove(at);
    case.facts.retain(|(of, _)| *of != at);
    case.facts.iter_mut().filter(|(of, _)| *of > at).for_each(|(of, _)| *of -= 1);
}

fn bodies(body: Option<&Tree>) -> Vec<Option<Tree>> {
    body.map_or_else(Vec::new, |body| body.smaller().into_iter().map(Some).chain([None]).collect())
}

/// The head without the annotations of its variables.
fn untyped(rule: &RuleTree) -> Option<String> {
    let (name, params) = rule.head.split_once('(')?;
    let kept: Vec<&str> =
        params.trim_end_matches(')').split(", ").map(|param| param.split_once(": ").map_or(param, |(name, _)| name)).collect();
    let head = format!("{name}({})", kept.join(", "));
    (head != rule.head && !params.contains('"')).then_some(head)
}
