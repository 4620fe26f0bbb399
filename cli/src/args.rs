//! The command line, as `clap` reads it. The comments here are the help texts.

pub mod question;
pub mod words;

use crate::demo::Demo;
use crate::failure::Failure;
use arctos_compiler::plan::question::Subject;
use arctos_compiler::sql::Dialect;
use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use question::{Actions, Actors, Asking, Authorize, CompileQuestion, List, Query, Select};
use std::path::PathBuf;

/// Compiles Polar authorization policies to SQL over the tables an application already has.
#[derive(Debug, Parser)]
#[command(name = "arctos", version, arg_required_else_help = true, after_help = EXIT_CODES, max_term_width = 110)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  yes, allowed, or done
  1  no, denied, or the database failed
  2  the command line, a policy, a mapping or a file is wrong

Values are written `Type:id`, such as `User:7`. Answers go to the standard output, problems to the standard \
error.";

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check a policy and its mapping, and report everything that is wrong or suspicious
    Check(Check),
    /// Compile a question to SQL, without a database
    Compile(Box<Compile>),
    /// Ask whether an actor may do something: prints `allowed` or `denied`
    #[command(after_help = AUTHORIZE_EXAMPLES)]
    Authorize(Box<Asking<Authorize>>),
    /// Ask to which resources of a type an actor may do something: prints one id a line
    #[command(after_help = LIST_EXAMPLES)]
    List(Box<Asking<List>>),
    /// Run a query of one's own for the rows to which an actor may do something: prints one row a line
    #[command(after_help = SELECT_EXAMPLES)]
    Select(Box<Asking<Select>>),
    /// Ask what an actor may do to a resource: prints one action a line
    #[command(after_help = ACTIONS_EXAMPLES)]
    Actions(Box<Asking<Actions>>),
    /// Ask who may do something to a resource: prints one id a line
    #[command(after_help = ACTORS_EXAMPLES)]
    Actors(Box<Asking<Actors>>),
    /// Ask for the values that make calls of the policy's predicates hold: prints one solution a line
    #[command(after_help = QUERY_EXAMPLES)]
    Query(Box<Asking<Query>>),
    /// Time questions on a database of one's own, and name the indexes that are missing
    #[command(after_help = BENCH_EXAMPLES)]
    Bench(Box<Bench>),
    /// Run the tests of a policy: prints one line a test, then why assertions failed
    Test(Test),
    /// Show what Arctos does, with a code host's policy and data in a database of its own
    Demo(Demo),
    /// Print a completion script for a shell
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

const BENCH_EXAMPLES: &str = "\
Examples:
  arctos bench --policy p.polar --facts f.yaml --database-url postgres://app@localhost/app
  arctos bench --policy p.polar --facts f.yaml --actor User:7 --questions 'list read Issue' --json

Every permission of every resource type is asked for as a check, a list, the count of a filter and its actors, for actors \
with few and with many grants, which are chosen from the mapped tables. Everything only reads, in a transaction that cannot \
write. Statistics should be up to date (`ANALYZE`). Small tables may be read whole.";

/// `arctos bench`
#[derive(Debug, Args)]
pub struct Bench {
    /// What is asked, and where.
    #[command(flatten)]
    pub ask: AskOptions,
    /// An actor to ask for, `User:7`, instead of those that are chosen; may be repeated
    #[arg(long, value_name = "ACTOR", value_parser = words::subject, help_heading = "Measurement")]
    pub actor: Vec<Subject>,
    /// Only questions whose name contains this text, as `list read Issue` contains `list`; more may follow after commas
    #[arg(long, value_name = "TEXT", value_delimiter = ',', help_heading = "Measurement")]
    pub questions: Vec<String>,
    /// How often each question is asked, after it was asked once
    #[arg(long, value_name = "TIMES", default_value_t = 5, help_heading = "Measurement")]
    pub repeat: usize,
    /// Chooses among actors that are alike, and the resources
    #[arg(long, value_name = "NUMBER", default_value_t = 1, help_heading = "Measurement")]
    pub seed: u64,
    /// Tables with fewer rows may be read whole
    #[arg(long, value_name = "ROWS", default_value_t = 10_000, help_heading = "Measurement")]
    pub large: u64,
}

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  arctos completions bash > ~/.local/share/bash-completion/completions/arctos
  arctos completions fish > ~/.config/fish/completions/arctos.fish";

const AUTHORIZE_EXAMPLES: &str = "\
Examples:
  export DATABASE_URL=postgres://app@localhost/app
  arctos authorize User:7 close Issue:42 --policy p.polar --facts f.yaml
  arctos authorize User:7 invite --policy p.polar --facts f.yaml --json

Exits with 0 when it is allowed, with 1 when it is denied or the database failed. With `--json`: {\"allowed\":true}";

const LIST_EXAMPLES: &str = "\
Examples:
  arctos list User:7 read Issue --policy p.polar --facts f.yaml | wc -l
  arctos list User:7 read Issue --policy p.polar --facts f.yaml --json | jq -r '.results[]'

Prints nothing when there is none. With `--json`: {\"results\":[\"1\",\"2\"]}";

const SELECT_EXAMPLES: &str = "\
Examples:
  arctos select User:7 read Issue --on i.id --policy p.polar --facts f.yaml \\
    --sql 'SELECT i.id, i.title FROM issues i ORDER BY i.created_at DESC LIMIT 20'
  arctos select User:7 read Issue --on i.id --sql-file page.sql --policy p.polar --facts f.yaml --json

The values of a row stand in the order of the query's columns, a tab between two, as the database writes them; NULL is \
empty. With `--json`: {\"results\":[{\"id\":\"1\",\"title\":null}]}";

const ACTIONS_EXAMPLES: &str = "\
Examples:
  arctos actions User:7 Issue:42 --policy p.polar --facts f.yaml
  arctos actions User:7 --policy p.polar --facts f.yaml

Prints nothing when there is none. With `--json`: {\"results\":[\"close\",\"read\"]}";

const ACTORS_EXAMPLES: &str = "\
Examples:
  arctos actors User read Issue:42 --policy p.polar --facts f.yaml

Prints nothing when there is none. With `--json`: {\"results\":[\"1\",\"7\"]}";

const QUERY_EXAMPLES: &str = "\
Examples:
  arctos query 'has_role(User:7, role: String)' --policy p.polar --facts f.yaml
  arctos query 'has_role(User:7, owner, Org:3)' --policy p.polar --facts f.yaml

The values of a solution stand in the order of the variables, a tab between two; `*` stands for any value. Without \
variables the answer is `true` or `false`, and the exit code 0 or 1. With `--json`: \
{\"columns\":[\"role\"],\"results\":[[\"owner\"]]}, null for any value.";

/// `arctos check`
#[derive(Debug, Args)]
#[command(after_help = CHECK_EXAMPLES)]
pub struct Check {
    /// Policy files, checked together as one policy; `-` is the standard input
    #[arg(required = true, value_name = "POLICY", value_hint = ValueHint::FilePath)]
    pub policy: Vec<PathBuf>,
    /// The mapping: which SELECT yields which facts
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub facts: Option<PathBuf>,
    /// A database to compare the mapping with: columns, types and keys; `postgres://…`, `sqlite:…` or `mysql://…`
    #[arg(long, value_name = "URL", value_parser = NonEmptyStringValueParser::new())]
    pub database_url: Option<String>,
    /// Print the diagnostics as a JSON array to the standard output
    #[arg(long)]
    pub json: bool,
    /// Fail on warnings, too
    #[arg(long)]
    pub deny_warnings: bool,
}

const CHECK_EXAMPLES: &str = "\
Examples:
  arctos check policy.polar
  arctos check policies/*.polar --facts facts.yaml --deny-warnings
  arctos check policy.polar --json | jq -r '.[] | \"\\(.file):\\(.line): \\(.message)\"'

Exits with 0 when there is no error, with 2 otherwise.";

/// `arctos test`
#[derive(Debug, Args)]
#[command(after_help = TEST_EXAMPLES)]
pub struct Test {
    /// Policy files, tested together as one policy; `-` is the standard input
    #[arg(required = true, value_name = "POLICY", value_hint = ValueHint::FilePath)]
    pub policy: Vec<PathBuf>,
    /// Run only the tests whose names contain this text
    #[arg(long, value_name = "TEXT")]
    pub filter: Option<String>,
    /// Print the outcome as one JSON document to the standard output
    #[arg(long)]
    pub json: bool,
    /// Write the outcome to a file, too, as JUnit XML
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub junit: Option<PathBuf>,
    /// Say which rules no passing assertion uses
    #[arg(long)]
    pub coverage: bool,
    /// Run in temporary tables of this database instead of the embedded one
    #[arg(long, value_name = "URL", value_parser = NonEmptyStringValueParser::new())]
    pub database_url: Option<String>,
}

const TEST_EXAMPLES: &str = "\
Examples:
  arctos test policy.polar
  arctos test policies/*.polar --filter billing --coverage
  arctos test policy.polar --junit target/policy-tests.xml
  arctos test policy.polar --json | jq -r '.tests[] | select(.outcome == \"failed\") | .name'

Every assertion is compiled to the SQL that the same question compiles to, and run on the facts of its test, in an \
embedded database unless another is given. Facts of the policy count, stored ones do not.

Exits with 0 when all assertions hold, with 1 when one does not, with 2 when the policy has errors.";

const CONTEXT_HELP: &str = "A fact that holds for this question only, in policy syntax: 'has_role(User{\"7\"}, \"admin\")'";

/// What a question is asked of.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Policy and facts")]
pub struct PolicyArgs {
    /// A policy file; repeat the option, or add more `.polar` files, for a policy of several files
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub policy: Vec<PathBuf>,
    /// The mapping: which SELECT yields which facts
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub facts: Option<PathBuf>,
    /// A fact that holds for this question only.
    #[arg(long, short = 'c', value_name = "FACT", help = CONTEXT_HELP)]
    pub context: Vec<String>,
    /// A file of facts in policy syntax that are not in the application's tables
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub central: Vec<PathBuf>,
}

impl PolicyArgs {
    /// The options stand in two places, so that the parser cannot demand one of them.
    pub fn require_policy(&self) -> Result<(), Failure> {
        if self.policy.is_empty() { Err(Failure::Usage("no policy is given: add `--policy FILE`".to_owned())) } else { Ok(()) }
    }
}

/// What a question to a database is asked of, and how it is answered.
#[derive(Debug, Args)]
pub struct AskOptions {
    /// The policy.
    #[command(flatten)]
    pub policy: PolicyArgs,
    /// The database: `postgres://…`, `sqlite:…` or `mysql://…`
    #[arg(long, value_name = "URL", env = "DATABASE_URL", hide_env_values = true, help_heading = "Database")]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    pub database_url: String,
    /// The mapping of facts that are in a second database, beside those of `--facts`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, requires = "central_database_url")]
    #[arg(help_heading = "Database")]
    pub central_facts: Option<PathBuf>,
    /// The second database: `postgres://…`, `sqlite:…` or `mysql://…`
    #[arg(long, value_name = "URL", requires = "central_facts", help_heading = "Database")]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    pub central_database_url: Option<String>,
    /// How long connecting, and then answering, may take
    #[arg(long, value_name = "SECONDS", default_value_t = 30, help_heading = "Database")]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub timeout: u64,
    /// Print the answer as one line of JSON
    #[arg(long, help_heading = "Output")]
    pub json: bool,
}

/// `arctos compile`
#[derive(Debug, Args)]
#[command(after_help = COMPILE_EXAMPLES, subcommand_value_name = "QUESTION", subcommand_help_heading = "Questions")]
pub struct Compile {
    /// Options before the question.
    #[command(flatten)]
    pub options: CompileOptions,
    /// The question.
    #[command(subcommand)]
    pub question: Option<CompileQuestion>,
}

const COMPILE_EXAMPLES: &str = "\
Examples:
  arctos compile authorize User:7 close Issue:42 --policy p.polar --facts f.yaml
  arctos compile list User:7 read Issue --inline --policy p.polar --facts f.yaml
  arctos compile --policy p.polar --facts f.yaml filter User:7 read Issue --on i.id
  arctos compile --policy p.polar --facts f.yaml select User:7 read Issue --on i.id \\
    --sql 'SELECT i.* FROM issues i WHERE i.state = $1 ORDER BY i.created_at DESC LIMIT 20'
  arctos compile --policy p.polar --facts f.yaml query 'has_role(User:7, role: String)'
  arctos compile --policy p.polar --emit program

Options may stand before or after the question. `User` instead of `User:7` stands for a user who is given when the \
statement runs. The SQL is printed alone; `--emit json` adds what `$1`, `$2`, … stand for.";

/// Options of `arctos compile`, which may stand before and after the question.
#[derive(Debug, Default, Args)]
pub struct CompileOptions {
    /// What the question is asked of.
    #[command(flatten)]
    pub policy: PolicyArgs,
    /// The database's dialect [default: postgres]
    #[arg(long, value_name = "DIALECT", value_parser = words::dialect(), help_heading = "Output")]
    pub dialect: Option<Dialect>,
    /// Write every value as an escaped literal instead of a parameter
    #[arg(long, help_heading = "Output")]
    pub inline: bool,
    /// Put a comment before the SQL that names the rules which take part
    #[arg(long, help_heading = "Output")]
    pub comments: bool,
    /// Ask a database for the actor's grants first, and print the filter with the answers as literals
    #[arg(long, help_heading = "Output")]
    pub two_phase: bool,
    /// A database that tells the types of columns, and with `--two-phase` the grants: `postgres://…`, `sqlite:…` or `mysql://…`
    #[arg(long, value_name = "URL", value_parser = NonEmptyStringValueParser::new(), help_heading = "Output")]
    pub database_url: Option<String>,
    /// What to print [default: sql]
    #[arg(long, value_name = "FORM", value_enum, help_heading = "Output")]
    pub emit: Option<Emit>,
}

/// What `arctos compile` prints.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Emit {
    /// The statement
    #[default]
    Sql,
    /// The statement, its parameters and its columns
    Json,
    /// The relations and access paths that the statement is written from
    Plan,
    /// What is left of the policy for this question
    Residual,
    /// The typed rules of the policy; needs no question
    Program,
    /// The syntax tree of each policy file; needs no question
    Ast,
    /// The tokens of each policy file; needs no question
    Tokens,
}
