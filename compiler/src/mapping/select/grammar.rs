//! The SQL that mapped queries are written in.

use crate::mapping::sql_type::SqlType;
use sqlparser::ast::Ident;
use sqlparser::dialect::{Dialect, MySqlDialect, PostgreSqlDialect, SQLiteDialect};

/// The grammar of a database.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grammar {
    /// Names in double quotes; others are folded to lower case.
    #[default]
    Postgres,
    /// Names in double quotes, back quotes or brackets, in any case.
    Sqlite,
    /// Names in back quotes; those of tables keep their case.
    MySql,
}

impl Grammar {
    /// What the parser needs to know of it.
    pub(super) fn dialect(self) -> &'static dyn Dialect {
        match self {
            Grammar::Postgres => &PostgreSqlDialect {},
            Grammar::Sqlite => &SQLiteDialect {},
            Grammar::MySql => &MySqlDialect {},
        }
    }

    /// Whether the columns of a derived table can be named behind it.
    pub(super) fn names_derived_columns(self) -> bool {
        self == Grammar::Postgres
    }

    /// The type in which values of a declared type are kept: every integer of SQLite has 64 bits.
    pub fn as_kept(self, ty: SqlType) -> SqlType {
        match ty {
            SqlType::SmallInt | SqlType::Integer if self == Grammar::Sqlite => SqlType::BigInt,
            other => other,
        }
    }

    /// A table's or schema's name as the database sees it.
    pub(super) fn table_name(self, name: &Ident) -> String {
        match self {
            Grammar::MySql => name.value.clone(),
            Grammar::Postgres | Grammar::Sqlite => super::ident::folded(name),
        }
    }

    /// A name as SQL text, with quotes where it needs them.
    pub fn quoted(self, name: &str) -> String {
        match self {
            _ if super::ident::is_plain(name) => name.to_owned(),
            Grammar::MySql => format!("`{}`", name.replace('`', "``")),
            Grammar::Postgres | Grammar::Sqlite => format!("\"{}\"", name.replace('"', "\"\"")),
        }
    }
}
