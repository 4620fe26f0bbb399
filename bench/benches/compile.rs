//! Compiling: a question of each kind, from a loaded policy to SQL.

use arctos_bench::questions::{KINDS, Kind};
use arctos_bench::{App, generated};
use arctos_compiler::compile::{Compiled, Compiler, Options};
use arctos_compiler::plan::goal::KnownFacts;
use divan::Bencher;

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

fn run(bencher: Bencher, compiler: &Compiler, app: &str, kind: Kind) {
    let question = kind.question(app);
    let nothing = KnownFacts::new();
    bencher.bench(|| -> Compiled {
        compiler.compile(&question, &nothing, Options::default()).unwrap_or_else(|error| panic!("{error:?}"))
    });
}
