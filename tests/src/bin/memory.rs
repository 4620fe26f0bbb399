//! How much memory a policy takes with its compiled questions: `cargo run --release -p arctos-tests --bin memory`.
//!
//! Prints what the process has resident before anything is loaded, with an application's policy, and with up to a hundred
//! compiled questions, each with its plan and its statement: more than an engine keeps of them.

use arctos::{KnownFacts, Options, Question, Subject};
use arctos_tests::apps::App;

/// How many questions are compiled at most.
const QUESTIONS: usize = 100;

fn main() {
    let before = resident();
    let policy = App::new("code-hosting").policy();
    let loaded = resident();
    let of = |ty: &str| Subject::OfType(ty.into());
    let blocks = &policy.compiler().program().types.blocks;
    let pairs = blocks.iter().flat_map(|(ty, block)| block.permissions.iter().map(move |action| (ty, action)));
    let questions = pairs.flat_map(|(ty, action)| {
        let (actor, action, resource) = (of("User"), action.clone(), ty.clone());
        [
            Question::Authorize { actor: actor.clone(), action: action.clone(), resource: Some(of(ty)) },
            Question::AuthorizeMany { actor: actor.clone(), action: action.clone(), resource: resource.clone() },
            Question::List { actor, action: action.clone(), resource },
            Question::Actors { actor: "User".into(), action, resource: Some(of(ty)) },
        ]
    });
    let compile = |question: Question| policy.compile(&question, &KnownFacts::new(), Options::default()).ok();
    let kept: Vec<_> = questions.filter_map(compile).take(QUESTIONS).collect();
    let filled = resident();
    println!("before: {before} kB");
    println!("policy: {} kB more", loaded.saturating_sub(before));
    println!("{} compiled questions: {} kB more", kept.len(), filled.saturating_sub(loaded));
}

/// Resident memory of the process in kB, where the system tells.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_ascii_whitespace().next()?.parse().ok()).unwrap_or(0)
}
