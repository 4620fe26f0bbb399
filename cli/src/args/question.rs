//! Questions in words: `authorize User:7 close Issue:42`.

use super::{AskOptions, CompileOptions, words};
use crate::failure::Failure;
use crate::input;
use arctos_compiler::compile::FEW_GRANTS;
use arctos_compiler::mapping::model::{Mapping, Table};
use arctos_compiler::plan::own_table::infer_table;
use arctos_compiler::plan::question::{QueryCall, Question, Row, Subject};
use arctos_compiler::value::TypeName;
use clap::{Args, Subcommand, ValueHint};
use smol_str::SmolStr;
use std::path::{Path, PathBuf};

/// A question with the options that follow it.
#[derive(Debug, Args)]
pub struct With<W: Args> {
    /// The question.
    #[command(flatten)]
    pub words: W,
    /// Options after the question.
    #[command(flatten)]
    pub options: CompileOptions,
}

/// A question to a database.
#[derive(Debug, Args)]
pub struct Asking<W: Args> {
    /// The question.
    #[command(flatten)]
    pub words: W,
    /// What it is asked of.
    #[command(flatten)]
    pub options: AskOptions,
}

/// The questions of `arctos compile`.
#[derive(Debug, Subcommand)]
pub enum CompileQuestion {
    /// May the actor do this to the resource?
    Authorize(With<Authorize>),
    /// To which resources of a type may the actor do this?
    List(With<List>),
    /// The same as a boolean expression for the WHERE of a query of one's own
    Filter(With<Filter>),
    /// A query of one's own, for the rows to which the actor may do this
    Select(With<Select>),
    /// What may the actor do to the resource?
    Actions(With<Actions>),
    /// Who may do this to the resource?
    Actors(With<Actors>),
    /// Which values of the variables make these calls hold?
    Query(With<Query>),
}

impl CompileQuestion {
    /// The question and the options that follow it.
    pub fn split(self) -> (Words, CompileOptions) {
        match self {
            CompileQuestion::Authorize(with) => (Words::Authorize(with.words), with.options),
            CompileQuestion::List(with) => (Words::List(with.words), with.options),
            CompileQuestion::Filter(with) => (Words::Filter(with.words), with.options),
            CompileQuestion::Select(with) => (Words::Select(with.words), with.options),
            CompileQuestion::Actions(with) => (Words::Actions(with.words), with.options),
            CompileQuestion::Actors(with) => (Words::Actors(with.words), with.options),
            CompileQuestion::Query(with) => (Words::Query(with.words), with.options),
        }
    }
}

/// The words of a question.
#[derive(Debug)]
pub enum Words {
    /// `authorize`
    Authorize(Authorize),
    /// `list`
    List(List),
    /// `filter`
    Filter(Filter),
    /// `select`
    Select(Select),
    /// `actions`
    Actions(Actions),
    /// `actors`
    Actors(Actors),
    /// `query`
    Query(Query),
}

/// `ACTOR ACTION [RESOURCE]`
#[derive(Debug, Args)]
pub struct Authorize {
    /// Who: `User:7`
    #[arg(value_name = "ACTOR", value_parser = words::subject)]
    pub actor: Subject,
    /// What: `close`
    #[arg(value_name = "ACTION", value_parser = words::action)]
    pub action: SmolStr,
    /// To what: `Issue:42`; without one, a global permission
    #[arg(value_name = "RESOURCE", value_parser = words::subject)]
    pub resource: Option<Subject>,
}

/// `ACTOR ACTION TYPE`
#[derive(Debug, Args)]
pub struct List {
    /// Who: `User:7`
    #[arg(value_name = "ACTOR", value_parser = words::subject)]
    pub actor: Subject,
    /// What: `read`
    #[arg(value_name = "ACTION", value_parser = words::action)]
    pub action: SmolStr,
    /// Type of the resources: `Issue`
    #[arg(value_name = "TYPE", value_parser = words::type_name)]
    pub resource: TypeName,
}

/// `ACTOR ACTION TYPE --on COLUMN`
#[derive(Debug, Args)]
pub struct Filter {
    /// Who, what, and the type of the resources.
    #[command(flatten)]
    pub list: List,
    /// The column of the query that holds the resource's id, with its table's alias: `i.id` or `"Issues"."Id"`
    #[arg(long, value_name = "COLUMN", value_parser = words::row)]
    pub on: Row,
    /// The table that the column's alias stands for, so that its other columns can be read off the row at hand; empty
    /// where the column merely refers to the resource. Without it: the only table of the mapping with such a key
    #[arg(long, value_name = "TABLE", value_parser = words::table)]
    pub table: Option<RowTable>,
    /// The column merely refers to the resource, as `comments.issue_id` does: the same as `--table ''`
    #[arg(long, conflicts_with = "table")]
    pub foreign: bool,
    /// About how many rows the query's other conditions leave; of few, each is looked at by itself
    #[arg(long, value_name = "NUMBER")]
    pub rows: Option<u32>,
}

/// The table of a row; `None` for a column that merely refers to the resource.
pub type RowTable = std::option::Option<Table>;

/// `ACTOR ACTION TYPE --on COLUMN --sql QUERY`
#[derive(Debug, Args)]
pub struct Select {
    /// Who, what, and the type of the resources.
    #[command(flatten)]
    pub list: List,
    /// The column of the query that holds the resource's id, with its table's alias: `i.id` or `"Issues"."Id"`; whose
    /// column it is, the query's FROM says
    #[arg(long, value_name = "COLUMN", value_parser = words::row)]
    pub on: Row,
    /// The query: one SELECT; `-` is the standard input
    #[arg(long, value_name = "QUERY", required_unless_present = "sql_file", conflicts_with = "sql_file")]
    pub sql: Option<String>,
    /// A file with the query; `-` is the standard input
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub sql_file: Option<PathBuf>,
    /// How many grants are few on a table of a million rows: an actor with more of them gets a page by reading in order
    #[arg(long, value_name = "NUMBER", default_value_t = FEW_GRANTS)]
    pub few_grants: u32,
}

impl Select {
    /// The text of the query.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn text(&self) -> Result<String, Failure> {
        match (&self.sql, &self.sql_file) {
            (Some(sql), _) if sql != "-" => Ok(sql.clone()),
            (None, Some(path)) => Ok(input::read(path)?.text),
            _ => Ok(input::read(Path::new("-"))?.text),
        }
    }
}

/// `ACTOR [RESOURCE]`
#[derive(Debug, Args)]
pub struct Actions {
    /// Who: `User:7`
    #[arg(value_name = "ACTOR", value_parser = words::subject)]
    pub actor: Subject,
    /// On what: `Issue:42`; without one, global permissions
    #[arg(value_name = "RESOURCE", value_parser = words::subject)]
    pub resource: Option<Subject>,
}

/// `TYPE ACTION [RESOURCE]`
#[derive(Debug, Args)]
pub struct Actors {
    /// Type of the actors: `User`
    #[arg(value_name = "TYPE", value_parser = words::type_name)]
    pub actor: TypeName,
    /// What: `read`
    #[arg(value_name = "ACTION", value_parser = words::action)]
    pub action: SmolStr,
    /// To what: `Issue:42`; without one, a global permission
    #[arg(value_name = "RESOURCE", value_parser = words::subject)]
    pub resource: Option<Subject>,
}

const CALLS_HELP: &str = "Calls joined by `and`: 'has_role(User:7, role: String, org: Organization)'";

/// `CALLS`
#[derive(Debug, Args)]
pub struct Query {
    /// Calls joined by `and`.
    #[arg(value_name = "CALLS", value_parser = words::query, help = CALLS_HELP)]
    pub calls: Calls,
}

/// The calls of a query: one argument, many calls.
pub type Calls = std::vec::Vec<QueryCall>;

impl Words {
    /// The question. `mapping` tells which table a filter's row may come from.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn question(self, mapping: &Mapping) -> Result<Question, Failure> {
        Ok(match self {
            Words::Authorize(Authorize { actor, action, resource }) => Question::Authorize { actor, action, resource },
            Words::List(List { actor, action, resource }) => Question::List { actor, action, resource },
            Words::Filter(filter) => filter.question(mapping),
            Words::Select(select) => {
                let sql = select.text()?.into();
                let List { actor, action, resource } = select.list;
                Question::Select { actor, action, resource, on: select.on, sql }
            }
            Words::Actions(Actions { actor, resource }) => Question::Actions { actor, resource },
            Words::Actors(Actors { actor, action, resource }) => Question::Actors { actor, action, resource },
            Words::Query(Query { calls }) => Question::Query { calls, row: None },
        })
    }
}

impl Filter {
    fn question(self, mapping: &Mapping) -> Question {
        let List { actor, action, resource } = self.list;
        let mut row = self.on;
        row.table = match self.table {
            Some(table) => table,
            None if self.foreign => None,
            None => infer_table(mapping, &resource, &row.column),
        };
        row.rows = self.rows;
        Question::Filter { actor, action, resource, row }
    }
}
