//! Compiling: a question of each kind, from a loaded policy to SQL.
//!
//! A compiler keeps residuals and plans, so each is measured twice: by one that has answered the question before, and, in
//! `first_time`, by one that has answered none. Values are allocated as the command does it.

use arctos_bench::questions::{KINDS, Kind};
use arctos_bench::{App, generated};
use arctos_compiler::compile::{Compiled, Compiler, Options};
use arctos_compiler::plan::goal::KnownFacts;
use divan::Bencher;
use mimalloc::MiMalloc;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() {
    divan::main();
}

#[divan::bench(args = KINDS)]
fn code_hosting(bencher: Bencher, kind: Kind) {
    run(bencher, &App::named("code-hosting").load(), "code-hosting", kind);
}

#[divan::bench(args = KINDS)]
fn drive(bencher: Bencher, kind: Kind) {
    run(bencher, &App::named("drive").load(), "drive", kind);
}

#[divan::bench(args = KINDS)]
fn business(bencher: Bencher, kind: Kind) {
    run(bencher, &App::named("business").load(), "business", kind);
}

/// A small part of a large policy: what is not asked for must cost nothing.
#[divan::bench(args = KINDS)]
fn generated_2000_rules(bencher: Bencher, kind: Kind) {
    run(bencher, &generated::app(2_000).load(), "generated", kind);
}

/// The same by compilers that have answered nothing yet.
mod first_time {
    use super::{App, Bencher, Compiled, Compiler, KINDS, Kind, KnownFacts, Options, generated};

    #[divan::bench(args = KINDS)]
    fn code_hosting(bencher: Bencher, kind: Kind) {
        run(bencher, &App::named("code-hosting").load(), "code-hosting", kind);
    }

    #[divan::bench(args = KINDS)]
    fn drive(bencher: Bencher, kind: Kind) {
        run(bencher, &App::named("drive").load(), "drive", kind);
    }

    #[divan::bench(args = KINDS)]
    fn business(bencher: Bencher, kind: Kind) {
        run(bencher, &App::named("business").load(), "business", kind);
    }

    #[divan::bench(args = KINDS)]
    fn generated_2000_rules(bencher: Bencher, kind: Kind) {
        run(bencher, &generated::app(2_000).load(), "generated", kind);
    }

    fn run(bencher: Bencher, compiler: &Compiler, app: &str, kind: Kind) {
        let question = kind.question(app);
        let nothing = KnownFacts::new();
        // One with other facts has nothing in common with the one that it was made from, even if there are none.
        let fresh = || compiler.clone().with_facts(&nothing);
        bencher.with_inputs(fresh).bench_refs(|compiler| -> Compiled {
            compiler.compile(&question, &nothing, Options::default()).unwrap_or_else(|error| panic!("{error:?}"))
        });
    }
}

fn run(bencher: Bencher, compiler: &Compiler, app: &str, kind: Kind) {
    let question = kind.question(app);
    let nothing = KnownFacts::new();
    bencher.bench(|| -> Compiled {
        compiler.compile(&question, &nothing, Options::default()).unwrap_or_else(|error| panic!("{error:?}"))
    });
}
