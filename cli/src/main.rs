//! The `arctos` command: arguments, files, printing and exit codes around the compiler and the engine.
//!
//! In: the command line. Out: answers on the standard output, problems on the standard error, and an exit code: 0 for yes
//! or done, 1 for no or a failure of the database, 2 for a problem of the command line, a policy, a mapping or a file.

mod args;
mod argv;
mod ask;
mod bench;
mod check;
mod comments;
mod compile;
mod demo;
mod failure;
mod input;
mod output;
mod policy;
mod report;
mod test;

use args::{Cli, Command};
use clap::{CommandFactory, Parser};
use failure::{Exit, Failure};
use mimalloc::MiMalloc;
use std::process::ExitCode;

/// Planning makes thousands of small values, for which the system's allocator takes a fourth of the time or more.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse_from(argv::spread(std::env::args_os()));
    let outcome = run(cli.command);
    match outcome {
        Ok(exit) => exit.into(),
        Err(failure) => {
            report::failure(&failure);
            failure.exit().into()
        }
    }
}

fn run(command: Command) -> Result<Exit, Failure> {
    match command {
        Command::Check(check) => check::run(&check),
        Command::Compile(compile) => compile::run(*compile),
        Command::Authorize(asking) => ask::run(&asking.words, &asking.options),
        Command::List(asking) => ask::run(&asking.words, &asking.options),
        Command::Select(asking) => ask::select(&asking.words, &asking.options),
        Command::Actions(asking) => ask::run(&asking.words, &asking.options),
        Command::Actors(asking) => ask::run(&asking.words, &asking.options),
        Command::Query(asking) => ask::run(&asking.words, &asking.options),
        Command::Bench(args) => bench::run(&args),
        Command::Test(test) => test::run(&test),
        Command::Demo(demo) => demo::run(&demo),
        Command::Completions { shell } => completions(shell),
    }
}

fn completions(shell: clap_complete::Shell) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "arctos", &mut script);
    output::write(&script)?;
    Ok(Exit::Yes)
}
