//! Answers authorization questions as SQL over the application's own tables, in PostgreSQL, SQLite, MySQL or MariaDB.
//!
//! A [`Policy`] is loaded from Polar texts and a mapping that says which rows are which facts. Connected to a database it
//! becomes an [`Arctos`], which answers each question with one statement:
//!
//! | question | method |
//! |---|---|
//! | may this actor do this to that resource? | [`Arctos::authorize`] |
//! | to which of these? | [`Arctos::authorize_many`] |
//! | to which at all? | [`Arctos::list`], or [`Arctos::filter`] inside a query of the application |
//! | which rows of my query? | [`Arctos::select`] |
//! | what may the actor do to it? | [`Arctos::actions`] |
//! | who may? | [`Arctos::actors`] |
//! | anything else that the policy knows | [`Arctos::query`] |
//!
//! # Errors deny
//!
//! A deadline that passes, a database that goes away, a type that the policy does not know: every method then returns an
//! [`Error`](enum@Error), and none of them is ever a permission. A caller treats an error as "no".
//!
//! # Connections
//!
//! The URL says which database it is; SQLite comes with the feature `sqlite`, MySQL and MariaDB with the feature `mysql`.
//! Statements run one by one outside any transaction. They are prepared on each connection the first time; behind a proxy
//! that hands a connection on after each transaction, [`Statements::Unprepared`] sends them whole. When a deadline passes
//! or the caller stops waiting, the statement is cancelled and its connection closed. After a change of the tables'
//! columns, types or keys an engine must be made anew: it relies on what it was told when it connected.

mod answer;
mod ask;
pub mod benchmark;
mod bind;
mod cache;
mod central;
mod compilers;
mod database;
mod engine;
mod error;
mod filter;
#[cfg(feature = "mysql")]
mod mysql;
mod phases;
mod policy;
mod postgres;
mod select;
mod settings;
mod shape;
#[cfg(feature = "sqlite")]
mod sqlite;
#[cfg(feature = "sqlite")]
pub mod testing;
mod unmapped;
mod vocabulary;
mod walk;

pub use arctos_compiler::compile::{Compiled, Options};
pub use arctos_compiler::mapping::model::Table;
pub use arctos_compiler::plan::goal::KnownFacts;
pub use arctos_compiler::plan::question::{QueryArg, QueryCall, Question, Row, Subject};
pub use arctos_compiler::policy::program::Predicate;
pub use arctos_compiler::sql::{Dialect, Form};
pub use arctos_compiler::value::Value;
pub use ask::{Ask, Solutions};
pub use bind::Param;
pub use central::Central;
pub use database::dialect_of;
pub use deadpool_postgres;
pub use engine::Arctos;
pub use error::{Cause, Error, Report};
pub use filter::{Filter, row};
#[cfg(feature = "mysql")]
pub use mysql_async;
pub use phases::Within;
pub use policy::Policy;
pub use postgres::bind::Text;
#[cfg(feature = "sqlite")]
pub use rusqlite;
pub use sea_query;
pub use select::{Fetched, Place, Select, column};
pub use settings::{Keys, Settings, Statements};
pub use tokio_postgres;
