//! Callers' queries for `select`, and which rows they yield.
//!
//! In: a table with the columns `id`, NULL in no row that is allowed, and `note`. Out: a query over it with one parameter at most, whose value
//! is always 1, and the ids that it yields when only some of the rows are allowed.

use arctos_compiler::sql::Dialect;

/// What sort of query it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SelectMode {
    /// The first two rows by an expression that is not shown, of those that a disjunction of the caller's lets through.
    Page,
    /// The first two rows by an output column.
    Named,
    /// One row after the first.
    Offset,
    /// How many rows there are.
    Count,
    /// All rows, in any order.
    All,
    /// Three rows of a join in which names stand that the statement might want for itself.
    Joined,
}

impl SelectMode {
    /// All of them, with their names.
    pub(super) const ALL: [(SelectMode, &str); 6] = [
        (SelectMode::Page, "page"),
        (SelectMode::Named, "named"),
        (SelectMode::Offset, "offset"),
        (SelectMode::Count, "count"),
        (SelectMode::All, "all"),
        (SelectMode::Joined, "joined"),
    ];

    /// The query, with one more condition on its rows if there is one. What is compared is its first column, a text.
    pub(super) fn sql(self, table: &str, dialect: Dialect, pinned: Option<&str>) -> String {
        let (text, own) = match dialect {
            Dialect::Postgres => ("text", "$1"),
            Dialect::Sqlite => ("text", "?"),
            Dialect::MySql => ("char", "?"),
        };
        let id = format!("CAST(r.id AS {text})");
        let key = match dialect {
            Dialect::Postgres => format!("{id} COLLATE \"C\""),
            Dialect::Sqlite => format!("{id} COLLATE BINARY"),
            Dialect::MySql => "CAST(CONVERT(r.id USING utf8mb4) AS BINARY)".to_owned(),
        };
        let noted = format!("WHERE (r.note = {own} OR r.note IS NULL) AND {}", pinned.unwrap_or("1 = 1"));
        let pinned = pinned.unwrap_or("1 = 1");
        match self {
            Self::Page => format!("SELECT {id} AS shown FROM {table} AS r {noted} ORDER BY {key} LIMIT 2"),
            Self::Named => format!(
                "SELECT {key} AS shown, CAST(r.note AS {text}) AS note FROM {table} r WHERE {pinned} ORDER BY shown LIMIT 2"
            ),
            Self::Offset => format!("SELECT {id} AS shown FROM {table} AS r WHERE {pinned} ORDER BY {key} LIMIT {own} OFFSET 1"),
            Self::Count => format!("SELECT CAST(count(*) AS {text}) AS shown FROM {table} AS r {noted}"),
            Self::All => format!("SELECT {id} AS shown FROM {table} AS r {noted}"),
            Self::Joined => format!(
                "WITH grants AS (SELECT 1 AS one), many AS (SELECT 1 AS one)
                 SELECT {id} AS shown FROM {table} AS t0 JOIN {table} AS r ON r.id = t0.id CROSS JOIN grants CROSS JOIN many
                 WHERE (t0.note = 1 OR t0.id IS NOT NULL) AND {pinned} ORDER BY {key} LIMIT 3"
            ),
        }
    }

    /// What the first column has, in order, when these of the table's rows are allowed.
    pub(super) fn expected(self, mut allowed: Vec<(String, Option<i32>)>) -> Vec<String> {
        if matches!(self, Self::Page | Self::Count | Self::All) {
            allowed.retain(|(_, note)| matches!(note, Some(1) | None));
        }
        allowed.sort();
        let ids = allowed.into_iter().map(|(id, _)| id);
        match self {
            Self::Page | Self::Named => ids.take(2).collect(),
            Self::Offset => ids.skip(1).take(1).collect(),
            Self::Count => vec![ids.count().to_string()],
            Self::All => ids.collect(),
            Self::Joined => ids.take(3).collect(),
        }
    }

    /// Whether the rows come in an order.
    pub(super) fn is_ordered(self) -> bool {
        self != Self::All
    }
}
