//! `arctos compile`: a question as SQL, or what the compiler makes on the way there.

use crate::args::question::Words;
use crate::args::{Compile, CompileOptions, Emit, PolicyArgs};
use crate::failure::{Exit, Failure};
use crate::policy::{Files, Loaded};
use crate::{comments, output, policy, report};
use arctos::{Arctos, Policy, Question, Settings, Subject, dialect_of};
use arctos_compiler::compile::{Compiled, Options};
use arctos_compiler::diagnostic::Diagnostics;
use arctos_compiler::plan::ask::Slot;
use arctos_compiler::source::{SourceId, SourceMap};
use arctos_compiler::sql::{Dialect, Form, Parameter, ParameterSource, pretty};
use arctos_compiler::{plan, syntax};
use serde::Serialize;
use serde_json::Value;
use std::fmt::Write;
use tokio::runtime::Runtime;

const NEVER: &str = "warning: no rule and no mapped fact fits this question: the answer is always no\n";

/// Compiles and prints.
pub fn run(args: Compile) -> Result<Exit, Failure> {
    let (words, options) = match args.question {
        None => (None, args.options),
        Some(question) => {
            let (words, after) = question.split();
            (Some(words), joined(args.options, after)?)
        }
    };
    match options.emit.unwrap_or_default() {
        Emit::Tokens => parsed(&options.policy, syntax::display::tokens),
        Emit::Ast => parsed(&options.policy, |id, text| syntax::display::policy(&syntax::parse(id, text).0)),
        Emit::Program => {
            let loaded = policy::load(&options.policy, options.dialect.unwrap_or_default())?;
            output::text(&arctos_compiler::policy::display(loaded.policy.compiler().program(), &loaded.sources))?;
            Ok(Exit::Yes)
        }
        emit => {
            let Some(words) = words else { return Err(no_question()) };
            if options.two_phase {
                output::text(&resolved(words, &options, emit)?)?;
                return Ok(Exit::Yes);
            }
            let (loaded, dialect) = match &options.database_url {
                Some(url) => described(&options, url)?,
                None => {
                    let dialect = options.dialect.unwrap_or_default();
                    (policy::load(&options.policy, dialect)?, dialect)
                }
            };
            output::text(&answer(&loaded, words, &options, dialect, emit)?)?;
            Ok(Exit::Yes)
        }
    }
}

fn no_question() -> Failure {
    Failure::Usage("no question is given: add one, such as `authorize User:7 close Issue:42`".to_owned())
}

/// The dialect of a database, which the options must not contradict.
fn spoken(options: &CompileOptions, url: &str) -> Result<Dialect, Failure> {
    let dialect = dialect_of(url);
    if options.dialect.is_some_and(|wanted| wanted != dialect) {
        return Err(Failure::Usage(format!("the database speaks `{dialect}`")));
    }
    Ok(dialect)
}

/// An engine that has asked a database for the types of the mapped columns.
async fn connected(policy: Policy, url: &str) -> Result<Arctos, arctos::Error> {
    policy.connect(url, Settings { connections: 1, ..Settings::default() }).await
}

fn runtime() -> Result<Runtime, Failure> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}

/// What the question is asked of, with what a database tells about the mapped columns.
fn described(options: &CompileOptions, url: &str) -> Result<(Loaded, Dialect), Failure> {
    let dialect = spoken(options, url)?;
    let loaded = policy::load(&options.policy, dialect)?;
    let arctos = runtime()?.block_on(connected(loaded.policy.clone(), url));
    let arctos = arctos.map_err(|error| Failure::engine(error, &loaded.sources))?;
    Ok((Loaded { policy: arctos.policy().clone(), ..loaded }, dialect))
}

/// A filter whose grants a database was asked for.
fn resolved(words: Words, options: &CompileOptions, emit: Emit) -> Result<String, Failure> {
    if !matches!((&words, emit), (Words::Filter(_), Emit::Sql)) || options.comments {
        return Err(Failure::Usage("`--two-phase` prints the SQL of a filter, and nothing else".to_owned()));
    }
    let Some(url) = options.database_url.clone().or_else(|| std::env::var("DATABASE_URL").ok()) else {
        return Err(Failure::Usage("`--two-phase` asks a database: add `--database-url URL`".to_owned()));
    };
    let loaded = policy::load(&options.policy, spoken(options, &url)?)?;
    let question = words.question(loaded.policy.compiler().mapping())?;
    let Question::Filter { actor: Subject::Value(actor), action, resource, row } = question else {
        return Err(Failure::Usage("`--two-phase` asks for one actor: write `TYPE:ID`".to_owned()));
    };
    let engine = |error| Failure::engine(error, &loaded.sources);
    let filter = runtime()?.block_on(async {
        let arctos = connected(loaded.policy, &url).await?;
        arctos.ask().context(&loaded.context).filter_resolved(&actor, &action, &resource, &row).await
    });
    Ok(pretty(filter.map_err(engine)?.sql()))
}

/// What is printed for a question.
fn answer(loaded: &Loaded, words: Words, options: &CompileOptions, dialect: Dialect, emit: Emit) -> Result<String, Failure> {
    let mapping = loaded.policy.compiler().mapping();
    let policy = match &words {
        Words::Select(select) => &loaded.policy.with_few_grants(select.few_grants),
        _ => &loaded.policy,
    };
    let form = if options.inline { Form::Inline } else { Form::Parameters };
    let how = Options { dialect, form };
    let compiled = policy.compile(&words.question(mapping)?, &loaded.context, how);
    let compiled = compiled.map_err(|error| Failure::engine(error, &loaded.sources))?;
    if compiled.is_never() {
        report::say(NEVER);
    }
    let comment = if options.comments { comments::rules(&compiled.residual, &loaded.sources) } else { String::new() };
    let sql = format!("{comment}{}", pretty(&compiled.statement.sql));
    Ok(match emit {
        Emit::Json => output::laid_out(&document(&sql, &compiled))?,
        Emit::Plan => plan::relation::display::plan(&compiled.plan),
        Emit::Residual => plan::residual::display::residual(&compiled.residual, mapping),
        _ => sql,
    })
}

/// What `--emit json` prints. The keys are documented and stable.
#[derive(Serialize)]
struct Document<'a> {
    sql: &'a str,
    params: Vec<Param>,
    columns: &'a [String],
}

/// What a `$n` stands for.
#[derive(Serialize)]
struct Param {
    /// The `n`.
    slot: usize,
    /// The SQL type; null for a parameter of the caller's query.
    #[serde(rename = "type")]
    sql_type: Option<String>,
    /// A text, an array of texts, or null for a value that is given when the statement runs.
    value: Value,
    /// The number that a parameter of the caller's query has in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    own: Option<usize>,
}

fn document<'a>(sql: &'a str, compiled: &'a Compiled) -> Document<'a> {
    let params = compiled.statement.params.iter().enumerate();
    let params = params.map(|(at, param)| parameter(at + 1, param, &compiled.slots)).collect();
    Document { sql, params, columns: &compiled.statement.columns }
}

fn parameter(number: usize, param: &Parameter, slots: &[Slot]) -> Param {
    if let ParameterSource::Own(at) = param.source {
        return Param { slot: number, sql_type: None, value: Value::Null, own: Some(at + 1) };
    }
    let brackets = if param.is_array() { "[]" } else { "" };
    let value = match &param.source {
        ParameterSource::Slot(at) | ParameterSource::SlotArray(at) => {
            slots.get(*at).and_then(|slot| slot.value.as_ref()).map_or(Value::Null, |value| Value::from(value.id.as_str()))
        }
        ParameterSource::Own(_) => Value::Null,
        ParameterSource::Value(value) => Value::from(value.id.as_str()),
        ParameterSource::Values(values) => values.iter().map(|value| value.id.as_str()).collect(),
    };
    Param { slot: number, sql_type: Some(format!("{}{brackets}", param.sql_type().name())), value, own: None }
}

/// Prints a form of each policy file, under the file's name where there are several. It is there even when the files have
/// errors, which are reported all the same.
fn parsed(args: &PolicyArgs, show: impl Fn(SourceId, &str) -> String) -> Result<Exit, Failure> {
    args.require_policy()?;
    let files = Files::read(&args.policy, None, &[])?.policy;
    let mut found = Diagnostics::new();
    let mut sources = SourceMap::new();
    let mut out = String::new();
    for file in &files {
        let id = sources.add(&file.name, &file.text);
        found.extend(syntax::parse(id, &file.text).1);
        if files.len() > 1 {
            let _ = writeln!(out, "# {}", file.name);
        }
        out.push_str(&show(id, &file.text));
    }
    output::text(&out)?;
    report::diagnostics(&found, &sources);
    Ok(if found.has_errors() { Exit::Invalid } else { Exit::Yes })
}

/// Options from before and after the question. Lists are joined; what can be given once must not stand in both places.
fn joined(before: CompileOptions, after: CompileOptions) -> Result<CompileOptions, Failure> {
    Ok(CompileOptions {
        policy: PolicyArgs {
            policy: [before.policy.policy, after.policy.policy].concat(),
            facts: once("--facts", before.policy.facts, after.policy.facts)?,
            context: [before.policy.context, after.policy.context].concat(),
            central: [before.policy.central, after.policy.central].concat(),
        },
        dialect: once("--dialect", before.dialect, after.dialect)?,
        two_phase: before.two_phase || after.two_phase,
        // A variable of the environment stands for the option in both places.
        database_url: before.database_url.or(after.database_url),
        inline: before.inline || after.inline,
        comments: before.comments || after.comments,
        emit: once("--emit", before.emit, after.emit)?,
    })
}

fn once<T>(option: &str, before: Option<T>, after: Option<T>) -> Result<Option<T>, Failure> {
    match (before, after) {
        (Some(_), Some(_)) => Err(Failure::Usage(format!("`{option}` cannot be used multiple times"))),
        (before, after) => Ok(before.or(after)),
    }
}
