//! Loading: policy and mapping, from text to a compiler.

use arctos_bench::{APPS, App, generated};
use divan::Bencher;

fn main() {
    divan::main();
}

/// The example applications.
#[divan::bench(args = APPS)]
fn example(bencher: Bencher, name: &str) {
    let app = App::named(name);
    bencher.bench(|| app.load());
}

/// A generated policy, by its number of rules.
#[divan::bench(args = [200, 2_000], sample_count = 20)]
fn generated(bencher: Bencher, rules: usize) {
    let app = generated::app(rules);
    bencher.bench(|| app.load());
}
