//! The dialects: their names, what their databases can do, and how they spell what the plan says.
//!
//! A plan has the same meaning in every dialect. What a dialect cannot express at all is kept out of plans by its
//! [`Capabilities`]; what it merely writes differently is a method of its `Spelling`.

mod mysql;
mod postgres;
mod spelling;
mod sqlite;

pub(in crate::sql) use spelling::{Known, KnownArray, Part, Side, Spelling, Use, column_name, named};

use crate::mapping::select::Grammar;
use crate::plan::access::{Capabilities, Closing};
use std::fmt;

/// A supported SQL dialect.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// PostgreSQL 14 and later.
    #[default]
    Postgres,
    /// SQLite 3.40 and later.
    Sqlite,
    /// MySQL 8.0 and `MariaDB` 10.6 and later.
    MySql,
}

/// PostgreSQL takes 65,000 tables, joins and sub-queries in one statement, those of views among them.
const POSTGRES_READS: u64 = 10_000;
/// SQLite counts each of them as deep as an expression, of which our programs allow 20,000.
const SQLITE_READS: u64 = 20_000;
/// MariaDB has no such bound: it plans until its memory ends, which has been seen at 1,200.
const MYSQL_READS: u64 = 1_000;
/// MariaDB has a bit for each, of which the answer's own rows may need one.
const MYSQL_RELATIONS: usize = 63;

impl Dialect {
    /// All of them.
    pub const ALL: [Dialect; 3] = [Dialect::Postgres, Dialect::Sqlite, Dialect::MySql];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Dialect::Postgres => "postgres",
            Dialect::Sqlite => "sqlite",
            Dialect::MySql => "mysql",
        }
    }

    /// What its databases can do beyond the common ground.
    pub fn capabilities(self) -> Capabilities {
        match self {
            Dialect::Postgres => Capabilities {
                lateral: true,
                correlated_with: true,
                nested_with: true,
                arrays: true,
                led_by_sets: true,
                reads_all_for_sets: false,
                mixed_columns: false,
                compares_by_number: false,
                reads_spellings: true,
                closed_arms: Some(Closing::Condition),
                stops_early: true,
                most_reads: POSTGRES_READS,
                most_relations: usize::MAX,
                reads_anew: false,
            },
            Dialect::Sqlite => Capabilities {
                lateral: false,
                correlated_with: true,
                nested_with: true,
                arrays: false,
                led_by_sets: true,
                reads_all_for_sets: false,
                mixed_columns: true,
                compares_by_number: true,
                reads_spellings: false,
                closed_arms: Some(Closing::Limit),
                stops_early: true,
                most_reads: SQLITE_READS,
                most_relations: usize::MAX,
                reads_anew: true,
            },
            Dialect::MySql => Capabilities {
                lateral: false,
                correlated_with: false,
                nested_with: false,
                arrays: false,
                led_by_sets: false,
                reads_all_for_sets: true,
                mixed_columns: false,
                compares_by_number: true,
                reads_spellings: false,
                closed_arms: Some(Closing::Alone),
                stops_early: false,
                most_reads: MYSQL_READS,
                most_relations: MYSQL_RELATIONS,
                reads_anew: true,
            },
        }
    }

    /// The grammar of mapped queries for its databases.
    pub fn grammar(self) -> Grammar {
        match self {
            Dialect::Postgres => Grammar::Postgres,
            Dialect::Sqlite => Grammar::Sqlite,
            Dialect::MySql => Grammar::MySql,
        }
    }

    /// How it writes.
    pub(in crate::sql) fn spelling(self) -> &'static dyn Spelling {
        match self {
            Dialect::Postgres => &postgres::Postgres,
            Dialect::Sqlite => &sqlite::Sqlite,
            Dialect::MySql => &mysql::MySql,
        }
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl std::str::FromStr for Dialect {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Dialect::ALL.into_iter().find(|dialect| dialect.name() == text);
        found.ok_or_else(|| format!("unknown dialect `{text}`; expected `postgres`, `sqlite` or `mysql`"))
    }
}
